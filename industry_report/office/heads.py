"""What rows and cells of a sheet look like: heads of tables, periods, numbers, titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from industry_report.data.codes import plain
from industry_report.office import amounts, terms
from industry_report.office.cells import EMPTY, Cell
from industry_report.office.english import DASHES, in_chinese
from industry_report.office.sheets import Grid
from industry_report.office.spans import is_part
from industry_report.office.terms import Moment

#: A table has its labels in these columns at most.
MOST_LABELS = 6
#: No name of a place, and no period with what is said of it, has more characters: a cell may have
#: thousands, and each place in it may be the beginning of one.
LONGEST_PLACE, LONGEST_PERIOD = 100, 200
#: Kinds of columns one of which every head with words for labels has.
NAMING = ("indicator", "branch", "region", "year", "period", "month")
#: Numbers of firms and the like, whose growth no column behind that of another level is.
COUNTED = re.compile("(?:企业|单位|项目|[户家个人])数$|^number of|firms$")
NOTE = re.compile(
    r"^[(（*]?(注|备注|说明|资料来源|数据来源|来源|source|note|[Uu]nits?[:：]"
    r"|(单位|填表|制表|审核|填报|编制|负责人)[^:：]{0,4}[:：])"
)
UNIT = re.compile(
    r"(?:单位|\bunits?)[:：]\s*((?:[\d,]+ )?[a-z]+(?: [a-z]+)*|[(（]?[^()（）\s]+)", re.IGNORECASE
)
#: The base of an index, which is its unit: 上年=100.
BASE = re.compile(r"[^()（）=＝\s]{1,40}[=＝]100")
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
#: How often there are figures, and in English the place that they are of.
_KINDS = "(?:City|County|District|Banner|League|Province)"
BESIDE_SUBJECT = re.compile(
    r"分(?:季度?|月度?)|\b(?:quarterly|monthly|annual) "
    rf"|\s(?:of|in|for) (?:[A-Z][\w'’-]{{0,30}} ){{1,3}}{_KINDS}\b",
    re.IGNORECASE,
)
PLACE_BEFORE = re.compile(rf"^ ?{_KINDS}?[:,] ")
BEHIND_SUBJECT = re.compile(r"(?:完成|(?:数据)?修订)?(?:情况|统计)?表?$")
#: What a title calls its table: 预期目标分解表.
SHEET = re.compile("(?:分解|下达|安排|一览)?表?(?:[（(][^（）()]*[）)])?$")
#: Titles that speak of levels and their growth: what a column is, its own head says.
BOTH = re.compile("(?:及其?|和|与|、)(?:同比|比上年)?增")
_DATE = r"\d{4}[-年./]?(?:\d{1,2}[-月./]?)?(?:\d{1,2}日?)?"
_PUBLISHED = "(?:发布|公布|印发|制表|填报|更新|编制|报送|打印|编印|整理|审定)"
#: When a sheet was published, and what it is compared with: no period of its figures.
BESIDE_PERIOD = re.compile(
    rf"{_DATE} ?{_PUBLISHED}|{_PUBLISHED}(?:日期|时间|于)?[:：]? ?{_DATE}"
    rf"|\b(?:published|released|issued|printed|updated|compiled)(?: on| in)?:? ?{_DATE}"
    r"|[比较与和]\d{4}年(?:同期)?(?=相比|比较|增|[)）])|,? compared (?:with|to) \d{4}年?"
    r"|[以按]?\d{4}年?(?:=100|为基期|为100|不变价|可比价|价格| (?:constant |comparable )?prices)"
    rf"|〔\d{{4}}〕\d*号|有效期[限-]*[:：]? ?{_DATE}"
)
#: What makes a year that of an edition or an issue; a bulletin's may be one of its months.
NUMBERED = re.compile(r"第\d+[期号]|\b(?:no\.?|issue) ?\d")
EDITION = re.compile(
    r"年鉴|手册|要览|统计提要|统计摘要|\d年?版|in figures|yearbook|handbook|almanac|abstract|edition|"
    + NUMBERED.pattern
)
ISSUE = re.compile("月报|月刊|季报|monthly ?(?:report|bulletin)|" + EDITION.pattern)
#: Words that, before a period, make it end or begin another one.
UP_TO = re.compile(
    r"(?:\b(?:to|through|thru|until|till|since|by|as of|as at|ended|ending|end|end of)|初-)"
    r"(?: end)?[- ]?$"
)
FROM = re.compile(r"(?:\bfrom|自) ?$")
#: What makes of a year less than that, or another one.
LESS = re.compile(
    r"\b(?:fy|(?:fiscal|financial) year|mid|early|late|spring|summer|autumn|fall|winter)[- ]?$"
    r"|[,:(] ?\d{1,2} ?- ?\d{1,2} ?$"
)
#: What stands behind a number that begins a period.
OF_TIME = re.compile("年.|[-—–−~～至到]|(?:.*[^个])?月|.*累计")
#: 三次产业结构 is written as 16:40:44.
RATIO = re.compile(r"(\d+(?:\.\d+)?)[:：∶](\d+(?:\.\d+)?)[:：∶](\d+(?:\.\d+)?)")
#: 2024 GDP growth is a head.
YEAR_BEFORE = re.compile(r"(?:19|20)\d\d [A-Za-z]{2}")
#: What ends as names of places do and is none.
NO_PLACE = ("城镇", "乡镇", "市区", "城区", "郊区", "地区", "社区")
YEAR = re.compile(r"(?:19|20)\d\d|[〇○零一二三四五六七八九]{4}年")


def filled_cells(grid: Grid, row: int) -> list[tuple[int, Cell]]:
    """The cells of a row that are not empty, with their columns."""
    return [(column, cell) for column, cell in enumerate(grid.rows[row]) if cell != Cell()]


def split_measure(text: str) -> tuple[str, str]:
    """The kind of period and the measure of a text like 累计增速; "" for what it does not say."""
    name = terms.plain_name(text).translate(DASHES)
    for word, kind in terms.spans():
        for rest in (name.removeprefix(word), name.removesuffix(word)):
            what = terms.measure(rest)
            if rest != name and what not in ("", "month", "total"):
                return kind, what
    return "", ""


def pieces_of(text: str) -> list[str]:
    """What a head says about its column: keys of ``measures``."""
    if terms.is_no_outcome(text) and not terms.status(text):
        return ["skip"]
    pieces = [*split_measure(text), terms.measure(text)]
    for inner in terms.brackets(text):
        pieces.append(terms.measure(inner))
    return [piece for piece in pieces if piece]


def period_head(text: str) -> Moment | None:
    """The period of a head: nothing else stands in it but what is measured, and its unit."""
    moment = terms.moment(text, "0000")
    if moment is None:
        return None
    rest = moment.rest
    bare = terms.plain_name(rest)
    if not bare or terms.measure(rest) or split_measure(rest)[1]:
        return moment
    return None


def is_value(cell: Cell) -> bool:
    """Whether a cell holds a number, or says that there is none."""
    return is_number(cell) or (cell.text != "" and amounts.amount(cell.text) == amounts.GAP)


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number that is no year."""
    if cell.trouble:
        return True
    amount = amounts.amount(cell.text)
    if not amount or not amount.digits or OF_TIME.match(amount.unit):
        return False  # 2025年快报数 and 1-本月累计 are heads of columns
    if YEAR_BEFORE.match(cell.text) and not terms.is_unit(amount.unit):
        return False
    return period_head(cell.text) is None


def comments_of(grid: Grid) -> list[tuple[int, int, str]]:
    """The comments of cells that hold no number, with their places."""
    comments = ((*place, said) for place, said in grid.comments.items())
    return [one for one in comments if not is_number(grid.cell(*one[:2]))]


def is_head(grid: Grid, row: int) -> bool:
    """Whether the head of a table begins (or ends) in a row."""
    filled = filled_cells(grid, row)
    texts = [cell.text for _, cell in filled]
    if len(texts) < 2 or any(is_number(cell) for _, cell in filled):
        return False
    if NOTE.match(texts[0]) and re.search("[:：]", texts[0]):
        return False  # who made the table, and when, stands over many
    periods = sum(period_head(text) is not None for text in texts)
    if any(terms.head(text) in NAMING for text in texts[:MOST_LABELS]):
        return periods < len(texts)
    if periods > 1:
        return len(texts) - periods <= MOST_LABELS
    if periods and is_year_corner(grid, row):
        return True
    if periods:
        last, cell = filled[-1]
        is_behind_labels = last > 0 and len(texts) <= MOST_LABELS
        is_period = period_head(cell.text) is not None
        return is_behind_labels and is_period and _numbers_below(grid, row, last)
    if any(terms.measure(text) for text in texts[1:]):
        return amounts.amount(texts[0]) is None
    return periods_below(grid, row)


def is_year_corner(grid: Grid, row: int) -> bool:
    """Whether a row begins with a period over names: 2025年 before the heads of their figures."""
    (at, first), *others = filled_cells(grid, row)
    if period_head(first.text) is None or row + 1 >= len(grid.rows):
        return False
    below = grid.cell(row + 1, at)
    named = below.text != "" and not is_value(below) and period_head(below.text) is None
    return named and any(is_number(grid.cell(row + 1, column)) for column, _ in others)


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


def last_row(grid: Grid, head: int) -> int | None:
    """The last row with a value of the table whose head begins in a row; None without values."""
    timed = {column for column, cell in filled_cells(grid, head) if period_head(cell.text)}
    last = None
    for row in range(head + 1, len(grid.rows)):
        filled = filled_cells(grid, row)
        values = any(is_value(cell) for _, cell in filled)
        if last is not None and not values and is_head(grid, row):
            break
        waits = last == row - 1 and len(filled) > 1 and not NOTE.match(filled[0][1].text)
        waits = waits and not any(UNIT.search(cell.text) for _, cell in filled)
        if values or waits or any(column in timed for column, _ in filled):
            last = row
    return last


def panels(grid: Grid, head: int) -> list[Grid]:
    """The grid, once for each table that stands beside another: the head begins again, or behind
    an empty column with a word for labels.

    Cells of the others are empty in it, so that all keep their addresses.
    """
    filled = filled_cells(grid, head)
    first = filled[0][1].text
    gaps = [at for at, _ in filled if at == filled[0][0] or _is_gap(grid, head, at - 1)]
    named = [at for at, cell in filled if at in gaps and terms.head(cell.text) in NAMING]
    starts = [at for at, cell in filled if at in named or cell.text == first and terms.head(first)]
    if len(starts) < 2:
        return [grid]
    ends = [*starts[1:], grid.width]
    found = []
    for start, end in zip(starts, ends, strict=True):
        rows = [[EMPTY] * start + row[start:end] for row in grid.rows[head:]]
        found.append(replace(grid, rows=grid.rows[:head] + rows))
    return found


def _is_gap(grid: Grid, head: int, column: int) -> bool:
    """Whether a column is empty from the head of a table on."""
    return all(grid.cell(row, column) == EMPTY for row in range(head, len(grid.rows)))


def stated_units(text: str) -> list[str]:
    """The units that a title states: 单位：亿元、%, or in brackets."""
    found = [
        unit for one in UNIT.findall(text) for unit in re.split("[,，、;；/](?!\\d)", one) if unit
    ]
    inner = terms.brackets(text)
    said = (terms.unbracketed(text), *inner, *text.split(", ")[1:][-1:])
    return found or list(filter(terms.is_unit, said)) or BASE.findall(text)


def context_of(texts: list[str]) -> tuple[Moment | None, str]:
    """The period that the first of some titles names, and that title."""
    for text in texts:
        plain = BESIDE_PERIOD.sub("", in_chinese(text))
        for match in YEAR.finditer(plain):
            if moment := terms.moment(SHEET.sub("", plain[match.start() :][:LONGEST_PERIOD])):
                before = plain[: match.start()][-LONGEST_PERIOD:]
                issue = EDITION if any(map(is_part, terms.in_brackets(text))) else ISSUE
                is_issue = len(moment.period) == 4 and issue.search(plain)
                other = moment.unread or is_issue or _leads_on(before, moment)
                title = unicodedata.normalize("NFKC", text)
                return replace(moment, unread=title if other else ""), title
    return None, ""


def _leads_on(before: str, moment: Moment) -> bool:
    """Whether what stands before a period makes it another one: January and, year to."""
    whole = re.fullmatch(r"\d{4}|\d{4}-01/.*", moment.period)
    opens = FROM.search(before) and "/" not in moment.period
    up_to = UP_TO.search(before) and not whole
    return bool(terms.unread(before) or LESS.search(before) or opens or up_to)


@dataclass(frozen=True)
class Kind:
    """The kind of figures that a heading of rows or a remark says there are: 二、2026年目标.

    Attributes:
        text: the heading.
        status: ``target``, ``forecast`` …; "" for none, and for what was observed.
        moment: the period that it names.
    """

    text: str = ""
    status: str = ""
    moment: Moment | None = None

    def below(self, text: str) -> Kind:
        """The kind of figures below another heading: its own, or none where it begins anew."""
        found = kind_said(text)
        is_other = self.moment and found.moment and self.moment.period != found.moment.period
        begins = terms.numbering(self.text) and terms.numbering(self.text) == terms.numbering(text)
        anew = terms.said_status(text) or is_other or begins
        if found.status:
            return found
        return Kind() if anew else self

    def of(self, moment: Moment | None, dated: bool) -> Moment | None:
        """The period of a value with this status; that of the heading where neither row nor column
        has ``dated`` it. None where theirs is of another year.
        """
        if not self.status:
            return moment
        if self.moment and not (moment and dated):
            moment = self.moment
        if moment and self.moment and moment.period[:4] != self.moment.period[:4]:
            return None
        return moment and replace(moment, status=self.status)


def kind_said(text: str) -> Kind:
    """The kind of figures that a text says there are."""
    moment, status = context_of([text])[0], terms.said_status(text)
    if moment and not status:
        status = moment.status
    return Kind(text, status if status != "observed" else "", moment)


def subject_of(titles: list[str], places: Collection[str]) -> str:
    """What the nearest title says is measured: 各乡镇2022年工业总产值情况表 is 工业总产值.

    ``places`` are names (in the form of ``plain``) that may stand before it.
    """
    for title in reversed(titles):
        if NOTE.match(title):
            continue
        text = terms.BRACKETS.sub(_one_unit, title)
        text = PLACES.sub("", BEFORE_SUBJECT.sub("", text))
        text = BESIDE_SUBJECT.sub("", PERIOD_IN_TITLE.sub("", text))
        ends = range(min(len(text) - 1, LONGEST_PLACE), 1, -1)
        before = [text[:end] for end in ends if plain(text[:end]) in places]
        text = PLACE_BEFORE.sub("", text.removeprefix(next(iter(before), "")))
        text = BEHIND_SUBJECT.sub("", text).strip()
        if terms.plain_name(text):
            return text
        break
    return ""


def _one_unit(found: re.Match[str]) -> str:
    """Brackets of a title as its subject has them: without 单位, and none with several units."""
    units = stated_units(found[1]) or terms.in_brackets(found[0])
    if len(units) > 1 and all(map(terms.is_unit, units)):
        return ""
    return f"（{units[0]}）" if UNIT.match(found[1]) else found[0]


def is_heading(text: str) -> bool:
    """Whether a text says only what kinds of labels stand below it: 年份/指标, 指标 Indicator. A
    word for places is one alone: 园区指标 are those of parks.
    """
    heads = {kind: words for kind, words in terms.known()["heads"].items() if kind != "region"}
    words = [one for words in heads.values() for one in words if not one.isascii()]
    words = sorted([*words, *terms.known()["understood"]["labels"]], key=len, reverse=True)
    left = ""
    for part in re.split(r"[\s/\\、,:及和与]+", unicodedata.normalize("NFKC", text)):
        if not terms.head(part):
            for word in words:
                part = part.replace(word, "")
            left += part
    return terms.head(text) != "" or not left


def are_places(heads: Sequence[str], known: Collection[str]) -> bool:
    """Whether the heads of several columns are places: ``known`` by their names (in the form of
    ``plain``), their total, or words that end as names of places do and are none for a kind.
    """
    levels = terms.known()["levels"].values()
    endings = tuple(ending for endings in levels for ending in endings)

    def is_place(head: str) -> bool:
        return plain(head) in known or terms.is_total(head) or head.endswith(endings)

    named = [head for head in heads if not (terms.head(head) or head.endswith(NO_PLACE))]
    found = any(plain(head) in known or terms.is_total(head) for head in heads)
    return len(heads) > 1 and (found or named == list(heads)) and all(map(is_place, heads))


def kind_of(texts: Sequence[str], known: Collection[str]) -> str:
    """What the texts of a column are: ``period``, ``region`` or ``indicator``; ``known`` are names
    of places in the form of ``plain``.
    """
    if texts and sum(period_head(text) is not None for text in texts) * 2 > len(texts):
        return "period"
    if texts and all(plain(text) in known for text in texts):
        return "region"
    return "region" if are_places(texts, known) else "indicator"


def parts_of(cell: Cell, name: str) -> Iterator[tuple[Cell, str]]:
    """The shares of the three sectors that one cell says, each with its name; else the cell."""
    ratio = RATIO.fullmatch(cell.text.replace(" ", ""))
    names = terms.known()["structure"]
    if not ratio or terms.plain_name(name) not in names["names"]:
        yield cell, ""
        return
    for digits, part in zip(ratio.groups(), names["parts"], strict=True):
        yield Cell(digits, "%"), part
