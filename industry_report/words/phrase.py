"""What the analysis hands to a language, and what it hands back. No words; light on imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple


class Region(str):
    """The id of a region; a language writes its name."""

    __slots__ = ()


class Indicator(str):
    """The id of an indicator; a language writes its name."""

    __slots__ = ()


class Unit(str):
    """The id of a unit; a language writes its label as a column head has it."""

    __slots__ = ()


class Text(NamedTuple):
    """A text that the data have in both languages; a language writes its own."""

    zh: str
    en: str


class Template(NamedTuple):
    """A text that the data have in both languages, with placeholders for ``values``."""

    zh: str
    en: str
    values: Mapping[str, Any]


class Phrase:
    """A statement without words: the id of a phrase in the text files, and the values that it
    mentions.

    Equal phrases say the same. A phrase with the id "" says nothing and is false.
    """

    def __init__(self, id: str, /, **values: object) -> None:
        self.id = id
        self.values: Mapping[str, Any] = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and (self.id, self.values) == (other.id, other.values)

    def __hash__(self) -> int:
        return hash(self.id)

    def __bool__(self) -> bool:
        return bool(self.id)

    def __repr__(self) -> str:
        values = "".join(f", {name}={value!r}" for name, value in self.values.items())
        return f"Phrase({self.id!r}{values})"


#: What a record holds where there is nothing to say.
NOTHING = Phrase("")


def only_if(shown: object, phrase: Phrase) -> Phrase:
    """A phrase where ``shown`` holds, else nothing."""
    return phrase if shown else NOTHING


def of(indicator: str, *regions: str) -> Phrase:
    """An indicator of one or more regions: how a missing value names itself."""
    places = [Region(region) for region in regions if region]
    if not places:
        return Phrase("indicator", indicator=Indicator(indicator))
    return Phrase("missing", indicator=Indicator(indicator), regions=places)


class Number(NamedTuple):
    """A number as a text mentions it.

    Attributes:
        start, end: its place in the text.
        field: the name under which it was passed, with the names of the phrases around it.
        low, high: the interval of what is written (a verb writes amounts without their sign).
        rows: ids of the dataset rows that it rests on.
        formula: how it was computed, or "".
        shift: the power of ten from the interval to what is written (−1: hundred millions as
            billions).
        grade: how well it is evidenced where its rows alone do not tell, or "".
    """

    start: int
    end: int
    field: str
    low: Decimal
    high: Decimal
    rows: tuple[str, ...]
    formula: str = ""
    shift: int = 0
    grade: str = ""

    def moved(self, by: int) -> Number:
        """The same number in a text with ``by`` more characters before it."""
        return self._replace(start=self.start + by, end=self.end + by)


@dataclass(frozen=True)
class Said:
    """A text in one language.

    Attributes:
        text: what is said.
        numbers: every number in it, in order.
        missing: what the values that it lacks are, in words.
    """

    text: str = ""
    numbers: tuple[Number, ...] = ()
    missing: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of the dataset rows behind its numbers."""
        return tuple(dict.fromkeys(row for number in self.numbers for row in number.rows))

    def _ipython_display_(self) -> None:
        """Nothing: ``report.say`` has shown it, and a cell's last value must not show it again."""
