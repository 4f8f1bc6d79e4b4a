"""Addresses, errors, settings and what keeps strangers out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin

import pytest

from tests.served.pages import Element, read
from tests.served.site import PASSWORD, Site
from tests.served.test_round_trip import add
from tests.served.visitor import CSRF, SESSION, Visitor, edit

MARKUP = "<script>alert('x')</script>"
MOVIES = "/tables/movie/"


# Logging in and out


def test_log_in_and_out(stranger: Visitor) -> None:
    assert stranger.get("/").status_code == 303
    welcome = stranger.log_in("admin")
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/admin/")
    token = stranger.client.cookies[SESSION]
    assert "Log out" in stranger.page("/").text
    assert stranger.get("/login/").headers["location"] == "/admin/"

    farewell = stranger.post("/logout/", {})
    assert (farewell.status_code, farewell.headers["location"]) == (
        303,
        "/admin/login/",
    )
    assert SESSION not in stranger.client.cookies
    assert "logged out" in stranger.page("/login/").one(role="status").text
    assert "logged out" not in stranger.page("/login/").text
    stranger.client.cookies.set(SESSION, token)
    assert stranger.get("/").status_code == 303


def test_no_link_logs_people_out(staff: Visitor) -> None:
    assert staff.get("/logout/").status_code in {404, 405}
    assert "Log out" in staff.page("/").text


REFUSED = [
    ("admin", "wrong horse"),
    ("admin", ""),
    ("admin", "x" * 5000),
    ("admin", f"{PASSWORD} "),
    ("nobody", PASSWORD),
    ("", ""),
    ("customer", PASSWORD),
    ("retired", PASSWORD),
    ("' OR 1=1 --", PASSWORD),
    ("admin\0", PASSWORD),
    ("admin", "\0"),
]


@pytest.mark.parametrize(("username", "password"), REFUSED)
def test_log_in_is_refused(stranger: Visitor, username: str, password: str) -> None:
    response = stranger.log_in(username, password)
    assert response.status_code == 401
    assert SESSION not in stranger.client.cookies
    page = read(response.text)
    assert "Wrong user name or password" in page.alert
    assert page.one("input", name="password").attributes.get("value", "") == ""
    if "\0" not in username:
        assert page.one("input", name="username").attributes["value"] == username


def test_people_are_led_back_to_where_they_wanted_to_go(stranger: Visitor) -> None:
    wanted = f"{MOVIES}?__order=-year&__page=2"
    sent = stranger.get(wanted).headers["location"]
    assert sent.startswith("/admin/login/?next=")
    form = read(stranger.client.get(sent).text).one("form", method="post")
    entries = dict(form.values()) | {
        "username": "staff",
        "password": PASSWORD,
    }
    response = stranger.send(form.attributes["action"], [*entries.items()])
    assert response.headers["location"] == f"/admin{wanted}"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "/admin/\\evil.example/",
    "\\\\evil.example/",
    "javascript:alert(1)",
    "/administrator/",
    "/control/",
    "/admin/../control/",
    "/admin/%2e%2e/control/",
    "/admin/\t/evil.example/",
    " https://evil.example/",
    "/admin",
    "",
]


@pytest.mark.parametrize("destination", ELSEWHERE)
def test_nobody_is_led_elsewhere(stranger: Visitor, destination: str) -> None:
    response = stranger.log_in("staff", next=destination)
    assert response.status_code == 303
    led = urljoin(f"{stranger.address}/admin/login/", response.headers["location"])
    path = led.removeprefix(stranger.address)
    assert path.startswith("/admin/")
    assert ".." not in unquote(path)


def test_sessions_of_people_who_lost_their_rights(site: Site) -> None:
    for username in ("customer", "retired"):
        with Visitor.logged_in(site, username) as visitor:
            assert visitor.get("/").status_code == 303


def test_sessions_end(site: Site) -> None:
    with Visitor(site.address, "/brief") as visitor:
        assert visitor.log_in("staff").status_code == 303
        assert visitor.get("/").headers["location"].startswith("/brief/login/")


@pytest.mark.parametrize("token", ["", "nonsense", "é", "' OR 1=1 --", "x" * 3000])
def test_session_tokens_that_are_none(stranger: Visitor, token: str) -> None:
    response = stranger.get("/", cookie=f"{SESSION}={quote(token)}")
    assert response.status_code == 303


def test_session_tokens_are_not_stored(site: Site, stranger: Visitor) -> None:
    stranger.client.cookies.set(SESSION, "chosen-by-someone-else")
    stranger.log_in("staff")
    token = session_of(stranger)
    assert token != "chosen-by-someone-else"
    newest = site.fetch("SessionsBase", site.do("keys", table="SessionsBase")[-1])
    assert token not in str(newest)


def session_of(visitor: Visitor) -> str:
    cookies = [c for c in visitor.client.cookies.jar if c.name == SESSION]
    return str(cookies[-1].value)


def test_guessing_is_slowed_down(site: Site) -> None:
    with Visitor(site.address, "/limited") as visitor:
        tries = [visitor.log_in("staff", "guess").status_code for _ in range(4)]
        assert tries[0] == 401
        assert tries[-1] == 429
        response = visitor.log_in("staff")
        assert response.status_code == 429
        assert "Too many attempts" in read(response.text).one("h1").words
        assert visitor.log_in("admin").status_code == 303


# Cookies, headers and forged requests


def cookies_of(response: Any) -> dict[str, str]:
    """The attributes of each cookie that is set, in lower case."""
    found = {}
    for header in response.headers.get_list("set-cookie"):
        name, _, rest = header.partition("=")
        found[name] = rest.partition(";")[2].lower()
    return found


@pytest.mark.parametrize(
    ("mount", "secure"), [("/admin", False), ("/production", True)]
)
def test_cookies(site: Site, mount: str, secure: bool) -> None:
    with Visitor(site.address, mount) as visitor:
        response = visitor.get("/login/")
        cookies = cookies_of(response)
        token = response.cookies[CSRF]
        response = visitor.send(
            f"{mount}/login/",
            [("username", "staff"), ("password", PASSWORD), (CSRF, token)],
            cookie=f"{CSRF}={token}",
        )
        cookies |= cookies_of(response)
    assert set(cookies) == {CSRF, SESSION}
    for attributes in cookies.values():
        assert "samesite=lax" in attributes
        assert ("secure" in attributes) is secure
    assert "httponly" in cookies[SESSION]
    assert "max-age=604800" in cookies[SESSION]


FORGED = [
    {"token": ""},
    {"token": "wrong"},
    {"token": "é"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "", "referer": "https://evil.example/page"},
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_forged_requests_are_refused(
    site: Site, superuser: Visitor, forged: dict[str, str]
) -> None:
    before = len(site.do("keys", table="Label"))
    typed = {"name": "forged", CSRF: forged.get("token", superuser.token)}
    headers = {name.title(): v for name, v in forged.items() if name != "token"}
    response = superuser.post("/tables/label/add/", typed, **headers)
    assert response.status_code == 403
    page = read(response.text)
    assert page.one("h1").words == "Not allowed"
    assert "/admin/" in page.addresses
    assert len(site.do("keys", table="Label")) == before


def test_requests_without_any_token_are_refused(site: Site, superuser: Visitor) -> None:
    path = "/admin/tables/label/add/"
    response = superuser.send(path, [("name", "forged")])
    assert response.status_code == 403
    with Visitor(site.address) as nobody:
        assert nobody.send("/admin/login/", [(CSRF, "")]).status_code == 403


def test_token_may_come_in_a_header(superuser: Visitor) -> None:
    path = "/admin/tables/label/add/"
    typed = [("name", "x" * 101)]
    headers = {"X-CSRFToken": superuser.token}
    assert superuser.send(path, typed, **headers).status_code == 422


def test_pages_of_allowed_hosts_may_send_forms(site: Site) -> None:
    with Visitor(site.address, "/production") as visitor:
        token = visitor.get("/login/").cookies[CSRF]
        for origin, status in [
            ("https://films.example", 401),
            ("https://films.example.evil.example", 403),
        ]:
            response = visitor.send(
                "/production/login/",
                [(CSRF, token), ("username", "nobody")],
                cookie=f"{CSRF}={token}",
                Origin=origin,
            )
            assert response.status_code == status


ANSWERS = [
    ("GET", "/admin/login/", 200),
    ("GET", "/admin/", 200),
    ("GET", "/admin/tables/movie/", 200),
    ("GET", "/admin/tables/movie/?__page=x", 400),
    ("GET", "/admin/tables/movie/edit/0/", 404),
    ("GET", "/admin/nowhere/", 404),
    ("GET", "/admin/static/admin.css", 200),
    ("GET", "/admin/static/nothing.css", 404),
    ("GET", "/admin/tables/movie/search/", 200),
    ("POST", "/admin/tables/movie/add/", 403),
    ("DELETE", "/admin/tables/movie/add/", 403),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_security_headers(
    site: Site, superuser: Visitor, method: str, path: str, status: int
) -> None:
    headers = {"cookie": ""} if "login" in path else {}
    response = superuser.client.request(method, path, headers=headers)
    assert response.status_code == status
    check_headers(response)


def check_headers(response: Any) -> None:
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "same-origin"
    if response.headers["content-type"].startswith("text/html"):
        assert response.headers["cache-control"] == "no-store"


def test_static_files_are_kept_by_their_version(superuser: Visitor) -> None:
    page = superuser.page("/")
    styles = [link for link in page.addresses if "admin.css" in link]
    response = superuser.client.get(styles[0])
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/app.py"])
def test_nothing_but_static_files_is_given_away(superuser: Visitor, path: str) -> None:
    assert superuser.get(path).status_code in {303, 404}


PAGES = [
    "/",
    "/login/",
    MOVIES,
    f"{MOVIES}add/",
    f"{MOVIES}edit/1/",
    f"{MOVIES}delete/1/",
    "/tables/every_column/",
    "/tables/every_column/edit/4/",
    "/nowhere/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_inline_script_or_style(superuser: Visitor, path: str) -> None:
    page = read(superuser.get(path).text)
    for element in page.all():
        assert element.tag != "style"
        assert element.tag != "script" or "src" in element.attributes
        for name, value in element.attributes.items():
            assert name != "style"
            assert not name.startswith("on")
            assert not value.lower().startswith("javascript:")


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed(superuser: Visitor, path: str) -> None:
    """Every id is there once, and what refers to one finds it."""
    page = read(superuser.get(path).text)
    ids = [
        element.attributes["id"] for element in page.all() if "id" in element.attributes
    ]
    assert len(ids) == len(set(ids))
    for element in page.all():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            assert set(element.attributes.get(name, "").split()) <= set(ids)


# Lists


def test_list(superuser: Visitor) -> None:
    page = superuser.page(MOVIES)
    assert len(page.column("Title")) == 15
    assert "205" in page.text


@pytest.mark.parametrize("heading", ["Title", "Year", "Rating", "Added at"])
def test_headings_sort_and_turn(superuser: Visitor, heading: str) -> None:
    first = superuser.page(MOVIES).links[heading]
    page = superuser.page(MOVIES + first)
    again = page.links[heading]
    assert again != first
    turned = superuser.page(MOVIES + again)
    up = superuser.page(MOVIES + turned.links[heading])
    assert up.column(heading) == page.column(heading)
    assert page.column(heading) != turned.column(heading)
    sorts = [cell.attributes.get("aria-sort") for cell in page.all("th")]
    assert sorts.count("ascending") == 1
    if heading == "Year":
        assert page.column(heading) == sorted(page.column(heading))
        assert turned.column(heading) == sorted(turned.column(heading))[::-1]


def test_every_heading_sorts(superuser: Visitor) -> None:
    headings = superuser.page("/tables/every_column/").one("thead")
    for link in headings.links.values():
        assert superuser.get("/tables/every_column/" + link).status_code == 200
    assert len(headings.links) > 40


def test_going_through_the_pages_shows_every_row_once(superuser: Visitor) -> None:
    path, seen = f"{MOVIES}?__order=-in_colour,year&__page_size=50", []
    while path:
        page = superuser.page(path)
        seen += [row.link("Edit") for row in page.one("tbody").all("tr")]
        following = [*page.all("a", rel="next")]
        path = MOVIES + following[0].attributes["href"] if following else ""
    assert len(seen) == len(set(seen)) == 205


def test_page_after_the_last(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?__page=999999999999&__page_size=1000")
    assert not [*page.all("table")]
    assert "no rows" in page.text


MALFORMED = [
    "__page=0",
    "__page=-1",
    "__page=one",
    "__page=1.5",
    "__page=%00",
    "__page=99999999999999999999",
    "__page=%D9%A3",
    "__page_size=0",
    "__page_size=-1",
    "__page_size=all",
    "__page_size=99999999999999999999",
    "__order=nope",
    "__order=--title",
    "__order=title;DROP%20TABLE%20movie",
    "__order=_label",
    "__order=director.name",
    "__order=%00",
]


@pytest.mark.parametrize("query", MALFORMED)
def test_malformed_addresses_of_lists(superuser: Visitor, query: str) -> None:
    page = superuser.page(f"{MOVIES}?{query}", status=400)
    assert page.one("h1").words == "This address makes no sense"


@pytest.mark.parametrize(
    ("table", "column"),
    [("piccolo_user", "password"), ("sessions", "token"), ("vault", "code")],
)
def test_nothing_is_sorted_by_secrets(
    superuser: Visitor, table: str, column: str
) -> None:
    for order in (column, f"-{column}", f"id,{column}"):
        superuser.page(f"/tables/{table}/?__order={order}", status=400)


# Keys

KEYS = [
    "a/b",
    "/",
    "//",
    "x/",
    "/x",
    "two words",
    " spaces ",
    "add",
    "edit",
    "search",
    "?",
    "a?b=c",
    "#",
    "%2F",
    "%",
    "..",
    ".",
    "../..",
    "~",
    "~..",
    "",
    "a+b",
    "a&b;c",
    "back\\slash",
    "'\"",
    MARKUP,
    "日本 é 👩🏽‍🚀",
    "{key}",
]


@pytest.mark.parametrize("key", KEYS)
def test_any_key_can_stand_in_an_address(
    site: Site, superuser: Visitor, key: str
) -> None:
    """Found by its link, as a browser follows it; saved, and deleted."""
    site.insert("Label", name=key, note="the one")
    page = superuser.page("/tables/label/?__page_size=1000")
    (row,) = [row for row in page.all("tr") if "the one" in row.text]
    path = row.link("Edit").removeprefix("/admin")
    assert superuser.save(path, {"note": "after"}).status_code == 303
    assert site.fetch("Label", key)["note"] == "after"
    path = path.replace("/edit/", "/delete/", 1)
    form = deletion(superuser.page(path))
    response = superuser.send(form.attributes["action"], form.entries())
    assert response.status_code == 303
    assert key not in site.do("keys", table="Label")


def deletion(page: Element) -> Element:
    (form,) = [form for form in page.all("form") if form.button("Delete")]
    return form


def test_natural_key_is_typed_once(site: Site, superuser: Visitor) -> None:
    typed = {"name": "new/key", "note": ""}
    assert add(site, superuser, typed, "Label", "label") == "new/key"
    page = superuser.page(edit("label", quote("new/key", safe="")))
    assert not [*page.editor.all(name="name")]
    response = superuser.post("/tables/label/add/", typed)
    assert response.status_code == 422
    assert read(response.text).error("name")
    site.do("delete", table="Label", key="new/key")


UNKNOWN = [
    ("movie", "999999"),
    ("movie", "0"),
    ("movie", "-1"),
    ("movie", "abc"),
    ("movie", "1.5"),
    ("movie", ""),
    ("movie", "%00"),
    ("movie", "%FF"),
    ("movie", "１"),
    ("movie", "2147483648"),
    ("movie", "9223372036854775807"),
    ("movie", "9223372036854775808"),
    ("movie", "9" * 5000),
    ("every_column", "9223372036854775807"),
    ("every_column", "-9223372036854775809"),
    ("door", "32768"),
    ("studio", "nobody"),
    ("studio", "00000000-0000-0000-0000-000000000000"),
    ("label", "nothing"),
    ("label", "%00"),
    ("label", "%FF"),
    ("nowhere", "1"),
]


@pytest.mark.parametrize(("table", "key"), UNKNOWN)
def test_unknown_rows(superuser: Visitor, table: str, key: str) -> None:
    for page in ("edit", "delete"):
        path = f"/tables/{table}/{page}/{key}/"
        assert superuser.page(path, status=404).one("h1").words == "Not found"
        assert superuser.post(path, {"name": "x"}).status_code == 404


# Rights


WRITES = ["/tables/label/add/", "/tables/label/edit/x/", "/tables/label/delete/x/"]


def test_read_only(site: Site) -> None:
    site.insert("Label", name="read only")
    with Visitor(site.address, "/read-only") as visitor:
        assert visitor.log_in("admin").status_code == 303
        for path in ("/", "/tables/label/", edit("label", "read%20only")):
            page = visitor.page(path)
            words = [e.words for e in page.all() if e.tag in {"a", "button"}]
            assert {"Add row", "Save", "Delete"}.isdisjoint(words)
        for path in WRITES:
            response = visitor.post(path, {"name": "x"})
            assert response.status_code == 405
            assert "read-only" in read(response.text).text
        assert visitor.post("/logout/", {}).status_code == 303
    site.do("delete", table="Label", key="read only")


@pytest.mark.parametrize(
    ("table", "name"), [("BaseUser", "piccolo_user"), ("SessionsBase", "sessions")]
)
def test_only_superusers_change_who_can_log_in(
    site: Site, staff: Visitor, table: str, name: str
) -> None:
    key = site.do("keys", table=table)[0]
    assert staff.get(f"/tables/{name}/").status_code == 200
    assert staff.get(edit(name, key)).status_code == 200
    for path in ("add/", f"edit/{key}/", f"delete/{key}/"):
        response = staff.post(f"/tables/{name}/{path}", {"superuser": "true"})
        assert response.status_code == 403
        assert read(response.text).one("h1").words == "Not allowed"


# Passwords

USER = {
    "username": "newcomer",
    "email": "newcomer@example.com",
    "active": "true",
    "admin": "true",
    "superuser": "false",
}


@pytest.fixture
def newcomer(site: Site, superuser: Visitor) -> Iterator[Any]:
    typed = {**USER, "password": "first secret"}
    key = add(site, superuser, typed, "BaseUser", "piccolo_user")
    yield key
    site.do("delete", table="BaseUser", key=key)


def password_of(site: Site, key: Any) -> str:
    return str(site.fetch("BaseUser", key)["password"])


def test_passwords_are_hashed(
    site: Site, superuser: Visitor, stranger: Visitor, newcomer: Any
) -> None:
    first = password_of(site, newcomer)
    assert first.startswith("pbkdf2_sha256$")
    page = superuser.get(edit("piccolo_user", newcomer)).text
    assert "pbkdf2" not in page
    assert "first secret" not in page
    assert superuser.save(edit("piccolo_user", newcomer)).status_code == 303
    assert password_of(site, newcomer) == first
    assert stranger.log_in("newcomer", "first secret").status_code == 303


def test_new_passwords_are_hashed(
    site: Site, superuser: Visitor, stranger: Visitor, newcomer: Any
) -> None:
    first = password_of(site, newcomer)
    typed = {"password": "second secret", "first_name": "Nina"}
    assert superuser.save(edit("piccolo_user", newcomer), typed).status_code == 303
    second = password_of(site, newcomer)
    assert second.startswith("pbkdf2_sha256$")
    assert second != first
    assert stranger.log_in("newcomer", "first secret").status_code == 401
    assert stranger.log_in("newcomer", "second secret").status_code == 303


BAD_PASSWORDS = ["short", "x" * 129, "pbkdf2_sha256$1$salt$hash"]


@pytest.mark.parametrize("password", BAD_PASSWORDS)
def test_bad_passwords_are_refused(
    site: Site, superuser: Visitor, newcomer: Any, password: str
) -> None:
    before = password_of(site, newcomer)
    page = superuser.refused(edit("piccolo_user", newcomer), {"password": password})
    assert page.error("password")
    assert password_of(site, newcomer) == before


def test_users_need_a_password(superuser: Visitor) -> None:
    response = superuser.post("/tables/piccolo_user/add/", {**USER, "password": ""})
    assert response.status_code == 422
    page = read(response.text)
    assert page.error("password")
    assert page.one("input", name="username").attributes["value"] == "newcomer"


# What the database refuses


def test_taken_values_are_refused_beside_their_field(superuser: Visitor) -> None:
    response = superuser.post("/tables/director/add/", {"name": "Agnès Varda"})
    assert response.status_code == 422
    page = read(response.text)
    assert "already" in page.error("name")
    assert page.one("input", name="name").attributes["value"] == "Agnès Varda"


def test_values_taken_together(site: Site, superuser: Visitor) -> None:
    """On PostgreSQL, the only one of the two that Piccolo gives such constraints."""
    if site.engine == "sqlite":
        return
    first, second = (superuser.page(edit("movie", key)).editor for key in (1, 2))
    taken = dict(first.entries())
    typed = {name: taken[name] for name in ("title", "year")}
    page = superuser.refused(edit("movie", 2), typed)
    assert page.error("title")
    assert page.error("year")
    assert not page.error("director")
    assert second.entries()


def test_broken_rules_are_told(site: Site, superuser: Visitor) -> None:
    if site.engine == "sqlite":
        return
    page = superuser.refused(edit("movie", 1), {"rating": "11"})
    assert "check_rating" in page.alert


def test_what_is_missing_is_told(superuser: Visitor) -> None:
    response = superuser.post("/tables/movie/add/", {"title": "Nobody's", "year": ""})
    assert response.status_code == 422
    page = read(response.text)
    assert page.error("year")
    assert page.error("director")
    assert not page.error("title")
    assert not page.error("studio")


def test_rows_that_do_not_exist_are_refused(site: Site, superuser: Visitor) -> None:
    response = superuser.post("/tables/sticker/add/", {"label": "no such", "code": "1"})
    assert response.status_code == 422
    page = read(response.text)
    shown = page.error("label") if site.engine == "postgres" else page.alert
    assert "no such row" in shown or "missing" in shown


def test_rows_that_others_refer_to_stay(site: Site, superuser: Visitor) -> None:
    path = "/tables/director/delete/1/"
    form = deletion(superuser.page(path))
    response = superuser.send(form.attributes["action"], form.entries())
    assert response.status_code == 409
    page = read(response.text)
    assert "refer to this one" in page.alert
    assert site.fetch("Director", 1)


def test_rows_go_with_those_they_belong_to(site: Site, superuser: Visitor) -> None:
    site.insert("Label", name="owner")
    site.insert("Door", number=7)
    key = site.insert("Sticker", label="owner", door=7, code="gone", shelf=7)
    assert superuser.post("/tables/door/delete/7/", {}).status_code == 303
    assert key not in site.do("keys", table="Sticker")
    site.do("delete", table="Label", key="owner")


def test_people_may_save_at_once(site: Site, superuser: Visitor) -> None:
    keys = [site.insert("Vault", name="Shared", code="x") for _ in range(8)]
    token = session_of(superuser)

    def save(key: Any) -> int:
        with Visitor(site.address) as visitor:
            visitor.client.cookies.set(SESSION, token)
            return visitor.save(edit("vault", key), {"name": "Saved"}).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(save, keys)) == {303}
    for key in keys:
        assert site.fetch("Vault", key)["name"] == "Saved"
        site.do("delete", table="Vault", key=key)


# Searching for other rows


SEARCHED = [
    "100% cotton",
    "under_score",
    "O'Brien",
    'say "cheese"',
    "back\\slash",
    "!bang",
    "Élan vital",
    "日本語",
    MARKUP,
]


@pytest.fixture(scope="module")
def labels(site: Site) -> Iterator[None]:
    names = [
        *SEARCHED,
        "100 cotton",
        "underXscore",
        *(f"many {n:02}" for n in range(30)),
    ]
    for name in names:
        site.insert("Label", name=name)
    yield
    for name in names:
        site.do("delete", table="Label", key=name)


def found(visitor: Visitor, text: str, table: str = "label") -> list[str]:
    response = visitor.get(f"/tables/{table}/search/?q={quote(text)}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    return [row["_label"] for row in response.json()]


@pytest.mark.usefixtures("labels")
@pytest.mark.parametrize("name", SEARCHED)
def test_search_takes_text_as_it_is(superuser: Visitor, name: str) -> None:
    assert found(superuser, name) == [name]
    assert found(superuser, name[1:-1]) == [name]


@pytest.mark.usefixtures("labels")
def test_search(site: Site, superuser: Visitor, stranger: Visitor) -> None:
    assert found(superuser, "%") == ["100% cotton"]
    assert found(superuser, "_") == ["under_score"]
    assert found(superuser, "O'BRIEN") == ["O'Brien"]
    assert len(found(superuser, "many")) == 20
    assert len(found(superuser, "")) == 20
    assert found(superuser, "nothing at all") == []
    assert found(superuser, "a\0b") == []
    if site.engine == "postgres":  # SQLite knows the case of ASCII alone.
        assert found(superuser, "éLAN") == ["Élan vital"]
    assert stranger.get("/tables/label/search/").status_code == 303


def test_search_gives_what_a_form_needs(site: Site, superuser: Visitor) -> None:
    response = superuser.get("/tables/director/search/?q=varda")
    (row,) = response.json()
    assert row["_label"] == row["name"] == "Agnès Varda"
    assert site.fetch("Director", int(row["key"]))["name"] == "Agnès Varda"


# Markup in rows


def test_markup_is_shown_as_text(site: Site, superuser: Visitor) -> None:
    name = f"{MARKUP}!"
    site.insert("Label", name=name, note=MARKUP)
    sticker = site.insert("Sticker", label=name, code="<b>'\"{{ 1 }}", shelf=8)
    texts = ["varchar", "varchar_null", "text", "text_null", "email_null"]
    row = site.insert("EveryColumn", **dict.fromkeys(texts, MARKUP))
    key = quote(name, safe="")
    paths = [
        "/tables/label/",
        f"/tables/label/edit/{key}/",
        f"/tables/label/delete/{key}/",
        "/tables/sticker/",
        f"/tables/sticker/edit/{sticker}/",
        f"/tables/sticker/delete/{sticker}/",
        "/tables/every_column/?__order=-id",
        f"/tables/every_column/edit/{row}/",
        f"/tables/every_column/delete/{row}/",
    ]
    for path in paths:
        response = superuser.get(path)
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert "alert(" in response.text
        page = read(response.text)
        assert not [script for script in page.all("script") if script.text]
    for table, made in [("Sticker", sticker), ("Label", name), ("EveryColumn", row)]:
        site.do("delete", table=table, key=made)


# Mounted


@pytest.mark.parametrize("mount", ["/admin", "/fastapi/backoffice"])
def test_links_stay_below_the_mount(site: Site, mount: str) -> None:
    with Visitor(site.address, mount) as visitor:
        pages = [visitor.page("/login/"), visitor.page("/static/nothing", 404)]
        response = visitor.log_in("staff")
        assert response.headers["location"] == f"{mount}/"
        pages += [
            visitor.page(path) for path in PAGES if path not in {"/login/", "/nowhere/"}
        ]
        pages.append(visitor.page("/nowhere/", status=404))
        for page in pages:
            assert page.addresses
            for address in page.addresses:
                assert address.startswith((f"{mount}/", "?", "#")), address
        response = visitor.save(edit("director", 1))
        assert response.headers["location"].startswith(f"{mount}/tables/director/")
        for address in {a for page in pages for a in page.addresses if "/static/" in a}:
            assert visitor.client.get(address).status_code == 200
        bare = visitor.client.get(mount)
        assert bare.headers["location"].endswith(f"{mount}/")


def test_table_addresses_without_their_last_slash(superuser: Visitor) -> None:
    response = superuser.get("/tables/movie")
    assert response.status_code in {303, 307}
    assert response.headers["location"].endswith("/admin/tables/movie/")


def test_alone(site: Site) -> None:
    """``python -m admin``, told by its environment."""
    environment = {"ADMIN_SITE_NAME": "Kino", "ADMIN_PRODUCTION": "1"}
    with (
        site.serving("-m", "admin", **environment) as address,
        Visitor(address, "") as visitor,
    ):
        response = visitor.get("/login/")
        assert read(response.text).one("title").words.endswith("Kino")
        token = response.cookies[CSRF]
        response = visitor.send(
            "/login/",
            [("username", "admin"), ("password", PASSWORD), (CSRF, token)],
            cookie=f"{CSRF}={token}",
        )
        assert response.status_code == 303
        assert "secure" in cookies_of(response)[SESSION]
        cookie = f"{SESSION}={response.cookies[SESSION]}"
        page = visitor.get(MOVIES, cookie=cookie)
        assert len(read(page.text).column("Title")) == 15
        for elsewhere in ("//evil.example/", "/\\evil.example", "/\t/evil.example"):
            visitor.client.cookies.clear()
            entries = {"username": "staff", "password": PASSWORD, "next": elsewhere}
            response = visitor.send(
                "/login/", [*entries.items(), (CSRF, token)], cookie=f"{CSRF}={token}"
            )
            led = urljoin(address, response.headers["location"])
            assert led.startswith(f"{address}/")


# Options


def test_options(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/options") as visitor:
        page = visitor.page(MOVIES)
        assert len(page.column("Title")) == 4
        assert page.one("html").attributes["lang"] == "de"
        assert "Films & <Tickets>" in page.one("title").text
        assert "Films & <Tickets>" in page.links
        website = page.links["Our & <Website>"]
        assert website == "https://films.example/?a=1&b=2"


def test_unknown_options(site: Site) -> None:
    for options, error in [
        ({"nope": 1}, "TypeError"),
        ({"tables": []}, "TypeError"),
        ({"page_size": 30}, ""),
    ]:
        assert site.do("create_admin_error", options=options) == error


# Languages


def heading(
    visitor: Visitor, mount_cookie: str = "", **headers: str
) -> tuple[str, str]:
    """The language of a page and its heading."""
    if mount_cookie:
        session = session_of(visitor)
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
    token = session_of(superuser)

    def ask(language: str) -> bool:
        with Visitor(site.address) as visitor:
            visitor.client.cookies.set(SESSION, token)
            shown = heading(visitor, **{"accept-language": language})
            return shown == (language, HEADINGS[language])

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, ["de", "en"] * 20))


def test_a_bug_is_told_politely(site: Site) -> None:
    with Visitor(site.address, "/broken") as visitor:
        response = visitor.get("/fail/")
    assert response.status_code == 500
    check_headers(response)
    page = read(response.text)
    assert page.one("h1").words == "Something went wrong"
    assert "on purpose" not in response.text
    assert str(Path(__file__).parent) not in response.text
