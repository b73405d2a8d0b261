"""What stands in a document though nobody said it: a sentence, a number, a row, a drawing, a link
that somebody added.

Every text of a document has to be put together of whole pieces: what the notebooks say, and the
words that the publisher adds; no sentence more often than it was said. The letter of a grade stands
in a note or behind the title that it is of; which letter a note has is not compared.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from industry_report.data.home import dataset_path
from industry_report.publishing.blocks import Blocks
from industry_report.publishing.editions import BRIEF
from industry_report.publishing.provenance import here
from industry_report.publishing.runs import MANIFEST
from industry_report.publishing.said import (
    DESCRIPTION,
    DRAWING,
    HEADING,
    Exhibit,
    Notebook,
    leaves,
    sentences,
    squashed,
)
from industry_report.words.catalogue import Catalogue, text_folders
from publisher.words import LANGUAGES, dated, words

_HAN = "[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,4}"
#: What the publisher counts: an exhibit, a page, a part; and a list of such.
_COUNTED = {
    **dict.fromkeys(("number", "page", "pages", "part", "count", "year"), r"[AB]?\d+"),
    "numbers": r"\d+(\W+\d+)*",
    "han": _HAN,
}
_PLACE = re.compile(r"\{(\w+)\}")
#: Words of the publisher that are no texts, or have a pattern of their own.
_NO_TEXTS = ("numbers", "sentence_ends", "interval")
#: The number of a heading, and that of its page.
_BEFORE = re.compile(rf"(\d{{1,4}}(\.\d{{1,4}}){{0,8}}\.?|{_HAN}\u3001|\({_HAN}\))")
_BEHIND = re.compile(r"\d+")
#: A heading's number within a text, and the number of a note in the margin.
_NUMBERS = (rf"{_HAN}\u3001", rf"\({_HAN}\)", r"\[\d+\]", r"(?<=\])[ABC](?=\w)")
GRADES = ("A", "B", "C")
LEAST_REPEATED = 18  # bytes of a sentence that is looked for twice: six characters of Chinese
MOST_LISTED = 8  # parts of a list that a document shows one by one
MOST = 120  # characters of a text that a message has room for
_SIGNS = "%\u2030"


def _is_free(sign: str) -> bool:
    """Whether a sign may stand anywhere between pieces."""
    return sign in "<>|=+~\u00b6 " or unicodedata.category(sign)[0] == "P" and sign not in _SIGNS


class Known:
    """Pieces of which texts may be put together.

    Args:
        pieces: texts.
        patterns: regular expressions of squashed texts.
    """

    def __init__(self, pieces: Iterable[str], patterns: Iterable[str] = ()) -> None:
        self.pieces = {short for piece in pieces if (short := _inner(squashed(piece)))}
        self.patterns = [re.compile(pattern) for pattern in dict.fromkeys(patterns)]

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for piece in self.pieces:
            found.setdefault(piece[:2], []).append(piece)
        return found

    def with_more(self, pieces: Iterable[str]) -> Known:
        """The same with further pieces."""
        made = Known([*pieces])
        made.pieces |= self.pieces
        made.patterns = self.patterns
        return made

    def unknown(self, text: str, numbered: bool = False) -> str:
        """What of a text is not put together of pieces, squashed; "" for nothing.

        Args:
            numbered: whether a number may stand before and behind it.
        """
        text = squashed(text)
        ends, furthest = {0}, 0
        if numbered and (found := _BEFORE.match(text)) and found.end() < len(text):
            ends.add(found.end())
        for at in range(len(text)):
            if at in ends:
                furthest = at
                ends.update(self._ends(text, at))
                if numbered and at and _BEHIND.fullmatch(text, at):
                    return ""
        return "" if len(text) in ends else text[furthest:]

    def _ends(self, text: str, at: int) -> Iterator[int]:
        """Where pieces end that begin at a place."""
        if _is_free(text[at]):
            yield at + 1
        for start in {text[at : at + 2], text[at]}:
            for piece in self._by_start.get(start, ()):
                if text.startswith(piece, at):
                    yield at + len(piece)
        for pattern in self.patterns:
            found = pattern.match(text, at)
            while found:  # a number may be followed by another one
                yield found.end()
                found = pattern.match(text, at, found.end() - 1)


def _inner(text: str) -> str:
    """A piece without what is free at its ends."""
    while text and _is_free(text[0]):
        text = text[1:]
    while text and _is_free(text[-1]):
        text = text[:-1]
    return text


# --- what is known --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Front:
    """What a report says about itself outside of its notebooks.

    Attributes:
        language: of its words.
        title, place, as_of: as its documents say them, "" where that is not known.
        texts: its subtitle and its method, sentence by sentence, and what it was made from, line
            by line, of fingerprints the beginning.
        facts: all that may stand of it in a document.
        made: what it was made from, by dotted names.
    """

    language: str = "zh"
    title: str = ""
    place: str = ""
    as_of: str = ""
    texts: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()


def front_of(folder: Path, is_profile: bool) -> Front:
    """The front of the report in a folder, by its ``report.json``.

    Args:
        folder: of the report.
        is_profile: whether it is a fact sheet.

    Raises:
        ValueError: and its like, where that is damaged.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return Front()
    told = json.loads(path.read_bytes())
    language, made = told.get("language", "zh"), told.get("provenance") or {}
    dataset = dataset_path(here(made.get("parameters") or {}, path))
    own = Catalogue(language, "", text_folders(dataset)).words
    place = str(told.get("region", ""))
    front = own["front"]
    if is_profile:
        front |= own["front-profile"]
    written = {name: text.replace("{place}", place) for name, text in front.items()}
    parts = [*sentences("", written["subtitle"]), *sentences("", written["method"])]
    texts = [one.text for one in parts if made]
    said = words(language)["made_from"] | own["settings"] | own["made-from"]
    as_of = str(told.get("as_of", ""))
    facts = [
        *leaves({name: told.get(name, "") for name in ("title", "region", "edition", "as_of")}),
        dated(as_of, language),
    ]
    lines = [*_named("", made)]
    for name, value in lines:
        label, count = " ".join(said.get(part, part) for part in name.split(".")), value.count(", ")
        short = str(count + 1) if count >= MOST_LISTED else value[:12]
        facts += [label, value, value[:12], f"{label} {short}"]
        *above, last = name.split(".")
        if not above or (last, value) not in lines:  # nothing is printed twice
            texts.append(f"{label} {short}")
    title, known = str(told.get("title", "")), (*facts, *texts)
    return Front(language, title, place, as_of, tuple(texts), known, tuple(lines))


def _named(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The values in nested mappings by their dotted names."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _named(f"{name}.{key}".lstrip("."), one)
    else:
        yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def known(books: Mapping[str, Notebook], front: Front) -> Known:
    """What may stand in the documents of a report, all of whose notebooks are given, outside of
    tables and drawings."""
    pieces, patterns, said = [*front.facts], [], words(front.language)
    for book in books.values():
        told = [*book.texts, *book.loose, *book.facts]
        told += [one for exhibit in book.exhibits for one in exhibit.words]
        pieces += [one.text for one in told] + [*book.beside]
    for text in _texts(said):
        for part in _apart(text):
            rest = squashed(_PLACE.sub("", part))
            if _PLACE.search(part) and (len(rest) > 1 or rest.isalpha()):
                patterns.append(_as_pattern(part))
            elif re.search(r"[^\W\d]", rest):
                pieces.append(part)
    line, link = said["notes"]["interval"], squashed(said["link_to"].format(title=""))
    for book in books.values():
        for number, low, high in book.intervals:
            pieces.append(line.format(number=number, low=low, high=high))
    pieces += [*(words(one)["name"] for one in LANGUAGES), *_FORMS]
    pieces = [one for one in pieces if one not in GRADES]
    for one, letter in titled(books):
        parts = {word.what: word.text for word in one.words}
        ends = ("", ")", "\uff09")  # a title's own bracket at its end is not among its words
        pieces += [f"{parts.get('title')}{end}{letter}" for end in ends]
        pieces += [f"{letter}{parts.get('subtitle')}"]
    pieces += map("".join, said["guide"]["lines"])
    return Known(pieces, [*patterns, *_NUMBERS, f"{re.escape(link)}{_BEFORE.pattern}"])


def titled(books: Mapping[str, Notebook]) -> Iterator[tuple[Exhibit, str]]:
    """The exhibits with numbers in their titles, each with the letter of the weakest grade of
    these; what was made of several rows is no better than the second."""
    grades = {row: grade for book in books.values() for row, grade in book.grades}
    for exhibit in (one for book in books.values() for one in book.exhibits):
        found = []
        for number in exhibit.titled:
            rows, own = number.get("rows") or (), number.get("grade")
            known = [own] if own else [grades.get(row) for row in rows]
            found += known
            if len(rows) > 1 and not own and any(known):
                found.append(GRADES[1])
        if letters := [one for one in found if one in GRADES]:
            yield exhibit, max(letters)


_FORMS = ("HTML", "PDF", "Word", "CSV")


def _texts(value: Any) -> Iterator[str]:
    """The texts of the publisher."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in _NO_TEXTS:
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _apart(text: str) -> list[str]:
    """A text around the places where others stand; numbers stay in it."""
    parts = [""]
    for at, part in enumerate(_PLACE.split(text)):
        if at % 2 == 0:
            parts[-1] += part
        elif part in _COUNTED:
            parts[-1] += f"{{{part}}}"
        else:
            parts.append("")
    return parts


def _as_pattern(text: str) -> str:
    """A text with numbers as the regular expression of a squashed text."""
    parts = _PLACE.split(text)
    return "".join(
        _COUNTED[part] if at % 2 else re.escape(squashed(part)) for at, part in enumerate(parts)
    )


# --- documents ------------------------------------------------------------------------------------


def of_document(
    found: Blocks,
    left: Sequence[Sequence[Sequence[str]]],
    books: Mapping[str, Notebook],
    pieces: Known,
    front: Front,
    links: str,
    printed: bool,
) -> Iterator[str]:
    """What stands in a document and was not said.

    Args:
        found: what stands in it.
        left: its tables that are no exhibits; in print, words may be laid out in some.
        books: the notebooks that it tells.
        pieces: see ``known``.
        front: what the report says about itself.
        links: all addresses that the report may lead to, in one text.
        printed: whether it is no page, where drawings have no descriptions of their own.
    """
    exhibits = [one for book in books.values() for one in book.exhibits if one.rows]
    cells = [cell for one in exhibits for row in one.rows for cell in row]
    heads = pieces.with_more(cell for one in exhibits for row in one.rows[:2] for cell in row)
    heads.patterns = [*pieces.patterns, re.compile(r"\d{1,4}\.?(?=[^\W\d])")]  # of a heading
    drawn = pieces.with_more(text for book in books.values() for text in book.written)
    rows = ["".join(row) for table in left for row in table if printed]
    headed = _headings(books, pieces, front)
    if not printed:
        for table in left:
            yield f"table that is no exhibit: {_short(' | '.join(next(iter(table), ())))}"
    wanted: list[tuple[str, list[str], Known | _Laid, bool]] = [
        ("text", found.texts, _Laid(pieces, books), False),
        ("heading", found.headings, headed, True),
        ("text", found.numbered, pieces, True),
        ("text around a page", found.around, heads, True),
        ("text in a drawing", found.drawings, drawn, False),
        ("row", rows, pieces.with_more(cells), False),
    ]
    for what, texts, own, numbered in wanted:
        for text in dict.fromkeys(texts):
            if squashed(text) not in GRADES and (rest := own.unknown(text, numbered)):
                yield f"{what} that was not said: {_short(text)} (from: {_short(rest)})"
    yield from _repeated(found.texts, books, front)
    yield from _strange_grades([*found.texts, *found.numbered], books, front)
    for link in dict.fromkeys(found.links):
        if link not in links:
            yield f"link that was not given: {_short(link)}"
    yield from _strange_pictures(found.pictures, books, printed)
    for one in found.strange:
        yield f"what no document of a report has: {_short(one)}"


def _headings(books: Mapping[str, Notebook], pieces: Known, front: Front) -> Known:
    """What may be a heading."""
    said = [one.text for book in books.values() for one in book.texts if one.what == HEADING]
    known = Known([*said, *_texts(words(front.language)), front.title])
    known.patterns = pieces.patterns
    return known


def _strange_pictures(
    pictures: Iterable[str], books: Mapping[str, Notebook], printed: bool
) -> Iterator[str]:
    """The drawings and pictures that nobody made, or that stand more often than they were."""
    made = [one for book in books.values() for one in (book.loose if printed else book.drawings)]
    left = Counter(squashed(one.text) for one in made if one.what in (DESCRIPTION, DRAWING))
    for one in pictures:
        left[squashed(one)] -= 1
        if left[squashed(one)] < 0:
            yield f"drawing that was not said: {_short(one)}"


def _strange_grades(
    texts: Iterable[str], books: Mapping[str, Notebook], front: Front
) -> Iterator[str]:
    """Letters of grades that stand alone more often than they may; the guide shows each once."""
    guide = squashed(words(front.language)["guide"]["title"])
    shown = Counter(map(squashed, texts))
    allowed = _letters(books)
    if guide in shown:
        allowed.update(GRADES)
    for letter in (shown - allowed).keys() & {*GRADES}:
        yield f"grade that was not said: {letter}"


def _letters(books: Mapping[str, Notebook]) -> Counter[str]:
    """How often the letter of each grade may stand alone: behind a title, in the brief."""
    brief = [one for one in books[BRIEF].exhibits if one.rows][:2] if BRIEF in books else []
    cells = [cell for one in brief for row in one.rows for cell in row]
    return Counter([*(letter for _, letter in titled(books)), *cells])


def _repeated(texts: Iterable[str], books: Mapping[str, Notebook], front: Front) -> Iterator[str]:
    """The sentences that stand more often than anybody said them, but those that are part of the
    words of an exhibit, which links and lists repeat."""
    said = [one.text for book in books.values() for one in (*book.texts, *book.loose, *book.facts)]
    exhibits = [one for book in books.values() for one in book.exhibits]
    said += [cell for exhibit in exhibits for row in exhibit.rows for cell in row]
    words = [one.text for exhibit in exhibits for one in exhibit.words]
    parts = (texts, [*said, *front.texts], words)
    shown, wanted, titles = ("\n".join(map(squashed, one)) for one in parts)
    for one in dict.fromkeys(squashed(each.text) for book in books.values() for each in book.texts):
        often = len(one.encode()) >= LEAST_REPEATED and shown.count(one) > wanted.count(one)
        if often and one not in titles:
            yield f"text that was said less often: {_short(one)}"


class _Laid:
    """Pieces, and cells of the brief, which is laid out without tables: a text that begins with
    one, or goes on with one after pieces, may be put together of them."""

    def __init__(self, pieces: Known, books: Mapping[str, Notebook]) -> None:
        brief = [one for one in books[BRIEF].exhibits if one.rows][:2] if BRIEF in books else []
        self.pieces = pieces
        cells = Known(cell for one in brief for row in one.rows for cell in row).pieces
        self.cells, self.more = tuple(cells), pieces.with_more(cells)

    def unknown(self, text: str, numbered: bool) -> str:
        rest = self.pieces.unknown(text, numbered)
        if rest and any(one.startswith(self.cells) for one in (squashed(text), rest)):
            return self.more.unknown(text, numbered)
        return rest


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST else f"{text[:MOST]}…"
