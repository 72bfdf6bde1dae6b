"""The shape of a sentence: one letter per unit, so that its phrases can be found by their linear form.

T time, M mention, A demonym, D determiner, J adjective or number, N noun, R adverb, V verb, X auxiliary,
I preposition, t infinitive "to", C coordinator, W wh-word, U subordinator, S possessive, P pronoun,
H joining hyphen, Q quotation mark, ( and ) brackets, "," and ";" stops, E other.
"""

from __future__ import annotations

import re

NP_RE = re.compile(
    r"(?:D{1,9}R?|R(?=J))?(?:(?:A,){0,20}A,?C(?=A)|J,(?=J)|JC(?=[JN])|NC(?=NN)|R(?=H?J)|[JNMASH]|Q(?=[JNMAQ])){0,200}[NMA]"
)
"""A base noun phrase as a pattern of letters."""
_SUBORDINATORS = frozenset(
    [
        "that",
        "because",
        "if",
        "while",
        "although",
        "though",
        "whether",
        "unless",
        "when",
        "until",
        "once",
        "lest",
        "whereas",
    ]
)
_TAG_SHAPES = {
    "DT": "D",
    "PDT": "D",
    "PRP$": "D",
    "CC": "C",
    "CD": "J",
    "JJ": "J",
    "JJR": "J",
    "JJS": "J",
    "NN": "N",
    "NNS": "N",
    "NNP": "N",
    "NNPS": "N",
    "$": "J",
    "RB": "R",
    "RBR": "R",
    "RBS": "R",
    "RP": "R",
    "MD": "X",
    "WDT": "W",
    "WP": "W",
    "WP$": "W",
    "WRB": "W",
    "POS": "S",
    "PRP": "P",
    "EX": "P",
    "HYPH": "H",
    "``": "Q",
    "''": "Q",
    "-LRB-": "(",
    "-RRB-": ")",
    "FW": "N",
    "AFX": "J",
}
_TEXT_SHAPES = {
    ",": ",",
    ";": ";",
    ":": ";",
    ".": ".",
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "“": "Q",
    "”": "Q",
    '"': "Q",
    "‘": "Q",
    "「": "Q",
    "」": "Q",
    "-": "H",
    "–": "H",
    "—": ";",
    "/": "H",
    "&": "C",
    "―": "H",
    "+": "H",
}
_QUOTES = frozenset("’'")


def shape_of(text: str, lemma: str, tag: str, dep: str) -> str:
    """Return the shape letter of a plain token.

    >>> [shape_of(*token) for token in [("The", "the", "DT", "det"), ("held", "hold", "VBN", "acl")]]
    ['D', 'V']
    """
    if text in _TEXT_SHAPES:
        return _TEXT_SHAPES[text]
    if tag.startswith("VB"):
        if dep in ("aux", "auxpass"):
            return "X"
        if tag in ("VBN", "VBG") and dep in ("amod", "compound", "nmod"):
            return "J"
        return "V"
    if tag == "TO":
        return "t" if dep == "aux" else "I"
    if tag == "IN":
        if lemma in _SUBORDINATORS:
            return "U"
        return "U" if dep == "mark" else "I"
    if text in _QUOTES:
        return "S" if tag == "POS" else "Q"
    return _TAG_SHAPES.get(tag, "E")
