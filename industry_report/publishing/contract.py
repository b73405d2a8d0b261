"""Outputs of notebooks that say what they are in the report's own metadata, in the form that the publisher reads:
the head and foot that are painted into a figure are cut off.

To be deleted when every notebook writes the publisher's contract itself (``docs/publisher.md``).
"""

from __future__ import annotations

import copy
from lxml import etree
from nbformat import NotebookNode

from publisher import pictures
from publisher.about import KEY

OLD = "industry_report"


def adapted(notebook: NotebookNode) -> NotebookNode:
    """A copy of a notebook whose outputs follow the publisher's contract."""
    book = copy.deepcopy(notebook)
    for cell in book.cells:
        for output in cell.get("outputs", []):
            said = output.get("metadata", {}).get(OLD) or {}
            if said.get("kind") == "figure" and said.get("chart_box"):
                output.data["image/svg+xml"] = _cut(output.data["image/svg+xml"], said["chart_box"])
            if said:
                output.metadata.setdefault(KEY, dict(said))
    return book


def _cut(svg: str | list[str], box: str) -> str:
    """A drawing that shows a part of itself; texts above and below are taken out."""
    text = svg if isinstance(svg, str) else "".join(svg)
    root = pictures.drawing(text.encode())
    top, height = (float(number) for number in box.split()[1::2])
    root.set("viewBox", box)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    for group in list(root.iter("{*}g")):
        place = next((one.get("transform", "") for one in group.iterchildren("{*}g")), "")
        if not (group.get("id") or "").startswith("text_") or not place.startswith("translate("):
            continue
        y = float(place[10:].partition(")")[0].replace(",", " ").split()[1])
        if not top < y < top + height:
            group.getparent().remove(group)
    return etree.tostring(root, encoding="unicode")
