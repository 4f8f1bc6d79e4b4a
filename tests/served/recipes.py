"""What ``docs/several-processes.md`` tells an owner to do: the tests do that."""

from __future__ import annotations

import re

from tests.served.site import ROOT

PAGE = (ROOT / "docs" / "several-processes.md").read_text()


def block(start: str) -> str:
    """The block of code that begins so."""
    (found,) = re.findall(rf"```\w+\n({re.escape(start)}.*?)```", PAGE, re.DOTALL)
    return str(found)


def command(start: str) -> str:
    """The command that begins so."""
    (found,) = re.findall(rf"^\$ ({re.escape(start)}.*)$", PAGE, re.MULTILINE)
    return str(found)
