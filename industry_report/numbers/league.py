"""A place among the places beside it, and its own parts on a tile map.

Places beside one another have the same parent. They are compared in one period only; where its
parts have figures of several periods, each carries its own and none is held against another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas

from industry_report.data.codes import Codes
from industry_report.data.codes import Indicator as Entry
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, month_number
from industry_report.data.regions import lies_in, parts_of
from industry_report.numbers import gaps, growth, values
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase, Region, Unit, of, only_if

#: As many strips as a reader takes in at once.
MOST_STRIPS = 6
#: A figure that ended so many months ago is too old to stand among newer ones.
OLD_MONTHS = 36
#: Kinds of indicator in the order in which places are compared by them; sizes come last.
KINDS = ("growth", "ratio", "share", "level", "count")
#: An order of fewer places says nothing.
FEWEST_SIBLINGS = 5
#: A map needs so many places, and of one period values for this share of them.
FEWEST_TILES, ENOUGH = 4, 0.6
#: Values of several periods make a map from so many on.
FEWEST_DATED = 3
#: So many further maps of the parts of a place at most.
MOST_MAPS = 4

#: Levels whose parts have a name of their own.
PARTED = ("nation", "region", "province", "city", "banners")
OTHER = Phrase("parts-other")
NATION, ABOVE, BESIDE = Phrase("role-nation"), Phrase("role-above"), Phrase("role-beside")


# among those beside it


class Standing(NamedTuple):
    """A place among its siblings (places with the same parent) in one indicator; rank 1 is best,
    ``lacking`` have no figure.
    """

    indicator: Indicator
    period: Period
    value: Quantity
    rank: Quantity
    among: Quantity
    first: Region
    best: Quantity
    lacking: Quantity

    @property
    def apart(self) -> Phrase:
        """How many of its siblings have no figure; nothing where all have one."""
        return only_if(self.lacking.best, Phrase("rank-lacking", rest=self.lacking))

    @property
    def when(self) -> Phrase:
        """Its period, as tables have it."""
        return Phrase("when", period=self.period)


def standings(rows: Dataset, region: str, as_of: str = "") -> list[Standing]:
    """Where a place stands among its siblings, for the latest period that enough have.

    A value that is only a bound has no place in an order. Growth that was old at the month
    ``as_of`` is left out.
    """
    codes = rows.codes
    parent = codes.regions[region].parent
    siblings = [entry.id for entry in codes.regions.values() if entry.parent == parent and parent]
    entries = [entry for entry in codes.indicators.values() if entry.better and not entry.local]
    found = [_standing(rows, entry, region, siblings, as_of) for entry in entries]
    return [each for each in found if each]


def _standing(
    rows: Dataset, entry: Entry, region: str, siblings: Sequence[str], as_of: str
) -> Standing | None:
    for own in reversed(values.best(rows, entry.id, region)):
        found = [rows.find(entry.id, name, own.period) for name in siblings]
        present = [row for row in found if row and not values.is_bound(row.quantity)]
        if own in present and len(present) >= FEWEST_SIBLINGS:
            break
    else:
        return None
    if as_of and entry.kind in gaps.PACE and gaps.is_stale(own.period, as_of):
        return None
    order = pandas.Series([float(row.value) for row in present])
    rank = order.rank(method="min", ascending=entry.better != "higher")
    first = present[rank.argmin()]
    return Standing(
        Indicator(entry.id),
        own.period,
        own.quantity,
        Quantity.exact(int(rank[present.index(own)]), "rank", [row.id for row in present]),
        Quantity.exact(len(present), ""),
        Region(first.region),
        first.quantity,
        Quantity.exact(len(siblings) - len(present), ""),
    )


def drawn(rows: Dataset, region: str, as_of: str) -> list[Standing]:
    """The standings of a place that are drawn: growth first, at most :data:`MOST_STRIPS`; sizes
    only where hardly anything else is.

    What ended more than :data:`OLD_MONTHS` before the month ``as_of`` is left out where anything
    newer remains or the place itself has a later figure of it.
    """
    entries = rows.codes.indicators
    since = month_number(as_of) - OLD_MONTHS

    def order(found: Standing) -> tuple[int, bool]:
        kind = entries[found.indicator].kind
        return KINDS.index(kind) if kind in KINDS else len(KINDS), found.indicator != LEADING

    found = standings(rows, region)
    chosen = [each for each in found if month_number(each.period.end) >= since]
    if not chosen:
        last = [values.best(rows, each.indicator, region)[-1].period for each in found]
        pairs = zip(found, last, strict=True)
        chosen = [each for each, period in pairs if period.end == each.period.end]
    rates = [each for each in chosen if not is_size(entries[each.indicator])]
    return sorted(rates if len(rates) > 1 else chosen, key=order)[:MOST_STRIPS]


def is_size(entry: Entry) -> bool:
    """Whether what an indicator measures grows with the size of a place."""
    return entry.kind not in (*gaps.COMPARABLE, *gaps.PACE)


#: What is told first of any place.
LEADING = growth.VALUE_ADDED_GROWTH


def strips(rows: Dataset, region: str, found: Iterable[Standing]) -> pandas.DataFrame:
    """Marks for each standing: ``measure``, ``place``, ``role``, ``value``; what the place lies in
    is among them where size does not matter.
    """
    codes, marks = rows.codes, []
    beside = parts_of(codes.regions[region].parent, codes.regions)
    above = gaps.outside(codes, region, lies_in(region, codes.regions))
    for each in found:
        period, entry = each.period, codes.indicators[each.indicator]
        head = Phrase("strip", standing=each, unit=Unit(entry.unit))
        marks += [(head, BESIDE, *mark) for mark in _values(rows, entry.id, beside, period)]
        if not is_size(entry):
            upper = _values(rows, entry.id, above, period)
            marks += [(head, _role(codes, mark[0]), *mark) for mark in upper]
    return pandas.DataFrame(marks, columns=["measure", "role", "place", "value"], dtype=object)


def _role(codes: Codes, place: Region) -> Phrase:
    if codes.regions[place].level == "nation":
        return NATION
    return ABOVE


def _values(
    rows: Dataset, indicator: str, regions: Iterable[str], period: Period
) -> list[tuple[Region, Quantity]]:
    found = ((Region(name), rows.find(indicator, name, period)) for name in regions)
    return [
        (place, row.quantity) for place, row in found if row and not values.is_bound(row.quantity)
    ]


def parts_called(codes: Codes, parent: str) -> Phrase:
    """What the parts of a place are called, by its level; of a city by where it lies, too."""
    level = codes.regions[parent].level
    above = codes.regions[parent].parent
    if level == "city" and codes.regions[above].level == "region":
        level = "banners"
    if level in PARTED:
        return Phrase(f"parts-{level}")
    return OTHER


def counted(codes: Codes, parent: str, parts: Sequence[str]) -> Phrase:
    """So many parts by what they are called; zones, no units of government, are named apart."""
    zones = [Region(name) for name in parts if codes.regions[name].level == "park"]
    count = Quantity.exact(len(parts) - len(zones), "")
    told = {"count": count, "label": parts_called(codes, parent)}
    return Phrase("parts-and-zones", zones=zones, **told) if zones else Phrase("parts-all", **told)


def kinds(codes: Codes, places: Iterable[str]) -> list[Phrase]:
    """So many places of each kind, by what the parts of what they lie in are called."""
    lying = [codes.regions[each].parent for each in places]
    labels = Counter(parts_called(codes, above) if above else OTHER for above in lying)
    return [
        Phrase("parts-all", count=Quantity.exact(count, ""), label=label)
        for label, count in labels.items()
    ]


def place_among(rows: Dataset, region: str, found: Sequence[Standing]) -> list[dict[str, object]]:
    """The ranks of a place in words, as one finding: in ``told`` the first, the best and the worst
    of the newest year, ``among`` so many ``parts`` at most of ``parent``, ``sizes`` what to know of
    totals; none of nothing.
    """
    if not found:
        return []
    newest = max(each.period.end[0] for each in found)
    told = [each for each in found if each.period.end[0] == newest]
    ends = [which(told, key=lambda each: each.rank.best) for which in (min, max)]
    parent = rows.codes.regions[region].parent
    beside = parts_called(rows.codes, parent)
    ranks = _ranked(list(dict.fromkeys((told[0], *ends))), beside)
    among = max((each.among for each in found), key=lambda count: count.best)
    sized = any(is_size(rows.codes.indicators[each.indicator]) for each in found)
    sizes = only_if(sized, Phrase("rank-sizes"))
    said = {"parent": Region(parent), "parts": beside, "among": among, "told": ranks}
    return [said | {"sizes": sizes}]


def _ranked(found: Sequence[Standing], label: Phrase) -> list[Phrase]:
    """Ranks in words; the period and the places that all of them share are told once."""
    if len(found) > 1 and len({(each.period, each.among, each.lacking) for each in found}) == 1:
        ranks = [Phrase("rank", standing=each) for each in found]
        return [Phrase("ranks-alike", standing=found[0], label=label, ranks=ranks)]
    return [Phrase("rank-in", standing=each, label=label) for each in found]


# on a map


@dataclass(frozen=True)
class TileMap:
    """The parts of a place with one figure each.

    Attributes:
        parent, indicator: whose parts, and what is shown.
        period: of all figures; NOTHING where each has its own.
        frame: columns ``place``, ``value``, ``when``, ``column``, ``row``; a value may be missing.
        known, total: how many parts have a figure, and how many there are; among: these in words.
        told: what a title says of the values: the two ends, as phrases, or each of a few; for one
            period only.
    """

    parent: Region
    indicator: Indicator
    unit: Unit
    period: Period | Phrase
    frame: pandas.DataFrame
    known: Quantity
    total: Quantity
    among: Phrase
    told: list[Phrase]

    @property
    def is_compared(self) -> bool:
        """Whether figures of one period are known of at least half of the parts: else no map."""
        return self.period != NOTHING and 2 * self.known.best >= self.total.best

    @property
    def extent(self) -> Phrase:
        """Of how many parts it tells, where not of all: the highest of a few is not the highest."""
        part = Phrase("map-known", known=self.known, among=self.among)
        return only_if(self.known.best != self.total.best, part)

    @property
    def listed(self) -> list[Phrase]:
        """Each figure with its place and period, the newest first, then the highest."""
        known = [row for row in self.frame.itertuples() if not row.value.is_missing]
        known.sort(key=lambda row: (row.when.end, row.value.best), reverse=True)
        return [
            Phrase("place-dated", region=row.place, value=row.value, period=row.when)
            for row in known
        ]

    @property
    def gap(self) -> Phrase:
        """How many parts have no figure, if any."""
        return only_if(self.extent, Phrase("map-gap", rest=self.total - self.known))

    @property
    def falls(self) -> Phrase:
        """The key to values below zero, where there are any."""
        below = any(not cell.is_missing and cell.number < 0 for cell in self.frame["value"])
        return only_if(below, Phrase("map-falls"))

    @property
    def unknown(self) -> Phrase:
        """The key to parts without a figure, where there are any."""
        lacking = any(cell.is_missing for cell in self.frame["value"])
        return only_if(lacking, Phrase("map-unknown"))


def tile_map(rows: Dataset, parent: str) -> list[TileMap]:
    """A map of the parts of ``parent`` where enough have a figure, of one period if they can be."""
    parts = _tiled(rows.codes, parent)
    chosen = _of_one_period(rows, parts) or _of_own_periods(rows, parts, LEADING)
    return [_tile_map(rows.codes, parent, parts, *chosen)] if chosen else []


def _tiled(codes: Codes, parent: str) -> list[str]:
    """The parts of a place that have a tile; none where too few have one for a map."""
    parts = [name for name in parts_of(parent, codes.regions) if codes.regions[name].tile]
    return parts if len(parts) >= FEWEST_TILES else []


def _of_one_period(
    rows: Dataset, parts: Sequence[str]
) -> tuple[str, dict[str, Observation]] | None:
    """The first indicator of which enough parts have a figure for one period, the latest."""
    for indicator in _mapped(rows.codes):
        dated: dict[Period, dict[str, Observation]] = {}
        for name in parts:
            for row in values.best(rows, indicator, name):
                dated.setdefault(row.period, {})[name] = row
        full = [period for period, found in dated.items() if len(found) >= ENOUGH * len(parts)]
        if full:
            return indicator, dated[max(full)]
    return None


def further_maps(rows: Dataset, parent: str) -> list[TileMap]:
    """Maps of what else is known of at least some parts of ``parent``, for which no indicator is
    known of most for one period: the fullest first, at most :data:`MOST_MAPS`.
    """
    codes = rows.codes
    parts = _tiled(codes, parent)
    if not parts or _of_one_period(rows, parts):
        return []
    others = (_of_own_periods(rows, parts, each) for each in _mapped(codes)[1:])
    chosen = sorted((each for each in others if each), key=lambda each: -len(each[1]))
    return [_tile_map(codes, parent, parts, *each) for each in chosen[:MOST_MAPS]]


def _of_own_periods(
    rows: Dataset, parts: Sequence[str], indicator: str
) -> tuple[str, dict[str, Observation]] | None:
    """An indicator with the latest figure of each part; None where too few have one."""
    found = {name: values.best(rows, indicator, name) for name in parts}
    latest = {name: rows_of[-1] for name, rows_of in found.items() if rows_of}
    return (indicator, latest) if len(latest) >= FEWEST_DATED else None


def _mapped(codes: Codes) -> list[str]:
    """Indicators that do not grow with the size of a place, the leading one first."""
    fitting = [
        entry.id
        for entry in codes.indicators.values()
        if not is_size(entry) and entry.better and not entry.local
    ]
    return sorted(fitting, key=lambda id: id != LEADING)


def _tile_map(
    codes: Codes, parent: str, parts: Sequence[str], indicator: str, found: dict[str, Observation]
) -> TileMap:
    cells = []
    for name in parts:
        column, row = map(int, codes.regions[name].tile.split(","))
        known = found.get(name)
        value = known.quantity if known else missing(of(indicator, name))
        cells.append((Region(name), value, known.period if known else NOTHING, column, row))
    columns = ["place", "value", "when", "column", "row"]
    frame = pandas.DataFrame(cells, columns=columns, dtype=object)
    ordered = sorted(found.values(), key=lambda row: row.quantity.best)
    periods = {row.period for row in ordered}
    ids = dict.fromkeys(row.id for row in ordered)
    return TileMap(
        parent=Region(parent),
        indicator=Indicator(indicator),
        unit=Unit(codes.indicators[indicator].unit),
        period=periods.pop() if len(periods) == 1 else NOTHING,
        frame=frame,
        known=Quantity.exact(len(found), "", ids),
        total=Quantity.exact(len(parts), ""),
        among=counted(codes, parent, parts),
        told=_told(codes, ordered, len(parts)),
    )


def _told(codes: Codes, ordered: Sequence[Observation], parts: int) -> list[Phrase]:
    """The two ends of some values, from the lowest; each where only a few of the parts have one."""
    told = [_end(codes, row) for row in reversed(ordered)]
    if len(told) < min(parts, FEWEST_TILES):
        return told
    return [Phrase("map-ends", most=told[0], least=told[-1])]


def _end(codes: Codes, row: Observation) -> Phrase:
    """A place with its value; growth below zero as the fall that it is."""
    falls = codes.indicators[row.indicator].kind == "growth" and row.quantity.sign == -1
    words = "place-fell" if falls else "place-value"
    return Phrase(words, region=Region(row.region), value=row.quantity)
