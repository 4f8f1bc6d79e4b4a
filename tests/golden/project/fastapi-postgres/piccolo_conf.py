"""Where Piccolo finds the database and the apps of this project.

DATABASE_URL, from the environment or from `.env`, is the address of the database. By
default it is the one that `compose.yaml` serves.
"""

import os
from pathlib import Path

from dotenv import load_dotenv
from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

HERE = Path(__file__).resolve().parent

# What is in the environment already stays as it is.
load_dotenv(HERE / ".env")

DATABASE_URL = os.environ.get(
    "DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/postgres"
)

DB = PostgresEngine(config={"dsn": DATABASE_URL}, extensions=())

APP_REGISTRY = AppRegistry(
    apps=[
        "blog.piccolo_app",
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",
        "admin.tokens.piccolo_app",
    ]
)
