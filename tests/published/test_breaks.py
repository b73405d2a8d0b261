"""Where the printed page may break: tables keep rows and notes together, lists their title."""

from __future__ import annotations

import base64
import itertools
import re
from pathlib import Path

import pytest
from lxml import html
from nbformat.v4 import new_output

from publisher import document, layout, tables, typeset
from publisher.about import About

from . import sample
from .odd import code, display, markdown, png
from .test_typeset import poppler

BOX = re.compile('xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.+?)</word>')
TALL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><path d="M0 0h9"/></svg>'


def table(id: str, rows: int, **said):
    body = "".join(f"<tr><td>row {row}</td><td>{row}.5</td></tr>" for row in range(1, rows + 1))
    text = f"<table><thead><tr><th>Head</th><th>Value</th></tr></thead>{body}</table>"
    words = {"id": id, "title": f"Title {id}.", "note": f"End of {id}.", **said}
    return sample.shown("table", {"text/html": text}, **words)


def pages(folder: Path, *books) -> list[str]:
    about = About(language="en", title="Report")
    made = document.read({f"0{index}": book for index, book in enumerate(books)}, about)
    path = folder / "a.pdf"
    path.write_bytes(typeset.pdf(made))
    return poppler("pdftotext", "-layout", path, "-").split("\f")


def chapter(title: str, *outputs):
    made = markdown(f"# {title}", "Text.")
    made.cells += code(*outputs).cells
    return made


def test_rows_at_the_ends_of_a_table_stay_together_with_its_notes(tmp_path):
    """One of the tables has its last row at the foot of a page, whatever the height of a page."""
    lengths = range(38, 50)
    books = [chapter(f"Chapter {n}", table(f"t{n}", n)) for n in lengths]
    broken, shown = 0, pages(tmp_path, *books)
    for n in lengths:
        last = next(page for page in shown if f"End of t{n}." in page)
        rows = len(re.findall(r"row \d", last.partition(f"End of t{n}.")[0]))
        assert rows >= layout.BOUND, n
        broken += rows < n
    assert 0 < broken < len(lengths)


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        (24, ["before", "after", "Tall", "last", "Other"]),  # half a page would be empty
        (2, ["before", "Tall", "after", "Other", "last"]),  # as stated
    ],
)
def test_a_figure_of_the_annex_waits_for_a_table_that_fills_the_page(tmp_path, rows, order):
    held = {name: table(name, 14, annex=True) for name in ("after", "last")}
    held["before"] = table("before", rows, annex=True)
    for name in ("Tall", "Other"):
        said = {"annex": True, "drawings": {}, "title": f"Title {name}."}
        held[name] = sample.figure(sample.TEXTS["en"], name, **said)
        held[name].data["image/svg+xml"] = TALL
    stated = ["before", "Tall", "after", "Other", "last"]
    text = "".join(pages(tmp_path, chapter("One", *map(held.get, stated)), chapter("Two")))
    assert re.findall(r"Title (\w+)\.", text[text.rindex("Title before.") :]) == order


ROWS = "".join(f"<tr><td>{n}</td></tr>" for n in range(12))
TRACE = new_output("error", ename="E", evalue="e", traceback=["trace\n" * 12])


@pytest.mark.parametrize(
    "below",
    [
        [TRACE],
        [display({"text/html": f"<table><caption>Label</caption>{ROWS}</table>"})],
        "Label\n\n" + "| a |\n|---|\n" + "| x |\n" * 12,
        "**Label**\n\n```\n" + "x\n" * 12 + "```",
        "## Label\n\n> " + "words " * 90,
        f"<details><summary>Label</summary>\n<table>{ROWS}</table></details>",
    ],
    ids=["error", "caption", "table", "code", "quote", "details"],
)
def test_what_names_or_leads_to_something_is_never_alone_at_the_foot_of_a_page(tmp_path, below):
    """One of the pages has room for it and no more."""
    ends = []
    for lines in range(38, 48):
        made = markdown("# T\n\n" + "\\\n".join(["fill"] * lines))
        if isinstance(below, str):
            made.cells += markdown(below).cells
        else:
            made.cells += code(*below, source="").cells
        one, two = pages(tmp_path, made)[:2]
        last = [line.strip() for line in one.splitlines() if line.strip()][-2]  # above the folio
        assert not re.match("Label|Error", last), lines
        ends.append((last, bool(re.search("Label|Error", two))))
    assert ("fill", True) in ends and len(set(ends)) > 1


@pytest.mark.parametrize("lines", range(12, 26, 2))
def test_the_last_labels_stay_together_and_a_further_page_says_what_they_are_of(tmp_path, lines):
    """Its name may take several lines, which stand over nothing. The first one stays with what
    leads to it, and leaves less than 30 % of a page empty."""
    text = "\n\n".join(["Line."] * lines)
    listed = "\n".join(f"- **Label {n}**: {'words ' * 50}" for n in range(9))
    card = f"## Card {'of a long name ' * 9}\n\n{'Text. ' * 70}\n\n{listed}"
    shown = pages(tmp_path, chapter("One"), markdown(f"# Two\n\n{text}\n\n{card}"))
    one, *more = [page for page in shown if "Label" in page]
    assert "Text." in one and "(continued)" not in one
    assert all("(continued)" in page and page.count("Label") >= 2 for page in more)
    assert overlapping(tmp_path / "a.pdf") == []
    last = max(at for at, page in enumerate(shown) if "Label" in page)
    for words in words_of(tmp_path / "a.pdf")[2:last]:
        lowest = max(foot for *_, foot, _ in words if foot < layout.FOOT)
        assert lowest > layout.FOOT - 0.3 * layout.TEXT_HEIGHT


@pytest.mark.parametrize(
    ("rows", "words", "expected"),
    [
        (8, 1, (True, False)),
        (9, 1, (False, True)),
        (20, 1, (False, True)),
        (21, 1, (False, False)),
        (8, 700, (False, False)),
    ],
)
def test_a_table_of_few_rows_is_never_broken(rows, words, expected):
    row = f"<tr><td>{'word ' * words}</td></tr>"
    grid = tables.grid(html.fromstring(f"<table>{row * rows}</table>"))
    few, room = layout.kept_whole([grid], 8.0, layout.TEXT)
    assert (few, room > 0) == expected and room <= layout.MOST_EMPTY


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ([1] * 40, (4, 4)),
        ([1] * 4, (2, 2)),
        ([1], (1, 0)),  # not twice
        ([900], (0, 0)),  # higher than a page, it is broken itself
        ([900] * 9, (0, 0)),
        ([120] * 9, (2, 2)),  # no row alone, though two are high
        ([50, 50, 50, 50, 50, 1, 1, 1, 1], (2, 4)),  # each end by its own rows
        ([36] * 9, (2, 3)),  # fewer at the head, which may stand at the foot of a page
        ([], (0, 0)),
    ],
)
def test_four_rows_stay_together_or_as_many_as_are_not_too_high(words, bound):
    rows = "".join(f"<tr><td>{'word ' * count}</td></tr>" for count in words)
    grid = tables.grid(html.fromstring(f"<table>{rows}</table>"))
    assert layout.bound(grid, 8.0, layout.TEXT) == bound


@pytest.mark.parametrize("lines", range(12, 26, 2))
def test_a_low_list_of_labels_is_whole_on_a_page(tmp_path, lines):
    text = "\n\n".join(["Line."] * lines)
    listed = "\n".join(f"- **Label {n}**: words" for n in range(7))
    shown = pages(tmp_path, chapter("One"), markdown(f"# Two\n\n{text}\n\n{listed}"))
    assert any(all(f"Label {n}" in page for n in range(7)) for page in shown)


@pytest.mark.parametrize(("words", "parted"), [(20, False), (110, True)])
def test_a_high_paragraph_may_be_parted_from_the_list_below_it(tmp_path, words, parted):
    """Or it, too, would leave the foot of a page empty; a low one is never parted."""
    found = set()
    for lines in range(16, 26, 2):
        text = "\n\n".join(["Line."] * lines)
        listed = "\n".join(f"- **Label {n}**: {'words ' * 30}" for n in range(8))
        card = f"## Card\n\n{'prose ' * words}\n\n{listed}"
        shown = pages(tmp_path, chapter("One"), markdown(f"# Two\n\n{text}\n\n{card}"))
        found.add(any("prose" in page and "Label" not in page for page in shown))
    assert (True in found) is parted


def test_a_chapter_is_parted_from_few_lines_that_the_one_before_it_left(tmp_path):
    """Whatever the height of what stands above: by as much as from many lines."""
    gaps = {}
    for lines in (20, *range(38, 44)):
        one = markdown("# One\n\n" + "\n\n".join(["Line."] * lines))
        pages(tmp_path, one, chapter("Second"))
        page = words_of(tmp_path / "a.pdf")[-1]
        tops = {word: top for _, top, _, _, word in page if top > 60}
        if "Line." in tops:
            gaps[sum(word == "Line." for *_, word in page)] = tops["Second"] - tops["Line."]
    assert {1, 2} <= gaps.keys() and max(gaps.values()) - min(gaps.values()) < 1


def test_a_drawing_wider_than_the_text_that_moves_begins_at_its_edge(tmp_path):
    wide = sample.figure(sample.TEXTS["en"], "wide", drawings={}, title="Wide one.")
    wide.data["image/svg+xml"] = TALL.replace("0 0 400", "0 0 499")
    text = markdown(*["Words. " * 60] * 8)
    made = markdown("# One", *["Words. " * 60] * 5)
    made.cells += code(wide).cells + text.cells
    pages(tmp_path, made, chapter("Two"))
    assert outside(tmp_path / "a.pdf") == []


def test_what_stands_below_a_figure_at_the_head_of_a_page_does_not_stick_to_its_source(tmp_path):
    """A heading there has no room above it but what the figure leaves."""
    figure = sample.figure(sample.TEXTS["en"], "moved", drawings={}, source="Bureau")
    figure.data["image/svg+xml"] = TALL
    made = markdown("# One", *["Words. " * 60] * 6)
    made.cells += code(figure).cells + markdown(*["Words. " * 60] * 5).cells
    pages(tmp_path, made)
    (page,) = (
        page for page in words_of(tmp_path / "a.pdf") if "Bureau" in {one[4] for one in page}
    )
    (foot,) = (foot for *_, foot, word in page if word == "Bureau")
    assert min(top for _, top, *_ in page if top > foot) > foot + 15


Box = tuple[float, float, float, float, str]  # left, top, right, foot of a word


def words_of(path: Path) -> list[list[Box]]:
    """The words of each page and where they stand, in points."""
    shown = poppler("pdftotext", "-bbox", path, "-").partition("<body>")[2]
    return [
        [(*map(float, places), word) for *places, word in BOX.findall(page)]
        for page in shown.split("<page ")[1:]
    ]


def outside(path: Path) -> list[str]:
    """Words left of the text, by page; of an opening mark only the half that is empty is."""
    return [
        f"{number}: {word}"
        for number, page in enumerate(words_of(path), 1)
        for left, top, _, foot, word in page
        if left + (word[0] in OPENING) * (foot - top) / 2 < 42
    ]


def crossing(path: Path) -> list[str]:
    """Words of one line that reach into those of another, by page."""
    found = []
    for number, page in enumerate(words_of(path), 1):
        words = sorted(page, key=lambda one: one[1])
        for index, one in enumerate(words):
            below = itertools.takewhile(lambda other, foot=one[3]: other[1] < foot, words[index:])
            for other in below:
                low = min(one[3] - one[1], other[3] - other[1])
                aside = min(one[2], other[2]) - max(one[0], other[0]) < 0.5
                lower = (other[1] + other[3] - one[1] - one[3]) / 2 > low / 2  # of another line
                if lower and not aside and min(one[3], other[3]) - other[1] > 0.1 * low:
                    found.append(f"{number}: {one[4]} into {other[4]}")
    return found


OPENING, CLOSING = "\uff08\u201c\u300a", "\uff0c\u3002\u3001\uff1b\uff1a\uff09\u300b\u201d"


def begun_by_marks(path: Path) -> list[str]:
    """Words that begin with a closing mark and stand behind nothing in their line, by page."""
    found = []
    for number, page in enumerate(words_of(path), 1):
        for left, top, right, foot, word in page:
            high = foot - top
            if word[0] in CLOSING and not any(
                abs(one[3] - foot) < high / 2 and left - high < one[2] < right for one in page
            ):
                found.append(f"{number}: {word}")
    return found


def overlapping(path: Path) -> list[str]:
    """Words of a page whose letters stand on each other, by page."""
    found = []
    for number, page in enumerate(words_of(path), 1):
        boxes = []
        for left, top, right, foot, word in page:
            inner = (foot - top) / 4  # letters are lower than their line
            left += max(0.5, (word[0] in OPENING) * 0.6 * (foot - top))  # half of it is empty
            right -= max(0.5, (word[-1] in CLOSING) * 0.6 * (foot - top))
            boxes.append((left, top + inner, right, foot - inner, word))
        for one, other in itertools.combinations(boxes, 2):
            aside = one[2] <= other[0] or other[2] <= one[0]
            if not aside and one[1] < other[3] and other[1] < one[3]:
                found.append(f"{number}: {one[4]} on {other[4]}")
    return found


def test_what_stands_above_a_continued_table_is_one_line_over_nothing(tmp_path):
    """Its first column is narrower than the words; a figure follows that does not fit."""
    rows = "".join(f"<tr><td>{n}</td><td>{'word ' * 20}</td></tr>" for n in range(70))
    text = f"<table><thead><tr><th>N</th><th>Words</th></tr></thead>{rows}</table>"
    said = {"id": "long", "title": "Long one.", "note": "End.", "annex": True}
    tall = sample.figure(sample.TEXTS["en"], "tall", annex=True, drawings={}, title="Tall one.")
    tall.data["image/svg+xml"] = TALL
    held = [sample.shown("table", {"text/html": text}, **said), tall]
    shown = "".join(pages(tmp_path, chapter("One", *held), chapter("Two")))
    assert len(re.findall(r"Table A1 \(continued\)", shown)) >= 1
    assert overlapping(tmp_path / "a.pdf") == []


def test_no_figure_stands_within_a_table(tmp_path):
    """A figure that does not fit where it is waits for a page; the table waits, too."""
    tall = sample.figure(sample.TEXTS["en"], "tall", drawings={}, title="Tall one.")
    tall.data["image/svg+xml"] = TALL
    text = markdown(*["Words. " * 60] * 5).cells
    made = markdown("# One", *["Words. " * 60] * 8)
    made.cells += code(tall).cells + text[:1] + code(table("after", 60)).cells
    shown = "".join(pages(tmp_path, made, chapter("Two")))
    inside = shown[shown.rindex("Title after.") : shown.index("End of after.")]
    assert "Tall one." not in inside


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("marker", ["-", "1."])
def test_items_of_a_list_are_further_apart_than_their_lines(tmp_path, language, marker):
    word = {"zh": "\u5b57" * 60, "en": "word " * 40}[language]
    made = markdown("# One", "\n".join(f"{marker} {word}" for _ in range(3)))
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset.pdf(document.read({"a": made}, About(language=language))))
    tops = sorted({top for _, top, *_, text in words_of(path)[0] if text[0] == word[0]})
    gaps = {round(after - before, 1) for before, after in itertools.pairwise(tops)}
    assert len(gaps) == 2 and max(gaps) > min(gaps) + 1.5


@pytest.mark.parametrize("first", ["first", f"**First**: {'words ' * 90}"])
def test_a_paragraph_is_not_parted_from_the_list_below_it(tmp_path, first):
    """Whatever the height of what stands above it."""
    for lines in range(28, 34):
        text = "\n\n".join(["Line."] * lines)
        book = markdown(f"# One\n\n{text}\n\nThese.\n\n- {first}\n- {first}")
        shown = pages(tmp_path, book, chapter("Two"))
        assert any("These." in page and "irst" in page for page in shown), lines


@pytest.mark.parametrize("lines", range(16, 27, 2))
def test_a_chapter_that_joins_a_page_has_its_findings_there_whole_or_begins_another(
    tmp_path, lines
):
    """Nor does its title stand at the foot of a page."""
    listed = "\n".join(f"- Found {n}. {'words ' * 15}" for n in range(9))
    found = sample.shown("findings", {"text/markdown": listed})
    one = markdown("# One\n\n" + "\n\n".join(["Line."] * lines))
    two = markdown("# Second", "Lead.", "More.")
    two.cells += code(found, source="").cells
    shown = pages(tmp_path, one, two)
    page = next(page for page in shown if "Lead." in page)
    assert "Second" in page and all(f"Found {n}." in page for n in range(9))


@pytest.mark.parametrize(("wide", "order"), [(24, ["t", "f"]), (8, ["f", "t"])])
def test_a_table_stands_before_a_figure_that_would_leave_a_page_empty(tmp_path, wide, order):
    tall = sample.figure(sample.TEXTS["en"], "f", drawings={}, title="Title f.")
    tall.data["image/svg+xml"] = TALL
    made = markdown("# One\n\n" + "\n\n".join(["Line."] * wide))
    made.cells += code(tall, table("t", 8)).cells
    shown = "".join(pages(tmp_path, made, chapter("Two")))
    assert re.findall(r"Title ([ft])\.", shown)[-2:] == order


def test_a_chapter_begins_on_the_page_of_a_short_one_and_no_page_is_nearly_empty(tmp_path):
    books = [markdown(f"# Part {name}\n\n" + "\n\n".join(["Line."] * 12)) for name in "ABC"]
    at = {
        name: number
        for number, page in enumerate(pages(tmp_path, *books))
        for name in "ABC"
        if f"Part {name}\n" in page
    }
    assert at["A"] == at["B"] < at["C"]


def test_a_long_note_is_set_in_one_column(tmp_path):
    note = " ".join(f"n{n:03}" for n in range(400))
    book = chapter("One", table("t", 30, annex=True, note=note))
    text = next(page for page in pages(tmp_path, book, chapter("Two")) if "n000" in page)
    lines = [line for line in text.split("\n") if re.search(r"n\d{3}", line)]
    shared = sum(bool(re.search(r"n\d{3} {3,}n\d{3}", line)) for line in lines)
    assert shared == 0
    assert all(f"n{n:03}" in text for n in range(400))


WORDS = " ".join(f"w{at:04}" for at in range(1500))
ROWS = [f"<td>w{at:04}</td><td>{at}</td></tr>" for at in range(90)]
LABELLED = "".join(ROWS).replace("</tr>", "</tr><tr>", 89)
ITEMS = "- **First**: {}\n- **Second**: w0001"


@pytest.mark.parametrize(
    "held",
    [
        f"<table><tr><th rowspan='90'>Same</th>{LABELLED}</table>",
        f"<table><tr><td rowspan='90'>{WORDS}</td>{LABELLED}</table>",
        f"<table><tr><td>a</td><td>{WORDS}</td></tr></table>",
        f"<table><tr><th rowspan='91'>Same</th><td>{WORDS}</td></tr><tr>{LABELLED}</table>",
        f"<table><thead><tr><th rowspan='2'>{WORDS}</th></tr></thead><tr><td>a</td></tr></table>",
        f"<table><thead><tr>{LABELLED.replace('td>', 'th>')}</thead><tr><td>a</td></tr></table>",
        ITEMS.format(WORDS),
        "\n".join([ITEMS.format(WORDS), *["- **Label**: words"] * 5]),
    ],
    ids=[
        "rows under a label",
        "rows beside much text",
        "a row",
        "a row under a label",
        "a cell of the head",
        "a head",
        "few labels",
        "labels",
    ],
)
def test_what_is_higher_than_a_page_is_broken_and_loses_no_word(held, tmp_path):
    shown = "".join(pages(tmp_path, markdown(held)))
    assert set(re.findall(r"w\d{4}", shown)) == set(re.findall(r"w\d{4}", held))


@pytest.mark.parametrize("at", [0, 4, 8])
def test_a_row_of_an_exhibit_that_is_higher_than_a_page_loses_no_word(at, tmp_path):
    rows = [f"<tr><td>a</td><td>{WORDS if row == at else row}</td></tr>" for row in range(9)]
    words = {"id": "a", "title": "Title.", "note": "w9999"}
    shown = sample.shown("table", {"text/html": f"<table>{''.join(rows)}</table>"}, **words)
    text = "".join(pages(tmp_path, chapter("Chapter", shown)))
    assert set(re.findall(r"w\d{4}", text)) == {*WORDS.split(), "w9999"}


def test_a_label_is_repeated_for_each_part_of_rows_that_are_too_high_together():
    inner = "<th rowspan='12' id='b'>Inner</th>"
    rows = "<tr>".join(f"{inner * (at % 12 == 0)}{row}" for at, row in enumerate(ROWS[:48]))
    whole = tables.grid(
        html.fromstring(f"<table><tr><th rowspan='48' id='a'>Outer</th>{rows}</table>")
    )
    made = layout.parted(whole, 8, layout.TEXT)
    named = [(cell.text, cell.row, cell.rowspan) for cell in made.cells if cell.rowspan > 1]
    assert named == [(text, row, 12) for row in range(0, 48, 12) for text in ("Outer", "Inner")]
    assert [cell.element.get("id") for cell in made.cells if cell.column == 0] == ["a", *[None] * 3]
    few = "<tr>".join(ROWS[:9])
    low = tables.grid(html.fromstring(f"<table><tr><th rowspan='9'>Low</th>{few}</table>"))
    assert layout.parted(low, 8, layout.TEXT).rows == low.rows


def test_pictures_count_for_the_height_of_rows_under_a_label():
    picture = base64.b64encode(png(400, 300)).decode()
    row = f"<td><img src='data:image/png;base64,{picture}'></td></tr>"
    held = html.fromstring(f"<table><tr><th rowspan='9'>Same</th>{'<tr>'.join([row] * 9)}</table>")
    made = layout.parted(tables.grid(held), 8, layout.TEXT)
    assert {cell.rowspan for cell in made.cells} == {1}
