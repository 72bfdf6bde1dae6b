"""What the fuzz tests do with an input: hand it to an entry of the project and check what comes back.

A refusal is a PipelineError; anything else that is raised, and any promise that is broken, is a fault.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import pipeline.lexicon
from pipeline.accession import Given, propose_chapter
from pipeline.clean import clean_document
from pipeline.corrections.records import format_corrections, parse_corrections
from pipeline.dates import find_times
from pipeline.errors import PipelineError
from pipeline.export import check_rows
from pipeline.ingest import Chapter, Limits, Sidecar, format_sidecar, read_sidecar, read_source
from pipeline.lexicon import date_rules, event_rules, event_types, layout_rules
from pipeline.lexicon import gazetteer_rows as kinds
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.parse import load_nlp_once
from pipeline.repair import repair_document
from pipeline.segment import split_document
from pipeline.spacy_model import identify_model
from pipeline.tables import chapter_tables
from pipeline.work import extract_chapter

LIMITS = Limits(text_bytes=200_000, html_bytes=200_000, pdf_bytes=500_000, pdf_expanded_bytes=5_000_000)
WHOLE_EVERY, ADD_EVERY = 500, 10
"""Of so many chapters one goes through all stages, and one through `bluebook add`."""


class Entries:
    """The entries of the project, each a function of bytes and their number.

    Args:
        folder: where the files are written that the entries read.
        monkeypatch: lets the lexicon be read from there.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.model = identify_model()
        self.tried = ""

    def load(self, entry: str) -> None:
        """Load what an entry needs, so that its inputs do not pay for it."""
        event_types.load_event_types()
        if entry in ("txt", "html", "pdf"):
            load_nlp_once(self.model)
            load_gazetteer()
        if entry == "lexicon":
            shutil.copytree(pipeline.lexicon.FOLDER, self.folder / "lexicon")
            self.monkeypatch.setattr(pipeline.lexicon, "FOLDER", self.folder / "lexicon")
            for module in (event_rules, date_rules, layout_rules):
                self.monkeypatch.setattr(module, "read_toml", self.read_toml)

    def unload(self) -> None:
        """Forget what was read from files that were only tried."""
        self.monkeypatch.undo()
        pipeline.lexicon.read_data.cache_clear()
        pipeline.lexicon.read_csv.cache_clear()

    def attempt(self, entry: str) -> Callable[[bytes, int], None]:
        if entry in ("txt", "html", "pdf"):
            return lambda data, number: self.chapter(data, number, suffix=entry)
        attempts = {"sidecar": self.sidecar, "corrections": self.corrections, "lexicon": self.lexicon}
        return attempts[entry]

    def chapter(self, data: bytes, number: int, *, suffix: str) -> None:
        path = self.folder / f"1990/fuzz.{suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        sidecar = Sidecar(edition=1990, title="T")
        path.with_suffix(".toml").write_text(format_sidecar(sidecar), encoding="utf-8")
        chapter = Chapter(source_id="1990/fuzz", corpus=self.folder, path=path, sidecar=sidecar)
        if number % WHOLE_EVERY == 0:
            result = extract_chapter(chapter, self.model)
            known = {"documents": {result.source.source_id}, "entities": set(result.entities)}
            problems = check_rows(chapter_tables(result), known=known)
            assert problems == [], problems
        elif number % ADD_EVERY == 0:
            propose_chapter(path, corpus=self.folder / "corpus", given=Given(), limits=LIMITS)
        else:
            self.stages(chapter)

    def stages(self, chapter: Chapter) -> None:
        """Take a chapter through the stages that need no model; its segments hold every character."""
        raw = read_source(chapter, limits=LIMITS)
        segments = split_document(clean_document(repair_document(raw)))
        if not segments:  # nothing is left to read, which `extract_chapter` refuses
            return
        pieces = sorted(piece for segment in segments for piece in segment.pieces)
        assert (pieces[0][0], pieces[-1][1]) == (0, len(raw.text))
        assert all(one[1] == other[0] for one, other in pairwise(pieces))
        for time in find_times(segments, source=raw.source)[0]:
            assert time.text

    def sidecar(self, data: bytes, number: int) -> None:
        path = self.folder / "fuzz.toml"
        path.write_bytes(data)
        sidecar = read_sidecar(path)
        path.write_text(format_sidecar(sidecar), encoding="utf-8", newline="")
        try:
            again = read_sidecar(path)
        except PipelineError as refusal:
            raise AssertionError(f"what was written cannot be read: {refusal}") from refusal
        assert again == sidecar

    def corrections(self, data: bytes, number: int) -> None:
        lines, dialect = parse_corrections(data)
        try:
            again, _ = parse_corrections(format_corrections(lines, dialect))
        except PipelineError as refusal:
            raise AssertionError(f"what was written cannot be read: {refusal}") from refusal
        assert again == lines

    def lexicon(self, data: bytes, number: int) -> None:
        name, _, content = data.partition(b"\n")
        self.tried = name.decode()
        path = pipeline.lexicon.FOLDER / self.tried
        sound = path.read_bytes()
        path.write_bytes(content)
        pipeline.lexicon.read_data.cache_clear()
        pipeline.lexicon.read_csv.cache_clear()
        try:
            LOADERS[self.tried]()
        finally:
            path.write_bytes(sound)

    def read_toml(self, name: str) -> dict[str, Any]:
        """Read the file that is tried anew, and the others once."""
        read = pipeline.lexicon.read_toml
        return read.__wrapped__(name) if name == self.tried else read(name)


LOADERS: dict[str, Callable[[], object]] = {
    "officeholders.csv": lambda: kinds.read_rows("officeholders.csv", kinds.TenureRow),
    "states.csv": lambda: kinds.read_rows("states.csv", kinds.StateRow),
    "organisations.csv": lambda: kinds.read_rows("organisations.csv", kinds.OrganisationRow),
    "memberships.csv": lambda: kinds.read_rows("memberships.csv", kinds.MembershipRow),
    "places.csv": lambda: kinds.read_rows("places.csv", kinds.PlaceRow),
    "aliases.csv": lambda: kinds.read_rows("aliases.csv", kinds.AliasRow),
    "offices.csv": lambda: kinds.read_rows("offices.csv", kinds.OfficeRow),
    "person_spellings.csv": lambda: kinds.read_rows("person_spellings.csv", kinds.SpellingRow),
    "date_rules.toml": date_rules.load_date_grammar.__wrapped__,
    "event_rules/visit.toml": event_rules.load_event_rules.__wrapped__,
    "event_rules/lists.toml": event_rules.load_event_rules.__wrapped__,
    "event_rules/dated_clauses.toml": event_rules.load_event_rules.__wrapped__,
    "layout_rules.toml": layout_rules.load_layout_rules.__wrapped__,
}
