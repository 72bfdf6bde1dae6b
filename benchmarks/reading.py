"""How fast chapters are read: python benchmarks/reading.py [--megabytes 5] [--pages 100]

Prints bytes or pages a second for each format, and for cleaning and dividing, at one size and at
twice that size: a ratio of times near 2 means that the work grows linearly.
"""

from __future__ import annotations

import argparse
import runpy
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipeline.align import AlignedText
from pipeline.clean import clean_document
from pipeline.ingest import read_text_layer
from pipeline.model import Document, Source
from pipeline.segment import split_document

ERAS = Path(__file__).parents[1] / "tests" / "fixtures" / "eras"
SENTENCES = [
    "Prime Minister Koizumi visited the Republic of Korea in March and held talks with its President.",
    "The two sides agreed that their ministers would meet twice a year, and that aid would go on.",
    "In May, the foreign ministers of the G8 countries met in Paris (May 22, Paris) to speak about Iraq.",
]


HOSTILE = {
    "one word": "a",
    "full stops": ".",
    "open brackets": "(",
    "menus that never close": "A | " * 70 + "\n",
    "credits inside sentences": "(May 3, Tokyo; Photo: X) a ",
    "short lines": "Ab\n",
    "open lines": "Xyz of\n\n",
    "gaps": "a" + " " * 20 + "b\n",
    "broken words": "ab- ",
}
"""Lines that make a careless pattern or loop grow with the square of the text."""


def text_of(size: int) -> str:
    """Make a chapter of about `size` characters: headings, paragraphs, captions, page feet."""
    parts: list[str] = []
    length = number = 0
    while length < size:
        number += 1
        paragraph = " ".join(SENTENCES[(number + i) % 3] for i in range(5))
        part = f"({number % 90 + 1}) Relations with Country {number}\n\n{paragraph}\n\n{paragraph}\n\n"
        if number % 5 == 0:
            part += f"Ministers at the table (May {number % 28 + 1}, Tokyo)\n\n- {number} -\n\n"
        parts.append(part)
        length += len(part)
    return "".join(parts)


def html_of(size: int) -> str:
    body = text_of(size).split("\n\n")
    blocks = "\n".join(f"<p>{part}</p>" if not part.startswith("(") else f"<h3>{part}</h3>" for part in body)
    return f"<html><head><title>Diplomatic Bluebook 2005</title></head><body>{blocks}</body></html>"


def document_of(text: str) -> Document:
    source = Source(
        source_id="2005/benchmark",
        edition_year=2005,
        title="Benchmark",
        path="2005/benchmark.txt",
        format="txt",
        coverage_start=date(2004, 1, 1),
        coverage_end=date(2004, 12, 31),
    )
    return Document(source=source, raw=text, aligned=AlignedText.of_raw(text), encoding="utf-8")


def seconds(act: Callable[[], object], *, times: int = 3) -> float:
    """Return the best of several timings, in seconds of the processor: the machine may be busy."""
    best = float("inf")
    for _ in range(times):
        begin = time.process_time()
        act()
        best = min(best, time.process_time() - begin)
    return best


def report(label: str, once: float, twice: float, amount: float, unit: str) -> None:
    print(f"{label:34} {amount / once:8.2f} {unit:8} twice the size takes {twice / once:4.2f} times as long")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=2.0)
    parser.add_argument("--pages", type=int, default=60)
    args = parser.parse_args()
    size = int(args.megabytes * 1_000_000)
    one, two = text_of(size), text_of(2 * size)

    def read(data: bytes, file_format: str) -> Callable[[], object]:
        return lambda: read_text_layer(data, file_format)

    megabytes = len(one.encode()) / 1e6
    once, twice = (seconds(read(text.encode(), "txt")) for text in (one, two))
    report("read txt", once, twice, megabytes, "MB/s")
    html = [html_of(size).encode(), html_of(2 * size).encode()]
    once, twice = (seconds(read(data, "html"), times=2) for data in html)
    report("read html", once, twice, len(html[0]) / 1e6, "MB/s")
    make = runpy.run_path(str(ERAS / "pdfs.py"))["many_pages"]
    once, twice = (seconds(read(make(pages), "pdf"), times=2) for pages in (args.pages, 2 * args.pages))
    report("read pdf", once, twice, args.pages, "pages/s")
    documents = [document_of(text) for text in (one, two)]
    once, twice = (seconds(lambda d=document: clean_document(d), times=2) for document in documents)
    report("clean", once, twice, megabytes, "MB/s")
    once, twice = (seconds(lambda d=document: split_document(d), times=1) for document in documents)
    report("segment", once, twice, megabytes, "MB/s")
    for name, line in HOSTILE.items():
        texts = [line * (count // len(line)) for count in (30_000, 60_000)]
        once, twice = (seconds(lambda t=text: split_document(document_of(t)), times=1) for text in texts)
        report(f"hostile: {name}", once, twice, 0.03, "MB/s")
    tracemalloc.start()
    read_text_layer(one.encode(), "txt")
    print(f"memory to read {megabytes:.1f} MB of text: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
