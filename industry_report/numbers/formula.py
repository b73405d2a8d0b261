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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.errors import shown
from industry_report.data.message import Message
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

#: How many values each function takes; ``elapsed`` and ``other`` take a figure.
ARGUMENTS = dict.fromkeys(FUNCTIONS, 2) | {"exact": 1, "at_most": 1}


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
        match node:
            case ast.BinOp():
                return self._operation(node)
            case ast.Constant(value=int(number)):
                return _written(Quantity.exact(number, ""))
            case ast.Name(id=name) if name in self.names:
                return _written(self.value(self.names[name]).quantity, "computed")
            case ast.Call(func=ast.Name(id="other"), args=[figure, *where]):
                return self._figure(name_of(figure), True, *_texts(where))
            case ast.Call(func=ast.Name(id="elapsed"), args=[figure]):
                row = self.row(name_of(figure))
                return _written(elapsed(row, self.local)) if row else self._figure(name_of(figure))
            case ast.Call(func=ast.Name(id=function), args=parts):
                return self._call(function, *map(self._value, parts))
        return self._figure(name_of(node))

    def _operation(self, node: ast.BinOp) -> Computed:
        one, two = self._value(node.left), self._value(node.right)
        apply, phrase = OPERATORS[type(node.op)]
        if phrase in ("sum", "difference"):  # a number beside a percentage is one
            if isinstance(node.left, ast.Constant):
                one = _written(one.quantity.to(two.quantity.unit))
            if isinstance(node.right, ast.Constant):
                two = _written(two.quantity.to(one.quantity.unit))
        found = _applied(apply, phrase, one, two)
        if phrase == "product" and isinstance(node.right, ast.Constant):  # a change of unit
            return replace(found, formula=one.formula)
        return found

    def _call(self, function: str, first: Computed, *more: Computed) -> Computed:
        if function == "exact":
            return _written(exactly(first.quantity))
        if function == "at_most":
            return replace(first, quantity=at_most(first.quantity))
        return _applied(*FUNCTIONS[function], first, *more)

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
    """The figure that a node names; ValueError where it names none."""
    period = ""
    match node:
        case ast.Name(id=name):
            pass
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(period))) if (
            is_period(period)
        ):
            pass
        case _:
            raise ValueError(Message("formula.no_arithmetic", text=shown(ast.unparse(node))))
    indicator, *statuses = name.split("__")
    return Name(indicator, tuple(statuses) or ("observed",), period)


@lru_cache(maxsize=1024)
def parse(text: str) -> ast.expr:
    """A formula as a tree; ValueError for what is no arithmetic over figures."""
    if len(text) > LONGEST:
        raise ValueError(Message("formula.long", text=shown(text), most=LONGEST))
    coded = STATUS.sub(lambda found: "__" + found[1].replace("|", "__"), " ".join(text.split()))
    try:
        tree = ast.parse(coded, mode="eval").body
        _check(tree)
    except SyntaxError:
        raise ValueError(Message("formula.none", text=shown(text))) from None
    except RecursionError:
        raise ValueError(Message("formula.no_arithmetic", text=shown(text))) from None
    return tree


def _check(node: ast.expr) -> None:
    """Raise ValueError for what is no arithmetic over figures: each part where it may stand."""
    match node:
        case ast.Constant(value=number) if type(number) is int:
            return
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=0)):
            raise ValueError(Message("formula.zero", text=shown(ast.unparse(node))))
        case ast.BinOp(left=one, op=mark, right=two) if type(mark) in OPERATORS:
            parts = [one, two]
        case ast.Call(func=ast.Name(id="elapsed"), args=[figure], keywords=[]):
            name_of(figure)
            return
        case ast.Call(func=ast.Name(id="other"), args=[figure, *where], keywords=[]) if (
            len(_texts(where)) == len(where) < 2
        ):
            name_of(figure)
            return
        case ast.Call(func=ast.Name(id=function), args=parts, keywords=[]) if ARGUMENTS.get(
            function
        ) == len(parts):
            pass
        case _:
            name_of(node)
            return
    for part in parts:
        _check(part)


def regions(tree: ast.expr) -> Iterator[str]:
    """Every region that a formula names: as text, like nothing else in it but periods."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _texts(node.args)


def _texts(nodes: Iterable[ast.expr]) -> list[str]:
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


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


def _applied(
    apply: Callable[[Quantity, Quantity], Quantity], phrase: str, one: Computed, two: Computed
) -> Computed:
    """Two parts of a formula joined, in brackets where they would be read otherwise; missing where
    it divides by what may be zero.
    """
    try:
        found = apply(one.quantity, two.quantity)
    except ArithmeticError:
        found = missing(two.quantity.label or one.quantity.label)
    parts = [one.formula, two.formula]
    for place, loose in enumerate(WITHIN.get(phrase, ())):
        if parts[place].id in loose:
            parts[place] = Phrase("bracketed", part=parts[place])
    return Computed(found, Phrase(phrase, one=parts[0], two=parts[1]))
