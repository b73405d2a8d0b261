"""Whose growth leads whose: in which years on end, and in the last months alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas

from industry_report.data.periods import Period
from industry_report.numbers.formula import MONTHS
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.values import parted
from industry_report.words import Phrase, Region, only_if

#: From how many years on a run of them is told as one.
ENOUGH_YEARS = 3


@dataclass(frozen=True)
class Run:
    """Years on end, a pair of figures in each, in which ``own`` was always ahead of, level with or
    behind ``other``; ``leads`` by how much, by period in order.
    """

    own: Region
    other: Region
    leads: Mapping[Period, Quantity]

    @property
    def last(self) -> Quantity:
        """The latest lead."""
        return [*self.leads.values()][-1]

    @property
    def years(self) -> Period:
        """From the first to the last year."""
        first, last = min(self.leads).end[0], max(self.leads).end[0]
        return Period.parse(f"{first}-01/{last}-{MONTHS}")

    @property
    def partial(self) -> Phrase:
        """Of which years only a part is told, whose leads do not compare; or nothing."""
        parts = [period.end[0] for period in self.leads if period.kind != "year"]
        years = [Phrase("when", period=Period.parse(str(year))) for year in parts]
        return only_if(parts, Phrase("partial-years", years=years))

    @property
    def told(self) -> Phrase:
        """The run in words."""
        length = "years" if len(self.leads) > 1 else "once"
        given = {"region": self.other, "years": self.years, "when": max(self.leads)}
        return Phrase(f"ahead-{length}-{self.last.way}", **given)


def runs(compared: pandas.DataFrame, other: Region) -> list[Run]:
    """The pairs of :func:`growth.beside` with one other as runs of years, the latest first."""
    table = compared.pivot(index="period", columns="place", values="value")
    own = compared["place"].iloc[0]
    pairs = zip(table.index, table[own], table[other], strict=True)
    leads = {period: lead for period, *two in pairs if not (lead := two[0] - two[1]).is_missing}

    def apart(before: Period, period: Period) -> bool:
        turned = leads[before].sign != leads[period].sign
        return turned or period.end[0] != before.end[0] + 1

    found = parted(sorted(leads), apart)
    return [Run(own, other, {each: leads[each] for each in years}) for years in reversed(found)]


def months_between(first: Period, whole: Period) -> Period | None:
    """The months of ``whole``, which starts in January, after those of ``first``."""
    if first.start != whole.start or first.end >= whole.end:
        return None
    year, month = first.end
    rest = [f"{year}-{month + 1:02}", f"{year}-{whole.end[1]:02}"]
    return Period.parse("/".join(dict.fromkeys(rest)))


def rest_of(first: Quantity, whole: Quantity, since: Period, until: Period) -> Quantity:
    """Growth in the months after ``since``: rough, as if all months weighed the same."""
    months = until.months - since.months
    return ((whole * until.months - first * since.months) / months).to("%")
