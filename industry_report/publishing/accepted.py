"""Who accepted which change of the report, when and why: a list beside the reference that only
grows.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from industry_report.data.errors import Fault, ReportError, nearest
from industry_report.publishing.moves import Difference, short
from industry_report.publishing.record import Item

FILE = "accepted.csv"
COLUMNS = ("date", "by", "output", "what", "before", "after", "rows", "reason")


def names(item: Item) -> tuple[str, str]:
    """How an output may be asked for: ``02:gaps``, or by its cell ``02:c007``."""
    notebook = item.notebook[:2]
    return f"{notebook}:{item.id or item.cell}", f"{notebook}:{item.cell}"


def chosen(items: Iterable[Item], wanted: Sequence[str]) -> set[tuple[str, str, str]]:
    """The keys of the outputs that are asked for, by name or by the beginning of names (``02:``).

    Raises:
        ReportError: nothing is called so; the nearest name is said.
    """
    items = list(items)
    found: set[tuple[str, str, str]] = set()
    for name in wanted:
        own = {item.key for item in items if any(one.startswith(name) for one in names(item))}
        if not own:
            known = [one for item in items for one in names(item)]
            what = f"{name}: no output that changed"
            raise ReportError(str(Fault(what, "", "such as 02:gaps", nearest(name, known))))
        found |= own
    return found


def note(path: Path, moved: Iterable[Difference], by: str, reason: str, day: datetime.date) -> None:
    """Append changes to the list; cells that a spreadsheet would take for formulas are quoted."""
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        for one in moved:
            cells = (
                *(by, one.where, one.what, short(one.before), short(one.after)),
                *("; ".join(one.causes), reason),
            )
            writer.writerow([day.isoformat(), *map(_harmless, cells)])


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def lines(path: Path, name: str) -> list[str]:
    """The entries about an output or row, the newest first, as lines for people."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    own = [one for one in entries if f" {name}" in f"{one['output']} " or name in one["rows"]]
    return [
        f"{one['date']} {one['by']}: {one['output']}, {one['what']}: "
        f"{one['before'] or '(nothing)'} → {one['after'] or '(nothing)'} ({one['reason']})"
        for one in reversed(own)
    ]
