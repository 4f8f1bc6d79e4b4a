"""The site, with Piccolo Admin mounted in it."""

from __future__ import annotations

from datetime import timedelta

from piccolo_admin.endpoints import FormConfig, OrderBy, TableConfig, create_admin
from piccolo_admin.translations.data import ENGLISH, GERMAN
from piccolo_api.crud.hooks import Hook, HookType
from piccolo_api.crud.validators import Validators
from piccolo_api.csrf.middleware import CSRFMiddleware
from piccolo_api.media.base import VIDEO_EXTENSIONS
from piccolo_api.media.local import LocalMediaStorage
from piccolo_api.media.s3 import S3MediaStorage
from starlette.applications import Starlette
from starlette.routing import Mount

from . import forms, hooks, limits, rules
from .media import FILES, POSTERS
from .tables import Film, Member, Note, Session

SECRET = {"aws_access_key_id": "AKIA-SECRET", "aws_secret_access_key": "TOP-SECRET"}




film = TableConfig(
    Film,
    visible_columns=[Film.title, Film.rating, Film.studio, Film.poster],
    exclude_visible_filters=[Film.synopsis, Film.extra],
    rich_text_columns=[Film.synopsis],
    hooks=[
        Hook(HookType.pre_save, hooks.set_slug),
        Hook(HookType.pre_patch, hooks.sign_changes),
        Hook(HookType.pre_save, hooks.sign),
        Hook(HookType.pre_patch, hooks.slug_of_title),
        Hook(HookType.pre_delete, hooks.search),
        Hook(HookType.pre_delete, hooks.changes),
        Hook(HookType.pre_save, lambda row: row),
    ],
    media_storage=[
        POSTERS,
        LocalMediaStorage(
            Film.trailer,
            str(FILES / "clips"),
            allowed_extensions=VIDEO_EXTENSIONS,
            file_permissions=0o640,
        ),
        S3MediaStorage(
            Film.script,
            bucket_name="cinema",
            folder_name="scripts",
            connection_kwargs={"region_name": "eu-west-1", **SECRET},
            sign_urls=False,
            allowed_extensions=["md"],
            allowed_characters=None,
        ),
    ],
    validators=Validators(
        every=[rules.has_name],
        post_single=[rules.writes],
        delete_single=[rules.breaks],
        get_all=[rules.counts],
    ),
    menu_group="Programme",
    link_column=Film.title,
    order_by=[OrderBy(Film.rating, ascending=False), OrderBy(Film.title)],
    time_resolution={Film.shown: 60},
)

admin = create_admin(
    [film, Member, Session, Note],
    forms=[
        forms.GREETING,
        forms.PROGRAMME,
        FormConfig("Nothing", forms.Greeting, lambda request, data: "Done."),
    ],
    auth_table=Member,
    session_table=Session,
    session_expiry=timedelta(minutes=90),
    max_session_expiry=timedelta(days=2),
    increase_expiry=None,
    page_size=30,
    rate_limit_provider=limits.ATTEMPTS,
    production=False,
    site_name="Cinema",
    default_language_code="de",
    translations=[GERMAN, ENGLISH],
    allowed_hosts=["cinema.example.com", "www.cinema.example.com"],
    sidebar_links={"Best": "/admin/#/film?__order=-rating", "Site": "/"},
    mfa_providers=[limits.CODES],
)

site = Starlette(routes=[Mount("/admin/", CSRFMiddleware(admin))])
