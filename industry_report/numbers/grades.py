"""How well a figure is evidenced, on the one scale that a reader sees.

A: official and comparable. B: of a single source that is not official, retold, derived, revised, of
another vintage or definition than what it stands beside, at a break, or the report's own judgement.
C: contradicted by another source, or undated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from industry_report.data.dataset import Dataset, Observation
from industry_report.words import Phrase

A, B, C = "A", "B", "C"

#: What a flag of a row says of its evidence.
FLAGS = {
    "undated": "undated",
    "undefined": "definition",
    "second_hand": "retold",
    "derived": "derived",
    "revised": "revised",
    "vintage": "vintage",
    "break": "break",
}
#: Flags of rows that are of another release than the first.
RELEASES = {"revised", "vintage"}
#: Reasons that a row does not have by itself: they are of what stands beside it, or was made of it.
CONTRADICTED, DEFINITION, JUDGEMENT = "contradicted", "definition", "judgement"
#: Every reason; those of ``GRAVE`` make a C.
REASONS = (
    "undated",
    CONTRADICTED,
    "single",
    "retold",
    "derived",
    "revised",
    "vintage",
    "break",
    DEFINITION,
    JUDGEMENT,
)
GRAVE = ("undated", CONTRADICTED)
#: What stands in a table for no grade.
NONE = Phrase("dash")


@dataclass(frozen=True)
class Grade:
    """The letter ``A``, ``B`` or ``C``, and its reasons, of :data:`REASONS` in their order."""

    letter: str
    reasons: tuple[str, ...] = ()

    @property
    def told(self) -> Phrase:
        """The letter as it stands in a table."""
        return Phrase(f"grade-{self.letter}")


def grade(row: Observation, rows: Dataset) -> Grade:
    """The grade of one row beside the others of ``rows`` that speak of the same thing."""
    reasons = {FLAGS[flag] for flag in row.flags if flag in FLAGS}
    others = _beside(row, rows)
    if any(not row.quantity.interval.overlaps(other.quantity.interval) for other in others):
        reasons.add(CONTRADICTED)
    if row.confidence != "high" and not others:
        reasons.add("single")
    elif row.confidence != "high":
        reasons.add("retold")
    return of_reasons(reasons)


def alone(confidence: str, flags: Iterable[str], *reasons: str) -> Grade:
    """The grade of something that one source says and no row repeats.

    Args:
        confidence: ``high`` only for what an official source says itself.
        flags: as of a row.
        reasons: what else is known of it.
    """
    found = {*reasons, *(FLAGS[flag] for flag in flags if flag in FLAGS)}
    if confidence != "high":
        found.add("single")
    return of_reasons(found)


def together(parts: Sequence[Observation], rows: Dataset, *reasons: str) -> Grade:
    """The grade of a figure or finding that was made of several rows: no better than the weakest.

    Args:
        parts: the rows.
        rows: all rows known, against which each is graded.
        reasons: what else is known of it: ``derived``, ``definition``, ``judgement``.
    """
    found = set(reasons)
    for part in parts:
        found |= set(grade(part, rows).reasons)
    if _releases_differ(parts):
        found.add("vintage")
    return of_reasons(found)


def of_ids(ids: Iterable[str], rows: Dataset, *reasons: str) -> Grade | None:
    """The grade of what rests on the rows with these ids; None where it rests on none."""
    wanted = set(ids)
    series = {tuple(id.split("/")[:2]) for id in wanted}
    found = [row for region, indicator in series for row in rows.all(indicator, region)]
    parts = [row for row in found if row.id in wanted]
    if not parts:
        return None
    return together(parts, rows, *reasons)


def told(ids: Iterable[str], rows: Dataset, *reasons: str) -> Phrase:
    """The same as it stands in a table, a dash for none."""
    found = of_ids(ids, rows, *reasons)
    return found.told if found else NONE


def of_lines(
    records: Sequence[object], lines: Sequence[Sequence[str]], rows: Dataset, as_of: str
) -> list[Phrase]:
    """The grade of each line of a table, a dash where it rests on no row; nothing where none does.

    Args:
        records: what the lines show; its ``doubts``, where it has any, are further reasons.
        lines: the ids of the rows behind each.
        as_of: the month as of which rows contradict one another, unless a line is of later rows.
    """
    found = []
    for record, ids in zip(records, lines, strict=True):
        doubts = getattr(record, "doubts", ())
        if isinstance(record, Mapping):
            doubts = record.get("doubts", ())
        found.append(told(ids, _seen_from(ids, rows, as_of), *doubts))
    if set(found) == {NONE}:
        return []
    return found


def _seen_from(ids: Iterable[str], rows: Dataset, as_of: str) -> Dataset:
    """The rows known at a vantage point; all where one of ``ids`` became known later."""
    sources = rows.codes.sources
    named = {id.rsplit("/", 1)[1] for id in ids} & set(sources)
    if any(sources[name].known_from > as_of for name in named):
        return rows
    return rows.known(as_of)


def of_reasons(reasons: Iterable[str]) -> Grade:
    """The grade that follows from reasons, of :data:`REASONS`."""
    found = tuple(reason for reason in REASONS if reason in set(reasons))
    if not found:
        return Grade(A)
    if set(found) & set(GRAVE):
        return Grade(C, found)
    return Grade(B, found)


def _beside(row: Observation, rows: Dataset) -> list[Observation]:
    """What other sources say of the same release: a revision does not contradict the first."""
    same = rows.all(row.indicator, row.region, row.period, row.status)
    return [
        other
        for other in same
        if other.source != row.source and not (RELEASES & (row.flags | other.flags))
    ]


def _releases_differ(parts: Sequence[Observation]) -> bool:
    """Whether rows of one series are of more than one release."""
    series: dict[tuple[str, str], set[bool]] = {}
    for part in parts:
        releases = series.setdefault((part.region, part.indicator), set())
        releases.add(bool(RELEASES & part.flags))
    return any(len(releases) > 1 for releases in series.values())
