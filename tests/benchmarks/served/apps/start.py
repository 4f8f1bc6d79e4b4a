"""``python -m start MODULE``: how long importing and building an app takes."""

import importlib
import json
import sys
from pathlib import Path
from time import perf_counter, process_time

if __name__ == "__main__":
    start, busy = perf_counter(), process_time()
    module = importlib.import_module(sys.argv[1])
    imported = perf_counter()
    app = module.make_app()
    built, worked = perf_counter(), process_time()
    status = Path("/proc/self/status").read_text()
    kilobytes = next(x for x in status.splitlines() if x.startswith("VmRSS:")).split()
    figures = {
        "imported": imported - start,
        "built": built - imported,
        "processor": worked - busy,
        "memory": int(kilobytes[1]) / 1024,
    }
    print(json.dumps(figures))
