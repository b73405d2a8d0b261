"""What a report knows when it is opened: parameters, what was known when, which rows and model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from industry_report.data.errors import ReportError
from industry_report.report import Report, open_report

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def opened() -> Callable[..., Report]:
    """Opens a report with the project's own data; keywords change parameters."""

    def make(**changed) -> Report:
        given = {
            "dataset": str(DATA / "indicators.csv"),
            "logic_model": str(DATA / "logic_model.yaml"),
        }
        return open_report(given | changed)

    return make


def test_what_came_later_is_only_hindsight(opened):
    then = opened(as_of="2022-08")
    assert not then.data.find("rd_intensity", "baotou", "2021")
    assert then.later.find("rd_intensity", "baotou", "2021")
    assert not len(opened(as_of="2022-08", hindsight=False).later)


def test_weak_evidence_is_left_out_unless_asked_for(opened):
    assert not opened().later.find("wafer_capacity", "baotou", "2023-06")
    assert opened(min_confidence="low").later.find("wafer_capacity", "baotou", "2023-06")


def test_a_model_belongs_to_its_region_and_time(opened):
    assert opened().model is not None
    assert opened(region="hohhot").model is None
    assert opened(as_of="2021-06").model is None


def test_names_of_regions_are_understood(opened):
    report = opened(region="全国", benchmarks=["内蒙古"])
    assert report.region == "china" and report.benchmarks == ("inner-mongolia",)


@pytest.mark.parametrize(
    ("region", "benchmarks"),
    [("包头", ("inner-mongolia", "china")), ("inner-mongolia", ("china",)), ("china", ())],
)
def test_without_benchmarks_a_place_is_compared_with_what_it_lies_in(opened, region, benchmarks):
    assert opened(region=region).benchmarks == benchmarks


def test_the_latest_vantage_point_leaves_nothing_for_later(opened):
    report = opened(as_of="latest", min_confidence="low")
    assert len(report.later) == 0 and len(report.data) == len(report.everything)
    before = opened(as_of=f"{int(report.as_of[:4]) - 1}-12", min_confidence="low")
    assert len(before.later) > 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"region": "baotuo"}, "baotou"),
        ({"as_of": "august"}, "as_of"),
        ({"language": "fr"}, "language"),
        ({"draws": 1}, "draws"),
        ({"region": "china", "benchmarks": ["china"]}, "is the region of the report itself"),
        ({"as_of": "2099-01"}, "2099-01 lies in the future"),
        ({"dataset": "nowhere.csv"}, "nowhere.csv"),
    ],
)
def test_wrong_parameters_stop_before_anything_is_shown(opened, changed, words):
    with pytest.raises(ReportError, match=words):
        opened(**changed)
