"""Generator templates that the user has copied into their project, and edits there.

Beside the copies, ``.originals`` holds what ours said when they were copied. So it is
known when ours say something else, and both can be merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from scaffold.config import FILE, read_options
from scaffold.errors import ConfigError, Problem
from scaffold.merge import Conflict
from scaffold.merge.markers import marked
from scaffold.merge.text import merge
from scaffold.paths import is_inside
from scaffold.render import SUFFIX, TEMPLATES, literal, template_names

FOLDER = "generator_templates"
"""Where copies go unless another folder is named."""

ORIGINALS = ".originals"

KEY = re.compile(r"^templates *=.*$", re.MULTILINE)


@dataclass(frozen=True)
class Template:
    """One of ours, of the user's, or both: ``table/list.html.jinja`` in a folder."""

    folder: Path
    name: str

    @property
    def ours(self) -> str | None:
        return content(TEMPLATES / self.name)

    @property
    def yours(self) -> str | None:
        return content(self.folder / self.name)

    @property
    def original(self) -> str | None:
        """What ours was when it was copied, or merged last."""
        return content(self.folder / ORIGINALS / self.name)

    @property
    def is_outdated(self) -> bool:
        return self.yours is not None and self.original not in (None, self.ours)

    @property
    def status(self) -> str:
        """One word for a list."""
        if self.yours is None:
            return ""
        return "outdated" if self.is_outdated else "yours"


@dataclass(frozen=True)
class Copy:
    """What is to be done with a template: a word, and the text to write."""

    template: Template
    status: str
    text: str | None = None
    conflicts: tuple[Conflict, ...] = ()

    def apply(self) -> None:
        if self.text is not None and self.template.ours is not None:
            folder, name = self.template.folder, self.template.name
            write(folder / name, self.text)
            write(folder / ORIGINALS / name, self.template.ours)


@dataclass(frozen=True)
class Copies:
    """Templates that are copied, and the folder as ``scaffold.toml`` is to name it."""

    output: Path
    folder: str
    copies: tuple[Copy, ...]

    @property
    def has_admin(self) -> bool:
        return (self.output / FILE).is_file()

    def apply(self) -> None:
        for one in self.copies:
            one.apply()
        if self.has_admin and read_options(self.output).templates != self.folder:
            file = self.output / FILE
            write(file, recorded(file.read_text(encoding="utf-8"), self.folder))


def content(file: Path) -> str | None:
    """The text, whatever its bytes are."""
    if not file.is_file():
        return None
    return file.read_text(encoding="utf-8", errors="surrogateescape")


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", errors="surrogateescape")


def folder_of(project: Path, output: Path, name: str) -> Path:
    """The folder of the user's templates. Raises ``ConfigError``."""
    root, folder = project.resolve(), (project / name).resolve()
    outside = not is_inside(name) or root not in folder.parents
    if outside or folder.is_relative_to(output.resolve()):
        what = "Templates are kept inside the project, and outside of the admin."
        raise ConfigError(Problem(name, what, f"Name another folder, as {FOLDER}."))
    return folder


def existing_folder(project: Path, output: Path, name: str) -> Path | None:
    """The same for what the options say, where nothing is none."""
    if not name:
        return None
    folder = folder_of(project, output, name)
    if not folder.is_dir():
        remedy = f'Restore it; or, for our templates, write `templates = ""` in {FILE}.'
        raise ConfigError(
            Problem(name, "There is no such folder of templates.", remedy)
        )
    return folder


def listing(folder: Path) -> list[Template]:
    """All of ours and of the user's."""
    return [Template(folder, name) for name in template_names(folder)]


def outdated(project: Path, folder: Path | None) -> Iterator[Problem]:
    """The copies whose originals say something else by now."""
    for template in listing(folder) if folder else []:
        if template.is_outdated and template.ours is None:
            what = "We have no such template any more."
            remedy = "Delete it, unless what it makes is needed."
        elif template.is_outdated:
            what = "Our template has changed since it was copied."
            remedy = f"piccolo-scaffold templates {template.name} merges it into yours."
        else:
            continue
        place = (template.folder / template.name).relative_to(project.resolve())
        yield Problem(place.as_posix(), what, remedy)


def chosen_folder(project: Path, output: Path, given: Path | None) -> Path:
    """The folder that was given, or that the admin uses, or the usual one."""
    known = read_options(output).templates or FOLDER
    return folder_of(project, output, given.as_posix() if given else known)


def copies(
    project: Path, output: Path, given: Path | None, names: Iterable[str]
) -> Copies:
    """Plan to copy templates. Raises ``ConfigError``."""
    folder = chosen_folder(project, output, given)
    name = folder.relative_to(project.resolve()).as_posix()
    return Copies(output, name, tuple(map(copy, chosen(folder, names))))


def chosen(folder: Path, names: Iterable[str]) -> list[Template]:
    """The templates of these names. Raises ``ConfigError`` with every unknown one."""
    ours = template_names(None)
    found = {name: matching(name, ours) for name in names}
    problems = [
        Problem(f"templates {name}", "There is no such template.", nearest(name, ours))
        for name, matches in found.items()
        if not matches
    ]
    if problems:
        raise ConfigError(*problems)
    every = dict.fromkeys(match for matches in found.values() for match in matches)
    return [Template(folder, name) for name in every]


def matching(name: str, known: Iterable[str]) -> list[str]:
    """The template of a name, with or without its suffix; or those in a folder."""
    name = name.rstrip("/")
    return [
        one for one in known if one.removesuffix(SUFFIX) == name.removesuffix(SUFFIX)
    ] or [one for one in known if one.startswith(f"{name}/")]


def nearest(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    return f"{hint}`piccolo-scaffold templates` lists them."


def copy(template: Template) -> Copy:
    ours, yours, original = template.ours, template.yours, template.original
    assert ours is not None
    if yours is None:
        return Copy(template, "create", ours)
    if original is None:
        return Copy(template, "kept")
    if original == ours:
        return Copy(template, "identical")
    merged = merge(original, yours, ours)
    text = marked(merged.text, merged.conflicts)
    status = "conflict" if merged.conflicts else "merge"
    return Copy(template, status, text, merged.conflicts)


def recorded(text: str, folder: str) -> str:
    """The text of ``scaffold.toml`` with this folder."""
    line = f"templates = {literal(folder)}"
    if KEY.search(text):
        return KEY.sub(lambda _match: line, text, count=1)
    return f"{line}\n\n{text}"
