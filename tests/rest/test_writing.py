"""Whoever writes does with the generated admin what they do with Piccolo Admin."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import pytest

from tests.rest.client import Client
from tests.rest.compared import Both, as_here, body, differences, without_chance
from tests.served.site import PASSWORD

MOVIE = {
    "title": "Playtime",
    "original_title": None,
    "year": 1967,
    "director": 1,
    "studio": None,
    "genre": "comedy",
    "certificate": 6,
    "running_time": "PT2H35M",
    "in_colour": True,
    "languages": ["fr", "en"],
    "rating": "8.1",
    "votes": 12,
    "synopsis": "Paris, made of glass.\nAnd of reflections.",
    "print_details": '{"gauge": 70}',
    "in_programme": False,
    "added_at": "2026-01-02T03:04:05Z",
}

TYPED = {
    **MOVIE,
    "year": "1967",
    "director": "1",
    "certificate": "6",
    "in_colour": "true",
    "votes": "12",
    "in_programme": "false",
}
"""As the front end sends it: what people type is text."""

NEWEST = {"__order": "-id", "__page_size": 1}


@pytest.mark.parametrize("sent", [MOVIE, TYPED], ids=["typed values", "texts"])
def test_create(both: Both, sent: dict[str, Any]) -> None:
    (made,) = both.same(lambda client: client.create("movie", sent), 201)
    row = both.same(lambda client: client.row("movie", made["id"]), 200)
    assert row["title"] == "Playtime"
    both.same(lambda client: client.rows("movie", **NEWEST), 200)


def test_create_with_a_uuid(both: Both) -> None:
    sent = {
        "name": "Specta",
        "country": "France",
        "founded": 1955,
        "website": None,
        "active": True,
    }
    both.same(lambda client: client.create("studio", sent), 201, by_chance=("id",))
    both.same(
        lambda client: client.rows("studio", name="Specta"), 200, by_chance=("id",)
    )


SPECIMEN = {
    "varchar": "A", "varchar_unlimited": "B", "varchar_unique": "C",
    "varchar_null": None, "char": "abc", "email": "a@example.com", "email_null": None,
    "text": "D", "text_null": "", "small_int": -1, "integer": 2, "integer_null": 0,
    "big_int": 9007199254740993, "big_int_null": None, "numeric": "1.5",
    "numeric_digits": "10.25", "decimal_null": "0.0001", "real": 0.5,
    "float_null": None, "double_precision": 1e300, "date": "2026-02-28",
    "time": "23:59:59.5", "timestamp": "2026-02-28T01:02:03",
    "timestamptz": "2026-02-28T01:02:03+02:00", "interval": "P1DT1S",
    "interval_null": None, "boolean": False, "boolean_null": None,
    "varchar_choices": "#c0392b", "integer_choices": 10, "numeric_choices": "0.07",
    "date_choices_null": "2026-05-01", "array_choices": ["mon"],
    "uuid": "018e3c8a-7b1e-7c3d-9f52-0a1b2c3d4e5f", "json_value": '{"b": [1]}',
    "jsonb_value": '{"b": [1]}', "array_varchar": ["x", ""],
    "array_integer": [], "array_boolean": [True], "array_date": ["2026-01-01"],
    "array_timestamptz": ["2026-01-01T00:00:00Z"], "array_null": None,
    "array_nested": [[1, 2], [3, 4]], "movie": 1, "director_name": "Agnès Varda",
    "parent": 1,
    "secret": "s", "secret_null": None, "json_null": None, "jsonb_null": "[]",
    "array_nested_null": [["a"]], "uuid_null": None, "time_null": "00:00:00",
    "date_null": None, "timestamp_null": None, "timestamptz_null": None,
    "double_precision_null": 0.1, "varchar_choices_null": None, "blob_null": None,
}  # fmt: skip
"""A value in each column but the one that makes itself."""

UPDATED = ("timestamp_updated",)


def test_create_with_every_type(both: Both) -> None:
    """One column goes by another name in the database, which Piccolo Admin asks for."""

    def create(client: Client) -> httpx.Response:
        is_original = client.address == both.original.address
        now = "2026-02-28T01:02:03"
        sent = (
            {"another_name": "E", "bytea": "a", "timestamp_updated": now}
            if is_original
            else {"varchar_renamed": "E", "bytea": "61"}
        )
        return client.create("specimen", {**SPECIMEN, **sent})

    (made,) = both.same(create, 201)
    key = made["id"]
    both.same(lambda client: client.row("specimen", key), 200, UPDATED)


@pytest.mark.parametrize("name", SPECIMEN)
def test_change_one_column_of_each_type(both: Both, name: str) -> None:
    values = {name: SPECIMEN[name]}
    change(both, "specimen", 1, values, *UPDATED)
    both.same(lambda client: client.row("specimen", 1), 200, UPDATED)


def change(both: Both, table: str, key: Any, values: Any, *by_chance: str) -> Any:
    """The row that comes back. It has its key, as Piccolo Admin only documents."""
    original, generated = both.each(lambda client: client.change(table, key, values))
    assert original.status_code == 200, original.text
    assert generated.status_code == 200, generated.text
    row = body(generated)
    assert row.pop("id") == key
    expected = as_here(body(original))
    found = list(
        differences(without_chance(row, by_chance), without_chance(expected, by_chance))
    )
    assert not found, "\n".join(found)
    return row


def test_change(both: Both) -> None:
    values = {"title": "Mon oncle", "year": 1958, "studio": None}
    answer = change(both, "movie", 1, values)
    assert answer["title"] == "Mon oncle"
    both.same(lambda client: client.row("movie", 1), 200)


def test_change_all_columns_as_the_front_end_does(both: Both) -> None:
    change(both, "movie", 1, TYPED)
    both.same(lambda client: client.row("movie", 1, __readable="true"), 200)


def test_change_nothing(both: Both) -> None:
    row = both.same(lambda client: client.row("movie", 5), 200)
    sent = {name: value for name, value in row.items() if name != "id"}
    change(both, "movie", 5, sent)
    assert both.same(lambda client: client.row("movie", 5), 200) == row


def test_replace(both: Both) -> None:
    both.same(lambda client: client.replace("movie", 3, MOVIE), 204)
    both.same(lambda client: client.row("movie", 3), 200)


def test_delete(both: Both) -> None:
    both.same(lambda client: client.delete("ticket", 1), 204)
    both.same(lambda client: client.row("ticket", 1), 404)
    both.same(lambda client: client.delete("ticket", 1), 404)


def test_delete_several(both: Both) -> None:
    original, generated = (
        [answer.status_code for answer in client.delete_many("ticket", [2, 3, 9999, 4])]
        for client in (both.original, both.generated)
    )
    assert generated == original == [204, 204, 404]
    both.same(lambda client: client.of_table("ticket", "count"), 200)


def test_delete_text_keys(both: Both) -> None:
    both.same(lambda client: client.delete("label", "ünï%20%3F%23&%25"), 204)
    both.same(lambda client: client.of_table("label", "ids"), 200)


def test_deleting_what_others_refer_to(both: Both) -> None:
    """Who refers to it may restrict it, or go with it."""
    both.same(lambda client: client.delete("director", 1), 422)
    both.same(lambda client: client.delete("label", "blue"), 422)
    both.same(lambda client: client.delete("door", 1), 204)
    both.same(lambda client: client.of_table("sticker", "count"), 200)
    both.same(lambda client: client.row("director", 1), 200)


INVALID: dict[str, tuple[dict[str, Any], int]] = {
    "not a number": ({**MOVIE, "year": "soon"}, 422),
    "too long": ({**MOVIE, "title": "x" * 201}, 422),
    "not an interval": ({**MOVIE, "running_time": "long"}, 422),
    "not a list": ({**MOVIE, "languages": "fr"}, 422),
    "not a boolean": ({**MOVIE, "in_colour": "perhaps"}, 422),
    "not JSON": ({**MOVIE, "print_details": "{"}, 422),
    "too many digits": ({**MOVIE, "rating": "8.123"}, 422),
    "required": ({"original_title": "Playtime"}, 422),
    "two at once": ({**MOVIE, "year": "soon", "director": "Tati"}, 422),
}


@pytest.mark.parametrize("name", INVALID)
def test_create_invalid(both: Both, name: str) -> None:
    sent, status = INVALID[name]
    both.same(lambda client: client.create("movie", sent), status)
    both.same(lambda client: client.of_table("movie", "count"), 200)


@pytest.mark.parametrize("name", INVALID)
def test_replace_invalid(both: Both, name: str) -> None:
    sent, status = INVALID[name]
    both.same(lambda client: client.replace("movie", 1, sent), status)
    both.same(lambda client: client.row("movie", 1), 200)


CHANGES: dict[str, tuple[dict[str, Any], int]] = {
    "number": ({"year": "soon"}, 422),
    "length": ({"title": "x" * 201}, 422),
    "json": ({"print_details": "{"}, 422),
    "unknown": ({"nothing": 1}, 400),
    "unknown beside a known one": ({"title": "x", "nothing": 1}, 400),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_invalid(both: Both, name: str) -> None:
    values, status = CHANGES[name]
    both.same(lambda client: client.change("movie", 1, values), status)
    both.same(lambda client: client.row("movie", 1), 200)


@pytest.mark.parametrize("table", ["director", "studio"])
def test_unique(both: Both, table: str) -> None:
    first, second = both.same(lambda c: c.rows(table, __page_size=2), 200)["rows"]
    name = {"name": first["name"]}
    answer = both.same(lambda c: c.change(table, second["id"], name), 422)
    assert answer["db_error"]
    sent = {**second, **name}
    del sent["id"]
    assert both.same(lambda c: c.create(table, sent), 422)["db_error"]


@pytest.mark.postgres
def test_constraints(both: Both) -> None:
    """Piccolo makes none on SQLite."""
    twice = {"title": "Twice", "year": 1927}
    both.same(lambda client: client.create("movie", {**MOVIE, **twice}), 201)
    assert both.same(lambda c: c.create("movie", {**MOVIE, **twice}), 422)["db_error"]
    assert both.same(lambda c: c.change("movie", 1, twice), 422)["db_error"]
    assert both.same(lambda c: c.change("movie", 1, {"rating": "99.9"}), 422)[
        "db_error"
    ]


def test_row_that_is_not_there_to_refer_to(both: Both) -> None:
    sent = {**MOVIE, "director": 9999}
    assert both.same(lambda client: client.create("movie", sent), 422)["db_error"]
    values = {"director": 9999}
    assert both.same(lambda client: client.change("movie", 1, values), 422)["db_error"]


def test_absent_rows(both: Both) -> None:
    both.same(lambda client: client.change("movie", 9999, {"title": "x"}), 404)
    both.same(lambda client: client.replace("movie", 9999, MOVIE), 404)
    both.same(lambda client: client.delete("movie", 9999), 404)


def test_malformed_keys(both: Both) -> None:
    both.same(lambda client: client.change("movie", "one", {"title": "x"}), 400)
    both.same(lambda client: client.replace("movie", "one", MOVIE), 400)
    both.same(lambda client: client.delete("movie", "one"), 400)


BODIES = ["", "{", '"text"', "null", "[1]"]


@pytest.mark.parametrize("content", BODIES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_bodies_that_are_no_rows(both: Both, method: str, content: str) -> None:
    path = "/api/tables/movie/" + ("" if method == "POST" else "1/")
    kind = {"Content-Type": "application/json"}
    both.same(
        lambda client: client.send(method, path, content=content, headers=kind), 422
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/api/tables/movie/schema/"),
        ("POST", "/api/tables/movie/count/"),
        ("PUT", "/api/tables/"),
        ("POST", "/api/user/"),
        ("POST", "/public/meta/"),
    ],
)
def test_methods_that_are_not_there(both: Both, method: str, path: str) -> None:
    original, generated = both.each(lambda client: client.send(method, path))
    assert original.status_code == generated.status_code


USER = {
    "username": "newcomer",
    "password": PASSWORD,
    "first_name": None,
    "last_name": None,
    "email": "new@example.com",
    "active": True,
    "admin": True,
    "superuser": False,
}


def test_bytes(both: Both) -> None:
    """They are hexadecimal here, and any are possible."""
    original = both.original.change("specimen", 1, {"bytea": "ü"})
    generated = both.generated.change("specimen", 1, {"bytea": "c3bc"})
    assert (original.json()["bytea"], generated.json()["bytea"]) == ("ü", "c3bc")
    assert both.generated.change("specimen", 1, {"bytea": "ff00"}).status_code == 200


def test_create_a_user(both: Both) -> None:
    made = both.same(lambda client: client.create("piccolo_user", USER), 201)
    row = both.same(lambda client: client.row("piccolo_user", made["id"]), 200)
    assert row["username"] == "newcomer"
    for client in (both.original, both.generated):
        with Client.logged_in(client.address, "newcomer"):
            pass


@pytest.mark.parametrize("password", ["short", "x" * 129])
def test_passwords_that_are_refused(both: Both, password: str) -> None:
    sent = {**USER, "password": password}
    both.same(lambda client: client.create("piccolo_user", sent), 400)
    values = {"password": password}
    both.same(lambda client: client.change("piccolo_user", 2, values), 400)


def test_change_a_user(both: Both) -> None:
    """Without a password that is typed, the old one stays."""
    changed = {"first_name": "Ann", "password": ""}
    change(both, "piccolo_user", 2, changed)
    for client in (both.original, both.generated):
        with Client.logged_in(client.address, "staff"):
            pass
