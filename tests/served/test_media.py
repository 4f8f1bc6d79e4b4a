"""Columns that hold files: sent with the form, shown in place, and who gets them."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.served.pages import Element, read
from tests.served.site import Site, python
from tests.served.visitor import Files, Visitor

ALBUMS = "/tables/album/"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SHORT = 1_000
LONG = 150_000


def png(colour: bytes = b"\x80\x40\xc0", width: int = 80, height: int = 50) -> bytes:
    """A picture of one colour: https://www.w3.org/TR/png-3/."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + colour * width) * height)
    head, end = chunk(b"IHDR", size), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + end


PICTURE = png()


@pytest.fixture(autouse=True)
def nothing_is_left(site: Site) -> Iterator[None]:
    yield
    for key in site.do("keys", table="Album"):
        site.do("delete", table="Album", key=key)
    for column in ("cover", "tracks"):
        for file in folder(site, column).iterdir():
            file.unlink()


def folder(site: Site, column: str) -> Path:
    return site.folder / "media" / "album" / column


def stored(site: Site, column: str = "cover") -> dict[str, bytes]:
    """The files of a column, without what makes their names unique."""
    files = [*folder(site, column).iterdir()]
    found = {re.sub(f"-{UUID}", "", file.name): file.read_bytes() for file in files}
    assert len(found) == len(files)
    return found


def add(site: Site, visitor: Visitor, files: Files, title: str = "Blue") -> Any:
    """The key of a new album."""
    response = visitor.upload(f"{ALBUMS}add/", files, {"title": title})
    assert response.status_code == 303, read(response.text).alert
    return site.do("keys", table="Album")[-1]


def edit(key: Any) -> str:
    return f"{ALBUMS}edit/{key}/"


def saved(visitor: Visitor, key: Any, files: Files | None = None, **typed: str) -> None:
    response = visitor.upload(edit(key), files or [], typed)
    assert response.status_code == 303, read(response.text).alert


def refused(visitor: Visitor, path: str, files: Files, **typed: str) -> Element:
    response = visitor.upload(path, files, typed)
    assert response.status_code == 422
    return read(response.text)


def error(page: Element, column: str) -> str:
    return page.one("p", id=f"{column}-error").words


def address(visitor: Visitor, key: Any, column: str = "cover") -> str:
    """Where a page shows the file of a column, below the mount."""
    links = [
        link
        for link in visitor.page(edit(key)).addresses
        if f"/media/{column}/" in link and "__download" not in link
    ]
    return links[0].removeprefix(visitor.mount)


# Sent with the form.


def test_a_file_is_stored_and_shown(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", "Front (1).PNG", PICTURE)])
    assert stored(site) == {"Front (1).png": PICTURE}
    row = site.fetch("Album", key)
    assert re.fullmatch(rf"Front \(1\)-{UUID}\.png", row["cover"])
    page = superuser.page(edit(key))
    picture = page.one("img", alt="Front (1).png")
    response = superuser.client.get(picture.attributes["src"])
    assert response.content == PICTURE
    assert response.headers["content-type"] == "image/png"
    assert response.headers["content-disposition"].startswith("inline;")
    listed = superuser.page(ALBUMS).one("a", href=picture.attributes["src"])
    assert listed.words == "Front (1).png"


def test_it_can_be_downloaded(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", "a b.png", PICTURE)])
    response = superuser.client.get(superuser.page(edit(key)).link("Download a b.png"))
    given = "attachment; filename*=utf-8''a%20b.png"
    assert response.headers["content-disposition"] == given
    assert response.content == PICTURE


def test_saving_what_is_shown_changes_nothing(site: Site, superuser: Visitor) -> None:
    files = [("cover", "a.png", PICTURE), ("tracks", "b.mp3", b"b")]
    before = site.fetch("Album", key := add(site, superuser, files))
    saved(superuser, key)
    assert superuser.save(edit(key)).status_code == 303
    assert site.fetch("Album", key) == before


def test_another_file_takes_its_place(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    before = site.fetch("Album", key)["cover"]
    saved(superuser, key, [("cover", "b.jpg", b"b")])
    after = site.fetch("Album", key)["cover"]
    assert re.fullmatch(rf"b-{UUID}\.jpg", after)
    # Another row may have it, too.
    assert stored(site) == {"a.png": PICTURE, "b.jpg": b"b"}
    path = address(superuser, key)
    assert superuser.get(path).status_code == 200
    assert superuser.get(path.replace(quote(after), before)).status_code == 404


def test_it_can_be_removed(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    path = address(superuser, key)
    box = superuser.page(edit(key)).one("input", name="cover__remove")
    assert box.attributes["aria-label"] == "Remove a.png"
    saved(superuser, key, cover__remove=box.attributes["value"])
    assert site.fetch("Album", key)["cover"] is None
    assert superuser.get(path).status_code == 404


def test_lists_of_files_keep_their_order(site: Site, superuser: Visitor) -> None:
    names = ["c.mp3", "a.mp3", "b.mp3"]
    key = add(site, superuser, [("tracks", name, name.encode()) for name in names])
    before = site.fetch("Album", key)["tracks"]
    assert [name[0] for name in before] == ["c", "a", "b"]
    more = [("tracks", "0.mp3", b"0"), ("tracks", "9.wav", b"9")]
    saved(superuser, key, more, tracks__remove=before[1])
    after = site.fetch("Album", key)["tracks"]
    assert after[:2] == [before[0], before[2]]
    assert [name[0] for name in after] == ["c", "b", "0", "9"]
    labels = [
        one.attributes["aria-label"] for one in superuser.page(edit(key)).all("audio")
    ]
    assert labels == ["c.mp3", "b.mp3", "0.mp3", "9.wav"]
    assert superuser.get(address(superuser, key, "tracks")).content == b"c.mp3"


def test_a_key_that_was_typed_is_none(site: Site, superuser: Visitor) -> None:
    """Or who may change one row would get the files of any other."""
    add(site, superuser, [("cover", "a.png", PICTURE)])
    other = site.fetch("Album", site.do("keys", table="Album")[0])["cover"]
    key = add(site, superuser, [], title="Red")
    typed = {"cover": other, "tracks": f'["{other}"]'}
    response = superuser.post(edit(key), typed)
    assert response.status_code == 303
    row = site.fetch("Album", key)
    assert (row["cover"], row["tracks"]) == (None, [])


def test_somebody_else_was_faster(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("tracks", "a.mp3", b"a")])
    form = superuser.page(edit(key)).editor
    saved(superuser, key, [("tracks", "b.mp3", b"b")])
    before = site.fetch("Album", key)
    response = superuser.client.post(
        superuser.mount + edit(key),
        data=dict(form.entries()),
        files=[("tracks", ("c.mp3", b"c", "audio/mpeg"))],
        headers={"Origin": superuser.address},
    )
    assert response.status_code == 422
    assert "Somebody else has changed this" in error(read(response.text), "tracks")
    assert site.fetch("Album", key) == before
    assert {*stored(site, "tracks")} == {"a.mp3", "b.mp3"}


def test_files_are_no_part_of_bulk_changes(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    response = superuser.post(f"{ALBUMS}bulk/update/", {"__key": str(key)})
    form = read(response.text).editor
    assert "multipart" not in str(form.attributes)
    assert not [*form.all("input", type="file")]


def test_a_file_of_rows_has_keys(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    response = superuser.get(f"{ALBUMS}export/?__columns=cover")
    assert site.fetch("Album", key)["cover"] in response.text


# Refused.


def test_what_is_refused_leaves_no_file(site: Site, superuser: Visitor) -> None:
    add(site, superuser, [])
    files = [("cover", "a.png", PICTURE), ("tracks", "b.mp3", b"b")]
    page = refused(superuser, f"{ALBUMS}add/", files, title="Blue")
    assert error(page, "title") == "Another row has this value already."
    for column in ("cover", "tracks"):
        again = "Nothing was saved. Choose the file again."
        assert error(page, column) == again
        assert stored(site, column) == {}


def test_what_was_ticked_stays_ticked(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    value = site.fetch("Album", key)["cover"]
    page = refused(superuser, edit(key), [], title="", cover__remove=value)
    assert "checked" in page.one("input", name="cover__remove").attributes


NAMES = {
    "a.exe": "a.exe cannot be stored. Choose a file of one of these kinds: mp3, wav,",
    "a.html": "a.html cannot be stored.",
    "a.png.php": "a.png.php cannot be stored.",
    "png": "png cannot be stored.",
    ".png": "png cannot be stored.",
    "<script>alert(1)</script>.png": "Rename script>.png: there is “>” in it.",
    "a..png": "Rename a..png: there is “..” in it.",
    "é.png": "Rename é.png: there is “é” in it.",
    "a\u202egnp.png": "there is “\u202e” in it.",
    "a\0.png": "in it.",
}


@pytest.mark.parametrize(("name", "message"), NAMES.items(), ids=ascii)
def test_names_that_are_refused(
    site: Site, superuser: Visitor, name: str, message: str
) -> None:
    page = refused(superuser, f"{ALBUMS}add/", [("cover", name, b"x")], title="Blue")
    assert message in error(page, "cover")
    assert stored(site) == {}
    assert site.do("keys", table="Album") == []


@pytest.mark.parametrize(
    "name", ["../../evil.png", "/etc/evil.png", "C:\\x\\evil.png", "..\\evil.png"]
)
def test_folders_in_names_are_left_out(
    site: Site, superuser: Visitor, name: str
) -> None:
    add(site, superuser, [("cover", name, PICTURE)])
    assert stored(site) == {"evil.png": PICTURE}


def test_keys_fit_into_their_column(site: Site, superuser: Visitor) -> None:
    key = add(site, superuser, [("cover", f"{'a' * 200}.jpeg", PICTURE)])
    assert len(site.fetch("Album", key)["cover"]) == 80


@pytest.mark.parametrize("length", range(30, 45))
def test_a_name_is_not_cut_at_a_dot(
    site: Site, superuser: Visitor, length: int
) -> None:
    add(site, superuser, [("cover", f"{'a' * length}.final.png", PICTURE)])
    assert len(stored(site)) == 1


def test_words_of_other_languages(site: Site) -> None:
    with Visitor.logged_in(site, "admin", "/german") as visitor:
        response = visitor.client.post(
            f"/german{ALBUMS}add/",
            data={"title": "Blau", "csrftoken": visitor.token},
            files=[("cover", ("a.exe", b"x", "image/png"))],
            headers={"Origin": visitor.address},
        )
    told = error(read(response.text), "cover")
    assert told.startswith("a.exe kann nicht gespeichert werden.")


def test_what_is_too_long_leaves_no_file(site: Site, superuser: Visitor) -> None:
    title = "x" * 300
    page = refused(superuser, f"{ALBUMS}add/", [("cover", "a.png", b"x")], title=title)
    assert "255" in error(page, "title")
    assert stored(site) == {}


@pytest.fixture
def clerk(site: Site) -> Iterator[Visitor]:
    """Who may view the albums of 1999, add none, and change the one called clerk."""
    with Visitor.logged_in(site, "clerk") as visitor:
        yield visitor


def test_files_of_rows_that_one_may_view(
    site: Site, superuser: Visitor, clerk: Visitor
) -> None:
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    path = address(superuser, key)
    assert clerk.get(path).status_code == 404
    saved(superuser, key, year="1999")
    assert clerk.get(path).content == PICTURE


def test_whoever_may_not_write_sends_no_files(
    site: Site, superuser: Visitor, clerk: Visitor
) -> None:
    """Nothing is stored even for a moment: that would have touched the folder."""
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    saved(superuser, key, year="1999")
    before = folder(site, "cover").stat().st_mtime_ns
    for page in (f"{ALBUMS}add/", edit(key)):
        response = clerk.client.post(
            f"{clerk.mount}{page}",
            data={"title": "x", "csrftoken": clerk.token},
            files=[("cover", ("b.png", PICTURE, "image/png"))],
            headers={"Origin": clerk.address},
        )
        assert response.status_code == 403
    assert folder(site, "cover").stat().st_mtime_ns == before
    saved(superuser, key, title="clerk")
    saved(clerk, key, [("cover", "b.png", PICTURE)])
    assert {*stored(site)} == {"a.png", "b.png"}


def test_nothing_is_sent_to_read_only_admins(site: Site) -> None:
    with Visitor.logged_in(site, "admin") as visitor:
        key = add(site, visitor, [("cover", "a.png", PICTURE)])
        path = address(visitor, key)
    with Visitor.logged_in(site, "admin", "/read-only") as visitor:
        assert visitor.get(path).content == PICTURE
        page = visitor.page(edit(key))
        assert "disabled" in page.one("fieldset").attributes
        response = visitor.client.post(
            f"/read-only{edit(key)}",
            data={"csrftoken": visitor.token},
            files=[("cover", ("b.png", b"b", "image/png"))],
            headers={"Origin": visitor.address},
        )
        assert response.status_code == 405
    assert stored(site) == {"a.png": PICTURE}


# How they are served.

KINDS = {
    "a.jpg": ("image/jpeg", "inline"),
    "a.webp": ("image/webp", "inline"),
    "a.pdf": ("application/pdf", "inline"),
    "a.mp4": ("video/mp4", "inline"),
    "a.mov": ("video/quicktime", "inline"),
    "a.mp3": ("audio/mpeg", "inline"),
    "a.txt": ("text/plain; charset=utf-8", "inline"),
    "a.svg": ("image/svg+xml", "attachment"),
    "a.csv": ("text/csv; charset=utf-8", "attachment"),
    "a.rtf": ("application/rtf", "attachment"),
}

SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(("name", "wanted"), KINDS.items())
def test_content_types(
    site: Site, superuser: Visitor, name: str, wanted: tuple[str, str]
) -> None:
    key = add(site, superuser, [("cover", name, SCRIPT)])
    response = superuser.get(address(superuser, key))
    kind, disposition = wanted
    assert response.headers["content-type"] == kind
    assert response.headers["content-disposition"].startswith(f"{disposition};")
    assert response.headers["x-content-type-options"] == "nosniff"
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "sandbox" in policy or kind.startswith(("audio", "video", "application/pdf"))
    assert response.headers["cache-control"] == "no-store"
    assert response.content == SCRIPT


def test_a_page_that_got_there_otherwise_is_not_shown(
    site: Site, superuser: Visitor
) -> None:
    """Whatever the storage would refuse."""
    (folder(site, "cover") / "a.html").write_bytes(SCRIPT)
    site.insert("Album", title="Blue", cover="a.html")
    response = superuser.get(f"{ALBUMS}media/cover/a.html")
    assert response.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["content-security-policy"]


@pytest.mark.parametrize("encoding", ["gzip", ""])
@pytest.mark.parametrize("name", ["a.mp4", "a.txt"])
def test_parts_of_a_file(
    site: Site, superuser: Visitor, name: str, encoding: str
) -> None:
    content = bytes(range(256)) * 100
    key = add(site, superuser, [("cover", name, content)])
    path = address(superuser, key)
    headers = {"Range": "bytes=1000-2999", "Accept-Encoding": encoding}
    response = superuser.get(path, **headers)
    assert response.status_code == 206
    assert response.headers["content-range"] == "bytes 1000-2999/25600"
    assert response.headers["content-length"] == "2000"
    assert response.content == content[1000:3000]
    assert superuser.get(path, Range="bytes=99999-").status_code == 416


def test_strangers_are_sent_to_the_log_in(
    site: Site, superuser: Visitor, stranger: Visitor
) -> None:
    key = add(site, superuser, [("cover", "a.png", PICTURE)])
    response = stranger.get(address(superuser, key))
    assert response.status_code == 303
    assert "/login/" in response.headers["location"]


@pytest.mark.parametrize(
    "path",
    [
        "media/cover/other.png",
        "media/title/Blue",
        "media/nothing/a.png",
        "media/cover/..%2f..%2fmovies.sqlite",
        "media/cover/%2e%2e",
        "media/cover/%2e%2e%5csettings.py",
        "media/cover/.hidden.png",
        "media/cover/a%00.png",
        "media/cover/",
        "media/tracks/linked.png",
    ],
)
def test_nothing_else_is_sent(site: Site, superuser: Visitor, path: str) -> None:
    for name in ("other.png", ".hidden.png"):
        (folder(site, "cover") / name).write_bytes(PICTURE)
    site.insert(
        "Album", title="Blue", cover=".hidden.png", tracks=["../cover/other.png"]
    )
    assert superuser.get(ALBUMS + path).status_code == 404


def test_a_row_that_points_outside(site: Site, superuser: Visitor) -> None:
    outside = "../../../movies.sqlite"
    key = site.insert("Album", title="Blue", cover=outside)
    path = f"{ALBUMS}media/cover/{quote(outside, safe='')}"
    assert superuser.get(path).status_code == 404
    page = superuser.page(edit(key))
    assert outside in page.words
    assert not [link for link in page.addresses if "/media/" in link]


def test_a_file_that_is_gone(site: Site, superuser: Visitor) -> None:
    key = site.insert("Album", title="Blue", cover="gone.png")
    assert superuser.get(address(superuser, key)).status_code == 404


SHARED = """
from admin import app
from cases.tables import Album
from piccolo_api.media.local import LocalMediaStorage

columns = [Album.cover, Album.tracks]
app.storages = lambda _: {"album": [LocalMediaStorage(one, "same") for one in columns]}
try:
    app.create_admin()
except ValueError as error:
    assert "Album.cover and Album.tracks" in str(error), error
else:
    raise AssertionError
"""


def test_columns_share_no_folder(site: Site) -> None:
    python(site.folder, site.environment, "-c", SHARED)


# Files that no row refers to.


def test_unused_files(site: Site, superuser: Visitor) -> None:
    files = [("cover", "a.png", PICTURE), ("tracks", "b.mp3", b"b")]
    add(site, superuser, files)
    site.insert("Album", title="None")
    (folder(site, "cover") / "unused.png").write_bytes(PICTURE)
    (folder(site, "tracks") / ".keep").write_bytes(b"")
    command = ["-m", "admin.unused_files", "--wait", "0"]
    python(site.folder, site.environment, *command)
    assert {*stored(site)} == {"a.png", "unused.png"}
    python(site.folder, site.environment, *command, "--delete")
    assert {*stored(site)} == {"a.png"}
    assert {*stored(site, "tracks")} == {"b.mp3", ".keep"}


# How much may be sent.


def test_more_than_the_limit(site: Site) -> None:
    with Visitor.logged_in(site, "admin", "/small") as visitor:
        response = visitor.upload(
            f"{ALBUMS}add/", [("cover", "a.png", b"x" * LONG)], {"title": "Blue"}
        )
        assert response.status_code == 413
        page = read(response.text)
        assert page.one("h1").words == "Too large"
        assert "At most 100 kB can be sent at once." in page.words
        assert (
            visitor.upload(
                f"{ALBUMS}add/", [("cover", "a.png", b"x" * SHORT)], {"title": "Blue"}
            ).status_code
            == 303
        )
    assert {*stored(site)} == {"a.png"}


def test_several_files_count_together(site: Site) -> None:
    files = [("tracks", f"{number}.mp3", b"x" * 30_000) for number in range(4)]
    with Visitor.logged_in(site, "admin", "/small") as visitor:
        response = visitor.upload(f"{ALBUMS}add/", files, {"title": "Blue"})
    assert response.status_code == 413
    assert stored(site, "tracks") == {}


def test_texts_count_as_well(site: Site) -> None:
    with Visitor.logged_in(site, "admin", "/small") as visitor:
        typed = {"name": "x" * LONG, "csrftoken": visitor.token}
        assert visitor.post("/tables/label/add/", typed).status_code == 413


def test_a_text_that_is_too_large_for_any_form(superuser: Visitor) -> None:
    response = superuser.client.post(
        "/admin/tables/label/add/",
        data={"note": "x" * (33 * 2**20), "csrftoken": superuser.token},
        files=[("name", ("", b"", "text/plain"))],
        headers={"Origin": superuser.address},
    )
    assert response.status_code == 413
    assert "33.6 MB" in read(response.text).words


def test_strangers_send_little_and_no_files(stranger: Visitor) -> None:
    typed = {"username": "x" * 2_000_000, "password": "x"}
    assert stranger.post("/login/", typed).status_code == 413
    response = stranger.client.post(
        "/admin/login/",
        data={"username": "x", "csrftoken": stranger.token},
        files=[("password", ("a.png", b"x", "image/png"))],
        headers={"Origin": stranger.address},
    )
    assert response.status_code == 413


def test_what_is_no_form(superuser: Visitor) -> None:
    headers = {"Content-Type": "multipart/form-data", "Origin": superuser.address}
    response = superuser.client.post(
        "/admin/tables/label/add/", content=b"x", headers=headers
    )
    assert response.status_code == 400
    assert "no form" in read(response.text).words
