"""The task list that this report proposes for a place: ``action_plan.yaml`` beside the dataset.

The file holds judgements only: who, what first, by when, at what cost. Every number is a row of the
dataset that it names, or is counted by code. Without the file there is no task list. All faults are
said at once: file, line, what was expected, the nearest choice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from industry_report.data.codes import Coded, Codes
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.message import Message, joined
from industry_report.data.records import KEY, Place, Tree, Words, matching, read_beside
from industry_report.numbers import logic_model
from industry_report.numbers.model_records import (
    LEVELS,
    Both,
    Id,
    InMonth,
    LogicModel,
    Record,
    Target,
    check_target,
)
from industry_report.words.template import placeholders

FILE = "action_plan.yaml"
#: From the cheapest to the dearest.
COSTS = ("least", "small", "moderate", "considerable", "major")
#: Where the file names things, and of what kind.
REFERENCES = {
    "plan.region": "region",
    "tasks.*.problems.*": "problem",
    "tasks.*.measures.*": "measure",
    "tasks.*.indicators.*.indicator": "indicator",
    "tasks.*.indicators.*.target.indicator": "indicator",
    "tasks.*.indicators.*.target.region": "region",
    "tasks.*.subject.figures.*": "indicator",
    "proposals.*.problem": "problem",
    "proposals.*.task": "task",
    "tasks.*.milestones.*.carries.*": "measure",
    "mitigations.*.measure": "measure",
    "mitigations.*.problem": "problem",
    "left_out.*.measures.*": "measure",
}
#: Where a row is named: ``indicator/period``, ``…/status`` unless it was observed.
ROWS = (
    "tasks.*.values.*",
    "tasks.*.indicators.*.target.row",
    "tasks.*.indicators.*.share.*",
    "tasks.*.indicators.*.part.*",
    "tasks.*.indicators.*.beside",
)
#: The texts of a task that may mention its ``values``.
TOLD = ("why", "first", "risk", "failure")

if TYPE_CHECKING:  # what the texts of the file become
    Month = int
else:
    Month = Annotated[Words, matching("[1-9][0-9]?", "form.months"), AfterValidator(int)]


@dataclass(frozen=True)
class Measured(Record):
    """By what a task is judged: an ``indicator``, or a figure ``needed`` as nobody publishes it.

    Attributes:
        share: two rows of which the first in per cent of the second is the baseline, where the
            indicator itself has no row as new.
        part: two rows of which the first, in per cent, of the second is the baseline.
        beside: a row with the average over several years that the source of the baseline states,
            to be told with it, or None.
        caveat: why the baseline must not stand by itself, or None.
        unsure: why the pace that the target takes is unsure, or None.
        target: None where none is proposed before there is a baseline.
        extra: what the target takes more of every year, the numerator of its ratio, and whose; None
            where that is not told.
        published: the month, counted as in milestones, by the end of which there is to be a first
            figure of what is needed.
        office: who is asked for the figure while it is lacking; None where a problem's symptom
            asks for it. definition: of what is needed, for that request.
    """

    indicator: Words | None = None
    needed: Both | None = None
    direction: Literal["up", "down"] = "up"
    share: tuple[Words, ...] = ()
    part: tuple[Words, ...] = ()
    beside: Words | None = None
    caveat: Both | None = None
    unsure: Both | None = None
    extra: Both | None = None
    target: Target | None = None
    published: Month | None = None
    office: Both | None = None
    definition: Both | None = None


@dataclass(frozen=True)
class Milestone(Record):
    """What is there by the end of a month: the ``month`` counted from the start, or one named
    (``by``) where it waits for figures that come out then.

    ``carries`` are the measures that it carries out: more than counting, publishing or checking.
    """

    text: Both
    month: Month | None = None
    by: InMonth | None = None
    carries: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Subject(Record):
    """The industry that a task is about, and the indicators that are of it: where the signs of
    others are not seen, its own problems are untested.
    """

    name: Both
    figures: tuple[Words, ...]


@dataclass(frozen=True)
class Task(Record):
    """One task of the proposal.

    Attributes:
        problems, measures: ids of the logic model: what it answers, and which measures it bundles.
        values: name → row, for the texts.
        first: the first step. first_by: at the end of which month, counted as in milestones.
        mandated: why superiors prescribe it, or None; such a task is not ranked.
        hold: what is not to be decided before the first figure is out, or None.
        subject: the one industry that it is about, or None where any sign speaks of it.
    """

    id: Id
    title: Both
    why: Both
    indicators: Annotated[tuple[Measured, ...], Field(min_length=1)]
    lead: Both
    first: Both
    first_by: Month
    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1)]
    cost: Literal["least", "small", "moderate", "considerable", "major"]
    risk: Both
    failure: Both
    partners: tuple[Both, ...] = ()
    problems: tuple[Words, ...] = ()
    measures: tuple[Words, ...] = ()
    values: dict[str, Words] = field(default_factory=dict)
    mandated: Both | None = None
    hold: Both | None = None
    subject: Subject | None = None


@dataclass(frozen=True)
class Proposal(Record):
    """What is proposed for a problem that no measure answers, and in which task."""

    problem: Words
    task: Words
    text: Both


@dataclass(frozen=True)
class Mitigation(Record):
    """How a measure is kept from making a problem worse."""

    measure: Words
    problem: Words
    text: Both


@dataclass(frozen=True)
class LeftOut(Record):
    """Measures that no task bundles, and why."""

    measures: tuple[Words, ...]
    reason: Both


@dataclass(frozen=True)
class _Head(Record):
    """What the plan is about: a region, and the logic model whose problems and measures it names,
    if it names any. It rests on what was known in the month ``known_from``; its tasks are to begin
    in the month ``start``, or right after the vantage point. ``statistics`` is the office that is
    asked for years that the leading indicators lack.
    """

    region: Words
    known_from: InMonth
    start: InMonth | None = None
    model: Words | None = None
    statistics: Both | None = None


@dataclass(frozen=True)
class TaskList(Record):
    """All of a file."""

    plan: _Head
    tasks: tuple[Task, ...]
    proposals: tuple[Proposal, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def read(rows: Dataset, model: LogicModel | None, region: str) -> TaskList | None:
    """The task list beside a dataset, if it is of this region and model; FaultsError with every
    fault against rows and model.
    """
    tree = read_beside(rows.path, FILE, "holds.tasks")
    if tree is None or _is_of_another(tree, rows, model, region):
        return None
    ids = {
        "problem": [problem.id for problem in model.leaves] if model else [],
        "measure": [measure.id for measure in model.measures] if model else [],
    }
    _check_alone(tree, rows.codes, ids)
    _check_rows(tree, rows, region)
    if model is not None:
        _check_complete(tree, model)
    return tree.checked(TaskList)


def check_alone(place: Coded) -> None:
    """Raise what the task list alone shows, where rows or logic model are faulty."""
    if tree := read_beside(place.path, FILE, "holds.tasks"):
        _check_alone(tree, place.codes, {"problem": None, "measure": None})
        tree.checked(TaskList)


def _check_alone(tree: Tree, codes: Codes, ids: Mapping[str, Collection[str] | None]) -> None:
    known = {
        "region": codes.regions,
        "indicator": codes.indicators,
        "task": [name for _, name in tree.texts("tasks.*.id")],
    }
    tree.check_ids("tasks.*")
    tree.check_references(REFERENCES, {**known, **ids})
    for place, measured in tree.each("tasks.*.indicators.*"):
        _check_measured(tree, place, measured)
    for place, milestone in tree.each("tasks.*.milestones.*"):
        if isinstance(milestone, dict):
            _check_one(tree, place, milestone, ("month", "by"))
    for place, task in tree.each("tasks.*"):
        _check_texts(tree, place, task)
        _check_acts(tree, place)
        _check_order(tree, place)


def _is_of_another(tree: Tree, rows: Dataset, model: LogicModel | None, region: str) -> bool:
    """Whether the file is about another region of the list, or another logic model."""
    about = next((text for _, text in tree.texts("plan.region")), region)
    wanted = next((text for _, text in tree.texts("plan.model")), None)
    if about != region and about in rows.codes.regions:
        return True
    return wanted is not None and wanted != getattr(model, "id", None)


def _check_rows(tree: Tree, rows: Dataset, region: str) -> None:
    for pattern in ROWS:
        for place, name in tree.texts(pattern):
            indicator = name.split("/")[0]
            if not tree.one_of(place, indicator, "indicator", rows.codes.indicators):
                continue
            own = rows.all(indicator, region, status=None)
            names = [f"{indicator}/{row.period}{_status(row)}" for row in own]
            tree.one_of(place, name, "row_of", names, region=region)


def _status(row: Observation) -> str:
    return "" if row.status == "observed" else f"/{row.status}"


def _check_one(tree: Tree, place: Place, part: dict[str, object], names: Sequence[str]) -> None:
    given = [name for name in names if part.get(name) is not None]
    if len(given) != 1:
        found = joined("word.and", given, "task.none")
        tree.fault(place, "task.one", found=found, names=names)


def _check_measured(tree: Tree, place: Place, measured: object) -> None:
    """One of two ways to judge, and a target that its basis allows."""
    if not isinstance(measured, dict):
        return
    _check_one(tree, place, measured, ("indicator", "needed"))
    target = measured.get("target")
    if not isinstance(target, dict):
        return
    check_target(tree, (*place, "target"), target, LEVELS)
    if target.get("basis") != "plan" and target.get("by") is None:
        tree.fault((*place, "target"), "task.no_by")


def _check_texts(tree: Tree, place: Place, task: object) -> None:
    """The texts of a task mention its values and nothing else, alike in both languages."""
    if not isinstance(task, dict):
        return
    values = task.get("values")
    known = list(values) if isinstance(values, dict) else []
    used = set()
    for part, text in (each for name in TOLD for each in _of_task(tree, place, f"{name}.*")):
        try:
            found = list(placeholders(text))
        except ValueError as error:
            tree.fault(part, "task.text", why=error.args[0])
            continue
        for name, spec in found:
            tree.one_of(part, name, "value_of_task", known)
            if spec:
                tree.fault(part, "task.form", name=name, form=spec)
            used.add(name)
    for name in known:
        if name not in used:
            tree.fault((*place, "values", name, KEY), "task.unused", name=name)


def _check_acts(tree: Tree, place: Place) -> None:
    """A task that bundles measures carries out at least one of them, and none of another task."""
    own = [name for _, name in _of_task(tree, place, "measures.*")]
    carried = _of_task(tree, place, "milestones.*.carries.*")
    for part, name in carried:
        tree.one_of(part, name, "measure_of_task", own)
    if own and not carried:
        tree.fault((*place, "milestones", KEY), "task.carries_nothing")


def _check_order(tree: Tree, place: Place) -> None:
    """Months of milestones come after that of the first step, none before one above it."""
    least = 0
    for name, wait in (("first_by", 1), ("milestones.*.month", 0)):
        for part, month in _of_task(tree, place, name):
            if not month.isdecimal():
                continue
            if int(month) < least:
                tree.fault(part, "task.order", month=month, least=least)
            least = max(least, int(month) + wait)


def _of_task(tree: Tree, place: Place, pattern: str) -> list[tuple[Place, str]]:
    """The texts of one task at a pattern, with their places."""
    return [each for each in tree.texts(f"tasks.*.{pattern}") if each[0][:2] == place]


def _check_complete(tree: Tree, model: LogicModel) -> None:
    """Every measure has one place, every unanswered problem a proposal, every tension an answer."""
    placed: dict[str, int] = {}
    for pattern in ("tasks.*.measures.*", "left_out.*.measures.*"):
        for place, name in tree.texts(pattern):
            if name in placed:
                tree.fault(place, "task.measure_twice", name=name, line=placed[name])
            placed.setdefault(name, tree.line(place))
    _check_all(tree, "left_out", "measure", [each.id for each in model.measures], placed)
    proposed = [name for _, name in tree.texts("proposals.*.problem")]
    open_ones = [each.id for each in logic_model.unanswered_problems(model)]
    _check_all(tree, "proposals", "unanswered_problem", open_ones, proposed)
    eased = [
        f"{one.get('measure')} against {one.get('problem')}"
        for _, one in tree.each("mitigations.*")
        if isinstance(one, dict)
    ]
    tense = [f"{measure.id} against {each.id}" for measure, each, _ in logic_model.tensions(model)]
    _check_all(tree, "mitigations", "tension", tense, eased)


def _check_all(
    tree: Tree, part: str, what: str, wanted: list[str], given: Mapping[str, int] | list[str]
) -> None:
    for name in wanted:
        if name not in given:
            tree.fault((part,), "task.left_out", what=Message(f"noun.{what}"), name=name)
