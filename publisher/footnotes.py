"""Footnotes of a notebook: one that is cited in one cell may stand in another."""

from __future__ import annotations

import re
from collections import ChainMap
from typing import Any, NamedTuple

from mistune import BlockParser, BlockState, InlineParser, InlineState, Markdown
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
    + rf"(?P<footnote_text>{_LINES}(?:(?P=footnote_lead) +(?=[^\s]){_LINES})*)"
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
        doubts: what to warn of in what has been read.
    """

    def __init__(self, formulas: Formulas) -> None:
        self.cell, self.formulas = 0, formulas
        self._defined: dict[str, dict[int, Note]] = {}  # by label and cell
        self.doubts: list[str] = []
        self._cited: set[str] = set()

    def read(self, parser: Markdown) -> None:
        """Footnotes as rules of a parser, within lists and quotations, too."""
        plugin.footnotes(parser)
        parser.inline.register("footnote", plugin.INLINE_FOOTNOTE, self._cite)
        block = parser.block
        block.register("ref_footnote", DEFINITION, self._define)
        link = block.specification["ref_link"].replace(r"\[", r"\[(?!\^)", 1)
        block.register("ref_link", link, BlockParser.parse_ref_link)
        for rules in (block.list_rules, block.block_quote_rules):
            block.insert_rule(rules, "ref_footnote", before="ref_link")
        parser.before_render_hooks.append(self._share)
        parser.after_render_hooks[:] = [self._listed]

    def uncited(self) -> list[Note]:
        """The footnotes that no text has cited."""
        notes = [note for found in self._defined.values() for note in found.values()]
        return sorted(one for one in notes if one.text not in self._cited)

    def _define(self, _: BlockParser, found: re.Match[str], state: BlockState) -> int | None:
        """A note; the second one of a label is text as typed."""
        key, notes = unikey(found["footnote_key"]), state.env.setdefault("ref_footnotes", {})
        if key in notes:
            self.doubts.append(f"a second footnote has the label {found['footnote_key']!r}")
            return None
        label, text = map(self.formulas.typed, found.group("footnote_key", "footnote_text"))
        notes[key] = text
        self._defined.setdefault(key, {})[self.cell] = Note(self.cell, label, text)
        return found.end()

    def _share(self, _: Markdown, state: BlockState) -> None:
        """Let a cell cite the notes of all: of several of a label the last one before it, else the
        first one behind it."""
        own = state.env.get("ref_footnotes", {})
        shared: dict[str, str] = {}
        for key, notes in self._defined.items():
            before = [cell for cell in notes if cell <= self.cell]
            shared[key] = notes[max(before, default=min(notes))].text
        state.env["ref_footnotes"] = ChainMap(own, shared)

    def _cite(self, parser: InlineParser, found: re.Match[str], state: InlineState) -> int:
        key, label = unikey(found["footnote_key"]), found[0]
        texts = {note.text for note in self._defined.get(key, {}).values()}
        if not texts:
            self.doubts.append(f"no cell has the footnote {label}; it is shown as typed")
        elif len(texts) > 1 and key not in state.env["ref_footnotes"].maps[0]:
            self.doubts.append(
                f"several cells have a footnote {label}; the last one before it is shown, "
                "else the first"
            )
        return plugin.parse_inline_footnote(parser, found, state)

    def _listed(self, parser: Markdown, page: Any, state: BlockState) -> Any:
        """HTML with the notes that it cites, and those that they cite."""
        items: list[str] = []
        while len(items) < len(state.env.get("footnotes", ())):
            key, notes = state.env["footnotes"][len(items)], state.env["ref_footnotes"]
            self._cited.add(notes[key])
            notes[key] = self.formulas.taken_out(notes[key])
            child = BlockState(parent=state)
            child.tokens = [_item(parser, key, len(items) + 1, state)]
            items.append(str(parser.render_state(child)))
        if not items:
            return page
        listed = "".join(items)
        return f'{page}<section class="footnotes"><ol>{listed}</ol></section>'


def _item(parser: Markdown, key: str, number: int, state: BlockState) -> dict[str, Any]:
    """A note in the list: one of several lines may have blocks in it."""
    text = re.sub("^ {1,4}", "", state.env["ref_footnotes"][key].strip(), flags=re.M)
    children: list[dict[str, Any]] = [{"type": "paragraph", "text": text}]
    if "\n" in text:
        inner = state.child_state(f"{text}\n")
        parser.block.parse(inner)
        children = inner.tokens
    attributes = {"key": key, "index": number}
    return {"type": "footnote_item", "children": children, "attrs": attributes}
