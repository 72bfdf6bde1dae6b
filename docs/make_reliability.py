"""Run tests of faults and fuzz in their long form and write what they tried into docs/RELIABILITY.md.

Usage: make_reliability.py TESTS...; figures of tests that are not named stay as they were.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/RELIABILITY.md"
FIGURES = ROOT / "docs/reliability.json"
HEAD = """# Reliability

Written by `make faults` and `make fuzz` from what their tests tried; do not edit. *Survived* means: the
previous state or the new one stood whole afterwards, nobody saw a traceback, and the next run gave the
right tables without any cleaning. `BLUEBOOK_SEED` repeats the random choices of a run; kills after a
share of the time, instead of at a counted step, vary with the machine.

| fault or input | tried | survived | lost | seed |
| --- | ---: | ---: | --- | --- |
"""


def main() -> int:
    """Run the tests, add up their figures and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures"
        told.touch()
        variables = {
            "BLUEBOOK_RELIABILITY": str(told),
            "BLUEBOOK_FAULTS": os.environ.get("BLUEBOOK_FAULTS", "full"),
        }
        command = [sys.executable, "-m", "pytest", "-q", *sys.argv[1:]]
        ended = subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
        lines = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if "note" not in line]
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    for kind in {line["kind"] for line in lines}:
        figures[kind] = {"tried": 0, "survived": 0, "lost": "nothing", "seed": 0}
    for line in lines:
        row = figures[line["kind"]]
        row["tried"] += line["tried"]
        row["survived"] += line["survived"]
        row["lost"], row["seed"] = line["lost"], line["seed"]
    if ended.returncode:
        print("some tests failed; docs/RELIABILITY.md stays as it was", file=sys.stderr)
        return ended.returncode
    FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    rows = [
        f"| {kind} | {row['tried']:,} | {row['survived']:,} | {row['lost']} | {row['seed']} |"
        for kind, row in sorted(figures.items())
    ]
    PAGE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
