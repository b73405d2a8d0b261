"""Which unit a sheet states for a value.

What stands nearest counts: the cell, then what its own head and row say, which must agree, then
what holds for several values, the head above it before the title. From that a rate takes no unit
of an amount, and of several units there it is one that only one of them can be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from industry_report.data.errors import Fault
from industry_report.data.message import Message
from industry_report.office import amounts, terms
from industry_report.office.amounts import Amount
from industry_report.office.columns import GROWTHS
from industry_report.office.descriptor import Record
from industry_report.office.heads import BASE, COUNTED, UNIT, stated_units
from industry_report.office.layout import Entry
from industry_report.office.messages import Messages
from industry_report.office.naming import PERCENT, Lists
from industry_report.office.sheets import Grid

#: What is counted for one person, and units of sums and numbers, which no title means for it.
PER_HEAD = re.compile(r"人均|\bper (?:capita|head)", re.IGNORECASE)
LARGE = re.compile("[万亿]|000|million|billion|[人户家个]$|persons$")
#: What is counted in pieces, weights and lengths, and in no money.
PHYSICAL = re.compile(
    "(?<![总增存余成])量$|面积$|人数$|人口$|人员$|里程$|户数$|存栏$|出栏$|[客货]运"
)
#: What says that per cents are of what was to be done.
OF_PLAN = re.compile("进度|完成率|完成比例|完成[（(]?[%％]")
#: How names of energy and of power end, each with a unit.
POWER = {"发电量": "1e8 kWh", "用电量": "1e8 kWh", "供电量": "1e8 kWh", "售电量": "1e8 kWh"}
POWER |= {"装机容量": "1e4 kW", "装机": "1e4 kW", "负荷": "1e4 kW"}
#: Dimensions of what is no amount.
RATES = ("", "percent", "per mille", "percentage points", "ratio")


def amount_of(lists: Lists, entry: Entry) -> Amount | Fault:
    """The number of a cell, or why it is none or in doubt."""
    cell, amount = entry.cell, amounts.amount(entry.cell.text)
    if cell.trouble:
        return Fault(f"cell.{cell.trouble}", text=cell.text)
    if cell.doubt and not (amount and not amount.digits):
        return Fault(f"cell.{cell.doubt}", text=cell.text, said=cell.said)
    if amount and amount.unit == "倍" and entry.growth:
        digits = f"{Decimal(amount.digits).scaleb(2):f}"
        amount = replace(amount, digits=digits, unit="%", changed=True)
    units = ("", amount.unit, amount.unit + entry.unit) if amount else ()
    if amount is None or (amount.unit and not any(map(lists.known_unit, units))):
        return Fault("value.number", text=cell.text)
    return amount


def near_units(lists: Lists, entry: Entry, amount: Amount) -> tuple[list[str], list[str]]:
    """The units that a cell has, and those that its own head and row say. What stands in brackets
    counts where it is a unit; a rate has none of an amount where another is said.
    """
    inner = [text for text in entry.units if lists.measures(text) or BASE.search(text)]
    beside = [text for text in inner if text]
    if entry.unit and not entry.growth:
        beside.insert(0, entry.unit)
    if entry.growth or terms.is_ratio(entry.name):
        beside = [one for one in beside if not is_amount(lists, one)] or beside
    if PHYSICAL.search(terms.bare(entry.name)):
        beside = [one for one in beside if not _is_money(lists, one)] or beside
    others = list(filter(None, [entry.unit, *beside])) or far_units(lists, entry)
    units = (f"{amount.unit}{unit}" for unit in others if amount.unit)
    found = next(filter(lists.known_unit, units), amount.unit)  # 4.1万 under 元
    return list(filter(None, [found, entry.cell.unit])), beside


def disagreeing(lists: Lists, entry: Entry, cell: Sequence[str], beside: Sequence[str]) -> set[str]:
    """The units of which a value can have one only: two of its head and row, or one of these and
    that of the cell, where they do not convert.
    """
    known = [one for one in beside if not (entry.growth or BASE.search(one))]
    found = {text for text in known if lists.apart(known[0], text) != 0}
    if known and cell and lists.known_unit(known[0]) and lists.apart(known[0], cell[0]) is None:
        found.add(cell[0])
    return found and {known[0], *found}


def far_units(lists: Lists, entry: Entry) -> list[str]:
    """The units that a value may have by the head above its own or by the title."""
    said = entry.above_units or entry.table_units
    return [one for one in said if _fits(lists, entry.name, one)]


def one_unit(lists: Lists, entry: Entry) -> list[str]:
    """The one of these that an indicator of no list must have; none where several are left."""
    said = entry.above_units or entry.table_units
    rates = [one for one in said if one in PERCENT]
    fits = far_units(lists, entry)
    if len(rates) < len(said):
        fits = [one for one in fits if (one in PERCENT) == terms.is_rate(entry.name)]
    ids = {lists.first_unit(one)["id"] if lists.known_unit(one) else one for one in fits}
    if len(ids) == 1:
        return fits
    return []


def why_none(entry: Entry, grid: Grid, say: Messages) -> str | Message:
    """Why a value has none of the units that its sheet states, or "" where that states none."""
    if said := entry.above_units or entry.table_units:
        return Message("unit.not_its", texts=say.listed(said))
    texts = (cell.text for row in grid.rows for cell in row if UNIT.match(cell.text))
    stated = (one for one in texts if any(map(terms.is_unit, stated_units(one))))
    return next((Message("unit.elsewhere", text=one) for one in stated), "")


def is_of_growth(entry: Entry, indicator: Record | None) -> bool:
    """Whether a value in per cent is the growth of what its name says how much there is of."""
    name, names = terms.plain_name(entry.name), terms.known()["growth_when_percent"]["names"]
    known = name in map(terms.plain_name, names)
    grows = entry.growth or name.endswith(GROWTHS["growth"])
    if any(map(OF_PLAN.search, (*entry.said, *entry.beside))):
        return False
    return not grows and (known or (indicator is None and terms.noun_of(entry.name) != ""))


def is_amount(lists: Lists, text: str) -> bool:
    """Whether a text is a unit of amounts: 万元, 人; not %, 元/人."""
    known = "/" not in text and lists.known_unit(text)
    return known and lists.first_unit(text)["dimension"] not in RATES


def _is_money(lists: Lists, unit: str) -> bool:
    """Whether a text is a unit of money."""
    return lists.known_unit(unit) and lists.first_unit(unit)["dimension"] == "money"


def unit_of_other(lists: Lists, name: str, unit: str) -> str:
    """The id of the unit that a name may have, where its own is that of the power for the energy or
    the other way round: 发电量 in 万千瓦, 装机容量 in 亿千瓦时; else "".
    """
    bare = terms.bare(name)
    own = next((one for end, one in POWER.items() if bare.endswith(end)), "")
    others = {*POWER.values()} - {own}
    if own and "储能" not in bare and any(lists.apart(unit, one) is not None for one in others):
        return own
    return ""


def _fits(lists: Lists, name: str, unit: str) -> bool:
    """Whether what a name names may be in a unit of the title: 人均 is in none of 万元."""
    money = _is_money(lists, unit)
    no_money = COUNTED.search(name) or PHYSICAL.search(terms.bare(name))
    if PER_HEAD.search(name) and LARGE.search(unit) or no_money and money:
        return False
    return not (terms.is_ratio(name) and is_amount(lists, unit))
