"""No claim against the own data: what the report says it does not know, no row of the dataset answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from industry_report.data import dataset as datasets
from industry_report.data.defaults import COMMON
from industry_report.exhibits.bundles import DATA_MIME
from industry_report.numbers import (
    evidence,
    gaps,
    ledger,
    logic_model,
    outcomes,
    paces,
    targets,
    values,
)
from industry_report.publishing.reference import RUNS, reference_folder
from industry_report.publishing.reference import load as load_reference
from industry_report.words import Indicator, Region
from industry_report.words.catalogue import Catalogue
from industry_report.words.language import Language

ROOT = Path(__file__).resolve().parents[1]
AS_OF, LATEST = "2022-08", "2026-03"
#: A source that could know of all the years.
LATER = "baotou-press-2025-11"

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
    return logic_model.load(ROOT / "data" / "logic_model.yaml", dataset.codes)


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
    for each in evidence.examine(model, rows, "baotou", ["inner-mongolia", "china"], as_of):
        if each.verdict == evidence.UNTESTED and each.symptom.indicator and each.value.is_missing:
            found = rows.all(each.symptom.indicator, "baotou", status="observed")
            assert [row.id for row in found if row.period.kind != "span"] == []


@pytest.mark.parametrize("region", ["baotou", "inner-mongolia"])
def test_an_expectation_without_a_later_figure_has_none(dataset, region):
    trusted = dataset.where(min_confidence="medium")
    later = trusted.later(AS_OF)
    expected = outcomes.expectations(trusted.known(AS_OF), region, since=AS_OF)
    undecided = outcomes.undecided(outcomes.judged(expected, later))
    assert undecided
    for each in undecided:
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


def test_the_heads_of_all_data_are_words_of_the_language():
    latin = re.compile("[a-z]{3,}")
    names = [
        field["title"] if "title" in field else field["name"]
        for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        for field in output.get("data", {}).get(DATA_MIME, {}).get("schema", {}).get("fields", [])
    ]
    assert len(names) > 100
    assert [name for name in names if latin.search(name)] == []


def test_a_measure_without_a_baseline_has_no_figure(model, dataset):
    rows = dataset.where(min_confidence="medium").known(LATEST)
    benchmarks = ["inner-mongolia", "china"]
    for path in targets.pathways(rows, "baotou", model, benchmarks, 2029, LATEST):
        if path.baseline.is_missing:
            found = rows.all(path.indicator, "baotou", status="observed")
            assert [row.id for row in found if row.period.kind != "span"] == []


# what the reference runs say that they do not know

REFERENCE = reference_folder()
#: Tables whose first column is an indicator, and the words in another column that say of it that
#: nothing is known: ids of phrases, and what of the dataset would answer.
UNKNOWN_WORDS = {
    "kpi-incomplete": {"lacks-baseline": "level", "lacks-both": "level"},
    "kpi-pathways": {"no-pace": "pace"},
    "pace": {"no-pace": "pace"},
}


@pytest.fixture(scope="module")
def reference():
    return datasets.load(REFERENCE / "indicators.csv", REFERENCE / "datapackage.json")


def vantage(run: str) -> tuple[str, str, str, str]:
    """Region, vantage point, confidence and language of a reference run."""
    values = COMMON | RUNS[run]
    return tuple(values[name] for name in ("region", "as_of", "min_confidence", "language"))


def known_to(run: str, reference):
    """The rows that a reference run could know."""
    _, as_of, confidence, _ = vantage(run)
    return reference.where(min_confidence=confidence).known(as_of)


def named(label: str, language: Language, codes) -> tuple[str, list[str]] | None:
    """The indicator and the places of a label such as "R&D intensity (Ordos and China)"."""
    name, _, places = label.replace("（", " (").replace("）", ")").rpartition(" (")
    indicators = {language.label(Indicator(each)).casefold(): each for each in codes.indicators}
    regions = {language.label(Region(each)): each for each in codes.regions}
    parts = re.split(" and |与|、|, ", places.rstrip(")"))
    if name.casefold() not in indicators or not all(part in regions for part in parts):
        return None
    return indicators[name.casefold()], [regions[part] for part in parts]


def levels(rows, indicator: str, region: str) -> set[str]:
    """The periods for which a figure is known."""
    return {str(each.period) for each in values.values(rows, indicator, region)}


@pytest.mark.parametrize("run", RUNS)
def test_no_line_of_a_reference_run_misses_what_a_row_answers(reference, run):
    """A line "no data" is wrong where the dataset has the figure: for one place any (a change over
    time takes two years), for a comparison one period of all.
    """
    *_, code = vantage(run)
    language = Language(code, Catalogue(code).words, reference.codes)
    rows = known_to(run, reference)
    for item in load_reference(REFERENCE / f"{run}.json"):
        for label in item.missing:
            found = named(label, language, reference.codes)
            if found is None:
                continue
            indicator, places = found
            shared = set.intersection(*(levels(rows, indicator, place) for place in places))
            years = {period for period in shared if len(period) == 4}
            assert len(years) < 2 if len(places) == 1 else not shared, (run, item.id, label)


@pytest.mark.parametrize("run", RUNS)
def test_no_cell_of_a_reference_run_says_unknown_of_what_is_known(reference, run):
    region, as_of, _, code = vantage(run)
    words = Catalogue(code, "03_recommendations").words
    language, rows = Language(code, words, reference.codes), known_to(run, reference)
    names = {language.label(Indicator(each)): each for each in reference.codes.indicators}
    for item in load_reference(REFERENCE / f"{run}.json"):
        for phrase, what in UNKNOWN_WORDS.get(item.id, {}).items():
            for line in item.data:
                first, *cells = line.values()
                if words["phrases"].get(phrase) not in cells or first not in names:
                    continue
                if what == "pace":
                    assert paces.fastest(rows, names[first], region) == (None, None), (run, first)
                else:  # growth of long ago is no baseline
                    last = targets.baseline(rows, names[first], region)
                    assert last is None or gaps.is_stale(last.period, as_of), (run, first)


# what sentences say of precedents

#: Phrases that say that nothing is known of how fast anybody moved, or that nobody moved as fast;
#: what they say before and after their placeholders stands for them.
DENIALS = {"precedent-unknown": "unknown", "no-pace": "unknown", "precedent-none": "none"}
DENIALS |= {"pace-no": "none"}


def denials(language: str) -> dict[str, str]:
    """The words of each denial, and what it denies."""
    phrases = Catalogue(language, "03_recommendations").words["phrases"]
    parts = {id: [each.strip(" （(") for each in re.split("{.*?}", phrases[id])] for id in DENIALS}
    return {next(filter(None, parts[id])).casefold(): kind for id, kind in DENIALS.items()}


def claims(run: str, reference) -> Iterator[tuple[str, str, str]]:
    """What a run denies: ``unknown`` or ``none``, the indicator, the clause.

    A clause is about the indicators that it names, or else about the one named last before it.
    """
    code = vantage(run)[-1]
    words = Catalogue(code, "03_recommendations").words
    language, said = Language(code, words, reference.codes), denials(code)
    labels = {language.label(Indicator(one)).casefold(): one for one in reference.codes.indicators}
    for item in load_reference(REFERENCE / f"{run}.json"):
        for line in item.text.casefold().split("\n"):
            named: list[str] = []
            for clause in re.split(r"[；;。\t]|\. ", line):
                named = about(clause, labels) or named
                for text, kind in said.items():
                    if text in clause:
                        yield from ((kind, one, clause.strip()) for one in named)


def about(clause: str, labels: dict[str, str]) -> list[str]:
    """The indicators that a clause names, a longer name before one that it contains."""
    found = []
    for label in sorted(labels, key=len, reverse=True):
        if label in clause:
            found.append(labels[label])
            clause = clause.replace(label, "")
    return found


def steps(rows, indicator: str, regions: Iterable[str]) -> list[Decimal]:
    """The change a year of any place between neighbouring figures at least a year apart, of an
    indicator whose steps are in its own unit; bounds tell none.
    """
    found = []
    for region in regions:
        for run in values.segments(rows, indicator, region):
            known = [each for each in run if not values.is_bound(each.quantity)]
            found += [
                (last.quantity.best - first.quantity.best) / (last.end - first.end) * 12
                for first, last in pairwise(known)
                if last.end - first.end >= 12
            ]
    return found


def answered(kind: str, indicator: str, needed: Decimal, rows, regions: Iterable[str]) -> bool:
    """Whether rows answer a claim that nothing is known, or that no step was as large."""
    if rows.codes.indicators[indicator].kind not in ("ratio", "share"):
        return kind == "unknown" and paces.fastest(rows, indicator, "") != (None, None)
    taken = steps(rows, indicator, regions)
    return bool(taken) if kind == "unknown" else any(step >= needed for step in taken)


def needed_by(run: str, reference) -> dict[str, Decimal]:
    """The largest step a year that each indicator of a run may need."""
    region, as_of, *_ = vantage(run)
    model = logic_model.load(REFERENCE / "logic_model.yaml", reference.codes)
    above, rows = ["inner-mongolia", "china"], known_to(run, reference)
    paths = targets.pathways(rows, region, model, above, int(as_of[:4]) + 3, as_of)
    return {
        str(each.indicator): each.step.interval.hi for each in paths if not each.step.is_missing
    }


@pytest.mark.parametrize("run", RUNS)
def test_no_sentence_denies_a_precedent_that_a_row_has(reference, run):
    rows, limits = known_to(run, reference), needed_by(run, reference)
    language = Language(vantage(run)[-1], Catalogue(vantage(run)[-1]).words, reference.codes)
    names = {language.label(Region(each)).casefold(): each for each in reference.codes.regions}
    for kind, indicator, clause in claims(run, reference):
        places = [each for name, each in names.items() if name in clause]
        where = places or list(reference.codes.regions)
        limit = limits.get(indicator, Decimal("Infinity"))
        assert not answered(kind, indicator, limit, rows, where), (run, indicator, clause)


@pytest.mark.parametrize(("one", "two"), [("baotou-zh", "baotou-en")])
def test_what_is_denied_is_read_in_both_languages(reference, one, two):
    told = [{(kind, each) for kind, each, _ in claims(run, reference)} for run in (one, two)]
    assert told[0] == told[1]
    assert {"module_capacity", "wafer_capacity"} <= {each for _, each in told[0]}


@pytest.mark.parametrize(
    ("kind", "known", "wrong"),
    [
        ("unknown", [], False),
        ("unknown", [("china", "2018", "28"), ("china", "2021", "38")], True),
        ("unknown", [("china", "2018", "28")], False),
        ("none", [("china", "2018", "28"), ("china", "2021", "38")], True),  # 3.3 points a year
        ("none", [("china", "2018", "28"), ("china", "2021", "36")], False),  # 2.7
    ],
)
def test_a_row_that_has_the_precedent_makes_the_claim_wrong(make_rows, kind, known, wrong):
    told = [
        (place, "rd_active_firm_share", period, value, LATER, "", "", "", "observed")
        for place, period, value in known
    ]
    other = ("baotou", "gdp_growth", "2021", "8.5", LATER, "", "", "", "observed")
    rows = make_rows(other, *told)
    assert answered(kind, "rd_active_firm_share", Decimal(3), rows, ["china"]) is wrong


@pytest.mark.parametrize("as_of", [AS_OF, LATEST])
def test_nothing_found_of_a_measure_means_that_no_piece_is_known(model, dataset, as_of):
    pieces = ledger.known(ledger.read(dataset, model), dataset, as_of)
    about = {piece.about for piece in pieces}
    for each in ledger.fates(model.subjects.values(), pieces, dataset):
        assert (each.status == ledger.NOTHING_FOUND) == (each.subject.id not in about)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("R&D intensity (Ordos)", ("rd_intensity", ["ordos"])),
        ("r&d intensity (Ordos and China)", ("rd_intensity", ["ordos", "china"])),
        ("comparable shares and ratios (Ordos)", None),
        ("R&D intensity (Atlantis)", None),
    ],
)
def test_a_label_is_read_as_the_report_writes_it(dataset, label, found):
    language = Language("en", Catalogue("en").words, dataset.codes)
    assert named(label, language, dataset.codes) == found
