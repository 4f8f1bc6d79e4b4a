"""What a browser is told not to do, and pages that need none of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import PAGES, Visitor

pytestmark = pytest.mark.one_database

MOVIES = "/tables/movie/"


ANSWERS = [
    ("GET", "/admin/login/", 200),
    ("GET", "/admin/", 200),
    ("GET", "/admin/tables/movie/", 200),
    ("GET", "/admin/tables/movie/?__page=x", 400),
    ("GET", "/admin/tables/movie/edit/0/", 404),
    ("GET", "/admin/nowhere/", 404),
    ("GET", "/admin/static/admin.css", 200),
    ("GET", "/admin/static/nothing.css", 404),
    ("GET", "/admin/tables/movie/search/", 200),
    ("POST", "/admin/tables/movie/add/", 403),
    ("DELETE", "/admin/tables/movie/add/", 403),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_security_headers(
    site: Site, superuser: Visitor, method: str, path: str, status: int
) -> None:
    headers = {"cookie": ""} if "login" in path else {}
    response = superuser.client.request(method, path, headers=headers)
    assert response.status_code == status
    check_headers(response)


def check_headers(response: Any) -> None:
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "same-origin"
    if response.headers.get("content-type", "text/html").startswith("text/html"):
        assert response.headers["cache-control"] == "no-store"


def test_static_files_are_kept_by_their_version(superuser: Visitor) -> None:
    page = superuser.page("/")
    styles = [link for link in page.addresses if "admin.css" in link]
    response = superuser.client.get(styles[0])
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/app.py"])
def test_nothing_but_static_files_is_given_away(superuser: Visitor, path: str) -> None:
    assert superuser.get(path).status_code in {303, 404}


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_inline_script_or_style(superuser: Visitor, path: str) -> None:
    page = read(superuser.get(path).text)
    for element in page.all():
        assert element.tag != "style"
        assert element.tag != "script" or "src" in element.attributes
        for name, value in element.attributes.items():
            assert name != "style"
            assert not name.startswith("on")
            assert not value.lower().startswith("javascript:")


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed(superuser: Visitor, path: str) -> None:
    """Every id is there once, and what refers to one finds it."""
    page = read(superuser.get(path).text)
    ids = [
        element.attributes["id"] for element in page.all() if "id" in element.attributes
    ]
    assert len(ids) == len(set(ids))
    for element in page.all():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            assert set(element.attributes.get(name, "").split()) <= set(ids)


def test_a_bug_is_told_politely(site: Site) -> None:
    with Visitor(site.address, "/broken") as visitor:
        response = visitor.get("/fail/")
    assert response.status_code == 500
    check_headers(response)
    page = read(response.text)
    assert page.one("h1").words == "Something went wrong"
    assert "on purpose" not in response.text
    assert str(Path(__file__).parent) not in response.text
