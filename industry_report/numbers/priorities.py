"""Which lines of action come first: need before feasibility, and what survives doubt.

The need of a line is shown where figures speak to its problem *and* show a marked gap: both levels
have to reach ``ENOUGH``, and neither makes up for the other. A gap that is only claimed is no small
one: such lines want figures first, not a low rank. Feasibility is looked at second and is never
added to the need, so that nothing comes first because it is easy. What superiors mandate is not
ranked.

Scores are judgements. Each draw moves every level by one step up or down, with ``DOUBT`` as the
chance of either, and takes the mean of the feasibility levels under weights drawn evenly from all
non-negative combinations (as stochastic multicriteria acceptability analysis does: Lahdelma &
Salminen, Operations Research 49 (2001) 444-454). That mean takes the steps between levels as equal,
which is an assumption. What is reported is in which share of the draws a line stays where the
scores put it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from industry_report.data.errors import ReportError, nearest

#: The level from which evidence, gap and feasibility speak for acting.
ENOUGH = 3
#: Chance that the right level is one step higher than the score, and the same that it is one step
#: lower.
DOUBT = 0.2
#: A verdict that holds in this share of the draws survives the doubt. (A level two thirds sure to
#: stay would give 0.8.)
SURVIVES = 0.75
#: Where a range begins, its middle and its end: nine of ten draws lie in it.
RANGE = (0.05, 0.5, 0.95)
#: What the scores say of the need, in the order of the list: shown by figures, claimed without
#: them, or no gap at all; ``mandated`` stands apart.
NEEDS = ("shown", "claimed", "none", "mandated")


def assess(
    levels: pd.DataFrame,
    parts: Mapping[str, str],
    highest: Mapping[str, int],
    mandated: Collection[str] = (),
    weights: Mapping[str, float] | None = None,
    draws: int = 10_000,
    seed: int = 1,
) -> pd.DataFrame:
    """Need and feasibility of every line of action, and how well they survive.

    Args:
        levels: whole numbers from 1, lines of action in rows and criteria in columns.
        parts: criterion → ``evidence``, ``gap`` or ``feasibility``. highest: criterion → its
            highest level. mandated: lines that are not to be ranked.
        weights: feasibility criterion → non-negative weight; these alone count then. None or an
            empty mapping draws the weights of all of them.
        seed: the same seed gives the same result.

    Returns:
        One row a line, need first and then feasibility: ``need`` (one of ``NEEDS``), ``holds``
        (share of the draws in which it is the same), ``feasible`` (share in which feasibility is
        ``ENOUGH``), ``feasibility`` (``high`` or ``low`` where that survives, else ``open``),
        ``low``, ``middle`` and ``high`` (its mean level at ``RANGE`` of the draws).

    Raises:
        ReportError: for a part without a criterion, and unknown criteria among the weights.
    """
    columns = _by_part(parts)
    generator = np.random.default_rng(seed)
    fixed = feasibility_weights(weights, columns["feasibility"]) if weights else None
    found = []
    for line, row in levels.iterrows():
        drawn = _doubted(row, highest, draws, generator)
        need = "mandated" if line in mandated else _needs(row.to_frame().T, columns)[0]
        means = _feasibility(drawn[columns["feasibility"]], fixed, generator)
        # A mean that is enough up to the last digit of the sum is enough.
        share = float(np.mean(means >= ENOUGH - 1e-9))
        holds = 1.0 if line in mandated else np.mean(_needs(drawn, columns) == need)
        found.append((line, need, holds, share, _verdict(share), *np.quantile(means, RANGE)))
    names = ["line", "need", "holds", "feasible", "feasibility", "low", "middle", "high"]
    table = pd.DataFrame(found, columns=names).set_index("line")
    return table.sort_values(["need", "feasible"], ascending=[True, False], key=by_need)


def by_need(column: pd.Series) -> pd.Series:
    """The key by which a table is sorted so that needs come in the order of :data:`NEEDS`."""
    return column.map(NEEDS.index) if column.name == "need" else column


def _by_part(parts: Mapping[str, str]) -> dict[str, list[str]]:
    """The criteria of each part; ReportError for a part that has none."""
    columns = {
        part: [criterion for criterion, own in parts.items() if own == part]
        for part in ("evidence", "gap", "feasibility")
    }
    for part, criteria in columns.items():
        if not criteria:
            raise ReportError("priority.no_criterion", part=part)
    return columns


def feasibility_weights(weights: Mapping[str, float], criteria: list[str]) -> np.ndarray:
    """Weights in the order of ``criteria``, adding up to one; ReportError for an unknown one."""
    for name in weights:
        if name not in criteria:
            near = nearest(name, criteria)
            raise ReportError("priority.unknown", "", near, name=name, criteria=criteria)
    values: np.ndarray = np.array([float(weights.get(name, 0)) for name in criteria])
    shares: np.ndarray = values / values.sum()
    return shares


def _doubted(
    row: pd.Series, highest: Mapping[str, int], draws: int, generator: np.random.Generator
) -> pd.DataFrame:
    """Levels as they might be: each a step lower, as scored, or a step higher, within its scale."""
    steps = generator.choice([-1, 0, 1], p=[DOUBT, 1 - 2 * DOUBT, DOUBT], size=(draws, len(row)))
    top = [highest[criterion] for criterion in row.index]
    values = np.clip(row.to_numpy(dtype=int) + steps, 1, top)
    return pd.DataFrame(values, columns=row.index)


def _needs(levels: pd.DataFrame, columns: Mapping[str, list[str]]) -> np.ndarray:
    """The class of need of each row of levels."""
    evidence = levels[columns["evidence"]].to_numpy().min(axis=1)
    gap = levels[columns["gap"]].to_numpy().min(axis=1)
    shown = (evidence >= ENOUGH) & (gap >= ENOUGH)
    return np.select([shown, gap > 1], ["shown", "claimed"], "none")


def _feasibility(
    levels: pd.DataFrame, fixed: np.ndarray | None, generator: np.random.Generator
) -> np.ndarray:
    """The weighted mean of the levels in each draw."""
    if fixed is None:
        weights = generator.dirichlet(np.ones(levels.shape[1]), len(levels))
    else:
        weights = np.broadcast_to(fixed, levels.shape)
    mean: np.ndarray = (levels.to_numpy() * weights).sum(axis=1)
    return mean


def _verdict(share: float) -> str:
    if share >= SURVIVES:
        return "high"
    if share <= 1 - SURVIVES:
        return "low"
    return "open"
