"""Which vantage points a report is made from unless one is asked for."""

import shutil
from pathlib import Path

import pytest

from industry_report import cli
from industry_report.data import dataset
from industry_report.data.regions import lies_in, related
from industry_report.facts import cover_facts
from industry_report.publishing import editions
from industry_report.report import open_report

ROOT = Path(__file__).parent.parent


def runs(*arguments: str) -> list[tuple[str, str, str]]:
    found = cli.wanted_runs(cli.parser().parse_args(["render", *arguments]), ROOT)
    return [(run.region, run.as_of, run.language) for run in found]


@pytest.fixture(scope="module")
def latest() -> str:
    return editions.last_known({"region": "baotou"}, ROOT)


def test_without_arguments_both_editions_are_made_in_both_languages_todays_first(latest):
    assert runs() == [
        ("baotou", latest, "zh"),
        ("baotou", latest, "en"),
        ("baotou", "2022-08", "zh"),
        ("baotou", "2022-08", "en"),
    ]


def test_a_vantage_point_that_is_asked_for_is_the_only_one(latest):
    assert runs("--as-of", "2022-08", "--language", "zh") == [("baotou", "2022-08", "zh")]
    assert runs("--as-of", "latest", "--language", "zh") == [("baotou", latest, "zh")]


def test_a_place_without_a_text_is_reported_as_of_today_alone():
    (only,) = runs("--region", "ordos", "--language", "en")
    assert only[1] > "2022-08"


def test_the_last_month_is_the_one_that_the_dataset_says():
    rows = dataset.load(ROOT / "data" / "indicators.csv")
    places = rows.codes.regions
    for region in ("baotou", "china", "ordos", "inner-mongolia", "guangzhou"):
        read = rows.where(region=related(region, lies_in(region, places), places))
        assert editions.last_known({"region": region}, ROOT) == read.last_known()


def test_a_file_that_cannot_be_read_lightly_is_left_to_the_whole_machinery(tmp_path):
    shutil.copyfile(ROOT / "data" / "datapackage.json", tmp_path / "datapackage.json")
    path = tmp_path / "rows.csv"
    path.write_text("region;indicator\nbaotou;gdp\n", encoding="utf-8")
    values = {"region": "baotou", "dataset": str(path)}
    assert editions.last_known(values, ROOT) == ""


@pytest.mark.parametrize(
    ("region", "as_of", "zh", "en"),
    [
        ("baotou", "2022-08", "回溯版", "Retrospective edition"),
        ("baotou", "2023-06", "回溯版", "Retrospective edition"),
        ("baotou", "latest", "最新版", "Today's edition"),
        ("ordos", "2023-06", "回溯版", "Retrospective edition"),
        ("ordos", "latest", "最新版", "Today's edition"),
    ],
)
def test_only_what_uses_all_that_is_known_is_called_todays(region, as_of, zh, en):
    files = {"dataset": "indicators.csv", "logic_model": "logic_model.yaml"}
    paths = {name: str(ROOT / "data" / file) for name, file in files.items()}
    for name, called in (("zh", zh), ("en", en)):
        given = {"region": region, "as_of": as_of, "language": name} | paths
        report = open_report(given)
        facts = cover_facts(report.language, report.called, None)
        assert facts["edition"] == called


def test_a_logic_model_that_is_none_leaves_todays_edition(tmp_path):
    path = tmp_path / "model.yaml"
    path.write_text("model: [\n", encoding="utf-8")
    values = {"region": "baotou", "logic_model": str(path)}
    assert editions.vantage_points(values, ROOT) == ["latest"]
