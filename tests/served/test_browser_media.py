"""Files in a real browser."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.served.browsing import button, textbox
from tests.served.site import Site
from tests.served.test_media import ALBUMS, PICTURE, edit, nothing_is_left

__all__ = ["nothing_is_left"]

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def picture(name: str, content: bytes = PICTURE) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def test_upload_look_at_and_remove(site: Site, inside: Page) -> None:
    page = inside
    page.goto(f"/admin{ALBUMS}add/")
    textbox(page, "Title").fill("Blue")
    page.get_by_label("Cover", exact=True).set_input_files(picture("front.png"))
    tracks = [picture("b.png"), picture("a.png")]
    page.get_by_label("Tracks", exact=True).set_input_files(tracks)
    button(page, "Save and continue").click()
    expect(page.get_by_role("status").first).to_contain_text("added")

    shown = page.get_by_role("img", name="front.png")
    expect(shown).to_have_js_property("naturalWidth", 80)
    files = page.get_by_role("listitem").filter(has=page.get_by_role("img"))
    expect(files).to_have_count(3)
    assert_accessible(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download front.png").click()
    assert download.value.suggested_filename == "front.png"
    assert download.value.path().read_bytes() == PICTURE

    page.get_by_role("checkbox", name="Remove b.png").check()
    button(page, "Save and continue").click()
    expect(files).to_have_count(2)
    key = site.do("keys", table="Album")[-1]
    (left,) = site.fetch("Album", key)["tracks"]
    assert left.startswith("a-")


def test_what_is_refused_keeps_what_was_typed(site: Site, inside: Page) -> None:
    page = inside
    page.goto(f"/admin{ALBUMS}add/")
    textbox(page, "Title").fill("Blue")
    page.get_by_label("Cover", exact=True).set_input_files(picture("front.exe"))
    button(page, "Save").click()
    cover = page.get_by_label("Cover", exact=True)
    expect(cover).to_have_accessible_description(re.compile("front.exe cannot be"))
    expect(textbox(page, "Title")).to_have_value("Blue")
    page.get_by_role("alert").get_by_role("link", name="Cover").click()
    expect(cover).to_be_focused()
    assert_accessible(page)


def test_too_large_is_told(site: Site, inside: Page) -> None:
    """Browsers show an answer only after they have sent everything."""
    page = inside
    token = site.do("session", username="admin")
    page.context.add_cookies(
        [{"name": "id", "value": token, "url": f"{site.address}/small"}]
    )
    page.goto(f"/small{ALBUMS}add/")
    textbox(page, "Title").fill("Blue")
    large = picture("front.png", b"x" * 900_000)
    cover = page.get_by_label("Cover", exact=True)
    cover.set_input_files(large)
    button(page, "Save").click()
    told = "At most 100 kB can be sent at once."
    expect(cover).to_have_js_property("validationMessage", told)

    page.evaluate("document.querySelector('form.editor').noValidate = true")
    button(page, "Save").click()
    expect(page.get_by_role("heading", name="Too large")).to_be_visible()
    expect(page.get_by_text(told)).to_be_visible()


def test_other_kinds(site: Site, inside: Page) -> None:
    """Nothing that the browser is told stands in their way."""
    names = ["a.mp3", "b.mp4", "c.pdf", "d.svg", "e.txt"]
    folder = site.folder / "media" / "album" / "tracks"
    for name in names:
        content = SVG if name == "d.svg" else b"x"
        (folder / name).write_bytes(content)
    key = site.insert("Album", title="Blue", tracks=names)
    page = inside
    page.goto(f"/admin{edit(key)}")
    expect(page.get_by_role("img", name="d.svg")).to_have_js_property("naturalWidth", 9)
    assert page.locator("audio, video, iframe[title]").count() == 3
    assert_accessible(page)


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
