"""What a run of a notebook reads before it says anything: parameters, dataset, logic model,
texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from industry_report.data import dataset, parameters, ratios
from industry_report.data.dataset import Dataset
from industry_report.data.filestate import state
from industry_report.data.regions import related
from industry_report.numbers import logic_model, task_records
from industry_report.numbers.model_records import DOCUMENT, LogicModel
from industry_report.words.catalogue import Catalogue, languages, text_folders


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
    names = (*parameters.COMMON, *parameters.OWN)
    given = {name: namespace[name] for name in names if name in namespace}
    path = str(given.get("dataset", parameters.COMMON["dataset"]))
    everything = dataset.load(path)
    ratios.beside(everything.path, everything.codes)
    folders = text_folders(path)
    settings = parameters.COMMON | parameters.check(
        given,
        parameters.COMMON | given,
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
    return Inputs(settings, everything, model, _tasks(settings, everything, model), catalogue)


def _tasks(
    settings: Mapping[str, object], rows: Dataset, model: LogicModel | None
) -> task_records.TaskList | None:
    """The task list where it is about the region and what it rests on was known."""
    found = task_records.read(rows, model, str(settings["region"]))
    if found and found.plan.known_from <= str(settings["as_of"]):
        return found
    return None


def _model(settings: Mapping[str, object], rows: Dataset) -> LogicModel | None:
    """The logic model where it is about the region and was known at the vantage point."""
    path = str(settings["logic_model"])
    if _read_model(path, state(path)).region != settings["region"]:
        return None  # about another place, whose indicators and regions this dataset need not have
    model = _read_model(path, state(path), tuple(rows.codes.indicators), tuple(rows.codes.regions))
    logic_model.check_definitions(model, rows.codes, path)
    source = rows.codes.sources.get(model.source)
    if source is None or source.known_from <= settings["as_of"]:
        return model
    return None


def preload(dataset_path: str, model_path: str = "") -> None:
    """Read a dataset and a logic model ahead, for notebooks of this process and its forks."""
    codes = dataset.load(dataset_path).codes
    if not model_path:
        return
    _read_model(model_path, state(model_path))
    _read_model(model_path, state(model_path), tuple(codes.indicators), tuple(codes.regions))


@lru_cache(maxsize=8)
def _read_model(
    path: str,
    _state: tuple[str | int, ...],
    indicators: tuple[str, ...] | None = None,
    regions: tuple[str, ...] | None = None,
) -> LogicModel:
    """A model, which never changes, is read once as long as its file does not change."""
    return logic_model.load(path, indicators, regions)
