"""What offices really send: every fault is named with its line, what can be read safely is read,
nothing else gets in.
"""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

import fuzz
import pytest
from conftest import LISTS, ROW, csv_text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from industry_report import cli
from industry_report.data.dataset import COLUMNS, DatasetError, load
from industry_report.data.errors import FaultsError, ReportError
from industry_report.data.parameters import ParameterError, check

QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)

#: Values that no cell of the column may hold. None of them holds a comma, a quotation mark or a
#: line break.
BAD = {
    "region": ["包头市", "Baotou", "batou", "", " baotou", "<b>baotou</b>", "../../etc"],
    "indicator": ["GDP", "gdp growth", "", "=1+1", "地区生产总值"],
    "period": [
        "44743",
        "Jul-22",
        "2022/7/1",
        "2022年7月",
        "2022.7",
        "2022-13",
        "2022-07/2022-01",
        "",
        "2022Q3",
        "２０２２",
        "2022-07-31",
        "2022/1-2022/7",
        "22-07",
    ],
    "value": [
        "16.6%",
        "１６．６",
        "16.6％",
        "1 234",
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "1e3",
        "",
        "—",
        "#REF!",
        "=A1+1",
        "16．6",
        "+5",
        "约16.6",
        ".5",
        "5.",
        "007",
        "16.6 ",
        "9" * 40,
        "0x1F",
        "1_000",
        "٣",
    ],
    "unit": ["百万元", "%", "1e5 CNY", "", "％", "parks"],
    "status": ["Observed", "actual", "", "预测"],
    "qualifier": ["approx", "约", "≥", " about"],
    "source": ["Article", "", "nobody", "article "],
    "confidence": ["High", "very high", "", "中"],
    "flag": ["Break", "*", "provisional", "break;revised", "break break", " break"],
}


def written(folder: Path, content: bytes) -> Path:
    """A dataset with these bytes beside the small descriptor, in a folder of its own."""
    resources = [{"name": name, "data": rows} for name, rows in LISTS.items()]
    (folder / "datapackage.json").write_text(
        json.dumps({"name": "small", "resources": resources}), encoding="utf-8"
    )
    path = folder / "small.csv"
    path.write_bytes(content)
    return path


def many(count: int) -> list[dict[str, str]]:
    """Good rows with different keys."""
    return [
        {"period": f"{1950 + place // 12}-{place % 12 + 1:02}", "value": f"{place}.0"}
        for place in range(count)
    ]


@QUICK
@given(st.data())
def test_every_bad_cell_is_named_with_its_line_and_column(data):
    rows = many(data.draw(st.integers(1, 25)))
    spoilt = {}
    for place in data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1, max_size=12)):
        column = data.draw(st.sampled_from(sorted(BAD)))
        rows[place] = rows[place] | {column: data.draw(st.sampled_from(BAD[column]))}
        spoilt[place + 2] = column
    with tempfile.TemporaryDirectory() as folder, pytest.raises(DatasetError) as caught:
        load(written(Path(folder), csv_text(rows).encode()))
    named = {
        (line, str(fault.where).rsplit("column ", 1)[1])
        for fault in caught.value.faults
        for line in lines_of(fault)
    }
    assert named >= set(spoilt.items())
    # A wrong indicator or unit may contradict its neighbour in the row, but no other line is
    # blamed.
    assert {line for line, _ in named} == set(spoilt)
    assert all("; expected " in str(fault) for fault in caught.value.faults)


def lines_of(fault) -> list[int]:
    """The lines that a fault names."""
    words = (
        str(fault.where)
        .split("line", 1)[1]
        .removeprefix("s")
        .split(", column")[0]
        .replace(" and ", ", ")
    )
    return [int(word) for word in words.split(",")]


SAFE = {
    "utf-8": lambda text: text.encode(),
    "with a byte-order mark": lambda text: text.encode("utf-8-sig"),
    "GBK": lambda text: text.encode("gbk"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
}


@QUICK
@given(
    encoding=st.sampled_from(sorted(SAFE)),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoted=st.booleans(),
    blank=st.integers(0, 3),
    last_end=st.booleans(),
    count=st.integers(3, 12),
)
def test_what_can_be_read_safely_says_the_same(encoding, line_end, quoted, blank, last_end, count):
    rows = [row | {"note": "包头市统计局的说明。"} for row in many(count)]
    lines = csv_text(rows).splitlines()
    if quoted:
        lines = [",".join(f'"{cell}"' for cell in line.split(",")) for line in lines]
    text = line_end.join([*lines, *[""] * blank]) + (line_end if last_end else "")
    with tempfile.TemporaryDirectory() as folder:
        dataset = load(written(Path(folder), SAFE[encoding](text)))
    assert [(row.period.text, row.text, row.note) for row in dataset] == [
        (row["period"], row["value"], row["note"]) for row in rows
    ]
    if encoding != "utf-8":
        assert any("read as" in str(note) for note in dataset.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace(",", ";"), "semicolons"),
        (lambda text: text.replace(",", "\t"), "tabs"),
        (lambda text: text.replace(",", "，"), "Chinese commas"),
        (lambda text: "表1 包头市主要指标,,,,,,,,,,,\n" + text, "the header stands on line 2"),
        (lambda text: "\n".join(line + ",,," for line in text.splitlines()), "has no name"),
        (lambda text: text.replace("baotou,", '"baotou,', 1), "never closed"),
        (lambda text: text.replace("3293.0", "3,293.0"), "13 fields"),
        (lambda text: text.replace("3293.0", '"3,293.0"'), "thousands separators"),
        (lambda text: text.replace("3293.0", '"3293,0"'), "decimal comma"),
        (lambda text: text + text.splitlines()[1] + "\n", "repeats line 2"),
        (lambda text: text.replace("1e8 CNY", "%"), "is not the unit of gdp"),
        (lambda text: text + "合计,,,,,,,,,,,\n", "合计"),
    ],
)
def test_what_cannot_be_read_safely_says_why(make_csv, change, words):
    text = csv_text([{}, {"period": "2020", "value": "2787.4"}])
    with pytest.raises(DatasetError, match=words):
        load(make_csv(change(text)))


def test_a_list_of_no_regions_is_a_fault_of_the_descriptor(make_descriptor, make_csv, capsys):
    """Through the commands, too: a folder about no place is neither checked nor told of."""
    path = make_descriptor(regions=[])
    (tmp := path.parent / "small.csv").write_text(csv_text([{}]), "utf-8")
    with pytest.raises(DatasetError, match="the list 'regions' is empty; expected at least the"):
        load(tmp)
    tmp.rename(path.parent / "indicators.csv")
    for command in (["validate", str(path.parent)], ["render", "--dataset", str(path.parent)]):
        assert cli.main(command) == 2
        assert "regions" in capsys.readouterr().err


@QUICK
@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_read_or_refused(content):
    with tempfile.TemporaryDirectory() as folder:
        for data in (content, csv_text([{}]).encode() + content):
            path = written(Path(folder), data)
            try:
                load(path)
            except ReportError as error:
                assert str(error)


@pytest.mark.daily(5)
@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_damaged_files_never_give_a_traceback(target, tmp_path):
    if target == "notebook" and not fuzz.seeds(target):
        pytest.skip("no notebook of the report is here")
    chance, corpus = random.Random(7), fuzz.seeds(target)
    for _ in range(8 if target in ("model", "descriptor", *fuzz.BESIDE) else 25):
        data = fuzz.mutated(corpus[-1], chance)
        assert not (what := fuzz.problem(target, tmp_path, data)), (what, data[:2000])


def test_a_line_of_ten_megabytes_is_refused_at_once(make_csv):
    with pytest.raises(DatasetError, match="at most 1,000,000"):
        load(make_csv(csv_text([{}]).encode() + b"x" * 10_000_000 + b"\n"))


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@QUICK
@given(
    values=st.dictionaries(
        st.sampled_from([*fuzz.DECLARED, "regoin"]) | st.text(max_size=9), ANYTHING, max_size=6
    )
)
def test_any_parameters_are_taken_or_every_one_refused(values, codes):
    try:
        taken = check(values, fuzz.DECLARED, codes)
    except ParameterError as error:
        assert error.faults and str(error).encode()
        unknown = [name for name in values if name not in fuzz.DECLARED]
        assert sum(fault.kind == "parameter.unknown" for fault in error.faults) == len(unknown)
    else:
        assert set(taken) == set(fuzz.DECLARED)
        assert taken["region"] in codes.regions and taken["language"] in ("zh", "en")


def test_the_columns_of_a_good_row_are_those_of_the_schema():
    assert tuple(ROW) == COLUMNS


def test_an_error_with_very_many_faults_stays_readable():
    from industry_report.data.errors import Fault

    text = str(FaultsError("x.csv", [Fault("csv.stray", f"line {n}") for n in range(10_000)]))
    assert text.count("\n") < 60 and "10000 faults" in text and "more" in text
