"""The evidence tree: problem → the symptom that one would expect → the indicator that would show it → seen or not.

A symptom is looked for in what was known at the vantage point and nowhere else. Where it is to show against benchmarks it
may be seen against one and not against another; then it is *partly* seen. Where no figure exists, or none for the benchmark,
the answer is *no data*, and that is an answer too: it says which figure would have to be collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas

from industry_report import language
from industry_report.data.codes import Codes
from industry_report.data.dataset import Dataset
from industry_report.language import Text, pick
from industry_report.numbers import benchmarks
from industry_report.numbers.benchmarks import NOWHERE, Gap
from industry_report.numbers.logic_model import LogicModel, Problem, Symptom
from industry_report.numbers.quantity import Interval, Quantity

SEEN, PARTLY, NOT_SEEN, OPEN, NO_DATA = "seen", "partly", "not seen", "open", "no data"

#: In the order in which they are counted and drawn.
VERDICTS = {
    SEEN: Text("可见", "seen"),
    PARTLY: Text("部分可见", "partly seen"),
    NOT_SEEN: Text("未见", "not seen"),
    OPEN: Text("难以判定", "undecided"),
    NO_DATA: Text("无数据", "no data"),
}


@dataclass(frozen=True)
class Sight:
    """A symptom held against one reference.

    Attributes:
        name: the reference: a region, another indicator of the same region, or a threshold.
        seen: True, False, or None where rounding could turn the answer.
        caveats: how definitions or periods differ.
    """

    name: Text
    reference: Quantity
    seen: bool | None
    caveats: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What the data say of one symptom.

    Attributes:
        problem: the problem that it is a symptom of.
        symptom: the symptom, with its indicator or the figure that would be needed.
        value: the region's own value; missing where there is none.
        sights: what it was held against; empty when there is no value or no reference.
        verdict: ``seen``, ``partly``, ``not seen``, ``open`` (undecided within rounding) or ``no data``.
    """

    problem: Problem
    symptom: Symptom
    value: Quantity
    sights: tuple[Sight, ...]
    verdict: str

    @property
    def word(self) -> Text:
        """The verdict in a word."""
        return VERDICTS[self.verdict]

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of the rows that it rests on."""
        return tuple(
            dict.fromkeys(
                row
                for each in (self.value, *(s.reference for s in self.sights))
                for row in each.rows
            )
        )


def examine(
    model: LogicModel | None, rows: Dataset, region: str, others: Sequence[str]
) -> list[Evidence]:
    """Every symptom of the model's problems, in the order of the file; nothing without a model."""
    if model is None:
        return []
    return [
        _examine(rows, region, others, problem, symptom)
        for problem in model.problems
        for symptom in problem.symptoms
    ]


def _examine(
    rows: Dataset, region: str, others: Sequence[str], problem: Problem, symptom: Symptom
) -> Evidence:
    if symptom.indicator is None:
        nothing = Quantity.missing("", *(symptom.needed or symptom.text))
        return Evidence(problem, symptom, nothing, (), NO_DATA)
    if symptom.than == "benchmark":
        return _against_benchmarks(rows, region, others, problem, symptom)
    value, reference = _stated(rows, symptom.indicator, region), _reference(rows, symptom, region)
    sights = ()
    if not value.is_missing and not reference.is_missing:
        seen = _seen(symptom, value, reference)
        sights = (
            Sight(reference.label, reference, seen, _new_series(rows, symptom.indicator, region)),
        )
    return Evidence(problem, symptom, value, sights, _verdict(sights))


def _against_benchmarks(
    rows: Dataset, region: str, others: Sequence[str], problem: Problem, symptom: Symptom
) -> Evidence:
    gaps = benchmarks.compare(rows, symptom.indicator, region, others)
    own = benchmarks.values(rows, symptom.indicator, region)
    value = own[-1].quantity if own else _nothing(rows.codes, symptom.indicator, region)
    sights = tuple(
        Sight(
            _name(rows.codes, each),
            each.other.quantity,
            _seen(symptom, each.own.quantity, each.other.quantity),
            each.caveats,
        )
        for each in gaps
    )
    return Evidence(
        problem, symptom, gaps[0].own.quantity if gaps else value, sights, _verdict(sights)
    )


def _name(codes: Codes, each: Gap) -> Text:
    region = codes.regions[each.other.region]
    return Text(region.zh, region.en)


def _stated(rows: Dataset, indicator: str, region: str) -> Quantity:
    """The latest value that stands for a whole year or a point in time: observed, else expected by the source.

    Cumulative months are no year's figure and are not held against a yearly threshold.
    """
    found = [
        row
        for row in rows.all(indicator, region, status=("observed", "forecast"))
        if row.period.kind != "span"
    ]
    if not found:
        return _nothing(rows.codes, indicator, region)
    last = found[-1].period
    best = rows.find(indicator, region, last, "observed") or rows.find(
        indicator, region, last, "forecast"
    )
    return replace(best.quantity, status=best.status)


def _new_series(rows: Dataset, indicator: str, region: str) -> tuple[Text, ...]:
    """That the latest value begins a new series, so that it must not be read as growth from the earlier ones."""
    latest = [
        row for row in rows.all(indicator, region, status="observed") if row.period.kind != "span"
    ][-1:]
    if not latest or "break" not in latest[0].flags:
        return ()
    return (
        Text(
            "最新值的口径与此前不同", "the latest value is on another scope than the earlier ones"
        ),
    )


def _reference(rows: Dataset, symptom: Symptom, region: str) -> Quantity:
    unit = rows.codes.indicators[symptom.indicator].unit
    if symptom.threshold is not None:
        return Quantity.exact(symptom.threshold, unit, zh="门槛", en="threshold")
    entry = rows.codes.indicators[symptom.than]
    found = _stated(rows, symptom.than, region)
    if found.is_missing or found.unit != unit:
        return _nothing(rows.codes, symptom.than, region)
    return found.to(unit, entry.zh, entry.en)


def _nothing(codes: Codes, indicator: str, region: str) -> Quantity:
    entry, place = codes.indicators[indicator], codes.regions[region]
    return Quantity.missing(entry.unit, f"{entry.zh}（{place.zh}）", f"{entry.en} ({place.en})")


def _seen(symptom: Symptom, value: Quantity, reference: Quantity) -> bool | None:
    """Whether a value shows the symptom against a reference, as far as rounding and bounds decide."""
    low, high = _reading(value)
    reference_low, reference_high = _reading(reference)
    seen = symptom.seen(low, high, reference_low, reference_high)
    # A value that can at most equal the reference from the far side does not show the symptom either.
    beyond = low >= reference_high if symptom.expect == "below" else high <= reference_low
    return False if seen is None and beyond else seen


def _reading(quantity: Quantity) -> tuple[Decimal, Decimal]:
    """The interval in which a figure is read: "over X" means somewhat over X, not any number above it.

    Mirrors how "nearly" is read: within ten per cent. A source that meant more would have named the next round number.
    """
    interval: Interval = quantity.interval
    if quantity.qualifier == "over":
        return interval.lo, quantity.best + abs(quantity.best) / 10
    return interval.lo, interval.hi


def _verdict(sights: Iterable[Sight]) -> str:
    answers = [sight.seen for sight in sights]
    decided = {answer for answer in answers if answer is not None}
    if not answers:
        return NO_DATA
    if not decided:
        return OPEN
    if len(decided) == 2:
        return PARTLY
    return SEEN if decided == {True} else NOT_SEEN


# what to show


@dataclass(frozen=True)
class Counts:
    """How many symptoms there are, how many of each verdict, and how many could be tested at all."""

    total: Quantity
    seen: Quantity
    partly: Quantity
    not_seen: Quantity
    open: Quantity
    no_data: Quantity
    tested: Quantity
    problems: Quantity
    problems_seen: Quantity


def count(found: Sequence[Evidence], region: Text = NOWHERE) -> Counts:
    """Counts of verdicts; all missing when there is nothing to count."""
    if not found:
        zh, en = (
            f"对{region.zh}问题的陈述（逻辑模型）",
            f"statements of problems of {region.en} (logic model)",
        )
        nothing = Quantity.missing("items", zh, en)
        return Counts(*[nothing] * 9)
    rows = tuple(dict.fromkeys(row for each in found for row in each.rows))
    number = {verdict: sum(each.verdict == verdict for each in found) for verdict in VERDICTS}
    total = Quantity.exact(len(found), "items", rows)
    counts = [Quantity.exact(number[verdict], "items", rows) for verdict in VERDICTS]
    tested = Quantity.exact(len(found) - number[NO_DATA], "items", rows)
    problems = dict.fromkeys(each.problem.id for each in found)
    seen = dict.fromkeys(each.problem.id for each in found if each.verdict in (SEEN, PARTLY))
    return Counts(
        total,
        *counts,
        tested,
        Quantity.exact(len(problems), "problems"),
        Quantity.exact(len(seen), "problems", rows),
    )


def told(counts: Counts, found: Sequence[Evidence]) -> str:
    """Which of the problems show in the data, in words."""
    if counts.total.is_missing:
        return str(counts.total)
    if not counts.problems_seen.sign:
        return pick("数据中均未见其迹象", "none of them shows in the data")
    names = named(found, SEEN, PARTLY)
    return pick(
        f"数据中可见迹象的有{counts.problems_seen}：{names}", f"they show in the data for {names}"
    )


def results(counts: Counts) -> str:
    """What the symptoms that could be tested showed, verdicts that never occurred left out; "" where none was tested."""
    if counts.total.is_missing:
        return str(counts.total)
    words = (
        (counts.seen, SEEN),
        (counts.partly, PARTLY),
        (counts.not_seen, NOT_SEEN),
        (counts.open, OPEN),
    )
    parts = [
        pick(f"{number}{VERDICTS[verdict].zh}", f"{number:n} {VERDICTS[verdict].en}")
        for number, verdict in words
        if number.sign
    ]
    if not parts:
        return ""
    return pick("：" + "，".join(parts), ": " + language.listed(parts))


def _nothing_stated(region: Text, columns: list[str]) -> pandas.DataFrame:
    """A table of one missing value: no model speaks of the region."""
    nothing = count([], region).total
    return pandas.DataFrame([[nothing] * len(columns)], columns=columns)


def tree(found: Sequence[Evidence], region: Text = NOWHERE) -> pandas.DataFrame:
    """The symptoms that have an indicator, as rows: problem, symptom, own value, what it is held against, verdict."""
    columns = ["problem", "symptom", "value", "reference", "verdict"]
    if not found:
        return _nothing_stated(region, columns)
    records = [
        (
            each.problem.label,
            each.symptom.text,
            _value_text(each.value),
            _sights_text(each),
            each.word,
        )
        for each in found
        if each.symptom.indicator
    ]
    return pandas.DataFrame(records, columns=columns)


def _value_text(value: Quantity) -> str:
    if value.is_missing:
        return "—"
    return (
        str(value)
        if value.status == "observed"
        else pick(f"{value}（预计）", f"{value} (forecast)")
    )


def _dated(value: Quantity) -> str:
    """A value with the period that its row is about."""
    text = _value_text(value)
    period = value.rows[0].rsplit("/", 2)[0].split("/", 2)[2] if value.rows else ""
    return (
        pick(
            f"{text}（{language.period_label(period)}）",
            f"{text} ({language.period_label(period)})",
        )
        if period
        else text
    )


def _sights_text(each: Evidence) -> str:
    parts = [f"{sight.name} {_value_text(sight.reference)}{_mark(sight)}" for sight in each.sights]
    return pick("；", "; ").join(parts) or "—"


def _mark(sight: Sight) -> str:
    return "*" if sight.caveats else ""


def caveats(found: Iterable[Evidence]) -> str:
    """What the asterisks of :func:`tree` mean, in the language of the run."""
    notes = list(
        dict.fromkeys(
            str(caveat) for each in found for sight in each.sights for caveat in sight.caveats
        )
    )
    if not notes:
        return pick("各项定义与时期一致。", "Definitions and periods match.")
    return "* " + pick("；", "; ").join(notes) + pick("。", ".")


def needed(found: Sequence[Evidence], region: Text = NOWHERE) -> pandas.DataFrame:
    """The symptoms that no figure shows, and the figure that one would need: columns problem and needed."""
    if not found:
        return _nothing_stated(region, ["problem", "needed"])
    records = [
        (each.problem.label, each.symptom.needed or _wanted(each))
        for each in found
        if each.verdict == NO_DATA
    ]
    return pandas.DataFrame(records, columns=["problem", "needed"])


def _wanted(each: Evidence) -> Text:
    if each.value.is_missing:
        return each.value.label
    return Text(
        f"“{each.symptom.text.zh}”所需的对照值",
        f"A value to compare with for “{each.symptom.text.en}”",
    )


def stated(
    model: LogicModel | None, found: Sequence[Evidence], parent: str, region: Text = NOWHERE
) -> pandas.DataFrame:
    """The sub-points of a problem as the source states them, each with what the data say: columns point, text, verdict."""
    if model is None:
        return _nothing_stated(region, ["point", "text", "verdict"])
    problems = [problem for problem in model.leaves if problem.locator.startswith(parent)]
    records = [
        (_point(model, problem), problem.text, _verdicts(found, problem)) for problem in problems
    ]
    return pandas.DataFrame(records, columns=["point", "text", "verdict"])


def _point(model: LogicModel, problem: Problem) -> Text:
    return model.problem(problem.parent).label if problem.parent else problem.label


def _verdicts(found: Iterable[Evidence], problem: Problem) -> str:
    own = dict.fromkeys(each.verdict for each in found if each.problem.id == problem.id)
    told = [verdict for verdict in own if verdict != NO_DATA] or list(own)
    return pick("、", ", ").join(str(VERDICTS[verdict]) for verdict in told)


def by_problem(
    model: LogicModel | None, found: Sequence[Evidence], region: Text = NOWHERE
) -> pandas.DataFrame:
    """How many symptoms of each middle-level problem are seen, not seen …: columns problem, verdict and value."""
    if model is None:
        nothing = count([], region).total
        return pandas.DataFrame([("", "", nothing)], columns=["problem", "verdict", "value"])
    records = []
    for problem in model.at_depth(1):
        below = [
            each
            for each in found
            if each.problem.id == problem.id or each.problem.parent == problem.id
        ]
        for verdict, word in VERDICTS.items():
            chosen = [each for each in below if each.verdict == verdict]
            if chosen:
                rows = dict.fromkeys(row for each in chosen for row in each.rows)
                records.append((problem.label, word, Quantity.exact(len(chosen), "items", rows)))
    return pandas.DataFrame(records, columns=["problem", "verdict", "value"])


def changes(before: Sequence[Evidence], after: Sequence[Evidence]) -> pandas.DataFrame:
    """The symptoms whose verdict later publications changed: columns symptom, before, after, value and reference."""
    records = [
        (one.symptom.text, one.word, other.word, _dated(other.value), _sights_text(other))
        for one, other in zip(before, after, strict=True)
        if one.verdict != other.verdict
    ]
    return pandas.DataFrame(records, columns=["symptom", "before", "after", "value", "reference"])


def rows_of(found: Iterable[Evidence]) -> list[str]:
    """Ids of all rows that the evidence rests on."""
    return list(dict.fromkeys(row for each in found for row in each.rows))


def named(found: Iterable[Evidence], *verdicts: str) -> str:
    """The problems whose symptoms have one of these verdicts, as a list in the language of the run; "" when there are none."""
    labels = dict.fromkeys(str(each.problem.label) for each in found if each.verdict in verdicts)
    return language.listed(benchmarks.in_sentence(label) for label in labels)


def origin(model: LogicModel | None, rows: Dataset) -> str:
    """Which text states the problems and who linked them to symptoms, in the language of the run."""
    source = rows.codes.sources.get(model.source) if model else None
    if source is None:
        return ""
    return pick(
        f"问题出自《{source.title_zh}》，文字为本报告的转述；迹象由本报告设定。",
        f"The problems are those of “{source.title_en}”, in this report's words; the symptoms are this report's choice.",
    )
