"""Django's admin. It makes its own tables and its user when it is first asked."""

import os
from functools import cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_settings")

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from settings import PASSWORD, USERNAME

handler = get_wsgi_application()

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import get_resolver, path

urlpatterns = [path("admin/", admin.site.urls)]


def application(environ, start_response):
    prepare()
    return handler(environ, start_response)


@cache
def prepare():
    call_command("migrate", verbosity=0, interactive=False)
    users = get_user_model().objects
    if not users.filter(username=USERNAME).exists():
        users.create_superuser(USERNAME, "somebody@example.com", PASSWORD)


def make_app():
    """With the addresses, which Django otherwise makes at the first request."""
    list(get_resolver().url_patterns)
    return application
