"""Need before feasibility: which class the scores put a line of action in, and what survives doubt about them."""

from __future__ import annotations

import pandas as pd
import pytest

from industry_report.data.errors import ReportError
from industry_report.numbers import priorities
from industry_report.numbers.priorities import DOUBT, NEEDS, assess

CRITERIA = ["evidence", "gap", "speed", "power", "cost"]
PARTS = {"evidence": "evidence", "gap": "gap"} | dict.fromkeys(CRITERIA[2:], "feasibility")
HIGHEST = dict.fromkeys(CRITERIA, 5)


def frame(**lines: tuple[int, ...]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(lines, orient="index", columns=CRITERIA)


def judged(lines: pd.DataFrame, **changes: object) -> pd.DataFrame:
    return assess(lines, PARTS, HIGHEST, **({"draws": 20_000} | changes))


@pytest.mark.parametrize(
    ("evidence", "gap", "need"),
    [
        (5, 5, "shown"),
        (3, 3, "shown"),
        (2, 5, "claimed"),  # a large gap without figures is not shown …
        (1, 2, "claimed"),  # … and missing figures make it no small one
        (5, 2, "claimed"),
        (5, 1, "none"),  # figures that show no gap make no need
        (1, 1, "none"),
    ],
)
def test_the_need_takes_figures_and_a_gap(evidence, gap, need):
    assert judged(frame(line=(evidence, gap, 3, 3, 3))).loc["line", "need"] == need


def test_what_is_merely_easy_never_comes_before_a_need():
    result = judged(frame(easy=(3, 1, 5, 5, 5), hard=(4, 5, 1, 2, 2), unknown=(1, 2, 5, 5, 5)))
    assert list(result.index) == ["hard", "unknown", "easy"]
    assert result.loc["easy", "feasible"] == 1 and result.loc["hard", "feasibility"] == "low"


def test_within_a_class_the_more_feasible_comes_first():
    result = judged(frame(a=(4, 4, 2, 2, 3), b=(4, 4, 5, 4, 4), c=(4, 4, 3, 3, 3)))
    assert list(result.index) == ["b", "c", "a"]
    assert list(result["feasibility"]) == ["high", "open", "low"]


def test_what_is_mandated_stands_apart_whatever_its_scores():
    result = judged(frame(mandated=(5, 5, 5, 5, 5), other=(1, 1, 1, 1, 1)), mandated={"mandated"})
    assert list(result.index) == ["other", "mandated"]
    assert tuple(result.loc["mandated", ["need", "holds"]]) == ("mandated", 1)
    assert NEEDS[-1] == "mandated"


@pytest.mark.parametrize(
    ("evidence", "gap", "holds"),
    [
        (5, 5, 1.0),
        (4, 4, 1.0),
        (3, 5, 1 - DOUBT),
        (3, 3, (1 - DOUBT) ** 2),
        (3, 1, 1 - DOUBT),
        (1, 2, 1 - DOUBT),
    ],
)
def test_the_share_of_draws_in_which_a_class_holds_is_exact(evidence, gap, holds):
    result = judged(frame(line=(evidence, gap, 3, 3, 3)))
    assert result.loc["line", "holds"] == pytest.approx(holds, abs=0.012)


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(0.75, "high"), (0.7499, "open"), (0.2501, "open"), (0.25, "low")],
)
def test_a_verdict_has_to_hold_in_three_of_four_draws(share, verdict):
    assert priorities._verdict(share) == verdict


def test_fixed_weights_decide_feasibility_alone():
    lines = frame(fast=(4, 4, 5, 1, 1), cheap=(4, 4, 1, 1, 5))
    fast, cheap = (judged(lines, weights={name: 2}) for name in ("speed", "cost"))
    assert (fast.loc["fast", "feasibility"], fast.loc["cheap", "feasibility"]) == ("high", "low")
    assert (cheap.loc["fast", "feasibility"], cheap.loc["cheap", "feasibility"]) == ("low", "high")
    assert fast["need"].equals(cheap["need"].reindex(fast.index))


def test_the_same_seed_gives_the_same_and_another_nearly_the_same():
    lines = frame(a=(3, 3, 3, 3, 3), b=(4, 2, 2, 4, 3))
    one, two, other = (judged(lines, seed=seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one, two)
    assert not one["feasible"].equals(other["feasible"])
    assert (one["feasible"] - other["feasible"].reindex(one.index)).abs().max() < 0.02


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weights": {"gap": 1}}, "no criterion of feasibility 'gap' .the need is not weighed"),
        ({"weights": {"sped": 1}}, "did you mean 'speed'"),
    ],
)
def test_what_cannot_be_asked_for(changes, said):
    with pytest.raises(ReportError, match=said):
        judged(frame(line=(3, 3, 3, 3, 3)), **changes)


def test_each_part_needs_a_criterion():
    lines = frame(line=(3, 3, 3, 3, 3))
    with pytest.raises(ReportError, match="no criterion of the part 'gap'"):
        assess(lines, PARTS | {"gap": "evidence"}, HIGHEST)
