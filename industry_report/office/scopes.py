"""The sector of figures whose names say only what is counted: 利润总额 under 规模以上服务业.

One rule: such a name is of the sector that the nearest heading, title, sheet or file is about.
Where these are about several, one that the lists know of a sector alone is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from industry_report.data.errors import Fault
from industry_report.office import terms
from industry_report.office.columns import GROWTHS
from industry_report.office.heads import LONGEST_PERIOD
from industry_report.office.naming import Lists

SIZE = "规模以上|规上|限额以上|限上"
ABOVE = f"(?P<above>{SIZE})?"
SHORT = {"规模以上": "规上", "规上": "规上", "限额以上": "限上", "限上": "限上"}
#: What may follow the sector that a title is about, up to its end.
GOES_ON = (
    "企业|单位|行业|法人|经济|主要|财务|效益|生产|经营|发展|运行|指标|情况|状况|统计|数据|[月季年快]报"
    r"|分[月季]|分行业|表|[\d年月季度一二三四上下半前\-—~至.]"
)
#: The same of what is counted of firms of a size.
COUNTED = "|增加值|总产值|产值|增速|增长速度|同比|增长|及其|[和及](?=增)"
ABOVE_SCALE = re.compile(
    r"industr.{0,60}above[- ](?:designated[- ]size|scale)|above[- ]scale industr", re.I
)
#: Titles of products, and of the size of firms beside something else.
SEVERAL = re.compile(
    f"产品|产量| and |[、和及与暨](?:{SIZE})|(?:{SIZE})[^数额值]{{0,6}}[、和及与暨]"
)
#: Whose firms are, of any sector.
OWNERS = ("民营", "私营", "非公", "外商", "国有", "中小", "小微")
INDUSTRIAL = re.compile("^industrial ", re.I)


@dataclass(frozen=True)
class Scope:
    """What a text is about.

    Attributes:
        above: 规上, 限上 or "", the size of its firms; ``sector``: 服务业, "" for one of another name.
        titled: whether it is that of a whole table, be it of investment or of taxes.
    """

    above: str
    sector: str
    titled: bool


#: Of figures of firms whose sector nothing says.
UNSAID = (Scope("", "工业", False), Scope("", "", False))


@cache
def sectors() -> str:
    """A pattern of sectors, with the size of their firms."""
    return f"{ABOVE}(?P<sector>{'|'.join(_sector_names())})"


def _sector_names() -> list[str]:
    """The names of sectors, the longest first."""
    return sorted(terms.known()["scopes"]["sectors"], key=len, reverse=True)


def scopes_in(text: str, titled: bool) -> tuple[Scope, ...]:
    """The sectors that a title is about: 2024年规模以上服务业主要指标, not 工业增加值 or 工业园区."""
    if len(text) > LONGEST_PERIOD:
        return ()
    if ABOVE_SCALE.search(text):
        return (Scope("Above-scale", "industrial", titled),)
    inner = (_about(one, titled) for one in terms.in_brackets(text) if re.match(sectors(), one))
    return _about(terms.bare(text), titled) or next(filter(None, inner), ())


def _about(text: str, titled: bool) -> tuple[Scope, ...]:
    """The sectors that a text without brackets is about."""
    plain = terms.tidy(text)
    found = list(re.finditer(sectors(), plain))
    one = re.sub(r"\?P<\w+>", "", sectors())
    goes_on = GOES_ON + COUNTED * any(one["above"] for one in found[:1])
    if not found or not re.fullmatch(f"(?:[、和及与]?{one}|{goes_on})*", plain[found[0].end() :]):
        return ()
    scopes = [Scope(SHORT.get(one["above"], ""), one["sector"], titled) for one in found]
    beside = plain[: found[0].start()].endswith(tuple("、和及与"))
    return tuple(dict.fromkeys([*scopes, *[Scope("", "", titled)] * beside]))


def named_scope(name: str) -> tuple[Scope, ...]:
    """The sector that the name of a row says, and industry, of which bare names below it may be as
    well.
    """
    plain = terms.of_growth(terms.plain_name(name))
    found = re.match(sectors(), plain)
    firms = ("", "企业", "单位", *terms.known()["scopes"]["firms"])
    if not found or plain[found.end() :] not in firms:
        return ()
    return tuple(Scope("", one, False) for one in dict.fromkeys([found["sector"], "工业"]))


def is_of_firms(name: str) -> bool:
    """Whether a name says only what is counted of firms: 利润总额, 规上企业数."""
    plain = terms.of_growth(terms.plain_name(name))
    return re.sub(f"^{ABOVE}", "", plain) in terms.known()["scopes"]["firms"]


def in_scope(name: str, growth: str, scopes: Sequence[Scope], lists: Lists) -> str | Fault:
    """The name that a figure has in its sector, or the question which that is."""
    if len(scopes) != 1:
        return _asked(name, growth, scopes, lists)
    (scope,), known = scopes, terms.known()["scopes"]
    if terms.is_english(name):
        longer = INDUSTRIAL.sub(f"{scope.above} {scope.sector} ", name.strip())
        if scope.above and lists.indicator(longer, growth):
            return longer
        return name
    record = lists.indicator(name, growth)
    if record and f"{scope.above}{scope.sector}" in terms.plain_name(record["zh"]):
        return name
    plain = terms.of_growth(terms.plain_name(name))
    found = re.match(f"{ABOVE}(?:{re.escape(scope.sector)})?", plain)
    assert found is not None  # it may be empty
    counted = plain[found.end() :]
    if counted not in known["firms"] and not (scope.titled and counted in known["any"]):
        return name
    above = SHORT.get(found["above"], "")
    if not found["above"] and counted in known["firms"]:
        above = scope.above
    named = terms.NUMBERING.sub("", name.strip())
    begins = re.match(f"{ABOVE}(?:{re.escape(scope.sector)})?", named)
    return f"{above}{scope.sector}{named[begins.end() if begins else 0 :]}"


def in_size(name: str, said: Sequence[str], lists: Lists) -> str:
    """The name that an indicator of no list has below titles that say the size of its firms: 规上
    工业·原煤消费量. It is the name itself where it says more than they, that of a product, which no
    other firms make, and below titles of several things, of which the size may be another's.
    """
    texts = [text for text in map(terms.tidy, said) if re.search(SIZE, text)]
    pattern = f"({SIZE})((?:{'|'.join(_sector_names())})?)"
    found = {found for text in texts for found in re.findall(pattern, text)}
    if len(found) != 1 or any(map(SEVERAL.search, texts)):
        return name
    size, sector = found.pop()
    bare = terms.bare(name).removeprefix(sector)
    others = [one for one in _sector_names() if not one.startswith(OWNERS)]
    other = re.search(f"{SIZE}|产量|发电量", name) or bare.startswith(("全", *others))
    if other or any(lists.named(name, one) for one in ("", GROWTHS["growth"])):
        return name
    return f"{SHORT[size]}{sector}·{terms.NUMBERING.sub('', name.strip()).removeprefix(sector)}"


def _asked(name: str, growth: str, scopes: Sequence[Scope], lists: Lists) -> str | Fault:
    """A name below a title or rows of no sector or of several; a question where the lists know it
    for that of one of them, which it does not say.
    """
    record = lists.indicator(name, growth) if scopes and is_of_firms(name) else None
    said = [one.sector for one in scopes if one.sector and record and one.sector in record["zh"]]
    if not said or any(one in name for one in said):
        return name
    return Fault("name.scope", text=name.strip(), meant=f"{said[0]}{name.strip()}")
