"""The page that leads to all reports below an output folder: ``index.html``.

It begins with the verdicts of the editions about one place, the newest first, and the sources that
were published last. A table lists every report.

The page ends with a digest of itself. That is how the next run knows that it wrote the page and
nobody has edited it since; any other ``index.html`` stays.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

from industry_report.data.codes import Level
from industry_report.data.defaults import COMMON
from industry_report.data.errors import ReportError, reason
from industry_report.data.files import size
from industry_report.publishing.folders import digest
from industry_report.publishing.output_folder import OutputFolder
from industry_report.publishing.render import LABELS, WHOLE
from industry_report.publishing.runs import INDEX, MANIFEST
from industry_report.words.catalogue import Catalogue, languages
from publisher import web
from publisher.parts import named_fields
from publisher.words import LANGUAGES, dated, when, words

FIRST, SECOND = "zh", "en"
#: What the list says of each report, besides its documents, a column for each language, and its
#: settings where some are not the usual ones.
COLUMNS = ("region", "as_of")
#: How many editions of the leading place are told with their verdict.
MOST_EDITIONS = 3
#: Levels of regions in the order of the list.
LEVELS = get_args(Level)
SEAL = "<!-- written by report render; SHA-256 of what stands above: {} -->\n"


def write_index(reports: Path | str) -> Path:
    """Write ``index.html``: every report found below a folder, with its documents and their sizes.

    Args:
        reports: the folder that holds <region>/<as_of>/<language>.

    Returns:
        The page.

    Raises:
        ReportError: a page of somebody else's is there, or it cannot be written.
    """
    output = OutputFolder(reports)
    target = output.root / INDEX
    try:
        with output.locked(target):
            if target.exists() and not is_ours(target.read_bytes()):
                raise ReportError("output.no_index", str(target))
            output.write(target, _sealed(_page(output.root)))
    except OSError as error:
        raise ReportError("output.no_writing", str(target), why=reason(error)) from None
    return target


def is_ours(page: bytes) -> bool:
    """Whether a page is as ``write_index`` wrote it."""
    before, after = (part.encode() for part in SEAL.split("{}"))
    found = re.fullmatch(
        b"(.*)" + re.escape(before) + b"([0-9a-f]{64})" + re.escape(after), page, re.DOTALL
    )
    return found is not None and digest(found[1]) == found[2].decode()


def edited(page: Path) -> list[str]:
    """What is wrong with the list of reports, in words; [] where it is the one that would be
    written of the reports beside it."""
    content = page.read_bytes()
    if not is_ours(content):
        return [f"{page.name}: was changed after it was made"]
    if content != _sealed(_page(page.parent)):
        return [
            f"{page.name}: is not the list of the reports beside it; make it with 'report render'"
        ]
    return []


def _sealed(page: str) -> bytes:
    return (page + SEAL.format(digest(page.encode()))).encode()


@dataclass(frozen=True)
class _Report:
    """One report: its folder below the output, and what its ``report.json`` says."""

    folder: Path
    said: Mapping[str, Any]
    documents: Mapping[str, str]  # file name → size

    def text(self, name: str) -> str:
        """What ``report.json`` says under a name, or ""."""
        return str(self.said.get(name) or "")

    @property
    def language(self) -> str:
        return self.text("language")

    @property
    def lang(self) -> str:
        """As HTML names the language."""
        return {FIRST: "zh-CN"}.get(self.language, escape(self.language))

    @property
    def place(self) -> str:
        return self.text("region") or self.folder.parts[0]

    @property
    def as_of(self) -> str:
        return self.text("as_of") or self.folder.parts[1]

    @property
    def edition(self) -> tuple[str, ...]:
        """What reports in several languages have in common."""
        addition = self.folder.name.removeprefix(self.language)
        return (*self.folder.parts[:2], addition)

    @property
    def rank(self) -> int:
        """The place of its region's level in the list of levels; unknown ones come last."""
        level = self.said.get("level")
        return LEVELS.index(level) if level in LEVELS else len(LEVELS)

    @property
    def address(self) -> str:
        first = [*self.documents, MANIFEST][0]
        return quote((self.folder / first).as_posix())

    def cell(self) -> str:
        """Its cell in the table: what it concludes above its documents."""
        verdict = escape(self.text("verdict"))
        return f'<td lang="{self.lang}">{verdict}{when(verdict, "<br>")}{self.files()}</td>'

    def link(self, text: str) -> str:
        """A link to the whole report, in its language."""
        return f'<a href="{self.address}" lang="{self.lang}">{escape(text)}</a>'

    def files(self) -> str:
        """Links to its documents, with sizes; the whole leads to the pages of notebooks."""
        links = []
        for name, size_of in self.documents.items():
            kind = name.rpartition(".")[2]
            label = LABELS.get(kind, kind)
            if not name.startswith("report."):
                own = words(self.language)["brief"] if self.language in LANGUAGES else name
                label = f"{own} ({label})"
            if not name.endswith(".html") or name == WHOLE:
                address = quote((self.folder / name).as_posix())
                links.append(f'<a href="{address}">{escape(label)}</a> {size_of}')
        return ", ".join(links)


def _page(reports: Path) -> str:
    found = [_Report(*one) for one in _manifests(reports)]
    editions: dict[tuple[str, ...], list[_Report]] = {}
    for one in sorted(found, key=lambda report: report.language != FIRST):
        editions.setdefault(one.edition, []).append(one)
    body = f"<p>{_in_both('empty')}</p>"
    if editions:
        newest = sorted(editions, key=lambda edition: edition[1], reverse=True)
        place = _leading(newest)
        lead = [one for one in newest if one[0] == place and not one[2]]
        shown = [editions[one] for one in lead[:MOST_EDITIONS]]
        body = "".join(_edition(one, one is shown[0]) for one in shown)
        body += "".join(map(_news, shown[:1]))
        newest.sort(
            key=lambda edition: (edition[0] != place, editions[edition][0].rank, edition[0])
        )
        body += _table([editions[one] for one in newest])
    title, second = (_words(language)["index"]["title"] for language in (FIRST, SECOND))
    subtitle = f'<p class="subtitle" lang="en">{second}</p>'
    facts = {"bold": body, "subtitle": subtitle, "description": second}
    return web.frame(f"{FIRST} {SECOND}", title, body, **facts)


def _leading(editions: Sequence[tuple[str, ...]]) -> str:
    """The place that the page begins with: the usual one, else that of the newest edition."""
    places = [edition[0] for edition in editions]
    if COMMON["region"] in places:
        return COMMON["region"]
    return places[0]


def _edition(edition: Sequence[_Report], first: bool) -> str:
    """An edition with what it concludes, a column a language; the first one with its numbers."""
    columns = "".join(
        f'<article lang="{one.lang}">{_kicker(one)}<h2>{one.link(_headline(one))}</h2>'
        f'{_numbers(one) * first}<p class="note">{one.files()}</p></article>'
        for one in edition
    )
    return f'<section class="edition beside">{columns}</section>'


def _headline(one: _Report) -> str:
    return one.text("verdict") or one.text("title") or one.place


def _kicker(one: _Report) -> str:
    as_of = dated(one.as_of, one.language)
    facts = [one.text("edition"), one.place, f"{_says(one, 'as_of')} {as_of}"]
    return f'<p class="kicker">{" · ".join(escape(fact) for fact in facts if fact)}</p>'


def _numbers(one: _Report) -> str:
    """The numbers of a brief as tiles."""
    items = "".join(
        f"<li>{_graded(number.get('number', ''), number.get('grade', ''))}"
        f"<p>{escape(number.get('what', ''))}</p></li>"
        for number in one.said.get("numbers") or ()
    )
    return when(items, f'<ul class="numbers">{items}</ul>')


def _graded(number: str, grade: str) -> str:
    """A number with its grade, which stays on the line of its last word."""
    before, space, last = (escape(part) for part in number.rpartition(" "))
    mark = when(grade, f'&nbsp;<span class="grade {escape(grade)}">{escape(grade)}</span>')
    return f'<b>{before}{space}</b><span class="solid"><b>{last}</b>{mark}</span>'


def _news(edition: Sequence[_Report]) -> str:
    """The sources of an edition that were published last."""
    lists = []
    for one in edition:
        items = "".join(
            f"<li><time>{escape(dated(str(source.get('published', '')), one.language))}</time> "
            f"{_source(source)}</li>"
            for source in one.said.get("news") or ()
        )
        head = f"<h2>{_says(one, 'news')}</h2>"
        lists.append(f'<section class="news" lang="{one.lang}">{head}<ul>{items}</ul></section>')
    return f'<div class="beside">{"".join(one for one in lists if "<li>" in one)}</div>'


def _source(source: Mapping[str, Any]) -> str:
    title, address = escape(str(source.get("title", ""))), str(source.get("url") or "")
    if re.match("https?://", address):
        return f'<a href="{escape(address)}" rel="noreferrer">{title}</a>'
    return title


def _table(editions: Sequence[Sequence[_Report]]) -> str:
    """All reports, a row for those that differ in their language only."""
    spoken = list(dict.fromkeys(one.language for edition in editions for one in edition))
    names = [_words(one)["name"] if one in languages() else one for one in spoken]
    label = " ".join(_words(language)["index"]["list"] for language in (FIRST, SECOND))
    special = any(one.text("settings") for edition in editions for one in edition)
    titles = [
        f'<span lang="{escape(one)}">{escape(name)}</span>'
        for one, name in zip(spoken, names, strict=True)
    ]
    heads = [*map(_in_both, COLUMNS), *titles]
    if special:
        heads.append(_in_both("settings"))
    groups = itertools.groupby(editions, lambda edition: edition[0].rank)
    rows = "".join(
        _row(edition, spoken, when(index == 0, ' class="group"'), special)
        for _, group in groups
        for index, edition in enumerate(group)
    )
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    fields = escape(named_fields([re.sub("<[^<>]*>", "", head) for head in heads]))
    return (
        f"<h2>{_in_both('list')}</h2>"
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="cards" style="{fields}">'
        f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(edition: Sequence[_Report], spoken: Sequence[str], kind: str, special: bool) -> str:
    """A report; with its settings where some report of the table has special ones."""
    first, by_language = edition[0], {one.language: one for one in edition}
    places = " ".join(one.link(one.place) for one in edition)
    cells = "".join(
        by_language[one].cell() if one in by_language else "<td>–</td>" for one in spoken
    )
    dates = " ".join(
        f'<span lang="{one.lang}">{escape(dated(one.as_of, one.language))}</span>'
        for one in edition
    )
    settings = f'<td lang="{first.lang}">{escape(first.text("settings"))}</td>'
    if not first.text("settings"):
        settings = f"<td>{_in_both('usual')}</td>"
    return (
        f'<tr{kind}><th scope="row">{places}</th><td>{dates}</td>{cells}{settings * special}</tr>'
    )


def _words(language: str) -> Mapping[str, Any]:
    return Catalogue(language).words


def _says(report: _Report, id: str) -> str:
    """A text of the page in the language of a report, or in its first one."""
    language = report.language
    if language not in languages():
        language = FIRST
    return escape(_words(language)["index"][id])


def _in_both(id: str) -> str:
    """A text of the page in its first language, and in the second beside it."""
    first, second = (_words(language)["index"][id] for language in (FIRST, SECOND))
    return f'{first} <span lang="{SECOND}">{second}</span>'


def _manifests(reports: Path) -> Iterator[tuple[Path, dict[str, Any], dict[str, str]]]:
    """Every report's folder, its ``report.json``, and its documents with their sizes."""
    for path in sorted(reports.glob(f"*/*/*/{MANIFEST}")):
        folder = path.parent
        at = folder.relative_to(reports)
        if any(part.startswith(".") for part in at.parts):
            continue
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(said, dict):
            files = [str(name) for name in said.get("documents", []) if (folder / name).is_file()]
            files.sort(key=lambda name: not name.startswith("report."))
            yield at, said, {name: size((folder / name).stat().st_size) for name in files}
