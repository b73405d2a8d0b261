"""The brief: a verdict that is what the signs are, five numbers with their grades, what is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from conftest import ROOT, language

from industry_report.data.dataset import load
from industry_report.numbers import (
    brief,
    gaps,
    growth,
    logic_model,
    promised,
    recommendations,
    sections,
    task_records,
    tasks,
)
from industry_report.words import NOTHING, Indicator, Phrase
from industry_report.words.catalogue import Catalogue, notebooks
from industry_report.words.template import Scope
from publisher import numbering
from publisher.words import words

LOCAL = sections.read(load(ROOT / "data" / "indicators.csv"))
GROWTH, EFFORT = "industrial_value_added_growth", "rd_intensity"
CITY, NATION = "baotou-bulletin-2023", "nbs-industry-2023"
#: When growth of 2023 is the latest there can be, and a month too early for that of 2024.
THEN, LATE = "2024-09", "2025-01"


@pytest.fixture(scope="module")
def model(codes):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", codes)


def at(rows, model=None, as_of="2026-03", region="baotou"):
    known = rows.where(min_confidence="medium").known(as_of)
    others = gaps.outside(rows.codes, region, ("china",))
    return tasks.Setting(known, region, as_of, others, model)


def said(setting, name="zh", article=True, cut=()):
    compared = growth.beside(setting.rows, setting.region, setting.others)
    latest = growth.latest(compared, setting.rows)
    spent = brief.beside(setting)
    writer = language(name, "00_brief")
    told = [writer.write(each) for each in brief.verdict(latest, spent, setting, article)]
    return told, brief.numbers(latest, setting, LOCAL, article, cut)


def written(number, name="zh"):
    """What a tile says of its number: what it is, and what stands beside."""
    writer = language(name, "00_brief")
    return [writer.write(each) for each in (number.what, number.beside)]


def limits(setting, name="zh"):
    compared = growth.beside(setting.rows, setting.region, setting.others)
    latest = growth.latest(compared, setting.rows)
    spent = brief.beside(setting)
    writer = language(name, "00_brief")
    return [writer.write(each) for each in brief.limits(latest, spent, setting, LOCAL)]


def runs(setting, name):
    compared = growth.beside(setting.rows, setting.region, setting.others)
    latest = growth.latest(compared, setting.rows)
    writer = language(name, "00_brief")
    return [writer.write(each) for each in brief.run_of_years(compared, latest)]


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
         ["2023年规上工业增加值增速快于全国", "R&D经费投入强度低于全国"],
         ["industry grew faster than China's in 2023", "R&D intensity is below China's"]),
        (("-2.0", "4.6"), ("2.80", "2.65"),
         ["2023年规上工业增加值增速慢于全国", "R&D经费投入强度高于全国"],
         ["industry grew more slowly than China's in 2023", "R&D intensity is above China's"]),
        (("4.6", "4.6"), ("2.65", "2.65"),
         ["2023年规上工业增加值增速与全国相当", "R&D经费投入强度与全国相当"],
         ["industry grew as fast as China's in 2023",
          "R&D intensity is about the same as China's"]),
        (("9.0",), (), [], []),  # nothing to hold it against
        ((), ("1.67", "2.65"), ["R&D经费投入强度（2023年）低于全国"],
         ["R&D intensity (2023) is below China's"]),
        ((), (), [], []),
    ],
)  # fmt: skip
def test_the_verdict_is_what_the_signs_are(make_rows, growths, efforts, zh, en):
    setting = at(rows_of(make_rows, growths, efforts), as_of=THEN)
    assert said(setting)[0] == zh
    assert said(setting, "en")[0] == en


@pytest.mark.parametrize(("as_of", "zh", "en"), [
    ("2024-12", "2023年规上工业增加值增速快于全国", "industry grew faster than China's in 2023"),
    (LATE, "2023年以后未见规上工业增加值增速",
     "no figure for industrial growth after 2023 was found"),
])  # fmt: skip
def test_growth_of_more_than_a_year_ago_bears_no_verdict(make_rows, as_of, zh, en):
    setting = at(rows_of(make_rows, ("9.0", "4.6")), as_of=as_of)
    assert (said(setting)[0], said(setting, "en")[0]) == ([zh], [en])


@pytest.mark.parametrize(("known", "zh"), [
    ("2023-01/2023-09", "2022年规上工业增加值增速快于全国"),  # there is newer growth of its own
    ("2022-01/2022-09", "2022年以后未见规上工业增加值增速"),
])  # fmt: skip
def test_newer_growth_without_a_benchmark_is_no_lack_of_growth(make_rows, known, zh):
    rows = make_rows(*row_pair(GROWTH, "2022", ("9", "3")), ("baotou", GROWTH, known, "8", CITY))
    assert said(at(rows, as_of=THEN))[0] == [zh]


def test_growth_that_nothing_is_held_against_stands_below_the_verdict(make_rows):
    setting = at(rows_of(make_rows, ("9.0",)), as_of=THEN)
    assert limits(setting) == ["2023年规上工业增加值增长9.0%"]
    assert limits(setting, "en") == ["value added of above-scale industry grew by 9.0% in 2023"]


def test_a_place_that_nothing_is_held_against_has_more_than_its_growth(make_rows):
    own = [("gdp", "364"), ("population", "26.2")]
    rows = make_rows(
        *row_pair(GROWTH, "2023", ("9",)),
        *(("baotou", each[0], "2023", each[1], CITY) for each in own),
    )
    assert [each.what.id for each in said(at(rows))[1]] == ["what-growth", "what-own", "what-own"]


def test_each_clause_of_another_year_has_its_own(make_rows):
    """Growth of 2024 beside intensity of 2022 that follows from its parts."""
    parts = (("rd_expenditure", "46.2"), ("gdp", "5613.4"))
    setting = at(
        make_rows(
            *row_pair(GROWTH, "2024", ("7", "5.9")),
            *(("ordos", each, "2022", value, CITY) for each, value in parts),
            ("ordos", GROWTH, "2024", "7", CITY),
            ("china", EFFORT, "2022", "2.54", NATION),
        ),
        as_of=LATE,
        region="ordos",
    )
    assert said(setting)[0][1] == "R&D经费投入强度（2022年，本报告推算）低于全国"
    assert said(setting, "en")[0][1] == (
        "R&D intensity (2022, derived by this report) is below China's"
    )


def test_growth_so_far_is_not_judged_by_the_target_of_its_year(make_rows):
    """Nine months against the target of a year decide nothing: the line below says both."""
    rows = row_pair(GROWTH, "2023-01/2023-09", ("9.9", "6.2"))
    aim = ("14", "baotou-work-report-2023", "", "", "at_least", "target")
    setting = at(make_rows(*rows, ("baotou", GROWTH, "2023", *aim)), as_of=THEN)
    assert said(setting)[0] == ["2023年1—9月规上工业增加值增速快于全国"]
    assert limits(setting) == [
        "2023年1—9月规上工业增加值增长9.9%，比全国高3.7个百分点；2023年目标为14%以上，未见全年数"
    ]
    assert limits(setting, "en") == [
        "value added of above-scale industry grew by 9.9% in "
        "January–September 2023, 3.7 percentage points higher than the national rate; the target "
        "for 2023 is at least 14%, and no whole-year figure was found"
    ]


@pytest.mark.parametrize(
    ("period", "as_of", "zh", "en"),
    [
        ("2025-01/2025-09", "2026-03",
         "；2025年目标为14%以上，未见全年数（2026年市政府工作报告和年度计划未取得原文）",
         ", and no whole-year figure was found (not obtained: the city's work "
         "report and plan for 2026)"),
        ("2025-01/2025-09", "2025-12", "；2025年目标为14%以上，未见全年数",  # it is not out yet
         ", and no whole-year figure was found"),
        ("2024-01/2024-09", "2026-03", "；2024年目标为14%以上，未见全年数",
         ", and no whole-year figure was found"),
    ],
    ids=["not obtained", "not out", "of another year"],
)  # fmt: skip
def test_why_there_is_no_figure_for_the_whole_year_is_told(make_rows, period, as_of, zh, en):
    aim = ("14", "baotou-work-report-2023", "", "", "at_least", "target")
    rows = make_rows(
        ("baotou", GROWTH, period, "9.9", "nbd-2025-11"),
        ("china", GROWTH, period, "6.2", "nbs-economy-2025-09"),
        ("baotou", GROWTH, period[:4], *aim),
    )
    told = {name: limits(at(rows, as_of=as_of), name)[0] for name in ("zh", "en")}
    assert told["zh"].endswith(zh) and told["en"].endswith(en)


HIGHER = "（1—6月比全国高{}个百分点）"


@pytest.mark.parametrize(
    ("half", "shrank", "before"),
    [
        (("12.3", "6.4"), True, HIGHER.format("5.9")),
        (("8.0", "6.4"), False, HIGHER.format("1.6")),  # it grew
        (("10.2", "6.4"), False, HIGHER.format("3.8")),  # rounding may have made it
        (("7.0", "8.0"), False, "（1—6月比全国低1.0个百分点）"),
        (("12.3",), False, ""),
        ((), False, ""),
    ],
    ids=["shrank", "grew", "level", "was behind", "other unknown", "unknown"],
)
def test_that_its_lead_shrank_within_the_year_is_part_of_the_verdict(
    make_rows, half, shrank, before
):
    months = ("2023-01/2023-06", half), ("2023-01/2023-09", ("9.9", "6.2"))
    rows = (row for when, pair in months for row in row_pair(GROWTH, when, pair))
    setting = at(make_rows(*rows), as_of=THEN)
    told = {True: "快于全国，但领先幅度小于1—6月", False: "快于全国"}[shrank]
    assert said(setting)[0] == [f"2023年1—9月规上工业增加值增速{told}"]
    assert (", by less than in January–June" in said(setting, "en")[0][0]) == shrank
    assert limits(setting) == [f"2023年1—9月规上工业增加值增长9.9%，比全国高3.7个百分点{before}"]


def test_a_lead_that_this_report_derived_did_not_shrink(make_rows):
    half = [("baotou", GROWTH, "2023-01/2023-06", "12.3", CITY, "derived")]
    half += row_pair(GROWTH, "2023-01/2023-06", ("", "6.4"))[1:]
    whole = row_pair(GROWTH, "2023-01/2023-09", ("9.9", "6.2"))
    assert said(at(make_rows(*half, *whole), as_of=THEN))[0] == [
        "2023年1—9月规上工业增加值增速快于全国"
    ]


def test_a_target_below_one_for_another_scope_is_among_the_numbers(dataset, model):
    setting = at(dataset, model)
    cut = promised.lowered(setting.rows, "baotou", LOCAL, setting.as_of)
    number = next(each for each in said(setting, "zh", False, cut)[1] if each.what.id == "what-cut")
    assert written(number) == [
        "晶硅光伏产业产值2025年目标",
        "低于2023年为光伏装备产业集群所定的6000亿元，两者口径是否一致，来源未说明；"
        "未查到2025年结果（2022年和2024年均为“超过1000亿元”）",
    ]
    assert number.grade.id == "grade-B"


YEARS = ("2021", "2022", "2023")
UP = [("14.1", "9.6"), ("23.4", "4.6"), ("9.9", "6.2")]
DOWN = [("4.1", "9.6"), ("3.4", "4.6"), ("-9.9", "6.2")]


@pytest.mark.parametrize(
    ("growths", "periods", "zh", "en"),
    [
        (UP, YEARS, ["2021—2023年每年可比的累计时段均快于全国"],
         ["faster than China in every year of 2021–2023 over comparable months"]),
        (UP, ("2021", "2022", "2023-01/2023-09"),
         ["2021—2023年每年可比的累计时段均快于全国，其中2023年只有部分月份"],
         ["faster than China in every year of 2021–2023 over comparable months "
          "(parts of 2023)"]),
        (DOWN, YEARS, ["2021—2023年每年可比的累计时段均慢于全国"],
         ["slower than China in every year of 2021–2023 over comparable months"]),
        ([DOWN[0], *UP[1:]], YEARS, [], []),
        ([*UP[:2], ("6.2", "6.2")], YEARS, [], []),
        ([UP[0], ("23.4",), UP[2]], YEARS, [], []),
    ],
    ids=["above", "a part", "below", "one below", "one level", "one missing: too few"],
)  # fmt: skip
def test_an_unbroken_run_of_years_stands_below_the_verdict(make_rows, growths, periods, zh, en):
    rows = zip(periods, growths, strict=True)
    setting = at(make_rows(*(row for when, pair in rows for row in row_pair(GROWTH, when, pair))))
    assert [runs(setting, name) for name in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(
    ("as_of", "region"), [("2026-03", "baotou"), ("2022-08", "baotou"), ("2026-03", "ordos")]
)
def test_the_verdict_is_short(dataset, model, as_of, region):
    """At most 48 characters, 25 words: the caveats stand below it."""
    setting = at(dataset, model if region == "baotou" else None, as_of, region)
    zh, en = ("；".join(said(setting, name, as_of == "2022-08")[0]) for name in ("zh", "en"))
    assert sum(each.isalnum() for each in zh) <= 48
    assert len(en.replace("；", " ").split()) <= 25


@pytest.mark.parametrize(
    ("others", "zh", "en"),
    [
        ((), ["未见可供同期对照的数据"],
         ["no figures of one and the same period were found to compare"]),
        (("155050", "89358"), ["人均地区生产总值为155050元（2023年；全国89358元）"],
         ["GDP per capita was 155,050 yuan in 2023 (China: 89,358 yuan)"]),
    ],
    ids=["nothing else", "another finding"],
)  # fmt: skip
def test_values_of_two_years_head_nothing(make_rows, others, zh, en):
    """Neither the verdict nor the line below it holds one year against another."""
    rows = [
        *row_pair(EFFORT, "2023", ("1.67",)),
        *row_pair("gdp_per_capita", "2023", others),
        ("china", EFFORT, "2022", "2.54", "national-rd-bulletin-2022"),
    ]
    setting = at(make_rows(*rows))
    assert said(setting)[0] == []
    assert (limits(setting), limits(setting, "en")) == (zh, en)
    intensity = said(setting)[1][0]
    assert "2023年" in written(intensity)[0] and "2022年，2.54%" in written(intensity)[1]


def test_whether_a_measure_names_a_deadline_or_an_office_is_part_of_the_articles_verdict(
    dataset, model
):
    setting, measures = at(dataset, model), model.measures
    assert not any(one.deadline or logic_model.ELEMENTS["authority"](one) for one in measures)
    assert said(setting)[0][-1] == "一篇研究文章所提对策均未写明期限和负责部门"
    none = "the measures a research article proposed name neither deadline nor office"
    assert said(setting, "en")[0][-1] == none
    assert not any("对策" in each for each in said(setting, "zh", False)[0])
    dated = (replace(measures[0], deadline="2025"), *measures[1:])
    some = at(dataset, SimpleNamespace(measures=dated))
    assert said(some)[0][-1] == "一篇研究文章所提122项措施中1项写明期限或负责部门"
    assert said(some, "en")[0][-1] == (
        "1 of 122 measures that a research article proposed names a deadline or an office"
    )


def test_a_lead_that_is_not_told_does_not_grade_the_number(dataset, model):
    """That over the region rests on a derived rate; told is that over the nation."""
    assert said(at(dataset, model, "2022-08"))[1][0].grade.id == "grade-A"


def test_the_projects_of_the_year_are_among_the_numbers_while_it_runs(dataset, model):
    number = said(at(dataset, model, "2022-08"))[1][2]
    assert written(number) == ["重点项目投资完成率（2022年1—7月）", "同期时间进度为58.3%"]
    assert number.grade.id == "grade-B"  # what it is a share of is not said


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
    beside = "比全国（2.65%）低0.98个百分点"
    exact = ["R&D经费投入强度（2023年）", beside]
    assert (written(number) == exact) == (flag != "undated")


@pytest.mark.parametrize(
    ("flag", "zh", "en"),
    [
        ("undated",
         "（原文未注明年份）约为全国高技术制造业增加值占规上工业比重（2021年，15.1%）的36%，"
         "证据等级C；口径不一致或不明，只宜看作量级",
         "(share of high-tech manufacturing in industrial value added: 15.1%, 2021; grade C); "
         "definitions differ or are not stated: "
         "an order of magnitude only"),
        ("", "（2022年）比全国（2021年，15.1%）低9.6个百分点",
         "9.6 percentage points lower than the national figure (15.1%, 2021)"),
    ],
)  # fmt: skip
def test_an_undated_number_is_an_order_of_magnitude(make_rows, flag, zh, en):
    rows = make_rows(
        ("baotou", "high_tech_share", "2022", "5.5", "article", flag),
        ("china", "high_tech_value_added_share", "2021", "15.1", "national-rd-bulletin-2021"),
    )
    (number,) = said(at(rows))[1]
    assert "".join(written(number)).endswith(zh)
    assert "".join(written(number, "en")).endswith(en)


def test_a_tile_says_what_the_place_is_held_against(dataset):
    number = said(at(dataset))[1][2]
    assert written(number) == [
        "有研发活动的规上工业企业占比（2021年）",
        "低于全国（2021年，本报告推算，约38%）；口径调整后约31.3%，2023年，本报告推算",
    ]
    assert written(number, "en")[1] == (
        "below the national figure (about 38%, 2021, derived by this report); on a newer basis about "
        "31.3%, 2023, derived by this report"
    )


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [
        ("146691", "；全国有研发活动的规上工业企业数2020年已比2018年多40%，同期差距很可能更大",
         "so that in the same year the gap was very likely wider"),
        ("104820", "低5个百分点", "(28%, 2018)"),
        (None, "低5个百分点", "(28%, 2018)"),
    ],
    ids=["has grown", "has not", "is not known"],
)  # fmt: skip
def test_an_older_benchmark_that_has_since_grown_is_told(make_rows, count, zh, en):
    """China had 40% more such firms in 2020 than in the year of its share."""
    share, firms = "rd_active_firm_share", "rd_active_firms"
    rows = [
        ("baotou", share, "2021", "23.2", "article"),
        ("china", share, "2018", "28", "most-rd-2018"),
        ("china", firms, "2018", "104820", "st-yearbook-firms-2018"),
    ]
    if count:
        rows.append(("china", firms, "2020", count, "st-yearbook-firms-2020"))
    (number,) = said(at(make_rows(*rows), as_of="2022-08"))[1]
    assert "".join(written(number)).endswith(zh)
    assert "".join(written(number, "en")).endswith(en)


def test_growth_has_one_comparison_beside_it(dataset):
    number = said(at(dataset))[1][0]
    assert written(number) == ["规上工业增加值增速（2025年1—9月）", "比全国高3.7个百分点"]


def test_beside_the_nation_stands_the_region_around(dataset, model):
    setting = replace(at(dataset, model), others=("inner-mongolia", "china"))
    intensity, firms = ("".join(written(each)) for each in said(setting)[1][1:3])
    assert intensity.endswith("低1.02个百分点；比内蒙古（2024年，本报告推算，0.91%）高0.76个百分点")
    assert "内蒙古" not in firms, "what rests on an undated count is a lead and no part of a B"
    intensity = "".join(written(said(setting)[1][1], "en"))
    assert (
        "; 0.76 percentage points higher than Inner Mongolia (0.91%, 2024, derived by this report)"
        in intensity
    )


def test_the_clusters_are_those_whose_output_is_known(dataset, model):
    found = said(at(dataset, model))[1][3]
    assert (found.value.best, found.grade.id) == (4, "grade-B")
    assert found.value.rows == ("baotou/clusters_100bn/2025/observed/baotou-evening-2026-01",)
    what, beside = written(found)
    assert what == "产值先后达到1000亿元的产业（截至2025年）"
    assert beside == "钢铁、稀土、晶硅光伏和铝业；只有下限，口径未说明"
    what, beside = written(found, "en")
    assert what == "That passed 100 billion yuan of output, by 2025"
    named = "steel, rare earths, photovoltaics and aluminium"
    assert beside == f"{named}; lower bounds; scope not stated"
    assert language("en", "00_brief").write(found.value) == "at least 4 industries"


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


@pytest.mark.parametrize("name", ["zh", "en"])
def test_a_number_points_to_its_chapter_by_the_number_that_this_has(name):
    numbered = [book[3:] for book in notebooks() if book[0].isdigit()][1:]  # after the brief
    assert len(numbered) > 3
    for at, chapter in enumerate(numbered[:3], 1):
        label = words(name)["chapter"].format(number=at, han=numbering.han(at))
        assert label in language(name, "00_brief").write(Phrase(f"chapter-{chapter}"))


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
    found = chain_ends(make_rows, model, as_of, strong, weak)
    assert [str(each.values["period"]) for each in found] == [told] * bool(told)


@pytest.mark.parametrize(("share", "told"), [("50", []), ("1.7", ["what-chain"])])
def test_a_chain_of_which_no_stage_is_stronger_has_no_ends(make_rows, model, share, told):
    found = chain_ends(make_rows, model, "2022-08", ["2022-12"], ["2022-12"], ("50", share))
    assert [each.id for each in found] == told


def chain_ends(make_rows, model, as_of, strong, weak, shares=("26.3", "1.7")):
    ends = [
        *(("ingot_capacity_share", each, shares[0]) for each in strong),
        *(("module_capacity_share", each, shares[1]) for each in weak),
    ]
    told = ("article", "", "", "", "forecast")
    rows = make_rows(*(("baotou", *each, *told) for each in ends))
    return [each.what for each in said(at(rows, model, as_of))[1] if each.what.id == "what-chain"]


def test_nothing_known_later_is_in_the_brief_of_the_article(dataset, model):
    setting = at(dataset, model, "2022-08")
    then = {row.id for row in dataset.known("2022-08")}
    _, numbers = said(setting)
    writer = language("zh", "00_brief")
    values = [writer.write(each.value) for each in numbers]
    assert values == ["16.6%", "23.2%", "64.3%", "约26.3%", "0项"]
    cited = {row for each in numbers for row in getattr(each.value, "rows", ())}
    assert cited and cited <= then


def test_the_numbers_of_today(dataset, model):
    writer = language("zh", "00_brief")
    setting = at(dataset, model)
    cut = promised.lowered(setting.rows, "baotou", LOCAL, setting.as_of)
    values = [writer.write(each.value) for each in said(setting, "zh", False, cut)[1]]
    assert values == ["9.9%", "1.67%", "23.2%", "4个以上", "1200亿元以上"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("zh", "行动路径只有1条，即产学研与平台，可行性在中等以上。"),
        ("en", "for 1 line of action only, joint research; feasibility is medium or better."),
        # only what is to be verified waits for figures
        ("zh", "有待核实的10条应先补充数据，再定先后；未见差距或本身未列为问题的5条不列入优先。"),
        (
            "en",
            "For the 10 yet to be verified figures come first, then the order; the 5 with no gap",
        ),
    ],
)
def test_what_is_needed_is_told_as_the_recommendations_class_it(model, name, wanted):
    settings = {"as_of": "2022-08", "draws": 2000, "seed": 2022, "criteria": {}}
    ranks = recommendations.ranking(model, settings)
    template = Catalogue(name, "00_brief")["needs.text"]
    told = (
        language(name, "00_brief").say(template, Scope({"doubts": NOTHING}, (ranks.counts,))).text
    )
    assert wanted in told
    for feasibility in ("high", "open", "low"):
        for line in ranks.lines("shown", feasibility):
            assert getattr(line.label, name).lower() in told.lower()
    assert not any(line.mandated for line in ranks.lines("shown"))


def test_the_decisions_are_the_first_tasks(dataset, model):
    done = tasks.worked(task_records.read(dataset, model, "baotou"), at(dataset, model))
    assert tasks.decisions(done) == done[: tasks.MOST_DECISIONS]


@pytest.mark.parametrize("name", ["zh", "en"])
def test_what_binds_is_told_whatever_its_place(dataset, model, name):
    """The task that superiors set, and that no pace is known without a figure."""
    done = tasks.worked(task_records.read(dataset, model, "baotou"), at(dataset, model))
    writer = language(name, "00_brief")
    (told,) = map(writer.write, brief.bound(done))
    task = done[-1]
    assert task.need == "mandated" and task not in tasks.decisions(done)
    assert {"zh": "节能", "en": "save energy"}[name] in told
    assert {"zh": "此前无法测算", "en": "before which no pace can be worked out"}[name] in told
    (known,) = map(writer.write, brief.bound([replace(task, aims=task.aims[-1:])]))
    assert "37.4%" in known and "无法" not in known and "no pace" not in known


@pytest.mark.parametrize(
    ("name", "pace"), [("zh", "每年须提高0.08个百分点"), ("en", "0.08 percentage points a year")]
)
def test_the_pace_to_the_targets_still_running_is_told(dataset, model, name, pace):
    done = tasks.worked(task_records.read(dataset, model, "baotou"), at(dataset, model))
    (told,) = map(language(name, "00_brief").write, brief.needed(done))
    assert pace in told and "2030" in told and "2.05%" in told
    assert "2.00%" not in told, "another basis is told in the chapter"


@pytest.mark.parametrize(
    ("indicator", "zh"),
    [
        ("pv_output", "**晶硅光伏产业产值目标低于此前所定**：见第4项，"
                      "2026年6月底前首次公布光伏各环节产能利用率，此前不作停建、缓建或新增产能决定。"),
        ("rare_earth_output", None),  # its task holds nothing back
        ("gdp", None),  # no task is about it
    ],
)  # fmt: skip
def test_the_task_on_a_target_that_was_cut_says_what_waits(dataset, model, indicator, zh):
    done = tasks.worked(task_records.read(dataset, model, "baotou"), at(dataset, model))
    found = brief.shelved([Phrase("lowered", indicator=Indicator(indicator))], done)
    assert [language("zh", "00_brief").write(each) for each in found] == [zh] * bool(zh)
    assert brief.shelved([], done) == []


def test_the_notebook_says_that_it_is_the_brief():
    book = json.loads((ROOT / "notebooks" / "00_brief.ipynb").read_text("utf-8"))
    assert book["metadata"]["publisher"]["part"] == "brief"


def test_a_number_that_nothing_is_held_against_stands_only_where_no_other_does(dataset, model):
    """Two of five numbers of a place without an article were figures on their own."""
    _, found = said(at(dataset, region="ordos"))
    told = {each.what.id for each in found}
    assert len(found) > 1 and "what-own" not in told
    _, alone = said(at(dataset.where(region="ordos"), region="ordos"))
    assert {each.what.id for each in alone} <= {"what-own", "what-growth"}
