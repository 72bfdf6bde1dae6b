"""Bytes of a raw file -> text, and the codec that was used."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_bytes(data: bytes) -> tuple[str, str]:
    """Decode a file: as UTF-8 if it is that, as UTF-16 if it says so, else as windows-1252.

    Bytes that windows-1252 does not know call for a detector (charset-normalizer); if that gives
    nothing, windows-1252 is kept with its holes as C1 controls, as browsers do.

    Returns:
        the text and the name of the codec.

        >>> decode_bytes("Tokyo’s".encode("cp1252"))
        ('Tokyo’s', 'windows-1252')
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is not None:
        return str(best), best.encoding.replace("_", "-")
    return "".join(_one_byte(byte) for byte in data), "windows-1252"


def _one_byte(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
