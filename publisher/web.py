"""A document as one HTML file that asks nobody for anything: fonts, pictures, data, styles and
script are inside.

Everything can be read without the script. It opens what stands behind a number, sorts and filters
tables, marks the section being read, saves figures.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from lxml import html

from . import glyphs, jsonld, theme
from .about import MOST_LISTED
from .document import Document
from .glyphs import RIGHT_TO_LEFT, Fonts
from .parts import Parts, Shown, annexed, by_year, closed
from .reading import Chapter
from .safety import HEADINGS, element, names
from .words import LANGUAGES, when, words

TEMPLATES = Path(__file__).parent / "templates"
BOLD = ("b", "strong", "th", "dt", "summary", *HEADINGS)
THEMES = ("auto", "light", "dark")
#: The digits of a number with their unit.
_SOLID = re.compile(r"[+\u2212-]?\d(?:[^%(,;\uff08\uff0c\uff1b]|,(?=\d))*%?")
DIRECTED = (*HEADINGS, *names("p ul ol dl blockquote th td caption figcaption summary"))
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


def page(
    document: Document,
    links: Sequence[tuple[str, str]] = (),
    current: str = "",
    only: str = "",
    pages: Mapping[str, str] | None = None,
    parts: Parts | None = None,
) -> str:
    """The file's text.

    Args:
        document: what to write.
        links: (file name, label) of the pages and files that belong together, for the line at the
            top.
        current: the file name of this page among ``links``.
        only: the name of a chapter, to write no other.
        pages: chapter name → file name, where references to other chapters lead then.
        parts: of the document, for pages that share them.
    """
    return _Page(parts or Parts(document), links, current, only, pages or {}).text()


def frame(language: str, title: str, body: str, fonts: Fonts | None = None, **parts: str) -> str:
    """A page around a body.

    Args:
        language: of the words that the page adds; several, in a string with spaces between them,
            of a page in them all, which is in the first.
        title: as HTML.
        body: HTML.
        fonts: of the page; None takes those of the package.
        parts: HTML for further places of the template, and ``bold``: what is set in bold.
    """
    spoken = [words(one) for one in language.split()]
    fonts, said = fonts or Fonts(), spoken[0]
    bold = parts.pop("bold", "") + title + "0123456789.,%-−+"
    places = dict.fromkeys(
        names("byline siblings languages contents colophon subtitle numbers drawn switches"), ""
    )
    places |= {
        "code": "shown",
        "jsonld": "{}",
        "description": title,
        "heading": f"<h1>{title}</h1>",
    } | parts
    places["switches"] += _theme_switch(spoken)
    places |= {
        "lang": said["lang"],
        "skip": said["skip"],
        "title": title,
        "body": body,
        "css": styles(fonts.family),
        "words": _as_script(said["script"]),
        "script": script(),
        "policy": policy(),
    }
    text = Template(_asset("page.html")).substitute(places)
    return text.replace("/*fonts*/", glyphs.rules(fonts, text, bold + places["words"]), 1)


def styles(family: str) -> str:
    """The styles of every page that is set in a family of fonts."""
    return theme.css() + _asset("page.css").replace("FAMILY", family)


def script() -> str:
    """The script of every page."""
    return _asset("page.js")


@cache
def policy() -> str:
    """What a browser may load and run for a page: what is in it, and no other script."""
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _theme_switch(spoken: Sequence[Mapping[str, str]]) -> str:
    said = {name: escape(" ".join(one[name] for one in spoken)) for name in ("theme", *THEMES)}
    options = "".join(f'<option value="{one}">{said[one]}</option>' for one in THEMES)
    return f'<select id="theme-switch" aria-label="{said["theme"]}">{options}</select>'


def _as_script(value: object) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


class _Page:
    def __init__(
        self,
        parts: Parts,
        links: Sequence[tuple[str, str]],
        current: str,
        only: str,
        pages: Mapping[str, str],
    ) -> None:
        document = parts.document
        self.document, self.links, self.current, self.pages = document, links, current, pages
        self.words = document.words
        self.chapters = [one for one in document.chapters if only in ("", one.name)]
        self.part = bool(only) and document.whole  # one chapter of several
        self.homes = self._homes() if self.part else {}
        counts = itertools.accumulate((len(one.numbers) for one in self.chapters), initial=0)
        self.offsets = dict(zip((one.name for one in self.chapters), counts, strict=False))
        self.parts, self.shown = parts, Shown(parts)
        self.has_code = self.part or not document.whole or document.printed_code
        self.behind = jsonld.numbers(document, self.chapters)
        self.ends: list[tuple[str, str]] = []  # id and title of the sections after the chapters

    def text(self) -> str:
        document, about = self.document, self.document.about
        body = self.body()
        title = self.chapters[0].heading if self.part else document.title
        colophon, contents = self.colophon(), self.contents()
        # What heads a row that is a card, and a number, which heads the card of what is behind it.
        rows = (row[0] for row in body.iter("tr") if len(row))
        numbers = body.iterfind(".//span[@class='value']")
        heavy = (one.text_content() for one in [*body.iter(*BOLD), *rows, *numbers])
        bold = "".join([self.shown.heavy, *heavy, contents, colophon])
        return frame(
            document.language,
            escape(title),
            self.shown.filled(body),
            document.fonts,
            heading=self.heading(title),
            bold=bold + "".join(label for _, label in self.links) + self.cited(),
            description=escape(about.subtitle or title),
            subtitle=when(about.subtitle, f'<p class="subtitle">{escape(about.subtitle)}</p>'),
            byline=self.byline(),
            code=self.code_state(),
            switches=self.code_switch(),
            siblings=self.siblings(),
            languages=self.languages(),
            contents=contents,
            colophon=colophon,
            jsonld=jsonld.text(document).replace("<", "\\u003c"),
            numbers=self.numbers(),
            drawn=self.shown.css(),
        )

    def body(self) -> html.HtmlElement:
        document, body = self.document, html.Element("main")
        annex = self.end("annex")
        for chapter in self.chapters:
            main = self.chapter(chapter)
            if document.whole:
                annex.extend(annexed(main, self.words))
            body.extend(main)
        method = self.end("method")
        method.extend(self.prepared(self.parts.method))
        sources = self.end("sources")
        if document.linked_titles:
            sources.append(element("p", document.linked_titles))
        if document.about.sources:
            sources.extend(by_year(self.prepared(self.parts.sources), document))
        for section in (annex, method, sources):
            if len(section) > 1:
                body.append(section)
                self.ends.append((section[0].get("id"), section[0].text))
        closed(body)
        return body

    def heading(self, title: str) -> str:
        """What stands at the head of the page: the title in its form, or that of a chapter."""
        if self.part:
            return f"<h1>{escape(title)}</h1>"
        head = self.prepared(self.parts.head)
        head.tag = "h1"
        return self.shown.filled(head)

    def end(self, name: str) -> html.HtmlElement:
        """A section after the chapters, with its heading."""
        section = element("section", class_=name)
        section.append(element("h2", self.words[name], id=name))
        return section

    def _homes(self) -> dict[str, str]:
        """Id → name of its chapter."""
        return {
            id: chapter.name
            for chapter in self.document.chapters
            for id in chapter.main.xpath("descendant-or-self::*/@id")
        }

    # around the text

    def numbers(self) -> str:
        """What the numbers of the page came from, for its script."""
        text = when(self.behind["numbers"], _as_script(self.behind))
        return when(text, f'<script type="application/json" id="numbers">{text}</script>')

    def cited(self) -> str:
        """What the card of a number says in bold."""
        return "".join(
            row.get(name, "")
            for row in self.behind["rows"]
            for name in ("indicator", "value", "grade")
        )

    def byline(self) -> str:
        """What kind of report it is, of what and when, by whom, and what it is not."""
        about = self.document.about
        facts = [*filter(None, (about.edition,)), *self.document.lines(), *about.authors]
        parts = self.words["between"].join(map(escape, facts))
        statement = when(about.statement, f'<p class="byline">{escape(about.statement)}</p>')
        return when(parts, f'<p class="byline">{parts}</p>') + statement

    def code_state(self) -> str:
        """Whether the code is unfolded at first: in a notebook it is what one came for, in a
        report (several notebooks, or one that lists its sources) it is not."""
        if self.document.whole or self.document.about.sources:
            return "hidden"
        return "shown"

    def code_switch(self) -> str:
        mains = (one.main for one in self.chapters)
        has_code = self.has_code and any(
            main.find(".//pre[@class='code']") is not None for main in mains
        )
        label = self.words["show_code"]
        return when(
            has_code,
            f'<button type="button" id="code-switch" aria-pressed="false">{label}</button>',
        )

    def siblings(self) -> str:
        items = []
        for name, label in self.links:
            current = when(name == self.current, ' aria-current="page"')
            items.append(f'<li><a href="{escape(quote(name))}"{current}>{escape(label)}</a></li>')
        label = self.words["whole"]
        nav = f'<nav class="siblings" aria-label="{label}"><ul>{"".join(items)}</ul></nav>'
        return when(items, nav)

    def languages(self) -> str:
        """Links to the same page in other languages."""
        links = []
        for language, address in self.document.about.translations.items():
            other = language in LANGUAGES and language != self.document.language
            if other and not address.startswith("/"):
                said = words(language)
                file = when(address.endswith("/"), self.current)
                href = escape(quote(f"{address}{file}"))
                lang = said["lang"]
                links.append(f'<a href="{href}" hreflang="{lang}" lang="{lang}">{said["name"]}</a>')
        return "".join(links)

    def contents(self) -> str:
        """The headings of the first two levels, the second ones below their first."""
        top = 1 + self.part
        names = {chapter.name for chapter in self.chapters}
        entries = [
            (one.level, one.id, self.document.name_of(one.chapter, one.text))
            for one in self.document.contents
            if one.chapter in names and top <= one.level <= top + 1
        ]
        entries += [(top, id, title) for id, title in self.ends]
        if len(entries) < 2:
            return ""
        items = ""
        for level, group in itertools.groupby(entries, lambda entry: entry[0]):
            links = "".join(
                f'<li><a href="#{escape(id)}">{escape(text)}</a></li>' for _, id, text in group
            )
            if level > top and items:
                items = f"{items.removesuffix('</li>')}<ol>{links}</ol></li>"
            else:
                items += links
        label = self.words["contents"]
        summary = f'<summary><span>{label}</span><span class="here"></span></summary>'
        fold = f"<details open>{summary}<ol>{items}</ol></details>"
        return f'<nav class="contents" aria-label="{label}">{fold}</nav>'

    def colophon(self) -> str:
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{_folded(value)}</dd></div>"
            for name, value in self.document.made_from(printed=False)
        )
        head = f"<h2>{self.words['colophon']}</h2>"
        return when(rows, f'<footer class="colophon">{head}<dl>{rows}</dl></footer>')

    # the text

    def chapter(self, chapter: Chapter) -> html.HtmlElement:
        main = self.prepared(self.parts.chapter(chapter), self.offsets[chapter.name])
        for fold in [] if self.has_code else main.findall("details[@class='code']"):
            main.remove(fold)
        if not self.part:
            return main
        for heading in list(main.iter(*HEADINGS)):
            if heading.tag == "h2":  # the chapter's title is the page's
                heading.drop_tree()
            else:
                heading.tag = f"h{int(heading.tag[1]) - 1}"
        return main

    def prepared(self, tree: html.HtmlElement, before: int = 0) -> html.HtmlElement:
        """The page's own copy of a tree; ``before`` are the numbers before those in it."""
        main = copy.deepcopy(tree)
        self.shown.take(main)
        for link in main.iter("a"):
            self.link(link)
        for value in main.iterfind(".//span[@class='value']"):
            place = before + int(value.get("data-n"))
            value.set("data-n", str(place))
            if not self.behind["numbers"][place].keys() & {"formula", "rows"}:
                del value.attrib["data-n"]
            _let_break(value)
        for one in (main, *main.iter(*DIRECTED)):
            if RIGHT_TO_LEFT.search(one.text_content()):
                one.set("dir", one.get("dir", "auto"))
        for one in main.xpath("descendant-or-self::*[@lang]"):
            if not _LANGUAGE.fullmatch(one.get("lang")):
                del one.attrib["lang"]
        return main

    def link(self, link: html.HtmlElement) -> None:
        address = link.get("href", "")
        if address.startswith("#"):
            home = self.homes.get(address[1:], self.chapters[0].name)
            if home != self.chapters[0].name:
                link.set("href", quote(self.pages[home]) + address)
        elif address and not address.startswith("data:"):
            link.set("rel", "noreferrer")


def _let_break(value: html.HtmlElement) -> None:
    """Keep no more than the digits and the unit of a number on one line, in place: a line may end
    between them and the words around them, as in "more than 20%"."""
    text = value.text or ""
    solid = _SOLID.search(text)
    if len(value) or solid is None or solid[0] == text:
        return
    value.text = text[: solid.start()]
    value.append(element("span", solid[0], class_="solid"))
    value[0].tail = text[solid.end() :]


def _folded(value: str) -> str:
    """What is said of a document, as HTML; a long list is folded under how many it holds."""
    count = len(value.split(", "))
    if count <= MOST_LISTED:
        return escape(value)
    return f"<details><summary>{count}</summary>{escape(value)}</details>"


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
