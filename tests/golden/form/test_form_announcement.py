"""The form is shown and checked, and does what it is for."""

from __future__ import annotations

from .conftest import Admin

PATH = "/forms/announcement/"

TYPED = {
    "title": "Example",
    "text": "A few words.",
    "audience": "staff",
    "start": "2999-12-31",
}


def test_page(admin: Admin) -> None:
    assert {*TYPED} <= {*admin.controls(PATH)}


def test_what_is_typed_is_done(admin: Admin) -> None:
    response = admin.post(PATH, TYPED)
    assert response.status_code == 200
    assert "“Example” begins on 2999-12-31." in response.text


def test_wrong_input_is_refused(admin: Admin) -> None:
    response = admin.post(PATH, TYPED | {"audience": "none of them"})
    assert response.status_code == 422
    assert 'id="audience-error"' in response.text


def test_a_refusal_is_told(admin: Admin) -> None:
    response = admin.post(PATH, TYPED | {"start": "2000-01-01"})
    assert response.status_code == 422
    assert "This day has passed." in response.text
    assert "A few words." in response.text
