"""Looks at the neighbours of words and numbers that can be dates or something else."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.dates.tokens import Tokens
from pipeline.lexicon.date_rules import load_date_grammar

_TIME_PREPOSITIONS = frozenset(
    {
        "IN",
        "ON",
        "OF",
        "SINCE",
        "UNTIL",
        "FROM",
        "TO",
        "BETWEEN",
        "PREP",
        "BEFORE",
        "AFTER",
        "THIS",
        "LAST",
        "NEXT",
    }
)
_JOINERS = frozenset({"AND", "OR", "AMP", "COMMA", "DASH", "SLASH", "LPAR"})
_MONTHS = frozenset({"MONTH", "MARCH", "MAY", "ABBR"})
_SUBJECTS = frozenset({"i", "we", "they", "he", "she", "it", "you", "be", "have", "not", "the"})
_NO_YEAR_BEHIND = frozenset({"LABEL", "MONEY", "NUMWORD", "BIG", "VAGUE", "QUANTITY", "JUST"})
_LABEL_LIST = 24
_STAMP_TOKENS = 8
_SENTENCE_EDGE = frozenset({"PARA", "DOT", "STOP", "QUOTE"})


def class_at(tokens: Tokens, index: int) -> str:
    """Name the class of a token; beyond the text's ends it is a paragraph's end."""
    if not 0 <= index < len(tokens.codes):
        return "PARA"
    return load_date_grammar().names[tokens.codes[index]]


def is_year(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a four-digit number that could be a year is one.

    It is none behind a label ("Resolution 1874"), a quantity ("some 1900 troops") or a name it is
    glued to ("Su-2000"), nor before a unit ("1900 men"); small ones need a preposition.
    """
    at = match.start("year")
    before, after = class_at(tokens, at - 1), class_at(tokens, at + 1)
    if before in _NO_YEAR_BEHIND or after in ("MONEY", "COUNTED", "BIG") or _is_glued(tokens, at):
        return False
    if before in ("AND", "OR", "COMMA") and _continues_labels(tokens, at):
        return False
    if (
        before == "DOT"
        and class_at(tokens, at - 2) == "LABEL"
        and tokens.starts[at] - tokens.ends[at - 1] <= 1
    ):
        return False  # "No. 1540"
    if match.start() != at:  # "the end of 2008", "mid-2007"
        return before != "CIRCA" or after not in ("PLURAL", "WORD")
    year = int(tokens.word(at))
    is_joined = before in ("AND", "TO", "DASH") and class_at(tokens, at - 2) == "YEAR"
    if after in ("PLURAL", "UNITS") and before not in ("THE", "IN", "SINCE", "POSSESSIVE") and not is_joined:
        return year >= 1900 and before not in ("CIRCA", "AND", "OF") and year % 100 != 0
    if year < 1800 or year > 2100:
        is_counted = after == "PLURAL" or (year % 50 == 0 and after == "WORD")
        return (before in _TIME_PREPOSITIONS or before in _JOINERS) and not is_counted
    return True


def _is_glued(tokens: Tokens, at: int) -> bool:
    """Tell whether a number is part of something longer: "F-2000", "2000-strong", "/books/2010/"."""
    before, after = class_at(tokens, at - 1), class_at(tokens, at + 1)
    if before in ("DASH", "SLASH") and tokens.ends[at - 1] == tokens.starts[at]:
        kind = class_at(tokens, at - 2)
        if before == "SLASH":
            return kind != "YEAR"
        word = tokens.word(at - 2).lower() if at > 1 else ""
        if tokens.ends[at - 2] == tokens.starts[at - 1] and kind in ("NAME", "BIG", "HUNDRED", "DAY", "ZERO"):
            return word not in ("post", "pre")
    is_bound = after == "DASH" and tokens.ends[at] == tokens.starts[at + 1]
    return is_bound and class_at(tokens, at + 2) in ("COUNTED", "HUNDRED")


def _continues_labels(tokens: Tokens, at: int) -> bool:
    """Tell whether a number goes on a list of numbers: "Resolutions 1718 (2006) and 1874 (2009)"."""
    is_list = False
    for index in range(at - 1, max(at - _LABEL_LIST, -1), -1):
        kind = class_at(tokens, index)
        if kind == "LABEL":
            return is_list  # "Extradition Convention, 1857" is no list
        is_list |= kind in ("YEAR", "BIG", "HUNDRED")
        if kind not in ("AND", "OR", "COMMA", "YEAR", "BIG", "LPAR", "RPAR", "HUNDRED"):
            return False
    return False


def is_stamp(tokens: Tokens, first: int) -> bool:
    """Tell whether a date belongs to a production stamp of the printer ("chapter1.indd 12 2010/03/04")."""
    return any(tokens.word(index) == "indd" for index in range(max(first - _STAMP_TOKENS, 0), first))


def is_month(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a month's name is one: "May" can be a verb or a person, "March" a walk."""
    at = match.start("month")
    kind = class_at(tokens, at)
    before, after = class_at(tokens, match.start() - 1), class_at(tokens, match.end())
    if match.end() > at + 2 or (match.end() == at + 2 and kind != "ABBR") or match.start() != at:
        return before != "NAME" or kind not in ("MAY", "MARCH") or match.end() > at + 1
    if kind == "ABBR":
        return match.end() == at + 2 and before not in ("NAME", "WORD")
    if before == "HONORIFIC" or (before == "DOT" and class_at(tokens, match.start() - 2) == "HONORIFIC"):
        return False
    if kind == "MAY":
        if before in _TIME_PREPOSITIONS:
            return True
        if after in ("AND", "OR", "DASH", "SLASH", "TO") and class_at(tokens, at + 2) in _MONTHS:
            return True
        if before in ("AND", "OR", "DASH", "SLASH") and class_at(tokens, at - 2) in _MONTHS:
            return True
        follows = tokens.word(at + 1).lower() if at + 1 < len(tokens.codes) else ""
        return before in _JOINERS and follows not in _SUBJECTS
    if kind == "MARCH":
        ends = after not in ("NAME", "WORD", "PLURAL")
        return before != "NAME" and not (before in ("THE", "QUOTE", "POSSESSIVE") and ends)
    return True


def is_season(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a season's name is one: "fall" and "spring" are verbs and other things, too."""
    at = match.start("season")
    word = tokens.word(at)
    if match.end() > at + 1 or match.start("season") > match.start() + 1:
        return True
    before = class_at(tokens, at - 1)
    after = class_at(tokens, at + 1)
    if before == "POSSESSIVE" or (before == "NAME" and word[0].isupper()):
        return False
    if word.lower() in ("summer", "autumn", "winter"):
        return True
    if after in ("AND", "OR", "TO", "UNTIL", "DASH") and class_at(tokens, at + 2) == "SEASON":
        return True
    if after == "DASH" or (word.lower() == "fall" and after in ("OF", "IN", "TO", "ON", "FROM")):
        return False
    if before == "THE":
        outer = class_at(tokens, at - 2)
        return word.lower() == "spring" or outer in _TIME_PREPOSITIONS
    if word[0].isupper() and before in _SENTENCE_EDGE:
        return True
    return (
        before in ("IN", "PREP", "ON", "SINCE", "UNTIL", "BETWEEN", "AFTER", "BEFORE")
        or (before == "ARTICLE" and word.lower() == "spring")
        or (before in ("AND", "FROM", "LPAR") and class_at(tokens, at - 2) == "SEASON")
    )


def is_former(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether "former" means the past and not the first of two."""
    return class_at(tokens, match.start() - 1) != "THE" or class_at(tokens, match.end()) in ("NAME", "WORD")


def is_pointed(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether "the next year" is a date.

    "for the next year" is a duration, "the last month of the war" a part of something else.
    """
    at = match.start("point")
    kind = class_at(tokens, at)
    has_article = class_at(tokens, at - 1) == "THE"
    before = class_at(tokens, at - 2)
    if kind in ("NEXT", "LAST") and has_article and before == "FOR":
        return False
    return not (kind in ("LAST", "NEXT") and has_article and class_at(tokens, match.end()) == "OF")


def is_weekday(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a weekday's name is one day: "Friday prayers" and "Bloody Sunday" are not."""
    word = tokens.word(match.start())
    before, after = class_at(tokens, match.start() - 1), class_at(tokens, match.end())
    return word[0].isupper() and len(word) > 3 and before not in ("NAME", "ARTICLE") and after != "PLURAL"


GUARDS: dict[str, Callable[[Tokens, re.Match[str]], bool]] = {
    "year": is_year,
    "month": is_month,
    "season": is_season,
    "former": is_former,
    "pointed": is_pointed,
    "weekday": is_weekday,
}
"""Guards by the name a rule calls them."""
