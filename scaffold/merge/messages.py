"""Merging one message of a catalogue.

Translations, flags and translators' comments are the user's; references and extracted
comments are the generator's.
"""

from __future__ import annotations

import re
from textwrap import wrap

from babel.messages.pofile import normalize

from scaffold.merge.po import Entry

WIDTH = 79
"""Of a line of references."""

WORDS = ("msgctxt", "msgid", "msgid_plural")

PERSONAL = {
    "PO-Revision-Date",
    "POT-Creation-Date",
    "Last-Translator",
    "Language-Team",
    "X-Generator",
}
"""Fields of the header that say who saved the file last, and when."""


def merge_message(base: Entry | None, yours: Entry, new: Entry) -> Entry | None:
    """A message that both have, perhaps in other words; ``None`` is a conflict."""
    strings = merged_strings(base, yours, new)
    if strings is None or (strings is yours and not fits(yours, new)):
        return None
    merged = merge_comments(base, yours, new, without={"fuzzy"})
    if strings is new:
        merged = with_strings(merged, new)
    elif said(yours) != said(new):
        merged = reworded(merged, yours, new)
    return with_words(merged, new)


def merged_strings(base: Entry | None, yours: Entry, new: Entry) -> Entry | None:
    """The one whose translation it is; ``None`` is a conflict."""
    was, mine, its = translation(base), translation(yours), translation(new)
    if its in (was, mine):
        return yours
    if mine == was:
        return new
    if yours.strings == new.strings:
        return new if yours.fuzzy else yours
    return yours if its is None else None


def fits(yours: Entry, new: Entry) -> bool:
    """Whether there is a place for every plural form."""
    return new.plural is not None or not any(yours.strings[1:])


def with_words(entry: Entry, other: Entry, kinds: tuple[str, ...] = WORDS) -> Entry:
    """A message in another's words."""
    for kind in kinds:
        if entry.fields.get(kind) != other.fields.get(kind):
            entry = entry.with_part(kind, other.part(kind))
    return entry


def translation(entry: Entry | None) -> object:
    """What a translator has said: it, and of what, and whether for sure."""
    if entry is None or not entry.translated:
        return None
    return entry.strings, entry.fuzzy, entry.previous


def said(entry: Entry) -> tuple[str | None, ...]:
    """The words that are translated. The context is none of them."""
    return entry.fields["msgid"], entry.plural


def merge_comments(
    base: Entry | None, yours: Entry, new: Entry, without: set[str]
) -> Entry:
    """Comments, references and flags, but for these flags."""
    merged = yours
    for kind in ("#", "#.", "#:", "#,"):
        versions = (
            base.values(kind) if base else [],
            yours.values(kind),
            new.values(kind),
        )
        was, mine, its = (
            [v for v in values if v not in without] for values in versions
        )
        values = united(was, mine, its)
        if values == mine:
            continue
        if (
            base
            and yours.part(kind) == base.part(kind)
            and not without & {*versions[2]}
        ):
            merged = merged.with_part(kind, new.part(kind))
        else:
            kept = [value for value in versions[1] if value in without]
            merged = merged.with_part(kind, printed(kind, [*kept, *values], yours))
    return merged


def united(base: list[str], yours: list[str], new: list[str]) -> list[str]:
    """The user's values, without what went and with what came."""
    if yours == base:
        return new
    kept = [value for value in yours if value in new or value not in base]
    came = [value for value in new if value not in base and value not in yours]
    return kept + came


def printed(kind: str, values: list[str], like: Entry) -> str:
    """Lines of a kind; references on one line each, unless the user's are not."""
    if kind == "#," and values:
        return f"#, {', '.join(values)}\n"
    if kind == "#:" and like.part(kind).count("\n") < len(like.values(kind)):
        lines = wrap(
            " ".join(values),
            WIDTH - 3,
            break_long_words=False,
            break_on_hyphens=False,
        )
    else:
        lines = values
    return "".join(f"{kind} {line}".rstrip() + "\n" for line in lines)


def with_strings(entry: Entry, other: Entry) -> Entry:
    """A message with another's translation."""
    entry = entry.with_part("msgstr", other.part("msgstr"))
    entry = entry.with_part("#|", other.part("#|"))
    return marked(entry) if other.fuzzy else unmarked(entry)


def reworded(entry: Entry, yours: Entry, new: Entry) -> Entry:
    """The user's translation of other words: to be looked at, until they come back."""
    if not yours.translated:
        return entry.with_part("msgstr", new.part("msgstr"))
    if (yours.plural is None) != (new.plural is None):
        entry = with_forms(entry, len(new.strings), plural=new.plural is not None)
    if not yours.fuzzy:
        return marked(entry.with_part("#|", previous(yours, new)))
    if said_before(yours) == said(new):
        return unmarked(entry.with_part("#|", ""))
    return entry


def said_before(entry: Entry) -> tuple[str | None, ...]:
    return entry.previous.get("msgid"), entry.previous.get("msgid_plural")


def previous(yours: Entry, new: Entry) -> str:
    """The words that were translated, as comments."""
    kinds = WORDS if yours.key[0] != new.key[0] else WORDS[1:]
    return "".join(re.sub("(?m)^(?=.)", "#| ", yours.part(kind)) for kind in kinds)


def with_forms(entry: Entry, count: int, *, plural: bool = True) -> Entry:
    """A message with so many translations, as far as none is lost."""
    if (
        len(entry.strings) == count
        and (entry.part("msgstr")[:7] == "msgstr[") == plural
    ):
        return entry
    strings = [*entry.strings, *[""] * count][:count]
    if any(entry.strings[count:]):
        return entry
    names = [f"msgstr[{form}]" if plural else "msgstr" for form in range(count)]
    lines = [
        f"{name} {normalize(text, width=0)}\n"
        for name, text in zip(names, strings, strict=True)
    ]
    return entry.with_part("msgstr", "".join(lines))


def marked(entry: Entry) -> Entry:
    """A fuzzy one."""
    if entry.fuzzy:
        return entry
    flags = entry.part("#,") or "#, \n"
    return entry.with_part("#,", re.sub(r"#,[ \t]*(?=(.?))", mark, flags, count=1))


def mark(found: re.Match[str]) -> str:
    return found[0] + ("fuzzy, " if found[1] else "fuzzy")


def unmarked(entry: Entry) -> Entry:
    flags = re.sub(r"\bfuzzy\b(,[ \t]*)?", "", entry.part("#,"))
    flags = re.sub(r"(?m),?[ \t]*$", "", flags)
    return entry.with_part("#,", re.sub(r"(?m)^#,?\n", "", flags))


def merge_header(base: Entry | None, yours: Entry, new: Entry) -> Entry | None:
    """The message without words, which describes the file; ``None`` is a conflict."""
    was, mine, its = (header(entry) for entry in (base, yours, new))
    fields: dict[str, str | None] = {}
    for name in {**mine, **its}:
        versions = [version.get(name) for version in (was, mine, its)]
        if len({*versions}) == 3 and name not in PERSONAL and None not in versions[1:]:
            return None
        fields[name] = versions[2] if versions[0] == versions[1] else versions[1]
    merged = merge_comments(base, yours, new, without=set())
    values = {name: value for name, value in fields.items() if value is not None}
    if values == mine:
        return merged
    if base and yours.part("msgstr") == base.part("msgstr"):
        return merged.with_part("msgstr", new.part("msgstr"))
    lines = (normalize(line, width=0) for line in values.values())
    return merged.with_part("msgstr", "\n".join(['msgstr ""', *lines, ""]))


def header(entry: Entry | None) -> dict[str, str]:
    """Lines by the names of their fields."""
    text = entry.fields["msgstr"] if entry else ""
    return {line.partition(":")[0]: line for line in re.findall(r".*\n|.+", text)}
