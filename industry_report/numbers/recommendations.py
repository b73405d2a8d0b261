"""What a logic model recommends, as records and frames without words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import numpy as np
import pandas as pd

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.numbers import gaps, logic_model, paces, priorities
from industry_report.numbers.model_records import Group, Line, LogicModel, Measure, Problem
from industry_report.numbers.paces import years_between
from industry_report.numbers.quantity import Interval, Quantity, missing
from industry_report.numbers.targets import OPEN, Pathway
from industry_report.words import NOTHING, Indicator, Phrase, Region, Text, only_if

#: The look of each class of need: that shown by figures stands out.
NEEDED = {Phrase(f"need-{each}"): "reference" for each in (*priorities.NEEDS, "silent")} | {
    Phrase("need-shown"): "focus"
}
#: What the account grid can say of a measure, and the look of each answer.
ANSWERS = {
    Phrase("named-authority"): "focus",
    Phrase("named-others"): "nation",
    Phrase("named-nobody"): "open",
    Phrase("set-target"): "nation",
    Phrase("set-nothing"): "open",
    Phrase("set-date"): "nation",
    Phrase("set-no-date"): "open",
}
#: Pathways named in a sentence.
MOST_DEMANDS = 3


def percent(share: float, error: float = 0.0) -> Quantity:
    """A share between 0 and 1 in whole per cent, known to two standard errors."""
    best, spread = Decimal(str(share)) * 100, Decimal(str(200 * error))
    return Quantity(best, Interval(best - spread, best + spread), "%", decimals=0)


@dataclass(frozen=True)
class Some:
    """Some of many: their count, their labels inside a sentence, their share in per cent."""

    count: Quantity
    names: Sequence[Phrase]
    share: Quantity

    @classmethod
    def of(cls, items: Sequence[Measure | Problem | Line], unit: str, total: int) -> Some:
        """Some records of a model."""
        names = [Phrase("inside", label=item.label) for item in items]
        return cls(Quantity.exact(len(items), unit), names, percent(len(items) / max(1, total)))


def tally(model: LogicModel) -> dict[str, Any]:
    """All counts of a model by name, for sentences.

    ``lacks`` says how many measures lack something, ``having`` counts the others, ``quantified``
    those that say how much is to be reached, and ``quantities`` is what they say. Some are named:
    problems ``unanswered``, or answered only ``indirectly``; measures ``unmotivated`` by any
    problem, or ``tense`` with one; ``idle`` lines of action, which answer none.
    """
    problems, total = len(model.leaves), Quantity.exact(len(model.measures), "actions")
    lacking = {
        what: Quantity.exact(sum(not says(each) for each in model.measures), "actions")
        for what, says in logic_model.ELEMENTS.items()
    }
    ends = {what: "-all" if count == total else "" for what, count in lacking.items()}
    numbers = [number for measure in model.measures for number in measure.numbers]
    unanswered = logic_model.unanswered_problems(model)
    weakly = logic_model.unanswered_problems(model, "direct")
    indirectly = [each for each in weakly if each not in unanswered]
    unmotivated = [measure for measure in model.measures if not measure.answers]
    idle = [line for line in model.lines if not any(logic_model.links(line).values())]
    tense = [measure for measure, *_ in logic_model.tensions(model)]
    return {
        "groups": Quantity.exact(len(model.groups), "groups"),
        "lines": Quantity.exact(len(model.lines), "lines"),
        "measures": total,
        "problems": Quantity.exact(problems, "problems"),
        "lacks": [
            Phrase(f"lack-{what}{ends[what]}", count=lacking[what])
            for what in ("deadline", "authority", "kpi")
        ],
        "having": {what: total - number for what, number in lacking.items()},
        "quantified": total - lacking["target"],
        "quantities": [number for number in numbers if number.role == "target"],
        "unanswered": Some.of(unanswered, "problems", problems),
        "indirectly": Some.of(indirectly, "problems", problems),
        "unmotivated": Some.of(unmotivated, "actions", len(model.measures)),
        "idle": Some.of(idle, "lines", len(model.lines)),
        "tense": Some.of(tense, "actions", len(model.measures)),
    }


# The measures, and the problems that they answer


def group_table(model: LogicModel, group: Group) -> pd.DataFrame:
    """The lines of action of a group: what is to be done, by whom, and against which problems."""
    return pd.DataFrame(
        {
            "line": line.label,
            "measures": [measure.text for measure in line.measures],
            "who": who(line),
            "problems": answered(model, line),
        }
        for line in group.lines
    )


def group_size(group: Group) -> dict[str, Quantity]:
    """How many lines of action and measures a group holds, and how many name nobody who acts."""
    nobody = [measure for measure in group.measures if not measure.actors]
    return {
        "path_count": Quantity.exact(len(group.lines), "lines"),
        "measure_count": Quantity.exact(len(group.measures), "actions"),
        "nobody": Quantity.exact(len(nobody), "actions"),
    }


def who(line: Line) -> Phrase:
    """Who is to act in a line of action, and with or for whom, as far as the source says."""
    actors = {actor.id: actor.label for measure in line.measures for actor in measure.actors}
    partners = {actor.id: actor.label for measure in line.measures for actor in measure.partners}
    others = [label for id, label in partners.items() if id not in actors]
    kind = "acts" if actors else "nobody"
    if others:
        kind += "-with"
    return Phrase(kind, actors=list(actors.values()), partners=others)


def answered(model: LogicModel, line: Line) -> list[Phrase]:
    """The problems that a line of action answers directly, then those answered only indirectly."""
    parts = []
    for kind, found in logic_model.links(line).items():
        names = [Phrase("inside", label=each.label) for each in model.leaves if each.id in found]
        if names:
            parts.append(Phrase(f"answers-{kind}", problems=names))
    return parts or [Phrase("answers-none")]


def tensions(model: LogicModel) -> pd.DataFrame:
    """The measures that may make a stated problem worse."""
    found = logic_model.tensions(model)
    rows = [(measure.text, problem.label, why) for measure, problem, why in found]
    return pd.DataFrame(rows, columns=["measure", "worse", "reason"])


# What measures answer, and whether they can be held to account: frames for figures


def coverage(model: LogicModel) -> pd.DataFrame:
    """How many measures of each line of action answer each finest problem.

    Columns: ``problem`` and its ``point``, ``line`` and its ``group``, ``direct`` and ``indirect``
    (measures that answer it), ``measures`` and ``free`` (all of the line, and those of them that
    answer no problem).
    """
    columns = ["point", "problem", "group", "line", "direct", "indirect", "measures", "free"]
    found = []
    for problem in model.leaves:
        for group in model.groups:
            for line in group.lines:
                how = [measure.answers.get(problem.id) for measure in line.measures]
                free = [measure for measure in line.measures if not measure.answers]
                numbers = (how.count("direct"), how.count("indirect"), len(how), len(free))
                counts = (Quantity.exact(number, "actions") for number in numbers)
                names = (model.point(problem), problem.label, group.label, line.label)
                found.append((*names, *counts))
    return pd.DataFrame(found, columns=columns)


def answerable(model: LogicModel) -> pd.DataFrame:
    """What every measure says of who, how much and by when, a row for each: ``measure``, ``group``,
    ``asked``, and ``answer``, a key of :data:`ANSWERS`.
    """
    found = [
        (measure.text, group.label, Phrase(f"ask-{asked}"), Phrase(answer))
        for group in model.groups
        for measure in group.measures
        for asked, answer in _answers(measure)
    ]
    return pd.DataFrame(found, columns=["measure", "group", "asked", "answer"])


def _answers(measure: Measure) -> Iterator[tuple[str, str]]:
    named = "named-others" if measure.actors else "named-nobody"
    if logic_model.ELEMENTS["authority"](measure):
        named = "named-authority"
    yield "who", named
    yield "much", "set-target" if logic_model.ELEMENTS["target"](measure) else "set-nothing"
    yield "when", "set-date" if measure.deadline else "set-no-date"


# Indicators


@dataclass(frozen=True)
class Account:
    """How many indicators can be held to account.

    ``indicators`` in all, ``with_target``, ``from_source`` (the source itself sets it),
    ``measurable`` (target and baseline) and of those ``assumed`` (only this report sets it),
    ``incomplete`` (one of the two is missing), and ``open`` (a gap remains). Everything is missing
    where nothing can be measured, but for ``indicators`` and ``incomplete``. ``start`` is the first
    month from which a yearly pace counts, None where there is none.
    """

    indicators: Quantity
    with_target: Quantity
    from_source: Quantity
    measurable: Quantity
    assumed: Quantity
    incomplete: Quantity
    open: Quantity
    start: Period | None

    @property
    def notes(self) -> list[Phrase]:
        """What a table of the measurable ones has to add."""
        said = ("note-short", "note-forecast", "note-undated", "note-precedents")
        found = [Phrase(each) for each in said]
        if self.assumed.best:
            found.insert(1, Phrase("note-assumed", assumed=self.assumed))
        if self.start:
            found.append(Phrase("note-start", start=self.start))
        return found


def account(paths: Sequence[Pathway], region: str) -> Account:
    """Count the pathways by what can be said of them."""
    ready = [path for path in paths if path.ready]
    groups = {
        "with_target": [path for path in paths if not path.goal.is_open],
        "from_source": [path for path in paths if path.goal.basis == "article"],
        "measurable": ready,
        "assumed": [path for path in ready if path.assumed],
        "open": [path for path in paths if path.state == OPEN],
    }
    counts = {name: Quantity.exact(len(found), "indicators") for name, found in groups.items()}
    if not ready:
        counts = dict.fromkeys(groups, missing(Phrase("no-account", region=Region(region))))
    return Account(
        indicators=Quantity.exact(len(paths), "indicators"),
        incomplete=Quantity.exact(len(paths) - len(ready), "indicators"),
        start=min((path.start for path in ready if not path.step.is_missing), default=None),
        **counts,
    )


def no_path(region: str) -> Quantity:
    """The missing value that stands for pathways with a gap and a pace."""
    return missing(Phrase("no-path", region=Region(region)), "%")


def demands(rows: Dataset, paths: Sequence[Pathway], region: str) -> list[Phrase] | Quantity:
    """What the open pathways take whose goal is not this report's assumption, steepest first; with
    what the level of a benchmark has outgrown since.
    """
    found = [path for path in paths if not (path.assumed or path.step.is_missing)]
    found.sort(key=_steepness, reverse=True)
    return [_demand(rows, path, region) for path in found[:MOST_DEMANDS]] or no_path(region)


def _demand(rows: Dataset, path: Pathway, region: str) -> Phrase:
    beyond = NOTHING
    if isinstance(path.goal.reference, Region):
        beyond = gaps.outgrown(rows, gaps.gap(rows, path.indicator, region, [path.goal.reference]))
    due = NOTHING if path.goal.dated else Phrase("demand-assumed")
    told = {"indicator": path.indicator, "goal": path.goal, "step": path.step, "due": due}
    return Phrase(f"demand-{path.direction}", outgrown=beyond, start=_start(path), **told)


def _start(path: Pathway) -> Phrase:
    """What the step is reckoned from, where that is a forecast, or a level of some time ago."""
    told = {"value": path.baseline, "period": path.period}
    if path.baseline.status == "forecast":
        return Phrase("demand-forecast", **told)
    period = cast(Period, path.period)  # it has a step
    is_old = years_between(period, path.goal.by).best > path.years.best
    return only_if(is_old, Phrase("demand-held", **told))


def _steepness(path: Pathway) -> Decimal:
    return Decimal(0) if path.rate.is_missing else abs(path.rate.best)


def precedents(paths: Sequence[Pathway], region: str) -> list[Phrase] | Quantity:
    """Open pathways by who moved as fast: the region, only others, perhaps one, none, not known."""
    kinds: dict[str, list[object]] = {}
    for path in paths:
        if not path.step.is_missing:
            kinds.setdefault(_precedent(path), []).append(path.indicator)
    order = [kind for kind in ("own", "elsewhere", "open", "none", "unknown") if kind in kinds]
    return [
        Phrase(f"precedent-{kind}", region=Region(region), indicators=kinds[kind]) for kind in order
    ] or no_path(region)


def _precedent(path: Pathway) -> str:
    if path.seen == paces.YES:
        return "own"
    if path.seen_elsewhere == paces.YES:
        return "elsewhere"
    if paces.PERHAPS in (path.seen, path.seen_elsewhere):
        return "open"
    if paces.NO in (path.seen, path.seen_elsewhere):
        return "none"
    return "unknown"


def rates(paths: Sequence[Pathway]) -> pd.DataFrame:
    """The yearly rate that each open pathway takes and the fastest seen, steepest first, in per
    cent of the level; ``kind`` says that, or is another region.
    """
    found: list[tuple[Indicator, Phrase | Region, Quantity]] = []
    steep = [path for path in paths if not path.rate.is_missing]
    for path in sorted(steep, key=lambda path: -path.rate.best):
        needed = Phrase("rate-assumed" if path.assumed else "rate-needed")
        found.append((path.indicator, needed, path.rate))
        for pace in (path.own, path.other):
            if pace is not None and pace.rate.unit == "%" and pace.rate.sign:
                kind = Phrase("rate-own") if pace is path.own else pace.region
                found.append((path.indicator, kind, pace.rate))
    return pd.DataFrame(found, columns=["indicator", "kind", "rate"])


# Priorities


@dataclass(frozen=True)
class Ranking:
    """The lines of action by need and feasibility, as of :func:`priorities.assess`, under the
    ``weights`` given (none: drawn) in so many ``draws``; ``silent`` where no gap is seen because
    nothing is known.
    """

    model: LogicModel
    weights: Mapping[str, float]
    draws: Quantity
    result: pd.DataFrame

    @property
    def levels(self) -> int:
        """How many levels the criteria of feasibility have at most."""
        return max(len(criterion.levels) for criterion in self.model.feasibility)

    def some(self, need: str, feasibility: str = "") -> Some:
        """The lines of action with this need, and this feasibility if one is named."""
        return Some.of(self.lines(need, feasibility), "lines", len(self.result))

    def lines(self, need: str, feasibility: str = "") -> list[Line]:
        """The same as records, the most feasible first."""
        chosen = self.result[self.result["need"] == need]
        if feasibility:
            chosen = chosen[chosen["feasibility"] == feasibility]
        return [self.model.line(id) for id in chosen.index]

    @property
    def counts(self) -> dict[str, Any]:
        """All counts by name; of ``high``, ``low`` and ``open`` the need is shown, in
        words in ``how_feasible``; in ``shown_so`` how many there are, and which if only one."""
        needs = {need: self.some(need) for need in priorities.NEEDS}
        shown = {name: self.some("shown", name) for name in ("high", "low", "open")}
        shown_so, alone = "shown-many", ""
        if needs["shown"].count.best == 1:
            shown_so, alone = "shown-one", "-alone"
        how = {"draws": self.draws, "least": self.least, "weighting": self.weighting}
        how["how_feasible"] = [
            Phrase(f"feasible-{name}{alone}", it=it) for name, it in shown.items() if it.names
        ]
        how["shown_so"] = Phrase(shown_so, it=needs["shown"])
        rule = {"doubt": percent(priorities.DOUBT), "survives": percent(priorities.SURVIVES)}
        moved = not self.least.is_missing and self.least.best < 100
        how["subject"] = only_if(self.result["silent"].any(), Phrase("need-of-subject"))
        how["echo"] = only_if(moved, Phrase("draws-echo", **rule))
        return needs | shown | how | rule

    @property
    def least(self) -> Quantity:
        """The smallest share of the draws in which a line whose need is shown stays so."""
        frame = self.frame
        holds = frame.loc[frame["class"] == "shown", "holds"]
        return min(holds, key=lambda share: share.best, default=missing(NOTHING))

    @property
    def weighting(self) -> Phrase:
        """How the weights of feasibility were found."""
        if not self.weights:
            return Phrase("weights-drawn")
        labels = {criterion.id: criterion.label for criterion in self.model.criteria}
        given = [
            Phrase("weight", criterion=labels[id], weight=Quantity.exact(Decimal(str(weight)), ""))
            for id, weight in self.weights.items()
        ]
        return Phrase("weights-given", weights=given)

    @property
    def frame(self) -> pd.DataFrame:
        """Every line of action: its need (``class`` is its id), feasibility, and in which share of
        the draws each holds; ``level`` is the mean level of feasibility in the middle of the draws
        and in nine of ten of them. What is mandated has no shares.
        """
        columns = ["line", "class", "need", "holds", "feasible", "feasibility", "level"]
        error = 0.5 / float(self.draws.best) ** 0.5
        found = []
        for id, row in self.result.iterrows():
            label, need = self.model.line(id).label, row["need"]
            holds, feasible = (percent(row[name], error) for name in ("holds", "feasible"))
            feasibility = Phrase(f"feasibility-{row['feasibility']}")
            if need == "mandated":
                holds = feasible = missing(NOTHING)
                feasibility = NOTHING
            ends = (Decimal(f"{row[name]:.2f}") for name in ("low", "high"))
            level = Quantity(Decimal(f"{row['middle']:.2f}"), Interval(*ends), "", decimals=1)
            told = Phrase("need-silent" if row["silent"] else f"need-{need}")
            found.append((label, need, told, holds, feasible, feasibility, level))
        return pd.DataFrame(found, columns=columns)


def ranking(model: LogicModel | None, settings: Mapping[str, Any]) -> Ranking | None:
    """The lines of action assessed by ``settings``; None without a model or criteria."""
    if model is None or not model.criteria:
        return None
    levels = logic_model.score_table(model, settings["as_of"])
    result = priorities.assess(
        levels,
        {criterion.id: criterion.part for criterion in model.criteria},
        {criterion.id: len(criterion.levels) for criterion in model.criteria},
        {line.id for line in model.lines if line.mandated},
        settings["criteria"] or None,
        settings["draws"],
        settings["seed"],
    )
    draws = Quantity.exact(settings["draws"], "draws")
    return Ranking(model, settings["criteria"], draws, _with_silent(result, levels, model))


def _with_silent(result: pd.DataFrame, levels: pd.DataFrame, model: LogicModel) -> pd.DataFrame:
    """With the lines marked, and put last of theirs, that have no gap and no figures either: their
    own subject is not called a problem.
    """
    evidence = [criterion.id for criterion in model.criteria if criterion.part == "evidence"]
    bare = (levels[evidence].max(axis=1) == 1).reindex(result.index)
    named = np.array([bool(logic_model.subject(model.line(id))) for id in result.index])
    marked = result.assign(silent=bare & (result["need"] == "none") & ~named)
    return marked.sort_values(["need", "silent"], key=priorities.by_need)


def reasons(model: LogicModel, lines: Iterable[Line], as_of: str) -> pd.DataFrame:
    """The scores of some lines of action at a vantage point, each with its stated reason."""
    rows = []
    for line in lines:
        label: Text | Phrase = line.label
        for criterion in model.criteria:
            score = model.scores[line.id][criterion.id].at(as_of)
            level = criterion.levels[score.level - 1]
            rows.append((label, criterion.label, level, score.reason))
            label = NOTHING
    return pd.DataFrame(rows, columns=["line", "criterion", "level", "reason"])
