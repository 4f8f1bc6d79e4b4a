"""The language of a page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import SESSION, Visitor

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
}
HEADINGS = {"de": "Filme", "en": "Movies"}


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
