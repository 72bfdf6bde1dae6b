"""Tokens contracted to units: a name, a date or a complex preposition counts as one word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.events.sentence.shapes import shape_of
from pipeline.events.sentence.units import DocTokens, Unit
from pipeline.model import Mention, TimeExpression


def contract_tokens(
    tokens: DocTokens,
    first: int,
    last: int,
    text: str,
    names: Sequence[Mention],
    times: Sequence[TimeExpression],
) -> list[Unit]:
    """Make one unit of each name, each date and each other token of a sentence.

    Args:
        tokens: the columns of the segment's Doc.
        first: index of the sentence's first token.
        last: index behind its last token.
        text: the segment's text.
        names: the mentions in the sentence, by start.
        times: the time expressions in the sentence, by start; a name that crosses one gives way.

    Returns:
        The units in text order, each with the index of its governor (its own where that is the root).
    """
    spans: list[tuple[int, int, Mention | None, TimeExpression | None]] = []
    spans += [(time.start, time.end, None, time) for time in times]
    taken = [(time.start, time.end) for time in times]
    for name in names:
        if all(name.end <= start or end <= name.start for start, end in taken):
            spans.append((name.start, name.end, name, None))
    spans.sort(key=_span_start)

    units: list[Unit] = []
    unit_of = [0] * (last - first)
    roots: list[int] = []
    position = 0
    for index in range(first, last):
        start, word = tokens.starts[index], tokens.texts[index]
        end = start + len(word)
        while position < len(spans) and spans[position][1] <= start:
            position += 1
        if position < len(spans) and spans[position][0] < end:
            span_start, span_end, mention, time = spans[position]
            if units and units[-1].start == span_start and (units[-1].mention or units[-1].time):
                unit_of[index - first] = len(units) - 1
                # the root of a contracted name is the token whose governor lies outside of it
                root = roots[-1]
                if (
                    not span_start <= tokens.starts[tokens.heads[root]] < span_end
                    or tokens.heads[root] == root
                ):
                    continue
                roots[-1] = index
                units[-1].tag, units[-1].dep = tokens.tags[index], tokens.deps[index]
                continue
            if start < span_start:
                # a bracket glued to a word: "Summit(April 28" is one token to the tokenizer
                _add_words(units, roots, tokens, index, start, span_start)
            shape = "T" if time else ("A" if mention is not None and mention.label == "DEMONYM" else "M")
            content = text[span_start:span_end]
            units.append(
                Unit(
                    span_start,
                    span_end,
                    content,
                    content.lower(),
                    tokens.tags[index],
                    tokens.deps[index],
                    shape,
                    mention=mention,
                    time=time,
                )
            )
            unit_of[index - first] = len(units) - 1
            roots.append(index)
            continue
        if not word.strip():
            unit_of[index - first] = max(len(units) - 1, 0)
            continue
        _add_words(units, roots, tokens, index, start, end)
        unit_of[index - first] = len(units) - 1

    for unit, root in zip(units, roots, strict=True):
        head = tokens.heads[root]
        unit.head = unit_of[head - first] if first <= head < last else -1
    return units


def _add_words(
    units: list[Unit], roots: list[int], tokens: DocTokens, index: int, start: int, end: int
) -> None:
    """Add a token, or the part of it before a name, as one unit or cut at its brackets."""
    word = tokens.texts[index][: end - start]
    lemma, tag, dep = tokens.lemmas[index], tokens.tags[index], tokens.deps[index]
    if len(word) == 1 or not ("(" in word or ")" in word or len(word) < len(tokens.texts[index])):
        units.append(Unit(start, end, word, lemma, tag, dep, shape_of(word, lemma, tag, dep)))
        roots.append(index)
        return
    for match in re.finditer(r"[()]|[^()]+", word):
        piece = match[0]
        low = start + match.start()
        letter = shape_of(piece, piece.lower(), "NNP" if piece.isalpha() else ":", dep)
        units.append(
            Unit(low, low + len(piece), piece, piece.lower(), "NNP" if piece.isalpha() else ":", dep, letter)
        )
        roots.append(index)


def _span_start(span: tuple[int, int, Mention | None, TimeExpression | None]) -> int:
    return span[0]


def join_phrases(units: list[Unit], phrases: dict[str, list[tuple[tuple[str, ...], str]]]) -> list[Unit]:
    """Make one unit of each complex preposition ("on the margins of"), heads renumbered."""
    groups: list[tuple[int, int, str]] = []
    index = 0
    words = [unit.text.lower() if unit.mention is None and unit.time is None else "\x00" for unit in units]
    while index < len(units):
        for pattern, letter in phrases.get(words[index], ()):
            if tuple(words[index : index + len(pattern)]) == pattern and not (
                pattern[-1] == "to" and units[min(index + len(pattern), len(units) - 1)].tag == "VB"
            ):  # "is due to be held" is no "due to"
                groups.append((index, index + len(pattern), letter))
                index += len(pattern)
                break
        else:
            groups.append((index, index + 1, ""))
            index += 1
    if len(groups) == len(units):
        return units
    new_index = [0] * len(units)
    merged: list[Unit] = []
    for number, (low, high, letter) in enumerate(groups):
        for old in range(low, high):
            new_index[old] = number
        unit = units[low]
        if letter:
            unit.lemma = "_".join(words[low:high])
            unit.text = " ".join(words[low:high])
            unit.end = units[high - 1].end
            unit.shape, unit.tag = letter, "IN"
            outside = [old for old in range(low, high) if not low <= units[old].head < high]
            if outside:
                unit.head, unit.dep = units[outside[0]].head, units[outside[0]].dep
        merged.append(unit)
    for unit in merged:
        if unit.head >= 0:
            unit.head = new_index[unit.head]
    return merged
