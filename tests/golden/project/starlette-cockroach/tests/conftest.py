"""A database for tests only, with the migrations run, and a visitor to the site."""

import asyncio
from collections.abc import Iterator

import pytest
from piccolo.apps.migrations.commands.forwards import run_forwards
from starlette.testclient import TestClient

from blog.tables import Author, Post
from piccolo_conf import DB
from shop.app import app

NAME = "test_shop"


@pytest.fixture(scope="session")
def database() -> None:
    asyncio.run(create())
    DB.config = {**DB.config, "database": NAME}
    asyncio.run(migrate())


async def create() -> None:
    """Where the database of the site is, with another name."""
    connection = await DB.get_new_connection()
    await connection.execute(f'DROP DATABASE IF EXISTS "{NAME}" CASCADE')
    await connection.execute(f'CREATE DATABASE "{NAME}"')
    await connection.close()


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
