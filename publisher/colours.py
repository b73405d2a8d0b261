"""Colours and forms of the cells of tables, as pandas' Styler says them: rules of a style sheet by
id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import html

from .words import when

LEAST = 4.5  # contrast of text, after WCAG AA
INKS = ("#000000", "#ffffff")
_SHEET = re.compile("<style[^<>]*>([^<]*)</style>", re.I)
_RULE = re.compile("(?<![^{}])([^{}]*)[{]([^{}]*)[}]")
_ID = re.compile(r"#([\w-]+)\s*(?:,|\Z)")
_TYPE = ("font-style", "font-weight", "text-decoration")
_SAID = re.compile(
    rf"(?:\A|;)\s*(background|color|display|{'|'.join(_TYPE)})(?:(?<=ground)-color|-line)?"
    r"\s*:\s*([^;]*)",
    re.I,
)
#: What is said of the type of a cell → the element of the words in it.
_FORMS = {"italic": "em", "oblique": "em", "bold": "strong", "bolder": "strong"}
_FORMS |= {"600": "strong", "700": "strong", "line-through": "s", "underline": "u"}
_PART = re.compile(r"[\w-]+\((?:[^()]|\([^()]*\))*\)|[^\s(]+")  # a background has several
_ALPHA = re.compile(r"(?<=rgba\()(.*,\s*)([\d.]+)", re.I)


def of_cells(page: str) -> dict[str, dict[str, str]]:
    """Id → what the style sheets of a page say of its ``color``, ``background``, ``display`` and
    type."""
    found: dict[str, dict[str, str]] = {}
    for sheet in _SHEET.findall(page):
        for ids, said in _RULE.findall(sheet):
            # A bar, which is not drawn, takes no colour away that stood behind it.
            pairs = (pair for pair in _SAID.findall(said) if "gradient(" not in pair[1])
            colours = {name.lower(): value for name, value in pairs}
            for id in _ID.findall(ids) if colours else ():
                found.setdefault(id, {}).update(colours)
    return found


def forms(
    main: html.HtmlElement, said: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[html.HtmlElement, str]]:
    """The cells of a tree whose words have a form, with the tag of an element for each."""
    for cell in main.iter("td", "th"):
        asked = said.get(cell.get("id", ""), {})
        words = " ".join(asked.get(name, "") for name in _TYPE).lower().split()
        for tag in dict.fromkeys(_FORMS[word] for word in words if word in _FORMS):
            yield cell, tag


def take(main: html.HtmlElement, said: Mapping[str, Mapping[str, str]]) -> None:
    """Give the cells of a tree their colours, in place, as ``data-fill`` and ``data-ink``; a cell
    of which only the text has one stands on white. Hidden ones leave the tree."""
    for cell in list(main.iter("td", "th")):
        asked = said.get(cell.get("id", ""))
        if not asked:
            continue
        if asked.get("display", "").split()[:1] == ["none"]:
            cell.drop_tree()
            continue
        fill, ink = (_read(asked.get(name, "")) for name in ("background", "color"))
        if fill or ink:
            ground = fill or "#ffffff"
            cell.set("data-fill", ground)
            cell.set("data-ink", readable(ground, ink))


def readable(ground: str, ink: str) -> str:
    """A colour of text, or "" for any, made darker or lighter until it can be read on a ground."""
    end = max(INKS, key=lambda one: contrast(ground, one))
    pairs = [(int((ink or end)[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5)]
    steps = ([round(a + (b - a) * step / 10) for a, b in pairs] for step in range(11))
    inks = ("#{:02x}{:02x}{:02x}".format(*one) for one in steps)
    return next(one for one in inks if contrast(ground, one) >= LEAST)


def _read(text: str) -> str:
    """The first colour in a value, as it is seen on white: ``#rrggbb``; "" where none is."""
    from PIL import ImageColor  # 30 ms that documents without colours do not need

    for part in _PART.findall(text.replace("!important", "")):
        try:
            parts = ImageColor.getrgb(_ALPHA.sub(_of_255, part))
        except ValueError:
            continue
        share = (*parts, 255)[3] / 255
        seen = (round(255 - (255 - one) * share) for one in parts[:3])
        return when(share, "#{:02x}{:02x}{:02x}".format(*seen))
    return ""


def _of_255(found: re.Match[str]) -> str:
    """The share of a colour as Pillow has it."""
    return f"{found[1]}{round(255 * float(found[2]))}"


def contrast(first: str, second: str) -> float:
    """The contrast of two colours (``#rrggbb``) after WCAG, from 1 to 21."""
    low, high = sorted(map(_luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
