"""What Piccolo needs to know about these tables."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from .tables import Album, Article, Door, Label, Lists, Sticker, Vault

APP_CONFIG = AppConfig(
    app_name="cases",
    migrations_folder_path=str(Path(__file__).with_name("piccolo_migrations")),
    table_classes=[Album, Article, Door, Label, Lists, Sticker, Vault],
    migration_dependencies=[],
    commands=[],
)
