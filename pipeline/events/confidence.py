"""How sure a row is, from the paths that led to it."""

from __future__ import annotations

from pipeline.events.triggers import Candidate
from pipeline.events.when import Dating
from pipeline.model import Participant, Status


def confidence_of(
    candidate: Candidate, participants: list[Participant], dating: Dating | None, status: Status, kind: str
) -> float:
    """Return the share of rows with the same features that were right, rounded to hundredths."""
    value = 0.9
    path = candidate.frame.subject_path
    if candidate.standalone:
        value -= 0.12
    elif path.startswith(("shared", "linear")):
        value -= 0.05
    elif not path and kind not in ("caption", "list"):
        value -= 0.08
    if dating is None:
        value -= 0.1
    elif dating.path.startswith(("from", "year", "clause", "opening of the sentence")):
        value -= 0.08
    if any("not linked" in p.via for p in participants):
        value -= 0.15
    if not any(p.role == "actor" for p in participants):
        value -= 0.15
    if status != "occurred":
        value -= 0.1
    return round(max(0.1, value), 2)
