"""``piccolo-scaffold startproject``: from a cookiecutter skeleton, with its admin."""

from __future__ import annotations

import inspect
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from cookiecutter.generate import generate_context, generate_files
from cookiecutter.main import cookiecutter
from cookiecutter.prompt import prompt_for_config
from piccolo.conf.apps import ENVIRONMENT_VARIABLE

from scaffold.errors import ConfigError, Problem, ToolError
from scaffold.render import TEMPLATES, format_python
from scaffold.starting.names import check, check_free
from scaffold.starting.placing import placed, workshop, write

SKELETON = TEMPLATES / "project"

CHOICES = {
    "router": ("starlette", "fastapi"),
    "engine": ("sqlite", "postgres", "cockroach"),
}
"""What our skeleton asks, and the answers; the first is the default."""

OWN_MODULES = ("admin", "blog", "piccolo_conf", "tests")
"""What our skeleton has beside the package of the project's name."""

OWN_NAMES = (
    *OWN_MODULES,
    "build",
    "httpx2",
    "mypy",
    "piccolo_scaffold",
    "pre_commit",
    "pytest",
    "python_dotenv",
    "python_multipart",
)
"""And what it installs by the names of distributions, or keeps out of git."""

COMMANDS = ("make user", "make run", "make test")
"""What the README of our skeleton says, too."""

SERVER = "docker compose up --detach --wait"
"""Before these, for a database that is a server."""


@dataclass(frozen=True)
class NewProject:
    folder: Path
    files: tuple[str, ...]
    """But for those of the admin."""

    has_admin: bool
    commands: tuple[str, ...]
    """What to run in it."""


def startproject(
    directory: Path,
    name: str,
    output: Path | None,
    *,
    template: str | None,
    given: Mapping[str, str | None],
    no_input: bool,
) -> NewProject:
    """Write a new project. Raises ``ScaffoldError``, and has written nothing then.

    A skeleton of the user's own gets an admin if it has ``admin/scaffold.toml``.
    """
    folder = directory / (output or name)
    taken = () if template else OWN_NAMES
    check("piccolo-scaffold startproject", name, directory, taken)
    check_free(folder)
    commands: tuple[str, ...] = ()
    with workshop(folder) as temporary:
        if template:
            chosen = {key: value for key, value in given.items() if value}
            place = str(directory / template)
            source = place if Path(place).exists() else template
            made = from_template(source, temporary, name, chosen, no_input=no_input)
        else:
            chosen = answers(given, no_input=no_input)
            made = from_ours(temporary, {"name": name, **chosen})
            commands = COMMANDS if chosen["engine"] == "sqlite" else (SERVER, *COMMANDS)
        files = tuple(files_below(made))
        has_admin = not template or "admin/scaffold.toml" in files
        if has_admin:
            generate_admin(made, wire=not template)
        with placed(made, folder):
            return NewProject(folder, files, has_admin, commands)


def answers(given: Mapping[str, str | None], *, no_input: bool) -> dict[str, str]:
    """What was given, and what is asked, or the defaults where nobody can be."""
    quiet = no_input or not (sys.stdin.isatty() and sys.stdout.isatty())
    return {
        key: given[key] or (choices[0] if quiet else ask(key, choices))
        for key, choices in CHOICES.items()
    }


def ask(key: str, choices: tuple[str, ...]) -> str:
    kind = click.Choice(choices)
    return str(click.prompt(key.capitalize(), type=kind, default=choices[0]))


def from_ours(folder: Path, chosen: Mapping[str, str]) -> Path:
    """Our skeleton, without what people have told cookiecutter about their own."""
    context = generate_context(
        str(SKELETON / "cookiecutter.json"), extra_context=dict(chosen)
    )
    context["cookiecutter"].update(prompt_for_config(context, no_input=True))
    made = Path(generate_files(SKELETON, context, folder, accept_hooks=False))
    for cache in [*made.rglob("__pycache__")]:  # pip has compiled the skeleton, too.
        shutil.rmtree(cache)
    sort_imports(made, [chosen["name"], *OWN_MODULES])
    return made


def sort_imports(project: Path, modules: Iterable[str]) -> None:
    """Where the project's own stand among others depends on its name."""
    paths = (path for path in files_below(project) if path.endswith(".py"))
    own = [path for path in paths if "piccolo_migrations" not in path]
    texts = {path: (project / path).read_text(encoding="utf-8") for path in own}
    write(project, format_python(texts, first_party=modules))


def from_template(
    template: str, folder: Path, name: str, chosen: Mapping[str, str], *, no_input: bool
) -> Path:
    """A skeleton of anybody's. Raises ``ConfigError``."""
    known = dict.fromkeys(("name", "project_name", "project_slug"), name)
    logging.getLogger("cookiecutter").setLevel(logging.CRITICAL)  # It has tracebacks.
    try:
        made = cookiecutter(
            template,
            no_input=no_input,
            extra_context={**known, **chosen},
            output_dir=str(folder),
        )
    except EOFError:
        what, remedy = "It asks, and nobody answers.", "Take its defaults: --no-input."
        raise ConfigError(Problem(f"--template {template}", what, remedy)) from None
    except Exception as error:  # Whatever is wrong with a skeleton, or on its way.
        what, remedy = reason(error), "Correct it, or name another."
        raise ConfigError(Problem(f"--template {template}", what, remedy)) from error
    return Path(made)


def reason(error: Exception) -> str:
    """What went wrong, in the words of git, or of cookiecutter's documentation."""
    said = str(error)
    if isinstance(error, subprocess.CalledProcessError) and error.output:
        said = error.output.decode(errors="replace").strip()
    return said or inspect.getdoc(error) or type(error).__name__


def files_below(folder: Path) -> list[str]:
    """But for those of git, where a hook has begun a repository."""
    found = (path for path in folder.rglob("*") if path.is_file())
    paths = (path.relative_to(folder).as_posix() for path in found)
    return sorted(path for path in paths if not path.startswith(".git/"))


def generate_admin(project: Path, *, wire: bool) -> None:
    """In a process of its own, for Piccolo reads only one configuration.

    Raises ``ToolError``.
    """
    options = ["--wire"] if wire else []
    kept = {k: v for k, v in os.environ.items() if k != ENVIRONMENT_VARIABLE}
    done = subprocess.run(
        [sys.executable, "-m", "scaffold", "admin", *options],
        cwd=project,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise ToolError(Problem("piccolo-scaffold admin", said))
