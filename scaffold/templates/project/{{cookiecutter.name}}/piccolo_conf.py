"""Where Piccolo finds the database and the apps of this project.

{% if cookiecutter.engine == "sqlite" %}
DATABASE_PATH, from the environment or from `.env`, is the file of the database.
{% else %}
DATABASE_URL, from the environment or from `.env`, is the address of the database. By
default it is the one that `compose.yaml` serves.
{% endif %}
"""

import os
from pathlib import Path

from dotenv import load_dotenv
from piccolo.conf.apps import AppRegistry
{% if cookiecutter.engine == "sqlite" %}
from piccolo.engine.sqlite import SQLiteEngine
{% elif cookiecutter.engine == "postgres" %}
from piccolo.engine.postgres import PostgresEngine
{% else %}
from piccolo.engine.cockroach import CockroachEngine
{% endif %}

HERE = Path(__file__).resolve().parent

# What is in the environment already stays as it is.
load_dotenv(HERE / ".env")

{% if cookiecutter.engine == "sqlite" %}
DATABASE_PATH = os.environ.get("DATABASE_PATH", str(HERE / "database.sqlite"))

DB = SQLiteEngine(path=DATABASE_PATH)
{% elif cookiecutter.engine == "postgres" %}
DATABASE_URL = os.environ.get(
    "DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/postgres"
)

DB = PostgresEngine(config={"dsn": DATABASE_URL}, extensions=())
{% else %}
DATABASE_URL = os.environ.get(
    "DATABASE_URL", "postgresql://root@localhost:26257/defaultdb"
)

DB = CockroachEngine(config={"dsn": DATABASE_URL})
{% endif %}

APP_REGISTRY = AppRegistry(
    apps=[
        "blog.piccolo_app",
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",
    ]
)
