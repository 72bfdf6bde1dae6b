"""Records -> rows of tables: every column as text, in the order and with the names of the codebook.

locate   tellings get their evidence and their places in the raw source
rows     one record, one row: what stands in which column
build    the tables of a chapter, and its share of those that all chapters together decide
"""

from pipeline.tables.build import Rows, chapter_tables, entity_rows, event_tables, make_rows, record_chapter
from pipeline.tables.locate import locate_events

__all__ = [
    "Rows",
    "chapter_tables",
    "entity_rows",
    "event_tables",
    "locate_events",
    "make_rows",
    "record_chapter",
]
