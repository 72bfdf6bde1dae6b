"""Damage to bytes and to texts, by chance from a seed: what disks, converters and hurried hands do."""

from __future__ import annotations

import random
import re

ODD_NUMBERS = (
    b"0", b"-1", b"1", b"65535", b"65536", b"2147483647", b"2147483648", b"4294967296", b"1e9",
    b"99999999999999999999", b"0.5", b"-0", b"00", b"0x10", b"NaN",
)  # fmt: skip
_NUMBER_RE = re.compile(rb"-?\d+(?:\.\d+)?")
_TOKEN_RE = re.compile(rb"\w+|[^\w\s]|\s+")


def damaged(content: bytes, choose: random.Random, *, most: int = 200_000) -> bytes:
    """Cut, flip, double or insert bytes.

    Args:
        content: the bytes to damage; they may stay whole.
        choose: makes every choice.
        most: the result is cut to so many bytes.
    """
    data = bytearray(content)
    for _ in range(choose.choice([0, 1, 1, 2, 5, 20])):
        at = choose.randrange(len(data) + 1)
        act = choose.randrange(5)
        if act == 0 and data:
            data[at % len(data)] = choose.randrange(256)
        elif act == 1:
            data[at:at] = bytes([choose.randrange(256)]) * choose.choice([1, 1, 2, 3, 3, 30, 300])
        elif act == 2:
            del data[at : at + choose.choice([1, 10, 500])]
        elif act == 3:
            data[at:at] = data[max(0, at - choose.randrange(1, 200)) : at] * choose.choice([1, 2, 9])
        else:
            data[at:at] = choose.choice([b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"\xef\xbf\xbd", b"-" * 500])
    return bytes(data[:most])


def with_odd_numbers(content: bytes, choose: random.Random) -> bytes:
    """Put other numbers in the place of some: offsets, lengths, counts and dates that cannot be right."""
    places = list(_NUMBER_RE.finditer(content))
    data = content
    for place in sorted(choose.sample(places, min(len(places), choose.randrange(1, 4))), key=end_of)[::-1]:
        number = choose.choice(ODD_NUMBERS)
        if choose.random() < 0.3:
            number = choose.choice(places)[0]
        data = data[: place.start()] + number + data[place.end() :]
    return data


def end_of(place: re.Match[bytes]) -> int:
    return place.end()


def shuffled(content: bytes, choose: random.Random) -> bytes:
    """Let some words change places, stand twice or go."""
    tokens = _TOKEN_RE.findall(content)
    for _ in range(choose.randrange(1, 6)):
        if len(tokens) < 3:
            break
        one, other = choose.randrange(len(tokens)), choose.randrange(len(tokens))
        act = choose.randrange(4)
        if act == 0:
            tokens[one], tokens[other] = tokens[other], tokens[one]
        elif act == 1:
            tokens[one] = tokens[other]
        elif act == 2:
            del tokens[one]
        else:
            tokens[one:one] = tokens[other : other + choose.choice([1, 5, 40])]
    return b"".join(tokens)


def window(content: bytes, choose: random.Random, *, most: int) -> bytes:
    """Cut a piece of at most so many bytes out of a longer text."""
    start = choose.randrange(max(1, len(content) - most // 2))
    return content[start : start + choose.randrange(1, most)]


def spoiled(content: bytes, choose: random.Random) -> bytes:
    """Apply one or two kinds of damage."""
    for _ in range(choose.choice([1, 1, 2])):
        content = choose.choice([damaged, damaged, with_odd_numbers, shuffled])(content, choose)
    return content
