"""Which alternatives come first under any sensible weighting of the criteria.

Nobody knows the right weights. Instead of choosing some, all weightings are tried: they are drawn evenly from the whole
weight space (non-negative, adding up to one), the alternatives are ranked under each, and what is reported is in how
large a share of the weightings an alternative comes first or among the first. This is stochastic multicriteria
acceptability analysis (SMAA-2: Lahdelma & Salminen, Operations Research 49 (2001) 444-454; the ordinal form is SMAA-O:
Lahdelma, Miettinen & Salminen, European Journal of Operational Research 147 (2003) 117-127).

Levels are ordinal: that 4 is better than 3 is known, how much better is not. ``scale="even"`` takes the steps between
levels as equal, which is an assumption; ``scale="ordinal"`` draws the steps between the levels that occur at random
too, one set for each criterion and draw, and so uses the order alone. What differs between the two hangs on that
assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from industry_report.data.errors import ReportError, nearest
from industry_report.language import Text

#: Alternatives that are among the first in at least this share of the weightings are so under nearly all of them.
NEARLY_ALWAYS = 0.9
#: Those that are among the first in at most this share are rarely put first.
RARELY = 0.1
GROUPS = {
    "always": Text("几乎总在前列", "near the top under nearly every weighting"),
    "depends": Text("取决于权重", "depends on the weights"),
    "rarely": Text("很少进入前列", "rarely near the top"),
}
SCALES = ("even", "ordinal")
MOST_DRAWS = 200_000

#: Utilities nearer than this are equal: sums in another order differ in the last digits.
_TOLERANCE = 1e-9
#: Draws that are ranked at once, to bound the memory.
_CHUNK = 20_000


@dataclass(frozen=True, eq=False)
class Acceptability:
    """How alternatives fare over the weightings.

    Attributes:
        table: one row for each alternative, best first. ``first``: share of the weightings in which no other is better
            (ties count for both); ``top``: share in which it is among the first ``top`` ranks; ``mean_rank``,
            ``best_rank``, ``worst_rank``; ``group``: a key of ``GROUPS``; ``settled``: False when ``top`` is so near
            to a threshold that more draws could move it to another group; ``deciding``: the criterion that decides
            whether it is among the first, or "" when none does; ``direction``: ``for`` when weight on that criterion
            brings it up, ``against`` when it takes it down, or "".
        ranks: share of the weightings (0 to 1) in which an alternative (row) has a rank (column, from 1).
        central_weights: mean weights of the draws that put an alternative (row) among the first; NaN when none does.
        other_weights: mean weights of the draws that do not.
        top: how many ranks count as among the first. draws: how many weightings were tried. seed: of the generator.
        scale: how levels were read, one of ``SCALES``. weights: the fixed weights, or None when they were drawn.
    """

    table: pd.DataFrame
    ranks: pd.DataFrame
    central_weights: pd.DataFrame
    other_weights: pd.DataFrame
    top: int
    draws: int
    seed: int
    scale: str
    weights: Mapping[str, float] | None = None

    @property
    def standard_error(self) -> float:
        """The largest standard error that a share can have at this number of draws (0 with nothing drawn)."""
        drawn = self.weights is None or self.scale == "ordinal"
        return 0.5 / self.draws**0.5 if drawn else 0.0

    def group(self, name: str) -> list[str]:
        """The alternatives of a group, best first; KeyError for an unknown group."""
        if name not in GROUPS:
            raise KeyError(name)
        return list(self.table.index[self.table["group"] == name])


def rank_acceptability(
    scores: pd.DataFrame,
    weights: Mapping[str, float] | None = None,
    draws: int = 10_000,
    seed: int = 1,
    top: int | None = None,
    scale: str = "even",
) -> Acceptability:
    """Rank alternatives under many weightings of the criteria.

    Args:
        scores: levels, alternatives in rows and criteria in columns, higher is better. Levels of all criteria must be
            on one scale (1 to 5, say), because they are added up.
        weights: criterion → non-negative weight. These criteria alone count, in this proportion, and no weights
            are drawn; None or an empty mapping draws the weights of all criteria.
        draws: how many weightings to try, from 1 to ``MOST_DRAWS``.
        seed: of the random generator; the same seed gives the same result.
        top: how many ranks count as among the first; a third of the alternatives, rounded up, when None.
        scale: ``even`` or ``ordinal``, see above.

    Raises:
        ReportError: for scores that are missing or no numbers, an unknown criterion, and arguments out of range.
    """
    levels = _levels(scores)
    if not 1 <= draws <= MOST_DRAWS:
        raise ReportError(f"draws = {draws}: expected 1 to {MOST_DRAWS}")
    if scale not in SCALES:
        raise ReportError(f"scale {scale!r}: expected one of {', '.join(SCALES)}")
    top = -(-len(scores) // 3) if top is None else top
    if not 1 <= top <= len(scores):
        raise ReportError(f"top = {top}: expected 1 to {len(scores)}, the number of alternatives")

    generator = np.random.default_rng(seed)
    if weights:
        fixed = fixed_weights(weights, list(scores.columns))
        draws = draws if scale == "ordinal" else 1
        drawn = np.tile(fixed, (draws, 1))
    else:
        drawn = generator.dirichlet(np.ones(levels.shape[1]), draws)
    ranks = np.concatenate(
        [
            _ranks(_utilities(levels, chunk, scale, generator))
            for chunk in np.split(drawn, range(_CHUNK, draws, _CHUNK))
        ]
    )
    return _summary(scores, ranks, drawn, top, seed, scale, dict(weights) if weights else None)


def fixed_weights(weights: Mapping[str, float], criteria: list[str]) -> np.ndarray:
    """The weights in the order of ``criteria``, adding up to one; those not named are 0. ReportError if unusable."""
    for name, weight in weights.items():
        if name not in criteria:
            near = nearest(name, criteria)
            hint = f"; did you mean {near!r}?" if near else ""
            raise ReportError(
                f"unknown criterion {name!r}: expected one of {', '.join(criteria)}{hint}"
            )
        number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not (number and np.isfinite(weight) and weight >= 0):
            raise ReportError(
                f"the weight of {name!r} is {weight!r}: expected a number from 0 upwards"
            )
    values = np.array([float(weights.get(name, 0)) for name in criteria])
    largest = values.max(initial=0)
    if largest <= 0:
        raise ReportError("all weights are 0: expected at least one above 0")
    # Scaled first, so that very large weights do not add up to infinity.
    values = values / largest
    return values / values.sum()


def _levels(scores: pd.DataFrame) -> np.ndarray:
    """The scores as an array of floats; ReportError when there are none or one is missing or no number."""
    if scores.empty:
        raise ReportError("no scores: expected at least one alternative and one criterion")
    for axis, what in ((scores.index, "alternative"), (scores.columns, "criterion")):
        if not axis.is_unique:
            raise ReportError(
                f"the {what} {axis[axis.duplicated()][0]!r} stands twice: expected each once"
            )
    numbers = scores.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    for row, column in np.argwhere(~np.isfinite(numbers))[:1]:
        found = scores.iloc[row, column]
        raise ReportError(
            f"the score of {scores.index[row]!r} on {scores.columns[column]!r} is {found!r}: expected a number"
        )
    return numbers


def _utilities(
    levels: np.ndarray, weights: np.ndarray, scale: str, generator: np.random.Generator
) -> np.ndarray:
    """The weighted sums of all alternatives (columns) under each weighting (rows)."""
    if scale == "even":
        return weights @ levels.T
    total = np.zeros((len(weights), len(levels)))
    for criterion, column in enumerate(levels.T):
        # The steps between the levels that occur are a random division of 1, so that only their order counts.
        _, position = np.unique(column, return_inverse=True)
        steps = generator.dirichlet(np.ones(max(position.max(), 1)), len(weights))
        values = np.concatenate([np.zeros((len(weights), 1)), np.cumsum(steps, axis=1)], axis=1)
        total += weights[:, [criterion]] * values[:, position]
    return total


def _ranks(utilities: np.ndarray) -> np.ndarray:
    """The rank of every alternative in every row: one more than the number of those that are better."""
    ranks = np.ones(utilities.shape, dtype=np.int32)
    for other in range(utilities.shape[1]):
        ranks += utilities[:, [other]] > utilities + _TOLERANCE
    return ranks


def _summary(
    scores: pd.DataFrame,
    ranks: np.ndarray,
    weights: np.ndarray,
    top: int,
    seed: int,
    scale: str,
    fixed: Mapping[str, float] | None,
) -> Acceptability:
    """The shares, groups and deciding criteria of ranks (draws × alternatives) found under ``weights``."""
    draws, count = ranks.shape
    among = ranks <= top
    share = among.mean(axis=0)
    table = pd.DataFrame(
        {
            "first": (ranks == 1).mean(axis=0),
            "top": share,
            "mean_rank": ranks.mean(axis=0),
            "best_rank": ranks.min(axis=0),
            "worst_rank": ranks.max(axis=0),
            "group": np.select(
                [share >= NEARLY_ALWAYS, share <= RARELY], ["always", "rarely"], "depends"
            ),
        },
        index=scores.index,
    )
    margin = np.minimum(abs(share - NEARLY_ALWAYS), abs(share - RARELY))
    table["settled"] = (draws == 1) | (margin >= 3 * (share * (1 - share) / draws) ** 0.5)
    central = _mean_weights(weights, among, scores)
    other = _mean_weights(weights, ~among, scores)
    deciding = [
        _deciding(weights, among[:, column], list(scores.columns)) for column in range(count)
    ]
    table["deciding"], table["direction"] = zip(*deciding, strict=True)
    rank_shares = np.stack([(ranks == rank).mean(axis=0) for rank in range(1, count + 1)], axis=1)
    order = table.sort_values(
        ["top", "first", "mean_rank"], ascending=[False, False, True], kind="stable"
    ).index
    return Acceptability(
        table=table.loc[order],
        ranks=pd.DataFrame(rank_shares, index=scores.index, columns=range(1, count + 1)).loc[order],
        central_weights=central.loc[order],
        other_weights=other.loc[order],
        top=top,
        draws=draws,
        seed=seed,
        scale=scale,
        weights=fixed,
    )


def _mean_weights(weights: np.ndarray, chosen: np.ndarray, scores: pd.DataFrame) -> pd.DataFrame:
    """The mean weights of the draws that are ``chosen`` (draws × alternatives); NaN where there are none."""
    counts = chosen.sum(axis=0)[:, None]
    means = np.divide(
        chosen.T @ weights,
        counts,
        out=np.full((chosen.shape[1], weights.shape[1]), np.nan),
        where=counts > 0,
    )
    return pd.DataFrame(means, index=scores.index, columns=scores.columns)


def _deciding(weights: np.ndarray, among: np.ndarray, criteria: list[str]) -> tuple[str, str]:
    """The criterion whose mean weight differs most between the draws that put an alternative first and the others.

    The difference of the means (SMAA-2's central weight vector against its complement) is measured in standard errors;
    less than four of them may be chance, and then no criterion decides. Returns the criterion and ``for`` or
    ``against``.
    """
    inside, outside = weights[among], weights[~among]
    if len(inside) < 2 or len(outside) < 2:
        return "", ""
    difference = inside.mean(axis=0) - outside.mean(axis=0)
    error = weights.std(axis=0) * (1 / len(inside) + 1 / len(outside)) ** 0.5
    strength = np.divide(difference, error, out=np.zeros_like(difference), where=error > _TOLERANCE)
    best = int(np.abs(strength).argmax())
    if abs(strength[best]) < 4:
        return "", ""
    return criteria[best], "for" if strength[best] > 0 else "against"
