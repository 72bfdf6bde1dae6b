"""Run commands of `bluebook` one after the other and write down every path that they read or change.

    python auditor.py LOG '[["extract"], ["export", "--format", "xlsx"]]'

Python's audit hooks tell of each. A line of the log is `[verb, path]`: a command begins with its number
and `command`; then follow `read`, `list`, `write` with a path, or another event with what was asked.
`["serve"]` starts the review server, asks it for its page and for one decision to be written, and ends.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

CHANGES = {"os.rename": 2, "os.link": 2, "os.symlink": 2, "os.remove": 1, "os.mkdir": 1, "os.rmdir": 1,
           "os.truncate": 1, "os.chmod": 1, "os.utime": 1, "shutil.rmtree": 1, "shutil.copytree": 2,
           "shutil.move": 2, "shutil.copyfile": 2, "tempfile.mkstemp": 1, "tempfile.mkdtemp": 1}  # fmt: skip
"""Events that change something, with how many of their arguments are paths."""
FOLDERS = {"os.remove": (-1,), "os.rmdir": (-1,), "os.mkdir": (-1,), "os.rename": (-2, -1),
           "os.link": (-2, -1), "os.chmod": (-1,), "os.utime": (-1,), "os.symlink": (-1, -1)}  # fmt: skip
"""Which arguments of an event are the open folders that its paths start from."""
READS_FIRST = {"shutil.copytree", "shutil.copyfile", "os.link", "os.symlink"}
OTHERS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Auditor:
    """Writes what is read and changed to a log that is open from the beginning."""

    def __init__(self, log: str) -> None:
        self.handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if flags & os.O_DIRECTORY:
                return  # to list it, which is told, or to change what lies in it, which is told too
            if mode is None and not flags & WRITING and not Path(os.fsdecode(path)).exists():
                return  # a name inside an open folder, into which a removal looks
            changes = flags & WRITING or set(mode or "r") & set("wax+")
            self.tell("write" if changes else "read", path)
        elif event in ("os.listdir", "os.scandir"):
            self.tell("list", "." if arguments[0] is None else arguments[0])
        elif event == "sqlite3.connect":
            if arguments[0] not in ("", ":memory:"):  # these lie in memory or the temporary folder
                self.tell("write", arguments[0])
        elif event in OTHERS:
            self.log(event, str(arguments[:2]))
        elif event == "os.mkdir" and arguments[-1] < 0 and Path(os.fsdecode(arguments[0])).is_dir():
            return  # it stands already, and nothing changes
        elif event in CHANGES:
            for number, path in enumerate(arguments[: CHANGES[event]]):
                folder = arguments[FOLDERS[event][number]] if event in FOLDERS else -1
                self.tell("read" if event in READS_FIRST and number == 0 else "write", path, folder=folder)

    def tell(self, verb: str, path: object, *, folder: int = -1) -> None:
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        start = Path.cwd() if folder < 0 else Path(f"/proc/self/fd/{folder}").readlink()
        given = start / os.fsdecode(path).removeprefix("file:").partition("?")[0]
        # What changes is the entry itself, be it a link; what is read is what it leads to.
        self.log(verb, str(given.parent.resolve() / given.name if verb == "write" else given.resolve()))

    def log(self, verb: str, what: str) -> None:
        os.write(self.handle, f"{json.dumps([verb, what])}\n".encode())


def serve() -> None:
    """Serve the page of the folder we are in, read it, and send a decision."""
    from pipeline.review import make_server

    server = make_server(Path("outputs"), Path("corpus"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    urllib.request.urlopen(server.address, timeout=20).read()
    decision = {"event_id": "e-1", "was": "visited", "decision": "reject"}
    request = urllib.request.Request(
        f"{server.address}corrections",
        json.dumps({"add": [decision], "withdraw": []}).encode(),
        {"Origin": server.address.rsplit("/", 2)[0], "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=20).read()
    server.shutdown()
    server.server_close()


def run(words: list[str]) -> None:
    """Do one command; an end that is no success ends everything."""
    if words == ["serve"]:
        serve()
        return
    from pipeline.cli import main

    sys.argv = ["bluebook", *words]
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise


def main() -> None:
    log, commands = sys.argv[1:]
    auditor = Auditor(log)
    sys.addaudithook(auditor)
    for number, words in enumerate(json.loads(commands)):
        auditor.log("command", str(number))
        run(words)


if __name__ == "__main__":
    main()
