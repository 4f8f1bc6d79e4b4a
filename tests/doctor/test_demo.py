"""The demo, which is a project as it should be."""

from __future__ import annotations

from pathlib import Path

from tests.doctor.conftest import run


def test_the_demo_is_well(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    made = run(tmp_path, "scaffold", "demo", "--no-serve", "--folder", str(folder))
    assert made.returncode == 0, made.stderr
    done = run(folder, "scaffold", "doctor", "--skip", "production-off")
    assert (done.returncode, done.stdout) == (0, "All is well.\n")
