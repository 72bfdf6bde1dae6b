"""Sound files that the fuzz tests damage: chapters, pages, sidecars, decisions, rules."""

from __future__ import annotations

import io
import random
import zlib
from functools import cache
from pathlib import Path

import pytest

from pipeline.lexicon import FOLDER

TESTS = Path(__file__).parents[1]
SIDECAR = b"""edition = 2010
title = "Talks with \\"Canada\\" \\u2014 1"
part = "Chapter 2"
language = "en"
url = "https://www.example.org/a?b=c"
licence = "CC BY 4.0"
coverage = "2009-01-01/2009-12-31"
spill_over_months = 4
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[expected]
events = [1, 20]
dates = [0, 99]
words = [100, 200000]
"""
CORRECTIONS = (
    "event_id,locator,field,was,now,decision,reason,editor,date\n",
    '1990/talks:16-80:VISIT,,date_edtf,1990-05,1990-05-08,edit,"as printed, p. 3",R. Ito,2026-11-02\n',
    ",1990/talks:100-140:AGREEMENT,,signed an agreement,90-160,add,,,\n",
    "1990/talks:16-80:VISIT,,,visited Canada,,reject,no visit,,'2026-11-02\n",
    "1990/talks:16-80:VISIT,,status,happened,,accept,,,\n",
    "1990/talks:16-80:VISIT,,,VISIT | 1990-05-08 | Japan [JPN] | Canada [CAN] | | happened,,accept,,,\n",
    "1990/talks:1-9:MEETING,,,met,1990/talks:16-80:VISIT,merge,,,\n",
    "1990/talks:1-9:MEETING,,date_edtf,1990,1990-05 || 1990-06,split,,,\n",
)
CSV_FILES = (
    "officeholders.csv", "states.csv", "organisations.csv", "memberships.csv", "places.csv", "aliases.csv",
    "offices.csv", "person_spellings.csv",
)  # fmt: skip
RULE_FILES = (
    "date_rules.toml", "layout_rules.toml", "event_rules/visit.toml", "event_rules/lists.toml",
    "event_rules/dated_clauses.toml",
)  # fmt: skip


@cache
def texts() -> tuple[bytes, ...]:
    """Return the development texts, and the same as a careless converter would have left them."""
    found = [path.read_bytes() for path in sorted((TESTS / "gold/docs").glob("*.txt"))]
    found += [path.read_bytes() for path in sorted((TESTS / "fixtures/eras").glob("*.txt"))]
    twice = [text.decode("utf-8", "replace").encode("utf-8").decode("cp1252", "replace") for text in found]
    return (*found, *(text.encode("utf-8") for text in twice))


@cache
def pages() -> tuple[bytes, ...]:
    """Return the HTML pages of several eras."""
    return tuple(path.read_bytes() for path in sorted((TESTS / "fixtures/eras").glob("*.htm*")))


@cache
def pdfs() -> tuple[bytes, ...]:
    """Return small PDF files: plain, compressed, with a table of contents and a drawn form, and by hand."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    found = []
    for compression in (0, 1):
        out = io.BytesIO()
        page = canvas.Canvas(out, invariant=1, pageCompression=compression)
        page.bookmarkPage("one")
        page.addOutlineEntry("Talks", "one")
        page.beginForm("stamp")
        page.drawString(10, 10, "A stamp of 1990.")
        page.endForm()
        for line in (
            "On 8 May 1990 Foreign Minister Taro Nakayama visited Canada.",
            "In June 1990 talks were held.",
        ):
            page.drawString(72, 700, line)
            page.doForm("stamp")
            page.rotate(90)
            page.showPage()
        page.save()
        found.append(out.getvalue())
    return (*found, by_hand(compressed=False), by_hand(compressed=True))


def by_hand(*, compressed: bool) -> bytes:
    """Write a PDF of one page, object by object, with a table of its objects that fits."""
    stream = b"BT /F1 12 Tf 72 700 Td (In June 1990 Japan and Italy signed an agreement.) Tj ET"
    if compressed:
        stream = zlib.compress(stream)
    keys = b"/Filter /FlateDecode " if compressed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (keys, len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


@cache
def _blocks(name: str) -> tuple[str, ...]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    head, *blocks = text.split("\n[[")
    return (head, *(f"[[{block}" for block in blocks))


def rules(name: str, choose: random.Random) -> tuple[bytes, bytes]:
    """Return the head of a rule file of the lexicon, and a few of its rules, one of each kind at least."""
    head, *blocks = _blocks(name)
    kinds = dict.fromkeys(block.partition("]]")[0] for block in blocks)
    chosen = [choose.choice([block for block in blocks if block.startswith(f"{kind}]]")]) for kind in kinds]
    return head.encode() + b"\n", "\n".join(chosen).encode()


@cache
def _lines(name: str) -> tuple[str, ...]:
    return tuple((FOLDER / name).read_text(encoding="utf-8").splitlines(keepends=True))


def rows(name: str, choose: random.Random) -> bytes:
    """Return a CSV file of the lexicon with its header and a few of its rows."""
    header, *lines = _lines(name)
    return "".join([header, *choose.sample(lines, min(len(lines), 4))]).encode()
