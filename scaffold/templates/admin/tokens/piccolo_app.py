"""Name this module in ``APP_REGISTRY``, and migrate, to have tokens.

Piccolo imports it before anything else: it must not need the tables of the admin.
"""

from __future__ import annotations

from pathlib import Path

from piccolo.conf.apps import AppConfig

from .tables import ApiToken

APP_CONFIG = AppConfig(
    app_name="admin_tokens",
    migrations_folder_path=str(Path(__file__).with_name("piccolo_migrations")),
    table_classes=[ApiToken],
)
