"""The nouns that flow between the stages: frozen, keyword-only records without behaviour.

Three kinds of offsets occur, all 0-based, end-exclusive, counted in Unicode code points:
*raw* offsets into the source text before any repair (`RawDocument.text`), *document* offsets
into the repaired and cleaned chapter (`Document.aligned.text`), and *segment* offsets into one
segment's text (`Segment.aligned.text`). Fields say which they use; `AlignedText.raw_span` leads
from the latter two back to the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from pipeline.align import AlignedText
from pipeline.packing import packed_by_position

SegmentKind = Literal["title", "heading", "paragraph", "list", "caption", "footnote", "nav", "footer"]
Status = Literal["occurred", "planned", "ongoing", "negated", "hypothetical"]
Role = Literal["actor", "counterpart", "host", "place"]
Basis = Literal["explicit", "context", "coverage-year", "relative", "none"]
Severity = Literal["error", "warning", "info"]

PROSE_KINDS: frozenset[SegmentKind] = frozenset({"paragraph", "list"})
"""Kinds that hold running sentences."""
EVENT_KINDS: frozenset[SegmentKind] = frozenset({"paragraph", "list", "caption", "heading", "footnote"})
"""Kinds in which an event may be told."""


def stable_id(kind: str, source_id: str, start: int, *rest: object) -> str:
    """Make an id that reads as a place: chapter, kind of row and raw offset.

    It depends on the source and its raw positions alone, so that neither better cleaning nor other
    chapters rename it, and rows sorted by id stand in text order. Rows that share a position are told
    apart by a hash of `rest`.

    >>> stable_id("s", "2010/north-america", 42)
    '2010/north-america:s0000042'
    >>> stable_id("e", "2010/north-america", 42, "VISIT")
    '2010/north-america:e0000042-9115'
    """
    tail = ""
    if rest:
        digest = hashlib.blake2b("\x1f".join(map(str, rest)).encode(), digest_size=2)
        tail = f"-{digest.hexdigest()}"
    return f"{source_id}:{kind}{start:07d}{tail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A chapter and what its sidecar says of it.

    `path` is relative to the corpus folder, with `/`. The coverage is the time the chapter
    reports on; events after it are the edition's spill-over.
    """

    source_id: str
    edition_year: int
    title: str
    path: str
    format: str
    coverage_start: date
    coverage_end: date
    spill_over_months: int = 4
    part: str = ""
    language: str = "en"
    url: str = ""
    licence: str = ""
    sha256: str = ""
    expected: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of layout the file format itself told of (an HTML element, a block of a PDF page).

    Raw offsets. `kind` is what the format says, or None where it says nothing.
    """

    start: int
    end: int
    kind: SegmentKind | None
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A chapter as read: its raw text (the text layer, for HTML and PDF) before any repair."""

    source: Source
    text: str
    encoding: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One place where characters were damaged (raw offsets), and what became of it."""

    start: int
    end: int
    damaged: str
    repaired: str
    status: Literal["repaired", "abstained"]
    rule: str
    chain: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something not understood or left alone (raw offsets)."""

    severity: Severity
    code: str
    source_id: str
    start: int
    end: int
    text: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A repaired (and later cleaned) chapter, aligned with the raw text it came from."""

    source: Source
    raw: str
    aligned: AlignedText
    encoding: str
    blocks: tuple[Block, ...] = ()
    repairs: tuple[Repair, ...] = ()
    issues: tuple[Issue, ...] = ()


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of page of one kind: a heading, a paragraph, a caption.

    A sentence that the page interrupts (by a caption, a column, a page foot) is one segment with
    several `pieces` (raw offsets, in reading order). `sentences` are segment offsets.
    """

    segment_id: str
    source_id: str
    kind: SegmentKind
    heading_path: tuple[str, ...]
    pieces: tuple[tuple[int, int], ...]
    aligned: AlignedText
    sentences: tuple[tuple[int, int], ...]
    page: int | None = None

    @property
    def text(self) -> str:
        return self.aligned.text


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """An expression that denotes calendar time (segment offsets), normalized to EDTF.

    `earliest` and `latest` are plain ISO days, empty for an open end. An expression whose year
    nothing decides has an empty `edtf` and basis `none`.
    """

    timex_id: str
    segment_id: str
    start: int
    end: int
    text: str
    edtf: str
    modifier: str
    earliest: str
    latest: str
    precision: str
    basis: Basis
    anchor: str
    rule_id: str
    timex3_type: str
    timex3_value: str


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, office, state, organisation or place.

    `entity_id` is `state:JPN`, `org:ASEAN`, `person:Q…` or `person:katsuya-okada`,
    `office:CAN:minister-of-foreign-affairs` (a role whose holder is not known), `place:hawaii`.
    `name` is written as TABLES.md asks (`Katsuya Okada`, `United States`); `iso3` is the state a
    person acts for or a place lies in, empty for organisations.
    """

    entity_id: str
    type: Literal["person", "office", "state", "organisation", "place"]
    name: str
    iso3: str = ""
    cow_code: str = ""
    wikidata_id: str = ""
    valid_from: str = ""
    valid_to: str = ""

    @property
    def label(self) -> str:
        """The entity as a cell shows it: `Katsuya Okada [JPN]`, `ASEAN`."""
        return f"{self.name} [{self.iso3}]" if self.iso3 else self.name


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A naming of somebody or something (segment offsets).

    `label` is PERSON, OFFICE (a role without a name), STATE, DEMONYM, ORG, PLACE or COREF ("the two
    leaders", "both countries", "he"). `title` is the office as the text has it, `name` the words
    of the name alone, `iso3` a nationality the text itself gives ("the Canadian Minister"). What
    linking adds: `entity_ids` (several for "the two leaders"), `link_method`, `score`.
    """

    mention_id: str
    segment_id: str
    start: int
    end: int
    text: str
    label: str
    method: str
    name: str = ""
    title: str = ""
    iso3: str = ""
    entity_ids: tuple[str, ...] = ()
    link_method: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """What entity linking gives for a chapter: mentions with ids, the entities met, open questions."""

    mentions: tuple[Mention, ...]
    entities: Mapping[str, Entity]
    issues: tuple[Issue, ...]


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A party to an event; `start` and `end` are segment offsets in `segment_id` of what names it.

    `tables.locate_events` adds the raw offsets once the segment is still at hand.
    """

    role: Role
    entity_id: str
    name: str
    iso3: str
    title: str
    segment_id: str
    start: int
    end: int
    via: str = ""
    source_id: str = ""
    source_start: int = 0
    source_end: int = 0


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """One place where a happening is told (segment offsets of the sentence and the trigger).

    `timex_id` is the date bound to it, empty when the text gives none; `via` fields and `trace` say
    by which path each role and the date were found, for `bluebook explain`. The last five fields are
    filled by `tables.locate_events`: the sentence as evidence, and raw offsets.
    """

    event_mention_id: str
    source_id: str
    segment_id: str
    start: int
    end: int
    trigger_start: int
    trigger_end: int
    trigger: str
    event_type: str
    mode: str
    status: Status
    participants: tuple[Participant, ...]
    timex_id: str
    date_edtf: str
    date_modifier: str
    date_earliest: str
    date_latest: str
    date_precision: str
    date_basis: Basis
    rule_id: str
    confidence: float
    parent_id: str = ""
    trace: tuple[str, ...] = ()
    evidence: str = ""
    source_start: int = 0
    source_end: int = 0
    source_trigger_start: int = 0
    source_trigger_end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A happening, told once or several times; `mention` is the telling that stands for it."""

    event_id: str
    mention: EventMention
    mention_ids: tuple[str, ...]
    parent_event_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterResult:
    """All that one chapter gives, with its text and segments still at hand."""

    source: Source
    raw: str
    encoding: str
    repairs: tuple[Repair, ...]
    segments: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    entities: Mapping[str, Entity]
    times: tuple[TimeExpression, ...]
    event_mentions: tuple[EventMention, ...]
    issues: tuple[Issue, ...]


class FiledTelling(NamedTuple):
    """A telling of an event as a chapter's record keeps it: packed, so that no more are unpacked than needed.

    Tellings are compared only within a type and years; `years` is empty when the telling has no date.
    `claim` is what is compared, and `spot` where and in which words it stands.
    """

    event_mention_id: str
    event_type: str
    years: tuple[str, ...]
    claim: str
    spot: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterRecord:
    """What the whole corpus needs to know of one chapter: small, so that thousands fit in memory.

    `counts` are the numbers of rows in the chapter's own tables, `segment_ids` the keys of its
    segments, `named` how often each entity is mentioned, `tellings` its tellings of events by id.
    """

    source: Source
    encoding: str
    words: int
    characters: int
    counts: Mapping[str, int]
    segment_ids: tuple[str, ...]
    entities: Mapping[str, Entity]
    named: Mapping[str, int]
    tellings: tuple[FiledTelling, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterOutput:
    """One chapter's share of the output tables: its record, its own tables, and its text layer.

    `tables` holds the CSV lines of each table whose rows belong to one chapter alone; `text_layer` is
    empty for a chapter whose file is its own text.
    """

    record: ChapterRecord
    tables: Mapping[str, str]
    text_layer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the tables to be written: CSV lines by table, and text layers by source id."""

    tables: Mapping[str, str]
    text_layers: Mapping[str, str] = field(default_factory=dict)
