"""Anniversaries, years of exchange, games and programmes for the young."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def anniversary(candidate: Candidate, context: Context) -> bool:
    """An anniversary that is marked or dated; "on the 50th anniversary of" only dates other things."""
    before = context.text_between(max(0, candidate.start - 5), candidate.start)
    if _WORDS_ON_RE.search(before):
        return False
    return (
        not candidate.standalone
        or context.has_time(candidate.frame)
        or bool(
            candidate.phrase
            and context.view.shape[candidate.phrase.start - 1 : candidate.phrase.start] == "T"
        )
    )


_WORDS_ON_RE = re.compile(
    r"\b(?:statement|message|speech|declaration|address|article|remarks|communiqu[eé]|stamps?) "
    r"(?:on|for|to mark) (?:the |its )?$|"
    r"\b(?:statement|message|speech|declaration|address|article|remarks)\b.{0,12}\bon the(?: [\w-]+)?\s*$",
    re.IGNORECASE,
)
_NAMED_YEAR_RE = re.compile(
    r"\b(?:International|Exchange|Friendship|Memorial|Commemorative|Tourism|Holy|World|European)\b.{0,60}\bYears?$|"
    r"\b(?:\d+(?:st|nd|rd|th)|(?<![a-z-])[a-z-]{1,20}(?:ieth|first|second|third|fifth|sixth|seventh|eighth|ninth|tenth))"
    r" year$|\bYear$"
)
_MANY_YEARS_RE = re.compile(
    r"(?:\b\d{2,3}|hundred|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)? years$|"
    r"\bhalf a century$|\ba century$",
    re.IGNORECASE,
)


def year_celebrated(candidate: Candidate, context: Context) -> bool:
    """A designated year, or the years since something, celebrated in a named year."""
    phrase = candidate.phrase
    if phrase is None or candidate.standalone or "T" not in context.view.shape:
        return False
    text = context.phrase_text(phrase)
    if _NAMED_YEAR_RE.search(text):
        return text[-4:] != "year" or context.text_between(phrase.end, phrase.end + 1).lower() in (
            "of",
            "since",
        )
    return _MANY_YEARS_RE.search(text) is not None and (
        context.text_between(phrase.end, phrase.end + 1).lower() in ("of", "since")
    )


def years_passed(candidate: Candidate, context: Context) -> bool:
    """ "Ten years had gone by in 1988 since": the subject counts years."""
    if "T" not in context.view.shape:
        return False
    assert candidate.verb is not None
    if context.view.units[candidate.verb].lemma not in ("pass", "go", "elapse", "complete"):
        return True
    subject = candidate.frame.subject
    return subject is not None and context.has_noun(subject, ("year", "century", "decade"))


_SHOWS_RE = re.compile(
    r"\b(?:troupes?|orchestra|ballet|theat(?:re|er)|opera|ensemble|choir|dancers?|musicians?|Kabuki|Noh|Bunraku|sumo|circus|"
    r"philharmonic|symphony)\b",
    re.IGNORECASE,
)
_ART_RE = re.compile(
    r"\b(?:treasures?|masterpieces?|paintings?|works of art|art|prints|sculptures?|collections?|swords|"
    r"kimonos?|screens|scrolls|antiquities|films|mask of|Mona Lisa)\b",
    re.IGNORECASE,
)


def shown(candidate: Candidate, context: Context) -> bool:
    """Performers on tour or works of art shown, on a date and at a place."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame):
        return False
    text = context.text_between(subject.start, subject.items[-1].end)
    wanted = _ART_RE if candidate.relation == "passive" else _SHOWS_RE
    return wanted.search(text) is not None and bool(
        context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
    )


def year_subject(candidate: Candidate, context: Context) -> bool:
    """The year itself is what the sentence is about ("2012 marked …")."""
    subject = candidate.frame.subject
    if subject is not None and any(item.times for item in subject.items):
        return True
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    return "T" in context.view.shape[max(0, start - 4) : start] or bool(
        subject and context.has_noun(subject, ("year",))
    )


def year_near(candidate: Candidate, context: Context) -> bool:
    """The sentence names a date at all."""
    return "T" in context.view.shape


def exchange(candidate: Candidate, context: Context) -> bool:
    """A programme of culture or youth with a date of its own, not any project or tour."""
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase)
    head = context.view.units[phrase.head].lemma
    if head in ("project", "program", "programme", "tour", "mission") and not re.search(
        r"youth|exchange|kakehashi|homestay|jenesys|student|cultural|invitation", text, re.IGNORECASE
    ):
        return False
    if head == "performance" and not re.search(
        r"kabuki|noh|theat|ballet|music|cultural|orchestra", text, re.IGNORECASE
    ):
        return False
    if candidate.standalone:
        if context.segment_kind in ("caption", "list", "heading"):
            return context.has_time(candidate.frame)
        return context.has_time(candidate.frame) and bool(re.search(r"[A-Z]", text[1:]))
    return True


def games_host(candidate: Candidate, context: Context) -> bool:
    """ "The host of the Rugby World Cup", in apposition or behind "was"."""
    if not candidate.standalone:
        return False
    of = [part for part in candidate.frame.complements if part.preposition == "of"]
    if not of or not context.has_time(candidate.frame):
        return False
    text = context.text_between(of[0].group.start, of[0].group.end)
    return (
        re.search(r"\b(?:World Cup|Games|Olympics|Exposition|Expo|Paralympics|Championships?)\b", text)
        is not None
    )


_YOUTH_RE = re.compile(
    r"\b(?:youths?|students?|young (?:people|leaders|\w+)|teachers?|high school|pupils|children|trainees|"
    r"participants|artists|ship|journalists|researchers|athletes|scholars|dance|orchestra|troupe)\b",
    re.IGNORECASE,
)


def youth(candidate: Candidate, context: Context) -> bool:
    """Programme groups come and go: an exchange and no visit of state."""
    frame = candidate.frame
    groups = [frame.subject] if frame.subject is not None else []
    groups += [part.group for part in frame.objects()]
    text = " ".join(context.text_between(group.start, group.end) for group in groups)
    if not _YOUTH_RE.search(text):
        return False
    if any(
        part.preposition in ("for", "at") and context.is_kind(part.group, "series")
        for part in frame.complements
    ):
        return False  # "participants came for TICAD": its session
    assert candidate.verb is not None
    if (
        frame.subject is not None
        and context.is_kind(frame.subject, "person")
        and candidate.relation != "passive"
        and not frame.objects()
    ):
        return False
    states = context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
    return bool(states or any(group.parties for group in groups)) and (
        context.has_time(frame) or bool(states)
    )


GUARDS: dict[str, Guard] = {
    "games-host": games_host,
    "anniversary": anniversary,
    "year-subject": year_subject,
    "year-near": year_near,
    "year-celebrated": year_celebrated,
    "years-passed": years_passed,
    "shown": shown,
    "exchange": exchange,
    "youth": youth,
}
