"""What must hold of text files: languages agree, and notebooks and files use the same ids.

Each function returns faults as sentences; none means all is well.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from industry_report.words import cases
from industry_report.words.catalogue import ORIGINAL, OWN, Catalogue, languages
from industry_report.words.language import DIRECTIONS
from industry_report.words.template import placeholders

#: Verbs that only go with another one, which one language may need and another not.
PARTICLES = {"than"}
#: Which parts of a text file a method of the report reads, by the id that it is given; columns may
#: be lacking in neither.
PARTS = {
    "title": ("",),
    "document": ("",),
    "say": ("",),
    "text": ("",),
    "figure": (".title", ".subtitle", ".note", ".columns"),
    "table": (".title", ".note", ".columns"),
    "letter": (".title", ".columns", ".letter"),
    "sheet": (".title", ".columns"),
}
#: Tables of a language file whose keys all languages share.
SHARED = (
    "verbs",
    "lists",
    "qualifiers",
    "periods",
    "statuses",
    "units",
    "phrases",
    "front",
    "settings",
)


def language_faults(folders: Iterable[Path] = (OWN,)) -> list[str]:
    """Where the files of the languages themselves disagree with the original."""
    books = {name: Catalogue(name, "", folders) for name in languages(folders)}
    first = books.pop(ORIGINAL, None) or books.pop(next(iter(books)))
    faults = []
    for name, book in books.items():
        for table in SHARED:
            where = f"{name}.toml, [{table}]"
            faults += _differences(where, first.words.get(table, {}), book.words.get(table, {}))
    for name, book in {first.language: first, **books}.items():
        faults += [
            f"{name}.toml, [verbs.{verb}]: has {', '.join(forms)}; expected {', '.join(DIRECTIONS)}"
            for verb, forms in book.words["verbs"].items()
            if set(forms) != set(DIRECTIONS)
        ]
        if len(book.words["months"]) != 12:
            faults.append(f"{name}.toml: {len(book.words['months'])} months; expected 12")
    return faults


def notebook_faults(notebook: str, folders: Iterable[Path] = (OWN,)) -> list[str]:
    """Where languages differ in ids, values mentioned and verbs; "" means the shared phrases."""
    folders = tuple(folders)
    books = {name: Catalogue(name, notebook, folders) for name in languages(folders)}
    texts = cases.texts(books)
    first, *others = texts
    faults = []
    for name in others:
        where = ".".join(filter(None, (notebook, name, "toml")))
        faults += _differences(where, texts[first], texts[name])
        faults += _column_faults(where, books[first], books[name])
        for id in texts[first].keys() & texts[name].keys():
            faults += _template_faults(f"{where}, {id}", books, id, texts, first, name)
    return faults


def _column_faults(where: str, first: Catalogue, other: Catalogue) -> Iterator[str]:
    for id, heads in first.sentences.items():
        own = other.sentences.get(id, heads)
        if not isinstance(heads, str) and len(own) != len(heads):
            counts = f"{len(heads)} columns in {first.language}, {len(own)} in {other.language}"
            yield f"{where}, {id}: {counts}"


def _template_faults(
    where: str,
    books: Mapping[str, Catalogue],
    id: str,
    texts: Mapping[str, Mapping[str, str]],
    first: str,
    name: str,
) -> Iterator[str]:
    one, two = texts[first][id], texts[name][id]
    here, there = ({part.name for part in placeholders(text)} for text in (two, one))
    if here != there:
        yield (
            f"{where}: mentions {_listed(here - there) or 'nothing'} that the original does not, "
            f"and not {_listed(there - here) or 'less'}"
        )
    verbs = books[first].words["verbs"]
    here, there = (
        {part for part in placeholders(text) if part.spec in verbs and part.spec not in PARTICLES}
        for text in (two, one)
    )
    if here != there:
        said = _listed(f"{{{n}:{s}}}" for n, s in here ^ there)
        yield f"{where}: {said} is a verb in one language only"


def _differences(where: str, first: Iterable[str], other: Iterable[str]) -> list[str]:
    first, other = list(first), list(other)
    faults = [f"{where}: {id!r} is lacking" for id in first if id not in other]
    return faults + [f"{where}: {id!r} is not in the original" for id in other if id not in first]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def use_faults(path: Path, folders: Iterable[Path] = (OWN,)) -> list[str]:
    """Ids that a notebook uses and no file has, and texts that no cell uses."""
    notebook = path.stem
    have = {}
    for name in languages(folders):
        have |= Catalogue(name, notebook, folders).sentences
    used = set()
    faults = []
    for pattern in used_ids(path):
        found = {id for id in have if re.fullmatch(pattern, id)}
        if not found:
            shown = pattern.replace("\\", "")
            faults.append(f"{path.name}: uses {shown!r}, which no text file of it has")
        used |= found
    return faults + [
        f"{notebook}: no cell of {path.name} uses the text {id!r}" for id in have if id not in used
    ]


def used_ids(path: Path) -> list[str]:
    """The ids that a notebook uses, as regular expressions; an f-string is any id of its form."""
    found: dict[str, None] = {}
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found |= dict.fromkeys(_ids_of(node))
            elif isinstance(node, ast.Tuple) and node.elts:
                found |= dict.fromkeys(_finding(node.elts[0]))
    return list(found)


def _ids_of(call: ast.Call) -> Iterator[str]:
    """The ids that a call of a method of the report uses."""
    method = call.func.attr
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if method == "findings":
        pairs = (node for argument in call.args for node in ast.walk(argument))
        for pair in pairs:
            if isinstance(pair, ast.Tuple) and pair.elts:
                yield from _constants(pair.elts[0])
    elif method in PARTS and "zh" not in named:
        given = [named["texts"]] if "texts" in named else call.args[:1]
        ids = [id for node in given for id in _constants(node)]
        if method in ("title", "document") and not given:
            ids = ["title"]
        yield from (id + re.escape(part) for id in ids for part in PARTS[method])


def _finding(node: ast.AST) -> Iterator[str]:
    """The id of a finding that is made before it is handed to the report."""
    return (id for id in _constants(node) if id.startswith("findings"))


def _constants(node: ast.AST) -> Iterator[str]:
    """What an expression may be: a constant, an f-string, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = (re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in node.values)
        yield "".join(parts)
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
