"""Symptoms tested again: which verdicts later publications changed, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from industry_report.numbers.evidence import UNTESTED, Evidence, by_proxy
from industry_report.numbers.quantity import Quantity
from industry_report.words import NOTHING, Phrase


class Turned(NamedTuple):
    """A symptom whose verdict later publications changed: as it was, and as it is with them."""

    one: Evidence
    two: Evidence


def turns(turned: Iterable[Turned]) -> list[Phrase]:
    """How each verdict turned, be it by a proxy only: named by its problem or, where that has
    several symptoms, by its symptom: the others may have shown something else before.
    """
    return [
        Phrase(
            "turn",
            label=each.two.text if len(each.two.problem.symptoms) > 1 else each.two.label,
            then=each.one.answer,
            now=each.two.answer,
            proxy=Phrase("turn-proxy") if each.two.symptom.proxy else NOTHING,
        )
        for each in turned
    ]


def ways(turned: Sequence[Turned]) -> list[Phrase]:
    """How many had another result, and how many could not be tested before; none that is 0."""
    kinds: dict[str, list[Evidence]] = {"turned-result": [], "turned-tested": []}
    for one, two in turned:
        kinds["turned-tested" if one.verdict == UNTESTED else "turned-result"].append(two)
    return [
        Phrase(id, count=Quantity.exact(len(some), "items"), by_proxy=by_proxy(some))
        for id, some in kinds.items()
        if some
    ]


def changes(before: Sequence[Evidence], after: Sequence[Evidence]) -> list[Turned]:
    """The symptoms whose verdict later publications changed."""
    pairs = zip(before, after, strict=True)
    return [Turned(one, two) for one, two in pairs if one.verdict != two.verdict]
