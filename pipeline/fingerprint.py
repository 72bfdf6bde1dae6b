"""What a result depends on, as a key: the bytes of a chapter, the model, the code, and what the rules say."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.cache import hash_files, hash_parts
from pipeline.lexicon import read_data
from pipeline.lexicon.meaning import rules_meaning

_LEXICON = "lexicon/"
EVENT_RULES = (f"{_LEXICON}event_rules",)
"""Where the event rules stand: of these files counts what they say and not how they are written."""
GAZETTEER = (
    *("lexicon/states.csv", "lexicon/organisations.csv", "lexicon/memberships.csv", "lexicon/places.csv"),
    *("lexicon/aliases.csv", "lexicon/offices.csv", "lexicon/officeholders.csv"),
    "lexicon/person_spellings.csv",
)
"""The files that are read by the gazetteer alone, which notes what it is asked."""
RULES = (*EVENT_RULES, *GAZETTEER)
"""What chapters note that they ask of it; the rest of the code is behind every result."""
TEXT = (
    *("ingest", "repair", "clean.py", "segment"),
    *("text.py", "align.py", "errors.py", "model.py", "packing.py", "cache.py", "fingerprint.py"),
    *("lexicon/__init__.py", "lexicon/meaning.py"),
    *("lexicon/editions.csv", "lexicon/html_layout.toml", "lexicon/hole_rules.toml"),
    *("lexicon/repair_words.py", "lexicon/english_words.csv", "lexicon/accented_words.csv"),
    *("lexicon/apostrophe_words.csv", "lexicon/spacing_words.toml", "lexicon/hyphens.toml"),
    *("lexicon/abbreviations.py", "lexicon/abbreviations.toml"),
    *("lexicon/layout_rules.py", "lexicon/layout_rules.toml"),
)
"""The stages from a file's bytes to its segments, with all they import and all data they read."""
PARSE = (
    *("parse.py", "embedding.py", "spacy_model.py"),
    *("recognize/entities.py", "recognize/kept.py", "recognize/parsing.py", "recognize/words.py"),
)
"""What makes a parse of a segment's words, and finds the named entities in it."""
_PACKAGE = Path(__file__).parent
_LIBRARIES = (
    *("spacy", "thinc", "blis", "numpy", "dateparser", "pydantic"),
    *("lxml", "trafilatura", "pypdfium2", "charset-normalizer"),
)


@cache
def code_fingerprint(*, only: Sequence[str] = ("",), without: Sequence[str] = ()) -> str:
    """Return a hash of the package and its data, of Python and the libraries: another code, another result.

    Args:
        only: files and folders of the package to look at, a tuple of relative paths; all if not given.
        without: files and folders of the package to leave out, a tuple of relative paths.
    """
    parts = [
        part for name, part in _package().items() if _is_within(name, only) and not _is_within(name, without)
    ]
    return hash_parts(surroundings(), *parts)


def surroundings() -> str:
    """Return which Python and which libraries this is: what one of them has made, another does not read."""
    return f"{_python()}; {_library_versions()}"


def chapter_key(source_id: str, path: Path, model: tuple[str, str, str]) -> str:
    """Return the key of a chapter's result: its bytes, its sidecar, the model, this code and these rules.

    Raises:
        OSError: a file is gone or cannot be read.
    """
    return _key(source_id, path, model, code_fingerprint())


def reading_key(source_id: str, path: Path, model: tuple[str, str, str]) -> str:
    """Return the key of what is kept of a chapter whatever the event rules and the gazetteer say.

    Raises:
        OSError: a file is gone or cannot be read.
    """
    return _key(source_id, path, model, code_fingerprint(without=RULES))


def text_key(source_id: str, path: Path) -> str:
    """Return the key of a chapter's segments: its bytes, its sidecar, and the stages up to there.

    Raises:
        OSError: a file is gone or cannot be read.
    """
    return _key(source_id, path, (), code_fingerprint(only=TEXT))


def _key(source_id: str, path: Path, model: tuple[str, ...], code: str) -> str:
    return hash_parts(source_id, hash_files([path, path.with_suffix(".toml")]), model, code)


@cache
def _package() -> dict[str, str]:
    """Return a hash of each file of the package, by its path, in the order of the paths."""
    hashes = {}
    for path in sorted(_PACKAGE.rglob("*")):
        name = path.relative_to(_PACKAGE).as_posix()
        if path.suffix in (".pyc", ".md") or not path.is_file():
            continue
        hashes[name] = f"{name} {hashlib.sha256(_content(name)).hexdigest()}"
    return hashes


def _content(name: str) -> bytes:
    """Return what counts of a file: of rules what they say, of data the very bytes that the stages read."""
    if not name.startswith(_LEXICON) or name.endswith(".py"):
        return (_PACKAGE / name).read_bytes()
    data = name.removeprefix(_LEXICON)
    if data.endswith(".toml") and _is_within(name, EVENT_RULES):
        return rules_meaning(data).encode()
    return read_data(data)


def _is_within(name: str, places: Sequence[str]) -> bool:
    return any(place in ("", name) or name.startswith(f"{place}/") for place in places)


def _python() -> str:
    return sys.version


@cache
def _library_versions() -> str:
    found = []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # a library that only some formats need
            found.append(f"{name} missing")
    return ", ".join(found)
