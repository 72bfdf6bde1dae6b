"""Which chapters a corpus holds, and the reading of one of them."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, UsageError
from pipeline.ingest.decode import decode_bytes
from pipeline.ingest.limits import DEFAULT_LIMITS, Limits
from pipeline.ingest.sidecar import Sidecar, default_coverage, parse_coverage, read_sidecar
from pipeline.model import Block, RawDocument, Source

_HTML_RE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b", re.IGNORECASE)
_RUN_RE = re.compile(r"\s+|\S+")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
FORMATS = {".txt": "txt", ".htm": "html", ".html": "html", ".pdf": "pdf"}
"""The suffixes of a chapter, and the format each stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the corpus that can be read: its file and its checked sidecar."""

    source_id: str
    corpus: Path
    path: Path
    sidecar: Sidecar

    @property
    def format(self) -> str:
        return FORMATS[self.path.suffix.lower()]


def find_chapters(corpus: Path, *, only: Collection[str] = ()) -> tuple[list[Chapter], list[InputError]]:
    """List the chapters of a corpus, and what is wrong with the files that are not one.

    A chapter is `corpus/<year>/<name>.(txt|htm|html|pdf)` with `corpus/<year>/<name>.toml` beside it;
    its id is `<year>/<name>`. Dotfiles and `corpus/corrections.csv` are passed over. One bad chapter
    is a problem in the second list and does not stop the others.

    Args:
        corpus: the corpus folder.
        only: source ids or edition years to keep; all when empty.

    Returns:
        The chapters and the problems, each sorted by place.

    Raises:
        InputError: the folder is missing or holds no chapter at all.
        UsageError: a word of `only` names nothing in the corpus.
    """
    if not corpus.is_dir():
        raise InputError(
            "there is no such corpus folder", where=corpus, hint="create it, or use `bluebook add`"
        )
    chapters: list[Chapter] = []
    problems: list[InputError] = []
    ids: dict[str, list[Path]] = {}
    for path in sorted(corpus.rglob("*")):
        parts = path.relative_to(corpus).parts
        if path.is_dir() or any(part.startswith(".") for part in parts) or parts == ("corrections.csv",):
            continue
        suffix = path.suffix.lower()
        if suffix == ".toml":
            if not any(path.with_suffix(s).exists() for s in (*FORMATS, *map(str.upper, FORMATS))):
                problems.append(
                    InputError(
                        "this sidecar has no chapter beside it", where=path, hint="add the file or remove it"
                    )
                )
        elif suffix not in FORMATS:
            problems.append(
                InputError(
                    f"{suffix or 'a file without suffix'} is not a chapter's format",
                    where=path,
                    hint=f"chapters are {', '.join(FORMATS)}; move other files out of the corpus",
                )
            )
        elif len(parts) != 2 or not re.fullmatch(r"\d{4}", parts[0]):
            problems.append(
                InputError(
                    "this file does not lie in a folder named after its edition",
                    where=path,
                    hint=f"move it to {corpus.name}/YEAR/{path.name}",
                )
            )
        elif not is_safe_name(path.stem):
            problems.append(
                InputError(
                    f"a chapter's name must not hold what {path.stem!r} holds",
                    where=ascii(str(path))[1:-1],
                    hint="rename it with letters, digits and hyphens",
                )
            )
        elif _leads_out(path, corpus) or _leads_out(path.with_suffix(".toml"), corpus):
            problems.append(
                InputError("this link leads out of the corpus", where=path, hint="put the file itself here")
            )
        else:
            ids.setdefault(f"{parts[0]}/{path.stem}", []).append(path)
    if not ids and not problems:
        raise InputError("the corpus holds no chapter", where=corpus, hint="add one with `bluebook add FILE`")
    unknown = [word for word in only if not any(_is_kept(source_id, [word]) for source_id in ids)]
    if unknown:
        raise UsageError(f"no chapter of the corpus is called {', '.join(unknown)}", where=corpus)
    for source_id, paths in ids.items():
        if only and not _is_kept(source_id, only):
            continue
        try:
            chapters.append(_check_chapter(source_id, paths, corpus=corpus))
        except InputError as problem:
            problems.append(problem)
    return chapters, sorted(problems, key=lambda problem: problem.where)


def is_safe_name(name: str) -> bool:
    """Tell whether a chapter's name can stand in an id, a path and a line of text without deceiving anybody.

    Refused are path separators, colons, control characters, marks that turn the direction of writing,
    and names that begin or end with a dot or a space.

    >>> is_safe_name("north-america"), is_safe_name("../outputs"), is_safe_name("a\u202etxt.b")
    (True, False, False)
    """
    unsafe = any(
        character in "/\\:" or unicodedata.category(character) in _UNSAFE_CATEGORIES for character in name
    )
    return bool(name) and not unsafe and name == name.strip(". ")


def _leads_out(path: Path, corpus: Path) -> bool:
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(corpus))


def _is_kept(source_id: str, only: Collection[str]) -> bool:
    return any(source_id == word or source_id.startswith(word.rstrip("/") + "/") for word in only)


def _check_chapter(source_id: str, paths: list[Path], *, corpus: Path) -> Chapter:
    if len(paths) > 1:
        names = " and ".join(path.name for path in paths)
        raise InputError(
            f"two files have the id {source_id}: {names}", where=paths[1], hint="rename one, with its sidecar"
        )
    path = paths[0]
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", where=path) from error
    if not size:
        raise InputError("the file is empty", where=path, hint="replace or remove it")
    sidecar_path = path.with_suffix(".toml")
    sidecar = read_sidecar(sidecar_path)
    if str(sidecar.edition) != path.parent.name:
        raise InputError(
            f"the sidecar says edition {sidecar.edition}, the folder {path.parent.name}",
            where=sidecar_path,
            hint="correct the one that is wrong",
        )
    return Chapter(source_id=source_id, corpus=corpus, path=path, sidecar=sidecar)


def read_source(chapter: Chapter, *, limits: Limits = DEFAULT_LIMITS) -> RawDocument:
    """Read one chapter as it stands; nothing is repaired.

    Args:
        chapter: a chapter that `find_chapters` found.
        limits: sizes above which a file is refused.

    Raises:
        InputError: the file is empty, too large, not what its suffix says, or has no text.
    """
    try:
        data = read_limited(chapter.path, chapter.format, limits=limits)
        text, encoding, blocks = read_text_layer(data, chapter.format, limits=limits)
    except InputError as error:
        raise InputError(error.message, where=error.where or chapter.path, hint=error.hint) from error
    sidecar = chapter.sidecar
    start, end = parse_coverage(sidecar.coverage) if sidecar.coverage else default_coverage(sidecar.edition)
    source = Source(
        source_id=chapter.source_id,
        edition_year=sidecar.edition,
        title=sidecar.title,
        path=chapter.path.relative_to(chapter.corpus).as_posix(),
        format=chapter.format,
        coverage_start=start,
        coverage_end=end,
        spill_over_months=sidecar.spill_over_months,
        part=sidecar.part,
        language=sidecar.language,
        url=sidecar.url,
        licence=sidecar.licence,
        sha256=hashlib.sha256(data).hexdigest(),
        expected=sidecar.expected,
    )
    return RawDocument(source=source, text=text, encoding=encoding, blocks=blocks)


def read_limited(path: Path, file_format: str, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the bytes of a file unless it is larger than its format's limit.

    Raises:
        InputError: the file is too large, empty or cannot be read.
    """
    most = {"txt": limits.text_bytes, "html": limits.html_bytes, "pdf": limits.pdf_bytes}[file_format]
    try:
        size = path.stat().st_size
        if size > most:
            raise InputError(
                f"the file has {size:,} bytes, more than the {most:,} allowed for {file_format}",
                where=path,
                hint="split it into chapters, or raise the limit",
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", where=path) from error
    if not data.strip():
        raise InputError("the file is empty", where=path, hint="replace or remove it")
    return data


def read_text_layer(
    data: bytes, file_format: str, *, limits: Limits = DEFAULT_LIMITS
) -> tuple[str, str, tuple[Block, ...]]:
    """Turn a file's bytes into its text layer, the encoding it had and the layout its format tells.

    Raises:
        InputError: the bytes are not what the format says, or hold no text.
    """
    if file_format == "txt":
        text, encoding = decode_bytes(data)
        if _HTML_RE.match(text):
            raise InputError("the file is HTML, not plain text", hint="give it the suffix .html")
        blocks: tuple[Block, ...] = ()
    elif file_format == "html":
        from pipeline.ingest.html import read_html

        text, encoding, blocks = read_html(data, limits=limits)
    else:
        from pipeline.ingest.pdf import read_pdf

        text, blocks = read_pdf(data, limits=limits)
        encoding = "pdf"
    if not any(map(str.isalnum, text)):  # marks that show nothing, such as U+FEFF, are no text either
        raise InputError("the file holds no text", hint="replace or remove it")
    longest = max(_RUN_RE.finditer(text), key=lambda run: run.end() - run.start())
    length = longest.end() - longest.start()
    if length > limits.run:
        line = text.count("\n", 0, longest.start()) + 1
        what = "of nothing but spaces and line ends" if longest.group().isspace() else "without a space"
        raise InputError(
            f"line {line:,} of the text begins a run of {length:,} characters {what}, "
            f"more than the {limits.run:,} allowed",
            hint="it is not prose; remove the run, or break it with a space, and run again",
        )
    return text, encoding, blocks
