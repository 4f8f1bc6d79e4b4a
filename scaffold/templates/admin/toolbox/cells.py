"""How values look in the cells of a list. Each function is a filter in the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from . import fields, formats, rich_text
from .i18n import gettext as _
from .i18n import ngettext, pgettext
from .rights import Rights

NULL = Markup('<span class="null">null</span>')

LONGEST = 80
"""Longer text is cut here."""


def cell(show: Callable[[Any], str]) -> Callable[[Any], str]:
    """NULL looks the same for every type."""
    return lambda value: NULL if value is None else show(value)


def text(value: str) -> str:
    if len(value) <= LONGEST:
        return value
    full = value if len(value) <= 1000 else value[:1000] + "…"
    start = value[:LONGEST].rstrip()
    return Markup(f'<span title="{escape(full)}">{escape(start)}…</span>')


def decimal(value: Decimal | None, places: int) -> str:
    return NULL if value is None else formats.decimal(value, places)


def boolean(value: bool) -> str:
    return marked("yes", _("Yes")) if value else marked("no", _("No"))


@cache
def marked(kind: str, word: str) -> Markup:
    return Markup(f'<span class="{kind}">{escape(word)}</span>')


def structure(value: Any) -> str:
    """JSON on one line."""
    return text(
        " ".join((value if isinstance(value, str) else json.dumps(value)).split())
    )


def binary(value: bytes) -> str:
    size = len(value)
    message = ngettext("{size} byte", "{size} bytes", size)
    return message.format(size=formats.count(size))


def choice(value: Any, choices: Mapping[str, str], context: str) -> str:
    """The label of a choice; a value that is none of them stands for itself."""
    if value is None:
        return NULL
    if isinstance(value, list):
        return escape(", ").join(choice(item, choices, context) for item in value)
    shown = fields.as_text(value)
    return pgettext(context, choices[shown]) if shown in choices else shown


def key(value: Any) -> str:
    """A primary key as one segment of an address.

    Browsers drop segments that are dots, and servers empty ones.
    """
    shown = fields.as_text(value)
    if shown.isascii() and shown.isalnum():
        return shown
    escaped = f"~{shown}" if shown in {"", ".", ".."} or shown[0] == "~" else shown
    return quote(escaped, safe="")


class Rows:
    """What the rows of one page have besides values.

    Functions, since a list has so many that macros would take longer than all else.
    """

    def __init__(
        self,
        root: str,
        rights_of: Callable[[str], Rights],
        rights: Rights,
        row_rights: Mapping[Any, Rights],
    ) -> None:
        """``rights_of`` tells those on the table at an address, ``rights`` those on the
        table of the list, and ``row_rights`` those on its rows, by key.
        """
        self.address = cache(lambda path: as_html(root + path))
        self.rights_of = rights_of
        self.row_rights = row_rights
        self.has_ticks = rights.change or rights.delete
        empty = as_html(_("empty"))
        self.empty = Markup(f'<span class="null">{empty}</span>')
        choose = as_html(_("Choose {row}"))
        self.box = (
            '<td class="tick"><input type="checkbox" name="__key" autocomplete="off" '
            f'value="{{key}}" aria-label="{choose}"></td>'
        )
        look = "button quiet"
        self.edit = button("edit", look, "edit", _("Edit"), _("Edit {row}"))
        self.view = button("edit", look, "next", _("View"), _("View {row}"))
        look = "button quiet danger"
        self.delete = button("delete", look, "delete", _("Delete"), _("Delete {row}"))

    def tick(self, of: Any) -> Markup:
        """A cell to choose a row with, by its key; nothing if there is none in a list
        in which nothing can be done with the rows that are chosen.
        """
        if not self.has_ticks:
            return Markup("")
        may = self.row_rights[of]
        if not (may.change or may.delete):
            return Markup('<td class="tick"></td>')
        shown = escape(fields.as_text(of))
        return Markup(self.box.format(key=shown, row=escape(str(of))))

    def link(self, path: str, of: Any, shown: str) -> Markup:
        """To a row, by its key. What is empty says so, to have something to click."""
        address = f"{self.address(path)}edit/{key(of)}/"
        return Markup(f'<a href="{address}">{escape(shown or self.empty)}</a>')

    def reference(self, path: str, of: Any, shown: str) -> Markup:
        """To the row that this one refers to, if it does, and if people may view it."""
        if of is None:
            return NULL
        if self.rights_of(path).view:
            return self.link(path, of, shown)
        return escape(shown or self.empty)

    def actions(self, path: str, of: Any) -> Markup:
        """A cell with what can be done with a row."""
        may = self.row_rights[of]
        shown = self.edit if may.change else self.view
        shown += self.delete if may.delete else ""
        shown = shown.format(
            address=self.address(path), key=key(of), row=escape(str(of))
        )
        return Markup(f'<td class="actions">{shown}</td>')


def button(page: str, look: str, icon: str, word: str, name: str) -> str:
    """A link to a page of the row with the ``{key}`` in the table at ``{address}``; its
    name for screen readers tells the ``{row}``.
    """
    return (
        f'<a class="{look}" href="{{address}}{page}/{{key}}/" data-icon="{icon}" '
        f'aria-label="{as_html(name)}">{as_html(word)}</a> '
    )


def as_html(words: str) -> str:
    """Words to be formatted with what is HTML, too."""
    return str(escape(words))


FILTERS: dict[str, Callable[..., str]] = {
    "plain": fields.as_text,
    "text": cell(text),
    "rich_text": cell(lambda value: text(rich_text.plain(value))),
    "plain_text": lambda value: rich_text.plain(value or ""),
    "sanitised": rich_text.sanitise,
    "number": cell(formats.number),
    "decimal": decimal,
    "real": cell(formats.real),
    "boolean": cell(boolean),
    "date": cell(formats.day),
    "time": cell(formats.clock),
    "moment": cell(formats.moment),
    "interval": cell(formats.interval),
    "uuid": cell(str),
    "json": cell(structure),
    "array": cell(lambda value: text(fields.show_list(value))),
    "binary": cell(binary),
    "choice": choice,
    "key": key,
}
