"""Hostile or broken HTML in, a small tree out: text, tables, embedded pictures, harmless links,
nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import nh3
from lxml import etree, html

from . import colours, foreign, tags
from .words import when


def names(text: str) -> frozenset[str]:
    """The names in a text."""
    return frozenset(text.split())


INLINE = names(
    "a abbr b br code del em i img ins kbd mark q s small span strong sub sup u var samp cite"
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LINED = ("del", "ins", "s", "u")  # with a line through or below: PDF/UA allows no two of them
CODE = ("pre", "code", "kbd", "samp")
BLOCK = names("blockquote dd details div dl dt hr li ol p pre summary ul").union(HEADINGS)
TABLE = names("caption table tbody td tfoot th thead tr")
TAGS = INLINE | BLOCK | TABLE
TYPED = "data-typed"  # a formula as its author has typed it
ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "hidden", "style"},  # the last two of what goes
    "a": {"href", "name"},
    "img": {"src", "alt", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "span": {"title", TYPED},
    "table": {"data-sides"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "details": {"open"},
}
CLASSES = {"math", "display", "task", "language", "footnotes", foreign.LOST}
PHRASES = INLINE | {"caption"}
FLAT = "data-flat"  # what has lost tags, for it was nested too deeply
ITEMS = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd")}  # the last one takes what is loose
HOMES = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "summary": ("details",)}
DEEPEST = 16  # how far elements may be nested; what is deeper loses its tags and keeps its text

#: TeX in braces, and what gives a command of TeX its meaning.
GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
MACRO = re.compile(
    rf"\\(?:re|provide)?newcommand\*?\s*\{{?\\[A-Za-z]+\}}?(?:\[[^\[\]]*\])*\s*{GROUP}"
    rf"|\\def\s*\\[A-Za-z]+(?:#\d)*\s*{GROUP}"
    rf"|\\DeclareMathOperator\*?\s*\{{?\\[A-Za-z]+\}}?\s*{GROUP}"
)
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+\Z")
_COUNTED = frozenset("1aAiI")  # by what items of a list are counted
_WHOLE = re.compile("-?[0-9]{1,6}")  # ASCII, and no more than writers can count
_LINK = re.compile(r"(https?://|mailto:|#)", re.I)
#: A link by a way that no document goes: nh3 would take its address out without a word.
_OTHER_WAY = re.compile(
    r"""(<a\b[^<>]*?\bhref\s*=\s*["']?)(?!https?:|mailto:|data:)[a-z][a-z0-9+.-]*:""", re.I
)
# Controls, marks of direction and order, variation tags: nothing of them is seen, some deceive.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e00ff]"
)
_LONE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(" {2,}")


def plain(text: object) -> str:
    """Text without characters that are not seen; half a surrogate pair becomes the sign for a
    broken character."""
    return _LONE.sub("\ufffd", _UNSEEN.sub("", str(text)))


def joined(value: object) -> str:
    """The text of a MIME bundle, which may be kept as a list of lines; "" for nothing."""
    lines = value if isinstance(value, (list, tuple)) else [value]
    return "".join(str(line) for line in lines if line is not None)


def items(value: Any) -> Iterator[Any]:
    """The items of a list; nothing for anything else."""
    yield from value if isinstance(value, (list, tuple)) else ()


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


def enclosed(inner: html.HtmlElement, outer: html.HtmlElement) -> None:
    """Put an element into another in its place."""
    outer.tail, inner.tail = inner.tail, None
    inner.getparent().replace(inner, outer)
    outer.append(inner)


def own_rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    """The rows of a table, without those of tables in its cells."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def middle_rows(table: html.HtmlElement, most: int) -> list[html.HtmlElement]:
    """The rows that a table has between the first and the last ones of its body where that has
    more than ``most`` (0: any number)."""
    body = [row for row in own_rows(table) if row.getparent().tag != "thead"]
    spare = len(body) - most
    if not most or spare <= 0:
        return []
    first = most - most // 2
    return body[first : first + spare]


def tree(page: str, links: Collection[str] | None = None, most_rows: int = 0) -> html.HtmlElement:
    """``main`` with everything of a page that may stay. Text between blocks is put into paragraphs.

    Args:
        page: HTML of any origin.
        links: the addresses that links may have; None allows all harmless ones.
        most_rows: of a table; of more the middle ones are left without cells, before these take
            time. 0 keeps all.
    """
    near = _OTHER_WAY.sub(r"\1./", plain(page))  # as an address beside the notebook
    clean = nh3.clean(
        _without_middles(tags.worded(foreign.marked(near), TAGS), most_rows),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        clean_content_tags=tags.GONE,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    main = _parsed(clean)
    _drop_hidden(main)
    said = colours.of_cells(page)
    for cell, tag in list(colours.forms(main, said)):
        wrapped_inside(cell, tag)
    _phrases(main)
    colours.take(main, said)
    _lists(main)
    paragraphs(main)
    for box in list(main.iter("div")):
        if not box.get("id"):  # its blocks stand as well without it
            box.drop_tag()
    _flatten(main)
    for link in list(main.iter("a")):
        address = link.get("href", "#")
        if links is not None and not address.startswith("#") and address not in links:
            del link.attrib["href"]
        if link.get("href") is None and not (link.get("id") or link.get("name")):
            link.drop_tag()
    return main


def _drop_hidden(main: html.HtmlElement) -> None:
    """Take out what is not shown, but for the macros that its formulas define: these hold from
    there on, as in MathJax."""
    within: set[html.HtmlElement] = set()
    for hidden in main.xpath("//*[@hidden or @style]"):
        if hidden not in within:
            within.update(hidden.iter())
            for span in filter(is_formula, hidden.iter("span")):
                for macro in MACRO.findall(span.text or ""):
                    hidden.addprevious(element("span", macro, class_="math"))
            hidden.drop_tree()


def _parsed(page: str) -> html.HtmlElement:
    parser = html.HTMLParser(huge_tree=True)
    main = html.fragment_fromstring(page, create_parent="main", parser=parser)
    for foot in main.findall(".//table/tfoot"):  # it may be written before what it is shown below
        foot.getparent().append(foot)
    return main


def _without_middles(page: str, most: int) -> str:
    if not most or page.lower().count("<tr") <= most:
        return page
    main = _parsed(page)
    for table in main.iter("table"):
        for row in middle_rows(table, most):
            row.clear(keep_tail=True)
    return str(html.tostring(main, encoding="unicode"))


#: What values of attributes have to be; an address that is none is left empty: see ``unlinked``.
_ALLOWED: Mapping[str, Callable[[str], object]] = {
    "src": _PICTURE.match,
    "title": foreign.KINDS.__contains__,
    "href": _LINK.match,
    "style": foreign.HIDING.search,
    **dict.fromkeys(("width", "start", "value"), _WHOLE.fullmatch),
    "type": _COUNTED.__contains__,
    "data-sides": re.compile("(?:(?:auto|left|right|center) ?)+").fullmatch,
}


def _kept(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(sorted(CLASSES & set(value.split()))) or None
    if name in _ALLOWED and not _ALLOWED[name](value):
        return {"href": ""}.get(name)
    return value


def _phrases(main: html.HtmlElement) -> None:
    """Code has neither formulas nor headings in it, formulas no elements, headings and phrases no
    blocks: what is there loses its tags, and so do phrases around lists and tables."""
    for code in main.iter(*CODE):
        _drop_tags(code.iterdescendants("span", *HEADINGS))
    for one in main.iter():
        if is_formula(one):
            _drop_tags(one.iterdescendants())
    for quoted in main.iter("q"):  # no writer but a browser has its marks
        quoted.tag, quoted.tail = "span", f"”{quoted.tail or ''}"
        quoted.text = f"“{quoted.text or ''}"
    for heading in list(main.iter(*HEADINGS)):
        _drop_tags(_blocks(heading))
    for phrase in list(main.iter(*INLINE)):
        _drop_tags(block for block in _blocks(phrase) if block.tag in ("p", "div"))
        if next(_blocks(phrase), None) is not None:
            phrase.drop_tag()


def is_formula(one: html.HtmlElement) -> bool:
    """Whether an element holds TeX."""
    return "math" in one.get("class", "").split()


def _blocks(one: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """What an element holds that is no phrase."""
    return (inner for inner in one.iterdescendants() if inner.tag not in INLINE)


def _drop_tags(ones: Iterable[html.HtmlElement]) -> None:
    for one in list(ones):
        one.drop_tag()


def _lists(main: html.HtmlElement) -> None:
    """Items stand in lists, and lists hold nothing but items."""
    for item in main.iter(*HOMES):
        if item.getparent().tag not in HOMES[item.tag]:
            item.tag = "div"
    for listed in list(main.iter(*ITEMS)):
        kinds = ITEMS[listed.tag]
        if (listed.text or "").strip():
            listed.insert(0, element(kinds[-1], listed.text))
        listed.text = None
        for child in list(listed):
            loose, child.tail = (child.tail or "").strip(), None
            if loose:
                child.addnext(element(kinds[-1], loose))
            if child.tag not in kinds:
                enclosed(child, element(kinds[-1]))
    for listed in list(main.iter("ol")):
        _part(listed)


def _part(listed: html.HtmlElement) -> None:
    """Have a list for each number that is said, or follows from one backwards: not every writer can
    skip one within a list, or count down."""
    step = 1 if listed.attrib.pop("reversed", None) is None else -1
    number = int(listed.get("start", 1 if step > 0 else len(listed)))
    follows = int(listed.get("start", 1))
    for item in list(listed):
        number = int(item.attrib.pop("value", number))
        if number != follows:
            if item.getprevious() is not None:
                rest = html.Element("ol", {"type": listed.get("type", "1")})
                rest.extend([item, *item.itersiblings()])
                listed.addnext(rest)
                listed = rest
            listed.set("start", str(number))
        number, follows = number + step, number + 1


def _flatten(main: html.HtmlElement) -> None:
    """Take the tags of what is nested too deeply, so that no later step runs out of stack, Typst
    neither: there stay words, with a space where a block ends, formulas, pictures and marks of
    what was lost. Where that is done is marked."""
    for deep in main.xpath(f"//*[count(ancestor::*) = {DEEPEST}][*]"):
        texts: list[list[str]] = [[]]  # before the first thing that stays, and behind each
        kept = []
        for event, one in etree.iterwalk(deep, events=("start", "end")):
            space = when(one.tag == "br" or one.tag not in INLINE, " ")
            if event == "end":
                texts[-1] += [space, when(one is not deep, one.tail or "")]
            elif one.tag == "img" or is_formula(one) or one.get("class") == foreign.LOST:
                kept.append(one)
                texts.append([])
            else:
                texts[-1] += [space, one.text or ""]
        words = [_SPACES.sub(" ", "".join(pieces)) for pieces in texts]
        words[0] = words[0].lstrip()
        words[-1] = words[-1].rstrip()
        deep[:], deep.text = kept, words[0]
        for one, tail in zip(kept, words[1:], strict=True):
            one.tail = tail
        deep.set(FLAT, "yes")


def unlinked(main: html.HtmlElement) -> list[str]:
    """The words of the links whose addresses no document could lead to; these are gone then."""
    links = main.xpath(".//a[@href='']")
    for link in links:
        del link.attrib["href"]
    return [" ".join(link.text_content().split()) for link in links]


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
    loose, text, parent.text = None, parent.text or "", None
    if text.strip():
        loose = element("p", text)
        parent.insert(0, loose)
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
