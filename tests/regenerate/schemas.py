"""Random tables, and random migrations that know what was renamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from hypothesis import strategies as st

from scaffold.schema import Choice, Column, Default, Readable, Reference, Schema, Table

TABLES = ("Film", "Person", "Studio", "Award", "Genre", "Venue", "Ticket", "FilmCrew")

MODULES = ("cinema.tables", "cinema.tables", "cinema.tables", "shop.tables")

WORDS = (
    *("rating", "budget", "released", "remarks", "mailbox", "score", "weight", "mood"),
    *("height", "colour", "origin", "barcode", "summary", "founded", "nickname"),
    *("is_rare", "sold_at", "ticket_price", "voltage", "ranking", "altitude", "duty"),
    *("class_name", "seats", "tempo", "shelf", "depth", "pitch", "crew_size", "motto"),
)

TYPES = (
    *("Varchar", "Varchar", "Text", "Integer", "Numeric", "Boolean", "Date", "UUID"),
    *("Timestamp", "Secret", "JSON", "Array"),
)

HELP = (None, None, "Say it briefly", 'In "quotes", {{ braces }} and Ünïcode')

FIRST, SECOND, THIRD = (
    Choice("A", "a", "One"),
    Choice("B", "b", "Two"),
    Choice("C", "c", "Six"),
)

CHOICES = (None, None, None, (FIRST, SECOND), (FIRST, SECOND, THIRD), (SECOND, FIRST))

Names = Mapping[str, str | None]
"""What something was called before; nothing, if it is new."""


@dataclass(frozen=True)
class Step:
    """A schema, and how its tables (by key) and their columns were called before."""

    schema: Schema
    tables: Names
    columns: Mapping[str, Names]

    @property
    def given(self) -> list[str]:
        """What a person would answer: the values of ``--rename``."""
        found = []
        for key, old in self.tables.items():
            if old is None:
                continue
            if old != key:
                found.append(f"{old}={key}")
            for name, was in self.columns[key].items():
                if was not in (None, name):
                    found.append(f"{old}.{was}={name}")
        return found

    def after(self, earlier: Step) -> Step:
        """Both steps in one."""
        columns = {
            key: {
                name: was and earlier.columns[old].get(was)
                for name, was in self.columns[key].items()
            }
            for key, old in self.tables.items()
            if old is not None
        }
        tables = {
            key: old and earlier.tables.get(old) for key, old in self.tables.items()
        }
        return Step(self.schema, tables, {**self.columns, **columns})

    def undone(self, before: Schema) -> Step:
        """Back, if everything was only renamed."""
        tables = {old: new for new, old in self.tables.items() if old}
        columns = {
            old: {was: name for name, was in self.columns[new].items() if was}
            for old, new in tables.items()
        }
        return Step(before, dict(tables), dict(columns))


def unchanged(schema: Schema) -> Step:
    return Step(
        schema,
        {table.key: table.key for table in schema.tables},
        {table.key: {c.name: c.name for c in table.columns} for table in schema.tables},
    )


def sorted_schema(tables: Iterable[Table]) -> Schema:
    return Schema(tuple(sorted(tables, key=lambda table: table.key)))


# Schemas.


@st.composite
def schemas(draw: st.DrawFn, *, least: int = 1) -> Schema:
    names = draw(
        st.lists(st.sampled_from(TABLES), min_size=least, max_size=4, unique=True)
    )
    words = iter(draw(st.permutations(WORDS[: 5 * len(names)])))
    keys = [f"{draw(st.sampled_from(MODULES))}:{name}" for name in names]
    return sorted_schema(
        draw(tables(key, list(words_of(words, draw)), keys)) for key in keys
    )


def words_of(words: Iterable[str], draw: st.DrawFn) -> Iterable[str]:
    count = draw(st.integers(1, 5))
    return [word for _number, word in zip(range(count), words, strict=False)]


@st.composite
def tables(draw: st.DrawFn, key: str, words: list[str], others: list[str]) -> Table:
    module, _colon, name = key.partition(":")
    own = [draw(columns(word)) for word in words]
    if draw(st.booleans()):
        own.append(foreign_key(draw(st.sampled_from(others))))
    kinds = {column.type for column in own}
    readable = Readable("%s", ("id",))
    if "Varchar" in kinds and draw(st.booleans()):
        label = next(column.name for column in own if column.type == "Varchar")
        readable = draw(
            st.sampled_from(
                [Readable("%s", (label,)), Readable("%s (%s)", (label, "id"))]
            )
        )
    primary = Column("id", "id", "Serial", Default("database"), primary_key=True)
    help_text = draw(st.sampled_from(HELP))
    tablename = f"{module.partition('.')[0]}_{name.lower()}"
    return Table(
        name, module, tablename, (primary, *own), readable, help_text=help_text
    )


@st.composite
def columns(draw: st.DrawFn, name: str) -> Column:
    kind = draw(st.sampled_from(TYPES))
    is_text = kind in ("Varchar", "Array")
    item = Column(name, name, "Varchar", Default("none"), length=20)
    return Column(
        name,
        name,
        "Varchar" if kind == "Secret" else kind,
        draw(
            st.sampled_from(
                (Default("none"), Default("constant", "1"), Default("callable", "now"))
            )
        ),
        null=draw(st.booleans()),
        required=draw(st.booleans()),
        secret=kind == "Secret",
        help_text=draw(st.sampled_from(HELP)),
        length=(
            draw(st.sampled_from((50, 255))) if kind in ("Varchar", "Secret") else None
        ),
        digits=(5, 2) if kind == "Numeric" else None,
        choices=(
            draw(st.sampled_from(CHOICES)) if is_text and kind == "Varchar" else None
        ),
        items=item if kind == "Array" else None,
    )


def foreign_key(key: str) -> Column:
    name = f"the_{key.rpartition(':')[2].lower()}"
    reference = Reference(key, "id", "CASCADE")
    return Column(
        name, name, "ForeignKey", Default("none"), null=True, references=reference
    )


# Migrations.

CHANGES = (
    *("add column", "add column", "drop column", "rename column", "retype column"),
    *(
        "help",
        "length",
        "choices",
        "order",
        "swap",
        "add table",
        "drop table",
        "rename table",
    ),
    "table help",
)

RENAMES = ("rename column", "rename table")


@st.composite
def steps(
    draw: st.DrawFn,
    before: Schema,
    *,
    used: Iterable[Schema] = (),
    kinds: tuple[str, ...] = CHANGES,
    only: Iterable[str] | None = None,
    most: int = 3,
) -> Step:
    """A migration. What is new gets a name that none of the schemas ``used`` has.

    :param only: The keys of the tables that may change.
    """
    all_schemas = [before, *used]
    words = {c.name for s in all_schemas for table in s.tables for c in table.columns}
    names = {table.name for s in all_schemas for table in s.tables}
    step = unchanged(before)
    allowed = None if only is None else set(only)
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=most)):
        keys = [
            t.key for t in step.schema.tables if allowed is None or t.key in allowed
        ]
        free_names = [name for name in TABLES if name not in names]
        free = [word for word in WORDS if word not in words]
        if not keys or not free_names or not free:
            break
        name, word = draw(st.sampled_from(free_names)), draw(st.sampled_from(free))
        names.add(name)
        words.add(word)
        after = changed(
            draw, step.schema, kind, draw(st.sampled_from(keys)), name, word
        )
        if allowed is not None:
            allowed |= {
                key for key, old in after.tables.items() if old in (None, *allowed)
            }
        step = after.after(step)
    return step


def changed(
    draw: st.DrawFn, schema: Schema, kind: str, key: str, name: str, word: str
) -> Step:
    table = next(table for table in schema.tables if table.key == key)
    if kind == "add table":
        others = [table.key for table in schema.tables]
        module = draw(st.sampled_from(MODULES))
        return with_table(schema, draw(tables(f"{module}:{name}", [word], others)))
    if kind == "drop table":
        return without_table(schema, table)
    if kind == "rename table":
        return renamed_table(schema, table, name, draw(st.booleans()))
    if kind == "table help":
        return with_columns(
            schema, replace(table, help_text=draw(st.sampled_from(HELP))), {}
        )
    return changed_columns(draw, schema, table, kind, word)


def with_table(schema: Schema, table: Table) -> Step:
    step = unchanged(sorted_schema([*schema.tables, table]))
    columns: dict[str, Names] = {table.key: {c.name: None for c in table.columns}}
    return replace(
        step,
        tables={**step.tables, table.key: None},
        columns={**step.columns, **columns},
    )


def without_table(schema: Schema, table: Table) -> Step:
    if len(schema.tables) == 1:
        return unchanged(schema)
    return unchanged(Schema(tuple(t for t in schema.tables if t is not table)))


def renamed_table(
    schema: Schema, table: Table, name: str, same_in_database: bool
) -> Step:
    tablename = table.tablename if same_in_database else f"{name.lower()}_table"
    other = replace(table, name=name, tablename=tablename)
    kept = [other if one is table else one for one in schema.tables]
    step = unchanged(sorted_schema(pointing(one, table.key, other.key) for one in kept))
    return replace(step, tables={**step.tables, other.key: table.key})


def pointing(table: Table, old: str, new: str) -> Table:
    def followed(column: Column) -> Column:
        if column.references and column.references.table == old:
            return replace(column, references=replace(column.references, table=new))
        return column

    return replace(table, columns=tuple(map(followed, table.columns)))


def changed_columns(
    draw: st.DrawFn, schema: Schema, table: Table, kind: str, word: str
) -> Step:
    primary, *own = table.columns
    at = draw(st.integers(0, len(own))) if own else 0
    if kind == "add column" or not own:
        own.insert(at, draw(columns(word)))
        return with_columns(schema, with_own(table, primary, own), {word: None})
    at %= len(own)
    old = own[at]
    if kind == "drop column" and len(own) > 1:
        del own[at]
    elif kind == "rename column":
        own[at] = replace(old, name=word, db_name=word)
        return with_columns(schema, with_own(table, primary, own), {word: old.name})
    elif kind == "swap":
        return swapped(schema, table, own, at)
    elif kind == "retype column" and not old.references:
        own[at] = draw(columns(old.name))
    elif kind == "help":
        own[at] = replace(old, help_text=draw(st.sampled_from(HELP)))
    elif kind == "length" and old.length:
        own[at] = replace(old, length=draw(st.sampled_from((30, 100, 255))))
    elif kind == "choices" and old.type == "Varchar":
        own[at] = replace(old, choices=draw(st.sampled_from(CHOICES)))
    elif kind == "order":
        own.insert(draw(st.integers(0, len(own) - 1)), own.pop(at))
    return with_columns(schema, with_own(table, primary, own), {})


def swapped(schema: Schema, table: Table, own: list[Column], at: int) -> Step:
    """Two columns of one type take each other's name."""
    one = own[at]
    alike = [c for c in own if c.type == one.type and c is not one and not c.references]
    if not alike or one.references:
        return unchanged(schema)
    other = alike[0]
    names = {one.name: other.name, other.name: one.name}
    new = [
        replace(c, name=names[c.name], db_name=names[c.name]) if c.name in names else c
        for c in own
    ]
    return with_columns(schema, with_own(table, table.columns[0], new), dict(names))


def with_own(table: Table, primary: Column, own: list[Column]) -> Table:
    return replace(table, columns=(primary, *own))


def with_columns(schema: Schema, table: Table, was: Names) -> Step:
    """With another version of a table; ``was`` has what was renamed or is new."""
    now = {old: new for new, old in was.items() if old}
    there = {column.name for column in table.columns}
    names = [now.get(name, name) for name in table.readable.columns]
    readable = replace(table.readable, columns=tuple(names))
    if not there.issuperset(names):
        readable = Readable("%s", ("id",))
    table = replace(table, readable=readable)
    kept = (table if one.key == table.key else one for one in schema.tables)
    step = unchanged(Schema(tuple(kept)))
    columns = {table.key: {**step.columns[table.key], **was}}
    return replace(step, columns={**step.columns, **columns})


def together(before: Schema, first: Step, *others: Step) -> Step:
    """Steps of different tables at once."""
    return reduce(lambda one, other: beside(before, one, other), others, first)


def beside(before: Schema, one: Step, other: Step) -> Step:
    old = {table.key: table for table in before.tables}
    changed = {t.key: t for t in other.schema.tables if old.get(t.key) != t}
    gone = set(old) - set(other.tables)
    kept = {t.key: t for t in one.schema.tables if t.key not in gone}
    tables = {key: was for key, was in one.tables.items() if key in kept}
    columns = {key: was for key, was in one.columns.items() if key in kept}
    return Step(
        sorted_schema({**kept, **changed}.values()),
        {**tables, **{key: other.tables[key] for key in changed}},
        {**columns, **{key: other.columns[key] for key in changed}},
    )
