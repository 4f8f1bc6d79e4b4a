"""sqladmin, with a session in a signed cookie, as its documentation shows."""

from typing import ClassVar

from sqladmin import Admin, ModelView
from sqladmin.authentication import AuthenticationBackend
from sqladmin.filters import OperationColumnFilter
from starlette.applications import Starlette

import models as m
from settings import PASSWORD, SECRET, USERNAME

LOOKUP = {"fields": ("name",), "order_by": "id"}


class Backend(AuthenticationBackend):
    async def login(self, request):
        data = await request.form()
        if (data["username"], data["password"]) != (USERNAME, PASSWORD):
            return False
        request.session["username"] = USERNAME
        return True

    async def authenticate(self, request):
        return request.session.get("username") == USERNAME

    async def logout(self, request):
        request.session.clear()
        return True


class MovieView(ModelView, model=m.Movie):
    column_list = m.FIELDS
    column_sortable_list = ("id", "name")
    column_searchable_list = ("name",)
    column_filters = (
        OperationColumnFilter(m.Movie.name),
        OperationColumnFilter(m.Movie.rating),
    )
    page_size = 25
    page_size_options = (25, 100)
    form_columns = m.FIELDS[1:]
    form_ajax_refs: ClassVar = {"director_row": LOOKUP, "studio_row": LOOKUP}


class DirectorView(ModelView, model=m.Director):
    column_list = ("id", "name", "gender", "photo")


class StudioView(ModelView, model=m.Studio):
    column_list = ("id", "name", "description")


def views():
    if m.MANY > 3:
        return [view(model) for model in m.many_models()]
    return [MovieView, DirectorView, StudioView]


def view(model):
    members = {"column_list": "__all__"}
    return type(ModelView)(f"{model.__name__}View", (ModelView,), members, model=model)


def make_app():
    app = Starlette()
    backend = Backend(secret_key=SECRET)
    admin = Admin(app, m.engine, authentication_backend=backend)
    for each in views():
        admin.add_view(each)
    return app
