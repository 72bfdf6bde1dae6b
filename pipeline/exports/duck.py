"""DuckDB: the tables in one file with types and keys, ready for analytical SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from pipeline.exports.columns import column_type, description, need, written_whole
from pipeline.exports.parquet import arrow_table
from pipeline.lexicon.codebook import load_codebook
from pipeline.outputs import Row

_SQL_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "text": "VARCHAR"}


def write_duckdb(
    tables: Mapping[str, Sequence[Row]],
    _texts: Mapping[str, str],
    target: Path,
) -> list[Path]:
    """Write the tables as a DuckDB database; each column carries its description as a comment."""
    duckdb = need("duckdb", "duckdb")
    need("pyarrow", "duckdb")
    with written_whole(target) as temporary, closing(duckdb.connect(str(temporary))) as database:
        for name, rows in tables.items():
            if not rows:
                continue
            columns = [f'"{column}" {_SQL_TYPES[column_type(name, column)]}' for column in rows[0]]
            keys = ", ".join(f'"{column}"' for column in load_codebook()[name].key)
            database.execute(f'CREATE TABLE "{name}" ({", ".join(columns)}, PRIMARY KEY ({keys}))')
            database.register("incoming", arrow_table(name, rows))
            database.execute(f'INSERT INTO "{name}" SELECT * FROM incoming')
            database.unregister("incoming")
            for column in rows[0]:
                text = description(name, column).replace("'", "''")
                database.execute(f'COMMENT ON COLUMN "{name}"."{column}" IS \'{text}\'')
    return [target]
