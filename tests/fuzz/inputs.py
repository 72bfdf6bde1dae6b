# ruff: noqa: E501, SIM905 (vocabularies read best as long lines)
"""The inputs of each entry, without end: random words, and sound files that were damaged."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator

from tests.fuzz import seeds
from tests.fuzz.mutate import damaged, spoiled, window

WORDS = (
    "On 8 May 1990|Foreign Minister|visited|Canada|,|.|\n|\n\n|(|)|public´┐Żs|´ż|\ufffd|?|\x00|\x1b|\u202e|1.|Section 2|"
    "FY2009|March|the|same year|early|from 2001 to|’|–|- 12 -|\t|\u3000|日本|ｱ|\ufeff|G8|\x0c|\r\n|2010|31 February|½|É|"
    "\u2028|\u200b|\u00ad|co-\noperation|the 30th|29 February 1900|99/99/9999|2009-02-30|Heisei 0|ﬁ|́|\r|\U0001f1ef|²|٣|Ⅻ"
).split("|")
TAGS = (
    "<p>|</p>|<div>|<table>|<tr>|<td>|<h1>|</h2>|<br>|<a href='x'>|</a>|<li>|<ul>|<!--|-->|<![CDATA[|]]>|&amp;|&#0;|&#xD800;|"
    "&#x110000;|<script>|</script>|<pre>|<title>|<html>|<body>|<meta charset=utf-7>|<meta charset='x-user'>|<svg>|<math>|"
    "<font size=+9>|<p class='\x00'>|<td colspan=9999999>|<ol start=-99999999999>|<?xml version='1.0' encoding='x'?>|<sup>1</sup>|"
    "&nbsp|&notin;|&#x80;|&#128;|&#65279;|&lt;p&gt;|&#xFFFFFFFFF;|&|&;|<table><caption>|<select><option>|<template>|<frameset>|"
    '<frame src=x>|<iframe>|<noscript>|<style>p{}|<base href=//x>|<td rowspan=0>|<dl><dt>|<ruby>日<rt>に</ruby>|<p hidden>|<x-y:z>|<a name="">'
).split("|")
NESTED = (
    "div",
    "table",
    "td",
    "font",
    "b",
    "ul",
    "li",
    "blockquote",
    "p",
    "a",
    "span",
    "svg",
    "dl",
    "form",
    "template",
)
TOML = (
    'edition|=|1990|2100|\'T\'|"a\\u0000b"|title|coverage|"2009-01-01/2009-12-31"|[expected]|events|[1, 2]|[2, 1]|\n|'
    '[[|]]|{}|inf|nan|1e400|-1|1979-05-27T07:32:00Z|spill_over_months|#|sha256|url|"""|part|language|true|'
    "9999999999999999999999|0x_|a.b.c"
).split("|")
VALUES = (
    '""|" "|"\\u0000"|"\\u007f"|"\\n"|"\\U0010ffff"|"a\\\\"|"../../x"|"\\u202e"|\'"\'|"""\n"""|0|-1|4|12|13|1949|1950|2010|2100|2101|'
    "2010.0|1e3|inf|-nan|true|[]|[1]|[1, 2]|[2, 1]|[-1, 5]|[1, 2, 3]|['1', '2']|{}|{a = 1}|2009-01-01|07:32:00|"
    '"2009-01-01/2009-12-31"|"2009-12-31/2009-01-01"|"2009-02-30/2009-12-31"|"2009/2010"|"0000-01-01/9999-12-31"|"20090101/20091231"|'
    '"2009-W01-1/2009-W02-1"|"2009-01-01/2009-12-31/"|9223372036854775808|"e"|"=1+1"|"\\t"'
).split("|")
KEYS = ("edition", "title", "part", "language", "url", "licence", "coverage", "spill_over_months", "sha256", "expected", "expected.events", "expected.words", "editon", '"a b"', "expected.x")  # fmt: skip
STRINGS = [value for value in VALUES if value[0] in "\"'"]
FREE_KEYS = ("title", "part", "language", "url", "licence")
CELLS = (
    "event_id|locator|field|was|now|decision|,|;|\t|\"|\r\n|\n|accept|reject|edit|add|merge|split|date_edtf|2009-11|'=1|"
    "2010/x:1-2:VISIT|a:99999999999999999999-1:VISIT| || |actors|Canada [CAN]|\x00|\ufeff|sep=;|²|٣-٤|2009-02-30|../..x|20XX|"
    "1990/talks:16-80:VISIT|1990/talks:100-140|status|place|counterparts|happened|[CAN]|Canada []|]|[|; ;|/|1985/..|201X-0X|2009-21|@1|-1|+2"
).split("|")


def words_of(vocabulary: list[str], choose: random.Random, *, most: int = 120) -> bytes:
    text = " ".join(choose.choice(vocabulary) for _ in range(choose.randrange(1, most)))
    encoding = choose.choice(["utf-8"] * 5 + ["utf-16", "cp1252", "shift_jis", "utf-8-sig"])
    return text.encode(encoding, "replace")


def text(choose: random.Random) -> bytes:
    """A piece of prose; mostly a short one, since the damage counts and not the length."""
    words, most = choose.choice([(30, 150)] * 6 + [(120, 800)])
    if choose.random() < 0.4:
        return damaged(words_of(WORDS, choose, most=words), choose)
    piece = window(choose.choice(seeds.texts()), choose, most=most)
    if choose.random() < 0.3:
        piece += choose.choice([b"\n\n", b" ", b""]) + words_of(WORDS, choose, most=words)
    if choose.random() < 0.1:
        piece = piece.replace(choose.choice([b" ", b".", b"\n", b"e", b"1"]), choose.choice(WORDS).encode())
    return spoiled(piece, choose)


def page(choose: random.Random) -> bytes:
    kind = choose.random()
    if kind < 0.4:
        return damaged(b"<html><body>" + words_of(WORDS + TAGS * 2, choose), choose)
    if kind < 0.6:
        return damaged(nested(choose), choose)
    return spoiled(window(choose.choice(seeds.pages()), choose, most=2500), choose)


def nested(choose: random.Random) -> bytes:
    """Elements in elements, some of which end, in an order that HTML does not allow."""
    open_tags, parts = [], ["<body>"]
    for _ in range(choose.randrange(1, 60)):
        if open_tags and choose.random() < 0.4:
            name = open_tags.pop(choose.randrange(len(open_tags)))
            parts.append(f"</{name}>")
        else:
            name = choose.choice(NESTED)
            deep = choose.choice([1] * 30 + [50, 400, 1500])
            open_tags += [name] * deep
            parts.append(f"<{name}>" * deep)
        parts.append(choose.choice(WORDS + TAGS))
    return "".join(parts).encode("utf-8", "replace")


def pdf(choose: random.Random) -> bytes:
    content = choose.choice(seeds.pdfs())
    kind = choose.random()
    if kind < 0.3:
        return damaged(content, choose)
    if kind < 0.7:
        return with_other_objects(content, choose)
    return spoiled(content, choose)


def with_other_objects(content: bytes, choose: random.Random) -> bytes:
    """Damage what holds a PDF together: the table of objects, references, lengths, names, the trailer."""
    acts: list[tuple[bytes, list[bytes]]] = [
        (rb"\d+ 0 R", [b"1 0 R", b"2 0 R", b"3 0 R", b"99 0 R", b"0 0 R", b"4 65535 R", b"null", b"[2 0 R]"]),
        (rb"\n\d{10} \d{5} [nf]", [b"\n0000000000 65535 f", b"\n0000000015 00000 n", b"\n9999999999 00000 n", b""]),
        (rb"startxref\s+\d+", [b"startxref\n0", b"startxref\n9", b"startxref\n-1", b"startxref\n99999999999", b""]),
        (rb"/Length \d+", [b"/Length 0", b"/Length 1", b"/Length 999999999", b"/Length -5", b"/Length 4 0 R", b""]),
        (rb"/Count \d+", [b"/Count 0", b"/Count -1", b"/Count 2147483647", b"/Count 1 0 R"]),
        (rb"/Filter[^/]*/\w+", [b"/Filter /LZWDecode", b"/Filter /RunLengthDecode", b"/Filter /JBIG2Decode", b"/Filter [/FlateDecode /FlateDecode]", b""]),
        (rb"/MediaBox \[[^]]*\]", [b"/MediaBox [0 0 0 0]", b"/MediaBox [0 0 1e30 1e30]", b"/MediaBox [-9 9 -9 9]", b"/MediaBox []", b""]),
        (rb"trailer|endobj|endstream|stream|xref|<<|>>", [b"", b"endobj", b"<<", b">>", b"["]),
        (rb"/(?:Type|Kids|Pages|Parent|Contents|Root|Resources|Font|Size|Prev)\b", [b"/Type", b"/Kids", b"/Parent", b"/Prev", b"/Encrypt", b"/ObjStm", b"/XRef"]),
        (rb"\d+ 0 obj.*?endobj\n?", [b"", b"1 0 obj\n[" + b"[" * 3000 + b"\nendobj\n", b"3 0 obj\n<< /Type /Pages /Kids [3 0 R 2 0 R] >>\nendobj\n"]),
    ]  # fmt: skip
    for _ in range(choose.choice([1, 1, 2, 4])):
        pattern, others = choose.choice(acts)
        places = list(re.finditer(pattern, content, re.DOTALL))
        if places:
            place = choose.choice(places)
            content = content[: place.start()] + choose.choice(others) + content[place.end() :]
    return content


def sidecar(choose: random.Random) -> bytes:
    kind = choose.random()
    if kind < 0.3:
        return damaged(words_of(TOML, choose), choose)
    if kind < 0.4:
        deep = choose.choice([1, 20, 3000])
        return f"title = {choose.choice(['[', '{a=', '[{a='][:2]) * deep}".encode()
    if kind < 0.7:
        given = {"edition": "2010", "title": '"T"'}
        if choose.random() < 0.7:  # what people write freely is often odd and still right
            given |= {key: choose.choice(STRINGS) for key in choose.sample(FREE_KEYS, 3)}
        else:
            given |= {key: choose.choice(VALUES) for key in choose.sample(KEYS, choose.randrange(1, 7))}
        return "\n".join(f"{key} = {value}" for key, value in given.items()).encode("utf-8", "replace")
    return spoiled(seeds.SIDECAR, choose)


def corrections(choose: random.Random) -> bytes:
    kind = choose.random()
    if kind < 0.2:
        return damaged(seeds.CORRECTIONS[0].encode() + words_of(CELLS, choose), choose)
    header, *lines = seeds.CORRECTIONS
    lines = [odd_line(choose.choice(lines), choose) for _ in range(choose.randrange(1, 5))]
    content = "".join([header, *lines])
    if choose.random() < 0.3:
        content = content.replace("\n", choose.choice(["\r\n", "\n\n", "\r"]))
    if choose.random() < 0.2:
        content = content.replace(",", choose.choice([";", "\t"]))
    encoding = choose.choice(["utf-8"] * 5 + ["utf-8-sig", "utf-16", "cp1252", "cp932"])
    data = content.encode(encoding, "replace")
    return spoiled(data, choose) if kind < 0.6 else data


def odd_line(line: str, choose: random.Random) -> str:
    """Put something odd into some cells, most often where people write freely."""
    (cells,) = csv.reader([line])
    for _ in range(choose.randrange(3)):
        at = choose.choice([3, 6, 6, 7, 8, 8, choose.randrange(9)])
        odd = choose.choice([*CELLS, *WORDS])
        cells[at] = choose.choice([odd, cells[at] + odd, odd + cells[at]])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def lexicon(choose: random.Random) -> bytes:
    """A file of the lexicon behind its name and a line end."""
    if choose.random() < 0.7:
        name = choose.choice(seeds.CSV_FILES)
        content = seeds.rows(name, choose)
        if choose.random() < 0.3:
            content = content.splitlines(keepends=True)[0] + words_of(
                [*CELLS, "1990-13", "1990-02-30", "0000", "x"], choose
            )
        return name.encode() + b"\n" + spoiled(content, choose)
    name = choose.choice(seeds.RULE_FILES)
    head, content = seeds.rules(name, choose)
    if choose.random() < 0.1:
        content += f"\nodd = {choose.choice(['[', '{a=']) * 3000}".encode()
    if content and choose.random() < 0.8:  # the rules themselves; the head is much longer
        return name.encode() + b"\n" + head + spoiled(content, choose)
    return name.encode() + b"\n" + spoiled(head + content, choose)


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "txt": text,
    "html": page,
    "pdf": pdf,
    "sidecar": sidecar,
    "corrections": corrections,
    "lexicon": lexicon,
}


def inputs(entry: str, seed: int) -> Iterator[bytes]:
    """Give inputs of an entry without end; they follow from the seed alone."""
    choose = random.Random(f"{seed} {entry}")
    while True:
        if choose.random() < 0.03:
            data = choose.randbytes(choose.randrange(1, 2000))
            yield b"states.csv\n" + data if entry == "lexicon" else data
        else:
            yield MAKERS[entry](choose)


def as_case(entry: str, data: bytes, comment: str) -> str:
    """Write an input as a case file of tests/cases/fuzz/."""
    import base64

    case = {
        "label": "",
        "entry": entry,
        "original": base64.b64encode(data).decode(),
        "expect": "",
        "comment": comment,
    }
    return json.dumps(case, indent=1) + "\n"
