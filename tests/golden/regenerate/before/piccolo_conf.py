from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="films.sqlite")

APP_REGISTRY = AppRegistry(apps=["films.piccolo_app"])
