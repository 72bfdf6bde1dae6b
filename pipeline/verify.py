"""Outputs checked again from their files alone: contract, links, offsets, dates, and honest accounting."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.agreement import disagreements
from pipeline.cache import hash_files
from pipeline.cells import unguard_frame
from pipeline.errors import InputError
from pipeline.export import check_tables
from pipeline.ingest import decode_bytes, find_chapters, read_source
from pipeline.lexicon.codebook import load_codebook
from pipeline.outputs import Row, iterate_table

if TYPE_CHECKING:
    from pandas import DataFrame

_POINT = r"(\d{4}(-(0[1-9]|1[0-2]|2[1-4])(-(0[1-9]|[12]\d|3[01]))?)?|\d{3}X|\d{2}XX|\d{4}-X{2}(-X{2})?)[~?%]?"
_EDTF_RE = re.compile(rf"{_POINT}|{_POINT}/({_POINT}|\.\.)|\.\./{_POINT}")
"""The forms of EDTF (ISO 8601-2, level 1) that the tables use."""

_COUNTED = ("repairs", "segments", "mentions", "dates", "events", "issues")
_ANNOUNCED = ("source_id", "characters", *_COUNTED)
_BALANCED = {
    "segments": ("source_id", "segment_id", "source_start", "source_end"),
    **dict.fromkeys(("mentions", "dates", "event_mentions"), ("source_id", "segment_id")),
    **dict.fromkeys(("repairs", "events", "issues"), ("source_id",)),
}
"""The columns that the quick check reads."""
_DATE_COLUMNS = {"dates": "edtf", "events": "date_edtf"}
_DAY_PAIRS = {"dates": ("earliest", "latest"), "events": ("date_earliest", "date_latest")}
_SHOWN_COLUMNS = {"mentions": "text", "dates": "text", "repairs": "damaged", "segments": "text"}
_SEGMENT_ROWS = ("mentions", "dates", "event_mentions")
"""Tables whose rows stand in a segment."""


def verify_outputs(outputs: Path, *, corpus: Path) -> list[str]:
    """Return everything that is wrong with an outputs folder, one sentence each; empty when all is well.

    Nothing is taken from the run that wrote it: tables, text layers and chapters are read again. Checked
    are the codebook's contract with all links, that every row's offsets lie in its source and give
    what the row shows, that segments hold every character once, that dates are EDTF and have the
    bounds that follow from it, that all counts agree, and whatever else follows from other cells.

    Args:
        outputs: the folder to check.
        corpus: the corpus the tables were made from.

    Raises:
        InputError: a table or a chapter's text is missing.
    """
    tables = read_tables(outputs)
    broken = check_tables(tables)
    if broken:  # what is not even well-formed cannot be followed further
        return [*_file_problems(outputs), *broken]
    texts = read_texts(tables["documents"], outputs=outputs, corpus=corpus)
    return [
        *_file_problems(outputs),
        *_chapter_problems(tables["documents"], texts, outputs=outputs, corpus=corpus),
        *_segment_problems(tables),
        *_trigger_problems(tables, texts),
        *_offset_problems(tables, texts),
        *_partition_problems(tables["segments"], texts),
        *_date_problems(tables),
        *disagreements(tables),
        *_count_problems(tables, outputs),
    ]


def balance_outputs(outputs: Path) -> list[str]:
    """Return where the accounts of an outputs folder do not balance: the quick part of `verify_outputs`.

    It reads each table once and no chapter, and holds the rows of one chapter at a time, so that every
    run can afford it: characters read are characters in segments, each chapter has the rows it is said to
    have, and what names a segment names one that is there.

    Args:
        outputs: the folder that a run has just written.

    Raises:
        InputError: a table is missing or cannot be read.
    """
    if not (outputs / "events.csv").is_file():
        raise InputError("holds no events.csv", where=outputs, hint="run `make extract` first")
    documents = {row["source_id"]: row for row in iterate_table(outputs / "documents.csv", _ANNOUNCED)}
    names = sorted(documents, key=lambda name: f"{name}:")  # the order of the ids of all other rows
    problems: list[str] = []
    tables = [_by_chapter(table, outputs, names, problems) for table in _BALANCED]
    for name, *shares in zip(names, *tables, strict=True):
        problems += _chapter_imbalances(documents[name], dict(zip(_BALANCED, shares, strict=True)))
    return problems


def _by_chapter(table: str, outputs: Path, names: Sequence[str], problems: list[str]) -> Iterator[list[Row]]:
    """Yield the rows of each chapter; rows that stand elsewhere than expected are a problem."""
    rows = iterate_table(outputs / f"{table}.csv", _BALANCED[table])
    groups = groupby(rows, key=itemgetter("source_id"))
    name, share = next(groups, ("", iter(())))
    for expected in names:
        if name != expected:
            yield []
            continue
        yield list(share)
        name, share = next(groups, ("", iter(())))
    if name:
        problems.append(f"{table}: rows of {name} stand out of order, or it is no chapter")


def _chapter_imbalances(document: Row, rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    name = document["source_id"]
    position = 0
    for row in sorted(rows["segments"], key=lambda row: int(row["source_start"])):
        if position != int(row["source_start"]):
            yield f"segments: {row['segment_id']} does not begin where the one before it ends"
        position = int(row["source_end"])
    if int(document["characters"]) != position:
        yield f"{name}: {document['characters']} characters were read, its segments hold {position}"
    known = {row["segment_id"] for row in rows["segments"]}
    for table in ("mentions", "dates", "event_mentions"):
        lost = sum(row["segment_id"] not in known for row in rows[table])
        if lost:
            yield f"{table}: {lost} rows of {name} stand in no segment"
    for table in _COUNTED:
        if int(document[table]) != len(rows[table]):
            yield f"{name}: {document[table]} {table} are announced, {len(rows[table])} are there"


def read_tables(outputs: Path) -> dict[str, DataFrame]:
    """Read every table of an outputs folder, all cells as text.

    Raises:
        InputError: a table is missing.
    """
    from pandas import read_csv

    tables = {}
    for name in load_codebook():
        path = outputs / f"{name}.csv"
        if not path.is_file():
            raise InputError("this table is missing", where=path, hint="run `make extract`")
        frame = read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        tables[name] = unguard_frame(frame)
    return tables


def read_texts(documents: DataFrame, *, outputs: Path, corpus: Path) -> dict[str, str]:
    """Return each chapter's raw text, into which all offsets point.

    Raises:
        InputError: a chapter's file or text layer is missing.
    """
    texts = {}
    for row in documents.to_dict("records"):
        own = row["format"] == "txt"
        path = corpus / row["path"] if own else outputs / "text" / f"{row['source_id']}.txt"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError("this chapter's text is missing", where=path) from error
        texts[row["source_id"]] = decode_bytes(content)[0] if own else content.decode("utf-8")
    return texts


def _read_run(outputs: Path) -> dict[str, Any]:
    """Return what the run said of itself.

    Raises:
        InputError: run.json is missing or damaged.
    """
    try:
        run = json.loads((outputs / "run.json").read_text(encoding="utf-8"))
        return {"files": dict(run.get("files", {})), "counts": dict(run["counts"]), **run.get("settings", {})}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "this account of the run is missing or damaged", where=outputs / "run.json", hint="extract again"
        ) from error


def _file_problems(outputs: Path) -> Iterator[str]:
    """Every file has the bytes that the run wrote."""
    for name, wanted in _read_run(outputs)["files"].items():
        path = outputs / name
        if not path.is_file():
            yield f"{name}: the run wrote this file, and it is gone"
        elif hash_files([path]) != wanted:
            yield f"{name}: this file is not as the run wrote it"


def _chapter_problems(
    documents: DataFrame, texts: Mapping[str, str], *, outputs: Path, corpus: Path
) -> Iterator[str]:
    """Documents are the corpus's chapters, unchanged; what is missing cannot be read."""
    for row in documents.to_dict("records"):
        path, name = corpus / row["path"], row["source_id"]
        if not path.is_file():
            yield f"documents: {name} has no file {row['path']} in the corpus"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            yield f"documents: {row['path']} has changed since it was read"
        if int(row["characters"]) != len(texts[name]):
            yield f"documents: {name} says {row['characters']} characters, there are {len(texts[name])}"
    known = set(documents["source_id"])
    for chapter in [] if _read_run(outputs).get("only") else find_chapters(corpus)[0]:
        if chapter.source_id not in known:
            try:
                read_source(chapter)
            except InputError:
                continue
            yield f"documents: {chapter.source_id} is a chapter of the corpus and is not there"


def _segment_problems(tables: Mapping[str, DataFrame]) -> Iterator[str]:
    """What names a segment stands inside it."""
    spans = {
        row["segment_id"]: (row["source_id"], int(row["source_start"]), int(row["source_end"]))
        for row in tables["segments"].to_dict("records")
    }
    for name in _SEGMENT_ROWS:
        lost = []
        for row in tables[name].to_dict("records"):
            source_id, start, end = spans[row["segment_id"]]
            low, high = int(row["source_start"]), int(row["source_end"])
            if row["source_id"] != source_id or not start <= low <= high <= end:
                lost.append(f"{row['source_id']}:{low}-{high}")
        if lost:
            yield f"{name}: {len(lost)} rows stand outside the segment they name, e.g. {lost[0]}"


def _trigger_problems(tables: Mapping[str, DataFrame], texts: Mapping[str, str]) -> Iterator[str]:
    """The word that tells an event stands where the row says, inside what proves the row."""
    repaired = _repaired(tables["repairs"])
    for name in ("events", "event_mentions"):
        wrong = []
        for row in tables[name].to_dict("records"):
            start, end = int(row["trigger_start"]), int(row["trigger_end"])
            source_id, text = row["source_id"], texts.get(row["source_id"], "")
            inside = int(row["source_start"]) <= start <= end <= int(row["source_end"])
            touched = any(a < end and start < b for a, b in repaired[source_id])
            if not inside or not (touched or _shows(text[start:end], row["trigger"], exact=False)):
                wrong.append(f"{source_id}:{start}-{end}")
        if wrong:
            yield f"{name}: the source does not show the trigger of {len(wrong)} rows, e.g. {wrong[0]}"


def _repaired(repairs: DataFrame) -> dict[str, list[tuple[int, int]]]:
    spans = defaultdict(list)
    for row in repairs.to_dict("records"):
        spans[row["source_id"]].append((int(row["source_start"]), int(row["source_end"])))
    return spans


def _offset_problems(tables: Mapping[str, DataFrame], texts: Mapping[str, str]) -> Iterator[str]:
    repaired = _repaired(tables["repairs"])
    for name, frame in tables.items():
        if "source_start" not in frame.columns:
            continue
        wrong = []
        for row in frame.to_dict("records"):
            text = texts.get(row["source_id"], "")
            start, end = int(row["source_start"]), int(row["source_end"])
            shown = row[_SHOWN_COLUMNS[name]] if name in _SHOWN_COLUMNS else ""
            touched = name != "repairs" and any(a < end and start < b for a, b in repaired[row["source_id"]])
            if end > len(text) or not (touched or _shows(text[start:end], shown, exact=name == "repairs")):
                wrong.append(f"{row['source_id']}:{start}-{end}")
        if wrong:
            yield f"{name}: the source does not show {len(wrong)} rows, e.g. {wrong[0]}"


def _shows(slice_of_source: str, shown: str, *, exact: bool) -> bool:
    """Tell whether an undamaged slice holds the words a row shows, give or take what cleaning takes out."""
    if exact:
        return slice_of_source == shown
    characters = iter(slice_of_source)
    return all(character in characters for character in shown if not character.isspace())


def _partition_problems(segments: DataFrame, texts: Mapping[str, str]) -> Iterator[str]:
    spans = defaultdict(list)
    for row in segments.to_dict("records"):
        spans[row["source_id"]].append((int(row["source_start"]), int(row["source_end"])))
    for source_id, text in texts.items():
        position = 0
        for start, end in sorted(spans[source_id]):
            if start != position:
                yield f"segments: {source_id} has a gap or an overlap at character {min(start, position)}"
                break
            position = end
        else:
            if position != len(text):
                yield f"segments: {source_id} has {len(text)} characters, its segments {position}"


def _date_problems(tables: Mapping[str, DataFrame]) -> Iterator[str]:
    for name, column in _DATE_COLUMNS.items():
        bad = sorted({cell for cell in tables[name][column] if cell and not _EDTF_RE.fullmatch(cell)})
        if bad:
            yield f"{name}.{column}: {len(bad)} values are not EDTF, e.g. {bad[0]!r}"
        first, last = _DAY_PAIRS[name]
        pairs = zip(tables[name][first], tables[name][last], strict=True)
        backwards = sum(bool(a and b and a > b) for a, b in pairs)
        if backwards:
            yield f"{name}: {backwards} rows have {first} after {last}"


def _count_problems(tables: Mapping[str, DataFrame], outputs: Path) -> Iterator[str]:
    for name in _COUNTED:
        counted = Counter(tables[name]["source_id"])
        for row in tables["documents"].to_dict("records"):
            if int(row[name]) != counted[row["source_id"]]:
                number = counted[row["source_id"]]
                yield f"documents: {row['source_id']} says {row[name]} {name}, there are {number}"
    told = Counter(tables["event_mentions"]["event_id"])
    for row in tables["events"].to_dict("records"):
        if int(row["mention_count"]) != told[row["event_id"]]:
            number = told[row["event_id"]]
            yield f"events: {row['event_id']} says {row['mention_count']} tellings, there are {number}"
    run = _read_run(outputs)
    for name, frame in tables.items():
        if run["counts"].get(name) != len(frame):
            yield f"run.json says {run['counts'].get(name)} rows of {name}, there are {len(frame)}"
