"""Where films have their files."""

from __future__ import annotations

from pathlib import Path

from piccolo_api.media.base import IMAGE_EXTENSIONS
from piccolo_api.media.local import LocalMediaStorage

from .tables import Film

FILES = Path(__file__).parent.parent / "files"
FILES.mkdir(exist_ok=True)

POSTERS = LocalMediaStorage(
    Film.poster, str(FILES / "posters"), allowed_extensions=IMAGE_EXTENSIONS
)
