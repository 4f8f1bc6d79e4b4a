"""Pages speak what was translated."""

from __future__ import annotations

from starlette.testclient import TestClient

from .conftest import Admin


def test_dutch(admin: Admin, client: TestClient) -> None:
    client.headers["accept-language"] = "nl"
    page = admin.get("/tables/movie/add/").text
    assert '<html lang="nl"' in page
    assert ">Titel<" in page
    assert "Save" in page  # Not translated yet.


def test_the_log_in_page(client: TestClient) -> None:
    for language, words in {"nl": "Inloggen", "de": "Einloggen"}.items():
        page = client.get("/login/", headers={"accept-language": language}).text
        assert words in page
        assert "Nederlands" in page
