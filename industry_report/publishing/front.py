"""What a report says about itself: title, method, sources, and how its settings differ from the
usual ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from industry_report.publishing.execution import cited_rows
from industry_report.publishing.ingredients import dataset_path, descriptor, regions
from industry_report.publishing.runs import FILES, Run

#: Title, subtitle and method section of the whole report.
FRONT = {
    "zh": (
        "{place}工业发展报告",
        "现状、诊断与对策",
        "**时点。** 正文只用时点之前已经公布的数据；之后公布的只出现在标明“事后”的部分。\n\n"
        "**精度。** 印出的数字代表四舍五入后与之相同的一切数值；推算值带着这一区间计算，有几位可靠就显示几位。两个说法只有在区间"
        "没有交集时才判为矛盾。\n\n"
        "**可比性。** 增速只比较同一时段；序列在口径变动处断开，不跨断点连线，也不用不同时期的首发值推算增速；口径不同的指标"
        "并列时附有说明。\n\n"
        "**出处。** 每个数字都来自数据集中的一行或几行，每行都有来源和可信度；没有数据之处以“无数据”标明。",
    ),
    "en": (
        "Industry in {place}",
        "Situation, diagnosis, recommendations",
        "**Vantage point.** The text uses only what had been published by then; anything "
        "later stands in parts marked as hindsight.\n\n"
        "**Precision.** A printed figure stands for every value that rounds to it; derived "
        "values carry that interval and are shown with as many digits as it bears. Two "
        "statements contradict each other only where their intervals do not meet.\n\n"
        "**Comparability.** Growth is compared over the same months only. Series are "
        "interrupted where their definition changed: no line crosses a break, and growth is "
        "never computed from first releases of different years. Indicators of different "
        "definition stand side by side only with a note.\n\n"
        "**Origin.** Every number comes from rows of the dataset, each with its source and "
        "confidence; what the data cannot answer is marked “No data”.",
    ),
}


#: Names of parameters and of their values, for the page that leads to all reports.
SETTINGS = {
    "zh": {
        "benchmarks": "对照地区",
        "hindsight": "事后数据",
        "min_confidence": "最低可信度",
        "dataset": "数据集",
        "logic_model": "逻辑模型",
        "gap_threshold": "差距起点（%）",
        "target_year": "目标年份",
        "criteria": "权重",
        "draws": "抽样次数",
        "seed": "随机种子",
        True: "含",
        False: "不含",
        "high": "高",
        "medium": "中",
        "low": "低",
        "between": "、",
        "is": "：",
        "and": "；",
    },
    "en": {
        "benchmarks": "compared with",
        "hindsight": "hindsight",
        "min_confidence": "weakest evidence",
        "dataset": "dataset",
        "logic_model": "logic model",
        "gap_threshold": "gaps from (%)",
        "target_year": "target year",
        "criteria": "weights",
        "draws": "draws",
        "seed": "seed",
        True: "yes",
        False: "no",
        "between": ", ",
        "is": ": ",
        "and": "; ",
    },
}


def settings(run: Run, root: Path) -> str:
    """How a run differs from the report with the usual settings, in words of its language; "" where
    it does not.
    """
    words = SETTINGS[run.language]
    known = regions(dataset_path(run.values, root), root)

    def said(name: str, value: Any) -> str:
        if isinstance(value, dict):
            value = [f"{key} {weight}" for key, weight in value.items()]
        if isinstance(value, list):
            return words["between"].join(said(name, one) for one in value)
        if name == "benchmarks" and value in known:
            return getattr(known[value], run.language)
        if name in FILES:
            return Path(str(value)).name
        return str(words.get(value, value))

    listed = (
        f"{words.get(name, name)}{words['is']}{said(name, value)}"
        for name, value in run.special.items()
    )
    return words["and"].join(listed)


def meta(run: Run, root: Path, executed: Mapping[str, Any]) -> dict[str, Any]:
    """What the documents say about themselves: place, vantage point and the sources of every row
    they cite.
    """
    dataset = dataset_path(run.values, root)
    region = regions(dataset, root).get(run.region)
    place = getattr(region, run.language) if region else run.region
    title, subtitle, method = (text.format(place=place) for text in FRONT[run.language])
    return {
        "title": title,
        "subtitle": subtitle,
        "method": method,
        "region": place,
        "as_of": run.as_of,
        "sources": _sources(descriptor(dataset, root), executed, run.language),
    }


def _sources(path: Path, executed: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """The sources in the descriptor at ``path`` that the notebooks cite, in its order."""
    rows = (row for notebook in executed.values() for row in cited_rows(notebook))
    cited = {row.rsplit("/", 1)[-1] for row in rows}
    resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
    lists = [one["data"] for one in resources if one["name"] == "source-list"]
    return [_source(row, language) for rows in lists for row in rows if row["id"] in cited]


def _source(row: Mapping[str, Any], language: str) -> dict[str, str]:
    return {
        "title": row.get(f"title_{language}", ""),
        "publisher": row.get(f"publisher_{language}", ""),
        **{name: row.get(name, "") for name in ("published", "url")},
    }
