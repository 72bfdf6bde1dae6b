"""However a run comes by its results, kept or computed: the tables are the same bytes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.synthetic import make_corpus
from pipeline.work import AFTER_LINKING
from tests.conftest import Bluebook
from tests.end_to_end.test_command import snapshot

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    make_corpus(folder, words=3000, chapters=4, seed=7)
    return folder


def _extract(
    bluebook: Bluebook, corpus: Path, out: Path, kept: Path, *words: str, cwd: Path
) -> dict[str, bytes]:
    done = bluebook(
        "extract",
        "--corpus",
        corpus,
        "--outputs",
        out,
        "--cache",
        kept,
        *(words or ("--workers", "1")),
        cwd=cwd,
    )
    assert done.returncode == 0, done.stderr
    return snapshot(out)


def test_changed_names_and_a_changed_chapter_give_what_a_cold_run_gives(
    bluebook: Bluebook, corpus: Path, tmp_path: Path
) -> None:
    kept, package = tmp_path / "kept", tmp_path / "package"
    shutil.copytree(ROOT / "pipeline", package / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    parses = snapshot(kept / "parses")
    assert len(parses) == 4

    names = package / "pipeline/lexicon/aliases.csv"
    rows = names.read_text(encoding="utf-8").splitlines(keepends=True)
    fewer = [row for row in rows if not row.startswith("Korea")]
    assert len(fewer) < len(rows)
    names.write_text("".join(fewer), encoding="utf-8")
    _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    assert snapshot(kept / "parses") == parses  # only the stages after the parse have run

    path = sorted(corpus.rglob("*.txt"))[1]
    more = path.read_text(encoding="utf-8") + "\nOn 2 May Envoy Ife Balogun visited Peru.\n"
    path.write_text(more, encoding="utf-8")
    before = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    assert len(snapshot(kept / "parses")) == 5

    readings = snapshot(kept / "readings")
    rules = package / "pipeline/lexicon/event_rules/visit.toml"
    text = rules.read_text(encoding="utf-8")
    assert '["visit", ' in text
    rules.write_text(text.replace('["visit", ', "["), encoding="utf-8")
    after = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    assert snapshot(kept / "readings") == readings  # only the stages from events on have run

    assert after["events.csv"] != before["events.csv"]
    two = _extract(bluebook, corpus, tmp_path / "cold", tmp_path / "none", "--workers", "2", cwd=package)
    assert after == two


def test_no_stage_up_to_linking_imports_what_its_cache_leaves_out() -> None:
    code = (
        "import sys, pipeline.ingest, pipeline.repair, pipeline.clean, pipeline.segment, pipeline.dates\n"
        "import pipeline.recognize, pipeline.link, pipeline.spacy_model\n"
        "print(*(m for m in sys.modules if m.startswith('pipeline.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("pipeline.").replace(".", "/") for name in done.stdout.split()}
    assert "link/linking" in loaded
    left_out = {name.removesuffix(".py") for name in AFTER_LINKING}
    assert not {name for name in loaded if name in left_out or name.split("/")[0] in left_out}
    assert all((ROOT / "pipeline" / name).exists() for name in AFTER_LINKING)
