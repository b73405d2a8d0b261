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
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .errors import MOST_LINES, DatasetError, Fault, in_line, nearest, shown, some_lines
from .files import read_file
from .message import Message, counted

MOST_BYTES = 1 << 30
MOST_IN_RECORD, MOST_IN_HEADER = 1_000_000, 100_000
MOST_COLUMNS = 200
MOST_QUOTE_FAULTS = 20
HEADER_SEARCH = 20

#: As ``messages/`` names them.
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "，": "chinese_comma"}
OTHER_KINDS = {
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "old_workbook",
    b"%PDF": "pdf",
    b"\x1f\x8b": "gzip",
}
SAVE_AS = Message("csv.save_as")
OPENED = '"(?:[^"]|"")*'
QUOTED = f'{OPENED}"'


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
    notes: tuple[Message, ...]
    faults: tuple[Fault, ...]


def read_sheet(path: Path, columns: Sequence[str]) -> Sheet:
    """Read the CSV at ``path`` as text, expecting ``columns`` in any order.

    Raises DatasetError when nothing of the file can be read; otherwise the faults of its form are
    in the result.
    """
    return _Reading(path, columns).sheet(read_file(path, MOST_BYTES, "csv"))


class _Reading:
    """The reading of one file, which collects faults and notes on its way."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self.name, self.columns = path, path.name, columns
        self.faults: list[Fault] = []
        self.notes: list[Message] = []

    def fault(self, kind: str, where: str | Message | int, near: str = "", **values: Any) -> None:
        """Note a fault; ``where`` is the line of the file, or 0, or some other place."""
        if isinstance(where, int):
            where = in_line(self.name, where)
        self.faults.append(Fault(kind, where, near, **values))

    def stop(self, kind: str, line: int, **values: Any) -> DatasetError:
        """The error of a fault behind which nothing can be read."""
        self.fault(kind, line, **values)
        return DatasetError(str(self.path), self.faults)

    def sheet(self, raw: bytes) -> Sheet:
        """The file as a sheet."""
        text = self.decoded(raw).split("\n")
        first, separator, found = self.header(text)
        frame, lines = self.rows(text, first, separator, len(found))
        frame, lines = self.named(frame, lines, first, found)
        return Sheet(self.name, frame, lines, tuple(self.notes), tuple(self.faults))

    def decoded(self, raw: bytes) -> str:
        """The file's text without a mark and with LF line ends."""
        if not raw.strip():
            raise self.stop("csv.empty", 0)
        for start, kind in OTHER_KINDS.items():
            if raw.startswith(start):
                other = Message(f"csv.kind_{kind}")
                raise self.stop("csv.other", 0, other=other, save_as=SAVE_AS)
        encoding = encoding_of(raw)
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            name = encoding.upper().removesuffix("-SIG")
            byte = f"0x{raw[error.start]:02x}"
            raise self.stop("csv.byte", line, byte=byte, encoding=name, save_as=SAVE_AS) from None
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise self.stop("csv.binary", line, save_as=SAVE_AS)
        if raw.startswith(codecs.BOM_UTF8):
            self.notes.append(Message("note.mark"))
        elif encoding != "utf-8-sig":
            self.notes.append(Message("note.encoding", encoding=encoding.upper()))
        if "\r" in text:
            ends = "CRLF" if "\r\n" in text else "CR"
            self.notes.append(Message("note.ends", ends=ends))
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text.removesuffix("\n")

    def header(self, text: Sequence[str]) -> tuple[int, str, list[str]]:
        """The header's line number (from 1), its separator, and the names as they stand."""
        known, number, separator, fields = _likeliest_header(text, self.columns)
        if known < 2:
            found = {"most": HEADER_SEARCH, "text": shown(text[0]), "columns": self.columns}
            raise self.stop("csv.no_header", 1, **found)
        if number > 1:
            self.fault("csv.low_header", 1, line=number)
        if separator != ",":
            signs = Message(f"csv.{SEPARATORS[separator]}")
            self.fault("csv.separator", number, signs=signs, save_as=SAVE_AS)
        if not separator.isascii():
            raise DatasetError(str(self.path), self.faults)
        if len(fields) > MOST_COLUMNS:
            raise self.stop("csv.wide", number, count=len(fields), columns=self.columns)
        return number, separator, fields

    def rows(
        self, text: Sequence[str], first: int, separator: str, width: int
    ) -> tuple[pd.DataFrame, np.ndarray]:
        """The rows below the header with as many fields as it has, and the lines they begin on."""
        good: list[str] = []
        lines: list[int] = []
        ragged: dict[int, list[int]] = {}
        empty = 0
        for line, record in self.records(text, first, separator):
            fields = _field_count(record, separator)
            if not record:
                empty += 1
            elif fields == width:
                good.append(record)
                lines.append(line)
            else:
                ragged.setdefault(fields, []).append(line)
        for fields in sorted(ragged)[:MOST_COLUMNS]:
            where = Message("place.lines", file=self.name, lines=some_lines(ragged[fields]))
            count = counted("csv.fields", fields)
            kind = "csv.less"
            if fields > width:
                kind = "csv.more"
            self.fault(kind, where, count=count, width=width)
        if empty:
            self.notes.append(Message("note.empty", count=empty))
        if not good:
            self.notes.append(Message("note.none"))
        return _parsed("\n".join(good).encode(), separator, width), np.array(lines, np.int64)

    def records(self, text: Sequence[str], first: int, separator: str) -> Iterator[tuple[int, str]]:
        """The records behind line ``first``, each with the line on which it begins.

        Of a record that is wrongly quoted one line is passed over, so that those behind it are read
        as they were meant.
        """
        field, between = f'(?:[^"{separator}]*|{QUOTED})', re.escape(separator)
        well_quoted = re.compile(f"{field}(?:{between}{field})*")
        opened = re.compile(f"(?:{field}{between})*{OPENED}")
        at, badly_quoted = first, 0
        while at < len(text):
            record, end = text[at], at + 1
            if '"' in record:
                record, end = _whole_record(text, at)
            if len(record) > MOST_IN_RECORD:
                self.fault("csv.long", at + 1, count=len(record), most=MOST_IN_RECORD)
            elif '"' in record and not well_quoted.fullmatch(record):
                kind = "csv.stray"
                if opened.fullmatch(text[at]):
                    kind = "csv.open"
                self.fault(kind, at + 1)
                badly_quoted += 1
                end = at + 1
            else:
                yield at + 1, record
            if badly_quoted == MOST_QUOTE_FAULTS:
                raise self.stop("csv.strays", 0, save_as=SAVE_AS)
            at = end

    def named(
        self, frame: pd.DataFrame, lines: np.ndarray, first: int, found: list[str]
    ) -> tuple[pd.DataFrame, np.ndarray]:
        """The expected columns; faults for missing, unknown, doubled and nameless ones."""
        places = self.places(found, first)
        frame = frame[list(places.values())]
        frame.columns = list(places)
        blank = np.ones(len(frame), bool)
        for column in frame:
            blank &= (frame[column] == "").to_numpy()
        if blank.any() and places:
            self.notes.append(Message("note.blank", count=int(blank.sum())))
            frame, lines = frame[~blank], lines[~blank]
        frame = frame.apply(lambda column: column.cat.remove_unused_categories())
        return frame.reset_index(drop=True), lines

    def places(self, found: list[str], line: int) -> dict[str, int]:
        """Where each expected column stands; a misspelt one is taken for the nearest."""
        places = {column: found.index(column) for column in self.columns if column in found}
        missing = [column for column in self.columns if column not in places]
        for place, column in enumerate(found):
            if not column.strip():
                continue
            if column not in self.columns:
                near = nearest(_plain(column), missing)
                where = Message("place.cell", file=self.name, line=line, column=place + 1)
                kind = "csv.column"
                if not missing:
                    kind = "csv.column_more"
                self.fault(kind, where, near, text=shown(column), missing=[*missing])
                if near:
                    missing.remove(near)
                    places[near] = place
            elif places[column] != place:
                one, two = places[column] + 1, place + 1
                self.fault("csv.column_twice", line, name=column, one=one, two=two)
        nameless = [str(place) for place, column in enumerate(found, 1) if not column.strip()]
        if nameless:
            self.fault("csv.nameless", line, numbers=nameless[:MOST_LINES])
        for column in missing:
            self.fault("csv.column_missing", line, name=column, columns=self.columns)
        return places


def encoding_of(raw: bytes) -> str:
    """The encoding of a text: by its mark, else UTF-8, then UTF-16 without a mark, then GB18030."""
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
    lenient = raw[:MOST_IN_RECORD].decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(1 for character in lenient if character > "\x7f") - bad
    if good > 2 * bad or b"\0" in raw:
        return "utf-8-sig"
    return "gb18030"


def _whole_record(text: Sequence[str], at: int) -> tuple[str, int]:
    """The record that begins in a line, with the lines in which a quoted field goes on, and the
    place of the next; the line alone where the field is never closed.
    """
    is_open, size = False, 0
    for end in range(at, len(text)):
        is_open ^= text[end].count('"') % 2 == 1
        size += len(text[end])
        if not is_open:
            return "\n".join(text[at : end + 1]), end + 1
        if size > MOST_IN_RECORD:
            break
    return text[at], at + 1


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").casefold().replace(" ", "_")


def _likeliest_header(
    text: Sequence[str], columns: Sequence[str]
) -> tuple[int, int, str, list[str]]:
    """Known columns, line, separator and fields of the line that is most like a header."""
    best: tuple[int, int, str, list[str]] = (0, 1, ",", [])
    for number, line in enumerate(text[:HEADER_SEARCH], 1):
        for separator in SEPARATORS if len(line) <= MOST_IN_HEADER else ():
            fields = next(csv.reader([line], delimiter=separator), [])
            known = len({_plain(field) for field in fields} & set(columns))
            if known > best[0]:
                best = (known, number, separator, fields)
    return best


def _field_count(record: str, separator: str) -> int:
    """The number of fields of a well-quoted record."""
    if '"' in record:
        record = re.sub(QUOTED, "", record)
    return record.count(separator) + 1


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
