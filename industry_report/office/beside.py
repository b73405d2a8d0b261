"""What a column of values takes from those before it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from industry_report.data.codes import plain
from industry_report.office import terms
from industry_report.office.columns import Column


def with_spans(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns of rows with periods, those of growth and of last year with the part of the year
    that those before them say: 同比 behind 累计. Behind 本月 and 累计 it may be that of either.
    """
    found, before, ended = dict(columns), list[set[str]](), False
    for number, one in columns.items():
        if one.is_beside and not (one.spans or one.moment):
            if any(spans != before[0] for spans in before):
                found[number] = replace(one, unsure=one.texts)
            elif before:
                found[number] = replace(one, pieces=(*one.pieces, *before[0]))
        elif not (one.is_beside or one.skip or one.is_share):
            if ended:
                before = []
            before.append(one.spans)
            ended = False
        ended = ended or one.growth != ""
    return found


def with_places(columns: dict[int, Column], known: Collection[str]) -> dict[int, Column]:
    """The columns with the places that stand in their heads beside other words; growth and last
    year have that of the column before them. 全市 is one by itself, a ``known`` name where all
    columns have one: of others, what it stands over says something else than the rows.
    """
    found, before = dict(columns), ""
    for number, one in columns.items():
        named = [text for text in one.texts if terms.is_whole(text) or plain(text) in known]
        before = next(iter(named), before * one.is_beside)
        if before:
            names = tuple(name for name in one.names if name not in named)
            found[number] = replace(one, region=before, names=names)
    if all(one.region or one.skip for one in found.values()):
        return found
    wholes = {number: one for number, one in found.items() if terms.is_whole(one.region)}
    return columns | wholes
