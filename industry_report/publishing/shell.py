"""The shell of pages, which no notebook says: labels, menus and the list of reports are there, in
the language that they say they are in."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from industry_report.data.errors import ReportError
from industry_report.publishing.runs import DOCUMENTS
from industry_report.words.catalogue import Catalogue
from publisher import glyphs, web
from publisher.words import LANGUAGES, dated, words

#: Names of labels: of the page of a whole report, of all its pages, of every page.
WHOLE, REPORT = ("contents", "sources"), ("whole",)
EVERY = ("skip", "theme", "auto", "light", "dark")
_FONT = re.compile(
    r'@font-face\{font-family:"([\w ]+)";font-weight:\d+;font-display:block;'
    r'src:url\(data:font/woff;base64,([\w+/=]*)\) format\("woff"\)\}'
)
#: Rules of drawings, and what a table says of its columns, with labels in it.
_DRAWN = re.compile(r"\.d\d+\{([^{}\\]*)\}")
_PAINTED = re.compile(r"\s*(fill|stroke|background|opacity|font|text|clip)(-[a-z]+)*:(?!.*image).*")
_STYLED, _LABEL = re.compile(r"(--[\w-]+:('[^']*'|[\w.%-]+)(;|\Z))*"), re.compile(r"'([^']*)'")
#: What a page folds.
_FOLDED = {"", "exhibit", "data", "code", "moved-lines"}
_CHINESE = re.compile("[\u4e00-\u9fff]")
#: Words in Latin letters that are the same in Chinese.
_SAME = re.compile(r"HTML|PDF|Word|CSV|[kM]B|R&D|GDP|5G")
_LATIN = re.compile(r"[A-Za-z]{3,}")


def of_page(path: Path) -> Iterator[str]:
    """What is lost or in another language in the shell of a report's page."""
    page, body = _page(path)
    said = words(_language(page.html))
    wanted: tuple[str, ...] = (*EVERY, *REPORT)
    if path.name == DOCUMENTS["html"]:
        wanted += WHOLE
    yield from _lost(body, {name: said[name] for name in wanted})
    script = page.find("script", id="words")
    known = json.loads(script.get_text()) if script else {}
    for name, text in said["script"].items():
        if known.get(name) != text:
            yield f"label {name} of the script is lost: {text}"
    yield from _other_code(page)
    for part in page.select("header, nav, .skip"):
        yield from _foreign(part)
    labels = {str(one["href"])[1:]: one.get_text() for one in page.select("a.number")}
    called = [(str(one["href"])[1:], one) for one in page.select('a.ref[href^="#"]')]
    for fold in page.select("details.exhibit:has(a.number)"):
        called.append((str(fold.select("a.number")[0]["href"])[1:], fold.select("summary")[0]))
    for id, element in called:
        name = next(element.strings, "")
        if labels.get(id, name) != name:
            yield f"reference to {labels[id]} is called {name}"


def of_index(path: Path) -> Iterator[str]:
    """What is lost or in another language in the list of reports; which links lead nowhere."""
    page, body = _page(path)
    said = words(_language(page.html))
    yield from _lost(body, {name: said[name] for name in EVERY})
    for language in ("zh", "en"):
        own = Catalogue(language).words["index"]
        wanted = ("title", "list", "region", "as_of")
        yield from _lost(body, {f"{name} ({language})": own[name] for name in wanted})
    for link in page.select("main a[href]"):
        address = str(link["href"])
        if not (address.startswith("http") or (path.parent / unquote(address)).is_file()):
            yield f"link leads nowhere: {address}"
    for manifest in sorted(path.parent.glob("*/*/*/report.json")):
        report = json.loads(manifest.read_text(encoding="utf-8"))
        name = quote(manifest.parent.relative_to(path.parent).as_posix())
        if not page.select(f'main a[href^="{name}/"]'):
            yield f"report {name} is not listed"
        for one in (report.get("verdict"), *(new["title"] for new in report.get("news") or ())):
            if one and f"{name}/" in _leading(page) and one not in page.get_text():
                yield f"report {name}: its verdict or newest source is lost: {one}"
        yield from _unlisted(name, report, page)
        for tiles in page.select(f'article:has(a[href^="{name}/"]) ul.numbers'):
            yield from _other_numbers(name, tiles, report.get("numbers") or ())
    yield from _foreign(body)


def _other_code(page: BeautifulSoup) -> Iterator[str]:
    """Styles and scripts of a page that none of a report has, or is without."""
    own = [one.get_text() for one in page.find_all("style") if not one.get("id")]
    fonts, drawn = (
        "".join(one.get_text() for one in page.find_all("style", id=id))
        for id in ("fonts", "drawn")
    )
    families = [family for family, _ in _FONT.findall(fonts)]
    if own != [web.styles(families[0] if families else "")] or _FONT.sub("", fonts):
        yield "styles of the page are not those of a report"
    for family, font in _FONT.findall(fonts):
        if not glyphs.is_subset(base64.b64decode(font)):
            yield f"font of the page is not that of a report: {family}"
    styled = [str(one["style"]) for one in page.select("[style]")]
    painted = [one for rule in _DRAWN.findall(drawn) for one in rule.split(";") if one.strip()]
    known = [*map(_PAINTED.fullmatch, painted), *map(_STYLED.fullmatch, styled)]
    if _DRAWN.sub("", drawn) or not all(known) or re.search(r"url\((?!#)", drawn):
        yield "styles of the page are not those of a report: drawings"
    folds = {" ".join(map(str, one.get("class") or ())) for one in page.find_all("details")}
    for fold in folds - _FOLDED:
        yield f"what no page of a report folds: {fold}"
    for table in page.select('[style*="\'"]'):
        heads = table.get_text(" ")
        for label in _LABEL.findall(str(table["style"])):
            if "".join(label.split()) not in "".join(heads.split()):
                yield f"label of a column that was not said: {label}"
    scripts = [one.get_text() for one in page.find_all("script") if not one.get("type")]
    rules = [str(one.get("content")) for one in page.select("meta[http-equiv]")]
    begun = [name for one in page.find_all(True) for name in one.attrs if name.startswith("on")]
    if scripts != [web.script()] or rules != [web.policy()] or begun:
        yield "script of the page is not that of a report"


def _unlisted(name: str, report: Mapping[str, Any], page: BeautifulSoup) -> Iterator[str]:
    """What the row of a report does not say of it."""
    rows = page.select(f'tr:has(a[href^="{name}/"])')
    shown = " ".join(row.get_text(" ") for row in rows)
    as_of = dated(str(report.get("as_of") or ""), str(report.get("language")))
    for fact in (str(report.get("region") or ""), as_of):
        if fact not in shown:
            yield f"report {name}: its row does not say {fact}"
    linked = {str(link["href"]) for row in rows for link in row.select("td a[href]")}
    for file in set(map(str, report.get("documents") or ())) & set(DOCUMENTS.values()):
        if f"{name}/{file}" not in linked:
            yield f"report {name}: nothing leads to {file}"
    first = page.select("section.edition")[:1]
    told = [one for one in first if one.select(f'a[href^="{name}/"]')]
    if report.get("numbers") and told and not first[0].select("ul.numbers"):
        yield f"report {name}: its numbers are lost"


def _other_numbers(name: str, tiles: Tag, numbers: Iterable[dict[str, str]]) -> Iterator[str]:
    """The tiles of a report whose number, grade or label is not that of its brief."""
    shown = ["".join(one.get_text().split()) for one in tiles.find_all("li")]
    for number in numbers:
        told = "".join(number.get(part, "") for part in ("number", "grade", "what"))
        if "".join(told.split()) not in shown:
            yield f"report {name}: its number is lost: {told}"


def _leading(page: BeautifulSoup) -> str:
    """The addresses of the reports that the page begins with, in one text."""
    first = page.select_one("section.edition")
    links = first.find_all("a") if first else []
    return " ".join(str(link["href"]) for link in links)


def _page(path: Path) -> tuple[BeautifulSoup, Tag]:
    """A page and its body."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    if page.body is None:
        raise ReportError("verify.no_page", str(path))
    return page, page.body


def _language(element: Tag | None) -> str:
    """The language that an element says it is in; "zh" where nothing says."""
    while element is not None and not element.get("lang"):
        element = element.parent
    code = str(element["lang"] if element is not None else "zh").partition("-")[0]
    return code if code in LANGUAGES else "zh"


def _lost(body: Tag, wanted: dict[str, str]) -> Iterator[str]:
    attributes = (str(tag["aria-label"]) for tag in body.find_all(None, {"aria-label": True}))
    shown = "\n".join([body.get_text("\n"), *attributes])
    for name, text in wanted.items():
        if text not in shown:
            yield f"label {name} is lost: {text}"


def _foreign(part: Tag) -> Iterator[str]:
    """Labels that are in another language than they say."""
    texts = [(one.parent, str(one)) for one in part.find_all(string=True) if _is_text(one)]
    texts += [(one, str(one["aria-label"])) for one in part.find_all(None, {"aria-label": True})]
    for element, text in texts:
        language, text = _language(element), " ".join(text.split())
        if language == "en" and _CHINESE.search(text):
            yield f"label in Chinese that says it is English: {text}"
        elif language == "zh" and not _CHINESE.search(text) and _LATIN.search(_SAME.sub("", text)):
            yield f"label in English that says it is Chinese: {text}"


def _is_text(node: NavigableString) -> bool:
    """Whether a node is text for readers, and none that a source or a file gave."""
    inside = {parent.name for parent in node.parents}
    linked = any(str(one.get("href", "")).startswith("http") for one in node.find_parents("a"))
    return type(node) is NavigableString and not inside & {"script", "style", "code"} and not linked
