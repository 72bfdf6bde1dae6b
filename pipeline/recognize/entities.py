"""Named entity recognition, run only around names that nothing else knows."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

Entities = list[tuple[int, int, str]]
"""Where the entities of a stretch of words stand: first word, one past the last, label."""

Seen = dict[str, Entities]
"""What the model found in a stretch of words, by the words: a stretch is looked at once."""

_MARGIN = 6
"""Words looked at on either side of a name. The model's network sees four words to each side."""

_NAMES_OF_DAYS = frozenset((*calendar.month_name[1:], *calendar.day_name))
_BETWEEN_WORDS = "\x1f"


def find_entities(
    docs: Sequence[Doc],
    *,
    known: Sequence[Sequence[tuple[int, int]]],
    load: Callable[[], Language],
    seen: Seen,
) -> Seen:
    """Set `doc.ents` to the named entities around each name that is not known yet.

    Entity recognition costs as much as tagging and parsing together, and most names of a chapter are
    known without it, from titles and the gazetteer. So it reads only the words around a capitalised
    word outside the known names, never over the end of a sentence. What it finds in a stretch of
    words depends on these words alone.

    Args:
        docs: one `Doc` per segment, with sentences.
        known: spans of the known names of each segment, in characters of the segment.
        load: gives the model; called only when there is something to read.
        seen: what was found earlier, by the words of each stretch.

    Returns:
        What was found in each stretch of these texts, by its words.
    """
    places: list[tuple[Doc, int, str]] = []
    unread: dict[str, list[str]] = {}
    for doc, spans in zip(docs, known, strict=True):
        for first, last in _stretches(doc, spans):
            words = [token.text for token in doc[first:last]]
            key = _BETWEEN_WORDS.join(words)
            places.append((doc, first, key))
            if key not in seen:
                unread[key] = words
    found_by_words = {**seen, **(_read(unread, load()) if unread else {})}
    from spacy.tokens import Span

    found: dict[int, list[Span]] = {}
    for doc, first, key in places:
        found.setdefault(id(doc), []).extend(
            Span(doc, first + start, first + end, label) for start, end, label in found_by_words[key]
        )
    for doc in docs:
        doc.set_ents(found.get(id(doc), []))
    return {key: found_by_words[key] for _, _, key in places}


def _read(unread: dict[str, list[str]], nlp: Language) -> Seen:
    from spacy.tokens import Doc

    needless = [name for name in nlp.pipe_names if name != "ner" and not _feeds_entities(nlp, name)]
    # Stretches of like length fill the batches of the model best.
    in_order = sorted(unread, key=lambda key: len(unread[key]))
    read = nlp.pipe((Doc(nlp.vocab, words=unread[key]) for key in in_order), disable=needless)
    return {
        key: [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        for key, doc in zip(in_order, read, strict=True)
    }


def _feeds_entities(nlp: Language, name: str) -> bool:
    return "ner" in getattr(nlp.get_pipe(name), "listener_map", {})


def _stretches(doc: Doc, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the first and one past the last word of each stretch to read, in order, never overlapping."""
    covered = {at for start, end in known for at in range(start, end)}
    for sentence in doc.sents:
        first = last = -1
        for token in sentence:
            if not token.text[:1].isupper() or token.idx in covered or token.text in _NAMES_OF_DAYS:
                continue
            if token.i == sentence.start and token.is_stop:
                continue
            if first >= 0 and token.i - _MARGIN <= last:
                last = min(token.i + _MARGIN + 1, sentence.end)
                continue
            if first >= 0:
                yield first, last
            first, last = max(token.i - _MARGIN, sentence.start), min(token.i + _MARGIN + 1, sentence.end)
        if first >= 0:
            yield first, last
