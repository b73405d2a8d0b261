"""What is written on the pages of a PDF, sign by sign, and what of that a reader sees: nothing that
is invisible, tiny or of the colour of its ground, outside of its page or of what it is clipped to,
or under something that was painted later.

Shapes count as the boxes around them.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from industry_report.data.files import state
from publisher.glyphs import Fonts, mono
from publisher.safety import names

SMALLEST = 2.0  # points, of a sign that can be read and of a line that covers one
THROUGH = 0.7  # points, from the middle of a sign to a line that strikes it out
LONGEST_SIGN = 2  # characters that are read out in the place of signs
JOINED = "\u2060"  # no break before or behind it
NEAR, FAINT = 0.06, 0.2  # of colours, as a share: too alike; of a sign: too transparent
#: What Typst writes into the content of a page; nothing else sets text or paints there.
OPERATORS = names(
    "q Q cm gs BT ET Tf Tr Tm Tj TJ BDC BMC EMC Do cs CS sc SC scn SCN m l c h W n f B S w J j M d"
)
OF_TEXT = names("BT Tm Tj TJ BDC BMC EMC")
PAINTING = ("f", "B", "S")
#: From one system of coordinates into another.
Matrix = tuple[float, ...]
SAME: Matrix = (1, 0, 0, 1, 0, 0)
Box = tuple[float, float, float, float]
#: Red, green and blue; None for a pattern.
Colour = tuple[float, float, float] | None
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


@dataclass
class Sign:
    """A character with the place of its middle; whether it is seen."""

    text: str
    at: tuple[float, float]
    seen: bool = True


@dataclass
class Run:
    """Text in one piece: its size in points, and its signs."""

    text: str
    size: float
    signs: list[Sign] = field(default_factory=list)

    def shown(self) -> Run:
        """What of it is seen."""
        return replace(self, text="".join(one.text for one in self.signs if one.seen))


#: The runs of a page by the mark of its content that they belong to; -1 for what has none.
Marked = dict[int, list[Run]]


@dataclass
class Font:
    """What the codes of a font mean, and how wide they are, in thousandths of its size."""

    texts: Mapping[int, str]
    widths: Mapping[int, float]
    usual: float

    @classmethod
    def of(cls, font: Any) -> Font:
        """A font of a page, whose codes have two bytes each."""
        (inner,) = font.DescendantFonts
        widths: dict[int, float] = {}
        rest = list(inner.get("/W", ()))
        while rest:
            first, second = int(rest.pop(0)), rest.pop(0)
            try:
                own = list(second)
            except TypeError:
                own = [rest.pop(0)] * (int(second) - first + 1)
            widths |= {first + at: float(one) for at, one in enumerate(own)}
        return cls(_characters(font), widths, float(inner.get("/DW", 1000)))


@dataclass
class State:
    """How a page is painted on from here."""

    matrix: Matrix
    clip: Box
    colour: Colour = BLACK
    opaque: float = 1
    line: float = 1
    font: Font | None = None
    size: float = 0
    mode: int = 0


@dataclass
class Stream:
    """Where the reading of a page or form stands.

    Attributes:
        own: its resources; ``now``: how is painted; ``before``: the states to return to.
        marks: the marks of the text that are open; ``path``: the points of the shape begun.
        place: where text is written.
    """

    own: Any
    now: State
    marks: list[int]
    before: list[State] = field(default_factory=list)
    path: list[tuple[float, float]] = field(default_factory=list)
    place: Matrix = SAME


def pages(path: Path) -> Pages:
    """The pages of a file; PdfError where it is none."""
    return _pages(path, state(path))


@lru_cache(maxsize=1)
def _pages(path: Path, _state: tuple[str | int, ...]) -> Pages:
    import pikepdf

    with pikepdf.open(path) as file:
        return Pages(file)


class Pages:
    """The pages of a file as they are painted.

    Attributes:
        of: the runs of each page.
        strange: what no page of a report has: ways to paint, glyphs of another sign.
    """

    def __init__(self, file: Any) -> None:
        self.of: dict[Any, Marked] = {}
        self.strange: dict[str, None] = {}
        self._fonts: dict[Any, Font] = {}
        for page in file.pages:
            box = tuple(map(float, page.MediaBox))
            self._signs: list[Sign] = []
            self._painted: list[tuple[Box, Colour]] = []
            self._lines: list[Box] = []
            self._found: Marked = {}
            self.of[page.objgen] = self._found
            resources = page.obj.get("/Resources", {})
            self._read(page, resources, State(SAME, box))  # type: ignore[arg-type]
            if any(_is_in(one.at, line) for line in self._lines for one in self._signs):
                self.strange["line through text"] = None

    def _font(self, font: Any) -> Font:
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = Font.of(font)
            self.strange |= dict.fromkeys(_other_glyphs(font, self._fonts[font.objgen].texts))
        return self._fonts[font.objgen]

    def _read(self, content: Any, own: Any, now: State, mark: int = -1) -> None:
        """Paint a page or a form with its own resources."""
        import pikepdf

        stream = Stream(own, now, [mark])
        for each in pikepdf.parse_content_stream(content):
            name, operands = str(each.operator), each.operands
            if name in OF_TEXT:
                self._text(name, operands, stream)
            else:
                self._shape(name, operands, stream)

    def _shape(self, name: str, operands: Any, stream: Stream) -> None:
        """What an operator for states, shapes and pictures does."""
        now = stream.now
        match name:
            case "q":
                stream.before.append(replace(now))
            case "Q":
                stream.now = stream.before.pop()
            case "cm":
                now.matrix = _times(operands, now.matrix)
            case "m" | "l" | "c":
                stream.path += _points(operands, now.matrix)
            case "W":
                now.clip = _shared(now.clip, _around(stream.path))
            case "Do":
                form = stream.own.XObject[str(operands[0])]
                self._draw(form, stream.own, now, stream.marks[-1])
            case _:
                self._set(name, operands, stream.own, now)
        if name in PAINTING and stream.path:
            self._paint(_shared(now.clip, _around(stream.path)), now, name == "S")
        if name in ("n", *PAINTING):
            stream.path = []

    def _text(self, name: str, operands: Any, stream: Stream) -> None:
        """What an operator for text and its marks does."""
        match name:
            case "BT":
                stream.place = SAME
            case "Tm":
                stream.place = tuple(map(float, operands))
            case "Tj" | "TJ":
                stream.place, run = self._write(operands[0], stream.place, stream.now)
                self._found.setdefault(stream.marks[-1], []).append(run)
            case "BDC" | "BMC":
                number = _mark(operands)
                stream.marks.append(stream.marks[-1] if number is None else number)
                if instead := _instead(operands):
                    run = Run(instead, stream.now.size, [Sign(instead, (0, 0))])
                    self._found.setdefault(stream.marks[-1], []).append(run)
            case "EMC":
                stream.marks.pop()

    def _set(self, name: str, operands: Any, own: Any, now: State) -> None:
        """Change how is painted."""
        match name:
            case "gs":
                now.opaque = float(own.ExtGState[str(operands[0])].get("/ca", now.opaque))
            case "sc" | "scn":
                now.colour = _colour(operands)
            case "w":
                now.line = float(operands[0])
            case "Tf":
                now.font, now.size = self._font(own.Font[str(operands[0])]), float(operands[1])
            case "Tr":
                now.mode = int(operands[0])
            case _ if name not in OPERATORS:
                self.strange[f"operator {name} of a page"] = None

    def _draw(self, form: Any, own: Any, now: State, mark: int) -> None:
        """Paint a form or picture."""
        matrix = _times(form.get("/Matrix", SAME), now.matrix)
        x, y, right, top = map(float, form.get("/BBox", (0, 0, 1, 1)))
        box = _shared(now.clip, _around([_at(matrix, x, y), _at(matrix, right, top)]))
        if str(form.get("/Subtype")) == "/Form":
            inner = replace(now, matrix=matrix, clip=box)
            self._read(form, form.get("/Resources", own), inner, mark)
        else:
            self.strange["picture of a page"] = None
            self._paint(box, replace(now, colour=None), False)

    def _paint(self, box: Box, now: State, is_line: bool) -> None:
        """Cover what was written in a box; a thin line covers nothing."""
        thick = now.line * abs(now.matrix[3]) * is_line
        left, low, right, top = box
        if top - low + thick < SMALLEST:
            self._lines.append((left, low - THROUGH, right, top + THROUGH))
        if is_line and thick < SMALLEST:
            return
        box = left - thick / 2, low - thick / 2, right + thick / 2, top + thick / 2
        self._painted.append((box, now.colour))
        for sign in self._signs:
            sign.seen = sign.seen and not _is_in(sign.at, box)

    def _write(self, texts: Any, place: Matrix, now: State) -> tuple[Matrix, Run]:
        """A run from a place on, and the place behind it."""
        import pikepdf

        matrix, font = _times(place, now.matrix), now.font or Font({}, {}, 0)
        height = now.size * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        width = now.size * (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5
        legible = min(height, width) >= SMALLEST and not now.mode and now.opaque > FAINT
        signs, x = [], 0.0
        for part in texts if isinstance(texts, pikepdf.Array) else [texts]:
            if not isinstance(part, pikepdf.String):
                x -= float(part) / 1000 * now.size
                continue
            codes = bytes(part)
            for at in range(0, len(codes), 2):
                code = int.from_bytes(codes[at : at + 2], "big")
                wide = font.widths.get(code, font.usual) / 1000 * now.size
                middle = _at(matrix, x + wide / 2, 0.3 * now.size)
                signs.append(Sign(font.texts.get(code, "\ufffd"), middle, legible))
                x += wide
        self._judge(signs, now)
        self._signs += signs
        return _times((1, 0, 0, 1, x, 0), place), Run(
            "".join(one.text for one in signs), height, signs
        )

    def _judge(self, signs: list[Sign], now: State) -> None:
        """Which signs of a run are clipped, or have the colour of what was painted below them."""
        if not signs:
            return
        left, low, right, top = _around([one.at for one in signs])
        grounds = [
            (box, colour)
            for box, colour in reversed(self._painted)
            if box[0] <= right and left <= box[2] and box[1] <= top and low <= box[3]
        ]
        for sign in signs:
            ground = next((colour for box, colour in grounds if _is_in(sign.at, box)), WHITE)
            sign.seen &= _is_in(sign.at, now.clip) and _is_apart(ground, now.colour)


def _is_apart(ground: Colour, colour: Colour) -> bool:
    """Whether a sign stands out from its ground; what is written in a pattern does nowhere."""
    if ground is None or colour is None:
        return colour is not None
    return max(abs(a - b) for a, b in zip(ground, colour, strict=True)) > NEAR


# --- places ---------------------------------------------------------------------------------------


def _times(first: Any, then: Matrix) -> Matrix:
    a, b, c, d, e, f = map(float, first)
    turned = (*then[:4], 0, 0)
    return *_at(turned, a, b), *_at(turned, c, d), *_at(then, e, f)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _points(operands: Any, matrix: Matrix) -> Iterator[tuple[float, float]]:
    """The points of a part of a path."""
    numbers = [*map(float, operands)]
    for at in range(0, len(numbers), 2):
        yield _at(matrix, *numbers[at : at + 2])


def _around(points: list[tuple[float, float]]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _shared(one: Box, other: Box) -> Box:
    left, low = (max(one[at], other[at]) for at in (0, 1))
    return left, low, *(min(one[at], other[at]) for at in (2, 3))  # type: ignore[return-value]


def _is_in(at: tuple[float, float], box: Box) -> bool:
    return box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3]


def _colour(operands: Any) -> Colour:
    try:
        shares = [float(one) for one in operands]
    except (TypeError, ValueError):
        return None  # the name of a pattern
    if len(shares) == 1:  # a grey
        shares *= 3
    red, green, blue = shares
    return red, green, blue


# --- marks ----------------------------------------------------------------------------------------


def _mark(operands: Any) -> int | None:
    """The number of a piece of marked content; -1 for what is no content."""
    if str(operands[0]) == "/Artifact":
        return -1
    said = _said(operands)
    if "/MCID" not in said:
        return None
    return int(said["/MCID"])


def _said(operands: Any) -> Any:
    """What marked content says of itself, where it says so itself."""
    import pikepdf

    own = [one for one in operands[1:2] if isinstance(one, pikepdf.Dictionary)]
    return next(iter(own), {})


def _instead(operands: Any) -> str:
    """What is read out, and copied, in the place of marked content; "" where that is a sign or two,
    which typesetting replaces."""
    text = str(_said(operands).get("/ActualText", ""))
    if len(text) <= LONGEST_SIGN:
        return ""
    return text


# --- fonts ----------------------------------------------------------------------------------------


def _characters(font: Any) -> dict[int, str]:
    """What the codes of a font, of two bytes each, mean."""
    table = font["/ToUnicode"].read_bytes().decode("latin1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w*)>", block):
            found[int(code, 16)] = _text(text)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            first = _text(text)
            for code in range(int(low, 16), int(high, 16) + 1):
                found[code] = first[:-1] + chr(ord(first[-1]) + code - int(low, 16))
    return found


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be", "replace")


def _other_glyphs(font: Any, texts: Mapping[int, str]) -> Iterator[str]:
    """The codes of an embedded font whose glyphs are not those of the sign that they mean."""
    from fontTools.ttLib import TTFont

    name = str(font.BaseFont).rpartition("+")[2]
    files = {path.stem: path for path in (Fonts().regular, Fonts().bold, mono())}
    if name not in files:
        yield f"font {name}"
        return
    (inner,) = font.DescendantFonts
    own = TTFont(io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes()), lazy=True)
    drawn, names = own["glyf"], own.getGlyphOrder()
    for code, text in texts.items():
        meant = unicodedata.normalize("NFKC", text.replace(JOINED, ""))
        if _outline(drawn, names[code]) not in _outlines(files[name]).get(meant, ()):
            yield f"glyph for {text} in the font {name}"


@cache
def _outlines(path: Path) -> dict[str, set[bytes]]:
    """How a font draws each character or ligature, in its usual form and in others."""
    from fontTools.ttLib import TTFont

    font = TTFont(path, lazy=True)
    forms: dict[str, set[str]] = {}
    for lookup in font["GSUB"].table.LookupList.Lookup if "GSUB" in font else ():
        for each in lookup.SubTable:
            each = getattr(each, "ExtSubTable", each)
            for name, other in getattr(each, "mapping", {}).items():
                forms.setdefault(name, set()).update([other] if isinstance(other, str) else other)
            for name, others in getattr(each, "alternates", {}).items():
                forms.setdefault(name, set()).update(others)
    drawn = font["glyf"]
    found: dict[str, set[bytes]] = {}
    for code, name in font.getBestCmap().items():
        own = found.setdefault(unicodedata.normalize("NFKC", chr(code)), set())
        own.update(_outline(drawn, one) for one in (name, *forms.get(name, ())))
    return found


def _outline(drawn: Any, name: str) -> bytes:
    return bytes(getattr(drawn.glyphs[name], "data", b"")).rstrip(b"\0")
