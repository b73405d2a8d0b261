"""What the labels of a row say: its period, its part of the year, its indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from industry_report.office import terms
from industry_report.office.columns import (
    GROWTHS,
    PART,
    SAME_PERIOD,
    UNTIL,
    Column,
    Name,
    doubts,
    in_branch,
    is_plain,
    is_timed,
    referred,
)
from industry_report.office.english import DASHES
from industry_report.office.heads import (
    BOTH,
    Kind,
    filled_cells,
    is_number,
    is_value,
    period_head,
    pieces_of,
)
from industry_report.office.naming import PERCENT
from industry_report.office.scopes import Scope, is_of_firms, scopes_in
from industry_report.office.spans import is_part, spans_in, year_before, year_behind
from industry_report.office.tablehead import PERIODS, Head
from industry_report.office.terms import Moment
from industry_report.office.wholes import (
    INDEX,
    SAID,
    divides,
    is_share,
    is_sum,
    known_parts,
    measures_all,
    measures_same,
    of_shares,
    part_of,
    says_measure,
)

#: What stands among periods and is none: it is left out.
NO_PERIOD = re.compile(r"年均|平均|\baverage\b", re.IGNORECASE)


class Rows:
    """The rows below a head.

    Attributes:
        section: the heading of the rows at hand; ``about``: the same up to a row of its level;
            ``kind``: the kind of their figures.
        scopes: the sectors that it is about; ``named``: those that the last row to name one leaves
            open.
        before: the last period that a row says; ``above``: what a bare 增速 refers to;
            ``parent``: the last that is no part of another.
        category: what stands before the names of the last row that says it, by column.
        divided: whether the rows are parts of the whole above them, as a title or a heading says;
            ``unit``: in which unit.
        growth, units: the growth that a heading says all rows below it are, and their units;
            ``base``: what they are of; ``subject``: what those of the table are; ``line``: the
            units that a line among the rows states.
    """

    def __init__(self, head: Head) -> None:
        self.head, self.grid, self.kind = head, head.grid, Kind()
        self.section = self.about = ""
        self.before: Moment | None = None
        self.above, self.parent = Name(""), ""
        self.category: dict[int, str] = {}
        self.divided, self.unit = False, ""
        self.growth, self.base, self.subject = "", Name(""), Name("")
        self.units: tuple[str, ...] = ()
        self.line: tuple[str, ...] = ()
        self.scopes: tuple[Scope, ...] = ()
        self.named: tuple[Scope, ...] = ()

    def _columns_of(self, *kinds: str) -> list[int]:
        return [column for column, one in self.head.labels.items() if one in kinds]

    def _text(self, row: int, kind: str) -> str:
        """What a row says in the columns of a kind; the last that says something."""
        texts = [self._label(row, column) for column in self._columns_of(kind)]
        return next(filter(None, reversed(texts)), "")

    def _label(self, row: int, column: int) -> str:
        """The text of a label; one in a cell that is merged with those below is of each row."""
        first, beside = self.grid.merged.get((row, column), (row, column))
        if first <= self.head.bottom or beside != column:
            first = row
        return self.grid.cell(first, column).text or self.category.get(column, "")

    def _go_on(self, row: int) -> None:
        """Note the categories of a row: an empty cell below one goes on with it, in rows that have
        a name.
        """
        *before, last = [*self._columns_of("indicator", "branch")] or [self.head.first]
        said = {at: text for at in before if (text := self.grid.cell(row, at).text)}
        if said or not self.grid.cell(row, last).text:
            self.category = said if self.grid.cell(row, last).text else {}

    def _total(self, row: int) -> str:
        """The word for a total that stands in the place of a row's number, or ""."""
        text = self._text(row, "number")
        return text if terms.is_total(text) else ""

    def _row_moment(self, row: int, year: str) -> tuple[str, Moment | None, str]:
        """What a row says of its period, the period, and the year of the rows below."""
        parts = [self._text(row, kind) for kind in PERIODS]
        stated = "".join(parts)
        if re.fullmatch(r"\d{1,2}", parts[2]):
            stated += "月"
        if parts[0] and stated != parts[0]:
            stated = re.sub(r"^(\d{4})(?!年)", r"\1年", stated)
        moment = terms.moment(stated, year or year_behind(stated, self.before))
        self.before = moment or self.before
        if moment and "/" not in moment.period:
            year = moment.period[:4]
        if moment and (status := self._status(row)):
            moment = replace(moment, status=status)
        return stated, moment, year

    def _asides(self, row: int) -> list[str]:
        """What a row says of its figures in columns of remarks or kinds, and beside the table."""
        known = {*self.head.labels, *self.head.columns}
        others = (cell for at, cell in filled_cells(self.grid, row) if at not in known)
        beside = [cell.text for cell in others if not is_value(cell)]
        kinds = [self._label(row, one) for one in self._columns_of("note", "status")]
        return [*filter(None, kinds), *beside]

    def _status(self, row: int) -> str:
        """What a row says that its figures are: ``target``, ``planned`` …; or ""."""
        return next(filter(None, map(terms.said_status, self._statuses(row))), "")

    def _statuses(self, row: int) -> list[str]:
        """The texts of a row that may say what its figures are, but for its remarks."""
        columns = self._columns_of("indicator", "branch")
        before = list(filter(None, (self._label(row, one) for one in columns)))[:-1]
        return [*before, *(one for one in self._asides(row) if one != self._text(row, "note"))]

    def _parts(self, row: int, stated: str, moment: Moment | None) -> tuple[list[str], list[str]]:
        """The words of a row, or of the heading above it, for its part of the year, and those that
        may make a month another period.
        """
        labels = [self._label(row, one) for one in self._columns_of("indicator", "branch")]
        words = [word for text in labels if (word := so_far(text)[1])]
        beside = terms.unbracketed(moment.rest if moment else "")
        if is_part(beside) or spans_in(beside):
            words.append(beside)
        said = [one for text in labels for one in doubts(text) if is_timed(one)]
        said += [text for text in labels[1:] if is_timed(text) and not so_far(text)[1]]
        unsure = said
        if moment and doubts(moment.rest) or UNTIL.search(stated):
            unsure = [stated, *said]
        if not words and self.section:
            bare = terms.bare(self.section).split("、")[-1]
            if is_part(bare):
                words = [bare]
            elif len(spans_in(self.section)) == 1:
                words = [self.section]
            timed = is_timed(self.section) or (period_head(bare) and not self.kind.status)
            if timed and not words:
                unsure.append(self.section)
        return words, unsure if len(words) < 2 else [*unsure, *words]

    def _headless(self) -> Iterator[tuple[int, int, str]]:
        """The first figure, with its place, of each column without a head."""
        known = {*self.head.labels, *self.head.columns}
        for column in sorted(set(range(self.head.first, self.grid.width)) - known):
            rows = range(self.head.bottom + 1, self.head.last + 1)
            cells = ((row, column, self.grid.cell(row, column)) for row in rows)
            found = ((row, at, cell.text) for row, at, cell in cells if is_number(cell))
            yield from islice(found, 1)

    def _unit_at(self, row: int, column: int) -> str:
        """What a row says of the unit of a value: where it has several columns of units, in that
        behind the value, or before it where the first stands before all values.
        """
        units = self._columns_of("unit")
        if len(units) < 2:
            return self._text(row, "unit")
        found = [at for at in units if at > column]
        if units[0] < min(self.head.columns, default=0):
            found = [at for at in reversed(units) if at < column]
        return next(filter(None, (self._label(row, at) for at in found)), "")

    def _begin(self, text: str, name: Name, subject: Name) -> Name:
        """Note what a heading says of all rows up to the next one, 增速（%） or 产量（万吨）; what they
        are of, where ``name`` is what it names itself.
        """
        self.growth = GROWTHS.get(terms.measure(text), "")
        self.units = tuple(filter(terms.is_unit, terms.in_brackets(text)))
        if is_share(text):
            return name
        if self.growth:
            base = self.base
            return replace(base, text=terms.bare(base.text), whole=terms.bare(base.whole))
        says_value = terms.measure(text) == "value"
        self.units *= says_value or terms.is_noun(text)
        self.base = subject if says_value else name
        return self.base

    def _growth_of(self, name: str) -> str:
        """Which growth of what a row names its values are, by the heading above it or by the title
        of all; or "".
        """
        if self.growth and not terms.is_ratio(name):
            return self.growth
        subject = terms.plain_name(self.head.subject)
        if self.head.units and set(self.head.units) <= {*PERCENT}:
            subject = subject.removesuffix("情况")
        if subject.endswith(GROWTHS["growth"]) and not BOTH.search(self.head.subject):
            return GROWTHS["growth"]
        return ""

    def _row_name(self, row: int, above: Name) -> tuple[Name, Name]:
        """The indicator of a row, and what a bare 增速 or 第一产业 in the rows below refers to."""
        columns = self._columns_of("indicator", "branch")
        texts = [text for column in columns if (text := self._label(row, column))]
        texts = [so_far(text)[0] or text for text in texts]
        texts = texts or list(filter(None, [self._total(row)]))
        if not texts:
            return Name(""), above
        if divides(texts[-1]):
            self.divided, self.unit = True, self._unit_of(row - 1)
            return Name(texts[-1]), self._divided(above)
        whose = next((text for text in reversed(texts[:-1]) if not terms.measure(text)), "")
        below = terms.measure(texts[-1]) in ("value", "month", "total", "last_year", *GROWTHS)
        below = below or terms.bare(texts[-1]).startswith("占")
        aside = terms.is_no_outcome(texts[-1])
        if whose and (below or texts[-1] == self._text(row, "branch")):
            above = referred(whose, above)
        chinese = [text for text in texts if not terms.is_english(text)]
        name = self._referred(row, (chinese or texts)[-1], above)
        if english := self._text(row, "english"):
            name = replace(name, english=english)
        if below or aside:
            return name, above
        return name, name

    def _has_number(self, row: int) -> bool:
        """Whether a row has values, as no heading has."""
        return any(is_number(cell) for _, cell in filled_cells(self.grid, row))

    def _unit_of(self, row: int) -> str:
        """The unit that a row says itself."""
        inner = filter(terms.is_unit, terms.in_brackets(self._text(row, "indicator")))
        return self._text(row, "unit") or next(inner, "")

    def _divided(self, above: Name) -> Name:
        """What a heading divides: what the title says, where the row above measures the same or
        nothing; else that row.
        """
        subject, whole = self.head.subject, above.whole
        same = measures_same(whole, subject) or not says_measure(whole)
        if measures_all(subject) and same:
            self.unit = ""
            return Name(subject, whole=subject)
        return above

    def _referred(self, row: int, text: str, above: Name) -> Name:
        """What the label of a row means below another, of whose whole it may be a part."""
        if self._columns_of("branch"):
            sibling = terms.is_branch(text) and not self._columns_of("indicator")
            if sibling and not says_measure(above.whole):
                above = replace(above, whole=self.head.subject_name.whole)
            return referred(text, above)
        units = {self._unit_of(row), self._unit_of(row - 1)} - {""}
        if terms.is_branch(text) and len(units) > 1 and not says_measure(above.whole):
            above = Name("")  # 农业 in 亿元 below 农业机械总动力 in 万千瓦 is no part of it
        name, bare = referred(text, above), terms.plain_name(text)
        if PART.match(text) and measures_same(text, above.whole):
            name = replace(name, whole=above.whole)
        if not above.whole or name.text != text:
            return name
        if terms.is_group(text) and bare not in known_parts() and self._has_number(row):
            name = replace(name, whole=above.whole)
            if not self.divided or bare in terms.plain_name(above.whole):
                return name
        if terms.is_group(above.whole) and not self.divided:
            return name
        divided = self.divided and self._unit_of(row) in ("", self.unit)
        if divided and is_sum(text):
            return replace(name, text=above.whole)
        same = bare == terms.plain_name(above.whole)
        self.divided = self.divided and (same or not says_measure(text))
        part = bare in known_parts() and not (len(units) > 1 and units & SAID)
        if same or says_measure(text) or (terms.is_total(bare) and not part):
            return name
        if divided or part:
            return replace(name, text=part_of(text, above.whole), whole=above.whole)
        return name

    def _in_branch(self, name: Name, own: Name, column: Column) -> Name:
        """The name of a branch as its column or the title measures it; below a title of shares
        what grows is what they are shares of.
        """
        if column.growth and not own.text and (whole := of_shares(self.head.subject)):
            named = in_branch(name, own, whole)
            if named.text == name.text:
                return replace(name, text=part_of(name.text, whole))
            return named
        return in_branch(name, own, self.head.subject)

    def _of_title_alone(self, own: Name, column: Column) -> Name:
        """The name of a column as a part of what the title says that all measure."""
        says = column.units or column.unit or column.growth or says_measure(own.text)
        if says or not self.divided or "·" in own.text:
            return own
        return replace(own, text=part_of(own.text, self.head.subject))

    def _subject_of(self, name: Name) -> str:
        """What the title says of a figure; nothing of an index beside columns of other things."""
        others = {terms.bare(one.text) for one in self.head.names.values()}
        others -= {"", terms.bare(name.text), terms.bare(self.head.subject)}
        return "" if others and terms.bare(name.text) == INDEX else self.head.subject

    def _categories(self, row: int) -> list[str]:
        """What stands in a row before the name of its indicator, and the row of which one that
        begins with 其中 and says only what is counted is a part.
        """
        texts = [self._label(row, one) for one in self._columns_of("indicator", "branch")]
        texts = list(filter(None, texts))
        if texts and PART.match(texts[-1]):
            return [*texts[:-1], *[self.parent] * is_of_firms(texts[-1])]
        self.parent = next(reversed(texts), "")
        return texts[:-1]

    def _scopes(self, row: int) -> tuple[Scope, ...]:
        """The sectors that a row may be of: that of its category, its heading or the title, else
        those that rows above it leave open.
        """
        found = (scopes_in(one, False) for one in reversed(self._categories(row)))
        said = next(filter(None, found), ()) or self.scopes or self.head.titles.scopes
        if said or len(self.named) < 2:
            return said
        return self.named

    def _is_else(self, stated: str, moment: Moment | None) -> bool:
        """Whether a row is of no period of its own: 2023年增长, 合计, “十四五”年均."""
        if moment:
            bare = terms.tidy(terms.BRACKETS.sub("", moment.rest))
            return not (is_plain(moment.rest) or spans_in(bare) or terms.measure(bare) == "value")
        sums = terms.is_total(stated) or NO_PERIOD.search(stated)
        return bool(sums or pieces_of(stated))


def of_year_before(moment: Moment, name: Name) -> Moment:
    """The period of a row 上年同期, whose head says ``moment``: of an outcome, the year before. 上年
    alone is no part of a year.
    """
    if not name.last_year:
        return moment
    part = len(moment.period) > 4 and not SAME_PERIOD.search(name.last_year)
    if part or moment.status != "observed":
        return replace(moment, unread=name.last_year)
    return replace(moment, period=year_before(moment.period))


def so_far(text: str) -> tuple[str, str]:
    """The name of a row without the words that say its part of the year, and those words:
    工业用电量（累计）, 地区生产总值累计（亿元）, 工业增加值累计增速, 税收（1—10月）.
    """
    for found in terms.BRACKETS.finditer(text):
        if terms.measure(found[1]) in ("month", "total") or is_part(found[1]):
            return text[: found.start()] + text[found.end() :], found[1]
    if terms.measure(text) in ("month", "total") or is_part(text):
        return text, text
    plain = text.translate(DASHES)
    for word, kind in terms.spans():
        before, _, behind = plain.rpartition(word)
        ends = not terms.plain_name(behind) or terms.measure(behind) in GROWTHS
        if before and kind == "total" and ends:
            return text[: len(before)] + text[len(before) + len(word) :], word
    return text, ""
