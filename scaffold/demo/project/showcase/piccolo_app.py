"""What Piccolo needs to know about the showcase app."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from .tables import Specimen

APP_CONFIG = AppConfig(
    app_name="showcase",
    migrations_folder_path=str(Path(__file__).with_name("piccolo_migrations")),
    table_classes=[
        Specimen,
    ],
    migration_dependencies=["movies.piccolo_app"],
    commands=[],
)
