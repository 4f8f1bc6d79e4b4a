"""The files of columns: which there are, how pages show them, and who is sent them.

A column holds the key of a file, or a list of keys: the name under which its storage
has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from piccolo.columns import Array, Column
from piccolo.utils.sync import run_sync
from piccolo_api.media.base import MediaStorage
from piccolo_api.media.content_type import CONTENT_TYPE
from piccolo_api.media.local import LocalMediaStorage
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from .database import NotFound, has_element
from .filters import Condition
from .s3 import S3MediaStorage, with_any_keys
from .sizes import TooLarge

TYPES = CONTENT_TYPE | {"mov": "video/quicktime", "tsv": "text/tab-separated-values"}

OTHER_TYPE = "application/octet-stream"

SHOWN = frozenset(
    {
        *("image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png"),
        *("image/webp", "application/pdf", "text/plain"),
    }
)
"""What browsers show as a page of its own, beside audio and video: no scripts in it."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
    # It is compressed already, and a part of a file must not be.
    "Content-Encoding": "identity",
}

PLAYER_POLICY = "default-src 'none'; media-src 'self'; frame-ancestors 'self'"
"""Browsers play and show these with a page of their own, which no sandbox may be."""

DOWNLOAD = "__download"
"""In an address: the file is to be kept, not shown."""


def folder(root: str | Path, name: str) -> str:
    """The path of a folder below the root, which is made if need be."""
    path = Path(root).resolve() / name
    path.mkdir(parents=True, exist_ok=True)
    return str(path)


Storages = Mapping[str, Mapping[str, MediaStorage]]
"""By the table's name in addresses, and the name of the column."""


def by_column(storages: Mapping[str, Sequence[MediaStorage]]) -> Storages:
    """Raises ``ValueError`` if columns share a place: each looks after its files."""
    taken: dict[MediaStorage, MediaStorage] = {}
    for storage in (one for each in storages.values() for one in each):
        other = taken.setdefault(storage, storage)
        if other is not storage:
            both = f"{described(other)} and {described(storage)}"
            raise ValueError(f"media: {both} keep their files in one place")
    return {
        table: {storage.column._meta.name: storage for storage in each}
        for table, each in storages.items()
    }


def described(storage: MediaStorage) -> str:
    """``Movie.poster``."""
    column = storage.column._meta
    return f"{column.table.__name__}.{column.name}"


def other_hosts(storages: Storages) -> list[str]:
    """Where files are that are not sent from here: ``https://films.s3.example.com``.

    This is asked at the start, and needs no keys.
    """
    found = (one for each in storages.values() for one in each.values())
    others = (one for one in found if not isinstance(one, LocalMediaStorage))
    named = map(with_any_keys, others)
    addresses = (run_sync(one.generate_file_url("x", root_url="")) for one in named)
    parts = (urlsplit(address) for address in addresses)
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc})


def holds(column: Column, key: str) -> Condition:
    """Rows that have this file."""
    return has_element(column, key) if isinstance(column, Array) else column == key


@dataclass(frozen=True)
class Media:
    """The files of one table, for a request."""

    storages: Mapping[str, MediaStorage]
    """By the name of the column."""

    sent: FormData
    """What was sent with the request, and nothing if it only asks."""

    @classmethod
    def of(cls, request: Request, table: str) -> Media:
        """Of the table with this name in addresses."""
        sent = request.scope.get("admin_form", FormData())
        return cls(request.app.state.media[table], sent)

    # For pages.

    def keys(self, value: Any) -> list[str]:
        """The keys in a column's value."""
        return [key for key in (value if isinstance(value, list) else [value]) if key]

    def is_removed(self, column: str, key: str) -> bool:
        return key in self.sent.getlist(f"{column}__remove")

    def accepted(self, column: str) -> str:
        """Which files a browser is to offer: ``.jpg,.png``."""
        extensions = self.storages[column].allowed_extensions or ()
        return ",".join(f".{extension}" for extension in extensions)

    def is_address(self, key: str) -> bool:
        return is_plain(key)

    def name(self, key: str) -> str:
        return name_of(key)

    def kind(self, key: str) -> str:
        """How it is shown: ``image``, ``video``, ``audio``, ``pdf``; or not at all."""
        kind, _slash, detail = type_of(key).partition("/")
        if detail == "pdf":
            return detail
        # Only few browsers know TIFF.
        return kind if kind in {"image", "video", "audio"} and detail != "tiff" else ""

    def too_large(self, most: int) -> str:
        return TooLarge(most).detail

    # For the browser.

    def wanted(self, request: Request) -> tuple[Column, str]:
        """The column and the key in an address. If they are none: ``NotFound``."""
        storage = self.storages.get(request.path_params["column"])
        key = request.path_params["key"].removeprefix("~")
        if storage is None or not is_plain(key):
            raise NotFound
        return storage.column, key

    async def send(self, request: Request, column: Column, key: str) -> Response:
        """The file, or where it is."""
        storage = self.storages[column._meta.name]
        shown = is_shown(key) and DOWNLOAD not in request.query_params
        disposition = disposition_of(key, "inline" if shown else "attachment")
        if isinstance(storage, LocalMediaStorage):
            return await local_file(Path(storage.media_path) / key, disposition)
        if isinstance(storage, S3MediaStorage):
            address = await storage.address(key, disposition, type_of(key))
        else:
            address = await storage.generate_file_url(key, "", request.user)
        return RedirectResponse(address, 303)


def is_plain(key: str) -> bool:
    """Whether it is the name of a file, and no path."""
    return bool(key) and key[0] != "." and not re.search(r"[/\\\x00-\x1f]", key)


def type_of(key: str) -> str:
    """The content type, by the extension alone."""
    return TYPES.get(key.rpartition(".")[2].lower(), OTHER_TYPE)


def is_shown(key: str) -> bool:
    return type_of(key) in SHOWN or is_played(key)


def is_played(key: str) -> bool:
    return type_of(key).startswith(("audio/", "video/"))


UUID = re.compile(r"-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.[^.]*$)")


def name_of(key: str) -> str:
    """What the file was called before it got its key."""
    return UUID.sub("", key)


def disposition_of(key: str, disposition: str) -> str:
    """https://www.rfc-editor.org/rfc/rfc6266"""
    return f"{disposition}; filename*=utf-8''{quote(name_of(key), safe='')}"


async def local_file(path: Path, disposition: str) -> Response:
    """A file of this machine, or the part of it that is asked for."""
    if not await run_in_threadpool(path.is_file):
        raise NotFound
    kind = type_of(path.name)
    headers = HEADERS | {"Content-Disposition": disposition}
    if kind == "application/pdf" or is_played(path.name):
        headers["Content-Security-Policy"] = PLAYER_POLICY
    return FileResponse(path, headers=headers, media_type=kind)
