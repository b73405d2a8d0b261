"""A place at a glance: its indicators, their course over the years, and what is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas

from industry_report.data.codes import Codes, project_indicators
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, month_number
from industry_report.data.regions import lies_in
from industry_report.numbers import gaps, growth, leads, rates, turns, values
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase, Region, Unit, of, only_if

#: What is told first, in this order; all else follows in the order of the code list.
FIRST = tuple(dict.fromkeys((*growth.CONTEXT, *rates.RATES, *growth.LEVELS)))
#: Differences to another place: they are told as growth beside that of the other.
LEADS = (growth.LEAD_NATION, growth.LEAD_PROVINCE)
#: What a report on industry should have of every place.
WANTED = (
    growth.VALUE_ADDED_GROWTH,
    "industrial_investment_growth",
    "gdp",
    "gdp_growth",
    "secondary_share",
    "above_scale_firms",
    "industrial_profit",
    "rd_intensity",
    "rd_active_firm_share",
    "high_tech_value_added_share",
)
#: Figures that a reader looks through.
MOST_FIGURES = 20
#: A run of so many years is told, and one of so many is worth drawing.
FEWEST_YEARS, FEWEST_DRAWN = 3, 4
#: A size that moved by less, in per cent of its least, is a flat line.
LEAST_MOVE = 10
#: So many runs of years ahead of another place, or behind it, are told.
MOST_RUNS = 3


@dataclass(frozen=True)
class KeyFigure:
    """An indicator of a place.

    Attributes:
        period, value: the latest; when: the period, with its age where that is above a year.
        since, before: that of the year before, of as many months, on the same basis; missing where
            there is none.
        others: what the places above have for the same period.
        note: what must be known of the value.
        kind: ``pace`` for growth of what has an indicator of its own, ``rate`` for other growth,
            else ``figure``.
        what: what grows; else the indicator.
    """

    indicator: Indicator
    period: Period
    when: Phrase
    value: Quantity
    since: Period | Phrase
    before: Quantity
    others: tuple[Phrase, ...]
    note: tuple[Phrase, ...]
    kind: str
    what: Indicator


def key_figures(rows: Dataset, region: str, as_of: str) -> list[KeyFigure]:
    """The indicators that were observed of a place until the month ``as_of``: those of any report
    first, then those that its dataset alone has, then the others, the newest first; at most
    :data:`MOST_FIGURES`.
    """
    codes = rows.codes
    latest = {
        id: row
        for id in codes.indicators
        if id not in LEADS and (row := rows.find(id, region)) is not None
    }
    ends = {id: month_number(row.period.end) for id, row in latest.items()}
    above = gaps.outside(codes, region, lies_in(region, codes.regions))
    made = {}
    for id in filter(codes.indicators.__contains__, WANTED):
        last = max(_known(rows, id, region), key=lambda period: period.end, default=None)
        if last is not None and month_number(last.end) > ends.get(id, 0):
            ends[id] = month_number(last.end)
            made[id] = _derived(rows, id, region, last, above)
    found = []
    for id in sorted(ends, key=lambda id: (_rank(id), -ends[id]))[:MOST_FIGURES]:
        one = made.get(id) or _key_figure(rows, latest[id], above)
        note = (*one.note, *_behind(one, latest.get(one.what)))
        found.append(replace(one, when=values.aged(one.when, one.period, as_of), note=note))
    return found


def _behind(rate: KeyFigure, level: Observation | None) -> list[Phrase]:
    """That growth is not known of the years up to the latest ``level`` of what grows."""
    if rate.kind != "pace" or level is None or level.period.end[0] <= rate.period.end[0]:
        return []
    first, last = rate.period.end[0] + 1, level.period.end[0]
    years = Period.parse(str(last))
    if first < last:
        years = Period.parse(f"{first}-01/{last}-12")
    return [Phrase("rate-behind", indicator=rate.indicator, years=years)]


def _grown(codes: Codes, indicator: str) -> tuple[str, str]:
    """What grows, where it has an indicator of its own, with the kind ``pace``; else ``rate``."""
    stem = indicator.removesuffix("_growth")
    for name in (stem, f"{stem}_value_added"):
        if name != indicator and name in codes.indicators:
            return name, "pace"
    return indicator, "rate"


def _known(rows: Dataset, indicator: str, region: str) -> dict[Period, Quantity]:
    """An indicator by period, published or worked out."""
    if indicator == values.SHARE:
        return values.shares(rows, region)
    return {each.period: each.quantity for each in values.values(rows, indicator, region)}


def _derived(
    rows: Dataset, indicator: str, region: str, period: Period, above: Sequence[str]
) -> KeyFigure:
    """A wanted indicator of a year for which no source prints it."""
    own, since = _known(rows, indicator, region), Period.parse(f"{period.end[0] - 1}")
    found = {name: _known(rows, indicator, name).get(period) for name in above}
    before = (since, own[since]) if since in own else None
    note = Phrase("derived", region=Region(region), indicator=Indicator(indicator))
    return _figure(of(indicator, region), (period, own[period]), before, found, (note,))


def _figure(
    label: Phrase,
    own: tuple[Period, Quantity],
    before: tuple[Period, Quantity] | None,
    others: Mapping[str, Quantity | None],
    note: tuple[Phrase, ...],
) -> KeyFigure:
    """An indicator of a place (``label``) with its value, that of the year before, and what others
    have, as far as that is known.
    """
    indicator, (period, value) = label.values["indicator"], own
    since, earlier = before or (NOTHING, missing(label))
    known = [(Region(name), each) for name, each in others.items() if each is not None]
    beside = tuple(Phrase("place-value", region=name, value=each) for name, each in known)
    when = Phrase("when", period=period)
    figure = (indicator, period, when, value, since, earlier, beside, note)
    return KeyFigure(*figure, kind="figure", what=indicator)


def have_before(found: Sequence[KeyFigure]) -> bool:
    """Whether at least half of these figures have one of the year before."""
    return 2 * sum(not each.before.is_missing for each in found) >= len(found)


def _rank(indicator: str) -> int:
    if indicator in FIRST:
        return FIRST.index(indicator)
    return len(FIRST) + (indicator in project_indicators())


def _key_figure(rows: Dataset, row: Observation, above: Sequence[str]) -> KeyFigure:
    indicator, entry = row.indicator, rows.codes.indicators[row.indicator]
    found: dict[str, Quantity | None] = {}
    if entry.kind in (*gaps.PACE, *gaps.COMPARABLE):
        beside = {name: rows.find(indicator, name, row.period) for name in above}
        found = {name: each.quantity for name, each in beside.items() if each}
    earlier, note = _year_before(rows, row), values.published(rows, row).caveats
    before = (earlier.period, earlier.quantity) if earlier else None
    made = _figure(of(indicator, row.region), (row.period, row.quantity), before, found, note)
    if entry.kind not in gaps.PACE:
        return made
    what, kind = _grown(rows.codes, indicator)
    return replace(made, what=Indicator(what), kind=kind)


def notes(found: Iterable[KeyFigure]) -> list[Phrase]:
    """What must be known of these figures, each thing once."""
    return list(dict.fromkeys(note for each in found for note in each.note))


def _year_before(rows: Dataset, row: Observation) -> Observation | None:
    """The same months of the year before, unless a break lies between."""
    if "break" in row.flags:
        return None
    wanted = [(year - 1, month) for year, month in (row.period.start, row.period.end)]
    for other in values.best(rows, row.indicator, row.region):
        ends = [other.period.start, other.period.end]
        if ends == wanted and other.period.kind == row.period.kind:
            return other
    return None


def extent(rows: Dataset, region: str, shown: Sequence[KeyFigure]) -> dict[str, object]:
    """How much was observed: ``count`` of indicators, how many are ``shown`` where not all are, and
    ``span``; nothing of nothing.
    """
    own = list(rows.where(region=region, status="observed"))
    if not own:
        return {}
    periods = sorted((row.period for row in own), key=lambda period: period.end)
    count = len({row.indicator for row in own})
    first, last = periods[0], periods[-1]
    span = Phrase("span", first=first, last=last)
    if first == last:
        span = Phrase("span-one", last=last)
    number, part = Quantity.exact(count, "indicators", [row.id for row in own]), NOTHING
    seen = {row.indicator for row in own} & {str(each.indicator) for each in shown}
    if 0 < len(seen) < count:
        derived = len(shown) - len(seen)
        made = only_if(derived, Phrase("extent-made", count=derived))
        part = Phrase("extent-part", number=Quantity.exact(len(seen), "indicators"), made=made)
    return {"count": number, "part": part, "span": span}


def lacking(rows: Dataset, region: str) -> list[Phrase]:
    """Wanted indicators without a figure; a share that its parts give is not lacking."""
    return [
        Phrase("indicator", indicator=Indicator(id))
        for id in WANTED
        if id in rows.codes.indicators and not _known(rows, id, region)
    ]


# over the years


@dataclass(frozen=True)
class Course:
    """An indicator over the years.

    Attributes:
        kind: ``pace`` for growth, else ``size``.
        frame: columns ``period``, ``series``, ``value``, ``segment``, of :func:`growth.lines`.
        change: of the place itself over its last segment.
        first, last: the ends of the place's years.
        run: how many years follow one another without a break.
        beside: growth beside that of the first of the others, as runs of years; empty where there
            are no others, or more than :data:`MOST_RUNS`.
        revised: what was revised of the figures that are drawn.
    """

    kind: str
    indicator: Indicator
    unit: Unit
    frame: pandas.DataFrame
    change: growth.Change
    first: Period
    last: Period
    run: int
    beside: tuple[Phrase, ...]
    revised: tuple[Phrase, ...]

    @property
    def told(self) -> Phrase:
        """What its title says: how it went beside another place, else from first to last."""
        return Phrase("course-beside", course=self) if self.beside else self.change.told

    @property
    def is_drawn(self) -> bool:
        """Whether it is a line; a shorter run is a sentence."""
        return self.run >= FEWEST_DRAWN


def courses(rows: Dataset, region: str, others: Iterable[str]) -> list[Course]:
    """At most two courses: how fast it grows, and how large it is or what it is made of.

    Of each the one with the longest unbroken run of years; the usual ones win over one that is a
    year longer, and a size that hardly moves is left out. Sizes are drawn for the place alone,
    other places being of another size.
    """
    entries, places = rows.codes.indicators, [region, *gaps.outside(rows.codes, region, others)]
    ranked: dict[str, list[tuple[int, str]]] = {"pace": [], "size": []}
    for id in dict.fromkeys((*FIRST, *entries)):
        if id not in entries or id in LEADS:
            continue
        frame = growth.lines(rows, [region], id)
        run, kind = _longest(frame), "pace" if entries[id].kind in gaps.PACE else "size"
        if run >= FEWEST_YEARS and (kind == "pace" or _moves(frame)):
            ranked[kind].append((run + (id in FIRST), id))
    chosen = [max(found, key=lambda each: each[0])[1] for found in ranked.values() if found]
    return [_course(rows, id, region, places) for id in chosen]


def _longest(frame: pandas.DataFrame) -> int:
    known = frame[[not cell.is_missing for cell in frame["value"]]]
    return max(known.groupby("segment").size(), default=0)


def _moves(frame: pandas.DataFrame) -> bool:
    """Whether a size moves enough for a scale from zero."""
    sizes = [float(cell.best) for cell in frame["value"] if not cell.is_missing]
    return max(sizes) - min(sizes) >= LEAST_MOVE / 100 * min(sizes)


def _course(rows: Dataset, indicator: str, region: str, places: Sequence[str]) -> Course:
    entry = rows.codes.indicators[indicator]
    kind, drawn = "size", places[:1]
    if entry.kind in (*gaps.PACE, *gaps.COMPARABLE):
        drawn = places
    if entry.kind in gaps.PACE:
        kind = "pace"
    frame = growth.lines(rows, drawn, indicator)
    own = sorted(frame.loc[frame["series"] == region, "period"])
    change = growth.change(rows, region, indicator)
    frame = frame[frame["period"].between(own[0], own[-1])].reset_index(drop=True)
    first, last = (Period.parse(own[end]) for end in (0, -1))
    run = _longest(frame[frame["series"] == region])
    return Course(
        *(kind, Indicator(indicator), Unit(entry.unit), frame, change, first, last, run),
        beside=_runs_beside(frame, places) if kind == "pace" else (),
        revised=_revised(rows, indicator, frame),
    )


def _runs_beside(frame: pandas.DataFrame, places: Sequence[str]) -> tuple[Phrase, ...]:
    """Whether the first of some places was faster or slower than the second, in order of time."""
    pair = [Region(place) for place in places[:2]]
    known = frame[frame["series"].isin(pair)].rename(columns={"series": "place"})
    known = known[known.duplicated("period", keep=False)]  # years of both
    if known.empty:
        return ()
    known = known.assign(period=known["period"].map(Period.parse))
    told = [run.told for run in leads.runs(known, pair[1])]
    return tuple(reversed(told)) if len(told) <= MOST_RUNS else ()


def _revised(rows: Dataset, indicator: str, frame: pandas.DataFrame) -> tuple[Phrase, ...]:
    """Of the figures of a frame those for which another source has a revised one."""
    found = []
    for place, period, value in zip(frame["series"], frame["period"], frame["value"], strict=True):
        for row in rows.all(indicator, place, Period.parse(period), "observed"):
            if "revised" in row.flags and row.value != value.best:
                told = {"region": place, "period": row.period, "value": row.quantity}
                found.append(Phrase("revised-to", **told))
    return tuple(found)


def structure(rows: Dataset, region: str) -> list[dict[str, object]]:
    """The share of the secondary sector by year, each from one source: ``first`` and ``last`` year
    with ``before``, ``now``, ``change`` and its ``steps``; empty unless there are two. Where none
    is published since, and the source of the last derived one does not make the last published one,
    too, these two stand alone: ``basis`` says that they do not compare.

    A published share is taken as it stands; else it follows from the value added and the total, or
    the other sectors, that one source prints for one year.
    """
    found = values.shares(rows, region)
    years = sorted(period for period in found if period.kind == "year")
    if len(years) < 2:
        return []
    first, last = years[0], years[-1]
    before, now = found[first], found[last]
    ends = {"first": first, "last": last, "before": before, "now": now, "change": now - before}
    own = {row.period for row in values.best(rows, values.SHARE, region)}
    published = [year for year in years if year in own]
    derived = [year for year in years if not published or year > published[-1]]
    made = only_if(derived, Phrase("made-here"))
    if published and derived and not _is_made(rows, region, published[-1], last):
        steps = [*turns.steps({last: now}, made=made)]
        steps += turns.steps({published[-1]: found[published[-1]]})
        return [ends | {"steps": steps, "basis": Phrase("of-several-bases")}]
    steps = turns.steps({year: found[year] for year in years}, made=made)
    return [ends | {"steps": steps, "basis": NOTHING}]


def _is_made(rows: Dataset, region: str, published: Period, derived: Period) -> bool:
    """Whether a source of the derived share makes the published one, too."""
    made, stated = values.made_shares(rows, region), values.shares(rows, region)[published]
    sources = [source for period, source in made if period == derived]
    beside = [made[published, each] for each in sources if (published, each) in made]
    return any(one.interval.overlaps(stated.interval) for one in beside)
