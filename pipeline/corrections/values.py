"""The values a correction may hold: closed lists, EDTF dates with their bounds, and party cells."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from pipeline.lexicon.codebook import load_codebook
from pipeline.lexicon.event_types import load_event_types

MODIFIERS = ("", "start", "mid", "end")
PARTY_ROLES = {"actors": "actor", "counterparts": "counterpart", "host": "host", "place": "place"}
"""Party fields a correction may edit, each with the role of its rows in event_participants."""
EDITABLE = ("event_type", "mode", "status", "date_edtf", "date_modifier", "date_basis", *PARTY_ROLES)
"""Fields of an event a correction may edit; the columns that follow from them are worked out."""

_PARTY_RE = re.compile(r"(?P<name>.*\S)\s*\[(?P<iso3>[A-Z]{3})\]\Z", re.DOTALL)
_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-2[1-4])?|\d{3}X|\d{2}XX"
_SIMPLE_RE = re.compile(rf"(?P<date>{_DATE})(?P<qualifier>[?~%]?)\Z")
_SEASON_MONTHS = {"21": 3, "22": 6, "23": 9, "24": 12}
_MONTH_THIRDS = {"start": (1, 10), "mid": (11, 20), "end": (21, 31)}
_YEAR_THIRDS = {"decade": ((0, 3), (4, 6), (7, 9)), "century": ((0, 33), (34, 66), (67, 99))}
_THIRDS = {"start": 0, "mid": 1, "end": 2}
_FOLD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})


def event_modes() -> dict[str, tuple[str, ...]]:
    """Return each event type with its modes.

    >>> event_modes()["CALL"]
    ('summit', 'foreign-ministers', 'ministerial')
    """
    return {row.code: row.modes for row in load_event_types()}


def closed_list(field: str) -> tuple[str, ...]:
    """Return the values that a column of events.csv may hold; empty when it is not a closed list.

    >>> closed_list("status")
    ('occurred', 'planned', 'ongoing', 'negated', 'hypothetical')
    """
    if field == "date_modifier":
        return MODIFIERS
    if field == "mode":
        return ("", *sorted({mode for modes in event_modes().values() for mode in modes}))
    columns = {column.name: column.enum for column in load_codebook()["events"].columns}
    return columns.get(field, ())


def fold(text: str) -> str:
    """Return the text with white space and quotation marks evened out, for comparison only.

    >>> fold("Japan’s\\n  summit") == fold("Japan's summit")
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLD).split())


def split_parties(cell: str) -> list[tuple[str, str]]:
    """Read a party cell as (name, iso3) pairs; organisations have an empty code.

    >>> split_parties("Katsuya Okada [JPN]; ASEAN")
    [('Katsuya Okada', 'JPN'), ('ASEAN', '')]
    """
    parties = []
    for part in filter(None, (item.strip() for item in cell.split(";"))):
        match = _PARTY_RE.match(part)
        parties.append((match["name"], match["iso3"]) if match else (part, ""))
    return parties


def join_parties(parties: list[tuple[str, str]]) -> str:
    """Write (name, iso3) pairs as a party cell.

    >>> join_parties([("Katsuya Okada", "JPN"), ("ASEAN", "")])
    'Katsuya Okada [JPN]; ASEAN'
    """
    return "; ".join(f"{name} [{iso3}]" if iso3 else name for name, iso3 in parties)


def date_bounds(edtf: str, modifier: str = "") -> tuple[str, str, str]:
    """Return the earliest and latest day of an EDTF date and its precision.

    Seasons are those of the northern hemisphere, winter running into the next year. `start`, `mid`
    and `end` narrow a date to the first, middle or last third of its unit. An open end is empty.

    Raises:
        ValueError: not an EDTF level 1 date of the kinds the tables use.

    >>> date_bounds("2009-03", "start"), date_bounds("2023-10-08/..")
    (('2009-03-01', '2009-03-10', 'month'), ('2023-10-08', '', 'range'))
    """
    if not edtf:
        return "", "", ""
    first, slash, second = edtf.partition("/")
    if not slash:
        low, high, precision = _unit_bounds(edtf)
        low, high = _narrow(low, high, precision, modifier)
        return low.isoformat(), high.isoformat(), precision
    if first == second == "..":
        raise ValueError("an interval needs one known end")
    earliest = "" if first == ".." else _unit_bounds(first)[0].isoformat()
    latest = "" if second == ".." else _unit_bounds(second)[1].isoformat()
    if earliest and latest and earliest > latest:
        raise ValueError("the interval ends before it begins")
    return earliest, latest, "range"


def _unit_bounds(edtf: str) -> tuple[date, date, str]:
    match = _SIMPLE_RE.match(edtf)
    if match is None:
        raise ValueError(f"{edtf!r} is not a date such as 2009, 2009-11, 2009-11-13, 199X or 2009-04/2009-05")
    value = match["date"]
    if value.endswith("X"):
        low, high = int(value.replace("X", "0")), int(value.replace("X", "9"))
        return date(max(low, 1), 1, 1), date(high, 12, 31), "century" if "XX" in value else "decade"
    year, *rest = value.split("-")
    if int(year) == 0:
        raise ValueError("the tables have no year 0000")
    if not rest:
        return date(int(year), 1, 1), date(int(year), 12, 31), "year"
    if rest[0] in _SEASON_MONTHS:
        month = _SEASON_MONTHS[rest[0]]
        end_year, end_month = (int(year) + 1, 2) if month == 12 else (int(year), month + 2)
        last = date(end_year, end_month, monthrange(end_year, end_month)[1])
        return date(int(year), month, 1), last, "season"
    if len(rest) == 1:
        month = int(rest[0])
        return date(int(year), month, 1), date(int(year), month, monthrange(int(year), month)[1]), "month"
    day = date.fromisoformat(value)
    return day, day, "day"


def _narrow(low: date, high: date, precision: str, modifier: str) -> tuple[date, date]:
    """Cut a unit to a third: months at the 10th and 20th day, decades between years, years between months."""
    if not modifier or precision == "day":
        return low, high
    if precision == "month":
        first, last = _MONTH_THIRDS[modifier]
        return low.replace(day=first), low.replace(day=min(last, high.day))
    if precision in _YEAR_THIRDS:
        first, last = _YEAR_THIRDS[precision][_THIRDS[modifier]]
        return low.replace(year=low.year + first), high.replace(year=low.year + last)
    months = (high.year - low.year) * 12 + high.month - low.month + 1
    third = _THIRDS[modifier]
    return _month_day(low, months * third // 3)[0], _month_day(low, months * (third + 1) // 3 - 1)[1]


def _month_day(start: date, count: int) -> tuple[date, date]:
    """Return the first and last day of the month that lies `count` months after that of `start`."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def value_problem(field: str, value: str) -> str:
    """Say what is wrong with a new value for a field, or nothing.

    >>> value_problem("date_edtf", "Nov-09")
    "'Nov-09' is not a date such as 2009, 2009-11, 2009-11-13, 199X or 2009-04/2009-05"
    >>> value_problem("actors", "ASEAN; Canada [CAN]")
    ''
    """
    allowed = closed_list(field)
    if allowed:
        if value not in allowed:
            return f"{field} is one of {', '.join(filter(None, allowed))}, not {value!r}"
    elif field == "date_edtf":
        try:
            date_bounds(value)
        except ValueError as error:
            return str(error)
    elif field in PARTY_ROLES:
        for part in filter(None, (item.strip() for item in value.split(";"))):
            if ("[" in part or "]" in part) and not _PARTY_RE.match(part):
                return f"a party is written `Name [ISO3]` or `Name`, not {part!r}"
    return ""
