"""A list of parameter sets from a file: YAML, JSON or CSV, each with the line where it stands."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from industry_report.data.errors import Fault, FaultsError, ReportError

KINDS = (".yaml", ".yml", ".json", ".csv")


def read(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Where each parameter set stands ("line 3"), and the set.

    YAML and JSON hold a list of mappings. CSV has the names in its first line; an empty cell is a parameter not given,
    and several benchmarks are separated by semicolons.

    Raises:
        ReportError: no such file, no such kind of file, or faults with their lines.
    """
    if path.suffix.lower() not in KINDS:
        raise ReportError(
            f"{path}: cannot be read as a list of runs; expected a file that ends in {', '.join(KINDS)}"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ReportError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror})") from None
    sets = _from_csv(path, text) if path.suffix.lower() == ".csv" else _from_yaml(path, text)
    if not sets:
        raise ReportError(
            f"{path}: holds no parameter set; expected a list such as '- {{region: ordos, language: en}}'"
        )
    return sets


def _from_csv(path: Path, text: str) -> list[tuple[str, dict[str, Any]]]:
    faults, sets = [], []
    reader = csv.reader(io.StringIO(text))
    names = [name.strip() for name in next(reader, [])]
    if len(set(names)) < len(names) or not all(names):
        raise FaultsError(
            str(path),
            [Fault("a column name is empty or there twice", "line 1", "one name a column")],
        )
    for cells in reader:
        where = f"line {reader.line_num}"
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            faults.append(
                Fault(f"{len(cells)} cells", where, f"{len(names)}, as in the first line")
            )
            continue
        values = {
            name: _cell(name, cell) for name, cell in zip(names, cells, strict=True) if cell.strip()
        }
        sets.append((where, values))
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


def _from_yaml(path: Path, text: str) -> list[tuple[str, dict[str, Any]]]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        loader = yaml.SafeLoader("")
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            fault = Fault("no list", f"line {node.start_mark.line + 1}", "a list of parameter sets")
            raise FaultsError(str(path), [fault])
        faults, sets = [], []
        for entry in node.value:
            where = f"line {entry.start_mark.line + 1}"
            if not isinstance(entry, yaml.MappingNode):
                faults.append(
                    Fault("no parameter set", where, "names and values, such as {region: ordos}")
                )
                continue
            values = loader.construct_mapping(entry, deep=True)
            if not all(isinstance(name, str) for name in values):
                faults.append(Fault("a name that is no text", where, "names of parameters"))
                continue
            if "as_of" in values:
                values["as_of"] = str(values["as_of"])  # YAML takes 2022 for a number
            sets.append((where, values))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not readable"
        raise FaultsError(str(path), [Fault(problem, where, "YAML or JSON")]) from None
    if faults:
        raise FaultsError(str(path), faults)
    return sets
