"""Lists as CSV, sent row by row: https://www.rfc-editor.org/rfc/rfc4180."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from .batches import Batches
from .fields import as_text
from .i18n import gettext as _
from .i18n import pgettext
from .listing import read_flag

Row = Mapping[str, Any]

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}

FORMULA = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""Spreadsheets run texts that begin so. https://owasp.org/www-community/attacks/CSV_Injection"""


@dataclass(frozen=True)
class Column:
    """A column of the file."""

    name: str
    label: str

    shown_as: str = ""
    """Under which name a row has the label of what this refers to."""

    choices: Mapping[str, str] | None = None

    def readable(self, row: Row, context: str) -> Any:
        """What a person would read."""
        value = row[self.shown_as or self.name]
        return value if self.choices is None else self.label_of(value, context)

    def label_of(self, value: Any, context: str) -> Any:
        if isinstance(value, list):
            return ", ".join(self.label_of(item, context) or "" for item in value)
        if value is None:
            return None
        text = as_text(value)
        known = self.choices or {}
        return pgettext(context, known[text]) if text in known else text


async def csv_response(
    request: Request,
    batches: Batches,
    columns: Sequence[Column],
    context: str,
) -> Response:
    """Send the rows as they come, so that it does not matter how many there are."""
    delimiter = request.query_params.get("__delimiter", "comma")
    if delimiter not in DELIMITERS:
        known = ", ".join(DELIMITERS)
        raise HTTPException(
            400, _("The delimiter must be one of: {known}.").format(known=known)
        )
    readable = read_flag(request, "__readable")
    content = lines(
        batches, wanted(request, columns), context, DELIMITERS[delimiter], readable
    )
    name = f"{context}-{date.today()}.csv".encode("ascii", "replace").decode()
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Total-Count": str(await batches.count()),
    }
    return StreamingResponse(content, headers=headers, media_type="text/csv")


def wanted(request: Request, columns: Sequence[Column]) -> list[Column]:
    """The columns that the address names, or all."""
    names = ",".join(request.query_params.getlist("__columns")).split(",")
    known = {column.name: column for column in columns}
    if unknown := [name for name in names if name and name not in known]:
        raise HTTPException(
            400, _("There is no column {name}.").format(name=unknown[0])
        )
    return [known[name] for name in dict.fromkeys(names) if name] or list(columns)


async def lines(
    batches: Batches,
    columns: Sequence[Column],
    context: str,
    delimiter: str,
    readable: bool,
) -> AsyncIterator[str]:
    """The file in pieces."""
    buffer = StringIO()
    # All in quotes: a spreadsheet may divide cells elsewhere than it was told.
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(
        [harmless(pgettext(context, c.label) if readable else c.name) for c in columns]
    )
    async for rows in batches:
        for row in rows:
            writer.writerow(
                [
                    harmless(c.readable(row, context) if readable else row[c.name])
                    for c in columns
                ]
            )
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def harmless(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = as_text(value).replace("\0", "\ufffd")
    is_formula = isinstance(value, str) and text.startswith(FORMULA)
    return f"'{text}" if is_formula else text
