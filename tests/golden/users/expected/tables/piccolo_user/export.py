"""What a file of users has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("username", "Username"),
    Column("first_name", "First name"),
    Column("last_name", "Last name"),
    Column("email", "Email"),
    Column("active", "Active"),
    Column("admin", "Admin"),
    Column("superuser", "Superuser"),
    Column("last_login", "Last login"),
)
