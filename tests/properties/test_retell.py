"""However the rules change, what is told again in part is what reading everything again would tell."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.events import (
    Passage,
    ToldPassage,
    extract_events,
    join_events,
    make_passages,
    tell_events,
)
from pipeline.ingest import find_chapters, read_source
from pipeline.lexicon.asked_rules import ALWAYS, Answerer, Answers
from pipeline.lexicon.event_rules import EventRules, NounRule, VerbRule, load_event_rules
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import EventMention, Linking, Segment, Source, TimeExpression
from pipeline.recognize import find_mentions, parse_segments
from pipeline.repair import repair_document
from pipeline.segment import split_document
from pipeline.spacy_model import identify_model, load_nlp

pytestmark = pytest.mark.slow

GOLD = Path(__file__).parent.parent / "gold/docs"
RULES = load_event_rules()
LEMMAS, NOUNS, LISTS = sorted(RULES.verbs), sorted(RULES.nouns), sorted(RULES.lists)
IDS = sorted(rule.id for rule in RULES.rules)
COMMON = ["say", "hold", "visit", "meet", "sign", "attend", "express", "take", "make", "be", "agree"]

Read = tuple[Source, Linking, list[Passage], list[Segment], list[Any], list[TimeExpression]]
Kept = tuple[Answers, list[ToldPassage]]


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> list[Read]:
    """Three chapters read up to their events: a narrative, a dated list, a speech with a dateline."""
    nlp, gazetteer = load_nlp(identify_model()), load_gazetteer()
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "2010").mkdir()
    for name in ("w1986_asia", "w2014_northamerica", "w1991_speech"):
        text = (GOLD / f"{name}.txt").read_text(encoding="utf-8")[:9000]
        (corpus / f"2010/{name}.txt").write_text(text, encoding="utf-8")
        (corpus / f"2010/{name}.toml").write_text('edition = 2010\ntitle = "A chapter"\n', encoding="utf-8")
    found, problems = find_chapters(corpus)
    assert not problems
    read: list[Read] = []
    for chapter in found:
        document = clean_document(repair_document(read_source(chapter)))
        segments = split_document(document)
        times, _ = find_times(segments, source=document.source)
        docs = parse_segments(segments, nlp=nlp)
        mentions = find_mentions(segments, docs, gazetteer=gazetteer)
        linking = link_mentions(
            mentions, segments=segments, docs=docs, times=times, source=document.source, gazetteer=gazetteer
        )
        passages = list(make_passages(segments, docs, linking.mentions, times))
        read.append((document.source, linking, passages, segments, docs, times))
    return read


def tell(chapters: Sequence[Read], rules: EventRules, kept: Sequence[Kept] | None = None) -> list[Kept]:
    """Tell the chapters, each from what was kept of it, and keep that as a run would: as bytes."""
    answerer, told = Answerer(rules), []
    for number, (source, linking, passages, *_) in enumerate(chapters):
        answers, before = kept[number] if kept else (None, ())
        new = tell_events(
            passages,
            source=source,
            entities=linking.entities,
            gazetteer=load_gazetteer(),
            rules=rules,
            answerer=answerer,
            answers=answers,
            before=before,
        )
        answers = answerer.answer_all(ALWAYS.union(*(passage.asked for passage in new)))
        told.append((answers, pickle.loads(pickle.dumps(new))))
    return told


def events_of(kept: Sequence[Kept]) -> list[list[EventMention]]:
    return [join_events(told) for _, told in kept]


def test_passage_by_passage_is_the_chapter_read_at_once(chapters: list[Read]) -> None:
    at_once = [
        extract_events(
            segments,
            docs,
            linking=linking,
            times=times,
            source=source,
            gazetteer=load_gazetteer(),
            rules=RULES,
        )[0]
        for source, linking, _, segments, docs, times in chapters
    ]
    assert events_of(tell(chapters, RULES)) == at_once
    assert min(map(len, at_once)) > 0


def _map_rules(
    rules: EventRules, change: Callable[[VerbRule | NounRule], VerbRule | NounRule | None]
) -> EventRules:
    """Change or drop (None) rules wherever they are found."""

    def changed(index: Any) -> Any:
        found = {word: tuple(new for rule in held if (new := change(rule))) for word, held in index.items()}
        return {word: held for word, held in found.items() if held}

    return replace(rules, verbs=changed(rules.verbs), nouns=changed(rules.nouns))


def drop_rule(rules: EventRules, rule_id: str) -> EventRules:
    return _map_rules(rules, lambda rule: None if rule.id == rule_id else rule)


def without_guard(rules: EventRules, rule_id: str) -> EventRules:
    return _map_rules(
        rules, lambda rule: rule.model_copy(update={"guard": ""}) if rule.id == rule_id else rule
    )


def other_type(rules: EventRules, rule_id: str) -> EventRules:
    return _map_rules(
        rules,
        lambda rule: rule.model_copy(update={"type": "OTHER", "mode": ""}) if rule.id == rule_id else rule,
    )


def drop_verb(rules: EventRules, lemma: str) -> EventRules:
    return replace(rules, verbs={word: held for word, held in rules.verbs.items() if word != lemma})


def add_verb(rules: EventRules, lemma: str, model: str) -> EventRules:
    return replace(rules, verbs={**rules.verbs, lemma: rules.verbs.get(model, ())})


def drop_noun(rules: EventRules, noun: str) -> EventRules:
    return replace(rules, nouns={word: held for word, held in rules.nouns.items() if word != noun})


def drop_word(rules: EventRules, name: str, number: int) -> EventRules:
    words = sorted(rules.lists[name])
    return replace(rules, lists={**rules.lists, name: frozenset(words) - {words[number % len(words)]}})


def other_role(rules: EventRules, event_type: str, role: str) -> EventRules:
    roles = {**rules.roles[event_type], "subject": role}
    return replace(rules, roles={**rules.roles, event_type: roles})


def drop_cue(rules: EventRules, number: int) -> EventRules:
    return replace(rules, cues=tuple(cue for at, cue in enumerate(rules.cues) if at != number))


def widen_cue(rules: EventRules, number: int) -> EventRules:
    cue, _, rule = rules.cues[number]
    wider = cue.model_copy(update={"pattern": r"\w"})
    cues = [*rules.cues]
    cues[number] = (wider, re.compile(r"\w"), rule)
    return replace(rules, cues=tuple(cues))


CHANGES = st.one_of(
    st.tuples(st.sampled_from([drop_rule, without_guard, other_type]), st.sampled_from(IDS)),
    st.tuples(st.just(drop_verb), st.sampled_from([*LEMMAS, *COMMON * 5])),
    st.tuples(st.just(add_verb), st.sampled_from(COMMON), st.sampled_from(LEMMAS)),
    st.tuples(st.just(drop_noun), st.sampled_from(NOUNS)),
    st.tuples(st.just(drop_word), st.sampled_from(LISTS), st.integers(0, 100)),
    st.tuples(
        st.just(other_role), st.sampled_from(sorted(RULES.roles)), st.sampled_from(["actor", "counterpart"])
    ),
    st.tuples(st.sampled_from([drop_cue, widen_cue]), st.integers(0, len(RULES.cues) - 2)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_told_again_in_part_is_told_again_as_a_whole(chapters: list[Read], changes: list[Any]) -> None:
    kept, rules = tell(chapters, RULES), RULES
    for change, *where in changes:
        rules = change(rules, *where)
        kept = tell(chapters, rules, kept)
        assert kept == tell(chapters, rules)
    assert events_of(tell(chapters, RULES, kept)) == events_of(tell(chapters, RULES))


def test_only_what_a_change_bears_on_is_read_again(chapters: list[Read]) -> None:
    before = tell(chapters, RULES)
    rules = drop_verb(RULES, "visit")
    answerer = Answerer(rules)
    for (source, linking, passages, *_), (answers, told) in zip(chapters, before, strict=True):
        again = tell_events(
            passages,
            source=source,
            entities=linking.entities,
            gazetteer=load_gazetteer(),
            rules=rules,
            answerer=answerer,
            answers=answers,
            before=told,
        )
        read = [number for number, (new, old) in enumerate(zip(again, told, strict=True)) if new is not old]
        asking = [number for number, old in enumerate(told) if ("verbs", "visit") in old.asked]
        assert set(asking) <= set(read)
        assert len(read) < len(told) or not told


class Unreadable(list[Passage]):
    """As many passages as one says, and nobody may look at them."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def __len__(self) -> int:
        return self.number


def test_the_same_rules_read_nothing_again(chapters: list[Read]) -> None:
    before = tell(chapters, RULES)
    for (source, linking, *_), (answers, told) in zip(chapters, before, strict=True):
        again = tell_events(
            Unreadable(len(told)),
            source=source,
            entities=linking.entities,
            gazetteer=load_gazetteer(),
            rules=RULES,
            answerer=Answerer(RULES),
            answers=answers,
            before=told,
        )
        assert again == told
