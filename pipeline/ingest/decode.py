"""Bytes of a text file to characters, without losing or improving any of them."""

from __future__ import annotations

import codecs

from pipeline.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_WINDOWS_1252 = "".join(
    chr(byte) if byte in _HOLES else bytes([byte]).decode("cp1252") for byte in range(256)
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed file"),
)


def sniff_format(data: bytes) -> str:
    """Say what a file is when its first bytes give it away, or the empty string.

    >>> sniff_format(b"%PDF-1.4 ...")
    'a PDF'
    """
    return next((name for mark, name in _SIGNATURES if data.startswith(mark)), "")


def decode_bytes(data: bytes) -> tuple[str, str]:
    r"""Decode a text file as it stands and say with which encoding.

    A byte order mark decides; then valid UTF-8; everything else is windows-1252, in which the five
    bytes without a character stay as the control characters they are, for `repair` to judge.
    Newlines are left as they are.

    Returns:
        The text without its byte order mark, and the name under which Python decodes it so.

    Raises:
        InputError: the bytes are not text.

    >>> decode_bytes(b"caf\xe9\r\n")
    ('café\r\n', 'windows-1252')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise InputError(
                    f"the file says it is {encoding} but is not: {error.reason} at byte {error.start}",
                    hint="save it again as UTF-8",
                ) from error
    kind = sniff_format(data)
    if kind:
        raise InputError(f"the file is {kind}, not text", hint="give it the suffix of its format")
    if sum(data.count(control) for control in _CONTROLS) > len(data) // 500:
        raise InputError("the file is binary, not text", hint="remove it or replace it by its text")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return codecs.charmap_decode(data, "strict", _WINDOWS_1252)[0], "windows-1252"
