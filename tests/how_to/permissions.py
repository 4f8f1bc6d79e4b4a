"""What the rules say holds for somebody who is no superuser."""

from __future__ import annotations

import asyncio

import pytest
from starlette.testclient import TestClient

from movies.tables import Movie

from ..settings import Settings
from ..toolbox.sessions import SESSION_COOKIE, start_session
from .conftest import Admin
from .test_movie import PATH, TYPED


@pytest.fixture
def staff(settings: Settings, client: TestClient) -> Admin:
    """A browser in which somebody is logged in who is no superuser."""
    user = settings.auth_table(
        username="staff",
        password="long-enough",
        email="staff@example.com",
        active=True,
        admin=True,
    )
    user.save().run_sync()
    client.cookies[SESSION_COOKIE] = asyncio.run(start_session(settings, user.id))
    return Admin(client)


def film(**values: object) -> int:
    typed: dict[str, object] = {"title": "Any", "year": 1990, "director": 1}
    Movie.insert(Movie(**{**typed, **values})).run_sync()
    return int(Movie.select(Movie.id).first().run_sync()["id"])


def test_tickets_are_for_superusers(staff: Admin) -> None:
    assert not staff.links("/", "/tables/ticket/")
    response = staff.get("/tables/ticket/")
    assert response.status_code == 403


def test_what_is_in_the_programme_stays_as_it_is(staff: Admin) -> None:
    address = staff.link(f"{PATH}edit/", film(in_programme=True))
    assert "<fieldset" in staff.get(address).text
    assert " disabled" in staff.get(address).text
    response = staff.post(address, TYPED)
    assert response.status_code == 403
    assert "This film is in the programme, or has votes." in response.text


def test_nobody_puts_films_into_the_programme(staff: Admin) -> None:
    key = film()
    address = staff.link(f"{PATH}edit/", key)
    typed = {**{n: v[-1] for n, v in staff.controls(address).items()}}
    assert staff.post(address, typed | {"title": "New"}).status_code == 303
    response = staff.post(address, typed | {"in_programme": "true"})
    assert response.status_code == 422
    assert staff.row(Movie, key)["in_programme"] is False


def test_films_with_votes_stay(admin: Admin) -> None:
    address = admin.link(f"{PATH}delete/", film(votes=1))
    assert admin.post(address, {}).status_code == 403
    assert Movie.count().run_sync() == 1
