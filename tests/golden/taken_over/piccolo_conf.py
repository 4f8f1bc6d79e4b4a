from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="cinema.sqlite")

APP_REGISTRY = AppRegistry(apps=["cinema.piccolo_app"])
