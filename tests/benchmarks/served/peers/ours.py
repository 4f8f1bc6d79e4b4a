"""The generated admin."""

from __future__ import annotations

from collections.abc import Mapping

from ..apps.settings import PASSWORD, USERNAME
from ..web import Request, Session
from .base import Peer

MOVIES = "/tables/movie/"


class Ours(Peer):
    name = "piccolo-scaffold"
    app = "ours"
    ready = "/login/"

    def log_in(self, session: Session) -> None:
        session.send(session.get("/login/"))
        session.csrf = session.cookies["csrftoken"]
        sent = {"username": USERNAME, "password": PASSWORD, "csrftoken": session.csrf}
        session.send(session.post("/login/", sent))

    def listed(self, session: Session, size: int, **asked: object) -> Request:
        return session.get(MOVIES, __page_size=size, **asked)

    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        return self.listed(session, size, __order=order, __page=number)

    def next_page(self, session: Session, number: int, size: int) -> Request:
        after = (number - 1) * size
        return self.listed(session, size, __page=number, __after=after)

    def last_page(self, session: Session, number: int, size: int) -> Request:
        return self.listed(session, size, __last="true")

    def filtered(self, session: Session, name: str, rating: int, size: int) -> Request:
        asked = {"rating": rating, "rating__operator": "gte"}
        return self.listed(session, size, name=name, **asked)

    def edit(self, session: Session, key: int) -> Request:
        return session.get(f"{MOVIES}edit/{key}/")

    def create(self, session: Session, row: Mapping[str, str]) -> Request:
        return session.post(f"{MOVIES}add/", self.sent(session, row), 303)

    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request:
        return session.post(f"{MOVIES}edit/{key}/", self.sent(session, row), 303)

    def sent(self, session: Session, row: Mapping[str, str]) -> dict[str, str]:
        won = {"won_oscar": row["won_oscar"] or "false"}
        return {**row, **won, "csrftoken": session.csrf}

    def search(self, session: Session, text: str) -> Request:
        return session.get("/tables/director/search/", q=text)

    def export(self, session: Session, movies: int) -> list[Request]:
        return [session.get(f"{MOVIES}export/", __order="id")]
