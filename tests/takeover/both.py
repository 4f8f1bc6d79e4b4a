"""An old admin and the one that takes its place, in one process, on one database."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.commandline import forget
from tests.scenarios import scaffold
from tests.served.pages import Element, read

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="app.sqlite")

APP_REGISTRY = AppRegistry(apps=[])
"""


class Old:
    """Piccolo Admin's own API."""

    def __init__(self, app: Any) -> None:
        self.client = TestClient(app)

    def log_in(self, username: str, password: str) -> None:
        self.client.get("/")
        given = {"username": username, "password": password}
        assert self.post("/public/login/", given).status_code == 200

    def get(self, path: str) -> Any:
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, data: Any, method: str = "POST", **given: Any) -> Any:
        headers = {"X-CSRFToken": self.client.cookies["csrftoken"]}
        return self.client.request(method, path, json=data, headers=headers, **given)

    def upload(self, path: str, data: Mapping[str, str], file: Any) -> Any:
        headers = {"X-CSRFToken": self.client.cookies["csrftoken"]}
        files = {"file": file}
        return self.client.post(path, data=data, files=files, headers=headers).json()


class New:
    """The generated admin, as a browser without scripts sees it."""

    def __init__(self, app: Any) -> None:
        self.client = TestClient(app, follow_redirects=False)

    def log_in(self, username: str, password: str) -> None:
        self.client.get("/login/")
        typed = {"username": username, "password": password}
        assert self.post("/login/", typed).status_code == 303
        english = {"language": "en", "back": "/"}
        assert self.post("/language/", english).status_code == 303

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def page(self, path: str) -> Element:
        response = self.get(path)
        assert response.status_code == 200, response.text
        return read(response.text)

    def post(self, path: str, typed: Mapping[str, Any]) -> Any:
        token = self.client.cookies["csrftoken"]
        return self.client.post(path, data={**typed, "csrftoken": token})

    def save(self, path: str, **typed: str) -> Any:
        """Type over some controls of a form, and save it."""
        entries = self.page(path).editor.values()
        return self.post(path, {**dict(entries), **typed})


@contextmanager
def importable(project: Path) -> Iterator[Any]:
    """Gives ``import_module`` for what lies in a project."""
    sys.path.insert(0, str(project))
    try:
        yield import_module
    finally:
        sys.path.remove(str(project))
        forget(project)


def taken_over(project: Path, source: str) -> str:
    """Generate the admin. Returns what was said."""
    result = scaffold(project, "admin", "--from", source)
    assert result.exit_code == 0, result.stderr
    return result.stdout
