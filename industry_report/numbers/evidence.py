"""Evidence: problem → symptom that one would expect → indicator that shows it or not.

A symptom is looked for in the rows that are handed in and nowhere else. Where it is to show against
benchmarks it may be seen against one and not against another; then it is *partly* seen. Where there
is no figure, none for the benchmark, or none but the undefined one by which the problem is stated,
it is *untested*, and that is an answer too: it says which figure would have to be collected.
Symptoms are a choice of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas

from industry_report.data.dataset import Dataset
from industry_report.numbers import gaps, grades
from industry_report.numbers.model_records import LogicModel, Problem, Request, Symptom
from industry_report.numbers.quantity import Quantity, counted, missing, rows_of
from industry_report.numbers.values import Value, aged, nothing, published, values
from industry_report.words import NOTHING, Indicator, Phrase, Region, Text, only_if

SEEN, PARTLY, NOT_SEEN, UNDECIDED, UNTESTED = "seen", "partly", "not-seen", "undecided", "untested"
#: In the order in which they are counted and drawn.
VERDICTS = (SEEN, PARTLY, NOT_SEEN, UNDECIDED, UNTESTED)


def worded(verdict: str, by_proxy: bool = False) -> Phrase:
    """A verdict in words, with a sign where it rests on a proxy only; what is untested on none."""
    if by_proxy and verdict != UNTESTED:
        return Phrase(f"symptom-{verdict}-proxy")
    return Phrase(f"symptom-{verdict}")


#: How a cell of each verdict is painted: one hue, the fuller the more is seen.
LOOKS = {
    worded(verdict, by_proxy): look
    for verdict, look in zip(VERDICTS, ("nation", "pale", "open", "dot", "nodata"), strict=True)
    for by_proxy in (False, True)
}

#: A figure that ended longer ago than this is too old to refute a problem.
OLD_MONTHS = 24
NOT_SAID = Text("—", "—")


class Sight(NamedTuple):
    """A symptom held against one reference.

    Attributes:
        name: the reference: a region, with its period, and with the own value where that is of
            another period; another indicator of the same region, or a threshold.
        seen: True, False, or None where rounding or another month could turn the answer.
        caveats: how definitions or periods differ.
    """

    name: object
    reference: Quantity
    seen: bool | None
    caveats: tuple[Phrase, ...] = ()

    @property
    def said(self) -> Phrase:
        """The reference with its value, marked where it has caveats."""
        mark = only_if(self.caveats, Phrase("marked"))
        return Phrase("sight", name=self.name, value=stated_as(self.reference), mark=mark)


@dataclass(frozen=True)
class Evidence:
    """What the data say of one symptom.

    Attributes:
        problem: the problem that it is a symptom of.
        symptom: the symptom, with its indicator or the figure that would be needed.
        value: the region's own value; missing where there is none.
        sights: what it was held against; empty where there is no value or no reference.
        verdict: one of VERDICTS.
        known: the rows among which it was looked for; they grade it.
        as_of: the month from which the age of its figures counts.
        origin: the source that states the problem.
    """

    problem: Problem
    symptom: Symptom
    value: Value
    sights: tuple[Sight, ...]
    verdict: str
    known: Dataset = field(repr=False, compare=False)
    as_of: str = ""
    origin: str = ""

    label = property(lambda self: self.problem.label, doc="The problem, in a word or two.")
    text = property(lambda self: self.symptom.text, doc="The symptom.")
    answer = property(lambda self: worded(self.verdict), doc="The verdict.")
    own = property(lambda self: stated_as(self.value.quantity), doc="The own value as it is said.")

    @property
    def marked(self) -> Phrase:
        """The verdict, with a sign where it rests on a proxy only."""
        return worded(self.verdict, bool(self.symptom.proxy))

    @property
    def when(self) -> Phrase:
        """The period of the own value, with its age where that is above a year."""
        if self.value.is_missing:
            return self.value.when
        return aged(self.value.when, self.value.period, self.as_of)

    @property
    def dated(self) -> object:
        """The own value with its period, so that its age shows."""
        if self.value.is_missing:
            return self.own
        if self.symptom.proxy:
            told = {"value": self.own, "when": self.when, "beside": self._beside}
            return Phrase("own-proxy", proxy=self.symptom.proxy, **told)
        words = "own-rebased" if "new-series" in self._caveats else "own-when"
        return Phrase(words, value=self.own, when=self.when)

    @property
    def _beside(self) -> Phrase:
        """What the source itself names, with its figure; nothing where that is not known."""
        value = _stated(self.known, self.symptom.beside or "", str(self.value.region))
        return NOTHING if value.is_missing else Phrase("own-beside", it=value)

    @property
    def against(self) -> list[Phrase]:
        """The references as they are said."""
        return [sight.said for sight in self.sights] or [Phrase("dash")]

    @property
    def needed(self) -> object:
        """The figure that would be needed to test it."""
        if self.symptom.needed:
            return self.symptom.needed
        if self.value.is_missing:
            return Phrase("needed-of", it=self.value)
        if self.is_circular:
            return Phrase("definition-for", indicator=self.value.indicator)
        return Phrase("reference-for", symptom=self.symptom.text)

    @property
    def request(self) -> Request:
        """How the figure that would test it best is asked for, of years gone by; else dashes."""
        if asked := self.symptom.request:
            return asked.until(self.as_of)
        return Request(NOT_SAID, NOT_SAID, "—")

    @property
    def graded(self) -> grades.Grade | None:
        """How well the figures compared are evidenced, where it shows those that show it; None
        where nothing is compared.
        """
        if not self.sights:
            return None
        telling = [sight for sight in self.sights if sight.seen] or self.sights
        reasons = []
        if self.value.derived:
            reasons.append("derived")
        if self.symptom.proxy or any(sight.caveats for sight in telling):
            reasons.append(grades.DEFINITION)
        if self.is_marked:
            reasons.append(grades.JUDGEMENT)  # this report's own mark to be held against
        rows = rows_of((self.value.quantity, *(sight.reference for sight in telling)))
        return grades.of_ids(rows, self.known, *reasons)

    @property
    def grade(self) -> Phrase:
        """The same in words, a dash where nothing is compared."""
        return self.graded.told if self.graded else grades.NONE

    @property
    def letter(self) -> str:
        """The same as a letter, A to C, or ""."""
        return self.graded.letter if self.graded else ""

    is_poor = property(lambda self: self.letter == grades.C, doc="Whether its grade is C.")

    @property
    def is_alike(self) -> bool:
        """Whether definitions and periods match those of what it was held against."""
        return not any(sight.caveats for sight in self.sights)

    @property
    def is_direct(self) -> bool:
        """Whether it rests on a comparable figure of the place itself, of no grade C."""
        return self.is_alike and not self.symptom.proxy and not self.is_poor

    @property
    def is_circular(self) -> bool:
        """Whether the only own figure is the one that states the problem, without a definition: no
        evidence beside the statement, so that nothing is tested.
        """
        row = self.known.find(self.value.indicator, self.value.region, self.value.period)
        return bool(row and row.source == self.origin) and "no-definition" in self._caveats

    @property
    def _caveats(self) -> set[str]:
        """How it does not match what it was held against: ids of phrases."""
        return {caveat.id for sight in self.sights for caveat in sight.caveats}

    is_marked = property(
        lambda self: self.symptom.threshold is not None,
        doc="Whether it is held against a mark that this report set.",
    )

    @property
    def is_weak(self) -> bool:
        """Whether its figures ended more than :data:`OLD_MONTHS` before the month it counts from,
        do not match, or are held against a mark of this report.
        """
        is_old = gaps.is_stale(self.value.period, self.as_of, OLD_MONTHS)
        return is_old or self.is_marked or not self.is_alike

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of the rows that it rests on."""
        return rows_of((self.value.quantity, *(sight.reference for sight in self.sights)))


def stated_as(value: Quantity) -> object:
    """A value, marked where it is none that was observed."""
    if value.is_missing or value.status == "observed":
        return value
    return Phrase("expected", value=value)


# examining


def examine(
    model: LogicModel | None, rows: Dataset, region: str, others: Sequence[str], as_of: str
) -> list[Evidence]:
    """Every symptom of the model's problems, in the order of the file; nothing without a model.
    ``as_of`` is the month from which the age of figures counts.
    """
    if model is None:
        return []
    found = [
        replace(_examine(rows, region, others, problem, symptom), as_of=as_of, origin=model.source)
        for problem in model.problems
        for symptom in problem.symptoms
    ]
    return [replace(each, verdict=UNTESTED) if each.is_circular else each for each in found]


def _examine(
    rows: Dataset, region: str, others: Sequence[str], problem: Problem, symptom: Symptom
) -> Evidence:
    indicator, region = symptom.indicator, symptom.of or region
    if indicator is None:
        nobody = replace(nothing(rows, "", region), quantity=missing(NOTHING))
        return Evidence(problem, symptom, nobody, (), UNTESTED, rows)
    if symptom.than == "benchmark":
        value, sights = _against_benchmarks(rows, indicator, region, others, symptom)
    else:
        value, sights = _against_reference(rows, indicator, region, symptom)
    return Evidence(problem, symptom, value, sights, _verdict(sights), rows)


def _against_benchmarks(
    rows: Dataset, indicator: str, region: str, others: Sequence[str], symptom: Symptom
) -> tuple[Value, tuple[Sight, ...]]:
    found = gaps.compare(rows, indicator, region, others)
    sights = tuple(
        Sight(
            gap.beside if gap.one is found[0].one else Phrase("sight-then", gap=gap),
            gap.other,
            None if gap.turn or gap.is_close else seen(symptom, gap.own, gap.other),
            gap.caveats,
        )
        for gap in found
    )
    if found:
        return found[0].one, sights
    own = values(rows, indicator, region) or [nothing(rows, indicator, region)]
    return own[-1], ()


def _against_reference(
    rows: Dataset, indicator: str, region: str, symptom: Symptom
) -> tuple[Value, tuple[Sight, ...]]:
    """Held against a threshold, or against another indicator of the region in the same unit."""
    value = _stated(rows, indicator, region)
    name: Phrase | Indicator = Phrase("threshold")
    reference = Quantity.exact(symptom.threshold or 0, value.quantity.unit)
    if symptom.threshold is None:
        name, reference = Indicator(symptom.than), _stated(rows, symptom.than, region).quantity
    if value.is_missing or reference.is_missing or value.quantity.unit != reference.unit:
        return value, ()
    caveats = _new_series(rows, value)
    return value, (Sight(name, reference, seen(symptom, value.quantity, reference), caveats),)


def _stated(rows: Dataset, indicator: str, region: str) -> Value:
    """The latest observed, else expected value of a year or a point in time, since some months say
    nothing of a yearly threshold; a share is one of any period.
    """
    entry = rows.codes.indicators.get(indicator)
    any_period = entry is not None and entry.kind == "share"
    every = rows.all(indicator, region, status=("observed", "forecast"))
    found = [row for row in every if any_period or row.period.kind != "span"]
    if not found:
        return nothing(rows, indicator, region)
    of_last = [row for row in found if row.period == found[-1].period]
    return published(rows, next((row for row in of_last if row.status == "observed"), of_last[0]))


def _new_series(rows: Dataset, value: Value) -> tuple[Phrase, ...]:
    """That the value begins a new series: no growth from the earlier ones."""
    row = rows.find(value.indicator, value.region, value.period)
    if row and "break" in row.flags:
        return (Phrase("new-series", indicator=value.indicator),)
    return ()


def seen(symptom: Symptom, value: Quantity, reference: Quantity) -> bool | None:
    """Whether a value shows the symptom, which one that at most equals the reference does not; None
    where rounding or a bound could turn the answer.
    """
    lower, upper = value.interval, reference.interval
    if symptom.expect == "above":
        lower, upper = upper, lower
    if lower.hi < upper.lo:
        return True
    return False if lower.lo >= upper.hi else None


def _verdict(sights: Iterable[Sight]) -> str:
    """What one reference leaves open is not seen to be absent because another denies it."""
    answers = {sight.seen for sight in sights}
    if not answers:
        return UNTESTED
    if True in answers:
        return PARTLY if False in answers else SEEN
    return UNDECIDED if None in answers else NOT_SEEN


# what to show


class Tally(NamedTuple):
    """How many problems and symptoms there are, how many were tested, with what results, and how
    many of these by proxies (``by_proxy`` says so in brackets); ``direct`` says how many that are
    seen the place's own figures show, ``weak`` how many that are not seen rest on little.
    """

    problems: Quantity
    total: Quantity
    tested: Quantity
    results: tuple[Phrase, ...]
    proxies: Quantity
    by_proxy: Phrase = NOTHING
    direct: Phrase = NOTHING
    weak: Phrase = NOTHING

    @property
    def is_missing(self) -> bool:
        """Whether nothing is stated."""
        return self.total.is_missing


def tally(found: Sequence[Evidence], region: str) -> Tally:
    """Counts of verdicts, none that never occurred; missing where nothing is stated."""
    if not found:
        nothing = missing(Phrase("no-statements", region=Region(region)))
        return Tally(nothing, nothing, nothing, (), nothing)
    tested = [each for each in found if each.verdict != UNTESTED]
    results = [
        Phrase("counted", number=counted(chosen), verdict=worded(verdict))
        for verdict in VERDICTS
        if (chosen := [each for each in tested if each.verdict == verdict])
    ]
    problems = Quantity.exact(len({each.problem.id for each in found}), "problems")
    proxies = [each for each in tested if each.symptom.proxy]
    told = by_proxy(tested), _direct(tested, region), _weak(tested)
    return Tally(problems, counted(found), counted(tested), tuple(results), counted(proxies), *told)


def by_proxy(found: Iterable[Evidence]) -> Phrase:
    """How many of them rest on a proxy only, in brackets; nothing where none does."""
    number = sum(bool(each.symptom.proxy) for each in found)
    return only_if(number, Phrase("by-proxy", proxies=Quantity.exact(number, "items")))


def _direct(tested: Iterable[Evidence], region: str) -> Phrase:
    """How many symptoms seen rest on a comparable figure of the place's own; else nothing."""
    found = [each for each in tested if each.verdict == SEEN]
    if not found:
        return NOTHING
    direct = counted([each for each in found if each.is_direct])
    words = "direct-some" if direct.best else "direct-none"
    return Phrase(words, seen=counted(found), direct=direct, region=Region(region))


def _weak(tested: Iterable[Evidence]) -> Phrase:
    """How many symptoms that are not seen rest on a proxy, on old figures, on a threshold of this
    report or on figures that do not match; nothing where each is seen.
    """
    found = [each for each in tested if each.verdict == NOT_SEEN]
    proxies = [each for each in found if each.symptom.proxy]
    figures = [each for each in found if each.is_weak and not each.symptom.proxy]
    if not found:
        return NOTHING
    kinds = {"weak-proxies": proxies, "weak-figures": figures}
    ways = [Phrase(kind, count=counted(some)) for kind, some in kinds.items() if some]
    if not ways:
        return Phrase("weak-none")
    return Phrase("weak-some", total=counted(found), ways=ways)


def shown(found: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    """The problems that show, by their best symptom, proxies apart: by figures of grade A or B
    (``firm``) or by weaker ones (``poor``); and those of which there is nothing but the statement
    itself (``circular``).
    """
    kinds: dict[str, list[Evidence]] = {"firm": [], "poor": [], "circular": []}
    met: set[str] = set()
    for each in sorted(found, key=lambda each: (each.is_circular, each.letter)):
        seen = each.verdict in (SEEN, PARTLY) and not each.symptom.proxy
        if (seen or each.is_circular) and each.problem.id not in met:
            met.add(each.problem.id)
            kind = "poor" if each.is_poor else "firm"
            kinds["circular" if each.is_circular else kind].append(each)
    return kinds


def showing(found: Iterable[Evidence]) -> list[Phrase]:
    """What shows in local figures and how well; nothing where no problem does."""
    kinds = shown(found)
    told = [
        Phrase(f"shown-{kind}", labels=labels(some), values=[each.own for each in some])
        for kind, some in kinds.items()
        if some
    ]
    return [Phrase("shown-none"), *told] if told and not kinds["firm"] else told


def labels(found: Iterable[Evidence]) -> list[Phrase]:
    """Problems as names inside a sentence; with the verdict where it is only partly seen."""
    kinds = {PARTLY: "inside-partly"}
    return [Phrase(kinds.get(each.verdict, "inside"), label=each.label) for each in found]


def wanted(found: Iterable[Evidence]) -> list[Evidence]:
    """What is still to be collected: what was not tested, or by a proxy, and how to ask for it."""
    return [each for each in found if each.verdict == UNTESTED or each.symptom.proxy]


def caveats(found: Iterable[Evidence]) -> tuple[Phrase, ...]:
    """What the marks of the references mean; that all match where there are none."""
    notes = dict.fromkeys(
        caveat for each in found for sight in each.sights for caveat in sight.caveats
    )
    if not notes:
        return (Phrase("all-match"),)
    return (Phrase("mark-means", notes=list(notes)),)


def stated(model: LogicModel, found: Sequence[Evidence]) -> list[dict[str, object]]:
    """The problems in their order: ``part``, ``point``, ``statement``, ``verdicts``."""
    return [
        {
            "part": model.part(problem),
            "point": model.point(problem),
            "statement": problem.text,
            "verdicts": _verdicts(found, problem),
        }
        for problem in model.leaves
    ]


def _verdicts(found: Iterable[Evidence], problem: Problem) -> list[Phrase]:
    own = dict.fromkeys(each.marked for each in found if each.problem.id == problem.id)
    return [verdict for verdict in own if verdict != worded(UNTESTED)] or list(own)


def cells(
    model: LogicModel, found: Sequence[Evidence], after: Sequence[Evidence] = ()
) -> pandas.DataFrame:
    """Every symptom: ``part``, ``problem``, ``then`` and ``later`` (by ``after``) verdicts."""
    records = []
    for at, each in enumerate(found):
        part = model.part(each.problem)
        later = after[at].marked if after else NOTHING
        records.append((part, each.label, each.marked, later))
    return pandas.DataFrame(records, columns=["part", "problem", "then", "later"])


def key(cells: pandas.DataFrame) -> list[Phrase]:
    """What a drawing of cells does not say in words, of what occurs: the untested, and a change."""
    pairs = cells[["then", "later"]].values
    found = {
        "look-untested": worded(UNTESTED) in pairs,
        "look-changed": any(later not in (NOTHING, then) for then, later in pairs),
    }
    return [Phrase(name) for name, occurs in found.items() if occurs]
