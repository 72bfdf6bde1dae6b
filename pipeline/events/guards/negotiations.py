"""Negotiations: talks on a treaty or a settlement, numbered rounds, and what stage the text tells of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

NAMED_ROUND_RE = re.compile(r"\b(?:kennedy|dillon|tokyo|uruguay|doha|millennium)(?: development)? round$")
_SUBJECT_OF_TALKS_RE = re.compile(
    r"six-party|peace|accession|normali[sz]ation|normali[sz]ing|\btrade|\bepa\b|\bfta\b|border|boundary|\barms\b|"
    r"disarmament|reunification|cease-?fire|truce|armistice|reparations|fisher|framework talks|overall talks|"
    r"over-all|limitation|textile|tariff|treaty|reduction of forces"
)
_STAGES = frozenset(
    [
        "suspend",
        "resume",
        "break",
        "collapse",
        "stall",
        "recess",
        "reopen",
        "adjourn",
        "restart",
        "deadlock",
        "fall",
    ]
)
_OPENINGS = frozenset(["open", "begin", "start", "get", "commence", "reconvene", "drag", "end", "fail"])


def are_negotiations(candidate: Candidate, text: str, tail: str, context: Context) -> bool:
    """Talks on a treaty or a settlement, and talks of states that open or break off; others are meetings."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if _SUBJECT_OF_TALKS_RE.search(text + " " + tail) or lemma in _STAGES:
        return True
    people = any(
        context.is_kind(part.group, "person")
        for part in candidate.frame.complements
        if part.preposition in ("between", "with", "of")
    )
    kind = re.search(r"summit|ministerial|minister|policy|leaders|high-level|strategic|dialogue", text)
    between_states = any(
        part.preposition in ("between", "with") and part.group.parties for part in candidate.frame.complements
    )
    phrase = candidate.phrase
    if phrase is not None and len(context.states_in(phrase.start, phrase.head)) == 2:
        between_states = True  # "the fifth Japan-Republic of Korea talks"
    unsupported = candidate.relation in ("intransitive", "passive")
    return lemma in _OPENINGS and unsupported and between_states and not people and kind is None


def negotiation(candidate: Candidate, context: Context) -> bool:
    """Negotiations on a treaty, a border or peace, or a numbered round; other talks are meetings."""
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase).lower()
    tail = context.text_between(phrase.end, phrase.end + 9).lower()
    named_round = NAMED_ROUND_RE.search(text) is not None
    if text.endswith("round") and not named_round:
        spoken_of = context.view.text.lower() if candidate.verb is not None else text + " " + tail
        if not re.search(r"negotiat|talks|six-party|consultation", spoken_of):
            return (
                candidate.verb is not None
                and not tail.startswith("of ")
                and context.has_time(candidate.frame)
            )
        if candidate.verb is not None and re.match(r"of (?:\S+ ){0,3}consultations", tail):
            candidate.event_type = "MEETING"  # "a round of consultations": told like any other meeting
            return context.has_time(candidate.frame)
    if text.endswith(("mediation", "arbitration")) and candidate.standalone:
        return False
    if candidate.standalone:
        return bool(re.search(r"round", text)) and context.has_time(candidate.frame)
    if re.search(r"\btalks?$", text) and not are_negotiations(candidate, text, tail, context):
        return False
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    modes = {
        "start": "launched",
        "begin": "launched",
        "launch": "launched",
        "open": "launched",
        "commence": "launched",
        "enter": "launched",
        "initiate": "launched",
        "resume": "round",
        "reopen": "round",
        "restart": "round",
        "hold": "round",
        "continue": "round",
        "extend": "round",
        "take": "round",
        "conduct": "round",
        "suspend": "suspended",
        "break": "suspended",
        "collapse": "suspended",
        "stall": "suspended",
        "fail": "suspended",
        "adjourn": "suspended",
        "deadlock": "suspended",
        "interrupt": "suspended",
        "recess": "suspended",
        "conclude": "concluded",
        "complete": "concluded",
        "end": "concluded",
        "finish": "concluded",
    }
    candidate.mode = modes.get(lemma, "round")
    if lemma in ("continue",) and not context.has_time(candidate.frame):
        return False
    return not (
        lemma in ("hold", "conduct", "take") and not (context.has_time(candidate.frame) or "round" in text)
    )


def progressive(candidate: Candidate, context: Context) -> bool:
    """ "Were negotiating", with a date."""
    assert candidate.verb is not None
    clause = context.view.clauses[candidate.verb]
    return (
        context.view.units[candidate.verb].tag == "VBG"
        and "be" in clause.auxiliaries
        and context.has_time(candidate.frame)
    )


GUARDS: dict[str, Guard] = {
    "negotiation": negotiation,
    "progressive": progressive,
}
