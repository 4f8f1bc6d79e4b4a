"""Where Piccolo Admin is wrong, the generated admin is not the same.

Each test says what Piccolo Admin answers, so that it is known when that changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import pytest

from tests.rest.client import Client
from tests.rest.compared import Ask, Both
from tests.rest.twins import Twins
from tests.served.site import PASSWORD


def statuses(both: Both, ask: Ask) -> tuple[int, int]:
    """Piccolo Admin's, and ours."""
    original, generated = both.each(ask)
    return original.status_code, generated.status_code


def refused(both: Both, ask: Ask, before: int, named: str) -> None:
    """Piccolo Admin answers ``before``; ours names what is wrong."""
    original, generated = both.each(ask)
    assert original.status_code == before
    assert generated.status_code in {400, 422}, generated.text
    assert named in generated.text


MALFORMED: dict[str, tuple[str, dict[str, Any], int, str]] = {
    # Errors of the server, in Piccolo Admin: weakness 22.
    "order by nothing": ("movie", {"__order": "nope"}, 500, "nope"),
    "order by nothing else": ("movie", {"__order": "-year,nope"}, 500, "nope"),
    "one value twice": ("movie", {"year": ["1950", "1960"]}, 500, "year"),
    "one value as a list": ("movie", {"year[]": ["1950", "1960"]}, 500, "year"),
    # Taken for something: weaknesses 14, 22.
    "no limit": ("movie", {"__page_size": -1}, 200, "__page_size"),
    "order by a secret": (
        "vault",
        {"__order": "hint", "__visible_fields": "id"},
        200,
        "hint",
    ),
    "order by another secret": (
        "piccolo_user",
        {"__order": "password"},
        200,
        "password",
    ),
    "filter by a secret": ("piccolo_user", {"password": "x"}, 400, "password"),
    "filter by whether there is a secret": (
        "vault",
        {"hint__operator": "is_null", "__visible_fields": "id"},
        400,
        "hint",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_parameters_are_refused(both: Both, name: str) -> None:
    table, asked, before, named = MALFORMED[name]
    if both.engine == "postgres" and name == "no limit":
        before = 500  # PostgreSQL knows no negative ones.
    refused(both, lambda client: client.rows(table, **asked), before, named)


def test_filters_by_documents_are_refused_or_work(both: Both) -> None:
    """Weakness 22: an error of the server on PostgreSQL, which cannot compare JSON."""
    asked = {"print_details": "{}"}
    original, generated = both.each(lambda client: client.rows("movie", **asked))
    assert original.status_code == (500 if both.engine == "postgres" else 200)
    assert generated.status_code in {200, 400, 422}


def test_enormous_keys_are_refused(both: Both) -> None:
    """Weakness 22: no column holds the number, so that there cannot be such a row."""
    original, generated = both.each(lambda client: client.row("movie", 2**70))
    assert original.status_code == 500
    assert generated.status_code in {400, 404, 422}


def test_rows_that_cannot_be_shown(both: Both) -> None:
    """Rows with empty addresses, with null in lists, or with a required secret."""
    ask: list[Ask] = [
        lambda client: client.rows("specimen", __page_size=100),
        lambda client: client.row("specimen", 2),
        lambda client: client.rows("vault"),
        lambda client: client.row("vault", 1),
    ]
    for each in ask:
        assert statuses(both, each) == (500, 200)


def test_secrets_cannot_be_read(both: Both) -> None:
    client = both.generated
    fields = "id,code,hint"
    for answer in (
        client.rows("vault"),
        client.row("vault", 1),
        client.rows("vault", __visible_fields=fields),
        client.row("vault", 1, __visible_fields=fields),
        client.change("vault", 1, {"name": "Second"}),
    ):
        assert answer.status_code < 500
        assert "1234" not in answer.text
        assert "Birthday" not in answer.text


def test_passwords_cannot_be_read(both: Both) -> None:
    client = both.generated
    for answer in (
        client.rows("piccolo_user"),
        client.row("piccolo_user", 1),
        client.change("piccolo_user", 2, {"first_name": "Ann"}),
    ):
        assert answer.status_code == 200
        assert "pbkdf2" not in answer.text


def test_secrets_survive_what_was_read(both: Both) -> None:
    """Weakness 2: Piccolo Admin shows null, takes it back, and the secret is gone."""
    row = {"name": "First", "code": "", "hint": None}
    answer = both.generated.change("vault", 1, row)
    assert answer.status_code == 200, answer.text
    stored = both.site.fetch("Vault", 1)
    assert (stored["code"], stored["hint"]) == ("1234", "Birthday")


def test_replaced_passwords_are_hashed(both: Both) -> None:
    """Weakness 1: Piccolo Admin stores what was sent."""
    row = {
        "username": "staff",
        "password": "another horse",
        "email": "staff@example.com",
        "active": True,
        "admin": True,
        "superuser": False,
        "first_name": None,
        "last_name": None,
    }
    answer = both.generated.replace("piccolo_user", 2, row)
    assert answer.status_code == 204, answer.text
    assert both.site.fetch("BaseUser", 2)["password"].startswith("pbkdf2_")
    with contextlib.closing(Client(both.generated.address)) as staff:
        assert staff.log_in("staff", "another horse").status_code == 200


def test_replacing_runs_what_the_owner_added(both: Both) -> None:
    """Weakness 20: hooks are called for PATCH, and not for PUT."""
    for send in (both.generated.replace, both.generated.change):
        assert send("door", 2, {"colour": "hooked blue"}).status_code < 300
        assert both.site.fetch("Label", "changed hooked blue")["note"] == "by a hook"
        refusal = send("door", 2, {"colour": "hooked, and refused"})
        assert refusal.status_code == 422
        assert "A hook says no." in refusal.text
        assert both.site.fetch("Door", 2)["colour"] == "hooked blue"
        both.site.do("delete", table="Label", key="changed hooked blue")
        both.site.do("update", table="Door", key=2, values={"colour": "green"})


def test_rules_of_the_form_are_asked(both: Both) -> None:
    answer = both.generated.create("door", {"number": 13, "colour": "red"})
    assert answer.status_code == 422
    assert "Number 13 is not red." in answer.text


@pytest.mark.parametrize("word", ["null", "NULL", "Null"])
def test_text_called_null_stays_text(both: Both, word: str) -> None:
    """Weakness 5."""
    original, generated = both.each(
        lambda client: client.change("movie", 1, {"original_title": word})
    )
    assert original.json()["original_title"] is None
    assert generated.json()["original_title"] == word
    assert both.site.fetch("Movie", 1)["original_title"] == word


def test_text_called_null_can_be_searched(both: Both) -> None:
    """Weakness 5: Piccolo Admin looks for the text None."""
    both.site.do("update", table="Movie", key=2, values={"original_title": "The null"})
    answer = both.generated.rows("movie", original_title="null")
    assert [row["id"] for row in answer.json()["rows"]] == [2]
    both.generated.has_written = True


def test_typed_keys_are_kept(both: Both) -> None:
    """Weakness 7: Piccolo Admin saves the row with an empty key."""
    original, generated = both.each(
        lambda client: client.create("label", {"name": "typed", "note": "n"})
    )
    assert original.json() == [{"name": ""}]
    assert (generated.status_code, generated.json()) == (201, [{"name": "typed"}])
    assert both.site.fetch("Label", "typed")["note"] == "n"


def test_typed_keys_are_unique(both: Both) -> None:
    answer = both.generated.create("label", {"name": "blue", "note": "n"})
    assert answer.status_code == 422
    assert both.site.fetch("Label", "blue")["note"] == "Of blue"


def test_omitted_columns_take_their_defaults(both: Both) -> None:
    """Weakness 8: Piccolo Admin inserts null, or fails to."""
    needed = {"title": "Playtime", "year": 1967, "director": 1}
    original, generated = both.each(lambda client: client.create("movie", needed))
    assert original.status_code == 422
    assert generated.status_code == 201, generated.text
    row = both.site.fetch("Movie", generated.json()[0]["id"])
    assert (row["genre"], row["certificate"], row["votes"]) == ("drama", 12, 0)
    assert row["in_colour"] is True
    assert row["added_at"] is not None


@pytest.mark.parametrize("key", ["a/b", "a%2Fb"])
def test_keys_with_slashes(both: Both, key: str) -> None:
    """Weakness 27: no path of Piccolo Admin's leads there."""
    assert statuses(both, lambda client: client.row("label", key)) == (404, 200)


def test_ranges_count_what_was_found(both: Both) -> None:
    """Weakness 24: Piccolo Admin counts all rows."""
    asked = {"title": "Metropolis", "__range_header": "true"}
    original, generated = both.each(lambda client: client.rows("movie", **asked))
    found = len(generated.json()["rows"])
    assert original.headers["content-range"] == f"movie 0-{found - 1}/205"
    assert generated.headers["content-range"] == f"movie 0-{found - 1}/{found}"


def test_choices_are_found_whole(both: Both) -> None:
    """Weakness 21: Piccolo Admin looks for what contains it."""
    original, generated = both.each(lambda client: client.rows("movie", genre="rom"))
    assert original.json()["rows"]
    assert generated.status_code in {400, 422} or generated.json()["rows"] == []


def test_choices_other_than_one(both: Both) -> None:
    """Weakness 21: Piccolo Admin finds those with it."""
    asked = {"genre": "drama", "genre__operator": "ne", "__page_size": 300}
    original, generated = both.each(lambda client: client.rows("movie", **asked))
    assert {row["genre"] for row in original.json()["rows"]} == {"drama"}
    genres = {row["genre"] for row in generated.json()["rows"]}
    assert len(genres) > 5
    assert "drama" not in genres


@pytest.mark.parametrize("sign", ["%", "_"])
@pytest.mark.parametrize("match", ["contains", "starts", "ends"])
def test_signs_of_patterns_are_text(both: Both, sign: str, match: str) -> None:
    """Weakness 21."""
    asked = {"title": sign, "title__match": match}
    original, generated = both.each(lambda client: client.rows("movie", **asked))
    assert original.json()["rows"]
    assert generated.json()["rows"] == []


def test_signs_of_patterns_are_text_in_searches(both: Both) -> None:
    original, generated = both.each(
        lambda client: client.of_table("movie", "ids", search="%")
    )
    assert len(original.json()) == 205
    assert generated.json() == {}


@pytest.mark.postgres
def test_parameters_need_not_be_neighbours(both: Both) -> None:
    """Weakness 19: of repeated ones Piccolo Admin sees those that stand together. (On
    SQLite it cannot look into lists.)
    """
    path = "/api/tables/movie/?languages[]=fr&__page_size=300&languages[]=en"
    original, generated = both.each(lambda client: client.get(path))
    spoken = [row["languages"] for row in generated.json()["rows"]]
    assert spoken
    assert all({"fr", "en"} <= set(languages) for languages in spoken)
    assert len(original.json()["rows"]) > len(spoken)


def test_null_in_a_column_without_is_refused_by_name(both: Both) -> None:
    """Before the database is asked, whose words Piccolo Admin passes on."""
    original, generated = both.each(lambda c: c.change("movie", 1, {"votes": None}))
    assert (original.status_code, generated.status_code) == (422, 422)
    assert set(original.json()) == {"db_error"}
    assert generated.json()["detail"][0]["loc"][-1] == "votes"


def test_columns_go_by_their_names(both: Both) -> None:
    """Piccolo Admin reads one name and writes another, that of the database."""
    values = {"varchar_renamed": "new"}
    original, generated = both.each(lambda c: c.change("specimen", 1, values))
    assert original.status_code == 422
    assert generated.json()["varchar_renamed"] == "new"


def test_people_without_rights_get_no_session(strangers: Both) -> None:
    """Weakness 16: Piccolo Admin lets them in, and then refuses everything."""
    for name in ("customer", "retired"):
        original, generated = (
            client.log_in(name) for client in (strangers.original, strangers.generated)
        )
        assert original.status_code == 200
        assert generated.status_code == 401
        assert "id=" not in generated.headers.get("set-cookie", "")


@pytest.mark.one_database
def test_successes_are_not_counted(twins: Twins) -> None:
    """Weakness 17: after 20 log-ins Piccolo Admin refuses the whole address."""
    with Both.strangers(twins, "defaults") as both:
        for _ in range(21):
            original, generated = both.each(lambda client: client.log_in("admin"))
        assert (original.status_code, generated.status_code) == (429, 200)


@pytest.mark.one_database
def test_cookies_of_production_are_secure(twins: Twins) -> None:
    """Weakness 15."""
    with Both.strangers(twins, "production") as both:
        original, generated = both.each(lambda client: client.get("/public/meta/"))
        assert "secure" not in original.headers["set-cookie"].lower()
        assert "secure" in generated.headers["set-cookie"].lower()


@pytest.mark.one_database
def test_writing_over_https(twins: Twins) -> None:
    """Weakness 15: where no hosts are configured, Piccolo Admin refuses all of it."""

    def log_in(client: Client) -> httpx.Response:
        client.get("/public/meta/")
        token = client.http.cookies["csrftoken"]
        headers = {
            "X-CSRFToken": token,
            "X-Forwarded-Proto": "https",
            "Origin": client.address.replace("http:", "https:"),
        }
        sent = {"username": "admin", "password": PASSWORD}
        path = client.mount + "/public/login/"
        return client.http.post(path, json=sent, headers=headers)

    with Both.strangers(twins) as both:
        assert statuses(both, log_in) == (403, 200)


@pytest.mark.one_database
def test_files_can_be_seen_where_nothing_can_be_written(twins: Twins) -> None:
    """Weakness 9."""
    with Both.logged_in(twins, "admin", "read-only") as both:
        asked = ("album", "cover", "none.png")
        assert statuses(both, lambda c: c.file_address(*asked)) == (405, 200)


@pytest.mark.one_database
def test_rows_are_kept_from_people_without_the_right(twins: Twins) -> None:
    """What a clerk may do is in tests/served/project/clerk.py."""
    with Client.logged_in(twins.generated, "clerk") as clerk:
        refusals: list[Callable[[], httpx.Response]] = [
            lambda: clerk.create("album", {"title": "x"}),
            lambda: clerk.change("vault", 1, {"name": "x"}),
            lambda: clerk.replace("vault", 1, {"name": "x", "code": "y"}),
            lambda: clerk.delete("vault", 1),
        ]
        for send in refusals:
            assert send().status_code in {403, 404, 405}
        assert "door" not in clerk.get("/api/tables/").json()
        assert clerk.rows("door").status_code in {403, 404}
        assert clerk.row("door", 1).status_code in {403, 404}
        assert clerk.rows("label").json()["rows"] == []
        assert clerk.of_table("label", "count").json()["count"] == 0
        assert clerk.of_table("label", "ids").json() == {}
        assert clerk.row("label", "blue").status_code == 404
