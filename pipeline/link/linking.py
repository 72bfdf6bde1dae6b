"""Entity linking for a chapter: names first, in reading order, then the words that point back to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.people_names import name_words
from pipeline.lexicon.places import find_city
from pipeline.lexicon.who import Candidate, split_time
from pipeline.link.context import Chapter
from pipeline.link.coreference import resolve
from pipeline.link.names import office_entity, split_organisation
from pipeline.link.people import Met, find_person, spelt_as, with_nationality
from pipeline.model import Entity, Issue, Linking, Mention, Segment, Severity, Source, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc


def link_mentions(
    mentions: Sequence[Mention],
    *,
    segments: Sequence[Segment],
    docs: Sequence[Doc],
    times: Sequence[TimeExpression],
    source: Source,
    gazetteer: Gazetteer,
) -> Linking:
    """Say which entity each mention means at the date its sentence speaks of.

    States, organisations and places are found by name and date; people by name, title, country and
    date, or by what the chapter said before; words that point back by what stands before them. A name
    that may mean several stays without a link and becomes an issue that lists the candidates.

    Args:
        mentions: from `find_mentions`, in reading order.
        segments: the chapter in reading order.
        docs: one parsed `Doc` per segment.
        times: the chapter's temporal expressions; their days decide who held an office.
        source: says what time the chapter covers, for sentences without a date.
        gazetteer: the entities known.

    Returns:
        The same mentions with links, the entities met, and the issues.
    """
    chapter = Chapter(mentions, segments=segments, docs=docs, times=times, source=source, gazetteer=gazetteer)
    linker = _Linker(chapter, gazetteer)
    for mention in mentions:
        if mention.label not in ("PERSON", "COREF"):
            linker.link_name(mention)
    for mention in mentions:
        if mention.label == "PLACE" and mention.mention_id not in linker.linked:
            linker.link_city(mention)
    for mention in mentions:
        if mention.label == "PERSON":
            linker.link_person(mention)
    for mention in mentions:
        if mention.label == "COREF":
            linker.link_coreference(mention)
    return Linking(
        mentions=tuple(linker.linked.get(mention.mention_id, mention) for mention in mentions),
        entities=dict(sorted(linker.entities.items())),
        issues=tuple(linker.issues),
    )


class _Linker:
    """The state of linking one chapter: what is linked so far, whom it has met, what it could not decide."""

    def __init__(self, chapter: Chapter, gazetteer: Gazetteer) -> None:
        self.chapter = chapter
        self.gazetteer = gazetteer
        self.met = Met()
        self.linked: dict[str, Mention] = {}
        self.entities: dict[str, Entity] = {}
        self.issues: list[Issue] = []

    def _link(self, mention: Mention, entities: Sequence[Entity], method: str, score: float) -> None:
        for entity in entities:
            self.entities[entity.entity_id] = entity
        self.chapter.state_of[mention.mention_id] = tuple(entity.iso3 for entity in entities if entity.iso3)
        self.linked[mention.mention_id] = replace(
            mention,
            entity_ids=tuple(entity.entity_id for entity in entities),
            link_method=method,
            score=score,
        )

    def _raise_issue(self, severity: Severity, code: str, mention: Mention, message: str) -> None:
        start, end = self.chapter.segments[mention.segment_id].aligned.raw_span(mention.start, mention.end)
        self.issues.append(
            Issue(
                severity=severity,
                code=code,
                source_id=self.chapter.source.source_id,
                start=start,
                end=end,
                text=mention.text,
                message=message,
            )
        )

    def link_name(self, mention: Mention) -> None:
        """Link an office, state, organisation or place."""
        if mention.label == "OFFICE":
            self._link_office(mention)
            return
        if mention.method == "metonym":
            state = self.gazetteer.country_of_capital(mention.name, self.chapter.day(mention))
            if state is not None:
                self._link(mention, [state], "metonym", 0.8)
            return
        found = self.gazetteer.lookup(mention.name, self.chapter.day(mention))
        if len(found) == 1:
            if mention.label == "ORG" and found[0].type == "state":
                mention = replace(mention, label="STATE")  # "Palestinian Authority" is no organisation here
            self._link(mention, found, "name", 1.0)
        elif found:
            names = ", ".join(entity.label for entity in found)
            self._raise_issue("warning", "ambiguous-name", mention, f"may mean {names}")

    def link_city(self, mention: Mention) -> None:
        """Link a place that only the cities of the world know, by the states named around it."""
        near = self.chapter.sentence_states(mention) or set(self.chapter.heading_states(mention))
        if self.gazetteer.people_named(mention.name) and not near:
            return  # a surname that the model took for a place
        city = find_city(mention.name, near, self.chapter.day(mention))
        if city is not None:
            self._link(mention, [city], "city", 0.6)

    def _link_office(self, mention: Mention) -> None:
        org, title = split_organisation(mention.title, gazetteer=self.gazetteer)
        title = split_time(title)[0]
        body = mention.iso3 or org
        if not body and re.match(r"Emp(?:eror|ress)\b", title):
            body = "JPN"  # no other state has had an emperor since 1979
        if body:
            role = mention.title if org else title
            self._link(mention, [office_entity(role, body, gazetteer=self.gazetteer)], "office", 0.9)

    def link_person(self, mention: Mention) -> None:
        """Link a person, and remember the name for the rest of the chapter."""
        found = find_person(mention, chapter=self.chapter, met=self.met, gazetteer=self.gazetteer)
        if found.entity is None:
            self._report_person(mention, found.rivals)
            return
        entity = spelt_as(self.entities.get(found.entity.entity_id, found.entity), mention.name)
        entity = self._with_possessor(mention, entity)
        if found.method == "text":
            entity = with_nationality(entity, mention.iso3)
        self._link(mention, [entity], found.method, found.score)
        words = name_words(mention.name) if found.method == "text" else self._telling_words(entity, mention)
        self.met.add(entity, words, mention.title)

    def _with_possessor(self, mention: Mention, entity: Entity) -> Entity:
        """Take "its President" for the president of the last state named before in the sentence."""
        text = self.chapter.segments[mention.segment_id].text
        if entity.iso3 or not re.search(r"\bits\s+$", text[: mention.start]):
            return entity
        before = next(self.chapter.before(mention))
        states = [iso3 for other in before for iso3 in self.chapter.state_of.get(other.mention_id, ())]
        return with_nationality(entity, states[-1] if states else "")

    def _telling_words(self, entity: Entity, mention: Mention) -> tuple[str, ...]:
        known = self.gazetteer.names_of(entity.entity_id)
        words = list(name_words(mention.name))
        if known is not None:
            words += [word for surname in known.surnames for word in surname]
            words += [word for full in known.full for word in sorted(full)]
        return tuple(dict.fromkeys(words))

    def _report_person(self, mention: Mention, rivals: Sequence[Candidate]) -> None:
        if rivals:
            names = ", ".join(self.gazetteer.entity(fit.tenure.person_id).label for fit in rivals)
            self._raise_issue("warning", "ambiguous-person", mention, f"may mean {names}")
        elif mention.title:
            self._raise_issue(
                "info", "unknown-person", mention, "nobody of this name is known in this office"
            )

    def link_coreference(self, mention: Mention) -> None:
        """Link words that point back, once the names they point to are linked."""
        found = resolve(mention, chapter=self.chapter, linked=self.linked, entities=self.entities)
        if found:
            self._link(mention, found, "coreference", 0.7)
        elif mention.method in ("leaders", "ministers", "countries"):
            self._raise_issue(
                "info", "unresolved-reference", mention, "the text does not decide who is meant"
            )
