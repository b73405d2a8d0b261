"""What a dataset lets one compare: ratios, stand-ins and classes in a YAML file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict

from industry_report.data.codes import Codes
from industry_report.data.errors import FaultsError
from industry_report.data.filestate import state
from industry_report.data.records import Tree, Words, matching, read_yaml

FILE = "ratios.yaml"
Whole = Annotated[Words, matching("[0-9]+", "a whole number, 0 or more"), AfterValidator(int)]
Positive = Annotated[
    Words, matching("[1-9][0-9]*", "a whole number, 1 or more"), AfterValidator(int)
]
#: Where indicators stand in the file.
INDICATORS = (
    "ratios.@",
    "ratios.*.of",
    "ratios.*.by",
    "stand_ins.@",
    "stand_ins.*",
    "classes.@",
    "classes.*.*",
)


class RatiosError(FaultsError):
    """The file is not usable; ``faults`` names everything that is wrong with it."""


@dataclass(frozen=True)
class Ratio:
    """How an indicator follows from two others: ``times`` × ``of`` ÷ ``by``.

    ``years`` is how far the year of the denominator may lie from that of the numerator.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")
    of: Words
    by: Words
    times: Positive = 1
    years: Whole = 0


@dataclass(frozen=True)
class Comparable:
    """What may be compared beyond figures of one name.

    Attributes:
        ratios: how an indicator follows from two others.
        stand_ins: the indicator that stands in for another where that one has no namesake.
        classes: the outputs that are held against each threshold.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")
    ratios: Mapping[str, Ratio] = field(default_factory=dict)
    stand_ins: Mapping[str, Words] = field(default_factory=dict)
    classes: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)


def beside(dataset: Path, codes: Codes) -> Comparable:
    """What the file beside a dataset says, nothing without one; RatiosError with all faults."""
    path = dataset.parent / FILE
    if not path.exists():
        return Comparable()
    units = tuple((entry.id, entry.unit) for entry in codes.indicators.values())
    return _read(path, state(path), units)


@lru_cache(maxsize=8)
def _read(path: Path, _state: object, units: tuple[tuple[str, str], ...]) -> Comparable:
    tree, known = read_yaml(path, "ratios, stand-ins and classes", RatiosError), dict(units)
    for pattern in INDICATORS:
        for place, name in tree.texts(pattern):
            tree.one_of(place, name, "indicator", known)
    _check_units(tree, known)
    found = tree.record(Comparable, tree.value)
    tree.check(RatiosError)
    return found


def _check_units(tree: Tree, units: Mapping[str, str]) -> None:
    """An indicator and the one that stands in for it must be of the same unit."""
    for place, other in tree.texts("stand_ins.*"):
        unit, own = units.get(other), units.get(place[-1])
        if unit and own and unit != own:
            tree.fault(place, f"{other!r} is in {unit}", f"an indicator in {own}")
