"""One conference told by several verbs: who held, chaired and attended it, and the rows joined to one."""

from __future__ import annotations

import re

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import Complement, clause_frame
from pipeline.events.sentence.subject import subject_of
from pipeline.events.sentence.units import NounPhrase
from pipeline.events.triggers.candidate import Candidate

_SESSIONS = frozenset({"CONFERENCE", "MEETING", "NEGOTIATION"})
_RUN = frozenset(
    [
        *("chair", "host", "co-chair", "cochair", "co-host", "cohost", "sponsor", "co-sponsor", "cosponsor"),
        *("organize", "organise", "convene", "convoke", "call", "summon", "attend", "open", "preside"),
    ]
)
"""What those do to a session who hold it or take part in it."""
_HOLD = frozenset({"hold", "conduct", "stage"})
"""What those do to a session, in the active voice, who hold it: "the talks that A and B held"."""
_OPENER_RE = re.compile(
    r"^(?:jointly |co-? ?)?(?:hosted|chaired|sponsored|organi[sz]ed|convened|attended|convoked|presided over)"
    r"(?: jointly)? by\b",
    re.IGNORECASE,
)
_POINTER_RE = re.compile(r"(?:\([^()]*\))?(?:I[DJNMATHQC]{1,12}){0,3},?I?[WU]")
"""What may stand between a session and the pronoun of its relative clause, and that pronoun."""
_INSIDE_RE = re.compile(r"(?:\([^()]*\))?(?:I[DJNMATHQC]{1,12}){0,3}(?P<comma>,?)(?:R|C)*")
"""What may stand between a session and a participle that says who ran it."""


def join_sessions(candidates: list[Candidate], context: Context) -> list[Candidate]:
    """Give a session those who ran or attended it, in whatever clause of the sentence, and tell it once.

    Args:
        candidates: the triggers of a sentence in text order.
        context: the sentence.

    Returns:
        The triggers without those that tell of the same conference again.
    """
    gone: set[int] = set()
    for session in candidates:
        if session.event_type not in _SESSIONS or id(session) in gone:
            continue
        if session.event_type == "CONFERENCE":
            session.frame.complements += _companions(session, context)
        phrase = session.phrase or _subject_phrase(session, context)
        if phrase is None:
            continue
        if session.phrase is None:
            session.phrase = phrase  # what is hosted is the session, with all that its name tells
        if session.event_type == "CONFERENCE":
            for other in candidates:
                if other is session or id(other) in gone or other.event_type != "CONFERENCE":
                    continue
                # "… and the sixth will be held in 2016": with a date of its own it is another session
                times, theirs = set(session.frame.times), set(other.frame.times)
                another = bool(times and theirs) and times.isdisjoint(theirs)
                if not another and _tells_of(other, phrase, context):
                    _take_over(session, other, context)
                    gone.add(id(other))
        _take_main_verb(session, context)
        _add_agents(session, phrase, context)
    return [candidate for candidate in candidates if id(candidate) not in gone]


def _subject_phrase(session: Candidate, context: Context) -> NounPhrase | None:
    """ "The G7 ministers' meeting was hosted": a session that is the surface subject of its verb."""
    subject = session.frame.subject
    if subject is None or session.relation != "passive" or session.event_type != "CONFERENCE":
        return None
    phrase = subject.items[0].phrase
    mention = context.view.units[phrase.head].mention
    return phrase if mention is None or mention.label == "ORG" else None


def _tells_of(other: Candidate, phrase: NounPhrase, context: Context) -> bool:
    """Is the session at a phrase the one that another trigger tells of?"""
    if other.rule.id == "conference.gather":
        # "ministers gathered in Canberra for the first APEC Ministerial Meeting"
        return any(part.group.items[0].phrase is phrase for part in other.frame.complements)
    if other.phrase is not None:
        if other.phrase is phrase:
            return True
        # "the session of UNCTAD, hosted by": the body inside the name, with the participle of the whole
        inside = other.phrase.start > phrase.end and other.relation == "passive" and other.verb is not None
        return inside and set(context.view.shape[phrase.end : other.phrase.start]) <= set("ID")
    subject = other.frame.subject
    return other.relation == "passive" and subject is not None and subject.items[0].phrase is phrase


def _take_over(session: Candidate, other: Candidate, context: Context) -> None:
    """Give a session what another trigger of it knows: agents, and place and date if it has none."""
    frame, theirs = session.frame, other.frame
    known = {part.at for part in frame.complements}
    own_place = _placed(session, context)
    for part in theirs.complements:
        agent = part.preposition == "by"
        place = part.preposition in ("in", "at") and not own_place
        if (agent or place) and part.at not in known:
            frame.complements.append(part)
    if not frame.times and not frame.leading_times:
        frame.times, frame.leading_times = theirs.times, theirs.leading_times
        frame.end = max(frame.end, theirs.end)


_MET = frozenset({"open", "meet", "convene", "begin", "close", "hold", "gather", "assemble", "take", "end"})


def _take_main_verb(session: Candidate, context: Context) -> None:
    """ "The conference, convened by A, opened in Rome in May": date and place of the finite verb behind."""
    view, frame = context.view, session.frame
    if session.verb is None or view.units[session.verb].tag != "VBN" or context.has_time(frame):
        return
    start = max(frame.end, session.verb + 1)
    verb = next((v for v in view.clauses if v >= start), None)
    if verb is None or view.units[verb].lemma not in _MET:
        return
    if view.shape[start : view.clauses[verb].start] not in ("", ","):
        return
    theirs = clause_frame(context.grammar, verb)
    if not theirs.times:
        return
    frame.times = theirs.times
    if not _placed(session, context):
        frame.complements += [part for part in theirs.complements if part.preposition in ("in", "at")]
    frame.end = theirs.end


def _placed(session: Candidate, context: Context) -> bool:
    """Does a session say in which town or state it met? A region only says what it was about."""
    return any(
        entity.iso3
        for part in session.frame.complements
        if part.preposition in ("in", "at")
        for unit in part.group.parties
        for entity in context.unit_entities(unit)
    )


def _add_agents(session: Candidate, phrase: NounPhrase, context: Context) -> None:
    """Add as agents those whom any clause about the session names: "hosted by A", "over which B presided"."""
    view = context.view
    known = {part.at for part in session.frame.complements}
    for verb, clause in view.clauses.items():
        unit = view.units[verb]
        absolute = _absolute(verb, context)
        if absolute is not None and absolute.at not in known:
            session.frame.complements.append(absolute)
        if unit.lemma not in _RUN and unit.lemma not in _HOLD:
            continue
        if verb == session.verb and (clause.passive or session.relation != "passive"):
            continue
        if unit.lemma in _RUN and unit.tag in ("VBN", "VBD") and (clause.passive or not clause.auxiliaries):
            by = _agent(verb, context)
            if by is not None and by.at not in known and _said_of(verb, session, phrase, context):
                session.frame.complements.append(by)
                continue
        part = _relative_agent(verb, phrase, context)
        if part is not None:
            _take_relative(session, part, verb, context)
    opener = _opening_agent(phrase, context)
    if opener is not None:
        session.frame.complements.append(opener)


def _agent(verb: int, context: Context) -> Complement | None:
    """ "Was chaired by Japan": who did it, if named."""
    parts = [part for part in clause_frame(context.grammar, verb).complements if part.preposition == "by"]
    many = context.rules.lists["party_nouns"]  # "by 29 states, among them Japan"
    return next((p for p in parts if p.group.parties or p.group.items[0].noun in many), None)


def _said_of(verb: int, session: Candidate, phrase: NounPhrase, context: Context) -> bool:
    """Is a passive verb or participle said of the session?"""
    view = context.view
    start = view.clauses[verb].start
    if session.verb is not None and session.verb < start and view.units[session.verb].tag == "VBN":
        behind = view.shape[session.frame.end : start] if session.frame.end <= start else "?"
        if behind in ("", ",", "C", ",C") and view.clauses[verb].auxiliaries:
            return True  # "the conference held at Bandung in April was attended by"
    group, _ = subject_of(context.grammar, verb)
    if group is not None and group.items[0].phrase is phrase:
        return True
    if verb < phrase.end:
        return False
    gap = _INSIDE_RE.fullmatch(view.shape[phrase.end : view.clauses[verb].start])
    return gap is not None and (bool(gap["comma"]) or view.units[verb].head == phrase.head)


def _relative_agent(verb: int, phrase: NounPhrase, context: Context) -> Complement | None:
    """ "The summit that President Obama hosted", "the session over which Japan presided": who did."""
    view = context.view
    clause = view.clauses[verb]
    if clause.passive or verb < phrase.end:
        return None
    match = _POINTER_RE.match(view.shape, phrase.end)
    if match is None or match.end() > clause.start or "V" in view.shape[phrase.end : clause.start]:
        return None
    pointer = match.end() - 1
    inner = view.np_of[pointer + 1] if pointer + 1 < len(view.units) else None
    if inner is None or inner.start != pointer + 1:
        return None
    group = context.grammar.group(inner)
    if not group.parties or group.end > clause.start:
        return None
    return Complement("by", pointer, group)


def _take_relative(session: Candidate, part: Complement, verb: int, context: Context) -> None:
    """Add the agent of a relative clause, with the place and date of that clause."""
    frame = session.frame
    if any(known.at == part.at for known in frame.complements):
        return
    frame.complements.append(part)
    theirs = clause_frame(context.grammar, verb)
    if not _placed(session, context):
        frame.complements += [p for p in theirs.complements if p.preposition in ("in", "at")]
    if not context.has_time(frame):
        frame.times = theirs.times


def _opening_agent(phrase: NounPhrase, context: Context) -> Complement | None:
    """ "Co-hosted by Japan and the United Nations, the conference …": the agent before the session."""
    view = context.view
    if phrase.start < 3 or _OPENER_RE.match(view.text) is None:
        return None
    at = next((i for i, unit in enumerate(view.units[: phrase.start]) if unit.lemma == "by"), -1)
    inner = view.np_of[at + 1] if at > 0 else None
    if inner is None:
        return None
    group = context.grammar.group(inner)
    between = view.shape[group.end - 1 : phrase.start]
    return Complement("by", at, group) if set(between) <= set("M,RA") and group.parties else None


def _absolute(verb: int, context: Context) -> Complement | None:
    """ "…, NATO and the Warsaw Pact taking part": who takes part, told in a clause without a finite verb."""
    view = context.view
    if view.units[verb].tag != "VBG" or view.units[verb].lemma not in _TAKES_PART or verb < 2:
        return None
    last = view.np_of[verb - 1]
    if last is None or last.end != verb:
        return None
    group = context.grammar.group_around(last)
    before = view.shape[group.start - 1 : group.start]
    if before != "," or group.end != verb or not group.parties:
        return None
    return Complement("with_the_participation_of", group.start, group)


_TAKES_PART = frozenset({"take", "participate", "attend", "preside", "join"})
_BESIDE_RE = re.compile(
    r"^(?:as (?:its |their |the |an? )?(?:co-)?(?:hosts?|chair\w*|participants?|guests?)|"
    r"among (?:the|its|those)|in the chair|in attendance|present|presiding|attending|participating|"
    r"taking part|at its head)\b"
)


def _companions(session: Candidate, context: Context) -> list[Complement]:
    """ "The leaders, with President A as host and Minister B among the participants, met"."""
    view = context.view
    if "with" not in view.text:
        return []
    known = {part.at for part in session.frame.complements}
    found: list[Complement] = []
    for index, unit in enumerate(view.units[:-1]):
        phrase = view.np_of[index + 1]
        opens = unit.lemma == "with" or (unit.shape == "C" and bool(found))
        if not opens or index in known or phrase is None or phrase.start != index + 1:
            continue
        group = context.grammar.group(phrase)
        if group.parties and _BESIDE_RE.match(context.text_between(group.end, group.end + 4)):
            found.append(Complement("with", index, group))
    return found
