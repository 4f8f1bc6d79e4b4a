"""The page counts films by genre, and the sidebar leads there."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from movies.tables import Movie

from .. import permissions
from .conftest import Admin
from .test_movie import PATH, TYPED


def test_films_are_counted(admin: Admin) -> None:
    for genre in ("war", "war", "crime"):
        admin.add(PATH, Movie, TYPED | {"genre": genre, "title": f"{genre} film"})
        Movie.update({Movie.title: "other"}, force=True).run_sync()
    page = admin.get("/statistics/").text
    assert re.findall(r'<td class="number">(\d+)</td>', page) == ["2", "1"]
    assert page.index(">War<") < page.index(">Crime<")
    assert admin.get(f"{PATH}?genre=war").status_code == 200


def test_the_sidebar_leads_there(admin: Admin) -> None:
    assert "/statistics/" in admin.links("/", "statistics")


def test_permissions_count(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    admin.add(PATH, Movie, TYPED)
    monkeypatch.setattr(permissions, "view", lambda _user, _table: Movie.votes > 7)
    assert '<td class="number">' not in admin.get("/statistics/").text
    monkeypatch.setattr(permissions, "view", lambda _user, _table: False)
    assert admin.get("/statistics/").status_code == 403


def test_strangers_have_to_log_in(client: TestClient) -> None:
    assert client.get("/statistics/").status_code == 303
