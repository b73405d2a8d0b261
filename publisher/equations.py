"""Numbers of equations and references to them, as nbconvert's pages have them (MathJax, AMS): each
row of ``equation``, ``align`` and the like has one, unless starred or told otherwise."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Sequence

from lxml import html

from . import formulas
from .reading import Chapter, Notices
from .safety import CODE, element, is_formula
from .words import when

_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|multline|align|alignat|flalign|gather|eqnarray)\*?)\}"
)
_WHOLE = ("equation", "multline")  # have one number, however many rows
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_REFERENCE = re.compile(r"\\(eq|auto|[cC])?ref\s*\{([^{}]+)\}")


class Equations:
    """The equations of a document.

    Attributes:
        count: the last number that was given; those that tags of the author have are passed over.
        marked: of the formulas that can be led to.
        labels: of each chapter: label → the number of its equation and its id.
    """

    def __init__(self, notices: Notices) -> None:
        self.notices = notices
        self.count = self.marked = 0
        self._own: set[str] = set()
        self.labels: dict[str, dict[str, tuple[str, str]]] = {}

    def run(self, chapters: Sequence[Chapter]) -> None:
        """Number the equations of chapters and resolve their references, in place.

        Raises:
            PublishingError: when strict, for a label that is there twice, or not at all.
        """
        spans = {one.name: list(formulas.spans(one.main)) for one in chapters}
        for span in itertools.chain(*spans.values()):
            self._own.update(tag[2].strip() for tag in formulas.TAG.finditer(span.text or ""))
        for chapter in chapters:
            self.labels[chapter.name] = {}
            for span in spans[chapter.name]:
                if formulas.formula(span).alone:
                    self._number(span, chapter)
        for chapter in chapters:
            for one in list(chapter.main.iter()):
                self._refer(one, chapter)

    # numbers

    def _number(self, span: html.HtmlElement, chapter: Chapter) -> None:
        """Give the rows of a formula their numbers, each at its end."""
        tex = span.text or ""
        begin = _ENVIRONMENT.search(tex)
        if begin is None and not formulas.TAG.search(tex):
            return
        start, end, name = 0, len(tex), ""
        if begin is not None:
            name = begin[1]
            start, end = begin.end(), tex.rfind(rf"\end{{{name}}}")
        if end < start:
            return
        found: list[tuple[str, str]] = []  # label, number
        rows = [tex[start:end]]
        if name.rstrip("*") not in _WHOLE:
            rows = list(_rows(rows[0]))
        if name and not rows[-1].strip():  # what ends the last row begins no other
            rows = rows[:-1]
        done = r"\\".join(self._row(row, name, found) for row in rows)
        span.text = f"{tex[:start]}{done}{tex[end:]}"
        if found:
            self._mark(span, found, chapter)

    def _row(self, row: str, name: str, found: list[tuple[str, str]]) -> str:
        """A row with its number behind it; its labels are added to ``found``."""
        tags = [(tag[1], tag[2]) for tag in formulas.TAG.finditer(row)]
        counts = bool(name) and not name.endswith("*") and not _UNNUMBERED.search(row)
        if not tags and counts and _LABEL.sub("", row).strip():
            self.count = next(n for n in itertools.count(self.count + 1) if str(n) not in self._own)
            tags = [("", str(self.count))]
        if not tags:
            return row
        star, number = tags[-1]
        found += [(label, number) for label in _LABEL.findall(row)]
        return rf"{formulas.TAG.sub('', row).rstrip()} \tag{star}{{{number}}}"

    def _mark(self, span: html.HtmlElement, found: list[tuple[str, str]], chapter: Chapter) -> None:
        self.marked += 1
        span.set("id", f"equation-{self.marked}")
        known = self.labels[chapter.name]
        for label, number in found:
            if label in known:
                self.notices.add(
                    f"{chapter.name}: a second equation has the label {label!r}; labels must differ"
                )
            known.setdefault(label, (number, span.get("id")))

    # references

    def _refer(self, one: html.HtmlElement, chapter: Chapter) -> None:
        """Resolve what an element refers to, and the text behind it."""
        parent = one.getparent()
        if parent is not None and parent.tag not in CODE and "ref" in (one.tail or ""):
            one.tail, links = self._parted(one.tail, chapter)
            place = parent.index(one) + 1
            parent[place:place] = links
        if is_formula(one):
            self._refer_in_formula(one, chapter)
        elif one.tag not in CODE and "ref" in (one.text or ""):
            one.text, links = self._parted(one.text, chapter)
            one[:0] = links

    def _refer_in_formula(self, span: html.HtmlElement, chapter: Chapter) -> None:
        tex = span.text or ""
        alone = _REFERENCE.fullmatch(tex)
        if alone is not None:
            link = self._link(alone, chapter)
            link.tail = span.tail
            span.getparent().replace(span, link)
            return
        span.text = _REFERENCE.sub(
            lambda found: rf"\text{{{self._link(found, chapter).text}}}", tex
        )

    def _parted(self, text: str, chapter: Chapter) -> tuple[str, list[html.HtmlElement]]:
        """A text up to its first reference, and its references, each with the text behind it."""
        found = list(_REFERENCE.finditer(text))
        ends = [*(one.start() for one in found), len(text)]
        links = []
        for place, one in enumerate(found):
            link = self._link(one, chapter)
            link.tail = text[one.end() : ends[place + 1]]
            links.append(link)
        return text[: ends[0]], links

    def _link(self, found: re.Match[str], chapter: Chapter) -> html.HtmlElement:
        """A link with the number of an equation; a reference to none is words, as typed."""
        label = found[2]
        for known in (self.labels[chapter.name], *self.labels.values()):
            if label in known:
                number, id = known[label]
                return element("a", when(found[1], f"({number})") or number, href=f"#{id}")
        near = difflib.get_close_matches(label, set().union(*self.labels.values()), 1)
        advice = "".join(f"; did you mean {one!r}?" for one in near)
        self.notices.add(
            f"{chapter.name}: {found[0]} refers to an equation that is not in the document or has "
            f"no number{advice}"
        )
        return element("span", found[0])


def _rows(tex: str) -> Iterator[str]:
    """The rows of a formula; those of what it holds are within one."""
    start = 0
    for sign in formulas.outer(tex):
        if sign[0] == r"\\":
            yield tex[start : sign.start()]
            start = sign.end()
    yield tex[start:]
