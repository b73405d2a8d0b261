"""What a cell of a workbook shows: its number or date as its format writes it, and its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

from industry_report.office import amounts, terms

#: Digits that a binary number keeps; more are noise of the computer (0.30000000000000004).
TRUE_DIGITS = 15
#: Digits that a cell without a format of its own shows.
GENERAL_DIGITS = 10

#: The day before day 1 of spreadsheet programs, and the numbers of days that are years in truth.
FIRST_DAY = date(1899, 12, 30).toordinal()
TRUE_YEARS = range(1949, 2100)
YEAR = re.compile("(?:19|20)[0-9]{2}年")

#: Formats of numbers that show the digits of a cell without one.
GENERAL = re.compile(r"General|G/通用格式|@|(?<![#0.])[#0.]+E[+-]0+", re.IGNORECASE)
#: What says for which other numbers than those above, below and at zero a section is.
CONDITION = re.compile(r"\[[<>=]")
#: Parts of a format: what it shows as it stands, a sign of money, the codes of a date, spaces and
#: colours, which show nothing, and any other character.
PART = re.compile(
    r'"([^"]*)"|[\\!](.)|\[\$([^\[\]-]*)[^\[\]]*\]|(y+|m+|d+)|[_*].|\[[^\[\]]*\]|(.)',
    re.IGNORECASE | re.DOTALL,
)
COLOUR = re.compile(r"\[(?:red|红色)\]", re.IGNORECASE)
#: Signs that change no number: of what is above zero, and of the money that the sheet counts in.
HARMLESS = str.maketrans("", "", "+¥￥")
BELOW_ZERO = str.maketrans("", "", "-()（）")
FIXED = re.compile(r"(?=,*[0#])[0#,]*(?:\.([0#]*))?")
#: What stands between the parts of a date.
BETWEEN = re.compile(r"[\s年月日号./,:-]*")
NOTE_MARK = re.compile(r"[^\d①-⑳*]")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Cell:
    """What one cell shows.

    Attributes:
        text: as the sheet shows it, without outer spaces; "" for an empty cell.
        unit: ``%`` where the format of the cell shows a share as per cent.
        trouble: ``formula`` for a formula without a stored value, ``error`` for an error of the
            spreadsheet program, else "".
        year: the year that a date may stand for: its own on the last day of a year, and 2023 for
            the day in 1905 that the number 2023 is.
        doubt: why a number may not be what the cell means: ``format`` where its format shows
            another one, ``struck`` where it is struck out, ``comment``; ``said``: the comment.
    """

    text: str = ""
    unit: str = ""
    trouble: str = ""
    year: str = ""
    doubt: str = ""
    said: str = ""


EMPTY = Cell()


def number_cell(value: float, shown_as: str) -> Cell:
    """A number as its format shows it, with what the format puts around it. It is in doubt where
    that does not say the number: in thousands, with a point put in, under a condition.
    """
    try:
        number = Decimal(f"{value:.{TRUE_DIGITS}g}")
    except (ArithmeticError, ValueError):
        return Cell(str(value))
    if abs(number) >= 10**18:
        return Cell(f"{number:f}")
    sections = GENERAL.sub("?", shown_as).split(";")
    section, below = sections[0], number < 0 and len(sections) > 1
    if below:
        section = sections[1]
    if number == 0 and len(sections) > 2 and "".join(_parts_of(sections[2])).strip(" ?") != "-":
        section = sections[2]
    before, digits, behind = _parts_of(section)
    if not digits:
        return Cell(before.strip())
    unit = ""
    if "%" in digits:
        number, unit = number.scaleb(2), "%"
    number, text = _digits(number, digits.replace("%", ""))
    if below and (
        before + behind != (before + behind).translate(BELOW_ZERO) or COLOUR.search(section)
    ):
        before, behind = (one.translate(BELOW_ZERO) for one in (before, behind))
    elif below:
        text = text.removeprefix("-")
    text = f"{before.strip()}{text}{behind.strip()}".translate(HARMLESS)
    said = amounts.amount(text)
    wrong = said is not None and said.digits and Decimal(said.digits) != number
    if wrong or re.search(r",$|\0", digits) or CONDITION.search(shown_as):
        return Cell(f"{number.normalize():f}", unit, doubt="format")
    return Cell(text, unit)


@lru_cache(terms.MANY)
def _parts_of(section: str) -> tuple[str, str, str]:
    """What a section of a format shows before the digits, its codes of digits, and what it shows
    behind them. A word between digits is ``\\0`` among the codes.
    """
    before = digits = behind = ""
    for quoted, escaped, money, letters, other in PART.findall(section):
        if other and other in "0#?.,%/":
            if behind.strip():
                digits += "\0"
            digits, behind = digits + other, ""
        elif digits:
            behind += quoted + escaped + money + letters + other
        else:
            before += quoted + escaped + money + letters + other
    return before, digits, behind


def _digits(number: Decimal, codes: str) -> tuple[Decimal, str]:
    """A number as codes of digits show it, but for marks between thousands: rounded, and its text.
    Fractions show what a cell without a format does.
    """
    if fixed := FIXED.fullmatch(codes.rstrip(",")):
        places = fixed[1] or ""
        number = number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
        least = len(places.rstrip("#"))
        text = f"{number:f}"
        while len(text.partition(".")[2]) > least and text.endswith("0"):
            text = text[:-1].removesuffix(".")
        return number, text
    if len(number.normalize().as_tuple().digits) > GENERAL_DIGITS:
        number = Context(GENERAL_DIGITS, ROUND_HALF_UP).plus(number)
    return number, f"{number.normalize():f}"


def date_cell(value: date, shown_as: str) -> Cell:
    """A date as the period that its format shows: a year where it shows no month, and the day where
    it shows one but the first, which may end a month as well as the year so far. A format that puts
    words into it is a text.
    """
    section = shown_as.partition(";")[0]
    parts = PART.findall(section)
    words = "".join(quoted + escaped for quoted, escaped, *_ in parts)
    words += "".join(other for *_, other in parts if not other.isascii())
    if not BETWEEN.fullmatch(words):
        return Cell("".join(_of_date(value, *part) for part in parts).strip())
    codes = {letters[:1].casefold() for *_, letters, _ in parts}
    number, year = value.toordinal() - FIRST_DAY, ""
    if number in TRUE_YEARS:
        year = str(number)
    elif (value.month, value.day) == (12, 31):
        year = f"{value:%Y}"
    if "y" in codes and "m" not in codes:
        return Cell(f"{value:%Y}年", year=year)
    if "d" in codes and value.day > 1:
        return Cell(f"{value:%Y-%m-%d}", year=year)
    return Cell(f"{value:%Y-%m}", year=year)


def _of_date(value: date, quoted: str, escaped: str, money: str, letters: str, other: str) -> str:
    """A part of a format as it shows a date."""
    shown = {"y": f"{value:%Y}", "m": str(value.month), "d": str(value.day)}
    return shown.get(letters[:1].casefold(), quoted + escaped + other)


def with_years(cells: list[Cell]) -> list[Cell]:
    """A row; the last day of a year beside years is the year."""
    if not any(YEAR.fullmatch(cell.text) for cell in cells):
        return cells
    return [
        Cell(cell.year) if cell.text.startswith(f"{cell.year}-12") and cell.year else cell
        for cell in cells
    ]


def rich_text(runs: Any) -> tuple[str, bool]:
    """A text of several fonts, of which a raised one is the mark of a note, and whether some of it
    is struck out.
    """
    text, struck = "", False
    for run in runs:
        if isinstance(run, str):
            text += run
            continue
        raised = run.font.vertAlign == "superscript"
        text += NOTE_MARK.sub("", run.text).translate(RAISED) if raised else run.text
        struck = struck or bool(run.font.strike and run.text.strip())
    return text, struck
