"""What was chosen is served."""

from __future__ import annotations

import re

from starlette.testclient import TestClient


def served(client: TestClient, name: str) -> str:
    page = client.get("/login/").text
    (address,) = set(re.findall(rf'"(/static/{name}\?v=\w+)"', page))
    return client.get(address).text


def test_colours_and_rules(client: TestClient) -> None:
    styles = served(client, r"admin\.css")
    assert "--accent: light-dark(#9c2f1f, #ffb4a6);" in styles
    assert styles.endswith("tbody tr:nth-child(even) { background: var(--tint); }\n")
    assert "--tint:" in styles


def test_logo(client: TestClient) -> None:
    assert 'fill="#9c2f1f"' in served(client, r"icon\.svg")


def test_name(client: TestClient) -> None:
    assert "<title>Log in · Rio Cinema</title>" in client.get("/login/").text
