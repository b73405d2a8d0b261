"""What a place's own industries tell: the calendar, paces against bounds, chains, and the file that
names them.
"""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import language

from industry_report.data import dataset
from industry_report.data.errors import FaultsError
from industry_report.numbers import chains, gaps, outlook, sections, situation
from industry_report.words import NOTHING
from industry_report.words.catalogue import Catalogue
from industry_report.words.template import Scope

DATA = Path(__file__).parent.parent / "data"
HEAD = "region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note\n"
RATE = "baotou,key_project_completion_rate,{period},{value},%,observed,,{source},1.3,high,,"
OUTPUT = "baotou,rare_earth_output,2022-01/2022-07,406.2,1e8 CNY,observed,,article,1.3,high,,"
OFFICIAL = "baotou-work-report-2022"
GDP = ("gdp_growth", "5.0", "%")  # a dataset has a row at the least
FORECAST = "baotou,rare_earth_output,2022,{value},1e8 CNY,forecast,{qualifier},article,1.3,high,,"


def small(folder: Path, *rows: str, text: str = "") -> dataset.Dataset:
    path = folder / "rows.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    shutil.copyfile(DATA / "situation.yaml", folder / "situation.yaml")
    if text:
        (folder / "situation.yaml").write_text(text, encoding="utf-8")
    return dataset.load(path).known("2022-08")


# the calendar


@pytest.mark.parametrize(
    ("period", "source", "passed", "lead", "sign", "zh", "en"),
    [
        ("2022-01/2022-07", "article", "58.3", "64.3", 1, "2022年1—7月", "January–July 2022"),
        ("2022-01/2022-06", "article", "50", "50.0", 0, "2022年1—6月", "January–June 2022"),
        ("2022-01/2022-06", "article", "50", "40.0", -1, "2022年1—6月", "January–June 2022"),
        # closed in the middle of May, which a period cannot say; the year is named once
        (
            *("2022-01/2022-05", "baotou-projects-2022-05", "37.5", "46.4", 1),
            *("2022年1月至5月中旬", "January to mid-May 2022"),
        ),
    ],
)
def test_the_calendar_stops_where_the_reading_does(
    tmp_path, period, source, passed, lead, sign, zh, en
):
    rows = small(tmp_path, RATE.format(period=period, value=lead, source=source))
    (row,) = situation.progress(rows, "baotou", sections.read(rows)).itertuples()
    assert round(row.passed.best, 1) == Decimal(passed)
    assert row.lead.sign == sign
    said = [language(name, "01_situation").write(row.when) for name in ("zh", "en")]
    assert said == [zh, en]


def test_a_place_without_a_rate_has_no_progress(tmp_path):
    rows = small(tmp_path, OUTPUT)
    assert situation.progress(rows, "ordos", sections.read(rows)).empty


@pytest.mark.parametrize(
    ("value", "qualifier", "share", "needed", "sign", "bounds"),
    [
        ("600", "", ("67.6", "67.8"), "38.76", 1, False),
        ("1000", "", ("40.5", "40.7"), "118.76", -1, False),
        ("600", "over", ("-Infinity", "67.8"), "38.76", 0, True),
    ],
)
def test_a_pace_carries_the_bound_of_its_forecast(
    tmp_path, value, qualifier, share, needed, sign, bounds
):
    """Of "more than 600" at most 68 per cent are done, and at least 39 a month are needed."""
    rows = small(tmp_path, OUTPUT, FORECAST.format(value=value, qualifier=qualifier))
    (pace,) = outlook.against_forecasts(rows, "baotou", "2022-08", sections.read(rows))
    assert Decimal(share[0]) <= pace.share.interval.lo
    assert pace.share.interval.hi <= Decimal(share[1])
    assert pace.needed.best == Decimal(needed)
    assert (pace.lead.sign, pace.needed.interval.hi.is_infinite()) == (sign, bounds)


@pytest.mark.parametrize(
    ("done", "whole", "share"), [("10", "220", "4.5"), (None, "220", None), ("10", None, None)]
)
def test_a_part_is_told_where_both_counts_are_known(tmp_path, done, whole, share):
    line = "baotou,{},2020-12,{},platforms,observed,,article,,high,,"
    counts = {"national_platforms": done, "innovation_platforms": whole}
    rows = small(tmp_path, *(line.format(*each) for each in counts.items() if each[1]))
    found = situation.part_of_whole(rows, "baotou", sections.read(rows).platforms)
    assert [(str(round(each["share"].best, 1)), str(each["when"])) for each in found] == (
        [(share, "2020-12")] if share else []
    )
    assert situation.part_of_whole(rows, "baotou", sections.Sections().platforms) == [], "no file"


@pytest.mark.parametrize(
    ("done", "whole", "told"),
    [
        ("2020-12 2021-12", "2020-12", ("2020-12", "10", "220")),
        ("2020-12", "2020-12 2021-12", ("2020-12", "10", "220")),
        ("2020-12 2021-12", "2020-12 2021-12", ("2021-12", "11", "221")),
        ("2021-12", "2020-12", None),
    ],
)
def test_a_part_and_its_whole_are_of_one_period(tmp_path, done, whole, told):
    line = "baotou,{},{},{},platforms,observed,,article,,high,,"
    counts = {"2020-12": ("10", "220"), "2021-12": ("11", "221")}
    lines = [line.format("national_platforms", when, counts[when][0]) for when in done.split()]
    lines += [line.format("innovation_platforms", when, counts[when][1]) for when in whole.split()]
    rows = small(tmp_path, *lines)
    found = situation.part_of_whole(rows, "baotou", sections.read(rows).platforms)
    assert [
        (str(each["when"]), str(each["done"].best), str(each["whole"].best)) for each in found
    ] == ([told] if told else [])


@pytest.mark.parametrize(
    ("points", "growth", "told"),
    [
        (
            "13.1",
            "15.1",
            "增长15.1%，其中稀土、光伏和风电装备合计拉动13.1个百分点，占87%（证据等级B）",
        ),
        ("13.1", None, None),  # of no growth of the same months
        ("-0.4", "2.0", None),  # no part of a growth
        ("0.4", "-2.0", None),
        (None, "15.1", None),
    ],
)
def test_what_growth_is_made_of_is_told_where_both_are_growth(tmp_path, points, growth, told):
    line = "baotou,{},2022-01/2022-07,{},{},observed,,article,,high,second_hand,"
    both = [("flagship_growth_pull", points, "pp"), ("industrial_value_added_growth", growth, "%")]
    rows = small(tmp_path, *(line.format(*each) for each in (*both, GDP) if each[1]))
    found = situation.pulled(rows, "baotou", sections.read(rows))
    assert bool(found) == bool(told)
    if told:
        template = Catalogue("zh", "02_diagnosis")["structure.pull"]
        assert told in language("zh", "02_diagnosis").say(template, Scope(found)).text
    assert not situation.pulled(rows, "ordos", sections.read(rows))
    assert not situation.pulled(rows, "baotou", sections.Sections())


@pytest.mark.parametrize(
    ("own", "nation", "found"), [("5.5", "15.1", ["high-tech"]), ("5.5", None, []), (None, "15.1", [])]
)  # fmt: skip
def test_the_diagnosis_compares_what_the_file_names_and_is_known(tmp_path, own, nation, found):
    line = "{},high_tech_share,2022,{},%,observed,,article,,high,,"
    pair = {"baotou": own, "china": nation}
    rows = small(tmp_path, *(line.format(*each) for each in pair.items() if each[1]))
    told = gaps.named(rows, sections.read(rows).compared, "baotou", ["china"])
    assert list(told) == found
    assert gaps.named(rows, sections.Sections().compared, "baotou", ["china"]) == {}, "no file"


@pytest.mark.parametrize(
    ("confidence", "told"),
    [
        ("high", "；战略性新兴产业占规上工业增加值比重为20%（2021年，证据等级A）"),
        ("medium", "；战略性新兴产业占规上工业增加值比重为20%（2021年，证据等级B）"),
        (None, ""),
    ],
)
def test_a_share_of_wider_scope_stands_beside_that_of_high_technology(tmp_path, confidence, told):
    line = f"baotou,strategic_emerging_share,2021,20,%,observed,,{OFFICIAL},,{confidence},,"
    rows = small(tmp_path, OUTPUT, *([line] if confidence else []))
    found = situation.wider(rows, "baotou", sections.read(rows))
    assert language("zh", "02_diagnosis").write(found).split("，但范围较宽")[0] == told
    assert situation.wider(rows, "baotou", sections.Sections()) == NOTHING, "no file"


def test_a_year_that_is_over_has_no_pace(tmp_path):
    rows = small(tmp_path, OUTPUT, FORECAST.format(value="600", qualifier=""))
    assert outlook.against_forecasts(rows, "baotou", "2025-12", sections.read(rows)) == []


def test_an_output_without_a_forecast_has_no_pace(tmp_path):
    rows = small(tmp_path, OUTPUT)
    assert outlook.against_forecasts(rows, "baotou", "2022-08", sections.read(rows)) == []


# chains, projects, parts

CAPACITY = "baotou,{stage}_capacity,2022-12,{value},GW/a,forecast,,article,1.3,medium,,"
SHARE = "baotou,{stage}_capacity_share,2022-12,{value},%,forecast,about,article,1.3,medium,,"


@pytest.mark.parametrize(("last", "sign"), [("1.7", 1), ("26.3", 0), ("40.0", -1)])
def test_a_chain_is_told_from_its_first_stage_to_its_last(tmp_path, last, sign):
    lines = [
        line.format(stage=stage, value=value)
        for stage, share in (("ingot", "26.3"), ("wafer", "6.7"), ("module", last))
        for line, value in ((CAPACITY, "30"), (SHARE, share))
    ]
    rows = small(tmp_path, *lines)
    chain = chains.flow(rows, "baotou", sections.read(rows))
    (told,) = chains.along(chain, "2022-08")
    assert len(told["stages"]) == 3
    assert (told["slope"].sign, told["over"]) == (sign, False)
    assert chains.along(chain, "2023-01")[0]["over"]


@pytest.mark.parametrize(
    ("known", "zh", "en"),
    [
        ({"wafer": 30, "module": 6}, "24 GW切片去向不明", "24 GW a year (wafers), not known where to"),
        ({"ingot": 50, "wafer": 30}, "20 GW单晶拉棒本地没有切片承接",
         "20 GW a year (ingot pulling) more than local wafers can take"),
        ({"wafer": 6, "module": 30}, "", ""),
    ],
)  # fmt: skip
def test_what_leaves_before_a_stage_without_data_is_not_known_where_to(tmp_path, known, zh, en):
    lines = [
        line.format(stage=stage, value=value)
        for stage, amount in known.items()
        for line, value in ((CAPACITY, amount), (SHARE, 10))
    ]
    rows = small(tmp_path, *lines)
    chain = chains.flow(rows, "baotou", sections.read(rows))
    (told,) = chains.along(chain, "2022-08")
    for name, said, confined in (("zh", zh, "去向不明"), ("en", en, "not known")):
        words = language(name, "01_situation")
        assert "".join(words.write(each) for each in chain["left"] if each) == said
        assert (confined in words.write(told["unknown"])) == (confined in said)


def test_without_figures_there_is_no_chain_and_no_project(tmp_path):
    rows = small(tmp_path, OUTPUT)
    local = sections.read(rows)
    assert chains.along(chains.flow(rows, "baotou", local), "2022-08") == []
    assert situation.projects(rows, "baotou", local).empty
    assert situation.facts(rows, "baotou", local, "digital") == []


def test_the_article_is_known_before_it_was_published(tmp_path):
    rows = small(tmp_path, OUTPUT)
    (retold,) = situation.retold(rows, "baotou", "2022-08")
    assert str(retold.values["published"]) == "2022-10"
    assert situation.retold(rows, "baotou", "2022-12") == []
    assert situation.retold(rows, "ordos", "2022-08") == []


# reading


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("sections:\n  digital: [gpd]", 2, "did you mean 'gdp'"),
        ("sections:\n  digital: [gdp@plannd]", 2, "unknown status 'plannd'"),
        ("sections:\n  digitl: [gdp]", 2, "unknown key 'digitl'; expected one of bases"),
        ("paragraphs:\n  mainstays: {x: gdp}", 2, "unknown key 'mainstays'; expected one of main"),
        ("progres: gdp", 1, "did you mean 'progress'"),
        ("closing: {artcle: 4}", 1, "did you mean 'article'"),
        ("closing: {article: four}", 1, "a number"),
        ("closing: {article: 1e999999}", 1, "a number"),
        ("chain:\n  - {name: {zh: 甲, en: A}, capacity: gdp}", 2, "expected a capacity"),
        ("chain:\n  - {name: {zh: 甲}, capacity: gdp, share: gdp}", 2, "'en' is missing"),
        ("part: {done: gdp, off: gdp}", 1, "did you mean 'of'"),
        ("pull: {points: gdp, of: gdp_growth, industries: {zh: 甲, en: A}}", 1, "a growth rate"),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_nearest_choice(tmp_path, text, line, message):
    rows = small(tmp_path, OUTPUT, text=text)
    with pytest.raises(FaultsError, match=f"line {line}") as error:
        sections.read(rows)
    assert message in str(error.value)


def test_without_a_file_there_is_the_general_part_alone(tmp_path):
    rows = small(tmp_path, OUTPUT)
    (tmp_path / "situation.yaml").unlink()
    assert sections.read(rows) == sections.Sections()


@pytest.mark.parametrize(("as_of", "told"), [("2022-08", 1), ("2022-12", 1), ("2023-02", 0)])
def test_nothing_is_ahead_of_a_calendar_that_is_over(dataset, as_of, told):
    rows = dataset.known("2022-08")
    progress = situation.progress(rows, "baotou", sections.read(dataset))
    assert len(progress)
    assert len(situation.running(progress, as_of)) == told


def test_a_paragraph_tells_the_period_of_its_first_figure(dataset):
    local = sections.read(dataset)
    rows = dataset.known("2022-08")
    found = situation.paragraph(rows, "baotou", local, "clusters")
    assert {str(found["period"]), found["growth"].rows[0].split("/", 2)[2][:15]} == {
        "2022-01/2022-07"
    }
    assert situation.paragraph(rows, "ordos", local, "clusters") == {}
    assert situation.paragraph(rows, "baotou", sections.Sections(), "clusters") == {}


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [
        ("3", "均保持增长", "all three sectors of industry grew"),
        ("2", "中有2个保持增长", "of the three sectors of industry, 2 grew"),
        ("0", "均未增长", "none of the three sectors of industry grew"),
    ],
)
def test_of_the_sectors_all_some_or_none_grew(dataset, make_rows, count, zh, en):
    months = "2022-01/2022-07"
    rows = make_rows(
        ("baotou", "manufacturing_growth_floor", months, "20", "article"),
        ("baotou", "growing_sectors", months, count, "article"),
    )
    found = situation.paragraph(rows, "baotou", sections.read(dataset), "mainstay")
    written = [language(name, "01_situation").write(found["sectors"]) for name in ("zh", "en")]
    assert written == [zh, en]


@pytest.mark.parametrize(
    ("as_of", "place", "rank"),
    [("2024-08", "baotou", "3"), ("2024-07", "baotou", None), ("2026-03", "ordos", None)],
)
def test_a_rank_is_told_as_a_source_claims_it(dataset, as_of, place, rank):
    rows, local = dataset.where(min_confidence="medium").known(as_of), sections.read(dataset)
    told = situation.claimed(rows, place, local, "industrial_value_added_growth")
    assert (str(told.values["value"].best) if told else None) == rank
    assert not situation.claimed(rows, place, sections.Sections(), "industrial_value_added_growth")


RANKED = "baotou,industrial_value_added_growth_rank,{},{},rank,observed,,{},,"


@pytest.mark.parametrize(
    ("weak", "firm", "zh", "en"),
    [
        (("2022-01/2022-07", "1"), ("2021", "3"),
         "依据较弱的来源称2022年1—7月增速居内蒙古第1位（较可靠的来源称2021年居第3位）",
         "a weaker source ranks its growth in January–July 2022 number 1 in Inner Mongolia (a "
         "more reliable one number 3 in 2021)"),
        (("2022-01/2022-07", "1"), None, "依据较弱的来源称2022年1—7月增速居内蒙古第1位",
         "a weaker source ranks its growth in January–July 2022 number 1 in Inner Mongolia"),
        (("2020", "1"), ("2021", "3"), "有来源称2021年增速居内蒙古第3位",
         "one source ranks its growth in 2021 number 3 in Inner Mongolia"),
        (("2021", "1"), ("2021", "3"), "有来源称2021年增速居内蒙古第3位",
         "one source ranks its growth in 2021 number 3 in Inner Mongolia"),
        (None, None, "", ""),
    ],
    ids=["newer", "alone", "older", "contradicting", "none"],
)  # fmt: skip
def test_a_rank_by_a_weaker_source_is_told_as_such_where_it_is_newer(tmp_path, weak, firm, zh, en):
    claims = {"article,,low": weak, "baotou-economy-2021-09,,high": firm}
    lines = [RANKED.format(*claim, source) for source, claim in claims.items() if claim]
    every = small(tmp_path, OUTPUT, *lines)
    rows = every.where(min_confidence="medium")
    indicator = "industrial_value_added_growth"
    told = situation.claimed(rows, "baotou", sections.read(every), indicator, every)
    assert [language(name, "01_situation").write(told) for name in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(
    ("later", "zh", "en"),
    [
        ("9.9", "有来源称两位数增长连续保持22个月，止于2022年6月",
         "by one source growth of 10% or more ended in June 2022 after 22 months in a row"),
        ("10.0", "有来源称截至2022年6月已连续22个月保持两位数增长",  # rounding may have made it
         "by one source it had grown by 10% or more for 22 months in a row by June 2022"),
        ("16.6", "有来源称截至2022年6月已连续22个月保持两位数增长",
         "by one source it had grown by 10% or more for 22 months in a row by June 2022"),
        (None, "有来源称截至2022年6月已连续22个月保持两位数增长",
         "by one source it had grown by 10% or more for 22 months in a row by June 2022"),
    ],
    ids=["ended", "level", "goes on", "nothing later"],
)  # fmt: skip
def test_months_of_two_digit_growth_in_a_row_end_with_a_later_figure(tmp_path, later, zh, en):
    growth = "baotou,industrial_value_added_growth,{},{},%,observed,,article,,high,,"
    lines = ["baotou,double_digit_growth_months,2022-06,22,months,observed,,article,,high,,"]
    lines += [growth.format("2022-01/2022-03", "8.0")]  # of before
    lines += [growth.format("2022-01/2022-07", later)] * bool(later)
    rows = small(tmp_path, *lines)
    told = situation.streak(rows, "baotou", sections.read(rows))
    assert [language(name, "01_situation").write(told) for name in ("zh", "en")] == [zh, en]
    assert not situation.streak(rows, "ordos", sections.read(rows))
    assert not situation.streak(rows, "baotou", sections.Sections())


@pytest.mark.parametrize(
    ("region", "as_of", "year", "count"),
    [
        ("baotou", "2025-12", "", 0),
        ("baotou", "2026-01", "", 1),
        ("baotou", "2026-03", "2026", 1),
        ("baotou", "2026-03", "2025", 0),
        ("ordos", "2026-03", "", 0),  # of another place
    ],
)
def test_documents_are_lacking_from_the_month_they_are_out(dataset, region, as_of, year, count):
    assert len(sections.read(dataset).lacked(region, as_of, year)) == count
