"""The logic model, the pathways and the priorities as frames to be charted and tabled, in the language of the run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from industry_report import language
from industry_report.data.codes import Codes
from industry_report.data.dataset import Dataset
from industry_report.language import Text, listed, lower_first, pick
from industry_report.numbers import logic_model, priorities, targets
from industry_report.numbers.logic_model import Group, Line, LogicModel, Measure
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
    targets.EXPECTED: Text("预计达到", "Reached if the forecast holds"),
    targets.MISSED: Text("到期未达到", "Missed"),
    targets.OVERDUE: Text("期限已过，尚无到期数据", "Due, with no figure of that date"),
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

    def lacking(self, what: str) -> Quantity:
        """How many measures lack ``what`` (a key of ``logic_model.LACKS``)."""
        if self.model is None:
            return self.nothing
        return counted(logic_model.measures_without(self.model, what).count, "actions")

    @property
    def quantified(self) -> Quantity:
        """How many measures say how much is to be reached."""
        return self.count("measures") - self.lacking("target") if self.model else self.nothing

    @property
    def quantities(self) -> str:
        """What those measures say is to be reached, in a row."""
        if self.model is None:
            return f"{self.nothing}"
        numbers = (number for measure in self.model.measures for number in measure.numbers)
        return pick("、", ", ").join(
            str(number.text) for number in numbers if number.role == "target"
        )

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

    ``indicators`` in all, ``with_target``, ``from_source`` (the source itself sets it), ``assumed`` (only this report does),
    ``measurable`` (target and baseline), ``incomplete`` (one of the two is missing), ``reached`` and ``open`` (a gap remains).
    """

    indicators: Quantity
    with_target: Quantity
    from_source: Quantity
    assumed: Quantity
    measurable: Quantity
    incomplete: Quantity
    reached: Quantity
    open: Quantity


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
        [path for path in measurable(paths) if path.assumed],
        measurable(paths),
        incomplete(paths),
        [path for path in paths if path.state == targets.REACHED],
        still,
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
            "measures": _as_list(map(in_full, line.measures)),
            "who": who(line),
            "problems": answered(model, line),
        }
        for line in group.lines
    )


def in_full(measure: Measure) -> str:
    """A measure with the industries and quantities that it names, those that its text does not say itself in brackets."""
    said = f"{measure.text}".rstrip("。.")
    named = [str(topic.label) for topic in measure.topics]
    numbers = [str(number.text) for number in measure.numbers]
    unsaid = [name for name in (*named, *numbers) if name.casefold() not in said.casefold()]
    if not unsaid:
        return said
    return pick(f"{said}（{'、'.join(unsaid)}）", f"{said} ({', '.join(unsaid)})")


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


def _no_path(place: Text) -> Quantity:
    zh, en = (
        f"尚有差距且可计算增速的指标（{place.zh}）",
        f"indicators with a gap and a pace ({place.en})",
    )
    return Quantity.missing("%", zh, en)


def demands(paths: Sequence[Pathway], codes: Codes, place: Text) -> str:
    """What the open pathways take whose goal is not this report's assumption, steepest first: clauses in a row."""
    found = [path for path in paths if not path.assumed and not path.step.is_missing]
    found.sort(key=lambda path: -path.rate.best if path.rate.best else 0)
    clauses = [_demand(path, codes) for path in found[:MOST_DEMANDS]]
    return pick("；", "; ").join(clauses) or f"{_no_path(place)}"


def _demand(path: Pathway, codes: Codes) -> str:
    label, due = _within(_label(codes, path.indicator)), language.period_label(path.goal.by)
    level = pick(
        f"{path.goal.level}（{_source(path, codes)}）",
        f"{path.goal.level} ({_source(path, codes)})",
    )
    if path.direction == "down":
        return pick(
            f"{label}要在{due}底前降到{level}，每年须降低{path.step:abs}",
            f"{label} has to fall by {path.step:abs} a year to be at {level} by the end of {due}",
        )
    return pick(
        f"{label}要在{due}底前达到{level}，每年须增加{path.step}",
        f"{label} has to rise by {path.step} a year to be at {level} by the end of {due}",
    )


def precedents(paths: Sequence[Pathway], codes: Codes, place: Text) -> str:
    """For which open pathways the region itself, or only others, moved as fast; for which none did or nothing is known."""
    still = [path for path in paths if not path.step.is_missing]
    seen = (targets.YES, targets.PERHAPS)
    kinds = (
        (
            lambda p: p.seen in seen,
            Text(f"{place.zh}自身有先例的是", f"{place.en} itself has moved as fast: "),
        ),
        (
            lambda p: p.seen not in seen and p.seen_elsewhere in seen,
            Text("只有其他地区有先例的是", "only other places have: "),
        ),
        (
            lambda p: (
                targets.NO in (p.seen, p.seen_elsewhere)
                and not {p.seen, p.seen_elsewhere} & set(seen)
            ),
            Text("数据中未见先例的是", "no precedent in the data: "),
        ),
        (
            lambda p: p.seen == p.seen_elsewhere == targets.UNKNOWN,
            Text("没有可比数据的是", "nothing to compare: "),
        ),
    )
    parts = []
    for belongs, lead in kinds:
        labels = [_within(_label(codes, path.indicator)) for path in still if belongs(path)]
        if labels:
            parts.append(f"{lead}{listed(labels)}")
    if not parts:
        return f"{_no_path(place)}"
    return pick("所需速度，", "The pace needed: ") + pick("；", "; ").join(parts)


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
            "step": _step(path),
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


def _step(path: Pathway) -> str:
    """The step a year, what is missing where less than a year is left, or how things stand."""
    if path.state != targets.OPEN:
        return str(STATES[path.state])
    if not path.step.is_missing:
        return f"{path.step}" if not path.step.interval.lo.is_infinite() else _at_most(path.step)
    due = language.period_label(path.goal.by)
    return pick(f"到{due}尚差{path.gap}", f"{path.gap} lacking by {due}")


def bound(value: Quantity) -> Quantity:
    """The upper bound of a value, as a whole number."""
    if value.is_missing or value.interval.hi.is_infinite():
        return value
    exact = Quantity.exact(value.interval.hi, value.unit, value.rows)
    return replace(exact, decimals=0)


def _at_most(value: Quantity) -> str:
    return pick(f"至多{bound(value)}", f"at most {bound(value)}")


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
    source = _source(path, codes)
    if goal.level.is_missing:
        return (
            source if not goal.source else pick(f"—（{source}，缺数据）", f"— ({source}, no data)")
        )
    due = pick(
        f"，{language.period_label(goal.by)}底", f", by the end of {language.period_label(goal.by)}"
    )
    shown = due if goal.dated else ""
    return pick(f"{goal.level}（{source}{shown}）", f"{goal.level} ({source}{shown})")


def _source(path: Pathway, codes: Codes) -> str:
    """Who says so, or whose level it is and of when."""
    goal = path.goal
    source = str(targets.SOURCES[goal.source])
    if not goal.reference or not goal.period:
        return source
    when = language.period_label(goal.period)
    if goal.reference in codes.regions:
        entry = codes.regions[goal.reference]
        return pick(f"{entry.zh}{when}", f"{entry.en}, {when}")
    label = _label(codes, goal.reference)
    status = {"forecast": pick("预计", ", forecast")}.get(goal.level.status, "")
    return pick(f"{source}：{label}{when}{status}", f"{source}: {_within(label)} {when}{status}")


def precedent(path: Pathway, codes: Codes) -> str:
    """Whether a step of the size was ever seen, in words: the region itself first, another place by its name."""
    if path.step.is_missing:
        return "—"
    if path.own is None and path.other is None:
        return pick("无可比数据", "No comparable data")
    words = {
        targets.YES: pick("有先例", "seen"),
        targets.PERHAPS: pick("或有先例", "perhaps seen"),
        targets.NO: pick("未见先例", "not seen"),
        targets.UNKNOWN: pick("无法判断", "cannot be told"),
    }
    parts = []
    for pace, seen in ((path.own, path.seen), (path.other, path.seen_elsewhere)):
        if pace is not None:
            place = codes.regions[pace.region]
            when = _span(pace)
            parts.append(
                pick(
                    f"{place.zh}{words[seen]}（最快{when}，每年{pace.rate}）",
                    f"{words[seen]} in {place.en} (fastest: {when}, {pace.rate} a year)",
                )
            )
    return _upper_first(pick("；", "; ").join(parts))


def _span(pace: targets.Pace) -> str:
    return f"{pace.start}–{pace.end}" if pace.start else language.period_label(pace.end)


def steepest(paths: Sequence[Pathway]) -> list[Pathway]:
    """The open pathways whose pace is a rate in per cent, the steepest first."""
    still = [path for path in paths if path.state == targets.OPEN and not path.rate.is_missing]
    found = [path for path in still if path.rate.unit == "%"]
    return sorted(found, key=lambda path: -path.rate.best)


def rates(paths: Sequence[Pathway], codes: Codes, place: Text) -> pd.DataFrame:
    """The yearly rate that each open pathway takes, from the steepest, and the fastest that the region itself has shown.

    Only relative rates: growth in per cent of the level. Another region's pace is never drawn here.
    """
    stated, assumed = (
        pick("每年所需", "needed each year"),
        pick("每年所需（按本报告假设）", "needed on this report's assumption"),
    )
    own = pick("本地已见最快", "fastest seen here")
    found = []
    for path in steepest(paths):
        label = _label(codes, path.indicator)
        found.append(
            {"indicator": label, "kind": assumed if path.assumed else stated, "rate": path.rate}
        )
        if path.own is not None and path.own.rate.unit == "%":
            found.append({"indicator": label, "kind": own, "rate": path.own.rate})
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
    """The lines of action by need and feasibility.

    Attributes:
        plan: what is ranked. weights: those given for feasibility, empty where they are drawn.
        result: the table of :func:`priorities.assess`, None without a model or without criteria. draws: how many.
    """

    plan: Plan
    weights: Mapping[str, float]
    result: pd.DataFrame | None
    draws: Quantity

    @property
    def weighting(self) -> str:
        """How the weights of feasibility were found, for the middle of a sentence."""
        if self.result is None:
            return f"{self.plan.nothing}"
        if not self.weights:
            return pick("权重随机抽取", "weights drawn at random")
        criteria = {criterion.id: criterion.label for criterion in self.plan.model.criteria}
        given = listed(f"{criteria[id]} {weight:g}" for id, weight in self.weights.items())
        return pick(f"权重按给定值（{given}）", f"the weights given ({given})")

    def rows(self, need: str, feasibility: str = "") -> pd.DataFrame:
        """The part of the result with this need, and this feasibility if one is named."""
        chosen = self.result[self.result["need"] == need]
        return chosen[chosen["feasibility"] == feasibility] if feasibility else chosen

    def count(self, need: str, feasibility: str = "") -> Quantity:
        """How many lines of action these are."""
        if self.result is None:
            return self.plan.nothing
        return counted(len(self.rows(need, feasibility)), "lines")

    def names(self, need: str, feasibility: str = "") -> str:
        """Their labels in a row."""
        if self.result is None:
            return f"{self.plan.nothing}"
        return _named(self.lines(need, feasibility)) or pick("（无）", "(none)")

    def lines(self, need: str, feasibility: str = "") -> list[Line]:
        """Those lines of action, the most feasible first."""
        if self.result is None:
            return []
        return [self.plan.model.line(id) for id in self.rows(need, feasibility).index]

    @property
    def least(self) -> Quantity:
        """The smallest share of the draws in which a line whose need is shown stays so."""
        if self.result is None or not len(self.rows("shown")):
            return self.plan.nothing
        return percent(self.rows("shown")["holds"].min(), self._error)

    def table(self) -> pd.DataFrame:
        """Every line of action: class of need and in which share of the draws it holds, feasibility and its share."""
        columns = ["line", "need", "holds", "feasible", "feasibility"]
        if self.result is None:
            return pd.DataFrame([{"line": "", "holds": self.plan.nothing}], columns=columns)
        found = [
            {
                "line": self.plan.model.line(id).label,
                "need": NEEDS[row["need"]],
                "holds": "—" if row["need"] == "mandated" else percent(row["holds"], self._error),
                "feasible": percent(row["feasible"], self._error),
                "feasibility": FEASIBILITY[row["feasibility"]],
            }
            for id, row in self.result.iterrows()
        ]
        return pd.DataFrame(found, columns=columns)

    def feasible(self) -> pd.DataFrame:
        """The lines whose need is shown, and the share of the draws in which each is feasible."""
        if self.result is None or not len(self.rows("shown")):
            return pd.DataFrame([{"line": "", "feasible": self.plan.nothing}])
        found = [
            {"line": self.plan.model.line(id).label, "feasible": percent(share, self._error)}
            for id, share in self.rows("shown")["feasible"].items()
        ]
        return pd.DataFrame(found)

    @property
    def _error(self) -> float:
        """The largest standard error that a share can have at this number of draws."""
        return 0.5 / float(self.draws.best) ** 0.5


NEEDS = {
    "shown": Text("有数据支撑、差距明显", "Shown by figures"),
    "claimed": Text("称有差距，待数据核实", "Claimed, to be verified"),
    "none": Text("未见差距", "No gap seen"),
    "mandated": Text("上级约束性任务，不参与排序", "Mandated, not ranked"),
}
FEASIBILITY = {
    "high": Text("较高", "High"),
    "open": Text("难以判定", "Open"),
    "low": Text("较低", "Low"),
}


def ranking(plan: Plan, settings: Mapping[str, object]) -> Ranking:
    """Assess the lines of action under the weights of ``criteria``, with ``draws`` and ``seed``."""
    draws = counted(settings["draws"], "weightings")
    if plan.model is None or not plan.model.criteria:
        return Ranking(plan, {}, None, draws)
    criteria = plan.model.criteria
    result = priorities.assess(
        logic_model.score_table(plan.model),
        {criterion.id: criterion.part for criterion in criteria},
        {criterion.id: len(criterion.levels) for criterion in criteria},
        {line.id for line in plan.model.lines if line.mandated},
        settings["criteria"] or None,
        settings["draws"],
        settings["seed"],
    )
    return Ranking(plan, settings["criteria"], result, draws)


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
    """The ranking under these weights of feasibility; all weights are drawn when all are zero."""
    chosen = {name: weight for name, weight in weights.items() if weight > 0}
    return ranking(plan, {**settings, "criteria": chosen})


def starting_weights(plan: Plan, criteria: Mapping[str, float]) -> dict[str, tuple[Text, int]]:
    """Label and first position of a slider for each criterion of feasibility: the weights of the run, or one for each."""
    known = [
        one for one in (plan.model.criteria if plan.model else ()) if one.part == "feasibility"
    ]
    return {one.id: (one.label, round(criteria.get(one.id, 0)) if criteria else 1) for one in known}
