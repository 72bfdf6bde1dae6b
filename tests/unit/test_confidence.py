"""Confidence: points that fit the signs of today, bounds, and a calibration that recovers what it was fed."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import LexiconError
from pipeline.events.confidence import SIGNS, confidence_of, signs_in
from pipeline.lexicon.confidence import LEAST, MOST, Points, load_points, read_points

ROOT = Path(__file__).parents[2]
SETS_OF_SIGNS = st.frozensets(st.sampled_from(SIGNS))


@pytest.fixture(scope="module")
def calibration() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibration", ROOT / "docs/calibration.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["calibration"] = module
    spec.loader.exec_module(module)
    return module


def test_every_sign_has_points_and_only_they() -> None:
    assert tuple(load_points().of_sign) == SIGNS, "the signs have changed: make calibrate"


def test_only_a_type_may_raise_the_confidence() -> None:
    raising = [sign for sign, points in load_points().of_sign.items() if points > 0]
    assert [sign for sign in raising if not sign.startswith("type ")] == []


def test_points_are_small_enough_to_be_weighed_against_each_other() -> None:
    assert all(abs(points) <= 4 for points in (load_points().start, *load_points().of_sign.values()))


@given(SETS_OF_SIGNS)
def test_confidence_lies_in_its_bounds_with_two_decimals(signs: frozenset[str]) -> None:
    value = confidence_of(signs)
    assert LEAST <= value <= MOST
    assert value == round(value, 2)


@given(SETS_OF_SIGNS)
def test_a_party_that_is_not_linked_never_raises_it(signs: frozenset[str]) -> None:
    assert confidence_of(signs | {"party not linked"}) <= confidence_of(signs - {"party not linked"})


@given(SETS_OF_SIGNS)
def test_signs_are_read_back_from_a_trace(signs: frozenset[str]) -> None:
    step = "confidence: " + (", ".join(sorted(signs)) or "no sign of doubt")
    assert signs_in(("rule visit.visit", step, "told 2 times")) == signs


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"start": 1.0},
        {"start": 1.0, "points": {"undated": float("nan")}},
        {"start": True, "points": {}},
        {"start": 1.0, "points": [1.0]},
        {"start": 1.0, "points": {}, "end": 2.0},
    ],
)
def test_a_file_that_was_not_written_by_the_script_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(LexiconError, match=r"confidence\.toml"):
        read_points(content)


def drawn_events(calibration: ModuleType, number: int) -> list[object]:
    """Events of sixty texts: 85 in 100 right, 40 in 100 when undated; a place is no sign of anything."""
    draw = random.Random(7)
    events = []
    for count in range(number):
        signs = frozenset(sign for sign in ("undated", "no day") if draw.random() < 0.5)
        right = draw.random() < (0.4 if "undated" in signs else 0.85)
        events.append(
            calibration.Found(text=f"y{count % 60}", part="fresh", tellings=(signs,), is_right=right)
        )
    return events


def test_the_shares_that_the_events_were_drawn_with_are_found_again(calibration: ModuleType) -> None:
    points = calibration.fit_points(drawn_events(calibration, 3000))
    assert points.share_right(frozenset()) == pytest.approx(0.85, abs=0.04)
    assert points.share_right(frozenset({"undated"})) == pytest.approx(0.40, abs=0.05)


def test_fitting_twice_gives_the_same_file(calibration: ModuleType) -> None:
    events = drawn_events(calibration, 300)
    first, second = (
        calibration.points_file(calibration.fit_points(order), events) for order in (events, events)
    )
    assert first == second
    assert '"undated" = -' in first


def test_a_sign_that_would_raise_the_confidence_counts_nothing(calibration: ModuleType) -> None:
    events = [
        calibration.Found(
            text=f"y{count}",
            part="fresh",
            tellings=(frozenset({"party not linked"} if count % 2 else ()),),
            is_right=bool(count % 2) or count % 3 == 0,
        )
        for count in range(120)
    ]
    assert calibration.fit_points(events).of_sign["party not linked"] == 0


def test_no_text_helps_to_weigh_itself(calibration: ModuleType) -> None:
    """One text where all is wrong cannot lower its own confidence."""
    good = [
        calibration.Found(text=f"y{n % 20}", part="fresh", tellings=(frozenset(),), is_right=True)
        for n in range(200)
    ]
    bad = [
        calibration.Found(text="y-bad", part="fresh", tellings=(frozenset(),), is_right=False)
        for _ in range(50)
    ]
    said = calibration.cross_validate(good + bad)
    assert min(said[200:]) == MOST
    assert min(said[:200]) < MOST


def test_an_event_is_as_sure_as_its_surest_telling(calibration: ModuleType) -> None:
    points = Points(start=1.0, of_sign={"undated": -1.0})
    event = calibration.Found(
        text="y1", part="fresh", tellings=(frozenset({"undated"}), frozenset()), is_right=True
    )
    assert calibration.confidence_in(event, points) == 0.73
