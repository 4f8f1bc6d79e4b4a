"""What taking over adds to a plan: sections of ``scaffold.toml``, forms, and a memory.

Sections are the user's alone, and so are forms: they are written as if their owner had
written them, and no record is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold import config, textfile, toml_text
from scaffold.baseline import FOLDER
from scaffold.config import FILE, Options
from scaffold.decision import Action
from scaffold.errors import ScaffoldError
from scaffold.forms import created
from scaffold.merge import merge
from scaffold.takeover.report import Report

if TYPE_CHECKING:
    from scaffold.takeover import Reading

MEMORY = f"{FOLDER}/from.toml"
"""What the old admin said when it was taken over last."""

NOT_SAID = "-"


def remembered(output: Path) -> Options:
    """What it said last time; the defaults, if that is not known."""
    file = output / MEMORY
    try:
        return config.options_in(config.text_of(file), file)
    except (FileNotFoundError, NotADirectoryError, ScaffoldError):
        return Options()


def memory(options: Options) -> Mapping[str, bytes]:
    """The file to remember it in."""
    return {MEMORY: toml_text.document(options).encode()}


def differences(was: Options, now: Options) -> Iterator[str]:
    """What the old admin says otherwise, a line each."""
    old, new = (dict(toml_text.flat(options)) for options in (was, now))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield f"{name}: {old.get(name, NOT_SAID)} → {new.get(name, NOT_SAID)}"


def finished(
    actions: Sequence[Action], was: Options, now: Options, reading: Reading
) -> list[Action]:
    """With the sections of these options, and the new forms.

    :param was: The options that the file has now.
    """
    done = [
        with_sections(one, was, now, reading.report) if one.output == FILE else one
        for one in actions
    ]
    done += created(reading.forms)
    return sorted(done, key=lambda action: action.path)


def with_sections(action: Action, was: Options, now: Options, report: Report) -> Action:
    old, new = (toml_text.sections_text(options) for options in (was, now))
    if action.new is None or old == new:
        return action
    file = textfile.read(action.new)
    if old:
        merged = merge(old, file.text, new, path=FILE)
        text = merged.text
        for one in merged.conflicts:
            what = "what the old admin says has no place there"
            report.hand(f"{FILE}: {one.where}", what, f"Write:\n{one.new}")
    else:
        text = f"{file.text.rstrip()}\n\n{new}"
    status = "merge" if action.status in {"identical", "kept"} else action.status
    return replace(action, new=file.with_text(text), status=status)
