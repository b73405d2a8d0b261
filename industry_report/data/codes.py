"""The code lists of a dataset: regions, indicators, units and sources, from its
``datapackage.json``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, ConfigDict, StrictBool
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from industry_report.words.phrase import Text

from .errors import DatasetError, Fault, ReportError, nearest, shown
from .files import state
from .home import OWN_DESCRIPTOR
from .message import Message
from .periods import MONTH, YEAR
from .records import Place, Tree, Words, matching, read_json
from .regions import SLUG, Region, lies_in

MOST_BYTES = 50_000_000
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def _printable(text: str) -> str:
    if UNPRINTABLE.search(text):
        raise PydanticCustomError("form", "", {"expected": "form.printable"})
    return text


def _several(value: object) -> object:
    """The texts of ``a;b``."""
    if not isinstance(value, str):
        return value or ()
    return [one.strip() for one in value.split(";") if one.strip()]


def _power_of_ten(value: Decimal) -> Decimal:
    if value <= 0 or value.normalize().as_tuple().digits != (1,) or abs(value.adjusted()) > 18:
        raise PydanticCustomError("form", "", {"expected": "form.power"})
    return value


Printable = Annotated[str, AfterValidator(_printable)]
#: A text that may be left out or null.
MaybeText = Annotated[Printable, BeforeValidator(lambda value: "" if value is None else value)]
Label = Annotated[Words, AfterValidator(_printable)]
# Ids become names of folders and parts of row ids.
Slug = Annotated[str, matching(SLUG.pattern, "form.slug")]
Month = Annotated[str, matching(MONTH, "form.month")]
DAY = f"{YEAR}|{MONTH}(-(0[1-9]|[12][0-9]|3[01]))?"
Date = Annotated[str, matching(DAY, "form.date")]
ADDRESS = r"(https?://[^\s<>\"']+)?"
Address = Annotated[MaybeText, matching(ADDRESS, "form.address")]
#: Column and row in a tile map.
Tile = Annotated[MaybeText, matching("([0-9]{1,2},[0-9]{1,2})?", "form.tile")]
Several = Annotated[tuple[Printable, ...], BeforeValidator(_several)]
Level = Literal[
    "nation",
    "region",
    "league",
    "city",
    "province",
    "district",
    "county",
    "town",
    "park",
    "",
]


class _Listed:
    """A record of a code list. Further fields are ignored, as the Data Package standard has it."""

    __pydantic_config__ = ConfigDict(extra="ignore")


@dataclass(frozen=True)
class _Region(Region, _Listed):
    """A region as the descriptor writes it."""

    id: Slug
    zh: Label
    en: Label
    level: Level = ""
    parent: MaybeText = ""
    aliases: Several = ()
    peers: Several = ()
    tile: Tile = ""


@dataclass(frozen=True)
class Indicator(_Listed):
    """What is measured: labels, its unit, kind, price basis, scope, which direction is better,
    definitions.

    ``local`` is true for what belongs to one region's own economy and is never mentioned in
    another's report; ``class_threshold`` is true where the value only names the class that
    something belongs to. ``group`` is the heading under which menus offer it.
    """

    id: Slug
    zh: Label
    en: Label
    unit: Label
    kind: Literal["growth", "level", "share", "count", "capacity", "ratio", "rank"]
    basis: Literal["nominal", "comparable", "physical", ""] = ""
    scope: Literal["above-scale", "all", "key-projects", "cluster", "sector", ""] = ""
    better: Literal["higher", "lower", ""] = ""
    local: StrictBool = False
    group: MaybeText = ""
    class_threshold: StrictBool = False
    definition_zh: MaybeText = ""
    definition_en: MaybeText = ""


@dataclass(frozen=True)
class Unit(_Listed):
    """A unit of measurement and its labels.

    Attributes:
        dimension: what it measures; values convert between units of one dimension. "" stands alone.
        factor: how many of the dimension's base unit one of it is, a power of ten.
        counts: whether it counts things, so that its printed digits are exact.
    """

    id: Label
    zh: Label
    en: Label
    dimension: MaybeText = ""
    factor: Annotated[Decimal, AfterValidator(_power_of_ten)] = Decimal(1)
    counts: StrictBool = False

    @property
    def names(self) -> set[str]:
        """What it may be called in a file, in the form of :func:`plain`."""
        return {plain(name) for name in (self.id, self.zh, self.en)}

    def shift_to(self, other: Unit) -> int | None:
        """The power of ten from a value in this unit to one in ``other``, or None."""
        if self.id == other.id:
            return 0
        if not self.dimension or self.dimension != other.dimension:
            return None
        return self.factor.adjusted() - other.factor.adjusted()


@dataclass(frozen=True)
class Source(_Listed):
    """Where values come from. ``known_from`` (YYYY-MM) is the month since which one could use
    them; ``copy`` holds words on how the copy that was read falls short of the original: ``mirror``
    (it stands on another host), ``part`` (it was read in part).
    """

    id: Slug
    title_zh: Label
    title_en: Label
    published: Date
    known_from: Month
    publisher_zh: MaybeText = ""
    publisher_en: MaybeText = ""
    terms: MaybeText = ""
    access: MaybeText = ""
    copy: MaybeText = ""
    url: Address = ""

    @property
    def title(self) -> Text:
        """Its title."""
        return Text(self.title_zh, self.title_en)

    @property
    def publisher(self) -> Text:
        """Whose."""
        return Text(self.publisher_zh, self.publisher_en)


#: The name of each list in a descriptor, and what its records are.
Lists = TypedDict(
    "Lists",
    {
        "regions": tuple[_Region, ...],
        "indicator-list": tuple[Indicator, ...],
        "source-list": tuple[Source, ...],
        "units": tuple[Unit, ...],
    },
)
LISTS = tuple(Lists.__annotations__)
#: What a field of a list names.
REFERENCES = {
    "indicator-list.*.unit": "unit",
    "regions.*.parent": "region",
    "regions.*.peers.*": "region",
}


class CodeList(dict[str, Any]):
    """The records of one code list by id, in the order of the descriptor.

    The report asks every place for some indicators by name. Where a place's own list does not have
    one, the record of the project's list gives its label, so that the answer is "no data"; the list
    itself does not contain it.
    """

    def __init__(self, name: str, records: Iterable[Any], path: Path) -> None:
        super().__init__((record.id, record) for record in records)
        self._name, self._path = name, path

    def __missing__(self, id: str) -> Any:
        """The project's record with this id; ReportError with the nearest id when there is none."""
        if self._path != OWN_DESCRIPTOR and OWN_DESCRIPTOR.exists():
            own = _own_codes().lists[self._name]
            if self._name in ("indicator-list", "units") and id in own:
                return own[id]
        known = {"list": self._name, "file": self._path.name}
        raise ReportError("codes.id", "", nearest(id, self), text=shown(id), **known)


@dataclass(frozen=True, eq=False)
class Codes:
    """The code lists, each a mapping from id to record in the order of the descriptor.

    Read once and never compared: what is remembered of them is kept by which object they are.

    Attributes:
        path: the descriptor they come from.
        region_names: every name of every region in the form of :func:`plain`, with the id it stands
            for.
        notes: which lists were taken from the project's own descriptor.
    """

    regions: Mapping[str, Region]
    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    sources: Mapping[str, Source]
    path: Path = OWN_DESCRIPTOR
    notes: tuple[Message, ...] = ()
    region_names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def lists(self) -> dict[str, Mapping[str, Any]]:
        """The code lists by their names in a descriptor."""
        return dict(
            zip(LISTS, (self.regions, self.indicators, self.sources, self.units), strict=True)
        )

    def region(self, text: str) -> str:
        """The id of the region that ``text`` names: id, Chinese or English name, or another name of
        the list.

        Raises ReportError with the nearest name when there is none.
        """
        slug = self.region_names.get(plain(text)) if isinstance(text, str) else None
        if slug is None:
            raise ReportError(self.unknown_region(text))
        return slug

    def unknown_region(self, text: object) -> Fault:
        """The fault that says that ``text`` names no region, with the nearest of the list."""
        near = self.region_names.get(nearest(plain(str(text)[:100]), self.region_names), "")
        kind = "codes.region"
        if len(self.regions) <= 20:
            kind = "codes.region_of_few"
        known = {"ids": [*self.regions], "file": self.path.name}
        return Fault(kind, "", near, text=shown(text), **known)

    def unit_of(self, indicator: str, text: str) -> Unit | None:
        """The unit that ``text`` (id or label) means for an indicator; None where its values need
        not convert.

        Of several with one name (个) it is the indicator's own, or one of the same dimension.
        """
        own, name = self.units[self.indicators[indicator].unit], plain(text)
        if name in own.names:
            return own
        same = (unit for unit in self.units.values() if unit.shift_to(own) is not None)
        return next((unit for unit in same if name in unit.names), None)


def plain(text: str) -> str:
    """``text`` as names are compared: no case, no width, no outer or doubled spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Lists(Tree):
    """The rows of the code lists by the names of the lists, each in a resource of its own."""

    def __init__(self, descriptor: Tree) -> None:
        super().__init__(descriptor.path, {}, lambda: descriptor.root)
        self.resources: dict[str, int] = {}

    def line(self, place: Place) -> int:
        """The line in the descriptor."""
        if not place:
            return 0
        name, *within = place
        return super().line(("resources", self.resources.get(str(name), -1), "data", *within))

    def where(self, place: Place) -> str | Message:
        """The file, the line, and the resource, record and field."""
        where = super().where(place)
        if place:
            where = Message("place.resource", file=where, name=place[0])
        if len(place) > 1:
            row = self.value[place[0]][place[1]]
            id = f" ({str(row['id'])[:40]})" if isinstance(row, dict) and row.get("id") else ""
            where = Message("place.record", resource=where, number=int(place[1]) + 1, id=id)
        if len(place) > 2:
            where = Message("place.field", record=where, name=place[2])
        return where


class Coded(NamedTuple):
    """What is known of a dataset whose rows are faulty: its file and its code lists."""

    path: Path
    codes: Codes


def read_codes(path: Path) -> Codes:
    """The code lists of the descriptor at ``path``; DatasetError names everything that is wrong
    with them. A file is read once per process as long as it does not change.
    """
    return _codes(Path(path), state(path), state(OWN_DESCRIPTOR))


@lru_cache(maxsize=4)
def _codes(path: Path, *_states: object) -> Codes:
    tree, notes = _read(path), list[Message]()
    for name in LISTS:
        if name in tree.resources:
            continue
        own = {}
        if path.resolve() != OWN_DESCRIPTOR and OWN_DESCRIPTOR.exists():
            own = _read(OWN_DESCRIPTOR).value
            notes.append(Message("note.no_list", file=path.name, name=name))
        if name not in own:
            tree.fault((), "codes.missing", name=name)
        tree.value[name] = own.get(name, [])
    if not tree.value["regions"] and not tree.faults:
        tree.fault(("regions",), "codes.no_regions")
    for name in LISTS:
        tree.check_ids(f"{name}.*")
    known = {"unit": _ids(tree, "units"), "region": _ids(tree, "regions")}
    tree.check_references(REFERENCES, known)
    lists: Mapping[str, Any] = tree.checked(Lists, DatasetError)
    names = _region_names(tree, lists["regions"])
    _check_parents(tree, lists["regions"])
    _check_units(tree, lists["units"])
    tree.check(DatasetError)
    regions, indicators, sources, units = (
        MappingProxyType(CodeList(name, lists[name], path)) for name in LISTS
    )
    return Codes(regions, indicators, units, sources, path, tuple(notes), names)


@cache
def _own_codes() -> Codes:
    return read_codes(OWN_DESCRIPTOR)


def project_indicators() -> Mapping[str, Indicator]:
    """The indicators of the project's own list; of another dataset, what is not among them is its
    own. Empty where the project's data are not there.
    """
    if not OWN_DESCRIPTOR.exists():
        return {}
    return _own_codes().indicators


def _ids(tree: Tree, name: str) -> list[str]:
    return [id for _, id in tree.texts(f"{name}.*.id")]


def _read(path: Path) -> _Lists:
    """The rows of the code lists that a descriptor has."""
    document = read_json(path, MOST_BYTES, "codes.descriptor")
    document.check(DatasetError)
    tree = _Lists(document)
    resources = document.value.get("resources") if isinstance(document.value, dict) else None
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        fault = Fault("codes.no_resources", path.name, expected=Message("codes.descriptor"))
        raise DatasetError(str(path), [fault])
    for number, resource in enumerate(resources):
        name, rows = resource.get("name"), resource.get("data")
        if name not in LISTS:
            continue
        if name in tree.resources:
            tree.fault((name,), "codes.twice", name=name)
        tree.resources[name] = number
        tree.value[name] = rows if isinstance(rows, list) else []
        if not isinstance(rows, list):
            kind = "codes.elsewhere" if "path" in resource else "codes.not_here"
            tree.fault((name,), kind, name=name, path=shown(resource.get("path")))
    for _, row in tree.each("regions.*"):
        if isinstance(row, dict) and "peers" in row:
            row["peers"] = _several(row["peers"])
    return tree


def _check_parents(tree: Tree, regions: Iterable[Region]) -> None:
    """No region lies in itself, however many lie between."""
    places = {region.id: region for region in regions}
    for number, region in enumerate(regions):
        outermost = [region.id, *lies_in(region.id, places)][-1]
        if outermost in places and places[outermost].parent == region.id:
            tree.fault(("regions", number, "parent"), "codes.in_itself", id=region.id)


def _check_units(tree: Tree, units: Iterable[Unit]) -> None:
    """A name means one amount of a dimension."""
    known: dict[tuple[str, str], Unit] = {}
    for number, unit in enumerate(units):
        for name in unit.names:
            other = known.setdefault((unit.dimension, name), unit)
            if unit.dimension and other.factor != unit.factor:
                of = {"name": shown(name), "other": other.id}
                tree.fault(("units", number), "codes.unit_name", **of)


def _region_names(tree: Tree, regions: Iterable[Region]) -> dict[str, str]:
    """Every name of every region in comparable form, with the id it stands for."""
    names: dict[str, str] = {}
    for number, region in enumerate(regions):
        for name in (region.id, region.zh, region.en, *region.aliases):
            other = names.setdefault(plain(name), region.id)
            if other != region.id:
                of = {"name": shown(name), "other": other}
                tree.fault(("regions", number), "codes.region_name", **of)
    return names
