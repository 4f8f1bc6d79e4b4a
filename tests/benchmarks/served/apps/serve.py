"""``python -m serve MODULE PORT``: one process of uvicorn, the same for all."""

import importlib
import sys

import uvicorn

if __name__ == "__main__":
    module, port = sys.argv[1:]
    uvicorn.run(
        importlib.import_module(module).make_app(),
        host="127.0.0.1",
        port=int(port),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        timeout_keep_alive=300,
    )
