"""The data dictionary: every table and column of `outputs/`, read from tables.toml and fields.toml.

The checks before writing, `outputs/datapackage.json` and docs/CODEBOOK.md all come from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import lexicon_path, read_toml


class Column(BaseModel):
    """What one column holds; an empty cell means unknown unless `required`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    type: Literal["string", "integer", "number", "date"]
    description: str
    required: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None


class Table(BaseModel):
    """One table: its columns in order, its key, and which columns point to other tables' keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: Mapping[str, str] = {}

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


@cache
def load_codebook() -> dict[str, Table]:
    """Return every table of `outputs/` by name, in reading order.

    Raises:
        LexiconError: a column has no description, or a description breaks the form.

    >>> load_codebook()["dates"].column_names[:3]
    ['date_id', 'source_id', 'segment_id']
    """
    fields = read_toml("fields.toml")
    tables: dict[str, Table] = {}
    try:
        for table_name, entry in read_toml("tables.toml").items():
            columns = []
            for name in entry["fields"]:
                meaning = fields.get(f"{table_name}.{name}", fields.get(name))
                if meaning is None:
                    raise LexiconError(
                        f"column {name} of table {table_name} is not described",
                        where=lexicon_path("fields.toml"),
                    )
                columns.append(Column(name=name, **meaning))
            rest = {key: value for key, value in entry.items() if key != "fields"}
            tables[table_name] = Table(name=table_name, columns=tuple(columns), **rest)
    except ValidationError as error:
        raise LexiconError(str(error), where=lexicon_path("tables.toml")) from error
    return tables


def frictionless_package(tables: Mapping[str, Table]) -> dict[str, object]:
    """Describe the tables as a Frictionless Data Package (datapackage.json).

    Source: Frictionless Data Package and Table Schema, version 1.
    """
    return {
        "name": "bluebook-events",
        "title": "Events, dates and parties told in Japan's Diplomatic Bluebook",
        "licenses": [{"name": "PDL-1.0", "title": "Public Data License 1.0 (Japan)"}],
        "sources": [{"title": "Ministry of Foreign Affairs of Japan, Diplomatic Bluebook (edited)"}],
        "profile": "tabular-data-package",
        "resources": [_resource(table) for table in tables.values()],
    }


def _resource(table: Table) -> dict[str, object]:
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "description": table.description,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\n", "doubleQuote": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": [column],
                    "reference": {
                        "resource": "" if target == table.name else target.replace("_", "-"),
                        "fields": [load_codebook()[target].key[0]],
                    },
                }
                for column, target in table.links.items()
            ],
        },
    }


def _field(column: Column) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.enum:
        constraints["enum"] = list(column.enum)
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.minimum is not None:
        constraints["minimum"] = int(column.minimum)
    if column.maximum is not None:
        constraints["maximum"] = int(column.maximum)
    field: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "description": column.description,
    }
    return field | ({"constraints": constraints} if constraints else {})


def codebook_markdown(tables: Mapping[str, Table]) -> str:
    """Return docs/CODEBOOK.md: every table and column in words."""
    lines = [
        "# Codebook",
        "",
        "Generated from `pipeline/lexicon/tables.toml` and `fields.toml` by `make docs`; do not edit.",
        "",
        "All tables are UTF-8 CSV with `\\n`, a header, rows sorted by key, and an empty cell for unknown.",
        "Read them with `dtype=str, keep_default_na=False` in pandas, or Namibia's code turns into a blank.",
        "Text that a spreadsheet would run as a formula (`=...`, `@...`) has an apostrophe before it.",
        "",
    ]
    for table in tables.values():
        lines += [
            f"## {table.name}.csv",
            "",
            f"{table.description} Key: {', '.join(f'`{name}`' for name in table.key)}.",
            "",
            "| column | type | meaning |",
            "| --- | --- | --- |",
        ]
        for column in table.columns:
            allowed = f" One of: {', '.join(f'`{value}`' for value in column.enum)}." if column.enum else ""
            target = table.links.get(column.name)
            link = f" Points to `{target}.csv`." if target else ""
            need = "" if column.required else " May be empty."
            lines.append(f"| `{column.name}` | {column.type} | {column.description}{allowed}{link}{need} |")
        lines.append("")
    return "\n".join(lines)
