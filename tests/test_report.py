"""A report whose words stand in text files: what it shows, with which numbers, and what it does
where values are missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from IPython.testing.globalipapp import get_ipython
from IPython.utils.capture import capture_output

from industry_report.data.errors import ReportError
from industry_report.exhibits import charts
from industry_report.exhibits.bundles import FACTS_MIME
from industry_report.numbers.quantity import Quantity, missing
from industry_report.numbers.values import absent
from industry_report.outputs import in_text
from industry_report.publishing.execution import rows_behind
from industry_report.report import Report, open_report
from industry_report.words import NOTHING, Indicator, Number, Phrase, Region, of

DATA = Path(__file__).parent.parent / "data"
ROW = "baotou/industrial_value_added_growth/2022-01/2022-07/observed/article"

TEXTS = {
    "proof.zh": """
title = "{place}的增长"
plain = "无数字。"
growth = "截至{vantage}，{place}{growth:grew}。"
share = "{own}，{difference:than}{region}{difference:higher}。"

[bars]
title = "{place}{growth:grew}"
subtitle = "增速（%）"
note = "无。"
columns = {place = "地区", value = "增速（%）"}

[gaps]
title = "{place}的差距"
note = "以{limit}为界。"
[gaps.columns]
"指标" = "{indicator}"
"本地" = "{own}"
"差距" = "{difference:+}{mark}"

[phrases]
far = "（远）"
""",
    "proof.en": """
title = "Growth of {place}"
plain = "No number."
growth = "As of {vantage}, {place} {growth:grew}."
share = "{own}, {difference:higher} {difference:than} {region}."

[bars]
title = "{place} {growth:grew}"
subtitle = "Growth (%)"
note = "None."
columns = {place = "Place", value = "Growth (%)"}

[gaps]
title = "Gaps of {place}"
note = "From {limit} on."
[gaps.columns]
"Indicator" = "{indicator}"
"Own" = "{own}"
"Difference" = "{difference:+}{mark}"

[phrases]
far = " (far)"
""",
}


@dataclass(frozen=True)
class Gap:
    """A record of the analysis: quantities and ids, no words."""

    indicator: Indicator
    own: Quantity
    region: Region
    difference: Quantity
    mark: Phrase = NOTHING


@pytest.fixture(autouse=True)
def interactive():
    """Displays need an IPython shell."""
    get_ipython()


@pytest.fixture
def opened(tmp_path, monkeypatch) -> Callable[..., Report]:
    """Opens a report whose texts stand in ``text`` of the working folder; keywords change
    parameters.
    """
    folder = tmp_path / "text"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    files = {"dataset": str(DATA / "indicators.csv"), "logic_model": str(DATA / "logic_model.yaml")}

    def make(**changed) -> Report:
        return open_report(files | changed, "proof")

    return make


def emitted(show: Callable[[], object]) -> list[tuple[dict, dict, list[str]]]:
    """Data and metadata of everything that ``show`` displays, and the rows that it rests on."""
    with capture_output() as captured:
        show()
    return [
        (output.data, output.metadata["publisher"], rows_behind(output.metadata["publisher"]))
        for output in captured.outputs
        if output.metadata["publisher"]["kind"] != "caption"
    ]


def growth(report: Report, region: str = "baotou") -> Quantity:
    return report.data.find("industrial_value_added_growth", region, "2022-01/2022-07").quantity


def gap(report: Report, own: Quantity | None = None) -> Gap:
    own = own or growth(report)
    name, china = Indicator("industrial_value_added_growth"), growth(report, "china")
    return Gap(name, own, Region("china"), own - china, Phrase("far"))


def gone() -> Quantity:
    return missing(of("gdp", "baotou"))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh", "截至2022年8月，包头市增长16.6%。"),
        ("en", "As of August 2022, Baotou grew by 16.6%."),
    ],
)
def test_a_sentence_in_the_language_of_the_run(opened, code, text):
    report = opened(language=code)
    ((data, about, own),) = emitted(lambda: report.say("growth", growth=growth(report)))
    assert data == {"text/markdown": text}
    (number,) = about.pop("numbers")
    assert about == {"kind": "text", "id": "growth"}
    assert own == [ROW]
    start, end = number.pop("at")
    assert text[start:end] == number["text"] == "16.6%"
    assert number == {
        "in": "text",
        "text": "16.6%",
        "field": "growth",
        "interval": ["16.55", "16.65"],
        "rows": [ROW],
    }


def test_a_sentence_without_numbers_has_none(opened):
    report = opened()
    emitted(lambda: report.say("growth", growth=growth(report)))
    ((_, about, own),) = emitted(lambda: report.say("plain"))
    assert about == {"kind": "text", "id": "plain"}
    assert own == []


def test_two_reports_in_two_languages_at_once(opened):
    zh, en = opened(language="zh"), opened(language="en")
    assert zh.text("title").text == "包头市的增长"
    assert en.text("title").text == "Growth of Baotou"
    assert zh.text("title").text == "包头市的增长"


def test_the_title_is_a_heading_and_its_numbers_keep_their_places(opened):
    report = opened(language="en")
    ((data, _, _),) = emitted(lambda: report.title())
    assert data["text/markdown"] == "# Growth of Baotou"
    ((data, about, _),) = emitted(lambda: report.title("growth", growth=growth(report)))
    start, end = about["numbers"][0]["at"]
    assert data["text/markdown"][start:end] == "16.6%"


@pytest.mark.parametrize(
    ("code", "line", "label"),
    [
        ("zh", "*无数据：地区生产总值（包头市）*", "地区生产总值（包头市）"),
        ("en", "*No data: GDP (Baotou)*", "GDP (Baotou)"),
    ],
)
def test_a_missing_value_makes_one_line(opened, code, line, label):
    report = opened(language=code)
    ((data, about, own),) = emitted(lambda: report.say("growth", growth=gone()))
    assert data["text/markdown"] == line
    assert about == {"kind": "nodata", "missing": [label]}


def test_what_the_dataset_does_not_have_names_itself(opened):
    report = opened(language="en")
    written = {
        (name, place): report.language.write(absent(report.everything, name, place).label)
        for name, place in (("gdp", "baotou"), ("rare_earth_output", "ordos"))
    }
    assert written["gdp", "baotou"] == "GDP (Baotou)"
    assert "peculiar" in written["rare_earth_output", "ordos"]
    assert absent(report.everything, "nonsense", "baotou").is_missing


def test_findings_leave_out_what_is_missing_and_stop_at_five(opened):
    report = opened(language="en")
    known, lacking = gap(report), gap(report, gone())
    findings = [("share", lacking), ("share", known), ("growth", {"growth": growth(report)})]
    ((data, about, own),) = emitted(lambda: report.findings(findings))
    lines = data["text/markdown"].splitlines()
    assert len(lines) == 2 and lines[1] == "- As of August 2022, Baotou grew by 16.6%."
    assert lines[0].startswith("- 16.6%, ")
    for number in about["numbers"]:
        start, end = number["at"]
        assert data["text/markdown"][start:end] == number["text"]
    assert own == list(dict.fromkeys(r for n in about["numbers"] for r in n["rows"]))
    ((data, _, _),) = emitted(lambda: report.findings([("share", known)] * 7))
    assert len(data["text/markdown"].splitlines()) == 5
    ((_, about, _),) = emitted(lambda: report.findings([("share", lacking)]))
    assert about == {"kind": "nodata", "missing": ["GDP (Baotou)"]}


def marks(report: Report, *values: Quantity) -> pandas.DataFrame:
    places = [Region("baotou"), Region("china"), Region("ordos")][: len(values)]
    return pandas.DataFrame({"place": places, "value": values, "extra": [1] * len(values)})


def test_a_figure_has_its_words_from_the_catalogue(opened):
    report = opened(language="en")
    other = growth(report, "china")
    data = marks(report, growth(report), other, gone())
    ((out, about, own),) = emitted(
        lambda: report.figure(
            "bars", charts.bars, data, {"label": "place", "focus": report.place},
            annex=True, growth=growth(report),
        )
    )  # fmt: skip
    assert about["title"] == "Baotou grew by 16.6%"
    assert (about["subtitle"], about["note"]) == ("Growth (%)", "None.")
    assert about["annex"] is True
    assert (
        "Baotou 16.6%" in out["text/plain"]
        and "China" in out["text/plain"]
        and "Ordos" not in out["text/plain"]
    )
    table = out["application/vnd.dataresource+json"]
    assert [field["name"] for field in table["schema"]["fields"]] == ["Place", "Growth (%)"]
    assert table["data"][0] == {"Place": "Baotou", "Growth (%)": 16.6}
    (number,) = about["numbers"]
    assert (number["in"], number["text"], number["rows"]) == ("title", "16.6%", [ROW])
    assert own == [ROW, *other.rows]


def test_a_figure_without_values_or_with_a_lacking_title_is_one_line(opened):
    report = opened(language="en")
    empty = marks(report, gone())
    show = {"label": "place"}
    for data, value in ((empty, growth(report)), (marks(report, growth(report)), gone())):
        ((_, about, _),) = emitted(
            lambda data=data, value=value: report.figure(
                "bars", charts.bars, data, show, growth=value
            )
        )
        assert about == {"kind": "nodata", "missing": ["GDP (Baotou)"]}


def test_a_column_that_a_chart_takes_is_never_left_out(opened):
    report = opened(language="en")
    data, show = marks(report, growth(report)), {"label": "place"}

    def shown(frame: pandas.DataFrame, **options: object) -> None:
        report.figure("bars", charts.bars, frame, show | options, growth=growth(report))

    with pytest.raises(LookupError, match=r"bars.columns: the chart takes 'focus' of the data"):
        shown(data.assign(focus=1))
    assert emitted(lambda: shown(data.assign(focus=1), focus=report.place))
    with pytest.raises(LookupError, match=r"bars.columns: there is no column 'place'.*'plce'\?"):
        shown(data.rename(columns={"place": "plce"}))
    with pytest.raises(LookupError, match=r"bars.columns: the chart needs 'label'; .*a column"):
        report.figure("bars", charts.bars, data, growth=growth(report))


def test_a_table_is_records_and_templates(opened):
    report = opened(language="en")
    records = [gap(report), gap(report, gone())]
    limit = Quantity.exact(10, "%")
    ((out, about, own),) = emitted(lambda: report.table("gaps", records, limit=limit))
    table = out["application/vnd.dataresource+json"]
    assert [field["title"] for field in table["schema"]["fields"]] == [
        "Indicator",
        "Own",
        "Difference",
        "Grade",
    ]
    assert [field["align"] for field in table["schema"]["fields"]] == [
        "left",
        "right",
        "left",
        "left",
    ]
    first, second = (list(row.values()) for row in table["data"])
    assert first[1] == "16.6%" and first[2].startswith("+") and first[2].endswith(" (far)")
    assert first[3] in "ABC" and second[1:] == ["—", "—", "—"]
    places = [(number["in"], number["at"]) for number in about["numbers"]]
    assert places == [("note", [5, 8]), ("cell", [0, 1]), ("cell", [0, 2])]
    assert ROW in own and about["note"] == "From 10% on."
    with capture_output() as captured:
        report.table("more-gaps", records, texts="gaps", limit=limit)
    assert captured.outputs[0].metadata["publisher"]["id"] == "more-gaps"
    assert captured.outputs[0].data == out
    frame = pandas.DataFrame([vars(record) for record in records])
    ((again, _, _),) = emitted(lambda: report.table("gaps", frame, limit=limit))
    assert again == out


def test_a_table_of_nothing_is_one_line(opened):
    report = opened(language="en")
    limit = Quantity.exact(10, "%")
    ((_, about, _),) = emitted(lambda: report.table("gaps", [gap(report, gone())], limit=limit))
    assert about == {"kind": "nodata", "missing": ["GDP (Baotou)"]}
    ((_, about, _),) = emitted(lambda: report.table("gaps", [], limit=limit))
    assert about == {"kind": "nodata", "missing": ["Gaps of Baotou"]}


def test_a_record_that_hides_a_name_of_the_report_is_an_error(opened):
    report = opened(language="en")
    with pytest.raises(LookupError, match=r"text 'title' \(en\).*'place' has two meanings"):
        report.text("title", {"place": Region("china")})


def test_a_text_changes_while_the_notebook_runs(opened, tmp_path):
    report = opened(language="en")
    path = tmp_path / "text" / "proof.en.toml"
    path.write_text(path.read_text("utf-8").replace("No number.", "Not one number."), "utf-8")
    assert report.text("plain").text == "Not one number."


def test_a_third_language_is_files_only(opened, tmp_path):
    own = (DATA.parent / "notebooks" / "text" / "en.toml").read_text("utf-8")
    own = own.replace('"grew by {}"', '"wuchs um {}"').replace('\npoint = "."', '\npoint = ","')
    own = own.replace("\n[units]", '\n[regions]\nbaotou = "Bugat"\n\n[units]')
    (tmp_path / "text" / "de.toml").write_text(own, "utf-8")
    (tmp_path / "text" / "proof.de.toml").write_text('growth = "{place} {growth:grew}."', "utf-8")
    report = opened(language="de")
    assert report.text("growth", growth=growth(report)).text == "Bugat wuchs um 16,6%."
    with pytest.raises(ReportError, match="one of 'zh', 'de', 'en'"):
        opened(language="fr")


def test_a_report_tells_its_publisher_which_rows_it_rests_on(opened):
    report = opened(language="en")
    emitted(lambda: report.say("growth", growth=growth(report)))
    with capture_output() as captured:
        report.document()
    (output,) = captured.outputs
    assert output.metadata == {"publisher": {"kind": "document"}}
    assert output.data["text/html"] == ""
    facts = output.data[FACTS_MIME]
    assert (facts["title"], facts["place"], facts["as_of"]) == (
        "Growth of Baotou",
        "Baotou",
        "2022-08",
    )
    assert list(facts["rows"]) == [ROW]
    row = facts["rows"][ROW]
    assert (row["place"], row["value"], row["period"]) == ("Baotou", "16.6%", "January–July 2022")
    assert [source["id"] for source in facts["sources"]] == ["article"] and facts["sources"][0][
        "title"
    ]


@pytest.mark.parametrize(("terms", "written"), [(3, True), (30, False)])
def test_a_number_says_its_formula_unless_it_is_long(terms, written):
    number = Number(0, 2, "own", Decimal(1), Decimal(2), (), " + ".join(["16.6"] * terms))
    assert ("formula" in in_text("text", "16%", number)) == written
