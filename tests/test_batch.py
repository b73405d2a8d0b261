"""Runs and batches: what is made, what is skipped and why, and what happens when something goes wrong."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing import batch, execution, output_folder
from industry_report.publishing.runs import Run, Settings
from publisher.engine import processes

pytestmark = pytest.mark.skipif(not processes.available(), reason="this system cannot fork")

ROOT = Path(__file__).resolve().parent.parent
PARAMETERS = """region: str = "baotou"  # whose report
as_of: str = "2022-08"
language: str = "zh"
benchmarks: list = ["china"]
dataset: str = "../data/indicators.csv"
mark: str = ""
"""
SAY = """from IPython.display import display
rows = [line.split(",") for line in open(dataset) if line.startswith(region + ",")]
text = {"text/markdown": f"# {region} {as_of}\\n\\n{mark}{[row[3] for row in rows]}"}
cited = ["/".join([row[0], row[1], row[2], row[5], row[7]]) for row in rows]
display(text, raw=True, metadata={"publisher": {"kind": "text", "rows": cited}})"""
DATA = """region,indicator,period,value,unit,status,qualifier,source,locator,confidence,flag,note
baotou,gdp,2021,1,1e8 CNY,observed,,a,,high,,
china,gdp,2021,2,1e8 CNY,observed,,a,,high,,"two halves, one cell"
ordos,gdp,2021,3,1e8 CNY,observed,,a,,high,,
wuhai,gdp,2021,4,1e8 CNY,observed,,a,,high,,
paris,gdp,2021,5,1e8 CNY,observed,,a,,high,,
"""
REGIONS = [
    {"id": "china", "zh": "全国", "en": "China", "parent": ""},
    {"id": "baotou", "zh": "包头", "en": "Baotou", "parent": "china"},
    {"id": "ordos", "zh": "鄂尔多斯", "en": "Ordos", "parent": "china"},
    {"id": "wuhai", "zh": "乌海", "en": "Wuhai", "parent": "china"},
    {"id": "france", "zh": "法国", "en": "France", "parent": ""},
    {"id": "paris", "zh": "巴黎", "en": "Paris", "parent": "france"},
]
SOURCE = {
    "id": "a",
    "title_zh": "公报",
    "title_en": "Bulletin",
    "published": "2022",
    "known_from": "2022-01",
}
#: The names need only have the form: two digits, an underscore and a name.
NOTEBOOKS = ("01_situation", "02_diagnosis")


@pytest.fixture
def root(tmp_path):
    """A small project: two quick notebooks, five rows."""
    root = tmp_path / "项目 project"
    (root / "notebooks").mkdir(parents=True)
    (root / "data").mkdir()
    for name in NOTEBOOKS:
        write_notebook(root, name, SAY)
    (root / "data" / "indicators.csv").write_text(DATA)
    lists = {"regions": REGIONS, "source-list": [SOURCE]}
    resources = [{"name": name, "data": rows} for name, rows in lists.items()]
    (root / "data" / "datapackage.json").write_text(json.dumps({"resources": resources}))
    # Of a place that no run is about: only its form is checked.
    model = (ROOT / "data" / "logic_model.yaml").read_text(encoding="utf-8")
    (root / "data" / "logic_model.yaml").write_text(
        model.replace("region: baotou", "region: nowhere", 1), encoding="utf-8"
    )
    (root / "requirements.txt").write_text("pandas==1\n")
    return root


def write_notebook(root, name, *sources):
    """A report notebook with these cells."""
    cells = [
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="parameters")
    ]
    cells += [
        nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata=metadata),
        root / "notebooks" / f"{name}.ipynb",
    )


@pytest.fixture
def settings(root):
    """Web pages into a folder beside the project."""
    return Settings(str(root), str(root.parent / "out"), ("html",))


def contents(folder):
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def the(results):
    """The only result."""
    (result,) = results
    return result


BAOTOU = Run("baotou", "2022-08", "zh")


def test_a_run_is_made_once_and_again_only_when_something_changed(root, settings):
    result = the(batch.run_batch([BAOTOU], settings))
    assert (result.status, str(result.why)) == ("done", "first run"), result
    made = Path(settings.output) / "baotou/2022-08/zh"
    assert {"report.html", "01_situation.html", "run.json", "notebooks/01_situation.ipynb"} <= set(
        contents(made)
    )
    assert [Path(path).name for path in result.files] == ["report.html"]
    before = contents(made)
    assert the(batch.run_batch([BAOTOU], settings)).status == "unchanged"

    def changed(expected):
        result = the(batch.run_batch([BAOTOU], settings))
        assert (result.status, str(result.why)) == ("done", f"changed: {expected}")

    data = root / "data" / "indicators.csv"
    data.write_text(DATA.replace("2021,5", "2021,6"))
    assert the(batch.run_batch([BAOTOU], settings)).status == "unchanged", (
        "Paris is no business of Baotou's"
    )
    data.write_text(DATA.replace("2021,3", "2021,7"))
    changed("rows of ordos")
    data.write_text(DATA.replace("2021,3", "2021,7").replace("halves,", "parts,"))
    changed("rows of china")
    (root / "requirements.txt").write_text("pandas==2\n")
    changed("lock")
    write_notebook(root, "02_diagnosis", SAY, "1")
    changed("notebooks")
    (made / "report.html").unlink()
    assert str(the(batch.run_batch([BAOTOU], settings)).why) == "a file is missing"
    data.write_text(DATA)
    (root / "requirements.txt").write_text("pandas==1\n")
    write_notebook(root, "02_diagnosis", SAY)
    changed("notebooks; lock; rows of china, ordos")
    assert contents(made) == before, "the same run gives the same bytes"


def test_a_changed_row_is_noticed_although_time_and_size_of_the_file_are_as_before(root, settings):
    path = root / "data" / "indicators.csv"
    batch.run_batch([BAOTOU], settings)
    before = path.stat()
    path.write_text(DATA.replace("2021,1,", "2021,7,"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert str(the(batch.run_batch([BAOTOU], settings)).why) == "changed: rows of baotou"
    assert (
        "7"
        in (Path(settings.output) / "baotou/2022-08/zh/report.html").read_text().split("China")[0]
    )


def test_other_formats_and_parameters_are_other_runs(settings):
    marked = Run.of({"region": "baotou", "mark": "M", "language": "zh"})
    assert [str(result.why) for result in batch.run_batch([BAOTOU, marked], settings)] == [
        "first run",
        "first run",
    ]
    pages = [Path(settings.output, run.folder, "report.html") for run in (BAOTOU, marked)]
    assert ["M[" in page.read_text() for page in pages] == [False, True]
    both = Settings(settings.root, settings.output, ("html", "docx"))
    assert str(the(batch.run_batch([BAOTOU], both)).why) == "changed: formats"


def test_cited_regions_count_among_the_rows_used(root, settings):
    write_notebook(root, "01_situation", SAY, SAY.replace("region +", "'paris' +"))
    batch.run_batch([BAOTOU], settings)
    (root / "data" / "indicators.csv").write_text(DATA.replace("2021,5", "2021,6"))
    assert str(the(batch.run_batch([BAOTOU], settings)).why) == "changed: rows of paris"


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_a_failed_run_neither_stops_nor_hides_the_others(root, settings, jobs):
    regions = ["baotou", "ordos", "wuhai"]
    runs = [Run(name, "2022-08", "zh") for name in regions]
    batch.run_batch(runs, settings)
    good = contents(Path(settings.output) / "ordos/2022-08/zh")
    write_notebook(
        root,
        "02_diagnosis",
        SAY,
        "if region == 'ordos':\n    raise ValueError('nothing about ordos')",
    )
    seen = []
    results = batch.run_batch(runs, settings, jobs, report=seen.append)
    assert [result.status for result in results] == ["done", "failed", "done"]
    assert str(results[1].why) == "02_diagnosis, cell 4 (c1): ValueError: nothing about ordos"
    assert len(seen) == 3
    kept = contents(Path(settings.output) / "ordos/2022-08/zh")
    failed = nbformat.reads(kept.pop("failed-02_diagnosis.ipynb").decode(), 4)
    record = json.loads(kept["run.json"])
    assert list(record.pop("failed")) == ["failed-02_diagnosis.ipynb"]
    assert record == json.loads(good["run.json"])
    kept["run.json"] = good["run.json"]
    assert any(
        out.output_type == "error" for cell in failed.cells for out in cell.get("outputs", [])
    )
    assert kept == good, "the last good report stays"
    write_notebook(root, "02_diagnosis", SAY)
    assert [result.status for result in batch.run_batch(runs, settings)] == [
        "done",
        "unchanged",
        "done",
    ]
    assert contents(Path(settings.output) / "ordos/2022-08/zh") == good, (
        "and the failed notebook goes"
    )


def test_a_cell_that_kills_its_process_or_takes_too_long(root, settings, monkeypatch):
    write_notebook(root, "01_situation", "import os; os._exit(9)")
    assert str(the(batch.run_batch([BAOTOU], settings)).why).startswith(
        "01_situation: The kernel left with exit code 9 in cell 3"
    )
    monkeypatch.setattr(execution, "cell_seconds", 1)
    write_notebook(root, "01_situation", "import time; time.sleep(600)")
    assert "timed out" in str(the(batch.run_batch([BAOTOU], settings)).why)


HELD = """import sys, time
for stream in (sys.stdout, sys.stderr):
    stream.flush = lambda: None  # it would have the reply wait for what is shown
get_ipython().kernel.iopub_thread.schedule(lambda: time.sleep(5))
display({"text/markdown": "late"}, raw=True, metadata={"publisher": {"kind": "text"}})"""


def test_what_a_cell_shows_may_come_long_after_its_reply(root, settings):
    """nbclient alone waits four seconds, then says that the cell timed out."""
    write_notebook(root, "01_situation", HELD)
    result = the(batch.run_batch([BAOTOU], settings))
    assert result.status == "done", result.why
    executed = Path(settings.output) / "baotou/2022-08/zh/notebooks/01_situation.ipynb"
    assert '"late"' in executed.read_text()


def test_a_killed_worker_costs_only_its_own_run(root, settings):
    kill = "import os, signal\nif region == 'ordos':\n    os.kill(int(os.environ['WORKER']), signal.SIGKILL)"
    write_notebook(root, "01_situation", SAY, "import time\ntime.sleep(0.1)", kill)
    runs = [Run(name, "2022-08", "zh") for name in ("baotou", "ordos")]
    os.environ["PYTHONPATH"] = f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    (root / "sitecustomize.py").write_text(
        "import os; os.environ.setdefault('WORKER', str(os.getpid()))"
    )
    try:
        results = batch.run_batch(runs, settings, jobs=2)
    finally:
        os.environ["PYTHONPATH"] = os.environ["PYTHONPATH"].partition(os.pathsep)[2]
    assert results[1].status == "failed" and "killed, twice" in str(results[1].why)
    assert all(result.status in ("done", "failed") for result in results)


def test_what_cannot_be_written_is_said_and_leaves_the_old_report(settings, monkeypatch):
    batch.run_batch([BAOTOU], settings)
    before = contents(Path(settings.output))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output_folder.OutputFolder, "exchange", full)
    result = the(
        batch.run_batch([BAOTOU], Settings(settings.root, settings.output, ("html",), force=True))
    )
    assert result.status == "failed" and "No space left on device" in str(result.why)
    assert contents(Path(settings.output)) == before


def test_interrupted_force_is_resumed(settings):
    runs = [Run(name, "2022-08", "zh") for name in ("baotou", "ordos")]
    forced = Settings(settings.root, settings.output, ("html",), force=True, batch="b1")
    batch.run_batch(runs[:1], forced)
    assert [result.status for result in batch.run_batch(runs, forced)] == ["unchanged", "done"]
    again = Settings(settings.root, settings.output, ("html",), force=True, batch="b2")
    assert [result.status for result in batch.run_batch(runs, again)] == ["done", "done"]


def test_two_renders_into_one_folder_wait_for_each_other(settings):
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(batch.make(BAOTOU, settings)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.status for result in results) == ["done", "unchanged"]


#: Makes a report over and over, from what was executed and rendered once; asked for the n-th, it is
#: killed before it touches its output folder for the n-th time. Says whether it was.
KILLED = """
import os, signal, sys
from industry_report.publishing import batch, execution, render
from industry_report.publishing.runs import Run, Settings

root, output, scratch = sys.argv[1:]
run = Run('baotou', '2022-08', 'zh')
made = {}

def once(function):
    def kept(*arguments):
        if function not in made:
            made[function] = function(*arguments)
        return made[function]
    return kept

execution.execute, render.documents = once(execution.execute), once(render.documents)
batch.make(run, Settings(root, scratch, ('html',)))
for line in sys.stdin:
    left = int(line)

    def count(event, arguments):
        global left
        if event in ('open', 'os.mkdir', 'os.rename', 'os.link', 'os.remove', 'os.rmdir'):
            left -= str(arguments[0]).startswith(output)
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    pid = os.fork()
    if pid == 0:
        sys.addaudithook(count)
        result = batch.make(run, Settings(root, output, ('html',), force=True))
        os._exit(result.status != 'done')
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.nightly)])
def test_killed_at_any_step_leaves_a_whole_report(root, settings, every):
    """What is there is always one whole report, of the data before or of those after."""
    made = Path(settings.output) / "baotou/2022-08/zh"
    batch.run_batch([BAOTOU], settings)
    before = contents(made)
    (root / "data" / "indicators.csv").write_text(DATA.replace("2021,1,", "2021,7,"))
    batch.run_batch([BAOTOU], replace(settings, output=f"{settings.output}-after"))
    after = contents(Path(f"{settings.output}-after") / "baotou/2022-08/zh")
    command = [sys.executable, "-c", KILLED, settings.root, settings.output, f"{root}-scratch"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    seen = []
    with subprocess.Popen(command, **pipes) as process:
        for step in itertools.count(1, every):
            process.stdin.write(f"{step}\n")
            if (code := int(process.stdout.readline())) != -signal.SIGKILL:
                break
            seen.append(contents(made))
        process.stdin.close()
    assert code == 0 and contents(made) == after
    assert len(seen) > 20 / every and all(each in (before, after) for each in seen)
    assert not [path for path in made.parent.iterdir() if path.name.startswith(".zh-")]


@pytest.fixture
def bucket():
    """An S3-compatible server on loopback with one empty bucket."""
    moto = pytest.importorskip("moto.server", reason="pip install 'moto[server]'")
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    wanted = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in wanted.items():
            patch.setenv(name, value)
        import fsspec

        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("bucket")
        yield "s3://bucket/reports"
    server.stop()


def test_output_to_an_object_store(root, settings, bucket):
    import fsspec

    remote = Settings(settings.root, bucket, ("html",))
    result = the(batch.run_batch([BAOTOU], remote))
    assert result.status == "done", result
    assert the(batch.run_batch([BAOTOU], settings)).status == "done"
    store = fsspec.filesystem("s3")
    base = "bucket/reports/baotou/2022-08/zh"
    found = {name.removeprefix(f"{base}/"): store.cat_file(name) for name in store.find(base)}
    assert found == contents(Path(settings.output) / "baotou/2022-08/zh")
    assert the(batch.run_batch([BAOTOU], remote)).status == "unchanged"
    store.rm_file(f"{base}/report.html")
    store.invalidate_cache()
    assert str(the(batch.run_batch([BAOTOU], remote)).why) == "a file is missing"
    write_notebook(root, "02_diagnosis", "1 / 0")
    assert the(batch.run_batch([BAOTOU], remote)).status == "failed"
    assert store.exists(f"{base}/failed-02_diagnosis.ipynb") and store.exists(f"{base}/report.html")


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and two worker processes on loopback: the address and the workers."""
    pytest.importorskip("distributed", reason="pip install distributed")
    file = tmp_path / "scheduler.json"
    common = f"--scheduler-file {file} --host 127.0.0.1"
    scheduler = f"distributed.cli.dask_scheduler --port 0 --no-dashboard {common}"
    worker = f"distributed.cli.dask_worker --nthreads 1 --no-dashboard --no-nanny {common}"
    worker += f" --local-directory {tmp_path}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen([sys.executable, "-m", *scheduler.split()], **quiet)]
    try:
        processes += [
            subprocess.Popen([sys.executable, "-m", *worker.split()], **quiet) for _ in range(2)
        ]
        while not (file.exists() and file.read_text()):  # it is there before it is written
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_on_a_dask_cluster_with_a_worker_killed_in_the_middle(root, settings, cluster):
    address, workers = cluster
    write_notebook(root, "01_situation", SAY, "import time; time.sleep(0.5)")
    runs = [Run(region, "2022-08", "zh") for region in ("baotou", "ordos", "wuhai")]

    def kill(result):
        if workers[0].poll() is None:
            workers[0].kill()

    results = batch.run_batch(runs, settings, scheduler=address, report=kill)
    assert [result.status for result in results] == ["done"] * 3
    there = contents(Path(settings.output))
    here = Settings(settings.root, settings.output + "-here", ("html",))
    batch.run_batch(runs, here)
    assert there == contents(Path(here.output)), "the same bytes as without a cluster"
    shutil.rmtree(settings.output)
    write_notebook(root, "01_situation", "1 / 0")
    result = the(batch.run_batch(runs[:1], settings, scheduler=address))
    assert (
        result.status == "failed"
        and (Path(settings.output) / "baotou/2022-08/zh/failed-01_situation.ipynb").exists()
    )


def test_no_scheduler_there(settings, monkeypatch):
    monkeypatch.setattr("industry_report.publishing.cluster.PATIENCE", 1)
    with pytest.raises(ReportError, match="no Dask scheduler answers there"):
        batch.run_batch([BAOTOU], settings, scheduler="tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    "address", ["nonsense", "foo://x:1", "tcp://[", "::", "tcp://host", "a b:1"]
)
def test_what_is_no_address_of_a_scheduler(settings, address):
    with pytest.raises(ReportError, match="is no Dask scheduler's address; expected"):
        batch.run_batch([BAOTOU], settings, scheduler=address)


def never(*_, **__):
    raise AssertionError("a notebook was started")


def test_faults_of_data_and_model_are_said_once_before_any_notebook(root, settings, monkeypatch):
    (root / "data" / "indicators.csv").write_text(DATA.replace("2021,1,", "2021,one,"))
    (root / "data" / "logic_model.yaml").write_text("model: 3\n")
    monkeypatch.setattr(execution, "execute", never)
    runs = [
        Run(region, "2022-08", language)
        for region in ("baotou", "ordos")
        for language in ("zh", "en")
    ]
    with pytest.raises(ReportError) as caught:
        batch.run_batch(runs, settings)
    said = str(caught.value)
    assert said.count("'one'") == 1 and said.count("logic_model.yaml, line 1") >= 1
    assert not Path(settings.output).exists()


LETTER = """about = {"kind": "data", "id": "r", "title": "R", "file": "request.docx", "letter": "Hello"}
rows = {"schema": {"fields": [{"name": "a", "type": "string"}]}, "data": [{"a": "1"}]}
resource = {"application/vnd.dataresource+json": rows}
display(resource, raw=True, metadata={"publisher": about})"""


@pytest.mark.parametrize(
    "name", ["report.html", "02_diagnosis.html", "notebooks/01_situation.ipynb", "request.docx"]
)
def test_an_edited_document_is_not_unchanged_and_stays(root, settings, monkeypatch, name):
    write_notebook(root, "02_diagnosis", SAY, LETTER)
    batch.run_batch([BAOTOU], settings)
    path = Path(settings.output, BAOTOU.folder, name)
    good = path.read_bytes()
    path.write_bytes(good[:-9] + b"X" + good[-8:])
    before = contents(Path(settings.output))
    with monkeypatch.context() as patch:
        patch.setattr(execution, "execute", never)
        result = the(batch.run_batch([BAOTOU], settings))
    assert result.status == "failed" and f"{name} is not as a run wrote it" in str(result.why)
    assert contents(Path(settings.output)) == before
    again = Settings(settings.root, settings.output, ("html",), replace_edited=True)
    result = the(batch.run_batch([BAOTOU], again))
    assert (result.status, str(result.why)) == ("done", f"edited: {name}")
    assert path.read_bytes() == good


def test_what_is_not_ours_is_left_and_named(root, settings):
    batch.run_batch([BAOTOU], settings)
    notes = Path(settings.output, BAOTOU.folder, "mynotes.txt")
    notes.write_text("mine")
    assert the(batch.run_batch([BAOTOU], settings)).status == "unchanged"
    (root / "requirements.txt").write_text("pandas==2\n")
    result = the(batch.run_batch([BAOTOU], settings))
    assert (result.status, result.left) == ("done", ("mynotes.txt",))
    assert notes.read_text() == "mine"


def test_two_runs_never_share_a_folder(settings, monkeypatch):
    monkeypatch.setattr(Run, "folder", "the/same/folder")
    with pytest.raises(ReportError, match="would share the folder"):
        batch.run_batch([BAOTOU, Run("ordos", "2022-08", "zh")], settings)


def test_the_note_of_a_batch_is_ours_or_stays(tmp_path):
    first = batch.batch_name(str(tmp_path), resume=False)
    assert batch.batch_name(str(tmp_path), resume=True) == first
    assert batch.batch_name(str(tmp_path), resume=False) != first
    (tmp_path / ".batch").write_text("mine")
    with pytest.raises(ReportError, match="was not written by a batch"):
        batch.batch_name(str(tmp_path), resume=False)
    assert (tmp_path / ".batch").read_text() == "mine"


def test_execute_gives_notebooks_by_name(root):
    executed = execution.execute({"region": "ordos"}, root / "notebooks", threads=2)
    assert list(executed) == list(NOTEBOOKS)
    assert "['3']" in str(executed["02_diagnosis"].cells[-1].outputs)
    with pytest.raises(ReportError, match="no notebook of the report"):
        execution.execute({}, root)


def test_the_longest_notebooks_of_a_report_begin_first(tmp_path):
    for name, size in (("00_short", 1), ("01_long", 9), ("02_middle", 5)):
        (tmp_path / f"{name}.ipynb").write_text("x" * size)
    names = execution.present(tmp_path)
    assert execution._longest_first(names, tmp_path) == ["01_long", "02_middle", "00_short"]


def test_adding_a_notebook_is_adding_a_file(root):
    for name in ("00_brief", "10_more", "explore", "4_four"):
        write_notebook(root, name, SAY)
    names = ["00_brief", *NOTEBOOKS, "10_more"]
    assert execution.present(root / "notebooks") == names
    assert list(execution.execute({"region": "ordos"}, root / "notebooks")) == names
