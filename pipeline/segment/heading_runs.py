"""Headings that run on into their text on one line, and where they end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.lexicon.layout_rules import LayoutRules, load_layout_rules
from pipeline.segment.lines import BULLET_RE
from pipeline.segment.words import find_marker

LONGEST_RUN = 400
"""Characters within which a heading in running text must come to its end."""
LONGEST_NUMBERED = 14
"""Words of a numbered heading that need not be in title case."""

_TOKEN_RE = re.compile(
    r"""
    [〈＜《【] [^〉＞》】]{1,80} [〉＞》】]      # a heading in brackets of its own
  | < [A-Z] [^<>]{1,60} >
  | \( (?=[A-Z]) [^()]{1,60} \)              # "(General overview)", "(MERCOSUR)"
  | [^\s〈＜《【<]+
  | <
    """,
    re.VERBOSE,
)
_NUMBER_RE = re.compile(r"(?:\d{1,2}|[IVX]+|(?:[A-Z]\.)+[A-Z]?)\.?")


def heading_run(text: str, start: int, *, title: str, numbered: bool = False) -> int:
    """Return where the heading that begins at `start` ends and running text begins, 0 when there is none.

    A heading shows by its closing bracket (〈United States〉), by being the chapter's title or a
    heading everyone knows, or by title case that breaks off before a word that begins sentences
    ("Message from the Minister A true ..."). Where none of these tells its end, it stays in the text.

    Args:
        text: the paragraph.
        start: where the heading would begin.
        title: the chapter's title.
        numbered: take only a heading with a number or bracket; it may have small words in it.

    >>> text = "(2) Security measures In recent years pirates came back."
    >>> text[: heading_run(text, 0, title="", numbered=True)]
    '(2) Security measures'
    """
    rules = load_layout_rules()
    rest = text[start : start + LONGEST_RUN]
    if title and rest.lower().startswith(title.lower() + " ") and len(text) > len(title) + 40:
        return start + len(title)
    marker = find_marker(rest)
    if BULLET_RE.match(rest) or (numbered and not marker and not _TOKEN_RE.match(rest)):
        return 0
    tokens = list(_TOKEN_RE.finditer(rest, marker[1] if marker else 0))
    for index, token in enumerate(tokens):
        word = token[0]
        if word[0] in "〈＜《【<" and len(word) > 1:
            return start + _after_brackets(tokens, index)
        if index and _begins_text(tokens, index, rules):
            return start + tokens[index - 1].end()
        if word[0] == "(" and word[-1] == ")":
            continue
        if word[-1] in ".!?;" and not _NUMBER_RE.fullmatch(word):
            return 0
        bare = _bare(word)
        content = bare not in rules.words["title_small"]
        if content and bare[:1].islower() and not (numbered and marker and index < LONGEST_NUMBERED):
            return 0
    return 0


def _bare(word: str) -> str:
    return word.strip("\"'“”‘’()[],:;")


def _begins_text(tokens: Sequence[re.Match[str]], index: int, rules: LayoutRules) -> bool:
    """Tell whether the running text begins with the token at `index`, behind a heading."""
    word, before = tokens[index][0], tokens[index - 1][0]
    bare = _bare(word)
    if (
        not bare[:1].isupper()
        or (word[0] == "(" and word[-1] == ")")
        or before[-1] in ",–—-"
        or before in rules.words["title_small"]
    ):
        return False
    following = tokens[index].string[tokens[index].start() :]
    heading = tokens[index].string[tokens[0].start() : tokens[index - 1].end()]
    words = heading.split()
    numbered = tokens[0].start() > 0
    if numbered or sum(word not in rules.words["title_small"] for word in words) >= 2:
        pair = f"{bare} {tokens[index + 1][0]}" if index + 1 < len(tokens) else bare
        if bare in rules.words["run_starters"] or pair in rules.words["run_starters"]:
            return True
    if bare == before == word and len(bare) > 2 and index + 1 < len(tokens):
        # "Relations with Peru Peru and Japan agreed", but not "Chief Executive Abdullah Abdullah"
        linked = numbered or any(small in rules.words["title_small"] for small in words)
        if linked and tokens[index + 1][0].islower():
            return True
    known_headings = rules.words["known_headings"]
    if any(_is_next_heading(following, known) for known in known_headings):
        return False
    if any(heading == known or heading.endswith(f" {known}") for known in known_headings):
        marker = find_marker(following[:40])
        return marker is None or marker[0].id not in ("chapter", "section")
    if _is_numbered_region(heading, numbered, rules):
        return True
    if before not in rules.words["heading_nouns"]:
        return False
    begins = any(following.startswith(f"{subject} ") for subject in rules.words["text_subjects"])
    verbs = (token[0] for token in tokens[index + 1 : index + 9])
    return begins and any(
        verb.isalpha() and verb.islower() and verb not in rules.words["title_small"] for verb in verbs
    )


def _is_numbered_region(heading: str, numbered: bool, rules: LayoutRules) -> bool:
    """Tell whether a heading ends with a region behind a number; without one it may begin a name."""
    for region in rules.words["region_headings"]:
        if heading == region:
            return numbered
        if heading.endswith(f" {region}"):
            return _NUMBER_RE.fullmatch(heading.removesuffix(region).split()[-1]) is not None
    return False


def _is_next_heading(following: str, known: str) -> bool:
    """Tell whether a second heading follows the first ("Europe Overview 〈Situation〉"), and no sentence.

    >>> _is_next_heading("Overview In May", "Overview"), _is_next_heading("Africa has 54 states", "Africa")
    (True, False)
    """
    rest = following.removeprefix(known).lstrip()
    return following.startswith(f"{known} ") and not rest[:1].islower()


def _after_brackets(tokens: Sequence[re.Match[str]], index: int) -> int:
    """Return the end of the last of the bracketed headings that follow each other from `index`."""
    while index + 1 < len(tokens) and tokens[index + 1][0][0] in "〈＜《【":
        index += 1
    return tokens[index].end()
