"""The PLOVER reading: own sentences, each rule's example and counter-example, and the two codebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.cli import bluebook
from pipeline.errors import LexiconError
from pipeline.lexicon.plover_rules import GROUPS, load_plover_rules
from pipeline.plover import read_plover
from pipeline.spacy_model import identify_model, load_nlp

CASES = Path(__file__).parents[1] / "cases" / "plover"
RULES = load_plover_rules()
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_nlp(identify_model())


@pytest.fixture(scope="module")
def parsed(nlp: Language) -> dict[str, Doc]:
    """Every sentence of the cases and rules, parsed together, which is several times faster."""
    texts = [case.values[0]["original"] for case in cases()]
    texts += [text for rule in (*RULES.frames, *RULES.deeds) for text in (rule.example, rule.counterexample)]
    return dict(zip(texts, nlp.pipe(texts), strict=True))


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            assert {case["expected"], case["first"]} <= set(GROUPS)
            marks = [pytest.mark.xfail(strict=True)] if case["expect"] == "fail" else []
            yield pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_sentence(case: dict[str, str], parsed: dict[str, Doc]) -> None:
    assert read_plover(parsed[case["original"]]).type == case["expected"]


@pytest.mark.parametrize("rule", [*RULES.frames, *RULES.deeds], ids=lambda rule: rule.id)
def test_example_and_counterexample(rule: Any, parsed: dict[str, Doc]) -> None:
    example, counterexample = read_plover(parsed[rule.example]), read_plover(parsed[rule.counterexample])
    if getattr(rule, "effect", "") == "same":
        assert example.type  # it hands over to its content and never names a reading itself
    elif getattr(rule, "effect", "") == "drop":
        assert not example.type
        assert counterexample.type
    else:
        assert rule.id in example.rule_id.split(" > ")
    assert rule.id not in counterexample.rule_id.split(" > ")


def test_there_are_enough_cases_and_a_third_is_conflict_or_nothing() -> None:
    texts = [case.values[0] for case in cases()]
    other = [case for case in texts if GROUPS[case["expected"]] not in {"consent", "cooperation"}]
    assert len(texts) >= 150
    assert len({case["original"] for case in texts}) == len(texts)
    assert 3 * len(other) >= len(texts)


@pytest.mark.parametrize(
    ("text", "new", "old"),
    [
        ("Portugal agreed to withdraw its troops from Guinea.", "CONCEDE", "AGREE"),
        ("Norway apologised to the Sami.", "CONCEDE", "SUPPORT"),
        ("Norway refused to meet the envoy.", "REJECT", "REJECT"),
    ],
)
def test_codebooks_differ_where_they_say_so(text: str, new: str, old: str, nlp: Language) -> None:
    assert read_plover(nlp(text)).type == new
    assert read_plover(nlp(text), codebook="0.5").type == old


def test_an_unknown_codebook_is_refused() -> None:
    with pytest.raises(LexiconError):
        load_plover_rules("9.9")


def test_reading_is_the_same_inside_a_longer_text(nlp: Language) -> None:
    doc = nlp("It rained in Oslo. Norway recognised the new state. Sweden rejected the plan.")
    assert [read_plover(sentence).type for sentence in doc.sents] == ["", "SUPPORT", "REJECT"]


@pytest.mark.parametrize("text", ["", " ", "!?", "12", "Of.", "the the the", "to to meet meet"])
def test_scraps_of_text_do_not_break_it(text: str, nlp: Language) -> None:
    assert read_plover(nlp(text)).type == ""


def test_command_prints_a_row_per_sentence() -> None:
    result = CliRunner().invoke(bluebook, ["code", "-"], input="Peru recognised Ghana. It rained.\n")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "plover_type,trigger,rule,sentence",
        "SUPPORT,recognised,support.recognise,Peru recognised Ghana.",
        ",,,It rained.",
    ]


def test_command_reads_a_file_by_the_older_codebook_as_json(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Norway apologised to the Sami.", encoding="utf-8")
    result = CliRunner().invoke(bluebook, ["code", str(path), "--codebook", "0.5", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {
            "sentence": "Norway apologised to the Sami.",
            "type": "SUPPORT",
            "trigger": "apologised",
            "rule_id": "concede.apologise",
        }
    ]
