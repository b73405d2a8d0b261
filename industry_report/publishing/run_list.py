"""A list of parameter sets from a file: YAML, JSON or CSV, each with the line where it stands."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from industry_report.data.errors import Fault, FaultsError, ReportError, some_lines
from industry_report.data.files import read_file
from industry_report.data.message import Message
from industry_report.data.records import MOST_BYTES, read_yaml

KINDS = (".yaml", ".yml", ".json", ".csv")


def read(path: Path) -> list[tuple[Message, dict[str, Any]]]:
    """Where each parameter set stands ("line 3"), and the set.

    YAML and JSON (which is YAML, too) hold a list of mappings. CSV has the names in its first line;
    an empty cell is a parameter not given, and several benchmarks are separated by semicolons.

    Raises:
        ReportError: no such file, no such kind of file, or faults with their lines.
    """
    raw = read_file(path, MOST_BYTES, "runs", FaultsError)
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ReportError("runs.kind", str(path), kinds=KINDS)
    sets = _from_csv(path, raw) if kind == ".csv" else _from_yaml(path)
    if not sets:
        raise ReportError("runs.empty", str(path), expected=Message("runs.example"))
    return sets


def _from_csv(path: Path, raw: bytes) -> list[tuple[Message, dict[str, Any]]]:
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
        lines = [(some_lines([reader.line_num]), cells) for cells in reader]
    except UnicodeDecodeError:
        raise ReportError("runs.no_utf8", str(path)) from None
    except csv.Error as error:
        fault = Fault("runs.no_csv", some_lines([reader.line_num]), why=str(error))
        raise FaultsError(str(path), [fault]) from None
    faults, sets = [], []
    names = [name.strip() for name in lines[0][1]] if lines else []
    if len(set(names)) < len(names) or not all(names):
        raise FaultsError(str(path), [Fault("runs.names", some_lines([1]))])
    for where, cells in lines[1:]:
        given = {
            name: _cell(name, cell)
            for name, cell in zip(names, cells, strict=False)
            if cell.strip()
        }
        if len(cells) == len(names) and given:
            sets.append((where, given))
        elif any(cell.strip() for cell in cells):
            faults.append(Fault("runs.cells", where, count=len(cells), width=len(names)))
    if faults:
        raise FaultsError(str(path), faults)
    return sets


def _cell(name: str, text: str) -> Any:
    text = text.strip()
    if name == "benchmarks":
        return [part.strip() for part in text.split(";") if part.strip()]
    if name in ("region", "as_of", "language", "dataset", "logic_model"):
        return text
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: 2001-99-99
        return text


def _from_yaml(path: Path) -> list[tuple[Message, dict[str, Any]]]:
    tree, sets = read_yaml(path, "runs.example"), []
    if not isinstance(tree.value, list):
        tree.fault((), "runs.no_list")
    tree.check()
    for number, node in enumerate(tree.root.value if tree.root else ()):
        try:
            values = value(node)
        except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
            problem = getattr(error, "problem", None) or error
            tree.fault((number,), "runs.no_value", why=str(problem))
            continue
        if not isinstance(values, dict):
            tree.fault((number,), "runs.no_set")
        sets.append((some_lines([tree.line((number,))]), values))
    tree.check()
    return sets


def value(node: yaml.Node) -> Any:
    """What a YAML node stands for: 3, 0.5, true, a list …

    Raises:
        yaml.YAMLError, ValueError: a value that YAML cannot make, such as 2001-99-99 for a date.
    """
    return yaml.SafeLoader("").construct_object(node, deep=True)
