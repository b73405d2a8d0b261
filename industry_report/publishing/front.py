"""What a report says about itself: title, method, sources, and how its settings differ from the
usual ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from industry_report.publishing.editions import PROFILE
from industry_report.publishing.execution import cited_rows
from industry_report.publishing.ingredients import dataset_path, descriptor, regions
from industry_report.publishing.runs import FILES, Run
from industry_report.words.catalogue import Catalogue, text_folders


def _words(run: Run, root: Path) -> Mapping[str, Any]:
    """The texts of the run's language."""
    return Catalogue(run.language, "", text_folders(dataset_path(run.values, root))).words


def _name(words: Mapping[str, Any], region: Any, language: str) -> str:
    """The name of a region in a language that the code lists may not know."""
    named = words.get("regions", {}).get(region.id)
    return named or getattr(region, language, region.en)


def settings(run: Run, root: Path) -> str:
    """How a run differs from the report with the usual settings, in words of its language; "" where
    it does not.
    """
    words = _words(run, root)
    names, lists = words["settings"], words["lists"]
    known = regions(dataset_path(run.values, root), root)

    def said(name: str, value: Any) -> str:
        if isinstance(value, dict):
            value = [f"{key} {weight}" for key, weight in value.items()]
        if isinstance(value, list):
            return lists["plain"]["between"].join(said(name, one) for one in value)
        if name == "benchmarks" and value in known:
            return _name(words, known[value], run.language)
        if name in FILES:
            return Path(str(value)).name
        if isinstance(value, bool):
            value = "yes" if value else "no"
        return names.get(str(value), str(value))

    listed = (
        names["named"].format(name=names.get(name, name), value=said(name, value))
        for name, value in run.special.items()
    )
    return lists["clauses"]["between"].join(listed)


def meta(run: Run, root: Path, executed: Mapping[str, Any]) -> dict[str, Any]:
    """What the documents say about themselves: place, vantage point and the sources of every row
    they cite.
    """
    dataset = dataset_path(run.values, root)
    region = regions(dataset, root).get(run.region)
    words = _words(run, root)
    place = _name(words, region, run.language) if region else run.region
    said = dict(words["front"])
    if PROFILE in executed:
        said |= words["front-profile"]
    front = {name: text.replace("{place}", place) for name, text in said.items()}
    return {
        **front,
        "region": place,
        "level": region.level if region else "",
        "as_of": run.as_of,
        "sources": _sources(descriptor(dataset, root), executed, run.language),
    }


def _sources(path: Path, executed: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """The sources in the descriptor at ``path`` that the notebooks cite, in its order."""
    rows = (row for notebook in executed.values() for row in cited_rows(notebook))
    cited = {row.rsplit("/", 1)[-1] for row in rows}
    resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
    lists = [one["data"] for one in resources if one["name"] == "source-list"]
    return [_source(row, language) for rows in lists for row in rows if row["id"] in cited]


def _source(row: Mapping[str, Any], language: str) -> dict[str, str]:
    return {
        **{name: _translated(row, name, language) for name in ("title", "publisher")},
        **{name: row.get(name, "") for name in ("id", "published", "url")},
    }


def _translated(row: Mapping[str, Any], name: str, language: str) -> str:
    return row.get(f"{name}_{language}", row.get(f"{name}_en", ""))
