"""What a new file is, from its own content and name: edition, part, title and address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.align import AlignedText
from pipeline.clean import clean_document
from pipeline.ingest import default_coverage, html_title
from pipeline.model import Block, Document, Segment, Source
from pipeline.segment import split_document

_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_EDITION_RE = re.compile(
    rf"(?:diplomatic\s+blue\s?book(?:\s+for)?,?\s+(?P<after>{_YEAR})|(?P<before>{_YEAR})\s+diplomatic\s+blue\s?book)",
    re.IGNORECASE,
)
_URL_RE = re.compile(
    rb"""(?:<link[^>]{0,200}rel=["']canonical["'][^>]{0,200}href=["'](?P<canonical>https?://[^"']{4,300})
    |<meta[^>]{0,200}property=["']og:url["'][^>]{0,200}content=["'](?P<shared>https?://[^"']{4,300})
    |saved\ from\ url=\(\d+\)(?P<saved>https?://\S{4,300}))""",
    re.IGNORECASE | re.VERBOSE,
)
_PASSED_RE = re.compile(
    r"(?:chapter|part|appendix)\s+\w+\W*|[\W\d]*(?:general )?overview\W*|\(.*\)|〈.*〉|<.*>", re.IGNORECASE
)
"""Headings that name no chapter."""
_PATH_YEAR_RE = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A value and what it was read from ("the folder's name"); an empty value was not found."""

    value: str
    basis: str


def guess_url(path: Path, data: bytes) -> Guess:
    """Read the address a page names itself, or the one its mirrored folder has."""
    found = _URL_RE.search(data[:200_000])
    if found:
        url = next(value for value in found.groups() if value).decode("ascii", "ignore").rstrip("->")
        return Guess(value=url, basis="the page's own address")
    parts = path.absolute().parts
    for index, part in enumerate(parts[:-1]):
        if re.fullmatch(r"(?:[a-z0-9-]+\.)+(?:jp|com|org|net)", part):
            return Guess(value="https://" + "/".join(parts[index:]), basis="the folders it lies in")
    return Guess(value="", basis="")


def guess_edition(path: Path, text: str, *, url: str) -> tuple[Guess, list[str]]:
    """Weigh address, folder, banner and file name; where they differ, the address knows best.

    Returns:
        The guess, and sentences about what makes it doubtful.
    """
    doubts: list[str] = []
    guesses: list[Guess] = []
    in_url = _PATH_YEAR_RE.findall(url)
    if in_url:
        guesses.append(Guess(value=in_url[0], basis="its address"))
    folder = next(
        (m[1] for part in reversed(path.absolute().parts[:-1]) if (m := re.fullmatch(rf"({_YEAR})", part))),
        "",
    )
    if folder:
        guesses.append(Guess(value=folder, basis=f"the folder {folder}"))
    banner = _EDITION_RE.search(text[:5_000])
    if banner:
        value = banner["after"] or banner["before"]
        guesses.append(Guess(value=value, basis=f"“{' '.join(banner[0].split())}” in its text"))
    in_name = _PATH_YEAR_RE.findall(path.stem)
    if in_name:
        guesses.append(Guess(value=in_name[0], basis="the file's name"))
    if not guesses:
        years = Counter(_PATH_YEAR_RE.findall(text))
        if years:
            year, count = max(years.items(), key=lambda item: (item[1], item[0]))
            if count >= 3:
                doubts.append(f"the edition is only inferred from the year {year}, named {count} times")
                guesses.append(Guess(value=str(int(year) + 1), basis=f"{year} is the year it names most"))
    if len({guess.value for guess in guesses}) > 1:
        doubts.append(
            "the edition is not certain: " + ", ".join(f"{guess.value} by {guess.basis}" for guess in guesses)
        )
    return (guesses[0] if guesses else Guess(value="", basis="")), doubts


def head_segments(
    text: str, blocks: tuple[Block, ...], *, edition: int, file_format: str
) -> Sequence[Segment]:
    start, end = default_coverage(edition)
    source = Source(
        source_id="new",
        edition_year=edition,
        title="",
        path="",
        format=file_format,
        coverage_start=start,
        coverage_end=end,
    )
    # The head of a chapter names it; the rest of a long one need not be divided for that.
    head = text[:20_000]
    inside = tuple(block for block in blocks if block.end <= len(head))
    document = Document(source=source, raw=head, aligned=AlignedText.of_raw(head), encoding="", blocks=inside)
    return split_document(clean_document(document))


def guess_part(segments: Sequence[Segment]) -> Guess:
    """Read "Chapter 2" and its name from the headings above the first paragraph."""
    for index, segment in enumerate(segments):
        if segment.kind in ("paragraph", "list"):
            break
        if segment.kind == "heading" and re.match(
            r"(?:chapter|part|appendix)\b", segment.text, re.IGNORECASE
        ):
            name = " ".join(
                other.text
                for other in segments[index + 1 :]
                if other.kind == "title" and segment.text in other.heading_path
            )
            inner = re.split(r"(?<!\s)\s++(?=Section\s)", segment.text)[0]
            return Guess(value=f"{inner} {name}".strip()[:200], basis="its first heading")
    return Guess(value="", basis="")


def guess_title(path: Path, segments: Sequence[Segment], *, data: bytes, file_format: str) -> Guess:
    """Take the last heading above the text that has no sisters, or the page's title, or the file's name."""
    headings = [segment for segment in segments if segment.kind == "heading"]
    above = []
    for segment in segments:
        if segment.kind in ("paragraph", "list"):
            break
        if segment.kind == "heading" and not _PASSED_RE.fullmatch(segment.text):
            above.append(segment)
    # "(1) United States" above "(2) Canada" names a part of the chapter, not the chapter.
    alone = [
        segment
        for segment in above
        if not any(other.heading_path == segment.heading_path and other is not segment for other in headings)
    ]
    if above:
        chosen = (alone or above[:1])[-1].text
        section = re.search(
            r"\bSection\s++\w{1,99}\W{0,9}\s(.{1,300}?)(?:\s{1,9}Overview\b.*|\s{0,9}[〈<＜].*)?$", chosen
        )
        title = section[1] if section else re.sub(r"^(?:\d{1,2}[.\s]\s*|\(\w{1,3}\)\s*)", "", chosen)
        return Guess(value=(title or chosen)[:200], basis="its heading")
    if file_format == "html":
        title = re.sub(
            r"^\W*(?:mofa:?)?\s*|(?:(?<!\W)\W++)?diplomatic bluebook\s*+\d*+\W*+$",
            "",
            html_title(data),
            flags=re.I,
        )
        if title:
            return Guess(value=title[:200], basis="the page's title")
    titles = [segment.text for segment in segments if segment.kind == "title"]
    if titles:
        return Guess(value=titles[-1][:200], basis="its title")
    return Guess(value=re.sub(r"[_-]+", " ", path.stem).strip() or path.name, basis="the file's name")
