"""From the bytes of a CSV file to columns of text, with everything that is wrong with the file's
form.

What can be read without guessing is read and said (a byte-order mark, CRLF, GB18030, UTF-16).
Everything else is a fault with its physical line, and reading goes on behind it, so that one look
shows all of them. Time and memory are bounded by the limits below, whatever the file contains.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import DatasetError, Fault, nearest, shown, some_lines
from .files import read_file

MOST_BYTES = 1 << 30
MOST_LINE_BYTES = 1_000_000
MOST_COLUMNS = 200
MOST_QUOTE_FAULTS = 20
MOST_LINES_NAMED = 10
HEADER_SEARCH = 20

SEPARATORS = {
    b",": "commas",
    b";": "semicolons",
    b"\t": "tabs",
    b"|": "vertical bars",
    "，".encode(): "Chinese commas",
}
OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
}
SAVE_AS = "in Excel: Save As → “CSV UTF-8 (Comma delimited)”"
LINE_END, QUOTE = ord("\n"), ord('"')


@dataclass(frozen=True)
class Sheet:
    """A CSV file as text.

    Attributes:
        name: the file's name, as messages give it.
        frame: one categorical column of text for each expected column that was found.
        lines: the physical line on which each row begins.
        notes: what was unusual and harmless.
        faults: what is wrong with the form of the file.
    """

    name: str
    frame: pd.DataFrame
    lines: np.ndarray
    notes: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_sheet(path: Path, columns: Sequence[str]) -> Sheet:
    """Read the CSV at ``path`` as text, expecting ``columns`` in any order.

    Raises DatasetError when nothing of the file can be read; otherwise the faults of its form are
    in the result.
    """
    return _Reading(path, columns).sheet(read_file(path, MOST_BYTES, "a CSV file"))


class _Reading:
    """The reading of one file, which collects faults and notes on its way."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self.name, self.columns = path, path.name, columns
        self.expected = f"the columns {', '.join(columns)}"
        self.faults: list[Fault] = []
        self.notes: list[str] = []

    def fault(self, what: str, where: str, expected: str, near: str = "") -> None:
        """Note a fault; ``where`` is the place within the file."""
        self.faults.append(Fault(what, f"{self.name}{where}", expected, near))

    def stop(self, what: str, where: str, expected: str) -> DatasetError:
        """The error of a fault behind which nothing can be read."""
        self.fault(what, where, expected)
        return DatasetError(str(self.path), self.faults)

    def sheet(self, raw: bytes) -> Sheet:
        """The file as a sheet."""
        data, quotes = self.well_quoted(self.decoded(raw))
        first, separator, found = self.header(data)
        frame, lines = self.rows(data, quotes, first, separator, len(found))
        frame, lines = self.named(frame, lines, first, found)
        return Sheet(self.name, frame, lines, tuple(self.notes), tuple(self.faults))

    def decoded(self, raw: bytes) -> bytes:
        """The file's text as UTF-8 without mark and with LF line ends."""
        if not raw.strip():
            expected = "a header line and one observation per line"
            raise self.stop("the file is empty", "", expected)
        for start, kind in OTHER_KINDS.items():
            if raw.startswith(start):
                expected = f"comma-separated text; {SAVE_AS}"
                raise self.stop(f"is not a CSV file but {kind}", "", expected)
        encoding = encoding_of(raw)
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            name = encoding.upper().removesuffix("-SIG")
            what = f"byte 0x{raw[error.start]:02x} is not valid in {name}"
            raise self.stop(what, f", line {line}", f"UTF-8 text; {SAVE_AS}") from None
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            what = "contains binary data (a NUL character)"
            raise self.stop(what, f", line {line}", f"UTF-8 text; {SAVE_AS}")
        if raw.startswith(codecs.BOM_UTF8):
            self.notes.append("read as UTF-8 with a byte-order mark")
        elif encoding != "utf-8-sig":
            self.notes.append(f"read as {encoding.upper()}")
        data = text.encode()
        if b"\r" in data:
            ends = "CRLF" if b"\r\n" in data else "CR"
            self.notes.append(f"read with {ends} line ends")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return data.removesuffix(b"\n") + b"\n"

    def well_quoted(self, data: bytes) -> tuple[bytes, np.ndarray]:
        """``data`` in which every quotation mark opens, closes or doubles, and the places of the
        marks.

        A line that breaks this is reported and emptied, so that the lines behind it are read as
        they were meant.
        """
        for _ in range(MOST_QUOTE_FAULTS):
            bytes_ = np.frombuffer(data, np.uint8)
            quotes = np.flatnonzero(bytes_ == QUOTE)
            stray = _stray_quote(bytes_, quotes)
            if stray is None:
                return data, quotes
            at = int(quotes[stray])
            opened = int(quotes[stray - stray % 2])
            last_opens = stray == len(quotes) - 1 and not stray % 2 and _opens(bytes_, at)
            what = "a stray quotation mark"
            expected = "a field in quotation marks, those within it doubled"
            if last_opens or b"\n" in data[opened:at]:
                what, expected = "a quoted field is never closed", "a quotation mark at its end"
            self.fault(what, f", line {_line(data, opened)}", expected)
            start, end = data.rfind(b"\n", 0, opened) + 1, data.index(b"\n", opened)
            data = data[:start] + data[end:]
        raise self.stop("too many stray quotation marks to read on", "", SAVE_AS)

    def header(self, data: bytes) -> tuple[int, bytes, list[str]]:
        """Where the header is (line number from 1), what separates the columns, and their names as
        they stand.
        """
        known, number, separator, fields = _likeliest_header(data, self.columns)
        if known < 2:
            start = data[: data.index(b"\n")][:200].decode("utf-8", "replace")
            what = f"no header was found in the first {HEADER_SEARCH} lines"
            what += f"; the file begins {shown(start)}"
            raise self.stop(what, ", line 1", f"a first line with {self.expected}")
        if number > 1:
            expected = "the header on line 1: delete the lines above it and undo merged cells"
            self.fault(f"the header stands on line {number}", ", line 1", expected)
        if separator != b",":
            what = f"the columns are separated by {SEPARATORS[separator]}"
            self.fault(what, f", line {number}", f"commas; {SAVE_AS}")
        if len(separator) > 1:
            raise DatasetError(str(self.path), self.faults)
        if len(fields) > MOST_COLUMNS:
            what = f"the header has {len(fields)} columns"
            raise self.stop(what, f", line {number}", self.expected)
        return number, separator, fields

    def rows(
        self, data: bytes, quotes: np.ndarray, first: int, separator: bytes, width: int
    ) -> tuple[pd.DataFrame, np.ndarray]:
        """The rows below the header that have as many fields as it has, and the lines they begin
        on.
        """
        starts, ends, lines = _records(data, quotes)
        fields = _field_counts(data, quotes, ends, separator)
        below = lines > first
        empty = below & (starts == ends)
        long = below & (ends - starts > MOST_LINE_BYTES)
        ragged = below & ~empty & ~long & (fields != width)
        for at in np.flatnonzero(long)[:MOST_LINES_NAMED]:
            what = f"the line has {int(ends[at] - starts[at]):,} bytes"
            expected = f"at most {MOST_LINE_BYTES:,}; one observation per line"
            self.fault(what, f", line {lines[at]}", expected)
        for count in np.unique(fields[ragged])[:MOST_COLUMNS]:
            expected = f"{width} as in the header"
            if count > width:
                expected += "; a comma within a field needs quotation marks around the field"
            what = f"{count} field{'s' if count > 1 else ''}"
            self.fault(what, f", {some_lines(lines[ragged & (fields == count)])}", expected)
        good = below & ~empty & ~long & ~ragged
        if empty.any():
            self.notes.append(f"skipped {int(empty.sum()):,} empty lines")
        if not good.any():
            self.notes.append("no observations yet")
        body = _joined(data, starts, ends, good)
        return _parsed(body, separator.decode(), width), lines[good]

    def named(
        self, frame: pd.DataFrame, lines: np.ndarray, first: int, found: list[str]
    ) -> tuple[pd.DataFrame, np.ndarray]:
        """The expected columns under their names; faults for missing, unknown, doubled and nameless
        ones.
        """
        places = self.places(found, f", line {first}")
        frame = frame[list(places.values())]
        frame.columns = list(places)
        blank = np.ones(len(frame), bool)
        for column in frame:
            blank &= (frame[column] == "").to_numpy()
        if blank.any() and places:
            self.notes.append(f"skipped {int(blank.sum()):,} rows without any content")
            frame, lines = frame[~blank], lines[~blank]
        frame = frame.apply(lambda column: column.cat.remove_unused_categories())
        return frame.reset_index(drop=True), lines

    def places(self, found: list[str], where: str) -> dict[str, int]:
        """Where each expected column stands; a misspelt one is taken for the one that it is nearest
        to.
        """
        places = {column: found.index(column) for column in self.columns if column in found}
        missing = [column for column in self.columns if column not in places]
        for place, column in enumerate(found):
            if not column.strip():
                continue
            if column not in self.columns:
                near = nearest(_plain(column), missing)
                expected = "only the columns of the schema: delete it"
                if missing:
                    expected = f"one of {', '.join(missing)}"
                where_column = f"{where}, column {place + 1}"
                self.fault(f"unknown column {shown(column)}", where_column, expected, near)
                if near:
                    missing.remove(near)
                    places[near] = place
            elif places[column] != place:
                both = f"{places[column] + 1} and {place + 1}"
                what = f"the column {column!r} is there twice (as {both})"
                self.fault(what, where, "each column once")
        nameless = [str(place) for place, column in enumerate(found, 1) if not column.strip()]
        if nameless:
            numbers = ", ".join(nameless[:MOST_LINES_NAMED])
            expected = "no blank columns: select them, delete them, save again"
            self.fault(f"column {numbers} has no name", where, expected)
        for column in missing:
            self.fault(f"the column {column!r} is missing", where, self.expected)
        return places


def encoding_of(raw: bytes) -> str:
    """The encoding of a text file: marks first, then UTF-8, then UTF-16 without a mark, then
    GB18030.
    """
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        raw.decode("utf-8-sig")
        if b"\0" not in raw[:1000]:
            return "utf-8-sig"
    except UnicodeDecodeError:
        pass
    if len(raw) % 2 == 0:
        zeros = (np.frombuffer(raw[:2000], np.uint8).reshape(-1, 2) == 0).mean(axis=0)
        if abs(zeros[1] - zeros[0]) > 0.4:
            return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    # A damaged UTF-8 file could pass as GB18030 and come out as nonsense: most of it is still well-
    # formed UTF-8.
    lenient = raw[:MOST_LINE_BYTES].decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(1 for character in lenient if character > "\x7f") - bad
    if good > 2 * bad or b"\0" in raw:
        return "utf-8-sig"
    return "gb18030"


def _opens(bytes_: np.ndarray, at: int) -> bool:
    return at == 0 or bool(np.isin(bytes_[at - 1], list(b",;\t|\n")))


def _stray_quote(bytes_: np.ndarray, quotes: np.ndarray) -> int | None:
    """Which quotation mark is the first that neither opens nor closes a field nor is doubled; None
    when all do.
    """
    borders = np.zeros(256, bool)
    borders[list(b',;\t|\n"')] = True
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, bytes_[opening - 1], ord("\n"))
    candidates = np.concatenate(
        [
            np.flatnonzero(~borders[before])[:1] * 2,
            np.flatnonzero(~borders[bytes_[closing + 1]])[:1] * 2 + 1,
        ]
    )
    if len(quotes) % 2:
        candidates = np.append(candidates, len(quotes) - 1)
    return int(candidates.min()) if len(candidates) else None


def _line(data: bytes, at: int) -> int:
    """The line of a byte, from 1."""
    return data.count(b"\n", 0, at) + 1


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").casefold().replace(" ", "_")


def _fields(line: bytes, separator: bytes) -> list[str]:
    """The fields of one line, tidied as far as a header needs it."""
    if len(separator) > 1:
        return [field.strip() for field in line.decode().split(separator.decode())]
    return next(csv.reader([line.decode()], delimiter=separator.decode()), [])


def _likeliest_header(data: bytes, columns: Sequence[str]) -> tuple[int, int, bytes, list[str]]:
    """How many columns are known, the line, the separator and the fields of the line that is most
    like a header.
    """
    best: tuple[int, int, bytes, list[str]] = (0, 1, b",", [])
    start = data[: HEADER_SEARCH * MOST_LINE_BYTES].split(b"\n", HEADER_SEARCH)[:HEADER_SEARCH]
    for number, line in enumerate(start, 1):
        for separator in SEPARATORS:
            if len(line) <= MOST_LINE_BYTES and line.count(separator) <= MOST_LINE_BYTES // 10:
                fields = _fields(line, separator)
                known = len({_plain(field) for field in fields} & set(columns))
                if known > best[0]:
                    best = (known, number, separator, fields)
    return best


def _records(data: bytes, quotes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each record begins and ends, and its physical line; a line end within quotation marks
    is none.
    """
    line_ends = np.flatnonzero(np.frombuffer(data, np.uint8) == LINE_END)
    outside = np.searchsorted(quotes, line_ends) % 2 == 0
    ends = line_ends[outside]
    starts = np.concatenate([[0], ends[:-1] + 1])
    lines = np.concatenate([[1], np.flatnonzero(outside)[:-1] + 2])
    return starts, ends, lines


def _field_counts(
    data: bytes, quotes: np.ndarray, ends: np.ndarray, separator: bytes
) -> np.ndarray:
    """The number of fields of each record."""
    separators = np.flatnonzero(np.frombuffer(data, np.uint8) == separator[0])
    if len(quotes):
        separators = separators[np.searchsorted(quotes, separators) % 2 == 0]
    return np.diff(np.searchsorted(separators, ends), prepend=0) + 1


def _joined(data: bytes, starts: np.ndarray, ends: np.ndarray, good: np.ndarray) -> bytes:
    """The good records without what stands between them."""
    wanted = np.flatnonzero(good)
    if not len(wanted):
        return b""
    if wanted[-1] - wanted[0] + 1 == len(wanted):
        return data[int(starts[wanted[0]]) : int(ends[wanted[-1]]) + 1]
    return b"".join(data[a : b + 1] for a, b in zip(starts[good], ends[good], strict=True))


def _parsed(body: bytes, separator: str, width: int) -> pd.DataFrame:
    """Rows of ``width`` fields each as categorical columns of text, named 0, 1, 2 …"""
    if not body:
        return pd.DataFrame(
            {place: pd.Categorical(pd.Series([], dtype="str")) for place in range(width)}
        )
    how = {
        "header": None,
        "names": list(range(width)),
        "na_filter": False,
        "skip_blank_lines": False,
        "low_memory": False,
        "sep": separator,
    }
    frame = pd.read_csv(io.BytesIO(body), dtype="category", **how)
    # pandas makes numbers of categories that all look like numbers, and 8 of 8.0: those are read
    # again as text.
    numbers = [place for place in frame if frame[place].cat.categories.inferred_type != "string"]
    if numbers:
        texts = pd.read_csv(io.BytesIO(body), dtype=str, usecols=numbers, **how)
        for place in numbers:
            frame[place] = pd.Categorical(texts[place])
    return frame
