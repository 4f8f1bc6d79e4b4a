"""Piccolo Admin's own example, all of it: the old and the new admin show the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from piccolo.engine.sqlite import SQLiteEngine
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider

from scaffold.naming import label
from tests.served.pages import Element, read
from tests.takeover.both import CONF, New, Old, importable, taken_over

pytestmark = pytest.mark.filterwarnings("ignore:If running sessions in production")

SOURCE = "piccolo_admin.example.app:APP"

NOT_FILTERED = {"facilities", "json_"}
"""JSON, by which nothing could be found in Piccolo Admin either."""


@dataclass(frozen=True)
class Both:
    old: Old
    new: New
    module: Any
    files: Path

    @property
    def tables(self) -> list[str]:
        return list(self.old.get("/api/tables/"))

    def schema(self, table: str) -> Any:
        """What the old admin knows about a table, besides its columns."""
        return self.old.get(f"/api/tables/{table}/schema/")["extra"]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    project = tmp_path_factory.mktemp("example")
    (project / "piccolo_conf.py").write_text(CONF)
    taken_over(project, SOURCE)
    with importable(project) as load, pytest.MonkeyPatch.context() as patch:
        app, tables = load("piccolo_admin.example.app"), load(
            "piccolo_admin.example.tables"
        )
        engine = SQLiteEngine(path=str(project / "example.sqlite"))
        for table in tables.TABLE_CLASSES:
            patch.setattr(table._meta, "_db", engine)
        patch.setattr(tables.User, "_pbkdf2_iteration_count", 1)
        tables.create_schema(persist=True)
        tables.populate_data()
        for table in {*tables.TABLE_CLASSES} - {tables.AuthenticatorSecret}:
            if not table.exists().run_sync():
                table().save().run_sync()
        files = project / "files"
        for config in app.APP.table_configs:
            for storage in config.media_storage or ():
                folder = Path(storage.media_path).name
                patch.setattr(storage, "media_path", str(files / folder))
        new = load("admin").create_admin(media_path=files, mfa_providers=provider(app))
        found = Both(Old(app.APP), New(new), tables, files)
        for one in (found.old, found.new):
            one.log_in(tables.USERNAME, tables.PASSWORD)
        yield found


def provider(app: Any) -> Any:
    """What has no name there, and is passed on by hand."""
    encryption = app.XChaCha20Provider(encryption_key=b"k" * 32)
    return [AuthenticatorProvider(encryption, secret_table=app.AuthenticatorSecret)]


def groups(page: Element, start: str) -> dict[str, list[str]]:
    """The last parts of the addresses in the sidebar, by group."""
    (sidebar,) = page.all("nav", id="page-sidebar")
    return {
        group.one("summary").words: found
        for group in sidebar.all("details")
        if (found := sorted(parts(group, start)))
    }


def parts(element: Element, start: str) -> list[str]:
    links = (link.attributes["href"] for link in element.all("a"))
    return [link[len(start) :].rstrip("/") for link in links if link.startswith(start)]


def test_tables_and_their_groups(both: Both) -> None:
    grouped = both.old.get("/api/tables/grouped/")
    assert groups(both.new.page("/"), "/tables/") == grouped["grouped"]
    assert grouped["ungrouped"] == []


def test_forms_and_their_groups(both: Both) -> None:
    grouped = both.old.get("/api/forms/grouped/")
    page = both.new.page("/")
    expected = {
        name: sorted(form["slug"] for form in forms)
        for name, forms in grouped["grouped"].items()
    }
    assert groups(page, "/forms/") == expected
    alone = {form["slug"] for form in grouped["ungrouped"]}
    assert {*parts(page, "/forms/")} == alone.union(*expected.values())
    for form in both.old.get("/api/forms/"):
        assert form["description"] in both.new.page(f"/forms/{form['slug']}/").words


def test_links(both: Both) -> None:
    links = {
        link.words: link.attributes["href"] for link in both.new.page("/").all("a")
    }
    assert {*both.old.get("/api/links/")} <= {*links}
    assert links["Google"] == "https://google.com"
    ours = both.new.get(links["Top Movies"])
    assert ours.status_code == 200
    rows = both.old.get("/api/tables/movie/?__order=-box_office")["rows"]
    assert keys(both, links["Top Movies"], "movie") == [row["id"] for row in rows]


def keys(both: Both, address: str, table: str) -> list[int]:
    found = parts(both.new.page(address).one("table"), f"/tables/{table}/edit/")
    return list(dict.fromkeys(int(key) for key in found))


def test_columns_of_lists(both: Both) -> None:
    for table in both.tables:
        head = both.new.page(f"/tables/{table}/").one("thead")
        headings = [heading(cell) for cell in head.all("th", scope="col")]
        wanted = [label(name) for name in both.schema(table)["visible_column_names"]]
        assert [one for one in headings if one in wanted] == wanted, table
        # Besides there are the boxes to tick, and what can be done with a row.
        assert len(headings) <= len(wanted) + 2, table


def heading(cell: Element) -> str:
    """Without what else can be done with the column."""
    return next((link.words for link in cell.all("a")), cell.words)


def columns(both: Both, table: str) -> set[str]:
    schema = both.old.get(f"/api/tables/{table}/schema/")
    return {*schema["properties"]}


def test_filters(both: Both) -> None:
    for table in both.tables:
        page = both.new.page(f"/tables/{table}/")
        names = {one.attributes.get("name") for one in page.all() if one.attributes}
        wanted = {*both.schema(table)["visible_filter_names"]} - NOT_FILTERED
        others = columns(both, table) - wanted
        asked = {str(name).removesuffix("__operator") for name in names if name}
        assert wanted <= asked, table
        assert not others & asked, table


def test_order(both: Both) -> None:
    for table in ("movie", "sorted_columns", "ticket", "director"):
        order = both.schema(table)["order_by"]
        wanted = ",".join(
            column["column"] if column["ascending"] else f"-{column['column']}"
            for column in order
        )
        rows = both.old.get(f"/api/tables/{table}/?__order={wanted}")["rows"]
        assert keys(both, f"/tables/{table}/", table) == [row["id"] for row in rows]


def test_what_leads_to_a_row(both: Both) -> None:
    assert both.schema("ticket")["link_column_name"] == "booked_by"
    row, *_others = both.old.get("/api/tables/ticket/")["rows"]
    links = both.new.page("/tables/ticket/").one("table").all("a")
    assert (row["booked_by"], f"/tables/ticket/edit/{row['id']}/") in {
        (link.words, link.attributes["href"]) for link in links
    }


def test_controls(both: Both) -> None:
    assert both.schema("ticket")["time_resolution"] == {
        "start_time": 60,
        "booked_on": 1,
    }
    page = both.new.page("/tables/ticket/edit/1/")
    assert page.one("input", name="start_time").attributes["step"] == "60"
    assert page.one("input", name="booked_on").attributes["step"] == "1"
    assert both.schema("movie")["rich_text_columns"] == ["description"]
    movie = both.new.page("/tables/movie/add/")
    rich = [one for one in movie.all("textarea") if "data-rich-text" in one.attributes]
    assert [one.attributes["name"] for one in rich] == ["description"]


def test_forms_do_the_same(both: Both) -> None:
    given = {"number_1": 20, "number_2": 22}
    old = both.old.post("/api/forms/calculator/", given).json()
    new = both.new.post("/forms/calculator/", given)
    assert "The answer is 42." in str(old)
    assert "The answer is 42." in new.text
    wrong = both.new.post("/forms/calculator/", {"number_1": "x", "number_2": "1"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ("download-director-movies", {"director_name": "George Lucas"}),
        ("download-schedule", {"date": "2024-01-31"}),
    ],
)
def test_files_of_forms(both: Both, form: str, given: dict[str, str]) -> None:
    old = both.old.post(f"/api/forms/{form}/", given)
    new = both.new.post(f"/forms/{form}/", given)
    assert new.content == old.content != b""
    assert new.headers["content-type"] == old.headers["content-type"]
    assert ".csv" in new.headers["content-disposition"] or "jpg" in str(new.headers)


def test_defaults_of_forms(both: Both) -> None:
    """The form as it comes is sent, and the model has the same in it."""
    path = "/forms/nullable-fields/"
    page = both.new.page(path)
    (form,) = (one for one in page.all("form") if [*one.all(name="float_field")])
    answer = read(both.new.post(path, dict(form.values())).text)
    (told,) = answer.one("div", role="status").all("p")
    old = both.old.post(f"/api{path}", {}).json()
    (expected,) = old.values()
    assert json.loads(told.words) == json.loads(expected)


@pytest.mark.parametrize(
    ("table", "column", "folder"),
    [
        ("movie", "poster", "movie_poster"),
        ("movie", "screenshots", "movie_screenshots"),
        ("director", "photo", "photo"),
    ],
)
def test_files_of_rows(both: Both, table: str, column: str, folder: str) -> None:
    """What was stored by the old admin is found by the new one, in the same place."""
    picture = b"\x89PNG\r\n\x1a\n" + column.encode()
    place = {"table_name": table, "column_name": column}
    key = both.old.upload("/api/media/", place, ("a.png", picture))["file_key"]
    assert (both.files / folder / key).read_bytes() == picture
    value = [key] if column == "screenshots" else key
    row = both.old.post(f"/api/tables/{table}/1/", {column: value}, "PATCH")
    assert row.status_code == 200, row.text
    assert both.new.get(f"/tables/{table}/media/{column}/{key}").content == picture


def test_what_is_written(both: Both) -> None:
    assert both.new.save("/tables/studio/add/", name="Mosfilm").status_code == 303
    rows = both.old.get("/api/tables/studio/")["rows"]
    assert "Mosfilm" in {row["name"] for row in rows}


def test_languages(both: Both) -> None:
    old = both.old.get("/public/translations/")["translations"]
    offered = both.new.page("/").one("form", id="page-languages").all(name="language")
    codes = {button.attributes["value"].lower() for button in offered}
    assert {one["language_code"].lower() for one in old} == codes


def test_name_and_second_factor(both: Both) -> None:
    site_name = both.old.get("/public/meta/")["site_name"]
    assert site_name in both.new.page("/").one("title").words
    assert "qr-code" in both.new.get("/mfa/").text
