"""Growth and structure, beside other places and over years, never across a break."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

import pandas

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.data.regions import lies_in
from industry_report.numbers import turns, values
from industry_report.numbers.leads import months_between, rest_of, runs
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase, Region, of, only_if

VALUE_ADDED_GROWTH = "industrial_value_added_growth"

#: What tells how an economy went on, in the order of the report.
CONTEXT = (
    VALUE_ADDED_GROWTH,
    "gdp_growth",
    "secondary_growth",
    "fixed_asset_investment_growth",
    "industrial_investment_growth",
    "industrial_output",
    "rd_intensity",
)

#: Of how many months the rest of a year is worth working out.
ENOUGH_MONTHS = 2
#: Percentage points by which two rates of a year may differ: of the whole and its months known, or
#: of all industry and its larger firms.
DRIFT = Decimal(4)

#: Levels of whole years, each as first published.
LEVELS = ("gdp", "secondary_value_added", "secondary_share", "gdp_per_capita")

#: Where a source prints only by how much a place leads the nation or its province, their rates
#: follow from the leads.
LEAD_NATION, LEAD_PROVINCE = "industrial_growth_lead_nation", "industrial_growth_lead_region"
#: The levels that the second of them is about.
PROVINCES = ("province", "region")


def value(
    rows: Dataset,
    indicator: str,
    region: str,
    period: str | Period | None = None,
    status: str = "observed",
) -> Quantity:
    """The value in ``rows``, or a missing one that says what is missing."""
    found = rows.find(indicator, region, period, status)
    if found is None:
        return missing(of(indicator, region))
    return found.quantity


# beside others


def leads_over(rows: Dataset, region: str) -> dict[str, str]:
    """The indicators that say by how much a place leads others, by the other: the nation first,
    then the province that it lies in, be that its parent or the parent of its city.
    """
    regions = rows.codes.regions
    nation = [each.id for each in regions.values() if each.level == "nation" and each.id != region]
    province = [each for each in lies_in(region, regions) if regions[each].level in PROVINCES]
    return dict.fromkeys(nation[:1], LEAD_NATION) | dict.fromkeys(province[:1], LEAD_PROVINCE)


def growth_of(rows: Dataset, other: str, region: str, period: str | Period) -> Quantity:
    """Industrial growth of ``other``: published, or implied by ``region``'s lead over it."""
    published, leads = value(rows, VALUE_ADDED_GROWTH, other, period), leads_over(rows, region)
    if not published.is_missing or other not in leads:
        return published
    lead = value(rows, leads[other], region, period)
    implied = value(rows, VALUE_ADDED_GROWTH, region, period) - lead
    return published if implied.is_missing else implied.to("%")


def since_january(rows: Dataset, region: str, indicator: str) -> list[Observation]:
    """The best figures of whole years and of months since January, the fullest last."""
    return [
        row
        for row in values.best(rows, indicator, region)
        if row.period.kind != "month" and row.period.start == (row.period.end[0], 1)
    ]


def beside(rows: Dataset, region: str, others: Sequence[str]) -> pandas.DataFrame:
    """Industrial growth of a place and others, ``period``, ``place``, ``value``: for each year over
    the same months, those that most of them have (the longest of equals).
    """
    best: dict[int, tuple[int, Period]] = {}
    for row in since_january(rows, region, VALUE_ADDED_GROWTH):
        grown = [growth_of(rows, other, region, row.period) for other in others]
        known = sum(not each.is_missing for each in grown)
        year = row.period.end[0]
        best[year] = max(best.get(year, (0, row.period)), (known, row.period))
    cells = [
        (period, Region(place), growth_of(rows, place, region, period))
        for _, period in best.values()
        for place in (region, *others)
    ]
    none = missing(Phrase("no-comparison", region=Region(region)))
    nothing = [(NOTHING, Region(region), none)]
    return pandas.DataFrame(cells or nothing, columns=["period", "place", "value"])


@dataclass(frozen=True)
class Comparison:
    """The latest growth that can be compared.

    Attributes:
        period, own: of the place; ``leads`` over the others, those that are known.
        rest: a phrase with the lead over the first of the others earlier in the year, and the
            growth of the last months alone, see :func:`leads.rest_of`.
        before: a phrase with that earlier lead alone, if nothing in both leads is derived.
        shrank: whether the lead is surely smaller than that.
        unseen: a phrase with the others of which nothing is known for ``period``.
        aim: a phrase with what the place set itself for the year, while that is not over.
        needs: a phrase with the growth that this takes in the months left.
        newer: a phrase with the latest figure where one is known after ``period``.
        weaker: a phrase with a still later one that only a weaker source has.
    """

    period: Period | Phrase
    own: Quantity
    leads: tuple[Phrase, ...]
    rest: Phrase = NOTHING
    before: Phrase = NOTHING
    shrank: bool = False
    unseen: Phrase = NOTHING
    aim: Phrase = NOTHING
    needs: Phrase = NOTHING
    newer: Phrase = NOTHING
    weaker: Phrase = NOTHING

    @property
    def told(self) -> Phrase:
        """The growth, and the leads where there are any."""
        return Phrase("compared" if self.leads else "alone", it=self)

    @property
    def doubt(self) -> Phrase:
        """The figure of the weaker source in short, and whether it hardly fits the others."""
        words = "weaker-asks-short" if self.weaker.id == "weaker-asks" else "weaker-short"
        return only_if(self.weaker, Phrase(words, **self.weaker.values))


def latest(compared: pandas.DataFrame, rows: Dataset, every: Dataset | None = None) -> Comparison:
    """The latest period of :func:`beside` in which others are known, else the latest; a newer
    figure of ``rows`` is named, and a still newer one of ``every``, weaker sources included.
    """
    nations = {id for id, one in rows.codes.regions.items() if one.level == "nation"}
    found = [_comparison(part, nations) for _, part in compared.groupby("period", sort=False)]
    chosen = ([each for each in found if each.leads] or found)[-1]
    own, every = compared["place"].iloc[0], every or rows
    if chosen.leads:
        unseen = _unseen(cast(Period, chosen.period), every, compared["place"].unique())
        chosen = _since(replace(chosen, unseen=unseen, rest=_rest(chosen, rows, own)), rows)
    known = since_january(rows, own, VALUE_ADDED_GROWTH)
    if not known:
        return chosen
    last, aim = known[-1], _aim(rows, known[-1])
    newest = since_january(every, own, VALUE_ADDED_GROWTH)[-1:]
    later = [row for row in newest if row.period.end > last.period.end]
    chosen = replace(chosen, aim=aim, needs=_needs(aim, [last, *later]))
    for weak in later:
        chosen = replace(chosen, weaker=_weaker(weak, last, _stands(weak, chosen, rows)))
    if last.period == chosen.period:
        return chosen
    told = {"period": last.period, "value": last.quantity}
    stands = _stands(last, chosen, rows) or Phrase("newer-alone")
    return replace(chosen, newer=Phrase("newer", **told, stands=stands))


def newest_beside(compared: pandas.DataFrame, rows: Dataset, other: str) -> list[Comparison]:
    """The latest period of :func:`beside` in which one other is known, if there is any."""
    pair = [compared["place"].iloc[0], other]
    found = latest(compared[compared["place"].isin(pair)], rows)
    return [found] if found.leads else []


def _rest(chosen: Comparison, rows: Dataset, own: str) -> Phrase:
    """The months after the year's last earlier figure of both the place and the first other."""
    other, whole = chosen.leads[0].values["region"], cast(Period, chosen.period)  # of the leads
    for row in reversed(since_january(rows, own, VALUE_ADDED_GROWTH)):
        months = months_between(row.period, whole)
        if months is None or months.months < ENOUGH_MONTHS:
            continue
        pairs = [
            (growth_of(rows, place, own, row.period), growth_of(rows, place, own, whole))
            for place in (own, other)
        ]
        if any(value.is_missing for pair in pairs for value in pair):
            continue
        (first, last), (beside, latest_beside) = pairs
        mine, theirs = (rest_of(*pair, since=row.period, until=whole) for pair in pairs)
        told = {"since": row.period, "first": first, "beside": beside, "region": other}
        told["lead"] = lead = first - beside
        told |= {"period": months, "own": mine, "other": theirs}
        told["least"] = _turning(lead, last - latest_beside, months, whole)
        return Phrase(f"rest-{(mine - theirs).way}", **told)
    return NOTHING


def _since(chosen: Comparison, rows: Dataset) -> Comparison:
    """The same with the lead of earlier in the year, where both leads are published."""
    first, last = chosen.rest.values.get("lead"), chosen.leads[0].values["difference"]
    if first is None:
        return chosen
    behind = {*first.rows, *last.rows}
    if any("derived" in row.flags for row in rows if row.id in behind):
        return chosen
    told = {each: chosen.rest.values[each] for each in ("since", "lead", "region")}
    shrank = last.sign > 0 and (first - last).sign > 0
    return replace(chosen, before=Phrase("before", **told), shrank=shrank)


def _turning(lead: Quantity, last: Quantity, months: Period, whole: Period) -> Phrase:
    """From which share of the year before on (``equal`` where all months weigh the same) the last
    months are no slower than elsewhere, although the ``lead`` shrank to ``last``; nothing where
    no share would do.
    """
    if lead.sign <= 0 or last.sign <= 0 or (lead - last).sign <= 0:
        return NOTHING
    part, all_ = (Quantity.exact(each.months, "") for each in (months, whole))
    equal = replace(part.share_of(all_), decimals=0)
    rest = Quantity.exact(100, "%") - last.share_of(lead)
    share = replace(rest.to("%"), decimals=0)
    return Phrase("rest-turns", period=months, share=share, equal=equal)


def _aim(rows: Dataset, last: Observation) -> Phrase:
    """The target for the year of the latest growth of a place where that is of months only."""
    year = Period.parse(str(last.period.end[0]))
    found = rows.find(VALUE_ADDED_GROWTH, last.region, year, "target")
    if found is None or last.period.kind == "year":
        return NOTHING
    return Phrase("aim", period=year, value=found.quantity)


def _needs(aim: Phrase, readings: Sequence[Observation]) -> Phrase:
    """What the months after the first of the readings, if that is below the target of the year,
    would have to bring to reach it, and those after a weaker one.
    """
    own, *others = (_needed(aim, row) for row in readings)
    if not own:
        return NOTHING
    weaker = next((Phrase("needs-weaker", **each) for each in others if each), NOTHING)
    return Phrase("needs", **own, weaker=weaker)


def _needed(aim: Phrase, row: Observation) -> dict[str, Any]:
    """The months after a reading and what they need for a target, see :func:`leads.rest_of`."""
    if not aim:
        return {}
    year, goal = aim.values["period"], aim.values["value"]
    goal, months = Quantity.exact(goal.best, "%", goal.rows), months_between(row.period, year)
    if months is None or (goal - row.quantity).sign <= 0:
        return {}
    return {"period": months, "needed": rest_of(row.quantity, goal, row.period, year)}


def _unseen(period: Period, every: Dataset, places: Sequence[Region]) -> Phrase:
    """The places, after the own one, of which no source has a figure for the ``period``."""
    own, *others = places
    unseen = [each for each in others if growth_of(every, each, own, period).is_missing]
    return only_if(unseen, Phrase("unseen", regions=unseen))


def _stands(row: Observation, chosen: Comparison, rows: Dataset) -> Phrase:
    """A growth beside that of the first of the others in the same months, if that is known."""
    for lead in chosen.leads[:1]:
        region = lead.values["region"]
        other = growth_of(rows, region, row.region, row.period)
        if not other.is_missing:
            ahead = ahead_by(row.quantity, other)
            return Phrase("stands-beside", region=region, other=other, lead=ahead)
    return NOTHING


def _weaker(weak: Observation, last: Observation, stands: Phrase) -> Phrase:
    """The later growth that a weaker source has, and what it asks of the months between, where that
    is off the growth known by more than it may drift.
    """
    given = {"period": weak.period, "value": weak.quantity, "stands": stands}
    months = months_between(last.period, weak.period)
    if months is None:
        return Phrase("weaker", **given)
    needed = rest_of(last.quantity, weak.quantity, last.period, weak.period)
    if abs(needed.best - last.value) < DRIFT:
        return Phrase("weaker", **given)
    return Phrase("weaker-asks", **given, months=months, needed=needed)


def _comparison(part: pandas.DataFrame, nations: Container[str]) -> Comparison:
    own, *others = part.itertuples()
    leads = []
    for each in (other for other in others if not other.value.is_missing):
        words = "lead-nation" if each.place in nations else "lead"
        ahead = ahead_by(own.value, each.value)
        leads.append(Phrase(words, region=each.place, difference=ahead))
    return Comparison(own.period, own.value, tuple(leads))


def ahead_by(own: Quantity, other: Quantity) -> Quantity:
    """One less the other in the digits of the coarser, about so much where the other is finer."""
    lead = own - other
    if lead.is_missing or own.bears == other.bears:
        return lead
    return replace(lead, decimals=min(own.bears, other.bears), qualifier="about")


def over_years(compared: pandas.DataFrame) -> list[dict[str, Any]]:
    """A comparison by period: ``period``, ``own``, and the ``others`` known."""
    found = []
    for period, part in compared.groupby("period", sort=False):
        own, *others = part.itertuples()
        known = [
            Phrase("place-value", region=each.place, value=each.value)
            for each in others
            if not each.value.is_missing
        ]
        found.append({"period": period, "own": own.value, "others": known})
    return found


def times_ahead(compared: pandas.DataFrame) -> list[Phrase]:
    """In which years a place was faster or slower than each other, the latest first."""
    others = list(compared["place"].unique())[1:]
    return [each.told for other in others for each in runs(compared, other)]


# over the years


def lines(rows: Dataset, regions: Iterable[str], indicator: str) -> pandas.DataFrame:
    """One indicator over whole years: ``period``, ``series`` (the place), ``value`` and
    ``segment``, its years. A segment ends at every break, missing year and, of money, source: no
    line joins two releases.
    """
    cells = []
    for region in regions:
        for segment in _segments(rows, indicator, region):
            for run in _runs(segment):
                years = f"{run[0].period}–{run[-1].period}"
                cells += [(str(row.period), Region(region), row.quantity, years) for row in run]
    nothing = [("", NOTHING, missing(of(indicator, *list(regions)[:1])), "")]
    return pandas.DataFrame(cells or nothing, columns=["period", "series", "value", "segment"])


def _segments(
    rows: Dataset, indicator: str, region: str
) -> Sequence[Sequence[Observation | values.Value]]:
    """The years between two breaks; of amounts of money those that one source tells."""
    entry = rows.codes.indicators.get(indicator)
    if entry is None or "CNY" not in entry.unit:
        return values.segments(rows, indicator, region)
    segments = rows.series(indicator, region, every="year")
    return [
        list(run) for segment in segments for _, run in groupby(segment, key=lambda row: row.source)
    ]


def _runs(segment: Sequence[values.Point]) -> list[list[values.Point]]:
    """Consecutive years."""
    return values.parted(segment, lambda one, two: two.period.end[0] != one.period.end[0] + 1)


@dataclass(frozen=True)
class Change:
    """An indicator of a place from the first to the last year since the last break; one year is
    both.

    Attributes:
        steps: phrases from one turning point to the next, see :func:`steps`.
        pace: whether it is growth.
    """

    region: Region
    indicator: Indicator
    first: Quantity
    last: Quantity
    since: Period | Phrase = NOTHING
    until: Period | Phrase = NOTHING
    steps: tuple[Phrase, ...] = ()
    pace: bool = False

    @property
    def difference(self) -> Quantity:
        """By how much it moved."""
        return self.last - self.first

    @property
    def told(self) -> Phrase:
        """The change in words: of one year its value; falls are told as falls."""
        if self.since == self.until:
            fell = self.pace and self.last.sign == -1
            return Phrase("stood-fell" if fell else "stood", change=self)
        falls = self.steps[0].id == "step-grew"
        return Phrase("turned" if falls else "changed", change=self)


def change(rows: Dataset, region: str, indicator: str, most: int = 0) -> Change:
    """How an indicator moved since the last break in its statistics, or by one source of money;
    growth of at most ``most`` years is told year by year.
    """
    names = Region(region), Indicator(indicator)
    segments = _segments(rows, indicator, region)
    if not segments:
        absent = missing(of(indicator, region))
        return Change(*names, absent, absent)
    first, last = segments[-1][0], segments[-1][-1]
    made = only_if(getattr(last, "computed", False), Phrase("made-here"))
    pace = rows.codes.indicators[indicator].kind == "growth"
    runs = [{each.period: each.quantity for each in run} for run in _runs(segments[-1])]
    if pace and len(segments[-1]) <= most:
        steps = turns.listed({period: each for run in runs for period, each in run.items()}, made)
    else:
        steps = turns.side_by_side(runs, pace, made)
    return Change(
        *names, first.quantity, last.quantity, first.period, last.period, tuple(steps), pace
    )


def levels(rows: Dataset, region: str) -> pandas.DataFrame:
    """Levels as first published: ``year`` and :data:`LEVELS`; no growth follows from them. A share
    that no source prints is of one source's amounts.
    """
    known = [each for each in LEVELS if each in rows.codes.indicators]
    found = (row for each in known for row in rows.all(each, region, status="observed"))
    years = sorted({row.period for row in found if row.period.kind == "year"})
    columns = {each: [_released(rows, each, region, year) for year in years] for each in LEVELS}
    return pandas.DataFrame({"year": years} | columns)


def _released(rows: Dataset, indicator: str, region: str, year: Period) -> Quantity | Phrase:
    """The first release of a year where it is known, with what it was revised to; else the best."""
    known = rows.all(indicator, region, year, "observed")
    first = [row.quantity for row in known if "revised" not in row.flags]
    revised = [row.quantity for row in known if "revised" in row.flags]
    if first and revised:
        return Phrase("released", first=first[0], revised=revised[0])
    if not known and indicator == values.SHARE and (made := values.shares(rows, region).get(year)):
        return Phrase("level-made", value=made)
    return first[0] if first else value(rows, indicator, region, year)
