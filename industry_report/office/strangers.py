"""Sheets and rows of another place, which would be taken for the folder's own.

One rule: what names a place in a title, the name of a sheet, a heading of rows, a row or a column
is the folder's own place, or its figures are none of the folder's. A place is a name of the
project's or the folder's list, a word that ends as names of places do, or one for the whole of a
kind: 全市.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from industry_report.data.codes import plain
from industry_report.data.errors import Fault
from industry_report.data.regions import lies_in, main_region
from industry_report.office import terms
from industry_report.office.heads import BEFORE_SUBJECT, NOTE, filled_cells
from industry_report.office.layout import Entry, Table
from industry_report.office.messages import Messages
from industry_report.office.naming import Lists, known_places, level_of
from industry_report.office.sheets import Grid
from industry_report.office.titles import parts_of_file

#: A text that begins with the name of a place, and ends there or goes on as titles do. Words for
#: kinds of places and of figures are none: 各旗县区, 城镇, 县区, 分地区.
NAME = re.compile(
    "(?P<stem>[一-鿿]{2,8}?)(?P<level>自治[区州县旗]|[省市区县旗镇盟乡]|街道|苏木)(?P<rest>.*)"
)
NO_STEM = re.compile(
    "[各分按本全及与和的业园工企指标值量居投资产社会含除]|高新|开发|经开|示范|旅游|合作|核心|保护|功能|"
    "[省市区县旗盟乡地城郊牧林片辖库景小户]$"
)
#: Parks have names that say what they make, or none but their kind.
PARK = re.compile(
    "(?P<name>(?:(?![各分按及与和的个入每含除级])[一-鿿]){0,10}?"
    "(?:(?:工业|产业)园区?|园区|开发区|高新区|经开区|示范区|合作区|保税区|新区))(?P<rest>.*)"
)
WHOLE = re.compile("(?P<name>[全我本](?:自治区|园区|[省市区县旗镇乡盟州园])(?![场域]))(?P<rest>.*)")
GOES_ON = re.compile(
    "$|[^一-鿿]|报表|[月季年快]报|表$|国民|经济|社会|主要|工业|规模|规上|统计(?!局)|分|各|指标|年鉴|数据|情况"
)
#: In English: a name, or all words of a row of such that holds none: each is not tried in turn.
ENGLISH = re.compile(
    r"\b(?:(?P<name>(?:[A-Z][\w'’-]* )+"
    r"(?:City|County|District|Park|Zone|Township|Town|Banner|League|Province|Prefecture))\b"
    r"(?! (?:Bureau|Government|Statistic|Office|Commission))|(?:[A-Z][\w'’-]*+ ?)++)"
)
#: Levels of what may lie in any place: named beside its own name they are another one.
PARTS = ("park", "town")


def strangers(grid: Grid, tables: Sequence[Table], lists: Lists, say: Messages) -> Iterator[Fault]:
    """What names another place on a sheet whose figures name none: titles and headings of rows, the
    sheet or, where these name no place, the file; and names of rows.

    The folder's place is no other place, nor, on a sheet that has its name, a part of it; nor what
    it lies in, where its own name stands in another title.
    """
    codes = lists.descriptor.codes
    own = main_region(codes.regions)
    yield from _rows(grid, tables, lists, say)
    regions = {entry.region for table in tables for entry in table.entries}
    wider = {one for one in regions if terms.is_whole_place(one) and lists.whole(one, own) != own}
    if all(region and not terms.is_total(region) for region in regions - wider):
        return
    mine = codes.region_names.get(plain(grid.sheet), own)
    above = lies_in(mine, codes.regions)
    named = [(*one, place) for one in _texts(grid, tables) for place in places_in(one[2], lists)]
    if not named:
        parts = (Path(grid.file).stem, *parts_of_file(grid.file))
        named = [(0, 0, text, place) for text in parts for place in places_in(text, lists)]
    ids = [_id_of(place, mine, lists) for *_, place in named]
    titles = {text for (*_, text, _), id in zip(named, ids, strict=True) if id == mine}
    for (row, column, text, other), id in zip(named, ids, strict=True):
        wide = bool(titles) and id in above and not WHOLE.fullmatch(other)
        beside = text in titles and level_of(other) not in PARTS  # Bayannur City, Linhe District
        if not (id == mine or wide or beside):
            where, own_name = grid.place(say, row, column), say.label(codes.regions[own])
            yield Fault("region.other", where, text=text, other=other, own=own_name)
            return


def _rows(grid: Grid, tables: Sequence[Table], lists: Lists, say: Messages) -> Iterator[Fault]:
    """What names another place in the names of rows that name none otherwise: each place once."""
    codes = lists.descriptor.codes
    own = main_region(codes.regions)
    first: dict[str, Entry] = {}
    named: dict[str, Entry] = {}
    for entry in (entry for table in tables for entry in table.entries if not entry.region):
        first.setdefault(entry.name, entry)
    for entry in first.values():
        named.setdefault(_place_of(entry, lists), entry)
    for other, entry in named.items():
        if other and _id_of(other, own, lists) != own:
            where, name = grid.place(say, entry.row, entry.column), say.label(codes.regions[own])
            yield Fault("region.other", where, text=entry.name, other=other, own=name)


def _place_of(entry: Entry, lists: Lists) -> str:
    """The place whose figure a row says that it is, or "": 其中：石门镇 (three of them are a number of
    such places), 包头市地区生产总值, 全市平均增速; not what is read as the figure of 全市.
    """
    text = terms.bare(entry.name).rpartition("·")[2]
    if lists.indicator(entry.name, entry.growth):
        return ""
    if terms.is_english(text):
        found = ENGLISH.fullmatch(re.sub(r"^(?:of which|including)[:,]? *", "", text, flags=re.I))
        return found["name"] if found else ""
    place, rest = _begins(terms.tidy(text)) or ("", "")
    listed = place in (*known_places(), *lists.descriptor.codes.region_names)
    indicator = rest and lists.indicator(rest, entry.growth)
    if WHOLE.fullmatch(place):
        if indicator or terms.is_no_outcome(text):
            return ""
        return place
    if rest:
        if listed and indicator:
            return place
        return ""
    sure = (
        listed or PARK.fullmatch(place) or place.endswith(("镇", "乡", "县", "旗", "街道", "苏木"))
    )
    if sure and entry.unit != "个":
        return place
    return ""


def of_whole(entry: Entry, lists: Lists) -> Entry:
    """The cell of a value, where its row is named 全市生产总值 that of the city."""
    whole = terms.plain_name(entry.name)[:2]
    rest = terms.bare(entry.name).removeprefix(whole)
    names = [one for one in (entry.name, rest) if lists.indicator(one, entry.growth)]
    if terms.is_whole_place(whole) and names:
        return replace(entry, name=names[0], region=entry.region or whole)
    return entry


def _texts(grid: Grid, tables: Sequence[Table]) -> Iterator[tuple[int, int, str]]:
    """The titles above each table and the headings between its rows, then the name of the sheet."""
    start = 0
    for table in tables:
        for row in range(start, table.last + 1):
            filled = filled_cells(grid, row)
            for column, cell in filled if row < table.first or len(filled) == 1 else ():
                if not (NOTE.match(cell.text) or cell.text.endswith("。")):
                    yield row, column, cell.text
        yield from table.titles.corners
        start = table.last + 1
    yield 0, 0, grid.sheet


def _id_of(place: str, mine: str, lists: Lists) -> str:
    """The id of a place in the folder's list; "" where that has none."""
    regions, names = lists.descriptor.codes.regions, lists.descriptor.codes.region_names
    own = regions[mine]
    if WHOLE.fullmatch(place):
        return lists.whole(place, mine) or ""
    if own.level == "park" and (own.zh.endswith(place) or place in ("园区", "开发区")):
        return mine
    words = place.split()
    for at in range(len(words)):  # Key Indicators Yunchuan County
        id = names.get(plain(" ".join(words[at:-1])), "")
        if id and regions[id].level == level_of(place):
            return id
    return names.get(plain(place), "")


def places_in(text: str, lists: Lists) -> list[str]:
    """The places that a title names: in Chinese the last of those that it begins with, behind its
    number and period, and those in brackets; in English wherever they stand.
    """
    if terms.is_english(text):
        return list(_english_places(text, lists))
    subject = BEFORE_SUBJECT.sub("", terms.NUMBERING.sub("", text.strip()))
    if moment := terms.moment(subject):
        subject = moment.rest
    rest, last = terms.tidy(subject), ""
    while found := _begins(rest):
        last, rest = found
    places = [last] if last and (WHOLE.fullmatch(last) or GOES_ON.match(rest)) else []
    inner = map(_begins, map(terms.tidy, terms.in_brackets(text)))
    return [*places, *(found[0] for found in inner if found and not found[1])]


def _english_places(text: str, lists: Lists) -> Iterator[str]:
    """The places that a title in English names."""
    yield from (match["name"] for match in ENGLISH.finditer(text) if match["name"])
    for name in dict.fromkeys([*known_places(), *lists.descriptor.codes.region_names]):
        begins, ends = r"(?:^|[,:;(] ?|\b(?:of|for|in) )", r"(?:$|[,:;)]|,? (?:19|20)\d\d)"
        if name.isascii() and re.search(f"{begins}{re.escape(name)}{ends}", plain(text)):
            yield name


def _begins(text: str) -> tuple[str, str] | None:
    """The name of a place that a text begins with, and what stands behind it."""
    for name in known_places():
        if text.startswith(name):
            return name, text.removeprefix(name)
    if found := WHOLE.match(text) or PARK.match(text):
        return found["name"], found["rest"]
    if (found := NAME.fullmatch(text)) and not NO_STEM.search(found["stem"]):
        return found["stem"] + found["level"], found["rest"]
    return None
