"""The interface for analysts: what its frames say is what the report says, and what the pages in
docs/ show is what happens.
"""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas
import pytest

import industry_report
from industry_report import analysis
from industry_report.data.errors import ReportError

ROOT = Path(__file__).resolve().parents[1]
#: Pages with examples, and by what their slow ones are known.
PAGES = {"docs/analysts.md": "render(", "docs/publisher.md": "pdf("}


def failures(test: doctest.DocTest) -> str:
    said: list[str] = []
    options = doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    doctest.DocTestRunner(optionflags=options, verbose=False).run(test, out=said.append)
    return "".join(said)


def page(name: str) -> doctest.DocTest:
    text = (ROOT / name).read_text("utf-8")
    return doctest.DocTestParser().get_doctest(text, {}, name, str(ROOT / name), 0)


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_of_a_page_are_true(name, tmp_path, monkeypatch):
    """Those before the slow one."""
    monkeypatch.chdir(tmp_path)
    test = page(name)
    slow = [at for at, one in enumerate(test.examples) if PAGES[name] in one.source]
    assert slow and len(test.examples) > 2
    test.examples = test.examples[: slow[0]]
    assert failures(test) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_all_examples_of_a_page_are_true(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert failures(page(name)) == ""


def test_the_examples_of_docstrings_are_true():
    tests = [test for test in doctest.DocTestFinder().find(analysis) if test.examples]
    assert len(tests) == 4
    assert [failures(test) for test in tests] == [""] * 4


def test_every_row_of_the_file_is_loaded_as_it_stands():
    frame = industry_report.load()
    file = pandas.read_csv(ROOT / "data" / "indicators.csv", dtype=str, keep_default_na=False)
    same = ["region", "indicator", "period", "unit", "status", "qualifier", "source", "locator"]
    assert frame[same].equals(file[same])
    assert frame["value"].tolist() == file["value"].astype(float).tolist()
    exact = frame[frame["qualifier"] == ""]
    assert ((exact["low"] <= exact["value"]) & (exact["value"] <= exact["high"])).all()
    assert (frame["start"] <= frame["end"]).all() and frame["row"].is_unique
    assert set(frame["grade"]) == {"A", "B", "C"}
    assert not frame[[name for name in frame if name.endswith("_label")]].eq("").any(axis=None)


def test_labels_follow_the_language_and_ids_do_not():
    zh, en = (industry_report.load(region="baotou", language=code) for code in ("zh", "en"))
    assert zh["region_label"].unique().tolist() == ["包头市"]
    assert en["region_label"].unique().tolist() == ["Baotou"]
    assert zh["row"].equals(en["row"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_gaps_are_those_of_the_report(language):
    """Each line of the stored report's table of gaps: the value lies in the printed interval."""
    stored = json.loads(
        (ROOT / "tests" / "reference" / f"baotou-{language}.json").read_text("utf-8")
    )
    (table,) = [item for item in stored if (item["kind"], item["id"]) == ("table", "gaps")]
    printed = [
        [float(bound) for bound in number["interval"]]
        for number in table["numbers"]
        if number.get("field", "").endswith("other") and None not in number["interval"]
    ]
    frame = industry_report.gaps("baotou", as_of="2022-08", language=language)
    levels = frame[frame["indicator_label"].map(table["text"].__contains__)]
    assert len(levels) > 5
    for value in levels["other_value"]:
        assert any(low <= value <= high for low, high in printed), value


def test_relations_are_those_of_the_report():
    frame = industry_report.relations("baotou", language="en")
    odd = frame[frame["verdict"] == "anomaly"]
    assert len(odd) and odd["why"].str.len().gt(0).all()
    tests = frame[frame["verdict"] == "confirmed"]
    overlaps = (tests["low"] <= tests["other_high"]) & (tests["other_low"] <= tests["high"])
    assert overlaps.all() and industry_report.relations("ordos").empty


@pytest.mark.parametrize(
    "ask, expected",
    [
        (lambda: industry_report.load(indicator="gdp_grwth"), "'gdp_growth'"),
        (lambda: industry_report.load(region="Batou"), "'baotou'"),
        (lambda: industry_report.load(as_of="2022-13"), "2022-13"),
        (lambda: industry_report.load(status="observd"), "'observed'"),
        (lambda: industry_report.load(status="actual"), "is the label of a status"),
        (lambda: industry_report.load(min_confidence="hihg"), "'high'"),
        (lambda: industry_report.load(language="fr"), "zh, en"),
        (lambda: industry_report.load("Batou"), "'baotou'"),
        (lambda: industry_report.load(5), "unknown region '5'"),
        (lambda: industry_report.load(dataset="nowhere.csv"), "nowhere.csv"),
        (lambda: industry_report.gaps("Batou"), "'baotou'"),
        (lambda: industry_report.render("Batou"), "'baotou'"),
        (lambda: industry_report.render(formats=["htm"]), "'html'"),
        (lambda: industry_report.render(gap_treshold=3), "'gap_threshold'"),
    ],
)
def test_a_mistake_is_one_message_with_the_nearest_choice(ask, expected):
    with pytest.raises(ReportError, match=r"(?s).+") as raised:
        ask()
    assert expected in str(raised.value)


def test_a_single_word_is_a_list_of_one(tmp_path):
    one, listed = (analysis.gaps("baotou", benchmarks=each) for each in ("china", ["china"]))
    pandas.testing.assert_frame_equal(one, listed)
    with pytest.raises(ReportError, match="formats htm; .*did you mean 'html'"):
        analysis.render("ordos", formats="htm", output=tmp_path)


def test_a_wrong_threshold_is_one_message():
    for wrong in ("x", -1, 1000):
        with pytest.raises(ReportError, match="gap_threshold"):
            analysis.gaps("baotou", threshold=wrong)


def test_words_are_found_in_every_language_and_the_nearest_name_offered():
    assert industry_report.find("研发")["id"].str.startswith("rd_").any()
    assert "rd_intensity" in set(industry_report.find("R&D", language="zh")["id"])
    assert industry_report.find("Baotuo", language="en")["label"].tolist() == ["Baotou"]
    assert industry_report.find("包头市")["id"].tolist()[0] == "baotou"
    steel = industry_report.find("stel", language="en")["label"]
    assert len(steel) and steel.str.contains("steel").all()
    assert industry_report.find("xyzzy").empty


def test_a_script_prints_nothing_but_what_it_asks_for(capsys):
    with pytest.raises(ReportError):
        industry_report.gaps("Mars")
    assert capsys.readouterr().out == ""


def heavy(statement: str) -> Iterator[str]:
    """Which of the heavy packages a statement imports."""
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    names = set(loaded.stdout.split())
    yield from names & {"pandas", "numpy", "matplotlib", "lxml", "nbformat", "babel", "typst"}


def test_importing_the_packages_loads_nothing_heavy():
    """Commands import them, too."""
    assert not list(heavy("import industry_report, publisher"))
    assert not list(heavy("import industry_report.cli"))


def test_the_packages_offer_what_is_documented():
    import publisher

    for package in (industry_report, publisher):
        assert set(package.__all__) <= set(dir(package))
        assert all(getattr(package, name).__doc__ for name in package.__all__)
        assert (Path(package.__file__).parent / "py.typed").exists()
        with pytest.raises(AttributeError):
            package.nothing  # noqa: B018


def test_the_unit_is_that_of_the_value_in_every_language():
    """A text says billions where the file has 100 million yuan; a frame must not."""
    for language, label in (("zh", "亿元"), ("en", "100 million yuan")):
        frame = industry_report.load(region="baotou", indicator="gdp", language=language)
        assert frame["unit_label"].unique().tolist() == [label]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: analysis.find(None), "unknown word None; expected a text"),
        (lambda: analysis.load(dataset=123), "unknown dataset 123; expected a CSV file"),
    ],
)
def test_what_is_no_text_and_no_file_is_refused_by_name(asked, said):
    with pytest.raises(ReportError, match=said):
        asked()
