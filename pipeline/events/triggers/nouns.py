"""Nouns that tell of a happening: under a support verb ("held talks") or alone."""

from __future__ import annotations

import re

from pipeline.events.guards import accepts
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import Complement, Frame, read_leading, read_right
from pipeline.events.sentence.subject import subject_of
from pipeline.events.sentence.units import NounPhrase
from pipeline.events.triggers.candidate import Candidate
from pipeline.events.triggers.governor import governor_of, participle_behind, preposition_before
from pipeline.lexicon.event_rules import NounRule

_SESSION_RE = re.compile(r"\b(?:Conference|Summit|Meeting|Forum|Assembly|Dialogue|Session)\b")
_TAKES_PART = frozenset(
    [
        "participate",
        "take",
        "gather",
        "preside",
        "attend",
        "represent",
        "sit",
        "convene",
        "enter",
        "engage",
        "join",
        "seat",
        "sit",
    ]
)


def noun_rules(phrase: NounPhrase, context: Context) -> list[tuple[NounRule, int]]:
    """Return the rules whose noun a phrase ends in, the longest noun first, each with its first unit."""
    unit = context.view.units[phrase.head]
    if unit.mention is not None:
        if unit.mention.label != "ORG" and not unit.text.endswith((" Round", " Talks")):
            return []
        if context.is_series(phrase.head) or _names_session(unit.text):
            # "Tokyo International Conference on African Development": the name itself is the session
            named = [
                rule for rule in context.rules.nouns["conference"] if rule.guard in ("conference", "meeting")
            ]
            return [(rule, phrase.head) for rule in named]
    last_word = unit.text.lower().split()[-1:]
    lasts = dict.fromkeys(last_word if unit.mention is not None else [unit.lemma, *last_word])
    options = {rule.id: rule for last in lasts for rule in context.rules.nouns.get(last, ())}
    if not options:
        return []
    words = _words(phrase, context)
    matches: list[tuple[int, int, NounRule, int]] = []
    for order, rule in enumerate(options.values()):
        best = 0
        nouns = [noun for last in lasts for noun in context.rules.noun_phrases.get((rule.id, last), ())]
        for noun in nouns:
            if len(noun) <= len(words) and all(
                wanted in (lemma, form)
                for wanted, (lemma, form, _) in zip(noun[:-1], words[-len(noun) : -1], strict=True)
            ):
                best = max(best, len(noun))
        if best:
            matches.append((-best, order, rule, words[-best][2]))
    matches.sort(key=_match_order)
    return [(rule, start) for _, _, rule, start in matches]


def _names_session(name: str) -> bool:
    """Is a name that of a meeting and not of a standing body?"""
    return _SESSION_RE.search(name) is not None and not name.endswith(("Bank", "Committee", "Office"))


def _words(phrase: NounPhrase, context: Context) -> list[tuple[str, str, int]]:
    """The words of a phrase up to its head: lemma, form, unit; names split into their words."""
    words: list[tuple[str, str, int]] = []
    for index in range(phrase.start, phrase.head + 1):
        unit = context.view.units[index]
        if unit.mention is not None:
            words += [(word, word, index) for word in unit.text.lower().split()]
        else:
            words.append((unit.lemma, unit.text.lower(), index))
    return words


def supported_noun(
    phrase: NounPhrase, rule: NounRule, start: int, used: set[int], context: Context
) -> Candidate | None:
    """Return the candidate of a noun under a support verb ("held talks", "the talks were held").

    Args:
        phrase: the noun phrase.
        rule: the noun's rule.
        start: first unit of the noun's words.
        used: verbs that are taken.
        context: the sentence.
    """
    verb, relation = governor_of(phrase, context)
    participle = participle_behind(phrase, context)
    options = [(verb, relation)]
    if participle is not None and participle == verb and _no_subject_of(verb, relation, context):
        options = [(participle, "passive")]  # "at the meeting, convened in Geneva in July, he said"
    elif participle is not None and participle != verb:
        options.append((participle, "passive"))
    options = [*_planned(verb, context), *options]
    for option, path in options:
        if option is None or (option in used and path != "prep to"):
            continue
        if not _supports(option, path, rule, context):
            continue
        frame = _support_frame(option, path, phrase, rule, context)
        units = context.view.units
        candidate = Candidate(
            rule=rule,
            event_type=rule.type,
            mode=rule.mode,
            verb=option,
            phrase=phrase,
            start=min(option, start),
            end=max(option, phrase.head) + 1,
            frame=frame,
            roles=context.rules.roles_of(rule),
            relation=path,
            trace=[f"rule {rule.id}", f"{units[option].lemma} + {units[phrase.head].lemma} ({path})"],
            after_in=phrase.start > 0 and units[phrase.start - 1].lemma == "in",
        )
        if accepts(candidate, context):
            return candidate
    return None


def _no_subject_of(participle: int, relation: str, context: Context) -> bool:
    """Is a participle behind a noun said of it, though the parser took the noun for something else?"""
    if relation.startswith("prep"):
        return context.view.shape[participle + 1 : participle + 2] in ("I", "T")
    bare = context.view.units[participle].tag == "VBN" and not context.view.clauses[participle].auxiliaries
    return relation == "intransitive" and bare  # "the conference held at Bandung was attended by"


_PLANNED = frozenset({"schedule", "expect", "plan", "due", "next", "set", "slate", "likely", "intend"})


def _planned(verb: int | None, context: Context) -> list[tuple[int | None, str]]:
    """ "Is scheduled to open", "is next to be held": the verb of what is planned, and the noun's relation."""
    if verb is None:
        return []
    units, clauses = context.view.units, context.view.clauses
    after = verb + 1 if units[verb].lemma in _PLANNED else verb + 2
    if units[after - 1 : after] and units[after - 1].lemma not in _PLANNED:
        return []
    inner = next((other for other in clauses if other > verb and clauses[other].start == after), None)
    if inner is None or not clauses[inner].infinitive:
        return []
    return [(inner, "passive" if clauses[inner].passive else "intransitive")]


def _supports(verb: int, path: str, rule: NounRule, context: Context) -> bool:
    """Is a verb one of the rule's support verbs, given how the noun hangs on it?"""
    lemma = context.view.units[verb].lemma
    if path == "object":
        return lemma in rule.support
    if path == "passive":
        return lemma in rule.support_passive
    if path == "intransitive":
        return _intransitive(verb, rule, context)
    if path == "prep to" and rule.guard == "conference" and lemma in ("be", "play", "act", "serve"):
        return True
    return (
        path in ("prep in", "prep at", "prep to", "prep on", "prep into", "prep part_in", "prep over")
        and lemma in rule.support
        and lemma in _TAKES_PART
    )


def _intransitive(verb: int, rule: NounRule, context: Context) -> bool:
    lemma = context.view.units[verb].lemma
    rest = context.view.lemmas(verb, min(verb + 3, len(context.view.units)))
    return any(
        rest.startswith(option) and (lemma == option.split()[0]) for option in rule.support_intransitive
    )


def _support_words(verb: int, rule: NounRule, context: Context) -> int:
    """How many words the support is long: "take place", "be due"."""
    rest = context.view.lemmas(verb, min(verb + 3, len(context.view.units)))
    matched = [option for option in rule.support_intransitive if rest.startswith(option)]
    return max((len(option.split()) for option in matched), default=1)


def _support_frame(verb: int, relation: str, phrase: NounPhrase, rule: NounRule, context: Context) -> Frame:
    """What stands around a noun and its support verb."""
    grammar = context.grammar
    frame = Frame()
    clause = context.view.clauses[verb]
    if relation == "object" or relation.startswith("prep"):
        frame.subject, frame.subject_path = subject_of(grammar, verb)
        if rule.type == "VISIT" and relation == "object":
            _read_indirect_object(verb, phrase, frame, context)
        _read_parted(verb, phrase, frame, context)
        read_right(grammar, phrase.end, frame)
        opener = frame.subject.start if frame.subject is not None else clause.start
        read_leading(grammar, min(opener, clause.start), frame)
    elif phrase.end <= verb:
        read_right(grammar, phrase.end, frame, stop=frozenset({clause.start, verb}))
        behind = Frame()
        words = _support_words(verb, rule, context) if relation == "intransitive" else 1
        read_right(grammar, verb + words, behind)
        frame.complements += [part for part in behind.complements if part.preposition]
        frame.times += behind.times
        frame.bracket_places += behind.bracket_places
        frame.end = max(frame.end, behind.end)
        read_leading(grammar, phrase.start, frame)
        if relation == "passive" and not clause.passive and context.view.shape[phrase.end] == "W":
            _read_relative_subject(phrase.end + 1, verb, frame, context)
    else:
        read_right(grammar, phrase.end, frame)
    return frame


def _read_indirect_object(verb: int, phrase: NounPhrase, frame: Frame, context: Context) -> None:
    """ "Paid Japan a visit": whom it was paid stands between verb and noun."""
    inner = context.view.np_of[verb + 1]
    if inner is not None and inner is not phrase and inner.end == phrase.start:
        frame.complements.append(Complement("", inner.start, context.grammar.group(inner)))


def _read_parted(verb: int, phrase: NounPhrase, frame: Frame, context: Context) -> None:
    """ "Chaired, in Dushanbe in May, the seventh meeting": adjuncts between the verb and its object."""
    shape = context.view.shape
    start = verb + 2 if shape[verb + 1 : verb + 2] == "," else verb + 1
    if context.view.units[start].lemma == "host" and context.view.units[start + 1].lemma in ("at", "in"):
        start += 1  # "was host at Addis Ababa to a conference"
    if start < phrase.start and shape[start] == "I" and "V" not in shape[start : phrase.start]:
        read_right(context.grammar, start, frame, stop=frozenset({phrase.start}))


def _read_relative_subject(start: int, verb: int, frame: Frame, context: Context) -> None:
    """ "The tour which Prime Minister Ikeda made": who acts stands inside the relative clause."""
    inner = context.view.np_of[start]
    if inner is not None and inner.start == start and inner.end <= verb:
        frame.subject, frame.subject_path = context.grammar.group(inner), "relative clause"


def lone_noun(phrase: NounPhrase, rule: NounRule, start: int, context: Context) -> Candidate | None:
    """Return the candidate of a noun that tells of a happening without a support verb.

    Args:
        phrase: the noun phrase.
        rule: the noun's rule.
        start: first unit of the noun's words.
        context: the sentence.
    """
    frame = Frame()
    read_right(context.grammar, phrase.end, frame)
    governor, relation = governor_of(phrase, context)
    if governor is None or relation not in ("object", "passive", "intransitive"):
        preposition = preposition_before(phrase, context)
        relation = f"prep {preposition}" if preposition else relation
    if rule.type in ("MEETING", "CALL", "CONFERENCE"):
        # what follows a date without a preposition is no part of the noun
        shape = context.view.shape
        frame.complements = [
            part for part in frame.complements if part.preposition or shape[part.group.start - 1] != "T"
        ]
    lemma = context.view.units[phrase.head].lemma
    candidate = Candidate(
        rule=rule,
        event_type=rule.type,
        mode=rule.mode,
        verb=None,
        phrase=phrase,
        start=start,
        end=phrase.head + 1,
        frame=frame,
        roles=context.rules.roles_of(rule),
        relation=relation,
        trace=[f"rule {rule.id}", f"noun {lemma} alone ({relation or 'no verb'})"],
        governor=governor,
    )
    return candidate if accepts(candidate, context) else None


def _match_order(match: tuple[int, int, NounRule, int]) -> tuple[int, int]:
    return match[0], match[1]
