"""The letters of a report: outputs of kind ``data`` that name a Word file and hold its words.

A letter is a document of the publisher's like any other: words, then a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

import nbformat.v4

from industry_report.exhibits.output import outputs
from industry_report.exhibits.table import Table
from industry_report.publishing import published, workbooks


def files(executed: Mapping[str, Any], language: str) -> dict[str, bytes]:
    """The letters that executed notebooks hand over, by name of the file."""
    return {
        about["file"]: _letter(about, data, language)
        for about, data in workbooks.handed_over(executed, ".docx")
    }


def _letter(about: Mapping[str, Any], resource: Mapping[str, Any], language: str) -> bytes:
    heading = about["letter"].splitlines()[0]
    heads = [field["name"] for field in resource["schema"]["fields"]]
    cells = tuple(tuple(row[head] for head in heads) for row in resource["data"])
    align = ("left",) * len(heads)
    table = Table(about["id"], about["title"], tuple(heads), cells, align, "", "")
    (shown,) = outputs(table, {})
    output = nbformat.v4.new_output("display_data", shown.data, metadata=shown.metadata)
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(about["letter"]),
            nbformat.v4.new_code_cell("", outputs=[output], metadata={"tags": ["remove_input"]}),
        ]
    )
    made = published.document(
        {about["id"]: notebook}, language, {"title": unescape(heading.strip("# "))}
    )
    return published.files(made, ("docx",))["report.docx"]
