"""Run in the demo's folder, once: migrate, fill the tables, add the administrator.

A process of its own, because Piccolo reads its configuration when it is imported. The
password comes on standard input: arguments and the environment can be read by others.
"""

from __future__ import annotations

import asyncio
import importlib
import sys

from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.user.tables import BaseUser


async def prepare(username: str, password: str) -> None:
    result = await run_forwards("all")
    if not result.success:
        raise SystemExit(f"The migrations failed: {result.message}")
    await importlib.import_module("seed").seed()
    await BaseUser.create_user(
        username=username,
        password=password,
        email=f"{username}@example.com",
        active=True,
        admin=True,
        superuser=True,
    )


if __name__ == "__main__":
    asyncio.run(prepare(sys.argv[1], sys.stdin.read()))
