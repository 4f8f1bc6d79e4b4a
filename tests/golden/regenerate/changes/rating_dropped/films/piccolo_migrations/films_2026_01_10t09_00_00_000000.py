from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-01-10T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="films", description=DESCRIPTION
    )

    manager.drop_column(
        table_class_name="Movie",
        tablename="movie",
        column_name="rating",
        db_column_name="rating",
        schema=None,
    )

    return manager
