"""The kinds of chart in the report: each draws exactly the rows it is given.

Every function takes a tidy data frame, one row a mark, whose value columns hold
:class:`~industry_report.words.language.WrittenQuantity` objects, and the names of the columns to
use.
Rows whose value is missing are left out of the drawing and of the data; when none is left,
:class:`NothingToDraw` says which values were missing.
"""

from industry_report.exhibits.bars import bars
from industry_report.exhibits.drawing import Drawing, NothingToDraw
from industry_report.exhibits.drift import drift
from industry_report.exhibits.evidence_grid import evidence_grid
from industry_report.exhibits.flow import flow
from industry_report.exhibits.grids import heat
from industry_report.exhibits.lines import lines
from industry_report.exhibits.matrix import matrix
from industry_report.exhibits.pace import pace
from industry_report.exhibits.progress import progress
from industry_report.exhibits.promises import promises
from industry_report.exhibits.ranks import ranks
from industry_report.exhibits.scatter import scatter
from industry_report.exhibits.strips import strips
from industry_report.exhibits.tiles import tiles
from industry_report.exhibits.waffle import waffle

__all__ = [
    "Drawing",
    "NothingToDraw",
    "bars",
    "drift",
    "evidence_grid",
    "flow",
    "heat",
    "lines",
    "matrix",
    "pace",
    "progress",
    "promises",
    "ranks",
    "scatter",
    "strips",
    "tiles",
    "waffle",
]
