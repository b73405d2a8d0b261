"""The brief: one page, unless it holds more than can be read on one."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest

from publisher import brief, document, typeset, word
from publisher.about import About
from publisher.reading import Options

from . import sample
from .odd import code, display, markdown
from .test_typeset import poppler, structure, words
from .test_word import body as of_word

ASKED = ["Decision", "Who", "Sign", "Grade"]


def table(name: str, heads: list[str], rows: list[list[str]]) -> object:
    def line(cells: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"

    text = f"<table><thead>{line(heads, 'th')}</thead>{''.join(line(row, 'td') for row in rows)}"
    said = {"kind": "table", "id": name, "title": name, "note": ""}
    return display({"text/html": f"{text}</table>"}, {"publisher": said})


def book(times: int = 1):
    """The notebook of a brief, with more or fewer words."""
    more = "and so on and so forth " * (times - 1)
    numbers = [
        ["16.6%", "B", f"growth {more}", '<a href="#fig:growth"></a>'],
        ["0 of 122", "A", "dated", "ch. 3"],
    ]
    asked = [[f"Decide {n}", "the office", f"one → two {more}", "A"] for n in (1, 2, 3)]
    made = code(
        sample.shown("text", {"text/markdown": f"# Output grew, research did not {more}\n\nLead."}),
        table("numbers", ["Value", "Grade", "What", "Where"], numbers),
        sample.figure(sample.TEXTS["en"], "hero", note=f"A note. {more}"),
        table("decisions", ASKED, asked),
        sample.shown("text", {"text/markdown": f"Key to the grades. {more}"}),
    )
    made.metadata["publisher"] = {"part": "brief"}
    return made


def read(*books, printed_code=True) -> document.Document:
    named = {f"0{index}": one for index, one in enumerate(books)}
    said = About(
        language="en", title="Report", place="Baotou", as_of="2022-08", provenance={"a": 1}
    )
    return document.read(named, said, Options(printed_code=printed_code))


def body():
    made = markdown("# Chapter", "Text.")
    made.cells += code(sample.figure(sample.TEXTS["en"], note="")).cells
    return made


@pytest.mark.parametrize(("times", "pages"), [(1, 1), (4, 1), (12, 1), (60, 2)])
def test_it_is_one_page_or_a_warning_and_says_everything(tmp_path, times, pages):
    made = read(book(times), body())
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(made))
    with pikepdf.open(path) as file:
        assert len(file.pages) == pages
        width, height = file.pages[0].mediabox[2:]
        assert (round(width), round(height)) == (595, 842)
        assert "pdfuaid" in str(file.open_metadata()) and "provenance.json" in file.attachments
    warned = ["Report: the brief is longer than a page"]
    assert made.notices.texts == warned * (pages > 1)
    text = words(path)
    for part in (
        "Outputgrew",
        "16.6%",
        "0of122",
        "Decide3",
        "Who",
        "Keytothegrades",
        "Decisionbrief",
    ):
        assert part in text, part


def test_what_stands_below_the_title_belongs_to_it_and_does_not_touch_it(tmp_path):
    """The space above the lead is a line's, and less than the one below it."""
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(read(book(), body())))
    boxes = re.findall(r'yMin="([\d.]+)" .*yMax="([\d.]+)">([^<]+)<', bounds(path))
    at = {text: (float(top), float(bottom)) for top, bottom, text in reversed(boxes)}
    (_, title), (lead, end), (number, _) = at["not"], at["Lead."], at["16.6%"]
    assert 2 < lead - title < number - end < 40


def bounds(path: Path) -> str:
    return poppler("pdftotext", "-bbox", path, "-")


def layout_of(path: Path) -> str:
    return poppler("pdftotext", "-bbox-layout", path, "-")


def test_a_grade_stands_in_the_line_of_its_number(tmp_path):
    """Numbers that are words take two lines."""
    rows = [[f"at least {n}20 billion yuan", "B", "what", "beside"] for n in range(1, 6)]
    made = code(table("numbers", ["Value", "Grade", "What", "Beside"], rows))
    made.metadata["publisher"] = {"part": "brief"}
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(read(made, body())))
    spans = re.findall(r'yMin="([\d.]+)" .*yMax="([\d.]+)">(yuan|B)[\u2060\xa0]*<', bounds(path))
    tops = [(float(top), float(foot)) for top, foot, word in spans if word == "yuan"]
    marks = [(float(top), float(foot)) for top, foot, word in spans if word == "B"]
    assert len(marks) == len(tops) == 5
    assert all(
        top < (high + low) / 2 < foot for (top, foot), (high, low) in zip(tops, marks, strict=True)
    )


def test_the_digits_of_a_number_are_large_however_much_there_is_to_say(tmp_path):
    """The words around them are not."""
    rows = [["at least 120 billion yuan", "B", "what it is " * 30, "beside " * 30]]
    rows += [[f"{n}.5%", "B", "what it is " * 30, ""] for n in range(4)]
    made = code(table("numbers", ["Value", "Grade", "What", "Beside"], rows))
    made.metadata["publisher"] = {"part": "brief"}
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(read(made, body())))
    found = re.findall(r'yMin="([\d.]+)" .*yMax="([\d.]+)">(120|[0-3]\.5%|billion)<', bounds(path))
    high = {text: float(foot) - float(top) for top, foot, text in found}
    assert min(high["120"], high["3.5%"]) > 1.4 * high["billion"]


def test_a_number_is_not_broken_where_its_column_can_be_wider(tmp_path):
    """Columns are as wide as what stands below the numbers says, but no narrower than these."""
    rows = [[f"4{n}%", "B", "what it is that grew " * 6, "beside"] for n in range(4)]
    rows.append(["over 120 billion", "B", "sum", ""])
    made = code(table("numbers", ["Value", "Grade", "What", "Beside"], rows))
    made.metadata["publisher"] = {"part": "brief"}
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(read(made, body())))
    tops = re.findall(r'yMin="([\d.]+)" .*>(?:over|billion)[^<]*<', bounds(path))
    assert len(tops) == 2 and len(set(tops)) == 1


def test_a_number_of_which_little_is_said_has_no_column_much_narrower_than_others(tmp_path):
    """Else its few words end in a line of one letter."""
    rows = [["10%", "B", "growth of output", ""]]
    rows += [[f"1{n}%", "B", "what it is that grew " * 6, "beside"] for n in range(1, 5)]
    made = code(table("numbers", ["Value", "Grade", "What", "Beside"], rows))
    made.metadata["publisher"] = {"part": "brief"}
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(read(made, body())))
    left = dict(re.findall(r'xMin="([\d.]+)" .*>(1[0-4]%)', bounds(path))[::-1])
    one, two, *_, last = sorted(map(float, left))
    assert len(left) == 5 and two - one > 0.8 * (last - one) / 4


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Growth is high; research (2022, as derived) is low",
            ["Growthishigh;", "research(2022,asderived)islow"],
        ),
        ("增速快；强度（2022年，推算）低", ["增速快；", "强度（2022年，推算）低"]),
        ("word " * 24 + "office", None),
    ],
)
def test_a_verdict_is_broken_between_clauses_and_leaves_no_word_alone(tmp_path, title, expected):
    """What stands in parentheses is a part of its clause."""
    made = code(sample.shown("text", {"text/markdown": f"# {title}\n\nLead."}))
    made.metadata["publisher"] = {"part": "brief"}
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(read(made, body())))
    text = layout_of(path)
    found = [re.findall(">(.+?)</word>", line) for line in re.findall(r"(?s)<line.*?</line>", text)]
    lead = next(at for at, line in enumerate(found) if line == ["Lead."])
    if expected is None:
        assert len(found[lead - 1]) > 1 and found[lead - 1][-1] == "office"
    else:
        assert ["".join(line) for line in found[lead - 2 : lead]] == expected


def test_references_name_the_report_and_grades_are_marks(tmp_path):
    path = tmp_path / "brief.pdf"
    path.write_bytes(brief.pdf(read(book(), body())))
    assert "report,Figure1" in words(path)
    assert ("/Figure", "Bars: 14.1, 16.6") in structure(path) or "/Figure" in dict(structure(path))


def test_a_document_of_a_brief_alone_is_no_summary_of_itself():
    assert read(book()).brief is None and read(book(), body()).brief


def test_the_report_has_it_as_its_summary(tmp_path):
    path = tmp_path / "report.pdf"
    findings = sample.shown("findings", {"text/markdown": "- A finding that stands once"})
    chapter = body()
    chapter.cells += code(findings).cells
    path.write_bytes(typeset.pdf(read(book(), chapter)))
    text = words(path)
    assert len(re.findall("Afindingthatstandsonce", text)) == 1
    assert "Summary" not in text and "Outputgrew,researchdidnot" in text
    assert "(Figure1)" in text  # in the report the reference is a link


@pytest.mark.parametrize("times", [1, 24, 25, 26])
def test_it_takes_as_many_pages_in_the_report_as_alone(times):
    """Where cover, contents, chapter and sources have one each; code is printed in a report only."""
    made = read(book(times), body(), printed_code=False)
    alone, whole = (
        len(pikepdf.open(io.BytesIO(data)).pages) for data in (brief.pdf(made), typeset.pdf(made))
    )
    assert whole == 4 + alone


def test_rows_without_cells_say_nothing():
    made, sound = book(), book()
    for cell in made.cells:
        for output in cell.outputs:
            if page := output.data.get("text/html"):
                output.data["text/html"] = page.replace("</thead>", "</thead><tr></tr>")
    assert brief.pdf(read(made, body())) == brief.pdf(read(sound, body()))
    assert of_word(word.docx(read(made, body()))) == of_word(word.docx(read(sound, body())))


def test_the_same_bytes_again_and_none_without_one():
    assert brief.pdf(read(book(), body())) == brief.pdf(read(book(), body()))
    assert brief.pdf(read(body(), body())) is None


def test_in_word_each_thing_said_of_a_number_is_a_line_of_its_own():
    rows = [
        ["9.9%", "B", "growth", "higher than China", "See Chapter 1"],
        ["3", "A", "tasks", "", ""],
    ]
    heads = ["Value", "Grade", "What", "Beside", "Where"]
    made = code(
        sample.shown("text", {"text/markdown": "# Growth\n\nLead."}), table("n", heads, rows)
    )
    made.metadata["publisher"] = {"part": "brief"}
    text = of_word(word.docx(read(made, body())))
    cells = re.findall("<w:tc>.*?</w:tc>", text, re.S)[:2]
    said = [
        [re.sub("<[^>]+>", "", one).strip() for one in re.findall("<w:p>.*?</w:p>", cell, re.S)]
        for cell in cells
    ]
    assert said == [["9.9% B", "growth", "higher than China", "See Chapter 1"], ["3 A", "tasks"]]


def test_in_word_it_is_laid_out_as_a_brief():
    """Its name is the heading, its numbers are a strip, the chart is wide, what is
    asked for stands below it in columns; a grade follows what it is of, in its line."""
    data = word.docx(read(book(), body()))
    text = of_word(data)
    headings = re.findall(r'<w:pStyle w:val="Heading1".*?</w:p>', text, re.S)
    said = ["".join(re.findall(r"<w:t[^>]*>([^<]+)", one)) for one in headings]
    assert said[0] == "Decision brief" and not any("Output grew" in one for one in said)
    for style, count in (
        ("Verdict", 1),
        ("BriefNumber", 2),
        ("BriefHead", 5),  # of the chart, of the three, of each
        ("Grade", 5),
        ("BriefStrip", 1),
    ):
        assert len(re.findall(rf'Style w:val="{style}"', text)) == count, style
    columns = re.search(r'<w:tbl>(?:(?!</w:tbl>).)*w:val="BriefColumns".*?</w:tbl>', text, re.S)[0]
    assert "Decide 3" in columns and columns.count("<w:tc>") == 3
    before, _, after = text.partition(columns)
    assert "A note." in before and "A note." not in after.partition("Heading1")[0]
    widths = [int(one) for one in re.findall(r'<wp:extent cx="(\d+)"', text)]
    assert [round(one / 360_000, 1) for one in widths] == [15.4, 14.7]
    caption = before.rpartition("<w:drawing>")[0].rpartition("<w:p>")[0].rpartition("<w:p>")[2]
    assert 'w:val="BriefSmall"' in caption and "<w:keepNext" in caption  # not parted from it
    lines = [re.sub("<[^>]+>", "", one) for one in re.findall("<w:p>.*?</w:p>", text, re.S)]
    marked = [
        " ".join(line.split())
        for line, one in zip(lines, re.findall("<w:p>.*?</w:p>", text, re.S), strict=True)
        if 'w:val="Grade"' in one
    ]
    assert marked[:2] == ["16.6% B", "0 of 122 A"]
    assert all(line.endswith("one → two A") for line in marked[2:])
    used = set(re.findall(r'w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', text))
    assert used <= set(re.findall('w:styleId="([^"]+)"', of_word(data, "word/styles.xml")))
