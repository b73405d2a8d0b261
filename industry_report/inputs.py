"""What a run of a notebook reads before it says anything: parameters, dataset, logic model, what
stands beside them, texts; and all that is wrong with the files, at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from industry_report.data import dataset, parameters, ratios
from industry_report.data import ledger as ledger_file
from industry_report.data.codes import Coded, Codes, read_codes
from industry_report.data.dataset import Dataset
from industry_report.data.defaults import COMMON, OWN
from industry_report.data.errors import Faults, FaultsError
from industry_report.data.files import state
from industry_report.data.home import dataset_file, descriptor_of
from industry_report.data.regions import related
from industry_report.numbers import consistency, ledger, logic_model, sections, task_records
from industry_report.numbers.model_records import DOCUMENT, LogicModel
from industry_report.words.catalogue import (
    Catalogue,
    languages,
    own_files,
    read_texts,
    text_folders,
)


class Inputs(NamedTuple):
    """What a report consists of: settings, rows, logic model, task list and texts."""

    settings: dict[str, object]
    everything: Dataset
    model: LogicModel | None
    task_list: task_records.TaskList | None
    catalogue: Catalogue


def read(namespace: Mapping[str, object], notebook: str) -> Inputs:
    """What the notebook with this namespace needs; see :func:`report.open_report`."""
    parameters.check_namespace(namespace)
    names = (*COMMON, *OWN)
    given = {name: namespace[name] for name in names if name in namespace}
    path = str(dataset_file(str(given.get("dataset", COMMON["dataset"]))))
    given |= {"dataset": path} if isinstance(given.get("dataset"), str) else {}
    everything = whole = dataset.load(path)
    ratios.beside(everything.path, everything.codes)
    folders = text_folders(path)
    settings = COMMON | parameters.check(
        given,
        COMMON | given,
        everything.codes,
        languages=tuple(languages(folders)),
        rows=everything,
    )
    everything = everything.where(
        region=related(settings["region"], settings["benchmarks"], everything.codes.regions)
    )
    model = _model(settings, everything)
    own = model is not None and model.model.kind == DOCUMENT
    catalogue = Catalogue(settings["language"], notebook, folders, own)
    return Inputs(settings, everything, model, _tasks(settings, whole, model), catalogue)


def _tasks(
    settings: Mapping[str, object], rows: Dataset, model: LogicModel | None
) -> task_records.TaskList | None:
    """The task list where it is about the region and what it rests on was known."""
    path = str(settings["logic_model"]) if model else ""
    found = _read_tasks(rows, path, str(settings["region"]), *_states(rows, path))
    if found and found.plan.known_from <= str(settings["as_of"]):
        return found
    return None


def _model(settings: Mapping[str, object], rows: Dataset) -> LogicModel | None:
    """The logic model where it is about the region and was known at the vantage point."""
    region = str(settings["region"])
    model = _model_about(settings["logic_model"], rows.codes, (region,))
    source = rows.codes.sources.get(model.source)
    known = source is None or source.known_from <= str(settings["as_of"])
    return model if known and model.region == region else None


def faults(
    rows_file: Path, model_file: Path, regions: Sequence[str], language_codes: Sequence[str]
) -> list[FaultsError]:
    """What is wrong with a dataset, a logic model and all that is read with them, file by file.

    A logic model is held against the code lists of a dataset only where it is about a region that
    is reported on, as the notebooks do.
    """
    kept = Faults()
    rows = kept.tried(dataset.load, rows_file)
    place = _coded(rows_file) if rows is None else rows
    if place is None:
        kept.tried(logic_model.load, model_file)
    else:
        _read_beside(kept, place, model_file, regions)
    for language in language_codes:
        for path in own_files(rows_file, language):
            kept.tried(read_texts, path)
    return kept.found


def _coded(rows_file: Path) -> Coded | None:
    """A dataset without its rows; None where its code lists are faulty, too."""
    try:
        return Coded(rows_file, read_codes(descriptor_of(rows_file)))
    except FaultsError:
        return None


def _read_beside(
    kept: Faults, place: Dataset | Coded, model_file: Path, regions: Sequence[str]
) -> None:
    """Read what is held against a dataset, for the regions that are asked for; what follows from
    a file that is faulty itself is not said.
    """
    kept.tried(sections.read, place)
    kept.tried(consistency.read, place)
    kept.tried(ratios.beside, place.path, place.codes)
    model = kept.tried(_model_about, model_file, place.codes, regions)
    if model is None:
        kept.tried(ledger_file.read, place)
    elif model.region in regions:
        kept.tried(ledger_file.read, place, model.subjects)
    if model is None or isinstance(place, Coded):
        kept.tried(task_records.check_alone, place)
        return
    for region in regions:
        kept.tried(task_records.read, place, model if model.region == region else None, region)


def preload(dataset_path: str, model_path: str = "") -> None:
    """Read a dataset and what stands beside it ahead, for notebooks of this process and its forks.

    What is not kept itself leaves behind how its records are checked, which takes longer to work
    out than to use.
    """
    rows = dataset.load(dataset_path)
    ratios.beside(rows.path, rows.codes)
    if model_path:
        _read_ahead(rows, model_path, *_states(rows, model_path))


@lru_cache(maxsize=8)
def _read_ahead(rows: Dataset, path: str, *states: tuple[str | int, ...]) -> None:
    model = _model_about(path, rows.codes)
    ledger.read(rows, model)
    sections.read(rows)
    _read_tasks(rows, path, model.region, *states)


def _states(rows: Dataset, path: str) -> tuple[tuple[str | int, ...], ...]:
    """By what the files are known that a task list is made of."""
    return state(rows.path.parent / task_records.FILE), state(path)


@lru_cache(maxsize=8)
def _read_tasks(
    rows: Dataset, path: str, region: str, *_states: tuple[str | int, ...]
) -> task_records.TaskList | None:
    """A task list, which never changes, is read once as long as no file changes; ``path`` is that
    of the logic model, "" where none is known.
    """
    return task_records.read(rows, _model_about(path, rows.codes) if path else None, region)


def _model_about(path: object, codes: Codes, regions: Sequence[str] | None = None) -> LogicModel:
    """A logic model whose names exist, unless it is about none of the regions: then a dataset need
    not have its indicators.
    """
    model, wrong = _read_model(str(path), state(str(path)), codes)
    if wrong and (regions is None or model.region in regions):
        raise wrong
    return model


@lru_cache(maxsize=8)
def _read_model(
    path: str, _state: tuple[str | int, ...], codes: Codes
) -> tuple[LogicModel, FaultsError | None]:
    """A model, which never changes, is read once as long as its file does not change; with what is
    wrong with its names alone.
    """
    try:
        return logic_model.load(path, codes), None
    except FaultsError as faults:
        wrong = faults
    return logic_model.load(path), wrong
