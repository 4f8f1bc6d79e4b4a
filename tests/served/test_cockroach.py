"""What CockroachDB does otherwise, as ``project/cockroach.py`` does it.

Sorting, filters and whatever else has a dialect are tested with the other databases:
those tests are marked with ``cockroach``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.postgres import execute
from tests.served.pages import read
from tests.served.project.cockroach import COMMITTING
from tests.served.rest import ask, remove
from tests.served.site import Site, database_name
from tests.served.visitor import Visitor, add, edit, save_unchanged

pytestmark = pytest.mark.only_cockroach

MOST = 2**53
"""The largest whole number that JavaScript tells from all others."""


@contextmanager
def conflicts(site: Site, number: int, where: str = COMMITTING) -> Iterator[None]:
    """So many of the next transactions have to be begun again, when they come to such
    a statement; all of them are.
    """
    file = site.folder / "conflicts"
    file.write_text(f"{number} {where}")
    try:
        yield
        assert file.read_text() == f"0 {where}"
    finally:
        file.unlink()


def test_keys_are_larger_than_numbers_of_scripts(
    site: Site, superuser: Visitor
) -> None:
    """They stay exact wherever a form or a script gets them."""
    first, second = (
        add(site, superuser, {"name": name}, "Director", "director")
        for name in ("Key, first", "Key, second")
    )
    assert second > first > MOST
    found = superuser.get("/tables/director/search/?q=Key,").json()
    assert [row["_key"] for row in found] == [str(first), str(second)]
    typed = {"title": "Keys", "year": "1999", "director": str(second)}
    movie = add(site, superuser, typed, "Movie", "movie")
    assert site.fetch("Movie", movie)["director"] == second
    page = superuser.page(f"/tables/movie/?director={second}")
    assert [row.link("Edit") for row in page.one("tbody").all("tr")]
    assert not [*superuser.page(f"/tables/movie/?director={first}").all("tbody")]
    save_unchanged(site, superuser, "movie", movie)
    for table, key in (("Movie", movie), ("Director", first), ("Director", second)):
        site.do("delete", table=table, key=key)


def test_every_type_survives_saving(site: Site, superuser: Visitor) -> None:
    for key in site.do("keys", table="Specimen"):
        save_unchanged(site, superuser, "specimen", key)


def test_what_is_written_meanwhile_is_tried_again(
    site: Site, superuser: Visitor
) -> None:
    with conflicts(site, 2):
        key = add(site, superuser, {"name": "Again", "note": "1"}, "Label", "label")
    with conflicts(site, 4):
        response = superuser.save(edit("label", key), {"note": "2"})
    assert response.status_code == 303
    assert site.fetch("Label", "Again")["note"] == "2"
    with conflicts(site, 1):
        assert superuser.post(f"/tables/label/delete/{key}/", {}).status_code == 303
    assert key not in site.do("keys", table="Label")


def test_scripts_are_not_bothered_either(site: Site, superuser: Visitor) -> None:
    """A list of rows, and what asks for an ETag first, begin again as a whole."""
    names = [f"Script {number}" for number in range(3)]
    with conflicts(site, 2):
        rows = [{"name": name, "note": "1"} for name in names]
        added = ask(superuser, "POST", "/tables/label/", rows)
    assert added.status_code == 201
    assert added.json() == [{"name": name} for name in names]
    address = f"/tables/label/{names[0]}/"
    old = {"If-Match": ask(superuser, "GET", address).headers["etag"]}
    with conflicts(site, 4):
        changed = ask(superuser, "PATCH", address, {"note": "2"}, **old)
    assert changed.json()["note"] == "2"
    new = {"If-Match": changed.headers["etag"]}
    for method in ("PATCH", "DELETE"):
        body = {"note": "3"} if method == "PATCH" else None
        assert ask(superuser, method, address, body, **old).status_code == 412
    with conflicts(site, 1):
        gone = ask(superuser, "DELETE", address, **new)
    assert gone.status_code == 204
    with conflicts(site, 1):
        many = ask(superuser, "PATCH", "/tables/label/?name=Script", {"note": "4"})
    assert many.status_code == 204
    assert [site.fetch("Label", name)["note"] for name in names[1:]] == ["4", "4"]
    remove(site, "Label", names[1:])


@pytest.mark.parametrize(
    ("adding", "changing"),
    [
        (COMMITTING, COMMITTING),
        ("INSERT INTO", 'UPDATE "door"'),
        ("INSERT INTO", "FOR UPDATE"),
    ],
)
def test_what_begins_again_is_done_once(
    site: Site, superuser: Visitor, adding: str, changing: str
) -> None:
    """Wherever the database refuses to go on, and with what owners do besides."""
    doors = [{"number": number, "colour": f"hooked {number}"} for number in (71, 72)]
    with conflicts(site, 3, adding):
        assert ask(superuser, "POST", "/tables/door/", doors).status_code == 201
    assert hooked(site) == ["added hooked 71", "added hooked 72"]
    address = "/tables/door/71/"
    tag = {"If-Match": ask(superuser, "GET", address).headers["etag"]}
    with conflicts(site, 3, changing):
        changed = ask(superuser, "PATCH", address, {"colour": "hooked"}, **tag)
    assert changed.status_code == 200
    assert hooked(site)[2:] == ["changed hooked"]
    remove(site, "Door", (71, 72))
    remove(site, "Label", hooked(site))


def hooked(site: Site) -> list[str]:
    return [name for name in site.do("keys", table="Label") if "hooked" in name]


def test_scripts_are_told_of_no_row(site: Site, superuser: Visitor) -> None:
    """No row is the one that was refused."""
    rows = [{"name": "Never", "note": ""}, {"name": "Ever", "note": ""}]
    with conflicts(site, 5):
        response = ask(superuser, "POST", "/tables/label/", rows)
    (refusal,) = response.json()["detail"]
    assert (response.status_code, refusal["loc"]) == (422, ["body"])
    assert refusal["msg"] == "Others were writing the same. Try again."
    assert not {"Never", "Ever"} & {*site.do("keys", table="Label")}


def test_it_is_not_tried_for_ever(site: Site, superuser: Visitor) -> None:
    """More often than there are connections: none may stay open."""
    for _ in range(12):
        with conflicts(site, 5):
            response = superuser.post(
                "/tables/label/add/", {"name": "Never", "note": "typed"}
            )
        assert response.status_code == 422
        page = read(response.text)
        assert "Others were writing the same. Try again." in page.alert
        assert page.one("textarea", name="note").text.strip() == "typed"
    assert "Never" not in site.do("keys", table="Label")


def test_refusals_are_told(site: Site, superuser: Visitor) -> None:
    site.insert("Label", name="refused")
    site.insert("Door", number=31)
    typed = {"label": "refused", "door": "31", "code": "one", "place": "1"}
    key = add(site, superuser, typed, "Sticker", "sticker")

    def told(**sent: str) -> str:
        return read(superuser.post("/tables/sticker/add/", {**typed, **sent}).text).text

    assert "Another row has this value already." in told(place="2")
    assert "Another row has these values already." in told(code="two")
    assert "There is no such row." in told(code="two", place="2", door="32")
    assert "check_shelf" in told(code="two", place="2", shelf="-1")
    response = superuser.post("/tables/label/delete/refused/", {})
    assert "refer to this one" in read(response.text).alert
    site.do("delete", table="Sticker", key=key)
    site.do("delete", table="Label", key="refused")


def test_what_must_not_be_null_is_told_beside_it(
    site: Site, superuser: Visitor
) -> None:
    """The error names the column in its message alone."""
    database, column = database_name(site.folder), "ALTER TABLE album ALTER year"
    execute(f"{column} SET NOT NULL", database)
    response = superuser.post("/tables/album/add/", {"title": "Untitled", "year": ""})
    execute(f"{column} DROP NOT NULL", database)
    page = read(response.text)
    assert page.error("year") == "This field is required."
