"""The kinds of chart in the report: each draws exactly the rows it is given.

Every function takes a tidy data frame, one row a mark, whose value columns hold
:class:`~industry_report.words.language.WrittenQuantity` objects, and the names of the columns to
use.
Rows whose value is missing are left out of the drawing and of the data; when none is left,
:class:`NothingToDraw` says which values were missing.

What feeds each, in ``numbers``:

- ``bars``: ``lookup.highest``, ``recommendations.ranking``
- ``drift``: ``drifting.over_time``
- ``evidence_grid``: ``evidence.cells``
- ``flow``: ``chains.flow``
- ``heat``: ``lookup.evidence_by_year``
- ``lines``: ``growth.lines``; ``lookup.series_of``, which joins over missing years
- ``matrix``: ``recommendations.coverage``
- ``progress``: ``situation.progress_marks``, ``chains.towards``
- ``promises``: ``promised.promises``
- ``ranks``: ``comparisons.relative``, ``recommendations.ranking``
- ``scatter``: ``lookup.both``
- ``strips``: ``league.strips``
- ``tiles``: ``league.tile_map``, ``league.further_maps``
- ``waffle``: ``recommendations.answerable``, ``ledger.squares``
"""

from industry_report.exhibits.bars import bars as bars
from industry_report.exhibits.drawing import Drawing as Drawing
from industry_report.exhibits.drawing import NothingToDraw as NothingToDraw
from industry_report.exhibits.drift import drift as drift
from industry_report.exhibits.evidence_grid import evidence_grid as evidence_grid
from industry_report.exhibits.flow import flow as flow
from industry_report.exhibits.grids import heat as heat
from industry_report.exhibits.lines import lines as lines
from industry_report.exhibits.matrix import matrix as matrix
from industry_report.exhibits.progress import progress as progress
from industry_report.exhibits.promises import promises as promises
from industry_report.exhibits.ranks import ranks as ranks
from industry_report.exhibits.scatter import scatter as scatter
from industry_report.exhibits.strips import strips as strips
from industry_report.exhibits.tiles import tiles as tiles
from industry_report.exhibits.waffle import waffle as waffle
