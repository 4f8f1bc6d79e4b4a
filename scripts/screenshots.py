"""Takes the pictures of the docs; with --all, one of every page in every state.

python -m scripts.screenshots --all [PATTERN] -o FOLDER
"""

from __future__ import annotations

import argparse
import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

from tests.served import every_page

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = {"wide": (1280, 800), "phone": (400, 844)}
LANGUAGES = ("en", "fa")
"""One is written from left to right, the other from right to left."""

README_SIZE = (1280, 720)
README_PAGES = {"list": "tables/movie/", "form": "tables/movie/edit/12/"}
START_SECONDS = 120

# What `demo` prints for the person who started it.
PRINTED = {
    name: re.compile(rf"^{name}\s+(\S+)$", re.MULTILINE | re.IGNORECASE)
    for name in ("address", "user", "password")
}

# One picture of both schemes, cut along a slanted line.
BOTH = """
<style>
  body {{ margin: 0; }}
  img {{ position: absolute; inset: 0; }}
  img + img {{ clip-path: polygon(58% 0, 100% 0, 100% 100%, 42% 100%); }}
</style>
<img src="data:image/png;base64,{light}">
<img src="data:image/png;base64,{dark}">
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--all",
        metavar="PATTERN",
        nargs="?",
        const="",
        help="every page, or those whose names have a pattern in them",
    )
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "docs" / "images")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        # Chromium's sandbox does not start as root, as in containers.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        for picture in pictures(browser, options.output, options.all):
            print(picture)
        browser.close()


def pictures(browser: Browser, folder: Path, pattern: str | None) -> Iterator[Path]:
    if pattern is not None:
        yield from take_all(browser, folder, pattern)
        return
    with demo() as printed:
        yield from take_readme_pictures(browser, folder, **printed)


def take_readme_pictures(
    browser: Browser, folder: Path, address: str, user: str, password: str
) -> Iterator[Path]:
    """Each half in light and half in dark colours."""
    for name, path in README_PAGES.items():
        halves = {}
        for scheme in SCHEMES:
            page = open_page(browser, scheme, README_SIZE)
            log_in(page, address, user, password)
            visit(page, urljoin(address, path))
            halves[scheme] = base64.b64encode(page.screenshot()).decode()
            page.context.close()
        page = open_page(browser, "light", README_SIZE)
        page.set_content(BOTH.format(**halves), wait_until="networkidle")
        yield shoot(page, folder / f"{name}.png")
        page.context.close()


def take_all(browser: Browser, folder: Path, pattern: str) -> Iterator[Path]:
    """Every page, in each colour scheme, size and direction."""
    with every_page.filled() as site:
        for scheme, size, language in product(SCHEMES, SIZES, LANGUAGES):
            page = open_page(browser, scheme, SIZES[size], language)
            for shot in every_page.chosen(pattern):
                every_page.log_in(page, site, shot.user, shot.mount)
                visit(page, f"{site.address}/{shot.mount}/{shot.path}")
                shot.act(page)
                name = f"{shot.name}-{scheme}-{size}-{language}.png"
                yield shoot(page, folder / name, shot.whole)
            page.context.close()


def open_page(
    browser: Browser,
    scheme: Literal["light", "dark"],
    size: tuple[int, int],
    language: str = "en",
) -> Page:
    width, height = size
    # In a context of one's own, there may be a second page.
    context = browser.new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        locale=language,
    )
    return context.new_page()


def log_in(page: Page, address: str, user: str, password: str) -> None:
    visit(page, urljoin(address, "login/"))
    page.locator("[name=username]").fill(user)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main [type=submit]").click()


def visit(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")


def shoot(page: Page, path: Path, whole: bool = False) -> Path:
    page.screenshot(path=path, full_page=whole)
    return path


@contextmanager
def demo() -> Iterator[dict[str, str]]:
    """Run the demo, and give what it printed: address, user and password."""
    script = Path(sys.executable).with_name("piccolo-scaffold")
    with tempfile.TemporaryDirectory() as temporary:
        # A file, not a pipe, which would fill up with the server's log.
        log = Path(temporary, "log")
        with log.open("w") as output:
            process = subprocess.Popen(
                [script, "demo"],
                stdout=output,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )
        try:
            yield wait_for_printed(process, log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def wait_for_printed(process: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        found = {name: regex.search(log.read_text()) for name, regex in PRINTED.items()}
        if all(found.values()):
            return {name: match[1] for name, match in found.items() if match}
        time.sleep(0.2)
    raise SystemExit(f"The demo did not print {', '.join(PRINTED)}:\n{log.read_text()}")


if __name__ == "__main__":
    main()
