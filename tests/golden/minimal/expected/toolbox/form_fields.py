"""What the fields of a form have besides their controls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from markupsafe import Markup, escape

from .i18n import gettext as _


class FormFields:
    """Functions, since a form has so many that macros would take long."""

    def __init__(
        self,
        errors: Mapping[str, str],
        common: Collection[str] | None,
        changed: Collection[str],
    ) -> None:
        """Where many rows are changed at once, ``common`` are the columns that they can
        have in common, and ``changed`` those of them that are ticked.
        """
        self.errors = errors
        self.common = common
        self.changed = changed
        self.labels: dict[str, str] = {}
        """Those of the fields drawn so far, by name."""

    def field(
        self,
        name: str,
        label: str,
        help: str,
        required: bool,
        type: str = "",
        *,
        caller: Callable[[], str],
    ) -> Markup:
        """The control that ``caller`` draws, with all that belongs to it."""
        if not self.is_drawn(name):
            return Markup("")
        self.labels[name] = label
        column, look = escape(name), f" {escape(type)}" if type else ""
        look += " required" if required else ""
        look += " wrong" if name in self.errors else ""
        return Markup(
            f'<div class="field{look}">\n'
            f'<label id="{column}-label" for="{column}">{escape(label)}</label>\n'
            f'<div class="control">\n{escape(caller())}</div>\n'
            f"{self.notes(name, help)}{self.change(name)}</div>\n"
        )

    def is_drawn(self, name: str) -> bool:
        return self.common is None or name in self.common

    def notes(self, name: str, help: str) -> Markup:
        """What is wrong with a field, and its help."""
        column, shown = escape(name), ""
        if name in self.errors:
            shown = (
                f'<p class="error" id="{column}-error" data-icon="alert">'
                f"{escape(self.errors[name])}</p>\n"
            )
        if help:
            shown += f'<p class="help" id="{column}-help">{escape(help)}</p>\n'
        return Markup(shown)

    def change(self, name: str) -> Markup:
        """Where many rows are changed at once: whether this column is."""
        if self.common is None:
            return Markup("")
        column, word = escape(name), escape(_("Change"))
        ticked = " checked" if name in self.changed else ""
        return Markup(
            '<div class="change">\n<label><input type="checkbox" name="__change" '
            f'value="{column}" aria-describedby="{column}-label"{ticked}> '
            f"{word}</label>\n</div>\n"
        )

    def attributes(
        self,
        name: str,
        help: str,
        required: bool,
        unit: str = "",
        autocomplete: str = "off",
    ) -> Markup:
        """Those of every control."""
        column, wrong = escape(name), name in self.errors
        shown = f'id="{column}" name="{column}"'
        if autocomplete:
            shown += f' autocomplete="{escape(autocomplete)}"'
        if required and self.common is None:
            shown += " required"
        if wrong:
            shown += ' aria-invalid="true"'
        parts = {"error": wrong, "unit": unit, "help": help}
        if described := " ".join(f"{column}-{part}" for part in parts if parts[part]):
            shown += f' aria-describedby="{described}"'
        return Markup(shown)
