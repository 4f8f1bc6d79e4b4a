"""What a file of members has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("username", "Username"),
    Column("first_name", "First name"),
    Column("last_name", "Last name"),
    Column("email", "Email"),
    Column("active", "Active"),
    Column("admin", "Admin"),
    Column("superuser", "Superuser"),
    Column("last_login", "Last login"),
    Column("id", "ID"),
    Column("joined", "Joined"),
)
