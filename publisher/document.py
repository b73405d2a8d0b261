"""Notebooks as one document: read, numbered, with what stands before and after them; ready to be
written."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import html
from nbformat import NotebookNode

from . import formulas, glyphs, safety
from .about import About, merged, of_notebook
from .cells import whole
from .formulas import Formula, Translation
from .glyphs import Fonts
from .numbering import Entry, Label, Numbering
from .reading import Chapter, Notices, Options, Reader
from .safety import element
from .words import LANGUAGES, dated, when, words

_NO_WORDS = re.compile(
    r"\$\$[^$]*\$\$|\$[^$\n]*\$|\\begin\{(?:(?!\\begin\{).)*?\\end\{\w+\*?\}"
    r"|```.*?```|`[^`\n]*`|<[^<>]*>|\]\([^()\s]*\)",
    re.DOTALL,
)
#: How many months older than its data a document's newest source may be without being named.
MOST_MONTHS = 2


@dataclass(frozen=True)
class Document:
    """A numbered document.

    Attributes:
        about: title, authors, sources and so on.
        language: of the words that the document adds.
        chapters: the notebooks.
        contents: the headings.
        labels: reference ("fig:growth") → label and id.
        method: the tree of the method section; empty where there is none.
        formulas: every formula of the document, translated.
        printed_code: show code in PDF and Word.
        fonts: what it is set in.
        notices: what its reader should be warned of; writers add to it.
    """

    about: About
    language: str
    chapters: tuple[Chapter, ...]
    contents: tuple[Entry, ...]
    labels: Mapping[str, Label]
    method: html.HtmlElement
    formulas: Mapping[Formula, Translation]
    printed_code: bool = True
    fonts: Fonts = Fonts()
    notices: Notices = field(default_factory=Notices)

    @property
    def title(self) -> str:
        return self.about.title or self.chapters[0].title

    @property
    def head(self) -> html.HtmlElement:
        """The title in its form, with the id of the heading that it was."""
        head = self.chapters[0].head
        if head is None or self.whole:
            return element("span", self.title)
        return head

    @property
    def words(self) -> dict[str, Any]:
        return words(self.language)

    @property
    def whole(self) -> bool:
        """True for a document of several notebooks: it has a cover, contents and numbered
        chapters."""
        return len(self.chapters) > 1

    @property
    def brief(self) -> Chapter | None:
        """The chapter that sums the document up on one page."""
        return next((one for one in self.chapters if one.brief and self.whole), None)

    def name_of(self, chapter: str, heading: str) -> str:
        """How contents and links call a heading: that of the brief, a verdict, by what it is."""
        if self.brief and self.brief.name == chapter and self.brief.title == heading:
            return str(self.words["brief"])
        return heading

    def printed(self, chapter: Chapter) -> html.HtmlElement:
        """A copy of a chapter's tree as it is printed."""
        main = copy.deepcopy(chapter.main)
        for pre in main.findall("pre[@class='code']"):
            if not self.printed_code:
                main.remove(pre)
        return main

    def facts(self) -> list[list[str]]:
        """What is said of each source after its title."""
        return [
            [
                *filter(None, (source.publisher, dated(source.published, self.language))),
                *(
                    self.words["fact"].format(name=self.words[name], value=value)
                    for name in ("terms", "access")
                    if (value := getattr(source, name))
                ),
            ]
            for source in self.about.sources
        ]

    def sources(self) -> html.HtmlElement:
        """The list of sources: of each its title, with a link where it has an address, and what is
        said of it."""
        listed = element("ol")
        for number, (source, facts) in enumerate(
            zip(self.about.sources, self.facts(), strict=True), 1
        ):
            item = element("li", id=f"source-{number}")
            title = element("span", source.title)
            if source.address:
                title = element("a", source.title, href=source.address)
            item.extend([title, element("br"), element("small", self.words["facts"].join(facts))])
            listed.append(item)
        return listed

    @property
    def linked_titles(self) -> str:
        """What a link in the list of sources means; "" where all have one, or none."""
        linked = {bool(source.address) for source in self.about.sources}
        return self.words["linked_titles"] if len(linked) > 1 else ""

    @property
    def latest(self) -> str:
        """The date of the newest source; "" where none has one."""
        return max((one.published for one in self.about.sources), default="")

    @property
    def ends(self) -> str:
        """The month or day that its data end with: of a month the day of its newest source."""
        as_of = self.about.as_of
        return self.latest if as_of and self.latest.startswith(as_of) else as_of

    @property
    def as_of(self) -> str:
        """What its data are as of, in words, and of when the newest source is where that is older;
        "" where that is not said.
        """
        date = dated(self.ends, self.language)
        said = when(date, self.words["as_of"].format(date=date))
        if 0 < _months(self.latest) < _months(self.about.as_of) - MOST_MONTHS:
            newest = dated(self.latest[:7], self.language)  # the month is enough
            said = self.words["as_of_newest"].format(as_of=said, date=newest)
        return said

    def lines(self) -> list[str]:
        """What stands below the title, before the authors: place, date of the data, date."""
        date = dated(self.about.date, self.language)
        return [part for part in (self.about.place, self.as_of, date) if part]

    def cover(self) -> list[tuple[str, str]]:
        """Facts for the cover: name and value."""
        about, names, latest = self.about, self.words["cover"], self.latest
        past = bool(about.as_of) and latest[: len(about.as_of)] > about.as_of
        facts = {
            "place": about.place,
            "as_of": self.ends,
            "date": about.date,
            "hindsight" if past else "latest": when(latest != self.ends, latest),
        }
        return [
            (names[name], dated(value, self.language)) for name, value in facts.items() if value
        ]

    def made_from(self, printed: bool = True) -> list[tuple[str, str]]:
        """What the document was made from, in lines of name and value, as printed or in full; the
        names are in its language where it, or whoever made it, has words for them."""
        said = self.words["made_from"] | self.about.labels
        lines = self.about.printed() if printed else self.about.lines()
        return [
            (" ".join(said.get(part, part) for part in name.split(".")), value)
            for name, value in lines
        ]

    def running(self) -> list[str]:
        """What the head of a printed page says of the document."""
        return [part for part in (self.title, self.about.edition, self.as_of) if part]


def read(
    notebooks: Mapping[str, NotebookNode],
    about: About | None = None,
    options: Options | None = None,
    fonts: Fonts | None = None,
    folder: Path | None = None,
) -> Document:
    """The document of some executed notebooks.

    Args:
        notebooks: by name, in their order; they are not changed.
        about: goes before what the notebooks say about themselves.
        options: what is shown, and what is an error; None takes the defaults.
        fonts: what the document is set in; None takes those of the package.
        folder: where Markdown's pictures with a relative address are looked for; None leaves them
            out.

    Raises:
        PublishingError: when strict, for anything that would be shown by a substitute.
    """
    options, fonts = options or Options(), fonts or Fonts()
    notebooks = {name: whole(notebook) for name, notebook in notebooks.items()}
    about = merged([about or About(), *map(of_notebook, notebooks.values())])
    language, notices = language_of(about, notebooks), Notices(options.strict)
    known = fonts.known if options.strict else frozenset()
    said = (language, options, notices, about.links, folder, known)
    chapters = [Reader(safety.plain(name), *said).chapter(one) for name, one in notebooks.items()]
    method = Reader("method", *said)
    method.add(about.method, lambda: method.prose(about.method))
    numbering = Numbering(chapters, language, notices, about.title)
    numbering.run(method.main)
    trees = [tree for one in chapters for tree in (one.head, one.main) if tree is not None]
    translated = formulas.translated([*trees, method.main])
    formulas.type_unread([*trees, method.main], translated)
    for one in (one for one, found in translated.items() if "" in found):
        notices.add(f"TeX that cannot be read is shown as typed: {one.tex[:60]}")
    if options.strict:
        glyphs.check(_properties(about), known, "document properties")
    return Document(
        about,
        language,
        tuple(chapters),
        tuple(numbering.contents),
        numbering.labels,
        method.main,
        translated,
        options.printed_code,
        fonts,
        notices,
    )


def _properties(about: About) -> list[str]:
    """What is printed of a document beside its chapters."""
    said = map(str, [about.title, about.subtitle, about.place, *about.authors, about.lines()])
    return [*said, *(one.title for one in about.sources)]


def language_of(about: About, notebooks: Mapping[str, NotebookNode]) -> str:
    """The language that is said, else Chinese if the text is mostly Chinese, else English; TeX,
    code and addresses are neither."""
    if about.language in LANGUAGES:
        return about.language
    text = "".join(
        safety.joined(cell.get("source", ""))
        for notebook in notebooks.values()
        for cell in notebook.cells
        if cell.get("cell_type") == "markdown"
    )
    text = _NO_WORDS.sub("", text)
    mostly_chinese = len(re.findall(r"[\u4e00-\u9fff]", text)) > len(re.findall("[A-Za-z]+", text))
    return "zh" if mostly_chinese else "en"


def _months(date: str) -> int:
    """The months up to a date, the year first; a year alone is its end; 0 for other text."""
    found = re.match(r"(\d{4})(?:-(\d{2}))?", date)
    return int(found[1]) * 12 + int(found[2] or 12) if found else 0
