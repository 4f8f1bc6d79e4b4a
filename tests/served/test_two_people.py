"""Two people with the same row in front of them, and what is stored besides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.served.pages import read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import Visitor, add, edit, type_over

MOVIE = edit("movie", 3)


def opened(visitor: Visitor, path: str) -> list[tuple[str, str]]:
    return visitor.page(path).editor.entries()


def send(visitor: Visitor, path: str, entries: Any, **typed: str) -> Any:
    return visitor.send(visitor.mount + path, type_over(entries, typed, ""))


def test_changes_of_different_columns_both_stay(site: Site, superuser: Visitor) -> None:
    first = opened(superuser, MOVIE)
    assert superuser.save(MOVIE, {"synopsis": "by the second"}).status_code == 303
    assert send(superuser, MOVIE, first, votes="31").status_code == 303
    stored = site.fetch("Movie", 3)
    assert (stored["synopsis"], stored["votes"]) == ("by the second", 31)


def test_a_change_of_the_same_column_is_told(site: Site, superuser: Visitor) -> None:
    first = opened(superuser, MOVIE)
    assert superuser.save(MOVIE, {"votes": "41"}).status_code == 303
    response = send(superuser, MOVIE, first, votes="42")
    assert response.status_code == 422
    page = read(response.text)
    assert "41" in page.error("votes")
    assert site.fetch("Movie", 3)["votes"] == 41
    # What was typed is still there, and saving it once more is an answer.
    again = page.editor.entries()
    assert ("votes", "42") in again
    assert send(superuser, MOVIE, again).status_code == 303
    assert site.fetch("Movie", 3)["votes"] == 42


@pytest.mark.parametrize("sealed", ["", "{", "[]", "7", "[" * 100_000])
def test_what_was_shown_is_not_told(
    site: Site, superuser: Visitor, sealed: str
) -> None:
    """Then it counts as what is stored."""
    typed = {"votes": "61", "__shown": sealed}
    assert superuser.save(MOVIE, typed).status_code == 303
    assert site.fetch("Movie", 3)["votes"] == 61


def test_what_was_not_sent_stays(site: Site, superuser: Visitor) -> None:
    before = site.fetch("Movie", 3)
    assert superuser.post(MOVIE, {"votes": "51"}).status_code == 303
    assert site.fetch("Movie", 3) == {**before, "votes": 51}


def test_what_is_stored_and_invalid_does_not_block_the_rest(
    site: Site, superuser: Visitor
) -> None:
    key = site.insert("Movie", title="Odd", year=1999, director=1, genre="noir")
    assert superuser.save(edit("movie", key), {"votes": "7"}).status_code == 303
    stored = site.fetch("Movie", key)
    assert (stored["genre"], stored["votes"]) == ("noir", 7)
    page = superuser.refused(edit("movie", key), {"genre": "none of them"})
    assert page.error("genre")
    site.do("delete", table="Movie", key=key)


def test_a_long_label_is_shown_as_text(site: Site, superuser: Visitor) -> None:
    name = "A" * 70 + " onmouseover=alert(1) x="
    key = site.insert("Director", name=name, country="Elsewhere")
    movie = site.insert("Movie", title="Long", year=1998, director=key)
    text = superuser.get("/tables/movie/?__page_size=1000&__order=-id").text
    site.do("delete", table="Movie", key=movie)
    site.do("delete", table="Director", key=key)
    assert f"/tables/movie/edit/{movie}/" in text
    assert "&lt;span" not in text
    assert '<span title="<span' not in text


def test_half_of_a_surrogate_pair_is_refused(site: Site, superuser: Visitor) -> None:
    typed = {"languages": '["\\ud800"]'}
    assert superuser.refused(MOVIE, typed).error("languages")


@pytest.mark.parametrize("change", ["password", "deletion"])
def test_sessions_end_with_the_password_or_the_user(
    site: Site, superuser: Visitor, change: str
) -> None:
    name = f"leaving-{change}"
    typed = {
        "username": name,
        "password": PASSWORD,
        "email": f"{name}@example.com",
        "active": "true",
        "admin": "true",
    }
    key = add(site, superuser, typed, "BaseUser", "piccolo_user")
    with Visitor(site.address, "/admin") as leaving:
        assert leaving.log_in(name).status_code == 303
        assert leaving.get("/").status_code == 200
        if change == "password":
            path = edit("piccolo_user", key)
            assert superuser.save(path, {"password": "another one"}).status_code == 303
        else:
            path = f"/tables/piccolo_user/delete/{key}/"
            assert superuser.post(path, {}).status_code == 303
        assert leaving.get("/").status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "/tables/movie/?__page=" + "0" * 5000 + "1",
        "/tables/movie/?__order=" + "id," * 900,
        "/tables/movie/search/?q=" + "%25" * 9000,
    ],
)
def test_long_addresses_are_no_bug(superuser: Visitor, address: str) -> None:
    assert superuser.get(address).status_code in {200, 400}


@pytest.mark.parametrize("text", ["-999999999d 23h", "9" * 30 + "d"])
def test_endless_intervals_are_refused(superuser: Visitor, text: str) -> None:
    assert superuser.refused(MOVIE, {"running_time": text}).error("running_time")


def test_an_origin_that_is_no_address_is_refused(superuser: Visitor) -> None:
    entries = opened(superuser, MOVIE)
    response = superuser.send(superuser.mount + MOVIE, entries, Origin="http://[")
    assert response.status_code == 403
