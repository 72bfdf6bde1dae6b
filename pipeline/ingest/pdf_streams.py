"""How much the packed streams of a PDF grow to, measured before PDFium unpacks them.

What a file says of its streams can be disguised in many ways, so nothing of it is believed: whatever
follows the word `stream` is tried as each kind of packing, and what it grows to is counted, layer after
layer. Bytes that are not packed that way end such a try within a few of them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from pipeline.errors import InputError

_STREAM_RE = re.compile(rb"(?<!end)stream")
_LINE_END_RE = re.compile(rb"\r\n|[\r\n]")
_FIRST_PIECE, _PIECE, _GROWN, _HEAD = 1 << 12, 1 << 16, 1 << 20, 64
_MOST_LAYERS, _MOST_STREAMS = 10, 500_000
_SPACES = b"\0\t\n\f\r "
_HEX = frozenset(b"0123456789abcdefABCDEF")
_CLEAR, _LZW_END = 256, 257

Piece = bytes | memoryview
Unpack = Callable[[Iterable[Piece]], Iterator[bytes]]


def check_expansion(data: bytes, *, most: int) -> None:
    """Refuse a PDF whose packed streams grow beyond all measure.

    Flate, LZW, hexadecimal and ASCII85 packing are tried in any order, ten deep. Run-length packing grows
    64 times at most and is left alone. Streams of an encrypted file look like noise and are not seen.

    Args:
        data: the file.
        most: bytes that all streams may grow to together, every layer counted.

    Raises:
        InputError: they grow beyond it, a stream is packed more than ten times, or there are too many.

    >>> bomb = b"1 0 obj << >> stream\\n" + zlib.compress(bytes(10_000)) + b"\\nendstream"
    >>> check_expansion(bomb, most=20_000)
    >>> check_expansion(bomb, most=5_000)
    Traceback (most recent call last):
    pipeline.errors.InputError: the PDF expands to more than 5,000 bytes (it is not a chapter; remove it)
    """
    count = _Count(most)
    view = memoryview(data)
    line_end, begin = -1, 0
    for number, match in enumerate(_STREAM_RE.finditer(data)):
        if number == _MOST_STREAMS:
            raise InputError(
                f"the PDF has more than {number:,} streams", hint="it is not a chapter; remove it"
            )
        if line_end < match.end():  # what stands between the word and the line's end is passed over
            found = _LINE_END_RE.search(data, match.end())
            if not found:
                return
            line_end, begin = found.start(), found.end()
        head = _head_of(data[begin : begin + 4 * _HEAD])
        for unpack in _ways_to_unpack(head):
            _measure(unpack(count.passing(_pieces(view, begin))), count)


def _pieces(view: memoryview, begin: int) -> Iterator[memoryview]:
    """Cut what follows a place; the first piece is short, since most streams of an attack would be."""
    yield view[begin : begin + _FIRST_PIECE]
    for at in range(begin + _FIRST_PIECE, len(view), _PIECE):
        yield view[at : at + _PIECE]


class _Count:
    """Counts bytes and stops when there are too many."""

    def __init__(self, most: int) -> None:
        self.most, self.total = most, 0

    def add(self, number: int) -> None:
        self.total += number
        if self.total > self.most:
            raise InputError(
                f"the PDF expands to more than {self.most:,} bytes", hint="it is not a chapter; remove it"
            )

    def passing(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Count the pieces after the first: streams that share their bytes are read again and again."""
        for number, piece in enumerate(pieces):
            if number:
                self.add(len(piece) // 8)  # reading costs less than growing
            yield piece


def _measure(pieces: Iterator[bytes], count: _Count, layer: int = 1) -> None:
    if layer > _MOST_LAYERS:
        raise InputError(
            f"a stream of the PDF is packed more than {_MOST_LAYERS} times",
            hint="it is not a chapter; remove it",
        )
    first: list[Piece] = []
    for piece in pieces:
        count.add(len(piece))
        first.append(piece)
        if len(head := _head_of(b"".join(first))) == _HEAD:
            break
    else:
        head = _head_of(b"".join(first))
    rest = chain(first, _counted(pieces, count))
    ways = _ways_to_unpack(head)
    if ways:  # a packed stream cannot be read twice without being kept; the likeliest way is taken
        _measure(ways[0](rest), count, layer + 1)
    for _ in rest:
        pass


def _counted(pieces: Iterator[bytes], count: _Count) -> Iterator[bytes]:
    for piece in pieces:
        count.add(len(piece))
        yield piece


def _head_of(piece: bytes) -> bytes:
    return piece.lstrip(_SPACES)[:_HEAD] if piece[:1].isspace() else piece[:_HEAD]


def _ways_to_unpack(head: bytes) -> list[Unpack]:
    """Return every kind of packing that some bytes may begin."""
    ways: list[Unpack] = []
    if _is_flate(head):
        ways.append(_inflate)
    if len(head) >= 8:
        for unwrap in (_from_hex, _from_ascii85):  # these matter for what they hold
            inner = b"".join(unwrap([head]))
            if len(inner) >= 4 and _ways_to_unpack(inner):
                ways.append(unwrap)
    if len(head) >= 2 and head[0] == 0x80 and not head[1] & 0x80:  # the code that every writer begins with
        ways.append(_from_lzw)
    return ways


def _is_flate(head: bytes) -> bool:
    if len(head) < 2 or head[0] & 15 != 8 or (head[0] << 8 | head[1]) % 31:
        return False
    try:
        zlib.decompressobj().decompress(head, _GROWN)
    except zlib.error:
        return False
    return True


def _inflate(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Unpack Flate piece by piece; a damaged stream ends where it breaks."""
    unpacker = zlib.decompressobj()
    try:
        for piece in pieces:
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, _GROWN)
                piece = unpacker.unconsumed_tail
            if unpacker.eof:
                return
    except zlib.error:
        return


def _from_hex(pieces: Iterable[Piece]) -> Iterator[bytes]:
    kept = b""
    for piece in pieces:
        digits, ended, _ = bytes(piece).partition(b">")
        kept += bytes(byte for byte in digits if byte in _HEX)
        even = len(kept) // 2 * 2
        yield bytes.fromhex(kept[:even].decode("ascii"))
        kept = kept[even:]
        if ended:
            return


def _from_ascii85(pieces: Iterable[Piece]) -> Iterator[bytes]:
    group, number = 0, 0
    for piece in pieces:
        out = bytearray()
        for byte in bytes(piece):
            if byte == 0x7A and not group:  # z: four zeros
                out += bytes(4)
            elif 0x21 <= byte <= 0x75:
                number, group = number * 85 + byte - 0x21, group + 1
                if group == 5:
                    out += (number & 0xFFFFFFFF).to_bytes(4, "big")
                    number = group = 0
            elif byte not in _SPACES:
                yield bytes(out)
                return
        yield bytes(out)


def _from_lzw(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Unpack LZW; a code that has no meaning yet ends it."""
    start = [bytes([byte]) for byte in range(256)] + [b"", b""]
    words, before = list(start), b""
    bits, held, width = 0, 0, 9
    for piece in pieces:
        out: list[bytes] = []
        grown = 0
        for byte in bytes(piece):
            bits, held = (bits << 8 | byte) & 0xFFFFFF, held + 8
            if held < width:
                continue
            held -= width
            code = bits >> held & (1 << width) - 1
            if code == _CLEAR:
                words, before, width = list(start), b"", 9
                continue
            if code == _LZW_END:
                yield b"".join(out)
                return
            if code < len(words):
                word = words[code]
            elif before and code == len(words):
                word = before + before[:1]
            else:
                yield b"".join(out)
                return
            if before and len(words) < 4096:
                words.append(before + word[:1])
            before = word
            # The common writers widen their codes one early.
            width = 9 if len(words) < 511 else 10 if len(words) < 1023 else 11 if len(words) < 2047 else 12
            out.append(word)
            grown += len(word)
            if grown > _GROWN:
                yield b"".join(out)
                out, grown = [], 0
        yield b"".join(out)
