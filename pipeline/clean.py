"""Take character-level noise out of a chapter; every character left still knows its raw place.

Lines stay lines here: what a line is, and which lines make a paragraph, `segment` decides.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.align import AlignedText, Edit
from pipeline.model import Document

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # zero-width marks and the soft hyphen
_NEW = {"space": " ", "tab": "    "}  # a tab may stand between two columns, so it stays wide
_NOISE_RE = re.compile(
    rf"""
    (?P<soft_break> \u00ad [ \t]* \r?\n [ \t]* )      # a soft hyphen that the printed line used
  | (?P<invisible> [{_INVISIBLE}]+ )
  | (?P<space> [\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000] )
  | (?P<tab> \t )
  | (?P<control> [\x00-\x08\x0e-\x1b\x7f] )
    """,
    re.VERBOSE,
)


def clean_text(text: AlignedText) -> AlignedText:
    r"""Make every kind of space a plain one and drop characters that nobody can see.

    Newlines and the number of spaces stay: a gap of several spaces may be all that is left of a
    second column. A word cut by a soft hyphen at the end of its line is joined.

        >>> clean_text(AlignedText.of_raw("the\u00a050th nego\u00ad\ntiation")).text
        'the 50th negotiation'
    """
    edits = []
    for match in _NOISE_RE.finditer(text.text):
        new = _NEW.get(match.lastgroup or "", "")
        edits.append(Edit(start=match.start(), end=match.end(), new=new))
    return text.edit(edits) if edits else text


def clean_document(doc: Document) -> Document:
    """Clean a repaired chapter: one kind of space, nothing invisible.

    Args:
        doc: the chapter as `repair` left it.

    Returns:
        The same chapter with a cleaned `aligned` text; raw text, blocks and repairs are untouched.
    """
    return replace(doc, aligned=clean_text(doc.aligned))
