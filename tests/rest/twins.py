"""The generated admin and Piccolo Admin, each on its own copy of the same rows."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from piccolo.apps.user.tables import BaseUser

from scaffold.demo import postgres
from tests.postgres import execute, fresh_database, server
from tests.served.site import PASSWORD, Site, building, database_name, python

SERVING = Path(__file__).with_name("apps") / "serving.py"

OPTIONS = """
[tables.sticker]
visible_columns = ["code", "label", "door", "shelf"]
exclude_visible_filters = ["place"]
link_column = "code"
order_by = ["-shelf", "code"]
menu_group = "Labels"

[tables.specimen]
time_resolution = { time = 60, timestamp = 0.001 }
"""


@dataclass(frozen=True)
class Twins:
    """Two servers: addresses, and how to bring back the rows that they began with."""

    site: Site
    generated: str
    original: str
    restore: Callable[[], None]

    @property
    def engine(self) -> str:
        return self.site.engine


@contextlib.contextmanager
def serving_twins(engine: str, folder: Path) -> Iterator[Twins]:
    with building(engine, folder) as site:
        fill(site)
        with (folder / "admin" / "scaffold.toml").open("a") as file:
            file.write(OPTIONS)
        python(folder, site.environment, "-m", "scaffold", "admin")
        twin = copied(site, folder.with_name("twin"))
        command = [str(SERVING), "generated"], [str(SERVING), "original"]
        with (
            site.serving(*command[0]) as generated,
            twin.serving(*command[1]) as original,
        ):
            yield Twins(site, generated, original, restoring(site, twin))


def fill(site: Site) -> None:
    """The tables that have no rows of their own, and with awkward keys."""
    for name in ("blue", "a/b", "ünï ?#&%", "null"):
        site.insert("Label", name=name, note=f"Of {name}")
    for number, colour in enumerate(("red", "green"), 1):
        site.insert("Door", number=number, colour=colour)
    for place, label in enumerate(("blue", "a/b", "blue"), 1):
        code = f"{label}-{place}"
        site.insert(
            "Sticker", label=label, door=1, code=code, shelf=place // 2, place=place
        )
    site.insert(
        "Vault", name="First", code="1234", hint="Birthday", contents='{"a": 1}'
    )
    site.insert(
        "Album", title="Kind of Blue", cover="none.png", tracks=["So What"], year=1959
    )
    # As the others: one round of hashing, since many log in.
    password = BaseUser.hash_password(PASSWORD, iterations=1)
    site.do("update", table="BaseUser", key=1, values={"password": password})
    site.insert("Article", title="News", body="<p>Good.</p>", teaser=None)


def copied(site: Site, folder: Path) -> Site:
    """The same project on a copy of the database; nothing is served there."""
    shutil.copytree(site.folder, folder, ignore=shutil.ignore_patterns("*.sqlite*"))
    environment = dict(site.environment)
    if site.engine == "postgres":
        name = f"twin_{database_name(site.folder)}"
        fresh_database(name)
        environment[postgres.DATABASE_URL] = server().url(name)
        copy_database(database_name(site.folder), name)
    else:
        copy_file(site.folder / "movies.sqlite", folder / "movies.sqlite")
    return Site(site.engine, folder, environment, "", site.client)


def copy_database(source: str, target: str) -> None:
    programs = postgres.installation() / "bin"
    dump = [str(programs / "pg_dump"), server().url(source)]
    done = subprocess.run(dump, check=True, capture_output=True, text=True)
    execute(done.stdout, target)


def copy_file(source: Path, target: Path) -> None:
    """Through SQLite, which may have some of it in memory or in a log."""
    with (
        contextlib.closing(sqlite3.connect(source)) as database,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        database.backup(copy)


def restoring(*sites: Site) -> Callable[[], None]:
    """Keep all rows but the sessions; returns what brings them back."""
    if sites[0].engine == "sqlite":
        for site in sites:
            path = site.folder / "movies.sqlite"
            copy_file(path, path.with_name("kept.sqlite"))
        return lambda: restore_files([site.folder for site in sites])
    names = [site.environment[postgres.DATABASE_URL] for site in sites]
    databases = [name.rpartition("@/")[2].partition("?")[0] for name in names]
    for name in databases:
        execute(KEEP, name)
    return lambda: restore_databases(databases)


def restore_databases(names: list[str]) -> None:
    for name in names:
        execute(RESTORE, name)


def restore_files(folders: list[Path]) -> None:
    for folder in folders:
        with contextlib.closing(sqlite3.connect(folder / "movies.sqlite")) as file:
            file.execute("ATTACH ? AS kept", [str(folder / "kept.sqlite")])
            names = file.execute(
                "SELECT name FROM kept.sqlite_master WHERE type = 'table'"
            )
            for (name,) in names.fetchall():
                if name != "sessions":
                    file.execute(f'DELETE FROM main."{name}"')
                    file.execute(
                        f'INSERT INTO main."{name}" SELECT * FROM kept."{name}"'
                    )
            file.commit()


KEEP = """
CREATE SCHEMA kept;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'sessions'
    LOOP
        EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
    END LOOP;
END $$;
CREATE TABLE kept."sequences" AS
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = 'public' AND sequencename <> 'sessions_id_seq';
"""

RESTORE = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'kept' AND tablename <> 'sequences'
    LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', name, name);
    END LOOP;
END $$;
SELECT setval(
    format('public.%I', sequencename), coalesce(last_value, 1), last_value IS NOT NULL
) FROM kept."sequences";
"""
