"""Periods of the dataset: years, months and spans of months, and what other ways of writing them
probably mean.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import Fault, ReportError, shown

#: How years and months are written; nothing of this report lies in other centuries.
YEAR = "(?:19|20)[0-9]{2}"
MONTH = f"{YEAR}-(?:0[1-9]|1[0-2])"


@dataclass(frozen=True, order=True)
class Period:
    """A year, the end of a month, or a span of months. Ordered by its end.

    Attributes:
        end, start: last and first month, as (year, month).
        text: as it is written in the dataset: ``2021``, ``2022-07`` or ``2022-01/2022-07``.
    """

    end: tuple[int, int]
    start: tuple[int, int]
    text: str

    grammar = re.compile(f"{YEAR}|{MONTH}(?:/{MONTH})?")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that ``text`` writes; ReportError with the nearest way to write it when it is
        none.
        """
        if not isinstance(text, str) or not cls.grammar.fullmatch(text):
            what, expected, near = explain_period(str(text))
            raise ReportError(str(Fault(what, "", expected, near)))
        if len(text) == 4:
            return cls((int(text), 12), (int(text), 1), text)
        start, end = (int(text[:4]), int(text[5:7])), (int(text[-7:-3]), int(text[-2:]))
        if end < start:
            what, expected, near = explain_period(text)
            raise ReportError(str(Fault(what, "", expected, near)))
        return cls(end, start, text)

    @property
    def kind(self) -> str:
        """``year``, ``month`` or ``span``."""
        return "span" if "/" in self.text else "year" if len(self.text) == 4 else "month"

    @property
    def months(self) -> int:
        """How many months it covers."""
        return month_number(self.end) - month_number(self.start) + 1

    def __str__(self) -> str:
        return self.text


def month_number(month: str | tuple[int, int]) -> int:
    """Months since year 0 of ``YYYY-MM``, ``YYYY`` (its December) or ``(year, month)``; ReportError
    for other text.
    """
    if isinstance(month, str):
        match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", month, re.ASCII)
        if not match:
            raise ReportError(str(Fault(f"{shown(month)} is no month", "", "YYYY-MM or YYYY")))
        month = int(match[1]), int(match[2] or 12)
    return month[0] * 12 + month[1] - 1


def months_after(month: str, number: int) -> Period:
    """The month that comes ``number`` months after ``month``."""
    year, place = divmod(month_number(month) + number, 12)
    return Period.parse(f"{year}-{place + 1:02}")


EXCEL_EPOCH = date(1899, 12, 30)
ENGLISH_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def explain_period(text: str) -> tuple[str, str, str]:
    """Why a period is none, and the period that was probably meant."""
    expected = "2021 (a year), 2022-07 (a month) or 2022-01/2022-07 (January to July)"
    if not text.strip():
        return "the period is empty", expected, ""
    if Period.grammar.fullmatch(text):
        return f"{shown(text)} ends before it starts", expected, f"{text[8:]}/{text[:7]}"
    tidy = unicodedata.normalize("NFKC", text[:60]).strip().casefold()
    found = f"{shown(text)} is not a period"
    if re.fullmatch(r"[2-7]\d{4}(\.\d+)?", tidy):
        day = EXCEL_EPOCH + timedelta(int(float(tidy)))
        return (
            f"{shown(text)} is an Excel date number",
            f"{expected}; format the column as text",
            f"{day:%Y-%m}",
        )
    if match := re.fullmatch(r"([a-z]{3})[a-z]*[- ]'?(\d{2}|\d{4})|(\d{2})-([a-z]{3})", tidy):
        month = ENGLISH_MONTHS.get(match[1] or match[4])
        if month:
            year = int(match[2] or match[3])
            near = f"{year if year > 99 else 2000 + year}-{month:02}"
            return (
                f"{shown(text)} is a date as Excel writes it",
                f"{expected}; format the column as text",
                near,
            )
    # Chinese and other ways of writing the same: 2022年1-7月, 2022年7月, 2022/7/31, 2022.7, 2022Q3 …
    if match := re.fullmatch(r"(\d{4})年(\d{1,2})月?[-—–~至到](\d{1,2})月", tidy):
        near = f"{match[1]}-{int(match[2]):02}/{match[1]}-{int(match[3]):02}"
    elif match := re.fullmatch(
        r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?(?:[t ][\d:]+)?", tidy
    ):
        near = f"{match[1]}-{int(match[2]):02}"
        if match[3]:
            found = f"{shown(text)} is a day"
    elif match := re.fullmatch(r"(\d{4})[-. ]?q([1-4])", tidy):
        last = 3 * int(match[2])
        near = f"{match[1]}-{last - 2:02}/{match[1]}-{last:02}"
    elif match := re.fullmatch(r"(\d{4})(?:年|\.0)?", tidy):
        near = match[1]
    elif match := re.fullmatch(
        r"(\d{4})-?(\d{1,2})\s*[/~—–至到_]+\s*(?:(\d{4})-?)?(\d{1,2})", tidy
    ):
        near = f"{match[1]}-{int(match[2]):02}/{match[3] or match[1]}-{int(match[4]):02}"
    else:
        near = tidy
    valid = Period.grammar.fullmatch(near) and not (len(near) > 7 and near[8:] < near[:7])
    return found, expected, near if valid and near != text else ""
