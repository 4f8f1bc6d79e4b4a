"""What `token` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import click


def print_tokens(rows: Sequence[Mapping[str, Any]]) -> None:
    """A line for each, in columns."""
    lines = [
        (
            *(row["user"], row["name"], f"{row['start']}…", row["scope"]),
            f"expires {moment(row['expires'])}",
            f"used {moment(row['last_used'])}",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def moment(value: datetime | None) -> str:
    return f"{value.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC" if value else "never"


def tokens_document(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = ("user", "name", "start", "scope", "created", "expires", "last_used")
    return [{name: plain(row[name]) for name in names} for row in rows]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
