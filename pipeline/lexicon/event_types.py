"""The closed list of event types in `event_types.csv`, with their modes and their PLOVER and CAMEO codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import lexicon_path, read_csv
from pipeline.model import EventMention


class EventType(BaseModel):
    """One event type of the codebook.

    `modes` are the kinds or stages it may have. `codings` maps a condition to (PLOVER type, PLOVER mode,
    CAMEO code); a condition is a mode, a status, `mode+status`, or empty for all the rest.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    label: str
    definition: str
    includes: str
    excludes: str
    modes: tuple[str, ...]
    codings: Mapping[str, tuple[str, str, str]]


@cache
def load_event_types() -> tuple[EventType, ...]:
    """Return the event types in the order of the codebook.

    Raises:
        LexiconError: a row breaks its rules.

    >>> [row.code for row in load_event_types()][:3]
    ['VISIT', 'MEETING', 'CALL']
    """
    found: list[EventType] = []
    for number, row in enumerate(read_csv("event_types.csv"), start=2):
        try:
            codings: dict[str, tuple[str, str, str]] = {}
            for entry in filter(None, row["codings"].split("; ")):
                condition, _, value = entry.partition("=")
                plover_type, plover_mode, cameo = value.split("/")
                codings[condition] = (plover_type, plover_mode, cameo)
            modes = tuple(filter(None, row["modes"].split("; ")))
            found.append(EventType.model_validate({**row, "modes": modes, "codings": codings}))
        except (ValidationError, ValueError, KeyError) as error:
            where = f"{lexicon_path('event_types.csv')}:{number}"
            raise LexiconError(f"not a valid event type: {error}", where=where) from error
    return tuple(found)


@cache
def _codings() -> dict[str, Mapping[str, tuple[str, str, str]]]:
    return {row.code: row.codings for row in load_event_types()}


def code_event(mention: EventMention) -> tuple[str, str, str]:
    """Return the PLOVER type, PLOVER mode and CAMEO code of an event, each empty where the scheme has none.

    Args:
        mention: the event as told.
    """
    return find_codes(mention.event_type, mention.mode, mention.status)


def find_codes(event_type: str, mode: str, status: str) -> tuple[str, str, str]:
    """Return the PLOVER type, PLOVER mode and CAMEO code of a kind of event, empty where there is none.

    PLOVER turns future cooperation into AGREE and a cancelled meeting into REJECT, so the status decides
    before the mode does. Source: PLOVER manual, draft version 2.0 (Open Event Data Alliance).

    >>> find_codes("VISIT", "official", "occurred")
    ('CONSULT', 'visit', '042')
    """
    codings = _codings()[event_type]
    for condition in (f"{mode}+{status}", status, mode, ""):
        if condition in codings:
            return codings[condition]
    return "", "", ""
