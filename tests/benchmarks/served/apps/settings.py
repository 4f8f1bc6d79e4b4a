"""What every server is told."""

from __future__ import annotations

import os

USERNAME = "admin"
PASSWORD = "a password to measure with"
SECRET = "only-for-measuring-0123456789abcdef"

DATABASE = os.environ.get("BENCH_DATABASE", "")
"""The address of a PostgreSQL database, or the path of an SQLite file."""

IS_POSTGRES = DATABASE.startswith("postgresql:")
