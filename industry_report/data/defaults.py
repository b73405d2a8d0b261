"""The parameters of the notebooks: name, type, default and comment, the one place that all others
take them from.

Each notebook repeats them in its cell tagged ``parameters``, because papermill and readers look
there; ``tests/parameter_cells.py`` compares the cells with this module and writes them anew. Light
on imports: the command line needs it before anything heavy is loaded.
"""

from __future__ import annotations

import ast
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .errors import FaultsError, ReportError, in_line, shown
from .files import read_file, state
from .message import Message

MOST_NOTEBOOK_BYTES = 100_000_000
#: Which files of the notebooks' folder are the report, in the order of their names.
NOTEBOOKS = "[0-9][0-9]_*.ipynb"
#: The languages that the project itself has texts in.
LANGUAGES = ("zh", "en")
#: The vantage point that follows the data.
LATEST = "latest"
#: The vantage points that can be asked for.
FIRST_MONTH, LAST_MONTH = "2010-01", "2099-12"
MOST_BENCHMARKS = 12
#: The fewest and the most random draws.
DRAWS = (100, 200_000)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook.

    Attributes:
        name: as notebooks and the command line call it.
        kind: its type as the notebook annotates it.
        default: its value unless something else is asked for.
        meaning: what it does, for the comment behind it.
    """

    name: str
    kind: str
    default: Any
    meaning: str

    def __str__(self) -> str:
        """The line of a parameters cell."""
        default = repr(self.default)
        if isinstance(self.default, str):
            default = json.dumps(self.default, ensure_ascii=False)
        return f"{self.name}: {self.kind} = {default}  # {self.meaning}"


#: What every notebook of the report understands.
SHARED = (
    Parameter("region", "str", "baotou", "whose report: slug, Chinese or English name"),
    Parameter(
        "as_of",
        "str",
        "2022-08",
        'only what was known in that month is used; "latest": all there is',
    ),
    Parameter("hindsight", "bool", True, "show, marked as such, what was published after as_of"),
    Parameter("language", "str", "zh", '"zh" or "en"'),
    Parameter("benchmarks", "list", [], "whom to compare with; []: what the region lies in"),
    Parameter(
        "min_confidence", "str", "medium", 'weakest evidence used: "high", "medium" or "low"'
    ),
    Parameter("dataset", "str", "../data/indicators.csv", "another city's file goes here"),
    Parameter(
        "logic_model", "str", "../data/logic_model.yaml", "problems and measures of the policy text"
    ),
)

_PRIORITIES = (
    Parameter(
        "target_year",
        "int",
        None,
        "when targets without a date are due; None: three years after as_of",
    ),
    Parameter(
        "criteria", "dict", {}, 'weights of the criteria, such as {"gap": 2}; {}: none is preferred'
    ),
    Parameter("draws", "int", 10000, "how many random weightings to try, 100 to 200000"),
    Parameter("seed", "int", 2022, "of the random draws: the same seed gives the same shares"),
)

_START = Parameter(
    "start", "str", None, 'the month in which the tasks begin, "YYYY-MM"; None: as their list says'
)

#: What single notebooks understand besides, by notebook; most understand nothing else.
SPECIAL: Mapping[str, tuple[Parameter, ...]] = {
    "00_brief": (*_PRIORITIES, _START),
    "02_diagnosis": (
        Parameter(
            "gap_threshold", "float", 10.0, "per cent of the benchmark that make a difference a gap"
        ),
    ),
    "03_recommendations": (*_PRIORITIES, _START),
    "04_limits": (_START,),
    "explore": tuple(
        # Here each draw spaces the levels of the criteria; fewer will do while sliders move.
        Parameter("draws", "int", 2000, "how many random spacings to try, 100 to 200000")
        if one.name == "draws"
        else one
        for one in _PRIORITIES
    ),
}

COMMON: dict[str, Any] = {one.name: one.default for one in SHARED}
#: The names of what single notebooks understand besides.
OWN = tuple(dict.fromkeys(one.name for ones in SPECIAL.values() for one in ones))


def this_month() -> str:
    """The month of the clock, ``YYYY-MM``."""
    return f"{date.today():%Y-%m}"


def declared(notebook: str | Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults: the assignments of its cell tagged
    ``parameters``.

    A notebook without such a cell has none. Raises ReportError when the file is no notebook, or
    when the cell holds anything but comments and assignments of plain values.
    """
    path = Path(notebook)
    return dict(_declared(path, state(path)))


@functools.lru_cache(maxsize=16)
def _declared(path: Path, _state: tuple[str | int, ...]) -> dict[str, Any]:
    try:
        cells = json.loads(read_file(path, MOST_NOTEBOOK_BYTES, "notebook"))["cells"]
        tagged = [one for one in cells if "parameters" in one.get("metadata", {}).get("tags", ())]
        sources = ["".join(one["source"]) for one in tagged]
    except FaultsError as error:
        raise ReportError(error.faults[0]) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReportError("notebook.none", path.name) from None
    if not sources:
        return {}
    return assignments(sources[0], Message("notebook.cell", file=path.name))


def assignments(source: str, where: str | Message) -> dict[str, Any]:
    """Names and plain values that ``source`` assigns; ``where`` names the place in messages.

    Raises ReportError for anything but assignments of plain values and comments.
    """
    values: dict[str, Any] = {}
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        place = in_line(where, getattr(error, "lineno", None) or 0)
        raise ReportError("notebook.no_python", place) from None
    for statement in statements:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue  # a text in quotation marks, as documentation
        try:
            name, value = _assignment(statement)
            values[name] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError):
            place = in_line(where, statement.lineno)
            text = shown(ast.unparse(statement))
            raise ReportError("notebook.no_parameter", place, text=text) from None
    return values


def _assignment(statement: ast.stmt) -> tuple[str, ast.expr]:
    """The one name that a statement assigns, and to what; ValueError when it is no such one."""
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or len(targets) > 1:
        raise ValueError
    if not isinstance(targets[0], ast.Name):
        raise ValueError
    if statement.value is None:  # an annotation alone
        raise ValueError
    return targets[0].id, statement.value
