"""Files beside a dataset: read before the first notebook, and part of what a report is made from."""

import shutil
from pathlib import Path

import pytest

from industry_report import cli, inputs
from industry_report.data.errors import FaultsError, ReportError
from industry_report.publishing import batch, provenance
from industry_report.publishing.runs import Run

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def root(tmp_path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "right", "wrong", "near"),
    [
        ("relations.yaml", "judge: confirms", "judge: confrms", "confirms"),
        ("situation.yaml", "paces: [rare_earth_output]", "paces: [rare_earth]", ""),
        ("situation.yaml", "progress: key", "progres: key", "progress"),
        ("situation.yaml", "  mainstay:", "  mainstays:", "unknown key 'mainstays'"),
        ("situation.yaml", "  bases: [", "  base: [", "unknown key 'base'; expected one of bases"),
        ("logic_model.yaml", "basis: article, v", "basis: plan, v", "unknown basis 'plan'"),
        ("action_plan.yaml", "m3.6.3.5]", "m3.6.3.55]", "m3.6.3.5"),
        (
            "logic_model.yaml",
            "indicator: ingot_capacity}",
            "indicator: 5g_stations}",
            "in stations",
        ),
    ],
)
def test_a_fault_beside_the_dataset_stops_a_batch_before_it_starts(root, name, right, wrong, near):
    path = root / "data" / name
    text = path.read_text("utf-8")
    batch.check_files([Run("baotou", "2022-08", "zh")], root)
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    line = text[: text.index(right)].count("\n") + 1
    with pytest.raises(ReportError, match=f"{name}, line {line}") as caught:
        batch.check_files([Run("baotou", "2022-08", "zh")], root)
    assert near in str(caught.value)


SPOILT = {
    "indicators.csv": ("baotou,gdp,", "baotou,gpd,"),
    "logic_model.yaml": ("expect: below", "expect: belw"),
    "situation.yaml": ("progress: key", "progres: key"),
    "relations.yaml": ("judge: confirms", "judge: confrms"),
    "action_plan.yaml": ("cost: moderate", "cost: moderat"),
    "ledger.csv": (",started,direct", ",startd,direct"),
}


def spoil(folder: Path, *names: str) -> None:
    for name in names:
        right, wrong = SPOILT[name]
        text = (folder / name).read_text("utf-8")
        assert right in text
        (folder / name).write_text(text.replace(right, wrong, 1), "utf-8")


@pytest.mark.parametrize("sound", SPOILT)
def test_the_faults_of_all_files_are_said_at_once(root, sound):
    faulty = [name for name in SPOILT if name != sound]
    spoil(root / "data", *faulty)
    with pytest.raises(ReportError) as caught:
        batch.check_files([Run("baotou", "2022-08", "zh")], root)
    said = str(caught.value)
    assert {name for name in SPOILT if f"{name}: 1 fault" in said} == set(faulty), said


def test_so_are_those_of_a_dataset_of_ones_own_through_the_command(root, tmp_path, capsys):
    own = tmp_path / "own"
    shutil.copytree(ROOT / "data", own)
    spoil(own, "indicators.csv", "logic_model.yaml", "situation.yaml")
    (own / "text").mkdir()
    (own / "text" / "02_diagnosis.zh.toml").write_text('lead = "{place"\n', "utf-8")
    assert cli.main(["render", "--dataset", str(own), "--output", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    for name in ("indicators.csv", "logic_model.yaml", "situation.yaml", "02_diagnosis.zh.toml"):
        assert said.count(f"{own / name if 'toml' not in name else name}") >= 1, said
    assert said.count("'gpd'") == 1
    (own / "datapackage.json").write_text("{", "utf-8")
    assert cli.main(["render", "--dataset", str(own), "--output", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "datapackage.json" in said and "logic_model.yaml" in said and "toml" in said


def test_a_fault_in_the_ratios_stops_a_batch_before_it_starts(root):
    path = root / "data" / "ratios.yaml"
    path.write_text(path.read_text("utf-8").replace("of: ", "off: ", 1), "utf-8")
    with pytest.raises(ReportError, match=r"ratios\.yaml, line \d+.*of"):
        batch.check_files([Run("baotou", "2022-08", "zh")], root)


def test_a_stray_brace_in_a_text_of_ones_own_stops_a_batch_before_it_starts(root):
    own = root / "data" / "text"
    own.mkdir()
    (own / "02_diagnosis.zh.toml").write_text('lead = "{place 1} and {place"\n', "utf-8")
    batch.check_files([Run("baotou", "2022-08", "en")], root)
    with pytest.raises(ReportError, match=r"02_diagnosis\.zh\.toml.*\n.*lead.*'\{place 1\}'"):
        batch.check_files([Run("baotou", "2022-08", "zh")], root)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('phrases = "x"', "zh.toml, line 1, phrases: a text here; expected a table"),
        ("[phrases]\nx = 5", "zh.toml, line 2, phrases.x: a number here; expected a text"),
        ('[phrases]\nmine = "{"', "zh.toml, line 2, phrases.mine: '{' in '{'"),
    ],
)
def test_words_of_ones_own_that_no_notebook_can_read_stop_a_batch(root, text, said):
    """Whatever else is wrong is said, too, and words alone are a file that is read."""
    spoil(root / "data", "situation.yaml")
    own = root / "data" / "text"
    own.mkdir()
    (own / "zh.toml").write_text(text, "utf-8")
    with pytest.raises(ReportError) as caught:
        batch.check_files([Run("baotou", "2022-08", "zh")], root)
    (own / "02_diagnosis.zh.toml").write_text("x = 5\nlead = '{'\n", "utf-8")
    with pytest.raises(ReportError) as more:
        batch.check_files([Run("baotou", "2022-08", "zh")], root)
    for error in (caught, more):
        assert said in str(error.value) and "situation.yaml, line" in str(error.value)
    for fault in ("line 1, x: a number here; expected a text", "line 2, lead: '{' in '{'"):
        assert f"02_diagnosis.zh.toml, {fault}" in str(more.value)


@pytest.mark.parametrize("text", ["x = ", "x = " + 900 * "[", "x = " + 5000 * "1", "\ud800"])
def test_a_broken_text_file_hides_no_fault_of_another(root, text):
    spoil(root / "data", "situation.yaml")
    own = root / "data" / "text"
    own.mkdir()
    (own / "02_diagnosis.zh.toml").write_text(text, "utf-8", "surrogatepass")
    with pytest.raises(ReportError) as caught:
        batch.check_files([Run("baotou", "2022-08", "zh")], root)
    said = str(caught.value)
    assert "expected a text file in TOML" in said and "situation.yaml, line" in said


def test_only_a_report_on_its_place_needs_the_names_of_a_logic_model(root):
    data, model = root / "data" / "indicators.csv", root / "data" / "logic_model.yaml"
    text = model.read_text("utf-8").replace("indicator: ingot_capacity}", "indicator: ingots}")
    model.write_text(text, "utf-8")
    assert inputs.faults(data, model, ["ordos"], ["zh"]) == []
    settings = {"dataset": str(data.parent), "logic_model": str(model), "region": "ordos"}
    read = inputs.read(settings, "02_diagnosis")  # a folder means the dataset in it
    assert (read.model, read.everything.path) == (None, data)
    with pytest.raises(FaultsError, match="unknown indicator 'ingots'"):
        inputs.read(settings | {"region": "baotou"}, "02_diagnosis")
    assert inputs.faults(data, model, ["baotou"], ["zh"])


@pytest.mark.parametrize("name", ["relations.yaml", "situation.yaml", "action_plan.yaml"])
def test_a_report_is_made_anew_when_a_file_beside_its_dataset_changes(root, name):
    before = provenance.fingerprints({}, root)
    path = root / "data" / name
    path.write_text(path.read_text("utf-8") + "# another word\n", "utf-8")
    after = provenance.fingerprints({}, root)
    assert {part for part in before if before[part] != after[part]} == {"descriptor"}
