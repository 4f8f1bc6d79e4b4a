"""In which folders of a project people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.paths import is_skipped


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["movies/tables.py"], False),
        (["build/__init__.py"], False),
        (["build/lib/movies/tables.py"], True),
        (["env/pyvenv.cfg"], True),
        (["env/conda-meta/history"], True),
        ([".git/config"], True),
        (["node_modules/a.py"], True),
    ],
)
def test_folders(tmp_path: Path, files: list[str], expected: bool) -> None:
    for path in files:
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()
    (folder,) = tmp_path.iterdir()
    assert is_skipped(folder) == expected


def test_a_folder_that_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of a database's server, which a container has made."""

    def refuse(path: Path, **options: bool) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    assert is_skipped(tmp_path / "pgdata")
