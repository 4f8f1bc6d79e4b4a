"""The JSON of a REST API: a statement for each address, by hand for Starlette."""

import hmac
import json
import secrets

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import by_hand
from by_hand import COLUMNS, CONVERT, LIKE, WRITTEN, database, place
from by_hand_guarded import WHO, enter, lifespan, now

SELECT = f"select {', '.join(f'm.{name}' for name in COLUMNS)}{{labels}} from movie m"
LABELS = ", d.name as director_readable, s.name as studio_readable"
JOINS = (
    " left join director d on d.id = m.director left join studio s on s.id = m.studio"
)
FILTER = f" where m.name {LIKE} {place(1)} and m.rating >= {place(2)}"
PAGE = " order by m.{sort} limit {size}"
ONE = f"{SELECT.format(labels='')} where m.id = {place(1)}"
INSERT = f"{by_hand.INSERT} returning id"
UPDATE = f"update movie set {{changes}} where id = {place(1)} returning *"


def shown(row, names):
    found = dict(zip(names, row, strict=True))
    found["won_oscar"] = bool(found["won_oscar"])
    found["box_office"] = str(found["box_office"])
    return found


def answer(content, status=200):
    """As ``JSONResponse``; dates are texts."""
    body = json.dumps(
        content, ensure_ascii=False, separators=(",", ":"), default=str
    ).encode()
    return Response(body, status, media_type="application/json")


async def rows(request):
    asked = request.query_params
    size, sort = int(asked["__page_size"]), asked["__order"]
    if sort not in COLUMNS:
        return JSONResponse({"detail": "__order"}, 400)
    names, labels, joins, where, values = COLUMNS, "", "", "", ()
    if asked.get("__readable") == "true":
        names = (*COLUMNS, "director_readable", "studio_readable")
        labels, joins = LABELS, JOINS
    if "name" in asked:
        where, values = FILTER, (f"%{asked['name']}%", float(asked["rating"]))
    sql = SELECT.format(labels=labels) + joins + where
    found = await database.fetch(sql + PAGE.format(sort=sort, size=size), *values)
    return answer({"rows": [shown(row, names) for row in found]})


async def row(request):
    found = await database.fetch(ONE, int(request.path_params["key"]))
    if not found:
        return JSONResponse({"detail": "Not found"}, 404)
    return answer(shown(found[0], COLUMNS))


async def sent(request):
    """The columns that were sent, as the database takes them."""
    body = await request.json()
    return {
        name: CONVERT.get(name, str)(value) if name != "won_oscar" else bool(value)
        for name, value in body.items()
        if name in WRITTEN
    }


async def create(request):
    values = await sent(request)
    ((key,),) = await database.fetch(INSERT, *(values[name] for name in WRITTEN))
    return answer([{"id": key}], 201)


async def update(request):
    values = await sent(request)
    changes = ", ".join(f"{name} = {place(n)}" for n, name in enumerate(values, 2))
    sql = UPDATE.format(changes=changes)
    found = await database.fetch(sql, int(request.path_params["key"]), *values.values())
    if not found:
        return JSONResponse({"detail": "Not found"}, 404)
    return answer(shown(found[0], COLUMNS))


def guarded(endpoint):
    async def guard(request):
        token = request.cookies.get("session")
        if not (token and await database.fetch(WHO, token, now())):
            return JSONResponse({"error": "Auth failed"}, 401)
        if request.method != "GET":
            header = request.headers.get("x-csrftoken", "")
            if not hmac.compare_digest(header, request.cookies.get("csrftoken", "")):
                return JSONResponse({"detail": "csrf"}, 403)
        return await endpoint(request)

    return guard


async def meta(request):
    response = JSONResponse({})
    response.set_cookie("csrftoken", secrets.token_urlsafe(32), samesite="lax")
    return response


async def login(request):
    body = await request.json()
    response = JSONResponse({"message": "logged in"})
    return await enter(body["username"], body["password"], response)


def make_app():
    routes = [
        Route("/public/meta/", meta),
        Route("/public/login/", login, methods=["POST"]),
        Route("/api/tables/movie/", guarded(rows), methods=["GET"]),
        Route("/api/tables/movie/", guarded(create), methods=["POST"]),
        Route("/api/tables/movie/{key}/", guarded(row), methods=["GET"]),
        Route("/api/tables/movie/{key}/", guarded(update), methods=["PATCH"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)
