"""Hostile or broken HTML in, a small tree out: text, tables, embedded pictures, harmless links,
nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import nh3
from lxml import html

from . import colours, foreign


def names(text: str) -> frozenset[str]:
    """The names in a text."""
    return frozenset(text.split())


INLINE = names(
    "a abbr b br code del em i img ins kbd mark q s small span strong sub sup u var samp cite"
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CODE = ("pre", "code", "kbd", "samp")
BLOCK = names("blockquote dd details div dl dt hr li ol p pre summary ul").union(HEADINGS)
TABLE = names("caption table tbody td tfoot th thead tr")
TAGS = INLINE | BLOCK | TABLE
ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width"},
    "ol": {"start"},
    "span": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "details": {"open"},
}
CLASSES = {"math", "display", "task", "language", "footnotes", foreign.LOST}
GONE = names("script style title template noscript").union(foreign.KINDS)
PHRASES = INLINE | {"caption"}
DEEPEST = 16  # how far elements may be nested; what is deeper loses its tags and keeps its text

_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+\Z")
_WHOLE = re.compile("-?[0-9]{1,6}")  # ASCII, and no more than writers can count
_LINK = re.compile(r"(https?://|mailto:|#)", re.I)
# Controls, marks of direction and order, variation tags: nothing of them is seen, some deceive.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e00ff]"
)
_LONE = re.compile("[\ud800-\udfff]")


def plain(text: object) -> str:
    """Text without characters that are not seen; half a surrogate pair becomes the sign for a
    broken character."""
    return _LONE.sub("\ufffd", _UNSEEN.sub("", str(text)))


def joined(value: object) -> str:
    """The text of a MIME bundle, which may be kept as a list of lines; "" for nothing."""
    lines = value if isinstance(value, (list, tuple)) else [value]
    return "".join(str(line) for line in lines if line is not None)


def mapping(value: Any) -> Mapping[str, Any]:
    """A value where a mapping is expected; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def element(tag: str, text: str = "", **attributes: str) -> html.HtmlElement:
    """An element; ``class_`` is the attribute ``class``, ``data_key`` is ``data-key``."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    new = html.Element(tag, {name: plain(value) for name, value in named.items()})
    new.text = plain(text)
    return new


def wrapped_inside(one: html.HtmlElement, tag: str, **attributes: str) -> html.HtmlElement:
    """Put all that an element holds into a new one within it, and return that."""
    inner = element(tag, **attributes)
    inner.text, one.text = one.text, None
    inner.extend(list(one))
    one.append(inner)
    return inner


def tree(page: str, links: Collection[str] | None = None) -> html.HtmlElement:
    """``main`` with everything of a page that may stay. Text between blocks is put into paragraphs.

    Args:
        page: HTML of any origin.
        links: the addresses that links may have; None allows all harmless ones.
    """
    clean = nh3.clean(
        foreign.marked(plain(page)),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        clean_content_tags=GONE,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    parser = html.HTMLParser(huge_tree=True)
    main = html.fragment_fromstring(clean, create_parent="main", parser=parser)
    _phrases(main)
    colours.take(main, colours.of_cells(page))
    _lists(main)
    paragraphs(main)
    for box in list(main.iter("div")):
        if not box.get("id"):  # its blocks stand as well without it
            box.drop_tag()
    _flatten(main)
    for link in list(main.iter("a")):
        address = link.get("href")
        if links is not None and address and not address.startswith("#") and address not in links:
            del link.attrib["href"]
        if link.get("href") is None and not (link.get("id") or link.get("name")):
            link.drop_tag()
    return main


def _kept(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _PICTURE.match(value) else None
    if name == "title":
        return value if value in foreign.KINDS else None
    if name == "href":
        return value if _LINK.match(value) else None
    if name in ("width", "start"):
        return value if _WHOLE.fullmatch(value) else None
    if name == "class":
        return " ".join(sorted(CLASSES & set(value.split()))) or None
    return value


def _phrases(main: html.HtmlElement) -> None:
    """Code has neither formulas nor headings in it, formulas no elements, headings and phrases no
    blocks: what is there loses its tags, and so do phrases around lists and tables."""
    for one in list(main.iter(*CODE)):
        for inner in list(one.iterdescendants("span", *HEADINGS)):
            inner.drop_tag()
    for one in list(main.iter()):
        if "math" in one.get("class", "").split():
            for inner in list(one.iterdescendants()):
                inner.drop_tag()
    for heading in list(main.iter(*HEADINGS)):
        for one in [one for one in heading.iterdescendants() if one.tag not in INLINE]:
            one.drop_tag()
    for one in [one for one in main.iter() if one.tag in INLINE]:
        blocks = [each for each in one.iterdescendants() if each.tag not in INLINE]
        for block in blocks:
            if block.tag in ("p", "div"):
                block.drop_tag()
        if any(block.tag not in ("p", "div") for block in blocks):
            one.drop_tag()


def _lists(main: html.HtmlElement) -> None:
    """Items stand in lists, and lists hold nothing but items."""
    homes = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "summary": ("details",)}
    for item in list(main.iter(*homes)):
        if item.getparent().tag not in homes[item.tag]:
            item.tag = "div"
    for parent in list(main.iter("ul", "ol", "dl")):
        kinds, kind = (("dt", "dd"), "dd") if parent.tag == "dl" else (("li",), "li")
        if (parent.text or "").strip():
            parent.insert(0, element(kind, parent.text))
        parent.text = None
        for child in list(parent):
            tail, child.tail = (child.tail or "").strip(), None
            if tail:
                child.addnext(element(kind, tail))
            if child.tag not in kinds:
                holder = element(kind)
                parent.replace(child, holder)
                holder.append(child)


def _flatten(main: html.HtmlElement) -> None:
    """Take the tags of what is nested too deeply, so that no later step runs out of stack, Typst
    neither."""
    for element in main.xpath(f"//*[count(ancestor::*) = {DEEPEST}]"):
        text = element.text_content()
        for child in list(element):
            element.remove(child)
        element.text = text


def lost(main: html.HtmlElement) -> list[html.HtmlElement]:
    """The marks that stand for what cannot be shown."""
    return [one for one in main.iter("span") if one.get("class") == foreign.LOST]


def is_empty(main: html.HtmlElement) -> bool:
    """True when nothing of a tree would be seen."""
    return not main.text_content().strip() and main.find(".//img") is None


def paragraphs(main: html.HtmlElement) -> None:
    """Give loose text a paragraph, so that a writer meets blocks or phrases in an element but
    never both."""
    for parent in [main, *main.iter("div", "blockquote", "details")]:
        _wrap(parent, list(parent))
    for parent in main.xpath(".//*[self::li or self::td or self::th or self::dd][*]"):
        children = list(parent)
        if any(child.tag not in PHRASES for child in children):
            _wrap(parent, children)


def _wrap(parent: html.HtmlElement, children: list[html.HtmlElement]) -> None:
    loose = None
    if (parent.text or "").strip():
        loose = html.Element("p")
        parent.insert(0, loose)
        loose.text, parent.text = parent.text, None
    for child in children:
        if child.tag in PHRASES:
            if loose is None:
                loose = element("p")
                child.addprevious(loose)
            loose.append(child)  # its tail goes with it
            continue
        loose, tail, child.tail = None, child.tail or "", None
        if tail.strip():
            loose = element("p", tail)
            child.addnext(loose)
