"""What a list can be filtered by: in queries.py, and as controls on its page."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.generators.code import call
from scaffold.generators.columns import ColumnView
from scaffold.generators.pages import reference_arguments, translated
from scaffold.render import literal
from scaffold.schema import Column


def is_filtered(column: ColumnView) -> bool:
    return not column.column.secret and bool(kind(column))


def kind(column: ColumnView) -> str:
    """Its class in the toolbox's ``filters.py``; nothing if it cannot be filtered."""
    if column.value.items is not None:
        return "Element"
    if column.column.references or column.column.choices:
        return "Exact"
    return column.widget.condition


def declaration(column: ColumnView) -> str:
    """How ``queries.py`` names it."""
    return f"filters.{kind(column)}({', '.join(arguments(column))})"


def arguments(column: ColumnView) -> Iterator[str]:
    yield column.expression
    value = element(column.value)
    found = column.plain_type(value)
    choices = [column.choices_name] if column.column.choices else []
    if choices or (found != "fields.Text" and kind(column) != "Text"):
        yield from (found, *choices)


def element(value: Column) -> Column:
    """What is in a list, or in the lists in it; any other value itself."""
    return element(value.items) if value.items else value


def control(column: ColumnView) -> str:
    """The call that draws it on the page of the list."""
    macro, *own = drawn(column)
    null = ["null=true"] if column.column.null else []
    names = [literal(column.name), translated(column, column.label)]
    return call(f"filters.{macro}", [*names, *own, *null], indent=2)


def drawn(column: ColumnView) -> list[str]:
    """The macro of its control, and its own arguments."""
    if column.column.choices:
        macro = "element_choice" if column.value.items else "choice"
        return [macro, f"forms.{column.choices_name}", literal(column.view.context)]
    if column.target is not None:
        path, *more = reference_arguments(column, column.target)
        value = [one for one in more if one.startswith("value_column")]
        return ["reference", path, *value]
    if column.value.type == "Boolean":
        return ["yes_or_no"]
    macro = kind(column).lower()
    own = column.widget.arguments if macro in ("exact", "range") else ()
    # The type of a picker is a positional argument of the form's.
    return [macro, *(f"type={one}" if one[0] == '"' else one for one in own)]
