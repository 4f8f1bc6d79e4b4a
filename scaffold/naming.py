"""Every name in the generated code, computed once and from the schema alone."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

import inflection

from scaffold.schema import Table

ACRONYMS = frozenset(
    "api css csv db dns fk gps html http https id ip isbn json jwt pdf php pin sku "
    "sms sql ssh ssn tv uk ui url us utc uuid vat vip xml".split()
)
"""Words that stay in capitals in a label."""

QUERIES_NAMES = frozenset(
    "annotations Any Readable NotFound contains defaults writing as_text Listing Page "
    "hash_password KEY LABEL COLUMNS SORTABLE list_rows get_row new_row create_row "
    "update_row delete_row search".split()
)
"""What a table's ``queries.py`` calls by these names, so that its class cannot be."""

TESTS_NAMES = frozenset(
    "annotations Admin PATH TYPED Any CSRF_COOKIE HTMLParser Iterator LooseConnection "
    "Mapping Page Path SESSION_COOKIE SQLiteEngine Settings TABLES Table TestClient admin "
    "asyncio client create create_admin key_text keys pytest settings sqlite3 "
    "start_session urlsplit".split()
)
"""What the modules in ``tests/`` call by these names, so that a table's class cannot be."""

FORM_NAMES = frozenset(
    "annotations Annotated Any ClassVar Field TypeAdapter UNCHANGED fields Form KEY secret "
    "columns show typed parse values changes "
    # The attributes of pydantic.BaseModel, which a field would hide.
    "construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json "
    "update_forward_refs validate".split()
)
"""Names that mean something else inside a form class."""

ROUTES_NAMES = frozenset(
    "annotations Middleware Mount Route auth home tables routes LoginRequired ReadOnly "
    "SuperuserRequired ADMIN CachedStaticFiles".split()
)
"""What ``routes.py`` calls by these names, so that a table's package cannot be."""


@dataclass(frozen=True)
class TableNames:
    """The names of one table."""

    slug: str
    """Its package: ``admin/tables/<slug>/``."""

    address: str
    """Its part of an address, ``/tables/<address>/``, and the context of its messages."""

    symbol: str
    """Its class, as ``queries.py`` calls it."""

    label: str
    plural: str

    @property
    def path(self) -> str:
        return f"/tables/{quote(self.address)}/"


def table_names(tables: Iterable[Table]) -> dict[str, TableNames]:
    """The names of each table, by its key. Tables of one database name take their app's too."""
    tables = list(tables)
    taken = Counter(table.db_name for table in tables)
    names: dict[str, TableNames] = {}
    slugs: set[str] = set()
    for table in tables:
        app = table.app or table.module.rpartition(".tables")[0] or table.module
        clashing = taken[table.db_name] > 1
        address = (
            f"{app.rpartition('.')[2]}_{table.db_name}" if clashing else table.db_name
        )
        slug = unique(identifier(address.lower(), ROUTES_NAMES), slugs)
        safe = re.fullmatch(r"[\w.-]*\w[\w.-]*", address)
        names[table.key] = TableNames(
            slug=slug,
            address=address if safe else slug,
            symbol=symbol(table.name),
            label=label(table.name),
            plural=plural(table.name),
        )
    return names


def unique(name: str, taken: set[str]) -> str:
    """The name, with a number behind it if it is taken; taken from now on."""
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    taken.add(candidate)
    return candidate


def identifier(text: str, reserved: frozenset[str] = frozenset()) -> str:
    """A Python name for any text; ``_`` behind it keeps it apart from what is reserved."""
    name = re.sub(r"\W", "_", unicodedata.normalize("NFKC", text)).strip("_") or "table"
    if not name.isidentifier():
        name = f"t_{name}"
    return f"{name}_" if is_reserved(name, reserved) else name


def is_reserved(name: str, reserved: frozenset[str] = frozenset()) -> bool:
    return keyword.iskeyword(name) or name in reserved


def symbol(class_name: str) -> str:
    """What a table's class is called where it is imported."""
    if is_reserved(class_name, QUERIES_NAMES) or hasattr(builtins, class_name):
        return f"{class_name}Table"
    return class_name


def symbol_in_tests(class_name: str) -> str:
    """The same in tests, where pytest takes a class called ``Test…`` for one of its own."""
    if class_name.startswith("Test"):
        return f"Table{class_name}"
    return f"{class_name}Table" if class_name in TESTS_NAMES else symbol(class_name)


def attributes(names: Iterable[str]) -> dict[str, str]:
    """The attribute of each column in its form class; aliased where the name cannot be used."""
    names = list(names)
    taken = set(names)
    found: dict[str, str] = {}
    for name in names:
        hides = is_reserved(name, FORM_NAMES) or hasattr(builtins, name)
        bites = hides or name.startswith("model_")
        found[name] = unique(f"{name}_", taken) if bites else name
    return found


def label(name: str) -> str:
    """A name as people write it: ``release_date`` is *Release date*, ``SKUCode`` *SKU code*."""
    spaced = re.sub(r"([A-Z]+)([A-Z][a-z])|([a-z\d])([A-Z])", r"\1\3 \2\4", name)
    words = spaced.replace("_", " ").split() or [name]
    shown = [
        word.upper() if word.lower() in ACRONYMS else word.lower() for word in words
    ]
    text = " ".join(shown)
    return text[:1].upper() + text[1:]


def plural(class_name: str) -> str:
    """The label of many rows. Only English is known, so other scripts stay as they are."""
    text = label(class_name)
    head, _space, last = text.rpartition(" ")
    many = inflection.pluralize(last) if last.isascii() and last.isalpha() else last
    if last.isupper() and len(last) > 1:
        many = f"{last}s"
    return f"{head} {many}".strip()


def prose(text: str) -> str:
    """A label inside a sentence."""
    first = text.partition(" ")[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]
