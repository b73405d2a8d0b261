"""How the code is written, measured: no words of a language in it, and nothing too long or dense.

``python tests/test_measures.py`` prints where the project stands.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from industry_report.words import phrase

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("industry_report", "publisher")
LONGEST_LINE, LONGEST_FUNCTION, LONGEST_MODULE = 100, 50, 500
MOST_COMPLEX = 12
MOST_CONDITIONS = 1.5  # conditional expressions per 100 lines

CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uffef]")
#: Modules that read Chinese or break its lines; what they hold is not said to a reader.
READING = {
    "industry_report/data/csvfile.py": "separators of files",
    "industry_report/data/parameters.py": "ways to write a parameter",
    "industry_report/data/periods.py": "ways to write a period",
    "industry_report/data/validation.py": "separators, and marks for what is missing",
    "industry_report/exhibits/sheet.py": "signs that begin no line",
    "industry_report/publishing/asked.py": "separators of a list",
    "industry_report/publishing/added.py": "numbers of headings",
    "industry_report/publishing/said.py": "ends of sentences and numbers of headings",
    "industry_report/publishing/shell.py": "characters of the other language",
    "industry_report/numbers/requests.py": "the stop that ends a definition",
    "industry_report/office/messages.py": "separators",
    "industry_report/office/amounts.py": "signs and marks of numbers",
    "industry_report/office/english.py": "periods, as Chinese sheets write them",
    "industry_report/office/heads.py": "heads of an office's tables",
    "industry_report/office/spans.py": "words for the year so far",
    "industry_report/office/titles.py": "periods in titles",
    "industry_report/office/beside.py": "words of growth over a year",
    "industry_report/office/understood.py": "what titles and notes say",
    "industry_report/office/bracketed.py": "bases of indices",
    "industry_report/office/rows.py": "periods of rows",
    "industry_report/office/scopes.py": "names of sectors",
    "industry_report/office/wholes.py": "what divides a whole",
    "industry_report/office/stated.py": "units for each person",
    "industry_report/office/columns.py": "what the heads of columns say",
    "industry_report/office/tablehead.py": "names that are counted",
    "industry_report/office/importing.py": "units and growth in an office's tables",
    "industry_report/office/layout.py": "periods in an office's tables",
    "industry_report/office/doubts.py": "names of indicators that are no totals",
    "industry_report/office/strangers.py": "names of places in titles",
    "industry_report/office/naming.py": "names of an office's indicators",
    "industry_report/office/sheets.py": "separators of files",
    "industry_report/office/start.py": "titles of a new folder",
    "industry_report/office/terms.py": "ways to write a period",
    "publisher/datafile.py": "signs that begin a formula",
    "publisher/dollars.py": "a price in Chinese",
    "publisher/exhibits.py": "words before a note or source",
    "publisher/numbering.py": "numbers of headings",
    "publisher/parts.py": "signs after which a title may be broken",
    "publisher/tables.py": "signs around numbers",
    "publisher/typst_tree.py": "ranges of characters",
    "publisher/widgets.py": "the colon after a description",
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


#: From the data to the page: nothing imports what stands in a later line.
LAYERS = (
    ("data",),
    ("numbers",),
    ("words",),
    ("exhibits",),
    ("report", "inputs", "cells", "facts", "outputs"),
    ("office",),
    ("publishing",),
    ("cli", "telling", "analysis", "__main__", "__init__"),
)
#: What all layers hand to one another.
SHARED = {"numbers.quantity", "words.phrase"}
#: What docs/layout.md names besides.
DOWNWARD = {("numbers.task_records", "words.template")}


def imports(tree: ast.Module) -> Iterator[str]:
    """The modules of the report that one imports, what ``words`` passes on as that of its own."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.level:
            continue
        package, _, module = (node.module or "").partition(".")
        if package != "industry_report":
            continue
        for alias in node.names:
            inner = ".".join(filter(None, (module, alias.name)))
            path = ROOT / package / inner.replace(".", "/")
            if path.is_dir() or path.with_suffix(".py").is_file():
                yield inner
            elif module == "words" and hasattr(phrase, alias.name):
                yield "words.phrase"
            else:
                yield module or "__init__"


def layer(module: str) -> int:
    top = module.split(".")[0]
    return next(place for place, names in enumerate(LAYERS) if top in names)


def test_things_flow_one_way():
    """What stands in docs/layout.md: the data know nothing of the page."""
    found = set()
    for path in modules("industry_report"):
        own = ".".join(path.relative_to(ROOT / "industry_report").with_suffix("").parts)
        for other in imports(ast.parse(path.read_text("utf-8"))):
            if other not in SHARED and layer(other) > layer(own):
                found.add((own, other))
    assert found == DOWNWARD


def test_every_module_has_types():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    assert settings["strict"]
    assert not [one["module"] for one in settings["overrides"] if one.get("ignore_errors")]


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts in a module that are no docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node


def spoken(source: str) -> list[str]:
    return [node.value for node in strings(ast.parse(source)) if CHINESE.search(node.value)]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_speaks_chinese(package):
    speaking = {name(path) for path in modules(package) if spoken(path.read_text("utf-8"))}
    assert speaking == {each for each in READING if each.startswith(f"{package}/")}


def test_a_chinese_text_in_a_module_is_found():
    assert spoken('"""文档"""\nx = 1  # 注释\n') == []
    assert spoken('def f():\n    """文档"""\n    return f"增长{1}"\n') == ["增长"]


def long_lines(package: str) -> list[str]:
    return [
        f"{name(path)}:{number}"
        for path in modules(package)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]


def long_functions(package: str) -> list[str]:
    found = []
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found.append(f"{name(path)}:{node.lineno} {node.name}: {length}")
    return found


def complex_functions(package: str) -> list[str]:
    options = ["--select", "C901", "--config", f"lint.mccabe.max-complexity={MOST_COMPLEX}"]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", *options]
    done = subprocess.run(
        [*command, "--output-format", "concise", package], cwd=ROOT, capture_output=True, text=True
    )
    return [line for line in done.stdout.splitlines() if "C901" in line]


def long_modules(package: str) -> list[str]:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules(package)}
    return [f"{path}: {length}" for path, length in lengths.items() if length > LONGEST_MODULE]


def lines(package: str) -> int:
    return sum(len(path.read_text("utf-8").splitlines()) for path in modules(package))


def conditions(package: str) -> float:
    """Conditional expressions per 100 lines."""
    trees = (ast.parse(path.read_text("utf-8")) for path in modules(package))
    count = sum(isinstance(node, ast.IfExp) for tree in trees for node in ast.walk(tree))
    return 100 * count / lines(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_too_long_or_too_dense(package):
    assert not long_lines(package)
    assert not long_functions(package)
    assert not complex_functions(package)
    assert not long_modules(package)
    assert conditions(package) < MOST_CONDITIONS


if __name__ == "__main__":
    for each in PACKAGES:
        print(f"{each}: {lines(each)} lines, {conditions(each):.2f} conditions per 100 lines")
        for measure in (long_lines, long_functions, complex_functions, long_modules):
            found = measure(each)
            print(f"  {measure.__name__}: {len(found)}", *found[:60], sep="\n    ")
