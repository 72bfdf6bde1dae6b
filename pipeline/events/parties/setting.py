"""Where a happening took place, said near it only: "where", "there", the bracket of a caption."""

from __future__ import annotations

from pipeline.events.parties.participants import codes_of, of_role, parties_of
from pipeline.events.sentence.context import TRAVEL, Context
from pipeline.events.sentence.frame import clause_frame
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_TOGETHER = frozenset({"MEETING", "STATEMENT", "CONFERENCE"})
_SEEN = _TOGETHER | {"AGREEMENT", "EXCHANGE"}
_PLACES = ("PLACE", "STATE")


def add_setting(candidate: Candidate, parties: list[Participant], context: Context) -> list[Participant]:
    """Add the place that the sentence tells near a meeting, speech, signature or journey without one.

    Args:
        candidate: the trigger.
        parties: what was read so far.
        context: the sentence.
    """
    if of_role("place", parties):
        return parties
    kind = candidate.event_type
    found: list[Participant] = []
    if kind in _SEEN and context.segment_kind in ("caption", "list", "heading"):
        found = _in_last_bracket(context)
    if not found and kind in (_TOGETHER | {"AGREEMENT"}) and not candidate.rule.id.endswith("in-force"):
        found = _where(candidate, context) or _beside_subject(candidate, context)
    if not found and kind == "CONFERENCE":
        found = _gathered_in(candidate, context)
    if not found and kind in ("VISIT", "MEETING"):
        found = _there(candidate, parties, context)
    return parties + found


def _place_at(index: int, via: str, context: Context) -> list[Participant]:
    mention = context.view.units[index].mention
    if mention is None or mention.label not in _PLACES:
        return []
    return [p for p in parties_of(mention, "place", via, context) if p.iso3][:1]


def _in_last_bracket(context: Context) -> list[Participant]:
    """ "… (September 22, Havana, Cuba; Photo: …)": the first place in the bracket that ends a caption."""
    view = context.view
    opening = view.shape.rfind("(")
    if opening < 0 or ")" not in view.shape[-3:]:
        return []
    for index in range(opening + 1, len(view.units)):
        if view.units[index].lemma in ("photo", "source"):
            break
        found = _place_at(index, "bracket of the caption", context)
        if found:
            return found
    return []


def _where(candidate: Candidate, context: Context) -> list[Participant]:
    """ "… in Peking, where he met the Premier": the place before "where"."""
    if candidate.verb is None:
        return []
    view, start = context.view, context.view.clauses[candidate.verb].start
    if candidate.frame.subject is not None:
        start = min(start, candidate.frame.subject.start)
    for index in range(start - 1, max(-1, start - 4), -1):
        if view.shape[index] == "W" and view.units[index].lemma == "where":
            for before in range(index - 1, max(-1, index - 8), -1):
                if view.shape[before] in "V;":
                    return []
                found = _place_at(before, "place before where", context)
                if found:
                    return found
    return []


def _beside_subject(candidate: Candidate, context: Context) -> list[Participant]:
    """ "The two leaders, guests of the President at Camp David, signed": a place between subject and verb."""
    if candidate.verb is None or candidate.frame.subject is None:
        return []
    view = context.view
    low, high = candidate.frame.subject.end, view.clauses[candidate.verb].start
    if low >= high or "V" in view.shape[low:high] or "W" in view.shape[low:high]:
        return []
    for index in range(low + 1, high):
        if view.units[index - 1].lemma in ("at", "in"):
            found = _place_at(index, "beside the subject", context)
            if found:
                return found
    return []


def _gathered_in(candidate: Candidate, context: Context) -> list[Participant]:
    """ "The leaders gathered in New York for the summit": where they went for it."""
    verb = candidate.governor
    if verb is None or candidate.relation != "prep for" or context.view.units[verb].lemma not in TRAVEL:
        return []
    for part in clause_frame(context.grammar, verb).complements:
        if part.preposition in ("in", "at", "to", ""):
            for unit in part.group.parties:
                found = _place_at(unit, "where they went for it", context)
                if found:
                    return found
    return []


def _there(candidate: Candidate, parties: list[Participant], context: Context) -> list[Participant]:
    """ "Japan protested to Myanmar, and the Deputy Minister traveled there": the last place named before."""
    if candidate.verb is None:
        return []
    behind = context.view.units[candidate.end : max(candidate.end + 1, candidate.frame.end + 1)]
    if not any(unit.text.lower() == "there" for unit in behind):
        return []
    own = codes_of(p for p in parties if p.role == "actor") | {"JPN"}
    for index in range(candidate.start - 1, -1, -1):
        found = [p for p in _place_at(index, "there", context) if p.iso3 not in own]
        if found:
            return found
    return []
