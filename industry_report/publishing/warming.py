"""What the notebooks of the report find loaded: passed to ``publisher.engine``, which knows nothing of the report."""

from __future__ import annotations

import io
import pkgutil
from typing import Any

from industry_report import numbers

#: A Chinese character, for the font that has it.
HAN = chr(0x4E2D)

PRELOAD = (
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "industry_report.report",
    *(f"{numbers.__name__}.{module.name}" for module in pkgutil.iter_modules(numbers.__path__)),
    f"{__name__}:draw",
)


def options(dataset: str, model: str) -> dict[str, Any]:
    """Options of the papermill engine: both files are read and checked once, not once a notebook."""
    return {"preload": PRELOAD, "before_fork": ("industry_report.inputs:preload", dataset, model)}


def draw() -> None:
    """Draw one chart: most of what matplotlib loads, its fonts above all, it loads at the first."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    figure.subplots().barh(["a", "b"], [1, 2])
    for kind in ("svg", "png"):
        figure.savefig(io.BytesIO(), format=kind)
    _draw_ours()


def _draw_ours() -> None:
    import pandas

    from industry_report.exhibits import charts
    from industry_report.exhibits.picture import pictures
    from industry_report.words.language import WrittenQuantity

    values = [
        WrittenQuantity.observed(text, qualifier="", unit="%", rows=()) for text in ("1.5", "2.5")
    ]
    data = pandas.DataFrame({"name": [HAN, "a"], "value": values})
    pictures(charts.bars(data, "name", "value", focus=HAN))
