"""Join the tellings of one happening, and say which happening was part of which (event coreference).

A caption and its alt text, a summary and its detail, two chapters: one event, several mentions. Only
mentions that share type and a party (or place) and whose dates fit are ever compared, and tellings that
claim the same are compared once, so that the work grows with the number of events and not with its square.
"""

from pipeline.resolve.claims import Told, can_be_one_undated
from pipeline.resolve.filing import file_telling, unpack_claim, unpack_telling, unpack_told
from pipeline.resolve.join import event_of, fits_undated, join_dated, merge_events
from pipeline.resolve.parents import link_parents

__all__ = [
    "Told",
    "can_be_one_undated",
    "event_of",
    "file_telling",
    "fits_undated",
    "join_dated",
    "link_parents",
    "merge_events",
    "unpack_claim",
    "unpack_telling",
    "unpack_told",
]
