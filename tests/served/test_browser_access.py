"""One's own password and second factor, in a real browser."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from tests.served.browsing import button, log_in, textbox
from tests.served.site import PASSWORD, Site
from tests.served.test_browser_lists import found_by_axe

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_own_password_and_second_factor(
    site: Site,
    page: Page,
    scheme: Literal["light", "dark"],
) -> None:
    """Found in the menu behind one's name; the codes are those of a real app."""
    key = site.do(
        "add_user", username="walker", password=PASSWORD, active=True, admin=True
    )
    page.emulate_media(color_scheme=scheme)
    page.goto("/mfa/")
    log_in(page, PASSWORD, "walker")
    button(page, "walker").press("Enter")
    assert found_by_axe(page) == []
    page.get_by_role("link", name="Change password").click()
    for label, typed in [
        ("Current password", PASSWORD),
        ("New password", "battery staple"),
        ("New password again", "battery"),
    ]:
        textbox(page, label).fill(typed)
    button(page, "Change password").click()
    again = textbox(page, "New password again")
    expect(again).to_have_accessible_description(re.compile("differs"))
    expect(again).to_be_focused()
    assert found_by_axe(page) == []
    for label in ("New password", "New password again"):
        textbox(page, label).fill("battery staple")
    textbox(page, "Current password").fill(PASSWORD)
    button(page, "Change password").click()
    expect(page.get_by_role("status")).to_contain_text("password has changed")
    log_in(page, "battery staple", "walker")

    button(page, "walker").click()
    page.get_by_role("link", name="Two-factor authentication").click()
    image = page.get_by_role("img", name="QR code")
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    assert found_by_axe(page) == []
    app = TOTP(page.get_by_role("main").locator("code").inner_text().replace(" ", ""))
    textbox(page, "Code").fill(app.now())
    textbox(page, "Your password").fill("battery staple")
    button(page, "Turn on").click()
    expect(page.get_by_role("status")).to_contain_text("is on")
    assert found_by_axe(page) == []
    recovery = page.get_by_role("listitem").locator("code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()

    button(page, "Log out").click()
    log_in(page, "battery staple", "walker")
    expect(textbox(page, "Code")).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    code = textbox(page, "Code")
    expect(code).to_have_accessible_description(re.compile("wrong, or was used"))
    assert found_by_axe(page) == []
    code.fill(recovery)
    button(page, "Log in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/mfa/mfa/")
    expect(page.get_by_role("main")).to_contain_text("7 recovery codes are left")
    assert found_by_axe(page) == []
    textbox(page, "Your password").fill("battery staple")
    button(page, "Turn off").click()
    expect(page.get_by_role("status")).to_contain_text("is off")
    site.do("delete", table="BaseUser", key=key)
