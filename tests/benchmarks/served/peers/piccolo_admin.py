"""Piccolo Admin: scripts in the browser ask an API for JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from ..apps.settings import PASSWORD, USERNAME
from ..web import Request, Session
from .base import Peer

BATCH = 1_000


class PiccoloAdmin(Peer):
    name = "Piccolo Admin"
    app = "piccolo_admin_app"
    root: ClassVar = "/admin"
    ready = "/admin/public/meta/"

    def log_in(self, session: Session) -> None:
        session.send(session.get(f"{self.root}/public/meta/"))
        session.csrf = session.cookies["csrftoken"]
        sent = {"username": USERNAME, "password": PASSWORD}
        path = f"{self.root}/public/login/"
        session.send(self.json(session, "POST", path, sent, 200))

    @property
    def movies(self) -> str:
        return f"{self.root}/api/tables/movie/"

    def listed(self, session: Session, **asked: object) -> Request:
        return session.get(self.movies, **asked)

    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        asked = {"__order": order, "__page_size": size, "__page": number}
        return self.listed(session, **asked, __readable="true")

    def filtered(self, session: Session, name: str, rating: int, size: int) -> Request:
        asked = {
            "name": name,
            "name__match": "contains",
            "rating": rating,
            "rating__operator": "gte",
        }
        own = {"__order": "id", "__page_size": size, "__page": 1}
        return self.listed(session, **asked, **own, __readable="true")

    def edit(self, session: Session, key: int) -> Request:
        return session.get(f"{self.movies}{key}/", __readable="true")

    def create(self, session: Session, row: Mapping[str, str]) -> Request:
        return self.json(session, "POST", self.movies, typed(row), 201)

    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request:
        return self.json(session, "PATCH", f"{self.movies}{key}/", typed(row), 200)

    def search(self, session: Session, text: str) -> Request:
        path = f"{self.root}/api/tables/director/ids/"
        return session.get(path, search=text, limit=6)

    def export(self, session: Session, movies: int) -> list[Request]:
        """The browser makes the file, of rows that it asks for a thousand at a time."""
        pages = range(1, -(-movies // BATCH) + 1)
        return [self.page(session, page, BATCH, "id") for page in pages]

    def json(
        self,
        session: Session,
        method: str,
        path: str,
        data: Mapping[str, object],
        status: int,
    ) -> Request:
        kind = {"Content-Type": "application/json", "X-CSRFToken": session.csrf}
        headers = {**session.headers(), **kind}
        return Request(method, path, headers, json.dumps(data).encode(), status)


def typed(row: Mapping[str, str]) -> dict[str, object]:
    return {**row, "won_oscar": bool(row["won_oscar"])}
