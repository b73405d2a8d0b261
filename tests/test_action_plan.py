"""What the city's own task list claims, held against the rows, the logic model and itself."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import pytest
from conftest import ROOT

from industry_report.data.periods import Period
from industry_report.numbers import evidence, gaps, grades, logic_model, task_records, values
from industry_report.words import Text

NOW = "2026-03"
LEDGER = (ROOT / "data" / "ledger.csv").read_text("utf-8")
PUBLISHED = re.compile(r"[Pp]ublish|first figure")


@pytest.fixture(scope="module")
def model(codes):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", codes)


@pytest.fixture(scope="module")
def listed(dataset, model):
    return task_records.read(dataset, model, "baotou")


@pytest.fixture(scope="module")
def known(dataset):
    return dataset.known(NOW)


@pytest.fixture(scope="module")
def tasks(listed):
    return {each.id: each for each in listed.tasks}


def texts(part):
    """Every text of a record and of the records in it."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts(getattr(part, each.name))


def rows_of(task):
    """The names of the rows that a task's texts and indicators rest on."""
    yield from task.values.values()
    for each in task.indicators:
        yield from filter(None, (*each.share, *each.part, each.beside))
        if each.target and each.target.row:
            yield each.target.row


def dates_of(task, rows):
    """The years and months of these rows, as a text may say them."""
    periods = [values.row_called(rows, "baotou", name).period for name in rows_of(task)]
    return {str(part) for period in periods for end in (period.start, period.end) for part in end}


def test_a_text_holds_no_number_but_dates_of_its_rows(listed, known):
    """Figures are rows that ``values`` names, or counted by code."""
    for part in (*listed.tasks, *listed.proposals, *listed.mitigations, *listed.left_out):
        dates = dates_of(part, known) if isinstance(part, task_records.Task) else set()
        for text in texts(part):
            for told in (text.zh, text.en):
                plain = re.sub(r"\{\w+\}|5G|Chapter 2", "", told)
                assert set(re.findall(r"\d+", plain)) <= dates, told


def observed(rows, indicator, region="baotou", since="1900"):
    """What was observed of an indicator in periods that end no earlier than the year ``since``."""
    start = Period.parse(since).start
    found = rows.all(indicator, region, status="observed")
    return [row for row in found if row.period.end >= start]


def value(rows, name):
    return values.row_called(rows, "baotou", name)


def unanswered(model):
    return {problem.id for problem in logic_model.unanswered_problems(model)}


def untested(rows, model, *problems):
    sure = rows.where(min_confidence="medium")
    others = gaps.outside(rows.codes, "baotou", ("inner-mongolia", "china"))
    found = evidence.examine(model, sure, "baotou", others, NOW)
    return all(each.verdict == evidence.UNTESTED for each in found if each.problem.id in problems)


#: What a task says in its reasons, and what must hold for it.
CLAIMS = [
    ("rd-firms", "只有{share}一个数", "{share} is the only figure",
     lambda rows, _: len(observed(rows, "rd_active_firm_share")) == 1),
    ("rd-firms", "其间地区生产总值经过修订", "GDP was revised in between",
     lambda rows, _: "break" in value(rows, "rd_intensity/2024").flags),
    ("rd-firms", "达到前者所需的增速远高于后者", "the former needs much faster growth",
     lambda rows, _: value(rows, "rd_expenditure/2025/target").value
     / (value(rows, "rd_intensity/2024").value * value(rows, "gdp/2024").value / 100) - 1
     > 2 * value(rows, "rd_expenditure_growth/2025/target").value / 100),
    ("account", "没有说明年份和计量指标", "not even year and measure are stated",
     lambda rows, _: "undated" in value(rows, "high_tech_share/2022").flags),
    ("chains", "2025年结果未查到", "no result for 2025 was found",
     lambda rows, _: not observed(rows, "pv_output", since="2025")),
    ("chains", "2025年目标低于此前", "The target for 2025 is below",
     lambda rows, _: min(row.value for row in rows.all("pv_output", "baotou", "2025", "target"))
     < value(rows, "pv_output/2025/target").value),
    ("chains", "并有减产和延期的记载（见本章“措施台账”一节）", "output cuts and a delay are on record",
     lambda *_: all(re.search(f",contrary,.*{sign}", LEDGER) for sign in ("减产", "延期"))),
    ("rare-earth", "2025年底到期，未查到结果", "due at the end of 2025, and no result was found",
     lambda rows, _: not observed(rows, "rare_earth_materials_share", since="2025")),
    ("rare-earth", "2019年称{weak}（来源较弱）", "{weak} in 2019 (a weak source)",
     lambda rows, _: value(rows, "rare_earth_materials_share/2019").confidence == "low"),
    ("platforms", "止于2020年底", "dates from the end of 2020",
     lambda rows, _: not observed(rows, "national_platforms", since="2021")),
    ("platforms", "没有可比城市的数据", "has no benchmark",
     lambda rows, _: {row.region for row in rows.all("national_platforms")} == {"baotou"}),
    ("skills", "均已到期，未查到完成数", "have all fallen due; no results were found",
     lambda rows, _: not any(observed(rows, name, since="2025") for name in
                             ("industry_colleges", "training_bases", "students_trained_to_order"))),
    ("park-register", "公开的只有一个园区的主导产业占比", "for one of them",
     lambda rows, _: len(rows.all("park_lead_industry_share", status="observed")) == 1),
    ("park-services", "商业金融、餐饮住宿没有措施对应", "No measure addresses shops, meals or beds",
     lambda _, model: {"p2.2.2.3", "p2.2.2.4"} <= unanswered(model)),
    ("park-services", "公共交通和现代物流未查到", "no figure was found for transport or logistics",
     lambda rows, model: untested(rows, model, "p2.2.2.5", "p2.2.2.6")),
    ("consumer", "没有任何措施对应", "no measure answers it",
     lambda _, model: {"p2.1.1.3", "p2.1.2.3"} <= unanswered(model)),
    ("energy", "按年公布的能耗强度变化只见2016年", "Of energy intensity one yearly change is known",
     lambda rows, _: len(observed(rows, "energy_intensity_change")) == 1),
    ("energy", "高耗能行业占比未见公布", "the share of energy-intensive industry",
     lambda rows, model: untested(rows, model, "p2.1.1.1")),
    ("energy", "只作线索（C级）", "a lead only (grade C)",
     lambda rows, _: grades.grade(
         value(rows, "energy_intensity_cumulative_change/2021-01/2024-12"), rows).letter == grades.C),
    ("energy", "目标期限已过", "the target for the share of new energy is past due",
     lambda rows, _: value(rows, "new_energy_capacity_share/2022-12/target").period.end
     < Period.parse(NOW).start),
]  # fmt: skip


@pytest.mark.parametrize(("task", "zh", "en", "holds"), CLAIMS, ids=[each[1] for each in CLAIMS])
def test_what_a_task_says_of_the_data_is_so(tasks, known, model, task, zh, en, holds):
    """A claim that left the text leaves this table, too."""
    assert zh in tasks[task].why.zh and en in tasks[task].why.en
    assert holds(known, model)


def test_a_first_figure_is_due_when_a_step_publishes_it(tasks):
    for task in tasks.values():
        steps = [(task.first_by, task.first)]
        steps += [(each.month, each.text) for each in task.milestones]
        out = {month for month, text in steps if "公布" in text.zh and PUBLISHED.search(text.en)}
        assert {each.published for each in task.indicators if each.needed} <= out, task.id


def test_a_target_is_checked_when_the_figure_of_its_year_is_out(listed, known):
    """That is in the last quarter of the year after; one past at the start needs a new target."""
    start = Period.parse(listed.plan.start).start
    checked = 0
    for task in listed.tasks:
        for target in filter(None, (each.target for each in task.indicators)):
            row = value(known, target.row) if target.row else None
            due = Period.parse(target.by) if target.by else row.period
            if due.end[0] + 1 >= start[0]:
                months = {each.by: each.text for each in task.milestones}
                text = months[f"{due.end[0] + 1}-12"]
                assert "是否达到" in text.zh and "reached" in text.en
                checked += 1
            else:
                assert any("目标" in each.text.zh for each in task.milestones), task.id
    assert checked == 3


def test_a_bound_that_this_report_sets_is_called_its_own(listed):
    bound = {"zh": "一半|过半|百分之", "en": r"\bhalf\b|per cent"}
    own = {"zh": "（本报告设定的界限）", "en": "(a threshold of this report)"}
    marked = 0
    for task in listed.tasks:
        for name, sign in bound.items():
            told = getattr(task.failure, name)
            assert bool(re.search(sign, told)) == (own[name] in told), told
            marked += own[name] in told
    assert marked == 4, "two tasks in two languages"


def test_an_office_has_one_name_in_each_language(listed):
    """A lead stands with its city, which the partners go without."""
    pairs = {
        (each.zh, each.en.removeprefix("the city's "))
        for task in listed.tasks
        for each in (task.lead, *task.partners)
    }
    for side in (0, 1):
        names = [pair[side] for pair in pairs]
        assert len(names) == len(set(names)), sorted(names)
    for task in listed.tasks:
        assert task.lead.zh.startswith("市") and task.lead.en.startswith("the city's ")
        assert task.lead not in task.partners
