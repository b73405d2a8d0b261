"""The language of a run, and how numbers, units, periods and lists are written in it.

A run speaks one language. It is set once with :func:`use`; everything that is formatted afterwards follows it, so that the
two versions of a sentence can be written side by side with the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

LANGUAGES = ("zh", "en")

_current = "zh"


def use(language: str) -> None:
    """Set the language of everything formatted from now on: ``"zh"`` or ``"en"``; ValueError for any other."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected 'zh' or 'en'")
    _current = language


def current() -> str:
    """The language in use: ``"zh"`` (the default) or ``"en"``."""
    return _current


def pick(zh: str, en: str) -> str:
    """The version of a text in the language in use."""
    return zh if _current == "zh" else en


class Text(NamedTuple):
    """A text in both languages; ``str()`` gives the one in use."""

    zh: str
    en: str

    def __str__(self) -> str:
        return pick(self.zh, self.en)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Unit(NamedTuple):
    """How amounts of a unit are written: a power of ten to shift by and what follows the number, in each language."""

    zh: str
    en: str
    zh_shift: int = 0
    en_shift: int = 0


#: How each unit of the dataset reads in a sentence. English words carry their space.
UNITS = {
    "": Unit("", ""),
    "%": Unit("%", "%"),
    "pp": Unit("个百分点", " percentage points"),
    "1e8 CNY": Unit("亿元", " billion yuan", en_shift=-1),
    "1e8 CNY/month": Unit("亿元/月", " billion yuan a month", en_shift=-1),
    "1e4 CNY": Unit("万元", " million yuan", en_shift=-2),
    "CNY": Unit("元", " yuan"),
    "GW": Unit("GW", " GW"),
    "GW/a": Unit("GW", " GW a year"),
    "1e4 t": Unit("万吨", " kt", en_shift=1),
    "1e4 t/a": Unit("万吨", " kt a year", en_shift=1),
    "t": Unit("吨", " tonnes"),
    "t/a": Unit("吨", " tonnes a year"),
    "1e8 kWh": Unit("亿千瓦时", " TWh", en_shift=-1),
    "1e4 persons": Unit("万人", " million people", en_shift=-2),
    "persons": Unit("人", " people"),
    "person-years": Unit("人年", " person-years"),
    "1e4 units": Unit("万个", " thousand units", en_shift=1),
    "stations/1e4 persons": Unit("个", ""),
    "times": Unit("倍", " times"),
    "years": Unit("年", " years"),
    "months": Unit("个月", " months"),
    "rank": Unit("位", ""),
}

#: Words for counts: Chinese measure word, English plural (the singular drops what stands in brackets).
COUNTS = {
    "projects": Unit("个", " projects"),
    "firms": Unit("家", " firms"),
    "entities": Unit("户", " entities"),
    "parks": Unit("个", " parks"),
    "bases": Unit("个", " bases"),
    "clusters": Unit("个", " clusters"),
    "stations": Unit("个", " base stations"),
    "platforms": Unit("家", " platforms"),
    "institutions": Unit("家", " institutions"),
    "colleges": Unit("所", " colleges"),
    "measures": Unit("条", " measures"),
    "actions": Unit("项", " measures"),
    "groups": Unit("组", " groups"),
    "lines": Unit("条", " lines"),
    "problems": Unit("个", " problems"),
    "indicators": Unit("项", " indicators"),
    "weightings": Unit("组", " weightings"),
    "places": Unit("位", " places"),
    "tasks": Unit("项", " tasks"),
    "items": Unit("项", " items"),
    "industries": Unit("个", " industries"),
    "relations": Unit("组", " relations"),
    "sectors": Unit("个", " sectors"),
    "sets": Unit("套", " sets"),
    "consortia": Unit("个", " consortia"),
    "patents": Unit("件", " patents"),
}


def unit(name: str) -> Unit:
    """How amounts in the dataset's unit ``name`` are written; an unknown unit is written as it stands."""
    return UNITS.get(name) or COUNTS.get(name) or Unit(f" {name}", f" {name}")


def unit_label(name: str) -> str:
    """The unit's own name, for an axis or a column head: 亿元 or billion yuan."""
    entry = unit(name)
    return pick(entry.zh, entry.en.strip())


def rounded(value: Decimal, decimals: int) -> Decimal:
    """``value`` rounded half up; a negative number of decimals rounds to tens, hundreds …"""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Decimal, decimals: int, shift: int = 0) -> str:
    """``value × 10**shift`` in plain digits, rounded to what ``decimals`` places of the unshifted value can bear.

    English groups thousands from 10,000 upwards; Chinese text does not group.
    """
    scaled = (
        rounded(value, decimals).scaleb(shift) + 0
    )  # adding zero takes the sign off what rounds to nothing
    whole = decimals <= 0  # a round number: as few digits as it needs (60, not 60.0, billion)
    places = max(0, -scaled.normalize().as_tuple().exponent) if whole else max(0, decimals - shift)
    text = (
        f"{scaled:,.{places}f}"
        if _current == "en" and abs(scaled) >= 10_000
        else f"{scaled:.{places}f}"
    )
    return text.replace("-", "−")


def written(name: str, value: Decimal) -> Unit:
    """How an amount of that size is written: English says millions below a billion and trillions from a thousand billion on."""
    if name == "1e8 CNY" and 0 < abs(value) < 10:
        return Unit("亿元", " million yuan", en_shift=2)
    if name == "1e8 CNY" and abs(value) >= 10_000:
        return Unit("万亿元", " trillion yuan", zh_shift=-4, en_shift=-4)
    return unit(name)


def shift_of(name: str, value: Decimal) -> int:
    """The power of ten by which an amount is shifted when written in the language in use."""
    entry = written(name, value)
    return pick(entry.zh_shift, entry.en_shift)


def amount(value: Decimal, decimals: int, unit_name: str) -> str:
    """A value with its unit: ``578.6亿元``, ``57.86 billion yuan``."""
    entry = written(unit_name, value)
    text = number(value, decimals, shift_of(unit_name, value)) + pick(entry.zh, entry.en)
    if _current == "en" and unit_name in COUNTS and value == 1:
        return (
            text.replace("industries", "industry").replace("entities", "entity").removesuffix("s")
        )
    return text


QUALIFIERS = {
    "": Text("{}", "{}"),
    "about": Text("约{}", "about {}"),
    "nearly": Text("近{}", "nearly {}"),
    "over": Text("超过{}", "more than {}"),
    "at_least": Text("{}以上", "at least {}"),
    "at_most": Text("不超过{}", "at most {}"),
}


def qualified(text: str, qualifier: str) -> str:
    """An amount with what the source says of its exactness: ``近80%``, ``nearly 80%``."""
    return str(QUALIFIERS[qualifier]).format(text)


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month_label(year: int, month: int) -> str:
    """``2022年8月`` or ``August 2022``."""
    return pick(f"{year}年{month}月", f"{MONTHS[month - 1]} {year}")


def period_label(text: str) -> str:
    """A period of the dataset as a reader says it: ``2022年1—7月``, ``January–July 2022``."""
    first, _, last = text.partition("/")
    year, _, month = first.partition("-")
    if not last:
        return month_label(int(year), int(month)) if month else pick(f"{year}年", year)
    end_year, _, end_month = last.partition("-")
    if (month, end_month) == ("01", "12"):
        return pick(f"{year}—{end_year}年", f"{year}–{end_year}")
    start, end = int(month), int(end_month)
    if year == end_year:
        return pick(f"{year}年{start}—{end}月", f"{MONTHS[start - 1]}–{MONTHS[end - 1]} {year}")
    return pick(
        f"{year}年{start}月—{end_year}年{end}月",
        f"{MONTHS[start - 1]} {year}–{MONTHS[end - 1]} {end_year}",
    )


def period_text(text: str) -> Text:
    """:func:`period_label` in both languages."""
    before = _current
    texts = []
    try:
        for each in LANGUAGES:
            use(each)
            texts.append(period_label(text))
    finally:
        use(before)
    return Text(*texts)


def lower_first(text: str) -> str:
    """An English label for the middle of a sentence: its first letter small, unless it begins an abbreviation or a name."""
    first = text.split(" ", 1)[0]
    return (
        text
        if first[1:] != first[1:].lower() or not first.isalpha()
        else text[:1].lower() + text[1:]
    )


def listed(items: Iterable[object]) -> str:
    """Items in a row: ``甲、乙和丙`` or ``a, b and c``."""
    texts: Sequence[str] = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return pick("、", ", ").join(texts[:-1]) + pick("和", " and ") + texts[-1]
