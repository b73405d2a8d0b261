"""Grades of evidence: a table of cases."""

from __future__ import annotations

import pytest
from conftest import language

from industry_report.facts import row_facts
from industry_report.numbers import grades, values

OFFICIAL, OTHER = "baotou-bulletin-2021", "leagues-gdp-2021"


def of(make_rows, value="3293.0", flag="", source=OFFICIAL, confidence="high"):
    row = ("baotou", "gdp", "2021", value, source, flag, "Seen in print.", "", "", confidence)
    return make_rows(row)


@pytest.mark.parametrize(
    ("flag", "confidence", "letter", "reasons"),
    [
        ("", "high", "A", ()),
        ("checked", "high", "A", ()),
        ("break", "high", "B", ("break",)),
        ("undefined", "high", "B", ("definition",)),
        ("revised", "high", "B", ("revised",)),
        ("vintage", "high", "B", ("vintage",)),
        ("derived second_hand", "high", "B", ("retold", "derived")),
        ("second_hand", "high", "B", ("retold",)),
        ("", "medium", "B", ("single",)),
        ("", "low", "B", ("single",)),
        ("undated", "high", "C", ("undated",)),
        ("undated second_hand", "medium", "C", ("undated", "single", "retold")),
    ],
)
def test_one_row(make_rows, flag, confidence, letter, reasons):
    rows = of(make_rows, flag=flag, confidence=confidence)
    (row,) = rows
    assert grades.grade(row, rows) == grades.Grade(letter, reasons)


@pytest.mark.parametrize(
    ("value", "flag", "letter", "reasons"),
    [
        ("3293", "", "A", ()),
        ("3310", "", "C", ("contradicted",)),
        ("3368.79", "revised", "A", ()),
        ("3368.79", "vintage", "A", ()),
    ],
)
def test_another_source_contradicts_unless_it_rounds_or_revises(
    make_rows, value, flag, letter, reasons
):
    rows = make_rows(
        ("baotou", "gdp", "2021", "3293.0", OFFICIAL),
        ("baotou", "gdp", "2021", value, OTHER, flag),
    )
    row = next(each for each in rows if each.source == OFFICIAL)
    assert grades.grade(row, rows) == grades.Grade(letter, reasons)


@pytest.mark.parametrize(
    ("flags", "extra", "letter", "reasons"),
    [
        (("", ""), (), "A", ()),
        (("", ""), ("derived",), "B", ("derived",)),
        (("", ""), (grades.DEFINITION,), "B", ("definition",)),
        (("", ""), (grades.JUDGEMENT,), "B", ("judgement",)),
        (("", "revised"), (), "B", ("revised", "vintage")),
        (("", "break"), (), "B", ("break",)),
        (("", "undated"), (grades.JUDGEMENT,), "C", ("undated", "judgement")),
    ],
)
def test_what_is_made_of_rows_is_no_better_than_the_weakest(
    make_rows, flags, extra, letter, reasons
):
    rows = make_rows(
        ("baotou", "gdp", "2020", "2787.4", OFFICIAL, flags[0]),
        ("baotou", "gdp", "2021", "3293.0", OFFICIAL, flags[1]),
    )
    assert grades.together(list(rows), rows, *extra) == grades.Grade(letter, reasons)


def test_the_report_knows_every_grade_of_its_own_rows(dataset):
    letters = {grades.grade(row, dataset).letter for row in dataset.where(region="baotou")}
    assert letters == {"A", "B", "C"}


@pytest.mark.parametrize(
    ("indicator", "period", "source", "letter"),
    [
        ("rd_intensity", "2021", "baotou-rd-bulletin-2021", "A"),
        ("rd_intensity", "2024", "baotou-press-2025-11", "B"),  # at a break
        ("industrial_value_added_growth", "2022-01/2022-07", "article", "A"),
        ("innovation_platforms", "2020-12", "article", "C"),  # undated
        ("innovation_platforms", "2020-12", "cbcbn-2021-11", "B"),  # dated, of other sources
        ("gdp_growth", "2021", "baotou-bulletin-2021", "A"),  # 8.9 is of a later vintage
        ("rare_earth_output", "2025", "xinhua-rare-earth-2021-12", "B"),  # a later target replaces
    ],
)
def test_rows_of_the_report(dataset, indicator, period, source, letter):
    row = next(each for each in dataset.all(indicator, "baotou", period) if each.source == source)
    assert grades.grade(row, dataset).letter == letter


@pytest.mark.parametrize(
    ("confidence", "flags", "more", "letter"),
    [
        ("high", (), (), "A"),
        ("high", (), ("judgement",), "B"),
        ("medium", (), (), "B"),
        ("high", ("second_hand",), (), "B"),
        ("high", ("undated",), (), "C"),
        ("high", (), ("contradicted",), "C"),
    ],
)
def test_what_one_source_says_and_no_row_repeats(confidence, flags, more, letter):
    assert grades.alone(confidence, flags, *more).letter == letter


def test_lines_of_a_table_are_graded_by_their_rows_and_doubts(make_rows):
    rows = make_rows(
        ("baotou", "gdp", "2021", "3293.0", OFFICIAL),
        ("baotou", "gdp", "2020", "2787.4", OFFICIAL, "undated", "No date."),
    )
    first, second = sorted((row.id for row in rows), reverse=True)
    records = [{}, {"doubts": (grades.DEFINITION,)}, {}, {}]
    made = grades.of_lines(records, [[first], [first], [second], []], rows, "2026-03")
    assert [each.id for each in made] == ["grade-A", "grade-B", "grade-C", "dash"]
    assert grades.of_lines([{}], [[]], rows, "2026-03") == []


def test_later_rows_contradict_nothing_before_their_date(make_rows):
    rows = make_rows(
        ("baotou", "gdp", "2021", "3293.0", OFFICIAL),
        ("baotou", "gdp", "2021", "3310", "nbd-2025-11"),
    )
    early = next(row.id for row in rows if row.source == OFFICIAL)
    letters = [
        grades.of_lines([{}], [[early]], rows, month)[0].id for month in ("2023-01", "2026-01")
    ]
    assert letters == ["grade-A", "grade-C"]


@pytest.mark.parametrize(
    ("as_of", "letters"),
    [("2023-01", {OFFICIAL: "A", "nbd-2025-11": "C"}), ("2026-01", {OFFICIAL: "C", "nbd-2025-11": "C"})],
)  # fmt: skip
def test_a_note_at_the_margin_grades_by_what_was_known(make_rows, as_of, letters):
    rows = make_rows(
        ("baotou", "gdp", "2021", "3293.0", OFFICIAL),
        ("baotou", "gdp", "2021", "3310", "nbd-2025-11"),
    )
    facts = row_facts(rows, [row.id for row in rows], language("zh"), as_of)
    assert {fact["source"]: fact["grade"] for fact in facts.values()} == letters


def test_a_share_of_a_count_known_to_two_digits_has_no_decimals(dataset):
    found = values.values(dataset, "rd_active_firm_share", "china")
    share = next(each for each in found if str(each.period) == "2021")
    assert share.quantity.bears == 0
    assert "denominator" not in {caveat.id for caveat in share.caveats}
