"""Growth beside others and over the years: which figures are compared, and across what nothing is
joined.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import language

from industry_report.data import dataset
from industry_report.numbers import growth, rates
from industry_report.numbers.growth import VALUE_ADDED_GROWTH
from industry_report.numbers.quantity import Quantity
from industry_report.words.catalogue import Catalogue
from industry_report.words.template import Scope

DATA = Path(__file__).parent.parent / "data" / "indicators.csv"
HEAD = "region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note\n"


def small(folder: Path, *rows: str, as_of: str = "2022-08") -> dataset.Dataset:
    path = folder / "rows.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return dataset.load(path).known(as_of)


def row(value: str, period: str = "2021", indicator: str = VALUE_ADDED_GROWTH, **more: str) -> str:
    given = {"region": "baotou", "unit": "%", "qualifier": "", "flag": ""} | more
    return (
        f"{given['region']},{indicator},{period},{value},{given['unit']},observed,"
        f"{given['qualifier']},article,,high,{given['flag']},"
    )


@pytest.fixture(scope="module")
def everything():
    return dataset.load(DATA)


# beside others


@pytest.mark.parametrize(
    ("own", "other", "signs"),
    [
        ("16.6", "8.0", [1]),
        ("8.0", "8.0", [0]),
        ("-5.3", "8.0", [-1]),
        ("16.6", None, []),  # nobody to compare with
    ],
)
def test_the_latest_growth_with_its_leads(tmp_path, own, other, signs):
    lines = [row(own)]
    if other:
        lines.append(row(other, region="inner-mongolia"))
    rows = small(tmp_path, *lines)
    latest = growth.latest(growth.beside(rows, "baotou", ["inner-mongolia", "china"]), rows)
    assert latest.own.best == Decimal(own)
    assert [lead.values["difference"].sign for lead in latest.leads] == signs
    assert latest.told.id == ("compared" if signs else "alone")


def test_a_lead_that_is_printed_gives_the_rate_of_the_other(tmp_path):
    months = "2022-01/2022-07"
    rows = small(
        tmp_path,
        row("16.6", months),
        row("13.1", months, "industrial_growth_lead_nation", unit="pp"),
    )
    assert growth.growth_of(rows, "china", "baotou", months).best == Decimal("3.5")
    assert growth.growth_of(rows, "inner-mongolia", "baotou", months).is_missing


def test_a_newer_figure_that_cannot_be_compared_is_told(tmp_path):
    rows = small(tmp_path, row("14.1"), row("9.6", region="china"), row("17.1", "2022-01/2022-06"))
    latest = growth.latest(growth.beside(rows, "baotou", ["china"]), rows)
    assert str(latest.period) == "2021"
    assert latest.newer.values["value"].best == Decimal("17.1")


def test_a_newer_figure_of_a_weaker_source_is_told_once(everything):
    trusted, places = everything.where(min_confidence="medium"), ["inner-mongolia", "china"]
    compared = growth.beside(trusted, "baotou", places)
    latest = growth.latest(compared, trusted, everything)
    assert (str(latest.period), latest.own.best) == ("2025-01/2025-09", Decimal("9.9"))
    assert [lead.values["difference"].best for lead in latest.leads] == [Decimal("3.7")]
    assert not latest.newer
    told = latest.weaker.values
    assert (str(told["period"]), told["value"].best) == ("2025-01/2025-11", Decimal("11.3"))
    assert (str(told["months"]), told["needed"].best) == ("2025-10/2025-11", Decimal("17.6"))
    doubt = "；另有较弱来源称2025年1—11月增长11.3%（同期全国6.0%，比全国高5.3个百分点），待核实"
    assert language("zh").write(latest.doubt) == doubt
    assert not growth.latest(compared, trusted, trusted).weaker


@pytest.mark.parametrize(
    ("weak", "doubt"),
    [
        ("11.3", "；另有较弱来源称2021年1—11月增长11.3%，待核实"),
        ("10.2", "；另有较弱来源称2021年1—11月增长10.2%"),  # 11.5 % in two months
        (None, ""),
    ],
)
def test_a_weaker_figure_is_doubted_only_where_it_asks_too_much(tmp_path, weak, doubt):
    lines = [row("9.9", "2021-01/2021-09"), row("6.2", "2021-01/2021-09", region="china")]
    if weak:
        lines.append(row(weak, "2021-01/2021-11").replace(",high,", ",low,"))
    every = small(tmp_path, *lines)
    rows = every.where(min_confidence="medium")
    latest = growth.latest(growth.beside(rows, "baotou", ["china"]), rows, every)
    assert language("zh").write(latest.doubt) == doubt


@pytest.mark.parametrize(
    ("known", "other", "zh", "en"),
    [
        (("low", "11.3"), "6.0", "（同期全国6.0%，比全国高5.3个百分点）",
         " (5.3 percentage points higher than China's 6.0%)"),
        (("low", "6.0"), "6.0", "（同期全国6.0%，与全国大致相当）", " (about the same as China's 6.0%)"),
        (("low", "4.0"), "6.0", "（同期全国6.0%，比全国低2.0个百分点）",
         " (2.0 percentage points lower than China's 6.0%)"),
        (("low", "11.3"), None, "", ""),  # nothing to hold it against
        (("high", "11.3"), "6.0", "（同期全国6.0%，比全国高5.3个百分点）",
         " (5.3 percentage points higher than China's 6.0%)"),
        (("high", "11.3"), None, "，未见同期对照值",
         "; no comparable benchmark was found"),
    ],
    ids=["up", "level", "down", "missing", "firm", "firm, missing"],
)  # fmt: skip
def test_a_later_figure_stands_beside_that_of_others_in_the_same_months(
    tmp_path, known, other, zh, en
):
    sure, value = known
    lines = [row("9.9", "2021-01/2021-09")]
    for place in ("china", "inner-mongolia"):
        lines.append(row("6.2", "2021-01/2021-09", region=place))
    lines += [row(value, "2021-01/2021-11").replace(",high,", f",{sure},")]
    lines += [row(other, "2021-01/2021-11", region="china")] * bool(other)
    every = small(tmp_path, *lines)
    rows = every.where(min_confidence="medium")
    compared = growth.beside(rows, "baotou", ["china", "inner-mongolia"])
    latest = growth.latest(compared, rows, every)
    assert str(latest.period) == "2021-01/2021-09"  # most of the others are known for it
    told = (latest.weaker or latest.newer).values["stands"]
    assert [language(name).write(told) for name in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(
    ("others", "zh", "en"),
    [
        ({"china": "high"}, "；未见内蒙古同期数",
         "; no comparable figure for Inner Mongolia was found"),
        ({"china": "high", "inner-mongolia": "high"}, "", ""),
        ({"china": "high", "inner-mongolia": "low"}, "", ""),  # found, though not used
        ({}, "", ""),  # nothing at all to compare with: the growth stands alone
    ],
)  # fmt: skip
def test_whose_figure_was_not_found_is_told(tmp_path, others, zh, en):
    lines = [row("9.9")]
    lines += [
        row("6.2", region=each).replace(",high,", f",{sure},") for each, sure in others.items()
    ]
    every = small(tmp_path, *lines)
    rows = every.where(min_confidence="medium")
    compared = growth.beside(rows, "baotou", ["china", "inner-mongolia"])
    told = growth.latest(compared, rows, every).unseen
    assert [language(name).write(told) for name in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(
    ("known", "weak", "zh", "en"),
    [
        ("9.9", None, "；按各月基数相等推算，要达到目标，10—12月须增长约26.3%",
         "; for the target, if all months weigh the same, October–December would need about 26.3%"),
        ("9.9", "11.3",
         "；按各月基数相等推算，要达到目标，10—12月须增长约26.3%（以较弱来源的数计，12月须增长约44%）",
         "; for the target, if all months weigh the same, October–December would need about 26.3% ("
         "by the weaker source's figure December about 44%)"),
        ("9.9", "15.0", "；按各月基数相等推算，要达到目标，10—12月须增长约26.3%",
         "; for the target, if all months weigh the same, October–December would need about 26.3%"),  # by the weaker source it is reached so far
        ("14.0", None, "", ""),
        ("15.0", None, "", ""),
        (None, "11.3", "", ""),
    ],
    ids=["below", "weaker, too", "weaker above", "level", "above", "missing"],
)  # fmt: skip
def test_what_the_rest_of_the_year_needs_for_its_target(tmp_path, known, weak, zh, en):
    lines = [row("14", "2021", qualifier="at_least").replace("observed", "target")]
    lines += [row(known, "2021-01/2021-09")] * bool(known)
    lines += [row(weak or "", "2021-01/2021-11").replace(",high,", ",low,")] * bool(weak)
    every = small(tmp_path, *lines)
    rows = every.where(min_confidence="medium")
    told = growth.latest(growth.beside(rows, "baotou", ["china"]), rows, every).needs
    assert [language(name).write(told) for name in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(
    ("period", "aimed", "told"),
    [
        ("2021-01/2021-09", "2021", "；2021年目标为14%以上，未见全年数"),
        ("2021-01/2021-09", "2022", ""),  # of another year
        ("2021", "2021", ""),  # the year is over: the promises are graded elsewhere
        ("2021-01/2021-09", None, ""),
    ],
)
def test_the_target_of_a_year_that_is_not_over_is_told(tmp_path, period, aimed, told):
    lines = [row("9.9", period), row("6.2", period, region="china")]
    if aimed:
        target = row("14", aimed, qualifier="at_least").replace("observed", "target")
        lines.append(target)
    rows = small(tmp_path, *lines)
    latest = growth.latest(growth.beside(rows, "baotou", ["china"]), rows)
    assert language("zh").write(latest.aim) == told


def test_without_any_growth_the_place_names_what_is_missing(tmp_path):
    rows = small(tmp_path, row("3.0", indicator="gdp_growth"))
    latest = growth.latest(growth.beside(rows, "baotou", ["china"]), rows)
    assert latest.own.is_missing
    assert latest.own.label.id == "no-comparison"


def test_growth_is_compared_over_the_same_months_only(everything):
    known = everything.known("2022-08")
    frame = growth.beside(known, "baotou", ["inner-mongolia", "china"])
    for line in frame.itertuples():
        periods = {id.split("/observed")[0].split("/", 2)[2] for id in line.value.rows}
        assert line.value.is_missing or periods == {str(line.period)}


def test_the_leads_of_a_place_are_over_the_nation_and_over_its_province(everything):
    assert set(growth.leads_over(everything, "baotou")) == {"china", "inner-mongolia"}
    assert set(growth.leads_over(everything, "bayan-obo")) == {"china", "inner-mongolia"}
    assert set(growth.leads_over(everything, "inner-mongolia")) == {"china"}
    assert growth.leads_over(everything, "china") == {}


@pytest.mark.parametrize(
    ("own", "zh", "en"),
    [
        ({2020: "9", 2021: "9"}, ["2020—2021年每年可比的累计时段均快于全国"],
         ["faster than China in each year of 2020–2021, over comparable months from January"]),
        ({2020: "1", 2021: "1"}, ["2020—2021年每年可比的累计时段均慢于全国"],
         ["slower than China in each year of 2020–2021, over comparable months from January"]),
        ({2020: "5.0", 2021: "5.0"}, ["2020—2021年每年可比的累计时段均与全国相当"],
         ["level with China in each year of 2020–2021, over comparable months from January"]),
        ({2019: "1", 2020: "9", 2021: "9"},
         ["2020—2021年每年可比的累计时段均快于全国", "2019年慢于全国"],
         ["faster than China in each year of 2020–2021, over comparable months from January",
          "slower than China in 2019"]),
        ({2018: "9", 2020: "9", 2021: "9"},  # nothing is known of 2019
         ["2020—2021年每年可比的累计时段均快于全国", "2018年快于全国"],
         ["faster than China in each year of 2020–2021, over comparable months from January",
          "faster than China in 2018"]),
        ({2020: "9"}, ["2020年快于全国"], ["faster than China in 2020"]),
        ({2020: "5.0"}, ["2020年与全国相当"], ["level with China in 2020"]),
    ],
    ids=["ahead", "behind", "level", "turned", "a year missing", "one year", "one level"],
)  # fmt: skip
def test_in_which_years_a_place_was_ahead(tmp_path, own, zh, en):
    lines = [row(value, str(year)) for year, value in own.items()]
    lines += [row("5.0", str(year), region="china") for year in own]
    compared = growth.beside(small(tmp_path, *lines), "baotou", ["china", "inner-mongolia"])
    ahead = growth.times_ahead(compared)
    assert [language("zh", "01_situation").write(each) for each in ahead] == zh
    assert [language("en", "01_situation").write(each) for each in ahead] == en
    assert [len(each["others"]) for each in growth.over_years(compared)] == [1] * len(own)


@pytest.mark.parametrize(
    ("own", "other", "id", "months", "lead"),
    [
        (("12.3", "9.9"), ("6.4", "6.2"), "rest-down", ("5.1", "5.8"), "高5.9个百分点"),
        (("9.0", "9.9"), ("6.4", "6.2"), "rest-up", ("11.7", "5.8"), "高2.6个百分点"),
        (("12.3", "10.1"), ("6.4", "6.2"), "rest-level", ("5.7", "5.8"), "高5.9个百分点"),
        (("2.0", "-1.0"), ("6.4", "6.2"), "rest-down", ("-7", "5.8"), "低4.4个百分点"),
        (("12.3", "6.0"), ("6.4", "6.2"), "rest-down", ("-6.6", "5.8"), "高5.9个百分点"),
        (("12.3", "9.9"), (None, "6.2"), "", (), ""),  # nobody to compare the first months with
        ((None, "9.9"), ("6.4", "6.2"), "", (), ""),
    ],
    ids=["behind", "ahead", "level", "a fall", "behind in all", "other missing", "own missing"],
)  # fmt: skip
def test_the_last_months_follow_from_two_rates_of_one_year(tmp_path, own, other, id, months, lead):
    spans = ("2021-01/2021-06", "2021-01/2021-09")
    lines = [
        row(value, span, region=region)
        for region, values in (("baotou", own), ("china", other))
        for span, value in zip(spans, values, strict=True)
        if value
    ]
    rows = small(tmp_path, *lines)
    rest = growth.latest(growth.beside(rows, "baotou", ["china"]), rows).rest
    assert rest.id == id
    if id:
        assert str(rest.values["period"]) == "2021-07/2021-09"
        found = [rest.values[each] for each in ("own", "other")]
        assert [each.best for each in found] == [Decimal(each) for each in months]
        assert found[1].interval.lo == Decimal("5.55") and found[1].interval.hi == Decimal("6.05")
        text = language("zh").write(rest)
        assert f"，比全国（6.4%）{lead}；假定" in text
        turns = "所占超过约37%时，结论相反；计入舍入，此界限为34%至40%）"
        assert (turns in text) == (own == ("12.3", "9.9"))


# rates


@pytest.mark.parametrize(
    ("every", "secondary", "told"),
    [
        (
            "14.7",
            "14.3",
            "2021年规上工业增加值增长23.4%，同年第二产业增加值增长14.3%，另见全部工业增加值增长14.7%；",
        ),
        ("-1.0", None, "2021年规上工业增加值增长23.4%，另见全部工业增加值下降1.0%；"),
        ("22.0", "14.3", ""),  # about as fast
        (None, "14.3", ""),
    ],
)
def test_that_all_industry_grew_otherwise_than_large_firms_is_told(
    tmp_path, every, secondary, told
):
    others = {rates.ALL_INDUSTRY_GROWTH: every, "secondary_growth": secondary}
    lines = [row("23.4", "2021"), row("9.9", "2022-01/2022-07")]
    lines += [row(value, "2021", id) for id, value in others.items() if value]
    found = rates.scopes(small(tmp_path, *lines), "baotou")
    template = Catalogue("zh", "01_situation")["scopes.text"]
    said = found and language("zh", "01_situation").say(template, Scope(found)).text
    assert (said or "").startswith(told) and bool(said) == bool(told)


@pytest.mark.parametrize(
    ("known", "year", "latest"),
    [
        (("2021", "2022-01/2022-07"), "2021", "2022-01/2022-07"),
        (("2021-01/2021-09",), "2021-01/2021-09", ""),  # months of the year itself are not later
        (("2021-01/2021-09", "2022-01/2022-07"), "2021-01/2021-09", "2022-01/2022-07"),
        (("2020", "2021-01/2021-06"), "2020", "2021-01/2021-06"),
    ],
)
def test_later_rates_are_of_a_later_year(tmp_path, known, year, latest):
    mining = "mining_value_added_growth"
    rows = small(tmp_path, row("9.0"), *(row("9.0", period, mining) for period in known))
    frame = rates.rates(rows, "baotou").set_index("indicator")
    assert str(frame.loc[mining, "year_period"].values["period"]) == year
    assert bool(frame.loc[mining, "latest_period"]) == bool(latest)
    if latest:
        assert str(frame.loc[mining, "latest_period"].values["period"]) == latest


# over the years


def test_lines_stop_at_breaks_and_at_missing_years(everything):
    lines = growth.lines(everything, ["baotou", "inner-mongolia"], "gdp_growth")
    for _, part in lines.groupby(["series", "segment"]):
        years = [int(text) for text in part["period"]]
        assert years == list(range(years[0], years[0] + len(years)))
    by_year = {(line.series, line.period): line.segment for line in lines.itertuples()}
    assert by_year["inner-mongolia", "2016"] != by_year["inner-mongolia", "2021"]


@pytest.mark.parametrize(
    ("values", "sign", "words"),
    [
        (("3.0", "5.0"), 1, "changed"),
        (("5.0", "5.0"), 0, "changed"),
        (("5.0", "3.0"), -1, "changed"),
        (("5.0",), 0, "stood"),
    ],
)
def test_a_change_since_the_last_break(tmp_path, values, sign, words):
    lines = [row("99", "2018", "gdp_growth")]
    lines += [
        row(value, str(2019 + place), "gdp_growth", flag="" if place else "break")
        for place, value in enumerate(values)
    ]
    change = growth.change(small(tmp_path, *lines), "baotou", "gdp_growth")
    assert change.difference.sign == sign
    assert change.told.id == words


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ({"2019": "5", "2020": "6"}, ["step-from 2020"]),
        ({"2019": "5", "2020": "6", "2022": "9"}, ["step-from 2020", "step-at 2022"]),
        ({"2019": "5", "2021": "8", "2022": "9"}, ["step-at 2019", "step-from 2022"]),
        (
            {"2019": "5", "2020": "-6", "2022": "9"},
            ["step-grew 2019", "step-grew 2020", "step-grew 2022"],
        ),
    ],
)
def test_nothing_moves_across_years_that_are_not_there(tmp_path, years, told):
    lines = [row(value, year, "gdp_growth") for year, value in years.items()]
    change = growth.change(small(tmp_path, *lines), "baotou", "gdp_growth")
    assert [f"{each.id} {each.values['period']}" for each in change.steps] == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("5.5", "3.0", "8.5"), ("3.0", "8.5")),
        (("5.5", "9.9", "8.5"), ("9.9", "8.5")),
        (("5.5", "6.0", "8.5"), ("8.5",)),
        (("5.5", "5.5", "8.5"), ("8.5",)),
        (("5.5", "8.5"), ("8.5",)),
        (("5.5", "3.0", "9.0", "8.5"), ("3.0", "9.0", "8.5")),
        (("5.5", "6.0", "3.0", "8.5", "7.2", "10.2", "8.1"), ("3.0", "10.2", "8.1")),
        (("12.0", "3.0", "10.0", "8.0"), ("3.0", "10.0", "8.0")),
        (("4", "7", "7"), ("7",)),
        (("4", "-2.9", "7", "5.4"), ("4", "-2.9", "7", "5.4")),
    ],
)
def test_a_change_hides_no_turning_point(tmp_path, values, told):
    lines = [row(value, str(2015 + place), "gdp_growth") for place, value in enumerate(values)]
    change = growth.change(small(tmp_path, *lines), "baotou", "gdp_growth")
    assert tuple(str(each.values["value"].best) for each in change.steps) == told


@pytest.mark.parametrize(("most", "told"), [(3, "5.5 6.0 8.5"), (2, "8.5")])
def test_growth_of_few_years_is_told_year_by_year(tmp_path, most, told):
    values = ("5.5", "6.0", "8.5")
    lines = [row(value, str(2015 + place), "gdp_growth") for place, value in enumerate(values)]
    change = growth.change(small(tmp_path, *lines), "baotou", "gdp_growth", most)
    assert " ".join(str(each.values["value"].best) for each in change.steps) == told
    assert change.told.id == ("turned" if most == 3 else "changed")


def test_a_change_of_nothing_is_missing(tmp_path):
    change = growth.change(small(tmp_path, row("9.0")), "baotou", "gdp_growth")
    assert change.last.is_missing


def test_a_list_of_indicators_without_the_usual_ones_is_no_fault(tmp_path):
    rows = small(tmp_path, row("9.0"))
    assert growth.levels(rows, "baotou").empty
    assert growth.lines(rows, ["baotou"], "nothing_of_ours")["value"].iloc[0].is_missing


def test_levels_are_the_first_releases(make_rows):
    rows = make_rows(
        ("baotou", "gdp", "2018", "2511.09", "city-panel-gdp", "revised", "After the census."),
        ("baotou", "gdp", "2018", "2951.79", "city-panel-sectors"),
        ("baotou", "gdp", "2019", "2700", "city-panel-gdp", "revised", "After the census."),
    )
    both, revised = growth.levels(rows, "baotou")["gdp"]
    assert [str(both.values[name].best) for name in ("first", "revised")] == ["2951.79", "2511.09"]
    assert str(revised.best) == "2700"


@pytest.mark.parametrize(
    ("sources", "share"),
    [
        (["city-panel-sectors"] * 3, "52.7"),
        (["city-panel-sectors", "article", "article"], None),  # of two sources none is made
    ],
)
def test_a_share_that_no_source_prints_is_of_one_sources_amounts(make_rows, sources, share):
    sectors = zip(
        ("secondary", "primary", "tertiary"), ("1974.6", "132.85", "1642.48"), sources, strict=True
    )
    rows = make_rows(*(("baotou", f"{name}_value_added", "2022", *rest) for name, *rest in sectors))
    (found,) = growth.levels(rows, "baotou")["secondary_share"]
    assert (f"{found.values['value'].best:.1f}" if share else found.is_missing) == (share or True)


@pytest.mark.parametrize(
    ("indicator", "sources", "segments", "since"),
    [
        ("gdp", ("article", "article", "article"), ["2019–2021"], "2019"),
        ("gdp", ("article", "article", "baotou-bulletin-2021"), ["2019–2020", "2021–2021"], "2021"),
        ("gdp", ("nbd-2025-11", "article", "baotou-bulletin-2021"), ["2019–2019", "2020–2020", "2021–2021"], "2021"),
        ("gdp_growth", ("nbd-2025-11", "article", "baotou-bulletin-2021"), ["2019–2021"], "2019"),
    ],
)  # fmt: skip
def test_amounts_of_money_of_two_sources_are_not_joined(
    make_rows, indicator, sources, segments, since
):
    years = ("2019", "2020", "2021")
    rows = make_rows(
        *(
            ("baotou", indicator, year, "10", source)
            for year, source in zip(years, sources, strict=True)
        )
    )
    frame = growth.lines(rows, ["baotou"], indicator)
    assert list(dict.fromkeys(frame["segment"])) == segments
    assert str(growth.change(rows, "baotou", indicator).since) == since


def test_the_province_is_told_beside_a_place_by_the_latest_period_that_it_has():
    rows = dataset.load(DATA).known("2026-03")
    compared = growth.beside(rows, "ordos", ["china", "inner-mongolia"])
    assert str(growth.latest(compared, rows).period) == "2025"
    (above,) = growth.newest_beside(compared, rows, "inner-mongolia")
    (lead,) = above.leads
    assert (str(above.period), lead.values["region"], lead.values["difference"].best) == (
        "2023",
        "inner-mongolia",
        Decimal("-1.9"),
    )
    assert growth.newest_beside(compared, rows, "jilin") == []


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        ("7", "5.9", "1 about"),  # in the digits of the coarser: it is 0.55 to 1.65
        ("9.9", "6.2", "3.7 "),
        ("5.9", "7", "-1 about"),
    ],
)
def test_a_lead_over_a_coarser_figure_is_about_so_much(own, other, told):
    pair = [Quantity.observed(text, "", "%", ()) for text in (own, other)]
    lead = growth.ahead_by(*pair)
    assert f"{lead.best:.{lead.bears}f} {lead.qualifier}" == told
