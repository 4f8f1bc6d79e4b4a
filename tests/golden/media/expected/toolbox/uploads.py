"""What a form sends for the files of a row: new ones, and which are to be removed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import PureWindowsPath
from typing import Any

from piccolo.columns import Array
from piccolo_api.media.base import MediaStorage
from starlette.datastructures import UploadFile
from starlette.requests import Request

from .database import Refused
from .fields import show_list
from .forms import Errors, Text, explain
from .i18n import gettext as _
from .media import Media, holds

logger = logging.getLogger(__name__)

UUID_LENGTH = 37
"""What a key is longer than the name of its file."""


@asynccontextmanager
async def stored(
    request: Request, media: Media, row: Mapping[str, Any]
) -> AsyncIterator[Text]:
    """Store the files that were sent, and give the text of the columns that change.

    ``row`` is what they had before. If it cannot be written, the files are gone again,
    and ``Refused`` says that they must be chosen anew.
    """
    sent = {name: chosen(media, name) for name in media.storages}
    new: list[tuple[str, str]] = []
    try:
        check(media, sent)
        for name, files in sent.items():
            for file in files:
                new.append((name, await store(media.storages[name], file, request)))
        yield changed(media, row, new)
    except BaseException as error:
        for name, key in new:
            await remove(media.storages[name], key)
        if isinstance(error, ValueError):
            raise Refused(choose_again(sent) | explain(error)) from error
        raise
    finally:
        await media.sent.close()


def chosen(media: Media, name: str) -> list[UploadFile]:
    """Browsers send a file without a name where none was chosen."""
    sent = media.sent.getlist(name)
    files = [file for file in sent if isinstance(file, UploadFile) and file.filename]
    return files if is_list(media.storages[name]) else files[-1:]


def choose_again(sent: Mapping[str, list[UploadFile]]) -> Errors:
    message = _("Nothing was saved. Choose the file again.")
    return {name: message for name, files in sent.items() if files}


def check(media: Media, sent: Mapping[str, list[UploadFile]]) -> None:
    """Raises ``Refused`` with all that is wrong."""
    errors = {
        name: " ".join(filter(None, (problem(storage, file) for file in sent[name])))
        for name, storage in media.storages.items()
    }
    if wrong := {name: text for name, text in errors.items() if text}:
        raise Refused(wrong)


def problem(storage: MediaStorage, file: UploadFile) -> str:
    """Why it cannot be stored; nothing if it can."""
    name = file_name(file)
    stem, _dot, extension = name.rpartition(".")
    kinds, characters = storage.allowed_extensions, storage.allowed_characters
    if kinds and not (stem and extension in kinds):
        message = _(
            "{name} cannot be stored. Choose a file of one of these kinds: {kinds}"
        )
        return message.format(name=name, kinds=", ".join(kinds))
    odd = [one for one in name if characters and one not in characters]
    if ".." in name or odd:
        message = _("Rename {name}: there is “{character}” in it.")
        return message.format(name=name, character=odd[0] if odd else "..")
    try:
        storage.validate_file_name(name)
    except ValueError as error:  # A rule of your own.
        return str(error)
    return ""


def file_name(file: UploadFile) -> str:
    """Without the folders that some browsers send, and not hidden."""
    name = PureWindowsPath(file.filename or "").name.lstrip(".")
    stem, dot, extension = name.rpartition(".")
    return f"{stem}{dot}{extension.lower()}"


async def store(storage: MediaStorage, file: UploadFile, request: Request) -> str:
    """Returns the key, which fits into the column."""
    stem, _dot, extension = file_name(file).rpartition(".")
    length = key_length(storage)
    if length:
        stem = stem[: length - UUID_LENGTH - len(extension) - 1].rstrip(".")
    return await storage.store_file(f"{stem}.{extension}", file.file, request.user)


def key_length(storage: MediaStorage) -> int | None:
    column = storage.column
    value = column.base_column if isinstance(column, Array) else column
    length: int | None = getattr(value, "length", None)
    return length


def is_list(storage: MediaStorage) -> bool:
    return isinstance(storage.column, Array)


def changed(media: Media, row: Mapping[str, Any], new: list[tuple[str, str]]) -> Text:
    """The text of each column that gets or loses a file, as its form reads it."""
    text: Text = {}
    for name, storage in media.storages.items():
        keys = [key for column, key in new if column == name]
        removed = media.sent.getlist(f"{name}__remove")
        if keys or removed:
            before = (row[name] or []) if is_list(storage) else []
            kept = [key for key in before if key not in removed]
            text[name] = text_of(storage, kept + keys)
    return text


def text_of(storage: MediaStorage, keys: list[str]) -> str | None:
    if not keys and storage.column._meta.params["null"]:
        return None
    return show_list(keys) if is_list(storage) else "".join(keys)


async def remove(storage: MediaStorage, key: str) -> None:
    """Nothing refers to it, unless the database did write what it had no answer to."""
    column = storage.column
    try:
        if not await column._meta.table.exists().where(holds(column, key)):
            await storage.delete_file(key)
    except Exception:
        logger.exception("The file %s could not be removed.", key)
