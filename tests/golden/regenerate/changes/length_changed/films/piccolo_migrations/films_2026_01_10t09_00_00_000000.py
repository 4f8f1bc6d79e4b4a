from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar

ID = "2026-01-10T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="films", description=DESCRIPTION
    )

    manager.alter_column(
        table_class_name="Movie",
        tablename="movie",
        column_name="title",
        db_column_name="title",
        params={"length": 120},
        old_params={"length": 200},
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    return manager
