"""The intermediate representation: what the tables say, without Piccolo.

Generators and templates see nothing else. Every value is a string, a number, a
boolean, ``None`` or a tuple of these dataclasses, so a schema can be compared,
hashed and stored as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Choice:
    """One member of a column's ``choices``.

    ``value`` is the text a form control carries for it (see ``astext.as_text``),
    ``label`` what a person reads: Piccolo's ``display_name``, or the member's name.
    """

    name: str
    value: str
    label: str


DefaultKind = Literal["none", "constant", "callable", "piccolo", "database"]


@dataclass(frozen=True)
class Default:
    """Where a column's value comes from when none is given.

    - ``none``: it has no default; a value must be given, unless the column is nullable
    - ``constant``: always the same value; ``text`` is its form text (``None`` for NULL)
    - ``callable``: a function of the user's; ``text`` is its name
    - ``piccolo``: one of Piccolo's ``Default`` classes; ``text`` is its representation
    - ``database``: the database makes it (``Serial``, a ``QueryString``)
    """

    kind: DefaultKind
    text: str | None = None


@dataclass(frozen=True)
class Reference:
    """Where a foreign key points: the ``Table.key`` and the name of the column there.

    ``type`` is that column's, since the table may be left out of the schema. Where it
    is a foreign key as well, the type is that of the column at the end.
    """

    table: str
    column: str
    on_delete: str
    type: str = "Serial"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``type`` is the name of the nearest column class of Piccolo itself (``Varchar``,
    ``ForeignKey`` …), also where the user subclassed it; ``Unknown`` if there is none.
    """

    name: str
    db_name: str
    type: str
    default: Default
    null: bool = False
    primary_key: bool = False
    unique: bool = False
    index: bool = False
    required: bool = False
    secret: bool = False
    auto_update: bool = False
    help_text: str | None = None
    length: int | None = None
    digits: tuple[int, int] | None = None
    choices: tuple[Choice, ...] | None = None
    references: Reference | None = None
    items: Column | None = None
    """The column of an ``Array``'s elements; an ``Array`` again where it is nested."""


@dataclass(frozen=True)
class Constraint:
    """A ``Unique`` (names of columns, as in Python) or ``Check`` (an SQL condition)."""

    name: str
    kind: Literal["unique", "check"]
    columns: tuple[str, ...] = ()
    condition: str | None = None


@dataclass(frozen=True)
class ManyToMany:
    """An ``M2M`` of a table: its name, the joining table and the other table."""

    name: str
    through: str
    to: str


@dataclass(frozen=True)
class Readable:
    """How a row is named to people: a ``%s`` template over columns.

    Each column is a dotted path from the table itself: ``name``, or ``director.name``.
    """

    template: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table. ``role`` marks those that the admin itself logs people in with:
    users, their sessions, and their second factors; or others, by tokens.
    """

    name: str
    module: str
    tablename: str
    columns: tuple[Column, ...]
    readable: Readable
    schema: str | None = None
    app: str | None = None
    help_text: str | None = None
    constraints: tuple[Constraint, ...] = ()
    many_to_many: tuple[ManyToMany, ...] = ()
    role: Literal["user", "session", "factor", "token"] | None = None

    @property
    def key(self) -> str:
        """``module:Class``: unique, and importable."""
        return f"{self.module}:{self.name}"

    @property
    def db_name(self) -> str:
        """Its name in the database, with its schema in front where it has one."""
        return f"{self.schema}.{self.tablename}" if self.schema else self.tablename

    @property
    def primary_key(self) -> Column:
        return next(column for column in self.columns if column.primary_key)


@dataclass(frozen=True)
class Function:
    """A function of the user's that generated code calls."""

    module: str
    name: str
    is_async: bool

    takes_request: bool
    """Whether it has a parameter for the request, besides those that it must have."""

    @property
    def key(self) -> str:
        return f"{self.module}:{self.name}"


@dataclass(frozen=True)
class Schema:
    """All tables an admin is generated for, ordered by ``key``; and functions."""

    tables: tuple[Table, ...]
    functions: tuple[Function, ...] = ()
