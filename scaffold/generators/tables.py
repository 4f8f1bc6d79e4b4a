"""The folder of each table: forms, queries, views and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scaffold import naming
from scaffold.naming import TableNames
from scaffold.render import literal, render
from scaffold.schema import Column, Readable, Schema, Table
from scaffold.widgets import UNKNOWN, WIDGETS, Widget

LINE_LENGTH = 88
"""How long a line of a page may be before a call is broken into several."""

FILES = {
    "__init__.py": "table/__init__.py.jinja",
    "forms.py": "table/forms.py.jinja",
    "queries.py": "table/queries.py.jinja",
    "views.py": "table/views.py.jinja",
    "list.html": "table/list.html.jinja",
    "form.html": "table/form.html.jinja",
    "delete.html": "table/delete.html.jinja",
}
"""What is emitted per table, and the template of each."""


def generate(tables: Iterable[TableView]) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each file."""
    for table in tables:
        for name, template in FILES.items():
            yield f"tables/{table.slug}/{name}", render(template, table=table)


def views(schema: Schema) -> list[TableView]:
    """The tables as the templates see them."""
    names = naming.table_names(schema.tables)
    return [TableView(table, schema, names) for table in schema.tables]


@dataclass(frozen=True)
class ColumnView:
    """A column as the templates see it."""

    column: Column
    view: TableView

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def attribute(self) -> str:
        """Its attribute in the form."""
        return naming.attribute(self.column)

    @property
    def label(self) -> str:
        return naming.label(self.name)

    @property
    def help_text(self) -> str:
        return self.column.help_text or ""

    @cached_property
    def value(self) -> Column:
        """The column that says which values it has: for a foreign key, the one it points to."""
        target = self.target
        return target.value if target else self.column

    @cached_property
    def widget(self) -> Widget:
        return WIDGETS.get(self.value.type, UNKNOWN)

    @cached_property
    def target(self) -> ColumnView | None:
        """The column that a foreign key points to, if its table is in the admin."""
        reference = self.column.references
        table = self.view.other(reference.table) if reference else None
        if reference is None or table is None:
            return None
        return next(column for column in table.columns if column.name == reference.column)

    # What queries.py needs.

    @property
    def expression(self) -> str:
        """The column in Python."""
        if self.column.primary_key:
            return "KEY"
        return path_expression(self.view.symbol, self.name)

    @property
    def select(self) -> str:
        """The column in a SELECT, under its Python name."""
        return aliased(self.expression, self.name, self.column.db_name)

    @property
    def reference_selects(self) -> list[str]:
        """What else is selected for a foreign key: the label and, if need be, the key."""
        if self.target is None:
            return []
        selects = []
        if not self.target.column.primary_key:
            key = self.target.view.table.primary_key.name
            path = path_expression(self.view.symbol, self.name, key)
            selects.append(f'{path}.as_alias("_{self.name}_key")')
        if self.has_label:
            selects.append(
                self.target.view.label_select(
                    f"_{self.name}_label", self.view.symbol, self.name
                )
            )
        return selects

    @property
    def has_label(self) -> bool:
        """Whether a foreign key has a label other than its own value."""
        target = self.target
        return target is not None and target.view.readable != Readable("%s", (target.name,))

    @property
    def sortable(self) -> bool:
        return self.widget.sortable

    # What forms.py needs.

    @property
    def choices_name(self) -> str:
        return f"{self.name.upper()}_CHOICES"

    @property
    def choices(self) -> dict[str, str]:
        """The label of each choice, by its text. Without a label of its own it has its name's."""
        return {
            choice.value: naming.label(choice.name) if choice.label == choice.name else choice.label
            for choice in self.column.choices or ()
        }

    @property
    def annotation(self) -> str:
        """The type of the form's field."""
        return self.nullable(self.value_type(self.value))

    def value_type(self, value: Column) -> str:
        """The type of the values of a column, NULL aside."""
        widget = WIDGETS.get(value.type, UNKNOWN)
        kind = f"fields.{widget.type}"
        if value.items is not None:
            return f"{kind}[{self.value_type(value.items)}]"
        details = list(constraints(value))
        if self.column.choices:
            details.append(f"fields.one_of({self.choices_name})")
        return f"Annotated[{', '.join([kind, *details])}]" if details else kind

    def nullable(self, kind: str) -> str:
        if not self.column.null:
            return kind
        return f"{kind} | None" if self.distinguishes_empty else f"fields.Nullable[{kind}]"

    @property
    def distinguishes_empty(self) -> bool:
        """Whether empty text and NULL are both values, so that the form offers both."""
        if self.column.choices is not None:
            return any(choice.value == "" for choice in self.column.choices)
        return self.widget.empty and self.target is None

    @property
    def field_arguments(self) -> list[str]:
        """What the field says beside its type."""
        arguments = ["default=UNCHANGED"] if self.column.secret else []
        if self.attribute != self.name:
            arguments.append(f"alias={literal(self.name)}")
        return arguments

    # What the pages need.

    @property
    def numeric(self) -> bool:
        return self.widget.numeric and not self.column.references and not self.column.choices

    @property
    def heading(self) -> str:
        """The macro call that draws its heading in a list."""
        arguments = [literal(self.name), self.translated(self.label)]
        if self.numeric:
            arguments.append('class="number"')
        if not self.sortable:
            arguments.append("sortable=false")
        if self.help_text:
            arguments.append(f"help={self.translated(self.help_text)}")
        return call("cells.heading", arguments, indent=2)

    @property
    def cell(self) -> str:
        """The content of its cell in a list."""
        row = f"row[{literal(self.name)}]"
        if self.target is not None:
            key = row if self.target.column.primary_key else f'row["_{self.name}_key"]'
            text = f'row["_{self.name}_label"]' if self.has_label else row
            path = literal(self.target.view.path)
            return f"{{{{ cells.reference({path}, {key}, {text}) }}}}"
        if self.column.choices:
            context = literal(self.view.context)
            return f"{{{{ {row} | choice(forms.{self.choices_name}, {context}) }}}}"
        shown = f"{row} | {self.widget.filter}"
        if self.column.primary_key or self.view.readable == Readable("%s", (self.name,)):
            key = f"row[{literal(self.view.key_name)}]"
            return f"{{{{ cells.link({literal(self.view.path)}, {key}, {shown}) }}}}"
        return f"{{{{ {shown} }}}}"

    @property
    def on_add_only(self) -> bool:
        return self.column.primary_key

    @property
    def field(self) -> str:
        """The macro call that draws it in the form."""
        macro, *arguments = self.field_parts()
        first = [literal(self.name), self.translated(self.label)]
        if self.help_text:
            arguments.append(f"help={self.translated(self.help_text)}")
        if self.is_required and macro != "checkbox":
            arguments.append("required=true")
        indent = 4 if self.on_add_only else 2
        return call(f"fields.{macro}", [*first, *filter(None, arguments)], indent)

    def field_parts(self) -> list[str]:
        """The macro and its own arguments."""
        null = "null=true" if self.column.null else ""
        if self.column.secret:
            return ["secret", null]
        if self.target is not None:
            label = f'row_label=row["_{self.name}_label"]' if self.has_label else ""
            value = self.target.name
            chosen = "" if self.target.column.primary_key else f"value_column={literal(value)}"
            return ["reference", literal(self.target.view.path), label, chosen]
        if self.column.choices is not None and self.value.items is None:
            context = literal(self.view.context)
            return ["select", f"forms.{self.choices_name}", context, null]
        if self.value.type == "Boolean" and self.column.null:
            return ["yes_or_no"]
        own_null = null if self.distinguishes_empty else ""
        longest = f"maxlength={self.value.length}" if self.value.length else ""
        return [self.widget.macro, self.widget.arguments, longest, own_null]

    @property
    def is_required(self) -> bool:
        """Whether something must be typed: it is not nullable, and empty text is no value."""
        empty = self.distinguishes_empty and not self.column.required
        return not self.column.null and not empty

    def translated(self, text: str) -> str:
        return f"pgettext({literal(self.view.context)}, {literal(text)})"


@dataclass(frozen=True)
class TableView:
    """A table as the templates see it."""

    table: Table
    schema: Schema
    names: dict[str, TableNames]

    @property
    def own(self) -> TableNames:
        return self.names[self.table.key]

    @property
    def slug(self) -> str:
        return self.own.slug

    @property
    def symbol(self) -> str:
        return self.own.symbol

    @property
    def context(self) -> str:
        return self.own.address

    @property
    def address(self) -> str:
        return self.own.address

    @property
    def path(self) -> str:
        return self.own.path

    @property
    def label(self) -> str:
        return self.own.label

    @property
    def plural(self) -> str:
        return self.own.plural

    @property
    def prose(self) -> str:
        return naming.prose(self.plural)

    @property
    def singular_prose(self) -> str:
        return naming.prose(self.label)

    @property
    def role(self) -> str | None:
        return self.table.role

    @property
    def help_text(self) -> str:
        return self.table.help_text or ""

    @property
    def import_line(self) -> str:
        return import_line(self.table.module, self.table.name, self.symbol)

    @property
    def form_name(self) -> str:
        return f"{self.table.name}Form"

    @property
    def list_page(self) -> str:
        return f"{self.slug}/list.html"

    @property
    def form_page(self) -> str:
        return f"{self.slug}/form.html"

    @property
    def delete_page(self) -> str:
        return f"{self.slug}/delete.html"

    @property
    def key_name(self) -> str:
        return self.table.primary_key.name

    def other(self, key: str) -> TableView | None:
        """Another table of the admin."""
        table = self.schema.table(key)
        return TableView(table, self.schema, self.names) if table else None

    @cached_property
    def columns(self) -> list[ColumnView]:
        return [ColumnView(column, self) for column in self.table.columns]

    @property
    def shown_columns(self) -> list[ColumnView]:
        return [column for column in self.columns if not column.column.secret]

    @property
    def sortable_columns(self) -> list[ColumnView]:
        return [column for column in self.shown_columns if column.sortable]

    @property
    def form_columns(self) -> list[ColumnView]:
        """All columns but a primary key that makes itself."""
        return [column for column in self.columns if not makes_itself(column.column)]

    @property
    def secret_columns(self) -> list[ColumnView]:
        return [column for column in self.form_columns if column.column.secret]

    @property
    def key_type(self) -> str:
        key = ColumnView(self.table.primary_key, self)
        return f"fields.{key.widget.type}"

    @cached_property
    def readable(self) -> Readable:
        """How a row is named; by its primary key, if that would show a secret."""
        secret = {column.name for column in self.columns if column.column.secret}
        if secret.intersection(self.table.readable.columns):
            return Readable("%s", (self.key_name,))
        return self.table.readable

    def label_select(self, alias: str, symbol: str = "", *through: str) -> str:
        """The label of a row in a SELECT, also through a foreign key of another table."""
        paths = [self.label_path(c, symbol, *through) for c in self.readable.columns]
        if self.readable.template == "%s" and len(paths) == 1:
            return f"{paths[0]}.as_alias({literal(alias)})"
        template = literal(self.readable.template)
        return f"Readable({template}, [{', '.join(paths)}], {literal(alias)})"

    @property
    def uses_readable(self) -> bool:
        selects = [s for column in self.shown_columns for s in column.reference_selects]
        return any("Readable(" in s for s in [self.label_select("_label"), *selects])

    @property
    def search_selects(self) -> list[str]:
        """What a picker of another table needs: the key, the label, and what else is pointed at."""
        targets = {
            column.references.column
            for table in self.schema.tables
            for column in table.columns
            if column.references and column.references.table == self.table.key
        } - {self.key_name}
        others = [column for column in self.shown_columns if column.name in targets]
        return ['KEY.as_alias("key")', "LABEL", *(column.select for column in others)]

    @property
    def label_columns(self) -> list[str]:
        """The columns that a picker searches."""
        return [self.label_path(column) for column in self.readable.columns]

    def label_path(self, column: str, symbol: str = "", *through: str) -> str:
        if column == self.key_name and not through:
            return "KEY"
        return path_expression(symbol or self.symbol, *through, *column.split("."))


def call(macro: str, arguments: list[str], indent: int) -> str:
    """A call of a macro, as black would lay it out."""
    line = f"{{{{ {macro}({', '.join(arguments)}) }}}}"
    if indent + len(line) <= LINE_LENGTH:
        return line
    margin = " " * indent
    lines = [f"{margin}  {argument},\n" for argument in arguments]
    return f"{{{{ {macro}(\n{''.join(lines)}{margin}) }}}}"


def path_expression(symbol: str, *names: str) -> str:
    """``Movie.director.name``; a name that is a keyword is fetched by ``getattr``."""
    expression = symbol
    for name in names:
        if naming.is_reserved(name, frozenset()):
            expression = f"getattr({expression}, {literal(name)})"
        else:
            expression = f"{expression}.{name}"
    return expression


def aliased(expression: str, name: str, db_name: str) -> str:
    """Rows are keyed by the names of Python, whatever the database's are."""
    return expression if name == db_name else f"{expression}.as_alias({literal(name)})"


def constraints(column: Column) -> Iterator[str]:
    """What pydantic is to check beside the type."""
    if column.length:
        yield f"Field(max_length={column.length})"
    if column.digits:
        precision, scale = column.digits
        yield f"Field(max_digits={precision}, decimal_places={scale})"


def makes_itself(column: Column) -> bool:
    """A primary key that nobody needs to type."""
    return column.primary_key and column.default.kind in {"database", "piccolo", "callable"}


def import_line(module: str, name: str, symbol: str) -> str:
    alias = "" if symbol == name else f" as {symbol}"
    return f"from {module} import {name}{alias}"
