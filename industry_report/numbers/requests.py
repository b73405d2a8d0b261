"""What the offices are asked for: the figures that would test a problem, those that the tasks lack,
and the years that the leading indicators lack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from industry_report.data.periods import Period, last_year
from industry_report.numbers import values
from industry_report.numbers.brief import EFFORT
from industry_report.numbers.evidence import Evidence, wanted
from industry_report.numbers.growth import VALUE_ADDED_GROWTH
from industry_report.numbers.model_records import Request
from industry_report.numbers.task_aims import ASSUMED, RUNNING, Setting
from industry_report.numbers.task_records import Measured, TaskList
from industry_report.numbers.tasks import Worked
from industry_report.words import Indicator, Phrase, Text

#: What the brief leads with.
LEADING = (VALUE_ADDED_GROWTH, *EFFORT)
#: Years asked for where nothing is known of any.
MOST_YEARS = 5


@dataclass(frozen=True)
class Asked:
    """A figure that is asked for: what it is for (``label``), which is ``needed``, and how."""

    label: object
    needed: object
    request: Request


def collected(
    found: Iterable[Evidence], done: Sequence[Worked], listed: TaskList | None, at: Setting
) -> list[Evidence | Asked]:
    """What is still to be collected, for the leading indicators, problems and tasks, the figures of
    one office together; no figure twice.
    """
    tasks = list(_of_tasks(done, at))
    named = {each.needed for each in tasks}
    leading = [each for each in _leading(listed, at) if each.needed not in named]
    every: list[Evidence | Asked] = [*leading, *wanted(found), *tasks]
    offices = list(dict.fromkeys(each.request.bureau for each in every))
    return sorted(every, key=lambda each: offices.index(each.request.bureau))


def _leading(listed: TaskList | None, at: Setting) -> Iterator[Asked]:
    """The years that leading indicators lack, where the list names whom to ask."""
    if listed is None or listed.plan.statistics is None:
        return
    for indicator in LEADING:
        if request := _of_indicator(indicator, listed.plan.statistics, at):
            needed = _needed(Indicator(indicator), indicator, at)
            yield Asked(Phrase("asked-leading"), needed, request)


def _of_tasks(done: Iterable[Worked], at: Setting) -> Iterator[Asked]:
    """The figures without which no target of a task can be held to account."""
    for each in done:
        for measured, aim in zip(each.task.indicators, each.aims, strict=True):
            if aim.state not in (RUNNING, ASSUMED) and (request := _request(measured, at)):
                needed = _needed(aim.label, measured.indicator, at)
                yield Asked(_problem(each, at), needed, request)


def _problem(done: Worked, at: Setting) -> Text:
    """The problem that a task answers first, by which an office that has no list knows it."""
    answers = done.task.problems
    label: Text = at.model.problem(answers[0]).label if at.model and answers else done.title
    return label


def _request(measured: Measured, at: Setting) -> Request | None:
    """How a figure is asked for; None where another request covers it or no year is lacking."""
    if measured.office is None:
        return None
    if measured.definition:
        return Request(measured.definition, measured.office, _years(0, at))
    return _of_indicator(str(measured.indicator), measured.office, at)


def _of_indicator(indicator: str, office: Text, at: Setting) -> Request | None:
    entry, years = at.rows.codes.indicators[indicator], missing_years(indicator, at)
    told = (text.rstrip(".\u3002") or "—" for text in (entry.definition_zh, entry.definition_en))
    if years:
        return Request(Text(*told), office, years)
    return None


def missing_years(indicator: str, at: Setting) -> str:
    """The whole years after the newest one published, no more than ``MOST_YEARS``, but all of them
    where a new basis begins among them; "" for none.
    """
    rows = at.rows.all(indicator, at.region, status="observed")
    published = (row for row in rows if row.period.months <= 12 and "derived" not in row.flags)
    ends = (row.period.end for row in published)
    known = max((year for year, month in ends if month == 12), default=0)
    if _rebased(indicator, at):
        known = 0
    return _years(known, at)


def _needed(label: object, indicator: str | None, at: Setting) -> object:
    """What is asked for, and on which basis where that has changed."""
    if indicator and (since := _rebased(indicator, at)):
        return Phrase("asked-one-basis", needed=label, since=since)
    return label


def _rebased(indicator: str, at: Setting) -> Period | None:
    """The year in which a new basis begins among those that may be asked for; None without one."""
    edges = values.breaks(at.rows, indicator, at.region)
    return next((edge for edge in edges if edge.end[0] > _last_years(at)[0]), None)


def _last_years(at: Setting) -> range:
    last = last_year(at.as_of)
    return range(last - MOST_YEARS + 1, last + 1)


def _years(known: int, at: Setting) -> str:
    years = [str(year) for year in _last_years(at) if year > known]
    return "–".join(dict.fromkeys(years[:1] + years[-1:]))
