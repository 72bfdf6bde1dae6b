"""What must hold beyond the words for a trigger to be a happening: a table of named conditions.

A guard may also settle the type or mode of a candidate. Each takes the candidate and the sentence's
context and returns whether the candidate stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.events.groups import Frame, Grammar, Group
from pipeline.events.view import NounPhrase, SentenceView, Unit
from pipeline.lexicon.event_rules import EventRules, VerbRule
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.model import Entity, Mention

if TYPE_CHECKING:
    from pipeline.events.triggers import Candidate

_PLACE_LABELS = frozenset({"STATE", "PLACE"})
_HABITUAL_RE = re.compile(
    r"\b(?:every (?:year|month|time|day|week)|each (?:year|time|month)|annually|yearly|regularly|repeatedly|frequently|often|usually|"
    r"always|constantly|routinely|on (?:various|several|many|numerous|a number of) occasions|year after year|"
    r"from time to time|in general|on a regular basis|periodically|traditionally|increasingly|continually|continuously)\b",
    re.IGNORECASE,
)
_FREQUENT_RE = re.compile(
    r"\b(?:frequent|regular|annual|mutual|reciprocal|repeated|constant|active|various|numerous|many|several|high-level|"
    r"such|other|any|future|further|more|no fewer|successive|continued|periodic|close|possible|day-to-day|all)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty dozens many several numerous hundreds some"
)
_COUNT_RE = re.compile(rf"^(?:a total of |over |more than |about |some )?(?:\d+|{'|'.join(_NUMBER_WORDS.split())})\b", re.IGNORECASE)
_WISH = frozenset(
    "hope want wish seek aim try attempt intend continue expect need promise call urge ask demand request encourage "
    "help strive like prepare hesitate refuse begin propose agree decide plan schedule ready able willing work invite tend "
    "lead enable allow confirm reaffirm vow commit pledge consider discuss serve use require persuade push".split()
)
_ANAPHORIC = frozenset("this that these those such said same aforementioned".split())
_SESSION_RE = re.compile(r"\b(?:Conference|Summit|Meeting|Forum|Assembly|Dialogue|Session|General Assembly)\b")
_AT_RELATIONS = frozenset(
    "at during on_the_margins_of in_the_margins_of on_the_sidelines_of on_the_sideline_of at_the_sidelines_of "
    "on_the_fringes_of on_the_occasion_of at_the_time_of in_conjunction_with".split()
)
_JOINED_STATES_RE = re.compile(r"(?:the )?((?:[A-Z][\w.]+\s*[-–]\s*)+[A-Z][\w.]+)(?=\s)")
TRAVEL = frozenset("come visit go travel arrive gather fly head attend leave depart".split())
_MEETING_NOUNS = frozenset("meeting summit talk talks consultation dialogue discussion conversation session committee".split())
_CONFERENCE_ONLY = frozenset("conference forum symposium assembly congress seminar workshop colloquium".split())
_REMOTE_RE = re.compile(
    r"\b(?:telephone|phone|video|teleconferenc\w*|videoconferenc\w*|online|virtual(?:ly)?|web)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Context:
    """What guards may look at: the sentence, its grammar, the rules, the entities."""

    view: SentenceView
    grammar: Grammar
    rules: EventRules
    entities: Mapping[str, Entity]
    segment_kind: str
    gazetteer: Gazetteer

    def state(self, iso3: str) -> Entity | None:
        """The state with this code, whether or not the chapter names it."""
        return self.entities.get(f"state:{iso3}") or self.gazetteer.state(iso3)

    def unit_entities(self, index: int) -> list[Entity]:
        mention = self.view.units[index].mention
        return [] if mention is None else self.entities_of(mention)

    def entities_of(self, mention: Mention) -> list[Entity]:
        """The entities of a mention; of an unknown body, the states in its name ("Japan-U.S. Joint Committee")."""
        if not mention.entity_ids and mention.label == "ORG":
            found: list[Entity] = []
            match = _JOINED_STATES_RE.match(mention.text)
            for name in re.split(r"\s*[-–]\s*", match[1]) if match is not None else []:
                found += [entity for entity in self.gazetteer.lookup(name)[:1] if entity.type == "state"]
            return found if len(found) > 1 else []
        return [self.entities[entity] for entity in mention.entity_ids if entity in self.entities]

    def is_series(self, index: int) -> bool:
        mention = self.view.units[index].mention
        return mention is not None and any(entity in self.rules.lists["series"] for entity in mention.entity_ids)

    def is_plural(self, group: Group) -> bool:
        if len(group.items) > 1:
            return True
        head = self.view.units[group.items[0].phrase.head]
        if head.mention is not None:
            return head.mention.label == "COREF" and len(head.mention.entity_ids) != 1
        return head.tag in ("NNS", "NNPS")

    def has_noun(self, group: Group, nouns: tuple[str, ...]) -> bool:
        """Does a member of the group end in one of the nouns (one or more words, lemmas)?"""
        for item in group.items:
            words: list[str] = []
            for unit in self.view.units[item.phrase.start : item.phrase.head + 1]:
                words += unit.text.lower().split() if unit.mention is not None else [unit.lemma]
            tail = " " + " ".join(words)
            if any(tail.endswith(" " + noun) for noun in nouns):
                return True
            if any(word in nouns for word in words if word in ("typhoon", "hurricane", "cyclone")):
                return True
            head = self.view.units[item.phrase.head]
            if head.mention is None and head.lemma in ("series", "number", "package", "set", "couple", "group", "batch", "total"):
                rest = self.view.lemmas(item.phrase.end, item.end)
                if any(re.search(rf"\b{re.escape(noun)}\b", rest) for noun in nouns):
                    return True
        return False

    def is_kind(self, group: Group, kind: str) -> bool:
        """Is a member of the group a mention of this kind?"""
        if kind == "any":
            return True
        if kind == "none":
            return False
        for item in group.items:
            head = self.view.units[item.phrase.head]
            mention = head.mention
            if kind in ("party", "personal") and mention is not None and self.states_in(item.phrase.head, item.phrase.head + 1):
                return True
            if kind == "place" and mention is not None and mention.label in _PLACE_LABELS:
                return True
            if kind == "state" and mention is not None and mention.label in ("STATE", "DEMONYM"):
                return True
            if kind == "org" and mention is not None and mention.label == "ORG":
                return True
            if kind == "person" and mention is not None and self._is_person(head):
                return True
            if kind == "series" and (
                any(self.is_series(index) for index in range(item.phrase.start, item.phrase.end))
                or any(self.is_series(index) for index in item.parties)
            ):
                return True
            if kind == "party" and (item.parties or item.noun in self.rules.lists["party_nouns"]):
                return True
            if kind == "personal":
                if mention is not None and (self._is_person(head) or mention.label == "COREF"):
                    return True
                if mention is None and item.noun in self.rules.lists["party_nouns"]:
                    return True
        return False

    def _is_person(self, unit: Unit) -> bool:
        mention = unit.mention
        if mention is None:
            return False
        if mention.label in ("PERSON", "OFFICE"):
            return True
        if mention.label == "COREF":
            return any(
                self.entities[entity].type in ("person", "office")
                for entity in mention.entity_ids
                if entity in self.entities
            )
        return False

    def states_in(self, start: int, end: int) -> list[int]:
        return [
            index for index in range(start, end)
            if (mention := self.view.units[index].mention) is not None
            and (
                mention.label in ("STATE", "DEMONYM", "PLACE")
                or (mention.label == "ORG" and not mention.entity_ids and self.entities_of(mention))
            )
        ]  # fmt: skip

    def phrase_text(self, phrase: NounPhrase) -> str:
        units = self.view.units
        return self.view.text[units[phrase.start].start - self.view.start : units[phrase.end - 1].end - self.view.start]

    def text_between(self, start: int, end: int) -> str:
        units = self.view.units
        start, end = max(start, 0), min(end, len(units))
        if start >= end:
            return ""
        return self.view.text[units[start].start - self.view.start : units[end - 1].end - self.view.start]

    def has_time(self, frame: Frame) -> bool:
        return bool(frame.times or frame.leading_times)


def has_time_near(context: Context) -> bool:
    """Does the sentence name a date at all?"""
    return "T" in context.view.shape


Guard = Callable[["Candidate", Context], bool]


def particular(candidate: Candidate, context: Context) -> bool:
    """Reject what is habitual, counted, wished for, or only pointed back to."""
    view = context.view
    if candidate.verb is not None:
        clause = view.clauses[candidate.verb]
        unit = view.units[candidate.verb]
        stop = max(candidate.frame.end, candidate.end)
        while stop < len(view.units) and stop < candidate.frame.end + 6 and view.shape[stop] not in ",;.VXWU":
            stop += 1
        if _HABITUAL_RE.search(context.text_between(clause.start, stop)):
            return False
        before = context.text_between(max(0, clause.start - 3), clause.start)
        if re.search(r"\b(?:keep|kept|keeps|continued?|continues|used to|tend)\b", before):
            return False
        if clause.infinitive and not _good_infinitive(candidate, context):
            return False
        timed = context.has_time(candidate.frame)
        told = context.segment_kind in ("caption", "list", "heading")
        if unit.tag in ("VBZ", "VBP") and not clause.auxiliaries and not told:
            # simple present: a habit, unless it is an anniversary or carries a date of its own
            if candidate.event_type not in ("ANNIVERSARY",):
                return False
        if unit.tag == "VBG" and not clause.auxiliaries and not told and candidate.event_type not in ("ANNIVERSARY", "NEGOTIATION"):
            if unit.dep in ("pcomp", "amod", "csubj", "nsubj", "dobj", "pobj", "compound"):
                before = view.units[clause.start - 1].lemma if clause.start else ""
                if before != "by" and not (timed and before in ("after", "before", "since", "in", "following")):
                    return False
        if clause.auxiliaries[:1] and clause.auxiliaries[-1] == "be" and unit.tag == "VBG" and candidate.event_type not in (
            "NEGOTIATION", "SANCTION", "EXCHANGE", "MILITARY"
        ) and not timed:
            return False
        present = [u.text.lower() for u in view.units[clause.start : candidate.verb] if u.shape == "X"]
        if not told and not timed and unit.tag == "VBN" and present and present[-1] in ("is", "are") and not clause.infinitive:
            return False
        if "have" in clause.auxiliaries and not timed and not clause.negated and candidate.rule.guard != "stay" and not _single_object(candidate, context):
            return False
    if candidate.phrase is not None:
        phrase = candidate.phrase
        text = context.phrase_text(phrase)
        head = view.units[phrase.head]
        plural = head.tag in ("NNS", "NNPS") and head.lemma not in ("talk", "talks", "negotiation", "remark", "consultation", "discussion", "election")
        if plural and _COUNT_RE.match(text):
            return False
        if plural and _FREQUENT_RE.search(text) and not context.has_time(candidate.frame):
            return False
        if plural and _HABITUAL_RE.search(text):
            return False
        if candidate.standalone:
            if view.units[phrase.start].lemma in _ANAPHORIC:
                return False
            if plural and candidate.event_type not in ("MILITARY", "OFFICE") and candidate.rule.guard != "caption-only":
                return False
    return True


def _single_object(candidate: Candidate, context: Context) -> bool:
    """Present perfect without a date tells of one happening only if its object is single ("a nuclear test")."""
    phrase = candidate.phrase
    if phrase is None:
        objects = candidate.frame.objects()
        clause = context.view.clauses[candidate.verb] if candidate.verb is not None else None
        if clause is not None and clause.passive and candidate.frame.subject is not None:
            if candidate.event_type in ("OFFICE", "OTHER", "SANCTION"):
                return True
            phrase = candidate.frame.subject.items[0].phrase
        elif objects:
            phrase = objects[0].group.items[0].phrase
        else:
            return candidate.event_type in ("OFFICE", "OTHER", "AGREEMENT")
    first = context.view.units[phrase.start]
    head = context.view.units[phrase.head]
    if head.mention is not None:
        return candidate.event_type not in ("AID", "MEETING")
    return first.lemma in ("a", "an", "its", "first") or (first.lemma == "the" and head.tag == "NN")


def _good_infinitive(candidate: Candidate, context: Context) -> bool:
    """Keep an infinitive of purpose or plan ("visited Canada to attend …"), drop wishes and tasks."""
    view = context.view
    assert candidate.verb is not None
    clause = view.clauses[candidate.verb]
    if clause.auxiliaries and clause.auxiliaries[0] in ("be", "have") and not _wish_before(view, clause.start):
        return True
    wish = _wish_before(view, clause.start)
    if wish in ("decide", "pledge", "agree", "commit", "promise", "announce") and candidate.event_type == "AID":
        candidate.mode = "pledged"
        return _governing_date(candidate, context)
    if wish in ("agree", "decide", "plan", "schedule", "expect", "propose", "intend", "invite", "prepare"):
        return context.has_time(candidate.frame) or candidate.event_type in ("NEGOTIATION",) or wish in ("schedule",)
    if wish:
        return False
    governor = view.units[candidate.verb].head
    while governor >= 0 and view.shape[governor] != "V":
        governor = view.units[governor].head
    previous = [verb for verb in view.clauses if verb < clause.start]
    if not previous:
        return False
    lemma = view.units[previous[-1]].lemma
    return lemma in ("visit", "go", "come", "travel", "gather", "fly", "send", "dispatch", "assemble", "meet", "arrive", "be", "head", "fail", "proceed", "return")


def _governing_date(candidate: Candidate, context: Context) -> bool:
    """Is the decision to do something dated ("decided in May 2015 to extend a loan")?"""
    view = context.view
    assert candidate.verb is not None
    start = view.clauses[candidate.verb].start
    before = [verb for verb in view.clauses if verb < start]
    return context.has_time(candidate.frame) or bool(before and "T" in view.shape[max(0, before[-1] - 8) : start])


def _wish_before(view: SentenceView, start: int) -> str:
    for index in range(start - 1, max(-1, start - 4), -1):
        unit = view.units[index]
        if unit.shape in "VJNX" and unit.lemma in _WISH:
            return unit.lemma
        if unit.shape in ".;,":
            break
    return ""


# -- meetings and conferences ----------------------------------------------------------------------


def _session_parts(candidate: Candidate, context: Context) -> tuple[list[int], list[int], str]:
    """Organisations and states that name a session, and its text with "of" and "on" complements."""
    view, phrase = context.view, candidate.phrase
    assert phrase is not None
    low = phrase.start
    high = phrase.end
    names = [index for index in range(low, high) if view.units[index].mention is not None]
    for part in candidate.frame.complements:
        if part.preposition in ("of", "between", "among", "with"):
            names += part.group.parties
    states = [index for index in names if context.states_in(index, index + 1)]
    orgs = [index for index in names if view.units[index].mention.label == "ORG" and index not in states]  # type: ignore[union-attr]
    return orgs, states, context.phrase_text(phrase)


def _is_conference(candidate: Candidate, context: Context) -> bool:
    """Series of four or more, an organisation's session, or a conference with a name of its own."""
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    orgs, states, text = _session_parts(candidate, context)
    head = view.units[phrase.head]
    noun = head.text.split()[-1].lower() if head.mention is not None else head.lemma
    codes = {entity.iso3 for index in states for entity in context.unit_entities(index)}
    bilateral = {entity for index in orgs if (m := view.units[index].mention) for entity in m.entity_ids} & context.rules.lists["bilateral_orgs"]
    if head.mention is not None and head.mention.label == "ORG" and not codes:
        return True
    subject = candidate.frame.subject
    if subject is not None and not codes and not any(part.preposition == "with" for part in candidate.frame.complements):
        members = [i for i in subject.parties if (m := view.units[i].mention) is not None and m.label == "ORG"]
        if members and len(members) == len(subject.parties) and not bilateral:
            return True
    if 2 <= len(codes) <= 3 and not [index for index in orgs if context.is_series(index)]:
        return noun in ("symposium", "seminar", "workshop", "forum") and False
    if re.search(r"\b(?:bilateral|trilateral|tripartite|two-plus-two|2\+2)\b", text, re.IGNORECASE):
        return False
    if bilateral and (codes or "with" in [part.preposition for part in candidate.frame.complements]):
        return False
    if len(codes) >= 4 or any(context.is_series(index) for index in orgs):
        return True
    if orgs:
        return True
    if noun in _CONFERENCE_ONLY and noun != "press":
        return True
    if re.search(r"\b(?:international|high-level|world|global|ministerial|plenary|special session|general debate)\b", text, re.IGNORECASE):
        # "Ministerial Meeting on Universal Health Coverage": a name with capitals
        return bool(re.search(r"[A-Z]\w+(?:-\w+)? (?:[A-Z]\w+ )*(?:Meeting|Event|Session|Summit|Dialogue|Conference|Forum)", text))
    after = context.text_between(phrase.end, min(phrase.end + 4, len(view.units)))
    return bool(re.match(r"(?:on|for|of) (?:the )?[A-Z]", after)) and text.split()[-1][:1].isupper()


def _remote(candidate: Candidate, context: Context) -> bool:
    view = context.view
    phrase = candidate.phrase
    if phrase is not None and _REMOTE_RE.search(context.phrase_text(phrase)):
        return True
    low = candidate.start
    high = max(candidate.end, candidate.frame.end)
    text = context.text_between(low, min(high, len(view.units)))
    return bool(re.search(r"\b(?:by|via|through|over|on|in) (?:the |a )?(?:secure )?(?:telephone|phone|video(?:conference| conference| link)?|teleconference|web)\b|\b(?:online|virtually|remotely)\b", text, re.IGNORECASE))


def not_remembered(candidate: Candidate, context: Context) -> bool:
    """What an anniversary remembers is told by the anniversary ("the 20th since they normalized ties")."""
    if candidate.event_type in ("ANNIVERSARY", "EXCHANGE"):
        return True
    before = context.text_between(max(0, candidate.start - 16), candidate.start)
    return re.search(
        r"\b(?:anniversary (?:of|since)|(?:\d+(?:st|nd|rd|th)|\w+(?:ieth|th|st|nd|rd)) (?:year )?since|years (?:since|after|ago since)|years (?:had |have )?passed\b.*\bsince)\b[^,;]*$",
        before, re.IGNORECASE,
    ) is None  # fmt: skip


def remote(candidate: Candidate, context: Context) -> bool:
    """A session held by video or telephone is a call, also one of a series."""
    if candidate.event_type in ("MEETING", "CONFERENCE") and _remote(candidate, context):
        candidate.event_type = "CALL"
    return True


def conference(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase).lower()
    if re.search(r"\b(?:press|news|peace) (?:conference|meeting)|party congress", text):
        return False
    head = context.view.units[phrase.head]
    if head.mention is not None and candidate.standalone and candidate.relation in ("object", "attr"):
        return False
    if head.mention is not None and candidate.standalone and not _SESSION_RE.search(head.text):
        # "at APEC in November": the bare name of a series is a session only as a dated occasion
        near = candidate.relation.startswith("prep") and candidate.relation[5:] in _AT_RELATIONS
        return near and (context.has_time(candidate.frame) or candidate.relation[5:] not in ("at", "during", "in"))
    if not _is_conference(candidate, context):
        return False
    if candidate.standalone and re.search(r"joint (?:session|meeting)|session of (?:the )?(?:congress|diet|parliament)", context.text_between(phrase.start, phrase.end + 4).lower()):
        return False
    if candidate.standalone and not _particular_session(candidate, context):
        return False
    return True


def _particular_session(candidate: Candidate, context: Context) -> bool:
    """A session named in passing: it needs a date, a place, an ordinal or the role of an occasion."""
    phrase = candidate.phrase
    assert phrase is not None
    if (context.has_time(candidate.frame) or _bracket_time(candidate)) and candidate.relation != "prep to":
        return True
    text = context.phrase_text(phrase) if candidate.relation != "prep to" else ""
    if re.search(r"\b(?:\d+(?:st|nd|rd|th)|[A-Z][a-z]+(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|th)|first|second|third|special session)\b", text):
        return True
    relation = candidate.relation
    if relation == "prep to":
        # "an address to the 45th session" is no session of its own row; "was host to the summit" is
        return re.search(r"\bhosts?\b", context.text_between(max(0, phrase.start - 12), phrase.start)) is not None
    if relation.startswith("prep") and relation[5:] in context.rules.lists["occasion"]:
        places = [part for part in candidate.frame.complements if part.preposition in ("in", "at")]
        if relation == "prep for" and candidate.governor is not None and view_lemma(context, candidate.governor) in TRAVEL:
            return True
        return relation[5:] not in ("to", "in", "with", "for", "since", "until", "through") or bool(places)
    return False


def view_lemma(context: Context, index: int) -> str:
    return context.view.units[index].lemma


def _bracket_time(candidate: Candidate) -> bool:
    return any(item.times for part in candidate.frame.complements for item in part.group.items)


def meeting(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    if phrase is None:
        return True
    text = context.phrase_text(phrase).lower()
    if re.search(r"\b(?:press|news) conference|committee$", text) and "consultative committee" not in text and "joint committee" not in text:
        return False
    if re.search(r"\b(?:six-party|peace|accession|normali[sz]ation|trade|border) talks?$|\bnegotiat", text):
        return False
    if _is_conference(candidate, context):
        return False
    if candidate.standalone and not _particular_meeting(candidate, context):
        return False
    return True


def _particular_meeting(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    _, states, text = _session_parts(candidate, context)
    names = [index for index in range(phrase.start, phrase.end) if view.units[index].mention is not None]
    parties = len(names) + sum(
        len(part.group.parties) for part in candidate.frame.complements if part.preposition in ("with", "between", "of", "among")
    )
    if context.segment_kind in ("caption", "list", "heading") and (context.has_time(candidate.frame) or parties >= 2):
        return context.has_time(candidate.frame) or context.segment_kind == "caption"
    if not parties:
        return False
    noun = view.units[phrase.head].lemma
    if candidate.relation == "prep for" and candidate.governor is not None:
        if view.units[candidate.governor].lemma in TRAVEL:
            return True
    if noun in ("forum", "conference", "committee", "dialogue", "consultation", "talk", "discussion", "talks") and not context.has_time(candidate.frame):
        return False
    return context.has_time(candidate.frame) or (
        candidate.relation.startswith("prep") and candidate.relation[5:] in ("at", "during", "on_the_occasion_of", "in", "after", "following")
        and view.units[phrase.head].tag in ("NN", "NNP")
    )


# -- documents -------------------------------------------------------------------------------------


def document(candidate: Candidate, context: Context) -> bool:
    """Documents of several parties or of an organisation; one party's own paper is no agreement."""
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    if re.search(r"\b(?:treaty|agreement|convention|protocol|memorandum|accord|pact|joint|communiqu|declaration|resolution|charter|action plan|plan of action|guidelines|framework|roadmap|compact|vision|outcome document|notes|program(?:me)? of action)", text):
        verb = context.view.units[candidate.verb].lemma if candidate.verb is not None else ""
        if verb == "announce" and not re.search(r"\bjoint\b|\bdeclaration\b", text):
            return False
        return True
    subject = candidate.frame.subject
    if subject is not None and re.search(r"\bstatement\b|\bstrategy\b|\bplan\b|\bprinciples\b|\bagenda\b", text):
        return any(context.is_series(index) for index in subject.parties) or "joint" in text
    return False


def object_group(candidate: Candidate) -> Group | None:
    """What the act is done to: the object, or the subject of a passive."""
    if candidate.relation == "passive":
        return candidate.frame.subject
    objects = candidate.frame.objects()
    return objects[0].group if objects else None


def relations(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    assert candidate.verb is not None
    verb = context.view.units[candidate.verb].lemma
    if "diplomatic" in text:
        return True
    return verb in ("normalize", "normalise", "restore", "sever", "resume") and bool(re.search(r"\b(?:ties|relations)\b", text))


def agreement_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    before = context.text_between(max(0, phrase.start - 6), phrase.start).lower()
    if re.search(r"anniversary of|\btoward|\bearly\b|\bfor the\b|\baim", before) and not candidate.frame.times:
        return False
    if "anniversary" in before:
        return False
    if re.search(r"(?:establishment|normali[sz]ation|restoration|severance|resumption)$", context.phrase_text(phrase).lower()):
        behind = context.text_between(phrase.end, phrase.end + 6).lower()
        return bool(re.search(r"^of (?:their |its )?(?:full )?(?:diplomatic )?(?:relations|ties)|^of diplomatic", behind)) and context.has_time(candidate.frame)
    text = context.phrase_text(phrase).lower()
    tail = context.text_between(phrase.end, min(len(context.view.units), phrase.end + 12)).lower()
    if not candidate.standalone:
        return bool(re.search(r"agreement|treaty|protocol|memorandum|declaration|notes|relations", text + " " + tail))
    if not context.has_time(candidate.frame):
        return False
    return bool(re.search(r"agreement|treaty|protocol|memorandum|declaration|resolution|convention|epa|relations|notes", text + " " + tail))


# -- negotiations ----------------------------------------------------------------------------------


def negotiation(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase).lower()
    tail = context.text_between(phrase.end, phrase.end + 9).lower()
    if text.endswith("round") and not re.search(r"negotiat|talks|six-party|consultation", text + " " + tail):
        return False
    if candidate.standalone:
        return bool(re.search(r"round", text)) and context.has_time(candidate.frame)
    if re.search(r"\btalks?$", text):
        special = re.search(r"six-party|peace|accession|normali[sz]ation|trade|epa|fta|border|boundary|arms|disarmament|reunification", text + " " + tail)
        breaking = context.view.units[candidate.verb].lemma in ("suspend", "resume", "break", "collapse", "stall", "recess", "reopen") if candidate.verb is not None else False
        if not special and not breaking:
            return False
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    modes = {
        "start": "launched", "begin": "launched", "launch": "launched", "open": "launched", "commence": "launched", "enter": "launched",
        "initiate": "launched", "resume": "round", "reopen": "round", "restart": "round", "hold": "round", "continue": "round",
        "extend": "round", "take": "round", "conduct": "round", "suspend": "suspended", "break": "suspended", "collapse": "suspended", "stall": "suspended",
        "fail": "suspended", "recess": "suspended", "conclude": "concluded", "complete": "concluded", "end": "concluded", "finish": "concluded",
    }  # fmt: skip
    candidate.mode = modes.get(lemma, "round")
    if lemma in ("continue",) and not context.has_time(candidate.frame):
        return False
    if lemma in ("hold", "conduct", "take") and not (context.has_time(candidate.frame) or "round" in text):
        return False
    return True


def progressive(candidate: Candidate, context: Context) -> bool:
    assert candidate.verb is not None
    clause = context.view.clauses[candidate.verb]
    return context.view.units[candidate.verb].tag == "VBG" and "be" in clause.auxiliaries and context.has_time(candidate.frame)


# -- statements ------------------------------------------------------------------------------------


def statement(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase).lower()
    if re.search(r"\bjoint\b.*\b(?:statement|declaration|message)|presidential statement", text):
        return False
    if text.endswith(("proposal", "apology", "interview", "announcement", "message")) and candidate.standalone:
        return False
    if candidate.standalone:
        told = context.segment_kind in ("caption", "list", "heading")
        owner = any(context.view.units[i].mention is not None for i in range(phrase.start, phrase.end)) or any(
            part.preposition == "by" and part.group.parties for part in candidate.frame.complements
        )
        if told:
            return owner or any(context.view.units[i].mention is not None for i in range(phrase.start))
        if candidate.relation in ("prep in", "prep at") and candidate.governor is not None and not text.endswith("statement"):
            first = context.view.units[phrase.start].lemma
            audience = any(part.preposition in ("to", "before", "at", "in") for part in candidate.frame.complements)
            return first in ("a", "an", "his", "her", "my") and (audience or context.has_time(candidate.frame))
        return owner and (context.has_time(candidate.frame)) and not text.endswith("statement")
    return True


# -- aid -------------------------------------------------------------------------------------------

_MONEY_RE = re.compile(r"[\d.,]+\s*(?:million|billion|trillion|thousand)?\s*(?:yen|dollars?|usd|euros?)|[$¥€]\s*\d|\d+ (?:tons|units|sets|doses|vehicles)|\b(?:million|billion|trillion)\b", re.IGNORECASE)


def aid(candidate: Candidate, context: Context) -> bool:
    """Aid that was given once: a recipient, and an amount, a date or goods one can count."""
    view = context.view
    assert candidate.verb is not None
    group = object_group(candidate)
    text = context.text_between(view.clauses[candidate.verb].start, max(candidate.frame.end, candidate.end)).lower()
    clause = view.clauses[candidate.verb]
    recipients = [part for part in candidate.frame.complements if part.preposition in ("to", "for", "in") and part.group.parties]
    states = context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
    told = context.segment_kind in ("caption", "list", "heading")
    if group is None:
        return False
    if view.units[candidate.verb].lemma in ("receive", "accept", "obtain") and candidate.frame.subject is not None:
        states = states or candidate.frame.subject.parties
    noun = view.units[group.items[0].phrase.head].lemma
    if noun in ("support", "cooperation", "contribution", "bridge", "school", "hospital", "facility", "water", "package") and not _MONEY_RE.search(text) and not told:
        if not (context.has_time(candidate.frame) and (recipients or states)):
            return False
    if told:
        return True
    if "have" in clause.auxiliaries and not context.has_time(candidate.frame) and not _MONEY_RE.search(text):
        return False
    if re.search(r"opportunit|view|opinion|credence", text[:60]):
        return False
    return bool(recipients or states or _MONEY_RE.search(text) or context.has_time(candidate.frame)) and (
        bool(_MONEY_RE.search(text)) or context.has_time(candidate.frame) or bool(recipients or states)
    )


def mission(candidate: Candidate, context: Context) -> bool:
    """A delegation sent abroad visits; a relief or observer team does other work."""
    group = object_group(candidate)
    text = context.text_between(group.start, candidate.frame.end).lower() if group is not None else ""
    return not re.search(r"relief|rescue|medical|disaster|peacekeep|observ|election|reconstruction|self-defense|survey", text)


def relief(candidate: Candidate, context: Context) -> bool:
    """Teams for relief are aid; forces without that purpose are a military matter."""
    view = context.view
    text = view.text.lower()
    objects = object_group(candidate)
    own = context.text_between(objects.start, objects.end).lower() if objects is not None else ""
    if re.search(r"relief|rescue|medical|disaster|humanitarian|earthquake|tsunami|typhoon|flood|reconstruction", own):
        return True
    if re.search(r"\b(?:doctor|nurse|expert|specialist|engineer)s?\b", own):
        return True
    return bool(re.search(r"relief|rescue|disaster|earthquake|tsunami|typhoon|flood|hurricane|victims", text)) and "election" not in own


def caption_only(candidate: Candidate, context: Context) -> bool:
    if context.segment_kind not in ("caption", "list") or not candidate.standalone:
        return False
    if context.view.clauses and any(v < candidate.start for v in context.view.clauses):
        return False
    return any(part.preposition in ("to", "for", "in") and part.group.parties for part in candidate.frame.complements)


# -- offices ---------------------------------------------------------------------------------------


def together(candidate: Candidate, context: Context) -> bool:
    """ "Sat down with", "got together": two sides, not a plan that "came with" a price."""
    subject = candidate.frame.subject
    with_whom = any(part.preposition == "with" and part.group.parties for part in candidate.frame.complements)
    return with_whom or (subject is not None and len(subject.parties) > 1 and context.has_time(candidate.frame))


def stay(candidate: Candidate, context: Context) -> bool:
    """ "Was in India in May": a named person, a place and a date, and nothing else that he was."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame) or candidate.frame.objects():
        return False
    first = candidate.frame.complements[0] if candidate.frame.complements else None
    return first is not None and first.preposition == "in" and context.is_kind(first.group, "place") and context.is_kind(subject, "person")


def received(candidate: Candidate, context: Context) -> bool:
    """Received by a person is a meeting; received in a country, or by it, a visit."""
    if candidate.relation == "passive":
        by = [part for part in candidate.frame.complements if part.preposition == "by"]
        placed = any(part.preposition in ("in", "to", "at") and context.is_kind(part.group, "place") for part in candidate.frame.complements)
        if by and context.is_kind(by[0].group, "person") and not placed:
            candidate.event_type = "MEETING"
            candidate.roles.update({"subject": "actor", "by": "counterpart"})
    return True


def person_only(candidate: Candidate, context: Context) -> bool:
    group = candidate.frame.subject if candidate.relation == "passive" else object_group(candidate)
    if group is None:
        return False
    if context.is_kind(group, "person"):
        return True
    return any(item.noun in ("administration", "government", "cabinet", "president", "leader", "king", "emperor", "prime minister", "regime", "pope") for item in group.items)


def election(candidate: Candidate, context: Context) -> bool:
    view = context.view
    phrase = candidate.phrase
    assert phrase is not None
    states = context.states_in(phrase.start, max(candidate.frame.end, phrase.end))
    if candidate.frame.subject is not None:
        states += candidate.frame.subject.parties
    states += [index for part in candidate.frame.leading for index in part.group.parties]
    if view.units[phrase.head].lemma in ("vote", "poll") and candidate.standalone:
        return False
    if not context.has_time(candidate.frame):
        return not candidate.standalone and bool(states) and view.units[phrase.head].tag == "NN"
    if candidate.standalone and candidate.relation in ("object",) and candidate.governor is not None:
        return view.units[candidate.governor].lemma not in ("support", "observe", "monitor", "prepare", "assist", "hold")
    return True


def dissolve(candidate: Candidate, context: Context) -> bool:
    assert candidate.verb is not None
    group = candidate.frame.subject
    objects = object_group(candidate)
    nouns = ("government", "administration", "cabinet", "regime", "union", "federation", "parliament", "diet", "assembly", "house")
    states = group is not None and any(
        (m := context.view.units[i].mention) is not None and m.label == "STATE" for i in group.parties
    )
    return states or (group is not None and context.has_noun(group, nouns)) or (objects is not None and context.has_noun(objects, nouns))


def office_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    own = [i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None]
    of = [part for part in candidate.frame.complements if part.preposition in ("of", "in") and part.group.parties]
    if re.search(r"\battempt|\bfailed\b|\babortive\b|assumption$", text) and "of office" not in context.text_between(phrase.end, min(phrase.end + 2, len(view.units))).lower():
        return False
    if not candidate.standalone:
        return True
    if candidate.relation == "object" and candidate.governor is not None and view.units[candidate.governor].lemma in ("attend", "await"):
        return bool(own or of)
    return bool(own or of) and (context.has_time(candidate.frame) or candidate.relation.startswith("prep"))


# -- sanctions -------------------------------------------------------------------------------------


def sanction(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, max(group.end, candidate.frame.end)).lower()
    return bool(re.search(r"sanction|embargo|\bban\b|against|freeze", text)) and "cooperation" not in text


def sanction_verb(candidate: Candidate, context: Context) -> bool:
    """A penal act: towards a state or its people, not a development project that stopped."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    group = object_group(candidate)
    text = context.text_between(context.view.clauses[candidate.verb].start, max(candidate.frame.end, candidate.end)).lower()
    if lemma == "sanction":
        return group is not None and bool(group.parties)
    if lemma == "expel":
        return "diplomat" in text or "ambassador" in text or "official" in text
    if lemma in ("suspend", "halt", "stop", "withhold"):
        return bool(re.search(r"\b(?:aid|assistance|loans?|economic cooperation|oda|exports?|imports?|trade)\b", text)) and bool(
            context.states_in(candidate.start, max(candidate.frame.end, candidate.end)) or candidate.relation == "passive"
        )
    if lemma in ("bar", "ban", "prohibit"):
        return bool(re.search(r"\b(?:entry|enter|export|import|vessels?|ships?|official|flight|person|individual|trade)", text))
    return bool(re.search(r"asset|fund|aid|assistance|loan|cooperation|account", text))


# -- military --------------------------------------------------------------------------------------


def military(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    subject = candidate.frame.subject if candidate.relation != "passive" else None
    armed = subject is not None and (bool(subject.parties) or context.has_noun(subject, tuple("troop force army militant terrorist rebel gunman pirate extremist group guerrilla soldier".split())) or "armed" in context.text_between(subject.start, subject.end).lower())
    if lemma == "strike":
        return armed and group is not None and bool(group.parties)
    if lemma in ("seize", "assault", "raid", "storm", "strike", "hijack") and candidate.relation != "passive":
        return armed
    if group is None:
        return False
    return True


def military_object(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    if re.search(r"\boperations?$", text) and not re.search(r"military|armed|ground", text):
        return False
    if re.search(r"\btests?$", text) and not re.search(r"nuclear|missile|underground", text):
        return False
    if re.search(r"\bsatellite", text):
        subject = candidate.frame.subject
        return subject is not None and any(e.iso3 == "PRK" for i in subject.parties for e in context.unit_entities(i))
    if re.search(r"\bexercises?\b|\bdrills?\b", text):
        return bool(re.search(r"military|joint|naval|live-fire|self-defense|maritime|air|large-scale|bilateral", text)) or "forces" in context.view.text.lower()
    return True


def deploy(candidate: Candidate, context: Context) -> bool:
    """Ships and aircraft sent somewhere; "sent ships" alone may be any help."""
    group = object_group(candidate)
    if group is None or not context.has_noun(group, ("ship", "vessel", "helicopter", "transport aircraft")):
        return True
    return any(part.preposition in ("to", "from", "off", "in") for part in candidate.frame.complements)


def place_tail(candidate: Candidate, context: Context) -> bool:
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 9)).lower()
    return bool(re.search(r"airspace|territor|waters|border|island|contiguous|capital|into |city", tail))


def military_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    tail = context.text_between(phrase.end, min(len(view.units), phrase.end + 6)).lower()
    head = view.units[phrase.head].lemma
    if re.search(r"\bheart attack|cyber|\bwar$|\bconflict$|\bpeace", text):
        return False
    if head in ("intervention", "occupation", "withdrawal", "launch", "sinking") and not re.search(r"troops|forces|military|armed|missile|soviet|vessel|rocket", text + " " + tail):
        return False
    own = [i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None]
    target = [part for part in candidate.frame.complements if part.preposition in ("of", "on", "against", "by", "in", "inside") and part.group.parties]
    before = context.text_between(max(0, phrase.start - 4), phrase.start).lower()
    if re.search(r"\b(?:fight|war|measures|struggle|combat\w*|prevent\w*|against|threat|counter\w*)\b[^,]*$", before) and not context.has_time(candidate.frame):
        return False
    if candidate.standalone:
        definite = view.units[phrase.start].lemma in ("the", "a", "an") or bool(own)
        return bool(own or target) and (definite or context.has_time(candidate.frame)) or context.has_time(candidate.frame) and bool(re.search(r"attack|invasion|test|launch|coup|bombing", text))
    return True


# -- disasters -------------------------------------------------------------------------------------


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


# -- anniversaries ---------------------------------------------------------------------------------


def anniversary(candidate: Candidate, context: Context) -> bool:
    """An anniversary that is marked, or named with its year; "on the 50th anniversary of" only dates other things."""
    return not candidate.standalone or context.has_time(candidate.frame) or bool(
        candidate.phrase and context.view.shape[candidate.phrase.start - 1 : candidate.phrase.start] == "T"
    )


def year_subject(candidate: Candidate, context: Context) -> bool:
    subject = candidate.frame.subject
    if subject is not None and any(item.times for item in subject.items):
        return True
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    return "T" in context.view.shape[max(0, start - 4) : start] or bool(subject and context.has_noun(subject, ("year",)))


def year_near(candidate: Candidate, context: Context) -> bool:
    return "T" in context.view.shape


# -- exchanges -------------------------------------------------------------------------------------


def exchange(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase)
    head = context.view.units[phrase.head].lemma
    if head in ("project", "program", "programme", "tour", "mission") and not re.search(r"youth|exchange|kakehashi|homestay|jenesys|student|cultural|invitation", text, re.IGNORECASE):
        return False
    if head == "performance" and not re.search(r"kabuki|noh|theat|ballet|music|cultural|orchestra", text, re.IGNORECASE):
        return False
    if candidate.standalone:
        if context.segment_kind in ("caption", "list", "heading"):
            return context.has_time(candidate.frame)
        return context.has_time(candidate.frame) and bool(re.search(r"[A-Z]", text[1:]))
    return True


_YOUTH_RE = re.compile(r"\b(?:youths?|students?|young (?:people|leaders|\w+)|teachers?|high school|pupils|children|trainees|participants|artists|ship|journalists|researchers|athletes|scholars|dance|orchestra|troupe)\b", re.IGNORECASE)


def youth(candidate: Candidate, context: Context) -> bool:
    """Programme groups come and go: an exchange and no visit of state."""
    frame = candidate.frame
    groups = [frame.subject] if frame.subject is not None else []
    groups += [part.group for part in frame.objects()]
    text = " ".join(context.text_between(group.start, group.end) for group in groups)
    if not _YOUTH_RE.search(text):
        return False
    assert candidate.verb is not None
    if frame.subject is not None and context.is_kind(frame.subject, "person") and candidate.relation != "passive" and not frame.objects():
        return False
    states = context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
    return bool(states or any(group.parties for group in groups)) and (context.has_time(frame) or bool(states))


# -- other -----------------------------------------------------------------------------------------


def found(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    if group is None:
        return False
    head = context.view.units[group.items[0].phrase.head]
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if head.mention is not None and head.mention.label == "ORG":
        return lemma in ("found", "establish", "create", "inaugurate", "form", "launch") and not context.is_series(group.items[0].phrase.head) or lemma == "found"
    text = context.text_between(group.start, group.end).lower()
    if lemma in ("open", "set", "launch", "form") and not re.search(r"embass|consulate|office|secretariat|commission|committee|headquarters|center|centre|institute|task force|council", text):
        return False
    return True


def accession(candidate: Candidate, context: Context) -> bool:
    """Joining or leaving an organisation, by any of the many verbs for it."""
    view = context.view
    assert candidate.verb is not None
    lemma = view.units[candidate.verb].lemma
    end = min(len(view.units), max(candidate.frame.end, candidate.verb + 8))
    tail = context.text_between(candidate.verb + 1, end)
    if lemma in ("withdraw", "pull", "leave") and re.match(r"(?:out )?(?:of|from) the [\w ]{0,40}(?:Agreement|Treaty|Pact|Convention|Protocol|Accord)", tail):
        return candidate.frame.subject is not None and bool(candidate.frame.subject.parties)
    orgs = [i for i in range(candidate.verb + 1, end) if (m := view.units[i].mention) is not None and m.label == "ORG"]
    subject = candidate.frame.subject
    if subject is None or not subject.parties:
        return False
    if lemma in ("join", "accede", "enter", "rejoin"):
        return bool(orgs) and bool(re.match(r"(?:to )?(?:the )?", tail)) and _direct(candidate, context)
    if lemma in ("withdraw", "leave", "quit", "pull"):
        return bool(orgs) and _direct(candidate, context)
    if re.search(r"\b(?:full |associate |new |permanent |non-permanent |founding |observer )?(?:member|associate state|observer|party)s?\b", tail, re.IGNORECASE):
        return bool(orgs) or "member" in tail
    return bool(lemma in ("let", "admit", "accept")) and bool(orgs) and bool(re.match(r"(?:in|into|to|as)\b", tail))


def _direct(candidate: Candidate, context: Context) -> bool:
    for part in candidate.frame.complements:
        if part.preposition in ("", "to", "from", "into", "in", "of", "out_of"):
            return any((m := context.view.units[i].mention) is not None and m.label == "ORG" for i in part.group.parties) and any(
                context.view.units[item.phrase.head].mention is not None for item in part.group.items
            )
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
    return context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 2)).lower() == "away"


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
        "take", "admit", "accept", "withdraw", "leave", "join", "build", "move", "open", "close", "end", "abolish", "accede", "let", "lift", "suspend", "expel",
    )


def other_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    head = context.view.units[phrase.head].lemma
    if not candidate.standalone:
        return True
    if head in ("accession", "founding", "death", "reunification", "unification", "independence"):
        parties = any(part.preposition in ("of", "to") and part.group.parties for part in candidate.frame.complements) or any(
            context.view.units[i].mention is not None for i in range(phrase.start, phrase.end)
        )
        before = context.text_between(max(0, phrase.start - 6), phrase.start).lower()
        return context.has_time(candidate.frame) and parties and "anniversary" not in before
    return head in ("funeral", "referendum") and context.has_time(candidate.frame)


def always(candidate: Candidate, context: Context) -> bool:
    return isinstance(candidate.rule, VerbRule) or candidate.phrase is not None


def guest_of(candidate: Candidate, context: Context) -> bool:
    return context.has_time(candidate.frame) or "among" in context.view.text


def first_journey(candidate: Candidate, context: Context) -> bool:
    return re.search(r"\b(?:journey|trip|visit|tour)\b", context.view.text) is not None and context.has_time(candidate.frame)


def in_talks(candidate: Candidate, context: Context) -> bool:
    """In a caption: "X in talks with Y"."""
    return (
        context.segment_kind in ("caption", "list")
        and candidate.standalone
        and candidate.relation == "prep in"
        and any(part.preposition == "with" and part.group.parties for part in candidate.frame.complements)
    )


def dated(candidate: Candidate, context: Context) -> bool:
    return context.has_time(candidate.frame)


def dated_or_placed(candidate: Candidate, context: Context) -> bool:
    """ "Where Prime Minister Koizumi spoke on the second day": a speech at an occasion the sentence names."""
    with_whom = any(part.preposition == "with" for part in candidate.frame.complements)
    if with_whom:
        return False
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    before = context.text_between(max(0, start - 5), start).lower()
    return re.search(r"\bwhere\b|\bat which\b", before) is not None


def relief_context(candidate: Candidate, context: Context) -> bool:
    """Teams that set out, where a disaster or victims are spoken of, or a country they go to."""
    text = context.view.text.lower()
    states = context.states_in(0, len(context.view.units))
    return bool(re.search(r"relief|rescue|disaster|earthquake|tsunami|typhoon|hurricane|flood|cyclone|victim", text)) and (
        bool(states) or context.has_time(candidate.frame)
    )


def caption_team(candidate: Candidate, context: Context) -> bool:
    if context.segment_kind not in ("caption", "list") or not candidate.standalone or context.view.clauses:
        return False
    states = context.states_in(candidate.end, len(context.view.units))
    return bool(states)


def chosen(candidate: Candidate, context: Context) -> bool:
    group = candidate.frame.subject if candidate.relation == "passive" else object_group(candidate)
    return group is not None and context.is_kind(group, "person")


def voters(candidate: Candidate, context: Context) -> bool:
    return context.has_time(candidate.frame) and "referendum" not in context.view.text.lower()


def independence(candidate: Candidate, context: Context) -> bool:
    return candidate.frame.subject is not None and bool(candidate.frame.subject.parties)


def own_place(candidate: Candidate, context: Context) -> bool:
    return candidate.frame.subject is not None


def armed_loss(candidate: Candidate, context: Context) -> bool:
    """Sunk or killed by somebody; a ship that sinks in a storm is an accident."""
    if context.view.units[candidate.verb or 0].lemma == "sink":
        return candidate.relation == "passive" and any(part.preposition == "by" for part in candidate.frame.complements)
    return candidate.relation == "passive" or bool(candidate.frame.objects())


def disaster(candidate: Candidate, context: Context) -> bool:
    """Ships, trains and balloons only when they burn, crash or sink; a spread or arrival needs a place or date."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    subject = candidate.frame.subject
    tail = context.text_between(candidate.verb + 1, candidate.verb + 3).lower()
    if subject is not None and context.has_noun(subject, ("balloon", "airliner", "train", "bus", "ship", "plane", "ferry")):
        return lemma in ("crash", "sink", "capsize", "burn", "explode", "plunge") or tail.startswith("fire")
    if lemma in ("reach", "take", "leave", "appear", "arise", "visit", "tear", "catch"):
        return context.has_time(candidate.frame) or bool(context.states_in(candidate.start, candidate.frame.end))
    return True


def games_host(candidate: Candidate, context: Context) -> bool:
    """ "The host of the Rugby World Cup", in apposition or behind "was"."""
    if not candidate.standalone:
        return False
    of = [part for part in candidate.frame.complements if part.preposition == "of"]
    if not of or not context.has_time(candidate.frame):
        return False
    text = context.text_between(of[0].group.start, of[0].group.end)
    return re.search(r"\b(?:World Cup|Games|Olympics|Exposition|Expo|Paralympics|Championships?)\b", text) is not None


def emergency(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    pronoun = group is None and candidate.verb is not None
    text = context.text_between(group.start, candidate.frame.end).lower() if group is not None else ""
    return bool(re.search(r"emergency|martial law|curfew", text)) and not pronoun


def custody(candidate: Candidate, context: Context) -> bool:
    """A named person seized or freed."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    tail = context.text_between(candidate.verb + 1, candidate.verb + 5).lower()
    group = candidate.frame.subject if candidate.relation == "passive" else object_group(candidate)
    if group is None or not context.is_kind(group, "person"):
        return False
    if lemma == "take":
        return bool(re.match(r"(?:into custody|hostage|prisoner)", tail))
    if lemma == "set":
        return tail.startswith("free")
    return True


def application(candidate: Candidate, context: Context) -> bool:
    return candidate.frame.subject is not None and bool(candidate.frame.subject.parties)


def referendum_state(candidate: Candidate, context: Context) -> bool:
    return context.has_time(candidate.frame)


def transfer(candidate: Candidate, context: Context) -> bool:
    """Territory or things given back, not people who return."""
    group = object_group(candidate)
    if group is None:
        return False
    return not context.is_kind(group, "person")


def chartered(candidate: Candidate, context: Context) -> bool:
    return re.search(r"charter|evacuat|military aircraft|government plane|special flight", context.view.text.lower()) is not None


def dated_call(candidate: Candidate, context: Context) -> bool:
    """ "Called at Cairo in June": not "called in Prague for a new treaty"."""
    return context.has_time(candidate.frame) and not any(part.preposition in ("for", "on") for part in candidate.frame.complements)


def put_signature(candidate: Candidate, context: Context) -> bool:
    tail = context.text_between(candidate.start, candidate.frame.end + 4).lower()
    return re.search(r"\bto (?:the|a|an) [\w ]*(?:convention|treaty|agreement|protocol|declaration|pact|accord)", tail) is not None


def seat(candidate: Candidate, context: Context) -> bool:
    return any(
        (m := context.view.units[i].mention) is not None and m.label == "ORG"
        for part in candidate.frame.complements for i in part.group.parties
    )  # fmt: skip


def territory(candidate: Candidate, context: Context) -> bool:
    """A place that changes hands: "Hong Kong went back to China"."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame):
        return False
    head = context.view.units[subject.items[0].phrase.head].mention
    return head is not None and head.label in ("PLACE", "STATE") and len(subject.items) == 1


GUARDS: dict[str, Guard] = {
    "put-signature": put_signature,
    "seat": seat,
    "territory": territory,
    "dated-call": dated_call,
    "guest-of": guest_of,
    "first-journey": first_journey,
    "in-talks": in_talks,
    "dated": dated,
    "dated-or-placed": dated_or_placed,
    "relief-context": relief_context,
    "caption-team": caption_team,
    "chosen": chosen,
    "voters": voters,
    "independence": independence,
    "own-place": own_place,
    "armed-loss": armed_loss,
    "disaster": disaster,
    "games-host": games_host,
    "emergency": emergency,
    "custody": custody,
    "application": application,
    "referendum-state": referendum_state,
    "transfer": transfer,
    "chartered": chartered,
    "particular": particular,
    "remote": remote,
    "not-remembered": not_remembered,
    "conference": conference,
    "meeting": meeting,
    "document": document,
    "relations": relations,
    "agreement-noun": agreement_noun,
    "negotiation": negotiation,
    "progressive": progressive,
    "statement": statement,
    "aid": aid,
    "relief": relief,
    "mission": mission,
    "caption-only": caption_only,
    "person-only": person_only,
    "stay": stay,
    "together": together,
    "received": received,
    "election": election,
    "dissolve": dissolve,
    "office-noun": office_noun,
    "sanction": sanction,
    "sanction-verb": sanction_verb,
    "military": military,
    "military-object": military_object,
    "place-tail": place_tail,
    "deploy": deploy,
    "military-noun": military_noun,
    "disaster-noun": disaster_noun,
    "anniversary": anniversary,
    "year-subject": year_subject,
    "year-near": year_near,
    "exchange": exchange,
    "youth": youth,
    "found": found,
    "accession": accession,
    "publication": publication,
    "death": death,
    "recognition": recognition,
    "decision": decision,
    "other-noun": other_noun,
}
