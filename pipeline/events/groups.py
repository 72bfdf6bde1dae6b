"""Coordinations and what hangs on a word: subject, object, prepositional phrases, dates, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.events.view import NounPhrase, SentenceView

_ANAPHORIC_NOUNS = frozenset({"country", "government", "nation"})
PERSONAL = frozenset({"PERSON", "OFFICE"})
_SEPARATOR_RE = re.compile(r",?C[R]?|,")


@dataclass(slots=True)
class Item:
    """One member of a coordination: its noun phrase, the mentions it stands for, its bracket."""

    phrase: NounPhrase
    parties: list[int]
    end: int
    times: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    noun: str = ""


@dataclass(slots=True)
class Group:
    """A coordination "A, B and C"; `end` is the index behind it."""

    items: list[Item]
    start: int
    end: int

    @property
    def parties(self) -> list[int]:
        return [party for item in self.items for party in item.parties]


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
        return [part for part in self.complements if not part.preposition]


class Grammar:
    """Finds the parts of a sentence view; `party_nouns` are nouns that stand for their state ("troops")."""

    def __init__(self, view: SentenceView, *, party_nouns: frozenset[str]) -> None:
        self.view = view
        self.party_nouns = party_nouns

    # -- noun phrases and coordinations ------------------------------------------------------------

    def item(self, phrase: NounPhrase, *, deep: bool = True) -> Item:
        """Read a noun phrase with its apposition and bracket, and its "of" complement if `deep`.

        A noun that stands for its state keeps the complement in any case ("leaders of Japan and China").
        """
        view = self.view
        head = view.units[phrase.head]
        item = Item(phrase, [], phrase.end)
        if head.mention is not None:
            item.parties = [phrase.head]
            if head.shape == "A" or view.shape[phrase.head - 1 : phrase.head] in ("H", "A", "C"):
                item.parties = [i for i in range(phrase.start, phrase.end) if view.shape[i] in "MA"]
            if head.mention.label in PERSONAL:
                item.parties = item.parties[-1:]
        else:
            item.noun = head.lemma
            if head.lemma in _ANAPHORIC_NOUNS and view.units[phrase.start].lemma in ("the", "that", "this"):
                item.parties = self._state_before(phrase.start, head.lemma)
            if head.lemma in self.party_nouns:
                item.parties = [
                    i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None
                ] or item.parties
        self._extend(item, deep=deep)
        return item

    def _state_before(self, start: int, noun: str) -> list[int]:
        """ "That government", "the country": the state named last before."""
        units = self.view.units
        named = [
            i for i in range(start) if (m := units[i].mention) is not None and m.label in ("STATE", "DEMONYM")
        ]
        same = [i for i in named if i + 1 < start and units[i + 1].lemma == noun]
        return (same or named)[-1:]

    def _extend(self, item: Item, *, deep: bool) -> None:
        """Move the end of an item over what belongs to it."""
        view, units = self.view, self.view.units
        while item.end < len(units):
            letter = view.shape[item.end]
            lemma = units[item.end].lemma
            if letter == "I" and lemma in ("of", "for", "from") and item.end + 1 < len(units):
                inner = view.np_of[item.end + 1]
                if inner is None or inner.start != item.end + 1:
                    return
                head = units[item.phrase.head]
                if head.mention is None and (
                    (deep and lemma == "of") or (item.noun in self.party_nouns and (deep or lemma == "of"))
                ):
                    group = self.group(inner)
                    if item.noun in self.party_nouns and lemma != "for":
                        item.parties += [p for p in group.parties if p not in item.parties]
                    elif lemma != "of":
                        return
                    item.end = group.end
                elif head.mention is not None and lemma == "of":
                    item.end = inner.end
                else:
                    return
            elif letter == "(":
                close = view.closing(item.end)
                for index in range(item.end + 1, close):
                    if view.shape[index] == "T":
                        item.times.append(index)
                    elif view.shape[index] == "M" and units[index].mention.label in ("PLACE", "STATE"):  # type: ignore[union-attr]
                        item.places.append(index)
                item.end = close + 1
            elif letter == "," and self._is_outer_place(item):
                item.places.append(item.end + 1)
                item.end += 2
                if view.shape[item.end : item.end + 1] == ",":
                    item.end += 1
            elif letter == "," and self._is_apposition(item):
                inner = view.np_of[item.end + 1]
                assert inner is not None
                item.end = self._past_of(inner.end)
                if view.shape[item.end : item.end + 1] == ",":
                    item.end += 1
            else:
                return

    def _past_of(self, index: int) -> int:
        view = self.view
        while view.shape[index : index + 1] == "I" and view.units[index].lemma in ("of", "for"):
            inner = view.np_of[index + 1] if index + 1 < len(view.units) else None
            if inner is None:
                break
            index = inner.end
        return index

    def _is_outer_place(self, item: Item) -> bool:
        """ "Sumatra, Indonesia," and "Paris, France": a town and its state."""
        view = self.view
        mention = view.units[item.phrase.head].mention
        after = item.end + 1
        if mention is None or mention.label != "PLACE" or after >= len(view.units):
            return False
        outer = view.units[after].mention
        if outer is None or outer.label not in ("STATE", "PLACE"):
            return False
        return view.shape[after + 1 : after + 2] in ("", ",", ".", ")", "I", "T", ";", "C")

    def _is_apposition(self, item: Item) -> bool:
        """Tell "Kishida, the Minister for Foreign Affairs," from the next member of a list."""
        view, units = self.view, self.view.units
        head = units[item.phrase.head]
        follower = view.np_of[item.end + 1] if item.end + 1 < len(units) else None
        if head.mention is None or head.mention.label != "PERSON" or follower is None:
            return False
        if follower.start != item.end + 1:
            return False
        mention = units[follower.head].mention
        title = (mention is not None and mention.label == "OFFICE") or (
            mention is None and view.shape[follower.start] in "DN"
        )
        if not title:
            return False
        after = self._past_of(follower.end)
        return view.shape[after : after + 1] in (",", "V", "X", "", ".", ";", "(")

    def group(self, phrase: NounPhrase, *, deep: bool = True) -> Group:
        """Read the coordination that begins with a noun phrase."""
        view = self.view
        items = [self.item(phrase, deep=deep)]
        position, closed = items[0].end, False
        while not closed:
            match = _SEPARATOR_RE.match(view.shape, position)
            if match is None or match.end() >= len(view.units):
                break
            follower = view.np_of[match.end()]
            if follower is None or follower.start != match.end():
                break
            closed = "C" in match[0]
            item = self.item(follower, deep=deep)
            if not self._same_kind(items[-1], item) or (closed and self._starts_clause(item, phrase)):
                closed = False
                break
            items.append(item)
            position = item.end
        if not closed and len(items) > 1 and not all(item.times for item in items):
            # commas without a closing "and" are no list, unless each member has its own bracket
            items = items[:1]
            position = items[0].end
        return Group(items, phrase.start, position)

    def _same_kind(self, left: Item, right: Item) -> bool:
        if bool(left.parties) != bool(right.parties):
            return not (left.parties or right.parties)
        if not left.parties:
            return True
        first = self.view.units[left.parties[-1]].mention
        second = self.view.units[right.parties[0]].mention
        assert first is not None
        assert second is not None
        personal = {first.label in PERSONAL, second.label in PERSONAL}
        if first.label == "PLACE" and second.label != "PLACE" and view_gap(self.view, left, right) == ",":
            return False
        return (
            len(personal) == 1
            or "COREF" in (first.label, second.label)
            or "," not in view_gap(self.view, left, right)
        )

    def _starts_clause(self, item: Item, first: NounPhrase) -> bool:
        """Tell whether what follows "and" is the subject of a clause of its own.

        In "visited Japan and the two countries agreed" the list would begin as the object of a verb;
        in "and in December the leaders of Japan and China met" no verb reaches it.
        """
        letter = self.view.shape[item.end : item.end + 1]
        if letter not in ("V", "X"):
            return False
        if letter == "V" and self.view.units[item.end].tag in ("VBN", "VBG"):
            return False
        return self._reached_by_verb(first.start)

    def _reached_by_verb(self, start: int) -> bool:
        view = self.view
        index = start - 1
        while index >= 0:
            letter = view.shape[index]
            if letter == "V":
                return True
            if letter in "C,;WU(":
                return False
            index -= 1
        return False

    # -- around a trigger --------------------------------------------------------------------------

    def frame_right(
        self, start: int, frame: Frame, *, stop: frozenset[int] = frozenset(), verbal: bool = False
    ) -> None:
        """Read object, prepositional phrases, dates and brackets to the right of `start`."""
        view, units = self.view, self.view.units
        index = start
        last: Complement | None = None
        while index < len(units):
            letter = view.shape[index]
            if index in stop:
                break
            if letter in "RQE" or (letter == "P" and index == start):
                index += 1
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
                index, last = self._preposition(index, frame, last)
            elif letter in "DJNMA":
                phrase = view.np_of[index]
                if phrase is None:
                    index += 1
                    continue
                fresh = not frame.objects() and view.shape[phrase.start] == "D" and verbal
                if verbal and len(frame.objects()) == 1 and frame.complements[-1] is frame.objects()[0]:
                    # "lent China 470 billion yen": recipient, then thing
                    fresh = index == frame.objects()[0].group.end and bool(frame.objects()[0].group.parties)
                if frame.complements and not fresh and not self._gapped(phrase):
                    break
                group = self.group(phrase, deep=False)
                last = Complement("", index, group)
                frame.complements.append(last)
                self._bracket_times(group, frame, last)
                index = group.end
            elif letter in ",C":
                after = index + 1
                while after < len(units) and view.shape[after] in ",CRQ":
                    after += 1
                if after >= len(units) or not self._continues(after):
                    break
                index = after
            else:
                break
        frame.end = index

    def _bracket_times(self, group: Group, frame: Frame, complement: Complement) -> None:
        for item in group.items:
            frame.times += item.times
            complement.times += item.times
            for place in item.places:
                frame.bracket_places.append((place, item.times[-1] if item.times else -1))

    def _preposition(
        self, index: int, frame: Frame, last: Complement | None
    ) -> tuple[int, Complement | None]:
        view = self.view
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
        phrase = view.np_of[after]
        if phrase is None:
            return after, last
        group = self.group(phrase, deep=False)
        complement = Complement(lemma, index, group)
        frame.complements.append(complement)
        self._bracket_times(group, frame, complement)
        return group.end, complement

    def _continues(self, index: int) -> bool:
        """After a comma or "and": does the same clause go on?"""
        view = self.view
        letter = view.shape[index]
        if letter in "T(":
            return self._no_subject_ahead(index)
        if letter == "I":
            return self._no_subject_ahead(index)
        phrase = view.np_of[index]
        return phrase is not None and self._gapped(phrase)

    def _no_subject_ahead(self, index: int) -> bool:
        """True if the adjunct at `index` does not open a new clause ("…, and in May the King visited")."""
        view = self.view
        position = index
        while position < len(view.units):
            letter = view.shape[position]
            if letter in "IRTQ":
                position += 1
            elif letter == "(":
                position = view.closing(position) + 1
            elif letter == ",":
                return not (position + 1 < len(view.units) and self._opens_clause(position + 1))
            elif view.np_of[position] is not None:
                if position > index and view.shape[position - 1] not in "IQ":
                    return not self._opens_clause(position)
                phrase = view.np_of[position]
                assert phrase is not None
                position = self.group(phrase).end
                if view.shape[position : position + 1] in ("V", "X"):
                    return True
            else:
                return True
        return True

    def _opens_clause(self, index: int) -> bool:
        view = self.view
        if view.shape[index] == "P":
            return True
        phrase = view.np_of[index]
        if phrase is None:
            return False
        end = self.group(phrase).end
        while end < len(view.units) and view.shape[end] in "R,":
            end += 1
        return view.shape[end : end + 1] in ("V", "X")

    def _gapped(self, phrase: NounPhrase) -> bool:
        """A further complement without its verb: "India in May and Nepal in June"."""
        view = self.view
        end = self.group(phrase).end
        rest = view.shape[end : end + 2]
        return (
            rest[:1] == "T" or rest in ("IT", "(T") or (rest[:1] == "(" and "T" in view.shape[end : end + 4])
        )

    def leading_adjuncts(self, before: int, frame: Frame) -> None:
        """Read the adjuncts that stand before the subject, back to the start of the clause."""
        view = self.view
        start = before
        while start > 0 and view.shape[start - 1] in "ITRQ,()DJNMAHS":
            start -= 1
        index = start
        while index < before:
            letter = view.shape[index]
            if letter == "T":
                frame.leading_times.append(index)
            elif letter == "I" and index + 1 < before:
                phrase = view.np_of[index + 1]
                if phrase is not None and phrase.end <= before:
                    group = self.group(phrase)
                    if group.end > before:
                        item = self.item(phrase)
                        group = Group([item], phrase.start, min(item.end, before))
                    complement = Complement(view.units[index].lemma, index, group)
                    for item in group.items:
                        frame.leading_times += item.times
                    frame.leading.append(complement)
                    index = max(group.end, index + 1)
                    continue
            index += 1

    # -- subjects ----------------------------------------------------------------------------------

    def subject(self, verb: int, *, depth: int = 0) -> tuple[Group | None, str]:
        """Find the subject of a verb: by the tree, else by what stands before it.

        Returns:
            The coordination and the path that found it ("tree nsubj", "tree relative", "shared", "linear").
        """
        view, units = self.view, self.view.units
        clause = view.clauses.get(verb)
        if clause is None or depth > 4:
            return None, ""
        for child in view.children[verb]:
            if units[child].dep in ("nsubj", "nsubjpass", "csubj") and child < verb:
                if view.shape[child] == "W" or units[child].lemma == "that":
                    antecedent = self._antecedent(child)
                    if antecedent is not None:
                        return antecedent, "tree relative"
                if view.shape[child] == "P":
                    above = units[verb].head
                    if (
                        units[verb].dep in ("ccomp", "advcl")
                        and 0 <= above < verb
                        and view.shape[above] == "V"
                    ):
                        group, _ = self.subject(above, depth=depth + 1)
                        if group is not None and units[child].lemma in ("it", "they", "he", "she"):
                            return group, "shared pronoun"
                    return None, "pronoun"
                phrase = view.np_of[child]
                if phrase is not None and not self._after_preposition(phrase, verb):
                    return self.group_around(phrase), "tree nsubj"
        linear = self._linear_subject(clause.start)
        if linear is not None:
            return linear
        unit = units[verb]
        if unit.dep in ("conj", "advcl", "xcomp", "dep", "ccomp") and unit.head >= 0 and unit.head != verb:
            head = unit.head
            if view.shape[head] == "V" and head < verb:
                group, path = self.subject(head, depth=depth + 1)
                if group is not None:
                    return group, "shared" if not path.startswith("shared") else path
        if (
            unit.tag == "VBG"
            and unit.head > verb
            and view.shape[unit.head] == "V"
            and unit.dep in ("advcl", "dep", "csubj", "ccomp")
        ):
            group, _ = self.subject(unit.head, depth=depth + 1)
            if group is not None:
                return group, "shared participle"
        if (
            unit.tag == "VBG"
            and verb == min(view.clauses)
            and clause.start == verb
            and "," in view.shape[verb:]
        ):
            later = [other for other in view.clauses if other > verb and "," in view.shape[verb:other]]
            if later:
                group, _ = self.subject(later[0], depth=depth + 1)
                if group is not None:
                    return group, "shared participle"
        if unit.dep in ("acl", "relcl") and unit.head >= 0:
            phrase = view.np_of[unit.head]
            if phrase is not None and phrase.end <= verb:
                return self.group_around(phrase), "tree participle"
        previous = [other for other in view.clauses if other < verb]
        if previous and depth == 0 and not clause.infinitive:
            gap = view.shape[previous[-1] : clause.start]
            if ";" not in gap:
                group, _ = self.subject(previous[-1], depth=depth + 1)
                if group is not None:
                    return group, "shared linear"
        elif previous and clause.infinitive:
            group, _ = self.subject(previous[-1], depth=depth + 1)
            if group is not None:
                return group, "shared infinitive"
        return None, ""

    def _after_preposition(self, phrase: NounPhrase, verb: int) -> bool:
        """A "subject" that the parser took out of a prepositional phrase."""
        before = self.view.units[phrase.start - 1] if phrase.start else None
        return before is not None and before.shape == "I" and before.dep == "prep"

    def _antecedent(self, pronoun: int) -> Group | None:
        view = self.view
        index = pronoun - 1
        while index >= 0 and view.shape[index] in ",IQ":
            index -= 1
        if index >= 0 and view.shape[index] == ")":
            while index >= 0 and view.shape[index] != "(":
                index -= 1
            index -= 1
        if index < 0 or view.np_of[index] is None:
            return None
        phrase = view.np_of[index]
        assert phrase is not None
        return self.group_around(phrase)

    def group_around(self, phrase: NounPhrase) -> Group:
        """Return the coordination that contains a noun phrase, whichever member that is."""
        for start in self._starts_before(phrase):
            group = self.group(start)
            if any(item.phrase is phrase for item in group.items) or (
                group.start <= phrase.start < group.end and group.end >= phrase.end
            ):
                return group
        return self.group(phrase)

    def _starts_before(self, phrase: NounPhrase) -> Iterator[NounPhrase]:
        """Yield noun phrases from which a coordination may reach `phrase`, the farthest first."""
        view = self.view
        number = view.phrases.index(phrase)
        chain = [phrase]
        for earlier in reversed(view.phrases[:number]):
            gap = view.shape[earlier.end : chain[-1].start]
            if not re.fullmatch(r"[,CRI()TQSMJN]*", gap) or "V" in gap or "X" in gap or len(gap) > 12:
                break
            chain.append(earlier)
        for candidate in reversed(chain):
            before = view.units[candidate.start - 1] if candidate.start else None
            if before is not None and before.shape == "I" and candidate is not phrase:
                continue
            yield candidate

    def _linear_subject(self, start: int) -> tuple[Group, str] | None:
        """The noun phrase right before a verb group, over adverbs, brackets, dates and adjuncts."""
        view = self.view
        index = start - 1
        while index >= 0:
            letter = view.shape[index]
            if letter in "RTQ":
                index -= 1
                if letter == "T" and index >= 0 and view.shape[index] == "I":
                    index -= 1
            elif letter == ")":
                while index >= 0 and view.shape[index] != "(":
                    index -= 1
                index -= 1
            elif letter in "W":
                antecedent = self._antecedent(index)
                return (antecedent, "linear relative") if antecedent is not None else None
            elif letter == "," and index > 0 and view.shape[index - 1] not in "VX":
                # "A, which …, met": give up on the left of a comma unless a name stands there
                phrase = view.np_of[index - 1]
                if phrase is None:
                    return None
                if view.units[phrase.head].mention is None:
                    return None
                index -= 1
            else:
                phrase = view.np_of[index]
                if phrase is None:
                    return None
                before = phrase.start - 1
                if before >= 0 and view.shape[before] == "I":
                    index = before - 1
                    if view.units[before].lemma in ("of", "from", "for", "in", "at", "to", "on", "with"):
                        continue
                    return None
                return self.group_around(phrase), "linear"
        return None


def view_gap(view: SentenceView, left: Item, right: Item) -> str:
    return view.shape[left.end : right.phrase.start]
