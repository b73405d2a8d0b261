"""The industrial development of Baotou as a reproducible report: what the notebooks and the command
line share, and for analysts five functions. They are described in ``industry_report.analysis``
and shown at work in ``docs/analysts.md``:

    import industry_report

    frame = industry_report.load(region="baotou", language="en")   # rows with labels
    industry_report.find("R&D", language="en")                     # what is there by that word
    industry_report.gaps("baotou", language="en")                  # against its benchmarks
    industry_report.relations("baotou", language="en")             # the text checked against itself
    industry_report.render("baotou", language="en", formats="html", output="reports")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from industry_report.analysis import find, gaps, load, relations, render

__all__ = ["find", "gaps", "load", "relations", "render"]


def __getattr__(name: str) -> Any:
    """The functions of ``analysis``, imported when one is asked for: commands need not wait."""
    if name in __all__:
        from industry_report import analysis

        return getattr(analysis, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
