"""The scenario ``taken_over``: hooks are called and validators refuse, as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import pytest
from piccolo.engine.sqlite import SQLiteEngine
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tests.scenarios import GOLDEN
from tests.served.pages import read
from tests.takeover.both import New, Old, importable, taken_over

pytestmark = pytest.mark.filterwarnings("ignore:If running sessions in production")

SOURCE = "cinema.main:site"

PASSWORD = "long-enough"

LIST = "/tables/film/"


@dataclass(frozen=True)
class Cinema:
    old: Old
    new: New
    project: Path
    tables: Any
    load: Callable[[str], Any]

    def film(self, key: int) -> Any:
        film = self.tables.Film
        return film.select().where(film.id == key).first().run_sync()

    def notes(self) -> list[str]:
        note = self.tables.Note
        return list(note.select(note.text).output(as_list=True).run_sync())

    def log_in(self, username: str) -> None:
        for one in (self.old, self.new):
            one.client.cookies.clear()
            one.log_in(username, PASSWORD)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cinema") / "project"
    ignored = ignore_patterns("expected", "scenario.toml", "__pycache__")
    copytree(GOLDEN / "taken_over", folder, ignore=ignored)
    taken_over(folder, SOURCE)
    return folder


@pytest.fixture
def cinema(project: Path, tmp_path: Path) -> Iterator[Cinema]:
    with importable(project) as load, pytest.MonkeyPatch.context() as patch:
        tables = load("cinema.tables")
        names = ("Member", "Session", "Secret", "Studio", "Film", "Note")
        engine = SQLiteEngine(path=str(tmp_path / "cinema.sqlite"))
        for table in (getattr(tables, name) for name in names):
            patch.setattr(table._meta, "_db", engine)
            table.create_table().run_sync()
        patch.setattr(tables.Member, "_pbkdf2_iteration_count", 1)
        tables.Studio.insert(tables.Studio(name="Mosfilm")).run_sync()
        for name in ("owner", "helper", "nobody"):
            rights = {"active": True, "admin": True, "superuser": name == "owner"}
            email = f"{name}@example.com"
            member = tables.Member(
                username=name, password=PASSWORD, email=email, **rights
            )
            member.save().run_sync()
        new, old = load("admin").create_admin(), load("cinema.main").admin
        with closing(New(new).client), closing(Old(old).client):
            found = Cinema(Old(old), New(new), project, tables, load)
            found.log_in("owner")
            yield found


def old_film(**values: Any) -> dict[str, Any]:
    empty = {"slug": "", "synopsis": "", "poster": "", "trailer": "", "script": ""}
    return {"rating": 1.0, "studio": 1, "extra": "{}", **empty, **values}


def add(cinema: Cinema, title: str) -> int:
    response = cinema.new.save(f"{LIST}add/", title=title, studio="1", rating="1")
    assert response.status_code == 303, read(response.text).alert
    film = cinema.tables.Film
    return int(film.select(film.id).where(film.title == title).run_sync()[0]["id"])


def test_hooks_before_adding(cinema: Cinema) -> None:
    """All of them. Piccolo Admin forgets those that others stand behind."""
    film = cinema.film(add(cinema, "New Film"))
    assert (film["slug"], film["changed_by"]) == ("new-film", "owner")


def test_hooks_before_changing(cinema: Cinema) -> None:
    key = add(cinema, "Stalker")
    data = old_film(title="Solaris")
    assert cinema.old.post(f"/api/tables/film/{key}/", data, "PATCH").status_code == 200
    old = cinema.film(key)
    assert cinema.new.save(f"{LIST}edit/{key}/", title="Mirror").status_code == 303
    new = cinema.film(key)
    assert (old["slug"], new["slug"]) == (f"{key}-solaris", f"{key}-mirror")
    assert old["changed_by"] == new["changed_by"] == "owner"


def test_hooks_before_changing_many(cinema: Cinema) -> None:
    """For each row by itself, as many requests would."""
    keys = [add(cinema, f"Film {number}") for number in range(2)]
    many = {"__key": [str(key) for key in keys], "__number": "2", "__change": "title"}
    page = f"{LIST}bulk/update/"
    response = cinema.new.post(page, {**many, "title": "Same", "__asked": "true"})
    if response.status_code == 200:
        form = dict(read(response.text).one("main").one("form").values())
        response = cinema.new.post(page, {**form, **many, "title": "Same"})
    assert response.status_code == 303, response.text
    assert [cinema.film(key)["slug"] for key in keys] == [f"{k}-same" for k in keys]


def test_hooks_before_deleting(cinema: Cinema) -> None:
    key = add(cinema, "Gone")
    film = cinema.tables.Film
    film.insert(film(id=1000, title="Kept", studio=1)).run_sync()
    assert cinema.new.post(f"{LIST}delete/{key}/", {}).status_code == 303
    assert f"owner deletes {key}" in cinema.notes()
    refused = cinema.new.post(f"{LIST}delete/1000/", {})
    assert refused.status_code == 409
    assert "This film stays." in refused.text
    assert cinema.film(1000)


def test_validators_refuse(cinema: Cinema) -> None:
    key = add(cinema, "Film")
    cinema.log_in("helper")
    new, old = cinema.new, cinema.old
    assert new.get(f"{LIST}add/").status_code == 200
    answer = new.post(f"{LIST}add/", {"title": "x", "studio": "1"})
    assert answer.status_code == 403
    assert "Only superusers add films." in answer.text
    before = old.post("/api/tables/film/", old_film(title="x"))
    assert (before.status_code, "Only superusers" in before.text) == (403, True)
    # What is no HTTPException is a bad request.
    assert new.post(f"{LIST}delete/{key}/", {}).status_code == 400
    assert new.get(f"{LIST}delete/{key}/").status_code == 400
    before = old.post(f"/api/tables/film/{key}/", None, "DELETE")
    assert before.status_code == 400
    assert len(cinema.tables.Film.select().run_sync()) == 1


def test_validators_of_everything(cinema: Cinema) -> None:
    key = add(cinema, "Film")
    cinema.log_in("nobody")
    pages = ("", "add/", f"edit/{key}/", "export/", "search/?q=f")
    for page in (*pages, "media/poster/a.png"):
        answer = cinema.new.get(LIST + page)
        assert answer.status_code == 403, page
    assert "No Film for you." in cinema.new.get(LIST).text
    for page in ("add/", f"edit/{key}/", "bulk/update/"):
        assert cinema.new.post(LIST + page, {"title": "x"}).status_code == 403, page
    for page in (f"delete/{key}/", "bulk/delete/"):  # Here, the other is asked first.
        assert cinema.new.post(LIST + page, {}).status_code == 400, page
    assert cinema.new.get("/tables/studio/").status_code == 200


def test_validators_of_lists(cinema: Cinema) -> None:
    cinema.new.get("/tables/studio/")
    assert cinema.notes() == []
    cinema.new.get(LIST)
    cinema.new.get(f"{LIST}export/")
    assert cinema.notes() == ["counted", "counted"]


def test_rest(cinema: Cinema) -> None:
    """Hooks are called and validators refuse as Piccolo Admin's REST API has them."""
    films = "/api/tables/film/"
    api = Old(cinema.new.client.app)
    with closing(api.client):
        api.log_in("owner", PASSWORD)
        added = api.post(films, old_film(title="New Film"))
        key = added.json()[0]["id"]
        film = cinema.film(key)
        assert (film["slug"], film["changed_by"]) == ("new-film", "owner")
        changed = api.post(f"{films}{key}/", {"title": "Mirror"}, "PATCH")
        assert changed.json()["slug"] == f"{key}-mirror"
        api.client.cookies.clear()
        api.log_in("helper", PASSWORD)
        refused = api.post(films, old_film(title="x"))
        assert (refused.status_code, "Only superusers" in refused.text) == (403, True)
        assert api.post(f"{films}{key}/", None, "DELETE").status_code == 400
        assert api.post(f"{films}?__key={key}", None, "DELETE").status_code == 400
        api.client.cookies.clear()
        api.log_in("nobody", PASSWORD)
        for path in ("", f"{key}/", "ids/", "schema/", "count/", "new/", "references/"):
            assert api.client.get(films + path).status_code == 403, path
        file = "/api/media-files/film/poster/a.png"
        assert api.client.get(file).status_code == 403
        assert cinema.film(key)["title"] == "Mirror"


def test_what_is_not_asked_by_piccolo_admin(cinema: Cinema) -> None:
    """It has no way to delete many films, and PUT is one of changing them."""
    key = add(cinema, "Film")
    films, validators = "/api/tables/film/", cinema.load("admin.tables.film.validators")
    api = Old(cinema.new.client.app)
    with closing(api.client), pytest.MonkeyPatch.context() as patch:
        api.log_in("helper", PASSWORD)
        for address in (f"{films}{key}/", f"{films}?__key={key}", f"{films}?title=F"):
            assert api.post(address, None, "DELETE").status_code == 400, address
        patch.setattr(validators.VALIDATORS, "patch_single", [refuse])
        film = old_film(title="x")
        for method in ("PUT", "PATCH"):
            assert api.post(f"{films}{key}/", film, method).status_code == 403, method
    assert cinema.film(key)["title"] == "Film"


def refuse(**_given: Any) -> None:
    raise HTTPException(403)


def test_validators_read_what_is_sent(cinema: Cinema) -> None:
    """So does the REST API itself. A form has been read: that is said, at once."""
    key = add(cinema, "Film")
    seen = []

    async def look(piccolo_crud: Any, request: Request) -> None:
        seen.append((await request.json(), request.path_params["row_id"]))

    films, validators = "/api/tables/film/", cinema.load("admin.tables.film.validators")
    api = Old(cinema.new.client.app)
    with closing(api.client), pytest.MonkeyPatch.context() as patch:
        patch.setattr(validators.VALIDATORS, "patch_single", [look, look])
        api.log_in("owner", PASSWORD)
        answer = api.post(f"{films}{key}/", {"title": "Mirror"}, "PATCH")
        assert answer.json()["title"] == "Mirror"
        assert seen == [({"title": "Mirror"}, str(key))] * 2
        page = cinema.new.post(f"{LIST}edit/{key}/", {"title": "x"})
        assert page.status_code == 400
    assert cinema.film(key)["title"] == "Mirror"


def test_a_form_that_adds_rows(cinema: Cinema) -> None:
    """Hooks that ask for the request get it there, too."""
    forms, queries = cinema.load("admin.tables.film.forms"), "admin.tables.film.queries"

    async def add_film(request: Request, data: Any) -> None:
        row = cinema.load(queries).new_row(request.user)
        form = forms.FilmForm.parse({"title": data.name, "studio": "1"}, row)
        await cinema.load(queries).create_row(request.user, form)

    greeting = cinema.load("cinema.forms").Greeting
    form = cinema.load("admin").FormConfig("Add film", greeting, add_film)
    cinema.new.client.app.state.forms["add-film"] = form  # type: ignore[attr-defined]
    assert cinema.new.post("/forms/add-film/", {"name": "Stalker"}).status_code == 200
    (film,) = cinema.tables.Film.select().run_sync()
    assert (film["title"], film["changed_by"]) == ("Stalker", "owner")


def test_forms_know_the_person(cinema: Cinema) -> None:
    old = cinema.old.post("/api/forms/greet/", {"name": "Ada"}).text
    new = cinema.new.post("/forms/greet/", {"name": "Ada"}).text
    assert "owner greets Ada" in old
    assert "owner greets Ada" in new


def test_files_of_forms(cinema: Cinema) -> None:
    """Piccolo Admin's own class of answers is understood."""
    response = cinema.new.post("/forms/programme/", {"name": "Ada"})
    assert response.text == "For Ada"
    assert "programme.txt" in response.headers["content-disposition"]
    api = Old(cinema.new.client.app)
    with closing(api.client):
        api.log_in("owner", PASSWORD)
        answer = api.post("/api/forms/programme/", {"name": "Ada"})
        assert (answer.status_code, answer.text) == (200, "For Ada")
        assert "programme.txt" in answer.headers["content-disposition"]


def test_settings(cinema: Cinema) -> None:
    settings = cinema.new.client.app.state.settings  # type: ignore[attr-defined]
    old = cinema.old.client.app
    assert settings.site_name == old.site_name  # type: ignore[attr-defined]
    assert settings.page_size == 30
    assert settings.session_expiry.total_seconds() == 5400
    assert settings.increase_expiry is None
    assert settings.allowed_hosts == ("cinema.example.com", "www.cinema.example.com")
    assert settings.rate_limit_provider.limit == 1000
    assert settings.authenticator.secret_table is cinema.tables.Secret


def test_no_secret_is_written(cinema: Cinema) -> None:
    files = [path for path in (cinema.project / "admin").rglob("*") if path.is_file()]
    assert not [path for path in files if b"-SECRET" in path.read_bytes()]
