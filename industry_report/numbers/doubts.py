"""What weakens the needs that figures show."""

from __future__ import annotations

from collections.abc import Sequence

from industry_report.data.dataset import Dataset, Observation
from industry_report.numbers import gaps, grades, values
from industry_report.numbers.model_records import Line, LogicModel
from industry_report.numbers.recommendations import Ranking
from industry_report.words import Phrase, only_if


def of_needs(ranking: Ranking, rows: Dataset, region: str, others: Sequence[str]) -> Phrase:
    """What weakens the needs that figures show: one of grade C, no more than a lead, or one that
    stands beside the nation's of another period; or nothing.
    """
    shown = ranking.lines("shown")
    leads = [line for line in shown if _is_lead(ranking.model, line, rows, region)]
    unlike = [
        Phrase("needs-of", label=line.label, gap=gap)
        for line in shown
        for gap in _unlike(ranking.model, line, rows, region, others)
    ]
    names = [Phrase("inside", label=line.label) for line in leads]
    weak = only_if(leads, Phrase("needs-leads", names=names))
    apart = only_if(unlike, Phrase("needs-unlike", needs=unlike))
    return only_if(leads or unlike, Phrase("needs-doubts", leads=weak, unlike=apart))


def _rows(model: LogicModel, line: Line, rows: Dataset, region: str) -> list[Observation]:
    """The rows that the scores of a line rest on, those that are known."""
    named = dict.fromkeys(score.row for score in model.scores[line.id].values() if score.row)
    return [row for name in named if (row := values.row_called(rows, region, name))]


def _is_lead(model: LogicModel, line: Line, rows: Dataset, region: str) -> bool:
    """Whether a figure that a score of the line rests on is of grade C."""
    found = _rows(model, line, rows, region)
    return any(grades.grade(row, rows).letter == grades.C for row in found)


def _unlike(
    model: LogicModel, line: Line, rows: Dataset, region: str, others: Sequence[str]
) -> list[gaps.Gap]:
    """The comparisons of different periods that the scores of a line rest on."""
    scored = dict.fromkeys(row.indicator for row in _rows(model, line, rows, region))
    found = [gaps.gap(rows, indicator, region, others) for indicator in scored]
    return [gap for gap in found if not gap.is_missing and gap.one.period != gap.two.period]
