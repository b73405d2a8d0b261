"""The ``datapackage.json`` of an office's folder: read, extended, written."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from industry_report.data.codes import plain, read_codes
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.data.regions import SLUG
from industry_report.data.validation import COLUMNS
from industry_report.office.english import said_once

DATASET, DESCRIPTOR = "indicators.csv", "datapackage.json"
UNITS = Path(__file__).with_name("units.toml")
MOST_ID = 60

Record = dict[str, Any]


@cache
def _project() -> dict[str, Any]:
    return json.loads(OWN_DESCRIPTOR.read_text(encoding="utf-8"))


def project_records(name: str) -> dict[str, Record]:
    """The records of one of the project's own code lists, as they are written there, by id."""
    resource = next(one for one in _project()["resources"] if one["name"] == name)
    return {record["id"]: record for record in resource["data"]}


@cache
def known_units() -> dict[str, Record]:
    """The units of the project and those that only sheets of offices have, by id."""
    more = tomllib.loads(UNITS.read_text(encoding="utf-8"))["unit"]
    return project_records("units") | {one["id"]: {"counts": False} | one for one in more}


@cache
def unit_labels() -> frozenset[str]:
    """The labels of all known units, in the form in which names are compared."""
    records = known_units().values()
    return frozenset(unit_name(record[name]) for record in records for name in ("zh", "en", "id"))


@cache
def _written() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of money and thousands in English, each with what is put for it."""
    written = tomllib.loads(UNITS.read_text(encoding="utf-8"))["written"].items()
    return [(re.compile(pattern), put) for pattern, put in written]


@cache
def unit_name(text: str) -> str:
    """The name of a unit in the form in which they are compared: RMB mn is million yuan."""
    name = plain(said_once(text))
    for written, put in _written():
        name = written.sub(put, name).strip()
    return name


def new_descriptor(name: str, title: str, lists: Mapping[str, list[Record]]) -> dict[str, Any]:
    """A descriptor with the project's schema and these code lists."""
    own = _project()
    kept = {key: own[key] for key in ("$schema", "version")}
    resources = []
    for resource in own["resources"]:
        resource = dict(resource)
        if resource["name"] in lists:
            resource["data"] = lists[resource["name"]]
        resources.append(resource)
    return {**kept, "name": name, "title": title, "resources": resources}


class Descriptor:
    """The descriptor of a folder, to which records can be added before it is written.

    Attributes:
        path: the file.
        codes: its code lists as they were read, checked.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.codes = read_codes(path)
        self.document = json.loads(path.read_text(encoding="utf-8-sig"))
        self._lists: dict[str, list[Record]] = {}
        for resource in self.document["resources"]:
            if isinstance(resource.get("data"), list):
                self._lists[resource["name"]] = resource["data"]
        self.added: list[tuple[str, Record]] = []

    def records(self, name: str) -> dict[str, Record]:
        """The records of a list by id; of a list that the file lacks, the project's."""
        if name not in self._lists:
            return project_records(name)
        return {record["id"]: record for record in self._lists[name]}

    def add(self, name: str, record: Record) -> None:
        """Add a record to a list, or put it in the place of the one with its id."""
        if name not in self._lists:
            # A list of its own replaces the project's as a whole.
            rows = [dict(one) for one in project_records(name).values()]
            self.document["resources"].append({"name": name, "type": "table", "data": rows})
            self._lists[name] = rows
        rows = self._lists[name]
        rows[:] = [one for one in rows if one["id"] != record["id"]] + [record]
        self.added.append((name, record))

    def text(self) -> str:
        """The file as it is written."""
        return as_json(self.document)


def as_json(document: Any) -> str:
    """A descriptor as text: each record of a list on a line of its own."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    # Records have no inner braces: what stands between theirs is put on one line.
    flat = re.compile(r'\{\n +("id": [^{}]*?)\n +\}')
    return flat.sub(lambda found: "{" + re.sub(r"\n\s+", " ", found[1]) + "}", text) + "\n"


def as_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """A dataset as text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def slug(text: str) -> str:
    """An id from a name: Chinese characters as pinyin without tones; "" where nothing is left."""
    from pypinyin import lazy_pinyin

    parts = [re.sub(r"[^a-z0-9]+", "-", part.casefold()) for part in lazy_pinyin(text)]
    name = re.sub("-+", "-", "".join(parts)).strip("-")[:MOST_ID].strip("-")
    if not SLUG.fullmatch(name):
        return ""
    return name


def unused(id: str, taken: Mapping[str, Any]) -> str:
    """``id``, or with a number behind it where it is taken."""
    number, found = 2, id
    while found in taken:
        found = f"{id}-{number}"
        number += 1
    return found
