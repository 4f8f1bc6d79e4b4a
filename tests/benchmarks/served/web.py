"""Requests, and a browser without scripts that sends one and keeps the cookies."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """A request, and what a good answer to it looks like."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 200
    text: str = ""
    """What stands in the answer."""

    def raw(self, host: str) -> bytes:
        """As it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.method != "GET":
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    cookies: Mapping[str, str]


@dataclass
class Session:
    """Somebody who is logged in, at a port of this machine."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    """The token against forgery, where there is one."""

    def send(self, request: Request) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = {**self.headers(), **request.headers}
        try:
            connection.request(request.method, request.path, request.body, headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        found = response.msg.get_all("set-cookie") or []
        pairs = [header.partition(";")[0].partition("=") for header in found]
        cookies = {name: value for name, _, value in pairs}
        self.cookies.update(cookies)
        return Answer(response.status, body, cookies)

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{n}={v}" for n, v in self.cookies.items() if v)
        return {"Cookie": cookies} if cookies else {}

    def get(self, path: str, **query: object) -> Request:
        asked = f"?{urlencode(query)}" if query else ""
        return Request("GET", f"{path}{asked}", self.headers())

    def post(self, path: str, data: Mapping[str, str], status: int = 200) -> Request:
        headers = {**self.headers(), "Content-Type": FORM}
        return Request("POST", path, headers, urlencode(data).encode(), status)
