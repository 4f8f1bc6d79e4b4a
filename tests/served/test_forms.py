"""Forms of the user's own: with a page of their own, and drawn from their model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import pytest

from tests.served.pages import Element, read
from tests.served.site import Site
from tests.served.visitor import CSRF, Visitor, type_over

pytestmark = pytest.mark.one_database

ANNOUNCEMENT = "/forms/announcement/"
EVERYTHING = "/forms/every-%26-%3Cthing%3E/"
BOOKING = "/forms/book-seats/"

TYPED = {"title": "Open day", "audience": "staff", "start": "2999-12-31"}

BOOKED = {
    "guest": "Ada",
    "seats": "2",
    "first": "2030-01-01",
    "last": "2030-01-02",
    "pin": "1234",
}


@pytest.fixture(scope="module")
def visitor(site: Site) -> Iterator[Visitor]:
    """Someone who uses the admin that was given forms."""
    with Visitor.logged_in(site, "staff", "/forms") as visitor:
        yield visitor


def form_of(page: Element) -> Element:
    (form,) = [form for form in page.all("form") if form.button("Send")]
    return form


def send(
    visitor: Visitor, path: str, typed: Mapping[str, str], untick: str = ""
) -> Any:
    """Open a form, type over some of its controls, and send it."""
    entries = form_of(visitor.page(path)).values()
    return visitor.post(path, type_over(entries, typed, untick))


def done(visitor: Visitor, path: str, typed: Mapping[str, str]) -> Element:
    response = send(visitor, path, typed)
    assert response.status_code == 200, read(response.text).alert
    return read(response.text)


def message(page: Element) -> str:
    return next(page.all(role="status")).text.strip()


def received(page: Element) -> dict[str, str]:
    """What the endpoint got, as Python writes it."""
    values: dict[str, str] = json.loads(message(page))
    return values


def test_a_form_with_a_page_of_its_own(superuser: Visitor) -> None:
    page = superuser.page(ANNOUNCEMENT)
    assert page.one("h1").words == "Announcement"
    entries = dict(form_of(page).values())
    assert entries["audience"] == "everyone"
    assert entries["start"] > "2020-01-01"
    sent = done(superuser, ANNOUNCEMENT, TYPED)
    assert message(sent) == "“Open day” begins on 2999-12-31."
    assert sent.links["Use again"] == f"/admin{ANNOUNCEMENT}"


def test_a_refusal_keeps_what_was_typed(superuser: Visitor) -> None:
    typed = {**TYPED, "start": "2000-01-01", "text": "One\nTwo <b>"}
    response = send(superuser, ANNOUNCEMENT, typed)
    assert response.status_code == 422
    page = read(response.text)
    assert "This day has passed." in page.alert
    entries = dict(form_of(page).values())
    assert {name: entries[name] for name in typed} == {
        **typed,
        "text": "One\r\nTwo <b>",
    }


def test_what_is_wrong_stands_beside_its_field(superuser: Visitor) -> None:
    typed = {"title": "", "audience": "nobody", "start": "soon"}
    response = send(superuser, ANNOUNCEMENT, typed)
    assert response.status_code == 422
    page = read(response.text)
    assert page.error("title") == "This field is required."
    assert page.error("audience") == "Choose one of the options."
    assert page.error("start") == "Enter a date, such as 2024-01-31."
    assert page.links["Start"] == "#start"
    longer = send(superuser, ANNOUNCEMENT, {**TYPED, "title": "x" * 81})
    assert "at most 80" in read(longer.text).error("title")


def test_forms_in_another_language(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/options") as visitor:
        page = visitor.page(ANNOUNCEMENT)
        assert page.one("h1").words == "Ankündigung"
        assert "Ankündigung" in page.one("nav", id="page-sidebar").links
        assert page.one("option", value="staff").words == "Belegschaft"


def test_forms_in_the_sidebar(visitor: Visitor) -> None:
    sidebar = visitor.page(EVERYTHING).one("nav", id="page-sidebar")
    assert sidebar.links["Announcement"] == f"/forms{ANNOUNCEMENT}"
    assert sidebar.links["Every & <thing>"] == f"/forms{EVERYTHING}"
    assert sidebar.links["Import/Export"] == "/forms/forms/import%2Fexport/"
    assert "Forms" in [heading.words for heading in sidebar.all("h2")]
    groups = {
        group.one("summary").words: [*group.links] for group in sidebar.all("details")
    }
    assert groups == {
        "Checks": ["Every & <thing>", "Nothing"],
        "Files": ["Import/Export", "Bytes"],
    }
    (current,) = [a for a in sidebar.all("a") if "aria-current" in a.attributes]
    assert current.words == "Every & <thing>"


def test_forms_on_the_first_page(visitor: Visitor) -> None:
    tiles = [list_.links for list_ in visitor.page("/").all("ul", **{"class": "tiles"})]
    assert any("Announcement" in links for links in tiles)
    assert any("Bytes" in links for links in tiles)


def test_every_default_comes_back(visitor: Visitor) -> None:
    values = received(done(visitor, EVERYTHING, {}))
    nulls = {name for name, value in values.items() if value == "None"}
    assert nulls == {name for name in values if name.endswith("_null")}
    assert {name: values[name] for name in values if name not in nulls} == {
        "yes": "True",
        "whole": "7",
        "broken": "2.5",
        "price": "Decimal('9.9')",
        "line": "'Hello'",
        "lines": "'one\\ntwo'",
        "address": "'ada@example.com'",
        "words": "['a', 'b']",
        "numbers": "{1}",
        "day": "datetime.date(1999, 12, 31)",
        "clock": "datetime.time(12, 30)",
        "moment": "datetime.datetime(1999, 12, 31, 12, 30)",
        "there": (
            "datetime.datetime(1999, 12, 31, 12, 30, tzinfo=datetime.timezone.utc)"
        ),
        "long": "datetime.timedelta(seconds=3600)",
        "key": "UUID('00000000-0000-0000-0000-000000000007')",
        "data": "b'\\x00\\xff'",
        "size": "'small'",
        "count": "2",
        "colour": "<Colour.DARK_RED: 'r'>",
        "place": "Place(street='Elm Street', number=1)",
        "facts": "{'a': 1}",
        "either": "'x'",
        "renamed": "3",
    }


CHANGES: dict[str, tuple[str, str]] = {
    "yes_null": ("false", "False"),
    "whole_null": ("12", "12"),
    "price_null": ("0.10", "Decimal('0.10')"),
    "line_null": ("", "''"),
    "address_null": ("", "None"),
    "words": ("[]", "[]"),
    "words_null": ('["x, y"]', "['x, y']"),
    "numbers": ("[1, 2, 2]", "{1, 2}"),
    "day_null": ("2024-02-29", "datetime.date(2024, 2, 29)"),
    "clock_null": ("23:59", "datetime.time(23, 59)"),
    "moment_null": ("2024-01-31T13:45", "datetime.datetime(2024, 1, 31, 13, 45)"),
    "long_null": ("1d 2h", "datetime.timedelta(days=1, seconds=7200)"),
    "size_null": ("very_large", "'very_large'"),
    "count": ("1", "1"),
    "colour_null": ("b", "<Colour.BLUE: 'b'>"),
    "place": (
        '{"street": "Oak Lane", "number": 2}',
        "Place(street='Oak Lane', number=2)",
    ),
}


def test_every_kind_of_value_can_be_typed(visitor: Visitor) -> None:
    typed = {name: text for name, (text, _value) in CHANGES.items()}
    entries = form_of(visitor.page(EVERYTHING)).values()
    kept = [entry for entry in entries if entry[0] != "line_null__null"]
    response = visitor.post(EVERYTHING, type_over(kept, typed, ""))
    values = received(read(response.text))
    wanted = {name: value for name, (_text, value) in CHANGES.items()}
    assert {name: values[name] for name in wanted} == wanted


WRONG = {
    "whole": ("7.5", "Enter a whole number."),
    "whole_null": ("-1", "more than 0"),
    "broken": ("much", "Enter a number."),
    "address": ("nobody", "Enter an email address."),
    "words": ("a", "Enter a list"),
    "numbers": ('["x"]', "Item 1: This value is not of the right kind."),
    "day": ("", "This field is required."),
    "long": ("a while", "Enter a duration"),
    "key": ("x", "Enter a UUID."),
    "size": ("huge", "Choose one of the options."),
    "colour": ("red", "Choose one of the options."),
    "place": ("{", "not valid JSON"),
    "facts": ('{"a": "b"}', "This value is not of the right kind."),
    "renamed": ("three", "Enter a whole number."),
}


def test_all_that_is_wrong_is_told_at_once(visitor: Visitor) -> None:
    typed = {name: text for name, (text, _error) in WRONG.items()}
    response = send(visitor, EVERYTHING, typed)
    assert response.status_code == 422
    page = read(response.text)
    for name, (text, error) in WRONG.items():
        assert error in page.error(name), name
        assert dict(form_of(page).values())[name] == text


def test_labels_and_controls(visitor: Visitor) -> None:
    page = visitor.page(EVERYTHING)
    labels = {
        label.attributes["for"]: label.words
        for label in page.all("label")
        if "for" in label.attributes
    }
    assert labels["whole_null"] == "Whole null"
    assert labels["renamed"] == "Called so"
    assert "Help!" in page.one(id="renamed-help").words
    assert "All of <it>." in page.one("main").words
    assert page.one("select", id="colour").one("option", value="r").words == "Dark red"
    assert page.one("input", id="day").attributes["type"] == "date"
    assert page.one("input", id="line").attributes["maxlength"] == "40"
    assert page.one("span", id="there-unit").words == "UTC"
    booking = visitor.page(BOOKING)
    for name in ("guest", "seats", "first"):
        assert "required" in booking.one("input", id=name).attributes
    assert "required" not in booking.one("input", id="note").attributes


def test_what_is_not_async(visitor: Visitor) -> None:
    page = done(visitor, BOOKING, BOOKED)
    assert message(page) == "staff books\n2 <seats> for Ada."


def test_a_rule_of_the_whole_model(visitor: Visitor) -> None:
    response = send(visitor, BOOKING, {**BOOKED, "last": "2029-01-01"})
    assert response.status_code == 422
    assert "The last day is before the first." in read(response.text).alert


def test_rules_of_fields(visitor: Visitor) -> None:
    response = send(visitor, BOOKING, {**BOOKED, "guest": "", "seats": "5"})
    page = read(response.text)
    assert page.error("guest") == "This field is required."
    assert page.error("seats") == "Enter 4 or less."


def test_a_refusal_of_the_function(visitor: Visitor) -> None:
    response = send(visitor, BOOKING, {**BOOKED, "guest": "Nobody"})
    assert response.status_code == 422
    page = read(response.text)
    assert "Nobody is not <welcome>." in page.alert
    entries = dict(form_of(page).values())
    assert entries["guest"] == "Nobody"
    assert entries["pin"] == ""


def test_without_an_answer_it_was_sent(visitor: Visitor) -> None:
    assert message(done(visitor, "/forms/nothing/", {})) == "The form was sent."


@pytest.mark.parametrize(
    ("path", "kind", "content"),
    [
        ("/forms/import%2Fexport/", "text", "a,ß\n".encode()),
        ("/forms/bytes/", "bytes", b"\x00\xff"),
    ],
)
def test_a_file_is_sent(visitor: Visitor, path: str, kind: str, content: bytes) -> None:
    response = send(visitor, path, {})
    assert response.status_code == 200
    assert response.content == content
    assert response.headers["content-type"].startswith("text/csv")
    disposition = response.headers["content-disposition"]
    start, _quotes, names = disposition.partition("''")
    assert start == "attachment; filename*=utf-8"
    name, _semicolon, plain = names.partition("; ")
    assert unquote(name) == f'"söme"\r\n/{kind}.csv'
    assert plain == f'filename="_s_me___/{kind}.csv"'


def test_any_other_response_is_sent(visitor: Visitor) -> None:
    response = send(visitor, "/forms/go/", {})
    assert response.status_code == 303
    assert response.headers["location"] == "https://films.example/"


def test_a_bug_in_a_form_is_no_refusal(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/forms") as visitor:
        assert send(visitor, "/forms/fail/", {}).status_code == 500


def test_a_form_writes(site: Site, visitor: Visitor) -> None:
    path = "/forms/add-label/"
    page = done(visitor, path, {"name": "formed"})
    assert message(page) == "formed was added."
    assert site.fetch("Label", "formed")["note"] == "by a form"
    assert send(visitor, path, {"name": "refused"}).status_code == 422
    assert "refused" not in site.do("keys", table="Label")
    site.do("delete", table="Label", key="formed")


def test_unknown_forms(visitor: Visitor, superuser: Visitor) -> None:
    for path in ("/forms/none/", "/forms/", "/forms/announcement/more/"):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {}).status_code == 404
    assert superuser.get(BOOKING).status_code == 404


def test_strangers_log_in_first(site: Site, stranger: Visitor) -> None:
    response = stranger.get(ANNOUNCEMENT)
    assert response.status_code == 303
    assert "/login/?next=" in response.headers["location"]
    assert stranger.post(ANNOUNCEMENT, TYPED).status_code == 303


def test_forms_need_the_token(superuser: Visitor) -> None:
    response = superuser.post(ANNOUNCEMENT, {**TYPED, CSRF: "forged"})
    assert response.status_code == 403


def test_read_only(site: Site) -> None:
    with Visitor.logged_in(site, "admin", "/read-only") as visitor:
        page = visitor.page(ANNOUNCEMENT)
        assert page.one("input", id="title").attributes["name"] == "title"
        assert not [form for form in page.all("form") if form.button("Send")]
        response = visitor.post(ANNOUNCEMENT, TYPED)
        assert response.status_code == 405
        assert "read-only" in read(response.text).text


def test_forms_with_one_address_are_refused(site: Site) -> None:
    """Weakness 31 of Piccolo Admin, where the last one silently wins."""
    error = site.do("form_error", names=["Send Mail", "send mail"])
    assert "'Send Mail'" in error
    assert "'send mail'" in error
    assert "/forms/send-mail/" in error
    assert "announcement" in site.do("form_error", names=["Announcement"])
    assert "needs a name" in site.do("form_error", names=[" "])
    assert site.do("form_error", names=["Send mail", "Send mails"]) == ""
