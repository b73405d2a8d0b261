"""The data behind an exhibit, as a file to save and as a table to look at."""

from __future__ import annotations

import base64
import csv
import io
import math
import re
from html import escape
from typing import Any

from .exhibits import Data
from .words import when

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"\s*[-+−]?\d[\d,]*(\.\d+)?\s*(%|pp)?")


def csv_text(data: Data) -> str:
    """Rows as CSV that no spreadsheet will calculate: a text that starts like a formula gets an
    apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_inert(name) for name in data.fields])
    writer.writerows([_inert(value) for value in record] for record in data.records)
    return out.getvalue()


def address(data: Data) -> str:
    """The CSV as a ``data:`` address, with the byte-order mark that Excel needs to see UTF-8."""
    content = base64.b64encode(f"\ufeff{csv_text(data)}".encode()).decode()
    return f"data:text/csv;charset=utf-8;base64,{content}"


def table(data: Data) -> str:
    """The rows as an HTML table; numbers with six digits, of large ones all before the point, and
    in full in ``data-exact`` where that is more.
    """
    heads = (
        f'<th scope="col">{escape(name)}</th>' if name else "<td></td>" for name in data.fields
    )
    rows = ("".join(map(_cell, record)) for record in data.records)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{''.join(heads)}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    right = when(number, ' class="num"')
    printed = _printed(value)
    rounded = number and float(printed) != value
    exact = when(rounded, f' data-exact="{escape(text(value))}"')
    return f"<td{right}{exact}>{escape(printed)}</td>"


def _printed(value: Any) -> str:
    if not isinstance(value, float) or not math.isfinite(value):
        return text(value)
    if abs(value) >= 1e5:
        return f"{value:.0f}"
    return f"{float(f'{value:.6g}'):.9f}".rstrip("0").rstrip(".")


def text(value: Any) -> str:
    """A value as it is written in full."""
    return when(value is not None, str(value))


def _inert(value: Any) -> str:
    written = text(value)
    begins = written.lstrip(" ").startswith(_FORMULA)
    return when(begins and not _PLAIN_NUMBER.fullmatch(written), "'") + written
