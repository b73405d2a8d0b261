"""Promises and what became of them: made, due and read, in per cent of the promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, distinct, plotted, present, styled
from industry_report.exhibits.progress import WHOLE, bound_sign
from industry_report.exhibits.scale import Scale, moment
from industry_report.exhibits.sheet import LEADING, Sheet
from industry_report.words.language import WrittenQuantity

#: What lies beyond this, in per cent of the promise, ends in a triangle.
MOST = 200.0
#: Shares of a wide sheet: names, what is told and verdicts at most, and of what is left the time
#: axis; space between columns, and between the two axes.
NAMES, TOLD, VERDICT, TIME, SPACE, APART = 0.2, 0.26, 0.12, 0.56, 9, 26
#: Height of a row in lines of text, wide and narrow, and of a heading.
ROW, NARROW_ROW, HEADING = 1.3, 4.5, 1.9
#: The column of the data that says which readings are bounds, and by which sign.
BOUNDS, SIGNS = "≥ ≤", {">": "≥", "<": "≤", "o": ""}


class Promise(NamedTuple):
    """One promise: months in years, readings in per cent of it, whether they are ``compared``."""

    name: str
    made: float
    due: float
    readings: list[tuple[float, WrittenQuantity]]
    told: str
    verdict: str
    sign: tuple[str, str]
    compared: bool


class Texts(NamedTuple):
    """Name, what is told and verdict of a row in lines, and how high it is, in points."""

    name: str
    told: str
    verdict: str
    height: float


class Columns(NamedTuple):
    """Where the parts of a row stand, and how wide what is told may be."""

    names: float
    time: Scale
    share: Scale
    told: float
    room: float
    verdicts: float


@styled
def promises(
    data: pandas.DataFrame,
    group: str,
    promise: str,
    made: str,
    due: str,
    seen: str,
    share: str,
    told: str,
    status: str,
    verdict: str,
    forecast: str = "",
    since: str = "",
    year: str = "",
    whole: str = "",
    aside: str = "",
) -> Drawing:
    """A row a ``promise`` of a ``group``; ``data`` has a row a reading.

    Args:
        made, due, seen: months of the dataset; ``due`` may be "".
        share: the reading in per cent of the promise.
        told: promise and decisive reading in words, by which two promises of one thing differ.
        status: the promise is hollow and round where this is ``forecast``, else a diamond.
        since: the vantage point; what was published after it stands on the band.
        year, whole: what the two axes show.
        aside: the verdict of a promise whose readings are not held against it.
    """
    data = present(data, share)
    names = [group, promise, made, due, seen, share, told, status, verdict]
    groups = {
        name: _promises(data[data[group].map(str) == name][names], forecast, aside)
        for name in distinct(data[group])
    }
    sheet = Sheet(broad=True)
    columns = _columns(sheet, [row for part in groups.values() for row in part])
    y = _heads(sheet, columns, (year, whole))
    for name, part in groups.items():
        head = sheet.broken(name, sheet.width, weight="bold")
        height = (HEADING + head.count("\n")) * LEADING * sheet.note
        sheet.write(0, y + height / 2, head, role="quiet", weight="bold", va="center")
        y += height
        if not sheet.narrow:
            height = sum(_laid_out(sheet, columns, row).height for row in part)
            _ground(sheet, columns, y, y + height, since)
        for row in part:
            y = _row(sheet, columns, row, y, since)
    said = describe.values("promises", data, [promise, told], share)
    shown = _behind(data, [group, promise, due, status, told], share, verdict)
    return Drawing(sheet.close(y), shown, said)


def _behind(data: pandas.DataFrame, whose: list[str], share: str, verdict: str) -> pandas.DataFrame:
    """The data behind the figure, with bounds of the ``share``; what is told of a promise stands
    at its decisive reading, the last one. The first column of ``whose``, the group, repeats when a
    promise falls due; the last one is what is told.
    """
    shown = plotted(data).drop(columns=whose[0])
    signs = [SIGNS[bound_sign(cell)] for cell in data[share]]
    shown.insert(list(shown).index(share), BOUNDS, signs)
    early = data[whose].astype(str).duplicated(keep="last")
    shown.loc[early, [whose[-1], verdict]] = ""
    return shown


def _promises(data: pandas.DataFrame, forecast: str, aside: str) -> list[Promise]:
    found: dict[tuple[str, ...], Promise] = {}
    for _, name, made, due, seen, share, told, status, verdict in data.itertuples(index=False):
        sign = ("o", "forecast") if str(status) == forecast else ("D", "target")
        words, compared = (str(told), str(verdict)), not aside or str(verdict) != aside
        start = Promise(str(name), moment(made), moment(due), [], *words, sign, compared)
        key = (str(name), str(due), str(status), str(told))
        found.setdefault(key, start).readings.append((moment(seen), share))
    return list(found.values())


def _columns(sheet: Sheet, rows: Sequence[Promise]) -> Columns:
    """Names, times, shares and what is told; on a narrow sheet the scales alone."""
    names, edge, room, verdicts = 0.0, sheet.width, sheet.width, 0.0
    if not sheet.narrow:
        room = min(TOLD * sheet.width, sheet.extent([row.told for row in rows]))
        verdicts = sheet.extent([row.verdict for row in rows], weight="bold")
        verdicts = min(VERDICT * sheet.width, verdicts)
        names = (NAMES + VERDICT) * sheet.width - verdicts
        names = min(names, sheet.extent([row.name for row in rows])) + SPACE
        edge = sheet.width - verdicts - room - 2 * SPACE
    middle = names + TIME * (edge - names)
    time = Scale(names + 4, middle - APART / 2, *_years(rows))
    share = Scale(middle + APART / 2, edge - 5, *_percents(rows))
    return Columns(names, time, share, edge + SPACE, room, verdicts)


def _years(rows: Sequence[Promise]) -> tuple[float, float]:
    """From just before the first promise to just after the last date."""
    moments = [at for row in rows for at in (row.made, row.due, *dict(row.readings)) if at]
    return min(moments) - 0.1, max(moments) + 0.2


def _percents(rows: Sequence[Promise]) -> tuple[float, float]:
    """From zero to somewhat beyond the promise, or to the next figure beyond the best reading."""
    compared = [row for row in rows if row.compared]
    shares = [min(cell.number, MOST) for row in compared for _, cell in row.readings]
    low, high, room = min(shares, default=0.0), max(shares, default=0.0), WHOLE * 1.2
    return min(0.0, low), (MOST if high > room else room) * 1.02


def _heads(sheet: Sheet, columns: Columns, names: tuple[str, str]) -> float:
    """Names and figures of both scales, each above a rule of its own; gives the lower edge."""
    top = 0.8 * sheet.note
    y = top + LEADING * sheet.note * any(names)
    years = columns.time.years(sheet, sheet.note)
    shares = [(tick, f"{tick:g}%") for tick in _shares(columns.share)]
    for scale, name, ticks in zip(columns[1:3], names, (years, shares), strict=True):
        sheet.write(scale.left, top, name, role="quiet", weight="bold")
        for value, text in ticks:
            sheet.write(scale.x(value), y, text, ha="center", role="quiet")
        edge = y + 0.9 * sheet.note
        sheet.line((scale.left, edge), (scale.right, edge), role="quiet", linewidth=0.8)
    return edge


def _shares(scale: Scale) -> list[float]:
    return [tick for tick in (0.0, WHOLE, MOST) if scale.low <= tick <= scale.high]


def _ground(sheet: Sheet, columns: Columns, top: float, bottom: float, since: str) -> None:
    """The band, the years, and the line of the promise behind the rows of a group."""
    time, share = columns.time, columns.share
    time.band(sheet, moment(since), top, bottom)
    for year, _ in time.years(sheet, sheet.note):
        sheet.line((time.x(year), top), (time.x(year), bottom), zorder=1.5)
    for tick in _shares(share):
        sheet.line((share.x(tick), top), (share.x(tick), bottom))
    x = share.x(WHOLE)
    sheet.line((x, top), (x, bottom), role="target", linewidth=1.4, zorder=1.6)


def _laid_out(sheet: Sheet, columns: Columns, row: Promise) -> Texts:
    """The texts of a row, as wide as they may be."""
    line = LEADING * sheet.note
    if sheet.narrow:
        room = sheet.width - sheet.extent([row.verdict], weight="bold") - SPACE
        name, told = sheet.broken(row.name, room), sheet.broken(row.told, sheet.width)
        lines = NARROW_ROW + name.count("\n") + told.count("\n")
        return Texts(name, told, row.verdict, lines * line)
    name = sheet.broken(row.name, columns.names - SPACE)
    verdict = sheet.broken(row.verdict, columns.verdicts, weight="bold")
    told = sheet.broken(row.told, columns.room)
    lines = max(ROW, 1.3 + max(text.count("\n") for text in (name, told, verdict)))
    return Texts(name, told, verdict, lines * line)


def _row(sheet: Sheet, columns: Columns, row: Promise, y: float, since: str) -> float:
    """One row from ``y`` downwards; gives its lower edge."""
    line, (name, told, verdict, height) = LEADING * sheet.note, _laid_out(sheet, columns, row)
    if sheet.narrow:
        lines = name.count("\n") + 1
        sheet.write(0, y + lines * line / 2, name, va="center")
        looks = {"ha": "right", "va": "center", "weight": "bold"}
        sheet.write(sheet.width, y + line / 2, verdict, **looks)
        middle = y + (lines + 0.5 + told.count("\n") / 2) * line
        sheet.write(sheet.width, middle, told, ha="right", va="center", role="quiet")
        middle = y + height - 1.45 * line
        _ground(sheet, columns, middle - 0.8 * line, middle + 0.8 * line, since)
    else:
        middle = y + height / 2
        sheet.write(columns.names - SPACE, middle, name, ha="right", va="center")
        sheet.write(columns.told, middle, told, va="center")
        sheet.write(sheet.width, middle, verdict, ha="right", va="center", weight="bold")
    _time(sheet, columns.time, row, middle)
    if row.compared:
        _share(sheet, columns.share, row, middle)
    return y + height


def _time(sheet: Sheet, scale: Scale, row: Promise, y: float) -> None:
    """The bar from made to due, and the readings."""
    sign, role = row.sign
    start, tick = scale.x(row.made), 0.45 * sheet.note
    end, looks = scale.x(row.due or scale.high), {"linestyle": "-" if row.due else (0, (2, 2))}
    sheet.line((start, y - tick), (start, y + tick), role=role, linewidth=1.3, zorder=2)
    sheet.line((start, y), (end, y), role=role, linewidth=1.3, zorder=2, **looks)
    if row.due:
        sheet.dot(end, y, sign, 6.5, role, hollow=True)
    for at, _ in row.readings:
        sheet.dot(scale.x(at), y, "o", 3.6, "later")


def _share(sheet: Sheet, scale: Scale, row: Promise, y: float) -> None:
    """The dumbbell from the promise to the decisive reading, which is the last, with the others; a
    bound that does not tell on which side of the promise it lies has no line to it.
    """
    sign, role = row.sign
    whole, (_, last) = scale.x(WHOLE), row.readings[-1]
    end = scale.x(last.number)
    marker = bound_sign(last)
    unknown = {">": last.number < WHOLE, "<": last.number > WHOLE}.get(marker, False)
    if not unknown:
        sheet.line((whole, y), (end, y), role="later", linewidth=2, zorder=2)
    sheet.dot(whole, y, sign, 5.5, role, hollow=True)
    for _, other in row.readings[:-1]:
        sheet.dot(scale.x(other.number), y, bound_sign(other), 4, "later", hollow=True)
    if last.number > scale.high:
        marker = ">"
    sheet.dot(end, y, marker, 6, "later")
