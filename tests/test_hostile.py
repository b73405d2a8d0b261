"""Whatever stands in the text fields of the data stays text: in the page, the PDF, the Word document and the exported CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from functools import partial
from pathlib import Path

import pikepdf
import pytest
import yaml
from conftest import LISTS

from industry_report import cli
from industry_report.data.codes import read_codes
from industry_report.data.dataset import DatasetError
from industry_report.data.errors import ReportError
from industry_report.publishing import execution

ROOT = Path(__file__).resolve().parent.parent

#: One for every text field in turn. Each names itself, so that it can be looked for.
HOSTILE = [
    '<script>alert("H01")</script>',
    '<img src=x onerror=alert("H02")>',
    '<a href="javascript:alert(3)">H03</a>',
    "[H04](javascript:alert(4))",
    "![H05](http://evil.example/x.png)",
    '#read("/etc/passwd") #eval("6*7") H06',
    r"\input{/etc/passwd} $\href{http://evil.example}{H07}$",
    '<iframe src="http://evil.example/">H08</iframe>',
    "</title></style></script><b onclick=alert(9)>H09</b>",
    "{{7*7}} ${7*7} {%H10%}",
    "<svg onload=alert(11)>H11</svg>",
    "<http://evil.example/H12> [H12][1] https://evil.example/12",
    "`H13` **b** | a | b | ~~c~~ [@fig:chain]",
    '#image("/etc/passwd") #link("http://evil.example")[H14] @H14 <H14>',
    "<math><mtext></mtext><a xlink:href='javascript:alert(15)'>H15</a></math>",
    "<!--H16--> &lt;script&gt;alert(16)&lt;/script&gt; &#x3c;script>",
]
#: What the names of text fields begin with, before their language.
WORDS = ("", "title_", "publisher_", "definition_")
FORMULAS = ["=HYPERLINK(H20)", "+H21", "-H22", "@SUM(H23)", "=cmd|' /C calc'!A0 H24"]


def spoilt(
    value: object, names: tuple[str, ...], counter: list[int], formula: bool = False
) -> object:
    """``value`` with something hostile at the end of every text under one of ``names`` (a formula in front of some)."""
    if isinstance(value, list):
        return [spoilt(one, names, counter) for one in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for name, inner in value.items():
        if name in names and isinstance(inner, str) and inner:
            counter[0] += 1
            at = counter[0]
            inner = f"{inner} {HOSTILE[at // 2 % len(HOSTILE)]}"  # in pairs: Chinese, English
            if at % 3 == 0:
                inner = f"{FORMULAS[at % len(FORMULAS)]} {inner}"
            result[name] = inner
        else:
            result[name] = spoilt(inner, names, counter)
    return result


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The project's data with something hostile in every label, title, definition, note and sentence."""
    folder, counter = tmp_path_factory.mktemp("hostile"), [0]
    document = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    names = ("terms", "access", *(f"{each}{code}" for each in WORDS for code in ("zh", "en")))
    for resource in document["resources"]:
        if resource["name"] in ("regions", "indicator-list", "source-list"):
            resource["data"] = spoilt(resource["data"], names, counter)
    (folder / "datapackage.json").write_text(
        json.dumps(document, ensure_ascii=False), encoding="utf-8"
    )
    model = yaml.safe_load((ROOT / "data" / "logic_model.yaml").read_text(encoding="utf-8"))
    text = yaml.safe_dump(spoilt(model, ("zh", "en"), counter), allow_unicode=True, sort_keys=False)
    (folder / "logic_model.yaml").write_text(text, encoding="utf-8")
    for name in ("situation.yaml", "relations.yaml", "ratios.yaml"):
        (folder / name).write_bytes((ROOT / "data" / name).read_bytes())
    with (ROOT / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "indicators.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            row["note"] = HOSTILE[number % len(HOSTILE)]
            row["locator"] = FORMULAS[number % len(FORMULAS)]
            writer.writerow(row)
    return folder


#: By day the chapters that tell rows, sources and logic model; all, which take long, at night.
CHAPTERS = ("01_situation", "03_recommendations")


@pytest.fixture(scope="module", params=[CHAPTERS, pytest.param((), marks=pytest.mark.nightly)])
def published(request, data) -> Path:
    """The report made of it, or these chapters, in every format."""
    execute = execution.execute
    out = data / "reports"
    command = ["render", "--language", "zh", "--as-of", "2022-08", "--format", "html,pdf,docx"]
    command += ["--output", str(out), "--dataset", str(data / "indicators.csv")]
    command += ["--force", "--logic-model", str(data / "logic_model.yaml")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execution, "execute", partial(execute, names=request.param))
        assert cli.main(command) == 0
    (folder,) = (out / "baotou" / "2022-08").glob("zh--dataset=*")
    return folder


@pytest.fixture(scope="module")
def addresses() -> set[str]:
    """The official addresses of the sources list."""
    document = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    [sources] = [
        resource["data"] for resource in document["resources"] if resource["name"] == "source-list"
    ]
    return {source["url"] for source in sources if source["url"]}


def test_a_browser_runs_nothing_and_asks_nobody(published, addresses, browser):
    for path in (published / "report.html", published.parents[2] / "index.html"):
        page = browser.new_page()
        dialogs, requests = [], []
        page.on(
            "dialog",
            lambda dialog, seen=dialogs: (seen.append(dialog.message), dialog.dismiss()),
        )
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        page.goto(path.as_uri())
        assert (
            page.locator('meta[http-equiv="Content-Security-Policy"]')
            .get_attribute("content")
            .startswith("default-src 'none'")
        )
        page.wait_for_timeout(200)
        assert not dialogs
        assert [url for url in requests if not url.startswith(("data:", path.as_uri()))] == []
        handlers = "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length"
        assert page.evaluate(handlers) == 0
        # Of what is folded, too.
        active = "iframe, object, embed, form, base, link, foreignObject, [style*='url(']"
        assert page.locator(active).count() == 0
        assert page.locator("script:not([type])").count() == 1
        links = page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
        )
        outside = {
            link
            for link in links
            if re.match(r"[a-z][a-z+.-]*:|//", link, re.I) and not link.startswith("data:text/csv")
        }
        assert outside <= addresses
        if path.name == "report.html":
            text = page.evaluate("document.body.innerText")
            assert '<script>alert("H01")</script>' in text and "H04" in text, (
                "the text itself must be there, as text"
            )
        page.close()


#: What a spreadsheet takes for a number.
NUMBER = r"[-+−]?\d[\d,]*(\.\d+)?\s*(%|pp)?(e-?\d+)?"
#: Presses every button that saves data, and gives the texts of the files.
SAVED = """async () => {
  const files = [];
  URL.createObjectURL = file => { files.push(file); return "#"; };
  for (const button of document.querySelectorAll("p.data button")) button.click();
  return Promise.all(files.filter(file => file.type == "text/csv").map(file => file.text()));
}"""


def test_an_exported_csv_holds_no_formula(published, browser):
    page = browser.new_page()
    page.goto((published / "report.html").as_uri())
    files = page.evaluate(SAVED)
    rows = [row for file in files for row in csv.reader(io.StringIO(file.removeprefix("\ufeff")))]
    cells = [cell for row in rows for cell in row]
    assert len(cells) > 100
    for cell in cells:
        assert not cell.startswith(("=", "+", "@", "\t", "\r")) or re.fullmatch(NUMBER, cell), cell
        assert not cell.startswith("-") or re.fullmatch(NUMBER, cell), cell


def test_the_pdf_does_nothing(published, addresses):
    with pikepdf.open(published / "report.pdf") as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary):
                assert not {"/JS", "/JavaScript", "/AA", "/Launch"} & set(thing.keys())
                if thing.get("/S") == "/URI" or "/URI" in thing:
                    assert str(thing["/URI"]) in addresses
        assert "/OpenAction" not in document.Root or not isinstance(
            document.Root.OpenAction, pikepdf.Dictionary
        )
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", str(published / "report.pdf"), "-"], capture_output=True, text=True
        ).stdout
        assert "root:x:" not in text and "H06" in text


FIELDS = ["TOC", "PAGE", "NUMPAGES", "PAGEREF", "HYPERLINK", "SEQ", "REF"]


def test_the_word_document_does_nothing(published, addresses):
    with zipfile.ZipFile(published / "report.docx") as archive:
        assert not [
            name for name in archive.namelist() if "vba" in name.lower() or name.endswith(".bin")
        ]
        everything = {
            name: archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    for name, text in everything.items():
        for relation in re.findall(r"<Relationship [^>]*>", text) if name.endswith(".rels") else ():
            if 'TargetMode="External"' in relation:
                assert (
                    re.search(r'Target="([^"]*)"', relation)[1].replace("&amp;", "&") in addresses
                ), relation
        for field in re.findall(r"<w:instrText[^>]*>([^<]*)<", text):
            assert field.strip().split(" ")[0] in FIELDS, field
            assert "evil" not in field
        assert "root:x:" not in text
    assert "H06" in everything["word/document.xml"]


# parameters


@pytest.mark.parametrize(
    "arguments",
    [
        ["--region", "../../etc"],
        ["--region", "/tmp/x"],
        ["--as-of", "../../x"],
        ["--as-of", "2022-08/../../.."],
        ["--language", "../zh"],
        ["--language", "zh/../../x"],
        ["--set", "region=../../x"],
        ["--set", "as_of=../../../x"],
        ["--set", "language=../x"],
        ["--set", "region=[../x]"],
    ],
)
def test_parameters_cannot_lead_out_of_the_output_folder(arguments, tmp_path):
    out = tmp_path / "deep" / "inside" / "reports"
    options = cli.parser().parse_args(["render", "--output", str(out), *arguments])
    with pytest.raises(ReportError):
        cli.wanted_runs(options, ROOT)
    assert not out.exists() and not any(tmp_path.iterdir())


@pytest.mark.parametrize("id", ["../../x", "/etc", "a/b", ".", "..", "", "a\\b", "con\n"])
def test_a_region_of_another_code_list_is_no_path(id, make_descriptor):
    with pytest.raises(DatasetError):
        read_codes(make_descriptor(regions=[LISTS["regions"][0] | {"id": id, "parent": ""}]))
