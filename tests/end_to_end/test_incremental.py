"""However a run comes by its results, kept or computed: the tables are the same bytes."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import make_corpus
from pipeline.cache import Cache
from pipeline.errors import InputError
from pipeline.fingerprint import EVENT_RULES, PARSE, TEXT, code_fingerprint
from pipeline.ingest import Chapter, find_chapters, read_source
from pipeline.model import RawDocument
from pipeline.text import read_text
from tests.conftest import Bluebook
from tests.end_to_end.test_command import snapshot

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    make_corpus(folder, words=2000, chapters=4, seed=7)
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
    first = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    texts, parses = snapshot(kept / "texts"), snapshot(kept / "parses")
    assert len(texts) == len(parses) == 4

    names = package / "pipeline/lexicon/aliases.csv"
    rows = names.read_text(encoding="utf-8").splitlines(keepends=True)
    fewer = [row for row in rows if not row.startswith("Republic of Korea,")]
    assert len(fewer) < len(rows)
    names.write_text("".join(fewer), encoding="utf-8")
    with_fewer = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    assert with_fewer["mentions.csv"] != first["mentions.csv"]
    assert snapshot(kept / "parses") == parses  # only the stages after the parse have run
    assert snapshot(kept / "texts") == texts

    path = sorted(corpus.rglob("*.txt"))[1]
    more = path.read_text(encoding="utf-8") + "\nOn 2 May Envoy Ife Balogun visited Peru.\n"
    path.write_text(more, encoding="utf-8")
    before = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    others = snapshot(kept / "parses")
    assert others.keys() == parses.keys()
    assert sum(others[name] != parses[name] for name in parses) == 1

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


RUN = (
    "import sys; sys.argv[1:] = {words}\n"
    "from pipeline.cli import main\n"
    "try: main()\n"
    "except SystemExit as end: assert not end.code\n"
    "print(*sys.modules)"
)


def _modules_of_run(*words: object, cwd: Path) -> set[str]:
    """Run the command and return the modules it has loaded."""
    code = RUN.format(words=[*map(str, words)])
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_a_changed_rule_costs_what_it_bears_on(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    kept, package = tmp_path / "kept", tmp_path / "package"
    shutil.copytree(ROOT / "pipeline", package / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    before = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    words = ("extract", "--corpus", corpus, "--outputs", tmp_path / "out", "--cache", kept, "--workers", "1")

    rules = package / "pipeline/lexicon/event_rules/visit.toml"
    text = rules.read_text(encoding="utf-8")
    said = text.replace("[[verb]]", "\n# another way to write the same\n[[verb]]")
    rules.write_text(said, encoding="utf-8")
    tellings = snapshot(kept / "tellings")
    loaded = _modules_of_run(*words, cwd=package)
    assert not {"spacy", "pandas", "pipeline.tell", "pipeline.merge"} & loaded  # nothing has changed
    assert snapshot(tmp_path / "out") == before
    assert snapshot(kept / "tellings") == tellings

    rules.write_text(text.replace('["visit", ', "["), encoding="utf-8")
    loaded = _modules_of_run(*words, cwd=package)
    assert "pipeline.tell" in loaded
    assert not {"spacy", "pipeline.work"} & loaded
    cold = _extract(bluebook, corpus, tmp_path / "cold", tmp_path / "none", cwd=package)
    assert snapshot(tmp_path / "out") == cold != before


def test_a_changed_name_costs_what_it_bears_on(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    kept, package = tmp_path / "kept", tmp_path / "package"
    shutil.copytree(ROOT / "pipeline", package / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    before = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    readings = snapshot(kept / "readings")
    words = ("extract", "--corpus", corpus, "--outputs", tmp_path / "out", "--cache", kept, "--workers", "1")
    people = package / "pipeline/lexicon/officeholders.csv"
    rows = people.read_text(encoding="utf-8").splitlines(keepends=True)
    strangers = [row for row in rows if row.startswith("Urho Kekkonen,")]
    assert strangers
    people.write_text("".join(row for row in rows if row not in strangers), encoding="utf-8")
    loaded = _modules_of_run(*words, cwd=package)
    assert "pipeline.tell" in loaded
    assert not {"spacy", "pipeline.work"} & loaded
    assert snapshot(kept / "readings") == readings
    after = snapshot(tmp_path / "out")
    assert after.pop("run.json") != before.pop("run.json")  # it names the gazetteer's hash
    assert after == before


def test_what_is_lost_or_damaged_is_found_again(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    kept, package = tmp_path / "kept", tmp_path / "package"
    shutil.copytree(ROOT / "pipeline", package / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    for kind in ("readings", "tellings"):
        one, two, three, _ = sorted(path for path in (kept / kind).rglob("*") if path.is_file())
        one.unlink()
        two.write_bytes(two.read_bytes()[:-1])
        three.write_bytes(b"")
    for path in (kept / "texts").rglob("*/*"):
        path.write_bytes(path.read_bytes()[:-1])
    rules = package / "pipeline/lexicon/event_rules/visit.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace('["visit", ', "["), encoding="utf-8")
    after = _extract(bluebook, corpus, tmp_path / "out", kept, cwd=package)
    assert after == _extract(bluebook, corpus, tmp_path / "cold", tmp_path / "none", cwd=package)
    for kind in ("readings", "tellings"):
        sizes = [path.stat().st_size for path in (kept / kind).rglob("*") if path.is_file()]
        assert len(sizes) == 4
        assert min(sizes) > 1000


def test_another_python_or_library_shares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = code_fingerprint()
    for name, value in (("_python", lambda: "3.99"), ("_library_versions", lambda: "spacy 99")):
        with monkeypatch.context() as patched:
            patched.setattr(f"pipeline.fingerprint.{name}", value)
            code_fingerprint.cache_clear()
            assert code_fingerprint() != ours
    code_fingerprint.cache_clear()
    assert code_fingerprint() == ours


def test_the_key_of_a_text_knows_all_that_its_stages_import_and_read() -> None:
    package = ROOT / "pipeline"
    files = {path for name in TEXT for path in [package / name, *(package / name).rglob("*")]}
    sources = sorted(path for path in files if path.suffix == ".py")
    assert len(sources) > 30
    needed = {found for path in sources for found in _imports_and_data_of(path)}
    assert len(needed) > 30
    assert needed <= files


def test_the_key_of_a_parse_knows_all_that_makes_it() -> None:
    files = {ROOT / "pipeline" / name for name in PARSE}
    assert all(path.is_file() for path in files)
    plain = {"cache", "fingerprint", "model", "errors", "__init__"}  # which hold no step of a parse
    needed = {found for path in files for found in _imports_and_data_of(path)}
    assert {path for path in needed - files if path.stem not in plain} == set()


def _imports_and_data_of(path: Path) -> Iterator[Path]:
    """Yield the modules of ours that a module imports, and the files of the lexicon that it names."""
    lexicon = ROOT / "pipeline/lexicon"
    names = {found.name for found in lexicon.iterdir() if found.suffix in (".csv", ".toml")}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and node.value in names:
            yield lexicon / str(node.value)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("pipeline."):
            module = ROOT / str(node.module).replace(".", "/")
            inside = [module / f"{name.name}.py" for name in node.names]
            yield from (part for part in inside if part.is_file())
            yield module.with_suffix(".py") if not module.is_dir() else module / "__init__.py"


def test_keys_of_what_is_kept_leave_out_the_rules_alone() -> None:
    assert code_fingerprint(without=EVENT_RULES) != code_fingerprint()
    assert all((ROOT / "pipeline" / name).exists() for name in EVENT_RULES)


def test_a_text_changed_and_changed_back_while_it_is_read_is_not_kept(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter = find_chapters(corpus)[0][0]
    store = Cache(tmp_path / "kept")
    content = chapter.path.read_bytes()
    original = read_source

    def read_another(chapter: Chapter) -> RawDocument:
        chapter.path.write_bytes(b"\n\n" + content)
        try:
            return original(chapter)
        finally:
            chapter.path.write_bytes(content)

    monkeypatch.setattr("pipeline.text.read_source", read_another)
    with pytest.raises(InputError, match="changed while it was being read"):
        read_text(chapter, store)
    monkeypatch.undo()
    assert not store.entries()
    assert read_text(chapter, store) == read_text(chapter, store) == read_text(chapter, None)


def test_a_sidecar_changed_since_the_run_began_is_not_taken_for_the_one_it_knows(
    corpus: Path, tmp_path: Path
) -> None:
    chapter = find_chapters(corpus)[0][0]
    sidecar = chapter.path.with_suffix(".toml")
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace("Chapter", "Part"), encoding="utf-8")
    with pytest.raises(InputError, match="changed while it was being read"):
        read_text(chapter, Cache(tmp_path / "kept"))


def test_what_the_keys_hash_of_the_lexicon_is_what_is_read(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "from pathlib import Path\n"
        "from pipeline.fingerprint import code_fingerprint\n"
        "code_fingerprint()\n"
        "names = Path('pipeline/lexicon/aliases.csv')\n"
        "names.write_text(names.read_text(encoding='utf-8').replace('ROK,', 'ROKK,'), encoding='utf-8')\n"
        "from pipeline.lexicon.gazetteer import load_gazetteer\n"
        "print(len(load_gazetteer().lookup('ROK')), len(load_gazetteer().lookup('ROKK')))\n"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "0"]
