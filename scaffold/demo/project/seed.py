"""Fill the empty tables of every app: `python seed.py`."""

import asyncio

import movies.seed
import showcase.seed


async def seed() -> None:
    await movies.seed.seed()
    await showcase.seed.seed()


if __name__ == "__main__":
    asyncio.run(seed())
