"""The brief: a verdict that is what the signs are, five numbers with their grades, what is needed."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT, language

from industry_report.data.dataset import load
from industry_report.numbers import (
    brief,
    gaps,
    growth,
    ledger,
    logic_model,
    recommendations,
    sections,
    task_records,
    tasks,
)
from industry_report.words import NOTHING
from industry_report.words.catalogue import Catalogue
from industry_report.words.template import Scope

LOCAL = sections.read(load(ROOT / "data" / "indicators.csv"))
GROWTH, EFFORT = "industrial_value_added_growth", "rd_intensity"
CITY, NATION = "baotou-plan-2025-06", "national-rd-bulletin-2023"


@pytest.fixture(scope="module")
def model(codes):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", codes)


def at(rows, model=None, as_of="2026-03", region="baotou"):
    known = rows.where(min_confidence="medium").known(as_of)
    others = gaps.outside(rows.codes, region, ("china",))
    return tasks.Setting(known, region, as_of, others, model)


def said(setting, name="zh"):
    compared = growth.beside(setting.rows, setting.region, setting.others)
    spent = brief.effort(setting.rows, setting.region, setting.others)
    writer = language(name, "00_brief")
    told = [writer.write(each) for each in brief.verdict(compared, spent, setting)]
    return told, brief.numbers(growth.latest(compared, setting.rows), setting, LOCAL)


def rows_of(make_rows, growths=(), efforts=()):
    return make_rows(
        *row_pair(GROWTH, "2023", growths),
        *row_pair(EFFORT, "2023", efforts),
    )


def row_pair(indicator, period, values):
    """Rows of the city and of the nation, as far as there are values."""
    sources = {"baotou": CITY, "china": NATION}
    pairs = zip(sources.items(), values, strict=False)
    return [(region, indicator, period, value, source) for (region, source), value in pairs]


@pytest.mark.parametrize(
    ("growths", "efforts", "zh", "en"),
    [
        (("9.0", "4.6"), ("1.67", "2.65"),
         ["2023年规上工业增加值增速高于全国", "2023年R&D经费投入强度低于全国"],
         ["industrial growth in 2023 was above the national average",
          "R&D intensity in 2023 was below the national average"]),
        (("2.0", "4.6"), ("2.80", "2.65"),
         ["2023年规上工业增加值增速低于全国", "2023年R&D经费投入强度高于全国"],
         ["industrial growth in 2023 was below the national average",
          "R&D intensity in 2023 was above the national average"]),
        (("4.6", "4.6"), ("2.65", "2.65"),
         ["2023年规上工业增加值增速与全国相当", "2023年R&D经费投入强度与全国相当"],
         ["industrial growth in 2023 was about the same as the national average",
          "R&D intensity in 2023 was about the same as the national average"]),
        (("9.0",), (), [], []),  # nothing to hold it against
        ((), ("1.67", "2.65"), ["2023年R&D经费投入强度低于全国"],
         ["R&D intensity in 2023 was below the national average"]),
        ((), (), [], []),
    ],
)  # fmt: skip
def test_the_verdict_is_what_the_signs_are(make_rows, growths, efforts, zh, en):
    setting = at(rows_of(make_rows, growths, efforts))
    assert said(setting)[0] == zh
    assert said(setting, "en")[0] == en


YEARS = ("2021", "2022", "2023")
UP = [("14.1", "9.6"), ("23.4", "4.6"), ("9.9", "6.2")]
DOWN = [("4.1", "9.6"), ("3.4", "4.6"), ("-9.9", "6.2")]


@pytest.mark.parametrize(
    ("growths", "periods", "zh", "en"),
    [
        (UP, YEARS,
         "2021—2023年各年可比时段规上工业增加值增速均高于全国（最近为2023年，高3.7个百分点）",
         "industrial growth was above the national average in each year of 2021–2023, over the "
         "months known for both (most recently 2023, 3.7 percentage points higher)"),
        (UP, ("2021", "2022", "2023-01/2023-09"),
         "2021—2023年各年可比时段规上工业增加值增速均高于全国"
         "（各年月份不同；最近为2023年1—9月，高3.7个百分点）",
         "industrial growth was above the national average in each year of 2021–2023, over the "
         "months known for both (these differ from year to year; most recently "
         "January–September 2023, 3.7 percentage points higher)"),
        (DOWN, YEARS,
         "2021—2023年各年可比时段规上工业增加值增速均低于全国（最近为2023年，低16.1个百分点）",
         "industrial growth was below the national average in each year of 2021–2023, over the "
         "months known for both (most recently 2023, 16.1 percentage points lower)"),
        ([DOWN[0], *UP[1:]], YEARS,
         "2023年规上工业增加值增速高于全国",
         "industrial growth in 2023 was above the national average"),
        ([*UP[:2], ("6.2", "6.2")], YEARS,
         "2023年规上工业增加值增速与全国相当",
         "industrial growth in 2023 was about the same as the national average"),
        ([UP[0], ("23.4",), UP[2]], YEARS,
         "2023年规上工业增加值增速高于全国",
         "industrial growth in 2023 was above the national average"),
    ],
    ids=["above", "other months", "below", "one below", "one level", "one missing: too few"],
)  # fmt: skip
def test_a_verdict_is_of_an_unbroken_run_of_years(make_rows, growths, periods, zh, en):
    rows = zip(periods, growths, strict=True)
    setting = at(make_rows(*(row for when, pair in rows for row in row_pair(GROWTH, when, pair))))
    assert [said(setting, name)[0] for name in ("zh", "en")] == [[zh], [en]]


def test_a_verdict_on_values_of_two_years_names_both(make_rows):
    rows = [
        *row_pair(EFFORT, "2023", ("1.67",)),
        ("china", EFFORT, "2022", "2.54", "national-rd-bulletin-2022"),
    ]
    setting = at(make_rows(*rows))
    assert said(setting)[0] == ["2023年R&D经费投入强度低于全国（2022年）"]
    assert said(setting, "en")[0] == ["R&D intensity in 2023 was below the national average (2022)"]


def test_that_no_measure_names_target_date_and_office_is_part_of_the_verdict(dataset, model):
    assert said(at(dataset, model))[0][-1] == "原文122项措施均未写全目标、期限和部门"
    assert (
        said(at(dataset, model), "en")[0][-1]
        == "none of the article's 122 measures has all of target, date and office"
    )


@pytest.mark.parametrize(
    ("as_of", "zh", "en"),
    [
        ("2024-06", "原文122项措施中18项有公开记载、104项未见记载",
         "a public record was found for 18 of the article's 122 measures, none for 104"),
        ("2026-03", "原文122项措施中78项有公开记载、44项未见记载",
         "a public record was found for 78 of the article's 122 measures, none for 44"),
    ],
)  # fmt: skip
def test_what_became_of_the_measures_takes_that_place(dataset, model, as_of, zh, en):
    pieces = ledger.known(ledger.read(dataset, model), dataset.codes, as_of)
    became = ledger.measures(model, pieces, dataset)
    setting = at(dataset, model, as_of)
    compared = growth.beside(setting.rows, "baotou", setting.others)
    latest = growth.latest(compared, setting.rows)
    clause = brief.verdict(compared, None, setting, became)[-1]
    assert [language(name, "00_brief").write(clause) for name in ("zh", "en")] == [zh, en]
    number = next(
        each
        for each in brief.numbers(latest, setting, LOCAL, became)
        if each.what.id == "what-became"
    )
    weakest = max(each.grade.letter for each in became if each.grade)
    assert number.grade.id == f"grade-{weakest}", "the grade of the figure that shows them"


@pytest.mark.parametrize(
    ("flag", "sure", "grade"), [("", "high", "A"), ("second_hand", "medium", "B"), ("undated", "high", "C")]
)  # fmt: skip
def test_each_number_carries_the_grade_of_its_rows(make_rows, flag, sure, grade):
    rows = make_rows(
        ("baotou", EFFORT, "2023", "1.67", "baotou-press-2025-11", flag, "", "", "", sure),
        ("china", EFFORT, "2023", "2.65", NATION),
    )
    (number,) = said(at(rows))[1]
    assert number.grade.id == f"grade-{grade}"
    told = language("zh", "00_brief").write(number.what)
    exact = "R&D经费投入强度（2023年），比全国（2023年，2.65%）低0.98个百分点"
    assert (told == exact) == (flag != "undated")


@pytest.mark.parametrize(
    ("flag", "zh", "en"),
    [
        ("undated",
         "（原文未注明年份），约为全国高技术制造业增加值占规上工业比重（2021年，15.1%）的1/3，"
         "证据等级C；口径不一致或不明，只宜看作量级",
         "(share of high-tech manufacturing in industrial value added: 15.1%, 2021; grade C); "
         "definitions differ or are not stated: "
         "an order of magnitude only"),
        ("", "（2022年），比全国（2021年，15.1%）低9.6个百分点",
         "(2022), 9.6 percentage points lower than the national average (15.1%, 2021)"),
    ],
)  # fmt: skip
def test_an_undated_number_is_an_order_of_magnitude(make_rows, flag, zh, en):
    rows = make_rows(
        ("baotou", "high_tech_share", "2022", "5.5", "article", flag),
        ("china", "high_tech_value_added_share", "2021", "15.1", "national-rd-bulletin-2021"),
    )
    (number,) = said(at(rows))[1]
    assert language("zh", "00_brief").write(number.what).endswith(zh)
    assert language("en", "00_brief").write(number.what).endswith(en)


def test_what_superseded_the_other_value_stands_in_its_bracket(dataset):
    """Two brackets back to back read as one garbled one."""
    told = [each.what for each in said(at(dataset))[1]]
    zh, en = (language(name, "00_brief").write(told[2]) for name in ("zh", "en"))
    assert zh.startswith(
        "有研发活动的规上工业企业占比（2021年），比全国（2021年，本报告推算，约38%；"
        "口径调整后为约31.3%，2023年，本报告推算，与2021年不可直接相比）低15个百分点"
    )
    assert (
        "15 percentage points lower than the national average (about 38%, 2021, derived by this "
        "report; on a later basis about 31.3%, 2023, derived by this report, not comparable with "
        "2021)" in en
    )


def test_a_place_behind_in_the_last_months_says_so_beside_its_earlier_lead(dataset):
    told = said(at(dataset))[1][0].what
    assert "；其中2025年1—6月高5.9个百分点，粗略推算2025年7—9月低于全国" in language(
        "zh", "00_brief"
    ).write(told)
    assert (
        "; in January–June 2025 5.9 percentage points higher, in July–September 2025 lower than "
        "the rate for China, by rough reckoning" in language("en", "00_brief").write(told)
    )


@pytest.mark.parametrize(("as_of", "kinds"), [("2024-09", ["what-gap"]), ("2026-03", ["what-own"])])  # fmt: skip
def test_growth_of_years_ago_is_held_against_nobody(make_rows, as_of, kinds):
    rows = make_rows(
        ("baotou", "gdp_growth", "2023", "10.2", "baotou-bulletin-2023"),
        ("china", "gdp_growth", "2023", "5.2", "nbs-industry-2023"),
    )
    assert [each.what.id for each in said(at(rows, as_of=as_of))[1]] == kinds


def test_growth_of_years_ago_stands_behind_figures_of_the_place_itself(make_rows):
    own = [("gdp_growth", "2023", "0.1"), ("population", "2022", "55.7"), ("gdp", "2021", "713")]
    rows = make_rows(*(("baotou", *each, "baotou-bulletin-2023") for each in own))
    told = [str(each.what.values["indicator"]) for each in said(at(rows))[1]]
    assert told == ["population", "gdp", "gdp_growth"]


def test_a_place_of_five_rows_has_its_own_numbers(make_rows):
    own = [("gdp", "364"), ("population", "26.2"), ("industrial_output", "90"), ("gdp_growth", "5.1"), ("rd_expenditure", "1.2")]  # fmt: skip
    rows = make_rows(*(("baotou", id, "2021", value, "baotou-bulletin-2021") for id, value in own))
    told, numbers = said(at(rows))
    assert told == [] and len(numbers) == 5
    assert all(not each.chapter for each in numbers), "there are no chapters to point to"


@pytest.mark.parametrize(
    ("as_of", "strong", "weak", "told"),
    [
        ("2022-08", ["2022-12"], ["2022-12"], "2022-12"),
        ("2023-06", ["2022-12"], ["2022-12"], None),  # over
        ("2023-06", ["2022-12", "2025"], ["2022-12"], None),  # of two periods there is no pair
        ("2023-06", ["2023-12", "2025"], ["2023-12", "2025"], "2023-12"),  # the next one
        ("2022-08", [], ["2022-12"], None),
    ],
)
def test_both_ends_of_a_chain_are_of_one_period(make_rows, model, as_of, strong, weak, told):
    ends = [
        *(("ingot_capacity_share", each) for each in strong),
        *(("module_capacity_share", each) for each in weak),
    ]
    rows = make_rows(
        *(
            ("baotou", share, period, "26.3", "article", "", "", "", "forecast")
            for share, period in ends
        )
    )
    found = [each.what for each in said(at(rows, model, as_of))[1] if each.what.id == "what-chain"]
    assert [str(each.values["period"]) for each in found] == [told] * bool(told)


def test_nothing_known_later_is_in_the_brief_of_the_article(dataset, model):
    setting = at(dataset, model, "2022-08")
    then = {row.id for row in dataset.known("2022-08")}
    _, numbers = said(setting)
    writer = language("zh", "00_brief")
    values = [writer.write(each.value) for each in numbers]
    assert values == ["16.6%", "23.2%", "5.5%", "约26.3%和约1.7%", "0项"]
    cited = {row for each in numbers for row in getattr(each.value, "rows", ())}
    assert cited and cited <= then


def test_the_numbers_of_today(dataset, model):
    writer = language("zh", "00_brief")
    values = [writer.write(each.value) for each in said(at(dataset, model))[1]]
    assert values == ["9.9%", "1.67%", "23.2%", "4个", "0项"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("zh", "其中可行性较高的是产学研与平台，较低的是关键技术攻关，难以判定的是"),
        ("en", "feasibility is high for joint research, low for"),
    ],
)
def test_what_is_needed_is_told_as_the_recommendations_class_it(model, name, wanted):
    settings = {"as_of": "2022-08", "draws": 2000, "seed": 2022, "criteria": {}}
    ranks = recommendations.ranking(model, settings)
    template = Catalogue(name, "00_brief")["needs.text"]
    told = language(name, "00_brief").say(template, Scope({"leads": NOTHING}, (ranks.counts,))).text
    assert wanted in told
    for feasibility in ("high", "open", "low"):
        for line in ranks.lines("shown", feasibility):
            assert getattr(line.label, name).lower() in told.lower()
    assert not any(line.mandated for line in ranks.lines("shown"))


def test_the_decisions_are_the_first_tasks(dataset, model):
    done = tasks.worked(task_records.read(dataset, model, "baotou"), at(dataset, model))
    assert tasks.decisions(done) == done[: tasks.MOST_DECISIONS]


def test_the_notebook_says_that_it_is_the_brief():
    book = json.loads((ROOT / "notebooks" / "00_brief.ipynb").read_text("utf-8"))
    assert book["metadata"]["publisher"]["part"] == "brief"


def test_a_number_that_nothing_is_held_against_stands_only_where_no_other_does(dataset, model):
    """Two of five numbers of a place without an article were figures on their own."""
    _, found = said(at(dataset, region="ordos"))
    told = {each.what.id for each in found}
    assert len(found) > 1 and "what-own" not in told
    _, alone = said(at(dataset.where(region="ordos"), region="ordos"))
    assert {each.what.id for each in alone} <= {"what-own", "what-growth-alone"}
