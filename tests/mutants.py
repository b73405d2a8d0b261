"""Turn a meaning round, one place after the other, and see a test fail each time.

    python tests/mutants.py            all; exit code 1 when one survives or is gone
    python tests/mutants.py words      those whose file or text contains "words"

Each runs the fast tests that are named with it, on a copy of the checkout, without any stored list
of sentences.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("industry_report", "publisher", "notebooks", "data", "tests", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("reference", "benchmarks", "__pycache__")

#: Tests that several mutants share, as ``mutants.toml`` calls them; others stand there by name.
SHARED = {
    "sentences": ("test_sentences.py", "test_texts.py", "test_words.py"),
    "numbers": ("test_quantity.py", "test_gaps.py", "test_values.py", "test_evidence.py"),
}


class Mutant(NamedTuple):
    """One place to change, and the tests that must notice."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def listed() -> Iterator[Mutant]:
    """The mutants of ``mutants.toml``."""
    text = (ROOT / "tests" / "mutants.toml").read_text("utf-8")
    for tests, files in tomllib.loads(text).items():
        paths = tuple(f"tests/{name}" for name in SHARED.get(tests, (tests,)))
        for file, changes in files.items():
            for old, new in changes.items():
                yield Mutant(file, old, new, paths)


def outcome(mutant: Mutant, whole: Path) -> str:
    """``killed``, ``SURVIVED`` or ``GONE``, where the text to change is not there any more."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(whole, Path(folder))
        path = copy / mutant.file
        text = path.read_text("utf-8")
        if mutant.old not in text:
            return "GONE"
        path.write_text(text.replace(mutant.old, mutant.new, 1), "utf-8")
        code = tested(copy, mutant.tests).returncode
        return {0: "SURVIVED", 1: "killed"}.get(code, f"FAILED ({code})")


def copied(source: Path, folder: Path) -> Path:
    """A copy of what the tests need of a checkout."""
    for name in COPIED:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source / name, folder / name)
    return folder


def tested(copy: Path, tests: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """The tests in a copy, run until one fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--assert=plain"]
    command += ["-p", "no:cacheprovider", "-p", "no:nbval", "-p", "tests.unneeded"]
    # stale translations and stored lists are another matter: a mutant must be noticed by what it says
    command += ["-m", "not accepted and not slow", "-k", "not stale and not accepted"]
    return subprocess.run([*command, *tests], cwd=copy, capture_output=True, text=True)


def main(wanted: str = "") -> int:
    chosen = [each for each in listed() if wanted in each.file + each.old]
    with tempfile.TemporaryDirectory() as folder:
        whole = copied(ROOT, Path(folder))
        done = tested(whole, sorted({test for each in chosen for test in each.tests}))
        if done.returncode:
            print(f"{done.stdout}{done.stderr}\nthe tests fail without any mutant")
            return 1
        outcomes = []
        with ThreadPoolExecutor(2) as pool:
            found = pool.map(lambda mutant: outcome(mutant, whole), chosen)
            for mutant, each in zip(chosen, found, strict=True):
                print(f"{each:9} {mutant.file}: {mutant.old}  →  {mutant.new}", flush=True)
                outcomes.append(each)
    killed = outcomes.count("killed")
    print(f"{killed} of {len(chosen)} killed")
    return int(killed < len(chosen))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:2]))
