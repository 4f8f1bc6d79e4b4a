"""``python -m scaffold.demo.with_postgres DATA COMMAND…``

Runs a command while the server of an existing data folder is up,
with its address in the environment.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scaffold.demo import postgres
from scaffold.demo.processes import watching_signals
from scaffold.errors import ToolError


def main(data: str, *command: str) -> int:
    with watching_signals() as interruption, postgres.serving(Path(data)) as server:
        settings = postgres.environment() | {postgres.DATABASE_URL: server.url()}
        with subprocess.Popen(command, env=settings) as process:
            try:
                while process.poll() is None:
                    interruption.pause()
            except KeyboardInterrupt:
                process.terminate()
            return process.wait()


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except ToolError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
