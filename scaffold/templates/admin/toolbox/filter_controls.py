"""What a list is filtered by, as its page shows it; ``filters.py`` is for queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property

from markupsafe import Markup, escape

from .cells import as_html
from .i18n import gettext as _
from .i18n import pgettext
from .listing import Listing
from .rights import Rights

Options = tuple[tuple[str, str], ...]
"""What can be chosen: values, and what they are called."""


ANY_TEXT = 'type="text" dir="auto"'


class FilterControls:
    """Each is named after its column. With ``null``, one can ask for empty ones, too.

    Functions, since a list has so many that macros would take longer than all else.
    """

    def __init__(
        self, root: str, rights_of: Callable[[str], Rights], listing: Listing
    ) -> None:
        self.root = root
        self.rights_of = rights_of
        self.asked = listing.asked
        self.errors = listing.errors
        self.options = cache(options)
        self.comparison = as_html(_("Comparison"))
        self.to = as_html(_("and"))
        self.nulls = (("is_null", _("is empty")), ("not_null", _("is not empty")))
        self.of_text = (
            ("contains", _("contains")),
            ("exact", _("is")),
            ("starts", _("starts with")),
            ("ends", _("ends with")),
        )
        self.of_value = (("e", _("is")), ("ne", _("is not")))
        self.of_order = (
            *self.of_value,
            ("lt", _("is less than")),
            ("lte", _("is at most")),
            ("gt", _("is more than")),
            ("gte", _("is at least")),
            ("between", _("is between")),
        )
        self.of_list = (("has", _("has")),)

    def text(self, name: str, label: str, null: bool = False) -> Markup:
        return self.filter(name, label, self.of_text, null, self.input(name))

    def range(
        self,
        name: str,
        label: str,
        type: str = "text",
        mode: str = "",
        unit: str = "",
        null: bool = False,
    ) -> Markup:
        """Two inputs; the second is for *between*."""
        look = looks(type, mode)
        first, last = self.input(name, look), self.input(name, look, end="__to")
        shown = f'{first}\n<span class="to">{self.to}</span>\n{last}'
        if unit:
            shown += f'\n<span class="unit">{escape(unit)}</span>'
        return self.filter(name, label, self.of_order, null, shown)

    def exact(
        self, name: str, label: str, mode: str = "", null: bool = False
    ) -> Markup:
        shown = self.input(name, looks(mode=mode))
        return self.filter(name, label, self.of_value, null, shown)

    def choice(
        self,
        name: str,
        label: str,
        options: Mapping[str, str],
        context: str = "",
        null: bool = False,
    ) -> Markup:
        shown = self.select(name, options, context)
        return self.filter(name, label, self.of_value, null, shown)

    def yes_or_no(self, name: str, label: str, null: bool = False) -> Markup:
        options = {"true": _("Yes"), "false": _("No")}
        return self.choice(name, label, options, null=null)

    def reference(
        self,
        name: str,
        label: str,
        path: str,
        value_column: str = "_key",
        null: bool = False,
    ) -> Markup:
        """The key of another row, which admin.js makes a search by that row's label."""
        search = ""
        if self.rights_of(path).view:
            search = (
                f' data-search="{escape(self.root + path)}search/" '
                f'data-value="{escape(value_column)}" {self.search_words}'
            )
        shown = f"<input {self.attributes(name)} {self.value(name)}{search}>"
        return self.filter(name, label, self.of_value, null, shown)

    def element(self, name: str, label: str, null: bool = False) -> Markup:
        return self.filter(name, label, self.of_list, null, self.input(name))

    def element_choice(
        self,
        name: str,
        label: str,
        options: Mapping[str, str],
        context: str = "",
        null: bool = False,
    ) -> Markup:
        shown = self.select(name, options, context)
        return self.filter(name, label, self.of_list, null, shown)

    def filter(
        self, name: str, label: str, operators: Options, null: bool, shown: str
    ) -> Markup:
        """A control, shown as HTML; its label, how to compare, and what is wrong."""
        column, wrong, error = escape(name), "", ""
        if name in self.errors:
            wrong = " wrong"
            error = (
                f'<p class="error" id="filter-{column}-error" data-icon="alert">'
                f"{escape(self.errors[name])}</p>\n"
            )
        how = self.how(name, operators + self.nulls if null else operators)
        return Markup(
            f'<div class="field{wrong}" role="group" '
            f'aria-labelledby="filter-{column}-label">\n<div class="question">\n'
            f'<span id="filter-{column}-label">{escape(label)}</span>\n{how}</div>\n'
            f'<div class="control">\n{shown}\n</div>\n{error}</div>'
        )

    def how(self, name: str, operators: Options) -> str:
        """Nothing to choose from is not shown."""
        if len(operators) == 1:
            return ""
        parameter = f"{name}__operator"
        return (
            f'<select class="how" name="{escape(parameter)}" '
            f'aria-label="{self.comparison}" autocomplete="off">\n'
            f"{self.options(operators, self.asked.get(parameter))}\n</select>\n"
        )

    def input(self, name: str, look: str = ANY_TEXT, end: str = "") -> str:
        """``end`` is that of the parameter that it asks."""
        return f"<input {self.attributes(name, end)} {self.value(name + end)} {look}>"

    def select(self, name: str, words: Mapping[str, str], context: str) -> str:
        """Words with a ``context`` are those of a table, to be translated."""
        offered = tuple(
            (value, pgettext(context, shown) if context else shown)
            for value, shown in words.items()
            if value
        )
        return (
            f'<select {self.attributes(name)}>\n<option value="">{self.all}</option>\n'
            f"{options(offered, self.asked.get(name))}\n</select>"
        )

    def attributes(self, name: str, end: str = "") -> str:
        column = escape(name)
        shown = (
            f'name="{column}{end}" autocomplete="off" '
            f'aria-labelledby="filter-{column}-label"'
        )
        if name in self.errors:
            shown += f' aria-invalid="true" aria-describedby="filter-{column}-error"'
        return shown

    def value(self, parameter: str) -> str:
        text = self.asked.get(parameter)
        return f'value="{escape(text)}"' if text else 'value=""'

    @cached_property
    def all(self) -> str:
        return as_html(_("All"))

    @cached_property
    def search_words(self) -> str:
        """What a search says, for admin.js."""
        words = {
            "hint": _("Search"),
            "options": _("Rows found"),
            "nothing": _("Nothing found"),
            "clear": _("Remove choice"),
            "more": _("Load more"),
        }
        return " ".join(f'data-{name}="{escape(text)}"' for name, text in words.items())


def looks(type: str = "text", mode: str = "") -> str:
    """The attributes of an input that depend on what is typed."""
    way = f'dir="{"ltr" if mode else "auto"}"' if type == "text" else 'step="any"'
    keys = f' inputmode="{escape(mode)}"' if mode else ""
    return f'type="{escape(type)}" {way}{keys}'


def options(offered: Options, chosen: str | None) -> str:
    return "\n".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(words)}</option>"
        for value, words in offered
    )
