"""Serve the review page on this machine alone, and write decisions straight to corpus/corrections.csv.

Only 127.0.0.1 is listened on. Every address holds a random token; a request is answered only when it
names this server as its host, and a decision is taken only from the page itself (same origin, JSON).
Requests name no file: the page and the corrections file are all there is, whatever the path says.
A connection carries one request, which must come whole within some seconds; of many that are still on
their way, those begun first are hung up on.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.corrections import COLUMNS, Correction, add_corrections
from pipeline.errors import OutputError, PipelineError, UsageError
from pipeline.review.page import build_page

MAX_BODY = 5_000_000
"""Bytes that one request may send: about twenty thousand decisions."""
MAX_WAITING = 64
"""Connections whose request has not yet come whole; a browser has a handful."""
REQUEST_SECONDS = 10.0
"""Time that a request may take to come whole, however steadily its bytes trickle."""
_IDLE_SECONDS = 30
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def serve(outputs: Path, corpus: Path, *, port: int = 0, announce: Callable[[str], object] = print) -> None:
    """Serve the review page until interrupted.

    Args:
        outputs: the folder with the tables.
        corpus: the folder with the chapters and corrections.csv.
        port: the port to listen on; 0 takes a free one.
        announce: is given the address to open.

    Raises:
        InputError: there are no tables, or corrections.csv cannot be understood.
        OutputError: the port is taken.
    """
    server = make_server(outputs, corpus, port=port)
    announce(server.address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def make_server(outputs: Path, corpus: Path, *, port: int = 0) -> ReviewServer:
    """Return the server of a review page, ready to run; its `address` is what the browser opens.

    Raises:
        InputError: there are no tables, or corrections.csv cannot be understood.
        OutputError: the port is taken.
        UsageError: there is no such port.
    """
    if not 0 <= port <= 65535:
        raise UsageError(f"there is no port {port}", hint="choose one from 1024 to 65535")
    try:
        server = ReviewServer(outputs, corpus, port)
    except OSError as error:
        raise OutputError(f"port {port} cannot be used: {error.strerror}", hint="choose another") from error
    try:
        server.page()
    except PipelineError:
        server.server_close()
        raise
    return server


class ReviewServer(ThreadingHTTPServer):
    """Holds what the requests share: the folders, the token, the page as last made."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, outputs: Path, corpus: Path, port: int) -> None:
        self.outputs, self.corpus = outputs, corpus
        self.token = secrets.token_urlsafe(24)
        self.lock = threading.Lock()
        self.made: tuple[object, bytes] = (None, b"")
        self.waiting: dict[socket.socket, float] = {}
        self.waiting_lock = threading.Lock()
        self.request_seconds = REQUEST_SECONDS
        super().__init__(("127.0.0.1", port), _Handler)
        self.hosts = (f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}")
        self.address = f"http://{self.hosts[0]}/{self.token}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin to read a connection; when too many have not sent their request, hang up on the first."""
        with self.waiting_lock:
            self.waiting[request] = time.monotonic() + self.request_seconds
            self._hang_up(list(self.waiting)[:-MAX_WAITING])
        super().process_request(request, client_address)

    def service_actions(self) -> None:
        """Hang up on those whose request takes too long; called twice a second and after each request."""
        now = time.monotonic()
        with self.waiting_lock:
            self._hang_up([request for request, end in self.waiting.items() if end < now])

    def _hang_up(self, requests: Iterable[socket.socket]) -> None:
        for request in requests:
            del self.waiting[request]
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def has_arrived(self, request: socket.socket) -> None:
        """Note that the request of a connection is there, whole or not: its time is no longer counted."""
        with self.waiting_lock:
            self.waiting.pop(request, None)

    def close_request(self, request: Any) -> None:
        """Forget a connection and close it."""
        self.has_arrived(request)
        super().close_request(request)

    def page(self) -> bytes:
        """Return the page, made anew when the tables or the decisions changed on disk."""
        with self.lock:
            state = self._state()
            if self.made[0] != state:
                html = build_page(self.outputs, self.corpus, save_address=f"/{self.token}/corrections")
                self.made = (state, html.encode())
            return self.made[1]

    def _state(self) -> object:
        files = [*sorted(self.outputs.glob("*.csv")), self.corpus / "corrections.csv"]
        stats = [(path.name, path.stat()) for path in files if path.exists()]
        return [(name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in stats]

    def save(self, content: bytes) -> dict[str, Any]:
        """Write the decisions of one request and return what the page is told."""
        new, withdrawn = _read_request(content)
        with self.lock:
            lines = add_corrections(self.corpus / "corrections.csv", new, withdrawn=withdrawn)
        return {"file": f"{self.corpus.name}/corrections.csv", "decisions": len(lines)}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a browser hangs up; a request never brings the server down."""


class _BadRequestError(Exception):
    """A request that the page would not send."""


def _read_request(content: bytes) -> tuple[list[Correction], list[Correction]]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _BadRequestError("not JSON") from error
    if not isinstance(body, dict) or set(body) != {"add", "withdraw"}:
        raise _BadRequestError("not a list of decisions to add and to withdraw")
    return _read_lines(body["add"]), _read_lines(body["withdraw"])


def _read_lines(lines: object) -> list[Correction]:
    if not isinstance(lines, list):
        raise _BadRequestError("decisions come as a list")
    found = []
    for line in lines:
        if not isinstance(line, dict) or not all(isinstance(cell, str) for cell in line.values()):
            raise _BadRequestError("a decision is a set of texts")
        cells = {name: _clean(line.get(name, "")) for name in COLUMNS}
        found.append(Correction(**cells))  # type: ignore[arg-type]
    return found


def _clean(cell: str) -> str:
    """Take out what no CSV file can hold."""
    return cell.replace("\0", "").encode("utf-8", "replace").decode().strip()


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        if not self._is_from_here() or not self._is_path("/"):
            self._refuse()
            return
        self.server.has_arrived(self.connection)
        try:
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", self.server.page())
        except PipelineError as error:
            self._answer(HTTPStatus.CONFLICT, "text/plain; charset=utf-8", str(error).encode())

    def do_POST(self) -> None:
        if not self._is_from_here() or not self._is_own_page() or not self._is_path("/corrections"):
            self._refuse()
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or "Transfer-Encoding" in self.headers:
            self._fail(HTTPStatus.LENGTH_REQUIRED, "the request does not say how long it is")
            return
        if len(length) > 9 or int(length) > MAX_BODY:
            self._fail(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too many decisions at once")
            return
        content = self.rfile.read(int(length))
        self.server.has_arrived(self.connection)
        if len(content) != int(length):
            self._fail(HTTPStatus.BAD_REQUEST, "the request is not as long as it says")
            return
        try:
            result = self.server.save(content)
        except _BadRequestError as error:
            self._fail(HTTPStatus.BAD_REQUEST, str(error))
        except PipelineError as error:
            self._fail(HTTPStatus.CONFLICT, str(error))
        else:
            self._answer(HTTPStatus.OK, "application/json", json.dumps(result).encode())

    def _is_from_here(self) -> bool:
        """Refuse requests that reach us under another name (a rebound one, say) or say a thing twice."""
        names = [name.lower() for name in self.headers]
        return len(set(names)) == len(names) and self.headers.get("Host", "") in self.server.hosts

    def _is_own_page(self) -> bool:
        origin = self.headers.get("Origin", "")
        is_json = self.headers.get_content_type() == "application/json"
        is_same_site = self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return origin == f"http://{self.headers['Host']}" and is_json and is_same_site

    def _is_path(self, rest: str) -> bool:
        wanted = f"/{self.server.token}{rest}".encode()
        return hmac.compare_digest(self.path.encode("utf-8", "replace"), wanted)

    def _refuse(self) -> None:
        self._answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"not found\n")

    def _fail(self, status: HTTPStatus, message: str) -> None:
        self._answer(status, "application/json", json.dumps({"error": message}).encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")  # which also ends the connection after this answer
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return "bluebook"

    def log_message(self, format: str, *args: Any) -> None:
        """Write no log: addresses hold the token."""
