"""The publisher knows nothing of the report."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PUBLISHER = Path(__file__).parents[2] / "publisher"


@pytest.mark.parametrize("path", sorted(PUBLISHER.rglob("*.py")), ids=lambda path: path.stem)
def test_no_module_imports_the_report(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [
            alias.name for alias in getattr(node, "names", []) if isinstance(alias, ast.alias)
        ] + [getattr(node, "module", "") or ""]
        assert not any(name.startswith("industry_report") for name in names)


def test_the_package_and_its_exporters_are_light_to_import():
    heavy = {"typst", "uharfbuzz", "pygments.lexers", "fontTools", "pypandoc", "lxml"}
    program = "import sys, publisher; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not heavy & set(done.stdout.split())
