"""What names and periods in an office's sheet mean."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from industry_report.office.descriptor import unit_labels, unit_name
from industry_report.office.english import DASHES, YEAR, in_chinese, said_once

TERMS = Path(__file__).with_name("terms.toml")
NUMERALS = str.maketrans("〇○零元一二三四五六七八九", "0001123456789")

NUMBERING = re.compile(
    r"^(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．:：)）](?!\d)|[#＃*·●○◆※—-]+"
    r"|其中[:：]?|按[^:：]{0,12}分[:：]?|[①-⑳])+"
)
BRACKETS = re.compile(r"[(（【\[]([^()（）【】\[\]]*)[)）】\]]")
#: A sign that is the unit of a name, and none of a number.
SIGN = re.compile(r"(?<=[^\d.±])[%％‰]$")
#: Between what stands in one pair of brackets: 现价，亿元, not 10,000 yuan.
APART = re.compile(r"[,，;；、](?!\d)")
FOOTNOTE = re.compile(
    r"(?:(?<![*＊#])[*＊#]+|(?<![①-⑳])[①-⑳]+|(?<=[\d%％)）一-鿿])(?<!米)\s*[⁰¹²³⁴-⁹₀-₉]+|\[\d+\]|注\d*"
    r"|(?<=[一-鿿])\d{1,2}\))$"
)
#: Chinese with its English beside it, from the last Chinese character on: 工业 Industry.
BEFORE_CHINESE = re.compile(r"(?=[一-鿿])")
BEFORE_ENGLISH = re.compile(r"(?<=[一-鿿）)％%])\s+(?=[(A-Z])")
ENGLISH = re.compile(r"(?=[^一-鿿]*\Z)[^A-Za-z]*[A-Za-z].*?[a-z]{2}.*", re.DOTALL)
RANK = re.compile(r"\brank(?:ing)?s?\b", re.IGNORECASE)
#: What is said to be done is neither target nor plan, even of one: 预算执行情况.
DONE = re.compile("执行|完成|进度|进展|落实")
#: A sheet says the same few things many times.
MANY = 2**16


@cache
def known() -> dict[str, Any]:
    """The tables of ``terms.toml``."""
    return tomllib.loads(TERMS.read_text(encoding="utf-8"))


@lru_cache(MANY)
def tidy(text: str) -> str:
    """A text in half width, small letters, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(MANY)
def plain_name(text: str) -> str:
    """The name of an indicator or a head in the form in which names are compared."""
    name = NUMBERING.sub("", FOOTNOTE.sub("", text.strip()))
    name = unicodedata.normalize("NFKC", name)
    name = BRACKETS.sub("", NUMBERING.sub("", name))
    name = tidy(name).strip(",，。;；:：、+-±%")
    for best, *others in known()["same"].values():
        for other in others:
            name = name.replace(tidy(other), best)
    return re.sub("[,:]增速$", "增速", name)


def in_brackets(text: str) -> list[str]:
    """What stands in brackets in a name, and the sign % at its end: 城镇化率%."""
    found = BRACKETS.findall(NUMBERING.sub("", text.strip()))
    return [part.strip() for one in found for part in APART.split(one)] + SIGN.findall(text.strip())


def brackets(text: str) -> list[str]:
    """What stands in brackets, and behind a comma or a colon, in a name: a unit, perhaps."""
    tail = re.findall(r"[,，:：/]\s*([^,，:：]{1,12})$", BRACKETS.sub("", text))
    return [*in_brackets(text), *(one.strip() for one in tail)]


def numbering(text: str) -> str:
    """How a text is numbered, without the number: 、 of 二、; "" where it is not."""
    found = NUMBERING.match(text.strip())
    return re.sub(r"[一二三四五六七八九十\d]", "", found[0]) if found else ""


def bare(text: str) -> str:
    """A name without numbering and without what stands in brackets."""
    return BRACKETS.sub("", NUMBERING.sub("", text.strip())).strip()


def joined(name: str, other: str) -> str:
    """Two parts of a name in one, as their language writes it: 采矿业增加值, Mining output."""
    return f"{name}{' ' * (name + other).isascii()}{other}"


def bilingual(text: str) -> tuple[str, str]:
    """The Chinese and the English of a text; "" for what it does not have."""
    behind = BEFORE_CHINESE.split(text.strip())[-1]
    if (found := BEFORE_ENGLISH.search(behind)) and re.search(
        "[a-z]{3}", behind[found.end() + 1 :]
    ):
        english = behind[found.end() :]
        return text.strip().removesuffix(english).strip(), _without_brackets(english)
    if is_english(text) and not (head(text) or measure(text) or moment(text, "0000")):
        return "", _without_brackets(text)
    return text, ""


def _without_brackets(text: str) -> str:
    return " ".join(BRACKETS.sub("", text).split())


def is_english(text: str) -> bool:
    """Whether a text has words of English and none of Chinese."""
    return ENGLISH.fullmatch(text) is not None


def is_unit(text: str) -> bool:
    """Whether a text is the name of a known unit, be it in brackets."""
    return unit_name(unbracketed(text)) in unit_labels()


def unbracketed(text: str) -> str:
    """A text without the brackets around it."""
    return text.strip(" ()（）")


def is_branch(text: str) -> bool:
    """Whether a name is that of a branch of the economy alone: 第一产业, 采矿业."""
    return plain_name(text) in known()["branches"]["names"]


def is_group(text: str) -> bool:
    """Whether a text only gathers indicators, of which it says nothing: 主要指标."""
    return plain_name(text) in known()["groups"]["names"]


def is_noun(text: str) -> bool:
    """Whether a text says what is counted of a thing: 产量, 余额."""
    return plain_name(text) in known()["nouns"]["names"]


def of_growth(name: str) -> str:
    """A name without that it is its growth: 增加值 of 增加值累计增速."""
    ways = "|".join(sorted(known()["same"]["growth"], key=len, reverse=True))
    found = re.compile(rf"(?:及其?|和|与|、)?(?:累计|当月)?,? ?(?:{ways})$", re.IGNORECASE)
    return found.sub("", name) or name


def noun_of(text: str) -> str:
    """What a name measures, without of what: 固定资产投资 of 分行业固定资产投资增长速度."""
    name = of_growth(plain_name(text))
    if name.endswith(("生产总值", "gdp")):
        return "增加值"
    found = [noun for noun in known()["nouns"]["names"] if name.endswith(noun)]
    return max(found, key=len, default="")


def head(text: str) -> str:
    """Which kind of column a head names: a key of ``heads``, or "" ."""
    return _key(said_once(text), "heads")


def measure(text: str) -> str:
    """What a column holds: a key of ``measures``, or "". 完成% is done of what was aimed at."""
    found = _key(text, "measures")
    done = found in ("value", "month", "total") and (DONE.search(text) or status(text))
    if done and "%" in map(tidy, in_brackets(text)):
        return "skip"
    return found


def status(text: str) -> str:
    """The status that a word names, or ""."""
    return _key(text, "statuses")


def said_status(text: str) -> str:
    """The status that a heading, a title or a remark says of figures, or "": 2026年主要预期目标,
    主要指标（预计）. What has one of its own is none: 一般公共预算, 目标完成情况.
    """
    parts = (*in_brackets(text), bare(text))
    plain = (unicodedata.normalize("NFKC", one).casefold() for one in parts)
    return next(filter(None, (status(_beside_status().sub("", one)) for one in plain)), "")


@cache
def _beside_status() -> re.Pattern[str]:
    """A year, and the words that may stand around that of a status."""
    words = known()["beside_status"]
    english = "|".join(words["en"])
    return re.compile(rf"(?:19|20)\d\d年?度?|{'|'.join(words['zh'])}|\b(?:{english})\b")


def is_rate(name: str) -> bool:
    """Whether a name ends as names of shares and ratios do."""
    name, words = plain_name(name), known()["rates"]
    return name.endswith(tuple(words["endings"])) and not name.endswith(tuple(words["amounts"]))


def is_ratio(name: str) -> bool:
    """Whether a name is that of a rate or of another ratio, which no unit of amounts is for."""
    ends, known_ = plain_name(name).endswith, known()["rates"]
    return is_rate(name) or ends(tuple(known_["ratios"])) or bool(SIGN.search(name.strip()))


def is_no_outcome(name: str, unit: str = "") -> bool:
    """Whether a name is that of a rank whose unit is none of ranks, or of what is aimed at or
    expected: 工业增加值位次, 预算收入目标, 预算收入（计划）.
    """
    inner = brackets(name)
    said = [plain_name(name), of_growth(plain_name(name)), *map(tidy, inner)]
    if RANK.search(name) or any(one.endswith(tuple(known()["ranks"]["endings"])) for one in said):
        return not {unit, *inner} & {"位", *known()["units"]["rank"]}
    plans = [word for word, kind in _lookup("statuses").items() if kind != "observed"]
    ends, begins = (tuple(known()["understood"][one]) for one in ("plan_ends", "plan_begins"))
    within = ("年度计划投资", "年度投资计划") if not DONE.search(name) else ()
    if any(word in one for word in within for one in said):
        return True
    return any(one.endswith((*plans, *ends)) or one.startswith(begins) for one in said)


def is_remark(text: str) -> bool:
    """Whether a text behind a period says only what kind of figures they are: 快报数."""
    return tidy(text) in known()["remarks"]["words"]


def is_aside(text: str) -> bool:
    """Whether words in brackets behind a period leave it as it is: a unit, a remark, prices …"""
    return any(is_(text) for is_ in (is_unit, is_points, is_beside, measure, status))


def is_beside(text: str) -> bool:
    """Whether words in brackets say of a figure what does not change it: 快报数, 现价."""
    words = (tidy(word) for words in known()["beside"].values() for word in words)
    return is_remark(text) or tidy(text) in words


def is_unsure(text: str) -> bool:
    """Whether a word of a column may mean the month as well as the year so far: 本年, 合计."""
    return plain_name(text) in known()["unsure"]["words"]


def is_points(text: str) -> bool:
    """Whether a text speaks of percentage points."""
    return any(word in text.casefold() for word in known()["points"]["words"])


def is_total(text: str) -> bool:
    """Whether a row stands for all the others: 合计, or a place as a whole: 全县."""
    return tidy(text) in known()["totals"]["words"] or is_whole_place(text)


def without_total(region: str, growth: str) -> str:
    """A place without the word behind it for a sum, and for a mean of its growth: 全县合计."""
    ends = ["合计", "总计", "共计"]
    if growth:
        ends.append("平均")
    return region.strip().removesuffix(next(filter(region.strip().endswith, ends), ""))


def is_whole_place(text: str) -> bool:
    """Whether a text is a kind of place as a whole: 全县."""
    return tidy(text) in known()["totals"]["wholes"]


def _key(text: str, table: str) -> str:
    known, (said, plain) = _lookup(table), _forms(text)
    return known.get(said) or known.get(plain) or known.get(plain.removesuffix("名称"), "")


def _forms(text: str) -> tuple[str, str]:
    """The forms in which words are compared, with one dash for all: 1—本月 and 1至本月 are 1-本月."""
    return tidy(text).translate(DASHES), plain_name(text).translate(DASHES)


@cache
def _lookup(table: str) -> dict[str, str]:
    """The words of a table in comparable form, each with its key."""
    found: dict[str, str] = {}
    for key, names in known()[table].items():
        for name in names:
            for form in filter(None, _forms(name)):
                found.setdefault(form, key)
    return found


@cache
def spans() -> list[tuple[str, str]]:
    """The words for a month and for the year so far, each with its key, the longest first."""
    found = [one for one in _lookup("measures").items() if one[1] in ("month", "total")]
    return sorted(found, key=lambda one: -len(one[0]))


# --- periods ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """A period that a text begins with.

    Attributes:
        period: as the dataset writes it.
        status: ``observed``, or what the text says it is.
        rest: what else the text says.
        unread: what of the text may make the period another one: nothing is filed under it.
        whole: whether it is a year of which the months are named, from the first to the last.
    """

    period: str
    status: str = "observed"
    rest: str = ""
    unread: str = ""
    whole: bool = False


_YEAR = rf"(?P<year>{YEAR}|[〇○零一二三四五六七八九]{{4}})(?:年度?|\.0$)?"
_PARTS = (
    # The part of a year, first and last month.
    (r"上半年|h1|q1-q?2|1-2季度|一二季度|[前第]?[二2]季度累计|[前首头][二两2]个?季度?", (1, 6)),
    (r"下半年|h2", (7, 12)),
    (r"[前第]?[三3]季度累计|[前首头][三3]个?季度?|第?[1一]-[3三]季度|q1-q?3|1-3q", (1, 9)),
    (r"[前第]?[四4]季度累计|[前首][四4]个?季度|第?[1一]-[4四]季度|q1-q?4", None),
    (r"第?[一1]季度?(?!\d)|q1|1q|首季度?", (1, 3)),
    (r"第?[二2]季度|q2|2q", (4, 6)),
    (r"第?[三3]季度|q3|3q", (7, 9)),
    (r"第?[四4]季度|q4|4q", (10, 12)),
    (r"全年(?:累计)?", None),
)
_NUMBER = r"\d{1,2}|十[一二]?|[元一二三四五六七八九]"
_MONTHS = rf"[-/.]?(?P<first>{_NUMBER}|自?年?初)月?-(?P<last>{_NUMBER})月(?:份|累计)?"
#: 2025.1-9; 2025-1-9 may be a day.
_MONTHS_BEHIND_DOT = r"[/.](?P<first>0?[1-9]|1[0-2])-(?P<last>0?[1-9]|1[0-2])(?![\d年月日./-])"
_FIRST_MONTHS = rf"[前首头](?P<count>{_NUMBER})(?:个月|月)"
_MONTH = rf"[-/.]?(?P<month>{_NUMBER})月(?:份|末|底|(?P<day>\d{{1,2}}日))?"
_ISO_SPAN = rf"(?P<a>{YEAR})-(?P<am>\d\d)/(?P<b>{YEAR})-(?P<bm>\d\d)$"
_ISO_MONTH = (
    rf"(?P<year>{YEAR})(?P<dash>[-/.]?)(?P<month>0[1-9]|1[0-2]|(?<=[-/.])[1-9])"
    r"(?:(?<=\d)(?P=dash)(?<=[-/.])(?P<day>\d{1,2}))?$"
)
_YEARS = rf"(?P<a>{YEAR})年?-(?P<b>{YEAR})年?"
_MONTHS_OF_YEARS = (
    rf"(?P<a>{YEAR})[年./-](?P<am>{_NUMBER})月?-"
    rf"(?P<b>{YEAR})[年./-](?P<bm>{_NUMBER})(?:月份?|(?!\d))"
)
_BEFORE = re.compile(r"^(?:截[-止]|自|其中[:：]?)")

#: What names a time, wherever it stands; 2000万元 and 6个月以上存款 name none.
_TIME = re.compile(
    rf"(?<!\d){YEAR}(?!\d|[万亿千百元吨人户家个]|年?(?:=|不变价|可比价|价格)"
    r"|\s?(?:yuan|rmb|cny|usd|[mb]illion|tons?\b|kw))"
    r"|[\d元一二三四五六七八九十]月|[\d一二三四五六七八九十]个月(?!以[上下内])|months"
    r"|[一二三四1-4]季|季度(?!平均)|半年(?!以[上下内])|[上中下]旬|(?<![a-z])(?:[hq][1-4](?!\d)|half(?!-?owned)|week)"
    r"|(?<!head)quarter|(?<![a-z\d])(?:m\d{1,2}|\d{1,2}m)(?![a-z\d²³])"
)
#: What cannot stand behind a period that is understood: the rest of another one.
_BEHIND = re.compile(
    r"[-/.]\d|\d{1,2}(?:[-/.月季日期)]|$)|[末底止起号春夏秋冬]|初(?!步)|以来|-今"
    r"|年?中(?=主要|期|$)|财年|财政年度"
)


def unread(text: str) -> str:
    """What in a text names a time, but for parts of a year in brackets; or ""."""
    for one in in_brackets(text):
        part = moment(one, "0000")
        if part and (part.period[:4], part.rest) == ("0000", ""):
            text = text.replace(one, "")
    return text if names_time(text) else ""


def names_time(text: str) -> bool:
    """Whether a time is named anywhere in a text."""
    return _TIME.search(in_chinese(text)) is not None


@lru_cache(MANY)
def moment(text: str, year: str = "") -> Moment | None:
    """The period that a text begins with, and what else it says; None where it begins with none.

    Args:
        text: a head, a title or a cell: ``2022年上半年增速``, ``1—7月``, ``2025年目标``.
        year: of the table, for a text that names only a part of a year.
    """
    plain = tidy(in_chinese(FOOTNOTE.sub("", text)))
    found = _begins(_BEFORE.sub("", plain), year)
    if found is None:
        return None
    is_until = re.match("截[-止]|自(?!年?初)", plain) and not re.search("月份?[末底]", plain)
    is_until = is_until and not re.fullmatch(r"\d{4}|\d{4}-01/.*", found.period)
    is_issue = len(found.period) == 4 and re.search(r"\(\d{1,2}\)", found.rest)
    is_other = found.unread or is_until or is_issue or unread(found.rest)
    return replace(found, unread=text if is_other else "")


def _begins(plain: str, year: str) -> Moment | None:
    """The period that a text in half width begins with, whatever stands behind it."""
    for pattern in (_ISO_SPAN, _MONTHS_OF_YEARS):
        if match := re.match(pattern, plain):
            first, last = _small(match["am"]), _small(match["bm"])
            if match["a"] == match["b"]:
                return _span(match["a"], first, last, plain[match.end() :])
            if not 1 <= min(first, last) <= max(first, last) <= 12:
                return None
            start, end = f"{match['a']}-{first:02}", f"{match['b']}-{last:02}"
            return _checked(start, end, plain[match.end() :])
    if match := re.match(_ISO_MONTH, plain):
        day = match[0] if int(match["day"] or 1) > 1 else ""
        return Moment(f"{match['year']}-{int(match['month']):02}", unread=day)
    if match := re.match(_YEARS, plain):
        return _checked(f"{match['a']}-01", f"{match['b']}-12", plain[match.end() :])
    named = ""
    if match := re.match(_YEAR, plain):
        named, plain = match["year"].translate(NUMERALS), plain[match.end() :]
        bare = match[0].isdigit()
        if bare and re.match(r"[\d万亿千百]", plain):
            return None  # 20221 and 2000万元, numbers
    elif match := re.match(r"(\d\d)年(?=.*(?:月|季|半年|h[12]|q[1-4]))", plain):
        named, plain = f"20{match[1]}", plain[match.end() :]
    return _within(plain, named, named or year)


def _within(plain: str, named: str, year: str) -> Moment | None:
    """The part of a year that a text begins with, or the year that was named before it."""
    if not year:
        return None
    part = plain.removeprefix("-")
    if named and (match := re.match(r"[-/.](0[1-9]|1[0-2])(?![\d年月./-])", plain)):
        return _said(f"{year}-{match[1]}", plain[match.end() :])  # 2023-10主要指标
    match = re.match(_MONTHS, part)
    if match := match or (re.match(_MONTHS_BEHIND_DOT, plain) if named else None):
        first, last = _small(match["first"]), _small(match["last"])
        return _span(year, first, last, match.string[match.end() :])
    if match := re.match(_FIRST_MONTHS, part):
        return _span(year, 1, _small(match["count"]), part[match.end() :])
    if (match := re.match(_MONTH, part)) and 1 <= _small(match["month"]) <= 12:
        found = _said(f"{year}-{_small(match['month']):02}", part[match.end() :])
        return replace(found, unread=match[0]) if match["day"] else found
    for pattern, months in _PARTS:
        if match := re.match(pattern, part):
            if months is None:
                return _said(year, part[match.end() :])
            return _span(year, *months, part[match.end() :])
    if not named or re.match(r"\d+(?:月|季|日|-|$)", part):
        return None  # no part of the year, or one that there is not: 13月
    return _said(year, re.sub(r"^(?:年末|年底|末|底)", "", plain))


def _small(text: str) -> int:
    """A number up to twelve in either numerals; 1 for the beginning of the year."""
    if text.isdecimal() or text.endswith("初"):
        return int(text) if text.isdecimal() else 1
    return {"十": 10, "十一": 11, "十二": 12}.get(text) or int(text.translate(NUMERALS))


def _span(year: str, first: int, last: int, rest: str) -> Moment | None:
    if not 1 <= first <= last <= 12:
        return None
    if (first, last) == (1, 12):
        return replace(_said(year, rest), whole=True)
    return _said(f"{year}-{first:02}/{year}-{last:02}", rest)


def _checked(start: str, end: str, rest: str) -> Moment | None:
    if start > end:
        return None
    return _said(f"{start}/{end}", rest)


def _said(period: str, rest: str) -> Moment:
    """A period with the status that the rest names."""
    left = rest if _BEHIND.match(rest) else ""
    rest = rest.strip("-,，、:：")
    for word, kind in sorted(_lookup("statuses").items(), key=lambda one: -len(one[0])):
        bare = re.sub(r"^\(([^()]*)\)$", r"\1", rest)
        beside = bare.replace(f"({word})" if f"({word})" in bare else word, "", 1)
        if kind == "observed" and beside:
            continue  # 实际利用外资
        at_end = bare.endswith((word, f"({word})"))
        if (bare.startswith(word) or at_end) and not DONE.search(beside):
            return Moment(period, kind, beside, left)
    return Moment(period, "observed", rest, left)
