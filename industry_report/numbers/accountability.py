"""What measures answer, and whether they can be held to account: frames for figures."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from industry_report.numbers.logic_model import ELEMENTS
from industry_report.numbers.model_records import LogicModel, Measure
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase

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
    """What every measure says of who is to act, how much and by when: a row for each of the three.

    Columns: ``measure``, its ``group``, ``asked`` and ``answer``, a key of :data:`ANSWERS`.
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
    if ELEMENTS["authority"](measure):
        named = "named-authority"
    yield "who", named
    yield "much", "set-target" if ELEMENTS["target"](measure) else "set-nothing"
    yield "when", "set-date" if measure.deadline else "set-no-date"
