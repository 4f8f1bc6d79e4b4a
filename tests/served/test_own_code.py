"""What owners write into ``queries.py`` runs with every change, in its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import Visitor, edit

DOORS = "/tables/door/"
NUMBERS = [301, 302]
REFUSED = "hooked, and refused"
SAYS = "A hook says no."


@pytest.fixture
def doors(site: Site) -> Iterator[list[int]]:
    for number in NUMBERS:
        site.insert("Door", number=number, colour=REFUSED)
    yield NUMBERS
    for number in [*NUMBERS, 303]:
        site.do("delete", table="Door", key=number)
    for name in notes(site):
        site.do("delete", table="Label", key=name)


def notes(site: Site) -> list[Any]:
    return [name for name in site.do("keys", table="Label") if "hooked" in name]


def send_all(visitor: Visitor, what: str, **typed: str) -> Any:
    keys = [("__key", str(number)) for number in NUMBERS]
    entries = [*keys, ("__number", str(len(keys))), *typed.items()]
    entries += [("__change", name) for name in typed]
    return visitor.post(f"{DOORS}bulk/{what}/", entries)


def test_hooks_run(site: Site, superuser: Visitor, doors: list[int]) -> None:
    """Also with changes and deletions of many rows."""
    typed = {"number": "303", "colour": "hooked 1"}
    assert superuser.post(f"{DOORS}add/", typed).status_code == 303
    changed = superuser.save(edit("door", 303), {"colour": "hooked 2"})
    assert changed.status_code == 303
    assert send_all(superuser, "update", colour="hooked 3").status_code == 303
    assert superuser.post(f"{DOORS}delete/303/", {}).status_code == 303
    assert send_all(superuser, "update", colour="plain").status_code == 303
    assert send_all(superuser, "delete").status_code == 303
    assert notes(site) == [
        *("added hooked 1", "all changed hooked 3", "changed hooked 2"),
        "deleted hooked 2",
    ]


def test_what_a_hook_refuses_is_told_and_nothing_of_it_stays(
    site: Site, superuser: Visitor, doors: list[int]
) -> None:
    typed = {"number": "303", "colour": REFUSED}
    superuser.save(edit("door", 301), {"colour": "plain"})
    answers = [
        (superuser.post(f"{DOORS}add/", typed), 422),
        (superuser.save(edit("door", 301), {"colour": REFUSED}), 422),
        (superuser.post(f"{DOORS}delete/302/", {}), 409),
        (send_all(superuser, "update", colour=REFUSED), 422),
        (send_all(superuser, "delete"), 409),
    ]
    for response, status in answers:
        assert response.status_code == status
        assert SAYS in read(response.text).alert
    assert notes(site) == []
    assert 303 not in site.do("keys", table="Door")
    assert site.fetch("Door", 301)["colour"] == "plain"
    assert site.fetch("Door", 302)["colour"] == REFUSED


def test_tracebacks_are_shown_while_debugging_only(site: Site) -> None:
    for mount, shown in [("/debugged", True), ("/broken", False)]:
        with Visitor(site.address, mount) as visitor:
            response = visitor.get("/fail/")
        assert response.status_code == 500
        assert ("on purpose" in response.text) is shown
