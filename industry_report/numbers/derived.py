"""How the values that this report derived follow from published ones, one by one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.numbers.consistency import Derivation, Relations
from industry_report.numbers.drifting import MADE
from industry_report.numbers.quantity import Quantity
from industry_report.words import Indicator, Phrase, Region


@dataclass(frozen=True)
class Derived:
    """A value that no source prints.

    Attributes:
        subject: what it is of: place, indicator, period.
        worked: how it follows from figures that are printed, and the value.
        why: what its source prints instead.
        quantity: the value.
    """

    subject: Phrase
    worked: Phrase
    why: object
    quantity: Quantity
    doubts = ("derived",)


def of_course(frame: pandas.DataFrame, rows: Dataset, given: Relations) -> list[Derived]:
    """The derived values of a frame of :func:`drifting.over_time`, each after those that it is made
    of; ``given`` says how rows follow that the dataset itself flags as derived.
    """
    named, found = {row.id: row for row in rows}, dict[Phrase, Derived]()
    points = frame.loc[frame["made"] == MADE].to_dict("records")
    for point in points:
        value, made_of = point["value"], [named[id] for id in point["value"].rows]
        each = [_of_row(row, given) for row in made_of if "derived" in row.flags]
        if len(made_of) > 1:
            indicator = Indicator(point["measure"].id.removeprefix("measure-"))
            period = Period.parse(point["period"])
            subject = _subject(point["place"], indicator, period)
            each.append(_of_two(subject, value, made_of[0], made_of[1]))
        found |= {one.subject: one for one in each}
    return list(found.values())


def _of_two(subject: Phrase, value: Quantity, one: Observation, two: Observation) -> Derived:
    """A value that follows from two rows: a ratio, or a figure less the lead that it has."""
    parts = {"one": _figure(one.quantity), "two": _figure(two.quantity)}
    names = {"top": Indicator(one.indicator), "bottom": Indicator(two.indicator)}
    kind, why = "ratio", Phrase("derived-ratio", **names)
    if two.unit == "pp":
        kind, why = "difference", Phrase("derived-difference")
    return Derived(subject, _worked(Phrase(kind, **parts), value), why, value)


def _of_row(row: Observation, given: Relations) -> Derived:
    """A row that the dataset flags as derived; only the value where nobody says how."""
    subject = _subject(Region(row.region), Indicator(row.indicator), row.period)
    told = given.derivations.get(row.id)
    if told is None:
        return Derived(subject, _figure(row.quantity), Phrase("derived-untold"), row.quantity)
    first, *rest = _figures(row, told)
    formula = _figure(first)
    for other in rest:
        formula = Phrase("difference", one=formula, two=_figure(other))
    if told.last is not None:
        formula = Phrase("derived-average", average=first, last=rest[0])
    return Derived(subject, _worked(formula, row.quantity), told.why, row.quantity)


def _figures(row: Observation, told: Derivation) -> list[Quantity]:
    """What its source prints, in the units of the row."""
    of_lead = {"%": "pp"}.get(row.unit, row.unit)
    own = [each for each in (told.of, told.last) if each is not None]
    printed = [(each, row.unit) for each in own] + [(each, of_lead) for each in told.less]
    return [Quantity.observed(each, "", unit, (row.id,)) for each, unit in printed]


def _subject(place: Region, indicator: Indicator, period: Period) -> Phrase:
    return Phrase("derived-of", region=place, indicator=indicator, period=period)


def _figure(value: Quantity) -> Phrase:
    return Phrase("figure", value=value)


def _worked(formula: Phrase, result: Quantity) -> Phrase:
    return Phrase("derived-worked", formula=formula, result=result)
