"""People called by whose colleague they are: "his Soviet counterpart, Mr. Gromyko"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.recognize.drafts import Draft
from pipeline.recognize.phrases import Phrase
from pipeline.recognize.titles import Name, TitleGrammar

_COUNTERPART_RE = re.compile(r"(?:['’]s?)?\s(?:counterpart|colleague|opposite\snumber)(,)?\s(?=[A-Z])")


def add_counterparts(
    text: str,
    phrases: Sequence[Phrase],
    found: Sequence[Draft],
    *,
    grammar: TitleGrammar,
    state_of: Callable[[Phrase], str],
) -> list[Draft]:
    """Give the person behind "counterpart" the state in front of it, and one mention of all these words.

    Args:
        text: the segment.
        phrases: the gazetteer's names in it.
        found: the mentions that titles make.
        grammar: reads names.
        state_of: the code of the state that a phrase names, or nothing.

    Returns:
        The mentions found, those behind "counterpart" stretched, and the names that no title announced.
    """
    drafts = list(found)
    starting = {draft.start: index for index, draft in enumerate(drafts)}
    barriers = frozenset(phrase.start for phrase in phrases if phrase.rows)
    for phrase in phrases:
        between = _COUNTERPART_RE.match(text, phrase.end)
        iso3 = state_of(phrase) if between is not None else ""
        if between is None or not iso3:
            continue
        index = starting.get(between.end())
        if index is not None:
            draft = drafts[index]
            if draft.label == "PERSON" and draft.iso3 in ("", iso3):
                drafts[index] = replace(draft, start=phrase.start, iso3=iso3)
            continue
        name = grammar.read_name(text, between.end(), barriers=barriers)
        if name is not None and (_is_addressed(name) or len(name.text.split()) > 1):
            drafts.append(
                Draft(
                    start=phrase.start,
                    end=name.end,
                    label="PERSON",
                    method="title",
                    name=name.text,
                    iso3=iso3,
                )
            )
    return drafts


def _is_addressed(name: Name) -> bool:
    """Tell whether an honorific stands in front of a name."""
    return name.begin < name.start
