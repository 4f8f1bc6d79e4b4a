from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="two_apps.sqlite")

APP_REGISTRY = AppRegistry(apps=["stock.piccolo_app", "sales.piccolo_app"])
