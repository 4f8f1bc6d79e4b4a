"""Posters go to S3 where there is a bucket, and to a folder elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from movies.tables import Movie

from .conftest import PICTURE, Admin
from .test_movie import PATH, TYPED

POSTER = {"poster": ("poster.png", PICTURE)}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        # All servers of moto's in a process have the same buckets.
        "ADMIN_S3_BUCKET": f"films-{uuid4()}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket=variables["ADMIN_S3_BUCKET"])
    yield client
    server.stop()


def keys_in(bucket: Any) -> list[str]:
    name = os.environ["ADMIN_S3_BUCKET"]
    found = bucket.list_objects_v2(Bucket=name).get("Contents", [])
    return [one["Key"] for one in found]


def test_a_poster_goes_to_s3(bucket: Any, admin: Admin) -> None:
    key = admin.add(PATH, Movie, TYPED, POSTER)
    file = admin.row(Movie, key)["poster"]
    assert keys_in(bucket) == [f"movie/poster/{file}"]
    answer = admin.get(f"{PATH}media/poster/{file}")
    assert answer.is_redirect
    host = bucket.meta.endpoint_url
    assert answer.headers["location"].startswith(f"{host}/films-")
    assert f"/movie/poster/{file}?" in answer.headers["location"]
    assert host in admin.get(PATH).headers["content-security-policy"]


def test_only_pictures(bucket: Any, admin: Admin) -> None:
    wrong = {"poster": ("poster.pdf", b"%PDF-")}
    assert admin.post(f"{PATH}add/", TYPED, wrong).status_code == 422
    assert keys_in(bucket) == []


def test_without_a_bucket(admin: Admin, tmp_path: Path) -> None:
    key = admin.add(PATH, Movie, TYPED, POSTER)
    file = admin.row(Movie, key)["poster"]
    assert (tmp_path / "media" / "movie" / "poster" / file).is_file()
