"""How sure a row is: the signs of the paths that led to it, and what each counts."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.events.dating.own import Dating
from pipeline.events.discourse import Here
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.lexicon.confidence import load_points
from pipeline.model import Participant, Status

TRACE = "confidence: "
"""How the step of a trace begins that names the signs."""
UNDATED, LENT = "undated", "date lent by the passage"

_MUTUAL = frozenset({"MEETING", "CALL", "AGREEMENT", "NEGOTIATION", "EXCHANGE"})
"""Types that need two sides."""
_LENT = ("from", "year")
_OF_SENTENCE = ("clause", "opening of the sentence", "when it was due", "cleft", "bracket of the caption")
_OFTEN = ("VISIT", "MEETING", "CONFERENCE", "AGREEMENT", "STATEMENT", "OFFICE")

SIGNS = (
    *("dated clause", "noun alone", "subject shared", "subject by position", "caption or list"),
    *(UNDATED, LENT, "date of the sentence", "date inferred", "no day"),
    *("party not linked", "no party", "no actor", "one side only", "no place of a visit"),
    *("holder of an office", "party referred to", "many parties"),
    *("not occurred", "another event before it", "many clauses", "long sentence"),
    *(f"type {name}" for name in _OFTEN),
)
"""All signs that a reading can have; most take away from its confidence."""


def signs_of(
    candidate: Candidate,
    participants: Sequence[Participant],
    dating: Dating | None,
    status: Status,
    context: Context,
    here: Sequence[Here],
) -> frozenset[str]:
    """Return the signs that tell how safely a row was read.

    Args:
        candidate: the trigger and how it was found.
        participants: the parties, each with the path that found it.
        dating: the date and its path, or None.
        status: whether it happened.
        context: the sentence.
        here: the events told before it in the sentence.

    Returns:
        A part of SIGNS.
    """
    kind, subject = context.segment_kind, candidate.frame.subject_path
    event_type, view = candidate.event_type, context.view
    parties = [party for party in participants if party.role != "place"]
    sides = {party.iso3 or party.entity_id or party.name for party in parties}
    referring = {
        unit.start for unit in view.units if unit.mention is not None and unit.mention.label == "COREF"
    }
    date_path = dating.path if dating is not None else ""
    met = {
        "dated clause": candidate.rule.id.startswith("dated."),
        "noun alone": candidate.standalone,
        "subject shared": subject.startswith("shared"),
        "subject by position": subject.startswith("linear"),
        "caption or list": kind in ("caption", "list"),
        UNDATED: dating is None,
        LENT: date_path.startswith(_LENT),
        "date of the sentence": date_path.startswith(_OF_SENTENCE),
        "date inferred": dating is not None and dating.time.basis != "explicit",
        "no day": dating is not None and dating.time.precision != "day",
        "party not linked": any("not linked" in party.via for party in parties),
        "no party": not parties,
        "no actor": not any(party.role == "actor" for party in parties),
        "one side only": event_type in _MUTUAL and len(sides) == 1,
        "holder of an office": any(party.entity_id.startswith("office:") for party in parties),
        "party referred to": any(party.start in referring for party in parties),
        "many parties": len(sides) > 3,
        "not occurred": status != "occurred",
        "another event before it": bool(here),
        "many clauses": len(view.clauses) > 3,
        "long sentence": len(view.units) > 40,
        "no place of a visit": event_type == "VISIT" and not any(p.role == "place" for p in participants),
        f"type {event_type}": event_type in _OFTEN,
    }
    return frozenset(sign for sign, is_met in met.items() if is_met)


def confidence_of(signs: frozenset[str]) -> float:
    """Return about which share of rows read in the same way has type, date and states right.

    The points of each sign are measured on the project's gold texts by logistic regression
    (docs/make_confidence.py); docs/ACCURACY.md shows how often rows of each band were right.

    Args:
        signs: of `signs_of`.

    Returns:
        A share between 0.05 and 0.97, to two decimals.

    >>> confidence_of(frozenset({"party not linked"})) <= confidence_of(frozenset())
    True
    """
    return load_points().share_right(signs)


def step_of(signs: frozenset[str]) -> str:
    """Write the signs as a step of the trace, for `bluebook explain`.

    >>> step_of(frozenset({"undated", "no actor"}))
    'confidence: no actor, undated'
    """
    return TRACE + (", ".join(sorted(signs)) or "no sign of doubt")


def signs_in(trace: Sequence[str]) -> frozenset[str]:
    """Read the signs back from the trace of an event.

    >>> sorted(signs_in(("rule x", "confidence: undated, no actor")))
    ['no actor', 'undated']
    """
    steps = [step.removeprefix(TRACE) for step in trace if step.startswith(TRACE)]
    return frozenset(sign for step in steps for sign in step.split(", ") if sign in SIGNS)


def without_signs(trace: Sequence[str]) -> tuple[str, ...]:
    """Return a trace without its step on the signs, for an event that is told anew.

    >>> without_signs(("rule x", "confidence: undated"))
    ('rule x',)
    """
    return tuple(step for step in trace if not step.startswith(TRACE))
