"""Noted rules answer like the rules and miss no question; a changed rule changes what it bears on."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon.asked_rules import ALWAYS, Answerer, Question, note_questions
from pipeline.lexicon.event_rules import EventRules, load_event_rules

RULES = load_event_rules()
LEMMAS = sorted(RULES.verbs)
NOUNS = sorted(RULES.nouns)
LISTS = sorted(RULES.lists)


@given(st.sampled_from([*LEMMAS, "sleep", ""]), st.sampled_from([*NOUNS, "pillow"]), st.sampled_from(LISTS))
def test_noted_rules_answer_like_the_rules(lemma: str, noun: str, name: str) -> None:
    asked: set[Question] = set()
    noted = note_questions(RULES, asked)
    assert noted.verbs.get(lemma, ()) == RULES.verbs.get(lemma, ())
    assert (lemma in noted.verbs) == (lemma in RULES.verbs)
    assert noted.nouns.get(noun) == RULES.nouns.get(noun)
    assert (noun in noted.lists[name]) == (noun in RULES.lists[name])
    assert {noun, "envoy"} & noted.lists[name] == {noun, "envoy"} & RULES.lists[name]
    expected = {("verbs", lemma), ("nouns", noun), ("lists", name, noun), ("lists", name, "envoy")}
    assert asked == expected | ALWAYS


@pytest.mark.parametrize("part", ["verbs", "nouns", "roles", "noun_phrases", "tails", "rules", "cues"])
def test_who_goes_through_a_part_asks_for_all_of_it(part: str) -> None:
    for go_through in (list, len):
        asked: set[Question] = set()
        noted = note_questions(RULES, asked)
        assert go_through(getattr(noted, part)) == go_through(getattr(RULES, part))
        assert asked == {(part,)} | ALWAYS


def test_a_missing_part_is_missing_in_noted_rules_too() -> None:
    noted = note_questions(RULES, set())
    with pytest.raises(KeyError):
        noted.verbs["sleep"]
    with pytest.raises(KeyError):
        noted.lists["no such list"]


ASKED: list[Question] = [
    ("verbs", "visit"),
    ("verbs", "sleep"),
    ("nouns", "war"),
    ("lists", "party_nouns", "envoy"),
    ("lists", "party_nouns", "pillow"),
    ("roles", "VISIT"),
    ("cues",),
    ("phrases",),
]


def _with_rule(rules: EventRules, lemma: str, rule_id: str, **changes: object) -> EventRules:
    found = tuple(
        rule.model_copy(update=changes) if rule.id == rule_id else rule for rule in rules.verbs[lemma]
    )
    return replace(rules, verbs={**rules.verbs, lemma: found})


def _add_verb(rules: EventRules) -> EventRules:
    return replace(rules, verbs={**rules.verbs, "sleep": rules.verbs["visit"]})


def _change_preposition(rules: EventRules) -> EventRules:
    return _with_rule(rules, "visit", "visit.visit", prep=("above",))


def _change_order(rules: EventRules) -> EventRules:
    return replace(rules, verbs={**rules.verbs, "visit": rules.verbs["visit"][::-1]})


def _add_party_noun(rules: EventRules) -> EventRules:
    return replace(
        rules, lists={**rules.lists, "party_nouns": rules.lists["party_nouns"] | frozenset({"pillow"})}
    )


def _change_role(rules: EventRules) -> EventRules:
    return replace(rules, roles={**rules.roles, "VISIT": {**rules.roles["VISIT"], "above": "place"}})


def _change_a_pattern_at_its_end(rules: EventRules) -> EventRules:
    cue, pattern, rule = rules.cues[-1]
    longer = cue.model_copy(update={"pattern": pattern.pattern + "x"})
    return replace(rules, cues=(*rules.cues[:-1], (longer, re.compile(longer.pattern), rule)))


def _add_phrase(rules: EventRules) -> EventRules:
    return replace(rules, phrases={**rules.phrases, "with": [(("with", "pillows", "for"), "I")]})


@pytest.mark.parametrize(
    ("change", "otherwise"),
    [
        (_add_verb, {("verbs", "sleep")}),
        (_change_preposition, {("verbs", "visit")}),
        (_change_order, {("verbs", "visit")}),
        (_add_party_noun, {("lists", "party_nouns", "pillow")}),
        (_change_role, {("roles", "VISIT")}),
        (_change_a_pattern_at_its_end, {("cues",)}),
        (_add_phrase, {("phrases",)}),
    ],
)
def test_a_change_is_seen_by_the_questions_it_bears_on(
    change: Callable[[EventRules], EventRules], otherwise: set[Question]
) -> None:
    answers = Answerer(RULES).answer_all(ASKED)
    assert Answerer(change(RULES)).changed(answers) == otherwise
    assert Answerer(change(RULES)).changed({}) == set()


def test_a_tail_is_compared_in_full() -> None:
    rule_id = next(iter(RULES.tails))
    tails = {**RULES.tails, rule_id: re.compile("x" * 300)}
    one = Answerer(replace(RULES, tails=tails)).answer(("tails", rule_id))
    tails[rule_id] = re.compile("x" * 301)
    assert repr(tails[rule_id]) == repr(re.compile("x" * 300))  # which is why their repr would not do
    assert Answerer(replace(RULES, tails=tails)).answer(("tails", rule_id)) != one


def test_a_rule_found_by_a_word_says_nothing_of_other_words_and_examples() -> None:
    found = [rule for held in (*RULES.verbs.values(), *RULES.nouns.values()) for rule in held]
    assert found
    for rule in found:
        assert not rule.examples
        assert not rule.counterexamples
        assert not getattr(rule, "verbs", ())
        assert not getattr(rule, "nouns", ())
    assert all(rule.examples for rule in RULES.rules)
    assert not any(cue.example or rule.examples for cue, _, rule in RULES.cues)
