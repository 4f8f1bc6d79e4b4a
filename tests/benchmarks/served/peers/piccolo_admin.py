"""Piccolo Admin: scripts in the browser ask an API for JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..apps.settings import PASSWORD, USERNAME
from ..web import Request, Session
from .base import Peer

TABLES = "/admin/api/tables"

BATCH = 1_000


class PiccoloAdmin(Peer):
    name = "Piccolo Admin"
    app = "piccolo_admin_app"
    ready = "/admin/public/meta/"

    def log_in(self, session: Session) -> None:
        session.send(session.get("/admin/"))
        session.csrf = session.cookies["csrftoken"]
        sent = {"username": USERNAME, "password": PASSWORD}
        session.send(self.json(session, "POST", "/admin/public/login/", sent, 200))

    def listed(self, session: Session, **asked: object) -> Request:
        return session.get(f"{TABLES}/movie/", __readable="true", **asked)

    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        return self.listed(session, __order=order, __page_size=size, __page=number)

    def filtered(self, session: Session, name: str, rating: int, size: int) -> Request:
        asked = {
            "name": name,
            "name__match": "contains",
            "rating": rating,
            "rating__operator": "gte",
        }
        return self.listed(session, **asked, __order="id", __page_size=size, __page=1)

    def edit(self, session: Session, key: int) -> Request:
        return session.get(f"{TABLES}/movie/{key}/", __readable="true")

    def create(self, session: Session, row: Mapping[str, str]) -> Request:
        return self.json(session, "POST", f"{TABLES}/movie/", typed(row), 201)

    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request:
        return self.json(session, "PATCH", f"{TABLES}/movie/{key}/", typed(row), 200)

    def search(self, session: Session, text: str) -> Request:
        return session.get(f"{TABLES}/director/ids/", search=text, limit=6)

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
