"""Every name in the generated code, computed once and from the schema alone."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

import inflection

from scaffold.schema import Table


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ACRONYMS = words("""
    api css csv db dns fk gps html http https id ip isbn json jwt pdf php pin sku sms
    sql ssh ssn tv uk ui url us utc uuid vat vip xml
""")
"""Words that stay in capitals in a label."""

CALLED = {
    "piccolo.apps.user.tables:BaseUser": "User",
    "piccolo_api.session_auth.tables:SessionsBase": "Session",
}
"""Tables that are called something else than their classes."""

# Below: what an emitted module calls by a name, so that nothing of the user's can be.

QUERIES_NAMES = words("""
    annotations Any Readable NotFound Text fields filters contains defaults has_key
    as_text KEY Listing Mapping Page count_equal hash_password primary_key LABEL
    COLUMNS SORTABLE FILTERS LISTED ORDER list_rows get_row new_row create_row
    update_row update_rows delete_rows list_keys export_rows count_references search
    Condition Sequence Column Batches has_file holds plain rights read
    get_row_to_change first MORE_FILTERS Wanted select_rows replica retried Together ROW
    hash_changed
""")
"""In ``queries.py``, which imports the class of a table."""

QUERIES_LOCALS = words("""
    user form text key row values changes rows changed deleted names query stored found
    page column listing viewed named hashed written by_column request_of_hooks
""")
"""What its functions call something; a hook is called otherwise."""

VALIDATORS_NAMES = words("""
    annotations Validators PiccoloCRUD Request VALIDATORS CRUD ask validate request
    endpoint
""")
"""In ``validators.py``."""

MEDIA_NAMES = words("""
    annotations ALLOWED_EXTENSIONS LocalMediaStorage Mapping MediaStorage
    S3MediaStorage Sequence Settings folder storages
""")
"""In ``media.py``, where it is imported too."""

SETTINGS_NAMES = words("""
    annotations AuthenticatorProvider BaseUser FormConfig Mapping MEDIA_PATH Path
    BESIDE_THIS_PACKAGE RateLimitProvider Sequence SessionsBase Settings dataclass field
    flag os timedelta words
""")
"""In ``settings.py``, which imports objects of the user's."""

TESTS_NAMES = words("""
    annotations Admin Any BaseUser CSRF_COOKIE CSRF_HEADER HTMLParser Iterator
    LooseConnection
    Mapping PASSWORD PATH Page Path SESSION_COOKIE SQLiteEngine Settings TABLES TYPED
    FILES Files PICTURE Table TestClient admin asyncio client create create_admin
    key_text keys pytest settings sqlite3 start_session urlsplit user LINKS
    LocalMediaStorage admin_app folder near_by storages
""")
"""In ``tests/``, where it is imported too."""

FORM_NAMES = words("""
    annotations Annotated Any BULK ClassVar Field TypeAdapter UNCHANGED fields Form KEY
    media secret attributes show typed parse values touched changes check some has_rules
    means_null
    construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json
    update_forward_refs validate model_computed_fields model_config model_construct
    model_copy model_extra model_fields model_fields_set model_json_schema
    model_parametrized_name model_post_init model_rebuild
""")
"""In ``forms.py``, where columns become fields; the last lines are pydantic's own."""

FORMS_NAMES = words("annotations conftest date")
"""In ``forms/``: what a module of it, or its function, is not called."""

FORM_PREFIXES = ("model_dump", "model_validate")
"""Pydantic warns of fields that begin with these."""

ROUTES_NAMES = words("""
    annotations Middleware Mount Route account api auth form_pages forms home language
    private tables routes time_zone token_pages LoginRequired ReadOnly ForgeryMiddleware
    SecondFactorRequired SessionMiddleware SessionOrToken ADMIN CachedStaticFiles
    JsonErrors RequestMiddleware admin api_tokens
""")
"""In ``routes.py``, which imports tables' packages; names of tests are taken, too."""


@dataclass(frozen=True)
class TableNames:
    """The names of one table."""

    slug: str
    """Its package: ``admin/tables/<slug>/``."""

    address: str
    """Its part of ``/tables/<address>/``, and the context of its messages."""

    symbol: str
    """Its class, as ``queries.py`` calls it."""

    label: str
    plural: str

    @property
    def path(self) -> str:
        return f"/tables/{quote(self.address)}/"


def table_names(tables: Iterable[Table]) -> dict[str, TableNames]:
    """The names of each table, by its key."""
    tables = list(tables)
    address = addresses(tables)
    called = readable_names(tables)
    slugs: set[str] = set()
    return {
        table.key: TableNames(
            slug=unique(identifier(address[table.key].lower(), ROUTES_NAMES), slugs),
            address=address[table.key],
            symbol=symbol(table.name),
            label=label(called[table.key]),
            plural=plural(called[table.key]),
        )
        for table in tables
    }


def readable_names(tables: list[Table]) -> dict[str, str]:
    """What the label of each table is made of. Classes of one name have their app's."""
    named = Counter(table.name for table in tables)
    return {
        table.key: (
            f"{app(table)}_{table.name}"
            if named[table.name] > 1
            else CALLED.get(table.key, table.name)
        )
        for table in tables
    }


def addresses(tables: list[Table]) -> dict[str, str]:
    """What stands for each table in addresses: its name in the database, if that can.

    Tables of one name have their app's in front.
    """
    count = Counter(table.db_name for table in tables)
    wanted = {
        table.key: (
            f"{app(table)}_{table.db_name}"
            if count[table.db_name] > 1
            else table.db_name
        )
        for table in tables
    }
    fine = {key: name for key, name in wanted.items() if is_segment(name)}
    taken: set[str] = set()
    found = {key: unique(name, taken) for key, name in fine.items()}
    for key in (key for key in wanted if key not in fine):
        found[key] = unique(identifier(wanted[key].lower()), taken)
    return {key: found[key] for key in wanted}


def is_segment(name: str) -> bool:
    """Whether it reads well as a part of an address, and means no other (``..``)."""
    return re.fullmatch(r"[\w.-]*\w[\w.-]*", name) is not None


def app(table: Table) -> str:
    """The name of a table's app, or of the package that it stands in."""
    package = table.module.removesuffix(".tables")
    return table.app or package.rpartition(".")[2]


def unique(name: str, taken: set[str]) -> str:
    """The name, with a number behind it if it is taken. From now on it is."""
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    taken.add(candidate)
    return candidate


def identifier(text: str, reserved: frozenset[str] = frozenset()) -> str:
    """A Python name for any text, with ``_`` behind it if that is reserved."""
    text = unicodedata.normalize("NFKC", text)  # As Python reads its source.
    usable = (letter if f"_{letter}".isidentifier() else " " for letter in text)
    name = re.sub(r"\s+", "_", "".join(usable)).strip("_") or "table"
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


def symbol_in_tests(table: Table) -> str:
    """The same in tests. There, pytest takes a class called ``Test…`` for its own."""
    if table.name.startswith("Test"):
        return f"Table{table.name}"
    own = not table.module.startswith("piccolo.")
    return (
        f"{table.name}Table"
        if own and table.name in TESTS_NAMES
        else symbol(table.name)
    )


def attributes(names: Iterable[str]) -> dict[str, str]:
    """The attribute of each column in its form class: its name, if that can be."""
    names = list(names)
    taken = set(names)
    found: dict[str, str] = {}
    for name in names:
        if name.startswith(FORM_PREFIXES):
            found[name] = unique(f"column_{name}", taken)
        elif is_reserved(name, FORM_NAMES):
            found[name] = unique(f"{name}_", taken)
        else:
            found[name] = name
    return found


@cache
def label(name: str) -> str:
    """A name as people write it: ``release_date`` is *Release date*."""
    spaced = re.sub(r"([A-Z]+)([A-Z][a-z])|([a-z\d])([A-Z])", r"\1\3 \2\4", name)
    words = spaced.replace("_", " ").split() or [name]
    shown = [
        word.upper() if word.lower() in ACRONYMS else word.lower() for word in words
    ]
    text = " ".join(shown)
    return text[:1].upper() + text[1:]


@cache
def plural(class_name: str) -> str:
    """The label of many rows. Only English is known; other scripts stay as they are."""
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
