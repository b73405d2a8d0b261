"""The logic model: what :func:`load` refuses, with the line of each fault, and the findings computed from a model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from industry_report.data.codes import Codes, Indicator
from industry_report.data.errors import FaultsError
from industry_report.data.regions import Region
from industry_report.numbers import logic_model, recommendations, situation
from industry_report.numbers.logic_model import load
from industry_report.numbers.model_records import LogicModel, Rescored, Score, Symptom
from industry_report.words import Text

OWN = Path(__file__).resolve().parent.parent / "data" / "logic_model.yaml"
INDICATORS = ["gdp", "gdp_growth", "rd_share"]
CODES = Codes(
    {name: Region(name, name, name) for name in ("china", "elsewhere")},
    {name: Indicator(name, name, name, "%", "ratio") for name in INDICATORS},
    units={},
    sources={},
)

SMALL = """\
model: {id: small, region: elsewhere, source: memo}
sections: {"1": {zh: 概况, en: overview}}
topics: {steel: {zh: 钢铁, en: steel}}
actors:
  office: {zh: 办公室, en: the office, kind: government}
  firms: {zh: 企业, en: firms, kind: firms}
situation:
  - {id: s1, locator: "1", topic: steel, text: {zh: 有钢, en: there is steel}}
problems:
  - {id: p1, locator: "2.1", label: {zh: 甲, en: A}, text: {zh: 甲, en: a}}
  - id: p1.1
    locator: "2.1"
    parent: p1
    label: {zh: 甲一, en: A1}
    text: {zh: 甲一, en: a1}
    symptoms:
      - {indicator: rd_share, expect: below, than: benchmark, text: {zh: 低, en: low}}
      - {indicator: null, text: {zh: 无, en: none}, needed: {zh: 数, en: a figure}}
  - {id: p1.2, locator: "2.2", parent: p1, label: {zh: 甲二, en: A2}, text: {zh: 甲二, en: a2}}
  - {id: p2, locator: "2.3", label: {zh: 乙, en: B}, text: {zh: 乙, en: b}}
groups:
  - id: g1
    locator: "3.1"
    label: {zh: 组, en: group}
    lines:
      - id: l1
        locator: "3.1.1"
        label: {zh: 线一, en: line 1}
        text: {zh: 线一, en: line 1}
        measures:
          - id: m1
            text: {zh: 一, en: one}
            answers: {p1.1: indirect}
            actors: [office]
            deadline: 2025-06
            kpi: rd_share
          - id: m2
            text: {zh: 二, en: two}
            answers: {p1.1: direct}
            numbers: [{role: target, zh: 两个, en: two}]
            tensions: {p2: {zh: 因, en: because}}
      - id: l2
        locator: "3.1.2"
        label: {zh: 线二, en: line 2}
        text: {zh: 线二, en: line 2}
        measures:
          - {id: m3, text: {zh: 三, en: three}, actors: [firms], numbers: [{role: scope, zh: 三, en: three}]}
kpis:
  - {indicator: rd_share, direction: up, target: {basis: benchmark, region: china}}
  - {indicator: gdp, direction: up, target: {basis: assumption, value: "12.5", by: 2030}}
criteria:
  - {id: cost, part: feasibility, label: {zh: 成本, en: cost}, levels: [{zh: 高, en: high}, {zh: 低, en: low}]}
scores:
  l1: {cost: {level: 2, reason: {zh: 便宜, en: cheap}}}
  l2: {cost: {level: 1, reason: {zh: 贵, en: dear}}}
"""

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write the small model with some of its text replaced; each text must be there once."""

    def write(*changes: tuple[str, str]) -> Path:
        text = SMALL
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / "model.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def small(make: Make) -> LogicModel:
    return load(make(), CODES)


@pytest.fixture(scope="module")
def own() -> LogicModel:
    return load(OWN)


def line_of(text: str) -> int:
    """The line of the small model in which ``text`` stands."""
    return SMALL[: SMALL.index(text)].count("\n") + 1


LISTED = Path(__file__).with_name("logic_model_faults.toml")
CASES = tomllib.loads(LISTED.read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize(("old", "new", "said"), CASES)
def test_a_fault_is_said_with_file_and_line(make, old, new, said):
    with pytest.raises(FaultsError) as caught:
        load(make((old, new)), CODES)
    found = [fault for fault in caught.value.faults if said in str(fault)]
    assert found, str(caught.value)
    assert f"model.yaml, line {line_of(old)}" in {str(fault.where) for fault in found}


def test_a_line_of_action_without_scores_is_said_where_the_scores_stand(make):
    with pytest.raises(FaultsError, match=f"line {line_of('  l1: {cost')}: .*'l2' has no scores"):
        load(make(("  l2: {cost: {level: 1, reason: {zh: 贵, en: dear}}}\n", "")), CODES)


def test_all_faults_are_said_at_once_in_the_order_of_the_file(make):
    changes = [
        ("topic: steel", "topic: x"),
        ("expect: below", "expect: x"),
        ("level: 2", "level: 9"),
    ]
    with pytest.raises(FaultsError) as caught:
        load(make(*changes), CODES)
    lines = [int(str(fault.where).rpartition(" ")[2]) for fault in caught.value.faults]
    assert {line_of(old) for old, _ in changes} <= set(lines)
    assert lines == sorted(lines)
    assert "model.yaml" in str(caught.value).splitlines()[0]


def test_one_mistake_gives_one_fault(make):
    for old, new in [
        ("level: 2", "level: 9"),
        ("kpi: rd_share", "kpi: x"),
        ("en: there is steel", "en: ''"),
    ]:
        with pytest.raises(FaultsError) as caught:
            load(make((old, new)), CODES)
        assert len(caught.value.faults) == 1, str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"# nothing\n", "the file is empty"),
        (
            b"model: {id: a\nproblems: []\n",
            r"model.yaml, line [0-9]+, column [0-9]+: not valid YAML",
        ),
        (b"a: b\n\tc: d\n", r"model.yaml, line 2, column 1: not valid YAML"),
        (b"model: *nothing\n", r"model.yaml, line 1, column 8: not valid YAML"),
        (b"- a\n- b\n", "a list here; expected a mapping"),
        (b"just text\n", "the text 'just text' here; expected a mapping"),
        ("model: 包头".encode("gb18030"), "is not UTF-8"),
        (b"a: " + b"[" * 20_000, "not valid YAML"),
        (b"a: \x00", "not valid YAML"),
    ],
)
def test_what_is_no_model_at_all(tmp_path, content, said):
    path = tmp_path / "model.yaml"
    path.write_bytes(content)
    with pytest.raises(FaultsError, match=said):
        load(path)


def test_a_missing_file_names_the_nearest(make):
    path = make()
    with pytest.raises(FaultsError, match="no such file.*did you mean '.*model.yaml'"):
        load(path.with_name("modell.yaml"))
    with pytest.raises(
        FaultsError, match="is a directory; expected a YAML file; did you mean '.*model.yaml'"
    ):
        load(path.parent)


def test_an_unlinked_measure_is_no_fault_but_a_finding(small):
    counts = recommendations.tally(small)
    named = [
        [one.values["label"] for one in counts[kind].names] for kind in ("unmotivated", "idle")
    ]
    assert named == [[small.measure("m3").label], [small.line("l2").label]]


def test_records_carry_what_the_file_says(small):
    first, second, third = small.measures
    assert (first.deadline, first.kpi) == ("2025-06", "rd_share")
    assert [actor.kind for actor in first.actors] == ["government"]
    assert second.tensions["p2"] == Text("因", "because")
    assert third.answers == {}
    assert [problem.id for problem in small.leaves] == ["p1.1", "p1.2", "p2"]
    benchmark, assumed = (kpi.target for kpi in small.kpis)
    assert (benchmark.region, benchmark.value) == ("china", None)
    assert (assumed.value, assumed.by) == (Decimal("12.5"), "2030")
    assert small.statements("1")[0].topic.label.en == "steel"
    assert small.problem("p1.1").symptoms[1].needed.en == "a figure"


def test_records_cannot_be_changed(small):
    with pytest.raises(AttributeError):
        small.measures[0].kpi = "gdp"
    with pytest.raises(TypeError):
        small.measures[0].answers["p2"] = "direct"


# Findings


def test_unanswered_problems(small, make):
    assert [problem.id for problem in logic_model.unanswered_problems(small)] == ["p1.2", "p2"]
    weaker = load(make(("answers: {p1.1: direct}", "answers: {p2: direct}")))
    assert [problem.id for problem in logic_model.unanswered_problems(weaker)] == ["p1.2"]
    assert [problem.id for problem in logic_model.unanswered_problems(weaker, "direct")] == [
        "p1.1",
        "p1.2",
    ]


@pytest.mark.parametrize(
    ("what", "ids"),
    [
        ("number", ["m1"]),
        ("target", ["m1", "m3"]),
        ("deadline", ["m2", "m3"]),
        ("actor", ["m2"]),
        ("authority", ["m2", "m3"]),
        ("kpi", ["m2", "m3"]),
    ],
)
def test_what_measures_lack(small, what, ids):
    says = logic_model.ELEMENTS[what]
    assert [measure.id for measure in small.measures if not says(measure)] == ids


def test_tensions(small):
    ((measure, problem, reason),) = logic_model.tensions(small)
    assert (measure.id, problem.id, reason.en) == ("m2", "p2", "because")


def test_scores_as_a_table(small):
    table = logic_model.score_table(small, "2022-08")
    assert table.to_dict("index") == {"l1": {"cost": 2}, "l2": {"cost": 1}}


def test_scores_follow_the_vantage_point():
    later = (
        Rescored("2024-05", 3, Text("后", "later")),
        Rescored("2025-05", 4, Text("再", "again")),
    )
    score = Score(1, Text("先", "first"), later)
    levels = [score.at(month).level for month in ("2022-08", "2024-05", "2025-04", "2026-01")]
    assert levels == [1, 3, 3, 4]


def test_a_threshold_is_a_number_only():
    assert Symptom(Text("", ""), "gdp", "below", "1000").threshold == 1000
    assert Symptom(Text("", ""), "gdp", "below", "benchmark").threshold is None


# The model of this report


def test_the_own_model_has_the_shape_of_the_article(own, codes):
    load(OWN, codes)
    assert own.region in codes.regions and own.source in codes.sources
    assert [len(group.lines) for group in own.groups] == [3, 4, 3, 3, 2, 3]
    parents = [problem.parent for problem in own.problems]
    assert [parents.count(problem.id) for problem in own.problems if not problem.parent] == [
        3,
        2,
        3,
    ]
    assert len(own.measures) >= 100
    assert all(line.locator == line.id.removeprefix("m") for line in own.lines)
    assert all(
        measure.id.startswith(f"{line.id}.") for line in own.lines for measure in line.measures
    )
    assert {statement.locator for statement in own.situation} == set(own.sections)


def links(own, ids):
    return [dict(own.measure(id).answers) for id in ids]


@pytest.mark.parametrize(
    ("problem", "how", "ids"),
    [
        # What saves energy and resources answers the leaning on energy, wherever in the text it stands.
        ("p2.1.1.1", "indirect", [f"m3.5.1.{n}" for n in (1, 2, 3, 5, 6, 7)]),
        ("p2.1.1.1", "indirect", [f"m3.5.2.{n}" for n in (1, 2, 3, 4, 5, 8, 9)]),
        ("p2.1.1.1", "indirect", ["m3.1.1.10", "m3.1.1.11"]),
        ("p2.2.2.1", "direct", [f"m3.1.1.{n}" for n in (1, 2, 4, 5, 6, 7, 10, 11)]),
        ("p2.2.2.2", "indirect", [f"m3.1.2.{n}" for n in range(1, 8)]),
        ("p2.2.2.2", "indirect", [f"m3.1.3.{n}" for n in range(1, 6)] + ["m3.3.1.3"]),
        ("p2.3.1.3", "direct", [f"m3.2.3.{n}" for n in range(3, 8)]),
        ("p2.3.2.3", "direct", ["m3.2.1.3"] + [f"m3.2.3.{n}" for n in range(3, 8)]),
        ("p2.1.3.3", "indirect", [f"m3.4.1.{n}" for n in (1, 2, 3, 4, 5, 7, 8)]),
        ("p2.1.2.2", "indirect", ["m3.2.1.1", "m3.2.2.2"]),
    ],
)
def test_measures_of_one_kind_have_the_same_link(own, problem, how, ids):
    assert {found.get(problem) for found in links(own, ids)} == {how}


def test_another_subject_of_the_same_name_is_no_answer(own):
    # Loans to small firms are no banks in the parks; chains in general are not the steel cluster itself.
    assert links(own, ["m3.4.3.5"]) == [{}]
    assert links(own, ["m3.3.1.2"])[0]["p2.1.3.1"] == "indirect"
    unanswered = {problem.id for problem in logic_model.unanswered_problems(own)}
    assert unanswered == {"p2.1.1.3", "p2.1.2.3", "p2.2.2.3", "p2.2.2.4"}


def test_measures_of_one_line_are_unmotivated_together(own):
    apart = {measure.id for measure in own.measures if not measure.answers}
    assert len(apart) == 20
    assert {f"m3.6.3.{n}" for n in range(1, 6)} <= apart
    assert not {id for id in apart if id.startswith("m3.5.")}


@pytest.mark.parametrize(
    ("id", "zh", "en"),
    [
        ("m3.2.4.4", ["5所"], ["5 vocational colleges"]),
        ("m3.3.1.1", ["20个"], ["20 clusters"]),
        ("m3.4.2.8", ["上千家"], ["a thousand or more"]),
        (
            "m3.5.1.1",
            ["钢铁", "有色", "稀土", "电解铝", "化工", "碳达峰", "碳中和"],
            ["steel", "non-ferrous", "rare earths", "electrolytic aluminium", "chemicals", "peak"],
        ),
        (
            "m3.6.2.1",
            ["稀土新材料", "装备制造", "光伏", "新能源汽车"],
            ["rare-earth", "equipment", "photovoltaics", "new-energy vehicles"],
        ),
    ],
)
def test_measures_say_what_they_name(own, id, zh, en):
    text = own.measure(id).text
    assert [word for word in zh if word not in text.zh] == []
    assert [word for word in en if word not in text.en] == []


def test_the_authorities_in_general_are_no_public_body(own):
    assert not any(map(logic_model.ELEMENTS["authority"], own.measures))


def test_no_gap_is_measured_against_an_assumption_of_this_report(own):
    gaps = [scores["gap"] for scores in own.scores.values()]
    assert [gap.line for gap in gaps if gap.level >= 3 and "假设" in gap.reason.zh] == []


def test_every_finest_problem_says_what_one_would_see(own):
    assert [problem.id for problem in own.leaves if not problem.symptoms] == []


def test_labels_are_short(own):
    for record in (*own.problems, *own.groups, *own.lines):
        assert len(record.label.zh) <= 8, record.label.zh
        assert len(record.label.en.split()) <= 4, record.label.en


def test_languages_are_not_mixed_up(own):
    chinese = re.compile("[\u4e00-\u9fff]")
    for record in (*own.problems, *own.lines, *own.measures, *own.situation):
        assert chinese.search(record.text.zh) and not chinese.search(record.text.en), record.id


def test_benchmarks_of_targets_exist(own, codes):
    named = {kpi.target.region for kpi in own.kpis if kpi.target and kpi.target.region}
    assert named and named <= set(codes.regions)


def test_sections_of_ones_own_are_told_too(own, small):
    assert situation.further(own) == [] and situation.further(None) == []
    ((label, said),) = situation.further(small)
    assert label == small.sections["1"] and said == situation.statements(small, "1") != []


def test_a_text_is_a_document_unless_its_file_says_that_it_is_an_article(own, small):
    assert (own.model.kind, small.model.kind) == ("article", "document")
