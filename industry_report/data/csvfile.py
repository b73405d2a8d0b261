"""From the bytes of a CSV file to columns of text, with everything that is wrong with the file's form.

What can be read without guessing is read and said (a byte-order mark, CRLF, GB18030, UTF-16). Everything else is a
fault with its physical line, and reading goes on behind it, so that one look shows all of them. Time and memory are
bounded by the limits below, whatever the file contains.
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

from .errors import Fault, FaultsError, nearest

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


class DatasetError(FaultsError):
    """The dataset, or its descriptor, cannot be used: every fault with file, line, column, value and the way out."""


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


def shown(value: object, most: int = 60) -> str:
    """``value`` as a message quotes it: one line, printable, short."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):
        return f"a huge {type(value).__name__}"
    if len(text) > most:
        text = text[: most - 1] + "…"
    return repr(text) if isinstance(value, str) else text


def some_lines(lines: Sequence[int]) -> str:
    """``line 3``, ``lines 3, 5 and 7``, ``lines 3, 4, … and 990 more``."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    named = [str(line) for line in lines[:MOST_LINES_NAMED]]
    if len(lines) > MOST_LINES_NAMED:
        return f"lines {', '.join(named)} and {len(lines) - MOST_LINES_NAMED} more"
    return f"lines {', '.join(named[:-1])} and {named[-1]}"


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a regular file of at most ``most`` bytes; DatasetError says why there are none."""

    def fail(what: str, expected: str, near: str = "") -> DatasetError:
        return DatasetError(str(path), [Fault(what, path.name, expected, near)])

    try:
        if path.is_dir():
            inside = sorted(
                entry.name
                for entry in path.iterdir()
                if entry.suffix.lower() == path.suffix or entry.suffix
            )
            raise fail(
                "is a directory",
                "a CSV file",
                next((str(path / n) for n in inside if n.endswith(".csv")), ""),
            )
        if not path.exists():
            beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
            near = nearest(path.name, beside[:1000])
            where = "in a folder that exists" if not path.parent.is_dir() else f"in {path.parent}"
            raise fail(
                "there is no such file", f"a file {where}", str(path.parent / near) if near else ""
            )
        if not path.is_file():
            raise fail("is not a regular file", "a file on disk")
        if path.stat().st_size > most:
            raise fail(
                f"has {path.stat().st_size:,} bytes", f"at most {most:,}; split it by region"
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise fail(f"cannot be read ({reason})", "a file that this user may read") from None


def read_sheet(path: Path, columns: Sequence[str]) -> Sheet:
    """Read the CSV at ``path`` as text, expecting ``columns`` in any order.

    Raises DatasetError when nothing of the file can be read; otherwise the faults of its form are in the result.
    """
    raw = read_file(path)
    faults: list[Fault] = []
    notes: list[str] = []
    data = _decoded(raw, path, notes)
    data, quotes = _well_quoted(data, path.name, faults)
    first, separator, found = _header(data, path, columns, faults)
    frame, lines = _rows(data, quotes, first, separator, len(found), path.name, faults, notes)
    return _named(frame, lines, first, found, path.name, columns, faults, notes)


def _fail(path: Path, what: str, expected: str, where: str = "") -> DatasetError:
    return DatasetError(str(path), [Fault(what, f"{path.name}{where}", expected)])


def _decoded(raw: bytes, path: Path, notes: list[str]) -> bytes:
    """The file's text as UTF-8 without mark and with LF line ends."""
    if not raw.strip():
        raise _fail(path, "the file is empty", "a header line and one observation per line")
    for start, kind in OTHER_KINDS.items():
        if raw.startswith(start):
            raise _fail(path, f"is not a CSV file but {kind}", f"comma-separated text; {SAVE_AS}")
    encoding = _encoding(raw, path)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _fail(
            path,
            f"byte 0x{raw[error.start]:02x} is not valid in {encoding.upper().removesuffix('-SIG')}",
            f"UTF-8 text; {SAVE_AS}",
            f", line {line}",
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _fail(
            path,
            "contains binary data (a NUL character)",
            f"UTF-8 text; {SAVE_AS}",
            f", line {line}",
        )
    if encoding == "utf-8-sig" and raw.startswith(codecs.BOM_UTF8):
        notes.append("read as UTF-8 with a byte-order mark")
    elif not encoding.startswith("utf-8"):
        notes.append(f"read as {encoding.upper()}")
    data = raw.removeprefix(codecs.BOM_UTF8) if encoding == "utf-8-sig" else text.encode()
    if b"\r" in data:
        notes.append("read with CRLF line ends" if b"\r\n" in data else "read with CR line ends")
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data if data.endswith(b"\n") else data + b"\n"


def _encoding(raw: bytes, path: Path) -> str:
    """The encoding of a text file: marks first, then UTF-8, then UTF-16 without a mark, then GB18030."""
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
    # A damaged UTF-8 file could pass as GB18030 and come out as nonsense: most of it is still well-formed UTF-8.
    lenient = raw[:MOST_LINE_BYTES].decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(1 for character in lenient if character > "\x7f") - bad
    if good > 2 * bad or b"\0" in raw:
        return "utf-8-sig"
    return "gb18030"


def _well_quoted(data: bytes, name: str, faults: list[Fault]) -> tuple[bytes, np.ndarray]:
    """``data`` in which every quotation mark opens, closes or doubles, and the places of the marks.

    A line that breaks this is reported and emptied, so that the lines behind it are read as they were meant.
    """
    for _ in range(MOST_QUOTE_FAULTS):
        bytes_ = np.frombuffer(data, np.uint8)
        quotes = np.flatnonzero(bytes_ == ord('"'))
        stray = _stray_quote(bytes_, quotes)
        if stray is None:
            return data, quotes
        at = int(quotes[stray])
        opened = int(quotes[stray - 1]) if stray % 2 else at
        if (
            data[opened:at].count(b"\n")
            or stray == len(quotes) - 1
            and not stray % 2
            and _opens(bytes_, at)
        ):
            what, expected = "a quoted field is never closed", "a quotation mark at its end"
        else:
            what, expected = (
                "a stray quotation mark",
                "a field in quotation marks, those within it doubled",
            )
        faults.append(
            Fault(what, f"{name}, line {data.count(bytes([10]), 0, opened) + 1}", expected)
        )
        start, end = data.rfind(b"\n", 0, opened) + 1, data.index(b"\n", opened)
        data = data[:start] + data[end:]
    raise DatasetError(
        name, [*faults, Fault("too many stray quotation marks to read on", name, SAVE_AS)]
    )


def _opens(bytes_: np.ndarray, at: int) -> bool:
    return at == 0 or bool(np.isin(bytes_[at - 1], list(b",;\t|\n")))


def _stray_quote(bytes_: np.ndarray, quotes: np.ndarray) -> int | None:
    """Which quotation mark is the first that neither opens nor closes a field nor is doubled; None when all do."""
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


def _fields(line: bytes, separator: bytes) -> list[str]:
    """The fields of one line, tidied as far as a header needs it."""
    if len(separator) > 1:
        return [field.strip() for field in line.decode().split(separator.decode())]
    rows = list(csv.reader([line.decode()], delimiter=separator.decode()))
    return rows[0] if rows else []


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").casefold().replace(" ", "_")


def _header(
    data: bytes, path: Path, columns: Sequence[str], faults: list[Fault]
) -> tuple[int, bytes, list[str]]:
    """Where the header is (line number from 1), what separates the columns, and their names as they stand."""
    best: tuple[int, int, bytes, list[str]] = (0, 1, b",", [])
    for number, line in enumerate(
        data[: HEADER_SEARCH * MOST_LINE_BYTES].split(b"\n", HEADER_SEARCH)[:HEADER_SEARCH], 1
    ):
        if len(line) > MOST_LINE_BYTES:
            continue
        for separator in SEPARATORS:
            if line.count(separator) <= MOST_LINE_BYTES // 10:
                fields = _fields(line, separator)
                known = len({_plain(field) for field in fields} & set(columns))
                if known > best[0]:
                    best = (known, number, separator, fields)
    known, number, separator, fields = best
    expected = f"the columns {', '.join(columns)}"
    if known < 2:
        start = data[: data.index(b"\n")][:200].decode("utf-8", "replace")
        raise _fail(
            path,
            f"no header was found in the first {HEADER_SEARCH} lines; the file begins {shown(start)}",
            f"a first line with {expected}",
            ", line 1",
        )
    if number > 1:
        faults.append(
            Fault(
                f"the header stands on line {number}",
                f"{path.name}, line 1",
                "the header on line 1: delete the lines above it and undo merged cells",
            )
        )
    if separator != b",":
        faults.append(
            Fault(
                f"the columns are separated by {SEPARATORS[separator]}",
                f"{path.name}, line {number}",
                f"commas; {SAVE_AS}",
            )
        )
    if len(separator) > 1:
        raise DatasetError(str(path), faults)
    if len(fields) > MOST_COLUMNS:
        raise _fail(path, f"the header has {len(fields)} columns", expected, f", line {number}")
    return number, separator, fields


def _rows(
    data: bytes,
    quotes: np.ndarray,
    first: int,
    separator: bytes,
    width: int,
    name: str,
    faults: list[Fault],
    notes: list[str],
) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows below the header that have as many fields as it has, and the lines they begin on."""
    bytes_ = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(bytes_ == ord("\n"))
    ends_record = np.searchsorted(quotes, ends) % 2 == 0
    record_ends = ends[ends_record]
    starts = np.concatenate([[0], record_ends[:-1] + 1])
    lines = np.concatenate([[1], np.flatnonzero(ends_record)[:-1] + 2])
    separators = np.flatnonzero(bytes_ == separator[0])
    if len(quotes):
        separators = separators[np.searchsorted(quotes, separators) % 2 == 0]
    fields = np.diff(np.searchsorted(separators, record_ends), prepend=0) + 1

    below = lines > first
    empty = below & (starts == record_ends)
    long = below & (record_ends - starts > MOST_LINE_BYTES)
    ragged = below & ~empty & ~long & (fields != width)
    for at in np.flatnonzero(long)[:MOST_LINES_NAMED]:
        faults.append(
            Fault(
                f"the line has {int(record_ends[at] - starts[at]):,} bytes",
                f"{name}, line {lines[at]}",
                f"at most {MOST_LINE_BYTES:,}; one observation per line",
            )
        )
    for count in np.unique(fields[ragged])[:MOST_COLUMNS]:
        where = lines[ragged & (fields == count)]
        hint = (
            "; a comma within a field needs quotation marks around the field"
            if count > width
            else ""
        )
        faults.append(
            Fault(
                f"{count} field{'s' if count > 1 else ''}",
                f"{name}, {some_lines(where)}",
                f"{width} as in the header{hint}",
            )
        )
    good = below & ~empty & ~long & ~ragged
    if empty.any():
        notes.append(f"skipped {int(empty.sum()):,} empty lines")
    if not good.any():
        faults.append(Fault("no observations", name, "at least one line below the header"))
    body = data[int(starts[good][0]) : int(record_ends[good][-1]) + 1] if good.any() else b""
    if good.any() and not good[np.flatnonzero(good)[0] : np.flatnonzero(good)[-1] + 1].all():
        body = b"".join(
            data[a : b + 1] for a, b in zip(starts[good], record_ends[good], strict=True)
        )
    return _parsed(body, separator.decode(), width), lines[good]


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
    # pandas makes numbers of categories that all look like numbers, and 8 of 8.0: those are read again as text.
    numbers = [place for place in frame if frame[place].cat.categories.inferred_type != "string"]
    if numbers:
        texts = pd.read_csv(io.BytesIO(body), dtype=str, usecols=numbers, **how)
        for place in numbers:
            frame[place] = pd.Categorical(texts[place])
    return frame


def _named(
    frame: pd.DataFrame,
    lines: np.ndarray,
    first: int,
    found: list[str],
    name: str,
    columns: Sequence[str],
    faults: list[Fault],
    notes: list[str],
) -> Sheet:
    """The expected columns under their names; faults for the missing, unknown, doubled and nameless ones."""
    where = f"{name}, line {first}"
    places: dict[str, int] = {column: found.index(column) for column in columns if column in found}
    missing = [column for column in columns if column not in places]
    for place, column in enumerate(found):
        if not column.strip():
            continue
        if column in columns:
            if places[column] != place:
                faults.append(
                    Fault(
                        f"the column {column!r} is there twice (as {places[column] + 1} and {place + 1})",
                        where,
                        "each column once",
                    )
                )
            continue
        near = nearest(_plain(column), missing)
        faults.append(
            Fault(
                f"unknown column {shown(column)}",
                f"{where}, column {place + 1}",
                f"one of {', '.join(missing)}"
                if missing
                else "only the columns of the schema: delete it",
                near,
            )
        )
        if near:
            missing.remove(near)
            places[near] = place
    nameless = [place + 1 for place, column in enumerate(found) if not column.strip()]
    if nameless:
        numbers = ", ".join(str(place) for place in nameless[:MOST_LINES_NAMED])
        faults.append(
            Fault(
                f"column {numbers} has no name",
                where,
                "no blank columns: select them, delete them, save again",
            )
        )
    for column in missing:
        faults.append(
            Fault(f"the column {column!r} is missing", where, f"the columns {', '.join(columns)}")
        )
    frame = frame[list(places.values())]
    frame.columns = list(places)
    blank = np.ones(len(frame), bool)
    for column in frame:
        blank &= (frame[column] == "").to_numpy()
    if blank.any() and places:
        notes.append(f"skipped {int(blank.sum()):,} rows without any content")
        frame, lines = frame[~blank], lines[~blank]
    frame = frame.apply(lambda column: column.cat.remove_unused_categories())
    return Sheet(name, frame.reset_index(drop=True), lines, tuple(notes), tuple(faults))
