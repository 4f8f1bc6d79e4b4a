"""What scripts may do with tokens, and how people make and revoke them."""

from __future__ import annotations

import re

from ..settings import Settings
from .conftest import PASSWORD, Admin

NOWHERE = "/api/forms/none/"


def make(admin: Admin, scope: str) -> str:
    typed = {"name": "backup", "scope": scope, "days": "30", "password": PASSWORD}
    (token,) = re.findall('"(pat_[^"]+)"', admin.post("/tokens/add/", typed).text)
    return str(token)


def ask(admin: Admin, token: str, method: str, address: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    response = admin.client.request(method, address, json={}, headers=headers)
    return response.status_code


def test_a_token_to_read(admin: Admin) -> None:
    token = make(admin, "read")
    assert ask(admin, token, "GET", "/api/user/") == 200
    assert ask(admin, token, "POST", NOWHERE) == 403


def test_a_token_to_write(admin: Admin) -> None:
    token = make(admin, "write")
    assert ask(admin, token, "POST", NOWHERE) == 404
    assert ask(admin, token, "POST", "/api/change-password/") == 403


def test_only_for_the_api(admin: Admin) -> None:
    token = make(admin, "write")
    admin.client.cookies.clear()
    assert ask(admin, token, "GET", "/api/user/") == 200
    assert ask(admin, token, "GET", "/tokens/") == 303


def test_tokens_are_not_stored(settings: Settings, admin: Admin) -> None:
    token = make(admin, "read")
    (row,) = settings.token_table.select().run_sync()
    assert token not in row.values()
    assert token not in admin.get("/tokens/").text


def test_a_token_takes_the_password(settings: Settings, admin: Admin) -> None:
    typed = {"name": "backup", "days": "30", "password": "wrong"}
    assert admin.post("/tokens/add/", typed).status_code == 422
    assert not settings.token_table.exists().run_sync()


def test_a_revoked_token(admin: Admin) -> None:
    token = make(admin, "read")
    (link,) = admin.links("/tokens/", "/revoke/")
    assert admin.get(link).status_code == 200
    assert admin.post(link, {}).status_code == 303
    assert ask(admin, token, "GET", "/api/user/") == 401
