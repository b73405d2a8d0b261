"""A document as lines that can be compared."""

from __future__ import annotations

import pytest

from publisher import plain

from . import sample
from .odd import code


def test_the_lines_have_what_is_read_and_nothing_else():
    text = plain.text(sample.report("zh"))
    lines = text.splitlines()
    assert lines[:5] == [
        "包头市工业分析报告",
        "样本",
        "包头市",
        "判断所据资料截至 2022年8月",
        "某中心",
    ]
    assert "一、包头市工业现状" in lines and "无数据：晶硅产能；电价" in lines
    assert "图1 增速放缓至 16.6%" in lines and "注：不是引用：[@tbl:none]。" in lines
    assert any(line.startswith("[条形图：14.1、16.6] ") for line in lines)
    assert "指标1 Indicator 1 | 1.5 | 备注" in text
    assert "report.show" not in text and "sha256" not in text and "words above" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"note": "other"},
        {"source": "other"},
        {"subtitle": "other"},
        {"alt": "other"},
        {"drawings": {"phone": sample.DRAWING.format(80, "other")}},
    ],
)
def test_whatever_moves_is_seen(read, change):
    texts = sample.TEXTS["en"]
    before, after = (plain.text(read(code(sample.figure(texts, **said)))) for said in ({}, change))
    assert before != after
