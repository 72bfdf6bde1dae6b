"""The output tables in shares, one per chapter, each checked against the codebook before it is written."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.cache import Cache, hash_parts, read_record, read_tables, record_hash
from pipeline.export import check_rows, csv_lines, require_contract
from pipeline.fingerprint import RULES, code_fingerprint
from pipeline.lexicon.codebook import load_codebook
from pipeline.merge import JoinedTellings
from pipeline.model import ChapterRecord, Share
from pipeline.tables import Rows, entity_rows, event_tables

CORPUS_TABLES = ("documents", "entities", "events", "event_participants", "event_mentions", "issues")
"""The tables that only all chapters together decide."""
CHAPTER_TABLES = ("segments", "repairs", "mentions", "dates")
"""The tables whose rows belong to one chapter alone."""
_ENTITIES_AT_ONCE = 5_000

Decide = Callable[[Mapping[str, Rows]], Mapping[str, Rows]]


@dataclass(slots=True)
class Account:
    """What has gone into the tables so far."""

    rows: Counter[str] = field(
        default_factory=lambda: Counter(dict.fromkeys((*CHAPTER_TABLES, *CORPUS_TABLES), 0))
    )
    event_types: Counter[str] = field(default_factory=Counter)
    issue_codes: Counter[str] = field(default_factory=Counter)
    documents: list[dict[str, str]] = field(default_factory=list)

    def include(self, other: Account) -> None:
        """Add what another account counts."""
        self.rows.update(other.rows)
        self.event_types.update(other.event_types)
        self.issue_codes.update(other.issue_codes)
        self.documents += other.documents

    def add(self, tables: Mapping[str, Rows]) -> None:
        """Count some rows of the tables of the whole corpus."""
        for name, rows in tables.items():
            self.rows[name] += len(rows)
        self.event_types.update(_column("events", "event_type", tables))
        self.issue_codes.update(_column("issues", "code", tables))
        names = load_codebook()["documents"].column_names
        self.documents += [dict(zip(names, row, strict=True)) for row in tables.get("documents", ())]


def _column(table: str, column: str, tables: Mapping[str, Rows]) -> list[str]:
    at = load_codebook()[table].column_names.index(column)
    return [row[at] for row in tables.get(table, ())]


def make_shares(
    files: Mapping[str, Path],
    joined: JoinedTellings,
    account: Account,
    *,
    store: Cache | None = None,
    decide: Decide | None = None,
) -> Iterator[Share]:
    """Yield all tables in parts, one per chapter and then what is left; at most one chapter is in memory.

    Args:
        files: the result file of each chapter by source id, in the order of the tables.
        joined: their tellings, joined.
        account: is told of all rows.
        store: where the lines of chapters are kept for the next run, if they are.
        decide: puts the reviewers' decisions into the tables of the whole corpus. A decision may bear on
            rows of several chapters, so that these tables are then held whole.

    Raises:
        OutputError: a share breaks the codebook.
    """
    whole: dict[str, Rows] = {name: [] for name in CORPUS_TABLES}
    for source_id, path in files.items():
        own_tables, text_layer = read_tables(path)
        if decide:
            record = read_record(path)
            tables = _event_tables(record, joined, files)
            account.rows.update(record.counts)
            for name, rows in tables.items():
                whole[name] += rows
            lines: Mapping[str, str] = {}
        else:
            kept = _keep_lines(source_id, path, joined, files, store)
            account.include(kept.account)
            whole["documents"] += kept.documents
            lines = kept.lines
        yield Share(tables={**own_tables, **lines}, text_layers={source_id: text_layer} if text_layer else {})
    batches = map(entity_rows, joined.entities(at_once=_ENTITIES_AT_ONCE))
    if decide:
        whole["entities"] = [row for rows in batches for row in rows]
        whole = dict(decide(whole))
        require_contract(check_rows(whole), where="outputs")
    else:
        for rows in batches:
            require_contract(check_rows({"entities": rows}), where="outputs")
            yield Share(tables=_settle({"entities": rows}, account))
    whole["documents"].sort()
    yield Share(tables=_settle(whole, account))


@dataclass(frozen=True, slots=True)
class _Lines:
    """A chapter's lines of the tables that all chapters decide, its row of `documents`, and their account."""

    lines: Mapping[str, str]
    documents: Rows
    account: Account


def _keep_lines(
    source_id: str, path: Path, joined: JoinedTellings, chapters: Container[str], store: Cache | None
) -> _Lines:
    """Make and check a chapter's lines, or take them from the last run.

    They depend on the chapter's record and on its events with all of their tellings; what they link to
    is among those.
    """
    code = code_fingerprint(without=RULES)
    key = hash_parts(code, record_hash(path), joined.fingerprint_of(source_id))
    content = store.read(key, "shares") if store else None
    if content is not None:
        kept = pickle.loads(content)
        assert isinstance(kept, _Lines)
        return kept
    record = read_record(path)
    tables = _event_tables(record, joined, chapters)
    documents = tables.pop("documents")
    account = Account()
    account.rows.update(record.counts)
    made = _Lines(_settle(tables, account), documents, account)
    if store:
        store.write(key, "shares", pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
    return made


def _event_tables(record: ChapterRecord, joined: JoinedTellings, chapters: Container[str]) -> dict[str, Rows]:
    """Make and check a chapter's share of the tables that only all chapters together decide."""
    told = joined.events_of(record.source.source_id)
    tables = event_tables(record, told.events, told.tellings)
    known = {
        "documents": chapters,
        "segments": set(record.segment_ids),
        "entities": joined.entity_ids,
        "events": {event_id for event_id, _ in told.tellings},
    }
    require_contract(check_rows(tables, known=known), where=record.source.path)
    return tables


def _settle(tables: Mapping[str, Rows], account: Account) -> dict[str, str]:
    """Count rows and write them as CSV lines."""
    account.add(tables)
    return {name: csv_lines(rows) for name, rows in tables.items()}
