"""Files in S3, as piccolo_api keeps them there, but for what goes wrong in that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import IO, Any

from piccolo.apps.user.tables import BaseUser
from piccolo_api.media import s3
from piccolo_api.media.base import MediaStorage


class S3MediaStorage(s3.S3MediaStorage):
    """Install boto3 to use it."""

    @property
    def client(self) -> Any:
        make: Callable[[], Any] = self.get_client
        return make()

    def store_file_sync(
        self, file_name: str, file: IO[bytes], user: BaseUser | None = None
    ) -> str:
        # It writes the content type in there, which the next file would have as well.
        storage = copy(self)
        storage.upload_metadata = {**self.upload_metadata}
        return s3.S3MediaStorage.store_file_sync(storage, file_name, file, user)

    async def address(self, file_key: str, disposition: str, content_type: str) -> str:
        """Where the file is, and how it is to be shown."""
        return await asyncio.get_running_loop().run_in_executor(
            self.executor, partial(self.signed, file_key, disposition, content_type)
        )

    def signed(self, file_key: str, disposition: str, content_type: str) -> str:
        if not self.sign_urls:  # Whoever is not known cannot ask for more.
            return self.generate_file_url_sync(file_key, root_url="")
        address: str = self.client.generate_presigned_url(
            ClientMethod="get_object",
            Params={
                "Bucket": self.bucket_name,
                "Key": self._prepend_folder_name(file_key),
                "ResponseContentDisposition": disposition,
                "ResponseContentType": content_type,
            },
            ExpiresIn=self.signed_url_expiry,
        )
        return address

    def get_file_keys_sync(self) -> list[str]:
        """Of this folder, without its name, which is more than the letters in it."""
        prefix = f"{self.folder_name}/" if self.folder_name else ""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=prefix
        )
        found = (each["Key"] for page in pages for each in page.get("Contents", ()))
        keys = (key.removeprefix(prefix) for key in found)
        return [key for key in keys if key and "/" not in key]

    def bulk_delete_files_sync(self, file_keys: list[str]) -> None:
        """One by one: so many at once are refused."""
        for key in file_keys:
            self.delete_file_sync(key)


def with_any_keys(storage: MediaStorage) -> MediaStorage:
    """One in S3 has to sign addresses, also where it has no keys."""
    if not isinstance(storage, s3.S3MediaStorage):
        return storage
    other = copy(storage)
    keys = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "any")
    other.connection_kwargs = {**storage.connection_kwargs, **keys}
    return other
