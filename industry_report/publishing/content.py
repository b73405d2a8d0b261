"""Does a document say what its notebooks said? Every sentence in its order, every exhibit with its
own title, note and source, every row of a table in its place are looked for in what HTML, PDF and
Word show; what is hidden there counts as lost.

Texts are compared without white space, hyphens and quotation marks, which typesetting changes;
digits, signs and words must be the same. A hyphen before a digit counts as a sign, and so does
white space between two digits.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from industry_report.data.errors import ReportError, reason
from industry_report.publishing import added, blocks, cards, files_checked, properties, seen, shell
from industry_report.publishing.editions import BRIEF, PROFILE
from industry_report.publishing.provenance import recorded, reports_of
from industry_report.publishing.runs import DOCUMENTS, INDEX, MANIFEST, RECORD
from industry_report.publishing.said import (
    COVER,
    FACTS,
    Exhibit,
    Notebook,
    Said,
    of_notebook,
    squashed,
)
from publisher.words import dated, when, words

#: What no comparison of texts can tell; it is said whenever nothing is missing.
NOT_COMPARED = (
    "not compared: the lines of drawings, shapes beside text, pictures, bold type, where links "
    "within PDF and Word lead, frames and breaks of spreadsheets, what Word counts, the order "
    "of exhibits, the letters of grades in notes, heads of the two tables that the brief sets as "
    "numbers and columns, nor the notebooks with what this checkout makes; all of it is, byte for "
    "byte, by 'report verify --anew'"
)

Row = Sequence[str]


# --- texts ----------------------------------------------------------------------------------------


def lost_texts(said: Iterable[Said], shown: str) -> list[str]:
    """What of ``said`` does not stand in a squashed text in this order, one message each; what is
    said twice has to be there twice."""
    lines, at = [], 0
    for one in said:
        short = squashed(one.text)
        found = shown.find(short, at)
        if found >= 0:
            at = found + len(short)
        else:
            lines.append(_message(one, short in shown))
    return lines


def _message(one: Said, elsewhere: bool) -> str:
    what = "is not in its place" if elsewhere else "is lost"
    return f"{one.where}: {one.what} {what}: {' '.join(one.text.split())}"


def lost_anywhere(said: Iterable[Said], shown: str) -> list[str]:
    """The same for what stands in no order; of the same text each has to be there."""
    lines = []
    counted: Counter[str] = Counter()
    for one in said:
        short = squashed(one.text)
        counted[short] += 1
        if shown.count(short) < counted[short]:
            lines.append(_message(one, False))
    return lines


def lost_words(exhibits: Sequence[Exhibit], shown: str) -> list[str]:
    """The titles, subtitles, notes and sources that do not stand with their exhibit: they follow
    one another before the title of the next one. Of an exhibit that has its title the first."""
    titles = {squashed(one.words[0].text) for one in exhibits if one.words}
    starts = {title: _places(title, shown) for title in titles}
    lines = []
    for exhibit in exhibits:
        said = squashed(_all_of(exhibit))
        ends = [at for title, places in starts.items() if title not in said for at in places]
        own = starts[squashed(exhibit.words[0].text)] if exhibit.words else []
        follow = [_following(exhibit.words, shown, at, ends) for at in own]
        missing = exhibit.words[max(follow, default=0) :]
        if follow:
            missing = missing[:1]
            lines += [_message(one, squashed(one.text) in shown) for one in missing]
        else:
            lines += [_message(one, False) for one in missing if squashed(one.text) not in shown]
    return lines


def _all_of(exhibit: Exhibit) -> str:
    return "\n".join([*(one.text for one in exhibit.words), *map("\n".join, exhibit.rows)])


def _places(part: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(part), text)]


def _following(words: Sequence[Said], text: str, at: int, ends: Iterable[int]) -> int:
    """How many words follow one another from a place on, before the next of the ends."""
    end = min((one for one in ends if one > at), default=len(text))
    for count, one in enumerate(words):
        found = text.find(squashed(one.text), at, end)
        if found < 0:
            return count
        at = found + len(squashed(one.text))
    return len(words)


# --- rows of tables -------------------------------------------------------------------------------


def lost_rows(exhibits: Iterable[Exhibit], tables: Iterable[Sequence[Row]]) -> list[str]:
    """The first row of each table that a document does not show in its place, cell by cell. A wide
    table may be shown in parts, which repeat the columns that name the rows."""
    return compared_rows(exhibits, tables)[0]


def compared_rows(
    exhibits: Iterable[Exhibit], tables: Iterable[Sequence[Row]]
) -> tuple[list[str], list[list[tuple[str, ...]]]]:
    """These rows, and the tables that are none of the exhibits', squashed."""
    shown = [[_cells(row) for row in table] for table in tables]
    lines = []
    for exhibit in exhibits:
        rows = [_cells(row) for row in exhibit.rows]
        whole = next((at for at in range(len(shown)) if _parts_of(rows, shown[at:])), None)
        if rows and whole is None:
            lines.append(_lost_row(exhibit, rows, shown))
        elif whole is not None:
            del shown[whole : whole + _parts_of(rows, shown[whole:])]
    return lines, [*shown]


def _cells(row: Row) -> tuple[str, ...]:
    """The cells of a row that say something: what a span covers is empty in some formats."""
    return tuple(filter(None, map(squashed, row)))


def _table(rows: Iterable[Row]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_cells, rows))


def _parts_of(rows: Sequence[Row], shown: Sequence[Sequence[Row]]) -> int:
    """How many of the tables shown, from the first on, make up the one with these rows; else 0."""
    for count in range(1, len(shown) + 1):
        if len(shown[count - 1]) != len(rows):
            return 0
        parts = [[table[at] for table in shown[:count]] for at in range(len(rows))]
        if all(map(_joined, rows, parts)):
            return count
        if not all(
            row[: len(found[0])] == found[0] for row, found in zip(rows, parts, strict=True)
        ):
            return 0
    return 0


def _joined(row: Row, parts: Sequence[Row]) -> bool:
    """Whether parts are a row, without the cells of the first that the others repeat."""
    first, *more = parts
    return row[: len(first)] == first and _continued(row[len(first) :], first, more)


def _continued(rest: Row, first: Row, parts: Sequence[Row]) -> bool:
    if not parts:
        return not rest
    part, *more = parts
    for repeated in range(len(part) + 1):
        own = part[repeated:]
        fits = part[:repeated] == first[:repeated] and rest[: len(own)] == own
        if fits and _continued(rest[len(own) :], first, more):
            return True
    return False


def _lost_row(exhibit: Exhibit, rows: Sequence[Row], shown: Sequence[Sequence[Row]]) -> str:
    """What is wrong with a table, compared with the one shown that has most of its rows."""
    likest = max(shown, key=lambda table: len(set(table) & set(rows)), default=[])
    wrong = [at for at, row in enumerate(rows) if at >= len(likest) or row != likest[at]]
    at = next(iter(wrong), len(rows) - 1)
    one = Said(exhibit.where, "row" if at else "head", " | ".join(exhibit.rows[at]))
    return _message(one, rows[at] in likest)


def lost_of_brief(tables: Sequence[Exhibit], shown: str, abreast: bool) -> list[str]:
    """The cells, one after the other, of the two tables that the brief does not set as tables: of
    the first each number with what it is, of the second a row as a column.

    Args:
        abreast: the numbers with their grades come first, one beside the other, then what each is.
    """
    lines, at = [], 0
    for place, exhibit in enumerate(tables):
        rows = [[*map(squashed, row)] for row in exhibit.rows[1:]]
        wanted = [cell for row in rows for cell in row]
        if place == 0 and abreast:
            wanted = ["".join(row[0] + row[1] for row in rows)]
            wanted += ["".join(row[2:]) for row in rows]
        elif place == 0:
            wanted = ["".join(row) for row in rows]
        for cell in filter(re.compile(r"\w.|.\w").search, wanted):
            found = shown.find(cell, at)
            if found < 0:
                lines.append(_message(Said(exhibit.where, "cell", cell), cell in shown))
            at = max(at, found + len(cell))
    return lines


# --- reports --------------------------------------------------------------------------------------


def of_path(path: Path) -> list[str]:
    """What is lost of, or was added to, one document of a report, all of a report, or all reports
    below a folder and their list.

    Raises:
        ReportError: there is no report, or a file cannot be read.
    """
    if not path.is_file():
        return of_folder(path)
    if path.name == INDEX:
        with reading(path):
            return [f"{INDEX}: {line}" for line in shell.of_index(path)]
    report = report_in(path.parent)
    if path.suffix not in (".html", ".pdf", ".docx", ".xlsx"):
        raise ReportError("verify.no_document", str(path))
    return [f"{path.name}: {line}" for line in of_file(path, report)]


def of_folder(folder: Path) -> list[str]:
    """What the documents of a report, or of all reports and their index below a folder, have lost,
    and what was added to them.

    Raises:
        ReportError: there is no report, or a file cannot be read.
    """
    if (folder / RECORD).is_file():
        return of_report(folder)
    lines = []
    for own in reports_of(folder):
        name = own.relative_to(folder).as_posix()
        lines += [f"{name}/{line}" for line in of_report(own)]
    index = folder / INDEX
    if index.is_file():
        lines += of_path(index)
    elif not lines:
        raise ReportError("verify.no_report", str(folder))
    return lines


def of_report(folder: Path) -> list[str]:
    """What the documents in a report's folder have lost of what its executed notebooks say, what
    of the shell of its pages, what was added, and which files of the report are gone.

    Raises:
        ReportError: it is no folder of a report, or its notebooks cannot be read.
    """
    report = report_in(folder)
    made = recorded(folder) if (folder / RECORD).is_file() else ()
    lines = [f"{name}: is missing" for name in made if not (folder / name).is_file()]
    for path in sorted(folder.iterdir()):
        try:
            lines += [f"{path.name}: {line}" for line in of_file(path, report)]
        except ReportError as error:  # the others are still told
            lines.append(str(error).removeprefix(f"{folder}/"))
    return lines


@dataclass(frozen=True)
class Report:
    """What the documents of a report are held against: its notebooks, what it says of itself, the
    pieces that they may be put together of, and all that its notebooks hold, as it is written."""

    books: Mapping[str, Notebook]
    front: added.Front
    pieces: added.Known
    written: str


def report_in(folder: Path) -> Report:
    """The report in a folder; ReportError for one that holds none, or a damaged one."""
    books, written = {}, ""
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        with reading(path):
            written += path.read_text(encoding="utf-8")
            books[path.stem] = of_notebook(path.stem, json.loads(path.read_bytes()))
    if not books:
        raise ReportError("verify.no_notebooks", str(folder))
    with reading(folder / MANIFEST):
        front = added.front_of(folder, PROFILE in books)
    return Report(books, front, added.known(books, front), written)


def of_file(path: Path, report: Report) -> list[str]:
    """What a file in a report's folder has lost of it, and what was added; nothing for files that
    are no documents."""
    lines: list[str] = []
    books = report.books
    with reading(path):
        if path.name in DOCUMENTS.values() or (path.suffix == ".html" and path.stem in books):
            lines += _of_document(path, report)
        if path.suffix == ".html":
            lines += shell.of_page(path)
        if data := files_checked.handed_over(books.values()).get(path.name):
            lines += files_checked.differences(path, data, report.pieces)
    return lines


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Where a file that is read within is damaged, one message says which."""
    try:
        yield
    except ReportError:
        raise
    except Exception as error:  # a damaged file may break its reader in any way
        raise ReportError("verify.unreadable", str(path), why=reason(error)) from None


def _of_document(path: Path, report: Report) -> Iterator[str]:
    """What one document has lost, and what was added to it."""
    chapters = chapters_of(path, report.books)
    facts = _facts(path, chapters, report.front)
    for view, shown in seen.views(path).items():
        where = when(view, f" ({view})")
        lines = _of_view(chapters, facts, shown, path.suffix)
        yield from (f"{line}{where}" for line in lines)
    found = blocks.of_document(path)
    exhibits = [one for book in chapters.values() for one in book.exhibits if one.rows]
    behind = [one for book in chapters.values() for one in book.data]
    left = compared_rows(exhibits, found.tables)[1]
    as_data = [replace(one, rows=_as_numbers(one.rows)) for one in behind]
    if path.suffix == ".html":
        left = compared_rows(as_data, map(_as_numbers, left))[1]
        yield from cards.differences(path, chapters)
    files = {_table(one.rows) for book in report.books.values() for one in book.files}
    for rows in found.files:
        if _table(rows) not in files:
            yield f"table to be saved that was not said: {' | '.join(rows[0])}"
    printed = path.suffix != ".html"
    yield from added.of_document(
        found, left, chapters, report.pieces, report.front, report.written, printed
    )
    yield from _around(path, found, report.front)
    yield from properties.differences(path, report.front, report.books, report.pieces)
    guide, standing = words(report.front.language)["guide"], squashed("".join(found.texts))
    if squashed(guide["title"]) in standing:
        for _, line in guide["lines"]:
            if squashed(line) not in standing:
                yield f"how to read this report: text is lost: {line}"


def _around(path: Path, found: blocks.Blocks, front: added.Front) -> Iterator[str]:
    """What head and foot of the pages of a printed document have lost."""
    said = words(front.language)
    as_of = when(front.as_of, said["as_of"].format(date=dated(front.as_of, front.language)))
    pages = [(number, squashed(around)) for number, around in enumerate(found.margins, 1)]
    if path.suffix == ".docx":
        pages = [(1, squashed("".join(found.margins)))]
    for number, shown in pages:
        wanted = [front.title, as_of, said["page"].format(page=number, pages=len(pages))]
        if path.name == DOCUMENTS["brief"]:
            wanted = [said["brief"], front.place, as_of, said["brief_foot"]]
        for text in wanted:
            if (number > 1 or shown) and squashed(text) not in shown:  # a cover has neither
                yield f"head or foot of page {number} is lost: {text}"


def chapters_of(path: Path, books: Mapping[str, Notebook]) -> dict[str, Notebook]:
    """The notebooks that a document tells: one as a page or as the brief, else all; a profile sums
    itself up and is told without its brief."""
    name = {DOCUMENTS["brief"]: BRIEF}.get(path.name, path.stem)
    if name in books:
        return {name: books[name]}
    return {name: book for name, book in books.items() if PROFILE not in books or name != BRIEF}


def _facts(path: Path, books: Mapping[str, Notebook], front: added.Front) -> list[Said]:
    """What a document says about the whole report; a page of a notebook and the brief say nothing,
    a page and a PDF of one chapter have no cover."""
    if path.stem in books or len(books) == 1 and BRIEF in books:
        return []
    whole, said = path.suffix == ".pdf" and len(books) > 1, words(front.language)
    as_of = dated(front.as_of, front.language)
    texts = [
        front.title,
        front.place,
        *front.texts,
        said["sources"] * any(b.facts for b in books.values()),
    ]
    if len(books) > 1 and path.suffix != ".html":
        texts.append(said["contents"])
    if whole:
        cover = {"place": front.place, "as_of": as_of}
        texts += [f"{said['cover'][name]} {text}" for name, text in cover.items()]
    else:
        texts.append(said["as_of"].format(date=as_of))
    facts = [Said(FACTS, "front", text) for text in texts if front.title and text]
    facts += dict.fromkeys(one for book in books.values() for one in book.facts)
    covered = path.suffix == ".docx" or whole
    return [one for one in facts if covered or one.what not in COVER]


def _of_view(
    books: Mapping[str, Notebook], facts: Sequence[Said], shown: seen.Shown, suffix: str
) -> list[str]:
    """What a view of a document has lost of what notebooks say.

    Args:
        suffix: of the document: a PDF and a Word file set the brief in a form of its own.
    """
    text = squashed(shown.text)
    lines = [line for fact in facts for line in lost_anywhere([fact], text)]
    lines += lost_anywhere([one for book in books.values() for one in book.loose], text)
    if shown.drawings is not None:
        drawn = [one for book in books.values() for one in book.drawings]
        lines += lost_anywhere(drawn, squashed(shown.drawings))
    if shown.data is not None:
        behind = (one for book in books.values() for one in book.data)
        wanted = [replace(one, rows=_as_numbers(one.rows)) for one in behind]
        lines += lost_rows(wanted, map(_as_numbers, shown.data))
    in_order = squashed(text if shown.unfolded is None else shown.unfolded)
    lines += lost_texts([one for book in books.values() for one in book.texts], in_order)
    exhibits = {name: list(book.exhibits) for name, book in books.items()}
    if BRIEF in books and suffix in (".pdf", ".docx"):
        tables = [one for one in exhibits[BRIEF] if one.rows][:2]
        lines += lost_of_brief(tables, text, abreast=suffix == ".pdf")
        exhibits[BRIEF] = [one for one in exhibits[BRIEF] if one not in tables]
        exhibits[BRIEF] += map(_as_columns, tables[1:])
    every = [one for own in exhibits.values() for one in own]
    lines += lost_words(every, text)
    return lines + lost_rows([one for one in every if one.rows], shown.tables)


def _as_numbers(rows: Iterable[Row]) -> tuple[tuple[str, ...], ...]:
    """Rows whose numbers have the six digits that a page shows of them, whatever their form."""
    return tuple(tuple(map(_six_digits, row)) for row in rows)


def _six_digits(cell: str) -> str:
    try:
        return f"{float(cell):.6g}"
    except ValueError:
        return cell


def _as_columns(table: Exhibit) -> Exhibit:
    """What the brief says of the table that it sets as columns besides their cells."""
    wanted = ("title", "note")
    return Exhibit(table.where, tuple(one for one in table.words if one.what in wanted))
