"""What a document says about itself: title, authors, sources, what it was made from.

All of it may come from a notebook (metadata ``publisher``, or an output of kind ``document``) or
from who publishes.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from nbformat import NotebookNode

from .safety import items, mapping, plain
from .words import when

KEY = "publisher"  # in the metadata of notebooks and outputs
FACTS = "application/vnd.publisher.document+json"  # of an output of kind ``document``
_MAPPINGS = {"rows", "translations", "provenance", "labels"}
_WEB = re.compile("https?://")
_FINGERPRINT = re.compile("[0-9a-f]{32,}")
MOST_LISTED = 8  # parts of a list that are shown one by one


@dataclass(frozen=True)
class Source:
    """An entry of the list of sources."""

    id: str = ""
    title: str = ""
    publisher: str = ""
    published: str = ""
    terms: str = ""
    access: str = ""
    url: str = ""

    @property
    def address(self) -> str:
        """Its URL where that is one of the web; "" for others, which a document does not repeat."""
        return when(_WEB.match(self.url), self.url)


@dataclass(frozen=True)
class About:
    """Facts of a document; every one may be missing.

    Attributes:
        title, subtitle: of the whole document.
        edition: what kind of report it is, a few words for the cover.
        statement: one sentence for the foot of the cover: who made it, and what it is not.
        language: of the words that the document adds; "" takes that of the text.
        authors: who signs it.
        place: what it is about, as in "Baotou".
        as_of: the month or day that its data end with, as in "2022-08".
        date: of publication, year first. Without it ``as_of`` dates the files; without both they
            carry a fixed day, so that the same notebook always gives the same bytes.
        method: Markdown for a section before the sources.
        keywords: for the properties of the files.
        sources: printed at the end; text of kind ``text`` may link to their addresses only.
        rows: what numbers were read from: row id → facts.
        translations: language → address of the same document in it, relative to the file; one that
            ends with a slash is a folder that holds pages of the same names.
        provenance: what the document was made from, nested as one likes. Printed, and embedded as
            JSON-LD.
        labels: what parts of the names in it are called, in the language of the document.
    """

    title: str = ""
    subtitle: str = ""
    edition: str = ""
    statement: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    place: str = ""
    as_of: str = ""
    date: str = ""
    method: str = ""
    keywords: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    rows: Mapping[str, Any] = field(default_factory=dict)
    translations: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def moment(self) -> datetime.datetime:
        """The date in the properties of the files."""
        match = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", self.date or self.as_of)
        year, month, day = (int(part or 1) for part in match.groups()) if match else (2000, 1, 1)
        try:
            return datetime.datetime(year, month, day, tzinfo=datetime.UTC)
        except ValueError:  # a month 13 dates nothing
            return datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

    @property
    def links(self) -> frozenset[str]:
        """The addresses of the sources."""
        return frozenset(source.address for source in self.sources if source.address)

    def lines(self) -> list[tuple[str, str]]:
        """The provenance as readable lines: dotted name, value."""
        return [(_text(name), _text(value)) for name, value in _flat("", self.provenance)]

    def printed(self) -> list[tuple[str, str]]:
        """These lines for paper: of a fingerprint its beginning, of a long list how many it
        holds; nothing twice. The whole is in the page, and in the attachment of a PDF."""
        lines = self.lines()
        last = [name.rpartition(".")[2] for name, _ in lines]
        return [
            (name, _short(value))
            for (name, value), part in zip(lines, last, strict=True)
            if part == name or (part, value) not in lines
        ]


def about(values: Mapping[str, Any]) -> About:
    """The facts in a mapping. Unknown names are ignored, values of another shape are made to
    fit."""
    known = {one.name for one in fields(About)}
    given = {name: value for name, value in values.items() if name in known and value}
    for name in given.keys() - {"authors", "keywords", *_MAPPINGS, "sources"}:
        given[name] = _text(given[name]) if name != "method" else str(given[name])
    for name in given.keys() & {"authors", "keywords"}:
        given[name] = tuple(_author(one) for one in _listed(given[name]))
    for name in given.keys() & _MAPPINGS:
        given[name] = dict(mapping(given[name]))
    if "rows" in given:
        given["rows"] = {plain(name): mapping(row) for name, row in given["rows"].items()}
    for name in given.keys() & {"translations", "labels"}:
        given[name] = {_text(key): _text(value) for key, value in given[name].items()}
    if "sources" in given:
        given["sources"] = tuple(_source(one) for one in _listed(given["sources"]))
    return About(**given)


def of_notebook(notebook: NotebookNode) -> About:
    """What a notebook says about itself, in its metadata and in its outputs of kind
    ``document``."""
    values = dict(mapping(notebook.metadata.get(KEY)))
    for name in ("title", "authors"):  # where nbconvert and others look
        values.setdefault(name, notebook.metadata.get(name))
    for cell in notebook.cells:
        for output in items(cell.get("outputs")):
            mark = mapping(mapping(mapping(output).get("metadata")).get(KEY))
            if mark.get("kind") == "document":
                values |= mapping(mapping(output.get("data")).get(FACTS))
    return about(values)


def merged(parts: Sequence[About]) -> About:
    """One record from several: of each fact the first that says something, sources and rows of
    all."""
    first: dict[str, Any] = {
        one.name: next(
            filter(None, (getattr(part, one.name) for part in parts)), getattr(About(), one.name)
        )
        for one in fields(About)
        if one.name not in ("sources", "rows")
    }
    sources = {(one.id or one.title): one for part in reversed(parts) for one in part.sources}
    order = dict.fromkeys((one.id or one.title) for part in parts for one in part.sources)
    rows = {name: row for part in reversed(parts) for name, row in part.rows.items()}
    return replace(About(**first), sources=tuple(sources[name] for name in order), rows=rows)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _text(value: Any) -> str:
    """One line that every writer can show."""
    return " ".join(plain(value).split())


def _author(value: Any) -> str:
    """A name; nbconvert's convention is a mapping with ``name``."""
    return _text(value.get("name", "") if isinstance(value, Mapping) else value)


def _source(value: Any) -> Source:
    if isinstance(value, Source):
        return value
    facts = value if isinstance(value, Mapping) else {"title": value}
    return Source(**{one.name: _text(facts.get(one.name) or "") for one in fields(Source)})


def _short(value: str) -> str:
    if _FINGERPRINT.fullmatch(value):
        return f"{value[:12]}…"
    listed = value.split(", ")
    if len(listed) > MOST_LISTED:
        return str(len(listed))
    return value


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flat(f"{name}.{key}".lstrip("."), one)
    elif isinstance(value, (list, tuple)):
        yield name, ", ".join(map(str, value)) or "–"
    else:
        yield name, str("–" if value in (None, "") else value)
