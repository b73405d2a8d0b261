"""Figures of another month, sector, year or place than a name alone says."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县", parent="内蒙古"), folder)
    return folder / "云川县" / DESCRIPTOR


#: Months as numbers, and how many of them are read; the others are asked as one question.
MONTHS = {
    "2025.7|2025.8|2025.9|2025.1": 3,
    "2024.8|2024.9|2024.1|2024.11|2024.12": 4,
    "2024.12|2024.11|2024.1|2024.9": 3,
    "2024.1|2025.1": 0,
    "2025.1": 0,
    "2024.8|2024.9|2024.10|2024.11": 4,
    "2025.1|2025.2|2025.3": 3,
    "2025.3|2025.2|2025.1": 3,
    "2024.12|2025.1": 2,
    "2025.1|2025.4": 2,
    "2025.1|2025.7": 1,
    "2025.01|2025.10": 2,
    "2025年1月|2025年10月": 2,
}


@pytest.mark.parametrize(("months", "read_"), MONTHS.items())
def test_october_as_a_number_is_asked(months, read_, descriptor):
    heads = months.split("|")
    values = [str(at + 1) for at in range(len(heads))]
    across = [["指标", "单位", *heads], ["茶叶产量", "吨", *values]]
    down = [["时间", "茶叶产量（吨）"], *map(list, zip(heads, values, strict=True))]
    for rows in (across, down):
        reading = read_rows(descriptor, rows)
        assert len(reading.rows) == read_
        asked = ["period.october"] * (read_ < len(heads))
        assert [one.kind for one in reading.mistakes] == asked


HEAD = "指标|单位|数值"
#: A title, lines of cells, and what is read: name, period, value.
ROWS = {
    "last year, and growth below it": (
        ["2024年", HEAD, "茶叶产值|亿元|118", "上年同期|亿元|110", "同比增长|%|7.4"],
        ["茶叶产值 2024 118", "茶叶产值 2023 110", "茶叶产值增速 2024 7.4"],
    ),
    "last year of months": (
        ["2024年1-9月", HEAD, "茶叶产值|亿元|118", "去年同期|亿元|110"],
        ["茶叶产值 2024-01/2024-09 118", "茶叶产值 2023-01/2023-09 110"],
    ),
    "last year in a column of its own": (
        ["2024年", "指标||单位|数值", "茶叶产值|完成|亿元|118", "|上年同期|亿元|110"],
        ["茶叶产值 2024 118", "茶叶产值 2023 110"],
    ),
    "last year without months": (
        ["2024年1-9月", HEAD, "茶叶产值|亿元|118", "上年|亿元|110"],
        ["茶叶产值 2024-01/2024-09 118"],
    ),
    "last year of a target": (
        ["", "指标|单位|2026年目标", "茶叶产值|亿元|118", "上年同期|亿元|110"],
        ["茶叶产值 2026 118"],
    ),
    "last year of nothing": (
        ["2024年", HEAD, "上年同期|亿元|110", "茶叶产值|亿元|118"],
        ["茶叶产值 2024 118"],
    ),
    "a month of what stands before it": (
        ["2025年9月", "行业|1-9月产值（万元）|同比（%）|其中：9月（万元）", "采茶业|951|8.8|102"],
        [
            *("采茶业产值 2025-01/2025-09 951", "采茶业产值增速 2025-01/2025-09 8.8"),
            "采茶业产值 2025-09 102",
        ],
    ),
    "a sum below months": (
        ["2025年", "月份|茶叶产值（亿元）", "3月|9.5", "4月|9.6", "合计|19.1"],
        ["茶叶产值 2025-03 9.5", "茶叶产值 2025-04 9.6"],
    ),
    "an average below years": (
        ["", "年份|茶叶产值（亿元）", "2023年|9.5", "2024年|9.6", "“十四五”年均|9.1"],
        ["茶叶产值 2023 9.5", "茶叶产值 2024 9.6"],
    ),
    "branches below an index": (
        ["", "指标|2024年", "地区生产总值指数（上年=100）|106.1", "第一产业|104.4"],
        ["地区生产总值指数 2024 106.1", "地区生产总值指数·第一产业 2024 104.4"],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_a_row_says_of_the_rows_above(name, descriptor):
    (title, *lines), wanted = ROWS[name]
    reading = read_rows(descriptor, [[title], *(line.split("|") for line in lines)])
    assert not reading.mistakes
    rows = ((row.label, row.fields["period"], row.fields["value"]) for row in reading.rows)
    assert [" ".join(one) for one in rows] == wanted
    values = sum(part.replace(".", "").isdigit() for line in lines for part in line.split("|"))
    assert len(wanted) == values or reading.passed or reading.unsure
