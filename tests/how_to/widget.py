"""Countries are suggested, and any can be typed."""

from __future__ import annotations

from movies.tables import Studio

from .conftest import Admin
from .test_studio import PATH, TYPED


def test_words_are_suggested(admin: Admin) -> None:
    page = admin.get(f"{PATH}add/").text
    assert 'list="country-words"' in page
    assert '<option value="Senegal">' in page


def test_any_other_can_be_typed(admin: Admin) -> None:
    key = admin.add(PATH, Studio, TYPED | {"country": "Iceland"})
    assert admin.row(Studio, key)["country"] == "Iceland"
    assert 'value="Iceland"' in admin.get(admin.link(f"{PATH}edit/", key)).text


def test_errors_stand_beside_it(admin: Admin) -> None:
    response = admin.post(f"{PATH}add/", TYPED | {"country": "x" * 61})
    assert response.status_code == 422
    assert 'id="country-error"' in response.text
    assert '<a href="#country">' in response.text
