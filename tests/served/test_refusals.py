"""What the database refuses is told where it can be mended."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.postgres import execute
from tests.served.pages import read
from tests.served.site import Site, database_name
from tests.served.visitor import SESSION, Visitor, edit


def test_taken_values_are_refused_beside_their_field(superuser: Visitor) -> None:
    response = superuser.post("/tables/director/add/", {"name": "Agnès Varda"})
    assert response.status_code == 422
    page = read(response.text)
    assert "already" in page.error("name")
    assert page.one("input", name="name").attributes["value"] == "Agnès Varda"


def test_values_taken_together(site: Site, superuser: Visitor) -> None:
    """On PostgreSQL, the only one of the two that Piccolo gives such constraints."""
    if site.engine == "sqlite":
        return
    first, second = (superuser.page(edit("movie", key)).editor for key in (1, 2))
    taken = dict(first.entries())
    typed = {name: taken[name] for name in ("title", "year")}
    page = superuser.refused(edit("movie", 2), typed)
    assert page.error("title")
    assert page.error("year")
    assert not page.error("director")
    assert second.entries()


def test_broken_rules_are_told(site: Site, superuser: Visitor) -> None:
    if site.engine == "sqlite":
        return
    page = superuser.refused(edit("movie", 1), {"rating": "11"})
    assert "check_rating" in page.alert


def test_what_is_missing_is_told(superuser: Visitor) -> None:
    response = superuser.post("/tables/movie/add/", {"title": "Nobody's", "year": ""})
    assert response.status_code == 422
    page = read(response.text)
    assert page.error("year")
    assert page.error("director")
    assert not page.error("title")
    assert not page.error("studio")


def test_rows_that_do_not_exist_are_refused(site: Site, superuser: Visitor) -> None:
    response = superuser.post("/tables/sticker/add/", {"label": "no such", "code": "1"})
    assert response.status_code == 422
    page = read(response.text)
    shown = page.error("label") if site.engine == "postgres" else page.alert
    assert "no such row" in shown or "missing" in shown


def test_rows_that_others_refer_to_stay(site: Site, superuser: Visitor) -> None:
    path = "/tables/director/delete/1/"
    form = superuser.page(path).deletion
    response = superuser.send(form.attributes["action"], form.entries())
    assert response.status_code == 409
    page = read(response.text)
    assert "refer to this one" in page.alert
    assert site.fetch("Director", 1)


def test_rows_go_with_those_they_belong_to(site: Site, superuser: Visitor) -> None:
    site.insert("Label", name="owner")
    site.insert("Door", number=7)
    key = site.insert("Sticker", label="owner", door=7, code="gone", shelf=7)
    assert superuser.post("/tables/door/delete/7/", {}).status_code == 303
    assert key not in site.do("keys", table="Sticker")
    site.do("delete", table="Label", key="owner")


LATE = """
CREATE TABLE late (label TEXT REFERENCES label (name) DEFERRABLE INITIALLY DEFERRED);
"""
TRIGGERS = {
    "sqlite": """
CREATE TRIGGER late AFTER INSERT ON door
BEGIN INSERT INTO late VALUES ('nobody''s'); END;
""",
    "postgres": """
CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO late VALUES ('nobody''s'); RETURN NEW; END $$;
CREATE TRIGGER late AFTER INSERT ON door FOR EACH ROW EXECUTE FUNCTION late();
""",
}
NO_MORE = {
    "sqlite": "DROP TRIGGER late; DROP TABLE late;",
    "postgres": "DROP TRIGGER late ON door; DROP FUNCTION late; DROP TABLE late;",
}


@pytest.fixture
def late(site: Site) -> Iterator[None]:
    """Adding a door breaks a rule that the database looks at when all is written."""
    run(site, LATE + TRIGGERS[site.engine])
    yield
    run(site, NO_MORE[site.engine])


def run(site: Site, statements: str) -> None:
    if site.engine == "postgres":
        execute(statements, database_name(site.folder))
        return
    with contextlib.closing(sqlite3.connect(site.folder / "movies.sqlite")) as file:
        file.executescript(statements)


def test_what_is_refused_when_all_is_written(
    site: Site, superuser: Visitor, late: None
) -> None:
    """More often than there are connections: none may stay open, or keep a lock."""
    typed = {"number": "501", "colour": "green"}
    for _ in range(12):
        response = superuser.post("/tables/door/add/", typed)
        assert response.status_code == 422
        page = read(response.text)
        assert "no such row" in page.alert or "is missing" in page.alert
        assert page.one("input", name="colour").attributes["value"] == "green"
    assert 501 not in site.do("keys", table="Door")
    assert superuser.save(edit("movie", 3), {"votes": "71"}).status_code == 303
    if site.engine == "postgres":
        assert execute(UNFINISHED, database_name(site.folder)) == "0"


UNFINISHED = """
SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'
"""


def test_people_may_save_at_once(site: Site, superuser: Visitor) -> None:
    keys = [site.insert("Vault", name="Shared", code="x") for _ in range(8)]
    token = superuser.session

    def save(key: Any) -> int:
        with Visitor(site.address) as visitor:
            visitor.client.cookies.set(SESSION, token)
            return visitor.save(edit("vault", key), {"name": "Saved"}).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(save, keys)) == {303}
    for key in keys:
        assert site.fetch("Vault", key)["name"] == "Saved"
        site.do("delete", table="Vault", key=key)


WAITING = """
CREATE SEQUENCE tries;
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('tries') < 3 THEN
        RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wait BEFORE INSERT ON door FOR EACH ROW EXECUTE FUNCTION wait();
"""
NO_WAITING = "DROP TRIGGER wait ON door; DROP FUNCTION wait; DROP SEQUENCE tries;"


def test_transactions_that_wait_for_each_other(site: Site, superuser: Visitor) -> None:
    """PostgreSQL ends one of them, which is begun again."""
    if site.engine == "sqlite":
        return
    run(site, WAITING)
    typed = {"number": "77", "colour": "grey"}
    response = superuser.post("/tables/door/add/", typed)
    run(site, NO_WAITING)
    assert response.status_code == 303
    site.do("delete", table="Door", key=77)
