"""Who a title and a name meant on a date: the one question that `link` and `bluebook who` share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.people_names import fold
from pipeline.lexicon.tenures import Answer, Interval, Tenure

MARGIN = timedelta(days=31)
"""How far a date may miss a tenure: sources date by the month, and visits begin before talks."""
COMING = timedelta(days=240)
"""How long before taking office somebody is called "president-elect"."""

Time = Literal["then", "former", "coming"]
_FORMER_RE = re.compile(r"(?i)^(?:former|late|ex)[\s-]+")
_ELECT_RE = re.compile(r"(?i)(?<![\s-])[\s-]++(?:elect|designate)$|^incoming\s+")
_FILLER_RE = re.compile(r"(?i)^(?:the|then|acting|interim|outgoing|new)[\s-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person a mention may mean: the best tenure for it, and how well it fits."""

    tenure: Tenure
    has_given_name: bool
    is_in_time: bool
    is_titled: bool


def split_time(title: str) -> tuple[str, Time]:
    """Part a title from the words that say when it was held.

    >>> split_time("former Prime Minister"), split_time("President-elect"), split_time("then Premier")
    (('Prime Minister', 'former'), ('President', 'coming'), ('Premier', 'then'))
    """
    time: Time = "then"
    while match := _FILLER_RE.match(title):
        title = title[match.end() :]
    if match := _FORMER_RE.match(title):
        title, time = title[match.end() :], "former"
    elif match := _ELECT_RE.search(title):
        title, time = title[: match.start()] + title[match.end() :], "coming"
    return title, time


def find_candidates(
    gazetteer: Gazetteer,
    name: str,
    *,
    title: str = "",
    bodies: Iterable[str] = (),
    on: Interval | None = None,
) -> list[Candidate]:
    """Return the people in office whom a name may mean, one candidate each, best tenure first.

    Args:
        gazetteer: who held which office.
        name: a surname or a full name, in any order and spelling the gazetteer knows.
        title: the office as the text has it; words like "former" count. A title the gazetteer does
            not know ("Minister of Justice") only fits people named in full.
        bodies: the states (ISO3) or organisations the text names; empty for no constraint.
        on: the days the text speaks of; a tenure may miss them by a month.
    """
    plain, time = split_time(title)
    offices = gazetteer.offices_of_title(plain)
    wanted = set(bodies)
    found = []
    for person_id, has_given_name in gazetteer.people_named(name).items():
        fits = []
        for tenure in gazetteer.tenures_of(person_id):
            if wanted and tenure.body not in wanted:
                continue
            titled = any(
                row.office == tenure.office and (not row.states or tenure.body in row.states)
                for row in offices
            )
            in_time = on is None or _in_time(tenure, on, time)
            if (titled or has_given_name or not plain) and (in_time or has_given_name):
                fits.append(
                    Candidate(
                        tenure=tenure, has_given_name=has_given_name, is_in_time=in_time, is_titled=titled
                    )
                )
        if fits:
            found.append(
                max(
                    fits,
                    key=lambda fit: (
                        fit.is_in_time,
                        fit.is_titled,
                        _exactly(fit.tenure, on),
                        fit.tenure.valid_from,
                    ),
                )
            )
    return _best(found, on)


def _in_time(tenure: Tenure, on: Interval, time: Time) -> bool:
    if time == "former":
        return tenure.overlaps((date.min, on[1]))
    if time == "coming":
        return tenure.overlaps((on[0], _later(on[1], COMING)))
    return tenure.overlaps((_earlier(on[0], MARGIN), _later(on[1], MARGIN)))


def _exactly(tenure: Tenure, on: Interval | None) -> bool:
    return on is not None and tenure.overlaps(on)


def _best(found: list[Candidate], on: Interval | None) -> list[Candidate]:
    """Keep the candidates that nobody beats: in time, then full name, then title, then without margin."""
    found = [fit for fit in found if fit.is_in_time] or found
    found = [fit for fit in found if fit.has_given_name] or found
    found = [fit for fit in found if fit.is_titled] or found
    return [fit for fit in found if _exactly(fit.tenure, on)] or found


def _earlier(day: date, by: timedelta) -> date:
    return day - by if day - date.min > by else date.min


def _later(day: date, by: timedelta) -> date:
    return day + by if date.max - day > by else date.max


def split_title(gazetteer: Gazetteer, text: str) -> tuple[str, str, str]:
    """Part a phrase like "Chinese Foreign Minister Yang" into nationality, title and name.

    >>> from pipeline.lexicon.gazetteer import load_gazetteer
    >>> split_title(load_gazetteer(), "U.S. Secretary of State Clinton")
    ('U.S.', 'Secretary of State', 'Clinton')
    """
    words = text.split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            title, _ = split_time(" ".join(words[start:end]))
            if fold(title) in gazetteer.titles:
                return " ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:])
    return "", "", text


def answer(gazetteer: Gazetteer, name: str, on: Interval | date | None) -> tuple[Answer, ...]:
    """Answer `Gazetteer.who`: states and organisations by name, people by title, name and date."""
    interval = (on, on) if isinstance(on, date) else on
    entities = gazetteer.lookup(name, interval[0] if interval else None)
    if entities:
        return tuple(
            Answer(entity=entity, valid_from=entity.valid_from, valid_to=entity.valid_to, source="states.csv")
            if entity.type == "state"
            else Answer(entity=entity)
            for entity in entities
        )
    nation, title, rest = split_title(gazetteer, name)
    bodies = [entity.iso3 or entity.entity_id.removeprefix("org:") for entity in gazetteer.lookup(nation)]
    if " of " in f" {rest} ":
        rest, _, country = f" {rest} ".partition(" of ")
        bodies += [entity.iso3 for entity in gazetteer.lookup(country.strip())]
    if rest.strip():
        found = find_candidates(gazetteer, rest.strip(), title=title, bodies=bodies, on=interval)
        tenures = [fit.tenure for fit in found]
    else:
        tenures = _holders(gazetteer, title, bodies, interval)
    return tuple(
        Answer(
            entity=gazetteer.in_capacity(tenure),
            office=tenure.office,
            valid_from=tenure.valid_from,
            valid_to=tenure.valid_to,
            source=f"officeholders.csv: {tenure.source}",
        )
        for tenure in tenures
    )


def _holders(gazetteer: Gazetteer, title: str, bodies: list[str], on: Interval | None) -> list[Tenure]:
    """Return who held an office named without its holder ("Foreign Minister of Japan")."""
    offices = {row.office for row in gazetteer.offices_of_title(title)}
    return [
        tenure
        for tenure in gazetteer.tenures
        if tenure.office in offices and tenure.body in bodies and (on is None or tenure.overlaps(on))
    ]
