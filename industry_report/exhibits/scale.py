"""A horizontal scale on a sheet: one measure, one scale for all rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.ticker import MaxNLocator

from industry_report.data.periods import Period
from industry_report.exhibits.sheet import Sheet

#: Least room for a figure at a tick, in parts of the size of its text.
TICK = 3.5
#: What ticks may be apart, but for a power of ten.
STEPS = (1, 2, 5, 10)
DASHES = (0, (2.5, 2))


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` between two places of a sheet, in points."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def over(cls, left: float, right: float, values: Iterable[float], start: float = 0) -> Scale:
        """A scale from ``start`` or below that reaches somewhat beyond all values."""
        found = [start, *values]
        low, high = min(found), max(found)
        spare = 0.04 * (high - low or 1)
        if low < start:
            low -= spare
        return cls(left, right, low, high + spare)

    def reaching(self, sheet: Sheet, most: float) -> Scale:
        """The scale, as far as the first tick at or beyond a value."""
        ticks = MaxNLocator(self._room(sheet), steps=STEPS).tick_values(self.low, most)
        return replace(self, high=next(tick for tick in ticks if tick >= most - 1e-9))

    def x(self, value: float) -> float:
        """Where a value stands; what is beyond the scale stands at its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def ticks(self, sheet: Sheet) -> Sequence[float]:
        """Round values at which the sheet has room for a figure."""
        return round_values(self.low, self.high, self._room(sheet))

    def _room(self, sheet: Sheet) -> int:
        """How many ticks there is room for."""
        return min(6, max(1, int((self.right - self.left) / (TICK * sheet.note))))

    def years(self, sheet: Sheet, size: float) -> list[tuple[float, str]]:
        """The ends of years that have room for a figure; of centuries only both ends."""
        years = range(int(self.low) + 1, int(self.high) + 1)
        room = (self.right - self.left) / (self.high - self.low)
        wide = sheet.extent(["2020"], size) + 5
        steps = (step for step in (1, 2, 5, 10, 20, 50) if step * room > wide)
        step = next(steps, max(1, len(years) - 1))
        return [(float(year), str(year - 1)) for year in years if (years[-1] - year) % step == 0]

    def grid(self, sheet: Sheet, top: float, bottom: float) -> None:
        """Grid lines between two heights."""
        for tick in self.ticks(sheet):
            sheet.line((self.x(tick), top), (self.x(tick), bottom))

    def band(self, sheet: Sheet, since: float, top: float, bottom: float) -> None:
        """The ground of what was published after a moment, behind a dashed line."""
        if since and since < self.high:
            x = self.x(since)
            sheet.boxes([(x, top, self.right - x, bottom - top)], "band")
            sheet.line((x, top), (x, bottom), role="later", linestyle=DASHES, linewidth=1)

    def figures(self, sheet: Sheet, y: float) -> float:
        """The figures of the ticks below a height; gives their lower edge."""
        for tick in self.ticks(sheet):
            sheet.write(self.x(tick), y + sheet.note, at_tick(tick), ha="center", role="quiet")
        return y + 1.8 * sheet.note

    def within(self, sheet: Sheet, value: float, text: str, **looks: Any) -> float:
        """Where a text of ``looks`` is centred so that it stands at a value and on the sheet."""
        half = sheet.extent([text], **looks) / 2
        return min(max(self.x(value), half), sheet.width - half)


def at_tick(value: float) -> str:
    """A value as it stands at a tick: whole where it is whole, with the minus sign of print, all
    digits of large ones."""
    return f"{value:.12g}".replace("-", "\u2212")


def round_values(low: float, high: float, most: int) -> list[float]:
    """Round values between two ends, so many at most."""
    found = MaxNLocator(most, steps=STEPS).tick_values(low, high)
    return [tick for tick in found if low <= tick <= high]


def moment(period: object) -> float:
    """The end of a period of the dataset in years, for a time axis; 0 of none."""
    if not str(period):
        return 0.0
    year, month = Period.parse(str(period)).end
    return year + month / 12
