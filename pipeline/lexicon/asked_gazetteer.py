"""What a chapter asked of the gazetteer, so that a changed name is read again only where it bears.

As `asked_rules` does for the event rules: whoever keeps what came of a chapter keeps the questions with
their answers. While all answers stay the same, so does what came of the chapter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.lexicon.gazetteer_rows import AliasRow, OfficeRow
from pipeline.lexicon.people_names import PersonName
from pipeline.lexicon.tenures import Tenure
from pipeline.model import Entity

Question = tuple[object, ...]
"""A method of the gazetteer and what it is given: ("lookup", "Burma", date(1980, 1, 1))."""

Answers = dict[Question, bytes]
"""A hash of the answer to each question."""

ALWAYS: frozenset[Question] = frozenset({("all_titles",)})
"""What every chapter asks: the patterns of titles are made once, for all chapters."""


class NotedGazetteer(Gazetteer):
    """A gazetteer that writes down every question put to it in `asked`.

    It holds no names itself, so that nobody can ask without its being noted.

    >>> gazetteer = NotedGazetteer(load_gazetteer())
    >>> [entity.iso3 for entity in gazetteer.lookup("Burma", date(1980, 1, 1))], sorted(gazetteer.asked)
    (['MMR'], [('lookup', 'Burma', datetime.date(1980, 1, 1))])
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._of = gazetteer
        self.asked: set[Question] = set()

    def entity(self, entity_id: str) -> Entity:
        self.asked.add(("find", entity_id))
        return self._of.entity(entity_id)

    def find(self, entity_id: str) -> Entity | None:
        self.asked.add(("find", entity_id))
        return self._of.find(entity_id)

    def names_of(self, person_id: str) -> PersonName | None:
        self.asked.add(("names_of", person_id))
        return self._of.names_of(person_id)

    def tenures_of(self, person_id: str) -> Sequence[Tenure]:
        self.asked.add(("tenures_of", person_id))
        return self._of.tenures_of(person_id)

    def tenures_in(self, body: str) -> Sequence[Tenure]:
        self.asked.add(("tenures_in", body))
        return self._of.tenures_in(body)

    def all_titles(self) -> frozenset[str]:
        self.asked.add(("all_titles",))
        return self._of.all_titles()

    def names_beginning(self, word: str) -> Sequence[tuple[str, AliasRow | str]]:
        self.asked.add(("names_beginning", word))
        return self._of.names_beginning(word)

    def lookup(self, alias: str, on: date | None = None) -> tuple[Entity, ...]:
        self.asked.add(("lookup", alias, on))
        return self._of.lookup(alias, on)

    def country_of_capital(self, name: str, on: date | None = None) -> Entity | None:
        self.asked.add(("country_of_capital", name, on))
        return self._of.country_of_capital(name, on)

    def state(self, iso3: str) -> Entity | None:
        self.asked.add(("state", iso3))
        return self._of.state(iso3)

    def state_on(self, iso3: str, day: date) -> Entity | None:
        self.asked.add(("state_on", iso3, day))
        return self._of.state_on(iso3, day)

    def membership(self, org_id: str, on: date | None = None) -> tuple[str, ...]:
        self.asked.add(("membership", org_id, on))
        return self._of.membership(org_id, on)

    def in_capacity(self, tenure: Tenure) -> Entity:
        self.asked.add(("in_capacity", tenure))
        return self._of.in_capacity(tenure)

    def holder(self, office: str, body: str, on: date) -> Entity | None:
        self.asked.add(("holder", office, body, on))
        return self._of.holder(office, body, on)

    def leader(self, body: str, on: date) -> Entity | None:
        self.asked.add(("leader", body, on))
        return self._of.leader(body, on)

    def offices_of_title(self, title: str) -> tuple[OfficeRow, ...]:
        self.asked.add(("offices_of_title", title))
        return self._of.offices_of_title(title)

    def people_named(self, name: str) -> Mapping[str, bool]:
        self.asked.add(("people_named", name))
        return self._of.people_named(name)

    def spelt_like(self, tenure: Tenure, name: str) -> bool:
        self.asked.add(("spelt_like", tenure, name))
        return self._of.spelt_like(tenure, name)


class GazetteerAnswerer:
    """Answers questions from a gazetteer as it is now, each once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: Answers = {}

    def answer(self, question: Question) -> bytes:
        """Return a hash of the answer to a question; one that cannot be answered any more has its own.

        >>> answerer = GazetteerAnswerer(load_gazetteer())
        >>> answerer.answer(("state", "JPN")) == answerer.answer(("state", "PER"))
        False
        """
        if question not in self._known:
            method, *given = question
            try:
                answer = getattr(self._gazetteer, str(method))(*given)
            except KeyError as unknown:  # somebody in office then is nobody now
                answer = unknown
            told = repr(sorted(answer) if isinstance(answer, frozenset) else answer)
            self._known[question] = hashlib.blake2b(told.encode(), digest_size=12).digest()
        return self._known[question]

    def answer_all(self, questions: Iterable[Question]) -> Answers:
        """Return each question with a hash of its answer, in the order of the questions' words."""
        return {question: self.answer(question) for question in sorted(questions, key=repr)}

    def has_changed(self, answers: Answers) -> bool:
        """Tell whether any question would be answered otherwise now."""
        return any(self.answer(question) != answer for question, answer in answers.items())


@cache
def noted_gazetteer() -> NotedGazetteer:
    """Return the gazetteer, which notes what it is asked."""
    return NotedGazetteer(load_gazetteer())


@cache
def gazetteer_answerer() -> GazetteerAnswerer:
    """Return what answers questions about the gazetteer as it is."""
    return GazetteerAnswerer(load_gazetteer())
