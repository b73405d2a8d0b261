"""What the report rests on: copies instead of originals, as files declare, and judgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from industry_report.data.dataset import Dataset
from industry_report.numbers import gaps, outcomes
from industry_report.numbers.evidence import UNTESTED, Evidence, by_proxy
from industry_report.numbers.model_records import LogicModel
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.retested import changes
from industry_report.words import NOTHING, Phrase, Region, only_if

#: The flag of a row that somebody else than its publisher retells.
RETOLD = "second_hand"


def copies(rows: Dataset, known: Dataset, region: str = "") -> dict[str, Quantity | Phrase]:
    """How many rows: in ``total``, ``retold`` (read in a copy, in part or as somebody retells them)
    with their ``share``, in ``weaker`` how many of what is ``known`` are left out, and in ``own``
    the share of a ``region``'s rows, as the brief has it.
    """
    if not len(rows):
        return {}
    kinds = {id: set(source.copy.split()) for id, source in rows.codes.sources.items()}
    total = _items(len(rows))
    retold = _items(sum(RETOLD in row.flags or bool(kinds[row.source]) for row in rows))
    left = len(known) - len(rows)
    weaker = only_if(left, Phrase("copies-weaker", number=_items(left)))
    own = copied(rows, region) if region else NOTHING
    share = retold.share_of(total)
    return {"total": total, "weaker": weaker, "retold": retold, "share": share, "own": own}


def copied(rows: Dataset, region: str) -> Phrase:
    """The share of :func:`copies` of a region's own rows in a sentence; nothing where there are
    none.
    """
    own = rows.where(region=region)
    told = copies(own, own)
    if not told or not cast(Quantity, told["retold"]).best:
        return NOTHING
    return Phrase("copied", region=Region(region), **told)


def judgements(model: LogicModel | None, tasks: Sequence[object]) -> list[Phrase]:
    """What this report judged itself, each with how many there are; nothing without a model."""
    if model is None:
        return []
    symptoms = sum(len(problem.symptoms) for problem in model.problems)
    links = sum(len(measure.answers) for measure in model.measures)
    numbers: Mapping[str, int] = {
        "measures": len(model.measures),
        "symptoms": symptoms,
        "links": links,
        "scores": sum(map(len, model.scores.values())),
        "thresholds": len(outcomes.thresholds()) + 1,  # and from where on a gap is one
        "tasks": len(tasks),
    }
    return [
        Phrase(f"judged-{name}", number=_items(number))
        for name, number in numbers.items()
        if number
    ]


def held(before: Sequence[Evidence], after: Sequence[Evidence]) -> dict[str, Quantity | Phrase]:
    """Symptoms ``tested`` before: ``same`` or ``changed``; ``besides``: those testable only now;
    ``tested_so``, ``changed_so``: how many of the former rest on a proxy only.
    """
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0].verdict != UNTESTED]
    if not pairs:
        return {}
    turned = changes(before, after)
    moved = [each.two for each in turned if each.one.verdict != UNTESTED]
    changed, opened = len(moved), len(turned) - len(moved)
    besides = only_if(opened, Phrase("held-opened", count=_items(opened)))
    numbers = {"tested": len(pairs), "same": len(pairs) - changed, "changed": changed}
    told = {"tested_so": by_proxy(one for one, _ in pairs), "changed_so": by_proxy(moved)}
    return {name: _items(number) for name, number in numbers.items()} | told | {"besides": besides}


def unmatched(rows: Dataset, region: str, others: Iterable[str]) -> list[Phrase]:
    """What was not found of whom a place is compared with: the indicators of each, by name."""
    found = {other: gaps.unmatched(rows, region, other) for other in others}
    return [
        Phrase("missing-beside", region=Region(other), number=_items(len(names)), indicators=names)
        for other, names in found.items()
        if names
    ]


def not_found(
    found: Iterable[Evidence], graded: Sequence[outcomes.Outcome], silent: Quantity | None
) -> list[Phrase]:
    """What was not found of the place: figures for symptoms, results, traces (``silent``)."""
    numbers = {
        "symptoms": _items(sum(each.verdict == UNTESTED for each in found)),
        "results": _items(len(outcomes.undecided(graded))),
        "traces": silent or _items(0),
    }
    return [
        Phrase(f"missing-{name}", number=number) for name, number in numbers.items() if number.best
    ]


def _items(number: int) -> Quantity:
    return Quantity.exact(number, "items")
