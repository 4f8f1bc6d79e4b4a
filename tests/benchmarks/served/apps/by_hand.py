"""A page is a statement and a template, written by hand for Starlette."""

import csv
import datetime as dt
import io
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import aiosqlite
import asyncpg
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from settings import DATABASE, IS_POSTGRES

COLUMNS = (
    *("id", "name", "rating", "duration", "director", "oscar_nominations"),
    *("won_oscar", "description", "poster", "release_date", "box_office"),
    *("barcode", "genre", "studio"),
)
WRITTEN = COLUMNS[1:]

DEEP = 1_000
"""From this offset on, the keys of a page are found first, and the rest joined."""


def place(number):
    return f"${number}" if IS_POSTGRES else f"?{number}"


SELECT = (
    f"select {', '.join(f'm.{name}' for name in COLUMNS)}, d.name, s.name "
    "from {} left join director d on d.id = m.director "
    "left join studio s on s.id = m.studio"
)
LIKE = "ilike" if IS_POSTGRES else "like"
ALL = SELECT.format("movie m")
LIST = f"{ALL} order by m.{{sort}} limit {{size}} offset {{offset}}"
KEYS = "(select id from movie order by {sort} limit {size} offset {offset}) k"
LIST_DEEP = (
    f"{SELECT.format(KEYS + ' join movie m on m.id = k.id')} order by m.{{sort}}"
)
FILTER = (
    f"{ALL} where m.name {LIKE} {place(1)} and m.rating >= {place(2)} "
    "order by m.{sort} limit {size} offset {offset}"
)
ONE = f"{ALL} where m.id = {place(1)}"
INSERT = (
    f"insert into movie ({', '.join(WRITTEN)}) "
    f"values ({', '.join(map(place, range(1, len(WRITTEN) + 1)))})"
)
CHANGES = ", ".join(f"{name} = {place(n)}" for n, name in enumerate(WRITTEN, 1))
UPDATE = f"update movie set {CHANGES} where id = {place(len(WRITTEN) + 1)}"
SEARCH = (
    f"select id, name from director where name {LIKE} {place(1)} order by id limit 20"
)

CONVERT = {
    "rating": float,
    "duration": int,
    "director": int,
    "oscar_nominations": int,
    "won_oscar": lambda text: text == "true",
    "release_date": dt.date.fromisoformat if IS_POSTGRES else str,
    "box_office": Decimal if IS_POSTGRES else float,
    "barcode": int,
    "genre": int,
    "studio": int,
}


class Postgres:
    async def open(self):
        async def keep(connection):
            """Leave it as it is."""

        self.pool = await asyncpg.create_pool(DATABASE, reset=keep)

    async def close(self):
        await self.pool.close()

    async def fetch(self, sql, *values):
        async with self.pool.acquire() as connection:
            return await connection.fetch(sql, *values)

    async def stream(self, sql):
        async with self.pool.acquire() as connection, connection.transaction():
            cursor = await connection.cursor(sql)
            while rows := await cursor.fetch(1000):
                yield rows


class Sqlite:
    async def open(self):
        self.connection = await aiosqlite.connect(
            DATABASE, timeout=30, isolation_level=None
        )

    async def close(self):
        await self.connection.close()

    async def fetch(self, sql, *values):
        return await self.connection.execute_fetchall(sql, values)

    async def stream(self, sql):
        cursor = await self.connection.execute(sql)
        while rows := await cursor.fetchmany(1000):
            yield rows
        await cursor.close()


database = Postgres() if IS_POSTGRES else Sqlite()

pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def movies(request):
    asked = request.query_params
    size, page, sort = int(asked["size"]), int(asked["page"]), asked["sort"]
    if sort not in COLUMNS:
        return Response("sort", 400)
    where = {"sort": sort, "size": size, "offset": (page - 1) * size}
    if "name" in asked:
        values = f"%{asked['name']}%", float(asked["rating"])
        rows = await database.fetch(FILTER.format(**where), *values)
    else:
        sql = LIST_DEEP if where["offset"] > DEEP else LIST
        rows = await database.fetch(sql.format(**where))
    shown = pages.get_template("list.html").render(
        rows=rows, columns=COLUMNS, page=page, sort=sort
    )
    return HTMLResponse(shown)


async def movie(request):
    (row,) = await database.fetch(ONE, int(request.path_params["key"]))
    names = (*COLUMNS, "director_name", "studio_name")
    shown = pages.get_template("edit.html").render(
        row=dict(zip(names, row, strict=True)), csrf=request.cookies.get("csrf", "")
    )
    return HTMLResponse(shown)


async def values(request):
    form = await request.form()
    return [CONVERT.get(name, str)(form[name]) for name in WRITTEN]


async def create(request):
    await database.fetch(INSERT, *await values(request))
    return RedirectResponse("/movie?size=25&page=1&sort=id", 303)


async def update(request):
    key = int(request.path_params["key"])
    await database.fetch(UPDATE, *await values(request), key)
    return RedirectResponse(f"/movie/{key}", 303)


async def search(request):
    rows = await database.fetch(SEARCH, f"%{request.query_params['q']}%")
    return JSONResponse([{"id": key, "text": name} for key, name in rows])


async def export(request):
    return StreamingResponse(lines(), media_type="text/csv")


async def lines():
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*COLUMNS, "director_name", "studio_name"])
    async for rows in database.stream(f"{ALL} order by m.id"):
        writer.writerows(map(tuple, rows))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


async def ping(request):
    return Response()


@asynccontextmanager
async def lifespan(app):
    await database.open()
    yield
    await database.close()


def make_app(guard=lambda page: page, others=(), lifespan=lifespan):
    routes = [
        Route("/ping", ping),
        Route("/movie", guard(movies), methods=["GET"]),
        Route("/movie", guard(create), methods=["POST"]),
        Route("/movie.csv", guard(export)),
        Route("/director/search", guard(search)),
        Route("/movie/{key}", guard(movie), methods=["GET"]),
        Route("/movie/{key}", guard(update), methods=["POST"]),
    ]
    return Starlette(routes=[*routes, *others], lifespan=lifespan)
