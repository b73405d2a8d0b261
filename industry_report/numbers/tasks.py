"""The task list of a place, worked out: in which order, from where to where, how fast, by when.

The order is computed: need first (do figures of grade A or B show one of the problems? are its
symptoms untested, or not seen where tested?), the cost second. A proxy neither shows a need nor
clears it, nor do signs clear it none of which is of the industry of the task. Ties go to what at
least a weak figure or a proxy shows, then to what is past due, then by the file; what superiors
mandate stands apart. A problem without figures is no small one: its tasks want figures first.
Everything is records without words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import pandas as pd

from industry_report.data.periods import Period, month_number
from industry_report.numbers import evidence, grades, task_aims
from industry_report.numbers.evidence import NOT_SEEN, PARTLY, SEEN, UNTESTED, Evidence
from industry_report.numbers.model_records import LogicModel
from industry_report.numbers.priorities import NEEDS
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.targets import Pathway
from industry_report.numbers.task_aims import Setting as Setting
from industry_report.numbers.task_records import COSTS, Milestone, Task, TaskList
from industry_report.words import NOTHING, Indicator, Phrase, Template, Text, only_if

#: How many tasks are put before those who decide.
MOST_DECISIONS = 3
#: Months between the newest source and the start of the tasks that need no word.
FEW_MONTHS = 3
#: What shows a problem.
GOOD = (grades.A, grades.B)
#: From the strongest to the weakest: what a problem's symptoms show together.
STRONGEST = (SEEN, PARTLY, evidence.UNDECIDED, UNTESTED, NOT_SEEN)


@dataclass(frozen=True)
class Worked:
    """A task as it is proposed at a vantage point; what is not listed is as in the file.

    Attributes:
        need: one of ``priorities.NEEDS``; class_: how that is said, more closely where the symptoms
            tested allow it: see :func:`_class`.
        problems: each with what the data say and the grade. aims: by what it is judged.
        texts: of the measures that it bundles. carried: of those that its milestones carry out.
        first_by, until: when the first step and the last milestone are due.
        unseen: whether no figure of the place shows a symptom of what it is to answer.
        number: its place in the order, 0 before there is one.
    """

    task: Task
    need: str
    class_: Phrase
    problems: list[Phrase]
    aims: list[task_aims.Aim]
    texts: list[Text]
    carried: list[Text]
    first_by: Period
    milestones: list[Phrase]
    until: Period
    told: dict[str, Phrase | Template]
    unseen: bool = False
    number: Quantity = Quantity.exact(0, "")

    title = property(lambda self: self.task.title, doc="What is to be done.")
    doubt = property(
        lambda self: only_if(self.unseen, Phrase(f"task-doubt-{self.need}")),
        doc="What its title has to add.",
    )
    lead = property(lambda self: self.task.lead, doc="Who is proposed to answer for it.")
    partners = property(lambda self: list(self.task.partners), doc="With whom.")
    cost = property(lambda self: Phrase(f"cost-{self.task.cost}"), doc="Its class of public cost.")
    why = property(lambda self: self.told["why"], doc="Why it is proposed.")
    first = property(lambda self: self.told["first"], doc="The first step.")
    extra = property(
        lambda self: next((aim.extra for aim in self.aims if aim.extra), NOTHING),
        doc="What its targets take more of every year, whosever the money.",
    )
    risk = property(lambda self: self.told["risk"], doc="What may go wrong.")
    failure = property(lambda self: self.told["failure"], doc="What would show that it fails.")

    @property
    def hold(self) -> Phrase:
        """What is not to be decided before its first figure is out; nothing where that is open."""
        aim = self.aims[0]
        held = Phrase("task-hold", text=self.task.hold, aim=aim, by=aim.published)
        return only_if(self.task.hold and aim.published, held)

    @property
    def bundles(self) -> Phrase:
        """How many measures it bundles, if any."""
        if not self.texts:
            return Phrase("task-bundles-none")
        measures = Quantity.exact(len(self.texts), "actions")
        return Phrase("task-bundles", measures=measures, carried=self.carried)

    @property
    def said(self) -> list[Phrase]:
        """The clauses on its indicators."""
        return [aim.said for aim in self.aims]

    @property
    def main(self) -> Phrase:
        """The first of its indicators, for a cell."""
        return self.aims[0].short

    @property
    def is_blind(self) -> bool:
        """Whether nobody publishes a figure of that."""
        return self.aims[0].stand == task_aims.NO_FIGURE


def worked(listed: TaskList | None, at: Setting) -> list[Worked]:
    """The tasks in their order, what is mandated last; none without a list."""
    if listed is None:
        return []
    found = [_worked(task, at) for task in listed.tasks]
    order = sorted(found, key=lambda each: _rank(each, at))
    return [replace(each, number=Quantity.exact(n, "")) for n, each in enumerate(order, 1)]


def _rank(done: Worked, at: Setting) -> tuple[int, int, bool, bool]:
    """What comes first is the least; see the head of this module."""
    hinted = any(each.verdict in (SEEN, PARTLY) for each in _symptoms(done.task, at))
    overdue = any(aim.state == task_aims.EXPIRED for aim in done.aims)
    return *_weighed(done), not hinted, not overdue


def _weighed(done: Worked) -> tuple[int, int]:
    """Need first, the cost second; what comes first is the least."""
    return NEEDS.index(done.need), COSTS.index(done.task.cost)


def _worked(task: Task, at: Setting) -> Worked:
    need, dated = _need(task, at), _dated(task, at)
    return Worked(
        task=task,
        need=need,
        class_=_class(task, need, at),
        problems=[_problem(each, at) for each in task.problems],
        aims=[task_aims.aim(measured, at) for measured in task.indicators],
        texts=_texts(task.measures, at),
        carried=_texts(dict.fromkeys(one for each in task.milestones for one in each.carries), at),
        first_by=at.month(task.first_by),
        milestones=[Phrase("task-milestone", by=by, text=each.text) for by, each in dated],
        until=dated[-1][0],
        told={name: _told(task, name, at) for name in ("why", "first", "risk", "failure")},
        unseen=need in ("claimed", "none")
        and not any(_weight(each) in (SEEN, PARTLY) for each in _symptoms(task, at)),
    )


def _dated(task: Task, at: Setting) -> list[tuple[Period, Milestone]]:
    """The milestones with the months by whose end they are due, in their order; what waits for
    figures is not due before the first step.
    """
    first = at.month(task.first_by)
    found = [
        (at.month(each.month) if each.month else max(first, Period.parse(str(each.by))), each)
        for each in task.milestones
    ]
    return sorted(found, key=lambda each: each[0])


def _texts(measures: Iterable[str], at: Setting) -> list[Text]:
    return [at.model.measure(each).text for each in measures if at.model]


def _told(task: Task, name: str, at: Setting) -> Phrase | Template:
    """A text of a task with its values; nothing where one of them is not known at this point."""
    text = getattr(task, name)
    values = {name: at.row(row) for name, row in task.values.items() if f"{{{name}" in text.en}
    if any(value.is_missing for value in values.values()):
        return NOTHING
    return Template(text.zh, text.en, values)


# need


def _of_problem(id: str, at: Setting) -> Evidence | None:
    """What the data say of a problem: its strongest symptom, of these the best evidenced."""
    found = [each for each in at.evidence if each.problem.id == id]
    ranked = sorted(found, key=lambda each: (STRONGEST.index(_weight(each)), each.letter))
    return next(iter(ranked), None)


def _weight(found: Evidence) -> str:
    """What a symptom counts for: of a proxy, which shows something near by, as not tested."""
    return UNTESTED if found.symptom.proxy else found.verdict


def _need(task: Task, at: Setting) -> str:
    """``shown`` by figures, ``none`` where no symptom tested is seen and one of them is of the
    subject of the task, else ``claimed``.
    """
    if task.mandated:
        return "mandated"
    found = [each for id in task.problems if (each := _of_problem(id, at))]
    if any(_weight(each) in (SEEN, PARTLY) and each.letter in GOOD for each in found):
        return "shown"
    unseen = _unseen_signs(task, at)
    own = task.subject.figures if task.subject else unseen
    return "none" if set(unseen) & set(own) or not found else "claimed"


def _unseen_signs(task: Task, at: Setting) -> list[str]:
    """The indicators of the symptoms tested, if none of these is seen."""
    tested = [each for each in _symptoms(task, at) if _weight(each) != UNTESTED]
    if any(_weight(each) != NOT_SEEN for each in tested):
        return []
    return [str(each.symptom.indicator) for each in tested]


def _symptoms(task: Task, at: Setting) -> list[Evidence]:
    return [each for each in at.evidence if each.problem.id in task.problems]


def _class(task: Task, need: str, at: Setting) -> Phrase:
    """How the need is said, more closely where the symptoms tested allow it."""
    found = _symptoms(task, at)
    if need == "shown" and not any(_weight(each) == SEEN and each.letter in GOOD for each in found):
        return Phrase("need-partly")
    if need == "claimed" and all(each.verdict == UNTESTED for each in found):
        return Phrase("need-untested")
    if need == "claimed" and task.subject and (unseen := _unseen_signs(task, at)):
        tested = [Indicator(name) for name in unseen]
        return Phrase("need-unlike", tested=tested, subject=task.subject.name)
    if need == "none" and any(_weight(each) == UNTESTED for each in found):
        return Phrase("need-not-seen")
    return Phrase(f"need-{need}")


def _problem(id: str, at: Setting) -> Phrase:
    model = cast(LogicModel, at.model)  # a task answers problems of one
    label = Phrase("problem-inside", label=model.problem(id).label)
    found = _of_problem(id, at)
    if found is None or found.verdict == UNTESTED:
        cleared = [one for one in at.evidence if one.problem.id == id and _weight(one) == NOT_SEEN]
        if cleared:
            weakest = max(cleared, key=lambda each: each.letter).grade
            return Phrase("task-half-tested", problem=label, grade=weakest)
        return Phrase("task-untested", problem=label)
    if found.symptom.proxy:
        return Phrase("task-proxy", problem=label, found=found, verdict=found.answer)
    return Phrase("task-problem", problem=label, verdict=found.answer, grade=found.grade)


def agreed(paths: Sequence[Pathway], listed: TaskList | None, at: Setting) -> list[Pathway]:
    """The pathways from when tasks begin, with what weaker sources say beside, and with the task
    list's own goal where it sets one: one indicator, one goal.
    """
    tasks = listed.tasks if listed else ()
    aimed = [each for task in tasks for each in task.indicators if each.target and each.indicator]
    own = {path.indicator: path for path in (task_aims.path_of(each, at) for each in aimed)}
    known = {name: path for name, path in own.items() if not path.goal.level.is_missing}
    found = [
        known.get(path.indicator)
        or task_aims.way(str(path.indicator), path.goal, at, path.direction)
        for path in paths
    ]
    return [replace(path, weaker=at.weaker(path)) for path in found]


# what stands beside the tasks


def proposals(
    listed: TaskList | None, done: Sequence[Worked], model: LogicModel | None
) -> pd.DataFrame:
    """For each problem that no measure answers: what is proposed, and in which task."""
    rows: list[tuple[object, ...]] = []
    if listed and done and model:
        numbers = {each.task.id: each.number for each in done}
        rows = [
            (model.problem(each.problem).label, numbers[each.task], each.text)
            for each in listed.proposals
        ]
    return pd.DataFrame(rows, columns=["problem", "number", "text"])


def mitigations(listed: TaskList | None, model: LogicModel | None) -> pd.DataFrame:
    """For each measure that may make a problem worse: how it is kept from that."""
    rows: list[tuple[object, ...]] = []
    if listed and model:
        rows = [
            (model.measure(each.measure).text, model.problem(each.problem).label, each.text)
            for each in listed.mitigations
        ]
    return pd.DataFrame(rows, columns=["measure", "worse", "text"])


def left_out(listed: TaskList | None, model: LogicModel | None) -> pd.DataFrame:
    """The measures that no task bundles, by reason."""
    rows: list[tuple[object, ...]] = []
    if listed and model:
        for each in listed.left_out:
            texts = [model.measure(one).text for one in each.measures]
            rows.append((each.reason, Quantity.exact(len(texts), "actions"), texts))
    return pd.DataFrame(rows, columns=["reason", "count", "measures"])


def tally(done: Sequence[Worked], listed: TaskList | None) -> dict[str, object]:
    """Counts for sentences: tasks in all, by need (``needs``) and cost, measures bundled, carried
    out and not, indicators in all and by state (``states``); who leads the most, when the missing
    ``figures`` and the last first step (``all_by``) are due; why the ``unseen`` come later.
    """
    if listed is None:
        return {}
    aims = [aim for each in done for aim in each.aims]
    left = sum(len(each.measures) for each in listed.left_out)
    proposed = Quantity.exact(len(listed.proposals), "problems")
    return {
        "tasks": Quantity.exact(len(done), "tasks"),
        "needs": [
            Phrase(f"needing-{need}", count=count)
            for need, count in _numbers((each.need for each in done), NEEDS, "tasks")
        ],
        "costs": [
            Phrase("costing", cost=Phrase(f"cost-{cost}"), count=count)
            for cost, count in _numbers((each.task.cost for each in done), COSTS, "tasks")
        ],
        "busiest": _busiest(done),
        "unseen": _unseen(done),
        "all_by": max((each.first_by for each in done), default=NOTHING),
        "indicators": Quantity.exact(len(aims), "indicators"),
        "states": _by_state(aims),
        "figures": _figures(aims),
        "bundled": Quantity.exact(sum(len(each.texts) for each in done), "actions"),
        "carried": Quantity.exact(sum(len(each.carried) for each in done), "actions"),
        "left": Quantity.exact(left, "actions"),
        "reasons": only_if(left, Phrase("reasons-listed")),
        "proposed": only_if(proposed.best, Phrase("proposals-listed", count=proposed)),
    }


def _numbers(found: Iterable[str], order: Sequence[str], unit: str) -> list[tuple[str, Quantity]]:
    """How often each was found, in an order, none that was not."""
    numbers = Counter(found)
    return [(each, Quantity.exact(numbers[each], unit)) for each in order if numbers[each]]


def _unseen(done: Sequence[Worked]) -> Phrase:
    """Why those come later of which no sign tested is seen, and in which order; nothing where there
    are none.
    """
    found = [each for each in done if each.need == "none"]
    cheaper = only_if(len({each.task.cost for each in found}) > 1, Phrase("unseen-cheaper"))
    numbers = [Phrase("task-number", number=each.number) for each in found]
    return only_if(found, Phrase("unseen-last", tasks=numbers, cheaper=cheaper))


def _by_state(aims: Sequence[task_aims.Aim]) -> list[Phrase]:
    """How many indicators are good for what, none that never occurs but a target to run to."""
    numbers = _numbers((aim.state for aim in aims), task_aims.STATES, "indicators")
    found = [Phrase(f"aims-{state}", count=count) for state, count in numbers]
    if task_aims.RUNNING in dict(numbers):
        return found
    return [Phrase("aims-none-running"), *found]


def _busiest(done: Sequence[Worked]) -> Phrase:
    """Who is proposed to lead the most tasks, and which of these may wait: those of weaker need or
    higher cost than the first, but none on which another decision waits; nothing where nobody leads
    more than all others.
    """
    ranked = Counter(each.lead for each in done).most_common()
    most = ranked[0][1] if ranked else 0
    leads = [lead for lead, count in ranked if count == most]
    if len(leads) != 1:
        return NOTHING
    own = [each for each in done if each.lead == leads[0] and each.need != "mandated"]
    late = [each for each in own if _weighed(each) > _weighed(own[0])]
    held = [each for each in late if each.hold]
    order, slip, kept = (
        [Phrase("task-number", number=each.number) for each in some]
        for some in (own, [each for each in late if not each.hold], held)
    )
    keep = only_if(kept, Phrase("may-not-slip", kept=kept))
    may = only_if(slip, Phrase("may-slip", order=order, slip=slip, keep=keep))
    return Phrase("led-by", lead=leads[0], count=Quantity.exact(most, "tasks"), may=may)


def _figures(aims: Sequence[task_aims.Aim]) -> Phrase:
    """By when how many first figures are to be published; nothing where none is."""
    dues = sorted(aim.published for aim in aims if aim.published)
    if not dues:
        return NOTHING
    soon, count = (Quantity.exact(n, "indicators") for n in (dues.count(dues[0]), len(dues)))
    kind = "figures-due" if dues[0] < dues[-1] else "figures-due-alike"
    return Phrase(kind, count=count, soon=soon, first=dues[0], last=dues[-1])


def decisions(done: Iterable[Worked]) -> list[Worked]:
    """The first tasks, mandated ones apart: what is put before those who decide."""
    return [each for each in done if each.need != "mandated"][:MOST_DECISIONS]


def unsearched(at: Setting) -> list[Phrase]:
    """That nothing later than the newest source was searched, where tasks begin more than
    ``FEW_MONTHS`` after it; nothing at a vantage point that later sources are known of.
    """
    newest = max(at.rows.codes.sources.values(), key=lambda each: each.published, default=None)
    if newest is None or newest.known_from > at.as_of:
        return []
    month, day = Period.parse(newest.published[:7]), newest.published[8:]
    if month_number(at.month(1).start) - month_number(month.end) <= FEW_MONTHS:
        return []
    since = Phrase("on-day", when=month, day=day.lstrip("0")) if day else month
    return [Phrase("unsearched", since=since)]
