"""Keys in addresses."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import Visitor, add, edit

MARKUP = "<script>alert('x')</script>"


KEYS = [
    "a/b",
    "/",
    "//",
    "x/",
    "/x",
    "two words",
    " spaces ",
    "add",
    "edit",
    "search",
    "?",
    "a?b=c",
    "#",
    "%2F",
    "%",
    "..",
    ".",
    "../..",
    "~",
    "~..",
    "",
    "a+b",
    "a&b;c",
    "back\\slash",
    "'\"",
    MARKUP,
    "日本 é 👩🏽‍🚀",
    "{key}",
]


@pytest.mark.parametrize("key", KEYS)
def test_any_key_can_stand_in_an_address(
    site: Site, superuser: Visitor, key: str
) -> None:
    """Found by its link, as a browser follows it; saved, and deleted."""
    site.insert("Label", name=key, note="the one")
    page = superuser.page("/tables/label/?__page_size=1000")
    (row,) = [row for row in page.all("tr") if "the one" in row.text]
    path = row.link("Edit").removeprefix("/admin")
    assert superuser.save(path, {"note": "after"}).status_code == 303
    assert site.fetch("Label", key)["note"] == "after"
    path = path.replace("/edit/", "/delete/", 1)
    form = superuser.page(path).deletion
    response = superuser.send(form.attributes["action"], form.entries())
    assert response.status_code == 303
    assert key not in site.do("keys", table="Label")


def test_natural_key_is_typed_once(site: Site, superuser: Visitor) -> None:
    typed = {"name": "new/key", "note": ""}
    assert add(site, superuser, typed, "Label", "label") == "new/key"
    page = superuser.page(edit("label", quote("new/key", safe="")))
    assert not [*page.editor.all(name="name")]
    forged = {"name": "other", "note": "changed"}
    path = edit("label", quote("new/key", safe=""))
    assert superuser.post(path, forged).status_code == 303
    assert site.fetch("Label", "new/key")["note"] == "changed"
    assert "other" not in site.do("keys", table="Label")
    response = superuser.post("/tables/label/add/", typed)
    assert response.status_code == 422
    assert read(response.text).error("name")
    site.do("delete", table="Label", key="new/key")


UNKNOWN = [
    ("movie", "999999"),
    ("movie", "0"),
    ("movie", "-1"),
    ("movie", "abc"),
    ("movie", "1.5"),
    ("movie", ""),
    ("movie", "%00"),
    ("movie", "%FF"),
    ("movie", "１"),
    ("movie", "2147483648"),
    ("movie", "9223372036854775807"),
    ("movie", "9223372036854775808"),
    ("movie", "9" * 5000),
    ("specimen", "9223372036854775807"),
    ("specimen", "-9223372036854775809"),
    ("door", "32768"),
    ("studio", "nobody"),
    ("studio", "00000000-0000-0000-0000-000000000000"),
    ("label", "nothing"),
    ("label", "%00"),
    ("label", "%FF"),
    ("nowhere", "1"),
]


@pytest.mark.parametrize(("table", "key"), UNKNOWN)
def test_unknown_rows(superuser: Visitor, table: str, key: str) -> None:
    for page in ("edit", "delete"):
        path = f"/tables/{table}/{page}/{key}/"
        assert superuser.page(path, status=404).one("h1").words == "Not found"
        assert superuser.post(path, {"name": "x"}).status_code == 404
