"""Data as files that spreadsheets only read."""

from __future__ import annotations

import base64

import pytest

from publisher import datafile
from publisher.exhibits import Data


@pytest.mark.parametrize("value", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_no_formulas(value):
    assert datafile.csv_text(Data((value,), ((value,),))).count("'") == 2


@pytest.mark.parametrize("value", ["-5.2", "+3%", "16.6", -5.2, "包头", True, None])
def test_numbers_and_words_stay(value):
    assert "'" not in datafile.csv_text(Data(("a",), ((value,),)))


def test_excel_sees_utf8():
    content = datafile.address(Data(("年",), ((1,),))).partition(",")[2]
    assert base64.b64decode(content).decode() == "\ufeff年\r\n1\r\n"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (14.123456789, "14.1235"),
        (123456.7, "123457"),
        (1e-7, "0.0000001"),
        (float("nan"), "nan"),
        (3, "3"),
    ],
)
def test_numbers_are_printed_with_six_digits(value, printed):
    assert f">{printed}</td>" in datafile.table(Data(("a",), ((value,),)))


def test_a_column_without_name_has_no_heading():
    assert "<td></td>" in datafile.table(Data(("",), ((1,),)))
