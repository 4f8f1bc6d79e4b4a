"""Where Piccolo finds the database and the apps of this project.

DATABASE_PATH, from the environment or from `.env`, is the file of the database.
"""

import os
from pathlib import Path

from dotenv import load_dotenv
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

HERE = Path(__file__).resolve().parent

# What is in the environment already stays as it is.
load_dotenv(HERE / ".env")

DATABASE_PATH = os.environ.get("DATABASE_PATH", str(HERE / "database.sqlite"))

DB = SQLiteEngine(path=DATABASE_PATH)

APP_REGISTRY = AppRegistry(
    apps=[
        "blog.piccolo_app",
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",
        "admin.tokens.piccolo_app",
    ]
)
