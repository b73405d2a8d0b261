"""What a run says, output by output: what the reference holds, and what a check compares with
it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from industry_report.data.errors import ReportError
from industry_report.data.home import HOME
from industry_report.exhibits.bundles import DATA_MIME
from industry_report.publishing import execution
from industry_report.publishing.execution import about, rows_behind
from industry_report.words.catalogue import Catalogue

EXHIBITS = ("figure", "table")
#: Kinds that are called by their id: exhibits, and what is handed over for a file.
NAMED = (*EXHIBITS, "data")
#: Kinds of output that say something; captions repeat a figure, facts are the publisher's.
KINDS = ("text", "findings", "nodata", *NAMED)


@dataclass(frozen=True)
class Item:
    """One output of a notebook.

    Attributes:
        notebook, cell, place: where it stands: notebook, cell id, position among the cell's
            outputs.
        kind: ``text``, ``findings``, ``nodata``, ``figure``, ``table`` or ``data`` (a spreadsheet
            or letter); ``prose`` for a cell of Markdown, ``parameters`` for the cell with the
            defaults.
        id: name of a figure, table or spreadsheet, else "".
        text: what it says: the sentence; for figures and tables title, note, source, description
            and cells; for ``data`` title, file, words of the letter and heads.
        data: the plotted data of a figure or the cells of a table or spreadsheet, row by row.
        drawing: fingerprint of a figure's drawing or a table's HTML, else "".
        rows: ids of the dataset rows that it rests on.
        numbers: the numbers in its texts as the publisher's contract has them.
        missing: labels of the values that it says are missing.
    """

    notebook: str
    cell: str
    place: int
    kind: str
    id: str
    text: str
    data: list[dict[str, Any]]
    drawing: str
    rows: list[str] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies it from one run to the next."""
        if self.kind in NAMED:
            return (self.notebook, self.kind, self.id)
        return (self.notebook, self.cell, str(self.place))

    @property
    def name(self) -> str:
        """What to call it in a message."""
        if self.kind in NAMED:
            return f"{self.notebook}, {self.kind} {self.id}"
        return f"{self.notebook}, cell {self.cell}, {self.kind}"


def stored(path: Path) -> NotebookNode:
    """A notebook as it is stored; ReportError where it cannot be read."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # a damaged one leads the library to whatever there is
        raise ReportError("reference.no_notebook", str(path)) from error


def execute(
    parameters: Mapping[str, Any], root: Path = HOME, names: Sequence[str] = ()
) -> dict[str, NotebookNode]:
    """The notebooks of a run, or those named, executed; ReportError where a cell failed."""
    return execution.execute(parameters, root / "notebooks", names=names)


def of_run(notebooks: Mapping[str, NotebookNode]) -> list[Item]:
    """Everything that the notebooks of a run say, in order."""
    return [item for name, book in notebooks.items() for item in of_notebook(name, book)]


def of_notebook(name: str, notebook: NotebookNode) -> list[Item]:
    """What an executed notebook says: its Markdown, its defaults and its outputs, in order."""
    return [item for cell in notebook.cells for item in _of_cell(name, cell)]


def _of_cell(name: str, cell: Mapping[str, Any]) -> Iterator[Item]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield Item(name, cell["id"], 0, "prose", "", source, [], "")
    if "parameters" in cell.get("metadata", {}).get("tags", ()):
        # A default may matter only at another vantage point or for another region: it is compared
        # for its own sake.
        yield Item(name, cell["id"], 0, "parameters", "", source, [], "")
    saying = [output for output in cell.get("outputs", ()) if about(output).get("kind") in KINDS]
    # What is handed over unseen takes no place among what is shown.
    for place, output in enumerate(sorted(saying, key=lambda each: about(each)["kind"] == "data")):
        yield _item(name, cell["id"], place, output)


def _item(notebook: str, cell: str, place: int, output: Mapping[str, Any]) -> Item:
    data, mark = output["data"], about(output)
    drawing = "".join(data.get("image/svg+xml", data.get("text/html", "")))
    return Item(
        notebook=notebook,
        cell=cell,
        place=place,
        kind=mark["kind"],
        id=mark.get("id", ""),
        text=_words(data, mark),
        data=data.get(DATA_MIME, {}).get("data", []),
        drawing=_fingerprint(drawing),
        rows=rows_behind(mark),
        numbers=list(mark.get("numbers", ())),
        missing=list(mark.get("missing", ())),
    )


def _words(data: Mapping[str, Any], mark: Mapping[str, Any]) -> str:
    """Everything that an output says, line by line; what documents print comes from the metadata,
    and counts where the plain text has it, too.
    """
    text = "".join(data.get("text/plain", data.get("text/markdown", "")))
    said = [text]
    if mark["kind"] == "figure":  # its picture says less than its words, which documents print
        words = [mark.get(name, "") for name in ("title", "subtitle", "note", "source")]
        said = [*words[:2], text, *words[2:]]
    so_far = "\n".join(said)
    parts = map(mark.get, ("title", "subtitle", "alt", "note", "source", "file"))
    said += [part for part in parts if part and part not in so_far]
    markdown = "".join(data.get("text/markdown", text))
    if markdown != text:
        said.append(markdown)
    if mark["kind"] == "data":  # its heads, too: a column to fill in has nothing else
        fields = data.get(DATA_MIME, {}).get("schema", {}).get("fields", ())
        said += [mark.get("letter", ""), "\t".join(field["name"] for field in fields)]
    return "\n".join(said)


def _fingerprint(drawing: str) -> str:
    if not drawing:
        return ""
    return hashlib.sha256(drawing.encode()).hexdigest()[:16]


def drawings(notebooks: Mapping[str, NotebookNode], language: str) -> dict[str, str]:
    """The figures of a run as SVG files that stand alone, by id."""
    from industry_report.exhibits.standalone import framed

    source = Catalogue(language).words["phrases"]["source"]
    drawn = {}
    for output in (each for book in notebooks.values() for each in execution.outputs(book)):
        mark = about(output)
        if mark.get("kind") == "figure":
            words = {part: mark.get(part, "") for part in ("title", "subtitle", "note")}
            words["source"] = source.replace("{sources}", mark["source"])
            drawn[mark["id"]] = framed("".join(output["data"]["image/svg+xml"]), words, language)
    return drawn


def page(
    parameters: Mapping[str, Any], notebooks: Mapping[str, NotebookNode], root: Path = HOME
) -> str:
    """The text of the published page of a run, line by line: what a reader sees or a screen reader
    reads out.

    Code and the colophon (fingerprints of what it was made from) are left out.
    """
    from industry_report.publishing import front, render
    from industry_report.publishing.runs import Run
    from publisher import plain

    run = Run.of(parameters)
    return plain.text(render.document(notebooks, run.language, front.meta(run, root, notebooks)))
