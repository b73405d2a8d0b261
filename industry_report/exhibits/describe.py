"""Charts in words, as phrases: what stands in for a picture that cannot be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas

from industry_report.words import Phrase, only_if
from industry_report.words.language import WrittenQuantity

#: A chart of more marks is described by its ends.
MOST_SPOKEN = 14


def marks(kind: str, said: Iterable[str | Phrase]) -> Phrase:
    """The description of a chart of that kind, mark by mark."""
    return Phrase(f"chart-{kind}", said=list(said))


def counted(name: str, answers: Sequence[str], looks: Iterable[str]) -> str:
    """How often each answer of ``looks`` was given, those that were, behind a name."""
    counts = (f"{answers.count(each)} {each}" for each in looks if each in answers)
    return f"{name}: {', '.join(counts)}"


def values(kind: str, data: pandas.DataFrame, names: list[str], value: str) -> Phrase:
    """A chart whose marks are named by the columns ``names``; of many marks its ends."""
    rows = [(" ".join(str(row[name]) for name in names), row[value]) for _, row in data.iterrows()]
    if len(rows) > MOST_SPOKEN:
        return marks(kind, [_extremes(rows)])
    return marks(kind, (_mark(name, cell) for name, cell in rows))


def _mark(name: str, cell: WrittenQuantity) -> Phrase:
    status = only_if(cell.status != "observed", Phrase("chart-status", status=cell.status_name))
    return Phrase("chart-mark", name=name, value=cell, status=status)


def _extremes(rows: list[tuple[str, WrittenQuantity]]) -> Phrase:
    ordered = sorted(rows, key=lambda row: row[1].number)
    (lowest, least), (highest, most) = ordered[0], ordered[-1]
    return Phrase(
        "chart-ends", count=len(rows), lowest=lowest, least=least, highest=highest, most=most
    )
