"""Cookies, and requests that somebody else makes a browser send."""

from __future__ import annotations

import pytest

from tests.served.pages import read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import CSRF, SESSION, Visitor, cookies_of

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("mount", "secure"), [("/admin", False), ("/production", True)]
)
def test_cookies(site: Site, mount: str, secure: bool) -> None:
    with Visitor(site.address, mount) as visitor:
        response = visitor.get("/login/")
        cookies = cookies_of(response)
        token = response.cookies[CSRF]
        response = visitor.send(
            f"{mount}/login/",
            [("username", "staff"), ("password", PASSWORD), (CSRF, token)],
            cookie=f"{CSRF}={token}",
            Origin=visitor.address.replace("http:", "https:" if secure else "http:"),
        )
        cookies |= cookies_of(response)
    assert set(cookies) == {CSRF, SESSION}
    for attributes in cookies.values():
        assert "samesite=lax" in attributes
        assert ("secure" in attributes) is secure
    assert "httponly" in cookies[SESSION]
    assert "max-age=604800" in cookies[SESSION]


FORGED = [
    {"token": ""},
    {"token": "wrong"},
    {"token": "é"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "", "referer": "https://evil.example/page"},
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_forged_requests_are_refused(
    site: Site, superuser: Visitor, forged: dict[str, str]
) -> None:
    before = len(site.do("keys", table="Label"))
    typed = {"name": "forged", CSRF: forged.get("token", superuser.token)}
    headers = {name.title(): v for name, v in forged.items() if name != "token"}
    response = superuser.post("/tables/label/add/", typed, **headers)
    assert response.status_code == 403
    page = read(response.text)
    assert page.one("h1").words == "Not allowed"
    assert "/admin/" in page.addresses
    assert len(site.do("keys", table="Label")) == before


def test_requests_without_any_token_are_refused(site: Site, superuser: Visitor) -> None:
    path = "/admin/tables/label/add/"
    response = superuser.send(path, [("name", "forged")])
    assert response.status_code == 403
    with Visitor(site.address) as nobody:
        assert nobody.send("/admin/login/", [(CSRF, "")]).status_code == 403


def test_token_may_come_in_a_header(superuser: Visitor) -> None:
    path = "/admin/tables/label/add/"
    typed = [("name", "x" * 101)]
    headers = {"X-CSRFToken": superuser.token}
    assert superuser.send(path, typed, **headers).status_code == 422


def test_pages_of_allowed_hosts_may_send_forms(site: Site) -> None:
    with Visitor(site.address, "/production") as visitor:
        token = visitor.get("/login/").cookies[CSRF]
        for origin, status in [
            ("https://films.example", 401),
            ("https://films.example.evil.example", 403),
        ]:
            response = visitor.send(
                "/production/login/",
                [(CSRF, token), ("username", "nobody")],
                cookie=f"{CSRF}={token}",
                Origin=origin,
            )
            assert response.status_code == status
