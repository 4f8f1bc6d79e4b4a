"""What the docs on deployment tell an owner to do: the tests do that."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tests.served.site import ROOT, Site

PAGES = ("how-to/deployment.md", "several-processes.md")

TEXT = "".join((ROOT / "docs" / page).read_text() for page in PAGES)


def block(start: str) -> str:
    """The block of code that begins so."""
    (found,) = re.findall(rf"```\w+\n({re.escape(start)}.*?)```", TEXT, re.DOTALL)
    return str(found)


def file(name: str) -> str:
    """The block of code that is in a file of this name."""
    lead = re.escape(f"`{name}`:\n\n")
    (found,) = re.findall(rf"^{lead}```\w+\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE)
    return str(found)


def command(start: str) -> str:
    """The command that begins so."""
    found, *_more = re.findall(rf"^\$ ({re.escape(start)}.*)$", TEXT, re.MULTILINE)
    return str(found)


def application(site: Site, folder: Path) -> dict[str, str]:
    """The environment where the pages' ``app.py`` is that of a site."""
    for name in ("app.py", "granian_app.py"):
        (folder / name).write_text(file(name))
    path = [folder, site.folder, site.environment["PYTHONPATH"]]
    return {"PYTHONPATH": os.pathsep.join(map(str, path))}
