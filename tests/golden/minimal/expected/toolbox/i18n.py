"""Translations: gettext catalogues in ``locale/``, read when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

LOCALE = Path(__file__).parent.parent / "locale"

COOKIE = "language"


def offered_languages(wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The codes of the languages to choose from: those wanted, or all catalogues.

    Raises ``ValueError`` for one that has none.
    """
    found = {path.stem.lower(): path.stem for path in sorted(LOCALE.glob("*.po"))}
    if missing := [code for code in wanted or () if code.lower() not in found]:
        raise ValueError(f"translations: there is no locale/{missing[0]}.po")
    return tuple(found[code.lower()] for code in wanted or found)


@cache
def own_name(language: str) -> str:
    """What a language calls itself, as in a menu: ``Deutsch``, ``Português``."""
    locale = locale_of(language)
    # "Simplified Chinese" says more than "Chinese (Simplified, China)".
    name = locale.languages.get(f"{locale.language}_{locale.script}")
    name = name or locale.get_display_name() or language
    return name[0].upper() + name[1:]


@cache
def catalogue(language: str) -> NullTranslations:
    path = LOCALE / f"{language}.po"
    if not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale_of(language)))
    compiled.seek(0)
    return Translations(compiled)


current: ContextVar[tuple[str, NullTranslations]] = ContextVar(
    "current", default=("en", NullTranslations())
)


def gettext(message: str) -> str:
    """A message in the language of the request."""
    return current.get()[1].gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return current.get()[1].ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """A message of one table; equal words may differ from table to table."""
    return current.get()[1].pgettext(context, message)


@cache
def locale_of(language: str) -> Locale:
    """What Babel knows about a language. Raises ``ValueError`` if it is none."""
    try:
        return Locale.parse(language, sep="-")
    except UnknownLocaleError as error:
        raise ValueError(str(error)) from None


def locale() -> Locale:
    """How the language of the request writes dates and numbers."""
    return locale_of(current.get()[0])


def direction() -> str:
    """``ltr`` or ``rtl``."""
    return locale().text_direction


def negotiate(connection: HTTPConnection, default: str, offered: Sequence[str]) -> str:
    """The person's choice, else the default, or what the browser asks for."""
    codes = {code.lower(): code for code in offered}
    if chosen := codes.get(connection.cookies.get(COOKIE, "").lower()):
        return chosen
    header = connection.headers.get("accept-language", "")
    default = default.lower().replace("_", "-")
    for wanted in accepted(header) if default == "auto" else [default]:
        if found := codes.get(wanted) or nearest(wanted, offered):
            return found
    return codes.get("en", offered[0])


def nearest(wanted: str, offered: Sequence[str]) -> str | None:
    """The same language as elsewhere, if possible in the same script: ``zh-TW`` for
    ``zh-Hant-HK``, ``pt`` for ``pt-BR``.
    """
    try:
        language = Locale.parse(wanted, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    near = [c for c in offered if locale_of(c).language == language.language]
    alike = [code for code in near if locale_of(code).script == language.script]
    return next(iter(alike + near), None)


def accepted(header: str) -> list[str]:
    """The languages of an ``Accept-Language`` header, best first."""
    ranked: list[tuple[float, str]] = []
    for item in "".join(header.lower().split()).split(","):
        code, _separator, quality = item.partition(";q=")
        try:
            ranked.append((-float(quality or 1), code))
        except ValueError:
            continue
    best_first = sorted(ranked, key=lambda pair: pair[0])
    return [code for rank, code in best_first[:20] if rank < 0]


class LanguageMiddleware:
    """Choose the language of each request."""

    def __init__(self, app: ASGIApp, default: str, offered: tuple[str, ...]) -> None:
        self.app = app
        self.default = default
        self.offered = offered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            language = negotiate(HTTPConnection(scope), self.default, self.offered)
            current.set((language, catalogue(language)))
        await self.app(scope, receive, send)
