"""The review server under attack from this machine: slow, many, doubled, cut, and repeated requests."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import read_corrections
from pipeline.review import make_server
from pipeline.review.server import MAX_BODY, MAX_WAITING
from tests.reliability import record

LINE = {"event_id": "e-1", "was": "visited", "decision": "reject"}
BODY = json.dumps({"add": [LINE], "withdraw": []}).encode()
SECONDS = 1.0


@pytest.fixture
def server(folder: Path) -> Iterator[Any]:
    server = make_server(folder / "outputs", folder / "corpus")
    server.request_seconds = SECONDS
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def connect(server: Any) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.server_port), timeout=20)


def post(server: Any, **changed: str | None) -> bytes:
    """Return the head of a good request, with some headers changed or left out."""
    host = f"127.0.0.1:{server.server_port}"
    headers = {
        "Host": host,
        "Origin": f"http://{host}",
        "Content_Type": "application/json",
        "Content_Length": str(len(BODY)),
    } | changed
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"POST /{server.token}/corrections HTTP/1.1", *lines, "", ""]).encode()


def answer(connection: socket.socket) -> bytes:
    """Return all that the server still says, until it hangs up."""
    said = b""
    try:
        while chunk := connection.recv(65536):
            said += chunk
    except ConnectionError:
        pass
    return said


def ask(server: Any, request: bytes) -> bytes:
    with connect(server) as connection:
        with suppress(ConnectionError):  # it may hang up on us, perhaps with an answer
            connection.sendall(request)
        return answer(connection)


def serves(server: Any) -> bool:
    """Tell whether the page still comes to the one who has the address."""
    host = f"127.0.0.1:{server.server_port}"
    return ask(server, f"GET /{server.token}/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).startswith(
        b"HTTP/1.1 200"
    )


def has_written(folder: Path) -> bool:
    return (folder / "corpus/corrections.csv").exists()


def test_half_a_request_blocks_nobody_and_ends(server: Any, folder: Path) -> None:
    whole = post(server) + BODY
    parts = [
        whole[:n] for n in (0, 1, 20, len(whole) - len(BODY) - 2, len(whole) - len(BODY), len(whole) - 1)
    ]
    connections = [connect(server) for _ in parts]
    for connection, part in zip(connections, parts, strict=True):
        connection.sendall(part)
    assert serves(server)
    assert ask(server, whole).startswith(b"HTTP/1.1 200")
    for connection in connections:
        assert b" 200 " not in answer(connection)  # which waits until the server has hung up
        connection.close()
    assert len(read_corrections(folder / "corpus/corrections.csv")) == 1
    assert server.waiting == {}
    record("review server: request half sent", tried=len(parts), survived=len(parts))


def test_bytes_that_trickle_do_not_prolong_it(server: Any) -> None:
    with connect(server) as connection:
        for _ in range(400):
            try:
                connection.sendall(b"x")
            except ConnectionError:
                break
            time.sleep(SECONDS / 20)
        else:
            pytest.fail("the server still reads after twenty times the time that a request has")
    assert serves(server)
    record("review server: request that trickles", tried=1, survived=1)


def test_many_connections_keep_nobody_out(server: Any) -> None:
    server.request_seconds = 600.0
    number = 4 * MAX_WAITING
    threads = threading.active_count()
    connections = [connect(server) for _ in range(number)]
    for connection in connections:
        with suppress(ConnectionError):  # it may have hung up already
            connection.sendall(b"POST / HTTP/1.1\r\n")
    assert serves(server)
    assert len(server.waiting) <= MAX_WAITING
    for connection in connections[: number - MAX_WAITING]:
        answer(connection)
    assert threading.active_count() <= threads + MAX_WAITING + 2
    for connection in connections:
        connection.close()
    record("review server: connections at once", tried=number, survived=number)


DOUBLED = [
    "Host: evil.example",
    "Origin: http://evil.example",
    "Content-Length: 5",
    "Content-Type: text/plain",
    "Sec-Fetch-Site: same-origin\r\nsec-fetch-site: cross-site",
]


@pytest.mark.parametrize("header", DOUBLED)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_said_twice_is_refused(server: Any, folder: Path, header: str, is_first: bool) -> None:
    start, rest = post(server).split(b"\r\n", 1)
    doubled = header.encode() + b"\r\n"
    head = start + b"\r\n" + doubled + rest if is_first else start + b"\r\n" + rest[:-2] + doubled + b"\r\n"
    assert b" 404 " in ask(server, head + BODY)[:20]
    assert not has_written(folder)
    record("review server: header said twice", tried=1, survived=1)


def oversized(server: Any) -> dict[str, bytes]:
    head = post(server)
    return {
        "long header": head[:-2] + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
        "many headers": head[:-2] + b"".join(b"X-%d: x\r\n" % n for n in range(1000)) + b"\r\n",
        "long address": b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        "endless line": b"x" * 1_000_000,
        "body": post(server, Content_Length=str(MAX_BODY + 1)) + b" " * 1_000_000,
    }


@pytest.mark.parametrize("case", ["long header", "many headers", "long address", "endless line", "body"])
def test_what_is_too_large_is_refused(server: Any, folder: Path, case: str) -> None:
    said = ask(server, oversized(server)[case])
    assert b" 200 " not in said[:20]
    assert not has_written(folder)
    assert serves(server)
    record("review server: too large", tried=1, survived=1)


WRONG: dict[str, dict[str, str | None]] = {
    "another name (rebinding)": {"Host": "evil.example", "Origin": "http://evil.example"},
    "a name that ends like ours": {"Host": "evil-127.0.0.1:PORT"},
    "our name without port": {"Host": "127.0.0.1"},
    "no host": {"Host": None},
    "another origin": {"Origin": "http://evil.example"},
    "another port of ours": {"Origin": "http://127.0.0.1:1"},
    "secure origin": {"Origin": "https://127.0.0.1:PORT"},
    "our origin as the beginning": {"Origin": "http://127.0.0.1:PORT.evil.example"},
    "the other name of ours": {"Origin": "http://localhost:PORT"},
    "no origin": {"Origin": None},
    "a form": {"Content_Type": "application/x-www-form-urlencoded"},
    "no type": {"Content_Type": None},
    "no length": {"Content_Length": None},
    "a length with a sign": {"Content_Length": f"+{len(BODY)}"},
    "a length in other digits": {"Content_Length": "٦٠"},
    "two lengths": {"Content_Length": f"{len(BODY)}, {len(BODY)}"},
    "chunked": {"Content_Length": None, "Transfer_Encoding": "chunked"},
    "chunked and a length": {"Transfer_Encoding": "chunked"},
    "too short a length": {"Content_Length": "20"},
    "no body": {"Content_Length": "0"},
    "cross-site": {"Sec_Fetch_Site": "cross-site"},
    "another site's page": {"Sec_Fetch_Site": "same-site"},
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_page_would_not_send_is_refused(server: Any, folder: Path, case: str) -> None:
    port = str(server.server_port)
    changed = {name: value and value.replace("PORT", port) for name, value in WRONG[case].items()}
    said = ask(server, post(server, **changed) + BODY)
    assert said[9:10] == b"4", said[:100]
    assert server.token.encode() not in said
    assert not has_written(folder)
    record("review server: wrong host, origin, type, length", tried=1, survived=1)


def test_a_request_shorter_than_it_says_is_refused(server: Any, folder: Path) -> None:
    with connect(server) as connection:  # the decisions are there and whole, then the client hangs up
        connection.sendall(post(server, Content_Length=str(len(BODY) + 1)) + BODY)
        connection.shutdown(socket.SHUT_WR)
        assert b" 400 " in answer(connection)[:20]
    assert not has_written(folder)
    record("review server: shorter than it says", tried=1, survived=1)


def test_no_guess_of_the_token_is_answered(server: Any) -> None:
    token, host = server.token, f"127.0.0.1:{server.server_port}"
    guesses = ["", token[:-1], token + "x", token.swapcase(), token[::-1], "%" + token, f"x/../{token}"]
    guesses += [
        f"{token}/..",
        f"./{token}",
        f"%2e/{token}",
        f"{token}//",
        f"{token}/corrections",
        f"\\{token}",
    ]
    guesses += [f"{token}/../{token}", f"{token}/%2e%2e/%2e%2e/etc/passwd", f"{token}/\0", f"{token}/#"]
    for guess in guesses:
        said = ask(server, f"GET /{guess}/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert b" 200 " not in said[:20], guess
        assert token.encode() not in said or "?" in guess
    record("review server: wrong token or path", tried=len(guesses), survived=len(guesses))


@pytest.mark.parametrize(
    "method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "X" * 50, "GET\0"]
)
def test_no_other_method_is_known(server: Any, folder: Path, method: str) -> None:
    request = (post(server) + BODY).replace(b"POST", method.encode(), 1)
    said = ask(server, request)
    assert said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")), said[:100]
    assert b"Access-Control" not in said
    assert not has_written(folder)
    record("review server: other method", tried=1, survived=1)


def test_the_same_decision_again_and_again_is_one(server: Any, folder: Path) -> None:
    number, request = 50, post(server) + BODY
    for _ in range(number):
        assert ask(server, request).startswith(b"HTTP/1.1 200")
    assert ask(server, request * 3).count(b"HTTP/1.1") == 1  # one request per connection, none behind it
    assert len(read_corrections(folder / "corpus/corrections.csv")) == 1
    record("review server: request repeated", tried=number + 1, survived=number + 1)
