"""``report new``: a folder that an office can begin with."""

from __future__ import annotations

import csv
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from industry_report.data.codes import Codes, plain, read_codes
from industry_report.data.defaults import this_month
from industry_report.data.errors import Fault, nearest
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.data.regions import SLUG, Region, lies_in
from industry_report.office.descriptor import (
    DATASET,
    DESCRIPTOR,
    Record,
    as_csv,
    as_json,
    known_units,
    new_descriptor,
    project_records,
)
from industry_report.office.messages import TEXTS, Messages, refused
from industry_report.office.naming import in_pinyin, level_of, name_in_english, without_level
from industry_report.office.terms import known

#: A name that is a folder's name on every system.
NAME = re.compile(r"[^\W_][^\x00-\x1f/\\:*?\"<>|]{0,59}(?<![. ])")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
OWN_DATASET = OWN_DESCRIPTOR.with_name(DATASET)
#: What a place of which nothing is known lies in.
NATION = "china"
#: The years that the template has columns for.
YEARS = 5


@dataclass(frozen=True)
class Place:
    """A place that gets a folder of its own: labels, level, the ids of what it lies in, and other
    names of it; ``listed``: its id in the project's own list, or "".
    """

    id: str
    zh: str
    en: str
    level: str
    parents: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    listed: str = ""


def place_of(name: str, region: str = "", en: str = "", level: str = "", parent: str = "") -> Place:
    """The place that is asked for. What is not given is what the project's list says of it, under
    whichever of its names, or follows from the name.

    Raises FaultsError with everything that is wrong.
    """
    mistakes = []
    name = " ".join(name.split())
    if not NAME.fullmatch(name) or RESERVED.fullmatch(name) or ".." in name:
        mistakes.append(Fault("folder.name", text=name[:60]))
    codes = read_codes(OWN_DESCRIPTOR)
    listed = _listed(name, parent, codes)
    upper = codes.region_names.get(plain(parent or (listed.parent if listed else NATION)), "")
    if not upper:
        near = codes.region_names.get(nearest(plain(parent), codes.region_names), "")
        mistakes.append(Fault("folder.parent", near=near, text=parent))
    parents = (upper, *lies_in(upper, codes.regions))
    if codes.region_names.get(plain(name)) in parents:
        mistakes.append(Fault("folder.itself", text=name))
    id = region or (listed.id if listed else in_pinyin(name))
    if not SLUG.fullmatch(id):
        mistakes.append(Fault("folder.id", text=region or name))
    if mistakes:
        raise refused(*mistakes)
    level = level or (listed.level if listed else level_of(name))
    if id in parents:
        id = f"{id}-{level}"
    if listed:
        return Place(id, listed.zh, en or listed.en, level, parents, listed.aliases, listed.id)
    aliases = (short,) if (short := without_level(name)) != name else ()
    return Place(id, name, en or name_in_english(name), level, parents, aliases)


def _listed(name: str, parent: str, codes: Codes) -> Region | None:
    """The place of the project's list that a name means; None where there is none, or none that
    lies in ``parent``: 青山区 is a district of 武汉, too.
    """
    found = codes.regions.get(codes.region_names.get(plain(name), ""))
    if found is None:
        return _within(name, parent, codes)
    if not found.parent:
        return None
    within = codes.region_names.get(plain(parent or found.parent))
    return found if within in lies_in(found.id, codes.regions) else None


def _within(name: str, parent: str, codes: Codes) -> Region | None:
    """The place of the list whose name stands behind that of a place that it lies in: 包头市昆都仑区."""
    for end in range(len(name) - 1, 1, -1):
        above = codes.region_names.get(plain(name[:end]))
        found = _listed(name[end:].strip(" ,，"), parent or above or "", codes) if above else None
        if found and above in lies_in(found.id, codes.regions):
            return found
    return None


def make(place: Place, parent: Path, language: str = "zh") -> list[str]:
    """Make the folder of a place, whole or not at all; the names of its files.

    Args:
        place: whose.
        parent: where.
        language: of the workbook to be filled in and of the guide.

    Raises FaultsError when it is there already.
    """
    folder = parent / place.zh
    if os.path.lexists(folder):
        raise refused(Fault("folder.exists", place.zh))
    say = Messages(language)
    made = Path(tempfile.mkdtemp(dir=parent, prefix=".new-"))
    try:
        os.chmod(made, 0o755)
        rows = _benchmarks(place)
        (made / DESCRIPTOR).write_text(as_json(_descriptor(place, rows)), encoding="utf-8")
        (made / DATASET).write_text(as_csv(rows), encoding="utf-8")
        _template(place, say).save(made / say("template_file", zh=place.zh))
        (made / say("guide_file")).write_text(_guide(place, say), encoding="utf-8")
        _write_templates(place, made / say("examples_folder"))
        names = sorted(path.name for path in made.iterdir())
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return names


def _benchmarks(place: Place) -> list[dict[str, str]]:
    """The project's own figures of what the place lies in: whom its report compares it with."""
    with OWN_DATASET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["region"] in place.parents and row["status"] == "observed"]


def _descriptor(place: Place, rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    regions = project_records("regions")
    above = [regions[id] for id in place.parents]
    taken = {plain(name) for one in above for name in _names(one)}
    aliases = ";".join(one for one in place.aliases if plain(one) not in taken)
    own = {"id": place.id, "zh": place.zh, "en": place.en, "level": place.level}
    own |= {"parent": place.parents[0], "aliases": aliases}
    # Peers of what is above lie elsewhere.
    above = [{key: one[key] for key in one if key != "peers"} for one in above]
    used = {row["source"] for row in rows}
    # All indicators of the project, because a report names those that have no data, too.
    lists = {
        "regions": [own, *above],
        "indicator-list": list(project_records("indicator-list").values()),
        "source-list": [
            *(one for id, one in project_records("source-list").items() if id in used),
            _policy_text(place),
        ],
        "units": list(known_units().values()),
    }
    return new_descriptor(place.id.casefold(), f"{place.zh}工业发展指标", lists)


def _policy_text(place: Place) -> dict[str, str]:
    """The source that the example of a logic model names, for the office to correct."""
    month = this_month()
    record = dict.fromkeys(("terms", "access", "url"), "")
    words = {"title_zh": f"{place.zh}工业发展文件", "title_en": f"Industrial policy of {place.en}"}
    publisher = {"publisher_zh": place.zh, "publisher_en": place.en}
    dates = {"published": month, "known_from": month}
    return {"id": f"{place.id}-plan"} | words | publisher | dates | record


def _names(region: Mapping[str, Any]) -> list[str]:
    aliases = str(region.get("aliases", "")).split(";")
    return [region["id"], region["zh"], region["en"], *aliases]


def _guide(place: Place, say: Messages) -> str:
    text = (TEXTS / f"guide.{say.language}.md").read_text(encoding="utf-8")
    template = say("template_file", zh=place.zh)
    return text.format(zh=place.zh, template=template, year=date.today().year)


def _write_templates(place: Place, folder: Path) -> None:
    """Examples of what a place may bring besides figures; they count beside the dataset."""
    folder.mkdir()
    for path in sorted((TEXTS / "templates").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        text = text.format(zh=place.zh, en=place.en, id=place.id, **_dates())
        (folder / path.name).write_text(text, encoding="utf-8")


def _dates() -> dict[str, str]:
    """The periods that examples name: this month, the last full year, the one before, one ahead."""
    today = date.today()
    years = {"last": today.year - 1, "before": today.year - 2, "later": today.year + 5}
    return {"month": f"{today:%Y-%m}"} | {name: str(year) for name, year in years.items()}


def _template(place: Place, say: Messages) -> Any:
    """The workbook to be filled in: figures by year, and what each indicator means."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet, meaning = book.active, book.create_sheet(say("template_meanings"))
    sheet.title = say("template_figures")
    last = date.today().year - 1  # the last that is over
    years = [say("template_year", year=year) for year in range(last - YEARS + 1, last + 1)]
    heads = [say("template_indicator"), say("template_unit")]
    sheet.append([say("template_title", zh=place.zh)])
    sheet.append([*heads, *years])
    meaning.append([*heads, say("template_definition")])
    for record in _asked():
        labels = [say.label(record), say.label(project_records("units")[record["unit"]])]
        sheet.append(labels)
        meaning.append([*labels, record[f"definition_{say.language}"]])
    for row in (*sheet["A1:B1"], *sheet["A2:G2"], *meaning["A1:C1"]):
        for cell in row:
            cell.font = Font(bold=True)
    for one in (sheet, meaning):
        one.column_dimensions["A"].width = 36
    meaning.column_dimensions["C"].width = 90
    for cell in meaning["C"]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C3"
    return book


def _asked() -> list[Record]:
    """The indicators of the template."""
    records = project_records("indicator-list")
    return [records[id] for id in known()["template"]["indicators"]]
