"""The code lists of a dataset: regions, indicators, units and sources, from its ``datapackage.json``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, StrictBool
from pydantic_core import PydanticCustomError

from .errors import DatasetError, Fault, ReportError, nearest, shown
from .records import Place, Tree, Words, matching, read_json
from .regions import Region

#: The project's own descriptor; the lists that another descriptor lacks are taken from it.
OWN_DESCRIPTOR = Path(__file__).resolve().parents[2] / "data" / "datapackage.json"

MOST_BYTES = 50_000_000
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def _printable(text: str) -> str:
    if UNPRINTABLE.search(text):
        raise PydanticCustomError("form", "", {"expected": "printable text on one line"})
    return text


def _several(value: object) -> object:
    """The texts of ``a;b``."""
    if not isinstance(value, str):
        return value or ()
    return [one.strip() for one in value.split(";") if one.strip()]


def _power_of_ten(value: Decimal) -> Decimal:
    if value <= 0 or value.normalize().as_tuple().digits != (1,):
        raise PydanticCustomError("form", "", {"expected": "a power of ten, such as 10000"})
    return value


Printable = Annotated[str, AfterValidator(_printable)]
#: A text that may be left out or null.
MaybeText = Annotated[Printable, BeforeValidator(lambda value: "" if value is None else value)]
Label = Annotated[Words, AfterValidator(_printable)]
# Ids become names of folders and parts of row ids.
SLUG = "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"
Slug = Annotated[str, matching(SLUG, "an id of letters, digits, '-', '_' and '.' without spaces")]
MONTH = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])"
Month = Annotated[str, matching(MONTH, "a month, YYYY-MM")]
DAY = f"(19|20)[0-9]{{2}}|{MONTH}(-(0[1-9]|[12][0-9]|3[01]))?"
Date = Annotated[str, matching(DAY, "a date, YYYY, YYYY-MM or YYYY-MM-DD")]
ADDRESS = r"(https?://[^\s<>\"']+)?"
Address = Annotated[MaybeText, matching(ADDRESS, "a web address with https:// or nothing")]
Several = Annotated[tuple[Printable, ...], BeforeValidator(_several)]
Level = Literal["nation", "region", "league", "city", "province", "district", "county", ""]


class _Listed:
    """A record of a code list. The Data Package standard allows further fields, which are ignored."""

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


@dataclass(frozen=True)
class Indicator(_Listed):
    """What is measured: labels, its unit, kind, price basis, scope, which direction is better, definitions.

    ``local`` is true for what belongs to one region's own economy and is never mentioned in another's report;
    ``class_threshold`` is true where the value only names the class that something belongs to.
    """

    id: Slug
    zh: Label
    en: Label
    unit: Label
    kind: Literal["growth", "level", "share", "count", "capacity", "ratio", "rank"]
    basis: Literal["nominal", "comparable", "physical", ""] = ""
    scope: MaybeText = ""
    better: Literal["higher", "lower", ""] = ""
    local: StrictBool = False
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
        """The power of ten that turns a value in this unit into one in ``other``; None where nothing does."""
        if self.id == other.id:
            return 0
        if not self.dimension or self.dimension != other.dimension:
            return None
        return self.factor.adjusted() - other.factor.adjusted()


@dataclass(frozen=True)
class Source(_Listed):
    """Where values come from. ``known_from`` (YYYY-MM) is the month since which they could be used."""

    id: Slug
    title_zh: Label
    title_en: Label
    published: Date
    known_from: Month
    publisher_zh: MaybeText = ""
    publisher_en: MaybeText = ""
    terms: MaybeText = ""
    access: MaybeText = ""
    url: Address = ""


#: The name of each list in a descriptor, and what its records are.
LISTS: dict[str, Any] = {
    "regions": _Region,
    "indicator-list": Indicator,
    "source-list": Source,
    "units": Unit,
}


class CodeList(Mapping):
    """The records of one code list by id, in the order of the descriptor.

    The report asks every place for some indicators by name. Where a place's own list does not have one, the record of
    the project's list gives its label, so that the answer is "no data"; the list itself does not contain it.
    """

    def __init__(self, what: str, records: Mapping[str, Any], path: Path) -> None:
        self._what, self._records, self._path = what, records, path

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, id: object) -> bool:
        return id in self._records

    def __getitem__(self, id: str) -> Any:
        """The record with this id; ReportError with the nearest id when there is none."""
        if id in self._records:
            return self._records[id]
        if self._what in ("indicator-list", "units") and id in _own_list(self._what):
            return _own_list(self._what)[id]
        expected = f"a record of the list {self._what!r} of {self._path.name}"
        fault = Fault(f"unknown id {shown(id)}", "", expected, nearest(id, self._records))
        raise ReportError(str(fault))

    def get(self, id: str, default: Any = None) -> Any:
        """The record with this id, or ``default``."""
        return self._records.get(id, default)


@cache
def _own_list(name: str) -> Mapping[str, Any]:
    """A list of the project's own descriptor; empty where that is not at hand."""
    if not OWN_DESCRIPTOR.exists():
        return {}
    return _list(_read(OWN_DESCRIPTOR), name) or {}


@dataclass(frozen=True)
class Codes:
    """The code lists, each a mapping from id to record in the order of the descriptor.

    Attributes:
        path: the descriptor they come from.
        region_names: every name of every region in the form of :func:`plain`, with the id it stands for.
        notes: which lists were taken from the project's own descriptor.
    """

    regions: Mapping[str, Region]
    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    sources: Mapping[str, Source]
    path: Path = OWN_DESCRIPTOR
    notes: tuple[str, ...] = ()
    region_names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def region(self, text: str) -> str:
        """The id of the region that ``text`` names: id, Chinese or English name, or another name of the list.

        Raises ReportError with the nearest name when there is none.
        """
        slug = self.region_names.get(plain(text)) if isinstance(text, str) else None
        if slug is None:
            raise ReportError(str(self.unknown_region(text)))
        return slug

    def unknown_region(self, text: object, where: str = "") -> Fault:
        """The fault that says that ``text`` names no region, with the nearest that is in the list."""
        near = self.region_names.get(nearest(plain(str(text)[:100]), self.region_names), "")
        expected = f"a region of the list 'regions' in {self.path.name}"
        if len(self.regions) <= 20:
            expected = f"one of {', '.join(self.regions)} (or a Chinese or English name)"
        return Fault(f"unknown region {shown(text)}", where, expected, near)

    def unit_of(self, indicator: str, text: str) -> Unit | None:
        """The unit that ``text`` (id or label) means for an indicator; None where its values need not convert.

        Of several with one name (个) it is the indicator's own, or one of the same dimension.
        """
        own, name = self.units[self.indicators[indicator].unit], plain(text)
        if name in own.names:
            return own
        same = (unit for unit in self.units.values() if unit.shift_to(own) is not None)
        return next((unit for unit in same if name in unit.names), None)


def plain(text: str) -> str:
    """``text`` in the form in which names are compared: no case, no width, no outer or doubled spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Descriptor(Tree):
    """A descriptor: a place in it has the name of a resource and the number of a record."""

    def where(self, place: Place) -> str:
        """The file, the line, and the resource, record and field."""
        names = [super().where(place)]
        resource = self._at(place[:2])
        if isinstance(resource, dict):
            names.append(f"resource {resource.get('name')}")
        if len(place) > 3:
            record = self._at(place[:4])
            id = record.get("id") if isinstance(record, dict) else None
            names.append(f"record {place[3] + 1}" + (f" ({str(id)[:40]})" if id else ""))
        if len(place) > 4:
            names.append(f"field {place[4]}")
        return ", ".join(names)

    def _at(self, place: Place) -> Any:
        value = self.value
        for step in place:
            value = value[step]
        return value if place else None


def read_codes(path: Path) -> Codes:
    """The code lists of the descriptor at ``path``; DatasetError names everything that is wrong with them."""
    path = Path(path)
    tree, notes = _read(path), []
    lists = {name: _list(tree, name) for name in LISTS}
    lacking = [name for name in lists if lists[name] is None]
    for name in lacking:
        lists[name] = _own_list(name)
        notes.append(f"{path.name} has no list {name!r}: the project's own is used")
        if not lists[name] or path.resolve() == OWN_DESCRIPTOR:
            near = nearest(name, [str(resource.get("name")) for _, resource in _resources(tree)])
            expected = "an inline list of records"
            tree.fault((), f"the resource {name!r} is missing", expected, near)
    tree.check(DatasetError)
    _check_references(tree, lists)
    names = _region_names(tree, lists["regions"])
    tree.check(DatasetError)
    regions, indicators, sources, units = (CodeList(name, lists[name], path) for name in LISTS)
    return Codes(regions, indicators, units, sources, path, tuple(notes), names)


def _read(path: Path) -> _Descriptor:
    expected = "a Data Package descriptor: a JSON object with a list 'resources', in UTF-8"
    tree = read_json(path, MOST_BYTES, expected, DatasetError, _Descriptor)
    resources = tree.value.get("resources") if isinstance(tree.value, dict) else None
    if not isinstance(resources, list) or len(_resources(tree)) < len(resources):
        fault = Fault("has no list of resources", path.name, expected)
        raise DatasetError(str(path), [fault])
    return tree


def _resources(tree: Tree) -> list[tuple[Place, dict]]:
    return [found for found in tree.each("resources.*") if isinstance(found[1], dict)]


def _list(tree: Tree, name: str) -> dict[str, Any] | None:
    """One frozen record per row of a list, by id; None when there is no such list."""
    for place, resource in _resources(tree):
        if resource.get("name") != name:
            continue
        rows = resource.get("data")
        if not isinstance(rows, list):
            what = f"the list {name!r} is not here"
            if "path" in resource:
                what = f"the list {name!r} is in a file of its own ({shown(resource['path'])})"
            tree.fault(place, what, "its records here: 'data': [{'id': …}, …]")
            return {}
        found: dict[str, Any] = {}
        for number, row in enumerate(rows):
            record = tree.record(LISTS[name], row, (*place, "data", number))
            if record is not None and record.id in found:
                what = f"the id {shown(record.id)} is there twice"
                tree.fault((*place, "data", number), what, "each id once")
            if record is not None:
                found[record.id] = record
        return found
    return None


def _place(tree: Tree, name: str, number: int, *field: str) -> Place:
    """Where a record of a list stands; the whole file when the list is another file's."""
    for place, resource in _resources(tree):
        if resource.get("name") == name:
            return (*place, "data", number, *field)
    return ()


def _check_references(tree: Tree, lists: dict[str, dict]) -> None:
    """Units, parents and peers must be in their lists; a name means one amount of a dimension."""
    for number, indicator in enumerate(lists["indicator-list"].values()):
        place = _place(tree, "indicator-list", number, "unit")
        tree.one_of(place, indicator.unit, "unit", lists["units"])
    for number, region in enumerate(lists["regions"].values()):
        if region.parent:
            place = _place(tree, "regions", number, "parent")
            tree.one_of(place, region.parent, "region", lists["regions"])
        for peer in region.peers:
            place = _place(tree, "regions", number, "peers")
            tree.one_of(place, peer, "region", lists["regions"])
    factors: dict[tuple[str, str], Unit] = {}
    for number, unit in enumerate(lists["units"].values()):
        for name in unit.names:
            other = factors.setdefault((unit.dimension, name), unit)
            if unit.dimension and other.factor != unit.factor:
                what = f"the name {shown(name)} stands for {other.id} too"
                place = _place(tree, "units", number)
                tree.fault(place, what, "names that stand for one amount")


def _region_names(tree: Tree, regions: dict[str, Region]) -> dict[str, str]:
    """Every name of every region in comparable form, with the id it stands for."""
    names: dict[str, str] = {}
    for number, region in enumerate(regions.values()):
        for name in (region.id, region.zh, region.en, *region.aliases):
            other = names.setdefault(plain(name), region.id)
            if other != region.id:
                what = f"the name {shown(name)} stands for {other} too"
                place = _place(tree, "regions", number)
                tree.fault(place, what, "names that stand for one region")
    return names
