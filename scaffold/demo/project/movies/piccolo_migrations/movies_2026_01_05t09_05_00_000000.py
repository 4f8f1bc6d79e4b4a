from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.engine import engine_finder
from piccolo.engine.sqlite import SQLiteEngine


class Constraints(MigrationManager):
    """Only recorded on SQLite, which cannot add a constraint to a table, or drop one."""

    async def run(self, backwards=False):
        if not isinstance(engine_finder(), SQLiteEngine):
            await super().run(backwards=backwards)


ID = "2026-01-05T09:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Constraints on movies and tickets"


async def forwards():
    manager = Constraints(
        migration_id=ID,
        app_name="movies",
        description=DESCRIPTION,
    )

    manager.add_constraint(
        table_class_name="Movie",
        tablename="movie",
        constraint_name="check_rating",
        constraint_class=Check,
        params={"condition": '("rating" >= 0 AND "rating" <= 10)'},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Movie",
        tablename="movie",
        constraint_name="unique_title_year",
        constraint_class=Unique,
        params={"columns": ["title", "year"], "nulls_distinct": True},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Ticket",
        tablename="ticket",
        constraint_name="check_price",
        constraint_class=Check,
        params={"condition": '"price" >= 0'},
        schema=None,
    )

    return manager
