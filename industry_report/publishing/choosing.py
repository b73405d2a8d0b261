"""Which notebooks make the report of a place: those of the whole report where a policy text is
known that is about it, else its profile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from industry_report.data.defaults import COMMON
from industry_report.data.filestate import state
from industry_report.publishing.ingredients import dataset_path, descriptor, model_path

PROFILE = "profile"


def is_profile(values: Mapping[str, Any], root: Path) -> bool:
    """Whether a run with these parameters has no policy text to tell of: its logic model is about
    another place, or was not known at the vantage point.
    """
    values = COMMON | dict(values)
    path = model_path(values, root)
    region, source = _about(path, state(path))
    if region != values["region"]:
        return True
    known_from = _known_from(descriptor(dataset_path(values, root), root), source)
    return known_from > values["as_of"]


@lru_cache(maxsize=8)
def _about(path: Path, _state: tuple[str | int, ...]) -> tuple[str, str]:
    """The region that a logic model is about, and its source."""
    from industry_report.numbers import logic_model

    model = logic_model.load(path)
    return model.region, model.source


def _known_from(path: Path, source: str) -> str:
    """The month since which a source could be used; "" for one that is not listed."""
    resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
    lists = (one.get("data", ()) for one in resources if one.get("name") == "source-list")
    known = {row["id"]: row["known_from"] for rows in lists for row in rows}
    return known.get(source, "")
