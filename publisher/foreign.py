"""What HTML shows that no document can: drawings become pictures, the rest leaves a mark."""

from __future__ import annotations

import base64
import re
from functools import partial

from .words import when

LOST = "lost"  # the class of a mark; its title is the kind of what stood there
#: Elements that show something and are taken out with all that they hold.
_NAMES = "audio|canvas|embed|iframe|input|math|meter|object|progress|select|svg|textarea|video"
KINDS = frozenset(_NAMES.split("|"))
_START = re.compile(f"<({_NAMES})\\b[^<>]*", re.I)
#: A style of what is not shown. Its page may show it by a style sheet or a script: neither stays.
HIDING = re.compile(r"\bdisplay\s*:\s*none\b", re.I)
_ATTRIBUTE = r"\shidden(?=\s*(?:=|/?>|/?\Z|\s[\w-]+=))"
HIDDEN = re.compile(rf"{HIDING.pattern}|{_ATTRIBUTE}|\btype\s*=\s*[\"']?hidden\b", re.I)
_DRAWING = re.compile(r"<svg\b(?:(?!<script).)*?</svg\s*>", re.I | re.S)
_DRAWING_ENDS = re.compile(r"</svg\s*>", re.I)
#: What a drawing draws of its own: what it defines may be drawn elsewhere.
_DRAWS = re.compile(r"<(?:path|rect|circle|ellipse|line|polyline|polygon|text|image)\b", re.I)
_USED = re.compile(r"<use\b[^<>]*?\bhref\s*=\s*[\"']#([^\"']+)", re.I)
_ID = re.compile(r"\bid\s*=\s*[\"']([^\"']+)", re.I)
_DEFINITIONS = re.compile(r"<defs\b(?:[^<>]*/>|.*?</defs\s*>)", re.I | re.S)
_LINKS = ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def marked(page: str) -> str:
    """HTML of any origin with pictures for its drawings and marks for what cannot be shown."""
    # No drawing is looked for where none ends: each would be looked for to the end of the page.
    end = max((found.end() for found in _DRAWING_ENDS.finditer(page)), default=0)
    picture = partial(_picture, frozenset(_ID.findall(page)))
    page = _DRAWING.sub(picture, page[:end]) + page[end:]
    return _START.sub(_mark, page)


def _mark(found: re.Match[str]) -> str:
    """The start of an element behind a mark, which one that is hidden goes without."""
    kind, start = found[1].lower(), found[0]
    return start if HIDDEN.search(start) else f'<span class="{LOST}" title="{kind}"></span>{start}'


def _picture(defined: frozenset[str], found: re.Match[str]) -> str:
    """A drawing as a picture; as it is where it shows a page or only what is defined beside it; ""
    for one that is hidden or draws nothing.

    Args:
        defined: the ids of the page.
        found: the drawing.
    """
    drawing = found[0]
    if HIDING.search(drawing[: drawing.find(">")]):
        return ""
    drawn = _DEFINITIONS.sub("", drawing)
    used = defined.intersection(_USED.findall(drawn))
    if not _DRAWS.search(drawn) and used.isdisjoint(_ID.findall(drawing)):
        return when(used or "<foreignobject" in drawing.lower(), drawing)
    if "xlink:" in drawing and "xmlns:xlink" not in drawing:
        drawing = f"{drawing[:4]}{_LINKS}{drawing[4:]}"
    data = base64.b64encode(drawing.encode(errors="replace")).decode()
    return f'<img src="data:image/svg+xml;base64,{data}">'
