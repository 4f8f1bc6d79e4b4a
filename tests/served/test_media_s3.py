"""Columns whose files are in S3."""

from __future__ import annotations

import asyncio
import importlib.util
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
import httpx2 as httpx
import pytest
from moto.server import ThreadedMotoServer
from piccolo.columns import Varchar

from scaffold.demo.processes import HOST
from scaffold.render import TEMPLATES
from tests.served.pages import read
from tests.served.site import Site
from tests.served.test_media import ALBUMS, PICTURE, SCRIPT, edit, png
from tests.served.visitor import SESSION, Visitor

pytestmark = [pytest.mark.one_database, pytest.mark.thorough]

KEYS = {"AWS_ACCESS_KEY_ID": "films", "AWS_SECRET_ACCESS_KEY": "secret"}


@dataclass(frozen=True)
class Bucket:
    endpoint: str
    client: Any

    @property
    def files(self) -> dict[str, str]:
        """The content type of each, by its path without what makes it unique."""
        found = self.client.list_objects_v2(Bucket="films").get("Contents", [])
        keys = [one["Key"] for one in found]
        heads = (self.client.head_object(Bucket="films", Key=key) for key in keys)
        names = (f"{key[:-41]}{key[-4:]}" for key in keys)
        return dict(zip(names, (head["ContentType"] for head in heads), strict=True))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address=HOST, port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1")
    client.create_bucket(Bucket="films")
    yield Bucket(server, client)
    httpx.post(f"{server}/moto-api/reset", trust_env=False)
    client.close()


@pytest.fixture(scope="module")
def address(site: Site, server: str) -> Iterator[str]:
    script = str(site.folder / "s3_application.py")
    with site.serving(script, S3_ENDPOINT=server, **KEYS) as address:
        yield address


@pytest.fixture
def visitor(site: Site, address: str, bucket: Bucket) -> Iterator[Visitor]:
    with Visitor(address, "") as visitor:
        token = site.do("session", username="admin")
        visitor.client.cookies.set(SESSION, token)
        yield visitor
    for key in site.do("keys", table="Album"):
        site.do("delete", table="Album", key=key)


def shown(visitor: Visitor, site: Site, name: str, content: bytes) -> httpx.Response:
    """Where the browser is sent for a file."""
    typed = {"title": name}
    files = [("cover", name, content)]
    assert visitor.upload(f"{ALBUMS}add/", files, typed).status_code == 303
    key = site.fetch("Album", site.do("keys", table="Album")[-1])["cover"]
    return visitor.get(f"{ALBUMS}media/cover/{key}")


def test_a_file_is_stored_and_shown(
    site: Site, visitor: Visitor, bucket: Bucket
) -> None:
    response = shown(visitor, site, "a.png", PICTURE)
    assert response.status_code == 303
    assert bucket.files == {"covers/a.png": "image/png"}
    sent = httpx.get(response.headers["location"], trust_env=False)
    assert sent.content == PICTURE
    assert sent.headers["content-type"] == "image/png"
    assert sent.headers["content-disposition"].startswith("inline;")


def test_pages_may_show_files_of_that_host(visitor: Visitor, bucket: Bucket) -> None:
    policy = visitor.get("/").headers["content-security-policy"]
    for kind in ("img-src 'self'", "media-src 'self'", "frame-src 'self'"):
        assert f"{kind} {bucket.endpoint}" in policy
    assert "script-src 'self';" in policy


def test_the_address_is_signed(site: Site, visitor: Visitor) -> None:
    address = shown(visitor, site, "a.png", PICTURE).headers["location"]
    assert "Signature" in urlsplit(address).query
    assert "Expires" in urlsplit(address).query


def test_what_runs_scripts_is_not_shown(site: Site, visitor: Visitor) -> None:
    response = shown(visitor, site, "a.svg", SCRIPT)
    sent = httpx.get(response.headers["location"], trust_env=False)
    assert sent.headers["content-disposition"].startswith("attachment;")


def test_files_have_their_own_content_type(
    site: Site, visitor: Visitor, bucket: Bucket
) -> None:
    """Not that of the file before."""
    shown(visitor, site, "a.png", PICTURE)
    shown(visitor, site, "b.tsv", b"1\t2")
    assert bucket.files["covers/a.png"] == "image/png"
    assert bucket.files["covers/b.tsv"] != "image/png"


def test_what_is_refused_leaves_no_file(
    site: Site, visitor: Visitor, bucket: Bucket
) -> None:
    shown(visitor, site, "a.png", PICTURE)
    files = [("cover", "b.png", png(b"\0\0\0")), ("tracks", "c.mp3", b"c")]
    response = visitor.upload(f"{ALBUMS}add/", files, {"title": "a.png"})
    assert response.status_code == 422
    assert "Another row" in read(response.text).one("p", id="title-error").words
    assert {*bucket.files} == {"covers/a.png"}


def test_lists(site: Site, visitor: Visitor, bucket: Bucket) -> None:
    files = [("tracks", name, b"x") for name in ("b.mp3", "a.mp3")]
    visitor.upload(f"{ALBUMS}add/", files, {"title": "Blue"})
    key = site.do("keys", table="Album")[-1]
    labels = [
        one.attributes["aria-label"] for one in visitor.page(edit(key)).all("audio")
    ]
    assert labels == ["b.mp3", "a.mp3"]
    assert {*bucket.files} == {"tracks/a.mp3", "tracks/b.mp3"}


# What is wrong in piccolo_api's own storage.


def storage(bucket: Bucket, folder: str | None) -> Any:
    """The module imports nothing of the admin."""
    path = TEMPLATES / "admin" / "toolbox" / "s3.py"
    spec = importlib.util.spec_from_file_location("own_s3", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.S3MediaStorage(
        Varchar(),
        bucket_name="films",
        folder_name=folder,
        connection_kwargs={"endpoint_url": bucket.endpoint},
    )


def test_keys_begin_with_letters_of_their_folder(bucket: Bucket) -> None:
    covers = storage(bucket, "covers")
    key = covers.store_file_sync("overseer.png", io.BytesIO(PICTURE))
    assert covers.get_file_keys_sync() == [key]
    assert key.startswith("overseer-")


def test_keys_of_other_folders_are_no_keys(bucket: Bucket) -> None:
    storage(bucket, "covers").store_file_sync("a.png", io.BytesIO(PICTURE))
    assert storage(bucket, None).get_file_keys_sync() == []
    assert storage(bucket, "cover").get_file_keys_sync() == []


def test_many_are_deleted_and_no_others(bucket: Bucket) -> None:
    covers = storage(bucket, "covers")
    for number in range(120):
        bucket.client.put_object(Bucket="films", Key=f"covers/{number}.png", Body=b"x")
    gone = [f"{number}.png" for number in range(1, 120)]
    asyncio.run(covers.bulk_delete_files(gone))
    assert covers.get_file_keys_sync() == ["0.png"]
