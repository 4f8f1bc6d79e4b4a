"""The catalogues: every message of the interface, and of every table."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_locale_identifier, parse_locale
from babel.messages import pofile
from babel.messages.catalog import Catalog

from scaffold.generators import interface
from scaffold.generators.forms import OwnForms
from scaffold.generators.views import TableView
from scaffold.render import SUFFIX, TEMPLATES

STRINGS = r"""((?:"(?:[^"\\\n]|\\.)*"\s*|'(?:[^'\\\n]|\\.)*'\s*)+)(?=[,)])"""

CALLS = re.compile(rf"\b(?:_\(\s*{STRINGS}|ngettext\(\s*{STRINGS},\s*{STRINGS})")
"""Calls of what translates, in Python and in pages; parsing each takes far longer."""

PGETTEXT = re.compile(rf"\bpgettext\(\s*{STRINGS},\s*{STRINGS}")

KEYWORDS = re.compile(rf"\b(name|description)\s*=\s*\(?\s*{STRINGS}")
"""The arguments of a form that people read."""

GROUPS = re.compile(rf"\b(?:form_)?group\s*=\s*{STRINGS}")

normalize = cache(pofile.normalize)
"""A text as it stands in a catalogue; many tables have the same labels."""


@dataclass
class Message:
    """One entry of a catalogue, and the files it is used in."""

    text: str
    context: str = ""
    plural: str = ""
    places: list[str] = field(default_factory=list)


def generate(
    tables: list[TableView],
    languages: Iterable[str],
    files: Mapping[str, str],
    forms: OwnForms = (),
) -> Iterator[tuple[str, str]]:
    """``admin.pot``, and a catalogue for each language, for tables to be translated."""
    messages = [
        *interface_messages(tables, {**files, **dict(forms)}),
        *table_messages(tables),
        *form_messages(forms),
    ]
    yield "locale/admin.pot", catalogue(messages, None)
    for language in interface.spelled_out({"en", *languages}):
        yield f"locale/{language}.po", catalogue(messages, language)


def interface_messages(
    tables: list[TableView], files: Mapping[str, str]
) -> list[Message]:
    """What the code and pages say. All tables say the same, so one of them is read."""
    shown: dict[str, str] = {}
    for path, text in files.items():
        folder = path.split("/")[1] if path.startswith("tables/") else ""
        if not folder or folder == tables[0].slug:
            shown[path] = text
    return collected(shown)


def messages_of_templates() -> list[Message]:
    """All that the interface says, whatever the tables are."""
    found: dict[str, str] = {}
    for file in TEMPLATES.rglob("*"):
        path = file.relative_to(TEMPLATES).as_posix().removesuffix(SUFFIX)
        is_ours = path.startswith(("admin/", "table/"))  # Other forms are the user's.
        if is_ours and path.endswith((".py", ".html")):
            path = path.removeprefix("admin/").replace("table/", "tables/*/")
            found[path] = file.read_text(encoding="utf-8")
    return collected(found)


def collected(files: Mapping[str, str]) -> list[Message]:
    """The messages in these files, each once."""
    found: dict[tuple[str, str], Message] = {}
    for path, text in sorted(files.items()):
        for message in extracted(path, text):
            entry = found.setdefault((message.text, message.plural), message)
            place = "tables" if path.startswith("tables/") else path
            if place not in entry.places:
                entry.places.append(place)
    return sorted(found.values(), key=lambda message: message.text)


def extracted(path: str, text: str) -> Iterator[Message]:
    """The messages in one file of the interface."""
    if path.startswith(("tests/", "static/")) or not path.endswith((".py", ".html")):
        return
    for strings in (*CALLS.findall(text), *zip(GROUPS.findall(text))):
        texts = [literal_eval(f"({string})") for string in strings if string]
        if all(map(can_be_written, texts)):
            yield Message(texts[0], plural="".join(texts[1:]))


def table_messages(tables: Iterable[TableView]) -> Iterator[Message]:
    """The labels and help texts of each table, its columns and choices."""
    for table in tables:
        texts = [table.plural, table.help_text]
        for column in table.columns:
            texts += [column.label, column.help_text, *column.choices.values()]
        for text in dict.fromkeys(filter(can_be_written, texts)):
            yield Message(text, table.context, places=[f"tables/{table.slug}"])


def form_messages(forms: OwnForms) -> list[Message]:
    """What the user's own forms say: their names, labels and help texts."""
    found: dict[tuple[str, str], Message] = {}
    for path, text in forms:
        place = path.rpartition(".")[0]
        for context, strings in [*named_messages(text), *PGETTEXT.findall(text)]:
            texts = [literal_eval(f"({string})") for string in (context, strings)]
            if all(map(can_be_written, texts)):
                message = Message(texts[1], texts[0], places=[place])
                found.setdefault((texts[0], texts[1]), message)
    return list(found.values())


def named_messages(text: str) -> Iterator[tuple[str, str]]:
    """What a ``FormConfig`` is given, whose name says the context; as literals."""
    context = '""'
    for keyword, string in KEYWORDS.findall(text) if "FormConfig(" in text else ():
        if keyword == "name":
            slug = literal_eval(f"({string})").replace(" ", "-").lower()
            context = repr(f"forms/{slug}")
        yield context, string


def can_be_written(text: str) -> bool:
    """Whether a catalogue can hold a text: not if it is empty, or half a character."""
    return bool(text) and not re.search("[\ud800-\udfff]", text)


def catalogue(messages: Iterable[Message], language: str | None) -> str:
    """The text of a catalogue. Without a date, it changes only when a message does."""
    locale = Locale.parse(language, sep="-") if language else None
    ours = interface.translations(language) if language else {}
    rules = Catalog(locale=locale)
    header = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        # A template has none, or ``pybabel init`` would take them for a language's.
        "Plural-Forms": rules.plural_forms if language else None,
    }
    lines = "".join(f"{name}: {value}\n" for name, value in header.items() if value)
    head = f'msgid ""\nmsgstr {normalize(lines)}\n'
    return "\n".join(
        [head, *(entry(message, rules.num_plurals, ours) for message in messages)]
    )


def entry(
    message: Message, plurals: int, ours: Mapping[tuple[str, str], tuple[str, ...]]
) -> str:
    """One entry. Only those of the interface, which have no context, are translated."""
    count = plurals if message.plural else 1
    key = message.text, message.plural
    strings = () if message.context else ours.get(key, ())
    if len(strings) != count:
        strings = ("",) * count
    lines = [f"#: {place}" for place in message.places]
    if message.context:
        lines.append(f"msgctxt {normalize(message.context)}")
    lines.append(f"msgid {normalize(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {normalize(message.plural)}")
        lines += [f"msgstr[{n}] {normalize(text)}" for n, text in enumerate(strings)]
    else:
        lines.append(f"msgstr {normalize(strings[0])}")
    return "\n".join([*lines, ""])


def canonical(code: str) -> str | None:
    """``pt-BR`` for ``pt_br``; ``None`` for what is no language that Babel knows."""
    code = code.replace("_", "-")
    if not re.fullmatch("[A-Za-z0-9-]+", code):
        return None
    try:
        Locale.parse(code, sep="-")
        return get_locale_identifier(parse_locale(code, sep="-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return None
