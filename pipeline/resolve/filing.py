"""Tellings packed for the merge of many chapters."""

from __future__ import annotations

import io
import json
import pickle
from functools import lru_cache

from pipeline.model import EventMention, FiledTelling
from pipeline.resolve.claims import Claim, Told, told_of, years_of

_CLAIMS_IN_MEMORY = 2_000
_SPOT = ("source_id", "segment_id", "start", "trigger_start", "rule_id", "trigger")


def file_telling(mention: EventMention) -> FiledTelling:
    """Pack a telling for the merge of many chapters, beside what decides which others it is joined with."""
    told = told_of(mention)
    return FiledTelling(
        event_mention_id=mention.event_mention_id,
        event_type=mention.event_type,
        years=tuple(years_of(told.claim)) if mention.date_edtf else (),
        claim=_pack_claim(told.claim),
        spot=json.dumps([getattr(told, name) for name in _SPOT]),
        content=_pack(mention),
    )


def _pack(mention: EventMention) -> bytes:
    """Write a telling so that equal tellings are equal bytes, whichever of their texts are one object."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.fast = True
    pickler.dump(mention)
    return written.getvalue()


def unpack_telling(content: bytes) -> EventMention:
    """Return the telling that `file_telling` packed."""
    telling = pickle.loads(content)
    assert isinstance(telling, EventMention)
    return telling


def unpack_told(claim: str, spot: str) -> Told:
    """Return what decides which others a telling is joined with, as `file_telling` wrote it."""
    return Told(claim=unpack_claim(claim), **dict(zip(_SPOT, json.loads(spot), strict=True)))


def _pack_claim(claim: Claim) -> str:
    """Write a claim so that equal claims are equal texts."""
    values = (getattr(claim, name) for name in Claim.__slots__)
    return json.dumps([sorted(value) if isinstance(value, frozenset) else value for value in values])


@lru_cache(maxsize=_CLAIMS_IN_MEMORY)
def unpack_claim(packed: str) -> Claim:
    """Return a claim of a filed telling."""
    event_type, status, edtf, earliest, latest, precision, months, *sets = json.loads(packed)
    codes, bodies, people, entity_ids, countries, cities, words = sets
    return Claim(
        event_type=event_type,
        status=status,
        edtf=edtf,
        earliest=earliest,
        latest=latest,
        precision=precision,
        months=tuple(months),
        codes=frozenset(codes),
        bodies=frozenset(bodies),
        people=frozenset((state, entity_id) for state, entity_id in people),
        entity_ids=frozenset(entity_ids),
        countries=frozenset(countries),
        cities=frozenset(cities),
        words=frozenset(words),
    )
