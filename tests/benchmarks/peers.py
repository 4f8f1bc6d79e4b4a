"""Templates for other generators, that write what an admin has been generated to."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .measure import files_below

STATIC = "static/"
"""Our own generator copies what is in here, so that the others may do so too."""


def cookiecutter_template(template: Path, like: Path) -> None:
    """A template of cookiecutter's with as many files as ``like``, of the same size."""
    write(template, "{{ cookiecutter.name }}", like, template / "{{cookiecutter.name}}")
    context = {"name": "admin", "_copy_without_render": [f"*/{STATIC}*"]}
    (template / "cookiecutter.json").write_text(json.dumps(context))


def copier_template(template: Path, like: Path) -> None:
    """For copier, which renders what ends in ``.jinja`` and copies the rest."""
    write(template, "{{ name }}", like, template / "files", suffix=".jinja")
    questions = "_subdirectory: files\nname:\n  type: str\n  default: admin\n"
    (template / "copier.yml").write_text(questions)


def updatable_copier_template(template: Path, like: Path) -> None:
    """The same, and the file in which copier keeps what it updates from."""
    copier_template(template, like)
    answers = template / "files" / "{{ _copier_conf.answers_file }}.jinja"
    answers.write_text("{{ _copier_answers|to_nice_yaml -}}\n")


def write(
    template: Path, tag: str, like: Path, folder: Path, *, suffix: str = ""
) -> None:
    """Copy every file; to each that is to be rendered a tag is added."""
    template.mkdir(exist_ok=True)
    for file in files_below(like):
        path = file.relative_to(like).as_posix()
        copied = path.startswith(STATIC)
        target = folder / (path if copied else f"{path}{suffix}")
        target.parent.mkdir(parents=True, exist_ok=True)
        content = file.read_bytes()
        target.write_bytes(content if copied else with_tag(content, tag))


def with_tag(content: bytes, tag: str) -> bytes:
    """A text in which nothing else looks like a tag of Jinja's."""
    return f"{without_tags(content.decode())}{tag}\n".encode()


def without_tags(text: str) -> str:
    return re.sub(r"\{(?=[{%#])", "(", text)
