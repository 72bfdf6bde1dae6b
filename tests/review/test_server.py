"""The review server answers its own page and nobody else, and no request reaches another file."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import read_corrections
from pipeline.errors import InputError, OutputError, UsageError
from pipeline.review import make_server
from pipeline.review.server import MAX_BODY

LINE = {"event_id": "e-1", "was": "visited", "decision": "reject"}
BODY = json.dumps({"add": [LINE], "withdraw": []})


@pytest.fixture
def server(folder: Path) -> Iterator[Any]:
    server = make_server(folder / "outputs", folder / "corpus")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ask(
    server: Any, method: str, path: str, body: str | bytes | None = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    content = body.encode() if isinstance(body, str) else body
    if content is not None and "Content_Length" not in headers:
        connection.putheader("Content-Length", str(len(content)))
    connection.endheaders()
    if content:
        connection.send(content)
    answer = connection.getresponse()
    result = answer.status, answer.read().decode(), dict(answer.headers)
    connection.close()
    return result


def send(server: Any, body: str | bytes = BODY, **headers: str) -> tuple[int, str]:
    own = {"Origin": f"http://127.0.0.1:{server.server_port}", "Content_Type": "application/json"}
    status, text, _ = ask(server, "POST", f"/{server.token}/corrections", body, **(own | headers))
    return status, text


def test_it_listens_on_this_machine_only(server: Any) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert len(server.token) >= 32


def test_the_page_comes_with_its_token_only(server: Any) -> None:
    status, text, headers = ask(server, "GET", f"/{server.token}/")
    assert status == 200
    assert f'data-save="/{server.token}/corrections"' in text
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    ["/", "/index.html", "/TOKEN", "/TOKEN/../corpus/corrections.csv", "/TOKEN/%2e%2e/%2e%2e/etc/passwd",
     "//etc/passwd", "/TOKEN/events.csv", "/TOKEN/?x", "/é", "/" + "x" * 5000],
)  # fmt: skip
def test_no_other_path_leads_anywhere(server: Any, path: str) -> None:
    raw = (
        f"GET {path.replace('TOKEN', server.token)} HTTP/1.1\r\nHost: 127.0.0.1:{server.server_port}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as connection:
        connection.sendall(raw.encode())
        assert b" 404 " in connection.recv(200)


def test_a_decision_from_the_page_is_written(server: Any, folder: Path) -> None:
    status, text = send(server)
    assert (status, json.loads(text)) == (200, {"file": "corpus/corrections.csv", "decisions": 1})
    assert read_corrections(folder / "corpus" / "corrections.csv")[0].was == "visited"
    send(server)
    assert len(read_corrections(folder / "corpus" / "corrections.csv")) == 1
    send(server, json.dumps({"add": [], "withdraw": [LINE]}))
    assert read_corrections(folder / "corpus" / "corrections.csv") == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 404),
        ({"Origin": "null"}, 404),
        ({"Origin": "http://localhost:1"}, 404),
        ({"Origin": ""}, 404),
        ({"Host": "evil.example"}, 404),
        ({"Host": "evil.example:80", "Origin": "http://evil.example:80"}, 404),
        ({"Content_Type": "text/plain"}, 404),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 404),
        ({"Sec_Fetch_Site": "cross-site"}, 404),
        ({"Sec_Fetch_Site": "none"}, 404),
        ({"Content_Length": "nine"}, 411),
        ({"Content_Length": "-5"}, 411),
        ({"Content_Length": str(MAX_BODY + 1)}, 413),
        ({"Content_Length": "9" * 40}, 413),
        ({"Transfer_Encoding": "chunked", "Content_Length": "5"}, 411),
    ],
)
def test_a_strange_page_writes_nothing(
    server: Any, folder: Path, headers: dict[str, str], status: int
) -> None:
    body = b"" if "Content_Length" in headers else BODY
    assert send(server, body, **headers)[0] == status
    assert not (folder / "corpus" / "corrections.csv").exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"add": []}', '{"add": {}, "withdraw": []}', '{"add": [3], "withdraw": []}',
     '{"add": [{"event_id": 3}], "withdraw": []}', "[" * 100_000, b"\xff\xfe",
     json.dumps({"add": [LINE | {"decision": "burn"}], "withdraw": []}),
     json.dumps({"add": [LINE | {"locator": "../../etc/passwd"}], "withdraw": []})],
)  # fmt: skip
def test_what_is_no_decision_is_refused_with_a_reason(server: Any, folder: Path, body: str | bytes) -> None:
    status, text = send(server, body)
    assert status in (400, 409)
    assert json.loads(text)["error"]
    assert not (folder / "corpus" / "corrections.csv").exists()
    assert ask(server, "GET", f"/{server.token}/")[0] == 200


def test_no_word_of_a_request_becomes_a_path_or_a_line_of_its_own(server: Any, folder: Path) -> None:
    before = sorted(path for path in folder.rglob("*"))
    nasty = "../../x\r\ne-2,,,,,reject\0\ud800"
    status, _ = send(
        server, json.dumps({"add": [LINE | {"reason": nasty, "editor": "=1+1"}], "withdraw": []})
    )
    assert status == 200
    (line,) = read_corrections(folder / "corpus" / "corrections.csv")
    assert line.reason == "../../x\r\ne-2,,,,,reject?"
    assert line.editor == "=1+1"
    assert b"'=1+1" in (folder / "corpus" / "corrections.csv").read_bytes()
    after = sorted(path for path in folder.rglob("*"))
    assert [path for path in after if path not in before] == [folder / "corpus" / "corrections.csv"]


def test_other_methods_are_unknown(server: Any) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"):
        assert ask(server, method, f"/{server.token}/")[0] == 501


def test_many_decisions_at_once_all_arrive(server: Any, folder: Path) -> None:
    def one(number: int) -> None:
        line = LINE | {"event_id": f"e-{number}"}
        assert send(server, json.dumps({"add": [line], "withdraw": []}))[0] == 200

    threads = [threading.Thread(target=one, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_corrections(folder / "corpus" / "corrections.csv")
    assert {line.event_id for line in found} == {f"e-{number}" for number in range(24)}


def test_a_browser_on_another_page_cannot_write(server: Any, folder: Path, browser: Any) -> None:
    """The attacker even knows the token, and tries whatever a page may send without asking first."""
    attack = folder / "attack.html"
    address = f"{server.address}corrections"
    attack.write_text(
        f"""<!doctype html><form id=f method=post enctype=text/plain action="{address}" target=t>
        <input name='{{"add":[{json.dumps(LINE)}],"withdraw":[],"x":"' value='"}}'>
        </form><iframe name=t></iframe>
        <iframe src="{server.address}"></iframe>
        <script>
        const body = {json.dumps(BODY)};
        const tries = ["text/plain", "application/json"].map((type) =>
          fetch("{address}", {{method: "POST", mode: type[0] == "t" ? "no-cors" : "cors", body,
            headers: {{"Content-Type": type}}}}).catch(() => 0));
        navigator.sendBeacon("{address}", new Blob([body], {{type: "text/plain"}}));
        document.getElementById("f").submit();
        Promise.all(tries).then(() => setTimeout(() => document.title = "done", 300));
        </script>"""
    )
    page = browser.new_page()
    page.goto(attack.as_uri())
    page.wait_for_function("document.title === 'done'")
    page.close()
    assert not (folder / "corpus" / "corrections.csv").exists()


def test_it_says_what_is_missing(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InputError, match=r"no events\.csv"):
        make_server(tmp_path / "nowhere", folder / "corpus")
    with pytest.raises(UsageError):
        make_server(folder / "outputs", folder / "corpus", port=70000)
    first = make_server(folder / "outputs", folder / "corpus")
    with pytest.raises(OutputError, match="cannot be used"):
        make_server(folder / "outputs", folder / "corpus", port=first.server_port)
    first.server_close()
