"""All rows of a list, whatever its page, some at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.query import Select

from . import replica
from .filters import Condition
from .listing import Listing
from .sorting import Sorting

BATCH_SIZE = 1_000


@dataclass(frozen=True)
class Batches:
    """Each is read anew, after the last row of the one before: none is held open."""

    listing: Listing
    select: Callable[[], Select[Any]]
    sortable: Sequence[Column]

    viewed: Condition
    """The rows that somebody may view."""

    async def count(self) -> int:
        """How many rows there are now, however many."""
        query = self.select().table.count()
        return await replica.read(query.where(self.viewed, *self.listing.conditions))

    async def __aiter__(self) -> AsyncIterator[list[dict[str, Any]]]:
        sorting = Sorting.by(self.listing.order, self.sortable)
        rows: list[dict[str, Any]] = []
        while True:
            query = sorting.apply(self.select().columns(*sorting.selected()))
            query = query.where(self.viewed, *self.listing.conditions)
            if rows:
                values = sorting.values(rows[-1])
                query = query.where(sorting.after(values, self.viewed))
            rows = await replica.read(query.limit(BATCH_SIZE))
            if not rows:
                return
            yield rows
