"""How good the tables are: events, dates, repairs and page furniture against a gold folder.

A gold folder holds gold_events.csv, gold_dates.csv, gold_repairs.csv, gold_boilerplate.csv and
sources.csv; GUIDELINES.md beside them says what was annotated and how.

    events   det     type right and evidence covers the gold anchor
             core    det, and same EDTF date, and same states and organisations among all parties
             row     core, and same actors, counterparts, place and status
    dates    relaxed spans overlap;  value: overlap and same EDTF;  strict: same span
    repairs  exact   same place and same replacement (straight and curly marks count as one)
    layout   share of gold furniture whose segment has the right kind; prose wrongly called furniture
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.errors import InputError
from pipeline.model import PROSE_KINDS

Row = Mapping[str, str]
BySource = Mapping[str, Sequence[Row]]
Cost = tuple[object, ...]
_Item = TypeVar("_Item", bound=Row)

_FOLD = str.maketrans("‘’“”", "''\"\"")
_PARTY_RE = re.compile(r"(.*)\[([A-Z]{3})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Hits among what was predicted and among what the gold has, with their harmonic mean in percent."""

    hit: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return 100 * self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """F1 in percent; nothing predicted where the gold has nothing is 100.

        >>> Ratio(hit=3, predicted=4, gold=6).f1, Ratio(hit=0, predicted=0, gold=0).f1
        (60.0, 100.0)
        """
        total = self.predicted + self.gold
        return 200 * self.hit / total if total else 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an event found is right: type, date, and the states and bodies among its parties (core)."""

    source_id: str
    event_id: str
    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All figures of one comparison: ratios, and plain percentages (None where nothing was to measure).

    `verdicts` gives for each event found its confidence, and whether it is right.
    """

    ratios: Mapping[str, Ratio]
    shares: Mapping[str, float | None]
    misses: tuple[str, ...]
    verdicts: tuple[Verdict, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return every figure, rounded to one decimal, by name."""
        ratios: dict[str, object] = {
            name: {
                "p": round(r.precision, 1),
                "r": round(r.recall, 1),
                "f1": round(r.f1, 1),
                "hit": r.hit,
                "predicted": r.predicted,
                "gold": r.gold,
            }
            for name, r in self.ratios.items()
        }
        shares: dict[str, object] = {
            name: None if v is None else round(v, 2) for name, v in self.shares.items()
        }
        return ratios | shares


def score_outputs(gold: Path, outputs: Path, *, only: Sequence[str] = ()) -> Score:
    """Compare the tables of an outputs folder with a gold folder.

    Args:
        gold: folder with the gold files.
        outputs: folder with events.csv, dates.csv, repairs.csv and segments.csv; a `source_id` there
            equals the gold's `id`, a leading "edition/" is ignored.
        only: gold ids to score; all of them when empty.

    Raises:
        InputError: one of the folders is not what it should be.
    """
    for path in (gold / "sources.csv", outputs / "events.csv"):
        if not path.is_file():
            raise InputError("this file is missing", where=path, hint="bluebook score GOLD OUTPUTS")
    keep = set(only) or {row["id"] for row in _rows(gold / "sources.csv")}

    def gold_rows(name: str) -> BySource:
        return _by_source(_rows(gold / name), "id", keep)

    def predicted_rows(name: str) -> BySource:
        return _by_source(_rows(outputs / name), "source_id", keep)

    ratios: dict[str, Ratio] = {}
    shares: dict[str, float | None] = {}
    misses: list[str] = []
    verdicts = _score_events(
        gold_rows("gold_events.csv"), predicted_rows("events.csv"), ratios, shares, misses
    )
    if (gold / "gold_dates.csv").is_file():  # reviewed chapters are gold for events alone
        _score_dates(gold_rows("gold_dates.csv"), predicted_rows("dates.csv"), ratios, misses)
    if (gold / "gold_repairs.csv").is_file():
        _score_repairs(gold_rows("gold_repairs.csv"), predicted_rows("repairs.csv"), ratios, misses)
    if (gold / "gold_boilerplate.csv").is_file():
        _score_layout(gold_rows("gold_boilerplate.csv"), predicted_rows("segments.csv"), shares, misses)
    return Score(ratios=ratios, shares=shares, misses=tuple(misses), verdicts=tuple(verdicts))


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _by_source(table: Iterable[Row], key: str, keep: set[str]) -> BySource:
    out: dict[str, list[Row]] = defaultdict(list)
    for row in table:
        source = row[key] if row[key] in keep else row[key].rsplit("/", 1)[-1]
        if source in keep:
            out[source].append(row)
    return out


def parse_parties(cell: str) -> set[tuple[str, str]]:
    """Read a cell of parties into (name in small letters, code) pairs.

    >>> sorted(parse_parties("Shinzo Abe [JPN]; ASEAN"))
    [('asean', ''), ('shinzo abe', 'JPN')]
    """
    found = set()
    for item in filter(None, (part.strip() for part in cell.split(";"))):
        match = _PARTY_RE.fullmatch(item)
        found.add((match[1].rstrip().lower(), match[2]) if match else (item.lower(), ""))
    return found


def _codes(*cells: str) -> set[str]:
    return {code or name for cell in cells for name, code in parse_parties(cell)}


def _everyone(row: Row) -> set[tuple[str, str]]:
    return parse_parties(row["actors"]) | parse_parties(row["counterparts"])


def _edtf(value: str) -> str:
    return value.replace("?", "").replace("%", "~").strip()


def _sources(gold: BySource, predicted: BySource) -> list[str]:
    return sorted(set(gold) | set(predicted))


def _pair(
    gold: Sequence[Row], predicted: Sequence[Row], cost: Callable[[Row, Row], Cost | None]
) -> list[tuple[int, int]]:
    """Pair greedily, one to one, the cheapest first; a cost of None means that two rows cannot pair."""
    options = [
        (price, g, p)
        for g, a in enumerate(gold)
        for p, b in enumerate(predicted)
        if (price := cost(a, b)) is not None
    ]
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _, g, p in sorted(options):
        if g not in used_gold and p not in used_predicted:
            used_gold.add(g)
            used_predicted.add(p)
            pairs.append((g, p))
    return pairs


def _event_span_cost(gold: Row, predicted: Row) -> Cost | None:
    at = int(gold["anchor_start"])
    start, end = int(predicted["source_start"]), int(predicted["source_end"])
    if not start - 1 <= at < end + 1:
        return None
    trigger = int(predicted["trigger_start"] or start)
    return (
        _edtf(gold["date_edtf"]) != _edtf(predicted["date_edtf"]),
        _codes(gold["actors"], gold["counterparts"])
        != _codes(predicted["actors"], predicted["counterparts"]),
        abs(trigger - at),
    )


def _event_cost(gold: Row, predicted: Row) -> Cost | None:
    return _event_span_cost(gold, predicted) if gold["event_type"] == predicted["event_type"] else None


def _same_place(gold: Row, predicted: Row) -> bool:
    wanted = _codes(gold["place"])
    return wanted == _codes(predicted["place"]) or wanted == {predicted["place_iso3"]}


def _score_events(
    gold: BySource,
    predicted: BySource,
    ratios: dict[str, Ratio],
    shares: dict[str, float | None],
    misses: list[str],
) -> list[Verdict]:
    verdicts: list[Verdict] = []
    hits = dict.fromkeys(("det", "span", "core", "row", "parties", "date", "place", "status"), 0)
    parties_gold = parties_predicted = 0
    for source in _sources(gold, predicted):
        g, p = gold.get(source, []), predicted.get(source, [])
        pairs = _pair(g, p, _event_cost)
        hits["span"] += len(_pair(g, p, _event_span_cost))
        hits["det"] += len(pairs)
        right: set[int] = set()
        for a, b, j in ((g[i], p[j], j) for i, j in pairs):
            date_right = _edtf(a["date_edtf"]) == _edtf(b["date_edtf"])
            same_codes = _codes(a["actors"], a["counterparts"]) == _codes(b["actors"], b["counterparts"])
            same_roles = all(parse_parties(a[k]) == parse_parties(b[k]) for k in ("actors", "counterparts"))
            place_right, status_right = _same_place(a, b), a["status"] == b["status"]
            hits["date"] += date_right
            hits["place"] += place_right
            hits["status"] += status_right
            hits["core"] += date_right and same_codes
            if date_right and same_codes:
                right.add(j)
            hits["row"] += date_right and place_right and status_right and same_roles
            hits["parties"] += len(_everyone(a) & _everyone(b))
            if not (date_right and place_right and status_right and same_roles):
                misses.append(f"event differs: {source} {_told(a)}\n    got {_told(b)}")
        verdicts += [
            Verdict(
                source_id=source,
                event_id=row.get("event_id", ""),
                confidence=float(row.get("confidence") or 0),
                is_right=j in right,
            )
            for j, row in enumerate(p)
        ]
        parties_gold += sum(len(_everyone(a)) for a in g)
        parties_predicted += sum(len(_everyone(b)) for b in p)
        found_gold, found_predicted = {i for i, _ in pairs}, {j for _, j in pairs}
        misses += [f"event missed: {source} {_told(a)}" for i, a in enumerate(g) if i not in found_gold]
        misses += [f"event extra: {source} {_told(b)}" for j, b in enumerate(p) if j not in found_predicted]
    n_gold, n_predicted = sum(map(len, gold.values())), sum(map(len, predicted.values()))
    for figure, name in {"det": "det", "span": "span only", "core": "core", "row": "row"}.items():
        ratios[f"events {name}"] = Ratio(hit=hits[figure], predicted=n_predicted, gold=n_gold)
    ratios["events participants"] = Ratio(hit=hits["parties"], predicted=parties_predicted, gold=parties_gold)
    for name in ("date", "place", "status"):
        shares[f"events {name} right"] = 100 * hits[name] / hits["det"] if hits["det"] else None
    return verdicts


def _told(row: Row) -> str:
    words = row.get("anchor") or row.get("trigger", "")
    cells = (row["event_type"], row["status"], row["date_edtf"], row["actors"], row["counterparts"])
    return f"“{words}” " + " | ".join((*cells, row["place"]))


def _gold_span(row: Row, key: str) -> tuple[int, int]:
    start = int(row["char_start"])
    return start, start + len(row[key])


def _span(row: Row) -> tuple[int, int]:
    return int(row["source_start"]), int(row["source_end"])


def _date_cost(gold: Row, predicted: Row) -> Cost | None:
    (a, b), (c, d) = _gold_span(gold, "surface"), _span(predicted)
    if d <= a or b <= c:
        return None
    return _edtf(gold["edtf"]) != _edtf(predicted["edtf"]), abs(a - c) + abs(b - d)


def _score_dates(gold: BySource, predicted: BySource, ratios: dict[str, Ratio], misses: list[str]) -> None:
    hits = {"relaxed": 0, "value": 0, "strict": 0}
    for source in _sources(gold, predicted):
        g, p = gold.get(source, []), predicted.get(source, [])
        pairs = _pair(g, p, _date_cost)
        hits["relaxed"] += len(pairs)
        for a, b in ((g[i], p[j]) for i, j in pairs):
            same = _edtf(a["edtf"]) == _edtf(b["edtf"])
            hits["value"] += same
            hits["strict"] += _gold_span(a, "surface") == _span(b)
            if not same:
                misses.append(f"date differs: {source} “{a['surface']}” {a['edtf']}, got {b['edtf']}")
        found_gold, found_predicted = {i for i, _ in pairs}, {j for _, j in pairs}
        misses += [
            f"date missed: {source} “{a['surface']}” {a['edtf']}"
            for i, a in enumerate(g)
            if i not in found_gold
        ]
        misses += [
            f"date extra: {source} “{b['text']}” {b['edtf']}"
            for j, b in enumerate(p)
            if j not in found_predicted
        ]
    n_gold, n_predicted = sum(map(len, gold.values())), sum(map(len, predicted.values()))
    for name, hit in hits.items():
        ratios[f"dates {name}"] = Ratio(hit=hit, predicted=n_predicted, gold=n_gold)


def _score_repairs(gold: BySource, predicted: BySource, ratios: dict[str, Ratio], misses: list[str]) -> None:
    """Count damaged places with their replacement; places left alone are no predictions."""
    hit = n_gold = n_predicted = 0
    for source in _sources(gold, predicted):
        done = [row for row in predicted.get(source, []) if row["status"] == "repaired"]
        n_gold, n_predicted = n_gold + len(gold.get(source, [])), n_predicted + len(done)
        for a in gold.get(source, []):
            start, end = _gold_span(a, "damaged")
            wanted = a["replacement"].translate(_FOLD).strip()
            right = any(
                _span(b)[0] < end and start < _span(b)[1] and b["repaired"].translate(_FOLD).strip() == wanted
                for b in done
            )
            hit += right
            if not right:
                misses.append(f"repair missed: {source} {start} {a['damaged']!r} -> {a['replacement']!r}")
    ratios["repairs exact"] = Ratio(hit=hit, predicted=n_predicted, gold=n_gold)


def _score_layout(
    gold: BySource, segments: BySource, shares: dict[str, float | None], misses: list[str]
) -> None:
    right = total = wrong_prose = prose = 0
    for source, spans in gold.items():
        rows = segments.get(source, [])
        furniture = [(int(span["char_start"]), int(span["char_end"])) for span in spans]
        for span, (start, end) in zip(spans, furniture, strict=True):
            kinds = [row["kind"] for row in rows if _span(row)[0] < end and start < _span(row)[1]]
            total += 1
            right += span["kind"] in kinds
            if span["kind"] not in kinds:
                misses.append(f"layout: {source} {start}-{end} {span['kind']}, got {', '.join(kinds)}")
        for row in rows:
            start, end = _span(row)
            if not any(low < end and start < high for low, high in furniture):
                prose += end - start
                if row["kind"] not in PROSE_KINDS:
                    wrong_prose += end - start
                    misses.append(f"layout: {source} {start}-{end} prose called {row['kind']}")
    shares["layout furniture right"] = 100 * right / total if total else None
    shares["layout prose called furniture"] = 100 * wrong_prose / prose if prose else None


def format_score(score: Score) -> str:
    """Write all figures as lines of text, one figure a line."""
    lines = [
        f"{name:30} P {r.precision:5.1f}  R {r.recall:5.1f}  F1 {r.f1:5.1f}"
        f"   {r.hit} of {r.gold} gold, {r.predicted} predicted"
        for name, r in score.ratios.items()
    ]
    lines += [
        f"{name:30} {'nothing to measure' if share is None else format(share, '.2f')}"
        for name, share in score.shares.items()
    ]
    return "\n".join(lines)
