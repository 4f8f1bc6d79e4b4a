"""What goes over the wire."""

from __future__ import annotations

import gzip
import re
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.served.pages import Element, read
from tests.served.site import Site
from tests.served.visitor import CSRF, Visitor

pytestmark = pytest.mark.one_database

LIST = "/tables/movie/"

KB = 1000


def sent(visitor: Visitor, address: str) -> bytes:
    """A response as it comes, compressed."""
    headers = {"Accept-Encoding": "gzip"}
    with visitor.client.stream("GET", address, headers=headers) as response:
        assert response.status_code == 200, address
        assert response.headers["content-encoding"] == "gzip", address
        assert "accept-encoding" in response.headers["vary"].lower()
        return b"".join(response.iter_raw())


def first_visit(visitor: Visitor, path: str) -> int:
    """The bytes of a page and of all that it needs."""
    address = visitor.mount + path
    content = sent(visitor, address)
    page = read(gzip.decompress(content).decode())
    assets = [e.attributes["src"] for e in page.all("script")]
    assets += [e.attributes["href"] for e in page.all("link", rel="stylesheet")]
    assert assets
    return len(content) + sum(len(sent(visitor, urljoin(address, a))) for a in assets)


def test_a_first_visit_is_small(stranger: Visitor, superuser: Visitor) -> None:
    assert first_visit(stranger, "/login/") <= 20 * KB
    assert first_visit(superuser, LIST) <= 70 * KB


def test_assets_are_kept_for_good(superuser: Visitor) -> None:
    style = superuser.page(LIST).one("link", rel="stylesheet").attributes["href"]
    kept = superuser.client.get(style).headers["cache-control"]
    assert re.search(r"max-age=31536000.*immutable", kept)
    plain = superuser.client.get(style.partition("?")[0])
    assert plain.headers["cache-control"] == "no-cache"


def test_browsers_that_cannot_decompress(superuser: Visitor) -> None:
    response = superuser.get(LIST, **{"accept-encoding": "identity"})
    assert "content-encoding" not in response.headers
    assert "Movies" in response.text


def test_files_are_compressed_and_whole(site: Site, superuser: Visitor) -> None:
    content = sent(superuser, f"{superuser.mount}{LIST}export/?__columns=id")
    keys = site.do("keys", table="Movie")
    assert gzip.decompress(content).split() == [b'"id"', *(b'"%d"' % k for k in keys)]


# The token against forgery stands in compressed pages beside what others may choose.


def token(page: Element) -> str:
    return page.one("input", name=CSRF).attributes["value"]


def test_the_token_is_another_text_on_each_page(superuser: Visitor) -> None:
    path = "/tables/label/add/"
    tokens = {token(superuser.page(path).editor) for _time in range(3)}
    assert len(tokens) == 3
    cookie = superuser.token
    assert cookie not in superuser.get(path).text


def test_each_of_them_is_taken(site: Site, superuser: Visitor) -> None:
    path = "/tables/label/add/"
    for number in range(2):
        sealed = token(superuser.page(path).editor)
        typed = {"name": f"masked {number}", CSRF: sealed}
        assert superuser.post(path, typed).status_code == 303
        site.do("delete", table="Label", key=f"masked {number}")


@pytest.mark.parametrize(
    "forge", [lambda t: t[:-2], lambda t: t[2:], lambda t: "ab" * 86]
)
def test_no_other_is_taken(superuser: Visitor, forge: Any) -> None:
    path = "/tables/label/add/"
    sealed = forge(token(superuser.page(path).editor))
    assert superuser.post(path, {"name": "forged", CSRF: sealed}).status_code == 403
