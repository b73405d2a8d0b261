"""Where things stand on a printed page: widths and heights of tables, which text stands beside a
figure of half width, what moves so that no page stays empty."""

from __future__ import annotations

import base64
import bisect
import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import html

from . import pictures, tables
from .safety import element

PLAIN = 453.0  # points: width of the text of a notebook that is printed alone
TEXT = 416.7  # of the text of a report, 147 mm, beside which there are notes
WIDE = 499.0  # of its annex, 176 mm: no notes stand there
PAGE_HEIGHT = 690.0
HALF = 241.0  # of a figure of half width, 85 mm
BESIDE = TEXT - HALF - 17.0  # of the text beside it
LOWER = 0.9  # how much lower a table must become for it to take the margin
LONG, ANY_LOWER = 300.0, 0.98  # one that is higher than this takes it for less: it may break
WHOLE_TABLE = 200.0  # a table that is lower is broken only where a page would stay empty
FEW_ROWS, FEW_HIGH = 8, 200.0  # one of no more rows and not higher is never broken
SOME_ROWS = 20  # one of no more rows is only broken where ``MOST_EMPTY`` would stay empty
BOUND, BOUND_HIGH = 4, (110.0, 150.0)  # rows that stay together at head and foot, unless higher
TWO_HIGH = 200.0  # two rows do even so, unless higher than this
MOST_HEAD = PAGE_HEIGHT / 2  # of rows that are repeated on each page
MOST_BOUND = 210.0  # rows under one cell, or a row, that are higher are broken over pages
SIZE, SMALLEST = 8.0, 7.5  # of type in tables, in points
SHORT = 2  # lines of a paragraph above code or a table that are never parted from it
TYPE, LINE = 10.0, 16.5  # of the text: its size, and how far its lines are apart
_BOX = re.compile(rb'viewBox="\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)')


def _widths(grid: tables.Grid, size: float, width: float) -> tuple[list[float], bool]:
    """Widths of columns in ems, without padding, and whether each is as wide as its content."""
    room = width / size - tables.PADDING * grid.columns
    easy = grid.easy_widths
    if sum(easy) <= room and max(easy) <= 9:
        return easy, True
    return grid.shared_widths(room), False


def column_widths(grid: tables.Grid, size: float, width: float) -> list[str]:
    """Widths of columns for Typst; of narrow tables ``auto``, as wide as their content."""
    widths, narrow = _widths(grid, size, width)
    return ["auto" if narrow else f"{one + tables.PADDING:.2f}fr" for one in widths]


def height(grid: tables.Grid, size: float, width: float, most: float = PAGE_HEIGHT) -> float:
    """Roughly how high a table will be, in points; no more is counted beyond ``most``."""
    total = 0.0
    for row in _row_heights(grid, grid.rows, size, width):
        total += row
        if total > most:
            break
    return total


def _row_heights(
    grid: tables.Grid, rows: Sequence[Sequence[tables.Cell]], size: float, width: float
) -> Iterator[float]:
    high = _cell_height(grid, size, width)
    for row in rows:
        yield max(map(high, row), default=size * (0.8 + 1.35))


def _cell_height(grid: tables.Grid, size: float, width: float) -> Callable[[tables.Cell], float]:
    """Roughly how high what a cell of a table holds is, in points."""
    widths, _ = _widths(grid, size, width)

    def high(cell: tables.Cell) -> float:
        room = sum(widths[cell.column : cell.column + cell.colspan])
        lines = sum(math.ceil(tables.measure(line) / room) for line in cell.lines)
        drawn = (pictures.of_address(img.get("src", "")) for img in cell.element.iter("img"))
        sizes = ((min(0.75 * pictures.natural_width(one), width), one) for one in drawn)
        shown = sum(wide * pictures.shape(one) for wide, one in sizes)
        return size * (0.8 + 1.35 * max(1, lines)) + shown

    return high


def parted(grid: tables.Grid, size: float, width: float) -> tables.Grid:
    """A table that can be broken over pages: within cells that are too high, and between rows under
    one cell that are too high together, of which each part then has that cell. Heads that leave a
    page no room are rows as others."""
    high = _cell_height(grid, size, width)
    rows = [[(high(cell), cell) for cell in row] for row in grid.rows]
    tall = frozenset(cell for row in rows for needed, cell in row if needed > MOST_BOUND)
    over = Counter(row for cell in grid.cells if cell not in tall for row in cell.rows[1:])
    own = ((needed for needed, cell in row if cell.rowspan == 1) for row in rows)
    ends = [0.0, *itertools.accumulate(max(heights, default=0.0) for heights in own)]
    low = ends[grid.head] <= MOST_HEAD and all(cell.row >= grid.head for cell in tall)
    head = grid.head if low else 0
    first, last, cuts = head, max(over, default=0), []
    while first < last:
        fit = bisect.bisect(ends, ends[first] + MOST_BOUND) - 1
        first = min(range(max(fit, first + 1), first, -1), key=over.__getitem__)
        cuts.append(first)
    return replace(grid, head=head).parted(cuts, tall)


def fitted(
    grid: tables.Grid, width: float, sizes: tuple[float, float] = (SIZE, SMALLEST)
) -> tuple[float, list[tables.Grid]]:
    """The size of type, in points, at which a table fits a width: that of all tables or, where it
    does not fit, the smallest; a table that does not fit then is cut into several."""
    usual, smallest = sizes
    if len(grid.pieces(width / usual)) == 1:
        return usual, [grid]
    return smallest, grid.pieces(width / smallest)


def printed(grid: tables.Grid, width: float) -> tuple[float, list[tables.Grid]]:
    """The size of type of a table on paper, in points, and its parts (``fitted``, ``parted``)."""
    size, pieces = fitted(grid, width)
    return size, [parted(one, size, width) for one in pieces]


def kept_whole(pieces: Sequence[tables.Grid], size: float, width: float) -> tuple[bool, float]:
    """Whether a table is never broken over pages, for it has few rows, and the room, in points,
    that others need at the foot of a page to be broken there: those that are low are broken only
    where ``MOST_EMPTY`` would stay empty."""
    high = sum(height(one, size, width) for one in pieces)
    rows = max(len(one.body) for one in pieces)
    if rows <= FEW_ROWS and high <= FEW_HIGH:
        return True, 0.0
    low = high < WHOLE_TABLE or (rows <= SOME_ROWS and high < PAGE_HEIGHT)
    return False, min(high, MOST_EMPTY) if low else 0.0


def bound(grid: tables.Grid, size: float, width: float) -> tuple[int, int]:
    """How many rows of the body stay together at the head and at the foot of a table; 0 if it has
    none."""
    most = min(BOUND, len(grid.body) // 2 or len(grid.body))
    head, foot = (
        _bound(_row_heights(grid, rows[:most], size, width), high)
        for rows, high in zip((grid.body, grid.body[::-1]), BOUND_HIGH, strict=True)
    )
    return head, min(foot, len(grid.body) - head)  # no row is bound twice


def _bound(heights: Iterable[float], high: float) -> int:
    """How many rows of these heights, from the end of a table on, are together no higher than
    ``high``; two may be ``TWO_HIGH``, one may be ``MOST_BOUND``."""
    ends = [*itertools.accumulate(heights)]
    two = sum(end <= TWO_HIGH for end in ends[:2])
    return max(sum(end <= high for end in ends), two, sum(end <= MOST_BOUND for end in ends[:1]))


def needs_margin(grid: tables.Grid) -> bool:
    """Whether a table of the body is to take the margin of the notes, too: it does not fit the
    text, or is a good deal lower there."""
    size, pieces = fitted(grid, TEXT)
    if len(pieces) > 1:
        return True
    narrow = height(grid, size, TEXT, 3 * PAGE_HEIGHT)
    share = ANY_LOWER if narrow > LONG else LOWER
    return height(grid, min(size, fitted(grid, WIDE)[0]), WIDE, narrow) < share * narrow


def is_broad(img: html.HtmlElement) -> bool:
    """Whether a drawing is wider than the text; it takes the margin of the notes, too."""
    return _size(img)[0] > 1.05 * TEXT


def beside(main: html.HtmlElement) -> None:
    """Put the text that reads a figure of half width beside it, in place.

    The figure and the paragraphs around it, as many as its height has room for, become
    ``<div class="beside"><div>paragraphs</div><figure></div>``. Where there are none, or only a
    line or two, the figure stands alone.
    """
    for figure in main.findall("figure[@data-width='half']"):
        if figure.get("data-annex"):
            continue
        room = _figure_height(figure)
        before = _paragraphs(figure, room, back=True)
        rest = room - sum(map(_text_height, before))
        after = _paragraphs(figure, rest, back=False)
        text = [*reversed(before), *after]
        if sum(map(_text_height, text)) < 0.3 * room:
            continue
        box, side = element("div", class_="beside"), element("div")
        first = before[-1] if before else figure
        first.addprevious(box)
        side.extend(text)
        box.extend([side, figure])
        box.tail = figure.tail = None


def in_turn(main: html.HtmlElement) -> None:
    """Put exhibits between which nothing stands into ``<div class="turn">``, in place: among them
    figures may wait for tables, see ``Placement``."""
    for first in main.findall("figure"):
        if first.getparent() is not main:
            continue  # it is in the turn of one before it
        run = [first, *itertools.takewhile(lambda one: one.tag == "figure", first.itersiblings())]
        box = element("div", class_="turn")
        first.addprevious(box)
        box.extend(run)
        box.tail, run[-1].tail = run[-1].tail, None


def opening(main: html.HtmlElement) -> html.HtmlElement:
    """Takes out of a chapter what it opens with, its title to the box of its findings; nothing
    where it has none."""
    box, found = element("div"), main.find("div[@class='findings']")
    if found is not None:
        box.extend(main[: main.index(found) + 1])
    return box


def leads_up(paragraph: html.HtmlElement) -> bool:
    """Whether a paragraph and what follows are never parted: it stands above a list, below the
    title of a chapter or, a line or two, above code or a table."""
    following, before = paragraph.getnext(), paragraph.getprevious()
    if following is None:
        return False
    if following.tag in ("pre", "table"):
        short = tables.measure(paragraph.text_content()) * TYPE <= SHORT * PLAIN
        return short and paragraph.find(".//img") is None
    return following.tag in ("ul", "ol") or (before is not None and before.tag == "h2")


def _paragraphs(figure: html.HtmlElement, room: float, back: bool) -> list[html.HtmlElement]:
    """The paragraphs next to a figure, in one direction, that find room."""
    found: list[html.HtmlElement] = []
    for one in figure.itersiblings(preceding=back):
        if one.tag != "p" or one.get("class") or one.find(".//img") is not None:
            break
        following = one.getnext()
        if not back and following is not None and following.tag == "figure":
            break  # it leads to the next exhibit
        if not back and leads_up(one):
            break
        room -= _text_height(one)
        if room < -2 * LINE:
            break
        found.append(one)
    return found


def _text_height(paragraph: html.HtmlElement) -> float:
    lines = math.ceil(tables.measure(" ".join(paragraph.text_content().split())) * TYPE / BESIDE)
    return LINE * (lines + 0.5)


def _figure_height(figure: html.HtmlElement) -> float:
    """Roughly how high a figure of half width is, with its words."""
    total = 0.0
    for path, size in (("figcaption/b", 10.0), ("figcaption/span", 8.5), ("p[@class='note']", 7.5)):
        one = figure.find(path)
        if one is not None:
            lines = math.ceil(tables.measure(one.text_content()) * size / HALF)
            total += 1.5 * size * lines
    drawings = {img.get("class", ""): img for img in figure.iterfind("p/img")}
    drawing = drawings.get("half", drawings.get(""))
    return total + 20 + HALF * (_shape(drawing) if drawing is not None else 0.5)


def _shape(img: html.HtmlElement) -> float:
    """The height of a drawing, for a width of 1."""
    width, height = _size(img)
    return height / width


def _size(img: html.HtmlElement) -> tuple[float, float]:
    """Width and height of a drawing, in points; of other pictures only their usual shape."""
    address, found = img.get("src", ""), None
    if address.startswith(f"data:{pictures.SVG}"):
        found = _BOX.search(base64.b64decode(address.partition(",")[2][:2000]))
    return (float(found[1]), float(found[2])) if found else (1.0, 0.6)


# --- empty pages ---

FOOT = 785.0  # points from the head of a page to the end of its text
TEXT_HEIGHT = 717.0
MOST_EMPTY = 0.2 * TEXT_HEIGHT
MOST_WAITS = 3  # tables that a figure waits for
LEAST = 0.15 * TEXT_HEIGHT  # of a further page: a part that has less there is set tighter
MOST_LEFT = 0.28 * TEXT_HEIGHT  # what may stay empty before a heading that waits for a figure
Spots = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Placement:
    """What does not stand where the text has it.

    Attributes:
        loose: figures that move, by id, and where to: see ``moved``.
        free: headings that do not wait for figures which moved: see ``held_up``.
        waits: figures that wait for tables after them, and for how many.
        holes: what stayed empty before figures, by id and for how many tables they waited.
        tight: chapters, and "" for what follows them, whose lines are nearer: see ``spilled``.
        unbroken: paragraphs that are not broken over pages: see ``crossed``.
    """

    loose: Mapping[str, str] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    waits: Mapping[str, int] = field(default_factory=dict)
    holes: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    tight: frozenset[str] = frozenset()
    unbroken: frozenset[str] = frozenset()


def further(spots: Spots, placed: Placement) -> Placement:
    """What is to move once a placement has led to these spots (see ``before_gaps``): figures, and
    when these have come to rest, figures by a table, headings that they hold up, then lines and
    paragraphs."""
    steps: Sequence[Callable[[], Placement]] = (
        lambda: replace(placed, loose={**placed.loose, **_settled(moved(spots), placed)}),
        lambda: _waiting(spots, placed),
        lambda: replace(placed, free=placed.free.union(held_up(spots, "heading", MOST_LEFT))),
        lambda: replace(placed, tight=placed.tight | spilled(spots)),
        lambda: replace(placed, unbroken=placed.unbroken | crossed(spots)),
    )
    return next((new for step in steps if (new := step()) != placed), placed)


def _settled(found: Mapping[str, str], placed: Placement) -> dict[str, str]:
    """Where figures move to; one that was sent to the head of a page is not let go again."""
    sent = [id for id, to in placed.loose.items() if to == "head"]
    return {id: to for id, to in found.items() if to != "away" or id not in sent}


def _waiting(spots: Spots, placed: Placement) -> Placement:
    """Figures wait for one table more, and at last for as many as left least of a page empty."""
    waits, holes = dict(placed.waits), dict(placed.holes)
    gaps = before_gaps(spots).union(*held_up(spots, "start", MOST_EMPTY).values())
    for at, (kind, id, *_) in enumerate(spots):
        waited, known = waits.get(id, 0), holes.get(id, {})
        if kind not in ("start", "float") or id not in gaps or waited in known:
            continue
        if placed.loose.get(id) == "here":
            continue
        before = next(spot for spot in reversed(spots[:at]) if spot[0] != "float")
        turn = itertools.takewhile(lambda spot: spot[0] not in ("heading", "text"), spots[at:])
        holes[id] = {**known, waited: FOOT - before[3]}
        if waited < MOST_WAITS and any(spot[1].startswith("tbl-") for spot in turn):
            waits[id] = waited + 1
        elif waited:
            waits[id] = min(holes[id], key=holes[id].__getitem__)
    return replace(placed, waits=waits, holes=holes)


def moved(spots: Spots) -> dict[str, str]:
    """The ids of exhibits that are to move, and where to: "away", to the nearer end of their page
    or, where they have no room there, to the head of the next one; to the "head" alone where a
    heading that follows is above them, or their page has figures alone; to the "foot" of their
    page where a table or the section above them goes on there, or their own begins; those on the
    last page of their chapter, or on that of the next heading, stay "here", lest a hole or another
    section be above them.

    Args:
        spots: as for ``before_gaps``.
    """
    places = dict.fromkeys(before_gaps(spots), "away")
    filled = {spot[2] for spot in spots if spot[0] != "float"}
    page, lowest = 0, dict[int, float]()  # of the headings and ends of tables of each page
    for (kind, id, at, y), (below, pinned) in zip(spots, _ahead(spots), strict=True):
        if kind != "float":
            page = at
            if kind == "heading" or (kind == "end" and not id.startswith("fig-")):
                lowest[at] = max(lowest.get(at, y), y)
        elif at > page > 0:
            places[id] = "head" if below or at not in filled else "away"
        elif pinned:
            places[id] = "here"
        elif lowest.get(at, y) > y:
            places[id] = "foot"
    return places


def _ahead(spots: Spots) -> list[tuple[bool, bool]]:
    """Of each spot whether a heading that follows is above it on its page, and whether that page is
    the last one of its chapter or a heading that follows there is on it."""
    found, tops, last, headed = [], dict[int, float](), 0, set[int]()
    for kind, _, page, y in reversed(spots):
        last = max(last, page)
        if kind in ("heading", "chapter"):
            tops[page] = min(tops.get(page, y), y)
        if kind == "heading":
            headed.add(page)
        found.append((tops.get(page, y) < y, page == last or page in headed))
        if kind == "begin":
            last, headed = 0, set()
    return found[::-1]


def held_up(spots: Spots, kind: str, most_empty: float) -> dict[str, set[str]]:
    """What waits for figures that moved and leaves too much of a page empty for it, or two pages to
    figures alone, and for which.

    Args:
        spots: as for ``before_gaps``.
        kind: of the spots that wait.
        most_empty: what may stay empty, in points.
    """
    found: dict[str, set[str]] = {}
    before: Sequence[Any] = ("", "", 0, 0.0)
    figures: set[str] = set()
    for spot in spots:
        if spot[0] == "float":
            if figures or spot[2] > before[2]:
                figures |= {spot[1]}
            continue
        empty = spot[2] > before[2] and FOOT - before[3] > most_empty
        if figures and spot[0] == kind and (empty or spot[2] > before[2] + 2):
            found[spot[1]] = figures
        if spot[2] != before[2]:
            figures = set()
        before = spot
    return found


def crossed(spots: Spots) -> set[str]:
    """The ids of the paragraphs that end first below a figure of an earlier section at the head of
    a page: it would stand within their sentences.

    Args:
        spots: as for ``before_gaps``.
    """
    found: set[str] = set()
    for index, (kind, _, page, y) in enumerate(spots):
        if kind != "float":
            continue
        rest = (spots[at] for at in range(index, len(spots)) if spots[at][0] != "float")
        of_another = False
        for last, id, on, end in rest:
            if on >= page:
                if of_another and last == "text" and on == page and end > y:
                    found.add(id)
                break
            of_another |= last in ("heading", "chapter")
    return found - {""}


def spilled(spots: Spots) -> set[str]:
    """The ids of the chapters, and "" for what follows them, of which a further page has little and
    nothing follows on it.

    Args:
        spots: as for ``before_gaps``.
    """
    found: set[str] = set()
    begun, end = ("", 1), (0, 0.0)
    for kind, id, page, y in [*spots, ("begin", "", 0, 0.0)]:
        if kind != "begin":
            end = max(end, (page, FOOT if kind == "float" else y))
            continue
        if begun[1] < end[0] != page and end[1] < FOOT - TEXT_HEIGHT + LEAST:
            found.add(begun[0])
        begun = (id, page)
    return found


def before_gaps(spots: Spots) -> set[str]:
    """The ids of exhibits that begin a page and leave the foot of the one before it empty, and of
    those that overtook an exhibit which was moved for that.

    Args:
        spots: where the parts of the document end, in its order, and where exhibits start: kind
            ("begin" of a chapter, "chapter", "heading", "text", "start", "end", or "float" for the
            start of an exhibit that was moved), id, page, points from its head.
    """
    found, latest = set(), (0, 0)
    for kind, id, page, y in spots:
        if kind == "float":
            latest = max(latest, (page, y))
        elif kind == "start" and (page, y) < latest:
            found.add(id)
    gap = moves = begun = False  # a page, a row of figures that move together, an exhibit
    still = (spot for spot in spots if spot[0] != "float")
    for before, (kind, id, page, _) in itertools.pairwise(still):
        gap |= page != before[2] and FOOT - before[3] >= MOST_EMPTY
        if kind == "heading":
            continue
        moves |= gap and kind == "start"
        if moves and kind == "start" and id.startswith("fig-"):
            found.add(id)
        elif kind != "end" and not (kind == "text" and begun):  # it stands beside the figure
            moves = False
        gap, begun = False, kind == "start"
    return found
