"""A figure is one record; its words are text, its pictures are bare and the same every time."""

import base64
import io
import re
from dataclasses import replace

import pandas
import pytest
from conftest import language
from PIL import Image

from industry_report.exhibits import charts, style
from industry_report.exhibits.bundles import DATA_MIME, outputs
from industry_report.exhibits.figure import Figure, argument
from industry_report.exhibits.picture import pictures
from industry_report.exhibits.sheet import broken
from industry_report.exhibits.standalone import framed
from industry_report.exhibits.table import Table
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase
from publisher.theme import theme

CHINESE = language("zh")


def drawn(form: str = "wide", value: str = "16.6") -> charts.Drawing:
    values = (Quantity.observed(text, "", "%", ("row",)) for text in (value, "3.5"))
    cells = [CHINESE.chart_cell(each) for each in values]
    data = pandas.DataFrame({"地区": ["包头市", "全国"], "增速": cells})
    return charts.bars(data, label="地区", value="增速", width=form)


def figure(value: str = "16.6", title: str = "包头市增长较快") -> Figure:
    drawing = drawn(value=value)
    said = CHINESE.write(drawing.description)
    return Figure("growth", title, "同比增速", drawing, said, "注", "来源：甲局，2022", ("row",))


def size_of(svg: str) -> tuple[float, float]:
    return tuple(map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()))


def test_the_pictures_are_the_same_every_time_and_move_with_the_data():
    one = figure()
    once, again = pictures(one.drawing), pictures(one.drawing)
    assert once == again == pictures(figure().drawing)
    other = pictures(figure("16.7").drawing)
    assert other.svg != once.svg and other.png != once.png


def test_the_pictures_carry_neither_date_nor_program_nor_running_numbers():
    svg, png, _ = pictures(figure().drawing)
    assert svg.startswith("<svg") and "dc:date" not in svg and "<g id=" not in svg
    assert not Image.open(io.BytesIO(png)).text


def test_the_drawing_is_bare():
    """Words above and below would be said twice, and be cut off again by documents."""
    drawing = figure(title="一二三四五六七八九十").drawing
    canvas = drawing.canvas
    pictures(drawing)
    assert not canvas.texts and canvas.get_suptitle() == ""
    assert len({size_of(pictures(figure(title=t).drawing).svg) for t in ("短", "长" * 90)}) == 1
    labels = re.findall(r"<text[^>]*>(.*?)</text>", pictures(drawing).svg)
    assert sorted(labels) == ["16.6%", "3.5%", "全国", "包头市"]


def test_both_pictures_show_the_same_layout():
    svg, png, (width, height) = pictures(figure().drawing)
    assert [round(points * 96 / 72) for points in size_of(svg)] == [width, height]
    pixels = Image.open(io.BytesIO(png)).convert("RGB")
    assert abs(pixels.width / pixels.height - width / height) < 0.02
    red, green, blue = (int(style.FOCUS[at : at + 2], 16) for at in (1, 3, 5))
    filled = [
        x
        for x in range(pixels.width)
        if any(pixels.getpixel((x, y)) == (red, green, blue) for y in range(0, pixels.height, 4))
    ]
    bar = re.search(r'<path d="M ([\d.]+) [\d.]+ L ([\d.]+)[^>]*fill: var\(--focus', svg)
    scale = pixels.width / size_of(svg)[0]
    for drawn, found in zip(map(float, bar.groups()), (filled[0], filled[-1]), strict=True):
        assert abs(drawn * scale - found) < 4


def test_one_changed_value_touches_few_lines_of_the_drawing():
    lines = [pictures(figure(value).drawing).svg.splitlines() for value in ("13.6", "13.7")]
    assert len(lines[0]) == len(lines[1])
    changed = [a for a, b in zip(*lines, strict=True) if a != b]
    assert 0 < len(changed) <= 4  # two bars on a new scale, and their figures


def test_showing_a_figure_emits_its_words_and_then_its_picture():
    caption, picture = outputs(figure(), {"source": "甲局，2022", "annex": True})
    assert caption.metadata == {"publisher": {"kind": "caption", "id": "growth"}}
    assert caption.data == {
        "text/markdown": "**包头市增长较快**  \n同比增速\n\n<small>注<br>来源：甲局，2022</small>"
    }
    assert set(picture.data) == {"image/svg+xml", "image/png", DATA_MIME, "text/plain"}
    assert base64.b64decode(picture.data["image/png"]).startswith(b"\x89PNG")
    assert picture.data["text/plain"] == "包头市增长较快 条形图：包头市 16.6%；全国 3.5%。"
    assert picture.metadata["publisher"] == {
        "kind": "figure",
        "id": "growth",
        "title": "包头市增长较快",
        "subtitle": "同比增速",
        "note": "注",
        "rows": ["row"],
        "source": "甲局，2022",
        "annex": True,
    }
    assert picture.metadata["image/png"]["width"] == 555  # 5.78 inches at 96 pixels


@pytest.mark.parametrize(
    "title", ["a*b*c", "a_b_c `d`", "<b>x</b> &lt;", "$1 and $2", "[@fig:x] ~~y~~", "1\\2"]
)
def test_a_caption_shows_its_words_as_they_are(title):
    from markdown_it import MarkdownIt

    caption, _ = outputs(figure(title=title), {})
    paragraph = MarkdownIt("commonmark").render(caption.data["text/markdown"])
    text = re.search(r"<strong>(.*?)</strong>", paragraph)[1]
    shown = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown == title
    assert "$" not in caption.data["text/markdown"]  # JupyterLab looks for mathematics first


def test_a_table_is_one_output():
    table = Table("t", "题", ("甲",), (("1",),), ("left",), "注", "来源：乙局", ("row",))
    [output] = outputs(table, {"source": "乙局"})
    assert output.metadata["publisher"] == {
        "kind": "table",
        "id": "t",
        "title": "题",
        "note": "注",
        "rows": ["row"],
        "source": "乙局",
    }
    assert "来源：乙局" in output.data["text/html"] and "来源：乙局" in output.data["text/plain"]


def test_the_plotted_data_is_published_as_numbers_and_texts():
    resource = figure().resource
    assert resource["schema"]["fields"] == [
        {"name": "地区", "type": "string"},
        {"name": "增速", "type": "number"},
    ]
    assert resource["data"] == [{"地区": "包头市", "增速": 16.6}, {"地区": "全国", "增速": 3.5}]


def test_a_figure_carries_the_forms_that_documents_choose_from():
    forms = {form: drawn(form) for form in ("half", "phone")}
    record = replace(figure(), further=forms, width="half")
    said = outputs(record, {})[1].metadata["publisher"]
    assert said["width"] == "half"
    widths = {form: size_of(svg)[0] for form, svg in said["drawings"].items()}
    assert widths == pytest.approx({form: 72 * theme()["widths"][form] for form in forms})
    for form, kind in (("half", "print"), ("phone", "phone")):
        sizes = {
            float(size) for size in re.findall(r"font-size: ([\d.]+)px", said["drawings"][form])
        }
        assert sizes <= set(theme()["type"][kind].values())


def test_a_drawing_names_its_colours_and_stands_on_paper_in_a_dark_notebook():
    svg = pictures(figure().drawing).svg
    assert re.match(r'<svg [^>]*style="background: var\(--paper, #ffffff\)"', svg)
    dark, drawn = re.search(r"<style>@media\(prefers-color-scheme:dark\).*?</style>", svg)[0], svg
    assert dark.count("--paper") == 1
    assert not re.findall(r"(?<!, )#[0-9a-f]{6}", drawn.replace(dark, ""))


def test_a_file_of_its_own_carries_the_words_as_outlines():
    svg = pictures(figure().drawing).svg
    words = {"title": "题", "subtitle": "副题", "note": "注", "source": "来源：甲局"}
    file = framed(svg, words, "zh")
    labels = re.findall(r"<!-- (.*?) -->", file)
    assert labels[:4] == ["题", "副题", "注", "来源：甲局"]
    assert "<text" not in file
    (width, height), (inner_width, inner_height) = size_of(file), size_of(svg)
    assert width == inner_width and height > inner_height
    longer = framed(svg, words | {"note": "注" * 300}, "zh")
    assert size_of(longer)[1] > height
    assert framed(svg, words, "zh") == file


def test_each_line_of_a_label_is_an_outline():
    cell = CHINESE.chart_cell(Quantity.observed("3.5", "", "%", ("row",)))
    data = pandas.DataFrame({"地区": ["甲地\n乙地"], "增速": [cell]})
    svg = pictures(charts.bars(data, label="地区", value="增速")).svg
    file = framed(svg, dict.fromkeys(("title", "subtitle", "note", "source"), ""), "zh")
    assert "<text" not in file
    assert {"甲地", "乙地"} <= set(re.findall(r"<!-- (.*?) -->", file))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三，四五", 3, ["一二三，", "四五"]),
        ("one two three", 5, ["one two", "three"]),
        ("", 5, []),
        ("capacity (due 2023) later", 6.3, ["capacity", "(due 2023)", "later"]),
        ("从500亿元到600亿元（2022年）", 10, ["从500亿元到600亿元", "（2022年）"]),
        ("产值（到期年份）", 5, ["产值（到期", "年份）"]),  # no line holds the brackets
        ("30 a year (wafers), lost", 8.3, ["30 a year (wafers),", "lost"]),
        ("a region(s)", 4.5, ["a", "region(s)"]),  # a part of a word
    ],
)
def test_lines_break_at_spaces_between_chinese_characters_and_before_brackets(text, width, lines):
    assert broken(text, width) == lines


def test_arguments_are_put_into_words_and_columns_get_their_published_names():
    looks = {Phrase("chart-status", status="x"): "focus"}
    assert argument(looks, CHINESE, {}) == {"（x）": "focus"}
    assert argument("value", CHINESE, {"value": "增速"}) == "增速"
    assert argument(3, CHINESE, {}) == 3
