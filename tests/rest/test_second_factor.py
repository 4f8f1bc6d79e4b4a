"""A script that sets up a second factor, and does without it again."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from pyotp import TOTP

from tests.rest.client import Client
from tests.rest.compared import Both
from tests.rest.twins import Twins
from tests.served.site import PASSWORD

pytestmark = pytest.mark.one_database

REGISTER = {"action": "register", "password": PASSWORD, "format": "json"}
REVOKE = {"action": "revoke", "password": PASSWORD}


@pytest.fixture
def people(twins: Twins) -> Iterator[Both]:
    with Both.logged_in(twins, "staff", "mfa") as both:
        yield both
    twins.restore()


def ask(both: Both, sent: dict[str, str]) -> list[int]:
    """The statuses of both answers."""
    answers = both.each(lambda client: client.post("/api/mfa-setup/", sent))
    return [answer.status_code for answer in answers]


def log_in(client: Client, **code: str) -> httpx.Response:
    sent = {"username": "staff", "password": PASSWORD, **code}
    return client.post("/public/login/", sent)


def test_without_the_password(people: Both) -> None:
    assert ask(people, {**REGISTER, "password": "wrong"}) == [401, 401]
    assert ask(people, {"action": "register", "format": "json"}) == [401, 401]
    # Piccolo Admin says that there was an error, and the status of none.
    assert ask(people, {**REVOKE, "password": "wrong"}) == [200, 401]
    assert ask(people, {"action": "nothing"}) == [200, 422]


def test_set_up(people: Both) -> None:
    """Weakness 11: with Piccolo Admin it is on before a code was sent, and whoever has
    not taken the picture is locked out.
    """
    client = people.generated
    answers = people.each(lambda client: client.post("/api/mfa-setup/", REGISTER))
    original, generated = [answer.json() for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert set(generated) - set(original) == {"secret"}
    for answer in (original, generated):
        assert len(answer["recovery_codes"]) == 8
        assert b64decode(answer["qrcode_image"]).startswith(b"\x89PNG")
    assert log_in(people.original).json() == {"detail": "MFA code required"}
    assert log_in(client).status_code == 200
    code = TOTP(generated["secret"]).at(int(time.time()))
    confirmed = client.post("/api/mfa-setup/", {**REGISTER, **generated, "code": code})
    assert confirmed.status_code == 200, confirmed.text
    with_codes(people, original["recovery_codes"], generated["recovery_codes"])


def with_codes(people: Both, *codes: list[str]) -> None:
    people.same(log_in, 401)
    people.same(lambda client: log_in(client, mfa_code="000000"), 401)
    clients = (people.original, people.generated)
    for client, (code, *_others) in zip(clients, codes, strict=True):
        assert log_in(client, mfa_code=code).status_code == 200
        assert log_in(client, mfa_code=code).status_code == 401
    pages = people.each(lambda client: client.get("/api/mfa-setup/"))
    assert [page.status_code for page in pages] == [400, 400]
    assert ask(people, REGISTER) == [400, 400]
    assert ask(people, REVOKE) == [200, 200]
    people.same(log_in, 200)


def test_page(people: Both) -> None:
    for page in people.each(lambda client: client.get("/api/mfa-setup/")):
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
