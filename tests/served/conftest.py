"""A served admin on each database, and people who use it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from scaffold.errors import ToolError
from tests.served.browsing import browser, inside, page
from tests.served.site import Site, building
from tests.served.visitor import Visitor

__all__ = ["browser", "inside", "page"]

SQLITE = pytest.param("sqlite")
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
COCKROACH = pytest.param(
    "cockroach", marks=[pytest.mark.postgres, pytest.mark.thorough]
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On both databases, but for tests of what has nothing to do with them; and on what
    acts as CockroachDB, where its dialect matters.
    """
    if "site" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker
        names = [SQLITE] if marker("one_database") else [SQLITE, POSTGRES]
        if marker("cockroach"):
            names.append(COCKROACH)
        if marker("only_cockroach"):
            names = [COCKROACH]
        metafunc.parametrize("site", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def sites(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], Site]]:
    """The site on a database: each is built once, when it is first asked for."""
    with ExitStack() as stack:

        @cache
        def build(engine: str) -> Site:
            folder = tmp_path_factory.mktemp("site") / "project"
            return stack.enter_context(building(engine, folder))

        yield build


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, sites: Callable[[str], Site]) -> Site:
    try:
        return sites(request.param)
    except ToolError as error:
        if os.environ.get("CI") or "pip install" not in str(error):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def superuser(site: Site) -> Iterator[Visitor]:
    """Someone who is logged in and may do everything."""
    with Visitor.logged_in(site, "admin") as visitor:
        yield visitor


@pytest.fixture(scope="session")
def staff(site: Site) -> Iterator[Visitor]:
    """Someone who is logged in and is no superuser."""
    with Visitor.logged_in(site, "staff") as visitor:
        yield visitor


@pytest.fixture(scope="session")
def clerk(site: Site) -> Iterator[Visitor]:
    """Someone who may do what ``project/clerk.py`` says."""
    with Visitor.logged_in(site, "clerk") as visitor:
        yield visitor


@pytest.fixture
def stranger(site: Site) -> Iterator[Visitor]:
    """Someone who is not logged in."""
    with Visitor(site.address) as visitor:
        yield visitor
