"""The State Department's registers of visits and trips, turned into sentences and read back.

One register lists the visits of foreign leaders to the United States since 1874, the other the trips of its
presidents and secretaries of state since 1866. Each row becomes one sentence by the templates below, which
take turns, and must come back with visitor, host, first and last day; where the row says whom the visitor
met, the sentence says so too, and the counterpart is measured beside.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import cycle
from pathlib import Path
from typing import Any

from reading_back import read_chapter
from spacy.language import Language

from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.model import Event

SAMPLE = 500
TRIPS = {
    "visited": "{who} visited {country} {span}{met}.",
    "paid": "{Span}, {who} paid a visit to {country}{met}.",
    "received": "{Country} received {who} {span}.",
    "travelled": "{who} travelled to {country} {span}{met}.",
    "brackets": "{who} made an official visit to {country} ({bare}).",
    "welcomed": "{Country} welcomed {who} for an official visit {span}.",
}
VISITS = {
    "visited": "{who} of {country} visited the United States {span}{met}.",
    "official": "{who} of {country} paid an official visit to the United States {span}{met}.",
    "received": "The United States received {who} of {country} {span}.",
    "state": "{Span}, {who} of {country} made a state visit to the United States{met}.",
    "welcomed": "The United States welcomed {who} of {country} for a working visit {span}.",
    "came": "{who} of {country} came to the United States {span}{met}.",
}
MET_RE = re.compile(
    r"""
    [Mm]et\ with\ (?:[A-Z]\w+\ )?          # "Met with Egyptian"
    (
        (?:President|Prime\ Minister|Premier|Foreign\ (?:Minister|Secretary)|King|Queen|Emperor|Chancellor
        |Pope|Crown\ Prince|Sultan|Emir|Amir|Shah)
        (?:\ (?:al-|de\ |van\ |von\ |der\ |bin\ )?
        (?!Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)
        [A-Z](?:[\w’'-]|\.(?=\ ?[A-Z][\w’'-]))+)+
    )
    """,
    re.VERBOSE,
)
TITLES = frozenset({
    "president", "prime", "minister", "premier", "king", "queen", "emperor", "chancellor", "pope", "crown",
    "prince", "princess", "sultan", "emir", "amir", "shah", "sheikh", "secretary", "state", "foreign",
    "elect", "general", "iii", "viii", "bin", "the",
})  # fmt: skip
ARTICLES = (
    "Philippines", "Netherlands", "Bahamas", "United ", "U.S.S.R", "Republic ", "Democratic Rep", "German D",
    "Dominican R", "Solomon", "Marshall", "Czech R", "Slovak R", "Palestinian",
)  # fmt: skip
ROLES = {"president": "President", "secretary": "Secretary of State"}


@dataclass(frozen=True)
class Case:
    """One row as a sentence, and what must come back.

    Attributes:
        who: the visitor's title and name.
        home: names and country codes of the visitor's country.
        hosts: names and country codes that count as the visited country.
        met: title and name of the one met, empty where the row names nobody.
    """

    family: str
    sentence: str
    who: str
    home: frozenset[str]
    hosts: frozenset[str]
    start: str
    end: str
    met: str = ""


def records(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    """Give the rows of JSON-lines files."""
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def plain(text: str) -> str:
    """Small letters without accents."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).lower().replace("’", "'")


def same_person(register: str, name: str) -> bool:
    """Say whether a name of the register and a name of ours can be one person's.

    The register spells as it was told ("Soeharto", "Meidani" with j) and adds mothers' names; one name beyond
    the title must be the same but for a letter or two.

    >>> same_person("President Carlos Salinas de Gortari", "Carlos Salinas")
    True
    """
    ours = names(name)
    return any(
        theirs == word or (len(theirs) > 4 and SequenceMatcher(None, theirs, word).ratio() >= 0.75)
        for theirs in names(register)
        for word in ours
    )


def names(name: str) -> list[str]:
    words = re.findall(r"[a-z']{3,}", plain(name))
    return [word for word in words if word not in TITLES]


def country_in_words(name: str) -> str:
    """Turn a register's heading into running English ("Korea, Republic of" into "the Republic of Korea")."""
    bare = re.sub(r" \(.*\)$", "", name).replace("&", "and")
    first, comma, rest = bare.partition(", ")
    if comma:
        bare = f"the {rest} {first}" if rest.endswith(" of") else f"{rest} {first}"
    return f"the {bare}" if bare.startswith(ARTICLES) else bare


def spelled(day: str) -> str:
    value = date.fromisoformat(day)
    return f"{value:%B} {value.day}, {value.year}"


def sentence_of(words: str, who: str, country: str, row: dict[str, Any]) -> tuple[str, str]:
    """Fill a template with a row; returns the sentence and the one met, where the template has room."""
    start, end = spelled(row["start"]), spelled(row["end"])
    one_day = row["start"] == row["end"]
    span = f"on {start}" if one_day else f"from {start} to {end}"
    found = MET_RE.search(row["text"]) if "{met}" in words else None
    met = found[1] if found else ""
    text = words.format(
        who=who,
        country=country,
        Country=country[0].upper() + country[1:],
        span=span,
        Span=span[0].upper() + span[1:],
        bare=start if one_day else f"{start} to {end}",
        met=f" and met with {met}" if met else "",
    )
    return text.replace("..", "."), met


def names_of(country: str) -> frozenset[str]:
    """Every name and code that the gazetteer gives a country, and its name in the register."""
    bare = country.removeprefix("the ")
    found = [entity for word in (country, bare) for entity in load_gazetteer().lookup(word)]
    return frozenset({bare, *(e.iso3 for e in found if e.iso3), *(e.label for e in found)})


def trip_cases(folder: Path) -> list[Case]:
    """Trips abroad, evenly over the whole register; the traveller by office and last name."""
    rows = spread([row for row in records(folder, "statedept_trips*.jsonl") if row["country"]])
    cases = []
    for row, family in zip(rows, cycle(TRIPS), strict=False):
        surname = re.sub(r",? (?:Jr|Sr)\.?$", "", row["traveller"]).split()[-1]
        country = country_in_words(row["country"])
        who, words = f"{ROLES[row['role']]} {surname}", TRIPS[family]
        sentence, met = sentence_of(words, who, country, row)
        cases.append(
            Case(
                family,
                sentence,
                who,
                names_of("the United States"),
                names_of(country),
                row["start"],
                row["end"],
                met,
            )
        )
    return cases


def visit_cases(folder: Path) -> list[Case]:
    """Visits to the United States, evenly over the whole register; title and name as it gives them."""
    rows = spread([row for row in records(folder, "statedept_visits*.jsonl") if row["from_country"]])
    cases = []
    for row, family in zip(rows, cycle(VISITS), strict=False):
        who, home = row["visitor"], country_in_words(row["from_country"])
        sentence, met = sentence_of(VISITS[family], who, home, row)
        cases.append(
            Case(
                family,
                sentence,
                who,
                names_of(home),
                names_of("the United States"),
                row["start"],
                row["end"],
                met,
            )
        )
    return cases


def spread(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take as many rows as the sample asks for, at even distances."""
    return [rows[i * len(rows) // SAMPLE] for i in range(min(SAMPLE, len(rows)))]


def check(case: Case, events: list[Event]) -> dict[str, bool]:
    """Compare the visit that came back with the row."""
    visit = next((e.mention for e in events if e.mention.event_type == "VISIT"), None)
    checks = dict.fromkeys(("visitor", "host", "start", "end"), False)
    if visit is not None:
        actors = [p for p in visit.participants if p.role == "actor"]
        hosts = [p for p in visit.participants if p.role in {"place", "host"}]
        checks = {
            "visitor": any(same_person(case.who, p.name) and p.iso3 in case.home for p in actors),
            "host": not case.hosts.isdisjoint({p.name for p in hosts} | {p.iso3 for p in hosts}),
            "start": visit.date_earliest == case.start,
            "end": visit.date_latest == case.end,
        }
    checks["all"] = all(checks.values())
    if case.met:
        others = [p for e in events for p in e.mention.participants if p.role == "counterpart"]
        checks["counterpart"] = any(same_person(case.met, p.name) for p in others)
    return checks


def measure(name: str, cases: list[Case], nlp: Language) -> None:
    """Read every case back and print the shares that are right, in all and by family."""
    results = []
    for case in cases:
        events, _ = read_chapter(case.sentence, int(case.start[:4]) + 1, nlp)
        results.append((case, check(case, events)))
        if "-v" in sys.argv and not all(results[-1][1].values()):
            wrong = [key for key, value in results[-1][1].items() if not value]
            shown = [
                (
                    e.mention.event_type,
                    e.mention.date_edtf,
                    [(p.role, p.name) for p in e.mention.participants],
                )
                for e in events
            ]
            print(f"  {case.family} {wrong}: {case.sentence}\n      {shown}")
    for family in ("", *dict.fromkeys(case.family for case in cases)):
        part = [checks for case, checks in results if family in ("", case.family)]
        keys = ("all", "visitor", "host", "start", "end", "counterpart")
        shares = ", ".join(share(key, part) for key in keys)
        print(f"{name} {family or 'in all'}: {len(part)} sentences; {shares}")


def share(key: str, part: list[dict[str, bool]]) -> str:
    known = [checks[key] for checks in part if key in checks]
    if not known:
        return f"{key} -"
    many = f" of {len(known)}" if len(known) != len(part) else ""
    return f"{key} {100 * sum(known) / len(known):.1f} %{many}"
