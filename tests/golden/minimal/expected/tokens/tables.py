"""What is kept of API tokens."""

from __future__ import annotations

from piccolo.columns import Serial, Timestamptz, Varchar
from piccolo.table import Table


class ApiToken(Table, tablename="admin_token"):
    """With what a script may ask the REST API, as the user with a key."""

    id: Serial

    # Only a hash of the token, so that reading the table lets nobody in.
    digest = Varchar(length=64, unique=True, secret=True)

    # The first letters of the token, to be recognised by.
    start = Varchar(length=16)

    # Where those are who can log in: other admins may have others.
    user_table = Varchar(length=255)

    # Whose it is: the primary key as text, of whatever type it is.
    user_key = Varchar(length=255, index=True)

    name = Varchar(length=100)

    # "read" or "write".
    scope = Varchar(length=5, default="read")

    created = Timestamptz()

    # Never, if there is nothing.
    expires = Timestamptz(null=True, default=None)

    last_used = Timestamptz(null=True, default=None)
