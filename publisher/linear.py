"""A formula in a line of plain text, where nothing else can stand."""

from __future__ import annotations

from lxml import etree

#: Elements of MathML → how what they hold stands in a line.
_FORMS = {
    "mfrac": "{}/{}",
    "mover": "{}{}",
    "mroot": "{1}√{0}",
    "msub": "{}_{}",
    "msubsup": "{}_{}^{}",
    "msup": "{}^{}",
    "munder": "{}_{}",
    "munderover": "{}_{}^{}",
}


def text(mathml: str) -> str:
    """The signs of a formula, with brackets around what belongs together."""
    return _text(etree.fromstring(mathml))


def _text(one: etree._Element) -> str:
    name = etree.QName(one).localname
    if name == "annotation":
        return ""
    parts = [_text(part) for part in one]
    if name in _FORMS:
        return _FORMS[name].format(*map(_bracketed, parts))
    whole = (one.text or "") + "".join(parts)
    if name == "msqrt":
        return f"√{_bracketed(whole)}"
    return whole


def _bracketed(text: str) -> str:
    if text.isalnum() or len(text) < 2:
        return text
    return f"({text})"
