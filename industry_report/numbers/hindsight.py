"""Forecasts, targets and plans graded against what was published later, by rules fixed beforehand.

Evidence is asked for in a fixed order, and the first kind that is there decides (see :func:`grade`):

1. an outcome for the very period that was forecast;
2. for capacities and counts, which do not shrink, the figures within a window after the due date: still below means that it
   was not reached, above means that it probably was, above and later below means that the sources conflict;
3. an estimate for the same date that was published when the date was near;
4. for output or growth of a year, the months known of that year;
5. figures of low confidence: they can show a conflict, they cannot decide.

Whoever grades should fix the rules before looking (BuzzFeed News, "Grading the election forecasts", 2016).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas

from industry_report import language
from industry_report.data.dataset import Dataset, Observation, month_number
from industry_report.language import Text, pick
from industry_report.numbers import situation
from industry_report.numbers.quantity import Interval, Quantity

MET, PROBABLY_MET, MISSED, PROBABLY_MISSED = "met", "probably met", "missed", "probably missed"
CONFLICTING, UNKNOWN = "conflicting sources", "no outcome known"

VERDICTS = {
    MET: Text("达到", "met"),
    PROBABLY_MET: Text("很可能达到", "probably met"),
    MISSED: Text("未达到", "missed"),
    PROBABLY_MISSED: Text("很可能未达到", "probably missed"),
    CONFLICTING: Text("说法不一", "conflicting sources"),
    UNKNOWN: Text("未见结果", "no outcome known"),
}

#: The verdicts behind a number, in an English sentence.
PLURALS = {
    MET: "met",
    PROBABLY_MET: "probably met",
    MISSED: "missed",
    PROBABLY_MISSED: "probably missed",
    CONFLICTING: "with conflicting sources",
    UNKNOWN: "without a known outcome",
}

STATUSES = ("forecast", "target", "planned")
STATUS_NAMES = {
    "forecast": Text("预计", "forecast"),
    "target": Text("目标", "target"),
    "planned": Text("计划", "plan"),
}

STOCKS = ("capacity", "count")
MONTHS = 12


@dataclass(frozen=True)
class Rules:
    """What counts as what.

    Attributes:
        tolerance: per cent by which a plain figure may be missed and still count as reached; bounds ("more than",
            "at least") have none.
        window: months after the due date in which a later figure still says something about it.
        estimate: months before the due date from which an estimate for it counts as evidence.
        drift: percentage points by which growth of a whole year may differ from that of its months known.
    """

    tolerance: Decimal = Decimal(2)
    window: int = 12
    estimate: int = 1
    drift: Decimal = Decimal(4)


RULES = Rules()


@dataclass(frozen=True)
class Grade:
    """An expectation and what became of it.

    Attributes:
        expectation: the forecast, target or plan.
        verdict: one of :data:`VERDICTS`.
        outcome: the figure that decided; missing where none did.
        evidence: the rows that were looked at for the verdict.
        rule: the rule that decided, a key of :data:`REASONS`.
    """

    expectation: Observation
    verdict: str
    outcome: Quantity
    evidence: tuple[Observation, ...]
    rule: str

    @property
    def reached(self) -> Quantity:
        """The outcome as a percentage of what was expected (read as an exact figure); for amounts, not for growth."""
        return self.outcome.share_of(situation.exactly(self.expectation.quantity))


def expectations(
    rows: Dataset, region: str, since: str = "", rules: Rules = RULES
) -> list[Observation]:
    """The forecasts, targets and plans for a region that were not due before ``since``; nothing is looked up.

    Class labels ("of the 100-billion class") are definitions, not expectations, and what was published when the date was
    near is an estimate. Where several sources repeat one expectation, the best of them stands for all.
    """
    found: dict[tuple[object, ...], Observation] = {}
    for row in rows.where(region=region, status=STATUSES):
        due = month_number(row.period.end)
        dated = "undated" not in row.flags
        estimate = (
            dated and month_number(row.codes.sources[row.source].known_from) >= due - rules.estimate
        )
        class_label = row.codes.indicators[row.indicator].class_threshold
        # what has no date stays open for as long as a dated outcome would be looked for
        until = (
            due if dated else month_number(row.codes.sources[row.source].known_from) + rules.window
        )
        if class_label or estimate or (since and until < month_number(since)):
            continue
        best = rows.find(row.indicator, region, row.period, row.status)
        found.setdefault(
            (row.indicator, str(row.period), row.status, row.value),
            best if best.value == row.value else row,
        )
    order = list(rows.codes.indicators)
    return sorted(found.values(), key=lambda row: (order.index(row.indicator), row.period))


def grades(
    expected: Iterable[Observation],
    published: Dataset,
    rules: Rules = RULES,
    min_confidence: str = "medium",
) -> list[Grade]:
    """Each expectation graded against everything published."""
    return [grade(row, published, rules, min_confidence) for row in expected]


def decided(graded: Iterable[Grade]) -> list[Grade]:
    """The grades for which evidence was found, conflicting evidence included."""
    return [each for each in graded if each.verdict != UNKNOWN]


def undecided(graded: Iterable[Grade]) -> list[Grade]:
    """The grades without evidence."""
    return [each for each in graded if each.verdict == UNKNOWN]


def grade(
    expectation: Observation,
    published: Dataset,
    rules: Rules = RULES,
    min_confidence: str = "medium",
) -> Grade:
    """One expectation graded; the kinds of evidence are asked in the order that the module describes."""
    trusted = published.where(min_confidence=min_confidence)
    if "undated" in expectation.flags and expectation.status == "planned":
        return _grade(expectation, UNKNOWN, (), "no-date")
    for look in (_outcome, _later, _estimate, _pace, _growth_so_far):
        if found := look(expectation, trusted, rules):
            return found
    doubtful = _later(expectation, published, rules)
    if doubtful and doubtful.verdict == CONFLICTING:
        return doubtful
    return _grade(
        expectation, UNKNOWN, doubtful.evidence if doubtful else (), "weak" if doubtful else "none"
    )


def _grade(
    expectation: Observation, verdict: str, evidence: Iterable[Observation], why: str
) -> Grade:
    rows = tuple(evidence)
    missing = Quantity.missing(
        expectation.unit, expectation.quantity.label.zh, expectation.quantity.label.en
    )
    decided = verdict not in (UNKNOWN, CONFLICTING) and rows
    return Grade(expectation, verdict, rows[0].quantity if decided else missing, rows, why)


REASONS = {
    "outcome": Text("有同期结果", "outcome published"),
    "later-below": Text("到期后仍低于预期", "still below after the due date"),
    "later-above": Text("到期后各次数据均已超过", "above in every later figure"),
    "conflict": Text("后来的数据先高后低，互相矛盾", "later figures contradict one another"),
    "estimate": Text("临近到期时的估计", "estimate close to the due date"),
    "pace": Text(
        "仅有部分月份，据进度判断，未经证实", "part of the year only: judged by pace, unverified"
    ),
    "growth": Text("仅有部分月份的增速，未经证实", "growth of part of the year only, unverified"),
    "weak": Text("只有低可信度数据", "figures of low confidence only"),
    "no-date": Text("未定期限", "no due date"),
    "none": Text("未找到公布的结果", "nothing published was found"),
}

#: Rules under which the outcome itself was published, so that it may be set beside the expectation.
MEASURED = ("outcome", "later-below", "later-above")


def _reached(row: Observation, expectation: Observation, rules: Rules) -> bool | None:
    """Whether a figure reaches an expectation; None where the figure is a bound that decides nothing."""
    lower_is_better = expectation.codes.indicators[expectation.indicator].better == "lower"
    slack = (
        0
        if expectation.qualifier in ("over", "at_least")
        else abs(expectation.value) * rules.tolerance / 100
    )
    if lower_is_better:
        limit, found = (
            -(expectation.value + slack),
            Interval(-row.quantity.interval.hi, -row.quantity.interval.lo),
        )
    else:
        limit, found = expectation.value - slack, row.quantity.interval
    best = -row.value if lower_is_better else row.value
    if best >= limit and (not found.lo.is_infinite()):
        return True
    return False if best < limit and not found.hi.is_infinite() else None


def _judged(
    rows: Sequence[Observation], expectation: Observation, rules: Rules
) -> list[tuple[Observation, bool]]:
    judged = [(row, _reached(row, expectation, rules)) for row in rows]
    return [(row, verdict) for row, verdict in judged if verdict is not None]


def _outcome(expectation: Observation, trusted: Dataset, rules: Rules) -> Grade | None:
    """The period itself: all sources agree, or they conflict."""
    periods = {str(expectation.period), str(expectation.period.end[0])}
    if (
        expectation.period.end[1] == MONTHS
        and expectation.period.kind == "year"
        and _is_stock(expectation)
    ):
        periods.add(f"{expectation.period}-{MONTHS}")
    if expectation.period.kind == "month" and expectation.period.end[1] != MONTHS:
        periods = {str(expectation.period)}
    rows = [
        row
        for period in sorted(periods)
        for row in trusted.all(expectation.indicator, expectation.region, period, "observed")
    ]
    judged = _judged([row for row in rows if row.id != expectation.id], expectation, rules)
    if not judged:
        return None
    verdicts = {verdict for _, verdict in judged}
    if len(verdicts) > 1:
        return _grade(expectation, CONFLICTING, [row for row, _ in judged], "conflict")
    return _grade(
        expectation, MET if verdicts == {True} else MISSED, [row for row, _ in judged], "outcome"
    )


def _is_stock(expectation: Observation) -> bool:
    return expectation.codes.indicators[expectation.indicator].kind in STOCKS


def _later(expectation: Observation, rows: Dataset, rules: Rules) -> Grade | None:
    """Stocks after the due date, within the window."""
    if not _is_stock(expectation):
        return None
    due = month_number(expectation.period.end)
    after = [
        row
        for row in rows.all(expectation.indicator, expectation.region, status="observed")
        if due < month_number(row.period.end) <= due + rules.window
    ]
    judged = _judged(after, expectation, rules)
    if not judged:
        return None
    below = [place for place, (_, reached) in enumerate(judged) if not reached]
    seen = [row for row, _ in judged]
    if not below:
        return _grade(expectation, PROBABLY_MET, seen, "later-above")
    if any(reached for _, reached in judged[: below[-1]]):
        return _grade(expectation, CONFLICTING, seen, "conflict")
    return _grade(expectation, MISSED, [seen[place] for place in below], "later-below")


def _estimate(expectation: Observation, trusted: Dataset, rules: Rules) -> Grade | None:
    """Another source's estimate for the same date, made when it was near."""
    sources, due = trusted.codes.sources, month_number(expectation.period.end)
    others = [
        row
        for row in trusted.all(
            expectation.indicator, expectation.region, expectation.period, "forecast"
        )
        if row.source != expectation.source
        and month_number(sources[row.source].known_from) >= due - rules.estimate
        and month_number(sources[row.source].known_from)
        > month_number(sources[expectation.source].known_from)
    ]
    judged = _judged(others, expectation, rules)
    if not judged:
        return None
    reached = all(verdict for _, verdict in judged)
    return _grade(expectation, PROBABLY_MET if reached else PROBABLY_MISSED, others, "estimate")


def _months_known(expectation: Observation, trusted: Dataset) -> Observation | None:
    """The longest cumulative figure since January of the year expected."""
    if expectation.period.kind != "year":
        return None
    year = expectation.period.end[0]
    known = [
        row
        for row in trusted.all(expectation.indicator, expectation.region, status="observed")
        if row.period.kind == "span" and row.period.start == (year, 1) and row.period.end[0] == year
    ]
    return max(known, key=lambda row: row.period.months) if known else None


def _pace(expectation: Observation, trusted: Dataset, rules: Rules) -> Grade | None:
    """Output of part of the year, ahead of the calendar. Being behind proves nothing: work may come late in a year."""
    row = _months_known(expectation, trusted)
    if (
        row is None
        or expectation.codes.indicators[expectation.indicator].kind != "level"
        or expectation.value <= 0
    ):
        return None
    ahead = row.quantity.interval.lo * MONTHS >= expectation.value * row.period.months
    return _grade(expectation, PROBABLY_MET, [row], "pace") if ahead else None


def _growth_so_far(expectation: Observation, trusted: Dataset, rules: Rules) -> Grade | None:
    """Growth of part of the year, further from the target than it may still drift."""
    row = _months_known(expectation, trusted)
    if row is None or expectation.codes.indicators[expectation.indicator].kind != "growth":
        return None
    margin = row.value - expectation.value
    if abs(margin) < rules.drift:
        return None
    return _grade(expectation, PROBABLY_MET if margin > 0 else PROBABLY_MISSED, [row], "growth")


# --- bounds ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bound:
    """What an average over years says of a year whose own growth was not published.

    Attributes:
        year: the year asked about; ``other`` is the one other year that is unknown too, or "".
        average: the published average growth; ``known`` the growth of the years that are known.
        product: growth of the unknown years together, in per cent.
        growth: growth of ``year``, as an interval, given that no year drifts further from its months known than the rules say.
        months: the periods known of ``year`` and of ``other``, each with its growth.
    """

    year: str
    other: str
    average: Quantity
    known: tuple[Quantity, ...]
    product: Quantity
    growth: Quantity
    months: tuple[tuple[str, Quantity], ...]


def bound(
    published: Dataset,
    region: str,
    rules: Rules = RULES,
    indicator: str = situation.VALUE_ADDED_GROWTH,
    average: str = "industrial_value_added_average_growth",
) -> Bound | None:
    """The bounds on the first unknown year within a published average; None where there is no average or no gap.

    The average is read as geometric: (1 + average) to the power of the years is the product of (1 + growth).
    """
    row = published.find(average, region)
    if row is None or row.period.months % MONTHS:
        return None
    years = [str(year) for year in range(row.period.start[0], row.period.end[0] + 1)]
    cells = {year: published.find(indicator, region, year) for year in years}
    known = [cell.quantity for cell in cells.values() if cell]
    unknown = [year for year in years if not cells[year]]
    if not unknown or len(unknown) > 2:
        return None
    whole = _factor(row.quantity.interval)
    product = Interval(whole.lo ** len(years), whole.hi ** len(years))
    for each in known:
        product = product.corners(_factor(each.interval), lambda a, b: a / b)
    months = [_latest_months(published, region, indicator, year) for year in unknown]
    allowed = [_allowed(row, rules) for row in months]
    growth = product if len(unknown) == 1 else product.corners(allowed[1], lambda a, b: a / b)
    growth = growth.meet(allowed[0]) or growth
    rows = [
        *row.quantity.rows,
        *(id for each in known for id in each.rows),
        *(each.id for each in months if each),
    ]
    entry, place = published.codes.indicators[indicator], published.codes.regions[region]
    names = (f"{entry.zh}（{place.zh}，{unknown[0]}年）", f"{entry.en} ({place.en}, {unknown[0]})")
    return Bound(
        year=unknown[0],
        other=unknown[1] if len(unknown) > 1 else "",
        average=row.quantity,
        known=tuple(known),
        product=_percent(product, rows, *names),
        growth=_percent(growth, rows, *names),
        months=tuple((str(each.period), each.quantity) for each in months if each),
    )


def _factor(percent: Interval) -> Interval:
    return Interval(1 + percent.lo / 100, 1 + percent.hi / 100)


def _percent(factor: Interval, rows: Iterable[str], zh: str, en: str) -> Quantity:
    ends = Interval((factor.lo - 1) * 100, (factor.hi - 1) * 100)
    return Quantity((ends.lo + ends.hi) / 2, ends, "%", tuple(dict.fromkeys(rows)), Text(zh, en))


def _latest_months(
    published: Dataset, region: str, indicator: str, year: str
) -> Observation | None:
    spans = [
        row
        for row in published.all(indicator, region, status="observed")
        if row.period.kind == "span"
        and row.period.start == (int(year), 1)
        and row.period.end[0] == int(year)
    ]
    return max(spans, key=lambda row: row.period.months) if spans else None


def _allowed(row: Observation | None, rules: Rules) -> Interval:
    """Factors that a whole year may have, given its months known."""
    if row is None:
        return Interval(Decimal(0), Decimal("Infinity"))
    return _factor(Interval(row.value - rules.drift, row.value + rules.drift))


# --- tables ---------------------------------------------------------------------------------------------------------


def rules_table(rules: Rules = RULES) -> pandas.DataFrame:
    """The thresholds, to be shown before anything is looked up: columns ``rule``, ``value``."""
    cells = [
        (
            Text(
                "未达预期值但仍算达到的最大差距（“超过”“以上”不适用）",
                "Largest shortfall that still counts as reached (none for “more than”, “at least”)",
            ),
            Quantity.exact(rules.tolerance, "%"),
        ),
        (
            Text(
                "产能、个数在到期后仍可作为依据的月数",
                "Months after the due date in which a capacity or count still counts",
            ),
            Quantity.exact(rules.window, "months"),
        ),
        (
            Text("到期前多近的估计可作为依据", "How close to the due date an estimate must be"),
            Quantity.exact(
                rules.estimate, pick("months", "month" if rules.estimate == 1 else "months")
            ),
        ),
        (
            Text(
                "全年增速与已知月份增速的最大差距",
                "Largest difference between growth of a year and of its months known",
            ),
            Quantity.exact(rules.drift, "pp"),
        ),
    ]
    return pandas.DataFrame(cells, columns=["rule", "value"])


def table(graded: Sequence[Grade]) -> pandas.DataFrame:
    """Grades as shown: columns ``subject``, ``expected``, ``outcome``, ``verdict``, ``why``."""
    cells = []
    for each in graded:
        row, entry = each.expectation, each.expectation.codes.indicators[each.expectation.indicator]
        mark = STATUS_NAMES[row.status]
        subject = Text(f"{entry.zh}（{mark.zh}）", f"{entry.en} ({mark.en})")
        cells.append(
            (
                subject,
                situation.when(row),
                row.quantity,
                _shown(each),
                VERDICTS[each.verdict],
                REASONS[each.rule],
            )
        )
    return pandas.DataFrame(
        cells, columns=["subject", "due", "expected", "outcome", "verdict", "why"]
    )


def _shown(each: Grade) -> str:
    """What was found, with its date."""
    stop = pick("；", "; ")
    return (
        stop.join(
            f"{row.quantity}{pick('（', ' (')}{language.period_label(str(row.period))}{pick('）', ')')}"
            for row in each.evidence
        )
        or "—"
    )


def rows_of(graded: Iterable[Grade]) -> list[str]:
    """Ids of the rows that grades rest on."""
    return list(
        dict.fromkeys(row.id for each in graded for row in (each.expectation, *each.evidence))
    )


def tally(graded: Sequence[Grade]) -> str:
    """How often each verdict was given, in words."""
    counts = {verdict: sum(each.verdict == verdict for each in graded) for verdict in VERDICTS}
    parts = [
        pick(f"{VERDICTS[verdict].zh}{count}项", f"{count} {PLURALS[verdict]}")
        for verdict, count in counts.items()
        if count
    ]
    return "，".join(parts) if language.current() == "zh" else language.listed(parts)


def reached(graded: Sequence[Grade]) -> pandas.DataFrame:
    """Outcomes as percentages of what was expected, amounts only, those that were decided: ``subject``, ``value``, ``seen``."""
    cells = []
    for each in graded:
        entry, row = each.expectation.codes.indicators[each.expectation.indicator], each.expectation
        measured = each.rule in MEASURED
        if measured and entry.kind in ("level", "capacity", "count", "share"):
            mark = STATUS_NAMES[row.status]
            seen = language.period_label(str(each.evidence[0].period))
            cells.append(
                (
                    pick(
                        f"{entry.zh}（{mark.zh}{row.quantity:raw}）",
                        f"{entry.en} ({mark.en} {row.quantity:raw})",
                    ),
                    each.reached,
                    seen,
                )
            )
    return pandas.DataFrame(cells, columns=["subject", "value", "seen"])


def afterwards(later: Dataset, region: str, indicators: Sequence[str]) -> pandas.DataFrame:
    """What was published later of each indicator: columns ``indicator``, ``period``, ``value``, by year, the fullest each year."""
    cells = []
    for indicator in indicators:
        best: dict[int, Observation] = {}
        for row in later.all(indicator, region, status="observed"):
            if (
                row.period.kind != "month"
                and row.period.start[0] == row.period.end[0]
                and row.period.start[1] == 1
            ):
                best[row.period.end[0]] = max(
                    best.get(row.period.end[0], row), row, key=lambda each: each.period.months
                )
        entry = later.codes.indicators[indicator]
        for year in sorted(best):
            row = later.find(indicator, region, best[year].period)
            cells.append(
                (Text(entry.zh, entry.en), language.period_label(str(row.period)), row.quantity)
            )
    return pandas.DataFrame(cells, columns=["indicator", "period", "value"])


#: The mark of a bar chart of outcomes: exactly as expected.
WHOLE = 100.0


def count(graded: Sequence[Grade]) -> Quantity:
    """How many grades there are."""
    return Quantity.exact(len(graded), pick("items", ""), rows_of(graded))


def reasons(graded: Sequence[Grade]) -> str:
    """The rules that decided, listed: the note under a table of grades."""
    used: dict[str, dict[str, None]] = {}
    for each in decided(graded):
        used.setdefault(each.verdict, {})[str(REASONS[each.rule])] = None
    alternative, stop = pick("，或", ", or "), pick("；", "; ")
    parts = (
        f"{VERDICTS[verdict]}{pick('：', ': ')}{alternative.join(rules)}"
        for verdict, rules in used.items()
    )
    return stop.join(parts) + pick("。", ".")


def spread(ratios: pandas.DataFrame) -> str:
    """The lowest and the highest ratio in words."""
    cells = sorted(ratios["value"], key=lambda cell: cell.number)
    return pick(f"最低{cells[0]}，最高{cells[-1]}", f"from {cells[0]} to {cells[-1]}")


def seen(ratios: pandas.DataFrame) -> str:
    """When the outcomes were seen."""
    return language.listed(dict.fromkeys(ratios["seen"]))


def bound_words(limits: Bound, rules: Rules = RULES) -> str:
    """What the published average says of the unknown year, with the assumption spelt out."""
    average, known = limits.average, language.listed(f"{each}" for each in limits.known)
    months = language.listed(
        f"{language.period_label(period)}{pick('', ': ')}{cell}" for period, cell in limits.months
    )
    if not limits.other:
        return pick(
            f"{limits.year}年全年增速未见公布；由公布的年均增速{average}和其余各年的{known}反推，应在{limits.growth:range}之间。",
            f"Growth in {limits.year} was not found. The published average of {average} and {known} in the other years put it at {limits.growth:range}.",
        )
    drift = Quantity.exact(rules.drift, "pp")
    return pick(
        f"{limits.year}年全年增速未见公布。由公布的年均增速{average}和已知年份的{known}反推，{limits.year}、{limits.other}两年合计增长{limits.product:range}；"
        f"假定全年增速与已知月份（{months}）相差不超过{drift}，则{limits.year}年在{limits.growth:range}之间。这是范围，不是估计值。",
        f"Growth in {limits.year} was not found. The published average of {average}, with {known} in the years known, leaves {limits.product:range} "
        f"for {limits.year} and {limits.other} together. If a whole year differs from its months known ({months}) by no more than {drift}, "
        f"growth in {limits.year} was {limits.growth:range}: a range, not an estimate.",
    )


def turn(later: Dataset, region: str, indicator: str = situation.VALUE_ADDED_GROWTH) -> str:
    """From the highest later growth to the latest, in words; missing where nothing later is known."""
    cells = afterwards(later, region, (indicator,))
    if not len(cells):
        return str(situation.nothing(later, indicator, region))
    top, last = (
        max(cells.itertuples(), key=lambda row: row.value.best),
        list(cells.itertuples())[-1],
    )
    if len(cells) == 1:
        return pick(
            f"此后公布的规上工业增加值增速：{last.period}{last.value}",
            f"Industrial growth published since: {last.value} in {last.period}",
        )
    if top.Index == last.Index:
        return pick(
            f"此后最近一期（{last.period}）规上工业增加值增速为{last.value}，是所见最高",
            f"The latest growth found ({last.period}, {last.value}) is also the highest since",
        )
    return pick(
        f"此后规上工业增加值增速以{top.period}的{top.value}为最高，{last.period}为{last.value}",
        f"Industrial growth was highest in {top.period}, at {top.value}, and stood at {last.value} in {last.period}",
    )
