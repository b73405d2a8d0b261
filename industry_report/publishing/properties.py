"""What a document says of itself to machines and in a reader's window: the head of a page, the
properties of a PDF or a Word file, the record of what it was made from."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree, html

from industry_report.publishing.added import Front, Known
from industry_report.publishing.blocks import ATTACHED
from industry_report.publishing.runs import DOCUMENTS
from industry_report.publishing.said import FACTS, Notebook, squashed
from publisher.words import when, words

MOST_DESCRIBED = 1000  # characters of what a PDF was made from, in its properties
#: What properties say that tell a reader nothing: by which program and when a file was made, its
#: fingerprint, its size.
_TECHNICAL = re.compile(r"Typst [\d.]+|application/pdf|proof|[\dDTZ\W]*|[\w+/]{22}==")
_NAME = re.compile(r"\{[^{}]*\}|/")
#: What the head of a page names, and the record of a source.
_META = ("viewport", "color-scheme", "referrer", "description")
_SOURCE = {"@type", "name", "publisher", "datePublished", "license", "url"}


def differences(
    path: Path, front: Front, books: Mapping[str, Notebook], pieces: Known
) -> Iterator[str]:
    """What a page, PDF or Word file says of itself that its report does not say, and what of that
    it has lost.

    Args:
        path: the document.
        front: what the report says of itself.
        books: all its notebooks.
        pieces: what its texts may be put together of.

    Raises:
        ValueError: and its like, where the file is damaged.
    """
    if not front.title:  # nothing is known
        return
    found, record = {".html": _of_page, ".pdf": _of_pdf, ".docx": _of_word}[path.suffix](path)
    wanted = {"language": words(front.language)["lang"].partition("-")[0], "title": front.title}
    if path.name == DOCUMENTS["brief"]:
        wanted["title"] = words(front.language)["brief"] + front.title
    elif path.suffix == ".pdf":
        described = "; ".join(f"{name}={value}" for name, value in front.made)
        wanted |= dict.fromkeys(("subject", "description"), described[:MOST_DESCRIBED])
    if path.suffix == ".html":
        wanted = {"language": wanted["language"]} | _heads(path)
    seen = set()
    for name, text in found:
        seen.add(name)
        text = text.partition("-")[0] if name == "language" else text
        if name in wanted and squashed(text) != squashed(wanted[name]):
            yield f"property {name} is {text!r}; expected {wanted[name]!r}"
        elif name not in wanted and (rest := pieces.unknown(text)):
            yield f"property {name} that was not said: {text} (from: {rest})"
    yield from (f"property {name} is lost: {wanted[name]}" for name in wanted if name not in seen)
    if record is not None:
        yield from _of_record(record, front, books, pieces)


# --- the record -----------------------------------------------------------------------------------


def _of_record(
    record: Mapping[str, Any], front: Front, books: Mapping[str, Notebook], pieces: Known
) -> Iterator[str]:
    """What of the JSON-LD record is not what the report says."""
    made = [{"@type": "PropertyValue", "name": one, "value": value} for one, value in front.made]
    wanted: dict[str, Any] = {
        "@context": ["https://schema.org", {"prov": "http://www.w3.org/ns/prov#"}],
        "@type": ["Report", "prov:Entity"],
        "name": front.title,
        "inLanguage": words(front.language)["lang"],
        "temporalCoverage": when(front.as_of, f"../{front.as_of[:7]}"),  # a record names the month
        "spatialCoverage": front.place,
        "prov:wasGeneratedBy": {"@type": "prov:Activity", "additionalProperty": made},
    }
    for name in dict.fromkeys((*wanted, *record)):
        if name != "isBasedOn" and record.get(name) != (wanted.get(name) or None):
            was, other = record.get(name), wanted.get(name)
            yield f"record of the document: {name} is {was!r}; expected {other!r}"
    sources = record.get("isBasedOn") or []
    facts = dict.fromkeys(one for book in books.values() for one in book.facts)
    titles = [one.text for one in facts if one.where == FACTS and one.what.startswith("title of")]
    shown = [squashed(one.get("name", "")) for one in sources]
    for title in titles:
        if squashed(title) not in shown:
            yield f"record of the document: a source is lost: {title}"
    for source in sources:
        for name, value in source.items():
            if name not in _SOURCE or (name != "@type" and pieces.unknown(str(value))):
                yield f"record of the document: {name} of a source that was not said: {value}"


# --- documents ------------------------------------------------------------------------------------

Found = tuple[list[tuple[str, str]], dict[str, Any] | None]


def _of_page(path: Path) -> Found:
    page = html.document_fromstring(path.read_text(encoding="utf-8"))
    found = [("title", "".join(one.itertext())) for one in page.iter("title")]
    found += [("description", one) for one in page.xpath("//meta[@name='description']/@content")]
    found += [("language", page.get("lang", ""))]
    found += [
        (one, one) for one in page.xpath("//meta/@name | //meta/@property") if one not in _META
    ]
    records = [
        json.loads(one) for one in page.xpath("//script[@type='application/ld+json']/text()")
    ]
    return found, records[0] if records else {}


def _heads(path: Path) -> dict[str, str]:
    """The title that a page begins with, and its subtitle, which its head repeats."""
    page = html.document_fromstring(path.read_text(encoding="utf-8"))
    title = [*(one.text_content() for one in page.iter("h1")), ""][0]
    subtitle = [one.text_content() for one in page.xpath("//header//p[@class='subtitle']")]
    return {"title": title, "description": (*subtitle, title)[0]}


def _of_pdf(path: Path) -> Found:
    import pikepdf

    with pikepdf.open(path) as file:
        found = [(str(name), str(value)) for name, value in file.docinfo.items()]
        found.append(("language", str(file.Root.get("/Lang", ""))))
        if "/Metadata" in file.Root:
            found += _leaves(etree.fromstring(file.Root.Metadata.read_bytes()))
        record = None
        if ATTACHED in file.attachments:
            record = json.loads(file.attachments[ATTACHED].get_file().read_bytes())
    return list(_telling(found)), record


def of_office(path: Path) -> list[tuple[str, str]]:
    """The properties of a Word file or spreadsheet by name, but for times and the like."""
    with zipfile.ZipFile(path) as file:
        parts = [one for one in file.namelist() if one.startswith("docProps/")]
        found = [one for name in parts for one in _leaves(etree.fromstring(file.read(name)))]
    return list(_telling(found))


def _of_word(path: Path) -> Found:
    return of_office(path), None


def _leaves(tree: Any) -> list[tuple[str, str]]:
    """The texts in XML, by the names of their elements; those of lists by that of the list."""
    found = []
    for element in tree.iter(etree.Element):
        named = [element, *element.iterancestors()]
        names = [_NAME.sub("", one.tag) for one in named]
        name = next(one for one in names if one not in ("li", "Alt", "Bag", "Seq", "lpwstr"))
        found.append((when(name != "property", name) or str(named[1].get("name")), element.text))
    return [(name, text.strip()) for name, text in found if text and text.strip()]


def _telling(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The properties that tell a reader something, by a name in small letters."""
    for name, text in found:
        if not _TECHNICAL.fullmatch(text):
            yield _NAME.sub("", name).lower(), text
