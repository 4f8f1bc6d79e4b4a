"""Django's admin, in one synchronous worker of gunicorn's: its fastest server."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from ..apps.settings import PASSWORD, USERNAME
from ..data import COLUMNS
from ..web import Request, Session
from .base import Peer, ticked

ADMIN = "/admin/django_cinema"

PAGES = {25: "movie", 100: "movie100"}
"""The size of a page is a model's: a model for each."""

OPTIONS = {"--keep-alive": "300", "--timeout": "600", "--log-level": "warning"}


class Django(Peer):
    name = "Django's admin"
    app = "django_app"
    ready = "/admin/login/"

    def command(self, port: int) -> list[str]:
        options = {**OPTIONS, "--bind": f"127.0.0.1:{port}", "--workers": "1"}
        words = [word for option in options.items() for word in option]
        app = f"{self.app}:application"
        return [sys.executable, "-m", "gunicorn", *words, app]

    def log_in(self, session: Session) -> None:
        session.send(session.get("/admin/login/"))
        sent = {"username": USERNAME, "password": PASSWORD, **self.token(session)}
        session.send(session.post("/admin/login/?next=/admin/", sent))
        session.csrf = session.cookies["csrftoken"]

    def token(self, session: Session) -> dict[str, str]:
        return {"csrfmiddlewaretoken": session.cookies["csrftoken"]}

    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        # Columns count from 1, after the box that chooses a row.
        column = COLUMNS["movie"].index(order) + 1
        return session.get(f"{ADMIN}/{PAGES[size]}/", o=column, p=number)

    def filtered(self, session: Session, name: str, rating: int, size: int) -> Request:
        asked = {"q": name, "rating__gte": rating}
        return session.get(f"{ADMIN}/{PAGES[size]}/", o=1, p=1, **asked)

    def edit(self, session: Session, key: int) -> Request:
        return session.get(f"{ADMIN}/movie/{key}/change/")

    def create(self, session: Session, row: Mapping[str, str]) -> Request:
        return session.post(f"{ADMIN}/movie/add/", self.sent(session, row), 302)

    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request:
        path = f"{ADMIN}/movie/{key}/change/"
        return session.post(path, self.sent(session, row), 302)

    def sent(self, session: Session, row: Mapping[str, str]) -> dict[str, str]:
        return {**ticked(row, "on"), **self.token(session), "_save": "Save"}

    def search(self, session: Session, text: str) -> Request:
        of = {"app_label": "django_cinema", "model_name": "movie"}
        asked = {"term": text, "field_name": "director", **of}
        return session.get("/admin/autocomplete/", **asked)

    def export(self, session: Session, movies: int) -> list[Request]:
        """It has none: the action that its documentation shows."""
        sent = {"action": "export_csv", "select_across": "1", "_selected_action": "1"}
        data = {**sent, "index": "0", **self.token(session)}
        return [session.post(f"{ADMIN}/movie/", data)]
