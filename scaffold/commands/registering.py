"""What `admin --wire` does before anything is generated."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from scaffold import wiring
from scaffold.commands.generation import read_tables
from scaffold.commands.places import refusing
from scaffold.config import Options, read_options
from scaffold.wiring import Edit
from scaffold.wiring.registry import configuration


@contextmanager
def registering(
    directory: Path, output: Path, *, enabled: bool, **given: Any
) -> Iterator[Edit | None]:
    """Register the apps that an admin needs, before it is planned; back if that fails.

    Gives the edit that was made.
    """
    with refusing(output):
        edit = registration(directory, directory / output, given) if enabled else None
    if edit is None or edit.new is None:
        yield None
        return
    wiring.write(directory, edit)
    sys.modules.pop(configuration(), None)  # It is read anew.
    try:
        yield edit
    except BaseException:
        wiring.write(directory, replace(edit, old=edit.new, new=edit.old))
        raise


def registration(
    directory: Path, folder: Path, given: Mapping[str, Any]
) -> Edit | None:
    known = {k: v for k, v in given.items() if k in Options.__dataclass_fields__}
    options = read_options(folder).with_given(**known)
    schema = read_tables(directory, options).schema
    return wiring.registration(directory, schema, options)
