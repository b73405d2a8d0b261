"""Mixed-up definitions are refused, with the reason: nominal against real growth, a level against a
rate, firms above the threshold against all firms. Each case is seeded in a file of the data.
"""

import shutil
from pathlib import Path

import pytest

from industry_report.data import dataset, ratios
from industry_report.data.definitions import mixed, mixed_growth
from industry_report.data.errors import FaultsError
from industry_report.numbers import consistency, logic_model, sections

DATA = Path(__file__).parent.parent / "data"
ROWS = dataset.load(DATA / "indicators.csv")
ENTRIES = ROWS.codes.indicators

#: A figure, what it is held against, and what the refusal says.
PAIRS = [
    ("industrial_value_added_growth", "industrial_output_growth", "comparable prices (real)"),
    ("industrial_value_added_growth", "industrial_profit_growth", "current prices (nominal)"),
    ("gdp_growth", "retail_sales_growth", "current prices (nominal)"),
    ("gdp_growth", "fixed_asset_investment_growth", "current prices (nominal)"),
    ("rare_earth_output_growth", "rare_earth_value_added_growth", "comparable prices (real)"),
    ("pv_output_growth", "pv_manufacturing_value_added_growth", "comparable prices (real)"),
    ("crude_steel_output_growth", "industrial_output_growth", "a physical quantity"),
    ("aluminium_output_growth", "steel_value_added_growth", "a physical quantity"),
    ("industrial_value_added_growth", "gdp_growth", "about all firms"),
    ("total_industrial_value_added_growth", "industrial_value_added_growth", "above-scale"),
    ("industrial_investment_growth", "industrial_profit_growth", "above-scale"),
    ("gdp", "gdp_growth", "in 1e8 CNY"),
    ("industrial_output", "industrial_output_growth", "in 1e8 CNY"),
    ("rd_expenditure", "rd_intensity", "in 1e8 CNY"),
    ("secondary_share", "secondary_growth", "a share"),
    ("rd_intensity", "rd_expenditure_growth", "a growth rate"),
    ("polysilicon_capacity", "polysilicon_capacity_share", "in %"),
    ("5g_stations", "5g_stations_per_10k", "in stations"),
    ("rd_active_firms", "rd_active_firm_share", "in firms"),
    ("high_tech_value_added_share", "high_tech_value_added_growth", "a growth rate"),
]


@pytest.mark.parametrize(("one", "two", "words"), PAIRS)
def test_two_indicators_of_different_definitions_are_refused_with_the_reason(one, two, words):
    for reason in (mixed(ENTRIES[one], ENTRIES[two]), mixed(ENTRIES[two], ENTRIES[one])):
        assert all(each in str(reason) for each in (words, repr(one), repr(two)))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("wafer_capacity", "ingot_capacity"),
        ("manufacturing_value_added_growth", "industrial_value_added_growth"),
        ("high_tech_share", "high_tech_value_added_share"),  # left open by its source, and said
        ("gdp_growth", "gdp_growth"),
    ],
)
def test_figures_of_one_definition_may_be_compared(one, two):
    assert mixed(ENTRIES[one], ENTRIES[two]) is None


def beside(folder: Path, name: str, old: str, new: str) -> dataset.Dataset:
    """The project's data with one line of one file changed."""
    for path in DATA.iterdir():
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    text = (DATA / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return dataset.load(folder / "indicators.csv")


def model_of(rows: dataset.Dataset) -> None:
    path = rows.path.parent / "logic_model.yaml"
    logic_model.load(path, rows.codes)


def ratios_of(rows: dataset.Dataset) -> None:
    ratios.beside(rows.path, rows.codes)


#: File, what stands there, what is put in its place, who reads it, what the refusal says.
SEEDED = [
    (
        "logic_model.yaml",
        "{indicator: rd_intensity, expect: below, than: benchmark",
        "{indicator: industrial_value_added_growth, expect: below, than: industrial_output_growth",
        model_of,
        "line {line}: 'industrial_value_added_growth' is at comparable prices (real)",
    ),
    (
        "logic_model.yaml",
        "target: {basis: assumption, indicator: ingot_capacity}",
        "target: {basis: assumption, indicator: ingot_capacity_share}",
        model_of,
        "'ingot_capacity_share' in %",
    ),
    (
        "logic_model.yaml",
        "target: {basis: assumption, indicator: digital_projects}",
        "target: {basis: assumption, indicator: 5g_stations}",
        model_of,
        "line {line}: 'digital_projects_done' is in projects, '5g_stations' in stations",
    ),
    (
        "ratios.yaml",
        "high_tech_share: high_tech_value_added_share",
        "industrial_output_growth: industrial_value_added_growth",
        ratios_of,
        "current prices (nominal)",
    ),
    (
        "ratios.yaml",
        "cluster_class_100bn: [steel_cluster_output",
        "cluster_class_100bn: [rare_earth_output_growth",
        ratios_of,
        "'rare_earth_output_growth' in %",
    ),
    (
        "relations.yaml",
        'against: other(industrial_value_added_growth["2022-01/2022-07"], "china")',
        'against: other(industrial_profit_growth["2021"], "china")',
        consistency.read,
        "current prices (nominal)",
    ),
    (
        "relations.yaml",
        "formula: manufacturing_value_added_growth - exact(manufacturing_growth_floor)",
        "formula: industrial_output_growth - exact(manufacturing_growth_floor)",
        consistency.read,
        "growth rates of one basis",
    ),
    (
        "situation.yaml",
        "progress: key_project_completion_rate",
        "progress: industrial_investment_growth",
        sections.read,
        "is a growth rate",
    ),
    (
        "situation.yaml",
        "paces: [rare_earth_output]",
        "paces: [rare_earth_output_growth]",
        sections.read,
        "expected an amount",
    ),
    (
        "situation.yaml",
        "part: {done: digital_projects_done, of: digital_projects}",
        "part: {done: digital_projects_done, of: 5g_stations}",
        sections.read,
        "'5g_stations' in stations",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "read", "words"), SEEDED)
def test_a_file_that_mixes_definitions_is_refused(tmp_path, name, old, new, read, words):
    rows = beside(tmp_path, name, old, new)
    text = (DATA / name).read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(FaultsError) as refused:
        read(rows)
    assert words.format(line=line) in str(refused.value)


def test_there_are_thirty_seeded_mix_ups():
    assert len(PAIRS) + len(SEEDED) == 30


def test_the_projects_own_files_mix_nothing_up():
    model_of(ROWS), ratios_of(ROWS), consistency.read(ROWS), sections.read(ROWS)


def test_real_and_nominal_growth_of_one_place_never_meet_in_a_verdict():
    """Ordos grew by 5.1 per cent in real terms in 2025 while its GDP at current prices fell."""
    real, nominal = ENTRIES["gdp_growth"], ENTRIES["industrial_output_growth"]
    assert "(real)" in str(mixed_growth([real, nominal]))
    assert mixed_growth([real, ENTRIES["secondary_growth"]]) is None
