"""Titles and the names that go with them: "Chinese Foreign Minister Yang", "the Emperor of Japan"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.lexicon import read_toml
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.people_names import fold

GROUP_WORDS = frozenset({"administration", "cabinet", "government"})
"""Words that follow a name as a title precedes it: "the Obama administration"."""

_WORD_RE = re.compile(r"(?:(?<![ \t ])[ \t ]++)?(?:\n[ \t ]*+)?([^\W\d_]+(?:['’][^\W\d_]+)*)(\.?)")
_APOSTROPHE_RE = re.compile(r"['’]")
_JOIN_RE = re.compile(r"[ \t]?[-‐–][ \t]?(?=[^\W\d_])")
_PLURALS = (
    (r"Minister\b", r"Ministers?"),
    (r"Secretary\b(?!\[)", r"Secretar(?:y|ies)"),
    (r"(President|Premier|King|Queen|Emperor|Chancellor|Ambassador|Prince|Leader)\b", r"\1s?"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name read from a text: `start` leaves honorifics out, `begin` takes them in."""

    begin: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TitleGrammar:
    """The title patterns and word lists, made from the lexicon."""

    listed: re.Pattern[str]
    composed: re.Pattern[str]
    openers: frozenset[str]
    """First words of titles, folded, so that only these words of a text are looked at closely."""
    lead: re.Pattern[str]
    honorific: re.Pattern[str]
    stops: frozenset[str]
    particles: frozenset[str]

    def find_titles(self, text: str) -> Iterator[re.Match[str]]:
        """Yield a text's titles, listed in the lexicon or composed of a portfolio, the longer of the two."""
        end = 0
        for word in _WORD_RE.finditer(text):
            start = word.start(1)
            if start < end or _APOSTROPHE_RE.split(word[1], 1)[0].casefold() not in self.openers:
                continue
            listed, composed = self.listed.match(text, start), self.composed.match(text, start)
            match = max(filter(None, (listed, composed)), key=lambda found: found.end(), default=None)
            if match is not None:
                end = match.end()
                yield match

    def match_title(self, text: str, at: int) -> re.Match[str] | None:
        """Return the title that begins at an offset: a listed one if there is one, else a composed one."""
        return self.listed.match(text, at) or self.composed.match(text, at)

    def read_name(self, text: str, at: int, *, barriers: frozenset[int] = frozenset()) -> Name | None:
        """Read a person's name that begins at an offset, honorifics first.

        A name is a run of capitalized words, initials and particles. It ends at a word that opens
        something else: a month, a title, or an offset in `barriers` (where a gazetteer name begins).
        """
        begin = at = _skip_space(text, at)
        while match := self.honorific.match(text, at):
            at = _skip_space(text, match.end())
        start, end, words = at, at, 0
        while words < 9 and (match := _WORD_RE.match(text, end)):
            word, where = match[1], match.start(1)
            # "de la Madrid" is one name although Madrid is a city.
            is_barred = where in barriers and text[start:where].split()[-1:] not in self._particle_words
            is_stop = word in self.stops and len(word) > 1 and not _is_may(text, match, words)
            if is_barred or is_stop or self._is_title(text, where, words):
                break
            if word[0].islower() and not (word in self.particles and _goes_on(text, match.end(1))):
                break
            word_end = match.end(1)
            possessive = re.search(r"['’]s$", word)
            if possessive:
                word_end -= 2
            initial = match[2] and (len(word) == 1 or word in ("Jr", "Sr", "St", "Gen", "Dr"))
            end = match.end(2) if initial else word_end
            words += 1
            if possessive or (match[2] and not initial):
                break
            while join := _JOIN_RE.match(text, end):
                following = _WORD_RE.match(text, join.end())
                if following is None or join.end() in barriers or following[1] in self.stops:
                    break
                end = following.end(1) - (2 if re.search(r"['’]s$", following[1]) else 0)
        name = text[start:end]
        if not words or len(name) < 2 or not any(c.isupper() for c in name) or name.lower() in self.particles:
            return None
        return Name(begin=begin, start=start, end=end, text=re.sub(r"\s+", " ", name))

    @property
    def _particle_words(self) -> list[list[str]]:
        return [[form] for word in self.particles for form in (word, word.capitalize())]

    def _is_title(self, text: str, at: int, words: int) -> bool:
        match = self.match_title(text, at)
        return match is not None and text[at].isupper() and words > 0


def _is_may(text: str, match: re.Match[str], words: int) -> bool:
    """Tell whether "May" is a surname: right behind a title and before no day of the month."""
    return match[1] == "May" and words == 0 and not re.match(r"\s+\d", text[match.end() : match.end() + 3])


def _skip_space(text: str, at: int) -> int:
    match = re.compile(r"[ \t ]*(?:\n[ \t ]*)?").match(text, at)
    return match.end() if match else at


def _goes_on(text: str, at: int) -> bool:
    """Tell whether a capitalized word follows, across a space or a hyphen."""
    return (
        re.compile(r"[\s–-]*[A-ZÀ-Þ]").match(text, at) is not None
        or re.compile(r"\s+[a-z]{2,3}\s+[A-Z]").match(text, at) is not None
    )


@lru_cache(maxsize=2)
def title_grammar(gazetteer: Gazetteer) -> TitleGrammar:
    """Build the title patterns from `offices.csv` and `recognition.toml`, once."""
    words = read_toml("recognition.toml")
    rows = set(gazetteer.all_titles())
    fixed = "|".join(
        _as_pattern(title)
        for title in sorted(rows, key=lambda title: (-len(title), title))
        if fold(title) not in GROUP_WORDS
        and title not in ("Minister", "Secretary", "Chairman", "King", "Queen")
    )
    short = r"Ministers?|Secretary|Chairman|Kings?|Queens?"
    port = rf"(?:{'|'.join(sorted(set(words['portfolio']), key=lambda w: (-len(w), w)))})\b"
    port += r"(?!\s+(?:Minister|Secretary|and\s+[A-Z]\w+\s+Minister))"
    run = (
        rf"(?:the\s+)?{port}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+(?:for\s+|of\s+|on\s+)?(?:the\s+)?){port})*"
    )
    head = r"(?:Vice[-\s]Minister|Minister|Secretar(?:y|ies)|Director[-\s]General|Commissioner|Envoy"
    head += r"|Representative)s?"
    mods = rf"(?:(?:{'|'.join(words['modifiers'])})[\s-]+){{0,6}}"
    post = rf"(?:{port}\s+(?:(?:and\s+|,\s*){port}\s+)*)"
    state_for = r"(?:\s+of\s+State)?"
    honorifics = "|".join(
        re.escape(word).replace(r"\ ", r"\s+")
        for word in sorted(words["honorifics"], key=lambda w: (-len(w), w))
    )
    # "then-President Bush" has a title behind its hyphen, "co-President" has not.
    begin = r"(?:(?<![\w-])|(?<=\b[Tt]hen-)|(?<=\b[Ee]x-))"
    finish = r"(?:[-\s](?:elect|designate)\b)?(?!\w)"
    listed = rf"(?:(?i:{fixed})|{short})(?!\w)(?:\s+(?:for|of)\s+{run})?"
    composed = (
        rf"(?:{mods}{head}{state_for}\s+(?:for|of|to|in\s+charge\s+of)\s+{run}|{mods}{post}{head}"
        rf"|{mods}(?i:{fixed}))"
    )
    return TitleGrammar(
        listed=re.compile(rf"{begin}{listed}{finish}"),
        composed=re.compile(rf"{begin}{composed}{finish}"),
        openers=_openers(rows, words),
        lead=re.compile(
            r"(?:(?:[Tt]hen|[Ff]ormer|[Aa]cting|[Ll]ate|[Ii]nterim|[Oo]utgoing|[Ii]ncoming|[Nn]ew|[Ee]x)[\s-]{1,40}){1,14}$"
        ),
        honorific=re.compile(rf"(?:{honorifics})\b\.?(?=\s+(?:[A-Z]|al|bin))"),
        stops=frozenset(words["not_in_names"]),
        particles=frozenset(words["particles"]),
    )


def _openers(titles: set[str], words: dict[str, list[str]]) -> frozenset[str]:
    firsts = {re.split(r"[\s-]", title)[0] for title in titles}
    firsts |= {
        *words["portfolio"],
        *words["modifiers"],
        "Commissioner",
        "Envoy",
        "Representative",
        "Director",
    }
    firsts |= {singular + "s" for singular in firsts} | {"Secretaries"}
    return frozenset(re.split(r"[\s-]", first)[0].casefold() for first in firsts)


def _as_pattern(title: str) -> str:
    pattern = re.escape(title).replace(r"\ ", r"\s+").replace(r"\-", r"[-\s]")
    for singular, plural in _PLURALS:
        pattern = re.sub(singular, plural, pattern)
    return pattern


def singular_title(title: str) -> str:
    """Return a title in the singular, as the text has it otherwise.

    >>> singular_title("Foreign Ministers"), singular_title("Secretaries of State")
    ('Foreign Minister', 'Secretary of State')
    """
    title = re.sub(r"\s+", " ", title)
    title = re.sub(r"([Ss])ecretaries\b", r"\1ecretary", title)
    return re.sub(
        r"\b(Minister|President|Premier|King|Queen|Emperor|Chancellor|Ambassador|Prince|Leader)s\b",
        r"\1",
        title,
        flags=re.IGNORECASE,
    )


def is_plural_title(title: str) -> bool:
    return singular_title(title) != re.sub(r"\s+", " ", title)
