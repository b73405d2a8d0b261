"""Exporters for nbconvert and for JupyterLab's menu: any notebook to a self-contained page, a PDF,
a Word file.

jupyter nbconvert --to report_pdf any-notebook.ipynb
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from traitlets import Bool, Enum, Int, Unicode

import publisher

from . import FONTS, PublishingError
from .words import LANGUAGES

# nbconvert loads every exporter only to list their names, so what makes documents is imported when
# one is made.
if TYPE_CHECKING:
    from .document import Document


class ReportExporter(Exporter):
    """What the three have in common: reading the notebook."""

    writer = ""  # the function of the package that writes the file
    language = Enum(
        ("", *LANGUAGES),
        default_value="",
        help="Of the words that the document adds; empty: the notebook's.",
    ).tag(config=True)
    include_code = Bool(True, help="Show the source of code cells.").tag(config=True)
    most_lines = Int(
        2000, min=0, help="Of a printed text that are shown (0: all); what is left out is said."
    ).tag(config=True)
    most_rows = Int(400, min=0, help="Of a table, likewise.").tag(config=True)
    strict = Bool(
        False,
        help="Refuse what would be shown by a substitute: a lost picture, an unknown character.",
    ).tag(config=True)
    font_family = Unicode("Noto Sans SC", help="The family of the text.").tag(config=True)
    font_folder = Unicode(
        str(FONTS), help="The folder with its files <Family>-Regular.ttf and <Family>-Bold.ttf."
    ).tag(config=True)

    def document(self, notebook: NotebookNode, resources: dict[str, Any]) -> Document:
        """Read a notebook."""
        from . import document
        from .about import About
        from .glyphs import Fonts
        from .reading import Options

        about = resources.get("metadata", {})
        name = str(about.get("name") or "notebook")
        folder = Path(about["path"]) if about.get("path") else None
        no_input = self.config.TemplateExporter.get("exclude_input", False)  # --no-input
        options = Options(
            code=self.include_code and not no_input,
            most_lines=self.most_lines,
            most_rows=self.most_rows,
            strict=self.strict,
        )
        fonts = Fonts(self.font_family, Path(self.font_folder))
        said = About(language=self.language)
        return document.read({name: notebook}, said, options, fonts, folder)

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Export a notebook; what is shown by a substitute is logged as a warning.

        Raises:
            ConversionException: when strict, the notebook cannot be published as it is; the
                message says why and where. On nbconvert's command line the message is printed and
                the command ends with 1.
        """
        from .cells import whole

        nb_copy, resources = super().from_notebook_node(whole(nb), resources, **kw)
        try:
            document = self.document(nb_copy, resources)
            written = getattr(publisher, self.writer)(document)
        except PublishingError as error:
            # Looked up, not imported: nbconvert's application imports all exporters while it is
            # itself being imported.
            application = sys.modules.get("nbconvert.nbconvertapp")
            if application and application.NbConvertApp.initialized():
                sys.exit(f"{error}")
            raise ConversionException(str(error)) from None
        for text in document.notices.texts:
            self.log.warning("%s", text)
        return written, resources

    def _validate_preprocessor(self, nbc: NotebookNode, preprocessor: Any) -> None:
        """Nothing: nbconvert would refuse a notebook for a cell without ``source`` or an id with a
        dollar."""


class ReportHTMLExporter(ReportExporter):
    """One HTML file that needs no network."""

    export_from_notebook = "Report (HTML)"
    output_mimetype = "text/html"
    file_extension = ".html"
    writer = "page"


class ReportPDFExporter(ReportExporter):
    """An accessible PDF, set by Typst."""

    export_from_notebook = "Report (PDF)"
    output_mimetype = "application/pdf"
    file_extension = ".pdf"
    writer = "pdf"


class ReportDocxExporter(ReportExporter):
    """A Word file."""

    export_from_notebook = "Report (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    file_extension = ".docx"
    writer = "docx"
