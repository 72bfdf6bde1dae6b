"""The scorer: the gold against itself is perfect, and each kind of difference costs what it should."""

import csv
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.score import Score, format_score, score_outputs

GOLD_EVENT = {
    "id": "talks",
    "n": "1",
    "anchor": "visited Canada",
    "event_type": "VISIT",
    "date_edtf": "1990-05",
    "date_basis": "explicit",
    "actors": "Toshiki Kaifu [JPN]",
    "counterparts": "",
    "place": "Canada [CAN]",
    "status": "occurred",
    "note": "",
    "anchor_start": "20",
}
EVENT = {
    "source_id": "1990/talks",
    "event_type": "VISIT",
    "status": "occurred",
    "date_edtf": "1990-05",
    "actors": "Toshiki Kaifu [JPN]",
    "counterparts": "",
    "place": "Canada [CAN]",
    "place_iso3": "CAN",
    "trigger": "visited",
    "source_start": "0",
    "source_end": "60",
    "trigger_start": "20",
    "trigger_end": "27",
}


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def score(folder: Path, *events: dict[str, str]) -> Score:
    write(folder / "gold/sources.csv", [{"id": "talks"}])
    write(folder / "gold/gold_events.csv", [GOLD_EVENT])
    write(folder / "out/events.csv", list(events))
    return score_outputs(folder / "gold", folder / "out")


def test_the_same_event_is_perfect(tmp_path: Path) -> None:
    result = score(tmp_path, EVENT)
    assert [result.ratios[f"events {name}"].f1 for name in ("det", "core", "row")] == [100, 100, 100]
    assert result.misses == ()


@pytest.mark.parametrize(
    ("change", "det", "core", "row"),
    [
        ({"event_type": "MEETING"}, 0, 0, 0),
        ({"source_start": "40"}, 0, 0, 0),
        ({"date_edtf": "1990"}, 100, 0, 0),
        ({"actors": "Toshiki Kaifu [USA]"}, 100, 0, 0),
        ({"actors": "Taro Nakayama [JPN]"}, 100, 100, 0),
        ({"status": "planned"}, 100, 100, 0),
        ({"place": "Mexico [MEX]", "place_iso3": "MEX"}, 100, 100, 0),
    ],
)
def test_a_difference_costs_its_figure(
    tmp_path: Path, change: dict[str, str], det: float, core: float, row: float
) -> None:
    result = score(tmp_path, EVENT | change)
    assert [result.ratios[f"events {name}"].f1 for name in ("det", "core", "row")] == [det, core, row]
    assert result.misses


def test_an_event_too_many_costs_precision(tmp_path: Path) -> None:
    result = score(tmp_path, EVENT, EVENT | {"event_type": "AID"})
    assert (result.ratios["events det"].precision, result.ratios["events det"].recall) == (50, 100)
    assert "P  50.0  R 100.0" in format_score(result)


def test_a_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        score_outputs(tmp_path, tmp_path)
