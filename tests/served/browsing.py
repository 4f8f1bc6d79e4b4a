"""A real browser, and what a person does in it; all is found by role and label."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    sync_playwright,
)

from tests.served.site import Site

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REFUSAL = re.compile("Failed to load resource: .* status of (401|409|413|422)")
SECONDS = 1000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's browser, else Playwright's own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    arguments = ["--disable-gpu", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """The log-in page; nothing may go wrong in it, and no other host be asked."""
    problems: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not REFUSAL.match(message.text):
            problems.append(message.text)

    def look(request: Any) -> None:
        address = urlsplit(request.url)
        # What shows PDF in a browser is made of pages, too.
        is_inside = address.scheme in {"chrome", "chrome-extension"}
        if not is_inside and address.netloc not in {urlsplit(site.address).netloc, ""}:
            problems.append(request.url)

    context = browser.new_context(base_url=site.address, locale="en-GB")
    context.set_default_timeout(15 * SECONDS)
    page = context.new_page()
    page.on("console", listen)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", look)
    page.goto("/admin/")
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def inside(site: Site, page: Page) -> Page:
    """The first page, logged in. Attempts to log in are limited, and tests are many."""
    host = urlsplit(site.address).hostname or ""
    token = site.do("session", username="admin")
    page.context.add_cookies(
        [{"name": "id", "value": token, "domain": host, "path": "/admin"}]
    )
    page.goto("/admin/")
    return page


def log_in(page: Page, password: str, username: str = "admin") -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    button(page, "Log in").click()


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def textbox(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def choose(page: Page, label: str, typed: str, wanted: str) -> None:
    """Search another row, and take it."""
    page.get_by_role("combobox", name=label).click()
    # The answer to the last letter opens the list again, which takes the focus.
    with page.expect_response(lambda response: urlencode({"q": typed}) in response.url):
        page.keyboard.type(typed)
    page.get_by_role("option", name=wanted, exact=True).click()
