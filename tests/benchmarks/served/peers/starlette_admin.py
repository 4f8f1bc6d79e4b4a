"""starlette-admin, with SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping

from ..apps.settings import PASSWORD, USERNAME
from ..web import Request, Session
from .base import Peer, ticked

RELATIONS = {"director": "director_row", "studio": "studio_row"}
"""What the models name them."""


def renamed(row: Mapping[str, str]) -> dict[str, str]:
    return {RELATIONS.get(name, name): value for name, value in row.items()}


class StarletteAdmin(Peer):
    name = "starlette-admin"
    app = "starlette_admin_app"
    ready = "/admin/login"

    def log_in(self, session: Session) -> None:
        session.send(session.get("/admin/login"))
        session.csrf = session.cookies["starlette_admin_csrftoken"]
        sent = {"username": USERNAME, "password": PASSWORD, "csrftoken": session.csrf}
        session.send(session.post("/admin/login", sent))

    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        asked = {"page": number, "page_size": size, "sort": f"{order}__asc"}
        return session.get("/admin/movie/list", **asked)

    def filtered(self, session: Session, name: str, rating: int, size: int) -> Request:
        condition = f"name__contains={name} AND rating__gte={rating}"
        asked = {"page_size": size, "sort": "id__asc", "filter": condition}
        return session.get("/admin/movie/list", page=1, **asked)

    def edit(self, session: Session, key: int) -> Request:
        return session.get("/admin/movie/edit", pk=key)

    def create(self, session: Session, row: Mapping[str, str]) -> Request:
        return session.post("/admin/movie/create", self.sent(session, row), 303)

    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request:
        path = f"/admin/movie/edit?pk={key}"
        return session.post(path, self.sent(session, row), 303)

    def sent(self, session: Session, row: Mapping[str, str]) -> dict[str, str]:
        return {**renamed(ticked(row, "on")), "csrftoken": session.csrf}

    def search(self, session: Session, text: str) -> Request:
        path = "/admin/_api/director/relation-lookup"
        return session.get(path, skip=0, limit=20, q=text)

    def export(self, session: Session, movies: int) -> list[Request]:
        sent = {"format": "csv", "scope": "selected", "filename": "movie"}
        path = "/admin/_api/movie/action?name=export&all=1"
        return [session.post(path, {**sent, "csrftoken": session.csrf})]
