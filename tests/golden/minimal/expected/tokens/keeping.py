"""How API tokens are made, found and revoked. Change with care."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Any, Literal

from piccolo.apps.user.tables import BaseUser
from piccolo.query import Select
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from ..toolbox import fields
from ..toolbox.database import NotFound, Refused
from ..toolbox.fields import as_text
from ..toolbox.filters import Condition
from ..toolbox.i18n import gettext as _
from ..toolbox.reading import first, read
from ..toolbox.sessions import digest, find_admin, user_table
from .tables import ApiToken

if TYPE_CHECKING:
    from ..settings import Settings

logger = logging.getLogger(__name__)

PREFIX = "pat_"
"""What all tokens begin with, so that they are recognised where they leak."""

SHOWN = len(PREFIX) + 4
"""How many letters of a token are kept to be shown."""

Row = dict[str, Any]
"""What may be shown of a token."""

Name = StringConstraints(strip_whitespace=True, min_length=1, max_length=100)


class NewToken(BaseModel):
    """What is asked of whoever makes one."""

    name: Annotated[str, Name, fields.parsed_by(fields.parse_text)]

    scope: Literal["read", "write"] = "read"

    # How long it lasts; or ``None``.
    days: Annotated[int, Field(ge=1, le=36_500)] | None


async def make_token(settings: Settings, user_id: Any, new: NewToken) -> str:
    """The token, of which only a hash is stored. Raises ``Refused``."""
    if not await is_ready(settings):
        raise Refused({"": _("There is no table of API tokens yet.")})
    longest = settings.max_token_expiry
    if longest and new.days is None:
        raise Refused({"days": _("Every token expires here.")})
    if longest and new.days and new.days > longest.days:
        raise Refused({"days": _("Enter {le} or less.").format(le=longest.days)})
    text = PREFIX + secrets.token_hex(20)
    token = settings.token_table(
        digest=digest(text),
        start=text[:SHOWN],
        user_table=user_table(settings),
        user_key=as_text(user_id),
        name=new.name,
        scope=new.scope,
        created=minute(),
        expires=minute() + timedelta(days=new.days) if new.days else None,
    )
    await token.save()
    return text


def usual_days(settings: Settings) -> int:
    longest = settings.max_token_expiry or settings.token_expiry
    return min(settings.token_expiry, longest).days


async def list_tokens(settings: Settings, user_id: Any = None) -> Sequence[Row]:
    """Those of a user, or all of them; the newest first."""
    if not await is_ready(settings):
        return []
    query = shown(settings, user_id)
    return await read(query.order_by(settings.token_table.id, ascending=False))


async def get_token(settings: Settings, token_id: int, user_id: Any = None) -> Row:
    """The one with this key, of a user or of anybody. Raises ``NotFound``."""
    if not await is_ready(settings):
        raise NotFound
    query = shown(settings, user_id).where(settings.token_table.id == token_id)
    row = await first(query)
    if row is None:
        raise NotFound
    return row


async def revoke(settings: Settings, token_id: int) -> None:
    table = settings.token_table
    await table.delete().where(table.id == token_id)


async def forget(settings: Settings, user_id: Any) -> None:
    """Revoke all tokens of a user."""
    if await is_ready(settings):
        await settings.token_table.delete().where(is_of(settings, user_id))


async def find_token(settings: Settings, text: str) -> ApiToken | None:
    """The token, while it lasts."""
    table = settings.token_table
    query = shown(settings).where(table.digest == digest(text))
    try:
        row = await first(query)
    except Exception:
        if await is_ready(settings):
            raise
        return None
    if row is None or is_over(row):
        return None
    return table(**row, _exists_in_db=True)


async def find_user(settings: Settings, token: ApiToken) -> BaseUser | None:
    """Whose token it is, if they may use the admin."""
    key = user_id_of(settings, token.user_key)
    return None if key is None else await find_admin(settings, key)


async def note_use(token: ApiToken) -> None:
    """What is asked goes on if that cannot be written: the database may be locked, or
    a copy to read from.
    """
    table, now = type(token), minute()
    if token.last_used == now:
        return
    try:
        await table.update({table.last_used: now}).where(table.id == token.id)
    except Exception as error:  # Each driver has its own.
        logger.warning("That a token was used cannot be noted: %s", error)


async def user_names(settings: Settings, rows: Sequence[Row]) -> Mapping[str, str]:
    """The names of those whose tokens these are, by ``user_key``."""
    table = settings.auth_table
    key = table._meta.primary_key
    keys = {user_id_of(settings, row["user_key"]) for row in rows} - {None}
    if not keys:
        return {}
    query = table.select(key.as_alias("_key"), table.username)
    users = await read(query.where(key.is_in([*keys])))
    return {as_text(user["_key"]): user["username"] for user in users}


def user_id_of(settings: Settings, text: str) -> Any:
    """The primary key that a ``user_key`` is, or ``None``."""
    kind = TypeAdapter[Any](settings.auth_table._meta.primary_key.value_type)
    try:
        return kind.validate_python(text)
    except ValidationError:
        return None


async def is_ready(settings: Settings) -> bool:
    """Whether there is a table: see ``piccolo_app.py``."""
    return bool(await settings.token_table.table_exists())


def shown(settings: Settings, user_id: Any = None) -> Select[Any]:
    """Tokens of a user, or of all who can log in here."""
    table = settings.token_table
    query = table.select(*table.all_columns(exclude=[table.digest]))
    return query.where(is_of(settings, user_id))


def is_of(settings: Settings, user_id: Any) -> Condition:
    """Admins that share a table may have users with the same keys."""
    table = settings.token_table
    here = table.user_table == user_table(settings)
    return here if user_id is None else here & (table.user_key == as_text(user_id))


def is_over(row: Row) -> bool:
    return row["expires"] is not None and row["expires"] <= datetime.now(timezone.utc)


def minute() -> datetime:
    """Now, as exactly as it is stored."""
    return datetime.now(timezone.utc).replace(second=0, microsecond=0)
