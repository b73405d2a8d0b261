"""The fonts of documents: which characters they have, what stands for others, subsets for web
pages."""

from __future__ import annotations

import base64
import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

import uharfbuzz
from lxml import etree, html

from . import FONTS, PublishingError, formula_font, pictures
from .safety import is_formula
from .words import when

_SPACES = frozenset(map(ord, "\t\n\r\v\f\x85\xa0\u2028\u2029\u202f\u205f\u3000 "))
_SPACES |= frozenset(range(0x2000, 0x200B))
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FORMULA = re.compile("<math.*?</math>", re.DOTALL)
_ROOT = re.compile("<m(?:sqrt|root)>")  # their sign is drawn, but written nowhere
_LETTERS = range(0x1D400, 0x1D800)  # that browsers show for those of formulas
LEANING = ("em", "i", "var", "cite")
_IN_WORD = re.compile(r"[^\W\u2e80-\u9fff]|[-'\u2019]")  # Chinese does not lean
SANS = "DejaVuSans"  # for Arabic and Hebrew where a browser has no font for them
_FEATURES = tuple(int.from_bytes(tag, "big") for tag in (b"pwid", b"halt", b"palt"))


@dataclass(frozen=True)
class Fonts:
    """The fonts that a document is set in.

    Attributes:
        family: name of the text's family.
        folder: holds its files ``<Family>-Regular.ttf`` and ``<Family>-Bold.ttf``, and its licence.
    """

    family: str = "Noto Sans SC"
    folder: Path = FONTS

    @property
    def regular(self) -> Path:
        return self._file("Regular")

    @property
    def bold(self) -> Path:
        return self._file("Bold")

    def _file(self, style: str) -> Path:
        path = self.folder / f"{self.family.replace(' ', '')}-{style}.ttf"
        if not path.is_file():
            raise PublishingError(f"{path}: no such font; expected a TrueType file of that name")
        return path

    @cached_property
    def known(self) -> frozenset[int]:
        """The code points that are shown: those of the family, of the type for code, and spaces."""
        return _SPACES | characters(self.regular) | characters(mono())


def mono() -> Path:
    """DejaVu Sans Mono, for code and for signs that the family lacks; Typst carries the same."""
    return _brought("DejaVuSansMono")


def serif() -> Path:
    """DejaVu Serif, which browsers can set formulas in: it knows how to draw roots and brackets."""
    return _brought("DejaVuSerif")


def _brought(name: str) -> Path:
    """A font that matplotlib brings."""
    package = importlib.util.find_spec("matplotlib")
    if package is None or not package.origin:
        raise PublishingError("matplotlib is not installed; expected it for its fonts")
    return Path(package.origin).parent / f"mpl-data/fonts/ttf/{name}.ttf"


@lru_cache(maxsize=8)
def _face(path: Path) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))


@lru_cache(maxsize=8)
def characters(path: Path) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
    return frozenset(_face(path).unicodes)


def texts(tree: html.HtmlElement) -> Iterator[str]:
    """Every text of a tree that is shown, those in drawings too; formulas have fonts of their
    own."""
    for element in tree.iter():
        if element.text and not is_formula(element):
            yield element.text
        if element.tail and element is not tree:
            yield element.tail
        if element.tag == "img" and element.get("src", "").startswith(f"data:{pictures.SVG}"):
            yield from drawn_texts(element.get("src"))


def drawn_texts(source: str) -> Iterator[str]:
    """The texts of a drawing."""
    data = pictures.of_address(source).data
    if b"text" not in data:
        return
    root = pictures.drawing(data)
    if root is not None:
        for text in root.iter("{*}text"):
            yield from text.itertext()


def check(shown: Iterable[str], known: frozenset[int], place: str) -> None:
    """Refuse text that would be printed with holes.

    Raises:
        PublishingError: naming every character that no font has, and the place.
    """
    missing = sorted(char for char in set().union(*shown) if ord(char) not in known)
    if not missing:
        return
    named = [f"{char} (U+{ord(char):04X} {unicodedata.name(char, 'unnamed')})" for char in missing]
    more = when(len(named) > 10, f" and {len(named) - 10} more")
    raise PublishingError(
        f"{place}: no font of the document has {', '.join(named[:10])}{more}; "
        "replace it with a word "
        "or another character"
    )


def stand_in(char: str, known: frozenset[int]) -> str:
    """The compatible character where the fonts have it, else the name of a sign, else a box."""
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and known.issuperset(map(ord, plain)):
        return plain
    kind = unicodedata.category(char)
    if kind == "So":
        return f"[{unicodedata.name(char, f'U+{ord(char):X}').lower()}]"
    if kind in ("Mn", "Me", "Cf"):  # seen only together with the character before
        return ""
    return "▯"


def replaced(text: str, known: frozenset[int]) -> tuple[str, dict[str, str]]:
    """A text that can be shown, and what stands in it for what."""
    if known.issuperset(map(ord, text)):
        return text, {}
    stand_ins: dict[str, str] = {
        char: stand_in(char, known) for char in dict.fromkeys(text) if ord(char) not in known
    }
    return text.translate(str.maketrans(dict[str, str | int | None](stand_ins))), stand_ins


def replace(tree: etree._Element, known: frozenset[int]) -> dict[str, str]:
    """Put stand-ins, in place, for every character of a tree that no font has: character →
    stand-in."""
    lacking: dict[str, str] = {}
    for element in tree.iter(etree.Element):
        if element.text and not is_formula(element):
            element.text, found = replaced(element.text, known)
            lacking |= found
        if element.tail:
            element.tail, found = replaced(element.tail, known)
            lacking |= found
    return lacking


def join(tree: etree._Element) -> None:
    """Keep words that are emphasised in part, as "*p*-value", in one line: the font has no italics,
    and what leans instead is to Typst a thing beside the rest."""
    for one in tree.iterdescendants(*LEANING):
        before, tail = one.getprevious(), one.tail or ""
        text = (one.getparent().text if before is None else before.tail) or ""
        if _IN_WORD.match(tail[:1]):
            one.tail = f"\u2060{tail}"
        if _IN_WORD.match(text[-1:]) and before is None:
            one.getparent().text = f"{text}\u2060"
        elif _IN_WORD.match(text[-1:]):
            before.tail = f"{text}\u2060"


@lru_cache(maxsize=64)
def subset(path: Path, wanted: frozenset[int]) -> bytes:
    """The part of a font that a page needs, as WOFF.

    Args:
        path: a TrueType font.
        wanted: code points; those that the font lacks are ignored.
    """
    plan = uharfbuzz.SubsetInput()
    plan.flags |= uharfbuzz.SubsetFlags.NOTDEF_OUTLINE  # a box for what no font has
    plan.sets(uharfbuzz.SubsetInputSets.UNICODE).set(set(wanted))
    # Latin quotation marks are as wide as a Chinese character unless these are kept and switched
    # on.
    features = plan.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.set({*features, *_FEATURES})
    small = uharfbuzz.subset(_face(path), plan).blob.data
    from fontTools.ttLib import TTFont  # 50 ms that only web pages need

    font, out = TTFont(BytesIO(small), lazy=True, recalcTimestamp=False), BytesIO()
    if path == serif() and "MATH" in font:
        formula_font.mend(font, wanted)
    font.flavor = "woff"
    font.save(out, reorderTables=False)
    return out.getvalue()


def is_subset(woff: bytes, fonts: Fonts | None = None) -> bool:
    """Whether a font of a page is what ``subset`` makes of a font of documents."""
    from fontTools.ttLib import TTFont

    fonts, wanted = fonts or Fonts(), frozenset(TTFont(BytesIO(woff), lazy=True).getBestCmap())
    paths = (fonts.regular, fonts.bold, mono(), _brought(SANS), serif())
    return any(subset(path, wanted) == woff for path in paths)


def rules(fonts: Fonts, text: str, bold: str) -> str:
    """Font faces for a page, as CSS, with the characters that it shows.

    Args:
        fonts: of the page.
        text: all that it shows.
        bold: what of that may stand in bold.
    """
    shown = frozenset(map(ord, set(text))) | frozenset(range(0x20, 0x7F))
    heavy = frozenset(map(ord, set(bold))) & shown
    faces = [
        _rule(fonts.family, 400, fonts.regular, shown),
        _rule(fonts.family, 700, fonts.bold, heavy),
    ]
    others = frozenset(c for c in shown - characters(fonts.regular) if c > 0x7E)
    letters = frozenset(c for c in others if RIGHT_TO_LEFT.match(chr(c)))
    for name, path, wanted in (
        ("Symbols", mono(), others - letters),
        ("Letters", _brought(SANS), letters),
    ):
        if found := wanted & characters(path):
            faces.append(_rule(name, 400, path, found))
    if found := _of_formulas(text) & (characters(serif()) | formula_font.SIGNS.keys()):
        faces.append(_rule("Formulas", 400, serif(), found))
    return "".join(faces)


def _of_formulas(page: str) -> frozenset[int]:
    """The code points of what a browser draws for the formulas of a page."""
    drawn = "".join(_FORMULA.findall(page))
    letters = (c for c in _LETTERS if unicodedata.normalize("NFKC", chr(c)) in drawn)
    return frozenset(map(ord, drawn + when(_ROOT.search(drawn), "\u221a"))).union(letters)


def _rule(family: str, weight: int, path: Path, wanted: frozenset[int]) -> str:
    font = base64.b64encode(subset(path, wanted)).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff;base64,{font}) format("woff")}}'
    )
