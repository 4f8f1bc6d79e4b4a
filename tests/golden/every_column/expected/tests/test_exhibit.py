"""Exhibits can be listed, added, changed and deleted."""

from __future__ import annotations

from urllib.parse import urlencode

from exhibits.tables import Exhibit

from .conftest import Admin

PATH = "/tables/exhibit/"

TYPED = {
    "varchar": "Example",
    "varchar_unlimited": "Example",
    "varchar_null": "Example",
    "varchar_renamed": "Example",
    "char": "Exa",
    "slug": "Example",
    "email": "someone@example.com",
    "email_null": "someone@example.com",
    "secret": "not to be seen",
    "secret_null": "not to be seen",
    "text": "Example",
    "text_null": "Example",
    "small_int": "7",
    "integer": "7",
    "integer_null": "7",
    "big_int": "7",
    "numeric": "2.5",
    "numeric_digits": "2.5",
    "decimal_null": "2.5",
    "real": "2.5",
    "float_null": "2.5",
    "double_precision": "2.5",
    "date": "2024-01-31",
    "date_null": "2024-01-31",
    "time": "13:45:00",
    "time_null": "13:45:00",
    "timestamp": "2024-01-31T13:45:00",
    "timestamptz": "2024-01-31T13:45:00",
    "timestamptz_null": "2024-01-31T13:45:00",
    "interval": "1d 2h 30m",
    "interval_null": "1d 2h 30m",
    "boolean": "true",
    "boolean_null": "true",
    "varchar_choices": "#c0392b",
    "varchar_choices_null": "#c0392b",
    "choice_labels": "",
    "integer_choices": "1",
    "boolean_choices": "true",
    "numeric_choices": "0",
    "date_choices_null": "2026-01-01",
    "interval_choices": "1d",
    "array_choices": '["#c0392b"]',
    "no_choices": "Example",
    "uuid": "0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11",
    "uuid_null": "0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11",
    "json_value": '{"a": 1}',
    "json_null": '{"a": 1}',
    "jsonb_value": '{"a": 1}',
    "bytea": "00ff",
    "blob_null": "00ff",
    "array_varchar": "[]",
    "array_integer": "[]",
    "array_null": "[]",
    "array_nested": "[]",
    "parent": "7",
    "unknown": "Example",
}

FILTERED = [
    "varchar",
    "varchar_unlimited",
    "varchar_null",
    "varchar_renamed",
    "char",
    "slug",
    "email",
    "email_null",
    "text",
    "text_null",
    "small_int",
    "integer",
    "integer_null",
    "big_int",
    "numeric",
    "numeric_digits",
    "decimal_null",
    "real",
    "float_null",
    "double_precision",
    "date",
    "date_null",
    "time",
    "time_null",
    "timestamp",
    "timestamptz",
    "timestamptz_null",
    "interval",
    "interval_null",
    "boolean",
    "boolean_null",
    "varchar_choices",
    "varchar_choices_null",
    "choice_labels",
    "integer_choices",
    "boolean_choices",
    "numeric_choices",
    "date_choices_null",
    "interval_choices",
    "no_choices",
    "uuid",
    "uuid_null",
    "unknown",
]


def test_list(admin: Admin) -> None:
    assert admin.get(PATH).status_code == 200


def test_every_column_can_be_sorted_by(admin: Admin) -> None:
    for link in admin.links(PATH, "__order="):
        assert admin.get(PATH + link).status_code == 200


def test_add(admin: Admin) -> None:
    key = admin.add(PATH, Exhibit, TYPED)
    assert admin.link(f"{PATH}edit/", key) in admin.get(f"{PATH}?__page_size=1000").text


def test_every_filter_finds_its_row(admin: Admin) -> None:
    key = admin.add(PATH, Exhibit, TYPED)
    for name in FILTERED:
        page = admin.get(f"{PATH}?{urlencode({name: TYPED[name]})}&__page_size=1000")
        assert admin.link(f"{PATH}edit/", key) in page.text


def test_saving_what_is_shown_changes_nothing(admin: Admin) -> None:
    key = admin.add(PATH, Exhibit, TYPED)
    before = admin.row(Exhibit, key)
    address = admin.link(f"{PATH}edit/", key)
    assert admin.post(address, admin.controls(address)).status_code == 303
    assert admin.row(Exhibit, key) == before


def test_secrets_are_never_shown(admin: Admin) -> None:
    key = admin.add(PATH, Exhibit, TYPED)
    stored = admin.row(Exhibit, key)["secret"]
    for address in (PATH, admin.link(f"{PATH}edit/", key)):
        page = admin.get(address).text
        assert stored not in page
        assert TYPED["secret"] not in page


def test_wrong_input_is_refused(admin: Admin) -> None:
    response = admin.post(f"{PATH}add/", TYPED | {"email": "nobody"})
    assert response.status_code == 422
    assert 'id="email-error"' in response.text


def test_rest(admin: Admin) -> None:
    answer = admin.send("POST", PATH, TYPED)
    assert answer.status_code == 201, answer.text
    (found,) = answer.json()[0].values()
    address = admin.link(PATH, found)
    row = admin.send("GET", address).json()
    assert row in admin.send("GET", PATH).json()["rows"]
    name = "varchar"
    changed = admin.send("PATCH", address, {name: TYPED[name]})
    assert changed.json()[name] == row[name]
    assert admin.send("DELETE", address).status_code == 204
    assert admin.send("GET", address).status_code == 404


def test_rest_says_what_it_has(admin: Admin) -> None:
    for part in ("schema", "ids", "count", "references", "new"):
        assert admin.send("GET", f"{PATH}{part}/").status_code == 200


def test_delete(admin: Admin) -> None:
    key = admin.add(PATH, Exhibit, TYPED)
    address = admin.link(f"{PATH}delete/", key)
    assert admin.get(address).status_code == 200
    assert admin.post(address, {}).status_code == 303
    assert admin.get(address).status_code == 404
