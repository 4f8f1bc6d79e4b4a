"""Every page there is, in all its states, of the admin that the tests serve."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Page
from pyotp import TOTP

from tests.served.site import PASSWORD, Site, building
from tests.served.test_media import PICTURE

Act = Callable[[Page], None]

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 140]>>endobj
trailer<</Root 1 0 R>>
"""

ARTICLE = (
    "<h1>Why we show it</h1><div>A <strong>quiet</strong> film, <em>long</em> takes"
    ' and a <a href="https://example.com/">link</a>.</div>'
    "<blockquote>Nobody leaves the hall.</blockquote>"
    "<ul><li>First of all, the light</li><li>then the sound</li></ul>"
)


@dataclass(frozen=True)
class Shot:
    """What to go to below a mount, as whom, and what to do there."""

    name: str
    path: str
    act: Act = lambda page: None
    user: str = "admin"
    """Nobody, if it is empty."""

    mount: str = "admin"
    whole: bool = True
    """Rather than what is seen without scrolling."""


@contextmanager
def filled() -> Iterator[Site]:
    """The tests' project, with rows that show something."""
    with (
        tempfile.TemporaryDirectory() as folder,
        building("sqlite", Path(folder, "site")) as site,
    ):
        site.insert("Article", title="A winter in Tabriz", body=ARTICLE, teaser=None)
        site.insert("Article", title="فیلم‌های تازه", body="<div>به‌زودی</div>")
        for name in ("clerk", "kept"):
            site.insert("Label", name=name, note="clerk")
        site.insert("Door", number=1, colour="red")
        site.insert("Vault", name="Main", code="1234", hint="By the stairs")
        site.insert("Lists", smalls=[1, 2, 3], emails=["ada@example.com"])
        for place in (1, 2, 101):
            site.insert(
                "Sticker",
                label="clerk",
                door=1,
                code=f"S-{place}",
                place=place,
                shelf=1,
            )
        yield site


def log_in(page: Page, site: Site, user: str, mount: str) -> None:
    page.context.clear_cookies(name="id")
    if user:
        host = urlsplit(site.address).hostname or ""
        token = site.do("session", username=user)
        page.context.add_cookies(
            [{"name": "id", "value": token, "domain": host, "path": f"/{mount}"}]
        )


def click(selector: str) -> Act:
    def act(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")

    return act


def in_turn(*acts: Act) -> Act:
    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def send(**typed: str) -> Act:
    """Past the browser's own checks, so that the server's are seen."""

    def act(page: Page) -> None:
        for name, text in typed.items():
            page.locator(f"main [name={name}]").last.fill(text)
        with page.expect_navigation():
            page.locator("main form[method=post]").last.evaluate(
                "form => { form.noValidate = true;"
                " form.requestSubmit(form.querySelector('[type=submit]')); }"
            )

    return act


def tick(count: int) -> Act:
    def act(page: Page) -> None:
        for box in page.locator("td [name=__key]").all()[:count]:
            box.check()

    return act


def search(page: Page) -> None:
    page.locator(".field:has(#director) .ts-control input").click()
    page.keyboard.type("ku")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


def scroll_table(page: Page) -> None:
    page.locator(".scroll").evaluate("box => box.scrollTo(0, 160)")


def upload(page: Page) -> None:
    """An album with a cover, and files of other kinds."""

    def file(name: str, kind: str, content: bytes) -> FilePayload:
        return {"name": name, "mimeType": kind, "buffer": content}

    page.locator("[name=title]").fill(f"Blue {page.evaluate('Date.now()')}")
    page.locator("[name=cover]").set_input_files(
        file("front.png", "image/png", PICTURE)
    )
    page.locator("[name=tracks]").set_input_files(
        [
            file("Notes to the record.pdf", "application/pdf", PDF),
            file("one.mp3", "audio/mpeg", b"1"),
            file("table.csv", "text/csv", b"a"),
        ]
    )
    with page.expect_navigation():
        page.locator("[value=edit]").click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


def change_meanwhile(page: Page) -> None:
    """Somebody else saves the same column."""
    other = page.context.new_page()
    other.goto(page.url)
    stored = int(other.locator("[name=votes]").input_value())
    other.locator("[name=votes]").fill(str(stored + 1))
    other.locator("footer [type=submit]").first.click()
    other.wait_for_load_state()
    other.close()
    send(votes=str(stored + 7))(page)


def show_export(page: Page) -> None:
    """An export that is half way, as far as one sees."""
    page.locator(".export summary").click()
    page.evaluate("""() => {
          document.querySelector(".export .progress").hidden = false;
          document.querySelector(".export progress").value = 0.4;
          document.querySelector(".export output").textContent = "82 / 205";
        }""")


def open_dialog(page: Page) -> None:
    page.locator("a[data-dialog][href$='add/']").first.click()
    page.frame_locator("dialog iframe").locator("[type=submit]").first.wait_for()
    page.wait_for_timeout(300)


def set_up(page: Page) -> None:
    secret = page.locator("[name=secret]").input_value()
    page.locator("[name=code]").fill(TOTP(secret).now())
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main [type=submit]").click()


def ask_for_code(page: Page) -> None:
    send(username="staff", password=PASSWORD)(page)


def make_token(page: Page) -> None:
    send(name="Nightly backup", days="90", password=PASSWORD)(page)


def turn_off(page: Page) -> None:
    """So that it can be turned on again."""
    shown = page.locator("main form [name=password]")
    if shown.count():
        send(password=PASSWORD)(page)


MOVIES = "tables/movie/"

SHOTS = [
    Shot("login", "login/", user=""),
    Shot("login-languages", "login/", click(".languages"), user=""),
    Shot("login-refused", "login/", send(username="ada", password="wrong"), user=""),
    Shot("home", ""),
    Shot("home-account", "", click(".user")),
    Shot("home-languages", "", click(".languages"), whole=False),
    Shot("list", MOVIES, whole=False),
    Shot("list-scrolled", f"{MOVIES}?__page=2", scroll_table, whole=False),
    Shot("list-sorted", f"{MOVIES}?__order=-year,title&__page=2", whole=False),
    Shot("list-ticked", MOVIES, tick(3), whole=False),
    Shot("list-filters", MOVIES, click(".filters:not(.export) summary")),
    Shot(
        "list-filtered", f"{MOVIES}?title=the&year=1960&year__operator=gte", whole=False
    ),
    Shot("list-export", MOVIES, click(".export summary")),
    Shot("list-exporting", MOVIES, show_export),
    Shot("list-wrong-filter", f"{MOVIES}?year=x"),
    Shot("list-no-result", f"{MOVIES}?title=zzz"),
    Shot("list-past-the-end", f"{MOVIES}?__page=99"),
    Shot("list-empty", "tables/authenticator_secret/"),
    Shot("list-few", "tables/door/", whole=False),
    Shot("list-every-column", "tables/specimen/", whole=False),
    Shot("list-rich-text", "tables/article/", whole=False),
    Shot("nothing-ticked", MOVIES, click("[formaction*='bulk/delete']"), whole=False),
    Shot("add", f"{MOVIES}add/"),
    Shot("edit", f"{MOVIES}edit/12/"),
    Shot("edit-search", f"{MOVIES}edit/12/", search, whole=False),
    Shot("edit-dialog", f"{MOVIES}edit/12/", open_dialog, whole=False),
    Shot("edit-every-column", "tables/specimen/edit/1/"),
    Shot("edit-lists", "tables/lists/edit/1/"),
    Shot("edit-rich-text", "tables/article/edit/1/"),
    Shot("edit-link", "tables/article/edit/1/", click("[data-trix-action=link]")),
    Shot("edit-secrets", "tables/vault/edit/1/"),
    Shot("edit-references", "tables/director/edit/1/"),
    Shot("add-media", "tables/album/add/"),
    Shot("edit-media", "tables/album/add/", upload),
    Shot("list-media", "tables/album/", whole=False),
    Shot("saved", "tables/door/edit/1/", click("[value=edit]")),
    Shot("errors", "tables/ticket/add/", send(price="many", email="nobody@nowhere")),
    Shot("errors-rich-text", "tables/article/add/", send()),
    Shot("conflict", f"{MOVIES}edit/3/", change_meanwhile),
    Shot("delete", f"{MOVIES}delete/12/"),
    Shot("delete-refused", "tables/director/delete/1/", send()),
    Shot("bulk-change", MOVIES, in_turn(tick(3), click("[formaction*='bulk/update']"))),
    Shot("bulk-delete", MOVIES, in_turn(tick(3), click("[formaction*='bulk/delete']"))),
    Shot("form", "forms/announcement/"),
    Shot("form-every-field", "forms/every-%26-%3Cthing%3E/", mount="forms"),
    Shot("form-errors", "forms/book-seats/", send(), mount="forms"),
    Shot("form-sent", "forms/nothing/", send(), mount="forms"),
    Shot("change-password", "change-password/"),
    Shot("change-password-refused", "change-password/", send()),
    Shot("tokens-none", "tokens/", user="clerk"),
    Shot("token-add", "tokens/add/", user="staff"),
    Shot("token-refused", "tokens/add/", send(days="999"), user="staff"),
    Shot("token-made", "tokens/add/", make_token, user="staff"),
    Shot("tokens", "tokens/", user="staff"),
    Shot("tokens-of-others", "tokens/"),
    Shot("token-revoke", "tokens/", click("a[href$='revoke/']"), user="staff"),
    Shot("tokens-missing", "tokens/", mount="no-tokens"),
    Shot("token-endless", "tokens/add/", mount="endless"),
    Shot("time-zone", "time-zone/"),
    Shot("mfa-set-up", "mfa/", mount="mfa", user="staff"),
    Shot("mfa-codes", "mfa/", set_up, mount="mfa", user="staff"),
    Shot("login-code", "login/", ask_for_code, mount="mfa", user=""),
    Shot("mfa-on", "mfa/", mount="mfa", user="staff"),
    Shot("mfa-off", "mfa/", turn_off, mount="mfa", user="staff"),
    Shot("400", f"{MOVIES}?__page=0"),
    Shot("403", "tables/door/", user="clerk"),
    Shot("404", f"{MOVIES}edit/999999/"),
    Shot("413", f"{MOVIES}add/", send(synopsis="x" * 200_000), mount="small"),
    Shot("500", "fail/", mount="broken"),
    Shot("read-only-home", "", mount="read-only"),
    Shot("read-only-list", MOVIES, mount="read-only", whole=False),
    Shot("read-only-edit", f"{MOVIES}edit/12/", mount="read-only"),
    Shot("clerk-home", "", user="clerk"),
    Shot("clerk-list", "tables/sticker/", user="clerk", whole=False),
    Shot("clerk-edit", "tables/sticker/edit/3/", user="clerk"),
    Shot("clerk-vault", "tables/vault/edit/1/", user="clerk"),
    Shot(
        "clerk-bulk",
        "tables/sticker/",
        in_turn(tick(3), click("[formaction*='bulk/update']")),
        user="clerk",
    ),
]


def chosen(pattern: str) -> list[Shot]:
    return [shot for shot in SHOTS if re.search(pattern, shot.name)]
