"""Formulas over the figures of one source, such as ``whole(done, rate) / projects``: read, checked,
evaluated.

Every figure stands for the interval that rounds to it (interval arithmetic, Moore 1966), so that a
result is as exact as its inputs, and a bound ("more than 600") stays one. How formulas are written:
data/relations.yaml.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import cast

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.errors import shown
from industry_report.data.periods import is_period
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, missing
from industry_report.numbers.sections import Sections
from industry_report.words import Phrase, of

MONTHS = 12
#: Per cent within which "about" is read where it is not taken for rounding: as "nearly" is.
ROUGH = Decimal(10)
LONGEST = 400  # characters of a formula: nobody can check a longer one, and it may nest without end
STATUS = re.compile(r"@([\w|]+)")

#: Operators with the phrases that write them.
OPERATORS: dict[type[ast.operator], tuple[Callable[..., Quantity], str]] = {
    ast.Add: (operator.add, "sum"),
    ast.Sub: (operator.sub, "difference"),
    ast.Mult: (operator.mul, "product"),
    ast.Div: (operator.truediv, "ratio"),
}


def share(part: Quantity, whole: Quantity) -> Quantity:
    """A part in per cent of its whole; of "more than so much" at most so much."""
    found = part.share_of(whole)
    if found.is_missing or not whole.interval.hi.is_infinite():
        return found
    return at_most(found)


def exactly(found: Quantity) -> Quantity:
    """A bound such as "more than 600" read as the figure itself, where a threshold is meant."""
    if found.is_missing:
        return found
    return replace(Quantity.exact(found.best, found.unit, found.rows), label=found.label)


def at_most(found: Quantity) -> Quantity:
    """A value as the upper limit of what is meant."""
    if found.is_missing:
        return found
    return replace(found, interval=Interval(-INFINITY, found.interval.hi))


def elapsed(row: Observation, local: Sections) -> Quantity:
    """How much of the year had passed when a figure since January closes, in per cent."""
    months = local.months(row.source) or Quantity.exact(row.period.end[1], "")
    passed = months * 100 / MONTHS
    if months.qualifier:
        return replace(passed, unit="%", qualifier=months.qualifier, decimals=1)
    return passed.to("%")


def lead(done: Quantity, passed: Quantity) -> Quantity:
    """Lead of a share over the time elapsed, in percentage points, with the digits of the share."""
    ahead = (done - passed).to("pp")
    if ahead.is_missing or ahead.interval.width.is_infinite():
        return ahead
    return replace(ahead, decimals=done.bears)


#: Functions of two values, with the phrases that write them.
FUNCTIONS = {
    "share": (share, "ratio"),
    "whole": (Quantity.total_at, "ratio"),
    "part": (Quantity.at, "product"),
    "base": (Quantity.before, "base"),
}

#: How many values each function takes.
ARGUMENTS = dict.fromkeys(FUNCTIONS, (2,)) | {
    "exact": (1,),
    "at_most": (1,),
    "elapsed": (1,),
    "other": (1, 2),
}


@dataclass(frozen=True)
class Computed:
    """What a formula yields: a quantity, and how it was computed, to be written."""

    quantity: Quantity
    formula: Phrase


@dataclass(frozen=True)
class Printed:
    """The figures of one source about one place, and what other sources say of it and of others.

    Attributes:
        source: the source that is meant.
        local: what the dataset says of its sources.
        names: formulas that have a name.
        rough: whether "about" is read within :data:`ROUGH` and not as exact to the digits printed.
    """

    rows: Dataset
    region: str
    source: str
    local: Sections = Sections()
    names: Mapping[str, str] = field(default_factory=dict)
    rough: bool = False

    def row(self, name: Name, other: bool = False, region: str = "") -> Observation | None:
        """The latest row of the source, or of others, under the first status that is there."""
        for status in name.statuses:
            place = region or self.region
            found = self.rows.all(name.indicator, place, name.period or None, status)
            kept = [row for row in found if (row.source != self.source) == other]
            if kept:
                return next(row for row in kept if row.period == kept[-1].period)
        return None

    def value(self, formula: str) -> Computed:
        """The value of a formula; missing where a figure of it is."""
        return self._value(parse(formula))

    def _value(self, node: ast.expr) -> Computed:
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.Constant):
            return _written(Quantity.exact(cast(int, node.value), ""))
        if isinstance(node, ast.Name) and node.id in self.names:
            return _written(self.value(self.names[node.id]).quantity, "computed")
        if isinstance(node, ast.Call):
            return self._call(cast(ast.Name, node.func).id, *node.args)
        return self._figure(name_of(node))

    def _operation(self, node: ast.BinOp) -> Computed:
        one, two = self._value(node.left), self._value(node.right)
        apply, phrase = OPERATORS[type(node.op)]
        if phrase == "product" and isinstance(node.right, ast.Constant):  # a change of unit
            return Computed(apply(one.quantity, two.quantity), one.formula)
        if phrase in ("sum", "difference") and isinstance(node.left, ast.Constant):
            # a number to which a percentage is added is one
            one = _written(one.quantity.to(two.quantity.unit))
        return Computed(apply(one.quantity, two.quantity), _joined(phrase, one, two))

    def _call(self, function: str, first: ast.expr, second: ast.expr | None = None) -> Computed:
        if function in FUNCTIONS:
            one, two = self._value(first), self._value(cast(ast.expr, second))
            apply, phrase = FUNCTIONS[function]
            return Computed(apply(one.quantity, two.quantity), _joined(phrase, one, two))
        if function == "exact":
            return _written(exactly(self._value(first).quantity))
        if function == "at_most":
            whole = self._value(first)
            return replace(whole, quantity=at_most(whole.quantity))
        if function == "other":
            return self._figure(name_of(first), True, getattr(second, "value", ""))
        row = self.row(name_of(first))
        if row is None:
            return self._figure(name_of(first))
        return _written(elapsed(row, self.local))

    def _figure(self, name: Name, other: bool = False, region: str = "") -> Computed:
        row = self.row(name, other, region)
        if row is None:
            return _written(missing(of(name.indicator, region or self.region)))
        return _written(_roughly(row.quantity) if self.rough else row.quantity)


def _roughly(quantity: Quantity) -> Quantity:
    """What is given as "about", read within :data:`ROUGH`, and no closer than as printed."""
    if quantity.qualifier != "about":
        return quantity
    around = max(abs(quantity.best) * ROUGH / 100, quantity.interval.width / 2)
    read = Interval(quantity.best - around, quantity.best + around)
    return replace(quantity, interval=read)


@dataclass(frozen=True)
class Name:
    """A figure in a formula: indicator, statuses in order of preference, period or ""."""

    indicator: str
    statuses: tuple[str, ...]
    period: str = ""


def name_of(node: ast.expr) -> Name:
    """The figure that a node names."""
    period = ""
    if isinstance(node, ast.Subscript):
        period, node = str(cast(ast.Constant, node.slice).value), node.value
    indicator, *statuses = cast(ast.Name, node).id.split("__")
    return Name(indicator, tuple(statuses) or ("observed",), period)


@lru_cache(maxsize=1024)
def parse(text: str) -> ast.expr:
    """A formula as a tree; ValueError for what is no arithmetic over figures."""
    if len(text) > LONGEST:
        raise ValueError(f"{shown(text)} is longer than {LONGEST} characters")
    coded = STATUS.sub(lambda found: "__" + found[1].replace("|", "__"), " ".join(text.split()))
    try:
        tree = ast.parse(coded, mode="eval").body
    except SyntaxError:
        raise ValueError(f"{shown(text)} is no formula") from None
    for node in ast.walk(tree):
        if not _allowed(node):
            part = ast.get_source_segment(coded, node) or text
            raise ValueError(f"{shown(part)} is no arithmetic over figures")
    return tree


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return type(node.op) in OPERATORS
    if isinstance(node, ast.Call):
        wanted = ARGUMENTS.get(getattr(node.func, "id", ""), ())
        return len(node.args) in wanted and not node.keywords
    if isinstance(node, ast.Subscript):
        period = getattr(node.slice, "value", None)
        named = isinstance(node.value, ast.Name) and isinstance(period, str)
        return named and is_period(period)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | str)
    return isinstance(node, ast.Name | ast.operator | ast.expr_context)


def figures(tree: ast.expr) -> Iterator[Name]:
    """Every figure that a formula mentions."""
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in functions:
            yield name_of(node)


def _written(quantity: Quantity, phrase: str = "figure") -> Computed:
    return Computed(quantity, Phrase(phrase, value=quantity))


#: Which phrases need brackets within which: left of the mark, and right of it.
WITHIN = {
    "difference": ((), ("sum", "difference")),
    "product": (("sum", "difference"), ("sum", "difference")),
    "ratio": (
        ("sum", "difference", "ratio", "base"),
        ("sum", "difference", "ratio", "base", "product"),
    ),
    "base": (("sum", "difference"), ()),
}


def _joined(phrase: str, one: Computed, two: Computed) -> Phrase:
    """Two parts of a formula joined, in brackets where they would be read otherwise."""
    parts = [one.formula, two.formula]
    for place, loose in enumerate(WITHIN.get(phrase, ())):
        if parts[place].id in loose:
            parts[place] = Phrase("bracketed", part=parts[place])
    return Phrase(phrase, one=parts[0], two=parts[1])
