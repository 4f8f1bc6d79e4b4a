"""Takes pictures of the demo's admin: those of the README, or every page with --all."""

from __future__ import annotations

import argparse
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
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"wide": (1400, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
START_SECONDS = 120
README_PICTURES = {"list-light-wide", "list-dark-wide", "edit-light-wide"}

# What `demo` prints for the person who started it.
PRINTED = {
    "address": re.compile(r"(https?://\S+)\s"),
    "user": re.compile(r"\buser(?:name)?\b\W+(\S+)\s", re.IGNORECASE),
    "password": re.compile(r"\bpassword\b\W+(\S+)\s", re.IGNORECASE),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every page, in full length")
    parser.add_argument(
        "-o", "--output", type=Path, default=ROOT / "docs" / "screenshots"
    )
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with demo() as printed, sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path)
        for name, page in pages(browser, **printed):
            if options.all or name in README_PICTURES:
                picture = options.output / f"{name}.png"
                page.screenshot(path=picture, full_page=options.all)
                print(picture)
        browser.close()


@contextmanager
def demo() -> Iterator[dict[str, str]]:
    """Run the demo, and give what it printed: address, user and password."""
    script = Path(sys.executable).with_name("piccolo-scaffold")
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    # A file, not a pipe, which would fill up with the server's log.
    with tempfile.NamedTemporaryFile(mode="w+") as log:
        process = subprocess.Popen([script, "demo"], stdout=log, env=environment)
        try:
            yield wait_for_printed(process, Path(log.name))
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


def pages(
    browser: Browser, address: str, user: str, password: str
) -> Iterator[tuple[str, Page]]:
    """Name and page, opened and ready, for every page, colour scheme and size."""
    for scheme in SCHEMES:
        for size, (width, height) in SIZES.items():
            page = browser.new_page(
                color_scheme=scheme,  # type: ignore[arg-type]
                viewport={"width": width, "height": height},
            )
            for name in visit(page, address, user, password):
                page.wait_for_load_state("networkidle")
                yield f"{name}-{scheme}-{size}", page
            page.close()


def visit(page: Page, address: str, user: str, password: str) -> Iterator[str]:
    movies = urljoin(address, "tables/movie/")
    page.goto(urljoin(address, "login/"))
    yield "login"
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(address)
    yield "home"
    page.goto(movies)
    yield "list"
    page.goto(urljoin(movies, "add/"))
    yield "add"
    page.get_by_role("button", name="Save").first.click()
    yield "errors"
    page.goto(movies)
    page.locator("a[href*='/tables/movie/edit/']").first.click()
    yield "edit"


if __name__ == "__main__":
    main()
