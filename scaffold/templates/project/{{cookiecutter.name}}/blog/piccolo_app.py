"""What Piccolo knows about the blog app."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="blog",
    migrations_folder_path=str(Path(__file__).with_name("piccolo_migrations")),
    # Every table that is defined in these modules.
    table_classes=table_finder(
        modules=[".tables"], package=__package__, exclude_imported=True
    ),
    # Apps that foreign keys lead to, as in "piccolo.apps.user.piccolo_app".
    migration_dependencies=[],
    commands=[],
)
