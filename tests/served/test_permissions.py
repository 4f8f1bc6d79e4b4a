"""What ``permissions.py`` allows, everywhere: see ``project/clerk.py``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import asyncpg
import pytest
from playwright.sync_api import Page, expect

from scaffold.demo.postgres import DATABASE_URL
from tests.served.browsing import button, textbox
from tests.served.pages import Element, Entries, read
from tests.served.site import Site
from tests.served.test_browser_lists import found_by_axe
from tests.served.visitor import SESSION, Visitor, edit

STICKERS = "/tables/sticker/"
LABELS = "/tables/label/"
NO_RIGHT = "You have no right to do this."
NO_ROW = "There is no such row."

ROWS: Mapping[str, Mapping[str, Any]] = {
    "mine": {"label": "clerk: one", "shelf": 1, "place": 100},
    "kept": {"label": "clerk: kept", "shelf": 1, "place": 101},
    "fixed": {"label": "clerk: one", "shelf": 2, "place": 1},
    "hidden": {"label": "other", "shelf": 1, "place": 102},
}
"""The clerk views all but ``hidden``, changes ``mine``, and deletes both on shelf 1."""


@pytest.fixture
def keys(site: Site) -> Iterator[dict[str, int]]:
    for name in ("clerk: one", "clerk: kept"):
        site.insert("Label", name=name, note="clerk")
    site.insert("Label", name="other")
    site.insert("Door", number=44)
    yield {code: site.insert("Sticker", code=code, **row) for code, row in ROWS.items()}
    for key in site.do("keys", table="Sticker"):
        site.do("delete", table="Sticker", key=key)
    for name in ("clerk: one", "clerk: kept", "other"):
        site.do("delete", table="Label", key=name)
    site.do("delete", table="Door", key=44)


@pytest.fixture
def vault(site: Site) -> Iterator[int]:
    key = site.insert("Vault", name="clerk", code="x")
    yield key
    site.do("delete", table="Vault", key=key)


def left(site: Site) -> set[str]:
    rows = site.do("keys", table="Sticker")
    return {site.fetch("Sticker", key)["code"] for key in rows}


def stored(site: Site, key: int) -> dict[str, Any]:
    """The row, as ``ROWS`` has it."""
    row = site.fetch("Sticker", key)
    return {name: row[name] for name in ("label", "shelf", "place")}


def has_button(page: Element, words: str) -> bool:
    return words in [element.words for element in page.all() if element.tag in BUTTONS]


BUTTONS = {"a", "button"}


def bulk(
    visitor: Visitor, what: str, rows: Entries, number: int | None = None
) -> tuple[int, Element]:
    sent = [*rows, *([] if number is None else [("__number", str(number))])]
    response = visitor.post(f"{STICKERS}bulk/{what}/", sent)
    return response.status_code, read(response.text)


def ticked(*keys: int) -> Entries:
    return [("__key", str(key)) for key in keys]


EVERYTHING: Entries = [("__all", "true")]


# Viewing.


def test_lists_have_what_may_be_viewed(clerk: Visitor, keys: dict[str, int]) -> None:
    page = clerk.page(f"{STICKERS}?__order=place")
    assert page.column("Code") == ["fixed", "mine", "kept"]
    assert "of 3" in page.one("nav", **{"class": "pager"}).text
    assert "hidden" not in page.text


def test_a_hidden_row_is_no_place_to_go_on_from(
    clerk: Visitor, keys: dict[str, int]
) -> None:
    """Its place in the order would tell its values."""
    page = clerk.page(
        f"{STICKERS}?__order=-place&__page_size=1&__after={keys['hidden']}"
    )
    assert page.column("Code") == ["fixed"]


def test_files_have_what_may_be_viewed(clerk: Visitor, keys: dict[str, int]) -> None:
    text = clerk.get(f"{STICKERS}export/?__columns=code&__order=code").text
    assert text.split() == ['"code"', '"fixed"', '"kept"', '"mine"']
    assert clerk.get("/tables/door/export/").status_code == 403


@pytest.mark.parametrize("page", ["edit", "delete"])
def test_whether_a_hidden_row_exists_is_not_told(
    site: Site, clerk: Visitor, keys: dict[str, int], page: str
) -> None:
    for key in (keys["hidden"], 999_999):
        path = f"{STICKERS}{page}/{key}/"
        assert clerk.get(path).status_code == 404
        assert clerk.post(path, {"place": "7"}).status_code == 404
    assert stored(site, keys["hidden"]) == ROWS["hidden"]


def test_pickers_find_what_may_be_viewed(
    clerk: Visitor, superuser: Visitor, keys: dict[str, int]
) -> None:
    found = clerk.get(f"{STICKERS}search/?q=").json()
    assert [row["_key"] for row in found if row["_key"] == str(keys["hidden"])] == []
    assert len(found) == 3
    assert clerk.get(f"{STICKERS}search/?q={keys['hidden']}").json() == []
    assert superuser.get(f"{STICKERS}search/?q={keys['hidden']}").json() != []
    assert clerk.get(f"{LABELS}search/?q=other").json() == []


def test_a_table_that_may_not_be_viewed(
    clerk: Visitor, superuser: Visitor, keys: dict[str, int]
) -> None:
    """Weakness 9 of Piccolo Admin, where it stays in the sidebar."""
    door = "/tables/door/"
    for path in ("", "add/", "edit/44/", "edit/45/", "delete/44/", "search/?q=4"):
        response = clerk.get(door + path)
        assert response.status_code == 403
        assert NO_RIGHT in read(response.text).text
    for path in ("add/", "edit/44/", "delete/44/", "bulk/update/", "bulk/delete/"):
        entries = {"__all": "true", "__number": "1", "number": "45"}
        assert clerk.post(door + path, entries).status_code == 403
    for visitor, is_there in ((clerk, False), (superuser, True)):
        addresses = visitor.page("/").addresses
        assert any(door in address for address in addresses) == is_there


def test_no_links_to_what_may_not_be_viewed(
    site: Site, clerk: Visitor, superuser: Visitor, keys: dict[str, int]
) -> None:
    site.do("update", table="Sticker", key=keys["mine"], values={"door": 44})
    for visitor, is_there in ((clerk, False), (superuser, True)):
        for path in (STICKERS, edit("sticker", keys["mine"])):
            main = visitor.page(path).one("main")
            assert any("/tables/door/" in a for a in main.addresses) == is_there
        field = visitor.page(edit("sticker", keys["mine"])).one("input", name="door")
        assert ("data-search" in field.attributes) == is_there
        assert ("readonly" in field.attributes) != is_there
        assert field.attributes["value"] == "44"


def test_references_are_counted_as_far_as_they_may_be_viewed(
    site: Site, clerk: Visitor, superuser: Visitor, keys: dict[str, int]
) -> None:
    values = {"label": "clerk: one"}
    site.do("update", table="Sticker", key=keys["kept"], values=values)
    path = edit("label", "clerk:%20one")
    (count,) = clerk.page(path).one("section", **{"class": "references"}).all("span")
    assert count.words == "3"
    for visitor, is_there in ((clerk, False), (superuser, True)):
        page = visitor.page(edit("movie", 1)).one("section", **{"class": "references"})
        assert ("Tickets" in page.text) == is_there


# Changing.


def test_what_is_offered(clerk: Visitor, keys: dict[str, int]) -> None:
    page = clerk.page(STICKERS)
    ticks = {tick.attributes["value"] for tick in page.all("input", name="__key")}
    assert ticks == {str(keys[name]) for name in ("mine", "kept")}
    offered = {name: row_links(page, key) for name, key in keys.items()}
    assert offered == {
        "mine": {"Edit", "Delete"},
        "kept": {"View", "Delete"},
        "fixed": {"View"},
        "hidden": set(),
    }
    for name in ("mine", "kept", "fixed"):
        page = clerk.page(edit("sticker", keys[name]))
        assert has_button(page.one("main"), "Save") == (name == "mine")
        assert has_button(page.one("main"), "Delete") == (name != "fixed")
        back = "Cancel" if name == "mine" else "Back"
        assert page.one("main").links[back] == f"{clerk.mount}{STICKERS}"
        (fields,) = page.all("fieldset", **{"class": "fields"})
        assert ("disabled" in fields.attributes) == (name != "mine")
        deletion = clerk.page(f"{STICKERS}delete/{keys[name]}/").one("main")
        assert has_button(deletion, "Delete") == (name != "fixed")
        assert has_button(deletion, "Back") == (name == "fixed")


def row_links(page: Element, key: int) -> set[str]:
    return {
        link.words
        for cell in page.all("td", **{"class": "actions"})
        for link in cell.all("a")
        if f"/{key}/" in link.attributes["href"]
    }


def test_what_may_be_changed(site: Site, clerk: Visitor, keys: dict[str, int]) -> None:
    assert clerk.save(edit("sticker", keys["mine"]), {"place": "7"}).status_code == 303
    assert stored(site, keys["mine"])["place"] == 7
    assert clerk.post(edit("sticker", keys["mine"]), {}).status_code == 303


@pytest.mark.parametrize("name", ["fixed", "kept"])
def test_what_may_not_be_changed(
    site: Site, clerk: Visitor, keys: dict[str, int], name: str
) -> None:
    response = clerk.post(edit("sticker", keys[name]), {"place": "7"})
    assert response.status_code == 403
    assert NO_RIGHT in read(response.text).text
    assert stored(site, keys[name]) == ROWS[name]


@pytest.mark.parametrize("typed", [{"shelf": "2"}, {"label": "clerk: kept"}])
def test_a_row_does_not_leave_ones_rights(
    site: Site, clerk: Visitor, keys: dict[str, int], typed: Mapping[str, str]
) -> None:
    page = clerk.refused(edit("sticker", keys["mine"]), typed)
    assert "no right to save" in page.alert
    assert stored(site, keys["mine"]) == ROWS["mine"]


def test_a_row_whose_key_is_text(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    path = edit("label", "clerk:%20kept")
    assert clerk.save(path).status_code == 303
    assert "no right to save" in clerk.refused(path, {"note": "mine"}).alert
    assert site.fetch("Label", "clerk: kept")["note"] == "clerk"


@pytest.mark.parametrize("typed", [{"label": "other"}, {"door": "44"}])
def test_forged_references_are_refused(
    site: Site, clerk: Visitor, keys: dict[str, int], typed: Mapping[str, str]
) -> None:
    (name,) = typed
    for path in (edit("sticker", keys["mine"]), f"{STICKERS}add/"):
        new = {"label": "clerk: one", "shelf": "1", "place": "9", "code": "x"}
        page = read(clerk.post(path, {**new, **typed}).text)
        assert page.error(name) == NO_ROW
    rows = [*ticked(keys["mine"]), ("__change", name), *typed.items()]
    status, page = bulk(clerk, "update", rows, 1)
    assert status == 422
    assert page.error(name) == NO_ROW
    assert stored(site, keys["mine"]) == ROWS["mine"]
    assert left(site) == set(ROWS)


def test_a_stored_reference_stays(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    site.do("update", table="Sticker", key=keys["mine"], values={"door": 44})
    assert clerk.save(edit("sticker", keys["mine"]), {"place": "7"}).status_code == 303
    assert site.fetch("Sticker", keys["mine"])["door"] == 44


# Adding.


@pytest.mark.parametrize(("shelf", "status"), [("1", 303), ("2", 422)])
def test_add(
    site: Site, clerk: Visitor, keys: dict[str, int], shelf: str, status: int
) -> None:
    typed = {"label": "clerk: one", "code": "new", "shelf": shelf, "place": "5"}
    response = clerk.post(f"{STICKERS}add/", typed)
    assert response.status_code == status
    assert ("new" in left(site)) == (status == 303)
    if status == 422:
        assert "no right to save" in read(response.text).alert


def test_a_table_that_may_only_be_viewed(
    site: Site, clerk: Visitor, superuser: Visitor, vault: int
) -> None:
    path = "/tables/vault/"
    for visitor, may in ((clerk, False), (superuser, True)):
        page = visitor.page(path)
        for words in ("Add row", "Change rows", "Delete rows"):
            assert has_button(page.one("main"), words) == may
        assert bool([*page.all("input", name="__key")]) == may
        home = visitor.page("/").addresses
        assert any(a.endswith(f"{path}add/") for a in home) == may
        main = visitor.page(edit("vault", vault)).one("main")
        for words in ("Save", "Save and continue", "Save and add another", "Delete"):
            assert has_button(main, words) == may
    assert clerk.get(f"{path}add/").status_code == 403
    rows = {"__key": str(vault), "__number": "1", "__change": "name", "name": "x"}
    for page_path in (f"edit/{vault}/", f"delete/{vault}/", "add/"):
        assert clerk.post(path + page_path, {"name": "x"}).status_code == 403
    for what in ("update", "delete"):
        assert clerk.post(f"{path}bulk/{what}/", rows).status_code == 403
    assert site.fetch("Vault", vault)["name"] == "clerk"


# Many rows.


def test_what_may_not_be_deleted_is_left_out(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    for rows in (EVERYTHING, ticked(*keys.values())):
        status, page = bulk(clerk, "delete", rows)
        assert status == 200
        assert page.one("h1").words == "Delete 2 rows?"
        assert "1 row to which you have no right is left out" in page.text
    assert bulk(clerk, "delete", EVERYTHING, 3)[0] == 200
    assert bulk(clerk, "delete", EVERYTHING, 4)[0] == 200
    assert left(site) == set(ROWS)
    assert bulk(clerk, "delete", EVERYTHING, 2)[0] == 303
    assert left(site) == {"fixed", "hidden"}


def test_what_may_not_be_changed_is_left_out(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    change = [*EVERYTHING, ("__change", "place"), ("place", "55")]
    _status, page = bulk(clerk, "update", change)
    assert page.one("h1").words == "Change 1 row"
    assert "2 rows to which you have no right are left out" in page.text
    assert bulk(clerk, "update", change, 1)[0] == 303
    places = {name: stored(site, key)["place"] for name, key in keys.items()}
    assert places == {"mine": 55, "kept": 101, "fixed": 1, "hidden": 102}


def test_nothing_that_may_be_changed(clerk: Visitor, keys: dict[str, int]) -> None:
    for names in (["fixed"], ["fixed", "kept"]):
        status, _page = bulk(clerk, "update", ticked(*map(keys.__getitem__, names)))
        assert status == 303
        assert NO_RIGHT in clerk.page(STICKERS).text
    assert bulk(clerk, "update", ticked(keys["hidden"]))[0] == 303
    assert "Tick some rows first." in clerk.page(STICKERS).text


def test_rows_do_not_leave_ones_rights_together(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    rows = [*ticked(keys["mine"]), ("__change", "shelf"), ("shelf", "2")]
    status, page = bulk(clerk, "update", rows, 1)
    assert status == 422
    assert "no right to save" in page.alert
    assert stored(site, keys["mine"]) == ROWS["mine"]


@pytest.mark.parametrize("what", ["update", "delete"])
def test_rows_that_appear_while_one_writes(
    site: Site, clerk: Visitor, keys: dict[str, int], what: str
) -> None:
    """Nobody has asked whether these may be written. SQLite lets none appear."""
    if site.engine == "sqlite":
        return
    rows = [*EVERYTHING, ("__change", "place"), ("place", "55")]
    number = 1 if what == "update" else 2
    added = {**ROWS["mine"], "code": "added", "place": 103}

    async def appear() -> tuple[int, Element]:
        """Once the rows are found, and while their locks are waited for."""
        connection = await asyncpg.connect(site.environment[DATABASE_URL])
        async with connection.transaction():
            locked = "SELECT 1 FROM sticker WHERE id = $1 FOR UPDATE"
            await connection.execute(locked, keys["mine"])
            waiting = asyncio.create_task(
                asyncio.to_thread(bulk, clerk, what, rows, number)
            )
            while not (await connection.fetchval(WAITING) or waiting.done()):
                await asyncio.sleep(0.01)
            await asyncio.to_thread(site.insert, "Sticker", **added)
        await connection.close()
        return await waiting

    with ThreadPoolExecutor() as thread:  # The browser's has a loop already.
        status, _page = thread.submit(asyncio.run, appear()).result()
    assert status == 303
    assert "added" in left(site)
    key = site.do("find", table="Sticker", column="code", value="added")
    assert stored(site, key)["place"] == 103
    if what == "update":
        assert stored(site, keys["mine"])["place"] == 55
    else:
        assert left(site) == {"fixed", "hidden", "added"}


WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


# By default.


@pytest.mark.parametrize("name", ["piccolo_user", "sessions", "authenticator_secret"])
def test_only_superusers_are_offered_to_change_who_can_log_in(
    site: Site, staff: Visitor, superuser: Visitor, name: str
) -> None:
    path = f"/tables/{name}/"
    assert staff.get(path).status_code == 200
    assert staff.get(f"{path}add/").status_code == 403
    for visitor, may in ((staff, False), (superuser, True)):
        assert has_button(visitor.page(path).one("main"), "Add row") == may
    response = staff.post(f"{path}add/", {})
    assert "Only a superuser may change this." in read(response.text).text
    if name == "piccolo_user":
        key = site.do("find", table="BaseUser", column="username", value="admin")
        for visitor, may in ((staff, False), (superuser, True)):
            main = visitor.page(edit(name, key)).one("main")
            assert has_button(main, "Save") == may
            assert has_button(main, "Delete") == may


# In a browser.


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_people_who_may_do_less(
    site: Site, page: Page, keys: dict[str, int], scheme: Literal["light", "dark"]
) -> None:
    site.do("update", table="Sticker", key=keys["mine"], values={"door": 44})
    page.emulate_media(color_scheme=scheme)
    token, url = site.do("session", username="clerk"), f"{site.address}/admin"
    page.context.add_cookies([{"name": SESSION, "value": token, "url": url}])
    page.goto(f"/admin{STICKERS}")
    assert found_by_axe(page) == []
    page.get_by_label("Choose", exact=True).check()
    button(page, "Delete rows").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Delete 2 rows?")
    assert found_by_axe(page) == []
    page.goto(f"/admin{edit('sticker', keys['mine'])}")
    door = textbox(page, "Door")
    expect(door).to_have_attribute("readonly", "")
    expect(page.get_by_role("combobox", name="Label")).to_be_visible()
    expect(page.get_by_label("Add row: Label")).to_be_visible()
    expect(page.get_by_label("Add row: Door")).to_have_count(0)
    assert found_by_axe(page) == []
    textbox(page, "Place").fill("77")
    button(page, "Save").click()
    expect(page.get_by_role("status")).to_contain_text("The row was saved.")
    assert site.fetch("Sticker", keys["mine"])["door"] == 44
    page.goto(f"/admin{edit('sticker', keys['fixed'])}")
    expect(textbox(page, "Place")).to_be_disabled()
    expect(page.get_by_label("Add row: Label")).to_have_count(0)
    assert found_by_axe(page) == []
