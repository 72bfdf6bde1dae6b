"""Every rule on lost characters keeps the promise of its example and of its counter-example."""

import pytest

from pipeline.lexicon import read_toml
from pipeline.repair import explain, repair_text
from pipeline.repair.hole_rules import candidates, load_hole_rules

ROWS = read_toml("hole_rules.toml")["rule"]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_example_is_repaired_by_the_rule(row: dict) -> None:
    damaged, right = row["example"]
    explanation = explain(damaged)
    assert explanation.text == right
    assert row["id"] in {step.rule for step in explanation.steps}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_counter_example_has_another_answer(row: dict) -> None:
    damaged, right = row["counter"]
    assert repair_text(damaged) == right


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in load_hole_rules()]
    assert len(ids) == len(set(ids))


def test_known_bytes_narrow_the_choice() -> None:
    pounds_or_yen = candidates("a loan of ", "3 billion", (None, None), False, False)
    euro = candidates("a loan of ", "3 billion", (None, None, None), False, False)
    assert [c.char for c in pounds_or_yen if c.rule == "currency"] == [""]
    assert [c.char for c in euro if c.rule == "currency"] == ["€"]
