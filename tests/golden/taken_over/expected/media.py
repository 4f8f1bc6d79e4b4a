"""Where the files of columns are kept, and which may be uploaded.

A column can keep its files in S3, or in what speaks like it, instead. Install boto3::

    from .toolbox.s3 import S3MediaStorage

    S3MediaStorage(
        Movie.poster,
        bucket_name="films",
        folder_name="movie/poster",
        connection_kwargs={"endpoint_url": "https://s3.example.com"},
        allowed_extensions=ALLOWED_EXTENSIONS,
    )

No two columns may share a folder. Files that no row refers to any more stay until
``unused_files.py`` removes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from piccolo_api.media.base import VIDEO_EXTENSIONS, MediaStorage
from piccolo_api.media.local import LocalMediaStorage

from cinema.media import POSTERS
from cinema.tables import Film

from .settings import Settings
from .toolbox.media import folder
from .toolbox.s3 import S3MediaStorage


def storages(settings: Settings) -> Mapping[str, Sequence[MediaStorage]]:
    """A storage for each column with files, by the table's name in addresses.

    A column that gets another name keeps its files where they are if its folder here
    keeps its name, too, or is moved.
    """
    return {
        "film": [
            POSTERS,
            LocalMediaStorage(
                Film.trailer,
                folder(settings.media_path, "clips"),
                file_permissions=0o640,
                allowed_extensions=VIDEO_EXTENSIONS,
            ),
            S3MediaStorage(
                Film.script,
                bucket_name="cinema",
                folder_name="scripts",
                connection_kwargs={"region_name": "eu-west-1"},
                sign_urls=False,
                allowed_extensions=["md"],
                allowed_characters=None,
            ),
        ],
    }
