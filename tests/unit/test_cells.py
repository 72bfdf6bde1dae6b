"""No cell runs in a spreadsheet, and every cell comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from pipeline.cells import (
    guard_formula,
    guard_frame,
    guard_value,
    is_formula,
    unguard_formula,
    unguard_frame,
    unguard_value,
)

NASTY = st.text(alphabet="=+-@'\t\r 12.,/e:Aé", max_size=8)


@given(NASTY | st.text(max_size=12))
def test_every_cell_comes_back(cell: str) -> None:
    assert unguard_formula(guard_formula(cell)) == cell
    assert unguard_value(guard_value(cell)) == cell
    assert not is_formula(guard_formula(cell))


@given(st.lists(NASTY, min_size=1, max_size=5))
def test_every_table_comes_back(cells: list[str]) -> None:
    frame = DataFrame({"text": cells, "plain": ["Japan"] * len(cells)}, dtype=str)
    guarded = guard_frame(frame)
    assert not any(is_formula(cell) for cell in guarded["text"])
    assert unguard_frame(guarded).equals(frame)


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+49 30", "-1+2", "- item", "\t=1", "--", "'=1"])
def test_what_a_spreadsheet_would_run_is_guarded(cell: str) -> None:
    assert guard_formula(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-", "=", "@", "-12", "+3.5", "–5", "’s", "'tis", "e-1", "", "Japan - U.S."]
)
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert guard_formula(cell) == cell


@pytest.mark.parametrize("cell", ["2009-11", "1/2", "007", "12e4", "TRUE", "12:30", "-5"])
def test_what_a_spreadsheet_would_rewrite_is_guarded_in_corrections(cell: str) -> None:
    assert guard_value(cell) == f"'{cell}"
