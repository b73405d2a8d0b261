"""Sheets of another place, which would be taken for the folder's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from industry_report.data.codes import Codes, plain, read_codes
from industry_report.data.errors import Fault
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.data.regions import lies_in, main_region
from industry_report.office import terms
from industry_report.office.heads import BEFORE_SUBJECT, filled_cells
from industry_report.office.layout import Table
from industry_report.office.messages import Messages
from industry_report.office.sheets import Grid

#: A text that begins with the name of a place, and ends there or goes on as titles do. Words for
#: kinds of places and of figures are none: 各旗县区, 工业园区, 城镇, 县区, 分地区.
NAME = re.compile("(?P<stem>[一-鿿]{2,8}?)(?P<level>自治[区州县旗]|[省市区县旗镇盟])(?P<rest>.*)")
NO_STEM = re.compile(
    "[各分按本全及与和的业园工企指标值量居投资产社会]|高新|开发|经开|示范|旅游|合作|核心|"
    "[省市区县旗盟乡地城郊牧林片辖库景小]$"
)
GOES_ON = re.compile(
    "$|[^一-鿿]|国民|经济|社会|主要|工业|规模|规上|统计(?!局)|分|各|指标|年鉴|数据|情况"
)


def strangers(grid: Grid, tables: Sequence[Table], codes: Codes, say: Messages) -> Iterator[Fault]:
    """What names another place on a sheet whose figures name none: title, sheet or file.

    ``codes`` are those of the folder. Its place, what that lies in and, on a sheet that has its
    name, a part of it are no other place.
    """
    regions = [entry.region for table in tables for entry in table.entries]
    if all(region and not terms.is_total(region) for region in regions):
        return
    own = main_region(codes.regions)
    kin = {own, *lies_in(own, codes.regions)}
    kin |= {codes.region_names.get(plain(grid.sheet), own)}
    names = [name for name, id in codes.region_names.items() if id in kin]
    for row, column, text in _texts(grid, tables):
        other = place_in(text, tuple(names))
        if other:
            where = grid.place(say, row, column)
            own_name = say.label(codes.regions[own])
            yield Fault("region.other", where, text=text, other=other, own=own_name)
            return


def _texts(grid: Grid, tables: Sequence[Table]) -> Iterator[tuple[int, int, str]]:
    """The titles above the first table, then the names of sheet and file."""
    for row in range(tables[0].first):
        yield from ((row, column, cell.text) for column, cell in filled_cells(grid, row))
    yield 0, 0, grid.sheet
    yield 0, 0, Path(grid.file).stem


def place_in(text: str, kin: tuple[str, ...]) -> str:
    """The place that a text begins with, behind its number and period, where it is none of ``kin``
    (names in the form of :func:`~industry_report.data.codes.plain`); else "".
    """
    subject = BEFORE_SUBJECT.sub("", text.strip())
    if moment := terms.moment(subject):
        subject = moment.rest
    rest, last = terms.tidy(subject), ""
    while found := _begins(rest):
        last, rest = found
        if plain(last) in kin:
            return ""
    return last if last and GOES_ON.match(rest) else ""


def _begins(text: str) -> tuple[str, str] | None:
    """The name of a place that a text begins with, and what stands behind it."""
    for name in _known():
        if text.startswith(name):
            return name, text.removeprefix(name)
    if (found := NAME.fullmatch(text)) and not NO_STEM.search(found["stem"]):
        return found["stem"] + found["level"], found["rest"]
    return None


@cache
def _known() -> list[str]:
    """The Chinese names of the project's places, the longest first."""
    names = read_codes(OWN_DESCRIPTOR).region_names
    return sorted((name for name in names if name[0] >= "\u4e00"), key=len, reverse=True)
