from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-01-21T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="films", description=DESCRIPTION
    )

    manager.rename_column(
        table_class_name="Movie",
        tablename="movie",
        old_column_name="rating",
        new_column_name="score",
        old_db_column_name="rating",
        new_db_column_name="score",
        schema=None,
    )

    return manager
