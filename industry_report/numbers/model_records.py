"""The records of a logic model: their fields are its keys, checked by pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo, with_config
from pydantic_core import PydanticKnownError
from typing_extensions import TypedDict

from industry_report.data.message import joined
from industry_report.data.periods import MONTH, YEAR, last_year
from industry_report.data.records import Place, Tree, Words, matching
from industry_report.data.validation import DECIMAL, is_decimal
from industry_report.words import Text


class Record:
    """A mapping of the file with fixed keys."""

    __pydantic_config__ = ConfigDict(extra="forbid")


@with_config(ConfigDict(extra="forbid"))
class BothTexts(TypedDict):
    """A text in both languages, as it stands in a file."""

    zh: Words
    en: Words


class ActorLabels(BothTexts):
    """An actor; ``government`` is a public body named, ``state`` the authorities in general."""

    kind: Literal["government", "state", "firms", "research", "services", "society"]


@dataclass(frozen=True)
class Entry:
    """An entry of one of the model's own lists: a topic, or an actor with its ``kind``."""

    id: str
    label: Text
    kind: str = ""


def _entry_of(list_: str) -> BeforeValidator:
    """Puts the entry of one of the model's own lists in the place of its name."""

    def find(name: object, info: ValidationInfo) -> Entry:
        if not isinstance(name, str):
            raise PydanticKnownError("string_type")
        # What is wrong with an entry, or that there is none, is said elsewhere.
        entry = (info.context or {})[list_].get(name)
        values = {"zh": "", "en": ""}
        if isinstance(entry, dict):
            values |= entry
        return Entry(name, Text(values["zh"], values["en"]), values.get("kind", ""))

    return BeforeValidator(find)


if TYPE_CHECKING:  # what the texts of the file become
    Both = Text
    Number = Decimal
    Level = int
else:
    Number = Annotated[Words, matching(DECIMAL.pattern, "form.number"), AfterValidator(Decimal)]
    Both = Annotated[BothTexts, AfterValidator(lambda labels: Text(**labels))]
    Level = Annotated[Words, matching("[0-9]{1,3}", "form.whole"), AfterValidator(int)]
Id = Annotated[Words, matching(r"[\w.-]+", "form.id")]
Date = Annotated[Words, matching(f"{YEAR}|{MONTH}", "form.year_month")]
InMonth = Annotated[Words, matching(MONTH, "form.month")]
Topic = Annotated[Entry, _entry_of("topics")]
Actor = Annotated[Entry, _entry_of("actors")]
Frozen = AfterValidator(MappingProxyType)


def nothing() -> Any:
    """A mapping without entries that stays so."""
    return MappingProxyType({})


@dataclass(frozen=True)
class Statement(Record):
    """Something that the source says of the present."""

    id: Id
    locator: Words
    topic: Topic
    text: Both


@dataclass(frozen=True)
class Mention(Record):
    """Something that the source names beside its measures; ``text`` is what it says of it."""

    id: Id
    locator: Words
    label: Both
    text: Both


@dataclass(frozen=True)
class Request(Record):
    """How a figure still to be collected is asked for: what it is, of whom, for which years (one,
    or the first and the last).
    """

    definition: Both
    bureau: Both
    years: Annotated[Words, matching(f"{YEAR}(–{YEAR})?", "form.years")]

    def until(self, month: str) -> Request:
        """The same for those of the years that are over in a month, the last one that is where none
        of them is: nobody can give figures of what lies ahead.
        """
        ends = (str(min(int(each), last_year(month))) for each in self.years.split("–"))
        return replace(self, years="–".join(dict.fromkeys(ends)))


@dataclass(frozen=True)
class Symptom(Record):
    """What one would see if a problem were real.

    Attributes:
        text: the symptom in words.
        indicator: the indicator that would show it, or None when there is none (then ``needed``
            says which is wanted).
        expect: ``below`` or ``above``.
        than: ``benchmark`` (the same indicator elsewhere), another indicator of the same region, or
            a number.
        needed: the figure that one would have to have, when no indicator exists.
        of: the region whose figure stands for that of the place, or None.
        proxy: why the indicator shows something near by only, or None.
        beside: the indicator of what the source itself names, told with a proxy, or None.
        request: how the figure that would test it best is asked for, or None.
    """

    text: Both
    indicator: Words | None
    expect: Literal["below", "above", ""] = ""
    than: str = ""
    needed: Both | None = None
    of: Words | None = None
    proxy: Both | None = None
    beside: Words | None = None
    request: Request | None = None

    @property
    def threshold(self) -> Decimal | None:
        """The number that ``than`` gives, or None when it names a benchmark or an indicator."""
        return decimal(self.than)


@dataclass(frozen=True)
class Problem(Record):
    """A stated problem; ``parent`` is the id of the problem that it is a part of, or ""."""

    id: Id
    locator: Words
    label: Both
    text: Both
    parent: str = ""
    symptoms: tuple[Symptom, ...] = ()


@dataclass(frozen=True)
class Amount(Record):
    """An amount in words: a ``target`` to be reached, or the ``scope`` concerned."""

    role: Literal["target", "scope"]
    zh: Words
    en: Words


@dataclass(frozen=True)
class Measure(Record):
    """One concrete measure.

    Attributes:
        actors: who is to act, as far as the source says; ``partners`` are those with whom or for
            whom.
        deadline: ``YYYY`` or ``YYYY-MM``, or None.
        answers: problem id → ``direct`` or ``indirect``.
        tensions: problem id → why the measure may make that problem worse.
        kpi: the indicator that would show it work, or None.
    """

    id: Id
    text: Both
    actors: tuple[Actor, ...] = ()
    partners: tuple[Actor, ...] = ()
    numbers: tuple[Amount, ...] = ()
    deadline: Date | None = None
    answers: Annotated[dict[str, Literal["direct", "indirect"]], Frozen] = field(
        default_factory=nothing
    )
    tensions: Annotated[dict[str, Both], Frozen] = field(default_factory=nothing)
    kpi: Words | None = None

    @property
    def label(self) -> Text:
        """What stands for it in a list: all of it."""
        return self.text


@dataclass(frozen=True)
class Line(Record):
    """A line of action of several measures; ``mandated`` says what superiors prescribe, so that it
    is not the city's to rank.
    """

    id: Id
    locator: Words
    label: Both
    text: Both
    measures: tuple[Measure, ...]
    mandated: Both | None = None


@dataclass(frozen=True)
class Group(Record):
    """A group of lines of action."""

    id: Id
    locator: Words
    label: Both
    lines: tuple[Line, ...]

    @property
    def measures(self) -> list[Measure]:
        """All measures of its lines, in the order of the file."""
        return [measure for line in self.lines for measure in line.measures]


@dataclass(frozen=True)
class Target(Record):
    """What an indicator is to reach, in a logic model or a task list.

    Attributes:
        basis: who sets it: the ``article`` that the model retells, a ``plan`` of the place, the
            level of another place (``benchmark``), or an ``assumption`` of this report.
        value, indicator, row, region: the level, by one of them: a number, the latest level of
            another indicator, a row of the place (in a task list only), the level of another place.
        by: when it is due; a row has a date of its own, and None is left to the reader.
    """

    basis: Literal["article", "plan", "benchmark", "assumption"]
    value: Number | None = None
    indicator: Words | None = None
    row: Words | None = None
    region: Words | None = None
    by: Date | None = None


#: Where a target finds its level, by its basis.
LEVELS = {
    "article": ("value", "indicator"),
    "plan": ("row",),
    "benchmark": ("region",),
    "assumption": ("value", "indicator", "row"),
}
#: The same for a KPI, which names no row: a model is read without rows, and the latest plan of the
#: place stands before what the model takes.
KPI_LEVELS = {
    "article": LEVELS["article"],
    "benchmark": LEVELS["benchmark"],
    "assumption": ("value", "indicator"),
}


def check_target(
    tree: Tree, place: Place, target: object, levels: Mapping[str, tuple[str, ...]]
) -> None:
    """A target has one of the bases of ``levels`` and one level that fits it."""
    if not isinstance(target, dict) or target.get("basis") not in LEVELS:
        return
    if not tree.one_of((*place, "basis"), target["basis"], "basis", levels):
        return
    wanted = levels[target["basis"]]
    names = ("value", "indicator", "row", "region")
    given = [name for name in names if target.get(name) is not None]
    if len(given) != 1 or not set(given) <= set(wanted):
        found = joined("word.and", given, "model.no_level")
        tree.fault(place, "model.target", found=found, basis=target["basis"], wanted=wanted)


@dataclass(frozen=True)
class Kpi(Record):
    """An indicator by which the measures can be held to account."""

    indicator: Words
    direction: Literal["up", "down"]
    target: Target | None = None


@dataclass(frozen=True)
class Criterion(Record):
    """An ordinal criterion, its ``levels`` from the lowest to the highest (best); ``part`` says
    whether it speaks of how well the need is shown, how large, or how feasible it is.
    """

    id: Id
    part: Literal["evidence", "gap", "feasibility"]
    label: Both
    levels: Annotated[tuple[Both, ...], Field(min_length=2)]


@dataclass(frozen=True)
class Rescored(Record):
    """What a score is from a month on, because of what became known in it."""

    since: InMonth
    level: Level
    reason: Both


@dataclass(frozen=True)
class Score(Record):
    """The level (from 1) of a line on a criterion, and why; ``row`` names the figure that it rests
    on, ``later`` what later publications make of it, in order.
    """

    level: Level
    reason: Both
    later: tuple[Rescored, ...] = ()
    row: Words | None = None

    def at(self, as_of: str) -> Score | Rescored:
        """The level and reason at a vantage point."""
        return next((each for each in reversed(self.later) if each.since <= as_of), self)


#: What the text of a model is unless its file says otherwise.
DOCUMENT: Literal["document"] = "document"


@dataclass(frozen=True)
class About(Record):
    """The region and the source whose text a model retells; ``kind`` says what that is."""

    id: Words
    region: Words
    source: Words
    kind: Literal["article", "document"] = DOCUMENT


@dataclass(frozen=True)
class LogicModel(Record):
    """A whole model, as its file has it. ``scores`` are by line of action and criterion."""

    model: About
    problems: tuple[Problem, ...]
    groups: tuple[Group, ...]
    sections: Annotated[dict[str, Both], Frozen] = field(default_factory=nothing)
    topics: Annotated[dict[str, BothTexts], Frozen] = field(default_factory=nothing)
    actors: Annotated[dict[str, ActorLabels], Frozen] = field(default_factory=nothing)
    situation: tuple[Statement, ...] = ()
    named: tuple[Mention, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scores: Annotated[dict[str, dict[str, Score]], Frozen] = field(default_factory=nothing)

    @property
    def id(self) -> str:
        """By which a task list names it."""
        return self.model.id

    @property
    def region(self) -> str:
        """Whose it is."""
        return self.model.region

    @property
    def source(self) -> str:
        """Whose text it retells."""
        return self.model.source

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of action, in the order of the file."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All concrete measures, in the order of the file."""
        return tuple(measure for group in self.groups for measure in group.measures)

    @property
    def subjects(self) -> dict[str, Measure | Line | Mention]:
        """All of which there may be evidence, by id: lines of action, measures, what is named."""
        every: tuple[Measure | Line | Mention, ...] = (*self.lines, *self.measures, *self.named)
        return {each.id: each for each in every}

    @property
    def leaves(self) -> tuple[Problem, ...]:
        """The finest problems: those that no other is a part of."""
        parents = {problem.parent for problem in self.problems}
        return tuple(problem for problem in self.problems if problem.id not in parents)

    @property
    def feasibility(self) -> tuple[Criterion, ...]:
        """The criteria that may be weighed."""
        return tuple(each for each in self.criteria if each.part == "feasibility")

    def point(self, problem: Problem) -> Text:
        """The label of the point of the source that a problem stands under, or of itself."""
        return self.problem(problem.parent or problem.id).label

    def part(self, problem: Problem) -> Text:
        """The label of the part of the source that a problem stands in."""
        while problem.parent:
            problem = self.problem(problem.parent)
        return problem.label

    def problem(self, id: str) -> Problem:
        """The problem with this id; KeyError when there is none."""
        return {problem.id: problem for problem in self.problems}[id]

    def line(self, id: str) -> Line:
        """The line of action with this id; KeyError when there is none."""
        return {line.id: line for line in self.lines}[id]

    def measure(self, id: str) -> Measure:
        """The measure with this id; KeyError when there is none."""
        return {measure.id: measure for measure in self.measures}[id]

    def statements(self, locator: str) -> tuple[Statement, ...]:
        """What the source says of the present in the section ``locator``."""
        return tuple(statement for statement in self.situation if statement.locator == locator)


def decimal(text: str) -> Decimal | None:
    """The number that ``text`` spells, or None."""
    return Decimal(text) if is_decimal(text) else None
