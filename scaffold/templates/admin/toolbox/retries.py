"""Writing again what a database could not write because of what others wrote."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from .database import Busy

Given = ParamSpec("Given")
Written = TypeVar("Written")

TRIES = 5

Write = Callable[Given, Coroutine[Any, Any, Written]]


def retried(write: Write[Given, Written]) -> Write[Given, Written]:
    """Begin again where the database asks for it, ``TRIES`` times in all.

    CockroachDB does so often, PostgreSQL where two wait for each other. So whatever
    else the function does, such as sending a mail, may happen several times.
    """

    @wraps(write)
    async def write_again(*args: Given.args, **kwargs: Given.kwargs) -> Written:
        for number in range(1, TRIES):
            try:
                return await write(*args, **kwargs)
            except Busy:
                # Longer each time, and never all at once.
                await asyncio.sleep(random.uniform(0.5, 1) * 0.05 * 2**number)
        return await write(*args, **kwargs)

    return write_again
