"""Footnotes of a notebook: one that is cited in one cell may stand in another."""

from __future__ import annotations

import re
from collections import ChainMap, defaultdict
from typing import Any, NamedTuple

from mistune import BlockParser, BlockState, Markdown
from mistune.helpers import BLOCK_TAGS
from mistune.plugins import footnotes as plugin
from mistune.util import unikey

from .dollars import Formulas

#: What begins a line that goes on with no paragraph before it.
_OTHER = (
    r"[ \t]*$| {0,3}(?:>|#{1,6}(?:[ \t]|$)|`{3}|~{3}|[-+*](?:[ \t]|$)|[0-9]{1,9}[.)][ \t]|\||"
    rf"(?:[-*_][ \t]*){{3,}}$|\[[^\[\]\n]+\]:|<!--|</?(?i:{'|'.join(BLOCK_TAGS)})\b)"
)
_LINES = rf"(?:[ \t]*\n+|[^\n]*(?:\n(?!{_OTHER})[^\n]+)*(?:\n+|$))"
# mistune would take one without a space behind the colon for the address of a link, and lines of a
# paragraph that are not indented for text of their own.
DEFINITION = (
    plugin.REF_FOOTNOTE.partition("(?P<footnote_text>")[0].replace(r"]:[ \t\n]", r"]:[ \t]*\n?")
    + rf"(?P<footnote_text>{_LINES}(?:(?P=footnote_lead) {{1,4}}(?! ){_LINES})*)"
)


class Note(NamedTuple):
    """A footnote: the number of its cell, its label and its text as typed."""

    cell: int
    label: str
    text: str


class Footnotes:
    """The footnotes of a notebook, whose formulas are taken out while it is read.

    Attributes:
        cell: the number of the cell that is being read.
    """

    def __init__(self, formulas: Formulas) -> None:
        self.cell, self.formulas = 0, formulas
        self._defined: dict[tuple[int, str], Note] = {}
        self._shared: dict[str, str] = {}
        self._cited: set[str] = set()

    def read(self, parser: Markdown) -> None:
        """Footnotes as rules of a parser, within lists and quotations, too."""
        plugin.footnotes(parser)
        block = parser.block
        block.register("ref_footnote", DEFINITION, self._define)
        for rules in (block.list_rules, block.block_quote_rules):
            block.insert_rule(rules, "ref_footnote", before="ref_link")
        parser.before_render_hooks.append(self._share)
        parser.after_render_hooks[:] = [self._listed]

    def share(self) -> None:
        """Let all cells cite what has been defined so far, but for labels of several notes."""
        texts = defaultdict(set)
        for (_, key), note in self._defined.items():
            texts[key].add(note.text)
        self._shared = {key: found.pop() for key, found in texts.items() if len(found) == 1}

    def uncited(self) -> list[Note]:
        """The footnotes that no text has cited."""
        return [note for note in self._defined.values() if note.text not in self._cited]

    def _define(self, _: BlockParser, found: re.Match[str], state: BlockState) -> int | None:
        """A note; the second one of a label is text as typed."""
        key, notes = unikey(found["footnote_key"]), state.env.setdefault("ref_footnotes", {})
        if key in notes:
            return None
        label, text = map(self.formulas.typed, found.group("footnote_key", "footnote_text"))
        notes[key] = text
        self._defined[self.cell, key] = Note(self.cell, label, text)
        return found.end()

    def _share(self, _: Markdown, state: BlockState) -> None:
        own = state.env.get("ref_footnotes", {})
        state.env["ref_footnotes"] = ChainMap(own, self._shared)

    def _listed(self, parser: Markdown, page: Any, state: BlockState) -> Any:
        """HTML with the notes that it cites, and those that they cite."""
        items: list[str] = []
        while len(items) < len(state.env.get("footnotes", ())):
            key, notes = state.env["footnotes"][len(items)], state.env["ref_footnotes"]
            self._cited.add(notes[key])
            notes[key] = self.formulas.taken_out(notes[key])
            child = BlockState(parent=state)
            child.tokens = [plugin.parse_footnote_item(parser.block, key, len(items) + 1, state)]
            items.append(str(parser.render_state(child)))
        if not items:
            return page
        listed = "".join(items)
        return f'{page}<section class="footnotes"><ol>{listed}</ol></section>'
