"""Cuts a text into tokens and gives each token a class, so that date patterns can be searched by class."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.lexicon.date_rules import load_date_grammar

TOKEN_RE = re.compile(
    r"""
      B\.\s?C\.(?:\s?E\.)? | A\.\s?D\.
    | J?FY\s?\d+
    | [A-Za-zÀ-ɏ]+(?:\d[\w-]*)?                        # words; G8, B-52
    | \d+(?:
          (?<=\d{4})(?:-\d\d-\d\d(?![\d-])|([/.])\d{1,2}\1\d{1,2}(?![\d/]))  # ISO 8601, 2010/3/4
        | [./]\d{1,2}[./]\d{4}(?![./]*\d)              # 25/12/1987, 31.8.1994
        | (?:[.,:]\d{3}(?!\d)){1,20} | (?<!19\d\d)(?<!20\d\d)[.:]\d+   # 1,900  17:45  3.5
        | \s?(?:st|nd|rd|th)\b | (?<=0)['’]?s\b              # 25th, "25 th", 1990s
        | (?<=\d{4})年(?:\d{1,2}月(?:\d{1,2}日)?)?
      )?
    | (?:明治|大正|昭和|平成|令和)(?:\d{1,2}|元)年(?:\d{1,2}月(?:\d{1,2}日)?)?
    | ['’‘]\d\d(?!\d)(?:s\b)?                         # '96
    | [^\W\d_]+ | \n(?:[^\S\n]*+\n)++ | [^\w\s]
    """,
    re.VERBOSE,
)

_PUNCTUATION = {
    **dict.fromkeys(",、", "COMMA"),
    **dict.fromkeys("-‐‑‒–—―〜～", "DASH"),
    **dict.fromkeys("/", "SLASH"),
    **dict.fromkeys("([{（", "LPAR"),
    **dict.fromkeys(")]}）", "RPAR"),
    **dict.fromkeys(".", "DOT"),
    **dict.fromkeys("&", "AMP"),
    **dict.fromkeys('“”"«»„', "QUOTE"),
    **dict.fromkeys("$£€¥%°#№", "MONEY"),
}
_CACHE_SIZE = 50_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens: `codes[i]` is the class character of the token at `starts[i]:ends[i]`."""

    text: str
    starts: list[int]
    ends: list[int]
    codes: str

    def word(self, index: int) -> str:
        """Return the text of one token."""
        return self.text[self.starts[index] : self.ends[index]]


class _TokenClasses(dict[str, str]):
    """Class characters by token text, filled as tokens are met."""

    def __missing__(self, token: str) -> str:
        code = load_date_grammar().codes[classify(token)]
        if len(self) > _CACHE_SIZE:  # a book of numbers must not fill the memory
            self.clear()
        self[token] = code
        return code


_CLASSES = _TokenClasses()


def classify(token: str) -> str:
    """Name the class of a token.

    >>> [classify(t) for t in ("1990s", "March", "march", "25th", "1,900", "'96", "G8", "1990", "31")]
    ['DECADE', 'MARCH', 'WORD', 'ORD', 'BIG', 'SHORTYEAR', 'NAME', 'YEAR', 'DAY']
    """
    first = token[0]
    if first.isdigit() and first.isascii():
        return _classify_number(token)
    if first in "明大昭平令" and len(token) > 2 and "年" in token:
        return "JP"
    if first in "'’‘":
        return "STOP" if len(token) == 1 else "DECADE" if token.endswith("s") else "SHORTYEAR"
    if not first.isalpha():
        return "PARA" if first == "\n" else _PUNCTUATION.get(token, "STOP")
    if any(c.isdigit() for c in token):
        if re.fullmatch(r"J?FY\s?\d{2}(?:\d\d)?", token):
            return "FYEAR"
        return "HQ" if re.fullmatch(r"Q[1-4]|H[12]", token) else "NAME"
    if "." in token:
        return "BC" if first == "B" else "AD"
    grammar = load_date_grammar()
    word = token.lower()
    if word in grammar.words and not (word in grammar.capital_only and first.islower()):
        return grammar.names[grammar.words[word][0]]
    if first.isupper():
        return "NAME"
    return (
        "PLURAL" if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else "WORD"
    )


def _classify_number(token: str) -> str:
    if "年" in token:
        return "JP"
    if token[-1] == "s":
        digits = token.rstrip("s'’")
        return "DECADE" if len(digits) in (2, 3, 4) and digits.endswith("0") else "BIG"
    if token[-1].isalpha():
        return "ORD" if 1 <= int(token.rstrip("stndrh \n\t\xa0")[:9]) <= 31 else "WORD"
    if not (token.isdigit() and token.isascii()):
        if re.fullmatch(r"\d{4}(?:-\d\d-\d\d|[/.]\d{1,2}[/.]\d{1,2})", token):
            return "ISO"
        return "NUMDATE" if re.fullmatch(r"\d{1,2}[./]\d{1,2}[./]\d{4}", token) else "BIG"
    if len(token) > 4:
        return "BIG"
    number = int(token)
    if len(token) == 4:
        return "YEAR" if 1000 <= number < 2200 else "BIG"
    if len(token) == 2 and token[0] == "0":
        return "ZERO"
    if 1 <= number <= 31:
        return "DAY"
    return "SHORT" if len(token) == 2 else "HUNDRED" if len(token) == 3 and number > 99 else "BIG"


def tokenize(text: str) -> Tokens:
    """Cut a text into classed tokens; blanks and lone line breaks are dropped.

    >>> tokens = tokenize("on 8-10 June")
    >>> [tokens.word(i) for i in range(len(tokens.starts))]
    ['on', '8', '-', '10', 'June']
    """
    spans = [match.span() for match in TOKEN_RE.finditer(text)]
    classes = _CLASSES
    return Tokens(
        text,
        [start for start, _ in spans],
        [end for _, end in spans],
        "".join([classes[text[start:end]] for start, end in spans]),
    )
