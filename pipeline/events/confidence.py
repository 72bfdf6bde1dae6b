"""How sure a row is, from the paths that led to it."""

from __future__ import annotations

from pipeline.events.dating.own import Dating
from pipeline.events.triggers import Candidate
from pipeline.model import Participant, Status

# The share of rows with date and parties right on the project's gold texts, seen and unseen by the rules'
# authors, for the plainest path; and what each detour costs, set so that said and right agree in fifths.
_PLAIN = 0.82
_DETOURS = {
    "cue": 0.45,
    "alone": 0.08,
    "subject shared": 0.08,
    "no subject": 0.06,
    "undated": 0.14,
    "borrowed date": 0.16,
    "not linked": 0.25,
    "no actor": 0.22,
    "implied party": 0.15,
    "status": 0.08,
}


def confidence_of(
    candidate: Candidate, participants: list[Participant], dating: Dating | None, status: Status, kind: str
) -> float:
    """Return about which share of rows read by the same paths has date and parties right.

    Args:
        candidate: the trigger and how it was found.
        participants: the parties, each with the path that found it.
        dating: the date and its path, or None.
        status: whether it happened.
        kind: the kind of segment it stands in.
    """
    path = candidate.frame.subject_path
    met = {
        "cue": candidate.rule.id.startswith("dated."),
        "alone": candidate.standalone,
        "subject shared": path.startswith(("shared", "linear")),
        "no subject": not path and not candidate.standalone and kind not in ("caption", "list"),
        "undated": dating is None,
        "borrowed date": dating is not None
        and dating.path.startswith(("from", "year", "clause", "opening of the sentence")),
        "not linked": any("not linked" in p.via for p in participants),
        "no actor": not any(p.role == "actor" for p in participants),
        "implied party": any("passage" in p.via or "own state" in p.via for p in participants),
        "status": status != "occurred",
    }
    value = _PLAIN - sum(cost for name, cost in _DETOURS.items() if met[name])
    return round(max(0.05, value), 2)
