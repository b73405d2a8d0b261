"""Periods put together: what heads, rows and titles say of one another's months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from industry_report.data.periods import MONTH, month_number
from industry_report.office import terms
from industry_report.office.english import DASHES
from industry_report.office.terms import Moment

#: January, or October typed as a number, which loses its zero.
OCTOBER = re.compile(r"\s*(?:19|20)\d\d\.1\s*")
#: What no month alone is told of: a report of a month has it for the year so far.
SO_FAR = re.compile("投资额?$|可支配收入$|利润总额$|营业收入$")


def maybe_october(texts: Sequence[str]) -> Iterator[str]:
    """Those of some texts in their order that may be October as well as January: the months beside
    them are not nearer to January.
    """
    dated = ((text, terms.moment(text)) for text in texts)
    months = [(text, month_number(one.period)) for text, one in dated if one and is_month(one)]
    plain = [0 if OCTOBER.fullmatch(text) else month for text, month in months]
    before = accumulate(plain, _known)
    behind = reversed([*accumulate(reversed(plain), _known)])
    for (text, month), *beside in zip(months, before, behind, strict=True):
        steps = [
            min((abs(one - month - more) for one in beside if one), default=0) for more in (0, 9)
        ]
        if OCTOBER.fullmatch(text) and steps[0] >= steps[1]:
            yield text


def _known(last: int, one: int) -> int:
    """A month, else the last before it."""
    return one or last


def is_part(text: str) -> bool:
    """Whether a text is the name of a part of a year: 1—10月."""
    found = terms.moment(text, "0000")
    return found is not None and (found.period[:4], found.rest, found.unread) == ("0000", "", "")


def is_month(moment: Moment) -> bool:
    """Whether a period is one month."""
    return re.fullmatch(MONTH, moment.period) is not None


def is_of_years(moment: Moment) -> bool:
    """Whether a period is made of whole years."""
    return re.fullmatch(r"\d{4}|\d{4}-01/\d{4}-12", moment.period) is not None


def spans_in(text: str) -> set[str]:
    """Which of ``month`` and ``total`` a text speaks of: total in 1—10月累计主要指标."""
    plain, found = terms.tidy(text).translate(DASHES), set[str]()
    plain = re.sub("(?:全年|季度)累计", "", plain)  # of a period of its own
    for word, kind in terms.spans():
        if word in plain:
            found.add(kind)
            plain = plain.replace(word, "")
    return found


def within_context(context: Moment, pieces: Sequence[str]) -> Moment:
    """The period that 本月, 本季, 累计 … are of, below a head or a title with a period; one that
    they do not fit, as 本月 in a year and 累计 in a quarter, is ``unread``.
    """
    months = re.findall(r"\d{4}-\d\d", context.period)
    said = {"month", "quarter", "total"} & set(pieces)
    within = months and (
        months[0].endswith("-01") or len(months) == 1 or {"month", "quarter"} & said
    )
    if said == {"total"} and context.whole:
        return replace(context, rest="")
    if said and not within:
        return replace(context, rest="", unread=context.period)
    if "quarter" in said:
        year, last = months[-1].split("-")
        unread = context.period * (int(last) % 3 > 0)
        period = f"{year}-{max(int(last) - 2, 1):02}/{months[-1]}"
        return replace(context, period=period, rest="", unread=unread)
    if "month" in said:
        return replace(context, period=months[-1])
    if "total" in said and len(months) == 1:
        return replace(context, period=f"{months[0][:4]}-01/{months[0]}")
    return replace(context, rest="") if months else context


def restated(moment: Moment, words: Sequence[str]) -> Moment:
    """A period as the words beside it say it: 1—10月 and 累计 with 2023年10月 are of ten months."""
    for word in words:
        part = terms.moment(word, moment.period[:4])
        spans = sorted(spans_in(word))
        moment = replace(part, status=moment.status) if part else within_context(moment, spans)
    return moment


def same_part(moment: Moment, context: Moment) -> Moment:
    """The part of the year that another period is, in the year of a head: 2021年同期."""
    period = re.sub(r"\d{4}", moment.period[:4], context.period)
    return replace(moment, period=period, rest=moment.rest.removeprefix("同期"))


def year_behind(text: str, before: Moment | None) -> str:
    """The year of a part of one that stands behind another and goes on from it, else "": that of
    2025年1-7月 for 1-8月.
    """
    year = before.period[:4] if before and "-" in before.period else ""
    part = terms.moment(text, year)
    if before is None or part is None or not part.period.startswith(year):
        return ""
    return year if part.period[-7:] > before.period[-7:] else ""


def year_before(period: str) -> str:
    """The same period of the year before."""
    return re.sub(r"\d{4}", lambda match: str(int(match[0]) - 1), period)


def end_of(period: str) -> str:
    """The month that a period ends with."""
    return period[-7:] if len(period) > 4 else f"{period}-12"
