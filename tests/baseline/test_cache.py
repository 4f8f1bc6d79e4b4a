from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.baseline.cache import (
    CACHE,
    Fingerprint,
    digest,
    encode_cache,
    read_cache,
)

ENTRIES = {"é.py": Fingerprint("1", "2"), "a.html": Fingerprint("3", "4")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / CACHE
    file.parent.mkdir()
    return file


def test_it_comes_back(tmp_path: Path, file: Path) -> None:
    file.write_bytes(encode_cache(ENTRIES))
    assert read_cache(tmp_path) == ENTRIES


def test_the_order_does_not_matter() -> None:
    assert encode_cache(ENTRIES) == encode_cache(dict(reversed(ENTRIES.items())))


@pytest.mark.parametrize("garbage", [b"", b"\xff", b"[]", b"{", b"[" * 100_000, b"1"])
def test_garbage_is_empty(tmp_path: Path, file: Path, garbage: bytes) -> None:
    file.write_bytes(garbage)
    assert read_cache(tmp_path) == {}


def test_no_file_is_empty(tmp_path: Path) -> None:
    assert read_cache(tmp_path) == {}


def test_garbage_among_the_entries(tmp_path: Path, file: Path) -> None:
    file.write_text('{"a": ["1", "2"], "b": ["1"], "c": "12", "d": [1, 2], "e": null}')
    assert read_cache(tmp_path) == {"a": Fingerprint("1", "2")}


def test_digests() -> None:
    assert digest("a", "b") == digest("a", "b")
    texts = [("a", "b"), ("ab",), ("", "ab"), ("ab", ""), ("b", "a"), (), ("",)]
    assert len({digest(*parts) for parts in texts}) == len(texts)
    assert digest("\ud800") != digest("\ud801")
