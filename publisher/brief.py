"""The brief of a document: one page A4, from the chapter that is its brief.

What the chapter holds is set in its order: its title as the verdict, its first table as a strip of
numbers, its second one as columns, one a row; further tables, figures and texts as they are. Its
last paragraph is small print.
"""

from __future__ import annotations

import re
from pathlib import Path

import typst
from lxml import html

from . import PublishingError, formulas, layout, notes, numbering, tables
from .document import Document
from .press import press
from .typst_tree import Tree, listed, quoted, words

_NUMBER = re.compile(r"\D{0,2}\d")
DASHES = ("", "–", "—", "-")  # cells that say nothing


def pdf(document: Document) -> bytes | None:
    """The file; None for a document without a brief.

    Raises:
        PublishingError: Typst refuses it.
    """
    if document.brief is None:
        return None
    with press(document.fonts) as set_by:
        set_by.write(Brief(document, document.formulas, set_by.folder).source())
        try:
            made = set_by.pdf(document.about.moment)
        except typst.TypstError as error:
            raise PublishingError(
                f"{document.title}: the brief cannot be set: {error.message}"
            ) from None
        if set_by.find("<overfull>"):
            document.notices.warn(f"{document.title}: the brief is longer than a page")
        return made


class Brief(Tree):
    """Writes the Typst source of a brief.

    Args:
        document: which has one.
        translated: its formulas.
        folder: for its pictures.
        alone: whether it is a file of its own, where references cannot be links.
    """

    picture_name, small_print = "brief-picture", "brief-notes"

    def __init__(
        self,
        document: Document,
        translated: formulas.Translated,
        folder: Path,
        alone: bool = True,
    ) -> None:
        super().__init__(document, translated, folder)
        self.alone, self.chapter, self.width = alone, document.brief or self.chapter, layout.WIDE

    def source(self) -> str:
        """The main file."""
        document, about = self.document, self.document.about
        day = about.moment
        left = [self.words["brief"], *filter(None, (about.place,))]
        texts = {
            "title": f"{self.words['brief']}{self.words['gap']}{document.title}",
            "language": document.language,
            "region": self.words["region"],
            "family": document.fonts.family,
            "description": self.chapter.title,
            "left": self.words["between"].join(left),
            "right": self.words["between"].join(document.running()[1:]),
            "foot": self.words["brief_foot"],
        }
        given = {name: quoted(self.printable(text)) for name, text in texts.items()} | {
            "authors": listed([self.printable(one) for one in about.authors]),
            "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
        }
        arguments = ", ".join(f"{name}: {value}" for name, value in given.items())
        return f'#import "brief.typ": *\n{self.attached()}#brief({arguments}, {self.parts()})\n'

    def parts(self) -> str:
        """The parts of the page, an array of content."""
        main, found, met = self.shown(self.document.printed(self.chapter)), [], 0
        texts: list[str] = []

        def flush(form: str = "") -> None:
            inner = "".join(texts)
            texts.clear()
            if inner.strip():
                found.append(f"{form}[{inner}]")

        for one in main:
            if one.tag == "p" and one.getnext() is None:
                flush()
            if one.tag == "h2" and not found and not texts:
                inner = self.children(one)
                head = f"#heading(level: 1, supplement: [brief])[{inner}]"
                texts.append(f"#[{head}#label({quoted(one.get('id'))})]\n\n")
                continue
            if one.tag != "figure":
                texts.append(self.element(one))
                continue
            flush()
            met += one.find("table") is not None
            found.append(self.exhibit(one, met))
        last = main[-1].tag if len(main) else ""
        flush({"p": "key"}.get(last, ""))
        return f"({''.join(f'{part}, ' for part in found)})"

    def exhibit(self, figure: html.HtmlElement, met: int) -> str:
        """A chart or table; ``met`` tables stood before its end."""
        table = figure.find("table")
        if table is None:
            return self.drawing(figure)
        grid = tables.grid(table)
        if met == 1:
            rows = "".join(self.number(row, grid) for row in grid.body)
            return f"strip(({rows}))"
        if met == 2:
            return self.columns(figure, grid)
        return f"[{self.write_table(table)}]"

    def drawing(self, figure: html.HtmlElement) -> str:
        title, subtitle = figure.find("figcaption/b"), figure.find("figcaption/span")
        said = "none" if subtitle is None else f"[{self.children(subtitle)}]"
        lines = [one for one in figure.iterfind("p") if one.get("class") in ("note", "source")]
        small = "".join(map(self.element, lines))
        img = figure.find("p/img")
        grade = quoted(notes.title_grade(title, self.chapter, self.document))
        if img is None:
            return f"[#strong[{self.children(title)}] {self.children(figure.find('p'))}]"
        picture = self.image(img, "auto").replace(", width: auto", "")
        return f"drawing([{self.children(title)}], {said}, [{small}], {grade}, {picture})"

    def number(self, row: list[tables.Cell], grid: tables.Grid) -> str:
        """A row as a number of the strip: the number, its grade, what it is, the rest small."""
        first, grade, others = number_of(row, grid)
        rest = [self.children(one.element) for one in others]
        what, small = "".join(rest[:1]), " #linebreak() ".join(rest[1:])
        return f"([{self.children(first.element)}], {quoted(grade)}, [{what}], [{small}]), "

    def columns(self, figure: html.HtmlElement, grid: tables.Grid) -> str:
        """Each row as a column: its first cell above, the others with their heads before them."""
        heads = {cell.column: cell for row in grid.rows[: grid.head] for cell in row}
        asked = ""
        for row in grid.body:
            head, *rest = row
            lines = ""
            for cell in rest:
                label = self.children(heads[cell.column].element) if cell.column in heads else ""
                if cell.text in notes.GRADES and lines:  # it is of what stands before it
                    lines = lines.removesuffix("]), ") + f" #mark({quoted(cell.text)})]), "
                    continue
                if cell.text in DASHES:
                    continue
                lines += f"([{label}], [{self.children(cell.element)}]), "
            asked += f"([{self.children(head.element)}], ({lines})), "
        note = figure.find("p[@class='note']")
        said = self.element(note) if note is not None else ""
        title = self.children(figure.find("figcaption/b"))
        return f"columns([{title}], [{said}], ({asked}))"

    def write_heading(self, one: html.HtmlElement) -> str:
        """A heading; the contents list the page as one."""
        return super().write_heading(one).replace("(level: 2", "(outlined: false, level: 2")

    def write_a(self, one: html.HtmlElement) -> str:
        """In a file of its own a reference names the exhibit of the report."""
        if self.alone and one.get("class") == "ref":
            return words(self.words["in_report"].format(label=numbering.text_of(one)))
        if self.alone and one.get("href", "").startswith("#"):
            return self.children(one)
        return super().write_a(one)


def number_of(
    row: list[tables.Cell], grid: tables.Grid
) -> tuple[tables.Cell, str, list[tables.Cell]]:
    """What a row of the strip says: the cell with its number, the grade, the other cells."""
    grade = next((one.text for one in row if one.text in notes.GRADES), "")
    cells = [one for one in row if one.text not in notes.GRADES] or row
    first = next((one for one in cells if _is_number(one, grid)), cells[0])
    return first, grade, [one for one in cells if one is not first]


def _is_number(cell: tables.Cell, grid: tables.Grid) -> bool:
    """Whether a cell is a number, after a sign or a word such as "about", or in a column of
    numbers."""
    return grid.alignment[cell.column] == "right" or bool(_NUMBER.match(cell.text))


def summary(document: Document, translated: formulas.Translated, folder: Path) -> str:
    """The brief as the summary of its document, as Typst."""
    return f"fitted({Brief(document, translated, folder, alone=False).parts()})"
