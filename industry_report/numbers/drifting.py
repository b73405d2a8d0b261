"""Measures of a place and of others over time, with what was published after a vantage point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import pandas

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.numbers import growth, values
from industry_report.numbers.crossing import Crossing
from industry_report.numbers.paces import are_of_one_release
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import NOTHING, Phrase, Region, of, only_if

#: Output against effort: what a place grows by, and what it puts into growing.
HERO = (growth.VALUE_ADDED_GROWTH, "rd_intensity")
GROWTH = (growth.VALUE_ADDED_GROWTH, "gdp_growth")
FEWEST = 3
COLUMNS = ["measure", "place", "period", "value", "when", "segment", "known", "made"]
KNOWN, LATER = Phrase("known-then"), Phrase("known-later")
#: Behind a value that this report derived.
MADE = Phrase("made-mark")


def over_time(
    shown: Dataset, as_of: str, places: Sequence[str], indicators: Iterable[str]
) -> pandas.DataFrame:
    """Indicators over time: columns ``measure``, ``place``, ``period``, ``value``, ``when`` (the
    period as a reader reads it), ``segment``, ``known``, ``made``.

    Args:
        shown: every row that may be shown; ``known`` says whether one was known at ``as_of``.
        places: whose; the first is the one that it is about.
        indicators: which; one that the first place does not have is left out.

    No break in the statistics divides a ``segment``. Of a year of which the whole is not known the
    longest part that most places have stands for it, the longest part of the last year and the one
    before it that others have, and the others' growth over the same months beside it. All begin
    with the first year that the first place has of every indicator.
    """
    indicators = list(indicators)
    found = {each: _periods(shown, as_of, places, each) for each in indicators}
    own = {each: periods for each, periods in found.items() if periods}
    if not own:
        nothing = missing(of(indicators[0], places[0]))
        cells = [(NOTHING, Region(places[0]), "", nothing, NOTHING, "", KNOWN, NOTHING)]
        return pandas.DataFrame(cells, columns=COLUMNS)
    start = max(periods[0].end[0] for periods in own.values())
    cells = [
        (Phrase(f"measure-{indicator}"), Region(place), *cell)
        for indicator, periods in own.items()
        for place in places
        for cell in _points(shown, as_of, (place, places[0]), indicator, periods)
        if Period.parse(cell[0]).end[0] >= start
    ]
    return pandas.DataFrame(cells, columns=COLUMNS)


def roles(rows: Dataset, place: str) -> dict[str, Any]:
    """Which place a chart is about and which one is the nation, as charts take them."""
    nations = (Region(each.id) for each in rows.codes.regions.values() if each.level == "nation")
    return {"focus": Region(place), "nation": next(nations, "")}


def looks(rows: Dataset, place: str, later: Dataset, vantage: Period) -> dict[str, Any]:
    """Whom a chart is about, the nation, what came later, and the vantage point with its words."""
    drawn = roles(rows, place) | {"later": LATER}
    if len(later):
        drawn |= {"since": str(vantage), "after": Phrase("published-after", vantage=vantage)}
    return drawn


def band(later: Dataset, vantage: Period, words: str = "band-key") -> Phrase:
    """The key to what was published after the vantage point; nothing where nothing was."""
    return only_if(len(later), Phrase(words, vantage=vantage))


def drawable(frame: pandas.DataFrame) -> bool:
    """Whether the first place has :data:`FEWEST` points: fewer are a sentence."""
    return len(_known(frame[frame["place"] == frame["place"].iloc[0]])[0]) >= FEWEST


def is_course(frame: pandas.DataFrame) -> bool:
    """Whether a frame shows how a measure moved: a line of :data:`FEWEST` whole years, or several
    measures.
    """
    known, whole = _known(frame)
    runs = whole.groupby(["place", "segment"]).size()
    return known["measure"].nunique() > 1 or max(runs, default=0) >= FEWEST


def tops(
    frame: pandas.DataFrame, crossed: Crossing | None = None, nation: Region | str = ""
) -> list[Phrase]:
    """The first place's latest value of each measure beside that of the nation; where that is not
    drawn, beside the highest of its whole years of one base; ``crossed`` is how a ratio moved
    across the revision of its base.
    """
    measures = _known(frame)[0].groupby("measure", sort=False)
    found = []
    for _, part in measures:
        own, other = (
            part.loc[part["place"] == place].to_dict("records")
            for place in (frame["place"].iloc[0], nation)
        )
        if own:
            found.append(_gap(own, other) or _top(own, crossed))
    return found


def _gap(own: Sequence[dict[str, Any]], other: Sequence[dict[str, Any]]) -> Phrase:
    """How far the last point is from that of another place, and how far the one before it in its
    year was; nothing where the other one has no such point.
    """
    beside, last = {point["period"]: point for point in other}, own[-1]
    year = last["period"][:4]
    *before, final = [
        {
            "difference": growth.ahead_by(point["value"], beside[point["period"]]["value"]),
            "since": Period.parse(point["period"]),
        }
        for point in own
        if point["period"] in beside and point["period"].startswith(year)
    ] or [{}]
    if last["period"] not in beside:
        return NOTHING
    told = {"name": _short(last), "last": last["value"], "until": _when(last)}
    told |= {"region": beside[last["period"]]["place"], "difference": final["difference"]}
    earlier = [Phrase("course-before", **each) for each in before]
    return Phrase("course-beside", **told, before=earlier[-1] if earlier else NOTHING)


def keys(frame: pandas.DataFrame) -> list[Phrase]:
    """What a reader must know of the marks that are there."""
    known, whole = _known(frame)
    joints = list(_joints(whole))
    found = {
        "course-whole": len(whole) > 0,
        "course-parts": len(whole) < len(known),
        "course-gap": any(joined and gap > 1 for joined, gap in joints),
        "course-break": not all(joined for joined, _ in joints),
        "course-mark": any(known["made"] == MADE),
    }
    return [Phrase(words) for words, met in found.items() if met]


def _joints(whole: pandas.DataFrame) -> Iterator[tuple[bool, int]]:
    """Whether one segment has both of two whole years in a line, and how many years apart."""
    for _, line in whole.groupby(["measure", "place"], sort=False):
        ends = [Period.parse(each).end[0] for each in line["period"]]
        for (end, segment), (after, other) in pairwise(zip(ends, line["segment"], strict=True)):
            yield segment == other, after - end


def made(frame: pandas.DataFrame) -> list[Phrase]:
    """Which values this report derived, whether the dataset or the chart did so, by measure and
    place.
    """
    known, _ = _known(frame)
    found = []
    for _, part in known.loc[known["made"] == MADE].groupby("measure", sort=False):
        points = [
            Phrase(
                "course-made-of",
                region=place,
                periods=[Phrase("when", period=Period.parse(each)) for each in of_place["period"]],
            )
            for place, of_place in part.groupby("place", sort=False)
        ]
        name = _short(part.to_dict("records")[0])
        found.append(Phrase("course-made", name=name, points=points))
    return found


def _known(frame: pandas.DataFrame) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """The points of a frame that are known, and those of them that are whole years."""
    known = frame.loc[[not cell.is_missing for cell in frame["value"]]]
    return known, known.loc[[Period.parse(each).kind == "year" for each in known["period"]]]


def _short(point: dict[str, Any]) -> Phrase:
    return Phrase(f"short-{point['measure'].id.removeprefix('measure-')}")


def _top(points: Sequence[dict[str, Any]], crossed: Crossing | None) -> Phrase:
    last = points[-1]
    peers = _peers(points)
    first, top = peers[0], max(reversed(peers), key=lambda point: point["value"].number)
    told = {
        "name": _short(last),
        "region": last["place"],
        "first": first["value"],
        "since": _when(first),
        "top": top["value"],
        "topped": _when(top),
        "last": last["value"],
        "until": _when(last),
        "difference": last["value"] - first["value"],
    }
    if crossed and _is_crossed(last, crossed):
        told |= {"first": crossed.first.quantity, "since": crossed.first.when}
        return Phrase("course-crossed", **told)
    words = _course(peers, top, last)
    lacking = _unknown(peers, last)
    if words == "moved" and lacking is not NOTHING:
        return Phrase("course-apart", **told, unknown=lacking)
    if words.startswith("values"):
        told["known"] = [
            Phrase("course-value", period=Period.parse(each["period"]), value=each["value"])
            for each in peers
        ]
    return Phrase(f"course-{words}", **told)


def _unknown(peers: Sequence[dict[str, Any]], last: dict[str, Any]) -> Phrase:
    """The years from the first whole one to the last point that are not known as a whole."""
    known = [Period.parse(each["period"]).end[0] for each in peers]
    between = range(known[0], Period.parse(last["period"]).end[0])
    years = [Period.parse(str(year)) for year in between if year not in known]
    lacking = [Phrase("when", period=year) for year in years]
    return only_if(lacking, Phrase("course-unknown", years=lacking))


def _peers(points: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points that can be ranked: whole years of the last segment, else the last point alone."""
    last = points[-1]
    years = [point for point in points if Period.parse(point["period"]).kind == "year"]
    peers = [point for point in years if point.get("segment") == years[-1].get("segment")]
    if last in years or len(peers) > 1:
        return peers
    return [last]


def _is_crossed(last: dict[str, Any], crossed: Crossing) -> bool:
    """Whether a move across a revision is that of the measure whose last point this is."""
    measure, period = Phrase(f"measure-{crossed.last.indicator}"), str(crossed.last.period)
    return not crossed.is_missing and (measure, period) == (last["measure"], last["period"])


def _when(point: dict[str, Any]) -> Phrase:
    """The period of a point, with a mark where it follows from several rows."""
    words = "when" if len(point["value"].rows) < 2 else "when-derived"
    return Phrase(words, period=Period.parse(point["period"]))


def _course(peers: Sequence[dict[str, Any]], top: dict[str, Any], last: dict[str, Any]) -> str:
    """The words for how a measure moved to its last point; what fell is said as a fall. Of fewer
    than :data:`FEWEST` peers none is told as the highest, where none is a fall; the last, where
    it is a part of a year, is told beside the highest of whole years.
    """
    few, is_part, falls = len(peers) < FEWEST, last not in peers, _falls(last)
    if len(peers) == 1 or (is_part and _falls(top)):
        return "fell" if falls else "only"
    if is_part:
        words = "values" if few else "years"
        return f"{words}-to-fall" if falls else words
    if few and not any(map(_falls, peers)):
        return "moved"
    if top is last:
        return "highest-fell" if falls else "highest"
    if not falls:
        return "turned"
    return "turned-fell" if _falls(top) else "turned-to-fall"


def _falls(point: dict[str, Any]) -> bool:
    return bool(point["value"].number < 0)


def _periods(shown: Dataset, as_of: str, places: Sequence[str], indicator: str) -> list[Period]:
    """Whole years of the first place, and the parts that stand for others: known then, and known at
    last.
    """
    place, found = places[0], set[Period]()
    for rows in (shown.known(as_of), shown):
        parts = [row.period for row in growth.since_january(rows, place, indicator)]

        def rank(part: Period, last: Sequence[Period] = parts[-1:], rows: Dataset = rows) -> Any:
            whole = part.kind == "year" or part in last
            return whole, _tellers(rows, places, indicator, part), part.months

        years = groupby(parts, key=lambda part: part.end[0])
        found |= {max(some, key=rank) for _, some in years}
        found |= {each.period for run in values.segments(rows, indicator, place) for each in run}
    return sorted(found | _before(shown, places, indicator))


def _before(rows: Dataset, places: Sequence[str], indicator: str) -> set[Period]:
    """Of a last year that is not over the part before the last one that others have, too."""
    parts = [row.period for row in growth.since_january(rows, places[0], indicator)]
    before = [
        part
        for part in parts
        if part.end[0] == parts[-1].end[0] and parts[-1].kind != "year"
        if parts[-1].months - part.months >= growth.ENOUGH_MONTHS
        if _tellers(rows, places, indicator, part) > 1
    ]
    return set(before[-1:])


def _tellers(rows: Dataset, places: Sequence[str], indicator: str, period: Period) -> int:
    """How many places have a value of a period."""
    found = (_value(rows, each, places[0], indicator, period) for each in places)
    return sum(not value.is_missing for value in found)


def _points(
    shown: Dataset, as_of: str, of_whom: tuple[str, str], indicator: str, own: Sequence[Period]
) -> Iterator[tuple[str, Quantity, Phrase, str, Phrase, Phrase]]:
    """The points of a place: whole years of its own, and the parts that ``own`` has."""
    place, first = of_whom
    segments = {
        each.period: f"{run[0].period}\u2013{run[-1].period}"
        for run in _runs(shown, indicator, place)
        for each in run
    }
    parts = {period: str(period) for period in own if period.kind != "year"}
    derived = {row.id for row in shown if "derived" in row.flags}
    for period, segment in sorted((segments | parts).items()):
        then = _value(shown.known(as_of), place, first, indicator, period)
        last = _value(shown, place, first, indicator, period)
        when = Phrase("course-when", period=period)
        value, known = (last, LATER) if then.is_missing else (then, KNOWN)
        if not value.is_missing:
            made = len(value.rows) > 1 or not derived.isdisjoint(value.rows)
            yield str(period), value, when, segment, known, only_if(made, MADE)


def _runs(rows: Dataset, indicator: str, place: str) -> list[list[values.Value]]:
    """Whole years between which no base changed, nor the release that a ratio is made of."""

    def apart(early: values.Value, late: values.Value) -> bool:
        return not are_of_one_release(rows, early, late)

    segments = values.segments(rows, indicator, place)
    return [run for segment in segments for run in values.parted(segment, apart)]


def _value(rows: Dataset, place: str, first: str, indicator: str, period: Period) -> Quantity:
    if indicator == growth.VALUE_ADDED_GROWTH:
        return growth.growth_of(rows, place, first, period)
    known = (each for each in values.values(rows, indicator, place) if each.period == period)
    found = next(known, values.nothing(rows, indicator, place))
    return found.quantity
