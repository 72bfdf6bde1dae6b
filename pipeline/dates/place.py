"""Where a date stands in its text, as far as it tells which dates may lean on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.dates.context import Asides, is_aside, late_years
from pipeline.dates.guards import class_at
from pipeline.dates.reading import Reading
from pipeline.dates.sentences import sentence_at
from pipeline.dates.tokens import Tokens

_OPENING_WORDS = 3
_LOOK_BACK = 60
_WILL_TOKENS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The surroundings of one reading.

    `label` is its timex id; `sentence` and `paragraph` are running numbers within a chapter.
    `bracketed` marks what stands in brackets, quotation marks or a caption, `aside` also what else is
    told in passing ("since 1951", "the 1951 treaty"). `opens_sentence` marks an adverbial that sets the
    time of its sentence ("In 1951, ..."), `opens_paragraph` the first sentence of a paragraph.
    `late_year` is a year that the sentence gives only afterwards ("..., both in 2008"); `clause`
    counts the commas and semicolons before it in the sentence; `is_future` tells that its clause looks ahead
    ("will meet").
    """

    label: str
    sentence: int
    paragraph: int
    bracketed: bool
    aside: bool
    opens_sentence: bool
    opens_paragraph: bool
    late_year: int | None
    clause: int
    is_future: bool


def find_places(
    tokens: Tokens,
    readings: Sequence[Reading],
    labels: Sequence[str],
    *,
    sentence_starts: Sequence[int],
    paragraph_starts: Sequence[int],
    first_sentence: int = 0,
    first_paragraph: int = 0,
    all_aside: bool = False,
) -> list[Place]:
    """Look around each reading of a text; numbers of sentences and paragraphs go on from `first_...`."""
    asides = Asides(tokens)
    sentences = [sentence_at(sentence_starts, reading.start) for reading in readings]
    paragraphs = [sentence_at(paragraph_starts, reading.start) for reading in readings]
    late = late_years(tokens, list(readings), sentences)
    places = []
    for index, reading in enumerate(readings):
        sentence_start = sentence_starts[sentences[index]]
        paragraph_start = paragraph_starts[paragraphs[index]]
        opening = tokens.text[sentence_start : reading.core_start]
        commas, is_future = _look_back(tokens, reading, sentence_start)
        places.append(
            Place(
                label=labels[index],
                sentence=first_sentence + sentences[index],
                paragraph=first_paragraph + paragraphs[index],
                bracketed=all_aside or asides.holds(reading),
                aside=all_aside or is_aside(tokens, reading, asides),
                opens_sentence=len(opening) < 40 and len(opening.split()) < _OPENING_WORDS,
                opens_paragraph=sentence_at(sentence_starts, paragraph_start) == sentences[index],
                late_year=late[index],
                clause=commas,
                is_future=is_future,
            )
        )
    return places


def _look_back(tokens: Tokens, reading: Reading, sentence_start: int) -> tuple[int, bool]:
    """Count commas and semicolons between the sentence's start and the reading, and look for a "will"."""
    commas, is_future = 0, False
    for index in range(reading.first - 1, max(reading.first - _LOOK_BACK, -1), -1):
        if tokens.starts[index] < sentence_start:
            break
        name = class_at(tokens, index)
        commas += name in ("COMMA", "STOP")
        is_future |= name == "WILL" and not commas and reading.first - index <= _WILL_TOKENS
    return commas, is_future
