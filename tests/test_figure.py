"""A figure is one record, and its image is the same every time."""

import re

import pandas

from industry_report.exhibits import charts
from industry_report.exhibits.figure import Figure
from industry_report.numbers.quantity import Quantity


def figure(value: str = "16.6", note: str = "注") -> Figure:
    cells = [
        Quantity.observed(value, "", "%", ("row",), "甲", "A"),
        Quantity.observed("3.5", "", "%", ("row",), "乙", "B"),
    ]
    drawing = charts.bars(
        pandas.DataFrame({"地区": ["包头市", "全国"], "增速": cells}), label="地区", value="增速"
    )
    return Figure("growth", "包头市增长较快", "同比增速", drawing, note, "来源：甲", ("row",))


def test_the_image_is_the_same_every_time_and_moves_with_the_data():
    assert figure().svg() == figure().svg()
    assert figure().svg() != figure("16.7").svg()


def test_the_image_carries_neither_date_nor_path():
    image, _ = figure().svg()
    assert image.startswith("<svg") and "<dc:date>" not in image and "/work" not in image


def test_the_chart_box_leaves_out_head_and_foot():
    image, box = figure().svg()
    left, top, width, height = map(float, box.split())
    full_width, full_height = (
        float(n) for n in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', image).groups()
    )
    assert (left, width) == (0, full_width)
    assert top > 0 and top + height < full_height


def test_a_longer_note_makes_a_taller_image_around_the_same_chart():
    short, long = figure().svg(), figure(note="注" * 300).svg()
    heights = [
        float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', image).group(1))
        for image, _ in (short, long)
    ]
    assert heights[1] > heights[0]
    assert float(short[1].split()[3]) == float(long[1].split()[3])


def test_the_plotted_data_is_published_as_numbers_and_texts():
    resource = figure().resource
    assert resource["schema"]["fields"] == [
        {"name": "地区", "type": "string"},
        {"name": "增速", "type": "number"},
    ]
    assert resource["data"] == [{"地区": "包头市", "增速": 16.6}, {"地区": "全国", "增速": 3.5}]


def test_the_words_say_everything():
    text = figure().text
    assert all(
        part in text for part in ("包头市增长较快", "同比增速", "包头市 16.6%", "注", "来源：甲")
    )
