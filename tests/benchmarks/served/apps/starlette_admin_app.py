"""starlette-admin, with a session in a signed cookie, as its documentation shows."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette_admin.auth import AdminUser, AuthProvider
from starlette_admin.contrib.sqla import Admin, ModelView
from starlette_admin.exceptions import LoginFailed

import models as m
from settings import PASSWORD, SECRET, USERNAME


class Provider(AuthProvider):
    async def login(self, username, password, remember_me, request):
        if (username, password) != (USERNAME, PASSWORD):
            raise LoginFailed("Wrong user name or password")
        request.session["username"] = username

    async def authenticate(self, request):
        name = request.session.get("username")
        return AdminUser(username=name) if name == USERNAME else None

    async def logout(self, request):
        request.session.clear()


class MovieView(ModelView):
    fields = m.FIELDS
    page_size = 25
    page_size_options = (25, 100)


class DirectorView(ModelView):
    fields = ("id", "name", "gender", "photo")


class StudioView(ModelView):
    fields = ("id", "name", "description")


def views():
    if m.MANY > 3:
        return [ModelView(model) for model in m.many_models()]
    return [
        MovieView(m.Movie, key="movie"),
        DirectorView(m.Director, key="director"),
        StudioView(m.Studio, key="studio"),
    ]


def make_app():
    app = Starlette()
    admin = Admin(
        m.engine,
        auth_provider=Provider(),
        secret_key=SECRET,
        middlewares=[Middleware(SessionMiddleware, secret_key=SECRET)],
    )
    for view in views():
        admin.add_view(view)
    admin.mount_to(app)
    return app
