"""Where Piccolo finds the database and the apps of this project.

Without DEMO_DATABASE_URL the data is in `movies.sqlite`, beside this file; with
`postgresql://user:password@host/database` it is in PostgreSQL.
"""

import os
from pathlib import Path

from piccolo.conf.apps import AppRegistry
from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine

DATABASE_URL = os.environ.get("DEMO_DATABASE_URL", "")

DB: Engine  # type: ignore[type-arg]
if DATABASE_URL:
    DB = PostgresEngine(config={"dsn": DATABASE_URL}, extensions=())
else:
    DB = SQLiteEngine(path=str(Path(__file__).with_name("movies.sqlite")))

APP_REGISTRY = AppRegistry(
    apps=[
        "movies.piccolo_app",
        "showcase.piccolo_app",
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",
    ]
)
