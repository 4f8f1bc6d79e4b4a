"""Both admins on each database, and people who ask them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from scaffold.errors import ToolError
from tests.rest.compared import Both
from tests.rest.twins import Twins, serving_twins
from tests.served.browsing import browser

__all__ = ["browser"]

SQLITE = pytest.param("sqlite", marks=pytest.mark.thorough)

POSTGRES = pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.thorough])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On both databases, but for tests of what has nothing to do with them."""
    if "twins" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        names = [] if marked("postgres") else [SQLITE]
        others = [] if marked("one_database") else [POSTGRES]
        metafunc.parametrize("twins", [*names, *others], indirect=True, scope="session")


@pytest.fixture(scope="session")
def all_twins(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], Twins]]:
    """Those on a database: built once, when they are first asked for."""
    with ExitStack() as stack:

        @cache
        def build(engine: str) -> Twins:
            folder = tmp_path_factory.mktemp("rest") / "project"
            return stack.enter_context(serving_twins(engine, folder))

        yield build


@pytest.fixture(scope="session")
def twins(request: pytest.FixtureRequest, all_twins: Callable[[str], Twins]) -> Twins:
    try:
        return all_twins(request.param)
    except ToolError as error:
        if os.environ.get("CI") or "pip install" not in str(error):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def superusers(twins: Twins) -> Iterator[Both]:
    """Anew in each module, since one may end all sessions."""
    with Both.logged_in(twins, "admin") as both:
        yield both


@pytest.fixture(scope="module")
def staff_members(twins: Twins) -> Iterator[Both]:
    with Both.logged_in(twins, "staff") as both:
        yield both


@pytest.fixture
def both(twins: Twins, superusers: Both) -> Iterator[Both]:
    """A superuser."""
    yield from restoring(twins, superusers)


@pytest.fixture
def staff(twins: Twins, staff_members: Both) -> Iterator[Both]:
    """Someone who is no superuser."""
    yield from restoring(twins, staff_members)


@pytest.fixture
def strangers(twins: Twins) -> Iterator[Both]:
    with Both.strangers(twins) as nobody:
        yield from restoring(twins, nobody)


def restoring(twins: Twins, people: Both) -> Iterator[Both]:
    """What the test has written is undone, so that it keeps no other from passing."""
    for client in (people.generated, people.original):
        client.has_written = False
    yield people
    if people.has_written:
        twins.restore()
