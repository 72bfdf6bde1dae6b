"""Damage without a damaged character: spaces, line breaks and apostrophes that tools put in or lost."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon import read_toml
from pipeline.lexicon.repair_words import is_english
from pipeline.repair.steps import Change

# Each search begins with a letter or sign that is quick to find; what stands before it is looked at
# only where it matches. A sound page costs a few nanoseconds a character.
_SHORT_WORD_RE = re.compile(r" (?:st|nd|rd|th|s|t|re|ve|ll|m)(?=[ ,\n]|$)")
_ORDINALS = ("st", "nd", "rd", "th")
_NUMBER_RE = re.compile(r"(?<![\d.,])\d{1,4}\Z")
_DASH_RE = re.compile(r"(?: –|– )")
_NAME_LEFT_RE = re.compile(r"(?<![^\s(“‘\"])[^\W\d_][\w.]*\Z")
_NAME_RIGHT_RE = re.compile(r"[^\W\d_][\w.]*")
_OWNER_RE = re.compile(r"(?<![^\s(“\"])[A-Za-z][A-Za-z.]*\Z")
_NEXT_RE = re.compile(r" (?:([A-Za-z]{2,})|[“‘])")
_INTACT_RE = re.compile(r"[A-Za-z][’']s\b")
_DROP_CAP_RE = re.compile(r"\n[ \t]*([A-Z])[ \t]*\r?\n[ \t]*([a-z]+)(?=[^\n]{20})")
_BROKEN_BEHIND_RE = re.compile(r"f(?:fi|fl|f|i|l) ([a-z]+)(?![^\W_])")
_BROKEN_BEFORE_RE = re.compile(r" (f(?:fi|fl|f)[a-z]*)(?![^\W_])")
_LETTERS_LEFT_RE = re.compile(r"(?<![^\W_])[A-Za-z]+\Z")
_LIGATURES = ("ffi", "ffl", "fi", "fl")
# A literal blank in front lets the search skip ahead on sound text; what stands before it is asked later.
_CUT_LETTER_RE = re.compile(r" ([a-z]) ([a-z]{1,12})(?![^\W_])")
_LONGEST_WORD = 24
_MOST_LOOKUPS = 50  # each reads the page once


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(read_toml("spacing_words.toml")[key].split())


@cache
def _contractions() -> dict[str, frozenset[str]]:
    return {
        end: frozenset(heads.split())
        for end, heads in read_toml("spacing_words.toml")["contractions"].items()
    }


def join_ordinals(text: str) -> list[Change]:
    """Join a number and its ordinal ending ("50 th"), where the ending suits the number.

    >>> from pipeline.repair.steps import apply_changes
    >>> apply_changes("the 50 th edition, 3 th", join_ordinals("the 50 th edition, 3 th"))
    'the 50th edition, 3 th'
    """
    changes = []
    for match in _SHORT_WORD_RE.finditer(text):
        ending = match[0].lstrip()
        if ending not in _ORDINALS:
            continue
        number = _NUMBER_RE.search(text, max(0, match.start() - 6), match.start())
        if number and _ending(int(number[0])) == ending:
            changes.append(
                Change(start=number.start(), end=match.end(), new=number[0] + ending, rule="split-ordinal")
            )
    return changes


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def join_dashes(text: str) -> list[Change]:
    """Take out a space on one side of a dash that joins two names ("Japan– U.S.").

    Both names must be known, or the compound must stand joined elsewhere on the page: a dash with
    one space may also be a careless dash between clauses.

    >>> from pipeline.repair.steps import apply_changes
    >>> apply_changes("the Japan– U.S. pact– Tokyo", join_dashes("the Japan– U.S. pact– Tokyo"))
    'the Japan–U.S. pact– Tokyo'
    """
    if "– " not in text and " –" not in text:
        return []
    changes = []
    looked_up: dict[tuple[str, str], bool] = {}
    for match in _DASH_RE.finditer(text):
        left = _NAME_LEFT_RE.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
        right = _NAME_RIGHT_RE.match(text, match.end(), match.end() + _LONGEST_WORD)
        if left is None or right is None:
            continue
        first, second = left[0], right[0]
        known = _is_name(first) and _is_name(second)
        if not known and first[0].isupper() and second[0].isupper() and len(looked_up) < _MOST_LOOKUPS:
            pair = (first, second)
            if pair not in looked_up:
                looked_up[pair] = f"{first}–{second}" in text or f"{first}-{second}" in text
            known = looked_up[pair]
        if known:
            new = f"{first}–{second}"
            changes.append(
                Change(
                    start=left.start(), end=right.end(), new=new, rule="space-beside-dash", confidence=0.95
                )
            )
    return changes


def _is_name(word: str) -> bool:
    return word in _words("names") or word.rstrip(".") in _words("names")


def restore_lost_apostrophes(text: str) -> list[Change]:
    """Put back an apostrophe that left only a space ("Japan s position", "women s rights", "don t").

    A lone "s" is one when a state or another sure owner stands before it. Where that happens on a
    page without a single sound possessive, any capitalized word counts as an owner.

    >>> from pipeline.repair.steps import apply_changes
    >>> text = "Japan s view on women s rights; the string s is empty"
    >>> apply_changes(text, restore_lost_apostrophes(text))
    'Japan’s view on women’s rights; the string s is empty'
    """
    sure: list[Change] = []
    likely: list[Change] = []
    for match in _SHORT_WORD_RE.finditer(text):
        end = match[0].lstrip()
        owner = _OWNER_RE.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
        follower = _NEXT_RE.match(text, match.end(), match.end() + _LONGEST_WORD)
        if end in _ORDINALS or owner is None or follower is None:
            continue
        before, after = owner[0], follower[1] or ""
        change = Change(
            start=owner.start(),
            end=match.end(),
            new=f"{before}’{end}",
            rule="lost-apostrophe",
            confidence=0.95,
        )
        if after.lower() in _words("after_symbol") and end == "s":
            continue
        if _is_sure_owner(before, end):
            sure.append(change)
        elif (
            end == "s"
            and before[0].isupper()
            and before[1:].islower()
            and len(before) > 2
            and after.islower()
        ):
            likely.append(change)
    if not sure or not likely or _INTACT_RE.search(text):
        return sure
    return sorted([*sure, *likely], key=lambda change: change.start)


def _is_sure_owner(word: str, end: str) -> bool:
    heads = _contractions().get(end, frozenset())
    if word in heads or word.lower() in heads:
        return True
    return end == "s" and (_is_name(word) or word.lower() in _words("owners"))


def join_drop_caps(text: str) -> list[Change]:
    """Join a drop cap to the word it was cut from by a line break ("O", new line, "n").

    >>> from pipeline.repair.steps import apply_changes
    >>> text = "O\\nn May 3 the two ministers met again."
    >>> apply_changes(text, join_drop_caps(text))
    'On May 3 the two ministers met again.'
    """
    changes = []
    for match in _DROP_CAP_RE.finditer(text if text[:1] == "\n" else "\n" + text[:60]):
        changes += _drop_cap(match, 0 if text[:1] == "\n" else -1) if match.start() == 0 else []
    for match in _DROP_CAP_RE.finditer(text, 1):
        changes += _drop_cap(match, 0)
    return changes


def _drop_cap(match: re.Match[str], shift: int) -> list[Change]:
    capital, rest = match[1], match[2]
    # "A" and "I" are words themselves: there the rest must be none
    alone = capital in "AIO" and is_english(rest) and len(rest) > 1
    if alone or not is_english(capital + rest):
        return []
    start, end = match.start(1) + shift, match.end(2) + shift
    return [Change(start=start, end=end, new=capital + rest, rule="drop-cap", confidence=0.95)]


def join_ligatures(text: str) -> list[Change]:
    """Join a word that PDF extraction broke behind or before a ligature ("affl uence", "o ffice").

    The whole must be a word, and the parts must not both be words: "off ice" stays.

    >>> from pipeline.repair.steps import apply_changes
    >>> text = "affl uence, speci fi c, o ffice, staff and off ice"
    >>> apply_changes(text, join_ligatures(text))
    'affluence, specific, office, staff and off ice'
    """
    changes: list[Change] = []
    for pattern in (_BROKEN_BEHIND_RE, _BROKEN_BEFORE_RE):
        for match in pattern.finditer(text):
            found = _broken_word(text, match)
            if found:
                changes.append(found)
    if not changes:
        return changes
    changes.sort(key=lambda change: (change.start, -change.end))
    return [
        one
        for before, one in zip([None, *changes], changes, strict=False)
        if not before or before.end <= one.start
    ]


def _broken_word(text: str, match: re.Match[str]) -> Change | None:
    """Join the pieces around a ligature: the longest series of up to three that makes a word."""
    behind = match.re is _BROKEN_BEHIND_RE
    middle = match.start() if behind else match.start() + 1
    first = _LETTERS_LEFT_RE.search(text, max(0, middle - _LONGEST_WORD), middle if behind else match.start())
    head = first[0] if first else ""
    start = first.start() if first else middle
    if behind:
        left, right = head + match[0].partition(" ")[0], match[1]
        if not head:  # "speci fi c": the ligature alone, with a piece before it
            before = _LETTERS_LEFT_RE.search(text, max(0, middle - 1 - _LONGEST_WORD), max(0, middle - 1))
            if before and text[middle - 1 : middle] == " " and _is_broken((before[0], left, right)):
                return _joined(before.start(), match.end(), before[0] + left + right)
    else:
        left, right = head, match[1]
    if left and _is_broken((left, right)):
        return _joined(start, match.end(), left + right)
    return None


def _is_broken(parts: tuple[str, ...]) -> bool:
    """Tell whether the pieces make a word, while they are not words themselves.

    A piece that is more than the ligature may be a word we do not know ("diff used"): then the last
    piece must be none, unless no word ends like the first ("diffi cult").
    """
    if not is_english("".join(parts)):
        return False
    if len(parts[0]) > 3 and parts[0].endswith(_LIGATURES) and not is_english(parts[0]):
        return True
    last_is_word = len(parts[-1]) > 1 and is_english(parts[-1])
    return not last_is_word or (parts[0] in _LIGATURES and not is_english(parts[0]))


def join_split_words(text: str) -> list[Change]:
    """Join words of which a tool cut off the first letter ("h ad", "i ts").

    A lone small letter may be a symbol, so the whole must be a word, and the page must show two such
    places of which one has no word behind the blank.

    >>> from pipeline.repair.steps import apply_changes
    >>> text = "The talks h ad begun and i ts outcome was awaited."
    >>> apply_changes(text, join_split_words(text))
    'The talks had begun and its outcome was awaited.'
    >>> join_split_words("The line l ends where the point p lies.")
    []
    """
    found = [
        match
        for match in _CUT_LETTER_RE.finditer(text)
        if _follows_word(text, match.start())
        and is_english(match[1] + match[2])
        and (match[1] != "a" or not is_english(match[2]))
    ]
    if len(found) < 2 or all(is_english(match[2]) for match in found):
        return []
    return [
        Change(start=m.start(1), end=m.end(2), new=m[1] + m[2], rule="split-word", confidence=0.8)
        for m in found
    ]


def _follows_word(text: str, blank: int) -> bool:
    return blank > 0 and (text[blank - 1] == "," or "a" <= text[blank - 1] <= "z")


def _joined(start: int, end: int, word: str) -> Change:
    return Change(start=start, end=end, new=word, rule="split-ligature", confidence=0.9)
