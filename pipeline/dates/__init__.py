"""Finds and normalizes every expression of calendar time.

`tokens` and `find` find the expressions, `context` links what belongs together, `resolve` gives
each its place in the calendar, `values` says what that place is, `expressions` and `timeml` write
it down. `chapter` does this for a chapter of known coverage, `text` for running text alone.
"""

from pipeline.dates.chapter import find_times
from pipeline.dates.text import tag_text
from pipeline.dates.timeml import write_csv, write_timeml

__all__ = ["find_times", "tag_text", "write_csv", "write_timeml"]
