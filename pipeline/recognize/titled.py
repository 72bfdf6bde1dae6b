"""Mentions that a title makes: somebody with name and title, or an office whose holder is not named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.gazetteer_rows import AliasRow
from pipeline.recognize.counterparts import add_counterparts
from pipeline.recognize.drafts import Draft
from pipeline.recognize.phrases import Phrase
from pipeline.recognize.titles import (
    Name,
    TitleGrammar,
    is_plural_title,
    singular_title,
    title_grammar,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """The state or organisation that a text puts before or after a title, and where it stands."""

    start: int
    end: int
    iso3: str
    org: str


_NOT_A_PERSON_RE = re.compile(
    r"(?:['’]s?)?\s+(?:Meetings?|meetings?|Conferences?|conferences?|Consultations?|consultations?|Dialogues?|talks"
    r"|Talks|Summits?|Office|Secretariat|Award|Prize|Forum|Council|session|Residence|Cup)\b|[-\s][Ll]evel\b|['’]s\s+Office\b"
)
_OF_RE = re.compile(r"\s+(?:of|from)\s+(?:the\s+)?")
_LIST_RE = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_IN_RE = re.compile(r"(?:^|[.;:]\s)In (?:the )?$")
_TOLD_RE = re.compile(r"\b(?:assur|inform|remind|notifi|appris|warn|advis|convinc|accus)(?:ed|d|s|ing)\s$")
_AND_RE = re.compile(r"\s+and\s+(?:the\s+)?$")
_SPOUSE_RE = re.compile(r"\s(?:and|&)\s(?:Mrs\.?|Mme\.?|Madame|Madam|Lady|Begum)(?=\s[A-Z])")
_THE_RE = re.compile(r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)\s+$")
_APPOSED_RE = re.compile(
    r"(?<![\w’'-])((?:[A-Z][\w’'.-]{1,90}\s{1,90}(?:(?:de|da|van|von|bin|al|el|dos)[\s-])?){1,3}[A-Z][\w’'-]{1,90})"
    r",\s+(the\s+|a\s+|who\s+is\s+)?(?:(?:then|former|acting)\s+)?$"
)
_GROUP_RE = re.compile(
    r"(?<![\w’'-])([A-Z][\w-]+)(?:['’]s)?\s+(administration|Administration|[Cc]abinet|[Gg]overnment)\b"
)


def find_titled(text: str, phrases: Sequence[Phrase], *, gazetteer: Gazetteer) -> list[Draft]:
    """Find the people and offices that titles announce.

    "Canadian" before a title and "of Canada" behind it belong to the mention. A title without a name
    is an OFFICE when its state is told, otherwise COREF: it means whoever the text spoke of.
    """
    grammar = title_grammar(gazetteer)
    reader = _Reader(text, phrases, grammar, gazetteer)
    found: list[Draft] = []
    previous: Draft | None = None
    for match in grammar.find_titles(text):
        if found and match.start() < found[-1].end:
            continue
        drafts = reader.read(match, previous)
        found += drafts
        previous = drafts[-1] if drafts else None
    found = _inherit_from_right(text, _join_double_titles(text, found))
    found = add_counterparts(text, phrases, found, grammar=grammar, state_of=reader.state_of)
    return found + _groups(text, phrases, grammar, gazetteer)


class _Reader:
    """Reads around one title at a time; knows the gazetteer names of the text by where they begin and end."""

    def __init__(
        self, text: str, phrases: Sequence[Phrase], grammar: TitleGrammar, gazetteer: Gazetteer
    ) -> None:
        self.text = text
        self.grammar = grammar
        self.gazetteer = gazetteer
        self.starting = {phrase.start: phrase for phrase in phrases if phrase.rows}
        self.ending = {phrase.end: phrase for phrase in phrases if phrase.rows}
        self.barriers = frozenset(self.starting)

    def read(self, match: re.Match[str], previous: Draft | None) -> list[Draft]:
        text, title = self.text, re.sub(r"\s+", " ", match[0])
        if _NOT_A_PERSON_RE.match(text, match.end()) or text[: match.start()].endswith(
            ("Mr. ", "Madam ", "Mr ")
        ):
            return []
        start, title = self._with_lead(match.start(), title)
        before = self._body_before(start)
        if before is not None and self._opens_sentence(before):
            before = None  # "In Honduras | President Zelaya was ousted"
        if before is not None:
            start, title = self._with_lead(before.start, title)
        after = self._body_after(match.end())
        at = after.end if after else match.end()
        if spouse := _SPOUSE_RE.match(text, at):
            at = spouse.end()
        plural = is_plural_title(match[0])
        if plural:
            return self._read_plural(title, match.end(), start, before, at, after)
        name = self.grammar.read_name(text, at, barriers=self.barriers)
        if name is None and text[at : at + 1] == ",":
            name = self._apposed_name(at + 1)
        body = before or after
        if name is not None:
            end, behind = name.end, self._body_after(name.end)
            if behind and _TOLD_RE.search(text, max(0, start - 20), start):
                behind = None  # "assured President Bush | of Japan's support"
            if before and behind and before.iso3 != behind.iso3 and text[: before.start].endswith("to "):
                # "brought to Japan President Sukarno of Indonesia": the first state is where he came
                (start, title), body = self._with_lead(match.start(), re.sub(r"\s+", " ", match[0])), None
            if body is None and behind:
                body, end = behind, behind.end
            return [self._draft(start, end, "PERSON", title, body, name=name)]
        if apposed := _APPOSED_RE.search(text, max(0, start - 90), start):
            words = Name(begin=apposed.start(1), start=apposed.start(1), end=apposed.end(1), text=apposed[1])
            is_likely = words.text.split()[0] not in self.grammar.stops and not self._covers_phrase(words)
            if is_likely and (apposed[2] or after is not None or self._closes(at)):
                return [self._draft(words.start, at, "PERSON", title, body, name=words)]
        return self._read_office(match, start, at, title, body, previous)

    def _read_office(
        self,
        match: re.Match[str],
        start: int,
        at: int,
        title: str,
        body: _Body | None,
        previous: Draft | None,
    ) -> list[Draft]:
        text = self.text
        if body is None and _shares_state(text, previous, start):
            inherited = self._draft(start, at, "OFFICE", title, None)
            return [replace(inherited, iso3=previous.iso3 if previous else "")]
        if body is not None:
            return [self._draft(start, at, "OFFICE", title, body)]
        if not match[0][0].isupper() or re.match(r"\s+(?:of|to|for)\s", text[match.end() : match.end() + 5]):
            return []
        title = singular_title(title)
        if title in ("Emperor", "Empress"):
            return [self._draft(start, at, "OFFICE", title, None)]
        return [self._draft(start, at, "COREF", title, None)] if _THE_RE.search(text, 0, start) else []

    def _read_plural(
        self, title: str, title_end: int, start: int, before: _Body | None, at: int, after: _Body | None
    ) -> list[Draft]:
        """Read "Presidents Bush and Putin", "Kings A of X and B of Y", "the Thai and Lao ministers"."""
        title = singular_title(title)
        people: list[tuple[Name, _Body | None]] = []
        name = self.grammar.read_name(self.text, at, barriers=self.barriers)
        while name is not None:
            behind = self._body_after(name.end) if before is None and after is None else None
            people.append((name, behind))
            joint = _LIST_RE.match(self.text, behind.end if behind else name.end)
            name = self.grammar.read_name(self.text, joint.end(), barriers=self.barriers) if joint else None
        if len(people) > 1:
            return [
                self._draft(
                    name.begin if number else start,
                    own.end if own else name.end,
                    "PERSON",
                    title,
                    own or before or after,
                    name=name,
                )
                for number, (name, own) in enumerate(people)
            ]
        if before is None or after is not None:
            return []
        bodies = [before]
        while (gap := _last_joint(self.text, bodies[0].start)) is not None:
            body = self._body_ending(gap)
            if body is None:
                break
            bodies.insert(0, body)
        if len(bodies) < 2:
            return []
        spans = [(body.start, body.end) for body in bodies[:-1]] + [(bodies[-1].start, title_end)]
        return [
            self._draft(low, high, "OFFICE", title, body)
            for (low, high), body in zip(spans, bodies, strict=True)
        ]

    def _draft(
        self, start: int, end: int, label: str, title: str, body: _Body | None, *, name: Name | None = None
    ) -> Draft:
        org = body.org if body else ""
        return Draft(
            start=start,
            end=end,
            label=label,
            method="title",
            name=name.text if name else "",
            title=f"{org} {title}".strip(),
            iso3=body.iso3 if body else "",
        )

    def _with_lead(self, start: int, title: str) -> tuple[int, str]:
        """Take in "former" or "then" in front of a title or of its nationality."""
        lead = self.grammar.lead.search(self.text, max(0, start - 40), start)
        return (lead.start(), re.sub(r"\s+", " ", lead[0]) + title) if lead else (start, title)

    def _body_before(self, at: int) -> _Body | None:
        head = self.text[:at].rstrip()
        end = len(head)
        if head.endswith(("'s", "’s")):
            end -= 2
        elif head.endswith(("'", "’")):
            end -= 1
        elif head.endswith(")") and (inner := self._body_ending(end - 1)):
            outer_end = len(self.text[: inner.start].rstrip(" ("))
            outer = self._body_ending(outer_end)
            return outer if outer and outer.iso3 == inner.iso3 else None
        if at - end > 4:
            return None
        return self._body_ending(end)

    def _opens_sentence(self, body: _Body) -> bool:
        """Tell whether a state opens its sentence as a place: "In Honduras President Zelaya"."""
        phrase = self.starting.get(body.start)
        return (
            phrase is not None
            and not phrase.is_demonym
            and _IN_RE.search(self.text[max(0, body.start - 10) : body.start]) is not None
        )

    def _body_ending(self, end: int) -> _Body | None:
        phrase = self.ending.get(end)
        if phrase is None:
            return None
        if self.text[: phrase.start].endswith(("-", "–")) and self._body_ending(phrase.start - 1):
            return None  # "Japan-U.S. Foreign Ministers" is a pair
        return self._body_of(phrase)

    def _body_after(self, at: int) -> _Body | None:
        of = _OF_RE.match(self.text, at)
        phrase = self.starting.get(of.end()) if of else None
        if phrase is None or phrase.is_demonym:
            return None
        body = self._body_of(phrase)
        joint = _LIST_RE.match(self.text, phrase.end)
        if body and joint and joint.end() in self.starting and "," not in joint[0]:
            follower = self._body_of(self.starting[joint.end()])
            if follower is not None and not self.grammar.match_title(self.text, joint.end()):
                return body
        return body

    def state_of(self, phrase: Phrase) -> str:
        """Return the code of the state that a phrase names; empty for bodies without one."""
        body = self._body_of(phrase)
        return body.iso3 if body else ""

    def _body_of(self, phrase: Phrase) -> _Body | None:
        rows = [row for row in phrase.rows if row.kind != "capital"]
        states = _ids(rows, "state:")
        orgs = _ids(rows, "org:")
        iso3 = self.gazetteer.entity(states[0]).iso3 if len(states) == 1 else ""
        if orgs:
            entity = self.gazetteer.entity(orgs[0])
            return _Body(start=phrase.start, end=phrase.end, iso3=entity.iso3, org=entity.name)
        if len(states) > 1:
            iso3 = self.gazetteer.lookup(self.text[phrase.start : phrase.end])[0].iso3
        return _Body(start=phrase.start, end=phrase.end, iso3=iso3, org="") if iso3 else None

    def _apposed_name(self, at: int) -> Name | None:
        """Read the name in "its President, Alexander Lukashenko": two words or a "Mr.", and no place."""
        name = self.grammar.read_name(self.text, at, barriers=self.barriers)
        if name is None or self._covers_phrase(name):
            return None
        return name if len(name.text.split()) > 1 or name.begin < name.start else None

    def _closes(self, at: int) -> bool:
        """Tell whether a title behind a name ends there, or a second title of the same person follows."""
        if re.match(r"\s*(?:[,.;:)]|$)", self.text[at : at + 3]):
            return True
        joint = re.compile(r"\s+and\s+").match(self.text, at)
        second = self.grammar.match_title(self.text, joint.end()) if joint else None
        return second is not None and self._body_after(second.end()) is not None

    def _covers_phrase(self, name: Name) -> bool:
        return any(name.start <= start < name.end for start in self.starting)


def _ids(rows: Sequence[AliasRow], prefix: str) -> list[str]:
    return list(dict.fromkeys(row.entity_id for row in rows if row.entity_id.startswith(prefix)))


def _last_joint(text: str, at: int) -> int | None:
    """Return where the item before a list's last joint (", " or " and ") ends."""
    match = re.compile(r"(?:(?:(?<!\s)\s++)?,\s*+(?:and\s++)?|(?<!\s)\s++and\s++)(?:the\s++)?$").search(
        text, max(0, at - 12), at
    )
    return match.start() if match else None


def _join_double_titles(text: str, found: list[Draft]) -> list[Draft]:
    """Make one person of "Deputy Premier and Foreign Minister Qian"; "the" in front keeps two apart."""
    joined: list[Draft] = []
    for draft in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and draft.label == "PERSON"
            and last.label in ("OFFICE", "COREF")
            and not last.name
            and text[last.end : draft.start] in (" and ", ", ")
            and not draft.iso3
            and (last.label == "OFFICE" or not _THE_RE.search(text, 0, last.start))
        ):
            joined[-1] = replace(draft, start=last.start, iso3=last.iso3)
        else:
            joined.append(draft)
    return joined


def _shares_state(text: str, previous: Draft | None, start: int) -> bool:
    """Tell whether "and" joins a title to an office whose state is told: "the Canadian A and B"."""
    if previous is None or previous.label != "OFFICE" or not previous.iso3:
        return False
    return _AND_RE.fullmatch(text, previous.end, start) is not None


def _inherit_from_right(text: str, found: list[Draft]) -> list[Draft]:
    """Give "the Emperor" in "the Emperor and Empress of Japan" the state that stands behind the pair."""
    for index in range(len(found) - 2, -1, -1):
        draft, following = found[index], found[index + 1]
        is_open = not draft.iso3 and draft.label in ("COREF", "OFFICE")
        is_told = following.label == "OFFICE" and following.iso3
        if not is_open or not is_told or " of " not in text[following.start : following.end]:
            continue
        if re.fullmatch(r"\s+and\s+(?:the\s+)?", text[draft.end : following.start]):
            found[index] = replace(draft, label="OFFICE", iso3=following.iso3)
    return found


def _groups(text: str, phrases: Sequence[Phrase], grammar: TitleGrammar, gazetteer: Gazetteer) -> list[Draft]:
    """Find governments named after their head: "the Obama administration"."""
    named = {phrase.start for phrase in phrases if phrase.rows}
    return [
        Draft(
            start=match.start(),
            end=match.end(),
            label="PERSON",
            method="title",
            name=match[1],
            title=match[2].lower(),
        )
        for match in _GROUP_RE.finditer(text)
        if match.start() not in named and match[1] not in grammar.stops and gazetteer.people_named(match[1])
    ]
