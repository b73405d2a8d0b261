"""A list of parameter sets from a file: YAML, JSON or CSV, each with the line where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from industry_report.data.errors import Fault, FaultsError, ReportError, nearest

KINDS = (".yaml", ".yml", ".json", ".csv")
MOST_BYTES = 20_000_000


def read(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Where each parameter set stands ("line 3"), and the set.

    YAML and JSON hold a list of mappings. CSV has the names in its first line; an empty cell is a
    parameter not given, and several benchmarks are separated by semicolons.

    Raises:
        ReportError: no such file, no such kind of file, or faults with their lines.
    """
    if not path.is_file():
        raise ReportError(f"{path}: {_no_file(path)}")
    kind = path.suffix.lower()
    if kind not in KINDS:
        expected = f"a file that ends in {', '.join(KINDS)}"
        raise ReportError(f"{path}: cannot be read as a list of runs; expected {expected}")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ReportError(f"{path}: is too large; expected at most {MOST_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ReportError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror})") from None
    reader = {".csv": _from_csv}.get(kind, _from_yaml)
    sets = reader(path, text)
    if not sets:
        raise ReportError(
            f"{path}: holds no parameter set; "
            "expected a list such as '- {region: ordos, language: en}'"
        )
    return sets


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"is a folder; expected a file that ends in {', '.join(KINDS)}"
    if path.exists():
        return "is not a regular file"
    beside: list[str] = []
    if path.parent.is_dir():
        beside = [one.name for one in path.parent.iterdir() if one.suffix.lower() in KINDS]
    fault = Fault("there is no such file", "", "a list of runs", nearest(path.name, beside))
    return str(fault)


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
    faults, sets = [], []
    for entry in _entries(path, text):
        where = _line(entry)
        try:
            values = value(entry)
        except FaultsError as error:
            faults += error.faults
            continue
        except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
            problem = getattr(error, "problem", None) or error
            faults.append(Fault(f"not readable ({problem})", where, "plain values"))
            continue
        if not isinstance(values, dict):
            expected = "names and values, such as {region: ordos}"
            faults.append(Fault("no parameter set", where, expected))
        elif not all(isinstance(name, str) for name in values):
            faults.append(Fault("a name that is no text", where, "names of parameters"))
        else:
            if isinstance(values.get("as_of"), int | float):
                values["as_of"] = str(values["as_of"])  # YAML takes 2022 for a number
            sets.append((where, values))
    if faults:
        raise FaultsError(str(path), faults)
    return sets


def _entries(path: Path, text: str) -> list[yaml.Node]:
    """The nodes of the list that a YAML or JSON text is."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not readable"
        raise FaultsError(str(path), [Fault(problem, where, "YAML or JSON")]) from None
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise FaultsError(str(path), [Fault("no list", _line(node), "a list of parameter sets")])
    return node.value


def value(node: yaml.Node) -> Any:
    """What a YAML node stands for.

    Raises:
        FaultsError: a key stands twice in one mapping, of which YAML would take the last.
        yaml.YAMLError, ValueError: a value that YAML cannot make, such as 2001-99-99 for a date.
    """
    if faults := list(_doubled(node, set())):
        raise FaultsError("the values", faults)
    return yaml.SafeLoader("").construct_object(node, deep=True)


def _doubled(node: yaml.Node, seen: set[int]) -> Iterator[Fault]:
    """Keys that stand twice in a mapping, in this node or in one below; aliases are looked into
    once.
    """
    if id(node) in seen or not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
        return
    seen.add(id(node))
    below = node.value
    if isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in names:
                    yield Fault(f"{key.value!r} is given twice", _line(key), "each name once")
                names.add(key.value)
        below = [part for pair in node.value for part in pair]
    for one in below:
        yield from _doubled(one, seen)


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
