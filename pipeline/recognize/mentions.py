"""All mentions of a chapter: titled names, gazetteer phrases, what spaCy finds, words that point back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.lexicon import read_toml
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.name_index import split_atoms
from pipeline.lexicon.people_names import name_words
from pipeline.model import Mention, Segment, stable_id
from pipeline.recognize.drafts import Draft
from pipeline.recognize.phrases import Phrase, phrase_trie
from pipeline.recognize.titled import find_titled
from pipeline.recognize.titles import Name, title_grammar

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SPACY_LABELS = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "PLACE",
    "LOC": "PLACE",
    "FAC": "PLACE",
    "NORP": "ORG",
}
_SURNAME_RE = re.compile(r"(?<![\w’'-])(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?([A-Z][\w’'-]+)")
_POSSESSIVE_RE = re.compile(r"['’]s$")
_PARLIAMENT_RE = re.compile(
    r"(?:['’]s)?\s+(Congress|Senate|Parliament|National\s+Assembly|House\s+of\s+\w+)\b"
)
_GOVERNMENT_OF_RE = re.compile(r"\b(?:Government|government)\s+of\s+(?:the\s+)?$")
_OWN_GOVERNMENT_RE = re.compile(
    r"[’']?s?\s+(?:Government|government|authorities)\b(?!\s+(?:official|vessel|ship|leader)s?\b)"
)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of a segment that need no model: gazetteer names, and names and offices by their titles."""

    phrases: Sequence[Phrase]
    titled: Sequence[Draft]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where they stand, in characters of the segment."""
        named = [(phrase.start, phrase.end) for phrase in self.phrases]
        return named + [(draft.start, draft.end) for draft in self.titled]


def find_known_names(segments: Sequence[Segment], *, gazetteer: Gazetteer) -> list[KnownNames]:
    """Find the names of each segment that the gazetteer knows or a title tells."""
    found = []
    for segment in segments:
        phrases = list(phrase_trie(gazetteer).find_all(segment.text, split_atoms(segment.text)))
        found.append(KnownNames(phrases, find_titled(segment.text, phrases, gazetteer=gazetteer)))
    return found


def find_mentions(
    segments: Sequence[Segment],
    docs: Sequence[Doc],
    *,
    gazetteer: Gazetteer,
    known: Sequence[KnownNames] | None = None,
) -> list[Mention]:
    """Find who and where the segments name, each character owned by at most one mention.

    Titles with names come first, then gazetteer names, then what spaCy found and neither of them
    covers; each kind longest first. A surname that the chapter has introduced with a title or a given
    name is then met bare as well. Words that point back ("the two leaders", "he") become COREF
    mentions, which `link` resolves.

    Args:
        segments: the chapter in reading order.
        docs: one parsed `Doc` per segment, from `parse_segments`.
        gazetteer: the names known.
        known: what `find_known_names` found in the segments; found here when None.

    Returns:
        Mentions in reading order, offsets in their segment.
    """
    known = find_known_names(segments, gazetteer=gazetteer) if known is None else known
    drafts = [
        _find_in_segment(segment, doc, names, gazetteer)
        for segment, doc, names in zip(segments, docs, known, strict=True)
    ]
    surnames = _introduced_surnames(drafts, gazetteer)
    found: list[Mention] = []
    for segment, own in zip(segments, drafts, strict=True):
        pointing = _coreferences(segment.text)
        pairs = {draft.end for draft in pointing if draft.method == "koreas"}
        own = [draft for draft in own if draft.end not in pairs] if pairs else own
        own = _claim([own, _bare_surnames(segment.text, surnames), pointing])
        found += [_mention(segment, draft) for draft in sorted(own, key=lambda draft: draft.start)]
    return found


def _find_in_segment(segment: Segment, doc: Doc, known: KnownNames, gazetteer: Gazetteer) -> list[Draft]:
    named = [_phrase_draft(segment.text, phrase, doc, gazetteer) for phrase in known.phrases]
    bodies = [draft for draft in _organisations(doc) if _is_new_body(draft, known.phrases)]
    return _claim([known.titled, bodies, named, _spacy_entities(doc, gazetteer)])


def _claim(layers: Iterable[Iterable[Draft]]) -> list[Draft]:
    """Give each character to one draft: earlier layers first, within a layer the longest first."""
    owned: set[int] = set()
    kept = []
    for layer in layers:
        for draft in sorted(layer, key=lambda draft: (draft.start - draft.end, draft.start)):
            span = range(draft.start, draft.end)
            if owned.isdisjoint(span):
                owned.update(span)
                kept.append(draft)
    return kept


def _is_new_body(draft: Draft, phrases: Sequence[Phrase]) -> bool:
    """Tell whether an organisation spaCy found holds names of states or places, and no known organisation."""
    inside = [phrase for phrase in phrases if draft.start < phrase.end and phrase.start < draft.end]
    return bool(inside) and not any(
        row.entity_id.startswith("org:") for phrase in inside for row in phrase.rows
    )


def _phrase_draft(text: str, phrase: Phrase, doc: Doc, gazetteer: Gazetteer) -> Draft:
    surface = text[phrase.start : phrase.end]
    draft = Draft(start=phrase.start, end=phrase.end, label="PERSON", method="gazetteer", name=surface)
    if not phrase.rows:
        return draft
    kinds = {row.entity_id.partition(":")[0] for row in phrase.rows if row.kind != "capital"}
    capital = [row for row in phrase.rows if row.kind == "capital"]
    if capital and _stands_for_government(doc, phrase.start, phrase.end):
        return replace(draft, label="STATE", method="metonym")
    if "org" in kinds:
        return replace(draft, label="ORG")
    if "place" in kinds:
        return replace(draft, label="PLACE")
    if not kinds:
        return replace(draft, label="PLACE")
    if parliament := _PARLIAMENT_RE.match(text, phrase.end):
        states = {row.entity_id for row in phrase.rows if row.kind != "capital"}
        if len(states) == 1:
            iso3 = gazetteer.entity(states.pop()).iso3
            return replace(
                draft, end=parliament.end(), label="OFFICE", name="", title=parliament[1], iso3=iso3
            )
    draft = _with_government(text, draft)
    return replace(draft, label="DEMONYM" if phrase.is_demonym and draft.name == surface else "STATE")


def _with_government(text: str, draft: Draft) -> Draft:
    """Stretch a state's name over "the Government of ..." or "the ... Government"."""
    if match := _GOVERNMENT_OF_RE.search(text, max(0, draft.start - 60), draft.start):
        return replace(draft, start=match.start(), label="STATE")
    if match := _OWN_GOVERNMENT_RE.match(text, draft.end):
        return replace(draft, end=match.end(), label="STATE", name=draft.name + " ")
    return draft


def _stands_for_government(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a capital acts ("Tokyo agreed", "between Tokyo and Seoul") and so means its government."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return False
    token = span.root
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    if token.dep_ == "nsubj":
        return token.head.pos_ in ("VERB", "AUX")
    return token.dep_ == "pobj" and token.head.lower_ in ("between", "with", "toward", "towards", "by")


@cache
def _organisation_nouns() -> frozenset[str]:
    return frozenset(read_toml("recognition.toml")["organisation_nouns"])


@cache
def _not_people() -> frozenset[str]:
    return frozenset(read_toml("recognition.toml")["not_people"])


def _organisations(doc: Doc) -> list[Draft]:
    """Return spaCy's organisations that an organisation noun makes one: "Bank of Japan"."""
    found = []
    for ent in doc.ents:
        if ent.label_ == "ORG" and len(ent) > 1 and _organisation_nouns() & {token.text for token in ent}:
            start = ent.start_char + (4 if ent.text.lower().startswith("the ") else 0)
            text = doc.text[start : ent.end_char]
            if not re.search(r"[()\n:;]", text):
                found.append(Draft(start=start, end=ent.end_char, label="ORG", method="spacy", name=text))
    return found


def _spacy_entities(doc: Doc, gazetteer: Gazetteer) -> list[Draft]:
    grammar = title_grammar(gazetteer)
    found = []
    for ent in doc.ents:
        label = _SPACY_LABELS.get(ent.label_)
        text = ent.text.strip()
        if label is None or not text or not text[0].isupper() or re.search(r"[()\n:;]", text):
            continue
        start = ent.start_char
        if label == "PERSON":
            name = grammar.read_name(doc.text, start)
            if name is None or name.end > ent.end_char + 2 or not _is_likely_person(name, gazetteer):
                continue
            found.append(Draft(start=name.begin, end=name.end, label=label, method="spacy", name=name.text))
        elif label == "PLACE" and text.endswith(_SESSIONS):
            continue  # "Third Ministerial Meeting" is no place
        elif text in _COMMON_PLURALS:
            continue  # "the two Governments" points back and names no body
        elif label != "ORG" or not _not_people() & set(text.split()):
            found.append(
                Draft(start=start, end=start + len(ent.text.rstrip()), label=label, method="spacy", name=text)
            )
    return found


def _is_likely_person(name: Name, gazetteer: Gazetteer) -> bool:
    """Tell whether a lone word that spaCy calls a person is one: somebody bears it, or is addressed so."""
    if (_not_people() | _organisation_nouns()) & set(name.text.split()):
        return False
    return len(name.text.split()) > 1 or name.begin < name.start or bool(gazetteer.people_named(name.text))


def _introduced_surnames(drafts: Sequence[Sequence[Draft]], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the surnames that titled or full names of the chapter bring in."""
    found = set()
    for draft in (draft for own in drafts for draft in own if draft.label == "PERSON" and draft.name):
        words = draft.name.split()
        surnames = {words[-1]}
        for person_id in gazetteer.people_named(draft.name):
            if len(words) > 1:
                surnames.discard(words[-1])
            names = gazetteer.names_of(person_id)
            known = {surname[0] for surname in names.surnames if len(surname) == 1} if names else set()
            surnames |= {word for word in words if name_words(word)[:1] and name_words(word)[0] in known}
        found |= {surname.strip(".,") for surname in surnames if len(surname) > 1}
    return frozenset(found) - title_grammar(gazetteer).stops


def _bare_surnames(text: str, surnames: frozenset[str]) -> list[Draft]:
    found = []
    for match in _SURNAME_RE.finditer(text):
        name = _POSSESSIVE_RE.sub("", match[1])
        if name in surnames:
            end = match.start(1) + len(name)
            found.append(Draft(start=match.start(), end=end, label="PERSON", method="surname", name=name))
    return found


_SESSIONS = (" Meeting", " Conference", " Session", " Summit", " Assembly", " Talks", " Dialogue")
_COMMON_PLURALS = frozenset(
    {"Governments", "Countries", "Ministers", "Leaders", "Sides", "Parties", "Powers"}
)


@cache
def coreference_rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return the patterns of words that point back: rule id, kind and regular expression."""
    rules = read_toml("recognition.toml")["coreference"]
    return tuple((rule["id"], rule["kind"], re.compile(rule["pattern"])) for rule in rules)


def _coreferences(text: str) -> list[Draft]:
    return [
        Draft(start=match.start(), end=match.end(), label="COREF", method=kind, rule=rule_id)
        for rule_id, kind, pattern in coreference_rules()
        for match in pattern.finditer(text)
    ]


def _mention(segment: Segment, draft: Draft) -> Mention:
    raw = segment.aligned.raw_span(draft.start, draft.end)
    return Mention(
        mention_id=stable_id("m", segment.source_id, *raw),
        segment_id=segment.segment_id,
        start=draft.start,
        end=draft.end,
        text=segment.text[draft.start : draft.end],
        label=draft.label,
        method=draft.method,
        name=draft.name.strip(),
        title=draft.title,
        iso3=draft.iso3,
    )
