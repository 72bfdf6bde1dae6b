"""Carry out commands of bluebook in forks of one process that has loaded everything, and kill them.

Reads one order per line on stdin and answers each with one line of JSON, so that a kill costs a fraction
of a second instead of the loading of spaCy. An order is killed at the nth step of its work with files
(counted by an audit hook, so that the moment can be repeated) or after some seconds (which also hits
the inside of libraries that work with files by themselves).
"""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

FILE_EVENTS = re.compile(
    r"open|os\.(rename|remove|mkdir|rmdir|link|chmod|utime|listdir|scandir)|shutil\.(rmtree|copytree)"
    r"|fcntl\.flock|sqlite3\.connect|ctypes\.dlsym"
)


def load_everything() -> None:
    """Pay for imports and the model once."""
    import pipeline.cli
    import pipeline.exports
    import pipeline.review  # noqa: F401
    from pipeline.spacy_model import DEFAULT_MODEL, identify_model
    from pipeline.work import load_gazetteer_once, load_nlp_once

    load_nlp_once(identify_model(DEFAULT_MODEL))
    load_gazetteer_once()


class StepCounter:
    """Counts steps of work with files inside a folder, and ends the process at one of them."""

    def __init__(self, folder: str, last: int | None) -> None:
        self.folder, self.last, self.count = folder, last, 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not FILE_EVENTS.fullmatch(event):
            return
        first = arguments[0] if arguments else ""
        path = os.fsdecode(first) if isinstance(first, (str, bytes)) else ""
        if path.startswith("/") and not path.startswith(self.folder):
            return
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def run_command(order: dict[str, Any]) -> int:
    import pipeline.cli
    import pipeline.tasks

    if order.get("parallel"):
        pipeline.tasks._BYTES_WORTH_A_PROCESS = 1
    sys.argv = ["bluebook", *order["words"]]
    try:
        pipeline.cli.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def run_server(order: dict[str, Any], told: int) -> int:
    """Serve the review page and send it decisions one after the other; a byte for each that it confirms."""
    from pipeline.review import make_server

    server = make_server(Path(order["outputs"]), Path(order["corpus"]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for line in order["decisions"]:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.request(
            "POST",
            f"/{server.token}/corrections",
            json.dumps({"add": [line], "withdraw": []}),
            {"Origin": f"http://127.0.0.1:{server.server_port}", "Content-Type": "application/json"},
        )
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            return 1
        os.write(told, b".")
    return 0


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """Do one order in a fork and say how it ended."""
    read_end, write_end = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.close(read_end)
            log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.chdir(order["folder"])
            os.environ.update(order.get("variables", {}))
            if order.get("most_file_bytes"):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails as on a full disk
                resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_file_bytes"],) * 2)
            counter = StepCounter(order["folder"], order.get("step"))
            sys.addaudithook(counter)
            if order.get("seconds"):
                signal.setitimer(signal.ITIMER_REAL, order["seconds"])  # its signal ends us unasked
            code = run_server(order, write_end) if "decisions" in order else run_command(order)
            os.write(write_end, f"{counter.count}\n".encode())
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    count = told.lstrip(b".").strip()
    return {
        "pid": child,
        "killed": os.WIFSIGNALED(status),
        "code": os.waitstatus_to_exitcode(status),
        "confirmed": told.count(b"."),
        "steps": int(count) if count else None,
        "seconds": time.monotonic() - began,
        "log": Path(order["log"]).read_text(encoding="utf-8", errors="replace"),
    }


def main() -> None:
    load_everything()
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
