"""The language of a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.served.pages import Element, Typed, read
from tests.served.site import Site
from tests.served.visitor import SESSION, Visitor, cookies_of

pytestmark = pytest.mark.one_database

MOVIES = "/tables/movie/"


def heading(
    visitor: Visitor, mount_cookie: str = "", **headers: str
) -> tuple[str, str]:
    """The language of a page and its heading."""
    if mount_cookie:
        session = visitor.session
        headers["cookie"] = f"{SESSION}={session}; language={mount_cookie}"
    page = read(visitor.get(MOVIES, **headers).text)
    return page.one("html").attributes["lang"], page.one("h1").words


ACCEPTED = {
    "de": "de",
    "de-AT,de;q=0.8,en;q=0.5": "de",
    "DE": "de",
    "fr, de;q=0.1": "de",
    "en, de": "en",
    "de;q=0.2, en;q=0.9": "en",
    "fr": "en",
    "de;q=x": "en",
    ";q=,,;": "en",
    "*": "en",
    "fa-IR": "fa",
    "zh": "zh-CN",
    "zh-Hans-SG": "zh-CN",
    "en-GB, de": "en",
}
HEADINGS = {"de": "Filme", "en": "Movies", "fa": "Movies", "zh-CN": "Movies"}


@pytest.mark.parametrize(("header", "language"), ACCEPTED.items())
def test_browsers_ask_for_a_language(
    superuser: Visitor, header: str, language: str
) -> None:
    shown = heading(superuser, **{"accept-language": header})
    assert shown == (language, HEADINGS[language])


def test_people_choose_a_language(superuser: Visitor) -> None:
    assert heading(superuser, "de") == ("de", "Filme")
    assert heading(superuser, "en", **{"accept-language": "de"})[0] == "en"
    assert heading(superuser, "nope", **{"accept-language": "de"})[0] == "de"
    assert (
        "Zeile anlegen"
        in read(superuser.get(MOVIES, **{"accept-language": "de"}).text).text
    )


def test_only_what_is_offered(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/english") as visitor:
        assert heading(visitor, **{"accept-language": "de"})[0] == "en"


def test_errors_and_the_log_in_page_speak_the_language(stranger: Visitor) -> None:
    for path in ("/login/", "/static/nothing"):
        page = read(stranger.get(path, **{"accept-language": "de"}).text)
        assert page.one("html").attributes["lang"] == "de"


def test_two_languages_at_once(site: Site, superuser: Visitor) -> None:
    token = superuser.session

    def ask(language: str) -> bool:
        with Visitor(site.address) as visitor:
            visitor.client.cookies.set(SESSION, token)
            shown = heading(visitor, **{"accept-language": language})
            return shown == (language, HEADINGS[language])

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, ["de", "en"] * 20))


# The switcher.


@pytest.fixture
def chooser(site: Site) -> Iterator[Visitor]:
    """Someone with cookies of their own."""
    with Visitor.logged_in(site, "staff") as visitor:
        visitor.get("/")
        yield visitor


def menu(page: Element) -> Element:
    return page.one("form", id="page-languages")


def came_from(page: Element) -> str:
    return Typed(menu(page).entries())["back"]


def choose(visitor: Visitor, code: str, **entries: str) -> Any:
    return visitor.post("/language/", {"language": code, **entries})


def test_each_language_is_named_in_itself(chooser: Visitor) -> None:
    buttons = [*menu(chooser.page("/")).all("button", type="submit")]
    named = {one.attributes["value"]: one.words for one in buttons}
    assert named == {
        "de": "Deutsch",
        "en": "English",
        "fa": "فارسی",
        "zh-CN": "简体中文",
    }
    assert {one.attributes["lang"] for one in buttons} == {*named}
    current = [one.words for one in buttons if "aria-current" in one.attributes]
    assert current == ["English"]


@pytest.mark.parametrize("path", [MOVIES, f"{MOVIES}?__order=-year&title=a..b%26c"])
def test_a_choice_leads_back_and_is_remembered(chooser: Visitor, path: str) -> None:
    entries = menu(chooser.page(path)).entries()
    response = chooser.send("/admin/language/", [*entries, ("language", "de")])
    assert response.status_code == 303
    assert response.headers["location"] == f"/admin{path}"
    (cookie,) = cookies_of(response).values()
    assert {"path=/admin", "samesite=lax", "max-age=31536000"} <= {*cookie.split("; ")}
    page = read(chooser.get(path).text)
    assert page.one("html").attributes["lang"] == "de"


def test_strangers_choose_where_they_log_in(stranger: Visitor) -> None:
    path = "/login/?next=/admin/tables/movie/"
    response = choose(stranger, "FA", back=came_from(stranger.page(path)))
    assert response.headers["location"] == f"/admin{path}"
    page = stranger.page(path)
    assert page.one("html").attributes["dir"] == "rtl"
    assert page.one("h1").words
    assert page.one("input", name="next").attributes["value"] == "/admin/tables/movie/"


def test_keys_that_need_escapes_lead_back(site: Site, chooser: Visitor) -> None:
    site.insert("Label", name="a/b?c&d%e ü")
    path = "/tables/label/edit/a%2Fb%3Fc%26d%25e%20%C3%BC/"
    page = chooser.page(path)
    response = choose(chooser, "en", back=came_from(page))
    assert response.headers["location"] == f"/admin{path}"
    site.do("delete", table="Label", key="a/b?c&d%e ü")


OUTSIDE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/admin/../elsewhere/",
    "/admin/%2e%2e/elsewhere/",
    "/admin/\\elsewhere.example",
    "/other/",
    "",
]


@pytest.mark.parametrize("destination", OUTSIDE)
def test_no_choice_leads_elsewhere(chooser: Visitor, destination: str) -> None:
    response = choose(chooser, "en", back=destination)
    assert response.headers["location"] == "/admin/"


@pytest.mark.parametrize("code", ["xx", "fr", "", "../en", "auto"])
def test_an_unknown_language_is_not_found(chooser: Visitor, code: str) -> None:
    response = choose(chooser, code)
    assert response.status_code == 404
    assert "set-cookie" not in response.headers


def test_choosing_needs_a_token_and_a_form(chooser: Visitor) -> None:
    sent = chooser.client.post("/admin/language/", data={"language": "de"})
    assert sent.status_code == 403
    assert chooser.get("/language/?language=de").status_code in {404, 405}


def test_one_language_is_no_choice(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/english") as visitor:
        assert not [*visitor.page("/").all(id="page-languages")]
        visitor.get("/login/")
        assert choose(visitor, "de").status_code == 404


def test_options_in_any_case(site: Site) -> None:
    """And a browser that asks for none of what is offered gets the first of it."""
    with Visitor.logged_in(site, "staff", "/german") as visitor:
        page = read(visitor.get("/", **{"accept-language": "zh-CN"}).text)
        assert page.one("html").attributes["lang"] == "de"
        offered = {one.attributes.get("value") for one in menu(page).all("button")}
        assert offered == {"de", "zh-CN"}
        assert choose(visitor, "ZH-cn").status_code == 303
        page = visitor.page("/")
        assert page.one("html").attributes["lang"] == "zh-CN"


# Dates, numbers and plurals.

WRITTEN = {
    "en": {
        "numeric": "-1234567.5",
        "numeric_digits": "-1234.50",
        "double_precision": "0.25",
        "date": "2024-01-31",
        "time": "07:05:09.250000",
        "timestamp": "2024-01-31 13:45",
        "timestamptz": "2024-01-31 13:45:07 UTC",
        "interval": "-1d 2h 5.5s",
        "bytea": "1 byte",
        "integer": "1979",
    },
    "de": {
        "numeric": "-1.234.567,5",
        "numeric_digits": "-1.234,50",
        "double_precision": "0,25",
        "date": "31.01.2024",
        "time": "07:05:09,25",
        "timestamp": "31.01.2024, 13:45",
        "timestamptz": "31.01.2024, 13:45:07 UTC",
        "interval": "-1 Tg. 2 Std. 5,5 Sek.",
        "bytea": "1 Byte",
        "integer": "1979",
    },
    "fa": {
        "numeric": "-1,234,567.5",
        "numeric_digits": "-1,234.50",
        "date": "31 ژانویه 2024",
        "time": "7:05:09.25",
        "timestamp": "31 ژانویه 2024،\u200f 13:45",
        "interval": "-1 روز 2 ساعت 5.5 ثانیه",
        "bytea": "1 بایت",
        "integer": "1979",
    },
    "zh-CN": {
        "numeric": "-1,234,567.5",
        "numeric_digits": "-1,234.50",
        "date": "2024年1月31日",
        "timestamp": "2024年1月31日 13:45",
        "interval": "-1天 2小时 5.5秒",
        "bytea": "1 字节",
        "integer": "1979",
    },
}


@pytest.fixture(scope="module")
def written(site: Site) -> Iterator[int]:
    day = datetime.datetime(2024, 1, 31, 13, 45)
    key = site.insert(
        "Specimen",
        varchar="Written",
        numeric=Decimal("-1234567.5"),
        numeric_digits=Decimal("-1234.5"),
        double_precision=0.25,
        date=day.date(),
        time=datetime.time(7, 5, 9, 250_000),
        timestamp=day,
        timestamptz=day.replace(second=7, tzinfo=datetime.timezone.utc),
        interval=-datetime.timedelta(days=1, hours=2, seconds=5.5),
        bytea=b"x",
        integer=1979,
    )
    yield key
    site.do("delete", table="Specimen", key=key)


@pytest.mark.parametrize("language", WRITTEN)
def test_values_are_written_as_the_language_does(
    superuser: Visitor, written: int, language: str
) -> None:
    path = f"/tables/specimen/?id={written}"
    page = read(superuser.get(path, **{"accept-language": language}).text)
    headings = [one.words for one in page.one("thead").all("th")]
    (row,) = page.one("tbody").all("tr")
    cells = dict(zip(headings, row.all("td"), strict=True))
    labels = {name: name.replace("_", " ").capitalize() for name in WRITTEN[language]}
    shown = {name: cells[label].words for name, label in labels.items()}
    assert shown == WRITTEN[language]


@pytest.mark.parametrize("language", WRITTEN)
def test_what_is_typed_is_the_same_in_every_language(
    superuser: Visitor, written: int, language: str
) -> None:
    path = f"/tables/specimen/edit/{written}/"
    page = read(superuser.get(path, **{"accept-language": language}).text)
    typed = Typed(page.one("form", **{"class": "editor"}).entries())
    assert typed["numeric"] == "-1234567.5"
    assert typed["date"] == "2024-01-31"
    assert typed["timestamp"].startswith("2024-01-31T13:45")
    assert typed["interval"] == "-1d 2h 5.5s"


TOTALS = {"de": "1 bis 4 von 205", "fa": "1 تا 4 از 205", "zh-CN": "共 205 行"}


@pytest.mark.parametrize("language", TOTALS)
def test_sentences_of_lists(superuser: Visitor, language: str) -> None:
    path = f"{MOVIES}?__page_size=4"
    page = read(superuser.get(path, **{"accept-language": language}).text)
    assert TOTALS[language] in page.text


# What is wrong is told in the language, too.

WRONG = {
    "integer": "1.5",
    "varchar": "x" * 100,
    "json_value": "{",
    "array_integer": "[[1]]",
    "email": "nobody",
}


def test_refusals_speak_the_language(superuser: Visitor) -> None:
    """Weakness 43 of Piccolo Admin, and what Pydantic would say."""
    told = {}
    for language in ("en", "de"):
        page = read(
            superuser.post(
                "/tables/specimen/add/",
                {"varchar": "x", **WRONG},
                **{"accept-language": language},
            ).text
        )
        told[language] = {name: page.error(name) for name in WRONG}
    for name in WRONG:
        assert told["en"][name]
        assert told["de"][name] != told["en"][name] != ""
    assert told["de"]["json_value"].endswith("siehe Zeile 1, Zeichen 2.")
    refusal = "Element 1: Dieser Wert ist nicht von der richtigen Art."
    assert told["de"]["array_integer"] == refusal


def test_errors_have_no_english_detail(superuser: Visitor) -> None:
    page = read(superuser.post(MOVIES, {}, **{"accept-language": "de"}).text)
    assert page.one("h1").words == "Nicht möglich"
    assert "Method" not in page.text


def test_passwords_are_refused_in_the_language(superuser: Visitor) -> None:
    user = {"username": "short", "password": "x", "email": "short@example.com"}
    path = "/tables/piccolo_user/add/"
    response = superuser.post(path, user, **{"accept-language": "de"})
    assert read(response.text).error("password") == "Bitte 6 bis 128 Zeichen verwenden."
    stored = {**user, "password": "pbkdf2_sha256$1$x$y"}
    response = superuser.post(path, stored, **{"accept-language": "de"})
    assert "Passwort" in read(response.text).error("password")
