"""Lists in a real browser: filters, many rows, files. And every page for everybody."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.served.browsing import button, choose, textbox
from tests.served.site import Site
from tests.served.test_browser import column, open_table

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def stickers(site: Site) -> Iterator[list[int]]:
    site.insert("Label", name="list")
    keys = [
        site.insert("Sticker", label="list", code=f"list {n}", place=n)
        for n in range(20)
    ]
    yield keys
    for key in site.do("keys", table="Sticker"):
        site.do("delete", table="Sticker", key=key)
    site.do("delete", table="Label", key="list")


def test_filters(inside: Page) -> None:
    open_table(inside, "Movies")
    inside.get_by_text("Filters", exact=True).click()
    textbox(inside, "Title").fill("the")
    choose(inside, "Director", "kubrick", "Stanley Kubrick")
    button(inside, "Apply").click()
    expect(inside).to_have_url(re.compile("title=the"))
    # What is blank is not in the address.
    assert not re.search("year|genre|=(&|$)", inside.url)
    titles = column(inside, "Title")
    assert titles
    assert all("the" in title.lower() for title in titles)
    assert set(column(inside, "Director")) == {"Stanley Kubrick"}
    inside.locator("summary", has_text="Filters").click()
    expect(textbox(inside, "Title")).to_have_value("the")
    inside.go_back()
    expect(inside).not_to_have_url(re.compile("title=the"))
    inside.go_forward()
    inside.get_by_role("link", name="Clear", exact=True).click()
    assert len(column(inside, "Title")) == 15


def test_all_rows_of_a_page(inside: Page, stickers: list[int]) -> None:
    open_table(inside, "Stickers")
    whole = inside.get_by_role("checkbox", name="Choose", exact=True)
    one = inside.get_by_role("checkbox", name=f"Choose {stickers[3]}", exact=True)
    whole.check()
    expect(one).to_be_checked()
    one.uncheck()
    expect(whole).not_to_be_checked()
    button(inside, "Delete rows").click()
    heading = inside.get_by_role("heading", level=1)
    expect(heading).to_have_text("Delete 14 rows?")
    button(inside, "Delete").click()
    expect(inside.get_by_role("status")).to_contain_text("The rows were deleted.")
    assert len(column(inside, "Code")) == 6


def test_all_rows_of_all_pages(
    site: Site,
    inside: Page,
    stickers: list[int],
) -> None:
    open_table(inside, "Stickers")
    inside.get_by_label("All 20 rows, on all pages").check()
    button(inside, "Change rows").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Change 20 rows")
    inside.wait_for_load_state()  # By then, the scripts have run.
    change = inside.get_by_role("checkbox", name="Change", description="Shelf")
    expect(change).not_to_be_checked()
    textbox(inside, "Shelf").fill("6")
    expect(change).to_be_checked()
    button(inside, "Save").click()
    expect(inside.get_by_role("status")).to_contain_text("The rows were changed.")
    assert {site.fetch("Sticker", key)["shelf"] for key in stickers} == {6}


@pytest.mark.parametrize("size", [(1280, 800), (400, 844)], ids=["wide", "narrow"])
def test_what_belongs_to_a_long_list_stays_in_sight(
    inside: Page, size: tuple[int, int]
) -> None:
    width, height = size
    inside.set_viewport_size({"width": width, "height": height})
    inside.goto("/admin/tables/movie/?__page_size=100")
    inside.get_by_role("region", name="Movies").focus()
    inside.keyboard.press("End")  # By key, as one who has no mouse.
    for there in (
        inside.get_by_role("row").last.get_by_role("link", name="Edit"),
        inside.get_by_role("columnheader", name="Title", exact=True),
        button(inside, "Delete rows"),
        inside.get_by_role("link", name="Next", exact=True),
    ):
        expect(there).to_be_in_viewport(ratio=1)
    assert inside.evaluate("document.documentElement.scrollWidth") == width


def test_few_rows_need_no_more_room(site: Site, inside: Page) -> None:
    inside.set_viewport_size({"width": 1280, "height": 800})
    inside.goto("/admin/tables/movie/?__page_size=2")
    pager = inside.get_by_role("navigation", name="Pages").bounding_box()
    table = inside.get_by_role("table").bounding_box()
    assert pager
    assert table
    assert pager["y"] - (table["y"] + table["height"]) < 100


def test_back_to_the_list_as_it_was(inside: Page) -> None:
    inside.goto("/admin/tables/movie/?title=the&__order=-year&__page=2")
    left = inside.url
    edit = inside.get_by_role("link", name=re.compile("^Edit ")).first
    edit.click()
    inside.get_by_role("link", name="Cancel", exact=True).click()
    expect(inside).to_have_url(left)
    edit.click()
    button(inside, "Save and continue").click()
    expect(inside.get_by_role("status").first).to_contain_text("saved")
    button(inside, "Save").click()
    expect(inside).to_have_url(left)


def test_export(inside: Page, tmp_path: Path) -> None:
    open_table(inside, "Movies")
    inside.get_by_role("columnheader", name="Year").get_by_role("link").click()
    inside.get_by_text("Export", exact=True).click()
    for name in ("ID", "Synopsis"):
        inside.get_by_role("checkbox", name=name, exact=True).uncheck()
    inside.get_by_label("Delimiter").select_option("Semicolon")
    for _time in range(2):  # The page stays as it is.
        with inside.expect_download() as found:
            button(inside, "Export CSV").click()
    found.value.save_as(tmp_path / "movies.csv")
    assert re.fullmatch(r"movie-[-\d]+\.csv", found.value.suggested_filename)
    text = (tmp_path / "movies.csv").read_text(encoding="utf-8")
    heading, *rows = csv.reader(StringIO(text, newline=""), delimiter=";")
    assert "title" in heading
    assert {"id", "synopsis"}.isdisjoint(heading)
    years = [int(row[heading.index("year")]) for row in rows]
    assert years == sorted(years)
    assert len(years) == 205


# Three rows of five, of which one has two lines. Then whatever a test does.
STREAM = r"""() => {
const lines = ["code", "a", "b\nb", "c"].map((text) => `"${text}"\r\n`);
const head = new TextEncoder().encode(lines.join(""));
window.fetch = async (address, { signal }) => new Response(
  new ReadableStream({
    start(stream) {
      stream.enqueue(head);
      signal.onabort = () => stream.error(signal.reason);
      window.break_off = () => stream.error(new TypeError("The connection broke."));
    },
  }),
  { headers: { "Content-Disposition": 'filename="x"', "X-Total-Count": "5" } },
);
}"""


@pytest.mark.parametrize("how", ["cancelled", "broken off"])
def test_an_export_shows_how_far_it_is(inside: Page, how: str) -> None:
    downloads: list[str] = []
    inside.on("download", lambda download: downloads.append(download.url))
    open_table(inside, "Movies")
    inside.evaluate(STREAM)
    inside.get_by_text("Export", exact=True).click()
    button(inside, "Export CSV").click()
    expect(inside.get_by_text("Rows: 3 of 5")).to_be_visible()
    assert inside.get_by_role("progressbar").evaluate("bar => bar.position") == 0.6
    expect(button(inside, "Export CSV")).to_be_disabled()
    assert found_by_axe(inside) == []
    if how == "cancelled":
        button(inside, "Cancel").click()
    else:
        inside.evaluate("break_off()")
    expect(inside.get_by_role("progressbar")).to_be_hidden()
    expect(button(inside, "Export CSV")).to_be_enabled()
    expect(inside.get_by_role("alert")).to_have_count(1 if how == "broken off" else 0)
    assert downloads == []


def test_an_export_that_is_refused_says_why(inside: Page) -> None:
    open_table(inside, "Movies")
    inside.get_by_text("Export", exact=True).click()
    inside.context.clear_cookies()
    button(inside, "Export CSV").click()
    expect(button(inside, "Log in")).to_be_visible()


PAGES = {
    "home": "/admin/",
    "list": "/admin/tables/movie/?title=the&__order=-year,title",
    "no rows": "/admin/tables/movie/?title=zzz",
    "a wrong filter": "/admin/tables/movie/?year=x",
    "add": "/admin/tables/specimen/add/",
    "edit": "/admin/tables/specimen/edit/4/",
    "delete": "/admin/tables/movie/delete/1/",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", [*PAGES.values()], ids=[*PAGES])
def test_everybody_can_use_it(
    inside: Page,
    address: str,
    scheme: Literal["light", "dark"],
) -> None:
    inside.emulate_media(color_scheme=scheme)
    inside.goto(address)
    inside.evaluate(
        "document.querySelectorAll('details').forEach(d => (d.open = true))"
    )
    assert found_by_axe(inside) == []


@pytest.mark.parametrize("what", ["Change rows", "Delete rows"])
def test_everybody_can_answer(inside: Page, what: str) -> None:
    open_table(inside, "Movies")
    inside.get_by_label("All 205 rows, on all pages").check()
    button(inside, what).click()
    expect(inside.get_by_role("heading", level=1)).to_contain_text("205")
    assert found_by_axe(inside) == []
    if what == "Change rows":
        button(inside, "Save").click()
        expect(inside.get_by_role("alert")).to_be_visible()
        assert found_by_axe(inside) == []


def test_everybody_can_log_in(page: Page) -> None:
    assert found_by_axe(page) == []
    button(page, "Log in").click()
    assert found_by_axe(page) == []


def found_by_axe(page: Page) -> list[str]:
    """What hinders people: https://github.com/dequelabs/axe-core."""
    return [
        f"{found['id']}: {node['html']}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]
