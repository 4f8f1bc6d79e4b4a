"""Whoever may not do something is not offered it, and cannot."""

from __future__ import annotations

import pytest

from .. import permissions
from ..tables import TABLES
from .conftest import Admin

PAGES = ("", "add/", "export/", "search/?q=a")


def forbid(monkeypatch: pytest.MonkeyPatch, *rules: str) -> None:
    for rule in rules:
        monkeypatch.setattr(permissions, rule, lambda _user, _table: False)


@pytest.mark.parametrize("path", TABLES)
def test_what_may_not_be_viewed(
    admin: Admin, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    forbid(monkeypatch, "view")
    assert not admin.links("/", path)
    for page in PAGES:
        assert admin.get(path + page).status_code == 403
    assert admin.post(f"{path}add/", {}).status_code == 403


@pytest.mark.parametrize("path", TABLES)
def test_what_may_only_be_viewed(
    admin: Admin, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    forbid(monkeypatch, "add", "change", "delete")
    assert admin.get(path).status_code == 200
    assert not admin.links(path, f"{path}add/")
    for page in ("add/", "bulk/update/", "bulk/delete/"):
        assert admin.post(path + page, {"__all": "true"}).status_code == 403
