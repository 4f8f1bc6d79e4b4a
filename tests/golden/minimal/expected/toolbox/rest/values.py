"""The types of values in JSON, where Python's own do not say enough."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from ..fields import parse_bytes

Hex = Annotated[
    bytes,
    BeforeValidator(
        lambda value: parse_bytes(value) if isinstance(value, str) else value
    ),
    PlainSerializer(bytes.hex, return_type=str),
]
"""Bytes, as pairs of hexadecimal digits."""

Json = Annotated[
    str,
    PlainSerializer(
        lambda value: value if isinstance(value, str) else json.dumps(value),
        return_type=str,
    ),
]
"""JSON as text. (SQLite makes a number of one; and defaults are Python's values.)"""

# In OpenAPI, the formats are those of RFC 3339: its times have an offset, its durations
# neither signs nor fractions.

LocalTime = Annotated[time, WithJsonSchema({"type": "string"})]

LocalDateTime = Annotated[datetime, WithJsonSchema({"type": "string"})]

Duration = Annotated[timedelta, WithJsonSchema({"type": "string"})]
