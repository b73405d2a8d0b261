"""What the report itself rests on: copies instead of originals, and its own judgements.

Counts without words, of what the data files declare; nothing is read out of a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from industry_report.data.dataset import Dataset
from industry_report.numbers import hindsight
from industry_report.numbers.evidence import UNTESTED, Evidence
from industry_report.numbers.logic_model import LogicModel
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase

#: How the copy of a source may fall short of the original (``copy`` in the list of sources).
MIRROR, PART = "mirror", "part"
#: The flag of a row that somebody else than its publisher retells.
RETOLD = "second_hand"


class Copies(NamedTuple):
    """How many rows there are and how many of them were read how; a row may count in several.

    Shares are in per cent of all rows.
    """

    total: Quantity
    mirror: Quantity
    mirror_share: Quantity
    part: Quantity
    part_share: Quantity
    retold: Quantity
    retold_share: Quantity


class Held(NamedTuple):
    """Symptoms that could be tested at a vantage point, and what later figures made of them."""

    tested: Quantity
    same: Quantity
    changed: Quantity


def copies(rows: Dataset) -> Copies | None:
    """How the sources of rows were read; None without rows."""
    kinds = {id: set(source.copy.split()) for id, source in rows.codes.sources.items()}
    total = len(rows)
    if not total:
        return None
    found = [
        sum(MIRROR in kinds[row.source] for row in rows),
        sum(PART in kinds[row.source] for row in rows),
        sum(RETOLD in row.flags for row in rows),
    ]
    told = [each for number in found for each in (_items(number), _share(number, total))]
    return Copies(_items(total), *told)


def judgements(model: LogicModel | None, tasks: Sequence[object]) -> list[dict[str, object]]:
    """What this report judged itself, each with how many there are; nothing without a model."""
    if model is None:
        return []
    symptoms = sum(len(problem.symptoms) for problem in model.problems)
    links = sum(len(measure.answers) for measure in model.measures)
    numbers: Mapping[str, int] = {
        "measures": len(model.measures),
        "symptoms": symptoms,
        "links": links,
        "scores": len(model.scores),
        "thresholds": len(hindsight.thresholds()) + 1,  # and from where on a gap is one
        "tasks": len(tasks),
    }
    return [
        {"what": Phrase(f"judged-{name}"), "number": _items(number), "why": Phrase(f"why-{name}")}
        for name, number in numbers.items()
        if number
    ]


def held(before: Sequence[Evidence], after: Sequence[Evidence]) -> Held | None:
    """What became of the verdicts on symptoms that could be tested before; None without any."""
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0].verdict != UNTESTED]
    if not pairs:
        return None
    changed = sum(one.verdict != two.verdict for one, two in pairs)
    return Held(_items(len(pairs)), _items(len(pairs) - changed), _items(changed))


def not_found(
    found: Iterable[Evidence], graded: Sequence[hindsight.Grade], silent: Quantity | None
) -> list[Phrase]:
    """What was looked for and not found: figures for symptoms, results of what was expected, public
    traces of measures (``silent`` is how many have none).
    """
    numbers = {
        "symptoms": _items(sum(each.verdict == UNTESTED for each in found)),
        "results": _items(len(hindsight.undecided(graded))),
        "traces": silent or _items(0),
    }
    return [
        Phrase(f"missing-{name}", number=number) for name, number in numbers.items() if number.best
    ]


def _items(number: int) -> Quantity:
    return Quantity.exact(number, "items")


def _share(number: int, total: int) -> Quantity:
    return Quantity.exact(number, "items").share_of(Quantity.exact(total, "items"))
