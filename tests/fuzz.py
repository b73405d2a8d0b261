"""Throw damaged files at everything that reads a user's file, for as long as wanted.

    python tests/fuzz.py                       every target, 60 seconds each, mutations of the project's own files
    python tests/fuzz.py csv --seconds 600

Whatever comes in, a reader returns or raises a ReportError whose every fault says where it is. Anything else is a find:
it is printed with the input that shows it, which is kept in ``build/fuzz/``. Inputs that reach new lines of the packages are
mutated further.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import CodeType, FrameType

import document_faults
import nbformat
import openpyxl
import text_checks
import yaml

import publisher
from industry_report.data import codes, dataset, defaults, ledger, parameters, ratios
from industry_report.data.errors import FaultsError, ReportError
from industry_report.numbers import consistency, logic_model, sections, task_records
from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.sheets import read_grids
from industry_report.publishing import (
    blocks,
    content,
    folders,
    index,
    provenance,
    reference,
    render,
    run_list,
    seen,
)
from industry_report.words import catalogue

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (str(ROOT / "industry_report"), str(ROOT / "publisher"))
FINDS = ROOT / "build" / "fuzz"
_NUMBERS = re.compile(r"0x\w+|\d+")
SLOW = 20.0  # seconds for a file of some kilobytes: something is not bounded

#: What offices really send, and what breaks parsers: spliced into files at random places.
TOKENS = [
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"\x00",
    b"\x85",
    b"\xe2\x80\xa8",
    b";",
    b"\t",
    b"|",
    "，".encode(),
    "；".encode(),
    "１６．６".encode(),
    "％".encode(),
    "16.6％".encode(),
    b"1,234.5",
    b'"1,234.5"',
    b"16,6",
    b"44743",
    b"Jul-22",
    b"2022/7/1",
    "2022年7月".encode(),
    "2022年1-7月".encode(),
    b"2022Q3",
    b"2022-13",
    b"2022-07/2022-01",
    b"NaN",
    b"nan",
    b"inf",
    b"-Infinity",
    b"1e999",
    b"1e-999999999",
    b"0x10",
    b"--5",
    b"9" * 400,
    b"#REF!",
    b"#N/A",
    b"=1+1",
    b"=cmd|' /C calc'!A0",
    b"@SUM(A1)",
    b'"',
    b'""',
    b'"""',
    b"'",
    b"\\",
    b"<script>alert(1)</script>",
    b"{{7*7}}",
    b"../../etc/passwd",
    b"\xf0\x9f\x98\x80",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    "包头市".encode("gbk"),
    "包头".encode("utf-16-le"),
    "內蒙古".encode("big5"),
    b"a" * 5000,
    b"," * 300,
    b"[" * 3000,
    b"{" * 3000,
    b"- " * 500,
    b"&a [*a]",
    b"&a {x: *a}",
    b"*nothing",
    b"!!python/object/apply:os.system [id]",
    b"<<: *a",
    b"null",
    b"true",
    b"~",
    b"1e400",
    b"-0",
    b"2001-01-01",
    b"? [a]: b",
    b"%YAML 9.9\n---",
    b"---\n...\n---",
    b"\xe2\x80\xae",
    b"\x1b[31m",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
    b"\x1f\x8b",
    b"123456789012345678901234567890",
    b"\\ud800",
    b"\\u0000",
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """``data`` with a few random changes: bytes, tokens, lines and blocks deleted, doubled, exchanged; other encodings."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6, 12))):
        at, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        end = min(end, at + chance.choice((1, 4, 40, 400)))
        kind = chance.randrange(10)
        if kind == 0:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif kind in (1, 2, 3):
            data = data[:at] + chance.choice(TOKENS) + data[end if chance.random() < 0.5 else at :]
        elif kind == 4:
            data = data[:at] + data[end:]
        elif kind == 5:
            data = data[:end] + data[at:end] * chance.choice((1, 2, 50)) + data[end:]
        elif kind == 6:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            data = b"\n".join(lines) if chance.random() < 0.2 else data
        elif kind == 7:
            lines = data.split(b"\n")
            line = chance.randrange(len(lines))
            fields = lines[line].split(b",")
            fields[chance.randrange(len(fields))] = chance.choice(TOKENS)
            lines[line] = b",".join(fields)
            data = b"\n".join(lines)
        elif kind == 8 and chance.random() < 0.3:
            text = data.decode("utf-8", "replace")
            data = text.encode(
                chance.choice(("gbk", "utf-16", "utf-16-le", "utf-8-sig", "utf-32", "latin-1")),
                "replace",
            )
        elif kind == 9 and chance.random() < 0.3:
            data = data[:at]
    return data[:2_000_000]


# --- the targets: a folder to write in, and the bytes of the file ------------------------------------------------------


def read_csv(folder: Path, data: bytes) -> None:
    """A dataset beside the project's own descriptor."""
    path = folder / "indicators.csv"
    path.write_bytes(data)
    rows = dataset._load.__wrapped__(path, ROOT / "data" / "datapackage.json")
    for row in rows:
        str(row.quantity)
    rows.known("2022-08").find("gdp", "baotou")


def read_descriptor(folder: Path, data: bytes) -> None:
    """A descriptor beside the project's own dataset."""
    path = folder / "datapackage.json"
    path.write_bytes(data)
    codes.read_codes(path)
    rows = dataset._load.__wrapped__(ROOT / "data" / "indicators.csv", path)
    for row in rows.where(region="baotou"):
        str(row.quantity)


def read_model(folder: Path, data: bytes) -> None:
    """A logic model, and what is computed from it."""
    own = codes.read_codes(ROOT / "data" / "datapackage.json")
    path = folder / "logic_model.yaml"
    path.write_bytes(data)
    model = logic_model.load(path, own)
    logic_model.unanswered_problems(model)


def read_notebook(folder: Path, data: bytes) -> None:
    """The parameters of a notebook."""
    path = folder / "notebook.ipynb"
    path.write_bytes(data)
    defaults.declared(path)


def read_matrix(folder: Path, data: bytes) -> None:
    """A list of runs, as YAML and as CSV."""
    for name in ("runs.csv", "runs.yaml"):
        (folder / name).write_bytes(data)
    try:
        run_list.read(folder / "runs.csv")
    except ReportError as error:
        str(error)
    run_list.read(folder / "runs.yaml")


#: Parameters of every notebook and of some.
OF_SOME = {"gap_threshold": 1.0, "target_year": 2025, "start": "2027-01", "criteria": {}}
OF_SOME |= {"draws": 1000, "seed": 1}
DECLARED = defaults.COMMON | OF_SOME


def read_parameters(folder: Path, data: bytes) -> None:
    """Parameters as YAML spells them (``papermill -f``)."""
    try:
        values = yaml.safe_load(data)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError, AttributeError):
        return
    if isinstance(values, dict):
        parameters.check(values, DECLARED, codes.read_codes(ROOT / "data" / "datapackage.json"))


def verify_document(folder: Path, data: bytes) -> None:
    """A published page, a PDF and a record."""
    for name in ("a.html", "a.pdf", "a.ipynb"):
        (folder / name).write_bytes(data)
        try:
            provenance.verify(folder / name)
        except ReportError as error:
            str(error)


@cache
def _model() -> logic_model.LogicModel:
    return logic_model.load(ROOT / "data" / "logic_model.yaml")


def read_beside(folder: Path, data: bytes, name: str) -> None:
    """A file beside the project's own dataset: relations, sections, ratios, tasks, ledger."""
    for own in ("indicators.csv", "datapackage.json"):
        if not (folder / own).exists():
            shutil.copy(ROOT / "data" / own, folder)
    (folder / name).write_bytes(data)
    rows = dataset.load(folder / "indicators.csv")
    match name:
        case "relations.yaml":
            given = consistency.read(rows)
            figures = consistency.printed(
                rows.known("2022-08"), "baotou", given, sections.read(rows)
            )
            consistency.tally(consistency.relations(figures, given))
        case "situation.yaml":
            sections.read(rows)
        case "ratios.yaml":
            ratios.beside(rows.path, rows.codes)
        case "action_plan.yaml":
            task_records.read(rows, _model(), "baotou")
        case "ledger.csv":
            ledger.read(rows)


def read_texts(folder: Path, data: bytes) -> None:
    """The sentences of a notebook beside a dataset, laid over the project's own."""
    (folder / "02_diagnosis.zh.toml").write_bytes(data)
    folders = (catalogue.OWN, folder)
    catalogue.Catalogue("zh", "02_diagnosis", folders)
    text_checks.notebook_faults("02_diagnosis", folders)


def import_sheet(folder: Path, data: bytes) -> None:
    """An office's sheet, as text and as the sheet inside of a workbook."""
    if not (folder / "place").exists():
        start.make(start.place_of("place"), folder)
    name = "sheet.csv"
    if data.lstrip()[:1] == b"<":
        name = "sheet.xlsx"
        with zipfile.ZipFile(io.BytesIO(_workbook())) as sound:
            parts = {one: sound.read(one) for one in sound.namelist()}
        parts["xl/worksheets/sheet1.xml"] = data
        with zipfile.ZipFile(folder / name, "w") as book:
            for one, content in parts.items():
                book.writestr(one, content)
    else:
        (folder / name).write_bytes(data)
    try:
        grids, _ = read_grids(folder / name)
        Importer(Descriptor(folder / "place" / DESCRIPTOR), Messages("en")).read(grids)
    except ReportError as error:
        str(error)


def _workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(SHEET)):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(out)
    return out.getvalue()


def see_document(folder: Path, data: bytes) -> None:
    """What a document shows and holds: the readers of ``report verify --content``."""
    names = {b"%PDF": "a.pdf", b"PK\x03\x04": "a.docx"}
    name = names.get(data[:4], "a.html")
    (folder / name).write_bytes(data)
    try:
        with content.reading(folder / name):
            seen.views(folder / name)
            blocks.of_document(folder / name)
    except ReportError as error:
        str(error)


def read_acceptances(folder: Path, data: bytes) -> None:
    """The list of who accepted which change, and a record of accepted outputs."""
    (folder / "record.json").write_bytes(data)
    (folder / reference.ACCEPTED).write_bytes(data)
    try:
        reference.load(folder / "record.json")
    except ReportError as error:
        str(error)
    reference.signed(folder / reference.ACCEPTED, "gdp", "zh")


def read_records(folder: Path, data: bytes) -> None:
    """What a folder of a report says of itself: ``run.json`` and ``report.json``."""
    for name, place in (("run.json", "a"), ("report.json", "b"), ("", "c")):
        report = folder / "baotou" / place / "zh"
        report.mkdir(parents=True, exist_ok=True)
        for one in ("run.json", "report.json"):
            if name in ("", one):
                (report / one).write_bytes(data)
        folders.folder_of(str(folder), f"baotou/{place}/zh").record()
        for reader in (provenance.verify_all, provenance.recorded):
            try:
                reader(report)
            except ReportError as error:
                str(error)
    index.write_index(folder)


def import_workbook(folder: Path, data: bytes) -> None:
    """A workbook's file as it is."""
    if not (folder / "place").exists():
        start.make(start.place_of("place"), folder)
    (folder / "sheet.xlsx").write_bytes(data)
    grids, _ = read_grids(folder / "sheet.xlsx")
    Importer(Descriptor(folder / "place" / DESCRIPTOR), Messages("en")).read(grids)


def publish_foreign(folder: Path, data: bytes) -> None:
    """A text in all places of a stranger's notebook: Markdown, printed, markup, picture, formula.

    Only what is made of it is looked at: no text may be too much for any of the three writers.
    """
    text = data.decode("utf-8", "surrogateescape")
    outputs = [nbformat.v4.new_output("stream", text=text)]
    for kind in ("text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png"):
        outputs.append(nbformat.v4.new_output("display_data", {kind: text}))
    outputs.append(nbformat.v4.new_output("error", ename=text, evalue=text, traceback=[text]))
    cells = [
        nbformat.v4.new_markdown_cell(text),
        nbformat.v4.new_code_cell(text, outputs=outputs),
    ]
    document = publisher.read({"any": nbformat.v4.new_notebook(cells=cells)})
    for write in (publisher.page, publisher.pdf, publisher.docx):
        write(document)


#: Files beside the dataset, by the name of their target.
BESIDE = {
    "relations": "relations.yaml",
    "sections": "situation.yaml",
    "ratios": "ratios.yaml",
    "tasks": "action_plan.yaml",
    "ledger": "ledger.csv",
}
TARGETS: dict[str, Callable[[Path, bytes], None]] = {
    "csv": read_csv,
    "descriptor": read_descriptor,
    "model": read_model,
    "notebook": read_notebook,
    "matrix": read_matrix,
    "parameters": read_parameters,
    "document": verify_document,
    "texts": read_texts,
    "sheet": import_sheet,
    "shown": see_document,
    "acceptances": read_acceptances,
    "records": read_records,
    "workbook": import_workbook,
    "foreign": publish_foreign,
    **{target: partial(read_beside, name=name) for target, name in BESIDE.items()},
}

SHEET = """Indicator,Unit,2019,2020,2021
Gross domestic product,100 million yuan,2100,2200,2350
Growth of GDP,%,6.1,2.9,8.5
R&D intensity,%,1.9,2.04,about 2.1
Photovoltaic capacity,GW,12,,30
"""

#: What a folder of a report says of itself: ``run.json`` and ``report.json`` in one.
RECORDS = {
    "region": "Baotou",
    "language": "zh",
    "as_of": "2022-08",
    "title": "Industry",
    "verdict": "Growth above the nation's",
    "documents": ["report.html", "report.pdf"],
    "numbers": [{"number": "16.6%", "title": "Growth", "grade": "B"}],
    "news": [{"title": "A bulletin", "publisher": "A", "published": "2022-07", "url": "http://a/"}],
    "provenance": {"version": "1", "sha256": {"dataset": "0"}, "parameters": {"region": "baotou"}},
    "files": {"report.html": 10},
    "sha256": {"report.html": "0"},
    "failed": {},
    "parts": {"formats": ["html"], "parameters": {"as_of": "2022-08"}, "environment": "0"},
}

#: Pieces of strangers' notebooks.
PIECES = [
    b"# A title\n\n- [x] done[^1]\n  1. $a^2$\n\n| a | b |\n|--|--:|\n| 1 | `x` |\n\n[^1]: A note.\n\n> quoted *words*\n",
    b"<table><thead><tr><th colspan=2>a</th></tr></thead><tr><td rowspan=2>1</td><td>2</td></tr></table>"
    b"<details><summary>s</summary><p>t</p></details><img src='data:image/png;base64,iVBORw0KGgo='>",
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><defs><path id='p' d='M0 0L9 9'/></defs>"
    b"<use href='#p'/><text x='1' y='2'>t</text></svg>",
    rb"\begin{aligned} x &= \frac{a}{b} \\ y &= \sqrt[3]{\sum_{i=1}^{n} \mathbb{R}} \end{aligned}",
    b"\x1b[31mred\x1b[0m\r\x1b[1;32mgreen\x08\x1b]8;;http://a\x07link\x1b]8;;\x07\n100%|###| 3/3\r\n",
]

PARAMETERS = b"""region: baotou
as_of: 2022-08
hindsight: true
language: zh
benchmarks: [inner-mongolia, china]
min_confidence: medium
dataset: ../data/indicators.csv
gap_threshold: 1.5
target_year: 2025
criteria: {effect: 2, cost: 1}
draws: 1000
seed: 1
"""


def seeds(target: str) -> list[bytes]:
    """Sound files to begin with, the large ones cut down."""
    own = ROOT / "data"
    if target == "csv":
        lines = (own / "indicators.csv").read_bytes().splitlines(keepends=True)
        return [b"".join(lines[:30]), b"".join([lines[0], *lines[300:303]])]
    if target == "descriptor":
        document = json.loads((own / "datapackage.json").read_text(encoding="utf-8"))
        for resource in document["resources"]:
            if "data" in resource:
                resource["data"] = resource["data"][:6]
        small = json.dumps(document, ensure_ascii=False, indent=1).encode()
        return [(own / "datapackage.json").read_bytes(), small, small]
    if target == "model":
        return [(own / "logic_model.yaml").read_bytes()]
    if target == "notebook":
        return [path.read_bytes() for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))[:1]]
    if target == "matrix":
        return [
            b"- {region: ordos, as_of: 2022-08}\n- region: baotou\n  benchmarks: [china]\n",
            b"region,as_of,benchmarks\nordos,2022-08,china;baotou\nbaotou,,\n",
        ]
    if target == "parameters":
        return [PARAMETERS]
    if target in BESIDE:
        return [(own / BESIDE[target]).read_bytes()]
    if target == "texts":
        return [(ROOT / "notebooks" / "text" / "02_diagnosis.zh.toml").read_bytes()]
    if target == "sheet":
        with zipfile.ZipFile(io.BytesIO(_workbook())) as book:
            return [SHEET.encode(), book.read("xl/worksheets/sheet1.xml")]
    if target == "shown":
        return _documents()
    if target == "acceptances":
        kept = ROOT / "tests" / "reference"
        lines = (kept / reference.ACCEPTED).read_bytes().splitlines(keepends=True)
        return [b"".join(lines[:12]), (kept / "ordos-en.json").read_bytes()[:3000]]
    if target == "records":
        return [json.dumps(RECORDS, indent=1).encode()]
    if target == "workbook":
        return [_workbook()]
    if target == "foreign":
        return PIECES
    made = {
        "prov:wasGeneratedBy": {"additionalProperty": [{"name": "sha256.dataset", "value": "0"}]}
    }
    page = (
        b'<html><script type="application/ld+json">'
        + json.dumps(made).encode()
        + b"</script></html>"
    )
    return [
        page,
        json.dumps(
            {"metadata": {"publisher": {"provenance": {"sha256": {"dataset": "0"}}}}}
        ).encode(),
    ]


def _documents() -> list[bytes]:
    """A small report in each format."""
    meta = {"title": "Industry", "region": "Baotou", "as_of": "2022-08"}
    document = render.document(document_faults.notebooks(), "en", meta)
    return list(render.files(document, ["html", "pdf", "docx"]).values())


def problem(target: str, folder: Path, data: bytes) -> str:
    """What is wrong with how a target takes an input; "" when nothing is."""
    start = time.process_time()  # other work on the machine does not count
    try:
        TARGETS[target](folder, data)
    except FaultsError as error:
        if not error.faults or not str(error):
            return "an error that names no fault"
        nowhere = [
            fault
            for fault in error.faults
            if target in ("csv", "descriptor", "model")
            and not fault.where
            and len(error.faults) > 1
        ]
        if nowhere:
            return f"a fault that does not say where: {nowhere[0]}"
        str(error).encode("utf-8")
    except ReportError as error:
        str(error).encode("utf-8")
    except (Exception, RecursionError):
        return traceback.format_exc()
    seconds = time.process_time() - start
    return f"took {seconds:.0f} seconds for {len(data):,} bytes" if seconds > SLOW else ""


def keep(target: str, data: bytes, what: str) -> None:
    """Keep an input that shows a problem, and say so."""
    FINDS.mkdir(parents=True, exist_ok=True)
    path = FINDS / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    lines = what.splitlines()
    middle = ["…"] if len(lines) > 40 else []  # a recursion repeats itself
    print("\n".join([f"{target}: {path}", *lines[:-20][:20], *middle, *lines[-20:]]), flush=True)


class Reached:
    """The lines of the project's packages that were ever reached, for ``sys.settrace``."""

    def __init__(self) -> None:
        self.lines: set[tuple[CodeType, int]] = set()

    def __call__(self, frame: FrameType, _event: str, _arg: object) -> Reached | None:
        if not frame.f_code.co_filename.startswith(PACKAGES):
            return None
        self.lines.add((frame.f_code, frame.f_lineno))
        return self


def run(target: str, seconds: float, seed: int) -> tuple[int, int, int]:
    """Mutate for some seconds of computing; how many inputs were tried, how many of them reached new lines, and how many
    different problems they showed."""
    chance = random.Random(seed)
    corpus, reached = seeds(target), Reached()
    sound, tried, found = len(corpus), 0, set()
    with tempfile.TemporaryDirectory() as name:
        end = time.process_time() + seconds
        while time.process_time() < end:
            # Half of them from sound files: what reached something new is mostly broken early.
            data = mutated(chance.choice(corpus[:sound] if tried % 2 else corpus), chance)
            before = len(reached.lines)
            sys.settrace(reached)
            what = problem(target, Path(name), data)
            sys.settrace(None)
            tried += 1
            if len(reached.lines) > before:
                corpus.append(data)
            if what and (mark := _NUMBERS.sub("", "\n".join(what.splitlines()[-5:]))) not in found:
                found.add(mark)
                keep(target, data, what)
    return tried, len(corpus) - sound, len(found)


def main() -> int:
    """The command line; exit code 1 when something was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for target in options.targets:
        if target not in TARGETS:
            parser.error(f"unknown target {target!r}; expected one of {', '.join(TARGETS)}")
    total = 0
    for target in options.targets or TARGETS:
        tried, new, found = run(target, options.seconds, options.seed)
        print(f"{target}: {tried:,} inputs, {new} reached new lines, {found} problems", flush=True)
        total += found
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
