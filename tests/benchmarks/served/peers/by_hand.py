"""The limit: one statement and one template for a page, written by hand."""

from __future__ import annotations

from collections.abc import Mapping

from ..apps.settings import PASSWORD, USERNAME
from ..web import Request, Session
from .base import Peer


class ByHand(Peer):
    """Without log-in, and without a check for forged requests."""

    name = "by hand"
    app = "by_hand"
    ready = "/ping"

    def log_in(self, session: Session) -> None: ...

    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        return session.get("/movie", size=size, page=number, sort=order)

    def filtered(self, session: Session, name: str, rating: int, size: int) -> Request:
        asked = {"name": name, "rating": rating}
        return session.get("/movie", size=size, page=1, sort="id", **asked)

    def edit(self, session: Session, key: int) -> Request:
        return session.get(f"/movie/{key}")

    def create(self, session: Session, row: Mapping[str, str]) -> Request:
        return session.post("/movie", {**row, "csrf": session.csrf}, 303)

    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request:
        return session.post(f"/movie/{key}", {**row, "csrf": session.csrf}, 303)

    def search(self, session: Session, text: str) -> Request:
        return session.get("/director/search", q=text)

    def export(self, session: Session, movies: int) -> list[Request]:
        return [session.get("/movie.csv")]


class ByHandGuarded(ByHand):
    """With both."""

    name = "by hand, logged in"
    app = "by_hand_guarded"

    def log_in(self, session: Session) -> None:
        session.send(session.get("/login"))
        session.csrf = session.cookies["csrf"]
        sent = {"username": USERNAME, "password": PASSWORD, "csrf": session.csrf}
        session.send(session.post("/login", sent))
