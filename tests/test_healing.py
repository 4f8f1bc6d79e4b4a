"""What git has left half merged, or lost, and regenerating heals."""

from __future__ import annotations

import shutil

import pytest

from scaffold.config import read_options
from tests.branches import (
    DIRECTOR,
    MOVIE,
    Repository,
    Work,
    award,
    begun,
    born,
    budget,
    repository,
    studio,
)
from tests.scenarios import tree

__all__ = ["begun", "repository"]

SHARED = {
    "admin/locale/admin.pot",
    "admin/locale/de.po",
    "admin/locale/en.po",
    "admin/routes.py",
    "admin/sidebar.py",
    "admin/tables/__init__.py",
    "admin/tests/conftest.py",
}
"""What is of all tables."""


@pytest.mark.parametrize(
    ("style", "ours", "theirs"),
    [
        ("merge", budget, born),
        ("merge", studio, award),
        ("diff3", studio, award),
        ("zdiff3", award, studio),
        ("merge", budget, award),
    ],
)
def test_two_branches(
    repository: Repository, style: str, ours: Work, theirs: Work
) -> None:
    """As if both had worked on one branch, one after the other."""
    repository.branch("both", ours, theirs)
    together = repository.outputs
    repository.branch("theirs", theirs)
    repository.branch("ours", ours)
    repository.git("config", "merge.conflictStyle", style)
    assert repository.merge("theirs") <= SHARED
    repository.heal()
    assert repository.outputs == together


def test_two_branches_with_a_language_each(repository: Repository) -> None:
    def language(code: str) -> Work:
        def work(repository: Repository) -> None:
            assert repository.run("admin", "--language", code).exit_code == 0

        return work

    repository.branch("theirs", language("fr"))
    repository.branch("ours", language("it"))
    assert "admin/scaffold.toml" in repository.merge("theirs")
    repository.heal()
    languages = read_options(repository.admin).languages
    assert {"fr", "it"} <= set(languages)
    for code in languages:
        assert (repository.admin / "locale" / f"{code}.po").exists()


def test_a_rebase(repository: Repository) -> None:
    repository.branch("both", award, studio)
    together = repository.outputs
    repository.branch("theirs", award)
    repository.branch("ours", studio)
    repository.git("rebase", "theirs", fails=True)
    assert repository.run("admin").exit_code == 0
    assert repository.outputs == together
    repository.git("add", "--all")
    repository.git("-c", "core.editor=true", "rebase", "--continue")
    assert repository.run("admin", "--check").exit_code == 0
    assert repository.outputs == together


def test_a_cherry_pick(repository: Repository) -> None:
    repository.branch("both", studio, award)
    together = repository.outputs
    repository.branch("theirs", award)
    repository.branch("ours", studio)
    repository.git("cherry-pick", "theirs", fails=True)
    repository.heal()
    assert repository.outputs == together


def test_markers_that_were_committed(repository: Repository) -> None:
    """Git knows no sides any more; the markers do."""
    repository.branch("both", studio, award)
    together = repository.outputs
    repository.branch("theirs", award)
    repository.branch("ours", studio)
    assert repository.merge("theirs")
    repository.commit("Oh dear.")
    repository.heal()
    assert repository.outputs == together


def test_one_who_edits_and_one_who_generates(repository: Repository) -> None:
    def edited(repository: Repository) -> None:
        repository.edit(DIRECTOR, "max_length=100", "max_length=50")

    repository.branch("theirs", budget)
    repository.branch("ours", edited)
    assert not repository.merge("theirs")
    before = repository.outputs
    repository.heal()
    assert repository.outputs == before


@pytest.mark.parametrize(("side", "size"), [("--yours", 50), ("--new", 30)])
def test_both_edit_the_same(repository: Repository, side: str, size: int) -> None:
    """It stays a conflict until it is resolved: neither side's edit is lost."""

    def page_size(size: int) -> None:
        old = "page_size: int = 15"
        repository.edit("admin/settings.py", old, f"page_size: int = {size}")

    repository.branch("theirs", lambda _: page_size(30))
    repository.branch("ours", lambda _: page_size(50))
    assert repository.merge("theirs") == {"admin/settings.py"}
    for _ in range(2):
        assert repository.run("admin").exit_code == 3
        assert repository.run("status").exit_code == 3
        repository.commit("Merged, but for one thing.")
    assert repository.run("resolve", "admin/settings.py", side).exit_code == 0
    text = (repository.admin / "settings.py").read_text()
    assert f"    page_size: int = {size}\n" in text
    assert "<<<<<<<" not in text
    repository.heal()
    assert (repository.admin / "settings.py").read_text() == text


# What is lost.


@pytest.mark.parametrize(
    ("lost", "committed"),
    [
        ("base", False),
        ("base/tables/movie/forms.py.base", True),
        ("base/tables/movie/forms.py.base", False),
        (".", True),
    ],
)
def test_records_that_were_deleted(
    repository: Repository, lost: str, committed: bool
) -> None:
    repository.branch("ours", budget)
    before = repository.outputs
    place = repository.admin / ".scaffold" / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    if committed:
        repository.commit("Tidied up.")
    assert repository.run("admin").exit_code == 0
    assert repository.outputs == before


@pytest.mark.parametrize("new", [b" ", b""])
def test_records_that_were_damaged(repository: Repository, new: bytes) -> None:
    """As by a replacement in all files: line ends become spaces, or go."""
    repository.branch("ours", budget)
    before = repository.outputs
    for file in (repository.admin / ".scaffold" / "base").rglob("*.base"):
        file.write_bytes(file.read_bytes().replace(b"\n", new))
    repository.commit("A new broom.")
    assert repository.run("admin").exit_code == 0
    assert repository.outputs == before


def test_without_git_every_difference_is_the_users(repository: Repository) -> None:
    repository.edit(MOVIE, "max_length=200", "max_length=80")
    shutil.rmtree(repository.folder / ".git")
    shutil.rmtree(repository.admin / ".scaffold")
    before = tree(repository.admin)
    outcome = repository.run("admin")
    assert outcome.exit_code == 0
    assert f"kept      {MOVIE}\n" in outcome.stdout
    after = repository.outputs
    assert {p: after[p] for p in before} == before
    repository.edit(
        "films/tables.py",
        "rating = Integer()",
        "rating = Integer()\n    year = Integer()",
    )
    repository.regenerate()
    text = (repository.folder / MOVIE).read_text()
    assert "max_length=80" in text
    assert "    year: fields.Integer\n" in text
