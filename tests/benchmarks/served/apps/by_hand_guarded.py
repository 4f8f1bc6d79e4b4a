"""The same for people who are logged in, and with a token against forgery."""

import asyncio
import datetime as dt
import hashlib
import hmac
import secrets
from contextlib import asynccontextmanager

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

import by_hand
from by_hand import database, pages, place
from settings import IS_POSTGRES, PASSWORD, USERNAME

USERS = (
    "create table if not exists hand_user "
    "(id integer primary key, username varchar(50), password varchar(128))"
)
SESSIONS = (
    "create table if not exists hand_session (token varchar(100) primary key, "
    f"user_id integer, expires {'timestamptz' if IS_POSTGRES else 'text'})"
)
WHO = (
    "select u.id, u.username from hand_session s join hand_user u on u.id = s.user_id "
    f"where s.token = {place(1)} and s.expires > {place(2)}"
)


def hashed(password):
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 100_000).hex()


def now(seconds=0):
    moment = dt.datetime.now(dt.timezone.utc) + dt.timedelta(seconds=seconds)
    return moment if IS_POSTGRES else moment.isoformat()


async def login_page(request):
    token = secrets.token_urlsafe(32)
    response = HTMLResponse(pages.get_template("login.html").render(csrf=token))
    response.set_cookie("csrf", token, samesite="lax")
    return response


async def login(request):
    form = await request.form()
    if form["csrf"] != request.cookies.get("csrf"):
        return Response("csrf", 403)
    response = RedirectResponse("/movie?size=25&page=1&sort=id", 303)
    return await enter(form["username"], form["password"], response)


async def enter(username, password, response):
    """Begin a session, whose cookie the response brings."""
    find = f"select id, password from hand_user where username = {place(1)}"
    ((user, stored),) = await database.fetch(find, username)
    if stored != await asyncio.to_thread(hashed, password):
        return Response("password", 403)
    token = secrets.token_urlsafe(32)
    values = ", ".join(map(place, (1, 2, 3)))
    insert = f"insert into hand_session values ({values})"
    await database.fetch(insert, token, user, now(86_400))
    response.set_cookie("session", token, httponly=True, samesite="lax")
    return response


def guarded(page):
    async def guard(request):
        token = request.cookies.get("session")
        if not (token and await database.fetch(WHO, token, now())):
            return RedirectResponse("/login", 303)
        if request.method == "POST":
            sent = (await request.form())["csrf"]
            if not hmac.compare_digest(sent, request.cookies.get("csrf", "")):
                return Response("csrf", 403)
        return await page(request)

    return guard


@asynccontextmanager
async def lifespan(app):
    async with by_hand.lifespan(app):
        await database.fetch(USERS)
        await database.fetch(SESSIONS)
        if not await database.fetch("select id from hand_user"):
            insert = f"insert into hand_user values (1, {place(1)}, {place(2)})"
            await database.fetch(insert, USERNAME, hashed(PASSWORD))
        yield


def make_app():
    others = [
        Route("/ping", by_hand.ping),
        Route("/login", login_page, methods=["GET"]),
        Route("/login", login, methods=["POST"]),
    ]
    return by_hand.make_app(guarded, others, lifespan)
