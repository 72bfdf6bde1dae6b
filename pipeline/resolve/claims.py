"""What a telling claims, and whether two claims can be of one happening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import EventMention, Participant

PRECISION = {"day": 4, "month": 3, "season": 2, "quarter": 2, "half": 2, "year": 1}
_SAME_DAY_DISTINCT = frozenset({"STATEMENT", "AID", "AGREEMENT", "OTHER", "EXCHANGE", "MILITARY", "SANCTION"})
"""Types of which one party may see several in one month, so that the words must agree as well."""
_STOP = frozenset([
    "summit", "meeting", "conference", "session", "forum", "event", "attend", "attended", "ministerial",
    "international", "the", "a", "an", "of", "in", "on", "at", "to", "for", "with", "and", "by", "its",
    "their", "his", "her", "first", "held", "hold", "made", "make", "gave", "give", "was", "were", "be",
    "been",
])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """All that decides whether two tellings in different sentences are of one happening.

    `codes` are the parties as states, else entities, else names; `bodies` those that are no state's;
    `people` the persons and offices, each with the state; `countries` and `cities` where it was.
    """

    event_type: str
    status: str
    edtf: str
    earliest: str
    latest: str
    precision: str
    months: tuple[str, ...]
    codes: frozenset[str]
    bodies: frozenset[str]
    people: frozenset[tuple[str, str]]
    entity_ids: frozenset[str]
    countries: frozenset[str]
    cities: frozenset[str]
    words: frozenset[str]


def claim_of(mention: EventMention) -> Claim:
    """Return what a telling claims."""
    parties, places = parties_of(mention), places_of(mention)
    return Claim(
        event_type=mention.event_type,
        status=mention.status,
        edtf=mention.date_edtf,
        earliest=mention.date_earliest,
        latest=mention.date_latest,
        precision=mention.date_precision,
        months=_months(mention),
        codes=frozenset(p.iso3 or p.entity_id or p.name for p in parties),
        bodies=frozenset(p.entity_id or p.name for p in parties if not p.iso3),
        people=frozenset(
            (p.iso3, p.entity_id) for p in parties if p.entity_id.startswith(("person:", "office:"))
        ),
        entity_ids=frozenset(p.entity_id for p in parties),
        countries=frozenset(p.iso3 or p.name for p in places),
        cities=frozenset(p.entity_id for p in places if p.entity_id.startswith("place:")),
        words=_words(mention.trigger),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What decides which other tellings a telling is joined with: what it claims, where, in which words."""

    source_id: str
    segment_id: str
    start: int
    trigger_start: int
    rule_id: str
    trigger: str
    claim: Claim

    def contradicts(self, other: Told) -> bool:
        """One sentence names each of its happenings once, unless it merely repeats itself."""
        if not self.is_in_sentence_of(other) or self.trigger_start == other.trigger_start:
            return False
        return (self.rule_id, self.trigger, self.claim.edtf, self.claim.codes) != (
            other.rule_id,
            other.trigger,
            other.claim.edtf,
            other.claim.codes,
        )

    def is_in_sentence_of(self, other: Told) -> bool:
        """Tell whether both stand in one sentence."""
        return self.segment_id == other.segment_id and self.start == other.start


def told_of(mention: EventMention) -> Told:
    """Return what decides which other tellings this one is joined with."""
    return Told(
        source_id=mention.source_id,
        segment_id=mention.segment_id,
        start=mention.start,
        trigger_start=mention.trigger_start,
        rule_id=mention.rule_id,
        trigger=mention.trigger.lower(),
        claim=claim_of(mention),
    )


def parties_of(mention: EventMention) -> list[Participant]:
    """Return who took part, without the place."""
    return [p for p in mention.participants if p.role in ("actor", "counterpart", "host")]


def places_of(mention: EventMention) -> list[Participant]:
    """Return where it was."""
    return [p for p in mention.participants if p.role == "place"]


def _months(mention: EventMention) -> tuple[str, ...]:
    """Return the months a dated telling begins and ends in."""
    ends = [mention.date_earliest, mention.date_latest]
    return tuple(sorted({day[:7] for day in ends if day})) or (mention.date_edtf[:7],)


def years_of(claim: Claim) -> list[str]:
    """Return the years a dated happening begins and ends in.

    Two claims are compared only if they are of one type and share a year, or are linked by others that
    do: types and years cut a corpus into blocks that can be joined one by one.
    """
    return sorted({month[:4] for month in claim.months})


def _words(trigger: str) -> frozenset[str]:
    words = re.findall(r"[a-z]{3,}", trigger.lower())
    return frozenset(word[:5] for word in words if word not in _STOP)


def blocking_keys(claim: Claim, *, asking: bool = False) -> Iterator[tuple[str, str, str]]:
    """Yield type, one party (else place), and month; for coarser dates the year.

    A fine date is kept under its months and, for coarse dates that ask, under its year; a coarse date is
    kept under its year alone, which fine dates ask as well. So nobody compares what cannot be one.
    """
    codes = sorted(claim.codes) or sorted(claim.countries) or ["-"]
    years = years_of(claim)
    if claim.precision in ("day", "month") and len(claim.months) < 3:
        periods = [*claim.months, *(f"{year} coarse" if asking else f"{year} fine" for year in years)]
    else:
        periods = [f"{year} coarse" for year in years]
        if asking:
            periods += [f"{year} fine" for year in years]
    for period in periods:
        for code in codes[:12]:
            yield claim.event_type, code, period


def can_be_one(left: Claim, right: Claim) -> bool:
    """Could two dated claims of one type be of one happening?"""
    if not _status_fits(left, right) or not _dates_fit(left, right):
        return False
    if not _parties_fit(left, right) or not places_fit(left, right):
        return False
    return left.event_type not in _SAME_DAY_DISTINCT or bool(left.words & right.words)


def can_be_one_undated(left: Claim, right: Claim) -> bool:
    """Could an undated claim be of the same happening as another claim of its type in its chapter?"""
    if left.status != right.status or not left.codes or left.entity_ids != right.entity_ids:
        return False
    if left.event_type in _SAME_DAY_DISTINCT and not (left.words & right.words):
        return False
    return places_fit(left, right) and bool(left.countries) == bool(right.countries)


def _status_fits(left: Claim, right: Claim) -> bool:
    if left.status == right.status:
        return True
    return {left.status, right.status} <= {"occurred", "planned", "ongoing"}


def _dates_fit(left: Claim, right: Claim) -> bool:
    """Same date, or one within the other; a bare year fits a finer date only for types told once a year."""
    if left.edtf == right.edtf:
        return True
    if not (left.earliest and left.latest and right.earliest and right.latest):
        return False
    coarse = min(PRECISION.get(left.precision, 0), PRECISION.get(right.precision, 0))
    if coarse <= 1 and left.event_type not in ("CONFERENCE", "ANNIVERSARY", "OFFICE", "DISASTER"):
        return False
    inside = left.earliest >= right.earliest and left.latest <= right.latest
    around = right.earliest >= left.earliest and right.latest <= left.latest
    return inside or around


def _parties_fit(left: Claim, right: Claim) -> bool:
    """The named parties of one side are those of the other, or a state stands for its people."""
    codes, others = left.codes, right.codes
    if not codes or not others:
        return not codes and not others
    if not (codes <= others or others <= codes) or not _people_fit(left, right):
        return False
    if left.event_type == "CONFERENCE":
        if left.bodies != right.bodies:
            return False
        if not left.bodies and not (left.words & right.words):
            return False
    if codes == others:
        return True
    if left.event_type in ("VISIT", "OFFICE"):
        return False
    return left.edtf == right.edtf or left.event_type == "CONFERENCE" or len(codes & others) > 1


def _people_fit(left: Claim, right: Claim) -> bool:
    """Who acts for a state on both sides is one person, or on one side an office only."""
    for state, entity_id in right.people - left.people:
        mine = [entity for other, entity in left.people if other == state]
        if mine and not (
            entity_id.startswith("office:") or all(entity.startswith("office:") for entity in mine)
        ):
            return False
    return True


def places_fit(left: Claim, right: Claim) -> bool:
    """Were two happenings in one country, and where both name a city, in one city, as far as they tell?"""
    if not left.countries or not right.countries:
        return True
    if left.countries.isdisjoint(right.countries):
        return False
    return not left.cities or not right.cities or not left.cities.isdisjoint(right.cities)
