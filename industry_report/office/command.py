"""``report new``, ``report import`` and ``report validate`` on the command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from industry_report.data.errors import Fault, FaultsError
from industry_report.data.periods import MONTH
from industry_report.office.messages import Messages, add_command, language_of, refused

DONE, USAGE = 0, 2
LEVELS = ("region", "province", "league", "city", "district", "county", "town", "park")


def add(commands: Any) -> None:
    """Add the three commands to the parser of ``report``."""
    new = add_command(commands, "new", partial(_command, _new))
    new.add_argument("name", metavar="NAME")
    new.add_argument("--region", default="", metavar="ID")
    new.add_argument("--en", default="", metavar="NAME")
    new.add_argument("--level", default="", choices=LEVELS)
    new.add_argument("--parent", default="", metavar="NAME")
    into = add_command(commands, "import", partial(_command, _import))
    into.add_argument("folder", type=Path, metavar="FOLDER")
    into.add_argument("files", type=Path, nargs="+", metavar="FILE")
    into.add_argument("--write", action="store_true")
    into.add_argument("--source", default="", metavar="TEXT")
    into.add_argument("--published", default="", metavar="YYYY-MM")
    into.add_argument("--checked", default="", metavar="REASON")
    validate = add_command(commands, "validate", partial(_command, _validate))
    validate.add_argument("folder", type=Path, metavar="FOLDER")


def _command(run: Callable[..., int], options: argparse.Namespace) -> int:
    """Run one of the commands; what is wrong is said in the reader's language."""
    say = Messages(language_of(options.messages))
    try:
        return run(options, say)
    except FaultsError as error:
        _complain(say, error.faults, Path(str(error.subject)).name)
    return USAGE


def _complain(say: Messages, faults: Sequence[Fault], name: str = "") -> None:
    if len(faults) == 1 and not name:
        print(say("error", text=say.fault(faults[0])), file=sys.stderr)
        return
    heading = "fault_one" if len(faults) == 1 else "faults"
    print(say(heading, name=name or "report", count=len(faults)), file=sys.stderr)
    for fault in faults:
        print(say("item", text=say.fault(fault)), file=sys.stderr)


def _typed(path: object) -> str:
    """A path as one types it into a command."""
    return f'"{path}"' if " " in str(path) else str(path)


# --- new ----------------------------------------------------------------------------------------


def _new(options: argparse.Namespace, say: Messages) -> int:
    from industry_report.data.codes import read_codes
    from industry_report.data.home import OWN_DESCRIPTOR
    from industry_report.office import start

    place = start.place_of(options.name, options.region, options.en, options.level, options.parent)
    files = start.make(place, Path.cwd(), say.language)
    regions = read_codes(OWN_DESCRIPTOR).regions
    parents = say.listed(say.label(regions[id]) for id in place.parents)
    level = say(f"level_{place.level}")
    folder = _typed(place.zh)
    template = _typed(f"{place.zh}/{say('template_file', zh=place.zh)}")
    print(say("new_done", folder=place.zh, files=say.listed(files)))
    print(say("new_place", zh=place.zh, en=place.en, id=place.id, level=level, parents=parents))
    if place.listed:
        print(say("new_listed", name=options.name, zh=place.zh, id=place.listed))
    print(say("new_check"))
    print(say("new_next"))
    for step in ("new_fill", "new_import", "new_validate", "new_render"):
        print(say(step, template=template, folder=folder))
    print(say("new_render_now", folder=folder))
    return DONE


# --- import -------------------------------------------------------------------------------------


def _import(options: argparse.Namespace, say: Messages) -> int:
    from industry_report.data.codes import UNPRINTABLE
    from industry_report.data.defaults import this_month
    from industry_report.office import merging
    from industry_report.office.descriptor import DATASET, DESCRIPTOR, Descriptor
    from industry_report.office.importing import Importer
    from industry_report.office.saying import by_cause, say_merge, say_reading
    from industry_report.office.validating import check_folder

    folder = options.folder
    if options.published and not re.fullmatch(MONTH, options.published):
        raise refused(Fault("month.bad", text=options.published))
    if options.published > this_month():
        raise refused(Fault("month.future", text=options.published, month=this_month()))
    check_folder(folder)
    descriptor = Descriptor(folder / DESCRIPTOR)
    importer = Importer(descriptor, say)
    reading = importer.read(_grids(options.files, folder / DATASET, say))
    say_reading(say, importer, DESCRIPTOR)
    if reading.mistakes:
        mistakes = list(by_cause(say, reading.mistakes))
        _complain(say, mistakes, say.listed(file.name for file in options.files))
        print(say("refused"), file=sys.stderr)
        return USAGE
    title = " ".join(UNPRINTABLE.sub(" ", options.source).split()) or say.listed(
        dict.fromkeys(file.stem for file in options.files)
    )
    merge = merging.merged(folder, descriptor, reading, title, options.published)
    merging.extend(descriptor, importer.lists, merge)
    say_merge(say, merge, importer, DATASET)
    if not options.source:
        print(say("source_guessed", title=title))
    reason = " ".join(UNPRINTABLE.sub(" ", options.checked).split())
    if faults := merging.faults_of(merge, descriptor, reason, say):
        _complain(say, faults, DATASET)
        print(say("refused"), file=sys.stderr)
        return USAGE
    if not options.write:
        print(say("not_written", file=folder / DATASET))
        return DONE
    if merge.nothing and not any(name == "source-list" for name, _ in descriptor.added):
        return DONE
    merging.write(folder, descriptor, merge)
    print(say("written", file=folder / DATASET))
    print(say("valid_next", folder=_typed(folder)))
    return DONE


def _grids(files: Sequence[Path], dataset: Path, say: Messages) -> list[Any]:
    """The sheets of all files; FaultsError with what is wrong with any of them."""
    from industry_report.office.sheets import read_grids

    grids: list[Any] = []
    mistakes: list[Fault] = []
    for file in files:
        if file.resolve() == dataset.resolve():
            mistakes.append(Fault("file.folder", file.name))
            continue
        try:
            found, hidden = read_grids(file)
        except FaultsError as error:
            mistakes += error.faults
            continue
        grids += found
        if hidden:
            print(say("hidden", file=file.name, names=say.listed(hidden)))
        for grid in found:
            if grid.hidden:
                name = f"{grid.file} {grid.sheet}"
                print(say("hidden_parts", name=name, parts=say.listed(grid.hidden)))
    if mistakes:
        raise refused(*mistakes)
    return grids


# --- validate -----------------------------------------------------------------------------------


def _validate(options: argparse.Namespace, say: Messages) -> int:
    from industry_report.data.dataset import load
    from industry_report.data.regions import main_region, parts_of
    from industry_report.office.descriptor import DATASET
    from industry_report.office.spans import end_of
    from industry_report.office.validating import check

    if mistakes := check(options.folder, say):
        _complain(say, mistakes, str(options.folder))
        return USAGE
    everything = load(options.folder / DATASET)
    regions = everything.codes.regions
    region = main_region(regions)
    rows = everything.where(region=[region, *parts_of(region, regions)])
    if not len(rows):
        print(say("valid_empty", folder=options.folder))
        return DONE
    periods = sorted(rows.frame["period"].astype(str), key=end_of)
    first, last = min(one.partition("/")[0] for one in periods), periods[-1].rpartition("/")[2]
    counts = {"all": len(everything), "rows": len(rows)}
    counts["indicators"] = rows.frame["indicator"].nunique()
    place = say.label(regions[region])
    print(say("valid", folder=options.folder, place=place, first=first, last=last, **counts))
    print(say("valid_next", folder=_typed(options.folder)))
    return DONE
