"""The user's own forms: which there are, and how a new one comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffold import formatting, healing, plan, settling, writer
from scaffold.baseline import Baseline
from scaffold.decision import Action, Case, decide
from scaffold.errors import ConfigError, OutputError, Problem
from scaffold.generators.forms import LIST, FormNames, OwnForms, generate, listing
from scaffold.journal import Unit
from scaffold.naming import label
from scaffold.outputs import own_forms
from scaffold.regeneration import units_of
from scaffold.render import format_python

TESTS = "tests/conftest.py"
"""What the test of a form needs, and is not there where no tests are wanted."""


@dataclass(frozen=True)
class NewForm:
    """What is to be done for a new form."""

    output: Path
    names: FormNames
    actions: tuple[Action, ...]
    units: tuple[Unit, ...]

    def apply(self) -> list[str]:
        """Write it. Returns the paths left alone, since they were saved meanwhile."""
        return [unit[0].path for unit in writer.apply(self.output, self.units)]


def new(project: Path, output: Path, given: str, line_length: int) -> NewForm:
    """Plan a new form. Raises ``ConfigError`` and ``OutputError``."""
    settling.remembered(output)
    known = healing.remembered(output, [LIST], {})
    form = names(given)
    files = new_files(output, form, line_length)
    forms = tuple(sorted((*own_forms(output), *files.items())))
    actions = [list_action(output, forms, known, line_length), *created(files)]
    actions, _unformatted = formatting.as_theirs(actions, project, line_length)
    plan.check_links(project, output, files)
    ordered = sorted(actions, key=lambda action: action.path)
    units = units_of(output, ordered, known)
    return NewForm(output, form, tuple(ordered), tuple(units))


def created(files: Mapping[str, str]) -> Iterator[Action]:
    """They are the user's from the start: nothing is remembered of them."""
    for path, text in files.items():
        yield Action(path, "create", None, text.encode(), path)


def names(given: str) -> FormNames:
    """Raises ``ConfigError`` if nothing can be called so."""
    text = " ".join(given.split())
    if not any(map(str.isalnum, text)):
        what = "A form needs a name with letters."
        remedy = 'As in: piccolo-scaffold form "Send newsletter"'
        raise ConfigError(Problem(f"form {given}", what, remedy))
    return FormNames(label(text) if text.isidentifier() else text)


def new_files(output: Path, form: FormNames, line_length: int) -> dict[str, str]:
    """The files of a form. Raises ``OutputError`` if one of them is there already."""
    files = dict(generate(form))
    if not plan.lies(output, TESTS):
        files = {p: text for p, text in files.items() if not p.startswith("tests/")}
    problems = [
        Problem(
            str(output / path), "This is there already.", "Name the form otherwise."
        )
        for path in files
        if plan.lies(output, path)
    ]
    if problems:
        raise OutputError(*problems)
    return format_python(files, line_length=line_length)


def list_action(
    output: Path, forms: OwnForms, known: Baseline, line_length: int
) -> Action:
    """The list of forms with these, merged with what the user made of it."""
    yours = plan.content(output, LIST)
    if yours is None:
        what = "The list of forms is not here."
        remedy = "Run `piccolo-scaffold admin --recreate forms/__init__.py` first."
        raise OutputError(Problem(str(output / LIST), what, remedy))
    text = format_python({LIST: listing(forms)}, line_length=line_length)[LIST]
    record = known.records.get(LIST) or known.conflicts.get(LIST)
    if record is None:
        what = "It is not remembered how this was generated."
        raise OutputError(
            Problem(str(output / LIST), what, "Run `piccolo-scaffold admin` first.")
        )
    return decide(Case(LIST, LIST, text, yours, record, known.open.get(LIST)))
