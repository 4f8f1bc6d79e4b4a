"""Deletions are logged, in every table."""

from __future__ import annotations

import logging

import pytest

from movies.tables import Movie, Studio

from . import test_movie, test_studio
from .conftest import Admin


def test_deletions_are_logged(admin: Admin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "admin.deletions")
    film = admin.add(test_movie.PATH, Movie, test_movie.TYPED)
    studio = admin.add(test_studio.PATH, Studio, test_studio.TYPED)
    admin.post(admin.link(f"{test_movie.PATH}delete/", film), {})
    admin.post(admin.link(f"{test_studio.PATH}delete/", studio), {})
    assert caplog.messages == [
        f"tester deletes movie: [{film}]",
        f"tester deletes studio: [{studio!r}]",
    ]
