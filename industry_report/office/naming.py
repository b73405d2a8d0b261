"""Which indicator and which unit of the code lists a sheet means, and records for what no list has.

What the folder's own list has comes first, then the project's, except what belongs to the economy
of one place. A name that neither has becomes an indicator of the office's own.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import cache

from industry_report.data.codes import plain, read_codes
from industry_report.data.errors import nearest
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.data.regions import lies_in
from industry_report.data.units import shifted
from industry_report.office import amounts, terms
from industry_report.office.bracketed import with_brackets
from industry_report.office.descriptor import (
    Descriptor,
    Record,
    known_units,
    project_records,
    slug,
    unit_name,
    unused,
)
from industry_report.office.spans import is_part
from industry_report.office.terms import plain_name, tidy

#: Dimensions of which sheets have one unit: one that is not written cannot be mistaken by a factor.
ONE_UNIT = ("percent", "percentage points", "count", "rank", "time", "days")
#: The unit of whatever is counted.
ANY = "units"
#: From here on a name is similar enough to be mentioned.
SIMILAR = 0.75
#: Fewer words of an English name say too little to be taken for it.
FEWEST_WORDS = 3
PERCENT = ("%", "％", "‰")
#: What says nothing in brackets: the number of a note, the base of an index.
FOOTNOTE = re.compile(r"(?:注?\d*|.*[=＝]100)")
#: What says the power of ten of a unit, which no slip of the pen may change.
SCALE = re.compile(r"\d|[十百千万亿兆吉太]|[kMGT](?=W)|thousand|million|billion")
#: Such a power alone, behind a number: it is that of no unit.
IS_SCALE = re.compile("[十百千万亿]+")
#: What stands before the name of a place, and what is none: a kind alone, a place without another.
PART = re.compile(r"^\s*(?:其中|[#＃])[:：]?\s*")
NO_PLACE = re.compile("[()（）]|平均|^(?:其他|园区|地区|[市县城]区|城镇|农村)$")
#: From here on the name of a place may be a slip of the pen.
SLIP = 0.6


def _english_words(name: str) -> set[str]:
    """The words of an English name that say something."""
    return set(re.findall("[a-z]+", name.casefold())) - {"of", "the", "by", "in", "and", "a"}


class Lists:
    """The code lists of a folder, with those of the project behind them.

    Attributes:
        indicators, units: records by id.
        taken: names that are read as one indicator and are, turned round, the name of another,
            with that other: Industrial value added growth, Growth of industrial value added.
        fresh: the indicators that were made for the sheet at hand, by id; ``places`` the same of
            regions, and ``listed`` those that are taken from the project's list.
    """

    def __init__(self, descriptor: Descriptor) -> None:
        self.descriptor = descriptor
        more = {one["id"]: one for one in terms.known()["record"]}
        project = project_records("indicator-list") | more
        local = {id for id, record in project.items() if record["local"]}
        own = {**descriptor.records("indicator-list")}
        self.indicators: dict[str, Record] = project | own
        self.units: dict[str, Record] = known_units() | descriptor.records("units")
        self.fresh: dict[str, Record] = {}
        self.places: dict[str, Record] = {}
        self.listed: dict[str, Record] = {}
        self.taken: dict[str, Record] = {}
        self._labels: dict[str, str] = {}
        records = [*own.values(), *project.values()]
        self._names = self._by_name([one for one in records if one["id"] not in local])
        self._unit_names = self._by_unit_name()

    def _by_name(self, records: Iterable[Record]) -> dict[str, str]:
        names: dict[str, str] = {}
        for record in records:
            for label in (record["zh"], record["en"], record["id"]):
                names.setdefault(_whole_name(label), record["id"])
        for id, others in terms.known()["indicators"].items():
            for name in others:
                if id in self.indicators:
                    names.setdefault(_whole_name(name), id)
        for record in self.indicators.values():
            whole = record["en"].removeprefix("Growth of ")
            if whole != record["en"] and not record["local"]:
                name = _whole_name(f"{whole} growth")
                if names.setdefault(name, record["id"]) != record["id"]:
                    self.taken[name] = record
        return names

    def _by_unit_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for id, record in self.units.items():
            aliases = terms.known()["units"].get(id, [])
            for name in {unit_name(one) for one in (id, record["zh"], record["en"], *aliases)}:
                names.setdefault(name, []).append(id)
        return names

    # --- indicators -----------------------------------------------------------------------------

    def indicator(self, name: str, growth: str) -> Record | None:
        """The record that a name means; None where no list has it.

        Args:
            growth: which growth of it is meant: 增速, 年均增速 or "".
        """
        if self.said_besides(name, growth):
            return None
        return self.named(name, growth)

    def named(self, name: str, growth: str) -> Record | None:
        """The record that a name means, whatever it says in brackets."""
        keys = (key for key in _keys(name, growth) if key in self._names)
        return next((self.indicators[self._names[key]] for key in keys), None)

    def said_besides(self, name: str, growth: str) -> list[str]:
        """What a name says in brackets that makes it another thing than the indicator of the lists:
        高于全区百分点, 名义; of a name that no list has what is not known to say nothing.
        """
        record = self.named(name, growth)
        if any(key in self._names for key in _keys(name, growth)[:1]):
            return []
        if record is None:
            known = (terms.is_aside, is_part, self.measures)
            said = [one for one in terms.in_brackets(name) if not FOOTNOTE.fullmatch(one)]
            return [one for one in said if not any(is_(one) for is_ in known)]
        is_growth = record["kind"] == "growth"
        harmless = set(map(tidy, words_beside(record, growth)))
        return [
            part
            for part in terms.brackets(name)
            if not (
                tidy(part) in harmless
                or FOOTNOTE.fullmatch(part)
                or is_part(part)
                or (self.measures(part) and not (terms.is_points(part) and record["unit"] == "%"))
                or terms.measure(part) in ("month", "total", *["growth"] * is_growth)
                or record["id"].startswith(self._names.get(plain_name(part), "-"))
            )
        ]

    def is_no_name(self, text: str) -> bool:
        """Whether a text names nothing: a number, a sign for no value, or marks alone."""
        amount = amounts.amount(text)
        counts = amount is not None and (not amount.unit or self.known_unit(amount.unit))
        return counts or not any(map(str.isalpha, text))

    def similar(self, name: str, unit: str) -> Record | None:
        """The indicator whose name is most like this one, of those that may have its unit; None
        when none is.
        """
        own = self.units[unit]
        alike = {
            id
            for id, record in self.indicators.items()
            if id not in self.fresh and self.shift(self.units[record["unit"]], own) is not None
        }
        bare, growth = plain_name(name), "增速"
        others = {
            key.removesuffix(growth): id
            for key, id in self._names.items()
            if id in alike and key.endswith(growth) == bare.endswith(growth)
            if not are_opposite(bare, key)
        }
        for one in difflib.get_close_matches(bare.removesuffix(growth), others, 1, SIMILAR):
            return self.indicators[others[one]]
        return self._of_words(name, alike)

    def _of_words(self, name: str, alike: Collection[str]) -> Record | None:
        """The one of the indicators ``alike`` whose English name has the most words, all of which
        this one has too.
        """
        said = _english_words(name)
        names = [
            (_english_words(record["en"]), record)
            for id, record in self.indicators.items()
            if id in alike and (record["kind"] == "growth") == ("growth" in said)
            if not are_opposite(plain_name(name), plain_name(record["en"]))
        ]
        within = [one for one in names if len(one[0]) >= FEWEST_WORDS and one[0] <= said]
        return max(within, key=lambda one: len(one[0]), default=(set(), None))[1]

    def own(self, name: str, growth: str, english: str, unit: str) -> Record:
        """A new indicator of the office's own under this name, in this unit."""
        label = shown_name(name, growth)
        if label in self._labels:
            return self.indicators[self._labels[label]]
        id = unused(slug(label) or "indicator", self.indicators)
        record: Record = {"id": id, "zh": label, "en": english_name(english, growth) or label}
        record |= {"unit": unit, "kind": _kind(label, self.units[unit])}
        record |= dict.fromkeys(("basis", "scope", "better"), "")
        record |= {"local": False, "group": "economy", "class_threshold": False}
        record |= dict.fromkeys(("definition_zh", "definition_en"), "")
        self.indicators[id] = self.fresh[id] = record
        self._labels[label] = id
        self._names.setdefault(_whole_name(label), id)
        for key in _keys(name, growth)[:1]:
            self._names.setdefault(key, id)
        return record

    def turned(self, name: str, id: str) -> Record | None:
        """The indicator whose name this one is, turned round, where it is read as another one."""
        other = self.taken.get(_whole_name(name))
        return other if other and other["id"] != id else None

    # --- places ---------------------------------------------------------------------------------

    def place(self, text: str, within: str) -> str:
        """The id of the place that a text names: of the folder's list, of the project's, or a new
        one that lies in the place ``within``; "" where it says more or less than a name does, or is
        so like a known one that it may be a slip.
        """
        known = self.descriptor.codes.region_names
        text = PART.sub("", text)
        name = plain(text)
        if name in known:
            return known[name]
        if listed := self._listed(name, within):
            return listed
        made = {plain(record["zh"]): id for id, record in self.places.items()}
        if name in made:
            return made[name]
        if NO_PLACE.search(text.strip()) or difflib.get_close_matches(name, known, 1, SLIP):
            return ""
        label = " ".join(text.split())
        taken = {**self.descriptor.records("regions"), **self.places}
        id = unused(in_pinyin(label) or "place", taken)
        lies = {"level": level_of(label), "parent": within, "aliases": ""}
        self.places[id] = {"id": id, "zh": label, "en": name_in_english(label)} | lies
        return id

    def _listed(self, name: str, within: str) -> str:
        """The id of a place of the project's list, which goes into the folder's with all that it
        lies in; "" where that list has none, or the folder has one of these under another id.

        A county or district counts as such only where it lies in what the place ``within`` does,
        but for the nation: 青山区 is a district of 武汉, too.
        """
        codes, known = read_codes(OWN_DESCRIPTOR), self.descriptor.codes
        id = codes.region_names.get(name, "")
        above = lies_in(id, codes.regions)
        near = {within, *lies_in(within, known.regions)} & set(above[:-1])
        ids = {id, *above} - known.regions.keys()
        names = {one: key for one, key in codes.region_names.items() if key in ids}
        mine = all(known.region_names.get(one, key) == key for one, key in names.items())
        if id not in codes.regions or id not in ids or not mine:
            return ""
        if not near and codes.regions[id].level in ("district", "county", "town", "park"):
            return ""
        for key in ids:
            record = project_records("regions")[key]
            self.listed[key] = {one: record[one] for one in record if one != "peers"}
        return id

    def whole(self, text: str, place: str) -> str | None:
        """The place that 全市 means: the folder's own, or that of its level around it; else None."""
        ending = text.strip()[1:]
        regions = self.descriptor.codes.regions
        if regions[place].zh.endswith(ending) or regions[place].level == level_of(ending):
            return place
        levels = {level_of(ending)}
        if levels & {"province", "district"}:
            levels |= {"province", "region"}  # 全省, 全区
        found = (id for id in lies_in(place, regions) if regions[id].level in levels)
        return next(found, None)

    # --- units ----------------------------------------------------------------------------------

    def known_unit(self, text: str) -> bool:
        """Whether a text is the name of a unit."""
        return unit_name(text) in self._unit_names

    def measures(self, text: str) -> bool:
        """Whether a text is a unit, known or of an amount for each of something: 万元/人."""
        return self.known_unit(text) or "/" in text and any(map(self.known_unit, text.split("/")))

    def is_unit(self, text: str, id: str) -> bool:
        """Whether a text is a name of the unit with this id."""
        return self.known_unit(text) and self.first_unit(text)["id"] == id

    def fitting(self, text: str, indicator: Record) -> Record | None:
        """The unit that a text means for an indicator; None where its values need not convert."""
        own = self.units[indicator["unit"]]
        found = self._unit_names.get(unit_name(text), [])
        for id in sorted(found, key=lambda id: id != own["id"]):
            if self.shift(self.units[id], own) is not None:
                return self.units[id]
        return None

    def first_unit(self, text: str) -> Record:
        """The unit that a text means where no indicator says which: 个 is none of projects alone."""
        found = self._unit_names[unit_name(text)]
        return self.units[ANY if ANY in found else found[0]]

    def apart(self, one: str, other: str) -> int | None:
        """The least power of ten between the units that two texts may mean; None where none of
        these converts.
        """
        if unit_name(one) == unit_name(other):
            return 0
        first, second = (self._unit_names.get(unit_name(text), []) for text in (one, other))
        shifts = (self.shift(self.units[a], self.units[b]) for a in first for b in second)
        return min((shift for shift in shifts if shift is not None), key=abs, default=None)

    def new_unit(self, text: str) -> Record:
        """A unit of the office's own, which stands alone."""
        label = " ".join(unicodedata.normalize("NFKC", text).split())
        record: Record = dict.fromkeys(("id", "zh", "en"), label)
        record |= {"dimension": "", "factor": 1, "counts": False}
        self.units[label] = record
        self._unit_names.setdefault(unit_name(label), []).append(label)
        return record

    def unmistakable(self, indicator: Record) -> bool:
        """Whether a value can have one unit only, so that it need not be written."""
        return self.units[indicator["unit"]]["dimension"] in ONE_UNIT

    def same(self, one: dict[str, str], other: dict[str, str]) -> bool:
        """Whether two rows of a dataset say the same value, in whatever unit."""
        shift = self.shift(self.units[one["unit"]], self.units[other["unit"]])
        if one["qualifier"] != other["qualifier"] or shift is None:
            return False
        return Decimal(shifted(one["value"], shift)) == Decimal(other["value"])

    @staticmethod
    def shift(unit: Record, other: Record) -> int | None:
        """The power of ten that turns a value in one unit into one in another."""
        if unit["id"] == other["id"]:
            return 0
        if not unit["dimension"] or unit["dimension"] != other["dimension"]:
            return None
        return Decimal(unit["factor"]).adjusted() - Decimal(other["factor"]).adjusted()


@cache
def known_places() -> dict[str, None]:
    """The names of the project's places, the longest first."""
    names = read_codes(OWN_DESCRIPTOR).region_names
    return dict.fromkeys(sorted(names, key=len, reverse=True))


def words_beside(indicator: Record, growth: str) -> list[str]:
    """What may stand in brackets beside the name of an indicator and changes nothing."""
    is_growth = indicator["kind"] == "growth"
    kinds = ["always", *["growth"] * is_growth, *["level"] * (growth != "" or not is_growth)]
    return [word for kind in kinds for word in terms.known()["beside"][kind]]


def are_opposite(name: str, other: str) -> bool:
    """Whether two names differ by one of a pair that is the other's opposite: 收入, 支出."""
    pairs = terms.known()["opposites"]["pairs"]
    found = (((one in name, two in name), (one in other, two in other)) for one, two in pairs)
    return any(mine == theirs[::-1] != theirs for mine, theirs in found)


def is_fall(name: str) -> bool:
    """Whether a name says that its figures are falls: 能耗下降率."""
    return any(word in name.casefold() for word in terms.known()["opposites"]["falls"])


def nearest_unit(text: str, labels: Iterable[str]) -> str:
    """The label most like the text, of those in the same power of ten; "" where none is."""
    said = SCALE.findall(text)
    return nearest(text, [label for label in labels if SCALE.findall(label) == said])


def in_pinyin(name: str) -> str:
    """The name of a place in pinyin without tones, small and in one word, without the word of its
    level; "" where nothing of it can be read.
    """
    readings = terms.known()["readings"]
    short = without_level(name)
    if read := readings["names"].get(name) or readings["names"].get(short):
        return read
    return slug("".join(readings["characters"].get(one, one) for one in short))


def name_in_english(name: str) -> str:
    """The name of a place in English: itself, or its pinyin."""
    return name if name.isascii() else in_pinyin(name).capitalize() or name


def level_of(name: str) -> str:
    """The level of a place by the end of its name."""
    for level, endings in terms.known()["levels"].items():
        if name.casefold().endswith(tuple(endings)):
            return level
    return "county"


def without_level(name: str) -> str:
    """The name of a place without the word of its level, where something is left."""
    levels = terms.known()["levels"].values()
    for ending in sorted((one for ones in levels for one in ones), key=len, reverse=True):
        if name.casefold().endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)].rstrip()
    return name


def _whole_name(label: str) -> str:
    """The name of a record for comparison, with what it has in brackets: 占比（文章口径） is not 占比."""
    return plain_name(re.sub(r"[()（）【】\[\]]", "", label))


def only_like(name: str, indicator: Record) -> bool:
    """Whether an indicator is a growth, and a name of it may mean the level as well."""
    labels = (indicator["zh"], indicator["en"], indicator["id"])
    named = plain_name(name).endswith("增速") or _whole_name(name) in map(_whole_name, labels)
    return indicator["kind"] == "growth" and not named


def _keys(name: str, growth: str) -> list[str]:
    """The names under which an indicator is looked up, the most exact first."""
    bare = plain_name(name)
    keys = [_whole_name(name), bare, re.sub("[,，:：/][^,，:：/]*$", "", bare)]
    if growth:
        keys = [key if key.endswith(growth) else f"{key}{growth}" for key in keys]
    return list(dict.fromkeys(key for key in keys if key))


def shown_name(name: str, growth: str, language: str = "") -> str:
    """The label of an indicator of the office's own: its name without numbering and unit; GDP,
    which both languages have, with the word for growth of a ``language``.
    """
    label = terms.NUMBERING.sub("", name.strip())
    if begins := with_brackets(label):
        return begins + shown_name(label.removeprefix(begins), growth, language)
    label = terms.BRACKETS.sub("", label)
    label = " ".join(unicodedata.normalize("NFKC", terms.FOOTNOTE.sub("", label)).split())
    label = label.strip(",，:： %％") or tidy(name)
    if not growth or plain_name(label).endswith(growth):
        return label
    english = terms.is_english(label) or (language == "en" and label.isascii())
    if english:
        return english_name(label, growth)
    return label + growth


def english_name(name: str, growth: str) -> str:
    """The English of a name of the office's own, with its growth."""
    if not name or not growth:
        return name
    return f"{name}, {terms.known()['english'][growth]}"


def _kind(label: str, unit: Record) -> str:
    """The kind of measure that a name and a unit tell."""
    name = plain_name(label)
    if unit["id"] == "%":
        if name.endswith(("增速", "增减", "变化")):
            return "growth"
        if "占" in name or name.endswith("比重"):
            return "share"
        return "ratio"
    if unit["id"] == "rank":
        return "rank"
    if unit["dimension"] == "count":
        return "count"
    return "level"
