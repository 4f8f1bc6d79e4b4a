"""Importing a user's modules without a database, without noise, from their folder."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path

from piccolo.engine import base


@contextmanager
def offline(directory: Path) -> Iterator[None]:
    """Modules below ``directory`` can be imported, and no engine connects.

    What they print goes to standard error, since standard output may be JSON; their
    warnings (Piccolo warns of a table called ``user``, for one) go nowhere.
    """
    with ExitStack() as stack:
        stack.enter_context(_first_on_path(directory))
        stack.enter_context(_engines_do_not_connect())
        stack.enter_context(redirect_stdout(sys.stderr))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _first_on_path(directory: Path) -> Iterator[None]:
    entry = str(directory)
    sys.path.insert(0, entry)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        # The modules may have put entries of their own in front.
        if entry in sys.path:
            sys.path.remove(entry)


@contextmanager
def _engines_do_not_connect() -> Iterator[None]:
    """``Engine.__init__`` asks the server for its version and creates extensions.

    Both go through the ``run_sync`` of its module, and nothing else there does, so that
    engines of any class, the user's too, are made as ever, and left unconnected.
    """
    names = vars(base)
    connect = names["run_sync"]
    names["run_sync"] = _leave_undone
    try:
        yield
    finally:
        names["run_sync"] = connect


def _leave_undone(coroutine: Coroutine[object, object, object]) -> None:
    coroutine.close()
