"""The admin, where the site has it: its own tests are in `admin/tests`."""

from collections.abc import Iterator

import pytest
from piccolo.apps.user.tables import BaseUser
from starlette.testclient import TestClient

from admin.toolbox.security import CSRF_COOKIE

PASSWORD = "correct horse battery"


@pytest.fixture
def superuser(database: None) -> Iterator[BaseUser]:
    user = BaseUser.create_user_sync(
        "root",
        PASSWORD,
        email="root@example.com",
        active=True,
        admin=True,
        superuser=True,
    )
    yield user
    user.remove().run_sync()


def test_strangers_have_to_log_in(client: TestClient) -> None:
    response = client.get("/admin/tables/post/")
    assert response.status_code == 303
    assert response.headers["location"].startswith("/admin/login/")


# In this order: once there is a client, the connections are the site's.
def test_a_superuser_sees_the_posts(superuser: BaseUser, client: TestClient) -> None:
    client.get("/admin/login/")
    sent = {
        "username": superuser.username,
        "password": PASSWORD,
        CSRF_COOKIE: client.cookies[CSRF_COOKIE],
    }
    assert client.post("/admin/login/", data=sent).status_code == 303
    assert "Posts" in client.get("/admin/tables/post/").text
