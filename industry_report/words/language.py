"""One language: how numbers, units, periods, names, verbs, lists and whole sentences are written in
it.

What it knows it has from text files (see ``catalogue``), names of regions, indicators and units
also from the code lists of the dataset. It has no state: two languages in one process are two
objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, TypeGuard

from babel.plural import PluralRule

from industry_report.data.codes import Codes
from industry_report.data.errors import nearest
from industry_report.data.periods import Period
from industry_report.numbers.quantity import INFINITY, Quantity
from industry_report.words.markdown import inert
from industry_report.words.phrase import (
    Indicator,
    Number,
    Phrase,
    Region,
    Said,
    Template,
    Text,
    Unit,
)
from industry_report.words.template import Placeholder, Scope, parse

#: Forms of a quantity: as usual, without unit, without sign, signed, without qualifier, from–to.
FORMS = ("", "n", "abs", "+", "raw", "range")
#: Forms of a period: with the short names of its months; months of one year without the year.
MONTHS = ("short", "bare")
DIRECTIONS = ("up", "level", "down", "open")
BOUNDS = ("over", "at_least", "at_most")
OPPOSITE = {"at_least": "at_most", "at_most": "at_least"}


@dataclass(frozen=True)
class WrittenQuantity(Quantity):
    """A quantity for a chart, with its words: ``str()`` gives them.

    Attributes:
        text, range: as usual, and from–to.
        status_name: its status in words.
        shift: the power of ten from the number to what is written of a usual size.
    """

    text: str = ""
    range: str = ""
    status_name: str = ""
    shift: int = 0

    def __str__(self) -> str:
        return self.text


class Language:
    """How everything is written in one language.

    Args:
        name: its code (``zh``).
        words: its text file as a tree, with the phrases of the notebook.
        codes: the code lists of the dataset, for names that the text file does not have.
    """

    def __init__(self, name: str, words: Mapping[str, Any], codes: Codes) -> None:
        self.name, self.words, self.codes = name, words, codes

    @cached_property
    def plural(self) -> PluralRule:
        """The plural rule, in CLDR's syntax.

        https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules
        """
        return PluralRule(self.words["plurals"])

    # sentences

    def say(
        self, template: str, scope: Scope | Mapping[str, object], markdown: bool = False
    ) -> Said:
        """``template`` filled with values of ``scope``.

        Args:
            template: with placeholders.
            scope: of its names.
            markdown: whether it is Markdown; the words of the text files are then read as such,
                those of the data are escaped.

        Raises:
            LookupError: for a name, field, verb, form or list that there is not.
            TypeError: for a value that cannot be written.
            ValueError: for a brace that is no placeholder.
        """
        if not isinstance(scope, Scope):
            scope = Scope(scope)
        return _Draft(self, inert if markdown else str).filled(template, scope)

    def write(self, value: object, spec: str = "") -> str:
        """One value in words."""
        draft = _Draft(self)
        draft.write(value, spec, "value")
        return draft.text

    def chart_cell(self, cell: object) -> object:
        """A value as a chart takes it: a quantity with its words, anything else in words."""
        if not isinstance(cell, Quantity):
            return self.write(cell)
        given = {each.name: getattr(cell, each.name) for each in fields(Quantity)}
        given["label"] = self.write(cell.label)
        if cell.is_missing:
            return WrittenQuantity(**given)
        return WrittenQuantity(
            **given,
            text=self.amount(cell),
            range=self.amount(cell, "range"),
            status_name=self.words["statuses"][cell.status],
            shift=self._usual(cell.unit).get("shift", 0),
        )

    def verb(self, name: str, direction: str) -> str:
        """A verb for a direction; ``{}`` in it stands for the amount."""
        return self._entry("verbs", "form or verb", name)[direction]

    def phrase(self, id: str) -> str:
        """The template of a phrase."""
        return self._entry("phrases", "phrase", id)

    def list_style(self, name: str) -> Mapping[str, str]:
        """What stands before, between and after the items of a list."""
        return self._entry("lists", "list", name)

    def _entry(self, table: str, kind: str, name: str) -> Any:
        """What a table of the text file has under a name; LookupError with the nearest."""
        entries = self.words[table]
        if name in entries:
            return entries[name]
        known = [*(FORMS[1:] if table == "verbs" else ()), *entries]
        near = nearest(name, known)
        hint = f"; did you mean {near!r}?" if near else ""
        raise LookupError(
            f"no {kind} {name!r} in the texts of {self.name!r}; there are {', '.join(known)}{hint}"
        )

    def alternatives(self, spec: str, value: Quantity) -> str:
        """Which of ``spec``'s forms, in the order of the plural rules, goes with a quantity."""
        kinds, forms = [*self.words["plurals"], "other"], spec.split("|")
        if len(forms) != len(kinds):
            raise LookupError(
                f"{spec!r}: {self.name} has {len(kinds)} plural forms ({', '.join(kinds)})"
            )
        number = self._shown(self._parts(value, "n")[0])
        return forms[kinds.index(self.plural(number))]

    # numbers

    def amount(self, value: Quantity, form: str = "") -> str:
        """A quantity that is not missing, in one of FORMS."""
        if form == "range":
            return self._range(value)
        digits, unit, qualifier = self._parts(value, form)
        text = digits
        if form != "n":
            text = self._with_unit(digits, unit)
        if form == "+" and self._shown(digits) > 0:
            text = "+" + text
        if form == "raw":
            return text
        return self._qualified(text, qualifier, value.status)

    def before(self, amount: str, text: str) -> str:
        """The text before an amount: no copula where a bound follows, a verb of its own."""
        bounds = (self.words["qualifiers"][name].partition("{}")[0] for name in BOUNDS)
        if amount.startswith(tuple(filter(None, bounds))):
            return re.sub(self.words["number"]["copula"] + "$", "", text)
        return text

    def shift(self, value: Quantity, form: str) -> int:
        """The power of ten from a quantity to the digits that ``amount`` writes."""
        size = value.interval.hi if form == "range" else self._known(value)[0]
        return self._unit(value.unit, size).get("shift", 0)

    def _parts(self, value: Quantity, form: str) -> tuple[str, Mapping[str, Any], str]:
        """Digits, unit and qualifier of a quantity."""
        best, decimals, qualifier = self._known(value)
        if form == "abs" and best < 0:
            best, qualifier = -best, OPPOSITE.get(qualifier, qualifier)
        unit = self._unit(value.unit, best)
        return self.digits(best, decimals, unit.get("shift", 0)), unit, qualifier

    def _known(self, value: Quantity) -> tuple[Decimal, int, str]:
        """What to print: value, decimals and qualifier; of a computed bound the bound."""
        if value.decimals is not None or not value.interval.width.is_infinite():
            return value.best, value.bears, value.qualifier
        if value.interval.lo.is_infinite() and value.interval.hi.is_infinite():
            return value.best, 0, "about"
        return value.bound

    def _range(self, value: Quantity) -> str:
        """From–to, both ends rounded outwards so that no possible value is left out."""
        width, ends = value.interval.width, (value.interval.lo, value.interval.hi)
        if width == 0 or width.is_infinite():
            return self.amount(value)
        decimals = min(2, max(0, -(width / 2).adjusted()))
        unit = self._unit(value.unit, ends[1])
        shift, outwards = unit.get("shift", 0), (ROUND_FLOOR, ROUND_CEILING)
        low, high = (
            self.digits(end, decimals, shift, rounding)
            for end, rounding in zip(ends, outwards, strict=True)
        )
        text = self._with_unit(high, unit)
        if low == high:
            return text
        if value.unit == "%":  # "34 to 40%" may be read as two amounts
            low = self._with_unit(low, unit)
        return self.words["number"]["range"].format(low=low, high=text)

    def _with_unit(self, digits: str, unit: Mapping[str, str]) -> str:
        pattern = unit.get(self.plural(self._shown(digits)), unit["other"])
        return pattern.replace("{}", digits)

    def _shown(self, digits: str) -> Decimal:
        """The number that a reader sees, which decides the plural: that of 0.96 shown as 1 is 1."""
        style = self.words["number"]
        marks = {style["minus"]: "-", style["point"]: "."}
        kept = (marks.get(mark, mark) for mark in digits if mark != style["group"])
        return Decimal("".join(kept))

    def _qualified(self, text: str, qualifier: str, status: str) -> str:
        if not qualifier:
            return text
        known = self.words["qualifiers"]  # plans may say it in a way of their own
        return known.get(f"{qualifier}-{status}", known[qualifier]).replace("{}", text)

    def _unit(self, name: str, number: Decimal) -> Mapping[str, Any]:
        """How an amount of that size is written: plural patterns and a power of ten."""
        entry = self.words["units"].get(name)
        if entry is None:
            space = self.words["number"]["before_unit"]
            if name not in self.codes.units:  # a unit made by arithmetic is written as it stands
                space = " "
            return {"other": "{}" + space + self._label("units", name)}
        if not isinstance(entry, list):
            return entry
        if number == 0:
            return _usual(entry)
        return next(step for step in entry if abs(number) < step.get("below", INFINITY))

    def digits(
        self, number: Decimal, decimals: int, shift: int, rounding: str = ROUND_HALF_UP
    ) -> str:
        """``number × 10**shift``, rounded to what ``decimals`` places of the unshifted number can
        bear: half up unless ``rounding`` says how.

        A negative number of decimals rounds to tens, hundreds …
        """
        rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
        scaled = rounded.scaleb(shift) + 0  # adding zero takes the sign off what rounds to nothing
        places = max(0, decimals - shift)
        if decimals <= 0:  # a round number has as few digits as it needs: 60, not 60.0
            places = max(0, -int(scaled.normalize().as_tuple().exponent))
        style = self.words["number"]
        group = "," if abs(scaled) >= style["group_from"] else ""
        text = f"{scaled:{group}.{places}f}"
        marks = {"-": style["minus"], ",": style["group"], ".": style["point"]}
        return text.translate(str.maketrans(marks))

    # names

    def label(self, id: Region | Indicator | Unit) -> str:
        """The name of a region, indicator or unit: from the text files, else the code lists."""
        if isinstance(id, Unit):
            return self._unit_label(id)
        return self._label("regions" if isinstance(id, Region) else "indicators", id)

    def _label(self, kind: str, id: str) -> str:
        named = self.words.get(kind, {}).get(id)
        if isinstance(named, str):
            return named
        entry = getattr(self.codes, kind).get(str(id))
        if entry is None:
            return str(id)
        return getattr(entry, self.name, entry.en)

    def _unit_label(self, id: Unit) -> str:
        if id not in self.words["units"]:
            return self._label("units", id)
        return self._usual(id)["other"].replace("{}", "").strip()

    def _usual(self, unit: str) -> Mapping[str, Any]:
        """How amounts of a usual size are written in a unit; nothing where no text says how."""
        entry = self.words["units"].get(unit, {})
        if isinstance(entry, list):
            return _usual(entry)
        return entry

    def mid(self, label: str) -> str:
        """A label inside a sentence: with a small letter, unless it begins with a name."""
        first = label.split(" ", 1)[0]
        plain = first.replace("-", "").isalpha() and first[1:] == first[1:].lower()
        if not self.words["sentence"]["lower"] or not plain:
            return label
        return label[:1].lower() + label[1:]

    def period(self, period: Period, form: str = "") -> str:
        """A period as a reader says it, also in one of MONTHS."""
        (year, month), (end_year, end_month) = period.start, period.end
        kind = {"year": "year", "month": "month"}.get(period.kind) or _span(period)
        if form == "bare" and kind in ("month", "months"):
            kind = f"bare_{kind}"
        names = self.words["months_short" if form == "short" else "months"]
        return self.words["periods"][kind].format(
            year=year,
            month=names[month - 1],
            end_year=end_year,
            end_month=names[end_month - 1],
        )


def _usual(steps: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of a unit that is written in another way by size, the way that heads a column."""
    return next((step for step in steps if step.get("usual")), steps[-1])


def _span(period: Period) -> str:
    """Which kind of span it is: whole years, months of one year, or months of several."""
    if (period.start[1], period.end[1]) == (1, 12):
        return "years"
    return "months" if period.start[0] == period.end[0] else "span"


def direction(value: Quantity) -> str:
    """What the interval says: ``up`` or ``down``, else ``open`` if it has no end, or ``level``."""
    if value.sign:
        return "up" if value.sign > 0 else "down"
    return "open" if value.interval.width.is_infinite() else "level"


@dataclass
class _Draft:
    """A text being written."""

    language: Language
    shown: Callable[[str], str] = str  # what the data say, as the text has it
    text: str = ""
    numbers: list[Number] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)

    def filled(self, template: str, scope: Scope) -> Said:
        self.fill(template, scope)
        if self.nothing and not self.missing:
            raise TypeError(f"{{{self.nothing[0]}}} is None, which cannot be written")
        return Said(self.text, tuple(self.numbers), tuple(dict.fromkeys(self.missing)))

    def fill(
        self,
        template: str,
        scope: Scope,
        prefix: str = "",
        shown: Callable[[str], str] = str,
    ) -> None:
        for part in parse(template):
            if isinstance(part, Placeholder):
                self.write(scope.find(part.name), part.spec, prefix + part.name)
            else:
                self.text += shown(part)

    def write(self, value: object, spec: str, name: str) -> None:
        """Write a value; ``name`` is the field that its number will have."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = Quantity.exact(value, "")
        if isinstance(value, Quantity):
            self.quantity(value, spec, name)
        elif value is None:
            self.nothing.append(name)
        elif isinstance(value, Iterable) and not isinstance(value, str) and not _spoken(value):
            self.listed(list(value), spec or "list", name)
        else:
            self.named(value, spec, name)

    def named(self, value: object, spec: str, name: str) -> None:
        """Write a value that is a label or a text: as such, with the spec ``mid`` inside a
        sentence, be it an indicator after a semicolon, or of a period in one of MONTHS.
        """
        if spec not in ("", "mid") and not (spec in MONTHS and isinstance(value, Period)):
            raise LookupError(f"{{{name}:{spec}}}: {type(value).__name__} has no form but 'mid'")
        start, language = len(self.text), self.language
        if isinstance(value, Phrase):
            if value:
                self.fill(language.phrase(value.id), Scope(value.values), f"{name}.")
        elif isinstance(value, Template):
            text = getattr(value, language.name, value.en)
            self.fill(text, Scope(value.values), f"{name}.", self.shown)
        elif isinstance(value, Region | Indicator | Unit):
            label = language.label(value)
            if isinstance(value, Indicator) and self.text.endswith("; "):
                label = language.mid(label)
            self.text += self.shown(label)
        elif isinstance(value, Period):
            self.text += language.period(value, spec)
        elif isinstance(value, str):
            self.text += self.shown(value)
        elif _spoken(value):
            self.text += self.shown(getattr(value, language.name, value.en))
        else:
            raise TypeError(
                f"{{{name}}}: {type(value).__name__} cannot be written; a number must be a Quantity"
            )
        if spec == "mid":
            self.text = self.text[:start] + language.mid(self.text[start:])

    def quantity(self, value: Quantity, spec: str, name: str) -> None:
        if value.is_missing:
            self.missing.append(self.language.write(value.label))
        elif "|" in spec:
            self.number(value, "n", name, self.language.alternatives(spec, value), "#")
        elif spec in FORMS:
            self.number(value, spec, name)
        else:
            self.number(value, "abs", name, self.language.verb(spec, direction(value)))

    def number(
        self, value: Quantity, form: str, name: str, around: str = "{}", mark: str = "{}"
    ) -> None:
        """Write ``around``, with the amount where its ``mark`` is."""
        before, found, after = around.partition(mark)
        self.text += before
        if found:
            amount = self.language.amount(value, form)
            self.text = self.language.before(amount, self.text)
            start = len(self.text)
            self.text += self.shown(amount)
            low, high = value.interval.lo, value.interval.hi
            if form == "abs" and value.best < 0:
                low, high = -high, -low
            place = (start, len(self.text), name)
            shift = self.language.shift(value, form)
            self.numbers.append(
                Number(*place, low, high, value.rows, value.formula, shift, value.grade)
            )
        self.text += after

    def listed(self, items: list[object], style: str, name: str) -> None:
        marks = self.language.list_style(style)
        if not items:
            self.text += marks.get("none", "")
            return
        before = "alone" if len(items) == 1 and "alone" in marks else "before"
        self.text += marks.get(before, "")
        start = len(self.text)
        for place, item in enumerate(items):
            if place:
                self.text += marks["last" if place == len(items) - 1 else "between"]
            begin = len(self.text)
            self.write(item, "mid" if isinstance(item, Indicator) else "", name)
            if stop := marks.get("trim"):  # a sentence that is quoted within another
                quotes = str.maketrans(marks["outer"], marks["inner"])
                self.text = self.text[:begin] + self.text[begin:].rstrip(stop).translate(quotes)
        self.text += marks.get("after", "")
        if marks.get("capital"):
            self.text = self.text[:start] + _capital(self.text[start:])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spoken(value: object) -> TypeGuard[Text]:
    """Whether it is a text that the data carry in several languages: an attribute for each."""
    return isinstance(getattr(value, "en", None), str)
