"""What the REST API has beyond Piccolo Admin's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.served.rest import add, ask, asked, rows
from tests.served.site import Site
from tests.served.test_media import PICTURE
from tests.served.visitor import Visitor

ALBUMS = "/tables/album/"
MOVIES = "/tables/movie/"


@pytest.fixture
def albums(site: Site) -> Iterator[list[int]]:
    titles = [f"Beyond {number}" for number in range(7)]
    keys = [site.insert("Album", title=title, year=1950) for title in titles]
    yield keys
    for key in set(site.do("keys", table="Album")) & {*keys}:
        site.do("delete", table="Album", key=key)


def titles(site: Site, keys: list[int]) -> list[Any]:
    found = set(site.do("keys", table="Album")) & {*keys}
    return [site.fetch("Album", key)["title"] for key in sorted(found)]


def test_several_rows_are_added_or_none(site: Site, superuser: Visitor) -> None:
    before = site.do("keys", table="Album")
    twice = [{"title": "Twice"}, {"title": "Twice"}]
    refused = ask(superuser, "POST", ALBUMS, twice)
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", 1, "title"]
    assert site.do("keys", table="Album") == before
    both = ask(superuser, "POST", ALBUMS, [{"title": "Once"}, {"title": "Twice"}])
    assert both.status_code == 201
    for row in both.json():
        site.do("delete", table="Album", key=row["id"])


def test_several_rows_are_changed_or_none(
    site: Site, superuser: Visitor, albums: list[int]
) -> None:
    some = "&".join(f"__key={key}" for key in albums[:3])
    assert ask(superuser, "PATCH", f"{ALBUMS}?{some}", {"year": 7}).status_code == 204
    years = [site.fetch("Album", key)["year"] for key in albums]
    assert years == [7, 7, 7, 1950, 1950, 1950, 1950]
    fitting = f"{ALBUMS}?title=Beyond&year=1950"
    assert ask(superuser, "PATCH", fitting, {"year": 8}).status_code == 204
    assert site.fetch("Album", albums[-1])["year"] == 8
    wrong = ask(superuser, "PATCH", fitting, {"year": "x"})
    assert wrong.status_code == 422
    unique = ask(superuser, "PATCH", f"{ALBUMS}?{some}", {"title": "x"})
    assert unique.status_code == 422


def test_several_rows_are_deleted(
    site: Site, superuser: Visitor, albums: list[int]
) -> None:
    some = "&".join(f"__key={key}" for key in albums[:2])
    assert ask(superuser, "DELETE", f"{ALBUMS}?{some}").status_code == 204
    path = f"{ALBUMS}?title__match=exact&title=Beyond 2"
    assert ask(superuser, "DELETE", path).status_code == 204
    assert titles(site, albums) == [f"Beyond {number}" for number in range(3, 7)]


def test_all_rows_are_meant_only_if_that_is_said(
    site: Site, superuser: Visitor, albums: list[int]
) -> None:
    for method, body in (("DELETE", None), ("PATCH", {"year": 1})):
        response = ask(superuser, method, ALBUMS, body)
        assert response.status_code == 400
    assert len(titles(site, albums)) == 7


@pytest.mark.parametrize("order", ["", "&__order=year,-title", "&__order=-cover"])
def test_a_cursor_goes_on_whatever_happens(
    site: Site, superuser: Visitor, albums: list[int], order: str
) -> None:
    path = f"{ALBUMS}?title=Beyond&__page_size=3&__visible_fields=id{order}"
    page = asked(superuser, f"{path}&__cursor=")
    found: list[int] = []
    while True:
        keys = [row["id"] for row in page["rows"]]
        found += keys
        site.do("delete", table="Album", key=keys[-1])
        if page["cursor"] is None:
            break
        page = asked(superuser, f"{path}&__cursor={page['cursor']}")
    assert sorted(found) == albums


def test_columns_of_other_tables(superuser: Visitor) -> None:
    path = f"{MOVIES}?__visible_fields=title,director.name,studio.country&__page_size=5"
    for row in rows(superuser, path):
        assert set(row) == {"title", "director", "studio"}
        assert set(row["director"]) == {"name"}
    deep = "__visible_fields=movie.director.name"
    (row,) = rows(superuser, f"/tables/ticket/?{deep}&__page_size=1")
    assert row["movie"]["director"]["name"]


def test_columns_of_other_tables_up_to_a_depth(superuser: Visitor) -> None:
    path = "/tables/specimen/?__visible_fields=parent.parent.parent.varchar"
    assert "parent" in asked(superuser, path, 400)["detail"]


def test_etags_keep_people_from_overwriting_each_other(
    site: Site, superuser: Visitor, albums: list[int]
) -> None:
    path = f"{ALBUMS}{albums[0]}/"
    mine = ask(superuser, "GET", path).headers["etag"]
    theirs = ask(superuser, "PATCH", path, {"year": 1}, **{"If-Match": mine})
    assert theirs.status_code == 200
    for method, body in (
        ("PATCH", {"year": 2}),
        ("PUT", {"title": "x"}),
        ("DELETE", None),
    ):
        late = ask(superuser, method, path, body, **{"If-Match": mine})
        assert late.status_code == 412, late.text
        assert late.json()["detail"]
    assert site.fetch("Album", albums[0])["year"] == 1
    now = theirs.headers["etag"]
    same = ask(superuser, "GET", path, **{"If-None-Match": now})
    assert (same.status_code, same.content) == (304, b"")
    last = ask(superuser, "PUT", path, {"title": "Last"}, **{"If-Match": now})
    assert last.status_code == 204


def test_csv(superuser: Visitor) -> None:
    path = f"{MOVIES}?genre=western&__visible_fields=title,year&__order=year"
    response = ask(superuser, "GET", path, Accept="text/csv")
    assert response.headers["content-type"].startswith("text/csv")
    head, *lines = response.text.splitlines()
    assert head == '"title","year"'
    assert len(lines) == asked(superuser, f"{MOVIES}count/?genre=western")["count"]


def test_files_are_sent_before_their_row(site: Site, superuser: Visitor) -> None:
    headers = {"X-CSRFToken": superuser.token, "Origin": superuser.address}

    def store(**data: str) -> Any:
        return superuser.client.post(
            f"{superuser.mount}/api/media/",
            data=data,
            files={"file": ("a.png", PICTURE, "image/png")},
            headers=headers,
        )

    key = store(table_name="album", column_name="cover").json()["file_key"]
    where = {"table_name": "album", "column_name": "cover", "file_key": key}
    url = ask(superuser, "POST", "/media/generate-file-url/", where).json()["file_url"]
    path = url.removeprefix("./api")
    assert ask(superuser, "GET", path).content == PICTURE
    with Visitor.logged_in(site, "admin", "/read-only") as visitor:
        assert ask(visitor, "GET", path).status_code == 403
    album = add(superuser, ALBUMS, {"title": "With a cover", "cover": key})
    for wrong in ("nope/cover/a.png", "album/nope/a.png", "album/cover/.a.png"):
        assert ask(superuser, "GET", f"/media-files/{wrong}").status_code == 404
    assert store(table_name="nope", column_name="cover").status_code == 404
    assert store(table_name="album", column_name="nope").status_code == 404
    assert store(table_name="album", column_name="title").status_code == 422
    with Visitor.logged_in(site, "admin", "/read-only") as visitor:
        shown = ask(visitor, "POST", "/media/generate-file-url/", where)
        assert shown.status_code == 200
        assert ask(visitor, "GET", path).content == PICTURE
    with Visitor.logged_in(site, "clerk") as clerk:
        own = site.insert("Album", title="clerk", year=1999)
        taken = ask(clerk, "PATCH", f"{ALBUMS}{own}/", {"cover": key})
        assert taken.status_code == 422, taken.text
        assert ask(clerk, "GET", path).status_code == 404
        site.do("delete", table="Album", key=own)
    site.do("delete", table="Album", key=album)
    (site.folder / "media/album/cover" / key).unlink()


def test_documentation_describes_real_types(superuser: Visitor) -> None:
    found = asked(superuser, "/openapi.json")
    row = found["components"]["schemas"]["MovieRow"]["properties"]
    assert row["title"]["type"] == "string"
    assert row["year"]["type"] == "integer"
    assert "secret" not in found["components"]["schemas"]["SpecimenRow"]["properties"]
    listed = found["paths"]["/tables/movie/"]["get"]["parameters"]
    assert {"year", "year__operator", "title__match", "__cursor"} <= {
        one["name"] for one in listed
    }
    assert found["servers"] == [{"url": f"{superuser.mount}/api"}]


@pytest.mark.one_database
def test_swagger_ui_runs_under_the_policy(site: Site, page: Page) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("requestfailed", lambda request: told.append(request.url))
    token = site.do("session", username="admin")
    cookie: Any = {"name": "id", "value": token, "url": f"{site.address}/admin/"}
    page.context.add_cookies([cookie])
    page.goto(f"{site.address}/admin/api/docs/")
    page.get_by_role("button", name="POST /tables/album/", exact=False).first.click()
    page.get_by_role("button", name="Try it out").first.click()
    page.locator("textarea").first.fill('{"title": "From Swagger UI"}')
    page.get_by_role("button", name="Execute").first.click()
    status = page.locator(".live-responses-table tbody .response-col_status")
    expect(status).to_contain_text("201")
    key = site.do("find", table="Album", column="title", value="From Swagger UI")
    site.do("delete", table="Album", key=key)
    assert not [text for text in told if "Content Security Policy" in text]
