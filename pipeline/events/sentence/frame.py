"""What stands around a trigger: complements, dates and brackets, before any of it is called a role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.events.sentence.coordination import PERSONAL, Grammar, Group
from pipeline.events.sentence.subject import subject_of
from pipeline.events.sentence.units import NounPhrase


@dataclass(slots=True)
class Complement:
    """A prepositional phrase (or the object, with an empty preposition) and the dates behind it."""

    preposition: str
    at: int
    group: Group
    times: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """What the sentence says around one trigger, before any of it is called a role."""

    subject: Group | None = None
    subject_path: str = ""
    complements: list[Complement] = field(default_factory=list)
    leading: list[Complement] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    leading_times: list[int] = field(default_factory=list)
    bracket_places: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0

    def objects(self) -> list[Complement]:
        """The complements without a preposition."""
        return [part for part in self.complements if not part.preposition]


def clause_frame(grammar: Grammar, verb: int, *, verbal: bool = False) -> Frame:
    """Read what stands around a verb: subject, complements and the adjuncts that open its clause.

    Args:
        grammar: the sentence.
        verb: index of the verb.
        verbal: the verb is the trigger, so that two objects may follow it ("lent China 470 billion yen").
    """
    frame = Frame()
    frame.subject, frame.subject_path = subject_of(grammar, verb)
    read_right(grammar, verb + 1, frame, verbal=verbal)
    start = grammar.view.clauses[verb].start
    read_leading(grammar, min(frame.subject.start, start) if frame.subject is not None else start, frame)
    return frame


def read_right(
    grammar: Grammar, start: int, frame: Frame, *, stop: frozenset[int] = frozenset(), verbal: bool = False
) -> None:
    """Read object, prepositional phrases, dates and brackets to the right of `start`."""
    view, units = grammar.view, grammar.view.units
    index = start
    last: Complement | None = None
    while index < len(units):
        letter = view.shape[index]
        if index in stop:
            break
        if (
            letter in "RQE"
            or (letter == "P" and index == start)
            or (letter == "V" and last is not None and _says_of_what(grammar, index))
        ):
            index = _past_content(grammar, index) if letter == "V" else index + 1
        elif letter == "T":
            frame.times.append(index)
            if last is not None:
                last.times.append(index)
            index += 1
        elif letter == "(":
            close = view.closing(index)
            for inner in range(index + 1, close):
                mention = units[inner].mention
                if view.shape[inner] == "T":
                    frame.times.append(inner)
                    if last is not None:
                        last.times.append(inner)
                elif mention is not None and mention.label in ("PLACE", "STATE"):
                    frame.bracket_places.append((inner, frame.times[-1] if frame.times else -1))
            index = close + 1
        elif letter == "I":
            index, last = _preposition(grammar, index, frame, last)
        elif letter in "DJNMA":
            phrase = view.np_of[index]
            if phrase is None:
                index += 1
                continue
            fresh = not frame.objects() and view.shape[phrase.start] == "D" and verbal
            if verbal and len(frame.objects()) == 1 and frame.complements[-1] is frame.objects()[0]:
                # "lent China 470 billion yen": recipient, then thing
                fresh = index == frame.objects()[0].group.end and bool(frame.objects()[0].group.parties)
            if frame.complements and not fresh and not _gapped(grammar, phrase):
                break
            group = grammar.group(phrase, deep=False)
            last = Complement("" if fresh else _parallel_preposition(grammar, group, frame), index, group)
            frame.complements.append(last)
            _bracket_times(grammar, group, frame, last)
            index = group.end
        elif letter == ";" and _lists_behind(grammar, index):
            index += 1
        elif letter in ",C":
            after = index + 1
            while after < len(units) and view.shape[after] in ",CRQ":
                after += 1
            if after >= len(units) or not _continues(grammar, after):
                break
            index = after
        else:
            break
    frame.end = index


_PLACED_RE = re.compile(r"I[DJ]?M,?I?T(?![RVX])")
_OF_WHAT = frozenset(
    [
        *("relate", "concern", "regard", "pertain", "govern", "amount", "total", "establish", "create"),
        *("end", "terminate", "set", "found", "ban", "prohibit", "limit", "restrict", "provide", "settle"),
        *("guarantee", "cover", "extend", "amend", "revise", "normalize", "restore", "recognize"),
    ]
)


def _says_of_what(grammar: Grammar, index: int) -> bool:
    """ "Acceded to the Convention relating to Refugees in 1981": the participle only says of what it is."""
    unit = grammar.view.units[index]
    return unit.tag == "VBG" and unit.lemma in _OF_WHAT and grammar.view.shape[index - 1] in "NM"


def _past_content(grammar: Grammar, index: int) -> int:
    """Behind "establishing the Bank": the unit behind what a participle says of a document."""
    view = grammar.view
    index += 1
    while view.shape[index : index + 1] == "R":
        index += 1
    phrase = view.np_of[index] if index < len(view.units) else None
    if phrase is None or phrase.start != index:
        return index
    return grammar.group(phrase).end


def _bracket_times(grammar: Grammar, group: Group, frame: Frame, complement: Complement) -> None:
    for item in group.items:
        frame.times += item.times
        complement.times += item.times
        for place in item.places:
            frame.bracket_places.append((place, item.times[-1] if item.times else -1))


def _preposition(
    grammar: Grammar, index: int, frame: Frame, last: Complement | None
) -> tuple[int, Complement | None]:
    view = grammar.view
    lemma = view.units[index].lemma
    after = index + 1
    while after < len(view.units) and view.shape[after] in "RQ":
        after += 1
    if after >= len(view.units):
        return after, last
    if view.shape[after] == "T":
        return after, last
    if view.shape[after] == "I":
        return after, last
    if view.shape[after] == "P":
        return after + 1, last  # "established relations with it in August"
    phrase = view.np_of[after]
    if phrase is None:
        return after, last
    group = grammar.group(phrase, deep=False)
    complement = Complement(lemma, index, group)
    frame.complements.append(complement)
    _bracket_times(grammar, group, frame, complement)
    return group.end, complement


def _continues(grammar: Grammar, index: int) -> bool:
    """After a comma or "and": does the same clause go on?"""
    view = grammar.view
    letter = view.shape[index]
    if letter in "T(":
        return _no_subject_ahead(grammar, index)
    if letter == "I":
        return _no_subject_ahead(grammar, index)
    phrase = view.np_of[index]
    return phrase is not None and _gapped(grammar, phrase)


def _no_subject_ahead(grammar: Grammar, index: int) -> bool:
    """True if the adjunct at `index` does not open a new clause ("…, and in May the King visited")."""
    view = grammar.view
    position = index
    while position < len(view.units):
        letter = view.shape[position]
        if letter in "IRTQ":
            position += 1
        elif letter == "(":
            position = view.closing(position) + 1
        elif letter == ",":
            return not (position + 1 < len(view.units) and _opens_clause(grammar, position + 1))
        elif view.np_of[position] is not None:
            if position > index and view.shape[position - 1] not in "IQ":
                return not _opens_clause(grammar, position)
            phrase = view.np_of[position]
            assert phrase is not None
            position = grammar.group(phrase).end
            if view.shape[position : position + 1] in ("V", "X"):
                return True
        else:
            # "…, and in October was elected": a clause of its own without a subject
            return not (letter == "X" and view.shape[index] == "I" and view.shape[position - 1] == "T")
    return True


def _opens_clause(grammar: Grammar, index: int) -> bool:
    view = grammar.view
    if view.shape[index] == "P":
        return True
    phrase = view.np_of[index]
    if phrase is None:
        return False
    end = grammar.group(phrase).end
    while end < len(view.units) and view.shape[end] in "R,":
        end += 1
    return view.shape[end : end + 1] in ("V", "X")


def _lists_behind(grammar: Grammar, index: int) -> bool:
    """ "Came into force: the one on December 30 and the other on February 1": a list behind a colon."""
    view = grammar.view
    phrase = view.np_of[index + 1] if index + 1 < len(view.units) else None
    return view.units[index].text == ":" and phrase is not None and _gapped(grammar, phrase)


def _gapped(grammar: Grammar, phrase: NounPhrase) -> bool:
    """A further complement without its verb: "India in May and Nepal in June"."""
    view = grammar.view
    group = grammar.group(phrase)
    if all(item.times for item in group.items):
        return True  # "brought to Japan | President Sukarno (January)"
    end = group.end
    rest = view.shape[end : end + 2]
    if _PLACED_RE.match(view.shape, end) is not None and view.units[end].lemma in ("in", "at"):
        return True  # "… and the one with Cambodia in Phnom Penh on 2 March"
    mention = view.units[phrase.head].mention
    if mention is not None and mention.label in ("PERSON", "OFFICE") and view.shape[end : end + 2] == "IM":
        return True  # "by A in Tokyo and B in Washington"
    return rest[:1] == "T" or rest in ("IT", "(T") or (rest[:1] == "(" and "T" in view.shape[end : end + 4])


def _parallel_preposition(grammar: Grammar, group: Group, frame: Frame) -> str:
    """ "With France in April and Italy in May": a dated member of a series is what the first member is."""
    personal = _is_personal(grammar, group)
    if personal is None or frame.objects() or not frame.times:
        return ""
    for part in reversed(frame.complements):
        if part.group.parties and _is_personal(grammar, part.group) == personal:
            return part.preposition
    return ""


def _is_personal(grammar: Grammar, group: Group) -> bool | None:
    """Is a coordination one of people? None where it names nobody."""
    mentions = [grammar.view.units[unit].mention for unit in group.parties]
    named = [mention for mention in mentions if mention is not None]
    return all(mention.label in PERSONAL for mention in named) if named else None


def read_leading(grammar: Grammar, before: int, frame: Frame) -> None:
    """Read the adjuncts that stand before the subject, back to the start of the clause."""
    view = grammar.view
    start = before
    while start > 0 and view.shape[start - 1] in "ITRQ,()DJNMAHS":
        start -= 1
    if start == 1 and view.shape[0] == "V" and view.clauses[0].passive:
        start = (
            view.shape.find(",", 0, before) + 1
        )  # "Signed in Oslo in May, the treaty …": the participle's own
    index, before = _over_relative(grammar, start, before)
    while index < before:
        letter = view.shape[index]
        if letter == "T":
            frame.leading_times.append(index)
        elif letter == "I" and index + 1 < before:
            phrase = view.np_of[index + 1]
            if phrase is not None and phrase.end <= before:
                group = grammar.group(phrase)
                if group.end > before:
                    item = grammar.item(phrase)
                    group = Group([item], phrase.start, min(item.end, before))
                complement = Complement(view.units[index].lemma, index, group)
                for item in group.items:
                    frame.leading_times += item.times
                frame.leading.append(complement)
                index = max(group.end, index + 1)
                continue
        index += 1


def _over_relative(grammar: Grammar, start: int, before: int) -> tuple[int, int]:
    """ "In Berlin, whose wall had been opened in 1989, he spoke": the opener without its relative clause."""
    view = grammar.view
    comma = view.shape.find(",")
    relative = view.shape[comma + 1 : comma + 3]
    if not (0 < comma < start < before and view.shape[before - 1] == ","):
        return start, before
    if not relative.startswith(("W", "IW")) or set(view.shape[:comma]) - set("ITRQDJNMAHS"):
        return start, before
    verbs = [verb for verb in view.clauses if verb < before]
    if len(verbs) != 1 or "W" in view.shape[comma + 3 : before] or ";" in view.shape[:before]:
        return start, before
    return 0, comma
