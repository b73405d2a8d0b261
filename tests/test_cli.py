"""The command line: what is asked for, checked; what is said when it is wrong; exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from industry_report import cli, telling
from industry_report.office import messages
from industry_report.publishing import batch
from industry_report.publishing.runs import Result, Run

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Runs the command line without making anything; what the batch was asked for ends up in the list."""
    calls = []

    def run_batch(runs, settings, jobs, scheduler, report, progress):
        calls.append((list(runs), settings, jobs, scheduler))
        results = [
            Result(run, "failed" if run.region == "wuhai" else "done", 1, "because") for run in runs
        ]
        for result in results:
            report(result)
        return results

    monkeypatch.setattr(batch, "run_batch", run_batch)
    monkeypatch.setattr(cli, "_front_page", lambda *_: "")
    monkeypatch.chdir(ROOT)
    return calls


def run(*arguments):
    """The exit code of the command line, however it ends."""
    try:
        return cli.main(arguments)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize(
    ("formats", "files", "said"),
    [
        ("brief", {}, True),
        ("html,brief", {"a/report.html": 1}, True),
        ("html,brief", {"a/report.html": 1, "a/brief.pdf": 1}, False),
        ("html", {"a/report.html": 1}, False),
    ],
)
def test_a_brief_that_was_asked_for_and_not_made_is_told(capsys, formats, files, said):
    messages.speak_to(["--messages", "en"])
    result = Result(Run("ordos", "2026-03", "zh"), "done", 1, "", files)
    telling.summary([result], "", 1, formats.split(","))
    assert ("ordos 2026-03 zh: no brief: " in capsys.readouterr().out) == said


def test_without_options_both_editions_of_baotou_in_both_languages(asked):
    assert run("render") == 0
    runs, settings, jobs, scheduler = asked[0]
    assert len(runs) == 4  # which they are: test_editions.py
    assert (
        settings.formats == ("html", "pdf", "brief")
        and settings.output == str(ROOT / "reports")
        and (jobs, scheduler) == (1, "")
    )


def test_names_are_understood_and_months_completed(asked):
    options = ["--as-of", "2023", "--language", "en"]
    assert run("render", "--region", "鄂尔多斯市，Inner Mongolia", *options) == 0
    assert [str(run) for run in asked[0][0]] == ["ordos 2023-12 en", "inner-mongolia 2023-12 en"]


def test_all_regions_of_the_data(asked):
    assert run("render", "--region", "all", "--language", "zh") == 1, "wuhai fails here"
    regions = [run.region for run in asked[0][0] if run.as_of != "2022-08"]
    assert {"baotou", "china", "ordos"} <= set(regions) and len(regions) == len(set(regions)) > 10


def test_every_parameter_gets_through(asked):
    options = "--as-of 2022-08 --no-hindsight --benchmarks ordos,china --set min_confidence=high"
    options += " --force --dataset data/indicators.csv --output s3://bucket/x --format docx"
    assert run("render", *options.split()) == 0
    run_, settings = asked[0][0][0], asked[0][1]
    assert run_.values == {
        "region": "baotou",
        "as_of": "2022-08",
        "language": "zh",
        "benchmarks": ["ordos", "china"],
        "hindsight": False,
        "min_confidence": "high",
    }, "a default that is spelt out asks for nothing"
    assert (settings.output, settings.formats, settings.force) == ("s3://bucket/x", ("docx",), True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--region", "batou"], ["unknown region 'batou'", "did you mean 'baotou'"]),
        (["--as-of", "2022-13"], ["as_of", "2022-13"]),
        (["--language", "de"], ["language", "'de'"]),
        (["--format", "htm"], ["--format htm", "did you mean 'html'"]),
        (["--set", "gap_treshold=1"], ["unknown parameter 'gap_treshold'"]),
        (["--set", "nothing"], ["expected NAME=VALUE"]),
        (["--benchmarks", "chyna"], ["chyna", "did you mean 'china'"]),
        (["--dataset", "nowhere.csv"], ["nowhere.csv: there is no such file"]),
        (["--dataset", "docs"], ["--dataset docs: is a folder without indicators.csv"]),
        (["--jobs", "0"], ["--jobs 0"]),
        (["--jobs", "many"], ["--jobs", "many"]),
        (["--matrix", "nowhere.yaml"], ["nowhere.yaml: there is no such file"]),
        (["--matrix", "nowhere"], ["nowhere: there is no such file"]),
        (["--matrix", "data"], ["data: is a directory"]),
        (["--matrix", "/dev/zero"], ["zero: is not a regular file"]),
        (["--matrix", "README.md"], ["expected a file that ends in"]),
        (["--nonsense"], ["--nonsense"]),
        (["--fromat", "html"], ["--fromat", "did you mean --format?"]),
        (["--benchmark", "china", "--benchmarks", "ordos"], ["is given twice"]),
        (["--region", ""], ["parameter region: no name is given", "'baotou'"]),
        (["--region", ","], ["no name is given"]),
        (["--language", ""], ["parameter language: no name is given"]),
        (["--benchmarks", " , "], ["parameter benchmarks: no name is given"]),
        (["--output", ""], ["--output", "nothing given"]),
        (["--output", "foo://x"], ["unknown protocol 'foo'"]),
        (["--set", "region=ordos", "--region", "wuhai"], ["region is given twice"]),
        (["--region", "ordos", "--region", "wuhai"], ["--region is given twice"]),
        (["--hindsight", "--no-hindsight"], ["--no-hindsight is given twice"]),
        (["--set", "seed=1", "--set", "seed=2"], ["seed is given twice"]),
        (["--set", "criteria={gap: 1, gap: 2}"], ["the key 'gap' stands twice"]),
        (["--set", "criteria={a: 1}"], ["unknown criterion 'a'", "one of evidence"]),
        (["--benchmarks", "包头,china"], ["'baotou' is the region of the report itself"]),
        (["--as-of", "2099-01"], ["2099-01 lies in the future"]),
        (["--set", "dataset=[a]"], ["['a'] is a list; expected the path of a file"]),
        (["--set", "dataset=/dev/zero"], ["'/dev/zero': is not a regular file"]),
        (
            ["--set", "logic_model=../data/logic_modle.yaml"],
            ["did you mean '../data/logic_model.yaml'"],
        ),
        (["--logic-model", "/dev/zero"], ["/dev/zero: is not a regular file"]),
        (["--set", "region=[[a]]"], ["['a'] is a list; expected the name of a region"]),
        (["--set", "region=null"], ["None is nothing"]),
        (["--set", "benchmarks=5"], ["5 is a whole number; expected a list of regions"]),
    ],
)
def test_what_is_wrong_is_said_in_one_message(asked, capsys, options, words):
    assert run("render", *options) == 2
    said = capsys.readouterr().err
    assert said.startswith("report: ") and "Traceback" not in said
    assert all(word in said for word in words), said
    assert not asked
    assert said.count(words[0]) == 1, "not once a language"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rendr"], "did you mean render?"),
        (["verifi", "x"], "did you mean verify?"),
        ([], "COMMAND"),
    ],
)
def test_a_misspelt_command_gets_its_nearest(capsys, arguments, words):
    assert run(*arguments) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {region: ordos, region: wuhai}\n", "line 1: the key 'region' stands twice"),
        ("- region: ordos\n  criteria: {gap: 1, gap: 2}\n", "line 2: the key 'gap' stands twice"),
        ("- {region: [[a]]}\n", "line 1, parameter region: ['a'] is a list"),
        ("- {benchmarks: 5}\n", "line 1, parameter benchmarks: 5 is a whole number"),
        ("- {region: []}\n", "line 1, parameter region: no name is given"),
        ("- {region: ''}\n", "line 1, parameter region: no name is given"),
        ("- {benchmarks: [baotou]}\n", "line 1, parameter benchmarks: 'baotou' is the region"),
        ("- {dataset: /dev/zero}\n", "line 1, parameter dataset: '/dev/zero': is not a regular"),
        ("- {as_of: 2099-01}\n", "line 1, parameter as_of: 2099-01 lies in the future"),
        ("- {as_of: 2022-99-99}\n", "line 1"),
        ("- {a: &x [1, *x]}\n", "line 1: not readable (found unconstructable recursive node)"),
    ],
)
def test_faults_of_a_matrix(asked, capsys, tmp_path, text, words):
    (tmp_path / "runs.yaml").write_text(text)
    assert run("render", "--matrix", str(tmp_path / "runs.yaml")) == 2
    said = capsys.readouterr().err
    assert said.count(words) == 1 and "Traceback" not in said, said
    assert not asked


def test_a_parameter_of_the_command_line_and_of_the_matrix_is_given_twice(asked, capsys, tmp_path):
    (tmp_path / "runs.yaml").write_text("- {region: ordos}\n- {as_of: 2023-12}\n")
    assert run("render", "--matrix", str(tmp_path / "runs.yaml"), "--as-of", "2022-12") == 2
    assert "line 2: as_of is given here and on the command line" in capsys.readouterr().err


def test_different_runs_of_a_matrix_are_all_made_and_the_same_ones_once(asked, capsys, tmp_path):
    matrix = tmp_path / "runs.yaml"
    different = ["{}", "{benchmarks: [china]}", "{min_confidence: high}", "{gap_threshold: 20}"]
    different += ["{hindsight: no}", "{as_of: 2023-12}", "{benchmarks: [china, ordos]}"]
    same = ["{benchmarks: [inner-mongolia, china]}", "{region: 包头市}", "{gap_threshold: 10}"]
    same += ["{dataset: ../data/../data/indicators.csv}", "{gap_threshold: 20.0}"]
    matrix.write_text("".join(f"- {one}\n" for one in different + same))
    assert run("render", "--matrix", str(matrix), "--language", "zh") == 0
    runs = asked[0][0]
    assert len(runs) == len({one.folder for one in runs}) == len(different)
    said = capsys.readouterr().err
    assert said.count("made once") == len(same)
    assert "baotou 2022-08 zh: asked for twice (line 1 and line 8); made once" in said


def test_the_latest_month_is_a_month_like_any_other(asked):
    assert run("render", "--as-of", "latest", "--language", "zh") == 0
    (one,) = asked[0][0]
    assert one.as_of > "2025"


def test_a_region_that_leads_out_of_the_output_is_refused_where_it_is_first_read(
    asked, capsys, tmp_path
):
    """A region id that leads out of the output folder is refused where it is first read."""
    regions = [{"id": "../../evil", "zh": "甲", "en": "a", "parent": ""}]
    descriptor = {"resources": [{"name": "regions", "data": regions}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    (tmp_path / "indicators.csv").write_text("region,indicator\n../../evil,gdp\n")
    out = tmp_path / "deep" / "out"
    for region in ("all", "../../evil"):
        options = ["--region", region, "--dataset", str(tmp_path / "indicators.csv")]
        assert run("render", *options, "--output", str(out)) == 2
        assert "the text '../../evil' here; expected an id" in capsys.readouterr().err
    assert not asked and not out.exists()


def test_every_fault_of_a_matrix_with_its_line(asked, capsys, tmp_path):
    matrix = tmp_path / "runs.yaml"
    matrix.write_text(
        "- {region: ordos}\n- {region: ordoss}\n- region: baotou\n  as_of: 1066\n- {regoin: baotou}\n"
    )
    assert run("render", "--matrix", str(matrix)) == 2
    said = capsys.readouterr().err
    assert "line 2" in said and "line 3" in said and "line 5" in said and "line 1" not in said


MATRICES = {
    "runs.yaml": "- {region: 鄂尔多斯, as_of: 2023, language: en}\n"
    "- {region: [baotou, china], language: zh, hindsight: no}\n",
    "runs.json": json.dumps(
        [
            {"region": "ordos", "as_of": "2023-12", "language": "en"},
            {"region": ["baotou", "china"], "language": "zh", "hindsight": False},
        ]
    ),
    "runs.csv": "\ufeffregion,as_of,language,hindsight\nordos,2023,en,\nbaotou,,zh,false\n\nchina,,zh,false\n",
}


@pytest.mark.parametrize("name", MATRICES)
def test_matrix(asked, tmp_path, name):
    (tmp_path / name).write_text(MATRICES[name])
    assert run("render", "--matrix", str(tmp_path / name)) == 0
    off = (("hindsight", "false"),)
    assert asked[0][0] == [
        Run("ordos", "2023-12", "en"),
        Run("baotou", "2022-08", "zh", off),
        Run("china", "2022-08", "zh", off),
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.yaml", "- {region: [}\n", "line 1"),
        ("a.yaml", "region: ordos\n", "line 1: no list"),
        ("a.yaml", "- ordos\n", "line 1: no parameter set"),
        ("a.yaml", "", "the file is empty; expected a list such as"),
        ("a.yaml", "[]", "holds no parameter set"),
        ("a.csv", "region,language\nordos\n", "line 2: 1 cells; expected 2"),
        ("a.csv", "region,region\na,b\n", "line 1: a column name"),
        ("a.csv", "region\n" + "x" * 200_000, "line 2: cannot be read (field larger than"),
        ("a.csv", "region\rnowhere\r", "unknown region 'nowhere'"),
        ("a.json", '[{"region": "ordos"},]x', "line 1"),
    ],
)
def test_matrix_that_cannot_be_read(asked, capsys, tmp_path, name, text, words):
    (tmp_path / name).write_text(text, newline="")
    assert run("render", "--matrix", str(tmp_path / name)) == 2
    assert words in capsys.readouterr().err


def test_faults_of_a_dataset_are_said_once_with_exit_code_2(monkeypatch, capsys, tmp_path):
    rows = (ROOT / "data" / "indicators.csv").read_text(encoding="utf-8").replace(",%,", ",per,", 1)
    (tmp_path / "indicators.csv").write_text(rows, encoding="utf-8")
    monkeypatch.chdir(ROOT)
    options = ["--dataset", str(tmp_path / "indicators.csv"), "--output", str(tmp_path / "out")]
    assert run("render", "--region", "baotou,ordos", *options) == 2
    said = capsys.readouterr().err
    assert said.count("'per'") == 1 and "cell" not in said
    assert not (tmp_path / "out").exists()


def test_files_that_were_left_are_named(asked, capsys, monkeypatch):
    made = Result(Run("baotou", "2022-08", "zh"), "done", 1, "", {}, ("mynotes.txt",))
    monkeypatch.setattr(batch, "run_batch", lambda *_: [made])
    assert run("render", "--language", "zh") == 0
    assert "left as they are beside baotou 2022-08 zh: mynotes.txt" in capsys.readouterr().out


def test_verify_says_what_it_compared(capsys, tmp_path):
    for arguments, words in [
        (["/dev/zero"], "cannot be read as a document"),
        ([str(tmp_path)], "no folder of a report"),
        ([str(tmp_path / "report.docx")], "report.docx"),
    ]:
        assert run("verify", *arguments) == 2
        said = capsys.readouterr().err
        assert words in said and "Traceback" not in said


def test_failed_runs_are_listed_at_the_end(asked, capsys):
    assert run("render", "--region", "baotou,wuhai", "--as-of", "2022-08", "--language", "zh") == 1
    out, err = capsys.readouterr()
    assert "failed:\n  wuhai 2022-08 zh  because\n1 done, 1 failed" in out
    assert "[1/2] baotou 2022-08 zh: done" in err and "left" in err


def test_interrupted(monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "run_batch", interrupt)
    monkeypatch.chdir(ROOT)
    assert run("render") == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said_in_one_line(monkeypatch, tmp_path, capsys):
    tmp_path.chmod(0o500)
    monkeypatch.chdir(tmp_path)
    if os.access(tmp_path, os.W_OK):  # nothing is forbidden to root
        monkeypatch.chdir("/proc")
    assert run("new", "云川县") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("report: ") and ".new-" in line


def test_outside_a_checkout_the_own_one_is_used(asked, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert run("render") == 0
    assert asked[0][1].root == str(ROOT) and asked[0][1].output == str(tmp_path / "reports")


def test_help_loads_nothing_heavy():
    script = (
        "import sys; from industry_report import cli\n"
        "try: cli.main(['render', '--help'])\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name in ('pandas', 'numpy', 'matplotlib', 'papermill', 'yaml')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "--region" in done.stdout and done.stdout.endswith("[]\n")


def test_knowing_that_nothing_changed_loads_nothing_heavy(tmp_path):
    script = (
        "import sys; from pathlib import Path; from industry_report import cli\n"
        "from industry_report.publishing import asked, batch, ingredients\n"
        "from industry_report.publishing.runs import Run, Settings\n"
        "settings, run = Settings('.', sys.argv[1]), Run('baotou', '2022-08', 'zh')\n"
        "print(batch.unchanged(run, settings))\n"
        "rows = ingredients.parts(run, Path('.'), ['html'])['rows']\n"
        "print(rows.keys() >= {'baotou', 'china'})\n"
        "options = cli.parser().parse_args(['render', '--benchmarks', 'ordos,china'])\n"
        "print(cli.wanted_runs(options, cli.project()) != [])\n"
        "print([name for name in sys.modules if name in ('pandas', 'numpy', 'matplotlib', 'papermill')])"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split("\n")[:4] == ["None", "True", "True", "[]"]


def test_what_was_converted_in_a_dataset_is_said(asked, make_csv, capsys):
    path = make_csv([{"value": "34743400", "unit": "万元"}])
    assert run("render", "--dataset", str(path)) == 0
    assert "report: small.csv, line 2: values of gdp in '万元'" in capsys.readouterr().err


def test_a_terminated_command_ends_as_an_interrupted_one_whatever_it_is_at(monkeypatch, capsys):
    def terminated(_options):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(cli, "_trace", terminated)
    assert cli.main(["trace", "gdp"]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("nonexist", ""),  # there is a "newest", which is no data
        ("own/indicator.csv", "own/indicators.csv"),
        ("onw", "own"),
        ("own/readme.csv", ""),
    ],
)
def test_only_data_are_offered_for_a_dataset_that_is_not_there(given, near, tmp_path, capsys):
    (tmp_path / "newest").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "indicators.csv").touch()
    (tmp_path / "own" / "readme.txt").touch()
    assert cli.main(["render", "--dataset", str(tmp_path / given)]) == 2
    said = capsys.readouterr().err
    assert said.count("did you mean") == bool(near)
    assert not near or f"did you mean '{tmp_path / near}'?" in said
