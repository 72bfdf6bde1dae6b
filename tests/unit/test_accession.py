"""Adding chapters: what is inferred and from what, writing whole or not at all, checking what was added."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.accession import (
    Given,
    add_chapter,
    check_corpus,
    list_candidates,
    propose_chapter,
    read_counts,
)
from pipeline.errors import InputError
from pipeline.ingest import find_chapters, read_sidecar

ERAS = Path(__file__).parents[1] / "fixtures" / "eras"
TEXT = """Diplomatic Bluebook 2015

Chapter 2

Foreign Policy in Every Region

Section 3 Latin America

1 Overview

The countries of the region grew. In May, ministers met in Tokyo, and in June they met again in Lima.
They spoke about trade, energy and disasters, and agreed that officials would go on with the work.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def write(folder: Path, name: str, content: str = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_everything_is_inferred_from_the_content(folder: Path, corpus: Path) -> None:
    proposal = propose_chapter(write(folder, "latin america.txt"), corpus=corpus)
    assert proposal.source_id == "2015/latin-america"
    assert {key: guess.value for key, guess in proposal.guesses.items()} == {
        "edition": "2015",
        "part": "Chapter 2 Foreign Policy in Every Region",
        "title": "Latin America",
        "url": "",
    }
    assert proposal.guesses["edition"].basis == "“Diplomatic Bluebook 2015” in its text"
    assert proposal.sidecar.coverage == "2014-01-01/2014-12-31"
    assert (proposal.doubts, proposal.state) == ((), "new")
    assert not corpus.exists(), "a proposal writes nothing"


def test_added_chapter_is_found_and_complete(folder: Path, corpus: Path) -> None:
    add_chapter(propose_chapter(write(folder, "a.txt"), corpus=corpus))
    (chapter,), problems = find_chapters(corpus)
    assert problems == []
    assert chapter.path.read_text(encoding="utf-8") == TEXT
    assert chapter.sidecar.title == "Latin America"
    assert sorted(path.name for path in (corpus / "2015").iterdir()) == ["a.toml", "a.txt"]


@pytest.mark.parametrize(
    ("name", "content", "edition", "basis"),
    [
        ("2012/a.txt", "Nothing here says which year. " * 10, "2012", "the folder 2012"),
        ("ch1_2004.txt", "Nothing here says which year. " * 10, "2004", "the file's name"),
        ("a.txt", "On Publishing the 1998 Diplomatic Bluebook\n" + "Words. " * 50, "1998", "in its text"),
        ("a.txt", "In 2001 x. In 2001 y. In 2001 z. " * 9, "2002", "2001 is the year it names most"),
        (
            "a.html",
            '<html><head><link rel="canonical" href="https://www.mofa.go.jp/policy/other/bluebook/2017/html/c1.html">'
            "</head><body><h1>Diplomatic Bluebook 2016</h1><p>Text of it.</p></body></html>",
            "2017",
            "its address",
        ),
    ],
)
def test_basis_of_the_edition(
    folder: Path, corpus: Path, name: str, content: str, edition: str, basis: str
) -> None:
    guess = propose_chapter(write(folder, name, content), corpus=corpus).guesses["edition"]
    assert guess.value == edition
    assert basis in guess.basis


def test_banner_and_folder_that_differ_are_a_doubt(folder: Path, corpus: Path) -> None:
    proposal = propose_chapter(write(folder, "2017/a.txt"), corpus=corpus)
    assert any("2017 by the folder 2017" in doubt and "2015" in doubt for doubt in proposal.doubts)
    assert propose_chapter(folder / "2017/a.txt", corpus=corpus, given=Given(edition=2015)).doubts == ()


def test_edition_that_cannot_be_told_must_be_given(folder: Path, corpus: Path) -> None:
    path = write(folder, "a.txt", "Nothing here says which year it is. " * 10)
    with pytest.raises(InputError, match="edition cannot be told") as caught:
        propose_chapter(path, corpus=corpus)
    assert "--edition" in caught.value.hint
    given = Given(edition=1999, title="T", name="n", coverage="1998-04-01/1999-03-31")
    proposal = propose_chapter(path, corpus=corpus, given=given)
    assert proposal.source_id == "1999/n"
    assert proposal.sidecar.coverage == "1998-04-01/1999-03-31"


def test_mirrored_folders_give_the_address(folder: Path, corpus: Path) -> None:
    path = write(folder, "www.mofa.go.jp/policy/other/bluebook/2015/html/c2.txt")
    guess = propose_chapter(path, corpus=corpus).guesses["url"]
    assert guess.value == "https://www.mofa.go.jp/policy/other/bluebook/2015/html/c2.txt"


def test_sidecar_beside_the_file_is_what_a_person_said(folder: Path, corpus: Path) -> None:
    path = write(folder, "a.txt")
    write(folder, "a.toml", 'edition = 2014\ntitle = "Mine"\n[expected]\nevents = [1, 2]\n')
    proposal = propose_chapter(path, corpus=corpus)
    assert (proposal.source_id, proposal.sidecar.title) == ("2014/a", "Mine")
    assert proposal.sidecar.expected == {"events": (1, 2)}


def test_same_file_again_and_another_under_its_id(folder: Path, corpus: Path) -> None:
    path = write(folder, "a.txt")
    add_chapter(propose_chapter(path, corpus=corpus))
    assert propose_chapter(path, corpus=corpus).state == "unchanged"
    (corpus / "2015/a.toml").write_text('edition = 2015\ntitle = "By hand"\n', encoding="utf-8")
    write(folder, "a.txt", TEXT + "One more sentence.\n")
    changed = propose_chapter(path, corpus=corpus)
    assert changed.state == "changed"
    with pytest.raises(InputError, match="another file"):
        add_chapter(changed)
    assert "One more" not in (corpus / "2015/a.txt").read_text(encoding="utf-8")
    add_chapter(changed, force=True)
    assert "One more" in (corpus / "2015/a.txt").read_text(encoding="utf-8")
    assert read_sidecar(corpus / "2015/a.toml").title == "By hand"


def test_twin_in_another_format_has_the_same_id(folder: Path, corpus: Path) -> None:
    add_chapter(propose_chapter(write(folder, "a.txt"), corpus=corpus))
    page = write(folder, "a.html", f"<html><body><p>{TEXT}</p></body></html>")
    assert propose_chapter(page, corpus=corpus).state == "changed"


def test_folder_with_other_files(folder: Path, corpus: Path) -> None:
    write(folder, "a.txt")
    write(folder, "deep/b.txt")
    write(folder, "c.docx")
    write(folder, ".hidden.txt")
    write(folder, "a.toml", 'edition = 2015\ntitle = "A"\n')
    files, problems = list_candidates([folder, folder / "missing.txt", folder / "a.txt"])
    assert [path.name for path in files] == ["a.txt", "b.txt"]
    assert [Path(problem.where).name for problem in problems] == ["c.docx", "missing.txt"]


def test_fifty_files_and_a_bad_one(folder: Path, corpus: Path) -> None:
    for number in range(50):
        write(folder, f"c{number:02}.txt", TEXT.replace("Latin America", f"Region {number}"))
    write(folder, "c99.pdf", "not a PDF")
    files, _ = list_candidates([folder])
    refused = []
    for path in files:
        try:
            add_chapter(propose_chapter(path, corpus=corpus))
        except InputError as problem:
            refused.append(problem)
    assert [Path(problem.where).name for problem in refused] == ["c99.pdf"]
    chapters, problems = find_chapters(corpus)
    assert (len(chapters), problems) == (50, [])


def test_nothing_half_written(folder: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = propose_chapter(write(folder, "a.txt"), corpus=corpus)
    real = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        if ".toml" in path.name:
            raise OSError(28, "No space left on device")
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(InputError, match="No space left"):
        add_chapter(proposal)
    assert list((corpus / "2015").iterdir()) == []


@pytest.mark.parametrize("form", ["1986.htm", "2009.html", "2016.txt", "2017.html", "2023.html"])
def test_every_form_is_recognized(form: str, folder: Path, corpus: Path) -> None:
    shutil.copy(ERAS / form, folder / form)
    proposal = propose_chapter(folder / form, corpus=corpus)
    assert proposal.sidecar.title == "North America"


def test_check_names_changed_files_and_counts_out_of_bounds(folder: Path, corpus: Path) -> None:
    write(folder, "a.toml", 'edition = 2015\ntitle = "A"\n[expected]\nevents = [5, 20]\ndates = [1, 9]\n')
    add_chapter(propose_chapter(write(folder, "a.txt"), corpus=corpus))
    table = write(folder, "documents.csv", "source_id,title,events,dates\n2015/a,A,3,4\n")
    (problem,) = check_corpus(corpus, counts=read_counts(table))
    assert problem.message == "3 events, expected 5 to 20"
    write(corpus / "2015", "a.txt", TEXT + "Changed.")
    messages = [problem.message for problem in check_corpus(corpus, counts={})]
    assert messages == ["the chapter is in no table yet", "the file is not the one that was added"]
    with pytest.raises(InputError, match="no tables yet"):
        read_counts(folder / "none.csv")
