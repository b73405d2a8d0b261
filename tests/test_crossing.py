"""A ratio across a revision of its denominator: a range over the vintages, graded."""

from __future__ import annotations

import pytest

from industry_report.numbers import crossing

EARLY, LATE = "baotou-rd-bulletin-2021", "baotou-press-2025-11"
SPENT = ("baotou", "rd_expenditure", "2021", "67.37", EARLY)
FIRST = ("baotou", "gdp", "2021", "3293.0", "baotou-bulletin-2021")
REVISED = ("baotou", "gdp", "2021", "3368.79", "city-panel-gdp", "revised", "Seen.")
BEFORE = ("baotou", "rd_intensity", "2021", "2.05", EARLY)


def after(value, flag="break"):
    return ("baotou", "rd_intensity", "2024", value, LATE, flag, "Rebased.")


@pytest.mark.parametrize(
    ("rows", "words", "low", "high"),
    [
        # 2.05 as published; 67.37 of 3368.79 is 2.00
        ([SPENT, FIRST, REVISED, BEFORE, after("1.67")], "down", "0.32", "0.39"),
        ([SPENT, FIRST, REVISED, BEFORE, after("2.60")], "up", "0.54", "0.61"),
        ([SPENT, FIRST, REVISED, BEFORE, after("2.02")], "open", None, None),
    ],
)
def test_the_move_is_a_range_over_the_bases(make_rows, rows, words, low, high):
    found = crossing.across(make_rows(*rows), "rd_intensity", "baotou")
    assert (found.words, found.grade.id) == (
        words,
        "grade-C",
    )  # no source has both years on one basis
    if low:
        interval = found.by.interval
        level, base = found.furthest
        assert (f"{level.best:.2f}", base.id) == ("2.00", "recast-other")
        assert (f"{interval.lo:.2f}", f"{interval.hi:.2f}") == (low, high)


@pytest.mark.parametrize(
    "rows",
    [
        [SPENT, FIRST, BEFORE, after("1.67")],  # one vintage alone
        [SPENT, FIRST, REVISED, BEFORE, after("1.67", "")],  # no break
        [FIRST, REVISED, BEFORE, after("1.67")],  # nothing to divide
        [SPENT, FIRST, REVISED, BEFORE],
    ],
)
def test_without_two_bases_nothing_is_said(make_rows, rows):
    assert crossing.across(make_rows(*rows), "rd_intensity", "baotou").is_missing


def test_research_intensity_of_the_report(dataset, speak):
    assert crossing.across(dataset.known("2022-08"), "rd_intensity", "baotou").is_missing
    found = crossing.across(dataset, "rd_intensity", "baotou")
    assert (str(found.first.period), str(found.last.period)) == ("2021", "2024")
    moved = speak("en", found.moved, "02_diagnosis")
    told = (
        "by the 2 figures seen for the GDP of 2021 the fall is 0.32 to 0.39 percentage points, and "
        "on the basis of 2024 it is unknown"
    )
    assert (moved, found.grade.id, found.by.grade) == (told, "grade-C", "C")


WEAK, SOUND = ("city-panel-gdp", "low"), ("baotou-press-2025-11", "medium")


@pytest.mark.parametrize(
    ("value", "source", "zh", "en"),
    [
        ("3368.79", WEAK, "另有来源较弱的3368.79亿元", "336.879 billion yuan of a weaker source"),
        ("3368.79", SOUND, "另有3368.79亿元", "336.879 billion yuan beside"),
        ("3200.1", SOUND, "另有3200.1亿元", "320.01 billion yuan beside"),
    ],
    ids=["up by a weak row", "up by a sound row", "down"],
)
def test_both_vintages_are_named_and_no_direction(make_rows, speak, value, source, zh, en):
    name, confidence = source
    other = ("baotou", "gdp", "2021", value, name, "revised", "Seen.", "", "", confidence)
    rows = make_rows(SPENT, FIRST, other, BEFORE, after("1.67"))
    found = crossing.across(rows, "rd_intensity", "baotou")
    for language, words in {"zh": ("2021年除初次公布的3293.0亿元外，", zh), "en": (en,)}.items():
        told = speak(language, found.seen, "02_diagnosis")
        assert all(each in told for each in words)
        assert not any(each in told for each in ("上调", "下调", "upwards", "downwards"))


@pytest.mark.parametrize(("flag", "told"), [("derived", True), ("", False)])
def test_a_growth_from_what_a_total_leaves_says_so(make_rows, speak, flag, told):
    rows = make_rows(
        *[SPENT, FIRST, REVISED, BEFORE, after("1.67")],
        ("baotou", "rd_expenditure", "2021-01/2024-12", "303.6", LATE),
        ("baotou", "rd_expenditure_growth", "2024", "-7", LATE, flag, "Made."),
    )
    (found,) = crossing.spent(rows, crossing.across(rows, "rd_intensity", "baotou"))
    assert ("2023年额为2021—2024年合计减去其余各年所得" in speak("zh", found, "00_brief")) == told


@pytest.mark.parametrize(
    ("grown", "told"),
    [
        (("2024", "-7"), "研究与试验发展（R&D）经费下降7%（2024年）"),
        (("2023", "6"), None),  # not of the year after the revision
    ],
)
def test_what_the_revision_does_not_touch_is_told_beside(make_rows, speak, grown, told):
    rows = [SPENT, FIRST, REVISED, BEFORE, after("1.67")]
    rows = make_rows(*rows, ("baotou", "rd_expenditure_growth", *grown, LATE))
    found = crossing.spent(rows, crossing.across(rows, "rd_intensity", "baotou"))
    assert [speak("zh", each, "00_brief") for each in found] == [told] * bool(told)
    assert crossing.spent(rows, crossing.across(rows, "gdp_growth", "baotou")) == []
