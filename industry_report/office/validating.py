"""Everything that is wrong in an office's folder, at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from industry_report import inputs
from industry_report.data.codes import read_codes
from industry_report.data.defaults import LANGUAGES
from industry_report.data.errors import DatasetError, Fault, FaultsError, nearest
from industry_report.data.home import model_path
from industry_report.data.ledger import FILE as LEDGER
from industry_report.data.regions import main_region
from industry_report.office.descriptor import DATASET, DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages, refused
from industry_report.office.sheets import SUFFIXES, read_grids


def check(folder: Path, say: Messages) -> list[Fault]:
    """What is wrong in what a report is made from, then in the spreadsheets beside it;
    FaultsError when it is no folder of an office."""
    check_folder(folder)
    return [*_in_files(folder), *_in_spreadsheets(folder, say)]


def check_folder(folder: Path) -> None:
    """Raise FaultsError where a folder is none of an office, with the nearest that is."""
    if not all((folder / name).is_file() for name in (DESCRIPTOR, DATASET)):
        offices = [path.parent.name for path in folder.absolute().parent.glob(f"*/{DESCRIPTOR}")]
        raise refused(Fault("folder.missing", str(folder), nearest(folder.name, offices)))


def _in_files(folder: Path) -> Iterator[Fault]:
    """What would stop a report on the folder's place."""
    regions: list[str] = []
    with contextlib.suppress(DatasetError):
        regions = [main_region(read_codes(folder / DESCRIPTOR).regions)]
    usual = model_path({})
    own = folder / usual.name
    model = own if own.is_file() else usual
    for error in inputs.faults(folder / DATASET, model, regions, LANGUAGES):
        yield from error.faults


def _in_spreadsheets(folder: Path, say: Messages) -> list[Fault]:
    """What an import of the spreadsheets in the folder would stumble over."""
    mistakes: list[Fault] = []
    try:
        descriptor = Descriptor(folder / DESCRIPTOR)
    except DatasetError:
        return mistakes  # its faults are named already, and without it nothing can be understood
    for path in spreadsheets(folder):
        try:
            grids, _ = read_grids(path)
        except FaultsError as error:
            mistakes += error.faults
            continue
        found = Importer(descriptor, say).read(grids).mistakes
        mistakes += [one for one in found if not one.kind.startswith("file.")]
    return mistakes


def spreadsheets(folder: Path) -> list[Path]:
    """The spreadsheets in a folder besides what a report reads; none that is open (~$, .~)."""
    found = [path for path in sorted(folder.iterdir()) if path.suffix.casefold() in SUFFIXES]
    found = [path for path in found if path.name not in (DATASET, LEDGER)]
    return [path for path in found if not path.name.startswith(("~", "."))]
