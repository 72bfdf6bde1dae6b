"""The reviewers' decisions: read from corpus/corrections.csv, applied at every run, never lost.

`records` reads and writes the file, `locator` finds the event a line speaks of, `conflicts` stops on lines
that contradict, `apply` puts the lines into the tables with `workbench` and `participants`, `values` knows
what a field may hold, `gold` makes a test set of reviewed chapters.
"""

from pipeline.corrections.apply import REVIEW_STATUSES, apply_corrections, review_counts
from pipeline.corrections.gold import GOLD_COLUMNS, gold_from_corrections
from pipeline.corrections.locator import Locator, locator_of
from pipeline.corrections.records import (
    COLUMNS,
    Correction,
    add_corrections,
    format_corrections,
    parse_corrections,
    read_corrections,
)
from pipeline.corrections.workbench import SUMMARY_FIELDS, summarise

__all__ = [
    "COLUMNS",
    "GOLD_COLUMNS",
    "REVIEW_STATUSES",
    "SUMMARY_FIELDS",
    "Correction",
    "Locator",
    "add_corrections",
    "apply_corrections",
    "format_corrections",
    "gold_from_corrections",
    "locator_of",
    "parse_corrections",
    "read_corrections",
    "review_counts",
    "summarise",
]
