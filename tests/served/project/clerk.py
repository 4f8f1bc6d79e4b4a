"""What a user called clerk may do; others, what was generated."""

from __future__ import annotations

from typing import Any

from cases.tables import Door, Label, Sticker, Vault
from piccolo.columns.combination import And, Or, Where, WhereRaw

from movies.tables import Ticket

Rule = bool | Where | WhereRaw | And | Or

VIEW: dict[Any, Rule] = {
    Label: Label.note == "clerk",
    Sticker: Sticker.label.note == "clerk",
    Door: False,
    Ticket: False,
}

ADD: dict[Any, Rule] = {Sticker: Sticker.shelf == 1, Vault: False}

CHANGE: dict[Any, Rule] = {
    Sticker: (Sticker.shelf == 1) & (Sticker.label.name != "clerk: kept"),
    Vault: False,
}

DELETE: dict[Any, Rule] = {Sticker: Sticker.place >= 100, Vault: False}
