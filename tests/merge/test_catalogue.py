"""Merging catalogues."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO, StringIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import escape, read_po, write_po
from babel.support import Translations
from hypothesis import given
from hypothesis import strategies as st

from scaffold.merge import po
from scaffold.merge.catalogue import check, merge
from scaffold.merge.outcome import Merged, Unreadable

FIELDS = (
    "Language: de",
    "Content-Type: text/plain; charset=utf-8",
    "Plural-Forms: nplurals=2; plural=(n != 1);",
)

RENAMES = [("Rating", "Score"), ("movie", "film")]

BACK = [(new, old) for old, new in RENAMES]


@dataclass(frozen=True)
class M:
    """A message, to be written as the generator does."""

    words: str
    said: str = ""
    context: str = "movie"
    places: tuple[str, ...] = ("tables/movie",)
    extra: str = ""
    plural: str = ""
    more: str = ""

    def __str__(self) -> str:
        lines = [f"#: {place}" for place in self.places]
        lines += self.extra.splitlines()
        lines += [f'msgctxt "{self.context}"'] * bool(self.context)
        lines += [f'msgid "{self.words}"']
        if self.plural:
            lines += [f'msgid_plural "{self.plural}"']
            lines += [f'msgstr[0] "{self.said}"', f'msgstr[1] "{self.more}"']
        else:
            lines += [f'msgstr "{self.said}"']
        return "\n".join([*lines, ""])


def file(*messages: M | str, fields: tuple[str, ...] = FIELDS) -> str:
    header = ['msgid ""', 'msgstr ""', *(f'"{field}\\n"' for field in fields), ""]
    return "\n".join(["\n".join(header), *map(str, messages)])


def sound(base: str, yours: str, new: str, *renames: tuple[str, str]) -> Merged:
    """What comes of merging, after checks that hold for every merge."""
    outcome = merge(base, yours, new, renames)
    assert not check(base, yours, new, outcome.text)
    again = merge(outcome.base, outcome.text, new)
    assert again.text == outcome.text
    assert again.conflicts == outcome.conflicts
    return outcome


TITLE, RATING, SCORE, YEAR = M("Title"), M("Rating"), M("Score"), M("Year")
TITEL, WERTUNG = M("Title", "Titel"), M("Rating", "Wertung")
OLD = file(TITLE, RATING, YEAR)

COMMENT = "# Ask Ada."


@pytest.mark.parametrize(
    ("yours", "new", "expected"),
    [
        pytest.param(
            file(TITEL, RATING, YEAR),
            file(TITLE, RATING, M("Budget"), YEAR),
            file(TITEL, RATING, M("Budget"), YEAR),
            id="came",
        ),
        pytest.param(
            file(YEAR, TITEL, RATING),
            file(TITLE, M("Budget"), M("Cast"), RATING, YEAR),
            file(YEAR, TITEL, M("Budget"), M("Cast"), RATING),
            id="came, in the user's order",
        ),
        pytest.param(
            file(TITEL, RATING, YEAR),
            file(M("Budget"), TITLE, RATING, YEAR),
            file(M("Budget"), TITEL, RATING, YEAR),
            id="came first",
        ),
        pytest.param(
            file(TITEL, M("Own", "Eigenes"), RATING, YEAR),
            file(TITLE, M("Budget"), RATING, YEAR),
            file(TITEL, M("Budget"), M("Own", "Eigenes"), RATING, YEAR),
            id="the user's own",
        ),
        pytest.param(
            file(TITEL, RATING, YEAR),
            file(TITLE, YEAR),
            file(TITEL, YEAR),
            id="went",
        ),
        pytest.param(
            file(TITLE, replace(WERTUNG, extra=f"{COMMENT}\n#, no-wrap"), YEAR),
            file(TITLE, YEAR),
            file(
                TITLE,
                f'{COMMENT}\n#, no-wrap\n#~ msgctxt "movie"\n#~ msgid "Rating"\n'
                '#~ msgstr "Wertung"\n',
                YEAR,
            ),
            id="went, translated",
        ),
        pytest.param(
            file(TITLE, replace(RATING, extra=COMMENT), YEAR),
            file(TITLE, YEAR),
            file(
                TITLE,
                f'{COMMENT}\n#~ msgctxt "movie"\n#~ msgid "Rating"\n#~ msgstr ""\n',
                YEAR,
            ),
            id="went, with a comment",
        ),
        pytest.param(
            file(TITEL, YEAR),
            file(TITLE, replace(RATING, places=("a",)), YEAR),
            file(TITEL, YEAR),
            id="deleted by the user",
        ),
        pytest.param(
            file(TITEL, RATING, RATING, YEAR),
            file(TITLE, RATING, replace(YEAR, places=("a",))),
            None,
            id="doubled by the user",
        ),
        pytest.param(
            file(replace(TITEL, extra="#. Yours."), RATING, YEAR),
            file(replace(TITLE, places=("a", "b"), extra="#. New."), RATING, YEAR),
            file(
                replace(TITEL, places=("a", "b"), extra="#. Yours.\n#. New."),
                RATING,
                YEAR,
            ),
            id="references",
        ),
        pytest.param(
            file(replace(TITEL, places=("tables/movie b c",)), RATING, YEAR),
            file(replace(TITLE, places=("tables/movie", "d")), RATING, YEAR),
            file(replace(TITEL, places=("tables/movie b c d",)), RATING, YEAR),
            id="references on one line",
        ),
        pytest.param(
            file(TITEL, RATING, YEAR).removesuffix("\n"),
            file(TITLE, RATING, YEAR, M("Budget")),
            file(TITEL, RATING, YEAR, M("Budget")),
            id="no end of the last line",
        ),
        pytest.param(
            f"{file(TITEL, RATING, YEAR)}\n# The end.\n",
            file(TITLE, RATING, YEAR, M("Budget")),
            f"{file(TITEL, RATING, YEAR, M('Budget'))}\n# The end.\n",
            id="a comment at the end",
        ),
        pytest.param(
            file(TITEL, RATING, YEAR).replace("\n\n", "\n"),
            file(TITLE, RATING, YEAR, M("Budget")),
            file(TITEL, RATING, YEAR).replace("\n\n", "\n") + f"\n{M('Budget')}",
            id="no empty lines",
        ),
    ],
)
def test_merged(yours: str, new: str, expected: str | None) -> None:
    if expected is None:
        expected = yours.replace(f"{YEAR}", f"{replace(YEAR, places=('a',))}")
    assert sound(OLD, yours, new) == replace(
        Merged(expected, new), notes=sound(OLD, yours, new).notes
    )


def test_what_came_and_went_is_noted() -> None:
    outcome = sound(OLD, file(TITEL, WERTUNG, YEAR), file(TITLE, YEAR, M("Budget")))
    assert outcome.notes == ("- movie › Rating", "+ movie › Budget")


def test_what_comes_back_finds_its_translation() -> None:
    yours, without = file(TITEL, WERTUNG, YEAR), file(TITLE, YEAR)
    gone = sound(OLD, yours, without).text
    assert sound(without, gone, OLD).text == yours


def test_an_obsolete_entry_that_a_tool_has_moved_to_the_end_comes_back() -> None:
    obsolete = '#~ msgctxt "movie"\n#~ msgid "Rating"\n#~ msgstr "Wertung"\n'
    outcome = sound(file(TITLE, YEAR), file(TITEL, YEAR, obsolete), OLD)
    assert outcome.text == file(TITEL, YEAR, WERTUNG)


def test_a_renamed_message_keeps_its_translation_and_is_fuzzy() -> None:
    new = file(TITLE, SCORE, YEAR)
    outcome = sound(OLD, file(TITEL, WERTUNG, YEAR), new, *RENAMES)
    fuzzy = replace(SCORE, said="Wertung", extra='#, fuzzy\n#| msgid "Rating"')
    assert outcome.text == file(TITEL, fuzzy, YEAR)
    assert outcome.base == new


def test_the_previous_context_is_named_if_both_have_changed() -> None:
    places = ("tables/film",)
    new = file(replace(SCORE, context="film", places=places))
    outcome = sound(file(RATING), file(WERTUNG), new, *RENAMES)
    extra = '#, fuzzy\n#| msgctxt "movie"\n#| msgid "Rating"'
    assert outcome.text == file(M("Score", "Wertung", "film", places, extra))


def test_a_message_of_a_renamed_table_says_what_it_said() -> None:
    new = file(M("Title", context="film", places=("tables/film",)))
    outcome = sound(file(TITLE), file(TITEL), new, *RENAMES)
    assert outcome.text == file(M("Title", "Titel", "film", ("tables/film",)))


@pytest.mark.parametrize(
    "yours",
    [
        WERTUNG,
        RATING,
        replace(WERTUNG, extra="#, fuzzy"),
        replace(WERTUNG, extra=f"{COMMENT}\n#,python-format, no-wrap"),
        replace(WERTUNG, extra='#, fuzzy\n#| msgid "Rat"'),
        replace(WERTUNG, plural="Ratings", more="Wertungen"),
    ],
)
@pytest.mark.parametrize("context", ["movie", "film"])
def test_a_rename_and_its_inverse_restore_the_file(yours: M, context: str) -> None:
    base = replace(RATING, plural=yours.plural)
    new = replace(base, words="Score", context=context, places=(f"tables/{context}",))
    if yours.plural:
        new = replace(new, plural="Scores")
    old, own, other = file(TITLE, base), file(TITEL, yours), file(TITLE, new)
    renamed = sound(old, own, other, *RENAMES, ("Ratings", "Scores"))
    assert renamed.text != own
    back = [*BACK, ("Scores", "Ratings")]
    assert sound(other, renamed.text, old, *back).text == own


def test_several_renames_give_the_same_as_one() -> None:
    files = [file(M(words)) for words in ("Rating", "Score", "Grade")]
    own = file(WERTUNG)
    at_once = merge(files[0], own, files[2], [("Rating", "Grade")])
    first = merge(files[0], own, files[1], [("Rating", "Score")])
    second = merge(files[1], first.text, files[2], [("Score", "Grade")])
    assert second.text == at_once.text


def test_a_message_with_the_new_name_is_there_once() -> None:
    own = file(WERTUNG, M("Score", "Punkte"))
    outcome = sound(file(RATING), own, file(SCORE), *RENAMES)
    assert [e.key[1] for e in po.parse(outcome.text).entries if not e.obsolete] == [
        "",
        "Score",
    ]
    assert "Punkte" in outcome.text
    assert "Wertung" in outcome.text


def test_a_deleted_message_stays_deleted_under_its_new_name() -> None:
    outcome = sound(OLD, file(TITEL, YEAR), file(TITLE, SCORE, YEAR), *RENAMES)
    assert outcome.text == file(TITEL, YEAR)


def test_a_plural_that_comes_keeps_the_translation() -> None:
    new = replace(RATING, plural="Ratings")
    fuzzy = replace(
        new, said="Wertung", extra='#, fuzzy\n#| msgid "Rating"', places=RATING.places
    )
    outcome = sound(file(RATING), file(WERTUNG), file(new))
    assert outcome.text == file(fuzzy)
    assert sound(file(new), outcome.text, file(RATING)).text == file(WERTUNG)


def test_a_plural_form_that_has_no_place_any_more_is_a_conflict() -> None:
    plural = replace(RATING, plural="Ratings")
    own = file(replace(plural, said="Wertung", more="Wertungen"))
    outcome = sound(file(plural), own, file(RATING))
    assert outcome.text == own
    assert len(outcome.conflicts) == 1


def test_plurals_have_as_many_forms_as_the_header_of_the_user_says() -> None:
    fields = (*FIELDS[:2], "Plural-Forms: nplurals=3; plural=n%3;")
    own = file(TITEL, fields=fields)
    outcome = sound(file(TITLE), own, file(TITLE, replace(RATING, plural="Ratings")))
    added = str(replace(RATING, plural="Ratings"))
    assert outcome.text == f'{own}\n{added}msgstr[2] ""\n'


def test_a_language_with_other_plurals() -> None:
    plural = replace(RATING, plural="Ratings")
    said = replace(plural, said="Wertung", more="Wertungen")
    fields = (*FIELDS[:2], "Plural-Forms: nplurals=3; plural=n%3;")
    new = file(f'{plural}msgstr[2] ""\n', fields=fields)
    expected = file(f'{said}msgstr[2] ""\n', fields=fields)
    assert sound(file(plural), file(said), new).text == expected


def test_both_translated_one_message_differently() -> None:
    own = file(TITEL, WERTUNG, YEAR)
    new = file(TITLE, replace(RATING, said="Note"), M("Budget"), YEAR)
    outcome = sound(OLD, own, new)
    assert outcome.text == file(TITEL, WERTUNG, M("Budget"), YEAR)
    (found,) = outcome.conflicts
    assert (found.where, found.line) == ("movie › Rating", 12)
    texts = (str(RATING), str(WERTUNG), str(replace(RATING, said="Note")))
    assert (found.base, found.yours, found.new) == texts


def test_both_added_one_message_with_different_translations() -> None:
    old, new = file(TITLE), file(TITLE, M("Own", "Anderes"))
    outcome = sound(old, file(TITLE, M("Own", "Eigenes")), new)
    assert outcome.base == old
    assert len(outcome.conflicts) == 1


def test_without_a_base_both_are_united() -> None:
    outcome = sound("", file(TITEL, YEAR), file(TITLE, RATING))
    assert outcome.text == file(TITEL, RATING, YEAR)


@pytest.mark.parametrize(
    ("yours", "new", "expected"),
    [
        pytest.param(RATING, WERTUNG, WERTUNG, id="only new"),
        pytest.param(WERTUNG, WERTUNG, WERTUNG, id="the same"),
        pytest.param(
            replace(WERTUNG, extra="#, fuzzy"), WERTUNG, WERTUNG, id="one is sure"
        ),
        pytest.param(
            WERTUNG, replace(WERTUNG, extra="#, fuzzy"), WERTUNG, id="the other is"
        ),
    ],
)
def test_translations_of_both(yours: M, new: M, expected: M) -> None:
    own = file(yours, replace(YEAR, said="Jahr"))
    outcome = sound(file(RATING, YEAR), own, file(new, YEAR))
    assert outcome.text == file(expected, replace(YEAR, said="Jahr"))
    assert not outcome.conflicts


def test_the_header_is_merged_by_field() -> None:
    own = ("POT-Creation-Date: 2024-01-01 10:00+0000", "Last-Translator: Ada", *FIELDS)
    dates = ("POT-Creation-Date: 2025-01-01 10:00+0000", *FIELDS[:2])
    plural = "Plural-Forms: nplurals=2; plural=n>1;"
    old = ("POT-Creation-Date: 2023-01-01 10:00+0000", *FIELDS)
    outcome = sound(
        file(TITLE, fields=old),
        file(TITEL, fields=own),
        file(TITLE, fields=(*dates, plural, "MIME-Version: 1.0")),
    )
    expected = (*own[:4], plural, "MIME-Version: 1.0")
    assert outcome.text == file(TITEL, fields=expected)
    assert not outcome.conflicts


def test_both_changed_one_field_of_the_header() -> None:
    def plurals(rule: str) -> str:
        return file(TITLE, fields=(f"Plural-Forms: nplurals=2; plural={rule};",))

    outcome = sound(plurals("(n != 1)"), plurals("n>1"), plurals("n>2"))
    assert outcome.text == plurals("n>1")
    assert [found.where for found in outcome.conflicts] == ["header"]


def rewritten(text: str, width: int, *, sort: bool = False) -> str:
    """As an editor of catalogues writes it."""
    catalogue = read_po(StringIO(text))
    written = BytesIO()
    write_po(written, catalogue, width=width, sort_output=sort, omit_header=False)
    return written.getvalue().decode()


LONG = M("A message that an editor wraps, since it is " + "rather " * 12 + "long")


@pytest.mark.parametrize("sort", [False, True])
@pytest.mark.parametrize("width", [0, 40, 76])
def test_an_editor_that_writes_the_file_anew_makes_no_conflict(
    width: int, sort: bool
) -> None:
    places = ("a/b", "c/d", "tables/movie")
    old = file(YEAR, LONG, replace(TITLE, places=places), RATING)
    own = rewritten(
        file(YEAR, LONG, replace(TITEL, places=places), RATING), width, sort=sort
    )
    new = file(YEAR, LONG, replace(TITLE, places=places[1:]), M("Budget"))
    outcome = sound(old, own, new)
    assert not outcome.conflicts
    kept = [entry.text for entry in po.parse(own).entries if entry.key[1] in LONG.words]
    assert all(text in outcome.text for text in kept)
    assert "#: c/d tables/movie\n" in outcome.text
    found = {entry.key[1]: entry for entry in po.parse(outcome.text).entries}
    assert found.keys() == {"", "Year", LONG.words, "Title", "Budget"}
    assert found["Title"].strings == ("Titel",)


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< ours\n",
        'msgid "a"\n',
        'msgid "a"\nmsgid "b"\nmsgstr ""\n',
        'msgstr "a"\n',
        '"a"\n',
        'msgid "a\nmsgstr ""\n',
        'msgid "a"\n# b\nmsgstr ""\n',
    ],
)
def test_what_is_no_catalogue(text: str) -> None:
    with pytest.raises(Unreadable):
        merge(OLD, text, file(TITLE))


@pytest.mark.parametrize(
    ("merged", "fault"),
    [
        (file(TITEL, TITLE), "movie › Title is there more than once."),
        (file(TITLE), "A translation is lost: Titel"),
        (file(TITEL, f'{M("a", plural="b")}msgstr[2] ""\n'), "movie › a has 3 of 2"),
        (file(TITEL) + '\nmsgid "x"\n', "translation of the last message is missing"),
        (file(TITEL).replace("charset=utf-8", "charset=no"), "unknown encoding"),
    ],
)
def test_check_finds_what_is_wrong(merged: str, fault: str) -> None:
    assert fault in check(file(TITLE), file(TITEL), file(TITLE), merged)[0]


def test_check_lets_be_what_was_wrong_before() -> None:
    doubled = file(TITEL, TITLE)
    assert not check(file(TITLE), doubled, file(TITLE), doubled)


def test_fuzzy_and_obsolete_translations_are_not_shown() -> None:
    """As the generated app reads catalogues."""
    own = file(TITEL, WERTUNG, replace(YEAR, said="Jahr"))
    text = sound(OLD, own, file(TITLE, SCORE), *RENAMES).text
    compiled = BytesIO()
    write_mo(compiled, read_po(StringIO(text)))
    compiled.seek(0)
    shown = Translations(compiled)
    said = [shown.pgettext("movie", words) for words in ("Title", "Score", "Year")]
    assert said == ["Titel", "Score", "Year"]


WORDS = st.lists(st.sampled_from(["Title", "Rating", "Year", "Cast"]), unique=True)

SAID = st.dictionaries(
    st.sampled_from(["Title", "Rating", "Year", "Cast", "Own"]),
    st.sampled_from(["", "Eins", "Zwei"]),
)


@given(WORDS, WORDS, SAID, st.permutations(["Title", "Rating", "Year", "Cast", "Own"]))
def test_a_drop_and_its_inverse_keep_every_translation(
    words: list[str], others: list[str], said: dict[str, str], order: list[str]
) -> None:
    old, new = file(*map(M, words)), file(*map(M, others))
    own = file(
        *(M(word, said.get(word, "")) for word in order if word in {*words, *said})
    )
    there = sound(old, own, new)
    assert not there.conflicts
    live = {e.key[1] for e in po.parse(there.text).entries if not e.obsolete}
    assert live - {""} == {*others} | ({*said} - {*words})
    back = sound(new, there.text, old)
    found = po.parse(back.text).entries
    assert {e.key[1]: e.strings for e in found if e.translated} == {
        e.key[1]: e.strings for e in po.parse(own).entries if e.translated
    }


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.integers(1, 80))
def test_words_are_the_same_however_they_are_wrapped(words: str, width: int) -> None:
    pieces = [words[place : place + width] for place in range(0, len(words), width)]
    lines = "\n".join(map(escape, ["", *pieces]))
    text = f"msgid {lines}\nmsgstr {lines}\n"
    catalogue = po.parse(text)
    assert "".join(entry.text for entry in catalogue.entries) == text
    assert catalogue.entries[0].key == (None, words)
    assert catalogue.entries[0].strings == (words,)
