"""A cinema, whose admin was Piccolo Admin."""

from __future__ import annotations

from piccolo.apps.user.tables import BaseUser
from piccolo.columns import JSON, ForeignKey, Real, Text, Timestamp, Varchar
from piccolo.columns.readable import Readable
from piccolo.table import Table
from piccolo_api.mfa.authenticator.tables import AuthenticatorSecret
from piccolo_api.session_auth.tables import SessionsBase


class Member(BaseUser, tablename="member"):
    pass


class Session(SessionsBase):
    pass


class Secret(AuthenticatorSecret):
    pass


class Studio(Table):
    name = Varchar()

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.name])


class Film(Table):
    title = Varchar(length=80)
    slug = Varchar(length=80)
    rating = Real()
    studio = ForeignKey(Studio)
    synopsis = Text()
    poster = Varchar()
    trailer = Varchar()
    script = Varchar()
    shown = Timestamp(null=True, default=None)
    extra = JSON()
    changed_by = Varchar(null=True, default=None)


class Note(Table):
    """What the hooks have seen."""

    text = Varchar()
