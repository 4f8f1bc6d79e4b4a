"""The admin, whose albums keep their files in S3.

``python s3_application.py PORT``, with ``S3_ENDPOINT`` in the environment.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import uvicorn

tables: Any = importlib.import_module("cases.tables")
app: Any = importlib.import_module("admin.app")
s3: Any = importlib.import_module("admin.toolbox.s3")

CONNECTION = {"endpoint_url": os.environ["S3_ENDPOINT"], "region_name": "us-east-1"}


def storages(_settings: Any) -> Mapping[str, Sequence[Any]]:
    where = {"bucket_name": "films", "connection_kwargs": CONNECTION}
    return {
        "album": [
            s3.S3MediaStorage(tables.Album.cover, folder_name="covers", **where),
            s3.S3MediaStorage(tables.Album.tracks, folder_name="tracks", **where),
        ]
    }


if __name__ == "__main__":
    app.storages = storages
    uvicorn.run(app.create_admin(), host="127.0.0.1", port=int(sys.argv[1]))
