"""Which indicators may stand in one verdict, by what the code list says of them.

A verdict holds one figure against another: a symptom against its reference, a figure against its
target, an indicator against the one that stands in for it. Two figures of one unit may still say
different things: nominal growth is not real growth, a level is no rate, above-scale firms are not
all firms. What the code list leaves open (an empty basis or scope) is allowed and said beside the
figures; what it says to be different is refused when the file is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from industry_report.data.codes import Indicator
from industry_report.data.message import Message
from industry_report.data.records import Place, Tree


def mixed(one: Indicator, two: Indicator) -> Message | None:
    """Why two indicators must not stand in one verdict; None where they may."""
    if one.id == two.id:
        return None
    for name in ("unit", "kind", "basis", "scope"):
        first, second = getattr(one, name), getattr(two, name)
        if first and second and first != second:
            of = {"first": _told(name, first), "second": _told(name, second)}
            return Message("pair.mixed", one=one.id, two=two.id, **of)
    return None


def _told(field: str, value: str) -> Message:
    """What a field of an indicator says of it."""
    if field in ("unit", "scope"):
        return Message(f"pair.of_{field}", value=value)
    return Message(f"pair.{value}")


def check_pair(
    tree: Tree, place: Place, one: str, two: str, entries: Mapping[str, Indicator]
) -> None:
    """A fault where two indicators of a file, as far as they exist, are mixed up."""
    if one in entries and two in entries and (reason := mixed(entries[one], entries[two])):
        tree.fault(place, "pair.fault", reason=reason)


def mixed_growth(entries: Iterable[Indicator]) -> Message | None:
    """Why growth rates must not stand in one verdict: real and nominal ones; None where they
    may."""
    rates = [each for each in entries if each.kind == "growth" and each.basis]
    for one, two in pairwise(rates):
        if one.basis != two.basis:
            return mixed(one, two) or Message("pair.bases", one=one.id, two=two.id)
    return None
