"""Makes the executed notebooks that the tests of the published documents read.

    python tests/notebooks/build.py

They keep the contract of a report notebook's outputs without needing the dataset: figures, tables, findings and
missing data in both languages (``01_sample.ipynb``, ``02_sample.ipynb``), and one notebook that has nothing to do with
the project (``foreign.ipynb``).
"""

# ruff: noqa: E501 (samples of text are easier to read on one line)

from __future__ import annotations

import io
import sys
from pathlib import Path

import matplotlib
import nbformat
import pandas as pd

matplotlib.use("svg")
from matplotlib import font_manager, pyplot  # noqa: E402

HERE = Path(__file__).parent
FONTS = HERE.parent.parent / "publisher" / "fonts"
for font in FONTS.glob("*.ttf"):
    font_manager.fontManager.addfont(str(font))
matplotlib.rcParams.update({"font.family": "Noto Sans SC", "svg.fonttype": "path", "svg.hashsalt": "tests"})


def svg(names: list[str], values: list[float]) -> str:
    """A bar chart as SVG with text as paths."""
    figure, axes = pyplot.subplots(figsize=(6.3, 3.4), layout="constrained")
    axes.barh(names, values, color="#1f4e8c")
    for index, value in enumerate(values):
        axes.text(value, index, f" {value}", va="center")
    axes.spines[["top", "right"]].set_visible(False)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    return out.getvalue()


def png() -> str:
    """A line chart as base64 PNG, as matplotlib's inline backend sends it."""
    import base64

    figure, axes = pyplot.subplots(figsize=(5, 3))
    axes.plot([1, 3, 2])
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    pyplot.close(figure)
    return base64.b64encode(out.getvalue()).decode()


def display(data: dict, **mark) -> nbformat.NotebookNode:
    """One output that says what it is."""
    return nbformat.v4.new_output("display_data", data=data, metadata={"publisher": mark} if mark else {})


def cell(source: str, *outputs, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    """A code cell that has run."""
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), execution_count=1, metadata={"tags": list(tags)})


def prose(source: str, *tags: str) -> nbformat.NotebookNode:
    """A Markdown cell."""
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def text(words: str, kind: str = "text") -> nbformat.NotebookNode:
    """A sentence or a list of findings of the report."""
    return display(
        {"text/markdown": words}, kind=kind, rows=["baotou/industrial_value_added_growth/2021/observed/article"]
    )


def figure(zh: bool, id_: str) -> nbformat.NotebookNode:
    """A figure of the report, in one language."""
    names = ["全国", "内蒙古", "包头"] if zh else ["China", "Inner Mongolia", "Baotou"]
    values = [3.5, 8.6, 16.6]
    fields = ["地区", "增速（%）"] if zh else ["Region", "Growth (%)"]
    title = (
        "包头工业增加值增速高出全国13.1个百分点"
        if zh
        else "Baotou's industry grew 13.1 points faster than the nation's"
    )
    subtitle = (
        "规模以上工业增加值同比增速，%，2022年1—7月"
        if zh
        else "Growth of industrial value added, %, January to July 2022"
    )
    note = (
        "全国和自治区数由包头的增速和领先幅度推算。"
        if zh
        else "The benchmarks are derived from the leads that the source states."
    )
    source = "《关于推动包头市工业高质量发展的对策建议》" if zh else "Policy article on Baotou's industry, 2022"
    alt = "条形图：包头16.6，内蒙古8.6，全国3.5。" if zh else "Bar chart: Baotou 16.6, Inner Mongolia 8.6, China 3.5."
    resource = {
        "schema": {"fields": [{"name": fields[0], "type": "string"}, {"name": fields[1], "type": "number"}]},
        "data": [dict(zip(fields, row, strict=True)) for row in zip(names, values, strict=True)],
    }
    data = {"image/svg+xml": svg(names, values), "application/vnd.dataresource+json": resource, "text/plain": title}
    return display(
        data,
        kind="figure",
        id=id_,
        title=title,
        subtitle=subtitle,
        note=note,
        source=source,
        alt=alt,
        rows=[],
        fields=fields,
    )


def table(zh: bool, id_: str, rows: int) -> nbformat.NotebookNode:
    """A table of the report, in one language."""
    fields = ["指标", "数值", "说明"] if zh else ["Indicator", "Value", "Remark"]
    lines = [
        [
            f"指标{n}" if zh else f"Indicator {n}",
            f"{n * 1.7:.1f}",
            "与去年同期相比，口径一致" if zh else "Same scope as the year before",
        ]
        for n in range(1, rows + 1)
    ]
    head = "".join(f'<th scope="col">{name}</th>' for name in fields)
    body = "".join(f'<tr><th scope="row">{a}</th><td>{b}</td><td>{c}</td></tr>' for a, b, c in lines)
    title = f"{rows}项指标的变化" if zh else f"How {rows} indicators moved"
    html = f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    align = ["left", "right", "left"]
    resource = {
        "schema": {"fields": [{"name": n, "type": "string", "align": a} for n, a in zip(fields, align, strict=True)]},
        "data": [dict(zip(fields, line, strict=True)) for line in lines],
    }
    return display(
        {"text/html": html, "application/vnd.dataresource+json": resource, "text/plain": title},
        kind="table",
        id=id_,
        title=title,
        note="",
        source="统计公报" if zh else "Statistical bulletin",
        rows=[],
    )


def sample(number: int, language: str) -> nbformat.NotebookNode:
    """A report notebook, executed in one language."""
    zh = language == "zh"
    say = (lambda a, b: a) if zh else (lambda a, b: b)
    longer = say(
        "2022年1—7月，包头市规模以上工业增加值同比增长16.6%，分别高于全国、自治区13.1和8.0个百分点；“十四五”以来，制造业保持较快增长，"
        "新能源、新材料等新兴产业加快集聚，但研发投入强度仍低于全国平均水平。",
        "From January to July 2022 the value added of Baotou's industry above designated size grew by 16.6 %, which is 13.1 and "
        "8.0 percentage points more than in the nation and in the region; yet spending on research stays below the national average. ",
    )
    cells = [
        cell(f'region = "baotou"\nas_of = "2022-08"\nlanguage = "{language}"', tags=("parameters",)),
        cell("from industry_report.report import open_report\nreport = open_report(globals())", tags=("setup",)),
        cell(
            "report.title(…)",
            text(say(f"# 第{number}篇样本：包头市的工业", f"# Sample {number}: the industry of Baotou")),
        ),
        cell(
            "report.findings(…)",
            text(
                say(
                    f"- 增速**高于**全国，见[@fig:growth{number}]。\n- 研发活动企业占比偏低，差距为12.3个百分点。\n- 集群规模尚小。",
                    f"- Growth is **above** the nation's, see [@fig:growth{number}].\n- Few firms do research: the gap is 12.3 points.\n- Clusters are small.",
                ),
                "findings",
            ),
        ),
        prose("## 增长与结构\n\n本节先看速度，再看结构。", "zh"),
        prose("## Growth and structure\n\nFirst the pace, then the structure.", "en"),
        cell("report.say(…)", text(longer + say("详见[@tbl:moves1]。", "See [@tbl:moves1]."))),
        cell("report.show(…)", figure(zh, f"growth{number}")),
        cell("report.say(…)", text(longer * 2)),
        prose("### 差距如何度量\n\n差距 $g = x - \\bar{x}$ 以原单位表示，占比为 $s = \\frac{a}{b}$。", "zh"),
        prose(
            "### How gaps are measured\n\nThe gap $g = x - \\bar{x}$ keeps its unit; a share is $s = \\frac{a}{b}$.",
            "en",
        ),
        cell("report.show(…)", table(zh, f"moves{number}", 4 if number == 1 else 45)),
        cell(
            "report.say(…)",
            display(
                {"text/markdown": say("无数据：晶硅产能", "No data: polysilicon capacity")},
                kind="nodata",
                missing=[say("晶硅产能", "polysilicon capacity")],
            ),
        ),
        cell(
            "report.say(…)",
            display(
                {"text/markdown": say("无数据：电价", "No data: power price")},
                kind="nodata",
                missing=[say("电价", "power price")],
            ),
        ),
        prose("## 结论", "zh"),
        prose("## Conclusion", "en"),
        cell("report.say(…)", text(longer)),
    ]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["papermill"] = {
        "parameters": {"language": language, "region": "baotou"},
        "input_path": f"0{number}_sample.ipynb",
    }
    book.metadata["language_info"] = {"name": "python"}
    return book


def foreign() -> nbformat.NotebookNode:
    """A notebook of somebody else's: no title, pandas, a styler, maths, an error, pictures, a wide table, colours."""
    wide = pd.DataFrame(
        [[f"r{r}"] + [round(r * c / 7, 3) for c in range(1, 40)] for r in range(1, 6)],
        columns=["name"] + [f"column_{n}" for n in range(1, 40)],
    )
    with pd.option_context("display.max_columns", None):
        wide_html = wide._repr_html_()
    small = pd.DataFrame({"a": [1, 2], "b": ["x & y", "<script>alert(1)</script>"]})
    styled = small.style.highlight_max(subset=["a"]).set_uuid("u").to_html()
    levels = pd.DataFrame(
        [[1, 2], [3, 4]],
        index=pd.MultiIndex.from_product([["北"], ["甲", "乙"]], names=["区", "类"]),
        columns=pd.MultiIndex.from_product([["值"], ["p", "q"]]),
    )
    simple = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><style>*{fill:red}</style><rect width="20" height="10"/><script>alert(1)</script></svg>'
    result = [
        prose(
            'Some *words*, a formula $e^{i\\pi}+1=0$, a price of $5 and $6, H<sub>2</sub>O and <b onclick="x()">HTML</b>.\n\n'
            "$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n[site](https://example.org) and ![remote](https://example.org/x.png)"
        ),
        prose(
            "#### A deep heading first\n\n- one\n  - two\n\n1. first\n2. second\n\n> quoted\n\n```python\nprint('#hello')\n```"
        ),
        cell("small", display({"text/html": small._repr_html_(), "text/plain": repr(small)})),
        cell("small.style", display({"text/html": styled, "text/plain": "<Styler>"})),
        cell("levels", display({"text/html": levels._repr_html_(), "text/plain": repr(levels)})),
        cell("wide", display({"text/html": wide_html, "text/plain": repr(wide)})),
        cell("plot()", display({"image/png": png(), "text/plain": "<Figure size 500x300 with 1 Axes>"})),
        cell("drawing", display({"image/svg+xml": simple, "text/plain": "<IPython.core.display.SVG object>"})),
        cell(
            "print('colours')",
            nbformat.v4.new_output("stream", name="stdout", text="\x1b[31mred\x1b[0m and #plain $x$ *y*\n"),
            nbformat.v4.new_output("stream", name="stderr", text="  0%|    |\r100%|████|\n"),
        ),
        cell(
            "widget",
            display(
                {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "IntSlider(value=0)"}
            ),
        ),
        cell("odd", display({"application/x-odd": "?"})),
        cell("sympy", display({"text/latex": "$\\displaystyle \\frac{x}{2}$", "text/plain": "x/2"})),
        cell(
            "1/0",
            nbformat.v4.new_output(
                "error",
                ename="ZeroDivisionError",
                evalue="division by zero",
                traceback=[
                    "\x1b[31m---------------------------------------------------------------------------\x1b[39m",
                    "\x1b[31mZeroDivisionError\x1b[39m: division by zero",
                ],
            ),
        ),
        nbformat.v4.new_raw_cell("raw text"),
    ]
    book = nbformat.v4.new_notebook(cells=result)
    book.metadata["language_info"] = {"name": "python"}
    return book


def main() -> None:
    """Write all of them."""
    for language in ("zh", "en"):
        for number in (1, 2):
            path = HERE / language / f"0{number}_sample.ipynb"
            path.parent.mkdir(exist_ok=True)
            write(sample(number, language), path)
    write(foreign(), HERE / "foreign.ipynb")


def write(book: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook with cell ids that do not change from run to run."""
    for index, one in enumerate(book.cells):
        one["id"] = f"cell-{index}"
    nbformat.write(book, path)


if __name__ == "__main__":
    sys.exit(main())
