"""Nothing that is typed or sent is taken for SQL, markup or a path, or is a bug."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from playwright.sync_api import Dialog, Page

from tests.served.pages import Element, read
from tests.served.routes import TABLES, contents
from tests.served.site import Site
from tests.served.visitor import CSRF, Visitor

pytestmark = pytest.mark.thorough

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"

HOSTILE: list[str | bytes] = [
    SCRIPT,
    "' OR '1'='1' --",
    "1) UNION SELECT password FROM piccolo_user --",
    "%' ESCAPE '",
    "{} %s $1 :name ?",
    "{{ 7 * 7 }}{% raw %}",
    "\0",
    b"\xed\xa0\x80\xff\xfe",
    "9" * 400,
    "-9223372036854775809",
    "1e999999",
    "9999-12-31T23:59:59.999999-23:59",
    "../../../etc/passwd",
]


def escaped(value: str | bytes) -> str:
    return quote(value, safe="") if isinstance(value, str) else quote_from_bytes(value)


def name_of(value: str | bytes) -> str:
    return str(value)[:20].encode("unicode_escape").decode()


def check(response: Any) -> Element:
    """Everything is an ordinary page, and none of it runs."""
    assert response.status_code < 500
    if response.headers.get("content-type", "").startswith("application/json"):
        return Element("")
    page = read(response.text)
    for element in page.all():
        assert element.tag != "script" or not element.text
        assert not any(name.startswith("on") for name in element.attributes)
        for name in ("href", "src", "action", "formaction"):
            address = element.attributes.get(name, "").strip().lower()
            assert not address.startswith(("javascript:", "data:", "//"))
    assert "root:" not in response.text
    return page


@pytest.fixture(scope="module")
def unchanged(site: Site) -> Iterator[None]:
    before = contents(site)
    yield
    assert contents(site) == before


@pytest.fixture(scope="module")
def operators(superuser: Visitor) -> dict[str, dict[str, list[str]]]:
    """How each column can be filtered; these tables have all types and keys."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in ("label", "lists", "specimen", "sticker"):
        page = superuser.page(f"/tables/{table}/")
        form = page.one("details", **{"class": "filters"}).one("form")
        offered = {
            choice.attributes["name"].removesuffix("__operator"): [
                option.attributes["value"] for option in choice.all("option")
            ]
            for choice in form.all("select", **{"class": "how"})
        }
        names = {n for n, _ in form.values() if not n.endswith(("__operator", "__to"))}
        found[table] = {
            name: offered.get(name, [""])
            for name in names
            if not name.startswith("__page") and name != "__order"
        }
    return found


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("value", HOSTILE, ids=name_of)
@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
def test_filters(
    superuser: Visitor,
    operators: dict[str, dict[str, list[str]]],
    value: str | bytes,
    last: bool,
) -> None:
    """All columns at once; then only those that take the value, so that it is asked."""
    for table, columns in operators.items():
        asked = {
            name: [o for o in known if not o.endswith("null")][-1 if last else 0]
            for name, known in columns.items()
        }
        page = check(superuser.get(filtered(table, asked, value)))
        taken = {n: operator for n, operator in asked.items() if not page.error(n)}
        response = superuser.get(filtered(table, taken, value))
        check(response)
        assert response.status_code == 200


def filtered(table: str, asked: dict[str, str], value: str | bytes) -> str:
    parts = []
    for name, operator in asked.items():
        parts.append(f"{name}={escaped(value)}")
        parts += [f"{name}__operator={operator}"] if operator else []
        parts += [f"{name}__to={escaped(value)}"] if operator == "between" else []
    return f"/tables/{table}/?{'&'.join(parts)}"


ELSEWHERE = [
    *("__order", "__page", "__page_size", "__after", "__before", "__last"),
    *("__columns", "__delimiter", "__readable", "__dialog", "nope"),
    *("title__operator", "year__operator", "year__to"),
]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("value", HOSTILE, ids=name_of)
def test_other_parameters(
    superuser: Visitor, stranger: Visitor, value: str | bytes
) -> None:
    given = escaped(value)
    for name in ELSEWHERE:
        for page in ("", "export/"):
            check(superuser.get(f"/tables/movie/{page}?{name}={given}"))
    for query in (f"?__after={given}", f"?__before={given}", f"search/?q={given}"):
        check(superuser.get(f"/tables/label/{query}"))
        check(superuser.get(f"/tables/studio/{query}"))
    check(superuser.get(f"/tables/movie/search/?q=a&__page={given}"))
    check(superuser.get(f"/time-zone/?next={given}"))
    check(stranger.get(f"/login/?next={given}"))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("value", HOSTILE, ids=name_of)
def test_keys_and_paths(superuser: Visitor, value: str | bytes) -> None:
    given = escaped(value)
    for path in (
        "tables/movie/edit/{}/",
        "tables/label/delete/{}/",
        "forms/{}/",
        "{}/",
    ):
        response = superuser.get(f"/{path.format(given)}")
        check(response)
        assert response.status_code in {303, 307, 404}
    assert superuser.get(f"/static/{given}").status_code == 404
    assert superuser.get(f"/static/vendor/..%2f{given}").status_code == 404


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("value", HOSTILE, ids=name_of)
def test_what_is_sent(
    superuser: Visitor, stranger: Visitor, value: str | bytes
) -> None:
    """To pages that need no row, in every field that they have and some that not."""
    given = value if isinstance(value, str) else value.decode(errors="replace")
    names = ["language", "back", "next", "time_zone", "username", "password", "code"]
    names += ["__key", "__number", "__change", "__all", "__then", "subject", "title"]
    entries = [(name, given) for name in names]
    for path in (
        *("/language/", "/time-zone/", "/forms/announcement/", "/change-password/"),
        *("/tables/movie/bulk/delete/", "/tables/movie/bulk/update/", "/mfa/"),
        "/tables/movie/add/",
    ):
        response = superuser.post(path, entries)
        check(response)
        assert response.headers.get("location", "/admin/").startswith("/admin/")
    response = stranger.post("/login/code/", entries)
    check(response)


COOKIES = ["id", "csrftoken", "message", "theme", "language", "time_zone", "code"]


@pytest.mark.parametrize("name", [*COOKIES, "browser_time_zone"])
def test_cookies(superuser: Visitor, name: str) -> None:
    session = "" if name == "id" else f"id={superuser.session}; "
    for value in HOSTILE:
        cookie = {"Cookie": f"{session}{name}={escaped(value)}"}
        for path in ("/login/", "/tables/movie/", "/login/code/"):
            check(superuser.client.get(f"/admin{path}", headers=cookie))


BODIES = [
    (b"{}", "application/json"),
    (b"csrftoken=TOKEN", "text/plain"),
    (b"csrftoken=TOKEN&name=\xed\xa0\x80\xff&name=%00", ""),
    (b"k=v&" * 20_000, ""),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"nothing", "multipart/form-data"),
]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("body", "kind"), BODIES, ids=lambda part: str(part)[:30])
def test_bodies_that_are_no_form(superuser: Visitor, body: bytes, kind: str) -> None:
    response = superuser.client.post(
        "/admin/tables/label/add/",
        content=body.replace(b"TOKEN", superuser.token.encode()),
        headers={
            "Content-Type": kind or "application/x-www-form-urlencoded",
            "Origin": superuser.address,
        },
    )
    check(response)
    assert response.status_code in {400, 403, 413, 422}


LONG = [
    "__order=" + "id,-title," * 4000 + "id",
    "__order=" + "-" * 40_000 + "title",
    "title=" + "%25_" * 9000,
    "&".join(f"title=a{number}" for number in range(4000)),
    "__columns=" + "title," * 6000 + "title",
    "__page=" + "0" * 40_000 + "1",
]


@pytest.mark.parametrize("query", LONG, ids=lambda query: query[:20])
def test_long_questions_are_answered_soon(superuser: Visitor, query: str) -> None:
    start = time.monotonic()
    for page in ("", "export/"):
        assert superuser.get(f"/tables/movie/{page}?{query}").status_code in {200, 400}
    assert time.monotonic() - start < 5


def test_what_is_given_twice_counts_once(superuser: Visitor) -> None:
    for query in (
        "__page=1&__page=2",
        "title=a&title=b",
        "__page_size=5&__page_size=6",
    ):
        assert superuser.get(f"/tables/movie/?{query}").status_code == 200


# Stored


@pytest.fixture
def planted(site: Site) -> Iterator[list[str]]:
    """Rows that hold markup wherever text fits; the addresses where they are shown."""
    director = site.insert("Director", name=SCRIPT, country=SCRIPT, biography=SCRIPT)
    movie = site.insert("Movie", title=SCRIPT, year=1900, director=director)
    ticket = site.insert("Ticket", code="<script>", movie=movie, customer=SCRIPT)
    label = site.insert("Label", name=SCRIPT, note=SCRIPT)
    sticker = site.insert("Sticker", label=label, code="</textarea><b>", shelf=66)
    vault = site.insert("Vault", name=SCRIPT, code=SCRIPT, contents=f'["{SCRIPT[2:]}"]')
    texts = ["varchar", "varchar_null", "text", "text_null", "varchar_unlimited"]
    specimen = site.insert(
        "Specimen",
        **dict.fromkeys(texts, SCRIPT),
        array_varchar=[SCRIPT, "</template><script>alert(1)</script>"],
        json_value='{"</textarea><script>alert(1)</script>": 1}',
        director_name=SCRIPT,
        movie=movie,
    )
    user = site.do(
        "add_user", username=SCRIPT, password="correct horse", active=True, admin=True
    )
    rows = [
        *(("Specimen", specimen), ("Vault", vault), ("Sticker", sticker)),
        *(("Label", label), ("Ticket", ticket), ("Movie", movie)),
        *(("Director", director), ("BaseUser", user)),
    ]
    slugs = {table: name for name, table in TABLES.items()}
    yield [
        f"/tables/{slugs[table]}/{page}"
        for table, key in rows
        for page in (
            *(f"edit/{quote(str(key), safe='')}/", "?__page_size=1000&__order=-id"),
            f"delete/{quote(str(key), safe='')}/",
        )
        if not (table == "Label" and page.startswith("?"))
    ] + ["/tables/label/?__page_size=1000", "/"]
    for table, key in rows:
        site.do("delete", table=table, key=key)


def test_stored_markup_is_text(site: Site, planted: list[str]) -> None:
    """Everywhere, also in the name of who looks at it."""
    with Visitor.logged_in(site, SCRIPT) as visitor:
        for path in planted:
            response = visitor.get(path)
            assert response.status_code == 200, path
            check(response)
            assert SCRIPT not in response.text
            assert "&lt;script" in response.text
        export = visitor.get("/tables/director/export/")
        assert export.headers["content-type"].startswith("text/csv")
        assert export.headers["content-disposition"].startswith("attachment;")
        for table in ("director", "movie", "label"):
            found = visitor.get(f"/tables/{table}/search/?q=alert(1)")
            assert found.headers["content-type"] == "application/json"
            assert found.json()
        keys = site.do("keys", table="Movie")[-1:]
        question = visitor.post("/tables/movie/bulk/update/", [("__key", str(*keys))])
        check(question)


def test_forms_give_markup_back_as_text(superuser: Visitor) -> None:
    for path in ("/tables/movie/add/", "/forms/announcement/", "/tables/label/add/"):
        form = superuser.page(path).one("form", **{"class": "editor"})
        names = [n for n, _ in form.values() if n not in {CSRF, "__shown"}]
        entries = [(name, SCRIPT * 30) for name in names]
        response = superuser.post(path, entries)
        assert response.status_code == 422
        check(response)


@pytest.mark.browser
def test_no_script_runs(site: Site, inside: Page, planted: list[str]) -> None:
    """Also what pages fetch and draw themselves: choices, lists, dialogs."""
    opened: list[str] = []

    def close(dialog: Dialog) -> None:
        opened.append(dialog.type)
        dialog.accept()

    inside.on("dialog", close)
    for path in planted:
        inside.goto(f"/admin{path}")
        assert inside.locator("img[src=x]").count() == 0
    inside.goto(f"/admin/tables/movie/?title={quote(SCRIPT)}&__order=title")
    for path, label in (("movie", "Director"), ("sticker", "Label")):
        inside.goto(f"/admin/tables/{path}/add/")
        inside.get_by_role("combobox", name=label).click()
        inside.keyboard.type("onerror")
        inside.get_by_role("option", name="onerror").first.click()
        assert inside.locator("img[src=x]").count() == 0
    assert set(opened) <= {"beforeunload"}
