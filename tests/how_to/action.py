"""Films that are ticked get into the programme, and no others."""

from __future__ import annotations

import pytest

from movies.tables import Movie

from .. import permissions
from .conftest import Admin
from .test_movie import PATH, TYPED

ACTION = f"{PATH}bulk/programme/"


@pytest.fixture
def films(admin: Admin) -> list[int]:
    """The keys of two that are not in the programme."""
    typed = TYPED | {"in_programme": "false"}
    years = ("1990", "1991")
    return [admin.add(PATH, Movie, typed | {"year": year}) for year in years]


def shown(admin: Admin, keys: list[int]) -> list[bool]:
    return [admin.row(Movie, key)["in_programme"] for key in keys]


def test_those_that_are_ticked(admin: Admin, films: list[int]) -> None:
    assert f'formaction="{ACTION}' in admin.get(PATH).text
    assert admin.post(ACTION, {"__key": films[0]}).status_code == 303
    assert shown(admin, films) == [True, False]
    assert "The films are in the programme." in admin.get(PATH).text


def test_all_that_fit_the_filters(admin: Admin, films: list[int]) -> None:
    admin.post(f"{ACTION}?year=1991", {"__all": "true"})
    assert shown(admin, films) == [False, True]


def test_nothing_is_ticked(admin: Admin, films: list[int]) -> None:
    admin.post(ACTION, {})
    assert shown(admin, films) == [False, False]
    assert "Tick some rows first." in admin.get(PATH).text


def test_whoever_may_not_change_films(
    admin: Admin, films: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "change", lambda _user, _table: False)
    assert ACTION not in admin.get(PATH).text
    assert admin.post(ACTION, {"__all": "true"}).status_code == 403
    assert shown(admin, films) == [False, False]
