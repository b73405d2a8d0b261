"""What a run may be asked for: the parameters of a notebook, checked before any cell runs.

papermill itself only warns about a name that the notebook does not have and goes on with the
default.

    names = defaults.declared("notebooks/01_situation.ipynb")
    values = check({"region": "baotou"}, names, dataset.codes, rows=dataset)
"""

from __future__ import annotations

import ast
import numbers
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, cast

from .codes import Codes, plain
from .dataset import Dataset
from .defaults import (
    COMMON,
    DRAWS,
    FIRST_MONTH,
    LANGUAGES,
    LAST_MONTH,
    LATEST,
    MOST_BENCHMARKS,
    OWN,
    this_month,
)
from .errors import Fault, FaultsError, ReportError, nearest, shown
from .message import Message
from .periods import MONTH, month_number, months_after
from .regions import lies_in, related
from .validation import CONFIDENCES

LAST_YEAR = int(LAST_MONTH[:4])
#: How far ahead of the vantage point targets are due unless a target year is asked for.
YEARS_AHEAD = 3
MOST_SEED = 2**32 - 1


#: What a value is; a truth value is an int, too.
KINDS = (NoneType, bool, str, int, float, list, dict)
#: Other names of languages.
LANGUAGE_NAMES = {
    "中文": "zh",
    "chinese": "zh",
    "zh-cn": "zh",
    "cn": "zh",
    "english": "en",
    "英文": "en",
}


class ParameterError(FaultsError):
    """A run was asked for what it cannot do: every wrong parameter, and what was expected."""


class _Wrong(ReportError):
    """What is wrong with one value."""


@dataclass
class _Run:
    """What parameters are judged by: the arguments of :func:`check`, and those that are good."""

    codes: Codes | None
    criteria: tuple[str, ...]
    languages: tuple[str, ...]
    rows: Dataset | None
    good: dict[str, Any] = field(default_factory=dict)


def check(
    values: Mapping[str, Any],
    declared: Mapping[str, Any],
    codes: Codes | None = None,
    criteria: Iterable[str] = (),
    languages: tuple[str, ...] = LANGUAGES,
    rows: Dataset | None = None,
) -> dict[str, Any]:
    """Every declared parameter with the value that the run will have: what was asked for, else the
    default.

    Regions become ids, no benchmarks become what the region lies in, repetitions among them are
    left out, ``as_of`` becomes ``YYYY-MM`` (a year alone means its December), numpy numbers become
    Python's.

    Args:
        values: what was asked for.
        declared: what the notebook declares, with defaults (see ``defaults.declared``).
        codes: the code lists of the dataset; without them the names of regions are not looked up.
        criteria: the criteria that may be weighted; without them those of the default, and any when
            that is empty.
        languages: codes of the languages that there are texts in.
        rows: the dataset; without it ``as_of`` may stay "latest" and is not held against the clock.

    Raises ParameterError with everything that is wrong.
    """
    run = _Run(codes, tuple(criteria), languages, rows)
    wrong: dict[str, Fault] = {}
    # Other parameters are judged by these.
    first = [name for name in ("region", "benchmarks", "as_of") if name in declared]
    for name in dict.fromkeys([*first, *declared]):
        try:
            value = _python(values.get(name, declared[name]))
            run.good[name] = _checked(name, value, declared[name], run)
        except _Wrong as found:
            wrong[name] = found.message.at(Message("parameter.place", name=name))
    faults = [_unknown(name, declared) for name in values if name not in declared]
    faults += [wrong[name] for name in dict.fromkeys([*values, *declared]) if name in wrong]
    if faults:
        raise ParameterError(Message("parameter.all"), faults)
    return {name: run.good[name] for name in declared}


def _within_reach(month: str, run: _Run) -> str:
    """A vantage point that is not in the future; for "latest" the last month in which a row became
    known.

    The rows are those that the report may read. A month that the dataset reaches is good whatever
    the clock says: clocks stand still or are set back, and a report must not depend on them.
    """
    if run.rows is None:
        return month
    today, rows = this_month(), run.rows
    reach = max(today, rows.last_known())
    if month != LATEST and month > reach:
        raise _Wrong("parameter.future", "", reach, month=month, reach=reach)
    if month != LATEST:
        return month
    if region := run.good.get("region"):
        named = run.good.get("benchmarks", ())
        rows = rows.where(region=related(region, named, rows.codes.regions))
    found = rows.last_known(today) or rows.last_known()
    if not found:
        raise _Wrong("parameter.no_rows", "", today)
    return found


def _unknown(name: object, declared: Iterable[str]) -> Fault:
    names = list(declared)
    near = nearest(plain(str(name)[:100]).replace("-", "_"), names)
    kind = "parameter.unknown" if names else "parameter.unknown_as_any"
    return Fault(kind, "", near, text=shown(name), names=names)


def check_names(names: Iterable[str], declared: Iterable[str]) -> None:
    """Raise ParameterError for every one of ``names`` that is not declared."""
    known = list(declared)
    faults = [_unknown(name, known) for name in names if name not in known]
    if faults:
        raise ParameterError(Message("parameter.all"), faults)


def check_namespace(namespace: Mapping[str, Any]) -> None:
    """Raise ParameterError when papermill injected a name that the running notebook does not
    declare.

    Call it from a notebook with ``globals()``. papermill puts the values asked for into a cell of
    their own that begins with ``# Parameters``, behind the cell tagged ``parameters``; both are
    found in IPython's history of executed cells.
    """
    history = [source for source in namespace.get("In", ()) if isinstance(source, str)]
    injected = [source for source in history if source.lstrip().startswith("# Parameters\n")]
    if not injected:
        return
    cells = [assigned(source) for source in history if source not in injected]
    defaults = [names for names in cells if names & {"region", "as_of"}]
    known = {*COMMON, *(defaults[-1] if defaults else OWN)}
    check_names(sorted(assigned(injected[-1])), sorted(known))


def assigned(source: str) -> set[str]:
    """The names that a cell assigns at its top level; none for what is not plain Python."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    names = set()
    for statement in statements:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


# --- one parameter after the other ----------------------------------------------------------------


def _checked(name: str, value: Any, default: Any, run: _Run) -> Any:
    """The value of a parameter in its normal form; _Wrong when it has none."""
    if name == "region":
        return _region(value, run.codes)
    if name == "benchmarks":
        return _benchmarks(value, run.codes, run.good.get("region"))
    if name == "as_of":
        return _within_reach(_as_of(value), run)
    if name == "target_year":
        return _target_year(value, run.good.get("as_of", LATEST))
    if name == "start":
        return _start(value, run.good.get("as_of", LATEST))
    if name == "language":
        return _choice(value, run.languages)
    if name == "criteria":
        return _weights(value, run.criteria or tuple(default or ()))
    if name in _SIMPLE:
        return _SIMPLE[name](value)
    return _like(value, default)


def _target_year(value: Any, as_of: str) -> int | None:
    """The year of the targets, judged by ``as_of`` where that is known."""
    known = as_of != LATEST
    year = int(as_of[:4]) if known else int(FIRST_MONTH[:4])
    if value is None:
        return year + YEARS_AHEAD if known else None
    return _whole(value, year, LAST_YEAR, Message("parameter.year_of_as_of") if known else "")


def _start(value: Any, as_of: str) -> str | None:
    """The month in which tasks begin, after ``as_of`` where that is known; None where not given."""
    known = as_of != LATEST
    first = str(months_after(as_of, 1)) if known else FIRST_MONTH
    named = Message("parameter.month_after") if known else ""
    expected = Message("parameter.start", first=first, named=named, last=LAST_MONTH)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong_type(value, expected)
    if not re.fullmatch(MONTH, value):
        raise _no_month(value, expected)
    if not first <= value <= LAST_MONTH:
        raise _outside(value, expected, first if value < first else LAST_MONTH)
    return value


def _python(value: Any) -> Any:
    """numpy's scalars and arrays, tuples and paths as the plain values that they stand for."""
    if isinstance(value, Path):
        return str(value)
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, tuple) else value


def _kind(value: Any) -> Message:
    """What a value is, in words."""
    for kind in KINDS:
        if isinstance(value, kind):
            return Message(f"type.{kind.__name__}")
    return Message("type.other", name=type(value).__name__)


def _wrong_type(value: Any, expected: Message, near: str = "") -> _Wrong:
    return _Wrong(
        "parameter.type", "", near, text=shown(value), kind=_kind(value), expected=expected
    )


def _outside(value: Any, expected: Message, near: str = "") -> _Wrong:
    return _Wrong("parameter.outside", "", near, text=shown(value), expected=expected)


def _no_month(text: str, expected: Message) -> _Wrong:
    near = _similar_month(text)
    return _Wrong("parameter.no_month", "", near, text=shown(text), expected=expected)


def _region(value: Any, codes: Codes | None) -> str:
    if not isinstance(value, str):
        raise _wrong_type(value, Message("parameter.region"))
    if codes is None:
        return value
    try:
        return codes.region(value)
    except ReportError as error:
        raise _Wrong(error.message) from None


def _benchmarks(value: Any, codes: Codes | None, region: str | None) -> list[str]:
    if isinstance(value, str):
        named = re.split("[,;，、] *", value)
        raise _wrong_type(value, Message("parameter.these_regions", named=shown(named)))
    if not isinstance(value, list):
        raise _wrong_type(value, Message("parameter.regions"))
    if len(value) > MOST_BENCHMARKS:
        raise _Wrong("parameter.many_regions", count=len(value), most=MOST_BENCHMARKS)
    slugs = list(dict.fromkeys(_region(_python(item), codes) for item in value))
    if region in slugs:
        others = str([slug for slug in slugs if slug != region])
        rest = Message("parameter.others") if others == "[]" else others
        raise _Wrong("parameter.itself", region=region, others=rest)
    if not slugs and codes is not None and region is not None:
        return lies_in(region, codes.regions)
    return slugs


def _as_of(value: Any) -> str:
    if isinstance(value, str) and value == LATEST:
        return LATEST
    expected = Message("parameter.as_of", first=FIRST_MONTH, last=LAST_MONTH)
    if isinstance(value, date):
        near = f"{value:%Y-%m}"
        raise _Wrong("parameter.day", "", near, text=shown(str(value)), expected=expected)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999_999:
        value = str(value)
    if isinstance(value, float):
        raise _wrong_type(value, expected, _similar_month(f"{value:.2f}"))
    if not isinstance(value, str):
        raise _wrong_type(value, expected)
    try:
        number = month_number(value)
    except ReportError:
        raise _no_month(value, expected) from None
    if not month_number(FIRST_MONTH) <= number <= month_number(LAST_MONTH):
        near = FIRST_MONTH if number < month_number(FIRST_MONTH) else LAST_MONTH
        raise _outside(value, expected, near)
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _similar_month(text: str) -> str:
    match = re.match(r"(20\d\d)\D{0,2}(0[1-9]|1[0-2]|[1-9](?!\d))(?!\d)", text[:30], re.ASCII)
    return f"{match[1]}-{int(match[2]):02}" if match else ""


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        near = "True" if str(value).casefold() in ("true", "1", "yes", "是") else "False"
        raise _wrong_type(value, Message("parameter.truth", value=near))
    return value


def _choice(value: Any, choices: tuple[str, ...]) -> str:
    named = [*map(repr, choices)]
    if not isinstance(value, str):
        raise _wrong_type(value, Message("parameter.one_of", choices=named))
    if value not in choices:
        name = plain(value[:100])
        near = nearest(LANGUAGE_NAMES.get(name, name), choices)
        raise _Wrong("entry.choice", "", near, text=shown(value), choices=named)
    return value


def _path(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong_type(value, Message("parameter.path"))
    if not value.strip() or "\0" in value or "\n" in value:
        raise _Wrong("parameter.no_path", text=shown(value))
    return value


def _number(value: Any, low: float, high: float) -> int | float:
    expected = Message("parameter.number", low=low, high=high)
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise _wrong_type(value, expected)
    number = cast(float, value)
    if not low <= number <= high:
        raise _out_of_range(number, low, high, expected)
    return number


def _whole(value: Any, low: int, high: int, named: Message | str = "") -> int:
    separated = "d" if high == LAST_YEAR else ",d"
    limits = {"low": f"{low:{separated}}", "named": named, "high": f"{high:{separated}}"}
    expected = Message("parameter.whole", **limits)
    if isinstance(value, bool) or not isinstance(value, int):
        near = str(int(value)) if isinstance(value, float) and value.is_integer() else ""
        if isinstance(value, str):
            expected = Message("parameter.unquoted", expected=expected)
        raise _wrong_type(value, expected, near)
    if not low <= value <= high:
        raise _out_of_range(value, low, high, expected)
    return value


def _out_of_range(value: float, low: float, high: float, expected: Message) -> _Wrong:
    near = ""  # what is not a number is neither below nor above
    if value < low:
        near = str(low)
    elif value > high:
        near = str(high)
    return _outside(value, expected, near)


def _weights(value: Any, known: tuple[str, ...]) -> dict[str, int | float]:
    if not isinstance(value, dict):
        raise _wrong_type(value, Message("parameter.weights"))
    weights = {}
    for name, given in value.items():
        if not isinstance(name, str) or known and name not in known:
            near = nearest(plain(str(name)[:100]), known)
            expected = Message("parameter.weights")
            if known:
                expected = Message("parameter.one_of", choices=known)
            raise _Wrong("parameter.criterion", "", near, text=shown(name), expected=expected)
        weight, of = _python(given), {"name": name, "text": shown(given)}
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise _Wrong("parameter.weight_type", **of, kind=_kind(weight))
        if not 0 <= weight <= 1e9:
            raise _Wrong("parameter.weight_outside", **of)
        weights[name] = weight
    if weights and not any(weights.values()):
        raise _Wrong("parameter.no_weight")
    return weights


def _like(value: Any, default: Any) -> Any:
    """A parameter that only the notebook itself knows: of the type of its default."""
    alike = isinstance(value, bool) == isinstance(default, bool) and (
        default is None
        or isinstance(value, type(default))
        or isinstance(default, float)
        and isinstance(value, int)
        or isinstance(default, tuple)
        and isinstance(value, list)
    )
    if not alike:
        raise _wrong_type(
            value, Message("parameter.like", kind=_kind(default), like=shown(default))
        )
    return value


_SIMPLE: dict[str, Callable[[Any], Any]] = {
    "hindsight": _truth,
    "min_confidence": lambda value: _choice(value, CONFIDENCES),
    "dataset": _path,
    "logic_model": _path,
    "gap_threshold": lambda value: _number(value, 0, 100),
    "draws": lambda value: _whole(value, *DRAWS),
    "seed": lambda value: _whole(value, 0, MOST_SEED),
}
