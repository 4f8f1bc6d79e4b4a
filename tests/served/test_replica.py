"""Lists are read from a replica, where the owner says so."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.postgres import execute, server
from tests.replicas import Replica, replica
from tests.served.recipes import application, block, command
from tests.served.rest import ask, asked, rows
from tests.served.site import Site, database_name
from tests.served.visitor import Visitor, cookies_of

pytestmark = [pytest.mark.postgres, pytest.mark.thorough]

LABELS = "/tables/label/"
WRITTEN = "written"

MORE = """
from piccolo_conf import APP_REGISTRY  # noqa: E402, F401
"""


@pytest.fixture(scope="module")
def primary(sites: Callable[[str], Site]) -> Site:
    return sites("postgres")


@pytest.fixture(scope="module")
def copy(primary: Site) -> Iterator[Replica]:
    commands = [command("psql"), command("pg_basebackup")]
    with replica("replica", commands) as made:
        yield made


@pytest.fixture(scope="module")
def spread(
    primary: Site, copy: Replica, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The same project, with the settings and the server of the docs."""
    folder = tmp_path_factory.mktemp("spread")
    (folder / "replica_conf.py").write_text(block("# piccolo_conf.py") + MORE)
    name = database_name(primary.folder)
    with primary.serving(
        *("-m", *command("uvicorn").split()),
        **application(primary, folder),
        PICCOLO_CONF="replica_conf",
        DATABASE_URL=server().url(name),
        REPLICA_URL=copy.url(name),
        ADMIN_READ_NODE=command("export ADMIN_READ_NODE").partition("=")[2],
    ) as address:
        yield replace(primary, address=address)


@pytest.fixture
def visitor(spread: Site) -> Iterator[Visitor]:
    with Visitor.logged_in(spread, "admin") as visitor:
        until(lambda: visitor.get("/").status_code == 200)
        yield visitor


@pytest.fixture
def label(spread: Site) -> Iterator[str]:
    """A row that is on both."""
    name = f"replica {time.monotonic_ns()}"
    spread.insert("Label", name=name, note="old")
    yield name
    spread.do("delete", table="Label", key=name)


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(150):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it does not come")


@contextmanager
def behind(copy: Replica) -> Iterator[None]:
    copy.follow(False)
    try:
        yield
    finally:
        copy.follow(True)


def listed(visitor: Visitor, name: str) -> str:
    """The row of a list with this name, as text."""
    page = visitor.page(f"{LABELS}?name={name}&name__operator=exact")
    return " ".join(body.text for body in page.all("tbody"))


def exported(visitor: Visitor, name: str) -> str:
    return visitor.get(f"{LABELS}export/?name={name}&name__operator=exact").text


def change(spread: Site, name: str, note: str) -> None:
    """As somebody else does."""
    database = database_name(spread.folder)
    execute(f"UPDATE label SET note = '{note}' WHERE name = '{name}'", database)


def test_what_is_read_where(
    spread: Site, copy: Replica, visitor: Visitor, label: str
) -> None:
    until(lambda: "old" in listed(visitor, label))
    with behind(copy):
        change(spread, label, "new")
        other = spread.insert("Label", name=f"{label}, too", note="new")
        assert "old" in listed(visitor, label)
        assert "old" in exported(visitor, label)
        assert "too" not in visitor.get(f"{LABELS}search/?q={label}").text
        form = visitor.page(f"{LABELS}edit/{label}/").editor
        assert ("note", "new") in form.entries()
        assert visitor.get(f"{LABELS}edit/{other}/").status_code == 200
    until(lambda: "new" in listed(visitor, label))
    assert "new" in exported(visitor, label)
    spread.do("delete", table="Label", key=other)


def test_what_scripts_read_where(
    spread: Site, copy: Replica, visitor: Visitor, label: str
) -> None:
    """Pages of lists, what follows a cursor, totals, labels and files come from it; a
    row, and what is written to it, do not.
    """
    until(lambda: "old" in listed(visitor, label))
    exact = f"?name={quote(label)}&name__match=exact"
    row = f"{LABELS}{quote(label)}/"
    with behind(copy):
        tag = ask(visitor, "GET", row).headers["etag"]
        change(spread, label, "new")
        other = spread.insert("Label", name=f"{label}, too", note="new")
        (read,) = rows(visitor, LABELS + exact)
        (begun,) = rows(visitor, f"{LABELS}{exact}&__cursor=")
        assert read["note"] == begun["note"] == "old"
        assert "old" in ask(visitor, "GET", LABELS + exact, Accept="text/csv").text
        both = f"?name={quote(label)}"
        assert asked(visitor, f"{LABELS}count/{both}")["count"] == 1
        total = ask(visitor, "GET", f"{LABELS}{both}&__range_header=true")
        assert total.headers["content-range"].endswith("/1")
        found = asked(visitor, f"{LABELS}ids/?search={quote(label)}")
        assert [*found] == [label]
        assert asked(visitor, row)["note"] == "new"
        refused = ask(visitor, "PATCH", row, {"note": "newer"}, **{"If-Match": tag})
        assert refused.status_code == 412
        assert "max-age=10;" in cookies_of(refused)[WRITTEN]
        assert rows(visitor, LABELS + exact)[0]["note"] == "new"
    spread.do("delete", table="Label", key=other)


def test_people_find_what_they_have_written(
    spread: Site, copy: Replica, visitor: Visitor, label: str
) -> None:
    until(lambda: "old" in listed(visitor, label))
    with behind(copy), Visitor.logged_in(spread, "staff") as other:
        response = visitor.save(f"{LABELS}edit/{label}/", {"note": "new"})
        attributes = cookies_of(response)[WRITTEN]
        assert "max-age=10;" in attributes
        assert "httponly" in attributes
        assert "path=/admin" in attributes
        assert "new" in listed(visitor, label)
        assert "new" in exported(visitor, label)
        assert "old" in listed(other, label)
        visitor.client.cookies.delete(WRITTEN)
        assert "old" in listed(visitor, label)


def test_a_replica_that_is_lost(
    spread: Site, copy: Replica, visitor: Visitor, label: str
) -> None:
    until(lambda: "old" in listed(visitor, label))
    copy.stop()
    change(spread, label, "new")
    for _ in range(3):
        assert "new" in listed(visitor, label)
    logs = sorted(spread.folder.parent.glob("*/server.log"), key=os.path.getmtime)
    assert logs[-1].read_text().count("replica is not read from for 10 s")
    copy.start()
    with behind(copy):
        change(spread, label, "newer")
        until(lambda: "newer" not in listed(visitor, label))
    until(lambda: "newer" in listed(visitor, label))


def test_without_one_nothing_changes(primary: Site, label: str) -> None:
    with Visitor.logged_in(primary, "admin") as visitor:
        response = visitor.save(f"{LABELS}edit/{label}/", {"note": "new"})
        assert WRITTEN not in cookies_of(response)


def test_a_name_that_is_none(primary: Site) -> None:
    options = {"read_node": "nowhere"}
    assert primary.do("create_admin_error", options=options) == "ValueError"
