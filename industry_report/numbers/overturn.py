"""What would overturn the conclusions of a chapter: conditions that anybody can check.

A conclusion that nothing could overturn says nothing. Each condition names the figure that would
have to be published, and by how much it would have to differ from what is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas

from industry_report.numbers import consistency, evidence, growth, outcomes, tasks
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.task_aims import EARLY, EXPIRED
from industry_report.words import Phrase


def situation(
    latest: growth.Comparison,
    change: growth.Change,
    checks: Sequence[consistency.Relation],
    graded: Sequence[outcomes.Outcome],
) -> list[Phrase]:
    """The conditions for the chapter on the present state; none where it concludes nothing."""
    found = [
        Phrase("overturn-growth", **lead.values)
        for lead in latest.leads[:1]
        if lead.values["difference"].sign
    ]
    if latest.shrank:
        found.append(Phrase("overturn-shrank", **latest.before.values))
    if latest.rest and latest.rest.id != "rest-level":
        found.append(Phrase(f"overturn-{latest.rest.id}", **latest.rest.values))
    if not checks and not change.difference.is_missing and change.difference.sign:
        found.append(Phrase("overturn-change", change=change))
    odd = [each for each in checks if each.verdict == consistency.ANOMALY]
    if odd:
        subjects = [Phrase("inside", subject=each.subject) for each in odd]
        found.append(Phrase("overturn-checks", subjects=subjects))
    firm = [each for each in graded if each.at_due in (outcomes.MET, outcomes.MISSED)]
    if firm:
        found.append(Phrase("overturn-grades", count=len(firm)))
    return found


def diagnosis(levels: pandas.DataFrame, found: Sequence[evidence.Evidence]) -> list[Phrase]:
    """The conditions for the chapter on problems; ``levels`` are those of ``comparisons.frame``."""
    behind = levels.loc[levels["verdict"] == "behind", "gap"].head(1)
    conditions = [Phrase("overturn-gap", gap=each) for each in behind]
    shown = evidence.shown(found)
    for kind, some in (("seen", shown["firm"] + shown["poor"]), ("circular", shown["circular"])):
        if some:
            conditions.append(Phrase(f"overturn-{kind}", labels=evidence.labels(some)))
    untested = sum(each.verdict == evidence.UNTESTED for each in found)
    if untested:
        conditions.append(Phrase("overturn-untested", count=untested))
    return conditions


def recommendations(done: Sequence[tasks.Worked]) -> list[Phrase]:
    """The conditions for the order of a list: what figures show is reached, what is claimed is
    decided, what is not seen shows.
    """
    reached = [
        Phrase("reach", label=aim.label, goal=aim.goal)
        for each in done
        if each.need == "shown"
        for aim in each.aims
        if aim.has_level and aim.state not in (EXPIRED, EARLY)
    ]
    found = [Phrase("overturn-reached", reached=reached)] if reached else []
    for need in ("claimed", "none"):
        numbers = [each.number for each in done if each.need == need]
        if numbers:
            found.append(Phrase(f"overturn-{need}", tasks=_run(numbers)))
    return found


def _run(numbers: Sequence[Quantity]) -> Phrase:
    """Tasks that follow one another, by their numbers."""
    kind = {1: "one", 2: "two"}.get(len(numbers), "run")
    return Phrase(f"tasks-{kind}", first_task=numbers[0], last_task=numbers[-1])
