"""The same JSON by FastAPI and Piccolo's queries, written by hand."""

import secrets
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal

from cinema.tables import Movie
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from piccolo.apps.user.tables import BaseUser
from piccolo_api.session_auth.tables import SessionsBase
from pydantic import BaseModel, Field, TypeAdapter
from typing_extensions import TypedDict

from piccolo_conf import DB
from settings import IS_POSTGRES

USER = (
    "SELECT u.* FROM sessions s JOIN piccolo_user u ON u.id = s.user_id "
    "WHERE s.token = {} AND s.expiry_date > {} AND u.active"
)

LABELS = (
    Movie.director.name.as_alias("director_readable"),
    Movie.studio.name.as_alias("studio_readable"),
)


class Row(TypedDict, total=False):
    id: int
    name: str
    rating: float
    duration: int
    director: int
    oscar_nominations: int
    won_oscar: bool
    description: str
    poster: str
    release_date: date | None
    box_office: Decimal
    barcode: int
    genre: int | None
    studio: int
    director_readable: str
    studio_readable: str


ROWS, ROW = TypeAdapter(list[Row]), TypeAdapter(Row)


class Sent(BaseModel):
    name: str
    rating: float
    duration: int
    director: int
    oscar_nominations: int
    won_oscar: bool
    description: str
    poster: str
    release_date: date | None
    box_office: Decimal = Field(max_digits=5, decimal_places=1)
    barcode: int
    genre: int | None
    studio: int


class Credentials(BaseModel):
    username: str
    password: str


async def session(request: Request) -> None:
    token = request.cookies.get("id", "")
    if not await SessionsBase.raw(USER, token, datetime.now()):
        raise HTTPException(401)


async def csrf(request: Request) -> None:
    sent = request.headers.get("x-csrftoken")
    if not sent or sent != request.cookies.get("csrftoken"):
        raise HTTPException(403)


@asynccontextmanager
async def lifespan(app: FastAPI):
    if IS_POSTGRES:
        await DB.start_connection_pool()
    yield
    if IS_POSTGRES:
        await DB.close_connection_pool()


app = FastAPI(lifespan=lifespan)


@app.get("/public/meta/")
async def meta(response: Response) -> dict[str, str]:
    response.set_cookie("csrftoken", secrets.token_urlsafe(32))
    return {}


@app.post("/public/login/", dependencies=[Depends(csrf)])
async def login(sent: Credentials, response: Response) -> dict[str, str]:
    user = await BaseUser.login(sent.username, sent.password)
    if user is None:
        raise HTTPException(401)
    started = await SessionsBase.create_session(user)
    response.set_cookie("id", started.token, httponly=True)
    return {"message": "logged in"}


@app.get("/api/tables/movie/", dependencies=[Depends(session)])
async def rows(
    __order: str,
    __page_size: int,
    __readable: bool = False,
    name: str | None = None,
    rating: float = 0,
) -> Response:
    columns = LABELS if __readable else ()
    query = Movie.select(*Movie._meta.columns, *columns)
    if name:
        query = query.where(Movie.name.ilike(f"%{name}%"), Movie.rating >= rating)
    query = query.order_by(Movie._meta.get_column_by_name(__order))
    body = ROWS.dump_json(await query.limit(__page_size))
    return Response(b'{"rows":' + body + b"}", media_type="application/json")


@app.get("/api/tables/movie/{key}/", dependencies=[Depends(session)])
async def row(key: int) -> Response:
    return await shown(key)


@app.post(
    "/api/tables/movie/",
    status_code=201,
    dependencies=[Depends(session), Depends(csrf)],
)
async def create(sent: Sent) -> list[dict[str, int]]:
    return await Movie.insert(Movie(**sent.model_dump())).returning(Movie.id)


@app.patch("/api/tables/movie/{key}/", dependencies=[Depends(session), Depends(csrf)])
async def update(key: int, sent: Sent) -> Response:
    values = sent.model_dump(exclude_unset=True)
    await Movie.update(values).where(Movie.id == key)
    return await shown(key)


async def shown(key: int) -> Response:
    found = await Movie.select().where(Movie.id == key).first()
    if found is None:
        raise HTTPException(404)
    return Response(ROW.dump_json(found), media_type="application/json")


def make_app() -> FastAPI:
    return app
