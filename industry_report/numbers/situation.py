"""The present state of a place's own industries: single figures, progress against the calendar,
chains, projects.

Everything here narrows and compares; nothing is recomputed across periods, vintages or scopes.
Values that the dataset does not give stay missing, so that the report can say so. Which indicators
there are stands in ``situation.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count

import pandas

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.numbers import grades, values
from industry_report.numbers.formula import elapsed, lead
from industry_report.numbers.growth import VALUE_ADDED_GROWTH, since_january, value
from industry_report.numbers.model_records import LogicModel
from industry_report.numbers.outlook import SoFar
from industry_report.numbers.quantity import Quantity, rows_of
from industry_report.numbers.sections import Part, Section, Sections, Told
from industry_report.words import NOTHING, Indicator, Phrase, Region, Text, only_if

#: Growth of two digits, in per cent.
DOUBLE_DIGITS = 10
#: The sections of a policy text that the first chapter has a place of its own for.
PLACED = ("0", "1.1", "1.2", "1.3", "1.4", "1.5")


def main_source(rows: Dataset, region: str) -> str:
    """The source with the most figures about a region; "" when there are none."""
    sources = [row.source for row in rows.where(region=region)]
    return max(dict.fromkeys(sources), key=sources.count, default="")


def retold(rows: Dataset, region: str, as_of: str) -> list[Phrase]:
    """Sources that count as known at ``as_of`` although published later: they tell of before."""
    return [
        Phrase("retold", title=source.title, published=Period.parse(source.published[:7]))
        for source in rows.codes.sources.values()
        if source.published[:7] > as_of and len(rows.where(region=region, source=source.id))
    ]


def claimed(
    rows: Dataset, region: str, local: Sections, indicator: str, every: Dataset | None = None
) -> Phrase:
    """The latest rank by an indicator that a source claims for a place, as such where only a weaker
    source of ``every`` does, beside the latest of ``rows``; nothing without one.
    """
    id, around = local.ranks.get(indicator, ""), rows.codes.regions[region].parent
    firm, newest = (known.find(id, region) for known in (rows, every or rows))
    if newest is None or not around:
        return NOTHING
    told = {"region": Region(around), "value": newest.quantity, "period": newest.period}
    if firm and firm.id == newest.id:
        return Phrase("rank-claimed", **told)
    before = Phrase("rank-before", value=firm.quantity, period=firm.period) if firm else NOTHING
    return Phrase("rank-claimed-weaker", **told, before=before)


def streak(rows: Dataset, region: str, local: Sections) -> Phrase:
    """For how many months in a row, as a source counts them, industry grew by
    :data:`DOUBLE_DIGITS` or more, and whether a later figure is below that; nothing without one.
    """
    row = rows.find(local.streak or "", region)
    if row is None:
        return NOTHING
    later = [
        each.quantity.interval.hi < DOUBLE_DIGITS
        for each in since_january(rows, region, VALUE_ADDED_GROWTH)
        if each.period.end > row.period.end
    ]
    told = {"value": row.quantity, "period": row.period}
    return Phrase("streak-ended" if any(later) else "streak", **told)


def statements(model: LogicModel | None, locator: str) -> list[dict[str, object]]:
    """What the source says in one section: ``topic`` (a list of one) and ``said``."""
    if model is None:
        return []
    found = model.statements(locator)
    return [{"topic": [each.topic.label], "said": each.text} for each in found]


def further(model: LogicModel | None) -> list[tuple[Text, list[dict[str, object]]]]:
    """Sections that are not of :data:`PLACED`: their labels and :func:`statements`."""
    if model is None:
        return []
    found = [
        (label, statements(model, locator))
        for locator, label in model.sections.items()
        if locator not in PLACED
    ]
    return [(label, said) for label, said in found if said]


def origin(model: LogicModel | None, rows: Dataset) -> Text | str:
    """The title of the source that a model retells."""
    if model is None or model.source not in rows.codes.sources:
        return ""
    title: Text = rows.codes.sources[model.source].title
    return title


def dated(model: LogicModel | None, rows: Dataset, words: str = "dated") -> Phrase:
    """The date of what a source told, in ``words`` for a title; nothing without a model."""
    if model is None or model.source not in rows.codes.sources:
        return NOTHING
    known = rows.codes.sources[model.source].known_from
    return Phrase(words, period=Period.parse(known), year=Period.parse(known[:4]))


def newest(rows: Dataset, region: str, indicators: Iterable[str], as_of: str) -> list[Phrase]:
    """The latest figure of each indicator, with its age where that is above a year."""
    found = []
    for indicator in dict.fromkeys(indicators):
        known = [
            each
            for each in values.values(rows, indicator, region)
            if each.period.kind != "month" and each.period.start == (each.period.end[0], 1)
        ]
        if not known:
            continue
        last = max(known, key=lambda each: each.period.end)
        is_growth = rows.codes.indicators[indicator].kind == "growth"
        falls = is_growth and last.quantity.interval.hi < 0
        when = values.aged(last.when, last.period, as_of)
        cells = {"indicator": last.indicator, "value": last.quantity, "when": when}
        found.append(Phrase("newest-fell" if falls else "newest", **cells))
    return found


def facts(rows: Dataset, region: str, local: Sections, section: Section) -> list[dict[str, object]]:
    """The known figures of a section, the main source's first, whose text it is: ``indicator``,
    ``mark`` of their status, ``value``, ``when``.
    """
    own, found = rows.where(source=main_source(rows, region)), []
    for each in local.sections.get(section, ()):
        indicator, _, status = each.partition("@")
        wanted = indicator, region, None, status or "observed"
        if row := own.find(*wanted) or rows.find(*wanted):
            cells = {"indicator": Indicator(indicator), "mark": mark(row.status)}
            found.append(cells | {"value": row.quantity, "when": when(row, local)})
    return found


def mark(status: str) -> Phrase:
    """What tells a value from an observed one."""
    return only_if(status != "observed", Phrase("marked", status=Phrase(status)))


def when(row: Observation, local: Sections) -> Phrase:
    """The period of a row, or what of it its source gives."""
    first, last = (
        Period.parse(f"{year}-{month:02}") for year, month in (row.period.start, row.period.end)
    )
    if local.months(row.source):
        return Phrase("until-middle", since=first, until=last)
    if "undated" not in row.flags:
        return Phrase("when", period=row.period)
    if row.period.kind == "span":
        return Phrase("since", period=Period.parse(str(row.period.start[0])))
    return Phrase("undated")


def paragraph(
    rows: Dataset, region: str, local: Sections, section: Told
) -> dict[str, Quantity | Period | Phrase]:
    """A paragraph's figures by name for the latest ``period`` of the first, if known; of the three
    sectors of industry whether all, some or none grew.
    """
    named = local.paragraphs.get(section, {})
    first = rows.find(next(iter(named.values()), ""), region)
    if first is None:
        return {}
    figures = {name: value(rows, each, region, first.period) for name, each in named.items()}
    told = {"sectors": _grown(figures["sectors"])} if "sectors" in figures else {}
    return figures | told | {"period": first.period}


def _grown(count: Quantity) -> Phrase:
    """How many of mining, manufacturing and utilities grew."""
    kind = {Decimal(0): "none", Decimal(3): "all"}.get(count.best, "some")
    return Phrase(f"sectors-{kind}", count=count)


def pulled(rows: Dataset, region: str, local: Sections) -> dict[str, object]:
    """Of the latest known growth, what some industries bring: ``period``, ``growth``, ``points``,
    their ``share``, ``industries``, ``grade``; nothing where not both are known to be growth.
    """
    if local.pull is None or (row := rows.find(local.pull.points, region)) is None:
        return {}
    points, growth = row.quantity, value(rows, local.pull.of, region, row.period)
    if (points.sign, growth.sign) != (1, 1):
        return {}
    found = {"points": points, "growth": growth, "share": points.share_of(growth)}
    grade = grades.told(rows_of((points, growth)), rows)
    told = {"period": row.period, "industries": local.pull.industries, "grade": grade}
    return found | told


def wider(rows: Dataset, region: str, local: Sections) -> Phrase:
    """The share of a wider scope beside that of high technology; nothing where none is known."""
    row = rows.find(local.wider or "", region)
    if row is None:
        return NOTHING
    told = {"indicator": Indicator(row.indicator), "period": row.period, "value": row.quantity}
    return Phrase("structure-wider", grade=grades.told((row.id,), rows), **told)


def progress(rows: Dataset, region: str, local: Sections) -> pandas.DataFrame:
    """Completion by period: ``when``, ``done``, ``passed``, ``lead``, ``year``."""
    cells = []
    for row in rows.all(local.progress or "", region, status="observed"):
        if row.period.kind == "span":
            passed = elapsed(row, local)
            ahead, year = lead(row.quantity, passed), row.period.end[0]
            cells.append((when(row, local), row.quantity, passed, ahead, year))
    return pandas.DataFrame(cells, columns=["when", "done", "passed", "lead", "year"])


def running(progress: pandas.DataFrame, as_of: str) -> list[dict[str, object]]:
    """The latest completion rate while its year runs: none is ahead of a past calendar."""
    last = progress.tail(1)
    current = last[last["year"] >= Period.parse(as_of).end[0]]
    found: list[dict[str, object]] = current.to_dict("records")
    return found


def progress_marks(progress: pandas.DataFrame, outputs: Iterable[SoFar]) -> pandas.DataFrame:
    """Rates and outputs against the calendar: ``label``, ``share``, ``due``, ``told``."""
    marks = [
        (Phrase("progress-of", when=row.when), row.done, row.passed, NOTHING)
        for row in progress.itertuples()
    ]
    marks += [
        (Phrase("pace-of", pace=pace), pace.share, pace.passed, Phrase("pace-told", pace=pace))
        for pace in outputs
    ]
    return pandas.DataFrame(marks, columns=["label", "share", "due", "told"])


def limits(marks: pandas.DataFrame) -> Phrase:
    """The key to shares that are upper limits, where there are any."""
    bounds = any(not cell.is_missing and cell.interval.lo.is_infinite() for cell in marks["share"])
    return only_if(bounds, Phrase("progress-limits"))


def leads(progress: pandas.DataFrame, outputs: Iterable[SoFar]) -> list[Phrase]:
    """The latest completion rate and the outputs against the calendar, in words."""
    found = [Phrase("progress-led", last=last) for last in progress.tail(1).to_dict("records")]
    return found + [Phrase("pace-led", pace=pace) for pace in outputs]


def projects(rows: Dataset, region: str, local: Sections) -> pandas.DataFrame:
    """Projects by ``industry`` and ``kind``: ``number``, ``amount``, ``mean``."""
    cells = []
    for each in local.projects:
        for kind, sums in (("under-way", each.under_way), ("signed", each.signed)):
            size = value(rows, sums.number, region)
            planned = value(rows, sums.amount, region, status="planned")
            if not (size.is_missing or planned.is_missing):
                mean = (planned / size).to(planned.unit)
                cells.append((each.name, Phrase(f"projects-{kind}"), size, planned, mean))
    return pandas.DataFrame(cells, columns=["industry", "kind", "number", "amount", "mean"])


def part_of_whole(rows: Dataset, region: str, part: Part | None) -> list[dict[str, object]]:
    """A part of a count: ``done``, ``whole``, ``share``, ``when`` (the latest of both)."""
    if part is None:
        return []
    for whole in reversed(rows.all(part.of, region, status="observed")):
        if rows.find(part.done, region, whole.period):
            done, of = (value(rows, each, region, whole.period) for each in (part.done, part.of))
            return [{"done": done, "whole": of, "share": done.share_of(of), "when": whole.period}]
    return []


def numerals() -> Iterator[Phrase]:
    """The numbers of sections, in their order."""
    return (Phrase(f"numeral-{number}") for number in count(1))
