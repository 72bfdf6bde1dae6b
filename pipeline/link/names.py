"""Small questions about names of states and offices that several linking steps ask."""

from __future__ import annotations

import re

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.people_names import fold, slug
from pipeline.model import Entity

_WORDS_RE = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*\.?")
_MONARCHS = frozenset(
    {"emperor", "empress", "king", "queen", "crown prince", "crown princess", "amir", "emir", "sultan"}
)


def states_in(text: str, *, gazetteer: Gazetteer) -> list[str]:
    """Return the ISO3 codes of the states a heading names, in its order.

    >>> from pipeline.lexicon.gazetteer import load_gazetteer
    >>> states_in("(2) Republic of Korea and Viet Nam", gazetteer=load_gazetteer())
    ['KOR', 'VNM']
    """
    words = list(_WORDS_RE.finditer(text))
    found: list[str] = []
    at = 0
    while at < len(words):
        for last in range(min(len(words), at + 6), at, -1):
            phrase = text[words[at].start() : words[last - 1].end()].rstrip(".")
            entities = gazetteer.lookup(phrase) or gazetteer.lookup(phrase + ".")
            if entities and phrase[0].isupper():
                found += [entity.iso3 for entity in entities[:1] if entity.type == "state"]
                at = last
                break
        else:
            at += 1
    return list(dict.fromkeys(found))


def office_entity(title: str, body: str, *, gazetteer: Gazetteer) -> Entity:
    """Make the entity for a role whose holder is not named, as the text has it, without article.

    Monarchs carry their state in the name, as they stand for it.

    >>> from pipeline.lexicon.gazetteer import load_gazetteer
    >>> office_entity("foreign minister", "CHN", gazetteer=load_gazetteer()).label
    'Foreign Minister [CHN]'
    >>> office_entity("Emperor", "JPN", gazetteer=load_gazetteer()).label
    'Emperor of Japan [JPN]'
    """
    state = gazetteer.state(body)
    name = title if title[:1].isupper() else " ".join(_capital(word) for word in title.split())
    if fold(title) in _MONARCHS and state is not None:
        name = f"{name} of {state.name}"
    return Entity(
        entity_id=f"office:{body}:{slug(title)}",
        type="office",
        name=name,
        iso3=body if state is not None else "",
    )


def _capital(word: str) -> str:
    return word if word in ("of", "for", "and", "the") else word[:1].upper() + word[1:]


_MORAE_RE = re.compile(
    r"(?:(?:[kmnrgbp]y|sh|ch|j|ts(?=u)|f(?=u)|[kgmnrbp]|[sz](?=[aueo])|t(?=[aeo])|d(?=[aeo])|h(?=[aieo])|"
    r"y(?=[auo])|w(?=a))?[aiueo]|n(?![aiueoy])|[k](?=k)|s(?=s)|t(?=t|ch)|p(?=p))++",
    re.IGNORECASE,
)


def looks_japanese(name: str) -> bool:
    """Tell whether a given name and a surname are both written as Japanese is in Roman letters.

    >>> looks_japanese("Mitoji Yabunaka"), looks_japanese("Wendy Sherman"), looks_japanese("Kofi Annan")
    (True, False, False)
    """
    words = name.split()
    return len(words) == 2 and all(len(word) > 2 and _MORAE_RE.fullmatch(word) for word in words)


def split_organisation(title: str, *, gazetteer: Gazetteer) -> tuple[str, str]:
    """Part a title from the organisation in front of it: its id and the title alone.

    >>> from pipeline.lexicon.gazetteer import load_gazetteer
    >>> split_organisation("ASEAN Secretary General", gazetteer=load_gazetteer())
    ('ASEAN', 'Secretary General')
    """
    words = title.split()
    for end in range(len(words) - 1, 0, -1):
        found = gazetteer.lookup(" ".join(words[:end]))
        if len(found) == 1 and found[0].type == "organisation":
            return found[0].entity_id.removeprefix("org:"), " ".join(words[end:])
    return "", title
