"""Coordinations and what hangs on a word: subject, object, prepositional phrases, dates, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.events.sentence.units import NounPhrase, SentenceView

_ANAPHORIC_NOUNS = frozenset({"country", "government", "nation"})
_STATES_COUNTED = frozenset({"country", "state", "nation", "power", "government", "member"})
PERSONAL = frozenset({"PERSON", "OFFICE"})
_TITLES_BEFORE = frozenset({"majesty", "majesties", "highness", "highnesses", "excellency", "excellencies"})
_SEPARATOR_RE = re.compile(r",?C[R]?|,?I|,")
_ADDING = frozenset({"as well as", "together with", "along with", "jointly with"})
"""Words that add to a list without closing it: "Japan, as well as Australia and New Zealand, signed"."""


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
        """The units of all members' mentions."""
        return [party for item in self.items for party in item.parties]


class Grammar:
    """Finds the parts of a sentence view; `party_nouns` are nouns that stand for their state ("troops")."""

    def __init__(self, view: SentenceView, *, party_nouns: frozenset[str]) -> None:
        self.view = view
        self.party_nouns = party_nouns

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
                plural = head.tag == "NNS"
                item.parties = self._state_before(phrase.start, head.lemma, 2 if plural else 1)
            if head.lemma in self.party_nouns:
                item.parties = [
                    i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None
                ] or item.parties
        self._extend(item, deep=deep)
        return item

    def _state_before(self, start: int, noun: str, count: int) -> list[int]:
        """ "The country", "the two countries": the state or the two states named before."""
        units = self.view.units
        named = [
            i for i in range(start) if (m := units[i].mention) is not None and m.label in ("STATE", "DEMONYM")
        ]
        same = [i for i in named if i + 1 < start and units[i + 1].lemma == noun]
        if count == 2:
            texts = dict.fromkeys(units[i].text for i in named)
            return named[-2:] if len(texts) == len(named) == 2 else []
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
        follower = view.shape[after + 1 : after + 2]
        if outer.label == "PLACE" and follower in (",", "C") and self._goes_on_with_place(after + 1):
            return False  # "Rome, London and Bonn": towns of a list
        return follower in ("", ",", ".", ")", "I", "T", ";", "C")

    def _goes_on_with_place(self, index: int) -> bool:
        """Does a list of places go on behind a comma or an "and"?"""
        match = _SEPARATOR_RE.match(self.view.shape, index)
        if match is None or match.end() >= len(self.view.units):
            return False
        mention = self.view.units[match.end()].mention
        return mention is not None and mention.label in ("PLACE", "STATE")

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
        phrase = self._name_behind_title(phrase)
        items = [self.item(phrase, deep=deep)]
        position, closed, joined = items[0].end, False, False
        while True:
            match = _SEPARATOR_RE.match(view.shape, position)
            if match is None or match.end() >= len(view.units):
                break
            follower = view.np_of[match.end()]
            if follower is None or follower.start != match.end():
                break
            added = view.units[match.end() - 1].text.lower()
            if (closed or "I" in match[0]) and added not in _ADDING:
                break
            item = self.item(follower, deep=deep)
            if added in _ADDING:
                if not self._of_one_kind(items[-1], item) or self._starts_clause(item, phrase):
                    break
                items, joined, closed = [*items, item], True, False
                position = item.end
                continue
            closed = "C" in match[0]
            if closed and items[-1].parties and self._is_rest(follower):
                position = item.end  # "Belgium, France and three other countries"
                break
            if not self._same_kind(items[-1], item) or (closed and self._starts_clause(item, phrase)):
                closed = False
                break
            items.append(item)
            position = item.end
        if joined and view.shape[position : position + 1] == ",":
            position += 1
        if not closed and not joined and len(items) > 1 and not all(item.times for item in items):
            # commas without a closing "and" are no list, unless each member has its own bracket
            items = items[:1]
            position = items[0].end
        return Group(items, phrase.start, position)

    def _name_behind_title(self, phrase: NounPhrase) -> NounPhrase:
        """ "Their Majesties the Emperor and Empress": the names stand in apposition to the title."""
        view = self.view
        if phrase.end >= len(view.units) or view.units[phrase.head].lemma not in _TITLES_BEFORE:
            return phrase
        follower = view.np_of[phrase.end]
        named = follower is not None and any(
            view.units[i].mention is not None for i in range(follower.start, follower.end)
        )
        return follower if follower is not None and named and follower.start == phrase.end else phrase

    def _is_rest(self, phrase: NounPhrase) -> bool:
        """ "Three other countries", "others": the unnamed rest that closes a list of names."""
        units = self.view.units[phrase.start : phrase.end]
        if any(unit.mention is not None for unit in units):
            return False
        counted = any(unit.tag == "CD" for unit in units) and units[-1].lemma in _STATES_COUNTED
        return counted or any(unit.lemma in ("other", "others") for unit in units)

    def _of_one_kind(self, left: Item, right: Item) -> bool:
        """Tell whether two members are both people or both states and bodies."""
        if not left.parties or not right.parties:
            return not left.parties and not right.parties
        mentions = [self.view.units[item.parties[-1]].mention for item in (left, right)]
        labels = [mention.label for mention in mentions if mention is not None]
        return "PLACE" not in labels and len({label in PERSONAL for label in labels}) == 1

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
        if first.label == "PLACE" and second.label != "PLACE" and _gap(self.view, left, right) == ",":
            return False
        if first.label == "PLACE" and second.label in PERSONAL:
            return False  # "by A in Tokyo and B in Washington"
        return (
            len(personal) == 1
            or "COREF" in (first.label, second.label)
            or "," not in _gap(self.view, left, right)
        )

    def _starts_clause(self, item: Item, first: NounPhrase) -> bool:
        """Tell whether what follows "and" is the subject of a clause of its own.

        In "visited Japan and the two countries agreed" the list would begin as the object of a verb;
        in "and in December the leaders of Japan and China met" no verb reaches it.
        """
        letter = self.view.shape[item.end : item.end + 1]
        if letter not in ("V", "X"):
            return False
        if first.start and self.view.units[first.start - 1].lemma == "between":
            return False  # "the treaty between A and B provides"
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


def _gap(view: SentenceView, left: Item, right: Item) -> str:
    return view.shape[left.end : right.phrase.start]
