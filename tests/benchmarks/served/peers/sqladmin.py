"""sqladmin, which has no check for forged requests."""

from __future__ import annotations

from collections.abc import Mapping

from ..apps.settings import PASSWORD, USERNAME
from ..web import Request, Session
from .base import Peer, ticked
from .starlette_admin import renamed

MOVIES = "/admin/movie"


class SqlAdmin(Peer):
    name = "sqladmin"
    app = "sqladmin_app"
    ready = "/admin/login"

    def log_in(self, session: Session) -> None:
        sent = {"username": USERNAME, "password": PASSWORD}
        session.send(session.post("/admin/login", sent))

    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        asked = {"page": number, "pageSize": size, "sortBy": order, "sort": "asc"}
        return session.get(f"{MOVIES}/list", **asked)

    def filtered(self, session: Session, name: str, rating: int, size: int) -> Request:
        asked: dict[str, object] = {
            "name": name,
            "name_op": "contains",
            # There is no "at least"; ratings have one decimal place.
            "rating": rating - 0.01,
            "rating_op": "greater_than",
        }
        asked |= {"pageSize": size, "sortBy": "id", "sort": "asc"}
        return session.get(f"{MOVIES}/list", page=1, **asked)

    def edit(self, session: Session, key: int) -> Request:
        return session.get(f"{MOVIES}/edit/{key}")

    def create(self, session: Session, row: Mapping[str, str]) -> Request:
        return session.post(f"{MOVIES}/create", sent(row), 302)

    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request:
        return session.post(f"{MOVIES}/edit/{key}", sent(row), 302)

    def search(self, session: Session, text: str) -> Request:
        return session.get(f"{MOVIES}/ajax/lookup", name="director_row", term=text)

    def export(self, session: Session, movies: int) -> list[Request]:
        return [session.get(f"{MOVIES}/export/csv")]


def sent(row: Mapping[str, str]) -> dict[str, str]:
    return {**renamed(ticked(row, "y")), "save": "Save"}
