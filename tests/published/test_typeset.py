"""The PDF: tagged, searchable, dated, and nothing in it is Typst."""

from __future__ import annotations

import io
import itertools
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import nbformat
import pikepdf
import pytest
import typst
from lxml import etree, html

from publisher import document, formulas, numbering, pictures, press, typeset, typst_tree, web, word
from publisher.about import About
from publisher.formulas import Formula
from publisher.glyphs import Fonts
from publisher.markdown import Markdown

from . import sample
from .odd import HOSTILE_TYPST, PNG, SVG, code, display, markdown, stream
from .test_formulas import sets
from .test_word import body as of_word

PNG_ADDRESS = f"data:image/png;base64,{PNG}"
FOREIGN = Path(__file__).parents[1] / "notebooks" / "foreign.ipynb"


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("pdf")
    foreign = document.read({"foreign": nbformat.read(FOREIGN, 4)}, About(language="en"))
    made = {"zh": sample.report("zh"), "en": sample.report("en"), "foreign": foreign}
    for name, one in made.items():
        (root / f"{name}.pdf").write_bytes(typeset.pdf(one))
    return {name: root / f"{name}.pdf" for name in made}


def poppler(tool: str, *arguments: str | Path) -> str:
    if not shutil.which(tool):
        pytest.skip("needs poppler: apt-get install poppler-utils")
    command = [tool, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def words(path: Path) -> str:
    return "".join(poppler("pdftotext", path, "-").replace("\u2060", "").split())


def set_words(made, folder: Path) -> str:
    (folder / "a.pdf").write_bytes(typeset.pdf(made))
    return words(folder / "a.pdf")


def structure(path: Path) -> list[tuple[str, str]]:
    """The elements of the structure tree: tag and alt text."""
    with pikepdf.open(path) as file:
        found = [one for one in file.objects if isinstance(one, pikepdf.Dictionary)]
        return [
            (str(one["/S"]), str(one.get("/Alt", "")))
            for one in found
            if "/S" in one and "/P" in one
        ]


def test_everything_is_there_and_searchable(printed):
    for language in ("zh", "en"):
        text = words(printed[language])
        made = sample.report(language)
        for entry in made.contents:
            assert "".join(entry.text.split()) in text
        for chapter in made.chapters:
            for title in chapter.main.iterfind(".//figcaption/b"):
                assert "".join(numbering.text_of(title).split()) in text
    assert "无数据：晶硅产能；电价" in words(printed["zh"])
    assert "判断所据资料截至2022年8月" in words(printed["zh"])
    assert "JudgedondatauptoAugust2022" in words(printed["en"])
    assert "第2页共" in words(printed["zh"]) and "Page2of" in words(printed["en"])
    assert "report.show" not in words(printed["en"])  # a report's code is not printed


def test_tagged_titled_and_dated(printed):
    for language, code_ in (("zh", "zh-CN"), ("en", "en-GB")):
        with pikepdf.open(printed[language]) as file:
            root = file.Root
            assert str(root.Lang) == code_ and root.MarkInfo.Marked and "/Outlines" in root
            assert "pdfuaid" in str(file.open_metadata()) and root.ViewerPreferences.DisplayDocTitle
            assert str(file.docinfo["/Title"]) == sample.ABOUT["title"]
            assert str(file.docinfo["/CreationDate"]).startswith("D:20220801")
            linked = json.loads(file.attachments["provenance.json"].get_file().read_bytes())
            assert linked["name"] == sample.ABOUT["title"]


def drawn(path: Path, operator: str) -> list[list[float]]:
    """What the pages of a file do by an operator of PDF."""
    with pikepdf.open(path) as file:
        parsed = (pikepdf.parse_content_stream(page) for page in file.pages)
        done = [one for found in parsed for one in found if str(one.operator) == operator]
        return [[float(value) for value in one.operands] for one in done]


def test_emphasis_leans_in_latin_and_parts_no_word(read, tmp_path):
    texts = [f"{'text ' * count}un*believ*able" for count in range(14, 24)]
    for name, cells in (("lean", [*texts, "*中文*"]), ("plain", ["*中文*"])):
        (tmp_path / name).write_bytes(typeset.pdf(read(markdown(*cells))))
    leaning = [one for one in drawn(tmp_path / "lean", "cm") if abs(one[2]) > 0.1]
    assert len(leaning) == len(texts)
    assert not [one for one in drawn(tmp_path / "plain", "cm") if abs(one[2]) > 0.1]
    text = poppler("pdftotext", "-layout", tmp_path / "lean", "-").replace("\u2060", "")
    assert text.count("unbelievable") == len(texts)


def test_lines_that_go_on_have_a_mark_and_nothing_more_in_their_text(read, tmp_path):
    lines = ["short", "word " * 60, "x" * 300, "包头市稀土" * 30, "end", "z" * 1200]
    source = f"a = '{'y' * 200}'"
    marks = {}
    for name, most in (("plain", 50), ("long", 2000)):
        shown = "\n".join(line[:most] for line in lines)
        made = read(code(stream(shown), source=source[:most]))
        (tmp_path / name).write_bytes(typeset.pdf(made))
        marks[name] = len(drawn(tmp_path / name, "S"))
    text = poppler("pdftotext", "-layout", tmp_path / "long", "-")
    assert "\u200b" not in text.partition("z")[0]
    seen = "".join(text.replace("\u200b", "").split())
    assert "".join(lines).replace(" ", "") in seen and "".join(source.split()) in seen
    # Four lines go on; one that may be parted by the end of a page does so without marks.
    parts = [line for line in text.splitlines() if set(line) & set("wxy土")]
    assert marks["long"] - marks["plain"] == len(parts) - 4


def test_an_item_that_ends_in_a_list_leaves_no_empty_line(read, tmp_path):
    nested = "".join(f"{'  ' * level}- deep{level}\n" for level in range(6))
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset.pdf(read(markdown(f"{nested}- next"))))
    found = poppler("pdftotext", "-bbox", path, "-")
    tops = [float(top) for top in re.findall(r'yMin="([\d.]+)"[^>]*>(?:deep|next)', found)]
    steps = [after - before for before, after in itertools.pairwise(tops)]
    assert len(steps) == 6 and max(steps) < 1.1 * min(steps)


@pytest.mark.parametrize(
    "text",
    [f"![x]({PNG_ADDRESS})\n\n- a\n- b", f"- **a**: ![x]({PNG_ADDRESS})\n- **b**: c"],
    ids=["above a list", "beside a label"],
)
def test_a_picture_is_not_lost(read, tmp_path, text):
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset.pdf(read(markdown(text))))
    assert len(poppler("pdfimages", "-list", path).splitlines()) == 3  # two are its head


def test_captions_tables_and_pictures_have_their_tags(printed):
    tags = structure(printed["zh"])
    kinds = [kind for kind, _ in tags]
    assert kinds.count("/Caption") == 3  # two figures and a table
    assert "/TH" in kinds and "/Table" in kinds
    alts = [alt for kind, alt in tags if kind == "/Figure" and alt]
    assert alts == ["条形图：14.1、16.6"] * 2


def test_exhibits_of_the_annex_stand_there_and_are_led_to(printed):
    text = words(printed["zh"])
    assert "见附图1。" in text
    assert text.index("附录诊断附图1") > text.index("备注Remark")
    assert "Annex" not in words(printed["foreign"])  # a head with nothing below it


def test_fonts_are_embedded(printed):
    for path in printed.values():
        for line in poppler("pdffonts", path).splitlines()[2:]:
            assert line.split()[-5:-2] == ["yes", "yes", "yes"], line
    assert "NotoSansSC" in poppler("pdffonts", printed["zh"])


def test_a_long_table_repeats_its_head(printed):
    pages = poppler("pdftotext", "-layout", printed["en"], "-").split("\f")
    with_rows = [page for page in pages if "Indicator 1 " in page or "Indicator 45 " in page]
    assert len(with_rows) == 2 and all("Remark" in page for page in with_rows)
    said = ["(continued)" in page for page in with_rows]
    assert said == [False, True]  # of which table the rows go on


def test_what_keeps_rows_together_adds_no_empty_cell_to_each(printed):
    with pikepdf.open(printed["en"]) as file:
        cells = [one for one in file.objects if isinstance(one, pikepdf.Dictionary)]
        cells = [one for one in cells if one.get("/S") == "/TD"]
        empty = [one for one in cells if "/K" not in one or not len(one["/K"])]
    assert len(cells) > 100 and len(empty) <= 3  # none of them in the table of 45 rows


def test_the_same_bytes_again_and_sound(printed):
    assert typeset.pdf(sample.report("zh")) == printed["zh"].read_bytes()
    if shutil.which("qpdf"):
        for path in printed.values():
            assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0


LONG = "".join(f"{at:04d}" for at in range(100))  # a word without end


@pytest.mark.parametrize(
    "book",
    [
        code(stream(LONG)),
        markdown(LONG),
        markdown(f"`{LONG}`"),
        markdown(f"## {LONG}"),
        markdown(f"> {LONG}"),
        markdown(f"|a|b|\n|-|-|\n|{LONG}|c|"),
        markdown(f"[{LONG}](https://example.org)"),
    ],
)
def test_what_has_no_space_stays_on_the_page(book, read, tmp_path):
    set_words(read(book), tmp_path)
    boxes = re.findall(
        r'xMax="([\d.]+)"[^>]*>([^<]*)<', poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    )
    seen = "".join(word for _, word in boxes if word[:4].isdigit())
    assert seen.startswith(LONG)
    assert max(float(right) for right, _ in boxes) < 595


@pytest.mark.parametrize("sign", ["$", "$$"])
def test_lines_of_a_broken_formula_do_not_meet(sign, read, tmp_path):
    tex = "+".join([r"\frac{\frac71}{\frac18}"] * 60)
    (tmp_path / "a.pdf").write_bytes(typeset.pdf(read(markdown(f"{sign}{tex}{sign}"))))
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    tops = sorted(set(map(float, re.findall(r'yMin="([\d.]+)"[^>]*>7<', found))))
    ends = sorted(set(map(float, re.findall(r'yMax="([\d.]+)"[^>]*>8<', found))))
    assert len(tops) == len(ends) > 1
    assert all(top > end for end, top in zip(ends, tops[1:], strict=False)), (tops, ends)


def test_a_formula_is_parted_at_its_wide_gaps_before_it_is_smaller(read, tmp_path):
    tex = r"\qquad".join([r"\int_0^1 f(x)\,dx=\sum_{i=1}^n f(i)+g(i)+h(i)"] * 4)
    (tmp_path / "a.pdf").write_bytes(typeset.pdf(read(markdown(f"$${tex}$$"))))
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    assert len(set(re.findall(r'yMin="([\d.]+)"[^>]*>=<', found))) == 4


@pytest.mark.parametrize(
    ("environment", "row"),
    [
        *((f"{name}matrix", "1111&2222&3") for name in ("", "p", "b", "B", "v", "V", "small")),
        ("array}{rr", "1111&2222"),
        ("array}{lc|r", "0&1111&2222"),
        ("cases", "1111&2222>0"),
        ("aligned", "a&=1111&2222&=b"),
        ("aligned", "a&=\\begin{cases}1111&2222\\end{cases}"),
        ("align", "a&=(1111&2222)&=b"),
        ("eqnarray", "1111&=&2222"),
    ],
)
def test_columns_of_a_formula_stand_apart(environment, row, read, tmp_path):
    end = environment.partition("}")[0]
    tex = f"\\begin{{{environment}}}{row}\\\\0&1\\end{{{end}}}"
    set_words(read(markdown(f"$${tex}$$")), tmp_path)
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    left = re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">\W?1111', found)
    right = re.findall(r'xMin="([\d.]+)"[^>]*>2222', found)
    assert float(right[0]) - float(left[0]) > 3, (left, right)


@pytest.mark.parametrize(
    "source",
    ["$$1111$$", "## H\n$$1111$$\n- b", "- a\n\n$$1111$$\n- b", "> $$1111$$", "- $$1111$$"],
)
def test_a_formula_on_its_own_stands_in_the_middle(source, read, tmp_path):
    set_words(read(markdown(source)), tmp_path)
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    [left] = re.findall(r'xMin="([\d.]+)"[^>]*>1111', found)
    assert 270 < float(left) < 310


def matrix(columns):
    cells = "&".join(f"a_{{{1000 + at}}}" for at in range(columns))
    return f"\\begin{{pmatrix}}{cells}\\end{{pmatrix}}"


def rows(environment, count=90):
    lines = "\\\\".join(f"{1000 + at}&=1" for at in range(count))
    return f"\\begin{{{environment}}}{lines}\\end{{{environment}}}"


LIST = ",".join(str(1000 + at) for at in range(40))  # no line ends at a comma
SUM = "+".join(f"{1000 + at}x^{{{at}}}" for at in range(30))


@pytest.mark.parametrize(
    ("source", "is_typed"),
    [
        (f"$${SUM}$$", False),
        (f"in a line ${SUM}$", False),
        (f"$$\\left({SUM}\\right)$$", False),
        (f"$$\\frac{{{SUM}}}{{2}}$$", True),
        (f"$${matrix(16)}$$", False),
        (f"in a line ${matrix(16)}$", False),
        (f"- $${matrix(16)}$$", False),
        (f"$${matrix(40)}$$", True),
        (f"$$\\{{{LIST}\\}}$$", True),
        (f"$$x=\\{{{LIST}$$", True),
        (f"in a line $f(x)=x+\\{{{LIST}\\}}$", True),
        (f"in a line $\\newcommand{{\\a}}{{\\{{{LIST}\\}}}}$ $\\a$", True),
        (f"$${rows('aligned')}$$", True),
        (f"in a line ${rows('bmatrix')}$", True),
        (f"$${rows('aligned', 16)}$$", False),
    ],
)
def test_a_formula_is_no_larger_than_a_page_or_is_shown_as_typed(source, is_typed, read, tmp_path):
    made = read(markdown(source))
    text = set_words(made, tmp_path)
    assert made.notices.texts == [
        f"PDF: a formula that is too large is shown as typed: {one.tex[:60]}"
        for one in made.formulas
        if is_typed
    ]
    assert all(str(1000 + at) in text for at in range(16)) or "\\a" in text
    assert ("\\" in text) == is_typed
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    edges = [float(edge) for edge in re.findall(r'x(?:Min|Max)="([\d.]+)"', found)]
    assert min(edges) > 70 and max(edges) < 526, (min(edges), max(edges))
    assert max(map(float, re.findall(r'yMax="([\d.]+)"', found))) < 842


@pytest.mark.parametrize(
    ("tex", "is_typed"),
    [("1000+1001", False), (SUM, False), (matrix(4), False), (f"({LIST})", True)],
)
@pytest.mark.parametrize("mark", ["$", "$$"])
def test_a_formula_keeps_to_its_cell(tex, is_typed, mark, read, tmp_path):
    page = f"<table><tr><td>{mark}{tex}{mark}</td><td>{'BBBB ' * 60}</td></tr></table>"
    made = read(markdown(page))
    text = set_words(made, tmp_path)
    assert bool(made.notices.texts) == is_typed and "1000" in text
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"[^>]*>[^B]*1\d{3}', found)]
    assert max(edges) < min(map(float, re.findall(r'xMin="([\d.]+)"[^>]*>BBBB', found)))


@pytest.mark.parametrize(
    "tex",
    [
        "\\begin{cases}1111\\\\2222\\end{cases}",
        "\\left\\{\\begin{array}{l}1111\\\\2222\\end{array}\\right.",
        "\\left\\{\\begin{matrix}1111\\\\2222\\end{matrix}\\right.",
        "\\left\\{\\begin{aligned}&1111\\\\&2222\\end{aligned}\\right.",
        "\\left\\{\\begin{array}{rl}&1111\\\\&2222\\end{array}\\right.",
    ],
)
@pytest.mark.parametrize("mark", ["$", "$$"])
def test_a_brace_is_as_high_as_its_lines(tex, mark, read, tmp_path):
    set_words(read(markdown(f"{mark}{tex}{mark}")), tmp_path)
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    tops = [
        re.search(rf'yMin="([\d.]+)"[^>]*>\W?{sign}', found)[1] for sign in ("1111", "{", "2222")
    ]
    first, brace, second = map(float, tops)
    assert brace - first == pytest.approx(second - brace, abs=1) and second - first > 9


def test_a_foreign_notebook_keeps_code_tables_and_errors(printed):
    text = words(printed["foreign"])
    for part in ("ZeroDivisionError", "column_39", "print('#hello')", "alert(1)", "IntSlider"):
        assert part in text, part


def test_what_is_copied_is_the_code_and_its_marks_are_none(read, tmp_path):
    """But for the ends of its lines: Typst says no other text than what it sets."""
    source = (
        "if x:\n    f(" + ", ".join(f"argument_{at}={at}" for at in range(20)) + "z" * 200 + ")"
    )
    text = set_words(read(code(stream(source), source=source)), tmp_path)
    assert text.count("".join(source.split())) == 2 and "\u200b" not in text


def test_the_arrow_of_a_vector_is_text_and_its_formula_has_words(read, tmp_path):
    assert "\u20d7" in set_words(read(markdown("a $\\vec{F}$")), tmp_path)
    assert ("/Formula", "\\vec{F}") in structure(tmp_path / "a.pdf")


def test_words_that_lean_in_a_cell_have_its_colour(read, tmp_path):
    table = "<table><tr><td id=a>5</td><td>6</td></tr></table>"
    style = "<style>#a {font-style: italic; color: #cc0000}</style>"
    set_words(read(code(display({"text/html": style + table}))), tmp_path)
    assert [0.8, 0, 0] in drawn(tmp_path / "a.pdf", "scn")


def test_typst_in_words_is_words(read, tmp_path):
    books = markdown(f"# {HOSTILE_TYPST}", HOSTILE_TYPST, f"> {HOSTILE_TYPST}")
    books.cells += code(stream(HOSTILE_TYPST), source=HOSTILE_TYPST).cells
    made = read(books, about={"subtitle": HOSTILE_TYPST, "authors": (HOSTILE_TYPST,)})
    text = set_words(made, tmp_path)
    assert text.count('#panic("caught")') >= 5 and "root:" not in text
    assert made.notices.texts == ["TeX that cannot be read is shown as typed: #sys.inputs"]


def test_characters_without_glyph_show_a_stand_in_and_a_warning(read, tmp_path):
    made = read(
        markdown("# 🎉 title", "𝑥 and א"),
        code(display({"image/svg+xml": sample.DRAWING.format(90, "🎉")})),
    )
    text = set_words(made, tmp_path)
    assert "[partypopper]title" in text and "xand▯" in text
    assert made.notices.texts == [
        "PDF: no font has '🎉' (shown as [party popper]), '𝑥' (shown as x), 'א' (shown as ▯)"
    ]


def test_a_line_of_88_characters_and_its_tabs_stand_as_in_a_terminal(read, tmp_path):
    long = f"{'word ' * 17}end"
    made = read(code(stream("a\tb"), source=long))
    (tmp_path / "a.pdf").write_bytes(typeset.pdf(made))
    lines = poppler("pdftotext", "-layout", tmp_path / "a.pdf", "-").splitlines()
    assert long in map(str.strip, lines) and any(re.fullmatch(" *a {5,}b", line) for line in lines)


def test_many_characters_without_glyph_are_one_warning(read):
    made = read(markdown("אבגדהו", "זחט \u0e31"))
    typeset.pdf(made)
    [said] = made.notices.texts
    assert said.count("shown as ▯") == 5 and said.endswith("and 4 other characters")


def test_a_lost_picture_of_a_figure_costs_no_more_than_itself(read, tmp_path):
    about = {"publisher": {"kind": "figure", "id": "f", "title": "Growth", "alt": "it grows"}}
    made = read(markdown("a **word**"), code(display({"image/png": "AAAA"}, about)))
    assert "itgrows" in set_words(made, tmp_path)
    assert made.notices.texts == ["b, cell 1: a picture cannot be shown, its description is"]
    assert ("/Figure", "[it grows]") in structure(tmp_path / "a.pdf")


def test_the_title_keeps_its_form_and_can_be_led_to(read, tmp_path):
    made = read(markdown("# On $\\frac{1}{2}$ [up](https://e.org)\n\n[to](#On-\\frac{1}{2}-up)"))
    said = set_words(made, tmp_path)
    assert not made.notices.texts and said.count("frac") == 1  # in the running head it is a word
    with pikepdf.open(tmp_path / "a.pdf") as file:
        assert len(file.pages[0].Annots) == 2


@pytest.mark.parametrize("count", [0, 1, 4])
def test_only_the_formula_that_typst_refuses_is_shown_as_typed(count, read, tmp_path):
    others = "".join(f" $\\frac{{1}}{{{number}}}$" for number in range(count))
    made = read(markdown(f"see $x_a$ and{others} here"))
    made.formulas[Formula("x_a", False)] = formulas.Translation("", "#panic()")
    said = set_words(made, tmp_path)
    assert "seex_aand" in said and "frac" not in said
    assert made.notices.texts[-1].endswith("refused formulas are shown as typed: x_a")


def test_only_formulas_that_typst_refuses_where_they_stand_are_typed(read, tmp_path):
    deep = f"{'<sub>' * 3}x\n$$\\frac34$$\n{'</sub>' * 3}"
    made = read(markdown(f"$\\frac{{1}}{{2}}$ and\n\n{deep}"))
    said = set_words(made, tmp_path)
    assert said.count("frac") == 1
    assert made.notices.texts[-1].endswith("refused formulas are shown as typed: \\frac34")


@pytest.mark.parametrize("tex", ["\uff03", "\ufdfa", "\u0643", "\u2135", "\u4e2d"])
def test_a_formula_that_no_font_has_costs_no_other_one_its_form(tex, read, tmp_path):
    made = read(markdown(f"$a {tex}$ and $\\frac{{1}}{{2}}$"))
    said = set_words(made, tmp_path)
    assert "frac" not in said and not any("cannot be set" in one for one in made.notices.texts)


class PanicException(BaseException):
    """A panic of Typst, by the name that it has in Python."""


class Panicking:
    """A compiler that panics, whatever it is asked for."""

    def query(self, *_: object, **__: object) -> None:
        raise PanicException("index out of bounds")

    compile = query


@pytest.mark.parametrize(("count", "measured"), [(16, True), (17, False), (5000, False)])
def test_typst_measures_no_list_that_is_higher_than_what_stays_whole(
    count, measured, read, tmp_path
):
    """To measure one of thousands of items took longer than to set it."""
    made = read(markdown("- a\n" * count))
    source = typeset.Typesetter(made, made.formulas, tmp_path).source()
    assert ("#listing[" in source) == measured


def test_what_typst_does_not_measure_is_higher_than_what_stays_whole():
    items = f"range({typst_tree.MOST_MEASURED + 1}).map(_ => [a])"
    low = f"measure({{ set text(size: least-type); list(..{items}) }}).height <= most-low"
    source = f'#import "document.typ": most-low, least-type\n#context if {low} {{ panic() }}'
    assert sets(source, Fonts())


@pytest.mark.parametrize("after", ["", "\n\n- a list"])
@pytest.mark.parametrize(
    ("count", "paragraphs"), [(20, [20]), (300, [300]), (301, [300, 1]), (700, [300, 300, 100])]
)
def test_a_paragraph_of_very_many_links_is_set_as_several(count, paragraphs, after, read):
    links = " ".join(f"http://example.com/{number}" for number in range(count))
    made = read(markdown(f"{links}{after}"))
    with press.press(made.fonts) as set_by:
        source = typeset.Typesetter(made, made.formulas, set_by.folder).source()
    found = [part.count("#link(") for part in source.split("\n\n")]
    assert list(filter(None, found)) == paragraphs


@pytest.mark.parametrize("ask", [("find", "<spots>"), ("pdf", None), ("pngs", 72)])
def test_a_panic_of_typst_is_an_error_like_its_others(ask):
    name, what = ask
    with press.press(Fonts()) as set_by:
        vars(set_by)["_compiler"] = Panicking()
        with pytest.raises(typst.TypstError) as caught:
            getattr(set_by, name)(what)
    assert caught.value.message == "Typst failed: index out of bounds"


def test_quoted_strings():
    assert typeset.quoted('a"\\\n\rb') == '"a\\"\\\\\\nb"'
    assert typeset.words("中\n文 a\nb") == '#"中文 a b";'


@pytest.mark.parametrize(
    ("items", "labels"),
    [
        (["**Cost**: small", "**Risk**: *none*"], ["Cost", "Risk"]),
        (["**Cost**: small", "**Risk** (task 7): none"], []),  # words go on before the colon
        (["**Cost**: small", "risk: none"], []),
        (["of **Cost**: small", "**Risk**: none"], []),
        (["**Cost**: small"], []),  # no list of labels
        (["**Cost**", "**Risk**"], []),
    ],
)
def test_a_list_of_labels_is_set_in_two_columns(items, labels):
    text = "\n".join(f"- {item}" for item in items)
    main = html.fragment_fromstring(Markdown().html(text, 0), create_parent="main")
    listed = main.find("ul")
    found = typst_tree.labelled(listed) if typst_tree.is_labelled(listed) else []
    assert [label.text_content() for label, _ in found] == labels
    if labels:
        assert [item.text_content().strip() for _, item in found] == ["small", "none"]
    listed.tag = "ol"
    assert not typst_tree.is_labelled(listed), "numbers of items are content"


def test_a_list_is_counted_as_it_says_in_every_format(read, tmp_path):
    made = read(markdown('<ol type="a"><li>one</li><li value="5">five</li></ol>'))
    assert "a.onee.five" in set_words(made, tmp_path)
    assert html.fromstring(web.page(made)).xpath("//ol/@*") == ["a", "a", "5"]
    lists = of_word(word.docx(made), "word/numbering.xml")
    assert lists.count('w:val="lowerLetter"') >= 2 and '<w:start w:val="5"' in lists
    back = read(markdown("<ol reversed start='9'><li>last</li><li>first</li></ol>"))
    assert "9.last8.first" in set_words(back, tmp_path)
    assert html.fromstring(web.page(back)).xpath("//ol/@start") == ["9", "8"]
    lists = of_word(word.docx(back), "word/numbering.xml")
    assert '<w:start w:val="9"' in lists and '<w:start w:val="8"' in lists


def test_a_method_that_says_nothing_has_no_heading(read, tmp_path):
    made = read(markdown("# T", "text"), about={"method": "<script>1</script>"})
    shown = set_words(made, tmp_path), of_word(word.docx(made)), web.page(made)
    assert not [one for one in shown if "Method" in one]


def test_a_list_of_labels_is_read_label_by_label(tmp_path):
    made = markdown("Why.", "- **Cost**: small\n- **Risk**: `none`")
    (tmp_path / "a.pdf").write_bytes(typeset.pdf(document.read({"a": made})))
    said = re.findall(r'"(.*)"', poppler("pdfinfo", "-struct-text", tmp_path / "a.pdf"))
    assert "Why. Cost small Risk none" in " ".join(said)


@pytest.mark.parametrize("text", ["- **Due**: one\\\n  two\n- **Risk**: none", "- one\\\n  two"])
def test_further_lines_of_an_item_begin_below_in_every_format(tmp_path, text):
    made = document.read({"a": markdown("Why.", text)})
    (tmp_path / "a.pdf").write_bytes(typeset.pdf(made))
    found = poppler("pdftotext", "-bbox", tmp_path / "a.pdf", "-")
    tops = dict(re.findall(r'yMin="([\d.]+)".*>(one|two)<', found)[::-1])
    assert len(tops) == 2
    assert '<span class="line">two</span>' in web.page(made)
    assert re.search(r">one</w:t>.*(<w:br ?/>|</w:p>).*>two</w:t>", of_word(word.docx(made)), re.S)


def test_what_a_line_means_in_the_list_of_sources_is_said_where_some_titles_have_it(tmp_path):
    link = {"title": "A", "url": "https://example.org"}
    for sources, said in ([link, {"title": "B"}], True), ([link], False), ([{"title": "B"}], False):
        notebook = markdown("Text.")
        notebook.metadata["publisher"] = {"sources": sources, "language": "en"}
        made = document.read({"a": notebook})
        assert ("Underlinedtitles" in set_words(made, tmp_path)) is said
        assert ("Underlined titles" in web.page(made)) is said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["Why?Baker", "What.Baker"]), ("zh", ["Why?Baker", "What。Baker"])],
)
def test_a_title_that_ends_a_sentence_has_one_stop(tmp_path, language, said):
    sources = [{"title": title, "publisher": "Baker"} for title in ("Why?", "What")]
    notebook = markdown("Text.")
    notebook.metadata["publisher"] = {"sources": sources, "language": language}
    text = set_words(document.read({"a": notebook}), tmp_path)
    assert all(each in text for each in said)


def test_no_line_of_what_it_was_made_from_begins_with_a_dot(tmp_path):
    notebook = markdown("Text.")
    made_from = {f"part{n}": "x" * 9 for n in range(40)}
    notebook.metadata["publisher"] = {"language": "zh", "provenance": made_from}
    (tmp_path / "a.pdf").write_bytes(typeset.pdf(document.read({"a": notebook})))
    lines = poppler("pdftotext", "-layout", tmp_path / "a.pdf", "-").splitlines()
    dotted = [line.strip() for line in lines if "part" in line]
    assert len(dotted) > 2 and not any(line[0] in "·・" for line in dotted)


def test_what_it_was_made_from_stands_before_the_sources_and_alone_on_no_page(tmp_path):
    """The list of sources is long and may end at the foot of a page."""
    sources = [{"title": f"Title {n}"} for n in range(3)]
    notebook = markdown("Text.")
    notebook.metadata["publisher"] = {"sources": sources, "language": "en", "provenance": {"a": 1}}
    text = set_words(document.read({"a": notebook}), tmp_path)
    assert 0 < text.find("Whatthisreportwasmadefrom") < text.find("Title0")


def test_a_chapter_has_the_same_name_in_every_form(tmp_path):
    books = {"a": markdown("# Trade\n\n## 1. Ports"), "b": markdown("# Work\n\n## 2. Pay")}
    made = document.read(books, About(language="en", title="Book"))
    pages = {"a": "a.html", "b": "b.html"}
    whole, alone = web.page(made), web.page(made, only="b", pages=pages)
    with zipfile.ZipFile(io.BytesIO(word.docx(made))) as file:
        written = re.sub("<[^>]+>", "", file.read("word/document.xml").decode())
    page = html.fromstring(whole).find("body").text_content()
    for text in (page, written, set_words(made, tmp_path)):
        for name in ("Chapter1Trade", "Chapter2Work"):
            assert "".join(text.split()).count(name) == 2  # in the contents, too
    assert html.fromstring(alone).find(".//h1").text_content().split() == ["Chapter", "2", "Work"]


def test_the_running_head_is_the_chapter_that_the_page_begins_with(tmp_path):
    """A heading further down the page names what begins there, not the page."""
    text = [f"Paragraph {n}. " + "Words. " * 60 for n in range(24)]
    made = markdown("# One", *text[:12], "# Two", *text[12:])
    path = tmp_path / "a.pdf"
    named = {"a": made, "b": markdown("# Last", "End.")}
    path.write_bytes(typeset.pdf(document.read(named, About(language="en", title="Book"))))
    with pikepdf.open(path) as file:
        count = len(file.pages)
    pages = [poppler("pdftotext", "-f", n, "-l", n, path, "-") for n in range(1, count + 1)]
    shared = next(page for page in pages if "Paragraph 11." in page and "Paragraph 12." in page)
    assert "Two" not in shared.partition("Paragraph")[0]


def test_a_part_of_the_annex_is_found_by_the_contents_and_the_running_head(tmp_path):
    held = [sample.figure(sample.TEXTS["en"], name, annex=True, drawings={}) for name in "abcd"]
    for one in held:
        one.data["image/svg+xml"] = re.sub('viewBox=".*?"', 'viewBox="0 0 400 400"', SVG)
    books = {"a": markdown("# Trade"), "b": markdown("# Work")}
    books["a"].cells += code(*held[:3]).cells
    books["b"].cells += code(held[3]).cells
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset.pdf(document.read(books, About(language="en", title="Book"))))
    contents, *pages = poppler("pdftotext", "-layout", path, "-").split("\f")[1:]
    assert re.search(r"Trade +Figure A1 to Figure A3[ .]+\d", contents)
    assert re.search(r"Work +Figure A4[ .]+\d", contents)
    assert any(re.match(r"Book +Annex · Trade", page) for page in pages)


def test_a_single_notebook_says_which_edition_it_is_and_who_made_it(tmp_path):
    about = About(language="en", edition="Today's edition", statement="Not an official document.")
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset.pdf(document.read({"a": markdown("# Title", "Text.")}, about)))
    assert "Today'sedition" in words(path) and "Notanofficialdocument." in words(path)


def unparted(text: str) -> str:
    """Running text with ~ where no line is broken, | where one may be."""
    written = typst_tree.words(text).replace("\u2060", "~").replace("#parted;", '#"|";')
    return "".join(re.findall('#"(.*?)";', written)).replace("\xa0", "_")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1—7月", "1~—~7月"),
        ("2018–2021", "2018~–~2021"),
        ("a—b", "a—b"),  # a dash between words
        ("高7个百分点；", "高7~个百~分~点；"),
        ("a 1.5 亿元 b", "a 1.5_~亿~元 b"),
        ("1,200吨", "1,200~吨"),
        ("万亿元", "万~亿~元"),
        ("单元", "单元"),  # no unit
        ("a（只有旁证）；", "a（~只~有~旁~证）；"),
        ("a（一二三四五六七八九）", "a（一二三四五六七八九）"),
        ("4.4%（2024 年起计算）", "4.4%|（2024 年起计算）"),
        ("（2024 年起计算）", "|（2024 年起计算）"),  # behind a number that is an element
    ],
)
def test_a_period_a_number_with_its_unit_and_a_few_characters_in_brackets_are_not_parted(
    text, written
):
    assert unparted(text) == written


def test_a_unit_kept_in_one_line_has_room_before_it_and_nothing_in_its_text(read, tmp_path):
    """As before other numbers; the text can be searched."""
    path = tmp_path / "unit.pdf"
    text = "提高3.7个百分点；提高3.7倍；1—7月"
    book = markdown("# 报告", text, "## 比全国高8.0个百分点，另有（2024年）一句")
    path.write_bytes(typeset.pdf(read(book, about={"language": "zh"})))
    said = poppler("pdftotext", path, "-")
    assert "提高 3.7 个百分点；提高 3.7 倍；1—7 月" in said
    assert "高 8.0 个百分点，另有（2024 年）一句" in said  # clauses of titles are boxes


def test_a_chinese_title_ends_its_lines_at_punctuation(read, tmp_path):
    first, second = (
        "原文所列的二十九个细分问题中没有对策的有四个，",
        "所有这些措施中不回应任何已列问题的共有二十项",
    )
    said = {"id": "tall", "title": f"{first}{second}", "drawings": {}}
    for book in (
        markdown("# 报告", f"## {first}{second}"),
        code(sample.figure(sample.TEXTS["zh"], **said)),
    ):
        path = tmp_path / "title.pdf"
        path.write_bytes(typeset.pdf(read(book, about={"language": "zh"})))
        lines = poppler("pdftotext", "-layout", path, "-").split("\n")
        assert any(line.strip().endswith(first) for line in lines)
        assert any(line.strip() == second for line in lines)


def test_a_plain_notebook_has_no_annex(tmp_path):
    assert "Annex" not in set_words(document.read({"a": markdown("# A", "words")}), tmp_path)


def test_of_the_pictures_only_the_one_that_cannot_be_drawn_is_lost(tmp_path, monkeypatch):
    """Typst refuses what browsers forgive; a document keeps its form all the same."""
    monkeypatch.setattr(pictures, "drawing", lambda data, prefix="": etree.fromstring(data))
    bad = SVG.replace('viewBox="0 0 9 9"', 'width="-9" height="-9"')
    outputs = {"lost": bad, "kept": SVG}.items()
    shown = [display({"image/svg+xml": drawn, "text/plain": alt}) for alt, drawn in outputs]
    made = document.read({"a": code(*shown)}, About(language="en"))
    assert "[lost]" in set_words(made, tmp_path)
    assert ("/Figure", "kept") in structure(tmp_path / "a.pdf")
    assert word.docx(made)[:2] == b"PK" and "Word: lost" in made.notices.texts[-1]


def test_what_makes_typst_fail_is_set_as_plain_text(read):
    made = read(code(display({"text/markdown": "\N{NO-BREAK SPACE}" * 50_000})))
    assert typeset.pdf(made)[:5] == b"%PDF-"
    assert "Typst failed" in made.notices.texts[0]


@pytest.mark.parametrize(
    "text",
    [
        "## <a id='x'></a>One\n\n[to](#x)\n\n## Two\n\n## Three\n\n## Four",
        "<pre>a<a id=x></a>b</pre> <a href='#x'>to</a>",
        "<code>a<a id=x></a></code> <a href='#x'>to</a>",
        "<a href='#x'><code>a<b id=x>b</b></code></a>",
        "<a href='#x' id=x>to itself</a>",
        "<span id=x class=math>a<b>b</b></span> <a href='#x'>to</a>",
        f"<table><tr><th id=x>head</th></tr>{'<tr><td>1</td></tr>' * 90}</table><a href='#x'>to</a>",
        "<h2><a href='#T'>a<p>b</p></a></h2>",
        "<b>a<ul><li>b</li></ul></b>",
        "<a href='https://example.org'><p>a</p></a>",
        "<code>a <span class=math>b</span> <h2>c</h2></code>",
        "[back to *top*](#) <a href='#'>up</a>",
        "# a ~~b <u>c</u>~~ <u>d ~~e~~</u>\n\n<ins>f **~~g~~**</ins>\n\n| <s>h <u>i</u></s> |\n|--|",
    ],
)
def test_anchors_and_blocks_in_odd_places_keep_the_form_of_the_document(read, text):
    """Typst refuses a label that is there twice or never, and blocks within phrases."""
    made = read(markdown(f"# T\n\n{text}"))
    typeset.pdf(made)
    assert made.notices.texts == []
    main = made.chapters[0].main
    places = {made.head.get("id"), *main.xpath(".//@id")}
    assert "#x" not in text or main.xpath(".//a[@href]")
    assert places.issuperset(
        link.removeprefix("#") for link in main.xpath(".//@href[.!='https://example.org']")
    )


def test_links_of_the_method_lead_somewhere_or_are_words(read):
    method = "[a](#) [b](#nowhere) [c](#place) <a id='place'>d</a> ~~e <u>f</u>~~ g[^1]\n\n[^1]: h"
    made = read(markdown("# T\n\ntext"), about={"method": method})
    assert typeset.pdf(made)[:5] == b"%PDF-"
    assert made.notices.texts == ["method: a link leads nowhere: #nowhere"]
    assert [one.text for one in made.method.iter("a") if one.get("href")][:2] == ["c", "1"]


def test_one_formula_with_a_sign_that_no_font_has_leaves_the_others(read):
    made = read(markdown("# T\n\n$🎉$ and $x^2$"))
    typeset.pdf(made)
    assert [one for one in made.notices.texts if "formula" in one] == []
