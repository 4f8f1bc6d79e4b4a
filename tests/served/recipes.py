"""What ``docs/several-processes.md`` tells an owner to do: the tests do that."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tests.served.site import ROOT, Site

PAGE = (ROOT / "docs" / "several-processes.md").read_text()


def block(start: str) -> str:
    """The block of code that begins so."""
    (found,) = re.findall(rf"```\w+\n({re.escape(start)}.*?)```", PAGE, re.DOTALL)
    return str(found)


def command(start: str) -> str:
    """The command that begins so."""
    found, *_more = re.findall(rf"^\$ ({re.escape(start)}.*)$", PAGE, re.MULTILINE)
    return str(found)


def application(site: Site, folder: Path) -> dict[str, str]:
    """The environment where the page's ``application.py`` is that of a site."""
    (folder / "application.py").write_text(block("# application.py"))
    path = [folder, site.folder, site.environment["PYTHONPATH"]]
    return {"PYTHONPATH": os.pathsep.join(map(str, path))}
