"""The second factor: setting it up, logging in with it, doing without it again."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from pyotp import TOTP, random_base32

from tests.served import rest
from tests.served.pages import Element, read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import SESSION, Visitor, cookies_of

pytestmark = pytest.mark.one_database

SETUP = "/mfa-setup/"
RECOVERY = ["abc123-xyz789"] * 8
CONFIRM = {
    "action": "register",
    "password": PASSWORD,
    "secret": "A" * 32,
    "recovery_codes": RECOVERY,
    "code": "",
}

NAMES = map("careful{}".format, count())
WRONG = "000000"


@dataclass
class Person:
    """Somebody with an authenticator app; ``code`` tells codes of around now."""

    site: Site
    name: str
    key: Any
    secret: str = ""

    def code(self, steps: int = 0) -> str:
        return TOTP(self.secret).at(int(time.time()) + 30 * steps)

    def visit(self, mount: str = "/mfa") -> Visitor:
        return Visitor(self.site.address, mount)

    def logged_in(self, mount: str = "/mfa") -> Visitor:
        visitor = self.visit(mount)
        visitor.client.cookies.set(SESSION, self.site.do("session", username=self.name))
        return visitor

    def set_up(self, visitor: Visitor, steps: int = -2) -> list[str]:
        """Returns the recovery codes."""
        self.secret = secret_of(visitor.page("/mfa/"))
        response = confirm(visitor, self.secret, self.code(steps))
        assert response.status_code == 200, response.text
        return [code.words for code in read(response.text).all("code")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        keys = self.site.do("keys", table="AuthenticatorSecret")
        rows = [self.site.fetch("AuthenticatorSecret", key) for key in keys]
        return [row for row in rows if row["user_id"] == self.key]


@pytest.fixture
def person(site: Site) -> Iterator[Person]:
    name = next(NAMES)
    key = site.do("add_user", username=name, password=PASSWORD, active=True, admin=True)
    person = Person(site, name, key)
    yield person
    for row in person.rows:
        site.do("delete", table="AuthenticatorSecret", key=row["id"])
    site.do("delete", table="BaseUser", key=key)


def secret_of(page: Element) -> str:
    return page.one("input", name="secret").attributes["value"]


def confirm(visitor: Visitor, secret: str, code: str, password: str = PASSWORD) -> Any:
    typed = {"secret": secret, "code": code, "password": password}
    return visitor.post("/mfa/", typed)


def is_inside(visitor: Visitor) -> bool:
    return bool(visitor.get("/").status_code == 200)


def enter(visitor: Visitor, code: str, next: str = "") -> Any:
    return visitor.post("/login/code/", {"code": code, "next": next})


def test_setting_it_up(person: Person) -> None:
    with person.logged_in() as visitor, person.logged_in() as elsewhere:
        menu = visitor.page("/").one("nav", id="page-account")
        assert menu.links["Two-factor authentication"] == "/mfa/mfa/"
        page = visitor.page("/mfa/")
        secret = secret_of(page)
        assert secret == page.one("code").words.replace(" ", "")
        image = page.one("img", width="200").attributes["src"]
        assert image.startswith("data:image/svg+xml")
        codes = person.set_up(visitor)
        assert len(set(codes)) == 8
        assert is_inside(visitor)
        assert not is_inside(elsewhere)
        page = visitor.page("/mfa/")
        assert "8 recovery codes are left" in page.text
        assert not any(code in page.text for code in codes)
    (row,) = person.rows
    assert row["secret"] == f"backwards-{person.secret[::-1]}"
    assert len(row["recovery_codes"]) == 8
    assert all(hashed.startswith("pbkdf2_sha256$") for hashed in row["recovery_codes"])


def test_nothing_changes_before_a_code_has_shown_that_it_works(person: Person) -> None:
    with person.visit() as visitor:
        visitor.log_in(person.name)
        secret = secret_of(visitor.page("/mfa/"))
        right = TOTP(secret).now()
        for code, password, field in [
            (WRONG, PASSWORD, "code"),
            ("", PASSWORD, "code"),
            ("é", PASSWORD, "code"),
            (right, "wrong horse", "password"),
            (right, "", "password"),
        ]:
            response = confirm(visitor, secret, code, password)
            assert response.status_code == 422
            page = read(response.text)
            assert page.error(field)
            assert secret_of(page) == secret
        assert not person.rows
        assert visitor.post("/logout/", {}).status_code == 303
        assert visitor.log_in(person.name).headers["location"] == "/mfa/"
        response = confirm(visitor, secret, f" {right[:3]} {right[3:]} ")
        assert response.status_code == 200


@pytest.mark.parametrize("secret", ["", "A" * 16, "a" * 32, "A" * 33, "1" * 32])
def test_nobody_chooses_a_secret_that_is_none(person: Person, secret: str) -> None:
    with person.logged_in() as visitor:
        assert confirm(visitor, secret, WRONG).status_code == 403


def test_it_is_not_replaced_while_it_is_on(person: Person) -> None:
    with person.logged_in() as visitor:
        person.set_up(visitor)
        other = random_base32()
        response = confirm(visitor, other, TOTP(other).now())
        assert response.status_code == 303
    assert len(person.rows) == 1


def test_logging_in_takes_a_code(person: Person) -> None:
    with person.logged_in() as visitor:
        person.set_up(visitor)
    with person.visit() as visitor:
        wanted = "/mfa/tables/movie/?__page=2"
        response = visitor.log_in(person.name, next=wanted)
        assert response.status_code == 303
        assert not is_inside(visitor)
        address = urlsplit(response.headers["location"])
        assert address.path == "/mfa/login/code/"
        assert "httponly" in cookies_of(response)["code"]
        page = visitor.page(f"/login/code/?{address.query}")
        assert page.one("input", name="next").attributes["value"] == wanted
        for code in ("", WRONG, "é", "x" * 5000, "abcdef-abcdef"):
            response = enter(visitor, code)
            assert response.status_code == 401
            assert read(response.text).error("code")
            assert not is_inside(visitor)
        response = enter(visitor, person.code(), wanted)
        assert response.headers["location"] == wanted
        assert is_inside(visitor)
        assert enter(visitor, person.code(1)).headers["location"] == "/mfa/login/"
    with person.visit() as visitor:
        assert visitor.log_in(person.name, "wrong horse").status_code == 401
        assert visitor.get("/login/code/").headers["location"] == "/mfa/login/"


def test_no_code_works_twice_nor_after_a_later_one(person: Person) -> None:
    with person.logged_in() as visitor:
        person.set_up(visitor, steps=-2)
    with person.visit() as visitor:
        for steps, status in [(-2, 401), (-3, 401), (0, 303), (0, 401), (-1, 401)]:
            visitor.log_in(person.name)
            assert enter(visitor, person.code(steps)).status_code == status, steps
            visitor.post("/logout/", {})
        visitor.log_in(person.name)
        assert enter(visitor, person.code(2)).status_code == 303


@pytest.mark.cockroach
@pytest.mark.parametrize("recovery", [False, True])
def test_no_code_works_twice_at_once(person: Person, recovery: bool) -> None:
    with person.logged_in() as visitor:
        codes = person.set_up(visitor)
    code = codes[0] if recovery else person.code()
    visitors = [person.visit() for _ in range(4)]
    for visitor in visitors:
        visitor.log_in(person.name)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda visitor: enter(visitor, code), visitors))
    assert sorted(answer.status_code for answer in answers) == [303, 401, 401, 401]
    for visitor in visitors:
        visitor.client.close()


def test_each_recovery_code_works_once(person: Person) -> None:
    with person.logged_in() as visitor:
        first, second, *_ = person.set_up(visitor)
    with person.visit() as visitor:
        for code, status in [
            (first, 303),
            (first, 401),
            (f" {second.upper()} ", 303),
            (second, 401),
        ]:
            visitor.log_in(person.name)
            assert enter(visitor, code).status_code == status
            visitor.post("/logout/", {})
        visitor.log_in(person.name)
        enter(visitor, person.code())
        assert "6 recovery codes are left" in visitor.page("/mfa/").text
    (row,) = person.rows
    assert len(row["recovery_codes_used_at"]) == 2


def test_guessing_codes_is_slowed_down(person: Person) -> None:
    """And the password, which is known, does not start it anew."""
    with person.logged_in() as visitor:
        person.set_up(visitor)
    answers = []
    for _ in range(4):
        with person.visit("/mfa-guarded") as visitor:
            secure = {"Origin": visitor.address.replace("http:", "https:")}
            cookies = visitor.get("/login/").cookies
            kept = {"cookie": f"csrftoken={cookies['csrftoken']}", **secure}
            typed = [
                ("username", person.name),
                ("password", PASSWORD),
                ("csrftoken", cookies["csrftoken"]),
            ]
            response = visitor.send("/mfa-guarded/login/", typed, **kept)
            assert "secure" in cookies_of(response)["code"]
            kept["cookie"] += f"; code={response.cookies['code']}"
            typed.append(("code", WRONG))
            response = visitor.send("/mfa-guarded/login/code/", typed, **kept)
            answers.append(response.status_code)
    assert answers == [401, 401, 401, 429]
    assert "Try again in 1 minute" in read(response.text).text


def test_what_waits_for_a_code_is_no_session(site: Site, person: Person) -> None:
    """Neither here, nor for another app with the same table of sessions."""
    with person.logged_in() as visitor:
        person.set_up(visitor)
    with person.visit() as visitor:
        visitor.log_in(person.name)
        token = visitor.client.cookies["code"]
        row = site.fetch("SessionsBase", site.do("keys", table="SessionsBase")[-1])
        assert token not in row["token"]
        for guess in (token, row["token"], f"code${token}"):
            visitor.client.cookies.set(SESSION, guess)
            assert not is_inside(visitor)


def test_time_for_the_code_ends(site: Site, person: Person) -> None:
    with person.logged_in() as visitor:
        person.set_up(visitor)
    with person.visit() as visitor:
        visitor.log_in(person.name)
        key = site.do("keys", table="SessionsBase")[-1]
        row = site.fetch("SessionsBase", key)
        over = {"expiry_date": row["expiry_date"].replace(year=2020)}
        site.do("update", table="SessionsBase", key=key, values=over)
        assert visitor.get("/login/code/").status_code == 303
        response = enter(visitor, person.code())
        assert response.headers["location"] == "/mfa/login/"
        assert "time is up" in visitor.page("/login/").text


def test_turning_it_off_takes_the_password(person: Person) -> None:
    with person.logged_in() as visitor:
        person.set_up(visitor)
        response = visitor.post("/mfa/off/", {"password": "wrong horse"})
        assert response.status_code == 422
        assert read(response.text).error("password")
        assert visitor.post("/mfa/off/", {"password": PASSWORD}).status_code == 303
        assert "is off" in visitor.page("/mfa/").one(role="status").text
    with person.visit() as visitor:
        assert visitor.log_in(person.name).headers["location"] == "/mfa/"
        assert is_inside(visitor)
        person.set_up(visitor)


def test_whoever_must_have_one_is_led_to_set_it_up_and_nowhere_else(
    person: Person,
) -> None:
    with person.logged_in("/mfa-required") as visitor:
        assert "Everybody needs it" in visitor.page("/mfa/").text
        paths = ["/", "/tables/movie/", "/tables/movie/edit/1/", "/change-password/"]
        answers = [
            *map(visitor.get, [*paths, "/tables/movie/search/"]),
            visitor.post("/tables/label/add/", {"name": "unwanted"}),
        ]
        for response in answers:
            assert response.status_code == 303
            assert response.headers["location"] == "/mfa-required/mfa/"
        person.set_up(visitor)
        assert is_inside(visitor)
        assert visitor.get("/tables/movie/").status_code == 200
    with person.visit("/mfa-required") as visitor:
        assert visitor.get("/").headers["location"].startswith("/mfa-required/login/")


def test_an_admin_without_it_has_no_such_page(superuser: Visitor) -> None:
    assert "Two-factor" not in superuser.page("/").text
    assert superuser.get("/mfa/").status_code == 404
    assert superuser.post("/mfa/", {"secret": "A" * 32}).status_code == 404


def test_nothing_is_set_up_while_all_is_read_only(person: Person) -> None:
    with person.logged_in("/mfa-read-only") as visitor:
        page = visitor.page("/mfa/")
        assert "read-only" in page.text
        assert not list(page.all("input", name="code"))
        secret = random_base32()
        assert confirm(visitor, secret, TOTP(secret).now()).status_code == 405


def test_secrets_go_with_their_user(
    site: Site, superuser: Visitor, person: Person
) -> None:
    """SQLite may give the key to the next user."""
    with person.logged_in() as visitor:
        person.set_up(visitor)
    path = f"/tables/piccolo_user/delete/{person.key}/"
    with Visitor.logged_in(site, "admin", "/mfa") as administrator:
        assert administrator.post(path, {}).status_code == 303
    assert all(row["revoked_at"] for row in person.rows)


def test_only_superusers_change_secrets(
    site: Site, staff: Visitor, person: Person
) -> None:
    with person.logged_in() as visitor:
        codes = person.set_up(visitor)
    key = person.rows[0]["id"]
    page = staff.page(f"/tables/authenticator_secret/edit/{key}/")
    for hidden in (person.secret, person.secret[::-1], codes[0], "pbkdf2"):
        assert hidden not in page.text
    for path in ("add/", f"edit/{key}/", f"delete/{key}/"):
        response = staff.post(f"/tables/authenticator_secret/{path}", {})
        assert response.status_code == 403


MISTAKEN: list[dict[str, Any]] = [{"mfa_required": True}, {"mfa_providers": ["app"]}]


@pytest.mark.parametrize("options", MISTAKEN)
def test_options_that_cannot_be(site: Site, options: dict[str, Any]) -> None:
    assert site.do("create_admin_error", options=options) == "ValueError"


def test_scripts_are_asked_for_a_code(person: Person) -> None:
    """In the words of Piccolo Admin, which its front end knows."""
    with person.logged_in() as visitor:
        recovery = person.set_up(visitor)
    for code, status, detail in [
        (None, 401, "MFA code required"),
        (WRONG, 401, "MFA failed"),
        (person.code(), 200, None),
        (person.code(), 401, "MFA failed"),
        (recovery[0], 200, None),
    ]:
        with person.visit() as script:
            sent = {"username": person.name, "password": PASSWORD}
            response = script.client.post(
                f"{script.mount}/public/login/",
                json=sent if code is None else sent | {"mfa_code": code},
                headers={"X-CSRFToken": script.token},
            )
            assert response.status_code == status, response.text
            assert response.json().get("detail") == detail


def test_scripts_set_it_up_first_where_it_is_required(person: Person) -> None:
    with person.logged_in("/mfa-required") as script:
        response = script.get("/api/tables/")
        assert response.status_code == 403
        assert response.json()["detail"] == "Two-factor authentication is off."
        set_up_by_script(person, script)
        assert script.get("/api/tables/").status_code == 200


def set_up_by_script(person: Person, script: Visitor) -> list[str]:
    """Returns the recovery codes."""
    register = {"action": "register", "password": PASSWORD, "format": "json"}
    made = rest.ask(script, "POST", SETUP, register)
    assert made.status_code == 200, made.text
    assert not person.rows
    person.secret = made.json()["secret"]
    image = b64decode(made.json()["qrcode_image"])
    assert image.startswith(b"\x89PNG")
    confirm = {**register, **made.json(), "code": person.code(-2)}
    done = rest.ask(script, "POST", SETUP, confirm)
    assert (done.status_code, done.json()) == (200, made.json())
    codes: list[str] = done.json()["recovery_codes"]
    return codes


def test_scripts_set_it_up(person: Person) -> None:
    """As with Piccolo Admin; but it is on when a code has shown that it works."""
    with person.logged_in() as script, person.logged_in() as elsewhere:
        assert secret_of(script.page(f"/api{SETUP}"))
        codes = set_up_by_script(person, script)
        assert len(set(codes)) == 8
        assert script.get(f"/api{SETUP}").status_code == 400
        register = {"action": "register", "password": PASSWORD}
        assert rest.ask(script, "POST", SETUP, register).status_code == 400
        assert not is_inside(elsewhere)
    with person.visit() as visitor:
        visitor.log_in(person.name)
        assert enter(visitor, codes[0]).status_code == 303
        wrong = {"action": "revoke", "password": "wrong horse"}
        assert rest.ask(visitor, "POST", SETUP, wrong).status_code == 401
        assert person.rows[0]["revoked_at"] is None
        revoke = {"action": "revoke", "password": PASSWORD}
        assert rest.ask(visitor, "POST", SETUP, revoke).status_code == 200
        assert person.rows[0]["revoked_at"]


@pytest.mark.parametrize(
    ("sent", "status", "named"),
    [
        ({"action": "register"}, 401, None),
        ({"action": "register", "password": "wrong horse"}, 401, None),
        ({"action": "revoke", "password": "wrong horse"}, 401, None),
        ({"action": "else", "password": PASSWORD}, 422, "action"),
        ({}, 422, "action"),
        ({**CONFIRM, "code": WRONG}, 422, "code"),
        ({**CONFIRM, "code": WRONG, "password": "wrong horse"}, 422, "password"),
        ({**CONFIRM, "secret": "A"}, 403, None),
        ({**CONFIRM, "recovery_codes": ["1"] * 8}, 422, "recovery_codes"),
        ({**CONFIRM, "recovery_codes": [1] * 8}, 422, "recovery_codes"),
        ({**CONFIRM, "recovery_codes": RECOVERY[:2]}, 422, "recovery_codes"),
        ({**CONFIRM, "recovery_codes": None}, 422, "recovery_codes"),
    ],
)
def test_what_scripts_send_in_vain(
    person: Person, sent: dict[str, Any], status: int, named: str | None
) -> None:
    with person.logged_in() as script:
        response = rest.ask(script, "POST", SETUP, sent)
        assert response.status_code == status, response.text
        if named:
            assert named in rest.details(response)
    assert not person.rows


def test_an_admin_without_it_sets_up_none(superuser: Visitor) -> None:
    register = {"action": "register", "password": PASSWORD}
    assert superuser.get(f"/api{SETUP}").status_code == 404
    assert rest.ask(superuser, "POST", SETUP, register).status_code == 404
