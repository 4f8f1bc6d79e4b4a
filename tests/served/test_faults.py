"""What other admins get wrong, and this one must not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.served.pages import read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import PAGES, Visitor, add, edit

# Data


@pytest.mark.parametrize(
    ("names", "secret", "typed"),
    [
        (("SessionsBase", "sessions"), "token", {"user_id": "1000001"}),
        (
            ("AuthenticatorSecret", "authenticator_secret"),
            *("secret", {"device_name": "Phone"}),
        ),
    ],
)
def test_saving_keeps_secret_columns(
    site: Site,
    superuser: Visitor,
    names: tuple[str, str],
    secret: str,
    typed: dict[str, str],
) -> None:
    table, name = names
    key = site.insert(table, **{secret: "kept"}, user_id=10**6)
    for changes in ({}, typed):
        assert superuser.save(edit(name, key), changes).status_code == 303
        assert site.fetch(table, key)[secret] == "kept"
    site.do("delete", table=table, key=key)


def test_what_is_not_sent_of_a_new_row_has_its_default(
    site: Site, superuser: Visitor
) -> None:
    typed = {"title": "Hardly typed", "year": "1999", "director": "1"}
    key = add(site, superuser, typed, "Movie", "movie")
    row = site.fetch("Movie", key)
    assert (row["genre"], row["certificate"], row["votes"]) == ("drama", 12, 0)
    assert row["running_time"].total_seconds() == 2 * 60 * 60
    assert row["rating"] is None
    site.do("delete", table="Movie", key=key)


@pytest.mark.parametrize("number", [0, -1, -32768])
def test_keys_below_one_are_reached(
    site: Site, superuser: Visitor, number: int
) -> None:
    site.insert("Door", number=number)
    assert superuser.save(edit("door", number), {"colour": "blue"}).status_code == 303
    assert site.fetch("Door", number)["colour"] == "blue"
    assert superuser.post(f"/tables/door/delete/{number}/", {}).status_code == 303
    assert number not in site.do("keys", table="Door")


# Rights


def test_only_a_read_only_admin_is_called_so(superuser: Visitor) -> None:
    response = superuser.post("/tables/movie/export/", {})
    assert response.status_code == 405
    assert "read-only" not in response.text


# Lists


@pytest.fixture
def warlike(site: Site) -> Iterator[int]:
    """A film of no genre that can be chosen."""
    values = {"title": "Warlike", "year": 1901, "director": 1, "genre": "warlike"}
    key = site.insert("Movie", **values)
    yield key
    site.do("delete", table="Movie", key=key)


def test_choices_are_not_found_by_a_part_of_them(
    superuser: Visitor, warlike: int
) -> None:
    for query, found in [
        ("genre=war", False),
        ("genre=war&genre__operator=ne", True),
    ]:
        page = superuser.page(f"/tables/movie/?{query}&title=warlike")
        assert bool([*page.all("table")]) is found


def test_totals_count_what_fits_the_filters(superuser: Visitor, warlike: int) -> None:
    page = superuser.page("/tables/movie/?title=warlike")
    assert "Showing 1 to 1 of 1" in page.text


def test_lists_link_to_rows_found_by_another_column_than_the_key(
    site: Site, superuser: Visitor
) -> None:
    """A foreign key with a ``target_column``."""
    key = site.insert("Specimen", varchar="Referring", director_name="Agnès Varda")
    director = site.do("find", table="Director", column="name", value="Agnès Varda")
    page = superuser.page("/tables/specimen/?__order=-id&__page_size=1")
    assert page.links["Agnès Varda"] == f"/admin/tables/director/edit/{director}/"
    site.do("delete", table="Specimen", key=key)


def test_null_is_asked_for_only_where_it_can_be(superuser: Visitor) -> None:
    page = superuser.page("/tables/movie/")
    filters = page.one("details", **{"class": "filters"})
    for column, nullable in [("director", False), ("studio", True), ("rating", True)]:
        (how,) = filters.all("select", name=f"{column}__operator")
        offered = {option.attributes["value"] for option in how.all("option")}
        assert ({"is_null", "not_null"} <= offered) is nullable
    independent = superuser.page("/tables/movie/?studio__operator=is_null")
    assert set(independent.column("Studio")) == {"null"}


@pytest.mark.parametrize("many", [False, True])
def test_deleting_the_last_row_of_the_last_page_shows_other_rows(
    site: Site, superuser: Visitor, many: bool
) -> None:
    names = [f"last page {number}" for number in range(4)]
    for name in names:
        site.insert("Label", name=name)
    query = "?name=last+page&__order=name&__page_size=3"
    page = superuser.page(f"/tables/label/{query}&__page=2")
    assert page.column("Name") == [names[3]]
    if many:
        rows = [("__key", names[3]), ("__number", "1")]
        response = superuser.post(f"/tables/label/bulk/delete/{query}&__page=2", rows)
    else:
        response = superuser.post("/tables/label/delete/last%20page%203/", {})
    page = read(superuser.client.get(response.headers["location"]).text)
    assert names[0] in page.column("Name")
    assert names[3] not in page.column("Name")
    gone = superuser.page(f"/tables/label/{query}&__page=2")
    assert "There are no rows on this page." in gone.text
    first = gone.links["Go to the first page"]
    assert superuser.page(f"/tables/label/{first}").column("Name") == names[:3]
    site.do("delete_many", table="Label", keys=names)


def test_an_empty_list_is_a_file_with_headings(superuser: Visitor) -> None:
    response = superuser.get("/tables/movie/export/?title=zzzz&__columns=id,title")
    assert response.status_code == 200
    assert response.text.splitlines() == ['"id","title"']


def test_rows_that_refer_to_one_are_in_lists_that_there_are(superuser: Visitor) -> None:
    page = superuser.page(edit("director", 1))
    section = page.one("section", **{"class": "references"})
    assert section.links
    for address in section.links.values():
        assert superuser.client.get(address).status_code == 200


# Speed


def test_nobody_waits_while_another_logs_in(site: Site) -> None:
    """Hashing a password takes long on purpose."""
    stored = f"pbkdf2_sha256$6000000$salt${'0' * 64}"
    key = site.insert("BaseUser", username="slow", password=stored, active=True)
    with (
        Visitor(site.address) as slow,
        Visitor(site.address) as other,
        ThreadPoolExecutor() as threads,
    ):
        assert slow.token
        answer = threads.submit(slow.log_in, "slow", PASSWORD)
        time.sleep(0.2)
        assert other.get("/login/").status_code == 200
        assert not answer.done()
        assert answer.result().status_code == 401
    site.do("delete", table="BaseUser", key=key)


def test_no_model_is_built_per_request(site: Site, superuser: Visitor) -> None:
    def visit() -> int:
        for path in PAGES:
            superuser.get(path)
        superuser.post("/tables/movie/add/", {})
        superuser.get("/tables/movie/?year=1999")
        return int(site.do("models"))

    assert visit() == visit()


def test_no_list_is_counted_to_its_end(site: Site, superuser: Visitor) -> None:
    names = [f"crowd {number:05}" for number in range(10_005)]
    site.do("insert_many", table="Label", rows=[{"name": name} for name in names])
    page = superuser.page("/tables/label/")
    assert "Showing 1 to 15 of 10,000+" in page.text
    page = superuser.page("/tables/label/?name=crowd&__order=name")
    counted = superuser.page("/tables/label/?name=crowd&__total=true")
    assert "Showing 1 to 15 of 10,000+" in counted.text
    last = superuser.page(f"/tables/label/{page.links['Last']}")
    assert last.column("Name")[-1] == names[-1]
    site.do("delete_many", table="Label", keys=names)
