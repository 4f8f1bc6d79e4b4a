"""A column as the templates see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from scaffold import naming, widgets
from scaffold.generators.code import aliased, path_expression
from scaffold.render import literal
from scaffold.schema import Column
from scaffold.widgets import Widget

if TYPE_CHECKING:
    from scaffold.generators.views import TableView


@dataclass(frozen=True)
class ColumnView:
    """A column, and the table whose code is written."""

    column: Column
    view: TableView

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def label(self) -> str:
        return naming.label(self.name)

    @property
    def help_text(self) -> str:
        return self.column.help_text or ""

    @cached_property
    def value(self) -> Column:
        """The column that says which values it has; a foreign key's is its target."""
        if self.target:
            return self.target.value
        if self.column.references:
            return replace(self.column, type=self.column.references.type)
        return self.column

    @cached_property
    def widget(self) -> Widget:
        return self.widget_of(self.value)

    def widget_of(self, value: Column) -> Widget:
        """That of its values, or of the items in them."""
        is_rich = value is self.column and self.is_rich_text
        return widgets.RICH_TEXT if is_rich else widgets.of(value)

    @property
    def is_rich_text(self) -> bool:
        return self.name in self.view.options.rich_text_columns

    @property
    def filter(self) -> str:
        """The filter that shows it in a cell of a list."""
        if self.value.digits:
            _precision, scale = self.value.digits
            return f"decimal({scale})"
        return self.widget.filter

    @cached_property
    def target(self) -> ColumnView | None:
        """The column that a foreign key points to, if its table is in the admin."""
        reference = self.column.references
        table = self.view.others.get(reference.table) if reference else None
        return table.column(reference.column) if reference and table else None

    @property
    def has_label(self) -> bool:
        """Whether a foreign key is shown by something else than its own value."""
        target = self.target
        return target is not None and not target.is_label

    @property
    def is_label(self) -> bool:
        """Whether the rows of its table are named by this column alone."""
        return self.view.row_label.value == self

    @property
    def is_link(self) -> bool:
        """Whether its cell in a list leads to the row."""
        if link := self.view.options.link_column:
            return self.name == link
        return self.column.primary_key or self.is_label

    @cached_property
    def choices(self) -> dict[str, str]:
        """The label of each choice, by its text; its name, if it has no label."""
        return {
            choice.value: (
                naming.label(choice.name)
                if choice.label == choice.name
                else choice.label
            )
            for choice in self.column.choices or ()
        }

    @property
    def is_media(self) -> bool:
        """Whether it holds keys of files."""
        return self.name in self.view.options.media_columns

    @property
    def key_length(self) -> int | None:
        """How long the key of a file can be."""
        return (self.column.items or self.column).length

    # In queries.py.

    @property
    def expression(self) -> str:
        """The column in Python."""
        if self.column.primary_key:
            return "primary_key"
        return path_expression(self.view.symbol, self.name)

    @property
    def select(self) -> str:
        """The column in a SELECT, under its Python name."""
        return aliased(self.expression, self.name, self.column.db_name)

    @property
    def reference_selects(self) -> Iterator[str]:
        """What else a foreign key selects: the key if need be, and the label."""
        if self.target is None:
            return
        other = self.target.view
        if not self.target.column.primary_key:
            path = path_expression(self.view.symbol, self.name, other.key_name)
            yield f'{path}.as_alias("_{self.name}_key")'
        if self.has_label:
            yield other.row_label.select(
                f"_{self.name}_label", self.view.symbol, self.name
            )

    # In export.py.

    @property
    def shows_choices(self) -> bool:
        return bool(self.column.choices) and self.target is None

    @property
    def export_arguments(self) -> Iterator[str]:
        yield from (literal(self.name), literal(self.label))
        if self.has_label:
            yield f'shown_as="_{self.name}_label"'
        elif self.shows_choices:
            yield f"choices={self.choices_name}"

    # In forms.py.

    @property
    def attribute(self) -> str:
        return self.view.attributes[self.name]

    @property
    def choices_name(self) -> str:
        return self.view.choices_names[self.name]

    @property
    def annotation(self) -> str:
        """The type of the form's field."""
        kind = self.value_type(self.value)
        if not self.column.null:
            return kind
        return f"{kind} | None" if self.has_empty else f"fields.Nullable[{kind}]"

    def value_type(self, value: Column) -> str:
        """The type of the values of a column, NULL aside."""
        kind = self.plain_type(value)
        if value.items is not None:
            return f"{kind}[{self.value_type(value.items)}]"
        details = list(limits(value, self.is_required and value is self.value))
        if self.column.choices:
            details.append(f"fields.one_of({self.choices_name})")
            if value.type == "Timestamptz":
                # Choices are the same in all time zones.
                details.append("fields.shown_by(fields.as_text)")
        return f"Annotated[{', '.join([kind, *details])}]" if details else kind

    def plain_type(self, value: Column) -> str:
        """The type of the values of a column, whatever else is asked of them."""
        return f"fields.{self.widget_of(value).type}"

    @property
    def has_empty(self) -> bool:
        """Whether empty text and NULL are both values, so that the form offers both."""
        if self.column.choices:
            return "" in self.choices
        return self.widget.empty and self.target is None

    @property
    def is_required(self) -> bool:
        """Whether something must be typed: neither NULL nor empty text is a value."""
        if self.is_media and self.column.items:
            return False  # No file at all is an empty list.
        wanted = self.column.required and not self.column.choices
        return not self.column.null and (wanted or not self.has_empty)

    @property
    def field_arguments(self) -> list[str]:
        """What the field says beside its type."""
        arguments = ["default=UNCHANGED"] if self.column.secret else []
        if self.attribute != self.name:
            arguments.append(f"alias={literal(self.name)}")
        return arguments


def limits(value: Column, is_required: bool) -> Iterator[str]:
    """What pydantic is to check beside the type."""
    least = ["min_length=1"] if is_required and widgets.of(value).empty else []
    most = [f"max_length={value.length}"] if value.length else []
    if least or most:
        yield f"Field({', '.join(least + most)})"
    if value.digits:
        precision, scale = value.digits
        yield f"Field(max_digits={precision}, decimal_places={scale})"
