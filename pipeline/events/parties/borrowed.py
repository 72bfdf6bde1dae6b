"""Parties that another clause, the heading or the event told before lends to a trigger without its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.discourse import Discourse, Here, Told
from pipeline.events.parties.fillers import Filler, Row
from pipeline.events.parties.participants import name_party, of_role
from pipeline.events.parties.settle import settle
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import clause_frame
from pipeline.events.sentence.subject import subject_of
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_FRAMES_OF_VISIT = frozenset(
    {"open", "begin", "start", "end", "close", "conclude", "crown", "follow", "inaugurate", "combine"}
)


def borrow_actors(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    here: Sequence[Here],
    before: Told | None = None,
) -> list[Participant]:
    """Return the actors that the sentence, or the one before, lends a trigger without its own.

    Args:
        candidate: the trigger.
        participants: what the trigger itself has.
        context: the sentence.
        here: the events told before in the sentence.
        before: the event told last in the sentence before.
    """
    lent: list[Participant] = []
    if _lacks_actors(candidate, participants, context):
        lent = _attendants(candidate, context, here)
    pronoun = candidate.frame.subject_path == "pronoun"
    if pronoun and here and not of_role("actor", [*lent, *participants]):
        # "… and he met the King": who acted in the event told just before
        lent = [p for p in here[-1].told.participants if p.role in ("actor", "counterpart")] + lent
    elif pronoun and before is not None and not of_role("actor", [*lent, *participants]):
        sides = [p for p in before.participants if p.role in ("actor", "counterpart")]
        if (
            len(sides) > 1
            and before.event_type in ("MEETING", "NEGOTIATION", "AGREEMENT")
            and _they(candidate, context)
        ):
            lent = [*sides, *of_role("place", before.participants), *lent]
    return lent


def _they(candidate: Candidate, context: Context) -> bool:
    """ "They issued a joint statement": does the clause open with the pronoun of several?"""
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    return start > 0 and context.view.units[start - 1].text.lower() in ("they", "both")


def _lacks_actors(candidate: Candidate, participants: list[Participant], context: Context) -> bool:
    """Does the noun leave open who acts, so that the sentence around it must say?"""
    roles = {p.role for p in participants}
    if candidate.event_type == "CONFERENCE" and not roles & {"actor", "counterpart"}:
        return candidate.rule.id != "conference.the-seven"
    if "actor" in roles:
        return False
    if candidate.rule.id in ("statement.noun", "other.referendum"):
        return True
    if candidate.rule.id == "agreement.noun" and candidate.standalone and "counterpart" not in roles:
        return candidate.relation in ("prep by", "prep in", "prep through") and _exchanged(candidate, context)
    phrase = candidate.phrase
    whose = phrase is not None and context.view.units[phrase.start].lemma in ("his", "her", "their")
    if candidate.event_type == "CALL" and candidate.standalone and not roles:
        return context.has_time(candidate.frame)
    if candidate.event_type in ("MEETING", "CALL"):
        return candidate.standalone and whose and "counterpart" in roles
    if candidate.event_type != "VISIT":
        return False
    if candidate.rule.id == "visit.take-him":
        return True
    if not candidate.standalone or phrase is None:
        return False
    opened = (
        candidate.relation == "prep with"
        and candidate.governor is not None
        and context.view.units[candidate.governor].lemma in _FRAMES_OF_VISIT
    )
    return opened or context.view.units[phrase.start].lemma in ("his", "her", "their", "its")


def _exchanged(candidate: Candidate, context: Context) -> bool:
    """ "By an exchange of notes Japan and Laos agreed": the subject of the sentence exchanged them."""
    assert candidate.phrase is not None
    return context.view.units[candidate.phrase.head].lemma == "exchange"


def _attendants(candidate: Candidate, context: Context, here: Sequence[Here]) -> list[Participant]:
    """Who acts at a conference that names no organisation: the subject of its sentence."""
    if here and candidate.rule.guard == "conference":
        actors = of_role("actor", here[-1].told.participants)
        captioned = context.segment_kind in ("caption", "list")
        if actors and (captioned or here[-1].trigger.frame.end >= candidate.start):
            return [replace(p, via="acts at it: " + p.via) for p in actors]
    if candidate.rule.id == "visit.take-him" and candidate.frame.subject is not None:
        # "Prime Minister Kaifu's travels took him": whose travels they are
        journey = candidate.frame.subject
        named = range(journey.start, min(journey.end, candidate.start))
        people = [
            u
            for u in named
            if (m := context.view.units[u].mention) is not None and m.label in ("PERSON", "OFFICE")
        ]
        if people:
            return settle(Row([Filler("actor", people[0], "whose journey it is")]), candidate, context)
    verb = candidate.governor
    if verb is None:
        verbs = context.view.clauses
        earlier = [other for other in verbs if other < candidate.start and other != candidate.verb]
        later = [other for other in verbs if other > candidate.end]
        verb = earlier[-1] if earlier else later[0] if later else None
    if verb is None:
        return []
    group, path = subject_of(context.grammar, verb)
    if group is None:
        return []
    fillers = [Filler("actor", unit, f"acts at it: subject ({path})") for unit in group.parties]
    if candidate.event_type == "CALL":
        objects = [part.group for part in clause_frame(context.grammar, verb).objects()]
        fillers += [Filler("counterpart", unit, "spoken to: object") for g in objects for unit in g.parties]
    return settle(Row(fillers), candidate, context)


def enclosing_event(candidate: Candidate, here: Sequence[Here]) -> Told | None:
    """The visit or conference within which the sentence lets something happen."""
    kinds = {"VISIT", "CONFERENCE"}
    if candidate.event_type in ("AGREEMENT", "STATEMENT"):
        kinds.add("MEETING")
    for other in reversed(here):
        if other.told.event_type in kinds and of_role("place", other.told.participants):
            return other.told
        if other.told.event_type in ("CONFERENCE", "OFFICE"):
            return None
    return None


def body_of_heading(
    candidate: Candidate, participants: list[Participant], context: Context, discourse: Discourse
) -> list[Participant]:
    """The organisation a section is about, for "membership" that does not say of what."""
    body = discourse.heading_body
    if "membership" not in context.view.text or candidate.event_type not in ("NEGOTIATION", "OTHER"):
        return []
    if body is None or any(not p.iso3 for p in of_role("counterpart", participants)):
        return []
    unit = context.view.units[candidate.start]
    return [
        name_party(body, "counterpart", unit.start, unit.end, "the section's heading", context.segment_id)
    ]


def stricken_state(discourse: Discourse, here: Sequence[Here]) -> str:
    """Code of the state last told to be struck by a disaster, in this sentence or the four events before."""
    for happening in [*(other.told for other in reversed(here)), *reversed(discourse.told[-4:])]:
        if happening.event_type == "DISASTER":
            return next((p.iso3 for p in happening.participants if p.iso3), "")
    return ""
