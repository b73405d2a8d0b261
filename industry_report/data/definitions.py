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
from industry_report.data.records import Place, Tree

#: What a basis and a kind mean, as a message has it.
BASES = {
    "nominal": "at current prices (nominal)",
    "comparable": "at comparable prices (real)",
    "physical": "a physical quantity",
}
KINDS = {
    "growth": "a growth rate",
    "level": "an amount",
    "capacity": "a capacity",
    "count": "a count",
    "share": "a share",
    "ratio": "a ratio",
    "rank": "a rank",
}


def mixed(one: Indicator, two: Indicator) -> str:
    """Why two indicators must not stand in one verdict; "" where they may."""
    if one.id == two.id:
        return ""
    pairs = (
        ("in {}", one.unit, two.unit),
        ("{}", KINDS.get(one.kind, one.kind), KINDS.get(two.kind, two.kind)),
        ("{}", BASES.get(one.basis, ""), BASES.get(two.basis, "")),
        ("about {} firms or things", one.scope, two.scope),
    )
    for form, first, second in pairs:
        if first and second and first != second:
            return f"{one.id!r} is {form.format(first)}, {two.id!r} {form.format(second)}"
    return ""


def check_pair(
    tree: Tree, place: Place, one: str, two: str, entries: Mapping[str, Indicator]
) -> None:
    """A fault where two indicators of a file, as far as they exist, are mixed up."""
    if one in entries and two in entries and (reason := mixed(entries[one], entries[two])):
        tree.fault(place, reason, "two indicators of one definition")


def mixed_growth(entries: Iterable[Indicator]) -> str:
    """Why growth rates must not stand in one verdict: real and nominal ones; "" where they may."""
    rates = [each for each in entries if each.kind == "growth" and each.basis]
    for one, two in pairwise(rates):
        if one.basis != two.basis:
            return mixed(one, two) or f"{one.id!r} and {two.id!r} have different bases"
    return ""
