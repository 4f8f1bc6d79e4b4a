"""``python -m scaffold.demo.with_postgres DATA COMMAND…``

Runs a command while the server of an existing data folder is up,
with its address in the environment.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

from scaffold.demo import postgres
from scaffold.errors import ToolError


def main(data: str, *command: str) -> int:
    interrupted = contextlib.suppress(KeyboardInterrupt)
    with postgres.serving(Path(data)) as server, interrupted:
        settings = postgres.environment() | {postgres.DATABASE_URL: server.url()}
        return subprocess.call(command, env=settings)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except ToolError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
