"""What a dataset's own places have to tell beyond what every place has: sections, a chain,
projects.

It stands in ``situation.yaml`` beside the dataset, so that another city brings its own; without the
file there is nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from industry_report.data.codes import Coded, Indicator
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.definitions import check_pair
from industry_report.data.message import Message, joined
from industry_report.data.records import Tree, Words, read_beside
from industry_report.data.validation import STATUSES
from industry_report.numbers.model_records import Both, InMonth, Number, Record
from industry_report.numbers.quantity import Quantity
from industry_report.words import Indicator as Named
from industry_report.words import Phrase, Text

FILE = "situation.yaml"

#: The sections that the notebooks fill with single figures.
Section = Literal["bases", "clusters", "hydrogen", "digital", "business"]
#: The sections that have a paragraph of several figures.
Told = Literal["mainstay", "clusters"]

#: Where the file names indicators, and of what kind each may be; of any where none is said.
INDICATORS: dict[str, tuple[str, ...]] = {
    "progress": ("share", "ratio"),
    "paces.*": ("level",),
    "afterwards.*": (),
    "part.*": (),
    "pull.points": ("growth",),
    "pull.of": ("growth",),
    "compared.*": ("share", "ratio"),
    "wider": ("share",),
    "platforms.*": ("count",),
    "chain.*.capacity": ("capacity",),
    "chain.*.share": ("share",),
    "clusters": ("count",),
    "ranks.*": ("rank",),
    "streak": ("count",),
    "paragraphs.*.*": (),
    "projects.*.*.number": ("count",),
    "projects.*.*.amount": ("level",),
}


@dataclass(frozen=True)
class Part(Record):
    """Indicators of a part and of its whole."""

    done: Words
    of: Words


@dataclass(frozen=True)
class Pull(Record):
    """Indicators of the points of growth that some ``industries`` bring, and of all growth."""

    points: Words
    of: Words
    industries: Both


@dataclass(frozen=True)
class Stage(Record):
    """A stage of a chain: indicators of its capacity, and of its share of the nation if any."""

    name: Both
    capacity: Words
    share: Words | None = None


@dataclass(frozen=True)
class Sum(Record):
    """Indicators of a number of projects and of their planned amount."""

    number: Words
    amount: Words


@dataclass(frozen=True)
class Projects(Record):
    """The projects of an industry, under way and signed."""

    name: Both
    under_way: Sum
    signed: Sum


@dataclass(frozen=True)
class Apart(Record):
    """Of what the expectations of a ``source`` are, and of what all ``others``."""

    source: Words
    of: Both
    others: Both


@dataclass(frozen=True)
class Absent(Record):
    """A document about a region that was looked for and not obtained, by the month ``since`` when
    it is out.
    """

    region: Words
    since: InMonth
    name: Both


@dataclass(frozen=True)
class Sections(Record):
    """All of a file.

    Attributes:
        closing: sources that close within a month: months of the year that had passed.
        sections: indicators by section, each with ``@status`` unless it was observed.
        progress: indicator of a completion rate, or None.
        paces: indicators of outputs that have a forecast for the year.
        afterwards: indicators told beside those that every place has: in today's edition with the
            newest figures, in the retrospective one with those published later.
        part: indicators of a part and of its whole, or None.
        pull: of what growth is made, or None.
        compared: indicators that the diagnosis compares in a paragraph of their own, by its name.
        wider: indicator told beside the share of high technology, of a wider scope, or None.
        platforms: indicators of the platforms of national rank and of all, or None.
        scopes: by indicator, where no source says that all of its figures are of one thing.
        clusters: how many clusters there are, of those that are wanted; ``clusters_named`` which.
        ranks: indicators of the place's rank as a source claims it, by what they rank.
        streak: indicator of how many months in a row growth had two digits, or None.
        not_obtained: documents that only others retell.
        paragraphs: by section the indicators that its text ``figures`` mentions, by their names in
            it; all are told for the period of the first.
        chain: the stages of an industrial chain, upstream first.
        projects: by industry.
    """

    closing: Mapping[str, Number] = field(default_factory=dict)
    sections: Mapping[Section, tuple[Words, ...]] = field(default_factory=dict)
    progress: Words | None = None
    paces: tuple[Words, ...] = ()
    part: Part | None = None
    pull: Pull | None = None
    compared: Mapping[Literal["high-tech", "network"], Words] = field(default_factory=dict)
    wider: Words | None = None
    platforms: Part | None = None
    scopes: Mapping[Words, Apart] = field(default_factory=dict)
    clusters: Words | None = None
    clusters_named: Both | None = None
    ranks: Mapping[Words, Words] = field(default_factory=dict)
    streak: Words | None = None
    not_obtained: tuple[Absent, ...] = ()
    paragraphs: Mapping[Told, Mapping[str, Words]] = field(default_factory=dict)
    afterwards: tuple[Words, ...] = ()
    chain: tuple[Stage, ...] = ()
    projects: tuple[Projects, ...] = ()

    def scope(self, row: Observation) -> Text | None:
        """Of what a figure is, where another one of its indicator may be of something else."""
        apart = self.scopes.get(row.indicator)
        if apart is None:
            return None
        if row.source == apart.source:
            return apart.of
        return apart.others

    def scoped(self, expectations: Iterable[Observation]) -> list[Phrase]:
        """What must be said of the scope of these expectations, each thing once."""
        sources = {(row.indicator, row.source) for row in expectations}
        return [
            Phrase("scope-apart", indicator=Named(name), scope=apart)
            for name, apart in self.scopes.items()
            if (name, apart.source) in sources
        ]

    def lacked(self, region: str, as_of: str, year: str = "") -> list[Text]:
        """The documents about a region out by a month, or in a year by then, that were not
        obtained.
        """
        mine = [each for each in self.not_obtained if each.region == region]
        return [one.name for one in mine if one.since <= as_of and one.since.startswith(year)]

    def months(self, source: str) -> Quantity | None:
        """How many months of the year had passed where a source closes within a month."""
        if source not in self.closing:
            return None
        return Quantity.observed(str(self.closing[source]), "about", "", ())


def read(rows: Dataset | Coded) -> Sections:
    """The sections of the file beside a dataset; none where there is no file.

    Of the dataset its path and code lists are asked. Raises FaultsError with every fault: file,
    line, what was expected, the nearest choice.
    """
    tree = read_beside(rows.path, FILE, "holds.sections")
    if tree is None:
        return Sections()
    indicators = rows.codes.indicators
    named = (*INDICATORS, "scopes.@", "ranks.@")
    references = dict.fromkeys(named, "indicator")
    references |= dict.fromkeys(("closing.@", "scopes.*.source"), "source")
    references["not_obtained.*.region"] = "region"
    known = {"indicator": indicators, "source": rows.codes.sources, "region": rows.codes.regions}
    tree.check_references(references, known)
    for place, text in tree.texts("sections.*.*"):
        slug, _, status = text.partition("@")
        tree.one_of(place, slug, "indicator", indicators)
        tree.one_of(place, status or "observed", "status", STATUSES)
    _check_kinds(tree, indicators)
    return tree.checked(Sections)


def _check_kinds(tree: Tree, indicators: Mapping[str, Indicator]) -> None:
    """Every indicator is of the kind that its place is for, and a part is like its whole."""
    for pattern, kinds in INDICATORS.items():
        for place, name in tree.texts(pattern):
            kind = indicators[name].kind if name in indicators else ""
            if kind and kinds and kind not in kinds:
                wanted = joined("word.or", [Message(f"pair.{each}") for each in kinds])
                tree.fault(
                    place, "pair.kind", name=name, kind=Message(f"pair.{kind}"), wanted=wanted
                )
    for pair in ("part", "platforms"):
        parts = {place[-1]: name for place, name in tree.texts(f"{pair}.*")}
        for place, _ in tree.texts(f"{pair}.done"):
            check_pair(tree, place, parts["done"], parts.get("of", ""), indicators)
