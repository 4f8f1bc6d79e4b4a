"""The types of form fields: how the text of a form control becomes a value, and back.

Each type parses text and shows its value as the text that parses to it again, so
opening a row and saving it changes nothing. Values that are no text (from an API, or a
default) are taken as they are.
"""

from __future__ import annotations

import json
import math
import re
import struct
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal as DecimalValue
from decimal import InvalidOperation
from functools import cache
from typing import Annotated, Any, TypeVar

from annotated_types import Ge, Le
from email_validator import EmailNotValidError, validate_email
from piccolo.engine import engine_finder
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from . import zones
from .i18n import gettext as _
from .rich_text import is_too_deep, sanitise

T = TypeVar("T")


def invalid(message: str) -> PydanticCustomError:
    """The error to raise from a validator. The message is shown beside the field."""
    return PydanticCustomError("invalid", "{message}", {"message": message})


def parsed_by(parse: Callable[[str], Any]) -> BeforeValidator:
    """Parse what is text; leave every other value to Pydantic."""
    return BeforeValidator(
        lambda value: parse(value) if isinstance(value, str) else value
    )


def shown_by(show: Callable[[Any], str]) -> PlainSerializer:
    """Show a value as text; NULL has none."""
    return PlainSerializer(lambda value: None if value is None else show(value))


def one_of(choices: Mapping[str, str]) -> AfterValidator:
    """Only these values: the text of each, and its label."""

    def check(value: Any) -> Any:
        if value is not None and as_text(value) not in choices:
            raise invalid(_("Choose one of the options."))
        return value

    return AfterValidator(check)


@cache
def engine() -> str:
    """``sqlite``, ``postgres`` or ``cockroach``."""
    found = engine_finder()
    return found.engine_type if found else ""


def exactly(is_kept: Callable[[Any], bool]) -> AfterValidator:
    """SQLite keeps these values as floats: refuse those that would come back other."""

    def check(value: Any) -> Any:
        if engine() == "sqlite" and not is_kept(value):
            raise invalid(_("The database cannot keep this value exactly."))
        return value

    return AfterValidator(check)


def keeps_decimal(value: DecimalValue) -> bool:
    """SQLite makes integers of whole numbers, and writes others with 15 digits."""
    number = float(value)
    whole = number.is_integer() and abs(number) < 2**63
    return DecimalValue(int(number) if whole else f"{number:.15g}") == value


def keeps_interval(value: timedelta) -> bool:
    try:
        return timedelta(seconds=float(f"{value.total_seconds():.15g}")) == value
    except OverflowError:
        return False


def parse_text(text: str) -> str:
    if re.search("[\0\ud800-\udfff]", text):
        raise invalid(_("This holds a character that cannot be stored."))
    return text


def parse_rich_text(text: str) -> str:
    if is_too_deep(text):
        raise ValueError(_("Too many elements stand in each other."))
    return sanitise(parse_text(text))


def parse_integer(text: str) -> int:
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,40}\s*", text):
        raise invalid(_("Enter a whole number."))
    return int(text)


def check_serial(value: int) -> int:
    """PostgreSQL's have 32 bits, those of others 64."""
    limit = 2 ** (31 if engine() == "postgres" else 63)
    if not -limit <= value < limit:
        raise invalid(_("There is no such row."))
    return value


def parse_decimal(text: str) -> DecimalValue:
    try:
        value = DecimalValue(text.strip())
    except InvalidOperation:
        raise invalid(_("Enter a number.")) from None
    if abs(value.adjusted()) > 16_383:  # All digits of 1e999999999 fill the memory.
        raise invalid(_("This number has too many digits."))
    return value


def parse_float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise invalid(_("Enter a number.")) from None


def check_real(value: float) -> float:
    """It has 32 bits, on SQLite 64."""
    try:
        struct.pack("<f", value)
    except OverflowError:
        if engine() != "sqlite":
            raise invalid(_("This number is too large.")) from None
    return value


def parse_boolean(text: str) -> bool:
    if text.lower() in {"true", "on", "1", "yes"}:
        return True
    if text.lower() in {"false", "off", "0", "no"}:
        return False
    raise invalid(_("Choose yes or no."))


def parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise invalid(_("Enter a date, such as 2024-01-31.")) from None


def parse_time(text: str) -> time:
    try:
        value = time.fromisoformat(text.strip())
    except ValueError:
        value = None
    if value is None or value.tzinfo:
        raise invalid(_("Enter a time, such as 13:45."))
    return value


def read_datetime(text: str) -> datetime:
    try:
        return datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text.strip()))
    except ValueError:
        raise invalid(_("Enter a date and a time, such as 2024-01-31 13:45.")) from None


def parse_timestamp(text: str) -> datetime:
    value = read_datetime(text)
    if value.tzinfo:
        raise invalid(_("Enter a date and a time without a time zone."))
    return value


def parse_timestamptz(text: str) -> datetime:
    """Without an offset it is in the person's zone, which stands beside the field."""
    value = read_datetime(text)
    try:
        return value.astimezone(timezone.utc) if value.tzinfo else zones.to_utc(value)
    except OverflowError:
        raise invalid(_("This moment is too far away.")) from None
    except ValueError:
        message = _("Clocks in {zone} skip this time.").format(zone=zones.name())
        raise invalid(message) from None


def show_timestamptz(value: datetime) -> str:
    """What PostgreSQL calls infinity comes without a zone."""
    return zones.show(value) if value.tzinfo else value.isoformat()


def show_moment(value: datetime) -> str:
    """The same text for everybody: with a time zone, that is UTC."""
    return (value.astimezone(timezone.utc) if value.tzinfo else value).isoformat()


DAYS = (
    r"(?P<sign>[+-])?\s*(?:(?P<weeks>\d+)\s*w(?:eeks?)?)?\s*"
    r"(?:(?P<days>\d+)\s*d(?:ays?)?)?\s*"
)
INTERVAL = re.compile(
    rf"{DAYS}(?:(?P<hours>\d+)\s*h(?:ours?)?)?\s*"
    r"(?:(?P<minutes>\d+)\s*m(?:in(?:ute)?s?)?)?\s*"
    r"(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d{1,6}))?\s*s(?:ec(?:ond)?s?)?)?"
)
CLOCK = re.compile(
    rf"{DAYS}(?P<hours>\d+):(?P<minutes>[0-5]\d)"
    r"(?::(?P<seconds>[0-5]\d)(?:\.(?P<fraction>\d{1,6}))?)?"
)


def parse_interval(text: str) -> timedelta | str:
    """``1w 2d 3h 4m 5.5s``, any part of it, also in words, or ``2d 3:04:05``.

    A minus in front is for all of it. ISO 8601 (``P1DT2H``) is left to Pydantic.
    """
    wanted = text.strip().lower()
    if re.match("[+-]?p", wanted):
        return text.strip()
    match = CLOCK.fullmatch(wanted) or INTERVAL.fullmatch(wanted)
    parts = match.groupdict() if match else {}
    sign = -1 if parts.pop("sign", None) == "-" else 1
    fraction = parts.pop("fraction", None) or "0"
    if not any(parts.values()):
        raise invalid(_("Enter a duration, such as 1d 2h 30m or 1:30:00."))
    try:
        value = timedelta(
            **{unit: int(amount) for unit, amount in parts.items() if amount},
            microseconds=int(fraction.ljust(6, "0")),
        )
        return sign * value
    except OverflowError:
        raise invalid(_("This duration is too long.")) from None


def show_interval(value: timedelta) -> str:
    """As ``parse_interval`` reads it: ``-1d 2h`` is minus 26 hours."""
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    parts = [f"{value.days}d", f"{hours}h", f"{minutes}m", f"{seconds}{fraction}s"]
    shown = [part for part in parts if not re.fullmatch("0[dhms]", part)]
    return sign + (" ".join(shown) or "0s")


def parse_uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise invalid(_("Enter a UUID.")) from None


def parse_bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise invalid(_("Enter bytes as pairs of hexadecimal digits.")) from None


def check_email(text: str) -> str:
    """The address stays as it was typed; none at all is a value too."""
    try:
        if text:
            validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise invalid(_("Enter an email address.")) from None
    return text


def check_json(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    try:
        json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        words = _("This is not valid JSON: see line {line}, character {column}.")
        message = words.format(line=error.lineno, column=error.colno)
        raise invalid(message) from None
    except (ValueError, RecursionError):
        raise invalid(_("This is not valid JSON.")) from None
    return text


def refuse_constant(name: str) -> None:
    """Python reads NaN and Infinity; JSON has neither."""
    raise ValueError(name)


def show_json(value: Any) -> str:
    """Indented, unless that would change more than white space (``1.10``)."""
    text = value if isinstance(value, str) else json.dumps(value)
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return text
    compact = json.dumps(parsed, separators=(",", ":"), ensure_ascii=False)
    if compact != re.sub(r'("(?:[^"\\]|\\.)*")|\s+', r"\1", text):
        return text
    return json.dumps(parsed, indent=2, ensure_ascii=False)


def parse_list(text: str) -> list[Any]:
    try:
        value = json.loads(text, parse_float=DecimalValue)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list):
        raise invalid(_('Enter a list, such as [1, 2] or ["a", "b"].'))
    return value


def show_list(value: list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=show_item)


def show_item(value: Any) -> str:
    is_moment = isinstance(value, datetime)
    return show_timestamptz(value) if is_moment else as_text(value)


def show_real(value: float) -> str:
    """The shortest text; databases give a 32-bit 0.1 back as 0.10000000149011612."""
    if engine() == "sqlite":  # It has 64.
        return repr(value)
    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return repr(value)
    if single == value:
        for digits in range(6, 9):
            shorter = float(f"{value:.{digits}g}")
            if struct.unpack("f", struct.pack("f", shorter))[0] == value:
                return repr(shorter)
    return repr(value)


def show_decimal(value: DecimalValue) -> str:
    """All digits, no zeros behind them: SQLite gives 9.50 back as 9.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_boolean(value: bool) -> str:
    return "true" if value else "false"


def as_text(value: Any) -> str:
    """The text of a value of any type, as the types below show it."""
    if type(value) in (str, int):  # Most are; not the subclasses, such as bool.
        return str(value)
    for kind, show in SHOWN:
        if isinstance(value, kind):
            return show(value)
    return str(value)


SHOWN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, show_boolean),
    (DecimalValue, show_decimal),
    (timedelta, show_interval),
    (datetime, show_moment),
    (date, date.isoformat),
    (time, time.isoformat),
    (bytes, bytes.hex),
    (list, show_list),
)


BLANK_IS_NULL = BeforeValidator(lambda value: None if value == "" else value)

Nullable = Annotated[T | None, BLANK_IS_NULL]
"""NULL where nothing is typed, for types that have no empty value of their own."""

Text = Annotated[str, parsed_by(parse_text)]

Email = Annotated[
    str,
    parsed_by(parse_text),
    AfterValidator(check_email),
    Field(json_schema_extra={"format": "email"}),
]

RichText = Annotated[str, parsed_by(parse_rich_text), shown_by(sanitise)]
"""HTML, of which only what is allowed is stored or shown."""

SmallInteger = Annotated[
    int, parsed_by(parse_integer), Ge(-(2**15)), Le(2**15 - 1), shown_by(str)
]

Integer = Annotated[
    int, parsed_by(parse_integer), Ge(-(2**31)), Le(2**31 - 1), shown_by(str)
]

BigInteger = Annotated[
    int, parsed_by(parse_integer), Ge(-(2**63)), Le(2**63 - 1), shown_by(str)
]

Serial = Annotated[
    int, parsed_by(parse_integer), AfterValidator(check_serial), shown_by(str)
]

Decimal = Annotated[
    DecimalValue,
    parsed_by(parse_decimal),
    exactly(keeps_decimal),
    shown_by(show_decimal),
]

Float = Annotated[
    float,
    parsed_by(parse_float),
    exactly(lambda value: not math.isnan(value)),
    shown_by(repr),
]

Real = Annotated[
    float,
    parsed_by(parse_float),
    AfterValidator(check_real),
    exactly(lambda value: not math.isnan(value)),
    shown_by(show_real),
]

Boolean = Annotated[bool, parsed_by(parse_boolean), shown_by(show_boolean)]

Date = Annotated[date, parsed_by(parse_date), shown_by(date.isoformat)]

Time = Annotated[time, parsed_by(parse_time), shown_by(time.isoformat)]

Timestamp = Annotated[
    datetime, parsed_by(parse_timestamp), shown_by(datetime.isoformat)
]

Timestamptz = Annotated[
    datetime, parsed_by(parse_timestamptz), shown_by(show_timestamptz)
]

Interval = Annotated[
    timedelta,
    parsed_by(parse_interval),
    exactly(keeps_interval),
    shown_by(show_interval),
]

UUID = Annotated[uuid.UUID, parsed_by(parse_uuid), shown_by(str)]

Json = Annotated[str, BeforeValidator(check_json), shown_by(show_json)]

Bytes = Annotated[bytes, parsed_by(parse_bytes), shown_by(bytes.hex)]

Array = Annotated[list[T | None], parsed_by(parse_list), shown_by(show_list)]
"""A list as JSON; its elements may be NULL."""
