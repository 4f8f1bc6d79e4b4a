"""What stands around the fields of a form: its buttons, and other rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.served.browsing import button, choose, textbox
from tests.served.pages import Element, read
from tests.served.site import Site
from tests.served.visitor import Visitor, edit

pytestmark = pytest.mark.one_database


@pytest.fixture
def varda(site: Site) -> Any:
    """A director's key."""
    return site.do("find", table="Director", column="name", value="Agnès Varda")


@pytest.fixture
def sticker(site: Site) -> Iterator[Any]:
    site.insert("Label", name="Old label")
    key = site.insert("Sticker", label="Old label", code="form", shelf=90)
    yield key
    site.do("delete", table="Sticker", key=key)
    for name in {"Old label", "New label"} & {*site.do("keys", table="Label")}:
        site.do("delete", table="Label", key=name)


# After saving


@pytest.mark.parametrize("name", ["plain", "a/b?c#d", "~", "..", "é %41"])
def test_buttons_say_where_to_go_on(site: Site, superuser: Visitor, name: str) -> None:
    key = quote(f"~{name}" if name in {"~", ".."} else name, safe="")
    typed = {"name": name, "note": ""}
    places = {
        "edit": edit("label", key),
        "add": "/tables/label/add/",
        "": "/tables/label/",
    }
    for then, place in places.items():
        answer = superuser.post("/tables/label/add/", {**typed, "__then": then})
        assert answer.headers["location"] == f"/admin{place}", read(answer.text).alert
        answer = superuser.post(edit("label", key), {"note": then, "__then": then})
        assert answer.headers["location"] == f"/admin{place}"
        assert superuser.get(edit("label", key)).status_code == 200
        site.do("delete", table="Label", key=name)


@pytest.mark.browser
def test_save_and_continue_and_add_another(site: Site, inside: Page) -> None:
    inside.goto("/admin/tables/label/add/")
    textbox(inside, "Name").fill("Go on")
    button(inside, "Save and continue").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Go on")
    expect(inside.get_by_role("status").first).to_contain_text("added")
    textbox(inside, "Note").fill("more")
    button(inside, "Save and add another").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Add row")
    expect(textbox(inside, "Name")).to_have_value("")
    assert site.fetch("Label", "Go on")["note"] == "more"
    site.do("delete", table="Label", key="Go on")


@pytest.mark.browser
def test_nothing_is_sent_twice(inside: Page) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        """As little as lets the browser stay on the page."""
        sent.append(route.request.method)
        route.fulfill(status=204)

    inside.goto("/admin/tables/label/add/")
    inside.route("**/add/", answer)
    textbox(inside, "Name").fill("Once")
    textbox(inside, "Name").press("Enter")
    for name in ("Save", "Save and continue", "Save and add another"):
        expect(button(inside, name)).to_be_disabled()
    textbox(inside, "Name").press("Enter")
    assert sent == ["POST"]


@pytest.mark.browser
def test_errors_lead_to_their_fields(inside: Page) -> None:
    inside.goto("/admin/tables/sticker/add/")
    inside.locator("form.editor").evaluate("form => form.noValidate = true")
    textbox(inside, "Shelf").fill("top")
    button(inside, "Save").click()
    alert = inside.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="Shelf").click()
    expect(textbox(inside, "Shelf")).to_be_focused()
    alert.get_by_role("link", name="Label").click()
    expect(inside.get_by_role("combobox", name="Label")).to_be_focused()


@pytest.mark.browser
def test_text_grows_with_its_content(inside: Page) -> None:
    inside.goto("/admin/tables/label/add/")
    note = textbox(inside, "Note")
    before = note.bounding_box()
    note.fill("line\n" * 12)
    after = note.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"] + 100
    assert note.evaluate("area => area.scrollHeight <= area.clientHeight + 1")


# Other rows, without scripts


def pencil(page: Element, name: str) -> str:
    (link,) = page.all("a", **{"aria-label": f"Edit {name}"})
    assert link.attributes["target"] == "_blank"
    return "" if "hidden" in link.attributes else link.attributes["href"]


def test_other_rows_are_opened_in_another_tab(
    site: Site, superuser: Visitor, sticker: Any, varda: Any
) -> None:
    page = superuser.page(edit("sticker", sticker))
    assert pencil(page, "Label") == "/admin/tables/label/edit/Old%20label/"
    assert pencil(page, "Door") == ""
    (add,) = page.all("a", **{"aria-label": "Add row: Door"})
    assert add.attributes["href"] == "/admin/tables/door/add/"
    assert add.attributes["target"] == "_blank"
    # Its value is the name, and its address has the key.
    key = site.insert("Specimen", varchar="Refers", director_name="Agnès Varda")
    page = superuser.page(edit("specimen", key))
    assert pencil(page, "Director name") == f"/admin{edit('director', varda)}"
    site.do("delete", table="Specimen", key=key)


def test_only_a_page_for_a_dialog_can_be_framed(superuser: Visitor) -> None:
    plain, framed = (
        superuser.get(f"/tables/label/add/{query}") for query in ("", "?__dialog=form")
    )
    assert "frame-ancestors 'none'" in plain.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in framed.headers["content-security-policy"]
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"
    assert list(read(plain.text).all("nav"))
    assert not list(read(framed.text).all("nav"))


# Other rows, in a dialog


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("dialog[open] iframe")


@pytest.mark.browser
def test_another_row_is_added_in_a_dialog(
    site: Site, inside: Page, sticker: Any
) -> None:
    inside.goto(f"/admin{edit('sticker', sticker)}")
    textbox(inside, "Code").fill("typed")
    inside.get_by_role("link", name="Add row: Label").focus()
    inside.keyboard.press("Enter")
    dialog = inside.get_by_role("dialog", name="Add row: Label")
    expect(dialog).to_be_visible()
    name = frame(inside).get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    inside.keyboard.type("Old label")
    inside.keyboard.press("Enter")
    expect(frame(inside).get_by_role("alert")).to_be_visible()
    name.fill("New label")
    frame(inside).get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(inside.get_by_text("New label is chosen.")).to_have_role("status")
    expect(inside.get_by_role("link", name="Add row: Label")).to_be_focused()
    expect(inside.locator(".item", has_text="New label")).to_be_visible()
    expect(textbox(inside, "Code")).to_have_value("typed")
    button(inside, "Save").click()
    expect(inside.get_by_role("status").first).to_contain_text("saved")
    row = site.fetch("Sticker", sticker)
    assert (row["label"], row["code"]) == ("New label", "typed")


@pytest.mark.browser
def test_another_row_is_edited_in_a_dialog(
    site: Site, inside: Page, varda: Any
) -> None:
    key = site.insert("Director", name="Somebody")
    inside.goto("/admin/tables/movie/add/")
    pen = inside.get_by_role("link", name="Edit Director")
    expect(pen).to_be_hidden()
    choose(inside, "Director", "somebod", "Somebody")
    pen.click()
    frame(inside).get_by_role("textbox", name="Name", exact=True).fill("Somebody else")
    frame(inside).get_by_role("button", name="Save", exact=True).click()
    expect(inside.get_by_role("dialog")).to_have_count(0)
    expect(inside.locator(".item", has_text="Somebody else")).to_be_visible()
    expect(inside.locator("[name=director]")).to_have_value(str(key))
    assert site.fetch("Director", key)["name"] == "Somebody else"
    site.do("delete", table="Director", key=key)


@pytest.mark.browser
def test_the_value_of_a_reference_is_chosen_not_its_key(
    site: Site, inside: Page
) -> None:
    inside.goto("/admin/tables/specimen/add/")
    inside.get_by_role("link", name="Add row: Director name").click()
    frame(inside).get_by_role("textbox", name="Name", exact=True).fill("Brand new")
    frame(inside).get_by_role("button", name="Save", exact=True).click()
    expect(inside.get_by_role("dialog")).to_have_count(0)
    expect(inside.locator("[name=director_name]")).to_have_value("Brand new")
    key = site.do("find", table="Director", column="name", value="Brand new")
    pen = inside.get_by_role("link", name="Edit Director name")
    expect(pen).to_have_attribute("href", f"/admin{edit('director', key)}")
    site.do("delete", table="Director", key=key)


@pytest.mark.browser
def test_a_dialog_is_closed(site: Site, inside: Page, sticker: Any) -> None:
    """What was typed into it is lost only if the person says so."""
    inside.goto(f"/admin{edit('sticker', sticker)}")
    link = inside.get_by_role("link", name="Add row: Label")
    link.click()
    name = frame(inside).get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    inside.keyboard.press("Escape")
    expect(inside.get_by_role("dialog")).to_have_count(0)
    expect(link).to_be_focused()

    link.click()
    name.fill("half")
    answers = [False, True]
    inside.on("dialog", lambda ask: ask.accept() if answers.pop(0) else ask.dismiss())
    button(inside, "Close").click()
    expect(name).to_have_value("half")
    name.press("Escape")
    expect(inside.get_by_role("dialog")).to_have_count(0)
    assert answers == []
    assert "half" not in site.do("keys", table="Label")


# Pickers


@pytest.mark.browser
def test_a_picker_loads_more(site: Site, inside: Page) -> None:
    names = [f"page {number:02}" for number in range(45)]
    for name in names:
        site.insert("Label", name=name)
    inside.goto("/admin/tables/sticker/add/")
    inside.get_by_role("combobox", name="Label").click()
    with inside.expect_response(lambda response: "q=page&" in response.url):
        inside.keyboard.type("page")
    found = inside.get_by_role("option", name=re.compile("^page"))
    expect(found).to_have_count(20)
    listed = inside.get_by_role("listbox", name="Rows found")
    for count in (40, 45):
        listed.evaluate("list => list.scrollTo(0, 1e6)")
        expect(found).to_have_count(count)
    assert found.all_inner_texts() == names
    expect(inside.get_by_text("Load more")).to_have_count(0)
    for name in names:
        site.do("delete", table="Label", key=name)


@pytest.mark.browser
def test_no_choice_only_where_null_is_allowed(inside: Page, sticker: Any) -> None:
    """Weakness 39: None was offered where a value is needed."""
    inside.goto(f"/admin{edit('sticker', sticker)}")
    fields = inside.locator(".field")
    clear = inside.get_by_role("button", name="Remove choice", include_hidden=True)
    for name, count in [("Label", 0), ("Door", 1)]:
        field = fields.filter(has=inside.get_by_role("combobox", name=name))
        expect(field.locator(clear)).to_have_count(count)


def test_pages_of_a_search(superuser: Visitor) -> None:
    pages = [
        superuser.get(f"/tables/movie/search/?q=&__page={page}").json()
        for page in (1, 2)
    ]
    keys = [row["_key"] for page in pages for row in page]
    assert len(keys) == len({*keys}) == 40
    assert superuser.get("/tables/movie/search/?__page=0").status_code == 400


# Rows that refer to this one


def references(page: Element) -> dict[tuple[str, ...], Element]:
    """Its lines, by table and column."""
    sections = list(page.all("section", **{"class": "references"}))
    lines = [line for section in sections for line in section.all("li")]
    return {(line.one("small").words, *line.links): line for line in lines}


def test_rows_that_refer_to_this_one_are_counted(
    site: Site, superuser: Visitor, varda: Any
) -> None:
    keys = [
        site.insert("Specimen", varchar="Refers", director_name="Agnès Varda")
        for _ in range(3)
    ]
    lines = references(superuser.page(edit("director", varda)))
    movies = lines["Director", "Movies"]
    path = movies.links["Movies"].removeprefix("/admin")
    listed = superuser.page(f"{path}&__page_size=100").column("Director")
    assert {*listed} == {"Agnès Varda"}
    assert movies.one("span").words == str(len(listed))
    # By a column that is no key.
    specimen = lines["Director name", "Specimen"]
    assert specimen.one("span").words == "3"
    path = specimen.links["Specimen"].removeprefix("/admin")
    assert len(superuser.page(path).column("Varchar")) == 3
    # By rows of the same table.
    child = site.insert("Specimen", varchar="Child", parent=keys[0])
    counts = {
        name: line.one("span").words
        for name, line in references(superuser.page(edit("specimen", keys[0]))).items()
    }
    assert counts == {("Parent", "Specimen"): "1"}
    for key in (child, *keys):
        site.do("delete", table="Specimen", key=key)


def test_what_nothing_refers_to_says_nothing_of_it(superuser: Visitor) -> None:
    assert not references(superuser.page(edit("specimen", 1))).keys() - {
        ("Parent", "Specimen")
    }
    assert "refer to this one" not in superuser.page("/tables/director/add/").text
