"""A document as lines of text: what a reader sees or a screen reader reads out, for comparing two
of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lxml import html

from . import datafile, tables
from .document import Document
from .reading import Chapter


def text(document: Document) -> str:
    """One line for each block and row; pictures and data by fingerprint. Printed code and
    provenance are left out.
    """
    about = document.about
    lines = [document.title, about.subtitle, *document.lines(), *about.authors]
    for chapter in document.chapters:
        for block in document.printed(chapter):
            lines += _block(block, chapter)
    lines += [line for block in document.method for line in tables.lines_of(block)]
    for source, facts in zip(about.sources, document.facts(), strict=True):
        lines.append("\t".join([source.title, *facts, source.address]))
    return "".join(f"{line}\n" for line in lines if line.strip())


def _block(block: html.HtmlElement, chapter: Chapter) -> Iterator[str]:
    for img in block.iter("img"):
        img.tag, img.text = "p", f"[{img.get('alt')}] {_fingerprint(img.get('src', ''))}"
    for subtitle in block.iterfind(".//span[@class='subtitle']"):
        subtitle.tag = "p"
    for cell in block.iter("th", "td"):
        cell.tail = " | "
    for link in block.iter("a"):
        link.tail = f" [{link.get('href')}]{link.tail or ''}"
    yield from tables.lines_of(block)
    behind = chapter.data.get(block.get("data-key", ""))
    if behind:
        yield f"[CSV] {_fingerprint(datafile.csv_text(behind))}"


def _fingerprint(text_: str) -> str:
    return hashlib.sha256(text_.encode()).hexdigest()[:16]
