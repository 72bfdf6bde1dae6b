"""How a decision finds its event again after the tables changed: by id, then by place in the source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.corrections.values import fold

Row = dict[str, str]
Fits = Callable[[Row], bool]

_LOCATOR_RE = re.compile(
    r"""
    (?P<source_id>.+?)             # 2010/north-america
    :(?P<start>\d+)-(?P<end>\d+)   # raw offsets of the trigger
    :(?P<event_type>[A-Z]+)
    (?:\#(?P<part>[2-9]|\d\d))?    # the second, third ... part of a split event
    (?:[ ](?P<quote>.+))?          # the words that stand there, with a little around them
    \Z""",
    re.VERBOSE | re.DOTALL,
)
_CONTEXT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """The place of an event in its source: raw offsets of the trigger, event type, words around it.

    >>> str(Locator.parse("2010/north-america:1917-1927:STATEMENT Clinton, addressing a joint"))
    '2010/north-america:1917-1927:STATEMENT Clinton, addressing a joint'
    """

    source_id: str
    start: int
    end: int
    event_type: str
    part: int = 1
    quote: str = ""

    @classmethod
    def parse(cls, text: str) -> Locator | None:
        """Read a locator, or return nothing when the text is none."""
        match = _LOCATOR_RE.match(text.strip())
        if match is None or int(match["start"]) > int(match["end"]):
            return None
        return cls(
            source_id=match["source_id"],
            start=int(match["start"]),
            end=int(match["end"]),
            event_type=match["event_type"],
            part=int(match["part"] or 1),
            quote=match["quote"] or "",
        )

    def __str__(self) -> str:
        part = f"#{self.part}" if self.part > 1 else ""
        quote = f" {self.quote}" if self.quote else ""
        return f"{self.source_id}:{self.start}-{self.end}:{self.event_type}{part}{quote}"


def quote_around(text: str, start: int, end: int) -> str:
    """Return the words at a raw span with a little text on both sides, on one line.

    >>> quote_around("On Monday the President visited Canada for two days.", 24, 31)
    'On Monday the President visited Canada for two days.'
    """
    return " ".join(text[max(0, start - _CONTEXT) : end + _CONTEXT].split())


def locator_of(event: Mapping[str, str], text: str = "") -> Locator:
    """Return the locator of an event row; with the raw text at hand it quotes the place.

    >>> str(locator_of({"source_id": "a/b", "trigger_start": "3", "trigger_end": "8", "event_type": "VISIT"}))
    'a/b:3-8:VISIT'
    """
    start = int(event["trigger_start"] or event["source_start"])
    end = int(event["trigger_end"] or event["source_end"])
    return Locator(
        source_id=event["source_id"],
        start=start,
        end=end,
        event_type=event["event_type"],
        quote=quote_around(text, start, end),
    )


How = Literal["", "id", "place", "near", "other type", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search for an event gave: its row and how it was found, or the reason there is none.

    `how` is `id`, `place` (same trigger, same type), `near` (triggers overlap, same type), `other type`
    (triggers overlap, but the pipeline now calls it something else) or `told` (the place is now one of
    several tellings of the event).
    """

    event: Row | None = None
    reason: str = ""
    how: How = ""

    @property
    def is_same(self) -> bool:
        """Say whether this is the very event that a decision was made on."""
        return self.how in ("id", "place")

    @property
    def is_same_claim(self) -> bool:
        """Say whether the event still claims the same type of happening at the same words."""
        return self.how in ("id", "place", "near")


class Finder:
    """Finds the event a decision speaks of, even when its id changed.

    Args:
        events: rows of events.csv.
        event_mentions: rows of event_mentions.csv, for events now told first at another place.
        texts: raw text of each chapter, to see whether a locator's words still stand there.
    """

    def __init__(
        self, events: Iterable[Row], event_mentions: Iterable[Row], texts: Mapping[str, str]
    ) -> None:
        self.by_id: dict[str, Row] = {}
        self.by_source: defaultdict[str, list[Row]] = defaultdict(list)
        self.parts: dict[tuple[str, int], Row] = {}
        self.mentions: defaultdict[str, list[Row]] = defaultdict(list)
        self.texts = texts
        for event in events:
            self.register(event)
        for mention in event_mentions:
            self.mentions[mention["source_id"]].append(mention)

    def register(self, event: Row) -> None:
        """Make an event known that was added while decisions are applied."""
        self.by_id[event["event_id"]] = event
        self.by_source[event["source_id"]].append(event)

    def register_part(self, event: Row, part: int, copy: Row) -> None:
        """Make a part of a split event known; it is found by its id or by the locator with `#part`."""
        self.by_id[copy["event_id"]] = copy
        self.parts[event["event_id"], part] = copy

    def find(self, event_id: str, locator_text: str, fits: Fits | None = None) -> Found:
        """Find an event by id, else at the locator's place, else overlapping it.

        A locator that quotes its place must still be true of the text; when the quotation has moved (a
        better reading of a PDF, say), the search follows it. Where several events have one trigger ("A and
        B visited Japan in April and May, respectively"), the one that `fits` is meant.
        """
        locator = Locator.parse(locator_text)
        event = self.by_id.get(event_id)
        if event is not None:
            is_claim = locator is None or locator.event_type == event["event_type"]
            return Found(event=event, how="id" if is_claim else "other type")
        if locator is None:
            return Found(reason=f"there is no event {event_id} any more")
        moved = self._follow_quote(locator)
        if moved is None:
            return Found(reason=f"the words “{locator.quote}” are no longer in {locator.source_id}")
        found = self._at(moved, fits)
        if found.event is not None:  # what was merged away meanwhile lives on in the event that stays
            found = replace(found, event=self.by_id[found.event["event_id"]])
        if found.event is None or moved.part == 1:
            return found
        part = self.parts.get((found.event["event_id"], moved.part))
        return Found(event=part, how=found.how) if part else Found(reason=f"no part {moved.part} of a split")

    def _follow_quote(self, locator: Locator) -> Locator | None:
        text = self.texts.get(locator.source_id)
        if not locator.quote or text is None:
            return locator
        quote = _squeeze(locator.quote)
        low = max(0, locator.start - 3 * _CONTEXT)
        if quote in _squeeze(text[low : locator.end + 3 * _CONTEXT]):
            return locator
        squeezed, offsets = _squeeze_with_offsets(text)
        at = squeezed.find(quote)
        if at < 0 or squeezed.find(quote, at + 1) >= 0:
            return None
        shift = min(_CONTEXT, locator.start)
        start = offsets[at] + shift
        return replace(locator, start=start, end=start + locator.end - locator.start)

    def _at(self, locator: Locator, fits: Fits | None) -> Found:
        rows = self.by_source.get(locator.source_id, [])
        shared = [(_overlap(row, locator), row) for row in rows]
        near = [(size, row) for size, row in shared if size > 0]
        same_type = [(size, row) for size, row in near if row["event_type"] == locator.event_type]
        if same_type:
            return _largest(same_type, "near", locator, fits)
        if near:
            return _largest(near, "other type", locator, fits)
        told = {
            mention["event_id"]
            for mention in self.mentions.get(locator.source_id, [])
            if _covers(mention, locator) and self._type_of(mention) == locator.event_type
        }
        if len(told) == 1:
            return Found(event=self.by_id[told.pop()], how="told")
        return Found(reason=f"no event stands at {_short(locator)} any more")

    def _type_of(self, mention: Row) -> str:
        event = self.by_id.get(mention["event_id"])
        return event["event_type"] if event else ""


def _short(locator: Locator) -> str:
    return str(replace(locator, quote=""))


def _largest(overlaps: list[tuple[int, Row]], how: How, locator: Locator, fits: Fits | None) -> Found:
    largest = max(size for size, _ in overlaps)
    rows = [row for size, row in overlaps if size == largest]
    if len(rows) > 1 and fits is not None:
        rows = [row for row in rows if fits(row)] or rows
    if len(rows) > 1:
        return Found(reason=f"{len(rows)} events stand at {_short(locator)}")
    return Found(event=rows[0], how="place" if largest == _SAME and how == "near" else how)


_SAME = 1 << 30


def _overlap(row: Row, locator: Locator) -> int:
    """Count the characters that a row's trigger and a locator share; the very same span counts most."""
    start = int(row["trigger_start"] or row["source_start"])
    end = int(row["trigger_end"] or row["source_end"])
    if (start, end) == (locator.start, locator.end):
        return _SAME
    return min(end, locator.end) - max(start, locator.start)


def _covers(mention: Row, locator: Locator) -> bool:
    """Say whether a telling's trigger (its sentence, in tables without triggers) meets a locator."""
    start = int(mention.get("trigger_start") or mention["source_start"])
    end = int(mention.get("trigger_end") or mention["source_end"])
    return start < locator.end and locator.start < end


def _squeeze(text: str) -> str:
    return "".join(fold(text).split())


def _squeeze_with_offsets(text: str) -> tuple[str, list[int]]:
    """Return the text without white space, and the offset each of its characters came from."""
    kept = [(fold(char), offset) for offset, char in enumerate(text) if not char.isspace()]
    pieces, offsets = [], []
    for piece, offset in kept:
        pieces.append(piece)
        offsets += [offset] * len(piece)
    return "".join(pieces), offsets
