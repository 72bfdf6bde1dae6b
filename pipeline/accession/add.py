"""Copy a file into the corpus and write its sidecar, after saying what it would be."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.accession.infer import (
    Guess,
    guess_edition,
    guess_part,
    guess_title,
    guess_url,
    head_segments,
)
from pipeline.errors import InputError
from pipeline.ingest import (
    DEFAULT_LIMITS,
    FORMATS,
    Limits,
    Sidecar,
    default_coverage,
    format_sidecar,
    is_safe_name,
    read_limited,
    read_sidecar,
    read_text_layer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What adding a file would do.

    `guesses` tells for edition, title, part and url the value and its basis. `doubts` are sentences
    about what a person should look at before saying yes. `state` compares with the corpus: `new`,
    `unchanged` (the same file is there) or `changed` (another file has this id).
    """

    path: Path
    source_id: str
    target: Path
    sidecar: Sidecar
    guesses: Mapping[str, Guess]
    doubts: tuple[str, ...]
    state: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller knows about a file and need not be inferred; empty means: infer it."""

    edition: int | None = None
    name: str = ""
    title: str = ""
    part: str = ""
    url: str = ""
    coverage: str = ""
    licence: str = ""


def list_candidates(paths: Iterable[Path]) -> tuple[list[Path], list[InputError]]:
    """Expand files and folders to the files that can be chapters, and say what the others are.

    Dotfiles and sidecars are passed over in silence.

    Args:
        paths: files and folders, in the order in which they were named.

    Returns:
        The files, and a problem for each thing that is not one.
    """
    files: list[Path] = []
    problems: list[InputError] = []
    for path in paths:
        if not path.exists():
            problems.append(InputError("there is no such file", where=path, hint="check its name"))
        found = sorted(path.rglob("*")) if path.is_dir() else [path] if path.exists() else []
        for file in found:
            if (
                file.is_dir()
                or file.name.startswith(".")
                or (path.is_dir() and file.suffix.lower() == ".toml")
            ):
                continue
            if file.suffix.lower() in FORMATS:
                files.append(file)
            else:
                problems.append(
                    InputError(
                        f"{file.suffix or 'a file without suffix'} is not a chapter's format",
                        where=file,
                        hint=f"chapters are {', '.join(FORMATS)}",
                    )
                )
        if path.is_dir() and not any(file.suffix.lower() in FORMATS for file in found):
            problems.append(InputError("the folder holds no chapter", where=path))
    return list(dict.fromkeys(files)), problems


def propose_chapter(
    path: Path, *, corpus: Path, given: Given | None = None, limits: Limits = DEFAULT_LIMITS
) -> Proposal:
    """Read a file and say which chapter it is, from its own content and name.

    A sidecar that lies beside the file counts as what a person said about it.

    Args:
        path: the file.
        corpus: the corpus folder it shall go to; need not exist yet.
        given: what is known already.
        limits: sizes above which a file is refused.

    Returns:
        The proposal, with everything inferred and the basis of each value.

    Raises:
        InputError: the file cannot be read as a chapter, or its edition cannot be told.
    """
    given = given or Given()
    file_format = FORMATS[path.suffix.lower()]
    try:
        data = read_limited(path, file_format, limits=limits)
        text, _, blocks = read_text_layer(data, file_format, limits=limits)
    except InputError as error:
        raise InputError(error.message, where=error.where or path, hint=error.hint) from error
    beside = path.with_suffix(".toml")
    known = read_sidecar(beside) if beside.exists() else None
    guesses: dict[str, Guess] = {}
    guesses["url"] = _choose(given.url, known.url if known else "", guess_url(path, data))
    edition, doubts = guess_edition(path, text, url=guesses["url"].value)
    guesses["edition"] = _choose(str(given.edition or ""), str(known.edition) if known else "", edition)
    if not guesses["edition"].value:
        raise InputError(
            "the edition cannot be told from the file's name or content",
            where=path,
            hint="say it with --edition YEAR",
        )
    year = int(guesses["edition"].value)
    segments = head_segments(text, blocks, edition=year, file_format=file_format)
    guesses["part"] = _choose(given.part, known.part if known else "", guess_part(segments))
    guesses["title"] = _choose(
        given.title,
        known.title if known else "",
        guess_title(path, segments, data=data, file_format=file_format),
    )
    name = given.name or re.sub(r"[^\w-]+", "-", path.stem, flags=re.ASCII).strip("-") or "chapter"
    if not is_safe_name(name):
        raise InputError(
            f"a chapter cannot be called {name!r}", where=path, hint="use letters, digits and hyphens"
        )
    source_id = f"{year}/{name}"
    target = corpus / str(year) / f"{name}{path.suffix.lower()}"
    digest = hashlib.sha256(data).hexdigest()
    if given.edition or known:
        doubts = []
    try:
        sidecar = Sidecar(
            edition=year,
            title=guesses["title"].value,
            part=guesses["part"].value,
            url=guesses["url"].value,
            coverage=given.coverage or (known.coverage if known else "") or _coverage(year),
            licence=given.licence or (known.licence if known else ""),
            spill_over_months=known.spill_over_months if known else 4,
            language=known.language if known else "en",
            expected=known.expected if known else {},
            sha256=digest,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", where=path) from error
    words = len(text.split())
    if words < 40:
        doubts.append(f"the file holds {words} words only")
    return Proposal(
        path=path,
        source_id=source_id,
        target=target,
        sidecar=sidecar,
        guesses=guesses,
        doubts=tuple(doubts),
        state=_state(target, digest),
        words=words,
    )


def _choose(given: str, known: str, guess: Guess) -> Guess:
    if given:
        return Guess(value=given, basis="as given")
    if known:
        return Guess(value=known, basis="the sidecar beside the file")
    return guess


def _coverage(edition: int) -> str:
    start, end = default_coverage(edition)
    return f"{start.isoformat()}/{end.isoformat()}"


def _state(target: Path, digest: str) -> str:
    twins = [target.with_suffix(suffix) for suffix in FORMATS if target.with_suffix(suffix).exists()]
    if not twins:
        return "new"
    same = twins == [target] and hashlib.sha256(target.read_bytes()).hexdigest() == digest
    return "unchanged" if same and target.with_suffix(".toml").exists() else "changed"


def add_chapter(proposal: Proposal, *, force: bool = False) -> None:
    """Copy a file into the corpus and write its sidecar, both or neither.

    With `force` the file of that id is replaced; what people wrote into its sidecar stays.

    Raises:
        InputError: another file has this id already and `force` is not given, or writing fails.
    """
    if proposal.state == "unchanged" and not force:
        return
    sidecar_path = proposal.target.with_suffix(".toml")
    if proposal.state == "changed" and not force:
        raise InputError(
            f"the corpus already has another file as {proposal.source_id}",
            where=proposal.target,
            hint="say --force to replace it, or --id NAME to add it beside",
        )
    sidecar = proposal.sidecar
    if force and sidecar_path.exists():
        kept = read_sidecar(sidecar_path)
        said = {key: guess.value for key, guess in proposal.guesses.items() if guess.basis == "as given"}
        said.pop("edition", None)
        sidecar = kept.model_copy(update={**said, "sha256": sidecar.sha256})
    folder = proposal.target.parent
    if not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(folder.parent)):
        raise InputError("this folder is a link that leads out of the corpus", where=folder)
    data = proposal.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sidecar.sha256:
        raise InputError(
            "the file changed while it was being added", where=proposal.path, hint="add it again"
        )
    # The sidecar first: one without its chapter is named by every run and completed by the next `add`.
    written = {sidecar_path: format_sidecar(sidecar).encode(), proposal.target: data}
    temporary = {path: path.with_name(f".{path.name}.adding") for path in written}
    try:
        proposal.target.parent.mkdir(parents=True, exist_ok=True)
        for path, content in written.items():
            temporary[path].write_bytes(content)
        for path in written:
            temporary[path].replace(path)
        for suffix in FORMATS:
            twin = proposal.target.with_suffix(suffix)
            if twin != proposal.target and force:
                twin.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"the chapter cannot be written: {error.strerror}", where=proposal.target) from error
    finally:
        for path in temporary.values():
            path.unlink(missing_ok=True)
