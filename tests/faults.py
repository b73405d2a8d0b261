"""Plant faults in a copy of the project, one at a time, and count what ``report check`` catches: all of them.

    python tests/faults.py                      every fault, two workers, a table at the end
    python tests/faults.py --kind translation   one kind
    python tests/faults.py --first 12           every so many-th only
    python tests/faults.py --machine 50         kill a render at random moments instead (see tests/test_machine.py)

A fault is a change to one file that makes the report say something else (or would, if nobody looked). The check of a fault
stops at the first difference that it finds. Exit code 1: a fault got through, or could not be planted because the code that
it changes is gone.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import io
import json
import os
import py_compile
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import document_faults

ROOT = Path(__file__).resolve().parent.parent
DATA, DESCRIPTOR, MODEL = "data/indicators.csv", "data/datapackage.json", "data/logic_model.yaml"


@dataclass(frozen=True)
class Fault:
    """One change.

    Attributes:
        kind: what sort of fault it is.
        name: what is changed.
        path: the file, relative to the project.
        change: the text of the file → the faulty text; the same text when it cannot be planted.
        runs: the runs of the check in which it is looked for, the first that show it.
    """

    kind: str
    name: str
    path: str
    change: Callable[[str], str]
    runs: tuple[str, ...] = ("baotou-zh",)


def text_fault(
    kind: str, path: str, old: str, new: str, runs: tuple[str, ...] = ("baotou-zh",)
) -> Fault:
    """``old`` replaced by ``new`` at its first place."""
    return Fault(
        kind, f"{old[:48]} → {new[:48]}", path, lambda text: text.replace(old, new, 1), runs
    )


# --- data --------------------------------------------------------------------------------------------------------------


def row_fault(
    kind: str, number: int, change: Callable[[list[dict[str, str]], int, random.Random], None]
) -> Fault:
    """A change to the rows of the dataset around one that the report shows."""

    def changed(text: str) -> str:
        rows = list(csv.DictReader(io.StringIO(text)))
        chance = random.Random(f"{kind} {number}")
        own = [
            at
            for at, row in enumerate(rows)
            if row["region"] in ("baotou", "inner-mongolia", "china")
        ]
        change(rows, chance.choice(own), chance)
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    return Fault(kind, f"row {number}", DATA, changed)


def digit(rows: list[dict[str, str]], at: int, chance: random.Random) -> None:
    text = rows[at]["value"]
    place = chance.choice([n for n, character in enumerate(text) if character.isdigit()])
    rows[at]["value"] = (
        text[:place] + str((int(text[place]) + chance.randrange(1, 9)) % 9 + 1) + text[place + 1 :]
    )
    if rows[at]["value"] == text:
        rows[at]["value"] = text[:place] + ("3" if text[place] != "3" else "7") + text[place + 1 :]


def field(name: str, *choices: str) -> Callable[[list[dict[str, str]], int, random.Random], None]:
    def change(rows: list[dict[str, str]], at: int, chance: random.Random) -> None:
        rows[at][name] = chance.choice([choice for choice in choices if choice != rows[at][name]])

    return change


def period(rows: list[dict[str, str]], at: int, chance: random.Random) -> None:
    year = rows[at]["period"][:4]
    rows[at]["period"] = rows[at]["period"].replace(year, str(int(year) - 1))


def regions_swapped(rows: list[dict[str, str]], at: int, chance: random.Random) -> None:
    same = [
        n
        for n, row in enumerate(rows)
        if row["indicator"] == rows[at]["indicator"]
        and row["region"] != rows[at]["region"]
        and row["value"] != rows[at]["value"]
    ]
    other = chance.choice(same) if same else (at + 1) % len(rows)
    rows[at]["value"], rows[other]["value"] = rows[other]["value"], rows[at]["value"]


def dropped(rows: list[dict[str, str]], at: int, chance: random.Random) -> None:
    del rows[at]


def doubled(rows: list[dict[str, str]], at: int, chance: random.Random) -> None:
    rows.insert(at, dict(rows[at]))


def data_faults() -> Iterator[Fault]:
    """Faults of the dataset."""
    kinds: list[tuple[str, int, Callable]] = [
        ("digit of a value", 10, digit),
        ("period", 5, period),
        ("regions swapped", 6, regions_swapped),
        ("row dropped", 5, dropped),
        ("row doubled", 4, doubled),
        ("unit", 4, field("unit", "GW", "rank")),
        ("status", 4, field("status", "observed", "forecast", "target", "planned")),
        ("qualifier", 4, field("qualifier", "over", "at_least", "about")),
        ("confidence", 3, field("confidence", "low", "high")),
    ]
    for kind, count, change in kinds:
        for number in range(count):
            yield row_fault(kind, number, change)


# --- descriptor and logic model ----------------------------------------------------------------------------------------


def descriptor_faults() -> Iterator[Fault]:
    """Labels, units and dates of the code lists."""

    def swapped(first: str, second: str, key: str) -> Callable[[str], str]:
        def change(text: str) -> str:
            lines = text.split("\n")
            places = [
                next(n for n, line in enumerate(lines) if f'"id": "{id}"' in line)
                for id in (first, second)
            ]
            values = [re.search(rf'"{key}": "([^"]*)"', lines[place])[1] for place in places]
            for place, value in zip(places, values[::-1], strict=True):
                lines[place] = re.sub(
                    rf'"{key}": "[^"]*"', f'"{key}": "{value}"', lines[place], count=1
                )
            return "\n".join(lines)

        return change

    for first, second, key in [
        ("gdp", "gdp_per_capita", "zh"),
        ("industrial_value_added_growth", "industrial_output_growth", "en"),
        ("pv_investment", "wind_investment", "zh"),
        ("baotou", "ordos", "zh"),
        ("inner-mongolia", "china", "en"),
    ]:
        yield Fault(
            "label swapped",
            f"{key} of {first} and {second}",
            DESCRIPTOR,
            swapped(first, second, key),
        )
    yield text_fault("label swapped", DESCRIPTOR, '"better": "higher"', '"better": "lower"')
    yield text_fault(
        "vantage point", DESCRIPTOR, '"known_from": "2022-08"', '"known_from": "2021-08"'
    )
    yield text_fault(
        "vantage point", DESCRIPTOR, '"known_from": "2022-03"', '"known_from": "2023-03"'
    )


def model_faults() -> Iterator[Fault]:
    """Links, scores and texts of the logic model."""
    for old, new in [
        ("answers: {p2.2.2.1: direct}", "answers: {}"),
        ("answers: {p2.2.2.1: direct}", "answers: {p2.2.2.2: direct}"),
        ("p2.2.2.2: indirect", "p2.2.2.2: direct"),
        ("evidence: {level: 1", "evidence: {level: 4"),
        ("cost: {level: 1", "cost: {level: 4"),
        ("expect: below, than: benchmark", "expect: above, than: benchmark"),
        ("kpi: 5g_stations", "kpi: industrial_parks"),
        ('than: "1000"', 'than: "100"'),
    ]:
        yield text_fault("logic model", MODEL, old, new)


# --- notebooks ---------------------------------------------------------------------------------------------------------

NOTEBOOKS = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")
)
#: The runs that show a notebook, where the default ones leave it out.
RUNS_OF = {"00_brief": "baotou-late"}


def cells_changed(
    change: Callable[[str], str], cell_type: str, number: int = 0
) -> Callable[[str], str]:
    """A change to the ``number``-th cell (of those that it changes)."""

    def changed(text: str) -> str:
        notebook = json.loads(text)
        able = [
            cell
            for cell in notebook["cells"]
            if cell["cell_type"] == cell_type
            and change("".join(cell["source"])) != "".join(cell["source"])
        ]
        if not able:
            return text
        cell = able[number % len(able)]
        cell["source"] = change("".join(cell["source"])).splitlines(keepends=True)
        return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"

    return changed


def sentences_changed(change: Callable[[str], str], number: int = 0) -> Callable[[str], str]:
    """A change to the ``number``-th line of a text file (of those that it changes)."""

    def changed(text: str) -> str:
        lines = text.splitlines(keepends=True)
        able = [at for at, line in enumerate(lines) if change(line) != line]
        if not able:
            return text
        at = able[number % len(able)]
        lines[at] = change(lines[at])
        return "".join(lines)

    return changed


def values_swapped(line: str) -> str:
    """The first two plain values of a sentence, exchanged: it says the wrong thing."""
    values = r"\{(?!place|label|names)[a-z_.]+\}"
    found = list(dict.fromkeys(re.findall(values, line)))[:2]
    if len(found) < 2:
        return line
    return line.replace(found[0], "\0").replace(found[1], found[0]).replace("\0", found[1])


def number_typed(line: str) -> str:
    """The first value of a finding or paragraph, replaced by a typed number."""
    return re.sub(r"^([a-z_]+ = \"[^\"\n{]*)\{[a-z_.]+\}", r"\g<1>123.4%", line)


def notebook_faults() -> Iterator[Fault]:
    """Faults in sentences, titles, parameters and prose."""
    for path in NOTEBOOKS:
        name = Path(path).stem
        first = RUNS_OF.get(name, "baotou")
        for language, run in (("zh", f"{first}-zh"), ("en", f"{first}-en")):
            text = f"notebooks/text/{name}.{language}.toml"
            for kind, change in (
                ("sentence with the wrong value", values_swapped),
                ("number typed by hand", number_typed),
            ):
                changes = [sentences_changed(change, n) for n in (1, 2)]
                words = (ROOT / text).read_text("utf-8")
                yield from (  # a notebook that mentions few values has fewer places for it
                    Fault(kind, f"{name}.{language} {n}", text, each, (run,))
                    for n, each in enumerate(changes, 1)
                    if each(words) != words
                )
        for old, new in [
            ("benchmarks: list = []", 'benchmarks: list = ["ordos"]'),
            ('region: str = "baotou"', 'region: str = "ordos"'),
            ('as_of: str = "2022-08"', 'as_of: str = "2023-12"'),
            ("hindsight: bool = True", "hindsight: bool = False"),
        ]:
            yield Fault(
                "benchmark or default replaced",
                f"{name}: {new}",
                path,
                cells_changed(lambda source, old=old, new=new: source.replace(old, new), "code"),
                (f"{first}-zh",),
            )
        prose = f"notebooks/text/{name}.zh.toml"
        opposite = sentences_changed(
            lambda line: re.sub("不同|高于|大于|增长", "低于", line, count=1), 2
        )
        yield Fault("prose", name, prose, opposite, (f"{first}-zh",))
        if name not in RUNS_OF:
            yield Fault("output stored by hand", name, path, stored_output)


def stored_output(text: str) -> str:
    """A number in a stored output, changed by hand."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/markdown" in data and re.search(r"\d\.\d", "".join(data["text/markdown"])):
                said = "".join(data["text/markdown"])
                data["text/markdown"] = re.sub(r"\d\.(\d)", r"9.\1", said, count=1)
                return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    return text


def figure_faults() -> Iterator[Fault]:
    """Stale or exchanged files in ``figures/``."""
    for folder in ("zh", "en"):
        runs = (f"baotou-{folder}",)
        for place, (what, change) in enumerate(
            [
                (
                    "a path moved",
                    lambda text: re.sub(
                        r'( d="M ?)(\d)',
                        lambda found: f"{found[1]}{9 - int(found[2])}",
                        text,
                        count=1,
                    ),
                ),
                ("cut off", lambda text: text[: len(text) // 2]),
                ("emptied", lambda text: ""),
            ]
        ):
            paths = sorted((ROOT / "figures" / folder).glob("*.svg"))
            name = paths[place * 3 % len(paths)].name if paths else "hero.svg"
            yield Fault(
                "stale figure file", f"{name} {what}", f"figures/{folder}/{name}", change, runs
            )


# --- code --------------------------------------------------------------------------------------------------------------


def code_faults() -> Iterator[Fault]:
    """Faults in what draws, computes, words and publishes."""
    drawn = "industry_report/exhibits/"
    for kind, name, old, new in [
        (
            "sign in a chart",
            "strips",
            'axes.plot(cell.number, 0, "o',
            'axes.plot(-cell.number, 0, "o',
        ),
        ("sign in a chart", "progress", "scale.x(row.share.number)", "scale.x(row.due.number)"),
        ("sign in a chart", "ranks", "scale.x(cell.number)", "scale.x(-cell.number)"),
        (
            "marks in the wrong order",
            "strips",
            "distinct(data[measure])",
            "distinct(data[measure])[::-1]",
        ),
        ("marks in the wrong order", "progress", "zip(rows, texts,", "zip(rows, texts[::-1],"),
        ("marks in the wrong order", "tiles", "zip(places, data", "zip(places[::-1], data"),
        ("axis clipped", "scale", ", high + spare)", ", high * 0.6)"),
        ("axis clipped", "scale", "low - spare * (low < start)", "low + 9 * spare"),
        ("axis clipped", "strips", "set_xlim(low - room, high", "set_xlim(low + 9 * room, high"),
        ("label of a mark", "strips", "{name} {cell}", "{name} {cell:n}"),
        (
            "plotted data",
            "drawing",
            "[cell.number for cell in cells]",
            "[abs(cell.number) for cell in cells[::-1]]",
        ),
        ("alt text lies", "describe", "= ordered[0], ordered[-1]", "= ordered[-1], ordered[0]"),
        ("alt text lies", "describe", "status=status)", "status=NOTHING)"),
        (
            "alt text lies",
            "figure",
            'return f"{self.title} {self.description}"',
            "return self.title",
        ),
        ("alt text lies", "output", '"text/plain": figure.alt', '"text/plain": figure.subtitle'),
        (
            "forecast drawn as actual",
            "style",
            '"forecast": {"facecolor": PAPER, "hatch": "////"}',
            '"forecast": {}',
        ),
        ("rows of a sentence dropped", "output", '"rows": list(record.rows)', '"rows": []'),
        ("source or note lost", "output", '"note": record.note', '"note": record.id'),
        ("source or note lost", "output", '"note": record.note', '"note": ""'),
    ]:
        yield text_fault(kind, f"{drawn}{name}.py", old, new)
    shown, report = "industry_report/outputs.py", "industry_report/report.py"
    yield text_fault(
        "rows of a sentence dropped",
        shown,
        '"rows": list(number.rows),',
        '"rows": list(number.rows)[1:],',
    )
    yield text_fault(
        "vantage point", report, "self.data = trusted.known(self.as_of)", "self.data = trusted"
    )
    quantity, language = "industry_report/numbers/quantity.py", "industry_report/words/language.py"
    chinese, english = "notebooks/text/zh.toml", "notebooks/text/en.toml"
    for path, old, new, runs in [
        (quantity, "lambda a, b: a - b", "lambda a, b: b - a", ("baotou-zh",)),
        (quantity, "lambda a, b: a / b", "lambda a, b: b / a", ("baotou-zh",)),
        (quantity, "part * 100 / percent", "part * percent / 100", ("baotou-zh",)),
        (quantity, "level / (1 + percent / 100)", "level * (1 + percent / 100)", ("baotou-zh",)),
        (
            quantity,
            "(self.interval.lo > 0) - (self.interval.hi < 0)",
            "(self.interval.hi < 0) - (self.interval.lo > 0)",
            ("baotou-zh",),
        ),
        (
            quantity,
            'return "pp" if unit == _unit_of(other) == "%"',
            'return "%" if unit == _unit_of(other) == "%"',
            ("baotou-zh",),
        ),
        (chinese, "usual = true},", "shift = 1, usual = true},", ("baotou-zh",)),
        (english, "shift = -1, usual = true", "usual = true", ("baotou-en",)),
        (language, "rounding=ROUND_HALF_UP", 'rounding="ROUND_DOWN"', ("baotou-zh",)),
        (english, 'nearly = "nearly {}"', 'nearly = "more than {}"', ("baotou-en",)),
        (chinese, '"{}个百分点"', '"{}%"', ("baotou-zh",)),
    ]:
        yield text_fault("operator, unit or rounding in a formula", path, old, new, runs)
    for path, old, new in [
        ("formula", "passed = months * 100 / MONTHS", "passed = months * 90 / MONTHS"),
        ("outlook", "(MONTHS - months)", "(MONTHS - months + 1)"),
        ("consistency", '"at_least": gap.sign >= 0', '"at_least": gap.sign <= 0'),
        ("consistency", "if rule.restates:", "if not rule.restates:"),
        ("hindsight", "TOLERANCE = Decimal(2)", "TOLERANCE = Decimal(60)"),
        ("hindsight", "row.value >= limit", "row.value <= limit"),
        (
            "gaps",
            '(difference.sign > 0) == (entry.better == "higher")',
            '(difference.sign < 0) == (entry.better == "higher")',
        ),
        (
            "paces",
            "return Quantity.exact(Decimal(months) / 12",
            "return Quantity.exact(Decimal(months) / 10",
        ),
        ("outlook", 'without = Quantity.exact(100, "%")', 'without = Quantity.exact(110, "%")'),
        ("priorities", "SURVIVES = 0.75", "SURVIVES = 0.99"),
        (
            "logic_model",
            "if not links or link in links",
            "if links and link not in links",
        ),
    ]:
        yield text_fault(
            "threshold or operator in a finding", f"industry_report/numbers/{path}.py", old, new
        )
    reading, exhibits = "publisher/reading.py", "publisher/exhibits.py"
    words, table = "publisher/text/zh.toml", "industry_report/exhibits/table.py"
    for path, old, new in [
        (exhibits, 'element("b", said.get("title") or "")', 'element("b", "")'),
        (words, 'note = "注：{text}"', 'note = "注："'),
        (
            exhibits,
            "for name in names) for row in rows)",
            "for name in names) for row in rows[1:])",
        ),
        (reading, 'before.get("data-missing").split("\\n") + labels', "labels"),
        (words, 'no_data = "无数据：{missing}"', 'no_data = "无数据"'),
        (table, "for row in self.cells],", "for row in self.cells[1:]],"),
        (
            table,
            '["\\t".join(row) for row in self.cells]',
            '["\\t".join(row) for row in self.cells[::-1]]',
        ),
    ]:
        yield text_fault("published page", path, old, new)


def content_faults() -> Iterator[Fault]:
    """Faults in what makes documents, looked for by ``report verify --content``."""
    for form, path, old, new in document_faults.FAULTS:
        yield text_fault(f"document: {form}", path, old, new, (CONTENT, form))


def faults() -> list[Fault]:
    """Every fault, in a fixed order."""
    return [
        *data_faults(),
        *descriptor_faults(),
        *model_faults(),
        *notebook_faults(),
        *figure_faults(),
        *code_faults(),
        *content_faults(),
    ]


#: In place of runs: the published documents are looked at.
CONTENT = "content"


# --- planting and looking ----------------------------------------------------------------------------------------------

#: How the lines begin that say that a fault was caught.
FOUND = ("DIFFERENCE", "REFUSED")
LOOKS = Path(__file__).with_name("fault_looks.py")
#: Kinds that are seen in pages or stored files, not in what a notebook says.
STORED = ("output stored by hand", "stale figure file", "published page")
#: Any notebook: all are executed, one after the other, until one differs.
ANY = "any"


def copied(target: Path, root: Path = ROOT) -> Path:
    """A copy of the project in ``target``, with a reference; without version control, environment and results."""
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "__pycache__", "reports", "build", ".*_cache", ".hypothesis", "*.egg-info"
    )
    shutil.copytree(root, target, ignore=ignored)
    for package in ("industry_report", "publisher"):  # valid as long as the source is the same
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(target / package, quiet=2, invalidation_mode=mode)
    if not (target / "tests" / "reference" / "indicators.csv").exists():
        done = run_python(
            ["-m", "industry_report", "accept", "--by", "faults", "--reason", "first"], target
        )
        if done.returncode:
            raise SystemExit(
                f"there is no reference, and none could be made:\n{done.stdout}{done.stderr}"
            )
    return target


def run_python(
    arguments: list[str], copy: Path, seconds: float = 900
) -> subprocess.CompletedProcess[str]:
    """This Python on the package of a copy."""
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


def look(fault: Fault, copy: Path) -> str:
    """Plant a fault in a copy, look for it, mend it: what caught it; "" when nothing did, "not planted" when it is out of date."""
    path = copy / fault.path
    if not path.exists():
        return "not planted"
    before = path.read_text(encoding="utf-8")
    try:
        after = fault.change(before)
    except (StopIteration, TypeError, KeyError):
        after = before
    if after == before:
        return "not planted"
    path.write_text(after, encoding="utf-8")
    try:
        found = next((found for found in looks(fault, copy) if found), "")
    finally:
        path.write_text(before, encoding="utf-8")
    return found


def looks(fault: Fault, copy: Path) -> Iterator[str]:
    """What each look at a copy finds, "" for nothing; cheapest first: the notebook that the fault is
    in, or one after the other; its sentences, for no run says every case; all that ``report check``
    compares.
    """
    if fault.runs[0] == CONTENT:
        yield seen(copy, fault.runs)
        return
    if fault.kind not in STORED:
        own = Path(fault.path).name.partition(".")[0]
        yield seen(copy, fault.runs, own if fault.path.startswith("notebooks/") else ANY)
    if fault.path.startswith("notebooks/text/"):
        yield unlike_accepted(copy)
    yield seen(copy, fault.runs)


_looking: dict[Path, subprocess.Popen[str]] = {}


def seen(copy: Path, runs: tuple[str, ...], first: str = "") -> str:
    """What ``fault_looks.py`` sees in a copy, in one line; it is started once for each copy."""
    if copy not in _looking or _looking[copy].poll() is not None:
        _looking[copy] = subprocess.Popen(
            [sys.executable, str(LOOKS)],
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    process = _looking[copy]
    request = {"root": str(copy), "runs": list(runs), "first": first}
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    said = json.loads(process.stdout.readline()).strip()
    start = next((said.index(mark) for mark in FOUND if mark in said), None)
    return "" if start is None else said[start:].replace("\n", " | ")[:400]


def unlike_accepted(copy: Path) -> str:
    """Whether the sentences of a copy read as accepted, in every case that they have."""
    wanted = [
        "tests/test_sentences.py",
        "-k",
        "read_as_accepted",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    done = run_python(["-m", "pytest", "-n0", *wanted], copy)
    return "DIFFERENCE accepted sentences" if done.returncode == 1 else ""


def caught_by(line: str) -> str:
    """What caught a fault, in a few words."""
    if line.startswith("REFUSED"):
        return "loader" if "fault" in line else "failed run"
    for mark, words in [
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
        ("DIFFERENCE accepted", "accepted sentences"),
        (", figure ", "figure text"),
        (", table ", "table"),
        ("order of", "order"),
        ("Chinese and English", "languages"),
    ]:
        if mark in line:
            return words
    return "sentence"


def run(chosen: list[Fault], workers: int) -> list[tuple[Fault, str]]:
    """Look for every fault; each worker has a copy of its own."""
    waiting, results, lock = list(enumerate(chosen)), {}, threading.Lock()
    with tempfile.TemporaryDirectory() as folder:
        first = copied(Path(folder) / "copy-0")
        copies = [
            first,
            *(Path(shutil.copytree(first, Path(folder) / f"copy-{n}")) for n in range(1, workers)),
        ]

        def work(copy: Path) -> None:
            while True:
                with lock:
                    if not waiting:
                        return
                    number, fault = waiting.pop(0)
                found = look(fault, copy)
                with lock:
                    results[number] = (fault, found)
                    print(
                        f"{number + 1:4} {fault.kind}: {fault.name} — {found or 'NOT CAUGHT'}"[
                            :230
                        ],
                        flush=True,
                    )

        threads = [threading.Thread(target=work, args=(copy,)) for copy in copies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return [results[number] for number in sorted(results)]


def table(results: list[tuple[Fault, str]]) -> str:
    """Kind, planted, caught, by what."""
    lines = [f"{'kind':44} planted caught by"]
    for kind in dict.fromkeys(fault.kind for fault, _ in results):
        own = [found for fault, found in results if fault.kind == kind and found != "not planted"]
        words = [caught_by(found) for found in own if found]
        by = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
        lines.append(f"{kind:44} {len(own):7} {len(words):6} {by}")
    planted = [found for _, found in results if found != "not planted"]
    lines.append(f"{'all':44} {len(planted):7} {sum(map(bool, planted)):6}")
    return "\n".join(lines)


def main() -> int:
    """The command line; exit code 1 when a fault got through or could not be planted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", default="", help="only kinds that contain this")
    parser.add_argument(
        "--first", type=int, default=0, metavar="N", help="N faults, spread over all"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--machine", type=int, default=0, metavar="KILLS", help="kill a render at random moments"
    )
    options = parser.parse_args()
    if options.machine:
        sys.path.insert(0, str(Path(__file__).parent))
        import test_machine

        return test_machine.kill_often(options.machine)
    chosen = [fault for fault in faults() if options.kind in fault.kind]
    if options.first:
        chosen = chosen[:: max(1, len(chosen) // options.first)][: options.first]
    results = run(chosen, options.jobs)
    print(table(results))
    missed = [
        (fault, found or "not caught") for fault, found in results if found in ("", "not planted")
    ]
    for fault, found in missed:
        print(f"{found}: {fault.kind}: {fault.path}: {fault.name}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
