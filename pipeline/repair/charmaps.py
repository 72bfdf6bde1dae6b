"""What each legacy codec makes of each byte, and how to read a text back through it.

Damage is a chain of readings: bytes written in one codec were read in another. Undoing a reading
means turning the characters back into bytes and reading those again. Where a reader met a byte it
could not read, that byte is lost; here it is a *wildcard*, and what can still be known of the
character is kept as a *pattern* of bytes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

REPLACEMENT = "\ufffd"
KATAKANA_DOT = "\u30fb"  # what Windows puts for an unreadable byte on a Japanese system
FIRST_HOLE = 0x10F000  # end of the last private-use plane: holes with a known pattern live here

SINGLE_BYTE = (
    *("cp1252", "latin-1", "cp1250", "cp1251", "cp437", "cp850", "cp852", "cp775", "mac_roman", "cp1253"),
    *("cp1254", "cp1257", "iso8859-2", "iso8859-15", "cp857", "cp866", "koi8-r", "cp874"),
)
MULTI_BYTE = ("cp932", "gbk", "euc_jp", "big5", "euc_kr")

Byte = int | frozenset[int] | None
"""A byte that is known, one of a few, or unknown."""
Pattern = tuple[Byte, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a run (offsets in the run) and what a reading gives for it."""

    start: int
    end: int
    new: str


@dataclass(slots=True)
class Holes:
    """The lost characters of one text of which some bytes are known.

    Each pattern gets one private-use character, which stands in the text until the surroundings
    have decided what was there.
    """

    patterns: list[Pattern] = field(default_factory=list)
    signs: dict[Pattern, str] = field(default_factory=dict)
    undone: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def sign(self, pattern: Pattern) -> str:
        if pattern not in self.signs:
            self.signs[pattern] = chr(FIRST_HOLE + len(self.patterns))
            self.patterns.append(pattern)
        return self.signs[pattern]

    def pattern(self, character: str) -> Pattern | None:
        """Return the bytes known of a hole, or None for an ordinary character."""
        index = ord(character) - FIRST_HOLE
        return self.patterns[index] if 0 <= index < len(self.patterns) else None


def fits(character: str, pattern: Pattern) -> bool:
    """Tell whether a character's UTF-8 bytes agree with what is known of them.

    >>> fits("’", (0xE2, 0x80, None)), fits("é", (0xE2, 0x80, None))
    (True, False)
    """
    data = character.encode("utf-8", "surrogatepass")
    if len(data) != len(pattern):
        return False
    return all(
        known is None or (byte in known if isinstance(known, frozenset) else byte == known)
        for byte, known in zip(data, pattern, strict=True)
    )


@cache
def upper_half(codec: str) -> tuple[str, ...]:
    """Return what the bytes 80 to FF are in a single-byte codec; an unassigned byte is the C1 control
    of its number, as browsers have it."""
    characters = []
    for byte in range(0x80, 0x100):
        try:
            characters.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            characters.append(chr(byte))
    return tuple(characters)


@cache
def byte_of(codec: str) -> dict[str, int]:
    """Return the byte of every non-ASCII character of a single-byte codec."""
    return {character: 0x80 + index for index, character in enumerate(upper_half(codec))}


@cache
def unassigned(codec: str) -> frozenset[int]:
    """Return the bytes above 7F that a single-byte codec does not know.

    >>> [f"{byte:X}" for byte in sorted(unassigned("cp1252"))]
    ['81', '8D', '8F', '90', '9D']
    """
    lost = set()
    for byte in range(0x80, 0x100):
        try:
            bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            lost.add(byte)
    return frozenset(lost)


@cache
def _lead_and_tail_characters(codec: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the bytes that begin a UTF-8 sequence, and those that go on with it, are in a codec."""
    upper = upper_half(codec)
    lost = {REPLACEMENT} if any(byte < 0xC0 for byte in unassigned(codec)) else set()
    return frozenset(upper[0xC2 - 0x80 : 0xF5 - 0x80]), frozenset(upper[:0x40]) | lost


@cache
def utf8_units(codec: str) -> re.Pattern[str]:
    """Return the regex that finds UTF-8 sequences in text that was read in a single-byte codec.

    >>> utf8_units("cp1252").findall("Japanâ€™s JosÃ©")
    ['â€™', 'Ã©']
    """
    upper = upper_half(codec)

    def group(first: int, last: int) -> str:
        return "[" + re.escape("".join(upper[first - 0x80 : last - 0x7F])) + "]"

    tail = group(0x80, 0xBF)
    if any(0x80 <= byte <= 0xBF for byte in unassigned(codec)):
        tail = tail[:-1] + REPLACEMENT + "]"
    return re.compile(
        f"{group(0xF0, 0xF4)}{tail}{{3}}|{group(0xE0, 0xEF)}{tail}{{2}}|{group(0xC2, 0xDF)}{tail}"
    )


PLAUSIBLE_HOLES = (
    "’”“‘–—…•™€ \u00a0éáíóúèêàâôîûùçñãõäöüßøåæëïìòÉÁÍÓÚÈÊÀÂÔÎÛÇÑÃÕÄÖÜØÅÆËÏðÐþÞýÝ"
    "āēīōūĀĒĪŌŪăĂąĄćĆčČďĎđĐęĘěĚėĖğĞıİķļľĽłŁńŃňŇőŐœŒřŘśŚşŞšŠţŢťŤůŮűŰźŹżŻžŽșȘțȚơƠưƯ"
    "°§£¥½¼¾«»¿¡·ª²³±×÷©®¢µ\u2011−ﬁﬂﬀﬃﬄ"
    "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹẠẢẤẦẬẮẶẸẾỀỆỊỌỐỒỘỚỜỢỤỨỪỰ"
    "０１２３４５６７８９，．％（）：／"
)
"""What a partly known hole may be in English prose on diplomacy; the likeliest first."""


def close_hole(pattern: Pattern, holes: Holes | None) -> str | None:
    """Give the character a pattern leaves no choice about, else a sign for the hole.

    >>> close_hole((0xE2, 0x80, frozenset({0x81, 0x9D})), Holes())
    '”'
    """
    if pattern[-2:] == (0xBF, 0xBD) or pattern[:2] == (0xEF, 0xBF):
        return REPLACEMENT
    options = [character for character in PLAUSIBLE_HOLES if fits(character, pattern)]
    if len(options) == 1:
        return options[0]
    if holes is None or not options:
        return None
    return holes.sign(pattern)


def read_as_utf8(run: str, codec: str, holes: Holes | None) -> list[Unit]:
    """Read a run of non-ASCII characters again as the UTF-8 it was before `codec` was used on it.

    Characters that are no UTF-8 sequence stay out of the result. With `holes`, sequences with a
    lost byte count as well.

    >>> read_as_utf8("â€™", "cp1252", None)
    [Unit(start=0, end=3, new='’')]
    >>> read_as_utf8("窶冱", "cp932", None)
    [Unit(start=0, end=2, new='’s')]
    """
    if codec in MULTI_BYTE:
        return _regroup(run, codec, "utf-8", holes)
    leads, tails = _lead_and_tail_characters(codec)
    if not any(first in leads and second in tails for first, second in pairwise(run)):
        return []  # most runs under most codecs: no need of the pattern
    table, units = byte_of(codec), []
    for match in utf8_units(codec).finditer(run):
        sequence = match[0]
        new: str | None
        if REPLACEMENT in sequence:
            if holes is None:
                continue
            lost = frozenset(byte for byte in unassigned(codec) if byte < 0xC0)
            new = close_hole(tuple(lost if c == REPLACEMENT else table[c] for c in sequence), holes)
        else:
            try:
                new = bytes(table[c] for c in sequence).decode("utf-8")
            except UnicodeDecodeError:  # overlong forms and surrogates
                new = None
        if new is not None:
            units.append(Unit(match.start(), match.end(), new))
    return units


def read_as_pair(run: str, written: str, read: str) -> list[Unit]:
    """Read a run again in the single-byte codec `written`, after it was wrongly read in `read`.

    >>> read_as_pair("Æ", "cp1252", "cp437")
    [Unit(start=0, end=1, new='’')]
    >>> read_as_pair("痴", "cp1252", "cp932")
    [Unit(start=0, end=1, new='’s')]
    """
    if read in MULTI_BYTE:
        return _regroup(run, read, written, None)
    table, upper = byte_of(read), upper_half(written)
    units = []
    for index, character in enumerate(run):
        byte = table.get(character)
        if byte is not None and upper[byte - 0x80] != character:
            units.append(Unit(index, index + 1, upper[byte - 0x80]))
    return units


def _regroup(run: str, codec: str, target: str, holes: Holes | None) -> list[Unit]:
    """Read a run through a multi-byte codec: the bytes change partners, so characters may merge."""
    units: list[Unit] = []
    segment: list[tuple[int, Byte]] = []  # (index of the character in the run, byte)
    for index, character in enumerate(run):
        # GBK has ā, ō and their like; true ones beside misread marks stay.
        is_letter = target != "utf-8" and character <= "\u024f" and character.isalpha()
        data = None if is_letter else _bytes_in(character, codec, holes)
        if data is None:
            units += _read_segment(segment, run, target, holes)
            segment = []
        else:
            segment += [(index, byte) for byte in data]
    return units + _read_segment(segment, run, target, holes)


def _bytes_in(character: str, codec: str, holes: Holes | None) -> Pattern | None:
    if character == REPLACEMENT or (character == KATAKANA_DOT and codec == "cp932" and holes is not None):
        return (None,)
    try:
        return tuple(character.encode(codec))
    except UnicodeEncodeError:
        return None


def _read_segment(segment: list[tuple[int, Byte]], run: str, target: str, holes: Holes | None) -> list[Unit]:
    if all(byte is None for _, byte in segment):
        return []
    data = [byte for _, byte in segment]
    pieces = _split_utf8(data, holes) if target == "utf-8" else _split_single(data, target)
    if pieces is None:
        return []
    units: list[Unit] = []
    for start, end, new in pieces:
        first, last = segment[start][0], segment[end - 1][0] + 1
        if units and units[-1].end > first:  # two new characters share an old one
            before = units.pop()
            units.append(Unit(before.start, max(last, before.end), before.new + new))
        else:
            units.append(Unit(first, last, new))
    return [unit for unit in units if run[unit.start : unit.end] != unit.new]


def _split_single(data: list[Byte], codec: str) -> list[tuple[int, int, str]]:
    upper = upper_half(codec)
    pieces = []
    for index, byte in enumerate(data):
        if byte is None or isinstance(byte, frozenset):
            pieces.append((index, index + 1, REPLACEMENT))
        else:
            pieces.append((index, index + 1, chr(byte) if byte < 0x80 else upper[byte - 0x80]))
    return pieces


def _split_utf8(data: list[Byte], holes: Holes | None) -> list[tuple[int, int, str]] | None:
    """Cut bytes with wildcards into UTF-8 sequences; None when they cannot be UTF-8."""
    pieces: list[tuple[int, int, str]] = []
    index = 0
    while index < len(data):
        byte = data[index]
        if isinstance(byte, int) and byte < 0x80:
            pieces.append((index, index + 1, chr(byte)))
            index += 1
            continue
        length = _sequence_length(data, index)
        if length == 0:
            return None
        sequence = tuple(data[index : index + length])
        new: str | None
        if all(isinstance(part, int) for part in sequence):
            try:
                new = bytes(part for part in sequence if isinstance(part, int)).decode("utf-8")
            except UnicodeDecodeError:
                return None
        elif all(part is None for part in sequence):
            new = REPLACEMENT * length
        else:
            new = close_hole(sequence, holes)
        if new is None:
            return None
        pieces.append((index, index + length, new))
        index += length
    return pieces


def _sequence_length(data: list[Byte], index: int) -> int:
    lead = data[index]
    following = 0
    while index + 1 + following < len(data) and _may_continue(data[index + 1 + following]):
        following += 1
    if isinstance(lead, int):
        length = (
            2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 4 if 0xF0 <= lead <= 0xF4 else 0
        )
        return length if length and following >= length - 1 else 0
    known = 0  # wildcards, then the continuation bytes that were kept
    wild = 0
    while index + wild < len(data) and data[index + wild] is None:
        wild += 1
    while (
        index + wild + known < len(data)
        and isinstance(data[index + wild + known], int)
        and _may_continue(data[index + wild + known])
    ):
        known += 1
    if known == 0:
        return wild
    for length in (3, 2):
        if known < length <= known + wild:
            return 1 if wild + known > length else length
    return 0


def _may_continue(byte: Byte) -> bool:
    return byte is None or (isinstance(byte, int) and 0x80 <= byte <= 0xBF)


def script_of(character: str) -> str:
    """Return the first word of a character's Unicode name, which is its script for letters.

    >>> script_of("ж"), script_of("痴")
    ('CYRILLIC', 'CJK')
    """
    return unicodedata.name(character, "UNASSIGNED").split(" ", 1)[0]
