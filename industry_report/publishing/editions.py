"""Which editions of a report are made unless a vantage point is asked for: the state of today and,
where a policy text is about the place, the one that looks from when that text became known.

Light on imports: that nothing has changed must be known at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from industry_report.data import light
from industry_report.data.defaults import COMMON, LATEST, this_month
from industry_report.data.home import dataset_path, model_path
from industry_report.data.regions import lies_in, related

#: The notebook of a place without a policy text.
PROFILE = "profile"
#: The notebook that sums a report up on one page.
BRIEF = "00_brief"


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
    another place, its text became known after the vantage point, or it is the usual one and the
    dataset does not know the text.
    """
    values = COMMON | dict(values)
    region, month = _text_of(values, root)
    unknown = not month and model_path(values, root) == model_path({}, root)
    return region != "" and (region != values["region"] or month > values["as_of"] or unknown)


def text_known(values: Mapping[str, Any], root: Path) -> str:
    """The month in which the policy text about the region became known; "" where there is none."""
    region, month = _text_of(values, root)
    return month if region == values["region"] else ""


def _text_of(values: Mapping[str, Any], root: Path) -> tuple[str, str]:
    return light.text_of(model_path(values, root), dataset_path(values, root))


def last_known(values: Mapping[str, Any], root: Path) -> str:
    """The last month in which a row that a report reads became known, as ``Dataset.last_known``
    has it; "" where the file is none that can be read without the whole machinery.
    """
    path = dataset_path(values, root)
    places, known = light.regions(path), light.months(path)
    others = values.get("benchmarks") or lies_in(values["region"], places)
    read = related(values["region"], others, places)
    months = sorted(month for region in read for month in known.get(region, ()))
    past = [month for month in months if month <= this_month()]
    return max(past, default="".join(months[-1:]))
