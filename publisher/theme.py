"""The theme: what ``theme.toml`` says, for charts, pages and printed documents.

A drawing writes a colour as ``var(--focus, #c2410c)``. A page declares the variables, light and
dark; whoever cannot read them takes the colour behind the comma.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("theme.toml")
MODES = ("light", "dark")
_GROUPS = ("roles", "surface", "page", "code")
_VARIABLE = re.compile(r"var\(--[\w-]+, ?(#[0-9a-f]{6})\)")
_NAME = re.compile(r"var\(--([\w-]+),")
_IF_DARK = "@media(prefers-color-scheme:dark)"
_AWARE = re.compile(f"<style>{re.escape(_IF_DARK)}.*?</style>")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")


@cache
def theme() -> dict[str, Any]:
    """The whole file."""
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def colours(mode: str = "light") -> dict[str, str]:
    """Every colour by its name, as ``#rrggbb``; ``mode`` is ``"light"`` or ``"dark"``."""
    place = MODES.index(mode)
    return {name: pair[place] for group in _GROUPS for name, pair in theme()[group].items()}


def css() -> str:
    """The colours as variables: light, dark where the reader or the page asks for it, and light on
    paper.
    """
    light, dark = (f"color-scheme:{mode};{_variables(mode)}" for mode in MODES)
    return (
        f":root{{{light}}}"
        f':root[data-theme="dark"]{{{dark}}}'
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
        f"@media print{{:root:root:root{{{light}}}}}"
    )


def _variables(mode: str) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours(mode).items())


def named(svg: str) -> str:
    """A drawing with its colours as variables, where the theme has them for roles or surfaces."""
    return _COLOUR.sub(lambda found: _variables_of_drawings().get(found[0], found[0]), svg)


@cache
def _variables_of_drawings() -> dict[str, str]:
    pairs = theme()["roles"] | theme()["surface"]
    return {light: f"var(--{name}, {light})" for name, (light, _) in pairs.items()}


def aware(svg: str) -> str:
    """A drawing in a file of its own that is dark where what shows it is dark."""
    dark = colours("dark")
    rules = "".join(f"--{name}:{dark[name]};" for name in sorted(set(_NAME.findall(svg))))
    return svg.replace(">", f"><style>{_IF_DARK}{{svg{{{rules}}}}}</style>", 1)


def plain(svg: str) -> str:
    """A drawing with its colours for readers that know no variables."""
    return _VARIABLE.sub(r"\1", _AWARE.sub("", svg))
