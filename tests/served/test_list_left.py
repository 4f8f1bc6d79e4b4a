"""Back to the list as one left it: filtered, sorted, on its page."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.served.pages import Element, read
from tests.served.site import Site
from tests.served.visitor import Visitor

LABELS = "/tables/label/"
QUERY = "name=list+%26+left&__order=-note&__page=1"


@pytest.fixture(autouse=True)
def labels(site: Site) -> Iterator[None]:
    """Two that the list shows, and one to be deleted."""
    names = [f"list & left {n}" for n in range(3)]
    for name in names:
        site.insert("Label", name=name)
    yield
    for name in names:
        site.do("delete", table="Label", key=name)


def address(what: str) -> str:
    return f"{LABELS}{what}/list%20%26%20left%200/"


def opened(visitor: Visitor, path: str, query: str = QUERY) -> Element:
    """The page that a link in the list leads to."""
    left = f"{visitor.address}{visitor.mount}{LABELS}?{query}"
    response = visitor.get(path, Referer=left)
    assert response.status_code == 200, response.text
    return read(response.text)


def sent(visitor: Visitor, form: Element, **more: str) -> str:
    """Where it leads to send a form, below the mount."""
    entries = [*form.entries(), *more.items()]
    response = visitor.send(form.attributes["action"], entries)
    assert response.status_code == 303, response.text
    return str(response.headers["Location"]).removeprefix(visitor.mount)


def test_saved(superuser: Visitor) -> None:
    page = opened(superuser, address("edit"))
    assert sent(superuser, page.editor) == f"{LABELS}?{QUERY}"
    shown = superuser.page(f"{LABELS}?{QUERY}")
    assert "The row was saved." in shown.text
    assert len(shown.column("Name")) == 3


def test_cancelled(superuser: Visitor) -> None:
    page = opened(superuser, address("edit"))
    back = f"{superuser.mount}{LABELS}?{QUERY}"
    assert page.one("main").links["Cancel"] == back
    assert page.one("main").links["Labels"] == back


def test_deleted(site: Site, superuser: Visitor) -> None:
    page = opened(superuser, address("delete"))
    assert page.one("main").links["Labels"].endswith(f"{LABELS}?{QUERY}")
    assert sent(superuser, page.deletion) == f"{LABELS}?{QUERY}"


def test_nothing_was_deleted(superuser: Visitor) -> None:
    """Back to where one came from: the list, or the form."""
    page = opened(superuser, address("delete"))
    assert page.one("main").links["Cancel"] == f"{superuser.mount}{LABELS}?{QUERY}"
    form = f"{superuser.mount}{address('edit')}"
    response = superuser.get(address("delete"), Referer=superuser.address + form)
    assert read(response.text).one("main").links["Cancel"] == form


def test_from_form_to_form(superuser: Visitor) -> None:
    """Each form tells the next one, also one with errors in it."""
    page = opened(superuser, address("edit"))
    again = sent(superuser, page.editor, __then="edit")
    page = superuser.page(again)
    wrong = [*page.editor.entries(), ("note", "\0")]
    refused = superuser.send(page.editor.attributes["action"], wrong)
    assert refused.status_code == 422
    page = read(refused.text)
    other = sent(superuser, superuser.page(again).editor, __then="add")
    assert superuser.page(other).one("main").links["Cancel"].endswith(f"?{QUERY}")
    deletion = page.one("main").links["Delete"].removeprefix(superuser.mount)
    question = superuser.page(deletion)
    cancel = question.one("main").links["Cancel"].removeprefix(superuser.mount)
    assert superuser.page(cancel).one("main").links["Cancel"].endswith(f"?{QUERY}")
    assert sent(superuser, question.deletion) == f"{LABELS}?{QUERY}"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/../../../login/?next=https://evil.example/",
    "x\r\nLocation: https://evil.example/",
    "#//evil.example/",
]


@pytest.mark.parametrize("query", ELSEWHERE)
def test_nobody_is_led_elsewhere(superuser: Visitor, query: str) -> None:
    path = f"{address('edit')}?{urlencode({'__list': query})}"
    page = superuser.page(path)
    location = sent(superuser, page.editor)
    assert location.startswith(f"{LABELS}?")
    assert "\n" not in location
    links = [page.one("main").links[name] for name in ("Cancel", "Labels")]
    assert all(link.startswith(f"{superuser.mount}{LABELS}?") for link in links)


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://[",
        "{host}/admin/tables/movie/?title=the",
        "{host}/admin/tables/label/edit/1/?x=1",
    ],
)
def test_who_comes_from_elsewhere(superuser: Visitor, referer: str) -> None:
    """Finds the whole list."""
    response = superuser.get(
        address("edit"), Referer=referer.format(host=superuser.address)
    )
    page = read(response.text)
    assert page.one("main").links["Cancel"] == f"{superuser.mount}{LABELS}"
    assert sent(superuser, page.editor) == LABELS


def test_below_another_mount(site: Site) -> None:
    with Visitor.logged_in(site, "admin", "/fastapi/backoffice") as visitor:
        page = opened(visitor, address("edit"))
        assert sent(visitor, page.editor) == f"{LABELS}?{QUERY}"
