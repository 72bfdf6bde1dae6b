"""Which person a name means: by title, country and date, or by what the chapter said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.people_names import name_words, plain_letters, slug
from pipeline.lexicon.tenures import Tenure
from pipeline.lexicon.who import Candidate, find_candidates, split_time
from pipeline.link.context import Chapter
from pipeline.link.names import looks_japanese, split_organisation
from pipeline.model import Entity, Mention

_HONORIFICS = frozenset({"Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "Dame", "Sheikh", "King", "Queen", "Prince"})
LEADING = frozenset({"head-of-state", "head-of-government", "foreign-minister"})
"""Offices whose holders a text may call by surname alone at first mention."""


@dataclass(slots=True)
class Met:
    """The people a chapter has named so far, by each word of their names, the latest last."""

    by_word: dict[str, list[str]] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def add(self, entity: Entity, words: Sequence[str], title: str) -> None:
        self.entities[entity.entity_id] = entity
        if title:
            self.titles[entity.entity_id] = split_time(title)[0]
        for word in words:
            ids = self.by_word.setdefault(word, [])
            if entity.entity_id in ids:
                ids.remove(entity.entity_id)
            ids.append(entity.entity_id)

    def called(self, words: Sequence[str]) -> list[str]:
        """Return who bears all these words in the name, the latest first."""
        groups = [self.by_word.get(word, []) for word in words]
        if not groups:
            return []
        return [person for person in reversed(groups[0]) if all(person in group for group in groups[1:])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The outcome for one name: the entity, or the candidates it could not be decided between."""

    entity: Entity | None
    method: str = ""
    score: float = 0.0
    rivals: tuple[Candidate, ...] = ()


def find_person(mention: Mention, *, chapter: Chapter, met: Met, gazetteer: Gazetteer) -> Found:
    """Find the person a PERSON mention means.

    The gazetteer is asked first, with the title, the country the text gives and the dates of the
    sentence, then of the chapter's coverage. Among several, the one the chapter has named before, then
    the one of the country in the heading or the sentence is meant. Nobody in the gazetteer: somebody
    the chapter has named before, or, if named in full, a person made from the text.
    """
    org, title = split_organisation(mention.title, gazetteer=gazetteer)
    bodies = [body for body in (mention.iso3, org) if body]
    words = name_words(mention.name)
    earlier = met.called(words)
    if not title and len(earlier) == 1:
        return Found(entity=met.entities[earlier[0]], method="earlier", score=0.9)
    candidates = _candidates(mention, title, bodies, chapter, gazetteer)
    if not title and candidates and not candidates[0].has_given_name:
        candidates = _plain_surname(candidates, mention, chapter)
    if len(candidates) > 1:
        candidates = _narrow(candidates, mention, earlier, chapter)
    if len(candidates) == 1:
        return _found(candidates[0], gazetteer)
    if len(candidates) > 1:
        return Found(entity=None, rivals=tuple(candidates))
    if title and (near := _near(mention, title, bodies, chapter, gazetteer)) is not None:
        return Found(entity=gazetteer.in_capacity(near), method="title+spelling", score=0.7)
    if title and (other := _in_other_office(mention, bodies, chapter, gazetteer)) is not None:
        return Found(entity=gazetteer.in_capacity(other), method="name+state", score=0.6)
    earlier = [person for person in earlier if not bodies or met.entities[person].iso3 in ("", *bodies)]
    if earlier:
        return Found(entity=met.entities[earlier[0]], method="earlier", score=0.8)
    if len(words) > 1 and len(mention.name.split()) > 1:
        return Found(entity=_person_of_text(mention, title, chapter), method="text", score=0.5)
    return Found(entity=None)


def _plain_surname(candidates: list[Candidate], mention: Mention, chapter: Chapter) -> list[Candidate]:
    """Keep those a text may call by surname alone: leaders then in office, of Japan or a state it names."""
    near = {
        "JPN",
        *filter(None, [mention.iso3]),
        *chapter.heading_states(mention),
        *chapter.sentence_states(mention),
    }
    return [
        fit
        for fit in candidates
        if fit.tenure.office in LEADING and fit.is_in_time and fit.tenure.body in near
    ]


def _candidates(
    mention: Mention, title: str, bodies: list[str], chapter: Chapter, gazetteer: Gazetteer
) -> list[Candidate]:
    found: list[Candidate] = []
    for on in chapter.dates(mention):
        found = find_candidates(gazetteer, mention.name, title=title, bodies=bodies, on=on)
        if any(fit.is_in_time for fit in found):
            return found
    return found


def _narrow(
    candidates: list[Candidate], mention: Mention, earlier: list[str], chapter: Chapter
) -> list[Candidate]:
    """Keep those candidates that the chapter itself points to; all of them when it points to none."""
    sentence = chapter.sentence_states(mention)
    for keep in (
        {fit.tenure.person_id for fit in candidates if fit.tenure.person_id in earlier},
        {fit.tenure.person_id for fit in candidates if fit.tenure.body in chapter.heading_states(mention)},
        {fit.tenure.person_id for fit in candidates if fit.tenure.body in sentence},
    ):
        if keep:
            candidates = [fit for fit in candidates if fit.tenure.person_id in keep]
    return candidates


def _found(fit: Candidate, gazetteer: Gazetteer) -> Found:
    score = 0.7 + 0.1 * fit.has_given_name + 0.1 * fit.is_in_time + 0.1 * fit.is_titled
    method = "+".join(
        part
        for part, holds in (("title", fit.is_titled), ("name", fit.has_given_name), ("date", fit.is_in_time))
        if holds
    )
    return Found(entity=gazetteer.in_capacity(fit.tenure), method=method, score=round(score, 2))


def _near(
    mention: Mention, title: str, bodies: list[str], chapter: Chapter, gazetteer: Gazetteer
) -> Tenure | None:
    """Find the one person in office, in the country told, whose name the text spells or titles otherwise.

    "President Zadari" of Pakistan is a slip for Zardari; "Foreign Minister Robert Carr" of Australia is
    called Bob elsewhere; "President Zapatero" of Spain is a prime minister, called by the word of his own
    language. All three need the country told, and one person who fits.
    """
    told = bodies or list(chapter.heading_states(mention))[:1]
    plain, time = split_time(title)
    offices = {row.office for row in gazetteer.offices_of_title(plain)}
    if not told or time != "then" or not offices:
        return None
    bearers = gazetteer.people_named(mention.name)
    namesakes = gazetteer.people_named(mention.name.split()[-1])
    holders = [t for body in told for t in gazetteer.tenures_in(body)]
    for on in chapter.dates(mention):
        possible = (t for t in holders if t.office in offices or t.person_id in bearers)
        held = [t for t in possible if t.overlaps(on)]
        in_office = [tenure for tenure in held if tenure.office in offices]
        for fits in (
            [tenure for tenure in in_office if gazetteer.spelt_like(tenure, mention.name)],
            [tenure for tenure in in_office if tenure.person_id in namesakes],
            [t for t in held if t.person_id in bearers and t.office in LEADING and offices & LEADING],
        ):
            if len({tenure.person_id for tenure in fits}) == 1:
                return fits[0]
    return None


_CAREER = timedelta(days=365 * 12)


def _in_other_office(
    mention: Mention, bodies: list[str], chapter: Chapter, gazetteer: Gazetteer
) -> Tenure | None:
    """Find the one leader of the state told who bears the name, before or after the years in office.

    "Vice President Goulart" became President of Brazil, "First President Nazarbayev" had been Kazakhstan's.
    """
    near = bodies or list(chapter.heading_states(mention))[:1] or sorted(chapter.sentence_states(mention))
    if len(near) != 1 or near[0] == "JPN" or len(mention.name.split()) > 1:
        return None
    if any(office.office in LEADING for office in gazetteer.offices_of_title(mention.title)):
        return None  # who held this very office on that day is on record, and bears another name
    bearers = gazetteer.people_named(mention.name)
    for low, high in chapter.dates(mention):
        fits = [
            tenure
            for tenure in gazetteer.tenures_in(near[0])
            if tenure.person_id in bearers
            and tenure.office in LEADING
            and tenure.overlaps((low - _CAREER, high + _CAREER))
        ]
        if len({tenure.person_id for tenure in fits}) == 1:
            return fits[0]
    return None


def _person_of_text(mention: Mention, title: str, chapter: Chapter) -> Entity:
    """Make a person from the text alone, with the nationality that the text, the title or the heading gives.

    A title that one state alone has ("Parliamentary Vice-Minister") tells the state. Leaders and foreign
    ministers of Japan are all in the gazetteer, so that one unknown to it serves the state of the heading.
    """
    name = _western_order(mention.name)
    iso3 = mention.iso3
    rows = chapter.gazetteer.offices_of_title(split_time(title)[0])
    if not iso3 and rows:
        states = {state for row in rows for state in row.states or ("",)}
        foreign = [state for state in chapter.heading_states(mention) if state != "JPN"]
        if len(states) == 1:
            iso3 = states.pop()
        if not iso3 and len(foreign) == 1 and {row.office for row in rows} & LEADING:
            iso3 = foreign[0]
    if title and not iso3 and not {row.office for row in rows} & LEADING and looks_japanese(name):
        iso3 = "JPN"  # in a yearbook of Japan an official without a country is its own
    return Entity(entity_id=f"person:{slug(name)}", type="person", name=name, iso3=iso3)


def _western_order(name: str) -> str:
    """Write "ABE Shinzo" as "Shinzo Abe", as the tables do.

    >>> _western_order("TAKEI Shunsuke"), _western_order("Guido de Marco")
    ('Shunsuke Takei', 'Guido de Marco')
    """
    words = name.split()
    if len(words) == 2 and len(words[0]) > 2 and words[0].isupper() and not words[1].isupper():
        return f"{words[1]} {words[0].capitalize()}"
    return " ".join(
        word.capitalize() if len(word) > 2 and word.isupper() and word.isalpha() else word for word in words
    )


def with_nationality(entity: Entity, iso3: str) -> Entity:
    """Give a person made from the text the nationality that a later mention tells."""
    return replace(entity, iso3=iso3) if iso3 and not entity.iso3 else entity


def spelt_as(entity: Entity, name: str) -> Entity:
    """Write a person's name as the chapter has it: "Jansa" for Janša, "Robert Hawke" for Bob Hawke.

    Diacritics go where the text leaves them out, and another given name takes the place of the
    gazetteer's. A surname alone or a middle name changes nothing, and the id always stays.

    >>> person = Entity(entity_id="person:janez-jansa", type="person", name="Janez Janša")
    >>> spelt_as(person, "Jansa").name, spelt_as(person, "Janša").name, spelt_as(person, "Janez").name
    ('Janez Jansa', 'Janez Janša', 'Janez Janša')
    >>> person = Entity(entity_id="person:bob-hawke", type="person", name="Bob Hawke", iso3="AUS")
    >>> spelt_as(person, "Robert Hawke").name, spelt_as(person, "Hawke").name
    ('Robert Hawke', 'Bob Hawke')
    """
    said = {plain_letters(word) for word in name.split()}
    words, known = name.split(), entity.name.split()
    if len(words) == len(known) == 2 and words[-1] == known[-1] and words[0].rstrip(".") not in _HONORIFICS:
        return replace(entity, name=name)
    is_plain = any(not word.isascii() and plain_letters(word) in said for word in entity.name.split())
    return replace(entity, name=plain_letters(entity.name)) if is_plain and name.isascii() else entity
