"""What would overturn the conclusions of a chapter: conditions that anybody can check.

A conclusion that nothing could overturn says nothing. Each condition names the figure that would
have to be published, and by how much it would have to differ from what is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas

from industry_report.numbers import consistency, evidence, growth, hindsight, values
from industry_report.words import Phrase

#: Of the gaps at most so many have a condition of their own.
MOST = 2


def situation(
    latest: growth.Comparison,
    change: growth.Change,
    checks: Sequence[consistency.Relation],
    graded: Sequence[hindsight.Grade],
) -> list[Phrase]:
    """The conditions for the chapter on the present state; none where it concludes nothing.

    Args:
        latest: the growth that leads the chapter.
        change: how an economy moved over the years.
        checks: the relations between the figures of a source.
        graded: the expectations that were decided.
    """
    found = [
        Phrase("overturn-growth", **lead.values)
        for lead in latest.leads[:1]
        if lead.values["difference"].sign
    ]
    if not change.difference.is_missing and change.difference.sign:
        found.append(Phrase("overturn-change", change=change))
    odd = [each for each in checks if each.verdict == consistency.ANOMALY]
    if odd:
        subjects = [Phrase("inside", subject=each.subject) for each in odd]
        found.append(Phrase("overturn-checks", subjects=subjects))
    firm = [each for each in graded if each.at_due in (hindsight.MET, hindsight.MISSED)]
    if firm:
        found.append(Phrase("overturn-grades", count=len(firm)))
    return found


def diagnosis(
    levels: pandas.DataFrame, change: values.Change, counts: evidence.Counts
) -> list[Phrase]:
    """The conditions for the chapter on problems; none where it concludes nothing.

    Args:
        levels: how the place stands, as ``gaps.frame`` has it.
        change: how its effort in research moved.
        counts: how many symptoms there are, and how many could be tested.
    """
    behind = levels[levels["verdict"] == "behind"].drop_duplicates("indicator")
    found = [Phrase("overturn-gap", gap=gap, place=gap.one.region) for gap in behind["gap"][:MOST]]
    if not change.is_missing and change.difference.sign:
        found.append(Phrase("overturn-effort", change=change))
    if not counts.is_missing and counts.untested.best:
        found.append(Phrase("overturn-symptoms", counts=counts))
    return found
