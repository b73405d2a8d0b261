"""What a report says about itself to its publisher: sources, and the rows behind its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from industry_report.data.codes import Source
from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.numbers.grades import grade
from industry_report.words import Indicator, Phrase, Region
from industry_report.words.language import Language


def row_facts(
    rows: Dataset, ids: Iterable[str], language: Language, as_of: str
) -> dict[str, dict[str, str]]:
    """The facts of rows in words, by row id; ids that the dataset does not have are left out.

    What was known at the vantage point ``as_of`` is graded by what was known then.
    """
    wanted, then = set(ids), rows.known(as_of)
    found = {row.id: row for row in rows if row.id in wanted}
    early = {row.id for row in then if row.id in wanted}
    facts = {}
    for id in ids:
        if id not in found:
            continue
        row = found[id]
        facts[id] = {
            "place": language.label(Region(row.region)),
            "indicator": language.label(Indicator(row.indicator)),
            "period": language.period(row.period),
            "value": language.amount(row.quantity),
            "status": language.words["statuses"][row.status],
            "source": row.source,
            "locator": row.locator,
            "grade": grade(row, then if id in early else rows).letter,
            "note": row.note,
        }
    return facts


def source_facts(rows: Dataset, ids: Iterable[str], language: Language) -> list[dict[str, str]]:
    """The sources of rows, in the order in which they are first mentioned."""
    known = rows.codes.sources
    named = dict.fromkeys(id.rsplit("/", 1)[1] for id in ids)
    facts = []
    for source in (known[id] for id in named if id in known):
        translated = {
            part: language.write(getattr(source, part)) for part in ("title", "publisher")
        }
        same = {
            part: getattr(source, part) for part in ("id", "published", "url", "terms", "access")
        }
        facts.append(same | translated)
    return facts


def cover_facts(language: Language, edition: str, source: Source | None) -> dict[str, str]:
    """What the cover says of a report: its edition, and in a sentence what it is.

    Args:
        language: of the texts.
        edition: "today" or "earlier".
        source: of the policy text that it reads, if it reads one.
    """
    statement = Phrase("statement")
    if source:
        when = Period.parse(source.published[:7])
        told = {"title": source.title, "publisher": source.publisher, "when": when}
        statement = Phrase("statement-article", **told)
    return {
        "edition": language.write(Phrase(f"edition-{edition}")),
        "statement": language.write(statement),
    }


def document_facts(
    rows: Dataset, ids: Iterable[str], language: Language, as_of: str, **more: object
) -> dict[str, Any]:
    """All about a document that its numbers rest on, as of a vantage point; ``more`` as is."""
    ids = list(ids)
    return {
        "language": language.name,
        "as_of": as_of,
        **more,
        "sources": source_facts(rows, ids, language),
        "rows": row_facts(rows, ids, language, as_of),
    }
