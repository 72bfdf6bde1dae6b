"""What the rules may look at around a trigger: the sentence, its grammar, the entities, the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.events.sentence.coordination import Grammar, Group
from pipeline.events.sentence.frame import Frame
from pipeline.events.sentence.units import NounPhrase, SentenceView, Unit
from pipeline.lexicon.event_rules import EventRules
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.model import Entity, Mention

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_RULING = frozenset({"government", "regime", "army", "administration", "military", "junta"})
_PLACE_LABELS = frozenset({"STATE", "PLACE"})


_FOOTNOTE_MARK_RE = re.compile(r"(?<=[a-z]{3})\d{1,2}$")
_JOINED_STATES_RE = re.compile(r"(?:the )?((?:[A-Z][\w.]+\s*[-–]\s*)+[A-Z][\w.]+)(?=\s)")


TRAVEL = frozenset(
    ["come", "visit", "go", "travel", "arrive", "gather", "fly", "head", "attend", "leave", "depart"]
)


@dataclass(slots=True)
class Context:
    """What guards may look at: the sentence, its grammar, the rules, the entities.

    `states` has the chapter's states by code, from `states_by_code`.
    """

    view: SentenceView
    grammar: Grammar
    rules: EventRules
    entities: Mapping[str, Entity]
    segment_id: str
    segment_kind: str
    gazetteer: Gazetteer
    states: Mapping[str, Entity]
    _words: dict[tuple[int, int], tuple[list[str], set[str]]] = field(default_factory=dict, init=False)

    def state(self, iso3: str) -> Entity | None:
        """The state with this code under the name the chapter has for it, or that of today."""
        return self.states.get(iso3) or self.gazetteer.state(iso3)

    def unit_entities(self, index: int) -> list[Entity]:
        """The entities of the mention at a unit."""
        mention = self.view.units[index].mention
        return [] if mention is None else self.entities_of(mention)

    def entities_of(self, mention: Mention) -> list[Entity]:
        """The entities of a mention; of an unknown body, the states in its name ("Japan-U.S. Board")."""
        if not mention.entity_ids and mention.label == "ORG":
            found: list[Entity] = []
            match = _JOINED_STATES_RE.match(mention.text)
            for name in re.split(r"(?:(?<!\s)\s++)?[-–]\s*+", match[1]) if match is not None else []:
                found += [entity for entity in self.gazetteer.lookup(name)[:1] if entity.type == "state"]
            return found if len(found) > 1 else []
        return [self.entities[entity] for entity in mention.entity_ids if entity in self.entities]

    def is_series(self, index: int) -> bool:
        """Does a unit name a series of conferences?"""
        mention = self.view.units[index].mention
        return mention is not None and any(
            entity in self.rules.lists["series"] for entity in mention.entity_ids
        )

    def is_plural(self, group: Group) -> bool:
        """Is a group more than one: several members, or a plural noun?"""
        if len(group.items) > 1:
            return True
        head = self.view.units[group.items[0].phrase.head]
        if head.mention is not None:
            return head.mention.label == "COREF" and len(head.mention.entity_ids) != 1
        return head.tag in ("NNS", "NNPS")

    def has_noun(self, group: Group, nouns: tuple[str, ...]) -> bool:
        """Does a member of the group end in one of the nouns (one or more words, lemmas)?"""
        for item in group.items:
            words, endings = self._words_of(item.phrase)
            if not endings.isdisjoint(nouns):
                return True
            if any(word in nouns for word in words if word in ("typhoon", "hurricane", "cyclone")):
                return True
            head = self.view.units[item.phrase.head]
            if head.mention is None and head.lemma in (
                "series",
                "number",
                "package",
                "set",
                "couple",
                "group",
                "batch",
                "total",
                "worth",
            ):
                rest = self.view.lemmas(item.phrase.end, item.end)
                if any(re.search(rf"\b{re.escape(noun)}\b", rest) for noun in nouns):
                    return True
        return False

    def _words_of(self, phrase: NounPhrase) -> tuple[list[str], set[str]]:
        """The words of a phrase up to its head, and all runs of words that end in the last before "of"."""
        known = self._words.get((phrase.start, phrase.head))
        if known is None:
            words: list[str] = []
            for unit in self.view.units[phrase.start : phrase.head + 1]:
                words += unit.text.lower().split() if unit.mention is not None else [unit.lemma]
            tail = _FOOTNOTE_MARK_RE.sub("", " " + " ".join(words))  # "the Japan-UK RAA1"
            if self.view.units[phrase.head].mention is not None:
                tail = tail.split(" of ")[0]  # "the Constitution of the Organization": what it is comes first
            known = words, {tail[at + 1 :] for at, letter in enumerate(tail) if letter == " "}
            self._words[phrase.start, phrase.head] = known
        return known

    def is_kind(self, group: Group, kind: str) -> bool:
        """Is a member of the group a mention of this kind?"""
        if kind == "any":
            return True
        if kind == "none":
            return False
        for item in group.items:
            head = self.view.units[item.phrase.head]
            mention = head.mention
            if (
                kind in ("party", "personal")
                and mention is not None
                and self.states_in(item.phrase.head, item.phrase.head + 1)
            ):
                return True
            if kind == "place" and mention is not None and mention.label in _PLACE_LABELS:
                return True
            if kind == "state" and mention is not None and mention.label in ("STATE", "DEMONYM"):
                return True
            if kind == "org" and mention is not None and mention.label == "ORG":
                return True
            if kind == "person" and mention is not None and self._is_person(head):
                return True
            if kind == "series" and (
                any(self.is_series(index) for index in range(item.phrase.start, item.phrase.end))
                or any(self.is_series(index) for index in item.parties)
            ):
                return True
            if kind == "party" and (item.parties or item.noun in self.rules.lists["party_nouns"]):
                return True
            if kind == "personal":
                if mention is not None and (self._is_person(head) or mention.label == "COREF"):
                    return True
                if mention is None and item.noun in self.rules.lists["party_nouns"]:
                    return True
        return False

    def matches(self, group: Group, kinds: tuple[str, ...], nouns: tuple[str, ...]) -> bool:
        """Is a member of the group of one of the kinds, or does it end in one of the nouns?"""
        if not kinds and not nouns:
            return True
        return (bool(nouns) and self.has_noun(group, nouns)) or any(
            self.is_kind(group, kind) for kind in kinds
        )

    def _is_person(self, unit: Unit) -> bool:
        mention = unit.mention
        if mention is None:
            return False
        if mention.label in ("PERSON", "OFFICE"):
            return True
        if mention.label == "COREF":
            return any(
                self.entities[entity].type in ("person", "office")
                for entity in mention.entity_ids
                if entity in self.entities
            )
        return False

    def states_in(self, start: int, end: int) -> list[int]:
        """The units between two that name a state, a people or a town, or a body with states in its name."""
        return [
            index
            for index in range(start, end)
            if (mention := self.view.units[index].mention) is not None
            and (
                mention.label in ("STATE", "DEMONYM", "PLACE")
                or (mention.label == "ORG" and not mention.entity_ids and self.entities_of(mention))
            )
        ]

    def phrase_text(self, phrase: NounPhrase) -> str:
        """The text of a noun phrase."""
        units = self.view.units
        return self.view.text[
            units[phrase.start].start - self.view.start : units[phrase.end - 1].end - self.view.start
        ]

    def text_between(self, start: int, end: int) -> str:
        """The text from one unit up to another; empty where there is nothing between them."""
        units = self.view.units
        start, end = max(start, 0), min(end, len(units))
        if start >= end:
            return ""
        return self.view.text[units[start].start - self.view.start : units[end - 1].end - self.view.start]

    def says_neither(self, group: Group | None) -> bool:
        """Does "neither" open a subject ("Neither India nor Pakistan has signed")?"""
        if group is None:
            return False
        opener = self.view.units[max(0, group.start - 1) : group.start + 1]
        return any(unit.lemma == "neither" for unit in opener)

    def rules_unnamed(self, group: Group | None) -> bool:
        """Is a group "the Government" or "the army" of a state that its words do not name?"""
        if group is None:
            return False
        head = group.items[0].phrase.head
        named = any(entity.iso3 for unit in group.parties for entity in self.unit_entities(unit))
        return self.view.units[head].text.lower() in _RULING and not named

    def has_time(self, frame: Frame) -> bool:
        """Does anything around a trigger date it?"""
        return bool(frame.times or frame.leading_times)


def states_by_code(entities: Iterable[Entity]) -> dict[str, Entity]:
    """Return the states by their codes, without those that a chapter calls by two names."""
    named: dict[str, Entity | None] = {}
    for entity in entities:
        if entity.type == "state":
            named[entity.iso3] = None if entity.iso3 in named else entity
    return {iso3: entity for iso3, entity in named.items() if entity is not None}


Guard = Callable[["Candidate", Context], bool]


def has_time_near(context: Context) -> bool:
    """Does the sentence name a date at all?"""
    return "T" in context.view.shape


def object_group(candidate: Candidate) -> Group | None:
    """What the act is done to: the object, or the subject of a passive."""
    if candidate.relation == "passive":
        return candidate.frame.subject
    objects = candidate.frame.objects()
    return objects[0].group if objects else None


def lemma_of(candidate: Candidate, context: Context) -> str:
    """The lemma of the trigger's verb, or nothing."""
    return context.view.units[candidate.verb].lemma if candidate.verb is not None else ""


def clause_text(candidate: Candidate, context: Context) -> str:
    """The trigger with its complements, lower case."""
    start = context.view.clauses[candidate.verb].start if candidate.verb is not None else candidate.start
    return context.text_between(start, max(candidate.frame.end, candidate.end)).lower()
