"""What notebooks emit: sentences, findings, figures and tables with what they rest on, and one line where data are missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas
import pytest
from IPython.testing.globalipapp import get_ipython
from IPython.utils.capture import capture_output

from industry_report import language
from industry_report.data.errors import ReportError
from industry_report.exhibits import charts
from industry_report.notebook import Report, lower_first, open_report
from industry_report.numbers.quantity import Quantity

DATA = Path(__file__).parent.parent / "data"
ROW = "baotou/industrial_value_added_growth/2022-01/2022-07/observed/article"
NAMES = {"region": ("地区", "Region"), "value": ("增速（%）", "Growth (%)")}


@pytest.fixture(autouse=True)
def interactive():
    """Displays need an IPython shell; the language is put back for other tests."""
    get_ipython()
    before = language.current()
    yield
    language.use(before)


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


def emitted(show: Callable[[], None]) -> list[tuple[dict, dict]]:
    """Data and own metadata of everything that ``show`` displays."""
    with capture_output() as captured:
        show()
    return [
        (output.data, output.metadata.get("publisher", {}) | output.metadata["industry_report"])
        for output in captured.outputs
        if "industry_report" in output.metadata
    ]


def gone(label: str) -> Quantity:
    return Quantity.missing("%", label, label)


def test_a_sentence_carries_the_rows_it_mentions(opened):
    report = opened()
    growth = report.value("industrial_value_added_growth", "2022-01/2022-07")
    ((data, mark),) = emitted(lambda: report.say(zh=f"增长{growth}。", en=f"up {growth}."))
    assert data == {"text/markdown": "增长16.6%。"}
    assert mark == {"kind": "text", "rows": [ROW]}


def test_rows_of_one_sentence_do_not_leak_into_the_next(opened):
    report = opened()
    growth = report.value("industrial_value_added_growth", "2022-01/2022-07")
    emitted(lambda: report.say(zh=f"{growth}", en=f"{growth}"))
    ((_, mark),) = emitted(lambda: report.say(zh="无数字。", en="No number."))
    assert mark["rows"] == []


@pytest.mark.parametrize(("code", "words"), [("zh", "*无数据："), ("en", "*No data: ")])
def test_a_missing_value_makes_one_visible_line_and_no_sentence(opened, code, words):
    report = opened(language=code)
    ((data, mark),) = emitted(
        lambda: report.say(
            zh=f"高于{gone('x')}和{gone('y')}。", en=f"above {gone('x')}, {gone('y')}"
        )
    )
    assert mark == {"kind": "nodata", "missing": ["x", "y"]}
    assert data["text/markdown"].startswith(words) and "above" not in data["text/markdown"]


def test_findings_leave_out_what_is_missing_and_say_so_when_all_is(opened):
    report = opened()
    growth = report.value("industrial_value_added_growth", "2022-01/2022-07")
    some = emitted(lambda: report.findings((f"增长{growth}", ""), (f"占{gone('x')}", "")))
    assert [(data["text/markdown"], mark["kind"]) for data, mark in some] == [
        ("- 增长16.6%", "findings")
    ]
    none = emitted(lambda: report.findings((f"占{gone('x')}", ""), (f"占{gone('x')}", "")))
    assert [mark for _, mark in none] == [{"kind": "nodata", "missing": ["x"]}]


def test_title_is_a_heading_in_the_language_of_the_run(opened):
    report = opened(language="en")
    ((data, mark),) = emitted(lambda: report.title(zh="报告", en="Report"))
    assert data["text/markdown"] == "# Report" and mark["kind"] == "text"


def frame(report: Report) -> pandas.DataFrame:
    value = report.value("industrial_value_added_growth", "2022-01/2022-07")
    return pandas.DataFrame({"region": [report.place], "value": [value]})


def test_a_figure_has_all_its_parts_and_its_plotted_data(opened):
    report = opened(language="en")
    show = partial(
        report.figure,
        "growth",
        charts.bars,
        frame(report),
        ("", "", ""),
        ("Up", "Growth", "Note."),
        NAMES,
        label="region",
        value="value",
    )
    ((data, mark),) = emitted(show)
    assert (
        mark["kind"] == "figure"
        and mark["id"] == "growth"
        and mark["title"] == "Up"
        and mark["rows"] == [ROW]
    )
    assert mark["source"].startswith("Source: ") and "16.6%" in data["text/plain"]
    assert data["image/svg+xml"].startswith("<svg")
    resource = data["application/vnd.dataresource+json"]
    assert resource["data"] == [{"Region": "Baotou", "Growth (%)": 16.6}]
    assert [field["type"] for field in resource["schema"]["fields"]] == ["string", "number"]


def test_a_figure_without_values_is_one_line_and_never_empty(opened):
    report = opened()
    data = pandas.DataFrame({"region": [report.place], "value": [gone("增速")]})
    names = {"zh": ("题", "副题", "注"), "en": ("", "", "")}
    ((_, mark),) = emitted(
        lambda: report.figure(
            "f", charts.bars, data, **names, names=NAMES, label="region", value="value"
        )
    )
    assert mark == {"kind": "nodata", "missing": ["增速"]}


def test_a_table_shows_a_dash_for_some_and_a_line_for_all_missing(opened):
    report = opened()
    some = pandas.concat(
        [frame(report), pandas.DataFrame({"region": ["别处"], "value": [gone("x")]})]
    )
    ((data, mark),) = emitted(lambda: report.table("t", some, ("题", "注"), ("", ""), NAMES))
    assert mark["kind"] == "table" and mark["rows"] == [ROW]
    cells = [list(row.values()) for row in data["application/vnd.dataresource+json"]["data"]]
    assert cells == [["包头市", "16.6%"], ["别处", "—"]]
    assert '<th scope="col"' in data["text/html"] and '<th scope="row"' in data["text/html"]
    nothing = pandas.DataFrame({"region": ["别处"], "value": [gone("x")]})
    ((_, mark),) = emitted(lambda: report.table("t", nothing, ("题", "注"), ("", ""), NAMES))
    assert mark == {"kind": "nodata", "missing": ["x"]}


def test_what_came_later_is_only_hindsight(opened):
    then = opened(as_of="2022-08")
    assert (
        then.value("rd_intensity", "2021").is_missing
        and not then.outcome("rd_intensity", "2021").is_missing
    )
    assert opened(as_of="2022-08", hindsight=False).outcome("rd_intensity", "2021").is_missing


def test_weak_evidence_is_left_out_unless_asked_for(opened):
    assert opened().outcome("wafer_capacity", "2023-06").is_missing
    assert not opened(min_confidence="low").outcome("wafer_capacity", "2023-06").is_missing


def test_a_model_belongs_to_its_region_and_time(opened):
    assert opened().model is not None
    assert opened(region="hohhot").model is None
    assert opened(as_of="2021-06").model is None


def test_an_indicator_of_anothers_industry_is_not_named_elsewhere(opened):
    label = str(opened(region="hohhot").value("rare_earth_output").label)
    assert "稀土" not in label and "呼和浩特" in str(
        opened(region="hohhot").value("rd_intensity").label
    )


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


def test_labels_within_a_sentence():
    assert lower_first("Wafer capacity") == "wafer capacity"
    assert lower_first("R&D intensity") == "R&D intensity" and lower_first("GDP") == "GDP"
