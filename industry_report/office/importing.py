"""What the sheets of an office say, as rows of its dataset: understood first, written on request.

Nothing is changed by reading. A value keeps the digits and the unit of the sheet, and the dataset
converts it exactly when it is read, so that nothing is lost by rounding. An import is taken whole
or not at all: as long as one cell is wrong nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from industry_report.data.codes import plain
from industry_report.data.errors import Fault
from industry_report.data.periods import similar_period
from industry_report.data.regions import main_region
from industry_report.data.validation import COLUMNS
from industry_report.office import stated, terms, wholes
from industry_report.office.amounts import Amount
from industry_report.office.bracketed import with_brackets
from industry_report.office.cells import EMPTY
from industry_report.office.columns import GROWTHS, TIME, is_doubtful, is_timed, with_words
from industry_report.office.descriptor import Descriptor, Record
from industry_report.office.heads import BASE, comments_of, is_head
from industry_report.office.layout import Entry, Table, tables
from industry_report.office.messages import Messages
from industry_report.office.naming import (
    IS_SCALE,
    PERCENT,
    Lists,
    nearest_unit,
    only_like,
    shown_name,
    words_beside,
)
from industry_report.office.reading import Key, Reading, Row, Understood
from industry_report.office.scopes import in_scope, in_size
from industry_report.office.sheets import Grid
from industry_report.office.spans import is_month
from industry_report.office.strangers import of_whole, strangers
from industry_report.office.terms import Moment
from industry_report.office.understood import Words

#: There are no earlier figures.
FIRST_YEAR = "1949"


def why_unread(grid: Grid, found: Sequence[Table]) -> str:
    """Why nothing is read of a sheet; see :class:`Reading`."""
    if all(cell == EMPTY for row in grid.rows for cell in row):
        return "empty"
    if any(table.odd or table.undated or table.unsure or table.asked for table in found):
        return "columns"
    return "blank" if any(is_head(grid, row) for row in range(len(grid.rows))) else "none"


class Importer:
    """Reads grids into a :class:`Reading`.

    Args:
        descriptor: of the office's folder.
        say: how cells are named.

    Attributes:
        open: what is asked of names that may be of any of several sectors, and of other texts.
    """

    def __init__(self, descriptor: Descriptor, say: Messages) -> None:
        self.descriptor, self.say = descriptor, say
        self.lists = Lists(descriptor)
        self.words = Words(self.lists)
        self.region = main_region(descriptor.codes.regions)
        self.reading = Reading()
        self.open: dict[str, Fault] = {}

    def read(self, grids: Iterable[Grid]) -> Reading:
        """Read every sheet; what was understood, and what is wrong."""
        for grid in grids:
            found, loose = tables(grid, self.descriptor.codes.region_names)
            self.reading.mistakes += strangers(grid, found, self.lists, self.say)
            for table in found:
                self._read_table(grid, table)
            if not any(table.entries for table in found):
                self.reading.without.append((grid, why_unread(grid, found)))
                continue
            passed = [one for table in found for one in table.passed] + loose
            passed += comments_of(grid)
            self.reading.mistakes += self.words.other_notes(grid, found, passed, self.say)
            self.reading.passed += [
                (grid.place(self.say, row, column), text) for row, column, text in passed
            ]
        self.reading.mistakes += self.open.values()
        if not (self.reading.rows or self.reading.mistakes):
            self.reading.mistakes += self._nothing()
        self._say_doubled()
        return self.reading

    def _refuse(self, kind: str, where: str, near: str = "", **values: object) -> None:
        """Note what is wrong with a cell."""
        self.reading.mistakes.append(Fault(kind, where, near, **values))

    def _nothing(self) -> Iterator[Fault]:
        """Why the files give no figure, file by file."""
        found = self.reading
        kinds = {grid.file: "file.nothing" for grid, _ in found.without}
        kinds |= {grid.file: "file.blank" for grid, why in found.without if why == "blank"}
        kinds |= {one.grid.file: "file.blank" for one in found.understood}
        named = found.columns or found.unsure or found.skipped or found.elsewhere
        for name, kind in kinds.items():
            yield Fault("file.unread" if named else kind, name)

    def _read_table(self, grid: Grid, table: Table) -> None:
        if table.entries:
            understood = Understood(grid, table)
            self.reading.understood.append(understood)
            for entry in table.entries:
                self._read_entry(understood, entry)
            self.reading.blank += table.blank
        for kind, asked in table.asked.items():
            self.reading.mistakes.append(table.titles.question(grid, kind, asked, self.say))
        self.reading.skipped |= dict.fromkeys(table.skipped.values())
        for (row, column), text in (table.odd | table.undated).items():
            self.reading.columns[grid.place(self.say, row, column)] = text
        self.reading.undated |= {grid.place(self.say, *one) for one in table.undated}
        for (row, column), text in table.unsure.items():
            self.reading.unsure.setdefault(text, grid.place(self.say, row, column))

    def _read_entry(self, understood: Understood, entry: Entry) -> None:
        """Add the row of a cell, or say why there is none."""
        where = understood.grid.place(self.say, entry.row, entry.column)
        if self._is_no_outcome(entry):
            self.reading.skipped[entry.name.strip()] = None
            return
        amount = stated.amount_of(self.lists, entry)
        if isinstance(amount, Fault):
            return self.reading.mistakes.append(amount.at(where))
        if entry.growth and self.lists.is_unit(amount.unit, "pp"):
            entry = replace(entry, growth=terms.known()["points"]["growth"])
        if kind := self._no_name(entry, amount):
            return self._refuse(kind, where, text=entry.name)
        if not amount.digits:
            self.reading.gaps += 1
            return
        if (moment := entry.moment) is None:
            return self._no_period(understood, entry, where)
        if self._is_unsure(entry, moment):
            words = (*entry.unsure, moment.unread)
            self.reading.unsure.setdefault(with_words(entry.name, words), where)
            return
        scopes = understood.table.scopes_of(entry)
        named = in_scope(entry.name, entry.growth, scopes, self.lists)
        if isinstance(named, Fault):
            self.open.setdefault(entry.name, named.at(where))
            return
        entry = self._apart(replace(entry, name=in_size(named, entry.said, self.lists)))
        if moment.period < FIRST_YEAR:
            return self._old(understood, entry, moment.period)
        entry = of_whole(entry, self.lists)
        region = self._region(understood, entry, where)
        found = self._indicator_and_unit(entry, amount, where)
        if found is None or region is None:
            return
        self.open = self.words.questions(entry, found[0], where) | self.open
        self.words.of_file[understood.grid.file].add(entry.name)
        if amount.changed:
            self.reading.rewritten.append((where, entry.cell.text, amount))
        understood.periods[moment.period] = None
        understood.names[self._label(entry), found[0]["id"]] += 1
        values = {
            "region": region,
            "period": moment.period,
            "status": amount.status or moment.status,
            "locator": understood.grid.address(entry.row, entry.column),
            **self._said(entry, amount, *found),
        }
        row = Row(dict.fromkeys(COLUMNS, "") | values, where, self._label(entry))
        self.reading.rows.append(row)

    def _said(
        self, entry: Entry, amount: Amount, indicator: dict[str, str], unit: dict[str, str]
    ) -> dict[str, str]:
        """What its row has of an amount; an indicator that is not defined compares with none."""
        defined = indicator["definition_zh"] or indicator["definition_en"]
        return {
            "indicator": indicator["id"],
            "value": amount.digits,
            "unit": unit["id"],
            "qualifier": amount.qualifier,
            "confidence": "high" if defined else "medium",
            "note": " ".join(entry.remark.split()),
        }

    def _no_name(self, entry: Entry, amount: Amount) -> str:
        """The kind of fault where a figure stands beside what names nothing, or ""."""
        if entry.name.startswith("="):
            return "cell.formula"
        if amount.digits and self.lists.is_no_name(entry.name):
            return "name.none"
        return "name.part" if amount.digits and wholes.leans(entry.name, entry.unit) else ""

    def _no_period(self, understood: Understood, entry: Entry, where: str) -> None:
        """Say that a text is no period; once for a table that it is one without its year."""
        if not terms.moment(entry.stated, "0000"):
            near = similar_period(entry.stated)
            self._refuse("period.unknown", where, near, text=entry.stated)
        elif not understood.yearless:
            understood.yearless = True
            self._refuse("period.year", where, text=entry.stated)

    def _is_unsure(self, entry: Entry, moment: Moment) -> bool:
        """Whether words around a value or in its name may make its period another one."""
        besides = self.lists.said_besides(entry.name, entry.growth)
        record = self.lists.indicator(entry.name, entry.growth)
        words = [*entry.unsure, *filter(is_timed, besides)]
        if is_month(moment) and not record:
            words += filter(TIME.search, [terms.bare(entry.name)])
        dated = terms.unread(entry.name) and not (record and terms.unread(record["en"]))
        return bool(dated) or is_doubtful(moment, words)

    def _is_no_outcome(self, entry: Entry) -> bool:
        """Whether a value is a rank, a share of something unsaid, a target or a plan: none of the
        lists, and none of its own.
        """
        if self.lists.indicator(entry.name, ""):
            return False
        return terms.measure(entry.name) == "skip" or terms.is_no_outcome(entry.name, entry.unit)

    def _old(self, understood: Understood, entry: Entry, period: str) -> None:
        """Say once, at the cell that names it, that a period is none of the statistics."""
        if period in understood.periods:
            return
        understood.periods[period] = None
        rows = enumerate(understood.grid.rows)
        cells = ((row, at, cell) for row, line in rows for at, cell in enumerate(line))
        moments = ((one, terms.moment(one[2].text)) for one in cells)
        dated = (one for one, moment in moments if moment and moment.period == period)
        row, column, cell = next(dated, (entry.row, entry.column, entry.cell))
        where = understood.grid.place(self.say, row, column)
        self._refuse("period.old", where, cell.year, text=cell.text)

    def _region(self, understood: Understood, entry: Entry, where: str) -> str | None:
        """Whose value it is: the place of the row, of the sheet's name, or of the folder; None
        where it is that of a place which the folder does not have, or of one that is not said
        where other rows say it.
        """
        codes = self.descriptor.codes
        if not entry.region and understood.table.has_places:
            self._refuse("region.missing", where)
            return None
        whole = terms.without_total(entry.region, entry.growth)
        if terms.is_whole_place(whole):
            region = self.lists.whole(whole, self.region)
            if region is None:
                self.reading.elsewhere[entry.region] = None
            return region
        if not entry.region or terms.is_total(entry.region):
            return codes.region_names.get(plain(understood.grid.sheet), self.region)
        region = self.lists.place(entry.region, self.region)
        if not region:
            likely = codes.unknown_region(entry.region).near
            near = self.say.label(codes.regions[likely]) if likely else ""
            self._refuse("region.unknown", where, near, text=entry.region)
            return None
        return region

    # --- indicators and units -------------------------------------------------------------------

    def _apart(self, entry: Entry) -> Entry:
        """An entry whose name says more in brackets, under a name of its own: 地区生产总值增速（名义）
        is no 地区生产总值增速.
        """
        said = self.lists.said_besides(entry.name, entry.growth)
        record = self.lists.named(entry.name, entry.growth)
        own = record is None or record["id"] in self.lists.fresh
        if not said or (own and with_brackets(entry.name)):
            return entry
        name = f"{shown_name(terms.bare(entry.name), '')}·{self.say('comma').join(said)}"
        if any(map(terms.is_points, said)):
            entry = replace(entry, units=(*entry.units, terms.known()["points"]["unit"]))
        entry = replace(entry, name=name, english="")
        if record:
            words = words_beside(record, entry.growth)
            self.reading.apart[shown_name(entry.name, entry.growth)] = (said, record, words)
        return entry

    def _indicator_and_unit(
        self, entry: Entry, amount: Amount, where: str
    ) -> tuple[Record, Record] | None:
        indicator = self.lists.indicator(entry.name, entry.growth)
        cell, beside = stated.near_units(self.lists, entry, amount)
        texts = [*cell, *beside]
        if not texts and entry.above_units:
            texts = stated.one_unit(self.lists, entry)
        around = map(self.lists.known_unit, (*beside, *entry.above_units, *entry.table_units))
        alone = indicator and not (entry.unit or any(around))  # GDP of 150亿
        if texts and IS_SCALE.fullmatch(texts[0]) and not alone:
            self._refuse("unit.scale", where, name=self._label(entry), text=entry.cell.text)
            return None
        if two := stated.disagreeing(self.lists, entry, cell, beside):
            kind, units = "unit.percent" if two & {*PERCENT} else "unit.two", sorted(two)
            self._refuse(kind, where, name=self._label(entry), texts=self.say("comma").join(units))
            return None
        if texts and self.lists.is_unit(texts[0], "%"):
            entry = self._as_growth(entry, indicator)
            indicator = self.lists.indicator(entry.name, entry.growth)
        elif texts and indicator and not entry.growth and only_like(entry.name, indicator):
            indicator = None  # 单位GDP能耗 in tonnes is no change of it
        grows = entry.growth or indicator and indicator["kind"] == "growth"
        if grows and any(map(BASE.search, (entry.name, entry.unit, *entry.units))):
            near = f"{Decimal(amount.digits) - 100}"
            self._refuse("value.base", where, near, name=self._label(entry), text=amount.digits)
            return None
        if indicator is None:
            return self._own(entry, texts, where)
        unit = self._unit(entry, indicator, texts, where)
        if unit is None:
            return None
        self._say_conversion(entry, indicator, unit, amount)
        return indicator, unit

    def _label(self, entry: Entry) -> str:
        """What a value is called in messages: GDP of an English sheet is one word of English."""
        return shown_name(entry.name, entry.growth, self.say.language)

    def _as_growth(self, entry: Entry, indicator: Record | None) -> Entry:
        """A value in per cent whose name says how much there is of something: its growth."""
        if not stated.is_of_growth(entry, indicator):
            return entry
        growth = replace(entry, growth=GROWTHS["growth"])
        self.reading.growths[self._label(entry)] = self._label(growth)
        return growth

    def _unit(self, entry: Entry, indicator: Record, texts: list[str], where: str) -> Record | None:
        """The unit of a value; None, with a mistake, where it is missing or another dimension."""
        label, own = self._label(entry), self.lists.units[indicator["unit"]]
        if texts:
            unit = self.lists.fitting(texts[0], indicator)
            if unit is None:
                self._wrong_unit(label, indicator, texts[0], where)
            return unit
        for text in stated.far_units(self.lists, entry):
            if unit := self.lists.fitting(text, indicator):
                return unit
        if self.lists.unmistakable(indicator):
            self.reading.assumed[label] = self.say.label(own)
            return own
        self._no_unit(entry, own, where)
        return None

    def _no_unit(self, entry: Entry, own: Record, where: str) -> None:
        """Say that a value has no unit, and why one that stands on its sheet is none for it."""
        why = stated.why_none(entry, self.reading.understood[-1].grid, self.say)
        name, label = self._label(entry), self.say.label(own)
        self._refuse("unit.missing", where, name=name, own=label, why=why)

    def _wrong_unit(self, label: str, indicator: Record, text: str, where: str) -> None:
        own = self.lists.units[indicator["unit"]]
        same = [one for one in self.lists.units.values() if self.lists.shift(one, own) is not None]
        labels = list(dict.fromkeys(map(self.say.label, [own, *same])))
        values = {"name": label, "text": text, "choices": self.say("comma").join(labels)}
        if self.lists.known_unit(text):
            self._refuse("unit.dimension", where, **values)
        else:
            self._refuse("unit.unknown", where, nearest_unit(text, labels), **values)

    def _own(self, entry: Entry, texts: list[str], where: str) -> tuple[Record, Record] | None:
        """An indicator that no list has, with the unit of the sheet."""
        known = texts or stated.one_unit(self.lists, entry)
        if entry.growth and stated.is_amount(self.lists, entry.unit):
            known = [entry.unit]
        label = self._label(entry)
        if not known:
            own = self.lists.units["1e8 CNY"]
            if terms.is_rate(entry.name):
                own = self.lists.units["%"]
            self._no_unit(entry, own, where)
            return None
        rate = entry.growth or terms.is_ratio(entry.name)
        if known[0] in PERCENT and not rate and terms.noun_of(entry.name):
            self._refuse("unit.amount", where, name=label)
            return None
        if rate and stated.is_amount(self.lists, known[0]):
            self._wrong_unit(label, {"unit": "%"}, known[0], where)
            return None
        if likely := stated.unit_of_other(self.lists, entry.name, known[0]):
            self._wrong_unit(label, {"unit": likely}, known[0], where)
            return None
        if self.lists.known_unit(known[0]):
            unit = self.lists.first_unit(known[0])
        else:
            unit = self.lists.new_unit(known[0])
            self.reading.new_units[unit["id"]] = unit
        record = self.lists.own(entry.name, entry.growth, entry.english, unit["id"])
        return record, unit

    def _say_conversion(
        self, entry: Entry, indicator: Record, unit: Record, amount: Amount
    ) -> None:
        own = self.lists.units[indicator["unit"]]
        if unit["id"] == own["id"]:
            return
        shift = self.lists.shift(unit, own)
        assert shift is not None  # else the unit would not have been taken
        place = (self._label(entry), self.say.label(unit), self.say.label(own))
        self.reading.conversions.setdefault(place, (amount.digits, shift))

    def _say_doubled(self) -> None:
        """Two values of one row are a fault, unless they are the same."""
        earlier: dict[Key, Row] = {}
        kept, units = [], self.lists.units
        for row in self.reading.rows:
            other = earlier.setdefault(row.key, row)
            if other is row:
                kept.append(row)
            elif self.lists.same(other.fields, row.fields) is False:
                first, second = (self.say.amount(one.fields, units) for one in (other, row))
                said = {"name": row.label, "period": row.fields["period"], "other": other.where}
                self._refuse("row.twice", row.where, first=first, second=second, **said)
        self.reading.rows = kept
