"""Reads the match of a date rule: which unit, year, month and day the words give, and what they point to."""

from __future__ import annotations

import re

from pipeline.dates.foreign import read_foreign_day
from pipeline.dates.guards import GUARDS
from pipeline.dates.reading import Reading
from pipeline.dates.tokens import Tokens
from pipeline.dates.values import Part, is_day
from pipeline.lexicon.date_rules import DateRule, load_date_grammar

_OUTSIDE_CORE = frozenset({"THE", "WEEKDAY", "COMMA", "YEARUNIT", "UNITS"})
_PART_OF_HALF: dict[int, Part] = {1: "start", 2: "end"}
_ERA_OF_KANJI = {"明治": "meiji", "大正": "taisho", "昭和": "showa", "平成": "heisei", "令和": "reiwa"}
_JAPANESE_RE = re.compile(r"(明治|大正|昭和|平成|令和)?(\d+|元)年(?:(\d+)月(?:(\d+)日)?)?")


class MatchReader:
    """Reads the named groups of one match of one rule."""

    def __init__(self, tokens: Tokens, rule: DateRule, match: re.Match[str]) -> None:
        self.tokens = tokens
        self.rule = rule
        self.match = match
        self.names = load_date_grammar().names
        self.groups = {name for name, text in match.groupdict().items() if text}

    def read(self) -> list[Reading]:
        """Return the readings of the match; none when a guard says that it is no date."""
        if self.rule.guard and not GUARDS[self.rule.guard](self.tokens, self.match):
            return []
        groups = self.groups
        if "days" in groups:
            return self._read_days()
        if "bcend" in groups:
            return self._read_bc_range()
        reading = self._blank(self.match.start(), self.match.end() - 1)
        if groups & {"iso", "numeric", "japanese", "foreign"}:
            return [reading] if self._read_written_out(reading) else []
        if groups & {"ref", "ref2"}:
            meaning = self._meaning("ref" if "ref" in groups else "ref2")
            reading.reference = meaning if isinstance(meaning, str) else "PAST_REF"
            return [reading]
        if not self._read_unit(reading):
            return []
        self._read_year(reading)
        self._read_modifier(reading)
        self._read_pointer(reading)
        if groups & {"yearend", "fiscalend", "fiscalend2", "centuryend"}:
            return self._read_second_end(reading)
        return [reading]

    # ------------------------------------------------------------- helpers

    def _blank(self, first: int, last: int) -> Reading:
        tokens = self.tokens
        core = first
        if not self.rule.keep_article:
            while core < last and self.names[tokens.codes[core]] in _OUTSIDE_CORE:
                core += 1
        return Reading(
            first=first,
            last=last,
            start=tokens.starts[first],
            end=tokens.ends[last],
            core_start=tokens.starts[core],
            rule=self.rule,
        )

    def _word(self, group: str) -> str:
        return self.tokens.word(self.match.start(group))

    def _meaning(self, group: str) -> int | str:
        return load_date_grammar().words[self._word(group).lower()][1]

    def _ordinal(self, group: str) -> int:
        """Read "21st", "twentieth" or "twenty-first"."""
        total = 0
        for index in range(self.match.start(group), self.match.end(group)):
            total += self._number_at(index)
        return total

    def _number_at(self, index: int) -> int:
        word = self.tokens.word(index)
        if word[0].isdigit():
            return int(re.match(r"\d+", word)[0])  # type: ignore[index]
        meaning = load_date_grammar().words.get(word.lower(), ("", 0))[1]
        return meaning if isinstance(meaning, int) else 0

    # --------------------------------------------------------------- readers

    def _read_written_out(self, reading: Reading) -> bool:
        text = self.tokens.text[reading.start : reading.end]
        if "foreign" in self.groups:
            read = read_foreign_day(text)
            if read is None:
                return False
            year, month, day = read
        elif "iso" in self.groups:
            year, month, day = map(int, re.split("[-/.]", text))
        elif "numeric" in self.groups:
            first, second, year = (int(part) for part in re.split(r"[./]", text))
            # 4/5/1987 may be April or May: only an impossible month tells the order
            if first <= 12 and second <= 12 and first != second and "." not in text:
                return True  # found, but nothing decides what it means
            day, month = (second, first) if second > 12 else (first, second)
        else:
            era, number, month_text, day_text = _JAPANESE_RE.match(text).groups()  # type: ignore[union-attr]
            year = 1 if number == "元" else int(number)
            if era:
                year += int(load_date_grammar().words[_ERA_OF_KANJI[era]][1])
            month, day = int(month_text or 0), int(day_text or 0)
        if month > 12 or (day and not is_day(year, month, day)) or (month == 0 and day):
            return False
        reading.year, reading.number, reading.day = year, month, day
        reading.unit = "day" if day else "month" if month else "year"
        return True

    def _read_unit(self, reading: Reading) -> bool:
        """Read the unit that the expression names, with its number in the year."""
        groups = self.groups
        if "nth" in groups or "hq" in groups:
            self._read_part_of_period(reading)
        elif "holiday" in groups:
            reading.unit, (reading.number, reading.day) = "day", divmod(int(self._meaning("holiday")), 100)
        elif "month" in groups:
            reading.unit, reading.number = "month", int(self._meaning("month"))
        elif "season" in groups:
            reading.unit, reading.number = "season", int(self._meaning("season"))
        elif groups & {"fiscal", "fiscal2", "fiscal3"}:
            reading.unit = "fiscal"
        elif "decadeword" in groups:
            reading.unit, reading.year = "decade", 1900 + int(self._meaning("decadeword"))
        elif groups & {"century"}:
            reading.unit = "century"
            reading.year = (self._ordinal("century") - 1) * 100
        elif "decade" in groups:
            return self._read_decade(reading)
        elif groups & {"year", "bcyear", "adyear", "adyear2", "era", "era2"}:
            reading.unit = "year"
        return True

    def _read_decade(self, reading: Reading) -> bool:
        digits = re.sub(r"\D", "", self._word("decade"))
        number = int(digits)
        # "the 1800s" are a century, "the 2000s" a decade
        reading.unit = "century" if len(digits) == 4 and number % 100 == 0 and number < 2000 else "decade"
        if len(digits) == 2:
            number += 1900 if number >= 20 else 2000
        elif len(digits) == 3 and "bc" not in self.groups:
            return False
        reading.year = number
        return True

    def _read_part_of_period(self, reading: Reading) -> None:
        groups = self.groups
        if "hq" in groups:
            word = self._word("hq")
            is_half, nth = word[0] == "H", int(word[1])
        else:
            is_half = "halfword" in groups
            kind = self.names[self.tokens.codes[self.match.start("nth")]]
            last = 2 if is_half else 4
            nth = {"LATTER": 2, "LAST": last, "FORMER": 1}.get(kind) or self._ordinal("nth")
        reading.number = nth
        if "decade" in groups or "century" in groups or "monthunit" in groups or "month" in groups:
            reading.part = _PART_OF_HALF.get(nth, "mid") if is_half else ""
            if "decade" in groups:
                self._read_decade(reading)
            elif "century" in groups:
                reading.unit, reading.year = "century", (self._ordinal("century") - 1) * 100
            else:
                reading.unit = "month"
                reading.number = int(self._meaning("month")) if "month" in groups else 0
                if "monthunit" in groups:
                    reading.point, reading.point_unit = reading.point or "THAT", "month"
                if "monthyear" in groups:
                    reading.year = int(self._word("monthyear"))
            return
        reading.unit = "half" if is_half else "quarter"
        reading.fiscal = bool(groups & {"fiscal", "fiscal2", "fiscal3"})
        if "yearunit" in groups:
            reading.point, reading.point_unit = "THAT", "year"

    def _read_year(self, reading: Reading) -> None:
        groups = self.groups
        if "bcyear" in groups:
            reading.year = 1 - int(self._word("bcyear"))
        elif "adyear" in groups or "adyear2" in groups:
            reading.year = int(self._word("adyear" if "adyear" in groups else "adyear2"))
        elif "year" in groups:
            word = self._word("year")
            reading.year = int(word) if word[0].isdigit() else _full_year(int(word[1:3]))
        elif "bc" in groups and reading.unit == "decade" and reading.year is not None:
            reading.year = -(reading.year + 9) + 1
        elif "bc" in groups and reading.unit == "century" and reading.year is not None:
            reading.year = -(reading.year + 100) + 1
        elif "era" in groups or "era2" in groups:
            era, number = ("era", "erayear") if "era" in groups else ("era2", "erayear2")
            reading.year = int(self._meaning(era)) + self._ordinal(number)
        else:
            for group in ("fiscal", "fiscal2", "fiscal3"):
                if group in groups:
                    digits = re.sub(r"\D", "", self._word(group))
                    reading.year = int(digits) if len(digits) == 4 else _full_year(int(digits))

    def _read_modifier(self, reading: Reading) -> None:
        groups = self.groups
        if "mod" in groups:
            reading.part = str(self._meaning("mod"))  # type: ignore[assignment]
        elif "part" in groups:
            reading.part = str(self._meaning("part"))  # type: ignore[assignment]
            reading.edge = True
        elif "half" in groups:
            kind = self.names[self.tokens.codes[self.match.start("half")]]
            reading.part = "start" if kind == "FORMER" else "end"
        first = self.names[self.tokens.codes[reading.first]]
        reading.approximate = first == "CIRCA"

    def _read_pointer(self, reading: Reading) -> None:
        """Read "the following year", "three days later", "the day before"."""
        groups, names = self.groups, self.names
        if "point" in groups:
            last = self.match.end("point") - 1
            reading.point = names[self.tokens.codes[last]]
            reading.shift = int(load_date_grammar().words[self.tokens.word(last).lower()][1])
            if reading.point == "NEXT" and last and names[self.tokens.codes[last - 1]] == "THE":
                reading.point = "FOLLOWING"  # "the next year" is told, "next year" is spoken
            elif reading.point == "LATTER":  # "the latter month"
                reading.point, reading.shift = "SAME", 0
        elif "shift" in groups:
            reading.point, reading.shift = "FOLLOWING", int(self._meaning("shift"))
        elif groups & {"dir", "dir2"}:
            group = "dir" if "dir" in groups else "dir2"
            reading.point = names[self.tokens.codes[self.match.start(group)]]
            reading.shift = int(self._meaning(group))
        elif "today" in groups:
            reading.point, reading.shift, reading.unit = "TODAY", int(self._meaning("today")), "day"
            reading.point_unit = "day"
        if "daypart" in groups:
            reading.unit = reading.point_unit = "day"
        for group in ("unit", "unit2", "oneday"):
            if group in groups:
                reading.unit = reading.point_unit = self._meaning(group)  # type: ignore[assignment]
                if not reading.point:
                    reading.point = "THAT"
        if "count" in groups:
            kinds = {names[self.tokens.codes[i]] for i in range(*self.match.span("count"))}
            reading.count = 0 if kinds & {"VAGUE", "OR", "TO"} else self._ordinal("count")
        elif "oneday" in groups:
            reading.count = 1
        elif self.rule.id == "vague-later":
            reading.count = 0
        if "weekday" in groups:
            reading.weekday, reading.unit = int(self._meaning("weekday")), "day"
        if reading.point and reading.point_unit is None and reading.unit in ("month", "season"):
            reading.point_unit = "year" if self.rule.id != "point-month" else reading.unit

    def _read_days(self) -> list[Reading]:
        """Read a day, or each day of "8-10 June" and "11, 13 and 15 May 1990"."""
        low, high = self.match.span("days")
        spans: list[tuple[int, int]] = []  # tokens of each day
        connectors: list[str] = []
        gap = ""
        index = low
        while index < high:
            kind = self.names[self.tokens.codes[index]]
            if kind in ("DAY", "ZERO", "ORD", "ORDWORD", "TWENTY"):
                end = index
                if kind == "TWENTY":
                    end = min(index + 2, high - 1)
                if spans:
                    connectors.append(gap)
                spans.append((index, end))
                gap = ""
                index = end + 1
            else:
                gap += kind + " "
                index += 1
        between = low > 0 and self._is_between(self.match.start())
        readings = []
        for number, (first, last) in enumerate(spans):
            if number == 0:
                first = self.match.start()
            if number == len(spans) - 1:
                last = self.match.end() - 1
            reading = self._blank(first, last)
            reading.unit = "day"
            reading.day = sum(self._number_at(i) for i in range(spans[number][0], spans[number][1] + 1))
            if "month" in self.groups:
                reading.number = int(self._meaning("month"))
            self._read_year(reading)
            self._read_pointer(reading)
            if "month" in self.groups:
                reading.point_unit = "year" if reading.point else None
            else:
                reading.point = reading.point or "SAME"
                reading.point_unit = "month"
            if number < len(connectors):
                is_range = bool({"DASH", "TO", "UNTIL"} & set(connectors[number].split())) or between
                reading.link = "range" if is_range else "list"
            readings.append(reading)
        year = readings[-1].year
        if any(
            r.day == 0
            or r.day > 31
            or (r.number and not is_day(2000 if year is None else year, r.number, r.day))
            for r in readings
        ):
            return []
        return readings

    def _is_between(self, first: int) -> bool:
        before = [self.names[code] for code in self.tokens.codes[max(0, first - 2) : first]]
        return bool(before) and (before[-1] == "BETWEEN" or before == ["BETWEEN", "THE"])

    def _read_second_end(self, reading: Reading) -> list[Reading]:
        group = next(g for g in ("yearend", "fiscalend", "fiscalend2", "centuryend") if g in self.groups)
        at = self.match.start(group)
        second = self._blank(at, self.match.end() - 1)
        second.unit = reading.unit
        if group == "centuryend":
            second.year = (self._ordinal(group) - 1) * 100
            kind = self.names[self.tokens.codes[at - 1]]
            reading.link = "range" if kind in ("TO", "DASH") else "list"
        else:
            joint = self.names[self.tokens.codes[at - 1]]
            if joint == "AND":
                reading.link = "list"
            digits = self.tokens.word(at)
            first_year = reading.year or 0
            end = int(digits) if len(digits) == 4 else first_year - first_year % 100 + int(digits)
            if len(digits) == 1 or end <= first_year:
                return [] if group == "yearend" else [reading]
            if joint == "SLASH" and reading.unit == "fiscal" and end == first_year + 1:
                return [reading]  # "FY2009/10" is one year
            second.year = end
            reading.link = reading.link or "range"
        cut = at - 2 if group != "centuryend" else self.match.end("century") - 1
        reading.last, reading.end = cut, self.tokens.ends[cut]
        return [reading, second]

    def _read_bc_range(self) -> list[Reading]:
        at = self.match.start("bcend")
        first = self._blank(self.match.start(), self.match.end("bcfirst") - 1)
        second = self._blank(at, self.match.end() - 1)
        first.unit = second.unit = "year"
        first.year = 1 - int(self._word("bcfirst"))
        second.year = 1 - int(self._word("bcend"))
        if first.year >= second.year:
            return []
        is_list = self.names[self.tokens.codes[at - 1]] == "AND" and not self._is_between(first.first)
        first.link = "list" if is_list else "range"
        return [first, second]


def _full_year(two_digits: int) -> int:
    return (1900 if two_digits > 30 else 2000) + two_digits
