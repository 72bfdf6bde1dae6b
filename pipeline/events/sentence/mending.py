"""Put right what tagger and parser get wrong in verb groups before the rules look at them."""

from __future__ import annotations

import re
from collections.abc import Container

from pipeline.events.sentence.units import Unit

_DONE_TO_PAPERS = frozenset({"exchange", "sign", "conclude", "adopt", "issue", "initial"})
_RELATIVE_RE = re.compile(r"[NMH],?I?[WU](?:D?M,?C?){1,6}$")
_ONLY_NAMES_RE = re.compile(r"(?:IT,?)?(?:D?M,?C?){1,8}")


def mend_tagging(units: list[Unit], verbs: Container[str]) -> None:
    """Put right the shape letters of a sentence, in place.

    Args:
        units: the units of the sentence.
        verbs: trigger verbs; where the tagger saw no verb at all, one of these is made the verb.
    """
    for before, unit, after in zip(units, units[1:], units[2:], strict=False):
        if unit.shape == "H" and unit.start > before.end and unit.end < after.start and after.shape != "M":
            unit.shape = ";"  # a hyphen between spaces is a dash
    if verbs and not any(unit.shape == "V" for unit in units):
        _promote_verb(units, verbs)
    _promote_participle(units)
    _mend_last_participle(units)
    _mend_verb_groups(units)
    _mend_past_tense(units)
    _mend_opening_participle(units)


def _promote_participle(units: list[Unit]) -> None:
    """In "The new Foreign Minister, Mr. Kishida, compared notes" the tagger may see an adjective."""
    if not units or units[-1].text != "." or any(unit.shape in "VX" for unit in units):
        return
    for index, unit in enumerate(units[1:-1], start=1):
        if unit.tag not in ("VBN", "VBD") or unit.shape != "J" or not unit.text.islower():
            continue
        before, after = units[index - 1], units[index + 1]
        named = before.shape in "MN" or (before.shape == "," and units[index - 2].shape in "MN")
        named = named or (before.shape == "J" and index > 1 and units[index - 2].shape == "D")
        if named and after.shape in "NDMR":
            unit.shape, unit.tag = "V", "VBD"
            return


def _mend_last_participle(units: list[Unit]) -> None:
    """In "Mr. Abe, accompanied by his wife, called at Cairo" the last of two participles is the verb."""
    verbs = [index for index, unit in enumerate(units) if unit.shape in "VX"]
    if len(verbs) < 2 or units[-1].text != "." or any(units[i].tag not in ("VBN", "VBG") for i in verbs):
        return
    last = verbs[-1]
    if units[last].tag == "VBN" and units[last].dep == "acl" and units[last - 1].shape == ",":
        units[last].tag, units[last].head = "VBD", units[verbs[0]].head


def _promote_verb(units: list[Unit], verbs: Container[str]) -> None:
    """In "Foreign ministers of the G7 confer by video" the tagger may see no verb at all."""
    for before, unit, after in zip(units, units[1:], units[2:], strict=False):
        if (
            unit.shape == "N"
            and unit.mention is None
            and unit.text.islower()
            and before.shape in "MN"
            and after.shape in "IDMRA"
        ):
            lemma = unit.lemma if unit.lemma in verbs else unit.text.removesuffix("s")
            if lemma in verbs and before.text.lower() != "state":
                unit.shape, unit.tag, unit.lemma = "V", "VBP", lemma
                return


def _mend_verb_groups(units: list[Unit]) -> None:
    """ "Was re-elected" and other verb groups that the parser tore apart are one group."""
    for index, unit in enumerate(units[:-1]):
        if unit.text.lower() in ("re", "co") and units[index + 1].text == "-":
            unit.shape = "R"
            units[index + 1].shape = "R"
    for index, unit in enumerate(units):
        after_noun = index > 0 and units[index - 1].lemma == "courtesy" and unit.lemma == "call"
        gerund = unit.tag == "VBG" and index + 1 < len(units) and units[index + 1].lemma == "of"
        if unit.shape == "V" and (after_noun or gerund):
            unit.shape, unit.tag = "N", "NN"
            if gerund:
                unit.lemma = unit.text.lower()
    for index, unit in enumerate(units):
        if unit.shape != "V" or unit.lemma not in ("be", "have"):
            continue
        after = index + 1
        while after < len(units) and units[after].shape in "RX":
            after += 1
        if (
            after < len(units)
            and units[after].shape == "V"
            and (units[after].tag == "VBN" or (units[after].tag == "VBG" and unit.lemma == "be"))
        ):
            unit.shape = "X"


_OPENING_PAPER_RE = re.compile(r"I[DJ]{0,3}N{1,3}(?:IN){0,2}")


def _mend_opening_participle(units: list[Unit]) -> None:
    """ "In notes exchanged on 31 December the two Governments agreed": the notes were exchanged."""
    at = next((index for index, unit in enumerate(units) if unit.shape == "V"), -1)
    if at < 2 or units[at].tag != "VBD" or units[at].lemma not in _DONE_TO_PAPERS:
        return
    if _OPENING_PAPER_RE.fullmatch("".join(unit.shape for unit in units[:at])) and units[at + 1 :]:
        units[at].tag, units[at].dep, units[at].head = "VBN", "acl", at - 1


def _mend_past_tense(units: list[Unit]) -> None:
    """ "Which A and B signed in May", "A, B and C signed in May the accords": a past tense, no participle."""
    shape = "".join(unit.shape for unit in units)
    finite = any(unit.shape == "X" or unit.tag in ("VBD", "VBZ", "VBP") for unit in units)
    for index in range(1, len(units)):
        unit, before = units[index], units[index - 1]
        if unit.shape != "V" or unit.tag != "VBN" or before.mention is None or before.mention.label == "ORG":
            continue
        if (finite and _RELATIVE_RE.search(shape[:index])) or (
            not finite and units[-1].text == "." and _ONLY_NAMES_RE.fullmatch(shape[:index])
        ):
            unit.tag = "VBD"
