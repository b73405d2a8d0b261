"""Places of the code list, and which of them a report about one draws on. Light on imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .defaults import COMMON

#: Ids of the code lists. They become names of folders: nothing else may ever be taken for one.
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True)
class Region:
    """A place of the code list: labels in both languages, ``level``, ``parent`` (id or "") and
    other names of it.

    ``peers`` are the ids of places elsewhere that a report about this one compares it with;
    ``tile`` is its column and row in the tile map of what it lies in, "" where it has none.
    """

    id: str
    zh: str
    en: str
    level: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    tile: str = ""


def parts_of(region: str, regions: Mapping[str, Region]) -> list[str]:
    """The ids of the places that lie directly in a region, in the order of the code list."""
    return [each.id for each in regions.values() if region and each.parent == region]


def lies_in(region: str, regions: Mapping[str, Region]) -> list[str]:
    """The ids of what a place lies in, the nearest first: whom it is usually compared with."""
    found: list[str] = []
    place = regions.get(region)
    while place and place.parent and place.parent not in (region, *found):
        found.append(place.parent)
        place = regions.get(place.parent)
    return found


def related(region: str, benchmarks: Iterable[str], regions: Mapping[str, Region]) -> set[str]:
    """The ids of all regions whose rows a report may read.

    They are the region and its benchmarks, what these lie in and what lies beside them (with the
    same parent), and the region's own parts and peers. A report does not change when the rows of
    any other region do.
    """
    named = {region, *benchmarks}
    parents = {regions[name].parent for name in named if name in regions} - {""}
    found = named | {
        each.id for each in regions.values() if each.parent in parents or each.parent == region
    }
    found |= set(regions[region].peers) if region in regions else set()
    for parent in parents:
        while parent and parent not in found:
            found.add(parent)
            parent = regions[parent].parent if parent in regions else ""
    return found


def main_region(regions: Mapping[str, Region]) -> str:
    """The place that a dataset with these regions is about.

    It is the first of the list where that lies in another listed one, as in a new folder, whoever
    is listed beside it as a peer. Else it is the usual place where the list has it, else the first
    in which no other lies.
    """
    first, usual = next(iter(regions), ""), str(COMMON["region"])
    if not regions.keys().isdisjoint(lies_in(first, regions)):
        return first
    if usual in regions:
        return usual
    above = {parent for region in regions for parent in lies_in(region, regions)}
    return next((id for id in regions if id not in above), first)
