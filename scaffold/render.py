"""From templates to text: one strict Jinja environment, and the formatter."""

from __future__ import annotations

import json
import os
import re
import subprocess
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path, PurePath
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from ruff.__main__ import find_ruff_bin

from scaffold.errors import ConfigError, Problem, ToolError

TEMPLATES = Path(__file__).parent / "templates"

SHARED = (
    "--isolated",
    "--no-cache",
    "--target-version=py310",
    # By itself, ruff passes over folders called build, venv and the like.
    "--config=exclude=[]",
    # And takes for the user's own whatever the current directory has modules of.
    "--config=src=[]",
)
"""What both runs of ruff are told, so that nothing else has a say."""

SUFFIX = ".jinja"
"""Templates end in this; other files below ``templates/`` are copied as they are."""

STARTING = ("app/", "project/")
"""What new apps and projects are made of, once: no regeneration asks for it."""

UNSEEN = re.compile(
    r"[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069]"
    r"|[\ud800-\udfff\ufeff]"
)
"""What an editor does not show, or shows in another place, stands as an escape."""


OWN: ContextVar[Path | None] = ContextVar("OWN", default=None)
"""The folder of the user's templates, which come before ours.

No generator passes it on: only what looks for a template needs it.
"""


@contextmanager
def templates_of(folder: Path | None) -> Iterator[None]:
    """Let the templates in a folder take the place of ours of the same name."""
    token = OWN.set(folder)
    try:
        yield
    finally:
        OWN.reset(token)


def template_names(own: Path | None) -> list[str]:
    """All of ours, or the user's in their place: ``table/list.html.jinja``."""
    roots = (TEMPLATES, own) if own else (TEMPLATES,)
    every = [name for root in roots for name in names(root)]
    return sorted({name.removesuffix(SUFFIX): name for name in every}.values())


def names(root: Path) -> Iterator[str]:
    """Without what editors and Python leave."""
    for file in root.rglob("*"):
        path = file.relative_to(root)
        hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
        name = path.as_posix()
        if file.is_file() and not hidden and not name.startswith(STARTING):
            yield name


@cache
def environment(own: Path | None = None) -> Environment:
    """Our templates write Jinja, so their own delimiters are ``[[ ]]``, ``[% %]``."""
    templates = Environment(
        loader=FileSystemLoader([own, TEMPLATES] if own else TEMPLATES),
        autoescape=False,
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=own is not None,
    )
    templates.filters["py"] = literal
    return templates


def literal(value: object) -> str:
    """A literal that means the same in Python and in a generated page.

    Both read JSON's string escapes. Braces that look like a tag of Jinja's are escaped,
    so that no text can seem to end what it stands in.
    """
    return text_literal(value) if isinstance(value, str) else repr(value)


@cache
def text_literal(value: str) -> str:
    text = json.dumps(value, ensure_ascii=False)
    text = UNSEEN.sub(escape, text)
    return re.sub(r"\{(?=[{%#])|(?<=[%}#])\}", escape, text)


def escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def render(name: str, **context: Any) -> str:
    """The text of one template."""
    own = OWN.get()
    if own is None or not (own / name).is_file():
        return environment(own).get_template(name).render(context)
    try:
        return environment(own).get_template(name).render(context)
    except Exception as error:
        where = f"{own / name}:{line_of(error, own / name)}"
        what = f"{type(error).__name__}: {error}"
        remedy = "Correct your template, or delete it to have ours."
        raise ConfigError(Problem(where, what, remedy)) from None


def line_of(error: Exception, file: Path) -> int:
    """The line of a template that an error came from."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    lines = (frame.lineno for frame in frames if frame.filename == str(file))
    return next(filter(None, lines), 1)


def emitted(name: str, **context: Any) -> str:
    """What a file of the templates becomes: rendered, or as it is."""
    if name.endswith(SUFFIX):
        return render(name, **context)
    own = OWN.get()
    root = own if own and (own / name).is_file() else TEMPLATES
    try:
        return (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        remedy = "Put files of other kinds into the admin itself."
        raise ConfigError(
            Problem(str(root / name), "This is no text.", remedy)
        ) from None


def format_python(
    files: Mapping[str, str], *, line_length: int = 88, first_party: Iterable[str] = ()
) -> dict[str, str]:
    """The files, those that end in ``.py`` formatted in black's style.

    ruff's formatter is used, in one process for all files, since black takes longer for
    one file. The tests hold that black would change nothing. No file has a part in what
    becomes of another.
    """
    python = {path: text for path, text in files.items() if path.endswith(".py")}
    if not python:
        return dict(files)
    place = in_memory(python.values())
    with TemporaryDirectory(prefix="piccolo-scaffold-", dir=place) as folder:
        make_packages(folder, python)
        for path, text in python.items():
            Path(folder, path).write_text(text, encoding="utf-8")
        run_ruff(folder, line_length, first_party)
        python = {
            path: Path(folder, path).read_text(encoding="utf-8") for path in python
        }
    return {**files, **python}


def in_memory(texts: Iterable[str]) -> Path | None:
    """Where Linux keeps files in memory, if there is room: disks are slow with many."""
    folder = Path("/dev/shm")
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return None
    needed = 10 * sum(map(len, texts))
    return folder if disk_usage(folder).free > needed else None


def make_packages(folder: str, paths: Iterable[str]) -> None:
    """The folders of the files, each a package.

    Imports from the package that a file is in are sorted as the user's own, and ruff
    takes the outermost folder with an ``__init__.py`` for it.
    """
    for package in {parent for path in paths for parent in PurePath(path).parents}:
        Path(folder, package).mkdir(parents=True, exist_ok=True)
        Path(folder, package, "__init__.py").touch()


def run_ruff(folder: str, line_length: int, first_party: Iterable[str]) -> None:
    """Sort imports, drop unused ones and format, whatever the user's ruff.toml says."""
    modules = f"--config=lint.isort.known-first-party={sorted(first_party)}"
    length = f"--config=line-length={line_length}"
    for arguments in (["check", "--fix-only", "--select=I,F401", modules], ["format"]):
        command = [str(find_ruff_bin()), *arguments, *SHARED, length, folder]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=own_environment()
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().replace(f"{folder}/", "")
            remedy = "This is a bug; please report it."
            if own := OWN.get():
                remedy = f"Look for it in your templates in {own}."
            raise ToolError(Problem("ruff", said, remedy))


def own_environment() -> dict[str, str]:
    """Without what would configure ruff."""
    return {k: v for k, v in os.environ.items() if not k.startswith("RUFF_")}
