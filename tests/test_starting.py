"""``startproject`` and ``startapp``: what they write, and what they refuse."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.commands import is_installed
from scaffold.starting import project as starting
from scaffold.starting.project import CHOICES, OWN_MODULES, OWN_NAMES, SKELETON
from tests import postgres
from tests.commandline import CommandLine
from tests.scenarios import GOLDEN, differences, scaffold, tree

ROOT = Path(__file__).parents[1]
EXPECTED = GOLDEN / "project"
WHOLE = "starlette-sqlite"

KINDS = [WHOLE, "fastapi-postgres", "starlette-cockroach"]
"""Every router and every engine once, but for Starlette."""

NAME = "shop"
REQUIREMENTS = "requirements.txt"

USER = [
    *("--username=ada", "--email=ada@example.com", "--password=correct-horse"),
    *("--is_admin=true", "--is_superuser=true", "--is_active=true"),
]


@dataclass(frozen=True)
class Project:
    folder: Path
    stdout: str

    def python(self, *arguments: str, **variables: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def files(self) -> dict[str, bytes]:
        """But for those of the admin."""
        files = tree(self.folder)
        return {
            p: text for p, text in files.items() if not p.startswith(("admin/", "."))
        }


Make = Callable[[str], Project]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """A new project of a kind, which is made once."""
    made: dict[str, Project] = {}

    def project(kind: str) -> Project:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            router, _, engine = kind.partition("-")
            options = ("--router", router, "--engine", engine, "--no-input")
            done = start(folder, NAME, *options)
            assert done.returncode == 0, done.stderr
            made[kind] = Project(folder / NAME, done.stdout)
        return made[kind]

    return project


def start(
    folder: Path, *arguments: str, typed: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scaffold", "startproject", *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


# What is written.


@pytest.mark.golden
@pytest.mark.parametrize("kind", KINDS)
def test_files(kind: str, make: Make, request: pytest.FixtureRequest) -> None:
    """As reviewed in ``tests/golden/project``: one whole, and how others differ."""
    found = make(kind).files() | {
        path.name: path.read_bytes()
        for path in make(kind).folder.glob(".*[a-z]")
        if path.is_file()
    }
    whole = {} if kind == WHOLE else tree(EXPECTED / WHOLE)
    if request.config.getoption("update_golden"):
        for path, text in found.items():
            if whole.get(path) != text:
                (EXPECTED / kind / path).parent.mkdir(parents=True, exist_ok=True)
                (EXPECTED / kind / path).write_bytes(text)
    assert not differences({**whole, **tree(EXPECTED / kind)}, found)


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_with_what_to_run(kind: str, make: Make) -> None:
    """Which is what its README says."""
    project = make(kind)
    said = project.stdout.partition("To see it at work:\n")[2].split("\n")
    commands = [line.strip() for line in said if line.strip()]
    assert commands[0] == f"cd {NAME}"
    assert commands[-3:] == ["make user", "make run", "make test"]
    readme = (project.folder / "README.md").read_text()
    for line in commands[1:]:
        assert line in readme
    assert ("docker compose up --detach --wait" in commands) == ("sqlite" not in kind)


@pytest.mark.parametrize("kind", KINDS)
def test_it_needs_nothing_of_ours(kind: str, make: Make) -> None:
    for path in make(kind).folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert not any(name.name.startswith("scaffold") for name in node.names)
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("scaffold")


@pytest.mark.golden
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_as_its_own_checks_want_it(kind: str, make: Make) -> None:
    project = make(kind)
    project.python("-m", "ruff", "check", "--no-cache", ".")
    project.python("-m", "ruff", "format", "--no-cache", "--check", ".")
    project.python("-m", "black", "--check", "--quiet", ".")


@pytest.mark.golden
@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS[:2])
def test_its_types(kind: str, make: Make) -> None:
    cache = ROOT / ".mypy_cache" / "project"
    make(kind).python("-m", "mypy", "--cache-dir", str(cache))


@pytest.mark.golden
@pytest.mark.parametrize("name", ["a", "zebra_" + "x" * 40])
def test_any_name_is_sorted_in(name: str, tmp_path: Path) -> None:
    assert start(tmp_path, name, "--no-input").returncode == 0
    project = Project(tmp_path / name, "")
    project.python("-m", "ruff", "check", "--no-cache", ".")
    project.python("-m", "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.thorough
def test_its_tests_pass(make: Make) -> None:
    project = make(WHOLE)
    output = project.python("-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "passed" in output
    assert not list(project.folder.glob("*.sqlite"))


@pytest.mark.postgres
@pytest.mark.thorough
def test_its_tests_pass_on_postgres(make: Make) -> None:
    postgres.fresh_database("startproject")
    address = postgres.server().url("startproject")
    options = ("-q", "-p", "no:cacheprovider", "tests")
    for _ in range(2):  # The second time, there is a database of an earlier run.
        output = make("fastapi-postgres").python(
            "-m", "pytest", *options, DATABASE_URL=address
        )
        assert "passed" in output


@pytest.mark.parametrize("kind", KINDS)
def test_the_tests_of_the_admin_have_their_database(kind: str, make: Make) -> None:
    """It is SQLite, whatever that of the site."""
    project = make(kind).folder
    needed = [(project / name).read_text() for name in ("pyproject.toml", REQUIREMENTS)]
    assert any("piccolo[sqlite]" in text for text in needed)


def test_running_it_does_not_watch_what_is_installed(make: Make) -> None:
    """Without a library for that, each file is looked at four times a second."""
    project = make(WHOLE).folder
    (project / ".venv").mkdir()
    (project / ".venv" / ".installed").touch()
    said = subprocess.check_output(
        ["make", "--dry-run", "--assume-old=.venv/.installed", "run"],
        cwd=project,
        text=True,
    )
    shutil.rmtree(project / ".venv")
    watched = {word for word in said.split() if word.startswith("--reload-dir=")}
    folders = ("admin", "blog", "shop", "tests")
    assert watched == {f"--reload-dir={folder}/" for folder in folders}


def test_what_pip_has_compiled_stays_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skeleton = tmp_path / "skeleton"
    shutil.copytree(SKELETON, skeleton)
    compiled = skeleton / "{{cookiecutter.name}}/blog/__pycache__/tables.pyc"
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(b"\0")
    monkeypatch.setattr(starting, "SKELETON", skeleton)
    chosen = {"name": NAME, "router": "starlette", "engine": "sqlite"}
    made = starting.from_ours(tmp_path, chosen)
    assert (made / "blog" / "tables.py").exists()
    assert not [*made.rglob("*.pyc"), *made.rglob("__pycache__")]


NEW_MIGRATION = ("-m", "piccolo.main", "migrations", "new", "blog", "--auto")


def test_its_migrations_are_those_of_its_tables(make: Make) -> None:
    assert "No changes detected" in make(WHOLE).python(*NEW_MIGRATION)


def test_the_admin_is_up_to_date(make: Make) -> None:
    project = make(WHOLE).folder
    assert scaffold(project, "admin", "--check").exit_code == 0
    assert scaffold(project, "admin", "--check", "--wire").exit_code == 0


def test_the_doctor_finds_nothing(make: Make, tmp_path: Path) -> None:
    """Once its commands have been run."""
    project, database = make(WHOLE), str(tmp_path / "test.sqlite")
    for command in (
        ("piccolo.main", "migrations", "forwards", "all"),
        ("piccolo.main", "user", "create", *USER),
    ):
        project.python("-m", *command, DATABASE_PATH=database)
    said = project.python(
        *("-m", "scaffold", "doctor", "--skip", "production-off"),
        DATABASE_PATH=database,
    )
    assert said == "All is well.\n"


def test_the_database_is_that_of_the_environment(make: Make, tmp_path: Path) -> None:
    path = "from piccolo_conf import DB; print(DB.path)"
    project = make(WHOLE)
    assert project.python("-c", path) == f"{project.folder / 'database.sqlite'}\n"
    assert project.python("-c", path, DATABASE_PATH="/x") == "/x\n"
    (project.folder / ".env").write_text("DATABASE_PATH=/y\n")
    try:
        assert project.python("-c", path) == "/y\n"
        assert project.python("-c", path, DATABASE_PATH="/x") == "/x\n"
    finally:
        (project.folder / ".env").unlink()


def test_every_variable_of_the_example_is_read(make: Make) -> None:
    project = make(WHOLE).folder
    read = "".join(
        path.read_text()
        for path in (project / "piccolo_conf.py", project / "admin/settings.py")
    )
    for line in (project / ".env.example").read_text().splitlines():
        name = line.removeprefix("# ").partition("=")[0]
        if name.isupper():
            assert f'"{name}"' in read


def test_choices_are_those_of_the_skeleton() -> None:
    asked = json.loads((SKELETON / "cookiecutter.json").read_text())
    assert {key: tuple(asked[key]) for key in CHOICES} == CHOICES
    paths = (SKELETON / "{{cookiecutter.name}}").iterdir()
    modules = {path.name.removesuffix(".py") for path in paths if is_module(path)}
    assert {*OWN_MODULES, "{{cookiecutter.name}}"} == {"admin", *modules}


def is_module(path: Path) -> bool:
    return path.is_dir() or path.suffix == ".py"


def test_nobody_is_asked_without_a_terminal(tmp_path: Path) -> None:
    assert start(tmp_path, NAME).returncode == 0
    assert "SQLiteEngine" in (tmp_path / NAME / "piccolo_conf.py").read_text()


def test_into_an_empty_folder(tmp_path: Path) -> None:
    number = tmp_path.stat().st_ino
    assert start(tmp_path, NAME, "-o", ".").returncode == 0
    assert (tmp_path / "piccolo_conf.py").exists()
    assert (tmp_path / "admin" / "app.py").exists()
    assert tmp_path.stat().st_ino == number


# Skeletons of others.


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    folder = tmp_path / "skeleton"
    inner = folder / "{{cookiecutter.project_slug}}"
    inner.mkdir(parents=True)
    context = {"project_slug": "x", "engine": ["sqlite", "postgres"], "colour": "red"}
    (folder / "cookiecutter.json").write_text(json.dumps(context))
    (inner / "about.txt").write_text(
        "{{cookiecutter.colour}} {{cookiecutter.engine}} {{cookiecutter.project_slug}}"
    )
    return folder


def test_a_skeleton_of_ones_own(skeleton: Path, tmp_path: Path) -> None:
    options = ("--template", "skeleton", "--engine", "postgres")
    quiet = start(tmp_path, "one", *options, "--no-input", HOME=str(tmp_path))
    assert quiet.returncode == 0, quiet.stderr
    assert tree(tmp_path / "one") == {"about.txt": b"red postgres one"}
    asked = start(tmp_path, "two", *options, typed="\n\nblue\n", HOME=str(tmp_path))
    assert asked.returncode == 0, asked.stderr
    assert tree(tmp_path / "two") == {"about.txt": b"blue postgres two"}


def test_a_skeleton_with_an_admin(skeleton: Path, tmp_path: Path) -> None:
    inner = skeleton / "{{cookiecutter.project_slug}}"
    for path in ("piccolo_conf.py", "notes/__init__.py", "notes/tables.py"):
        (inner / path).parent.mkdir(exist_ok=True)
        (inner / path).write_bytes((GOLDEN / "minimal" / path).read_bytes())
    (inner / "admin").mkdir()
    (inner / "admin" / "scaffold.toml").write_text('targets = ["notes.tables"]\n')
    options = ("--template", "skeleton", "--no-input")
    done = start(tmp_path, "one", *options, HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "one" / "admin" / "tables" / "note").is_dir()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("{{cookiecutter.nothing}}", "nothing"),
        ("{% if %}", "--template"),
    ],
)
def test_a_skeleton_that_fails(
    skeleton: Path, tmp_path: Path, change: str, said: str
) -> None:
    (skeleton / "{{cookiecutter.project_slug}}" / "wrong.txt").write_text(change)
    before = tree(tmp_path)
    options = ("--template", "skeleton", "--no-input")
    done = start(tmp_path, "one", *options, HOME=str(tmp_path))
    assert done.returncode == 4
    assert said in done.stderr
    assert {p for p in tree(tmp_path) if not p.startswith(".cookie")} == {*before}
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize(
    ("template", "engine"), [("nowhere", "sqlite"), ("skeleton", "cockroach")]
)
def test_a_skeleton_that_cannot_be_had(
    skeleton: Path, tmp_path: Path, template: str, engine: str
) -> None:
    options = ("--template", template, "--engine", engine, "--no-input")
    done = start(tmp_path, "one", *options, HOME=str(tmp_path))
    assert done.returncode == 4
    assert "--template" in done.stderr
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("nowhere/x.git", "fatal: "),
        ("https://127.0.0.1:9/x.zip", "127.0.0.1"),
        ("file:///x", "repo type"),
    ],
)
def test_a_skeleton_that_is_out_of_reach(
    tmp_path: Path, template: str, said: str
) -> None:
    if template.endswith(".git"):
        template = f"file://{tmp_path}/{template}"
    options = ("--template", template, "--no-input")
    done = start(tmp_path, "one", *options, HOME=str(tmp_path))
    assert done.returncode == 4, done.stderr
    assert f"error  --template {template}: " in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize("context", ["[]", '{"nothing": "here"}'])
def test_a_skeleton_that_is_none(tmp_path: Path, context: str) -> None:
    (tmp_path / "skeleton").mkdir()
    (tmp_path / "skeleton" / "cookiecutter.json").write_text(context)
    options = ("--template", "skeleton", "--no-input")
    done = start(tmp_path, "one", *options, HOME=str(tmp_path))
    assert done.returncode == 4, done.stderr
    assert re.search(r"skeleton: \S.*\n", done.stderr)
    assert "Traceback" not in done.stderr


def test_a_skeleton_that_asks_nobody(skeleton: Path, tmp_path: Path) -> None:
    done = start(tmp_path, "one", "--template", "skeleton", HOME=str(tmp_path))
    assert done.returncode == 4, done.stderr
    assert "--no-input" in done.stderr
    assert not (tmp_path / "one").exists()


def test_a_repository_that_is_begun_is_not_told(skeleton: Path, tmp_path: Path) -> None:
    (skeleton / "hooks").mkdir()
    hook = "import pathlib\npathlib.Path('.git').mkdir()\nopen('.git/HEAD', 'w')\n"
    (skeleton / "hooks" / "post_gen_project.py").write_text(hook)
    options = ("--template", "skeleton", "--no-input")
    done = start(tmp_path, "one", *options, HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "one" / ".git" / "HEAD").exists()
    assert ".git" not in done.stdout


# What is refused.


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("my-shop", "my_shop"),
        ("2shop", "my_2shop"),
        ("shop_", "starts with a letter"),
        ("", "starts with a letter"),
        ("../shop", "starts with a letter"),
        ("größe", "starts with a letter"),
        ("class", "Python's own"),
        ("json", "Another package is called json"),
        ("piccolo", "Another package is called piccolo"),
    ],
)
@pytest.mark.parametrize("command", ["startproject", "startapp"])
def test_names_that_are_refused(
    cli: CommandLine, command: str, name: str, said: str
) -> None:
    before = cli.files()
    outcome = cli.run(command, name)
    assert outcome.exit_code == 4
    assert said in outcome.stderr
    assert cli.files() == before


def test_a_module_of_the_skeleton_is_refused(cli: CommandLine) -> None:
    outcome = cli.run("startproject", "blog", "-o", "new")
    assert outcome.exit_code == 4
    assert "There is blog in it already." in outcome.stderr


@pytest.mark.parametrize("name", ["Blog", "build", "pytest", "python_dotenv"])
def test_what_it_would_hide_is_refused(cli: CommandLine, name: str) -> None:
    before = cli.files()
    outcome = cli.run("startproject", name, "-o", "new")
    assert outcome.exit_code == 4
    assert f"There is {name} in it already." in outcome.stderr
    assert cli.files() == before


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_it_installs_is_called_as_it(kind: str, make: Make) -> None:
    """Neither a module nor a distribution, of which pip would see only one."""
    project = make(kind).folder
    files = ("pyproject.toml", REQUIREMENTS, f"admin/{REQUIREMENTS}")
    text = "".join((project / file).read_text() for file in files)
    names = re.findall(r'^ *"?([a-z0-9-]+)(?:\[\w+\])?>=\d', text, re.MULTILINE)
    assert len(names) > 15
    for name in (*names, "piccolo-scaffold"):
        module = name.replace("-", "_")
        assert module in OWN_NAMES or is_installed(module, project), name


def test_a_folder_that_cannot_be_read(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("scaffold.starting.names.Path.is_dir", refused)
    outcome = cli.run("startproject", "shop", "-o", "locked/shop")
    assert outcome.exit_code == 4
    assert "Permission denied" in outcome.stderr


@pytest.mark.parametrize("command", ["startproject", "startapp"])
def test_what_is_there_stays(cli: CommandLine, command: str) -> None:
    (cli.folder / "taken").mkdir()
    (cli.folder / "taken" / "mine.txt").touch()
    (cli.folder / "file").touch()
    before = cli.files()
    for name in ("taken", "file"):
        outcome = cli.run(command, name)
        assert outcome.exit_code == 4
        assert "--output" in outcome.stderr
    assert cli.files() == before


def test_a_project_is_whole_or_not_there(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(cli.folder))
    (cli.folder / "scaffold").mkdir()
    (cli.folder / "scaffold" / "__init__.py").touch()
    (cli.folder / "scaffold" / "__main__.py").write_text("raise SystemExit('broken')")
    before = cli.files()
    outcome = cli.run("startproject", "shop", "-o", "deep/down")
    assert outcome.exit_code == 4
    assert "broken" in outcome.stderr
    assert cli.files() == before
    assert not (cli.folder / "deep").exists()


# Apps.


def test_a_new_app(cli: CommandLine) -> None:
    before = cli.files()
    outcome = cli.run("startapp", "movies")
    assert outcome.exit_code == 0, outcome.stderr
    made = {
        path: text for path, text in cli.files().items() if before.get(path) != text
    }
    assert {*made} == {
        "movies/__init__.py",
        "movies/piccolo_app.py",
        "movies/piccolo_migrations/__init__.py",
        "movies/tables.py",
        "piccolo_conf.py",
    }
    assert b'AppRegistry(apps=["movies.piccolo_app"])' in made["piccolo_conf.py"]
    assert b"class Movie(Table):" in made["movies/tables.py"]
    assert "piccolo migrations new movies --auto" in outcome.stdout


@pytest.mark.golden
def test_its_commands_work(cli: CommandLine) -> None:
    said = cli.run("startapp", "movies").stdout
    commands = [
        line.strip() for line in said.splitlines() if line.startswith("  piccolo ")
    ]
    assert len(commands) == 2
    project = Project(cli.folder, "")
    for line in commands:
        project.python("-m", "piccolo.main", *line.split()[1:])
    assert cli.run("admin").exit_code == 0
    assert (cli.admin / "tables" / "movie").is_dir()
    project.python(
        "-m", "mypy", "--strict", "--cache-dir", os.devnull, "movies/tables.py"
    )
    files = ("movies/tables.py", "movies/piccolo_app.py")
    project.python("-m", "black", "--check", "--quiet", *files)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("table", "TableRow"),
        ("Shops", "Shop"),
        ("person_data", ""),
        ("users", "UserRow"),
        ("none", "NoneRow"),
        ("s", "S"),
    ],
)
def test_its_table(cli: CommandLine, name: str, table: str) -> None:
    assert cli.run("startapp", name).exit_code == 0
    text = (cli.folder / name / "tables.py").read_text()
    assert f"class {table or 'PersonDatum'}(Table):" in text


def test_an_app_deeper_down(cli: CommandLine) -> None:
    assert cli.run("startapp", "movies", "-o", "apps/movies").exit_code == 0
    assert '"apps.movies.piccolo_app"' in (cli.folder / "piccolo_conf.py").read_text()
    outcome = cli.run("startapp", "movies")
    assert outcome.exit_code == 4
    assert "There is movies in it already." in outcome.stderr


def test_apps_are_known_by_what_they_call_themselves(cli: CommandLine) -> None:
    """Piccolo refuses two of one name, and runs no command then."""
    assert cli.run("startapp", "movies").exit_code == 0
    assert cli.run("admin", "movies", "--wire").exit_code == 0
    outcome = cli.run("startapp", "admin_tokens")
    assert outcome.exit_code == 4
    assert "There is admin_tokens in it already." in outcome.stderr
    assert cli.run("startapp", "tokens").exit_code == 0


def test_a_list_that_is_computed(cli: CommandLine) -> None:
    conf = cli.folder / "piccolo_conf.py"
    conf.write_text(conf.read_text().replace("apps=[]", "apps=list()"))
    before = conf.read_bytes()
    outcome = cli.run("startapp", "movies")
    assert outcome.exit_code == 3
    assert '    "movies.piccolo_app",\n' in outcome.stdout
    assert "computed" in outcome.stdout
    assert (cli.folder / "movies" / "tables.py").exists()
    assert conf.read_bytes() == before


def test_without_a_project(cli: CommandLine) -> None:
    (cli.folder / "piccolo_conf.py").unlink()
    outcome = cli.run("startapp", "movies")
    assert outcome.exit_code == 4
    assert "startproject" in outcome.stderr
    assert not (cli.folder / "movies").exists()


def test_the_configuration_that_is_named(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cli.folder / "piccolo_conf.py").rename(cli.folder / "other_conf.py")
    monkeypatch.setenv("PICCOLO_CONF", "other_conf")
    assert cli.run("startapp", "movies").exit_code == 0
    assert '"movies.piccolo_app"' in (cli.folder / "other_conf.py").read_text()


def test_an_app_that_is_not_registered_is_not_there(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cli.files()
    monkeypatch.setattr(
        "scaffold.wiring.source.disk.beside", lambda _file: Path("/no/x")
    )
    outcome = cli.run("startapp", "movies")
    assert outcome.exit_code == 4
    assert cli.files() == before
    assert not (cli.folder / "movies").exists()
