"""The verb a noun phrase hangs on, and how: the tree where it can be trusted, else what stands beside it."""

from __future__ import annotations

import re

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.units import NounPhrase

_CONTAINERS = frozenset(
    [
        "series",
        "number",
        "round",
        "set",
        "string",
        "succession",
        "pair",
        "couple",
        "variety",
        "total",
        "sequence",
    ]
)


def governor_of(phrase: NounPhrase, context: Context) -> tuple[int | None, str]:
    """Find the verb a noun phrase hangs on, and how: object, passive, intransitive or a preposition."""
    view, units = context.view, context.view.units
    before = phrase.start - 1
    while before >= 0 and view.shape[before] in "RQ":
        before -= 1
    if before >= 0 and view.shape[before] == "V" and not view.clauses[before].passive:
        return before, "object"
    if before >= 1 and view.shape[before] == "I" and units[before].lemma == "of":
        container = view.np_of[before - 1]
        if container is not None and units[container.head].lemma in _CONTAINERS:
            return governor_of(container, context)
    parted = re.search(r"V,(?:[ITDNJRH]|M)+,$", view.shape[: before + 1]) if before >= 0 else None
    if parted is not None and not view.clauses[parted.start()].passive:
        return parted.start(), "object"  # "chaired, in Dushanbe, the seventh meeting"
    host = _host_before(before, context)
    if host is not None:
        return host, "prep to"
    if before >= 1 and view.shape[before] == "I" and view.shape[before - 1] == "V":
        return before - 1, f"prep {units[before].lemma}"
    head = units[_root(phrase, context)]
    if head.dep in ("nsubjpass", "nsubj") and head.head >= 0 and view.shape[head.head] == "V":
        clause = view.clauses[head.head]
        due = _what_is_due(head.head, context)
        if due is not None:
            return due, "passive"
        return head.head, "passive" if clause.passive else "intransitive"
    if head.dep in ("dobj", "attr", "oprd") and head.head >= 0 and view.shape[head.head] == "V":
        if view.clauses[head.head].passive:
            return head.head, "passive" if head.head > phrase.head else "attr"
        return head.head, "object"
    if head.dep in ("conj", "appos") and head.head >= 0:
        other = view.np_of[head.head]
        if other is not None and other is not phrase and other.start < phrase.start:
            return governor_of(other, context)
    if before < 0 or view.shape[before] != "I":
        after = context.grammar.group(phrase).end
        while after < len(units) and view.shape[after] in "RIT":
            if view.shape[after] == "I":
                inner = view.np_of[after + 1] if after + 1 < len(units) else None
                after = context.grammar.group(inner).end if inner is not None else after + 1
            else:
                after += 1
        position = after
        while position < len(units) and view.shape[position] in "XR":
            position += 1
        if position < len(units) and view.shape[position] == "V" and after <= position:
            clause = view.clauses[position]
            bare = not clause.auxiliaries and units[position].tag == "VBN"
            return position, "passive" if clause.passive or bare else "intransitive"
    if head.dep == "pobj" and head.head >= 0:
        preposition = units[head.head]
        if preposition.head >= 0 and view.shape[preposition.head] == "V":
            return preposition.head, f"prep {preposition.lemma}"
    return None, ""


def _what_is_due(verb: int, context: Context) -> int | None:
    """ "The summit is due to be hosted by China": the verb that tells of it."""
    view = context.view
    if view.units[verb].lemma != "be" or view.units[min(verb + 1, len(view.units) - 1)].lemma not in _DUE:
        return None
    later = next((other for other in view.clauses if other > verb), None)
    if later is None or later > verb + 5 or not view.clauses[later].infinitive:
        return None
    return later if view.clauses[later].passive else None


_DUE = ("due", "likely", "sure", "certain")


def _root(phrase: NounPhrase, context: Context) -> int:
    """The unit of a phrase whose governor stands outside; the parser may head it by its first name."""
    for index in range(phrase.end - 1, phrase.start - 1, -1):
        if not phrase.start <= context.view.units[index].head < phrase.end:
            return index
    return phrase.head


def _host_before(preposition: int, context: Context) -> int | None:
    """The verb of "was host (both) to the G8 Summit (and to TICAD)"."""
    view, units = context.view, context.view.units
    if preposition < 2 or units[preposition].lemma != "to":
        return None
    for index in range(preposition - 1, max(-1, preposition - 9), -1):
        if units[index].lemma in ("host", "hosts"):
            for verb in range(index - 1, max(-1, index - 4), -1):
                if view.shape[verb] == "V" and units[verb].lemma in ("be", "play", "act", "serve"):
                    return verb
            return None
        if view.shape[index] in "V;.":
            return None
    return None


def participle_behind(phrase: NounPhrase, context: Context) -> int | None:
    """A participle behind the noun: "the talks held in Tokyo", "the meeting, which was held"."""
    view = context.view
    for child in view.children[phrase.head]:
        if view.shape[child] == "V" and child > phrase.head and view.units[child].dep in ("acl", "relcl"):
            return child
    position = phrase.end
    if view.shape[position : position + 1] == ",":
        position += 1
    if view.shape[position : position + 1] == "W":
        position += 1
        inner = view.np_of[position] if position < len(view.units) else None
        if inner is not None and inner.start == position:
            position = inner.end
        while view.shape[position : position + 1] in ("X", "R"):
            position += 1
    if view.shape[position : position + 1] == "V" and view.units[position].tag in ("VBN", "VBD"):
        return position
    return None


def preposition_before(phrase: NounPhrase, context: Context) -> str:
    """Return the preposition in front of a noun phrase, or of the list it is a member of."""
    index = phrase.start - 1
    while index >= 0 and context.view.shape[index] in "RQ":
        index -= 1
    if index >= 1 and context.view.shape[index] in "C,":
        # a member of a list has the preposition of its first member
        for earlier in context.view.phrases:
            if earlier.start >= phrase.start:
                break
            group = context.grammar.group(earlier)
            if any(item.phrase is phrase for item in group.items):
                return preposition_before(earlier, context)
            if group.end <= index < group.end + 5 and "V" not in context.view.shape[earlier.end : index]:
                head = context.view.units[earlier.head]
                if head.lemma == context.view.units[phrase.head].lemma:
                    return preposition_before(earlier, context)
    return context.view.units[index].lemma if index >= 0 and context.view.shape[index] == "I" else ""
