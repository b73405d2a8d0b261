"""A formula in a line of plain text, where nothing else can stand."""

from __future__ import annotations

from lxml import etree

from .mathematics import OFFICE

#: Elements of MathML and of Word → how what they hold stands in a line.
_FORMS = {
    "bar": "{}\u0304",
    "f": "{}/{}",
    "limLow": "{}_{}",
    "limUpp": "{}^{}",
    "mfrac": "{}/{}",
    "mover": "{}{}",
    "mroot": "{1}√{0}",
    "msub": "{}_{}",
    "msubsup": "{}_{}^{}",
    "msup": "{}^{}",
    "munder": "{}_{}",
    "munderover": "{}_{}^{}",
    "rad": "{}√{}",
    "sSub": "{}_{}",
    "sSubSup": "{}_{}^{}",
    "sSup": "{}^{}",
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


def of_word(one: etree._Element) -> str:
    """The same of a formula, or a part of one, in a Word file."""
    name = etree.QName(one).localname
    if name == "t":
        return one.text or ""
    told = one.iterfind(f"{OFFICE}{name}Pr/{OFFICE}*")
    signs: dict[str, str] = {
        etree.QName(sign).localname: sign.get(f"{OFFICE}val", "") for sign in told
    }
    parts = [of_word(part) for part in one.iterfind(f"{OFFICE}*") if not part.tag.endswith("Pr")]
    if name in _FORMS:
        return _FORMS[name].format(*map(_bracketed, parts))
    if name == "nary":
        return signs.get("chr", "∫") + _with_limits(*parts)
    whole = "".join(parts)
    if name == "d":
        return f"{signs.get('begChr', '(')}{whole}{signs.get('endChr', ')')}"
    if name == "acc":
        return f"{whole}{signs.get('chr', '')}"
    return whole


def _with_limits(low: str, high: str, whole: str) -> str:
    for sign, limit in (("^", high), ("_", low)):
        if limit.strip("\u200b"):  # see word_formulas
            whole = f"{sign}{_bracketed(limit)}{whole}"
    return whole


def _bracketed(text: str) -> str:
    if text.isalnum() or len(text) < 2:
        return text
    return f"({text})"
