"""The PLOVER rules of the folder `plover_rules`, checked, and indexed by the words that trigger them.

What the fields mean stands in the folder's README.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import lexicon_path, read_toml

PloverType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
FOLDER = "plover_rules"
OTHER_FILES = ("lists", "effects", "frames")
DEED_FILES = ("yielding", "words", "force", "help", "cooperation", "agreement", "support", "consultation")
"""The files of deeds, in the order in which their rules are tried."""
CODEBOOK = "2.0"
"""The codebook's version that the rules follow; "0.5" is that of the published gold records."""
GROUPS: dict[str, str] = {
    "AGREE": "consent",
    **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID"), "cooperation"),
    **dict.fromkeys(("CONCEDE", "RETREAT"), "yielding"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "words"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "force"),
    "": "unknown",
}
Outcome = PloverType | Literal["same", ""]
Slots = Mapping[str, frozenset[str]]


class Effect(BaseModel):
    """What becomes of a deed's type when it is promised, refused, asked for, still to come or denied.

    AGREE goes with the other kinds of cooperation where `consent` is not given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent: Outcome | None = None
    cooperation: Outcome
    yielding: Outcome
    words: Outcome
    force: Outcome
    unknown: Outcome
    negated: str = ""


class _Rule(BaseModel):
    """What both kinds of rules share: words, and what must or must not stand around them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z]+\.[a-z-]+$")
    words: tuple[str, ...] = Field(min_length=1)
    needs: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    forbids: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    passive: Literal["", "only", "never"] = ""
    example: str
    counterexample: str

    def fits(self, slots: Slots, *, passive: bool) -> bool:
        """Say whether what stands around the verb is what this rule asks for."""
        if self.passive and passive != (self.passive == "only"):
            return False
        if not all(_holds(slots, place, words) for place, words in self.needs.items()):
            return False
        return not any(_holds(slots, place, words) for place, words in self.forbids.items())


class DeedRule(_Rule):
    """A verb that is a deed of one PLOVER type.

    Attributes:
        intended: fits only what is promised, planned or still to come.
    """

    type: PloverType
    intended: bool = False


class FrameRule(_Rule):
    """A verb or adjective whose clause is the deed: says, promises, refuses, asks.

    Attributes:
        effect: the name of what becomes of the deed's type.
        clause: "infinitive" where only "to do" counts and not "that it does".
    """

    effect: str
    clause: Literal["", "infinitive"] = ""


class Codebook(BaseModel):
    """Where a version of the codebook differs: outcomes by effect and group, types by rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    effects: dict[str, dict[str, Outcome]] = Field(default_factory=dict)
    types: dict[str, PloverType] = Field(default_factory=dict)


class _RuleFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    lists: dict[str, tuple[str, ...]]
    lemmas: dict[str, str]
    effects: dict[str, Effect]
    codebooks: dict[str, Codebook]
    frame: tuple[FrameRule, ...]
    deed: tuple[DeedRule, ...]


@dataclass(frozen=True)
class PloverRules:
    """All PLOVER rules, ready to use.

    Attributes:
        frames: frame rules in the file's order.
        deeds: deed rules in the file's order.
        effects: by name, what becomes of a deed's type.
        lemmas: what the model's lemmatizer gets wrong, and what is right.
    """

    frames: tuple[FrameRule, ...]
    deeds: tuple[DeedRule, ...]
    effects: Mapping[str, Effect]
    lemmas: Mapping[str, str]
    frame_places: Mapping[str, tuple[int, ...]]
    deed_places: Mapping[str, tuple[int, ...]]

    def frames_of(self, names: Iterable[str]) -> Iterator[FrameRule]:
        """The frame rules that any of these words triggers, in the file's order."""
        return (self.frames[place] for place in _places(self.frame_places, names))

    def deeds_of(self, names: Iterable[str]) -> Iterator[DeedRule]:
        """The deed rules that any of these words triggers, in the file's order."""
        return (self.deeds[place] for place in _places(self.deed_places, names))

    def turn(self, effect: str, kind: str) -> str:
        """Say what a deed's type becomes under an effect.

        >>> load_plover_rules().turn("promise", "CONSULT")
        'AGREE'
        """
        outcome: str | None = getattr(self.effects[effect], GROUPS[kind])
        if outcome is None:
            outcome = self.effects[effect].cooperation
        return kind if outcome == "same" else outcome


def _places(index: Mapping[str, tuple[int, ...]], names: Iterable[str]) -> list[int]:
    return sorted({place for name in names for place in index.get(name, ())})


def _holds(slots: Slots, places: str, words: tuple[str, ...]) -> bool:
    """Say whether any of the places ("object/with") holds any of the words."""
    return any(not slots.get(place, frozenset()).isdisjoint(words) for place in places.split("/"))


def _expand(words: tuple[str, ...], lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        found += lists[word[1:]] if word.startswith("@") else [word]
    return tuple(found)


def _expand_rule(rule: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Write the lists out that a rule names."""
    places = {
        key: {place: _expand(words, lists) for place, words in rule.get(key, {}).items()}
        for key in ("needs", "forbids")
    }
    return {**rule, **places, "words": _expand(rule["words"], lists)}


def _index(rules: Iterable[FrameRule | DeedRule]) -> dict[str, tuple[int, ...]]:
    index: dict[str, tuple[int, ...]] = {}
    for place, rule in enumerate(rules):
        for word in rule.words:
            index[word] = (*index.get(word, ()), place)
    return index


@cache
def load_plover_rules(codebook: str = CODEBOOK) -> PloverRules:
    """Read and check the PLOVER rules.

    Args:
        codebook: the version of PLOVER's codebook whose types are wanted, "2.0" or "0.5".

    Returns:
        The rules, indexed by trigger word.

    Raises:
        LexiconError: the file breaks its rules; the message names the place.

    >>> [rule.type for rule in load_plover_rules().deeds_of({"extradite"})]
    ['COOPERATE']
    """
    where = lexicon_path(f"{FOLDER}/lists.toml").parent
    content: dict[str, Any] = {}
    for name in OTHER_FILES:
        content |= read_toml(f"{FOLDER}/{name}.toml")
    deeds = [rule for name in DEED_FILES for rule in read_toml(f"{FOLDER}/{name}.toml")["deed"]]
    try:
        for kind, rules in (("frame", content["frame"]), ("deed", deeds)):
            content[kind] = [_expand_rule(rule, content["lists"]) for rule in rules]
        file = _RuleFile.model_validate(content)
    except (ValidationError, KeyError) as error:
        raise LexiconError(f"PLOVER rules: {error}", where=where) from error
    ids = [rule.id for rule in (*file.frame, *file.deed)]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    unknown = sorted({rule.effect for rule in file.frame} - set(file.effects))
    if twice or unknown:
        raise LexiconError(f"PLOVER rules: ids given twice {twice}, unknown effects {unknown}", where=where)
    version = file.codebooks.get(codebook)
    if version is None or not set(version.types) <= set(ids) or not set(version.effects) <= set(file.effects):
        raise LexiconError(f"PLOVER rules: no such codebook, rule or effect: {codebook}", where=where)
    typed = [rule.model_copy(update={"type": version.types.get(rule.id, rule.type)}) for rule in file.deed]
    effects = {
        name: effect.model_copy(update=version.effects.get(name, {})) for name, effect in file.effects.items()
    }
    return PloverRules(
        frames=file.frame,
        deeds=tuple(typed),
        effects=effects,
        lemmas=file.lemmas,
        frame_places=_index(file.frame),
        deed_places=_index(file.deed),
    )
