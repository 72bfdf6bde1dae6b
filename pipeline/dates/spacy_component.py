"""The date finder as a component of a spaCy pipeline.

Import this module, then `nlp.add_pipe("bluebook_dates")`: each document gets the spans of its dates
in `doc.spans["dates"]`, with the TimeML type as label and the rest in the span's extension
attributes (`span._.edtf`, `span._.timex_value`, `span._.earliest`, `span._.latest`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from pipeline.dates.text import tag_text

SPANS_KEY = "dates"
_ATTRIBUTES = ("edtf", "timex_value", "modifier", "earliest", "latest", "basis")

for _name in _ATTRIBUTES:
    Span.set_extension(_name, default="", force=True)


@dataclass
class DateComponent:
    """Fills `doc.spans["dates"]`; keeps no state between documents.

    Args:
        reference: the day the texts were written (`YYYY-MM-DD`), or empty.
    """

    reference: str = ""

    def __call__(self, doc: Doc) -> Doc:
        """Find the dates of one document."""
        reference = date.fromisoformat(self.reference) if self.reference else None
        spans = []
        for time in tag_text(doc.text, reference=reference, convention="edtf"):
            span = doc.char_span(time.start, time.end, label=time.timex3_type, alignment_mode="expand")
            if span is None:
                continue
            span._.edtf, span._.timex_value, span._.modifier = time.edtf, time.timex3_value, time.modifier
            span._.earliest, span._.latest, span._.basis = time.earliest, time.latest, time.basis
            spans.append(span)
        doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans)
        return doc


@Language.factory("bluebook_dates", default_config={"reference": ""})
def make_date_component(nlp: Language, name: str, reference: str) -> DateComponent:
    """Build the component for a pipeline; spaCy calls this."""
    return DateComponent(reference)
