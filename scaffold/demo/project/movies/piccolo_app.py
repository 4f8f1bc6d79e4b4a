"""What Piccolo needs to know about the movies app."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from .tables import Director, Movie, Studio, Ticket

APP_CONFIG = AppConfig(
    app_name="movies",
    migrations_folder_path=str(Path(__file__).with_name("piccolo_migrations")),
    table_classes=[
        Director,
        Studio,
        Movie,
        Ticket,
    ],
    migration_dependencies=[],
    commands=[],
)
