"""Run tests of faults, fuzz and soak in their long form and write what they tried into docs/RELIABILITY.md.

Usage: make_reliability.py TESTS...            run these tests; figures of others stay as they were
       make_reliability.py --told FILES...     take what runs elsewhere wrote into BLUEBOOK_RELIABILITY

Runs of one kind that are told together are added up, each with its seed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/RELIABILITY.md"
FIGURES = ROOT / "docs/reliability.json"
HEAD = """# Reliability

Written by `make faults`, `make fuzz` and `make soak` from what their tests tried; do not edit. *Survived*
means: the previous state or the new one stood whole afterwards, nobody saw a traceback, and the next run
gave the right tables without any cleaning.

To repeat a row, run its tests with its seed: `BLUEBOOK_SEED=20261123 BLUEBOOK_FAULTS=full pytest TESTS`;
`BLUEBOOK_FUZZ` is the number of inputs per entry, `BLUEBOOK_SOAK` the seconds of a soak, `BLUEBOOK_PYTHONS`
names other interpreters to compare with. Kills after a share of the time, instead of at a counted step,
vary with the machine.

| fault or input | tried | survived | lost | seeds | tests |
| --- | ---: | ---: | --- | --- | --- |
"""
NOTES = """
## Measured on the way

"""


def run_tests(tests: Iterable[str]) -> list[dict[str, Any]]:
    """Run tests in their long form and return what they told.

    Raises:
        SystemExit: a test failed; the page stays as it was.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures"
        told.touch()
        variables = {
            "BLUEBOOK_RELIABILITY": str(told),
            "BLUEBOOK_FAULTS": os.environ.get("BLUEBOOK_FAULTS", "full"),
        }
        command = [sys.executable, "-m", "pytest", "-q", *tests]
        ended = subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
        if ended.returncode:
            print("some tests failed; docs/RELIABILITY.md stays as it was", file=sys.stderr)
            sys.exit(ended.returncode)
        return read_told([told])


def read_told(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the lines of files that BLUEBOOK_RELIABILITY named."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def add_up(lines: Iterable[dict[str, Any]], figures: dict[str, dict[str, Any]]) -> None:
    """Put what runs told in the place of what stood there of the same kinds."""
    fresh: dict[str, dict[str, Any]] = {}
    for line in lines:
        if "note" in line:
            fresh[f"note {line['kind']}"] = {"note": line["note"]}
            continue
        row = fresh.setdefault(
            line["kind"], {"tried": 0, "survived": 0, "lost": "nothing", "seeds": [], "tests": line["tests"]}
        )
        row["tried"] += line["tried"]
        row["survived"] += line["survived"]
        row["lost"] = line["lost"] if line["lost"] != "nothing" else row["lost"]
        row["seeds"] = sorted({*row["seeds"], line["seed"]})
    figures.update(fresh)


def as_page(figures: dict[str, dict[str, Any]]) -> str:
    """Write the page."""
    rows = [
        f"| {kind} | {row['tried']:,} | {row['survived']:,} | {row['lost']} "
        f"| {', '.join(map(str, row['seeds']))} | `{row['tests']}` |\n"
        for kind, row in sorted(figures.items())
        if "note" not in row
    ]
    notes = [f"- {row['note']}\n" for _, row in sorted(figures.items()) if "note" in row]
    return HEAD + "".join(rows) + (NOTES + "".join(notes) if notes else "")


def main() -> int:
    """Run the tests, or read what they told, add up the figures and write the page."""
    is_told = sys.argv[1:2] == ["--told"]
    lines = read_told(map(Path, sys.argv[2:])) if is_told else run_tests(sys.argv[1:])
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    add_up(lines, figures)
    FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(as_page(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
