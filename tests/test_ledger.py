"""The ledger: what its file may say, and how far a measure stands at a vantage point."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from industry_report.data import dataset as datasets
from industry_report.data import ledger as file
from industry_report.data.errors import FaultsError
from industry_report.numbers import ledger, logic_model, values
from industry_report.numbers.grades import A, B, C

DATA = Path(__file__).parents[1] / "data"
ROW = {
    "about": "m3.1.1.5",
    "status": "done",
    "relation": "direct",
    "scope": "city",
    "date": "2024-05",
    "source": "baotou-press-2025-11",
    "locator": "已完成45%",
    "confidence": "high",
    "flag": "",
    "rows": "",
    "zh": "已完成45%。",
    "en": "45% complete.",
}
INTENSITY = "baotou/rd_intensity/2021/observed/baotou-rd-bulletin-2021"


@pytest.fixture(scope="module")
def model(dataset):
    return logic_model.load(DATA / "logic_model.yaml", dataset.codes)


def test_a_rate_counts_nothing_as_done(dataset, model):
    """How high a share stands says that no step is finished."""
    rows = {row.id: row for row in dataset}
    finished = [piece for piece in ledger.read(dataset, model) if piece.status == "done"]
    resting = [piece for piece in finished if rows.keys() & set(piece.rows)]
    assert resting
    for piece in resting:
        assert any(rows[row].unit != "%" for row in piece.rows if row in rows), piece


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """A folder with a copy of the dataset."""
    folder = tmp_path_factory.mktemp("beside")
    for name in ("indicators.csv", "datapackage.json"):
        (folder / name).write_bytes((DATA / name).read_bytes())
    return folder


@pytest.fixture
def written(beside, model):
    """Reads a ledger of rows that differ from ROW as given, beside a copy of the dataset."""

    def read(*changes):
        with (beside / "ledger.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(ROW))
            writer.writeheader()
            writer.writerows(ROW | change for change in changes)
        return file.read(datasets.load(beside / "indicators.csv"), model.subjects)

    return read


def test_a_piece_that_stands_twice_is_named(written):
    with pytest.raises(FaultsError, match="line 3, column about: the same piece stands above"):
        written({}, {})
    assert len(written({}, {"date": "2025-10"})) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"about": "m3.1.1.55"}, "line 2, column about: unknown measure 'm3.1.1.55'"),
        ({"status": "finished"}, "column status: unknown status 'finished'"),
        ({"status": ""}, "column status"),
        ({"locator": ""}, "column locator: nothing here"),
        ({"source": "baotou-press-2025"}, "did you mean 'baotou-press-2025-11'?"),
        ({"date": "2024-13"}, "column date"),
        ({"date": "2026-05"}, "2026-05 is later than its source"),
        ({"confidence": "sure"}, "column confidence"),
        ({"flag": "retold"}, "column flag"),
        ({"scope": "region"}, "direct and done for evidence of the whole region"),
        ({"scope": "region", "relation": "proxy"}, "proxy and done for evidence of the whole"),
        ({"zh": "已完成46%。"}, "column zh: the number 46 has no evidence"),
        ({"en": "4.6% complete."}, "column en: the number 4.6 has no evidence"),
        ({"rows": "baotou/rd_intensity/2021"}, "there is no row 'baotou/rd_intensity/2021'"),
        ({"rows": INTENSITY.replace("2021/", "2019/")}, "column rows: there is no row"),
    ],
)
def test_a_fault_is_named_with_its_line_and_column(written, change, words):
    with pytest.raises(FaultsError) as error:
        written(change)
    assert words in str(error.value)


def test_all_faults_are_named_at_once(written):
    with pytest.raises(FaultsError) as error:
        written({"about": "x"}, {"relation": "near"}, {"source": "nobody"})
    assert len(error.value.faults) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"zh": "2024年5月已完成45%。", "en": "By May 2024 it was 45% complete."},
        {"zh": "投资4.5亿元。", "en": "450 million yuan."},  # other units, the same digits
        {"rows": INTENSITY, "zh": "强度2.05%。", "en": "Intensity of 2.05%."},
        {"zh": "一号文件部署5G。", "en": "Document No. 1 on 5G."},
        {"scope": "region", "relation": "proxy", "status": "under_way"},
    ],
)
def test_a_number_may_be_of_a_row_or_quoted_and_names_are_none(written, change):
    assert len(written(change)) == 1


def test_a_place_without_a_ledger_has_none(tmp_path, model):
    for name in ("indicators.csv", "datapackage.json"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    rows = datasets.load(tmp_path / "indicators.csv")
    assert ledger.read(rows, model) == () and ledger.measures(model, (), rows) == []


@pytest.mark.parametrize(
    ("changes", "status", "relation", "letter"),
    [
        ([], "nothing_found", "", None),
        ([{}], "done", "direct", A),
        ([{"status": "announced"}], "announced", "direct", A),
        ([{"confidence": "medium"}], "done", "direct", B),
        ([{"flag": "undated"}], "done", "direct", C),
        ([{"relation": "proxy"}], "done", "proxy", B),
        # the furthest step, and the weakest grade of what it rests on
        ([{"status": "started"}, {}], "done", "direct", A),
        # a source of low confidence does not show that it is done
        ([{}, {"confidence": "low"}], "done", "direct", A),
        ([{"confidence": "low"}], "under_way", "direct", B),
        ([{"status": "announced", "confidence": "low"}], "announced", "direct", B),
        ([{"status": "started", "confidence": "low"}, {}], "done", "direct", A),
        # direct evidence counts before a proxy, be it further
        ([{"status": "started"}, {"relation": "proxy"}], "started", "direct", A),
        # what speaks against it
        ([{"status": "contrary"}], "contrary", "direct", B),
        ([{}, {"status": "contrary"}], "done", "direct", C),
        ([{}, {"status": "contrary", "relation": "proxy"}], "done", "direct", A),
    ],
)
def test_how_far_a_measure_stands(written, model, dataset, changes, status, relation, letter):
    pieces = written(*changes) if changes else ()
    found = ledger.fate(model.subjects["m3.1.1.5"], pieces, dataset)
    assert (found.status, found.relation) == (status, relation)
    assert (found.grade.letter if found.grade else None) == letter


def test_a_piece_is_no_better_than_the_rows_that_it_repeats(written, model, dataset):
    undated = "baotou/innovation_platforms/2020-12/observed/article"
    (piece,) = written({"rows": undated})
    assert ledger.of_piece(piece, dataset).letter == C


@pytest.mark.parametrize(("as_of", "count"), [("2025-10", 0), ("2025-11", 1), ("2026-03", 1)])
def test_later_evidence_is_not_seen(written, dataset, as_of, count):
    assert len(ledger.known(written({}), dataset, as_of)) == count


@pytest.mark.parametrize(
    ("repeated", "as_of", "unread"),
    [
        ("pv_output/2025/target/baotou-document-1-2023", "2026-03", ("2025",)),
        ("pv_output/2025/target/baotou-document-1-2023", "2025-11", ()),  # not due
        ("pv_output/2024/observed/baotou-media-2025-05", "2026-03", ()),  # no target
        (
            "rare_earth_output/2022/target/baotou-work-report-2022",
            "2026-03",
            (),
        ),  # a figure is known
        ("clusters_10bn/2022/target/article", "2026-03", ()),  # no date, so never due
        ("cluster_class_100bn/2022/target/article", "2026-03", ()),  # the name of a class
    ],
)
def test_a_target_past_due_without_a_result_says_so(
    written, speak, model, dataset, repeated, as_of, unread
):
    rows = dataset.known(as_of)
    (piece,) = ledger.known(written({"rows": f"baotou/{repeated}"}), rows, as_of)
    assert piece.unread == unread
    (told,) = ledger.fate(model.subjects[piece.about], [piece], rows).found
    en, zh = (speak(name, told, "03_recommendations") for name in ("en", "zh"))
    remarked = (
        en.endswith("). This report found no result for 2025."),
        zh.endswith("）本报告未查到2025年结果。"),
    )
    assert (
        remarked == (bool(unread),) * 2
    )  # a finding of this report, outside the credit of the source


def test_the_projects_own_ledger(dataset, model):
    pieces = ledger.read(dataset, model)
    assert len(pieces) > 100 and not ledger.known(pieces, dataset, "2022-08")
    counts = ledger.tally(ledger.measures(model, pieces, dataset))
    statuses = sum(counts[status].best for status in ledger.STATUSES)
    assert counts["total"].best == statuses == len(model.measures)
    assert counts["seen"].best + counts["nothing_found"].best == counts["total"].best
    shown = ledger.squares(model, pieces, dataset)["status"].value_counts()
    assert {f"ledger-{status}" for status in ledger.STATUSES} >= {each.id for each in shown.index}
    assert all(
        shown[status] == counts[status.id.removeprefix("ledger-")].best for status in shown.index
    )
    done = [each for each in ledger.measures(model, pieces, dataset) if each.status == "done"]
    proxies = sum(each.relation == "proxy" for each in done)
    assert counts["done_by_proxy"].best == proxies < counts["done"].best
    of_groups = [
        ledger.tally(ledger.fates(each.measures, pieces, dataset)) for each in model.groups
    ]
    assert sum(each["seen"].best for each in of_groups) == counts["seen"].best
    assert all(each["seen"].grade for each in of_groups) and not counts["nothing_found"].grade
    assert len(ledger.contradicted(model, pieces, dataset)) >= 4
    # nothing found follows from there being no row
    texts = " ".join(piece.zh + piece.en for piece in pieces)
    assert "未见" not in texts.replace("未见人数", "") and "ot found" not in texts


def test_no_piece_compares_across_a_break(model, dataset):
    for piece in ledger.read(dataset, model):
        known = [file.row_of(dataset, id) for id in piece.rows]
        own = [row for row in known if row.status == "observed"]
        for one in own:
            breaks = values.breaks(dataset, one.indicator, one.region)
            years = [row.period for row in own if row.indicator == one.indicator]
            assert len({sum(each <= year for each in breaks) for year in years}) == 1, piece.zh


def test_what_speaks_against_a_measure_has_its_source_date_and_grade(speak, model, dataset):
    found = ledger.contradicted(model, ledger.read(dataset, model), dataset)
    names = ("zh", "en")
    said = {name: [speak(name, each, "03_recommendations") for each in found] for name in names}
    (zh,) = (each for each in said["zh"] if "R&D经费比上年下降约7%" in each)
    (en,) = (each for each in said["en"] if "R&D spending fell by about 7%" in each)
    assert zh.endswith("年均增长7.6%。（包头市人民政府，2025年11月公布；证据B）")
    assert en.endswith(", published November 2025; evidence B)")
    for name, dated in (
        ("zh", r"（[^（]+，20\d\d年[^）]*公布；证据[ABC]）$"),
        ("en", r"\([^(]+ 20\d\d; evidence [ABC]\)$"),
    ):
        assert all(re.search(dated, each) for each in said[name]), said[name]
