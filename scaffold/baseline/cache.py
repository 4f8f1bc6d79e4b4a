"""What need not be computed again: git ignores it, and losing it costs time only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

CACHE = ".scaffold/cache.json"


class Fingerprint(NamedTuple):
    """Digests: of a render, unformatted, with all that formatting depends on; and of
    the base that came of it.
    """

    render: str
    base: str


def digest(*parts: str) -> str:
    """One for all the texts; where one ends and the next begins counts."""
    whole = blake2b(digest_size=16)
    for part in parts:
        content = part.encode(errors="surrogatepass")
        whole.update(b"%d\n" % len(content))
        whole.update(content)
    return whole.hexdigest()


def read_cache(output: Path) -> dict[str, Fingerprint]:
    """By path of the output file; what is no fingerprint is left out."""
    try:
        entries = json.loads((output / CACHE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(entries, dict):
        return {}
    return {
        path: Fingerprint(*entry)
        for path, entry in entries.items()
        if isinstance(entry, list)
        and len(entry) == 2
        and all(isinstance(part, str) for part in entry)
    }


def encode_cache(fingerprints: Mapping[str, Fingerprint]) -> bytes:
    lines = json.dumps(dict(sorted(fingerprints.items())), indent=0)
    return f"{lines}\n".encode()
