"""What stands above a table and says when: titles, else the name of the sheet, else of the file.

A table has the period of its titles only where all that they say of time agrees: it is the same,
or one line says the months of the year that another says. A date alone may be that of issue, a
year that of an edition: what is not understood, and what disagrees, leaves the period open. Then
figures are those whose heads or rows say it themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from industry_report.data.errors import Fault
from industry_report.office import terms
from industry_report.office.columns import Column, doubts, is_timed
from industry_report.office.english import in_chinese
from industry_report.office.heads import (
    BESIDE_PERIOD,
    EDITION,
    LONGEST_PERIOD,
    NOTE,
    NUMBERED,
    UNIT,
    context_of,
)
from industry_report.office.messages import Messages
from industry_report.office.scopes import scopes_in
from industry_report.office.sheets import Grid, letters
from industry_report.office.spans import (
    is_month,
    is_of_years,
    is_part,
    restated,
    spans_in,
    within_context,
)
from industry_report.office.terms import Moment

Text = tuple[int, int, str]
#: A month and the year so far, as period and rest.
BOTH_SPANS = re.compile(r"\d{4}-0?(\d\d?)(?:[及和与、]|暨)1月?-0?\1月")
#: A quarter that may be meant with those before it; the first has none, 第三季度 is one alone.
QUARTER = re.compile(r"(?<![第前首头\-\d])[二三四234]季度(?!累计)")
PART_OF_YEAR = re.compile(
    r"(?<!\d)(?:\d{1,2}[-—~至])?\d{1,2}月|[上下]半年|[前首]?[一二三四\d]{1,2}(?:季度|个?月)|[qh]\d"
)
ALONE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)")
UP_TO = re.compile(r"[截至自到]|\b(?:as (?:of|at)|to|until|till|through|by|since|from|end\w*)\b")
#: What a note says that figures are: 为1-8月数.
NOTED = re.compile("[为是系用取至到]([^，。；,;为]{2,20}?)(?:数|口径|累计|[。；;]|$)")
#: What says that figures are of an earlier time: 滞后一个月.
LAGS = re.compile("滞后|上月[数底末]|上[期季]数")
#: The end of a month is that of the year so far, too.
UNTIL_END = re.compile(r"截[至止-]+(?:\d{4}年)?\d{1,2}月")
#: What says of a year that all of it is meant.
WHOLE = re.compile(r"全年|[末底]|\b(?:full|whole|entire|annual|year.?end|end)\b", re.IGNORECASE)


class Titles:
    """What the texts above a table say of its period.

    Attributes:
        moment: the period that they agree on; None where they name none or leave it ``open``.
        year: its year, if it lies in one; ``part``: a part of a year that they name without one;
            ``partial``: whether they name a part of a year at all.
        unsure: words that may make its month the year so far.
        lines: the places and texts of the titles that name a time; ``named``: the texts of all,
            and the name of the sheet.
        scopes: the sectors that they are about.
        spans: which of ``month`` and ``total`` titles and names of sheet and file speak of.
        corners: the heads over labels that are titles, with their places.
    """

    def __init__(self, lines: Sequence[Text], sheet: str, file: str) -> None:
        notes = [one for one in reversed(lines) if NOTE.match(one[2]) and not UNIT.match(one[2])]
        ends = {row: at for row, at, _ in notes}  # who made it, and the date behind that
        self.lines = [
            (row, at, text)
            for row, at, text in lines
            if at < ends.get(row, at + 1) and _is_title(text) and _names_time(text)
        ]
        texts = [one for _, _, text in reversed(self.lines) for one in (text, *_dates_in(text))]
        self.unsure: list[str] = []
        self.corners: Sequence[Text] = ()
        dated = [(text, moment) for text in texts if (moment := _moment_in(text))]
        dated = [one for one in dated if not _is_day(one[0])] or dated
        parts = [text for text in texts if not _moment_in(text)]
        if not dated:
            names = ((name, _moment_in(name)) for name in (sheet, file))
            dated = [(name, moment) for name, moment in names if moment][:1]
        self.moment = self._agreed([moment for _, moment in dated], texts)
        title = unicodedata.normalize("NFKC", dated[0][0]) if dated else ""
        if self.moment and BOTH_SPANS.match(f"{self.moment.period}{self.moment.rest}"):
            self.moment = replace(self.moment, unread="")  # 2025年9月及1-9月: a column says which
            self.unsure.append(title)
        for text in parts:
            self.moment = self.moment and _completed(self.moment, text)
        if self.moment and is_part(sheet) and self.moment.period == _only_year(self.moment):
            self.moment = _completed(self.moment, sheet)
            self.unsure.append(sheet)
        self.open = bool(dated) and (self.moment is None or self.moment.unread != "")
        self.year = _only_year(self.moment)
        if self.open:
            self.year, self.moment = _year_of([*texts, title]), None
        self._specify(title, sheet)
        whole = self.moment is not None and self.moment.whole
        self.partial = not whole and any(map(_is_partial, [*texts, title, sheet]))
        found = (PART_OF_YEAR.search(BESIDE_PERIOD.sub("", in_chinese(text))) for text in parts)
        self.part = "" if dated else next((one[0] for one in found if one), "")
        named = [text for _, _, text in lines if _is_title(text) and not NOTE.match(text)]
        self.named = (*named, sheet)
        self.spans = set().union(*map(spans_in, (*named, sheet, file)))
        about = (
            scopes_in(text, True) for text in (*reversed(named), sheet, file.partition(".")[0])
        )
        self.scopes = next(filter(None, about), ())

    def _agreed(self, moments: Sequence[Moment], texts: Sequence[str]) -> Moment | None:
        """The first of some periods where they are the same, or the only part of the year that the
        others are; None where they disagree. A month alone may be that in which a year was told of.
        Of a month and the year up to it a column says which is meant.
        """
        periods = {one.period for one in moments}
        if len(periods) < 2:
            return next((one for one in moments if one.unread), next(iter(moments), None))
        parts = {period for period in periods if "/" in period}
        others, ends = periods - parts, {period[-7:] for period in periods}
        if len(parts) == 1 and others == {period[:4] for period in parts}:
            return next(one for one in moments if "/" in one.period)
        if len(ends) == len(others) == 1 and parts == {f"{min(ends)[:4]}-01/{min(ends)}"}:
            self.unsure += texts
            return next(one for one in moments if is_month(one))
        return None

    def _specify(self, title: str, sheet: str) -> None:
        """Which part of its year the title means, as far as it says it."""
        spans = spans_in(title) | spans_in(sheet)
        if self.moment and len(spans) < 2:
            parts = [one for one in terms.in_brackets(title) if is_part(one)]
            self.moment = within_context(restated(self.moment, parts), list(spans & {"total"}))
        self.unsure += [one for one in doubts(title) if is_timed(one)] + UNTIL_END.findall(title)
        if len(spans) > 1:
            self.unsure.append(title)
        said = [text for _, _, text in self.lines] or [title]
        if self.moment and any(QUARTER.search(in_chinese(text)) for text in said):
            self.unsure.append(title)
            self.moment = replace(self.moment, period=self.moment.period[-7:])

    def follow(self, other: Titles) -> None:
        """Be those of a further table below the titles of another one, which holds for it, too."""
        self.lines, self.partial = other.lines, self.partial or other.partial
        self.spans |= other.spans
        self.named = (*other.named, *self.named)
        self.scopes = self.scopes or other.scopes

    def so_far(self, others: bool) -> tuple[list[str], list[str]]:
        """The words by which a month that says nothing else of it is the year so far, and those
        that leave it open; ``others``: whether heads tell months from the year so far.
        """
        by_title = self.moment is not None and "-" in self.moment.period
        if "total" not in self.spans or (by_title and others):
            return [], []
        return ([], ["累计"]) if by_title or others or len(self.spans) > 1 else (["累计"], [])

    def leave_open(self, moment: Moment | None, said: str, column: Column, row: str) -> bool:
        """Whether they leave open what period a figure is of: that which a text ``said`` in a
        column and a ``row`` is none without them; a year alone below a part of one may be that part
        of it, and the months of a year cannot lie behind those of the title.
        """
        if moment is None:
            by_title = not column.growth and set(self.unsure) & set(column.unsure)
            is_period = not said or terms.moment(said, "0000") is not None
            return is_period and bool(self.open or by_title)
        if moment.status != "observed" or column.said_status not in ("", "observed"):
            return False
        text = f"{row} {column.part}" if row else "".join(column.texts)
        if len(moment.period) == 4:
            whole = WHOLE.search(in_chinese(text)) or "last_year" in column.pieces
            return self.partial and not whole
        if self.moment is None or len(self.moment.period) == 4:
            return False
        named = any(map(terms.moment, [*column.texts, text]))
        return not named and moment.period[-7:] > self.moment.period[-7:]

    def question(
        self, grid: Grid, kind: str, asked: Mapping[tuple[int, int], str], say: Messages
    ) -> Fault:
        """What must be told of the figures whose heads, by place, do not settle what they are."""
        cells = (f"{letters(at)}{row + 1}" for row, at, _ in self.lines)
        titles = [
            say("quoted", where=cell, text=text)
            for cell, (_, _, text) in zip(cells, self.lines, strict=True)
        ]
        where, text = grid.place(say, *next(iter(asked))), say.listed(dict.fromkeys(asked.values()))
        names = titles or list(filter(None, (grid.sheet, grid.file)))
        return Fault(kind, where, text=text, name=say("comma").join(names))


def parts_of_file(name: str) -> list[str]:
    """The parts of the name of a file that may be as titles are: 包头市 of 02_包头市.xlsx."""
    return re.split(r"[\s_+·-]+", name.rpartition(".")[0])


def names_other(remark: str, periods: Collection[str]) -> bool:
    """Whether a remark beside figures names a time that is none of their ``periods``; 截至9月 is
    that of any that ends then.
    """
    plain = BESIDE_PERIOD.sub("", in_chinese(remark))
    if not terms.names_time(plain):
        return False
    year = max((one[-7:][:4] for one in periods if len(one) > 4), default="")
    moment = _moment_in(remark) or _completed(Moment(year), remark)
    if moment and UNTIL_END.search(plain):
        return moment.period[-7:] not in [one[-7:] for one in periods]
    return moment is None or moment.unread != "" or moment.period not in periods


def is_of_other(note: str, periods: Collection[str]) -> bool:
    """Whether a note below figures says that some are of a time that is none of their periods:
    利润总额为1-8月数; not 2023年为修订数.
    """
    lags = LAGS.search(note) is not None
    return lags or any(names_other(said, periods) for said in NOTED.findall(note))


@lru_cache(terms.MANY)
def _moment_in(text: str) -> Moment | None:
    """The first period that a title names."""
    return context_of([text])[0]


def _is_title(text: str) -> bool:
    """Whether a text is short enough for a title, and no sentence."""
    return len(text) <= LONGEST_PERIOD and not text.endswith("。")


def _names_time(text: str) -> bool:
    """Whether a title names a time, or the number of an issue."""
    plain = BESIDE_PERIOD.sub("", in_chinese(text))
    named = terms.names_time(plain) or NUMBERED.search(plain)
    return bool(named) or _moment_in(text) is not None


def _is_day(text: str) -> bool:
    """Whether a title names a day alone, as no period has but one that ends with it."""
    beside, days = DAY.subn("", in_chinese(text))
    return days == 1 and not terms.names_time(beside) and not UP_TO.search(text.casefold())


def _dates_in(text: str) -> list[str]:
    """What in brackets in a title names a year: its period, or a date that is none of it."""
    return [one for one in terms.in_brackets(text) if _moment_in(one)]


def _is_partial(text: str) -> bool:
    """Whether a title names a part of a year, which is no day."""
    moment = _moment_in(text)
    if moment and not moment.unread and is_of_years(moment):
        return "total" in spans_in(text) or any(map(is_part, terms.in_brackets(text)))
    part = moment is not None and not is_of_years(moment) or "total" in spans_in(text)
    beside = ALONE.sub("", BESIDE_PERIOD.sub("", in_chinese(text)))
    return (part or terms.names_time(beside)) and not _is_day(text)


def _year_of(texts: Sequence[str]) -> str:
    """The year of titles that leave their period open: the only one that they name, where it is
    none of an edition, an issue or a day; or "".
    """
    plain = BESIDE_PERIOD.sub("", " ".join(map(in_chinese, texts)))
    years = set(re.findall(r"(?:19|20)\d\d", plain))
    return "" if len(years) != 1 or EDITION.search(plain) or DAY.search(plain) else years.pop()


def _completed(moment: Moment, text: str) -> Moment | None:
    """A year with the part of it that a text without a year says; None where it is another than
    that which is said, or not understood.
    """
    year = _only_year(moment)
    plain = in_chinese(text)
    found = PART_OF_YEAR.search(plain)
    part = terms.moment(plain[found.start() :], year) if year and found else None
    if part is None or part.unread:
        return None
    same = moment.period in (year, part.period)
    ends = is_month(moment) and part.period.endswith(f"/{moment.period}")
    return replace(moment, period=part.period, whole=part.whole) if same or ends else None


def _only_year(moment: Moment | None) -> str:
    """The year of a period, if it lies in one."""
    years = set(re.findall(r"\d{4}", moment.period)) if moment else set()
    return years.pop() if len(years) == 1 else ""
