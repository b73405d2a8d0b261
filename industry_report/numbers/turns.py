"""How a course of values went from its first to its last, by way of its turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from industry_report.data.periods import Period
from industry_report.numbers.quantity import Quantity
from industry_report.words import NOTHING, Phrase


def side_by_side(
    runs: Sequence[Mapping[Period, Quantity]], pace: bool = False, made: Phrase = NOTHING
) -> list[Phrase]:
    """How a course went in every run, side by side: nothing moved from one to another. ``pace``:
    whether values are growth; ``made``: a mark where no source published the last one.
    """
    falls = pace and any(value.sign == -1 for run in runs for value in run.values())
    marks = [NOTHING] * (len(runs) - 1) + [made]
    return [step for run, mark in zip(runs, marks, strict=True) for step in steps(run, falls, mark)]


def steps(
    course: Mapping[Period, Quantity], falls: bool = False, made: Phrase = NOTHING
) -> list[Phrase]:
    """How a course (values by period, in order) went from first to last by way of every turning
    point that the two would hide; one value as it stands. ``falls``: it is growth below zero once,
    so that all is told as growth; ``made``: a mark where no source published the last one.
    """
    told = dict(_turning_points(list(course.items())))
    if falls:
        return listed(told, made)
    dated = _dated(told, made)
    found = [Phrase("step-at", **each) for each in dated if len(dated) == 1]
    for before, each in pairwise(dated):
        moved = {"first": before["value"], "since": before["period"]}
        moved["difference"] = each["value"] - before["value"]
        found.append(Phrase("step-to" if found else "step-from", **each, **moved))
    return found


def listed(course: Mapping[Period, Quantity], made: Phrase = NOTHING) -> list[Phrase]:
    """Every value of a course, told as growth; ``made`` marks the last."""
    return [Phrase("step-grew", **each) for each in _dated(course, made)]


def _dated(course: Mapping[Period, Quantity], made: Phrase) -> list[dict[str, Any]]:
    marks = [NOTHING] * (len(course) - 1) + [made]
    return [
        {"period": period, "value": value, "made": mark}
        for (period, value), mark in zip(course.items(), marks, strict=True)
    ]


def _turning_points(course: list[tuple[Period, Quantity]]) -> list[tuple[Period, Quantity]]:
    """The first value, each turn (see :func:`_turn`), and the last."""
    told, rest = course[:1], course[1:]
    while (place := _turn(told[-1][1], [value for _, value in rest])) is not None:
        told.append(rest[place])
        rest = rest[place + 1 :]
    return told + rest[-1:]


def _turn(start: Quantity, rest: Sequence[Quantity]) -> int | None:
    """The earlier of the extremes beyond both ends by more than rounding; None where none is."""
    inner = sorted(range(len(rest) - 1), key=lambda place: rest[place].best)
    ends = [(inner[0], -1), (inner[-1], 1)] if inner else []
    beyond = [
        place
        for place, sign in ends
        if all((rest[place] - end).sign == sign for end in (start, rest[-1]))
    ]
    return min(beyond, default=None)
