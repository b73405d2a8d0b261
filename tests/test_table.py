"""Tables: what is shown is what is given, whatever the cells contain."""

from __future__ import annotations

import html.parser

from industry_report.exhibits.table import Table

HOSTILE = "<script>alert(\"x\")</script> & <b>'bold'</b>"


def make(cells: tuple[tuple[str, ...], ...], **parts: str) -> Table:
    columns = ("Name", "Value")
    given = {"title": "Title", "note": "", "source": ""} | parts
    return Table(
        "t", given["title"], columns, cells, ("left", "right"), given["note"], given["source"]
    )


class Tags(html.parser.HTMLParser):
    """The start tags and the text of a document."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.open = [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_hostile_text_stays_text_everywhere():
    record = make(((HOSTILE, HOSTILE),), title=HOSTILE, note=HOSTILE, source=HOSTILE)
    page = Tags(record.html)
    assert not {"script", "b"} & {tag for tag, _ in page.tags}
    assert page.text.count(HOSTILE) == 5
    assert record.resource["data"] == [{"c0": HOSTILE, "c1": HOSTILE}]


def test_column_heads_are_escaped():
    record = Table("t", "T", (HOSTILE,), (("x",),), ("left",), "", "")
    assert "<script" not in record.html
    assert HOSTILE in Tags(record.html).text


def test_the_table_is_semantic():
    page = Tags(make((("a", "1"), ("b", "2"))).html)
    assert page.open == []
    heads = [attrs["scope"] for tag, attrs in page.tags if tag == "th"]
    assert heads == ["col", "col", "row", "row"]
    assert [tag for tag, _ in page.tags].count("caption") == 1
    styles = {attrs["style"] for tag, attrs in page.tags if tag == "td"}
    assert styles == {"text-align:right;white-space:nowrap"}


def test_a_short_cell_stays_on_one_line_and_a_long_one_does_not():
    page = Tags(make((("现状章", "比全国高13.1个百分点"),)).html)
    styles = [attrs["style"] for tag, attrs in page.tags if tag in ("th", "td")][-2:]
    assert ["nowrap" in style for style in styles] == [True, False]


def test_line_breaks_in_cells_are_breaks():
    assert "a<br>b" in make((("a\nb", "1"),)).html


def test_same_column_heads_do_not_swallow_each_other():
    record = Table("t", "T", ("x", "x"), (("1", "2"),), ("left", "left"), "", "")
    assert record.resource["data"] == [{"c0": "1", "c1": "2"}]
    assert [field["title"] for field in record.resource["schema"]["fields"]] == ["x", "x"]


def test_an_empty_table_has_only_heads():
    record = make(())
    assert record.resource["data"] == []
    assert "Name\tValue" in record.text
    assert Tags(record.html).open == []


def test_plain_text_has_everything_and_no_empty_lines():
    assert make((("a", "1"),), note="N", source="S").text == "Title\nName\tValue\na\t1\nN\nS"
    assert make((("a", "1"),)).text == "Title\nName\tValue\na\t1"
