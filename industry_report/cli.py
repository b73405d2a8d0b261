"""The command ``report``. Everything heavy is imported by the command that needs it, so that help
is there at once.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from industry_report.data import defaults
from industry_report.data.errors import Fault, ReportError, nearest, reason
from industry_report.data.home import HOME
from industry_report.data.message import Message, counted
from industry_report.office import command as office
from industry_report.office.messages import (
    LANGUAGES,
    add_command,
    add_help,
    reader_language,
    speak_to,
    spoken,
    tell,
)
from industry_report.telling import Progress, summary

if TYPE_CHECKING:
    from industry_report.publishing.differences import Difference
    from industry_report.publishing.runs import Result, Run

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code.

    0: done. 1: a run or a check failed. 2: something asked for, or an input, is wrong. 130:
    interrupted.
    """
    speak_to(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(arguments)
    try:
        with _ending_at_once():
            return int(options.command(options))
    except ReportError as error:
        _note(error)
        return USAGE
    except KeyboardInterrupt:
        kind = "render.interrupted"
        if getattr(options, "force", False):
            kind = "render.interrupted_forced"
        _note(Message(kind))
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        _note(Fault("fault.text", str(error.filename or ""), text=reason(error)))
        return USAGE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, without the usage in front of it; of a misspelt command the nearest."""
        found = re.search("invalid choice: '(.*)' \\(choose from (.*)\\)", message)
        if found:
            message += _hint(found[1], re.findall("[a-z]+", found[2]))
        self.exit(USAGE, spoken(f"report: {message} (see {self.prog} --help)") + "\n")

    def format_help(self) -> str:
        """The help, in the reader's language to its first word."""
        first, _, rest = super().format_help().partition(" ")
        return f"{spoken(first)} {rest}"

    def parse_args(  # type: ignore[override]
        self, args: Any = None, namespace: Any = None
    ) -> argparse.Namespace:
        """The options; of a misspelt one the nearest is said."""
        options: argparse.Namespace
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            known = re.findall(r"--[a-z][a-z-]+", options.parser.format_help())
            hint = _hint(unknown[0].partition("=")[0], known)
            options.parser.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")
        return options


def _hint(word: str, known: Sequence[str]) -> str:
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else ""


class _GivenOnce(argparse.Action):
    """An option that may be given once: of two values neither would be the one that was meant."""

    given = False

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: Any = None) -> None:
        if self.given:
            parser.error(f"{option_string} is given twice")
        self.given = True
        super().__call__(parser, namespace, values, option_string)


class _Once(_GivenOnce, argparse._StoreAction):
    """``--name VALUE``, once."""


class _YesOrNo(_GivenOnce, argparse.BooleanOptionalAction):
    """``--name`` or ``--no-name``, once."""


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; what its help says stands in ``office/text/help.toml``."""
    top = _Parser(prog="report")
    commands = top.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=_Parser
    )
    _add_render(commands)
    text = add_command(commands, "text", _text)
    text.add_argument("notebook", nargs="?", default="")
    text.add_argument("id", nargs="?", default="")
    about = text.add_mutually_exclusive_group()
    about.add_argument("--stale", action="store_true")
    about.add_argument("--accept", action="store_true")
    check = add_command(commands, "check", _check)
    check.add_argument("--tolerance", type=float, default=0.0, metavar="X")
    accept = add_command(commands, "accept", _accept)
    accept.add_argument("outputs", nargs="*", metavar="NOTEBOOK:OUTPUT")
    accept.add_argument("--reason", required=True)
    accept.add_argument("--by", required=True, metavar="NAME")
    trace = add_command(commands, "trace", _trace)
    trace.add_argument("name", metavar="INDICATOR|ROW|FIGURE")
    verify = add_command(commands, "verify", _verify)
    verify.add_argument("file", type=Path, metavar="FILE|FOLDER")
    how = verify.add_mutually_exclusive_group()
    for name in ("content", "anew"):
        how.add_argument(f"--{name}", action="store_true")
    office.add(commands)
    for command in commands.choices.values():
        command.add_argument("--messages", choices=LANGUAGES)
    add_help(top)
    return top


def _add_render(commands: Any) -> None:
    render = add_command(commands, "render", _render)
    what = render.add_argument_group("what to report")
    for name, metavar in (
        ("region", "NAME,…"),
        ("as-of", "YYYY-MM"),
        ("language", "zh,en"),
        ("benchmarks", "NAME,…"),
        ("dataset", "FOLDER|CSV"),
        ("logic-model", "YAML"),
        ("matrix", "FILE"),
    ):
        what.add_argument(f"--{name}", metavar=metavar, action=_Once)
    what.add_argument("--hindsight", action=_YesOrNo)
    what.add_argument("--set", metavar="NAME=VALUE", action="append", default=[])
    how = render.add_argument_group("how")
    option = partial(how.add_argument, action=_Once)
    option("--format", metavar="html,pdf,docx,brief", default="html,pdf,brief")
    option("--output", metavar="FOLDER", default="reports")
    option("--jobs", metavar="N", type=int, default=1)
    option("--scheduler", metavar="tcp://…", default="")
    for name in ("force", "resume", "replace-edited", "open"):
        how.add_argument(f"--{name}", action="store_true")


# --- check, accept, trace, verify -----------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from industry_report.publishing import checking
    from industry_report.publishing.differences import DATA_FILES, misplaced

    found = []
    try:
        for difference in checking.differences(tolerance=options.tolerance):
            found.append(difference)
    finally:  # where a run fails, what was found before may be why
        _say_folded(found)
    if remark := misplaced(HOME / "data" / DATA_FILES[0]):  # no fault: rows are read in any order
        tell(remark)
    if not found:
        tell(Message("check.same"))
        return DONE
    path = HOME / "build" / "check.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(map(str, found)) + "\n", encoding="utf-8")
    tell(Message("check.each", file=path))
    tell(Message("check.take"))
    return FAILED


def _say_folded(found: Sequence[Difference]) -> None:
    from industry_report.publishing import folding

    if found:
        _outcome(list(folding.lines(found, reader_language())))


def _accept(options: argparse.Namespace) -> int:
    from industry_report.publishing import reference

    for name in ("reason", "by"):
        if not getattr(options, name).strip():
            raise ReportError("accept.empty", option=f"--{name}")
    moved = reference.accept(wanted=options.outputs, by=options.by, reason=options.reason)
    _say_folded(moved)
    file = f"tests/reference/{reference.ACCEPTED}"
    tell(counted("accept.done", len(moved), file=file))
    return DONE


def _text(options: argparse.Namespace) -> int:
    from industry_report.words import command

    if options.id and (options.stale or options.accept):
        raise ReportError("texts.no_id")
    found: Iterable[str | Message]
    if options.accept:
        found = command.accept(options.notebook)
    elif options.stale:
        found = command.stale_lines(options.notebook)
    else:
        found = command.lines(options.notebook, options.id)
    code = _outcome(list(found))
    if options.stale:
        return code
    return DONE


def _trace(options: argparse.Namespace) -> int:
    from industry_report.publishing.trace import trace

    tell(trace(options.name, language=reader_language()))
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from industry_report.publishing import anew, content, provenance

    path = options.file
    if options.content:
        said = Message("verify.all_said", file=path)
        return _outcome(content.of_path(path), said, content.NOT_COMPARED)
    lines, folders = provenance.verify_all(path), provenance.reports_of(path)
    if lines or not options.anew:
        whole, alone = (Message(f"verify.is_{how}", file=path) for how in ("whole", "alone"))
        return _outcome(lines, *([whole, provenance.NOT_PROVED] if folders else [alone]))
    if not folders:
        raise ReportError("verify.no_folder", str(path), record="run.json")
    lines = [f"{one}: {line}" for one in folders for line in anew.differences(one)]
    return _outcome(lines, Message("verify.is_same", file=path))


def _outcome(wrong: Sequence[str | Message], *right: str | Message) -> int:
    """Say what is wrong, or what is said where nothing is; the exit code."""
    for line in wrong or right:
        tell(line)
    return FAILED if wrong else DONE


# --- render ---------------------------------------------------------------------------------------


def _render(options: argparse.Namespace) -> int:
    from industry_report.publishing import asked, batch, output_folder, runs

    start = time.monotonic()
    formats = asked.chosen(options.format, tuple(runs.DOCUMENTS), "--format")
    if options.jobs < 1:
        raise ReportError("render.jobs", f"--jobs {options.jobs}")
    output = output_folder.place(options.output)
    root = project()
    wanted = wanted_runs(options, root, _note)
    _say_what_was_converted(wanted, root)
    settings = runs.Settings(
        root=str(root),
        output=output,
        formats=formats,
        force=options.force,
        threads=_threads(len(wanted), options.jobs),
        replace_edited=options.replace_edited,
    )
    if options.force:
        settings = replace(settings, batch=batch.batch_name(output, options.resume))
    show = Progress(len(wanted))
    results = batch.run_batch(
        wanted, settings, options.jobs, options.scheduler, show.result, show.step
    )
    front = _front_page(output, results)
    summary(results, front, time.monotonic() - start, formats)
    if options.open and front:
        import webbrowser

        webbrowser.open(Path(front).as_uri())
    return FAILED if any(result.status == "failed" for result in results) else DONE


def wanted_runs(
    options: argparse.Namespace, root: Path, note: Callable[[Message], None] = lambda text: None
) -> list[Run]:
    """The runs that the options of ``report render`` ask for; see :func:`asked.requested`."""
    from industry_report.publishing import asked

    parameters = asked.given(vars(options), options.set, root)
    return asked.requested(parameters, root, options.matrix, note)


def _say_what_was_converted(wanted: Sequence[Run], root: Path) -> None:
    """Say what was unusual about other datasets and was read all the same."""
    from industry_report.data.home import dataset_path

    others = [run for run in wanted if "dataset" in run.values]
    for path in dict.fromkeys(dataset_path(run.values, root) for run in others):
        from industry_report.data.dataset import load

        for note in load(path).notes:
            _note(note)


def _note(text: Message | ReportError) -> None:
    tell(Message("said.report", text=text), file=sys.stderr)


def _threads(reports: int, jobs: int) -> int:
    """How many notebooks of one report may execute at once."""
    if reports > 1:
        return 1
    return max(1, (os.cpu_count() or 1) // jobs)


@contextlib.contextmanager
def _ending_at_once() -> Iterator[None]:
    """Meanwhile SIGTERM ends the command as Ctrl-C does: what was begun is cleared away."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def project() -> Path:
    """The checkout that holds the notebooks: here, above, or where this package lies."""
    here = Path.cwd()
    for folder in (here, *here.parents, HOME):
        if any((folder / "notebooks").glob(defaults.NOTEBOOKS)):
            return folder
    raise ReportError("render.no_checkout", str(here))


def _front_page(output: str, results: Sequence[Result]) -> str:
    """Write the page that leads to every report; its path, or "" where there is none."""
    if "://" in output:
        return ""
    from industry_report.publishing.runs import INDEX

    page = Path(output) / INDEX
    if any(result.status == "done" for result in results) or not page.exists():
        from industry_report.publishing.index import write_index

        try:
            write_index(output)
        except ReportError as error:  # the reports are there; the page is somebody else's
            _note(error)
            return ""
    return str(page) if page.exists() else ""
