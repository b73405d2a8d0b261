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


#: In one process: most of the time would be that of its start.
USED = """
import pathlib, sys, industry_report
from industry_report import cli
assert industry_report.__file__.startswith(sys.prefix), "the wheel is what is imported"
assert len(industry_report.load()) > 2000 and not industry_report.find("rd_intensity").empty
asked = "--region ordos --as-of 2023-12 --language en --format html"
assert cli.main(["render", *asked.split()]) == 0
[page] = pathlib.Path().glob("reports/**/report.html")
assert "Ordos" in page.read_text("utf-8") and cli.main(["verify", str(page)]) == 0
assert cli.main(["check"]) == cli.main(["accept", "--by", "x", "--reason", "x"]) == 2
"""


@pytest.mark.slow
def test_it_renders_in_an_empty_folder_and_says_what_needs_a_checkout(installed, tmp_path):
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    (tmp_path / "used.py").write_text(USED)
    options = {"cwd": tmp_path, "env": clean, "capture_output": True, "text": True}
    done = subprocess.run([installed, "used.py"], **options, timeout=300)
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stderr.count("expected a checkout") == 2 and "Traceback" not in done.stderr
    library = next(installed.parents[1].glob("lib/python*/site-packages"))
    assert all((library / name / "py.typed").exists() for name in ("industry_report", "publisher"))
