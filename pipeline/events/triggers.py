"""Find the words that tell of a happening: rules matched on a sentence view."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.events.context import Context
from pipeline.events.groups import Frame, Grammar, Group
from pipeline.events.guards import GUARDS
from pipeline.events.view import Clause, NounPhrase, SentenceView
from pipeline.lexicon.event_rules import EventRules, NounRule, VerbRule
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.model import Entity

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
    ]
)
CONTAINERS = frozenset(
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
ALWAYS_CONFERENCE = frozenset({"org:G7", "org:G8", "org:G20", "org:APEC"})


@dataclass(slots=True)
class Candidate:
    """A rule that matched: trigger units, grammatical frame, and how the match came about."""

    rule: VerbRule | NounRule
    event_type: str
    mode: str
    verb: int | None
    phrase: NounPhrase | None
    start: int
    end: int
    frame: Frame
    roles: dict[str, str]
    relation: str
    trace: list[str] = field(default_factory=list)
    governor: int | None = None
    after_in: bool = False

    @property
    def standalone(self) -> bool:
        return self.verb is None


class TriggerFinder:
    """Matches the rules on one sentence."""

    def __init__(
        self,
        view: SentenceView,
        grammar: Grammar,
        rules: EventRules,
        entities: Mapping[str, Entity],
        kind: str,
        gazetteer: Gazetteer,
    ) -> None:
        self.view = view
        self.grammar = grammar
        self.rules = rules
        self.entities = entities
        self.context = Context(
            view=view, grammar=grammar, rules=rules, entities=entities, segment_kind=kind, gazetteer=gazetteer
        )

    def find(self) -> list[Candidate]:
        """Return the candidates of the sentence in text order, one per trigger."""
        found: list[Candidate] = []
        used_verbs: set[int] = set()
        used_nouns: set[int] = set()
        nouns: list[tuple[NounPhrase, NounRule, int, int]] = []
        for phrase in self.view.phrases:
            if self.view.shape[phrase.start - 1 : phrase.end + 1] == "(M)":
                continue  # an abbreviation in brackets repeats the name before it
            for position in self._noun_positions(phrase):
                for rule, start in self._noun_rules(phrase, position):
                    nouns.append((phrase, rule, start, position))
        for phrase, rule, start, head in nouns:
            if head in used_nouns:
                continue
            candidate = self._supported(phrase, rule, start, head, used_verbs)
            if candidate is not None:
                found.append(candidate)
                used_nouns.add(head)
                assert candidate.verb is not None
                used_verbs.add(candidate.verb)
        for verb in self.view.clauses:
            if verb in used_verbs:
                continue
            for verb_rule in self.rules.verbs.get(self.view.units[verb].lemma, ()):
                candidate = self._verb(verb_rule, verb)
                if candidate is not None:
                    found.append(candidate)
                    used_verbs.add(verb)
                    if (
                        isinstance(candidate.rule, VerbRule)
                        and candidate.rule.subject_nouns
                        and candidate.frame.subject
                    ):
                        used_nouns.update(item.phrase.head for item in candidate.frame.subject.items)
                    if (
                        isinstance(candidate.rule, VerbRule)
                        and candidate.rule.object_nouns
                        and candidate.relation == "passive"
                    ) and candidate.frame.subject is not None:
                        used_nouns.update(item.phrase.head for item in candidate.frame.subject.items)
                    for part in candidate.frame.objects():
                        if isinstance(candidate.rule, VerbRule) and candidate.rule.object_nouns:
                            used_nouns.update(item.phrase.head for item in part.group.items)
                    break
        for phrase, rule, start, head in nouns:
            if head in used_nouns:
                continue
            candidate = self._standalone(phrase, rule, start, head)
            if candidate is not None:
                found.append(candidate)
                used_nouns.add(head)
        if self.context.segment_kind in ("paragraph", "list", "footnote"):
            found += self._dated_clauses(found, used_verbs)
        return sorted(found, key=_position)

    def _dated_clauses(self, found: list[Candidate], used: set[int]) -> list[Candidate]:
        """Past clauses with a date of their own that no rule knows: a happening of the type the cues say."""
        claimed = {
            time for candidate in found for time in (*candidate.frame.times, *candidate.frame.leading_times)
        }
        more: list[Candidate] = []
        for verb, clause in self.view.clauses.items():
            unit = self.view.units[verb]
            if verb in used or clause.infinitive or unit.tag not in ("VBD", "VBN"):
                continue
            if unit.tag == "VBN" and not clause.auxiliaries:
                continue
            if clause.auxiliaries[:1] and clause.auxiliaries[0] not in ("be", "have", "get"):
                continue
            if any(
                word.text.lower() in ("has", "have", "is", "are")
                for word in self.view.units[clause.start : verb]
            ):
                continue
            frame = self._verb_frame(verb)
            dates = [time for time in (*frame.times, *frame.leading_times) if time not in claimed]
            if not dates or any(self._is_vague(time) for time in dates[:1]):
                continue
            candidate = self._cued(verb, clause, frame)
            broad = all(self.view.units[time].time.precision == "year" for time in dates)  # type: ignore[union-attr]
            if candidate is not None and not (
                broad and candidate.event_type in ("OTHER", "VISIT", "MEETING", "STATEMENT", "AID")
            ):
                more.append(candidate)
                claimed.update(dates)
        return more

    def _is_vague(self, index: int) -> bool:
        time = self.view.units[index].time
        return (
            time is None
            or not time.edtf
            or time.precision not in ("day", "month", "year")
            or time.edtf.endswith("/..")
        )

    def _verb_frame(self, verb: int) -> Frame:
        frame = Frame()
        clause = self.view.clauses[verb]
        frame.subject, frame.subject_path = self.grammar.subject(verb)
        self.grammar.frame_right(verb + 1, frame, verbal=True)
        start = frame.subject.start if frame.subject is not None else clause.start
        self.grammar.leading_adjuncts(min(start, clause.start), frame)
        return frame

    def _cued(self, verb: int, clause: Clause, frame: Frame) -> Candidate | None:
        unit = self.view.units[verb]
        low = frame.subject.start if frame.subject is not None else clause.start
        text = self.context.text_between(min(low, clause.start), max(frame.end, verb + 1))
        plain = unit.lemma in self.rules.lists["not_happenings"]
        for cue, pattern, rule in self.rules.cues:
            if cue.verbs and unit.lemma not in cue.verbs:
                continue
            if cue.subject and (frame.subject is None or not self._matches(frame.subject, cue.subject, ())):
                continue
            if (
                plain
                and cue.type in ("OTHER", "AGREEMENT", "MILITARY", "CONFERENCE", "EXCHANGE", "AID")
                and not clause.passive
            ):
                continue
            if not pattern.search(text):
                continue
            roles = self.rules.roles_of(rule)
            if clause.passive:
                roles = {
                    **roles,
                    "subject": roles.get("object", ""),
                    "by": roles.get("subject", ""),
                    "object": "",
                }
                if cue.type in ("OTHER", "OFFICE"):
                    agent = any(part.preposition == "by" and part.group.parties for part in frame.complements)
                    roles["subject"], roles["by"] = ("counterpart", "actor") if agent else ("actor", "")
            else:
                roles["by"] = ""
            candidate = Candidate(
                rule,
                cue.type,
                "",
                verb,
                None,
                verb,
                verb + 1,
                frame,
                roles,
                "passive" if clause.passive else "active",
                [f"cue {cue.id}", f"verb {unit.lemma} with a date of its own"],
            )
            if not GUARDS["particular"](candidate, self.context) or not GUARDS["not-remembered"](
                candidate, self.context
            ):
                return None
            return candidate
        return None

    # -- nouns -------------------------------------------------------------------------------------

    def _noun_positions(self, phrase: NounPhrase) -> list[int]:
        """The head of the phrase, and a noun before "(" or inside a mention at its end."""
        return [phrase.head] if phrase.head in range(phrase.start, phrase.end) else []

    def _words(self, phrase: NounPhrase, upto: int) -> list[tuple[str, str, int]]:
        """The words of a phrase up to a unit: lemma, form, unit; names split into their words."""
        words: list[tuple[str, str, int]] = []
        for index in range(phrase.start, upto + 1):
            unit = self.view.units[index]
            if unit.mention is not None:
                words += [(word, word, index) for word in unit.text.lower().split()]
            else:
                words.append((unit.lemma, unit.text.lower(), index))
        return words

    def _noun_rules(self, phrase: NounPhrase, head: int) -> list[tuple[NounRule, int]]:
        unit = self.view.units[head]
        if unit.mention is not None and unit.mention.label != "ORG":
            return []
        words = self._words(phrase, head)
        if not words:
            return []
        named_session = _SESSION_RE.search(unit.text) and not unit.text.endswith(
            ("Bank", "Committee", "Office")
        )
        if unit.mention is not None and (self.context.is_series(head) or named_session):
            # "Tokyo International Conference on African Development": the name itself is the session
            named = [rule for rule in self.rules.nouns["conference"] if rule.guard == "conference"]
            return [(rule, head) for rule in named]
        lasts = {words[-1][0]: None, unit.text.lower().split()[-1]: None}
        matches: list[tuple[int, int, NounRule, int]] = []
        options = {rule.id: rule for last in lasts for rule in self.rules.nouns.get(last, ())}
        for order, rule in enumerate(options.values()):
            best = 0
            for noun in self.rules.noun_phrases[rule.id]:
                if (
                    len(noun) <= len(words)
                    and noun[-1] in lasts
                    and all(
                        wanted in (lemma, form)
                        for wanted, (lemma, form, _) in zip(noun[:-1], words[-len(noun) : -1], strict=True)
                    )
                ):
                    best = max(best, len(noun))
            if best:
                matches.append((-best, order, rule, words[-best][2]))
        matches.sort(key=_match_order)
        return [(rule, start) for _, _, rule, start in matches]

    def governor(self, phrase: NounPhrase) -> tuple[int | None, str]:
        """Find the verb a noun phrase hangs on, and how: object, passive, intransitive or a preposition."""
        view, units = self.view, self.view.units
        before = phrase.start - 1
        while before >= 0 and view.shape[before] in "RQ":
            before -= 1
        if before >= 0 and view.shape[before] == "V" and not view.clauses[before].passive:
            return before, "object"
        if before >= 1 and view.shape[before] == "I" and units[before].lemma == "of":
            container = view.np_of[before - 1]
            if container is not None and units[container.head].lemma in CONTAINERS:
                return self.governor(container)
        host = self._host_before(before)
        if host is not None:
            return host, "prep to"
        if before >= 1 and view.shape[before] == "I" and view.shape[before - 1] == "V":
            return before - 1, f"prep {units[before].lemma}"
        head = units[self._root(phrase)]
        if head.dep in ("nsubjpass", "nsubj") and head.head >= 0 and view.shape[head.head] == "V":
            clause = view.clauses[head.head]
            return head.head, "passive" if clause.passive else "intransitive"
        if head.dep in ("dobj", "attr", "oprd") and head.head >= 0 and view.shape[head.head] == "V":
            if view.clauses[head.head].passive:
                return head.head, "passive" if head.head > phrase.head else "attr"
            return head.head, "object"
        if head.dep in ("conj", "appos") and head.head >= 0:
            other = view.np_of[head.head]
            if other is not None and other is not phrase and other.start < phrase.start:
                return self.governor(other)
        if before < 0 or view.shape[before] != "I":
            after = self.grammar.group(phrase).end
            while after < len(units) and view.shape[after] in "RIT":
                if view.shape[after] == "I":
                    inner = view.np_of[after + 1] if after + 1 < len(units) else None
                    after = self.grammar.group(inner).end if inner is not None else after + 1
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

    def _root(self, phrase: NounPhrase) -> int:
        """The unit of a phrase whose governor stands outside; the parser may head it by its first name."""
        for index in range(phrase.end - 1, phrase.start - 1, -1):
            if not phrase.start <= self.view.units[index].head < phrase.end:
                return index
        return phrase.head

    def _host_before(self, preposition: int) -> int | None:
        """The verb of "was host (both) to the G8 Summit (and to TICAD)"."""
        view, units = self.view, self.view.units
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

    def _supported(
        self, phrase: NounPhrase, rule: NounRule, start: int, head: int, used: set[int]
    ) -> Candidate | None:
        verb, relation = self.governor(phrase)
        participle = self._participle(phrase)
        options = [(verb, relation)]
        if participle is not None and participle != verb:
            options.append((participle, "passive"))
        for option, path in options:
            if option is None or (option in used and path != "prep to"):
                continue
            lemma = self.view.units[option].lemma
            if (
                (path == "object" and lemma in rule.support)
                or (
                    path == "prep to"
                    and rule.guard == "conference"
                    and lemma in ("be", "play", "act", "serve")
                )
                or (
                    path.startswith("prep")
                    and lemma in rule.support
                    and lemma in _TAKES_PART
                    and path[5:] in ("in", "at", "to", "on", "into", "part_in")
                )
                or (path == "passive" and lemma in rule.support_passive)
                or (path == "intransitive" and self._intransitive(option, rule))
            ):
                pass
            else:
                continue
            frame = self._support_frame(option, path, phrase)
            low = min(self.view.clauses[option].verb, start)
            candidate = Candidate(
                rule,
                rule.type,
                rule.mode,
                option,
                phrase,
                low,
                max(option, head) + 1,
                frame,
                self.rules.roles_of(rule),
                path,
                [f"rule {rule.id}", f"{lemma} + {self.view.units[head].lemma} ({path})"],
            )
            candidate.after_in = phrase.start > 0 and self.view.units[phrase.start - 1].lemma == "in"
            if self._accept(candidate):
                return candidate
        return None

    def _intransitive(self, verb: int, rule: NounRule) -> bool:
        lemma = self.view.units[verb].lemma
        rest = self.view.lemmas(verb, min(verb + 3, len(self.view.units)))
        return any(
            rest.startswith(option) and (lemma == option.split()[0]) for option in rule.support_intransitive
        )

    def _participle(self, phrase: NounPhrase) -> int | None:
        """A participle behind the noun: "the talks held in Tokyo", "the meeting, which was held"."""
        view = self.view
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

    def _support_frame(self, verb: int, relation: str, phrase: NounPhrase) -> Frame:
        grammar = self.grammar
        frame = Frame()
        clause = self.view.clauses[verb]
        if relation == "object" or relation.startswith("prep"):
            frame.subject, frame.subject_path = grammar.subject(verb)
            grammar.frame_right(phrase.end, frame)
            if frame.subject is not None:
                grammar.leading_adjuncts(min(frame.subject.start, clause.start), frame)
            else:
                grammar.leading_adjuncts(clause.start, frame)
        else:
            if phrase.end <= verb:
                grammar.frame_right(phrase.end, frame, stop=frozenset({clause.start, verb}))
                behind = Frame()
                grammar.frame_right(verb + 1, behind)
                frame.complements += [part for part in behind.complements if part.preposition]
                frame.times += behind.times
                frame.bracket_places += behind.bracket_places
                frame.end = max(frame.end, behind.end)
                grammar.leading_adjuncts(phrase.start, frame)
            else:
                grammar.frame_right(phrase.end, frame)
        return frame

    def _standalone(self, phrase: NounPhrase, rule: NounRule, start: int, head: int) -> Candidate | None:
        frame = Frame()
        self.grammar.frame_right(phrase.end, frame)
        governor, relation = self.governor(phrase)
        if (
            relation.startswith("prep")
            or governor is None
            or relation not in ("object", "passive", "intransitive")
        ):
            preposition = self._preposition_before(phrase)
            relation = f"prep {preposition}" if preposition else relation
        candidate = Candidate(
            rule,
            rule.type,
            rule.mode,
            None,
            phrase,
            start,
            head + 1,
            frame,
            self.rules.roles_of(rule),
            relation,
            [f"rule {rule.id}", f"noun {self.view.units[head].lemma} alone ({relation or 'no verb'})"],
            governor=governor,
        )
        return candidate if self._accept(candidate) else None

    def _preposition_before(self, phrase: NounPhrase) -> str:
        index = phrase.start - 1
        while index >= 0 and self.view.shape[index] in "RQ":
            index -= 1
        if index >= 1 and self.view.shape[index] in "C,":
            # a member of a list has the preposition of its first member
            for earlier in self.view.phrases:
                if earlier.start >= phrase.start:
                    break
                group = self.grammar.group(earlier)
                if any(item.phrase is phrase for item in group.items):
                    return self._preposition_before(earlier)
                if group.end <= index < group.end + 5 and "V" not in self.view.shape[earlier.end : index]:
                    head = self.view.units[earlier.head]
                    if head.lemma == self.view.units[phrase.head].lemma:
                        return self._preposition_before(earlier)
        return self.view.units[index].lemma if index >= 0 and self.view.shape[index] == "I" else ""

    # -- verbs -------------------------------------------------------------------------------------

    def _verb(self, rule: VerbRule, verb: int) -> Candidate | None:
        view, units = self.view, self.view.units
        clause = view.clauses[verb]
        passive = clause.passive
        if rule.passive == "only" and not (passive or units[verb].tag == "VBN"):
            return None
        if rule.passive == "prefer" and not clause.auxiliaries and units[verb].tag == "VBN":
            passive = True
        if rule.tail:
            tail = view.text[units[verb].end - view.start :].lstrip()
            if not self.rules.tails[rule.id].match(tail):
                return None
        frame = Frame()
        frame.subject, frame.subject_path = self.grammar.subject(verb)
        self.grammar.frame_right(verb + 1, frame, verbal=True)
        start = frame.subject.start if frame.subject is not None else clause.start
        if (
            frame.subject is not None
            and frame.subject.end < clause.start
            and (passive or not frame.subject.parties)
        ):
            end = frame.end
            self.grammar.frame_right(frame.subject.end, frame, stop=frozenset(range(clause.start, verb + 1)))
            frame.end = max(end, frame.end)
        self.grammar.leading_adjuncts(min(start, clause.start), frame)
        surface = frame.subject
        objects = frame.objects()
        object_group = objects[-1].group if objects else None
        roles = self.rules.roles_of(rule)
        if passive:
            agent = next((part.group for part in frame.complements if part.preposition == "by"), None)
            logical_subject, logical_object = agent, surface
            subject_role, object_role = roles.get("subject", ""), roles.get("object", "")
            roles["subject"] = object_role
            roles["by"] = roles.get("by") or subject_role
            roles["object"] = ""
            roles.update(rule.passive_roles)
        else:
            roles["by"] = rule.roles.get("by", "")
            logical_subject, logical_object = surface, object_group
        if passive and agent is None and rule.subject_nouns and not rule.object_nouns:
            logical_subject = (
                surface  # "the hostages were freed": what the rule calls subject may stand there
            )
        if not self._match_subject(rule, logical_subject, passive=passive):
            return None
        pronoun = rule.type == "AGREEMENT" and rule.object_nouns and self._points_to_document(verb)
        if not pronoun and not self._match_object(rule, logical_object, frame):
            return None
        if rule.prep and not any(
            part.preposition in rule.prep
            and self._matches(part.group, rule.prep_object, rule.prep_object_nouns)
            for part in frame.complements
        ):
            return None
        if rule.not_object_nouns and self._has_noun(logical_object, rule.not_object_nouns):
            return None
        end = verb + 1
        if rule.object_nouns and objects and not passive:
            end = max(end, objects[0].group.items[0].phrase.end)
        candidate = Candidate(
            rule,
            rule.type,
            rule.mode,
            verb,
            None,
            verb,
            end,
            frame,
            roles,
            "passive" if passive else "active",
            [f"rule {rule.id}", f"verb {units[verb].lemma} ({'passive' if passive else 'active'})"],
        )
        if pronoun and object_group is None and not passive:
            return candidate
        return candidate if self._accept(candidate) else None

    def _points_to_document(self, verb: int) -> bool:
        """ "agreed on an EPA in April and signed it in July": the pronoun is the document."""
        units = self.view.units
        if verb + 1 >= len(units) or units[verb + 1].lemma not in ("it", "they", "this"):
            return False
        before = self.context.text_between(0, verb).lower()
        return (
            re.search(
                r"\b(?:agreement|treaty|epa|fta|convention|protocol|memorandum|declaration|pact)\b", before
            )
            is not None
        )

    def _match_subject(self, rule: VerbRule, group: Group | None, *, passive: bool) -> bool:
        if rule.subject_nouns:
            return self._has_noun(group, rule.subject_nouns)
        if not rule.subject:
            return True
        if group is None:
            return (
                passive
                or "none" in rule.subject
                or self.context.segment_kind in ("caption", "list", "heading")
            )
        return self._matches(group, rule.subject, ())

    def _match_object(self, rule: VerbRule, group: Group | None, frame: Frame) -> bool:
        if rule.prep_object_any and any(
            part.preposition in rule.prep_object_any and part.group.parties for part in frame.complements
        ):
            return not rule.object_nouns or self._has_noun(group, rule.object_nouns)
        if rule.prep_object_any and not rule.object:
            return False
        if not rule.object and not rule.object_nouns:
            return True
        if group is None:
            if rule.prep_object_any and frame.subject is not None:
                several = len(frame.subject.parties) > 1 or self.context.is_plural(frame.subject)
                return "none" in rule.object and several
            return "none" in rule.object
        return self._matches(group, tuple(kind for kind in rule.object if kind != "none"), rule.object_nouns)

    def _matches(self, group: Group, kinds: tuple[str, ...], nouns: tuple[str, ...]) -> bool:
        if not kinds and not nouns:
            return True
        if nouns and self._has_noun(group, nouns):
            return True
        return any(self.context.is_kind(group, kind) for kind in kinds)

    def _has_noun(self, group: Group | None, nouns: tuple[str, ...]) -> bool:
        return group is not None and self.context.has_noun(group, nouns)

    def _accept(self, candidate: Candidate) -> bool:
        guard = candidate.rule.guard
        if guard and not GUARDS[guard](candidate, self.context):
            return False
        if not GUARDS["particular"](candidate, self.context) or not GUARDS["not-remembered"](
            candidate, self.context
        ):
            return False
        return GUARDS["remote"](candidate, self.context)


def _position(candidate: Candidate) -> int:
    return candidate.start


def _match_order(match: tuple[int, int, NounRule, int]) -> tuple[int, int]:
    return match[0], match[1]
