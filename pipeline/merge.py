"""Tellings of all chapters joined into events from disk, so that memory does not grow with the corpus.

A private SQLite database, which the system deletes when it is closed, holds the packed tellings, numbered
by chapter and place. Tellings are only ever compared within a type and linked years, so each such block is
joined alone; then undated tellings are placed, chapter by chapter; then each chapter's events are made up,
when the tables ask for them.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from pipeline.cache import Cache, hash_parts
from pipeline.errors import OutputError
from pipeline.fingerprint import RULES, code_fingerprint
from pipeline.model import ChapterRecord, Entity, Event, EventMention
from pipeline.resolve import (
    Told,
    can_be_one_undated,
    event_of,
    fits_undated,
    join_dated,
    link_parents,
    unpack_claim,
    unpack_telling,
    unpack_told,
)

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;  -- 16 MB
CREATE TABLE telling (
    number INTEGER PRIMARY KEY,
    event_mention_id TEXT,
    event_type TEXT,
    year TEXT,           -- the first of the years it is told of; empty when it has no date
    claim TEXT,
    spot TEXT
);
CREATE TABLE content (number INTEGER PRIMARY KEY, content BLOB);
CREATE TABLE place (
    number INTEGER PRIMARY KEY,
    happening INTEGER    -- number of the first telling of what it tells of
);
CREATE TABLE entity (
    entity_id TEXT PRIMARY KEY,
    mentions INTEGER,
    chapter TEXT,        -- where `content` stands, which is the last in the order of the tables
    content BLOB
) WITHOUT ROWID;
"""
_ADD_ENTITY = """
INSERT INTO entity VALUES (?, ?, ?, ?)
ON CONFLICT (entity_id) DO UPDATE SET
    mentions = mentions + excluded.mentions,
    content = CASE WHEN excluded.chapter > chapter THEN excluded.content ELSE content END,
    chapter = max(chapter, excluded.chapter)
"""
_OF_A_BLOCK = """
SELECT number, claim, spot FROM telling
WHERE event_type = ? AND year IN (SELECT value FROM json_each(?)) ORDER BY number
"""
# Of a chapter, with the types of its undated tellings alone.
_TOLD_HERE = """
SELECT number - :start, happening, claim, spot FROM telling LEFT JOIN place USING (number)
WHERE number BETWEEN :start AND :last AND event_type IN
    (SELECT event_type FROM telling WHERE number BETWEEN :start AND :last AND year = '')
ORDER BY number
"""
_TOLD_ELSEWHERE = """
SELECT DISTINCT happening, claim FROM place JOIN telling USING (number)
WHERE number NOT BETWEEN :start AND :last AND happening IN
    (SELECT value FROM json_each(:happenings))
ORDER BY happening, claim
"""


Numbers = list[list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvents:
    """What joining gives for one chapter.

    `events` are those first told in it, by id; `tellings` all of its tellings, each with its event's id.
    """

    events: Sequence[Event]
    tellings: Sequence[tuple[str, EventMention]]


class EntityIds:
    """The ids of all entities of a corpus, on disk."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __contains__(self, key: object) -> bool:
        rows = self._database.execute("SELECT 1 FROM entity WHERE entity_id = ?", (key,))
        return rows.fetchone() is not None


class JoinedTellings:
    """The tellings of a corpus, joined, and the entities met; made by `join_tellings`."""

    def __init__(self, database: sqlite3.Connection, numbers: Mapping[str, range]) -> None:
        self._database = database
        self._numbers = numbers
        self.entity_ids = EntityIds(database)

    def entities(self, *, at_once: int) -> Iterator[list[tuple[Entity, int]]]:
        """Yield all entities by id, some at once, each with the number of its mentions."""
        rows = self._database.execute("SELECT content, mentions FROM entity ORDER BY entity_id")
        while batch := rows.fetchmany(at_once):
            yield [(pickle.loads(content), mentions) for content, mentions in batch]

    def fingerprint_of(self, source_id: str) -> str:
        """Return a hash of all that `events_of` looks at: another event or telling, another hash."""
        numbers = self._numbers[source_id]
        digest = hashlib.sha256()
        for happening, number, content in self._first_told_in(numbers):
            own = number - numbers.start if number in numbers else -1
            digest.update(f"{happening - numbers.start} {own} {len(content)}\n".encode())
            digest.update(content)
        for event_id, content in self._told_before(numbers):
            digest.update(f"{event_id} {len(content)}\n".encode())
            digest.update(content)
        return digest.hexdigest()

    def events_of(self, source_id: str) -> ToldEvents:
        """Return the events first told in a chapter, and all tellings of that chapter with their events."""
        numbers = self._numbers[source_id]
        rows = self._first_told_in(numbers)
        events, tellings = [], []
        for _, group in groupby(rows, key=itemgetter(0)):
            of_one = [(number, unpack_telling(content)) for _, number, content in group]
            event = event_of([telling for _, telling in of_one])
            events.append(event)
            tellings += [(event.event_id, telling) for number, telling in of_one if number in numbers]
        tellings += [(event_id, unpack_telling(content)) for event_id, content in self._told_before(numbers)]
        return ToldEvents(events=link_parents(events), tellings=tellings)

    def _first_told_in(self, numbers: range) -> Iterator[tuple[int, int, bytes]]:
        """Yield the tellings of what is first told in a chapter: happening, number, packed telling."""
        return self._database.execute(
            "SELECT happening, number, content FROM place JOIN content USING (number)"
            " WHERE happening BETWEEN ? AND ? ORDER BY happening, number",
            (numbers.start, numbers.stop - 1),
        )

    def _told_before(self, numbers: range) -> Iterator[tuple[str, bytes]]:
        """Yield the tellings of a chapter whose event an earlier one tells first: its id, packed telling."""
        return self._database.execute(
            "SELECT first.event_mention_id, content FROM place JOIN content USING (number)"
            " JOIN telling AS first ON first.number = happening"
            " WHERE place.number BETWEEN ? AND ? AND happening < ? ORDER BY place.number",
            (numbers.start, numbers.stop - 1, numbers.start),
        )


@contextmanager
def join_tellings(
    records: Iterable[ChapterRecord], *, store: Cache | None = None
) -> Iterator[JoinedTellings]:
    """Join the tellings of all chapters into events, as `resolve.merge_events` does, within bounded memory.

    At any time it holds one chapter's record, or the dated tellings of one type in years that are
    linked, or those of one chapter.

    Args:
        records: the record of every chapter, in the order of their source ids.
        store: where it is kept which tellings were joined, if it is.

    Raises:
        OutputError: there is no room on disk for the tellings.
    """
    try:
        with closing(sqlite3.connect("", isolation_level=None)) as database:
            database.executescript(_TABLES)
            database.execute("BEGIN")
            numbers, blocks = _file_tellings(records, database)
            database.execute("CREATE INDEX block ON telling (event_type, year)")
            for event_type, years in blocks:
                _join_block(event_type, years, database, store)
            database.execute("CREATE INDEX happening ON place (happening)")
            for chapter in numbers.values():
                _place_undated(chapter, database, store)
            yield JoinedTellings(database, numbers)
    except sqlite3.Error as error:
        raise OutputError(
            f"the events of all chapters cannot be joined: {error}",
            hint="make room on the disk for temporary files, or name another with SQLITE_TMPDIR",
        ) from error


def _file_tellings(
    records: Iterable[ChapterRecord], database: sqlite3.Connection
) -> tuple[dict[str, range], list[tuple[str, list[str]]]]:
    """Number all tellings; return the numbers of each chapter, and the blocks: a type and linked years."""
    numbers: dict[str, range] = {}
    links: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    end = 0
    for record in records:
        start, end = end, end + len(record.tellings)
        numbers[record.source.source_id] = range(start, end)
        rows, contents = [], []
        for number, telling in enumerate(record.tellings, start):
            year = telling.years[0] if telling.years else ""
            key = (number, telling.event_mention_id, telling.event_type, year)
            rows.append((*key, telling.claim, telling.spot))
            contents.append((number, telling.content))
            if year:
                links[telling.event_type].add(telling.years)
        database.executemany("INSERT INTO telling VALUES (?, ?, ?, ?, ?, ?)", rows)
        database.executemany("INSERT INTO content VALUES (?, ?)", contents)
        _file_entities(record, database)
    blocks = [(event_type, years) for event_type in sorted(links) for years in linked(links[event_type])]
    return numbers, blocks


def _file_entities(record: ChapterRecord, database: sqlite3.Connection) -> None:
    chapter = f"{record.source.source_id}:"
    database.executemany(
        _ADD_ENTITY,
        [
            (key, record.named.get(key, 0), chapter, pickle.dumps(entity))
            for key, entity in record.entities.items()
        ],
    )


def linked(links: Iterable[Sequence[str]]) -> list[list[str]]:
    """Put years together that are linked, directly or by others in between.

    >>> linked([("2009",), ("2010", "2012"), ("2012", "2013"), ("2011",)])
    [['2009'], ['2010', '2012', '2013'], ['2011']]
    """
    groups: dict[str, set[str]] = {}
    for years in links:
        together = set(years).union(*(groups.get(year, ()) for year in years))
        for year in together:
            groups[year] = together
    distinct = {id(group): group for group in groups.values()}
    return sorted(sorted(group) for group in distinct.values())


def _join_block(
    event_type: str, years: Sequence[str], database: sqlite3.Connection, store: Cache | None
) -> None:
    """Join the dated tellings of a type in linked years; the same block gives the same in every run."""
    numbers: list[int] = []
    told: list[tuple[str, str]] = []
    for number, claim, spot in database.execute(_OF_A_BLOCK, (event_type, json.dumps(years))):
        numbers.append(number)
        told.append((claim, spot))

    def join() -> Numbers:
        happenings = join_dated(unpack_told(claim, spot) for claim, spot in told)
        return [[positions[0], position] for positions in happenings for position in positions]

    joined = [[0, 0]] if len(told) == 1 else _once(join, told, store)
    database.executemany(
        "INSERT INTO place VALUES (?, ?)",
        [(numbers[position], numbers[first]) for first, position in joined],
    )


def _place_undated(chapter: range, database: sqlite3.Connection, store: Cache | None) -> None:
    """Put each undated telling of a chapter to the one happening of its type told there that fits, if any."""
    bounds = {"start": chapter.start, "last": chapter.stop - 1}
    rows = database.execute(_TOLD_HERE, bounds).fetchall()
    if not rows:
        return
    happenings = json.dumps([row[1] for row in rows if row[1] is not None])
    elsewhere = database.execute(_TOLD_ELSEWHERE, {**bounds, "happenings": happenings}).fetchall()
    # Numbers from the chapter's first telling on; happenings of earlier chapters are -1, -2 and so on.
    earlier = sorted({row[1] for row in rows if row[1] is not None and row[1] < chapter.start}, reverse=True)
    name = {happening: -at for at, happening in enumerate(earlier, 1)}
    number = {at: happening for happening, at in name.items()}
    named = [
        (at, None if happening is None else name.get(happening, happening - chapter.start), claim, spot)
        for at, happening, claim, spot in rows
    ]
    others = [(name.get(happening, happening - chapter.start), claim) for happening, claim in elsewhere]

    def place() -> Numbers:
        return list(_placed(named, others))

    placed = [
        [number.get(at, at + chapter.start) for at in places]
        for places in _once(place, [named, others], store)
    ]
    database.executemany(
        "INSERT INTO place VALUES (?, ?)", [(telling, happening) for happening, _, telling in placed]
    )
    database.executemany(
        "UPDATE place SET happening = ? WHERE happening = ?",
        [(happening, before) for happening, before, _ in placed if happening != before],
    )


def _placed(
    rows: Iterable[tuple[int, int | None, str, str]], elsewhere: Iterable[tuple[int, str]]
) -> Iterator[list[int]]:
    """Yield where each undated telling of a chapter goes.

    Args:
        rows: number, happening (None if undated), claim and spot of each telling of the chapter.
        elsewhere: happenings told in this chapter too, each with a claim of another chapter.

    Yields:
        The happening that holds the telling from now on, the one it was before, and the telling.
    """
    placed: defaultdict[str, dict[int, list[Told]]] = defaultdict(dict)
    claims: defaultdict[int, list[str]] = defaultdict(list)
    for happening, claim in elsewhere:
        claims[happening].append(claim)
    undated: list[tuple[int, Told]] = []
    for number, place, claim, spot in rows:
        told = unpack_told(claim, spot)
        if place is None:
            undated.append((number, told))
        else:
            placed[told.claim.event_type].setdefault(place, []).append(told)
    for number, told in undated:
        happenings = placed[told.claim.event_type]
        options = [
            happening
            for happening, others in happenings.items()
            if fits_undated(told, others)
            and all(can_be_one_undated(told.claim, unpack_claim(claim)) for claim in claims[happening])
        ]
        if len(options) != 1:
            happenings[number] = [told]
            yield [number, number, number]
            continue
        first = min(number, options[0])
        happenings[first] = [*happenings.pop(options[0]), told]
        claims[first] = claims.pop(options[0], [])
        yield [first, options[0], number]


def _once(make: Callable[[], Numbers], of: Sequence[object], store: Cache | None) -> Numbers:
    """Make some numbers, or take them from an earlier run that made them of the same."""
    if store is None:
        return make()
    key = hash_parts(code_fingerprint(without=RULES), *of)
    content = store.read(key, "joins")
    if content is not None:
        numbers: Numbers = json.loads(content)
        return numbers
    numbers = make()
    store.write(key, "joins", json.dumps(numbers).encode())
    return numbers
