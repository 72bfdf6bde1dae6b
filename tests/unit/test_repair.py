"""Cases of damage met or made, texts that must stay, and what the stage's functions promise."""

import html
import importlib.util
import json
import os
import re
from datetime import date
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.model import RawDocument, Source
from pipeline.repair import explain, repair_bytes, repair_document, repair_text

CASES = Path(__file__).parent.parent / "cases" / "repair"
ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BLUEBOOK_SHARED", ROOT.parent / "shared"))
LINES = (CASES / "lines.txt").read_text(encoding="utf-8").splitlines()


def load_cases() -> list:
    params = []
    for file in sorted(CASES.glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            marks = (
                [pytest.mark.xfail(strict=True, reason=case["comment"])] if case["expect"] == "fail" else []
            )
            params.append(pytest.param(case, id=f"{file.stem}: {case['label']}", marks=marks))
    return params


@pytest.mark.parametrize("case", load_cases())
def test_case(case: dict) -> None:
    expected = case["original"] if case["expected"] == "same" else case["expected"]
    assert repair_text(case["original"]) == expected


@pytest.mark.parametrize("line", LINES)
def test_sound_line_stays(line: str) -> None:
    assert repair_text(line) == line


def test_sound_page_stays() -> None:
    assert repair_text("\n".join(LINES)) == "\n".join(LINES)


WHOLE = ("cp437", "cp850", "cp852", "cp775", "mac_roman", "latin-1")


@pytest.mark.parametrize("codec", WHOLE)
def test_page_of_utf8_read_in_a_codec_comes_back_whole(codec: str) -> None:
    page = "\n".join(LINES)
    assert repair_text(page.encode().decode(codec)) == page


@pytest.mark.parametrize("outer", WHOLE)
def test_two_layers_come_back_whole(outer: str) -> None:
    page = "\n".join(LINES)
    assert repair_text(page.encode().decode("mac_roman").encode().decode(outer)) == page


@pytest.mark.parametrize("codec", ["cp437", "cp850", "cp852", "mac_roman", "cp775", "cp866", "koi8-r"])
def test_most_lines_come_back_after_loss_and_second_reading(codec: str) -> None:
    """Apostrophes inside words always do; signs nobody can know (currency, fractions) do not."""
    legacy = [line.encode("cp1252", "ignore").decode("cp1252") for line in LINES]
    damaged = [line.encode("cp1252").decode("utf-8", "replace").encode().decode(codec) for line in legacy]
    repaired = repair_text("\n".join(damaged)).split("\n")
    exact = sum(one == other for one, other in zip(legacy, repaired, strict=True))
    assert exact >= 0.75 * len(legacy)


class TestExplain:
    def test_a_step_tells_the_chain_of_readings(self) -> None:
        (step,) = explain("the Canadian public´┐Żs interest").steps
        assert (step.start, step.end, step.damaged, step.repaired) == (19, 22, "´┐Ż", "’")
        assert (step.chain, step.rule, step.status) == ("cp1252>utf-8!>cp852", "possessive", "repaired")

    def test_layers_are_told_from_the_first_reading_to_the_last(self) -> None:
        chains = {step.chain for step in explain("Peruâ€šÃ„Ã´s and Chileâ€šÃ„Ã´s").steps}
        assert chains == {"utf-8>mac_roman>cp1252"}

    def test_a_place_nobody_can_know_is_an_abstention(self) -> None:
        (step,) = explain("a loan of �3.5 billion").steps
        assert (step.status, step.damaged, step.repaired, step.confidence) == ("abstained", "�", "�", 0.0)

    def test_soft_hyphens_of_a_word_are_one_place(self) -> None:
        steps = explain("inter\u00adgovern\u00admental and in\u00adter").steps
        assert [step.repaired for step in steps] == ["govern", ""]

    def test_a_sound_text_has_no_steps(self) -> None:
        assert explain("Japan’s view is “clear.”").steps == ()


def document(text: str) -> RawDocument:
    source = Source(
        source_id="2010/x",
        edition_year=2010,
        title="X",
        path="2010/x.txt",
        format="txt",
        coverage_start=date(2009, 1, 1),
        coverage_end=date(2009, 12, 31),
    )
    return RawDocument(source=source, text=text, encoding="utf-8")


class TestRepairDocument:
    def test_repairs_and_issues_carry_raw_offsets(self) -> None:
        raw = document("Japan´┐Żs loan of ´┐Ż3 billion, the 50 th")
        repaired = repair_document(raw)
        assert repaired.aligned.text == "Japan’s loan of �3 billion, the 50th"
        assert [raw.text[r.start : r.end] for r in repaired.repairs] == ["´┐Ż", "´┐Ż", "50 th"]
        assert [(i.code, i.start, i.end) for i in repaired.issues] == [("undecided-character", 18, 21)]
        start = repaired.aligned.text.index("billion")
        assert raw.text[slice(*repaired.aligned.raw_span(start, start + 7))] == "billion"

    def test_a_sound_chapter_passes_unchanged(self) -> None:
        raw = document("Plain text.\n")
        repaired = repair_document(raw)
        assert (repaired.aligned.text, repaired.repairs, repaired.issues) == (raw.text, (), ())

    def test_blocks_encoding_and_source_are_kept(self) -> None:
        raw = document("x")
        repaired = repair_document(raw)
        assert (repaired.source, repaired.encoding, repaired.raw) == (raw.source, "utf-8", "x")


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("Tokyo’s".encode(), "Tokyo’s", "utf-8"),
        (b"\xef\xbb\xbf" + "Tokyo’s".encode(), "Tokyo’s", "utf-8-sig"),
        ("Tokyo’s".encode("utf-16"), "Tokyo’s", "utf-16"),
        (b"\xfe\xff" + "Tokyo’s".encode("utf-16-be"), "Tokyo’s", "utf-16"),
        ("Tokyo’s “plan”".encode("cp1252"), "Tokyo’s “plan”", "windows-1252"),
        (b"", "", "utf-8"),
    ],
)
def test_bytes_are_decoded_and_the_codec_is_told(data: bytes, text: str, encoding: str) -> None:
    explanation = repair_bytes(data)
    assert (explanation.text, explanation.encoding) == (text, encoding)


def test_bytes_no_simple_codec_knows_go_to_a_detector() -> None:
    japanese = "外交青書は毎年刊行され、日本の外交を国民と世界に説明する。" * 5
    explanation = repair_bytes(japanese.encode("cp932"))
    assert explanation.text == japanese
    assert explanation.encoding not in ("utf-8", "windows-1252")


REAL_DAMAGE = {"html-entity", "html-ampersand", "split-accent", "invisible-character"}
"""Rules that need no judgement: what they change is damage in whatever text."""


def test_readmes_of_installed_packages_stay() -> None:
    """Clean English by the ten thousand lines: at most one line in 10,000 may change."""
    lines, changed = 0, []
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"] or ""
        text = distribution.read_text("METADATA") or ""
        if "ftfy" in name:  # its page shows damage on purpose
            continue
        lines += sum(1 for line in text.split("\n") if line.strip())
        steps = [s for s in explain(text).steps if s.status == "repaired" and s.rule not in REAL_DAMAGE]
        changed += [f"{name}: {s.rule} {s.damaged!r} -> {s.repaired!r}" for s in steps]
    assert lines > 5_000
    assert len(changed) <= lines / 10_000, changed


JUDGED = {"Ã¯", "Ãª", "Ã©", "Ã¨", "Ã¶", "Ã¼", "Ã¢", "Â§"}
"""What may be changed in the WikiWars texts: real mojibake, looked at one by one."""


@pytest.mark.skipif(not (SHARED / "benchmarks" / "temporal").is_dir(), reason="needs the shared benchmarks")
def test_encyclopaedia_texts_stay_but_for_real_mojibake() -> None:
    for file in sorted((SHARED / "benchmarks" / "temporal").rglob("*.tml")):
        text = html.unescape(re.sub(r"<[^>]+>", "", file.read_text(encoding="utf-8")))
        assert {step.damaged for step in explain(text).steps} <= JUDGED, file.name


def load_module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (SHARED / "tools" / "encoding_matrix.py").is_file(), reason="needs the shared scorer")
def test_every_family_of_damage_reaches_its_floor() -> None:
    tool = load_module(SHARED / "tools" / "encoding_matrix.py")
    floors = load_module(ROOT / "benchmarks" / "repair.py").FLOORS
    folder = SHARED / "benchmarks" / "encoding"
    lines = tool.read_lines(folder / "dev_lines.txt")
    clean = [("lines", lines), ("decoys", tool.DECOYS), ("ftfy", tool.negatives(folder / "test_cases.json"))]
    scores = tool.score(repair_text, lines, clean, document=True)
    for family, row in scores["damaged"].items():
        assert 100 * row["exact"] >= floors.get(family.split()[0], 0), family
    for name, row in scores["clean"].items():
        assert row["untouched"] == 1, name
