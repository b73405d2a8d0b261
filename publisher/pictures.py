"""Pictures of a tree: whether they can be read, and drawings (SVG) without anything active or from
elsewhere."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree, html

from . import theme
from .safety import names
from .tables import lines_of, measure
from .tags import GONE, WORDED

SVG = "image/svg+xml"
SUFFIXES = {
    SVG: "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}

#: What may be in a file of a kind, as Pillow calls it: a camera puts two pictures into one JPEG.
FORMATS = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG", "MPO"),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
}

MOST_WIDE = 1e6  # units of a drawing
MOST_PIXELS = 80_000_000  # of a picture: a file of 100 kB may claim more than memory holds

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DRAWN = names(
    "svg g path defs use clipPath rect circle ellipse line polyline polygon text tspan "
    "textPath linearGradient radialGradient stop pattern marker mask symbol image title "
    "desc style"
)
_RASTER = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+\Z")
_LOCAL = re.compile(r"""url\(\s*['"]?#([^'")\s]+)['"]?\s*\)""")
_FOREIGN_STYLE = re.compile(r"@import|@font-face|\\|expression|url\((?!\s*['\"]?#)", re.I)
#: Of a length of CSS.
PIXELS = {"px": 1.0, "pt": 96 / 72, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_LENGTH = re.compile(r"\s*([\d.]+)\s*(?:(px|pt|mm|cm|in)\s*)?\Z")
MEDIUM = 16.0  # pixels: what letters have of which nothing is said
ROOMY = 1.3  # how much wider than its room a line may be, for widths are measured roughly
_PIXELS = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:px\s*)?\Z")
_STYLE = re.compile(r"(?:\A|;)\s*(color|font-size)\s*:\s*([\w#(),.% -]+)")
_PIECE = re.compile(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*")


class Picture(NamedTuple):
    """The content of a picture file."""

    kind: str
    data: bytes


def address(picture: Picture) -> str:
    """A picture as a ``data:`` address."""
    return f"data:{picture.kind};base64,{base64.b64encode(picture.data).decode()}"


def of_address(source: str) -> Picture:
    """The picture in a ``data:`` address; empty where it is not one."""
    kind, _, data = source.removeprefix("data:").partition(";base64,")
    try:
        return Picture(kind, base64.b64decode(data, validate=False))
    except (binascii.Error, ValueError):
        return Picture(kind, b"")


@lru_cache(maxsize=256)
def cleaned(picture: Picture) -> Picture | None:
    """A picture as a document may carry it: a drawing without what it may not have; None for what
    cannot be read."""
    if picture.kind == SVG:
        root = drawing(picture.data)
        return None if root is None else Picture(SVG, etree.tostring(root))
    from PIL import Image  # 30 ms that documents of drawings alone do not need

    try:
        with Image.open(io.BytesIO(picture.data)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.load()
            return picture if image.format in FORMATS[picture.kind] else None
    except Exception:  # whatever a decoder says about a broken file
        return None


def size(picture: Picture) -> tuple[float, float]:
    """Width and height of a picture that is clean: pixels, or units of a drawing."""
    if picture.kind == SVG:
        box = etree.fromstring(picture.data).get("viewBox", "").replace(",", " ").split()
        return (float(box[2]), float(box[3])) if len(box) == 4 else (1.0, 1.0)
    from PIL import Image

    with Image.open(io.BytesIO(picture.data)) as image:
        return image.size


def shape(picture: Picture) -> float:
    """The height of a clean picture, for a width of 1."""
    width, height = size(picture)
    return height / width


def natural_width(picture: Picture) -> float:
    """Width of a clean picture on a page that has room for it, in pixels of CSS."""
    if picture.kind == SVG:
        said = _LENGTH.match(etree.fromstring(picture.data).get("width", ""))
        if said:
            return float(said[1]) * PIXELS[said[2] or "px"]
    return size(picture)[0]


def described(img: html.HtmlElement, pattern: str) -> None:
    """Put the description of a picture in its place; ``pattern`` has a place for ``{alt}``."""
    alt, tail = img.get("alt", ""), img.tail
    img.clear()
    img.tag, img.text, img.tail = "span", pattern.format(alt=alt), tail


def plain(picture: Picture) -> Picture:
    """A picture for readers that know no variables: see :func:`theme.plain`."""
    if picture.kind != SVG or b"var(--" not in picture.data:
        return picture
    text = picture.data.decode(errors="replace")
    return picture._replace(data=theme.plain(text).encode())


def drawing(data: bytes, prefix: str = "") -> etree._Element | None:
    """A drawing as an element without scripts, foreign content and addresses of files; None where
    it is unreadable.

    Args:
        data: the SVG file.
        prefix: put before every id, so that several drawings can stand in one page. A drawing with
            a prefix loses its style sheets, which would reach the whole page.
    """
    if b"<!ENTITY" in data:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    if root.tag == "svg":  # without its namespace, as some programs write it
        for element in root.iter(etree.Element):
            element.tag = f"{_NAMESPACE}{etree.QName(element).localname}"
    if root.tag != f"{_NAMESPACE}svg":
        return None
    for page in list(root.iter(f"{_NAMESPACE}foreignObject")):
        _draw_words(page)
    for element in list(root.iter(etree.Element)):
        _clean(element, prefix)
    _measure(root)
    if not _has_room(root):
        return None
    etree.cleanup_namespaces(root)
    return root


def _draw_words(page: etree._Element) -> None:
    """Draw the words of a page within a drawing before it, in lines in the middle of its place; a
    drawing may bring a substitute of its own."""
    parent = page.getparent()
    if parent is None or (parent.tag == f"{_NAMESPACE}switch" and page.getnext() is not None):
        return
    for one in page.iter(etree.Element):
        one.tag = etree.QName(one).localname
    etree.strip_elements(page, *GONE, *WORDED, with_tail=False)
    styles = (one.get("style", "") for one in page.iter(etree.Element))
    said = dict(_STYLE.findall(";".join(styles)))
    x, y, width, height = (_number(page.get(name, "")) for name in ("x", "y", "width", "height"))
    size = _number(said.get("font-size", "")) or MEDIUM
    lines = [part for line in lines_of(page) for part in _filled(line, width / size)]
    words = etree.Element(f"{_NAMESPACE}text", {"font-size": f"{size:g}"})
    words.set("fill", said.get("color", "black"))
    words.set("text-anchor", "middle" if width else "start")
    if page.get("transform"):
        words.set("transform", page.get("transform"))
    for at, line in enumerate(lines, 1):
        down = y + height / 2 + size * (1.2 * (at - len(lines) / 2) - 0.25)
        place = {"x": f"{x + width / 2:g}", "y": f"{down:g}"}
        etree.SubElement(words, f"{_NAMESPACE}tspan", place).text = line
    page.addprevious(words)


def _number(length: str) -> float:
    """A length in pixels; 0 for one that only the page around a drawing would know."""
    found = _PIXELS.match(length)
    return float(found[1]) if found else 0.0


def _filled(line: str, room: float) -> Iterator[str]:
    """A line in parts that fit a room in ems, roughly; 0 has room for all."""
    part = ""
    for piece in _PIECE.findall(line):
        if room and part and measure(f"{part}{piece}".rstrip()) > ROOMY * room:
            yield part.rstrip()
            part = ""
        part += piece
    yield part


def _clean(element: etree._Element, prefix: str) -> None:
    tag = element.tag.removeprefix(_NAMESPACE)
    if tag in ("a", "switch"):
        tag, element.tag = "g", f"{_NAMESPACE}g"
    source = element.get("href") or element.get(_HREF) or ""
    unsafe = tag not in _DRAWN
    unsafe |= tag == "style" and bool(prefix or _FOREIGN_STYLE.search(element.text or ""))
    unsafe |= tag == "image" and not _RASTER.match(source)
    unsafe |= tag == "use" and not source.startswith("#")
    parent = element.getparent()
    if unsafe and parent is not None:
        _remove(element, parent)
        return
    for name, value in list(element.attrib.items()):
        safe = _attribute(name, value, prefix)
        if safe is None:
            del element.attrib[name]
        else:
            element.set(name, safe)


def _remove(element: etree._Element, parent: etree._Element) -> None:
    """Take an element out; the text after it stays."""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _attribute(name: str, value: str, prefix: str) -> str | None:
    """What an attribute may say; None when it must go."""
    if name in ("href", _HREF):
        if value.startswith("#"):
            return f"#{prefix}{value[1:]}"
        return value if _RASTER.match(value) else None
    if name == "id":
        return f"{prefix}{value}"
    if name.lower().startswith("on") or (name.startswith("{") and not name.endswith("space")):
        return None
    if prefix and name == "class":
        return None
    if "url(" not in value and not _FOREIGN_STYLE.search(value):
        return value
    value = _LOCAL.sub(rf"url(#{prefix}\1)", value)
    return None if _FOREIGN_STYLE.search(value) else value


def _measure(root: etree._Element) -> None:
    """Give a drawing the view box that scaling needs."""
    if root.get("viewBox"):
        return
    sizes = [_LENGTH.match(root.get(name, "")) for name in ("width", "height")]
    found = [size[1] for size in sizes if size]
    if len(found) == len(sizes):
        root.set("viewBox", "0 0 " + " ".join(found))


def _has_room(root: etree._Element) -> bool:
    """Whether a drawing's view box is wider and higher than nothing."""
    box = root.get("viewBox", "").replace(",", " ").split()
    try:
        _, _, width, height = map(float, box)
    except ValueError:
        return not box
    return 0 < width < MOST_WIDE and 0 < height < MOST_WIDE
