"""A source checked against itself and others: what its figures imply for one another, within the
rounding of what it printed.

Each relation belongs to one of four classes: *confirmed* by a figure of another source;
*consistent* with another statement that could have denied it; an *anomaly*, with the readings that
would explain it; only *derived*, where nothing could contradict. The first three are tests and are
counted; parts that do not exceed their whole, and sums that the text itself prints, are no tests as
long as they are in order. Which relations there are stands in ``relations.yaml`` beside the
dataset.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from industry_report.data.codes import Coded, Codes
from industry_report.data.codes import Indicator as Entry
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.definitions import mixed_growth
from industry_report.data.message import Message
from industry_report.data.periods import Period
from industry_report.data.records import Place, Tree, Words, read_beside
from industry_report.data.validation import STATUSES
from industry_report.numbers import formula
from industry_report.numbers.formula import ROUGH, Printed
from industry_report.numbers.model_records import Both, Id, Number, Record
from industry_report.numbers.quantity import Interval, Quantity
from industry_report.numbers.sections import Sections
from industry_report.numbers.situation import main_source, mark
from industry_report.words import NOTHING, Indicator, Phrase

CONFIRMED, CONSISTENT, ANOMALY, DERIVED = "confirmed", "consistent", "anomaly", "derived"

#: The classes that something could contradict.
TESTS = (CONFIRMED, CONSISTENT, ANOMALY)

#: Judges for which a bound may leave it open on which side a value lies: the sign they exclude.
BOUNDS = {"at_least": -1, "at_most": 1}

FILE = "relations.yaml"

#: Where the file has formulas.
FORMULAS = (
    "let.*",
    "not_computed.*",
    "opposed.*",
    "relations.*.*.formula",
    "relations.*.*.against",
    "relations.*.*.given.*",
    "relations.*.*.values.*",
)


@dataclass(frozen=True)
class Rule(Record):
    """A relation as its file has it (see data/relations.yaml); ``given`` are figures it needs."""

    id: Id
    formula: Words
    unit: str | None = None
    judge: Literal["confirms", "agrees", "at_least", "at_most"] | None = None
    against: Words | None = None
    restates: bool = False
    why: Words | None = None
    given: tuple[Words, ...] = ()
    values: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Derivation(Record):
    """How a row that no source prints follows from what its source does print, in the row's unit.

    Attributes:
        of: a figure; less each of ``less`` (percentage points where it is per cent) it is the row.
        last: where ``of`` is the average growth of two years, that of the second of them; the row
            is that of the first.
        why: what the source prints.
    """

    of: Number
    why: Both
    less: tuple[Number, ...] = ()
    last: Number | None = None


@dataclass(frozen=True)
class Relations(Record):
    """All of a file: rules by part, named formulas, statements at odds, what not to compute, how
    rows were derived, by their ids.
    """

    relations: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    let: Mapping[str, Words] = field(default_factory=dict)
    opposed: Mapping[str, Words] = field(default_factory=dict)
    not_computed: Mapping[str, Words] = field(default_factory=dict)
    derivations: Mapping[str, Derivation] = field(default_factory=dict)


@dataclass(frozen=True)
class Relation:
    """One implication of the printed figures.

    Attributes:
        id, part: its name, and the group that it belongs to.
        formula: how it is computed, with the figures as printed.
        result: the computed value; ``other`` what it is held against, or None.
        verdict: ``confirmed``, ``consistent``, ``anomaly`` or ``derived``.
        why: the reason for the verdict.
        firm: whether an anomaly stays one where "about" is not taken for rounding.
    """

    id: str
    part: str
    formula: Phrase
    result: Quantity
    other: Quantity | None
    verdict: str
    why: Phrase
    firm: bool = True

    @property
    def subject(self) -> Phrase:
        """What is computed."""
        return Phrase(f"relation-{self.id}")

    @property
    def stands(self) -> Phrase:
        """The class in words."""
        return Phrase(f"class-{self.verdict}")


def printed(rows: Dataset, region: str, given: Relations, local: Sections) -> Printed:
    """The figures of the main source about a place, and the names that formulas may use."""
    return Printed(rows, region, main_source(rows, region), local, given.let)


def relations(figures: Printed, given: Relations) -> list[Relation]:
    """Every relation whose figures the source prints, in the order of the file."""
    rough, found = replace(figures, rough=True), []
    for part, rules in given.relations.items():
        for rule in rules:
            made, again = (_relation(each, part, rule) for each in (figures, rough))
            if made and again:
                found.append(replace(made, firm=made.verdict == again.verdict))
    return found


def _relation(figures: Printed, part: str, rule: Rule) -> Relation | None:
    found = figures.value(rule.formula)
    needed = [found.quantity, *(figures.value(each).quantity for each in rule.given)]
    if any(value.is_missing for value in needed):
        return None
    result, other = found.quantity.to(rule.unit or found.quantity.unit), None
    values: dict[str, Quantity | Period] = {
        name: figures.value(each).quantity for name, each in rule.values.items()
    }
    if figures.source:
        values["period"] = Period.parse(figures.rows.codes.sources[figures.source].known_from)
    if rule.against:
        other = figures.value(rule.against).quantity
        values |= {"result": result, "other": other, "gap": result - other}
    verdict = judged(rule, result, other)
    why = Phrase(f"why-{_reason(rule, verdict, other)}", **values)
    return Relation(rule.id, part, found.formula, result, other, verdict, why)


def _reason(rule: Rule, verdict: str, other: Quantity | None) -> str:
    """What says why: the words of the relation for the verdict, but those shared by all where a
    bound leaves it open, which is another reason than having nothing to be held against.
    """
    name = rule.why or rule.id
    if rule.judge is None or other is None:
        return name
    if verdict == DERIVED and not (other.is_missing or rule.restates):
        bounds = "floors" if other.interval.hi.is_infinite() else "ceilings"
        return "open-side" if rule.judge in BOUNDS else f"open-{bounds}"
    return f"{name}-{verdict}"


def tests_and_derived(found: Sequence[Relation]) -> tuple[list[Relation], list[Relation]]:
    """The tests, and what is only derived."""
    tests = [each for each in found if each.verdict in TESTS]
    return tests, [each for each in found if each.verdict not in TESTS]


def judged(rule: Rule, result: Quantity, other: Quantity | None) -> str:
    """Its class: an anomaly if no rounding agrees; derived where bounds leave it open."""
    if not rule.judge or other is None or other.is_missing:
        return DERIVED
    gap = result - other
    if rule.judge in BOUNDS:
        holds = gap.sign != BOUNDS[rule.judge]
        is_open = gap.sign == 0 and gap.interval.width.is_infinite()
    else:
        holds = result.interval.overlaps(other.interval)
        is_open = _always_meet(result.interval, other.interval)
    if not holds:
        return ANOMALY
    if is_open or rule.restates:
        return DERIVED
    return CONFIRMED if rule.judge == "confirms" else CONSISTENT


def _always_meet(one: Interval, other: Interval) -> bool:
    """Whether two are bounds to the same side, which no values could set against one another."""
    above = one.hi.is_infinite() and other.hi.is_infinite()
    return above or (one.lo.is_infinite() and other.lo.is_infinite())


def tally(found: Sequence[Relation]) -> list[dict[str, object]]:
    """How many ``tests`` there are, their ``results`` by class (and how many hang on what
    "about" means), and how many are only ``derived``; nothing without relations.
    """
    if not found:
        return []
    results = []
    for verdict in TESTS:
        given = [each for each in found if each.verdict == verdict]
        loose, premise = sum(not each.firm for each in given), NOTHING
        if loose:
            premise = Phrase("tests-premise", count=loose, limit=Quantity.exact(ROUGH, "%"))
        if given:
            results.append(Phrase(f"tests-{verdict}", count=len(given), premise=premise))
    tests = sum(each.verdict in TESTS for each in found)
    return [{"tests": tests, "results": results, "derived": len(found) - tests}]


def tempting(figures: Printed, given: Relations) -> list[dict[str, Phrase]]:
    """What looks computable from the printed figures and must not be, and ``why``."""
    known = _printed_of(figures, given.not_computed)
    return [{"what": Phrase(f"trap-{id}"), "why": Phrase(f"trap-{id}-why")} for id in known]


def opposed(figures: Printed, given: Relations) -> list[dict[str, Phrase]]:
    """Statements that pull against one another: ``one``, ``other``, and readings, ``why``."""
    parts = {"one": "", "other": "-other", "why": "-why"}
    return [
        {name: Phrase(f"opposed-{id}{end}") for name, end in parts.items()}
        for id in _printed_of(figures, given.opposed)
    ]


def _printed_of(figures: Printed, listed: Mapping[str, str]) -> list[str]:
    """The ids of the formulas whose figures the source prints."""
    return [id for id, text in listed.items() if not figures.value(text).quantity.is_missing]


def said_twice(rows: Dataset, region: str) -> list[dict[str, object]]:
    """Figures that several sources give: ``own`` and ``other``, and whether they agree."""
    source = main_source(rows, region)
    return [
        {
            "indicator": Indicator(row.indicator),
            "mark": mark(row.status),
            "period": row.period,
            "own": row.quantity,
            "other": other.quantity,
            "stands": Phrase("twice-agree" if _agree(row, other) else "twice-differ"),
        }
        for row in rows.where(region=region, source=source)
        for other in rows.all(row.indicator, region, row.period, row.status)
        if other.source != source
    ]


def _agree(row: Observation, other: Observation) -> bool:
    return row.quantity.interval.overlaps(other.quantity.interval)


# reading


def read(rows: Dataset | Coded) -> Relations:
    """The relations of the file beside a dataset; none where there is no file.

    Of the dataset its path and code lists are asked. Raises FaultsError with every fault: file,
    line, what was expected, the nearest choice.
    """
    tree = read_beside(rows.path, FILE, "holds.relations")
    if tree is None:
        return Relations()
    tree.check_ids("relations.*.*")
    names = [str(place[-2]) for place, _ in tree.texts("let.@")]
    for pattern in FORMULAS:
        for place, text in tree.texts(pattern):
            _check_formula(tree, place, text, [*rows.codes.indicators, *names], rows.codes.regions)
    _check_order(tree)
    for place, id in tree.texts("derivations.@"):
        _check_row(tree, place, id, rows.codes)
    for place, rule in tree.each("relations.*.*"):
        if isinstance(rule, dict) and ("judge" in rule) != ("against" in rule):
            tree.fault(place, "relation.half")
        elif isinstance(rule, dict) and (reason := _mixed(rule, tree, rows.codes.indicators)):
            tree.fault(place, "relation.mixed", reason=reason)
    return tree.checked(Relations)


def _check_row(tree: Tree, place: Place, id: str, codes: Codes) -> None:
    """The id of a row begins with a region and an indicator that are known."""
    region, indicator, *_ = [*id.split("/"), ""]
    if tree.one_of(place, region, "region", codes.regions):
        tree.one_of(place, indicator, "indicator", codes.indicators)


def _check_order(tree: Tree) -> None:
    """No named formula rests on itself, however many stand between."""
    named = {str(place[-1]): text for place, text in tree.texts("let.*")}
    rests = {name: [one.indicator for one in _figures(text)] for name, text in named.items()}
    try:
        TopologicalSorter(rests).prepare()
    except CycleError as error:
        first, *others = error.args[1]
        way = " ← ".join([first, *others])
        tree.fault(("let", first), "relation.circle", name=first, way=way)


def _mixed(rule: Mapping[str, object], tree: Tree, entries: Mapping[str, Entry]) -> Message | None:
    """Why a relation that is judged mixes definitions; None where it does not."""
    if "judge" not in rule:
        return None
    named = {place[-1]: text for place, text in tree.texts("let.*")}
    waiting, seen = [rule.get("formula"), rule.get("against")], {}
    for text in waiting:
        for each in _figures(text):
            if each.indicator in named and each.indicator not in seen:
                waiting.append(named[each.indicator])
            seen[each.indicator] = entries.get(each.indicator)
    return mixed_growth(entry for entry in seen.values() if entry)


def _figures(text: object) -> list[formula.Name]:
    """The figures of a formula; none of one that cannot be read, which is said elsewhere."""
    try:
        return list(formula.figures(formula.parse(str(text))))
    except ValueError:
        return []


def _check_formula(
    tree: Tree, place: Place, text: str, names: Collection[str], regions: Collection[str]
) -> None:
    """A formula is arithmetic over figures that are known, of regions that are."""
    try:
        found = formula.parse(text)
    except ValueError as error:
        tree.fault(place, "formula.fault", why=error.args[0])
        return
    for region in formula.regions(found):
        tree.one_of(place, region, "region", regions)
    for each in formula.figures(found):
        tree.one_of(place, each.indicator, "indicator", names)
        for status in each.statuses:
            tree.one_of(place, status, "status", STATUSES)
