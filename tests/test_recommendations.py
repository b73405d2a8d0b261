"""What the recommendations say: records of every state of affairs, and the words of both languages for them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pandas
import pytest
from conftest import ROOT

from industry_report.data.periods import Period
from industry_report.numbers import (
    doubts,
    logic_model,
    outlook,
    paces,
    priorities,
    recommendations,
    targets,
)
from industry_report.numbers.paces import Pace
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, missing
from industry_report.numbers.targets import Goal, Pathway
from industry_report.words import Indicator, Phrase, Region, of
from industry_report.words.catalogue import Catalogue
from industry_report.words.language import Language

NOTEBOOK = "03_recommendations"
YEAR = Period.parse("2025")
SETTINGS = {"as_of": "2022-08", "criteria": {}, "draws": 2000, "seed": 1}
GONE = missing(of("rd_intensity", "baotou"), "%")


@pytest.fixture(scope="module")
def speak(codes):
    """A value or a text of the notebook in one language."""

    def say(language, what, *records, **values):
        book = Catalogue(language, NOTEBOOK)
        writer = Language(language, book.words, codes)
        if not isinstance(what, str):
            return writer.write(what)
        scope = {}
        for record in records:
            scope |= record
        return writer.say(book[what], scope | values).text

    return say


@pytest.fixture(scope="module")
def model(codes):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", codes)


def points(text, unit="%"):
    return Quantity.observed(text, "", unit, ("row",))


def path(**changes):
    """An open way of 4.8 points, 1.2 a year."""
    way = Pathway(
        Indicator("rd_active_firm_share"),
        "up",
        points("23.2"),
        Period.parse("2021"),
        Goal(points("28"), "benchmark", YEAR, False, Region("china"), Period.parse("2018")),
        targets.OPEN,
        points("4.8", "pp"),
        Quantity.exact(4, "years"),
        points("1.2", "pp"),
        points("4.8"),
    )
    return replace(way, **changes)


def bounded(high, unit):
    return Quantity(Decimal(high), Interval(-INFINITY, Decimal(high)), unit)


# One pathway in every state


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        # a yearly rate, as the paces seen are given, with the step that it makes
        ({}, "4.8%（1.2个百分点）", "4.8% (1.2 percentage points)"),
        ({"rate": GONE}, "1.2个百分点", "1.2 percentage points"),
        ({"step": bounded(133, "1e8 CNY"), "rate": bounded(27, "%")},
         "至多27%（133亿元）", "At most 27% (13.3 billion yuan)"),
        ({"step": bounded(133, "1e8 CNY"), "rate": GONE}, "至多133亿元", "At most 13.3 billion yuan"),
        ({"step": GONE}, "距2025年的目标尚差4.8个百分点", "4.8 percentage points lacking by 2025"),
        ({"state": targets.REACHED}, "已达到", "Reached"),
        ({"state": targets.EXPECTED}, "预计达到", "Reached if the forecast holds"),
        ({"state": targets.MISSED}, "到期未达到", "Missed"),
        ({"state": targets.OVERDUE}, "期限已过，尚无到期数据", "Now due, no figure for that date"),
        ({"state": targets.NO_TARGET}, "缺目标", "No target"),
        ({"state": targets.NO_BASELINE}, "缺基线", "No baseline"),
    ],
)  # fmt: skip
def test_what_it_takes_each_year(speak, changes, zh, en):
    way = path(**changes).way
    assert (speak("zh", way), speak("en", way)) == (zh, en)


INGOTS = {"reference": Indicator("ingot_capacity"), "period": Period.parse("2022-12")}


@pytest.mark.parametrize(
    ("goal", "zh"),
    [
        (Goal(points("28"), "article", YEAR), "28%（原文），未定期限，本报告假设2025年底"),
        (Goal(points("28"), "article", YEAR, True), "28%（原文，2025年底）"),  # dated by its source
        (
            Goal(points("28"), "benchmark", YEAR, False, Region("china"), Period.parse("2018")),
            "28%（全国，2018年），未定期限，本报告假设2025年底",
        ),
    ],
)
def test_a_deadline_that_only_this_report_sets_is_told(speak, goal, zh):
    assert speak("zh", goal.told, "03_recommendations") == zh


@pytest.mark.parametrize(
    ("goal", "zh", "en"),
    [
        (Goal(points("28"), "plan", YEAR, True), "本地文件，2025年底", "local plans"),
        (Goal(points("28"), "article", YEAR), "28%（原文）", "(article)"),
        (Goal(points("28"), "article", YEAR, True), "原文，2025年底", "by the end of 2025"),
        (Goal(points("28"), "assumption", YEAR), "28%（本报告假设）", "this report's assumption"),
        (
            Goal(replace(points("28"), status="forecast"), "assumption", YEAR, **INGOTS),
            "28%（本报告假设：单晶拉棒产能，2022年12月预计）",
            "(this report's assumption: ingot-pulling capacity, December 2022, forecast)",
        ),
        (
            Goal(points("28"), "benchmark", YEAR, False, Region("china"), Period.parse("2018")),
            "28%（全国，2018年）",
            "28% (China, 2018)",
        ),
    ],
)
def test_a_goal_says_whose_it_is(speak, goal, zh, en):
    assert zh in speak("zh", goal.said) and en in speak("en", goal.said)


def pace(region, rate, start="2019", step=None):
    return Pace(
        Region(region),
        Indicator("rd_active_firm_share"),
        start and Period.parse(start),
        Period.parse("2021"),
        rate,
        step=step,
    )


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        (
            {"own": pace("baotou", points("9.0")), "seen": "yes"},
            ["包头市有先例（最快2019年至2021年，每年9.0%）"],
            ["Seen in Baotou (fastest: 2019 to 2021, 9.0% a year)"],
        ),
        (
            {"own": pace("baotou", points("1.0"), None), "seen": "no"},
            ["包头市未见先例（最快2021年，每年1.0%）"],
            ["Not seen in Baotou (fastest: 2021, 1.0% a year)"],
        ),
        (
            {"own": pace("baotou", points("0.0"), step=points("0.02")), "seen": "no"},
            ["包头市无明显变动（最快每年0.02%，2019年至2021年）"],
            ["Hardly moved in Baotou (at most 0.02% a year, 2019 to 2021)"],
        ),
        (
            {"other": pace("shandong", points("63.1")), "seen_elsewhere": "yes"},
            ["山东有先例（最快2019年至2021年，每年63.1%）"],
            ["Seen in Shandong (fastest: 2019 to 2021, 63.1% a year)"],
        ),
        (
            {"other": replace(pace("hainan", points("19")), end=Period.parse("2020"))}
            | {"seen_elsewhere": "yes"},
            ["海南有单年先例（2019年至2020年，19%）"],
            ["Seen for one year in Hainan (2019 to 2020, 19%)"],
        ),
        ({}, ["以往进度没有可比数据"], ["No comparable data"]),
        ({"step": GONE}, [], []),
    ],
)
def test_a_pace_carries_the_name_of_its_region(speak, changes, zh, en):
    said = path(**changes).precedents
    assert [speak("zh", each) for each in said] == zh
    assert [speak("en", each) for each in said] == en


@pytest.mark.parametrize(
    ("before", "after", "stand", "seen"),
    [
        ("0.50", "1.00", "1.67", None),  # from a third: no precedent
        ("0.83", "1.00", "1.67", None),
        ("0.84", "1.00", "1.67", "hainan"),  # from half
        ("0.50", "1.00", None, "hainan"),
    ],
)
def test_growth_from_far_below_is_no_precedent(make_rows, before, after, stand, seen):
    source = "national-rd-bulletin-2023"
    rows = make_rows(
        ("hainan", "rd_intensity", "2021", before, source),
        ("hainan", "rd_intensity", "2022", after, source),
    )
    level = stand and Quantity.exact(Decimal(stand), "%")
    _, other = paces.fastest(rows, "rd_intensity", "baotou", "up", level)
    assert (other and str(other.region)) == seen


def test_another_regions_pace_is_drawn_under_its_own_name():
    ways = [path(other=pace("shandong", points("63.1")), own=pace("baotou", points("3.0")))]
    drawn = recommendations.rates(ways)
    assert [quantity.best for quantity in drawn["rate"]] == [
        Decimal(n) for n in ("4.8", "3.0", "63.1")
    ]
    assert list(drawn["kind"]) == [Phrase("rate-needed"), Phrase("rate-own"), "shandong"]
    assert recommendations.rates([path(rate=GONE)]).empty
    still = recommendations.rates([path(own=pace("baotou", points("0.0")))])
    assert len(still) == 1, "what hardly moved is no pace"


def test_only_what_somebody_set_is_demanded(speak, dataset):
    """A level that is years old says what has grown since."""

    def demanded(*paths):
        return recommendations.demands(dataset.known("2022-08"), paths, "baotou")

    assumed = path(goal=Goal(points("90"), "assumption", YEAR))
    assert demanded(assumed, path(state="reached", step=GONE)).is_missing
    (said,) = demanded(assumed, path())
    assert speak("zh", said) == (
        "若以28%（全国，2018年）为目标，有研发活动的规上工业企业占比到2025年底"
        "（期限由本报告假设）每年所需增量为1.2个百分点"
        "；全国有研发活动的规上工业企业数2020年已比2018年多40%，同期差距很可能更大"
    )
    forecast = replace(points("60"), status="forecast")
    local = Goal(points("100"), "plan", YEAR, True)
    (vague,) = demanded(path(baseline=forecast, goal=local))
    assert "从尚未证实的2021年预计值（60%）算起" in speak("zh", vague)
    assert speak("en", vague).endswith(
        "of 2025, from a forecast of 60% for 2021, not yet confirmed"
    )
    (later,) = demanded(path(years=Quantity.exact(3, "years")))
    assert "假定2021年以来未变" in speak("zh", later)
    assert "2025 (a date that this report assumes), if it has not moved since 2021;" in speak(
        "en", later
    )
    (down,) = demanded(path(direction="down", step=points("-1.2", "pp")))
    assert "每年所需降幅为1.2个百分点" in speak("zh", down)
    assert "needs a fall of 1.2 percentage points a year" in speak("en", down)
    (most,) = demanded(path(step=Quantity.observed("134", "at_most", "1e8 CNY", ())))
    assert "每年所需增量不超过134亿元" in speak("zh", most)
    assert "needs a rise of at most 13.4 billion yuan a year" in speak("en", most)


@pytest.mark.parametrize(
    ("seen", "elsewhere", "zh", "en"),
    [
        ("yes", "unknown", "包头市自身有先例", "Baotou itself has moved as fast"),
        ("perhaps", "no", "有无先例不能判定", "whether there is a precedent cannot be told"),
        ("no", "yes", "只在其他地区有先例", "only other places have"),
        ("unknown", "yes", "只在其他地区有先例", "only other places have"),
        ("no", "unknown", "未见先例", "no precedent"),
        ("unknown", "unknown", "没有可比数据", "nothing to compare"),
    ],
)
def test_precedents_in_a_sentence(speak, seen, elsewhere, zh, en):
    (said,) = recommendations.precedents([path(seen=seen, seen_elsewhere=elsewhere)], "baotou")
    assert zh in speak("zh", said) and en in speak("en", said)


# Counts


def test_indicators_are_counted_by_what_can_be_said_of_them():
    ways = [
        path(),
        path(goal=Goal(points("90"), "assumption", YEAR)),
        path(goal=Goal(GONE, "", YEAR), state=targets.NO_TARGET),
        path(baseline=GONE, state=targets.NO_BASELINE),
    ]
    found = recommendations.account(ways, "baotou")
    counts = (found.indicators, found.measurable, found.assumed, found.incomplete)
    assert [count.best for count in counts] == [4, 2, 1, 2]
    told = ["note-short", "note-assumed", "note-forecast", "note-undated", "note-precedents"]
    told.append("note-start")
    assert [note.id for note in found.notes] == told
    stated = recommendations.account(ways[:1], "baotou")
    assert [note.id for note in stated.notes] == [each for each in told if each != "note-assumed"]
    nothing = recommendations.account(ways[2:], "baotou")
    assert nothing.measurable.is_missing and nothing.incomplete.best == 2


def test_the_measures_are_counted_truthfully(model, speak):
    counts = recommendations.tally(model)
    said = speak("zh", "findings.measures", counts)
    assert (
        "122项具体措施" in said and "有2项（“20个千亿级、百亿级产业集群”“上千家小微企业”）" in said
    )
    for lack in ("均未写明完成期限", "均未指明负责部门", "没有可用考核指标的有101项"):
        assert lack in said
    assert counts["unanswered"].count.best == len(counts["unanswered"].names) == 4


def test_without_a_model_or_criteria_nothing_is_ranked(model):
    assert recommendations.ranking(None, SETTINGS) is None
    assert recommendations.ranking(replace(model, criteria=()), SETTINGS) is None


def test_every_measure_is_in_the_tables_once(model):
    frames = [recommendations.group_table(model, group) for group in model.groups]
    texts = [text for frame in frames for measures in frame["measures"] for text in measures]
    assert texts == [measure.text for measure in model.measures]


def test_answers_are_counted_by_strength_and_loose_ends_are_those_of_the_model(model):
    frame = recommendations.coverage(model)
    for name in ("direct", "indirect"):
        links = [how for measure in model.measures for how in measure.answers.values()]
        assert sum(count.best for count in frame[name]) == links.count(name)
    pairs = zip(frame["direct"], frame["indirect"], strict=True)
    counts = frame.assign(n=[one.best + other.best for one, other in pairs])
    answers = counts.groupby("problem", sort=False)["n"].sum()
    unanswered = logic_model.unanswered_problems(model)
    assert [label for label, total in answers.items() if not total] == [p.label for p in unanswered]
    lines = frame.drop_duplicates("line")
    assert sum(count.best for count in lines["measures"]) == len(model.measures)
    free = [measure for measure in model.measures if not measure.answers]
    assert sum(count.best for count in lines["free"]) == len(free)


def test_every_measure_is_asked_who_how_much_and_by_when(model):
    frame = recommendations.answerable(model)
    assert all(answer in recommendations.ANSWERS for answer in frame["answer"])
    asked = frame.groupby(frame["asked"].map(lambda phrase: phrase.id), sort=False)
    lacking = {"ask-who": "actor", "ask-much": "target", "ask-when": "deadline"}
    assert set(asked.groups) == {
        *lacking
    }  # what no measure says, too: a panel a count of the title
    texts = [measure.text for measure in model.measures]
    assert all(list(part["measure"]) == texts for _, part in asked)
    for name, part in asked:
        looks = [recommendations.ANSWERS[answer] for answer in part["answer"]]
        says = logic_model.ELEMENTS[lacking[name]]
        assert looks.count("open") == sum(not says(measure) for measure in model.measures)


# Priorities


def test_what_is_easy_but_not_needed_is_no_priority(model):
    ranking = recommendations.ranking(model, SETTINGS)
    shown = [line.id for line in ranking.lines("shown")]
    # Neither a gap known as "at most" is one yet, nor one by a figure that nobody defines.
    assert shown == ["m3.2.3"]
    assert "m3.6.3" in [line.id for line in ranking.lines("none")]
    assert {line.id for line in ranking.lines("mandated")} == {"m3.5.1", "m3.5.2"}
    told = dict(zip(ranking.result.index, ranking.frame["need"], strict=True))
    silent = [id for id, need in told.items() if need.id == "need-silent"]
    assert set(silent) == {"m3.3.2", "m3.3.3", "m3.4.1"}, "no problem is named and nothing is known"
    needed = {line.id for need in ("shown", "claimed") for line in ranking.lines(need)}
    about = {line.id for line in model.lines if logic_model.subject(line) and not line.mandated}
    assert needed == about, "one rule for all of the lines, as the note states it"
    assert about > {"m3.1.2", "m3.1.3"}, "all of their measures answer one problem indirectly"
    assert ranking.counts["subject"], "that is another question than what some measures touch"
    assert told["m3.6.3"].id == "need-none", "its completion rate shows no gap"
    bright = [id for id, need in told.items() if recommendations.NEEDED[need] == "focus"]
    assert bright == shown, "no other one stands out in the chart"
    assert ranking.least.best >= priorities.SURVIVES * 100


def test_what_answers_a_problem_directly_is_one_that_the_article_names(model, monkeypatch):
    monkeypatch.setattr(logic_model, "links", lambda line: {"direct": {"p"}, "indirect": set()})
    ranking = recommendations.ranking(model, SETTINGS)
    assert not ranking.result["silent"].any() and not ranking.counts["subject"]


@pytest.mark.parametrize(("holds", "echo"), [([0.8], True), ([1.0], False), ([], False)])
def test_only_a_share_of_draws_below_the_whole_echoes_the_assumed_chance(model, holds, echo):
    ranking = recommendations.ranking(model, SETTINGS)
    result = ranking.result[ranking.result["need"] != "shown"]
    shown = ranking.result[ranking.result["need"] == "shown"][: len(holds)].assign(holds=holds)
    counts = replace(ranking, result=pandas.concat([shown, result])).counts
    assert bool(counts["echo"]) == echo


@pytest.mark.parametrize(
    ("flag", "confidence", "names"),
    [("undated", "high", ["m3.2.3"]), ("", "high", []), ("", "medium", [])],
)
def test_a_need_on_a_figure_of_grade_c_is_a_lead(model, make_rows, flag, confidence, names):
    cells = (
        "baotou",
        "rd_active_firm_share",
        "2021",
        "23.2",
        "article",
        flag,
        "",
        "",
        "",
        confidence,
    )
    rows = make_rows(cells)
    ranking = recommendations.ranking(model, SETTINGS)
    told = doubts.of_needs(ranking, rows, "baotou", ["china"])
    leads = told.values.get("leads", told).values
    labels = [each.values["label"] for each in leads.get("names", ())]
    assert labels == [model.line(name).label for name in names]


@pytest.mark.parametrize(("nation", "zh"), [
    (("2018", "28"), "；产学研与平台的需求所据有研发活动的规上工业企业占比（2021年，23.2%），"
                     "对照的全国数（28%）属2018年，时期不同"),
    (("2021", "38"), ""),
    (None, ""),
])  # fmt: skip
def test_a_need_beside_a_figure_of_another_period_says_so(model, make_rows, speak, nation, zh):
    cells = [("baotou", "rd_active_firm_share", "2021", "23.2", "article")]
    if nation:
        cells.append(("china", "rd_active_firm_share", *nation, "national-rd-bulletin-2023"))
    ranking = recommendations.ranking(model, SETTINGS)
    told = doubts.of_needs(ranking, make_rows(*cells), "baotou", ["china"])
    assert (speak("zh", told) if told else "") == zh
    assert not told or "in 2018, another period" in speak("en", told)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_says_random_only_of_weights_that_were_drawn(model, speak, language):
    random = {"zh": "随机", "en": "at random"}[language]
    drawn = recommendations.ranking(model, SETTINGS)
    given = recommendations.ranking(model, SETTINGS | {"criteria": {"cost": 2}})
    vantage = Period.parse("2022-08")
    assert random in speak(language, "priority.doubt", drawn.counts, vantage=vantage)
    said = speak(language, "priority.doubt", given.counts, vantage=vantage)
    assert random not in said and re.search(r"(成本高低|cost) ?2", said)


# Afterwards


@pytest.mark.parametrize(
    ("towards", "zh", "en"),
    [
        (True, "趋近目标方向", "In the wanted direction"),
        (False, "背离目标方向", "In the wrong direction"),
        (None, "难以判定", "Cannot be told"),
    ],
)
def test_which_way_an_indicator_went(speak, towards, zh, en):
    move = outlook.Move(Indicator("rd_intensity"), of("a"), of("b"), GONE, towards)
    assert (speak("zh", move.verdict), speak("en", move.verdict)) == (zh, en)
