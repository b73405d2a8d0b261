"""An executed notebook as one tree of plain HTML elements: what nbconvert shows, made safe.

The tree is an lxml element ``main`` with the tags of ``safety.TAGS`` and the figures of
``exhibits``. A formula is ``span.math`` with TeX inside; code, printed text and errors are
``pre.code``, ``pre.output`` and ``pre.error``.
"""

from __future__ import annotations

import difflib
import itertools
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from lxml import html
from nbformat import NotebookNode

from . import PublishingError, cells, exhibits, glyphs, pictures, safety, tables, terminal
from .about import KEY
from .dollars import formula
from .exhibits import Data
from .markdown import Markdown
from .numbers import Numbers
from .safety import element, items, mapping
from .widgets import KIND, LINE, Widgets
from .words import LANGUAGES, when, words

#: In the class of text that libraries (sklearn, xarray) show where their style sheet is missing.
WITHOUT_STYLES = "text-repr-fallback"
MOST_NAMED = 5  # characters in one warning
#: Tags of a cell whose code is not shown.
WITHOUT_CODE = {"remove_input", "hide_input"}
#: Types of outputs that a program of the reader would draw, and of pictures.
_ACTIVE = re.compile(rf"image/|application/(vnd\.|javascript|geo\+json|pdf)|{KIND}")
_WIDTH = re.compile("[1-9][0-9]{0,5}")  # in pixels, as Jupyter's own displays have it
_TEX = re.compile(r"[\\^_=]")
_BRACKET = re.compile(r"(?<!\\)\\[\[\]()]")  # around a formula: Markdown has another sign before it
_WORD = re.compile(r"[^\W\d_]{3}")
_COLOUR = re.compile(r"\\(?:text)?color(?:box)?(?![A-Za-z])")
_TEX_OF_TEXT = re.compile(
    r"\\begin\{(?:tabular|table|longtable|figure|itemize|enumerate|center|document|verbatim)"
)


@dataclass(frozen=True)
class Options:
    """How notebooks are read.

    Attributes:
        code: show the source of code cells.
        printed_code: show it in PDF and Word, too.
        most_lines: of a printed text that are shown; 0 shows all. What is left out is said.
        most_rows: of a table, likewise.
        strict: what would be shown by a substitute is an error.
    """

    code: bool = True
    printed_code: bool = True
    most_lines: int = 2000
    most_rows: int = 400
    strict: bool = False


@dataclass
class Notices:
    """What a reader of the document should be warned of. Strict: the first one is an error."""

    strict: bool = False
    said: list[str] = field(default_factory=list)
    stand_ins: dict[str, str] = field(default_factory=dict)  # for characters that no font has

    @property
    def texts(self) -> list[str]:
        """One for each substitute, but one for all characters."""
        shown = [f"{char!r} (shown as {one})" for char, one in self.stand_ins.items() if one]
        more = when(len(shown) > MOST_NAMED, f" and {len(shown) - MOST_NAMED} other characters")
        named = f"PDF: no font has {', '.join(shown[:MOST_NAMED])}{more}"
        return [*self.said, *([named] if shown else [])]

    def add(self, text: str) -> None:
        """Note something.

        Raises:
            PublishingError: when strict.
        """
        if self.strict:
            raise PublishingError(text)
        self.warn(text)

    def warn(self, text: str) -> None:
        """Note something that is shown as it is; no error even when strict."""
        if text not in self.said:
            self.said.append(text)


@dataclass
class Chapter:
    """One notebook: its name (without ".ipynb"), title, tree, the data behind its exhibits, the
    numbers of its texts, whether it is the brief of the document, what stands before its title
    where its sections have numbers of their own: "Chapter 1  ", and the heading that left its tree
    to be the title of the document."""

    name: str
    title: str
    main: html.HtmlElement
    data: dict[str, Data] = field(default_factory=dict)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    brief: bool = False
    number: str = ""
    head: html.HtmlElement | None = None

    @property
    def heading(self) -> str:
        """Its title with its number."""
        return f"{self.number}{self.title}"


class Reader:
    """Reads the cells of one notebook.

    Args:
        name: of the notebook, for messages.
        language: of the words that the document adds; cells tagged with another language are left
            out.
        options: see there.
        notices: where substitutes are noted.
        links: addresses that text made from data may link to.
        folder: where pictures with a relative address are looked for; None leaves them out.
        known: the code points that can be shown, when strict.
    """

    def __init__(
        self,
        name: str,
        language: str,
        options: Options,
        notices: Notices,
        links: frozenset[str] = frozenset(),
        folder: Path | None = None,
        known: frozenset[int] = frozenset(),
    ) -> None:
        self.name, self.words, self.options, self.notices = name, words(language), options, notices
        self.others = set(LANGUAGES) - {language}
        self.links, self.known = links, known
        self.markdown = Markdown(folder)
        self.main, self.numbers = html.Element("main"), Numbers()
        self.data: dict[str, Data] = {}
        self.number, self.code_language = 0, "python"
        self.widgets = Widgets({})

    @property
    def place(self) -> str:
        return f"{self.name}, cell {self.number}"

    def chapter(self, notebook: NotebookNode) -> Chapter:
        """The notebook as a tree.

        Raises:
            PublishingError: when strict, for anything that would be shown by a substitute.
        """
        about = mapping(notebook.metadata.get("language_info"))
        self.code_language = str(about.get("name") or "python")
        self.widgets = Widgets(notebook.metadata)
        shown = list(cells.shown(notebook, {*self.others, "remove_cell"}))
        self.markdown.learn(
            (number, safety.joined(cell.get("source", "")))
            for number, cell, _ in shown
            if cell.get("cell_type") == "markdown"
        )
        for self.number, cell, tags in shown:
            self.cell(cell, tags)
        self.uncited()
        brief = mapping(notebook.metadata.get(KEY)).get("part") == "brief"
        return Chapter(self.name, self.name, self.main, self.data, self.numbers.found, brief)

    def cell(self, cell: Mapping[str, Any], tags: set[str]) -> None:
        """Add a cell and its outputs to the tree, but for what its tags leave out."""
        source = safety.joined(cell.get("source", ""))
        match cell.get("cell_type"):
            case "markdown":
                attached = mapping(cell.get("attachments"))
                self.add(source, lambda: self.prose(source, attached))
            case "code":
                if self.options.code and source.strip() and not tags & WITHOUT_CODE:
                    shown = element("pre", source, class_="code", lang=self.code_language)
                    self.add(source, lambda: [shown])
                outputs = [] if "remove_output" in tags else self.outputs(cell)
                for index, output in enumerate(outputs):
                    plain = safety.joined(mapping(output.get("data")).get("text/plain", ""))
                    following = outputs[index + 1 :]
                    self.add(plain, partial(self.output, cell, output, following))
            case kind:
                if kind != "raw":
                    self.notices.add(f"{self.place}: no type of cell is {kind!r}; shown as typed")
                self.add(source, lambda: self.printed(source))

    def outputs(self, cell: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The outputs of a cell, with what widgets show in place of these."""
        found = [one for one in items(cell.get("outputs")) if isinstance(one, Mapping)]
        shown = itertools.chain.from_iterable(map(self.widgets.shown, found))
        return list(terminal.whole_streams(shown))

    def add(self, source: str, make: Callable[[], list[html.HtmlElement]]) -> None:
        """Add what ``make`` returns; where it fails, the source."""
        try:
            new = make()
        except PublishingError:
            raise
        except Exception as error:  # nobody's notebook ends in a traceback
            reason = f"{type(error).__name__}: {error}"
            self.notices.add(f"{self.place}: cannot be read ({reason}); it is shown as typed")
            new = self.printed(source)
        for part in new:  # each on its own: to find a part by its place takes as long as the tree
            self.main.append(part)
            self.finish(part)

    def uncited(self) -> None:
        """Add the footnotes that no text has cited."""
        for note in self.markdown.uncited():
            self.number = note.cell
            named = f"[^{note.label}]"
            self.notices.add(
                f"{self.place}: no text cites the footnote {named}; it ends the notebook"
            )
            source = f"\\{named}: {note.text}"
            self.add(source, partial(self.prose, source))

    # texts

    def prose(
        self, source: str, attachments: Mapping[str, Any] | None = None
    ) -> list[html.HtmlElement]:
        """Markdown of an author."""
        page = self.markdown.html(source, self.number, attachments)
        for doubt in self.markdown.doubts():
            self.notices.add(f"{self.place}: {doubt}")
        return list(self.tree(page))

    def of_data(self, source: str) -> list[html.HtmlElement]:
        """Markdown that a program made from data."""
        return list(self.tree(self.markdown.of_data(source), self.links))

    def tree(self, page: str, links: Collection[str] | None = None) -> html.HtmlElement:
        """The tree of a page without the cells of rows that are left out in the end."""
        return safety.tree(page, links, self.options.most_rows)

    def printed(self, text: str, kind: str = "output") -> list[html.HtmlElement]:
        """Text as a terminal shows it, not longer than is allowed."""
        shown = safety.plain(terminal.shown(text)).strip("\n")
        if not shown.strip():
            return []
        text = terminal.clipped(shown, self.options.most_lines, self.words["lines_left_out"])
        if text != shown:
            self.left_out("lines of a printed text", "most_lines")
        return [element("pre", text, class_=kind)]

    def left_out(self, what: str, option: str) -> None:
        """Note what is more than an option allows."""
        most = getattr(self.options, option)
        self.notices.add(f"{self.place}: {what} beyond {most:,} are left out; {option}=0 shows all")

    def error(self, output: Mapping[str, Any]) -> list[html.HtmlElement]:
        trace = "\n".join(map(str, items(output.get("traceback"))))
        parts = self.printed(trace or f"{output.get('ename')}: {output.get('evalue')}", "error")
        for pre in parts:
            label = element("strong", self.words["error"])
            label.tail, pre.text = f"\n{pre.text}", None
            pre.insert(0, label)
        return parts

    def cannot(self, kind: str) -> list[html.HtmlElement]:
        self.notices.add(f"{self.place}: an output of type {kind} cannot be shown")
        return [element("p", self.words["cannot"].format(kind=kind), class_="cannot")]

    # outputs

    def output(
        self, cell: Mapping[str, Any], output: Mapping[str, Any], following: list[Mapping[str, Any]]
    ) -> list[html.HtmlElement]:
        """One output; ``following`` are those after it in its cell."""
        kind = output.get("output_type")
        if kind == "stream":
            if output.get("name") == LINE:
                self.notices.add(f"{self.place}: widgets are text, as they were saved last")
            return self.printed(safety.joined(output.get("text", "")))
        if kind == "error":
            return self.error(output)
        if kind not in ("display_data", "execute_result"):
            return self.cannot(str(kind))
        bundle, about = mapping(output.get("data")), mapping(output.get("metadata"))
        said = mapping(about.get(KEY))
        if said.get("kind") in exhibits.KINDS:
            return self.own(said, bundle, following)
        if said and self.options.strict:
            near = difflib.get_close_matches(str(said.get("kind")), exhibits.KINDS, 1, 0)
            self.notices.add(
                f"{self.place}: unknown kind of output {said.get('kind')!r}; expected one of "
                f"{', '.join(exhibits.KINDS)}; nearest: {', '.join(near) or 'none'}"
            )
        return self.shown(bundle, about, self.description(cell, bundle, about))

    def shown(
        self, bundle: Mapping[str, Any], about: Mapping[str, Any], alt: str
    ) -> list[html.HtmlElement]:
        """The richest form of an output that a document can show."""
        page = self.markdown.with_pictures(safety.joined(bundle.get("text/html", "")))
        if WITHOUT_STYLES in page and "text/plain" in bundle:
            return self.printed(safety.joined(bundle["text/plain"]))
        found = self.tree(page)
        if not safety.is_empty(found):
            return list(found)
        if "text/markdown" in bundle:
            return self.prose(safety.joined(bundle["text/markdown"]))
        tex = safety.joined(bundle.get("text/latex", "")).strip()
        if tex and "image/svg+xml" not in bundle and (said := self.latex(tex)):
            return said
        drawn = exhibits.drawings({"alt": alt}, bundle)
        if drawn is not None:
            drawn.attrib.pop("class")
            widths = [mapping(about.get(kind)).get("width") for kind in exhibits.PICTURES]
            whole_widths = (str(width).partition(".")[0] for width in widths)
            for width in filter(_WIDTH.fullmatch, whole_widths):
                drawn[0].set("width", width)
            return [drawn]
        if safety.lost(found):
            return list(found)
        if "application/json" in bundle:
            data = bundle["application/json"]
            return self.printed(json.dumps(data, indent=2, ensure_ascii=False, default=str))
        plain = safety.joined(bundle.get("text/plain", "<"))
        if tex and plain.startswith("<"):  # words for programmers only
            self.notices.add(f"{self.place}: TeX that cannot be read is shown as typed: {tex[:60]}")
            return self.printed(tex)
        if "text/plain" in bundle:
            kinds = [kind for kind in sorted(bundle) if _ACTIVE.match(kind)]
            kinds += ["text/html"] * ("<script" in page.lower())
            if kinds:
                self.notices.add(
                    f"{self.place}: an output of type {', '.join(kinds)} cannot be shown; its "
                    "plain text is"
                )
            return self.printed(plain)
        return self.cannot(", ".join(sorted(bundle)) or "–")

    def latex(self, source: str) -> list[html.HtmlElement]:
        """TeX that is one formula, or text with formulas; nothing for other TeX."""
        if _TEX_OF_TEXT.search(source):
            return []
        tex = source.strip("$")
        if not _BRACKET.search(tex, 2, len(tex) - 2):
            tex = tex.removeprefix("\\[").removesuffix("\\]")
        found = self.prose(_BRACKET.sub(r"\\\g<0>", source))
        beside = " ".join(text for part in found for text in glyphs.texts(part))
        begins = tex.startswith("\\begin{")
        is_text = begins and "\\" not in beside and _WORD.search(beside)
        if (begins or tex != source) and not is_text and "$" not in tex.replace("\\$", ""):
            return list(safety.tree(f"<p>{formula(tex, True, source)}</p>"))
        return [] if _TEX.search(beside) and not is_text else found

    def description(
        self, cell: Mapping[str, Any], bundle: Mapping[str, Any], about: Mapping[str, Any]
    ) -> str:
        """What somebody has said about a picture: its output's metadata, the cell's, the plain
        text."""
        nested = [one for one in about.values() if isinstance(one, Mapping)]
        places = (about, *nested, mapping(cell.get("metadata")))
        said = [one["alt"] for one in places if one.get("alt")]
        text = safety.joined(bundle.get("text/plain", ""))
        if not text.startswith("<"):
            said.append(text)
        return str(next(filter(None, said), self.words["picture"].format(cell=self.number)))

    def own(
        self,
        said: Mapping[str, Any],
        bundle: Mapping[str, Any],
        following: list[Mapping[str, Any]],
    ) -> list[html.HtmlElement]:
        """An output that says what it is."""
        source = safety.joined(bundle.get("text/markdown", ""))
        source = self.numbers.mark(source, said.get("numbers"), "text")
        match said["kind"]:
            case "data" | "document":
                return []
            case "caption" if self.has_figure(said.get("id"), following):
                return []
            case "figure" | "table":
                return self.exhibit(said, bundle)
            case "findings":
                box = element("div", class_="findings")
                box.extend(self.of_data(source))
                return [box]
            case "nodata":
                return self.missing(said, source or safety.joined(bundle.get("text/plain", "")))
        return self.of_data(source)

    def has_figure(self, name: Any, outputs: list[Mapping[str, Any]]) -> bool:
        marks = [mapping(mapping(one.get("metadata")).get(KEY)) for one in outputs]
        return any(one.get("kind") == "figure" and one.get("id") == name for one in marks)

    def exhibit(self, said: Mapping[str, Any], bundle: Mapping[str, Any]) -> list[html.HtmlElement]:
        said = {"alt": safety.joined(bundle.get("text/plain", "")), **said}
        wanted = ("id", "title", "alt")[: 2 + (said["kind"] == "figure")]
        for name in wanted:
            if not str(said.get(name) or "").strip():
                self.notices.add(f"{self.place}: a {said['kind']} without {name}; expected one")
        found = exhibits.drawings(said, bundle)
        if said["kind"] == "table":
            found = exhibits.table(bundle, self.options.most_rows)
        if found is not None and found.tag == "table":
            self.numbers.mark_cells(found, said.get("numbers"))
        if found is None:
            lacking = {"figure": "picture", "table": "table in its text/html"}[said["kind"]]
            self.notices.add(f"{self.place}: {said['kind']} {said.get('id')!r} has no {lacking}")
            return self.shown({"text/plain": "–", **bundle}, {}, "")
        key = f"{self.name}:{len(self.data)}"
        behind = exhibits.data(bundle)
        if behind:
            self.data[key] = behind
        marked = {
            name: self.numbers.mark(str(said.get(name) or ""), said.get("numbers"), name)
            for name in ("title", "subtitle", "note")
        }
        return [exhibits.exhibit({**said, **marked}, found, key)]

    def missing(self, said: Mapping[str, Any], text: str) -> list[html.HtmlElement]:
        """What the data cannot answer, together with what was missing just before."""
        labels = [safety.plain(label) for label in items(said.get("missing"))]
        if not labels:
            box = element("div", class_="nodata")
            box.extend(self.of_data(text))
            return [box]
        before = next((one for one in reversed(self.main) if one.get("class") != "code"), None)
        if before is not None and before.get("data-missing"):
            labels = [*dict.fromkeys(before.get("data-missing").split("\n") + labels)]
            self.main.remove(before)
        line = self.words["no_data"].format(missing=self.words["joiner"].join(labels))
        return [element("p", line, class_="nodata", data_missing="\n".join(labels))]

    # what every new part of the tree goes through

    def finish(self, part: html.HtmlElement) -> None:
        """Pictures that can be read, tables that are not too long, characters that can be shown."""
        for mark in safety.lost(part):
            self.lost(mark)
        for one in part.xpath(f"descendant-or-self::*[@{safety.FLAT}]"):
            del one.attrib[safety.FLAT]
            self.notices.add(
                f"{self.place}: what is nested more than {safety.DEEPEST} elements deep is set "
                "as one line"
            )
        for span in filter(safety.is_formula, part.iter("span")):
            if _COLOUR.search(span.text or ""):
                self.notices.add(f"{self.place}: a formula is shown without its colours")
        for words_ in safety.unlinked(part):
            self.notices.add(
                f"{self.place}: a link that leads to no web address is its words: {words_!r}"
            )
        for img in list(part.iter("img")):
            self.picture(img)
        for table in list(part.iter("table")):
            if tables.clip(table, self.options.most_rows, self.words["rows_left_out"]):
                self.left_out("rows of a table", "most_rows")
        for item in part.iter("li"):
            _set_apart(item)
        self.numbers.resolve(part)
        if self.options.strict:
            glyphs.check(glyphs.texts(part), self.known, self.place)

    def lost(self, mark: html.HtmlElement) -> None:
        """Say in the place of what cannot be shown what it is."""
        kind = mark.attrib.pop("title", "")
        self.notices.add(f"{self.place}: an element <{kind}> cannot be shown")
        mark.text, mark.tag = self.words["lost_element"].format(kind=kind), "em"
        del mark.attrib["class"]

    def picture(self, img: html.HtmlElement) -> None:
        """Clean a picture, or put its description in its place."""
        img.set("alt", " ".join(img.get("alt", "").split()) or self.words["no_alt"])
        source = img.get("src", "")
        clean = pictures.cleaned(pictures.of_address(source)) if source else None
        if clean is not None:
            img.set("src", pictures.address(clean))
            return
        self.notices.add(f"{self.place}: a picture cannot be shown, its description is")
        pictures.described(img, self.words["lost_picture"])


def _set_apart(item: html.HtmlElement) -> None:
    """Put each further line of an item into ``<span class="line">``, which writers set apart."""
    for end in item.findall("br"):
        line = element("span", (end.tail or "").lstrip(), class_="line")
        line.extend(itertools.takewhile(lambda one: one.tag != "br", [*end.itersiblings()]))
        end.tail = None
        item.replace(end, line)
