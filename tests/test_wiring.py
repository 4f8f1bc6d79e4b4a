"""Edits of the user's own Python: what is edited and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.wiring import Edit, registry, write
from scaffold.wiring.mounting import mount

HEAD = "from piccolo.conf.apps import AppRegistry\n\n"
USERS = "piccolo.apps.user.piccolo_app"
NEW = "shop.piccolo_app"

REGISTRIES = {
    "empty": ("APP_REGISTRY = AppRegistry(apps=[])", [f'AppRegistry(apps=["{NEW}"])']),
    "one line": (
        'APP_REGISTRY = AppRegistry(apps=["a.piccolo_app"])',
        [f'AppRegistry(apps=["a.piccolo_app", "{NEW}"])'],
    ),
    "single quotes": (
        "APP_REGISTRY = AppRegistry(apps=['a.piccolo_app'])",
        [f"AppRegistry(apps=['a.piccolo_app', '{NEW}'])"],
    ),
    "formatted by black": (
        'APP_REGISTRY = AppRegistry(\n    apps=[\n        "a.piccolo_app",\n    ]\n)',
        [f'        "a.piccolo_app",\n        "{NEW}",\n    ]\n)'],
    ),
    "comments": (
        "APP_REGISTRY = AppRegistry(\n"
        "    apps=[\n"
        "        # Ours.\n"
        '        "a.piccolo_app",  # first\n'
        '        # "old.piccolo_app",\n'
        '        "b.piccolo_app",  # last\n'
        "    ]  # all\n"
        ")",
        [
            "        # Ours.\n",
            '        "a.piccolo_app",  # first\n        # "old.piccolo_app",\n',
            f'        "b.piccolo_app",  # last\n        "{NEW}",\n    ]  # all\n',
        ],
    ),
    "no comma at the end": (
        'APP_REGISTRY = AppRegistry(apps=[\n    "a.piccolo_app"  # the only one\n])',
        [f'    "a.piccolo_app",  # the only one\n    "{NEW}"\n])'],
    ),
    "aligned": (
        'APP_REGISTRY = AppRegistry(apps=["a.piccolo_app",\n'
        '                                 "b.piccolo_app"])',
        [f'"b.piccolo_app",\n                                 "{NEW}"])'],
    ),
    "annotated": (
        "APP_REGISTRY: AppRegistry = AppRegistry(apps=[])",
        [f'APP_REGISTRY: AppRegistry = AppRegistry(apps=["{NEW}"])'],
    ),
    "by position": (
        'APP_REGISTRY = AppRegistry(["a.piccolo_app"])',
        [f'AppRegistry(["a.piccolo_app", "{NEW}"])'],
    ),
    "nothing passed": (
        "APP_REGISTRY = AppRegistry()",
        [f'APP_REGISTRY = AppRegistry(apps=["{NEW}"])'],
    ),
    "by another name": (
        'APPS = ["a.piccolo_app"]\nAPP_REGISTRY = AppRegistry(apps=APPS)',
        [f'APPS = ["a.piccolo_app", "{NEW}"]\nAPP_REGISTRY = AppRegistry(apps=APPS)'],
    ),
    "others unpacked": (
        "APP_REGISTRY = AppRegistry(apps=[*OURS])",
        [f'AppRegistry(apps=[*OURS, "{NEW}"])'],
    ),
    "a long line, unformatted": (
        f"APP_REGISTRY=AppRegistry(apps=['{USERS}', '{'x' * 40}'])",
        [f"APP_REGISTRY=AppRegistry(apps=['{USERS}', '{'x' * 40}', '{NEW}'])"],
    ),
    "a long line, formatted": (
        f'APP_REGISTRY = AppRegistry(apps=["{USERS}", "c.piccolo_app"])',
        [f'(\n    apps=["{USERS}", "c.piccolo_app", "{NEW}"]\n)'],
    ),
}

UNSAFE = {
    "computed": ("APP_REGISTRY = AppRegistry(apps=list(OURS))", "computed"),
    "joined": ("APP_REGISTRY = AppRegistry(apps=['a'] + OURS)", "computed"),
    "passed on": ("APP_REGISTRY = AppRegistry(**OPTIONS)", "computed"),
    "in a condition": (
        "if DEBUG:\n    APP_REGISTRY = AppRegistry(apps=[])",
        "depends on a condition",
    ),
    "several": (
        "APP_REGISTRY = AppRegistry(apps=[])\nAPP_REGISTRY = AppRegistry(apps=[])",
        "several places",
    ),
    "from elsewhere": ("from base import APP_REGISTRY", "from elsewhere"),
    "all from elsewhere": ("from base import *", "from elsewhere"),
    "made otherwise": ("APP_REGISTRY = make()", "not made by AppRegistry"),
    "none": ("DB = 1", "does not define"),
    "unreadable": ("APP_REGISTRY = (", "cannot be read"),
    "a list for several": (
        "APPS = []\nAPP_REGISTRY = AppRegistry(apps=APPS)\nOTHERS = [*APPS]",
        "several places",
    ),
    "there, and nobody knows when": (
        f"APP_REGISTRY = AppRegistry(apps=[])\nAPP_REGISTRY.apps.append('{NEW}')",
        "elsewhere",
    ),
}


def register(folder: Path, text: str, ends: str = "\n") -> Edit | None:
    content = f"{HEAD}{text}\n".replace("\n", ends).encode()
    (folder / "piccolo_conf.py").write_bytes(content)
    return registry.register(folder, [NEW])


@pytest.mark.parametrize(("text", "parts"), REGISTRIES.values(), ids=REGISTRIES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_an_app_is_registered(
    tmp_path: Path, text: str, parts: list[str], ends: str
) -> None:
    edit = register(tmp_path, text, ends)
    assert edit
    assert edit.new
    assert edit.new.count(b"\n") == edit.new.count(ends.encode())
    after = edit.new.decode().replace("\r\n", "\n")
    assert after.startswith(HEAD)
    for part in parts:
        assert part in after
    write(tmp_path, edit)
    assert registry.register(tmp_path, [NEW]) is None


def test_nothing_else_is_quoted_otherwise(tmp_path: Path) -> None:
    """Neither in comments nor in strings, in a file that is not formatted."""
    text = (
        f"APP_REGISTRY = AppRegistry( apps=[] )\n# '{NEW}' is ours.\n"
        f"TEXT = \"Say '{NEW}'.\"\n"
        'MORE = ["1", "2"]'
    )
    edit = register(tmp_path, text)
    assert edit
    after = text.replace("[]", f'["{NEW}"]')
    assert edit.new == f"{HEAD}{after}\n".encode()


@pytest.mark.parametrize(("text", "why"), UNSAFE.values(), ids=UNSAFE)
def test_what_is_not_safe_is_told(tmp_path: Path, text: str, why: str) -> None:
    edit = register(tmp_path, text)
    assert edit
    assert edit.new is None
    assert why in edit.why
    assert edit.lines == (f'"{NEW}",',)
    before = (tmp_path / "piccolo_conf.py").read_bytes()
    write(tmp_path, edit)
    assert (tmp_path / "piccolo_conf.py").read_bytes() == before


def test_a_configuration_from_elsewhere_is_not_edited(tmp_path: Path) -> None:
    edit = registry.register(tmp_path, [NEW])
    assert edit
    assert edit.new is None
    assert edit.lines == (f'"{NEW}",',)


def test_a_package_counts_as_its_app(tmp_path: Path) -> None:
    assert register(tmp_path, 'APP_REGISTRY = AppRegistry(apps=["shop"])') is None


def test_what_was_saved_meanwhile_stays(tmp_path: Path) -> None:
    edit = register(tmp_path, "APP_REGISTRY = AppRegistry(apps=[])")
    assert edit
    (tmp_path / "piccolo_conf.py").write_text("mine = True\n")
    with pytest.raises(Exception, match="saved meanwhile"):
        write(tmp_path, edit)
    assert [path.name for path in tmp_path.iterdir()] == ["piccolo_conf.py"]
    assert (tmp_path / "piccolo_conf.py").read_text() == "mine = True\n"


def test_the_settings_of_the_project_are_kept_to(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.ruff]\nline-length = 50\n[tool.ruff.format]\nquote-style = 'single'\n"
    )
    edit = register(tmp_path, "APP_REGISTRY = AppRegistry(apps=['a'])")
    assert edit
    assert edit.new == (
        f"{HEAD}APP_REGISTRY = AppRegistry(\n    apps=['a', '{NEW}']\n)\n".encode()
    )


STARLETTE = '''\
"""Ours."""

from starlette.applications import Starlette
from starlette.routing import Route

from web.pages import home

# Served by uvicorn.
app = Starlette(
    routes=[
        # The first page.
        Route("/", home),  # yes
    ],
    debug=True,
)
'''

MOUNTED = '''\
"""Ours."""

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from admin import create_admin
from web.pages import home

# Served by uvicorn.
app = Starlette(
    routes=[
        Mount("/admin/", app=create_admin()),
        # The first page.
        Route("/", home),  # yes
    ],
    debug=True,
)
'''

FASTAPI = """\
from fastapi import FastAPI

app = FastAPI(title='Ours')


@app.get('/')
async def home():
    return 1
"""

FASTAPI_MOUNTED = """\
from fastapi import FastAPI

from admin import create_admin

app = FastAPI(title='Ours')
app.mount('/admin/', app=create_admin())


@app.get('/')
async def home():
    return 1
"""

BY_NAME = """\
from starlette import routing
from starlette.applications import Starlette

ROUTES = [routing.Route("/", None)]

web: Starlette = Starlette(routes=ROUTES)
"""

BY_NAME_MOUNTED = """\
from starlette import routing
from starlette.applications import Starlette
from starlette.routing import Mount

from admin import create_admin

ROUTES = [Mount("/admin/", app=create_admin()), routing.Route("/", None)]

web: Starlette = Starlette(routes=ROUTES)
"""


LATE = """\
import fastapi

app = fastapi.FastAPI()

from web import pages  # noqa: E402

app.include_router(pages.router)
"""

LATE_MOUNTED = """\
import fastapi

from admin import create_admin

app = fastapi.FastAPI()
app.mount("/admin/", app=create_admin())

from web import pages  # noqa: E402

app.include_router(pages.router)
"""


def mounted(folder: Path, text: str) -> Edit | None:
    (folder / "app.py").write_text(text)
    (folder / "web").mkdir(exist_ok=True)
    (folder / "web" / "pages.py").touch()
    return mount(folder, "admin")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (STARLETTE, MOUNTED),
        (FASTAPI, FASTAPI_MOUNTED),
        (BY_NAME, BY_NAME_MOUNTED),
        (LATE, LATE_MOUNTED),
    ],
    ids=["routes", "mount", "a name", "imports below"],
)
def test_the_admin_is_mounted(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "admin").mkdir()
    (tmp_path / "admin" / "__init__.py").touch()
    edit = mounted(tmp_path, before)
    assert edit
    assert edit.path == "app.py"
    assert (edit.new or b"").decode() == after
    write(tmp_path, edit)
    assert mount(tmp_path, "admin") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def make():\n    return Starlette(routes=[])", "inside of something else"),
        ("app = Starlette(routes=[Mount('/admin', x)])", "/admin/ already"),
        ("app = Starlette(routes=make())", "computed"),
        ("app = Starlette(routes=[])\nother = Starlette()", "several ASGI apps"),
        ("def Mount():\n    pass\napp = Starlette(routes=[])", "another Mount"),
        (
            "from piccolo_admin.endpoints import create_admin\napp = Starlette()",
            "another create_admin",
        ),
    ],
)
def test_what_cannot_be_mounted_is_told(tmp_path: Path, text: str, why: str) -> None:
    edit = mounted(tmp_path, f"from starlette.applications import Starlette\n{text}\n")
    assert edit
    assert edit.new is None
    assert why in edit.why
    assert "from admin import create_admin" in edit.lines


@pytest.mark.parametrize(
    "text",
    [
        "from admin import create_admin\n",
        "from admin.app import create_admin as make\n",
        "from admin import settings\nfrom admin import create_admin\n",
        "from .admin import create_admin\n",
        "import admin\n",
        "",
    ],
)
def test_nothing_is_mounted_twice_or_nowhere(tmp_path: Path, text: str) -> None:
    app = f"{text}from starlette.applications import Starlette\napp = Starlette()\n"
    assert mounted(tmp_path, app if text else "print()\n") is None


def test_apps_of_others_are_not_looked_at(tmp_path: Path) -> None:
    for folder in ("tests", ".hidden", "venv", "admin"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "app.py").write_text(STARLETTE)
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    (tmp_path / ".#app.py").symlink_to("ada@host.1234")  # As Emacs locks a file.
    assert mounted(tmp_path, "print()\n") is None
