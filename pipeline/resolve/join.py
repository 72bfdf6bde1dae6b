"""Tellings of one happening put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Event, EventMention
from pipeline.resolve.claims import (
    PRECISION,
    Claim,
    Told,
    blocking_keys,
    can_be_one,
    can_be_one_undated,
    parties_of,
    places_of,
    told_of,
)
from pipeline.resolve.parents import link_parents


def merge_events(event_mentions: Iterable[EventMention]) -> list[Event]:
    """Join mentions of one happening within and across chapters.

    Two mentions are one happening when type, parties, place and status fit, and their dates are the same
    or one lies within the other. An undated mention joins a dated one of its own chapter only, and only
    when there is exactly one that fits. The telling that stands for the event is the first, with the
    fullest date, parties and place that any telling gives.

    `pipeline.merge` does the same from disk, for corpora that do not fit into memory.

    Args:
        event_mentions: the mentions of one or of many chapters, in any order.

    Returns:
        The events by id, each with its mentions in text order.

    >>> merge_events([])
    []
    """
    mentions = sorted(event_mentions, key=_order)
    dated = [mention for mention in mentions if mention.date_edtf]
    happenings = [
        [dated[position] for position in positions] for positions in join_dated(map(told_of, dated))
    ]
    _place_undated([mention for mention in mentions if not mention.date_edtf], happenings)
    return link_parents(event_of(sorted(tellings, key=_order)) for tellings in happenings)


def _order(mention: EventMention) -> tuple[str, str]:
    return mention.source_id, mention.event_mention_id


@dataclass(slots=True)
class _Happening:
    """Tellings taken for one happening so far.

    `positions` are those of the tellings and `claims` what they claim, each once; `last` are the tellings
    of the chapter that was met last.
    """

    positions: list[int] = field(default_factory=list)
    claims: dict[Claim, None] = field(default_factory=dict)
    last: list[Told] = field(default_factory=list)

    def can_take(self, told: Told) -> bool:
        if any(told.contradicts(other) for other in self.last):
            return False
        return all(can_be_one(told.claim, claim) for claim in self.claims)

    def take(self, position: int, told: Told) -> None:
        if self.last and self.last[0].source_id != told.source_id:
            self.last = []
        self.positions.append(position)
        self.claims[told.claim] = None
        self.last.append(told)


def join_dated(tellings: Iterable[Told]) -> list[list[int]]:
    """Join dated tellings of one happening.

    Args:
        tellings: dated tellings by chapter and place; all those of a type and of years that are linked.

    Returns:
        For each happening the positions of its tellings among those given, in order.
    """
    happenings: list[_Happening] = []
    blocks: dict[tuple[str, str, str], dict[int, None]] = defaultdict(dict)
    for position, told in enumerate(tellings):
        found = _find(told, happenings, blocks)
        if found is None:
            found = len(happenings)
            happenings.append(_Happening())
        if told.claim not in happenings[found].claims:
            for key in blocking_keys(told.claim):
                blocks[key][found] = None
        happenings[found].take(position, told)
    return [happening.positions for happening in happenings]


def _find(
    told: Told,
    happenings: Sequence[_Happening],
    blocks: Mapping[tuple[str, str, str], Mapping[int, None]],
) -> int | None:
    seen: set[int] = set()
    for key in blocking_keys(told.claim, asking=True):
        for number in blocks.get(key, ()):
            if number in seen:
                continue
            seen.add(number)
            if happenings[number].can_take(told):
                return number
    return None


def _place_undated(undated: Sequence[EventMention], happenings: list[list[EventMention]]) -> None:
    """Put an undated mention to the one dated event of its chapter that fits, else let it stand alone."""
    by_chapter: dict[tuple[str, str], list[int]] = defaultdict(list)
    known = [[told_of(mention) for mention in tellings] for tellings in happenings]
    for number, tellings in enumerate(happenings):
        for source, kind in {(m.source_id, m.event_type) for m in tellings}:
            by_chapter[source, kind].append(number)
    for mention in undated:
        told = told_of(mention)
        numbers = by_chapter[mention.source_id, mention.event_type]
        options = [number for number in numbers if fits_undated(told, known[number])]
        if len(options) == 1:
            happenings[options[0]].append(mention)
            known[options[0]].append(told)
        else:
            numbers.append(len(happenings))
            happenings.append([mention])
            known.append([told])


def fits_undated(told: Told, others: Iterable[Told]) -> bool:
    """Could an undated telling be of the same happening as all of these, which have its type?"""
    return all(
        not told.is_in_sentence_of(other) and can_be_one_undated(told.claim, other.claim) for other in others
    )


def event_of(tellings: Sequence[EventMention]) -> Event:
    """Let the first telling stand for the event, with the fullest of what any telling gives.

    Args:
        tellings: all tellings of one happening, by chapter and place.
    """
    first = tellings[0]
    if len(tellings) == 1:
        participants = (*parties_of(first), *places_of(first))
        mention = first if participants == first.participants else replace(first, participants=participants)
        return Event(event_id=first.event_mention_id, mention=mention, mention_ids=(first.event_mention_id,))
    dated = [mention for mention in tellings if mention.date_edtf]
    best = max(dated, key=_date_rank, default=first)
    fullest = max(tellings, key=_party_rank)
    placed = max(tellings, key=_place_rank)
    participants = tuple(parties_of(fullest)) + tuple(places_of(placed))
    status = first.status
    if any(mention.status == "occurred" for mention in tellings):
        status = (
            "occurred" if status in ("planned", "ongoing") and first.event_type != "ANNIVERSARY" else status
        )
    trace = (*first.trace, f"told {len(tellings)} times; date from {best.event_mention_id}")
    mention = replace(
        first, participants=participants, status=status, timex_id=best.timex_id, date_edtf=best.date_edtf,
        date_modifier=best.date_modifier, date_earliest=best.date_earliest, date_latest=best.date_latest,
        date_precision=best.date_precision, date_basis=best.date_basis,
        confidence=max(m.confidence for m in tellings), trace=trace,
    )  # fmt: skip
    return Event(
        event_id=first.event_mention_id,
        mention=mention,
        mention_ids=tuple(mention.event_mention_id for mention in tellings),
    )


def _date_rank(mention: EventMention) -> tuple[int, int]:
    return PRECISION.get(mention.date_precision, 0), int(mention.date_basis == "explicit")


def _party_rank(mention: EventMention) -> tuple[int, int]:
    parties = parties_of(mention)
    named = sum(p.entity_id.startswith("person:") for p in parties)
    return len({p.iso3 or p.entity_id for p in parties}), named


def _place_rank(mention: EventMention) -> int:
    places = places_of(mention)
    return sum(2 if p.entity_id.startswith("place:") else 1 for p in places[:1])
