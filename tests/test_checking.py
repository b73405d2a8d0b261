"""What moved is found and named; what did not move is not; accepting it is noted."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import nbformat
import pytest

from industry_report import cli
from industry_report.data.defaults import COMMON
from industry_report.data.errors import ReportError
from industry_report.publishing import (
    batch,
    checking,
    differences,
    editions,
    folding,
    record,
    reference,
)
from industry_report.publishing.agreement import disagreements
from industry_report.publishing.trace import trace

ROOT = Path(__file__).resolve().parent.parent
ROW = "baotou/gdp/2021/observed/article"


def output(
    kind: str, text: str = "", rows: tuple[str, ...] = (ROW,), **more
) -> nbformat.NotebookNode:
    """One output of the report's own."""
    data = {"text/plain": text, "text/markdown": text}
    if kind == "figure":
        data = {
            "image/svg+xml": more.pop("svg", "<svg/>"),
            "text/plain": text,
            record.DATA_MIME: {
                "schema": {},
                "data": more.pop("data", [{"地区": "包头", "增速（%）": 16.6}]),
            },
        }
    if kind == "table":
        data = {
            "text/html": more.pop("html", "<table></table>"),
            "text/plain": text,
            record.DATA_MIME: {"schema": {}, "data": more.pop("data", [{"c0": "包头"}])},
        }
    mark = {"kind": kind, "rows": list(rows)} | more
    return nbformat.v4.new_output("display_data", data, metadata={"publisher": mark})


def sheet(cells: dict[str, str], **more) -> nbformat.NotebookNode:
    """A notebook that hands one row over for a file."""
    mark = {"kind": "data", "id": "tasks", "title": "清单", "file": "tasks.xlsx"} | more
    resource = {"schema": {"fields": [{"name": head} for head in cells]}, "data": [cells]}
    data = {record.DATA_MIME: resource, "text/html": "", "text/plain": ""}
    return notebook(nbformat.v4.new_output("display_data", data, metadata={"publisher": mark}))


def notebook(*outputs, prose: str = "文字") -> nbformat.NotebookNode:
    """A notebook with one Markdown cell and one code cell with these outputs."""
    cells = [
        nbformat.v4.new_markdown_cell(prose, id="m1"),
        nbformat.v4.new_code_cell("x", id="c1", outputs=list(outputs)),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def moved(before, after, changed=None, tolerance=0.0) -> list[differences.Difference]:
    """What moved between two notebooks."""
    records = [record.of_notebook("01", book) for book in (before, after)]
    return differences.compare("run", *records, changed or {}, tolerance)


def figure(**more) -> nbformat.NotebookNode:
    """A notebook with one figure."""
    given = {
        "title": "包头最快",
        "alt": "条形图：包头 16.6%。",
        "note": "注",
        "source": "来源：局",
        "id": "growth",
    } | more
    return notebook(
        output("figure", given.pop("text", "包头最快\n条形图：包头 16.6%。\n注\n来源：局"), **given)
    )


def test_what_did_not_move_is_not_reported():
    book = notebook(output("text", "增长16.6%"), output("nodata", "无数据"))
    assert not moved(book, book) and not moved(figure(), figure())


def test_the_run_of_today_is_that_of_the_last_month_of_the_data():
    """Where it is not, its month in ``reference.TODAY`` is to be moved."""
    assert reference.TODAY["as_of"] == editions.last_known(COMMON, ROOT)


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (notebook(output("text", "增长16.6%")), notebook(output("text", "增长16.7%")), "sentence"),
        (notebook(output("text", "高于全国")), notebook(output("text", "低于全国")), "sentence"),
        (
            notebook(output("findings", "- a\n- b")),
            notebook(output("findings", "- b\n- a")),
            "finding",
        ),
        (notebook(output("text", "a")), notebook(output("nodata", "a")), "kind"),
        (notebook(output("text", "a")), notebook(), "disappeared"),
        (notebook(), notebook(output("text", "a")), "appeared"),
        (notebook(prose="增长"), notebook(prose="下降"), "paragraph"),
        (notebook(output("text", "a")), notebook(output("text", "a", rows=())), "rows behind it"),
        (figure(), figure(svg="<svg><g/></svg>"), "drawing"),
        (figure(), figure(data=[{"地区": "包头", "增速（%）": -16.6}]), "data, 包头, 增速（%）"),
        (figure(), figure(alt="条形图：包头 61.6%。"), "text"),
        (figure(), figure(note="别的"), "text"),
        (figure(), figure(source="来源：别处"), "text"),
        (
            notebook(output("table", "t\n包头\t1", id="t")),
            notebook(output("table", "t\n包头\t2", id="t")),
            "table row 包头",
        ),
        (
            notebook(output("table", "t", id="t")),
            notebook(output("table", "t", id="t", html="<table><tr/></table>")),
            "layout",
        ),
        (
            notebook(output("table", "t", id="t")),
            notebook(output("table", "t", id="t", data=[{"c0": "鄂尔多斯"}])),
            "data, 鄂尔多斯, c0",
        ),
        (sheet({"任务": "甲"}), sheet({"任务": "乙"}), "data, 乙, 任务"),
        (sheet({"任务": "甲", "备注": ""}), sheet({"任务": "甲", "说明": ""}), "text"),
        (sheet({"任务": "甲"}), sheet({"任务": "甲"}, title="任务清单"), "text"),
        (sheet({"任务": "甲"}), sheet({"任务": "甲"}, file="list.xlsx"), "text"),
        (sheet({"甲": "1"}, letter="# 函\n\n请报送。"), sheet({"甲": "1"}, letter="# 函"), "text"),
    ],
)
def test_what_moved_is_named(before, after, what):
    assert what in [difference.what for difference in moved(before, after)]


def test_a_renamed_column_to_fill_in_is_told_once():
    before, after = sheet({"任务": "甲", "备注": ""}), sheet({"任务": "甲", "说明": ""})
    assert [one.what for one in moved(before, after)] == ["text"]


def test_order_of_outputs_counts():
    one, two = output("table", "a", id="a"), output("table", "b", id="b")
    assert [d.what for d in moved(notebook(one, two), notebook(two, one))] == [
        "order of the outputs"
    ]


def test_the_row_that_caused_it_is_named():
    before, after = notebook(output("text", "增长16.6%")), notebook(output("text", "增长16.7%"))
    changed = {ROW: ("value '16.6'", "value '16.7'"), "other": ("", "x")}
    [difference] = moved(before, after, changed)
    assert difference.causes == (f"{ROW}: value '16.6' → value '16.7'",)
    assert str(difference).splitlines() == [
        "run: 01, cell c1, text: sentence",
        "    was  增长16.6%",
        "    is   增长16.7%",
        f"    row  {ROW}: value '16.6' → value '16.7'",
    ]


@pytest.mark.parametrize(
    ("before", "after", "tolerance", "same"),
    [
        ("增长16.6%", "增长16.6%", 0.0, True),
        ("增长16.60%", "增长16.6%", 0.0, False),
        ("增长16.6%", "增长16.61%", 0.001, True),
        ("增长16.6%", "增长16.61%", 0.0001, False),
        ("增长16.6%", "下降16.6%", 0.5, False),
        ("−3", "3", 0.5, False),
        ("1,000", "1000", 0.001, True),
        ("1和2", "1和2和3", 0.9, False),
    ],
)
def test_numbers_have_a_tolerance_and_words_have_none(before, after, tolerance, same):
    assert differences.same_text(before, after, tolerance) is same


def test_plotted_numbers_have_the_same_tolerance():
    near = figure(data=[{"地区": "包头", "增速（%）": 16.6000001}])
    assert moved(figure(), near) and not moved(figure(), near, tolerance=1e-6)


MANY = [
    differences.Difference(*one)
    for one in (
        ("data/indicators.csv", "row a/gdp", "value '1.5'", "value '1.6'"),
        ("data/indicators.csv", "row b/gdp", "value '7'", "value '8'"),
        ("run-zh: 02, figure gaps", "drawing", "1", "2", ("a/gdp: 1.5 → 1.6",)),
        ("run-zh: 02, figure gaps", "text", "增长1.5%", "增长1.6%", ("a/gdp: 1.5 → 1.6",)),
        ("run-en: 02, figure gaps", "text", "up 1.5%", "up 1.6%", ("a/gdp: 1.5 → 1.6",)),
        ("stored in notebooks/: 02, figure gaps", "text", "增长1.5%", "增长1.6%"),
        ("run-zh: 03, figure shown", "drawing", "1", "2"),
        ("run-zh: 03, table set", "layout", "1", "2"),
        ("figures/zh/gaps.svg", "figure file", "as it is stored", "drawn otherwise"),
    )
]


def test_many_differences_are_folded_by_the_row_and_the_output():
    assert list(folding.lines(MANY, "en")) == [
        "9 differences: 2 texts, 2 data rows, 1 stored output, 1 figure file, 3 drawings",
        "because of the row a/gdp: 1.5 → 1.6",
        "  02, figure gaps (run-zh, run-en, notebooks/): 2 texts, 1 stored output, 1 drawing",
        "      up 1.5% → up 1.6%",
        "besides",
        "  data/indicators.csv (b/gdp): 1 data row",
        "      value '7' → value '8'",
        "  figures/ (zh/gaps.svg): 1 figure file",
        "  only drawn or laid out otherwise: 03, figure shown, 03, table set",
    ]
    assert "      增长1.5% → 增长1.6%" in folding.lines(MANY, "zh")


def test_of_very_many_differences_the_first_are_printed_and_the_rest_counted():
    many = [differences.Difference(f"run: 01, cell {n}", "sentence", "", f"{n}") for n in range(99)]
    said = list(folding.lines(many, "en"))
    assert len(said) == folding.MOST_LINES + 2 and said[-1] == "… and 158 more"


def test_outputs_that_say_the_same_otherwise_are_one_line():
    alike = [differences.Difference(f"run: 03, table {n}", "text", "of it", "at it") for n in "ab"]
    assert list(folding.lines(alike, "en"))[1:] == [
        "  03, table a, 03, table b (run): 2 texts",
        "      of it → at it",
    ]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a" * 50 + "1.5%", "a" * 50 + "1.6%", ["…" + "a" * 14 + "1.5%", "…" + "a" * 14 + "1.6%"]),
        ("", "new", ["(nothing)", "new"]),
        ("1" + "z" * 50, "2" + "z" * 50, ["1" + "z" * 16 + "…", "2" + "z" * 16 + "…"]),
        ("aaa", "aa", ["aaa", "aa"]),
    ],
)
def test_of_two_texts_what_moved_is_shown(before, after, shown):
    assert folding.moved_part(before, after) == shown


def test_a_line_of_the_page_that_parts_late_is_shown_where_it_parts(project, monkeypatch):
    reference.accept(project, TODAY)
    monkeypatch.setattr(record, "page", lambda *_: f"page {'x' * 200}\n")
    reference.accept(project, TODAY)
    monkeypatch.setattr(record, "page", lambda *_: f"page {'x' * 199}y\n")
    said = [*folding.lines([*checking.differences(project)], "en")]
    assert f"      …{'x' * 16}x → …{'x' * 16}y" in said


def test_a_sentence_that_parts_late_is_noted_where_it_parts():
    long = "x" * 200
    [(*_, before, after, _)] = folding.entries(
        [differences.Difference("r: 2", "text", long + "1", long + "2")]
    )
    assert (before[-1], after[-1]) == ("1", "2")


def test_what_several_runs_say_alike_is_noted_once():
    assert list(folding.entries(MANY[:5])) == [
        ("data/indicators.csv", "row a/gdp", "value '1.5'", "value '1.6'", ""),
        ("data/indicators.csv", "row b/gdp", "value '7'", "value '8'", ""),
        ("run-zh: 02, figure gaps", "1 drawing", "", "", "a/gdp: 1.5 → 1.6"),
        ("run-zh: 02, figure gaps", "text", "增长1.5%", "增长1.6%", "a/gdp: 1.5 → 1.6"),
        ("run-en: 02, figure gaps", "text", "up 1.5%", "up 1.6%", "a/gdp: 1.5 → 1.6"),
    ]
    twice = [differences.Difference(f"{run}: 02", "text", "1", "2") for run in ("a", "b")]
    assert [one[0] for one in folding.entries(twice)] == ["a, b: 02"]


# the two languages


def languages(zh, en) -> list[str]:
    """Where they disagree."""
    return [
        d.what for d in disagreements(record.of_notebook("01", zh), record.of_notebook("01", en))
    ]


def test_languages_that_say_the_same_agree():
    assert not languages(
        notebook(output("text", "2022年1—7月为1234.5亿元，增长8.0%")),
        notebook(output("text", "123.45 billion yuan in January–July, up 8.0%")),
    )


@pytest.mark.parametrize(
    ("zh", "en", "what"),
    [
        (notebook(output("text", "增长16.6%")), notebook(output("text", "up 61.6%")), "numbers"),
        (notebook(output("text", "增长16.6%")), notebook(output("text", "up")), "numbers"),
        (notebook(output("text", "增长")), notebook(output("text", "up 16.6%")), "numbers"),
        (
            notebook(output("text", "a")),
            notebook(output("text", "a", rows=("x",))),
            "rows behind it",
        ),
        (notebook(output("text", "a")), notebook(output("nodata", "a")), "kind of output"),
        (notebook(output("text", "a")), notebook(), "kind of output"),
        (sheet({"甲": "1"}, letter="一\n\n二"), sheet({"a": "1"}, letter="1"), "how much it says"),
        (figure(), figure(data=[{"Region": "Baotou", "Growth": 6.6}]), "plotted numbers"),
    ],
)
def test_languages_that_disagree_are_found(zh, en, what):
    assert what in languages(zh, en)


def number(text: str, low: str, high: str, field: str = "own") -> dict:
    """A number in a text, as the publisher's contract has it."""
    return {"text": text, "field": field, "interval": [low, high], "rows": [ROW], "in": "text"}


@pytest.mark.parametrize(
    ("zh", "en", "what"),
    [
        (("6%", "5.5", "6.5"), ("6%", "5.5", "6.5"), None),
        (("123.4亿元", "123.35", "123.45"), ("12.34 billion yuan", "123.35", "123.45"), None),
        (("6%", "5.5", "6.5"), ("7%", "5.5", "6.5"), "numbers mentioned"),  # written wrongly
        (("6%", "5.5", "6.5"), ("6%", "6.5", "7.5"), "numbers mentioned"),  # another value
        (("6%", "5.5", "6.5"), ("6%", "5.5", "6.5", "other"), "numbers mentioned"),  # another name
        (("6%", "5.5", "6.5"), None, "numbers mentioned"),
        (("1", "1", "1"), None, None),  # a singular may say it
    ],
)
def test_a_number_has_to_be_the_same_in_both_languages(zh, en, what):
    books = [
        notebook(output("text", "文", numbers=[number(*given)] if given else []))
        for given in (zh, en)
    ]
    assert languages(*books) == ([what] if what else [])


@pytest.mark.parametrize("kind", ["text", "findings", "table"])
def test_a_sentence_that_one_language_lacks_is_found(kind):
    zh, en = (notebook(output(kind, text, id="t")) for text in ("- 甲\n- 乙", "- a"))
    assert languages(zh, en) == ["how much it says"]


def test_a_missing_value_that_one_language_does_not_name_is_found():
    zh, en = (notebook(output("nodata", "x", missing=names)) for names in (["甲", "乙"], ["a"]))
    assert languages(zh, en) == ["values that are missing"]


def test_one_text_said_twice_is_compared_twice():
    """Sentences are told apart by their place: the id of a text may come several times."""
    zh = notebook(output("text", "16.6", id="rate"), output("text", "3.5", id="rate"))
    en = notebook(output("text", "61.6", id="rate"), output("text", "3.5", id="rate"))
    assert languages(zh, en) == ["numbers"]


# the project itself


@pytest.mark.slow
def test_the_report_says_in_both_languages_what_was_accepted(runs, monkeypatch):
    """Data, sentences, figures, pages and stored notebooks of the report; the other runs of the
    reference are compared at night (``make check``).
    """
    monkeypatch.setattr(record, "execute", lambda run, root: runs.of(**run))
    assert list(map(str, checking.differences(runs=reference.STORED.values()))) == []


# the whole, on a project of one notebook


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A checkout whose notebooks are not executed but made from what ``said`` holds."""
    for name in reference.DATA_FILES:
        (tmp_path / "data").mkdir(exist_ok=True)
        shutil.copyfile(ROOT / "data" / name, tmp_path / "data" / name)
    (tmp_path / "notebooks").mkdir()
    said = {"value": "16.6"}

    def execute(parameters, root):
        words = "Growth" if parameters.get("language") == "en" else "增长"
        text = f"{words} {said['value']}%"
        return {
            name: notebook(
                output("text", text),
                output(
                    "figure",
                    text,
                    id=f"f{name[:2]}",
                    title=text,
                    subtitle="",
                    note="",
                    source="",
                    svg=f'<svg width="504pt" height="90pt">{text}</svg>',
                ),
            )
            for name in ("01_situation", "02_diagnosis", "03_recommendations")
        }

    monkeypatch.setattr(batch, "check_files", lambda runs, root: None)
    monkeypatch.setattr(record, "execute", execute)
    monkeypatch.setattr(record, "page", lambda run, notebooks, root: f"page {said['value']}\n")
    project_said[tmp_path] = said
    return tmp_path


project_said: dict[Path, dict[str, str]] = {}
TODAY = datetime.date(2026, 1, 2)


def test_without_a_reference_the_way_out_is_named(project):
    with pytest.raises(ReportError, match="report accept"):
        list(checking.differences(project))


def test_what_was_accepted_is_the_same(project):
    assert reference.accept(project, TODAY) == []
    assert list(checking.differences(project)) == []
    assert sorted(path.name for path in (project / "figures" / "en").iterdir()) == [
        "f01.svg",
        "f02.svg",
        "f03.svg",
    ]
    assert not (project / "CHANGELOG.md").exists()  # that is for people


def test_what_moved_is_found_everywhere_and_noted_when_accepted(project):
    reference.accept(project, TODAY)
    project_said[project]["value"] = "16.7"
    found = list(checking.differences(project))
    places = " ".join(difference.where for difference in found)
    for place in (
        "baotou-zh",
        "baotou-en",
        "ordos-zh",
        "stored in notebooks/:",
        "stored in notebooks/en/:",
        "figures/zh/f01.svg",
        "published page",
    ):
        assert place in places
    assert reference.accept(project, TODAY)
    noted = (project / "tests" / "reference" / "accepted.csv").read_text(encoding="utf-8")
    assert "增长 16.6%,增长 16.7%" in noted and "\n2026-01-02," in noted
    assert list(checking.differences(project)) == []


def changed(project: Path, name: str, old: str, new: str) -> list[differences.Difference]:
    """What a change to a file of the data gives."""
    path = project / "data" / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return list(checking.differences(project))


def test_a_row_that_nothing_shows_is_still_compared(project):
    reference.accept(project, TODAY)
    [difference] = changed(project, "indicators.csv", ",407.3,", ",407.4,")
    assert difference.where == "data/indicators.csv" and "alxa/gdp/2022" in difference.what
    assert (difference.before, difference.after) == ("value '407.3'", "value '407.4'")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("datapackage.json", "包头", "包头市"), ("logic_model.yaml", "direct", "indirect")],
)
def test_changes_of_descriptor_and_model_are_shown_line_by_line(project, name, old, new):
    reference.accept(project, TODAY)
    found = changed(project, name, old, new)
    assert found and all(difference.where == f"data/{name}" for difference in found)


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_row_in_the_wrong_place_is_told_beside_what_moved(project, is_moved, monkeypatch, capsys):
    path = project / "data" / "indicators.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    if is_moved:
        path.write_text("".join([*lines[:-2], lines[-1], lines[-2]]), "utf-8")
    monkeypatch.setattr(cli, "HOME", project)
    monkeypatch.setattr(checking, "differences", lambda **_: iter(()))
    assert cli.main(["check", "--messages", "en"]) == 0
    told = f"indicators.csv, line {len(lines)}: {lines[-2].split(',')[0]}/"
    assert (told in capsys.readouterr().out) == is_moved


def test_stale_figure_files_are_found(project):
    reference.accept(project, TODAY)
    folder = project / "figures" / "zh"
    (folder / "f01.svg").write_text("<svg>old</svg>", encoding="utf-8")
    (folder / "f02.svg").unlink()
    (folder / "f99.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    places = [difference.where for difference in checking.differences(project)]
    assert {f"figures/zh/{name}" for name in ("f01.svg", "f02.svg", "f99.svg", "notes.txt")} == set(
        places
    )


def test_outputs_edited_by_hand_are_found(project):
    reference.accept(project, TODAY)
    path = project / "notebooks" / "01_situation.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("16.6", "61.6"), encoding="utf-8")
    assert any(
        difference.where.startswith("stored in notebooks/")
        for difference in checking.differences(project)
    )


def test_the_english_notebooks_run_where_they_are_stored(tmp_path):
    lines = 'language: str = "zh"\ndataset: str = "../data/indicators.csv"'
    cell = nbformat.v4.new_code_cell(lines, id="p", metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[cell])
    for language, path in (("zh", "../data/"), ("en", "../../data/")):
        source = reference.as_stored(book, language)["cells"][0]["source"]
        assert f'language: str = "{language}"' in source and f'"{path}indicators.csv"' in source
    assert reference.notebook_folder(tmp_path, "en") == tmp_path / "notebooks" / "en"


def test_faulty_data_are_refused_with_every_fault(project):
    reference.accept(project, TODAY)
    path = project / "data" / "indicators.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",364,", ",x,", 1).replace(",407.3,", ",y,", 1),
        encoding="utf-8",
    )
    with pytest.raises(ReportError, match="2 faults"):
        list(checking.differences(project))


def test_data_in_another_encoding_are_the_same_data(project):
    reference.accept(project, TODAY)
    path = project / "data" / "indicators.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").decode().encode("utf-16"))
    assert list(checking.differences(project)) == []


def test_nothing_is_accepted_when_the_languages_disagree(project, monkeypatch):
    execute = record.execute

    def disagreeing(parameters, root):
        project_said[project]["value"] = "9.99" if parameters.get("language") == "en" else "16.6"
        return execute(parameters, root)

    monkeypatch.setattr(record, "execute", disagreeing)
    with pytest.raises(ReportError, match="disagree"):
        reference.accept(project, TODAY)
    assert not (project / "tests").exists()


@pytest.mark.parametrize("tolerance", [-1.0, float("nan"), float("inf"), 1.0])
def test_an_impossible_tolerance_is_refused(project, tolerance):
    with pytest.raises(ReportError, match="tolerance"):
        list(checking.differences(project, tolerance))


def test_a_damaged_reference_is_named(project):
    reference.accept(project, TODAY)
    (project / "tests" / "reference" / "baotou-zh.json").write_text("[{]", encoding="utf-8")
    with pytest.raises(ReportError, match="baotou-zh.json.*report accept"):
        list(checking.differences(project))


# trace


def recorded(project: Path, run: str, old: str, new: str) -> None:
    """Another text in the accepted record of a run."""
    path = project / "tests" / "reference" / f"{run}.json"
    said = path.read_text(encoding="utf-8")
    assert old in said
    path.write_text(said.replace(old, new), encoding="utf-8")


ALXA = "alxa/gdp/2021/observed/leagues-gdp-2021"


def test_an_indicator_leads_to_its_rows_sources_and_outputs(project):
    reference.accept(project, TODAY)
    for run in ("baotou-en", "baotou-today-zh", "baotou-zh"):
        recorded(project, run, ROW, ALXA)
    text = trace("gdp", project)
    assert "alxa 2021 364 1e8 CNY" in text and "01_situation, figure f01" in text
    assert "01_situation, figure f01" in trace(ALXA, project)
    text = trace("f01", project, "zh")
    assert "alxa 2021 364" in text and "Formula" in text and "\n增长 16.6%" in text


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        (["baotou-today-en"], "today's edition (2026-03): "),
        (["baotou-en"], "the retrospective edition (2022-08): "),
        (
            ["baotou-today-en", "baotou-en"],
            "today's edition (2026-03), the retrospective edition (2022-08): ",
        ),
        (["baotou-late-en"], ""),
    ],
)
def test_the_editions_that_use_a_row_are_named(project, runs, told):
    reference.accept(project, TODAY)
    for run in runs:
        recorded(project, run, ROW, ALXA)
    text = trace(ALXA, project)
    if told:
        assert f"  {told}01_situation, figure f01: Growth" in text
    assert ("Used in neither edition: today's edition (2026-03), the" in text) == (not told)


def test_an_exhibit_is_traced_in_each_edition_that_has_it(project):
    reference.accept(project, TODAY)
    recorded(project, "baotou-today-en", '"f01"', '"only-today"')
    recorded(project, "baotou-today-en", ROW, ALXA)
    for id, edition in (("only-today", "today's edition"), ("f01", "the retrospective edition")):
        [head] = [one for one in trace(id, project).splitlines() if one.startswith("figure ")]
        assert head.startswith(f"figure {id}, in {edition} (20")
    today, retrospective = trace("f02", project).split("figure f02, in the retrospective edition")
    assert "alxa 2021 364" in today and ROW not in today
    assert ROW in retrospective and "alxa" not in retrospective
    said = trace("f02", project, "zh")  # the same in both
    assert said.count("figure f02, in ") == 2 and said.count("Rows:") == said.count("Formula") == 1


def test_an_unknown_name_is_answered_with_the_nearest(project):
    reference.accept(project, TODAY)
    with pytest.raises(ReportError, match="did you mean 'gdp_growth'"):
        trace("gdp_grwth", project)
    with pytest.raises(
        ReportError, match="'增速'; expected an indicator, a row id, a figure or a table$"
    ):
        trace("增速", project)  # half of many names is none of them


def test_a_default_that_was_changed_is_found_even_where_it_moves_nothing():
    def book(source):
        cell = nbformat.v4.new_code_cell(source, id="p", metadata={"tags": ["parameters"]})
        return nbformat.v4.new_notebook(cells=[cell])

    [difference] = moved(book('benchmarks = ["china"]'), book('benchmarks = ["ordos"]'))
    assert difference.what == "default"


def accepted_rows(project: Path) -> list[dict[str, str]]:
    return list(reference.accepted(project / "tests" / "reference" / "accepted.csv"))


def test_a_change_of_the_data_that_moves_no_output_is_noted_when_it_is_taken(project):
    """Else a row could change, and nobody had ever said who took it and why."""
    reference.accept(project, TODAY)
    changed(project, "indicators.csv", ",407.3,", ",407.4,")
    assert changed(project, "ledger.csv", "baotou", "baotou ")
    reference.accept(project, TODAY, by="Li", reason="the bulletin was revised")
    line, row = accepted_rows(project)
    id = row["what"].removeprefix("row ")
    assert (row["before"], row["after"]) == ("value '407.3'", "value '407.4'")
    assert (row["by"], row["output"], line["output"], line["reason"]) == (
        *("Li", "data/indicators.csv", "data/ledger.csv"),
        "the bulletin was revised",
    )
    assert list(checking.differences(project)) == []
    for name in (id, "gdp"):
        assert f"2026-01-02 Li: data/indicators.csv, row {id}" in trace(name, project)
    assert "Accepted" not in trace("gdp_growth", project)


def test_a_page_that_moves_though_no_output_does_is_noted(project, monkeypatch):
    reference.accept(project, TODAY)
    monkeypatch.setattr(record, "page", lambda run, notebooks, root: "another head\n")
    reference.accept(project, TODAY, by="Li", reason="a shorter head")
    assert [(one["output"], one["after"]) for one in accepted_rows(project)] == [
        (f"{', '.join(reference.RUNS)}: published page", "lines that moved: 1")
    ]


def test_changes_are_accepted_in_groups_and_the_rest_stays_open(project):
    reference.accept(project, TODAY)
    project_said[project]["value"] = "16.7"
    taken = reference.accept(project, TODAY, ["01:", "02:f02"], "Li", "the bulletin was revised")
    assert {one.where.split(": ")[1].split(",")[0] for one in taken} == {
        "01_situation",
        "02_diagnosis",
    }
    left = {one.where for one in checking.differences(project)}
    assert any("03_recommendations" in where for where in left)
    assert not any(where.startswith("baotou-zh: 01_situation") for where in left)
    noted = accepted_rows(project)
    assert (project / "tests" / "reference" / "accepted.csv").read_text("utf-8").count("Li") == 1
    assert {(one["by"], one["reason"], one["date"]) for one in noted} == {
        ("Li", "the bulletin was revised", "2026-01-02")
    }
    assert any("16.6" in one["before"] and "16.7" in one["after"] for one in noted)
    changed(project, "indicators.csv", ",407.3,", ",407.4,")
    reference.accept(project, TODAY, ["02:", "03:"], "Wang", "likewise")
    assert "data/indicators.csv" in {one["output"] for one in accepted_rows(project)}
    assert list(checking.differences(project)) == []
    assert [*accepted_rows(project)][: len(noted)] == noted  # the list only grows


def test_what_could_not_be_stored_is_not_noted_as_accepted(project, monkeypatch):
    reference.accept(project, TODAY)
    project_said[project]["value"] = "16.7"
    for broken in ("_store_all", "_store_records"):

        def fail(*_):
            raise OSError("no space left")

        with monkeypatch.context() as patch, pytest.raises(OSError):
            patch.setattr(reference, broken, fail)
            reference.accept(project, TODAY, ["01:"] * (broken == "_store_records"), "Li", "x")
        assert accepted_rows(project) == []


def test_what_is_accepted_must_exist(project, monkeypatch):
    """Which is said before anything runs."""
    reference.accept(project, TODAY)
    before = (project / "tests" / "reference" / "baotou-zh.json").read_bytes()
    project_said[project]["value"] = "16.7"
    monkeypatch.setattr(record, "execute", lambda *_: pytest.fail("it ran"))
    with pytest.raises(ReportError, match="02:f20: no output is called so.*02:f02"):
        reference.accept(project, TODAY, ["02:f20"], "Li", "x")
    assert (project / "tests" / "reference" / "baotou-zh.json").read_bytes() == before


def test_trace_says_who_accepted_what_and_why(project):
    reference.accept(project, TODAY)
    project_said[project]["value"] = "16.7"
    reference.accept(project, TODAY, by="Li", reason="the bulletin was revised")
    said = trace("f02", project)
    assert "02_diagnosis, figure f02, text: Growth 16.6% → Growth 16.7%" in said
    assert "(the bulletin was revised)" in said and "f03" not in said.partition("Accepted")[2]


def test_faulty_data_are_named_with_what_changed_before_anything_is_executed(project, monkeypatch):
    reference.accept(project, TODAY)
    monkeypatch.undo()
    monkeypatch.setattr(record, "execute", lambda *_: pytest.fail("something was executed"))
    path = project / "data" / "indicators.csv"
    row = "baotou,rd_expenditure_growth,2024,-7,"
    assert row in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(row, row.replace("-7", "-8")), "utf-8")
    said = []
    with pytest.raises(ReportError, match=r"ledger\.csv, line \d+.* 7 has no evidence"):
        for one in checking.differences(project):
            said.append(str(one))
    assert any("rd_expenditure_growth/2024" in line and "is   value '-8'" in line for line in said)
    with pytest.raises(ReportError, match=r"ledger\.csv, line \d+.* 7 has no evidence"):
        reference.accept(project, TODAY)


CONFLICT = "<<<<<<< HEAD\n"


@pytest.mark.parametrize(
    "name", ["notebooks/en/01_situation.ipynb", "notebooks/01_situation.ipynb"]
)
def test_a_stored_notebook_with_a_conflict_is_named(project, name):
    reference.accept(project, TODAY)
    path = project / name
    path.write_text(CONFLICT + path.read_text("utf-8"), "utf-8")
    with pytest.raises(ReportError, match=r"01_situation\.ipynb: cannot be read as a notebook"):
        list(checking.differences(project))


def test_a_renamed_notebook_is_named_when_it_is_traced(project):
    reference.accept(project, TODAY)
    path = project / "notebooks" / "en" / "01_situation.ipynb"
    path.rename(path.with_name("09_situation.ipynb"))
    with pytest.raises(ReportError, match=r"01_situation\.ipynb: cannot be read as a notebook"):
        trace("f01", project)


def test_a_conflict_in_the_list_of_what_was_accepted_is_named(project):
    reference.accept(project, TODAY)
    project_said[project]["value"] = "16.7"
    reference.accept(project, TODAY, by="Li", reason="x")
    path = project / "tests" / "reference" / "accepted.csv"
    path.write_text(path.read_text("utf-8") + CONFLICT, "utf-8")
    with pytest.raises(ReportError, match=r"accepted\.csv, about line \d+: is not an entry"):
        trace("f01", project)


@pytest.mark.parametrize("name", differences.DATA_FILES[1:])
def test_a_change_of_any_file_of_the_data_is_listed_whole(project, name):
    kept = project / "tests" / "reference"
    reference.accept(project, TODAY)
    path = project / "data" / name
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:-1], *["# one more\n"] * 45, lines[-1]]), "utf-8")
    found = [str(one) for one in differences.changed_files(kept, project / "data")]
    assert len(found) == 45 and all("one more" in one for one in found)
    path.unlink()
    [gone] = differences.changed_files(kept, project / "data")
    assert (gone.where, gone.before, gone.after) == (f"data/{name}", "present", "")
    path.write_text("".join(lines), "utf-8")
    (kept / name).unlink()
    [new] = differences.changed_files(kept, project / "data")
    assert (new.before, new.after) == ("", "present")


@pytest.mark.parametrize("words", [[], ["--by", "Li"], ["--by", "Li", "--reason", " "]])
def test_nobody_accepts_without_a_name_and_a_reason(words, capsys):
    try:
        code = cli.main(["accept", *words])
    except SystemExit as ended:
        code = ended.code
    assert code == cli.USAGE and "reason" in capsys.readouterr().err
