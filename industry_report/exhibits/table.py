"""A table as a record: what it says, its cells as they are shown, and where they come from."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

#: A cell of so few characters stays on one line: a column of Chinese text can become one wide.
SHORT = 6


@dataclass(frozen=True)
class Table:
    """A table to show.

    Attributes:
        id: name within the report, for cross references (kebab-case).
        title: what the table says, in the language of the run.
        columns: column heads.
        cells: rows of cells as displayed.
        align: ``left`` or ``right`` for each column.
        note: what a reader must know to read it rightly.
        source: whom the values come from, as it is shown: "Source: …".
        rows: ids of the dataset rows behind it.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    align: tuple[str, ...]
    note: str
    source: str
    rows: tuple[str, ...] = ()

    @property
    def resource(self) -> dict[str, object]:
        """The table as a tabular data resource.

        See https://specs.frictionlessdata.io/tabular-data-resource/.
        """
        names = [f"c{index}" for index in range(len(self.columns))]
        fields = [
            {"name": name, "title": title, "type": "string", "align": align}
            for name, title, align in zip(names, self.columns, self.align, strict=True)
        ]
        return {
            "schema": {"fields": fields},
            "data": [dict(zip(names, row, strict=True)) for row in self.cells],
        }

    @property
    def html(self) -> str:
        """The table as HTML for JupyterLab and for code hosts."""
        head = "".join(
            f'<th scope="col" {_cell(c, a)}</th>'
            for c, a in zip(self.columns, self.align, strict=True)
        )
        body = "\n".join(f"<tr>{self._row(row)}</tr>" for row in self.cells)
        caption = (
            f"<caption style='text-align:left'><strong>{_escape(self.title)}</strong></caption>"
        )
        foot = "<br>".join(_escape(line) for line in self._foot)
        return (
            f"<table>\n{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n"
            f"</table>\n<p><small>{foot}</small></p>"
        )

    @property
    def _foot(self) -> list[str]:
        """What stands below the table: note and source, as far as there are any."""
        return [line for line in (self.note, self.source) if line]

    def _row(self, row: Sequence[str]) -> str:
        first, *rest = map(_cell, row, self.align)
        return f'<th scope="row" {first}</th>' + "".join(f"<td {cell}</td>" for cell in rest)

    @property
    def text(self) -> str:
        """The table in plain text, tab separated, with its title, note and source."""
        rows = ["\t".join(row) for row in self.cells]
        return "\n".join([self.title, "\t".join(self.columns), *rows, *self._foot])


def _cell(text: str, align: str) -> str:
    """A cell from its style to its text."""
    style = f"text-align:{align}"
    if len(text) <= SHORT:
        style += ";white-space:nowrap"
    return f'style="{style}">{_escape(text)}'


def _escape(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
