"""Plant faults in a copy of the project, one at a time, and count what is caught of them.

    python tests/faults.py                      every fault, two workers, a table at the end
    python tests/faults.py --kind 'unit|prose'  kinds that an expression matches
    python tests/faults.py --sample 12          so many, spread over all

A fault is a change to one file that makes the report say something else (or would, if nobody
looked). It is caught where a look at the copy finds a difference, or the report refuses to go on
with a message of its own; a look that breaks in any other way proves nothing. Each look
must find nothing in the copy while nothing is planted.

Exit code 1: a fault got through that is not one of ``KNOWN_MISSES``; one of those is caught; a look
broke; or a fault could not be planted because the code that it changes is gone. Exit code 2: a look
finds something in a copy that nobody has spoiled.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import document_faults
import report_faults
from report_faults import DOCUMENT, ROOT, Fault, text_fault

from industry_report.publishing import reference

#: How an answer begins that says that a fault was caught; see ``fault_looks.py``.
FOUND = ("DIFFERENCE", "REFUSED")
NOT_PLANTED = "not planted"
LOOKS = Path(__file__).with_name("fault_looks.py")
#: Kinds that are seen in pages or stored files, not in what a notebook says.
STORED = ("output stored by hand", "stale figure file", "published page")
#: All that ``report check`` compares.
EVERY_RUN = tuple(reference.RUNS)
#: Faults that no look can know, by file and name, and why.
KNOWN_MISSES: dict[tuple[str, str], str] = {}


def faults() -> list[Fault]:
    """Every fault, in a fixed order."""
    return [*report_faults.faults(), *content_faults()]


def content_faults() -> Iterator[Fault]:
    """Faults in the tables and words of exhibits of all documents."""
    for form in ("html", "pdf", "docx"):
        for path, old, new in document_faults.MOVED:
            yield text_fault(f"{DOCUMENT}{form}", path, old, new, form=form)


# planting and looking


class Looks:
    """The looks at one copy of the project, by one process of ``fault_looks.py``.

    Args:
        copy: the copy.
        sound: the looks that are known to find nothing while nothing is planted; grows.
    """

    def __init__(self, copy: Path, sound: set[str]) -> None:
        self.copy = copy
        self.sound = sound
        self.process = subprocess.Popen(
            [sys.executable, str(LOOKS)],
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Looks:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.stdin.close()
        self.process.wait()

    def seen(self, request: dict[str, Any]) -> str:
        """What one look finds, in one line; "" for nothing."""
        print(json.dumps(request | {"root": str(self.copy)}), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        return json.loads(answer).strip().replace("\n", " | ")[:400]

    def fault(self, fault: Fault) -> str:
        """Plant a fault, look for it, mend it: what was found; "" when nothing was, ``NOT_PLANTED``
        when it is out of date.
        """
        path = self.copy / fault.path
        sound = path.read_text(encoding="utf-8") if path.exists() else ""
        spoiled = planted(fault, sound)
        if spoiled == sound:
            return NOT_PLANTED
        for request in requests(fault):
            self.control(request)
            path.write_text(spoiled, encoding="utf-8")
            try:
                found = self.seen(request)
            finally:
                path.write_text(sound, encoding="utf-8")
            if found:
                return found
        return ""

    def control(self, request: dict[str, Any]) -> None:
        """Raise Unsound where a look finds something though nothing is planted."""
        name = json.dumps(request | {"begin_with": ""})
        if name not in self.sound:
            if found := self.seen(request):
                raise Unsound(f"{request}: {found}")
            self.sound.add(name)


class Unsound(Exception):
    """A look finds something in a copy that nobody has spoiled: what it finds is worth nothing."""


def planted(fault: Fault, sound: str) -> str:
    """The text of a file with a fault; the same text when the fault is out of date."""
    try:
        return fault.change(sound)
    except (StopIteration, TypeError, KeyError, json.JSONDecodeError):
        return sound


def requests(fault: Fault) -> Iterator[dict[str, Any]]:
    """The looks for a fault, cheapest first, until one finds it: its sentences; the notebook that it
    is in, or one after the other; the tests of charts; all that ``report check`` compares of its
    runs, then of all.
    """
    if fault.form:
        yield {"look": "documents", "form": fault.form}
        return
    own = Path(fault.path).name.partition(".")[0] if fault.path.startswith("notebooks/") else ""
    if fault.path.startswith("notebooks/text/"):
        yield {"look": "sentences", "begin_with": own}
    if fault.kind not in STORED:
        yield {"look": "notebooks", "runs": fault.runs, "begin_with": own}
    if fault.path.startswith("industry_report/exhibits/"):  # a chart may be of explore alone
        yield {"look": "tests", "file": "test_charts.py"}
    yield {"look": "check", "runs": fault.runs}
    yield {"look": "check", "runs": EVERY_RUN}


def copied(target: Path, root: Path = ROOT) -> Path:
    """A copy of the project in ``target``, with a reference; without version control, environment
    and results.
    """
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "__pycache__", "reports", "build", ".*_cache", ".hypothesis", "*.egg-info"
    )
    shutil.copytree(root, target, ignore=ignored)
    for package in ("industry_report", "publisher"):  # valid as long as the source is the same
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(target / package, quiet=2, invalidation_mode=mode)
    if not (target / "tests" / "reference" / "indicators.csv").exists():
        accept(target)
    return target


def accept(copy: Path) -> None:
    """Make the reference of a copy from what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "industry_report", "accept", "--by", "faults", "--reason", "first"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = f"{done.stdout}{done.stderr}"
        raise SystemExit(f"there is no reference, and none could be made:\n{said}")


def run(chosen: list[Fault], workers: int) -> list[tuple[Fault, str]]:
    """Look for every fault; each worker has a copy of its own.

    Raises SystemExit (2) where a look finds something in a copy that nobody has spoiled.
    """
    waiting, results, lock = list(enumerate(chosen)), {}, threading.Lock()
    sound: set[str] = set()
    unsound: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        first = copied(Path(folder) / "copy-0")
        others = [Path(folder) / f"copy-{n}" for n in range(1, workers)]
        copies = [first, *(Path(shutil.copytree(first, other)) for other in others)]

        def work(copy: Path) -> None:
            with Looks(copy, sound) as looks:
                while True:
                    with lock:
                        if not waiting:
                            return
                        number, fault = waiting.pop(0)
                    began = time.monotonic()
                    try:
                        found = looks.fault(fault)
                    except Unsound as error:
                        unsound.append(str(error))
                        waiting.clear()
                        return
                    results[number] = (fault, found)
                    took = f"{number + 1} ({time.monotonic() - began:.1f} s)"
                    line = f"{took} {fault.kind}: {fault.name} — {found or 'NOT CAUGHT'}"
                    print(" ".join(line.split())[:230], flush=True)

        threads = [threading.Thread(target=work, args=(copy,)) for copy in copies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if unsound:
        print("nothing is planted, and yet (is the reference out of date?)", *unsound, sep="\n")
        raise SystemExit(2)
    return [results[number] for number in sorted(results)]


# what came of it

#: What caught a fault, by what its line contains.
CAUGHT_BY = [
    ("DIFFERENCE data/indicators", "rows"),
    ("DIFFERENCE data/", "descriptor or model"),
    ("DIFFERENCE figures/", "figure file"),
    ("stored in notebooks", "stored output"),
    ("published page", "published page"),
    ("rows behind it", "provenance"),
    (": drawing", "drawing"),
    (": layout", "layout"),
    (": data,", "plotted data"),
    ("DIFFERENCE content", "content of documents"),
    ("DIFFERENCE tests", "tests"),
    ("DIFFERENCE accepted", "accepted sentences"),
    (", figure ", "figure text"),
    (", table ", "table"),
    ("order of", "order"),
    ("Chinese and English", "languages"),
]


def caught_by(line: str) -> str:
    """What caught a fault, in a few words."""
    if line.startswith("REFUSED"):
        return "failed run" if " failed: " in line else "loader"
    return next((words for mark, words in CAUGHT_BY if mark in line), "sentence")


def table(results: list[tuple[Fault, str]]) -> str:
    """Kind, planted, caught, by what."""
    lines = [f"{'kind':44} planted caught by"]
    for kind in dict.fromkeys(fault.kind for fault, _ in results):
        own = [found for fault, found in results if fault.kind == kind and found != NOT_PLANTED]
        words = [caught_by(found) for found in own if found.startswith(FOUND)]
        by = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
        lines.append(f"{kind:44} {len(own):7} {len(words):6} {by}")
    planted = [found for _, found in results if found != NOT_PLANTED]
    caught = sum(found.startswith(FOUND) for found in planted)
    crashed = sum(found.startswith("CRASHED") for found in planted)
    lines.append(f"{'all':44} {len(planted):7} {caught:6}")
    return "\n".join([*lines, f"{'looks that crashed':44} {crashed:14}"])


def unexpected(results: list[tuple[Fault, str]]) -> Iterator[str]:
    """What is not as it ought to be: a fault that got through and is no known miss, or the reverse."""
    for fault, found in results:
        why = KNOWN_MISSES.get((fault.path, fault.name))
        is_caught = found.startswith(FOUND)
        if is_caught and why:
            yield f"caught, hence no known miss: {fault.path}: {fault.name}"
        elif not is_caught and (found or not why):
            yield f"{found or 'not caught'}: {fault.kind}: {fault.path}: {fault.name}"


def main() -> int:
    """The command line; its exit codes are in the head of this module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", default="", help="only kinds that this expression matches")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="N, spread over all")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    chosen = [fault for fault in faults() if re.search(options.kind, fault.kind)]
    if options.sample:
        chosen = chosen[:: max(1, len(chosen) // options.sample)][: options.sample]
    results = run(chosen, options.jobs)
    print(table(results))
    wrong = list(unexpected(results))
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
