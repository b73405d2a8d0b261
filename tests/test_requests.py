"""Which figures the offices are asked for, for which years, and in which order."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from conftest import ROOT, language

from industry_report.numbers import (
    evidence,
    gaps,
    logic_model,
    model_records,
    requests,
    task_records,
    tasks,
)
from industry_report.words import Text

SOURCE = "baotou-press-2025-11"


@pytest.mark.parametrize(
    ("known", "as_of", "years"),
    [
        ([], "2026-03", "2021–2025"),
        (["2021"], "2026-03", "2022–2025"),
        (["2021"], "2025-12", "2022–2025"),  # the year is over
        (["2021"], "2025-11", "2022–2024"),
        (["2024"], "2026-03", "2025"),
        (["2025"], "2026-03", ""),
        (["2012"], "2026-03", "2021–2025"),  # never more than five
        (["2023", "2025-01/2025-11"], "2026-03", "2024–2025"),  # part of a year
        (["2023", "2025-01/2025-12"], "2026-03", ""),
        (["2023-12"], "2026-03", "2024–2025"),  # at the end of a year
        (["2023", "2021-01/2024-12"], "2026-03", "2024–2025"),  # a sum tells of no year
        (["2021", "2022 derived"], "2026-03", "2022–2025"),  # nobody has published it
        (["2021", "2024 break"], "2026-03", "2021–2025"),  # a pace takes one basis
        (["2021", "2024 break", "2025"], "2026-03", "2021–2025"),
        (["2020", "2021 break"], "2026-03", "2022–2025"),  # all on the new basis
        (["2024 break"], "2026-03", "2025"),  # nothing stands on another
    ],
)
def test_the_years_that_nobody_has_published_on_one_basis_are_asked_for(
    make_rows, known, as_of, years
):
    growth = "industrial_value_added_growth"
    other = ("baotou", "gdp", "2024", "4575.1", SOURCE)
    told = (when.split() for when in known)
    rows = make_rows(other, *(("baotou", growth, at, "8.0", SOURCE, *flag) for at, *flag in told))
    at = tasks.Setting(rows, "baotou", as_of, (), None)
    assert requests.missing_years(growth, at) == years


@pytest.fixture(scope="module")
def model(codes):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", codes)


@pytest.fixture(scope="module")
def at(dataset, model):
    rows = dataset.where(min_confidence="medium").known("2026-03")
    others = gaps.outside(rows.codes, "baotou", ("inner-mongolia", "china"))
    return tasks.Setting(rows, "baotou", "2026-03", others, model, dataset.known("2026-03"))


def collected(at, listed):
    done = tasks.worked(listed, at)
    return requests.collected(at.evidence, done, listed, at)


def test_what_the_tasks_and_the_brief_lack_is_asked_for_once_and_by_office(dataset, model, at):
    asked = collected(at, task_records.read(dataset, model, "baotou"))
    writer = language("zh", "02_diagnosis")
    told = {writer.write(each.needed): each.request.years for each in asked}
    assert len(told) == len(asked)
    wanted = {
        "规模以上工业增加值增速": "2024–2025",
        "R&D经费投入强度（各年均按2024年口径，所据各数用修订后的数）": "2021–2025",
        "有研发活动的规上工业企业占比": "2022–2025",
        "研究与试验发展（R&D）经费": "2023–2025",  # that of 2023 is derived
        "光伏各环节产能利用率": "2021–2025",
        "单位地区生产总值二氧化碳排放降低率（自治区下达）": "2021–2025",
        "产业学院、实训基地和定向培养目标的完成数": "2021–2025",
    }
    assert {name: told.get(name) for name in wanted} == wanted
    assert {each.needed for each in asked} >= {each.needed for each in evidence.wanted(at.evidence)}
    offices = [each.request.bureau for each in asked]
    assert len(set(offices)) == 1 + sum(a != b for a, b in zip(offices, offices[1:], strict=False))
    assert writer.write(asked[0].label) == "主要指标" and offices[0].zh == "市统计局"


def test_a_figure_that_is_there_or_that_a_symptom_asks_for_is_not_asked_for(dataset, model, at):
    listed = task_records.read(dataset, model, "baotou")
    writer = language("zh", "02_diagnosis")
    told = " ".join(writer.write(each.needed) for each in collected(at, listed))
    assert "R&D经费增速" not in told  # follows from spending
    assert told.count("技能岗位求人倍率") == told.count("各园区主导产业产值占比") == 1
    no_list = collected(at, None)
    assert no_list and all(isinstance(each, evidence.Evidence) for each in no_list)
    nobody = replace(listed, tasks=(), plan=replace(listed.plan, statistics=None))
    assert len(collected(at, nobody)) == len(no_list)


@pytest.mark.parametrize(
    ("as_of", "latest"), [("2022-08", "2021"), ("2022-12", "2022"), ("2026-03", "2025")]
)
def test_a_request_names_an_office_and_no_year_that_was_not_over(dataset, model, as_of, latest):
    rows = dataset.where(min_confidence="medium").known(as_of)
    found = evidence.examine(model, rows, "baotou", ("inner-mongolia", "china"), as_of)
    asked = [each.request for each in evidence.wanted(found)]
    assert asked and max(each.years[-4:] for each in asked) == latest
    assert not [each for each in asked if "—" in (each.years, each.bureau.zh, each.definition.en)]


@pytest.mark.parametrize(
    ("years", "until", "asked"),
    [
        ("2018–2025", "2026-03", "2018–2025"),
        ("2018–2025", "2022-08", "2018–2021"),
        ("2021–2025", "2022-08", "2021"),
        ("2021–2025", "2020-06", "2019"),
        ("2024", "2026-03", "2024"),
    ],
)
def test_what_lies_ahead_is_not_asked_for(years, until, asked):
    request = model_records.Request(Text("x", "x"), Text("x", "x"), years)
    assert request.until(until).years == asked


@pytest.mark.parametrize(
    ("state", "office", "asked"),
    [
        ("incomplete", True, True),
        ("expired", True, True),
        ("running", True, False),
        ("assumed", True, False),
        ("incomplete", False, False),
    ],
)
def test_a_task_asks_for_figures_while_its_indicator_cannot_be_judged(at, state, office, asked):
    whom = Text("市统计局", "Bureau of Statistics") if office else None
    measured = task_records.Measured("gdp_growth", office=whom)
    aim = SimpleNamespace(state=state, label="x")
    task = SimpleNamespace(indicators=(measured,), problems=("p2.3.1.3",))
    done = SimpleNamespace(task=task, aims=[aim])
    early = replace(at, rows=at.rows.known("2024-06"), as_of="2026-03")
    found = list(requests._of_tasks([done], early))
    assert [each.label.zh for each in found] == ["研发企业少"] * asked
