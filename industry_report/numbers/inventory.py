"""How many values the dataset holds of each place and year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import pandas as pd

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.numbers.quantity import Quantity
from industry_report.words import Region

MOST_PLACES = 16


def evidence_by_year(rows: Dataset, region: str, benchmarks: Sequence[str]) -> pd.DataFrame:
    """How many values there are of each place and year: columns ``place``, ``year``, ``count``.

    The region comes first, then its benchmarks, then the places with most values. A period of
    several years counts for its last. Empty where there is no value.
    """
    ids: dict[tuple[str, int], list[str]] = defaultdict(list)
    totals: Counter[str] = Counter()
    for row in rows:
        ids[row.region, row.period.end[0]].append(row.id)
        totals[row.region] += 1
    named = [name for name in (region, *benchmarks) if name in totals]
    order = dict.fromkeys((*named, *(name for name, _ in totals.most_common())))
    places = list(order)[:MOST_PLACES]
    years = sorted({year for place, year in ids if place in places})
    records = [
        (Region(place), Period.parse(str(year)), Quantity.exact(len(found), "items", found))
        for place in places
        for year in years
        if (found := ids.get((place, year), [])) or place == places[0]
    ]
    return pd.DataFrame(records, columns=["place", "year", "count"])
