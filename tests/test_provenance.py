"""A document says what it was made from, and whether that is this checkout."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest

from industry_report.data import light
from industry_report.data.defaults import COMMON, OWN
from industry_report.data.errors import ReportError
from industry_report.publishing import index, provenance
from industry_report.publishing import render as publishing
from industry_report.publishing.differences import DATA_FILES
from industry_report.publishing.folders import folder_of
from industry_report.publishing.index import write_index
from industry_report.words.catalogue import Catalogue
from publisher.about import About
from publisher.words import words

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {"region": "baotou", "as_of": "2022-08", "language": "zh"}


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A small checkout: data, a notebook, a little code, a lock and a font."""
    root = tmp_path / "checkout"
    for name in (
        "notebooks",
        "data",
        "industry_report/publishing",
        "publisher/templates",
        "publisher/fonts",
    ):
        (root / name).mkdir(parents=True)
    for name in ("indicators.csv", "datapackage.json", "logic_model.yaml"):
        shutil.copyfile(ROOT / "data" / name, root / "data" / name)
    cells = [nbformat.v4.new_code_cell("x = 1", id="a")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "01_situation.ipynb")
    (root / "industry_report" / "a.py").write_text("a = 1\n")
    (root / "publisher" / "templates" / "page.css").write_text("p {}\n")
    (root / "publisher" / "fonts" / "a.ttf").write_text("font")
    (root / "requirements.txt").write_text("a==1\n")
    return root


def published(checkout: Path, kind: str) -> Path:
    """A document of one chapter, made from the checkout."""
    made = provenance.collect(SETTINGS, checkout)
    path = checkout.parent / f"report.{kind}"
    if kind == "json":
        path.write_text(json.dumps({"provenance": made}), encoding="utf-8")
        return path
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# 标题\n\n正文。", id="m")]
    )
    if kind == "ipynb":
        book.metadata["publisher"] = {"provenance": made}
        nbformat.write(book, path)
        return path
    meta = {"region": "包头", "as_of": "2022-08", "provenance": made}
    report = publishing.document({"01_situation": book}, "zh", meta)
    path.write_bytes(publishing.files(report, [kind])[f"report.{kind}"])
    return path


KINDS = ["html", "pdf", "ipynb", "json"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_name_in_the_provenance_has_words(language):
    every = COMMON | dict.fromkeys(OWN, "x")
    made = About(provenance=provenance.collect(every, provenance.HOME, ["baotou"]))
    own = Catalogue(language).words
    known = own["settings"] | own["made-from"] | words(language)["made_from"]
    assert {part for name, _ in made.lines() for part in name.split(".")} <= set(known)


def test_a_dataset_without_a_descriptor_is_known_by_the_one_it_is_read_with(checkout, tmp_path):
    alone = tmp_path / "alone" / "indicators.csv"
    alone.parent.mkdir()
    alone.write_text("region,indicator\n", "utf-8")
    given = {"dataset": str(alone)}
    before = provenance.fingerprints(given, checkout)["descriptor"]
    (checkout / "data" / "datapackage.json").write_text("{}", "utf-8")
    assert provenance.fingerprints(given, checkout)["descriptor"] == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_matches_what_it_was_made_from(checkout, kind):
    path = published(checkout, kind)
    made = provenance.embedded(path)
    assert made["parameters"]["region"] == "baotou" and made["as_of"] == "2022-08"
    assert set(made["sha256"]) == {
        "dataset",
        "descriptor",
        "logic_model",
        "notebooks",
        "package",
        "lock",
        "fonts",
    }
    assert provenance.verify(path, checkout) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_of_other_data_does_not_match(checkout, kind):
    path = published(checkout, kind)
    data = checkout / "data" / "indicators.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("364", "365", 1), encoding="utf-8")
    [line] = provenance.verify(path, checkout)
    assert line.startswith("dataset:")


def test_of_the_dataset_only_the_rows_that_were_read_count(checkout):
    path = checkout.parent / "report.json"
    path.write_text(
        json.dumps({"provenance": provenance.collect(SETTINGS, checkout, ["baotou", "china"])})
    )
    data = checkout / "data" / "indicators.csv"
    lines = data.read_text(encoding="utf-8").splitlines()
    data.write_text(
        "\n".join(line for line in lines if not line.startswith("ordos,")) + "\n", encoding="utf-8"
    )
    assert len(data.read_text(encoding="utf-8").splitlines()) < len(lines)
    assert provenance.verify(path, checkout) == []
    data.write_text("\n".join(lines).replace("baotou,", "baotou ,", 1) + "\n", encoding="utf-8")
    [line] = provenance.verify(path, checkout)
    assert line.startswith("dataset:")


#: Files of the dataset that are a part for themselves, and which.
OWN_PART = {"indicators.csv": "dataset", "logic_model.yaml": "logic_model"}


def test_every_file_of_the_data_is_known_to_whoever_compares_them():
    there = [path.name for path in (ROOT / "data").iterdir() if path.is_file()]
    assert sorted(DATA_FILES) == sorted(there)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        *((f"data/{name}", "descriptor") for name in DATA_FILES if name not in OWN_PART),
        ("data/text/zh.toml", "descriptor"),
        ("notebooks/text/zh.toml", "notebooks"),
        *((f"data/{name}", part) for name, part in OWN_PART.items()),
        ("industry_report/a.py", "package"),
        ("publisher/engine/warm.py", "package"),
        ("publisher/templates/page.css", "package"),
        ("publisher/fonts/a.ttf", "fonts"),
        ("requirements.txt", "lock"),
    ],
)
def test_every_part_counts(checkout, name, part):
    before = provenance.fingerprints(SETTINGS, checkout)
    path = checkout / name
    path.parent.mkdir(exist_ok=True)
    before_it = path.read_bytes() if path.exists() else b""
    path.write_bytes(before_it + b"\n")
    after = provenance.fingerprints(SETTINGS, checkout)
    assert [key for key in after if after[key] != before[key]] == [part]


def test_every_file_of_the_publisher_counts():
    patterns = [pattern for part in provenance.PARTS.values() for pattern in part]
    counted = {path for pattern in patterns for path in ROOT.glob(pattern)}
    there = {path for path in (ROOT / "publisher").rglob("*") if path.is_file()}
    lost = {path.name for path in there - counted if path.suffix != ".pyc"}
    assert lost == {"README.md", "OFL.txt", "py.typed"}


def test_notebooks_count_without_their_outputs(checkout):
    before = provenance.fingerprints(SETTINGS, checkout)
    path = checkout / "notebooks" / "01_situation.ipynb"
    book = nbformat.read(path, 4)
    book.cells[0].outputs = [nbformat.v4.new_output("stream", text="1")]
    book.cells[0].execution_count = 7
    nbformat.write(book, path)
    assert provenance.fingerprints(SETTINGS, checkout) == before
    book.cells[0].source = "x = 2"
    nbformat.write(book, path)
    assert provenance.fingerprints(SETTINGS, checkout)["notebooks"] != before["notebooks"]


@pytest.mark.parametrize("name", ["b.py", "publishing/a.py"])
def test_a_renamed_or_moved_module_counts(checkout, name):
    before = provenance.fingerprints(SETTINGS, checkout)["package"]
    (checkout / "industry_report" / "a.py").rename(checkout / "industry_report" / name)
    assert provenance.fingerprints(SETTINGS, checkout)["package"] != before


def test_where_the_checkout_lies_does_not_count(checkout, tmp_path):
    elsewhere = tmp_path / "路径 with spaces"
    shutil.copytree(checkout, elsewhere)
    assert provenance.fingerprints(SETTINGS, elsewhere) == provenance.fingerprints(
        SETTINGS, checkout
    )


def test_another_version_is_said(checkout):
    path = published(checkout, "json")
    path.write_text(
        path.read_text(encoding="utf-8").replace('"version": "', '"version": "0.'), encoding="utf-8"
    )
    assert any(line.startswith("version:") for line in provenance.verify(path, checkout))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.html", b"<p>x</p>", "no fingerprints"),
        (
            "a.html",
            b'<script type="application/ld+json">[1]</script>',
            "fingerprints|cannot be read",
        ),
        (
            "a.html",
            b'<script type="application/ld+json">{"prov:wasGeneratedBy": 3}</script>',
            "fingerprints|cannot be read",
        ),
        ("a.html", b"\xff\xfe\x00", "cannot be read"),
        ("a.pdf", b"%PDF-1.7 nothing", "no readable PDF"),
        ("a.ipynb", b"[]", "cannot be read"),
        ("a.ipynb", b'{"metadata": {}}', "no fingerprints"),
        ("a.json", b'{"provenance": {"sha256": 3}}', "fingerprints|cannot be read"),
        ("a.json", b"[" * 100_000, "cannot be read"),
        ("a.txt", b"\xff", "cannot be read as a document of the report; expected"),
    ],
)
def test_what_carries_no_provenance_is_refused(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReportError, match=words):
        provenance.verify(path)


# --- the files of a report --------------------------------------------------------------------------------------------


@pytest.fixture
def folder(checkout) -> Path:
    """A report's folder with a file of each kind."""
    made = provenance.collect(SETTINGS, checkout)
    book = nbformat.v4.new_notebook(metadata={"publisher": {"provenance": made}})
    files = {
        "report.html": published(checkout, "html").read_bytes(),
        "report.pdf": published(checkout, "pdf").read_bytes(),
        "report.docx": b"PK word",
        "report.json": json.dumps({"provenance": made}).encode(),
        "notebooks/01_situation.ipynb": nbformat.writes(book).encode(),
    }
    made_there = folder_of(str(checkout.parent / "out"), "baotou/2022-08/zh")
    with made_there.locked():
        made_there.publish(files, {})
    return made_there.path


FILES = [
    "report.html",
    "report.pdf",
    "report.docx",
    "report.json",
    "notebooks/01_situation.ipynb",
]


def test_an_untouched_report_is_verified_whole_and_file_by_file(checkout, folder):
    for path in (folder, folder / "run.json", *(folder / name for name in FILES)):
        assert provenance.verify(path, checkout) == []
        assert provenance.reports_of(path) == [folder]


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_noticed_in_any_file(checkout, folder, name):
    content = bytearray((folder / name).read_bytes())
    at = len(content) // 2
    content[at] ^= 1
    (folder / name).write_bytes(content)
    words = f"{name}: was changed after it was made"
    assert words in provenance.verify(folder / name, checkout)
    assert words in provenance.verify(folder, checkout)
    for other in set(FILES) - {name, "report.json"}:
        if other != "report.docx" or name != "report.json":
            assert not any(name in line for line in provenance.verify(folder / other, checkout))


def test_a_missing_file_and_one_that_is_not_of_the_report_are_named(checkout, folder):
    (folder / "report.pdf").unlink()
    assert provenance.verify(folder, checkout) == ["report.pdf: is missing"]
    shutil.copy(folder / "report.html", folder / "copy.html")
    assert provenance.verify(folder / "copy.html", checkout) == [
        "copy.html: is no file of this report"
    ]


def test_a_file_that_no_record_lists_is_named_unless_it_is_hidden(checkout, folder):
    (folder / "notebooks" / "more.ipynb").write_text("{}")
    (folder / ".notes").write_text("x")
    assert provenance.verify(folder, checkout) == [
        "notebooks/more.ipynb: is no file of this report"
    ]


def test_a_notebook_that_failed_since_is_no_stranger(checkout, folder):
    folder_of(str(folder.parents[2]), "baotou/2022-08/zh").keep_failed("01", b"{}")
    assert (folder / "failed-01.ipynb").exists()
    assert provenance.verify(folder, checkout) == []


def test_all_reports_and_their_list_are_verified_together(checkout, folder):
    output = folder.parents[2]
    page = write_index(output)
    assert provenance.verify_all(output, checkout) == []
    assert provenance.verify_all(page, checkout) == []
    (folder / "report.docx").write_bytes(b"other")
    changed = "was changed after it was made"
    assert provenance.verify_all(output, checkout)[0] == f"baotou/2022-08/zh/report.docx: {changed}"
    (folder / "report.docx").write_bytes(b"PK word")
    page.write_text(page.read_text("utf-8").replace("<h2>", "<h2>Not ", 1), "utf-8")
    assert provenance.verify_all(output, checkout) == [f"index.html: {changed}"]
    assert provenance.verify_all(page, checkout) == [f"index.html: {changed}"]


def test_a_list_of_other_reports_is_none_of_these(checkout, folder):
    page = write_index(folder.parents[2])
    shutil.rmtree(folder / "notebooks")
    manifest = json.loads((folder / "report.json").read_text("utf-8"))
    (folder / "report.json").write_text(json.dumps(manifest | {"verdict": "All is well"}), "utf-8")
    assert index.edited(page) == [
        "index.html: is not the list of the reports beside it; make it with 'report render'"
    ]


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_an_office_document_elsewhere_cannot_be_verified(checkout, suffix, tmp_path):
    (tmp_path / f"a.{suffix}").write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(ReportError, match="expected it in its report's folder"):
        provenance.verify(tmp_path / f"a.{suffix}", checkout)


def test_what_is_no_report_is_refused(checkout, folder, tmp_path):
    for path in (tmp_path, Path("/dev/zero"), folder / "notebooks"):
        with pytest.raises(ReportError, match="no folder of a report|cannot be read"):
            provenance.verify(path, checkout)
    (folder / "run.json").write_text("{}")
    with pytest.raises(ReportError, match="no record with hashes"):
        provenance.verify(folder, checkout)


def test_a_cell_of_several_lines_belongs_to_its_region(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('region,note\nbaotou,"two\nordos,lines"\nordos,x\n')
    before = light.row_digests(path)
    assert set(before) == {"baotou", "ordos"}
    path.write_text('region,note\nbaotou,"two\nordos,words"\nordos,x\n')
    after = light.row_digests(path)
    assert [name for name in before if before[name] != after[name]] == ["baotou"]


def test_a_missing_file_is_refused(tmp_path):
    for name in ("none.html", "none.pdf"):
        with pytest.raises(ReportError, match="none"):
            provenance.verify(tmp_path / name)


def of_own_place(checkout: Path, folder: Path) -> Path:
    """A record of a report on data in a folder of their own, in another folder."""
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "data" / "indicators.csv", folder / "indicators.csv")
    data = os.path.relpath(folder / "indicators.csv", checkout / "notebooks")
    made = provenance.collect(SETTINGS | {"dataset": data}, checkout)
    path = folder.parent / "reports" / "report.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"provenance": made}), encoding="utf-8")
    return path


def test_a_document_names_its_data_by_folder_and_name(checkout, tmp_path):
    """No path from the notebooks, which says something of this machine and nothing to a reader."""
    path = of_own_place(checkout, tmp_path / "desk" / "云川县")
    assert provenance.embedded(path)["parameters"]["dataset"] == "云川县/indicators.csv"


@pytest.mark.parametrize("place", ["above the document", "working folder", "beside it", "nowhere"])
def test_the_data_of_a_document_are_found_where_they_are(checkout, tmp_path, monkeypatch, place):
    path, elsewhere = of_own_place(checkout, tmp_path / "desk" / "云川县"), tmp_path / "moved"
    if place != "above the document":
        path = path.rename(tmp_path / "report.json")
        (tmp_path / "desk").rename(elsewhere)
    inside = {"working folder": elsewhere, "beside it": elsewhere / "云川县"}
    monkeypatch.chdir(inside.get(place, tmp_path))
    if place == "nowhere":
        with pytest.raises(ReportError, match="云川县/indicators.csv.* are not here; expected"):
            provenance.verify(path, checkout)
        return
    assert provenance.verify(path, checkout) == []
    data = next(tmp_path.rglob("云川县/indicators.csv"))
    data.write_text(data.read_text("utf-8").replace(",16.6,", ",16.7,", 1), "utf-8")
    assert [line.split(":")[0] for line in provenance.verify(path, checkout)] == ["dataset"]


def test_a_document_cannot_make_verify_read_files_elsewhere(checkout):
    path = published(checkout, "json")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["provenance"]["parameters"]["dataset"] = ["/etc/passwd"]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ReportError):
        provenance.verify(path, checkout)
