"""What the database refuses is told where it can be mended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import SESSION, Visitor, edit


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
    form = superuser.page(path).deletion
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
    token = superuser.session

    def save(key: Any) -> int:
        with Visitor(site.address) as visitor:
            visitor.client.cookies.set(SESSION, token)
            return visitor.save(edit("vault", key), {"name": "Saved"}).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(save, keys)) == {303}
    for key in keys:
        assert site.fetch("Vault", key)["name"] == "Saved"
        site.do("delete", table="Vault", key=key)
