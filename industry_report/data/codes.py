"""The code lists of a dataset: regions, indicators, units and sources, read from its ``datapackage.json``."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from pathlib import Path
from types import MappingProxyType

from .csvfile import DatasetError, read_file, shown
from .errors import Fault, ReportError, nearest
from .regions import Region

#: The project's own descriptor; the lists that another descriptor lacks are taken from it.
OWN_DESCRIPTOR = Path(__file__).resolve().parents[2] / "data" / "datapackage.json"

MOST_BYTES = 50_000_000
LEVELS = ("nation", "region", "league", "city", "province", "district")
KINDS = ("growth", "level", "share", "count", "capacity", "ratio", "rank")
BASES = ("nominal", "comparable", "physical", "")
BETTER = ("higher", "lower", "")


@dataclass(frozen=True)
class Indicator:
    """What is measured: labels, the one unit, kind, price basis, scope, which direction is better, definitions.

    ``local`` is true for what belongs to one region's own economy and is never mentioned in another's report;
    ``class_threshold`` is true where the value only names the class that something belongs to.
    """

    id: str
    zh: str
    en: str
    unit: str
    kind: str
    basis: str = ""
    scope: str = ""
    better: str = ""
    local: bool = False
    class_threshold: bool = False
    definition_zh: str = ""
    definition_en: str = ""


@dataclass(frozen=True)
class Unit:
    """A unit of measurement and its labels."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True)
class Source:
    """Where values come from. ``known_from`` (YYYY-MM) is the month since which they could be used."""

    id: str
    title_zh: str
    title_en: str
    published: str
    known_from: str
    publisher_zh: str = ""
    publisher_en: str = ""
    terms: str = ""
    access: str = ""
    url: str = ""


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


def plain(text: str) -> str:
    """``text`` in the form in which names are compared: no case, no width, no outer or doubled spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_codes(path: Path) -> Codes:
    """The code lists of the descriptor at ``path``; DatasetError names everything that is wrong with them."""
    path = Path(path)
    resources = _resources(path)
    faults: list[Fault] = []
    notes: list[str] = []
    own: dict[str, list] | None = None
    lists = {}
    for name, record in (
        ("regions", Region),
        ("indicator-list", Indicator),
        ("source-list", Source),
        ("units", Unit),
    ):
        rows, place = resources.get(name), path
        if rows is None and path.resolve() != OWN_DESCRIPTOR and OWN_DESCRIPTOR.exists():
            own = own or _resources(OWN_DESCRIPTOR)
            rows, place = own.get(name), OWN_DESCRIPTOR
            notes.append(f"{path.name} has no list {name!r}: the project's own is used")
        if rows is None:
            faults.append(
                Fault(
                    f"the resource {name!r} is missing",
                    path.name,
                    "an inline list of records",
                    nearest(name, resources),
                )
            )
            continue
        lists[name] = _records(rows, record, f"{place.name}, resource {name}", faults)
    if not faults:
        _check_references(lists, path.name, faults)
    names = _region_names(lists.get("regions", {}), f"{path.name}, resource regions", faults)
    if faults:
        raise DatasetError(str(path), faults)
    regions, indicators, sources, units = (MappingProxyType(records) for records in lists.values())
    return Codes(regions, indicators, units, sources, path, tuple(notes), MappingProxyType(names))


def _resources(path: Path) -> dict[str, list]:
    """The inline data of every resource of a descriptor, by name."""
    raw = read_file(path, MOST_BYTES)
    where, expected = (
        path.name,
        "a Data Package descriptor: a JSON object with a list 'resources', in UTF-8",
    )
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        where = f"{path.name}, line {error.lineno}, column {error.colno}"
        raise DatasetError(
            str(path), [Fault(f"is not valid JSON ({error.msg})", where, expected)]
        ) from None
    except UnicodeDecodeError as error:
        where = f"{path.name}, line {raw.count(bytes([10]), 0, error.start) + 1}"
        raise DatasetError(str(path), [Fault("is not UTF-8 text", where, expected)]) from None
    except (RecursionError, ValueError):
        raise DatasetError(
            str(path),
            [Fault("is not valid JSON (nested too deeply or absurd numbers)", where, expected)],
        ) from None
    resources = document.get("resources") if isinstance(document, dict) else None
    if not isinstance(resources, list) or not all(
        isinstance(resource, dict) for resource in resources
    ):
        raise DatasetError(str(path), [Fault("has no list of resources", where, expected)])
    return {
        str(resource.get("name")): resource["data"]
        for resource in resources
        if isinstance(resource.get("data"), list)
    }


def _records(rows: list, record: type, where: str, faults: list[Fault]) -> dict:
    """One frozen record per row, by id."""
    known = record.__dataclass_fields__
    result: dict = {}
    for number, row in enumerate(rows, 1):
        place = f"{where}, record {number}"
        if not isinstance(row, dict):
            faults.append(
                Fault(
                    f"{shown(row)} is no record",
                    place,
                    "an object with the fields " + ", ".join(known),
                )
            )
            continue
        if isinstance(row.get("id"), str):
            place += f" ({row['id'][:40]})"
        values = {}
        before = len(faults)
        for name in row.keys() - known.keys():
            # Other fields are allowed (the Data Package standard says so), unless one looks like a slip of the pen.
            near = nearest(name, known.keys() - row.keys())
            if near and near in _required(record):
                faults.append(Fault(f"unknown field {shown(name)}", place, "a known field", near))
        for name in _required(record) - row.keys():
            faults.append(Fault(f"the field {name!r} is missing", place, "a text"))
        for name in known.keys() & row.keys():
            fault, values[name] = _field(name, row[name], record, f"{place}, field {name}")
            if fault:
                faults.append(fault)
        if len(faults) > before:
            continue
        if values["id"] in result:
            faults.append(
                Fault(f"the id {shown(values['id'])} is there twice", place, "each id once")
            )
        result[values["id"]] = record(**values)
    return result


def _required(record: type) -> set[str]:
    return {name for name, entry in record.__dataclass_fields__.items() if entry.default is MISSING}


#: Fields with several texts, separated by semicolons.
SEVERAL = ("aliases", "peers")
ENUMS = {"level": LEVELS, "kind": KINDS, "basis": BASES, "better": BETTER}
DATE = re.compile(r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def _field(name: str, value: object, record: type, where: str) -> tuple[Fault | None, object]:
    """The value of one field as the record holds it, or the fault of it."""
    if name in ("local", "class_threshold"):
        if not isinstance(value, bool):
            return Fault(f"{shown(value)} is no truth value", where, "true or false"), None
        return None, value
    if name in SEVERAL and isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ";".join(value)
    if value is None and name not in _required(record):
        value = ""
    if not isinstance(value, str):
        return Fault(f"{shown(value)} is no text", where, "a text in quotation marks"), None
    if UNPRINTABLE.search(value):
        return Fault(
            f"{shown(value)} contains a control character", where, "printable text on one line"
        ), None
    if name in ("id", "zh", "en", "title_zh", "title_en") and not value.strip():
        return Fault("the text is empty", where, "a text"), None
    if name == "id" and record is not Unit and not SLUG.fullmatch(value):
        # Ids become names of folders and parts of row ids.
        return Fault(
            f"{shown(value)} is no id", where, "letters, digits, '-', '_' and '.' without spaces"
        ), None
    if name in ENUMS and value not in ENUMS[name] and not (name == "level" and not value):
        return Fault(
            f"{shown(value)}",
            where,
            f"one of {', '.join(repr(choice) for choice in ENUMS[name])}",
            nearest(value, ENUMS[name]),
        ), None
    if name == "published" and not DATE.fullmatch(value):
        return Fault(f"{shown(value)} is no date", where, "YYYY, YYYY-MM or YYYY-MM-DD"), None
    if name == "known_from" and not MONTH.fullmatch(value):
        return Fault(f"{shown(value)} is no month", where, "YYYY-MM"), None
    if name == "url" and value and not re.fullmatch(r"https?://[^\s<>\"']+", value):
        return Fault(
            f"{shown(value)} is no web address", where, "an address with https:// or nothing"
        ), None
    if name in SEVERAL:
        return None, tuple(one.strip() for one in value.split(";") if one.strip())
    return None, value


def _check_references(lists: dict[str, dict], name: str, faults: list[Fault]) -> None:
    """Units, parents and peers must be in their lists."""
    for indicator in lists["indicator-list"].values():
        if indicator.unit not in lists["units"]:
            faults.append(
                Fault(
                    f"unknown unit {shown(indicator.unit)}",
                    f"{name}, resource indicator-list, record {indicator.id[:40]}, field unit",
                    "a unit of the list 'units'",
                    nearest(indicator.unit, lists["units"]),
                )
            )
    for region in lists["regions"].values():
        for field_name, ids in (
            ("parent", [region.parent] if region.parent else []),
            ("peers", region.peers),
        ):
            for id in ids:
                if id not in lists["regions"]:
                    faults.append(
                        Fault(
                            f"unknown region {shown(id)}",
                            f"{name}, resource regions, record {region.id[:40]}, field {field_name}",
                            "a region of the list",
                            nearest(id, lists["regions"]),
                        )
                    )


def _region_names(regions: dict[str, Region], where: str, faults: list[Fault]) -> dict[str, str]:
    """Every name of every region in comparable form, with the id it stands for."""
    names: dict[str, str] = {}
    for region in regions.values():
        for name in (region.id, region.zh, region.en, *region.aliases):
            other = names.setdefault(plain(name), region.id)
            if other != region.id:
                place = f"{where}, record {region.id[:40]}"
                faults.append(
                    Fault(
                        f"the name {shown(name)} stands for {other} too",
                        place,
                        "names that stand for one region",
                    )
                )
    return names
