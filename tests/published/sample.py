"""A small report of two notebooks that follow the contract, in both languages."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from publisher import document
from publisher.about import about
from publisher.document import Document
from publisher.reading import Options

from .odd import display

ABOUT = {
    "title": "包头市工业分析报告",
    "subtitle": "样本",
    "place": "包头市",
    "as_of": "2022-08",
    "authors": ["某中心"],
    "keywords": ["工业"],
    "method": "口径见 $x^2$。",
    "sources": [
        {
            "id": "a",
            "title": "公报",
            "publisher": "统计局",
            "published": "2022",
            "url": "https://example.org/a",
        },
        {"id": "b", "title": "年鉴", "terms": "免费", "url": "javascript:alert(1)"},
    ],
    "provenance": {"version": "1.0", "dataset": {"sha256": "ab"}, "note": "</script><b>x</b>"},
    "labels": {"dataset": "数据集"},
}
TEXTS = {
    "zh": {
        "titles": ["包头市工业现状", "诊断"],
        "sections": ["增长与结构", "说明"],
        "prose": "如[@fig:growth]和[@tbl:long]所示，**增长**放缓。",
        "finding": "- 增长 16.6%\n- 结构偏重",
        "missing": [["晶硅产能"], ["电价", "晶硅产能"]],
        "figure": "增速放缓至 16.6%",
        "table": "指标一览",
    },
    "en": {
        "titles": ["Industry in Baotou", "Diagnosis"],
        "sections": ["Growth and structure", "Remarks"],
        "prose": "As [@fig:growth] and [@tbl:long] show, **growth** slows.",
        "finding": "- Growth is 16.6%\n- Structure is heavy",
        "missing": [["Silicon capacity"], ["Power price", "Silicon capacity"]],
        "figure": "Growth slows to 16.6%",
        "table": "The indicators",
    },
}
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} 60"><defs><path id="p" d="M0
0h9v9z"/></defs> <rect width="{0}" height="60" fill="#eef"/><text x="9" y="30" font-family="Noto
Sans SC">{1}</text></svg>"""
ROWS = 45


def shown(kind: str, data: dict[str, Any], **said: Any) -> NotebookNode:
    """An output that says what it is."""
    return display(data, {"publisher": {"kind": kind, **said}})


def resource(fields: list[str], rows: list[list[Any]]) -> dict[str, Any]:
    """Rows as a Data Resource."""
    schema = {"fields": [{"name": f"f{index}", "title": name} for index, name in enumerate(fields)]}
    names = [one["name"] for one in schema["fields"]]
    return {"schema": schema, "data": [dict(zip(names, row, strict=True)) for row in rows]}


def figure(texts: dict[str, Any], id: str = "growth", **said: Any) -> NotebookNode:
    """A figure with everything it can have."""
    data = {
        "image/svg+xml": DRAWING.format(200, "宽 wide"),
        "application/vnd.dataresource+json": resource(
            ["年份", "=值"], [[2021, 14.1234567], [2022, None]]
        ),
    }
    more = {
        "title": texts["figure"],
        "subtitle": "%",
        "alt": "条形图：14.1、16.6",
        "note": "不是引用：[@tbl:none]。",
        "source": "来源：公报",
        "drawings": {
            "phone": DRAWING.format(80, "窄 phone"),
            "half": DRAWING.format(100, "半 half"),
        },
    }
    return shown("figure", data, id=id, **(more | said))


def table(texts: dict[str, Any], id: str = "long", **said: Any) -> NotebookNode:
    """A table of many rows."""
    body = "".join(
        f"<tr><th>指标{row} Indicator {row}</th><td>{row}.5</td><td>备注<br>Remark</td></tr>"
        for row in range(1, ROWS + 1)
    )
    head = "<thead><tr><th>指标</th><th>值</th><th>Remark</th></tr></thead>"
    data = {
        "text/html": f"<table>{head}<tbody>{body}</tbody></table>",
        "application/vnd.dataresource+json": resource(["指标", "值"], [["一", 1.5]]),
    }
    return shown("table", data, id=id, title=texts["table"], note="…", source="公报", **said)


def notebooks(language: str) -> dict[str, NotebookNode]:
    """The two notebooks."""
    texts = TEXTS[language]

    def missing(labels: list[str]) -> NotebookNode:
        return shown("nodata", {"text/markdown": "*…*"}, missing=labels)

    def cell(*outputs: NotebookNode) -> NotebookNode:
        return new_code_cell("report.show()", outputs=list(outputs))

    caption = shown("caption", {"text/markdown": "**words above the picture**"}, id="growth")
    first = [
        new_markdown_cell(f"# {texts['titles'][0]}"),
        cell(shown("findings", {"text/markdown": texts["finding"]})),
        new_markdown_cell(f"## {texts['sections'][0]}\n\n{texts['prose']}"),
        cell(caption, figure(texts)),
        cell(missing(texts["missing"][0]), missing(texts["missing"][1])),
    ]
    second = [
        new_markdown_cell(f"# {texts['titles'][1]}\n\n## {texts['sections'][1]}"),
        cell(table(texts)),
        cell(figure(texts, "annexed", width="half", annex=True, note="")),
        new_markdown_cell(f"{texts['prose']} <https://example.org/a>"),
    ]
    return {"01_one": new_notebook(cells=first), "02_two": new_notebook(cells=second)}


def report(language: str, **options: Any) -> Document:
    """The document, strict unless said otherwise."""
    said = about(ABOUT | {"language": language})
    chosen = {"strict": True, "printed_code": False} | options
    return document.read(notebooks(language), said, Options(**chosen))
