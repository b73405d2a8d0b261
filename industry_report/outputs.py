"""What a report shows: outputs of a cell, with metadata that say what each is and rests on.

The metadata ``publisher`` follow the publisher's contract for any notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from IPython import get_ipython
from IPython.display import display

from industry_report.exhibits.bundles import DATA_MIME, FACTS_MIME, outputs
from industry_report.exhibits.figure import Figure
from industry_report.exhibits.table import Table
from industry_report.words import Number, Said
from industry_report.words.markdown import inert

#: Characters; of a longer formula the rows tell more.
LONGEST_FORMULA = 80


def show_text(kind: str, text: str, numbers: Sequence[Number], id: str = "") -> None:
    """Show Markdown: ``kind`` is ``text`` or ``findings``; ``numbers`` have their places in it."""
    about: dict[str, Any] = {"kind": kind}
    if id:
        about["id"] = id
    if numbers:
        about["numbers"] = [in_text("text", text, number) for number in numbers]
    emit({"text/markdown": text}, about)


def show_missing(line: str, labels: Sequence[str]) -> None:
    """Show one line that names the values that there are not."""
    about = {"kind": "nodata", "missing": list(labels)}
    emit({"text/markdown": f"*{inert(line)}*"}, about)


def show_facts(facts: Mapping[str, Any]) -> None:
    """Hand facts about the whole document to its publisher; a reader sees nothing of it."""
    data = {FACTS_MIME: dict(facts), "text/html": "", "text/plain": ""}
    display(data, metadata={"publisher": {"kind": "document"}}, raw=True)


def come_into_view() -> None:
    """Scroll to the cell that is running, where a browser shows it.

    After "Run All" JupyterLab stands at the last cell, far below the message of a cell that
    stopped it.
    """
    if not hasattr(get_ipython(), "kernel"):
        return
    script = "setTimeout(() => element.scrollIntoView({block: 'center'}), 500)"
    display({"application/javascript": script, "text/plain": ""}, raw=True)


def show_sheet(
    id: str,
    title: str,
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    file: str,
    letter: str = "",
) -> None:
    """Hand over the rows of a spreadsheet, or of a letter with its words (Markdown), unseen."""
    fields = [{"name": head, "type": "string"} for head in heads]
    rows = [dict(zip(heads, row, strict=True)) for row in cells]
    resource = {"schema": {"fields": fields}, "data": rows}
    data = {DATA_MIME: resource, "text/html": "", "text/plain": ""}
    about = {"kind": "data", "id": id, "title": title, "file": file}
    if letter:
        about["letter"] = letter
    display(data, metadata={"publisher": about}, raw=True)


def show_exhibit(
    record: Figure | Table,
    source: str,
    numbers: Sequence[Mapping[str, Any]] = (),
    annex: bool = False,
) -> None:
    """Show a figure or table; ``source`` is the source of the record without the word for it."""
    fields: dict[str, Any] = {"source": source}
    if numbers:
        fields["numbers"] = list(numbers)
    if annex:
        fields["annex"] = True
    for output in outputs(record, fields):
        display(output.data, metadata=output.metadata, raw=True)


def in_text(part: str, text: str, number: Number) -> dict[str, Any]:
    """A number in a text as the contract has it; ``part`` says which text of the output it is."""
    facts: dict[str, Any] = {
        "at": [number.start, number.end],
        "in": part,
        "text": text[number.start : number.end],
        "field": number.field,
        "interval": [str(number.low), str(number.high)],
        "rows": list(number.rows),
    }
    if number.shift:
        facts["shift"] = number.shift
    if number.grade:
        facts["grade"] = number.grade
    if 0 < len(number.formula) <= LONGEST_FORMULA:
        facts["formula"] = number.formula
    return facts


def in_parts(parts: Mapping[str, Said]) -> Iterator[dict[str, Any]]:
    """The numbers in the title, subtitle and note of an exhibit."""
    for part, said in parts.items():
        for number in said.numbers:
            yield in_text(part, said.text, number)


def in_cells(cells: Sequence[Sequence[Said]]) -> Iterator[dict[str, Any]]:
    """The numbers in the cells of a table; their places are row and column."""
    for row, line in enumerate(cells):
        for column, said in enumerate(line):
            if said.missing:
                continue
            for number in said.numbers:
                yield in_text("cell", said.text, number) | {"at": [row, column]}


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Items without repetitions, in their order."""
    return tuple(dict.fromkeys(items))


def emit(data: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Show one output with its metadata."""
    display(dict(data), metadata={"publisher": dict(about)}, raw=True)
