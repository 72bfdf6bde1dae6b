"""Measure encoding repair: the family table, apostrophes, clean text, speed against ftfy, growth.

    python benchmarks/repair.py TOOL LINES... [--negatives JSON] [--clean PATH...] [--chapter TXT]

TOOL is the scorer `encoding_matrix.py`, LINES are files with one undamaged line each. With --clean,
folders or files of clean English are repaired and every changed line is listed. Figures go to
standard output; the exit code is 1 when a family falls below its floor or a clean row changes.
"""

from __future__ import annotations

import argparse
import html
import importlib.util
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import ftfy

from pipeline.repair import explain, repair_text

FLOORS = {  # exact lines, percent, by the number of the family
    "1": 99,
    "1b": 87,
    "2": 65,
    "3": 99,
    "4": 99,
    "5": 86,
    "6": 65,
    "7": 75,
    "8": 75,
    "8b": 65,
    "9": 75,
    "11": 99,
    "12": 99,
    "13": 93,
}
IN_WORD_RE = re.compile(r"[^\W_]+(?:’[^\W_]+)+")


def load_tool(path: Path) -> ModuleType:
    """Load the scorer from its file."""
    spec = importlib.util.spec_from_file_location("encoding_matrix", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def family_table(tool: ModuleType, paths: list[Path], negatives: Path | None) -> bool:
    """Print exact lines by family beside the floor, and the clean rows; tell whether all hold."""
    lines = [line for path in paths for line in tool.read_lines(path)]
    clean = [("own lines", lines), ("decoys", tool.DECOYS)]
    if negatives:
        clean.append(("negatives", tool.negatives(negatives)))
    scores = tool.score(repair_text, lines, clean, document=True)
    good = True
    for family, row in scores["damaged"].items():
        floor = FLOORS.get(family.split()[0])
        exact = 100 * row["exact"]
        holds = floor is None or exact >= floor
        good = good and holds
        verdict = "" if holds else "  BELOW"
        print(f"{family:40} {row['lines']:5} lines  exact {exact:5.1f} %  floor {floor or '-'}{verdict}")
    for name, row in scores["clean"].items():
        good = good and row["untouched"] == 1
        print(f"clean: {name:33} {row['lines']:5} lines  untouched {100 * row['untouched']:5.1f} %")
    return good


def apostrophes(tool: ModuleType, paths: list[Path]) -> None:
    """Print how many words with an apostrophe inside come back whole, over all chains but question marks."""
    lines = [line for path in paths for line in tool.read_lines(path)]
    seen = whole = 0
    for (family, _), step in tool.build_chains().items():
        if family.startswith("10"):
            continue
        hurt = [step(line) for line in lines]
        for line, damaged, out in zip(lines, hurt, tool.line_fixer(repair_text, hurt, True), strict=True):
            if damaged != line:
                wanted = Counter(IN_WORD_RE.findall(line))
                seen += wanted.total()
                whole += (wanted & Counter(IN_WORD_RE.findall(out))).total()
    print(f"apostrophes inside a word: {whole} of {seen} ({100 * whole / seen:.2f} %)")


def clean_texts(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the readable texts of files and folders; markup of TimeML files is taken off."""
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix not in (".txt", ".md", ".rst", ".tml", ""):
                continue
            try:
                text = file.read_bytes().decode("utf-8")
            except (UnicodeDecodeError, OSError):
                continue
            yield file, html.unescape(re.sub(r"<[^>]+>", "", text)) if file.suffix == ".tml" else text


def clean_lines(paths: list[Path]) -> None:
    """Print every line of clean English that repair changes, for a person to judge."""
    lines = changed = 0
    for file, text in clean_texts(paths):
        lines += sum(1 for line in text.split("\n") if line.strip())
        places = {}
        for step in explain(text).steps:
            if step.status == "repaired":
                places.setdefault(text.count("\n", 0, step.start), step)
        changed += len(places)
        for number, step in places.items():
            print(f"  {file.name}:{number + 1} {step.rule} {step.damaged!r} -> {step.repaired!r}")
    share = 10_000 * changed / max(1, lines)
    print(f"clean English: {changed} changed of {lines} lines ({share:.2f} in 10,000)")


def rate(function: Callable[[str], object], text: str, runs: int = 3) -> float:
    """Return the best speed of some runs, in million characters a second of processor time."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        function(text)
        best = min(best, time.process_time() - start)
    return len(text) / best / 1e6


def speeds(tool: ModuleType, paths: list[Path], chapter: Path) -> None:
    """Print speeds beside ftfy.fix_encoding, and how time grows with length."""
    lines = [line for path in paths for line in tool.read_lines(path)]
    seed = chapter.read_bytes().decode("utf-8")
    chains = tool.build_chains()
    damage = {
        "utf-8 read as cp1252": ("1 utf8-as-single-byte", "cp1252"),
        "U+FFFD read as cp852": ("8 U+FFFD re-read, single-byte", "cp852"),
        "bare U+FFFD": ("7 bare U+FFFD", "cp1252>utf-8"),
        "double layer": ("3 double layer", "cp1252>cp1252"),
        "cp1252 read as cp932": ("6 cp1252-as-CJK", "cp1252>cp932"),
    }
    texts = {
        "clean, curly quotes": "\n".join(lines * 60),
        "clean, ASCII only": ("\n".join(line for line in lines if line.isascii()) or "Plain text. ") * 4000,
        "the seed chapter": seed,
        "the seed chapter, 100 times": seed * 100,
    }
    texts |= {name: "\n".join(map(chains[key], lines)) * 20 for name, key in damage.items()}
    for name, text in texts.items():
        mine, theirs = rate(repair_text, text), rate(ftfy.fix_encoding, text)
        figures = f"{mine:8.2f} MB/s, ftfy {theirs:8.2f} MB/s, ratio {mine / theirs:.2f}"
        print(f"{name:28} {len(text):9} chars {figures}")
    for name in ("bare U+FFFD", "U+FFFD read as cp852"):
        one = "".join(map(chains[damage[name]], lines)).replace("\n", " ") * 20
        small, large = rate(repair_text, one, 1), rate(repair_text, one * 8, 1)
        print(f"one line of {name}: {len(one)} chars {small:.2f} MB/s, 8 times as long {large:.2f} MB/s")


def main() -> None:
    """Read the arguments and run the measurements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tool", type=Path)
    parser.add_argument("lines", type=Path, nargs="+")
    parser.add_argument("--negatives", type=Path)
    parser.add_argument("--clean", type=Path, nargs="*", default=[])
    parser.add_argument("--chapter", type=Path, default=Path("corpus/2010/north-america.txt"))
    arguments = parser.parse_args()
    tool = load_tool(arguments.tool)
    good = family_table(tool, arguments.lines, arguments.negatives)
    apostrophes(tool, arguments.lines)
    if arguments.clean:
        clean_lines(arguments.clean)
    speeds(tool, arguments.lines, arguments.chapter)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
