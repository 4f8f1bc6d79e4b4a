"""What taking over adds to a plan: sections of ``scaffold.toml``, forms, and a memory.

Sections are the user's alone, and so are forms: they are written as if their owner had
written them, and no record is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from scaffold import config, merge, toml_text
from scaffold.baseline import FOLDER
from scaffold.config import FILE, Options
from scaffold.decision import Action
from scaffold.errors import ScaffoldError
from scaffold.forms import created

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
    actions: Sequence[Action], was: Options, now: Options, forms: Mapping[str, str]
) -> list[Action]:
    """With the sections of these options, and these forms.

    :param was: The options that the file has now.
    """
    done = [
        with_sections(action, was, now) if action.output == FILE else action
        for action in actions
    ]
    done += created(forms)
    return sorted(done, key=lambda action: action.path)


def with_sections(action: Action, was: Options, now: Options) -> Action:
    if action.new is None:
        return action
    text = action.new.decode()
    old, new = (toml_text.sections_text(options) for options in (was, now))
    if old == new:
        return action
    if not old:
        text = f"{text.rstrip()}\n\n{new}"
    else:
        merged = merge.merge(old, text, new, path=FILE)
        text = merged.text
    status = "update" if action.status == "identical" else action.status
    return replace(action, new=text.encode(), status=status)
