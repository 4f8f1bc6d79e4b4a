"""Logging in and out, and what keeps others out."""

from __future__ import annotations

from starlette.testclient import TestClient

from ..settings import Settings
from ..toolbox.security import CSRF_COOKIE
from .conftest import PASSWORD, Admin


def log_in(client: TestClient, password: str, **more: str) -> int:
    typed = {"username": "tester", "password": password, **more}
    token = client.cookies[CSRF_COOKIE]
    response = client.post("/login/", data={**typed, CSRF_COOKIE: token})
    return response.status_code


def test_strangers_are_sent_to_the_login_page(client: TestClient) -> None:
    response = client.get("/?page=2")
    assert response.status_code == 303
    assert response.headers["location"] == "/login/?next=/%3Fpage%3D2"


def test_log_in_and_out(client: TestClient, user: object) -> None:
    assert log_in(client, PASSWORD) == 303
    assert client.get("/").status_code == 200
    client.post("/logout/", data={CSRF_COOKIE: client.cookies[CSRF_COOKIE]})
    assert client.get("/").status_code == 303


def test_wrong_password(client: TestClient, user: object) -> None:
    assert log_in(client, "wrong") == 401
    assert client.get("/").status_code == 303


def test_forms_of_other_sites_are_refused(client: TestClient, user: object) -> None:
    client.headers["origin"] = "https://elsewhere.example"
    assert log_in(client, PASSWORD) == 403


def test_forms_without_token_are_refused(client: TestClient, user: object) -> None:
    assert client.post("/login/", data={"username": "tester"}).status_code == 403


def test_session_tokens_are_not_stored(settings: Settings, admin: Admin) -> None:
    (session,) = settings.session_table.select().run_sync()
    assert session["token"] not in admin.client.cookies.values()


def test_too_many_wrong_passwords(client: TestClient, user: object) -> None:
    answers = (log_in(client, "wrong") for _ in range(100))
    assert 429 in answers
    assert log_in(client, PASSWORD) == 429


def test_change_password(admin: Admin) -> None:
    new = PASSWORD.upper()
    typed = {"current_password": PASSWORD, "new_password": new}
    assert admin.post("/change-password/", typed).status_code == 422
    typed["confirm_new_password"] = new
    assert admin.post("/change-password/", typed).status_code == 303
    assert admin.get("/").status_code == 303
    assert log_in(admin.client, PASSWORD) == 401
    assert log_in(admin.client, new) == 303


def test_home(admin: Admin) -> None:
    assert admin.get("/").status_code == 200


def test_unknown_address(admin: Admin) -> None:
    assert admin.get("/tables/none/").status_code == 404


def test_languages(client: TestClient) -> None:
    client.get("/login/")
    typed = {CSRF_COOKIE: client.cookies[CSRF_COOKIE], "back": "/login/?next=/"}
    response = client.post("/language/", data={**typed, "language": "EN"})
    assert response.status_code == 303
    assert response.headers["location"] == "/login/?next=/"
    assert client.cookies["language"] == "en"
    assert client.post("/language/", data={**typed, "language": "x"}).status_code == 404
