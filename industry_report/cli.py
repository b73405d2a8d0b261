"""The command ``report``. Everything heavy is imported by the command that needs it, so that help is there at once."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from industry_report.data.errors import Fault, FaultsError, ReportError, nearest

if TYPE_CHECKING:
    from industry_report.publishing.batch import Result, Run

FORMATS = ("html", "pdf", "docx")
LANGUAGES = ("zh", "en")
DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code.

    0: done. 1: a run or a check failed. 2: something asked for, or an input, is wrong. 130: interrupted.
    """
    options = parser().parse_args(arguments)
    try:
        return options.command(options)
    except ReportError as error:
        print(f"report: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        again = "with --resume it" if getattr(options, "force", False) else "the same command"
        print(
            f"report: interrupted; what was finished is whole, and {again} goes on from there",
            file=sys.stderr,
        )
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        """One sentence, without the usage in front of it."""
        self.exit(USAGE, f"report: {message} (see {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = _Parser(
        prog="report",
        description="Make, check and trace the report on industrial development. Everything works offline.",
        epilog="Exit codes: 0 done, 1 a run or check failed, 2 wrong input, 130 interrupted.",
    )
    commands = top.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=_Parser
    )
    _add_render(commands)
    _add_checks(commands)
    return top


def _add_render(commands: Any) -> None:
    render = commands.add_parser(
        "render",
        help="make the report: HTML, PDF, Word",
        description="Make the report of one region or many. A report of which nothing has changed is not made again.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=(
            "examples:\n"
            "  report render                                       Baotou, both languages, HTML and PDF, into reports/\n"
            "  report render --region all --format html,pdf,docx --jobs 2\n"
            "  report render --region 鄂尔多斯 --as-of 2023-12 --language en --open\n"
            "  report render --matrix runs.yaml --scheduler tcp://host:8786 --output s3://bucket/reports\n"
        ),
    )
    what = render.add_argument_group("what to report")
    what.add_argument(
        "--region",
        metavar="NAME,…",
        default="baotou",
        help="slug, Chinese or English name; all: each one of the data",
    )
    what.add_argument(
        "--as-of",
        metavar="YYYY-MM",
        help="vantage point: only what was known then is used (2022-08)",
    )
    what.add_argument(
        "--language", metavar="zh,en", default="zh,en", help="one language or both (both)"
    )
    what.add_argument(
        "--benchmarks", metavar="NAME,…", help="regions to compare with (inner-mongolia,china)"
    )
    what.add_argument(
        "--hindsight",
        action=argparse.BooleanOptionalAction,
        help="show what happened after --as-of (yes)",
    )
    what.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="any other parameter of the notebooks; may be repeated",
    )
    what.add_argument(
        "--dataset", metavar="CSV", help="another dataset, with its datapackage.json beside it"
    )
    what.add_argument("--logic-model", metavar="YAML", help="another logic model")
    what.add_argument(
        "--matrix",
        metavar="FILE",
        help="a list of parameter sets (YAML, JSON or CSV), one report each",
    )
    how = render.add_argument_group("how")
    how.add_argument(
        "--format", metavar="html,pdf,docx", default="html,pdf", help="documents to make (html,pdf)"
    )
    how.add_argument(
        "--output",
        metavar="FOLDER",
        default="reports",
        help="a folder, or any address that fsspec writes, as s3://bucket/reports (reports)",
    )
    how.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=1,
        help="reports to make at once, each in its own process (1)",
    )
    how.add_argument(
        "--scheduler",
        metavar="tcp://…",
        default="",
        help="make them on the workers of this Dask scheduler",
    )
    how.add_argument("--force", action="store_true", help="make again what has not changed, too")
    how.add_argument(
        "--resume",
        action="store_true",
        help="go on with an interrupted --force (without --force that is what happens anyway)",
    )
    how.add_argument("--open", action="store_true", help="show the result in the browser")
    render.set_defaults(command=_render)


def _add_checks(commands: Any) -> None:
    check = commands.add_parser(
        "check",
        help="does everything still say what it said?",
        description="Run the report and compare every sentence, table and figure with the reference.",
    )
    check.add_argument(
        "--tolerance",
        type=float,
        default=0.0,
        metavar="X",
        help="relative difference of numbers to pass over (0)",
    )
    accept = commands.add_parser(
        "accept",
        help="take today's outputs as the reference",
        description="Take today's outputs as the reference; prints which numbers moved.",
    )
    text = commands.add_parser(
        "text", help="where a sentence stands, and every case of it in each language"
    )
    text.add_argument("notebook", nargs="?", default="", help="name or first digits; or: languages")
    text.add_argument(
        "id", nargs="?", default="", help="id of a text, or how ids begin; none: list"
    )
    text.add_argument("--stale", action="store_true", help="translations older than the original")
    text.add_argument("--accept", action="store_true", help="translations agree with the original")
    text.set_defaults(command=_text)
    trace = commands.add_parser("trace", help="what hangs on an indicator, what a figure rests on")
    trace.add_argument("name", metavar="INDICATOR|ROW|FIGURE")
    verify = commands.add_parser("verify", help="does a document match this checkout?")
    verify.add_argument("file", type=Path)
    for name, command in (
        ("check", check),
        ("accept", accept),
        ("trace", trace),
        ("verify", verify),
    ):
        command.set_defaults(command=_checks[name])


# --- check, accept, trace, verify -------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from industry_report.publishing import checking

    count = 0
    for difference in checking.differences(tolerance=options.tolerance):
        print(difference, flush=True)
        count += 1
    print(
        f"{count} difference{'s' if count != 1 else ''}"
        if count
        else "everything says what it said"
    )
    return FAILED if count else DONE


def _accept(options: argparse.Namespace) -> int:
    from industry_report.publishing import checking

    moved = checking.accept()
    for difference in moved:
        print(difference)
    print(f"accepted; {len(moved)} moved")
    return DONE


def _text(options: argparse.Namespace) -> int:
    from industry_report.words import command

    if options.accept:
        command.accept()
        return DONE
    if options.stale:
        found = list(command.stale_lines())
        for line in found:
            print(line)
        return FAILED if found else DONE
    for line in command.lines(options.notebook, options.id):
        print(line)
    return DONE


def _trace(options: argparse.Namespace) -> int:
    from industry_report.publishing import checking

    print(checking.trace(options.name))
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from industry_report.publishing import provenance

    differences = provenance.verify(options.file)
    for line in differences:
        print(line)
    if not differences:
        print(f"{options.file}: what it was made from matches this checkout")
    return FAILED if differences else DONE


_checks: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "accept": _accept,
    "trace": _trace,
    "verify": _verify,
}


# --- render -----------------------------------------------------------------------------------------------------------


def _render(options: argparse.Namespace) -> int:
    from industry_report.publishing import batch

    start = time.monotonic()
    formats = _choices(options.format, FORMATS, "--format")
    if options.jobs < 1:
        raise ReportError(f"--jobs {options.jobs}: expected 1 or more")
    root = project()
    runs = requested(options, root)
    _say_what_was_converted(runs, root)
    output = options.output if "://" in options.output else os.path.abspath(options.output)
    threads = max(1, (os.cpu_count() or 1) // options.jobs) if len(runs) == 1 else 1
    name = _batch_name(output, options.resume) if options.force else ""
    settings = batch.Settings(str(root), output, formats, options.force, name, threads)
    show = _Progress(len(runs))
    results = batch.run_batch(
        runs, settings, options.jobs, options.scheduler, show.result, show.step
    )
    front = _front_page(output, results)
    _summary(results, front, time.monotonic() - start)
    if options.open and front:
        import webbrowser

        webbrowser.open(Path(front).as_uri())
    return FAILED if any(result.status == "failed" for result in results) else DONE


def _say_what_was_converted(runs: Sequence[Run], root: Path) -> None:
    """Say what was unusual about other datasets and was read all the same. Raises what is wrong with them."""
    paths = dict.fromkeys(run.values.get("dataset") for run in runs)
    for path in filter(None, paths):
        from industry_report.data.dataset import load

        for note in load((root / "notebooks" / path).resolve()).notes:
            print(f"report: note: {note}", file=sys.stderr)


def project() -> Path:
    """The checkout: the folder here or above that holds the notebooks, else the one that this package lies in."""
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[1]):
        if (folder / "notebooks" / "01_situation.ipynb").exists():
            return folder
    raise ReportError(
        f"{here}: the notebooks are not here; expected a checkout of the project, or a folder inside one"
    )


def requested(options: argparse.Namespace, root: Path) -> list[Run]:
    """The runs that the options ask for, checked: regions as slugs, months as YYYY-MM.

    Raises:
        ReportError: with everything that is wrong; for a matrix with the line.
    """
    from industry_report.publishing.batch import Run

    shared = _shared_parameters(options, root)
    if options.matrix:
        from industry_report.publishing.matrix import read

        sets = [(where, shared | values) for where, values in read(Path(options.matrix))]
    else:
        sets = [("", shared)]
    faults: list[Fault] = []
    runs: list[Run] = []
    for where, values in sets:
        asked = _as_list(values.get("region", options.region))
        regions = [
            one
            for name in asked
            for one in (_all_regions(values, root) if name == "all" else [name])
        ]
        languages = _as_list(values.get("language", options.language))
        for region in regions:
            for language in languages:
                try:
                    runs.append(
                        Run.of(_checked(values | {"region": region, "language": language}, root))
                    )
                except FaultsError as error:
                    faults += [
                        Fault(
                            f.what, ", ".join(filter(None, (where, f.where))), f.expected, f.nearest
                        )
                        for f in error.faults
                    ]
    if faults:
        raise FaultsError(options.matrix or "the command line", dict.fromkeys(faults))
    return runs


def _shared_parameters(options: argparse.Namespace, root: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for text in options.set:
        name, separator, value = text.partition("=")
        if not separator or not name.strip():
            raise ReportError(f"--set {text}: expected NAME=VALUE")
        values[name.strip()] = _value(value)
    given = {
        "as_of": options.as_of,
        "hindsight": options.hindsight,
        "benchmarks": options.benchmarks,
    }
    values |= {name: value for name, value in given.items() if value is not None}
    if isinstance(values.get("benchmarks"), str):
        values["benchmarks"] = _as_list(values["benchmarks"])
    for name in ("dataset", "logic_model"):
        if given := getattr(options, name):
            if not Path(given).is_file():
                raise ReportError(f"--{name.replace('_', '-')} {given}: there is no such file")
            # as the notebooks see it, so that documents do not name folders of this machine
            values[name] = Path(os.path.relpath(given, root / "notebooks")).as_posix()
    return values


def _value(text: str) -> Any:
    """A value as YAML reads it: 3, 0.5, true, [a, b], {a: 1}, or text."""
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: 2001-99-99
        return text


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in re.split("[,，、]", value) if part.strip()]
    return list(value) if isinstance(value, list | tuple) else [value]


def _choices(text: str, known: Sequence[str], option: str) -> tuple[str, ...]:
    chosen = _as_list(text.lower())
    for name in chosen:
        if name not in known:
            raise ReportError(
                str(
                    Fault(
                        f"{option} {name}",
                        "",
                        f"one or more of {', '.join(known)}",
                        nearest(name, known),
                    )
                )
            )
    if not chosen:
        raise ReportError(f"{option}: expected one or more of {', '.join(known)}")
    return tuple(dict.fromkeys(chosen))


def _all_regions(values: dict[str, Any], root: Path) -> list[str]:
    """Every region that the dataset has rows about, in the order of the code list."""
    from industry_report.publishing import batch

    dataset = (root / "notebooks" / values.get("dataset", "../data/indicators.csv")).resolve()
    known = batch.regions(dataset, root)
    present = batch.row_digests(dataset)
    return [name for name in known if name in present] or list(known)


def _checked(values: dict[str, Any], root: Path) -> dict[str, Any]:
    """The parameters in their normal form. What is in it already is not looked at with the heavy machinery."""
    from industry_report.publishing import batch

    dataset = (root / "notebooks" / str(values.get("dataset", "../data/indicators.csv"))).resolve()
    known = batch.regions(dataset, root)
    plain = {"region", "language", "as_of", "hindsight", "benchmarks", "dataset", "logic_model"}
    if (
        set(values) <= plain
        and values["region"] in known
        and values["language"] in LANGUAGES
        and re.fullmatch(r"20[1-9]\d-(0[1-9]|1[0-2])", str(values.get("as_of", "2022-08")))
        and isinstance(values.get("hindsight", True), bool)
        and values["region"] not in values.get("benchmarks", [])
        and all(name in known for name in values.get("benchmarks", batch.DEFAULTS["benchmarks"]))
    ):
        return values
    from industry_report.data import codes, parameters

    declared: dict[str, Any] = dict(parameters.COMMON)
    for name in batch.NOTEBOOKS:
        if (path := root / "notebooks" / f"{name}.ipynb").exists():
            declared |= parameters.declared(path)
    asked = {
        "benchmarks": declared["benchmarks"],
        **values,
    }  # a default, too, may be unknown to another dataset
    checked = parameters.check(asked, declared, codes.read_codes(batch.descriptor(dataset, root)))
    return {name: value for name, value in checked.items() if name in values}


def _batch_name(output: str, resume: bool) -> str:
    """The name of this --force batch, or of the interrupted one that is resumed."""
    if "://" in output:
        return ""
    note = Path(output) / ".batch"
    try:
        if resume and note.exists():
            return note.read_text().strip()
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(name := os.urandom(8).hex())
    except OSError as error:
        raise ReportError(f"{output}: cannot write there ({error.strerror})") from None
    return name


class _Progress:
    """Progress on standard error: a line for each run that ends, with the time left."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.ended = 0
        self.made = 0
        self.start = time.monotonic()
        self._line = sys.stderr.isatty()

    def step(self, text: str) -> None:
        """What a run does now."""
        if self._line:
            print(
                f"\r\033[K[{self.ended + 1}/{self.total}] {text} …",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def result(self, result: Result) -> None:
        """A run has ended."""
        self.ended += 1
        if result.status == "unchanged" and self.total > 1:
            return
        self.made += result.status != "unchanged"
        clear = "\r\033[K" if self._line else ""
        text = f"{clear}[{self.ended}/{self.total}] {result.run}: {result.status}"
        if result.status == "done":
            text += f" in {result.seconds:.1f} s ({result.why})"
        elif result.status == "failed":
            text += f": {result.why.splitlines()[0]}"
        left = self.total - self.ended
        if left and self.made:
            text += f"; about {_duration((time.monotonic() - self.start) / self.made * left)} left"
        print(text, file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _front_page(output: str, results: Sequence[Result]) -> str:
    """Write the page that leads to every report; its path, or "" where there is none."""
    if "://" in output:
        return ""
    page = Path(output) / "index.html"
    if any(result.status == "done" for result in results) or not page.exists():
        from industry_report.publishing import render

        render.write_index(output)
    return str(page) if page.exists() else ""


def _summary(results: Sequence[Result], front: str, seconds: float) -> None:
    for result in results:
        for path, size in result.files.items():
            print(f"{_size(size):>9}  {_short(path)}")
    if front:
        print(f"{'':9}  {_short(front)}")
    failed = [result for result in results if result.status == "failed"]
    if failed:
        print("\nfailed:")
        width = max(len(str(result.run)) for result in failed)
        for result in failed:
            print(f"  {str(result.run):{width}}  {result.why}")
    counts = {
        name: sum(result.status == name for result in results)
        for name in ("done", "unchanged", "failed")
    }
    print(
        ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        + f" in {seconds:.1f} s"
    )


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count // 1000, 1)} kB"


def _short(path: str) -> str:
    """A path as seen from here, when that is shorter."""
    if "://" in path:
        return path
    near = os.path.relpath(path)
    return near if len(near) < len(path) else path
