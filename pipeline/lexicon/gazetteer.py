"""The gazetteer: who and where, now and then, asked by name, office and date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from pipeline.errors import LexiconError
from pipeline.lexicon.gazetteer_rows import (
    AliasRow,
    MembershipRow,
    OfficeRow,
    OrganisationRow,
    PlaceRow,
    SpellingRow,
    StateRow,
    SuccessionRow,
    TenureRow,
    first_day,
    last_day,
    read_rows,
)
from pipeline.lexicon.name_index import names_by_first_word
from pipeline.lexicon.people_names import (
    PersonName,
    fold,
    is_near_spelling,
    match_name,
    name_words,
    slug,
)
from pipeline.lexicon.places import Former, former_places, load_successions
from pipeline.lexicon.state_names import state_id_on
from pipeline.lexicon.tenures import Answer, Interval, Tenure
from pipeline.model import Entity


class Gazetteer:
    """States, organisations, places and people in office, loaded once from the lexicon.

    Ask `load_gazetteer()` for it. All look-ups are by folded name (no case, no diacritics) and, where
    a date is given, by what was true on it.

    >>> gazetteer = load_gazetteer()
    >>> [entity.label for entity in gazetteer.lookup("the ROK")]
    ['Republic of Korea [KOR]']
    >>> gazetteer.holder("foreign-minister", "JPN", date(2009, 10, 1)).label
    'Katsuya Okada [JPN]'
    """

    def __init__(
        self,
        *,
        states: Iterable[StateRow],
        organisations: Iterable[OrganisationRow],
        memberships: Iterable[MembershipRow],
        places: Iterable[PlaceRow],
        successions: Iterable[SuccessionRow],
        aliases: Iterable[AliasRow],
        offices: Iterable[OfficeRow],
        tenures: Iterable[TenureRow],
        spellings: Iterable[SpellingRow],
    ) -> None:
        self._entities: dict[str, Entity] = {}
        self._leading_office: dict[str, str] = {}
        for state in states:
            self._add(_state_entity(state))
            self._leading_office.setdefault(state.iso3, state.leading_office)
        self._movements: set[str] = set()
        for body in organisations:
            if body.kind in ("group", "party"):
                self._movements.add(body.org_id)
            self._add(
                Entity(entity_id=f"org:{body.org_id}", type="organisation", name=body.name, iso3=body.iso3)
            )
        self._former: dict[str, list[Former]] = {}
        self._add_places(places, list(successions))
        self.aliases: dict[str, list[AliasRow]] = defaultdict(list)
        for alias in aliases:
            if alias.entity_id not in self._entities:
                raise LexiconError(f"alias {alias.alias!r} names the unknown {alias.entity_id}")
            self.aliases[fold(alias.alias)].append(alias)
        self.titles: dict[str, list[OfficeRow]] = defaultdict(list)
        for office in offices:
            self.titles[fold(office.title)].append(office)
        self._members: dict[str, list[MembershipRow]] = defaultdict(list)
        for member in memberships:
            self._members[member.org_id].append(member)
        self.tenures: list[Tenure] = []
        self._names: dict[str, PersonName] = {}
        self._add_people(list(tenures), list(spellings))
        self._by_first_word: dict[str, list[tuple[str, AliasRow | str]]] | None = None

    def _add(self, entity: Entity) -> None:
        if entity.entity_id in self._entities:
            raise LexiconError(f"two rows make the entity {entity.entity_id}")
        self._entities[entity.entity_id] = entity

    def _add_places(self, rows: Iterable[PlaceRow], successions: list[SuccessionRow]) -> None:
        for row in rows:
            place = Entity(entity_id=f"place:{row.place_id}", type="place", name=row.name, iso3=row.iso3)
            self._former[place.entity_id] = former_places(place, successions)
            for entity in (place, *(former.entity for former in self._former[place.entity_id])):
                self._add(entity)

    def _add_people(self, rows: list[TenureRow], spellings: list[SpellingRow]) -> None:
        by_name: dict[str, list[TenureRow]] = defaultdict(list)
        for row in rows:
            by_name[row.name].append(row)
        more: dict[str, list[str]] = defaultdict(list)
        for spelling in spellings:
            if spelling.name not in by_name:
                raise LexiconError(f"a spelling is given for the unknown {spelling.name!r}")
            more[spelling.name].append(spelling.spelling)
        self._by_person: dict[str, list[Tenure]] = {}
        self._by_body: dict[str, list[Tenure]] = defaultdict(list)
        self._by_office: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._named: dict[str, dict[str, bool]] = {}
        for name, held in by_name.items():
            person_id = f"person:{slug(name)}"
            for_states = [row for row in held if f"state:{row.body}" in self._entities]
            last = max(for_states or held, key=lambda row: (last_day(row.valid_to), row.valid_from))
            self._add(
                Entity(
                    entity_id=person_id,
                    type="person",
                    name=name,
                    iso3=last.body if f"state:{last.body}" in self._entities else "",
                    wikidata_id=next((row.wikidata_id for row in held if row.wikidata_id), ""),
                )
            )
            self._add_names(person_id, name, held[0].surname, more[name])
            self._by_person[person_id] = []
            for row in sorted(held, key=lambda row: (row.valid_from, row.office)):
                self._check_body(row)
                tenure = Tenure(
                    person_id=person_id,
                    name=name,
                    body=row.body,
                    office=row.office,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                    source=row.source,
                )
                self.tenures.append(tenure)
                self._by_person[person_id].append(tenure)
                self._by_body[row.body].append(tenure)
                self._by_office[row.office, row.body].append(tenure)

    def _check_body(self, row: TenureRow) -> None:
        if f"state:{row.body}" not in self._entities and f"org:{row.body}" not in self._entities:
            raise LexiconError(f"{row.name} serves the unknown body {row.body}")

    def _add_names(self, person_id: str, name: str, surname: str, spellings: list[str]) -> None:
        """Take every spelling of more than one word as a full name, single words as surnames."""
        full = [name_words(name)]
        surnames = [name_words(surname)]
        for spelling in spellings:
            words = name_words(spelling)
            surnames.append(words)
            if len(words) > 1:
                full.append(words)
        self._names[person_id] = PersonName(
            person_id=person_id,
            spellings=tuple(text for text in [name, *spellings] if len(name_words(text)) > 1),
            full=tuple(full),
            surnames=tuple(surnames),
        )
        for word in dict.fromkeys(word for words in [*full, *surnames] for word in words):
            self._by_word[word].append(person_id)

    def entity(self, entity_id: str) -> Entity:
        """Return the entity with this id.

        Raises:
            KeyError: the gazetteer has no such entity.
        """
        return self._entities[entity_id]

    def find(self, entity_id: str) -> Entity | None:
        """Return the entity with this id, None when there is none."""
        return self._entities.get(entity_id)

    def names_of(self, person_id: str) -> PersonName | None:
        """Return the names of a person in office, None when it is nobody here."""
        return self._names.get(person_id)

    def tenures_of(self, person_id: str) -> Sequence[Tenure]:
        """Return the offices that a person held, in order of time."""
        return self._by_person.get(person_id, ())

    def tenures_in(self, body: str) -> Sequence[Tenure]:
        """Return who held any office in a state (ISO3) or organisation."""
        return self._by_body.get(body, ())

    def all_titles(self) -> frozenset[str]:
        """Return every title of an office as the lexicon writes it."""
        return frozenset(row.title for held in self.titles.values() for row in held)

    def names_beginning(self, word: str) -> Sequence[tuple[str, AliasRow | str]]:
        """Return the names of states, bodies, places (a row each) and people (an id) that begin with a word.

        >>> [name for name, _ in load_gazetteer().names_beginning("kosovo")]
        ['Kosovo']
        """
        if self._by_first_word is None:
            self._by_first_word = names_by_first_word(self.aliases, self._names)
        return self._by_first_word.get(word, ())

    def lookup(self, alias: str, on: date | None = None) -> tuple[Entity, ...]:
        """Return the states, organisations and places that a name means, on a date if one is given.

        A name that had two bearers in turn ("Burma") goes to the one of the date; without a date, or
        when none of them existed then, to all it ever meant. A place belongs to the state it was part
        of on the date. "the" in front is no part of a name. A capital stands for its city here;
        `country_of_capital` gives the government it stands for.

        >>> gazetteer = load_gazetteer()
        >>> [entity.iso3 for entity in gazetteer.lookup("Burma", date(1980, 1, 1))]
        ['MMR']
        >>> [entity.label for entity in gazetteer.lookup("Moscow", date(1956, 10, 19))]
        ['Moscow [SUN]']
        """
        rows = [row for row in self._alias_rows(alias) if row.kind != "capital"]
        if on is not None:
            rows = [row for row in rows if row.is_valid(on, on)] or rows
            alive = [row for row in rows if self._existed(row.entity_id, on)]
            rows = alive or rows
        found = dict.fromkeys(row.entity_id for row in rows)
        return tuple(self._as_of(on, entity_id) for entity_id in found)

    def _as_of(self, on: date | None, entity_id: str) -> Entity:
        """Return an entity; a place as part of the state it belonged to on a date."""
        if on is not None:
            for former in self._former.get(entity_id, ()):
                if former.row.is_valid(on, on):
                    return former.entity
        return self._entities[entity_id]

    def _alias_rows(self, alias: str) -> list[AliasRow]:
        """Return the rows of `aliases.csv` for a name, "the" in front left out."""
        key = fold(alias)
        return self.aliases.get(key) or self.aliases.get(key.removeprefix("the "), [])

    def _existed(self, entity_id: str, on: date) -> bool:
        entity = self._entities[entity_id]
        return first_day(entity.valid_from) <= on <= last_day(entity.valid_to)

    def country_of_capital(self, name: str, on: date | None = None) -> Entity | None:
        """Return the state whose government a capital's name stands for, if it is one.

        >>> load_gazetteer().country_of_capital("Pyongyang").iso3
        'PRK'
        """
        rows = [row for row in self._alias_rows(name) if row.kind == "capital"]
        if on is not None:
            rows = [row for row in rows if self._existed(row.entity_id, on)]
        return self._entities[rows[0].entity_id] if len(rows) == 1 else None

    def state(self, iso3: str) -> Entity | None:
        """Return the state with this code."""
        return self._entities.get(f"state:{iso3}")

    def state_on(self, iso3: str, day: date) -> Entity | None:
        """Return the state with this code under the name it had on a day."""
        return self.find(f"state:{state_id_on(iso3, day)}")

    def membership(self, org_id: str, on: date | None = None) -> tuple[str, ...]:
        """Return the ISO3 codes of an organisation's members, on a date or at any time.

        >>> load_gazetteer().membership("G8", date(2005, 7, 6))
        ('CAN', 'DEU', 'FRA', 'GBR', 'ITA', 'JPN', 'RUS', 'USA')
        """
        rows = self._members.get(org_id.removeprefix("org:"), [])
        return tuple(sorted({row.iso3 for row in rows if on is None or row.is_valid(on, on)}))

    def in_capacity(self, tenure: Tenure) -> Entity:
        """Return a person as the holder of one office: with the state served, or none for an organisation's.

        Who leads a party or a movement keeps the state.

        >>> gazetteer = load_gazetteer()
        >>> [gazetteer.in_capacity(tenure).label for tenure in gazetteer._by_person["person:ban-ki-moon"]]
        ['Ban Ki-moon [KOR]', 'Ban Ki-moon']
        """
        person = self._entities[tenure.person_id]
        if tenure.body in self._movements:
            return person
        is_state = f"state:{tenure.body}" in self._entities
        return replace(person, iso3=tenure.body if is_state else "")

    def holder(self, office: str, body: str, on: date) -> Entity | None:
        """Return who held an office in a state (ISO3) or organisation on a day, when that is one person.

        On a day of change, the one who came in.
        """
        held = [tenure for tenure in self._by_office.get((office, body), []) if tenure.overlaps((on, on))]
        stayed = [tenure for tenure in held if not tenure.valid_to or last_day(tenure.valid_to) > on]
        held = stayed or held
        return self.in_capacity(held[0]) if len({tenure.person_id for tenure in held}) == 1 else None

    def leader(self, body: str, on: date) -> Entity | None:
        """Return who speaks for a state at a summit, in the office that `states.csv` names as leading it.

        >>> load_gazetteer().leader("USA", date(2013, 2, 22)).name
        'Barack Obama'
        """
        office = self._leading_office.get(body, "head-of-government")
        return self.holder(office, body, on)

    def offices_of_title(self, title: str) -> tuple[OfficeRow, ...]:
        """Return the offices that a title may mean, with the states each is limited to."""
        return tuple(self.titles.get(fold(title), ()))

    def people_named(self, name: str) -> Mapping[str, bool]:
        """Return the people a name may mean; the value tells whether a given name agreed too.

        A surname may come alone, or with given names or initials in any order. What the name says
        must not contradict the person: "Taro Okada" is not Katsuya Okada.

        >>> gazetteer = load_gazetteer()
        >>> gazetteer.people_named("OKADA Katsuya"), gazetteer.people_named("Taro Okada")
        ({'person:katsuya-okada': True}, {})
        """
        if name not in self._named:
            words = name_words(name)
            near = dict.fromkeys(person for word in words for person in self._by_word.get(word, ()))
            fits = {person: match_name(self._names[person], words) for person in near}
            self._named[name] = {person: fit for person, fit in fits.items() if fit is not None}
        return self._named[name]

    def who(self, name: str, on: Interval | date | None = None) -> tuple[Answer, ...]:
        """Answer who or what a name meant on a date, with the office held and the source.

        Several answers mean that the name alone does not decide.

        >>> [answer.office for answer in load_gazetteer().who("Katsuya Okada", date(2009, 10, 5))]
        ['foreign-minister']
        """
        from pipeline.lexicon.who import answer

        return answer(self, name, on)

    def spelt_like(self, tenure: Tenure, name: str) -> bool:
        """Tell whether a name is a near spelling of a name of the person in office.

        >>> gazetteer = load_gazetteer()
        >>> zardari = gazetteer._by_person["person:asif-ali-zardari"][0]
        >>> gazetteer.spelt_like(zardari, "Zadari"), gazetteer.spelt_like(zardari, "Gilani")
        (True, False)
        """
        known = self._names[tenure.person_id]
        spellings = ["".join(words) for words in known.surnames]
        spellings += ["".join(name_words(full)) for full in known.spellings]
        return any(is_near_spelling("".join(name_words(name)), spelling) for spelling in spellings)


def _state_entity(state: StateRow) -> Entity:
    return Entity(
        entity_id=f"state:{state.state_id}",
        type="state",
        name=state.name,
        iso3=state.iso3,
        cow_code=state.cow_code,
        wikidata_id=state.wikidata_id,
        valid_from=state.valid_from,
        valid_to=state.valid_to,
    )


@cache
def load_gazetteer() -> Gazetteer:
    """Load the gazetteer from the lexicon's CSV files, once.

    Raises:
        LexiconError: a row breaks its rules or names something that no other row knows.
    """
    return Gazetteer(
        states=read_rows("states.csv", StateRow),
        organisations=read_rows("organisations.csv", OrganisationRow),
        memberships=read_rows("memberships.csv", MembershipRow),
        places=read_rows("places.csv", PlaceRow),
        successions=load_successions(),
        aliases=read_rows("aliases.csv", AliasRow),
        offices=read_rows("offices.csv", OfficeRow),
        tenures=read_rows("officeholders.csv", TenureRow),
        spellings=read_rows("person_spellings.csv", SpellingRow),
    )
