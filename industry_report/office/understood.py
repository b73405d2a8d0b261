"""Whether every word of the texts that state a figure is understood.

One rule: a word of a title, of the name of a sheet, of a heading of rows, of a head or of a row is
part of the name under which the figure is kept, or a list knows it. Any other may make the figure
that of another thing than its name says, and is asked about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from industry_report.data.errors import Fault
from industry_report.data.regions import main_region
from industry_report.office import terms
from industry_report.office.columns import GROWTHS, PLAN, is_timed
from industry_report.office.descriptor import Record, project_records
from industry_report.office.english import in_chinese
from industry_report.office.heads import BEFORE_SUBJECT, BESIDE_PERIOD, LONGEST_PERIOD, NOTE, UNIT
from industry_report.office.layout import Entry, Table
from industry_report.office.messages import Messages
from industry_report.office.naming import Lists, known_places, shown_name, words_beside
from industry_report.office.scopes import ABOVE_SCALE, SEVERAL, SIZE, is_of_firms, sectors
from industry_report.office.sheets import Grid
from industry_report.office.spans import is_month, spans_in
from industry_report.office.strangers import places_in
from industry_report.office.titles import Text, is_of_other

#: Who made a sheet and for what: 表号：B203.
ABOUT = re.compile(
    r"(?:表\s{0,8}号|(?:计量|计算|制定|制表|批准|备案|综合|主管|填报|报送)?(?:机关|文号|单位|日期|时间)"
    r"|有效期至?|数据库|地区|指标|频度)\s{0,4}[:：]"
)
#: What a text says that figures are with, without, or of alone.
RESTRICTS = re.compile(
    "(?:不含|不包括|不包含|剔除|扣除|仅限|仅含|仅为|只含|包含|包括|(?<!包)含(?![量税])|仅|只)"
    r"[^，。；、,;()（）\s]{2,20}|[省市区县旗镇乡]?本级|全口径|除[^，。；,;()（）\s]{1,20}外"
)
#: A sector of which a title says what science it has: 工业科技创新.
OF_SECTOR = re.compile("(?:(?:工|农|服务|建筑|制造)业(?:企业|领域|行业)?)(?:科技|研发|创新)")
#: What a note says that figures are: 为年初计划数, 仅统计民营企业, 不含园区.
STATES = re.compile(
    "(?:[为是系]|按(?=[^，。；]*价)|不含|不包括|剔除|扣除|仅|只含)([^，。；,;）)为]{2,25})"
)
#: Firms of a size, by which notes define those above scale.
DEFINES = re.compile(r"\d[万亿]?元")
#: The base of prices, which no value at the prices of its year has.
PRICES = re.compile(
    r"[以按]?\d{4}年?(?:不变价格?|可比价格?|价格?)"
    r"|(?:constant |comparable )?\d{4} (?:constant |comparable )?prices"
)
#: What a note says that figures are of: 为全市数, 仅限工业园区; not that they are above 全市平均.
NOTED_PLACE = re.compile(
    "(?<![占居列于在])(全[省区市盟州县旗])(?!场|统一|.{0,3}(?:平均|第|排|位))"
    "|[为是系用按于限含]((?:工业|产业)?园区|开发区|高新区|经开区)"
)
#: Behind the name of a place: who says something, by which rule, and what it is compared with.
SAYS = "(?!.{0,6}(?:局|委|办|厅|政府|公司|公报|年鉴|平均|统一|核算|反馈|认定|标准|制度|方法|级|第))"
#: Places of which a title speaks one by one: 各乡镇（街道）.
_KIND = "[乡镇街道苏木旗县盟市区地]"
EACH = re.compile(f"(?<!部)[各分按]{_KIND}(?:[乡镇街道苏木旗县盟市区地、()]{{0,10}}{_KIND})?(?!场)")
#: The same of parks, of which the whole is not the county's.
PARKS = ["各园区", "分园区", "园区"]
#: Whose figures they are, as a remark says it: 县统计局提供.
SOURCE = re.compile(
    "(?!不|含|仅|只|扣|剔)(?:来源[：:]?)?[一-鿿]{0,8}(?:局|委|办|中心|公司)(?:提供|数|数据)?"
)
#: From here on a remark is a sentence, of which only what figures are of is read.
LONGEST_REMARK = 16
REMARK = re.compile("^(?:注|备注|说明)[:：]")
ENGLISH_WORDS = re.compile(r"(?<![a-z])[a-z]+(?![a-z\d])")
#: What stands before the number of months or quarters.
FIRST = re.compile(r"[前首头](?=[\d一二三四五六七八九十两])")
WORDS = re.compile("[a-z]{2,}")
CHINESE = re.compile("[一-鿿]")
#: What says of which figures are, and is known only where it is in their names, or used for them.
RESTRICTING = (RESTRICTS, OF_SECTOR, EACH, PRICES)
#: Marks of characters that no word covers, and of those that are words alone; what only joins.
LEFT, ALONE, JOINING = "x", "1", "和与及其等的为、年月日末"


class Words:
    """What is asked of the texts that state figures, in a folder with these ``lists``.

    Attributes:
        of_file: the names of the figures of each file.
        left: the words left over of a text, by it and the names of a figure.
        told: titles with words that the names of new indicators do not have, with these words and
            names. Each of these says of what it is, and is shown: nobody is asked.
    """

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        codes = lists.descriptor.codes
        self.places = codes.region_names
        own = main_region(codes.regions)
        ways = [f"{of}{kind}" for of in "全本我" for kind in "省区市盟州县旗镇乡园"]
        mine = [one for one in ways if lists.whole(one, own) == own]
        self.own = [*(one for one, id in self.places.items() if id == own), *mine]
        self.of_file: defaultdict[str, set[str]] = defaultdict(set)
        self.left: dict[tuple[object, ...], list[str]] = {}
        self.told: dict[str, tuple[dict[str, None], dict[str, None]]] = {}

    def questions(self, entry: Entry, record: Record, where: str) -> dict[str, Fault]:
        """The texts that state a figure and have words that nobody understands, each with what is
        asked of it; ``record`` is that of the indicator under which the figure is kept.
        """
        found = {}
        names = (entry.name, record["zh"], record["en"], entry.english)
        own = record["id"] in self.lists.fresh
        counted = is_counted(entry.name) or _of_firms(entry.name)
        for text, words in self._unknown(entry, record, names):
            less = any(map(RESTRICTS.match, words)) or "新增" in terms.in_brackets(text)
            if own and text in entry.said and not (counted or less):
                said, told = self.told.setdefault(text, ({}, {}))
                said |= dict.fromkeys(words)
                told[shown_name(entry.name, entry.growth)] = None
            elif not (own and text == entry.remark) or _is_other(text, entry):
                name = entry.name.strip()
                found[text] = Fault("name.words", where, text=text, words=words, name=name)
        return found

    def files(self) -> Iterator[tuple[str, str]]:
        """The files whose names have words that are neither known nor in the names of figures, and
        these words.
        """
        for file, names in self.of_file.items():
            text = file.rpartition(".")[0]
            said = (*names, *places_in(text, self.lists), text if text.isascii() else "")
            if words := self._left_over(text, ("", *said), [], ()):
                yield text, "、".join(words)

    def _unknown(
        self, entry: Entry, record: Record, names: Sequence[str]
    ) -> Iterator[tuple[str, list[str]]]:
        """The texts that state a figure with the words of each that nobody understands, if any."""
        everything = terms.known()["understood"]["all"]
        beside = [one for one in words_beside(record, entry.growth) if one not in everything]
        dated = filter(_is_dated, entry.beside)
        asides = [one for one in (*entry.asides, *dated) if not ABOUT.match(one)]
        units = (entry.unit, *filter(terms.is_unit, entry.units), *entry.table_units)
        said = (*names, entry.growth, *units)
        texts = filter(_is_read, (*entry.said, *entry.beside))
        for text in dict.fromkeys((*texts, *asides)):
            key = (text, text in entry.said, entry.region, entry.scopes, record["scope"], *said)
            if key not in self.left:
                if text in asides:
                    self.left[key] = self._left_aside(text, said, beside)
                else:
                    places = []
                    if text in entry.said:
                        places += places_in(text, self.lists)
                    if entry.region:
                        places += [entry.region, *PARKS]
                    grown = self.lists.named(entry.name, GROWTHS["growth"])
                    sized = "above-scale" in (record["scope"], (grown or record)["scope"])
                    used = _used(text, entry, record, names, sized)
                    own = names[: len(names) if _says_sector(text, entry) else 1]
                    self.left[key] = self._left_over(text, own, places, {*beside, *used})
            if self.left[key]:
                yield text, self.left[key]

    def _left_aside(self, text: str, names: Sequence[str], beside: Sequence[str]) -> list[str]:
        """The words of a remark, or behind the period of a head, that are none of the ``names`` of
        a figure and are not known to leave any what it is.
        """
        if len(text) > LONGEST_PERIOD or len(CHINESE.findall(text)) > LONGEST_REMARK:
            found = [one for one in _stated(text) if _left(_same(one), names, _asides())]
            return [one for one in (*self._noted(text), *found) if one not in self.own]
        moment = terms.moment(text, "0000")
        plain = _without_units(moment.rest if moment else REMARK.sub("", text.strip()))
        plain = in_chinese(plain)
        if SOURCE.fullmatch(plain) or terms.said_status(text):
            return []
        if not CHINESE.search(plain):
            harmless = terms.known()["understood"]["english_asides"]
            known_words = _words_of([*_listed(), *names, *beside, *self.own]).union(harmless)
            words = ENGLISH_WORDS.findall(in_chinese(text).casefold())
            return [word for word in words if word not in known_words]
        for place in sorted(self.own, key=len, reverse=True):
            plain = plain.replace(place.casefold(), " ")
        known = {*_asides(), *map(_same, beside)}
        if moment is None:
            known -= _measured()
        if terms.is_branch(names[0]):
            known -= {"完成额"}  # of investment, which a branch alone is not
        return _left(_same(plain), list(map(_same, names)), known)

    def _noted(self, note: str) -> list[str]:
        """The places of which a note says that figures are."""
        listed = {*known_places(), *self.places}
        names = sorted(filter(CHINESE.search, listed), key=len, reverse=True)
        found = re.findall(f"({'|'.join(map(re.escape, names))}){SAYS}", note)
        return [*found, *("".join(one) for one in NOTED_PLACE.findall(note))]

    def _left_over(
        self, text: str, names: Sequence[str], named: Sequence[str], beside: Collection[str]
    ) -> list[str]:
        """The words of a text that are none of the ``names`` of a figure, of the lists, of places
        or of what may stand ``beside`` it.
        """
        plain = _without_units(BEFORE_SUBJECT.sub("", terms.NUMBERING.sub("", text.strip())))
        plain, around = in_chinese(plain), "|".join(map(_same, (*names, *beside)))
        found = (one for way in RESTRICTING for one in way.findall(plain))
        said = [one for one in found if _same(one) not in around]
        for one in said:
            plain = plain.replace(one, " ")
        plain = FIRST.sub("", BESIDE_PERIOD.sub("", plain))
        places = [*named, *self.places, *self.own]
        if not CHINESE.search(text):
            known = _english() | _words_of([*names, *places, *beside])
            if "industrial" in plain:
                known |= {"enterprises", "firms"}
            return said + [one for one in dict.fromkeys(WORDS.findall(plain)) if one not in known]
        for place in sorted(places, key=len, reverse=True):
            plain = plain.replace(place.casefold(), " ")
        known = _of_name(names[0]) | set(map(_same, beside))
        return said + _left(_same(plain), list(map(_same, names)), known)

    def other_notes(
        self, grid: Grid, found: Sequence[Table], texts: Iterable[Text], say: Messages
    ) -> Iterator[Fault]:
        """What is asked of notes below some tables by which figures are of another time or place
        than these say.
        """
        periods = {one.moment.period for table in found for one in table.entries if one.moment}
        own = main_region(self.lists.descriptor.codes.regions)
        names = [one.name for table in found for one in table.entries]
        tables = [terms.known()[table].values() for table in ("beside", "signs", "gaps")]
        names += [word for kinds in tables for words in kinds for word in words]
        names, known = list(map(_same, names)), _plain() | _asides() | _topics()
        for row, column, text in texts:
            wholes = ["".join(one) for one in NOTED_PLACE.findall(text)]
            other = any(self.lists.whole(one, own) != own for one in wholes)
            said = _stated(text)
            left = any(_left(_same(one), names, known) or PLAN.search(one) for one in said)
            if other or left or is_of_other(text, periods):
                yield Fault("period.note", grid.place(say, row, column), text=text)


def _is_read(text: str) -> bool:
    """Whether a text is a title or a head: no sentence, no note, and not who made a sheet."""
    plain = terms.NUMBERING.sub("", text.strip())
    long = len(text) > LONGEST_PERIOD or text.endswith("。")
    return not (long or terms.is_unit(text) or NOTE.match(plain) or ABOUT.match(plain))


def _is_dated(text: str) -> bool:
    """Whether a text begins with a period."""
    return terms.moment(text, "0000") is not None


def _without_units(text: str) -> str:
    """A title without the units that it has in brackets or behind a word for them."""
    for one in filter(terms.is_unit, terms.in_brackets(text)):
        text = text.replace(one, " ")
    return UNIT.sub("", text)


def _same(text: str) -> str:
    """A text in the form in which its words are compared."""
    return terms.tidy(text).replace("规模以上", "规上").replace("限额以上", "限上")


def _stated(note: str) -> list[str]:
    """What a note says that figures are, but for the size of firms that defines them and what
    may stand beside any.
    """
    beside = terms.known()["beside"]["always"]
    found = [one for one in STATES.finditer(note) if one[0] not in beside]
    return [one[1] for one in found if not DEFINES.search(one[1])]


def _used(text: str, entry: Entry, record: Record, names: Sequence[str], sized: bool) -> list[str]:
    """The words of a text that other steps have used for a figure: for its status, its place, its
    growth, or the scope of its indicator, if it or its growth is ``sized``.
    """
    known = terms.known()["understood"]
    used = [*known["sizes"], *OF_SECTOR.findall(text)] if sized else list(known["all"])
    if entry.growth or record["kind"] == "growth":
        used += PRICES.findall(in_chinese(text))
    if _of_firms(entry.name) and _says_sector(text, entry):
        used += known["firms"]
    found = re.finditer(sectors(), _same(text))
    words = [*SIZE.split("|"), *(one["sector"] for one in found if one["above"])]
    if ABOVE_SCALE.search(text):
        words.append("industr")
    if any(word in _same(name) for word in words for name in names) or SEVERAL.search(text):
        used += known["sizes"]
    if terms.said_status(text) or terms.DONE.search(text):
        used += known["plans"]
    if text in entry.said:
        used += terms.known()["totals"]["wholes"]  # of others a title is asked elsewhere
    if entry.region:
        used += EACH.findall(text)
    if entry.growth == GROWTHS["average"]:
        used += terms.known()["measures"]["average"]
    return used


def _is_other(remark: str, entry: Entry) -> bool:
    """Whether a short remark, which the row keeps, says that a figure of the office's own is of
    less than its name says, 不含乡镇, or that one of a month is of the year so far: 累计.
    """
    if len(CHINESE.findall(remark)) > LONGEST_REMARK or not entry.moment:
        return False
    spans = spans_in(remark)
    so_far = is_month(entry.moment) and ("total" in spans or is_timed(remark) and not spans)
    less = RESTRICTS.match(remark.strip()) and not remark.strip().startswith(("含", "包"))
    return so_far or bool(less)


def _says_sector(text: str, entry: Entry) -> bool:
    """Whether a text, another or the name of a figure says of which sector it is."""
    said = any(one.sector for one in entry.scopes) or re.search(sectors(), text)
    return bool(said) or not is_of_firms(entry.name)


def is_counted(name: str) -> bool:
    """Whether a name says what is counted, and of nothing: 企业数, 利润总额, 固定资产投资."""
    plain = terms.of_growth(terms.plain_name(name)).removeprefix("规上")
    return plain in _counted()


def _left(text: str, names: Collection[str], known: Collection[str]) -> list[str]:
    """What of a text no words cover, which are known or parts of a name, so that least is left:
    whole runs of characters, with what is known of one character alone in or beside them.
    """
    longest = max(map(len, known))
    marks = [""] * (len(text) + 1)  # of what begins at each place: what is left, and what alone
    for at in range(len(text) - 1, -1, -1):
        one = LEFT if CHINESE.match(text[at]) else " "
        ways = [one + marks[at + 1]]
        for end in range(at + 1, min(at + longest, len(text)) + 1):
            if _covers(text[at:end], names, known):
                mark = ALONE
                if end > at + 1:
                    mark = " " * (end - at)
                ways.append(mark + marks[end])
        marks[at] = min(ways, key=lambda way: way.count(LEFT))
    found = re.finditer(f"[{LEFT}{ALONE}]+", marks[0])
    runs = [text[run.start() : run.end()] for run in found if LEFT in run[0]]
    return [_shown(run, text, names, known) for run in runs]


def _shown(run: str, text: str, names: Collection[str], known: Collection[str]) -> str:
    """What is left of a text without what only joins it; one character with the word beside it."""
    bare = run.lstrip(JOINING).rstrip(f"{JOINING}各分按")
    if len(bare) != 1:
        return bare or run
    at = text.index(run) + run.index(bare)
    ways = [text[at : at + length] for length in range(5, 2, -1)]
    ways += [text[max(at - length, 0) : at + 1] for length in range(4, 1, -1)]
    return next((one for one in ways if _covers(one.replace(bare, "", 1), names, known)), bare)


def _covers(word: str, names: Collection[str], known: Collection[str]) -> bool:
    """Whether a word is known, or part of a name."""
    return word in known or len(word) > 1 and any(word in name for name in names)


@cache
def _counted() -> frozenset[str]:
    """What is counted of firms, people or things of any kind."""
    known = terms.known()
    counted = [*known["scopes"]["firms"], *known["understood"]["counted"]]
    return frozenset(map(_same, counted))


def _of_name(name: str) -> frozenset[str]:
    """The words that leave a figure what its name says: the topic changes none but one that says
    only what is counted, which other indicators do not, either.
    """
    if not is_counted(name):
        return _plain() | _topics()
    plain = terms.of_growth(terms.plain_name(name))
    if plain.endswith(tuple(terms.known()["scopes"]["firms"])):
        return _plain()
    return _plain() | {one for one in _full_names() if not one.endswith(plain[-2:])}


@cache
def _plain() -> frozenset[str]:
    """The words that leave any figure what its name says."""
    known = terms.known()
    words = [*_listed(), *known["understood"]["words"]]
    return frozenset(map(_same, words)) | _counted()


@cache
def _asides() -> frozenset[str]:
    """The words that remarks have and heads behind their period, of any figure."""
    known = terms.known()
    return frozenset(map(_same, [*_listed(), *known["understood"]["asides"]]))


@cache
def _measured() -> frozenset[str]:
    """The words for growth and for last year's values, which a head may say and no remark."""
    measures = terms.known()["measures"]
    kinds = ("growth", "last_year", "month", "total", "quarter")
    return frozenset(_same(one) for kind in kinds for one in measures[kind])


@cache
def _full_names() -> frozenset[str]:
    """The names of the known indicators that say both what is counted and of what."""
    names = [name for names in terms.known()["indicators"].values() for name in names]
    names = [name for name in names if terms.noun_of(name) or terms.is_ratio(name)]
    names += [record["zh"] for record in project_records("indicator-list").values()]
    return frozenset(map(_same, names))


@cache
def _topics() -> frozenset[str]:
    """What titles are about that changes no name."""
    known = terms.known()
    words = [*known["groups"]["names"], *known["nouns"]["names"], *known["rates"]["endings"]]
    topics = frozenset(map(_same, [*words, *known["understood"]["topics"]])) | _full_names()
    return frozenset(one for one in topics if not re.search(f"{SIZE}|全部", one))


def _listed() -> list[str]:
    """The words of measures and of what stands beside names; a share or a rank is none of them."""
    kinds = [
        one for table in ("measures", "statuses", "unsure") for one in terms.known()[table].items()
    ]
    words = [word for kind, words in kinds if kind not in ("skip", "average") for word in words]
    return [*words, *terms.known()["remarks"]["words"]]


def _of_firms(name: str) -> bool:
    """Whether a name says what is counted of firms, be it of which."""
    firms = tuple(terms.known()["scopes"]["firms"])
    return terms.of_growth(terms.plain_name(name)).endswith(firms)


@cache
def _english() -> frozenset[str]:
    """The words of English titles that say nothing of a figure, or what they are about."""
    return _words_of([*_listed(), *terms.known()["understood"]["english"]])


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of English in some texts."""
    return frozenset(WORDS.findall(" ".join(texts).casefold()))
