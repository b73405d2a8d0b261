"""What is asked of a dataset before anything heavy is loaded: its regions, which rows each has,
when those became known, and what the logic model is about. Light on imports.

What cannot be read in this way is left to whoever reads it in earnest and says what is wrong.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .files import read_regular, state, yaml_loader
from .home import descriptor_of
from .regions import SLUG, Region

#: What makes a file none that can be read in this way.
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error)
#: A file as ``state`` tells it: the same one is read once.
State = tuple[str | int, ...]


def regions(dataset: Path) -> dict[str, Region]:
    """The region code list of a dataset, by slug.

    Raises DatasetError with everything that is wrong with a list that is not sound: an id that is
    no slug goes no further.
    """
    path = descriptor_of(dataset)
    return _regions(path, state(path))


@lru_cache(maxsize=4)
def _regions(path: Path, _state: State) -> dict[str, Region]:
    try:
        found = {row["id"]: _region(row) for row in _records(path, "regions")}
        if found and all(map(SLUG.fullmatch, found)):
            return found
    except UNREADABLE:
        pass
    from .codes import read_codes

    return dict(read_codes(path).regions)


def _region(row: Mapping[str, Any]) -> Region:
    peers = row.get("peers") or ""
    if isinstance(peers, str):
        peers = peers.split(";")
    names = tuple(name.strip() for name in peers if name.strip())
    parent = str(row.get("parent") or "")
    return Region(row["id"], row["zh"], row["en"], parent=parent, peers=names)


def row_digests(dataset: Path) -> dict[str, str]:
    """SHA-256 of the rows of each region; {} where the rows of regions cannot be told apart.

    Raises OSError where the file cannot be read.
    """
    return _row_digests(dataset, state(dataset))


@lru_cache(maxsize=4)
def _row_digests(dataset: Path, _state: State) -> dict[str, str]:
    content = read_regular(dataset)
    head = content[:1000].lstrip(b"\xef\xbb\xbf")
    if not head.startswith(b"region,"):
        return {}
    digests: dict[bytes, Any] = {}
    region, quoted = b"", False
    for line in content.split(b"\n")[1:]:
        if not quoted:
            region = line[: line.find(b",")].strip(b'"\r')
        if b'"' in line and line.count(b'"') % 2:
            quoted = not quoted  # a quoted cell goes on in the next line
        if region not in digests:
            digests[region] = hashlib.sha256(head.split(b"\n")[0])
        digests[region].update(line)
    found = ((name.decode("utf-8", "replace"), each) for name, each in digests.items() if name)
    return {name: digest.hexdigest() for name, digest in found}


def months(dataset: Path) -> dict[str, set[str]]:
    """The months in which rows became known, by region, none before what it observes had begun; {}
    where that cannot be told.
    """
    beside = descriptor_of(dataset)
    try:
        return _months(dataset, beside, state(dataset), state(beside))
    except UNREADABLE:
        return {}


@lru_cache(maxsize=4)
def _months(dataset: Path, beside: Path, *_states: State) -> dict[str, set[str]]:
    known = _known_from(beside)
    found: dict[str, set[str]] = {}
    with dataset.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = known[row["source"]]
            if row["status"] == "observed":
                start = row["period"].partition("/")[0]
                month = max(month, start if len(start) > 4 else f"{start}-01")
            found.setdefault(row["region"], set()).add(month)
    return found


def text_of(model: Path, dataset: Path) -> tuple[str, str]:
    """The region that a logic model is about, and the month in which its text became known, ""
    where no source says so; ("", "") where that cannot be told.
    """
    import yaml

    try:
        head = yaml.load(_head(model), Loader=yaml_loader())["model"]
        return str(head["region"]), _known_from(descriptor_of(dataset)).get(head["source"], "")
    except (*UNREADABLE, yaml.YAMLError):
        return "", ""


def _head(model: Path) -> str:
    """The first section alone: everything behind it is the measures, a hundred times as long."""
    lines: list[str] = []
    with model.open(encoding="utf-8") as file:
        for line in file:
            if lines and line[:1].isalpha():
                break
            if lines or line.startswith("model:"):
                lines.append(line)
    return "".join(lines)


def _known_from(beside: Path) -> dict[str, str]:
    """When each source of a descriptor became known."""
    return {source["id"]: source["known_from"] for source in _records(beside, "source-list")}


def _records(descriptor: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of a list of a descriptor."""
    resources = json.loads(descriptor.read_text(encoding="utf-8"))["resources"]
    return (row for one in resources if one["name"] == name for row in one["data"])
