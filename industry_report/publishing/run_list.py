"""A list of parameter sets from a file: YAML, JSON or CSV, each with the line where it stands."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from industry_report.data.errors import Fault, FaultsError, ReportError
from industry_report.data.files import read_file
from industry_report.data.records import MOST_BYTES, read_yaml

KINDS = (".yaml", ".yml", ".json", ".csv")
EXAMPLE = "a list such as '- {region: ordos, language: en}'"


def read(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Where each parameter set stands ("line 3"), and the set.

    YAML and JSON (which is YAML, too) hold a list of mappings. CSV has the names in its first line;
    an empty cell is a parameter not given, and several benchmarks are separated by semicolons.

    Raises:
        ReportError: no such file, no such kind of file, or faults with their lines.
    """
    raw = read_file(path, MOST_BYTES, "a list of runs", FaultsError)
    kind = path.suffix.lower()
    if kind not in KINDS:
        expected = f"a file that ends in {', '.join(KINDS)}"
        raise ReportError(f"{path}: cannot be read as a list of runs; expected {expected}")
    sets = _from_csv(path, raw) if kind == ".csv" else _from_yaml(path)
    if not sets:
        raise ReportError(f"{path}: holds no parameter set; expected {EXAMPLE}")
    return sets


def _from_csv(path: Path, raw: bytes) -> list[tuple[str, dict[str, Any]]]:
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
        lines = [(f"line {reader.line_num}", cells) for cells in reader]
    except UnicodeDecodeError:
        raise ReportError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except csv.Error as error:
        fault = Fault(f"cannot be read ({error})", f"line {reader.line_num}", "a CSV file")
        raise FaultsError(str(path), [fault]) from None
    faults, sets = [], []
    names = [name.strip() for name in lines[0][1]] if lines else []
    if len(set(names)) < len(names) or not all(names):
        what = "a column name is empty or there twice"
        raise FaultsError(str(path), [Fault(what, "line 1", "one name a column")])
    for where, cells in lines[1:]:
        given = {
            name: _cell(name, cell)
            for name, cell in zip(names, cells, strict=False)
            if cell.strip()
        }
        if len(cells) == len(names) and given:
            sets.append((where, given))
        elif any(cell.strip() for cell in cells):
            expected = f"{len(names)}, as in the first line"
            faults.append(Fault(f"{len(cells)} cells", where, expected))
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


def _from_yaml(path: Path) -> list[tuple[str, dict[str, Any]]]:
    tree, sets = read_yaml(path, EXAMPLE), []
    if not isinstance(tree.value, list):
        tree.fault((), "no list", "a list of parameter sets")
    tree.check()
    for number, node in enumerate(tree.root.value if tree.root else ()):
        try:
            values = value(node)
        except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
            problem = getattr(error, "problem", None) or error
            tree.fault((number,), f"not readable ({problem})", "plain values")
            continue
        if not isinstance(values, dict):
            tree.fault((number,), "no parameter set", "names and values, as {region: ordos}")
        sets.append((f"line {tree.line((number,))}", values))
    tree.check()
    return sets


def value(node: yaml.Node) -> Any:
    """What a YAML node stands for: 3, 0.5, true, a list …

    Raises:
        yaml.YAMLError, ValueError: a value that YAML cannot make, such as 2001-99-99 for a date.
    """
    return yaml.SafeLoader("").construct_object(node, deep=True)
