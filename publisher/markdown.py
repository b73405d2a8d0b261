"""Markdown as Jupyter reads it, by nbconvert's own mistune, with formulas as elements and notes
from all of the notebook."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mistune import (
    BlockParser,
    BlockState,
    HTMLRenderer,
    InlineParser,
    InlineState,
    create_markdown,
)
from mistune import Markdown as Parser
from mistune.plugins import import_plugin
from mistune.plugins.url import URL_LINK_PATTERN, parse_url_link
from mistune.util import safe_entity
from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
)

from . import tags
from .dollars import BEGINS, Formulas, Typed, beside, is_prose
from .footnotes import Footnotes, Note
from .rows import tables
from .safety import INLINE, TAGS, mapping
from .words import when

_WITHIN = ("mistune.plugins.table.table_in_list", "mistune.plugins.table.table_in_quote")
_PLUGINS = (*MarkdownWithMath.DEFAULT_PLUGINS, *_WITHIN)
#: What is left of formulas between dollars when those that are no prices have been taken out: with
#: spaces beside a dollar, in one paragraph or cell.
_LOOSE = rf"(?<!\$)\$(?!\$)(?=\s*[^\s$])(?P<tex>(?:[^$`\\{BEGINS}]|\\[\s\S])+)\$"
_IMG = re.compile(r"""(<img\b[^<>]*?\bsrc=)(["'])(?!data:)([^<>]*?)\2""", re.I)
BOXES = {True: "☒", False: "☐"}
_FOOTNOTE = re.compile(r'((?:id="|href="#)fn(?:ref)?-)')
#: As mistune has it, or with brackets at its end.
_URL = rf"https?://[^\s<]*\([^\s<()]*\)(?=[.,:;\"')\]]*(?:[\s<]|$))|{URL_LINK_PATTERN}"
_REFERENCE = r"\[@(?P<exhibit>(?:fig|tbl):[^\]\s]+)\]"


def references(parser: Parser) -> None:
    """``[@fig:id]`` as a rule of the parser, so that no code, escape or formula is a reference: an
    empty link to ``#fig:id``, which is numbered later."""
    parser.inline.register("reference", _REFERENCE, _reference, before="link")
    if parser.renderer:
        parser.renderer.register("reference", lambda _, key: f'<a href="#{escape(key)}"></a>')


def _reference(_: InlineParser, found: re.Match[str], state: InlineState) -> int:
    state.append_token({"type": "reference", "raw": found["exhibit"]})
    return found.end()


def loose_formulas(parser: Parser) -> None:
    """Formulas that may be prices as a rule of the parser."""
    parser.inline.register("inline_math", _LOOSE, _loose_formula, before="link")


def _loose_formula(_: InlineParser, found: re.Match[str], state: InlineState) -> int | None:
    if is_prose(found["tex"], *beside(found)):
        return None
    state.append_token({"type": "inline_math", "raw": found["tex"]})
    return found.end()


def addresses(parser: Parser) -> None:
    """Addresses that stand alone as a rule of the parser, those that end in brackets, too."""
    parser.inline.register("url_link", _URL, parse_url_link)


class Renderer(IPythonRenderer):
    """nbconvert's renderer, but a missing attachment is no error.

    Args:
        formulas: those of the notebook.
        folder: where pictures are looked for; None leaves them out.
    """

    def __init__(self, formulas: Formulas, folder: Path | None) -> None:
        path = str(folder.resolve()) if folder else ""
        super().__init__(escape=False, exclude_anchor_links=True, embed_images=True, path=path)
        self.formulas = formulas

    def inline_math(self, body: str) -> str:
        return self.formulas.place(Typed(f"${body}$", body, False))

    def block_html(self, html: str) -> str:
        return super().block_html(self.formulas.in_html(html))

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre>{escape(code)}</pre>"

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").strip().partition(" ")[0]
        named = when(language, f' class="language" lang="{escape(language)}"')
        return f"<pre{named}>{escape(code)}</pre>"

    def task_list_item(self, text: str, checked: bool = False) -> str:
        return f'<li class="task">{BOXES[checked]} {text}</li>\n'

    def _embed_image_or_attachment(self, src: str) -> str:
        if src.startswith("attachment:"):
            src = unquote(src)
            if not mapping(self.attachments.get(src[11:])):
                return ""
        return super()._embed_image_or_attachment(src)

    def _src_to_base64(self, src: str) -> str | None:
        """A picture beside the notebook or below it; nbconvert follows links out of the folder."""
        if not self.path:
            return None
        root = Path(self.path)
        try:
            path = (root / unquote(src)).resolve()
            if not path.is_relative_to(root) or not path.is_file():
                return None
            content = base64.b64encode(path.read_bytes()).decode()
        except (OSError, ValueError):  # a name that no file can have
            return None
        return f"data:{mimetypes.guess_type(path)[0]};base64,{content}"

    def _html_embed_images(self, html: str) -> str:
        """nbconvert parses each piece of HTML on its own, which closes every ``<sub>`` at once."""
        return self.embedded(html)

    def embedded(self, page: str) -> str:
        """HTML with the pictures that are attached or lie beside the notebook."""

        def one(found: re.Match[str]) -> str:
            source = self._embed_image_or_attachment(found[3])
            return f'{found[1]}"{escape(source)}"'

        return _IMG.sub(one, page)


class DataRenderer(HTMLRenderer):
    """For text that a program made from data: HTML is meant as typed, a picture is its
    description.
    """

    def __init__(self) -> None:
        super().__init__(escape=True)

    def text(self, text: str) -> str:
        return safe_entity(text)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text


class Markdown:
    """Turns the Markdown of one notebook into HTML, which is not safe yet.

    Args:
        folder: where pictures with a relative address are looked for, not above it; None leaves
            them out.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._formulas = Formulas()
        self._notes = Footnotes(self._formulas)
        self._renderer = Renderer(self._formulas, folder)
        block, inline = BlockParser(), InlineParser()
        own = (self._notes.read, loose_formulas, addresses, tables, references)
        plugins: Any = [*map(import_plugin, _PLUGINS), *own]
        self._parser = Parser(self._renderer, block, inline, plugins)
        simple: Any = ["strikethrough", tables, references]
        self._of_data = create_markdown(renderer=DataRenderer(), plugins=simple)

    def learn(self, sources: Iterable[tuple[int, str]]) -> None:
        """Know the footnotes of some cells (number and text) before these are read."""
        for self._notes.cell, source in sources:
            if "[^" in source:
                state = BlockState()
                state.process(f"{self._formulas.taken_out(source)}\n")
                self._parser.block.parse(state)
        self._notes.doubts.clear()  # said again when these are read

    def html(self, source: str, cell: int, attachments: Mapping[str, Any] | None = None) -> str:
        """The HTML of a text; the ids of its footnotes carry the number of the cell."""
        self._renderer.attachments = dict(attachments or {})
        self._notes.cell = cell
        page = str(self._parser(self._formulas.taken_out(source)))
        page = tags.as_typed(page, TAGS, INLINE - {"br", "img"})
        return self._formulas.put_back(_FOOTNOTE.sub(rf"\g<1>{cell}-", page))

    def with_pictures(self, page: str) -> str:
        """HTML of an output with the pictures that lie beside the notebook."""
        self._renderer.attachments = {}
        return self._renderer.embedded(page)

    def doubts(self) -> list[str]:
        """What to warn of in what has been read since this was asked last."""
        found = [*self._notes.doubts]
        self._notes.doubts.clear()
        return found

    def uncited(self) -> list[Note]:
        """The footnotes that no text has cited."""
        return self._notes.uncited()

    def of_data(self, source: str) -> str:
        """The HTML of a text that a program made from data: HTML and dollars in it are meant as
        typed."""
        return str(self._of_data(source))
