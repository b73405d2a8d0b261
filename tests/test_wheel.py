"""What a wheel installs renders in any folder, without a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of what git knows and of what is new."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith(("figures/", "tests/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", out, source]
    built = subprocess.run(pip, capture_output=True, text=True)
    if "setuptools>=77" in built.stderr and built.returncode:
        pytest.skip("setuptools, which builds a wheel, cannot be had here: no network")
    assert built.returncode == 0, built.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and the packages of this one beside it."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    library = next(folder.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as files:
        files.extractall(library)
    own = [path for path in sys.path if path.endswith("-packages")]
    (library / "beside.pth").write_text("\n".join(own))
    return folder / "bin" / "python"


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [python, *arguments], cwd=folder, env=clean, capture_output=True, text=True, timeout=300
    )


@pytest.mark.slow
def test_it_renders_in_an_empty_folder(installed, tmp_path):
    where = run(installed, tmp_path, "-c", "import industry_report as i; print(i.__file__)")
    assert str(installed.parents[1]) in where.stdout, "the wheel is what is imported"
    arguments = ["--region", "ordos", "--as-of", "2023-12", "--language", "en", "--format", "html"]
    done = run(installed, tmp_path, "-m", "industry_report", "render", *arguments)
    assert done.returncode == 0, done.stderr + done.stdout
    [page] = tmp_path.glob("reports/**/report.html")
    assert "Ordos" in page.read_text("utf-8")
    again = run(installed, tmp_path, "-m", "industry_report", "verify", str(page))
    assert again.returncode == 0, again.stderr + again.stdout


@pytest.mark.slow
def test_it_has_the_rows_and_types(installed, tmp_path):
    code = "import industry_report as i; print(len(i.load()) > 2000, i.find('rd_intensity').empty)"
    assert run(installed, tmp_path, "-c", code).stdout.split() == ["True", "False"]
    library = next(installed.parents[1].glob("lib/python*/site-packages"))
    assert all((library / name / "py.typed").exists() for name in ("industry_report", "publisher"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        pytest.param(["accept", "--by", "x", "--reason", "x"], marks=pytest.mark.nightly),
    ],
    ids=["check", "accept"],
)
def test_what_needs_a_checkout_says_so(installed, tmp_path, command):
    done = run(installed, tmp_path, "-m", "industry_report", *command)
    assert done.returncode == 2 and "expected a checkout" in done.stderr
    assert "Traceback" not in done.stderr
