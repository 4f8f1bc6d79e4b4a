"""Where the admin stands, how it is started, and its options."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from tests.served.pages import read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import CSRF, PAGES, SESSION, Visitor, cookies_of, edit

MOVIES = "/tables/movie/"


@pytest.mark.parametrize("mount", ["/admin", "/fastapi/backoffice"])
def test_links_stay_below_the_mount(site: Site, mount: str) -> None:
    with Visitor(site.address, mount) as visitor:
        pages = [visitor.page("/login/"), visitor.page("/static/nothing", 404)]
        response = visitor.log_in("staff")
        assert response.headers["location"] == f"{mount}/"
        pages += [
            visitor.page(path) for path in PAGES if path not in {"/login/", "/nowhere/"}
        ]
        pages.append(visitor.page("/nowhere/", status=404))
        for page in pages:
            assert page.addresses
            for address in page.addresses:
                assert address.startswith((f"{mount}/", "?", "#")), address
        response = visitor.save(edit("director", 1))
        assert response.headers["location"].startswith(f"{mount}/tables/director/")
        for address in {a for page in pages for a in page.addresses if "/static/" in a}:
            assert visitor.client.get(address).status_code == 200
        bare = visitor.client.get(mount)
        assert bare.headers["location"].endswith(f"{mount}/")


def test_table_addresses_without_their_last_slash(superuser: Visitor) -> None:
    response = superuser.get("/tables/movie")
    assert response.status_code in {303, 307}
    assert response.headers["location"].endswith("/admin/tables/movie/")


def test_alone(site: Site) -> None:
    """``python -m admin``, told by its environment."""
    environment = {"ADMIN_SITE_NAME": "Kino", "ADMIN_PRODUCTION": "1"}
    with (
        site.serving("-m", "admin", **environment) as address,
        Visitor(address, "") as visitor,
    ):
        response = visitor.get("/login/")
        assert read(response.text).one("title").words.endswith("Kino")
        token = response.cookies[CSRF]
        response = visitor.send(
            "/login/",
            [("username", "admin"), ("password", PASSWORD), (CSRF, token)],
            cookie=f"{CSRF}={token}",
            Origin=address.replace("http:", "https:").rstrip("/"),
        )
        assert response.status_code == 303
        assert "secure" in cookies_of(response)[SESSION]
        cookie = f"{SESSION}={response.cookies[SESSION]}"
        page = visitor.get(MOVIES, cookie=cookie)
        assert len(read(page.text).column("Title")) == 15
        for elsewhere in ("//evil.example/", "/\\evil.example", "/\t/evil.example"):
            visitor.client.cookies.clear()
            entries = {"username": "staff", "password": PASSWORD, "next": elsewhere}
            response = visitor.send(
                "/login/",
                [*entries.items(), (CSRF, token)],
                cookie=f"{CSRF}={token}",
                Origin=address.replace("http:", "https:"),
            )
            led = urljoin(address, response.headers["location"])
            assert led.startswith(f"{address}/")


def test_options(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/options") as visitor:
        page = visitor.page(MOVIES)
        assert len(page.column("Title")) == 4
        assert page.one("html").attributes["lang"] == "de"
        assert "Films & <Tickets>" in page.one("title").text
        assert "Films & <Tickets>" in page.links
        website = page.links["Our & <Website>"]
        assert website == "https://films.example/?a=1&b=2"


def test_unknown_options(site: Site) -> None:
    for options, error in [
        ({"nope": 1}, "TypeError"),
        ({"tables": []}, "TypeError"),
        ({"page_size": 30}, ""),
    ]:
        assert site.do("create_admin_error", options=options) == error
