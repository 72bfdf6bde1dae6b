"""The event rules: their files are checked, their order is what they say, and their guards exist."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import lexicon
from pipeline.errors import LexiconError
from pipeline.events.guards import GUARDS
from pipeline.lexicon.event_rules import TYPE_FILES, load_event_rules
from pipeline.lexicon.event_types import load_event_types

Load = Callable[[str, str, str], None]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load the rules with one piece of one file replaced."""
    shutil.copytree(lexicon.FOLDER, tmp_path / "lexicon")

    def load_changed(name: str, old: str, new: str) -> None:
        path = tmp_path / "lexicon" / "event_rules" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        monkeypatch.setattr(lexicon, "FOLDER", tmp_path / "lexicon")
        lexicon.read_data.cache_clear()
        lexicon.read_toml.cache_clear()
        try:
            load_event_rules.__wrapped__()
        finally:
            lexicon.read_data.cache_clear()
            lexicon.read_toml.cache_clear()

    return load_changed


def test_every_type_has_its_file() -> None:
    assert sorted(TYPE_FILES) == sorted(row.code.lower() for row in load_event_types())


def test_no_file_lies_unread() -> None:
    files = {path.stem for path in (lexicon.FOLDER / "event_rules").glob("*.toml")}
    assert files == {*TYPE_FILES, "lists", "dated_clauses"}


def test_every_guard_has_a_rule_and_every_rule_its_guard() -> None:
    assert {rule.guard for rule in load_event_rules().rules if rule.guard} == set(GUARDS)


def test_a_rule_stands_before_the_one_it_names() -> None:
    rules = load_event_rules()
    order = [rule.id for rule in rules.rules]
    named = [rule for rule in rules.rules if rule.before]
    assert named
    for rule in named:
        assert order.index(rule.id) < order.index(rule.before)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "visit.toml",
            'guard = "',
            'gaurd = "',
            r"visit\.toml:\d+: rule visit\.[a-z-]+: gaurd: ",
        ),
        ("visit.toml", 'id = "visit.visit"', 'id = "stay.visit"', r"ids of this file begin with visit\."),
        ("visit.toml", 'type = "VISIT"', 'type = "JOURNEY"', r"visit\.toml: no event type JOURNEY"),
        ("office.toml", 'id = "office.win"', 'id = "office.elect"', r"rule office\.elect stands twice"),
        (
            "other.toml",
            'before = "agreement.adopt"',
            'before = "agreement.adapt"',
            r"no rule agreement\.adapt",
        ),
        (
            "agreement.toml",
            '"@documents"',
            '"@papers"',
            r"rule agreement\.[a-z-]+: no list @papers",
        ),
        ("lists.toml", "coordinators =", "coordinates =", r"lists\.toml: no list coordinators"),
        ("dated_clauses.toml", "pattern = '", "pattern = '(", r"dated_clauses\.toml: rule dated\.disaster:"),
        ("call.toml", "[roles]", "[roles", r"call\.toml: not valid TOML.*line \d+"),
    ],
)
def test_a_broken_file_is_named_with_its_rule(
    load: Load, name: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(LexiconError, match=message):
        load(name, old, new)


def test_a_rule_that_is_no_table_is_a_lexicon_error(load: Load) -> None:
    with pytest.raises(LexiconError, match=r"sanction\.toml: rule 1: "):
        load("sanction.toml", "[roles]", "noun = [3]\n\n[roles]")
