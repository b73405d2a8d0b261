"""Headings, captions and references of a document: levels without gaps, ids, numbers, links that
lead somewhere."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import NamedTuple
from urllib.parse import unquote

from lxml import html

from . import references
from .equations import Equations
from .reading import Chapter, Notices
from .safety import CODE, HEADINGS, element, is_empty, is_formula, names, plain
from .words import when, words

MARKED = names("a p div span li td th blockquote sup strong b em i details dd")  # may have an id
DEEPEST_NUMBER = 3  # levels of headings that get a number

#: Ids of the page itself, which its script and its own links look for.
OF_THE_PAGE = names("text words numbers fonts drawn theme-switch code-switch annex method sources")

_NUMBERED = re.compile(
    r"\s*(?:\d+(?:\.\d+)*[.、．]?\s|\d+[、．.]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]"
    r"|第.{1,3}[章节部]|(?:Chapter|Part)\s+(?:\d|[IVX]+\b))"
)
_HAN_DIGITS = "零一二三四五六七八九"


class Entry(NamedTuple):
    """A line of the contents. ``level`` 1 is the highest below the document's title."""

    level: int
    text: str
    id: str
    chapter: str


class Label(NamedTuple):
    """What references to an exhibit say, and its id."""

    text: str
    id: str


def text_of(one: html.HtmlElement) -> str:
    """The text of an element on one line."""
    return " ".join(one.text_content().split())


class Numbering:
    """Numbers the chapters of a document, in place.

    The ``h1`` that a single chapter opens with leaves the tree: it is the document's title, unless
    its metadata have another one; the only one may follow code. In a document of several chapters
    it stays, one level below the title, and headings get numbers; where one of them has a number
    of its own, chapters only.

    Args:
        title: of the document, where its metadata have one.
    """

    def __init__(
        self, chapters: list[Chapter], language: str, notices: Notices, title: str
    ) -> None:
        self.chapters, self.notices, self.title = chapters, notices, title
        self.words = words(language)
        self.whole = len(chapters) > 1
        self.contents: list[Entry] = []
        self.labels: dict[str, Label] = {}
        self._taken = set(OF_THE_PAGE)
        self._again: Counter[str] = Counter()  # how often a name was wanted that is taken
        self._counts = [0] * (DEEPEST_NUMBER + 1)

    def run(self, method: html.HtmlElement) -> None:
        """Do it all; of the method, which is no chapter, the links lead to what is there."""
        Equations(self.notices).run(self.chapters)
        for chapter in self.chapters:
            self._title(chapter)
        self._numbered = self.whole and not self._has_numbers()
        if self.whole and not self._numbered:
            self._name_chapters()
        moved = [self._headings(chapter) for chapter in self.chapters]
        elsewhere = set().union(*(_led_to(one.main) - _ids(one.main) for one in self.chapters))
        for chapter in self.chapters:
            _keep_ids(chapter.main, elsewhere, self._taken)
        exhibits: Counter[str] = Counter()
        for chapter in self.chapters:
            for figure in chapter.main.iter("figure"):
                self._caption(figure, exhibits, chapter)
        for chapter in self.chapters:
            self._references(chapter)
        referred = references.referred(chapter.main for chapter in self.chapters)
        for chapter, places in zip(self.chapters, moved, strict=True):
            if not chapter.brief:
                references.add(chapter.main, referred, self.words)
            for tree in _trees(chapter):
                self._links(tree, places, chapter.name)
        _keep_ids(method, set(), self._taken)
        self._links(method, {}, "method")

    def _title(self, chapter: Chapter) -> None:
        found = [one for one in chapter.main.iter("h1") if text_of(one)]
        if not found and self.whole:
            found = [element("h1", chapter.title)]
            chapter.main.insert(0, found[0])
        if not found:
            return
        title = text_of(found[0])
        may_follow_code = self.title == title or len(found) == 1
        opens = _opens(found[0], may_follow_code) and self.title in ("", title)
        is_head = self.whole or opens
        if is_head:
            found[0].set("data-title", "yes")
        if is_head or len(found) == 1:
            chapter.title = title

    def _name_chapters(self) -> None:
        """Number the chapters where their sections, but not they, have numbers of their own."""
        counted = [chapter for chapter in self.chapters if not chapter.brief]
        if any(_NUMBERED.match(chapter.title) for chapter in counted):
            return
        for number, chapter in enumerate(counted, 1):
            said = self.words["chapter"].format(number=number, han=han(number))
            chapter.number = f"{said}{self.words['gap']}"

    def _has_numbers(self) -> bool:
        found = (one for chapter in self.chapters for one in chapter.main.iter(*HEADINGS))
        return any(_NUMBERED.match(text_of(one)) for one in found)

    # headings

    def _headings(self, chapter: Chapter) -> dict[str, str]:
        """Level, id and number of each heading; returns former ids → ids, "" for empty ones."""
        moved: dict[str, str] = {}
        level, of_title = int(self.whole), set[str]()
        beside = [one for one in chapter.main.iter("h1") if not one.get("data-title")]
        lower = int(any(map(text_of, beside)))  # sections of these stand below them
        for heading in list(chapter.main.iter(*HEADINGS)):
            is_title, former = heading.attrib.pop("data-title", ""), _former_ids(heading)
            if not text_of(heading):
                heading.drop_tree()
                moved |= dict.fromkeys(former, "")
            elif is_title and not self.whole:  # what it heads is the document
                chapter.head, of_title = heading, former
                heading.drop_tree()
                heading.tag = "span"
            else:
                level = 1 if is_title else self._level(heading, level, lower)
                self._heading(heading, level, chapter, number=when(is_title, chapter.number))
                moved = dict.fromkeys(former, heading.get("id")) | moved
        if chapter.head is not None:  # sections go before it
            self._name(chapter.head)
            moved = dict.fromkeys(of_title, chapter.head.get("id")) | moved
        return moved

    def _level(self, heading: html.HtmlElement, before: int, lower: int) -> int:
        """The level of a section, at most one below that of the heading before.

        Args:
            heading: of the section.
            before: the level of the heading before.
            lower: how much lower sections stand that are none of the title's.
        """
        wanted = int(heading.tag[1]) - (not self.whole)
        if heading.tag != "h1":
            wanted += lower
        return min(max(wanted, 1 + self.whole), before + 1)

    def _heading(
        self, heading: html.HtmlElement, level: int, chapter: Chapter, number: str
    ) -> None:
        """Give a heading its level, id and number, its own or the next one, and a line in the
        contents."""
        text = text_of(heading)
        heading.tag = f"h{min(level + 1, 6)}"
        self._name(heading)
        number = number or when(not chapter.brief, self._number(level))
        if number:
            self._prefix(heading, number, "chapter" if chapter.number else "number")
        self.contents.append(Entry(level, f"{number}{text}", heading.get("id"), chapter.name))

    def _name(self, heading: html.HtmlElement) -> None:
        slug = re.sub(r"[^\w.()（）-]+", "-", text_of(heading)).strip("-") or "section"
        heading.set("id", self._free(slug))

    def _number(self, level: int) -> str:
        if not self._numbered or level > DEEPEST_NUMBER:
            return ""
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (DEEPEST_NUMBER - level)
        number = self._counts[level]
        path = ".".join(map(str, self._counts[1 : level + 1]))
        form = str(self.words["numbers"][level - 1])
        return form.format(number=number, han=han(number), path=path)

    def _prefix(self, heading: html.HtmlElement, number: str, kind: str) -> None:
        span = element("span", number, class_=kind)
        span.tail, heading.text = heading.text, None
        heading.insert(0, span)

    def _free(self, name: str) -> str:
        free = name
        while free in self._taken:
            self._again[name] += 1
            free = f"{name}-{self._again[name] + 1}"
        self._taken.add(free)
        return free

    # exhibits

    def _caption(self, figure: html.HtmlElement, counts: Counter[str], chapter: Chapter) -> None:
        kind = figure.get("class")
        short = {"figure": "fig", "table": "tbl"}[kind]
        if not self.whole:
            figure.attrib.pop("data-annex", None)
        series = when(figure.get("data-annex"), "annex_") + kind
        if chapter.brief:  # shown there for what it says, and numbered where it is explained
            series = f"brief_{kind}"
        counts[series] += 1
        label = self.words[series].format(number=counts[series])
        name = figure.get("id") or f"{counts[series]}"
        if f"{short}:{name}" in self.labels:
            self.notices.add(
                f"{chapter.name}: a second {kind} with the id {name!r}; ids must differ"
            )
        figure.set("id", self._free(re.sub(r"\s+", "-", f"{short}-{name}")))
        figure.set("data-label", label)
        self.labels.setdefault(f"{short}:{name}", Label(label, figure.get("id")))
        title = figure.find("figcaption/b")
        if not chapter.brief:
            span = element("span", label, class_="number")
            span.tail, title.text = f"{self.words['caption_gap']}{title.text or ''}", None
            title.insert(0, span)
        for part in ("note", "source"):
            for line in figure.iterfind(f"p[@class='{part}']"):
                line.text = self.words[part].format(text=line.text or "")

    # links

    def _references(self, chapter: Chapter) -> None:
        """Links to ``#fig:id`` lead to the exhibit; one without words says the exhibit's label."""
        for link in [link for tree in _trees(chapter) for link in tree.iter("a")]:
            key = plain(unquote(link.get("href", "")[1:]))
            if not key.startswith(("fig:", "tbl:")):
                continue
            label = self._label(chapter, key)
            link.text = link.text or when(not len(link), label.text)
            if label.id:
                link.set("class", "ref")
                link.set("href", f"#{label.id}")
            else:  # to take out the tag would look for its place among all
                link.tag = "span"
                del link.attrib["href"]

    def _label(self, chapter: Chapter, key: str) -> Label:
        if key not in self.labels:
            near = difflib.get_close_matches(key, self.labels, 1)
            advice = "".join(f"; did you mean [@{one}]?" for one in near)
            self.notices.add(
                f"{chapter.name}: [@{key}] refers to an exhibit that is not in the document{advice}"
            )
        return self.labels.get(key, Label(key.partition(":")[2], ""))

    def _links(self, main: html.HtmlElement, moved: dict[str, str], chapter: str) -> None:
        """Links within the document lead to what is there, or are no links."""
        for link in list(main.iter("a")):
            address = link.get("href", "")
            if address.startswith("#"):
                name = plain(unquote(address[1:]))
                name = moved.get(name, name)
                link.set("href", f"#{name}")
                if name not in self._taken or name in OF_THE_PAGE:
                    link.attrib.pop("href")
                    if name:
                        self.notices.add(f"{chapter}: a link leads nowhere: {address}")
            if not link.get("href") and not link.get("id"):
                link.drop_tag()


def _opens(heading: html.HtmlElement, may_follow_code: bool) -> bool:
    """Whether nothing stands before a heading, nor around it; code may where that is said."""
    before = [one for one in heading.itersiblings(preceding=True) if not is_empty(one)]
    if may_follow_code:
        before = [one for one in before if one.get("class") != "code"]
    return heading.getparent().getparent() is None and not before


def _trees(chapter: Chapter) -> list[html.HtmlElement]:
    return [tree for tree in (chapter.head, chapter.main) if tree is not None]


def _former_ids(heading: html.HtmlElement) -> set[str]:
    """Take the ids within a heading, which the contents would show twice: these, and those that
    Jupyter makes of its text."""
    text = text_of(heading)
    inside = {_named(one) for one in heading.iter()}
    return (inside | {text.replace(" ", "-"), text}) - {""}


def _named(one: html.HtmlElement) -> str:
    """Take the id of an element, or its name as an anchor."""
    name, id = one.attrib.pop("name", ""), one.attrib.pop("id", "")
    return str(id or name)


def _led_to(main: html.HtmlElement) -> set[str]:
    """The ids that links of a chapter lead to."""
    links = (link.get("href", "") for link in main.iter("a"))
    return {unquote(address[1:]) for address in links if address.startswith("#")} - {""}


def _ids(main: html.HtmlElement) -> set[str]:
    return {one.get("id") or one.get("name", "") for one in main.iter()}


def _keep_ids(main: html.HtmlElement, elsewhere: set[str], taken: set[str]) -> None:
    """An id stays where a link of the chapter leads to it, or one ``elsewhere``, once, on elements
    that every writer can mark; within others an anchor before these has it."""
    wanted = _led_to(main) | elsewhere
    for one in list(main.iter()):
        if one.tag in HEADINGS or one.tag == "figure":
            continue
        name = _named(one)
        if name in wanted and name not in taken and one.tag in MARKED:
            taken.add(name)
            holders = [each for each in (one, *one.iterancestors()) if _is_unmarked(each, name)]
            if holders:
                one = element("span")
                holders[-1].addprevious(one)
            one.set("id", name)


def _is_unmarked(one: html.HtmlElement, name: str) -> bool:
    """Whether writers cannot mark a name in an element: in code, in a table, whose head they
    repeat, in a link that leads there."""
    repeated = one.tag == "table" and one.find(".//th") is not None
    leads_here = unquote(one.get("href", "")) == f"#{name}"
    return repeated or leads_here or one.tag in CODE or is_formula(one)


def han(number: int) -> str:
    """A number below a hundred in Chinese characters: 21 → 二十一."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    many = when(tens > 1, _HAN_DIGITS[tens]) + when(tens, "十")
    return many + when(ones or not tens, _HAN_DIGITS[ones])
