"""A whole text, sentence by sentence, and its readings as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.cells import guard_formula
from pipeline.lexicon.plover_rules import CODEBOOK
from pipeline.plover.read import PloverReading, read_plover

if TYPE_CHECKING:
    from spacy.language import Language

COLUMNS = ("plover_type", "trigger", "rule", "sentence")
_PARAGRAPH_RE = re.compile(r"\n(?:[^\S\n]*+\n)++")


def code_text(text: str, *, nlp: Language, codebook: str = CODEBOOK) -> Iterator[tuple[str, PloverReading]]:
    """Give each sentence of a text with its PLOVER reading, in order.

    Args:
        text: running text; an empty line ends a paragraph, other line ends count as spaces.
        nlp: a spaCy English pipeline with a parser.
        codebook: the version of PLOVER's codebook, "2.0" or "0.5".

    >>> from pipeline.spacy_model import identify_model, load_nlp
    >>> found = code_text("Peru recognised Ghana. It rained.", nlp=load_nlp(identify_model()))
    >>> [(sentence, reading.type) for sentence, reading in found]
    [('Peru recognised Ghana.', 'SUPPORT'), ('It rained.', '')]
    """
    paragraphs = (" ".join(part.split()) for part in _PARAGRAPH_RE.split(text))
    for doc in nlp.pipe(part for part in paragraphs if part):
        for sentence in doc.sents:
            yield sentence.text, read_plover(sentence, codebook=codebook)


def write_readings(readings: Iterable[tuple[str, PloverReading]]) -> str:
    """Return sentences and their readings as a CSV table, a header row first.

    >>> print(write_readings([("It rained.", PloverReading())]), end="")
    plover_type,trigger,rule,sentence
    ,,,It rained.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sentence, reading in readings:
        row = (reading.type, reading.trigger, reading.rule_id, sentence)
        writer.writerow([guard_formula(cell) for cell in row])
    return buffer.getvalue()
