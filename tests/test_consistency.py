"""A source checked against itself: the relations of the project, and how a file of relations is
read.
"""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from industry_report.data import dataset
from industry_report.data.errors import FaultsError
from industry_report.numbers import consistency, sections
from industry_report.numbers.consistency import ANOMALY, CONFIRMED, CONSISTENT, DERIVED
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase

DATA = Path(__file__).parent.parent / "data"
HEAD = "region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note\n"


def found(rows: dataset.Dataset, region: str = "baotou") -> dict[str, consistency.Relation]:
    given = consistency.read(rows)
    figures = consistency.printed(rows, region, given, sections.read(rows))
    return {each.id: each for each in consistency.relations(figures, given)}


def small(folder: Path, *rows: str, relations: str = "") -> dataset.Dataset:
    path = folder / "rows.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    for name in ("relations.yaml", "situation.yaml"):
        shutil.copyfile(DATA / name, folder / name)
    if relations:
        (folder / "relations.yaml").write_text(relations, encoding="utf-8")
    return dataset.load(path).known("2022-08")


def row(indicator: str, period: str, value: str, unit: str = "%", **more: str) -> str:
    given = {"region": "baotou", "status": "observed", "qualifier": "", "source": "article"} | more
    return (
        f"{given['region']},{indicator},{period},{value},{unit},{given['status']},"
        f"{given['qualifier']},{given['source']},,high,,"
    )


@pytest.fixture(scope="module")
def known():
    return dataset.load(DATA / "indicators.csv").known("2022-08")


@pytest.fixture(scope="module")
def relations(known):
    return found(known)


# the article's figures


@pytest.mark.parametrize(
    ("id", "value", "verdict"),
    [
        ("growth-nation", "3.5", CONFIRMED),
        ("annual-plan", None, CONFIRMED),
        ("growth-region", "8.6", DERIVED),  # nothing published for the months then
        ("region-lead", "5.1", DERIVED),
        ("cluster-count", "20", DERIVED),  # a restatement by the same source
        ("steel-class", "0", DERIVED),  # 1000 less 1000
        ("national-platforms", None, DERIVED),  # a part does not exceed its whole
        ("manufacturing-floor", "0.4", CONSISTENT),
        ("completion-calendar", None, CONSISTENT),
        ("national-wafer-ingot", None, CONSISTENT),
        ("national-module-wafer", None, ANOMALY),
        ("hydrogen-projects", "10", ANOMALY),
        ("silicon-per-watt", None, ANOMALY),  # 4.1 g/W here, 4.4 implied for the nation
        ("platform-year", "10", CONFIRMED),  # the count is of the end of 2020
        ("ingot-silicon-share", "1.8", DERIVED),
        ("rare-earth-forecast", None, DERIVED),  # of "more than 600" nobody knows the share
    ],
)
def test_computed_values_and_classes(relations, id, value, verdict):
    assert relations[id].verdict == verdict
    assert value is None or relations[id].result.best == Decimal(value)


@pytest.mark.parametrize(
    ("id", "low", "high"),
    [
        ("profit-output", "1.92", "1.93"),
        ("tax-profit", "0.52", "0.53"),
        ("regional-platforms", "210", "210"),
        ("shares-without-base", "92.6", "92.8"),
        ("park-fund", "157.0", "157.6"),
    ],
)
def test_derived_values(relations, id, low, high):
    assert Decimal(low) <= relations[id].result.best <= Decimal(high)
    assert relations[id].verdict == DERIVED


def test_the_hydrogen_list_has_a_reading_that_fits(relations):
    """Two in production and six to start are the eight stated; the two under construction may be
    among the six.
    """
    hydrogen = relations["hydrogen-projects"]
    assert hydrogen.why.values["without"].best == hydrogen.other.best == 8


def test_the_citys_later_documents_are_checked_once_they_are_known(relations):
    """More than 100 is growth of 30 per cent or more; the same sentence asks for 10 or more. Both
    are met by anything above 30, so they are no test of one another.
    """
    assert "rd-targets" not in relations
    trusted = dataset.load(DATA / "indicators.csv").where(min_confidence="medium")
    targets = found(trusted.known("2026-03"))["rd-targets"]
    assert targets.verdict == DERIVED
    assert 30 < targets.result.interval.lo < 32 and targets.other.best == 10


def test_the_average_growth_of_research_leads_to_what_intensity_and_gdp_give():
    """56.94 in 2020, by 7.6 % a year, is 76.3 in 2024; 1.67 % of the GDP of 2024 is 76.4."""
    trusted = dataset.load(DATA / "indicators.csv").where(min_confidence="medium")
    average = found(trusted.known("2026-03"))["rd-average"]
    assert average.verdict == CONSISTENT
    assert (f"{average.result.best:.1f}", f"{average.other.best:.1f}") == ("76.3", "76.4")
    assert "rd-average" not in found(trusted.known("2025-10"))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("at_least", "at_least", DERIVED),
        ("", "at_least", ANOMALY),  # 30 where 40 or more is said
        ("at_least", "", CONSISTENT),
        ("", "", ANOMALY),
    ],
)
def test_two_bounds_to_one_side_cannot_contradict(one, other, verdict):
    rule = consistency.Rule("id", "formula", judge="agrees", against="other")
    values = (
        Quantity.observed(number, qualifier, "%", ("row",))
        for number, qualifier in (("30", one), ("40", other))
    )
    assert consistency.judged(rule, *values) == verdict


GROWTH = "baotou,rd_expenditure_growth,2025,10,%,target,at_least"


@pytest.mark.parametrize(
    ("growth", "why"),
    [
        (GROWTH, "open-floors"),
        (GROWTH.replace("2025", "2023"), "rd-targets-derived"),
        (GROWTH.replace("at_least", "about"), "rd-targets-anomaly"),
    ],
)
def test_two_bounds_are_told_apart_from_having_nothing_to_compare(tmp_path, growth, why):
    rows = small(tmp_path).path
    text = (DATA / "indicators.csv").read_text(encoding="utf-8")
    rows.write_text(text.replace(GROWTH, growth), encoding="utf-8")
    known = dataset.load(rows).where(min_confidence="medium").known("2026-03")
    assert found(known)["rd-targets"].why.id == f"why-{why}"


@pytest.mark.parametrize(
    ("id", "zh", "en"),
    [
        ("steel-class", "2022年8月原文列明产值且已达级的只有这一个", "in the article of August 2022 it is the only one"),
        ("rd-targets", "与10%以上都是下限，并不矛盾", "this and at least 10% are both lower bounds"),
    ],
)  # fmt: skip
def test_a_remark_says_of_when_it_holds_and_which_bounds_are_meant(speak, id, zh, en):
    trusted = dataset.load(DATA / "indicators.csv").where(min_confidence="medium")
    relation = found(trusted.known("2026-03"))[id]
    assert zh in speak("zh", relation.why, "01_situation")
    assert en in speak("en", relation.why, "01_situation")
    assert relation.result.unit != "pp", "two growths are told in one unit"


def test_statements_that_pull_against_one_another_are_told_where_they_are_printed(known, tmp_path):
    given = consistency.read(known)
    printed = consistency.printed(known, "baotou", given, sections.read(known))
    assert [each["one"].id for each in consistency.opposed(printed, given)] == [
        "opposed-5g-parks",
        "opposed-rare-earth-scope",
    ]
    rows = small(tmp_path, row(PLAN, "2022-01/2022-06", "60.0"))
    printed = consistency.printed(rows, "baotou", given, sections.read(rows))
    assert consistency.opposed(printed, given) == []


def test_only_what_something_could_deny_is_counted(relations):
    (tally,) = consistency.tally(list(relations.values()))
    verdicts = [each.verdict for each in relations.values()]
    assert tally["tests"] == len(verdicts) - verdicts.count(DERIVED)
    counts = {phrase.id: phrase.values["count"] for phrase in tally["results"]}
    assert counts == {f"tests-{name}": verdicts.count(name) for name in consistency.TESTS}
    assert consistency.tally([]) == []


def test_an_anomaly_that_hangs_on_what_about_means_says_so(relations, speak):
    """Shares given as "about" carry two of three: within ten per cent they would agree."""
    firm = {id: each.firm for id, each in relations.items() if each.verdict == ANOMALY}
    assert firm == {
        "hydrogen-projects": True,
        "national-module-wafer": False,
        "silicon-per-watt": False,
    }
    (tally,) = consistency.tally(list(relations.values()))
    told = speak("zh", tally["results"][-1], "01_situation")
    assert "其中2项以带“约”字的数按四舍五入理解为前提，若“约”容许相差10%则不成立" in told
    (sure,) = consistency.tally([relations["hydrogen-projects"]])
    assert "约" not in speak("zh", sure["results"][-1], "01_situation")


def test_later_rows_change_nothing(known, relations):
    everything = dataset.load(DATA / "indicators.csv")
    later = {row.id for row in everything.later("2022-08")}
    assert not any(later & set(each.result.rows) for each in relations.values())


# tables of cases


PLAN = "key_project_completion_rate"


@pytest.mark.parametrize(
    ("rate", "verdict"), [("60.0", CONSISTENT), ("50.0", CONSISTENT), ("40.0", ANOMALY)]
)
def test_completion_against_the_calendar(tmp_path, rate, verdict):
    """Exactly on schedule is in order, behind is an anomaly with its readings."""
    rows = small(tmp_path, row(PLAN, "2022-01/2022-06", rate))
    assert found(rows)["completion-calendar"].verdict == verdict


@pytest.mark.parametrize(
    ("done", "qualifier", "verdict"),
    [
        ("400.0", "", CONSISTENT),
        ("300.0", "", CONSISTENT),
        ("200.0", "", ANOMALY),
        ("400.0", "over", DERIVED),
    ],
)
def test_the_forecast_against_the_calendar(tmp_path, done, qualifier, verdict):
    rows = small(
        tmp_path,
        row("rare_earth_output", "2022-01/2022-06", done, "1e8 CNY"),
        row("rare_earth_output", "2022", "600", "1e8 CNY", status="forecast", qualifier=qualifier),
    )
    forecast = found(rows)["rare-earth-forecast"]
    assert forecast.verdict == verdict
    assert (forecast.why.id == "why-open-side") == (verdict == DERIVED)


@pytest.mark.parametrize(("starting", "verdict"), [("4", DERIVED), ("6", ANOMALY), ("7", ANOMALY)])
def test_a_list_against_the_number_stated(tmp_path, starting, verdict):
    name, unit = "hydrogen_projects", "projects"
    rows = small(
        tmp_path,
        row(name, "2022", "8", unit),
        row(f"{name}_in_production", "2022", "2", unit),
        row(f"{name}_under_construction", "2022", "2", unit),
        row(f"{name}_starting", "2022", starting, unit, status="planned"),
    )
    assert found(rows)["hydrogen-projects"].verdict == verdict


@pytest.mark.parametrize(
    ("published", "verdict"),
    [(None, DERIVED), ("3.5", CONFIRMED), ("3.54", CONFIRMED), ("4.5", ANOMALY)],
)
def test_a_published_value_confirms_or_not(tmp_path, published, verdict):
    months, growth = "2022-01/2022-07", "industrial_value_added_growth"
    lines = [
        row(growth, months, "16.6"),
        row("industrial_growth_lead_nation", months, "13.1", "pp"),
    ]
    if published:
        lines.append(row(growth, months, published, region="china", source="nbs-press-2022-07"))
    assert found(small(tmp_path, *lines))["growth-nation"].verdict == verdict


@pytest.mark.parametrize(("part", "verdict"), [("10", DERIVED), ("20", DERIVED), ("30", ANOMALY)])
def test_a_part_is_no_test_until_it_exceeds_its_whole(tmp_path, part, verdict):
    rows = small(
        tmp_path,
        row("national_platforms", "2022", part, "platforms"),
        row("innovation_platforms", "2022", "20", "platforms"),
    )
    assert found(rows)["national-platforms"].verdict == verdict


def test_nothing_is_inferred_from_a_claim_that_the_source_does_not_make(tmp_path):
    """The weight of manufacturing follows only where all sectors are said to grow."""
    months = "2022-01/2022-07"
    rows = small(
        tmp_path,
        row("industrial_value_added_growth", months, "16.6"),
        row("manufacturing_value_added_growth", months, "20.4"),
    )
    assert found(rows) == {}


def test_years_of_data_do_not_multiply_relations(tmp_path):
    lines = [
        row(name, str(year), "9.0")
        for year in range(1962, 2022)
        for name in ("industrial_output_growth", "industrial_value_added_growth")
    ]
    assert len(found(small(tmp_path, *lines))) <= 3


def test_a_region_without_figures_has_no_relations(known):
    assert found(known, "hohhot") == {}
    given = consistency.read(known)
    figures = consistency.printed(known, "hohhot", given, sections.read(known))
    assert consistency.tempting(figures, given) == []


def test_figures_of_two_sources_are_set_side_by_side(tmp_path):
    name = "rare_earth_output"
    lines = [
        row(name, "2022", "600", "1e8 CNY", status="forecast"),
        row(name, "2022", "650", "1e8 CNY", status="forecast", source="rare-earth-forum-2022"),
        row("gdp", "2021", "3293.0", "1e8 CNY"),
    ]
    (twice,) = consistency.said_twice(small(tmp_path, *lines), "baotou")
    assert (twice["own"].best, twice["other"].best) == (600, 650)
    assert twice["stands"] == Phrase("twice-differ")


# reading

VALUES = {"gdp": "3293.0", "rd_expenditure": "0.0"}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{id: x, formula: gpd + gdp}", "did you mean 'gdp'"),
        ("{id: x, formula: gdp@obsrved}", "did you mean 'observed'"),
        ("{id: x, formula: gdp ** 2}", "no arithmetic"),
        ("{id: x, formula: eval(gdp)}", "no arithmetic"),
        ('{id: x, formula: "gdp[0]"}', "no arithmetic"),
        ("{id: x, formula: gdp +}", "no formula"),
        ("{id: x, formula: \"'abc'\"}", "no arithmetic"),
        ("{id: x, formula: gdp / 0}", "divides by zero"),
        ("{id: x, formula: gdp + True}", "no arithmetic"),
        ("{id: x, formula: elapsed(12)}", "no arithmetic"),
        ("{id: x, formula: elapsed(gdp + gdp)}", "no arithmetic"),
        ("{id: x, formula: other(1)}", "no arithmetic"),
        ("{id: x, formula: 'other(gdp, gdp)'}", "no arithmetic"),
        ("{id: x, formula: \"other(gdp, 'china', 'china')\"}", "no arithmetic"),
        ("{id: x, formula: \"share(gdp, 'china')\"}", "no arithmetic"),
        ("{id: x, formula: \"other(gdp, 'chian')\"}", "did you mean 'china'"),
        ("{id: x, formula: gdp, juge: agrees}", "did you mean 'judge'"),
        ("{id: x, formula: gdp, judge: agres, against: gdp}", "did you mean 'agrees'"),
        ("{id: x, formula: gdp, judge: agrees}", "against"),
        ("{id: y, formula: gdp}", "taken"),
        ("{id: x}", "'formula' is missing"),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_nearest_choice(tmp_path, rule, message):
    text = f"relations:\n  a:\n    - {{id: y, formula: gdp}}\n    - {rule}\n"
    rows = small(tmp_path, row("gdp", "2021", "3293.0", "1e8 CNY"), relations=text)
    with pytest.raises(FaultsError, match="line 4") as error:
        consistency.read(rows)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "formula",
    ["gdp / rd_expenditure", "gdp / (1 - 1)", "share(gdp, 0)", "whole(0, 0)", "base(gdp, 0 - 100)"],
)
@pytest.mark.parametrize("made", ["{}", "1 + {}", "exact({})", "at_most({}) * 2", "share({}, gdp)"])
def test_what_is_divided_by_zero_is_missing(tmp_path, made, formula):
    rule = f"{{id: y, formula: '{made.format(formula)}'}}"
    lines = [row(name, "2021", value, "1e8 CNY") for name, value in VALUES.items()]
    text = f"relations:\n  a:\n    - {rule}\n"
    assert found(small(tmp_path, *lines, relations=text)) == {}


@pytest.mark.parametrize("named", ["{a: a + gdp}", "{a: 2 * b, b: gdp / c, c: gdp - a}"])
def test_a_formula_that_rests_on_itself_is_named(tmp_path, named):
    text = f"let: {named}\nrelations:\n  a:\n    - {{id: y, formula: gdp}}\n"
    rows = small(tmp_path, row("gdp", "2021", "3293.0", "1e8 CNY"), relations=text)
    with pytest.raises(FaultsError, match=r"line 1: (.) rests on itself \(\1 ← .*\1\)"):
        consistency.read(rows)


def test_without_a_file_there_are_no_relations(tmp_path):
    rows = small(tmp_path, row("gdp", "2021", "3293.0", "1e8 CNY"))
    (tmp_path / "relations.yaml").unlink()
    assert consistency.read(rows) == consistency.Relations()
