"""Faults in what a report says: data, code lists, logic model, sentences, notebooks, figures, and the
code that draws, computes, words and publishes. ``faults.py`` plants and looks for them (``make
faults``).
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA, DESCRIPTOR = "data/indicators.csv", "data/datapackage.json"
#: The runs in which a fault is looked for first: the usual one, and of files that it does not show.
USUAL = ("baotou-zh",)
SHOWN_IN = {"notebooks/text/en.toml": ("baotou-en",)}
#: How the kind of a fault begins that is looked for in documents; the rest is their format.
DOCUMENT = "document: "


@dataclass(frozen=True)
class Fault:
    """One change.

    Attributes:
        kind: what sort of fault it is.
        name: what is changed.
        path: the file, relative to the project.
        change: the text of the file → the faulty text; the same text when it cannot be planted.
        runs: the runs of the check in which it is looked for first.
        form: the format of the documents in which it is looked for instead, or "".
    """

    kind: str
    name: str
    path: str
    change: Callable[[str], str]
    runs: tuple[str, ...] = USUAL
    form: str = ""


def text_fault(
    kind: str,
    path: str,
    old: str,
    new: str,
    runs: tuple[str, ...] = USUAL,
    form: str = "",
) -> Fault:
    """``old`` replaced by ``new`` at its first place."""

    def changed(text: str) -> str:
        return text.replace(old, new, 1)

    return Fault(kind, f"{old[:48]} → {new[:48]}", path, changed, runs, form)


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


def descriptor_faults() -> Iterator[Fault]:
    """Labels, units and dates of the code lists."""

    def swapped(one: str, other: str, key: str) -> Callable[[str], str]:
        def change(text: str) -> str:
            lines = text.split("\n")
            places = [
                next(n for n, line in enumerate(lines) if f'"id": "{id}"' in line)
                for id in (one, other)
            ]
            values = [re.search(rf'"{key}": "([^"]*)"', lines[place])[1] for place in places]
            for place, value in zip(places, values[::-1], strict=True):
                lines[place] = re.sub(
                    rf'"{key}": "[^"]*"', f'"{key}": "{value}"', lines[place], count=1
                )
            return "\n".join(lines)

        return change

    for one, other, key in [
        ("gdp", "gdp_per_capita", "zh"),
        ("industrial_value_added_growth", "industrial_output_growth", "en"),
        ("pv_investment", "wind_investment", "zh"),
        ("baotou", "ordos", "zh"),
        ("inner-mongolia", "china", "en"),
    ]:
        yield Fault(
            "label swapped",
            f"{key} of {one} and {other}",
            DESCRIPTOR,
            swapped(one, other, key),
        )


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
        place = RUNS_OF.get(name, "baotou")
        for language, run in (("zh", f"{place}-zh"), ("en", f"{place}-en")):
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
                (f"{place}-zh",),
            )
        prose = f"notebooks/text/{name}.zh.toml"
        opposite = sentences_changed(
            lambda line: re.sub("不同|高于|大于|增长", "低于", line, count=1), 2
        )
        yield Fault("prose", name, prose, opposite, (f"{place}-zh",))
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


def planted() -> Iterator[Fault]:
    """Texts that others replace: of code list, logic model, words, and of what draws, computes and
    publishes.
    """
    listed = tomllib.loads((ROOT / "tests" / "planted.toml").read_text("utf-8"))
    for kind, files in listed.items():
        form = kind.removeprefix(DOCUMENT) if kind.startswith(DOCUMENT) else ""
        for path, changes in files.items():
            for old, new in changes.items():
                for each in [new] if isinstance(new, str) else new:
                    yield text_fault(kind, path, old, each, SHOWN_IN.get(path, USUAL), form)


def faults() -> Iterator[Fault]:
    """Every fault of this module, in a fixed order."""
    yield from data_faults()
    yield from descriptor_faults()
    yield from notebook_faults()
    yield from figure_faults()
    yield from planted()
