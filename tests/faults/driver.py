"""Carry out commands of bluebook in forks of one process that has loaded everything, and kill them.

Reads one order per line on stdin and answers each with one line of JSON, so that a kill costs a fraction
of a second instead of the loading of spaCy. An order is killed at the nth step of its work with files
(counted by an audit hook, so that the moment can be repeated) or after some seconds (which also hits
the inside of libraries that work with files by themselves). At such a step, a file can be harmed or
memory refused instead.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import io
import json
import os
import random
import re
import resource
import signal
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE_EVENTS = re.compile(
    r"open|os\.(rename|remove|mkdir|rmdir|link|chmod|utime|listdir|scandir)|shutil\.(rmtree|copytree)"
    r"|fcntl\.flock|sqlite3\.connect|ctypes\.dlsym"
)


SAMPLE = """Talks

On 8 May 1990 Foreign Minister Taro Nakayama visited Canada. In June 1990 the public´┐Żs interest was great.
"""
WARM_UP = (
    ("extract", "--quiet", "--workers", "1", "--cache", "cache"),
    ("review",),
    *(("export", "--format", style) for style in ("sqlite", "xlsx", "jsonld", "timeml")),
)


def load_everything() -> None:
    """Pay for imports, the model and the lexicon once: each fork inherits what a first run has loaded."""
    import pipeline.ingest.pdf
    import pipeline.review  # noqa: F401

    with contextlib.suppress(ImportError):  # imported only: threads that they start would not live in a fork
        import duckdb  # noqa: F401
        import pyarrow.parquet  # noqa: F401
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus/1990"
        corpus.mkdir(parents=True)
        (corpus / "text.txt").write_text(SAMPLE, encoding="utf-8")
        (corpus / "page.html").write_text(f"<html><body><p>{SAMPLE}</p></body></html>", encoding="utf-8")
        for name in ("text", "page"):
            (corpus / f"{name}.toml").write_text('edition = 1990\ntitle = "T"\n', encoding="utf-8")
        os.chdir(folder)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for words in WARM_UP:
                run_command({"words": words})
        os.chdir(home)


class StepCounter:
    """Counts steps of work with files inside a folder; at one of them, ends the process or does harm."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.folder, self.last, self.count = order["folder"], order.get("step"), 0
        self.harm, self.has_no_memory = order.get("harm"), order.get("no_memory")
        self.allowed = tuple(order.get("allowed", ()))
        self.outside: list[str] = []
        self.renames: list[int] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not FILE_EVENTS.fullmatch(event):
            return
        first = arguments[0] if arguments else ""
        path = os.fsdecode(first) if isinstance(first, (str, bytes)) else ""
        if self.allowed and path:
            place = os.path.realpath(path)
            if not place.startswith(self.allowed):
                self.outside.append(f"{event} {place}")
        if path.startswith("/") and not path.startswith(self.folder):
            return
        self.count += 1
        if event == "os.rename":
            self.renames.append(self.count)
        if self.count == self.last and self.harm:
            path = Path(self.folder) / self.harm["path"]
            if "content" in self.harm:
                path.write_text(self.harm["content"], encoding="utf-8")
            else:
                path.unlink()
        elif self.count == self.last and self.has_no_memory:
            raise MemoryError
        elif self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def jumping_clock(choose: random.Random) -> Callable[[], float]:
    """Return a clock that is years ahead or behind whenever it is asked."""
    sound, ten_years = time.time, 10 * 365 * 86400
    return lambda: sound() + choose.choice([-ten_years, -3600, 0, 1, 86400, 5 * ten_years])


class WithoutExchange:
    """Stands for the `ctypes` of a system that cannot let two folders change places in one step."""

    def CDLL(self, *_: object, **__: object) -> object:  # noqa: N802 (the name is not ours)
        return object()


def run_command(order: dict[str, Any]) -> int:
    import pipeline.cli
    import pipeline.tasks

    if order.get("without_exchange"):
        import pipeline.export

        pipeline.export.ctypes = WithoutExchange()
    if order.get("clock"):
        time.time = jumping_clock(random.Random(order["clock"]))
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


def drop_capabilities() -> None:
    """Take the superuser's right to pass over permissions away, so that read-only means read-only."""
    header = struct.pack("Ii", 0x20080522, 0)
    ctypes.CDLL(None, use_errno=True).capset(header, bytes(24))


def limit_memory(more: int) -> None:
    """Let this process grow by so many bytes and no more, past the check for limits that are too small."""
    import pipeline.run

    pipeline.run.LEAST_MEMORY_BYTES = 0
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + more, resource.RLIM_INFINITY))


def read_all(handle: int, lines: list[bytes]) -> None:
    """Collect what comes out of a pipe until everybody has closed it."""
    while chunk := os.read(handle, 65536):
        lines.append(chunk)
    os.close(handle)


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """Do one order in a fork and say how it ended."""
    read_end, write_end = os.pipe()
    log_read, log_write = os.pipe()  # no file: a full disk must not swallow what is said of it
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.close(read_end)
            os.close(log_read)
            os.dup2(log_write, 1)
            os.dup2(log_write, 2)
            os.chdir(order["folder"])
            os.environ.update(order.get("variables", {}))
            if order.get("most_file_bytes"):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails as on a full disk
                resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_file_bytes"],) * 2)
            if order.get("more_memory") is not None:
                limit_memory(order["more_memory"])
            if order.get("powerless"):
                drop_capabilities()
            counter = StepCounter(order)
            sys.addaudithook(counter)
            if order.get("seconds"):
                signal.setitimer(signal.ITIMER_REAL, order["seconds"])  # its signal ends us unasked
            code = run_server(order, write_end) if "decisions" in order else run_command(order)
            os.write(write_end, json.dumps([counter.count, counter.renames]).encode())
            for line in counter.outside:
                os.write(2, f"outside: {line}\n".encode())
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(write_end)
    os.close(log_write)
    lines: list[bytes] = []
    reader = threading.Thread(target=read_all, args=(log_read, lines))
    reader.start()
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    reader.join(timeout=1)  # workers of a run that was killed may hold the log open for a moment
    counted = json.loads(told.lstrip(b".") or "[null, []]")
    return {
        "pid": child,
        "killed": os.WIFSIGNALED(status),
        "code": os.waitstatus_to_exitcode(status),
        "confirmed": told.count(b"."),
        "steps": counted[0],
        "renames": counted[1],
        "seconds": time.monotonic() - began,
        "log": b"".join(lines).decode("utf-8", "replace"),
    }


def main() -> None:
    load_everything()
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
