"""Finds expressions of calendar time in a text."""

from __future__ import annotations

from pipeline.dates.guards import is_stamp
from pipeline.dates.read import MatchReader
from pipeline.dates.reading import Reading
from pipeline.dates.tokens import Tokens
from pipeline.lexicon.date_rules import load_date_grammar


def find_readings(tokens: Tokens) -> list[Reading]:
    """Find all expressions of a text, left to right and without overlap.

    >>> from pipeline.dates.tokens import tokenize
    >>> [(r.rule.id, r.number, r.day) for r in find_readings(tokenize("on 8-10 June, and in May"))]
    [('day-month', 6, 8), ('day-month', 6, 10), ('month', 5, 0)]
    """
    grammar = load_date_grammar()
    found: list[Reading] = []
    has_stamps = ".indd" in tokens.text
    position = 0
    while match := grammar.search_re.search(tokens.codes, position):
        index = int((match.lastgroup or "r0")[1:])
        rule = grammar.rules[index]
        parts = grammar.rule_re(index).match(tokens.codes, match.start())
        position = match.end()
        if parts is None or match.end() == match.start():  # a rule may end in a look-ahead only
            position = match.start() + 1
            continue
        readings = MatchReader(tokens, rule, parts).read()
        if not readings or (has_stamps and is_stamp(tokens, match.start())):
            position = match.start() + 1
            continue
        found += readings
    return found
