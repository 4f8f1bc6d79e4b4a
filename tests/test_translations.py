"""Our translations of the interface, and what becomes of them for users."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from scaffold.baseline.cache import CACHE
from scaffold.generators import interface, translations
from scaffold.merge.catalogue import merge, regenerate
from scaffold.render import TEMPLATES
from scripts import translations as script
from tests.commandline import CommandLine, edit
from tests.scenarios import GOLDEN

LANGUAGES = {
    *("cy", "de", "en", "es", "fa", "fi", "fr", "hr", "hu", "it", "pt", "ru", "sk"),
    *("tr", "uk", "zh-CN", "zh-TW"),
}
OURS = sorted(LANGUAGES - {"en"})

HELP = "Run `make translations`, and translate what it tells."


def read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, abort_invalid=True)


def ours(language: str) -> list[Message]:
    catalogue = read(interface.FOLDER / f"{language}.po")
    return [message for message in catalogue if message.id]


def words(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def said(message: Message) -> tuple[str, ...]:
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string or ())


def placeholders(text: str) -> set[str]:
    return {name for _text, name, *_rest in Formatter().parse(text) if name is not None}


# What we translate.


def test_the_languages_of_piccolo_admin_and_no_others() -> None:
    assert set(interface.known()) == LANGUAGES


@pytest.mark.parametrize("language", OURS)
def test_every_message_is_translated(language: str) -> None:
    wanted = {
        (message.text, message.plural)
        for message in translations.messages_of_templates()
    }
    found = {
        (words(message)[0], "".join(words(message)[1:])): said(message)
        for message in ours(language)
        if not message.fuzzy
    }
    assert not wanted - {*found}, HELP
    assert not {*found} - wanted, HELP
    assert not [key for key, strings in found.items() if not all(strings)], HELP


@pytest.mark.parametrize("language", OURS)
def test_placeholders_and_plurals_are_those_of_the_message(language: str) -> None:
    forms = Catalog(locale=Locale.parse(language, sep="-")).num_plurals
    for message in ours(language):
        names = placeholders(words(message)[-1])
        assert [placeholders(text) for text in said(message)] == [names] * len(
            said(message)
        ), message.id
        assert len(said(message)) == (forms if len(words(message)) > 1 else 1)


@pytest.mark.parametrize("language", OURS)
def test_translations_end_as_their_messages(language: str) -> None:
    """A label has no full stop, a sentence has one."""
    stops = {".", "。"}
    for message in ours(language):
        ends = words(message)[0][-1] in stops
        assert all((text[-1] in stops) == ends for text in said(message)), message.id
        assert all(text == text.strip() for text in said(message))


@pytest.mark.parametrize("language", OURS)
def test_files_are_as_the_script_writes_them(language: str) -> None:
    text = (interface.FOLDER / f"{language}.po").read_text(encoding="utf-8")
    assert "Date" not in text.partition("#:")[0]
    written = translations.catalogue(translations.messages_of_templates(), language)
    without_places = (re.sub("(?m)^#: .*\n", "", one) for one in (text, written))
    assert len({*without_places}) == 1, HELP


def test_what_is_generated_says_what_the_templates_say() -> None:
    """Whatever the tables are, and nothing else."""
    catalogue = read(GOLDEN / "minimal" / "expected" / "locale" / "admin.pot")
    generated = {words(one) for one in catalogue if one.id and not one.context}
    templates = {
        tuple(filter(None, (message.text, message.plural)))
        for message in translations.messages_of_templates()
    }
    assert generated <= templates
    assert len(generated) > 100


# What is said without being translated: in pages, outside of what Jinja prints.

JINJA = re.compile(
    r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|\[#.*?#\]|\[\[.*?\]\]|\[%.*?%\]", re.S
)
SPOKEN = re.compile(
    r"\b(?:aria-label|title|placeholder|alt)=\"([^\"]*)\""
    r"|<input\b[^>]* value=\"([^\"]*)\""
)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(path, id=path.relative_to(TEMPLATES).as_posix())
        for folder in ("admin", "form", "table")  # Projects speak English.
        for path in sorted((TEMPLATES / folder).rglob("*.html*"))
    ],
)
def test_pages_say_nothing_untranslated(page: Path) -> None:
    markup = JINJA.sub("", page.read_text(encoding="utf-8"))
    attributes = {value for values in SPOKEN.findall(markup) for value in values}
    assert attributes <= {"", "true", "false"}
    text = re.sub(r"<[^<>]*>", "", markup)
    # Some macros draw attributes only.
    text = re.sub(r"[\w-]+=\"[^\"]*\"|\brequired\b", "", text)
    assert not re.findall(r"[A-Za-z]{2,}", text)


def test_the_script_says_nothing_of_its_own() -> None:
    code = (TEMPLATES / "admin" / "static" / "admin.js").read_text(encoding="utf-8")
    told = re.findall(r"(?:textContent|ariaLabel|title|placeholder) = \"(.*?)\"", code)
    assert not told
    assert not re.findall(r"\b(?:alert|confirm|prompt)\(", code)


# The script for contributors.


def test_messages_that_come_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "de.po").write_text(
        (interface.FOLDER / "de.po").read_text(encoding="utf-8"), encoding="utf-8"
    )
    kept = [
        one for one in translations.messages_of_templates() if one.text != "Add row"
    ]
    came = translations.Message("Come {here}", places=["toolbox/new.py"])
    for module in (interface, script):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(script, "messages_of_templates", lambda: [*kept, came])
    assert run_script(monkeypatch, "--check") == 1
    assert 'msgid "Add row"' in (tmp_path / "de.po").read_text(encoding="utf-8")
    assert run_script(monkeypatch) == 1
    told = capsys.readouterr().out.splitlines()
    assert {*told} == {"de: 'Come {here}'  (toolbox/new.py)"}
    text = (tmp_path / "de.po").read_text(encoding="utf-8")
    assert 'msgid "Add row"' not in text
    assert 'msgid "Come {here}"\nmsgstr ""\n' in text
    edit(tmp_path / "de.po", '{here}"\nmsgstr ""', '{here}"\nmsgstr "Komm {here}"')
    assert run_script(monkeypatch) == 0


def run_script(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    interface.translations.cache_clear()
    monkeypatch.setattr("sys.argv", ["translations", *arguments])
    try:
        return script.main()
    finally:
        interface.translations.cache_clear()


# Which languages a user gets.


@pytest.mark.parametrize(
    ("code", "our"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("pt-BR", "pt"),
        ("zh-TW", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"),
        ("zh-Hans", "zh-CN"),
        ("nl", None),
        ("en", None),
        ("en-GB", None),
    ],
)
def test_languages_that_are_near(code: str, our: str | None) -> None:
    assert interface.nearest(code) == our


def catalogues(cli: CommandLine) -> set[str]:
    return {file.stem for file in (cli.admin / "locale").glob("*.po")}


def shown(cli: CommandLine, language: str, text: str) -> str:
    message = read(cli.admin / "locale" / f"{language}.po").get(text)
    assert message is not None
    return said(message)[0]


def test_english_only_by_default(cli: CommandLine) -> None:
    cli.generate()
    assert catalogues(cli) == {"en"}
    assert shown(cli, "en", "Add row") == ""


def test_all_languages(cli: CommandLine) -> None:
    assert cli.run("admin", "notes.tables", "--language", "ALL").exit_code == 0
    assert catalogues(cli) == LANGUAGES
    assert 'languages = [\n    "all",\n]' in (cli.admin / "scaffold.toml").read_text()
    assert cli.run("admin", "--check").exit_code == 0
    assert shown(cli, "zh-TW", "Log out") == "登出"


def test_all_and_one_more(cli: CommandLine) -> None:
    languages = ("--language", "all", "--language", "nl", "--language", "de-at")
    assert cli.run("admin", "notes.tables", *languages).exit_code == 0
    assert catalogues(cli) == LANGUAGES | {"nl", "de-AT"}
    assert shown(cli, "nl", "Add row") == ""
    assert shown(cli, "de-AT", "Add row") == shown(cli, "de", "Add row") != ""


def test_an_unknown_language_is_told_the_known_ones(cli: CommandLine) -> None:
    outcome = cli.run("admin", "notes.tables", "--language", "klingon")
    assert outcome.exit_code == 4
    assert "language klingon" in outcome.stderr
    assert ", ".join(sorted(LANGUAGES)) in outcome.stderr


# What becomes of them when the admin is generated again.


def better(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, **translated: str
) -> None:
    """Let us translate into German otherwise, in another version of this package."""
    ours = {(text, ""): (string,) for text, string in translated.items()}
    known = {**interface.translations("de"), **ours}
    monkeypatch.setattr(interface, "translations", lambda language: known)
    (cli.admin / CACHE).unlink()


def test_what_the_user_translates_stays(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.run("admin", "notes.tables", "--language", "de").exit_code == 0
    file = cli.admin / "locale" / "de.po"
    text = file.read_text(encoding="utf-8")
    entry = re.search('(?m)^#: .*\nmsgid "Menu"\nmsgstr "Menü"\n\n', text)
    assert entry
    file.write_text(text.replace(entry[0], ""), encoding="utf-8")
    edit(file, 'msgstr "Speichern"', 'msgstr "Sichern"')
    edit(file, 'msgid "Notes"\nmsgstr ""', 'msgid "Notes"\nmsgstr "Notizen"')
    better(cli, monkeypatch, Save="Ablegen", Home="Anfang", Menu="Auswahl")
    for _time in range(2):
        assert cli.run("admin").exit_code == 0
        assert shown(cli, "de", "Save") == "Sichern"
        assert shown(cli, "de", "Home") == "Anfang"
        assert 'msgid "Menu"' not in file.read_text(encoding="utf-8")
        assert 'msgstr "Notizen"' in file.read_text(encoding="utf-8")


def test_a_catalogue_from_before_we_translated(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(interface, "translations", lambda language: {})
        assert cli.run("admin", "notes.tables", "--language", "de").exit_code == 0
    file = cli.admin / "locale" / "de.po"
    edit(file, 'msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Sichern"')
    (cli.admin / CACHE).unlink()
    outcome = cli.run("admin")
    assert outcome.exit_code == 0, outcome.stdout
    assert shown(cli, "de", "Save") == "Sichern"
    assert shown(cli, "de", "Home") == "Startseite"


def test_a_language_that_comes_later(cli: CommandLine) -> None:
    assert cli.run("admin", "notes.tables", "--language", "de").exit_code == 0
    edit(cli.admin / "locale" / "de.po", 'msgstr "Speichern"', 'msgstr "Sichern"')
    both = ("--language", "de", "--language", "fr")
    assert cli.run("admin", *both).exit_code == 0
    assert catalogues(cli) == {"de", "en", "fr"}
    assert shown(cli, "de", "Save") == "Sichern"
    assert shown(cli, "fr", "Save") == "Enregistrer"


HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def catalogue(*strings: str) -> str:
    forms: Iterable[str] = (f'msgstr[{n}] "{text}"\n' for n, text in enumerate(strings))
    return f'{HEADER}\nmsgid "byte"\nmsgid_plural "bytes"\n{"".join(forms)}'


@pytest.mark.parametrize("base", ["", catalogue("", ""), catalogue("Byte", "Byte")])
def test_people_disagree_and_the_generator_gives_way(base: str) -> None:
    yours, new = catalogue("Byte", "Bytes"), catalogue("Oktett", "Oktette")
    assert merge(base or HEADER, yours, new).conflicts
    merged = regenerate(base or HEADER, yours, new)
    assert not merged.conflicts
    assert merged.text == yours
    assert merged.base == new
