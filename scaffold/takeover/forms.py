"""Forms of Piccolo Admin as modules of ``forms/``, which are the user's at once."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scaffold import naming
from scaffold.generators.admin import THIRD_PARTY
from scaffold.generators.code import import_line
from scaffold.generators.forms import FormNames
from scaffold.render import format_python, render
from scaffold.takeover.names import Names, described
from scaffold.takeover.report import Report


def modules(
    forms: Sequence[Any], names: Names, output: Path, line_length: int, report: Report
) -> dict[str, str]:
    """The modules of those that are not there yet: paths below the admin, and texts."""
    files: dict[str, str] = {}
    taken: set[str] = set()
    for form in shown(forms, report):
        path = f"forms/{naming.unique(FormNames(form.name).module, taken)}.py"
        model, endpoint = names.of(form.pydantic_model), names.of(form.endpoint)
        if not (model and endpoint):
            wrong = form.endpoint if model else form.pydantic_model
            what = f"{described(wrong)} cannot be imported by a name"
            remedy = "Give it one in a module and run this again, or write the form:\n"
            remedy += f"piccolo-scaffold form {form.name!r}"
            report.hand(f"form {form.name}", what, remedy)
        elif not (output / path).exists():
            report.taken.append(f"the form {form.name}: {path}")
            files[path] = text(form, model, endpoint)
    if [*files] != sorted(files):
        what = "forms are in the order of their modules; forms/__init__.py has it"
        report.different.append(what)
    own = {name.partition(".")[0] for name in names.given} - THIRD_PARTY
    return format_python(files, line_length=line_length, first_party=own)


def shown(forms: Sequence[Any], report: Report) -> Iterator[Any]:
    """Those that can be opened: of one address, Piccolo Admin shows the last."""
    last = {form.slug: form for form in forms}
    for form in forms:
        if not form.name.strip():
            report.hand("a form", "it has no name", "Give it one, and run this again.")
        elif last[form.slug] is form:
            yield form
        else:
            what = f"{last[form.slug].name} has the same address, /forms/{form.slug}/"
            report.hand(f"form {form.name}", what, "Give one of them another name.")


def text(form: Any, model: str, endpoint: str) -> str:
    model_module, _colon, model_name = model.partition(":")
    module, _colon, name = endpoint.partition(":")
    symbols = {
        one: f"own_{one}" if one in RESERVED else one for one in (model_name, name)
    }
    return render(
        "form/taken_over.py.jinja",
        form=form,
        model=symbols[model_name],
        endpoint=symbols[name],
        import_lines=[
            import_line(model_module, model_name, symbols[model_name]),
            import_line(module, name, symbols[name]),
        ],
        asks_for_user=uses_request(form.endpoint),
    )


RESERVED = {"FORM", "FormConfig", "with_user", "annotations"}


def uses_request(function: Any) -> bool:
    """Whether it may look at the user of its request, who is another object here."""
    if hasattr(function, "__wrapped__"):  # What is around it is not in its source.
        return True
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        first, *_others = inspect.signature(function).parameters
    except (OSError, TypeError, ValueError, SyntaxError):
        return True
    return any(isinstance(one, ast.Name) and one.id == first for one in ast.walk(tree))
