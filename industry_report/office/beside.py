"""What a column of values takes from those before it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from industry_report.data.codes import plain
from industry_report.office import terms
from industry_report.office.columns import GROWTHS, SAME_PERIOD, Column
from industry_report.office.english import in_chinese
from industry_report.office.heads import LONGEST_PLACE, pieces_of
from industry_report.office.naming import known_places
from industry_report.office.spans import is_of_years, same_part, within_context, year_before
from industry_report.office.terms import Moment
from industry_report.office.titles import QUARTER

#: What says of a growth that it is over what was done the year before, as no target is.
SAME_YEAR = re.compile("同比|同期|上年|去年|year", re.IGNORECASE)


def with_spans(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns of rows with periods, those of growth and of last year with the part of the year
    that those before them say: 同比 behind 累计. Behind 本月 and 累计 it may be that of either.
    """
    found, before, ended = dict(columns), list[set[str]](), False
    for number, one in columns.items():
        if one.is_beside and not (one.spans or one.moment):
            if any(spans != before[0] for spans in before):
                found[number] = replace(one, unsure=one.texts)
            elif before:
                found[number] = replace(one, pieces=(*one.pieces, *before[0]))
        elif not (one.is_beside or one.skip or one.is_share):
            if ended:
                before = []
            before.append(one.spans)
            ended = False
        ended = ended or one.growth != ""
    return found


def of_place(text: str, known: Collection[str]) -> list[str]:
    """A text of a head, that of a ``known`` place and what is measured there apart: 云川县增速."""
    for end in range(min(len(text) - 1, LONGEST_PLACE), 1, -1):
        if _is_place(text[:end], known) and pieces_of(text[end:]):
            return [text[:end], text[end:]]
    return [text]


def _is_place(text: str, known: Collection[str]) -> bool:
    """Whether a text is the name of a ``known`` place, of one of the project's list, or 全市."""
    return terms.is_whole_place(text) or plain(text) in {*known, *known_places()}


def with_places(columns: dict[int, Column], known: Collection[str]) -> dict[int, Column]:
    """The columns with the places that stand in their heads beside other words; growth and last
    year have that of the column before them. 全市 is one by itself, a ``known`` name where all
    columns have one: of others, what it stands over says something else than the rows.
    """
    found, before = dict(columns), ""
    for number, one in columns.items():
        named = [text for text in one.texts if _is_place(terms.bare(text), known)]
        before = next(iter(named), before * one.is_beside)
        if before:
            names = tuple(name for name in one.names if name not in named)
            found[number] = replace(one, region=before, names=names)
    if all(one.region or one.skip for one in found.values()):
        return found
    wholes = {number: one for number, one in found.items() if terms.is_whole_place(one.region)}
    return columns | wholes


@dataclass
class _Values:
    """The columns of values that a growth stands behind, from the growth before on.

    Attributes:
        moments: the uppermost period of the head of each, and its period.
        done: the periods of those that say that they are of what was done.
        planned: whether a column between them is a plan for no period.
        monthly: whether words tell a month from the year so far; ``so_far``: the period of the
            last, where that is the year so far by such a word.
    """

    moments: list[tuple[str, Moment | None]] = field(default_factory=list)
    done: set[Moment | None] = field(default_factory=set)
    planned: bool = False
    monthly: bool = False
    so_far: Moment | None = None

    def add(self, column: Column, when: Moment | None) -> None:
        """Add a column with its period."""
        self.moments.append((column.above, when))
        self.monthly = self.monthly or bool({"month", "total"} & set(column.pieces))
        self.so_far = when if self.monthly and when and "-01/" in when.period else None
        if column.said_status == "observed":
            self.done.add(when)

    def growth(self, column: Column) -> Column:
        """A growth behind them with its period, where it is one of theirs."""
        dated = column.moment is not None
        same = [when for above, when in self.moments if column.above in ("", above)]
        if column.growth != GROWTHS["average"] and (same or not column.moment):
            column = _beside(column, same, self.so_far)
        years = {int(one.period.split("/")[-1][:4]) for one in filter(None, same)}
        said = SAME_YEAR.search("".join(column.texts)) or column.growth == GROWTHS["average"]
        if len(years) > 1 and max(years) - 1 not in years and not (dated or said):
            column = replace(column, open="period.base")
        if self.planned and not (column.moment or SAME_YEAR.search("".join(column.texts))):
            column = replace(column, open="period.growth")
        return replace(column, done=column.done or column.moment in self.done - {None})


def with_moments(
    columns: dict[int, Column], context: Moment | None, unread: Collection[int]
) -> dict[int, Column]:
    """The columns with the periods that they take from those to their left.

    上年同期 has the months of the nearest of this year. Where the period of one of the columns that a
    growth stands behind is not known, as that of a column in ``unread``, neither is its own.
    """
    found, left, ended, values = dict(columns), list[Moment](), False, _Values()
    dated = any(one.moment and "last_year" not in one.pieces for one in columns.values())
    for number, one in columns.items():
        if one.growth or one.is_share:
            found[number] = values.growth(one)
            ended = ended or one.growth != ""
        elif one.skip:
            values.planned = values.planned or one.is_plan
        else:
            if ended:
                values = _Values()
            ended, when = False, one.moment
            if "last_year" in one.pieces:
                alone = not dated and all(when for _, when in values.moments)
                found[number] = _of_last_year(one, left, context, alone)
                when = found[number].moment
            elif number in unread or one.undated:
                when = None
            else:
                when = when or context and within_context(context, one.pieces)
            if when and when.status == "observed" and "last_year" not in one.pieces:
                left.append(when)
            values.add(one, when)
    return found


def _part(moment: Moment) -> str:
    """Which part of its year a period is."""
    return re.sub(r"\d{4}", "", moment.period)


def _fitting(moments: Sequence[Moment], pieces: Sequence[str]) -> list[Moment]:
    """Those of some periods that are as long as 累计 or 本月 says, where a head says it: a whole
    year is so far, too.
    """
    said = [piece for piece in pieces if piece in ("total", "month")]
    so_far = [one for one in moments if "-01/" in one.period or len(one.period) == 4]
    if not said:
        return list(moments)
    return [one for one in moments if (one in so_far) == ("total" in said)]


def _beside(growth: Column, group: Sequence[Moment | None], so_far: Moment | None) -> Column:
    """A growth with the period of the values that it stands behind: of those that it may be of the
    latest year, where they are the same part of it; else it is ``open``. By its own words it is of
    one length, month or status, behind two years that of these, and in a report of months that
    of the year ``so_far``.
    """
    known = sorted(filter(None, group), key=lambda one: one.period.split("/")[-1][:4])
    if SAME_YEAR.search("".join(growth.texts)):
        known = [one for one in known if one.status in ("observed", "forecast")] or known
    found = _fitting(known, growth.pieces)
    own = [part for text in growth.texts[-1:] if (part := terms.moment(text, "0000"))]
    parts = {_part(one) for one in own if len(one.period) > 4}
    parts = parts or {_part(one) for one in group[-1:] if one}
    of_part = [one for one in found if _part(one) in parts]
    if own or len({one.period for one in of_part}) > 1:
        found = of_part or found
    if len({(_part(one), one.status) for one in found}) > 1:
        if so_far not in found:
            return replace(growth, open="period.growth")
        found = [one for one in found if one == so_far]
    if found and all(group):
        return replace(growth, moment=found[-1])
    said = {"month", "total"} & set(growth.pieces)
    undated = len(known) < len(group) and not (said and growth.moment)
    return replace(growth, moment=None if undated else growth.moment, undated=undated)


def _of_last_year(
    one: Column, left: Sequence[Moment], context: Moment | None, alone: bool
) -> Column:
    """A column of last year with its period: that of the columns to its ``left``, else of the
    title where it is ``alone``. 上年 alone is the whole year, unless the title speaks of months.
    """
    same = SAME_PERIOD.search("".join(one.texts))
    if one.moment and not (same and re.fullmatch(r"\d{4}", one.moment.period)):
        return one
    base = context
    if same or (context and "-" in context.period):
        base = next(reversed(_fitting(left, one.pieces)), None)
        if base is None and context and alone and not one.undated:
            base = within_context(context, one.pieces)
    if base is None:
        return replace(one, moment=None, undated=True)
    year = one.moment or Moment(year_before(base.period))
    return replace(one, moment=same_part(year, base))


def with_sum(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns with the sum of four quarters as what it is: the whole year."""
    parts = {one.part for one in columns.values() if not one.moment}
    found = {moment.period for part in parts if (moment := terms.moment(part, "0000"))}
    if found != {f"0000-{first:02}/0000-{first + 2:02}" for first in (1, 4, 7, 10)}:
        return columns
    sums = {at: one for at, one in columns.items() if terms.is_total("".join(one.texts))}
    return columns | {
        at: Column(one.texts, part="全年", units=one.units, unit=one.unit)
        for at, one in sums.items()
    }


def with_whole_plans(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns with those of a plan for 全年, which no title dates: it is that for the latest
    year of which another column has a part.
    """
    moments = [one.moment for one in columns.values() if one.moment]
    year = max((one.period[:4] for one in moments if not is_of_years(one)), default="")
    plans = {
        number: terms.moment(one.part, year)
        for number, one in columns.items()
        if year and one.part and not (one.moment or one.undated)
    }
    dated = {at: one for at, one in plans.items() if one and one.status != "observed"}
    return {at: replace(one, moment=dated.get(at, one.moment)) for at, one in columns.items()}


def without_sole_quarter(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns without the period of 三季度 where no other part of the year stands beside it:
    those before it may be meant, too.
    """
    dated = {at: one for at, one in columns.items() if one.moment and not one.growth}
    parts = {re.sub(r"\d{4}", "", one.moment.period) for one in dated.values() if one.moment}
    said = in_chinese(" ".join(text for one in dated.values() for text in one.texts))
    if len(parts) != 1 or "" in parts or not QUARTER.search(said):
        return columns
    return columns | {
        at: replace(one, moment=None, undated=True, unsure=one.texts) for at, one in dated.items()
    }
