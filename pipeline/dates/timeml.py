"""Writes the dates of a text as a CSV table or as TimeML with inline TIMEX3 tags."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.model import TimeExpression

_FIELDS = (
    "start", "end", "text", "edtf", "modifier", "earliest", "latest", "precision", "basis", "anchor",
    "rule_id", "timex3_type", "timex3_value",
)  # fmt: skip
CSV_COLUMNS = ("document", *("rule" if name == "rule_id" else name for name in _FIELDS))

_TIMEX_MOD = {"start": "START", "mid": "MID", "end": "END"}


def write_csv(documents: Iterable[tuple[str, Sequence[TimeExpression]]]) -> str:
    """Return the dates of several texts as one CSV table, a header row first.

    Args:
        documents: name of each text and its expressions.

    >>> print(write_csv([("a.txt", [])]).split(",")[0])
    document
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for name, times in documents:
        for time in times:
            writer.writerow((name, *(getattr(time, field) for field in _FIELDS)))
    return buffer.getvalue()


def write_timeml(
    name: str, text: str, times: Sequence[TimeExpression], *, reference: date | str | None = None
) -> str:
    """Return a text as TimeML, each date in a TIMEX3 element.

    Args:
        name: the document's id.
        text: the text that `times` was found in, with the TimeML convention.
        times: its expressions in text order, without overlap.
        reference: when it was written, given as document creation time.

    >>> from pipeline.dates.text import tag_text
    >>> text = "It ended in May 1945."
    >>> print(write_timeml("d1", text, tag_text(text)).splitlines()[4])
    <TEXT>It ended in <TIMEX3 tid="t1" type="DATE" value="1945-05">May 1945</TIMEX3>.</TEXT>
    """
    from xml.sax.saxutils import escape, quoteattr  # loads the library's web client, which a run needs not

    parts: list[str] = []
    position = 0
    for number, t in enumerate(times, start=1):
        mod = f" mod={quoteattr(_TIMEX_MOD[t.modifier])}" if t.modifier else ""
        parts += [
            _escape(text[position : t.start]),
            f'<TIMEX3 tid="t{number}" type="{t.timex3_type}" value={quoteattr(t.timex3_value)}{mod}>',
            f"{_escape(text[t.start : t.end])}</TIMEX3>",
        ]
        position = t.end
    parts.append(_escape(text[position:]))
    creation = str(reference) if reference else ""
    dct = (
        f'<DCT><TIMEX3 tid="t0" type="DATE" value="{creation}" temporalFunction="false" '
        f'functionInDocument="CREATION_TIME">{creation}</TIMEX3></DCT>'
    )
    body = "".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TimeML>\n<DOCID>{escape(name)}</DOCID>\n'
        f"{dct if reference else '<DCT></DCT>'}\n<TEXT>{body}</TEXT>\n</TimeML>\n"
    )


def _escape(text: str) -> str:
    """Escape for XML and leave out the control characters that XML cannot hold."""
    from xml.sax.saxutils import escape

    return escape("".join(c if c >= " " or c in "\n\t\r" else " " for c in text))
