"""Disasters, anniversaries, exchanges and all other happenings: what must hold for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.context import Context, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers import Candidate


_FIGURE_RE = re.compile(
    r"\b(?:floods?|storm|wave|tsunami|outbreak|eruption) of "
    r"(?:goods|imports|protest|criticism|capital|money|tourists|refugees|violence)"
)


def disaster(candidate: Candidate, context: Context) -> bool:
    """Ships and trains only when they burn, crash or sink; a spread or arrival needs a place or date."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    subject = candidate.frame.subject
    own = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    if _FIGURE_RE.search(own):
        return False
    tail = context.text_between(candidate.verb + 1, candidate.verb + 3).lower()
    if subject is not None and context.has_noun(
        subject, ("balloon", "airliner", "train", "bus", "ship", "plane", "ferry")
    ):
        return lemma in ("crash", "sink", "capsize", "burn", "explode", "plunge") or tail.startswith("fire")
    if lemma in ("reach", "take", "leave", "appear", "arise", "visit", "tear", "catch"):
        return context.has_time(candidate.frame) or bool(
            context.states_in(candidate.start, candidate.frame.end)
        )
    return True


def disaster_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    if candidate.standalone:
        placed = any(view.units[i].mention is not None for i in range(phrase.start, phrase.end)) or any(
            part.preposition in ("in", "of", "off", "across", "throughout", "that") and part.group.parties
            for part in candidate.frame.complements
        )
        if "great east japan earthquake" in text:
            return context.has_time(candidate.frame)
        return placed and context.has_time(candidate.frame)
    return True


def anniversary(candidate: Candidate, context: Context) -> bool:
    """An anniversary that is marked or dated; "on the 50th anniversary of" only dates other things."""
    return (
        not candidate.standalone
        or context.has_time(candidate.frame)
        or bool(
            candidate.phrase
            and context.view.shape[candidate.phrase.start - 1 : candidate.phrase.start] == "T"
        )
    )


def year_subject(candidate: Candidate, context: Context) -> bool:
    subject = candidate.frame.subject
    if subject is not None and any(item.times for item in subject.items):
        return True
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    return "T" in context.view.shape[max(0, start - 4) : start] or bool(
        subject and context.has_noun(subject, ("year",))
    )


def year_near(candidate: Candidate, context: Context) -> bool:
    return "T" in context.view.shape


def exchange(candidate: Candidate, context: Context) -> bool:
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


def found(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    if group is None:
        return False
    head = context.view.units[group.items[0].phrase.head]
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if head.mention is not None and head.mention.label == "ORG":
        return (
            lemma in ("found", "establish", "create", "inaugurate", "form", "launch")
            and not context.is_series(group.items[0].phrase.head)
        ) or lemma == "found"
    text = context.text_between(group.start, group.end).lower()
    return not (
        lemma in ("open", "set", "launch", "form")
        and not re.search(
            r"embass|consulate|office|secretariat|commission|committee|"
            r"headquarters|center|centre|institute|task force|council",
            text,
        )
    )


def accession(candidate: Candidate, context: Context) -> bool:
    """Joining or leaving an organisation, by any of the many verbs for it."""
    view = context.view
    assert candidate.verb is not None
    lemma = view.units[candidate.verb].lemma
    end = min(len(view.units), max(candidate.frame.end, candidate.verb + 8))
    tail = context.text_between(candidate.verb + 1, end)
    if lemma in ("withdraw", "pull", "leave") and re.match(
        r"(?:out )?(?:of|from) the [\w ]{0,40}(?:Agreement|Treaty|Pact|Convention|Protocol|Accord)", tail
    ):
        return candidate.frame.subject is not None and bool(candidate.frame.subject.parties)
    orgs = [
        i
        for i in range(candidate.verb + 1, end)
        if (m := view.units[i].mention) is not None and m.label == "ORG"
    ]
    subject = candidate.frame.subject
    if subject is None or not subject.parties:
        return False
    objects = candidate.frame.objects()
    if lemma == "admit" and candidate.relation != "passive" and objects:
        # "the General Assembly admitted Japan"
        return context.is_kind(subject, "org") and context.is_kind(objects[0].group, "state")
    if lemma in ("join", "accede", "enter", "rejoin"):
        return bool(orgs) and bool(re.match(r"(?:to )?(?:the )?", tail)) and _direct(candidate, context)
    if lemma in ("withdraw", "leave", "quit", "pull"):
        return bool(orgs) and _direct(candidate, context)
    if re.search(
        r"\b(?:full |associate |new |permanent |non-permanent |founding "
        r"|observer )?(?:member|associate state|observer|party)s?\b",
        tail,
        re.IGNORECASE,
    ):
        return bool(orgs) or "member" in tail
    return (
        bool(lemma in ("let", "admit", "accept"))
        and bool(orgs)
        and bool(re.match(r"(?:in|into|to|as)\b", tail))
    )


def _direct(candidate: Candidate, context: Context) -> bool:
    for part in candidate.frame.complements:
        if part.preposition in ("", "to", "from", "into", "in", "of", "out_of"):
            return any(
                (m := context.view.units[i].mention) is not None and m.label == "ORG"
                for i in part.group.parties
            ) and any(context.view.units[item.phrase.head].mention is not None for item in part.group.items)
    return False


def publication(candidate: Candidate, context: Context) -> bool:
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if not context.has_time(candidate.frame):
        return False
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 4)).lower()
    group = object_group(candidate)
    text = (context.text_between(group.start, group.end) if group is not None else "").lower()
    subject = candidate.frame.subject
    start = context.view.clauses[candidate.verb].start
    before = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    before = before or context.text_between(max(0, start - 2), start).lower()
    book = r"edition|book|report|white paper|bluebook|volume|first\b|paper|study"
    if lemma in ("come", "appear"):
        return bool(re.search(book, before)) and (lemma == "appear" or tail.startswith("out"))
    return bool(re.search(book, text))


def death(candidate: Candidate, context: Context) -> bool:
    assert candidate.verb is not None
    if context.view.units[candidate.verb].lemma == "die":
        return True
    return (
        context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 2)).lower()
        == "away"
    )


def recognition(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    return group is not None and context.view.units[group.items[0].phrase.head].mention is not None


def decision(candidate: Candidate, context: Context) -> bool:
    """One side's dated decision on something particular; "decided to strengthen" is an outcome."""
    if not context.has_time(candidate.frame):
        return False
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 12)).lower()
    match = re.search(r"\bto (?:\w+ly )?(\w+)", tail)
    if match is None:
        return False
    return match[1] in (
        "take",
        "admit",
        "accept",
        "withdraw",
        "leave",
        "join",
        "build",
        "move",
        "open",
        "close",
        "end",
        "abolish",
        "accede",
        "let",
        "lift",
        "suspend",
        "expel",
    )


def other_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    head = context.view.units[phrase.head].lemma
    if not candidate.standalone:
        return True
    if head in ("accession", "founding", "death", "reunification", "unification", "independence"):
        parties = any(
            part.preposition in ("of", "to") and part.group.parties for part in candidate.frame.complements
        ) or any(context.view.units[i].mention is not None for i in range(phrase.start, phrase.end))
        before = context.text_between(max(0, phrase.start - 6), phrase.start).lower()
        return context.has_time(candidate.frame) and parties and "anniversary" not in before
    return head in ("funeral", "referendum") and context.has_time(candidate.frame)


def dated(candidate: Candidate, context: Context) -> bool:
    return context.has_time(candidate.frame)


def emergency(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    pronoun = group is None and candidate.verb is not None
    text = context.text_between(group.start, candidate.frame.end).lower() if group is not None else ""
    return bool(re.search(r"emergency|martial law|curfew", text)) and not pronoun


def referendum_state(candidate: Candidate, context: Context) -> bool:
    return context.has_time(candidate.frame)


def transfer(candidate: Candidate, context: Context) -> bool:
    """Territory or things given back, not people who return."""
    group = object_group(candidate)
    if group is None:
        return False
    return not context.is_kind(group, "person")


def chartered(candidate: Candidate, context: Context) -> bool:
    return (
        re.search(
            r"charter|evacuat|military aircraft|government plane|special flight", context.view.text.lower()
        )
        is not None
    )


def seat(candidate: Candidate, context: Context) -> bool:
    return any(
        (m := context.view.units[i].mention) is not None and m.label == "ORG"
        for part in candidate.frame.complements
        for i in part.group.parties
    )


def reversion(candidate: Candidate, context: Context) -> bool:
    """A place that changes hands: "Hong Kong went back to China"."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame):
        return False
    head = context.view.units[subject.items[0].phrase.head].mention
    return head is not None and head.label in ("PLACE", "STATE") and len(subject.items) == 1
