"""Faults of the machine: whatever happens, a report is whole or not there, the last good one stays, and the next run mends it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from industry_report.exhibits.bundles import FACTS_MIME
from industry_report.publishing import render as publishing

ROOT = Path(__file__).resolve().parent.parent
REGION = "alxa"  # a small report: what matters here is how it is written
AS_OF = "2022-08"  # else as of the latest month of the data
FOLDER = f"{REGION}/{AS_OF}/en"


def command(out: Path, *more: str) -> list[str]:
    """The command that makes one small report."""
    render = [sys.executable, "-m", "industry_report", "render", "--output", str(out)]
    return [
        *render,
        f"--region={REGION}",
        f"--as-of={AS_OF}",
        "--language=en",
        "--format=html",
        *more,
    ]


def render(
    out: Path,
    *more: str,
    root: Path = ROOT,
    environment: dict[str, str] | None = None,
    under: tuple[str, ...] = (),
) -> subprocess.CompletedProcess:
    """Make one small report, ``under`` another command if need be."""
    return subprocess.run(
        [*under, *command(out, *more)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def without_privileges() -> tuple[str, ...]:
    """A command under which permissions mean something to root, too."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv (Debian package util-linux) when it is run as root")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")


def content(folder: Path) -> dict[str, str]:
    """Every file of a published report with its fingerprint."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_whole(folder: Path) -> None:
    """A report that is there is there with every file of its record, in full."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["files"] and all(
        (folder / name).stat().st_size == size for name, size in record["files"].items()
    )
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>")


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> tuple[Path, float]:
    """The output folder of an undisturbed run, and how many seconds it took."""
    out, start = tmp_path_factory.mktemp("undisturbed"), time.monotonic()
    done = render(out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out, time.monotonic() - start


@pytest.fixture(scope="module")
def undisturbed(finished) -> dict[str, str]:
    """What an undisturbed run gives."""
    return content(finished[0] / FOLDER)


@pytest.fixture
def out(finished, tmp_path) -> Path:
    """An output folder of a test's own with the undisturbed run in it."""
    shutil.copytree(finished[0], tmp_path, dirs_exist_ok=True)
    return tmp_path


#: A clock that was set back, where that can be had.
SET_BACK = ("faketime", "2001-02-03 04:05:06") if shutil.which("faketime") else ()


#: Surroundings of the barest kind.
C_LOCALE = {"LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONUTF8": "0"}
TURKISH = {"LANG": "tr_TR.UTF-8", "TZ": "America/St_Johns", "HOME": "/nonexistent"}
TURKISH |= {"MPLBACKEND": "agg", "PYTHONHASHSEED": "7"}


@pytest.mark.nightly  # by day with a path and a checkout that are out of the ordinary, too
@pytest.mark.parametrize("environment", [C_LOCALE, TURKISH])
def test_clock_locale_time_zone_and_home_change_no_byte(undisturbed, tmp_path, environment):
    bare = {"PATH": os.environ["PATH"]} | environment
    done = render(tmp_path / "out", environment=bare, under=SET_BACK)
    assert done.returncode == 0, done.stdout + done.stderr
    assert content(tmp_path / "out" / FOLDER) == undisturbed


def test_a_path_with_spaces_and_chinese_characters_and_a_read_only_checkout(undisturbed, tmp_path):
    """With the clock set back, in another locale and time zone, without a home."""
    root = tmp_path / "包头 报告 (copy)"
    ignored = shutil.ignore_patterns(".*", "reports", "build", "tests", "figures")
    shutil.copytree(ROOT, root, ignore=ignored)
    for path in root.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    root.chmod(0o555)
    try:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root)} | C_LOCALE
        refused = subprocess.run(
            [*without_privileges(), "touch", str(root / "new")], capture_output=True
        )
        under = (*SET_BACK, *without_privileges())
        done = render(tmp_path / "输出 folder", root=root, environment=environment, under=under)
    finally:
        for path in (root, *root.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
    assert refused.returncode != 0, "the checkout was not read-only"
    assert done.returncode == 0, done.stdout + done.stderr
    assert content(tmp_path / "输出 folder" / FOLDER) == undisturbed


def test_a_read_only_output_folder_keeps_the_last_good_report(undisturbed, out):
    folders = [out, *(path for path in out.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    try:
        again = render(out, under=without_privileges())
        forced = render(out, "--force", under=without_privileges())
    finally:
        for path in folders:
            path.chmod(0o755)
    assert again.returncode == 0, "nothing had to be written"
    assert forced.returncode in (1, 2) and "Traceback" not in forced.stderr + forced.stdout
    assert "Permission denied" in forced.stdout + forced.stderr
    assert content(out / FOLDER) == undisturbed


@pytest.mark.skipif(not SET_BACK, reason="needs faketime (Debian package faketime)")
def test_a_report_of_the_future_is_unchanged(undisturbed, out):
    done = render(out, under=SET_BACK)
    assert done.returncode == 0 and "unchanged" in done.stdout + done.stderr
    assert content(out / FOLDER) == undisturbed


def test_an_output_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "out").write_text("a file, not a folder")
    done = render(tmp_path / "out" / "reports")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path}/out is a file; expected a folder" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "out").read_text() == "a file, not a folder"


@pytest.mark.nightly  # by day in threads: tests/test_batch.py
def test_two_renders_into_one_folder_give_one_whole_report(undisturbed, tmp_path):
    both = [
        subprocess.Popen(
            command(tmp_path, "--force"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in "ab"
    ]
    for process in both:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors.decode()
    assert_whole(tmp_path / FOLDER)
    assert content(tmp_path / FOLDER).keys() == undisturbed.keys()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, to make a small disk"
)
def test_a_full_disk_leaves_the_last_good_report(undisturbed, finished, tmp_path):
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", str(tmp_path)], capture_output=True
    ).returncode:
        pytest.skip("this machine does not allow a small disk to be mounted")
    try:
        shutil.copytree(finished[0], tmp_path, dirs_exist_ok=True)
        room = shutil.disk_usage(tmp_path).free - 200_000
        (tmp_path / "filler").write_bytes(b"x" * room)
        done = render(tmp_path, "--force")
        assert done.returncode == 1 and "Traceback" not in done.stderr + done.stdout
        assert "No space left" in done.stdout + done.stderr
        assert_whole(tmp_path / FOLDER)
        (tmp_path / "filler").unlink()
        assert render(tmp_path).returncode == 0
        assert content(tmp_path / FOLDER) == undisturbed
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.nightly  # by day at every step of the writing: tests/test_batch.py
@pytest.mark.parametrize("share", [0.45, 0.9])
def test_a_killed_render_leaves_nothing_torn(undisturbed, finished, out, share):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command(out, "--force"), cwd=ROOT, start_new_session=True, **quiet)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(share * finished[1])
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert_whole(out / FOLDER)
    done = render(out)
    assert done.returncode == 0, done.stdout + done.stderr
    found = content(out / FOLDER)
    assert found | {"run.json": ""} == undisturbed | {"run.json": ""}


def until_begun(process: subprocess.Popen, lock: Path) -> None:
    """Wait until a render has taken its lock, however busy the machine is."""
    while process.poll() is None and not lock.exists():
        time.sleep(0.01)


def test_what_a_terminated_render_leaves_is_gone_after_the_next_one(finished, out):
    lock = (out / FOLDER).parent / ".en.lock"
    lock.unlink()
    process = subprocess.Popen(
        command(out, "--force"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    until_begun(process, lock)
    time.sleep(0.5)
    process.terminate()
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 130 and b"Traceback" not in errors
    assert_whole(out / FOLDER)
    assert render(out).returncode == 0
    assert sorted(path.name for path in (out / FOLDER).parent.iterdir()) == [".en.lock", "en"]


@pytest.mark.parametrize("charset", ["C", "C.UTF-8"])
def test_a_word_file_is_the_same_whatever_the_system_takes_for_characters(monkeypatch, charset):
    facts = {
        "language": "zh",
        "title": "包头工业",
        "edition": "最新版",
        "statement": "供核对之用。",
    }
    said = {"publisher": {"kind": "document"}}
    output = new_output("display_data", {FACTS_MIME: facts}, metadata=said)
    books = {
        name: new_notebook(cells=[new_markdown_cell(f"# 第{name}章\n\n一句话。")])
        for name in "一二三四"
    }
    books["四"].cells.append(new_code_cell("", outputs=[output]))
    monkeypatch.setenv("LC_ALL", charset)
    made = publishing.files(publishing.document(books, "zh", {"title": "包头工业"}), ["docx"])
    with zipfile.ZipFile(io.BytesIO(made["report.docx"])) as word:
        written = word.read("word/document.xml").decode()
    for words in ("最新版", "供核对之用。", "目录"):
        assert words in written
