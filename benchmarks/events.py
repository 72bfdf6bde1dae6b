"""Measure the event stage: its cost beside the model's, and records of peers and diplomats read back.

    python benchmarks/events.py [FOLDER] [-v] [--write]

FOLDER holds statedept_trips*.jsonl, statedept_visits*.jsonl and plover_gsr*.jsonl (the event benchmarks);
without it only the cost is measured. Cost is processor time, so that other work on the machine does not
count. -v prints every miss; --write keeps the figures of the PLOVER records for the accuracy page.
"""

from __future__ import annotations

import csv
import hashlib
import io
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import spacy
from reading_back import read_chapter
from spacy.language import Language
from statedept import measure, records, trip_cases, visit_cases

from pipeline.plover import read_plover
from pipeline.spacy_model import DEFAULT_MODEL, identify_model, load_nlp

ROOT = Path(__file__).resolve().parent.parent
OLD_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
COOPERATION = ("AGREE", "CONSULT", "SUPPORT", "AID", "COOPERATE")
KEPT_FIGURES = ROOT / "docs/plover_records.csv"
CODEBOOKS = ("0.5", "2.0")


def measure_cost(nlp: Language) -> None:
    folder = ROOT / "tests" / "gold" / "docs"
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))) + "\n\n"
    bare = spacy.load(DEFAULT_MODEL)  # ours reads less: see docs/PERFORMANCE.md
    read_chapter(text, 2010, nlp)
    list(bare.pipe(text.split("\n\n")))
    ratios, events = [], []
    for _ in range(5):
        events, seconds = read_chapter(text * 4, 2010, nlp)
        began = time.process_time()
        list(bare.pipe((text * 4).split("\n\n")))
        ratios.append(seconds["events"] / (time.process_time() - began))
    print(
        f"cost: events with resolve / bare model {statistics.median(ratios):.3f} (median of five), "
        f"{len(events)} events in {len(text.split()) * 4} words"
    )


def measure_plover(folder: Path, nlp: Language) -> None:
    """Gold records of PLOVER: the type that each sentence is read as, by both versions of the codebook."""
    rows = [(OLD_NAMES.get(r["event"], r["event"]), r["text"]) for r in records(folder, "plover_gsr*.jsonl")]
    docs = list(nlp.pipe(text for _, text in rows))
    table: dict[str, list[int]] = {}
    for codebook in CODEBOOKS:
        found = [read_plover(doc, codebook=codebook).type for doc in docs]
        for kind in sorted({kind for kind, _ in rows}):
            pairs = [(kind, seen) for (gold, _), seen in zip(rows, found, strict=True) if gold == kind]
            line = table.setdefault(kind, [len(pairs), sum(bool(seen) for _, seen in pairs)])
            line.append(sum(seen == gold for gold, seen in pairs))
        wrong = Counter(
            seen or "nothing" for (gold, _), seen in zip(rows, found, strict=True) if gold != seen
        )
        print(f"plover codebook {codebook}, wrongly read as: {dict(wrong.most_common())}")
        for (gold, text), seen in zip(rows, found, strict=True):
            if gold != seen and "-v" in sys.argv:
                print(f"   {gold} read as {seen or 'nothing'}: {text}")
    parts = {"cooperation": COOPERATION, "all": tuple(table)}
    for name, kinds in parts.items():
        table[name] = [
            sum(column) for column in zip(*(table[kind] for kind in kinds if kind in table), strict=True)
        ]
    for kind, (count, answered, *right) in table.items():
        shares = ", ".join(f"{n} by codebook {v}" for n, v in zip(right, CODEBOOKS, strict=True))
        print(f"plover {kind}: {count} records, {answered} read as something, right {shares}")
    if "--write" in sys.argv:
        write_figures(folder, table)


def write_figures(folder: Path, table: dict[str, list[int]]) -> None:
    """Keep the figures, with the hash of the records they are of, for the accuracy page."""
    data = b"".join(path.read_bytes() for path in sorted(folder.glob("plover_gsr*.jsonl")))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(
        ["type", "records", "read", *(f"right_{codebook}" for codebook in CODEBOOKS), "records_sha256"]
    )
    for kind, line in table.items():
        writer.writerow([kind, *line, hashlib.sha256(data).hexdigest()])
    KEPT_FIGURES.write_text(buffer.getvalue(), encoding="utf-8")


def main() -> None:
    nlp = load_nlp(identify_model())
    measure_cost(nlp)
    for folder in [Path(word) for word in sys.argv[1:] if not word.startswith("-")]:
        measure("trips", trip_cases(folder), nlp)
        measure("visits", visit_cases(folder), nlp)
        measure_plover(folder, nlp)


if __name__ == "__main__":
    main()
