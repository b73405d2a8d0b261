"""Which editions of a report are made unless a vantage point is asked for: the state of today and,
where a policy text is about the place, the one that looks from when that text became known.

Light on imports: that nothing has changed must be known at once.
"""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from industry_report.data.defaults import COMMON, LATEST, this_month
from industry_report.data.files import state, yaml_loader
from industry_report.data.home import dataset_path, descriptor_of, model_path
from industry_report.data.regions import lies_in, related
from industry_report.publishing.ingredients import regions

#: The notebook of a place without a policy text.
PROFILE = "profile"
#: The notebook that sums a report up on one page.
BRIEF = "00_brief"
#: What makes a file none that can be read in this way; whoever reads it in earnest says why.
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error)


def vantage_points(values: Mapping[str, Any], root: Path) -> list[str]:
    """The vantage points of a checked set of parameters without one, today's first.

    Args:
        values: the parameters, the region as its slug.
        root: the checkout.
    """
    month = text_known(values, root)
    return [LATEST, *filter(None, [month])]


def is_profile(values: Mapping[str, Any], root: Path) -> bool:
    """Whether a run with these parameters has no policy text to tell of: its logic model is about
    another place, or its text became known after the vantage point.
    """
    values = COMMON | dict(values)
    try:
        region, month = text_of(values, root)
    except UNREADABLE:
        return False  # whoever reads it in earnest says why
    return region != values["region"] or month > values["as_of"]


def text_known(values: Mapping[str, Any], root: Path) -> str:
    """The month in which the policy text about the region became known; "" where there is none."""
    try:
        region, month = text_of(values, root)
    except UNREADABLE:
        return ""
    return month if region == values["region"] else ""


def text_of(values: Mapping[str, Any], root: Path) -> tuple[str, str]:
    """The region that the logic model is about, and the month in which its text became known; one
    of UNREADABLE where that cannot be told.
    """
    import yaml

    with model_path(values, root).open(encoding="utf-8") as file:
        # the head alone: everything behind it is the measures, a hundred times as long
        lines: list[str] = []
        for line in file:
            if lines and line[:1].isalpha():
                break
            if lines or line.startswith("model:"):
                lines.append(line)
    try:
        head = yaml.load("".join(lines), Loader=yaml_loader())["model"]
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    beside = descriptor_of(dataset_path(values, root))
    return head["region"], _known_from(beside).get(head["source"], "")


def last_known(values: Mapping[str, Any], root: Path) -> str:
    """The last month in which a row that a report reads became known, as ``Dataset.last_known``
    has it; "" where the file is none that can be read without the whole machinery.
    """
    path = dataset_path(values, root)
    places, beside = regions(path), descriptor_of(path)
    try:
        known = _months(path, beside, state(path), state(beside))
    except UNREADABLE:
        return ""
    others = values.get("benchmarks") or lies_in(values["region"], places)
    read = related(values["region"], others, places)
    months = sorted(month for region in read for month in known.get(region, ()))
    past = [month for month in months if month <= this_month()]
    return max(past, default="".join(months[-1:]))


@functools.lru_cache(maxsize=4)
def _months(path: Path, beside: Path, *_states: tuple[str | int, ...]) -> dict[str, set[str]]:
    """The months in which rows became known, by region, none before what it observes had begun."""
    known = _known_from(beside)
    found: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = known[row["source"]]
            if row["status"] == "observed":
                start = row["period"].partition("/")[0]
                month = max(month, start if len(start) > 4 else f"{start}-01")
            found.setdefault(row["region"], set()).add(month)
    return found


def _known_from(beside: Path) -> dict[str, str]:
    """When each source of a descriptor became known."""
    resources = json.loads(beside.read_text(encoding="utf-8"))["resources"]
    listed = (one["data"] for one in resources if one["name"] == "source-list")
    return {source["id"]: source["known_from"] for sources in listed for source in sources}
