"""What people write that is not as simple as the examples: the same happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import pytest
from piccolo.apps.user.tables import BaseUser
from piccolo.engine.sqlite import SQLiteEngine
from piccolo_api.mfa.authenticator.tables import AuthenticatorSecret
from piccolo_api.session_auth.tables import SessionsBase

from tests.takeover.both import CONF, New, Old, importable, taken_over

pytestmark = pytest.mark.filterwarnings("ignore:If running sessions in production")

PASSWORD = "long-enough"

ORDERS = "/api/tables/orders/"

PRODUCTS = "/api/tables/product/"


@dataclass(frozen=True)
class Shop:
    old: Old
    rest: Old
    """The generated admin's own."""

    new: New
    load: Any

    @property
    def apis(self) -> tuple[Old, Old]:
        return self.old, self.rest


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop") / "project"
    here = Path(__file__).parent / "shop"
    copytree(here, folder / "shop", ignore=ignore_patterns("__pycache__"))
    (folder / "piccolo_conf.py").write_text(CONF)
    return folder


@pytest.fixture(scope="module")
def said(project: Path) -> str:
    """What is told when it is taken over."""
    return taken_over(project, "shop.main:admin")


@pytest.fixture(params=["owner", "helper"])
def shop(
    project: Path, said: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Shop]:
    with importable(project) as load, pytest.MonkeyPatch.context() as patch:
        for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
            patch.delenv(key, raising=False)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        tables = load("shop.tables")
        engine = SQLiteEngine(path=str(tmp_path / "shop.sqlite"))
        own = (tables.Order, tables.Product)
        for table in (BaseUser, SessionsBase, AuthenticatorSecret, *own):
            patch.setattr(table._meta, "_db", engine)
            table.create_table().run_sync()
        patch.setattr(BaseUser, "_pbkdf2_iteration_count", 1)
        for name in ("owner", "helper"):
            rights = {"active": True, "admin": True, "superuser": name == "owner"}
            email = f"{name}@example.com"
            BaseUser.create_user_sync(name, PASSWORD, email=email, **rights)
        old, new = load("shop.main").admin, load("admin").create_admin()
        found = Shop(Old(old), Old(new), New(new), load)
        with ExitStack() as stack:
            for one in (*found.apis, found.new):
                stack.enter_context(closing(one.client))
                one.log_in(request.param, PASSWORD)
            yield found


owner = pytest.mark.parametrize("shop", ["owner"], indirect=True)

helper = pytest.mark.parametrize("shop", ["helper"], indirect=True)


@owner
def test_what_is_sent_can_be_read_by_functions(shop: Shop) -> None:
    """Before it is read for the row, and afterwards; on pages it is a form."""
    seen = shop.load("shop.rules").SEEN
    for number, api in enumerate(shop.apis, 1):
        assert api.post(ORDERS, {"customer": "Ada"}).status_code == 201
        refused = api.post(ORDERS, {"customer": "Nobody"})
        assert refused.json() == {"detail": "Not into Order."}
        assert seen == ["owner: Ada"] * number
    path = "/tables/orders/add/"
    assert shop.new.save(path, customer="Grace").status_code == 303
    assert seen[-1] == "owner: Grace"
    refused = shop.new.save(path, customer="Nobody")
    assert (refused.status_code, "Not into Order." in refused.text) == (422, True)
    order = shop.load("shop.tables").Order
    names = order.select(order.customer).output(as_list=True).run_sync()
    assert names == ["Ada", "Ada", "Grace"]


@owner
def test_too_much_is_not_read_by_functions(shop: Shop) -> None:
    answer = shop.rest.post(ORDERS, {"customer": "x" * 9_000_000})
    assert answer.status_code == 413


@owner
def test_forms_can_read_what_is_sent(shop: Shop) -> None:
    for api in shop.apis:
        answer = api.post("/api/forms/repeat/", {"to": "Ada"})
        assert answer.json() == {"custom_form_success": "Ada is Ada."}
    assert "Ada is Ada." in shop.new.post("/forms/repeat/", {"to": "Ada"}).text


@owner
def test_files_of_forms(shop: Shop) -> None:
    """``FileResponse`` of Piccolo Admin's is known to the REST API, too."""
    for api in shop.apis:
        answer = api.post("/api/forms/export/", {"to": "Ada"})
        assert (answer.status_code, answer.text) == (200, "For Ada")
        assert 'filename="mail.csv"' in answer.headers["content-disposition"]


def test_decorators_know_the_person(shop: Shop, request: pytest.FixtureRequest) -> None:
    is_owner = request.node.callspec.params["shop"] == "owner"
    expected = "Sent to Ada." if is_owner else "Superusers only."
    for api in shop.apis:
        assert expected in api.post("/api/forms/send/", {"to": "Ada"}).text
    assert expected in shop.new.post("/forms/send/", {"to": "Ada"}).text


@helper
def test_superuser_validators_of_other_tables(shop: Shop) -> None:
    """Not only users and sessions can be for superusers."""
    for api in shop.apis:
        assert api.client.get(PRODUCTS).status_code == 200
        assert api.post(PRODUCTS, {"name": "x"}).status_code == 405
    assert shop.new.post("/tables/product/add/", {"name": "x"}).status_code == 405
    assert shop.load("shop.tables").Product.count().run_sync() == 0


@owner
def test_settings(shop: Shop) -> None:
    settings = shop.new.client.app.state.settings  # type: ignore[attr-defined]
    assert settings.rate_limit_provider is shop.load("shop.limits").provider
    assert settings.authenticator is shop.load("shop.codes").provider
    assert settings.allowed_hosts == ("shop.example.com",)
    assert settings.translations is None


@owner
def test_files_have_the_same_permissions(shop: Shop) -> None:
    place = {"table_name": "product", "column_name": "picture"}
    files = shop.load("shop.main").FILES / "pictures"
    modes = set()
    for api in shop.apis:
        key = api.upload("/api/media/", place, ("a.png", b"\x89PNG"))["file_key"]
        modes.add((files / key).stat().st_mode & 0o777)
    assert len(modes) == 1
    assert modes != {0o600}


def test_links(said: str, project: Path) -> None:
    """Those that are not of this admin stay as they are."""
    toml = (project / "admin" / "scaffold.toml").read_text()
    for line in (
        'Receipts = "/admin/tables/archive.receipt/?text=a&text__operator=starts"',
        '"New order" = "/admin/tables/orders/add/"',
        'Export = "/admin/forms/export/"',
        'Charts = "https://charts.example.com/#/boards/1"',
        'Relative = "tables/orders/"',
    ):
        assert f"\n{line}\n" in toml, line
    assert "link Relative: its address depends on the page it stands on" in said
    assert "Charts leads" not in said


def test_forms_that_cannot_be_opened(said: str, project: Path) -> None:
    """Of one address, Piccolo Admin shows the last."""
    assert "form Export: export has the same address, /forms/export/" in said
    assert "a form: it has no name" in said
    assert "forms are in the order of their modules" in said
    text = (project / "admin" / "forms" / "export.py").read_text()
    assert 'description="Which hides the other."' in text
