"""Which wrong digits of ``data/indicators.csv`` show without its accepted copy, because something
else in the dataset knows better.

    python tests/benchmarks/digits.py           what share of the rows and digits, by kind of witness
    python tests/benchmarks/digits.py --rows    the rows that nothing else knows

A *witness* of a row is an interval that its value must lie in, made from other rows:

    source        the same figure from another source: within its rounding, or 1 %
    sum           parts and their whole (three sectors and GDP; all provinces and the nation; shares)
    ratio         an indicator that follows from two others (``ratios.yaml``, GDP per head, shares)
    growth        a level, the level a year before, and the growth rate between them: 12 points
    neighbours    the years before and after of the same series, at most two years away
    rates         growth since January, up to another month of the same year: 6 points
    mean          growth of GDP and of its sectors, of which it is the weighted mean: 1 point; the
                  average growth of some years and that of each: half a point
    lead          growth here, growth there, and the points between them
    aims          what was planned or expected and what was observed within three years: a third of
                  it to three times as much
    places        growth here and in the region that it belongs to, in the same months: 7 points for
                  GDP and its sectors, 20 for industrial value added
    people        inhabitants of other years, and of the census: a third more or less

A witness counts only where the dataset agrees with it; those that it contradicts are listed in
``contradicted.txt`` (sources do contradict one another, and GDP was revised). A wrong digit of a row is
caught when a witness denies it. ``tests/test_digits.py`` holds the dataset against its witnesses.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
Key = tuple[str, str, str]  # region, indicator, period

#: A whole and its parts; shares of parts add up to 100.
SECTORS = ("primary_value_added", "secondary_value_added", "tertiary_value_added")
SHARES = ("primary_share", "secondary_share", "tertiary_share")
#: Growth rate → the level that it is of.
GROWTH = {"gdp_growth": "gdp", "secondary_growth": "secondary_value_added"}
#: What adds up over the provinces of the nation.
NATIONAL = ("rd_expenditure", "rd_active_firms", "rd_institution_firms", "above_scale_firms")
PROVINCES, PROVINCIAL = 31, ("province", "region", "municipality")
#: How many times as large as its neighbours a value of a series may be, and by how many points
#: growth since January may move.
BOTH_SIDES, ONE_SIDE, POINTS = 1.25, 1.5, 6
LEADING, LEAD_REGION, LEAD_NATION = (
    "industrial_value_added_growth",
    "industrial_growth_lead_region",
    "industrial_growth_lead_nation",
)
#: How many units one is, and by how many points growth differs from that of what it lies in.
PEOPLE = {"population": 10_000, "census_population": 1}
MOVES = {"gdp_growth": 7, LEADING: 20} | {f"{one.split('_')[0]}_growth": 7 for one in SECTORS}
STEADY = ("level", "share", "count", "capacity", "ratio")


class Witness(NamedTuple):
    """What another row or rows say of a row: its place, the kind of witness, the interval."""

    row: int
    kind: str
    low: float
    high: float


class Witnesses:
    """Everything that the rows of a dataset say about one another.

    Args:
        folder: of the dataset.
    """

    def __init__(self, folder: Path = DATA) -> None:
        from industry_report.data.dataset import load

        self.codes = load(folder / "indicators.csv").codes
        self.frame = pd.read_csv(folder / "indicators.csv", dtype=str, keep_default_na=False)
        self.values = self.frame["value"].astype(float).tolist()
        self.ids = self.frame[["region", "indicator", "period", "status", "source"]].agg(
            "/".join, 1
        )
        self.ratios = yaml.safe_load((folder / "ratios.yaml").read_text("utf-8"))["ratios"]

    @cached_property
    def by_key(self) -> dict[Key, list[int]]:
        """The places of observed, exact rows."""
        found: dict[Key, list[int]] = defaultdict(list)
        exact = (self.frame["status"] == "observed") & (self.frame["qualifier"] == "")
        for at in self.frame.index[exact]:
            region, indicator, period = self.frame.loc[at, ["region", "indicator", "period"]]
            found[region, indicator, period].append(at)
        return found

    def all(self) -> list[Witness]:
        """Every witness, whether the dataset agrees with it or not."""
        values = (self.sources, self.sums, self.nation, self.of_ratios)
        moves = (self.growth, self.neighbours, self.rates, self.means, self.averages)
        others = (self.leads, self.people, self.aims, self.places)
        return [one for make in (*values, *moves, *others) for one in make()]

    def value(self, region: str, indicator: str, period: str) -> float | None:
        rows = self.by_key.get((region, indicator, period))
        return self.values[rows[0]] if rows else None

    def together(self, region: str, indicators: Sequence[str], period: str) -> list[float] | None:
        """The values of several indicators, None where one is missing."""
        found = [self.value(region, one, period) for one in indicators]
        known = [value for value in found if value is not None]
        return known if len(known) == len(found) else None

    def near(self, key: Key, kind: str, number: float, share: float) -> Iterator[Witness]:
        """That the rows of a key lie within a share of a number."""
        width = abs(number) * share
        for row in self.by_key.get(key, ()):
            yield Witness(row, kind, number - width, number + width)

    def sources(self) -> Iterator[Witness]:
        for rows in self.by_key.values():
            for row in rows:
                for other in rows:
                    if row != other:
                        number = self.values[other]
                        width = max(abs(number) * 0.01, self.rounding(other), self.rounding(row))
                        yield Witness(row, "source", number - width, number + width)

    def rounding(self, row: int) -> float:
        """Half a unit of the last digit that is printed."""
        decimals = len(self.frame.at[row, "value"].partition(".")[2])
        return 0.5 * 10.0**-decimals

    def sums(self) -> Iterator[Witness]:
        places = {(region, period) for region, _, period in self.by_key}
        for region, period in sorted(places):
            parts = self.together(region, SECTORS, period)
            whole = self.value(region, "gdp", period)
            if whole and parts:
                yield from self.near((region, "gdp", period), "sum", sum(parts), 0.004)
                for name, part in zip(SECTORS, parts, strict=True):
                    slack = 0.004 * whole / part
                    rest = whole - sum(parts) + part
                    yield from self.near((region, name, period), "sum", rest, slack)
            if shares := self.together(region, SHARES, period):
                for name, part in zip(SHARES, shares, strict=True):
                    rest = 100 - sum(shares) + part
                    yield from self.near((region, name, period), "sum", rest, 0.2 / part)

    def nation(self) -> Iterator[Witness]:
        """The provinces add up to the nation; the leagues of Inner Mongolia to the region."""
        for whole, levels, names, count, slack in (
            ("china", PROVINCIAL, NATIONAL, PROVINCES, 0.002),
            ("inner-mongolia", ("city", "league"), ("gdp", *SECTORS), 12, 0.02),
        ):
            inside = [
                one
                for one, region in self.codes.regions.items()
                if region.parent == whole and region.level in levels
            ]
            years = {period for _, _, period in self.by_key if len(period) == 4}
            for name in names:
                for year in sorted(years):
                    found = {one: self.value(one, name, year) for one in inside}
                    parts = {one: part for one, part in found.items() if part}
                    total = self.value(whole, name, year)
                    if len(parts) != count or not total:
                        continue
                    summed = sum(parts.values())
                    yield from self.near((whole, name, year), "sum", summed, slack)
                    for one, part in parts.items():
                        rest, share = total - summed + part, slack * total / part
                        if share < 1:
                            yield from self.near((one, name, year), "sum", rest, share)

    def of_ratios(self) -> Iterator[Witness]:
        rules = [
            (name, one["of"], one["by"], one.get("times", 1), 0.03)
            for name, one in self.ratios.items()
            if not one.get("years")
        ]
        rules += [
            (share, part, "gdp", 100, 0.02) for share, part in zip(SHARES, SECTORS, strict=True)
        ]
        rules.append(("gdp_per_capita", "gdp", "population", 10_000, 0.04))
        for result, of, by, times, slack in rules:
            for region, indicator, period in list(self.by_key):
                if indicator != result:
                    continue
                made, above, below = (self.value(region, one, period) for one in (result, of, by))
                if not (made and above and below):
                    continue
                factor = self.factor(result, of, by) * times
                yield from self.near(
                    (region, result, period), "ratio", above / below * factor, slack
                )
                yield from self.near((region, of, period), "ratio", made * below / factor, slack)
                yield from self.near((region, by, period), "ratio", above * factor / made, slack)

    def factor(self, result: str, of: str, by: str) -> float:
        """What the units of a ratio are worth: the power of ten that most rows agree with."""
        if not hasattr(self, "_factors"):
            self._factors: dict[tuple[str, str, str], float] = {}
        if (result, of, by) not in self._factors:
            import math

            powers = []
            for region, indicator, period in self.by_key:
                if indicator == result:
                    made, above, below = (self.value(region, n, period) for n in (result, of, by))
                    if made and above and below:
                        times = {"gdp_per_capita": 10_000}.get(result, 100)
                        times = self.ratios.get(result, {}).get("times", times)
                        powers.append(round(math.log10(made * below / above / times)))
            self._factors[result, of, by] = 10.0 ** (
                sorted(powers)[len(powers) // 2] if powers else 0
            )
        return self._factors[result, of, by]

    def growth(self) -> Iterator[Witness]:
        for rate, level in GROWTH.items():
            for region, indicator, period in list(self.by_key):
                if indicator != rate or len(period) != 4:
                    continue
                before = self.value(region, level, str(int(period) - 1))
                after, grown = self.value(region, level, period), self.value(region, rate, period)
                if not (before and after and grown is not None):
                    continue
                expected = before * (1 + grown / 100)
                yield from self.near((region, level, period), "growth", expected, 0.12)
                earlier = (region, level, str(int(period) - 1))
                yield from self.near(earlier, "growth", after / (1 + grown / 100), 0.12)
                nominal = (after / before - 1) * 100
                for row in self.by_key[region, rate, period]:
                    yield Witness(row, "growth", nominal - 12, nominal + 12)

    def neighbours(self) -> Iterator[Witness]:
        series: dict[tuple[str, str], dict[float, list[int]]] = defaultdict(dict)
        for (region, indicator, period), rows in self.by_key.items():
            if "/" not in period and self.codes.indicators[indicator].kind in STEADY:
                series[region, indicator][year_of(period)] = rows
        for years in series.values():
            ordered = sorted(years)
            for place, year in enumerate(ordered):
                beside = [
                    self.values[years[one][0]]
                    for one in ordered[max(0, place - 1) : place + 2]
                    if one != year and abs(one - year) <= 2
                ]
                if beside and min(beside) > 0:
                    most = BOTH_SIDES if len(beside) == 2 else ONE_SIDE
                    for row in years[year]:
                        yield Witness(row, "neighbours", min(beside) / most, max(beside) * most)

    def people(self) -> Iterator[Witness]:
        """Inhabitants hardly change from one year to another, and a census counts the same."""
        counted: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for (region, indicator, _), rows in self.by_key.items():
            if indicator in PEOPLE:
                counted[region] += [(row, PEOPLE[indicator]) for row in rows]
        for of_place in counted.values():
            for row, unit in of_place:
                for other, its in of_place:
                    if other != row:
                        number = self.values[other] * its / unit
                        yield Witness(row, "people", number / 1.33, number * 1.33)

    def rates(self) -> Iterator[Witness]:
        """Growth since January moves little from one month of a year to the next known one."""
        series: dict[Key, dict[str, list[int]]] = defaultdict(dict)
        for (region, indicator, period), rows in self.by_key.items():
            growing = self.codes.indicators[indicator].kind == "growth"
            month = period[-2:] if "/" in period and period[5:7] == "01" else ""
            if growing and (month or len(period) == 4):
                series[region, indicator, period[:4]][month or "12"] = rows
        for months in series.values():
            for first, second in pairwise(sorted(months)):
                for own, other in ((first, second), (second, first)):
                    number = self.values[months[other][0]]
                    for row in months[own]:
                        yield Witness(row, "rates", number - POINTS, number + POINTS)

    def within(self, key: Key, kind: str, number: float, points: float) -> Iterator[Witness]:
        """That the rows of a key lie within some points of a number."""
        for row in self.by_key.get(key, ()):
            yield Witness(row, kind, number - points, number + points)

    def means(self) -> Iterator[Witness]:
        """Growth of GDP is that of its sectors, by what they were worth the year before."""
        names = [f"{one.split('_')[0]}_growth" for one in SECTORS]
        for region, indicator, period in list(self.by_key):
            rates = self.together(region, names, period)
            whole = self.value(region, indicator, period)
            if indicator != "gdp_growth" or rates is None or whole is None:
                continue
            years = (str(int(period[:4]) - 1), period[:4])
            shares = next(filter(None, (self.shares(region, year) for year in years)), None)
            if shares is None:
                yield Witness(
                    self.by_key[region, indicator, period][0], "mean", min(rates), max(rates)
                )
                continue
            summed = sum(a * b for a, b in zip(rates, shares, strict=True))
            yield from self.within((region, indicator, period), "mean", summed, 1)
            for name, rate, share in zip(names, rates, shares, strict=True):
                rest = (whole - summed) / share + rate
                yield from self.within((region, name, period), "mean", rest, 1 / share)

    def shares(self, region: str, year: str) -> list[float] | None:
        """What each sector was of GDP in a year, from 0 to 1."""
        parts = self.together(region, SECTORS, year) or self.together(region, SHARES, year)
        return parts and [part / sum(parts) for part in parts]

    def averages(self) -> Iterator[Witness]:
        """The average growth of some years is the geometric mean of theirs."""
        for region, indicator, period in list(self.by_key):
            if not indicator.endswith("_average_growth"):
                continue
            name = indicator.replace("_average", "")
            first, last = int(period[:4]), int(period[8:12])
            years = [str(year) for year in range(first, last + 1)]
            found = {year: self.value(region, name, year) for year in years}
            rates = [rate for rate in found.values() if rate is not None]
            whole = self.value(region, indicator, period)
            if len(rates) < len(years) or whole is None:
                continue
            level = prod(1 + rate / 100 for rate in rates)
            average = (level ** (1 / len(rates)) - 1) * 100
            yield from self.within((region, indicator, period), "mean", average, 0.5)
            stated = (1 + whole / 100) ** len(rates)
            for year, rate in zip(years, rates, strict=True):
                rest = (stated / level * (1 + rate / 100) - 1) * 100
                yield from self.within((region, name, year), "mean", rest, 0.5 * len(rates))

    def leads(self) -> Iterator[Witness]:
        """Points between growth here and there."""
        for region, indicator, period in list(self.by_key):
            to = {LEAD_REGION: self.codes.regions[region].parent, LEAD_NATION: "china"}.get(
                indicator
            )
            if not to:
                continue
            lead = self.value(region, indicator, period)
            here, there = (self.value(one, LEADING, period) for one in (region, to))
            if lead is None or here is None or there is None:
                continue
            yield from self.within((region, indicator, period), "lead", here - there, 0.15)
            yield from self.within((region, LEADING, period), "lead", there + lead, 0.15)
            yield from self.within((to, LEADING, period), "lead", here - lead, 0.15)

    def aims(self) -> Iterator[Witness]:
        """Plans and forecasts beside what is observed."""
        observed: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        for (region, indicator, period), rows in self.by_key.items():
            observed[region, indicator].append((year_of(period), self.values[rows[0]]))
        for row in self.frame.index[self.frame["status"] != "observed"]:
            region, indicator, period = self.frame.loc[row, ["region", "indicator", "period"]]
            known = observed[region, indicator]
            near = [value for year, value in known if abs(year - year_of(period)) <= 3]
            if self.codes.indicators[indicator].kind in STEADY and near and min(near) > 0:
                yield Witness(row, "aims", min(near) / 3, max(near) * 3)

    def places(self) -> Iterator[Witness]:
        """Growth here and in what it lies in."""
        for region, indicator, period in list(self.by_key):
            there = self.value(self.codes.regions[region].parent or "", indicator, period)
            if indicator in MOVES and there is not None:
                points = MOVES[indicator]
                yield from self.within((region, indicator, period), "places", there, points)


def year_of(period: str) -> float:
    """When a period ends, in years: 2022-06 and 2022-01/2022-06 are 2022.5; a year is its end."""
    year, _, month = period.rpartition("/")[2].partition("-")
    return int(year) + int(month or 12) / 12


def changed_digits(text: str) -> Iterator[float]:
    """Every value that differs from a printed one in a single digit."""
    for place, digit in enumerate(text):
        if digit.isdigit():
            for other in "0123456789":
                if other != digit:
                    yield float(text[:place] + other + text[place + 1 :])


def contradicted(found: Witnesses) -> dict[str, set[str]]:
    """The rows that a witness denies as they stand: id → kinds of witness."""
    denied = defaultdict(set)
    for row, kind, low, high in found.all():
        if not low <= found.values[row] <= high:
            denied[found.ids[row]].add(kind)
    return dict(denied)


def caught(found: Witnesses) -> pd.DataFrame:
    """For each row the share of its wrong digits that a witness denies, and that of its first digit.

    Witnesses that the dataset contradicts do not count.
    """
    by_row = defaultdict(list)
    for row, kind, low, high in found.all():
        if low <= found.values[row] <= high:
            by_row[row].append((kind, low, high))
    records = []
    for row, text in enumerate(found.frame["value"]):
        wrong = list(changed_digits(text))
        denied = [not all(low <= one <= high for _, low, high in by_row[row]) for one in wrong]
        kinds = sorted({kind for kind, *_ in by_row[row]})
        first = denied[:9]
        records.append((found.ids[row], " ".join(kinds), sum(denied) / len(wrong), sum(first) / 9))
    return pd.DataFrame(records, columns=["row", "witnesses", "digits", "first"])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", action="store_true", help="list the rows that nothing else knows")
    options = parser.parse_args()
    found = Witnesses()
    table = caught(found)
    known = table["witnesses"] != ""
    print(f"{len(table)} rows")
    print(f"rows with a witness: {known.mean():.1%}")
    print(f"rows of which most wrong first digits are caught: {(table['first'] > 0.5).mean():.1%}")
    print(f"wrong digits caught, of all rows: {table['digits'].mean():.1%}")
    print(f"wrong first digits caught, of all rows: {table['first'].mean():.1%}")
    for kind in sorted(set(" ".join(table["witnesses"]).split())):
        own = table["witnesses"].str.split().map(lambda kinds, kind=kind: kind in kinds)
        print(f"  {kind}: a witness of {own.mean():.1%} of the rows")
    denied = contradicted(found)
    print(pd.Series([kind for kinds in denied.values() for kind in kinds]).value_counts())
    print(f"rows that a witness contradicts as they stand: {len(denied)}")
    if options.rows:
        print("\n".join(table.loc[~known, "row"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
