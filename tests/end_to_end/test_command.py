"""The command as a newcomer meets it: good runs, bad input, and what it says of it."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.lexicon.codebook import load_codebook
from tests.conftest import Bluebook

ROOT = Path(__file__).parent.parent.parent
SIDECAR = 'edition = 1990\ntitle = "Talks"\n'
TALKS = "Talks\n\nOn 8 May 1990 Foreign Minister Taro Nakayama visited Canada.\n"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two chapters: the real one and a short one."""
    folder = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus/2010", folder / "2010")
    (folder / "1990").mkdir()
    (folder / "1990/talks.txt").write_text(TALKS, encoding="utf-8")
    (folder / "1990/talks.toml").write_text(SIDECAR, encoding="utf-8")
    return folder


def test_help_is_quick_because_it_loads_nothing_heavy(bluebook: Bluebook) -> None:
    result = bluebook("extract", "--help", PYTHONPROFILEIMPORTTIME="1")
    assert result.returncode == 0
    assert "Read every chapter" in result.stdout
    loaded = {line.rsplit("|", 1)[-1].strip() for line in result.stderr.splitlines() if "|" in line}
    assert "click" in loaded
    assert not loaded & {"spacy", "pandas", "numpy", "dateparser", "pydantic", "lxml", "pipeline.run"}


def test_no_words_is_wrong_usage(bluebook: Bluebook) -> None:
    result = bluebook("extract", "--no-such-option")
    assert result.returncode == 2
    assert "No such option" in result.stderr


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = bluebook("extract", "--corpus", corpus, "--outputs", out)
    assert first.returncode == 0, first.stderr
    assert "2 chapters" in first.stderr
    before = snapshot(out)
    assert {f"{name}.csv" for name in load_codebook()} | {"datapackage.json", "run.json"} <= set(before)
    for variables in ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"LC_ALL": "C", "PYTHONHASHSEED": "2"}):
        shutil.rmtree(tmp_path / "again", ignore_errors=True)
        again = bluebook(
            "extract", "--corpus", corpus, "--outputs", tmp_path / "again", "--force", **variables
        )
        assert again.returncode == 0, again.stderr
        assert snapshot(tmp_path / "again") == before


@pytest.mark.slow
def test_json_goes_to_stdout_and_nothing_else_does(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    result = bluebook("extract", "--corpus", corpus, "--outputs", tmp_path / "out", "--json")
    assert json.loads(result.stdout)["chapters"] == 2
    quiet = bluebook("extract", "--corpus", corpus, "--outputs", tmp_path / "out", "-q")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


@pytest.mark.slow
def test_a_new_chapter_leaves_the_rows_of_others_alone(
    bluebook: Bluebook, corpus: Path, tmp_path: Path
) -> None:
    arguments = ("extract", "--corpus", corpus, "--outputs", tmp_path / "out")
    shutil.move(corpus / "1990", tmp_path / "1990")
    assert bluebook(*arguments).returncode == 0
    before = snapshot(tmp_path / "out")
    shutil.move(tmp_path / "1990", corpus / "1990")
    assert bluebook(*arguments).returncode == 0
    after = snapshot(tmp_path / "out")
    for name in load_codebook():
        if name != "entities":
            old = set(before[f"{name}.csv"].splitlines())
            assert old <= set(after[f"{name}.csv"].splitlines()), name


@pytest.mark.slow
def test_only_one_chapter_does_not_drop_the_others(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    arguments = ("extract", "--corpus", corpus, "--outputs", tmp_path / "out")
    assert bluebook(*arguments).returncode == 0
    before = snapshot(tmp_path / "out")
    refused = bluebook(*arguments, "--only", "1990/talks")
    assert refused.returncode == 2
    assert "--outputs" in refused.stderr
    assert snapshot(tmp_path / "out") == before
    assert bluebook(*arguments, "--only", "1990/talks", "--force").returncode == 0
    assert b"2010/" not in (tmp_path / "out/events.csv").read_bytes()


def test_a_dry_run_writes_nothing(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    result = bluebook("extract", "--corpus", corpus, "--outputs", tmp_path / "out", "--dry-run")
    assert result.returncode == 0
    assert "would read 1990/talks" in result.stderr
    assert not (tmp_path / "out").exists()


BAD_CHAPTERS = {
    "empty file": (
        {"1991/bad.txt": b"", "1991/bad.toml": b'edition = 1991\ntitle = "T"\n'},
        "bad.txt",
        "empty",
    ),
    "binary file": (
        {"1991/bad.txt": bytes(range(256)) * 40, "1991/bad.toml": b'edition = 1991\ntitle = "T"\n'},
        "bad.txt",
        "",
    ),
    "no sidecar": ({"1991/bad.txt": b"Words."}, "bad.toml", "no sidecar"),
    "unknown key": (
        {"1991/bad.txt": b"Words.", "1991/bad.toml": b'edition = 1991\ntitle = "T"\ntitel = "T"\n'},
        "bad.toml:3",
        "titel",
    ),
    "missing key": ({"1991/bad.txt": b"Words.", "1991/bad.toml": b"edition = 1991\n"}, "bad.toml", "title"),
    "not TOML": ({"1991/bad.txt": b"Words.", "1991/bad.toml": b"edition = \n"}, "bad.toml:1", "TOML"),
    "two files, one id": (
        {"1990/talks.html": b"<p>Words.</p>"},
        "talks.txt",
        "id 1990/talks",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", BAD_CHAPTERS)
def test_a_bad_chapter_is_named_and_the_others_go_on(
    bluebook: Bluebook, corpus: Path, tmp_path: Path, case: str
) -> None:
    files, where, why = BAD_CHAPTERS[case]
    for name, content in files.items():
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_bytes(content)
    result = bluebook("extract", "--corpus", corpus, "--outputs", tmp_path / "out")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    problem = next(line for line in result.stderr.splitlines() if line.startswith("problem:"))
    assert where in problem
    assert why in problem
    assert b"2010/north-america" in (tmp_path / "out/documents.csv").read_bytes()


def test_a_missing_corpus_is_named(bluebook: Bluebook, tmp_path: Path) -> None:
    result = bluebook("extract", "--corpus", tmp_path / "none", "--outputs", tmp_path / "out")
    assert result.returncode == 1
    assert "none: there is no such corpus folder" in result.stderr


def test_an_empty_corpus_is_named(bluebook: Bluebook, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    result = bluebook("extract", "--corpus", tmp_path / "corpus", "--outputs", tmp_path / "out")
    assert result.returncode == 1
    assert "no chapter" in result.stderr


def test_a_missing_model_is_named(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    result = bluebook(
        "extract", "--corpus", corpus, "--outputs", tmp_path / "out", "--model", "en_core_web_missing"
    )
    assert result.returncode == 2
    assert "en_core_web_missing" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="folder permissions work differently there")
def test_an_outputs_folder_that_cannot_be_made_is_named(
    bluebook: Bluebook, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    result = bluebook("extract", "--corpus", corpus, "--outputs", tmp_path / "file" / "out")
    assert result.returncode == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_read_only_outputs_folder_is_named(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o555)
    result = bluebook("extract", "--corpus", corpus, "--outputs", tmp_path / "out")
    assert result.returncode == 1
    assert "cannot be written" in result.stderr
