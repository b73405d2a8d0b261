"""Periods of the dataset: years, months and spans of months, and what other ways of writing them
probably mean.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import Fault, ReportError, shown
from .message import Message

#: How years and months are written; nothing of this report lies in other centuries.
YEAR = "(?:19|20)[0-9]{2}"
MONTH = f"{YEAR}-(?:0[1-9]|1[0-2])"
GRAMMAR = re.compile(f"{YEAR}|{MONTH}(?:/{MONTH})?")


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

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that a text writes; ReportError with the nearest way to write one."""
        if not is_period(text):
            raise ReportError(explain_period(str(text)).at("", similar_period(str(text))))
        if len(text) == 4:
            return cls((int(text), 12), (int(text), 1), text)
        return cls((int(text[-7:-3]), int(text[-2:])), (int(text[:4]), int(text[5:7])), text)

    @property
    def kind(self) -> str:
        """``year``, ``month`` or ``span``."""
        if "/" in self.text:
            return "span"
        return "year" if len(self.text) == 4 else "month"

    @property
    def months(self) -> int:
        """How many months it covers."""
        return month_number(self.end) - month_number(self.start) + 1

    def __str__(self) -> str:
        return self.text


def last_year(month: str) -> int:
    """The last year that is over at the end of a month (YYYY-MM)."""
    year, number = Period.parse(month).end
    if number == 12:
        return year
    return year - 1


def month_number(month: str | tuple[int, int]) -> int:
    """Months since year 0 of YYYY-MM, YYYY (its December) or a pair; ReportError for other text."""
    if isinstance(month, str):
        match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", month, re.ASCII)
        if not match:
            raise ReportError("period.no_month", text=shown(month))
        month = int(match[1]), int(match[2] or 12)
    return month[0] * 12 + month[1] - 1


def months_after(month: str | tuple[int, int], number: int) -> Period:
    """The month that comes ``number`` months after ``month``."""
    year, place = divmod(month_number(month) + number, 12)
    return Period.parse(f"{year}-{place + 1:02}")


def is_period(text: object) -> bool:
    """Whether a text is a period that does not end before it starts."""
    if not isinstance(text, str) or not GRAMMAR.fullmatch(text):
        return False
    start, _, end = text.partition("/")
    return not end or start <= end


EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DATE = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
ENGLISH_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_NAME = "|".join(ENGLISH_MONTHS)
ENGLISH = re.compile(
    rf"(?P<name>{_NAME})[a-z]*[- ]'?(?P<year>\d{{2}}|\d{{4}})|(?P<short>\d{{2}})-(?P<last>{_NAME})"
)
DAY = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:[t ][\d:]+)?")
#: Chinese and other ways of writing years, months and spans of months: 2022年1-7月, 2022年7月,
#: 2022/7/31, 2022.7, 2022Q3, 202201_202207.
SPELLINGS = tuple(
    map(
        re.compile,
        (
            r"(?P<year>\d{4})年(?P<first>\d{1,2})月?[-—–~至到](?P<last>\d{1,2})月",
            r"(?P<year>\d{4})[-./年](?P<first>\d{1,2})(?:[-./月]\d{1,2}日?|月)?(?:[t ][\d:]+)?",
            r"(?P<year>\d{4})[-. ]?q(?P<quarter>[1-4])",
            r"(?P<year>\d{4})(?:年|\.0)?",
            r"(?P<year>\d{4})-?(?P<first>\d{1,2})\s*[/~—–至到_]+\s*"
            r"(?:(?P<last_year>\d{4})-?)?(?P<last>\d{1,2})",
        ),
    )
)


def explain_period(text: str) -> Fault:
    """Why a text is no period, and what was expected."""
    written, kind = _tidy(text), "other"
    if not written:
        kind = "empty"
    elif GRAMMAR.fullmatch(text):
        kind = "backwards"
    elif EXCEL_DATE.fullmatch(written):
        kind = "serial"
    elif ENGLISH.fullmatch(written):
        kind = "excel"
    elif DAY.fullmatch(written):
        kind = "day"
    return Fault(f"period.is_{kind}", text=shown(text), expected=Message("period.expected"))


def similar_period(text: str) -> str:
    """The period that a text which is none probably means, or ""."""
    near = _respelt(_tidy(text))
    if GRAMMAR.fullmatch(text):
        near = f"{text[8:]}/{text[:7]}"
    return near if is_period(near) and near != text else ""


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:60]).strip().casefold()


def _respelt(text: str) -> str:
    """A text as the dataset would write it; the text itself where nothing is known of it."""
    if EXCEL_DATE.fullmatch(text):
        return f"{EXCEL_EPOCH + timedelta(int(float(text))):%Y-%m}"
    if english := ENGLISH.fullmatch(text):
        year = int(english["year"] or english["short"])
        month = ENGLISH_MONTHS.index(english["name"] or english["last"]) + 1
        return f"{year if year > 99 else 2000 + year}-{month:02}"
    found = next(filter(None, (spelling.fullmatch(text) for spelling in SPELLINGS)), None)
    if not found:
        return text
    said = found.groupdict()
    if said.get("quarter"):
        last = 3 * int(said["quarter"])
        said |= {"first": last - 2, "last": last}
    if not said.get("first"):
        return said["year"]
    start = f"{said['year']}-{int(said['first']):02}"
    if not said.get("last"):
        return start
    return f"{start}/{said.get('last_year') or said['year']}-{int(said['last']):02}"
