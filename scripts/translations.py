"""Keep our translations of the interface in step with what the templates say.

Without arguments, every file of ``scaffold/translations`` gets the messages that are
new, loses those that are gone, and what is left to be translated is printed: exit code
1 if that is anything. Codes of languages add files for these.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from scaffold.generators.interface import FOLDER, translations
from scaffold.generators.translations import (
    Message,
    canonical,
    catalogue,
    messages_of_templates,
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codes", nargs="*", metavar="CODE", help="languages to add")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    messages = messages_of_templates()
    languages = {file.stem for file in FOLDER.glob("*.po")}
    for code in options.codes:
        languages.add(canonical(code) or parser.error(f"{code} is no language"))
    if not options.check:
        update(messages, languages)
    lines = [
        line for language in sorted(languages) for line in report(messages, language)
    ]
    print("\n".join(lines) or "Everything is translated.")
    return 1 if lines else 0


def update(messages: list[Message], languages: set[str]) -> None:
    """Write each file anew, with the translations that it has."""
    texts = {language: catalogue(messages, language) for language in languages}
    for language, text in texts.items():
        (FOLDER / f"{language}.po").write_text(text, encoding="utf-8", newline="\n")


def report(messages: list[Message], language: str) -> Iterator[str]:
    """What is to be translated, and where it is said."""
    known = translations(language)
    for message in messages:
        if not all(known.get((message.text, message.plural), ("",))):
            yield f"{language}: {message.text!r}  ({', '.join(message.places)})"


if __name__ == "__main__":
    sys.exit(main())
