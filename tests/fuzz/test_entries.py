# ruff: noqa: E501, SIM905 (vocabularies read best as long lines)
"""Random and damaged bytes at every entry: a result or a clear refusal, never a traceback or a hang.

The short form is part of every run of the tests; `make fuzz` goes on for BLUEBOOK_FUZZ inputs per entry.
Inputs that once broke an entry are kept in tests/cases/fuzz/ and tried first.
"""

from __future__ import annotations

import base64
import io
import json
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.clean import clean_document
from pipeline.corrections.records import format_corrections, parse_corrections
from pipeline.dates import find_times
from pipeline.errors import PipelineError
from pipeline.ingest import Chapter, Limits, Sidecar, read_sidecar, read_source
from pipeline.repair import repair_document
from pipeline.segment import split_document
from tests.reliability import SEED, record

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a timer")
NUMBER = int(os.environ.get("BLUEBOOK_FUZZ", "60"))
MOST_SECONDS = 20
CASES = sorted((Path(__file__).parents[1] / "cases/fuzz").glob("*.json"))
LIMITS = Limits(text_bytes=200_000, html_bytes=200_000, pdf_bytes=500_000, pdf_expanded_bytes=5_000_000)

WORDS = (
    "On 8 May 1990|Foreign Minister|visited|Canada|,|.|\n|\n\n|(|)|public´┐Żs|´ż|\ufffd|?|\x00|\x1b|\u202e|1.|Section 2|"
    "FY2009|March|the|same year|early|from 2001 to|’|–|- 12 -|\t|\u3000|日本|ｱ|\ufeff|G8|\x0c|\r\n|2010|31 February|½|É"
).split("|")
TAGS = (
    "<p>|</p>|<div>|<table>|<tr>|<td>|<h1>|</h2>|<br>|<a href='x'>|</a>|<li>|<ul>|<!--|-->|<![CDATA[|]]>|&amp;|&#0;|&#xD800;|"
    "&#x110000;|<script>|</script>|<pre>|<title>|<html>|<body>|<meta charset=utf-7>|<meta charset='x-user'>|<svg>|<math>|"
    "<font size=+9>|<p class='\x00'>|<td colspan=9999999>|<ol start=-99999999999>|<?xml version='1.0' encoding='x'?>|<sup>1</sup>"
).split("|")
TOML = (
    'edition|=|1990|2100|\'T\'|"a\\u0000b"|title|coverage|"2009-01-01/2009-12-31"|[expected]|events|[1, 2]|[2, 1]|\n|'
    '[[|]]|{}|inf|nan|1e400|-1|1979-05-27T07:32:00Z|spill_over_months|#|sha256|url|"""|part|language|true|'
    "9999999999999999999999|0x_|a.b.c"
).split("|")
CELLS = (
    "event_id|locator|field|was|now|decision|,|;|\t|\"|\r\n|\n|accept|reject|edit|add|merge|split|date_edtf|2009-11|'=1|"
    "2010/x:1-2:VISIT|a:99999999999999999999-1:VISIT| || |actors|Canada [CAN]|\x00|\ufeff|sep=;|²|٣-٤|2009-02-30|../..x|20XX"
).split("|")


def words_of(vocabulary: list[str], choose: random.Random) -> bytes:
    text = " ".join(choose.choice(vocabulary) for _ in range(choose.randrange(1, 120)))
    encoding = choose.choice(["utf-8"] * 5 + ["utf-16", "cp1252", "shift_jis", "utf-8-sig"])
    return text.encode(encoding, "replace")


def damaged(content: bytes, choose: random.Random) -> bytes:
    """Cut, flip, double or insert bytes."""
    data = bytearray(content)
    for _ in range(choose.choice([0, 1, 1, 2, 5, 20])):
        at = choose.randrange(len(data) + 1)
        act = choose.randrange(5)
        if act == 0 and data:
            data[at % len(data)] = choose.randrange(256)
        elif act == 1:
            data[at:at] = bytes([choose.randrange(256)]) * choose.choice([1, 3, 300])
        elif act == 2:
            del data[at : at + choose.choice([1, 10, 500])]
        elif act == 3:
            data[at:at] = data[max(0, at - choose.randrange(1, 200)) : at] * choose.choice([1, 2, 9])
        else:
            data[at:at] = choose.choice([b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"\xef\xbf\xbd", b"-" * 500])
    return bytes(data)


def pdf_seed() -> bytes:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    page = canvas.Canvas(out, invariant=1)
    page.drawString(72, 700, "On 8 May 1990 Foreign Minister Taro Nakayama visited Canada.")
    page.showPage()
    page.drawString(72, 700, "In June 1990 Japan and Italy signed an agreement.")
    page.save()
    return out.getvalue()


def try_stages(data: bytes, folder: Path, suffix: str) -> None:
    path = folder / f"1990/fuzz.{suffix}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    chapter = Chapter(
        source_id="1990/fuzz", corpus=folder, path=path, sidecar=Sidecar(edition=1990, title="T")
    )
    raw = read_source(chapter, limits=LIMITS)
    segments = split_document(clean_document(repair_document(raw)))
    if not segments:  # nothing is left to read, which `extract_chapter` refuses
        return
    pieces = sorted(piece for segment in segments for piece in segment.pieces)
    assert (pieces[0][0], pieces[-1][1]) == (0, len(raw.text))
    find_times(segments, source=raw.source)


def try_sidecar(data: bytes, folder: Path) -> None:
    path = folder / "fuzz.toml"
    path.write_bytes(data)
    read_sidecar(path)


def try_corrections(data: bytes) -> None:
    lines, dialect = parse_corrections(data)
    again, _ = parse_corrections(format_corrections(lines, dialect))
    assert again == lines


def try_lexicon_row(data: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.lexicon
    from pipeline.lexicon.gazetteer_rows import TenureRow, read_rows

    (folder / "fuzz.csv").write_bytes(data)
    monkeypatch.setattr(pipeline.lexicon, "FOLDER", folder)
    pipeline.lexicon.read_csv.cache_clear()
    read_rows("fuzz.csv", TenureRow)


def inputs(entry: str) -> Iterator[bytes]:
    """Give the kept cases of an entry, then new inputs that follow from the seed."""
    for path in CASES:
        case = json.loads(path.read_text(encoding="utf-8"))
        if case["entry"] == entry:
            yield base64.b64decode(case["original"])
    choose = random.Random(f"{SEED} {entry}")
    pdf = pdf_seed() if entry == "pdf" else b""
    header = b"name,surname,body,office,valid_from,valid_to,source,wikidata_id\n"
    for _ in range(NUMBER):
        if choose.random() < 0.05:
            yield choose.randbytes(choose.randrange(1, 2000))
        elif entry == "pdf":
            yield damaged(pdf, choose)
        elif entry == "html":
            yield damaged(b"<html><body>" + words_of(WORDS + TAGS * 2, choose), choose)
        elif entry == "sidecar":
            yield damaged(words_of(TOML, choose), choose)
        elif entry == "corrections":
            yield damaged(b"event_id,locator,field,was,now,decision\n" + words_of(CELLS, choose), choose)
        elif entry == "lexicon":
            yield damaged(header + words_of([*CELLS, "1990-13", "1990-02-30", "0000", "x"], choose), choose)
        else:
            yield damaged(words_of(WORDS, choose), choose)


def too_long(*_: object) -> None:
    raise TimeoutError("this input takes too long")


@pytest.mark.parametrize("entry", ["txt", "html", "pdf", "sidecar", "corrections", "lexicon"])
def test_no_bytes_break_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    attempts: dict[str, Callable[[bytes], None]] = {
        "txt": lambda data: try_stages(data, tmp_path, "txt"),
        "html": lambda data: try_stages(data, tmp_path, "html"),
        "pdf": lambda data: try_stages(data, tmp_path, "pdf"),
        "sidecar": lambda data: try_sidecar(data, tmp_path),
        "corrections": try_corrections,
        "lexicon": lambda data: try_lexicon_row(data, tmp_path, monkeypatch),
    }
    monkeypatch.setattr(warnings, "showwarning", lambda *_, **__: None)
    signal.signal(signal.SIGALRM, too_long)
    tried = 0
    refusals: list[PipelineError] = []
    for data in inputs(entry):
        tried += 1
        signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
        try:
            attempts[entry](data)
        except PipelineError as refusal:
            refusals.append(refusal)
        except Exception as fault:
            kept = os.environ.get("BLUEBOOK_FUZZ_KEEP")
            if kept:
                case = {"entry": entry, "original": base64.b64encode(data).decode(), "comment": repr(fault)}
                (Path(kept) / f"{entry}-{tried}.json").write_text(json.dumps(case, indent=1) + "\n")
            pytest.fail(f"{entry} input {tried} ({data[:300]!r}): {type(fault).__name__}: {fault}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    assert all(refusal.message and refusal.where for refusal in refusals)
    if entry == "lexicon":
        import pipeline.lexicon

        pipeline.lexicon.read_csv.cache_clear()
    record(f"random and damaged bytes as {entry}", tried=tried, survived=tried)
