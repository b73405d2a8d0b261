"""What rows and cells of a sheet look like: heads of tables, periods, numbers, titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from industry_report.data.codes import plain
from industry_report.office import words
from industry_report.office.sheets import Cell, Grid
from industry_report.office.words import Moment

#: A table has its labels in these columns at most.
MOST_LABELS = 6
NOTE = re.compile(
    r"^[(（*]?(注|备注|说明|资料来源|数据来源|来源|source|note"
    r"|(单位|填表|制表|审核|填报|编制|负责人)[^:：]{0,4}[:：])"
)
UNIT = re.compile(r"(?:计量)?单位[:：]\s*([^)）\s]+)")
#: The base of an index, which is its unit: 上年=100.
BASE = re.compile(r"[^()（）=＝\s]+[=＝]100")
#: What stands around the subject of a table in its title.
BEFORE_SUBJECT = re.compile(
    r"^(?:续?附?[表件][\d一二三四五六七八九十.\-]*[:：、\s]*|[\d.\-]+\s+)?(?:历年)?"
)
PLACES = re.compile(
    r"^.{0,12}?(?:各|分)[^各分\d]{0,3}?(?:乡镇|旗县区?|县市区|区县|盟市|街道|园区|地区)"
)
PERIOD_IN_TITLE = re.compile(
    r"\d{4}年?(?:[-—~至]\d{4}年?)?(?:[\d—\-~至]{1,6}月|.{0,3}季度|[上下]半年)?"
)
BEHIND_SUBJECT = re.compile(r"(?:完成)?(?:情况|统计)?表?$")
#: Titles that speak of levels and their growth: what a column is, its own head says.
BOTH = re.compile("(?:及其?|和|与|、)(?:同比|比上年)?增")
#: A part of the whole above it: 其中：女.
PART = re.compile("^(?:其中|[#＃])")
SHORTEST_NAME = 3
#: What is put behind the name of an indicator for a measure.
GROWTHS = {"growth": "增速", "average": "年均增速"}
YEAR = re.compile(r"(?:19|20)\d\d|[〇零一二三四五六七八九]{4}年")


def filled_cells(grid: Grid, row: int) -> list[tuple[int, Cell]]:
    """The cells of a row that are not empty, with their columns."""
    return [(column, cell) for column, cell in enumerate(grid.rows[row]) if cell != Cell()]


def period_head(text: str, year: str = "0000") -> Moment | None:
    """The period of a head: nothing else stands in it but what is measured, and its unit."""
    moment = words.moment(text, year)
    if moment is None:
        return None
    rest = moment.rest
    bare = words.plain_name(rest)
    if not bare or words.measure(rest) or _split_measure(rest)[1]:
        return moment
    return None


def _split_measure(text: str) -> tuple[str, str]:
    """A text like 累计增速 as the kind of its period and what it measures; "" for what it does not
    say.
    """
    name = words.plain_name(text)
    for word in ("累计", "本月", "当月"):
        if name.startswith(word) and (what := words.measure(name.removeprefix(word))):
            return words.measure(word), what
    return "", ""


def pieces_of(text: str) -> list[str]:
    """What a head says about its column: keys of ``measures``."""
    pieces = [*_split_measure(text), words.measure(text)]
    for inner in words.brackets(text):
        pieces.append(words.measure(inner))
    return [piece for piece in pieces if piece]


def is_value(cell: Cell) -> bool:
    """Whether a cell holds a number, or says that there is none."""
    return is_number(cell) or (cell.text != "" and words.amount(cell.text) == words.GAP)


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number that is no year."""
    if cell.trouble:
        return True
    amount = words.amount(cell.text)
    return bool(amount and amount.digits) and period_head(cell.text) is None


def is_head(grid: Grid, row: int) -> bool:
    """Whether the head of a table begins (or ends) in a row."""
    filled = filled_cells(grid, row)
    texts = [cell.text for _, cell in filled]
    if len(texts) < 2 or any(is_number(cell) for _, cell in filled):
        return False
    if NOTE.match(texts[0]) and re.search("[:：]", texts[0]):
        return False  # who made the table, and when, stands over many
    heads = [words.head(text) for text in texts[:MOST_LABELS]]
    periods = [text for text in texts if period_head(text)]
    if {"indicator", "branch", "region", "year", "period", "month"} & set(heads):
        return len(periods) < len(texts)
    if len(periods) >= 2 and len(texts) - len(periods) <= MOST_LABELS:
        return True
    if len(periods) == 1 and filled[-1][0] > 0 and period_head(texts[-1]):
        return len(texts) <= MOST_LABELS and _numbers_below(grid, row, filled[-1][0])
    if any(words.measure(text) for text in texts[1:]):
        return not periods and not words.amount(texts[0])
    return not periods and periods_below(grid, row)


def _numbers_below(grid: Grid, row: int, column: int) -> bool:
    return any(is_number(grid.cell(row + step, column)) for step in (1, 2, 3))


def periods_below(grid: Grid, row: int) -> bool:
    """Whether the rows below begin with periods, followed by numbers."""
    for below in range(row + 1, min(row + 4, len(grid.rows))):
        filled = filled_cells(grid, below)
        if not filled:
            return False
        if period_head(filled[0][1].text):
            return any(is_number(cell) for _, cell in filled[1:])
    return False


def stated_units(text: str) -> list[str]:
    """The units that a title states: 单位：亿元、%, or in brackets at its end."""
    found = [unit for one in UNIT.findall(text) for unit in re.split("[,，、;；/]", one) if unit]
    last = words.brackets(text)[-1:]
    return found or [unit for unit in last if words.is_unit(unit)] or BASE.findall(text)


def context_of(texts: list[str]) -> Moment | None:
    """The period that the first of some titles names."""
    for text in texts:
        for match in YEAR.finditer(text):
            if moment := words.moment(text[match.start() :]):
                return moment
    return None


def within_context(context: Moment, pieces: list[str]) -> Moment:
    """The period of a column that names none, by that of the title: 本月, 累计 …"""
    months = re.findall(r"\d{4}-\d\d", context.period)
    if not months:
        return context
    if "month" in pieces:
        return replace(context, period=months[-1])
    if "total" in pieces and len(months) == 1:
        return replace(context, period=f"{months[0][:4]}-01/{months[0]}")
    return replace(context, rest="")


def same_part(moment: Moment, context: Moment | None) -> Moment | None:
    """The part of the year that the title names, in the year of a head such as 2021年同期; None
    where the title names none.
    """
    if context is None:
        return None
    period = re.sub(r"\d{4}", moment.period[:4], context.period)
    return replace(moment, period=period, rest=moment.rest.removeprefix("同期"))


def subject_of(titles: list[str], places: Collection[str] = ()) -> str:
    """What the nearest title says is measured: 各乡镇2022年工业总产值情况表 is 工业总产值.

    ``places`` are names (in the form of ``plain``) that may stand before it.
    """
    for title in reversed(titles):
        if NOTE.match(title):
            continue
        text = PLACES.sub("", BEFORE_SUBJECT.sub("", title))
        text = PERIOD_IN_TITLE.sub("", text)
        before = [text[:end] for end in range(len(text) - 1, 1, -1) if plain(text[:end]) in places]
        text = text.removeprefix(next(iter(before), ""))
        return BEHIND_SUBJECT.sub("", text).strip()
    return ""


def are_places(heads: Sequence[str], known: Collection[str]) -> bool:
    """Whether the heads of several columns are places: at least one is ``known`` by its name (in
    the form of ``plain``) or their total, and the others end as names of places do.
    """
    levels = words.words()["levels"].values()
    endings = tuple(ending for endings in levels for ending in endings)

    def is_place(head: str) -> bool:
        return plain(head) in known or words.is_total(head) or head.endswith(endings)

    found = any(plain(head) in known or words.is_total(head) for head in heads)
    return len(heads) > 1 and found and all(map(is_place, heads))


def kind_of(texts: Sequence[str], known: Collection[str]) -> str:
    """What the texts of a column are: ``period``, ``region`` or ``indicator``; ``known`` are names
    of places in the form of ``plain``.
    """
    if texts and sum(period_head(text) is not None for text in texts) * 2 > len(texts):
        return "period"
    if texts and all(plain(text) in known for text in texts):
        return "region"
    return "region" if are_places(texts, known) else "indicator"


@dataclass(frozen=True)
class Name:
    """The name of an indicator as rows, heads and title make it up.

    Attributes:
        text: what is measured; ``growth``: which growth of it, or "".
        english: what the sheet calls it in English.
        whole: the name that branches under it belong to: 地区生产总值 for 第一产业.
    """

    text: str
    growth: str = ""
    english: str = ""
    whole: str = ""

    def with_noun(self, noun: str) -> Name:
        """The name with what a head says is counted: 原煤 as 原煤产量."""
        if not noun or self.text.endswith((noun[-1], noun)):
            return self
        return replace(self, text=f"{words.BRACKETS.sub('', self.text)}{noun}")


@dataclass(frozen=True)
class Column:
    """What the head of a column of values says.

    Attributes:
        texts: the head, from the top.
        moment: its period; ``part``: the text of a part of a year, which needs one.
        pieces: what it measures (keys of ``measures``); ``growth``: the growth among them.
        names: what else it says; ``english``: the same in English.
        units: what stands in brackets; ``unit``: what a row of units says.
        region: the place that the column is of.
    """

    texts: tuple[str, ...]
    moment: Moment | None = None
    part: str = ""
    pieces: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    english: str = ""
    units: tuple[str, ...] = ()
    unit: str = ""
    region: str = ""

    @property
    def growth(self) -> str:
        """The growth that the column holds, or ""."""
        return next((GROWTHS[piece] for piece in self.pieces if piece in GROWTHS), "")

    @property
    def skip(self) -> bool:
        """Whether it holds what no row of the dataset can."""
        return "skip" in self.pieces and not self.names


def column_of(texts: Sequence[str], unit: str, year: str, context: Moment | None) -> Column:
    """What the texts of a head say; ``year`` and ``context`` are those of the title."""
    both = [words.bilingual(text) for text in texts]
    chinese = [text for text, _ in both if text]
    joined = "".join(chinese)
    moment = words.moment(joined, year)
    pieces, names, english = [], [], []
    for bare, translated in both:
        if not bare:
            english.append(translated)
            continue
        inside = words.moment(bare, year or "0000")
        moment = moment or words.moment(bare, year)
        left = inside.rest if inside else bare
        found = pieces_of(left)
        pieces += found
        if not (found or is_plain(left)) and words.plain_name(left):
            names.append(left)
            english.append(translated)
    if status := next(filter(None, map(words.status, chinese)), ""):
        moment = moment and replace(moment, status=status)
    if moment and "同期" in joined and "last_year" in pieces and moment.period[4:] == "":
        moment = same_part(moment, context)
    elif moment and "last_year" in pieces:
        moment = replace(moment, period=words.year_before(moment.period))
    part = joined if words.moment(joined, "0000") and not words.moment(joined) else ""
    kept = [name for name in names if words.is_branch(name) or not words.is_frame(name)]
    if kept or moment or pieces:
        names = kept
    return Column(
        texts=tuple(texts),
        moment=moment,
        part=part,
        pieces=tuple(pieces),
        names=tuple(names),
        english=" ".join(filter(None, english)),
        units=tuple(one for text in texts for one in (*words.brackets(text), *BASE.findall(text))),
        unit=unit,
    )


def is_plain(rest: str) -> bool:
    """Whether what a head says besides a period is only a unit, a status or a remark."""
    bare = words.tidy(words.BRACKETS.sub("", rest))
    return not bare or words.is_remark(bare) or words.is_unit(rest) or bool(words.status(bare))


# --- names --------------------------------------------------------------------------------------


def referred(text: str, above: Name) -> Name:
    """What a name means that stands under another: 增速, 占GDP比重, 第一产业, 其中：女."""
    text, english = words.bilingual(text)
    what = words.measure(text)
    if above.text and what in GROWTHS:
        return replace(above, growth=GROWTHS[what])
    if above.text and what in ("value", "total"):
        return replace(above, growth="")
    if above.text and text.startswith("占"):
        return Name(words.BRACKETS.sub("", above.text) + text, whole=above.whole)
    if words.is_total(words.bare(text)):
        return Name(text, "", english, above.whole)
    if words.is_branch(text):
        return Name(of_branch(text, above.whole), "", english, above.whole)
    bare = words.plain_name(text)
    if PART.match(text) and len(bare) < SHORTEST_NAME and above.whole:
        return Name(f"{words.bare(above.whole)}·{bare}", "", english, above.whole)
    return Name(text, "", english, text)


def of_branch(branch: str, whole: str) -> str:
    """A branch of the economy as a part of a whole: 第一产业 of 固定资产投资 is
    第一产业固定资产投资.
    """
    if not whole or words.is_group(whole) or words.is_branch(whole):
        return branch
    noun = words.noun_of(whole)
    unit = next(filter(words.is_unit, words.BRACKETS.findall(whole)), "")
    name = f"{words.bare(branch)}{noun}" if noun else f"{words.bare(whole)}·{words.bare(branch)}"
    return f"{name}（{unit}）" if unit and not words.BRACKETS.search(branch) else name


def name_of(column: Column, above: Name) -> Name:
    """The indicator that a column names; ``above`` is that of the column before it."""
    if not column.names:
        return Name("")
    whole = above
    for text in column.names:
        name = referred(text, whole)
        if len(column.names) > 1 and text != column.names[0] and name.text == text:
            name = replace(name, text=f"{words.bare(whole.text)}·{words.bare(text)}")
        whole = name
    return replace(name, english=column.english)


def in_branch(name: Name, column: Name, subject: str) -> Name:
    """The indicator of a row of branches or products: what the column, else the title, says is
    measured of it.
    """
    measured = column.text or words.noun_of(subject)
    if words.is_total(words.bare(name.text)):
        return Name(measured, column.growth)
    if words.is_noun(measured):
        return name.with_noun(measured)
    return replace(name, text=f"{words.bare(name.text)}{measured}")
