"""What would overturn the conclusions of a chapter: conditions that anybody can check.

A conclusion that nothing could overturn says nothing. Each condition names the figure that would
have to be published, and by how much it would have to differ from what is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas

from industry_report.numbers import consistency, evidence, growth, hindsight
from industry_report.words import Phrase


def situation(
    latest: growth.Comparison,
    change: growth.Change,
    checks: Sequence[consistency.Relation],
    outcomes: Sequence[hindsight.Outcome],
) -> list[Phrase]:
    """The conditions for the chapter on the present state; none where it concludes nothing.

    Args:
        latest: the growth that leads the chapter.
        change: how an economy moved over the years.
        checks: the relations between the figures of a source.
        outcomes: the expectations that were decided.
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
    firm = [each for each in outcomes if each.at_due in (hindsight.MET, hindsight.MISSED)]
    if firm:
        found.append(Phrase("overturn-grades", count=len(firm)))
    return found


def diagnosis(levels: pandas.DataFrame, found: Sequence[evidence.Evidence]) -> list[Phrase]:
    """The conditions for the chapter on problems; none where it concludes nothing.

    Args:
        levels: the gaps of shares and ratios (``gaps.frame``).
        found: the symptoms that were looked for.
    """
    behind = levels.loc[levels["verdict"] == "behind", "gap"].head(1)
    conditions = [Phrase("overturn-gap", gap=each) for each in behind]
    shown = evidence.showing(found)
    if shown:
        conditions.append(Phrase("overturn-seen", labels=shown))
    untested = sum(each.verdict == evidence.UNTESTED for each in found)
    if untested:
        conditions.append(Phrase("overturn-untested", count=untested))
    return conditions
