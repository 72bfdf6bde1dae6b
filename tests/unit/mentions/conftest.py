"""Hand-made chapters for the tests of recognition and linking."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from spacy.language import Language

from pipeline.align import AlignedText
from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import Linking, Mention, Segment, Source, TimeExpression
from pipeline.recognize import find_mentions, parse_segments
from pipeline.spacy_model import identify_model, load_nlp

_SENTENCE_RE = re.compile(r"\S.*?(?:[.!?](?=\s+[A-Z“])|$)", re.DOTALL)


@dataclass(frozen=True)
class Read:
    """A chapter read: its segments, its mentions, and what linking made of them."""

    segments: list[Segment]
    mentions: list[Mention]
    linking: Linking

    def labels(self, text: str) -> list[str]:
        """Return the labels of the entities that the first mention with this text means."""
        mention = next(mention for mention in self.linking.mentions if mention.text == text)
        return [self.linking.entities[entity_id].label for entity_id in mention.entity_ids]


def make_segments(paragraphs: Sequence[str], headings: tuple[str, ...] = ()) -> list[Segment]:
    """Make one segment per paragraph, with sentences cut at full stops before a capital."""
    segments, start = [], 0
    for index, text in enumerate(paragraphs):
        segments.append(
            Segment(
                segment_id=f"s{index}",
                source_id="test",
                kind="paragraph",
                heading_path=headings,
                pieces=((start, start + len(text)),),
                aligned=AlignedText.of_raw(text, start=start),
                sentences=tuple(match.span() for match in _SENTENCE_RE.finditer(text)),
            )
        )
        start += len(text) + 1
    return segments


def make_times(segments: Sequence[Segment]) -> list[TimeExpression]:
    """Take every four-digit year of the segments for a temporal expression."""
    return [
        TimeExpression(
            timex_id=f"t-{segment.segment_id}-{match.start()}",
            segment_id=segment.segment_id,
            start=match.start(),
            end=match.end(),
            text=match[0],
            edtf=match[0],
            modifier="",
            earliest=f"{match[0]}-01-01",
            latest=f"{match[0]}-12-31",
            precision="year",
            basis="explicit",
            anchor="",
            rule_id="test",
            timex3_type="DATE",
            timex3_value=match[0],
        )
        for segment in segments
        for match in re.finditer(r"\b(?:19|20)\d\d\b", segment.text)
    ]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_nlp(identify_model())


@pytest.fixture(scope="session")
def segmented() -> Callable[..., list[Segment]]:
    """Return the function that makes segments from paragraphs."""
    return make_segments


@pytest.fixture(scope="session")
def read(gazetteer: Gazetteer, nlp: Language) -> Callable[..., Read]:
    """Return a function that reads paragraphs of an edition from beginning to end."""

    def read_chapter(
        *paragraphs: str, edition: int = 2010, headings: tuple[str, ...] = (), title: str = ""
    ) -> Read:
        segments = make_segments(paragraphs, headings)
        docs = parse_segments(segments, nlp=nlp)
        mentions = find_mentions(segments, docs, gazetteer=gazetteer)
        source = Source(
            source_id="test",
            edition_year=edition,
            title=title,
            path="test.txt",
            format="txt",
            coverage_start=date(edition - 1, 1, 1),
            coverage_end=date(edition - 1, 12, 31),
        )
        linking = link_mentions(
            mentions,
            segments=segments,
            docs=docs,
            times=make_times(segments),
            source=source,
            gazetteer=gazetteer,
        )
        return Read(segments, mentions, linking)

    return read_chapter
