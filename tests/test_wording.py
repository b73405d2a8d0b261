"""What a reader is led to by words: a number, not a place on the page, and one word for one thing."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import ROOT, language

from industry_report.numbers import evidence, gaps, logic_model
from industry_report.words.template import placeholders

TEXTS = sorted((ROOT / "notebooks" / "text").glob("*.toml"))
DATA = [ROOT / "data" / name for name in ("action_plan.yaml", "logic_model.yaml", "ledger.csv")]
#: Places on a page, which differ from one form of the report to the next, and unnumbered names.
PLACES = r"下图|上图|下表|上表|文末|[Tt]able below|[Ff]igure below|[Tt]he matrix sets"
UNNUMBERED = r"见附录推算|见诊断章|见台账|see the (diagnosis|ledger|derived)"


def text(name: str, code: str) -> dict:
    path = ROOT / "notebooks" / "text" / f"{name}.{code}.toml"
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", [*TEXTS, *DATA], ids=lambda path: path.name)
def test_what_a_text_leads_to_is_called_by_its_name(path):
    assert re.findall(f"{PLACES}|{UNNUMBERED}", path.read_text("utf-8")) == []


def test_a_symptom_that_nothing_tests_is_called_the_same_in_every_table():
    phrases = language("en", "03_recommendations").words["phrases"]
    word = phrases["symptom-untested"]
    assert word in phrases["task-untested"] and f"rest {word}" in phrases["task-half-tested"]
    note = text("03_recommendations", "en")["task-problems"]["note"]
    assert note.startswith(f"{word.capitalize()}:")


def test_the_ledger_writes_units_as_the_report_does():
    written = language("zh").words["units"]["GW"]["other"].removeprefix("{}").strip()
    ledger = DATA[2].read_text("utf-8")
    assert "吉瓦" not in ledger and f" {written}" in ledger


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_paragraph_begins_with_the_figure_that_its_note_is_about(code):
    sums = text("03_recommendations", code)["sums"]
    for name in ("class-open", "class-at-most"):
        found = [each.name for each in placeholders(sums[name])]
        assert found.index("stand") < found.index("goal.level"), name


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("table", ["checks", "derived", "said-twice"])
def test_a_table_says_why_its_grade_may_be_weaker_than_that_of_the_text(code, table):
    note = text("01_situation", code)[table]["note"]
    assert {"zh": "最弱", "en": "weakest"}[code] in note


@pytest.mark.parametrize("as_of", ["2022-08", "2026-03"])
def test_what_is_needed_is_named_as_a_cell_begins(dataset, codes, as_of):
    rows = dataset.where(min_confidence="medium").known(as_of)
    others = gaps.outside(rows.codes, "baotou", ("inner-mongolia", "china"))
    model = logic_model.load(ROOT / "data" / "logic_model.yaml", codes)
    found = evidence.wanted(evidence.examine(model, rows, "baotou", others, as_of))
    write = language("en", "02_diagnosis").write
    told = [write(each.needed) for each in found]
    assert told and [each for each in told if not each[0].isupper()] == []
