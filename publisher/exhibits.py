"""Outputs that say what they are: the contract of ``docs/publisher.md``, read into elements of the
tree.

<figure class="figure|table" id="growth" data-key="…" data-width="half" data-annex="yes">
  <figcaption><b>title</b><span class="subtitle">subtitle</span></figcaption>
  <p class="drawing"><img><img class="phone"></p>   or   <table data-align="left right">
  <p class="note">…</p><p class="source">…</p>
</figure>
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import html

from . import pictures, safety
from .safety import element, mapping

KINDS = ("caption", "data", "document", "figure", "findings", "nodata", "table", "text")
RESOURCE = "application/vnd.dataresource+json"
PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
ALIGNMENTS = ("left", "right", "center")
_SAID_BEFORE = {  # by authors who write out what the document adds
    "note": re.compile(r"(注|注释|Notes?)\s*[:：]\s*"),
    "source": re.compile(r"(资料来源|数据来源|来源|Sources?)\s*[:：]\s*"),
}


class Data(NamedTuple):
    """The table behind an exhibit: names of the columns, and the rows."""

    fields: tuple[str, ...]
    records: tuple[tuple[Any, ...], ...]


def exhibit(said: Mapping[str, Any], content: html.HtmlElement, key: str) -> html.HtmlElement:
    """The ``figure`` element of a figure or table.

    Args:
        said: the output's metadata.
        content: its picture or table.
        key: under which its data are kept.
    """
    name = safety.plain(said.get("id") or "")
    figure = element("figure", class_=str(said["kind"]), id=name, data_key=key)
    if said.get("width") == "half":
        figure.set("data-width", "half")
    if said.get("annex"):
        figure.set("data-annex", "yes")
    caption = element("figcaption")
    caption.append(element("b", said.get("title") or ""))
    if said.get("subtitle"):
        caption.append(element("span", said["subtitle"], class_="subtitle"))
    figure.append(caption)
    figure.append(content)
    for part, before in _SAID_BEFORE.items():
        text = safety.plain(said.get(part) or "").strip()
        if text:
            figure.append(element("p", before.sub("", text, count=1), class_=part))
    return figure


def drawings(said: Mapping[str, Any], bundle: Mapping[str, Any]) -> html.HtmlElement | None:
    """The picture of a figure with its further drawings, or None when there is no picture."""
    wide = picture(bundle)
    if wide is None:
        return None
    holder = element("p", class_="drawing")
    alt = safety.plain(said.get("alt") or said.get("title") or "")
    holder.append(element("img", alt=alt, src=pictures.address(wide)))
    more = said.get("drawings")
    for form in ("half", "screen", "phone"):
        if isinstance(more, Mapping) and more.get(form):
            drawn = pictures.Picture(pictures.SVG, safety.plain(more[form]).encode())
            holder.append(element("img", alt=alt, src=pictures.address(drawn), class_=form))
    return holder


def picture(bundle: Mapping[str, Any]) -> pictures.Picture | None:
    """The best picture of an output."""
    kind = next((kind for kind in PICTURES if kind in bundle), None)
    if kind is None:
        return None
    text = safety.plain(safety.joined(bundle[kind]))
    if kind == pictures.SVG:
        return pictures.Picture(kind, text.encode())
    return pictures.of_address(f"data:{kind};base64,{text}")


def table(bundle: Mapping[str, Any], most_rows: int = 0) -> html.HtmlElement | None:
    """The first table of an output, aligned as its schema says, or None; ``most_rows`` as for
    ``safety.tree``."""
    page = safety.joined(bundle.get("text/html", ""))
    found = safety.tree(page, most_rows=most_rows).find(".//table")
    if found is None:
        return None
    found.tail = None
    for double in found.findall("caption"):  # the exhibit has a title of its own
        found.remove(double)
    sides = [str(field.get("align")) for field in _schema(bundle)]
    if sides and all(side in ALIGNMENTS for side in sides):
        found.set("data-align", " ".join(sides))
    return found


def data(bundle: Mapping[str, Any]) -> Data | None:
    """The data behind an exhibit, or None."""
    names = [field["name"] for field in _schema(bundle)]
    if not names:
        return None
    titles = tuple(safety.plain(field.get("title") or field["name"]) for field in _schema(bundle))
    rows = bundle[RESOURCE].get("data") or []
    records = tuple(tuple(_value(row.get(name)) for name in names) for row in rows)
    return Data(titles, records)


def _schema(bundle: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    resource = mapping(bundle.get(RESOURCE))
    found, rows = mapping(resource.get("schema")).get("fields"), resource.get("data")
    if not isinstance(found, list) or not isinstance(rows, list):
        return []
    if not all(isinstance(row, Mapping) for row in rows):
        return []
    return [field for field in map(mapping, found) if field.get("name")]


def _value(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return safety.plain(value)
