"""The pages ask nobody for anything, hold nothing active, and can be used by everybody."""

# ruff: noqa: E501 (samples of text are easier to read on one line)

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing import document, html, index, render

NOTEBOOKS = Path(__file__).parent / "notebooks"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
META = {
    "title": "包头市工业分析报告",
    "subtitle": "样本",
    "region": "包头市",
    "as_of": "2022-08",
    "method": "口径见 $x$。",
    "sources": [
        {
            "title": "公报",
            "publisher": "统计局",
            "published": "2022",
            "url": "https://example.org/a",
        }
    ],
    "provenance": {"version": "1.0", "dataset": {"sha256": "ab"}, "note": "</script><b>x</b>"},
}


def books(language: str) -> list[nbformat.NotebookNode]:
    return [nbformat.read(NOTEBOOKS / language / f"0{number}_sample.ipynb", 4) for number in (1, 2)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A published report in both languages and a foreign notebook's page."""
    root = tmp_path_factory.mktemp("reports")
    for language in ("zh", "en"):
        render.render_one(
            books(language), language, root / "baotou" / "2022-08" / language, ("html",), META
        )
    index.write_index(root)
    book = nbformat.read(NOTEBOOKS / "foreign.ipynb", 4)
    chapter = document.read(book, "foreign", "en")
    (root / "foreign.html").write_text(
        html.render(document.assemble([chapter], "en", strict=False, foreign=True))
    )
    return root


def page(folder: Path, name: str = "report.html", language: str = "zh") -> str:
    return (folder / "baotou" / "2022-08" / language / name).read_text(encoding="utf-8")


def test_page_is_self_contained(folder):
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r"(?:src|xlink:href|action|poster)=[\"']([^\"']*)|url\(([^)]*)\)", text)
        assert all((a or b).startswith(("data:", "#")) for a, b in loaded), path
        assert "<link" not in text and "@import" not in text


def test_policy_allows_only_the_script_that_is_there(folder):
    text = page(folder)
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    [script] = re.findall(r"<script>(.*?)</script>", text, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy


def test_provenance_is_there_for_people_and_for_machines(folder):
    text = page(folder)
    [linked] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    facts = json.loads(linked)
    made = {one["name"]: one["value"] for one in facts["prov:wasGeneratedBy"]["additionalProperty"]}
    assert (
        made["dataset.sha256"] == "ab"
        and made["note"] == "</script><b>x</b>"
        and facts["inLanguage"] == "zh-CN"
    )
    assert "<dt>dataset.sha256</dt><dd>ab</dd>" in text


def test_figures_have_caption_alt_text_data_and_source(folder):
    text = page(folder, "01_sample.html", "en")
    figure = re.search(r'<figure class="chart" id="fig-growth1">.*?</figure>', text, re.S)[0]
    assert (
        'role="img" aria-label="Bar chart: Baotou 16.6, Inner Mongolia 8.6, China 3.5."' in figure
    )
    assert (
        "Figure 1</span> Baotou&#x27;s industry grew" in figure
        and "Source: Policy article" in figure
    )
    href = re.search(r'download="growth1.csv" href="data:text/csv;charset=utf-8,([^"]+)"', figure)[
        1
    ]
    assert unquote(href).splitlines() == [
        "\ufeffRegion,Growth (%)",
        "China,3.5",
        "Inner Mongolia,8.6",
        "Baotou,16.6",
    ]


def test_ids_are_unique(folder):
    for path in folder.rglob("*.html"):
        ids = re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8"))
        assert len(ids) == len(set(ids)), path


def test_links_within_the_report_lead_somewhere(folder):
    for path in folder.rglob("*.html"):
        for href in re.findall(r'href="([^"]+)"', path.read_text(encoding="utf-8")):
            name, _, anchor = href.partition("#")
            if not re.match(r"data:|https?:", href) and not name.endswith((".pdf", ".docx")):
                target = path.parent / unquote(name) if name else path
                assert not anchor or f'id="{unquote(anchor)}"' in target.read_text(
                    encoding="utf-8"
                ), href


class _Bold(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        if (
            tag in {"h1", "h2", "h3", "h4", "b", "strong", "th"}
            or ("aria-current", "page") in attrs
        ):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.text += data


def test_bold_text_has_bold_glyphs(folder):
    from io import BytesIO

    from fontTools.ttLib import TTFont

    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        font = re.search(r"font-weight:700;[^}]*?base64,([^)]+)\)", text)[1]
        known = TTFont(BytesIO(base64.b64decode(font))).getBestCmap()
        bold = _Bold()
        bold.feed(re.sub(r"<(style|script|svg)\b.*?</\1>", "", text, flags=re.S))
        missing = {char for char in bold.text if ord(char) not in known and not char.isspace()}
        assert not {char for char in missing if ord(char) < 0x2500 or ord(char) > 0x2FFF}, (
            path,
            missing,
        )


@pytest.mark.parametrize("value", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_csv_has_no_formulas(value):
    assert html.csv_text(["a"], [[value]]).splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("value", ["-5.2", "+3%", "16.6", -5.2, "包头"])
def test_csv_keeps_numbers(value):
    assert html.csv_text(["a"], [[value]]).splitlines()[1] == str(value)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">%s</svg>'


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        "<foreignObject><b>x</b></foreignObject>",
        "<style>*{}</style>",
        '<image href="https://evil.example/x.png"/>',
        '<use href="https://evil.example/x.svg#a"/>',
        '<a href="javascript:x"><rect/></a>',
        '<rect style="fill:url(https://evil.example)"/>',
        '<rect fill="url(//evil.example#x)"/>',
        '<set attributeName="onload" to="x"/>',
        '<rect style="background:u\\72l(https://evil.example)"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
    ],
)
def test_pictures_hold_nothing_active(content):
    body, _ = html.safe_svg((SVG % content).encode(), "p")
    assert not re.search(r"script|onload|foreign|evil|<style|javascript|svg\+xml|<set", body), body


def test_ids_in_pictures_get_a_prefix():
    body, _ = html.safe_svg(
        (
            SVG % '<defs><path id="a"/></defs><use xlink:href="#a"/><g clip-path="url(#a)"/>'
        ).encode(),
        "f1",
    )
    assert body.count("f1-a") == 3


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b"<html/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        (SVG % "").replace("0 0 9 9", "0 0 9 9;x").encode(),
    ],
)
def test_broken_pictures_are_refused(data):
    with pytest.raises(ReportError, match="picture 'p'"):
        html.safe_svg(data, "p")


def test_same_input_same_bytes(folder, tmp_path):
    render.render_one(books("zh"), "zh", tmp_path / "again", ("html",), META)
    assert (tmp_path / "again" / "report.html").read_text(encoding="utf-8") == page(folder)


# In a real browser


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_silent_and_narrow_enough(folder, browser, scheme):
    from axe_playwright_python.sync_playwright import Axe

    for path in sorted(folder.rglob("*.html")):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        asked, said = [], []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.on("pageerror", lambda error, said=said: said.append(str(error)))
        tab.goto(path.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        found = Axe().run(tab).response["violations"]
        assert not found, (path, [(one["id"], one["nodes"][0]["html"][:200]) for one in found])
        assert not said and {url.split(":")[0] for url in asked} <= {"file", "data"}
        for width in (360, 768):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        context.close()


def test_switches_work(folder, browser):
    tab = browser.new_page()
    tab.goto((folder / "baotou/2022-08/zh/01_sample.html").as_uri())
    assert not tab.locator("details.code").first.is_visible()
    tab.click("#code-switch")
    assert tab.locator("details.code pre").first.is_visible()
    before = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    tab.click("#theme-switch")
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") != before


def test_script_in_data_does_not_run(browser, tmp_path):
    evil = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'
    book = books("en")[0]
    for cell in book.cells:
        for output in cell.get("outputs", []):
            mark = output.metadata["industry_report"]
            for name in ("title", "note", "source", "alt", "subtitle"):
                if name in mark:
                    mark[name] = evil
            if "text/markdown" in output.data:
                output.data["text/markdown"] += evil
            if "application/vnd.dataresource+json" in output.data:
                output.data["application/vnd.dataresource+json"]["data"][0] = dict.fromkeys(
                    output.data["application/vnd.dataresource+json"]["data"][0], evil
                )
    render.render_one(
        [book], "en", tmp_path / "x", ("html", "pdf"), META | {"title": evil, "subtitle": evil}
    )
    tab = browser.new_page()
    tab.goto((tmp_path / "x" / "01_sample.html").as_uri())
    tab.wait_for_timeout(200)
    assert (
        tab.title() != "owned"
        and tab.evaluate("document.querySelectorAll('script:not([type])').length") == 1
    )
