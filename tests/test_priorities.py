"""The shares that SMAA reports, against exact areas and lengths of the weight space, and its edges."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from industry_report.data.errors import ReportError
from industry_report.numbers.priorities import GROUPS, rank_acceptability

TWO = {"a": (5, 1), "b": (1, 4), "c": (4, 3), "d": (1, 1)}
THREE = {"a": (5, 1, 2), "b": (1, 5, 2), "c": (2, 2, 4), "d": (3, 3, 3), "e": (2, 1, 1)}


def frame(scores: dict[str, tuple[int, ...]]) -> pd.DataFrame:
    columns = [f"c{number}" for number in range(len(next(iter(scores.values()))))]
    return pd.DataFrame.from_dict(scores, orient="index", columns=columns)


def exact_segment(scores: dict[str, tuple[int, int]], top: int) -> dict[str, Fraction]:
    """The part of the segment of weights (w, 1 - w) where each alternative has one of the first ``top`` ranks."""
    cuts = {Fraction(0), Fraction(1)}
    for (x1, y1), (x2, y2) in itertools.combinations(scores.values(), 2):
        slope = (x1 - x2) - (y1 - y2)
        if slope:
            cuts.add(Fraction(y2 - y1, slope))
    cuts = sorted(cut for cut in cuts if 0 <= cut <= 1)
    shares = dict.fromkeys(scores, Fraction(0))
    for low, high in itertools.pairwise(cuts):
        middle = (low + high) / 2
        utility = {name: middle * x + (1 - middle) * y for name, (x, y) in scores.items()}
        for name in scores:
            if sum(other > utility[name] for other in utility.values()) < top:
                shares[name] += high - low
    return shares


def clip(polygon: list[tuple[Fraction, ...]], plane: tuple[int, ...]) -> list[tuple[Fraction, ...]]:
    """The part of a convex polygon in weight space where ``plane`` · w >= 0."""
    kept = []
    for here, there in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        a, b = (sum(p * w for p, w in zip(plane, point, strict=True)) for point in (here, there))
        if a >= 0:
            kept.append(here)
        if a * b < 0:
            kept.append(tuple(x + (y - x) * a / (a - b) for x, y in zip(here, there, strict=True)))
    return kept


def area(polygon: list[tuple[Fraction, ...]]) -> Fraction:
    """Twice the area in the first two coordinates, which is 1 for the whole weight space."""
    pairs = zip(polygon, polygon[1:] + polygon[:1], strict=True)
    return abs(sum((a[0] * b[1] - a[1] * b[0] for a, b in pairs), Fraction(0)))


def exact_triangle(scores: dict[str, tuple[int, int, int]], top: int) -> dict[str, Fraction]:
    """The part of the triangle of three weights where fewer than ``top`` others are better, for each alternative."""
    whole = [tuple(Fraction(int(row == column)) for column in range(3)) for row in range(3)]
    shares = dict.fromkeys(scores, Fraction(0))
    for name, own in scores.items():
        others = [other for other in scores if other != name]
        for better in itertools.chain.from_iterable(
            itertools.combinations(others, size) for size in range(top)
        ):
            polygon = whole
            for other in others:
                sign = 1 if other in better else -1
                plane = tuple(sign * (x - y) for x, y in zip(scores[other], own, strict=True))
                polygon = clip(polygon, plane) if polygon else polygon
            shares[name] += area(polygon)
    return shares


@pytest.mark.parametrize("top", [1, 2])
def test_two_criteria_agree_with_the_segment(top):
    result = rank_acceptability(frame(TWO), draws=100_000, top=top)
    exact = exact_segment(TWO, top)
    for name in TWO:
        assert result.table.loc[name, "top"] == pytest.approx(float(exact[name]), abs=0.006)
    assert sum(exact_segment(TWO, 1).values()) == 1


@pytest.mark.parametrize("top", [1, 2, 3])
def test_three_criteria_agree_with_the_triangle(top):
    result = rank_acceptability(frame(THREE), draws=100_000, top=top)
    exact = exact_triangle(THREE, top)
    for name in THREE:
        assert result.table.loc[name, "top"] == pytest.approx(float(exact[name]), abs=0.006)
    assert sum(exact.values()) == top


def test_central_weights_are_the_centre_of_the_region_that_puts_an_alternative_first():
    # a beats b exactly where w0 > 1/2: the centre of that half of the segment is 3/4.
    result = rank_acceptability(frame({"a": (2, 1), "b": (1, 2)}), draws=100_000, top=1)
    assert result.central_weights.loc["a", "c0"] == pytest.approx(0.75, abs=0.005)
    assert result.other_weights.loc["a", "c0"] == pytest.approx(0.25, abs=0.005)


def test_the_deciding_criterion_and_its_direction():
    result = rank_acceptability(
        frame({"a": (5, 3, 1), "b": (1, 3, 5), "c": (1, 1, 1)}), draws=5_000, top=1
    )
    table = result.table
    assert (table.loc["a", "deciding"], table.loc["b", "deciding"]) in {
        ("c0", "c2"),
        ("c0", "c0"),
        ("c2", "c2"),
        ("c2", "c0"),
    }
    for name, own in (("a", "c0"), ("b", "c2")):
        assert table.loc[name, "direction"] == (
            "for" if table.loc[name, "deciding"] == own else "against"
        )
    # What is never first hangs on no weight.
    assert tuple(table.loc["c", ["deciding", "direction"]]) == ("", "")


def test_a_criterion_on_which_all_are_equal_decides_nothing():
    scores = frame({"a": (5, 1, 3), "b": (1, 5, 3)})
    assert set(rank_acceptability(scores, draws=20_000, top=1).table["deciding"]) <= {"c0", "c1"}


def test_groups_follow_the_share_among_the_first():
    result = rank_acceptability(
        frame({"best": (5, 5), "x": (4, 1), "y": (1, 4), "worst": (1, 1)}), draws=2_000, top=2
    )
    assert result.group("always") == ["best"]
    assert set(result.group("depends")) == {"x", "y"}
    assert result.group("rarely") == ["worst"]
    assert result.table.index[0] == "best"
    assert set(GROUPS) == {"always", "depends", "rarely"}
    with pytest.raises(KeyError):
        result.group("first")


def test_a_share_near_a_threshold_is_not_settled():
    # a beats b where w0 > 1/10, which is the threshold of the group itself.
    scores = frame({"a": (2, 1), "b": (1, 10)})
    assert exact_segment({"a": (2, 1), "b": (1, 10)}, 1)["b"] == Fraction(9, 10)
    assert not rank_acceptability(scores, draws=2_000, top=1).table.loc["b", "settled"]
    assert (
        rank_acceptability(frame({"a": (2, 1), "b": (1, 2)}), draws=2_000, top=1)
        .table["settled"]
        .all()
    )


def test_ranks_add_up_and_agree_with_the_table():
    result = rank_acceptability(frame(THREE), draws=3_000, top=2)
    assert np.allclose(result.ranks.sum(axis=1), 1)
    assert np.allclose(result.ranks.sum(axis=0), 1)
    assert np.allclose(result.ranks[[1, 2]].sum(axis=1), result.table["top"])
    assert np.allclose((result.ranks * result.ranks.columns).sum(axis=1), result.table["mean_rank"])
    assert result.table.loc["e", "best_rank"] > 1


def test_equals_share_a_rank():
    result = rank_acceptability(frame({"a": (3, 4), "twin": (3, 4), "b": (1, 1)}), draws=500, top=1)
    assert list(result.table.loc[["a", "twin"], "first"]) == [1, 1]
    assert result.table.loc["b", "worst_rank"] == 3


def test_the_same_seed_gives_the_same_and_another_seed_nearly_the_same():
    one, two, other = (
        rank_acceptability(frame(THREE), draws=30_000, seed=seed) for seed in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.central_weights, two.central_weights)
    assert not one.table["mean_rank"].equals(other.table["mean_rank"])
    difference = (one.table["top"] - other.table["top"].reindex(one.table.index)).abs().max()
    assert difference < 6 * one.standard_error


def test_fixed_weights_rank_once():
    result = rank_acceptability(frame(TWO), {"c0": 3, "c1": 1})
    utility = {name: 3 * x + y for name, (x, y) in TWO.items()}
    assert list(result.table.index) == sorted(TWO, key=utility.get, reverse=True)
    assert set(result.table["first"]) == {0, 1}
    assert (result.draws, result.standard_error) == (1, 0)


def test_a_criterion_without_weight_does_not_count():
    result = rank_acceptability(frame(TWO), {"c1": 0.2})
    assert list(result.table.index)[:2] == ["b", "c"]
    assert list(rank_acceptability(frame(TWO), {}, draws=100).ranks.columns) == [1, 2, 3, 4]


@pytest.mark.parametrize("scale", ["even", "ordinal"])
def test_a_dominated_alternative_is_never_before_the_one_that_dominates_it(scale):
    result = rank_acceptability(
        frame({"over": (4, 2, 3), "under": (3, 2, 1), "x": (1, 5, 5)}), draws=3_000, scale=scale
    )
    assert result.table.loc["over", "mean_rank"] < result.table.loc["under", "mean_rank"]
    assert result.table.loc["under", "first"] == 0


def test_the_ordinal_scale_uses_the_order_alone():
    near, far = (
        frame({"a": (3, 1), "b": (2, 2), "c": (1, 3)}),
        frame({"a": (9, 1), "b": (8, 2), "c": (1, 3)}),
    )
    ordinal = [
        rank_acceptability(scores, draws=4_000, top=1, scale="ordinal").table["first"]
        for scores in (near, far)
    ]
    even = [rank_acceptability(scores, draws=4_000, top=1).table["first"] for scores in (near, far)]
    pd.testing.assert_series_equal(*ordinal)
    assert not even[0].equals(even[1].reindex(even[0].index))


def test_results_do_not_hang_on_the_size_of_a_chunk(monkeypatch):
    whole = rank_acceptability(frame(THREE), draws=1_000).table
    monkeypatch.setattr("industry_report.numbers.priorities._CHUNK", 7)
    pd.testing.assert_frame_equal(whole, rank_acceptability(frame(THREE), draws=1_000).table)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"weights": {"c2": 1}}, "unknown criterion 'c2'"),
        ({"weights": {"c0": -1}}, "weight of 'c0' is -1"),
        ({"weights": {"c0": float("nan")}}, "weight of 'c0' is nan"),
        ({"weights": {"c0": "much"}}, "weight of 'c0' is 'much'"),
        ({"weights": {"c0": 0}}, "all weights are 0"),
        ({"draws": 0}, "draws = 0"),
        ({"draws": 10**9}, "expected 1 to 200000"),
        ({"top": 5}, "top = 5"),
        ({"scale": "log"}, "scale 'log'"),
    ],
)
def test_what_cannot_be_asked_for(arguments, said):
    with pytest.raises(ReportError, match=said):
        rank_acceptability(frame(TWO), **arguments)


def test_the_nearest_criterion_is_named():
    with pytest.raises(ReportError, match="did you mean 'evidence'"):
        rank_acceptability(pd.DataFrame({"evidence": [1, 2], "cost": [2, 1]}), {"evidance": 1})


@pytest.mark.parametrize("bad", [None, float("nan"), "high", float("inf")])
def test_scores_must_be_numbers(bad):
    scores = pd.DataFrame({"c0": [1, bad], "c1": [1, 2]}, index=["a", "b"])
    with pytest.raises(ReportError, match="score of 'b' on 'c0'"):
        rank_acceptability(scores)


def test_scores_must_exist_and_be_named_once():
    with pytest.raises(ReportError, match="no scores"):
        rank_acceptability(pd.DataFrame())
    with pytest.raises(ReportError, match="'a' stands twice"):
        rank_acceptability(pd.DataFrame({"c0": [1, 2]}, index=["a", "a"]))


def test_a_single_alternative_and_a_single_criterion():
    result = rank_acceptability(pd.DataFrame({"c0": [3]}, index=["a"]), draws=10)
    assert result.table.loc["a", "first"] == 1
    assert result.table.loc["a", "deciding"] == ""
