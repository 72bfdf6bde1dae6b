"""What words that point back stand for: "the two leaders", "both countries", "he", "I" in a preface."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.people_names import fold
from pipeline.lexicon.who import split_time
from pipeline.link.context import Chapter
from pipeline.link.names import office_entity
from pipeline.model import Entity, Mention

Linked = Mapping[str, Mention]
"""Mentions linked so far, by id."""

_SIGNED_RE = re.compile(
    r"\b(?:Preface|Foreword|Message\s+from\s+the\s+Minister|On\s+Publishing|On\s+the\s+Publication)\b",
    re.IGNORECASE,
)
_SPOKEN_RE = re.compile(
    r"\b(?:Address|Speech|Statement|Remarks|Lecture|Message|Policy\s+Speech)\b.{0,200}\b(?:by|from)\b"
)
_SIGNING_DELAY = timedelta(days=90)
"""A Bluebook is signed about three months behind its coverage (editions 2007 to 2024)."""
_GROUPS = frozenset({"leaders", "ministers", "countries"})
_NEVER_JAPANESE = frozenset(
    {
        "king",
        "queen",
        "amir",
        "emir",
        "sultan",
        "president",
        "chancellor",
        "premier",
        "pope",
        "shah",
        "shahanshah",
    }
)
_LEADERS = frozenset({"head-of-state", "head-of-government", "party-leader"})


def resolve(
    mention: Mention, *, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    """Return what a COREF mention stands for; empty when the text does not decide it."""
    steps: dict[str, Callable[..., list[Entity]]] = {
        "leaders": _two_people,
        "ministers": _two_people,
        "countries": _two_states,
        "koreas": _koreas,
        "person": _person,
        "first-person": _speaker,
        "title": _office_holder,
    }
    return steps[mention.method](mention, chapter, linked, entities)


def _entities(mention: Mention, linked: Linked, entities: Mapping[str, Entity]) -> list[Entity]:
    known = linked.get(mention.mention_id, mention)
    return [entities[entity_id] for entity_id in known.entity_ids if entity_id in entities]


def _state_of(entity: Entity) -> str:
    return entity.iso3 if entity.type in ("state", "place") else ""


def _two_people(
    mention: Mention, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    """Find the two leaders or ministers: both named, or one named and the other's country."""
    people: list[Entity] = []
    states: list[str] = []
    for sentence in chapter.before(mention):
        for other in reversed(sentence):
            for entity in reversed(_entities(other, linked, entities)):
                if entity.type == "person" and entity not in people and other.method not in _GROUPS:
                    if _fits(entity, chapter, mention):
                        people.append(entity)
                elif (iso3 := _state_of(entity)) and iso3 not in states:
                    states.append(iso3)
                if other.label == "COREF" and other.method == mention.method and not people:
                    return list(reversed(_entities(other, linked, entities)))[::-1]
        bodies = {person.iso3 for person in people}
        if len(people) == 2 and len(bodies) == 2:
            return people[::-1]
        if len(people) > 2:
            return []
        if len(people) == 1:
            others = [iso3 for iso3 in states if iso3 != people[0].iso3]
            if not others:
                others = [iso3 for iso3 in chapter.heading_states(mention) if iso3 != people[0].iso3]
            if len(others) == 1 and (other_one := _counterpart(mention, others[0], chapter)):
                return [people[0], other_one]
        if not people and len(states) == 2:
            return [state for iso3 in reversed(states) if (state := chapter.gazetteer.state(iso3))]
        if len(states) > 2:
            return []
    return []


def _fits(person: Entity, chapter: Chapter, mention: Mention) -> bool:
    """Tell whether a person can be one of "the two leaders" or "the two ministers" at that time."""
    tenures = chapter.gazetteer.tenures_of(person.entity_id)
    if not tenures:
        return True
    on = chapter.dates(mention)[0]
    offices = {tenure.office for tenure in tenures if tenure.overlaps(on)} or {t.office for t in tenures}
    if mention.method == "leaders":
        return bool(offices & _LEADERS)
    if "oreign" in mention.text:
        return "foreign-minister" in offices
    return any(office.endswith(("minister", "secretary", "representative")) for office in offices)


def _counterpart(mention: Mention, iso3: str, chapter: Chapter) -> Entity | None:
    """Return who led a state, or its diplomacy, throughout the time the sentence speaks of."""
    gazetteer: Gazetteer = chapter.gazetteer
    low, high = chapter.dates(mention)[0]
    low, high = max(low, chapter.coverage[0]), min(high, chapter.coverage[1])
    if low > high:  # the sentence speaks of another time than the chapter
        low, high = chapter.dates(mention)[0]
    if mention.method == "leaders":
        first, last = gazetteer.leader(iso3, low), gazetteer.leader(iso3, high)
    else:
        first, last = (gazetteer.holder("foreign-minister", iso3, day) for day in (low, high))
    return first if first == last else None


def _two_states(
    mention: Mention, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    """Find the two states spoken of: the last two named, or Japan and the state of the heading."""
    gazetteer = chapter.gazetteer
    headings = chapter.heading_states(mention)
    found: list[str] = []
    for sentence in chapter.before(mention):
        for other in reversed(sentence):
            for entity in _entities(other, linked, entities):
                iso3 = entity.iso3 if entity.type in ("state", "person", "office") else ""
                if iso3 and iso3 not in found:
                    found.append(iso3)
        if len(found) >= 2:
            break
    if len(found) > 2:
        pair = [iso3 for iso3 in found if iso3 == "JPN" or iso3 in headings]
        found = pair if len(pair) == 2 else []
    elif len(found) < 2:
        others = [iso3 for iso3 in [*found, *headings] if iso3 != "JPN"]
        others = list(dict.fromkeys(others))
        found = [others[0], "JPN"] if len(others) == 1 else []
    return [state for iso3 in reversed(found) if (state := gazetteer.state(iso3))]


def _koreas(
    mention: Mention, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    return [chapter.gazetteer.entity(entity_id) for entity_id in ("state:KOR", "state:PRK")]


def _person(
    mention: Mention, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    """Find whom "he" means: the one person of the nearest sentence that names any, or its subject."""
    doc = chapter.docs[mention.segment_id]
    for sentence in chapter.before(mention, segments=1):
        named = [
            (other, entity)
            for other in sentence
            if other.method != "first-person"
            for entity in _entities(other, linked, entities)[:1]
            if entity.type in ("person", "office")
        ]
        people = list(dict.fromkeys(entity.entity_id for _, entity in named))
        if len(people) == 1:
            return [named[0][1]]
        if people:
            subjects = {
                entity.entity_id: entity
                for other, entity in named
                if other.segment_id == mention.segment_id
                and (span := doc.char_span(other.start, other.end, alignment_mode="expand")) is not None
                and span.root.dep_ in ("nsubj", "nsubjpass")
            }
            return list(subjects.values()) if len(subjects) == 1 else []
    return []


def _office_holder(
    mention: Mention, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    """Find whom "the Prime Minister" means: the last one so titled in the section, else Japan's."""
    gazetteer = chapter.gazetteer
    title = split_time(mention.title)[0]
    offices = {row.office for row in gazetteer.offices_of_title(title)}
    for sentence in chapter.before(mention, segments=6):
        for other in reversed(sentence):
            if other.label not in ("PERSON", "OFFICE"):
                continue
            other_title = split_time(other.title)[0]
            same = fold(other_title) == fold(title) or offices & {
                row.office for row in gazetteer.offices_of_title(other_title)
            }
            found = _entities(other, linked, entities)
            if found and other_title and same:
                return found[:1]
    foreign = [iso3 for iso3 in chapter.heading_states(mention) if iso3 != "JPN"]
    if fold(title) in _NEVER_JAPANESE:
        return _of_state_before(title, mention, chapter, linked, entities)
    japanese = offices and gazetteer.holder(min(offices), "JPN", chapter.day(mention)) is not None
    if foreign or not japanese or len(offices) > 1:
        return []
    return [office_entity(title, "JPN", gazetteer=gazetteer)]


def _of_state_before(
    title: str, mention: Mention, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    """ "Went on to Qatar, where he met the Amir": of the foreign state named last in the sentence."""
    for sentence in chapter.before(mention):
        named = [
            _state_of(entity) for other in reversed(sentence) for entity in _entities(other, linked, entities)
        ]
        foreign = [iso3 for iso3 in named if iso3 and iso3 != "JPN"]
        return [office_entity(title, foreign[0], gazetteer=chapter.gazetteer)] if foreign else []
    return []


def _speaker(
    mention: Mention, chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]
) -> list[Entity]:
    """Find who says "I": the person named in the heading of a speech, or the minister who signs a preface."""
    segment = chapter.segments[mention.segment_id]
    if _in_quotes(segment.text, mention.start):
        return []
    before = list(chapter.segments.values())[: chapter.order[mention.segment_id] + 1]
    opening = before[:8]
    for other in reversed(opening):
        if other.kind in ("title", "heading", "paragraph", "list") and _SPOKEN_RE.search(other.text[:200]):
            for index in range(len(other.sentences)):
                for named in chapter.by_sentence.get((other.segment_id, index), []):
                    found = _entities(named, linked, entities)
                    if found and found[0].type == "person" and named.start < 200:
                        return found[:1]
    headings = [chapter.source.title, *segment.heading_path, *(other.text[:200] for other in opening)]
    if not any(_SIGNED_RE.search(heading) for heading in headings):
        return []
    signed = _signature(chapter, linked, entities)
    if signed is not None:
        return [signed]
    minister = chapter.gazetteer.holder(
        "foreign-minister", "JPN", chapter.source.coverage_end + _SIGNING_DELAY
    )
    return [minister] if minister else []


def _signature(chapter: Chapter, linked: Linked, entities: Mapping[str, Entity]) -> Entity | None:
    """Return the person who signs: named in a short piece near the end."""
    for segment in list(chapter.segments.values())[-4:]:
        if len(segment.text.split()) > 12:
            continue
        for index in range(len(segment.sentences)):
            for named in chapter.by_sentence.get((segment.segment_id, index), []):
                found = _entities(named, linked, entities)
                if found and found[0].type == "person" and found[0].iso3 == "JPN":
                    return found[0]
    return None


def _in_quotes(text: str, at: int) -> bool:
    return text[:at].count("“") > text[:at].count("”")
