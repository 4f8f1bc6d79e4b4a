"""Serve the admin alone: ``python -m admin --port 8000``."""

from __future__ import annotations

import argparse

import uvicorn

from .app import create_admin


def main() -> None:
    parser = argparse.ArgumentParser(
        prog=f"python -m {__package__}", description=__doc__
    )
    parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    options = parser.parse_args()
    uvicorn.run(create_admin(), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
