"""What becomes of an admin that is taken over, for people to read."""

from __future__ import annotations

from dataclasses import dataclass, field

from scaffold.errors import Problem


@dataclass
class Report:
    """``source`` is what was given with ``--from``."""

    source: str

    taken: list[str] = field(default_factory=list)
    """What does the same as before, and where it stands."""

    different: list[str] = field(default_factory=list)
    """What does something else than before."""

    by_hand: list[Problem] = field(default_factory=list)
    """What could not be taken over, and what to write instead."""

    changed: list[str] = field(default_factory=list)
    """What the old admin says otherwise than when it was taken over last."""

    def hand(self, where: str, what: str, remedy: str) -> None:
        self.by_hand.append(Problem(where, what, remedy))
