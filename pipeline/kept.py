"""What is kept of a chapter, so that a changed rule re-reads only what it bears on.

Two files, both under a key that leaves the event rules and the gazetteer out. The *reading*: the chapter's
own tables, its record without events, and its passages packed one by one. The *telling*: what each passage
told and asked of the rules, with the answers it got, and the record that came of it. Both hold what was
asked of the gazetteer, too.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, overload

from pipeline.cache import Cache, hash_parts, join_parts, split_parts
from pipeline.events import Passage, ToldPassage
from pipeline.fingerprint import GAZETTEER, code_fingerprint
from pipeline.lexicon.asked_gazetteer import ALWAYS, Question, gazetteer_answerer
from pipeline.lexicon.asked_rules import Answers
from pipeline.model import ChapterRecord, FiledTelling, Segment
from pipeline.packing import packed_by_position


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNames:
    """What was asked of the gazetteer, with the answers (packed), and the hash of the gazetteer then."""

    gazetteer: str
    answers: bytes

    @classmethod
    def of(cls, asked: Iterable[Question], *, before: Self | None = None) -> Self:
        """Answer questions, and those asked before, from the gazetteer as it is."""
        earlier = pickle.loads(before.answers) if before else ()
        answers = gazetteer_answerer().answer_all({*ALWAYS, *earlier, *asked})
        return cls(gazetteer=_gazetteer_hash(), answers=_pack(answers))

    def still_hold(self) -> bool:
        """Tell whether the gazetteer would answer the same now."""
        if self.gazetteer == _gazetteer_hash():
            return True
        return not gazetteer_answerer().has_changed(pickle.loads(self.answers))


def _gazetteer_hash() -> str:
    return code_fingerprint(only=GAZETTEER)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReading:
    """A chapter after every stage that asks no event rule: its record without events, its tables packed."""

    names: KeptNames
    record: ChapterRecord
    tables: bytes
    passages: Sequence[Passage]
    segments: Mapping[str, Segment]

    @property
    def digest(self) -> str:
        """A hash of what it hangs on besides its key: the chapter's bytes and the gazetteer's answers."""
        return hash_parts(self.record.source.sha256, hashlib.sha256(self.names.answers).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTelling:
    """What a chapter told when its questions were answered so; record and passages are packed.

    `reading` is the digest of the reading that it tells of.
    """

    reading: str
    names: KeptNames
    answers: Answers
    record: bytes
    passages: bytes


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class FiledPassage:
    """What one passage told: its tellings located and filed, so that they need not be made again.

    `told` holds the questions and the reader's memory, without the events; `implied` are the entities that
    the tellings name.
    """

    told: ToldPassage
    tellings: tuple[FiledTelling, ...]
    implied: frozenset[str]


class PackedPassages(Sequence[Passage]):
    """Passages that are unpacked when somebody looks at them, each once."""

    def __init__(self, packed: Sequence[bytes | memoryview]) -> None:
        self._packed = packed
        self._unpacked: dict[int, Passage] = {}

    @overload
    def __getitem__(self, index: int) -> Passage: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Passage]: ...
    def __getitem__(self, index: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if index not in self._unpacked:
            passage = pickle.loads(zlib.decompress(self._packed[index]))
            assert isinstance(passage, Passage)
            self._unpacked[index] = passage
        return self._unpacked[index]

    def __len__(self) -> int:
        return len(self._packed)


class SegmentsOf(Mapping[str, Segment]):
    """The segments of passages by their ids."""

    def __init__(self, passages: Sequence[Passage], ids: Sequence[str]) -> None:
        self._passages = passages
        self._numbers = {segment_id: number for number, segment_id in enumerate(ids)}

    def __getitem__(self, segment_id: str) -> Segment:
        return self._passages[self._numbers[segment_id]].segment

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def keep_reading(store: Cache, key: str, reading: KeptReading) -> None:
    """Keep a chapter as it was read."""
    ids = [passage.segment.segment_id for passage in reading.passages]
    packed = [zlib.compress(_pack(passage), 1) for passage in reading.passages]
    head = _pack((reading.record, ids, reading.names.gazetteer))
    store.write(key, "readings", join_parts([head, reading.names.answers, reading.tables, *packed]))


def recall_reading(store: Cache, key: str) -> KeptReading | None:
    """Return a chapter as it was read, None when that is not kept."""
    content = store.read(key, "readings")
    if content is None:
        return None
    head, names, tables, *packed = split_parts(content)
    record, ids, gazetteer = pickle.loads(head)
    passages = PackedPassages(packed)
    return KeptReading(
        names=KeptNames(gazetteer=gazetteer, answers=bytes(names)),
        record=record,
        tables=bytes(tables),
        passages=passages,
        segments=SegmentsOf(passages, ids),
    )


def keep_telling(store: Cache, key: str, telling: KeptTelling) -> None:
    """Keep what a chapter told."""
    head = _pack((telling.reading, telling.answers, telling.names.gazetteer))
    store.write(key, "tellings", join_parts([head, telling.names.answers, telling.record, telling.passages]))


def recall_telling(store: Cache, key: str) -> KeptTelling | None:
    """Return what a chapter told, None when that is not kept."""
    content = store.read(key, "tellings")
    if content is None:
        return None
    head, names, record, passages = split_parts(content)
    reading, answers, gazetteer = pickle.loads(head)
    return KeptTelling(
        reading=reading,
        names=KeptNames(gazetteer=gazetteer, answers=bytes(names)),
        answers=answers,
        record=bytes(record),
        passages=bytes(passages),
    )


def pack_filed(passages: Sequence[FiledPassage]) -> bytes:
    """Write what each passage told as bytes."""
    return zlib.compress(_pack(passages), 1)


def unpack_filed(content: bytes) -> list[FiledPassage]:
    """Read back what each passage told."""
    passages: list[FiledPassage] = pickle.loads(zlib.decompress(content))
    return passages


def _pack(value: object) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
