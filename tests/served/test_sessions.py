"""How long sessions last, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.served.site import Site
from tests.served.visitor import Visitor, cookies_of

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
EXTENSION = timedelta(minutes=20)
MINUTE = timedelta(minutes=1)


def utc() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


class Session:
    """The newest row of the table."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.key = site.do("keys", table="SessionsBase")[-1]
        self.token = self.row["token"]

    @property
    def ends(self) -> timedelta:
        """How long it lasts from now on if nobody uses it."""
        end: datetime = self.row["expiry_date"]
        return end - utc()

    @property
    def row(self) -> dict[str, Any]:
        return self.site.fetch("SessionsBase", self.key)

    @property
    def is_kept(self) -> bool:
        """SQLite gives the key of the newest row again."""
        if self.key not in self.site.do("keys", table="SessionsBase"):
            return False
        return bool(self.row["token"] == self.token)

    def set(self, **left: timedelta) -> None:
        values = {name: utc() + time for name, time in left.items()}
        self.site.do("update", table="SessionsBase", key=self.key, values=values)


def near(actual: timedelta, expected: timedelta) -> bool:
    return abs(actual - expected) < MINUTE / 2


@pytest.fixture
def visitor(site: Site) -> Iterator[Visitor]:
    """Somebody who has just logged in."""
    with Visitor(site.address) as visitor:
        assert visitor.log_in("staff").status_code == 303
        yield visitor


def test_a_session_lasts_an_hour_and_a_week_at_most(site: Site) -> None:
    with Visitor(site.address) as visitor:
        cookies = cookies_of(visitor.log_in("staff"))
    session = Session(site)
    assert near(session.ends, HOUR)
    assert near(session.row["max_expiry_date"] - utc(), WEEK)
    assert f"max-age={WEEK.total_seconds():.0f}" in cookies["id"]


@pytest.mark.parametrize("left", [EXTENSION + MINUTE, HOUR])
def test_a_session_that_lasts_long_enough_is_left_alone(
    site: Site, visitor: Visitor, left: timedelta
) -> None:
    session = Session(site)
    session.set(expiry_date=left)
    before = session.row
    assert visitor.get("/").status_code == 200
    assert session.row == before


@pytest.mark.parametrize("left", [MINUTE, EXTENSION - MINUTE])
def test_a_session_that_is_used_shortly_before_its_end_is_extended(
    site: Site, visitor: Visitor, left: timedelta
) -> None:
    session = Session(site)
    session.set(expiry_date=left)
    longest = session.row["max_expiry_date"]
    assert visitor.get("/").status_code == 200
    assert near(session.ends, left + EXTENSION)
    assert session.row["max_expiry_date"] == longest


def test_no_use_extends_a_session_beyond_its_longest(
    site: Site, visitor: Visitor
) -> None:
    session = Session(site)
    session.set(expiry_date=MINUTE, max_expiry_date=MINUTE * 2)
    for _ in range(2):
        assert visitor.get("/").status_code == 200
        assert near(session.ends, MINUTE * 2)


@pytest.mark.parametrize("over", ["expiry_date", "max_expiry_date"])
def test_a_session_is_over_when_either_end_has_come(
    site: Site, visitor: Visitor, over: str
) -> None:
    session = Session(site)
    session.set(**{over: timedelta(seconds=-1)})
    before = session.row
    assert "/login/" in visitor.get("/").headers["location"]
    assert session.row == before


def test_sessions_need_not_be_extended(site: Site) -> None:
    with Visitor(site.address, "/fixed") as visitor:
        visitor.log_in("staff")
        session = Session(site)
        session.set(expiry_date=MINUTE)
        assert visitor.get("/").status_code == 200
        assert near(session.ends, MINUTE)


def test_no_session_begins_longer_than_the_longest(site: Site) -> None:
    with Visitor(site.address, "/capped") as visitor:
        visitor.log_in("staff")
    assert near(Session(site).ends, timedelta(minutes=30))


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_the_clock_of_the_server_may_be_in_any_zone(site: Site, zone: str) -> None:
    """Servers of one admin need not even agree."""
    with (
        site.serving("-m", "admin", TZ=zone) as address,
        Visitor(address, "") as there,
        Visitor(site.address) as here,
    ):
        there.log_in("staff")
        session = Session(site)
        assert near(session.ends, HOUR)
        here.client.cookies.set("id", there.session)
        assert here.get("/").status_code == there.get("/").status_code == 200
        session.set(expiry_date=timedelta(seconds=-1))
        assert here.get("/").status_code == there.get("/").status_code == 303


def test_sessions_that_are_over_are_removed_at_log_in(
    site: Site, visitor: Visitor
) -> None:
    old = Session(site)
    old.set(expiry_date=timedelta(seconds=-1))
    visitor.log_in("admin")
    used = Session(site)
    assert not old.is_kept
    visitor.log_in("admin")
    assert used.is_kept


@pytest.mark.parametrize(("age", "kept"), [(14, True), (25, False)])
def test_sessions_of_other_apps_may_be_in_local_time(
    site: Site, visitor: Visitor, age: int, kept: bool
) -> None:
    end = utc() - timedelta(hours=age)
    site.insert("SessionsBase", token=f"other{age}", user_id=1, expiry_date=end)
    other = Session(site)
    visitor.log_in("admin")
    assert other.is_kept is kept


def test_a_session_opens_no_admin_with_other_users(site: Site) -> None:
    """They share the table of sessions, and the first of each has the same key."""
    with Visitor(site.address) as ours, Visitor(site.address, "/members") as theirs:
        ours.log_in("admin")
        theirs.log_in("member")
        keys = site.do("keys", table="SessionsBase")[-2:]
        users = [site.fetch("SessionsBase", key)["user_id"] for key in keys]
        assert users == [1, 1]
        assert ours.get("/").status_code == theirs.get("/").status_code == 200
        tokens = ours.session, theirs.session
        for visitor, token in zip((theirs, ours), tokens, strict=True):
            visitor.client.cookies.clear()
            visitor.client.cookies.set("id", token)
            assert "/login/" in visitor.get("/").headers["location"]
            assert visitor.get("/api/user/").status_code == 401


def test_sessions_are_in_the_database_of_users(site: Site) -> None:
    """They are read by one query."""
    said = "session_table: not in the database of auth_table"
    assert site.do("elsewhere_error") == said
