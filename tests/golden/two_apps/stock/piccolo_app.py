from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="stock",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=table_finder(["stock.tables"], exclude_imported=True),
)
