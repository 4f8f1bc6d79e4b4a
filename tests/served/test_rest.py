"""The REST API answers as Piccolo Admin's does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.served.rest import add, ask, asked, details, remove, rows
from tests.served.site import Site
from tests.served.visitor import Visitor, cookies_of

LABELS = "/tables/label/"
STICKERS = "/tables/sticker/"
ALBUMS = "/tables/album/"
TYPED = {"varchar": "from a script", "email": "a@example.com"}


@pytest.fixture
def albums(site: Site) -> Iterator[list[int]]:
    """Five of them, from 2001 on."""
    years = range(2001, 2006)
    keys = [site.insert("Album", title=f"REST {year}", year=year) for year in years]
    yield keys
    for key in set(site.do("keys", table="Album")) & {*keys}:
        site.do("delete", table="Album", key=key)


def test_rows_are_added_read_changed_and_deleted(
    site: Site, superuser: Visitor
) -> None:
    key = add(superuser, ALBUMS, {"title": "One", "year": 1998})
    path = f"{ALBUMS}{key}/"
    row = asked(superuser, path)
    assert row == {"id": key, "title": "One", "cover": None, "tracks": [], "year": 1998}
    changed = ask(superuser, "PATCH", path, {"year": None})
    assert (changed.status_code, changed.json()) == (200, row | {"year": None})
    replaced = ask(superuser, "PUT", path, {"title": "Two", "year": 2})
    assert (replaced.status_code, replaced.content) == (204, b"")
    assert site.fetch("Album", key)["title"] == "Two"
    assert ask(superuser, "DELETE", path).status_code == 204
    for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        assert ask(superuser, method, path, body).status_code == 404
    assert ask(superuser, "PUT", path, {"title": "x"}).status_code == 404


def test_values_of_every_type(site: Site, superuser: Visitor) -> None:
    key = add(
        superuser,
        "/tables/specimen/",
        TYPED
        | {
            "big_int": 2**62,
            "numeric_digits": "12345.60",
            "double_precision": 0.5,
            "date": "2024-01-31",
            "time": "13:45:00",
            "timestamp": "2024-01-31T13:45:00",
            "timestamptz": "2024-01-31T14:45:00+01:00",
            "interval": "-P1DT2H0.5S",
            "boolean": False,
            "array_integer": [1, None],
            "array_nested": [[1], [2]],
            "bytea": "00ff",
            "json_value": '{"a": 1}',
            "jsonb_value": {"b": [None]},
        },
    )
    row = asked(superuser, f"/tables/specimen/{key}/")
    assert row["big_int"] == 2**62
    assert float(row["numeric_digits"]) == 12345.6
    assert isinstance(row["numeric_digits"], str)
    assert (row["double_precision"], row["boolean"]) == (0.5, False)
    assert (row["date"], row["time"]) == ("2024-01-31", "13:45:00")
    assert row["timestamp"] == "2024-01-31T13:45:00"
    assert row["timestamptz"] == "2024-01-31T13:45:00Z"
    assert row["interval"] == "-P1DT2H0.5S"
    assert (row["array_integer"], row["array_nested"]) == ([1, None], [[1], [2]])
    assert (row["bytea"], row["json_value"]) == ("00ff", '{"a": 1}')
    assert row["jsonb_value"].replace(" ", "") == '{"b":[null]}'
    again = ask(superuser, "PUT", f"/tables/specimen/{key}/", row)
    assert again.status_code == 204, again.text
    kept = asked(superuser, f"/tables/specimen/{key}/")
    assert kept | {"timestamp_updated": ""} == row | {"timestamp_updated": ""}
    remove(site, "Specimen", [key])


@pytest.mark.usefixtures("albums")
def test_parameters_of_lists(superuser: Visitor) -> None:
    def years(query: str) -> list[int]:
        return [row["year"] for row in rows(superuser, f"{ALBUMS}?title=REST&{query}")]

    assert years("") == [2005, 2004, 2003, 2002, 2001]
    assert years("__order=year&__page_size=2&__page=2") == [2003, 2004]
    assert years("year__operator=gte&year=2004&__order=year") == [2004, 2005]
    assert years("title__match=starts&__order=-year&__page_size=1") == [2005]
    assert years("title__match=exact") == []
    assert years("title__operator=ne&__page_size=1&__order=year") != []
    assert years("year__operator=is_null") == []
    assert years("year__operator=not_null&__page_size=1") == [2005]
    shown = rows(superuser, f"{ALBUMS}?title=REST&__visible_fields=year&__order=year")
    assert shown[0] == {"year": 2001}


@pytest.mark.usefixtures("albums")
def test_content_range(superuser: Visitor) -> None:
    path = f"{ALBUMS}?title=REST&__page_size=2&__page=2&__range_header=true"
    found = ask(superuser, "GET", path).headers["content-range"]
    assert found == "album 2-3/5"
    named = ask(superuser, "GET", f"{path}&__range_header_name=records")
    assert named.headers["content-range"] == "records 2-3/5"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("__order=nope", 400),
        ("__page=0", 422),
        ("__page=x", 422),
        ("__page_size=-1", 422),
        ("__page_size=1001", 403),
        ("__visible_fields=nope", 400),
        ("__visible_fields=id.nope", 400),
        ("__readable=perhaps", 400),
        ("__range_header=true&__range_header_name=%0A", 400),
        ("__cursor=perhaps", 400),
        ("nope=1", 400),
        ("year__operator=nope", 400),
        ("title__match=nope", 400),
        ("year=nope", 422),
        ("year=99999999999999999999", 422),
        ("title=a&title=b", 400),
    ],
)
def test_what_makes_no_sense_is_refused_with_words(
    superuser: Visitor, query: str, status: int
) -> None:
    response = ask(superuser, "GET", f"{ALBUMS}?{query}")
    assert response.status_code == status, response.text
    (said,) = response.json().values()
    assert said


@pytest.mark.parametrize("key", ["x", "99999999999999999999999", "1.5", "%00"])
def test_malformed_keys(superuser: Visitor, key: str) -> None:
    for method, body in (("GET", None), ("PATCH", {}), ("PUT", {}), ("DELETE", None)):
        response = ask(superuser, method, f"{ALBUMS}{key}/", body)
        assert response.status_code == 400, response.text
        assert response.json()["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"NaN", b'"\\ud800"', b"[" * 500, b"\xff", b"a=1"]
)
def test_what_is_no_json(superuser: Visitor, body: bytes) -> None:
    response = superuser.client.post(
        f"{superuser.mount}/api{ALBUMS}",
        content=body,
        headers={"X-CSRFToken": superuser.token, "Origin": superuser.address},
    )
    assert details(response) == {"body": "This is not valid JSON."}


@pytest.mark.parametrize("body", [1, "x", [1], None])
def test_bodies_that_are_no_rows(superuser: Visitor, body: Any) -> None:
    content = {"content": "null"} if body is None else {"json": body}
    headers = {"X-CSRFToken": superuser.token, "Origin": superuser.address}
    for method, path in (("POST", ALBUMS), ("PATCH", f"{ALBUMS}1/")):
        address = f"{superuser.mount}/api{path}"
        response = superuser.client.request(method, address, headers=headers, **content)
        assert response.status_code == 422, response.text


def test_errors_name_their_columns(
    site: Site, superuser: Visitor, albums: list[int]
) -> None:
    path = f"{ALBUMS}{albums[0]}/"
    wrong = details(ask(superuser, "PATCH", path, {"year": "x", "title": ""}))
    assert wrong == {
        "year": "Enter a whole number.",
        "title": "This field is required.",
    }
    assert details(ask(superuser, "POST", ALBUMS, {}))["title"] == wrong["title"]
    assert details(ask(superuser, "PUT", path, {"year": 1}))["title"] == wrong["title"]
    unknown = ask(superuser, "PATCH", path, {"nope": 1})
    assert unknown.status_code == 400
    assert "nope" in unknown.json()["detail"]
    taken = ask(superuser, "POST", ALBUMS, {"title": "REST 2001"})
    assert details(taken) == {"title": "Another row has this value already."}
    assert taken.json()["db_error"] == "Another row has this value already."
    assert site.fetch("Album", albums[0])["year"] == 2001


def test_language_of_messages(superuser: Visitor) -> None:
    response = ask(superuser, "GET", f"{ALBUMS}?year=x", **{"Accept-Language": "de"})
    assert details(response) == {"year": "Bitte eine ganze Zahl eingeben."}


def test_schema_tells_what_a_front_end_needs(superuser: Visitor) -> None:
    schema = asked(superuser, "/tables/specimen/schema/")
    own = schema["properties"]
    assert own["parent"]["extra"]["foreign_key"] == {
        "to": "specimen",
        "target_column": "id",
    }
    assert own["director_name"]["extra"]["foreign_key"]["target_column"] == "name"
    assert own["text"]["extra"]["widget"] == "text-area"
    assert own["jsonb_value"]["extra"]["widget"] == "json"
    assert own["timestamptz"]["extra"]["widget"] == "timestamptz"
    assert own["array_nested"]["extra"]["dimensions"] == 2
    assert own["varchar_choices"]["extra"]["choices"]["blue"] == {
        "display_name": "Blue",
        "value": "#2980b9",
    }
    assert own["secret"]["extra"]["secret"]
    assert own["integer"]["type"] == "integer"
    assert own["date_null"]["anyOf"][0]["format"] == "date"
    assert schema["required"] == ["varchar"]
    extra = schema["extra"]
    assert extra["primary_key_name"] == extra["link_column_name"] == "id"
    assert "secret" not in extra["visible_fields_options"]
    assert "movie.director.name" in extra["visible_fields_options"]
    assert extra["order_by"] == [{"column": "id", "ascending": True}]
    rich = asked(superuser, "/tables/article/schema/")["extra"]["rich_text_columns"]
    assert rich == ["body", "teaser"]
    files = asked(superuser, "/tables/album/schema/")["extra"]["media_columns"]
    assert files == ["cover", "tracks"]


@pytest.mark.usefixtures("albums")
def test_ids_count_new_and_references(superuser: Visitor) -> None:
    count = asked(superuser, f"{ALBUMS}count/?title=REST&year=2001")
    assert count == {"count": 1, "page_size": 15}
    directors = asked(superuser, "/tables/director/ids/?search=hitchcock")
    assert list(directors.values()) == ["Alfred Hitchcock"]
    some = asked(superuser, "/tables/director/ids/?limit=2&offset=1")
    every = asked(superuser, "/tables/director/ids/")
    assert len(every) == asked(superuser, "/tables/director/count/")["count"]
    assert len(some) == 2
    for query, status in (
        *(("limit=0", 422), ("limit=x", 422), ("limit=1001", 403)),
        *(("offset=x", 400), ("offset=-1", 400)),
    ):
        asked(superuser, f"/tables/director/ids/?{query}", status)
    new = asked(superuser, "/tables/movie/new/")
    assert (new["genre"], new["running_time"], new["votes"]) == ("drama", "PT2H", 0)
    assert "id" not in new
    references = asked(superuser, "/tables/director/references/")["references"]
    assert {"tableName": "movie", "columnName": "director"} in references


def test_labels_of_other_rows(superuser: Visitor) -> None:
    (row,) = rows(superuser, "/tables/movie/?__readable=true&__page_size=1")
    director = asked(superuser, f"/tables/director/{row['director']}/")
    assert row["director_readable"] == director["name"]


def test_nobody_gets_in(stranger: Visitor) -> None:
    for path in ("/", "/tables/", ALBUMS, "/openapi.json", "/docs/", "/nowhere/"):
        response = ask(stranger, "GET", path)
        assert (response.status_code, response.json()) == (
            401,
            {"error": "Auth failed"},
        )


def test_requests_of_other_pages_are_refused(superuser: Visitor) -> None:
    address = f"{superuser.mount}/api{ALBUMS}"
    for headers in ({}, {"X-CSRFToken": "x"}, {"X-CSRFToken": superuser.token}):
        given = {"Origin": "https://evil.example", **headers}
        response = superuser.client.post(address, json={"title": "x"}, headers=given)
        assert response.status_code == 403
        assert response.json()["detail"]


def test_a_script_logs_in_and_out(site: Site) -> None:
    with Visitor(site.address) as script:
        public = f"{script.mount}/public"
        script.client.cookies.clear()
        meta = script.client.get(f"{public}/meta/")
        assert meta.json()["site_name"] == "Cinema"
        assert "samesite=lax" in cookies_of(meta)["csrftoken"]
        headers = {"X-CSRFToken": script.client.cookies["csrftoken"]}

        def post(path: str, body: Any = None, **options: Any) -> Any:
            address = f"{public}{path}"
            return script.client.post(address, json=body, headers=headers, **options)

        assert post("/login/", {"username": "admin"}).status_code == 422
        wrong = {"username": "admin", "password": "wrong"}
        assert post("/login/", wrong).status_code == 401
        known = {"username": "admin", "password": "correct horse"}
        welcome = post("/login/", known)
        assert (welcome.status_code, welcome.json()) == (200, {"message": "logged in"})
        cookie = cookies_of(welcome)["id"]
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "max-age=604800" in cookie
        user = asked(script, "/user/")
        assert user["username"] == "admin"
        assert post("/logout/").status_code == 200
        assert ask(script, "GET", "/user/").status_code == 401
        assert post("/logout/").status_code == 401
        assert script.client.get(f"{public}/logout/").status_code == 405


def test_people_without_rights_do_not_log_in(site: Site) -> None:
    for name in ("customer", "retired"):
        with Visitor(site.address) as script:
            response = script.client.post(
                f"{script.mount}/public/login/",
                json={"username": name, "password": "correct horse"},
                headers={"X-CSRFToken": script.token},
            )
            assert response.status_code == 401
            assert "id" not in cookies_of(response)


def test_tables_links_and_languages(site: Site, superuser: Visitor) -> None:
    names = asked(superuser, "/tables/")
    assert "movie" in names
    assert names == sorted(names)
    assert asked(superuser, "/tables/grouped/")["ungrouped"] == names
    with Visitor.logged_in(site, "admin", "/options") as visitor:
        assert list(asked(visitor, "/links/")) == ["Our & <Website>"]
    public = f"{superuser.mount}/public/translations/"
    found = superuser.client.get(public).json()
    assert {"language_code": "de", "language_name": "Deutsch"} in found["translations"]
    german = superuser.client.get(f"{public}DE/").json()
    assert german["translations"]["Add row"] == "Zeile anlegen"
    assert superuser.client.get(f"{public}xx/").status_code == 404


def test_forms_are_sent(superuser: Visitor) -> None:
    (form,) = asked(superuser, "/forms/")
    path = f"/forms/{form['slug']}/"
    assert asked(superuser, path) == form
    assert asked(superuser, "/forms/grouped/")["ungrouped"] == [form]
    assert asked(superuser, f"{path}schema/")["type"] == "object"
    assert ask(superuser, "POST", path, {}).status_code == 422
    assert asked(superuser, "/forms/nowhere/", 404)["detail"]


def test_read_only(site: Site) -> None:
    with Visitor.logged_in(site, "admin", "/read-only") as visitor:
        asked(visitor, "/tables/movie/")
        tries = [
            ("POST", "/tables/movie/"),
            ("PATCH", "/tables/movie/1/"),
            ("PUT", "/tables/movie/1/"),
            ("DELETE", "/tables/movie/1/"),
            ("DELETE", "/tables/movie/?__all=true"),
            ("POST", "/forms/announcement/"),
            ("POST", "/change-password/"),
            ("POST", "/media/"),
        ]
        for method, path in tries:
            assert ask(visitor, method, path, {}).status_code == 405, path


def test_password(site: Site) -> None:
    user = site.do("add_user", username="rest", password="correct horse", admin=True)
    site.do("update", table="BaseUser", key=user, values={"active": True})
    with Visitor.logged_in(site, "rest") as visitor:
        sent = {
            "current_password": "correct horse",
            "new_password": "battery staple",
            "confirm_new_password": "battery staple",
        }
        for wrong in (
            {},
            sent | {"current_password": "x"},
            sent | {"new_password": "short", "confirm_new_password": "short"},
            sent | {"confirm_new_password": "other"},
        ):
            assert ask(visitor, "POST", "/change-password/", wrong).status_code == 422
        assert ask(visitor, "POST", "/change-password/", sent).status_code == 303
        assert ask(visitor, "GET", "/user/").status_code == 401
    remove(site, "BaseUser", [user])
