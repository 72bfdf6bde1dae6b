"""How names of people are compared: spelling, order and titles of honour laid aside."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "bint", "ben", "de", "da", "do", "dos", "das", "del", "di", "der", "van"}
    | {"von", "den", "the", "ul"}
)
_SPELLINGS = {
    variant: variants.split()[0]
    for variants in (
        "mohammed mohammad muhammad mohamed muhammed mohamad mohammedu",
        "abdullah abdallah abdulla",
        "hassan hasan",
        "hussein husain hussain husayn hossein",
        "ahmed ahmad",
        "yusuf yousuf yousef youssef yusef",
        "ibrahim ebrahim",
        "ali aly",
        "saleh salih",
        "isa issa eisa",
        "khaled khalid",
        "said saeed saied",
        "sergei sergey serguei",
        "dmitry dmitri dmitriy dmitrii",
        "yuri yury yuriy iurii",
        "viktor victor",
        "andrei andrey andrii andriy",
        "oleksii oleksiy",
        "alexander aleksandr alexandr",
        "alexei aleksei alexey",
        "nikolai nikolay",
        "mikhail mikhael",
        "evgeny yevgeny yevgeni evgeni",
        "vassily vasily vasili",
    )
    for variant in variants.split()
}
"""Spellings of one name in Latin letters, the first standing for all."""
REGNAL_NUMBERS = frozenset(
    {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi"}
)
"""Numbers that tell one monarch from another of the same name."""
DYNASTIES = frozenset({"saud", "nahyan", "maktoum", "thani", "khalifa", "sabah", "said", "hashimi"})
"""House names that may follow the name of a prince."""
_WORD_RE = re.compile(r"[^\W_]+")
_LETTERS: dict[int, str] = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "ə": "e", "ð": "d", "þ": "th"}
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a text in lower case without diacritics, with straight apostrophes and plain hyphens.

    >>> fold("Erdoğan"), fold("Côte d’Ivoire"), fold("Viet–Nam")
    ('erdogan', "cote d'ivoire", 'viet-nam')
    """
    if text.isascii():
        return text.casefold().replace("`", "'")
    text = text.casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[‐‑‒–—−]", "-", re.sub(r"[’‘ʼ´`]", "'", text))


def plain_letters(text: str) -> str:
    """Return a name in plain Latin letters, its capitals kept.

    >>> plain_letters("Recep Tayyip Erdoğan"), plain_letters("Davíð Oddsson"), plain_letters("Łukasz Øst")
    ('Recep Tayyip Erdogan', 'David Oddsson', 'Lukasz Ost')
    """
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = (_LETTERS.get(ord(c.lower()), c.lower()) for c in text)
    return "".join(
        letter.capitalize() if c.isupper() else letter for c, letter in zip(text, plain, strict=True)
    )


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name that tell one person from another, folded.

    Apostrophes vanish, hyphens part words, one spelling stands for all of "Mohammed", and particles
    ("al-", "bin", "de") fall away unless the name consists of them.

    >>> name_words("Saud al-Faisal"), name_words("Ban Ki-moon"), name_words("N'Djamena")
    (('saud', 'faisal'), ('ban', 'ki', 'moon'), ('ndjamena',))
    """
    words = tuple([_SPELLINGS.get(word, word) for word in _words(name)])
    kept = tuple([word for word in words if word not in _PARTICLES])
    return kept or words


def slug(name: str) -> str:
    """Return a name as it stands in an entity id.

    >>> slug("Recep Tayyip Erdoğan")
    'recep-tayyip-erdogan'
    """
    return "-".join(_words(name))


@lru_cache(maxsize=65536)
def _words(name: str) -> list[str]:
    return _WORD_RE.findall(fold(name).replace("'", ""))


def is_initial_of(word: str, given: str) -> bool:
    """Tell whether `word` is a lone initial of the given name `given`."""
    return len(word) == 1 and given.startswith(word)


def is_near_spelling(left: str, right: str) -> bool:
    """Tell whether two folded names are near enough to be spellings of one: four letters in five agree.

    Short names are never near: "Li" and "Lu" are two families. Only to be asked where office, country
    and date have already left one person.

    >>> is_near_spelling("zadari", "zardari"), is_near_spelling("trasyuk", "tarasyuk")
    (True, True)
    >>> is_near_spelling("lee", "li"), is_near_spelling("rice", "price")
    (False, False)
    """
    if min(len(left), len(right)) < 5 or left[:1] != right[:1]:
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """What names a person goes by, as sets of telling words."""

    person_id: str
    spellings: tuple[str, ...]
    """Full names as people write them, for finding them in a text."""
    full: tuple[tuple[str, ...], ...]
    surnames: tuple[tuple[str, ...], ...]


def match_name(person: PersonName, words: tuple[str, ...]) -> bool | None:
    """Tell how a name fits a person: True with a given name, False by surname alone, None not at all."""
    numbers = {_regnal(full) for full in person.full if _regnal(full)}
    if _regnal(words) and numbers and _regnal(words) not in numbers:
        return None
    for full in person.full:
        if sorted(full) == sorted(words):
            return len(words) > 1
        # "Hillary Rodham Clinton" and "Danilo Medina Sanchez" say more than the known name. That of a
        # monarch has no surname, so that only a house name may follow it.
        is_ended = not numbers or words[-1] in {*full, *DYNASTIES}
        if len(full) > 1 and is_ended and not Counter(full) - Counter(words):
            return True
    for surname in person.surnames:
        if words == surname or "".join(words) == "".join(surname):
            return False
        rest = Counter(words) - Counter(surname)
        if not rest or Counter(surname) - Counter(words):
            continue
        for full in person.full:
            given = Counter(full) - Counter(surname)
            if given and all(word in given or any(is_initial_of(word, g) for g in given) for word in rest):
                return True
    return None


def _regnal(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words) & REGNAL_NUMBERS
