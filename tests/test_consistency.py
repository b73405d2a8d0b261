"""A source checked against itself."""

from decimal import Decimal
from pathlib import Path

import pytest

from industry_report import language
from industry_report.data import dataset
from industry_report.numbers import consistency
from industry_report.numbers.consistency import CONTRADICTS, HOLDS, OPEN
from industry_report.numbers.quantity import Quantity

DATA = Path(__file__).parent.parent / "data" / "indicators.csv"
HEAD = "region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note\n"


@pytest.fixture(scope="module")
def known():
    return dataset.load(DATA).known("2022-08")


@pytest.fixture(scope="module")
def relations(known):
    language.use("zh")
    return {each.id: each for each in consistency.relations(known, "baotou")}


def quantity(text: str, qualifier: str = "", unit: str = "%") -> Quantity:
    return Quantity.observed(text, qualifier, unit, ("row",), "", "")


def small(tmp_path: Path, *rows: str) -> dataset.Dataset:
    path = tmp_path / "rows.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return dataset.load(path).known("2022-08")


def test_values_agree_where_their_rounding_intervals_meet():
    assert consistency.agreement(quantity("3.5"), quantity("3.54")) == HOLDS
    assert consistency.agreement(quantity("3.5"), quantity("3.57")) == CONTRADICTS
    assert consistency.agreement(quantity("3.5"), Quantity.missing("%", "", "")) == OPEN


def test_there_are_at_least_twenty_relations_of_every_verdict(relations):
    assert len(relations) >= 20
    assert {each.verdict for each in relations.values()} == {HOLDS, OPEN, CONTRADICTS}
    assert all(each.subject and each.why and each.result.rows for each in relations.values())


@pytest.mark.parametrize(
    "id, value, verdict",
    [
        ("growth-china", "3.5", HOLDS),
        ("growth-inner-mongolia", "8.6", OPEN),
        ("region-lead", "5.1", OPEN),
        ("cluster-count", "20", HOLDS),
        ("hydrogen-projects", "10", CONTRADICTS),
        ("regional-platforms", "210", OPEN),
    ],
)
def test_computed_values_and_verdicts(relations, id, value, verdict):
    assert (relations[id].result.best, relations[id].verdict) == (Decimal(value), verdict)


def test_the_plan_behind_the_completion_rate_agrees_with_the_figures_of_another_month(relations):
    plan = relations["annual-plan"]
    assert plan.verdict == HOLDS
    assert Decimal("899") < plan.result.best < Decimal("901")
    assert any("baotou-projects-2022-05" in row for row in plan.other.rows)


def test_national_capacities_that_do_not_fit_are_open_not_false(relations):
    assert relations["national-ingot-wafer"].verdict == HOLDS
    assert relations["national-wafer-module"].verdict == OPEN


def test_a_published_value_that_differs_contradicts(tmp_path):
    rows = small(
        tmp_path,
        "baotou,industrial_value_added_growth,2022-01/2022-07,16.6,%,observed,,article,1.1,high,,",
        "baotou,industrial_growth_lead_nation,2022-01/2022-07,13.1,pp,observed,,article,1.1,high,,",
        "china,industrial_value_added_growth,2022-01/2022-07,4.5,%,observed,,nbs-press-2022-07,,high,,",
    )
    found = {each.id: each for each in consistency.relations(rows, "baotou")}
    assert found["growth-china"].verdict == CONTRADICTS


def test_a_part_above_its_whole_contradicts(tmp_path):
    rows = small(
        tmp_path,
        "baotou,national_platforms,2022,30,platforms,observed,,article,2.3,medium,,",
        "baotou,innovation_platforms,2022,20,platforms,observed,,article,2.3,medium,,",
    )
    found = {each.id: each for each in consistency.relations(rows, "baotou")}
    assert found["national-platforms"].verdict == CONTRADICTS


def test_nothing_is_inferred_from_a_claim_that_the_source_does_not_make(tmp_path):
    """The weight of manufacturing follows only where all sectors are said to grow."""
    rows = small(
        tmp_path,
        "baotou,industrial_value_added_growth,2022-01/2022-07,16.6,%,observed,,article,1.1,high,,",
        "baotou,manufacturing_value_added_growth,2022-01/2022-07,20.4,%,observed,,article,1.1,high,,",
    )
    assert consistency.relations(rows, "baotou") == []


def test_a_region_without_figures_has_no_relations(known):
    assert consistency.relations(known, "hohhot") == []
    assert consistency.count([]).is_missing
    assert consistency.not_computed_table(known, "hohhot").empty


def test_later_rows_change_nothing(known, relations):
    language.use("zh")
    again = consistency.relations(dataset.load(DATA).known("2022-08"), "baotou")
    assert [each.why for each in again] == [each.why for each in relations.values()]
    assert not any("later" in row for each in again for row in each.result.rows)


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_the_tables_hold_every_relation_once(known, code):
    language.use(code)
    found = consistency.relations(known, "baotou")
    tables = [consistency.table(found, part) for part in consistency.CHECKS]
    assert sum(map(len, tables)) == len(found)
    assert all(row for part in consistency.CHECKS for row in consistency.rows_of(found, part))
    language.use("zh")
