"""What a dataset lets one compare: ratios, stand-ins and classes in a YAML file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, ConfigDict

from industry_report.data.codes import Codes
from industry_report.data.definitions import check_pair
from industry_report.data.files import state
from industry_report.data.records import Words, matching, read_yaml

FILE = "ratios.yaml"
if TYPE_CHECKING:  # what the texts of the file become
    Whole = int
    Positive = int
else:
    Whole = Annotated[Words, matching("[0-9]{1,9}", "form.from_0"), AfterValidator(int)]
    Positive = Annotated[Words, matching("[1-9][0-9]{0,8}", "form.from_1"), AfterValidator(int)]
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
    """What the file beside a dataset says, nothing without one; FaultsError with all faults."""
    path = dataset.parent / FILE
    if not path.exists():
        return Comparable()
    return _read(path, state(path), codes)


@lru_cache(maxsize=8)
def _read(path: Path, _state: object, codes: Codes) -> Comparable:
    tree = read_yaml(path, "holds.ratios")
    known = codes.indicators
    for pattern in INDICATORS:
        for place, name in tree.texts(pattern):
            tree.one_of(place, name, "indicator", known)
    for place, other in tree.texts("stand_ins.*"):
        check_pair(tree, place, str(place[-1]), other, known)
    for place, output in tree.texts("classes.*.*"):
        check_pair(tree, place, str(place[-2]), output, known)
    return tree.checked(Comparable)
