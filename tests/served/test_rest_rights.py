"""What ``permissions.py`` allows holds for the REST API."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from tests.served.rest import ask, asked, details, rows
from tests.served.site import Site
from tests.served.test_permissions import NO_RIGHT, keys, stored
from tests.served.visitor import Visitor

__all__ = ["keys"]

STICKERS = "/tables/sticker/"


@pytest.fixture
def vault(site: Site) -> Iterator[int]:
    key = site.insert("Vault", name="clerk", code="x")
    yield key
    site.do("delete", table="Vault", key=key)


def test_only_rows_that_may_be_viewed(clerk: Visitor, keys: dict[str, int]) -> None:
    seen = {row["code"] for row in rows(clerk, f"{STICKERS}?__page_size=1000")}
    assert seen == {"mine", "kept", "fixed"}
    assert asked(clerk, f"{STICKERS}count/")["count"] == 3
    assert str(keys["hidden"]) not in asked(clerk, f"{STICKERS}ids/")
    for method, body in (("GET", None), ("PATCH", {"place": 1}), ("DELETE", None)):
        response = ask(clerk, method, f"{STICKERS}{keys['hidden']}/", body)
        assert response.status_code == 404, method
    asked(clerk, f"{STICKERS}{keys['hidden']}/", 404)


def test_rows_that_may_only_be_viewed(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    before = stored(site, keys["fixed"])
    for method, body in (("PATCH", {"place": 7}), ("PUT", {"place": 7})):
        path = f"{STICKERS}{keys['fixed']}/"
        response = ask(clerk, method, path, body)
        assert response.status_code in {403, 422}, response.text
    patched = ask(clerk, "PATCH", f"{STICKERS}{keys['fixed']}/", {"place": 7})
    assert (patched.status_code, patched.json()["detail"]) == (403, NO_RIGHT)
    assert ask(clerk, "DELETE", f"{STICKERS}{keys['fixed']}/").status_code == 403
    assert stored(site, keys["fixed"]) == before


def test_bulk_changes_of_rows_without_the_right(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    chosen = f"__key={keys['mine']}&__key={keys['fixed']}"
    assert ask(clerk, "PATCH", f"{STICKERS}?{chosen}", {"door": 44}).status_code == 403
    assert ask(clerk, "DELETE", f"{STICKERS}?{chosen}").status_code == 403
    for name in ("mine", "fixed"):
        assert site.fetch("Sticker", keys[name])["door"] is None


def test_tables_that_may_not_be_viewed(clerk: Visitor) -> None:
    assert "door" not in asked(clerk, "/tables/")
    for part in ("", "schema/", "ids/", "count/", "references/", "new/", "1/"):
        response = ask(clerk, "GET", f"/tables/door/{part}")
        assert response.status_code == 403, part
        assert response.json()["detail"] == NO_RIGHT
    paths = asked(clerk, "/openapi.json")["paths"]
    assert "/tables/sticker/" in paths
    assert "/tables/door/" not in paths


def test_other_rows_are_shown_to_those_who_may_view_them(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    path = f"{STICKERS}?__visible_fields=code,label.note&__page_size=1000"
    assert {row["label"]["note"] for row in rows(clerk, path)} == {"clerk"}
    site.do("update", table="Sticker", key=keys["mine"], values={"door": 44})
    path = f"{STICKERS}?__visible_fields=code,door.colour&door=44"
    assert rows(clerk, path) == [{"code": "mine", "door": None}]


def test_columns_of_tables_that_may_not_be_viewed(
    clerk: Visitor, superuser: Visitor
) -> None:
    path = f"{STICKERS}schema/"
    everything = asked(superuser, path)
    assert "door.colour" in everything["extra"]["visible_fields_options"]
    assert everything["properties"]["door"]["extra"]["foreign_key"]["to"] == "door"
    found = asked(clerk, path)
    options = found["extra"]["visible_fields_options"]
    assert {"door", "label.note"} <= {*options}
    assert not [name for name in options if name.startswith("door.")]
    assert "foreign_key" not in found["properties"]["door"]["extra"]
    assert "foreign_key" in found["properties"]["label"]["extra"]


@pytest.mark.parametrize("order", ["code", "-code"])
def test_a_made_up_cursor_tells_nothing_of_other_rows(
    clerk: Visitor, keys: dict[str, int], order: str
) -> None:
    """A row that may not be viewed counts as gone."""
    found = []
    for key in (keys["hidden"], 999_999_999):
        for code in ("", "i", "kz", "zzz"):
            cursor = made_up(code=code, id=key)
            path = f"{STICKERS}?__order={order}&__cursor={cursor}"
            found.append([row["code"] for row in rows(clerk, path)])
    assert found[:4] == found[4:]
    assert found[0] != found[3]


def made_up(**values: Any) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


def test_rows_with_values_without_the_right(
    site: Site, clerk: Visitor, keys: dict[str, int]
) -> None:
    path = f"{STICKERS}{keys['mine']}/"
    away = details(ask(clerk, "PATCH", path, {"shelf": 2}))
    assert away["body"] == "You have no right to save a row with these values."
    hidden = details(ask(clerk, "PATCH", path, {"label": "other"}))
    assert hidden == {"label": "There is no such row."}
    new = {"label": "clerk: one", "code": "new", "shelf": 2, "place": 3}
    assert ask(clerk, "POST", STICKERS, new).status_code == 422
    assert site.fetch("Sticker", keys["mine"])["shelf"] == 1


def test_only_superusers_change_who_can_log_in(staff: Visitor) -> None:
    for name in ("piccolo_user", "sessions", "authenticator_secret"):
        asked(staff, f"/tables/{name}/")
        for method, path in (
            ("POST", f"/tables/{name}/"),
            ("PATCH", f"/tables/{name}/1/"),
            ("DELETE", f"/tables/{name}/?__all=true"),
        ):
            response = ask(staff, method, path, {})
            # As Piccolo Admin, which guards fewer tables.
            refusal = 403 if name == "authenticator_secret" else 405
            assert response.status_code in {refusal, 404}, (name, method)
        asked(staff, f"/tables/{name}/new/", 403)


def test_tables_without_the_right_to_write(clerk: Visitor, vault: int) -> None:
    asked(clerk, f"/tables/vault/{vault}/")
    for method, path in (
        ("POST", "/tables/vault/"),
        ("PATCH", f"/tables/vault/{vault}/"),
        ("DELETE", f"/tables/vault/{vault}/"),
    ):
        response = ask(clerk, method, path, {"name": "x", "code": "y"})
        assert response.status_code == 403, method
