"""Where the notebooks, their texts and the data are, the project's own and those of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .defaults import COMMON

_PACKAGE = Path(__file__).resolve().parents[1]

#: The folder that holds ``notebooks`` and ``data``: the checkout that this package lies in, else
#: the copy that an installed package carries.
HOME = _PACKAGE.parent
if not (HOME / "notebooks" / "text").is_dir():
    HOME = _PACKAGE / "home"

#: The project's own descriptor; the lists that another descriptor lacks are taken from it.
OWN_DESCRIPTOR = HOME / "data" / "datapackage.json"


def dataset_path(values: Mapping[str, object], root: Path = HOME) -> Path:
    """Where the dataset of a run lies; parameters name it as the notebooks see it."""
    return _file(values, "dataset", root)


def model_path(values: Mapping[str, object], root: Path = HOME) -> Path:
    """Where the logic model of a run lies."""
    return _file(values, "logic_model", root)


def dataset_file(path: str | Path) -> Path:
    """The dataset that a path means: the file itself, or the one in a folder."""
    inside = Path(path) / Path(str(COMMON["dataset"])).name
    if inside.is_file():
        return inside
    return Path(path)


def _file(values: Mapping[str, object], name: str, root: Path) -> Path:
    return (root / "notebooks" / str(values.get(name, COMMON[name]))).resolve()


def descriptor_of(dataset: Path) -> Path:
    """The descriptor beside a dataset, else the project's."""
    beside = dataset.parent / OWN_DESCRIPTOR.name
    return beside if beside.exists() else OWN_DESCRIPTOR
