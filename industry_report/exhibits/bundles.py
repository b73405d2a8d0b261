"""What a notebook shows for a figure or a table: MIME bundles, with metadata ``publisher`` from
which documents are made.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from industry_report.exhibits.table import Table
from industry_report.words.markdown import inert

if TYPE_CHECKING:
    from industry_report.exhibits.figure import Figure

DATA_MIME = "application/vnd.dataresource+json"
#: Facts about the document; JupyterLab would show plain JSON as a tree.
FACTS_MIME = "application/vnd.publisher.document+json"


class Output(NamedTuple):
    """One output of a cell: data by MIME type, as a kernel sends it, and metadata."""

    data: dict[str, object]
    metadata: dict[str, object]


def outputs(record: Figure | Table, fields: Mapping[str, object]) -> list[Output]:
    """What showing an exhibit emits: a figure its words, then its picture; a table one output.
    ``fields`` go to the publisher; their ``source`` is without the word for it.
    """
    if isinstance(record, Table):
        return [_table(record, fields)]
    return [_caption(record), _figure(record, fields)]


def _caption(figure: Figure) -> Output:
    """The words of a figure, which its picture does not carry."""
    foot = [inert(line) for line in (figure.note, figure.source) if line]
    words = f"**{inert(figure.title)}**  \n{inert(figure.subtitle)}"
    if foot:
        words += f"\n\n<small>{'<br>'.join(foot)}</small>"
    return Output({"text/markdown": words}, {"publisher": {"kind": "caption", "id": figure.id}})


def _figure(figure: Figure, fields: Mapping[str, object]) -> Output:
    """The picture: JupyterLab shows the vector in trusted notebooks, the raster in others."""
    # a second and a half of imports, which those who show tables alone do without
    from industry_report.exhibits import style
    from industry_report.exhibits.picture import bare, pictures

    drawn = pictures(figure.drawing)
    width, height = drawn.size
    data: dict[str, object] = {
        "image/svg+xml": drawn.svg,
        "image/png": base64.b64encode(drawn.png).decode(),
        DATA_MIME: figure.resource,
        "text/plain": figure.alt,
    }
    more: dict[str, object] = {"subtitle": figure.subtitle}
    if figure.further:
        more["drawings"] = {form: bare(drawing) for form, drawing in figure.further.items()}
    if figure.width == style.HALF:
        more["width"] = figure.width
    metadata = _marked("figure", figure, more | dict(fields))
    return Output(data, metadata | {"image/png": {"width": width, "height": height}})


def _table(table: Table, fields: Mapping[str, object]) -> Output:
    data: dict[str, object] = {"text/html": table.html, "text/plain": table.text}
    return Output(data | {DATA_MIME: table.resource}, _marked("table", table, fields))


def _marked(kind: str, record: Figure | Table, fields: Mapping[str, object]) -> dict[str, object]:
    words = {"kind": kind, "id": record.id, "title": record.title, "note": record.note}
    return {"publisher": words | {"rows": list(record.rows)} | dict(fields)}
