"""Evidence: symptoms seen, not seen or untested, as far as rounding and bounds decide."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from conftest import language

from industry_report.numbers import evidence, logic_model, overturn, retested
from industry_report.numbers.model_records import Symptom
from industry_report.numbers.quantity import Interval, Quantity
from industry_report.words import Phrase, Text

ROOT = Path(__file__).resolve().parent.parent
OTHERS = ["inner-mongolia", "china"]


@pytest.fixture(scope="module")
def said(speak):
    """A value in English."""
    return lambda value: speak("en", value, "02_diagnosis")


@pytest.fixture(scope="module")
def model(dataset):
    return logic_model.load(ROOT / "data" / "logic_model.yaml", dataset.codes)


@pytest.fixture(scope="module")
def trusted(dataset):
    return dataset.where(min_confidence="medium")


@pytest.fixture(scope="module")
def found(model, trusted):
    return evidence.examine(model, trusted.known("2022-08"), "baotou", OTHERS, "2022-08")


@pytest.fixture(scope="module")
def after(model, trusted):
    return evidence.examine(model, trusted, "baotou", OTHERS, "2026-03")


def by_indicator(found) -> dict[str, evidence.Evidence]:
    return {each.symptom.indicator: each for each in found if each.symptom.indicator}


def figure(text: str, qualifier: str = "", unit: str = "%") -> Quantity:
    return Quantity.observed(text, qualifier, unit, ())


BELOW = Symptom(Text("", ""), "rd_intensity", "below", "benchmark")
ABOVE = Symptom(Text("", ""), "rd_intensity", "above", "benchmark")


@pytest.mark.parametrize(
    ("symptom", "value", "reference", "seen"),
    [
        (BELOW, figure("5.5"), figure("15.1"), True),
        (BELOW, figure("15.1"), figure("5.5"), False),
        (ABOVE, figure("15.1"), figure("5.5"), True),
        (BELOW, figure("2.4"), figure("2.44"), None),  # 2.4 may be 2.449
        (BELOW, figure("600", "over"), figure("1000"), None),  # a bound may lie anywhere above
        (BELOW, figure("1000", "at_least"), Quantity.exact(Decimal(1000), "%"), False),
        (ABOVE, figure("80", "nearly"), figure("90"), False),
    ],
)
def test_a_symptom_is_seen_as_far_as_rounding_and_bounds_decide(symptom, value, reference, seen):
    assert evidence.seen(symptom, value, reference) is seen


def test_seen_against_one_benchmark_and_not_another_is_partly_seen(after):
    intensity = by_indicator(after)["rd_intensity"]
    assert intensity.verdict == evidence.PARTLY
    assert {sight.seen for sight in intensity.sights} == {True, False}


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([], "untested"),
        ([True], "seen"),
        ([False, False], "not-seen"),
        ([True, False], "partly"),
        ([None], "undecided"),
        ([None, True], "seen"),
        ([None, False], "undecided"),  # a second benchmark does not make up for the first
    ],
)
def test_the_verdict_follows_from_what_each_reference_shows(answers, verdict):
    sights = [evidence.Sight("", figure("1"), answer) for answer in answers]
    assert evidence._verdict(sights) == verdict


def test_the_default_vantage_point_sees_what_the_article_could_see(found):
    verdicts = {name: each.verdict for name, each in by_indicator(found).items()}
    assert verdicts["rd_active_firm_share"] == evidence.SEEN
    assert verdicts["rare_earth_output"] == evidence.UNDECIDED  # only a lower bound
    assert verdicts["industrial_profit_margin"] == evidence.NOT_SEEN
    assert verdicts["rd_intensity"] == evidence.UNTESTED  # first published in November 2022
    # The benchmark of this one followed in September 2022:
    assert verdicts["consumer_goods_share"] == evidence.UNTESTED


def test_no_symptom_stands_for_something_else(found):
    """A low share in modules is not a lack of high-end products, and wafers do not speak of parks."""
    assert not {"wafer_capacity", "module_capacity_share"} & set(by_indicator(found))


def test_cumulative_months_are_not_held_against_a_yearly_threshold(found, said):
    output = by_indicator(found)["rare_earth_output"]
    assert said(output.own) == "more than 60 billion yuan (forecast)"
    assert said(output.against) == "threshold 100 billion yuan"


def test_a_new_series_is_said(after, said):
    output = by_indicator(after)["rare_earth_output"]
    (sight,) = output.sights
    assert [caveat.id for caveat in sight.caveats] == ["new-series"]
    assert "not compared with their targets" in said(output.dated)
    assert "targets" not in said(by_indicator(after)["aluminium_cluster_output"].dated)


def test_a_caveat_goes_with_a_comparison_of_unlike_definitions(found, said):
    share = by_indicator(found)["high_tech_share"]
    assert said(share.against).endswith("15.1%*")
    assert "bases may differ" in said(evidence.caveats([share]))
    assert said(evidence.caveats([])) == "definition, period and basis match"


def test_counts_add_up_and_name_no_verdict_that_never_occurred(found, said):
    counts = evidence.tally(found, "baotou")
    assert counts.total.best == len(found)
    assert sum(each.values["number"].best for each in counts.results) == counts.tested.best
    assert "partly" not in said(counts.results) and "untested" not in said(counts.results)


def test_every_symptom_is_a_cell_of_the_grid_then_and_later(model, found, said):
    frame = evidence.cells(model, found)
    assert list(frame["then"]) == [each.marked for each in found]
    for each in found:  # a sign tells what rests on a proxy
        assert (each.marked == each.answer) == (
            each.verdict == "untested" or not each.symptom.proxy
        )
    assert len({said(part) for part in frame["part"]}) == 3 and not any(frame["later"])
    turned = evidence.cells(model, found, list(reversed(found)))
    assert list(turned["later"]) == [each.marked for each in reversed(found)]
    assert {each.marked for each in found} <= set(evidence.LOOKS)


def test_the_key_of_the_grid_names_what_occurs_and_is_not_written_in_a_cell(model, found):
    def key(some, after=()):
        return [said.id for said in evidence.key(evidence.cells(model, some, after))]

    untested = [each for each in found if each.verdict == evidence.UNTESTED]
    tested = [each for each in found if each not in untested]
    assert key(found) == key(untested) == ["look-untested"] and not key(tested)
    assert key(found, list(reversed(found))) == ["look-untested", "look-changed"]


def test_every_stated_problem_is_listed_under_its_part(model, found, said):
    stated = evidence.stated(model, found)
    assert len(stated) == len(model.leaves)
    assert len({said(each["part"]) for each in stated}) == 3
    assert all(each["verdicts"] for each in stated)


def test_what_is_needed_is_named_for_every_untested_symptom(found, said):
    untested = [each for each in found if each.verdict == evidence.UNTESTED]
    assert all(said(each.needed) for each in untested)
    needed = {each.symptom.indicator: said(each.needed) for each in untested}
    assert needed["rd_intensity"] == "R&D intensity (Baotou)"
    assert needed["consumer_goods_share"].startswith("A value to compare with for")


@pytest.mark.parametrize(
    ("as_of", "zh", "en"),
    [
        (
            "2022-08",
            ["只有研发企业少", "高技术占比低只有原文自引的数（5.5%，"],
            ["show only: “few firms do R&D”", "for “little high tech” there is"],
        ),
        (
            "2026-03",
            [
                "有B级以上本地数据显示迹象的只有财力人力不足（部分可见）、研发企业少（部分可见）",
                "高技术占比低、消费品占比低只有原文自引的数（5.5%、1.8%，未注明年份和计量指标，C级），"
                "不构成独立证据",
            ],
            [
                "local figures of grade A or B show only: “little money or staff” (in part), “few firms do R&D” (in part)",
                "of the article itself (5.5%, 1.8%; no year or measure; grade C), which "
                "is no independent evidence",
            ],
        ),
    ],
)
def test_what_local_figures_show_is_told_by_how_well_they_do(model, trusted, as_of, zh, en):
    """What the text that states a problem says of it, undated and undefined, is no evidence."""
    found = evidence.examine(model, trusted.known(as_of), "baotou", OTHERS, as_of)
    for name, wanted in (("zh", zh), ("en", en)):
        told = [language(name, "02_diagnosis").write(each) for each in evidence.showing(found)]
        assert len(told) == len(wanted)
        assert all(part in text for part, text in zip(wanted, told, strict=True)), told
    bare = [each for each in found if each.is_circular]
    assert [each.id for each in evidence.showing(bare)] == ["shown-none", "shown-circular"]
    nothing = pandas.DataFrame(columns=["verdict", "gap"])
    conditions = [each.id for each in overturn.diagnosis(nothing, bare)]
    assert conditions == ["overturn-circular", "overturn-untested"], "no figure of the text itself"


@pytest.mark.parametrize(
    ("as_of", "indicators"),
    [
        ("2022-08", ["high_tech_share"]),  # that of consumer goods has no benchmark yet
        ("2026-03", ["high_tech_share", "consumer_goods_share"]),
    ],
)
def test_the_undefined_figure_that_states_a_problem_tests_nothing(
    model, trusted, said, as_of, indicators
):
    """Its verdict is that of no figure, in every table and drawing, and its definition is asked."""
    found = evidence.examine(model, trusted.known(as_of), "baotou", OTHERS, as_of)
    circular = [each for each in found if each.is_circular]
    assert [each.symptom.indicator for each in circular] == indicators
    for each in circular:
        assert {sight.seen for sight in each.sights} == {
            True
        } and each.marked.id == "symptom-untested"
        assert said(each.needed).startswith("Year and measure of the share of")
        assert each in evidence.wanted(found) and "article gives" in each.request.definition.en
    labels = [str(each["statement"]) for each in evidence.stated(model, found)]
    verdicts = [each["verdicts"] for each in evidence.stated(model, found)]
    told = dict(zip(labels, verdicts, strict=True))
    assert all(told[str(each.problem.text)] == [Phrase("symptom-untested")] for each in circular)


def test_without_a_model_nothing_is_stated(trusted, said):
    assert evidence.examine(None, trusted, "hohhot", ["china"], "2026-03") == []
    counts = evidence.tally([], "hohhot")
    assert counts.is_missing and "Hohhot" in said(counts.total.label)


def test_changes_list_only_what_later_data_turned(found, after):
    changed = retested.changes(found, after)
    turned = sum(one.verdict != two.verdict for one, two in zip(found, after, strict=True))
    assert len(changed) == turned > 0
    assert retested.changes(found, found) == []
    counts = {each.id: int(each.values["count"].best) for each in retested.ways(changed)}
    tested = [each for each in changed if each.one.verdict != evidence.UNTESTED]
    assert counts.get("turned-result", 0) == len(tested)
    assert sum(counts.values()) == len(changed) and 0 not in counts.values()
    assert retested.ways([]) == []
    proxies = [bool(each.values["proxy"]) for each in retested.turns(changed)]
    assert proxies == [bool(each.two.symptom.proxy) for each in changed] and any(proxies)
    labels = [str(each.values["label"]) for each in retested.turns(changed)]
    assert len(set(labels)) == len(labels)
    one = min(changed, key=lambda each: len(each.two.problem.symptoms))
    for symptoms, label in ((1, one.two.label), (2, one.two.text)):
        problem = replace(one.two.problem, symptoms=one.two.problem.symptoms[:1] * symptoms)
        (told,) = retested.turns([one._replace(two=replace(one.two, problem=problem))])
        assert str(told.values["label"]) == str(label)


def test_a_model_may_be_asked_about_a_region_without_data(model, trusted):
    nowhere = evidence.examine(model, trusted.known("2022-08"), "alxa", ["china"], "2022-08")
    own = [each for each in nowhere if not each.symptom.of]
    assert {each.verdict for each in own} == {evidence.UNTESTED}
    assert evidence.showing(own) == []


def test_what_is_compared_has_a_grade_and_nothing_else(found):
    for each in found:
        assert (each.grade.id == "dash") == (not each.sights), each.symptom.text
    graded = {each.symptom.indicator: each.grade.id for each in found if each.sights}
    assert graded["quality_steel_share"] == "grade-B"  # one source
    assert graded["high_tech_share"] == "grade-C"  # undated


@pytest.mark.parametrize(("as_of", "tested", "proxies"), [("2022-08", 7, 3), ("2026-03", 13, 6)])
def test_how_many_symptoms_can_be_tested(model, trusted, as_of, tested, proxies):
    found = evidence.examine(model, trusted.known(as_of), "baotou", OTHERS, as_of)
    counts = evidence.tally(found, "baotou")
    assert (counts.total.best, counts.tested.best, counts.proxies.best) == (34, tested, proxies)


@pytest.mark.parametrize(("as_of", "seen"), [("2022-08", 3), ("2026-03", 2)])
def test_how_many_symptoms_seen_rest_on_own_comparable_figures(model, trusted, as_of, seen):
    found = evidence.examine(model, trusted.known(as_of), "baotou", OTHERS, as_of)
    direct = language("zh", "02_diagnosis").write(evidence.tally(found, "baotou").direct)
    assert f"可见的{seen}项均不依据包头市自身与对照同期、同口径的数据" in direct
    assert not evidence.tally([each for each in found if each.verdict != "seen"], "baotou").direct


@pytest.mark.parametrize(
    ("as_of", "zh"),
    [
        (
            "2022-08",
            "未见的3项中，1项只有旁证，2项数据距报告时点两年以上、与对照的时期或口径不一致",
        ),
        (
            "2026-03",
            "未见的7项中，2项只有旁证，5项数据距报告时点两年以上、与对照的时期或口径不一致",
        ),
    ],
)
def test_what_is_not_seen_on_little_evidence_is_said(model, trusted, as_of, zh):
    found = evidence.examine(model, trusted.known(as_of), "baotou", OTHERS, as_of)
    assert zh in language("zh", "02_diagnosis").write(evidence.tally(found, "baotou").weak)
    figures = [each for each in found if not each.symptom.proxy]
    assert "只有旁证" not in language("zh", "02_diagnosis").write(
        evidence.tally(figures, "baotou").weak
    )
    seen = [each for each in found if each.verdict != evidence.NOT_SEEN]
    unseen = [each for each in found if each.verdict == evidence.NOT_SEEN]
    sound = [each for each in unseen if not (each.symptom.proxy or each.is_weak)]
    told = [evidence.tally(some, "baotou").weak.id for some in (seen, sound)]
    assert told == ["", "weak-none" if sound else ""]


@pytest.mark.parametrize(
    ("own", "verdict"),
    [("1.5", "seen"), ("1.9", "undecided"), ("2.0", "undecided"), ("2.1", "undecided"),
     ("2.5", "not-seen")],
)  # fmt: skip
def test_a_difference_too_small_to_count_decides_nothing(make_rows, model, own, verdict):
    """New products: 38.7 against 38.2 per cent says neither."""
    rows = make_rows(
        ("baotou", "rd_intensity", "2021", own, "baotou-rd-bulletin-2021"),
        ("china", "rd_intensity", "2021", "2.0", "national-rd-bulletin-2021"),
    )
    found = by_indicator(evidence.examine(model, rows, "baotou", ["china"], "2022-12"))
    assert found["rd_intensity"].verdict == verdict
    direct = evidence.tally([found["rd_intensity"]], "baotou").direct.id
    assert direct == ("direct-some" if verdict == evidence.SEEN else "")


def test_a_proxy_is_called_one_and_is_no_a(after, said):
    proxies = [each for each in after if each.symptom.proxy and each.sights]
    assert len(proxies) == 6
    for each in proxies:
        assert "proxy: " in said(each.dated) and each.grade.id in ("grade-B", "grade-C")
        if each.symptom.of:
            assert each.value.region == "inner-mongolia"


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (True, "; of a cluster that the article names, contribution of equipment "
               "making to industrial growth: 15.9%, January–July 2022)"),
        (False, "so the figure leans high)"),
    ],
)  # fmt: skip
def test_what_the_article_names_is_told_beside_a_proxy(make_rows, model, named, told, said):
    own = ("baotou", "flagship_growth_contribution", "2024-01/2024-07", "87", "nbd-2025-11")
    beside = ("baotou", "equipment_growth_contribution", "2022-01/2022-07", "15.9", "nmgsb-2022-10")
    rows = make_rows(own, *([beside] if named else []))
    found = by_indicator(evidence.examine(model, rows, "baotou", [], "2026-03"))
    assert said(found["flagship_growth_contribution"].dated).endswith(told)


def test_a_comparison_that_turns_with_the_month_shows_nothing_either_way(found, after):
    """In July 2022 China had 13.9 base stations for 15.7 of Baotou, in December 16.4."""
    then, now = (by_indicator(each)["5g_stations_per_10k"] for each in (found, after))
    told = [{sight.name.values["region"]: sight for sight in each.sights} for each in (then, now)]
    seen = [{str(name): sight.seen for name, sight in each.items()} for each in told]
    assert seen == [
        {"inner-mongolia": False, "china": False},
        {"inner-mongolia": False, "china": None},
    ]
    assert (
        language("en", "02_diagnosis").write(told[0]["china"].said).startswith("China (July 2022)")
    )
    assert [then.verdict, now.verdict] == [evidence.NOT_SEEN, evidence.UNDECIDED]


def test_a_mark_of_our_own_is_no_a(after):
    marks = [each for each in after if each.symptom.threshold is not None and each.sights]
    assert marks and all(each.grade.id != "grade-A" for each in marks)


def test_a_request_has_definition_office_and_years(after, said):
    wanted = evidence.wanted(after)
    assert {each.problem.id for each in wanted} >= {"p2.1.1.1", "p2.3.3.2"}
    for each in wanted:
        if each.symptom.indicator is None or each.symptom.proxy:
            assert said(each.request.definition) != "—" and said(each.request.bureau) != "—"
            assert each.request.years[:2] == "20"
    bare = evidence.Evidence(after[0].problem, BELOW, after[0].value, (), "untested", None)
    assert bare.request.years == "—"


@pytest.mark.parametrize(
    ("expect", "value", "reference", "seen"),
    [
        ("below", ("23.15", "23.25"), ("38.25", "38.35"), True),
        ("above", ("23.15", "23.25"), ("38.25", "38.35"), False),
        ("above", ("2", "3"), ("1", "1"), True),
        ("below", ("2", "3"), ("1", "1"), False),
        ("below", ("2", "3"), ("2.5", "4"), None),
        ("below", ("2", "3"), ("3", "4"), None),
        ("above", ("2", "3"), ("1", "2"), None),
        ("below", ("2", "2"), ("2", "2"), False),
    ],
)
def test_a_symptom_is_seen_not_seen_or_within_rounding(expect, value, reference, seen):
    def quantity(ends):
        return Quantity(Decimal(ends[0]), Interval(*map(Decimal, ends)), "%")

    symptom = Symptom(Text("", ""), "gdp", expect, "benchmark")
    assert evidence.seen(symptom, quantity(value), quantity(reference)) is seen
