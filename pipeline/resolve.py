"""Join the tellings of one happening, and say which happening was part of which (event coreference).

A caption and its alt text, a summary and its detail, two chapters: one event, several mentions. Only
mentions that share type and a party (or place) and whose dates fit are ever compared, so that the
work grows with the number of events and not with its square.
"""

from __future__ import annotations

import pickle
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Event, EventMention, FiledTelling, Participant

_PRECISION = {"day": 4, "month": 3, "season": 2, "quarter": 2, "half": 2, "year": 1}
_SAME_DAY_DISTINCT = frozenset({"STATEMENT", "AID", "AGREEMENT", "OTHER", "EXCHANGE", "MILITARY", "SANCTION"})
"""Types of which one party may see several in one month, so that the words must agree as well."""
_PARENTS = {
    "VISIT": frozenset({"MEETING", "CONFERENCE", "AGREEMENT", "STATEMENT", "AID"}),
    "CONFERENCE": frozenset({"MEETING", "AGREEMENT", "STATEMENT"}),
    "MEETING": frozenset({"AGREEMENT", "STATEMENT", "AID"}),
}
_STOP = frozenset([
    "summit", "meeting", "conference", "session", "forum", "event", "attend", "attended", "ministerial",
    "international", "the", "a", "an", "of", "in", "on", "at", "to", "for", "with", "and", "by", "its",
    "their", "his", "her", "first", "held", "hold", "made", "make", "gave", "give", "was", "were", "be",
    "been",
])  # fmt: skip


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
    happenings = join_dated([mention for mention in mentions if mention.date_edtf])
    _place_undated([mention for mention in mentions if not mention.date_edtf], happenings)
    return link_parents(event_of(sorted(tellings, key=_order)) for tellings in happenings)


def file_telling(mention: EventMention) -> FiledTelling:
    """Pack a telling for the merge of many chapters, with what decides which others it is compared to."""
    return FiledTelling(
        event_mention_id=mention.event_mention_id,
        event_type=mention.event_type,
        years=tuple(years_of(mention)) if mention.date_edtf else (),
        content=pickle.dumps(mention, protocol=pickle.HIGHEST_PROTOCOL),
    )


def unpack_telling(content: bytes) -> EventMention:
    """Return the telling that `file_telling` packed."""
    telling = pickle.loads(content)
    assert isinstance(telling, EventMention)
    return telling


def years_of(mention: EventMention) -> list[str]:
    """Return the years a dated telling begins and ends in; tellings that share none are never joined.

    Two tellings are compared only if they are of one type and share a year, or are linked by others
    that do: types and years cut a corpus into blocks that can be joined one by one.
    """
    return sorted({month[:4] for month in _months(mention)})


def join_dated(mentions: Sequence[EventMention]) -> list[list[EventMention]]:
    """Join dated tellings of one happening.

    Args:
        mentions: dated tellings by chapter and place; all those of a type and of years that are linked.

    Returns:
        The tellings of each happening, in the order given.
    """
    happenings: list[list[EventMention]] = []
    blocks: dict[tuple[str, str, str], dict[int, None]] = defaultdict(dict)
    for mention in mentions:
        found = _find(mention, happenings, blocks)
        if found is None:
            found = len(happenings)
            happenings.append([])
        happenings[found].append(mention)
        for key in _keys(mention):
            blocks[key][found] = None
    return happenings


def _order(mention: EventMention) -> tuple[str, str]:
    return mention.source_id, mention.event_mention_id


def _event_id(event: Event) -> str:
    return event.event_id


def _parties(mention: EventMention) -> list[Participant]:
    return [p for p in mention.participants if p.role in ("actor", "counterpart", "host")]


def _codes(mention: EventMention) -> frozenset[str]:
    return frozenset(p.iso3 or p.entity_id or p.name for p in _parties(mention))


def _bodies(mention: EventMention) -> frozenset[str]:
    return frozenset(p.entity_id or p.name for p in _parties(mention) if not p.iso3)


def _places(mention: EventMention) -> list[Participant]:
    return [p for p in mention.participants if p.role == "place"]


def _keys(mention: EventMention, *, asking: bool = False) -> Iterator[tuple[str, str, str]]:
    """Blocking keys: type, one party (else place), and month; for coarser dates the year.

    A fine date is kept under its months and, for coarse dates that ask, under its year; a coarse date is
    kept under its year alone, which fine dates ask as well. So nobody compares what cannot be one.
    """
    codes = sorted(_codes(mention)) or sorted({p.iso3 or p.name for p in _places(mention)}) or ["-"]
    months = _months(mention)
    years = years_of(mention)
    fine = mention.date_precision in ("day", "month") and len(months) < 3
    if fine:
        periods = [*months, *(f"{year} coarse" if asking else f"{year} fine" for year in years)]
    else:
        periods = [f"{year} coarse" for year in years]
        if asking:
            periods += [f"{year} fine" for year in years]
    for period in periods:
        for code in codes[:12]:
            yield mention.event_type, code, period


def _months(mention: EventMention) -> list[str]:
    ends = [mention.date_earliest, mention.date_latest]
    return sorted({day[:7] for day in ends if day}) or [mention.date_edtf[:7]]


def _find(
    mention: EventMention,
    happenings: Sequence[Sequence[EventMention]],
    blocks: Mapping[tuple[str, str, str], Mapping[int, None]],
) -> int | None:
    seen: set[int] = set()
    for key in _keys(mention, asking=True):
        for number in blocks.get(key, ()):
            if number in seen:
                continue
            seen.add(number)
            if all(_same(mention, other) for other in happenings[number]):
                return number
    return None


def _same(left: EventMention, right: EventMention) -> bool:
    """Could two dated mentions of one type tell of one happening?"""
    one_sentence = left.segment_id == right.segment_id and left.start == right.start
    if one_sentence and left.trigger_start != right.trigger_start:
        # one sentence names each of its happenings once, unless it merely repeats itself
        same_words = left.rule_id == right.rule_id and _spelled(left) == _spelled(right)
        if not same_words:
            return False
    if not _status_fits(left, right) or not _dates_fit(left, right):
        return False
    if not _parties_fit(left, right) or not _places_fit(left, right):
        return False
    if left.event_type in _SAME_DAY_DISTINCT:
        return bool(_words(left) & _words(right))
    return True


def _spelled(mention: EventMention) -> tuple[str, str, frozenset[str]]:
    return mention.trigger.lower(), mention.date_edtf, _codes(mention)


def _status_fits(left: EventMention, right: EventMention) -> bool:
    if left.status == right.status:
        return True
    return {left.status, right.status} <= {"occurred", "planned", "ongoing"}


def _dates_fit(left: EventMention, right: EventMention) -> bool:
    """Same date, or one within the other; a bare year fits a finer date only for types told once a year."""
    if left.date_edtf == right.date_edtf:
        return True
    if not (left.date_earliest and left.date_latest and right.date_earliest and right.date_latest):
        return False
    coarse = min(_PRECISION.get(left.date_precision, 0), _PRECISION.get(right.date_precision, 0))
    if coarse <= 1 and left.event_type not in ("CONFERENCE", "ANNIVERSARY", "OFFICE", "DISASTER"):
        return False
    inside = left.date_earliest >= right.date_earliest and left.date_latest <= right.date_latest
    around = right.date_earliest >= left.date_earliest and right.date_latest <= left.date_latest
    return inside or around


def _parties_fit(left: EventMention, right: EventMention) -> bool:
    """The named parties of one side are those of the other, or a state stands for its people."""
    first, second = _parties(left), _parties(right)
    if not first or not second:
        return not first and not second
    codes, others = _codes(left), _codes(right)
    if not (codes <= others or others <= codes):
        return False
    people: dict[str, set[str]] = defaultdict(set)
    for party in first:
        if party.entity_id.startswith(("person:", "office:")):
            people[party.iso3].add(party.entity_id)
    for party in second:
        if party.entity_id.startswith(("person:", "office:")) and people.get(party.iso3):
            mine = people[party.iso3]
            if party.entity_id not in mine and not (
                party.entity_id.startswith("office:") or all(entity.startswith("office:") for entity in mine)
            ):
                return False
    if left.event_type == "CONFERENCE":
        if _bodies(left) != _bodies(right):
            return False
        if not _bodies(left) and not (_words(left) & _words(right)):
            return False
    if codes == others:
        return True
    if left.event_type in ("VISIT", "OFFICE"):
        return False
    return left.date_edtf == right.date_edtf or left.event_type == "CONFERENCE" or len(codes & others) > 1


def _places_fit(left: EventMention, right: EventMention) -> bool:
    first, second = _places(left), _places(right)
    if not first or not second:
        return True
    countries = {p.iso3 or p.name for p in first}
    if countries.isdisjoint({p.iso3 or p.name for p in second}):
        return False
    cities = {p.entity_id for p in first if p.entity_id.startswith("place:")}
    others = {p.entity_id for p in second if p.entity_id.startswith("place:")}
    return not cities or not others or not cities.isdisjoint(others)


def _words(mention: EventMention) -> frozenset[str]:
    words = re.findall(r"[a-z]{3,}", mention.trigger.lower())
    return frozenset(word[:5] for word in words if word not in _STOP)


def _place_undated(undated: Sequence[EventMention], happenings: list[list[EventMention]]) -> None:
    """Put an undated mention to the one dated event of its chapter that fits, else let it stand alone."""
    by_chapter: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, tellings in enumerate(happenings):
        for source, kind in {(m.source_id, m.event_type) for m in tellings}:
            by_chapter[source, kind].append(number)
    for mention in undated:
        options = [
            number
            for number in by_chapter[mention.source_id, mention.event_type]
            if fits_undated(mention, happenings[number])
        ]
        if len(options) == 1:
            happenings[options[0]].append(mention)
        else:
            happenings.append([mention])
            by_chapter[mention.source_id, mention.event_type].append(len(happenings) - 1)


def fits_undated(mention: EventMention, tellings: Iterable[EventMention]) -> bool:
    """Could an undated telling be of the same happening as all of these, which have its type?"""
    return all(_same_undated(mention, other) for other in tellings)


def _same_undated(left: EventMention, right: EventMention) -> bool:
    if left.segment_id == right.segment_id and left.start == right.start:
        return False
    if left.status != right.status or not _parties(left):
        return False
    if left.event_type in _SAME_DAY_DISTINCT and not (_words(left) & _words(right)):
        return False
    if {p.entity_id for p in _parties(left)} != {p.entity_id for p in _parties(right)}:
        return False
    return _places_fit(left, right) and bool(_places(left)) == bool(_places(right))


def event_of(tellings: Sequence[EventMention]) -> Event:
    """Let the first telling stand for the event, with the fullest of what any telling gives.

    Args:
        tellings: all tellings of one happening, by chapter and place.
    """
    first = tellings[0]
    dated = [mention for mention in tellings if mention.date_edtf]
    best = max(dated, key=_date_rank, default=first)
    fullest = max(tellings, key=_party_rank)
    placed = max(tellings, key=_place_rank)
    participants = tuple(_parties(fullest)) + tuple(_places(placed))
    status = first.status
    if any(mention.status == "occurred" for mention in tellings):
        status = (
            "occurred" if status in ("planned", "ongoing") and first.event_type != "ANNIVERSARY" else status
        )
    trace = first.trace
    if len(tellings) > 1:
        trace = (*trace, f"told {len(tellings)} times; date from {best.event_mention_id}")
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
    return _PRECISION.get(mention.date_precision, 0), int(mention.date_basis == "explicit")


def _party_rank(mention: EventMention) -> tuple[int, int]:
    parties = _parties(mention)
    named = sum(p.entity_id.startswith("person:") for p in parties)
    return len({p.iso3 or p.entity_id for p in parties}), named


def _place_rank(mention: EventMention) -> int:
    places = _places(mention)
    return sum(2 if p.entity_id.startswith("place:") else 1 for p in places[:1])


def link_parents(events: Iterable[Event]) -> list[Event]:
    """Link what happened during a visit or a meeting to it: same chapter, a shared party, a date within.

    Args:
        events: all events that are first told in some chapters, in any order.

    Returns:
        The same events by id.
    """
    events = sorted(events, key=_event_id)
    by_chapter: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        mention = event.mention
        if mention.event_type in _PARENTS and mention.status == "occurred":
            for party in _parties(mention)[:8]:
                by_chapter[mention.source_id, party.entity_id or party.name].append(event)
    parents: dict[str, str] = {}
    for event in events:
        mention = event.mention
        options: dict[str, tuple[int, Event]] = {}
        for party in _parties(mention):
            for other in by_chapter.get((mention.source_id, party.entity_id or party.name), ()):
                if other.event_id != event.event_id and _contains(other.mention, mention):
                    options[other.event_id] = (_closeness(other.mention, mention), other)
        if options:
            parents[event.event_id] = max(options.values(), key=_option_rank)[1].event_id
    return [replace(event, parent_event_id=parents.get(event.event_id, "")) for event in events]


def _option_rank(option: tuple[int, Event]) -> tuple[int, str]:
    return option[0], option[1].event_id


def _contains(outer: EventMention, inner: EventMention) -> bool:
    if inner.event_type not in _PARENTS[outer.event_type] or inner.status != "occurred":
        return False
    same_sentence = outer.segment_id == inner.segment_id and outer.start == inner.start
    if not outer.date_edtf or not inner.date_edtf:
        return same_sentence and _places_fit(outer, inner)
    if outer.date_precision == "year" and not same_sentence:
        return False
    if not (outer.date_earliest <= inner.date_latest and inner.date_earliest <= outer.date_latest):
        return False
    if outer.event_type == "VISIT" and _places(inner) and not _places_fit(outer, inner):
        return False
    if same_sentence:
        return True
    if outer.event_type == "VISIT":
        return bool(_places(inner)) and _places_fit(outer, inner)
    return outer.segment_id == inner.segment_id and bool(_places(outer)) and _places_fit(outer, inner)


def _closeness(outer: EventMention, inner: EventMention) -> int:
    """Nearer kinds first: a signing belongs to the meeting before it belongs to the visit."""
    rank = {"MEETING": 3, "CONFERENCE": 2, "VISIT": 1}[outer.event_type]
    near = 4 if outer.segment_id == inner.segment_id and outer.start == inner.start else 0
    return rank + near
