"""What the sentences of the situation notebook mean: each case in each language."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from industry_report.data import dataset
from industry_report.data.periods import Period
from industry_report.numbers import consistency, formula, growth, outcomes, outlook, turns
from industry_report.numbers.quantity import Interval, Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase, Region, of
from industry_report.words.catalogue import Catalogue
from industry_report.words.language import Language
from industry_report.words.template import Scope

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "industry_report" / "office" / "text" / "templates"
NAME = "01_situation"
CODES = ("zh", "en")
YEAR = Period.parse("2021")
MONTHS = Period.parse("2022-01/2022-07")


@pytest.fixture(scope="module")
def catalogues():
    return {code: Catalogue(code, NAME) for code in CODES}


@pytest.fixture(scope="module")
def languages(catalogues):
    codes = dataset.load(ROOT / "data" / "indicators.csv").codes
    return {code: Language(code, each.words, codes) for code, each in catalogues.items()}


def figure(text: str, unit: str = "%", qualifier: str = "") -> Quantity:
    return Quantity.observed(text, qualifier, unit, ("row",))


def points(text: str) -> Quantity:
    return figure(text, "pp")


UP, LEVEL, DOWN = points("6.0"), points("0.0"), points("-6.0")
OPEN = Quantity(Decimal("9.4"), Interval(Decimal("-Infinity"), Decimal("9.4")), "pp")
GONE = missing(of("gdp", "baotou"))


def growing(own: Quantity, difference: Quantity | None = None, newer: Phrase = NOTHING):
    leads = ()
    if difference is not None:
        leads = (Phrase("lead", region=Region("china"), difference=difference),)
    return growth.Comparison(MONTHS, own, leads, newer)


def progressing(lead: Quantity) -> dict[str, object]:
    when = Phrase("when", period=MONTHS)
    return {"when": when, "done": figure("64.3"), "passed": figure("58.3"), "lead": lead}


def moving(first: str, last: str, until: str = "2022") -> growth.Change:
    return passing(("2021", first), (until, last))


def passing(*dated: tuple[str, str]) -> growth.Change:
    course = {Period.parse(period): figure(value) for period, value in dated}
    periods, values = list(course), list(course.values())
    ends = values[0], values[-1], periods[0], periods[-1]
    steps = tuple(turns.side_by_side([course], pace=True))
    return growth.Change(Region("baotou"), Indicator("gdp_growth"), *ends, steps, pace=True)


def course(words: str, top: str = "23.4") -> dict[str, object]:
    values = {"name": Phrase("short-rd_intensity"), "top": figure(top), "topped": YEAR}
    values |= {"last": figure("9.9"), "until": MONTHS, "region": Region("ordos")}
    values |= {"first": figure("5.5"), "since": Period.parse("2023"), "difference": UP}
    return {"tops": [Phrase(f"course-{words}", **values)]}


def sloping(slope: Quantity) -> dict[str, object]:
    stage = {"stage": Phrase("stage-nodata"), "share": figure("24.5")}
    return {"stages": [Phrase("stage-share", stage=stage)], "slope": slope, "period": MONTHS}


TOLD = "findings.growth"
PROGRESS = "findings.progress"
CHAIN = "findings.chain"
CHANGE = "years.change"

#: id · record · what the text must hold in Chinese and English; None where the values are missing.
CASES = [
    (TOLD, growing(figure("16.6"), UP), "增长16.6%，比全国高6.0个", "grew by 16.6% in"),
    (TOLD, growing(figure("0.0"), LEVEL), "基本持平，与全国大致相当", "was flat in"),
    (TOLD, growing(figure("-5.3"), DOWN), "下降5.3%，比全国低6.0个", "shrank by 5.3% in"),
    (TOLD, growing(figure("20", qualifier="at_least"), OPEN), "增长20%以上", "by at least 20%"),
    (TOLD, growing(figure("16.6")), "增长16.6%。", "January–July 2022."),
    (
        TOLD,
        replace(
            growing(figure("16.6"), UP),
            newer=Phrase("newer", period=YEAR, value=figure("9.9"), stands=Phrase("newer-alone")),
        ),
        "（2021年）增长9.9%",
        "it last grew by 9.9% (2021); no comparable benchmark was found",
    ),
    (TOLD, growing(GONE, UP), None, None),
    (PROGRESS, progressing(UP), "快于时间进度6.0个百分点", "6.0 percentage points ahead"),
    (PROGRESS, progressing(LEVEL), "与时间进度持平", "level with the calendar"),
    (PROGRESS, progressing(DOWN), "慢于时间进度6.0个百分点", "6.0 percentage points behind"),
    (PROGRESS, progressing(OPEN), "快慢难定", "ahead or behind is open"),
    (PROGRESS, progressing(GONE), None, None),
    (CHAIN, sloping(UP), "上游强、下游弱", "strong upstream, weak downstream"),
    (CHAIN, sloping(LEVEL), "上下游相当", "alike up and down"),
    (CHAIN, sloping(DOWN), "上游弱、下游强", "weak upstream, strong downstream"),
    (CHAIN, sloping(OPEN), "强弱难定", "neither end is clearly"),
    (
        CHANGE,
        moving("3.0", "8.5"),
        "由2021年的3.0%升至2022年的8.5%",
        "rose from 3.0% in 2021 to 8.5%",
    ),
    (
        CHANGE,
        moving("8.5", "3.0"),
        "由2021年的8.5%降至2022年的3.0%",
        "fell from 8.5% in 2021 to 3.0%",
    ),
    (CHANGE, moving("5.0", "5.0"), "变为", "went from"),
    (
        CHANGE,
        passing(("2017", "5.5"), ("2020", "3.0"), ("2023", "10.2"), ("2024", "8.1")),
        "由2017年的5.5%降至2020年的3.0%，2023年升至10.2%，2024年降至8.1%。",
        "fell from 5.5% in 2017 to 3.0% in 2020, rose to 10.2% in 2023 and fell to 8.1% in 2024.",
    ),
    (
        CHANGE,
        passing(("2019", "4"), ("2020", "-2.9"), ("2021", "7"), ("2022", "5.4")),
        "2019年增长4%，2020年下降2.9%，2021年增长7%，2022年增长5.4%。",
        ": 4% in 2019, −2.9% in 2020, 7% in 2021 and 5.4% in 2022.",
    ),
    (
        "hero.title",
        course("turned"),
        "在图中可比年份最高为23.4%（2021年），最近一期为9.9%（2022年1—7月）",
        "peaked at 23.4%",
    ),
    (
        "hero.title",
        course("highest"),
        "最近一期为9.9%（2022年1—7月），为图中鄂尔多斯市可比年份最高",
        "the highest of Ordos in the comparable years of this chart",
    ),
    (
        "hero.title",
        course("moved"),
        "由2023年的5.5%升至2022年1—7月的9.9%",
        "rose from 5.5% (2023) to 9.9%",
    ),
    (
        "hero.title",
        course("years"),
        "在图中有全年数的年份中以2021年的23.4%为最高，最近一期为9.9%（2022年1—7月）",
        "was highest for a whole year in 2021, at 23.4%, and last reported at 9.9%",
    ),
    (
        "hero.title",
        course("only"),
        "R&D经费投入强度为9.9%（2022年1—7月）",
        "9.9% (January–July 2022)",
    ),
    (CHANGE, moving("5.0", "5.0", "2021"), "2021年包头市", "in Baotou: 5.0% in 2021"),
    (CHANGE, growth.Change(Region("baotou"), Indicator("gdp"), GONE, GONE), None, None),
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("id", "record", "zh", "en"), CASES)
def test_a_sentence_follows_its_values(catalogues, languages, code, id, record, zh, en):
    said = languages[code].say(catalogues[code][id], Scope({"place": Region("baotou")}, (record,)))
    wanted = {"zh": zh, "en": en}[code]
    assert bool(said.missing) == (wanted is None)
    if wanted:
        assert wanted in said.text


def pace(share: Quantity, lead: Quantity) -> outlook.SoFar:
    done, expected = figure("406.2", "1e8 CNY"), figure("600", "1e8 CNY", "over")
    month = figure("58.0", "1e8 CNY")
    return outlook.SoFar(
        Indicator("rare_earth_output"),
        MONTHS,
        done,
        expected,
        share,
        figure("58.3"),
        lead,
        month,
        month,
    )


@pytest.mark.parametrize(
    ("lead", "zh", "en"),
    [
        (UP, "快于时间进度", "ahead of"),
        (LEVEL, "与时间进度持平", "level with"),
        (DOWN, "慢于时间进度", "behind the"),
        (OPEN, "快慢难定", "ahead or behind is open"),
    ],
)
def test_a_pace_follows_its_lead(catalogues, languages, lead, zh, en):
    share = Quantity(Decimal("67.7"), Interval(Decimal("-Infinity"), Decimal("67.7")), "%")
    for code, wanted, bound in (("zh", zh, "不超过67.7%"), ("en", en, "at most 67.7%")):
        template = catalogues[code]["findings.pace"]
        said = languages[code].say(template, Scope({}, (pace(share, lead),)))
        assert wanted in said.text
        assert bound in said.text


VERDICTS = {
    outcomes.MET: ("达到", "met"),
    outcomes.MISSED: ("未达到", "missed"),
    outcomes.AHEAD: ("已达预期", "had reached the level"),
    outcomes.BEHIND: ("未及预期", "had not reached"),
    outcomes.OPEN: ("尚难判定", "undecided"),
    outcomes.CONFLICTING: ("说法不一", "conflicting"),
    outcomes.UNKNOWN: ("没有后续数据", "no later figure"),
}


@pytest.mark.parametrize("verdict", outcomes.VERDICTS)
@pytest.mark.parametrize("count", [1, 4])
def test_each_verdict_is_counted_in_words(languages, verdict, count):
    phrase = Phrase(f"graded-{verdict}", count=count, shared=NOTHING)
    zh, en = VERDICTS[verdict]
    assert re.search(rf"(^|\D){zh}{count}项$", languages["zh"].write(phrase))
    said = languages["en"].write(phrase)
    assert en in said
    assert said.startswith("one " if count == 1 else "4 ")


# relations


def rules() -> list[consistency.Rule]:
    given = consistency.read(dataset.load(ROOT / "data" / "indicators.csv"))
    return [rule for part in given.relations.values() for rule in part]


def example() -> list[SimpleNamespace]:
    """The relations of the file that an office begins with."""
    text = (EXAMPLES / "relations.yaml").read_text(encoding="utf-8").format(last=2025)
    parts = yaml.safe_load(text)["relations"].values()
    return [SimpleNamespace(why="", restates=False, **rule) for part in parts for rule in part]


def has_figures(text: str) -> bool:
    """Whether a formula takes figures that may be unknown, not just the month of a known one."""
    return any(formula.figures(formula.parse(text))) and not text.startswith("elapsed(")


def test_every_relation_has_its_words(catalogues):
    """A subject, and a reason for each class that its judge can give."""
    classes = {None: [""], "confirms": ["-confirmed", "-anomaly"]}
    wanted = {"why-open-side", "why-open-floors", "why-open-ceilings"}
    for rule in [*rules(), *example()]:
        endings = classes.get(rule.judge, ["-consistent", "-anomaly"])
        if rule.restates:
            endings = ["-derived", "-anomaly"]
        elif rule.judge and has_figures(rule.against):
            endings = [*endings, "-derived"]  # the figure that it is held against may be unknown
        wanted |= {f"relation-{rule.id}"} | {f"why-{rule.why or rule.id}{each}" for each in endings}
    for code in CODES:
        phrases = catalogues[code].words["phrases"]
        own = {id for id in phrases if id.startswith(("relation-", "why-"))}
        assert wanted - own == set()
        assert own - wanted == set()
