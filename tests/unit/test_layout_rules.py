"""Every rule of the layout lexicon matches its examples and leaves its counter-examples alone."""

from __future__ import annotations

import pytest

from pipeline.lexicon import read_toml
from pipeline.lexicon.layout_rules import Marker, Rule, load_layout_rules
from pipeline.segment.hyphens import Vocabulary

RULES = load_layout_rules()


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_rule_examples(rule: Rule) -> None:
    edition = max(rule.editions[0], 2000)
    missed = [text for text in rule.examples if not rule.fits(text.strip(), edition=edition)]
    wrong = [text for text in rule.counter_examples if rule.fits(text.strip(), edition=edition)]
    assert (missed, wrong) == ([], [])


@pytest.mark.parametrize("marker", RULES.markers, ids=lambda marker: marker.id)
def test_marker_examples(marker: Marker) -> None:
    missed = [text for text in marker.examples if not marker.pattern.match(text)]
    wrong = [text for text in marker.counter_examples if marker.pattern.match(text)]
    assert (missed, wrong) == ([], [])


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES.rules] + [marker.id for marker in RULES.markers]
    assert len(ids) == len(set(ids))


def test_hyphen_examples() -> None:
    examples = read_toml("hyphens.toml")["example"]
    words = Vocabulary("")
    got = [words.join(example["left"], example["right"]) for example in examples]
    assert got == [example["joined"] for example in examples]
