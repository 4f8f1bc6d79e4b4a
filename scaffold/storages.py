"""Where a column keeps its files, if that is not the usual folder.

``media_storage`` of a table's section in ``scaffold.toml``: for each column
``module:NAME`` of a storage, or settings of one. The names are those of piccolo_api's
``LocalMediaStorage`` and ``S3MediaStorage``; a ``bucket_name`` makes it the latter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.errors import Problem
from scaffold.render import literal

REFERENCE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
"""``module:NAME``."""

EXTENSIONS = (
    "ALLOWED_EXTENSIONS",
    "AUDIO_EXTENSIONS",
    "DATA_EXTENSIONS",
    "DOCUMENT_EXTENSIONS",
    "IMAGE_EXTENSIONS",
    "TEXT_EXTENSIONS",
    "VIDEO_EXTENSIONS",
)
"""What lists of extensions piccolo_api has names for."""

BOTH = {
    "allowed_extensions": (list, str, bool),
    "allowed_characters": (list, bool),
}
"""A list; ``false`` allows all; of extensions also one of the names above."""

LOCAL = {"folder": (str,), "file_permissions": (int, bool), **BOTH}
"""With ``file_permissions = false``, files have those of the process."""

S3 = {
    "bucket_name": (str,),
    "folder_name": (str,),
    "connection_kwargs": (dict,),
    "sign_urls": (bool,),
    "signed_url_expiry": (int,),
    "upload_metadata": (dict,),
    **BOTH,
}

CONNECTION = ("endpoint_url", "region_name", "api_version", "use_ssl")
"""What of a connection to S3 is written down. Never what it is kept from others by."""


def problems(storages: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """What is wrong with the settings of each column."""
    for column, own in storages.items():
        if isinstance(own, str):
            if not REFERENCE.fullmatch(own):
                yield Problem(f"{where}.{column}", "Write module:NAME of a storage.")
            continue
        known: Mapping[str, tuple[type, ...]] = S3 if "bucket_name" in own else LOCAL
        for name, value in own.items():
            place = f"{where}.{column}.{name}"
            if name not in known:
                remedy = f"Known: {', '.join(known)}."
                yield Problem(place, "There is no such option.", remedy)
            elif not isinstance(value, known[name]):
                kinds = " or ".join(kind.__name__ for kind in known[name])
                yield Problem(place, f"This must be of type {kinds}.")
        for name in own.get("connection_kwargs", ()):
            if name not in CONNECTION:
                place = f"{where}.{column}.connection_kwargs.{name}"
                yield Problem(place, "This is not written into code.", SECRETS)


SECRETS = "boto3 reads AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment."


def arguments(own: Mapping[str, Any], folder: str) -> list[str]:
    """What is passed to a storage behind the column, as Python.

    :param folder: the usual one, below ``media_path``.
    """
    given = {**own}
    place = literal(given.pop("folder", folder))
    given.setdefault("allowed_extensions", "ALLOWED_EXTENSIONS")
    first = [] if "bucket_name" in own else [f"folder(settings.media_path, {place})"]
    named = (f"{name}={expression(name, value)}" for name, value in given.items())
    return [*first, *named]


def expression(name: str, value: Any) -> str:
    if value is False and name in LOCAL:
        return "None"
    if name == "file_permissions":
        return oct(value)
    if name == "allowed_extensions" and value in EXTENSIONS:
        return str(value)
    return literal(value) if isinstance(value, str) else repr(value)
