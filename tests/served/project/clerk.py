"""What a user called clerk may do; others, what was generated."""

from __future__ import annotations

import importlib
from typing import Any

from piccolo.columns.combination import And, Or, Where, WhereRaw

cases = importlib.import_module("cases.tables")
movies = importlib.import_module("movies.tables")

Sticker = cases.Sticker

Rule = bool | Where | WhereRaw | And | Or

VIEW: dict[Any, Rule] = {
    cases.Label: cases.Label.note == "clerk",
    Sticker: Sticker.label.note == "clerk",
    cases.Album: cases.Album.year == 1999,
    cases.Door: False,
    movies.Ticket: False,
}

ADD: dict[Any, Rule] = {
    Sticker: Sticker.shelf == 1,
    cases.Album: False,
    cases.Vault: False,
}

CHANGE: dict[Any, Rule] = {
    Sticker: (Sticker.shelf == 1) & (Sticker.label.name != "clerk: kept"),
    cases.Album: cases.Album.title == "clerk",
    cases.Vault: False,
}

DELETE: dict[Any, Rule] = {Sticker: Sticker.place >= 100, cases.Vault: False}
