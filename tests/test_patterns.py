"""No pattern of the project takes more than linear time, whatever text it is given.

Each is given long repeats of what its own parts match, behind what leads to them, as a text that
somebody makes to hang the program would be written.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import math
import re
import re._constants as sre
import re._parser
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from industry_report.data import csvfile
from industry_report.office import descriptor, messages, terms
from industry_report.publishing import elements

ROOT = Path(__file__).resolve().parent.parent
PATHS = sorted(
    path for name in ("industry_report", "publisher") for path in ROOT.glob(f"{name}/**/*.py")
)
SOURCES = {path: path.read_text(encoding="utf-8") for path in PATHS if path.stem != "__main__"}
MANY = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
WITHOUT_TEXT = (sre.AT, sre.GROUPREF, sre.GROUPREF_EXISTS)
OF_CATEGORY = {
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_WORD: "!",
}
ONCE, OFTEN = 2000, 8000  # characters; four times as many take 16 times as long where it is squared
LINEAR = 8.0
SHORT = 0.03  # seconds: less cannot be told from noise
AT_ONCE = SHORT / 30  # seconds: what takes less once is not squared, however fast the machine is
ENDLESS = 1  # seconds: a thousand times what a linear search takes
KNOWN = {"fullmatch", "match", "search", "sub", "findall", "finditer", "split"}
#: Patterns that the code goes through in a loop and does not search for.
LOOPED = {"SPELLINGS": {"fullmatch"}, "NO_DECIMALS": {"fullmatch"}}
#: What is made of local values, by module: it is tried as ``of_files`` gives it, or a text that was
#: escaped.
LEFT_OUT = {
    "csvfile": ["f'{field}(?:{between}{field})*'", "f'(?:{field}{between})*{OPENED}'"],
    "language": ["self.words['number']['copula'] + '$'"],
    "english": ["pattern"],
    "elements": ["_VALUES.get(name, '.*')"],
    "records": ["pattern"],
    "validation": ["pattern"],
    "messages": ["english"],
    "dollars": [
        "f'\\\\n[ \\\\t]*(?:>[ \\\\t]?){{1,{depth}}}'",
        "f'{_LINE}{fence}[`~]*[ \\\\t]*$'",
    ],
    "formulas": ["former"],
    "descriptor": ["pattern"],
    "scopes": [
        *["f'{ABOVE}(?:{re.escape(scope.sector)})?'"] * 2,
        "f'(?:[、和及与]?{one}|{goes_on})*'",
        "pattern",
    ],
    "understood": ["f\"({'|'.join(map(re.escape, names))}){SAYS}\""],
    "strangers": ["f'{begins}{re.escape(name)}{ends}'"],
    "terms": [
        "f'(?:及其?|和|与|、)?(?:累计|当月)?,? ?(?:{ways})$'",
        "f\"(?:19|20)\\\\d\\\\d年?度?|{'|'.join(words['zh'])}|\\\\b(?:{english})\\\\b\"",
        "pattern",
        "pattern",
    ],
    "added": ["pattern"],
    "content": ["re.escape(part)"],
    "index": ["b'(.*)' + re.escape(before) + b'([0-9a-f]{64})' + re.escape(after)"],
    "output_folder": ["pattern"],
    "cases": ["form"],
}


def asked(call: ast.Call, module: dict[str, Any]) -> re.Pattern[Any] | None:
    """The pattern of ``re.name(pattern, …)``; None where it is made of local values."""

    def value(node: ast.expr) -> Any:
        return eval(compile(ast.Expression(node), "pattern", "eval"), module)

    behind = {"compile": 1, "sub": 4}.get(call.func.attr, 2)
    try:
        flags = [value(one) for one in call.args[behind:]]
        flags += [value(one.value) for one in call.keywords if one.arg == "flags"]
        found = value(call.args[0])
        return found if isinstance(found, re.Pattern) else re.compile(found, sum(flags))
    except NameError:
        return None


def within(value: Any) -> Iterator[re.Pattern[Any]]:
    """The patterns in a constant."""
    if isinstance(value, re.Pattern):
        yield value
    elif type(value) in (list, tuple, dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from within(one)


def methods(source: str) -> dict[str, set[str]]:
    """Name → the methods that it stands before."""
    found = defaultdict(set)
    for name, method in re.findall(r"(?<![\w.])(\w+)\.(?=(\w+))", source):
        found[name].add(method)
    return found


def of_files() -> Iterator[tuple[re.Pattern[Any], str]]:
    """The patterns that are compiled of what stands in files and in constants, and how they are
    used."""
    yield from ((each, "fullmatch") for each, _ in messages.patterns())
    spans = (terms._ISO_SPAN, terms._MONTHS_OF_YEARS)
    yield from ((re.compile(each), "match") for each in (*dict(terms._PARTS), *spans))
    yield from ((re.compile(each, re.DOTALL), "fullmatch") for each in elements._VALUES.values())
    yield from ((each, "sub") for each, _ in descriptor._written())
    for separator in ",;\t":
        field = f'(?:[^"{separator}]*|{csvfile.QUOTED})'
        yield re.compile(f"{field}(?:{separator}{field})*"), "fullmatch"
        yield re.compile(f"(?:{field}{separator})*{csvfile.OPENED}"), "fullmatch"


@cache
def uses() -> tuple[dict[re.Pattern[Any], set[str]], dict[str, list[str]]]:
    """Every pattern of the project → how it is used: ``fullmatch``, ``match``, ``search`` …; and
    what is left out, by module.

    One that has no method beside its name, as the code goes through it in a loop, is searched for.
    """
    found, left = defaultdict(set), defaultdict(list)
    everywhere = methods("\n".join(SOURCES.values()))
    for pattern, how in of_files():
        found[pattern].add(how)
    for path, source in SOURCES.items():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module, own = vars(importlib.import_module(name)), methods(source)
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=how)):
                    if how not in KNOWN | {"compile"}:
                        continue
                    if pattern := asked(node, module):
                        found[pattern] |= {how} - {"compile"}
                    else:
                        left[path.stem].append(ast.unparse(node.args[0]))
        for constant, value in module.items():
            if not constant.startswith("__"):
                for pattern in within(value):
                    found[pattern] |= (
                        own[constant] & KNOWN
                        or everywhere[constant] & KNOWN
                        or LOOPED.get(constant, set())
                    )
    return {one: how or {"search"} for one, how in found.items()}, left


def letters(kind: Any, value: Any) -> list[str]:
    """Some characters that an item of a pattern matches."""
    if kind in (sre.LITERAL, sre.NOT_LITERAL):
        return [chr(value)] if kind is sre.LITERAL else [next(c for c in "ax" if ord(c) != value)]
    if kind is sre.RANGE:
        return [chr(value[0]), chr(value[1])]
    if kind is sre.CATEGORY:
        return [OF_CATEGORY[value]]
    if kind is sre.IN and value[0][0] is sre.NEGATE:
        refused = {one for item in value[1:] for one in letters(*item)}
        return [one for one in 'x1 "<!\n' if one not in refused][:4] or ["~"]
    return [one for item in value[:8] for one in letters(*item)] if kind is sre.IN else ["x"]


def inner(kind: Any, value: Any) -> list[Any]:
    """The patterns within an item."""
    if kind in MANY:
        return [value[2]]
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind is sre.BRANCH:
        return list(value[1])
    return [value[1]] if kind in (sre.ASSERT, sre.ASSERT_NOT) else []


def example(items: Any, turn: int) -> str:
    """A short text that a pattern matches; another one each turn."""
    text = ""
    for kind, value in items:
        below = inner(kind, value)
        if kind in MANY:
            text += example(below[0], turn) * max(value[0], min(turn, value[1], 1))
        elif below and kind not in (sre.ASSERT, sre.ASSERT_NOT):
            text += example(below[turn % len(below)], turn)
        elif not below and kind not in WITHOUT_TEXT:
            text += letters(kind, value)[turn % len(letters(kind, value))]
    return text


def parts(items: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Each part of a pattern, as text: what leads to it, and itself."""
    for at, (kind, value) in enumerate(items):
        for turn in range(3):
            yield before, example([(kind, value)], turn)
            yield before, example(items[at : at + 3], turn)
        for below in inner(kind, value):
            yield from parts(below, before)
        before += example([(kind, value)], 0)


def hostile(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """What comes before, again and again, and last."""
    source = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    tree = re._parser.parse(source, pattern.flags & ~(re.UNICODE | re.DEBUG))
    found = list(parts(tree))
    single = list(dict.fromkeys(char for _, part in found for char in part))[:10]
    pairs = map("".join, itertools.permutations(single, 2))
    repeated = dict.fromkeys([*single, *pairs, *(part for _, part in found if part)])
    leading = list(dict.fromkeys(["", *(before for before, _ in found)]))
    return itertools.product(leading[:6], repeated, ("", "\0", "!\n", "\u4e00"))


def seconds(pattern: re.Pattern[Any], how: str, text: str) -> float:
    """The time of the processor that a use of a pattern takes; infinite where it is given up."""
    given = text.encode("latin-1", "ignore") if isinstance(pattern.pattern, bytes) else text
    start = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
    try:
        if how in ("fullmatch", "match", "search"):
            getattr(pattern, how)(given)
        else:
            pattern.findall(given)
    except TimeoutError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - start


def slow(pattern: re.Pattern[Any], how: str) -> tuple[str, str, str] | None:
    """A text that a pattern takes more than linear time for."""
    for before, part, after in hostile(pattern):
        texts = [f"{before}{part * (many // len(part))}{after}" for many in (60, ONCE, OFTEN)]
        once = seconds(pattern, how, texts[1])
        if once == math.inf:
            return before, part, after
        if once < AT_ONCE and seconds(pattern, how, texts[0]) < SHORT:
            continue
        most = max(SHORT, LINEAR * min(once, seconds(pattern, how, texts[1])))
        if all(seconds(pattern, how, texts[2]) > most for _ in range(2)):
            return before, part, after
    return None


@pytest.fixture(autouse=True)
def ended():
    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, late)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        ("(a+)+b", "match"),
        (r"\s*x", "search"),
        (r"\[[^]]*]", "sub"),
        (r"1\s*(?:px)?\s*\Z", "match"),
        (r"<[a-z]\w*[^<>]*>", "sub"),
        ("(?:[A-Z][a-z]* )+City", "finditer"),
    ],
)
def test_a_slow_pattern_is_found(pattern, how):
    assert slow(re.compile(pattern), how)


def test_what_is_left_out_is_known():
    known, left = uses()
    assert left == LEFT_OUT
    assert all(known.values())


@pytest.mark.nightly
def test_every_pattern_takes_linear_time():
    known, _ = uses()
    assert len(known) > 250
    found = [
        (pattern.pattern, how, text)
        for pattern, all_uses in known.items()
        for how in sorted(all_uses)
        if (text := slow(pattern, how))
    ]
    assert not found
