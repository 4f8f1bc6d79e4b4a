"""API tokens, in a real browser."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.served.browsing import SECONDS, button, textbox
from tests.served.site import PASSWORD, Site
from tests.served.test_browser_lists import found_by_axe

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_token_from_the_menu(
    site: Site, inside: Page, scheme: Literal["light", "dark"]
) -> None:
    """Made, kept, used in the documentation, and revoked."""
    page = inside
    page.emulate_media(color_scheme=scheme)
    button(page, "admin").press("Enter")
    page.get_by_role("link", name="API tokens").click()
    assert found_by_axe(page) == []
    page.get_by_role("link", name="New token").click()
    textbox(page, "Name").fill("Backup")
    page.get_by_role("combobox", name="Rights").select_option("read and write")
    textbox(page, "Your password").fill("wrong")
    button(page, "Make token").click()
    password = textbox(page, "Your password")
    expect(password).to_have_accessible_description(re.compile("not your password"))
    expect(password).to_be_focused()
    expect(textbox(page, "Name")).to_have_value("Backup")
    assert found_by_axe(page) == []
    password.fill(PASSWORD)
    button(page, "Make token").click()
    control = textbox(page, "Token")
    expect(control).to_be_focused()
    token = control.input_value()
    assert found_by_axe(page) == []
    authorize(page, token)

    page.goto("/admin/tokens/")
    row = page.get_by_role("row").filter(has_text="Backup")
    expect(row).to_contain_text("read and write")
    assert found_by_axe(page) == []
    row.get_by_role("link", name="Revoke Backup").click()
    assert found_by_axe(page) == []
    button(page, "Revoke").click()
    expect(page.get_by_role("status")).to_contain_text("Backup was revoked.")
    expect(row).to_have_count(0)


def authorize(page: Page, token: str) -> None:
    """Swagger UI sends it, and no session is needed."""
    page.set_default_timeout(60 * SECONDS)  # It draws all addresses at once.
    page.goto("/admin/api/docs/")
    page.locator("button.authorize").first.click()
    page.get_by_label("auth-bearer-value").fill(token)
    page.get_by_role("button", name="Apply credentials").first.click()
    button(page, "Close").first.click()
    operation = page.locator("[id$=user_user__get]")
    operation.get_by_role("button").first.click()
    button(operation, "Try it out").click()
    with page.expect_response(re.compile("/api/user/$")) as answer:
        button(operation, "Execute").click()
    assert answer.value.request.headers["authorization"] == f"Bearer {token}"
    assert answer.value.json()["username"] == "admin"
