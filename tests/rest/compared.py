"""What of two answers has to be the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2 as httpx

from tests.rest.client import Client
from tests.rest.twins import Twins
from tests.served.visitor import cookies_of

Ask = Callable[[Client], httpx.Response]

HEADERS = ("content-range", "content-disposition")

SECRETS = frozenset({"password", "secret", "secret_null", "code", "hint", "token"})
"""Secrets of some tables. They are nowhere here, where Piccolo Admin sends null."""

BYTES = frozenset({"bytea", "blob_null"})
"""Columns of bytes. They are hexadecimal here, so that any can be sent."""


class Both:
    """Somebody who asks both admins the same."""

    def __init__(self, twins: Twins, generated: Client, original: Client) -> None:
        self.engine = twins.engine
        self.site = twins.site
        self.generated = generated
        self.original = original

    @classmethod
    @contextmanager
    def strangers(cls, twins: Twins, mount: str = "admin") -> Iterator[Both]:
        """Nobody is logged in."""
        clients = Client(twins.generated, mount), Client(twins.original, mount)
        try:
            yield cls(twins, *clients)
        finally:
            for client in clients:
                client.close()

    @classmethod
    @contextmanager
    def logged_in(
        cls, twins: Twins, username: str, mount: str = "admin"
    ) -> Iterator[Both]:
        with (
            Client.logged_in(twins.generated, username, mount) as generated,
            Client.logged_in(twins.original, username, mount) as original,
        ):
            yield cls(twins, generated, original)

    @property
    def has_written(self) -> bool:
        return self.generated.has_written or self.original.has_written

    def same(self, ask: Ask, status: int, by_chance: tuple[str, ...] = ()) -> Any:
        """The body of both answers, which have to be the same.

        The values under the keys that are ``by_chance`` only look the same.
        """
        original, generated = self.each(ask)
        assert original.status_code == status, f"Piccolo Admin: {original.text}"
        expected, seen = told(original, by_chance), told(generated, by_chance)
        if "body" in expected:
            expected["body"] = as_here(expected["body"])
        if original.is_error:
            expected["error"] = set(expected["error"]) - set(seen.pop("error"))
            seen["error"] = set()
        found = list(differences(seen, expected))
        assert not found, "\n".join([generated.request.url.path, *found])
        return body(generated)

    def each(self, ask: Ask) -> tuple[httpx.Response, httpx.Response]:
        """Piccolo Admin's answer, and ours."""
        return ask(self.original), ask(self.generated)


def told(answer: httpx.Response, by_chance: tuple[str, ...]) -> dict[str, Any]:
    """What a client can rely on.

    The words of an error are each admin's own; that they say anything, not.
    """
    found: dict[str, Any] = {
        "status": answer.status_code,
        "cookies": {name: flags(text) for name, text in cookies_of(answer).items()},
        **{name: answer.headers.get(name) for name in HEADERS},
    }
    content = body(answer)
    if answer.is_error:
        return found | {"error": error(content)}
    kind = answer.headers.get("content-type")
    return found | {"type": kind, "body": without_chance(content, by_chance)}


def body(answer: httpx.Response) -> Any:
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    # Numbers as they are written: 0.10 is not 0.1, nor 10.0 10.
    return json.loads(answer.text, parse_float=str) if is_json else answer.text


def flags(attributes: str) -> set[str]:
    """Dates move on from one answer to the next, and each admin has its own path."""
    parts = {part.strip() for part in attributes.split(";")}
    return {part for part in parts if not part.startswith(("expires=", "path="))}


def error(content: Any) -> list[str]:
    """The keys of an error in JSON, and the fields that it is about; of text, nothing.

    Piccolo Admin writes some errors as text, where its own front end reads none. More
    may be said here than there. Where a body is no JSON, it names the character as if
    that were a field.
    """
    assert content
    if not isinstance(content, dict):
        return []
    details = content.get("detail")
    listed = details if isinstance(details, list) else []
    places = [
        detail["loc"][-1] for detail in listed if detail["type"] != "json_invalid"
    ]
    return [*content, *map(str, places)]


def as_here(content: Any) -> Any:
    """What Piccolo Admin sends, with what is not the same here, on purpose."""
    if isinstance(content, list):
        return [as_here(value) for value in content]
    if not isinstance(content, dict):
        return content
    return {
        key: hexadecimal(value) if key in BYTES else as_here(value)
        for key, value in content.items()
        if key not in SECRETS or value is not None
    }


def hexadecimal(value: Any) -> Any:
    return value.encode().hex() if isinstance(value, str) else value


def differences(seen: Any, expected: Any, where: str = "") -> Iterator[str]:
    """One line for each value that is another one."""
    if isinstance(seen, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in seen if key not in expected)]:
            got, wanted = seen.get(key, "nothing"), expected.get(key, "nothing")
            yield from differences(got, wanted, f"{where}.{key}")
    elif isinstance(seen, list) and isinstance(expected, list):
        if len(seen) != len(expected):
            yield f"{where}: {len(seen)} items, and not {len(expected)}"
        for number, (got, wanted) in enumerate(zip(seen, expected, strict=False)):
            yield from differences(got, wanted, f"{where}[{number}]")
    elif isinstance(expected, set) and expected != seen:
        yield f"{where}: not {expected - set(seen)}, but {set(seen) - expected}"
    elif seen != expected:
        yield f"{where}: {seen!r:.200}, and not {expected!r:.200}"


def without_chance(content: Any, names: tuple[str, ...]) -> Any:
    if isinstance(content, dict):
        return {
            key: shape(value) if key in names else without_chance(value, names)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [without_chance(value, names) for value in content]
    return content


def shape(value: Any) -> str:
    """A moment, or a UUID, with zeros for all digits."""
    return re.sub(r"\.\d+", "", re.sub("[0-9a-f]", "0", str(value)))
