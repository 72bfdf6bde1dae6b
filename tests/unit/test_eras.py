"""The same facts in the form of every era: text of five decades, HTML, PDF, one result."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pytest

from pipeline.align import AlignedText
from pipeline.clean import clean_document
from pipeline.ingest import find_chapters, read_source
from pipeline.model import PROSE_KINDS, Document, Segment
from pipeline.segment import split_document

ERAS = Path(__file__).parents[1] / "fixtures" / "eras"
MAKE = runpy.run_path(str(ERAS / "pdfs.py"))
FACTS = [sentence for section in MAKE["FACTS"]["section"] for p in section["paragraphs"] for sentence in p]
FORMS = {
    "1986.htm": 1989,
    "2009.html": 2009,
    "2016.txt": 2016,
    "2017.html": 2017,
    "2023.html": 2023,
    "single.pdf": 1990,
    "columns.pdf": 1991,
}


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Segment]]:
    corpus = tmp_path_factory.mktemp("corpus")
    found: dict[str, list[Segment]] = {}
    for name, edition in FORMS.items():
        target = corpus / str(edition) / name
        target.parent.mkdir()
        if name.endswith(".pdf"):
            target.write_bytes(MAKE["single_column" if name == "single.pdf" else "two_columns"]())
        else:
            shutil.copy(ERAS / name, target)
        target.with_suffix(".toml").write_text(f'edition = {edition}\ntitle = "North America"\n')
    listed, problems = find_chapters(corpus)
    assert problems == []
    for chapter in listed:
        raw = read_source(chapter)
        document = Document(
            source=raw.source,
            raw=raw.text,
            aligned=AlignedText.of_raw(raw.text),
            encoding=raw.encoding,
            blocks=raw.blocks,
        )
        segments = split_document(clean_document(document))
        pieces = sorted(piece for segment in segments for piece in segment.pieces)
        assert (pieces[0][0], pieces[-1][1]) == (0, len(raw.text))
        found[chapter.path.name] = segments
    return found


@pytest.mark.parametrize("form", FORMS)
def test_sentences_are_the_same_in_every_form(form: str, chapters: dict[str, list[Segment]]) -> None:
    sentences = [
        segment.text[start:end]
        for segment in chapters[form]
        if segment.kind in PROSE_KINDS
        for start, end in segment.sentences
    ]
    filler = ("Officials on both sides", "Newspapers in all three")
    assert [sentence for sentence in sentences if not sentence.startswith(filler)] == FACTS


@pytest.mark.parametrize("form", FORMS)
def test_headings_captions_and_notes_keep_their_kind(form: str, chapters: dict[str, list[Segment]]) -> None:
    kinds = {segment.text: segment.kind for segment in chapters[form]}
    headings = [text for text, kind in kinds.items() if kind == "heading"]
    assert [name for name in ("United States", "Canada") if not any(name in text for text in headings)] == []
    captions = [text for text, kind in kinds.items() if kind == "caption"]
    assert all("Takeshita and President Reagan at the White House" in text for text in captions)
    assert bool(captions) == (form != "1986.htm")
    notes = [text.lstrip("• ") for text, kind in kinds.items() if kind == "footnote"]
    assert notes == ([MAKE["FACTS"]["footnote"]] if form[-3:] == "pdf" or form == "2023.html" else [])


@pytest.mark.parametrize("form", [form for form in FORMS if form[-3:] != "txt"])
def test_no_word_of_the_site_or_the_press_reaches_the_text(
    form: str, chapters: dict[str, list[Segment]]
) -> None:
    text = " ".join(segment.text for segment in chapters[form] if segment.kind in PROSE_KINDS)
    for word in (
        "Contents",
        "Back",
        "Home",
        "Text File",
        "Top of page",
        "Copyright",
        "indd",
        "1999",
        "Legal",
    ):
        assert word not in text
