"""TeX formulas as MathML and as Typst, by one run of pandoc for all of a document."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pypandoc
from lxml import etree, html

from . import safety
from .words import when

BRACKETS = {False: ("\\(", "\\)"), True: ("\\[", "\\]")}
SCRIPT = Path(__file__).with_name("formulas.lua")
MOST_SECONDS = 60  # for all formulas of a document: definitions can grow without end
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_MACRO = re.compile(
    rf"\\(?:re|provide)?newcommand\*?\s*\{{?\\[A-Za-z]+\}}?(?:\[\d\])*\s*{_GROUP}"
    rf"|\\def\s*\\[A-Za-z]+(?:#\d)*\s*{_GROUP}"
)
_NAME = re.compile(r"\\([A-Za-z]+)")
#: Strings in Typst, and between them names that pandoc knows but Typst no longer does → today's.
_QUOTED = re.compile(r'((?<!\\)"(?:[^"\\]|\\.)*")')
_RENAMED = (
    (re.compile(r"\bsect\b"), "inter"),
    (re.compile(r"(?<![\w.])(?!nothing|errorbar)([\w.]+)\.circle\b"), r"\1.o"),
    (re.compile(r"\b((?:brace|bracket|paren|shell)\.[lr])\.double\b"), r"\1.stroked"),
)
#: What pandoc puts around determinants and norms alike; MathML tells which sign stands before each.
_BARS = '"||"'
_BARRED = re.compile(r"([\u2223\u2225])</mo><mtable\b")
_BAR = {"\u2223": '"|"', "\u2225": '"\u2016"'}
#: What pandoc writes below or above letters for a bar over all of them → the side that it is at.
_BAR_SIDES = {"\u00af": "top", "_": "bottom"}
#: Environments in which every other ``&`` parts columns, in all others each does; in Typst an ``&``
#: only aligns. What a row is read by: strings, signs meant as such, ends of rows, brackets, ``&``.
_ALIGNED = re.compile(r"\\begin\{(?:align|flalign|split)")
_ROW = re.compile(r'("(?:[^"\\]|\\.)*"|\\[\s\S]|[()&])')
#: Matrices that nothing encloses, of which pandoc makes lines of the whole formula in Typst: there
#: they get braces, which a sign of no formula before them says to leave out again.
_MATRIX = re.compile(
    r"(\\left\s*(?:[(\[|]|\\[|{]|\\l?[vV]ert)\s*)?\\begin\{((?:small)?matrix|array)\}(\{[^{}]*\})?"
    r"|\\end\{(?:(?:small)?matrix|array)\}"
)
_BARE = "\ue000"
_OPENED, _LEFT = rf"{_BARE}\begin{{Bmatrix}}", str.maketrans("cr", "ll")
_ENCLOSED = re.compile(rf'{_BARE}\s*mat\(delim: "{{"')
_TAG = re.compile(r"\\tag(\*?)\{([^{}]*)\}")
_AMPERSAND = re.compile(r"\\&|(\\\\|\\text\w*\{[^{}]*\})")  # all but those between words
# Numbering and labels: a document that counts no equations has no use for them.
_NUMBERING = re.compile(
    r"\\(?:require|label)\{[^{}]*\}|\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}"
    r"|\\nonumber\b"
)


class Formula(NamedTuple):
    """A formula as typed, and whether it stands on a line of its own."""

    tex: str
    alone: bool


class Translation(NamedTuple):
    """ "" for what pandoc cannot read."""

    mathml: str
    typst: str


NOTHING = Translation("", "")
Translated = Mapping[Formula, Translation]
Definitions = dict[str, list[tuple[int, str]]]  # name → place among all, and text


def formula(span: html.HtmlElement) -> Formula:
    """The formula in an element ``span.math``."""
    return Formula(span.text or "", "display" in span.get("class", "").split())


def spans(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements of a tree that hold formulas."""
    return [span for span in tree.iter("span") if safety.is_formula(span)]


def translated(trees: Iterable[html.HtmlElement]) -> dict[Formula, Translation]:
    """Every formula of some trees, ``NOTHING`` for what cannot be read in time. Definitions
    (``\\newcommand``) hold from where they stand to the end, as in MathJax; an element with nothing
    else leaves its tree."""
    asked = _asked(trees)
    if not asked:
        return {}
    texts = [{"tex": tex, "typst": _braced(tex)} for tex in asked.values()]
    try:
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), "lua", str(SCRIPT)],
            input=json.dumps(texts).encode(),
            capture_output=True,
            check=True,
            timeout=MOST_SECONDS,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return dict.fromkeys(asked, NOTHING)
    answers = json.loads(done.stdout)
    return {one: _checked(one, answer) for one, answer in zip(asked, answers, strict=True)}


def _asked(trees: Iterable[html.HtmlElement]) -> dict[Formula, str]:
    """Each formula as pandoc reads it: with the definitions that it uses."""
    asked: dict[Formula, str] = {}
    defined: Definitions = {}
    places = itertools.count()
    for span in (span for tree in trees for span in spans(tree)):
        one = formula(span)
        for macro in _MACRO.findall(one.tex):
            defined.setdefault(_NAME.findall(macro)[1], []).append((next(places), macro))
        body = _readable(_NUMBERING.sub("", _MACRO.sub("", one.tex))).strip()
        opened, closed = BRACKETS[one.alone]
        if body:
            asked.setdefault(one, f"{_used(defined, body)}{opened}{body}{closed}")
        else:
            _drop(span)
    return asked


def _readable(tex: str) -> str:
    """TeX in which numbers that its author gave to equations are words, which pandoc leaves out,
    and so are ampersands, which its Typst takes for gaps between columns."""
    tex = _TAG.sub(lambda tag: rf"\qquad\text{{{tag[2] if tag[1] else f'({tag[2]})'}}}", tex)
    return _AMPERSAND.sub(lambda sign: sign[1] or r"\text{\&}", tex)


def _braced(tex: str) -> str:
    """TeX with braces around the matrices that nothing encloses; pandoc knows cases by columns that
    all stand left."""
    enclosed: list[bool] = []

    def one(found: re.Match[str]) -> str:
        if found[2]:
            enclosed.append(bool(found[1]))
            sides = (found[3] or "").translate(_LEFT)
            return rf"{found[1]}\begin{{{found[2]}}}{sides}" if found[1] else _OPENED
        return found[0] if not enclosed or enclosed.pop() else r"\end{Bmatrix}"

    return _MATRIX.sub(one, tex)


def _drop(span: html.HtmlElement) -> None:
    """Take an element out of its tree, and the paragraph that has nothing else."""
    parent = span.getparent()
    span.drop_tree()
    if parent.tag == "p" and safety.is_empty(parent):
        parent.drop_tree()


def _used(defined: Definitions, body: str) -> str:
    """The definitions that a formula uses and those that they use, in their order; pandoc reads
    them with each formula anew."""
    used: Definitions = {}
    new = set(_NAME.findall(body)) & defined.keys()
    while new:
        used |= {name: defined[name] for name in new}
        texts = [text for name in new for _, text in defined[name]]
        new = set(_NAME.findall(" ".join(texts))) & defined.keys() - used.keys()
    return "".join(f"{text}\n" for _, text in sorted(itertools.chain(*used.values())))


def _checked(one: Formula, answer: dict[str, str]) -> Translation:
    """A translation whose MathML is well formed and does nothing."""
    typst = _with_gaps(_of_today(answer), bool(_ALIGNED.search(one.tex)))
    try:
        root = etree.fromstring(answer["mathml"])
    except etree.XMLSyntaxError:
        return Translation("", typst)
    for element in root.iter():
        active = [name for name in element.attrib if name.startswith("on") or "href" in name]
        if not str(element.tag).startswith(_MATHML) or active:
            return Translation("", typst)
    return Translation(answer["mathml"], typst)


def with_bars(mathml: str) -> str:
    """MathML whose bars are lines at what they belong to: a sign is as long as that only where a
    font of mathematics is installed."""
    root = etree.fromstring(mathml)
    ends = (one[-1] for one in root.iter(f"{_MATHML}mover", f"{_MATHML}munder"))
    bars = [end for end in ends if end.get("accent") and end.text in _BAR_SIDES]
    for bar in bars:
        whole = bar.getparent()
        whole.tag = f"{_MATHML}menclose"
        whole.set("notation", _BAR_SIDES[bar.text])
        whole.remove(bar)
    return str(etree.tostring(root, encoding="unicode")) if bars else mathml


def _of_today(answer: dict[str, str]) -> str:
    """The Typst of a formula in the names that Typst has for its signs now."""
    bars = map(_BAR.__getitem__, _BARRED.findall(answer["mathml"]))
    parts = _QUOTED.split(_ENCLOSED.sub("mat(delim: #none", answer["typst"]))
    for place, part in enumerate(parts):
        if part == _BARS and parts[place - 1].endswith("delim: "):
            parts[place] = next(bars, part)
        elif not part.startswith('"'):
            for former, name in _RENAMED:
                part = former.sub(name, part)
            parts[place] = part
    return "".join(parts)


def _with_gaps(typst: str, is_aligned: bool) -> str:
    """The Typst of a formula whose columns stand apart."""
    pieces = _ROW.split(typst)
    depth = column = 0
    for place, piece in enumerate(pieces):
        depth += (piece == "(") - (piece == ")")
        if piece == "\\\n" and not depth:
            column = 0
        elif piece == "&":
            column += not depth
            aligns = is_aligned and not depth and column % 2
            pieces[place] = f"&{when(not aligns, ' quad')}"
    return "".join(pieces)
