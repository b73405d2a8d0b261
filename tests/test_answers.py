"""No claim against the own data: what the report says it does not know, no row of the dataset answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from industry_report.numbers import evidence, hindsight, logic_model, targets
from industry_report.words import Indicator, Region
from industry_report.words.catalogue import Catalogue
from industry_report.words.language import Language

ROOT = Path(__file__).resolve().parents[1]
AS_OF, LATEST = "2022-08", "2026-03"

#: What a symptom without an indicator may still ask for: words of the need → the indicators that
#: would answer it, were there rows.
NEEDS = {
    "特种钢": ["quality_steel_share"],
    "铝": ["aluminium_cluster_output"],
    "集群增加值": ["flagship_growth_contribution", "six_pillar_growth_pull"],
    "高技术制造业增加值占": ["high_tech_value_added_share"],
    "消费品工业增加值占": ["consumer_goods_value_added_share"],
    "物流费用占营业收入": ["industrial_logistics_cost_ratio"],
}


@pytest.fixture(scope="module")
def model(dataset):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", dataset.codes.indicators)


def test_no_need_is_stated_that_a_row_answers(model, dataset):
    """A symptom without an indicator names a figure that the dataset does not have."""
    for problem in model.problems:
        for symptom in problem.symptoms:
            for words, indicators in NEEDS.items():
                if symptom.indicator or not symptom.needed or words not in symptom.needed.zh:
                    continue
                known = [row for name in indicators for row in dataset.all(name, "baotou")]
                assert known == [], (problem.id, words)


@pytest.mark.parametrize("as_of", [AS_OF, LATEST])
def test_a_symptom_is_untested_only_where_its_indicator_has_no_row(model, dataset, as_of):
    rows = dataset.where(min_confidence="medium").known(as_of)
    for each in evidence.examine(model, rows, "baotou", ["inner-mongolia", "china"]):
        if each.verdict == evidence.UNTESTED and each.symptom.indicator and each.value.is_missing:
            found = rows.all(each.symptom.indicator, "baotou", status="observed")
            assert [row.id for row in found if row.period.kind != "span"] == []


@pytest.mark.parametrize("region", ["baotou", "ordos"])
def test_an_expectation_without_a_later_figure_has_none(dataset, region):
    trusted = dataset.where(min_confidence="medium")
    later = trusted.later(AS_OF)
    expected = hindsight.expectations(trusted.known(AS_OF), region, since=AS_OF)
    for each in hindsight.undecided(hindsight.grades(expected, later)):
        row = each.expectation
        found = later.all(row.indicator, region, status="observed")
        after = [
            other.id
            for other in found
            if other.period.kind != "span"
            and other.source != row.source
            and other.period.end >= row.period.end
        ]
        growth = dataset.codes.indicators[row.indicator].kind == "growth"
        same = [id for id in after if f"/{row.period}/" in id]
        assert (same if growth else after) == [], row.id


def stored(language: str) -> Iterator[tuple[str, str]]:
    """Each label of a value that a stored notebook says is missing, with the notebook's name."""
    folder = ROOT / "notebooks" / ("en" if language == "en" else "")
    for path in sorted(folder.glob("0*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                about = output.get("metadata", {}).get("publisher", {})
                for label in about.get("missing", []):
                    yield path.name, label


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_of_a_notebook_misses_what_was_known(dataset, language):
    """The line "no data" of the report about Baotou, at its vantage point."""
    writes = Language(language, Catalogue(language).words, dataset.codes)
    known = dataset.where(min_confidence="medium").known(AS_OF)
    names = {writes.label(Indicator(each)): each for each in dataset.codes.indicators}
    places = {writes.label(Region(each)): each for each in dataset.codes.regions}
    for notebook, label in stored(language):
        name, _, place = label.replace("（", " (").replace("）", ")").rpartition(" (")
        indicator, region = names.get(name), places.get(place.rstrip(")"))
        if indicator and region:
            found = known.all(indicator, region, status="observed")
            assert found == [], (notebook, label, json.dumps([row.id for row in found]))


def test_a_measure_without_a_baseline_has_no_figure(model, dataset):
    rows = dataset.where(min_confidence="medium").known(LATEST)
    benchmarks = ["inner-mongolia", "china"]
    for path in targets.pathways(rows, "baotou", model, benchmarks, 2029, LATEST):
        if path.baseline.is_missing:
            found = rows.all(path.indicator, "baotou", status="observed")
            assert [row.id for row in found if row.period.kind != "span"] == []
