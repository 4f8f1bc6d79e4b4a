"""Our translations of what the interface says, in ``scaffold/translations``.

A generated catalogue is filled from them. ``python -m scripts.translations`` keeps them
in step with the templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent.parent / "translations"

ALL = "all"
"""In place of codes: every language that we have."""

Strings = tuple[str, ...]
"""A translation; of a message with a plural, one for each form of the language."""


def known() -> list[str]:
    """The codes of the languages that the interface speaks."""
    return sorted({"en", *(file.stem for file in FOLDER.glob("*.po"))})


def spelled_out(codes: Iterable[str]) -> list[str]:
    """The codes, with all that we have in place of ``all``."""
    found = {each for code in codes for each in (known() if code == ALL else [code])}
    return sorted(found)


@cache
def translations(language: str) -> Mapping[tuple[str, str], Strings]:
    """By message and its plural: what it is in a language, or in one that is near."""
    code = nearest(language)
    if code is None:
        return {}
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file)
    return {message_key(message.id): strings(message.string) for message in catalogue}


def message_key(words: str | Iterable[str]) -> tuple[str, str]:
    singular, *plural = strings(words)
    return singular, "".join(plural)


def strings(text: str | Iterable[str] | None) -> Strings:
    """Babel has one text, or a tuple of the forms of a plural."""
    return (text or "",) if isinstance(text, str) or text is None else tuple(text)


def nearest(language: str) -> str | None:
    """The language that ours is: ``de`` for ``de-AT``, ``zh-TW`` for ``zh-Hant``."""
    codes = [code for code in known() if code != "en"]
    wanted = Locale.parse(language, sep="-")
    near = [c for c in codes if Locale.parse(c, sep="-").language == wanted.language]
    alike = [c for c in near if Locale.parse(c, sep="-").script == wanted.script]
    exact = [language] if language in codes else []
    return next(iter([*exact, *alike]), None)
