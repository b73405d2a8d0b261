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
