"""Find the files that no row refers to: ``python -m admin.unused_files --delete``.

A file stays when another takes its place or its row is deleted, since other rows may
have it, too, and a backup of the database would miss it. Run this now and then.
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from typing import Any

from piccolo_api.media.base import MediaStorage

from .media import storages
from .settings import Settings
from .toolbox.media import described


async def unused_files(wait: float) -> list[tuple[MediaStorage, str]]:
    """What was stored before the wait, and is in no row after it.

    While a form is being saved, its files are stored, and its row is not yet.
    """
    every = [one for each in storages(Settings()).values() for one in each]
    stored = [(one, await one.get_file_keys()) for one in every]
    await asyncio.sleep(wait)
    found: list[tuple[MediaStorage, str]] = []
    for storage, keys in stored:
        used = await used_keys(storage)
        unused = (key for key in keys if key not in used and not key.startswith("."))
        found += [(storage, key) for key in sorted(unused)]
    return found


async def used_keys(storage: MediaStorage) -> set[Any]:
    column = storage.column
    values = await column._meta.table.select(column).output(as_list=True)
    lists = (value if isinstance(value, list) else [value] for value in values)
    return {key for keys in lists for key in keys}


async def main(delete: bool, wait: float) -> None:
    for storage, key in await unused_files(wait):
        print(f"{described(storage)}: {key}")
        if delete:
            with suppress(FileNotFoundError):  # Somebody else was faster.
                await storage.delete_file(key)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Find files that no row refers to.")
    parser.add_argument("--delete", action="store_true", help="delete them, too")
    parser.add_argument(
        "--wait", type=float, default=60, help="longer than saving takes, in seconds"
    )
    options = parser.parse_args()
    asyncio.run(main(options.delete, options.wait))
