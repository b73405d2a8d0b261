"""Tags of elements that no document has: their words stay, and what is no element is as typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from html import escape

from .foreign import HIDDEN, KINDS
from .words import when

#: Elements that leave a mark and whose words stay.
WORDED = frozenset(("math", "select", "svg", "textarea"))
#: What is taken out with all that it holds.
GONE = frozenset((*KINDS - WORDED, "script", "style", "title"))
_FOREIGN = frozenset(("math", "svg"))  # within them names of HTML's are none
_PAGES = "base basefont body frame frameset head html link meta"
_PARTS = "area col colgroup map param source track wbr"
#: What holds pages, tables and the like together and has no words of its own.
_STRUCTURE = frozenset(f"{_PAGES} {_PARTS}".split())
_SECTIONS = "article aside footer form header hgroup main nav search section"
_OTHERS = "address center dialog dir fieldset figcaption figure legend menu"
_BLOCKS = frozenset(f"{_SECTIONS} {_OTHERS}".split())
_LEFT_OPEN = "big body center col colgroup font frame frameset head html nobr optgroup option"
_RUBY = "rb rp rt rtc"
#: What is often left open. Anything else without an end and without attributes is no element.
_OPEN = frozenset(f"{_LEFT_OPEN} {_RUBY} strike tt wbr".split())
_WITHOUT_END = frozenset(("embed", "input"))
_OLD = "acronym applet blink keygen listing marquee menuitem noembed noframes plaintext spacer xmp"
_NEW = "bdi bdo button data datalist dfn label noscript output picture ruby slot template time"
_KNOWN = WORDED | GONE | _STRUCTURE | _BLOCKS | _OPEN | frozenset(f"{_OLD} {_NEW}".split())
_SWITCHES = "autoplay checked controls default disabled download hidden inert loop multiple muted"
#: Attributes that may have no value.
_MARKS = frozenset(
    f"{_SWITCHES} border compact ismap noshade nowrap open reversed selected".split()
)
#: In these nothing is an element of HTML's.
_OTHERS_WITHIN = _FOREIGN | {"script", "style", "textarea"}
_TAG = re.compile(r"<(/?)([A-Za-z][^\s<>/]*+)([^<>]*)>")
#: What XML begins with, but for drawings and pages.
_INSTRUCTION = re.compile(r"<\?[^<>]*>(?!\s*<(?:!|svg\b|html\b))", re.I)
_END = re.compile(r"</([A-Za-z][^\s<>/]*+)")


def as_typed(page: str, allowed: Collection[str], inline: Collection[str]) -> str:
    """HTML of Markdown in which words between angle brackets are as typed: names that HTML does not
    know, words that are no attributes, phrases that nothing closes in their block.

    Args:
        page: the HTML.
        allowed: names of elements, beside those that no document has.
        inline: those of phrases that are to be closed; one that has a value may be left open.
    """
    blocks: list[tuple[str, int]] = []
    phrases: dict[str, list[int]] = {name: [] for name in inline}
    counts, typed, other = Counter[str](), set[int](), ""

    def leave(place: int) -> None:
        for places in phrases.values():
            while places and places[-1] > place:
                typed.add(places.pop())

    for found in _TAG.finditer(page):
        ends, name, rest = found[1], found[2].lower(), found[3]
        if other:
            other = when(not ends or name != other, other)
        elif not _is_element(name, rest, allowed):
            typed.add(found.start())
        elif name in phrases and ends:
            phrases[name][-1:] = []
        elif name in phrases and "=" not in rest:
            phrases[name].append(found.start())
        elif name not in phrases and not ends:
            blocks.append((name, found.start()))
            counts[name] += 1
            other = when(name in _OTHERS_WITHIN and not rest.endswith("/"), name)
        elif counts[name] and ends:
            place, inner = len(page), ""
            while inner != name:
                inner, place = blocks.pop()
                counts[inner] -= 1
            leave(place)
    leave(-1)
    page = _TAG.sub(lambda one: escape(one[0]) if one.start() in typed else one[0], page)
    return _INSTRUCTION.sub(lambda one: escape(one[0]), page)


def _is_element(name: str, rest: str, allowed: Collection[str]) -> bool:
    """Whether HTML knows a name, or it has the form of one's own, and the words behind it."""
    words = rest.lower().replace("/", " ").split()
    is_known = name in allowed or name in _KNOWN or "-" in name
    return is_known and ("=" in rest or all("-" in word or word in _MARKS for word in words))


def worded(page: str, allowed: Collection[str]) -> str:
    """HTML of any origin with the words of all elements, but for those that are ``GONE``.

    Args:
        page: the HTML, where what cannot be shown is marked.
        allowed: names of elements that stay as they are.
    """
    last = {found[1].lower(): found.start() for found in _END.finditer(page)}
    within, in_head = 0, False

    def one(found: re.Match[str]) -> str:
        nonlocal within, in_head
        ends, name, rest = found[1], found[2].lower(), found[3]
        is_closed = ends or last.get(name, 0) > found.start()
        if name in _FOREIGN and not rest.endswith("/"):
            within = max(0, within + 1 - 2 * len(ends))
        if name in ("head", "body"):
            in_head = name == "head" and not ends
        if name in WORDED and rest.endswith("/"):
            return ""
        if name in WORDED:
            return f"<{ends}span{when(HIDDEN.search(rest), ' hidden')}>{when(not ends, ' ')}"
        if name in GONE and (name != "title" or in_head):
            return _gone(found[0], name, bool(is_closed))
        if name in allowed:
            return found[0]
        if not (is_closed or within or "=" in rest or name in _OPEN):
            return escape(found[0])
        if name in _STRUCTURE and not within:
            return found[0]
        if name in _BLOCKS:
            return f"<{ends}div{rest}>"
        return when(within or name in ("optgroup", "option"), " ")

    return _TAG.sub(one, page)


def _gone(tag: str, name: str, is_closed: bool) -> str:
    """The tag of an element that is taken out; what has no end would take all that follows."""
    if is_closed or name in _WITHOUT_END:
        return tag
    return when(name not in KINDS, escape(tag))
