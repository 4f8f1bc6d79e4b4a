"""Markup in rows is shown as text."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import Visitor

pytestmark = pytest.mark.one_database

MARKUP = "<script>alert('x')</script>"


def test_markup_is_shown_as_text(site: Site, superuser: Visitor) -> None:
    name = f"{MARKUP}!"
    site.insert("Label", name=name, note=MARKUP)
    sticker = site.insert("Sticker", label=name, code="<b>'\"{{ 1 }}", shelf=8)
    texts = ["varchar", "varchar_null", "text", "text_null", "email_null"]
    row = site.insert("Specimen", **dict.fromkeys(texts, MARKUP))
    key = quote(name, safe="")
    paths = [
        "/tables/label/",
        f"/tables/label/edit/{key}/",
        f"/tables/label/delete/{key}/",
        "/tables/sticker/",
        f"/tables/sticker/edit/{sticker}/",
        f"/tables/sticker/delete/{sticker}/",
        "/tables/specimen/?__order=-id",
        f"/tables/specimen/edit/{row}/",
        f"/tables/specimen/delete/{row}/",
    ]
    for path in paths:
        response = superuser.get(path)
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert "alert(" in response.text
        page = read(response.text)
        assert not [script for script in page.all("script") if script.text]
    for table, made in [("Sticker", sticker), ("Label", name), ("Specimen", row)]:
        site.do("delete", table=table, key=made)
