"""Rich text: what is let in, what is shown, and when it is written."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served.browsing import button, textbox
from tests.served.pages import Element, read
from tests.served.site import Site
from tests.served.test_browser_lists import found_by_axe
from tests.served.test_two_people import opened, send
from tests.served.visitor import Visitor, add, edit, save_unchanged

pytestmark = pytest.mark.one_database

PATH = "/tables/article/"

RICH = (
    "<h1>Title</h1><div>Some <strong>bold</strong>, <em>italic</em> and "
    '<del>struck</del> text<br>with a <a href="https://example.com/?a=1&amp;b=2">link'
    "</a></div><blockquote>Quoted</blockquote><pre>x = 1\ny = 2</pre><ul><li>one<ol>"
    '<li>two</li></ol></li></ul><div dir="rtl">سلام</div>'
)
"""As the editor makes it."""

HARMFUL = [
    "<script>alert(1)</script>",
    "<style>* { color: red }</style>",
    "<img src=x onerror=alert(1)>",
    "<strong onclick='alert(1)' style='position:fixed' id=a class=b>x</strong>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jAvA\tscRipt:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:alert(1)'>x</a>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;"
    "&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><iframe src='javascript:alert(1)'></iframe>",
    '<figure data-trix-attachment=\'{"content":"<img src=x onerror=alert(1)>"}\'>',
    "<template><img src=x onerror=alert(1)></template>",
    "<base href='https://evil.example'><meta http-equiv=refresh content=0>",
    "<div><!--<img src=x onerror=alert(1)>--></div>",
    "<<script>alert(1)//<</script>",
]

ALLOWED = {
    *("div", "p", "br", "h1", "blockquote", "pre", "ul", "ol", "li"),
    *("strong", "b", "em", "i", "del", "s", "a"),
}


@pytest.fixture
def key(site: Site) -> Iterator[Any]:
    key = site.insert("Article", title="Rich", body=RICH)
    yield key
    site.do("delete", table="Article", key=key)


def assert_harmless(html: str) -> None:
    for element in read(html).all():
        assert element.tag in {"", *ALLOWED}, html
        assert set(element.attributes) <= {"href", "dir"}, html
        address = element.attributes.get("href", "https:")
        assert re.match("(https?|mailto|tel):", address), html


def typed(page: Element, name: str) -> str:
    return dict(page.editor.entries())[name]


def test_what_the_editor_makes_stays(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, {"title": "New", "body": RICH}, "Article", "article")
    assert site.fetch("Article", key)["body"] == RICH
    shown = typed(superuser.page(edit("article", key)), "body")
    assert shown.replace("\r\n", "\n") == RICH
    site.do("delete", table="Article", key=key)


@pytest.mark.parametrize("text", HARMFUL)
def test_what_is_harmful_is_not_stored(
    site: Site, superuser: Visitor, key: Any, text: str
) -> None:
    sent = {"body": f"before {text} <div>after</div>"}
    assert superuser.save(edit("article", key), sent).status_code == 303
    stored = site.fetch("Article", key)["body"]
    assert stored.startswith("before")
    assert_harmless(stored)


@pytest.mark.parametrize("text", HARMFUL)
def test_what_is_stored_and_harmful_is_not_shown(
    site: Site, superuser: Visitor, key: Any, text: str
) -> None:
    site.do("update", table="Article", key=key, values={"body": f"before {text}"})
    shown = typed(superuser.page(edit("article", key)), "body")
    assert shown.startswith("before")
    assert_harmless(shown)
    cells = superuser.page(f"{PATH}?__order=-id").column("Body")
    assert cells[0].startswith("before")
    assert "onerror" not in superuser.get(f"{PATH}?__order=-id").text
    # Nobody has touched it.
    save_unchanged(site, superuser, "article", key)
    assert superuser.save(edit("article", key), {"title": "T"}).status_code == 303
    assert site.fetch("Article", key)["body"] == f"before {text}"


DEEP = "<div>" * 20_000 + "deep"


def test_what_is_nested_too_deeply(site: Site, superuser: Visitor, key: Any) -> None:
    """Parsing it would keep everybody waiting."""
    page = read(superuser.post(edit("article", key), {"body": DEEP}).text)
    assert "Too many elements stand in each other." in page.error("body")
    started = time.monotonic()
    other = site.insert("Article", title="Deep", body=DEEP)
    assert superuser.get("/tables/article/").status_code == 200
    assert superuser.get(edit("article", other)).status_code == 200
    site.do("delete", table="Article", key=other)
    assert time.monotonic() - started < 5


def test_what_is_typed_and_refused_is_shown_harmless(
    superuser: Visitor, key: Any
) -> None:
    wrong = {"title": "x" * 300, "body": f"before {''.join(HARMFUL)}"}
    page = superuser.refused(edit("article", key), wrong)
    assert_harmless(typed(page, "body"))


def test_what_is_typed_as_text_is_text(
    site: Site, superuser: Visitor, key: Any
) -> None:
    superuser.save(edit("article", key), {"body": "1 < 2 & 3"})
    assert site.fetch("Article", key)["body"] == "1 &lt; 2 &amp; 3"
    assert superuser.page(f"{PATH}?__order=-id").column("Body")[0] == "1 < 2 & 3"


@pytest.mark.parametrize("text", ["", "<div><br></div>", "<div>&nbsp;</div>", "<img>"])
def test_blank(site: Site, superuser: Visitor, key: Any, text: str) -> None:
    page = superuser.refused(edit("article", key), {"body": text})
    assert "required" in page.error("body")
    site.do("update", table="Article", key=key, values={"teaser": "<b>x</b>"})
    superuser.save(edit("article", key), {"teaser": text})
    assert site.fetch("Article", key)["teaser"] == ""
    superuser.save(edit("article", key), {"teaser": "", "teaser__null": "true"})
    assert site.fetch("Article", key)["teaser"] is None


def test_the_length_is_that_of_what_is_stored(
    site: Site, superuser: Visitor, key: Any
) -> None:
    long = f"<div>{'x' * 29}</div><script>{'y' * 50}</script>"
    assert superuser.save(edit("article", key), {"teaser": long}).status_code == 303
    assert len(site.fetch("Article", key)["teaser"]) == 40
    page = superuser.refused(edit("article", key), {"teaser": f"<div>{'&' * 10}</div>"})
    assert "40" in page.error("teaser")


def test_a_list_shows_the_text(site: Site, superuser: Visitor, key: Any) -> None:
    cell = superuser.page(f"{PATH}?__order=-id").column("Body")[0]
    start = "Title Some bold, italic and struck text with a link Quoted x = 1 y = 2 one"
    assert cell.startswith(start)
    assert cell.endswith("…")


def test_a_file_holds_what_is_stored(superuser: Visitor, key: Any) -> None:
    text = superuser.get(f"{PATH}export/?__columns=body&id={key}").text
    assert RICH.replace('"', '""') in text


def test_filters_compare_what_is_stored(superuser: Visitor, key: Any) -> None:
    for wanted, is_found in [("bold", True), ("<strong>bold", True), ("none", False)]:
        query = urlencode({"body": wanted, "id": key})
        assert (f"/edit/{key}/" in superuser.get(f"{PATH}?{query}").text) == is_found


def test_two_people(site: Site, superuser: Visitor, key: Any) -> None:
    path = edit("article", key)
    site.do("update", table="Article", key=key, values={"body": "<i>a</i><script>"})
    first = opened(superuser, path)
    assert superuser.save(path, {"body": "<div>theirs</div>"}).status_code == 303
    assert send(superuser, path, first, title="Mine").status_code == 303
    stored = site.fetch("Article", key)
    assert (stored["title"], stored["body"]) == ("Mine", "<div>theirs</div>")
    response = send(superuser, path, first, body="<div>mine</div>")
    assert response.status_code == 422
    assert "theirs" in read(response.text).error("body")
    assert site.fetch("Article", key)["body"] == "<div>theirs</div>"


def test_the_editor_is_only_where_it_is_needed(superuser: Visitor, key: Any) -> None:
    form = superuser.get(edit("article", key))
    assert "vendor/trix/trix.min.js?v=" in form.text
    for path in ["/tables/movie/add/", PATH, f"{PATH}delete/{key}/", "/"]:
        other = superuser.get(path)
        assert "rich_text" not in other.text
        assert "trix" not in other.text
        assert "nonce" not in other.headers["content-security-policy"]


def test_only_the_style_of_the_editor_is_let_in(superuser: Visitor, key: Any) -> None:
    policies = set()
    for _time in range(2):
        response = superuser.get(edit("article", key))
        meta = read(response.text).one("meta", name="trix-csp-nonce")
        policy = response.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{meta.attributes['content']}';" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        policies.add(policy)
    assert len(policies) == 2


# In a real browser.


def open_article(page: Page, key: Any) -> Locator:
    """Its editor."""
    page.goto(f"/admin{edit('article', key)}")
    return textbox(page, "Body")


def stored(site: Site, key: Any) -> str:
    return str(site.fetch("Article", key)["body"])


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_write_bold_text_and_a_link(
    site: Site, inside: Page, key: Any, scheme: Literal["light", "dark"]
) -> None:
    page = inside
    page.emulate_media(color_scheme=scheme)
    site.do("update", table="Article", key=key, values={"body": "<div>Plain </div>"})
    body = open_article(page, key)
    expect(body).to_have_text("Plain ")
    expect(body).not_to_be_focused()
    assert found_by_axe(page) == []
    page.get_by_text("Body", exact=True).click()
    expect(body).to_be_focused()
    tools = page.get_by_role("toolbar", name="Formatting").first
    page.keyboard.press("Control+End")
    button(tools, "Bold").click()
    expect(button(tools, "Bold")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("bold")
    button(tools, "Bold").click()
    page.keyboard.type(" ")
    button(tools, "Link").click()
    address = page.get_by_label("Address of the link").first
    address.fill("javascript:alert(1)")
    button(page, "Apply").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Enter an address")
    assert found_by_axe(page) == []
    address.fill("https://example.com/")
    address.press("Enter")
    button(page, "Save and continue").click()
    expect(page.get_by_role("status").first).to_contain_text("saved")
    html = (
        "<div>Plain <strong>bold</strong> "
        '<a href="https://example.com/">https://example.com/</a></div>'
    )
    assert stored(site, key).replace("&nbsp;", " ") == html
    expect(body.locator("strong")).to_have_text("bold")
    expect(body.get_by_role("link")).to_have_attribute("href", "https://example.com/")


@pytest.mark.browser
def test_the_keyboard_reaches_the_tools(inside: Page, key: Any) -> None:
    page = inside
    body = open_article(page, key)
    body.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+Tab")
    tools = page.get_by_role("toolbar", name="Formatting").first
    expect(button(tools, "Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(button(tools, "Italic")).to_be_focused()
    page.keyboard.press("Enter")
    expect(body.locator("em").first).to_have_text("Title")
    page.keyboard.press("Shift+Tab")
    expect(button(tools, "Italic")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(textbox(page, "Title")).to_be_focused()


@pytest.mark.browser
def test_no_tool_is_on_before_one_is_in_the_text(inside: Page, key: Any) -> None:
    """The text begins with a heading."""
    body = open_article(inside, key)
    tools = inside.get_by_role("toolbar", name="Formatting").first
    heading, bold = button(tools, "Heading"), button(tools, "Bold")
    expect(heading).to_have_attribute("data-trix-active", "")
    expect(heading).to_have_attribute("aria-pressed", "false")
    assert colour(heading) == colour(bold)
    body.focus()
    expect(heading).to_have_attribute("aria-pressed", "true")
    assert colour(heading) != colour(bold)


def colour(element: Locator) -> str:
    return str(element.evaluate("e => getComputedStyle(e).backgroundColor"))


@pytest.mark.browser
def test_what_is_not_touched_is_not_written(site: Site, inside: Page, key: Any) -> None:
    """Also what the editor would write in other words, or what it cannot show."""
    page = inside
    for html in ["Line<p>by <b>line</b></p><i>x</i>", "a<script>alert(1)</script>"]:
        site.do("update", table="Article", key=key, values={"body": html})
        body = open_article(page, key)
        textbox(page, "Title").fill("Another")
        body.press("End")
        page.keyboard.type("y")
        page.keyboard.press("Backspace")
        button(page, "Save and continue").click()
        expect(page.get_by_role("status").first).to_contain_text("saved")
        assert stored(site, key) == html


@pytest.mark.browser
def test_empty_and_null(site: Site, inside: Page, key: Any) -> None:
    page = inside
    body = open_article(page, key)
    teaser = textbox(page, "Teaser")
    null = page.get_by_role("checkbox", name="null when empty")
    expect(null).to_be_checked()
    teaser.fill("x")
    expect(null).to_be_disabled()
    page.keyboard.press("Backspace")
    expect(null).to_be_enabled()
    null.uncheck()
    body.press("Control+a")
    page.keyboard.press("Delete")
    button(page, "Save").click()
    expect(body).to_have_accessible_description(re.compile("required"))
    expect(body).to_have_attribute("aria-invalid", "true")
    page.get_by_role("alert").get_by_role("link", name="Body").click()
    expect(body).to_be_focused()
    page.keyboard.type("Full")
    button(page, "Save").click()
    expect(page.get_by_role("status").first).to_contain_text("saved")
    assert site.fetch("Article", key)["teaser"] == ""
    assert stored(site, key) == "<div>Full</div>"


PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.items.add(new File(["x"], "a.png", { type: "image/png" }));
  editor.dispatchEvent(new InputEvent("beforeinput", {
    inputType: "insertFromPaste", dataTransfer: data, bubbles: true, cancelable: true,
  }));
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "html",
    [
        "<img src='https://evil.example/x.png'>",
        '<figure data-trix-attachment=\'{"contentType":"image/png",'
        '"url":"https://evil.example/y.png"}\'></figure>',
        "",
    ],
)
def test_nothing_is_attached(site: Site, inside: Page, key: Any, html: str) -> None:
    body = open_article(inside, key)
    body.press("Control+a")
    body.evaluate(PASTE, f"<div>pasted {html}text</div>" if html else "")
    body.press("End")
    inside.keyboard.type("!")
    expect(body.locator("figure, img")).to_have_count(0)
    button(inside, "Save").click()
    expect(inside.get_by_role("status").first).to_contain_text("saved")
    assert_harmless(stored(site, key))


@pytest.mark.browser
def test_who_may_only_look(site: Site, inside: Page, key: Any) -> None:
    (session,) = [c for c in inside.context.cookies() if c["name"] == "id"]
    value, domain = session["value"], session["domain"]
    inside.context.add_cookies(
        [{"name": "id", "value": value, "domain": domain, "path": "/read-only"}]
    )
    inside.goto(f"/read-only{edit('article', key)}")
    body = textbox(inside, "Body")
    expect(body).to_contain_text("Some bold")
    expect(body).not_to_be_editable()
    tools = inside.get_by_role("toolbar", name="Formatting").first
    expect(button(tools, "Bold")).to_be_disabled()
