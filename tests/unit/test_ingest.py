"""Finding chapters, their sidecars, and the decoding of text files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, UsageError
from pipeline.ingest import (
    Limits,
    Sidecar,
    decode_bytes,
    default_coverage,
    find_chapters,
    format_sidecar,
    read_sidecar,
    read_source,
)
from pipeline.ingest.chapters import read_text_layer

GOOD = 'edition = 2010\ntitle = "North America"\n'


def put(corpus: Path, name: str, content: bytes | str = "Text.", sidecar: str | None = GOOD) -> Path:
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if sidecar is not None:
        path.with_suffix(".toml").write_text(sidecar, encoding="utf-8")
    return path


# Decoding


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"public\xe2\x80\x99s", "public’s", "utf-8"),
        (b"\xef\xbb\xbfabc", "abc", "utf-8-sig"),
        ("ab–c".encode("utf-16"), "ab–c", "utf-16"),
        (b"\xfe\xff\x00a\x00b", "ab", "utf-16"),
        (b"public\x92s", "public’s", "windows-1252"),
        (b"hole \x81 stays \x9d", "hole \x81 stays \x9d", "windows-1252"),
        (b"one\r\ntwo\rthree\n", "one\r\ntwo\rthree\n", "utf-8"),
        ("public´┐Żs".encode(), "public´┐Żs", "utf-8"),
    ],
)
def test_decoding(data: bytes, text: str, encoding: str) -> None:
    assert decode_bytes(data) == (text, encoding)


@given(st.binary(max_size=40))
def test_decoding_loses_no_byte(data: bytes) -> None:
    try:
        text, encoding = decode_bytes(data)
    except InputError:
        return
    if encoding == "windows-1252":
        assert len(text) == len(data)
    elif encoding == "utf-8":
        assert text.encode() == data


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4 text", b"PK\x03\x04zip", b"\x89PNG\r\n", bytes(range(256)) * 10, b"\xff\xfea"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode_bytes(data)


# Sidecars


def test_sidecar_round_trip(tmp_path: Path) -> None:
    sidecar = Sidecar(
        edition=2010,
        title='A "quoted" title \\ ’',
        url="https://example.org/1?a=b",
        coverage="2009-01-01/2009-12-31",
        expected={"events": (5, 20)},
    )
    path = tmp_path / "a.toml"
    path.write_text(format_sidecar(sidecar), encoding="utf-8")
    assert read_sidecar(path) == sidecar


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ('edition = 2010\ntitle = "A"\ncolour = "blue"\n', ":3", "unknown key 'colour'"),
        ("edition = 2010\n", "", "the key 'title' is missing"),
        ('edition = "soon"\ntitle = "A"\n', ":1", "edition"),
        ('edition = 1800\ntitle = "A"\n', ":1", "edition"),
        ('edition = 2010\ntitle = "A\n', ":2", "not valid TOML"),
        (GOOD + 'coverage = "2009"\n', ":3", "START/END"),
        (GOOD + 'coverage = "2009-12-31/2009-01-01"\n', ":3", "ends before it starts"),
        (GOOD + "[expected]\nevents = [9, 2]\n", "", "must not be above"),
        (GOOD + "[expected]\nwonders = [1, 2]\n", "", "wonders"),
        (GOOD + "[expected]\nevents = 3\n", ":4", "expected"),
    ],
)
def test_bad_sidecar_names_line_and_problem(tmp_path: Path, content: str, line: str, message: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_sidecar(path)
    assert caught.value.where == f"{path}{line}"
    assert message in caught.value.message


def test_default_coverage() -> None:
    assert default_coverage(1992) == (date(1991, 7, 1), date(1992, 11, 30))
    assert default_coverage(1972) == (date(1971, 1, 1), date(1971, 12, 31))


# The corpus


def test_one_bad_chapter_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path, "2010/good.txt", "A sentence.")
    put(tmp_path, "2010/empty.txt", b"")
    put(tmp_path, "2010/alone.txt", sidecar=None)
    put(tmp_path, "2010/wrong.txt", sidecar=GOOD + "mood = 1\n")
    put(tmp_path, "2010/twice.txt")
    put(tmp_path, "2010/twice.html", "<p>Text</p>")
    put(tmp_path, "2009/other.txt")
    put(tmp_path, "2010/notes.docx", sidecar=None)
    put(tmp_path, "loose.txt", sidecar=None)
    put(tmp_path, "corrections.csv", "a,b\n", sidecar=None)
    put(tmp_path, "2010/.hidden.txt", sidecar=None)
    (tmp_path / "2010/orphan.toml").write_text(GOOD, encoding="utf-8")
    chapters, problems = find_chapters(tmp_path)
    assert [chapter.source_id for chapter in chapters] == ["2010/good"]
    found = {Path(p.where.split(".toml:")[0]).name: p.message for p in problems}
    assert set(found) == {
        "empty.txt",
        "alone.toml",
        "wrong",
        "twice.txt",
        "other.toml",
        "notes.docx",
        "loose.txt",
        "orphan.toml",
    }
    assert "2010" in found["other.toml"]
    assert "2009" in found["other.toml"]
    assert all(problem.hint for problem in problems)


def test_only_keeps_ids_and_years(tmp_path: Path) -> None:
    put(tmp_path, "2010/a.txt")
    put(tmp_path, "2010/ab.txt")
    put(tmp_path, "2011/c.txt", sidecar=GOOD.replace("2010", "2011"))
    assert [c.source_id for c in find_chapters(tmp_path, only=["2010/a"])[0]] == ["2010/a"]
    assert [c.source_id for c in find_chapters(tmp_path, only=["2010"])[0]] == ["2010/a", "2010/ab"]
    with pytest.raises(UsageError, match="1999"):
        find_chapters(tmp_path, only=["1999"])


def test_missing_and_empty_corpus(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such corpus"):
        find_chapters(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no chapter"):
        find_chapters(tmp_path)


def test_reading_a_text_chapter(tmp_path: Path) -> None:
    put(tmp_path, "2010/a.txt", b"One\r\ntwo\x92s\n", GOOD + 'part = "Chapter 2"\nspill_over_months = 2\n')
    (chapter,), _ = find_chapters(tmp_path)
    raw = read_source(chapter)
    assert (raw.text, raw.encoding, raw.blocks) == ("One\r\ntwo’s\n", "windows-1252", ())
    source = raw.source
    assert (source.source_id, source.path, source.format) == ("2010/a", "2010/a.txt", "txt")
    assert (source.coverage_start, source.coverage_end) == (date(2009, 1, 1), date(2009, 12, 31))
    assert (source.part, source.spill_over_months, len(source.sha256)) == ("Chapter 2", 2, 64)


def test_coverage_of_the_sidecar_wins(tmp_path: Path) -> None:
    put(tmp_path, "2010/a.txt", sidecar=GOOD + 'coverage = "2009-04-01/2010-03-31"\n')
    (chapter,), _ = find_chapters(tmp_path)
    assert read_source(chapter).source.coverage_start == date(2009, 4, 1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("2010/a.txt", b" \n\t ", "empty"),
        ("2010/a.txt", b"%PDF-1.7 ...", "a PDF"),
        ("2010/a.txt", b"<!DOCTYPE html><html><p>Text</p></html>", "HTML, not plain text"),
        ("2010/a.html", b"just a line of text", "no HTML elements"),
        ("2010/a.html", b"%PDF-1.7 ...", "a PDF"),
        ("2010/a.html", b"<html><script>var a = 1;</script></html>", "no text"),
        ("2010/a.pdf", b"just a line of text", "not a PDF"),
        ("2010/a.pdf", b"%PDF-1.7 cut off", "damaged or cut off"),
    ],
)
def test_wrong_content_is_named_with_its_file(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = put(tmp_path, name, content)
    (chapter,), _ = find_chapters(tmp_path)
    with pytest.raises(InputError) as caught:
        read_source(chapter)
    assert caught.value.where == str(path)
    assert message in caught.value.message
    assert caught.value.hint


def test_size_limit(tmp_path: Path) -> None:
    put(tmp_path, "2010/a.txt", b"x" * 101)
    (chapter,), _ = find_chapters(tmp_path)
    with pytest.raises(InputError, match="101 bytes, more than the 100 allowed"):
        read_source(chapter, limits=Limits(text_bytes=100))


def test_a_run_that_is_no_prose_is_refused_with_its_line() -> None:
    text = "Talks\n\nOn 8 May 1990 the talks began.\n" + "x" * 10_001 + "\n"
    with pytest.raises(
        InputError, match=r"line 4 of the text begins a run of 10,001 characters without a space"
    ):
        read_text_layer(text.encode(), "txt")
    text = "Talks" + "\n" * 10_001 + "They began."
    with pytest.raises(InputError, match=r"line 1 .* 10,001 characters of nothing but spaces and line ends"):
        read_text_layer(text.encode(), "txt")


@pytest.mark.parametrize("leader", [".", ". ", "…", "_", "·", " "])
def test_leaders_of_a_table_of_contents_are_far_from_the_bound(leader: str) -> None:
    lines = [f"Chapter {number}{leader * 250}{number * 7}" for number in range(1, 401)]
    assert read_text_layer("\n".join(lines).encode(), "txt")[0].count("Chapter") == 400
