"""TeX formulas as MathML, by one run of pandoc for all of a document, and that as Typst."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import NamedTuple

import pypandoc
from lxml import etree, html

from . import mathematics, safety
from .mathematics import MATHML
from .safety import GROUP, MACRO
from .words import when

BRACKETS = {False: ("\\(", "\\)"), True: ("\\[", "\\]")}
LONG = 30  # letters of TeX: one may be wider than a phone or a column
MATHEMATICAL = set("\u2135\u2136\u2137\u2138")  # letters that the font of formulas has: aleph, …
SCRIPT = Path(__file__).with_name("formulas.lua")
MOST_SECONDS = 60  # for all formulas of a document: definitions can grow without end
_NAME = re.compile(r"\\([A-Za-z]+)")
#: What pandoc writes below or above letters for a bar over all of them → the side that it is at.
_BAR_SIDES = {"\u00af": "top", "_": "bottom"}
#: Bars beside what they enclose → those that fonts have pieces of.
_GROWING = {"|": "|", "\u2223": "|", "\u2016": "\u2016", "\u2225": "\u2016"}
_PRIMES = tuple("\u2032\u2033\u2034\u2057")
_INNER = rf"(?:[^{{}}]|{GROUP}){{0,300}}"  # a search in a hostile text has an end
_END = r"(?![A-Za-z])"  # of a command's name: it is known as a whole or not at all
#: Plain TeX and the like, which pandoc cannot read or reads amiss → what it reads: an expression
#: that is looked for until there is none.
_OLDER = tuple(
    (re.compile(former), now)
    for former, now in (
        (rf"\{{({_INNER}?)\\(rm|bf|it|sf|tt|cal){_END}\s*({_INNER})\}}", r"{\1\\math\2{\3}}"),
        (rf"\{{({_INNER}?)\\over{_END}({_INNER})\}}", r"{\\frac{\1}{\2}}"),
        (rf"\{{({_INNER}?)\\choose{_END}({_INNER})\}}", r"{\\binom{\1}{\2}}"),
        (rf"\{{({_INNER}?)\\atop{_END}({_INNER})\}}", r"{\\substack{\1\\\\\2}}"),
        (rf"\\((?:[pbvV]?matrix)|cases)\s*\{{({_INNER})\}}", r"\\begin{\1}\2\\end{\1}"),
        (rf"\\cr{_END}", r"\\\\"),
        (r"\\(begin|end)\{dcases\}", r"\\\1{cases}"),
        (r"\\begin\{d?rcases\}", r"\\left.\\begin{array}{ll}"),
        (r"\\end\{d?rcases\}", r"\\end{array}\\right\\}"),
        (rf"\\operatornamewithlimits{_END}", r"\\operatorname*"),
        (r"\\textcolor\{[^{}]*\}", ""),
        (
            r"(\\begin\{(?:\w*matrix\*|aligned|alignedat|array|gathered|multlined|split)\})"
            r"\s*\[\w\]",
            r"\1",
        ),
        (r"\\[Bb]igg?[lmr]?\s*\.", " "),  # a bracket that is not seen
        (r"\\genfrac\{\}\{\}\{\}\{\d?\}", r"\\frac"),
        (r"\\m?kern\s*([\d.]+\s*mu)", r"\\mspace{\1}"),
        (r"\\(?:kern|hspace\*)\s*\{?\s*(-?[\d.]+[a-z]{2})\b\}?", r"\\hspace{\1}"),
        (rf"\\mathbf{_END}\s*(?:\{{([A-Za-z]+)\}}|([A-Za-z]))", r"{\\textbf{\1\2}}"),
    )
)
#: What of LaTeX and its packages pandoc does not know, as it is in terms of what it does.
_PACKAGES = r"""
\newcommand{\dbinom}{\binom} \newcommand{\tbinom}{\binom}
\newcommand{\cfrac}[3][]{\dfrac{#2}{#3}}
\newcommand{\bra}[1]{\langle #1\rvert} \newcommand{\Bra}[1]{\left\langle #1\right|}
\newcommand{\ket}[1]{\lvert #1\rangle} \newcommand{\Ket}[1]{\left|#1\right\rangle}
\newcommand{\braket}[1]{\langle #1\rangle} \newcommand{\Braket}[1]{\left\langle #1\right\rangle}
\newcommand{\smash}[2][]{#2} \newcommand{\vphantom}[1]{} \newcommand{\mathstrut}{}
\newcommand{\hphantom}{\phantom} \newcommand{\thickapprox}{\approx} \newcommand{\surd}{√}
\newcommand{\mathbfcal}{\mathbfscr} \newcommand{\Bbb}{\mathbb} \newcommand{\textnormal}{\text}
\newcommand{\varlimsup}{\operatorname*{\overline{lim}}}
\newcommand{\varliminf}{\operatorname*{\underline{lim}}}
\newcommand{\S}{§} \newcommand{\P}{¶} \newcommand{\copyright}{©} \newcommand{\degree}{°}
"""
#: The beginning of an array with its columns, and a rule between its rows. pandoc drops rules: what
#: is told of them is words of a cell, behind a sign that no formula has.
_ARRAY = re.compile(
    rf"(?:(\\begin\{{array\}}\s*\{{([^{{}}]*)\}}|\\begin\{{gathered\}})|\\hline{_END})(\s*[_^'])?"
)
_TOP = re.compile(rf"^{_INNER}?\\(?:over|choose|atop|rm|bf|it|sf|tt|cal){_END}")
_OPENED = re.compile(r"\\(begin|left|end|right)(?![A-Za-z])|\\\\|\\.|[{}&]")
#: Words, within which nothing is a script, or a script of one digit before another, which pandoc
#: takes for one number.
_WORDS_OR_SCRIPT = re.compile(
    rf"(\\(?:text(?:bf|it|md|normal|rm|sf|tt|up)?|[fhm]box)\s*{GROUP})"
    r"|(?<!\\)([_^]\s*)(\d)(?=[\d.])"
)
#: Words in another form among others, within which pandoc knows of none.
_FORMED = re.compile(rf"(\\(?:text|mbox))\s*({GROUP})")
_FORM = re.compile(r"\\(text(?:bf|it|rm|sf|tt|up)|emph)\s*\{([^{}]*)\}")
_WORDS_ALONE = re.compile(r"\\(?:text|mbox)\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"(?<!\\)(\\[^\sA-Za-z\\])(?= )")  # pandoc drops a space behind it
TAG = re.compile(r"\\tag(\*?)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")  # the number of an equation
# What says that equations have numbers: by then they have.
_NUMBERING = re.compile(
    r"\\(?:require|label)\{[^{}]*\}"
    r"|\\(?:begin|end)\{(?:(?:sub)?equations?|displaymath|math)\*?\}"
    rf"|\\(?:nonumber|notag){_END}"
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
_KNOWN: Definitions = {_NAME.findall(one)[1]: [(0, one)] for one in MACRO.findall(_PACKAGES)}


def formula(span: html.HtmlElement) -> Formula:
    """The formula in an element ``span.math``."""
    return Formula(span.text or "", "display" in span.get("class", "").split())


def has_lost_signs(tex: str, known: Set[int]) -> bool:
    """Whether no font has a sign of a formula, or a letter of a script without capitals; other
    letters may be in the font of formulas."""
    signs = {char for char in tex if unicodedata.category(char) in ("So", "Lo")}
    return not known >= set(map(ord, signs - MATHEMATICAL))


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
    try:
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), "lua", str(SCRIPT)],
            input=json.dumps(list(asked.values())).encode(),
            capture_output=True,
            check=True,
            timeout=MOST_SECONDS,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return dict.fromkeys(asked, NOTHING)
    answers = json.loads(done.stdout)
    return {one: _checked(one, answer) for one, answer in zip(asked, answers, strict=True)}


def type_unread(trees: Iterable[html.HtmlElement], done: Translated) -> None:
    """Put what cannot be read into its tree as it was typed, dollars and all."""
    for span in (span for tree in trees for span in spans(tree)):
        typed = span.attrib.pop(safety.TYPED, "")
        if formula(span).tex and not done[formula(span)].mathml:
            dollars = "$" * (1 + formula(span).alone)
            span.text = typed or f"{dollars}{span.text}{dollars}"
            span.tag = "code"
            del span.attrib["class"]


def _asked(trees: Iterable[html.HtmlElement]) -> dict[Formula, str]:
    """Each formula as pandoc reads it: with the definitions that it uses."""
    asked: dict[Formula, str] = {}
    defined: Definitions = {}
    places = itertools.count()
    for span in (span for tree in trees for span in spans(tree)):
        one = formula(span)
        for macro in MACRO.findall(one.tex):
            defined.setdefault(_NAME.findall(macro)[1], []).append((next(places), macro))
        body = _readable(_NUMBERING.sub("", MACRO.sub("", one.tex))).strip()
        opened, closed = BRACKETS[one.alone]
        if body.startswith("<"):  # pandoc would read <a,b> as an argument of the bracket before it
            body = rf"\lt {body[1:]}"
        if body:
            tex = f"{_used(_KNOWN | defined, body)}{opened}{_ARRAY.sub(_told, body)}{closed}"
            asked.setdefault(one, _WORDS_OR_SCRIPT.sub(_exact, tex))
        else:
            _drop(span)
    return asked


def _readable(tex: str) -> str:
    """TeX that pandoc reads; numbers that its author gave to equations are words, which it leaves
    out."""
    tex = TAG.sub(_behind, _FORMED.sub(_unnested, tex))
    if _TOP.search(tex):
        tex = f"{{{tex}}}"
    while (tex := tex.rstrip()).endswith(r"\\"):  # what ends the last row
        tex = tex.removesuffix(r"\\")
    signs = {sign[0] for sign in outer(tex)}
    if "\\\\" in signs:
        rows = "aligned" if "&" in signs else "gathered"
        tex = rf"\begin{{{rows}}}{tex}\end{{{rows}}}"
    for former, now in _OLDER:
        while (done := former.sub(now, tex)) != tex:
            tex = done
    return tex


def outer(tex: str) -> Iterator[re.Match[str]]:
    """The signs of a formula that part it into rows and columns and stand within nothing else."""
    depth = 0
    for sign in _OPENED.finditer(tex):
        depth += (sign[0] == "{" or sign[1] in ("begin", "left")) - (
            sign[0] == "}" or sign[1] in ("end", "right")
        )
        if not depth:
            yield sign


def _behind(tag: re.Match[str]) -> str:
    """The number of an equation, which is text whether its author says so or not."""
    number = _WORDS_ALONE.sub(r"\1", tag[2])
    if not tag[1]:
        number = f"({number})"
    return rf"\qquad\text{{{number}}}"


def _unnested(found: re.Match[str]) -> str:
    """Words in another form beside the words that they stand among."""
    outer, words = found.groups()

    def apart(one: re.Match[str]) -> str:
        return rf"}}\{one[1].replace('emph', 'textit')}{{{one[2]}}}{outer}{{"

    return f"{outer}{_FORM.sub(apart, words)}".replace(f"{outer}{{}}", "")


def _exact(found: re.Match[str]) -> str:
    """Words or a script such that pandoc reads them as TeX does."""
    if found[1]:
        return _ESCAPED.sub(r"\1{}", found[1])
    return f"{found[2]}{{{found[3]}}}"


def _told(found: re.Match[str]) -> str:
    said = found[2] or when(found[1], mathematics.ROWS)
    behind = when(found[3], f"{{}}{found[3]}")  # a script of nothing is none of what is told
    return rf"{found[1] or ''}\text{{{mathematics.TOLD}{said}}}{behind}"


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


def _checked(one: Formula, answer: str) -> Translation:
    """A translation whose MathML is well formed and does nothing."""
    try:
        root = etree.fromstring(answer)
        mathematics.tell(root)
        typst = _typst(root)
        mathematics.part_functions(root, MATHML)
    except Exception:  # nobody's formula ends in a traceback
        return NOTHING
    for element in root.iter():
        active = [name for name in element.attrib if name.startswith("on") or "href" in name]
        if not str(element.tag).startswith(MATHML) or active:
            return NOTHING
    return Translation(str(etree.tostring(root, encoding="unicode")), typst)


def _typst(math: etree._Element) -> str:
    """ "" for what Typst is not told of."""
    try:
        return mathematics.typst(math)
    except KeyError:
        return ""


def for_browsers(mathml: str) -> str:
    """MathML that is drawn well where no font of mathematics is installed: bars over letters are
    lines at what they belong to, others have signs that grow, primes stand beside what they are of,
    and nothing touches a bar or a root."""
    root = etree.fromstring(mathml)
    for sign in root.iterfind(".//{*}mo[@stretchy='true']"):
        if sign.text in _GROWING:
            sign.text = _GROWING[sign.text]
            sign.attrib.update({"lspace": "0.1em", "rspace": "0.1em"})
    for power in [one for one in root.iter(f"{MATHML}msup") if (one[1].text or "")[:1] in _PRIMES]:
        power.tag = f"{MATHML}mrow"
        power[1].attrib.update({"lspace": "0.1em", "rspace": "0"})
    for inside in root.iter(f"{MATHML}msqrt"):
        inside.insert(0, etree.Element(f"{MATHML}mspace", width="0.1em"))
    ends = (one[-1] for one in root.iter(f"{MATHML}mover", f"{MATHML}munder"))
    for bar in [end for end in ends if end.get("accent") and end.text in _BAR_SIDES]:
        whole = bar.getparent()
        whole.tag = f"{MATHML}menclose"
        whole.set("notation", _BAR_SIDES[bar.text])
        whole.remove(bar)
    return str(etree.tostring(root, encoding="unicode"))
