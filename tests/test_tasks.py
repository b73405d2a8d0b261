"""The task list: what its file may say, the order that follows from the data, and what is said of each task."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from conftest import ROOT, language

from industry_report.data.dataset import load
from industry_report.data.errors import FaultsError
from industry_report.numbers import (
    evidence,
    gaps,
    logic_model,
    overturn,
    targets,
    task_aims,
    task_records,
    tasks,
)
from industry_report.numbers.quantity import Quantity
from industry_report.report import open_report
from industry_report.words import Text

OWN = ROOT / "data" / "action_plan.yaml"
NOW = "2026-03"


@pytest.fixture(scope="module")
def model(codes):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", codes)


def setting(rows, model, as_of=NOW):
    known = rows.where(min_confidence="medium").known(as_of)
    others = gaps.outside(rows.codes, "baotou", ("inner-mongolia", "china"))
    everything = rows.known(as_of)
    return tasks.Setting(known, "baotou", as_of, others, model, everything)


@pytest.fixture(scope="module")
def at(dataset, model):
    return setting(dataset, model)


@pytest.fixture(scope="module")
def done(dataset, model, at):
    return tasks.worked(task_records.read(dataset, model, "baotou"), at)


@pytest.mark.parametrize(
    ("indicator", "listed", "level", "by"),
    [
        ("rd_intensity", True, "2.05", "2030"),  # as the task says
        ("rd_intensity", False, "2.69", "2029"),  # the nation's, where there is no list
        ("clusters_100bn", True, "10", "2029"),  # no task is about it
    ],
)
def test_of_one_indicator_a_report_wants_one_thing(
    dataset, model, at, indicator, listed, level, by
):
    found = task_records.read(dataset, model, "baotou") if listed else None
    paths = targets.pathways(at.rows, at.region, model, at.others, 2029, at.as_of)
    later = replace(at, start="2027-01")
    starts = {p.start for p in tasks.agreed(paths, found, later) if not p.step.is_missing}
    assert {str(start) for start in starts} == {"2027-01"}, "one rule for all of a table"
    agreed = {path.indicator: path for path in tasks.agreed(paths, found, at)}
    assert [path.indicator for path in paths] == list(agreed)
    assert (str(agreed[indicator].goal.level.best), str(agreed[indicator].goal.by)) == (level, by)


def test_what_weaker_sources_say_since_stands_beside_a_baseline(model, at):
    """Of wafers only a forecast is well founded, and two later figures deny one another."""
    paths = targets.pathways(at.rows, at.region, model, at.others, 2029, at.as_of)
    told = {path.indicator: path.stand for path in tasks.agreed(paths, None, at)}
    assert [language(name).write(told["wafer_capacity"]) for name in ("zh", "en")] == [
        "30 GW（2022年12月，预计）；较弱的来源另有46 GW（2023年6月）和25 GW（2023年9月）",
        "30 GW a year (December 2022, forecast); weaker sources have 46 GW a year (June 2023) and "
        "25 GW a year (September 2023)",
    ]
    assert (
        language("zh").write(told["energy_intensity_change"])
        == "−4.92%（2016年），过旧，不宜作基线"
    )


# the file


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """A folder with a copy of the data."""
    folder = tmp_path_factory.mktemp("beside")
    for path in (ROOT / "data").glob("*.*"):
        shutil.copy(path, folder)
    return folder


def test_every_measure_has_one_place_and_every_gap_a_proposal(dataset, model):
    listed = task_records.read(dataset, model, "baotou")
    assert 8 <= len(listed.tasks) <= 12
    placed = [one for task in listed.tasks for one in task.measures]
    placed += [one for left in listed.left_out for one in left.measures]
    assert sorted(placed) == sorted(measure.id for measure in model.measures)
    unanswered = {problem.id for problem in logic_model.unanswered_problems(model)}
    assert {each.problem for each in listed.proposals} == unanswered


def test_nobody_is_asked_to_publish_data_of_single_respondents():
    """The statistics law keeps them confidential: totals are published, by industry, size, class."""
    single = {
        "zh": "逐家|逐企业|企业名单(?!由)|每家平台|前十家",
        "en": "firm by firm|list the firms|each platform's|ten largest",
    }
    for line in OWN.read_text("utf-8").splitlines():
        told = line.partition("#")[0]
        assert not re.search("|".join(single.values()), told), line


def test_why_measures_are_left_out_agrees_with_what_they_answer(dataset, model):
    """None, where it says so; where it says that they are no problem themselves, only indirectly."""
    said = {
        "不针对已列问题": ("answer no stated problem", set()),
        "未列为问题": ("names no problem", set()),
        "未将其本身列为问题": ("call this itself a problem", {"indirect"}),
        "只间接针对": ("only indirectly", {"indirect"}),
    }
    for each in task_records.read(dataset, model, "baotou").left_out:
        ways = {way for one in each.measures for way in model.measure(one).answers.values()}
        for zh, (en, allowed) in said.items():
            assert (zh in each.reason.zh) == (en in each.reason.en)
            assert zh not in each.reason.zh or ways == allowed, each.reason.zh


def test_measures_left_out_for_one_reason_all_have_a_condition_or_none_has(dataset, model):
    listed = task_records.read(dataset, model, "baotou")
    eased = {each.measure for each in listed.mitigations}
    for each in listed.left_out:
        assert set(each.measures) <= eased or not set(each.measures) & eased, each.reason.en


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("now: rd_intensity/2024", "now: rd_intensity/2034", "did you mean 'rd_intensity/2024'"),
        ("now: rd_intensity/2024", "now: rd_intensty/2024", "did you mean 'rd_intensity'"),
        ("part: [rd_intensity/2024", "part: [rd_intensity/2034", "did you mean 'rd_intensity/2024'"),
        ("{now}", "{now:>999999999}", "now:>999999999 here; expected {now}, whose form is"),
        ("now: rd_intensity/2024", "mow: rd_intensity/2024", "unknown name of this task's values"),
        ("[m3.4.1.1, m3.4.1.5]", "[m3.4.1.1, m3.4.1.55]", "did you mean 'm3.4.1.5'"),
        ("[m3.4.1.1, m3.4.1.5]", "[m3.4.1.1, m3.4.1.5, m3.1.1.1]", "'m3.1.1.1' stands twice"),
        ("[m3.4.1.1, m3.4.1.5]", "[m3.4.1.1]", "the measure 'm3.4.1.5' is left out"),
        ("{problem: p2.2.2.3, task: park-s", "{problem: p2.2.2.5, task: park-s", "'p2.2.2.3' is left"),
        ("measure: m3.6.2.6, problem: p2.1.1.1", "measure: m3.6.2.6, problem: p2.1.1.2", "tension of"),
        ("carries: [m3.1.1.3]", "carries: []", "no milestone carries out a measure"),
        ("carries: [m3.1.1.3]", "carries: [m3.1.1.4]", "unknown measure of this task"),
        ("carries: [m3.1.1.3]", "carries: [m3.1.1.33]", "did you mean 'm3.1.1.3'"),
        ('month: "9"', 'month: "3"', "in month 3; expected 4 or later"),  # with the first step
        ('month: "15"', 'month: "11"', "in month 11; expected 12 or later"),
        ("cost: moderate", "cost: moderat", "did you mean 'moderate'"),
        ("basis: plan, row: rd_e", "basis: benchmark, row: rd_e", "exactly one of region"),
        ("region: china, by: \"2030\"", "region: china", "'by' is missing"),
        ("{indicator: rd_intensity,", "{indicator: rd_intensity, needed: {zh: x, en: x},",
         "indicator and needed"),
        ('first_by: "3"', 'first_by: "soon"', "a whole number of months"),
        ('month: "18"', 'month: "1.5"', "a whole number of months"),
        ("known_from: \"2026-03\"", "known_from: \"2026\"", "a month, YYYY-MM"),
        ("start: \"2027-01\"", "start: \"2027\"", "a month, YYYY-MM"),
        ("{by: \"2027-12\", ", "{by: \"2027-12\", month: \"9\", ", "month and by; expected exactly one of"),
        ("{by: \"2027-12\", ", "{", "none of these; expected exactly one of month, by"),
        ("task: consumer, text", "task: consumers, text", "did you mean 'consumer'"),
    ],
)  # fmt: skip
def test_faults_are_named_with_line_and_nearest_choice(beside, model, right, wrong, fault):
    text = OWN.read_text("utf-8")
    assert right in text
    (beside / OWN.name).write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(FaultsError, match=r"action_plan.yaml, line \d+") as error:
        task_records.read(load(beside / "indicators.csv"), model, "baotou")
    assert fault in str(error.value)


def test_without_a_file_or_for_another_place_there_is_no_list(make_rows, dataset, model):
    assert task_records.read(make_rows(), model, "baotou") is None
    assert task_records.read(dataset, None, "ordos") is None
    assert task_records.read(dataset, None, "baotou") is None, "its problems are of a model"


@pytest.mark.parametrize(
    ("as_of", "there"), [("2022-08", False), ("2026-02", False), (NOW, True), ("latest", True)]
)
def test_the_list_is_not_there_before_what_it_rests_on(as_of, there):
    paths = {
        name: str(ROOT / "data" / file)
        for name, file in (("dataset", "indicators.csv"), ("logic_model", "logic_model.yaml"))
    }
    report = open_report({"region": "baotou", "as_of": as_of} | paths)
    assert (report.task_list is not None) == there


# the order


def test_need_comes_first_cost_second_and_what_is_mandated_last(done):
    needs = [each.need for each in done]
    assert needs == sorted(needs, key=["shown", "claimed", "none", "mandated"].index)
    costs = [task_records.COSTS.index(each.task.cost) for each in done if each.need == "claimed"]
    assert costs == sorted(costs) != []
    assert [each.number.best for each in done] == list(range(1, len(done) + 1))
    assert [each.task.id for each in tasks.decisions(done)] == ["rd-firms", "account", "skills"]


@pytest.mark.parametrize(
    ("seen", "overdue", "first"),
    [
        ("p2.1.2.1", None, True),  # a proxy shows it
        ("p2.1.3.3", None, False),  # no symptom tested
        ("p2.1.3.3", "2021", True),
        ("p2.1.3.3", "2030", False),
    ],
)
def test_ties_go_to_what_any_figure_shows_then_to_what_is_past_due(
    make_rows, model, seen, overdue, first
):
    """The order of the file, in which the other task comes first, is the last to decide."""
    due = overdue or "2030"
    rows = [
        ("inner-mongolia", "high_tech_new_product_share", "2020", "10", "nbs-bulletin-2021"),
        ("china", "high_tech_new_product_share", "2020", "30", "nbs-bulletin-2021"),
        ("baotou", "rd_intensity", due, "2", "nbs-bulletin-2021", *[""] * 3, "target"),
    ]
    aim = task_records.Target("plan", row=f"rd_intensity/{due}/target") if overdue else None

    def task(id, problem, aim=None):
        measured = (task_records.Measured("rd_intensity", target=aim),)
        steps = (task_records.Milestone("x", 3),)
        x = Text("x", "x")
        told = (x, x, measured, x, x, 3, steps, "small", x, x)
        return task_records.Task(id, *told, problems=(problem,))

    pair = (task("other", "p2.1.3.3"), task("one", seen, aim))
    listed = task_records.TaskList(None, pair)
    found = tasks.worked(listed, setting(make_rows(*rows), model))
    assert [each.task.id for each in found].index("one") == (0 if first else 1)
    assert [each.need for each in found] == ["claimed"] * 2


def test_what_has_no_target_says_when_it_gets_one(done):
    """A task is held to account by targets: where one is missing or past due, a milestone sets it."""
    lacking = [
        each
        for each in done
        if any(not aim.has_level or aim.state == task_aims.EXPIRED for aim in each.aims)
    ]
    assert lacking
    for each in lacking:
        texts = [milestone.text for milestone in each.task.milestones]
        assert any("目标" in text.zh and "target" in text.en for text in texts), each.task.id


def test_a_task_that_bundles_measures_carries_one_out_by_more_than_publishing(done):
    """What a milestone carries out changes something: it does not begin with counting or checking."""
    found = [one.text.zh for each in done for one in each.task.milestones if one.carries]
    assert found
    assert not [text for text in found if re.match("公布|核对|统计|首次公布|列出|登记", text)]
    by = {each.task.id: language("zh").write(each.bundles) for each in done}
    assert by["consumer"] == by["account"] == "未归并原文措施"
    assert "向‘专、精、特、新’发展”“完善科技创新体系”" in by["rd-firms"]


def test_one_figure_is_asked_of_one_office(done):
    """Shares are the statisticians'; who decides on consumer goods counts firms, brands and jobs."""
    asked = [(each.task.id, aim.label.zh) for each in done for aim in each.aims if aim.published]
    assert len({label for _, label in asked}) == len(asked)
    assert [id for id, label in asked if "占规上工业比重" in label] == ["account"]
    assert ("consumer", "规上消费品企业数、品牌数和就业") in asked


def need_with(rows, model, *problems):
    task = task_records.Task(*["x"] * 3, (), "x", "x", 3, (), "least", "x", "x", problems=problems)
    return tasks._need(task, setting(rows, model))


@pytest.mark.parametrize(
    ("own", "flag", "sure", "need"),
    [
        ("1.67", "", "high", "shown"),
        ("1.67", "second_hand", "medium", "shown"),
        ("1.67", "undated", "high", "claimed"),  # grade C shows nothing
        ("2.95", "", "high", "none"),
        (None, "", "high", "claimed"),  # no data is no small need
    ],
)
def test_a_need_is_shown_by_figures_of_grade_a_or_b(make_rows, model, own, flag, sure, need):
    rows = [("china", "rd_intensity", "2023", "2.65", "national-rd-bulletin-2023")]
    if own:
        of = ("baotou", "rd_intensity", "2023", own, "baotou-press-2025-11")
        rows.append((*of, flag, "", "", "", sure))
    assert need_with(make_rows(*rows), model, "p2.3.1.2") == need


@pytest.mark.parametrize(
    ("own", "problems", "label"),
    [
        ("0.50", ["p2.3.1.2"], "shown"),  # below both
        ("1.67", ["p2.3.1.2"], "partly"),  # below one of two
        ("2.95", ["p2.3.1.2", "p2.3.1.4"], "not-seen"),  # the other is not tested
        ("2.95", ["p2.3.1.2"], "none"),
        (None, ["p2.3.1.2", "p2.3.1.4"], "untested"),
    ],
)
def test_a_need_says_what_was_tested_and_what_was_not(make_rows, model, own, problems, label):
    levels = {"china": "2.65", "inner-mongolia": "0.93"} | ({"baotou": own} if own else {})
    rows = [
        (place, "rd_intensity", "2023", level, "national-rd-bulletin-2023")
        for place, level in levels.items()
    ]
    at = setting(make_rows(*rows), model)
    task = task_records.Task(*["x"] * 3, (), "x", "x", 3, (), "least", "x", "x", problems=problems)
    assert tasks._class(task, tasks._need(task, at), at).id == f"need-{label}"


@pytest.mark.parametrize(
    ("task", "need", "zh", "en"),
    [
        ("rd-firms", "shown", "部分得到数据支持", "Partly shown by figures"),
        ("account", "claimed", "原文称有差距，所列问题均未检验，待数据核实",
         "Stated in the article, none of its problems tested"),
        ("platforms", "claimed", "原文称有差距，所列问题均未检验，待数据核实",
         "Stated in the article, none of its problems tested"),
        ("skills", "claimed", "原文称有差距，待数据核实", "Stated in the article, not yet verified"),
        ("chains", "claimed",
         "已检验的只有稀土产业产值和铝业产值（旁证不计），未显示所列问题，但不是光伏自身的数据，待数据核实",
         "Tested (proxies apart) only by rare-earth output value and output value of the aluminium industry: the "
         "problems named are not seen there, but none of these figures is of the photovoltaic industry itself; yet "
         "to be verified"),
        ("rare-earth", "claimed",
         "已检验的只有规上工业营业收入利润率和自治区级制造业单项冠军企业数（旁证不计），未显示所列问题，"
         "但不是稀土自身的数据，待数据核实",
         "Tested (proxies apart) only by profit margin of industry and regional single champions of manufacturing: "
         "the problems named are not seen there, but none of these figures is of the rare-earth industry itself; "
         "yet to be verified"),
    ],
)  # fmt: skip
def test_a_task_says_how_far_its_need_is_shown(done, task, need, zh, en):
    found = next(each for each in done if each.task.id == task)
    assert found.need == need
    assert [language(name).write(found.class_) for name in ("zh", "en")] == [zh, en]


def test_a_proxy_shows_no_need_of_the_place_itself(dataset, model):
    """Figures of the region stand for engineers of the city: they ask for figures of the city."""
    assert need_with(dataset, model, "p2.3.3.2") == "claimed"
    assert need_with(dataset, model, "p2.1.2.1") == "claimed", "nor do they clear it"


# what is said


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        ([("2024", "1000", "at_least")],
         "其他集群偏小（已检验的迹象未见，其余未检验，证据B）",
         "other clusters small (not seen where tested, the rest untested, evidence B)"),
        ([("2022", "677.5", "")], "其他集群偏小（可见，证据B）", "other clusters small (seen, evidence B)"),
        ([], "其他集群偏小（未检验）", "other clusters small (untested)"),
    ],
    ids=["not seen", "seen", "missing"],
)  # fmt: skip
def test_a_problem_says_which_of_its_symptoms_were_tested(make_rows, model, rows, zh, en):
    lines = [
        ("baotou", "rare_earth_output", when, value, "baotou-press-2025-11", "", "", bound)
        for when, value, bound in rows
    ] or [("baotou", "rd_intensity", "2023", "1.67", "baotou-press-2025-11")]
    said = tasks._problem("p2.1.3.2", setting(make_rows(*lines), model))
    assert [language(name).write(said) for name in ("zh", "en")] == [zh, en]


def aim(done, task, place):
    return next(each for each in done if each.task.id == task).aims[place].said


@pytest.mark.parametrize(
    ("task", "place", "zh", "en"),
    [
        ("rd-firms", 0,
         "R&D经费投入强度：1.67%（2024年，证据B）→2.05%（本报告假设，2030年底），"
         "假定此前停留在2024年水平，自2026年4月起每年须提高0.08个百分点（合年均4.4%；本地已知最快为每年0.01个百分点，2020年至2021年，本报告推算；"
         "2021年至2022年每年0.02个百分点，但两年所据数据不是同一次发布，不计入）；"
         "目标是地区生产总值修订前公布的数，按修订后口径可能略低，所需速度或偏高；"
         "按来源较弱的另一2021年地区生产总值计，目标为2.00%，合年均3.9%；"
         "2019年至2023年间年均达到4.4%的，26个省级地区（另有5个起点不足本地现状一半，不计）中有14个，"
         "另有3个因四舍五入难以判定；年均达到3.9%的有16个，另有1个因四舍五入难以判定",
         "R&D intensity: 1.67% (2024, evidence B) → 2.05% (this report's assumption, by the end of "
         "2030), a rise of 0.08 percentage points a year from April 2026, if it stays at the level of "
         "2024 until then (4.4% a year; the fastest known here is 0.01 percentage points a year, 2020 to "
         "2021, derived by this report; 0.02 percentage points from 2021 to 2022 joins two "
         "releases and is not counted); on the new GDP "
         "the target, and so the pace, may be lower; by a weaker source's GDP of "
         "2021, to 2.00% at 3.9%; "
         "14 of 26 provinces (without 5 that began below half the local level) averaged at least 4.4% "
         "from 2019 to 2023, 3 more within rounding; 16 of them averaged at least 3.9%, 1 more within rounding"),
        ("rd-firms", 1,
         "有研发活动的规上工业企业占比：23.2%（2021年，口径调整前，证据B）；目标待同口径新数公布后另定，"
         "参照全国约31.3%（2023年，本报告推算，口径调整后）",
         "Share of industrial firms with R&D activity: 23.2% (2021, before revision, evidence B); target "
         "to be set when a figure on the new basis is out; for orientation China: about 31.3% "
         "(2023, derived by this report, after revision)"),
        ("rd-firms", 3,
         "研究与试验发展（R&D）经费：约76.4亿元（2024年，本报告推算，证据B）→超过100亿元"
         "（本地文件，2025年底），已到期，截至2026年3月未查到结果",
         None),
        ("rd-firms", 2,
         "R&D经费增速：约−7%（2024年，本报告推算，证据B；同一来源：2021—2024年年均7.6%）→10%以上（本地文件，2026年底）；"
         "2023年额为2021—2024年合计减去其余各年所得",
         "Growth of R&D expenditure: about −7% (2024, derived by this report, evidence B; "
         "same source: 7.6% a year in 2021–2024) → "
         "at least 10% (local plans, by the end of 2026); the amount of 2023 is the total for "
         "2021–2024 less the other years"),
        ("account", 0,
         "高技术制造业、高耗能行业和消费品工业增加值占规上工业比重：未查到公开数据；2026年6月底前首次公布",
         "Shares of high-tech, energy-intensive and consumer-goods industry in industrial value added: "
         "no figure found; first figure due by the end of June 2026"),
        ("skills", 1, "年定向培养学生数：未查到公开数据→5000人以上（本地文件，2025年底），已到期，截至2026年3月未查到结果", None),
        ("rare-earth", 0,
         "稀土新材料及应用占稀土产业产值比重：38.1%（2022年1—6月，本报告推算，证据B），"
         "不宜单独作基线→"
         "超过60%（本地文件，2025年底），已到期，截至2026年3月未查到结果",
         None),
        ("energy", 2,
         "新能源装机占比：37.4%（2021年12月，证据A），另有超过50%（2025年7月，证据C）→"
         "47%以上（本地文件，2022年12月底），期限已过",
         "Share of new energy in generating capacity: 37.4% (December 2021, evidence A) (a newer figure "
         "from a weaker source: more than 50% (July 2025, evidence C)) → at least 47% "
         "(local plans, by the end of December 2022), now past due"),
        ("chains", 1,
         "光伏产业本地配套率：未查到公开数据→65%以上（本地文件，2025年底），已到期，截至2026年3月未查到结果",
         "Share of photovoltaic inputs sourced locally: no figure found → at least 65% (local plans, by "
         "the end of 2025), since due, no result found by March 2026"),
    ],
)  # fmt: skip
def test_an_indicator_says_from_where_to_where_and_how_fast(done, task, place, zh, en):
    said = aim(done, task, place)
    assert language("zh").write(said) == zh
    if en:
        assert language("en").write(said) == en


def test_growth_that_this_report_derives_follows_from_its_rows(dataset):
    """Spending of 2024 is intensity times GDP; that of 2023 is what the sum of four years leaves."""
    of = {name: dataset.find(*name.split("/", 1)[0:1], "baotou", name.split("/", 1)[1]).quantity
          for name in ("rd_intensity/2024", "gdp/2024", "rd_expenditure/2021-01/2024-12",
                       "rd_expenditure/2021", "rd_expenditure/2022")}  # fmt: skip
    last = of["rd_intensity/2024"] * of["gdp/2024"] / 100
    before = of["rd_expenditure/2021-01/2024-12"] - last
    before = before - of["rd_expenditure/2021"] - of["rd_expenditure/2022"]
    growth = dataset.find("rd_expenditure_growth", "baotou", "2024")
    assert growth.quantity.best == round((last.best / before.best - 1) * 100)
    assert "derived" in growth.flags and growth.quantity.qualifier == "about"


@pytest.mark.parametrize(
    ("newer", "weaker", "goal"),
    [
        ("", False, "past-unknown"),
        ("2022-11", True, "past-unknown"),  # newer, but of before the due date
        ("2023-05", True, "past"),
        ("2021-05", False, "past-unknown"),  # no newer than the baseline
    ],
)
def test_a_weak_newer_figure_stands_beside_and_what_is_due_has_no_pace(
    make_rows, newer, weaker, goal
):
    name, source = "new_energy_capacity_share", "baotou-work-report-2022"
    target = ("baotou", name, "2022-12", "47", source, "", "", "", "target")
    given = [("baotou", name, "2021-12", "37.4", source), target]
    if newer:
        given.append(("baotou", name, newer, "50", "yidong-2025", "", "", "", "", "low"))
    rows = make_rows(*given)
    target = task_records.Target("plan", row=f"{name}/2022-12/target")
    found = task_aims.aim(task_records.Measured(name, target=target), setting(rows, None))
    assert (found.goal.id, found.stand.id == "task-besides") == (f"task-goal-{goal}", weaker)
    assert found.state == task_aims.EXPIRED and not found.pace


@pytest.mark.parametrize(
    ("due", "sure", "caveat", "state"),
    [
        ("2022-12", "high", None, task_aims.EXPIRED),
        ("2030-12", "high", None, task_aims.RUNNING),
        ("2030-12", "high", Text("口径不一", "Another base"), task_aims.INCOMPLETE),
        ("2030-12", "low", None, task_aims.INCOMPLETE),  # a weak figure alone is no baseline
        ("2030-12", "low", Text("口径不一", "Another base"), task_aims.INCOMPLETE),
    ],
)
def test_what_an_indicator_is_good_for(make_rows, due, sure, caveat, state):
    name, source = "new_energy_capacity_share", "baotou-work-report-2022"
    rows = make_rows(
        ("baotou", name, due, "47", source, "", "", "", "target"),
        ("baotou", name, "2023-12", "37.4", "yidong-2025", "", "", "", "", sure),
    )
    target = task_records.Target("plan", row=f"{name}/{due}/target")
    measured = task_records.Measured(name, target=target, caveat=caveat)
    found = task_aims.aim(measured, setting(rows, None))
    assert (found.has_level, found.state) == (True, state)


def test_problems_carry_verdict_and_grade(done):
    first = done[0].problems
    zh = [language("zh").write(each) for each in first]
    assert zh[:2] == ["研发企业少（部分可见，证据B）", "财力人力不足（部分可见，证据B）"]
    assert zh[2:] == [
        "企业重视不够（旁证为内蒙古设有研发机构的规上工业企业占比约6.73%：可见，证据B）",
        "经费集中（未检验）",
    ]


def test_a_task_that_publishes_shares_answers_the_problems_stated_of_these(done):
    (account,) = (each for each in done if each.task.id == "account")
    told = "；".join(map(language("zh").write, account.problems))
    assert all(share in told for share in ("高技术占比低", "倚能倚重", "消费品占比低"))


def test_basic_research_is_not_judged_by_contracts(done):
    (task,) = (each.task for each in done if each.task.id == "platforms")
    said = [*(each.text for each in task.milestones), task.risk, task.failure]
    assert all("基础研究类" in text.zh and "basic research" in text.en for text in said)


def test_only_a_need_that_no_figure_of_the_place_shows_is_marked_in_the_title(done):
    """And by whether its signs are still to be tested, or were and are not seen: as the table says."""
    marked = {each.task.id: language("zh").write(each.doubt) for each in done if each.doubt}
    assert marked == dict.fromkeys(
        ["account", "skills", "chains", "platforms", "park-register", "consumer", "rare-earth", "park-services"],
        "（问题待核实）",
    )  # fmt: skip
    cleared = next(replace(each, need="none") for each in done if each.doubt)
    assert language("zh").write(cleared.doubt) == "（所查迹象未见）"


@pytest.mark.parametrize(
    ("own", "figures", "need", "label"),
    [
        ("2.95", None, "none", "need-none"),  # not seen, and of no one industry
        ("2.95", "rd_intensity", "none", "need-none"),
        ("2.95", "pv_output", "claimed", "need-unlike"),  # what was tested is of something else
        ("1.5", "pv_output", "shown", "need-shown"),
        (None, "pv_output", "claimed", "need-untested"),
    ],
)
def test_a_need_is_cleared_only_by_a_sign_of_its_own_subject(
    make_rows, model, own, figures, need, label
):
    levels = {"china": "2.65", "inner-mongolia": "2.65"} | ({"baotou": own} if own else {})
    rows = [
        (place, "rd_intensity", "2023", level, "national-rd-bulletin-2023")
        for place, level in levels.items()
    ]
    at = setting(make_rows(*rows), model)
    subject = figures and task_records.Subject(Text("x", "x"), (figures,))
    told = (*["x"] * 3, (), "x", "x", 3, (), "least", "x", "x")
    task = task_records.Task(*told, problems=("p2.3.1.2",), subject=subject)
    assert tasks._need(task, at) == need
    found = tasks._class(task, need, at)
    assert found.id == label


def test_the_list_stands_in_the_order_that_its_text_states(done, at):
    """Shown, to be verified, not seen; in each class the cheaper first; mandated last."""
    assert {"shown", "claimed", "mandated"} == {each.need for each in done}
    for each in done:
        own = [one for one in at.evidence if one.problem.id in each.task.problems]
        tested = {one.verdict for one in own if not one.symptom.proxy} - {evidence.UNTESTED}
        of_others = each.class_.id == "need-unlike"
        assert (tested == {evidence.NOT_SEEN}) == of_others == bool(each.task.subject), each.task.id
    ranks = [(tasks.NEEDS.index(each.need), tasks.COSTS.index(each.task.cost)) for each in done]
    assert ranks == sorted(ranks)


def test_needs_are_counted_and_none_that_never_occurs(done, dataset, model):
    total = tasks.tally(done, task_records.read(dataset, model, "baotou"))
    assert [each.id for each in total["needs"]] == [
        "needing-shown",
        "needing-claimed",
        "needing-mandated",
    ]
    assert sum(each.values["count"].best for each in total["needs"]) == total["tasks"].best


def test_a_weak_figure_is_told_in_a_text_that_names_it(done):
    why = next(each for each in done if each.task.id == "rare-earth").why
    assert "2016年为44%，2019年称51%（来源较弱）" in language("zh").write(why)


@pytest.mark.parametrize(
    ("start", "first_by", "due", "pace"),
    [
        ("", "2026-06", "2026-12 2027-03 2027-03 2027-03 2027-06 2027-12 2028-03", "2026-04"),
        (
            "2027-01",
            "2027-03",
            "2027-03 2027-06 2027-09 2027-12 2027-12 2027-12 2028-12",
            "2027-01",
        ),
        (
            "2028-01",
            "2028-03",
            "2028-03 2028-03 2028-03 2028-09 2028-12 2028-12 2029-12",
            "2028-01",
        ),
        (
            "2026-01",
            "2026-06",
            "2026-12 2027-03 2027-03 2027-03 2027-06 2027-12 2028-03",
            "2026-04",
        ),
    ],
    ids=["not named", "named", "after figures are out", "before the vantage point"],
)
def test_dates_count_from_the_start_but_those_that_wait_for_figures(
    dataset, model, at, start, first_by, due, pace
):
    listed = task_records.read(dataset, model, "baotou")
    task = tasks.worked(listed, replace(at, start=start))[0]
    assert task.task.id == "rd-firms" and str(task.first_by) == first_by
    # The figures of 2030 are out late in the next year.
    assert [str(each.values["by"]) for each in task.milestones] == [*due.split(), "2031-12"]
    assert str(task.until) == "2031-12"
    assert str(task.aims[0].pace.values["path"].start) == pace


def test_a_later_start_leaves_less_time_and_reaches_no_target_earlier(dataset, model, at):
    """What is due by the start is judged as at the vantage point."""
    listed = task_records.read(dataset, model, "baotou")
    early, late = (tasks.worked(listed, replace(at, start=when))[0] for when in ("", "2028-01"))
    steps = [each.aims[0].pace.values["path"].step.best for each in (early, late)]
    assert steps[1] > steps[0] * Decimal("1.5")
    past = [[aim.state == task_aims.EXPIRED for aim in each.aims] for each in (early, late)]
    assert past[0] == past[1]


@pytest.mark.parametrize(
    ("start", "early"), [("", False), ("2026-12", False), ("2027-01", True), ("2028-01", True)]
)
def test_a_target_due_before_tasks_begin_is_none_that_they_are_judged_by(
    dataset, model, at, start, early
):
    """What is due by the vantage point says that it is past instead."""
    listed = task_records.read(dataset, model, "baotou")
    done = tasks.worked(listed, replace(at, start=start))
    intensity, _, growth, _ = done[0].aims
    told = [language("en").write(each.short) for each in (intensity, growth)]
    assert [one.endswith("due before the tasks start") for one in told] == [False, early]
    assert (intensity.state, growth.state) == ("assumed", "early" if early else "running")
    states = [each.id for each in tasks.tally(done, listed)["states"]]
    assert ("aims-none-running" in states) == ("aims-early" in states) == early
    (reached, *_) = overturn.recommendations(done)
    assert ("10%" in language("zh", "03_recommendations").write(reached)) != early


@pytest.mark.parametrize(
    ("as_of", "start", "published", "since"),
    [
        ("2026-03", "2027-01", "", "2026年3月10日"),
        ("2026-03", "2026-07", "", "2026年3月10日"),
        ("2026-03", "2026-06", "", None),  # begins soon after
        ("2026-03", "", "", None),  # at once
        ("2026-02", "2027-01", "", None),  # later sources were read
        ("2026-03", "2027-01", "2026-03", "2026年3月"),  # no day is known
        ("2026-03", "2027-01", "2026", "2026年3月"),  # the year of one is no later than a month
    ],
)
def test_a_start_long_after_the_newest_source_says_that_nothing_since_was_searched(
    at, as_of, start, published, since
):
    sources = dict(at.rows.codes.sources)
    for id, source in sources.items():
        if published and source.published[:7] == "2026-03":
            sources[id] = replace(source, published="2026-03")
    if published == "2026":
        sources["one"] = replace(sources["article"], published="2026", known_from="2026-01")
    rows = SimpleNamespace(codes=SimpleNamespace(sources=sources))
    told = tasks.unsearched(replace(at, rows=rows, as_of=as_of, start=start))
    zh = [language("zh").write(each) for each in told]
    assert zh == (
        [
            f"本报告未查{since}以后公布的资料；起步前先核对所缺数据是否已公布，已公布的直接进入下一节点"
        ]
        if since
        else []
    )
    if since and not published:
        assert "after 10 March 2026" in language("en").write(told[0])
        limits = {name: language(name, "04_limits").write(told[0]) for name in ("zh", "en")}
        assert limits == {  # what to do about it is said where the tasks are
            "zh": f"本报告未查{since}以后公布的资料；起步前如何核对，见第三章",
            "en": "nothing published after 10 March 2026 was searched; chapter 3 says how to allow "
            "for that at the start",
        }


def test_first_steps_are_due_within_90_days_and_what_follows_is_spread(done):
    assert {str(each.first_by) for each in done} == {"2026-06"}
    due = [(each.lead.zh, str(each.milestones[0].values["by"])) for each in done]
    assert max(map(due.count, due)) <= 3 and len({when for _, when in due}) >= 3
    for each in done:
        assert all(step.values["by"] > each.first_by for step in each.milestones)


def test_no_two_offices_are_to_publish_one_figure(done, model):
    """The share of energy-intensive industry is published in one task, and cited in the other;
    vacancies are counted by whom the letter asks for them.
    """
    writer = {name: language(name) for name in ("zh", "en")}
    told = {
        each.task.id: {name: one.write(each.milestones[0]) for name, one in writer.items()}
        for each in done
    }
    assert "高耗能行业占比以市统计局公布数为准" in told["energy"]["zh"]
    assert "is that of the Bureau of Statistics" in told["energy"]["en"]
    (skills,) = (each.first for each in done if each.task.id == "skills")
    assert "由市人社局按季统计求人倍率" in skills.zh and "of Human Resources counts" in skills.en


def test_a_text_with_a_value_that_is_not_known_is_left_out(dataset, model):
    listed = task_records.read(dataset, model, "baotou")
    early = tasks.worked(listed, setting(dataset, model, "2022-08"))
    why = {each.task.id: each.why for each in early}
    assert not why["rd-firms"], "1.67 was published later"
    assert why["park-services"]


def test_the_indicators_of_the_tasks_are_counted_not_those_of_the_article(done, dataset, model):
    total = tasks.tally(done, task_records.read(dataset, model, "baotou"))
    counted = {each.id: each.values["count"].best for each in total["states"]}
    said = [language("zh").write(aim.said) for each in done for aim in each.aims]
    signs = {
        "aims-expired": "期限已过|已到期",
        "aims-incomplete": "首次公布|另定",
        "aims-assumed": "本报告假设",
        "aims-running": "R&D经费增速",
    }
    for state, sign in signs.items():
        assert counted[state] == sum(bool(re.search(sign, each)) for each in said) > 0, state
    assert sum(counted.values()) == total["indicators"].best == len(said)


@pytest.mark.parametrize(
    ("needs", "costs", "told"),
    [
        (("claimed",) * 3, ("small", "moderate", "major"),
         "（第1项、第2项和第3项）；力量不足时按此次序办理，依据较弱或投入较大的第2项和第3项可以顺延"),
        (("claimed", "none", "mandated"), ("small",) * 3,
         "（第1项和第2项）；力量不足时按此次序办理，依据较弱或投入较大的第2项可以顺延"),
        (("claimed",) * 3, ("small",) * 3, ""),  # none waits for another
    ],
)  # fmt: skip
def test_what_may_wait_is_of_weaker_need_or_higher_cost(done, needs, costs, told):
    some = [
        replace(done[0], task=replace(done[0].task, cost=cost), need=need, number=Quantity.exact(n, ""))
        for n, (need, cost) in enumerate(zip(needs, costs, strict=True), 1)
    ]  # fmt: skip
    assert language("zh", "03_recommendations").write(tasks._busiest(some).values["may"]) == told


@pytest.mark.parametrize(
    ("needs", "costs", "zh", "en"),
    [
        (("shown", "none", "none"), ("major", "small", "moderate"),
         "第2项和第3项排在后面，只因现有数据未显示所列问题，不表示不重要；其中财政投入较小的在前。",
         " A place towards the end (2 and 3) means only that the data at hand do not show the "
         "problems named, not that the task matters less; the cheaper comes first."),
        (("claimed", "none", "mandated"), ("small",) * 3,
         "第2项排在后面，只因现有数据未显示所列问题，不表示不重要。",
         " A place towards the end (2) means only that the data at hand do not show the problems "
         "named, not that the task matters less."),
        (("shown", "claimed", "mandated"), ("small",) * 3, "", ""),
    ],
)  # fmt: skip
def test_why_a_task_is_put_later_is_told(done, needs, costs, zh, en):
    some = [
        replace(done[0], task=replace(done[0].task, cost=cost), need=need, number=Quantity.exact(n, ""))
        for n, (need, cost) in enumerate(zip(needs, costs, strict=True), 1)
    ]  # fmt: skip
    told = tasks._unseen(some)
    assert language("zh", "03_recommendations").write(told) == zh
    assert language("en", "03_recommendations").write(told) == en


@pytest.mark.parametrize(
    ("without", "zh", "en"),
    [
        ("", "；全社会R&D经费（主要由企业投入）年总额须比现状至少多17亿元（按2024年地区生产总值推算，是下限）",
         "; R&D spending, most of it by firms, at least 1.7 billion yuan a year above today's "
         "(derived, by GDP of 2024: a lower bound)"),
        ("gdp", "", ""),  # no amount without the denominator
        ("rd_intensity", "", ""),  # nor from an unknown level
    ],
)  # fmt: skip
def test_what_a_target_takes_is_told_in_money(dataset, model, without, zh, en):
    rows = dataset.where(indicator=[name for name in dataset.codes.indicators if name != without])
    listed = task_records.read(dataset, model, "baotou")
    (task,) = (
        one for one in tasks.worked(listed, setting(rows, model)) if one.task.id == "rd-firms"
    )
    told = [language(name, "00_brief").write(task.extra) for name in ("zh", "en")]
    assert told == [zh, en]
    if zh:
        amount = task.extra.values["amount"]
        assert {row.split("/")[1] for row in amount.rows} == {"rd_intensity", "gdp"}
        assert Decimal("16.9") < amount.interval.lo < 17 < amount.interval.hi < Decimal("17.9")
        zh, en = (language(name, "03_recommendations").write(task.extra) for name in ("zh", "en"))
        # 4575.1 × 1.04⁶ and × 1.06⁶, of which 2.05%, less 1.67% of 4575.1
        assert "按现价年均增长4%至6%，2030年须比现状多42亿元至57亿元" in zh
        assert "2030 takes 4.2 billion yuan to 5.7 billion yuan more than today" in en


def test_what_waits_for_a_first_figure_is_told_with_its_month(done):
    (task,) = (each for each in done if each.hold)
    told = [language(name, "03_recommendations").write(task.hold) for name in ("zh", "en")]
    assert told == [
        "2026年6月底前首次公布光伏各环节产能利用率，此前不作停建、缓建或新增产能决定。",
        " No decision on halts, delays or new capacity before capacity use at each stage of photovoltaics is out "
        "(June 2026).",
    ]
    dated = replace(task, aims=[replace(task.aims[0], published=None)])
    assert not dated.hold, "no first figure is awaited"


def test_a_task_that_another_decision_waits_for_is_not_put_off(done):
    later = [replace(each, need="none") if each.hold else each for each in done]
    may = tasks._busiest(sorted(later, key=lambda each: bool(each.hold))).values["may"].values
    order, slip = ([each.values["number"].best for each in may[name]] for name in ("order", "slip"))
    held = [each.number.best for each in done if each.hold]
    assert held and set(held) <= set(order) and slip and not set(held) & set(slip)
    assert [each.values["number"].best for each in may["keep"].values["kept"]] == held
    told = [language(name, "03_recommendations").write(may["keep"]) for name in ("zh", "en")]
    assert told == [
        f"；第{held[0]}项的数据是作出有关决定的依据，不顺延",
        f", but not {held[0]}, whose figures a decision needs",
    ]
    open_ = [replace(each, task=replace(each.task, hold=None)) for each in done]
    assert not tasks._busiest(open_).values["may"].values["keep"]


@pytest.mark.parametrize(
    ("leads", "dues", "busiest", "figures"),
    [
        ("aab", (3, 3, 9), "a", "figures-due"),
        ("ab", (3, 3), None, "figures-due-alike"),  # nobody leads more than another
        ("", (), None, ""),
    ],
)
def test_who_leads_most_and_when_figures_are_due_is_counted(done, leads, dues, busiest, figures):
    some = [replace(done[0], task=replace(done[0].task, lead=each)) for each in leads]
    told = tasks._busiest(some)
    assert told.values.get("lead") == busiest
    aims = [replace(done[0].aims[0], published=by) for by in dues]
    told = tasks._figures(aims)
    assert told.id == figures
    assert not dues or told.values["soon"].best == dues.count(min(dues))


def test_what_no_task_bundles_is_counted(done, dataset, model):
    listed = task_records.read(dataset, model, "baotou")
    total = tasks.tally(done, listed)
    assert total["bundled"].best + total["left"].best == len(model.measures)
    assert len(tasks.left_out(listed, model)) == len(listed.left_out)
    assert tasks.tally([], None) == {} and tasks.left_out(None, None).empty
    assert tasks.proposals(None, [], None).empty and tasks.mitigations(None, None).empty
