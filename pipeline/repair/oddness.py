"""How odd a stretch of non-ASCII characters looks where it stands: the price by which readings compete.

The price of a character depends on its kind and on its two neighbours, as in the `badness`
heuristic of ftfy (R. Speer), but in degrees: an apostrophe inside a word costs nothing, a capital Æ
behind a small letter much, a Japanese character glued to an English word more. The unit is about
one clearly misplaced character.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.lexicon.repair_words import is_accented_word, is_english
from pipeline.repair.charmaps import FIRST_HOLE, REPLACEMENT, script_of

_OPEN = " \n\t\u00a0\u3000([{/\"'-–—“‘«„<>|=…"
_CLOSE = " \n\t\u00a0\u3000.,;:!?)]}/\"'-–—”’»“…<>|=*"
_NUMERIC = "0123456789"
_SYMBOLS = {
    "£¥€¢": "currency",
    "½¼¾⅓⅔": "fraction",
    "×÷±−≈≤≥≠√∞∑": "math",
    "©®™": "mark",
    "¿¡": "inverted",
    "²³¹": "raised",
    "°": "degree",
    "ºª": "ordinal",
    "§¶": "section",
    "«»‹›": "guillemet",
    "“‘„‚": "opening",
    "”": "closing",
    "’": "apostrophe",
    "–—―": "dash",
    "…": "ellipsis",
    "•·●○■□▪◆→←↑↓★☆※〜": "bullet",
    "\u00a0\u2009\u202f\u3000\u2002\u2003": "space",
    "µ": "micro",
    "‰": "permille",
    "†‡": "dagger",
    "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f": "invisible",
    "\u2010\u2011\u2012": "hyphen",
    "、。「」『』・，．（）〈〉《》【】！？：；〔〕［］％＆＋－／＝": "cjk-mark",
    "ﬀﬁﬂﬃﬄ": "ligature",
}
_KIND_OF = {character: kind for characters, kind in _SYMBOLS.items() for character in characters}
_GROUP_OF_SCRIPT = {
    "CJK": "cjk",
    "HIRAGANA": "cjk",
    "KATAKANA": "cjk",
    "KATAKANA-HIRAGANA": "cjk",
    "IDEOGRAPHIC": "cjk",
    "FULLWIDTH": "cjk",
    "HANGUL": "cjk",
    "HALFWIDTH": "halfwidth",
    "BOX": "box",
    "BLOCK": "box",
    "LIGHT": "box",
    "MEDIUM": "box",
    "DARK": "box",
    "FULL": "box",
    "UPPER": "box",
    "LOWER": "box",
    "LEFT": "box",
    "RIGHT": "box",
    "COMBINING": "combining",
}
_LETTER_SCRIPTS = {"CYRILLIC", "GREEK", "ARABIC", "HEBREW", "THAI", "ARMENIAN", "GEORGIAN", "DEVANAGARI"}
_LETTER_SCRIPTS |= {"BENGALI", "LAO", "KHMER", "MYANMAR", "TAMIL"}
_ONE_LETTER_WORDS = "àèéêóòôáíúýÀÈÉÊÓÔÁÍÚ"
_COMMON_ACCENTS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u031b"
_CONTRACTION_END_RE = re.compile(r"(?:s|t|re|ve|ll|d|m)(?![^\W_])")
_WORD_LEFT_RE = re.compile(r"(?<![^\W\d_])[^\W\d_]*+\Z")
_WORD_RIGHT_RE = re.compile(r"[^\W\d_]*")


@lru_cache(maxsize=16384)
def kind_of(character: str) -> str:
    """Name the kind of a character, as far as the price depends on it.

    >>> [kind_of(c) for c in "aÆé’½ж痴┐"]
    ['ascii-letter', 'upper', 'lower', 'apostrophe', 'fraction', 'CYRILLIC', 'cjk', 'box']
    """
    if character < "\x80":
        return "ascii-letter" if character.isalpha() else "ascii"
    if character in _KIND_OF:
        return _KIND_OF[character]
    code = ord(character)
    if code < 0xA0:
        return "c1"
    if character == REPLACEMENT:
        return "lost"
    if code >= FIRST_HOLE:
        return "hole"
    script = script_of(character)
    if script == "LATIN":
        if not (code <= 0x17F or character in "ƏəƠơƯưȘșȚțǍǎ" or 0x1EA0 <= code <= 0x1EF9):
            return "rare-latin"
        if character in "ſĿŀŉĸĦħŊŋŦŧĲĳ":
            return "rare-latin"
        return "upper" if character.isupper() else "lower"
    if script in _LETTER_SCRIPTS:
        return script
    if script == "UNASSIGNED" or 0xE000 <= code <= 0xF8FF:
        return "unassigned"
    return _GROUP_OF_SCRIPT.get(script, "other")


@lru_cache(maxsize=16384)
def _is_common_cjk(character: str) -> bool:
    """Tell the everyday characters (JIS level 1, GB 2312 level 1, Hangul of KS X 1001) from the rest."""
    if not "\u3400" <= character <= "\u9fff":
        return True
    for codec, first, last in (("cp932", 0x889F, 0x9872), ("gb2312", 0xB0A1, 0xD7F9)):
        try:
            data = character.encode(codec)
        except UnicodeEncodeError:
            continue
        if len(data) == 2 and first <= int.from_bytes(data) <= last:
            return True
    return False


def _is_letter(character: str) -> bool:
    return kind_of(character) in ("ascii-letter", "upper", "lower")


@lru_cache(maxsize=65536)
def char_price(before: str, character: str, after: str) -> float:
    """Return how odd a character is between its two neighbours (each one character).

    >>> char_price("n", "’", "s"), char_price("n", "Æ", "s"), char_price("n", "痴", " ")
    (0.0, 1.6, 1.8)
    """
    kind = kind_of(character)
    if kind in ("ascii", "ascii-letter"):
        return 0.0
    letter_before, letter_after = _is_letter(before), _is_letter(after)
    match kind:
        case "lower":
            return _lower_price(before, character, after, letter_before, letter_after)
        case "upper":
            return _upper_price(before, character, after, letter_before, letter_after)
        case "apostrophe":
            good = letter_before or before in "0123456789.)”" or after in _CLOSE
            return 0.0 if good else 0.2 if before in _OPEN else 1.0
        case "opening":
            return 0.0 if before in _OPEN and after not in " \n" else 0.4 if before in _OPEN else 1.4
        case "closing":
            return 0.0 if before not in " \n([" and not (letter_after or after in _NUMERIC) else 1.2
        case "dash":
            return 0.0 if (before in " \n") == (after in " \n") else 0.3
        case "ellipsis":
            return 0.1
        case "bullet":
            return 0.05 if before in _OPEN and after in _CLOSE else 0.6 if not letter_before else 1.2
        case "space":
            return 0.1 if before != "\u00a0" else 0.0
        case "currency":
            free = not letter_before and (after in _NUMERIC or before in _NUMERIC)
            return 0.0 if free else 0.6 if not (letter_before or letter_after) else 1.6
        case "fraction":
            return 0.0 if not letter_before and not letter_after and after not in "½¼¾" else 1.6
        case "math":
            return 0.2 if not letter_before and not letter_after else 1.2
        case "mark":
            return 0.2 if not letter_after else 1.2
        case "inverted":
            return 0.0 if before in _OPEN and letter_after else 1.2
        case "raised":
            return 0.2 if not letter_after and before not in " \n" else 1.2
        case "degree" | "permille":
            return 0.0 if before in "0123456789 \u00a0\u2009" and not letter_before else 1.3
        case "ordinal":
            return 0.3 if (before in _NUMERIC or before in "nN") and not letter_after else 1.4
        case "section":
            return 0.0 if not letter_before and not letter_after else 1.2
        case "guillemet":
            inward = after if character in "«‹" else before
            return 0.1 if inward not in " \n" else 1.2
        case "micro":
            return 0.2 if before in " \n0123456789" else 1.2
        case "dagger":
            return 0.4 if not letter_after and before != " " else 1.0
        case "invisible":
            return 0.3
        case "hyphen":
            return 0.3
        case "ligature":
            return 0.1 if letter_before or letter_after else 1.5
        case "lost":
            return 1.0
        case "hole":
            return 0.6
        case "c1" | "unassigned" | "rare-latin":
            return 4.0 if kind == "rare-latin" else 2.5
        case "combining":
            return 0.3 if letter_before and character in _COMMON_ACCENTS else 2.5
        case "box":
            return sum(0.1 if kind_of(n) == "box" or n in " \n" else 1.0 for n in (before, after)) / 1.2
        case "cjk" | "cjk-mark" | "halfwidth":
            return _cjk_price(before, character, after, kind)
        case "other":
            return 0.6 if not (letter_before or letter_after) else 1.5
    if letter_before or letter_after:  # the letters of other alphabets
        return 1.8
    return 0.1 if kind in (kind_of(before), kind_of(after)) else 1.2


def _lower_price(before: str, character: str, after: str, letter_before: bool, letter_after: bool) -> float:
    if not letter_before and not letter_after:
        if before in ",.;:!?)":
            return 1.6
        return 0.4 if character in _ONE_LETTER_WORDS else 0.9
    if before in _NUMERIC:
        return 1.4
    if after.isupper() and not before.isupper():
        return 1.6
    if before.isupper() and after.isupper():
        return 1.0
    if before.isupper() and not letter_after:
        return 0.4  # "Hà", "Lê", but not "SÖä"
    return 0.1


def _upper_price(before: str, character: str, after: str, letter_before: bool, letter_after: bool) -> float:
    if not letter_before and not letter_after:
        return 0.5 if character in _ONE_LETTER_WORDS else 0.9
    if letter_before and not before.isupper():
        return 1.6
    if before in _NUMERIC:
        return 1.4
    return 0.15


def _cjk_price(before: str, character: str, after: str, kind: str) -> float:
    neighbours = (kind_of(before), kind_of(after))
    rare = 0.0 if _is_common_cjk(character) else 0.7
    if "ascii-letter" in neighbours or "lower" in neighbours or "upper" in neighbours:
        return (1.8 if kind != "cjk-mark" else 0.8) + rare
    if kind == "halfwidth":
        return 0.3 if "halfwidth" in neighbours else 0.9
    if any(neighbour in ("cjk", "cjk-mark") for neighbour in neighbours):
        return 0.1 + rare
    if kind == "cjk-mark":
        return 0.1
    return 0.8 + rare


def run_price(left: str, run: str, right: str) -> float:
    """Return how odd a run looks between the text on its left and on its right.

    Words count besides characters: an accented word of the gazetteer is never odd, and an accented
    letter where an English word would have an apostrophe ("Japanís") is.

    >>> run_price("the Canadian public", "´┐Ż", "s interest") > run_price("public", "’", "s interest")
    True
    >>> run_price("the city of S", "ã", "o Paulo")
    0.0
    """
    before = left[-1:] or "\n"
    total = 0.0
    for index, character in enumerate(run):
        after = run[index + 1 : index + 2] or right[:1] or "\n"
        if character >= "\x80":
            price = char_price(before, character, after)
            if kind_of(character) in ("lower", "upper"):
                price = _word_price(price, left + run[:index], character, run[index + 1 :] + right)
            total += price
        before = character
    return total


def _word_price(price: float, left: str, character: str, right: str) -> float:
    start, end = _WORD_LEFT_RE.search(left), _WORD_RIGHT_RE.match(right)
    before, after = start[0] if start else "", end[0] if end else ""
    if is_accented_word(before + character + after):
        return 0.0
    if before and before.isascii() and (is_english(before) or (before[0].isupper() and len(before) >= 4)):
        if _CONTRACTION_END_RE.match(right):
            return max(price, 1.1)
        if after.isascii() and is_english(after) and len(before) > 1 and len(after) > 1:
            return max(price, 0.9)
    return price
