"""Which happening was part of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from pipeline.model import Event, EventMention
from pipeline.resolve.claims import Claim, claim_of, parties_of, places_fit

_PARENTS = {
    "VISIT": frozenset({"MEETING", "CONFERENCE", "AGREEMENT", "STATEMENT", "AID"}),
    "CONFERENCE": frozenset({"MEETING", "AGREEMENT", "STATEMENT"}),
    "MEETING": frozenset({"AGREEMENT", "STATEMENT", "AID"}),
}


def _event_id(event: Event) -> str:
    return event.event_id


def link_parents(events: Iterable[Event]) -> list[Event]:
    """Link what happened during a visit or a meeting to it: same chapter, a shared party, a date within.

    Args:
        events: all events that are first told in some chapters, in any order.

    Returns:
        The same events by id.
    """
    events = sorted(events, key=_event_id)
    claims = {event.event_id: claim_of(event.mention) for event in events}
    by_chapter: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        mention = event.mention
        if mention.event_type in _PARENTS and mention.status == "occurred":
            for party in parties_of(mention)[:8]:
                by_chapter[mention.source_id, party.entity_id or party.name].append(event)
    parents: dict[str, str] = {}
    for event in events:
        mention = event.mention
        options: dict[str, tuple[int, Event]] = {}
        for party in parties_of(mention):
            for other in by_chapter.get((mention.source_id, party.entity_id or party.name), ()):
                if other.event_id != event.event_id and _contains(
                    other.mention, mention, claims[other.event_id], claims[event.event_id]
                ):
                    options[other.event_id] = (_closeness(other.mention, mention), other)
        if options:
            parents[event.event_id] = max(options.values(), key=_option_rank)[1].event_id
    return [
        replace(event, parent_event_id=parents[event.event_id]) if event.event_id in parents else event
        for event in events
    ]


def _option_rank(option: tuple[int, Event]) -> tuple[int, str]:
    return option[0], option[1].event_id


def _contains(outer: EventMention, inner: EventMention, whole: Claim, part: Claim) -> bool:
    """Could the inner happening be part of the outer one? `whole` and `part` are what they claim."""
    if inner.event_type not in _PARENTS[outer.event_type] or inner.status != "occurred":
        return False
    same_sentence = outer.segment_id == inner.segment_id and outer.start == inner.start
    if not outer.date_edtf or not inner.date_edtf:
        return same_sentence and places_fit(whole, part)
    if outer.date_precision == "year" and not same_sentence:
        return False
    if not (outer.date_earliest <= inner.date_latest and inner.date_earliest <= outer.date_latest):
        return False
    if outer.event_type == "VISIT" and part.countries and not places_fit(whole, part):
        return False
    if same_sentence:
        return True
    if outer.event_type == "VISIT":
        return bool(part.countries) and places_fit(whole, part)
    return outer.segment_id == inner.segment_id and bool(whole.countries) and places_fit(whole, part)


def _closeness(outer: EventMention, inner: EventMention) -> int:
    """Nearer kinds first: a signing belongs to the meeting before it belongs to the visit."""
    rank = {"MEETING": 3, "CONFERENCE": 2, "VISIT": 1}[outer.event_type]
    near = 4 if outer.segment_id == inner.segment_id and outer.start == inner.start else 0
    return rank + near
