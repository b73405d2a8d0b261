"""TeX formulas as MathML and as Typst, translated by pandoc: all formulas of a document in one call."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from html import escape

import pypandoc

_CACHE: dict[tuple[str, str, bool], str] = {}
_MARK = "industryreportformula"


def mathml(formulas: Iterable[tuple[str, bool]]) -> dict[tuple[str, bool], str]:
    """MathML of (TeX, stands on a line of its own) pairs. What pandoc cannot read is shown as typed, in ``code``."""
    return _translated(formulas, "html", _safe_mathml)


def typst(formulas: Iterable[tuple[str, bool]]) -> dict[tuple[str, bool], str]:
    """Typst math of (TeX, stands on a line of its own) pairs, without the dollars; "" for what pandoc cannot read."""
    return _translated(formulas, "typst", _typst_body)


def _translated(
    formulas: Iterable[tuple[str, bool]], to: str, finish
) -> dict[tuple[str, bool], str]:
    wanted = list(dict.fromkeys(formulas))
    new = [one for one in wanted if (to, *one) not in _CACHE]
    if new:
        blocks = []
        for tex, display in new:
            blocks.append({"t": "Para", "c": [{"t": "Str", "c": _MARK}]})
            blocks.append(
                {
                    "t": "Para",
                    "c": [
                        {"t": "Math", "c": [{"t": "DisplayMath" if display else "InlineMath"}, tex]}
                    ],
                }
            )
        source = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})
        extra = ["--mathml"] if to == "html" else []
        text = pypandoc.convert_text(
            source, to, format="json", extra_args=["--wrap=none", "--quiet", *extra]
        )
        pieces = re.split(rf"(?:<p>)?{_MARK}(?:</p>)?", text)[1:]
        for one, piece in zip(new, pieces, strict=True):
            _CACHE[(to, *one)] = finish(piece.strip(), *one)
    return {one: _CACHE[(to, *one)] for one in wanted}


def _safe_mathml(piece: str, tex: str, display: bool) -> str:
    match = re.search(r"<math\b.*</math>", piece, re.S)
    if match:
        try:
            root = ET.fromstring(match[0])
        except ET.ParseError:
            root = None
        if root is not None and all(
            one.tag.startswith("{http://www.w3.org/1998/Math/MathML}")
            and not any(
                name.lower().startswith("on") or name.endswith("href") for name in one.attrib
            )
            for one in root.iter()
        ):
            return match[0]
    return f"<code>{escape(tex)}</code>"


def _typst_body(piece: str, tex: str, display: bool) -> str:
    match = re.fullmatch(r"\$(.*)\$", piece, re.S)
    return match[1].strip() if match else ""
