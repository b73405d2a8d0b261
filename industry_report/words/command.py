"""What ``report text`` prints: where a sentence stands, its cases, and stale translations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from industry_report.data.codes import read_codes
from industry_report.data.errors import ReportError, nearest
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.data.message import Message
from industry_report.words import stale
from industry_report.words.cases import CELL, Book
from industry_report.words.catalogue import ORIGINAL, OWN, notebooks, places


def lines(notebook: str, id: str, folder: Path = OWN) -> Iterator[str]:
    """Everything about the text ``id`` of a notebook, or the ids that there are.

    Raises ReportError for a notebook or text that there is not, with the nearest.
    """
    notebook = _notebook(notebook, folder)
    book = Book(notebook, read_codes(OWN_DESCRIPTOR), (folder,))
    known = book.ids()
    chosen = [each for each in known if each == id or each.startswith(f"{id}.")]
    chosen = chosen or [each for each in known if each.startswith(id)]
    if not id:
        yield from (_headed(book, each) for each in known)
        return
    if not chosen:
        raise ReportError("texts.unknown", notebook, nearest(id, known), id=id)
    for each in chosen:
        yield from _about(book, each)


def _about(book: Book, id: str) -> Iterator[str]:
    yield _headed(book, id)
    for language, template in book.templates(id).items():
        path, line = find(book, id, language)
        yield f"  {path}:{line}"
        yield f"    {template}"
        for case in book.cases(id, language):
            said = case.said.text
            if case.said.missing:
                said = "no data: " + "; ".join(case.said.missing)
            yield f"    {case.name or 'as it is':8} {said}"


def _headed(book: Book, id: str) -> str:
    """The id of a text; of a column with its head in each language, or with how many there are
    where languages differ."""
    table, mark, _ = id.partition(".columns.")
    if not mark:
        return id
    found = {
        name: len(each.sentences.get(f"{table}.columns", ())) for name, each in book.books.items()
    }
    if len({*found.values()}) > 1:
        return f"{id}  columns: {', '.join(f'{name} {count}' for name, count in found.items())}"
    heads = (text.partition(CELL)[0] for text in book.templates(id).values())
    return f"{id}  {' / '.join(dict.fromkeys(heads))}"


def find(book: Book, id: str, language: str) -> tuple[Path, int]:
    """File and line of a text; line 0 where its key is not found."""
    table, column, _ = id.partition(".columns.")
    name = f"{table}.columns" if column else id
    heads = [each for each in book.texts[language] if each.startswith(f"{name}.")]
    paths = book.books[language].files(book.notebook)
    for path in reversed(paths):
        text = path.read_text("utf-8")
        line = places(text).get(name, 0)
        if line and column and "{" not in text.splitlines()[line - 1]:
            line += heads.index(id) + 1  # each head has a line of its own
        if line:
            return path, line
    return paths[-1], 0


def stale_lines(notebook: str = "", folder: Path = OWN) -> Iterator[Message]:
    """One line for every translation of a notebook, or of all, that is older than its original, and
    for every text that is new."""
    for each in _chosen(notebook, folder):
        book = Book(each, read_codes(OWN_DESCRIPTOR), (folder,))
        for id, language in stale.stale(each, folder):
            yield Message("texts.old", place=_place(book, id, language), id=id)
        for id in stale.new(each, folder):
            first = next(iter(book.templates(id)), ORIGINAL)
            yield Message("texts.new", place=_place(book, id, first), id=id)


def _place(book: Book, id: str, language: str) -> str:
    return ":".join(map(str, find(book, id, language)))


def accept(notebook: str = "", folder: Path = OWN) -> list[Message]:
    """Take today's translations of a notebook, or of all, as agreeing with their originals.

    Returns one line for every lock that was written.
    """
    chosen = _chosen(notebook, folder)
    for each in chosen:
        stale.accept(each, folder)
    return [Message("texts.accepted", lock=stale.lock(each, folder)) for each in chosen]


def _chosen(notebook: str, folder: Path) -> list[str]:
    """The books that a name stands for; all without one."""
    return [_notebook(notebook, folder)] if notebook else stale.books(folder)


def _notebook(name: str, folder: Path) -> str:
    known = notebooks((folder,))
    chosen = [each for each in known if each == name or each.startswith(name)]
    if name in ("", "languages"):
        return ""
    if len(chosen) != 1:
        near, names = nearest(name, known), [*known, "languages"]
        raise ReportError("texts.no_notebook", "", near, name=name, names=names)
    return chosen[0]
