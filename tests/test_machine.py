"""Faults of the machine: whatever happens, a report is whole or not there, the last good one stays, and the next run mends it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

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


def plain_environment(**changed: str) -> dict[str, str]:
    """An environment of the barest kind."""
    return {"PATH": os.environ["PATH"]} | changed


#: A clock that was set back, where that can be had.
SET_BACK = ("faketime", "2001-02-03 04:05:06") if shutil.which("faketime") else ()


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONUTF8": "0"},
        pytest.param(
            {
                "LANG": "tr_TR.UTF-8",
                "TZ": "America/St_Johns",
                "HOME": "/nonexistent",
                "MPLBACKEND": "agg",
                "PYTHONHASHSEED": "7",
            },
            marks=pytest.mark.nightly,
        ),
    ],
    ids=["C locale, Shanghai, no HOME", "Turkish, half-hour zone, HOME that is not there"],
)
def test_clock_locale_time_zone_and_home_change_no_byte(undisturbed, tmp_path, environment):
    bare = plain_environment(**environment)
    done = render(tmp_path / "out", environment=bare, under=SET_BACK)
    assert done.returncode == 0, done.stdout + done.stderr
    assert content(tmp_path / "out" / FOLDER) == undisturbed


def test_a_path_with_spaces_and_chinese_characters_and_a_read_only_checkout(undisturbed, tmp_path):
    root = tmp_path / "包头 报告 (copy)"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "__pycache__", "reports", "build", ".*_cache", ".hypothesis"
    )
    shutil.copytree(ROOT, root, ignore=ignored)
    for path in root.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    root.chmod(0o555)
    try:
        environment = os.environ | {"PYTHONPATH": str(root)}
        refused = subprocess.run(
            [*without_privileges(), "touch", str(root / "new")], capture_output=True
        )
        done = render(
            tmp_path / "输出 folder", root=root, environment=environment, under=without_privileges()
        )
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
