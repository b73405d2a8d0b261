"""Every exhibit is referred to in the text: where its author did not, the publisher does, at the
end of the paragraph before it, or in a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import html

from .safety import HEADINGS, element
from .words import when


def add(main: html.HtmlElement, referred: set[str], words: Mapping[str, Any]) -> None:
    """Refer to the exhibits of a chapter, in place.

    Args:
        main: the chapter's tree, its exhibits numbered.
        referred: ids that the text refers to already.
        words: of the document's language.
    """
    places: dict[html.HtmlElement, list[html.HtmlElement]] = {}
    place = None
    for one in main:
        if one.tag in HEADINGS:
            place = None
        elif one.tag == "p" and not one.get("class"):
            place = one
        elif one.tag == "figure" and one.get("id") not in referred:
            place = one if place is None else place
            places.setdefault(place, []).append(one)
    for place, figures in places.items():
        if place.tag == "p":
            _at_the_end(place, figures, words)
        else:
            line = element("p")
            _say(line, words["see_line"], figures, words)
            place.addprevious(line)


def referred(mains: Iterable[html.HtmlElement]) -> set[str]:
    """The ids that the texts of chapters refer to."""
    return {
        link.get("href", "").removeprefix("#")
        for main in mains
        for link in main.iterfind(".//a[@class='ref']")
        if next(link.iterancestors("figure"), None) is None
    }


def _at_the_end(
    paragraph: html.HtmlElement, figures: list[html.HtmlElement], words: Mapping[str, Any]
) -> None:
    """Put the references before the full stop of a paragraph; behind one of the author's own or
    behind brackets they are a sentence of their own."""
    last = paragraph[-1] if len(paragraph) else None
    text = (paragraph.text if last is None else last.tail) or ""
    text = text.rstrip()
    end = text[-1:] if text[-1:] in tuple(words["sentence_ends"]) else ""
    text = text.removesuffix(end)
    if last is None:
        paragraph.text = text
    else:
        last.tail = text
    own = last is not None and last.get("class") == "ref" and text in ("", words["see"][-1])
    if (own or text.endswith(words["see"][-1])) and end and words["see_line"].endswith(end):
        see = words["see_also" if own else "see_line"]
        _say(paragraph, end + when(end == ".", " ") + see, figures, words)
    else:
        _say(paragraph, words["see"] + end, figures, words)


def _say(
    holder: html.HtmlElement,
    pattern: str,
    figures: list[html.HtmlElement],
    words: Mapping[str, Any],
) -> None:
    """Append a pattern with links to exhibits in the place of ``{labels}``."""
    before, after = pattern.split("{labels}")
    _append(holder, before)
    runs = _runs(figures)
    for index, run in enumerate(runs):
        if index:
            _append(holder, words["and"])
        ends = run if len(run) < 3 else [run[0], run[-1]]
        between = words["to"] if len(run) > 2 else words["and"]
        for step, figure in enumerate(ends):
            if step:
                _append(holder, between)
            link = element("a", figure.get("data-label"), class_="ref")
            link.set("href", f"#{figure.get('id')}")
            holder.append(link)
    _append(holder, after)


def ranges(figures: list[html.HtmlElement], words: Mapping[str, Any]) -> str:
    """Which exhibits these are: the first and the last of each kind."""
    holder = element("p")
    _say(holder, "{labels}", figures, words)
    return str(holder.text_content())


def _runs(figures: list[html.HtmlElement]) -> list[list[html.HtmlElement]]:
    """Figures before tables, each kind and those of the annex apart; numbers follow each other."""
    runs: dict[tuple[str, str], list[html.HtmlElement]] = {}
    for figure in figures:
        kind = (figure.get("data-annex", ""), figure.get("class"))
        runs.setdefault(kind, []).append(figure)
    return [runs[kind] for kind in sorted(runs)]


def _append(holder: html.HtmlElement, text: str) -> None:
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + text
    else:
        holder.text = (holder.text or "") + text
