"""Piccolo Admin's own front end, as it is in its wheel, with the generated endpoints.

It is driven with Piccolo Admin's endpoints, too, so that the script is known to be
right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from tests.rest.twins import Twins
from tests.served.site import PASSWORD

pytestmark = pytest.mark.browser

# It asks before anybody is logged in, and has no icon.
EXPECTED = re.compile("status( code| of)? (401|422)|/favicon.ico$")


@pytest.fixture
def original(twins: Twins, browser: Browser) -> Iterator[Page]:
    yield from opened(twins, browser, twins.original)


@pytest.fixture
def generated(twins: Twins, browser: Browser) -> Iterator[Page]:
    yield from opened(twins, browser, twins.generated)


def opened(twins: Twins, browser: Browser, address: str) -> Iterator[Page]:
    """The front end's log-in page; nothing may go wrong in it."""
    problems: list[str] = []
    context = browser.new_context(
        base_url=address, locale="en-GB", viewport={"width": 1600, "height": 1000}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(error.message))
    page.on("console", lambda said: problems.extend(complaint(said)))
    page.on("response", lambda answer: problems.extend(failure(answer)))
    page.goto("/front/")
    yield page
    context.close()
    twins.restore()
    assert [problem for problem in problems if not EXPECTED.search(problem)] == []


def complaint(said: ConsoleMessage) -> list[str]:
    # That there was no answer is seen there.
    is_new = said.type == "error" and not said.text.startswith("Failed to load")
    return [said.text] if is_new else []


def failure(answer: Response) -> list[str]:
    return [f"status {answer.status} {answer.url}"] if answer.status >= 400 else []


@pytest.mark.one_database
def test_script_of_movies_with_piccolo_admin(original: Page) -> None:
    use_movies(original)


def test_movies(generated: Page) -> None:
    use_movies(generated)


def use_movies(page: Page) -> None:
    log_in(page)
    page.get_by_role("link", name="movie", exact=True).click()
    expect(found(page)).to_have_text("Showing 15 of 205 result(s)")
    filter_movies(page, "metropolis")
    expect(found(page)).to_have_text("Showing 1 of 1 result(s)")
    expect(row(page, "Metropolis")).to_contain_text("Fritz Lang")
    edit_a_movie(page)
    add_a_movie(page)
    delete_a_movie(page)
    log_out(page)


@pytest.mark.one_database
def test_script_of_others_with_piccolo_admin(original: Page) -> None:
    use_others(original)


def test_others(generated: Page) -> None:
    use_others(generated)


def use_others(page: Page) -> None:
    """Types of columns that movies do not have, and what else there is."""
    log_in(page)
    change_ticket(page)
    refuse_a_director(page)
    sort_tickets(page)
    look_at_what_refers(page)
    send_a_form(page)


def log_in(page: Page) -> None:
    page.locator("input[name=username]").fill("admin")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("heading", name="Welcome to Piccolo Admin")).to_be_visible()


def filter_movies(page: Page, title: str) -> None:
    page.get_by_role("link", name="Show Filters").click()
    sidebar = marked(page, "right_sidebar")
    sidebar.locator("input[name=title]").fill(title)
    sidebar.get_by_role("button", name="Apply").click()
    expect(message(page)).to_contain_text("Successfully applied filter")


def edit_a_movie(page: Page) -> None:
    key = row(page, "Metropolis").get_by_role("link").first
    key.click()
    expect(page.get_by_role("heading", name="Edit movie")).to_be_visible()
    expect(control(page, "title")).to_have_value("Metropolis")
    expect(shown_key(page, "director")).to_have_value("Fritz Lang")
    control(page, "synopsis").first.fill("A city of two halves.")
    control(page, "in_programme").select_option("true")
    choose(page, "director", "Varda", "Agnès Varda")
    page.get_by_role("button", name="Save").click()
    expect(message(page)).to_contain_text("Successfully saved row")
    page.reload()
    expect(control(page, "synopsis").first).to_have_value("A city of two halves.")
    expect(control(page, "in_programme")).to_have_value("true")
    expect(shown_key(page, "director")).to_have_value("Agnès Varda")


def add_a_movie(page: Page) -> None:
    page.goto("/front/#/movie/add/")
    form = page.locator("form", has=marked(page, "create_button"))
    # The defaults, which come after the form, write over what is in it.
    expect(form.locator("select[name=genre]")).to_have_value("drama")
    form.locator("input[name=title]").fill("Amarcord II")
    form.locator("input[name=year]").fill("1973")
    form.locator("select[name=genre]").select_option("comedy")
    form.locator("input[name=rating]").fill("7.5")
    choose(form, "director", "fellini", "Federico Fellini")
    form.get_by_role("button", name="Create").click()
    expect(message(page)).to_contain_text("Successfully added row")
    page.goto("/front/#/movie")
    # The total comes before the rows, which must not come after those of a filter.
    expect(found(page)).to_have_text("Showing 15 of 206 result(s)")


def delete_a_movie(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    filter_movies(page, "Amarcord II")
    added = row(page, "1973")
    expect(added).to_contain_text("Comedy")
    expect(added).to_contain_text("7.5")
    added.get_by_role("link").first.click()
    expect(control(page, "title")).to_have_value("Amarcord II")
    marked(page, "drop_down_button").click()
    marked(page, "delete_row_button").click()
    expect(page.get_by_role("link", name="Add Row")).to_be_visible()
    expect(found(page)).to_contain_text("of 205 result(s)")


def log_out(page: Page) -> None:
    marked(page, "nav_dropdown_button").click()
    marked(page, "logout_button").click()
    expect(page.get_by_role("button", name="Login")).to_be_visible()


def change_ticket(page: Page) -> None:
    """With decimals, moments, choices, texts and addresses."""
    page.goto("/front/#/ticket/1/")
    expect(control(page, "customer")).not_to_have_value("")
    control(page, "customer").fill("Changed")
    page.get_by_role("button", name="Save").click()
    expect(message(page)).to_contain_text("Successfully saved row")
    page.reload()
    expect(control(page, "customer")).to_have_value("Changed")


def refuse_a_director(page: Page) -> None:
    page.goto("/front/#/director/1/")
    expect(control(page, "name")).not_to_have_value("")
    control(page, "name").fill("Agnès Varda")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors li")).to_contain_text("Database error: ")
    control(page, "name").fill("x" * 101)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors li")).to_contain_text("name field - ")


def sort_tickets(page: Page) -> None:
    page.goto("/front/#/ticket")
    marked(page, "sort_button").click()
    marked(page, "sort_by_selector").select_option("code")
    marked(page, "sort_form_button").click()
    cells = page.locator("tbody tr td:nth-child(3)")
    expect(cells.first).to_be_visible()
    expect(page.locator("th .svg-inline--fa, th svg").first).to_be_visible()
    codes = cells.all_inner_texts()
    assert codes == sorted(codes)


def look_at_what_refers(page: Page) -> None:
    page.goto("/front/#/director/1/")
    page.get_by_role("link", name="Show referencing tables").click()
    page.locator(".related_tables").get_by_role("link").first.click()
    expect(found(page)).to_contain_text("result(s)")


def send_a_form(page: Page) -> None:
    page.goto("/front/#/forms/book-seats/")
    control(page, "guest").fill("Nobody")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".errors li")).to_have_text("Nobody is not welcome.")
    control(page, "guest").fill("Ann")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#success_message")).to_have_text("2 seats for Ann.")


def found(page: Page) -> Locator:
    return page.locator("#result_count")


def message(page: Page) -> Locator:
    return page.locator("#message_popup")


def marked(page: Page, name: str) -> Locator:
    """What its authors have marked for tests of their own."""
    return page.locator(f"[data-uitest={name}]")


def row(page: Page, text: str) -> Locator:
    return page.locator("tbody tr", has_text=text)


def control(page: Page, name: str) -> Locator:
    return page.locator(f"form [name={name}]")


def shown_key(page: Page | Locator, name: str) -> Locator:
    """What is shown of the row that a hidden key refers to."""
    return page.locator(f".key_search:has([name={name}])").get_by_role("textbox")


def choose(page: Page | Locator, name: str, typed: str, wanted: str) -> None:
    shown_key(page, name).click()
    page.get_by_placeholder("Type here to filter").locator("visible=true").fill(typed)
    page.get_by_role("link", name=wanted, exact=True).locator("visible=true").click()
