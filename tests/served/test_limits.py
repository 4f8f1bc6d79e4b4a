"""Guessing passwords is slowed down, and logging in is not.

The server believes the test's ``X-Forwarded-For``, since both are on one machine.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from scaffold.errors import ToolError
from tests.served.pages import read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import Visitor

pytestmark = pytest.mark.one_database

ADDRESSES = map("203.0.113.{}".format, count(1))
LIMIT = 3


@contextmanager
def visiting(site: Site, mount: str, address: str = "") -> Iterator[Visitor]:
    """Somebody at an address of their own."""
    with Visitor(site.address, mount) as visitor:
        visitor.client.headers["X-Forwarded-For"] = address or next(ADDRESSES)
        yield visitor


def fail(visitor: Visitor, username: str, times: int) -> list[int]:
    return [visitor.log_in(username, "guess").status_code for _ in range(times)]


def test_log_ins_are_never_too_many(site: Site) -> None:
    with visiting(site, "/guarded") as visitor:
        answers = [visitor.log_in("staff").status_code for _ in range(10)]
    assert answers == [303] * 10


def test_too_many_failures(site: Site) -> None:
    with visiting(site, "/guarded") as visitor:
        assert fail(visitor, "someone", LIMIT + 1) == [401] * LIMIT + [429]


def test_the_right_password_helps_nobody_who_is_blocked(site: Site) -> None:
    with visiting(site, "/guarded") as guesser, visiting(site, "/guarded") as owner:
        fail(guesser, "admin", LIMIT)
        response = owner.log_in("admin")
        assert guesser.log_in("staff").status_code == 303
    assert response.status_code == 429
    assert 60 < int(response.headers["retry-after"]) <= 120
    page = read(response.text)
    assert page.one("h1").words == "Too many attempts"
    assert "Try again in 2 minutes." in page.text


def test_a_log_in_clears_the_failures_before_it(site: Site) -> None:
    with visiting(site, "/guarded", next(ADDRESSES)) as visitor:
        for _ in range(2):
            fail(visitor, "staff", LIMIT - 1)
            assert visitor.log_in("staff").status_code == 303


def test_nobody_is_blocked_for_long(site: Site) -> None:
    with visiting(site, "/forgiving") as visitor:
        assert fail(visitor, "staff", 3)[-1] == 429
        assert "Try again in 1 minute." in read(visitor.log_in("staff").text).text
        time.sleep(2)
        assert visitor.log_in("staff").status_code == 303


NETWORKS = [
    ("198.51.100.1", "198.51.100.1", True),
    ("198.51.100.2", "198.51.100.3", False),
    ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
    ("2001:db8:0:2::1", "2001:db8:0:3::1", False),
    ("::ffff:198.51.100.4", "::ffff:198.51.100.5", False),
]


@pytest.mark.parametrize(("here", "there", "blocked"), NETWORKS)
def test_guesses_at_many_names_from_one_address(
    site: Site, here: str, there: str, blocked: bool
) -> None:
    with visiting(site, "/guarded", here) as visitor:
        names = [f"{here} {number}" for number in range(8)]
        answers = [visitor.log_in(name, "").status_code for name in names]
        assert answers == [401] * 8
        assert visitor.log_in("staff").status_code == 429
    with visiting(site, "/guarded", there) as visitor:
        assert visitor.log_in("staff").status_code == (429 if blocked else 303)


def test_a_log_in_does_not_make_up_for_guesses_at_other_names(site: Site) -> None:
    """Or one's own account would be a way around."""
    with visiting(site, "/guarded") as visitor:
        for number in range(8):
            assert visitor.log_in(f"other {number}", "").status_code == 401
            if number < 7:
                assert visitor.log_in("staff").status_code == 303
        assert visitor.log_in("staff").status_code == 429


def test_guesses_at_once_are_no_way_around(site: Site) -> None:
    def guess(number: int) -> int:
        with visiting(site, "/guarded", f"192.0.2.{number}") as visitor:
            return fail(visitor, "everybody", 1)[0]

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(guess, range(8)))
    assert answers == [401] * LIMIT + [429] * 5


def test_servers_count_together_in_a_store_that_they_share(site: Site) -> None:
    with visiting(site, "/one") as one, visiting(site, "/two") as two:
        assert fail(one, "shared", 2) == [401, 401]
        assert fail(two, "shared", 2) == [401, 429]
        assert fail(one, "shared", 1) == [429]


def test_a_store_that_does_not_exist(site: Site) -> None:
    options = {"rate_limit_store": "nowhere://"}
    assert site.do("create_admin_error", options=options) == "ConfigurationError"
    with (
        pytest.raises(ToolError, match="nowhere"),
        site.serving("-m", "admin", ADMIN_RATE_LIMIT_STORE="nowhere://"),
    ):
        pass


def test_guesses_of_whoever_finds_a_session(site: Site) -> None:
    key: Any = site.do(
        "add_user", username="absent", password=PASSWORD, active=True, admin=True
    )
    with Visitor.logged_in(site, "absent", "/guarded") as visitor:
        visitor.client.headers["X-Forwarded-For"] = next(ADDRESSES)
        typed = {"current_password": "guess", "new_password": "longer"}
        path = "/change-password/"
        answers = [visitor.post(path, typed).status_code for _ in range(LIMIT + 1)]
    assert answers == [422] * LIMIT + [429]
    site.do("delete", table="BaseUser", key=key)
