"""A document as PDF, set by Typst, tagged after PDF/UA-1.

Every word reaches Typst as a quoted string, so nothing in a document can be read as Typst code.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import typst
from lxml import html

from . import PublishingError, brief, formulas, layout, notes, pictures, press, references, tables
from .document import Document
from .formulas import Formula, Translation
from .press import Press
from .reading import Chapter
from .safety import element
from .typst_tree import Tree, anchor, listed, pairs, quoted, truth, words
from .words import when

Pair = tuple[Formula, Translation]
MOST_PASSES = 20  # how often a report is set anew because pages stayed empty


def pdf(document: Document, written: Event | None = None) -> bytes:
    """The file; the same bytes for the same document. Characters that no font has are replaced,
    and noted.

    Args:
        document: what to set.
        written: is set when the source is there: the rest is work of Typst's, beside which other
            threads run freely.

    Raises:
        PublishingError: Typst refuses the document; its message is passed on.
    """
    refused = ""
    for tried, translated, substitute in _attempts(document):
        if refused:
            document.notices.add(
                f"{document.title}: the PDF cannot be set ({refused}); {substitute}"
            )
        try:
            return _set(tried, translated, written or Event())
        except typst.TypstError as error:
            refused = "; ".join([error.message, *(error.hints or [])])
    raise PublishingError(f"{document.title}: the PDF cannot be set: {refused}")


def _attempts(document: Document) -> Iterator[tuple[Document, formulas.Translated, str]]:
    """A document with ever less that Typst may refuse: with which formulas, and what was done."""
    translated = document.formulas
    yield document, translated, ""
    described = _described(document)
    if described is not None:
        yield described, translated, "pictures it cannot draw are described"
    # Formulas are the one thing in the source that is no words in quotes.
    shown = described or document
    if _sets(shown, []):
        good = dict(_settable(shown, list(translated.items())))
        if len(good) < len(translated):
            refused = ", ".join(one.tex for one in translated if one not in good)
            yield shown, good, f"refused formulas are shown as typed: {refused[:200]}"
        yield shown, {}, "all formulas are shown as typed"
    yield _as_text(document), {}, "it is set as plain text"


def _settable(document: Document, found: list[Pair]) -> list[Pair]:
    """Those of some formulas that Typst sets where they stand: it is asked for all, then for halves
    of what it refuses."""
    if _sets(document, found):
        return found
    middle = len(found) // 2
    halves = (found[:middle], found[middle:]) if middle else ()
    return [one for half in halves for one in _settable(document, half)]


def _sets(document: Document, found: list[Pair]) -> bool:
    """Whether Typst sets a document with these of its formulas, the others as typed."""
    with press.press(document.fonts) as set_by:
        set_by.write(Typesetter(document, dict(found), set_by.folder).source())
        try:
            return bool(set_by.pdf(document.about.moment))
        except typst.TypstError:
            return False


def _described(document: Document) -> Document | None:
    """A document with descriptions in place of the pictures that Typst cannot draw; None if it can
    draw all of them.
    """
    chapters = [replace(one, main=copy.deepcopy(one.main)) for one in document.chapters]
    images = [img for chapter in chapters for img in chapter.main.iter("img")]
    lost = [img for img in images if _is_refused(img, document)]
    for img in lost:
        pictures.described(img, document.words["lost_picture"])
    return replace(document, chapters=tuple(chapters)) if lost else None


def _is_refused(img: html.HtmlElement, document: Document) -> bool:
    return press.drawn([pictures.of_address(img.get("src", ""))], document.fonts) == [None]


def _as_text(document: Document) -> Document:
    """A document of the same words without their form."""
    chapters = []
    for chapter in document.chapters:
        main = element("main")
        main.append(element("pre", "\n".join(tables.lines_of(chapter.main)), class_="output"))
        chapters.append(replace(chapter, main=main, head=None))
    return replace(document, chapters=tuple(chapters), contents=())


def _set(document: Document, translated: formulas.Translated, written: Event) -> bytes:
    """The file. An exhibit that would leave the foot of a page empty is moved to the foot
    of one, and what follows it moves up."""
    with press.press(document.fonts) as set_by:
        set_by.write(Typesetter(document, translated, set_by.folder).source())
        written.set()
        set_by.tell(_settled(set_by))
        if translated:
            for tex in _too_large(set_by):
                document.notices.add(
                    f"PDF: a formula that is too large is shown as typed: {tex[:60]}"
                )
        return set_by.pdf(document.about.moment)


def _too_large(set_by: Press) -> list[str]:
    """The formulas that are shown as typed."""
    try:
        return list(set_by.find("<too-large>"))
    except RuntimeError:  # Typst refuses the document; compiling it says why
        return []


def _settled(set_by: Press) -> layout.Placement:
    """What is to stand elsewhere, found by setting the document until nothing moves any more."""
    placed = layout.Placement()
    for _ in range(MOST_PASSES):
        set_by.tell(placed, notes=False)
        try:
            spots = [spot for found in set_by.find("<spots>") for spot in found]
        except RuntimeError:  # Typst refuses the document; compiling it says why
            break
        new = layout.further(spots, placed)
        if new == placed:
            break
        placed = new
    return placed


class Typesetter(Tree):
    """Writes the Typst source of a document."""

    def __init__(self, document: Document, translated: formulas.Translated, folder: Path) -> None:
        super().__init__(document, translated, folder)
        if document.whole:
            self.notes = notes.collected(document.chapters, document.about)
            self.width = layout.TEXT

    def source(self) -> str:
        """The main file."""
        document = self.document
        chapters = [one for one in document.chapters if not one.brief]
        body = "".join(self.written(chapter, index) for index, chapter in enumerate(chapters, 1))
        arguments = ", ".join(f"{name}: {value}" for name, value in self.arguments().items())
        back = self.appended() + self.method() + self.colophon() + self.sources()
        back = when(back.strip(), f"#back({truth(document.whole)})[{back}]")
        shown = f"#show: report.with({arguments})\n{self.attached()}{body}{back}"
        return f'#import "brief.typ": *\n{shown}'

    def written(self, chapter: Chapter, number: int) -> str:
        """A chapter; its exhibits of the annex are left out."""
        self.chapter = chapter
        main = self.shown(self.document.printed(chapter))
        if not self.document.whole:
            return self.children(main)
        for figure in main.findall("figure[@data-annex]"):
            figure.drop_tree()
        layout.beside(main)
        for said in main.findall(".//h2/span[@class='chapter']"):
            said.drop_tree()  # it stands above the title
        layout.in_turn(main)
        self.named = chapter.number.rstrip()
        head = when(self.named, f"#chapter-line({quoted(self.named)})")
        opening = self.children(layout.opening(main))
        return f"\n\n#begin({quoted(str(number))})[{head}{opening}][{self.children(main)}]\n"

    def arguments(self) -> dict[str, str]:
        """What the template is given."""
        document, about = self.document, self.document.about
        day = about.moment
        dated = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"
        description = "; ".join(f"{name}={value}" for name, value in about.lines())
        texts = {
            "title": document.title,
            "subtitle": about.subtitle,
            "description": description[:1000],
            "language": document.language,
            "region": self.words["region"],
            "page": self.words["page"],
            "contents": self.words["contents"],
            "family": document.fonts.family,
            "kind": about.edition,
            "statement": about.statement,
            "running": self.words["between"].join(document.running()[1:]),
            "brief-name": self.words["brief"],
            "guide-title": when(self.notes, self.words["guide"]["title"]),
        }
        return {name: quoted(self.printable(text)) for name, text in texts.items()} | {
            "authors": listed([self.printable(one) for one in about.authors]),
            "keywords": listed([self.printable(one) for one in about.keywords]),
            "lines": listed(
                [self.printable(one) for one in (about.edition, *document.lines()) if one]
            ),
            "whole": truth(document.whole),
            "outline": truth(document.whole or len(document.contents) > 3),
            "date": dated if about.date or about.as_of else "none",
            "formed-title": f"[{self.children(self.shown(document.head))}]",
            "summary": self.summary(),
            "facts": pairs(tuple(map(self.printable, fact)) for fact in document.cover()),
            "guide-lines": pairs(self.words["guide"]["lines"]),
        }

    # parts around the chapters

    def summary(self) -> str:
        if self.document.brief:
            return brief.summary(self.document, self.formulas, self.folder)
        return "none"

    def appended(self) -> str:
        """The exhibits of the annex, by chapter."""
        self.width, written = layout.WIDE, ""
        for chapter in self.document.chapters if self.document.whole else ():
            self.chapter = chapter
            figures = list(map(self.shown, chapter.main.findall("figure[@data-annex]")))
            if not figures:
                continue
            title, exhibits = self.printable(chapter.title), references.ranges(figures, self.words)
            written += f"\n\n#part-heading({quoted(title)}, {quoted(exhibits)})\n\n"
            written += f"#in-turn({''.join(map(self.turn, figures))});"
        return when(written, f"#back-heading({quoted(self.words['annex'])})\n{written}")

    def method(self) -> str:
        if not len(self.document.method):
            return ""
        head = f"#back-heading({quoted(self.words['method'])})\n"
        return head + self.children(self.shown(self.document.method))

    def sources(self) -> str:
        items: list[str] = []
        for item in self.shown(self.document.sources()):
            title, _, facts = item
            after = self.words["after_title"]
            if (title.text or "").endswith(tuple(self.words["sentence_ends"])):
                after = after[1:]  # it has a stop of its own
            rest = when(facts.text, f"{after}{facts.text}")
            said = f"{self.element(title)}#source-facts({quoted(rest)})"
            items.append(f"[{anchor(item.get('id'))}{said}]")
        head = f"#back-heading({quoted(self.words['sources'])})\n"
        if said := self.document.linked_titles:
            head += f"#notes-line[{words(said)}]\n"
        return when(items, f"{head}#source-list({', '.join(items)})\n")

    def colophon(self) -> str:
        lines = [tuple(map(self.printable, line)) for line in self.document.made_from()]
        rows = ", ".join(f"({quoted(name)}, {quoted(value)})" for name, value in lines)
        return when(lines, f"#colophon({quoted(self.words['colophon'])}, ({rows},))\n")
