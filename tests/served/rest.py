"""What a script asks of the REST API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import httpx2 as httpx

from tests.served.site import Site
from tests.served.visitor import CSRF, Visitor

HEADER = "X-CSRFToken"


def ask(
    visitor: Visitor, method: str, path: str, body: Any = None, **headers: str
) -> httpx.Response:
    """Below ``/api``, with the token against forgery."""
    given = {HEADER: visitor.token, "Origin": visitor.address, **headers}
    options = {} if body is None else {"json": body}
    address = f"{visitor.mount}/api{path}"
    return visitor.client.request(method, address, headers=given, **options)


def asked(visitor: Visitor, path: str, status: int = 200) -> Any:
    """What is answered to a GET."""
    response = ask(visitor, "GET", path)
    assert response.status_code == status, (response.status_code, response.text)
    return response.json()


def rows(visitor: Visitor, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(visitor, path)["rows"]
    return found


def add(visitor: Visitor, path: str, row: Mapping[str, Any]) -> Any:
    """Returns the key of the new row. (That of a user is in no list.)"""
    response = ask(visitor, "POST", path, row)
    assert response.status_code == 201, response.text
    found = response.json()
    (keys,) = found if isinstance(found, list) else [found]
    (key,) = keys.values()
    return key


def details(response: httpx.Response, status: int = 422) -> dict[str, str]:
    """What is wrong, by the last part of its place."""
    assert response.status_code == status, response.text
    return {str(one["loc"][-1]): one["msg"] for one in response.json()["detail"]}


def remove(site: Site, table: str, keys: Iterable[Any]) -> None:
    for key in keys:
        site.do("delete", table=table, key=key)


__all__ = ["CSRF", "HEADER", "add", "ask", "asked", "details", "remove", "rows"]
