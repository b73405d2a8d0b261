"""The text files of a notebook and a language.

``<language>.toml`` holds what a language needs (see ``notebooks/text/en.toml``),
``<notebook>.<language>.toml`` the sentences of one notebook, by dotted ids, with phrases of its own
in ``[phrases]``. Files are looked for in three folders, a later one overriding an earlier one id by
id:

1. ``notebooks/text`` of this project,
2. ``text`` in the folder that a notebook runs in, for notebooks that live elsewhere,
3. ``text`` beside the dataset.

A language is there when one of the folders has its file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from industry_report.data.errors import Fault, FaultsError, ReportError, in_line, nearest
from industry_report.data.files import state
from industry_report.data.home import HOME
from industry_report.data.message import Message
from industry_report.words.template import parse

#: The project's own text files.
OWN = HOME / "notebooks" / "text"

#: The language in which sentences are written first; the others are its translations.
ORIGINAL = "zh"

#: Texts and tables of texts by name, as TOML nests them.
Texts = dict[str, Any]

#: What is a table in every text file, whatever names stand in it.
TABLES: Texts = {name: {} for name in ("phrases", "kinds", "units", "regions", "indicators")}

#: What stands in a text file besides lists, as ``messages/`` names it.
KINDS = {dict: "table", str: "text", bool: "truth", int: "number", float: "number"}

#: The head of a table in a text file, and a key.
HEADER = re.compile(r"\[([^\[\]]+)\]\s*(?:#.*)?")
KEY = re.compile(r"""("[^"]*"|'[^']*'|[\w-]+)\s*=""")

#: How many tables lie within one another at most.
DEEPEST = 20


class Catalogue:
    """What is said in one language: the words of the language and the sentences of one notebook.

    Args:
        language: code of the language.
        notebook: name of the notebook, or "" for the words alone.
        folders: where text files are; see :func:`text_folders`.
        own_text: whether the policy text is a place's own: the language's ``own-text`` says which
            word for the project's text gives way to which.

    Attributes:
        words: the language file as a tree.
        sentences: the notebook's templates by dotted id; of ``….columns`` a mapping from heads to
            templates.
        own_phrases: the phrases that the notebook adds.
        kinds: what names stand for where that does not show, for made-up cases of the sentences
            (see ``cases``).

    Raises FaultsError for a file that :func:`read_texts` refuses, ReportError where there is none.
    """

    def __init__(
        self,
        language: str,
        notebook: str = "",
        folders: Iterable[Path] = (OWN,),
        own_text: bool = False,
    ) -> None:
        self.language, self.notebook, self.folders = language, notebook, tuple(folders)
        self.own_text = own_text
        self._read()

    def refresh(self) -> bool:
        """Read changed files again, so that an author sees a sentence by running its cell again."""
        if self._state == self._states():
            return False
        self._read()
        return True

    def __getitem__(self, id: str) -> str | Mapping[str, str]:
        """The template of a sentence; LookupError with the nearest id where there is none."""
        if id not in self.sentences:
            names = ", ".join(str(path) for path in self.files(self.notebook)) or "no text file"
            near = nearest(id, self.sentences)
            hint = f"; did you mean {near!r}?" if near else ""
            raise LookupError(f"no text {id!r} in {names}{hint}")
        return self.sentences[id]

    def template(self, id: str) -> str:
        """The template of a sentence."""
        said = self[id]
        if isinstance(said, Mapping):
            raise LookupError(f"{id!r} is the columns of a table; expected the id of a text")
        return said

    def columns(self, id: str) -> Mapping[str, str]:
        """The heads of a table or chart, each with the template of its cells."""
        said = self[f"{id}.columns"]
        if not isinstance(said, Mapping):
            raise LookupError(f"'{id}.columns' is a text; expected heads with their templates")
        return said

    def __contains__(self, id: str) -> bool:
        return id in self.sentences

    def files(self, notebook: str = "") -> list[Path]:
        """The files of a notebook ("": of the language itself), the overriding ones last."""
        name = ".".join(filter(None, (notebook, self.language, "toml")))
        return [folder / name for folder in self.folders if (folder / name).is_file()]

    def _read(self) -> None:
        self._state = self._states()
        if not self.files():
            known = [*languages(self.folders)] or Message("texts.none")
            raise ReportError("texts.no_language", language=self.language, known=known)
        self.words = _merged(map(read_texts, self.files()))
        book: Texts = {}
        if self.notebook:
            book = _merged(map(read_texts, self.files(self.notebook)))
        if self.own_text and (names := self.words.get("own-text")):
            self.words, book = _renamed(self.words, names), _renamed(book, names)
        self.own_phrases, self.kinds = book.pop("phrases", {}), book.pop("kinds", {})
        self.words["phrases"] = self.words.get("phrases", {}) | self.own_phrases
        self.sentences = dict(flat(book))

    def _states(self) -> list[tuple[str | int, ...]]:
        return [state(path) for path in (*self.files(), *self.files(self.notebook))]


def text_folders(dataset: str | Path) -> tuple[Path, ...]:
    """Where text files are looked for, the overriding folders last: see the head of this module."""
    folders = [OWN, Path("text"), Path(dataset).parent / "text"]
    found = (folder.resolve() for folder in folders if folder.is_dir())
    return tuple(dict.fromkeys(found))


def languages(folders: Iterable[Path] = (OWN,)) -> list[str]:
    """Codes of the languages that have a file, the original first."""
    names = {path.stem for folder in folders for path in Path(folder).glob("*.toml")}
    return sorted(
        (name for name in names if "." not in name), key=lambda name: (name != ORIGINAL, name)
    )


def notebooks(folders: Iterable[Path] = (OWN,)) -> list[str]:
    """Names of the notebooks that have texts."""
    names = {path.stem for folder in folders for path in Path(folder).glob("*.*.toml")}
    return sorted({name.rpartition(".")[0] for name in names})


def own_files(dataset: Path, language: str) -> list[Path]:
    """The text files of a language that stand beside a dataset."""
    names = [f"{name}.{language}.toml" for name in notebooks([dataset.parent / "text"])]
    files = (dataset.parent / "text" / name for name in (f"{language}.toml", *names))
    return [path for path in files if path.is_file()]


def read_texts(path: Path) -> Texts:
    """A text file as a tree.

    Raises FaultsError with line and id where something else stands than in the project's own file
    of that name in the original language, where a sentence is no text, and where no value can be
    put into it.
    """
    tree = _toml(path)
    notebook = path.stem.rpartition(".")[0]
    like = OWN / ".".join(filter(None, (notebook, ORIGINAL, "toml")))
    shape = (_toml(like) if like.is_file() else Texts()) | TABLES
    found = list(_faults(tree, shape, (), bool(notebook)))
    if found:
        lines = places(path.read_text("utf-8"))
        faults = [fault.at(_where(path, lines, id)) for id, fault in found]
        raise FaultsError(str(path), faults)
    return tree


def _where(path: Path, lines: Mapping[str, int], id: str) -> Message:
    """File, line and id; of what stands within a line the line of what is around it."""
    within = id
    while within and within not in lines:
        within = within.rpartition(".")[0]
    return Message("place.within", outer=in_line(path.name, lines.get(within, 0)), inner=id)


def places(text: str) -> dict[str, int]:
    """The line of every table and key of a text file, by dotted name."""
    found: dict[str, int] = {}
    table, quotes = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        if quotes:
            quotes = "" if quotes in line else quotes
            continue
        if header := HEADER.fullmatch(line.strip()):
            table = f"{header[1]}."
            found.setdefault(header[1], number)
        elif key := KEY.match(line):
            found.setdefault(table + key[1].strip("\"'"), number)
            quotes = _opened(line[key.end() :])
    return found


def _opened(value: str) -> str:
    """The quotation marks of a text that goes on in the next line, or ""."""
    for quotes in ('"""', "'''"):
        if value.count(quotes) == 1:
            return quotes
    return ""


def _toml(path: Path) -> Texts:
    """A file as a tree; FaultsError with the place where it is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError, OSError) as error:
        fault = Fault("texts.no_toml", path.name, why=str(error))
        raise FaultsError(str(path), [fault]) from None


def _faults(
    tree: Mapping[str, Any], like: Mapping[str, Any], within: tuple[str, ...], sentences: bool
) -> Iterator[tuple[str, Fault]]:
    """By dotted id what is wrong in a tree: that everything is of the kind
    of what has its name in ``like``, and that ``sentences`` are templates.
    """
    if len(within) > DEEPEST:
        yield ".".join(within), Fault("texts.deep")
        return
    for key, value in tree.items():
        place, expected = (*within, key), _kind(like[key]) if key in like else None
        inner = isinstance(value, Mapping) and within[-1:] != ("columns",)
        if within == ("units",) and not isinstance(value, list):
            expected = Message("texts.table")
        elif sentences and not inner:
            expected = expected or Message("texts.text")
        if expected and _kind(value) != expected:
            fault = Fault("record.form", found=_kind(value), expected=expected)
            yield ".".join(place), fault
        elif inner:
            deeper = sentences or place == ("phrases",)
            yield from _faults(value, like.get(key, {}), place, deeper)
        elif sentences:
            yield from ((".".join(place), fault) for fault in _stray(value))


def _stray(template: str) -> Iterator[Fault]:
    """What keeps values from being put into a template."""
    try:
        parse(template)
    except ValueError as error:
        yield Fault("texts.stray", **error.args[0].values)


def _kind(value: object) -> Message:
    """What stands in a text file, in words."""
    if isinstance(value, list):
        if {type(each) for each in value} == {str}:
            return Message("texts.texts", count=len(value))
        return Message("texts.list")
    return Message(f"texts.{KINDS.get(type(value), 'date')}")


def flat(
    tree: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    """Sentences by dotted id; the columns of a table stay together."""
    for key, value in tree.items():
        if not isinstance(value, Mapping):
            yield prefix + key, value.strip("\n")
        elif key == "columns":
            yield prefix + key, dict(value)
        else:
            yield from flat(value, f"{prefix}{key}.")


def _renamed(tree: Mapping[str, Any], names: Mapping[str, str]) -> Texts:
    """A tree with one word for another, in texts and in the heads of columns."""

    def own(text: str) -> str:
        text = text.replace(names["word"], names["own"])
        return text.replace(names["word"].capitalize(), names["own"].capitalize())

    result: Texts = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            value = _renamed(value, names)
            if key == "columns":
                value = {own(head): text for head, text in value.items()}
        result[key] = own(value) if isinstance(value, str) else value
    return result


def _merged(trees: Iterable[Mapping[str, Any]]) -> Texts:
    """Trees laid over one another; units, and the columns of a table, replace each other whole."""
    result: Texts = {}
    for tree in trees:
        _lay(result, tree)
    return result


def _lay(under: Texts, over: Mapping[str, Any], name: str = "") -> None:
    for key, value in over.items():
        merge = isinstance(value, Mapping) and isinstance(under.get(key), dict)
        if merge and key != "columns" and name != "units":
            _lay(under[key], value, key)
        else:
            under[key] = value
