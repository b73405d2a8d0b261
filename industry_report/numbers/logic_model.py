"""The logic model: stated problems, proposed measures, what links them, and what that reveals.

A model is a YAML file about one region (``data/logic_model.yaml`` is the one of this report), which
:func:`load` checks and returns as frozen records. The findings are computed from the records
and from nothing else, so that another city's file gives another city's findings.

Which measures answer which problem is a judgement written in the file, in three grades (``direct``,
``indirect``, nothing). What is counted here is therefore only as good as those links, each of which
stands in one line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from industry_report.data.codes import Codes, Indicator
from industry_report.data.definitions import check_pair
from industry_report.data.errors import nearest, shown
from industry_report.data.message import Message
from industry_report.data.records import KEY, Place, Tree, read_yaml
from industry_report.words import Text

from .model_records import KPI_LEVELS, Line, LogicModel, Measure, Problem, check_target, decimal

#: What a measure may say, or lack: any number, and one to be reached; when; anybody who is to act,
#: and a public body among them; by what it is judged.
ELEMENTS: Mapping[str, Callable[[Measure], object]] = {
    "number": lambda measure: measure.numbers,
    "target": lambda measure: any(number.role == "target" for number in measure.numbers),
    "deadline": lambda measure: measure.deadline,
    "actor": lambda measure: measure.actors,
    "authority": lambda measure: any(actor.kind == "government" for actor in measure.actors),
    "kpi": lambda measure: measure.kpi,
}

# Findings


def unanswered_problems(model: LogicModel, *links: str) -> tuple[Problem, ...]:
    """The finest problems that no measure answers, or none by a link of these kinds."""
    answered = {
        problem
        for measure in model.measures
        for problem, link in measure.answers.items()
        if not links or link in links
    }
    return tuple(problem for problem in model.leaves if problem.id not in answered)


def links(line: Line) -> dict[str, set[str]]:
    """The problems that a line of action answers ``direct``, and those only ``indirect``."""
    found: dict[str, set[str]] = {"direct": set(), "indirect": set()}
    for measure in line.measures:
        for problem, how in measure.answers.items():
            found[how].add(problem)
    found["indirect"] -= found["direct"]
    return found


def subject(line: Line) -> set[str]:
    """The problems that a line of action is itself about: those that it answers directly, and those
    that all of its measures answer.
    """
    return links(line)["direct"].union(
        set.intersection(*(set(measure.answers) for measure in line.measures))
    )


def tensions(model: LogicModel) -> tuple[tuple[Measure, Problem, Text], ...]:
    """The measures that may make a stated problem worse, with that problem and the reason."""
    return tuple(
        (measure, model.problem(problem), reason)
        for measure in model.measures
        for problem, reason in measure.tensions.items()
    )


def score_table(model: LogicModel, as_of: str) -> pd.DataFrame:
    """The levels of lines of action (rows) on criteria (columns) known at ``as_of``."""
    return pd.DataFrame(
        [
            [model.scores[line.id][criterion.id].at(as_of).level for criterion in model.criteria]
            for line in model.lines
        ],
        index=[line.id for line in model.lines],
        columns=[criterion.id for criterion in model.criteria],
    )


# Reading

#: Where the measures stand in a file, as a pattern of :meth:`Tree.each`.
MEASURES = "groups.*.lines.*.measures.*"
#: What a value must be the id of. The model's own lists are read from the file itself.
REFERENCES = {
    "model.region": "region",
    "situation.*.locator": "section",
    "named.*.locator": "section",
    "situation.*.topic": "topic",
    "problems.*.symptoms.*.indicator": "indicator",
    "problems.*.symptoms.*.of": "region",
    "problems.*.symptoms.*.beside": "indicator",
    "kpis.*.indicator": "indicator",
    "kpis.*.target.indicator": "indicator",
    "kpis.*.target.region": "region",
    f"{MEASURES}.actors.*": "actor",
    f"{MEASURES}.partners.*": "actor",
    f"{MEASURES}.answers.@": "problem",
    f"{MEASURES}.tensions.@": "problem",
    f"{MEASURES}.kpi": "KPI",
    "scores.@": "line_of_action",
}
#: Where the names of the model's own lists stand.
OWN_LISTS = {
    "section": "sections.@",
    "topic": "topics.@",
    "actor": "actors.@",
    "problem": "problems.*.id",
    "KPI": "kpis.*.indicator",
    "line_of_action": "groups.*.lines.*.id",
}
#: Where ids stand of which each names one record.
IDS = (
    "situation.*",
    "named.*",
    "problems.*",
    "groups.*",
    "groups.*.lines.*",
    MEASURES,
    "criteria.*",
)


def load(path: Path | str, codes: Codes | None = None) -> LogicModel:
    """Read and check the model in the YAML file at ``path``.

    Args:
        path: the file.
        codes: the indicators and regions that exist; None leaves their names and definitions
            unchecked.

    Raises FaultsError with every fault of the file: its line, what was expected, the nearest.
    """
    tree = read_yaml(Path(path), "holds.logic_model")
    tree.check_ids(*IDS)
    indicators = codes.indicators if codes else None
    _check_references(tree, indicators, codes.regions if codes else None)
    _check_problems(tree)
    for place, symptom in tree.each("problems.*.symptoms.*"):
        _check_symptom(tree, place, symptom, indicators)
    for place, target in tree.each("kpis.*.target"):
        check_target(tree, place, target, KPI_LEVELS)
    if codes:
        _check_definitions(tree, codes.indicators)
    _check_scores(tree)
    for place, row in tree.texts("scores.*.*.row"):
        if indicators is not None:
            tree.one_of(place, row.split("/")[0], "indicator", indicators)
    entries = {
        kind: {place[-1]: entry for place, entry in tree.each(f"{kind}.*")}
        for kind in ("topics", "actors")
    }
    return tree.checked(LogicModel, context=entries)


def _check_definitions(tree: Tree, entries: Mapping[str, Indicator]) -> None:
    """Nothing holds figures of different definitions against one another."""
    pairs = (("problems.*.symptoms.*", ("than",)), ("kpis.*", ("target", "indicator")))
    for pattern, way in pairs:
        others = dict(tree.texts(".".join((pattern, *way))))
        for (*entry, _), name in tree.texts(f"{pattern}.indicator"):
            place = (*entry, *way)
            check_pair(tree, place, name, others.get(place, ""), entries)


def _check_references(
    tree: Tree, indicators: Collection[str] | None, regions: Collection[str] | None
) -> None:
    """Names exist; topics and actors are named, and each KPI once."""
    known: dict[str, Collection[str] | None] = {"indicator": indicators, "region": regions}
    for what, pattern in OWN_LISTS.items():
        known[what] = [name for _, name in tree.texts(pattern)]
    used = tree.check_references(REFERENCES, known)
    for what in ("topic", "actor"):
        for place, name in tree.texts(OWN_LISTS[what]):
            if (what, name) not in used:
                tree.fault(place, "model.unlinked", what=Message(f"noun.{what}"), name=name)
    kpis = set()
    for place, indicator in tree.texts("kpis.*.indicator"):
        if indicator in kpis:
            tree.fault(place, "model.kpi_twice", name=indicator)
        kpis.add(indicator)


def _check_problems(tree: Tree) -> None:
    """A part stands after the whole, so that there is no circle; only the finest can be linked."""
    parents: dict[str, list[str]] = {}
    above: list[str] = []
    for (*_, number), problem in tree.each("problems.*"):
        if not isinstance(problem, dict):
            continue
        parent, name = problem.get("parent"), problem.get("id")
        if isinstance(parent, str):
            tree.one_of(("problems", number, "parent"), parent, "problem_above", above)
            parents.setdefault(parent, []).append(str(name))
        if isinstance(name, str):
            above.append(name)
    for kind in ("answers", "tensions"):
        for place, name in tree.texts(f"{MEASURES}.{kind}.@"):
            if name in parents:
                tree.fault(place, "model.has_parts", name=name, parts=parents[name])


def _check_symptom(
    tree: Tree, place: Place, symptom: object, indicators: Collection[str] | None
) -> None:
    """A symptom says against what an indicator is held, or which figure is lacking."""
    if not isinstance(symptom, dict) or "indicator" not in symptom:
        return
    if symptom["indicator"] is None:
        if "needed" not in symptom:
            tree.fault(place, "model.no_needed")
        return
    if symptom.get("of") and not symptom.get("proxy"):
        tree.fault(place, "model.no_proxy")
    for name in ("expect", "than"):
        if name not in symptom:
            tree.fault(place, "model.no_expectation", name=name)
    than = symptom.get("than")
    if not isinstance(than, str) or than == "benchmark" or decimal(than) is not None:
        return
    if indicators is not None:
        tree.one_of((*place, "than"), than, "indicator", indicators)


def _check_scores(tree: Tree) -> None:
    """A level on every criterion for every line of action, or no scores without criteria."""
    levels: dict[str, int] = {}
    for place, name in tree.texts("criteria.*.id"):
        number = place[1]
        levels[name] = len([one for one, _ in tree.each("criteria.*.levels.*") if one[1] == number])
    scored = [name for _, name in tree.texts("scores.@")]
    for place, line in tree.texts("groups.*.lines.*.id"):
        if levels and line not in scored:
            here = ("scores",) if scored else place[:-1]
            tree.fault(here, "model.no_scores", name=line, criteria=[*levels])
    for place, scores in tree.each("scores.*"):
        if isinstance(scores, dict):
            _check_criteria(tree, place, scores, levels)
    every = [*tree.texts("scores.*.*.level"), *tree.texts("scores.*.*.later.*.level")]
    for place, level in every:
        name = str(place[2])
        most = levels.get(name, 0)
        if most and re.fullmatch("[0-9]{1,3}", level) and not 1 <= int(level) <= most:
            tree.fault(place, "model.level", level=level, name=name, most=most)


def _check_criteria(
    tree: Tree, place: Place, scores: dict[str, Any], levels: dict[str, int]
) -> None:
    """The scores of one line of action are on the criteria of the model."""
    for name in levels.keys() - scores.keys():
        tree.fault(place, "record.missing", name=name, keys=[*levels])
    for name in scores.keys() - levels.keys():
        near, text = nearest(name, levels), shown(name)
        tree.fault((*place, name, KEY), "record.key", near, text=text, keys=[*levels])
