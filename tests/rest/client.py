"""A script that knows Piccolo Admin's endpoints, and nothing of who serves them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx2 as httpx
from typing_extensions import Self

from tests.served.site import PASSWORD

CSRF = "csrftoken"


class Client:
    """Sends what Piccolo Admin's front end would; answers are not looked at."""

    def __init__(self, address: str, mount: str = "admin") -> None:
        self.address = address
        self.mount = f"/{mount}"
        # Where there was an error, the server ends connections that we might use again.
        limits = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(
            base_url=address, trust_env=False, timeout=30, verify=False, limits=limits
        )
        self.has_written = False

    @classmethod
    @contextlib.contextmanager
    def logged_in(
        cls, address: str, username: str, mount: str = "admin"
    ) -> Iterator[Self]:
        with contextlib.closing(cls(address, mount)) as client:
            response = client.log_in(username)
            assert response.status_code == 200, response.text
            yield client

    def close(self) -> None:
        self.http.close()

    def log_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/public/login/", {"username": username, "password": password})

    def log_out(self) -> httpx.Response:
        return self.send("POST", "/public/logout/")

    def change_password(self, old: str, new: str, again: str) -> httpx.Response:
        sent = {
            "current_password": old,
            "new_password": new,
            "confirm_new_password": again,
        }
        return self.post("/api/change-password/", sent)

    def rows(self, table: str, **asked: Any) -> httpx.Response:
        return self.get(f"/api/tables/{table}/", **asked)

    def row(self, table: str, key: Any, **asked: Any) -> httpx.Response:
        return self.get(f"/api/tables/{table}/{key}/", **asked)

    def of_table(self, table: str, what: str, **asked: Any) -> httpx.Response:
        """``what`` is one of schema, ids, count, new, references."""
        return self.get(f"/api/tables/{table}/{what}/", **asked)

    def create(self, table: str, row: Any) -> httpx.Response:
        return self.post(f"/api/tables/{table}/", row)

    def replace(self, table: str, key: Any, row: Any) -> httpx.Response:
        return self.send("PUT", f"/api/tables/{table}/{key}/", json=row)

    def change(self, table: str, key: Any, values: Any) -> httpx.Response:
        return self.send("PATCH", f"/api/tables/{table}/{key}/", json=values)

    def delete(self, table: str, key: Any) -> httpx.Response:
        return self.send("DELETE", f"/api/tables/{table}/{key}/")

    def delete_many(self, table: str, keys: list[Any]) -> list[httpx.Response]:
        """As the front end does: one after another, until one fails."""
        answers = []
        for key in keys:
            answers.append(self.delete(table, key))
            if answers[-1].is_error:
                break
        return answers

    def upload(
        self, table: str, column: str, name: str, content: bytes
    ) -> httpx.Response:
        names = {"table_name": table, "column_name": column}
        return self.send(
            "POST", "/api/media/", data=names, files={"file": (name, content)}
        )

    def file_address(self, table: str, column: str, key: str) -> httpx.Response:
        names = {"table_name": table, "column_name": column, "file_key": key}
        return self.post("/api/media/generate-file-url/", names)

    def file(self, file_url: str) -> httpx.Response:
        """What a page at the mount's root finds at a relative address."""
        return self.http.get(urljoin(f"{self.mount}/", file_url))

    def get(self, path: str, **asked: Any) -> httpx.Response:
        return self.http.get(self.mount + path, params=asked or None)

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.send("POST", path, json=body)

    def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Any but GET, with the cookie's token in a header."""
        if CSRF not in self.http.cookies:
            self.get("/public/meta/")
        self.has_written = True
        headers = {"X-CSRFToken": self.http.cookies[CSRF], **given.pop("headers", {})}
        return self.http.request(method, self.mount + path, headers=headers, **given)
