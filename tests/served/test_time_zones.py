"""Moments are shown and typed in the zone of the person, and stored in UTC."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from tests.served.browsing import button, log_in
from tests.served.pages import Typed, read
from tests.served.rows import moments
from tests.served.site import PASSWORD, Site
from tests.served.test_round_trip import CHANCE, made
from tests.served.visitor import Visitor, edit, save_unchanged

pytestmark = pytest.mark.thorough

TABLE = "specimen"
UTC = datetime.timezone.utc
VIENNA = "Europe/Vienna"
ZONES = [VIENNA, "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]
AGAIN = datetime.datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
"""Half past two in Vienna for the second time: clocks have been put back."""


@pytest.fixture
def key(site: Site) -> Iterator[Any]:
    key = site.insert(
        "Specimen",
        varchar="Zones",
        timestamptz=datetime.datetime(2026, 1, 15, 12, 30, tzinfo=UTC),
        timestamptz_null=AGAIN,
        array_timestamptz=[AGAIN - datetime.timedelta(hours=1), AGAIN],
    )
    yield key
    site.do("delete", table="Specimen", key=key)


@pytest.fixture
def viennese(site: Site) -> Iterator[Visitor]:
    with Visitor.logged_in(site, "admin") as visitor:
        visitor.client.cookies.set("time_zone", VIENNA)
        yield visitor


def shown(visitor: Visitor, key: Any) -> Typed:
    return Typed(visitor.page(edit(TABLE, key)).editor.entries())


def test_moments_are_shown_in_the_zone(
    viennese: Visitor, superuser: Visitor, key: Any
) -> None:
    local = shown(viennese, key)
    assert local["timestamptz"] == "2026-01-15T13:30"
    assert local["timestamptz_null"] == "2026-10-25T02:30:00+01:00"
    first, second = "2026-10-25T02:30:00", "2026-10-25T02:30:00+01:00"
    assert local["array_timestamptz"] == f'["{first}", "{second}"]'
    page = viennese.page(edit(TABLE, key))
    assert page.one(id="timestamptz-unit").words == VIENNA
    cells = viennese.page(f"/tables/{TABLE}/?__order=-id").column("Timestamptz")
    assert "2026-01-15 13:30 CET" in cells
    assert shown(superuser, key)["timestamptz"] == "2026-01-15T12:30"
    assert superuser.page(edit(TABLE, key)).one(id="timestamptz-unit").words == "UTC"


@pytest.mark.parametrize("zone", ZONES)
def test_any_moment_is_exact_in_any_zone(
    site: Site, viennese: Visitor, zone: str
) -> None:
    viennese.client.cookies.set("time_zone", zone)

    @CHANCE
    @given(moments(site, timezones=st.just(UTC)))
    def check(moment: datetime.datetime) -> None:
        row = {"timestamptz": moment, "array_timestamptz": [moment, None]}
        with made(site, {"varchar": "Any", **row}) as key:
            save_unchanged(site, viennese, TABLE, key)
            local = shown(viennese, key)
            names = ["timestamptz_null", "array_timestamptz"]
            typed = {"timestamptz_null": local["timestamptz"]}
            typed["array_timestamptz"] = local["array_timestamptz"]
            assert viennese.save(edit(TABLE, key), typed).status_code == 303
            stored = site.fetch("Specimen", key)
            assert [stored[name] for name in names] == [moment, [moment, None]]

    check()


STORED = [
    ("2026-07-01 14:00", datetime.datetime(2026, 7, 1, 12, tzinfo=UTC)),
    ("2026-10-25T02:30", AGAIN - datetime.timedelta(hours=1)),
    ("2026-10-25T02:30+01:00", AGAIN),
    ("2026-01-01T00:00Z", datetime.datetime(2026, 1, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize(("typed", "value"), STORED)
def test_moments_are_typed_in_the_zone(
    site: Site, viennese: Visitor, key: Any, typed: str, value: datetime.datetime
) -> None:
    response = viennese.save(edit(TABLE, key), {"timestamptz": typed})
    assert response.status_code == 303, read(response.text).alert
    assert site.fetch("Specimen", key)["timestamptz"] == value


def test_a_time_that_clocks_skip_is_refused(viennese: Visitor, key: Any) -> None:
    page = viennese.refused(edit(TABLE, key), {"timestamptz": "2026-03-29T02:30"})
    assert VIENNA in page.error("timestamptz")


def test_lists_are_filtered_in_the_zone(viennese: Visitor, key: Any) -> None:
    path = f"/tables/{TABLE}/?timestamptz=2026-01-15T13:30&varchar=Zones"
    assert viennese.page(path).column("Varchar") == ["Zones"]
    assert VIENNA in viennese.page(path).one(**{"class": "filters"}).words
    assert not list(viennese.page(path.replace("13:30", "12:30")).all("table"))


def test_a_zone_is_chosen(site: Site, key: Any) -> None:
    address = edit(TABLE, key)
    with Visitor.logged_in(site, "admin") as visitor:
        visitor.client.cookies.set("browser_time_zone", "Asia/Kathmandu")
        assert shown(visitor, key)["timestamptz"] == "2026-01-15T18:15"
        answer = visitor.post(
            "/time-zone/", {"time_zone": VIENNA, "next": f"/admin{address}"}
        )
        assert answer.headers["location"] == f"/admin{address}"
        assert shown(visitor, key)["timestamptz"] == "2026-01-15T13:30"
        visitor.post("/time-zone/", {"time_zone": ""})
        assert shown(visitor, key)["timestamptz"] == "2026-01-15T18:15"


@pytest.mark.parametrize("name", ["Nowhere/Else", "../../etc/passwd", "", "a" * 5000])
def test_what_is_no_zone_is_utc(superuser: Visitor, key: Any, name: str) -> None:
    cookies = f"id={superuser.session}; time_zone={quote(name)}"
    response = superuser.get(edit(TABLE, key), cookie=cookies)
    assert read(response.text).one(id="timestamptz-unit").words == "UTC"
    if name:
        assert superuser.post("/time-zone/", {"time_zone": name}).status_code == 400


def test_nobody_is_led_elsewhere(superuser: Visitor) -> None:
    answer = superuser.post("/time-zone/", {"next": "https://example.com/"})
    assert answer.headers["location"] == "/admin/"


@pytest.mark.browser
def test_the_zone_of_the_browser(site: Site, browser: Browser, key: Any) -> None:
    context = browser.new_context(base_url=site.address, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto("/admin/")
    log_in(page, PASSWORD)
    page.goto(f"/admin{edit(TABLE, key)}")
    moment = page.get_by_label("Timestamptz", exact=True)
    expect(moment).to_have_value("2026-01-15T21:30")
    expect(moment).to_have_accessible_description("Asia/Tokyo")
    page.get_by_role("link", name="Time zone: Asia/Tokyo").click()
    page.get_by_label("Show and type them in").select_option(VIENNA)
    button(page, "Save").click()
    expect(moment).to_have_value("2026-01-15T13:30")
    expect(moment).to_have_accessible_description(VIENNA)
    context.close()
