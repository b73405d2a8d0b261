"""What a report says about itself: title, method, sources, and how its settings differ from the
usual ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from industry_report.data.codes import read_codes
from industry_report.data.home import dataset_path, descriptor_of
from industry_report.publishing.editions import PROFILE
from industry_report.publishing.execution import cited_rows
from industry_report.publishing.runs import FILES, Run
from industry_report.words import Region
from industry_report.words.catalogue import Catalogue, text_folders
from industry_report.words.language import Language


def _language(run: Run, root: Path) -> Language:
    """The language of a run, with the names of its dataset."""
    dataset = dataset_path(run.values, root)
    words = Catalogue(run.language, "", text_folders(dataset)).words
    return Language(run.language, words, read_codes(descriptor_of(dataset)))


def settings(run: Run, root: Path) -> str:
    """How a run differs from the usual settings, in words of its language; "" where it does not."""
    language = _language(run, root)
    names, lists = language.words["settings"], language.words["lists"]

    def said(name: str, value: Any) -> str:
        if isinstance(value, dict):
            value = [f"{key} {weight}" for key, weight in value.items()]
        if isinstance(value, list):
            return lists["plain"]["between"].join(said(name, one) for one in value)
        if name == "benchmarks" and value in language.codes.regions:
            return language.label(Region(value))
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
    """What the documents say of themselves: place, vantage point, sources of the rows they cite."""
    language = _language(run, root)
    region = language.codes.regions.get(run.region)
    place = language.label(Region(run.region))
    said = dict(language.words["front"])
    if PROFILE in executed:
        said |= language.words["front-profile"]
    front = {name: text.replace("{place}", place) for name, text in said.items()}
    rows = (row for notebook in executed.values() for row in cited_rows(notebook))
    cited = {row.rsplit("/", 1)[-1] for row in rows}
    sources = [source for id, source in language.codes.sources.items() if id in cited]
    return {
        **front,
        "region": place,
        "level": region.level if region else "",
        "as_of": run.as_of,
        "labels": language.words["settings"] | language.words["made-from"],
        "sources": [
            {name: language.write(getattr(source, name)) for name in ("title", "publisher")}
            | {name: getattr(source, name) for name in ("id", "published", "url")}
            for source in sources
        ],
    }
