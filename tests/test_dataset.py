"""The dataset: what is read, what is refused and with which words, and what queries answer."""

from __future__ import annotations

import ast
import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import COLUMNS, LISTS, csv_text

from industry_report.data import csvfile
from industry_report.data.codes import read_codes
from industry_report.data.dataset import DatasetError, Period, load, month_number
from industry_report.data.errors import ReportError
from industry_report.data.home import OWN_DESCRIPTOR
from industry_report.numbers.quantity import Interval
from industry_report.words import of


def fault_of(make, content) -> str:
    """The message of the one fault that a file has."""
    with pytest.raises(DatasetError) as caught:
        load(make(content))
    assert len(caught.value.faults) == 1, str(caught.value)
    return str(caught.value.faults[0])


# --- reading --------------------------------------------------------------------------------------

NOTED = [{"note": "包头的一句说明"}]


@pytest.mark.parametrize(
    ("encode", "note"),
    [
        (lambda text: text.encode(), None),
        (lambda text: text.encode("utf-8-sig"), "byte-order mark"),
        (lambda text: text.replace("\n", "\r\n").encode(), "CRLF"),
        (lambda text: text.replace("\n", "\r").encode(), "CR line ends"),
        (lambda text: text.encode("gbk"), "read as GB18030"),
        (lambda text: text.encode("gb18030"), "read as GB18030"),
        (lambda text: text.encode("utf-16"), "read as UTF-16"),
        (lambda text: text.encode("utf-16-le"), "read as UTF-16-LE"),
        (lambda text: text.encode("utf-16-be"), "read as UTF-16-BE"),
        (lambda text: text.encode("utf-32"), "read as UTF-32"),
        (lambda text: text.replace("\n", "\n\n").encode(), "skipped 2 empty lines"),
        (lambda text: (text + "," * 11 + "\n").encode(), "skipped 1 rows without any content"),
        (lambda text: text.rstrip("\n").encode(), None),
    ],
)
def test_what_can_be_read_safely_is_read_and_said(make_csv, encode, note):
    dataset = load(make_csv(encode(csv_text(NOTED))))
    assert [observation.note for observation in dataset] == ["包头的一句说明"]
    assert note is None and dataset.notes == [] or any(note in str(said) for said in dataset.notes)


def test_digits_stay_as_printed(make_csv):
    rows = [
        {"value": text, "period": str(2000 + n)}
        for n, text in enumerate(["8", "8.0", "8.00", "-0.5", "10"])
    ]
    dataset = load(make_csv(rows))
    assert [observation.text for observation in dataset] == ["8", "8.0", "8.00", "-0.5", "10"]
    assert [observation.value for observation in dataset][3] == Decimal("-0.5")
    assert [observation.locator for observation in dataset] == ["1.1"] * 5


def test_columns_are_found_by_name(make_csv):
    text = csv_text([{}]).splitlines()
    turned = "\n".join(",".join(reversed(line.split(","))) for line in text)
    assert next(iter(load(make_csv(turned)))).region == "baotou"


def test_lines_are_physical_lines(make_csv):
    content = csv_text(
        [
            {"note": '"a ""quoted"", one"'},
            {"period": "2020", "note": '"two\nlines"'},
            {"value": "x"},
        ]
    )
    with pytest.raises(DatasetError) as caught:
        load(make_csv(content))
    assert "line 3, column note: a line break" in str(caught.value)
    assert "line 5, column value: 'x'" in str(caught.value)


# --- refusing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words", "nearest"),
    [
        ({"region": "batou"}, "column region: unknown region 'batou'", "baotou"),
        ({"region": "包头市"}, "column region: unknown region '包头市'", "baotou"),
        ({"region": "Baotou"}, "column region: unknown region 'Baotou'", "baotou"),
        ({"region": ""}, "column region: unknown region ''", ""),
        ({"indicator": "gpd", "unit": "%"}, "column indicator: unknown indicator 'gpd'", "gdp"),
        ({"source": "artcle"}, "column source: unknown source 'artcle'", "article"),
        (
            {"unit": "百万元"},
            "column unit: '百万元' is not the unit of gdp; expected a value in",
            "",
        ),
        (
            {"unit": "%"},
            "'%' is not the unit of gdp, nor one of its dimension; expected a value",
            "",
        ),
        ({"unit": ""}, "column unit: '' is not the unit of gdp", ""),
        ({"unit": "1e5 CNY"}, "is not the unit of gdp", ""),
        ({"status": "Observed"}, "column status: unknown choice 'Observed'", "observed"),
        ({"qualifier": "at least"}, "column qualifier: unknown choice 'at least'", "at_least"),
        ({"confidence": ""}, "column confidence: nothing", ""),
        ({"flag": "brake"}, "column flag: unknown flag 'brake'", "break"),
        ({"value": ""}, "column value: the value is empty", ""),
        ({"value": "NaN"}, "column value: 'NaN' is not a number", ""),
        ({"value": "—"}, "column value: '—' is not a number", ""),
        ({"value": "inf"}, "column value: 'inf' is infinite", ""),
        ({"value": "-∞"}, "column value: '-∞' is infinite", ""),
        ({"value": "#REF!"}, "is an error of the spreadsheet", ""),
        ({"value": "=A1+B1"}, "is a formula", ""),
        ({"value": "16.6%"}, "has a percent sign", "16.6"),
        ({"value": "１６．６％"}, "has a percent sign", "16.6"),
        ({"value": "１６．６"}, "has full-width characters", "16.6"),
        ({"value": " 16.6"}, "has full-width characters or spaces", "16.6"),
        ({"value": '"25,878.0"'}, "has thousands separators", "25878.0"),
        ({"value": "25 878"}, "has thousands separators", "25878"),
        ({"value": '"16,6"'}, "has a decimal comma", "16.6"),
        ({"value": "1e3"}, "is not a plain decimal", "1000"),
        ({"value": "+5"}, "is not a plain decimal", "5"),
        ({"value": ".5"}, "is not a plain decimal", "0.5"),
        ({"value": "007"}, "is not a plain decimal", "7"),
        ({"value": "1e999999999"}, "is not a plain decimal", ""),
        ({"value": "9" * 200}, "is not a plain decimal", ""),
        ({"period": "44743"}, "is an Excel date number", "2022-07"),
        ({"period": "Jul-22"}, "is a date as Excel writes it", "2022-07"),
        ({"period": "22-Jul"}, "is a date as Excel writes it", "2022-07"),
        ({"period": "2022/7/31"}, "is a day", "2022-07"),
        ({"period": "2022-7"}, "is not a period", "2022-07"),
        ({"period": "2022年1-7月"}, "is not a period", "2022-01/2022-07"),
        ({"period": "2022年"}, "is not a period", "2022"),
        ({"period": "２０２２"}, "is not a period", "2022"),
        ({"period": "2022-13"}, "is not a period", ""),
        ({"period": "9" * 40}, "is not a period", ""),
        ({"period": "2022Q2"}, "is not a period", "2022-04/2022-06"),
        ({"period": "2022-07/2022-01"}, "ends before it starts", "2022-01/2022-07"),
        ({"period": "2023"}, "is observed, but the source article was known in 2022-08", ""),
        ({"period": "2022-09"}, "is observed, but the source article was known in 2022-08", ""),
        ({"note": '"a\nb"'}, "column note: a line break", ""),
        ({"note": "a\x07b"}, "column note: a control character", ""),
        ({"note": "\u202eabc"}, "column note: a control character", ""),
        ({"note": "x" * 3000}, "column note: 3,000 characters", ""),
    ],
)
def test_one_wrong_cell(make_csv, row, words, nearest):
    message = fault_of(make_csv, [{"period": "2020"}, {"region": "china", "period": "2019"} | row])
    assert message.startswith("small.csv, line 3")
    assert words in message
    assert (
        message.endswith(f"did you mean {nearest!r}?") if nearest else "did you mean" not in message
    )


def test_all_faults_at_once_in_the_order_of_the_file(make_csv):
    rows = [
        {"value": "x"},
        {"region": "q", "unit": "GW"},
        {"period": "?"},
        {"period": "2020"},
        {"period": "2020"},
    ]
    with pytest.raises(DatasetError) as caught:
        load(make_csv(rows))
    assert [str(fault.where).split(", ", 1)[1] for fault in caught.value.faults] == [
        "line 2, column value",
        "line 3, column region",
        "line 3, column unit",
        "line 4, column period",
        "line 6, column region+indicator+period+status+source",
    ]
    assert "repeats line 5 ('baotou/gdp/2020/observed/article')" in str(caught.value)


def test_the_same_fault_in_many_lines_is_one_message(make_csv):
    rows = [{"region": "batou", "period": str(2000 + n)} for n in range(14)]
    assert "lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 4 more, column region" in fault_of(
        make_csv, rows
    )


def test_very_many_faults_are_bounded(make_csv):
    rows = [{"value": f"v{n}", "period": "2020"} for n in range(3000)]
    with pytest.raises(DatasetError) as caught:
        load(make_csv(rows))
    assert 1000 <= len(caught.value.faults) <= 1001
    assert "line 2, column value: 'v0'" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda text: text.replace(",", ";"),
            "line 1: the columns are separated by semicolons; expected commas",
        ),
        (lambda text: text.replace(",", "\t"), "line 1: the columns are separated by tabs"),
        (
            lambda text: text.replace(",", "，"),
            "line 1: the columns are separated by Chinese commas",
        ),
        (lambda text: "sep=,\n" + text, "line 1: the header stands on line 2"),
        (lambda text: "包头市工业" + "," * 11 + "\n" + text, "undo merged cells"),
        (
            lambda text: "\n".join(line + "," for line in text.splitlines()),
            "line 1: column 13 has no name",
        ),
        (
            lambda text: text.replace("locator", "region"),
            "the column 'region' is there twice (as 1 and 9)",
        ),
        (lambda text: text.replace("value,", "valu,"), "column 4: unknown column 'valu'"),
        (lambda text: text.replace("region,", "Region ,"), "did you mean 'region'?"),
        (lambda text: text + "a,b\n", "line 3: 2 fields; expected 12"),
        (
            lambda text: text.replace("3293.0", "3,293.0"),
            "line 2: 13 fields; expected 12 as in the header; a comma",
        ),
        (lambda text: text + text.splitlines()[1] + 'a "b" c\n', "line 3: a stray quotation mark"),
        (
            lambda text: text + text.splitlines()[1] + '"open\n',
            "line 3: a quoted field is never closed",
        ),
        (lambda text: text + "x" * 1_500_000 + "\n", "line 3: the line has 1,500,000 characters"),
        (lambda text: text + "x" * 200_000 + "\n", "line 3: 1 field; expected 12"),
        (lambda text: text.replace(",", ";") + 'a,"b;c"\n', "line 3: a stray quotation mark"),
        (lambda text: "hello\nworld\n", "no header was found"),
        (lambda text: "", "the file is empty"),
        (lambda text: " \r\n\n", "the file is empty"),
        (lambda text: text + "\0", "line 3: contains binary data"),
    ],
)
def test_wrong_form(make_csv, change, words):
    with pytest.raises(DatasetError) as caught:
        load(make_csv(change(csv_text([{}]))))
    assert words in str(caught.value)


def test_a_header_alone_is_an_empty_dataset(make_csv, tmp_path):
    path = make_csv([])
    path.write_text(path.read_text().splitlines()[0] + "\n")
    rows = load(path)
    assert len(rows) == 0
    assert [note.kind for note in rows.notes] == ["note.none"]


def test_faults_of_form_do_not_hide_faults_of_content(make_csv):
    text = csv_text(
        [{"value": "1%"}, {"period": "2020", "note": 'a " b'}, {"region": "nowhere"}]
    ).replace(",", ";")
    with pytest.raises(DatasetError) as caught:
        load(make_csv(text + "short\n"))
    for words in (
        "semicolons",
        "line 3: a stray",
        "line 5: 1 field;",
        "line 2, column value",
        "line 4, column region",
    ):
        assert words in str(caught.value)


def test_a_missing_column_is_named(make_csv):
    text = "\n".join(line.rsplit(",", 1)[0] for line in csv_text([{}]).splitlines())
    assert "line 1: the column 'note' is missing" in fault_of(make_csv, text)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"%PDF-1.7", "a PDF document"),
        (bytes(range(128, 256)) * 9, "is not valid in"),
        (bytes(range(256)) * 9, "small.csv, line "),
        (
            csv_text(NOTED).encode() + "说明".encode()[:-1] + b"\n",
            "line 3: byte 0xe6 is not valid in UTF-8",
        ),
    ],
)
def test_what_is_no_text(make_csv, content, words):
    assert words in fault_of(make_csv, content)


def test_a_path_that_is_no_file(make_csv, tmp_path):
    make_csv([{}])
    for path, words in [
        (tmp_path, "is a directory"),
        (tmp_path / "smal.csv", "small.csv'?"),
        (tmp_path / "no" / "x.csv", "there is no such file"),
        ("/dev/null", "is not a regular file"),
        ("a\0b", "expected a CSV file"),
    ]:
        with pytest.raises(DatasetError) as caught:
            load(path, tmp_path / "datapackage.json")
        assert words in str(caught.value)


def test_a_file_beyond_the_limit_is_not_read(make_csv, monkeypatch):
    monkeypatch.setattr(csvfile, "MOST_BYTES", 10)
    assert "at most 10; split it by region" in fault_of(make_csv, [{}])


# --- the descriptor -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not valid JSON"),
        (b"{", "datapackage.json, line 1, column 2"),
        (b"\xff\xfe{", "is not UTF-8"),
        (b"[" * 100_000, "is not valid JSON"),
        (b'{"resources": 1' + b"1" * 5000 + b"}", "is not valid JSON"),
        (b"[]", "has no list of resources"),
        (b'{"resources": [1]}', "has no list of resources"),
    ],
)
def test_unreadable_descriptors(make_csv, tmp_path, content, words):
    path = make_csv([{"value": "x"}])
    (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(DatasetError) as caught:
        load(path)
    assert words in str(caught.value)
    assert "line 2, column value" in str(caught.value), "the CSV is checked all the same"


def changed(name: str, number: int, **fields: object) -> dict[str, list]:
    """One list of the small descriptor with one record changed; None removes a field."""
    rows = [dict(row) for row in LISTS[name]]
    rows[number] |= fields
    rows[number] = {key: value for key, value in rows[number].items() if value is not None}
    return {name: rows}


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        (
            changed("regions", 2, id=None),
            "record 3, field id: 'id' is missing; expected the keys id, zh, en",
        ),
        (changed("regions", 2, id="../up"), "'../up' here; expected an id of letters, digits"),
        (changed("regions", 2, id="china"), "field id: the id 'china' is taken"),
        (changed("regions", 2, parent="inner-mongol"), "did you mean 'inner-mongolia'?"),
        (
            changed("regions", 2, peers="china;inner-mongol"),
            "field peers: unknown region 'inner-mongol'",
        ),
        (changed("regions", 2, parent="baotou"), "field parent: baotou lies in itself"),
        (changed("regions", 0, parent="baotou"), "field parent: china lies in itself"),
        (changed("regions", 2, zh="全国"), "the name '全国' stands for china too"),
        (changed("regions", 2, level="village"), "field level: unknown level 'village'; expected"),
        (changed("regions", 2, en=""), "field en: nothing here; expected a text"),
        (changed("regions", 2, en=5), "the value 5 here; expected a text"),
        (changed("indicator-list", 0, unit="1e8 CNYs"), "did you mean '1e8 CNY'?"),
        (changed("indicator-list", 0, kind="levl"), "did you mean 'level'?"),
        (changed("indicator-list", 0, scope="above_scale"), "did you mean 'above-scale'?"),
        (
            changed("indicator-list", 0, local="true"),
            "the text 'true' here; expected true or false",
        ),
        (changed("indicator-list", 0, unit=None, unti="%"), "did you mean 'unit'?"),
        (changed("source-list", 0, known_from="2023"), "'2023' here; expected a month"),
        (changed("source-list", 0, published="2023-3"), "'2023-3' here; expected a date"),
        (changed("source-list", 0, url="javascript:alert(1)"), "here; expected a web address"),
        (changed("source-list", 0, title_en="a\u202eb"), "expected printable text on one line"),
        ({"units": [1]}, "record 1: the value 1 here; expected a mapping with the keys id, zh"),
    ],
)
def test_wrong_code_lists(make_descriptor, lists, words):
    path = make_descriptor(**lists)
    with pytest.raises(DatasetError) as caught:
        read_codes(path)
    assert words in str(caught.value)


def test_a_list_that_is_given_twice_is_a_fault(make_descriptor):
    path = make_descriptor()
    whole = json.loads(path.read_text("utf-8"))
    whole["resources"].append({"name": "regions", "data": []})
    path.write_text(json.dumps(whole), "utf-8")
    with pytest.raises(DatasetError, match="'regions' is there twice; expected each list once"):
        read_codes(path)


def test_a_list_that_is_not_given_is_the_projects_own(make_descriptor):
    codes = read_codes(make_descriptor(units=None))
    assert dict(codes.units) == dict(read_codes(OWN_DESCRIPTOR).units)
    assert "units" in str(codes.notes[0])


def test_without_a_descriptor_beside_it_the_projects_own_holds(make_csv, tmp_path):
    path = make_csv([{"indicator": "gdp_growth", "unit": "%"}])
    (tmp_path / "datapackage.json").unlink()
    assert load(path).codes.path == OWN_DESCRIPTOR


@pytest.mark.parametrize(
    "name", ["baotou", "包头", "包头市", "Baotou", " BAOTOU  city ", "ｂａｏｔｏｕ"]
)
def test_regions_have_many_names(small_codes, name):
    assert small_codes.region(name) == "baotou"


def test_an_unknown_region_is_answered_with_the_nearest(small_codes):
    with pytest.raises(ReportError, match="unknown region 'Baotuo'.*did you mean 'baotou'"):
        small_codes.region("Baotuo")


# --- periods --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end", "kind", "months"),
    [
        ("2021", (2021, 1), (2021, 12), "year", 12),
        ("2022-07", (2022, 7), (2022, 7), "month", 1),
        ("2022-01/2022-07", (2022, 1), (2022, 7), "span", 7),
        ("2021-01/2024-12", (2021, 1), (2024, 12), "span", 48),
    ],
)
def test_periods(text, start, end, kind, months):
    period = Period.parse(text)
    assert (period.start, period.end, period.kind, period.months, str(period)) == (
        start,
        end,
        kind,
        months,
        text,
    )


def test_periods_are_ordered_by_their_end():
    texts = ["2022", "2021-12", "2022-01/2022-07", "2021-01/2024-12"]
    assert [str(period) for period in sorted(map(Period.parse, texts))] == [
        texts[1],
        texts[2],
        texts[0],
        texts[3],
    ]


@pytest.mark.parametrize(
    "text", ["", "2022-13", "22", "2022-02/2022-01", "２０２２", "2022\n", "2022-01/2022"]
)
def test_what_is_no_period(text):
    with pytest.raises(ReportError):
        Period.parse(text)


def test_a_year_as_vantage_point_is_its_december():
    assert month_number("2022") == month_number("2022-12") == month_number((2022, 12))
    with pytest.raises(ReportError, match="is no month"):
        month_number("2022-8")


# --- queries --------------------------------------------------------------------------------------

ROWS = [
    {"period": "2019", "value": "1.0"},
    {"period": "2020", "value": "2.0", "source": "yearbook", "confidence": "medium"},
    {"period": "2020", "value": "2.5", "source": "article", "confidence": "medium"},
    {"period": "2020", "value": "2.7", "source": "bulletin", "flag": "second_hand"},
    {"period": "2021", "value": "3.0", "flag": "break", "confidence": "low"},
    {"period": "2022", "value": "4.0", "source": "bulletin"},
    {"period": "2022-12", "value": "4.1", "source": "bulletin"},
    {"period": "2020-01/2022-12", "value": "4.2", "source": "bulletin"},
    {"period": "2022", "value": "5.0", "status": "forecast"},
    {"region": "ordos", "indicator": "gdp_growth", "unit": "%", "value": "6.0", "period": "2021"},
]


@pytest.fixture
def small(make_csv):
    return load(make_csv(ROWS))


def test_the_vantage_point_parts_the_rows(small):
    assert [row.value for row in small.known("2022-08")] == [
        Decimal(v) for v in ("1", "2", "2.5", "3", "5", "6")
    ]
    assert len(small.later("2022-08")) == len(small) - 6
    assert len(small.known("2020")) == 1, "only the yearbook was known"
    assert len(small.known("2023-03")) == len(small)


def test_an_observation_is_known_only_once_its_period_has_begun(make_csv):
    dataset = load(make_csv([{"period": "2022-08"}, {"period": "2023", "status": "target"}]))
    assert len(dataset.known("2022-07")) == 0
    assert len(dataset.known("2022-08")) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"region": "ordos"}, 1),
        ({"region": ["ordos", "baotou"]}, 10),
        ({"region": "nowhere"}, 0),
        ({"indicator": "gdp"}, 9),
        ({"status": ["forecast", "target"]}, 1),
        ({"source": "bulletin"}, 4),
        ({"min_confidence": "medium"}, 9),
        ({"min_confidence": "high"}, 7),
        ({"region": "baotou", "source": "bulletin", "status": "observed"}, 4),
    ],
)
def test_where(small, query, count):
    assert (
        len(small.where(**query))
        == count
        == len(list(small.where(**query)))
        == len(small.where(**query).frame)
    )


def test_an_unknown_confidence_is_refused(small):
    with pytest.raises(ReportError, match="did you mean 'medium'"):
        small.where(min_confidence="medum")


def test_find_prefers_the_latest_period_then_the_best_evidence(small):
    assert small.find("gdp", "baotou").text == "4.0", (
        "a year before the month and the average that end with it"
    )
    assert small.find("gdp", "baotou", "2020").text == "2.7", "confidence comes first"
    assert (
        small.where(min_confidence="medium", source=["yearbook", "article"])
        .find("gdp", "baotou", "2020")
        .text
        == "2.5"
    )
    assert small.find("gdp", "baotou", status="forecast").text == "5.0"
    assert small.find("gdp", "ordos") is None
    assert small.find("nothing", "nowhere") is None


def test_second_hand_comes_after_first_hand(make_csv):
    rows = [
        {"source": "article", "flag": "second_hand", "value": "1"},
        {"source": "bulletin", "value": "2"},
    ]
    assert load(make_csv(rows)).find("gdp", "baotou").text == "2"


def test_all_is_sorted_by_period_end(small):
    assert [row.text for row in small.all("gdp", "baotou", status="observed")] == [
        "1.0",
        "2.7",
        "2.5",
        "2.0",
        "3.0",
        "4.2",
        "4.0",
        "4.1",
    ]
    assert [row.region for row in small.all("gdp_growth")] == ["ordos"]
    assert small.all("gdp", ["ordos", "baotou"], "2021")[0].text == "3.0"


def test_a_series_never_crosses_a_break(small):
    def texts(dataset):
        return [[row.text for row in segment] for segment in dataset.series("gdp", "baotou")]

    assert texts(small) == [["1.0", "2.7"], ["3.0", "4.0"]]
    assert texts(small.where(min_confidence="medium")) == [["1.0", "2.7"], ["4.0"]], (
        "though its row is not shown"
    )
    assert [
        [row.text for row in segment] for segment in small.series("gdp", "baotou", "month")
    ] == [["4.1"]]
    assert small.series("gdp", "baotou", "span") == [], (
        "averages over years are no cumulative figures"
    )
    with pytest.raises(ReportError, match="did you mean 'month'"):
        small.series("gdp", "baotou", "months")


def test_a_break_between_two_years_parts_them_whatever_its_period(make_csv):
    rows = [{"period": "2019"}, {"period": "2020"}, {"period": "2020-02", "flag": "break"}]
    assert [len(segment) for segment in load(make_csv(rows)).series("gdp", "baotou")] == [1, 1]


def test_a_break_that_is_not_known_yet_does_not_show(make_csv):
    rows = [
        {"period": "2019"},
        {"period": "2020"},
        {"period": "2020", "source": "bulletin", "flag": "break"},
    ]
    dataset = load(make_csv(rows))
    assert [len(segment) for segment in dataset.series("gdp", "baotou")] == [1, 1]
    assert [len(segment) for segment in dataset.known("2022-08").series("gdp", "baotou")] == [2]


def test_an_observation_knows_its_row_and_its_quantity(small):
    row = small.find("gdp", "baotou", "2019")
    assert (row.id, row.line, row.text) == ("baotou/gdp/2019/observed/article", 2, "1.0")
    assert list(row.quantity.rows) == [row.id]
    assert row.quantity.unit == "1e8 CNY"
    assert row.quantity.label == of("gdp", "baotou")


@pytest.mark.parametrize(
    ("printed", "flag", "unit", "lo", "hi"),
    [("-7", "derived", "%", -8, -6), ("-7", "", "%", "-7.5", "-6.5"), ("447000", "derived", "firms", 446000, 448000)],
)  # fmt: skip
def test_what_was_derived_and_is_about_so_much_is_known_half_as_well(
    make_rows, printed, flag, unit, lo, hi
):
    name = {"%": "rd_expenditure_growth", "firms": "above_scale_firms"}[unit]
    rows = make_rows(("china", name, "2023", printed, "nbs-industry-2023", flag, "", "about"))
    assert rows.find(name, "china").quantity.interval == Interval(Decimal(lo), Decimal(hi))


def test_a_derived_row_is_known_no_better_than_its_note_says(dataset):
    stated = re.compile(r"between (-?\d+(?:\.\d+)?) and (-?\d+(?:\.\d+)?)")
    found = [
        (row, stated.search(row.note))
        for name in dataset.codes.indicators
        for row in dataset.all(name)
        if "derived" in row.flags
    ]
    ends = [(row.quantity.interval, *map(Decimal, said.groups())) for row, said in found if said]
    assert ends and all(within.lo <= low and high <= within.hi for within, low, high in ends)


def test_the_frame_is_in_the_order_of_the_file(small):
    assert list(small.frame["value"].astype(str)) == [row["value"] for row in ROWS]
    assert list(small.frame["line"]) == list(range(2, 12))
    assert set(COLUMNS) < set(small.frame)


def test_a_file_is_read_once_until_it_changes(make_csv):
    path = make_csv([{}])
    assert load(path) is load(str(path))
    path.write_text(csv_text([{}, {"period": "2020"}]))
    os.utime(path, (10**9, 10**9))
    assert len(load(path)) == 2


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_loaded_and_queried_by_index(make_csv, make_descriptor):
    regions = [
        {"id": f"r{n}", "zh": f"地{n}", "en": f"Place {n}", "level": "city"} for n in range(1000)
    ]
    make_descriptor(regions=regions)
    years = range(1921, 2021)
    rows = (
        {"region": f"r{n}", "period": str(year), "value": f"{year}.{n}"}
        for n in range(1000)
        for year in years
    )
    dataset = load(make_csv(list(rows)))
    assert len(dataset) == 100_000
    assert dataset.find("gdp", "r999").text == "2020.999"
    assert [len(segment) for segment in dataset.series("gdp", "r7")] == [100]


def test_the_projects_own_dataset_is_sound(dataset):
    assert len(dataset) > 0 and dataset.notes == []
    assert dataset.find("industrial_value_added_growth", "baotou", "2022-01/2022-07").text == "16.6"
    document = json.loads(Path(OWN_DESCRIPTOR).read_text(encoding="utf-8"))
    assert {"regions", "indicator-list", "source-list", "units"} <= {
        r["name"] for r in document["resources"]
    }


# --- flags ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flag", "words", "nearest"),
    [
        ("second_hand;derived", "unknown flag", "second_hand derived"),
        ("Derived Undated", "unknown flag 'Derived'", "derived undated"),
        ("second-hand，derived", "unknown flag", "second_hand derived"),
        ("break  derived", "spaces too many", "break derived"),
        ("break break", "a flag stands twice", "break"),
        ("provisional", "unknown flag 'provisional'", ""),
    ],
)
def test_wrong_flags(make_csv, flag, words, nearest):
    message = fault_of(make_csv, [{"flag": flag}])
    assert words in message and "expected any of break, revised, second_hand" in message
    assert ("did you mean" in message) == bool(nearest)
    assert not nearest or message.endswith(f"did you mean {nearest!r}?")


def test_a_row_has_any_number_of_flags(make_csv):
    rows = [
        {"flag": "second_hand derived", "value": "3293.1"},
        {"source": "bulletin", "value": "3293.2"},
        {"period": "2020"},
        {"period": "2019", "flag": "undated break"},
        {"period": "2018"},
    ]
    dataset = load(make_csv(rows))
    flags = [row.flags for row in dataset]
    assert flags[:3] == [{"second_hand", "derived"}, frozenset(), frozenset()]
    assert dataset.find("gdp", "baotou", "2021").text == "3293.2", "first-hand before second-hand"
    assert [len(part) for part in dataset.series("gdp", "baotou")] == [1, 3], "a break among flags"


def reads_of(attribute: str, path: Path) -> list[ast.AST]:
    """The nodes around each reading of an attribute: what is done with it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        outer
        for outer in ast.walk(tree)
        for inner in ast.iter_child_nodes(outer)
        if isinstance(inner, ast.Attribute) and inner.attr == attribute
    ]


def test_no_program_logic_reads_a_note():
    """What must be known of a row is a flag: notes are printed and searched by nobody."""
    package = Path(OWN_DESCRIPTOR).parents[1] / "industry_report"
    searched = (ast.Compare, ast.Attribute, ast.BoolOp, ast.Subscript)
    for path in package.rglob("*.py"):
        # the note of a sheet is a size of its type
        if path.parent.name != "data" and path.name != "sheet.py":
            for node in reads_of("note", path):
                assert not isinstance(node, searched), f"{path}:{node.lineno}"


# --- other files ----------------------------------------------------------------------------------


def test_a_key_that_stands_twice_in_the_descriptor_is_a_fault(tmp_path):
    text = json.dumps({"resources": [{"name": key, "data": LISTS[key]} for key in LISTS]}, indent=1)
    path = tmp_path / "datapackage.json"
    path.write_text(text.replace('"level": "nation"', '"level": "city", "level": "nation"'))
    with pytest.raises(DatasetError) as caught:
        read_codes(path)
    (fault,) = caught.value.faults
    line = text[: text.index('"level": "nation"')].count("\n") + 1
    assert str(fault).startswith(f"datapackage.json, line {line}: the key 'level' stands twice")


def test_a_fault_of_the_descriptor_names_its_line(tmp_path):
    rows = changed("regions", 2, level="village")
    lists = LISTS | rows
    text = json.dumps({"resources": [{"name": key, "data": lists[key]} for key in lists]}, indent=1)
    path = tmp_path / "datapackage.json"
    path.write_text(text)
    with pytest.raises(DatasetError) as caught:
        read_codes(path)
    line = text[: text.index('"village"')].count("\n") + 1
    assert f"datapackage.json, line {line}, resource regions, record 3" in str(caught.value)


def test_a_list_in_a_file_of_its_own_is_not_replaced_by_another(make_descriptor, tmp_path):
    path = make_descriptor()
    document = json.loads(path.read_text())
    for resource in document["resources"]:
        if resource["name"] == "regions":
            del resource["data"]
            resource["path"] = "regions.csv"
    path.write_text(json.dumps(document))
    with pytest.raises(DatasetError, match="the list 'regions' is in a file of its own .'regions"):
        read_codes(path)


@pytest.mark.parametrize("name", ["descriptor", "model"])
@pytest.mark.parametrize("device", ["/dev/zero", "fifo"])
def test_a_device_is_not_read(name, device, tmp_path):
    from industry_report.data.errors import FaultsError
    from industry_report.numbers import logic_model

    path = Path(device)
    if device == "fifo":
        path = tmp_path / "fifo"
        os.mkfifo(path)
    readers = {"descriptor": read_codes, "model": logic_model.load}
    with pytest.raises(FaultsError, match="is not a regular file"):
        readers[name](path)


def test_what_the_report_asks_of_every_place_need_not_be_in_its_list(make_descriptor):
    """A city that has no growth of GDP has no data about it, and is told so by name."""
    indicators = [record for record in LISTS["indicator-list"] if record["id"] != "gdp_growth"]
    codes = read_codes(make_descriptor(indicator_list=indicators))
    assert "gdp_growth" not in codes.indicators and codes.indicators.get("gdp_growth") is None
    assert codes.indicators["gdp_growth"].zh.startswith(("GDP", "地区生产总值"))
    with pytest.raises(ReportError, match="unknown id 'gpd'.*did you mean 'gdp'"):
        codes.indicators["gpd"]


@pytest.mark.parametrize(
    ("indicator", "value", "qualifier", "status", "ends"),
    [
        ("rd_intensity_rank", "1", "", "observed", ("1", "1")),
        ("national_platforms", "10", "", "observed", ("10", "10")),
        ("pv_output", "6000", "", "target", ("6000", "6000")),
        ("pv_output", "1200", "at_least", "target", ("1200", "Infinity")),
        ("pv_output", "6000", "about", "target", ("5999.5", "6000.5")),
        ("pv_output", "6000", "", "observed", ("5999.5", "6000.5")),
        ("pv_output", "6000", "", "forecast", ("5999.5", "6000.5")),
    ],
    ids=["rank", "count", "target", "bound", "vague target", "measured", "forecast"],
)
def test_only_what_is_measured_has_an_interval_of_rounding(
    make_rows, indicator, value, qualifier, status, ends
):
    rows = make_rows(
        ("baotou", indicator, "2025", value, "baotou-press-2025-11", "", "", qualifier, status)
    )
    (row,) = rows
    assert row.quantity.interval == Interval(*map(Decimal, ends))
