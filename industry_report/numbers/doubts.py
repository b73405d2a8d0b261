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
    leads, unlike = list[Phrase](), list[Phrase]()
    for line in ranking.lines("shown"):
        scored = _rows(ranking.model, line, rows, region)
        if any(grades.grade(row, rows).letter == grades.C for row in scored):
            leads.append(Phrase("inside", label=line.label))
        for indicator in dict.fromkeys(row.indicator for row in scored):
            gap = gaps.gap(rows, indicator, region, others)
            if not gap.is_missing and gap.one.period != gap.two.period:
                unlike.append(Phrase("needs-of", label=line.label, gap=gap))
    weak = only_if(leads, Phrase("needs-leads", names=leads))
    apart = only_if(unlike, Phrase("needs-unlike", needs=unlike))
    return only_if(leads or unlike, Phrase("needs-doubts", leads=weak, unlike=apart))


def _rows(model: LogicModel, line: Line, rows: Dataset, region: str) -> list[Observation]:
    """The rows that the scores of a line rest on, those that are known."""
    named = dict.fromkeys(score.row for score in model.scores[line.id].values() if score.row)
    return [row for name in named if (row := values.row_called(rows, region, name))]
