"""How many faults a test tried and how many were survived, kept for docs/RELIABILITY.md."""

from __future__ import annotations

import json
import os
from pathlib import Path

IS_FULL = os.environ.get("BLUEBOOK_FAULTS") == "full"
"""Whether the long form of the tests of faults and fuzz is wanted, as `make faults` and `make fuzz` do."""

SEED = int(os.environ.get("BLUEBOOK_SEED", "20261123"))
"""Every random choice of these tests follows from it."""


def record(kind: str, *, tried: int, survived: int, lost: str = "nothing") -> None:
    """Append a line to the file that BLUEBOOK_RELIABILITY names; without it, do nothing.

    Args:
        kind: the fault or input, as a reader of the report calls it.
        tried: how often it was tried.
        survived: how often the previous or the new state stood whole and the next run was right.
        lost: what was lost.
    """
    path = os.environ.get("BLUEBOOK_RELIABILITY")
    if path:
        tests = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0]
        line = {
            "kind": kind,
            "tried": tried,
            "survived": survived,
            "lost": lost,
            "seed": SEED,
            "tests": tests,
        }
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(line) + "\n")


def note(kind: str, measured: str) -> None:
    """Append a sentence about what was measured to the file that BLUEBOOK_RELIABILITY names.

    Args:
        kind: what it is about; a later note of the same kind takes its place.
        measured: the sentence.
    """
    path = os.environ.get("BLUEBOOK_RELIABILITY")
    if path:
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps({"kind": kind, "note": measured}) + "\n")
