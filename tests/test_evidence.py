"""Evidence: symptoms seen, not seen or without data, as far as rounding and bounds decide."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from industry_report import language
from industry_report.language import Text
from industry_report.numbers import evidence, logic_model
from industry_report.numbers.logic_model import Symptom
from industry_report.numbers.quantity import Quantity

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use("zh")


@pytest.fixture(scope="module")
def model(dataset):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", dataset.codes.indicators)


@pytest.fixture(scope="module")
def trusted(dataset):
    return dataset.where(min_confidence="medium")


@pytest.fixture(scope="module")
def found(model, trusted):
    return evidence.examine(model, trusted.known("2022-08"), "baotou", ["inner-mongolia", "china"])


def by_indicator(found) -> dict[str, evidence.Evidence]:
    return {each.symptom.indicator: each for each in found if each.symptom.indicator}


def figure(text: str, qualifier: str = "", unit: str = "%") -> Quantity:
    return Quantity.observed(text, qualifier, unit, (), "", "")


BELOW = Symptom(Text("", ""), "rd_intensity", "below", "benchmark")
ABOVE = Symptom(Text("", ""), "rd_intensity", "above", "benchmark")


@pytest.mark.parametrize(
    ("symptom", "value", "reference", "seen"),
    [
        (BELOW, figure("5.5"), figure("15.1"), True),
        (BELOW, figure("15.1"), figure("5.5"), False),
        (ABOVE, figure("15.1"), figure("5.5"), True),
        (BELOW, figure("2.4"), figure("2.44"), None),  # 2.4 may be 2.449
        (BELOW, figure("600", "over"), figure("1000"), True),  # over 600 is not over 1000
        (BELOW, figure("950", "over"), figure("1000"), None),
        (BELOW, figure("1000", "at_least"), Quantity.exact(Decimal(1000), "%"), False),
        (BELOW, figure("12.7", "at_least"), figure("37.9"), None),  # a bound may lie anywhere above
        (ABOVE, figure("80", "nearly"), figure("90"), False),
    ],
)
def test_a_symptom_is_seen_as_far_as_rounding_and_bounds_decide(symptom, value, reference, seen):
    assert evidence._seen(symptom, value, reference) is seen


def test_seen_against_one_benchmark_and_not_another_is_partly_seen(model, trusted):
    later = by_indicator(evidence.examine(model, trusted, "baotou", ["inner-mongolia", "china"]))
    assert later["rd_intensity"].verdict == evidence.PARTLY
    assert {sight.seen for sight in later["rd_intensity"].sights} == {True, False}


def test_the_default_vantage_point_sees_what_the_article_could_see(found):
    verdicts = {name: each.verdict for name, each in by_indicator(found).items()}
    assert verdicts["high_tech_share"] == evidence.SEEN
    assert verdicts["rare_earth_output"] == evidence.SEEN
    assert verdicts["industrial_profit_margin"] == evidence.NOT_SEEN
    assert not {"wafer_capacity", "module_capacity_share"} & set(
        verdicts
    )  # they test something else
    assert verdicts["rd_intensity"] == evidence.NO_DATA  # first published in November 2022
    assert (
        verdicts["consumer_goods_share"] == evidence.NO_DATA
    )  # its benchmark followed in September 2022


def test_cumulative_months_are_not_held_against_a_yearly_threshold(found):
    assert str(by_indicator(found)["rare_earth_output"].value.best) == "600"


def test_a_caveat_goes_with_a_comparison_of_unlike_definitions(found):
    (sight,) = by_indicator(found)["high_tech_share"].sights
    assert sight.caveats
    assert "bases may differ" in evidence.caveats(found)


def test_counts_add_up(found):
    counts = evidence.count(found)
    parts = (counts.seen, counts.partly, counts.not_seen, counts.open, counts.no_data)
    assert sum(part.best for part in parts) == counts.total.best == len(found)
    frame = evidence.by_problem(None, found)
    assert frame["value"].iloc[0].is_missing


def test_every_symptom_is_in_the_figure_once(model, found):
    frame = evidence.by_problem(model, found)
    assert sum(cell.best for cell in frame["value"]) == len(found)


def test_the_tables_name_every_stated_problem_and_every_figure_that_is_needed(model, found):
    stated = sum(len(evidence.stated(model, found, part)) for part in ("2.1", "2.2", "2.3"))
    assert stated == len(model.leaves)
    without = sum(each.verdict == evidence.NO_DATA for each in found)
    assert len(evidence.needed(found)) == without
    assert len(evidence.tree(found)) == sum(bool(each.symptom.indicator) for each in found)


def test_without_a_model_everything_is_one_missing_value(trusted):
    assert evidence.examine(None, trusted, "hohhot", ["china"]) == []
    place = Text("呼和浩特市", "Hohhot")
    frames = (
        evidence.tree([], place),
        evidence.needed([], place),
        evidence.stated(None, [], "2.1", place),
    )
    for frame in frames:
        assert all(cell.is_missing for cell in frame.iloc[0])
        assert "Hohhot" in str(frame.iloc[0, 0].label)
    assert evidence.count([], place).total.is_missing
    assert evidence.origin(None, trusted) == ""


def test_changes_list_only_what_later_data_turned(model, trusted, found):
    after = evidence.examine(model, trusted, "baotou", ["inner-mongolia", "china"])
    changed = evidence.changes(found, after)
    turned = sum(one.verdict != other.verdict for one, other in zip(found, after, strict=True))
    assert len(changed) == turned > 0
    assert evidence.changes(found, found).empty


def test_a_model_may_be_asked_about_a_region_without_data(model, trusted):
    nowhere = evidence.examine(model, trusted.known("2022-08"), "alxa", ["china"])
    assert {each.verdict for each in nowhere} == {evidence.NO_DATA}
    assert evidence.named(nowhere, evidence.SEEN) == ""


def test_verdicts_that_never_occurred_are_not_listed():
    one, none = Quantity.exact(1, "items"), Quantity.exact(0, "items")
    language.use("en")
    shown = evidence.results(evidence.Counts(one, one, none, none, none, none, one, one, one))
    assert "seen" in shown and "partly" not in shown
    assert (
        evidence.results(evidence.Counts(one, none, none, none, none, one, none, one, none)) == ""
    )
