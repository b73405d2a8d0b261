"""Exporters for nbconvert and for JupyterLab's menu: any notebook to a self-contained page, a PDF, a Word file.

jupyter nbconvert --to report_pdf any-notebook.ipynb
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from traitlets import Bool, Enum

from industry_report.data.errors import ReportError

# nbconvert loads every exporter only to list their names, so what makes documents is imported when one is made.
if TYPE_CHECKING:
    from industry_report.publishing.document import Document


class ReportExporter(Exporter):
    """What the three have in common: reading the notebook."""

    language = Enum(
        ("", "zh", "en"),
        default_value="",
        help="Language of the document's own words; empty: the notebook's.",
    ).tag(config=True)
    include_code = Bool(True, help="Print the code of notebooks that are not of the report.").tag(
        config=True
    )

    def document(self, notebook: NotebookNode, resources: dict[str, Any]) -> Document:
        """Read a notebook of this project or of anybody's."""
        from industry_report.publishing.document import (
            Meta,
            assemble,
            is_foreign,
            language_of,
            read,
        )

        about = resources.get("metadata", {})
        name = str(about.get("name") or "notebook")
        folder = Path(about["path"]) if about.get("path") else None
        language = self.language or language_of(notebook)
        chapter = read(notebook, name, language, folder=folder)
        return assemble(
            [chapter],
            language,
            Meta(title=chapter.title),
            strict=False,
            foreign=is_foreign(notebook),
        )

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **kw: Any
    ) -> tuple[Any, dict]:
        """Export a notebook.

        Raises:
            ConversionException: the notebook cannot be published; the message says why and which cell. On nbconvert's
                command line the message is printed and the command ends with 1.
        """
        nb_copy, resources = super().from_notebook_node(nb, resources, **kw)
        try:
            return self.written(self.document(nb_copy, resources)), resources
        except ReportError as error:
            # Looked up, not imported: nbconvert's application imports all exporters while it is itself being imported.
            application = sys.modules.get("nbconvert.nbconvertapp")
            if application and application.NbConvertApp.initialized():
                sys.exit(f"{error}")
            raise ConversionException(str(error)) from None

    def written(self, document: Document) -> str | bytes:
        """The file's content."""
        raise NotImplementedError


class ReportHTMLExporter(ReportExporter):
    """One HTML file that needs no network."""

    export_from_notebook = "Report (HTML)"
    output_mimetype = "text/html"
    file_extension = ".html"

    def written(self, document: Document) -> str:
        from industry_report.publishing import html

        return html.render(document)


class ReportPDFExporter(ReportExporter):
    """An accessible PDF, set by Typst."""

    export_from_notebook = "Report (PDF)"
    output_mimetype = "application/pdf"
    file_extension = ".pdf"

    def written(self, document: Document) -> bytes:
        from industry_report.publishing import pdf

        return pdf.render(document, code=document.foreign and self.include_code)


class ReportDocxExporter(ReportExporter):
    """A Word file."""

    export_from_notebook = "Report (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    file_extension = ".docx"

    def written(self, document: Document) -> bytes:
        from industry_report.publishing import docx

        return docx.render(document, code=document.foreign and self.include_code)
