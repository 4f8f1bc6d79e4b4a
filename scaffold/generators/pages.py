"""How a column stands in the pages of its table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scaffold import widgets
from scaffold.generators.code import PAGE_WIDTH, call
from scaffold.generators.columns import ColumnView
from scaffold.render import literal
from scaffold.schema import Column

if TYPE_CHECKING:
    from scaffold.generators.referring import ReferringColumn


def is_numeric(column: ColumnView) -> bool:
    """Whether its cells are aligned at the end."""
    other_text = column.column.references or column.column.choices
    return column.widget.numeric and not other_text


def heading(column: ColumnView) -> str:
    """The call that draws its heading in a list."""
    arguments = [literal(column.name), translated(column, column.label)]
    if is_numeric(column):
        arguments.append('class="number"')
    if not column.widget.sortable:
        arguments.append("sortable=false")
    if column.help_text:
        arguments.append(f"help={translated(column, column.help_text)}")
    return call("cells.heading", arguments, indent=2)


def cell(column: ColumnView) -> str:
    """Its cell in a list."""
    tag = '<td class="number">' if is_numeric(column) else "<td>"
    content = cell_content(column, 4 + len(tag))
    line = f"{tag}{content}</td>"
    if "\n" not in content and 4 + len(line) <= PAGE_WIDTH:
        return line
    return f"{tag}\n      {cell_content(column, indent=6)}\n    </td>"


def cell_content(column: ColumnView, indent: int) -> str:
    row = f"row[{literal(column.name)}]"
    if column.target:
        arguments = shown_reference(column, column.target, row)
        return call("cells.reference", arguments, indent)
    shown = f"{row} | {column.filter}"
    if column.column.choices:
        context = literal(column.view.context)
        shown = f"{row} | choice(forms.{column.choices_name}, {context})"
    if column.is_link:
        key = f"row[{literal(column.view.key_name)}]"
        return call("cells.link", [literal(column.view.path), key, shown], indent)
    if column.is_media:
        arguments = [literal(column.view.path), literal(column.name), row]
        return call("cells.files", arguments, indent)
    return f"{{{{ {shown} }}}}"


def shown_reference(column: ColumnView, target: ColumnView, row: str) -> list[str]:
    """Where a foreign key leads, the key of that row, and how it is named."""
    key = row if target.column.primary_key else f'row["_{column.name}_key"]'
    text = f'row["_{column.name}_label"]' if column.has_label else row
    return [literal(target.view.path), key, f"{text} | {target.view.row_label.filter}"]


def field(column: ColumnView) -> str:
    """The call that draws it in the form."""
    macro, *own = control(column)
    arguments = [literal(column.name), translated(column, column.label), *own]
    if column.help_text:
        arguments.append(f"help={translated(column, column.help_text)}")
    if column.is_required and macro != "checkbox":
        arguments.append("required=true")
    if step := column.view.options.time_resolution.get(column.name):
        arguments.append(f"step={step}")
    indent = 4 if column.column.primary_key else 2
    return call(f"fields.{macro}", filter(None, arguments), indent)


def control(column: ColumnView) -> list[str]:
    """The macro for its control, and its own arguments. Empty ones are left out."""
    null = "null=true" if column.column.null else ""
    if column.column.secret:
        return ["secret", null]
    if column.target is not None:
        return ["reference", *reference_arguments(column, column.target)]
    if column.is_media:
        multiple = "multiple=true" if column.value.items else ""
        return ["file", literal(column.view.path), multiple]
    return value_control(column, null)


def value_control(column: ColumnView, null: str) -> list[str]:
    """Of a value that is typed or chosen from a few."""
    if column.value.items is not None:
        return ["array", *item_arguments(column, column.value.items), null]
    if column.column.choices:
        context = literal(column.view.context)
        return ["select", f"forms.{column.choices_name}", context, null]
    if column.value.type == "Boolean" and column.column.null:
        return ["yes_or_no"]
    # What is stored of rich text is counted, and not what is typed.
    length = 0 if column.is_rich_text else column.value.length
    longest = f"maxlength={length}" if length else ""
    own_null = null if column.has_empty or column.widget.macro == "json" else ""
    return [column.widget.macro, *column.widget.arguments, longest, own_null]


def item_arguments(column: ColumnView, item: Column, depth: int = 1) -> Iterator[str]:
    """What the macro for lists is to know of their items, which may be lists again."""
    if item.items is not None:
        yield from item_arguments(column, item.items, depth + 1)
        return
    if column.column.choices:
        yield from ("empty=true",) if "" in column.choices else ()
        yield f"options=forms.{column.choices_name}"
        yield f"context={literal(column.view.context)}"
    else:
        yield from widgets.of(item).item_arguments
        yield f"maxlength={item.length}" if item.length else ""
    if depth > 1:
        yield f"depth={depth}"


def reference_arguments(column: ColumnView, target: ColumnView) -> Iterator[str]:
    yield literal(target.view.path)
    if column.has_label:
        label = literal(f"_{column.name}_label")
        if target.view.row_label.is_rich_text:
            yield f'row_label=row.get({label}, "") | plain_text'  # New rows have none.
        else:
            yield f"row_label=row[{label}]"
    if not target.column.primary_key:
        yield f'row_key=row["_{column.name}_key"]'
        yield f"value_column={literal(target.name)}"


def referring(column: ReferringColumn) -> str:
    """The call that tells how many rows refer to this one by a foreign key."""
    view = column.column.view
    arguments = [
        literal(view.path),
        literal(column.column.name),
        f"pgettext({literal(view.context)}, {literal(view.plural)})",
        translated(column.column, column.column.label),
        f"row[{literal(column.target)}]",
        f"counts[{literal(column.place)}]",
    ]
    return call("fields.referring", arguments, indent=2)


def translated(column: ColumnView, text: str) -> str:
    return f"pgettext({literal(column.view.context)}, {literal(text)})"
