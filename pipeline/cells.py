"""Cells of CSV files that people open in a spreadsheet, and what a spreadsheet must not do to them.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and rewrites `2009-11` as
`Nov-09`. A leading apostrophe keeps it from both; it is taken off again when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

_FORMULA_RE = re.compile(
    r"""
    [\t\r]
    | [=@](?=\s*\S)
    | [+-](?=\s*\S)(?!\d+(?:\.\d+)?\Z)  # a lone dash and a negative number are harmless
    """,
    re.VERBOSE,
)
_FIRST = frozenset("=@+-\t\r'")
_REWRITTEN_RE = re.compile(
    r"""
    [+-]?\d[\d.,/:\- ]*\Z        # numbers, dates and times: 2009-11, 1/2, 007, 12:30
    | \d+(?:\.\d*)?[eE][+-]?\d+\Z  # 12e4 becomes 120000
    | (?:true|false)\Z           # becomes TRUE, FALSE or the same in another language
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would run this cell.

    >>> is_formula("=HYPERLINK(1)"), is_formula("-12.5"), is_formula("-"), is_formula("- item")
    (True, False, False, True)
    """
    return _FORMULA_RE.match(cell) is not None


def guard_formula(cell: str) -> str:
    """Return the cell with a leading apostrophe where a spreadsheet would run it.

    A cell that already begins with an apostrophe before a formula gets one more, so that
    `unguard_formula` gives back every cell exactly.

    >>> guard_formula("=1+1"), guard_formula("'=1+1"), guard_formula("'tis")
    ("'=1+1", "''=1+1", "'tis")
    """
    return f"'{cell}" if is_formula(cell.lstrip("'")) else cell


def unguard_formula(cell: str) -> str:
    """Take off the apostrophe that `guard_formula` put on.

    >>> unguard_formula("'=1+1"), unguard_formula("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and is_formula(cell.lstrip("'")) else cell


def guard_row(row: Sequence[str]) -> Sequence[str]:
    """Return a row of texts with `guard_formula` applied to every cell that needs it."""
    return [guard_formula(cell) if cell[:1] in _FIRST and cell else cell for cell in row]


def guard_frame(frame: DataFrame) -> DataFrame:
    """Return a table of texts with `guard_formula` applied to every cell that needs it."""
    touched = {
        str(name): cells.map(guard_formula)
        for name, cells in frame.items()
        if any(cell[:1] in _FIRST for cell in cells.tolist() if cell)
    }
    return frame.assign(**touched) if touched else frame


def unguard_frame(frame: DataFrame) -> DataFrame:
    """Return a table of texts as it was before `guard_frame`."""
    touched = {
        str(name): cells.map(unguard_formula)
        for name, cells in frame.items()
        if any(cell[:1] == "'" for cell in cells.tolist() if cell)
    }
    return frame.assign(**touched) if touched else frame


def guard_value(cell: str) -> str:
    """Return the cell with a leading apostrophe where a spreadsheet would run or rewrite it.

    >>> guard_value("2009-11"), guard_value("@home"), guard_value("2010/north-america:3-5:VISIT")
    ("'2009-11", "'@home", '2010/north-america:3-5:VISIT')
    """
    return f"'{cell}" if _is_touched(cell.lstrip("'")) else cell


def unguard_value(cell: str) -> str:
    """Take off the apostrophe that `guard_value` put on.

    >>> unguard_value("'2009-11"), unguard_value("2009-11"), unguard_value("'tis")
    ('2009-11', '2009-11', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _is_touched(cell.lstrip("'")) else cell


def _is_touched(cell: str) -> bool:
    return is_formula(cell) or _REWRITTEN_RE.match(cell) is not None
