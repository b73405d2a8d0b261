"""What a command line and its matrix ask for, as runs: checked, in normal form, each once. Light on
imports.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from industry_report.data import defaults, light
from industry_report.data.defaults import (
    COMMON,
    FIRST_MONTH,
    LANGUAGES,
    LATEST,
    MOST_BENCHMARKS,
    this_month,
)
from industry_report.data.errors import Fault, FaultsError, ReportError, nearest, shown
from industry_report.data.home import dataset_file, dataset_path, descriptor_of, model_path
from industry_report.data.message import Message, joined
from industry_report.data.periods import MONTH
from industry_report.data.regions import lies_in, main_region
from industry_report.publishing import editions, execution
from industry_report.publishing.runs import FILES, Run

if TYPE_CHECKING:
    from industry_report.data.dataset import Dataset

#: Options that are parameters; what they give has the parameter's name.
OPTIONS = ("region", "language", "as_of", "hindsight", "benchmarks", "dataset", "logic_model")
NAMES = ("region", "language", "benchmarks")
ALL = "all"


class AskedError(FaultsError):
    """What was asked for cannot be done: everything that is wrong with one set of parameters."""


def requested(
    shared: Mapping[str, Any],
    root: Path,
    matrix: str | None = None,
    note: Callable[[Message], None] = lambda text: None,
) -> list[Run]:
    """The runs that are asked for, each once: regions as slugs, months as YYYY-MM, defaults left
    out.

    Args:
        shared: parameters by name; several regions or languages are several runs.
        root: the checkout.
        matrix: a file that lists further parameters, a run in each line.
        note: told of every run that was asked for more than once, and of a vantage point that
            another dataset decides.

    Raises:
        ReportError: with everything that is wrong; for a matrix with the line.
    """
    sets: list[tuple[str | Message, dict[str, Any]]] = [("", {})]
    if matrix is not None:
        from industry_report.publishing import run_list

        sets = [*run_list.read(Path(matrix))]
    faults: dict[Fault, None] = {}
    runs: dict[Run, str | Message] = {}
    for where, values in sets:
        for name in sorted(shared.keys() & values.keys()):
            faults[Fault("asked.here_too", where, name=name)] = None
        try:
            asked = {"language": list(LANGUAGES), **shared, **values}
            asked = _of_dataset(asked, root, note)
            for one in _editions(_expanded(asked, root), matrix is None, root):
                run = Run.of(_checked(one, root))
                if run in runs:
                    places = [place for place in (runs[run], where) if place]
                    twice = joined("word.and", places, "asked.here")
                    note(Message("asked.twice", run=str(run), places=twice))
                runs.setdefault(run, where)
        except AskedError as error:
            faults |= dict.fromkeys(_at(fault, where) for fault in error.faults)
    if faults:
        raise FaultsError(matrix or Message("asked.here"), faults)
    return list(runs)


def _at(fault: Fault, where: str | Message) -> Fault:
    if not (where and fault.where):
        return fault.at(where or fault.where)
    return fault.at(Message("place.within", outer=where, inner=fault.where))


# --- what is asked for on the command line --------------------------------------------------------


def given(options: Mapping[str, Any], settings: Iterable[str], root: Path) -> dict[str, Any]:
    """The parameters of a command line by name.

    Args:
        options: what each option gives, by the name of its parameter; None: nothing.
        settings: ``NAME=VALUE``, the value as YAML reads it.
        root: the checkout.

    Raises ReportError for one that is given twice, and for a file that is not there.
    """
    values: dict[str, Any] = {}
    for text in settings:
        name, separator, value = text.partition("=")
        name = name.strip()
        if not separator or not name:
            raise ReportError("asked.no_value", f"--set {text}")
        if name in values:
            raise ReportError("asked.given_twice", f"--set {text}", name=name)
        values[name] = _value(value, f"--set {text}")
    for name in OPTIONS:
        asked = options.get(name)
        if asked is None:
            continue
        option = f"--{name.replace('_', '-')}"
        if name in values:
            raise ReportError("asked.given_in_two", option=option, name=name)
        values[name] = _as_notebooks_see_it(option, asked, root) if name in FILES else asked
    return values


def _value(text: str, where: str) -> Any:
    """A value as YAML reads it: 3, 0.5, true, [a, b], {a: 1}, or text."""
    import yaml

    from industry_report.data.records import Tree
    from industry_report.publishing import run_list

    if not text.strip():
        return text
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        tree = Tree(Path(where), None, lambda: node)
        tree.plain(node, {})
        found = run_list.value(node)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: 2001-99-99
        return text
    for fault in tree.faults:
        raise ReportError(fault.at(where))
    return found


def _as_notebooks_see_it(option: str, path: str, root: Path) -> str:
    """A file's path from the notebooks' folder: documents must not name folders of this machine."""
    path = str(dataset_file(path)) if path.strip() else path
    if not path.strip() or not Path(path).is_file():
        raise ReportError(_no_file(path).at(f"{option} {path}"))
    return Path(os.path.relpath(path, root / "notebooks")).as_posix()


def _no_file(given: str, folder: Path = Path()) -> Fault:
    """Why a path, as it is given from a folder, leads to no file of data."""
    path = folder / given
    if path.is_dir():
        return Fault("asked.no_dataset_in")
    if path.exists():
        return Fault("asked.irregular")
    beside = {}
    if path.parent.is_dir():
        places = filter(_holds_data, path.parent.iterdir())
        beside = {one.name: str(Path(given).with_name(one.name)) for one in places}
    near = beside.get(nearest(path.name, beside), "")
    return Fault("asked.no_file", "", near)


def _holds_data(path: Path) -> bool:
    """Whether a path is a dataset or logic model, by its name, or the folder of a dataset."""
    return path.suffix in (".csv", ".yaml") or (path / "indicators.csv").is_file()


def _of_dataset(
    values: dict[str, Any], root: Path, note: Callable[[Message], None]
) -> dict[str, Any]:
    """The parameters with what follows from another dataset: the place that it is about, the last
    month in which a figure of that or its policy text became known, and the logic model beside it.
    """
    dataset = dataset_path(_with_paths(values), root)
    if dataset == dataset_path({}, root) or not dataset.is_file():
        return values
    found, model = dict(values), dataset.with_name("logic_model.yaml")
    if "logic_model" not in values and model.is_file():
        found["logic_model"] = Path(os.path.relpath(model, root / "notebooks")).as_posix()
    rows = _loaded(found, root)
    region, usual = main_region(rows.codes.regions), COMMON["region"]
    found = {"region": region} | found
    month = rows.where(region=region).last_known(this_month())
    month = max(month, editions.text_known(found, root))
    if month and region != usual and "as_of" not in values:
        found["as_of"] = month
        note(Message("asked.as_of", folder=dataset.parent.name, month=month))
    return found


def _loaded(values: Mapping[str, Any], root: Path) -> Dataset:
    """The dataset; where it is faulty, all is raised that is wrong with it and beside it."""
    from industry_report.data import codes, dataset
    from industry_report.publishing import batch

    files = {name: value for name, value in _with_paths(values).items() if name in FILES}
    path = dataset_path(files, root)
    try:
        return dataset.load(path)
    except FaultsError:
        with contextlib.suppress(FaultsError):
            files["region"] = main_region(codes.read_codes(descriptor_of(path)).regions)
        asked = _listed(values.get("language", list(LANGUAGES)))
        languages = [name for name in LANGUAGES if name in asked] or LANGUAGES
        batch.check_files([Run.of(files | {"language": name}) for name in languages], root)
        raise


# --- one set of parameters ------------------------------------------------------------------------


def _expanded(values: dict[str, Any], root: Path) -> Iterator[dict[str, Any]]:
    """One set of parameters for each region and language of a set."""
    values = {"region": COMMON["region"]} | values
    faults = [_empty(name, values[name]) for name in NAMES if name in values]
    faults += [_missing(name, values[name], root) for name in FILES if name in values]
    if found := [fault for fault in faults if fault]:
        raise AskedError(Message("parameter.all"), found)
    if isinstance(values.get("benchmarks"), str):
        values["benchmarks"] = _listed(values["benchmarks"])
    for region in _listed(values["region"]):
        places = [region]
        if region == ALL:
            places = _all_regions(values, root)
        for place in places:
            for language in _listed(values["language"]):
                yield values | {"region": place, "language": language}


def _editions(
    sets: Iterable[dict[str, Any]], are_wanted: bool, root: Path
) -> Iterator[dict[str, Any]]:
    """One set of parameters for each edition, where no vantage point is asked for; today's first.

    A line of a matrix is one report: without a vantage point it has the notebooks' default.
    """
    waiting: dict[str, list[dict[str, Any]]] = {}
    for one in sets:
        if "as_of" in one or not are_wanted:
            yield one
            continue
        checked = _checked(dict(one), root)
        for month in editions.vantage_points(checked, root):
            waiting.setdefault(month, []).append(checked | {"as_of": month})
    for each in waiting.values():
        yield from each


def _listed(value: Any) -> list[Any]:
    """The names that a text lists, or what else was given, one by one."""
    if isinstance(value, str):
        return [part.strip() for part in re.split("[,;，；、]", value) if part.strip()]
    if isinstance(value, list | tuple):
        return list(value)
    return [value]


def _empty(name: str, value: Any) -> Fault | None:
    """The fault of a list of names without a name. Benchmarks may be none: the usual ones."""
    if _listed(value) or (name == "benchmarks" and value == []):
        return None
    example = {"benchmarks": "china"}.get(name, COMMON.get(name))
    return Fault("asked.no_name", Message("parameter.place", name=name), like=repr(example))


def _missing(name: str, value: Any, root: Path) -> Fault | None:
    """The fault of a file that is not there; ``parameters.check`` says what is no path at all."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        return None
    folder = root / "notebooks"
    if (folder / value).is_file():
        return None
    where, why = Message("parameter.place", name=name), _no_file(value, folder)
    return Fault("asked.no_path", where, value=shown(value, 500), why=why)


def _all_regions(values: Mapping[str, Any], root: Path) -> list[str]:
    """Every region that the dataset has rows about, in the order of the code list."""
    dataset = dataset_path(_with_paths(values), root)
    known = light.regions(dataset)
    try:
        present = light.row_digests(dataset)
    except OSError as error:
        raise ReportError("asked.unreadable", str(dataset), why=error.strerror) from None
    return [name for name in known if name in present] or list(known)


def _with_paths(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without a dataset or logic model that is no path."""
    return {
        name: value
        for name, value in values.items()
        if name not in FILES or (isinstance(value, str) and value.strip() and "\0" not in value)
    }


def _checked(values: dict[str, Any], root: Path) -> dict[str, Any]:
    """The parameters in their normal form, without those that have their default."""
    for name in FILES:
        if isinstance(values.get(name), str):
            values[name] = os.path.normpath(values[name])
    known = light.regions(dataset_path(_with_paths(values), root))
    if values.get("as_of") == LATEST and values.get("region") in known:
        values["as_of"] = editions.last_known(_with_paths(values), root) or LATEST
    if not _is_plain(values, known):
        values = _heavily_checked(values, root)
    return _without_defaults(values, root, known)


def _is_plain(values: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether all is in normal form already: the heavy machinery need not be loaded to say so."""
    benchmarks = values.get("benchmarks", [])
    as_of = values.get("as_of", COMMON["as_of"])
    return (
        set(values) <= set(OPTIONS)
        and all(isinstance(values[name], str) for name in ("region", "language"))
        and values["region"] in known
        and values["language"] in LANGUAGES
        and isinstance(as_of, str)
        and re.fullmatch(MONTH, as_of) is not None
        and FIRST_MONTH <= as_of <= this_month()
        and isinstance(values.get("hindsight", True), bool)
        and _are_plain_benchmarks(benchmarks, values["region"], known)
        and all(isinstance(values.get(name, ""), str) for name in FILES)
    )


def _are_plain_benchmarks(names: Any, region: str, known: Mapping[str, Any]) -> bool:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return False
    others = set(known) - {region}
    return len(names) <= len(set(names) & others) and len(names) <= MOST_BENCHMARKS


def _heavily_checked(values: dict[str, Any], root: Path) -> dict[str, Any]:
    from industry_report.data import codes, parameters
    from industry_report.words.catalogue import languages, text_folders

    declared: dict[str, Any] = dict(COMMON) | _declared(root)
    usable = _with_paths(values)
    path = dataset_path(usable, root)
    rows, criteria = None, list[str]()
    if "as_of" in values:
        rows = _loaded(values, root)
        lists = rows.codes
    else:
        lists = codes.read_codes(descriptor_of(path))
    if "criteria" in values:
        from industry_report.numbers import logic_model

        criteria = [one.id for one in logic_model.load(model_path(usable, root)).criteria]
    try:
        checked = parameters.check(
            values, declared, lists, criteria, tuple(languages(text_folders(path))), rows=rows
        )
    except parameters.ParameterError as error:
        raise AskedError(Message("parameter.all"), error.faults) from None
    return {name: value for name, value in checked.items() if name in values}


def _declared(root: Path) -> dict[str, Any]:
    """The parameters of all notebooks of the report with their defaults."""
    found: dict[str, Any] = {}
    for name in execution.present(root / "notebooks"):
        found |= defaults.declared(root / "notebooks" / f"{name}.ipynb")
    return found


def _without_defaults(
    values: dict[str, Any], root: Path, known: Mapping[str, Any]
) -> dict[str, Any]:
    """What differs from the notebooks' defaults: who spells one out asks for the same report."""
    special = [name for name in values if name not in ("region", "as_of", "language")]
    if not special:
        return values
    usual = _declared(root)
    if usual.get("benchmarks") == []:
        usual["benchmarks"] = lies_in(values["region"], known)
        if values.get("benchmarks") == []:
            values["benchmarks"] = usual["benchmarks"]
    same = {name for name in special if name in usual and values[name] == usual[name]}
    return {name: value for name, value in values.items() if name not in same}


def chosen(text: str, known: Sequence[str], option: str) -> tuple[str, ...]:
    """The choices that an option lists; ReportError for one that is unknown, or for none."""
    names = _listed(text.lower())
    for name in names:
        if name not in known:
            said = {"option": option, "name": name, "choices": [*known]}
            raise ReportError("asked.choice", "", nearest(name, known), **said)
    if not names:
        raise ReportError("asked.no_choice", option=option, choices=[*known])
    return tuple(dict.fromkeys(names))
