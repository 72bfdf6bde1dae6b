"""Parquet: one typed, compressed file per table, for pandas, Polars, R and the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.exports.columns import column_type, description, need, typed_rows, written_whole
from pipeline.outputs import Row


def write_parquet(
    tables: Mapping[str, Sequence[Row]],
    _texts: Mapping[str, str],
    target: Path,
) -> list[Path]:
    """Write each table as `<table>.parquet` into a folder, columns described as in the codebook."""
    parquet = need("pyarrow.parquet", "parquet")
    names = [name for name, rows in tables.items() if rows]
    with written_whole(target) as temporary:
        temporary.mkdir()
        for name in names:
            table = arrow_table(name, tables[name])
            parquet.write_table(table, temporary / f"{name}.parquet", compression="zstd")
    return [target / f"{name}.parquet" for name in names]


def arrow_table(name: str, rows: Sequence[Row]) -> Any:
    """Return a table as an Arrow table with typed columns."""
    arrow = need("pyarrow", "parquet")
    types = {
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "date": arrow.date32(),
        "text": arrow.string(),
    }
    fields = [
        arrow.field(
            column,
            types[column_type(name, column)],
            metadata={"description": description(name, column)},
        )
        for column in rows[0]
    ]
    columns = zip(*typed_rows(name, rows), strict=True)
    arrays = [arrow.array(values, field.type) for values, field in zip(columns, fields, strict=True)]
    return arrow.Table.from_arrays(arrays, schema=arrow.schema(fields))
