"""Labels of rows that do not stand alone, and the wholes that they are parts of.

One rule: such a label is of the nearest whole above it, and its name says so. A heading such as
按产业分 divides that whole and names none itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from industry_report.office import terms
from industry_report.office.bracketed import with_unit
from industry_report.office.heads import COUNTED

#: A heading that says only by what the whole above it is divided: 按产业分, 分行业看.
DIVIDES = re.compile(
    r"按[^,，、;；:：\d]{1,12}分(?:组|类|看)?"
    r"|[按分](?:产业|行业|门类|构成|注册类型|经济类型|用途|城乡|规模|品种|轻重工业)(?:看|组)?"
)
NUMBER = re.compile(r"^[(（]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?(?=[按分])")
#: Names of sectors that no list has: 煤炭行业, 规上服务业. 就业 and 企业 are none.
SECTOR = re.compile("(?<![就失从创企开作营毕])业$")
#: Units of firms and of land, which say what is measured; measures that name no figure.
SAID, MEASURES = {"家", "户", "个", "万户", "平方公里"}, ("value", "growth", "average")
#: What the titles of shares end with that are no rates by their names.
SHARES = ("构成", "结构", "贡献率", "分布")
INDEX = "指数"
#: How titles end that are about an index besides the amount, and about the production of a thing.
OF_INDEX = re.compile("(?:及其?|和|与|、)?(?:发展)?指数$")
PRODUCTION = re.compile("(?:生产|种植|养殖)$")
#: How titles of shares end.
OF_SHARES = re.compile("(?:分行业|分产业|行业|产业)?(?:占比|比重|构成|结构)$")
#: Titles of these say of no figure what it is.
PLANS = re.compile("计划|目标|任务|情况|指标")


def divides(text: str) -> bool:
    """Whether a heading says only by what the whole above it is divided."""
    plain = NUMBER.sub("", terms.tidy(text)).rstrip(":：")
    return DIVIDES.fullmatch(plain) is not None


def measures_all(subject: str) -> bool:
    """Whether a title or a corner of a table says what all of its rows measure."""
    name = terms.plain_name(subject)
    if not name or terms.is_group(subject) or PLANS.search(name):
        return False
    counted = COUNTED.search(name) or name.endswith((*SHARES, *terms.known()["scopes"]["firms"]))
    return bool(counted or terms.noun_of(name) or terms.is_rate(name))


def is_share(name: str) -> bool:
    """Whether a name is that of shares: 构成."""
    return terms.bare(name).endswith((*SHARES, "比重", "占比"))


def of_shares(subject: str) -> str:
    """What the shares of a title are of, which is what grows there: 固定资产投资 of 固定资产投资构成; ""
    of any other title.
    """
    title = terms.of_growth(terms.plain_name(subject))
    found = OF_SHARES.search(title)
    return title[: found.start()] if found else ""


def says_measure(name: str) -> bool:
    """Whether the label of a row says itself what is measured."""
    plain = terms.plain_name(name)
    counted = COUNTED.search(plain) or plain.endswith(tuple(terms.known()["scopes"]["firms"]))
    return bool(
        counted or terms.noun_of(plain) or terms.is_ratio(name) or plain in _measured_names()
    )


def is_special(whole: str) -> bool:
    """Whether a name says more of what it measures than of which branch: 新增贷款, 人均生产总值."""
    name = terms.of_growth(terms.plain_name(whole))
    ends = sorted([*terms.known()["nouns"]["names"], "生产总值", "gdp"], key=len, reverse=True)
    before = name.removesuffix(next(filter(name.endswith, ends), ""))
    plain = [*terms.known()["branches"]["names"], *terms.known()["leaning"]["plain"]]
    for word in sorted([*plain, *terms.known()["understood"]["words"]], key=len, reverse=True):
        before = before.replace(word, "")
    return re.search("[一-鿿a-z]", before) is not None


def is_sector(name: str) -> bool:
    """Whether a name says only which branch of the economy something is of: 工业, 规上服务业."""
    listed = (terms.is_branch(name), terms.plain_name(name) in terms.known()["scopes"]["sectors"])
    return any(listed) or SECTOR.search(terms.plain_name(name)) is not None


def measures_same(name: str, whole: str) -> bool:
    """Whether a name measures what its whole does: 民间投资 of 固定资产投资."""
    noun = terms.noun_of(name)
    return noun != "" and terms.noun_of(whole).endswith(noun)


def leans(name: str, unit: str) -> bool:
    """Whether a name alone says of no figure what it is: 第一产业, 合计, 人均, growth; firms of a
    kind that are counted say it.
    """
    if {unit, *terms.in_brackets(name)} & SAID:
        return False
    plain, measured = terms.plain_name(name), terms.measure(name) in MEASURES
    listed = plain in known_parts() or plain in terms.known()["leaning"]["measures"]
    return bool(not plain or listed or measured or terms.is_branch(name) or is_sum(name))


def titled(name: str, subject: str) -> str:
    """A name with what the title says that all figures are: those of an index, 工业增加值指数 for 指数,
    or of a product, 粮食播种面积 for 播种面积.
    """
    title, own = terms.bare(subject), terms.bare(name)
    if own == INDEX and not terms.is_group(title) and title:
        return with_unit(f"{OF_INDEX.sub('', title)}{INDEX}", name)
    if title.endswith(INDEX) and not own.endswith(INDEX):
        return f"{own}{INDEX}"
    product = PRODUCTION.sub("", title)
    measured = terms.is_noun(own) or own in terms.known()["leaning"]["production"]
    if product in ("", title) or terms.is_group(product) or product.endswith("业") or not measured:
        return name
    return with_unit(f"{product}{own}", name)


def is_sum(name: str) -> bool:
    """Whether a row is the sum of the others."""
    return terms.bare(name) in ("合计", "总计", "共计", "总额")


def known_parts() -> Sequence[str]:
    """Labels that are parts of the whole above them: 中长期, 大中型."""
    parts: list[str] = terms.known()["leaning"]["parts"]
    return parts


@cache
def _measured_names() -> frozenset[str]:
    """The names of the known indicators, but those that are names of branches."""
    names = (name for names in terms.known()["indicators"].values() for name in names)
    return frozenset(terms.plain_name(name) for name in names if not terms.is_branch(name))


def part_of(label: str, whole: str) -> str:
    """The name of a row as a part of a whole that is no branch of it: 固定资产投资·设备购置."""
    named = f"{terms.of_growth(terms.bare(whole))}·{terms.bare(label)}"
    return with_unit(with_unit(named, whole), label)
