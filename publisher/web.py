"""A document as one HTML file that asks nobody for anything: fonts, pictures, data, styles and
script are inside."""

from __future__ import annotations

import base64
import copy
import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

import pygments
from lxml import etree, html
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from . import datafile, formulas, glyphs, numbering, pictures, record, tables, theme
from .document import Document
from .exhibits import element
from .glyphs import Fonts
from .reading import Chapter
from .words import when

TEMPLATES = Path(__file__).parent / "templates"
BOLD = ("b", "strong", "th", "dt", "summary", *numbering.HEADINGS)
_HOLE = re.compile(r'<x-hole data-n="(\d+)"></x-hole>')
_HEAVY = re.compile(r"<(?:\w+:)?text[^>]*font-weight: ?(?:700|bold)[^>]*>([^<]*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


def page(
    document: Document,
    links: Sequence[tuple[str, str]] = (),
    current: str = "",
    only: str = "",
    pages: Mapping[str, str] | None = None,
) -> str:
    """The file's text.

    Args:
        document: what to write.
        links: (file name, label) of the pages and files that belong together, for the line at the
            top.
        current: the file name of this page among ``links``.
        only: the name of a chapter, to write no other.
        pages: chapter name → file name, where references to other chapters lead then.
    """
    return _Page(document, links, current, only, pages or {}).text()


def frame(lang: str, title: str, body: str, fonts: Fonts | None = None, **parts: str) -> str:
    """A page around a body.

    Args:
        lang: of the page, as "zh-CN".
        title: as HTML.
        body: HTML.
        fonts: of the page; None takes those of the package.
        parts: HTML for further places of the template, and ``bold``: what is set in bold.
    """
    fonts = fonts or Fonts()
    bold = parts.pop("bold", "") + title
    places = dict.fromkeys(("byline", "siblings", "contents", "colophon", "subtitle", "skip"), "")
    places["numbers"] = ""
    places |= {"code": "shown", "jsonld": "{}", "switches": "", "description": title} | parts
    places |= {
        "lang": lang,
        "title": title,
        "body": body,
        "css": theme.css() + _asset("page.css").replace("FAMILY", fonts.family),
        "script": _asset("page.js"),
        "script_hash": _script_hash(),
    }
    text = Template(_asset("page.html")).substitute(places)
    return text.replace("/*fonts*/", _font_rules(fonts, text, bold), 1)


def theme_switch(label: str) -> str:
    """The button between dark and light."""
    return f'<button type="button" id="theme-switch" aria-label="{escape(label)}">◐</button>'


class _Page:
    def __init__(
        self,
        document: Document,
        links: Sequence[tuple[str, str]],
        current: str,
        only: str,
        pages: Mapping[str, str],
    ) -> None:
        self.document, self.links, self.current, self.pages = document, links, current, pages
        self.words = document.words
        self.chapters = [one for one in document.chapters if only in ("", one.name)]
        self.part = bool(only) and document.whole  # one chapter of several
        self.homes = self._homes() if self.part else {}
        counts = itertools.accumulate((len(one.numbers) for one in self.chapters), initial=0)
        self.offsets = dict(zip((one.name for one in self.chapters), counts, strict=False))
        self.holes: list[str] = []
        self.heavy = ""  # what drawings write in bold
        self.regions: dict[str, int] = {}

    def text(self) -> str:
        document, about = self.document, self.document.about
        body = html.Element("main")
        if document.whole and not self.part:
            body.append(self.summary())
        for chapter in self.chapters:
            body.extend(self.chapter(chapter))
        body.append(self.prepared(document.method, chapter=None, name="method"))
        body.append(self.sources())
        for section in body.findall("section"):
            if not len(section):
                section.drop_tree()
        title = self.chapters[0].title if self.part else document.title
        colophon, contents = self.colophon(), self.contents()
        bold = self.heavy + "".join(one.text_content() for one in body.iter(*BOLD))
        text = frame(
            self.words["lang"],
            escape(title),
            self.filled(body),
            document.fonts,
            bold=bold
            + contents
            + colophon
            + "".join(label for _, label in self.links)
            + "0123456789.%-−",
            description=escape(about.subtitle or title),
            subtitle=when(about.subtitle, f'<p class="subtitle">{escape(about.subtitle)}</p>'),
            byline=self.byline(),
            skip=self.words["skip"],
            code=self.code_state(),
            switches=self.switches(),
            siblings=self.siblings(),
            contents=contents,
            colophon=colophon,
            jsonld=record.text(document).replace("<", "\\u003c"),
            numbers=self.numbers(),
        )
        return text

    def filled(self, body: html.HtmlElement) -> str:
        """The body's children as text, with the finished pieces in their holes."""
        text = html.tostring(body, encoding="unicode", with_tail=False)
        text = text.removeprefix("<main>").removesuffix("</main>")
        return _HOLE.sub(lambda hole: self.holes[int(hole[1])], text)

    def hole(self, markup: str) -> html.HtmlElement:
        """An element that stands for a finished piece of HTML."""
        self.holes.append(markup)
        return element("x-hole", data_n=str(len(self.holes) - 1))

    def _homes(self) -> dict[str, str]:
        """Id → name of its chapter."""
        return {
            one.get("id"): chapter.name
            for chapter in self.document.chapters
            for one in chapter.main.iter()
            if one.get("id")
        }

    # around the text

    def numbers(self) -> str:
        """What the numbers of the page came from, for its script."""
        text = record.numbers(self.document, self.chapters).replace("<", "\\u003c")
        return when(text, f'<script type="application/json" id="numbers">{text}</script>')

    def byline(self) -> str:
        facts = [*self.document.lines(), *self.document.about.authors]
        parts = self.words["between"].join(map(escape, facts))
        return when(parts, f'<p class="byline">{parts}</p>')

    def code_state(self) -> str:
        """Whether the code is unfolded at first: in a notebook it is what one came for, in a
        report it is not."""
        if self.document.whole:
            return "hidden"
        return "shown"

    def switches(self) -> str:
        has_code = any(one.find(".//pre[@class='code']") is not None for one in self._mains())
        label = self.words["show_code"]
        code = f'<button type="button" id="code-switch" aria-pressed="false">{label}</button>'
        return when(has_code, code) + theme_switch(self.words["theme"])

    def _mains(self) -> list[html.HtmlElement]:
        return [chapter.main for chapter in self.chapters]

    def siblings(self) -> str:
        items = []
        for name, label in self.links:
            current = when(name == self.current, ' aria-current="page"')
            items.append(f'<li><a href="{escape(quote(name))}"{current}>{escape(label)}</a></li>')
        label = self.words["whole"]
        nav = f'<nav class="siblings" aria-label="{label}"><ul>{"".join(items)}</ul></nav>'
        return when(items, nav)

    def contents(self) -> str:
        top = 1 + self.part
        names = {chapter.name for chapter in self.chapters}
        entries = [
            one
            for one in self.document.contents
            if one.chapter in names and top <= one.level <= top + 1
        ]
        if len(entries) < 2:
            return ""
        links = ((one, f'<a href="#{escape(one.id)}">{escape(one.text)}</a>') for one in entries)
        items = "".join(f'<li class="l{one.level - top}">{link}</li>' for one, link in links)
        label = self.words["contents"]
        fold = f"<details open><summary>{label}</summary><ol>{items}</ol></details>"
        return f'<nav class="contents" aria-label="{label}">{fold}</nav>'

    def summary(self) -> html.HtmlElement:
        section = element("section", class_="summary", aria_labelledby="summary")
        found = self.document.findings()
        if found:
            section.append(element("h2", self.words["summary"], id="summary"))
        for chapter, boxes in found:
            section.append(element("h3", chapter.title))
            for box in boxes:
                section.extend(self.prepared(box, chapter))
        return section

    def sources(self) -> html.HtmlElement:
        section = element("section", class_="sources")
        about = self.document.about
        if not about.sources:
            return section
        section.append(element("h2", self.words["sources"], id="sources"))
        listed = html.Element("ol")
        for source, facts in zip(about.sources, self.document.facts(), strict=True):
            item = html.Element("li")
            if re.match("https?://", source.url):
                item.append(element("a", source.title, href=source.url, rel="noreferrer"))
            else:
                item.append(element("span", source.title))
            item.append(html.Element("br"))
            item.append(element("small", self.words["facts"].join(facts)))
            listed.append(item)
        section.append(listed)
        return section

    def colophon(self) -> str:
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
            for name, value in self.document.about.lines()
        )
        head = f"<h2>{self.words['colophon']}</h2>"
        return when(rows, f'<footer class="colophon">{head}<dl>{rows}</dl></footer>')

    # the text

    def chapter(self, chapter: Chapter) -> Iterable[html.HtmlElement]:
        main = self.prepared(chapter.main, chapter)
        if not self.part:
            return list(main)
        for heading in list(main.iter(*numbering.HEADINGS)):
            if heading.tag == "h2":  # the chapter's title is the page's
                heading.drop_tree()
            else:
                heading.tag = f"h{int(heading.tag[1]) - 1}"
        return list(main)

    def prepared(
        self, tree: html.HtmlElement, chapter: Chapter | None, name: str = ""
    ) -> html.HtmlElement:
        """A copy of a tree as the page shows it; with ``name`` as a section that is headed by that
        word."""
        main = copy.deepcopy(tree)
        main.tail = None
        for figure in list(main.iter("figure")):
            self.figure(figure, chapter)
        for table in list(main.iter("table")):
            self.table(table)
        for pre in list(main.iter("pre")):
            self.pre(pre)
        for span in formulas.spans(main):
            self.formula(span)
        for link in main.iter("a"):
            self.link(link)
        for value in main.iterfind(".//span[@class='value']"):
            before = self.offsets.get(chapter.name, 0) if chapter else 0
            value.set("data-n", str(before + int(value.get("data-n"))))
        for one in main.iter():
            if one.get("lang") and not _LANGUAGE.fullmatch(one.get("lang")):
                del one.attrib["lang"]
        if name and len(main):
            main.insert(0, element("h2", self.words[name], id=name))
        if name:
            main.tag = "section"
        return main

    def link(self, link: html.HtmlElement) -> None:
        address = link.get("href", "")
        if address.startswith("#"):
            home = self.homes.get(address[1:], self.chapters[0].name)
            if home != self.chapters[0].name:
                link.set("href", quote(self.pages[home]) + address)
        elif address:
            link.set("rel", "noreferrer")

    def scroll(self, label: str) -> html.HtmlElement:
        """A box for what may be wider than the page; the keyboard can reach it, and it has a name
        of its own."""
        self.regions[label] = self.regions.get(label, 0) + 1
        name = f"{label} {self.regions[label]}" if self.regions[label] > 1 else label
        return element("div", class_="scroll", role="region", tabindex="0", aria_label=name)

    def figure(self, figure: html.HtmlElement, chapter: Chapter | None) -> None:
        holder = figure.find("p[@class='drawing']")
        for index, img in enumerate([] if holder is None else holder.findall("img")):
            if img.get("class") == "half":
                continue
            prefix = re.sub(r"\W", "-", f"{figure.get('id')}-{index or ''}")
            box = element("div", class_=f"paper {img.get('class', '')}".strip())
            self.put(img, box, prefix)
            holder.addprevious(box)
        if holder is not None:
            has_phone = holder.find("img[@class='phone']") is not None
            figure.set("class", figure.get("class") + when(has_phone, " two-forms"))
            figure.remove(holder)
        behind = chapter.data.get(figure.get("data-key")) if chapter else None
        if behind:
            figure.append(self.data(figure, behind))
        for name in ("data-key", "data-label", "data-annex", "data-width"):
            figure.attrib.pop(name, None)

    def put(self, img: html.HtmlElement, box: html.HtmlElement, prefix: str) -> None:
        """Put a picture into its box, a drawing inline."""
        source = img.get("src", "")
        if source.startswith(f"data:{pictures.SVG}"):
            inline = _inline(source, prefix, img.get("alt", ""))
            self.heavy += "".join(_HEAVY.findall(inline))
            if "var(--" not in inline:
                box.set("class", f"{box.get('class')} white")
            box.append(self.hole(inline))
        elif img.tag == "img":
            box.set("class", f"{box.get('class')} white")
            box.append(element("img", src=source, alt=img.get("alt", "")))

    def data(self, figure: html.HtmlElement, behind: datafile.Data) -> html.HtmlElement:
        """The data behind an exhibit: a file to save, and for a figure the table behind a fold."""
        name = quote(figure.get("id").partition("-")[2])
        address = datafile.address(behind)
        save = element("a", self.words["save"], class_="save", download=f"{name}.csv", href=address)
        paragraph = element("p", class_="data")
        paragraph.append(save)
        if figure.get("class", "").startswith("table"):
            return paragraph
        fold = element("details", class_="data")
        fold.append(element("summary", self.words["data"]))
        title = numbering.text_of(figure.find("figcaption/b"))
        box = self.scroll(self.words["data_of"].format(title=title))
        box.append(self.hole(datafile.table(behind)))
        fold.extend([box, paragraph])
        return fold

    def table(self, table: html.HtmlElement) -> None:
        """A table with scopes, in a box that scrolls; columns of numbers stand right."""
        grid = tables.grid(table)
        for cell in grid.cells:
            _mark(cell, grid)
        table.attrib.pop("data-align", None)
        label = self.words["plain_table"]
        if table.getparent().tag == "figure":
            label = numbering.text_of(table.getparent().find("figcaption/b"))
        _wrapped(table, self.scroll(label))

    def pre(self, pre: html.HtmlElement) -> None:
        kind, text = pre.get("class", ""), pre.text_content()
        if kind in ("code", "language"):
            coloured = _coloured(text, pre.get("lang", ""))
            pre.clear(keep_tail=True)
            pre.append(self.hole(f"<code>{coloured}</code>"))
        box = self.scroll(self.words["code" if kind == "code" else "output"])
        if kind == "error":
            box.set("class", "scroll error")
        _wrapped(pre, box)
        if kind == "code":
            fold = element("details", class_="code")
            fold.append(element("summary", self.words["code"]))
            _wrapped(box, fold)

    def formula(self, span: html.HtmlElement) -> None:
        one = formulas.formula(span)
        mathml = self.document.formulas[one].mathml or f"<code>{escape(one.tex)}</code>"
        span.text = None
        span.set("class", "formula" if one.alone else "math")
        if one.alone:
            span.set("tabindex", "0")
        span.append(self.hole(mathml))


def _wrapped(inner: html.HtmlElement, outer: html.HtmlElement) -> None:
    """Put an element into another in its place."""
    outer.tail, inner.tail = inner.tail, None
    inner.getparent().replace(inner, outer)
    outer.append(inner)


def _mark(cell: tables.Cell, grid: tables.Grid) -> None:
    """Give a cell its side and, where it names others, its scope; a heading without words is
    none."""
    one, in_head = cell.element, cell.row < grid.head
    one.attrib.pop("scope", None)
    if grid.alignment[cell.column] == "right":
        one.set("class", "num")
    if not cell.text:
        one.tag = "td"
    elif in_head:
        one.tag = "th"
        one.set("scope", "colgroup" if cell.colspan > 1 else "col")
    elif cell.header:
        row_scope = "rowgroup" if cell.rowspan > 1 else "row"
        one.set("scope", row_scope if cell.column < max(grid.row_headers, 1) else "col")


@lru_cache(maxsize=512)
def _coloured(source: str, language: str) -> str:
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(source)
    return pygments.highlight(source, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")


@lru_cache(maxsize=256)
def _inline(source: str, prefix: str, alt: str) -> str:
    """A drawing as part of a page."""
    root = pictures.drawing(pictures.of_address(source).data, prefix)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    return etree.tostring(root, encoding="unicode")


def _font_rules(fonts: Fonts, text: str, bold: str) -> str:
    """Font faces with the characters that a page shows, in bold those that may stand in bold."""
    shown = frozenset(map(ord, set(text))) | frozenset(range(0x20, 0x7F))
    heavy = frozenset(map(ord, set(bold))) & shown
    rules = [
        _face(fonts.family, 400, fonts.regular, shown),
        _face(fonts.family, 700, fonts.bold, heavy),
    ]
    mono = glyphs.characters(glyphs.mono())
    symbols = frozenset(c for c in shown - glyphs.characters(fonts.regular) if c > 0x7E) & mono
    if symbols:
        rules.append(_face("Symbols", 400, glyphs.mono(), symbols))
    return "".join(rules)


def _face(family: str, weight: int, path: Path, wanted: frozenset[int]) -> str:
    font = base64.b64encode(glyphs.subset(path, wanted)).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff;base64,{font}) format("woff")}}'
    )


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _script_hash() -> str:
    return base64.b64encode(hashlib.sha256(_asset("page.js").encode()).digest()).decode()
