"""The column of grades that a table has at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from industry_report.data.dataset import Dataset
from industry_report.numbers import grades
from industry_report.outputs import unique
from industry_report.words import Phrase, Said
from industry_report.words.language import Language
from industry_report.words.template import Scope

#: A template that is a grade: the table has a column of its own.
OWN = re.compile(r"\bgraded?\}")

Cells = list[list[Said]]


def with_grades(
    language: Language,
    heads: list[str],
    cells: Cells,
    templates: Iterable[str],
    records: Sequence[object],
    rows: Dataset,
    as_of: str,
) -> tuple[list[str], Cells]:
    """Heads and cells with the grade of each line at the end.

    As they are where no line rests on rows, or the table has grades of its own; for the rest see
    :func:`grades.of_lines`.
    """
    if any(OWN.search(template) for template in templates):
        return heads, cells
    lines = [unique(id for cell in row for id in cell.rows) for row in cells]
    letters = grades.of_lines(records, lines, rows, as_of)
    if not letters:
        return heads, cells
    column = [language.say("{told}", Scope({"told": letter})) for letter in letters]
    head = language.write(Phrase("grade-head"))
    return [*heads, head], [[*row, cell] for row, cell in zip(cells, column, strict=True)]
