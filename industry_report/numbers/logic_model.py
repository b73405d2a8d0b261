"""The logic model: stated problems, proposed measures, what links them, and what that reveals.

A model is a YAML file about one region (``data/logic_model.yaml`` is the one of this report). :func:`load` checks all
of it and returns frozen records; the findings are computed from the records and from nothing else, so that another
city's file gives another city's findings.

Which measures answer which problem is a judgement written in the file, in three grades (``direct``, ``indirect``,
nothing). What is counted here is therefore only as good as those links, each of which stands in one line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import yaml

from industry_report.data.errors import FaultsError
from industry_report.data.yamlfile import Reader, compose, decimal, is_null
from industry_report.language import Text

#: How much a link weighs in the coverage matrix.
LINKS = {"direct": 2, "indirect": 1}
EXPECTATIONS = ("below", "above")
DIRECTIONS = ("up", "down")
TARGET_SOURCES = ("article", "benchmark", "assumption")
NUMBER_ROLES = ("target", "scope")
ACTOR_KINDS = ("government", "firms", "research", "services", "society")
#: What a measure may lack, and what that means; see :func:`measures_without`.
LACKS = {
    "number": Text("没有任何数字", "no number"),
    "target": Text("没有数值目标", "no target in figures"),
    "deadline": Text("没有期限", "no deadline"),
    "actor": Text("没有行动主体", "nobody named who is to act"),
    "authority": Text("没有负责的政府部门", "no public body that answers for it"),
    "kpi": Text("没有可用的考核指标", "no indicator that would show it work"),
}


_DATE = "[0-9]{4}(-(0[1-9]|1[0-2]))?"


class LogicModelError(FaultsError):
    """The file of a logic model is not usable; ``faults`` names everything that is wrong with it."""


@dataclass(frozen=True)
class Named:
    """An entry of one of the model's own lists: a topic, or an actor with its ``kind``."""

    id: str
    label: Text
    kind: str = ""


@dataclass(frozen=True)
class Statement:
    """Something that the source says of the present. ``indicators`` are the figures that belong to it."""

    id: str
    locator: str
    topic: Named
    text: Text
    actors: tuple[Named, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Symptom:
    """What one would see if a problem were real.

    Attributes:
        text: the symptom in words.
        indicator: the indicator that would show it, or None when there is none (then ``needed`` says which is wanted).
        expect: ``below`` or ``above``.
        than: ``benchmark`` (the same indicator elsewhere), another indicator of the same region, or a number.
        needed: the figure that one would have to have, when no indicator exists.
    """

    text: Text
    indicator: str | None = None
    expect: str = ""
    than: str = ""
    needed: Text | None = None

    @property
    def threshold(self) -> Decimal | None:
        """The number that ``than`` gives, or None when it names a benchmark or an indicator."""
        return decimal(self.than)

    def seen(
        self, low: Decimal, high: Decimal, reference_low: Decimal, reference_high: Decimal
    ) -> bool | None:
        """Whether a value within [low, high] shows the symptom against a reference within its own interval.

        None when the two intervals overlap, so that rounding alone could turn the answer.
        """
        if high < reference_low:
            return self.expect == "below"
        if low > reference_high:
            return self.expect == "above"
        # Two exact and equal values are neither below nor above.
        return False if low == high == reference_low == reference_high else None


@dataclass(frozen=True)
class Problem:
    """A stated problem; ``parent`` is the id of the problem that it is a part of, or ""."""

    id: str
    locator: str
    parent: str
    label: Text
    text: Text
    symptoms: tuple[Symptom, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number in a measure, in words: a ``target`` to be reached or the ``scope`` of what is concerned."""

    role: str
    text: Text


@dataclass(frozen=True)
class Measure:
    """One concrete measure.

    Attributes:
        line: id of the line of action that it belongs to.
        actors: who is to act, as far as the source says; ``partners`` are those with whom or for whom.
        topics: the industries named.
        deadline: ``YYYY`` or ``YYYY-MM``, or None.
        answers: problem id → ``direct`` or ``indirect``.
        tensions: problem id → why the measure may make that problem worse.
        evidence: indicators that speak to the need for it. kpi: the indicator that would show it work, or None.
    """

    id: str
    locator: str
    line: str
    text: Text
    actors: tuple[Named, ...] = ()
    partners: tuple[Named, ...] = ()
    topics: tuple[Named, ...] = ()
    numbers: tuple[Number, ...] = ()
    deadline: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    tensions: Mapping[str, Text] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    kpi: str | None = None


@dataclass(frozen=True)
class Line:
    """A line of action: several concrete measures within a group."""

    id: str
    locator: str
    group: str
    label: Text
    text: Text
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Group:
    """A group of lines of action."""

    id: str
    locator: str
    label: Text
    text: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Target:
    """What an indicator is to reach: a ``value``, the level of another ``indicator``, or of a ``benchmark`` region.

    ``source`` is ``article``, ``benchmark`` or ``assumption``; ``by`` is ``YYYY`` or ``YYYY-MM``, None without a date.
    """

    source: str
    value: Decimal | None = None
    indicator: str | None = None
    benchmark: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Kpi:
    """An indicator by which the measures can be held to account, and the problems that it would show."""

    indicator: str
    direction: str
    problems: tuple[str, ...]
    target: Target | None
    note: Text


@dataclass(frozen=True)
class Criterion:
    """An ordinal criterion; ``levels`` are the labels from the lowest to the highest, and higher is better."""

    id: str
    label: Text
    text: Text
    levels: tuple[Text, ...]


@dataclass(frozen=True)
class Score:
    """The level (from 1) of a line of action on a criterion, and the reason for it."""

    line: str
    criterion: str
    level: int
    reason: Text


@dataclass(frozen=True)
class LogicModel:
    """A whole model, as :func:`load` returns it. ``scores`` are keyed by (line id, criterion id)."""

    id: str
    region: str
    source: str
    title: Text
    sections: Mapping[str, Text]
    topics: Mapping[str, Named]
    actors: Mapping[str, Named]
    situation: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    groups: tuple[Group, ...]
    kpis: tuple[Kpi, ...]
    criteria: tuple[Criterion, ...]
    scores: Mapping[tuple[str, str], Score]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of action, in the order of the file."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All concrete measures, in the order of the file."""
        return tuple(measure for line in self.lines for measure in line.measures)

    @property
    def leaves(self) -> tuple[Problem, ...]:
        """The finest problems: those that no other is a part of."""
        parents = {problem.parent for problem in self.problems}
        return tuple(problem for problem in self.problems if problem.id not in parents)

    def problem(self, id: str) -> Problem:
        """The problem with this id; KeyError when there is none."""
        return {problem.id: problem for problem in self.problems}[id]

    def line(self, id: str) -> Line:
        """The line of action with this id; KeyError when there is none."""
        return {line.id: line for line in self.lines}[id]

    def parts(self, id: str) -> tuple[Problem, ...]:
        """The problems that are directly a part of this one; those without a parent for ``""``."""
        return tuple(problem for problem in self.problems if problem.parent == id)

    def at_depth(self, depth: int) -> tuple[Problem, ...]:
        """The problems ``depth`` steps below the top (0 = the main problems), and leaves that end above it."""
        depths = _depths(self.problems)
        leaves = {problem.id for problem in self.leaves}
        return tuple(
            problem
            for problem in self.problems
            if depths[problem.id] == depth or (depths[problem.id] < depth and problem.id in leaves)
        )

    def statements(self, locator: str) -> tuple[Statement, ...]:
        """What the source says of the present in the section ``locator``."""
        return tuple(statement for statement in self.situation if statement.locator == locator)


# Findings


def coverage(model: LogicModel, depth: int | None = None) -> pd.DataFrame:
    """How strongly each line of action answers each problem: 2 directly, 1 only indirectly, 0 not at all.

    Rows are problem ids (the finest problems, or those ``depth`` steps below the top), columns ids of lines of action.
    A line answers a problem as strongly as the strongest link between any of its measures and any part of the problem.
    """
    rows = model.leaves if depth is None else model.at_depth(depth)
    matrix = pd.DataFrame(
        0, index=[row.id for row in rows], columns=[line.id for line in model.lines]
    )
    shown = set(matrix.index)
    parents = {problem.id: problem.parent for problem in model.problems}
    for measure in model.measures:
        for problem, how in measure.answers.items():
            while problem and problem not in shown:
                problem = parents[problem]
            if problem:
                matrix.loc[problem, measure.line] = max(
                    matrix.loc[problem, measure.line], LINKS[how]
                )
    return matrix


def unanswered_problems(model: LogicModel, how: str = "indirect") -> tuple[Problem, ...]:
    """The finest problems that no measure answers at least this strongly (``how="direct"``: none answers directly)."""
    answered = {
        problem
        for measure in model.measures
        for problem, link in measure.answers.items()
        if LINKS[link] >= LINKS[how]
    }
    return tuple(problem for problem in model.leaves if problem.id not in answered)


def unmotivated_measures(model: LogicModel) -> tuple[Measure, ...]:
    """The measures that answer no stated problem."""
    return tuple(measure for measure in model.measures if not measure.answers)


def unmotivated_lines(model: LogicModel) -> tuple[Line, ...]:
    """The lines of action none of whose measures answers a stated problem."""
    return tuple(
        line for line in model.lines if not any(measure.answers for measure in line.measures)
    )


@dataclass(frozen=True)
class Lack:
    """The measures that lack something, out of ``total``."""

    what: str
    measures: tuple[Measure, ...]
    total: int

    @property
    def label(self) -> Text:
        """What they lack, in words."""
        return LACKS[self.what]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.measures)

    @property
    def share(self) -> Decimal:
        """Their share of all measures, between 0 and 1 (0 when there are no measures)."""
        return Decimal(self.count) / Decimal(self.total) if self.total else Decimal(0)


def measures_without(model: LogicModel, what: str) -> Lack:
    """The measures that lack ``what``, one of the keys of ``LACKS``.

    ``number`` counts any number, ``target`` only one to be reached. ``actor`` is anyone named who is to act;
    ``authority`` only a public body among them. ValueError for anything else.
    """
    has = {
        "number": lambda measure: measure.numbers,
        "target": lambda measure: any(number.role == "target" for number in measure.numbers),
        "deadline": lambda measure: measure.deadline,
        "actor": lambda measure: measure.actors,
        "authority": lambda measure: any(actor.kind == "government" for actor in measure.actors),
        "kpi": lambda measure: measure.kpi,
    }
    if what not in has:
        raise ValueError(f"{what!r}: expected one of {', '.join(has)}")
    return Lack(
        what,
        tuple(measure for measure in model.measures if not has[what](measure)),
        len(model.measures),
    )


def kpis_without_measure(model: LogicModel) -> tuple[Kpi, ...]:
    """The KPIs that no measure names: something to keep in sight that nothing is proposed for."""
    named = {measure.kpi for measure in model.measures}
    return tuple(kpi for kpi in model.kpis if kpi.indicator not in named)


def tensions(model: LogicModel) -> tuple[tuple[Measure, Problem, Text], ...]:
    """The measures that may make a stated problem worse, with that problem and the reason."""
    return tuple(
        (measure, model.problem(problem), reason)
        for measure in model.measures
        for problem, reason in measure.tensions.items()
    )


def score_table(model: LogicModel) -> pd.DataFrame:
    """The levels (from 1) of all lines of action (rows) on all criteria (columns), as integers."""
    return pd.DataFrame(
        [
            [model.scores[line.id, criterion.id].level for criterion in model.criteria]
            for line in model.lines
        ],
        index=[line.id for line in model.lines],
        columns=[criterion.id for criterion in model.criteria],
    )


# Reading


def load(
    path: Path | str,
    indicators: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> LogicModel:
    """Read and check the model in the YAML file at ``path``.

    Args:
        path: the file.
        indicators: ids of the indicators that exist; None leaves them unchecked.
        regions: ids of the regions that exist; None leaves them unchecked.

    Raises:
        LogicModelError: with every fault of the file, each with its line, what was expected and the nearest choice.
    """
    path = Path(path)
    reader = _Reader(path.name, indicators, regions)
    model = reader.model(compose(path, "a logic model", LogicModelError))
    if reader.faults:
        raise LogicModelError(str(path), reader.in_order())
    return model


class _Reader(Reader):
    """Reads the parts of a logic model. Lists are read before what refers to them."""

    def __init__(
        self, file: str, indicators: Collection[str] | None, regions: Collection[str] | None
    ) -> None:
        super().__init__(file)
        self.indicators = indicators
        self.regions = regions
        self.used: set[str] = set()

    def indicator(self, node: yaml.Node | None) -> str:
        """The id of an indicator."""
        return self.choice(node, self.indicators, "an indicator")

    def model(self, root: yaml.Node) -> LogicModel:
        """The whole model."""
        parts = self.record(
            root, "model problems measures", "sections topics actors situation kpis criteria scores"
        )
        head = self.record(parts["model"], "id region source title")
        head_id, source = self.string(head["id"]), self.string(head["source"])
        region = self.choice(head["region"], self.regions, "a region")
        sections = {name: self.text(value) for name, _, value in self.entries(parts["sections"])}
        topics, actors = self.named(parts["topics"], ""), self.named(parts["actors"], "kind")
        situation = tuple(
            self.statement(item, sections, topics, actors)
            for item in self.items(parts["situation"])
        )
        problems = self.problems(parts["problems"])
        kpis = self.kpis(parts["kpis"], problems)
        groups = tuple(
            self.group(item, topics, actors, problems, kpis)
            for item in self.items(parts["measures"])
        )
        criteria = tuple(
            found for item in self.items(parts["criteria"]) if (found := self.criterion(item)).id
        )
        lines = [line.id for group in groups for line in group.lines]
        scores = self.scores(parts["scores"], root, lines, criteria)
        self.unused(parts["topics"], "topic")
        self.unused(parts["actors"], "actor")
        return LogicModel(
            head_id,
            region,
            source,
            self.text(head["title"]),
            MappingProxyType(sections),
            MappingProxyType(topics),
            MappingProxyType(actors),
            situation,
            tuple(problems.values()),
            groups,
            kpis,
            criteria,
            MappingProxyType(scores),
        )

    def named(self, node: yaml.Node | None, extra: str) -> dict[str, Named]:
        """The topics, or the actors, which have a kind as well."""
        found = {}
        for name, _, value in self.entries(node):
            values = self.record(value, f"zh en {extra}")
            kind = self.choice(values["kind"], ACTOR_KINDS, "a kind of actor") if extra else ""
            label = Text(self.string(values["zh"]), self.string(values["en"]))
            found[name] = Named(name, label, kind)
        return found

    def refer(
        self, node: yaml.Node | None, known: Mapping[str, Named], what: str
    ) -> tuple[Named, ...]:
        """The entries of a list that ``node`` names."""
        names = self.choices(node, known, what)
        self.used.update(names)
        return tuple(known[name] for name in names)

    def unused(self, node: yaml.Node | None, what: str) -> None:
        """Report the entries of a list that nothing refers to."""
        if isinstance(node, yaml.MappingNode):
            for name, key, _ in self.entries(node):
                if name not in self.used:
                    self.fault(
                        key,
                        f"the {what} {name!r} is linked to nothing",
                        "an entry that something refers to",
                    )

    def statement(
        self,
        node: yaml.Node,
        sections: Mapping[str, Text],
        topics: Mapping[str, Named],
        actors: Mapping[str, Named],
    ) -> Statement:
        values = self.record(node, "id locator topic text", "actors indicators")
        topic = self.choice(values["topic"], topics, "a topic")
        self.used.add(topic)
        return Statement(
            self.id(values["id"]),
            self.choice(values["locator"], sections, "a section"),
            topics.get(topic, Named("", Text("", ""))),
            self.text(values["text"]),
            self.refer(values["actors"], actors, "an actor"),
            self.choices(values["indicators"], self.indicators, "an indicator"),
        )

    def problems(self, node: yaml.Node | None) -> dict[str, Problem]:
        """The problems by id; a part comes after the whole, so that there is no circle."""
        found: dict[str, Problem] = {}
        for item in self.items(node):
            values = self.record(item, "id locator label text", "parent symptoms")
            parent = values["parent"] and self.choice(
                values["parent"], found, "a problem that stands above"
            )
            symptoms = tuple(self.symptom(symptom) for symptom in self.items(values["symptoms"]))
            problem = Problem(
                self.id(values["id"]),
                self.string(values["locator"]),
                parent or "",
                self.text(values["label"]),
                self.text(values["text"]),
                symptoms,
            )
            found.setdefault(problem.id, problem)
        return found

    def symptom(self, node: yaml.Node) -> Symptom:
        values = self.record(node, "indicator text", "expect than needed")
        text = self.text(values["text"])
        if values["indicator"] is not None and is_null(values["indicator"]):
            if values["needed"] is None:
                self.fault(
                    node,
                    "'needed' is missing",
                    "the figure that is needed, because no indicator is named",
                )
            return Symptom(text, needed=self.text(values["needed"]))
        for name in ("expect", "than"):
            if values[name] is None and isinstance(node, yaml.MappingNode):
                self.fault(
                    node, f"{name!r} is missing", "below or above what the indicator is expected"
                )
        than = self.string(values["than"])
        if than and than != "benchmark" and decimal(than) is None:
            than = self.indicator(values["than"])
        return Symptom(
            text,
            self.indicator(values["indicator"]),
            self.choice(values["expect"], EXPECTATIONS, "a relation"),
            than,
        )

    def kpis(self, node: yaml.Node | None, problems: Mapping[str, Problem]) -> tuple[Kpi, ...]:
        found: dict[str, Kpi] = {}
        for item in self.items(node):
            values = self.record(item, "indicator direction problems note", "target")
            indicator = self.indicator(values["indicator"])
            if indicator in found:
                self.fault(
                    values["indicator"],
                    f"there is a KPI {indicator!r} already",
                    "each indicator once",
                )
            target = (
                None
                if values["target"] is None or is_null(values["target"])
                else self.target(values["target"])
            )
            kpi = Kpi(
                indicator,
                self.choice(values["direction"], DIRECTIONS, "a direction"),
                self.choices(values["problems"], problems, "a problem"),
                target,
                self.text(values["note"]),
            )
            found.setdefault(indicator, kpi)
        return tuple(found.values())

    def target(self, node: yaml.Node) -> Target:
        values = self.record(node, "source", "value indicator benchmark by")
        source = self.choice(values["source"], TARGET_SOURCES, "a source of a target")
        given = [name for name in ("value", "indicator", "benchmark") if values[name] is not None]
        wanted = ["benchmark"] if source == "benchmark" else ["value", "indicator"]
        if source and (len(given) != 1 or given[0] not in wanted):
            found = " and ".join(given) or "neither a value nor a reference"
            self.fault(
                node, f"{found} for a target from {source}", f"exactly one of {', '.join(wanted)}"
            )
        return Target(
            source,
            None if values["value"] is None else self.number(values["value"]),
            self.indicator(values["indicator"]) or None,
            self.choice(values["benchmark"], self.regions, "a region") or None,
            self.maybe(values["by"], _DATE, "a year or month, YYYY or YYYY-MM"),
        )

    def group(
        self,
        node: yaml.Node,
        topics: Mapping[str, Named],
        actors: Mapping[str, Named],
        problems: Mapping[str, Problem],
        kpis: tuple[Kpi, ...],
    ) -> Group:
        values = self.record(node, "id locator label text lines")
        group = self.id(values["id"])
        lines = []
        for item in self.items(values["lines"]):
            inner = self.record(item, "id locator label text measures")
            line, locator = self.id(inner["id"]), self.string(inner["locator"])
            measures = tuple(
                self.measure(measure, line, locator, topics, actors, problems, kpis)
                for measure in self.items(inner["measures"])
            )
            lines.append(
                Line(
                    line,
                    locator,
                    group,
                    self.text(inner["label"]),
                    self.text(inner["text"]),
                    measures,
                )
            )
        return Group(
            group,
            self.string(values["locator"]),
            self.text(values["label"]),
            self.text(values["text"]),
            tuple(lines),
        )

    def measure(
        self,
        node: yaml.Node,
        line: str,
        locator: str,
        topics: Mapping[str, Named],
        actors: Mapping[str, Named],
        problems: Mapping[str, Problem],
        kpis: tuple[Kpi, ...],
    ) -> Measure:
        values = self.record(
            node,
            "id text",
            "locator actors partners topics numbers deadline answers tensions evidence kpi",
        )
        kpi, kpi_ids = values["kpi"], [kpi.indicator for kpi in kpis]
        return Measure(
            id=self.id(values["id"]),
            locator=self.string(values["locator"]) or locator,
            line=line,
            text=self.text(values["text"]),
            actors=self.refer(values["actors"], actors, "an actor"),
            partners=self.refer(values["partners"], actors, "an actor"),
            topics=self.refer(values["topics"], topics, "a topic"),
            numbers=tuple(self.numbers(values["numbers"])),
            deadline=self.maybe(values["deadline"], _DATE, "a year or month, YYYY or YYYY-MM"),
            answers=MappingProxyType(
                {
                    problem: self.choice(how, LINKS, "a link")
                    for problem, how in self.linked(values["answers"], problems)
                }
            ),
            tensions=MappingProxyType(
                {
                    problem: self.text(why)
                    for problem, why in self.linked(values["tensions"], problems)
                }
            ),
            evidence=self.choices(values["evidence"], self.indicators, "an indicator"),
            kpi=None
            if kpi is None or is_null(kpi)
            else self.choice(kpi, kpi_ids, "a KPI of the model"),
        )

    def numbers(self, node: yaml.Node | None) -> Iterator[Number]:
        for item in self.items(node):
            values = self.record(item, "role zh en")
            role = self.choice(values["role"], NUMBER_ROLES, "a role of a number")
            yield Number(role, Text(self.string(values["zh"]), self.string(values["en"])))

    def linked(
        self, node: yaml.Node | None, problems: Mapping[str, Problem]
    ) -> Iterator[tuple[str, yaml.Node]]:
        """The problems that a mapping names, with what it says of each. Only the finest can be linked."""
        parents = {problem.parent for problem in problems.values()}
        for name, key, value in self.entries(node):
            if self.choice(key, problems, "a problem"):
                if name in parents:
                    parts = [problem.id for problem in problems.values() if problem.parent == name]
                    self.fault(
                        key, f"the problem {name!r} has parts", f"one or more of {', '.join(parts)}"
                    )
                yield name, value

    def criterion(self, node: yaml.Node) -> Criterion:
        values = self.record(node, "id label text levels")
        levels = tuple(self.text(level) for level in self.items(values["levels"]))
        if isinstance(values["levels"], yaml.SequenceNode) and len(levels) < 2:
            self.fault(values["levels"], "fewer than two levels", "two levels or more")
        return Criterion(
            self.id(values["id"]), self.text(values["label"]), self.text(values["text"]), levels
        )

    def scores(
        self,
        node: yaml.Node | None,
        root: yaml.Node,
        lines: list[str],
        criteria: tuple[Criterion, ...],
    ) -> dict[tuple[str, str], Score]:
        """A score for every line of action and criterion, or none at all when the model has no criteria."""
        found: dict[tuple[str, str], Score] = {}
        names = " ".join(criterion.id for criterion in criteria)
        scored = set()
        for line, key, value in self.entries(node):
            if not self.choice(key, lines, "a line of action"):
                continue
            scored.add(line)
            values = self.record(value, names)
            for criterion in criteria:
                if values[criterion.id] is not None:
                    found[line, criterion.id] = self.score(values[criterion.id], line, criterion)
        if criteria:
            for line in lines:
                if line and line not in scored:
                    self.fault(
                        node or root,
                        f"the line of action {line!r} has no scores",
                        f"levels for {names.replace(' ', ', ')}",
                    )
        return found

    def score(self, node: yaml.Node, line: str, criterion: Criterion) -> Score:
        values = self.record(node, "level reason")
        level = values["level"]
        given = self.string(level, "a level")
        highest = len(criterion.levels)
        if given and not (re.fullmatch("[0-9]{1,3}", given) and 1 <= int(given) <= highest):
            self.fault(
                level,
                f"level {given!r} of {criterion.id!r} is out of range",
                f"a whole number from 1 to {highest}",
            )
            given = ""
        return Score(line, criterion.id, int(given or 1), self.text(values["reason"]))


def _depths(problems: tuple[Problem, ...]) -> dict[str, int]:
    """How many steps each problem is below the top; the parts stand after the whole."""
    depths: dict[str, int] = {"": -1}
    for problem in problems:
        depths[problem.id] = depths[problem.parent] + 1
    return depths
