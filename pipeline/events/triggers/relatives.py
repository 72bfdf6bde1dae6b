"""A relative clause behind a meeting tells where and when: "the talks, which took place in Bonn in May"."""

from __future__ import annotations

import re

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import clause_frame
from pipeline.events.triggers.candidate import Candidate

_SESSIONS = frozenset({"CONFERENCE", "MEETING", "NEGOTIATION"})
_HELD = frozenset(
    [
        *("hold", "meet", "take", "convene", "open", "begin", "gather", "host", "stage", "start"),
        *("organize", "close", "assemble", "sit", "resume", "conduct"),
    ]
)


def read_relative_clauses(candidates: list[Candidate], context: Context) -> list[Candidate]:
    """Give a session the place and date of the relative clause or participle that stands behind it.

    Args:
        candidates: the triggers of a sentence in text order.
        context: the sentence.

    Returns:
        The triggers without those of such clauses.
    """
    dropped: set[int] = set()
    for session in candidates:
        if session.event_type not in _SESSIONS or session.phrase is None or id(session) in dropped:
            continue
        if context.has_time(session.frame):
            continue
        verb = _verb_behind(session, context)
        supported = {other.verb for other in candidates if other.phrase is not None and other is not session}
        if verb is None or verb in supported:
            continue
        frame = clause_frame(context.grammar, verb)
        if not frame.times:
            continue
        session.frame.times = frame.times
        session.frame.complements += [part for part in frame.complements if part.preposition in ("in", "at")]
        dropped |= {id(other) for other in candidates if other.verb == verb and other is not session}
    return [candidate for candidate in candidates if id(candidate) not in dropped]


def _verb_behind(session: Candidate, context: Context) -> int | None:
    """The verb of "…, which met", "… held at", "… that took place" right behind what names the session."""
    view = context.view
    assert session.phrase is not None
    before = session.verb is not None and session.verb >= session.phrase.end
    end = session.phrase.end if before else max(session.frame.end, session.end)
    for verb in view.clauses:
        if verb < end or view.units[verb].lemma not in _HELD:
            continue
        if view.units[verb].tag in ("VBZ", "VBP") and not view.clauses[verb].auxiliaries:
            continue
        gap = view.shape[end:verb]
        participle = view.units[verb].tag == "VBN" and re.fullmatch(r",?R*", gap) is not None
        relative = re.fullmatch(r",?[WU][XR]*(?:Vt[XR]*)?", gap) is not None
        return verb if participle or relative else None
    return None
