"""Who may write what."""

from __future__ import annotations

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import Visitor, edit

WRITES = ["/tables/label/add/", "/tables/label/edit/x/", "/tables/label/delete/x/"]


def test_read_only(site: Site) -> None:
    site.insert("Label", name="read only")
    with Visitor(site.address, "/read-only") as visitor:
        assert visitor.log_in("admin").status_code == 303
        for path in ("/", "/tables/label/", edit("label", "read%20only")):
            page = visitor.page(path)
            words = [e.words for e in page.all() if e.tag in {"a", "button"}]
            assert {"Add row", "Save", "Delete"}.isdisjoint(words)
        for path in WRITES:
            response = visitor.post(path, {"name": "x"})
            assert response.status_code == 405
            assert "read-only" in read(response.text).text
        assert visitor.post("/logout/", {}).status_code == 303
    site.do("delete", table="Label", key="read only")


@pytest.mark.parametrize(
    ("table", "name"), [("BaseUser", "piccolo_user"), ("SessionsBase", "sessions")]
)
def test_only_superusers_change_who_can_log_in(
    site: Site, staff: Visitor, table: str, name: str
) -> None:
    key = site.do("keys", table=table)[0]
    assert staff.get(f"/tables/{name}/").status_code == 200
    assert staff.get(edit(name, key)).status_code == 200
    for path in ("add/", f"edit/{key}/", f"delete/{key}/"):
        response = staff.post(f"/tables/{name}/{path}", {"superuser": "true"})
        assert response.status_code == 403
        assert read(response.text).one("h1").words == "Not allowed"
