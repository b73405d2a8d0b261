"""What the notebooks of the report find loaded: told to ``publisher.engine``, which knows nothing
of the report."""

from __future__ import annotations

import io
import pkgutil
import string
from typing import Any

from industry_report import exhibits, numbers

#: Modules to import and functions to call, once, in the process that kernels are forked from.
PRELOAD = (
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "industry_report.report",
    *(
        f"{package.__name__}.{module.name}"
        for package in (numbers, exhibits)
        for module in pkgutil.iter_modules(package.__path__)
    ),
    f"{__name__}:draw",
)
HAN = chr(0x4E2D)  # a Chinese character, for the font that has it


def options(dataset: str, model: str) -> dict[str, Any]:
    """Options of the papermill engine for notebooks that read these two files.

    They are read and checked before the fork: once, not once a notebook.
    """
    return {"preload": PRELOAD, "before_fork": ("industry_report.inputs:preload", dataset, model)}


def draw() -> None:
    """Draw a plain chart and one of the report.

    Most of what matplotlib loads, fonts above all, it loads at the first text.
    """
    import pandas
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from industry_report.exhibits import charts, sheet
    from industry_report.exhibits.picture import pictures
    from industry_report.words.language import WrittenQuantity

    figure = Figure()
    FigureCanvasAgg(figure)
    figure.subplots().barh(["a", "b"], [1, 2])
    for kind in ("svg", "png"):
        figure.savefig(io.BytesIO(), format=kind)
    values = [
        WrittenQuantity.observed(text, qualifier="", unit="%", rows=()) for text in ("1.5", "2.5")
    ]
    data = pandas.DataFrame({"name": [HAN, "a"], "value": values})
    pictures(charts.bars(data, "name", "value", focus=HAN))
    for weight in ("normal", "bold"):
        sheet.extent(f"{HAN}{string.ascii_letters}{string.digits}", weight)
