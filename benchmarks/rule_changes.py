"""Changes of the event rules as an editor makes them: one rule each, and each alters what the rule says."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RULES = "pipeline/lexicon/event_rules"
_COMMON_VERBS = ("say", "hold", "express", "make", "take", "agree", "promote", "provide")
_RULE_RE = re.compile(r"^\[\[(verb|noun|cue)\]\]\n(?:(?!\[).*\n?)+", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A file of the rules, and its text after one change."""

    kind: str
    path: Path
    text: str


def comment_only(package: Path) -> Change:
    """A line of comment above the first rule, which says nothing to the pipeline."""
    path = package / RULES / "visit.toml"
    return Change("a comment", path, path.read_text(encoding="utf-8") + "\n# one more line\n")


def names_less(package: Path, *, number: int, seed: int = 0) -> list[Change]:
    """Draw rows of the gazetteer to leave out: names of states, bodies and places, and people in office."""
    draw = random.Random(seed)
    lexicon = package / "pipeline/lexicon"
    spelt = (lexicon / "person_spellings.csv").read_text(encoding="utf-8")
    changes = []
    for name in ("aliases.csv", "officeholders.csv"):
        header, *rows = (lexicon / name).read_text(encoding="utf-8").splitlines(keepends=True)
        free = [row for row in rows if row.split(",")[0] not in spelt]
        for row in draw.sample(free, number):
            text = "".join([header, *(other for other in rows if other is not row)])
            changes.append(Change("a name less", lexicon / name, text))
    return changes


def real_changes(package: Path, *, of_each_kind: int, seed: int = 0) -> list[Change]:
    """Draw changes of each kind: a verb more or less, a noun less, a word of a list less, another condition
    on the subject, a wider pattern of a cue, another default role.

    Args:
        package: folder that holds the package `pipeline`.
        of_each_kind: how many to draw of each.
        seed: the same seed draws the same changes.
    """
    draw = random.Random(seed)
    kinds: dict[str, list[Change]] = {}
    for change in _all_changes(package, draw):
        if tomllib.loads(change.text) != tomllib.loads(change.path.read_text(encoding="utf-8")):
            kinds.setdefault(change.kind, []).append(change)
    return [change for kind in sorted(kinds) for change in draw.sample(kinds[kind], of_each_kind)]


def _all_changes(package: Path, draw: random.Random) -> Iterator[Change]:
    for path in sorted((package / RULES).glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        for rule in _RULE_RE.finditer(text):
            for kind, changed in _changes_of_rule(rule[0], draw):
                yield Change(kind, path, text[: rule.start()] + changed + text[rule.end() :])
        if path.stem == "lists":
            for word in re.finditer(r'(?<=[\[,\s])"[^"]+",[ \n]', text):
                yield Change("a word less in a list", path, text[: word.start()] + text[word.end() :])
        for role in re.finditer(r'^(?:in|at|of|with) = "(\w+)"$', text, re.MULTILINE):
            other = "actor" if role[1] != "actor" else "counterpart"
            yield Change("another role", path, text[: role.start(1)] + other + text[role.end(1) :])


def _changes_of_rule(rule: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield each change of one rule's text with its kind."""
    for field in ("verbs", "nouns"):
        line = re.search(rf'^{field} = \[("[^\]]+")\]$', rule, re.MULTILINE)
        if line is None:
            continue
        words = line[1].split(", ")
        if field == "verbs":
            more = ", ".join([*words, f'"{draw.choice(_COMMON_VERBS)}"'])
            yield "a verb more", rule.replace(line[0], f"{field} = [{more}]")
        if len(words) > 1:
            less = ", ".join(words[:-1])
            yield f"a {field[:-1]} less", rule.replace(line[0], f"{field} = [{less}]")
    if re.search(r"^subject = \[.*\]$", rule, re.MULTILINE):
        yield "another condition", re.sub(r"(?m)^subject = \[.*\]$", 'subject = ["state"]', rule)
    if rule.startswith("[[cue]]"):
        yield "a wider pattern", re.sub(r"(?m)^(pattern = '.*)'$", r"\1|\\bestablish'", rule)
