"""What is imported is declared, what is declared is imported, and the locks hold it with hashes."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from industry_report import cli

ROOT = Path(__file__).resolve().parents[1]
OWN = ("industry_report", "publisher")
LOCKS = ("requirements.txt", "tests/requirements.txt")

#: Used as commands and extensions, not by an import.
COMMANDS = {"jupyterlab", "nbval"}


def normal(name: str) -> str:
    """The name of a distribution as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """The distributions that pyproject.toml asks for, with those of the extras named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = list(project["dependencies"])
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    return {normal(re.match(r"[\w.-]+", text)[0]) for text in asked}


def imports(tree: ast.AST) -> Iterator[str]:
    """The top-level names that a module imports anywhere in its code, relative ones left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]


def imported() -> set[str]:
    """The third-party distributions that both packages import."""
    names = set()
    for package in OWN:
        for file in (ROOT / package).rglob("*.py"):
            names |= set(imports(ast.parse(file.read_text(encoding="utf-8"))))
    names -= {*OWN, *sys.stdlib_module_names}
    homes = packages_distributions()
    return {normal(homes[name][0]) if name in homes else name for name in names}


def locked(file: str) -> dict[str, str]:
    """The lines of a lock, by distribution: everything from its version to its last hash."""
    text = (ROOT / file).read_text(encoding="utf-8")
    entries = re.findall(r"(?m)^([\w.-]+)==((?:.*\\\n)*.*)$", text)
    return {f"{normal(name)}=={rest.split()[0]}": rest for name, rest in entries}


def names(file: str) -> set[str]:
    return {entry.partition("==")[0] for entry in locked(file)}


def test_what_is_imported_is_declared():
    assert imported() - declared("dask", "s3") == set()


def test_what_is_declared_is_imported():
    assert declared("dask") - imported() == COMMANDS


def test_a_report_is_locked_without_what_only_extras_and_tests_need():
    report = names("requirements.txt")
    assert declared() <= report
    assert report & {"dask", "distributed", "s3fs", "boto3", "moto", "playwright", "ruff"} == set()


def test_the_lock_of_the_tests_is_that_of_the_report_and_more():
    assert locked("requirements.txt").keys() < locked("tests/requirements.txt").keys()
    assert declared("dask", "s3", "test") - {"baotou-industry-report"} <= names(LOCKS[1])


@pytest.mark.parametrize("file", LOCKS)
def test_locks_have_hashes_and_no_address(file):
    assert [name for name, entry in locked(file).items() if "--hash=sha256:" not in entry] == []
    assert re.search(r"://|^-", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE) is None


@pytest.mark.parametrize(
    ("options", "package", "extra"),
    [
        (["--scheduler", "tcp://host:8786"], "distributed", "dask"),
        (["--output", "s3://bucket/reports"], "s3fs", "s3"),
    ],
)
def test_a_missing_extra_is_named_before_anything_runs(
    options, package, extra, monkeypatch, tmp_path, capsys
):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["render", *options]) == cli.USAGE
    [line] = capsys.readouterr().err.splitlines()
    expected = f"needs the package {package}, which is not installed; "
    assert line.startswith(f"report: {' '.join(options)}: {expected}")
    assert f"pip install -e '.[{extra}]'" in line
    assert not list(tmp_path.iterdir())
