"""What a dataset lets one compare: the YAML file beside it, read like the dataset."""

from __future__ import annotations

import pytest

from industry_report.data import ratios
from industry_report.data.errors import FaultsError
from industry_report.data.ratios import Comparable, Ratio


def test_the_projects_own_file(dataset):
    found = ratios.beside(dataset.path, dataset.codes)
    assert found.ratios["rd_intensity"] == Ratio("rd_expenditure", "gdp", 100)
    assert found.ratios["5g_stations_per_10k"].years == 1
    assert found.stand_ins["high_tech_share"] == "high_tech_value_added_share"
    assert "pv_output" in found.classes["cluster_class_100bn"]


def test_without_a_file_there_is_nothing(tmp_path, codes):
    assert ratios.beside(tmp_path / "rows.csv", codes) == Comparable()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ratios: {rd_intensty: {of: gdp, by: gdp}}", "line 1.*did you mean 'rd_intensity'"),
        ("ratios:\n  rd_intensity: {of: rd_expenditure}", "line 2: 'by' is missing"),
        ("ratios:\n  rd_intensity: {of: gdp, by: gdp, times: 0}", "line 2.*1 or more"),
        ("ratios:\n  rd_intensity: {of: gdp, by: gdp, years: 0.5}", "line 2.*0 or more"),
        ("stand_ins:\n  high_tech_share: gdp", "line 2: .*'gdp' in 1e8 CNY; expected two"),
        ("classes:\n  cluster_class_100bn: [pv_outptu]", "line 2: .*did you mean 'pv_output'"),
        ("rates: {}", "unknown key 'rates'.*did you mean 'ratios'"),
    ],
)
def test_faults_are_named_with_line_and_nearest_choice(tmp_path, codes, text, fault):
    (tmp_path / "ratios.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultsError, match=fault):
        ratios.beside(tmp_path / "rows.csv", codes)


def test_all_faults_are_named_at_once(tmp_path, codes):
    text = "ratios:\n  one: {of: two, by: gdp}\nstand_ins: {three: gdp}\n"
    (tmp_path / "ratios.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultsError) as error:
        ratios.beside(tmp_path / "rows.csv", codes)
    assert len(error.value.faults) == 3
