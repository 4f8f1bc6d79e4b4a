"""A database for tests only, with the migrations run, and a visitor to the site."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from piccolo.apps.migrations.commands.forwards import run_forwards
from starlette.testclient import TestClient

from blog.tables import Author, Post
from piccolo_conf import DB
from shop.app import app


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = tmp_path_factory.mktemp("database")
    DB.path = str(folder / "test.sqlite")
    asyncio.run(migrate())


async def migrate() -> None:
    result = await run_forwards("all")
    assert result.success, result.message


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    """A visitor. What there is in the blog is gone afterwards."""
    with TestClient(app, follow_redirects=False) as client:
        yield client
    Post.delete(force=True).run_sync()
    Author.delete(force=True).run_sync()


@pytest.fixture
def author(database: None) -> Author:
    author = Author(name="Ada")
    author.save().run_sync()
    return author
