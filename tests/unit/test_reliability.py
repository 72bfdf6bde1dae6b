"""docs/RELIABILITY.md: figures are added up as they were told, and the page is in step with them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reliability", ROOT / "docs/make_reliability.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(kind: str, tried: int, seed: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "tried": tried,
        "survived": tried,
        "lost": "nothing",
        "seed": seed,
        "tests": "tests/x",
    }


def test_runs_of_one_kind_are_added_up_and_others_stay() -> None:
    figures = {"a": line("a", 5, 1), "b": {"tried": 7}}
    load_script().add_up(
        [line("a", 10, 3), line("a", 20, 2), {"kind": "a", "note": "Words."}, line("c", 1, 9)], figures
    )
    assert (figures["a"]["tried"], figures["a"]["survived"], figures["a"]["seeds"]) == (30, 30, [2, 3])
    assert figures["b"] == {"tried": 7}
    assert figures["note a"] == {"note": "Words."}
    assert figures["c"]["tests"] == "tests/x"


def test_the_page_is_in_step_with_its_figures_and_nothing_was_lost() -> None:
    script = load_script()
    figures = json.loads(script.FIGURES.read_text(encoding="utf-8"))
    assert script.PAGE.read_text(encoding="utf-8") == script.as_page(figures)
    rows = [row for row in figures.values() if "note" not in row]
    assert rows
    for row in rows:
        assert row["tried"] == row["survived"] > 0
        assert row["lost"] == "nothing"
        assert (ROOT / row["tests"]).exists()
