"""Parameters: what a notebook declares, what a run may ask for, and the words for what it may not."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import fuzz
import numpy as np
import parameter_cells
import pytest

from industry_report.data import parameters
from industry_report.data.dataset import load
from industry_report.data.defaults import COMMON, SPECIAL, declared
from industry_report.data.errors import ReportError
from industry_report.data.parameters import ParameterError, check, check_namespace

OWN = fuzz.OF_SOME | {"mine": 3}
DECLARED = COMMON | OWN


def notebook(path: Path, *cells: tuple[str | list[str], list[str]]) -> Path:
    """Write a notebook of code cells, each given by its source and its tags."""
    document = {
        "cells": [
            {"cell_type": "code", "source": source, "metadata": {"tags": tags}}
            for source, tags in cells
        ]
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


# --- what a notebook declares ----------------------------------------------------------------------------------------


def test_declared_reads_the_cell_tagged_parameters(tmp_path):
    source = [
        'region: str = "baotou"  # whose report\n',
        "# a comment\n",
        '"""documentation"""\n',
        "weights = {'a': -1}\n",
    ]
    path = notebook(
        tmp_path / "n.ipynb",
        ("x = 1", []),
        (source, ["setup", "parameters"]),
        ("y = 2", ["injected"]),
    )
    assert declared(path) == {"region": "baotou", "weights": {"a": -1}}


def test_a_notebook_without_parameters_has_none(tmp_path):
    assert declared(notebook(tmp_path / "n.ipynb", ("region = 1", []))) == {}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a = 1\nb = open('x')", "line 2: \"b = open('x')\" is no parameter"),
        ("import os", "line 1: 'import os' is no parameter"),
        ("a = b = 1", "line 1: 'a = b = 1' is no parameter"),
        ("a, b = 1, 2", "is no parameter"),
        ("a += 1", "is no parameter"),
        ("a = 1\n%matplotlib inline", "line 2: is not Python"),
    ],
)
def test_a_parameters_cell_holds_plain_assignments(tmp_path, source, words):
    with pytest.raises(ReportError) as caught:
        declared(notebook(tmp_path / "n.ipynb", (source, ["parameters"])))
    assert words in str(caught.value)
    assert "n.ipynb, cell tagged 'parameters'" in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"cells": 3}', b'{"cells": [1]}', b"\xff\xfe", b"[" * 99_999]
)
def test_what_is_no_notebook(tmp_path, content):
    path = tmp_path / "n.ipynb"
    path.write_bytes(content)
    with pytest.raises(ReportError, match="n.ipynb: is not a notebook"):
        declared(path)


def test_a_missing_notebook_is_answered_with_the_nearest(tmp_path):
    notebook(tmp_path / "01_situation.ipynb", ("", []))
    with pytest.raises(ReportError, match="did you mean '.*01_situation.ipynb'"):
        declared(tmp_path / "01_situatoin.ipynb")


# --- what a run may ask for ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({}, {}),
        ({"region": "包头市"}, {"region": "baotou"}),
        ({"region": np.str_("Ordos")}, {"region": "ordos"}),
        ({"region": "inner-mongolia"}, {"benchmarks": ["china"]}),
        ({"region": "china"}, {"benchmarks": []}),
        ({"benchmarks": ("全国", "China", "ordos")}, {"benchmarks": ["china", "ordos"]}),
        ({"benchmarks": np.array(["ordos"])}, {"benchmarks": ["ordos"]}),
        ({"benchmarks": []}, {}),
        ({"as_of": "latest"}, {"as_of": "latest"}),
        ({"as_of": "latest", "target_year": 2031}, {}),
        ({"as_of": "2023"}, {"as_of": "2023-12"}),
        ({"as_of": 2023}, {"as_of": "2023-12"}),
        ({"as_of": np.int64(2023)}, {"as_of": "2023-12"}),
        ({"as_of": "2010-01"}, {"as_of": "2010-01"}),
        ({"as_of": "2024-05", "target_year": None}, {"target_year": 2027}),
        ({"as_of": "2025", "target_year": 2025}, {"as_of": "2025-12"}),
        ({"as_of": "2025-12", "start": "2026-01"}, {"start": "2026-01"}),
        ({"start": None}, {"start": None}),
        ({"hindsight": np.False_}, {"hindsight": False}),
        ({"dataset": Path("a b/包头.csv")}, {"dataset": "a b/包头.csv"}),
        ({"gap_threshold": 0}, {"gap_threshold": 0}),
        ({"gap_threshold": np.float64(99.5)}, {"gap_threshold": 99.5}),
        ({"gap_threshold": Decimal("2.5")}, {"gap_threshold": 2.5}),
        ({"draws": np.int32(100)}, {"draws": 100}),
        ({"draws": 200_000}, {"draws": 200_000}),
        ({"seed": 0}, {"seed": 0}),
        ({"criteria": {"effect": 2, "cost": 0.5}}, {"criteria": {"effect": 2, "cost": 0.5}}),
        ({"mine": 4}, {"mine": 4}),
    ],
)
def test_good_values_come_back_in_normal_form(small_codes, asked, given):
    usual = {"benchmarks": ["inner-mongolia", "china"]}
    assert check(asked, DECLARED, small_codes) == DECLARED | asked | usual | given


@pytest.mark.parametrize(
    ("name", "value", "words", "nearest"),
    [
        ("regoin", "baotou", "unknown parameter 'regoin'; expected one of region, as_of", "region"),
        ("as-of", "2022", "unknown parameter 'as-of'", "as_of"),
        ("zzz", 1, "unknown parameter 'zzz'", ""),
        ("region", "Baotuo", "parameter region: unknown region 'Baotuo'", "baotou"),
        ("region", "", "unknown region ''", ""),
        ("region", "../../etc", "unknown region '../../etc'", ""),
        ("region", 5, "5 is a whole number; expected the name of a region", ""),
        ("region", None, "None is nothing", ""),
        ("benchmarks", "china, ordos", "expected a list of regions: ['china', 'ordos']", ""),
        ("benchmarks", ["chnia"], "parameter benchmarks: unknown region 'chnia'", "china"),
        ("benchmarks", [1], "1 is a whole number", ""),
        ("benchmarks", {"china": 1}, "is a dict; expected a list of regions", ""),
        ("benchmarks", ["china"] * 13, "13 regions; expected at most 12", ""),
        (
            "benchmarks",
            ["china", "包头市"],
            "'baotou' is the region of the report itself; expected ['china']",
            "",
        ),
        ("benchmarks", ["baotou"], "'baotou' is the region of the report itself", ""),
        (
            "as_of",
            "2022-8",
            "'2022-8' is no month; expected a month from 2010-01 to 2099-12",
            "2022-08",
        ),
        ("as_of", "2022-13", "'2022-13' is no month", ""),
        ("as_of", "2022年8月", "is no month", "2022-08"),
        ("as_of", "2022-08-31", "is no month", "2022-08"),
        ("as_of", "2009-12", "'2009-12' is out of range", "2010-01"),
        ("as_of", "2101", "is out of range", "2099-12"),
        ("as_of", 2022.08, "2022.08 is a number", "2022-08"),
        ("as_of", datetime.date(2022, 8, 1), "'2022-08-01' is a day", "2022-08"),
        ("as_of", True, "True is a truth value", ""),
        pytest.param("as_of", 10**5000, "a huge int is a whole number", "", id="huge"),
        (
            "hindsight",
            "true",
            "'true' is a text; expected True, the truth value (without quotation marks)",
            "",
        ),
        ("hindsight", "no", "expected False, the truth value", ""),
        ("hindsight", 1, "1 is a whole number; expected True", ""),
        ("language", "english", "unknown choice 'english'; expected one of 'zh', 'en'", "en"),
        ("language", "中文", "unknown choice '中文'", "zh"),
        ("language", ["zh"], "is a list; expected one of 'zh', 'en'", ""),
        ("min_confidence", "Medium ", "unknown choice 'Medium '", "medium"),
        ("dataset", 3, "3 is a whole number; expected the path of a file", ""),
        ("dataset", " ", "' ' is no path", ""),
        ("logic_model", "a\0b", "is no path", ""),
        ("gap_threshold", "5", "'5' is a text; expected a number from 0 to 100", ""),
        ("gap_threshold", True, "True is a truth value", ""),
        ("gap_threshold", -0.1, "-0.1 is out of range", "0"),
        ("gap_threshold", 100.5, "100.5 is out of range", "100"),
        ("gap_threshold", float("nan"), "nan is out of range", ""),
        (
            "target_year",
            2021,
            "2021 is out of range; expected a whole number from 2022 (the year of as_of)",
            "2022",
        ),
        ("target_year", 2101, "2101 is out of range", "2099"),
        ("target_year", "2025", "'2025' is a text; expected a whole number", ""),
        (
            "start",
            "2022-08",
            "2022-08' is out of range; expected a month from 2022-09 (the month after as_of)",
            "2022-09",
        ),
        ("start", "2027", "'2027' is no month", ""),
        ("start", "2027年3月", "is no month; expected a month from", "2027-03"),
        ("start", 2027, "2027 is a whole number; expected a month from", ""),
        ("start", "latest", "'latest' is no month", ""),
        ("draws", 99, "99 is out of range; expected a whole number from 100 to 200,000", "100"),
        ("draws", 10**400, "is out of range", "200000"),
        ("draws", 1000.0, "1000.0 is a number; expected a whole number", "1000"),
        ("draws", np.bool_(True), "True is a truth value", ""),
        ("seed", -1, "-1 is out of range", "0"),
        ("criteria", {"effect": -1}, "the weight of 'effect': -1 is out of range", ""),
        ("criteria", {"effect": "2"}, "the weight of 'effect': '2' is a text", ""),
        ("criteria", {"effect": float("inf")}, "inf is out of range", ""),
        ("criteria", {"effect": 0, "cost": 0}, "all weights are 0", ""),
        (
            "criteria",
            {"efect": 1},
            "unknown criterion 'efect'; expected one of effect, cost",
            "effect",
        ),
        ("criteria", ["effect"], "is a list; expected a dict of criteria", ""),
        ("mine", "x", "'x' is a text; expected a whole number, such as 3", ""),
        ("mine", True, "True is a truth value", ""),
    ],
)
def test_one_wrong_value(small_codes, name, value, words, nearest):
    with pytest.raises(ParameterError) as caught:
        check({name: value}, DECLARED, small_codes, criteria=("effect", "cost"))
    assert len(caught.value.faults) == 1
    message = str(caught.value.faults[0])
    assert words in message
    assert (
        message.endswith(f"did you mean {nearest!r}?") if nearest else "did you mean" not in message
    )


def test_everything_that_is_wrong_is_said_at_once(small_codes):
    asked = {"draws": 1, "region": "x", "regoin": 1, "as_of": "soon", "target_year": 1999}
    with pytest.raises(ParameterError) as caught:
        check(asked, DECLARED, small_codes)
    assert len(caught.value.faults) == 5
    assert str(caught.value).startswith("the parameters: 5 faults")


def test_defaults_are_checked_too(small_codes):
    with pytest.raises(ParameterError, match="parameter draws: 1 is out of range"):
        check({}, DECLARED | {"draws": 1}, small_codes)


def test_regions_are_not_looked_up_without_code_lists():
    assert check({"region": "anywhere"}, DECLARED)["region"] == "anywhere"


def test_a_foreign_notebook_takes_no_parameters(small_codes):
    with pytest.raises(ParameterError, match="has no cell tagged 'parameters'"):
        check({"region": "baotou"}, {}, small_codes)
    assert check({}, {}, small_codes) == {}


# --- the vantage point, the clock and the data ------------------------------------------------------------------------


@pytest.fixture
def rows(make_csv):
    """Baotou known up to 2023-03, Ordos up to 2020-12."""
    small = [
        {"source": "article"},
        {"period": "2022", "source": "bulletin"},
        {"region": "ordos", "period": "2019", "source": "yearbook"},
    ]
    return load(make_csv(small))


@pytest.mark.parametrize(
    ("clock", "region", "month"),
    [
        ("2026-11", "baotou", "2023-03"),
        ("2023-03", "baotou", "2023-03"),
        ("2023-02", "baotou", "2022-08"),
        ("2001-01", "baotou", "2023-03"),
        ("2026-11", "ordos", "2023-03"),
    ],
)
def test_latest_is_the_last_month_in_which_a_row_that_the_report_reads_became_known(
    rows, monkeypatch, clock, region, month
):
    monkeypatch.setattr(parameters, "this_month", lambda: clock)
    found = check({"as_of": "latest", "region": region}, DECLARED, rows.codes, rows=rows)
    assert found["as_of"] == month


def test_there_is_no_latest_month_of_a_place_without_rows(rows):
    with pytest.raises(ParameterError, match="no row of the dataset is about this region"):
        check({"as_of": "latest", "region": "china"}, DECLARED, rows.codes, rows=rows)


def test_targets_are_due_some_years_after_the_latest_month(rows):
    asked = {"as_of": "latest", "target_year": None}
    assert check(asked, DECLARED, rows.codes, rows=rows)["target_year"] == 2026
    with pytest.raises(ParameterError, match="target_year: 2021 is out of range"):
        check(asked | {"target_year": 2021}, DECLARED, rows.codes, rows=rows)


@pytest.mark.parametrize(
    ("clock", "month", "good"),
    [
        ("2026-11", "2026-11", True),
        ("2026-11", "2026-12", False),
        ("2026-11", "2099-01", False),
        ("2001-01", "2023-03", True),
        ("2001-01", "2023-04", False),
    ],
)
def test_a_vantage_point_lies_in_reach_of_the_clock_or_of_the_data(
    rows, monkeypatch, clock, month, good
):
    monkeypatch.setattr(parameters, "this_month", lambda: clock)
    if good:
        asked = {"as_of": month, "target_year": None}
        assert check(asked, DECLARED, rows.codes, rows=rows)["as_of"] == month
        return
    with pytest.raises(ParameterError, match=f"{month} lies in the future; expected a month up to"):
        check({"as_of": month}, DECLARED, rows.codes, rows=rows)


# --- the one origin ---------------------------------------------------------------------------------------------------

NAMES = sorted(path.stem for path in (Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_cell_of_each_notebook_is_that_of_the_one_origin(name):
    """If this fails: ``python tests/parameter_cells.py --write``."""
    path = Path(__file__).parents[1] / "notebooks" / f"{name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = [one for one in cells if "parameters" in one["metadata"].get("tags", ())]
    assert ["".join(one["source"]) for one in found] == [parameter_cells.cell(name)]
    assert all(len(line) <= 100 for line in found[0]["source"])
    assert declared(path) == COMMON | {one.name: one.default for one in SPECIAL.get(name, ())}


# --- inside a running notebook ---------------------------------------------------------------------------------------

DEFAULTS = "# What this run may be asked for\nregion: str = 'baotou'\nas_of = '2022-08'\nown = 1"


def test_injected_names_must_be_declared():
    history = [
        "",
        DEFAULTS,
        "# Parameters\nregion = 'china'\nregoin = 'x'\nown = 2",
        "from a import b",
    ]
    with pytest.raises(ParameterError, match="unknown parameter 'regoin'.*did you mean 'region'"):
        check_namespace({"In": history})


@pytest.mark.parametrize(
    "history",
    [
        [],
        ["", DEFAULTS],
        ["", DEFAULTS, "# Parameters\nown = 2\nlanguage = 'en'"],
        ["", "%matplotlib inline", DEFAULTS, "# Parameters\nown = 2", "regoin = 1"],
        ["", DEFAULTS, "# Parameters\nregoin = 1", DEFAULTS, "# Parameters\nregion = 'china'"],
        ["", "# Parameters\nregion = 'china'\nseed = 3"],
        ["", DEFAULTS, "# Parameters\n%broken"],
    ],
)
def test_what_is_declared_or_not_injected_passes(history):
    check_namespace({"In": history})


def test_without_ipython_there_is_nothing_to_check():
    check_namespace({})
