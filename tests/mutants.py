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
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("industry_report", "publisher", "notebooks", "data", "tests", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("reference", "benchmarks", "__pycache__")

ZH, EN = "notebooks/text/zh.toml", "notebooks/text/en.toml"
SAMPLE = "tests/text/sample"
LANGUAGE = "industry_report/words/language.py"
QUANTITY = "industry_report/numbers/quantity.py"
GAPS, VALUES = "industry_report/numbers/gaps.py", "industry_report/numbers/values.py"

SENTENCES = ("tests/test_sentences.py", "tests/test_texts.py", "tests/test_words.py")
NUMBERS = (
    "tests/test_quantity.py",
    "tests/test_gaps.py",
    "tests/test_values.py",
    "tests/test_evidence.py",
)


class Mutant(NamedTuple):
    """One place to change, and the tests that must notice."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...] = SENTENCES


MUTANTS = [
    # direction words
    Mutant(ZH, 'up = "提高{}"', 'up = "下降{}"'),
    Mutant(ZH, 'down = "低{}"', 'down = "高{}"'),
    Mutant(ZH, 'level = "大致相当"', 'level = "略高"'),
    Mutant(ZH, 'open = "增减难定"', 'open = "有所增长"'),
    Mutant(ZH, '[verbs.than]\nup = "比"\nlevel = "与"', '[verbs.than]\nup = "比"\nlevel = "比"'),
    Mutant(
        ZH, '[verbs.against]\nup = "比"\nlevel = "与"', '[verbs.against]\nup = "比"\nlevel = "比"'
    ),
    Mutant(EN, 'down = "shrank by {}"', 'down = "grew by {}"'),
    Mutant(EN, 'up = "{} ahead"', 'up = "{} behind"'),
    Mutant(EN, 'level = "as in"', 'level = "than in"'),
    Mutant(EN, 'open = "may have risen or fallen"', 'open = "hardly changed"'),
    # which direction
    Mutant(LANGUAGE, '"up" if value.sign > 0 else "down"', '"down" if value.sign > 0 else "up"'),
    Mutant(LANGUAGE, 'return "open" if value', 'return "level" if value'),
    Mutant(QUANTITY, "(self.interval.lo > 0) - (self", "(self.best > 0) - (self"),
    Mutant(QUANTITY, "(self.interval.hi < 0)", "(self.interval.lo < 0)"),
    # two numbers changed for one another
    Mutant(f"{SAMPLE}.zh.toml", "{behind:n}项落后，{ahead:n}", "{ahead:n}项落后，{behind:n}"),
    Mutant(f"{SAMPLE}.en.toml", "{ahead:n} ahead", "{neither:n} ahead"),
    Mutant(f"{SAMPLE}.zh.toml", "{own}，{difference", "{other}，{difference"),
    Mutant(f"{SAMPLE}.en.toml", "from {first.quantity} ({first", "from {last.quantity} ({first"),
    Mutant(f"{SAMPLE}.en.toml", "{difference:rose}", "{difference:grew}"),
    # how a number is written
    Mutant(ZH, 'at_least = "{}以上"', 'at_least = "不超过{}"'),
    Mutant(EN, 'over = "more than {}"', 'over = "{}"'),
    Mutant(EN, 'one = "i = 1 and v = 0"', 'one = "i = 2 and v = 0"'),
    Mutant(EN, '"{} billion yuan", shift = -1, usual', '"{} billion yuan", shift = 1, usual'),
    Mutant(EN, '    "January", "February"', '    "February", "January"'),
    Mutant(QUANTITY, 'lo, "at_least", ROUND_FLOOR', 'lo, "at_most", ROUND_FLOOR', NUMBERS),
    Mutant(QUANTITY, '"at_least", ROUND_FLOOR', '"at_least", ROUND_CEILING', NUMBERS),
    Mutant(LANGUAGE, "best, qualifier = -best, OPPOSITE", "best, qualifier = best, OPPOSITE"),
    Mutant(LANGUAGE, "low, high = -high, -low", "low, high = -low, -high"),
    Mutant(LANGUAGE, "and self._shown(digits) > 0", "and self._shown(digits) < 0"),
    Mutant(LANGUAGE, "self.missing.append(self.language.write(value.label))", "pass"),
    # what a number is
    Mutant(QUANTITY, "Interval.of_digits(value, qualifier)", "Interval.exactly(value)", NUMBERS),
    Mutant(QUANTITY, "return cls(value, INFINITY)", "return cls(-INFINITY, value)", NUMBERS),
    Mutant(QUANTITY, "(late / early - 1) * 100", "(early / late - 1) * 100", NUMBERS),
    Mutant(GAPS, "(difference.sign == 1) == (entry", "(difference.sign == 1) != (entry", NUMBERS),
    Mutant(
        GAPS, "abs(self.difference.best) > beyond", "abs(self.difference.best) < beyond", NUMBERS
    ),
    Mutant(GAPS, "(name, *lies_in(name, codes.regions))", "(name,)", NUMBERS),
    Mutant(
        "industry_report/numbers/comparisons.py",
        'sort_values("weight"',
        'sort_values("indicator"',
        NUMBERS,
    ),
    Mutant(GAPS, "for each in gaps if not is_stale", "for each in gaps if is_stale", NUMBERS),
    Mutant(GAPS, "if difference.sign == 0 and is_bound(difference)", "if False", NUMBERS),
    Mutant(
        "industry_report/numbers/league.py",
        "present = [row for row in found if row and not values.is_bound(row.quantity)]",
        "present = [row for row in found if row]",
        ("tests/test_league.py",),
    ),
    Mutant(VALUES, "Interval(-INFINITY, result.interval.hi)", "result.interval", NUMBERS),
    Mutant(VALUES, 'return replace(result, qualifier="about")', "return result", NUMBERS),
    Mutant(VALUES, "whole.period) > ratio.years", "whole.period) > 9", NUMBERS),
    Mutant(VALUES, "period < edge <= value.period", "period > edge", NUMBERS),
    Mutant(VALUES, "interval.lo >= limit.value", "interval.hi >= limit.value", NUMBERS),
    Mutant(ZH, '\nahead = "', '\nahead = "落后', NUMBERS),
    Mutant(EN, 'all-behind = "behind', 'all-behind = "ahead', NUMBERS),
    Mutant(
        "industry_report/numbers/outlook.py",
        "/ (MONTHS - months)",
        "/ months",
        ("tests/test_targets.py",),
    ),
    Mutant(
        "industry_report/numbers/formula.py",
        "Quantity.exact(row.period.end[1]",
        "Quantity.exact(MONTHS - row.period.end[1]",
        ("tests/test_targets.py",),
    ),
    Mutant(
        "industry_report/numbers/priorities.py",
        "if share >= SURVIVES",
        "if share <= SURVIVES",
        ("tests/test_priorities.py",),
    ),
    Mutant(
        "industry_report/data/dataset.py",
        "first_known <= month_number(as_of)",
        "first_known >= month_number(as_of)",
        ("tests/test_dataset.py",),
    ),
    Mutant(
        "industry_report/numbers/evidence.py",
        'symptom.expect == "above"',
        'symptom.expect != "above"',
        ("tests/test_evidence.py",),
    ),
]


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
    chosen = [each for each in MUTANTS if wanted in each.file + each.old]
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
