"""Documents say what their notebooks said: nothing of a report, in either edition and language, is
lost or hidden in HTML, PDF or Word; what is lost or hidden is named."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from executed import Runs
from PIL import Image
from published.test_breaks import begun_by_marks, crossing, outside, overlapping

from industry_report import cli
from industry_report.data.errors import ReportError
from industry_report.publishing import content, execution, said, seen, shell, tagged_pdf

#: Each edition, language and format once a day; the other reports in every format at night.
EVERY = "html,pdf,docx,brief"
DAILY_REPORTS = {"today/zh": "html,pdf,brief", "article/en": EVERY}
REPORTS = [
    *DAILY_REPORTS,
    *(pytest.param(name, marks=pytest.mark.nightly) for name in ("today/en", "article/zh")),
]
VANTAGE_POINTS = {"article": "2022-08", "today": "latest"}


def render(runs: Runs, output: Path, name: str) -> None:
    """Baotou in one edition and language, of notebooks that are executed once a session."""
    edition, language = name.split("/")
    books = runs.of(as_of=VANTAGE_POINTS[edition], language=language)
    command = ["render", "--as-of", VANTAGE_POINTS[edition], "--language", language]
    command += ["--format", DAILY_REPORTS.get(name, EVERY), "--output", str(output)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execution, "execute", lambda *_: books)
        assert cli.main(command) == 0


@pytest.fixture(scope="module")
def rendered(runs, tmp_path_factory) -> Path:
    """The reports of every day."""
    output = tmp_path_factory.mktemp("content")
    for name in DAILY_REPORTS:
        render(runs, output, name)
    return output


def folder(output: Path, name: str) -> Path:
    edition, language = name.split("/")
    months = sorted(path.name for path in (output / "baotou").iterdir() if path.is_dir())
    return output / "baotou" / months[edition == "today"] / language


def made(runs: Runs, output: Path, name: str) -> Path:
    """The folder of a report, which is rendered unless it is there."""
    if not folder(output, name).exists():
        render(runs, output, name)
    return folder(output, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_every_document_says_what_its_notebooks_said(runs, rendered, name):
    assert content.of_report(made(runs, rendered, name)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_no_line_of_a_brief_is_set_smaller_than_can_be_read(runs, rendered, name):
    """7.5 pt; the letter of a grade may be smaller."""
    brief = made(runs, rendered, name) / "brief.pdf"
    command = ["pdftotext", "-bbox", str(brief), "-"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    words = re.findall(r'yMin="([\d.]+)" .*yMax="([\d.]+)">(.+)</word>', found)
    sizes = [float(low) - float(high) for high, low, word in words if word not in "ABC"]
    assert len(sizes) > 99 and min(sizes) > 7.49


#: Dots per inch at which pages are looked at; where on a page its text begins and ends, in points.
COARSE, TEXT = 24, (68, 785)
MOST_EMPTY = 0.3
MOST_PAGES = 20  # of the body, from its first chapter to the annex


def first_pages(path: Path) -> tuple[list[int], int]:
    """The pages on which the brief, chapters, the annex, what follows it and the chapters of the
    annex begin, and that of the annex."""
    with pikepdf.open(path) as file, file.open_outline() as outline:
        pages = {page.objgen: number for number, page in enumerate(file.pages, 1)}
        annex = next(one for one in outline.root if one.title in ("附录", "Annex"))
        begun = [*outline.root, *annex.children, annex]
        *found, last = (pages[one.destination[0].objgen] for one in begun)
        return found, last


def empty_pages(path: Path, folder: Path) -> dict[int, float]:
    """The pages at whose foot too much of the text's height is empty, and how much, without those
    after which a chapter begins."""
    command = ["pdftoppm", "-r", str(COARSE), "-gray", str(path), str(folder / "page")]
    subprocess.run(command, check=True)
    top, foot = (round(points * COARSE / 72) for points in TEXT)
    (begun, _), found = first_pages(path), {}
    pages = sorted(folder.glob("page-*.pgm"))
    for number, file in enumerate(pages, 1):
        with Image.open(file) as page:
            box = (
                page.crop((0, top, page.width, foot))
                .point(lambda grey: 255 * (grey < 240))
                .getbbox()
            )
        empty = 1 - (box[3] if box else 0) / (foot - top)
        if empty > MOST_EMPTY and min(begun) <= number < len(pages) and number + 1 not in begun:
            found[number] = round(empty, 2)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_no_page_is_empty_but_at_the_end_of_a_chapter(runs, rendered, name, tmp_path):
    assert empty_pages(made(runs, rendered, name) / "report.pdf", tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_body_of_few_pages_follows_cover_contents_and_brief_of_one_each(runs, rendered, name):
    (brief, first, *_), annex = first_pages(made(runs, rendered, name) / "report.pdf")
    assert (brief, first) == (3, 4) and annex - first <= MOST_PAGES


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_no_word_stands_left_of_the_text_or_on_another_or_begins_with_what_ends_a_line(
    runs, rendered, name
):
    path = made(runs, rendered, name) / "report.pdf"
    assert outside(path) == [] and crossing(path) == [] and overlapping(path) == []
    assert begun_by_marks(path) == []


@pytest.mark.slow
def test_the_list_of_reports_is_whole_and_each_label_in_its_language(rendered, capsys):
    assert list(shell.of_index(rendered / "index.html")) == []


@pytest.fixture
def report(rendered, tmp_path) -> Path:
    """A copy of one report with its notebooks, to spoil a document of it."""
    target = tmp_path / "report"
    shutil.copytree(folder(rendered, "article/en"), target)
    for path in target.glob("*.html"):
        if path.name != "report.html":
            path.unlink()
    return target


def spoiled(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    after = re.sub(pattern, new, text, count=1, flags=re.DOTALL)
    assert after != text
    path.write_text(after, encoding="utf-8")


PAGE = {
    "a class is hidden": ("</style>", ".note{display:none}</style>", "note is lost"),
    "on a phone": ("</style>", "@media (max-width:9em){.source{display:none}}</style>", "(phone)"),
    "in print": ("</style>", "@media print{figcaption{visibility:hidden}}</style>", "(print)"),
    "white": ("</style>", "main li{color:#fff}</style>", "sentence is lost"),
    "an attribute": ('<p class="source">', '<p class="source" hidden>', "source is lost"),
    "a style": ('<p class="note">', '<p class="note" style="opacity: 0">', "note is lost"),
    "a digit": (r"(<p>[^<]*?\b20)2(\d\b)", r"\g<1>3\2", "sentence is lost"),
    "a row": ('(id="tbl-measures-1">.*?<tbody>\\s*)<tr.*?(?=<tr)', r"\1", "row is lost"),
    "the order of rows": (
        '(id="tbl-measures-1">.*?<tbody>\\s*)(<tr.*?)(?=<tr)(<tr.*?)(?=<tr|</tbody)',
        r"\1\3\2",
        "row is not in its place",
    ),
    "the order of cells": (
        '(id="tbl-measures-1">.*?<tbody>\\s*<tr[^>]*>\\s*)(<t[hd].*?)(?=<t[hd])(<t[hd].*?)(?=<t[hdr])',
        r"\1\3\2",
        "row is lost",
    ),
    "the order of sentences": (
        r"(<p>(?:(?!<p>).)*?</p>\s*)(<p>(?:(?!<p>).)*?</p>)",
        r"\2\1",
        "place",
    ),
    "a description": ('(<svg[^>]*) aria-label="[^"]{90,}"', r"\1", "description is lost"),
    "writing in a drawing": (r"(<text[^>]*>[^<]*)\d", r"\1#", "drawing is lost"),
    "a sign": (r'(<span class="value"[^>]*>)(?=\d)', r"\1-", "sentence is lost"),
    "the data behind a drawing": (
        r'(<details class="data">.*?<tbody>.*?<td class="num"[^>]*>)',
        r"\g<1>9",
        "data: row is lost",
    ),
    "a source": (r'(<li id="source-2"[^>]*>).*?</li>', r"\1</li>", "of source"),
    "a label": ("Skip to the text", "Skip", "label skip is lost"),
    "another language": (">Auto<", ' lang="en">\u81ea\u52a8<', "in Chinese that says it is"),
}


#: By day on one page, as each is named by words of its own; all, one by one, at night.
TOGETHER = (
    *("a class is hidden", "on a phone", "white", "a label", "the order of rows"),
    *("writing in a drawing", "the data behind a drawing"),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "faults", [TOGETHER, *(pytest.param((each,), marks=pytest.mark.nightly) for each in PAGE)]
)
def test_what_a_page_loses_or_hides_is_named(report, faults):
    for path in [*report.glob("*.pdf"), *report.glob("*.docx")]:
        path.unlink()
    for fault in faults:
        spoiled(report / "report.html", *PAGE[fault][:2])
    lines = content.of_report(report)
    for fault in faults:
        assert any(PAGE[fault][2] in line for line in lines), fault


@pytest.mark.parametrize(
    ("told", "shown", "lost"),
    [
        ("up by 7.5%", "up by 7.5 %", 0),
        ("up by 7.5%", "up by 0.5%", 1),
        ("up by 7.5%", "up by 75%", 1),
        ("fell by −7.5", "fell by 7.5", 1),
        ("up by 7.5%", "up by -7.5%", 1),
        ("2020-2022", "20202022", 1),
        ("2020-2022", "2020-\n2022", 0),
        ("high-technology", "high-tech\u00adnology", 0),
        ("“first”", '"first"', 0),
        ("（甲）", "(甲)", 0),
    ],
)
def test_typesetting_may_change_spaces_hyphens_and_quotation_marks_only(told, shown, lost):
    one = said.Said("01", "sentence", told)
    assert len(content.lost_texts([one], content.squashed(shown))) == lost


@pytest.mark.parametrize("check", [content.lost_texts, content.lost_anywhere])
def test_what_is_said_twice_must_be_there_twice(check):
    one, other = said.Said("01", "note", "as printed"), said.Said("02", "note", "as printed")
    assert check([one, other], "asprinted,asprinted") == []
    assert len(check([one, other], "asprinted")) == 1


def test_sentences_follow_one_another_as_in_the_notebook():
    first, second = (said.Said("01", "sentence", text) for text in ("It rose", "It fell"))
    assert content.lost_texts([first, second], "Itrose.Itfell.") == []
    assert content.lost_texts([first, second], "Itfell.Itrose.") == [
        "01: sentence is not in its place: It fell"
    ]


ROWS = (("Name", "Value"), ("one", "1.5"), ("two", "2.5"), ("all", "1.5"))


@pytest.mark.parametrize(
    ("tables", "lost"),
    [
        ([ROWS], ""),
        ([[("other",)], ROWS], ""),
        ([[(name, value, "") for name, value in ROWS]], ""),  # an empty cell of a span
        ([[row[:1] for row in ROWS], ROWS], ""),  # another table begins alike
        ([[(row[0],) for row in ROWS], [(row[0], row[1]) for row in ROWS]], ""),
        ([ROWS[:3]], "row is lost: all | 1.5"),
        ([ROWS[:1] + ROWS[2:]], "row is lost: one | 1.5"),
        ([(*ROWS[:1], ROWS[2], ROWS[1], ROWS[3])], "row is not in its place: one | 1.5"),
        ([(*ROWS[:3], ("all", "2.5"))], "row is lost: all | 1.5"),
        ([(*ROWS[:3], ("1.5", "all"))], "row is lost: all | 1.5"),
        ([(ROWS[0][::-1], *ROWS[1:])], "head is lost: Name | Value"),
        ([], "head is lost: Name | Value"),
    ],
)
def test_a_table_is_compared_row_by_row_though_its_cells_stand_elsewhere(tables, lost):
    exhibit = said.Exhibit("01, table t", (), ROWS)
    expected = [f"01, table t: {lost}"] * bool(lost)
    assert content.lost_rows([exhibit], tables) == expected


def test_a_wide_table_may_stand_in_parts_that_repeat_its_first_columns():
    rows = [tuple(f"{row}{column}" for column in range(6)) for row in "hab"]
    exhibit = said.Exhibit("01, table wide", (), tuple(rows))
    parts = [[row[:3] for row in rows], [row[:1] + row[3:5] for row in rows]]
    last = [row[:1] + row[5:] for row in rows]
    assert content.lost_rows([exhibit], [*parts, last]) == []
    assert content.lost_rows([exhibit], [*parts, last[:2]])
    assert content.lost_rows([exhibit], parts)


def test_the_same_table_twice_is_shown_twice():
    exhibits = [said.Exhibit(f"01, table {name}", (), ROWS) for name in "ab"]
    assert content.lost_rows(exhibits, [ROWS, ROWS]) == []
    assert len(content.lost_rows(exhibits, [ROWS])) == 1


def exhibit(name: str, **words: str) -> said.Exhibit:
    where = f"01, figure {name}"
    return said.Exhibit(where, tuple(said.Said(where, *one) for one in words.items()))


@pytest.mark.parametrize(
    ("shown", "lost"),
    [
        ("Growth Note one Source all Shares Note two Source all", ""),
        ("Shares Note two Source all Growth Note one Source all", ""),
        ("Growth Note one Shares Note two Source all", "growth: source is not in its place"),
        ("Growth Note two Source all Shares Note one Source all", "growth: note is not in its"),
        ("Growth Source all Shares Note two Source all", "growth: note is lost"),
        ("Note one Source all Shares Note two Source all", "growth: title is lost"),
        ("Growth Note one Source all Shares Note two", "shares: source is not in its place"),
    ],
)
def test_words_stand_with_their_own_exhibit_though_another_says_the_same(shown, lost):
    growth = exhibit("growth", title="Growth", note="Note one", source="Source all")
    shares = exhibit("shares", title="Shares", note="Note two", source="Source all")
    lines = content.lost_words([growth, shares], content.squashed(shown))
    assert bool(lines) == bool(lost) and lost in "\n".join(lines)


@pytest.mark.parametrize(
    ("abreast", "shown", "lost"),
    [
        (True, "7.5% B 2.5% B of all of some 1. Do it mayor 2. Count it mayor", 0),
        (True, "2.5% B 7.5% B of all of some 1. Do it mayor 2. Count it mayor", 1),
        (True, "7.5% B 2.5% C of all of some 1. Do it mayor 2. Count it mayor", 1),
        (True, "7.5% B 2.5% B of all of some 2. Count it mayor 1. Do it mayor", 2),
        (True, "7.5% B 2.5% B of all of some 1. Do it mayor 2. Count it", 1),
        (False, "7.5% B of all 2.5% B of some 1. Do it mayor 2. Count it mayor", 0),
        (False, "2.5% B of all 7.5% B of some 1. Do it mayor 2. Count it mayor", 2),
        (False, "7.5% B of all 2.5% C of some 1. Do it mayor 2. Count it mayor", 1),
        (False, "7.5% B of all 2.5% B of some 1. Do it mayor 2. Count it", 1),
    ],
)
def test_the_brief_sets_its_two_tables_as_numbers_and_columns(abreast, shown, lost):
    numbers = (("Number", "Grade", "What"), ("7.5%", "B", "of all"), ("2.5%", "B", "of some"))
    asked = (("Decision", "Who"), ("1. Do it", "mayor"), ("2. Count it", "mayor"))
    tables = [said.Exhibit("00, table a", (), numbers), said.Exhibit("00, table b", (), asked)]
    assert len(content.lost_of_brief(tables, content.squashed(shown), abreast)) == lost


@pytest.mark.parametrize(
    ("document", "notebooks", "told"),
    [
        ("report.pdf", ["00_brief", "01_situation"], ["00_brief", "01_situation"]),
        ("report.html", ["00_brief", "profile"], ["profile"]),
        ("brief.pdf", ["00_brief", "profile"], ["00_brief"]),
        ("01_situation.html", ["00_brief", "01_situation"], ["01_situation"]),
    ],
)
def test_a_document_is_held_against_the_notebooks_that_it_tells(document, notebooks, told):
    books = dict.fromkeys(notebooks)
    assert list(content.chapters_of(Path(document), books)) == told


def test_references_are_replaced_by_labels_and_sentences_found_one_by_one():
    text = "## 3 Growth\n\nIt rose ([@fig:hero]). It **fell**."
    output = {"data": {"text/markdown": text}, "metadata": {"publisher": {"kind": "text"}}}
    cell = {"cell_type": "code", "source": "", "outputs": [output]}
    book = said.of_notebook("01", {"cells": [cell]})
    assert [one.text for one in book.texts] == ["Growth", "It rose", "It fell"]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_a_report_is_an_error(tmp_path, capsys, name):
    (tmp_path / "empty").mkdir()
    assert cli.main(["verify", "--content", str(tmp_path / name)]) == cli.USAGE
    assert "expected" in capsys.readouterr().err


@pytest.mark.slow
def test_a_document_that_is_gone_is_named(report):
    for path in [*report.glob("*.pdf"), *report.glob("*.docx"), *report.glob("*.html")]:
        path.unlink()
    assert "report.pdf: is missing" in content.of_report(report)


@pytest.mark.parametrize("part", ["9.9%", "B", "industry"])
def test_the_numbers_of_the_list_of_reports_are_those_of_the_briefs(tmp_path, part):
    folder = tmp_path / "linfen/2026-03/en"
    folder.mkdir(parents=True)
    (folder / "report.html").touch()
    number = {"number": "9.9%", "grade": "B", "what": "Growth of industry"}
    (folder / "report.json").write_text(json.dumps({"numbers": [number]}))
    tiles = '<ul class="numbers"><li><b>9.9%</b> <span>B</span><br>Growth of industry</li></ul>'
    page = f'<article><a href="linfen/2026-03/en/report.html">x</a>{tiles}</article>'

    def lost(page: str) -> bool:
        (tmp_path / "index.html").write_text(page)
        return any(
            "its number is lost: 9.9%" in line for line in shell.of_index(tmp_path / "index.html")
        )

    assert not lost(page)
    assert lost(page.replace(part, "99"))


@pytest.mark.parametrize(
    ("row", "lost"),
    [
        ('<td>Linfen</td><td>2026-03</td><td><a href="{}/report.html">HTML</a></td>', ""),
        ('<td>Ordos</td><td>2026-03</td><td><a href="{}/report.html">HTML</a></td>', "say Linfen"),
        ('<td>Linfen</td><td></td><td><a href="{}/report.html">HTML</a></td>', "say 2026-03"),
        ('<td>Linfen</td><td>2026-03</td><td><a href="{}/report.json">x</a></td>', "report.html"),
        ('<th><a href="{}/report.html">Linfen</a></th><td>2026-03</td>', "leads to report.html"),
    ],
)
def test_the_row_of_a_report_says_what_it_is_and_leads_to_it(tmp_path, row, lost):
    folder = tmp_path / "linfen/2026-03/en--dataset=own"
    folder.mkdir(parents=True)
    said = {"region": "Linfen", "as_of": "2026-03", "documents": ["report.html"]}
    (folder / "report.json").write_text(json.dumps(said))
    (folder / "report.html").touch()
    table = f"<main><table><tr>{row.format('linfen/2026-03/en--dataset%3Down')}</tr></table></main>"
    (tmp_path / "index.html").write_text(table)
    lines = [line for line in shell.of_index(tmp_path / "index.html") if "label" not in line]
    assert bool(lines) == bool(lost) and lost in "\n".join(lines)


def test_an_empty_page_has_lost_everything(tmp_path):
    (tmp_path / "index.html").write_text("")
    assert seen.of_page(tmp_path / "index.html")["print"].text.strip() == ""
    with pytest.raises(ReportError, match="holds no page"):
        list(shell.of_index(tmp_path / "index.html"))


@pytest.mark.parametrize(
    ("rule", "seen_in"),
    [
        ("", {"", "print", "phone"}),
        ("td {display: none}", set()),
        (".one {display: none}", set()),
        ("* > .one {display: none}", set()),
        ("#one {display: none}", set()),
        ("tr :first-child {visibility: hidden}", set()),
        ("[data-label] {opacity: 0}", set()),
        ("#two td {display: none}", {"", "print", "phone"}),
        ("td:hover {display: none}", {"", "print", "phone"}),
        ("@media print {td.one {display: none}}", {"", "phone"}),
        ("@media (max-width: 9em) {td {display: none}}", {"", "print"}),
        ("@media print {@media (max-width: 9em) {td {display: none}}}", {"", "print", "phone"}),
        ("@media all {td {font-size: 0}}", set()),
        ("td {font-size: .1px}", set()),
        ("td {font-size: .9em}", {"", "print", "phone"}),
        ("td {opacity: 0.00}", set()),
        ("td {opacity: .5}", {"", "print", "phone"}),
        ("td {color: rgb(255, 255, 255)}", set()),
        ("td {text-indent: -9999px}", set()),
        ("td::before {font-size: 0}", {"", "print", "phone"}),
    ],
)
def test_what_a_rule_hides_in_which_view(tmp_path, rule, seen_in):
    cell = '<td class="one" data-label="x">word</td>'
    text = f"<style>{rule}</style><table id='one'><tr>{cell}</tr></table>"
    (tmp_path / "page.html").write_text(text)
    views = seen.of_page(tmp_path / "page.html")
    assert {view for view, shown in views.items() if "word" in shown.text} == seen_in
    assert {view for view, shown in views.items() if "word" in str(shown.tables)} == seen_in


def as_pdf(content: bytes) -> bytes:
    """A file of one page."""
    made = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.pages[0].Contents = file.make_stream(content)
        file.save(made)
    return made.getvalue()


def as_word(name: str, data: bytes) -> bytes:
    """A file with one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return made.getvalue()


WORDS = b'{"cells": [{"cell_type": "markdown", "source": ["A word."]}]}'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", b"%PDF-1.7 nothing"),
        ("report.pdf", as_pdf(b"EMC")),  # ends a piece that it never began
        ("report.docx", b"PK nothing"),
        ("report.docx", as_word("word/other.xml", b"<w/>")),
        ("report.docx", as_word("word/document.xml", b"<w><w>")),
        ("report.docx", as_word("word/document.xml", b"<w/>").replace(b"xml\xb3", b"xml\xff", 1)),
        ("report.html", b"\xff\xfe\xfa"),
        ("report.html", b""),
        ("report.html", b'<body><script id="words">{"a": </script></body>'),
        ("report.html", b'<body><script id="words">[]</script></body>'),
        ("other.html", b'<body><script id="words">1</script></body>'),
        ("notebooks/01.ipynb", b"{"),
        ("notebooks/01.ipynb", b"[]"),
        ("notebooks/01.ipynb", b"{}"),
        ("notebooks/01.ipynb", b'{"cells": 1}'),
        ("notebooks/01.ipynb", b'{"cells": [{}]}'),
        ("notebooks/01.ipynb", b'{"cells": [{"cell_type": "markdown"}]}'),
        ("notebooks/01.ipynb", b'{"cells": [{"cell_type": "code", "outputs": [1]}]}'),
        ("../../../index.html", b""),
        ("report.json", b"{"),
        ("report.json", b"[]"),
        ("report.json", b'{"news": [1]}'),
        ("run.json", b"[]"),
    ],
)
def test_a_damaged_file_of_a_report_is_named_in_one_message(tmp_path, capsys, name, data):
    folder = tmp_path / "baotou" / "2022-08" / "en"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "00.ipynb").write_bytes(WORDS)
    (folder / "run.json").write_text('{"sha256": {}}')
    (tmp_path / "index.html").write_text("<body></body>")
    (folder / name).write_bytes(data)
    code = cli.main(["verify", "--content", str(tmp_path)])
    damaged = "index.html" if b"news" in data else name.rpartition("/")[-1]
    said = capsys.readouterr()
    if name.startswith(("report.pdf", "report.docx", "report.html", "other.html")):
        assert code == cli.FAILED  # what is wrong in the others is told, too
        assert len(re.findall(rf"^.*/{damaged}: cannot be read", said.out, re.MULTILINE)) == 1
    else:
        assert code == cli.USAGE and re.fullmatch(rf".*{damaged}: .*\n", said.err)


@pytest.mark.parametrize(
    ("runs", "noted"),
    [
        ([("at least ", 8), ("120", 15), (" billion", 8)], ""),
        ([("grew by 5%", 10), ("[3]", 6), ("[3] B source 2", 7.5), (" in 2024", 10)], "[3][3] B source 2"),
    ],
    ids=["words around a large number", "a note in the margin"],
)  # fmt: skip
def test_what_is_set_smaller_is_a_note_only_where_it_has_the_number_of_one(runs, noted):
    block = [SimpleNamespace(text=text, size=size) for text, size in runs]
    texts, notes = tagged_pdf.apart([("/P", block)])
    assert "".join(notes) == noted
    assert "".join(texts) == "".join(text for text, _ in runs if text not in notes)
