"""What is measured: a server, and the requests that somebody's browser sends it."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from ..web import Request, Session


class Peer(ABC):
    """An admin, or code by hand. Each method is what somebody does in it.

    Where a page needs several requests, it is the one that carries the rows or the
    form. ``None`` is what a peer cannot do.
    """

    name: ClassVar[str]

    app: ClassVar[str]
    """The module below ``apps`` with ``make_app``, which makes an ASGI app."""

    ready: ClassVar[str]
    """The address of a page that needs no log-in."""

    def command(self, port: int) -> list[str]:
        """Serves at a port."""
        return [sys.executable, "-m", "serve", self.app, str(port)]

    @abstractmethod
    def log_in(self, session: Session) -> None: ...

    @abstractmethod
    def page(self, session: Session, number: int, size: int, order: str) -> Request:
        """A page of a list of movies."""

    def next_page(self, session: Session, number: int, size: int) -> Request:
        """The same by key, as its link on the page before has it."""
        return self.page(session, number, size, "id")

    def last_page(self, session: Session, number: int, size: int) -> Request:
        """The same of the last one."""
        return self.page(session, number, size, "id")

    @abstractmethod
    def filtered(
        self, session: Session, name: str, rating: int, size: int
    ) -> Request: ...

    @abstractmethod
    def edit(self, session: Session, key: int) -> Request:
        """The form of a movie."""

    @abstractmethod
    def create(self, session: Session, row: Mapping[str, str]) -> Request: ...

    @abstractmethod
    def update(self, session: Session, key: int, row: Mapping[str, str]) -> Request: ...

    @abstractmethod
    def search(self, session: Session, text: str) -> Request:
        """Find directors for a form."""

    @abstractmethod
    def export(self, session: Session, movies: int) -> list[Request]:
        """All movies in a file."""


def ticked(row: Mapping[str, str], value: str) -> dict[str, str]:
    """A row as a browser sends it: a box that is not ticked is not sent."""
    sent = {**row, "won_oscar": value if row["won_oscar"] else ""}
    return {n: v for n, v in sent.items() if v or n != "won_oscar"}
