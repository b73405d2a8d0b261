"""The logic model, the pathways and the priorities as frames to be charted and tabled, in the language of the run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from industry_report import language
from industry_report.data.codes import Codes
from industry_report.data.dataset import Dataset
from industry_report.language import Text, listed, lower_first, pick
from industry_report.numbers import logic_model, priorities, targets
from industry_report.numbers.logic_model import Group, Line, LogicModel
from industry_report.numbers.priorities import Acceptability
from industry_report.numbers.quantity import Interval, Quantity
from industry_report.numbers.targets import Move, Pathway, Progress

STRENGTH = {"": 0, "indirect": 1, "direct": 2}
LINK_NAMES = {
    "": Text("", ""),
    "indirect": Text("间接针对", "indirectly"),
    "direct": Text("直接针对", "directly"),
}
STATES = {
    targets.REACHED: Text("已达到", "Reached"),
    targets.OVERDUE: Text("期限已过", "Past its date"),
    targets.WITHIN: Text("见年内进度", "See the goals for the year"),
    targets.NO_TARGET: Text("缺目标", "No target"),
    targets.NO_BASELINE: Text("缺基线", "No baseline"),
}


@dataclass(frozen=True)
class Plan:
    """What a logic model proposes, counted; without a model every count is missing, so that sentences say so.

    Attributes:
        model: the model, or None when there is none for the region and vantage point.
        place: name of the region.
    """

    model: LogicModel | None
    place: Text

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of lines of action; none without a model."""
        return self.model.groups if self.model else ()

    @property
    def nothing(self) -> Quantity:
        """The missing value that stands for everything that only a model can give."""
        return Quantity.missing(
            "", f"对策建议（{self.place.zh}）", f"recommendations ({self.place.en})"
        )

    def count(self, what: str) -> Quantity:
        """How many ``groups``, ``lines``, ``measures``, ``kpis``, finest ``problems`` or ``tensions`` there are.

        Also ``unanswered`` problems, those answered only ``indirectly``, and ``unmotivated`` measures.
        """
        if self.model is None:
            return self.nothing
        unit = {
            "groups": "groups",
            "lines": "lines",
            "problems": "problems",
            "unanswered": "problems",
        }.get(what)
        unit = unit or {"indirectly": "problems", "kpis": "indicators"}.get(what, "actions")
        return counted(len(self._items(what)), unit)

    def share(self, what: str) -> Quantity:
        """The share of the measures that are ``unmotivated`` or lack ``what`` (a key of ``logic_model.LACKS``)."""
        if self.model is None:
            return self.nothing
        if what in logic_model.LACKS:
            return percent(logic_model.measures_without(self.model, what).share)
        return percent(Decimal(len(self._items(what))) / max(1, len(self.model.measures)))

    def names(self, what: str) -> str:
        """The labels of ``unanswered`` or ``indirectly`` answered problems, or of ``idle`` lines of action."""
        if self.model is None:
            return f"{self.nothing}"
        return _named(self._items(what)) or pick("（无）", "(none)")

    def _items(self, what: str) -> tuple[object, ...]:
        model = self.model
        found = {
            "groups": lambda: model.groups,
            "lines": lambda: model.lines,
            "measures": lambda: model.measures,
            "problems": lambda: model.leaves,
            "kpis": lambda: model.kpis,
            "unanswered": lambda: logic_model.unanswered_problems(model),
            "indirectly": lambda: tuple(
                problem
                for problem in logic_model.unanswered_problems(model, "direct")
                if problem not in logic_model.unanswered_problems(model)
            ),
            "unmotivated": lambda: logic_model.unmotivated_measures(model),
            "idle": lambda: logic_model.unmotivated_lines(model),
            "tensions": lambda: logic_model.tensions(model),
        }
        return found[what]()


@dataclass(frozen=True)
class Account:
    """How many indicators can be held to account.

    ``indicators`` in all, ``with_target``, ``from_source`` (the source itself sets it), ``measurable`` (target and
    baseline), ``incomplete`` (one of the two is missing), ``reached``, ``open`` (a gap remains) and of those ``precedented``, ``unprecedented`` and ``untold`` (no
    comparison).
    """

    indicators: Quantity
    with_target: Quantity
    from_source: Quantity
    measurable: Quantity
    incomplete: Quantity
    reached: Quantity
    open: Quantity
    precedented: Quantity
    unprecedented: Quantity
    untold: Quantity


def measurable(paths: Sequence[Pathway]) -> list[Pathway]:
    """The pathways that have both a target and a baseline."""
    return [
        path for path in paths if not path.baseline.is_missing and not path.goal.level.is_missing
    ]


def incomplete(paths: Sequence[Pathway]) -> list[Pathway]:
    """The pathways that cannot be reckoned, because the target or the baseline is missing."""
    return [path for path in paths if path.baseline.is_missing or path.goal.level.is_missing]


def account(paths: Sequence[Pathway], place: Text) -> Account:
    """Count the pathways by what can be said of them; everything is missing where nothing can be measured."""
    still = [path for path in paths if path.state == targets.OPEN]
    groups = (
        paths,
        [path for path in paths if not path.goal.level.is_missing],
        [path for path in paths if path.goal.source == "article"],
        measurable(paths),
        incomplete(paths),
        [path for path in paths if path.state == targets.REACHED],
        still,
        [path for path in still if path.seen in (targets.YES, targets.PERHAPS)],
        [path for path in still if path.seen == targets.NO],
        [path for path in still if path.seen == targets.UNKNOWN],
    )
    if not measurable(paths):
        zh, en = (
            f"可与目标对照的指标（{place.zh}）",
            f"indicators to set against a target ({place.en})",
        )
        gone = Quantity.missing("", zh, en)
        return Account(*[gone] * len(groups))
    return Account(*(counted(len(group), "indicators") for group in groups))


# The measures


def counted(number: int, unit: str) -> Quantity:
    """A count made by code."""
    return Quantity.exact(number, unit)


def percent(share: Decimal | float, error: float = 0.0) -> Quantity:
    """A share between 0 and 1 as a percentage, known to two standard errors (shown in whole per cent)."""
    best, spread = Decimal(str(share)) * 100, Decimal(str(200 * error))
    return Quantity(best, Interval(best - spread, best + spread), "%", decimals=0)


def _as_list(items: Iterable[object]) -> str:
    """One item a line, each with a bullet: what a cell of a table can hold of a list."""
    return "\n".join("• " + str(item).rstrip("。.") for item in items)


def _upper_first(text: str) -> str:
    """An English text at the beginning of a cell."""
    return text[:1].upper() + text[1:]


MOST_DEMANDS = 3  # pathways named in a sentence


def _named(items: Iterable[object]) -> str:
    """Labels in a row, for the middle of a sentence."""
    return listed(_within(item.label) for item in items)


def _within(label: Text) -> str:
    """A label for the middle of a sentence."""
    head, hyphen, tail = label.en.partition("-")
    return pick(
        label.zh,
        f"{lower_first(head)}-{tail}" if hyphen and head.isalpha() else lower_first(label.en),
    )


def _unique(items: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(map(str, items)))


def group_table(model: LogicModel, group: Group) -> pd.DataFrame:
    """The lines of action of a group: what is to be done, by (and with) whom, and which problems it answers."""
    return pd.DataFrame(
        {
            "line": line.label,
            "measures": _as_list(measure.text for measure in line.measures),
            "who": who(line),
            "problems": answered(model, line),
        }
        for line in group.lines
    )


def who(line: Line) -> str:
    """Who is to act in a line of action, and with or for whom, as far as the source says."""
    actors = _unique(actor.label for measure in line.measures for actor in measure.actors)
    partners = _unique(actor.label for measure in line.measures for actor in measure.partners)
    others = [name for name in partners if name not in actors]
    said = pick("、", ", ").join(actors) or pick("未写明", "not named")
    return _upper_first(said) + (
        pick("；涉及", "; with or for ") + pick("、", ", ").join(others) if others else ""
    )


def answered(model: LogicModel, line: Line) -> str:
    """The problems that a line of action answers: directly first, then those it answers only indirectly."""
    links: dict[str, str] = {}
    for measure in line.measures:
        for problem, how in measure.answers.items():
            links[problem] = max(links.get(problem, ""), how, key=STRENGTH.__getitem__)
    parts = []
    for how in ("direct", "indirect"):
        names = [_within(leaf.label) for leaf in model.leaves if links.get(leaf.id) == how]
        if names:
            parts.append(
                _upper_first(str(LINK_NAMES[how])) + pick("：", ": ") + pick("、", ", ").join(names)
            )
    return "\n".join(parts) or pick("无", "None")


@dataclass(frozen=True)
class GroupSize:
    """How much a group holds: lines of action, concrete measures, and those of them that name nobody who is to act."""

    lines: Quantity
    measures: Quantity
    nobody: Quantity


def group_size(group: Group) -> GroupSize:
    """Count what is in a group."""
    measures = [measure for line in group.lines for measure in line.measures]
    nobody = [measure for measure in measures if not measure.actors]
    return GroupSize(
        counted(len(group.lines), "lines"),
        counted(len(measures), "actions"),
        counted(len(nobody), "actions"),
    )


# Coverage


def coverage_matrix(plan: Plan) -> pd.DataFrame:
    """The finest problems (rows) against the lines of action (columns), labelled; cells are keys of ``LINK_NAMES``."""
    if plan.model is None:
        return pd.DataFrame()
    keys = {strength: how for how, strength in STRENGTH.items()}
    frame = logic_model.coverage(plan.model).map(keys.__getitem__)
    frame.index = [f"{problem.label}" for problem in plan.model.leaves]
    frame.columns = [f"{line.label}" for line in plan.model.lines]
    return frame


def lacks(plan: Plan) -> pd.DataFrame:
    """What the measures lack, from the most frequent lack to the least: share and count."""
    found = (
        [logic_model.measures_without(plan.model, what) for what in logic_model.LACKS]
        if plan.model
        else []
    )
    found.sort(key=lambda lack: -lack.share)
    rows = [
        {"lack": lack.label, "share": percent(lack.share), "count": counted(lack.count, "actions")}
        for lack in found
    ] or [{"lack": "", "share": plan.nothing, "count": plan.nothing}]
    return pd.DataFrame(rows)


def tension_table(plan: Plan) -> pd.DataFrame:
    """The measures that may make a stated problem worse."""
    found = logic_model.tensions(plan.model) if plan.model else ()
    rows = [
        {
            "measure": str(measure.text).rstrip("。."),
            "problem": problem.label,
            "reason": str(why).rstrip("。."),
        }
        for measure, problem, why in found
    ]
    return pd.DataFrame(rows, columns=["measure", "problem", "reason"])


def basis(plan: Plan, codes: Codes) -> str:
    """What the measures and links rest on, for the note of a figure or table."""
    if plan.model is None:
        return ""
    source = codes.sources.get(plan.model.source)
    title = pick(source.title_zh, source.title_en) if source else plan.model.source
    return pick(f"据《{title}》整理", f"From “{title}”")


# KPIs and pathways


@dataclass(frozen=True)
class Hardest:
    """The open pathway that takes the highest growth, in words; every part is missing where there is none."""

    label: str
    baseline: str
    target: str
    by: str
    rate: Quantity


def hardest(paths: Sequence[Pathway], codes: Codes, place: Text) -> Hardest:
    """The steepest open pathway."""
    found = steepest(paths)
    if not found:
        gone = _no_path(place)
        return Hardest(f"{gone}", f"{gone}", f"{gone}", f"{gone}", gone)
    path = found[0]
    label = pick(
        codes.indicators[path.indicator].zh, lower_first(codes.indicators[path.indicator].en)
    )
    return Hardest(
        label,
        f"{path.baseline}",
        f"{path.goal.level}",
        language.period_label(path.goal.by),
        path.rate,
    )


def _no_path(place: Text) -> Quantity:
    zh, en = (
        f"尚有差距且可计算增速的指标（{place.zh}）",
        f"indicators with a gap and a pace ({place.en})",
    )
    return Quantity.missing("%", zh, en)


def demands(paths: Sequence[Pathway], codes: Codes, place: Text) -> str:
    """What the steepest open pathways take, in a row: each indicator with its growth a year, shares in points."""
    found = steepest(paths)[:MOST_DEMANDS]
    if not found:
        return f"{_no_path(place)}"
    steps = [path.step if path.step.unit == "pp" else path.rate for path in found]
    labels = [_within(_label(codes, path.indicator)) for path in found]
    return pick("，", ", ").join(
        pick(f"{a}{b}", f"{a} {b}") for a, b in zip(labels, steps, strict=True)
    )


def precedents(paths: Sequence[Pathway], codes: Codes, place: Text) -> str:
    """Which open pathways take a pace that was seen before, which one never seen, and which cannot be compared."""
    still = [path for path in paths if path.state == targets.OPEN]
    kinds = (
        (
            (targets.YES, targets.PERHAPS),
            Text("所需速度在数据中有先例的是", "with a precedent in the data, "),
        ),
        ((targets.NO,), Text("没有先例的是", "without any, ")),
        ((targets.UNKNOWN,), Text("没有可比数据的是", "with nothing to compare, ")),
    )
    parts = []
    for seen, lead in kinds:
        labels = [_within(_label(codes, path.indicator)) for path in still if path.seen in seen]
        if labels:
            parts.append(f"{lead}{listed(labels)}")
    if not parts:
        return f"{_no_path(place)}"
    return pick("", "The pace needed: ") + pick("；", "; ").join(parts)


def rows_of(paths: Sequence[Pathway]) -> list[str]:
    """The dataset rows behind the pathways."""
    values = [value for path in paths for value in (path.baseline, path.goal.level)]
    return list(dict.fromkeys(row for value in values for row in value.rows))


def of_goal(goal: targets.Goal, codes: Codes) -> str:
    """Whose level a goal is, and of when."""
    if goal.reference not in codes.regions:
        return f"{goal.level}"
    entry, when = codes.regions[goal.reference], language.period_label(goal.period)
    return pick(f"{entry.zh}，{when}", f"{entry.en}, {when}")


def kpi_table(paths: Sequence[Pathway], codes: Codes) -> pd.DataFrame:
    """Each KPI that has target and baseline: where it stands, what is to be reached and who says so, the yearly step, whether it has a precedent."""
    return pd.DataFrame(
        {
            "indicator": _label(codes, path.indicator),
            "baseline": _at(path.baseline, path.period),
            "target": _target(path, codes),
            "step": str(STATES[path.state]) if path.step.is_missing else f"{path.step}",
            "precedent": precedent(path, codes),
        }
        for path in measurable(paths)
    )


def incomplete_table(paths: Sequence[Pathway], codes: Codes) -> pd.DataFrame:
    """The KPIs that cannot be reckoned: what is known of baseline and target, and what is missing."""
    return pd.DataFrame(
        {
            "indicator": _label(codes, path.indicator),
            "baseline": _at(path.baseline, path.period),
            "target": _target(path, codes) if path.goal.source else "—",
            "missing": _what_is_missing(path),
        }
        for path in incomplete(paths)
    )


def _what_is_missing(path: Pathway) -> str:
    if path.baseline.is_missing and path.goal.level.is_missing:
        return pick("目标和基线", "Target and baseline")
    return pick("基线", "Baseline") if path.baseline.is_missing else pick("目标", "Target")


def _label(codes: Codes, indicator: str) -> Text:
    entry = codes.indicators[indicator]
    return Text(entry.zh, entry.en)


def _with_status(value: Quantity) -> str:
    words = {"forecast": pick("（预计）", " (forecast)"), "target": pick("（目标）", " (target)")}
    return f"{value}{words.get(value.status, '')}"


def standing(value: Quantity, period: str) -> str:
    """A value with its period and, if it is not an observation, what it is."""
    return f"{value}" if value.is_missing else _at(value, period)


def _at(value: Quantity, period: str) -> str:
    if value.is_missing:
        return "—"
    when = language.period_label(period)
    status = {"forecast": pick("，预计", ", forecast"), "target": pick("，目标", ", target")}.get(
        value.status, ""
    )
    return pick(f"{value}（{when}{status}）", f"{value} ({when}{status})")


def _target(path: Pathway, codes: Codes) -> str:
    goal = path.goal
    source = str(targets.SOURCES[goal.source])
    if goal.level.is_missing:
        return (
            source if not goal.source else pick(f"—（{source}，缺数据）", f"— ({source}, no data)")
        )
    if goal.reference in codes.regions:
        entry = codes.regions[goal.reference]
        when = language.period_label(goal.period)
        source = pick(f"{entry.zh}{when}", f"{entry.en}, {when}")
    due = pick(
        f"，{language.period_label(goal.by)}底", f", by the end of {language.period_label(goal.by)}"
    )
    shown = due if goal.dated else ""
    return pick(f"{goal.level}（{source}{shown}）", f"{goal.level} ({source}{shown})")


def precedent(path: Pathway, codes: Codes) -> str:
    """Whether a step of the size was ever seen, in words."""
    if path.state != targets.OPEN:
        return "—"
    if path.best is None:
        return pick("无可比数据", "No comparable data")
    where = codes.regions[path.best.region]
    span, rate = f"{path.best.start}–{path.best.end}", path.best.rate
    fastest = pick(
        f"最快{where.zh}{span}，每年{rate}", f"fastest: {where.en} {span}, {rate} a year"
    )
    counts = pick(f"{path.fast}/{path.observed}地", f"{path.fast} of {path.observed} regions")
    proxy = pick("（按企业数）", " (by number of firms)") if path.proxy else ""
    words = {
        targets.YES: pick(f"有先例（{counts}）", f"Yes ({counts})"),
        targets.PERHAPS: pick("或有先例", "Perhaps"),
        targets.NO: pick("未见先例", "No"),
        targets.UNKNOWN: pick("无法判断", "Cannot be told"),
    }
    return words[path.seen] + proxy + pick("；", "; ") + fastest


def steepest(paths: Sequence[Pathway]) -> list[Pathway]:
    """The open pathways whose pace is a rate in per cent, the steepest first."""
    still = [path for path in paths if path.state == targets.OPEN and not path.rate.is_missing]
    found = [path for path in still if path.rate.unit == "%"]
    return sorted(found, key=lambda path: -path.rate.best)


def rates(paths: Sequence[Pathway], codes: Codes, place: Text) -> pd.DataFrame:
    """The yearly rate that each open pathway takes, from the steepest, and the best that any region has shown.

    Only relative rates: growth in per cent of the level, not of indicators that are growth rates themselves.
    """
    steep = steepest(paths)
    required, best = pick("每年所需", "needed each year"), pick("已见最快", "fastest seen")
    found = []
    for path in steep:
        label = _label(codes, path.indicator)
        found.append({"indicator": label, "kind": required, "rate": path.rate})
        if path.best is not None:
            found.append({"indicator": label, "kind": best, "rate": path.best.rate})
    found = found or [{"indicator": "", "kind": "", "rate": _no_path(place)}]
    return pd.DataFrame(found, columns=["indicator", "kind", "rate"])


def unmeasured(paths: Sequence[Pathway], codes: Codes) -> list[str]:
    """The indicators that have a target but no baseline at the vantage point."""
    return [
        str(_label(codes, path.indicator)) for path in paths if path.state == targets.NO_BASELINE
    ]


def progress_table(found: Sequence[Progress], codes: Codes, place: Text) -> pd.DataFrame:
    """What is done and due within the year."""
    columns = ["indicator", "done", "due", "achieved", "elapsed", "pace", "needed"]
    if not found:
        gone = Quantity.missing(
            "", f"年内目标的进度（{place.zh}）", f"progress towards goals of the year ({place.en})"
        )
        return pd.DataFrame([dict.fromkeys(columns, gone)])
    return pd.DataFrame(
        (
            {"indicator": _label(codes, one.indicator)}
            | {name: getattr(one, name) for name in columns[1:]}
            | {"due": _with_status(one.due)}
            for one in found
        ),
        columns=columns,
    )


def chain(balances: Sequence[targets.Balance], codes: Codes) -> pd.DataFrame:
    """A chain for stacking: the capacity of the first link, and of each later one what it has and what it lacks."""
    has, lacks_ = pick("已有", "in hand"), pick("尚缺", "lacking")
    supply = balances[0]
    rows = [{"link": _label(codes, supply.source), "part": has, "capacity": supply.supply}]
    for link in balances:
        label = _label(codes, link.indicator)
        rows.append({"link": label, "part": has, "capacity": link.capacity})
        if link.missing.is_missing or link.missing.best > 0:
            rows.append({"link": label, "part": lacks_, "capacity": link.missing})
    return pd.DataFrame(rows)


def class_threshold(rows: Dataset, indicator: str, region: str) -> Quantity:
    """The figure in the name of a class (千亿级), exact, from the row that states it; missing where none does."""
    row = targets.stated(rows, indicator, region)
    if row is None:
        return targets.absent(rows, indicator, region)
    return Quantity.exact(row.value, row.unit, [row.id], *row.quantity.label)


def moved_title(found: Sequence[Move], paths: Sequence[Pathway]) -> str:
    """How many of the KPIs can be followed, and how many moved which way."""
    all_, seen = counted(len(paths), "indicators"), counted(len(found), "indicators")
    right, wrong = (
        counted(sum(move.towards is way for move in found), "indicators") for way in (True, False)
    )
    return pick(
        f"{all_}指标中能够跟踪的有{seen}：趋近目标方向{right}，背离{wrong}",
        f"Of {all_}, {seen} can be followed: {right} moved in the wanted direction, {wrong} in the wrong one",
    )


def moves_table(found: Sequence[Move], codes: Codes) -> pd.DataFrame:
    """How KPIs moved after the vantage point."""
    words = {
        True: Text("趋近目标方向", "In the wanted direction"),
        False: Text("背离目标方向", "In the wrong direction"),
        None: Text("基本未变", "Hardly at all"),
    }
    return pd.DataFrame(
        {
            "indicator": _label(codes, move.indicator),
            "before": _at(move.before, move.before_period),
            "after": _at(move.after, move.after_period),
            "step": move.step,
            "moved": words[move.towards],
        }
        for move in found
    )


# Priorities


@dataclass(frozen=True)
class Ranking:
    """The lines of action ranked under the weightings that a run asks for.

    Attributes:
        plan: what is ranked.
        result: with equal steps between levels. ordinal: with steps drawn at random (the order of levels alone counts).
            Both None without a model or without criteria.
    """

    plan: Plan
    result: Acceptability | None
    ordinal: Acceptability | None

    @property
    def draws(self) -> Quantity:
        """How many weightings were tried."""
        return counted(self.result.draws, "weightings") if self.result else self.plan.nothing

    @property
    def top(self) -> Quantity:
        """How many ranks count as near the top."""
        return counted(self.result.top, "places") if self.result else self.plan.nothing

    @property
    def weighting(self) -> str:
        """How the weights were found, for the middle of a sentence."""
        if self.result is None:
            return f"{self.plan.nothing}"
        if self.result.weights is None:
            return pick(f"随机抽取的{self.draws}权重", f"{self.draws:n} weightings drawn at random")
        criteria = {criterion.id: criterion.label for criterion in self.plan.model.criteria}
        given = listed(f"{criteria[id]} {weight:g}" for id, weight in self.result.weights.items())
        return pick(f"给定的权重（{given}）", f"the weights given ({given})")

    @property
    def by_order(self) -> Ranking:
        """The same with levels read as an order only."""
        return Ranking(self.plan, self.ordinal, self.ordinal)

    @property
    def regrouped(self) -> Quantity:
        """How many lines of action change group when the levels are read as an order only."""
        if self.result is None:
            return self.plan.nothing
        groups = self.ordinal.table["group"].reindex(self.result.table.index)
        return counted(int((self.result.table["group"] != groups).sum()), "lines")

    @property
    def stability(self) -> str:
        """Whether the groups change when the levels are read as an order only, as a clause."""
        moved = self.regrouped
        if moved.is_missing:
            return f"{moved}"
        if moved.best == 0:
            return pick("没有一条改变分组", "no line of action changes group")
        return pick(f"有{moved}改变分组", f"{moved} of action change group")

    def leader(self, column: str = "top") -> tuple[str, Quantity]:
        """The line of action with the largest share of weightings that put it ``first`` or near the ``top``."""
        if self.result is None:
            return f"{self.plan.nothing}", self.plan.nothing
        best = self.result.table[column].astype(float).idxmax()
        return str(self.plan.model.line(best).label), self._share(
            self.result.table.loc[best, column]
        )

    @property
    def leaders(self) -> str:
        """Which line comes first under most weightings, and which is near the top under most, as a sentence."""
        (first, share), (near, top) = self.leader("first"), self.leader("top")
        if first == near:
            return pick(
                f"“{first}”在{share}的组合下排第一，在{top}的组合下居前列",
                f"“{first}” comes first under {share} of the weightings and near the top under {top}",
            )
        return pick(
            f"“{first}”在{share}的组合下排第一，“{near}”在{top}的组合下居前列",
            f"“{first}” comes first under {share} of the weightings, “{near}” is near the top under {top}",
        )

    def count(self, group: str) -> Quantity:
        """How many lines of action are in a priority group."""
        return counted(len(self.result.group(group)), "lines") if self.result else self.plan.nothing

    def names(self, group: str) -> str:
        """The lines of action of a priority group, in a row."""
        if self.result is None:
            return f"{self.plan.nothing}"
        return _named(self.lines(group)) or pick("（无）", "(none)")

    def lines(self, group: str) -> list[Line]:
        """The lines of action of a priority group, best first."""
        return [self.plan.model.line(id) for id in self.result.group(group)] if self.result else []

    def foremost(self) -> list[Line]:
        """The lines of action that are always near the top, or the best one where none is."""
        if self.result is None:
            return []
        return self.lines("always") or [self.plan.model.line(self.result.table.index[0])]

    def table(self) -> pd.DataFrame:
        """Every line of action, best first: group, share of weightings that put it first or near the top, and why."""
        columns = ["line", "group", "first", "top", "deciding"]
        if self.result is None:
            return pd.DataFrame([{"line": "", "top": self.plan.nothing}], columns=columns)
        found = (
            {
                "line": self.plan.model.line(id).label,
                "group": _upper_first(str(priorities.GROUPS[row["group"]])),
                "first": self._share(row["first"]),
                "top": self._share(row["top"]),
                "deciding": self._decides(row),
            }
            for id, row in self.result.table.iterrows()
        )
        return pd.DataFrame(found, columns=columns)

    def _share(self, value: float) -> Quantity:
        return percent(value, self.result.standard_error)

    def _decides(self, row: pd.Series) -> str:
        labels = {criterion.id: criterion.label for criterion in self.plan.model.criteria}
        if not row["deciding"]:
            return "—"
        effect = {"for": Text("加分", "raises it"), "against": Text("减分", "lowers it")}[
            row["direction"]
        ]
        return pick(
            f"{labels[row['deciding']]}（{effect}）", f"{labels[row['deciding']]} ({effect})"
        )


def ranking(plan: Plan, settings: Mapping[str, object]) -> Ranking:
    """Rank the lines of action under the weightings that ``criteria``, ``draws`` and ``seed`` ask for."""
    if plan.model is None or not plan.model.criteria:
        return Ranking(plan, None, None)
    levels = logic_model.score_table(plan.model)
    given = dict(
        weights=settings["criteria"] or None, draws=settings["draws"], seed=settings["seed"]
    )
    even, ordinal = (
        priorities.rank_acceptability(levels, **given, scale=scale) for scale in priorities.SCALES
    )
    # Under one set of weights equal steps give many ties and no shares: then only the order of levels is used.
    return Ranking(plan, ordinal if settings["criteria"] else even, ordinal)


def reasons(plan: Plan, lines: Iterable[Line]) -> pd.DataFrame:
    """The scores of some lines of action, each with its stated reason."""
    rows = [
        {
            "line": line.label if place == 0 else "",
            "criterion": criterion.label,
            "level": _upper_first(
                str(criterion.levels[plan.model.scores[line.id, criterion.id].level - 1])
            ),
            "reason": str(plan.model.scores[line.id, criterion.id].reason).rstrip("。."),
        }
        for line in lines
        for place, criterion in enumerate(plan.model.criteria)
    ]
    return pd.DataFrame(rows, columns=["line", "criterion", "level", "reason"])


# What the panels of the exploration notebook show

MOST_PLACES = 16


def evidence_by_year(rows: Dataset, region: str, benchmarks: Sequence[str]) -> pd.DataFrame:
    """How many values there are of each place and year: the region, its benchmarks and the places with most, in that order."""
    ids: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        ids[row.region, row.period.end[0]].append(row.id)
    totals: Counter[str] = Counter()
    for (place, _), found in ids.items():
        totals[place] += len(found)
    named = [name for name in (region, *benchmarks) if name in totals]
    places = list(dict.fromkeys((*named, *(name for name, _ in totals.most_common()))))[
        :MOST_PLACES
    ]
    years = sorted({year for place, year in ids if place in places})
    if not years:
        return pd.DataFrame(
            {"place": [""], "year": [""], "count": [Quantity.missing("", "数据", "data")]}
        )
    records = [
        (
            Text(entry.zh, entry.en),
            str(year),
            Quantity.exact(len(ids[place, year]), "", ids[place, year]),
        )
        for place in places
        for entry in [rows.codes.regions[place]]
        for year in years
        if (place, year) in ids or place == places[0]
    ]
    return pd.DataFrame(records, columns=["place", "year", "count"])


def evidence_title(rows: Dataset, region: str) -> str:
    """What :func:`evidence_by_year` says of the region."""
    entry = rows.codes.regions[region]
    years = Counter(row.period.end[0] for row in rows.where(region=region))
    if not years:
        return f"{Quantity.missing('', f'{entry.zh}的数据', f'data about {entry.en}')}"
    year, most = max(years.items(), key=lambda one: (one[1], one[0]))
    all_, best = counted(years.total(), "items"), counted(most, "items")
    return pick(
        f"{entry.zh}有{all_}数据，以{year}年最多，共{best}",
        f"{all_} about {entry.en}; {year} has the most, {best:n}",
    )


def weighted(plan: Plan, settings: Mapping[str, object], weights: Mapping[str, float]) -> Ranking:
    """The ranking under these weights with levels read as an order only; all weightings are tried when all are zero."""
    chosen = {name: weight for name, weight in weights.items() if weight > 0}
    return ranking(plan, {**settings, "criteria": chosen}).by_order


def starting_weights(plan: Plan, criteria: Mapping[str, float]) -> dict[str, tuple[Text, int]]:
    """Label and first position of a slider for each criterion: the weights of the run, or one for each."""
    known = plan.model.criteria if plan.model else ()
    return {one.id: (one.label, round(criteria.get(one.id, 0)) if criteria else 1) for one in known}
