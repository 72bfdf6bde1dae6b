"""Carry out one command of bluebook after the other in one process, and tell what the process holds.

Reads one order per line on stdin (the words of a command, run in the current folder) and answers each
with one line of JSON: how it ended, and memory, open handles and threads of this process afterwards.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import sys
import threading
from pathlib import Path


def run_command(words: list[str]) -> int:
    import pipeline.cli

    sys.argv = ["bluebook", *words]
    try:
        pipeline.cli.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def resident_bytes() -> int:
    """Return the memory that this process has in use, not what it only asked for."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def main() -> None:
    for line in sys.stdin:
        log = io.StringIO()
        with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
            code = run_command(json.loads(line))
        gc.collect()
        answer = {
            "code": code,
            "log": log.getvalue(),
            "memory": resident_bytes(),
            "handles": len(list(Path("/proc/self/fd").iterdir())),
            "threads": threading.active_count(),
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
